"""Las órdenes `flask --app wsgi …`: lo que se hace desde la consola."""

from flask import Flask

from red.acceso.comandos import cuentas
from red.archivos.comandos import archivos
from red.avisos.comandos import avisos
from red.demostracion.comandos import demo, preparar_demo
from red.duplicados.comandos import duplicados
from red.formacion.comandos import formacion
from red.importacion.comandos import importar
from red.personas.comandos import privacidad
from red.tareas.comandos import tareas
from red.territorios.comandos import territorios


def instalar(app: Flask) -> None:
    """Añade los grupos de órdenes a la aplicación."""
    for grupo in (
        archivos,
        avisos,
        cuentas,
        demo,
        duplicados,
        formacion,
        importar,
        preparar_demo,
        privacidad,
        tareas,
        territorios,
    ):
        app.cli.add_command(grupo)
