"""Ejecuta el plan tal como se revisó: primero comprueba que nada haya cambiado y luego escribe todo, o nada."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, text, update

from red.base import db
from red.errores import ErrorDeDominio
from red.importacion import consultas
from red.importacion.modelos import Destino, EstadoPlan, PlanDeImportacion, RenglonDePlan
from red.importacion.planeacion import TRAMO, Avance, Crudo, suerte_de
from red.importacion.reglas.suerte import leer_fila
from red.importacion.reglas.todas import regla_de
from red.importacion.volumen import Escritura, ultimo_registro
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
    _comprobar(plan, avance)
    escritura = Escritura(db.session.connection(), plan.red_id)
    de_renglon: dict[int, int] = {}
    ultimo, hechos = -1, 0
    while tramo := consultas.con_efectos(plan.id, ultimo, TRAMO):
        _escribir(escritura, tramo, de_renglon)
        ultimo = tramo[-1].numero
        hechos += len(tramo)
        avance(plan.renglones + hechos)
    plan.estado = EstadoPlan.APLICADO
    plan.aplicado_en, plan.aplicado_por_id = ahora(), por_id
    plan.registro_hasta = ultimo_registro()
    plan.intentos, plan.nota = 0, None


def _comprobar(plan: PlanDeImportacion, avance: Avance) -> None:
    """Vuelve a decidir cada renglón y aparta lo que tocará: tiene que salir exactamente lo mismo."""
    assert plan.planeado_en is not None
    regla = regla_de(plan, plan.planeado_en)
    vistas: dict[Any, int] = {}
    ultimo, vistos = -1, 0
    while tramo := consultas.planeados(plan.id, ultimo, TRAMO, SE_COMPRUEBAN):
        crudos = [Crudo(r.numero, r.crudo, r.formulas or [], r.decision, r.elegida_id) for r in tramo]
        regla.preparar(
            [
                leer_fila(plan.que, c.numero, c.celdas, c.formulas, plan.columnas, c.decision, c.elegida)
                for c in crudos
            ],
            aparta=True,
        )
        for renglon, crudo in zip(tramo, crudos, strict=True):
            suerte = suerte_de(plan, regla, crudo, vistas)
            igual = (suerte.destino, suerte.visto, suerte.efectos) == (
                renglon.destino,
                renglon.visto,
                renglon.efectos or [],
            )
            if not igual:
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
    hechas: list[dict[str, Any]] = []
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
        hechas.append(
            {"_id": renglon.id, "fila_id": renglon.fila_id or (suyas[-1 if suyas[0][2] == "~" else 0][1] if suyas else None),
             "hechas": suyas}
        )  # fmt: skip
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


def _anotar_en_el_plan(escritura: Escritura, hechas: list[dict[str, Any]]) -> None:
    """Deja en cada renglón qué filas tocó: con eso se deshace."""
    if escritura.es_postgresql:
        import json

        orden = text(
            "UPDATE renglon_de_plan AS r SET fila_id = v.fila, hechas = CAST(v.hechas AS json) "
            "FROM unnest(CAST(:ids AS int[]), CAST(:filas AS int[]), CAST(:hechas AS text[])) AS v(id, fila, hechas) "
            "WHERE r.id = v.id"
        )
        valores = {
            "ids": [h["_id"] for h in hechas],
            "filas": [h["fila_id"] for h in hechas],
            "hechas": [json.dumps(h["hechas"]) for h in hechas],
        }
        escritura.conexion.execute(orden, valores)
        return
    tabla = RenglonDePlan.__table__
    orden_sqlite = (
        update(RenglonDePlan)
        .where(RenglonDePlan.id == bindparam("_id"))
        .values(fila_id=bindparam("fila_id"), hechas=bindparam("hechas", type_=tabla.c.hechas.type))
    )
    escritura.conexion.execute(orden_sqlite, hechas)
