"""Llenar un formulario como lo haría una persona: se lee la página y se contesta cada campo."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from werkzeug.datastructures import MultiDict

from red.reloj import hoy
from tests.cliente import ESPACIO
from tests.fabricas import CONTRASENA

SIN_VALOR = {"submit", "button", "reset", "image", "file"}


@dataclass
class Leido:
    """Un formulario tal como la página lo ofrece: sus campos, y los que admiten cualquier texto o número."""

    valores: MultiDict[str, str] = field(default_factory=MultiDict)
    escritos: dict[str, str] = field(default_factory=dict)
    elegidos: set[str] = field(default_factory=set)


def leer(pagina: str, ruta: str) -> Leido | None:
    """El formulario de la página que se envía a esa misma ruta; None si no tiene ninguno."""
    arbol = html5lib.parse(pagina, treebuilder="etree")
    formas = [f for f in arbol.iter(f"{ESPACIO}form") if (f.get("method") or "").lower() == "post"]
    suyas = [f for f in formas if (f.get("action") or ruta).partition("?")[0] == ruta.partition("?")[0]]
    return _contestar(suyas[0]) if suyas else None


def _contestar(forma: Element) -> Leido:
    leido = Leido()
    for campo in forma.iter():
        nombre = campo.get("name")
        if not nombre or nombre == "csrf_token" or campo.get("disabled") is not None:
            continue
        etiqueta, tipo = campo.tag.removeprefix(ESPACIO), campo.get("type", "text")
        if etiqueta == "select":
            leido.valores.setlist(nombre, _opciones(campo))
            leido.elegidos.add(nombre)
        elif etiqueta == "textarea":
            leido.valores[nombre] = (campo.text or "").strip() or "Texto de prueba"
            leido.escritos[nombre] = "text"
        elif etiqueta == "input" and tipo in {"checkbox", "radio"}:
            leido.elegidos.add(nombre)
            if campo.get("checked") is not None or (tipo == "radio" and nombre not in leido.valores):
                leido.valores.setlist(nombre, [campo.get("value", "on")])
        elif etiqueta == "input" and tipo not in SIN_VALOR:
            oculto = tipo == "hidden"
            leido.valores[nombre] = campo.get("value", "") or ("" if oculto else _inventar(nombre, tipo))
            if not oculto:
                leido.escritos[nombre] = tipo
    return leido


def _opciones(campo: Element) -> list[str]:
    valores = [(o.get("value", ""), o.get("selected") is not None) for o in campo.iter(f"{ESPACIO}option")]
    elegidas = [valor for valor, elegida in valores if elegida and valor]
    return elegidas or [valor for valor, _ in valores if valor][:1]


def _inventar(nombre: str, tipo: str) -> str:
    if nombre == "actual":
        return CONTRASENA
    return {
        "email": "alguien.nueva@ejemplo.test",
        "date": (hoy() + timedelta(days=45)).isoformat(),
        "time": "10:00",
        "datetime-local": f"{hoy() + timedelta(days=45)}T10:00",
        "number": "12",
        "password": "otro camino largo entre jacarandas",
        "url": "https://ejemplo.test",
        "tel": "33 1234 5678",
    }.get(tipo, "Texto de prueba")


def con(leido: Leido | None, **cambios: Any) -> MultiDict[str, str]:
    """Lo contestado, con otros valores en los campos que se digan."""
    datos: MultiDict[str, str] = MultiDict(leido.valores) if leido else MultiDict()
    for nombre, valor in cambios.items():
        datos.setlist(nombre, [valor])
    return datos
