"""Las órdenes `flask grafo`: lo que se hace con grafos desde la consola.

Quien tenga otra orden de grafos la suma a este grupo con `@grafo.command("…")` en su propio `comandos.py`.
"""

import csv
import re
from collections import Counter
from pathlib import Path
from typing import Any

import click
import orjson
from flask.cli import AppGroup

from red.analisis import estudio as cuentas
from red.analisis.entrada import FORMATOS, ArchivoNoSirve, leer
from red.analisis.estudio import Estudio, Medicion, MedidaDesconocida, Resumen
from red.textos import celda_segura, contar, numero, sin_ocultos

grafo = AppGroup("grafo", help="Analizar grafos.")

VERSION = 1
"""De la forma del JSON: cambia si una llave cambia de nombre o de sentido."""
SE_DICEN = 10
NO_SIRVE = 2
"""Con qué código termina si el archivo o lo pedido no sirve."""
_INVISIBLES = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@grafo.command("analizar", with_appcontext=False)
@click.argument("archivo", type=click.Path(path_type=Path))
@click.option(
    "--medidas",
    default=",".join(cuentas.DE_SIEMPRE),
    show_default=True,
    metavar="UNA,OTRA|todas",
    help=f"Qué medir de cada nodo: {', '.join(cuentas.MEDIDAS)}; o todas.",
)
@click.option("--json", "en_json", is_flag=True, help="Contesta en JSON, completo, para otros programas.")
@click.option(
    "--formato", type=click.Choice(sorted(FORMATOS)), help="Qué formato es; si no se dice, se reconoce."
)
@click.option(
    "--salida",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Guarda aquí, en CSV, las medidas de cada nodo.",
)
@click.option("--semilla", type=int, default=0, show_default=True, help="La del azar, donde lo hay.")
def analizar(
    archivo: Path, medidas: str, en_json: bool, formato: str | None, salida: Path | None, semilla: int
) -> None:
    """Analiza el grafo de ARCHIVO (GraphML, GEXF, Pajek o CSV) sin tocar la base de datos."""
    pedidas = [medida.strip().lower() for medida in medidas.split(",") if medida.strip()]
    try:
        cuentas.comprobar(pedidas)
        leido = leer(archivo, formato)
    except (ArchivoNoSirve, MedidaDesconocida) as error:
        click.echo(
            _a_la_vista(f"{archivo.name}: {error}" if isinstance(error, ArchivoNoSirve) else str(error)),
            err=True,
        )
        raise SystemExit(NO_SIRVE) from None
    estudio = Estudio(leido, semilla)
    resumen, mediciones = cuentas.resumir(estudio), cuentas.medir(estudio, pedidas)
    if salida is not None:
        _guardar(salida, estudio, mediciones)
    if en_json:
        click.echo(orjson.dumps(en_llaves(archivo.name, estudio, resumen, mediciones)))
    else:
        _decir(archivo.name, estudio, resumen, mediciones)
        if salida is not None:
            click.echo(f"\nLas medidas de cada nodo quedaron en {salida}.")


def en_llaves(archivo: str, estudio: Estudio, resumen: Resumen, mediciones: list[Medicion]) -> dict[str, Any]:
    """Todo lo contado, con llaves que no cambian mientras no cambie `version`."""
    leido = estudio.leido
    return {
        "version": VERSION,
        "archivo": archivo,
        "formato": leido.formato,
        "nodos": resumen.nodos,
        "lazos": resumen.lazos,
        "con_pesos": leido.con_pesos,
        "densidad": resumen.densidad,
        "componentes": resumen.componentes,
        "tamanos_de_componentes": resumen.tamanos,
        "aislados": resumen.aislados,
        "articulaciones": resumen.articulaciones,
        "puentes": resumen.puentes,
        "transitividad": resumen.transitividad,
        "avisos": list(resumen.avisos),
        "motor": estudio.motor,
        "semilla": estudio.semilla,
        "medidas": {
            medicion.medida.clave: {
                "titulo": medicion.medida.titulo,
                "significa": medicion.medida.significa,
                "exacta": medicion.es_exacta,
                "pivotes": medicion.pivotes,
                "error": medicion.error,
                "valores": dict(zip(leido.nodos, medicion.valores, strict=True)),
            }
            for medicion in mediciones
        },
        "etiquetas": dict(zip(leido.nodos, leido.etiquetas, strict=True)),
    }


def _guardar(salida: Path, estudio: Estudio, mediciones: list[Medicion]) -> None:
    """Un renglón por nodo, en CSV que se abre en una hoja de cálculo."""
    leido = estudio.leido
    try:
        with salida.open("w", encoding="utf-8-sig", newline="") as destino:
            escritor = csv.writer(destino, lineterminator="\r\n")
            escritor.writerow(["id", "nombre", *(medicion.medida.clave for medicion in mediciones)])
            columnas = (medicion.valores for medicion in mediciones)
            for fila in zip(leido.nodos, leido.etiquetas, *columnas, strict=True):
                escritor.writerow(["" if valor is None else celda_segura(valor) for valor in fila])
    except OSError as error:
        click.echo(f"{salida}: no se pudo escribir ({error.strerror}).", err=True)
        raise SystemExit(NO_SIRVE) from None


def _decir(archivo: str, estudio: Estudio, resumen: Resumen, mediciones: list[Medicion]) -> None:
    """El resumen y lo más alto de cada medida, para leerse."""
    formato = FORMATOS[estudio.leido.formato]
    click.echo(
        _a_la_vista(
            f"{archivo} ({formato}): {contar(resumen.nodos, 'nodo', 'nodos')} y {contar(resumen.lazos, 'lazo', 'lazos')}."
        )
    )
    for frase in cuentas.frases(resumen):
        click.echo(f"  {frase}")
    for aviso in resumen.avisos:
        click.echo(_a_la_vista(f"  Al leerlo: {aviso}"))
    for medicion in mediciones:
        click.echo(f"\n{medicion.medida.titulo}. {medicion.medida.significa}")
        if not medicion.es_exacta:
            click.echo(
                f"  Estimada desde {numero(medicion.pivotes or 0)} nodos al azar; en el que más, yerra {medicion.error or 0:.4f}."
            )
        if medicion.medida.es_de_grupos:
            _decir_grupos(medicion)
        else:
            _decir_primeros(estudio, medicion)


def _decir_primeros(estudio: Estudio, medicion: Medicion) -> None:
    primeros = medicion.primeros(SE_DICEN)
    if not primeros:
        click.echo("  Ningún nodo pasa de cero.")
    elif medicion.medida.menor_primero:
        click.echo("  De menor a mayor:")
    for lugar in primeros:
        valor = numero(medicion.valores[lugar] or 0, medicion.medida.decimales)
        click.echo(_a_la_vista(f"  {valor:>12}  {estudio.leido.etiquetas[lugar][:60]}"))


def _decir_grupos(medicion: Medicion) -> None:
    grupos = Counter(medicion.valores)
    tamanos = ", ".join(numero(cuantos) for _, cuantos in grupos.most_common(SE_DICEN))
    click.echo(
        f"  {contar(len(grupos), 'grupo', 'grupos')}; los más numerosos tienen {tamanos} nodos."
        if grupos
        else "  Ninguno."
    )


def _a_la_vista(texto: str) -> str:
    """Lo ajeno, sin señas que la consola obedecería."""
    return sin_ocultos(_INVISIBLES.sub(" ", texto))
