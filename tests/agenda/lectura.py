"""Leer un calendario de dos maneras: con la biblioteca y, aparte, renglón por renglón como lo pide la norma."""

import re
from typing import Any

from icalendar import Calendar

PIDE_EL_CALENDARIO = {"PRODID", "VERSION"}
PIDE_CADA_SUCESO = {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE", "STATUS", "LAST-MODIFIED", "URL"}
_PROPIEDAD = re.compile(r"([A-Z][A-Z0-9-]*)((?:;[A-Z-]+=(?:\"[^\"]*\"|[^;:,\"]*))*):(.*)", re.DOTALL)


def leer(crudo: bytes) -> Calendar:
    """El calendario, si cumple la norma de las dos maneras."""
    _revisar_renglones(crudo)
    (calendario,) = Calendar.from_ical(crudo, multiple=True)
    assert not calendario.errors
    assert not any(componente.errors for componente in calendario.walk())
    return calendario


def eventos(crudo: bytes) -> dict[str, Any]:
    """Los sucesos por su nombre, que no se repite."""
    todos = leer(crudo).walk("VEVENT")
    hallados = {str(evento["uid"]): evento for evento in todos}
    assert len(hallados) == len(todos)
    return hallados


def _revisar_renglones(crudo: bytes) -> None:
    assert crudo.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in crudo.replace(b"\r\n", b"")
    renglones = crudo.split(b"\r\n")[:-1]
    assert all(len(renglon) <= 75 for renglon in renglones)
    for renglon in renglones:
        renglon.decode()  # doblar no parte una letra
    abiertos: list[tuple[str, set[str]]] = []
    zonas, usadas = set(), set()
    for renglon in crudo.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]:
        hallado = _PROPIEDAD.fullmatch(renglon)
        assert hallado, renglon
        nombre, parametros, valor = hallado.groups()
        if nombre == "BEGIN":
            abiertos.append((valor, set()))
        elif nombre == "END":
            cual, suyas = abiertos.pop()
            assert cual == valor
            if cual == "VEVENT":
                assert suyas >= PIDE_CADA_SUCESO
            if cual == "VCALENDAR":
                assert suyas >= PIDE_EL_CALENDARIO
        else:
            abiertos[-1][1].add(nombre)
            if nombre == "TZID":
                zonas.add(valor)
            usadas |= set(re.findall(r"TZID=([^;:]+)", parametros))
    assert abiertos == []
    assert usadas <= zonas
