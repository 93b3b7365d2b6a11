"""Medir los cortes pedidos, uno a la vez y fuera de las páginas."""

from flask import current_app

from red.analisis.recetas import Receta
from red.base import db, transaccion
from red.bitacora.escritura import actuando
from red.cortes import consultas, operaciones
from red.cortes.lectura import palabras_de
from red.cortes.medicion import medir
from red.reloj import ahora
from red.tareas.cola import trabajo


class Cancelado(Exception):
    """Quien lo pidió lo canceló mientras se medía."""


@trabajo("medir_cortes", cada_minuto=True)
def medir_cortes() -> None:
    """Mide los que esperan, del más viejo al más nuevo; si uno falla, lo dice en él y sigue con los demás."""
    esperan = list(consultas.por_medir(ahora() - operaciones.SIN_LATIDO))
    db.session.rollback()
    for corte_id in esperan:
        medir_uno(corte_id)


def medir_uno(corte_id: int) -> bool:
    """Toma un corte y lo mide; falso si otro lo tomó, lo cancelaron o no se pudo."""
    with actuando("cortes.medir"), transaccion():
        corte = operaciones.tomar(corte_id)
        if corte is None:
            return False
        red, dia, receta = corte.red, corte.dia, Receta.de_json(corte.receta)
        red_id, semilla, a_fondo, palabras = red.id, corte.semilla, corte.a_fondo, palabras_de(red)
    dicho = 0

    def avisar(avance: int, paso: str) -> None:
        nonlocal dicho
        if avance <= dicho:
            return
        dicho = avance
        db.session.rollback()
        with actuando("cortes.medir"), transaccion():
            sigue = operaciones.avanzar(corte_id, avance, paso)
        if not sigue:
            raise Cancelado

    try:
        medido = medir(
            red_id, dia, receta,
            nombrar=consultas.nombres, palabras=palabras, semilla=semilla, a_fondo=a_fondo, avisar=avisar,
        )  # fmt: skip
        db.session.rollback()
        assert (
            medido.comprimidas
        )  # se comprime antes de pedir el turno de escritura, que a otras les hace falta
        with actuando("cortes.medir"), transaccion():
            return operaciones.guardar(corte_id, medido)
    except Cancelado:
        return False
    except Exception:
        db.session.rollback()
        current_app.logger.exception("No se pudo medir el corte %s", corte_id)
        with actuando("cortes.medir"), transaccion():
            operaciones.fallar(
                corte_id, "Algo falló al medir. Vuelve a pedirlo; si pasa otra vez, avisa a soporte."
            )
        return False
