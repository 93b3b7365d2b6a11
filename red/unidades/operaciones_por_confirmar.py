"""Designar a alguien por su correo cuando quien designa no puede ver el registro: se pide, y la coordinación confirma.

Pedirla no mira el registro de personas: ni lo que se contesta ni lo que se tarda dice si ese correo está en él.
"""

from dataclasses import dataclass

from red.base import con_candado, db
from red.errores import ErrorDeDominio
from red.fechas import FechaParcial
from red.instituciones.operaciones import en_pie
from red.personas.modelos import NivelCargo, Persona
from red.personas.operaciones import sin_sobras
from red.reloj import ahora
from red.unidades import consultas_por_confirmar as consultas
from red.unidades.modelos import AreaMinima, Designacion, DesignacionPorConfirmar, Funcion, Unidad
from red.unidades.operaciones import comprobar_libre, designar, registrar_y_designar, unidad_abierta


class YaDecidida(ErrorDeDominio):
    """Alguien más la confirmó o dijo que no."""

    def __init__(self) -> None:
        super().__init__("Alguien más ya decidió esta designación.")


@dataclass(frozen=True)
class Alguien:
    """A quién se quiere designar, con lo que sabe quien la pide."""

    nombre: str
    primer_apellido: str
    segundo_apellido: str | None
    correo: str
    puesto: str
    nivel: NivelCargo


def pedir(
    unidad: Unidad,
    quien: Alguien,
    funcion: Funcion,
    desde: FechaParcial,
    *,
    oficio: str | None,
    releva: bool,
    area: AreaMinima | None,
    pedida_por_id: int | None,
) -> DesignacionPorConfirmar:
    """Deja pedida la designación; la misma, pedida otra vez, es una. Lanza lo que impediría darla a cualquiera."""
    en_pie(unidad.institucion_id, "desde", desde)
    unidad = unidad_abierta(unidad)
    comprobar_libre(unidad, funcion, desde.primero, releva=releva, area=area)
    correo = quien.correo.strip().lower()
    igual = consultas.pendiente_igual(unidad.id, funcion, correo)
    if igual is not None:
        return igual
    pedida = DesignacionPorConfirmar(
        unidad_id=unidad.id,
        funcion=funcion,
        area=area if funcion is Funcion.INTEGRANTE else None,
        nombre=sin_sobras(quien.nombre) or "",
        primer_apellido=sin_sobras(quien.primer_apellido) or "",
        segundo_apellido=sin_sobras(quien.segundo_apellido),
        correo=correo,
        puesto=sin_sobras(quien.puesto) or "",
        nivel=quien.nivel,
        desde=desde.primero,
        desde_precision=desde.precision,
        oficio=oficio,
        releva=releva,
        pedida_por_id=pedida_por_id,
        pedida_en=ahora(),
    )
    db.session.add(pedida)
    db.session.flush()
    return pedida


def confirmar(pedida: DesignacionPorConfirmar, persona: Persona | None, por_id: int | None) -> Designacion:
    """La designa: a esa persona del registro o, sin ella, registrándola con lo que se escribió. Lanza YaDecidida."""
    en_pie(pedida.unidad.institucion_id, "quien")
    pedida = _sin_decidir(pedida)
    if persona is not None:
        hecha = designar(
            pedida.unidad,
            persona,
            pedida.funcion,
            pedida.desde_dicho,
            oficio=pedida.oficio,
            releva=pedida.releva,
            area=pedida.area,
            quien_id=por_id,
        )
    else:
        hecha = registrar_y_designar(
            pedida.unidad,
            nombre=pedida.nombre,
            primer_apellido=pedida.primer_apellido,
            segundo_apellido=pedida.segundo_apellido,
            correo=pedida.correo,
            puesto=pedida.puesto,
            nivel=pedida.nivel,
            funcion=pedida.funcion,
            desde=pedida.desde_dicho,
            oficio=pedida.oficio,
            releva=pedida.releva,
            area=pedida.area,
            confirma_id=por_id,
            quien_id=por_id,
        )
    _decidir(pedida, por_id, aceptada=True)
    return hecha


def declinar(pedida: DesignacionPorConfirmar, motivo: str, por_id: int | None) -> None:
    """No se designa a nadie; el porqué lo lee quien la pidió. Lanza YaDecidida."""
    pedida = _sin_decidir(pedida)
    pedida.motivo = sin_sobras(motivo) or ""
    _decidir(pedida, por_id, aceptada=False)


def _sin_decidir(pedida: DesignacionPorConfirmar) -> DesignacionPorConfirmar:
    pedida = con_candado(DesignacionPorConfirmar, pedida.id)
    if pedida.decidida_en is not None:
        raise YaDecidida
    return pedida


def _decidir(pedida: DesignacionPorConfirmar, por_id: int | None, *, aceptada: bool) -> None:
    pedida.decidida_en, pedida.decidida_por_id, pedida.aceptada = ahora(), por_id, aceptada
