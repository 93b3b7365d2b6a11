"""Los lugares en la demostración: una fila con preferencia y un lugar por aceptar, un visto bueno pedido y un máximo.

Se añade al final, por las mismas operaciones que usa la gente: sus correos quedan en el buzón de la demostración. Las
personas son inventadas.
"""

from datetime import timedelta

from sqlalchemy import select

from red.base import con_candado, db
from red.formacion import consultas
from red.formacion.fila import ReglaDeFila
from red.formacion.modelos import Curso, Edicion
from red.formacion.operaciones import inscribir, poner_cupo
from red.formacion.reglas import Reglas, poner_reglas
from red.formacion.requisitos import que_falta
from red.personas.consultas import persona_de_correo
from red.redes.consultas import red_de_clave
from red.redes.modelos import Red
from red.reloj import hoy


def repartir_lugares(clave: str) -> None:
    """Deja en la Red ediciones por venir con distintas reglas."""
    red = red_de_clave(clave)
    proximas = _proximas(red)
    con_fila = [una for una in proximas if consultas.ocupacion(una).en_espera]
    if con_fila:
        _con_fila(con_fila[0], preferencia=clave == "guadalajara")
    libres = [una for una in proximas if una not in con_fila and consultas.ocupacion(una).libres]
    if libres:
        _con_visto_bueno(libres[-1], clave)


def _proximas(red: Red) -> list[Edicion]:
    dia = hoy(red.zona)
    consulta = (
        select(Edicion)
        .join(Edicion.curso)
        .where(
            Curso.red_id == red.id,
            Edicion.cancelada_en.is_(None),
            Edicion.inicia_el > dia + timedelta(days=7),
        )
        .order_by(Edicion.inicia_el, Edicion.id)
    )
    return list(db.session.scalars(consulta))


def _con_fila(edicion: Edicion, *, preferencia: bool) -> None:
    """Donde alguien espera: se pregunta antes de dar el lugar, y uno acaba de liberarse."""
    poner_reglas(
        edicion.id,
        Reglas(
            regla=ReglaDeFila.ENLACES if preferencia else ReglaDeFila.LLEGADA,
            cancelacion_hasta=edicion.inicia_el - timedelta(days=3),
            oferta_horas=72,
        ),
    )
    poner_cupo(con_candado(Edicion, edicion.id), edicion.cupo + 1)


def _con_visto_bueno(edicion: Edicion, clave: str) -> None:
    """Donde hay lugar: hace falta el visto bueno, y quien entra como integrante ya lo pidió."""
    poner_reglas(edicion.id, Reglas(maximo_por_institucion=3, pide_visto_bueno=True))
    persona = persona_de_correo(f"integrante@{clave}.ejemplo.test")
    dia = hoy(edicion.curso.red.zona)
    if persona is None or not edicion.admite_inscripciones(dia):
        return
    if consultas.inscripcion_viva(edicion.id, persona.id) or que_falta(edicion.curso_id, persona.id, dia):
        return
    inscribir(edicion.id, persona.id, jefatura=f"jefatura@{clave}.ejemplo.test")
