"""Lo que se hace en segundo plano: preparar, aplicar y deshacer los planes grandes.

El estado del plan dice qué falta. Si el proceso muere a la mitad, la base queda como estaba antes de empezar y el
repaso de cada minuto lo toma otra vez.
"""

from collections.abc import Callable
from typing import Any

from flask import current_app

from red.base import con_candado, db, transaccion
from red.bitacora.escritura import actuando
from red.errores import YaRegistrado
from red.importacion import consultas, deshacer, ejecucion, operaciones, planeacion
from red.importacion.lectura.proceso import ArchivoIlegible
from red.importacion.modelos import SE_DESHACE, EstadoPlan, PlanDeImportacion
from red.reloj import ahora
from red.tareas.cola import trabajo

INTENTOS = 3
NO_SE_PUDO = "No se pudo terminar y no se cambió nada. Vuelve a intentarlo; si se repite, avisa a quien administra la plataforma."

NO_CABE = (
    "No se deshizo nada: algo de lo que había antes ya lo usa otro registro, como un correo. "
    "Corrígelo en su ficha y vuelve a intentarlo."
)


@trabajo("importaciones", cada_minuto=True)
def atender_importaciones() -> None:
    """Hace lo que falta de cada plan en curso, uno por uno; si no hay ninguno, no escribe nada."""
    pendientes = list(consultas.en_curso())
    db.session.rollback()
    for plan_id in pendientes:
        _atender(plan_id)


@trabajo("olvidar_importaciones", cada_minuto=True)
def olvidar() -> None:
    """Descarta los planes abandonados hace más de un mes y borra los renglones de los que ya no se deshacen."""
    hay = bool(consultas.abandonados(ahora() - operaciones.CADUCAN))
    por_olvidar = list(consultas.por_olvidar(ahora() - SE_DESHACE))
    db.session.rollback()
    for plan_id in por_olvidar:
        with actuando("importacion.olvidar"), transaccion():
            operaciones.olvidar_renglones(plan_id)
    if hay:
        with actuando("importacion.olvidar"), transaccion():
            operaciones.olvidar_abandonados()


def _atender(plan_id: int) -> None:
    avance, momento = _que_anota(plan_id), None
    try:
        with transaccion():
            plan = con_candado(PlanDeImportacion, plan_id)
            momento = plan.estado
            quien = plan.aplicado_por_id if plan.estado is not EstadoPlan.PLANEANDO else plan.quien_id
            with actuando(f"importacion.{plan.estado.value}", quien):
                _hacer(plan, avance)
                db.session.flush()
    except ejecucion.PlanCaduco as caduco:
        _dejar(plan_id, momento, EstadoPlan.CADUCO, caduco.mensaje)
    except YaRegistrado:
        if momento is EstadoPlan.DESHACIENDO:
            _dejar(plan_id, momento, EstadoPlan.APLICADO, NO_CABE)
        else:
            _dejar(plan_id, momento, EstadoPlan.CADUCO, ejecucion.DOS_VECES)
    except ArchivoIlegible as razon:
        _dejar(plan_id, momento, EstadoPlan.BORRADOR, razon.mensaje)
    except Exception:
        current_app.logger.exception("Falló la importación %s", plan_id)
        _contar_intento(plan_id, momento)
    finally:
        anotar_avance(plan_id, 0)


def _hacer(plan: PlanDeImportacion, avance: Callable[[int], None]) -> None:
    if plan.estado is EstadoPlan.PLANEANDO:
        planeacion.planear(plan, avance)
    elif plan.estado is EstadoPlan.APLICANDO:
        ejecucion.aplicar(plan, plan.aplicado_por_id, avance)
    elif plan.estado is EstadoPlan.DESHACIENDO:
        deshacer.deshacer(plan, avance)


def _dejar(plan_id: int, momento: EstadoPlan | None, estado: EstadoPlan, nota: str) -> None:
    """Deja el plan en ese estado, si sigue en el momento en que se intentó: quizá otro proceso ya lo terminó."""
    with actuando("importacion.atender"), transaccion():
        plan = con_candado(PlanDeImportacion, plan_id)
        if plan.estado is momento and plan.estado.en_curso:
            plan.estado, plan.nota = estado, nota


def _contar_intento(plan_id: int, momento: EstadoPlan | None) -> None:
    """Tras varios intentos el plan vuelve al momento anterior, para que nadie espere en vano."""
    with actuando("importacion.atender"), transaccion():
        plan = con_candado(PlanDeImportacion, plan_id)
        if plan.estado is not momento or not plan.estado.en_curso:
            return
        plan.intentos += 1
        if plan.intentos >= INTENTOS:
            anterior = {
                EstadoPlan.PLANEANDO: EstadoPlan.BORRADOR if plan.planeado_en is None else EstadoPlan.CADUCO,
                EstadoPlan.APLICANDO: EstadoPlan.LISTO,
                EstadoPlan.DESHACIENDO: EstadoPlan.APLICADO,
            }
            plan.estado, plan.nota = anterior[plan.estado], NO_SE_PUDO


# ---------------------------------------------------------------- El avance, que se ve mientras no se ha confirmado


def _que_anota(plan_id: int) -> Callable[[int], None]:
    return lambda hechos: anotar_avance(plan_id, hechos)


def anotar_avance(plan_id: int, hechos: int) -> None:
    """Dice en la cola cuántos renglones van: la base no lo sabe hasta que todo se confirma."""
    cola: Any = current_app.extensions["cola"]
    try:
        cola.put(f"importacion-{plan_id}", hechos)
    except Exception:
        current_app.logger.exception("No se pudo anotar el avance de la importación %s", plan_id)


def avance_de(plan: PlanDeImportacion) -> int:
    """Qué porcentaje lleva el trabajo en curso; 0 si todavía no empieza."""
    cola: Any = current_app.extensions["cola"]
    hechos = cola.get(f"importacion-{plan.id}", peek=True) or 0
    if not plan.renglones:
        return 0
    pasos = 2 * plan.renglones if plan.estado is EstadoPlan.APLICANDO else plan.renglones
    return min(99, int(100 * int(hechos) / pasos))
