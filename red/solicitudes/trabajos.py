"""Lo que se hace sin que nadie lo pida: que surta efecto lo decidido, avisar de los plazos y olvidar lo no confirmado."""

from collections.abc import Sequence

from flask import current_app

from red.base import db, transaccion
from red.bitacora.escritura import actuando
from red.errores import ErrorDeDominio
from red.memoria import recordar
from red.reloj import ahora
from red.solicitudes import (
    asuntos,
    consultas,
    consultas_bandeja,
    correo,
    mesa,
    operaciones,
    operaciones_bandeja,
)
from red.solicitudes.modelos import Decision
from red.tareas.cola import trabajo

DE_UNA_VEZ = 200


@trabajo("surtir_decisiones", cada_minuto=True)
def surtir_decisiones() -> None:
    """Hace lo que se decidió y ya nadie puede deshacer."""
    vencidas = consultas_bandeja.decisiones_vencidas(ahora(), DE_UNA_VEZ)
    db.session.rollback()
    hacer(vencidas)


def hacer(decisiones: Sequence[int]) -> None:
    """Hace esas decisiones, cada una en su transacción: la que ya no procede lo dice y no detiene a las demás."""
    for id_ in decisiones:
        decision = db.session.get(Decision, id_)
        quien = decision.acto.quien_id if decision is not None else None
        db.session.rollback()
        with actuando("bandeja.surtir", quien):
            try:
                with transaccion():
                    operaciones_bandeja.surtir(id_)
            except ErrorDeDominio as error:
                with transaccion():
                    operaciones_bandeja.no_surtio(id_, error.mensaje)
            except Exception:
                current_app.logger.exception(
                    "No se pudo hacer la decisión %s; se intentará en un minuto", id_
                )


@trabajo("plazos_de_la_bandeja", cada_minuto=True)
def avisar_de_plazos() -> None:
    """Avisa de lo que vence; mientras la base no cambie, mira a lo más una vez por hora."""
    hora = ahora().replace(minute=0, second=0, microsecond=0)
    toca = recordar(
        ("plazos de la bandeja", hora), lambda: any(operaciones_bandeja.por_avisar(mesa.de_todas()))
    )
    db.session.rollback()
    if toca:
        with actuando("bandeja.plazos"), transaccion():
            operaciones_bandeja.avisar_de_plazos(mesa.de_todas())


@trabajo("respaldos_aplazados", cada_minuto=True)
def pedir_los_respaldos_aplazados() -> None:
    """Vuelve a preguntar a las titulares que dijeron cuándo; mientras la base no cambie, mira una vez por hora."""
    hora = ahora().replace(minute=0, second=0, microsecond=0)
    hay = recordar(("respaldos aplazados", hora), lambda: bool(consultas.respaldos_por_pedir()))
    db.session.rollback()
    if hay:
        with actuando("solicitudes.aplazados"), transaccion():
            operaciones.pedir_los_aplazados()


@trabajo("olvidar_solicitudes", cada_minuto=True)
def olvidar_solicitudes() -> None:
    """Quita las que nadie confirmó; si no hay ninguna, no abre ninguna transacción de escritura."""
    hay = consultas.por_olvidar(ahora() - operaciones.ANTES_DE_OLVIDAR, 1)
    db.session.rollback()
    if hay:
        with actuando("solicitudes.olvidar"), transaccion():
            operaciones.olvidar()


__all__ = ["asuntos", "correo"]
"""Al importarse registran sus clases y sus redactores: el trabajo de fondo los necesita sin páginas."""
