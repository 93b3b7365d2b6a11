"""Los correos de cada Red del mundo: un envío por aprobar, una dirección que no recibe y un texto propio."""

from typing import Any

from sqlalchemy import Connection, select, update

from red.avisos.modelos import (
    Aviso,
    ClaseDeRebote,
    CuotaDeCorreo,
    DireccionCaida,
    EstadoLote,
    Lote,
    MotivoDeRebote,
    PreferenciaDeCorreo,
    Rebote,
    Ritmo,
    TextoDeCorreo,
)
from red.base import Modelo
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.reloj import ahora, hoy
from tests.fabricas import guardar

SIN_MARCA = {
    "direccion_caida.correo": "la de una persona: lleva su marca",
    "rebote.huella": "resumen; se busca por su valor",
    "texto_de_correo.plantilla": "nombre de un archivo",
}
"""Columnas de texto de estas tablas que no llevan marca, y por qué."""


def crear_correos(
    red: Red, aviso: Aviso, coordinadora: Persona, antes_coordinaba: Persona, integrante: Persona
) -> dict[str, Any]:
    """Uno de cada, y su llave; lo que espera aprobación lo preparó otra persona."""
    lote = guardar(Lote(que="q", red_id=red.id, por_id=antes_coordinaba.id, cuantos=300,
        estado=EstadoLote.POR_APROBAR, abierto_en=ahora(), motivo="m"))  # fmt: skip
    caida = guardar(DireccionCaida(correo=integrante.correo, desde=ahora(), motivo=MotivoDeRebote.NO_EXISTE,
        bloqueada=True, veces=1, aviso_id=aviso.id))  # fmt: skip
    de_nadie = guardar(DireccionCaida(correo=aviso.para, desde=ahora(), motivo=MotivoDeRebote.NO_EXISTE,
        bloqueada=True, veces=1, aviso_id=aviso.id))  # fmt: skip
    guardar(Rebote(aviso_id=aviso.id, huella=f"h-{red.clave}", clase=ClaseDeRebote.DURO, motivo=MotivoDeRebote.NO_EXISTE,
        codigo="5.1.1", dicho="d", recibido_en=ahora()))  # fmt: skip
    guardar(PreferenciaDeCorreo(persona_id=integrante.id, ritmo=Ritmo.UNA_VEZ_AL_DIA))
    guardar(CuotaDeCorreo(persona_id=coordinadora.id, dia=hoy(), gastadas=3))
    guardar(TextoDeCorreo(red_id=red.id, plantilla="invitacion", version=1, titulo="t", cuerpo="c", escrito_en=ahora(),
        escrito_por_id=coordinadora.id))  # fmt: skip
    return {
        "lote": lote.id,
        "caida": caida.id,
        "caida_de_nadie": de_nadie.id,
        "plantilla_de_correo": "invitacion",
    }


def enlazar(conexion: Connection, llaves: dict[str, Any]) -> None:
    """Ya marcados la persona y el correo, las direcciones que no reciben vuelven a ser las suyas."""
    caidas, personas, avisos = (Modelo.metadata.tables[t] for t in ("direccion_caida", "persona", "aviso"))
    for caida, suya in (
        ("caida", select(personas.c.correo).where(personas.c.id == llaves["persona_integrante"])),
        ("caida_de_nadie", select(avisos.c.para).where(avisos.c.id == llaves["correo"])),
    ):
        correo = conexion.execute(suya).scalar_one()
        conexion.execute(update(caidas).where(caidas.c.id == llaves[caida]).values(correo=correo))
