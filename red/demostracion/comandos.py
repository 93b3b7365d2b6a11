"""Órdenes de la demostración: cargarla, decir con qué cuentas se entra y dejarla lista de una vez."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from flask_migrate import upgrade

from red.acceso.operaciones import resumir
from red.base import transaccion
from red.bitacora.escritura import actuando
from red.demostracion import cuentas as de_entrada
from red.demostracion.alianzas_vigentes import aliar
from red.demostracion.aulas_vivas import dar_clases
from red.demostracion.carga import cargar
from red.demostracion.catalogo_y_trayectos import ofrecer
from red.demostracion.certificacion_en_camino import certificar
from red.demostracion.certificacion_entregada import culminar
from red.demostracion.constancias_emitidas import emitir_algunas
from red.demostracion.convocatoria_abierta import abrir_una_convocatoria
from red.demostracion.correos_devueltos import devolver_algunos
from red.demostracion.formacion_evaluada import evaluar
from red.demostracion.gobiernos import dar_gobierno
from red.demostracion.levantamientos_hechos import levantar
from red.demostracion.lista_por_revisar import dejar_una_lista
from red.demostracion.lugares_en_juego import repartir_lugares
from red.demostracion.membresia_viva import dar_membresias
from red.demostracion.puertas_abiertas import abrir_puertas
from red.demostracion.redes_demo import ESCALAS, componer
from red.demostracion.repetidas import dar_de_que_hallar
from red.demostracion.vida_de_unidades import dar_vida
from red.errores import ErrorDeDominio
from red.personas.operaciones_privacidad import publicar_avisos
from red.redes.consultas import redes_de
from red.reloj import hoy
from red.textos import contar, numero

NACIONAL = "nacional"

demo = AppGroup("demo", help="La demostración: instituciones reales, personas inventadas.")


@demo.command("cargar")
@click.option(
    "--escala",
    type=click.Choice([*ESCALAS, NACIONAL]),
    default="estatal",
    show_default=True,
    help="guadalajara: sólo esa Red. estatal: las tres. nacional: cien mil personas, para medir.",
)
@click.option(
    "--si-quiero-datos-inventados",
    "a_sabiendas",
    is_flag=True,
    help="En producción no se carga sin esta opción: son personas inventadas con una contraseña pública.",
)
def cargar_demo(escala: str, a_sabiendas: bool) -> None:
    """Carga la demostración; lo que ya esté se queda como está."""
    _cuidar_produccion(a_sabiendas)
    with _diciendo_los_errores():
        if escala == NACIONAL:
            _cargar_nacional()
        else:
            _cargar(escala)
    _decir_cuentas()


@demo.command("cuentas")
def cuentas() -> None:
    """Dice con qué cuentas se entra a la demostración y para qué sirve cada una."""
    _decir_cuentas()


@click.command("preparar-demo")
@with_appcontext
def preparar_demo() -> None:
    """Pone al día la base y, si no hay ninguna Red, carga la demostración estatal.

    Puede repetirse: la segunda vez no cambia nada.
    """
    _cuidar_produccion(False)
    upgrade()
    with _diciendo_los_errores():
        if not redes_de(None):
            _cargar("estatal")
    _decir_cuentas()


def _cuidar_produccion(a_sabiendas: bool) -> None:
    if current_app.config["RED"].es_produccion and not a_sabiendas:
        raise click.ClickException(
            "Esto es producción y la demostración trae personas inventadas que entran con una contraseña "
            "pública. Si aun así la quieres: flask --app wsgi demo cargar --si-quiero-datos-inventados"
        )


@contextmanager
def _diciendo_los_errores() -> Iterator[None]:
    """Lo que una regla o el reloj impiden se dice sin rastro de programa."""
    try:
        yield
    except ErrorDeDominio as error:
        raise click.ClickException(error.mensaje) from None
    except ValueError as error:
        raise click.ClickException(str(error)) from None


def _cargar(escala: str) -> None:
    dia = hoy()
    redes = componer(escala, dia)
    inicio = time.monotonic()
    with actuando("demo cargar"), transaccion():
        # Desde que empezó la Red más antigua: en la demostración ya hay quien consintió hace meses.
        publicar_avisos(min(red.creada_el for red in redes))
        resultado = cargar(redes, dia, resumir(de_entrada.CONTRASENA))
        for cargada in redes:
            if cargada.nombre in resultado.cargadas:
                dar_de_que_hallar(cargada.clave, dia)
        for red in redes:
            if red.nombre in resultado.cargadas:
                dar_vida(red.clave, dia)
                dejar_una_lista(red.clave, dia)
                dar_gobierno(red.clave, dia)
                abrir_una_convocatoria(red.clave, dia)
                abrir_puertas(red.clave, dia)
                devolver_algunos(red.clave, dia)
                ofrecer(red.clave, dia)
                dar_clases(red.clave)
                evaluar(red.clave, dia)
                emitir_algunas(red.clave, dia)
                dar_membresias(red.clave, dia)
                certificar(red.clave, dia)
                culminar(red.clave, dia)
                repartir_lugares(red.clave)
                aliar(red.clave, dia)
                levantar(red.clave, dia)
    for nombre in resultado.ya_estaban:
        click.echo(f"Ya estaba: {nombre}. No cambió nada.")
    for nombre in resultado.cargadas:
        click.echo(f"Cargada: {nombre}.")
    if resultado.cargadas:
        click.echo(f"Tardó {numero(time.monotonic() - inicio, 1)} s.")


def _cargar_nacional() -> None:
    # Se importan aquí porque traen numpy, que las demás órdenes no necesitan.
    from red.demostracion.carga_masiva import cargar_nacional
    from red.demostracion.volcado import actualizar_estadisticas

    click.echo("Cargo la Red nacional sintética; tarda alrededor de medio minuto.")
    dia = hoy()
    inicio = time.monotonic()
    with actuando("demo cargar"), transaccion():
        publicar_avisos(dia)
        filas = cargar_nacional(dia, resumir(de_entrada.CONTRASENA))
    if not filas:
        click.echo("Ya estaba. No cambió nada.")
        return
    actualizar_estadisticas()
    for tabla, cuantas in filas.items():
        click.echo(f"  {tabla:<16}{numero(cuantas):>10}")
    click.echo(f"Son {numero(sum(filas.values()))} filas; tardó {numero(time.monotonic() - inicio)} s.")


def _decir_cuentas() -> None:
    """Las cuentas por Red, con lo que cada una deja ver."""
    reunidas = de_entrada.cuentas_cargadas(hoy())
    if not reunidas:
        click.echo("No hay cuentas de demostración. Cárgala con: flask --app wsgi demo cargar")
        return
    total = sum(len(suyas) for _, suyas in reunidas)
    ancho = max(len(cuenta.correo) for _, suyas in reunidas for cuenta in suyas)
    click.echo(
        f"\nLa demostración tiene {contar(total, 'cuenta', 'cuentas')} para entrar. "
        f"La contraseña es la misma para todas:\n\n    {de_entrada.CONTRASENA}"
    )
    for nombre, suyas in reunidas:
        click.echo(f"\n  {nombre}")
        for cuenta in suyas:
            click.echo(f"    {cuenta.correo:<{ancho}}  {cuenta.para_que}")
    click.echo("\nLas demás personas son inventadas y no tienen cuenta.")
