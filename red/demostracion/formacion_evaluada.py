"""La evaluación y la acreditación en la demostración: lo terminado dice qué se aprendió; lo que sigue, qué se pregunta.

Se añade después de cargar una Red. Las personas y sus respuestas son inventadas. Lo terminado
se cerró y dio logros, salvo lo más reciente, para que quien coordina vea cómo se cierra.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select

from red.acreditaciones import consultas as acreditaciones
from red.acreditaciones import operaciones as acreditar
from red.acreditaciones.elegibilidad import Regla
from red.asistencias.modelos import Asistencia, EstadoAsistencia, Via
from red.base import db
from red.demostracion.personas_inventadas import azar
from red.evaluaciones import consultas, operaciones, redaccion
from red.evaluaciones.modelos import (
    Aplicacion,
    ClaseDePregunta,
    Cuestionario,
    EncuestaRespondida,
    Hoja,
    Urna,
    Uso,
    VersionDeCuestionario,
)
from red.evaluaciones.preguntas import calificar, correctas_de, opciones_de
from red.evaluaciones.redaccion import DatosDePregunta
from red.formacion.consultas import jornadas_de
from red.formacion.modelos import Curso, Edicion
from red.redes.consultas import red_de_clave
from red.redes.modelos import Red

PREGUNTAS = (
    DatosDePregunta(
        ClaseDePregunta.UNA,
        "La perspectiva de género sirve para",
        opciones=(
            "Ver cómo una misma política afecta distinto a mujeres y a hombres",
            "Dar más recursos a un área",
            "Sustituir el diagnóstico de una política",
        ),
        correctas=(1,),
    ),
    DatosDePregunta(
        ClaseDePregunta.VARIAS,
        "Cuáles de estos datos conviene separar por sexo",
        opciones=("Quién ocupa los puestos de mando", "El color de los expedientes", "Quién usa un servicio"),
        correctas=(1, 3),
    ),
    DatosDePregunta(
        ClaseDePregunta.UNA,
        "La igualdad sustantiva se refiere a",
        opciones=("Lo que dice la ley", "Que lo que dice la ley ocurra de verdad", "Tener el mismo horario"),
        correctas=(2,),
    ),
    DatosDePregunta(
        ClaseDePregunta.TEXTO_LARGO, "En qué de tu trabajo lo vas a usar primero", obligatoria=False
    ),
)
COMENTARIOS = (
    "Los ejemplos de dependencias parecidas a la mía fueron lo que más me sirvió.",
    "Haría falta más tiempo para el ejercicio con nuestros propios datos.",
    "Convendría enviar los materiales antes de la primera jornada.",
    "Me sirvió trabajar en equipo con otras dependencias.",
    "El horario de la mañana permitió asistir sin descuidar el trabajo.",
    "Pediría una sesión más sobre presupuesto con perspectiva de género.",
    "El formato para el plan de trabajo ya lo estamos usando.",
    "Ayudaría tener la sesión grabada para repasar.",
)


def evaluar(clave: str, dia: date) -> None:
    """Pone y responde las evaluaciones de esa Red; cierra lo que ya toca."""
    red = red_de_clave(clave)
    inicial, final = _cuestionarios(red)
    encuesta = redaccion.encuesta_de_siempre(red.id)
    terminadas, siguen = _ediciones(red, dia)
    for edicion in terminadas:
        _asistieron(edicion)
        _responder(edicion, inicial, 0.45)
        if edicion in terminadas[-2:]:
            producto = "el ejercicio final" if edicion is terminadas[-1] else ""
            pide = Regla(minima_calificacion=60, exige_encuesta=True, producto=producto)
            acreditar.guardar_regla(pide, edicion_id=edicion.id)
            _responder(edicion, final, 0.8)
            _opinaron(edicion, encuesta)
        if edicion is terminadas[-1]:
            entregaron = [persona.id for persona in consultas.con_lugar(edicion.id)][:-2]
            acreditar.anotar_productos(edicion.id, entregaron, None)
        elif consultas.con_lugar(edicion.id):
            huella = acreditar.huella_de(acreditaciones.situacion_de(edicion.id))
            acreditar.cerrar(edicion.id, None, huella)
    for edicion in [una for una in siguen if consultas.con_lugar(una.id)][:2]:
        abre, cierra = _instante(red, dia - timedelta(days=2)), _instante(red, dia + timedelta(days=15))
        operaciones.poner(edicion.id, inicial, abre, cierra)


def _cuestionarios(red: Red) -> tuple[VersionDeCuestionario, VersionDeCuestionario]:
    """La inicial, y la final con las mismas preguntas."""
    suyo = redaccion.crear(red.id, Uso.INICIAL, "Lo que sabemos al empezar")
    version = consultas.versiones_de(suyo.id)[0]
    for datos in PREGUNTAS:
        redaccion.agregar(version.id, datos)
    redaccion.publicar(version.id)
    otro: Cuestionario = redaccion.copiar_como(version, Uso.FINAL, "Lo que sabemos al terminar", None)
    borrador = redaccion.crear(red.id, Uso.INICIAL, "Para el taller del año que viene")
    redaccion.agregar(consultas.versiones_de(borrador.id)[0].id, PREGUNTAS[0])
    return version, redaccion.publicar(consultas.versiones_de(otro.id)[0].id)


def _ediciones(red: Red, dia: date) -> tuple[list[Edicion], list[Edicion]]:
    """Las terminadas y las que siguen, con sus fechas en orden."""
    consulta = (
        select(Edicion)
        .join(Edicion.curso)
        .where(Curso.red_id == red.id, Edicion.cancelada_en.is_(None))
        .order_by(Edicion.termina_el, Edicion.id)
    )
    todas: Sequence[Edicion] = db.session.scalars(consulta).all()
    return [una for una in todas if una.termina_el < dia], [una for una in todas if una.termina_el >= dia]


def _asistieron(edicion: Edicion) -> None:
    """Casi todas a casi todas las jornadas, si nadie había tomado lista."""
    if db.session.scalar(select(exists().where(Asistencia.edicion_id == edicion.id))):
        return
    for jornada in jornadas_de(edicion.id):
        for persona in consultas.con_lugar(edicion.id):
            constante = azar("constancia", edicion.nombre, persona.clave).random()
            estuvo = (
                azar("asistencia", str(jornada.inicia_en.date()), persona.clave).random() < 0.6 + constante
            )
            db.session.add(
                Asistencia(edicion_id=edicion.id, jornada_id=jornada.id, persona_id=persona.id, via=Via.LISTA,
                    estado=EstadoAsistencia.PRESENTE if estuvo else EstadoAsistencia.FALTA,
                    anotada_en=jornada.termina_en)
            )  # fmt: skip
    db.session.flush()


def _responder(edicion: Edicion, version: VersionDeCuestionario, suerte: float) -> None:
    """Cada quien responde, y acierta más o menos según `suerte`."""
    zona = edicion.curso.red
    dia = edicion.inicia_el if version.cuestionario.uso is Uso.INICIAL else edicion.termina_el
    puesta = _poner(edicion, version, _instante(zona, dia), _instante(zona, dia + timedelta(days=1)))
    puesta.muestra_aciertos = True
    for persona in consultas.con_lugar(edicion.id):
        respuestas: dict[str, object] = {}
        for pregunta in version.preguntas:
            if not pregunta.clase.con_opciones:
                continue
            acierta = azar(pregunta.clave, persona.clave, version.cuestionario.uso.value).random() < suerte
            claves = sorted(correctas_de(pregunta))
            otras = [str(o["clave"]) for o in opciones_de(pregunta) if not o.get("correcta")]
            elegidas = claves if acierta else otras[:1]
            respuestas[pregunta.clave] = elegidas if pregunta.clase is ClaseDePregunta.VARIAS else elegidas[0]
        db.session.add(
            Hoja(aplicacion_id=puesta.id, persona_id=persona.id, respuestas=respuestas,
                enviada_en=puesta.cierra_en - timedelta(hours=5),
                calificacion=calificar(version.preguntas, respuestas))
        )  # fmt: skip
    db.session.flush()


def _opinaron(edicion: Edicion, version: VersionDeCuestionario) -> None:
    """Casi todas respondieron la encuesta; de lo que dijo cada una no queda seña."""
    termina = edicion.termina_el
    puesta = _poner(
        edicion,
        version,
        _instante(edicion.curso.red, termina),
        _instante(edicion.curso.red, termina + timedelta(days=1)),
    )
    hojas = []
    for numero, persona in enumerate(consultas.con_lugar(edicion.id)):
        dado = azar("opinion", edicion.nombre, persona.clave)
        if dado.random() < 0.12:
            continue
        hoja: dict[str, object] = {
            pregunta.clave: min(4, 2 + round(dado.random() * 2.4))
            for pregunta in version.preguntas
            if pregunta.clase is ClaseDePregunta.ESCALA
        }
        if numero < len(COMENTARIOS):
            hoja["comentario"] = COMENTARIOS[numero]
        hojas.append(hoja)
        db.session.add(EncuestaRespondida(aplicacion_id=puesta.id, persona_id=persona.id))
    azar("urna", edicion.nombre).shuffle(hojas)
    urna = db.session.scalars(select(Urna).where(Urna.aplicacion_id == puesta.id)).one()
    urna.hojas = hojas
    db.session.flush()


def _poner(edicion: Edicion, version: VersionDeCuestionario, abre: datetime, cierra: datetime) -> Aplicacion:
    return operaciones.poner(edicion.id, version, abre, cierra)


def _instante(red: Red, dia: date) -> datetime:
    return datetime.combine(dia, time(), ZoneInfo(red.zona))
