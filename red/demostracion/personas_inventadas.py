"""Inventa nombres, correos y teléfonos: siempre los mismos para la misma semilla, y nunca de nadie.

Los correos usan el dominio ``ejemplo.test``, que nadie puede registrar, y los teléfonos series
que no se ocupan.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from random import Random

from red.demostracion import listas
from red.demostracion.tipos import NOTA_INVENTADA

DOMINIO = "ejemplo.test"

NOMBRES_DE_TEMAS = {
    "perspectiva_de_genero": "perspectiva de género",
    "derechos_humanos": "derechos humanos de las mujeres",
    "igualdad_sustantiva": "igualdad sustantiva",
    "liderazgo": "liderazgo y participación",
    "agendas": "agendas de género",
    "presupuesto": "presupuesto con perspectiva de género",
    "indicadores": "indicadores",
    "acoso_y_hostigamiento": "prevención del acoso y el hostigamiento",
    "violencia": "prevención de la violencia",
    "datos": "bases de datos con perspectiva de género",
    "reglamentos": "reglamentos y normas internas",
    "cultura_institucional": "cultura institucional",
}
TEMAS = tuple(NOMBRES_DE_TEMAS)

_OFRECE = (
    "Conozco de cerca el trabajo sobre {tema} y puedo compartir materiales.",
    "Coordiné acciones de {tema} en mi área; con gusto cuento qué funcionó y qué no.",
    "Puedo orientar a otras áreas en {tema}.",
    "Tengo experiencia en {tema} y disposición para dar una charla.",
)
_BUSCA = (
    "Quiero aprender más sobre {tema}.",
    "Busco con quién trabajar {tema} dentro del gobierno.",
    "Necesito apoyo para llevar {tema} a mi institución.",
    "Me interesa conocer lo que otras áreas hacen en {tema}.",
)


def azar(*partes: str) -> Random:
    """Un azar que se repite: la misma semilla da siempre lo mismo, y cada parte tiene la suya."""
    return Random(":".join(("red-de-genero", *partes)))


@dataclass(frozen=True, slots=True, kw_only=True)
class NombreInventado:
    """Un nombre completo con su correo y su teléfono, todos inventados."""

    nombre: str
    primer_apellido: str
    segundo_apellido: str
    sexo: str
    correo: str
    telefono: str

    @property
    def completo(self) -> str:
        """Nombre y apellidos, como se leen."""
        return f"{self.nombre} {self.primer_apellido} {self.segundo_apellido}"


class Inventora:
    """Da nombres que no se repiten, con correos que tampoco se repiten, dentro de un dominio."""

    def __init__(self, ambito: str, subdominio: str, telefono: str) -> None:
        self._nombres = listas.nombres(ambito)
        self._dominio = f"{subdominio}.{DOMINIO}"
        self._telefono = telefono
        self._azar = azar("nombres", subdominio)
        self._usados: set[tuple[str, str, str]] = set()
        self._correos: set[str] = set()
        self._dados = 0

    def nombre(self, sexo: str = "mujer", correo: str | None = None) -> NombreInventado:
        """Inventa a alguien; ``correo`` fija la dirección de las cuentas de demostración."""
        nombres, primero, segundo = self._sin_repetir(sexo)
        direccion = correo or self._correo(nombres, primero, segundo)
        self._correos.add(direccion)
        self._dados += 1
        return NombreInventado(
            nombre=nombres,
            primer_apellido=primero,
            segundo_apellido=segundo,
            sexo=sexo,
            correo=direccion,
            telefono=f"{self._telefono} {1000 + 7 * self._dados:04d}",
        )

    def _sin_repetir(self, sexo: str) -> tuple[str, str, str]:
        de_pila = self._nombres.mujeres if sexo == "mujer" else self._nombres.hombres
        while True:
            cuantos = 2 if self._azar.random() < 0.4 else 1
            nombres = " ".join(self._azar.sample(de_pila, cuantos))
            primero, segundo = self._azar.sample(self._nombres.apellidos, 2)
            candidato = (nombres, primero, segundo)
            if candidato not in self._usados:
                self._usados.add(candidato)
                return candidato

    def _correo(self, nombres: str, primero: str, segundo: str) -> str:
        corto = f"{simple(nombres.split()[0])}.{simple(primero)}"
        largo = f"{corto}.{simple(segundo)}"
        candidatos = [corto, largo, *(f"{largo}{n}" for n in range(2, 100))]
        libre = next(c for c in candidatos if f"{c}@{self._dominio}" not in self._correos)
        return f"{libre}@{self._dominio}"


def simple(texto: str) -> str:
    """El texto en minúsculas, sin acentos ni signos, para correos y claves.

    >>> simple("Íñiguez")
    'iniguez'
    """
    llano = unicodedata.normalize("NFD", texto.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "", llano)


def con_sus_palabras(ofrece: tuple[str, ...], busca: tuple[str, ...], sorteo: Random) -> tuple[str, str]:
    """Lo que la persona ofrece y lo que busca, dicho por ella; lo primero termina diciendo que es inventada."""
    da = sorteo.choice(_OFRECE).format(tema=NOMBRES_DE_TEMAS[ofrece[0]])
    pide = sorteo.choice(_BUSCA).format(tema=NOMBRES_DE_TEMAS[busca[0]])
    return f"{da} ({NOTA_INVENTADA}.)", pide


NOMBRES_POR_INVITAR = (
    "Beatriz Adriana Zamudio", "Carmen Leticia Olvera", "Rocío del Carmen Preciado", "Maribel Santoyo", "Elvira Montaño",
)  # fmt: skip
"""A quienes la coordinación de la demostración piensa invitar: inventadas, como todas."""
