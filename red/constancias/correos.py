"""Los correos de las constancias: que está lista, que se revocó y cuántas faltan por emitir. Llevan enlace, no archivo."""

from collections.abc import Sequence
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from red.acceso.consultas import cuenta_de_persona
from red.avisos.modelos import Aviso
from red.avisos.operaciones import encolar, encolar_muchos
from red.avisos.redaccion import NoHaceFalta, redactor
from red.base import buscar
from red.constancias.modelos import Constancia, EstadoConstancia

DIAS = 180
"""Lo que sirve el enlace de quien no tiene cuenta."""


def avisar_que_estan(red_id: int, hechas: Sequence[tuple[Constancia, str | None]]) -> None:
    """Le dice a cada quien que la suya está lista; a quien no se le conoce correo, no."""
    filas = [
        (correo, {"constancia_id": constancia.id}, f"constancia:{constancia.id}")
        for constancia, correo in hechas
        if correo
    ]
    encolar_muchos("constancia_lista", filas, red_id=red_id)


def avisar_que_se_revoco(constancia: Constancia, correo: str | None) -> None:
    """Le dice a quien la tenía que ya no vale y por qué."""
    if correo:
        datos = {"constancia_id": constancia.id}
        encolar("constancia_revocada", correo, datos, f"constancia:{constancia.id}", red_id=constancia.red_id)


@redactor("constancia_lista")
def _lista(aviso: Aviso) -> dict[str, Any]:
    constancia = buscar(Constancia, aviso.datos["constancia_id"])
    if constancia.estado is not EstadoConstancia.VIGENTE or constancia.archivo_id is None:
        raise NoHaceFalta("La constancia ya no vale.")
    con_cuenta = constancia.persona_id is not None and cuenta_de_persona(constancia.persona_id) is not None
    return {
        **_comunes(constancia),
        "con_cuenta": con_cuenta,
        "ficha": "" if con_cuenta else ficha_de(constancia.id),
        "sustituye": constancia.sustitucion > 0,
    }


@redactor("constancia_revocada")
def _revocada(aviso: Aviso) -> dict[str, Any]:
    constancia = buscar(Constancia, aviso.datos["constancia_id"])
    return {
        **_comunes(constancia),
        "motivo": constancia.motivo_revocacion or "",
        "convoca": constancia.red.convocante.nombre,
    }


def _comunes(constancia: Constancia) -> dict[str, Any]:
    persona = constancia.persona
    return {
        "nombre": persona.nombre_visible if persona is not None else constancia.nombre or "",
        "folio": constancia.folio,
        "red": constancia.red.con_articulo,
    }


def ficha_de(constancia_id: int) -> str:
    """El enlace con que quien no tiene cuenta baja la suya; sólo va en su correo."""
    return str(_firmador().dumps(constancia_id))


def leer_ficha(ficha: str) -> int | None:
    """De qué constancia es ese enlace; None si no es nuestro o ya venció."""
    try:
        leida = _firmador().loads(ficha, max_age=DIAS * 24 * 3600)
    except BadData:
        return None
    return leida if isinstance(leida, int) else None


def _firmador() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        current_app.config["SECRET_KEY"], salt="constancia de quien no tiene cuenta"
    )
