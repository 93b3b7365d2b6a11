"""Los avisos de privacidad que la plataforma trae: un texto por país, con versión, listo para leerse.

Los textos nombran a quien convoca con señales (`$responsable`, `$contacto`, `$domicilio`) que se
llenan al mostrarlos, de modo que la misma versión, con la misma huella, sirva a todas las Redes de un
país. La ley se nombra; sus artículos no, porque quien publica los confirma con su área jurídica.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

from red.instituciones.modelos import Institucion

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


def partes(texto: str, responsable: Institucion | None = None) -> Sequence[Parte]:
    """El texto por apartados, con los datos de quien convoca; sin decir quién, habla en general.

    >>> [(parte.titulo, [bloque.renglones for bloque in parte.bloques]) for parte in partes(
    ...     "Hola, $responsable.\\n\\n# Qué datos\\n- Tu nombre\\n- Tu correo\\nY nada más.")]
    [('', [['Hola, la institución que convoca tu Red.']]), ('Qué datos', [['Tu nombre', 'Tu correo'], ['Y nada más.']])]
    """
    completo = Template(texto).safe_substitute(_senales(responsable))
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


def _senales(responsable: Institucion | None) -> dict[str, str]:
    """Lo que sustituye a cada señal; lo que no se sabe se dice con palabras, no se deja en blanco."""
    quien = responsable.nombre if responsable else "la institución que convoca tu Red"
    contactos = [responsable.correo, responsable.telefono] if responsable else []
    return {
        "responsable": quien,
        "contacto": " o al teléfono ".join(filter(None, contactos))
        or f"la coordinación de la Red en {quien}",
        "domicilio": (responsable.domicilio if responsable else None) or "el de sus oficinas públicas",
    }
