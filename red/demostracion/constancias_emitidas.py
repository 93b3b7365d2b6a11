"""Las constancias en la demostración: una edición con las suyas, una corregida, otra revocada y las que faltan por emitir.

Se añade después de cerrar ediciones. Quien las firma es quien coordina la Red: una persona inventada, como las demás.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from red.base import db
from red.constancias import consultas, llaves, operaciones, sueltas
from red.constancias.modelos import Constancia, NombreMostrado
from red.formacion.modelos import Curso, Edicion
from red.formacion.modelos_logros import Logro
from red.personas.consultas import adscripcion_vigente
from red.redes.consultas import red_de_clave
from red.redes.modelos import Red

CUANTAS = 6
"""De la edición cerrada más antigua; las demás esperan a que alguien las emita."""


def emitir_algunas(clave: str, dia: date) -> None:
    """Dice quién firma y emite unas pocas; la primera se sustituye por otra y la última se revoca.

    En producción y sin su llave no se emite ninguna: las demás páginas de la demostración no la necesitan.
    """
    try:
        llaves.en_uso()
    except llaves.SinLlave:
        return
    red = red_de_clave(clave)
    ediciones = _con_logros(red)
    coordinan = consultas.coordinan(red.id, dia)
    if not ediciones or not coordinan:
        return
    firma = coordinan[0]
    puesto = None if adscripcion_vigente(firma.id, dia) else "Coordinadora de la Red"
    operaciones.nombrar_firmante(
        red.id, firma.id, firma.nombre_completo, puesto, ediciones[0].inicia_el, firma.id
    )
    hechas = [
        sueltas.dentro(sueltas.de_quien_termino(ediciones[0], persona, firma.id, dia))
        for _, persona in consultas.por_emitir(ediciones[0].id)[:CUANTAS]
    ]
    if len(hechas) > 2:
        _lo_que_pasa_despues(hechas, firma.id, dia)


def _con_logros(red: Red) -> Sequence[Edicion]:
    """Las ediciones cerradas con alguien que las terminó, de la más antigua a la más reciente."""
    consulta = (
        select(Edicion)
        .join(Edicion.curso)
        .where(Curso.red_id == red.id, Edicion.id.in_(select(Logro.edicion_id)))
        .order_by(Edicion.termina_el, Edicion.id)
    )
    return db.session.scalars(consulta).unique().all()


def _lo_que_pasa_despues(hechas: Sequence[Constancia], quien_id: int, dia: date) -> None:
    primera, *_, ultima = hechas
    motivo = "Se imprimió con el cargo que tenía antes quien la firma."
    sueltas.dentro(sueltas.la_que_sustituye(primera, primera.nombre or "", motivo, quien_id, dia))
    operaciones.mostrar_nombre(hechas[1], NombreMostrado.COMPLETO)
    operaciones.revocar(ultima, "Se emitió por error: faltaba una jornada obligatoria.", quien_id)
