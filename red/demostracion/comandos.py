"""Órdenes de la demostración."""

import click
from flask.cli import AppGroup

demo = AppGroup("demo", help="La demostración: instituciones reales, personas inventadas.")


@click.command("preparar-demo")
def preparar_demo() -> None:
    """Migra la base y carga la demostración si no hay ninguna Red."""
