"""Lo que dice una constancia: los hechos, la forma única en que se firman y las frases que se imprimen. Puro.

Lo firmado es todo lo impreso. Se escribe como JSON canónico —llaves en orden, sin espacios, UTF-8— para que cualquiera
obtenga los mismos bytes: sólo hay textos, números enteros y listas, así que coincide con RFC 8785.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from red.constancias.modelos import ClaseDeConstancia
from red.documentos.letras import con_articulo, fecha_en_letras
from red.formacion.modelos import Modalidad, TipoCurso, periodo
from red.textos import contar, sin_acentos, sin_ocultos

FORMA = 1
"""Versión de lo que se firma: quien la compruebe dentro de años sabe qué esperar."""

_TIPOS: dict[TipoCurso, tuple[str, str]] = {
    TipoCurso.SEMINARIO: ("el seminario", "o"),
    TipoCurso.CONFERENCIA: ("la conferencia", "a"),
    TipoCurso.DIPLOMADO: ("el diplomado", "o"),
    TipoCurso.TALLER: ("el taller", "o"),
    TipoCurso.CURSO: ("el curso", "o"),
    TipoCurso.ALINEACION: ("la alineación al estándar de competencia", "a"),
}
_MODALIDADES = {
    Modalidad.PRESENCIAL: "de manera presencial",
    Modalidad.EN_LINEA: "en línea",
    Modalidad.MIXTA: "en modalidad mixta",
}
_HIZO = {
    ClaseDeConstancia.PARTICIPACION: "participado en",
    ClaseDeConstancia.ACREDITACION: "acreditado",
    ClaseDeConstancia.IMPARTICION: "impartido",
}
TITULOS = {
    ClaseDeConstancia.PARTICIPACION: "Constancia de participación",
    ClaseDeConstancia.ACREDITACION: "Constancia de acreditación",
    ClaseDeConstancia.IMPARTICION: "Constancia de impartición",
}


@dataclass(frozen=True)
class Curso:
    """Lo que se cursó, como era en esa edición."""

    codigo: str
    nombre: str
    tipo: TipoCurso
    version: int
    horas: int
    modalidad: Modalidad
    desde: date
    hasta: date
    contenidos: Sequence[tuple[str, int]] = ()


@dataclass(frozen=True)
class Hechos:
    """De qué da fe una constancia, quién la da y con qué firma; falta a quién y con qué folio."""

    clase: ClaseDeConstancia
    curso: Curso
    emisor: str
    red: str
    lugar: str
    fecha: date
    pais: str
    firma_nombre: str
    firma_puesto: str
    sitio: str


def componer(
    hechos: Hechos, nombre: str, folio: str, codigo: str, llave: str, sustituye_a: str
) -> dict[str, Any]:
    """El contenido que se firma y se imprime."""
    curso = hechos.curso
    contenido = {
        "forma": FORMA,
        "clase": hechos.clase.value,
        "folio": folio,
        "codigo": codigo,
        "nombre": nombre,
        "emisor": hechos.emisor,
        "red": hechos.red,
        "curso": {
            "codigo": curso.codigo,
            "nombre": curso.nombre,
            "tipo": curso.tipo.value,
            "version": curso.version,
            "horas": curso.horas,
            "modalidad": curso.modalidad.value,
            "desde": curso.desde.isoformat(),
            "hasta": curso.hasta.isoformat(),
            "contenidos": [[tema, contar(horas, "hora", "horas")] for tema, horas in curso.contenidos],
        },
        "lugar": hechos.lugar,
        "fecha": hechos.fecha.isoformat(),
        "pais": hechos.pais,
        "firma": {"nombre": hechos.firma_nombre, "puesto": hechos.firma_puesto},
        "sustituye_a": sustituye_a,
        "sitio": hechos.sitio,
        "llave": llave,
        "dice": frases(hechos, sustituye_a),
    }
    limpio: dict[str, Any] = _limpiar(contenido)
    return limpio


def frases(hechos: Hechos, sustituye_a: str = "") -> dict[str, Any]:
    """Lo que se lee en el papel, además de los datos sueltos; el nombre de la persona no está en ninguna."""
    curso = hechos.curso
    que, letra = _TIPOS[curso.tipo]
    if sin_acentos(curso.nombre).startswith(sin_acentos(que.partition(" ")[2].partition(" ")[0])):
        que = que.partition(" ")[0]  # «el Seminario de…» y no «el seminario Seminario de…»
    fechas = periodo(curso.desde, curso.hasta)
    cuando = fechas if fechas.startswith("del ") else f"el {fechas}"
    hizo = _HIZO[hechos.clase]
    lo_suyo = f"{que} «{curso.nombre}»"
    duracion = f"con una duración de {contar(curso.horas, 'hora', 'horas')}"
    impartido = "" if hechos.clase is ClaseDeConstancia.IMPARTICION else f"impartid{letra} "
    por = f"por haber {hizo} {lo_suyo}, {duracion}, {impartido}{_MODALIDADES[curso.modalidad]} {cuando}."
    notas = []
    if sustituye_a:
        notas.append(f"Sustituye a la constancia con folio {sustituye_a}.")
    if curso.tipo is TipoCurso.ALINEACION and hechos.clase is not ClaseDeConstancia.IMPARTICION:
        notas.append("Esta constancia no es el certificado de competencia laboral, que emite otra autoridad.")
    emisor = con_articulo(hechos.emisor)
    return {
        "titulo": TITULOS[hechos.clase],
        "otorga": f"{emisor[:1].upper()}{emisor[1:]} otorga la presente",
        "por": por,
        "lugar_y_fecha": f"{hechos.lugar}, a {fecha_en_letras(hechos.fecha)}",
        "version": f"{curso.codigo}, versión {curso.version}",
        "de_que_es": f"{lo_suyo[:1].upper()}{lo_suyo[1:]}, {contar(curso.horas, 'hora', 'horas')}.",
        "notas": notas,
    }


def canonico(contenido: dict[str, Any]) -> bytes:
    """Los bytes que se firman.

    >>> canonico({"b": 1, "a": ["ñ"]}).decode()
    '{"a":["ñ"],"b":1}'
    """
    return json.dumps(contenido, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def textos(valor: Any) -> list[str]:
    """Todos los textos de un contenido: para revisar que el papel sepa dibujarlos."""
    if isinstance(valor, str):
        return [valor]
    if isinstance(valor, dict):
        return [texto for dentro in valor.values() for texto in textos(dentro)]
    return [texto for dentro in valor for texto in textos(dentro)] if isinstance(valor, list) else []


def _limpiar(valor: Any) -> Any:
    """Sin señas que no se ven ni espacios de más: lo firmado es lo que se lee."""
    if isinstance(valor, str):
        return " ".join("".join(c for c in sin_ocultos(valor) if c.isprintable() or c.isspace()).split())
    if isinstance(valor, dict):
        return {clave: _limpiar(dentro) for clave, dentro in valor.items()}
    return [_limpiar(dentro) for dentro in valor] if isinstance(valor, list) else valor


def iniciales(nombre: str) -> str:
    """El nombre sin decirlo.

    >>> iniciales("María de la Luz Ñúñez Pérez"), iniciales("Ana"), iniciales("")
    ('M. L. Ñ. P.', 'A.', '')
    """
    particulas = {"de", "del", "la", "las", "los", "y", "e", "da", "dos"}
    partes = [parte for parte in nombre.replace("-", " ").split() if parte.casefold() not in particulas]
    return " ".join(f"{parte[0].upper()}." for parte in partes)


def es_el_mismo(escrito: str, nombre: str) -> bool:
    """Si es el mismo nombre, sin fijarse en acentos, mayúsculas ni espacios.

    >>> es_el_mismo(" maria  NUNEZ ", "María Núñez"), es_el_mismo("María", "María Núñez")
    (True, False)
    """
    return bool(escrito.strip()) and parejo(escrito) == parejo(nombre)


def parejo(nombre: str) -> str:
    """El nombre sin lo que cambia de una manera de escribirlo a otra."""
    return " ".join(sin_acentos(nombre).replace("-", " ").split())
