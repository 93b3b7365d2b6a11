"""Lo que cada Red del mundo tiene de la puerta y de la membresía: lo leído, pausas, encargos, bienvenida y reconocimientos."""

from datetime import timedelta
from typing import Any

from red.bienvenida.modelos import Bienvenida, GuiaDeBienvenida
from red.encargos.modelos import Encargo, EncargoDado
from red.personas.modelos import (
    AvisoLeido,
    AvisoPrivacidad,
    BorradorDeAviso,
    Consentimiento,
    Finalidad,
    Persona,
)
from red.reconocimientos.modelos import ClaseDeReconocimiento, Decision, Reconocimiento, Regla
from red.redes.modelos import DiaInhabil, Pausa, Red
from red.reloj import ahora, hoy
from tests.fabricas import guardar

SIN_MARCA = {
    "aviso_leido.huella": "resumen de un texto",
    "dia_inhabil.pais": "el de una Red no dice país",
    "bienvenida.saltados": "nombres de pasos",
    "borrador_de_aviso.*": "es de cada país, no de una Red",
}
"""Columnas de texto de estas tablas que no llevan marca, y por qué."""


def crear_membresias(
    nombre: str, red: Red, integrante: Persona, otra: Persona, aviso: AvisoPrivacidad
) -> dict[str, Any]:
    """Uno de cada; devuelve con qué se llenan sus direcciones."""
    dia = hoy()
    leido = guardar(
        AvisoLeido(aviso_id=aviso.id, responsable="r", domicilio="d", contacto="c", huella=nombre)
    )
    dado = guardar(Consentimiento(persona_id=integrante.id, aviso_id=aviso.id, finalidad=Finalidad.MAPA,
        otorgado_en=ahora(), retirado_en=ahora(), leido_id=leido.id))  # fmt: skip
    guardar(BorradorDeAviso(jurisdiccion="MX", version=nombre, titulo="t", simplificado="s", integral="i",
        finalidades="participar", guardado_en=ahora(), aviso_id=aviso.id))  # fmt: skip
    if nombre == "alfa":  # a lo más uno abierto por país
        guardar(BorradorDeAviso(jurisdiccion="MX", version="por publicar", titulo="t", simplificado="s", integral="i",
            finalidades="participar", guardado_en=ahora()))  # fmt: skip
    guardar(Pausa(red_id=red.id, persona_id=otra.id, motivo="m", desde=dia - timedelta(days=40),
        hasta=dia - timedelta(days=30)))  # fmt: skip
    encargo = guardar(Encargo(red_id=red.id, nombre="e", que_hace="q"))
    tenido = guardar(EncargoDado(encargo_id=encargo.id, red_id=red.id, persona_id=otra.id, detalle="d",
        motivo="m", desde=dia - timedelta(days=20)))  # fmt: skip
    guardar(GuiaDeBienvenida(red_id=red.id, texto="t", guardada_en=ahora()))
    guardar(Bienvenida(red_id=red.id, persona_id=integrante.id, empezo_en=ahora(), saltados={}))
    clase = guardar(
        ClaseDeReconocimiento(red_id=red.id, nombre="c", frase="f", regla=Regla.FUNDADORA, medida=1)
    )
    reconocimiento = guardar(Reconocimiento(clase_id=clase.id, red_id=red.id, persona_id=integrante.id,
        decision=Decision.OTORGADO, cumplido_el=dia, decidido_en=ahora(), motivo="m"))  # fmt: skip
    festivo = guardar(DiaInhabil(red_id=red.id, dia=dia + timedelta(days=30), nombre="d"))
    return {
        "dia_inhabil": festivo.id,
        "aviso_de_privacidad": aviso.id,
        "pais": aviso.jurisdiccion,
        "consentimiento": dado.id,
        "encargo": encargo.id,
        "encargo_dado": tenido.id,
        "paso_de_bienvenida": "perfil",
        "clase_de_reconocimiento": clase.id,
        "reconocimiento": reconocimiento.id,
    }
