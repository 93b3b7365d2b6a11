"""Quién imparte en la demostración y la edición que ocurre hoy: listas cerradas, una a medias y una visita.

Se añade después de cargar una Red y antes de evaluar lo terminado. Las personas son inventadas. La edición en curso la
imparte quien entra como enlace, y quien entra como integrante tiene lugar en ella: así se ve cada lado de pasar lista.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from red.asistencias import operaciones, operaciones_de_visitas
from red.asistencias.modelos import Asistencia, EstadoAsistencia, ListaDeJornada, MarcaDeAsistencia, Via
from red.asistencias.operaciones import Dicho, Quien
from red.base import db
from red.demostracion.personas_inventadas import azar
from red.evaluaciones.consultas import con_lugar
from red.formacion import imparticion
from red.formacion.consultas import inscripcion_viva, jornadas_de, ocupacion
from red.formacion.imparticion import DeFuera
from red.formacion.modelos import Curso, Edicion, Inscripcion, Jornada
from red.personas.consultas import persona_de_correo
from red.personas.modelos import Persona
from red.redes.consultas import integra, red_de_clave
from red.redes.modelos import Red
from red.reloj import ahora, dia_de

DE_FUERA = {
    "guadalajara": ("Beatriz Olvera Nava", "Consultora en políticas de igualdad"),
    "chiapas": ("Dulce Aguilar Penagos", "Consultora en políticas de igualdad"),
    "coquimbo": ("Ximena Rojas Tapia", "Profesional de apoyo"),
}
"""Quien imparte sin estar en el registro, inventada."""
DURA = timedelta(hours=4)


def dar_clases(clave: str) -> None:
    """Dice quién imparte cada edición de esa Red y pasa lista en la que está en curso."""
    red, momento = red_de_clave(clave), ahora()
    de_fuera = DeFuera(DE_FUERA[clave][0], None)
    instituto = persona_de_correo(f"instituto@{clave}.ejemplo.test")
    for numero, edicion in enumerate(_ediciones(red)):
        quien = instituto if instituto is not None and numero % 2 else None
        if edicion.inicia_el <= dia_de(momento, red.zona) <= edicion.termina_el:
            quien = persona_de_correo(f"enlace@{clave}.ejemplo.test") or quien
            if quien is not None:
                _dar_lugar(edicion, persona_de_correo(f"integrante@{clave}.ejemplo.test"), momento)
                _pasar_lista(edicion, quien, momento)
        if quien is not None:
            imparticion.agregar(edicion.id, quien.id, "Personal de la Red")
        else:
            imparticion.agregar(edicion.id, de_fuera, DE_FUERA[clave][1])


def _ediciones(red: Red) -> Sequence[Edicion]:
    consulta = (
        select(Edicion)
        .join(Edicion.curso)
        .where(Curso.red_id == red.id, Edicion.cancelada_en.is_(None))
        .order_by(Edicion.id)
    )
    return db.session.scalars(consulta).all()


def _dar_lugar(edicion: Edicion, persona: Persona | None, momento: datetime) -> None:
    """Quien entra como integrante también va, si todavía no iba y hay lugar."""
    hay = ocupacion(edicion)
    if persona is None or not hay.libres or inscripcion_viva(edicion.id, persona.id):
        return
    if not integra(edicion.curso.red_id, persona.id, dia_de(momento, edicion.curso.red.zona)):
        return
    pedida = momento - timedelta(days=20)
    db.session.add(
        Inscripcion(edicion_id=edicion.id, persona_id=persona.id, lugar=hay.ultimo + 1, pedida_en=pedida,
            con_lugar_en=pedida)
    )  # fmt: skip
    db.session.flush()


def _pasar_lista(edicion: Edicion, imparte: Persona, momento: datetime) -> None:
    """Lo que ya fue, con su lista cerrada; la siguiente jornada ocurre ahora y su lista va a medias."""
    jornadas = jornadas_de(edicion.id)
    for jornada in (una for una in jornadas if una.termina_en < momento):
        _cerrada(jornada, imparte)
    siguen = [una for una in jornadas if una.inicia_en > momento]
    if not siguen:
        return
    actual = siguen[0]
    actual.inicia_en = momento.replace(minute=momento.minute // 15 * 15, second=0, microsecond=0)
    actual.termina_en = actual.inicia_en + DURA
    db.session.flush()
    personas, quien = con_lugar(edicion.id), Quien(imparte.id)
    for persona in personas[: len(personas) // 2]:
        operaciones.llegar(actual.id, persona.id, Via.CODIGO_PERSONAL, quien)
    operaciones_de_visitas.anotar_visita(
        actual.id, "Carmen Julieta Robles", "Colectivo vecinal de Oblatos", None, quien
    )


def _cerrada(jornada: Jornada, imparte: Persona) -> None:
    """Una lista de otro día, con lo que entonces se anotó."""
    for persona in con_lugar(jornada.edicion_id):
        suerte = azar("lista", str(jornada.inicia_en.date()), persona.clave).random()
        dicho = Dicho(EstadoAsistencia.PRESENTE)
        if suerte < 0.12:
            dicho = Dicho(EstadoAsistencia.FALTA)
        elif suerte < 0.2:
            dicho = Dicho(EstadoAsistencia.JUSTIFICADA, motivo="Oficio de comisión")
        elif suerte < 0.32:
            dicho = Dicho(EstadoAsistencia.RETARDO, entrada=jornada.inicia_en + timedelta(minutes=35))
        comunes = {"estado": dicho.estado, "motivo": dicho.motivo, "entrada": dicho.entrada, "via": Via.LISTA}
        una = Asistencia(edicion_id=jornada.edicion_id, jornada_id=jornada.id, persona_id=persona.id,
            anotada_en=jornada.termina_en, anotada_por_id=imparte.id, **comunes)  # fmt: skip
        db.session.add(una)
        db.session.flush()
        db.session.add(
            MarcaDeAsistencia(asistencia_id=una.id, marcada_en=jornada.termina_en, recibida_en=jornada.termina_en,
                por_id=imparte.id, **comunes)
        )  # fmt: skip
    db.session.add(
        ListaDeJornada(edicion_id=jornada.edicion_id, jornada_id=jornada.id, cerrada_en=jornada.termina_en,
            cerrada_por_id=imparte.id)
    )  # fmt: skip
    db.session.flush()
