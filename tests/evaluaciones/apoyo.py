"""Lo que comparten las pruebas de evaluaciones y de acreditaciones: una edición que terminó ayer, con gente."""

from datetime import UTC, datetime, time, timedelta

from red.base import transaccion
from red.evaluaciones import operaciones, redaccion
from red.evaluaciones.modelos import Aplicacion, ClaseDePregunta, Uso, VersionDeCuestionario
from red.evaluaciones.redaccion import DatosDePregunta
from red.formacion.modelos import Edicion, Inscripcion, Jornada
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.reloj import ahora, hoy
from tests import fabricas
from tests.fabricas import guardar


def una_edicion_con(red: Red, cuantas: int, *, jornadas: int = 0) -> tuple[Edicion, list[Persona]]:
    """Una edición terminada ayer, con esas personas con lugar y jornadas de cuatro horas."""
    dia = hoy()
    edicion = fabricas.una_edicion(
        red,
        inicia_el=dia - timedelta(days=10),
        termina_el=dia - timedelta(days=1),
        inscripcion_desde=dia - timedelta(days=40),
        inscripcion_hasta=dia - timedelta(days=11),
    )
    personas = [fabricas.una_integrante(red) for _ in range(cuantas)]
    for lugar, persona in enumerate(personas, 1):
        con_lugar(edicion, persona, lugar)
    for numero in range(jornadas):
        empieza = datetime.combine(dia - timedelta(days=10 - numero), time(16), UTC)
        guardar(Jornada(edicion_id=edicion.id, inicia_en=empieza, termina_en=empieza + timedelta(hours=4)))
    return edicion, personas


def con_lugar(edicion: Edicion, persona: Persona, lugar: int) -> Inscripcion:
    """La persona tiene ese lugar."""
    return guardar(
        Inscripcion(
            edicion_id=edicion.id, persona_id=persona.id, lugar=lugar, pedida_en=ahora(), con_lugar_en=ahora()
        )
    )


def una_evaluacion(red: Red, uso: Uso = Uso.FINAL) -> VersionDeCuestionario:
    """Publicada, con una pregunta de una opción, una de varias y una de número."""
    with transaccion():
        suyo = redaccion.crear(red.id, uso, "Evaluación")
        version = redaccion.consultas.versiones_de(suyo.id)[0]
        for datos in (
            DatosDePregunta(ClaseDePregunta.UNA, "Capital de Jalisco", opciones=("Tepic", "Guadalajara"), correctas=(2,)),
            DatosDePregunta(ClaseDePregunta.VARIAS, "Son colores", opciones=("Rojo", "Mesa", "Azul"), correctas=(1, 3)),
            DatosDePregunta(ClaseDePregunta.NUMERO, "Dos más tres", numero_correcto=5, peso=2),
            DatosDePregunta(ClaseDePregunta.TEXTO_LARGO, "Algo más", obligatoria=False),
        ):  # fmt: skip
            redaccion.agregar(version.id, datos)
        redaccion.publicar(version.id)
    return version


def puesta(
    edicion: Edicion, version: VersionDeCuestionario, *, dias: int = 5, muestra: bool = False
) -> Aplicacion:
    """El cuestionario en la edición, abierto hoy por esos días."""
    with transaccion():
        return operaciones.poner(
            edicion.id,
            version,
            ahora() - timedelta(days=1),
            ahora() + timedelta(days=dias),
            muestra_aciertos=muestra,
        )


def encuesta(red: Red, edicion: Edicion, *, dias: int = 5) -> Aplicacion:
    """La encuesta de siempre, abierta en la edición."""
    with transaccion():
        version = redaccion.encuesta_de_siempre(red.id)
    return puesta(edicion, version, dias=dias)


def cerrar_plazo(aplicacion: Aplicacion) -> None:
    """El plazo para responder terminó hace un momento."""
    with transaccion():
        aplicacion.cierra_en = ahora() - timedelta(seconds=1)
