"""Anotar a quien va sin tener lugar y decir, después, quién es en el registro."""

from red.asistencias import consultas, consultas_de_visitas
from red.asistencias.modelos import Asistencia, EstadoAsistencia, Visitante
from red.asistencias.negativas import YaSeReconocio
from red.asistencias.operaciones import Dicho, Quien, escribir, exigir_plazo, exigir_que_sea_suya
from red.base import con_candado, db
from red.formacion.modelos import Edicion, Jornada
from red.reloj import ahora


def anotar_visita(
    jornada_id: int, nombre: str, institucion: str, correo: str | None, quien: Quien, clave: str | None = None
) -> Visitante:
    """Anota como presente a quien fue sin tener lugar; si ya había ido a otra jornada con ese correo, es la misma visita.

    De quien ya constaba que estuvo no cambia nada: sus horas siguen como estaban. Con `clave`, el mismo envío dos veces
    es uno.
    """
    jornada = con_candado(Jornada, jornada_id)
    if clave and (previa := consultas_de_visitas.visita_de_clave(jornada_id, clave)):
        if previa.nombre == nombre:
            return previa
        clave = None  # volvió atrás en la página y escribió a otra persona
    exigir_plazo(jornada, quien, "visita" if quien.coordina else None)
    correo = (correo or "").strip().lower() or None
    visita = consultas_de_visitas.visita_con_correo(jornada.edicion_id, correo) if correo else None
    if visita is None:
        visita = Visitante(
            edicion_id=jornada.edicion_id,
            nombre=nombre,
            institucion=institucion,
            correo=correo,
            anotada_en=ahora(),
            anotada_por_id=quien.persona_id,
        )
        db.session.add(visita)
        db.session.flush()
    persona_id, visitante_id = consultas_de_visitas.quien_es(jornada.edicion_id, visita.id)
    actual = consultas.asistencia_de(jornada_id, persona_id, visitante_id)
    if actual is None or not actual.estado.estuvo:
        exigir_que_sea_suya(jornada, persona_id, quien)
        escribir(jornada, persona_id, visitante_id, Dicho(EstadoAsistencia.PRESENTE, clave=clave), quien)
    return visita


def reconocer(visitante_id: int, persona_id: int, por_id: int | None = None) -> None:
    """Dice quién es una visita en el registro: su asistencia pasa a ser de esa persona.

    Donde las dos tenían asistencia queda una, la que dice que estuvo, con la historia de ambas. Si otra visita de la
    edición ya era esa persona, lo de ésta se le suma. Lanza YaSeReconocio.
    """
    edicion_id = consultas_de_visitas.visita(visitante_id).edicion_id
    # Primero las jornadas, como quien marca: ninguna marca entra a medias.
    con_candado(Edicion, edicion_id, compartido=True)
    for jornada_id in consultas_de_visitas.jornadas_de(edicion_id):
        con_candado(Jornada, jornada_id)
    visita = con_candado(Visitante, visitante_id)
    if visita.persona_id == persona_id:
        return
    if visita.persona_id is not None or visita.vinculada_en is not None:
        raise YaSeReconocio
    visita.vinculada_en = ahora()
    if consultas_de_visitas.visita_de_persona(edicion_id, persona_id) is None:
        visita.persona_id = persona_id
    for suya in consultas_de_visitas.asistencias_de_visita(visitante_id):
        otra = consultas.asistencia_de(suya.jornada_id, persona_id, None)
        if otra is None:
            suya.persona_id = persona_id
        else:
            _sumar(suya, otra, por_id)
    db.session.flush()


def _sumar(suya: Asistencia, otra: Asistencia, por_id: int | None) -> None:
    """De dos asistencias de la misma persona a una jornada deja una, la segunda, con la historia de ambas."""
    vale = suya if suya.estado.estuvo and not otra.estado.estuvo else otra
    dicho = Dicho(vale.estado, vale.via, vale.motivo, vale.entrada, vale.salida)
    visitante_id = otra.visitante_id or suya.visitante_id
    for marca in consultas.historia(suya.id):
        marca.asistencia_id = otra.id
    db.session.flush()
    db.session.delete(suya)
    db.session.flush()
    otra.visitante_id = visitante_id
    escribir(otra.jornada, otra.persona_id, None, dicho, Quien(por_id))
