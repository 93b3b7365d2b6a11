"""Órdenes de territorios: cargar un catálogo oficial."""

from pathlib import Path

import click
from flask.cli import AppGroup

from red.base import db, transaccion
from red.bitacora.escritura import actuando
from red.errores import ErrorDeDominio
from red.territorios.catalogo import CatalogoIlegible, leer_catalogo
from red.territorios.operaciones import cargar
from red.territorios.perfiles import PERFILES

territorios = AppGroup("territorios", help="Catálogos oficiales de territorios.")
FALLAS_QUE_SE_DICEN = 20


class _Simulacro(ErrorDeDominio):
    """Se comprobó todo y no se guarda nada."""


@territorios.command("importar")
@click.argument("archivo", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--pais", type=click.Choice(list(PERFILES), case_sensitive=False), help="Si el archivo no lo dice."
)
@click.option("--columna", "columnas", multiple=True, help='Asignar a mano: "codigo municipio=CLAVE".')
@click.option("--simular", is_flag=True, help="Comprueba y dice qué haría, sin guardar.")
def importar(archivo: Path, pais: str | None, columnas: tuple[str, ...], simular: bool) -> None:
    """Carga ARCHIVO, un CSV con el catálogo oficial de MX (CVEGEO), CL (CUT) o CO (DIVIPOLA)."""
    try:
        a_mano = dict(columna.split("=", 1) for columna in columnas)
    except ValueError:
        raise click.UsageError('Cada --columna se escribe "qué=ENCABEZADO".') from None
    try:
        catalogo = leer_catalogo(archivo.read_bytes(), pais=pais, columnas=a_mano)
        click.echo("Columnas reconocidas:")
        for que, encabezado in catalogo.columnas.items():
            click.echo(f"  {que}: «{encabezado}»")
        for nota in catalogo.notas:
            click.echo(f"Nota: {nota}")
        with actuando("territorios importar"), transaccion():
            cuenta = cargar(catalogo)
            resumen = f"{cuenta.nuevos} nuevos, {cuenta.corregidos} corregidos, {cuenta.iguales} sin cambio."
            if simular:
                db.session.flush()
                raise _Simulacro(f"Simulacro, no se guardó nada: {resumen}")
        click.echo(f"{PERFILES[catalogo.pais].nombre}: {resumen}")
    except _Simulacro as simulacro:
        click.echo(simulacro.mensaje)
    except CatalogoIlegible as error:
        click.echo(error.mensaje, err=True)
        for falla in error.fallas[:FALLAS_QUE_SE_DICEN]:
            click.echo(f"  {falla}", err=True)
        if len(error.fallas) > FALLAS_QUE_SE_DICEN:
            click.echo(f"  … y {len(error.fallas) - FALLAS_QUE_SE_DICEN} más.", err=True)
        raise SystemExit(1) from None
