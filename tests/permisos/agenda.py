"""La agenda en cada Red del mundo: una jornada que se quitó y la dirección de calendario de una integrante."""

from datetime import timedelta
from typing import Any

from red.agenda.modelos import SuscripcionDeCalendario
from red.formacion.modelos import Edicion, JornadaRetirada
from red.personas.modelos import Persona
from red.reloj import ahora
from tests.fabricas import guardar

SIN_MARCA = {
    "suscripcion_de_calendario.huella": "resumen; se busca por su valor",
}
"""Columnas de texto de estas tablas que no llevan marca, y por qué."""


def crear_agenda(nombre: str, edicion: Edicion, integrante: Persona) -> dict[str, Any]:
    """Una de cada, y la ficha con que se lee."""
    momento = ahora()
    guardar(JornadaRetirada(edicion_id=edicion.id, identidad="j", inicia_en=momento + timedelta(days=31),
        termina_en=momento + timedelta(days=31, hours=1), todo_el_dia=False, secuencia=1, retirada_en=momento))  # fmt: skip
    ficha = f"calendario-de-{nombre}-que-nadie-adivina-0123456789"
    guardar(SuscripcionDeCalendario(persona_id=integrante.id, huella=SuscripcionDeCalendario.huella_de(ficha),
        con_lugar=True, creada_en=momento))  # fmt: skip
    return {"ficha_de_calendario": ficha}
