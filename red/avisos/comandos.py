"""Órdenes de avisos."""

import click
from flask.cli import AppGroup

from red.avisos import consultas, envio, recepcion

avisos = AppGroup("avisos", help="Los correos por salir.")


@avisos.command("enviar")
def enviar() -> None:
    """Envía ahora todo lo que toca, sin esperar al trabajo de fondo."""
    cuenta = envio.enviar_pendientes()
    if not cuenta:
        click.echo("No había correos por enviar.")
    for que in ("enviados", "descartados", "tropiezos", "rechazados"):
        if cuenta[que]:
            click.echo(f"{que.capitalize()}: {cuenta[que]}")


@avisos.command("rebotes")
def rebotes() -> None:
    """Lee el buzón de los correos devueltos (RED_REBOTES) y anota lo que dice."""
    cuenta = recepcion.leer_rebotes()
    if not cuenta:
        click.echo("No había nada por leer.")
    for que in ("anotados", "ajenos", "sin abrir"):
        if cuenta[que]:
            click.echo(f"{que.capitalize()}: {cuenta[que]}")


@avisos.command("estado")
def estado() -> None:
    """Dice cuántos correos hay en cada estado y desde cuándo espera el más antiguo."""
    for cual, cuantos in consultas.por_estado().items():
        click.echo(f"{cual.etiqueta}: {cuantos}")
    desde = consultas.mas_antiguo_por_enviar()
    if desde is not None:
        click.echo(f"El que más espera, desde: {desde:%Y-%m-%d %H:%M} UTC")
