"""Órdenes para atender la cola."""

import click
from flask import current_app
from flask.cli import AppGroup

from red.tareas import cola

tareas = AppGroup("tareas", help="Trabajos de fondo.")


@tareas.command("atender")
def atender() -> None:
    """Atiende la cola hasta que se le pida terminar."""
    click.echo("Atendiendo la cola de trabajos.")
    cola.atender(current_app)
