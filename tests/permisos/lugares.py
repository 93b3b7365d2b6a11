"""Los lugares en cada Red del mundo: una petición que espera el visto bueno de su jefatura, con su enlace."""

from datetime import timedelta
from typing import Any

from red.formacion.modelos import ClaseDeEnlace, Edicion, EnlaceDeInscripcion, Inscripcion
from red.personas.modelos import Persona
from red.reloj import ahora
from tests.fabricas import guardar

SIN_MARCA = {
    "enlace_de_inscripcion.huella": "resumen; se busca por su valor",
    "inscripcion.excepciones": "nombres de reglas",
}
"""Columnas de texto de estas tablas que no llevan marca, y por qué."""


def crear_lugares(nombre: str, edicion: Edicion, otra: Edicion, integrante: Persona) -> dict[str, Any]:
    """Una petición por aprobar de quien integra la Red, exceptuada de una regla, y el enlace que llevó el correo; y un
    lugar que se le ofrece."""
    momento = ahora()
    pedida = guardar(Inscripcion(edicion_id=edicion.id, persona_id=integrante.id, pedida_en=momento,
        falta_visto_bueno=True, jefatura_correo=f"jefatura.{nombre}@ejemplo.test", visto_bueno_pedido_en=momento,
        rondas=1, excepciones="maximo", motivo_excepcion="e"))  # fmt: skip
    guardar(EnlaceDeInscripcion(inscripcion_id=pedida.id, clase=ClaseDeEnlace.VISTO_BUENO, ronda=1,
        para=f"jefatura.{nombre}@ejemplo.test", creado_en=momento, vence_en=momento + timedelta(days=9),
        huella=EnlaceDeInscripcion.huella_de(f"visto-bueno-de-{nombre}-que-nadie-adivina-0123456789")))  # fmt: skip
    ofrecida = guardar(Inscripcion(edicion_id=otra.id, persona_id=integrante.id, pedida_en=momento,
        oferta_vence_en=momento + timedelta(days=2), rondas=1))  # fmt: skip
    return {"inscripcion_por_aprobar": pedida.id, "inscripcion_ofrecida": ofrecida.id}
