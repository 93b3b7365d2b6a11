"""Pasar la lista de espera de una edición a otra del mismo curso, entera, en orden y de una sola vez."""

from typing import NamedTuple

from red.base import con_candado, db
from red.formacion import consultas_de_fila as consultas
from red.formacion import fila
from red.formacion.errores import NoPuedePasar
from red.formacion.modelos import Edicion, Inscripcion
from red.formacion.operaciones import Exceptuable, escribir_a_la_jefatura, exigir_abierta
from red.formacion.reparto import avisar, dia_de, repartir
from red.redes.consultas import integra
from red.reloj import ahora
from red.textos import contar


class Paso(NamedTuple):
    """Cuántas personas pasaron a la otra edición y cuántas de ellas tienen lugar ahí."""

    pasaron: int
    con_lugar: int


def pasar(origen_id: int, destino_id: int, cuantas: int, por_id: int | None) -> Paso:
    """Quienes esperan en una edición pasan a otra del mismo curso, en el mismo orden y detrás de quien ya esperara ahí.

    Conservan su visto bueno y aquello de que se les exceptuó.
    `cuantas` es a cuántas se dijo que pasaría: si ya no son ésas, no se hace nada. Cada una recibe un correo y sólo
    uno. No hace falta que la inscripción de la otra edición esté abierta. Lanza NoPuedePasar o EdicionCerrada.
    """
    # Primero las membresías, por persona, y después las ediciones, por llave: el mismo orden de quien se inscribe.
    red_id = db.session.get_one(Edicion, origen_id).curso.red_id
    dia = dia_de(db.session.get_one(Edicion, origen_id))
    personas = sorted(una.persona_id for una in consultas.esperan_en(origen_id))
    integran = {persona for persona in personas if integra(red_id, persona, dia, apartar=True)}
    apartadas = {id_: con_candado(Edicion, id_) for id_ in sorted({origen_id, destino_id})}
    origen, destino = apartadas[origen_id], apartadas[destino_id]
    if origen is destino or origen.curso_id != destino.curso_id:
        raise NoPuedePasar("Elige otra edición de este mismo curso.", campo="destino")
    exigir_abierta(destino)
    esperan = [una for una in consultas.esperan_en(origen_id) if una.persona_id in integran]
    if len(esperan) != cuantas:
        raise NoPuedePasar(
            f"Mientras lo revisabas la lista cambió: ahora {_esperan(len(esperan))}. Revisa y confirma otra vez."
        )
    return _pasar(esperan, destino, por_id)


def _esperan(cuantas: int) -> str:
    return f"{'espera' if cuantas == 1 else 'esperan'} {contar(cuantas, 'persona', 'personas')}"


def _pasar(esperan: list[Inscripcion], destino: Edicion, por_id: int | None) -> Paso:
    preferidas = (
        consultas.con_preferencia([una.persona_id for una in esperan], destino.curso.red_id, dia_de(destino))
        if destino.regla is fila.ReglaDeFila.ENLACES
        else set()
    )
    nuevas = []
    for una in esperan:
        una.soltar(ahora(), f"Su espera pasó a «{destino.nombre}».")
        ya = consultas.inscripcion_viva(destino.id, una.persona_id)
        if ya is not None:
            _avisar(ya, una, ya_estaba=True)
            continue
        nueva = Inscripcion(
            edicion=destino,
            persona=una.persona,
            pedida_en=ahora(),
            pedida_por_id=por_id,
            institucion_id=una.institucion_id,
            tanda=fila.tanda(destino.regla, una.persona_id in preferidas),
            falta_visto_bueno=destino.pide_visto_bueno and not _aprobada(una),
            jefatura_correo=una.jefatura_correo,
            visto_bueno_en=una.visto_bueno_en,
            excepciones=una.excepciones,
            motivo_excepcion=una.motivo_excepcion,
            pasada_de=una,
        )
        db.session.add(nueva)
        db.session.flush()
        nuevas.append(nueva)
    repartir(destino, recien=nuevas, plantilla="formacion_pasada")
    for nueva in nuevas:
        assert nueva.pasada_de is not None
        if nueva.falta_visto_bueno:
            escribir_a_la_jefatura(nueva)
        _avisar(nueva, nueva.pasada_de, ya_estaba=False)
    return Paso(len(esperan), sum(nueva.lugar is not None for nueva in nuevas))


def _aprobada(inscripcion: Inscripcion) -> bool:
    """Si ya tiene el visto bueno de su jefatura o la coordinación la exceptuó de él."""
    exceptuada = Exceptuable.VISTO_BUENO in inscripcion.excepciones.split(",")
    return exceptuada or inscripcion.visto_bueno_en is not None


def _avisar(inscripcion: Inscripcion, anterior: Inscripcion, *, ya_estaba: bool) -> None:
    avisar(
        "formacion_pasada",
        inscripcion,
        de_edicion=anterior.edicion.nombre,
        ya_estaba=ya_estaba,
        con_lugar=inscripcion.lugar is not None,
        por_aprobar=inscripcion.falta_visto_bueno,
        posicion=consultas.posicion_en_espera(inscripcion),
    )
