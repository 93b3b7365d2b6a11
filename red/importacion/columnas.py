"""Qué columnas entiende cada clase de lista, con qué otros nombres llegan y cómo se reconocen."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from red.base import Opcion
from red.importacion.modelos import Que
from red.instituciones.modelos import Orden, TipoInstitucion
from red.personas.modelos import NivelCargo
from red.textos import legible, palabras
from red.unidades.modelos import AreaMinima, Funcion
from red.vinculos.modelos import Intensidad

FIJO = "fijo:"
"""Así empieza, en el mapeo, el valor que se pone en todos los renglones de una columna que falta."""


@dataclass(frozen=True)
class Campo:
    """Un dato que una lista puede traer."""

    clave: str
    titulo: str
    sinonimos: tuple[str, ...] = ()
    obligatorio: bool = False
    ayuda: str = ""
    ejemplo: str = ""
    opciones: type[Opcion] | None = None


_DESDE = Campo(
    "desde", "Desde", ("fecha de inicio", "inicio", "fecha de ingreso", "ingreso", "fecha de alta", "alta", "a partir de",
    "fecha de nombramiento", "fecha de designacion"),
    ayuda="Día, mes o año: 2021-10-04, 2021-10 o 2021. Si falta, se toma el día de hoy.", ejemplo="2021-10",
)  # fmt: skip
_CORREO = ("correo", "email", "e mail", "mail", "correo institucional", "correo oficial", "correo electronico institucional",
    "direccion de correo")  # fmt: skip
_INSTITUCION = ("dependencia", "institucion", "organismo", "entidad", "dependencia o entidad", "institucion o dependencia",
    "ente publico", "secretaria", "organizacion", "adscripcion", "nombre de la institucion", "nombre de la dependencia",
    "institucion de adscripcion", "dependencia de adscripcion")  # fmt: skip

CAMPOS: dict[Que, tuple[Campo, ...]] = {
    Que.PERSONAS: (
        Campo("nombre", "Nombre", ("nombres", "nombre s", "nombre de pila", "nombre o nombres"), ejemplo="María Elena"),
        Campo("primer_apellido", "Primer apellido", ("apellido paterno", "paterno", "apellido 1", "1er apellido", "apellido"),
            ejemplo="Ramírez"),
        Campo("segundo_apellido", "Segundo apellido", ("apellido materno", "materno", "apellido 2", "2do apellido"),
            ejemplo="de la Cruz"),
        Campo("nombre_completo", "Nombre completo", ("nombre y apellidos", "nombre completo de la persona", "servidora publica",
            "nombre de la persona", "persona", "titular", "nombre de la servidora publica", "integrante"),
            ayuda="Sólo si el nombre viene en una sola columna."),
        Campo("correo", "Correo electrónico", _CORREO, True, "Con él se reconoce a cada persona.", "maria@dependencia.gob.mx"),
        Campo("telefono", "Teléfono", ("tel", "celular", "telefono de contacto", "telefono oficial", "numero de telefono", "fono"),
            ejemplo="33 1234 5678"),
        Campo("institucion", "Institución", _INSTITUCION, ayuda="Su nombre oficial o sus siglas, tal como está registrada.",
            ejemplo="Tesorería Municipal"),
        Campo("territorio", "Territorio de la institución", ("territorio", "municipio", "comuna", "estado", "entidad federativa"),
            ayuda="Sólo si hay dos instituciones con el mismo nombre en lugares distintos."),
        Campo("puesto", "Puesto", ("cargo", "puesto o cargo", "cargo o puesto", "denominacion del puesto", "funcion",
            "nombre del puesto"), ayuda="Hace falta en cada renglón que traiga una institución.", ejemplo="Jefa de departamento"),
        Campo("nivel", "Nivel del puesto", ("nivel", "nivel jerarquico", "nivel del cargo"), opciones=NivelCargo,
            ayuda="Hace falta en cada renglón que traiga una institución. Si no viene, elige el que va en todos.",
            ejemplo="Mando medio"),
        Campo("area", "Área", ("area de adscripcion", "unidad administrativa", "departamento", "area de trabajo"),
            ejemplo="Ingresos"),
        _DESDE,
    ),
    Que.INSTITUCIONES: (
        Campo("nombre", "Nombre", ("institucion", "dependencia", "nombre de la institucion", "nombre de la dependencia",
            "nombre oficial", "organismo", "denominacion", "razon social"), True, "El oficial, completo.",
            "Tesorería Municipal"),
        Campo("siglas", "Siglas", ("acronimo", "sigla", "abreviatura"), ejemplo="TM"),
        Campo("tipo", "Clase de institución", ("tipo", "clase", "naturaleza", "tipo de institucion", "naturaleza juridica"),
            opciones=TipoInstitucion, ejemplo="Dependencia"),
        Campo("orden", "Orden de gobierno", ("orden", "ambito", "nivel de gobierno", "ambito de gobierno"), opciones=Orden,
            ejemplo="Municipal"),
        Campo("territorio", "Territorio", ("municipio", "comuna", "estado", "entidad federativa", "region", "lugar",
            "clave de territorio", "cvegeo", "cut", "divipola"),
            ayuda="El nombre del municipio, estado o país, o su clave oficial. Si falta, el de tu Red."),
        Campo("madre", "Depende de", ("institucion madre", "cabeza de sector", "adscrita a", "sectorizada a", "depende"),
            ayuda="El nombre de otra institución ya registrada o de un renglón de arriba."),
        Campo("antes_llamada", "Nombre anterior", ("antes llamada", "nombre previo", "antes"), ejemplo=""),
        Campo("fundamento", "Fundamento legal", ("fundamento", "fundamento juridico", "decreto", "base legal")),
        Campo("correo", "Correo electrónico", _CORREO),
        Campo("telefono", "Teléfono", ("tel", "telefono de contacto", "conmutador", "fono")),
        Campo("domicilio", "Domicilio", ("direccion", "ubicacion")),
        Campo("sitio", "Sitio", ("pagina", "sitio web", "pagina web", "portal", "pagina de internet", "url")),
        _DESDE,
    ),
    Que.DESIGNACIONES: (
        Campo("institucion", "Institución", _INSTITUCION, True, ejemplo="Tesorería Municipal"),
        Campo("territorio", "Territorio de la institución", ("territorio", "municipio", "comuna", "estado", "entidad federativa"),
            ayuda="Sólo si hay dos instituciones con el mismo nombre en lugares distintos."),
        Campo("unidad", "Unidad", ("unidad de genero", "unidad de igualdad", "mecanismo", "nombre de la unidad"),
            ayuda="Sólo si la institución tiene más de una."),
        Campo("funcion", "Función", ("cargo en la unidad", "papel", "rol", "calidad"), True, opciones=Funcion, ejemplo="Titular"),
        Campo("correo", "Correo electrónico", (*_CORREO, "correo de la persona"), True,
            "El de la persona, que ya ha de estar registrada.", "maria@dependencia.gob.mx"),
        Campo("area", "Área de la que viene", ("area", "area de origen", "area que representa", "area minima"),
            ayuda="Sólo de quien es integrante.", opciones=AreaMinima),
        Campo("oficio", "Número de oficio", ("oficio", "numero de nombramiento", "oficio de designacion"), ejemplo="TM/123/2025"),
        _DESDE,
        Campo("hasta", "Hasta", ("fecha de termino", "termino", "fin", "fecha de baja", "baja"),
            ayuda="Su último día, si ya terminó."),
    ),
    Que.INVITACIONES: (
        Campo("correo", "Correo electrónico", (*_CORREO, "correo de la persona"), True,
            "A donde llega la invitación.", "maria@dependencia.gob.mx"),
        Campo("nombre", "Nombre", ("nombres", "nombre s", "nombre de pila", "nombre o nombres"), ejemplo="María Elena"),
        Campo("primer_apellido", "Primer apellido", ("apellido paterno", "paterno", "apellido 1", "1er apellido", "apellido")),
        Campo("segundo_apellido", "Segundo apellido", ("apellido materno", "materno", "apellido 2", "2do apellido")),
        Campo("nombre_completo", "Nombre completo", ("nombre y apellidos", "servidora publica", "nombre de la persona", "persona",
            "invitada", "nombre de la servidora publica"), ayuda="Sólo si el nombre viene en una sola columna."),
        Campo("institucion", "Institución", _INSTITUCION, ayuda="La que se le propone; ha de participar en la Red.",
            ejemplo="Tesorería Municipal"),
        Campo("nivel", "Nivel del puesto", ("nivel", "nivel jerarquico", "nivel del cargo"), opciones=NivelCargo,
            ejemplo="Mando medio"),
    ),
    Que.VINCULOS: (
        Campo("correo", "Correo de quien declara", (*_CORREO, "correo electronico", "quien declara", "declara", "origen", "de"), True,
            "Ha de integrar la Red.", "maria@dependencia.gob.mx"),
        Campo("con_correo", "Correo de con quién colabora", ("con quien", "con persona", "destino", "correo de la otra persona",
            "colabora con", "con"), ayuda="De otra integrante de la Red; o di la institución.", ejemplo="rosa@otra.gob.mx"),
        Campo("con_institucion", "Institución con la que colabora", ("con institucion", "institucion", "dependencia"),
            ayuda="Si la colaboración es con una institución y no con una persona."),
        Campo("intensidad", "Intensidad", ("tipo de vinculo", "grado", "nivel de colaboracion"), True, opciones=Intensidad,
            ejemplo="Coordina"),
        Campo("proposito", "Propósito", ("para que", "objetivo", "tema", "motivo")),
        _DESDE,
    ),
}  # fmt: skip


def plano(texto: str) -> str:
    """Un encabezado sin acentos, mayúsculas ni signos.

    >>> plano(" Correo  Electrónico: ")
    'correo electronico'
    """
    return " ".join(palabras(texto))


@cache
def campo_de(que: Que, clave: str) -> Campo:
    """El campo con esa clave."""
    return next(campo for campo in CAMPOS[que] if campo.clave == clave)


def reconocer(que: Que, encabezados: Sequence[str]) -> dict[str, Any]:
    """Qué columna es cada campo, por su título o por otro de sus nombres; cada columna sirve a uno solo."""
    planos = [plano(encabezado) for encabezado in encabezados]
    mapeo: dict[str, Any] = {}
    libres = {numero for numero, texto in enumerate(planos) if texto}
    for exacto in (True, False):
        for campo in CAMPOS[que]:
            if campo.clave in mapeo:
                continue
            nombres = {plano(campo.titulo)} if exacto else {plano(nombre) for nombre in campo.sinonimos}
            hallada = next((numero for numero in sorted(libres) if planos[numero] in nombres), None)
            if hallada is not None:
                mapeo[campo.clave] = hallada
                libres.discard(hallada)
    if (
        que is Que.PERSONAS
        and "nombre" in mapeo
        and not {"primer_apellido", "nombre_completo"} & mapeo.keys()
    ):
        mapeo["nombre_completo"] = mapeo.pop("nombre")
    return mapeo


def faltan(que: Que, mapeo: Mapping[str, Any]) -> list[Campo]:
    """Los campos sin los que la lista no dice nada."""
    pendientes = [campo for campo in CAMPOS[que] if campo.obligatorio and campo.clave not in mapeo]
    if que is Que.PERSONAS and "nombre_completo" not in mapeo:
        pendientes += [campo_de(que, c) for c in ("nombre", "primer_apellido") if c not in mapeo]
    if que is Que.VINCULOS and not {"con_correo", "con_institucion"} & mapeo.keys():
        pendientes.append(campo_de(que, "con_correo"))
    return pendientes


def fila_de_encabezados(que: Que, primeras: Sequence[Sequence[str]]) -> int:
    """En cuál de los primeros renglones están los encabezados: el que más reconoce; si ninguno, el primero."""
    reconocidas = [len(reconocer(que, fila)) for fila in primeras]
    return max(range(len(primeras)), key=lambda numero: (reconocidas[numero], -numero), default=0)


def firma(encabezados: Sequence[str]) -> str:
    """Resumen de unos encabezados: dos archivos con los mismos, en el mismo orden, tienen la misma.

    >>> firma(["Correo", "Nombre"]) == firma(["CORREO ", "nombre"]) != firma(["Nombre", "Correo"])
    True
    """
    return hashlib.sha256("\n".join(plano(e) for e in encabezados).encode()).hexdigest()


@lru_cache(maxsize=20_000)
def limpio(celda: str) -> str:
    """La celda como se guarda: acentos compuestos, sin espacios de más ni el apóstrofo que protege de fórmulas.

    Las mayúsculas no se tocan.

    >>> limpio("  María   JOSÉ "), limpio("'=A1"), limpio("O'Higgins"), limpio("'hola")
    ('María JOSÉ', '=A1', "O'Higgins", "'hola")
    """
    if not celda:
        return ""
    texto = legible(celda)
    if not texto.isascii() and not unicodedata.is_normalized("NFC", texto):
        texto = unicodedata.normalize("NFC", texto)
    if texto[:1] == "'" and _PROTEGIDA.match(texto):
        texto = texto[1:].lstrip()
    return texto


_PROTEGIDA = re.compile(r"'[\s\u200b-\u200f\u2060\ufeff]*[=+\-@−＝＋－＠]")


@lru_cache(maxsize=4096)
def opcion_escrita(clase: type[Opcion], escrito: str) -> Opcion | None:
    """La opción que alguien escribió, con su valor o su etiqueta, sin acentos ni mayúsculas."""
    return _por_escrito(clase).get(plano(escrito))


_ESCRITAS: dict[type[Opcion], dict[str, Opcion]] = {}
_OTRAS: dict[str, tuple[str, ...]] = {
    "mando_medio": ("medio", "mandos medios", "jefatura"),
    "superior": ("mando superior", "alta direccion", "direccion"),
    "operativo": ("operativa", "base", "personal operativo"),
    "federal": ("federal", "nacional"),
    "estatal": ("estatal", "regional", "departamental"),
    "municipal": ("local", "comunal"),
    "conoce": ("conocen", "se conocen"),
}


def _por_escrito(clase: type[Opcion]) -> dict[str, Opcion]:
    if clase not in _ESCRITAS:
        tabla: dict[str, Opcion] = {}
        for opcion in clase:
            for escrito in (*_OTRAS.get(opcion.value, ()), opcion.value, opcion.etiqueta):
                tabla[plano(escrito)] = opcion
        _ESCRITAS[clase] = tabla
    return _ESCRITAS[clase]
