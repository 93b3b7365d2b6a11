"""Órdenes de acceso: con la primera, una instalación nueva tiene quien la administre."""

import click
from flask.cli import AppGroup

from red.acceso import consultas, operaciones
from red.base import transaccion
from red.bitacora.escritura import actuando
from red.errores import ErrorDeDominio
from red.permisos import Identidad, Papel, Rol
from red.personas.consultas import persona_de_correo
from red.personas.operaciones import registrar_persona
from red.reloj import hoy

cuentas = AppGroup("cuentas", help="Cuentas y papeles.")

LA_CONSOLA = Identidad(nombre="La consola", papeles=(Papel(Rol.ADMINISTRADORA),))
"""Quien tiene la consola de la máquina puede nombrar a quien administra."""


@cuentas.command("crear-administradora")
@click.argument("correo")
@click.argument("nombre")
@click.argument("apellido")
@click.option("--segundo-apellido", default=None, help="Si lo tiene.")
@click.password_option(
    "--contrasena", prompt="Contraseña (15 caracteres o más)", confirmation_prompt="Otra vez"
)
def crear_administradora(
    correo: str, nombre: str, apellido: str, segundo_apellido: str | None, contrasena: str
) -> None:
    """Crea la cuenta de una persona que administra la plataforma; la contraseña se pide al teclado."""
    try:
        with actuando("cuentas crear-administradora"), transaccion():
            persona = persona_de_correo(correo) or registrar_persona(
                nombre, apellido, segundo_apellido, correo
            )
            if consultas.cuenta_de_persona(persona.id) is None:
                operaciones.crear_cuenta(persona, contrasena)
            else:
                click.echo("Ya tenía cuenta: su contraseña sigue siendo la misma.")
            operaciones.nombrar(LA_CONSOLA, persona, Rol.ADMINISTRADORA, None, None, hoy(), None)
    except ErrorDeDominio as error:
        raise click.ClickException(error.mensaje) from None
    click.echo(f"{nombre} {apellido} ya puede entrar con {correo.strip().lower()}.")
