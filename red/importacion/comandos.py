"""La orden `flask importar`: lo mismo que las páginas, para quien trabaja desde la consola."""

import json
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from red.base import con_candado, transaccion
from red.bitacora.escritura import actuando
from red.errores import ErrorDeDominio
from red.importacion import consultas, ejecucion, operaciones, planeacion
from red.importacion.columnas import campo_de
from red.importacion.modelos import Destino, EstadoPlan, PlanDeImportacion, Que
from red.redes.consultas import red_de_clave

importar = AppGroup("importar", help="Traer listas desde una hoja de cálculo.")
SE_DICEN = 20


def _orden(que: Que) -> None:
    """Añade la orden de una clase de lista."""

    @importar.command(que.value, help=f"Importa ARCHIVO: {que.etiqueta.lower()}.")
    @click.argument("archivo", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option(
        "--simular", "modo", flag_value="simular", default=True, help="Sólo dice qué haría (por omisión)."
    )
    @click.option("--aplicar", "modo", flag_value="aplicar", help="Guarda los cambios, todo o nada.")
    @click.option("--red", "clave", help="Clave de la Red a la que se limita.")
    @click.option("--json", "en_json", is_flag=True, help="Contesta en JSON, para otros programas.")
    def orden(archivo: Path, modo: str, clave: str | None, en_json: bool) -> None:
        _importar(que, archivo, clave, aplica=modo == "aplicar", en_json=en_json)


for _que in Que:
    _orden(_que)


def _importar(que: Que, archivo: Path, clave: str | None, *, aplica: bool, en_json: bool) -> None:
    try:
        with actuando(f"importar {que.value}"):
            plan = _preparar(que, archivo, clave)
            if aplica and plan.cuantos(Destino.NUEVA, Destino.ACTUALIZA):
                _aplicar(plan)
            resultado = _resultado(plan)
            if not aplica:
                with transaccion():
                    operaciones.descartar(plan)
    except ErrorDeDominio as error:
        click.echo(
            json.dumps({"error": error.mensaje}, ensure_ascii=False) if en_json else error.mensaje,
            err=not en_json,
        )
        raise SystemExit(1) from None
    _decir(resultado, en_json=en_json, aplica=aplica)
    if resultado["renglones_con_error"] or resultado["destinos"].get(Destino.YA_EXISTE.value):
        raise SystemExit(2)


def _preparar(que: Que, archivo: Path, clave: str | None) -> PlanDeImportacion:
    red = red_de_clave(clave) if clave else None
    recibido = operaciones.recibir(archivo.read_bytes(), archivo.name)
    with transaccion():
        plan = operaciones.subir(recibido, que, red.id if red else None, None)
        operaciones.mapear(plan, plan.columnas)
        if plan.estado is EstadoPlan.PLANEANDO:
            planeacion.planear(plan)
    return plan


def _aplicar(plan: PlanDeImportacion) -> None:
    with transaccion():
        operaciones.pedir_aplicar(plan, None)
        if plan.estado is EstadoPlan.APLICANDO:
            ejecucion.aplicar(con_candado(PlanDeImportacion, plan.id), None)


def _resultado(plan: PlanDeImportacion) -> dict[str, Any]:
    malos = consultas.todos(plan.id, Destino.CON_ERROR)
    return {
        "plan": plan.id,
        "archivo": plan.archivo,
        "estado": plan.estado.value,
        "renglones": plan.renglones,
        "destinos": {d.value: plan.cuantos(d) for d in Destino if plan.cuantos(d)},
        "renglones_con_error": [
            {
                "renglon": malo.numero,
                "columna": campo_de(plan.que, malo.columna).titulo if malo.columna else None,
                "motivo": malo.motivo,
            }
            for malo in malos
        ],
    }


def _decir(resultado: dict[str, Any], *, en_json: bool, aplica: bool) -> None:
    if en_json:
        click.echo(json.dumps(resultado, ensure_ascii=False))
        return
    click.echo(f"{resultado['archivo']}: {resultado['renglones']} renglones.")
    for destino, cuantos in resultado["destinos"].items():
        click.echo(f"  {Destino(destino).etiqueta}: {cuantos}")
    for malo in resultado["renglones_con_error"][:SE_DICEN]:
        columna = f"{malo['columna']}: " if malo["columna"] else ""
        click.echo(f"  Renglón {malo['renglon']}. {columna}{malo['motivo']}")
    if len(resultado["renglones_con_error"]) > SE_DICEN:
        click.echo(f"  … y {len(resultado['renglones_con_error']) - SE_DICEN} más.")
    if not aplica:
        click.echo("Simulacro: no se guardó nada. Para guardar, repite con --aplicar.")
    elif resultado["estado"] == EstadoPlan.APLICADO.value:
        click.echo(f"Se aplicó. Plan {resultado['plan']}; se puede deshacer desde su página.")
    else:
        click.echo("No había nada que aplicar.")
