"""La agenda escrita como calendario (RFC 5545), para el teléfono de quien asiste.

No nombra el curso ni la Red: un calendario se ve por encima del hombro, y el tema es de quien asiste. Dos veces lo mismo
se escribe igual, letra por letra, para poder decir «no ha cambiado».
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Event, Timezone, vCalAddress, vText

from red.agenda.sucesos import Estado, Suceso

ESTADOS = {
    Estado.FIRME: "CONFIRMED",
    Estado.PROVISIONAL: "TENTATIVE",
    Estado.CANCELADA: "CANCELLED",
}
CADA_CUANTO = timedelta(hours=1)
"""Cada cuánto se pide a los calendarios que vuelvan a leer."""

Enlace = Callable[[Suceso], str]


def escribir(
    sucesos: Sequence[Suceso],
    *,
    enlace: Enlace,
    sitio: str,
    con_lugar: bool = False,
    metodo: str = "PUBLISH",
    de: str = "",
    para: str = "",
) -> bytes:
    """Los sucesos como un calendario; `enlace` dice dónde se ve cada uno y `sitio`, en qué dominio viven sus nombres.

    `de` y `para` son quien convoca y quien asiste: los pide una invitación que va por correo.
    """
    calendario = Calendar()
    calendario.add("prodid", "-//Red//Agenda//ES")
    calendario.add("version", "2.0")
    calendario.add("calscale", "GREGORIAN")
    calendario.add("method", metodo)
    if not de:
        calendario.add("x-wr-calname", "Mi agenda")
        calendario.add("name", "Mi agenda")
        calendario.add("refresh-interval", CADA_CUANTO, parameters={"VALUE": "DURATION"})
        calendario.add("x-published-ttl", "PT1H")
    for zona in sorted({suceso.zona for suceso in sucesos if not suceso.todo_el_dia}):
        calendario.add_component(_huso(zona))
    for suceso in sucesos:
        calendario.add_component(
            _evento(suceso, enlace(suceso), sitio, con_lugar=con_lugar, de=de, para=para)
        )
    escrito: bytes = calendario.to_ical()
    return escrito


def _evento(suceso: Suceso, url: str, sitio: str, *, con_lugar: bool, de: str, para: str) -> Event:
    evento = Event()
    evento.add("uid", f"{suceso.identidad}@{sitio}")
    # El sello es el del último cambio y no el de esta lectura: leer dos veces lo mismo da lo mismo.
    sello = suceso.cambiado_en.astimezone(UTC).replace(microsecond=0)
    evento.add("dtstamp", sello)
    evento.add("last-modified", sello)
    evento.add("sequence", suceso.secuencia)
    evento.add("status", ESTADOS[suceso.estado])
    evento.add("transp", "OPAQUE" if suceso.estado is Estado.FIRME else "TRANSPARENT")
    evento.add("summary", suceso.titulo)
    evento.add("class", "PRIVATE")
    zona = ZoneInfo(suceso.zona)
    for propiedad, instante in (("dtstart", suceso.inicia), ("dtend", suceso.termina)):
        local = instante.astimezone(zona)
        evento.add(propiedad, local.date() if suceso.todo_el_dia else local)
    if con_lugar and suceso.lugar:
        evento.add("location", suceso.lugar)
    evento.add("url", url)
    evento.add("description", url)
    if de:
        evento.add("organizer", vCalAddress(f"mailto:{de}"))
    if para:
        asiste = vCalAddress(f"mailto:{para}")
        asiste.params["ROLE"] = vText("REQ-PARTICIPANT")
        asiste.params["PARTSTAT"] = vText("TENTATIVE" if suceso.estado is Estado.PROVISIONAL else "ACCEPTED")
        asiste.params["RSVP"] = vText("FALSE")
        evento.add("attendee", asiste)
    return evento


@lru_cache(maxsize=64)
def _huso(zona: str) -> Component:
    """Las reglas de esa zona horaria, para el calendario que no la conozca."""
    return Timezone.from_tzid(zona, first_date=date(2020, 1, 1))
