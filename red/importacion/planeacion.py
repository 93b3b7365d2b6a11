"""Prepara el plan: decide la suerte de cada renglón y la deja escrita, con los efectos exactos que tendrá."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any

import orjson
from sqlalchemy import delete, select

from red.base import db
from red.bitacora.operaciones import anotar_lectura
from red.importacion import consultas
from red.importacion.columnas import campo_de
from red.importacion.lectura.proceso import renglones
from red.importacion.modelos import (
    ContenidoDePlan,
    Decision,
    Destino,
    EstadoPlan,
    PlanDeImportacion,
    Que,
    RenglonDePlan,
)
from red.importacion.reglas.ajenas import UN_DIA
from red.importacion.reglas.personas import Personas
from red.importacion.reglas.suerte import Fila, Mal, Suerte, leer_fila
from red.importacion.reglas.todas import Regla, regla_de
from red.importacion.volumen import de_corrido, en_json, escribir_renglones
from red.reloj import ahora

TRAMO = 2500
SE_DIJO = (Destino.NUEVA, Destino.ACTUALIZA, Destino.IGUAL, Destino.YA_EXISTE)
"""Con estas suertes ya se supo que el correo del renglón no está en otra Red."""
Avance = Callable[[int], None]
COLUMNAS = [
    "plan_id", "numero", "crudo", "formulas", "destino", "motivo", "columna", "decision", "elegida_id", "candidatas", "visto",
    "efectos", "fila_id", "llave", "parecido",
]  # fmt: skip


@dataclass(slots=True)
class Crudo:
    """Un renglón como venía en el archivo, y lo que ya se haya decidido de él."""

    numero: int
    celdas: list[str]
    formulas: list[int]
    decision: Decision | None = None
    elegida: int | None = None
    destino: Destino | None = None
    ya_dicha: bool = False
    escrito: str | None = None
    """Sus celdas ya en JSON, si así vienen."""


def planear(plan: PlanDeImportacion, avance: Avance = lambda _: None) -> None:
    """Decide todos los renglones del plan, del archivo recién subido o de los que ya tiene, y lo deja listo.

    Va dentro de la transacción de quien llama, con el plan apartado: o queda entero o no queda nada.
    """
    momento = ahora()
    regla = regla_de(plan, momento, ajenas_dichas=_ya_dichas(plan))
    vistas: dict[Any, int] = {}
    total = 0
    with de_corrido():
        for tramo in _tramos(_renglones(plan)):
            _escribir(plan, regla, tramo, vistas)
            total += len(tramo)
            avance(total)
    db.session.execute(delete(ContenidoDePlan).where(ContenidoDePlan.plan_id == plan.id))
    plan.renglones = total
    plan.planeado_en = momento
    plan.estado = EstadoPlan.LISTO
    plan.contorno = regla.contorno()
    plan.cuentas = consultas.cuentas(plan.id)
    plan.nota = None
    plan.intentos = 0
    _anotar_ajenas(plan, regla)


def replanear(plan: PlanDeImportacion, numeros: Sequence[int]) -> None:
    """Vuelve a decidir esos renglones y los que los repetían, como se veía cuando se preparó el plan.

    Lo que ya dicen los demás cuenta: ninguno queda hablando de lo mismo que otro.
    """
    assert plan.planeado_en is not None
    regla = regla_de(plan, plan.planeado_en, ajenas_dichas=_ya_dichas(plan))
    numeros = [*numeros, *consultas.con_motivo(plan.id, [repite(numero) for numero in numeros])]
    crudos = list(_guardados(plan, numeros))
    for crudo in crudos:
        crudo.ya_dicha = crudo.destino in SE_DIJO
    vistas = _dichas_por_otros(plan, regla, filas_de(plan, crudos))
    for tramo in _tramos(crudos):
        _escribir(plan, regla, tramo, vistas)
    plan.cuentas = consultas.cuentas(plan.id)
    _anotar_ajenas(plan, regla)


def _ya_dichas(plan: PlanDeImportacion) -> frozenset[str] | None:
    """De qué correos de otras Redes se dijo ya hoy a la suya; None si la lista no se limita a ninguna."""
    if plan.red_id is None or plan.que is not Que.PERSONAS:
        return None
    return consultas.ajenas_dichas(plan.red_id, ahora() - UN_DIA)


def _anotar_ajenas(plan: PlanDeImportacion, regla: Regla) -> None:
    """Deja en la bitácora de cuántos correos de otras Redes se dijo, y cuáles sin decirlos."""
    if plan.red_id is None or not isinstance(regla, Personas) or not regla.ajenas.nuevas:
        return
    detalle = {"cuántos": len(regla.ajenas.nuevas), consultas.AJENAS: list(regla.ajenas.nuevas)}
    anotar_lectura(plan.__tablename__, plan.id, detalle, red_id=plan.red_id)


def suerte_de(regla: Regla, fila: Fila, vistas: dict[Any, int]) -> Suerte:
    """Qué será de un renglón; la regla ya leyó lo que necesita."""
    if fila.con_formula:
        return Suerte(
            Destino.CON_ERROR,
            "La celda trae una fórmula. Cópiala y pégala como valor: aquí no se calculan.",
            fila.con_formula,
        )
    if fila.decision is Decision.OMITIR:
        return Suerte(Destino.OMITIDA, "Decidiste omitirlo.")
    try:
        suerte = regla.resolver(fila)
    except Mal as mal:
        demas = regla.demas_faltas(fila, mal)
        titulos = [f"{campo_de(regla.que, otra.columna or '').titulo}: {otra.motivo}" for otra in demas]
        return Suerte(Destino.CON_ERROR, " ".join([mal.motivo, *titulos]), mal.columna)
    for parte in suerte.identidad:
        otro = vistas.setdefault(parte, fila.numero)
        if otro != fila.numero:
            return Suerte(Destino.OMITIDA, repite(otro))
    return suerte


def repite(numero: int) -> str:
    """Lo que se dice de un renglón que habla de lo mismo que otro."""
    return f"Repite el renglón {numero}."


def _dichas_por_otros(plan: PlanDeImportacion, regla: Regla, filas: Sequence[Fila]) -> dict[Any, int]:
    """De qué de lo que dicen esos renglones hablan ya otros del plan, y cuáles."""
    regla.preparar(filas)
    partes: set[Any] = set()
    for fila in filas:
        with suppress(Mal):
            partes.update(regla.resolver(fila).identidad)
    vistas: dict[Any, int] = {}
    for otro in consultas.que_dicen(plan.id, partes, [fila.numero for fila in filas]):
        for parte in partes & {otro.fila_id, otro.llave}:
            vistas[parte] = otro.numero
    return vistas


def filas_de(plan: PlanDeImportacion, crudos: Sequence[Crudo]) -> list[Fila]:
    """Los renglones con cada celda en su campo."""
    que, mapeo = plan.que, dict(plan.columnas)
    filas = []
    for c in crudos:
        fila = leer_fila(que, c.numero, c.celdas, c.formulas, mapeo, c.decision, c.elegida)
        fila.ya_dicha = c.ya_dicha
        filas.append(fila)
    return filas


def _escribir(plan: PlanDeImportacion, regla: Regla, tramo: list[Crudo], vistas: dict[Any, int]) -> None:
    plan_id, leidas = plan.id, filas_de(plan, tramo)
    regla.preparar(leidas)
    filas = []
    for crudo, leida in zip(tramo, leidas, strict=True):
        suerte = suerte_de(regla, leida, vistas)
        filas.append(
            (
                plan_id, crudo.numero, crudo.escrito or _json(crudo.celdas), _json(crudo.formulas or None), suerte.destino.value,
                suerte.motivo, suerte.columna, crudo.decision.value if crudo.decision else None, crudo.elegida,
                _json(suerte.candidatas), suerte.visto, _json(suerte.efectos or None), suerte.fila_id,
                suerte.llave, suerte.parecido,
            )
        )  # fmt: skip
    if plan.planeado_en is not None:
        numeros = [crudo.numero for crudo in tramo]
        db.session.execute(
            delete(RenglonDePlan).where(RenglonDePlan.plan_id == plan_id, RenglonDePlan.numero.in_(numeros))
        )
    escribir_renglones(db.session.connection(), COLUMNAS, filas)


def _json(valor: Any) -> str | None:
    return None if valor is None else en_json(valor)


def _tramos(renglones: Iterable[Crudo]) -> Iterator[list[Crudo]]:
    pendientes = iter(renglones)
    while tramo := list(islice(pendientes, TRAMO)):
        yield tramo


def _renglones(plan: PlanDeImportacion) -> Iterator[Crudo]:
    """Del archivo, si todavía no se lee renglón por renglón; si no, de lo que el plan guardó."""
    datos = db.session.scalar(select(ContenidoDePlan.datos).where(ContenidoDePlan.plan_id == plan.id))
    if datos is None:
        yield from _guardados(plan)
        return
    escritos, encabezados = renglones(datos), plan.renglon_encabezados
    while tramo := list(islice(escritos, TRAMO)):
        for crudo in entender_varios(tramo):
            if crudo.numero > encabezados:
                yield crudo


def entender_varios(tramo: Sequence[str]) -> Iterator[Crudo]:
    """Los renglones como los escribió el lector; sus celdas se entienden todas de una vez."""
    partes = [escrito.rstrip().split("\t", 2) for escrito in tramo]
    todas = orjson.loads("[" + ",".join(celdas for _, _, celdas in partes) + "]")
    for (numero, formulas, escrito), celdas in zip(partes, todas, strict=True):
        con_formula = [int(f) for f in formulas.split(",")] if formulas else []
        yield Crudo(int(numero), celdas, con_formula, escrito=escrito)


def _guardados(plan: PlanDeImportacion, numeros: Sequence[int] | None = None) -> Iterator[Crudo]:
    ultimo = -1
    while tramo := consultas.crudos(plan.id, ultimo, TRAMO, numeros):
        for fila in tramo:
            yield Crudo(
                fila.numero, fila.crudo, fila.formulas or [], fila.decision, fila.elegida_id, fila.destino
            )
        ultimo = tramo[-1].numero
