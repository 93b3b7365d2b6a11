"""La orden `flask certificacion estandar ARCHIVO`: lo mismo que la página, para quien trabaja desde la consola."""

from pathlib import Path

import click

from red.base import transaccion
from red.bitacora.escritura import actuando
from red.certificacion import de_la_casa, operaciones
from red.certificacion.lectura import ArchivoConErrores, leer
from red.certificacion.vistas.catalogo import MAS_RENGLONES
from red.certificacion.vistas.lista import bp
from red.errores import ErrorDeDominio
from red.importacion.tablas import celdas
from red.redes.consultas import red_de_clave

bp.cli.help = "Los estándares de competencia y sus expedientes."


@bp.cli.command("estandar")
@click.argument("archivo", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--red", "clave", help="Clave de la Red que lo usará; sin ella, todas.")
@click.option(
    "--oficial", is_flag=True, help="Es el texto publicado por CONOCER; di en «fuente» de dónde se tomó."
)
def estandar(archivo: Path | None, clave: str | None, oficial: bool) -> None:
    """Carga ARCHIVO (CSV o Excel), todo o nada. Sin ARCHIVO, trae los títulos que la plataforma conoce."""
    try:
        with actuando("certificacion estandar"), transaccion():
            if archivo is None:
                click.echo(f"Estándares que faltaban: {de_la_casa.cargar_los_que_falten(None)}.")
                return
            leido = leer(celdas(archivo.read_bytes(), archivo.name, MAS_RENGLONES))
            red_id = red_de_clave(clave).id if clave else None
            version = operaciones.cargar(leido, red_id=red_id, oficial=oficial, quien_id=None)
            click.echo(f"{leido.codigo}, versión {version.numero}: {leido.titulo}.")
    except ArchivoConErrores as error:
        for falta in error.faltas:
            click.echo(str(falta), err=True)
        raise SystemExit(1) from None
    except ErrorDeDominio as error:
        click.echo(error.mensaje, err=True)
        raise SystemExit(1) from None
