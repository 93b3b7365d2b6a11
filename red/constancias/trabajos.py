"""Lo que se hace sin que nadie lo pida: seguir las emisiones pedidas y la cuenta diaria de quienes la merecen."""

from flask import Flask, current_app

from red.base import db, transaccion
from red.bitacora.escritura import actuando
from red.constancias import consultas_emision, correos, emisiones, reporte
from red.constancias.modelos import EmisionDeConstancias
from red.constancias.operaciones import SeMovio
from red.errores import ErrorDeDominio
from red.memoria import recordar
from red.redes.modelos import Red
from red.reloj import ahora, hoy
from red.tareas.cola import trabajo

INTENTOS = 5
"""Cuántas veces se compone de nuevo un tramo cuyos folios tomó otra emisión, antes de dejarlo al minuto siguiente."""


@trabajo("emitir_constancias", cada_minuto=True)
def emitir_constancias() -> None:
    """Sigue cada emisión donde iba, por tramos; si ninguna espera, no abre ninguna transacción de escritura.

    Si una falla, las demás siguen.
    """
    en_curso = list(consultas_emision.emisiones_en_curso())
    db.session.rollback()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    for emision_id in en_curso:
        try:
            while seguir(app, emision_id):
                pass
        except Exception:
            db.session.rollback()
            app.logger.exception("No se pudo seguir la emisión %s; se intentará en un minuto", emision_id)


def seguir(app: Flask, emision_id: int) -> bool:
    """Emite un tramo; verdadero si quedan más."""
    for _ in range(INTENTOS):
        emision = db.session.get_one(EmisionDeConstancias, emision_id)
        if emision.terminada_en is not None or emision.detenida_en is not None:
            db.session.rollback()
            return False
        quien_id = emision.quien_id
        tramo = emisiones.Tramo(app, emision, hoy(emision.red.zona))
        try:
            tramo.preparar()
        except ErrorDeDominio as error:
            db.session.rollback()
            with actuando("constancias.emitir", quien_id), transaccion():
                emisiones.no_siguio(emision_id, error.mensaje)
            return False
        db.session.rollback()
        try:
            with actuando("constancias.emitir", quien_id), transaccion():
                tramo.guardar()
        except SeMovio:
            continue
        return len(tramo) == emisiones.TRAMO
    return False


@trabajo("elegibles_sin_constancia", cada_minuto=True)
def elegibles_sin_constancia() -> None:
    """Una vez al día por Red, a partir de las ocho de su mañana: cuenta a quienes les falta y lo dice a quien coordina."""
    hora = ahora().replace(minute=0, second=0, microsecond=0)
    tocan = recordar(("elegibles sin constancia", hora), lambda: tuple(reporte.por_contar(ahora())))
    db.session.rollback()
    for red_id in tocan:
        try:
            with actuando("constancias.reporte"), transaccion():
                red = db.session.get_one(Red, red_id)
                reporte.contar_hoy(red, hoy(red.zona))
        except Exception:
            current_app.logger.exception("No se pudo contar a quiénes les falta la suya en la Red %s", red_id)


__all__ = ["correos"]
"""Al importarse registra sus redactores: el trabajo de fondo los necesita sin páginas."""
