"""Lo que cada Red del mundo pregunta en sus ediciones, lo que se respondió y con qué se acredita."""

from datetime import timedelta
from typing import Any

from red.acreditaciones.modelos import (
    Alcanzado,
    CierreDeEdicion,
    ProductoEntregado,
    ReglaDeAcreditacion,
    Resolucion,
)
from red.evaluaciones.modelos import (
    Aplicacion,
    ClaseDePregunta,
    Cuestionario,
    EncuestaEmpezada,
    EncuestaRespondida,
    Hoja,
    Pregunta,
    Urna,
    Uso,
    VersionDeCuestionario,
)
from red.formacion.modelos import Curso, Inscripcion
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.reloj import ahora, hoy
from tests import fabricas
from tests.fabricas import guardar

SIN_MARCA = {
    "regla_de_acreditacion.jornadas_elegidas": "números de jornada",
    "urna.hojas": "sólo sale con cinco respuestas: tests/evaluaciones/test_encuesta.py",
}
"""Columnas de texto de estas tablas que no llevan marca, y por qué."""

EN_LISTA = {
    "opciones": lambda marca: [
        {"clave": marca, "texto": f"compartida {marca}", "correcta": True},
        {"clave": "otra", "texto": "Otra", "correcta": False},
    ],
}
"""Columnas que guardan una lista: cómo se ve su marca."""


def crear_evaluaciones(
    red: Red, curso: Curso, integrante: Persona, otra: Persona, coordinadora: Persona
) -> dict[str, Any]:
    """Uno de cada; la integrante y la otra tienen lugar en una edición que terminó ayer."""
    dia, momento = hoy(), ahora()
    por_cerrar, cerrada = (
        fabricas.una_edicion(red, curso=curso, nombre=nombre, inicia_el=dia - timedelta(days=9),
            termina_el=dia - timedelta(days=1), inscripcion_desde=dia - timedelta(days=30),
            inscripcion_hasta=dia - timedelta(days=10))
        for nombre in ("Por cerrar", "Cerrada")
    )  # fmt: skip
    for lugar, persona in enumerate((integrante, otra), 1):
        guardar(Inscripcion(edicion_id=por_cerrar.id, persona_id=persona.id, lugar=lugar, pedida_en=momento,
            con_lugar_en=momento))  # fmt: skip
    versiones = {}
    for uso, publicada in ((Uso.INICIAL, True), (Uso.FINAL, True), (Uso.SATISFACCION, True), (None, True), (None, False)):  # fmt: skip
        suyo = guardar(Cuestionario(red_id=red.id, curso_id=curso.id, uso=uso or Uso.FINAL, nombre="n"))
        version = guardar(VersionDeCuestionario(cuestionario_id=suyo.id, numero=1, indicaciones="i",
            publicada_en=momento if publicada else None))  # fmt: skip
        pregunta = guardar(Pregunta(version_id=version.id, orden=1, clase=ClaseDePregunta.UNA, texto="t", ayuda="a",
            opciones=[]))  # fmt: skip
        versiones[uso, publicada] = (suyo, version, pregunta)
    puestas = {
        uso: guardar(Aplicacion(edicion_id=por_cerrar.id, uso=uso, version_id=versiones[uso, True][1].id,
            abre_en=momento - timedelta(days=2), cierra_en=momento + timedelta(days=5)))
        for uso in Uso
    }  # fmt: skip
    guardar(Hoja(aplicacion_id=puestas[Uso.INICIAL].id, persona_id=integrante.id, respuestas={}, enviada_en=momento,
        calificacion=50.0))  # fmt: skip
    encuesta = puestas[Uso.SATISFACCION].id
    guardar(Urna(aplicacion_id=encuesta, hojas=[{"x": 1}]))
    guardar(EncuestaRespondida(aplicacion_id=encuesta, persona_id=otra.id))
    guardar(EncuestaEmpezada(aplicacion_id=encuesta, persona_id=integrante.id, respuestas={}))
    for de in ({"curso_id": curso.id}, {"edicion_id": por_cerrar.id}):
        guardar(ReglaDeAcreditacion(minimo_horas=80, minimo_participacion=50, producto="p", **de))
    guardar(ProductoEntregado(edicion_id=por_cerrar.id, persona_id=otra.id, recibido_el=dia))
    for reabierta, motivo in ((momento, "m"), (None, None)):
        cierre = guardar(CierreDeEdicion(edicion_id=cerrada.id, cerrada_en=momento, cerrada_por_id=coordinadora.id,
            reabierta_en=reabierta, motivo=motivo))  # fmt: skip
    guardar(
        Resolucion(
            cierre_id=cierre.id, persona_id=otra.id, alcanzado=Alcanzado.NINGUNO, horas=1.0, porque="p"
        )
    )
    borrador = versiones[None, False]
    guardar(
        Pregunta(
            version_id=borrador[1].id, orden=2, clase=ClaseDePregunta.UNA, texto="t", ayuda="a", opciones=[]
        )
    )
    return {
        "edicion_por_cerrar": por_cerrar.id,
        "edicion_cerrada": cerrada.id,
        "cuestionario": borrador[0].id,
        "cuestionario_publicado": versiones[None, True][0].id,
        "version_en_borrador": borrador[1].id,
        "pregunta": borrador[2].id,
        "version_publicada": versiones[None, True][1].id,
        "aplicacion": puestas[Uso.FINAL].id,
        "aplicacion_respondida": puestas[Uso.INICIAL].id,
        "uso_de_cuestionario": Uso.FINAL.value,
    }
