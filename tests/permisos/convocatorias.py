"""Las convocatorias de cada Red del mundo: sus borradores, lo que se envió y lo que se hizo de una vez."""

from datetime import timedelta
from typing import Any

from red.avisos.modelos import EstadoLote, Lote
from red.instituciones.modelos import Institucion
from red.invitaciones.modelos import (
    Acto,
    ActoDelLibro,
    Convocatoria,
    EnvioDeInvitaciones,
    InstitucionConvocada,
    Invitacion,
)
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.reloj import ahora, hoy
from tests.fabricas import guardar

SIN_MARCA = {
    "convocatoria.niveles": "opciones cerradas",
    "convocatoria.recordatorios": "números",
    "llave_invitacion.atadura": "resumen de a qué se ata",
}
"""Columnas de texto de estas tablas que no llevan marca, y por qué."""


def crear_convocatorias(red: Red, institucion: Institucion, quien: Persona) -> dict[str, Any]:
    """Una convocatoria abierta con un borrador, un envío y un acto."""
    dia = hoy()
    convocatoria = guardar(
        Convocatoria(
            red_id=red.id, nombre="c", meta=9, trabajo="t", mensaje="m", desde=dia, hasta=dia + timedelta(days=30),
            coordina_id=quien.id, creada_en=ahora(), creada_por_id=quien.id,
        )
    )  # fmt: skip
    guardar(InstitucionConvocada(convocatoria_id=convocatoria.id, institucion_id=institucion.id))
    lote = guardar(
        Lote(
            que="q",
            red_id=red.id,
            por_id=quien.id,
            cuantos=1,
            estado=EstadoLote.EN_CAMINO,
            abierto_en=ahora(),
        )
    )
    envio = guardar(
        EnvioDeInvitaciones(
            red_id=red.id, convocatoria_id=convocatoria.id, quien_id=quien.id, pedido_en=ahora(), total=1, hechas=1,
            terminado_en=ahora(), lote_id=lote.id,
        )
    )  # fmt: skip
    borrador = guardar(
        Invitacion(
            red_id=red.id, convocatoria_id=convocatoria.id, correo=f"borrador.{red.clave}@ejemplo.test", nombre="b",
            institucion_id=institucion.id, borrador=True, creada_en=ahora(), creada_por_id=quien.id,
            vence_en=ahora() + timedelta(days=9), rebote="r", motivo="m",
        )
    )  # fmt: skip
    acto = guardar(
        ActoDelLibro(
            red_id=red.id, quien_id=quien.id, acto=Acto.REVOCAR, convocatoria_id=convocatoria.id, hecho_en=ahora(),
            cuantas=1, resultados={"filas": []},
        )
    )  # fmt: skip
    return {
        "convocatoria": convocatoria.id,
        "envio": envio.id,
        "borrador": borrador.id,
        "acto_del_libro": acto.id,
        "acto_de_invitaciones": Acto.RECORDAR.value,
    }
