"""Órdenes de archivos: comprobar que cada fila tenga sus bytes y que ningún byte quede sin fila."""

import time
from pathlib import Path

import click
from flask.cli import AppGroup

from red.archivos import almacen, consultas
from red.base import db

archivos = AppGroup("archivos", help="Lo que se ha subido y emitido.")
UN_DIA = 24 * 60 * 60


@archivos.command("revisar")
@click.option("--limpiar", is_flag=True, help="Borra los bytes sin fila que llevan más de un día ahí.")
def revisar(limpiar: bool) -> None:
    """Dice qué archivos se perdieron o cambiaron y qué bytes no son de nadie; falla si se perdió alguno."""
    perdidos = []
    filas = consultas.todos()
    for archivo in filas:
        try:
            almacen.leer(archivo.huella)
        except almacen.ArchivoPerdido:
            perdidos.append(archivo)
    db.session.rollback()
    click.echo(f"Archivos: {len(filas)}. Perdidos o alterados: {len(perdidos)}.")
    for archivo in perdidos:
        click.echo(
            f"  {archivo.id}: «{archivo.nombre}», del {archivo.guardado_en:%Y-%m-%d} ({archivo.huella})"
        )
    sobran = _sin_fila()
    borrados = sum(_borrar(ruta) for ruta in sobran) if limpiar else 0
    click.echo(f"Bytes sin fila: {len(sobran)}." + (f" Borrados: {borrados}." if limpiar else ""))
    if perdidos:
        raise SystemExit(1)


def _sin_fila() -> list[Path]:
    """Lo que está en disco y ninguna fila nombra; lo reciente quizá está por confirmarse."""
    todas = list(almacen.guardadas())
    con_fila = {archivo.huella for archivo in consultas.todos()}
    db.session.rollback()
    return [ruta for ruta in todas if ruta.name not in con_fila]


def _borrar(ruta: Path) -> bool:
    """Borra esos bytes si siguen sin fila y nadie los ha usado en un día; se vuelve a mirar, porque contar tarda."""
    nombrados = consultas.hay_con_huella(ruta.name)
    db.session.rollback()
    try:
        if nombrados or ruta.stat().st_mtime >= time.time() - UN_DIA:
            return False
        ruta.unlink()
    except FileNotFoundError:
        return False
    return True
