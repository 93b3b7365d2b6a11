"""En cada Red de la demostración, dos personas inventadas a las que no les llegan los correos, cada una por su razón."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from red.acceso.modelos import Cuenta
from red.avisos.modelos import Aviso, DireccionCaida, EstadoAviso, MotivoDeRebote
from red.base import db
from red.personas.modelos import Persona
from red.redes.consultas import red_de_clave
from red.redes.modelos import EstadoMembresia, Membresia, Red

CASOS = (
    (MotivoDeRebote.NO_EXISTE, True, 12, "550 5.1.1 No existe ese buzón"),
    (MotivoDeRebote.LLENO, False, 3, "452 4.2.2 Buzón lleno"),
)
"""Por qué, si ya no se le escribe, hace cuántos días y qué dijo su servidor."""


def devolver_algunos(clave: str, dia: date) -> None:
    """A dos integrantes sin cuenta se les pidió confirmar sus datos y el correo volvió."""
    red = red_de_clave(clave)
    for persona, (motivo, bloqueada, hace, dicho) in zip(_sin_cuenta(red), CASOS, strict=False):
        en = datetime.combine(dia - timedelta(days=hace), time(10, 30), tzinfo=ZoneInfo(red.zona))
        aviso = Aviso(
            plantilla="confirmar_datos",
            para=persona.correo,
            datos={"persona_id": persona.id},
            referencia=f"persona:{persona.id}",
            identificador=f"{persona.id:032x}",
            red_id=red.id,
            estado=EstadoAviso.REBOTADO,
            intentos=1,
            creado_en=en,
            siguiente_en=en,
            enviado_en=en,
            sabido_en=en + timedelta(minutes=2),
            error=dicho,
        )
        db.session.add(aviso)
        db.session.flush()
        db.session.add(
            DireccionCaida(
                correo=persona.correo,
                desde=en + timedelta(minutes=2),
                motivo=motivo,
                bloqueada=bloqueada,
                veces=1,
                aviso_id=aviso.id,
            )
        )


def _sin_cuenta(red: Red) -> list[Persona]:
    """Dos integrantes activas con teléfono y sin cuenta, siempre las mismas."""
    con_cuenta = select(Cuenta.persona_id)
    consulta = (
        select(Persona)
        .join(Membresia, Membresia.persona_id == Persona.id)
        .where(
            Membresia.red_id == red.id,
            Membresia.hasta.is_(None),
            Membresia.estado == EstadoMembresia.ACTIVA,
            Persona.telefono.is_not(None),
            Persona.id.not_in(con_cuenta),
        )
        .order_by(Persona.orden)
    )
    return list(db.session.scalars(consulta.limit(len(CASOS))))
