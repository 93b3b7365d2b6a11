"""Las Redes de la demostración vistas desde fuera, y quienes piden entrar a la de Guadalajara.

Todas tienen su página pública; la de Guadalajara recibe solicitudes y pide el respaldo de quien encabeza la
institución. Quienes las hacen son personas inventadas, y cada una está en un punto distinto del camino.
"""

from datetime import date, timedelta

from sqlalchemy import select

from red.base import db
from red.instituciones.modelos import Institucion
from red.personas.consultas import aviso_vigente
from red.personas.modelos import NivelCargo
from red.redes.consultas import red_de_clave
from red.redes.modelos import Participacion, Red
from red.redes.operaciones import abrir_al_publico
from red.reloj import ahora
from red.solicitudes.modelos import Solicitud
from red.solicitudes.operaciones import PARA_CONFIRMAR, PARA_RESPALDAR

CON_SOLICITUDES = "guadalajara"
DOMINIO = "guadalajara.ejemplo.test"


def abrir_puertas(clave: str, dia: date) -> None:
    """Da página pública a la Red y, en la de Guadalajara, cuatro solicitudes en distinto punto."""
    red = red_de_clave(clave)
    recibe = clave == CON_SOLICITUDES
    abrir_al_publico(red, publica=True, admite_solicitudes=recibe, pide_respaldo=recibe, dias_para_decidir=5)
    if not recibe:
        return
    donde = _instituciones(red)
    _solicitud(
        red, dia, "Ofelia Navarro Inventada", donde[0], "Jefa de departamento", NivelCargo.MANDO_MEDIO, hace=3,
        motivo="Donde trabajo somos pocas en puestos de mando y quiero aprender cómo lo han resuelto otras.",
        respaldada_hace=1,
    )  # fmt: skip
    _solicitud(
        red, dia, "Amparo Villaseñor Inventada", donde[1], "Directora de área", NivelCargo.SUPERIOR, hace=18,
        motivo="Coordino un programa para cuidadoras y me hace falta con quién contrastarlo.", respaldada_hace=14,
    )  # fmt: skip
    _solicitud(
        red, dia, "Zenaida Corona Inventada", donde[2], "Coordinadora de proyectos", NivelCargo.MANDO_MEDIO, hace=2,
        motivo="Quiero inscribirme al seminario de presupuesto y compartir lo que ya medimos.",
    )  # fmt: skip
    _solicitud(
        red, dia, "Leocadia Rentería Inventada", donde[3], "Analista", NivelCargo.OPERATIVO, hace=6,
        motivo="Me interesa la prevención del acoso en las oficinas de atención.",
        sin_respaldo="Acaba de entrar y todavía está en periodo de prueba; con gusto más adelante.",
    )  # fmt: skip


def _instituciones(red: Red) -> list[Institucion]:
    """Cuatro que participan, siempre las mismas."""
    consulta = (
        select(Institucion)
        .join(Participacion, Participacion.institucion_id == Institucion.id)
        .where(Participacion.red_id == red.id, Institucion.id != red.convocante_id)
        .order_by(Institucion.nombre)
    )
    return list(db.session.scalars(consulta.limit(4)))


def _solicitud(
    red: Red,
    dia: date,
    nombre: str,
    institucion: Institucion,
    puesto: str,
    nivel: NivelCargo,
    *,
    hace: int,
    motivo: str,
    respaldada_hace: int | None = None,
    sin_respaldo: str = "",
) -> None:
    """Una solicitud ya comprobada; sin decir qué respondió su titular, todavía la espera."""
    pedida = ahora() - timedelta(days=hace)
    primera, apellido, *_ = nombre.lower().replace("ñ", "n").replace("í", "i").split()
    respondio = ahora() - timedelta(days=respaldada_hace) if respaldada_hace is not None else None
    db.session.add(
        Solicitud(
            red_id=red.id,
            correo=f"{primera}.{apellido}@{DOMINIO}",
            nombre=nombre,
            institucion_id=institucion.id,
            puesto=puesto,
            nivel=nivel,
            motivo=motivo,
            aviso_id=aviso_vigente(red.territorio.pais, dia).id,
            pedida_en=pedida,
            vence_en=pedida + PARA_CONFIRMAR,
            confirmada_en=pedida + timedelta(minutes=7),
            titular_correo=f"titular.{institucion.id}@{DOMINIO}",
            respaldo_pedido_en=pedida + timedelta(minutes=7),
            respaldo_vence_en=pedida + PARA_RESPALDAR,
            respaldada_en=respondio,
            no_respaldada_en=pedida + timedelta(days=1) if sin_respaldo else None,
            motivo_sin_respaldo=sin_respaldo or None,
        )
    )
    db.session.flush()
