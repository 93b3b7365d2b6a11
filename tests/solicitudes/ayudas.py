"""Piezas de estas pruebas: una Red que recibe solicitudes, una solicitud y los enlaces que llegan en sus correos."""

import re
from datetime import timedelta
from typing import Any

from red.avisos.modelos import Aviso
from red.avisos.redaccion import NoHaceFalta, escribir
from red.base import db, transaccion
from red.personas.modelos import AvisoPrivacidad, NivelCargo
from red.redes.modelos import Red
from red.reloj import ahora
from red.solicitudes.modelos import Solicitud
from red.solicitudes.operaciones import Datos
from tests.fabricas import guardar, un_aviso_de_privacidad, una_red

TITULAR = "titular@ejemplo.test"


def una_red_abierta(**valores: Any) -> Red:
    """Red pública que recibe solicitudes, con su aviso de privacidad."""
    un_aviso_de_privacidad()
    return una_red(publica=True, admite_solicitudes=True, **valores)


def una_solicitud(red: Red, **valores: Any) -> Solicitud:
    """Solicitud confirmada ayer, de alguien de la institución que convoca."""
    momento = ahora()
    omision = {
        "red_id": red.id,
        "correo": "lucia@ejemplo.test",
        "nombre": "Lucía Torres",
        "institucion_id": red.convocante_id,
        "puesto": "Jefa de unidad",
        "nivel": NivelCargo.MANDO_MEDIO,
        "motivo": "Quiero trabajar con otras instituciones",
        "aviso_id": db.session.scalars(db.select(AvisoPrivacidad.id)).first(),
        "pedida_en": momento - timedelta(days=1),
        "vence_en": momento + timedelta(days=6),
        "confirmada_en": momento - timedelta(days=1),
    }
    return guardar(Solicitud(**{**omision, **valores}))


def unos_datos(**cambios: Any) -> Datos:
    """Lo que escribe quien pide entrar."""
    valores: dict[str, Any] = {
        "nombre": "Lucía Torres",
        "institucion_id": None,
        "otra_institucion": "Archivo municipal",
        "puesto": "Jefa de unidad",
        "nivel": NivelCargo.MANDO_MEDIO,
        "motivo": "Quiero trabajar con otras instituciones",
    }
    return Datos(**{**valores, **cambios})


def formulario(red: Red, **cambios: Any) -> dict[str, Any]:
    """Lo mismo, como llega en el formulario."""
    return {
        "nombre": "Lucía Torres",
        "correo": "lucia@ejemplo.test",
        "institucion_id": str(red.convocante_id),
        "puesto": "Jefa de unidad",
        "nivel": "mando_medio",
        "motivo": "Quiero trabajar con otras instituciones",
        "acepto": "y",
        **cambios,
    }


def enlace_de(plantilla: str, para: str) -> str:
    """La dirección, sin sitio, de la acción del último correo de esa plantilla; vacía si ya no hace falta enviarlo."""
    aviso = db.session.scalars(
        db.select(Aviso).where(Aviso.plantilla == plantilla, Aviso.para == para).order_by(Aviso.id.desc())
    ).first()
    assert aviso is not None, f"No se escribió «{plantilla}» a {para}"
    aviso_id = aviso.id
    db.session.rollback()
    with transaccion():
        try:
            carta = escribir(db.session.get_one(Aviso, aviso_id))
        except NoHaceFalta:
            return ""
    url = next(parrafo.url for parrafo in carta.parrafos if parrafo.url)
    return re.sub(r"^https?://[^/]+", "", url)


def correos(plantilla: str) -> list[str]:
    """A quiénes se escribió con esa plantilla, en orden."""
    return list(
        db.session.scalars(db.select(Aviso.para).where(Aviso.plantilla == plantilla).order_by(Aviso.id))
    )
