"""Órdenes sobre privacidad: publicar los avisos que la plataforma trae."""

import click
from flask.cli import AppGroup

from red.base import transaccion
from red.bitacora.escritura import actuando
from red.personas import operaciones_privacidad as operaciones
from red.reloj import hoy
from red.textos import fecha

privacidad = AppGroup("privacidad", help="Avisos de privacidad.")


@privacidad.command("publicar")
def publicar() -> None:
    """Publica los avisos de privacidad que falten; repetirlo no cambia nada."""
    with actuando("privacidad publicar"), transaccion():
        nuevos = [
            f"{aviso.titulo} ({aviso.jurisdiccion}), versión {aviso.version}, "
            f"vigente desde el {fecha(aviso.vigente_desde)}"
            for aviso in operaciones.publicar_avisos(hoy())
        ]
    for nuevo in nuevos:
        click.echo(f"Publicado: {nuevo}")
    if not nuevos:
        click.echo("Los avisos ya estaban publicados.")
