"""Que nadie borre sin saberlo lo que otra persona acaba de cambiar.

La página que corrige algo lleva la huella de cada valor con que se abrió. Al guardar, ya con la fila apartada, se
compara con lo que hay: si algo cambió mientras tanto no se guarda nada y se dice qué.
"""

import hashlib
import json
from collections.abc import Mapping
from enum import Enum
from typing import Any


def normal(valor: Any) -> str:
    """Un valor como texto que se puede comparar, venga de la base o de lo que se escribió."""
    if valor is None or valor is False:
        return ""
    if isinstance(valor, Enum):
        return str(valor.value)
    if isinstance(valor, list | tuple | set | frozenset):
        return "\n".join(sorted(filter(None, map(normal, valor))))
    return "\n".join(renglon.strip() for renglon in str(valor).strip().splitlines())


def huella(valor: Any) -> str:
    """La huella de un valor."""
    return hashlib.sha256(normal(valor).encode()).hexdigest()[:12]


def escribir(valores: Mapping[str, Any]) -> str:
    """Las huellas de todos, como viajan en la página."""
    return json.dumps({campo: huella(valor) for campo, valor in valores.items()}, separators=(",", ":"))


def leer(escritas: str | None) -> dict[str, str]:
    """Las huellas que trae la página; ninguna si no las trae o no se entienden."""
    try:
        leidas = json.loads(escritas or "{}")
    except ValueError:
        return {}
    return {str(c): str(h) for c, h in leidas.items()} if isinstance(leidas, dict) else {}


def cambiados(escritas: str | None, ahora: Mapping[str, Any]) -> list[str]:
    """Los campos que ya no valen lo que valían cuando se abrió la página."""
    antes = leer(escritas)
    return [campo for campo, valor in ahora.items() if campo in antes and antes[campo] != huella(valor)]
