"""Una edición escrita como archivo de calendario (RFC 5545), para el teléfono de quien asiste.

No nombra el curso: un calendario se comparte, y el tema es de quien asiste.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from red.formacion.modelos import Edicion, Jornada
from red.reloj import ahora

LARGO = 73
"""Octetos por renglón: la norma permite 75 y cada continuación empieza con un espacio."""


def escribir(edicion: Edicion, jornadas: Sequence[Jornada], url: str) -> str:
    """Un suceso por jornada; sin jornadas, uno de todo el periodo."""
    renglones = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Red//Formacion//ES", "CALSCALE:GREGORIAN"]
    if jornadas:
        for numero, jornada in enumerate(jornadas, 1):
            cuando = [f"DTSTART:{_instante(jornada.inicia_en)}", f"DTEND:{_instante(jornada.termina_en)}"]
            titulo = f"{_titulo(edicion)} ({numero} de {len(jornadas)})"
            renglones += _suceso(
                edicion, f"{jornada.id}", titulo, cuando, jornada.lugar or edicion.lugar, url
            )
    else:
        cuando = [
            f"DTSTART;VALUE=DATE:{_dia(edicion.inicia_el)}",
            f"DTEND;VALUE=DATE:{_dia(edicion.termina_el + timedelta(days=1))}",
        ]
        renglones += _suceso(edicion, "todo", _titulo(edicion), cuando, edicion.lugar, url)
    renglones.append("END:VCALENDAR")
    return "".join(f"{parte}\r\n" for renglon in renglones for parte in _doblar(renglon))


def _titulo(edicion: Edicion) -> str:
    return f"{edicion.curso.tipo.etiqueta}: {edicion.nombre}"


def _suceso(edicion: Edicion, cual: str, titulo: str, cuando: list[str], lugar: str, url: str) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:edicion-{edicion.id}-{cual}@red",
        f"DTSTAMP:{_instante(ahora())}",
        *cuando,
        f"SUMMARY:{_texto(titulo)}",
        f"LOCATION:{_texto(lugar)}",
        f"URL:{url}",
        *(["STATUS:CANCELLED"] if edicion.cancelada_en else []),
        "END:VEVENT",
    ]


def _instante(momento: datetime) -> str:
    return momento.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _dia(dia: date) -> str:
    return dia.strftime("%Y%m%d")


def _texto(escrito: str) -> str:
    """Escapa lo que en el formato tiene sentido propio.

    >>> _texto("Sala 3; piso 2, ala norte")
    'Sala 3\\\\; piso 2\\\\, ala norte'
    """
    for signo in ("\\", ";", ","):
        escrito = escrito.replace(signo, "\\" + signo)
    return " ".join(escrito.split())


def _doblar(renglon: str) -> Iterator[str]:
    """Parte un renglón largo sin cortar una letra a la mitad."""
    tramo, octetos = "", 0
    for letra in renglon:
        peso = len(letra.encode())
        if octetos + peso > LARGO:
            yield tramo
            tramo, octetos = " ", 1
        tramo += letra
        octetos += peso
    yield tramo
