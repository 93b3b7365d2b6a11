"""Ejecuta el plan tal como se revisó: primero comprueba que nada haya cambiado y luego escribe todo, o nada."""

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, text

from red.base import db
from red.errores import ErrorDeDominio
from red.importacion import consultas
from red.importacion.modelos import Destino, EstadoPlan, PlanDeImportacion
from red.importacion.planeacion import TRAMO, Avance, Crudo, filas_de, suerte_de
from red.importacion.reglas.todas import regla_de
from red.importacion.volumen import Escritura, de_corrido, ultimo_registro
from red.reloj import ahora

ORDEN = (
    "institucion",
    "nombre_de_institucion",
    "participacion",
    "persona",
    "adscripcion",
    "designacion",
    "colaboracion",
)
"""En qué orden se escriben las tablas: primero a quien las demás señalan."""
SE_COMPRUEBAN = (Destino.NUEVA, Destino.ACTUALIZA, Destino.IGUAL)


class PlanCaduco(ErrorDeDominio):
    """Lo que el plan vio ya no es como era: hay que volver a prepararlo."""

    def __init__(self, numero: int | None = None) -> None:
        donde = f" (por ejemplo, lo del renglón {numero})" if numero else ""
        super().__init__(
            f"Algo cambió desde que se preparó este plan{donde}, así que no se aplicó nada. "
            "Vuelve a prepararlo: conserva lo que ya decidiste."
        )


def aplicar(plan: PlanDeImportacion, por_id: int | None, avance: Avance = lambda _: None) -> None:
    """Comprueba y escribe todo el plan, dentro de la transacción de quien llama y con el plan apartado.

    Lanza PlanCaduco si algo cambió. Cada fila deja su renglón en la bitácora.
    """
    with de_corrido():
        _comprobar(plan, avance)
        _ejecutar(plan, avance)
    plan.estado = EstadoPlan.APLICADO
    plan.aplicado_en, plan.aplicado_por_id = ahora(), por_id
    plan.registro_hasta = ultimo_registro()
    plan.intentos, plan.nota = 0, None


def _ejecutar(plan: PlanDeImportacion, avance: Avance) -> None:
    escritura = Escritura(db.session.connection(), plan.red_id)
    de_renglon: dict[int, int] = {}
    ultimo, hechos = -1, 0
    while tramo := consultas.con_efectos(plan.id, ultimo, TRAMO):
        _escribir(escritura, tramo, de_renglon)
        ultimo = tramo[-1].numero
        hechos += len(tramo)
        avance(plan.renglones + hechos)


def _comprobar(plan: PlanDeImportacion, avance: Avance) -> None:
    """Vuelve a decidir cada renglón y aparta lo que tocará: tiene que salir exactamente lo mismo."""
    assert plan.planeado_en is not None
    regla = regla_de(plan, plan.planeado_en)
    vistas: dict[Any, int] = {}
    ultimo, vistos = -1, 0
    while tramo := consultas.planeados(plan.id, ultimo, TRAMO, SE_COMPRUEBAN):
        filas = filas_de(
            plan, [Crudo(r.numero, r.crudo, r.formulas or [], r.decision, r.elegida_id) for r in tramo]
        )
        regla.preparar(filas, aparta=True)
        for renglon, fila in zip(tramo, filas, strict=True):
            suerte = suerte_de(regla, fila, vistas)
            # Con lo mismo a la vista, la regla decide lo mismo: lo que se escribirá es lo que se revisó.
            if suerte.destino is not renglon.destino or suerte.visto != renglon.visto:
                raise PlanCaduco(renglon.numero)
        ultimo = tramo[-1].numero
        vistos += len(tramo)
        avance(vistos)


def _escribir(escritura: Escritura, tramo: Sequence[Row[Any]], de_renglon: dict[int, int]) -> None:
    nuevas: defaultdict[str, int] = defaultdict(int)
    for renglon in tramo:
        for efecto in renglon.efectos or ():
            if efecto[0] == "+":
                nuevas[efecto[1]] += 1
    llaves = {tabla: iter(escritura.llaves(tabla, cuantas)) for tabla, cuantas in nuevas.items()}
    crear: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    cambiar: defaultdict[str, list[tuple[int, Any]]] = defaultdict(list)
    hechas: list[tuple[Any, str, int]] = []
    for renglon in tramo:
        suyas: list[list[Any]] = []
        for efecto in renglon.efectos or ():
            if efecto[0] == "+":
                _, tabla, valores = efecto
                fila = {"id": next(llaves[tabla]), **valores}
                for columna, valor in valores.items():
                    if type(valor) is dict:
                        fila[columna] = (
                            suyas[valor["efecto"]][1]
                            if "efecto" in valor
                            else _de_otro(de_renglon, valor["renglon"])
                        )
                crear[tabla].append(fila)
                suyas.append([tabla, fila["id"], "+"])
                if tabla == "institucion":
                    de_renglon[renglon.numero] = fila["id"]
            else:
                _, tabla, llave, pares = efecto
                cambiar[tabla].append((llave, pares))
                suyas.append([tabla, llave, "~"])
        cual = suyas[0] if suyas and suyas[0][2] == "+" else suyas[-1] if suyas else [None, None]
        hechas.append((renglon.fila_id or cual[1], json.dumps(suyas), renglon.id))
    for tabla in ORDEN:
        escritura.cambiar(tabla, cambiar[tabla])
    for tabla in ORDEN:
        escritura.crear(tabla, crear[tabla])
    escritura.recalcular(fila["institucion_id"] for fila in crear["nombre_de_institucion"])
    escritura.anotar_todo()
    _anotar_en_el_plan(escritura, hechas)


def _de_otro(de_renglon: dict[int, int], numero: int) -> int:
    """La institución que registró otro renglón; si ya no la registra, el plan no vale."""
    if numero not in de_renglon:
        raise PlanCaduco(numero)
    return de_renglon[numero]


def _anotar_en_el_plan(escritura: Escritura, hechas: list[tuple[Any, str, int]]) -> None:
    """Deja en cada renglón qué filas tocó: con eso se deshace."""
    if escritura.es_postgresql:
        orden = text(
            "UPDATE renglon_de_plan AS r SET fila_id = v.fila, hechas = CAST(v.hechas AS json) "
            "FROM unnest(CAST(:filas AS int[]), CAST(:hechas AS text[]), CAST(:ids AS int[])) AS v(fila, hechas, id) "
            "WHERE r.id = v.id"
        )
        filas, dichas, ids = zip(*hechas, strict=True)
        escritura.conexion.execute(orden, {"filas": list(filas), "hechas": list(dichas), "ids": list(ids)})
        return
    escritura.conexion.exec_driver_sql(
        "UPDATE renglon_de_plan SET fila_id = ?, hechas = ? WHERE id = ?", hechas
    )
