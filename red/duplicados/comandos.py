"""Órdenes de duplicados."""

import click
from flask.cli import AppGroup

from red.base import transaccion
from red.bitacora.escritura import actuando
from red.duplicados import operaciones
from red.duplicados.modelos import Clase
from red.reloj import hoy
from red.textos import contar

duplicados = AppGroup("duplicados", help="Registros que parecen ser el mismo.")


@duplicados.command("buscar")
@click.option("--clase", type=click.Choice([clase.value for clase in Clase]), help="Sólo de una clase.")
def buscar(clase: str | None) -> None:
    """Vuelve a comparar los registros y deja al día los pares que se parecen."""
    for otra in Clase:
        if clase in {None, otra.value}:
            hallados = operaciones.hallar(otra, hoy())
            with actuando("duplicados buscar"), transaccion():
                hallado = operaciones.guardar(otra, hallados)
            pares = contar(hallado.pares, "par se parece", "pares se parecen")
            click.echo(f"{otra.etiqueta}: {pares}, {contar(hallado.nuevos, 'nuevo', 'nuevos')}.")
