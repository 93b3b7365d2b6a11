"""«Mi panel»: lo que cada quien debe, lo que le espera y lo que cambió."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import url_for

from red.base import buscar
from red.permisos import Identidad
from red.personas.modelos import Persona


@dataclass
class Panel:
    """Lo que se muestra en el panel, ya dicho con palabras."""

    pendientes: list[dict[str, Any]] = field(default_factory=list)


def de(quien: Identidad, dia: date) -> Panel:
    """El panel de quien pide, ese día."""
    assert quien.persona is not None
    panel = Panel()
    persona = buscar(Persona, quien.persona)
    if persona.perfil_completo_en is None:
        panel.pendientes.append(
            {
                "texto": "Completa tu perfil",
                "detalle": "Di qué ofreces, qué buscas y qué pueden ver tus colegas.",
                "url": url_for("personas.mi_perfil"),
            }
        )
    return panel
