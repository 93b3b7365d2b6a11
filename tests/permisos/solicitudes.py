"""Las solicitudes de cada Red del mundo: en curso y con respaldo pedido, lo decidido en la bandeja y una suplencia."""

from datetime import timedelta
from typing import Any

from red.base import db
from red.instituciones.modelos import Institucion
from red.personas.modelos import AvisoPrivacidad, NivelCargo, Persona
from red.redes.modelos import Red
from red.reloj import ahora, hoy
from red.solicitudes.modelos import (
    ActoDeBandeja,
    AvisoDePlazo,
    ClaseDeLlave,
    Decision,
    LlaveSolicitud,
    Sentido,
    Solicitud,
    Suplencia,
)
from tests.fabricas import guardar

SIN_MARCA: dict[str, str] = {
    "llave_solicitud.huella": "resumen; se busca por su valor",
    "decision.clase": "nombre de una clase de asunto",
    "aviso_de_plazo.clase": "nombre de una clase de asunto",
    "acto_de_bandeja.saltados": "títulos de asuntos, que ya llevan su marca",
}


def crear_solicitudes(red: Red, institucion: Institucion, quien: Persona, suple: Persona) -> dict[str, Any]:
    """Una que espera, otra ya decidida y todavía por surtir, sus enlaces y quién suple a quién."""
    momento = ahora()
    comun = {"red_id": red.id, "institucion_id": institucion.id, "puesto": "p", "nivel": NivelCargo.MANDO_MEDIO,
        "motivo": "m", "aviso_id": db.session.scalars(db.select(AvisoPrivacidad.id)).first(), "pedida_en": momento,
        "vence_en": momento + timedelta(days=7), "confirmada_en": momento}  # fmt: skip
    espera = guardar(
        Solicitud(**comun, correo=f"pide.{red.clave}@ejemplo.test", nombre="n", otra_institucion="o",
            titular_correo=f"titular.{red.clave}@ejemplo.test", respaldo_pedido_en=momento,
            respaldo_vence_en=momento + timedelta(days=14), motivo_sin_respaldo="s", motivo_al_declinar="d")
    )  # fmt: skip
    decidida = guardar(Solicitud(**comun, correo=f"otra.{red.clave}@ejemplo.test", nombre="n"))
    for clase in ClaseDeLlave:
        guardar(
            LlaveSolicitud(solicitud_id=espera.id, clase=clase, version=1, para=f"t.{red.clave}@ejemplo.test",
                huella=LlaveSolicitud.huella_de(f"{clase.value}-{red.clave}"), creada_en=momento,
                vence_en=momento + timedelta(days=9))
        )  # fmt: skip
    acto = guardar(
        ActoDeBandeja(quien_id=quien.id, hecho_en=momento, sentido=Sentido.DECLINAR, motivo="m", saltados={})
    )
    guardar(
        Decision(acto_id=acto.id, red_id=red.id, clase="solicitud", asunto_id=decidida.id, titulo="t", version=1,
            surte_en=momento + timedelta(days=400), resultado="r")
    )  # fmt: skip
    suplencia = guardar(
        Suplencia(red_id=red.id, persona_id=quien.id, suplente_id=suple.id, desde=hoy() + timedelta(days=90),
            hasta=hoy() + timedelta(days=95), creada_en=momento)
    )  # fmt: skip
    guardar(AvisoDePlazo(red_id=red.id, clase="solicitud", asunto_id=espera.id, recordado_en=momento))
    return {
        "solicitud": espera.id,
        "acto_de_bandeja": acto.id,
        "suplencia": suplencia.id,
        "clave_de_asunto_de_bandeja": f"solicitud-{espera.id}",
    }
