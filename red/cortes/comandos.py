"""`flask grafo corte`: medir una Red desde la consola y dejar el corte guardado, como si se pidiera en su página."""

from datetime import date, datetime
from typing import Any

import click
import orjson

from red.analisis.comandos import NO_SIRVE, grafo
from red.analisis.recetas import Lente, Receta
from red.base import transaccion
from red.bitacora.escritura import actuando
from red.cortes import consultas, lectura, operaciones
from red.cortes.modelos import Corte, EstadoCorte
from red.cortes.trabajos import medir_uno
from red.errores import ErrorDeDominio, NoEncontrado
from red.redes.consultas import red_de_clave
from red.reloj import hoy
from red.textos import fecha as en_palabras

__all__ = ["grafo"]


@grafo.command("corte")
@click.argument("red")
@click.option("--fecha", type=click.DateTime(["%Y-%m-%d"]), help="El día que se mira; hoy si no se dice.")
@click.option(
    "--lente", type=click.Choice([lente.value for lente in Lente]), default=Lente.COMPLETA.value, show_default=True,
    help="Qué son los nodos.",
)  # fmt: skip
@click.option("--nombre", default="", help="Cómo se llama el corte.")
@click.option("--semilla", type=int, default=0, show_default=True, help="La del azar, donde lo hay.")
@click.option("--a-fondo", is_flag=True, help="Mide todo exacto, aunque tarde.")
@click.option("--json", "en_json", is_flag=True, help="Contesta en JSON, para otros programas.")
def corte(
    red: str, fecha: datetime | None, lente: str, nombre: str, semilla: int, a_fondo: bool, en_json: bool
) -> None:
    """Mide la Red que tiene esa clave y guarda el corte."""
    try:
        hecho = _medir(red, fecha.date() if fecha else None, Receta(Lente(lente)), nombre, semilla, a_fondo)
    except NoEncontrado:
        raise _no_sirve(f"No hay ninguna Red con la clave «{red}».") from None
    except ErrorDeDominio as error:
        raise _no_sirve(error.mensaje) from None
    if hecho.estado is not EstadoCorte.LISTO:
        raise _no_sirve(hecho.paso or hecho.estado.etiqueta)
    if en_json:
        click.echo(orjson.dumps(_en_llaves(hecho)).decode())
        return
    click.echo(f"{hecho.nombre}: la Red como era el {hecho.dia.isoformat()} (corte {hecho.clave})")
    for cifra in lectura.cifras(hecho.numeros or {}, lectura.palabras_de(hecho.red)):
        click.echo(f"  {cifra.valor} {cifra.etiqueta}. {cifra.significa}")
    for hallazgo in hecho.hallazgos or []:
        click.echo(f"- {hallazgo['titulo']}. {hallazgo['frase']}")


def _medir(clave: str, dia: date | None, receta: Receta, nombre: str, semilla: int, a_fondo: bool) -> Corte:
    with actuando("grafo corte"), transaccion():
        red = red_de_clave(clave)
        pedido = operaciones.pedir(
            red, nombre=nombre or f"Corte del {en_palabras(dia or hoy(red.zona))}", dia=dia or hoy(red.zona),
            receta=receta, por_id=None, semilla=semilla, a_fondo=a_fondo,
        )  # fmt: skip
        suya, corte_id = pedido.clave, pedido.id
    medir_uno(corte_id)
    return consultas.corte_de_clave(red_de_clave(clave).id, suya)


def _en_llaves(hecho: Corte) -> dict[str, Any]:
    return {
        "version": hecho.version,
        "red": hecho.red.clave,
        "corte": hecho.clave,
        "fecha": hecho.dia,
        "receta": hecho.receta,
        "semilla": hecho.semilla,
        "huella": hecho.huella,
        "numeros": hecho.numeros,
        "hallazgos": hecho.hallazgos,
    }


def _no_sirve(mensaje: str) -> SystemExit:
    click.echo(mensaje, err=True)
    return SystemExit(NO_SIRVE)
