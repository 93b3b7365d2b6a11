"""Las alianzas en cada Red del mundo: una que sostienen una institución con enlace, otra y una integrante."""

from datetime import timedelta
from typing import Any

from red.alianzas.modelos import Alianza, ClaseDeAlianza, PapelEnAlianza, ParticipacionEnAlianza
from red.instituciones.modelos import Institucion
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.reloj import hoy
from tests.fabricas import guardar

DE_DOMINIO = {"alianzas.id": "alianza", "alianzas.participacion_id": "participacion_en_alianza"}
"""Qué objeto llena cada argumento de sus direcciones."""

PERSONALES = {
    "alianzas.terminar_participacion": frozenset({"enlace", "coordinadora", "administradora"}),
}
"""Hasta cuándo participa una institución lo dice su enlace o quien coordina."""

OFRECEN = {
    pagina: {"institucion.nombre"} for pagina in ("alianzas.nueva", "alianzas.editar", "alianzas.sumar")
}
"""Ofrecen, además de las suyas, las instituciones que no participan en ninguna Red: para no registrarlas dos veces."""

ELIGE = {
    "alianzas.sumar": {"instituciones": "sin_unidad"},
    "alianzas.sumar_persona": {"persona": "persona_otra"},
}
CONTESTA: dict[str, Any] = {
    "alianzas.nueva": {"desde": "2025", "hasta": "", "sustento_el": ""},
    "alianzas.editar": {"sustento_el": ""},
    "alianzas.corregir_participacion": {"papel": "invitada"},
}
"""Respuestas que no se adivinan leyendo la página."""


def crear_alianzas(
    red: Red, convocante: Institucion, dependencia: Institucion, integrante: Persona
) -> dict[str, Any]:
    """Un convenio con término, convocado por el instituto; lo sostienen una dependencia y quien integra la Red."""
    desde = hoy() - timedelta(days=300)
    alianza = guardar(Alianza(red_id=red.id, nombre="n", clase=ClaseDeAlianza.CONVENIO, proposito="p", sustento="s",
        notas="n", motivo="m", convoca_id=convocante.id, desde=desde, hasta=hoy() + timedelta(days=200)))  # fmt: skip
    suyas = [
        guardar(ParticipacionEnAlianza(alianza_id=alianza.id, papel=PapelEnAlianza.PARTICIPA, desde=desde, **quien))
        for quien in ({"institucion_id": dependencia.id}, {"persona_id": integrante.id})
    ]  # fmt: skip
    return {"alianza": alianza.id, "participacion_en_alianza": suyas[0].id}
