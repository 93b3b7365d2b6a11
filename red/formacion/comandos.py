"""La orden `flask formacion`: inscribir a varias personas por su correo, por el mismo camino que la página."""

import json
from typing import Any

import click
from flask.cli import AppGroup

from red.base import transaccion
from red.bitacora.escritura import actuando
from red.errores import ErrorDeDominio
from red.formacion import consultas, de_una_vez
from red.formacion.operaciones import Excepcion, Exceptuable
from red.invitaciones.direcciones import leer_direcciones

formacion = AppGroup("formacion", help="Los lugares de los cursos.")


@formacion.command("inscribir", help="Pide lugar en la EDICION (su número) para cada CORREO.")
@click.argument("edicion", type=int)
@click.argument("correos", nargs=-1, required=True, metavar="CORREO...")
@click.option("--simular", is_flag=True, help="Sólo dice qué pasaría: no guarda nada ni escribe a nadie.")
@click.option(
    "--excepcion",
    "reglas",
    multiple=True,
    type=click.Choice([regla.value for regla in Exceptuable]),
    help="De qué regla se exceptúa a todas; puede repetirse. El cupo no admite excepciones.",
)
@click.option("--motivo", default="", help="Por qué se hace la excepción: queda anotado.")
@click.option("--json", "en_json", is_flag=True, help="Contesta en JSON, para otros programas.")
def inscribir(
    edicion: int, correos: tuple[str, ...], simular: bool, reglas: tuple[str, ...], motivo: str, en_json: bool
) -> None:
    """Termina con 0 si todas quedaron, con 2 si alguna no entra y con 1 si no se pudo hacer."""
    excepcion = Excepcion(motivo, frozenset(map(Exceptuable, reglas))) if reglas else None
    direcciones = leer_direcciones("\n".join(correos))
    try:
        consultas.edicion(edicion)
        with actuando("formacion inscribir"):
            if simular:
                renglones = de_una_vez.simular(edicion, direcciones, None, excepcion)
            else:
                with transaccion():
                    renglones = de_una_vez.inscribir_a_varias(edicion, direcciones, None, excepcion)
    except ErrorDeDominio as error:
        dicho = json.dumps({"error": error.mensaje}, ensure_ascii=False) if en_json else error.mensaje
        click.echo(dicho, err=not en_json)
        raise SystemExit(1) from None
    _decir(edicion, renglones, simular=simular, en_json=en_json)
    if any(renglon.suerte is de_una_vez.Suerte.NO_ENTRA for renglon in renglones):
        raise SystemExit(2)


def _decir(edicion: int, renglones: list[de_una_vez.Renglon], *, simular: bool, en_json: bool) -> None:
    if en_json:
        resultado: dict[str, Any] = {
            "edicion": edicion,
            "simulado": simular,
            "cuentas": {suerte.value: n for suerte, n in de_una_vez.cuentas(renglones).items()},
            "renglones": [renglon.en_datos() for renglon in renglones],
        }
        click.echo(json.dumps(resultado, ensure_ascii=False))
        return
    if simular:
        click.echo("Sólo se simuló: no se guardó nada.")
    for renglon in renglones:
        detalle = f" ({renglon.detalle})" if renglon.detalle else ""
        click.echo(f"{renglon.correo}: {renglon.suerte.etiqueta.lower()}{detalle}")
