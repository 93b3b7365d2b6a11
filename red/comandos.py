"""Las órdenes `flask --app wsgi …`: lo que se hace desde la consola."""

from importlib import import_module

import click
from flask import Flask
from flask.cli import AppGroup

MODULOS = {
    "archivos": "red.archivos.comandos",
    "avisos": "red.avisos.comandos",
    "cuentas": "red.acceso.comandos",
    "demo": "red.demostracion.comandos",
    "duplicados": "red.duplicados.comandos",
    "formacion": "red.formacion.comandos",
    "grafo": "red.cortes.comandos",
    "importar": "red.importacion.comandos",
    "preparar-demo": "red.demostracion.comandos",
    "privacidad": "red.personas.comandos",
    "tareas": "red.tareas.comandos",
    "territorios": "red.territorios.comandos",
}
"""Dónde está cada orden; se llama como ella, con guion bajo."""


class Ordenes(AppGroup):
    """Las órdenes de la aplicación, cada una cargada cuando se pide: quien sirve páginas no necesita ninguna."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Los nombres de todas."""
        return sorted({*super().list_commands(ctx), *MODULOS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """La orden con ese nombre, si existe."""
        if cmd_name in MODULOS and cmd_name not in self.commands:
            self.add_command(getattr(import_module(MODULOS[cmd_name]), cmd_name.replace("-", "_")), cmd_name)
        return super().get_command(ctx, cmd_name)


def instalar(app: Flask) -> None:
    """Pone los grupos de órdenes en la aplicación, con las que ya tuviera."""
    app.cli = Ordenes(commands=app.cli.commands)
