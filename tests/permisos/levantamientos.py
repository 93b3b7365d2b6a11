"""Lo que cada Red del mundo pregunta sobre con quién se trabaja: uno abierto, uno cerrado y uno en preparación."""

from datetime import timedelta
from typing import Any

from red.instituciones.modelos import Institucion
from red.levantamientos.modelos import (
    Consultada,
    DependeDeUna,
    DeseoDicho,
    Formalidad,
    Frecuencia,
    LazoDicho,
    Levantamiento,
    MotivoDeDeseo,
    TemaPrioritario,
)
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.reloj import ahora, hoy
from red.vinculos.modelos import Intensidad
from tests.fabricas import guardar

SIN_MARCA = {
    "lazo_dicho.propositos": "opciones cerradas",
    "consultada.aporta": "opciones cerradas",
    "consultada.necesita": "opciones cerradas",
}
"""Columnas de texto de estas tablas que no llevan marca, y por qué."""

DE_DOMINIO = {
    "levantamientos.clave": "clave",
    "levantamientos.id": "levantamiento",
    "levantamientos.lazo_id": "lazo_dicho",
    "levantamientos.deseo_id": "deseo_dicho",
    "levantamientos.consultada_id": "respuesta_de_otra",
}

DE_PAGINA = {
    "levantamientos.abrir": {"id": "levantamiento_en_preparacion"},
    "levantamientos.preparar": {"id": "levantamiento_programado"},
    "levantamientos.reabrir": {"id": "levantamiento_cerrado"},
}

PERSONALES = {
    **dict.fromkeys(
        (
            f"levantamientos.{pagina}"
            for pagina in (
                "responder",
                "lo_de_antes",
                "instituciones",
                "lazo",
                "quitar",
                "deseos",
                "quitar_deseo",
                "aportes",
                "revisar",
                "mia",
                "retirar",
            )
        ),
        frozenset({"integrante"}),
    ),
    "levantamientos.respuesta": frozenset({"coordinadora", "administradora"}),
}

ELIGE = {
    "levantamientos.instituciones": {"instituciones": "sin_unidad"},
    "levantamientos.deseos": {"institucion": "sin_unidad"},
}
CONTESTA: dict[str, Any] = {
    "levantamientos.editar": {"nombre": "Otro nombre"},
    "levantamientos.instituciones": {"otra": "Una que no está", "accion": "agregar"},
    "levantamientos.lazo": {"intensidad": "integra"},
    "levantamientos.deseos": {"otra": "", "motivo": "otro", "accion": "agregar"},
    "levantamientos.aportes": {"tema_otro": "Otro tema"},
}
"""Respuestas que no se adivinan leyendo la página."""


def crear_levantamientos(
    red: Red, integrante: Persona, otra: Persona, callada: Persona, suya: Institucion
) -> dict[str, Any]:
    """A tres se les pregunta: la integrante y otra contestaron el abierto, y la integrante también el cerrado."""
    momento, dia = ahora(), hoy()

    def uno(abre: int, cierra: int, **otros: Any) -> Levantamiento:
        return guardar(  # type: ignore[no-any-return]
            Levantamiento(red_id=red.id, nombre="n", presentacion="p", abre_el=dia + timedelta(days=abre),
                cierra_el=dia + timedelta(days=cierra), **otros)
        )  # fmt: skip

    cerrado = uno(
        -200, -190, abierto_en=momento - timedelta(days=200), cerrado_en=momento - timedelta(days=190)
    )
    abierto = uno(-3, 9, abierto_en=momento - timedelta(days=3))
    en_preparacion = uno(5, 20)
    programado = uno(5, 20, programado_en=momento)
    guardar(_contestada(cerrado, integrante, suya))
    mia = guardar(_contestada(abierto, integrante, suya))
    de_otra = guardar(_contestada(abierto, otra, red.convocante))
    guardar(
        Consultada(
            levantamiento_id=abierto.id,
            persona_id=callada.id,
            aporta_detalle="a",
            necesita_detalle="n",
            tema_otro="t",
        )
    )
    return {
        "levantamiento": abierto.id,
        "levantamiento_cerrado": cerrado.id,
        "levantamiento_en_preparacion": en_preparacion.id,
        "levantamiento_programado": programado.id,
        "lazo_dicho": mia.lazos[0].id,
        "deseo_dicho": mia.deseos[0].id,
        "respuesta_de_otra": de_otra.id,
    }


def _contestada(este: Levantamiento, persona: Persona, suya: Institucion) -> Consultada:
    return Consultada(
        levantamiento_id=este.id,
        persona_id=persona.id,
        institucion_id=suya.id,
        paso=4,
        aporta=["datos"],
        necesita=["datos"],
        aporta_detalle="a",
        necesita_detalle="n",
        tema=TemaPrioritario.OTRO,
        tema_otro="t",
        enviada_en=ahora(),
        lazos=[
            LazoDicho(institucion_id=None, otra="o", intensidad=Intensidad.COOPERA, propositos=["datos"],
                frecuencia=Frecuencia.MENSUAL, formalidad=Formalidad.NO, depende_de_una=DependeDeUna.SI),
        ],
        deseos=[DeseoDicho(institucion_id=None, otra="o", motivo=MotivoDeDeseo.SIN_TIEMPO, detalle="d")],
    )  # fmt: skip
