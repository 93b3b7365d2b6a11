"""Los avisos de privacidad que la plataforma trae: un texto por país, con versión, listo para leerse.

Los textos nombran a quien convoca con señales (`$responsable`, `$contacto`, `$domicilio`) que se
llenan al mostrarlos, de modo que la misma versión, con la misma huella, sirva a todas las Redes de un
país. La ley se nombra; sus artículos no, porque quien publica los confirma con su área jurídica.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

from red.instituciones.modelos import Institucion
from red.personas.modelos_de_privacidad import AvisoLeido, AvisoPrivacidad

TEXTOS = Path(__file__).parent / "textos"
JURISDICCIONES = ("MX", "CL", "CO")


@dataclass(frozen=True)
class Texto:
    """Un aviso tal como se escribió, antes de publicarse."""

    jurisdiccion: str
    version: str
    titulo: str
    simplificado: str
    integral: str

    @property
    def huella(self) -> str:
        """SHA-256 de los dos textos: dice si alguien los cambió."""
        return huella_de(self.simplificado, self.integral)


@dataclass(frozen=True)
class Responsable:
    """Quién responde por los datos: su nombre, dónde está y a dónde se le escribe."""

    nombre: str
    domicilio: str
    contacto: str


@dataclass(frozen=True)
class Parte:
    """Un apartado del aviso para mostrarse: su título, si tiene, y sus bloques en orden."""

    titulo: str
    bloques: list["Bloque"] = field(default_factory=list)


@dataclass(frozen=True)
class Bloque:
    """Un párrafo o una lista de puntos."""

    es_lista: bool
    renglones: list[str]


def huella_de(simplificado: str, integral: str) -> str:
    """SHA-256 de los dos textos, en hexadecimal."""
    return hashlib.sha256(f"{simplificado}\n\n{integral}".encode()).hexdigest()


def textos() -> list[Texto]:
    """Los avisos que la plataforma trae, uno por jurisdicción."""
    return [_leer(jurisdiccion) for jurisdiccion in JURISDICCIONES]


def _leer(jurisdiccion: str) -> Texto:
    contenido = (TEXTOS / f"{jurisdiccion.lower()}.txt").read_text(encoding="utf-8")
    cabeza, simplificado, integral = contenido.split("=== ")
    datos = dict(renglon.split(": ", 1) for renglon in cabeza.strip().splitlines())
    return Texto(
        jurisdiccion=jurisdiccion,
        version=datos["version"],
        titulo=datos["titulo"],
        simplificado=simplificado.removeprefix("Simplificado").strip(),
        integral=integral.removeprefix("Integral").strip(),
    )


def responsable_de(institucion: Institucion | None) -> Responsable:
    """Quien responde, con lo que se sabe de quien convoca; lo que falta se dice con palabras, no se deja en blanco."""
    quien = institucion.nombre if institucion else "la institución que te invita"
    contactos = [institucion.correo, institucion.telefono] if institucion else []
    return Responsable(
        nombre=quien,
        domicilio=(institucion.domicilio if institucion else None) or "el de sus oficinas públicas",
        contacto=" o al teléfono ".join(filter(None, contactos)) or f"la coordinación de la Red en {quien}",
    )


def llenar(texto: str, responsable: Responsable) -> str:
    """El texto como se lee: con los datos de quien responde en lugar de sus señales.

    >>> llenar("Escribe a $contacto.", Responsable("El Instituto", "Calle 1", "datos@ejemplo.test"))
    'Escribe a datos@ejemplo.test.'
    """
    return Template(texto).safe_substitute(
        responsable=responsable.nombre, domicilio=responsable.domicilio, contacto=responsable.contacto
    )


@dataclass(frozen=True)
class Presentado:
    """Un aviso como lo tiene delante quien lo lee: de estos mismos textos, y no de otros, sale su huella."""

    aviso: AvisoPrivacidad
    responsable: Responsable
    texto_simplificado: str
    texto_integral: str

    @property
    def simplificado(self) -> Sequence["Parte"]:
        """El resumen, por apartados."""
        return por_apartados(self.texto_simplificado)

    @property
    def integral(self) -> Sequence["Parte"]:
        """El aviso completo, por apartados."""
        return por_apartados(self.texto_integral)

    @property
    def huella(self) -> str:
        """SHA-256 de los dos textos tal como se muestran."""
        return huella_de(self.texto_simplificado, self.texto_integral)


def presentar(aviso: AvisoPrivacidad, responsable: Responsable) -> Presentado:
    """El aviso con los datos de quien responde, listo para leerse."""
    return Presentado(
        aviso, responsable, llenar(aviso.simplificado, responsable), llenar(aviso.integral, responsable)
    )


def como_se_leyo(leido: AvisoLeido) -> Presentado:
    """El aviso exacto que una persona tuvo delante."""
    return presentar(leido.aviso, Responsable(leido.responsable, leido.domicilio, leido.contacto))


_AL_EMPEZAR = re.compile(r"(?m)^\$responsable\b")
"""Quien responde, al principio de un párrafo: ahí va con mayúscula."""


def partes(texto: str, responsable: Institucion | Responsable | None = None) -> Sequence[Parte]:
    """El texto por apartados, con los datos de quien responde; sin decir quién, habla en general.

    >>> [(parte.titulo, [bloque.renglones for bloque in parte.bloques]) for parte in partes(
    ...     "Hola, $responsable.\\n\\n# Qué datos\\n- Tu nombre\\n- Tu correo\\nY nada más.")]
    [('', [['Hola, la institución que te invita.']]), ('Qué datos', [['Tu nombre', 'Tu correo'], ['Y nada más.']])]
    """
    quien = responsable if isinstance(responsable, Responsable) else responsable_de(responsable)
    al_empezar = quien.nombre[:1].upper() + quien.nombre[1:]
    return por_apartados(llenar(_AL_EMPEZAR.sub(lambda _: al_empezar.replace("$", "$$"), texto), quien))


def por_apartados(completo: str) -> Sequence[Parte]:
    """Un texto ya lleno, por apartados: «# » abre uno y «- » es un punto de una lista."""
    resultado = [Parte("")]
    for renglon in filter(None, (renglon.strip() for renglon in completo.splitlines())):
        if renglon.startswith("# "):
            resultado.append(Parte(renglon[2:]))
            continue
        bloques = resultado[-1].bloques
        if not renglon.startswith("- "):
            bloques.append(Bloque(False, [renglon]))
        elif bloques and bloques[-1].es_lista:
            bloques[-1].renglones.append(renglon[2:])
        else:
            bloques.append(Bloque(True, [renglon[2:]]))
    return [parte for parte in resultado if parte.titulo or parte.bloques]
