"""Lo que cambia una convocatoria y sus borradores."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete

from red.avisos.operaciones import encolar
from red.base import con_candado, db
from red.errores import ErrorDeDominio
from red.invitaciones import candidatas, consultas_convocatoria, consultas_envio
from red.invitaciones.direcciones import problema_de
from red.invitaciones.modelos import (
    Convocatoria,
    EstadoInvitacion,
    InstitucionConvocada,
    Invitacion,
)
from red.personas.modelos import NivelCargo
from red.redes.modelos import Red
from red.reloj import ANIOS_POR_DELANTE, ahora, demasiado_lejos, hoy


class TerminaAntesDeEmpezar(ErrorDeDominio):
    """El periodo está al revés."""

    def __init__(self) -> None:
        super().__init__("El último día no puede ser anterior al primero.", "hasta")


class FechaMuyLejana(ErrorDeDominio):
    """Una convocatoria no dura tanto ni empieza dentro de tanto."""

    def __init__(self, campo: str) -> None:
        super().__init__(f"Revisa el año: no puede ser a más de {ANIOS_POR_DELANTE} años de hoy.", campo)


class NoEsBorrador(ErrorDeDominio):
    """La invitación ya salió."""

    def __init__(self) -> None:
        super().__init__(
            "Esta invitación ya no es un borrador: no se puede corregir, sólo reenviar o revocar."
        )


class CorreoMalEscrito(ErrorDeDominio):
    """Lo escrito no es un correo."""

    def __init__(self, problema: str) -> None:
        super().__init__(problema, "correo")


class YaTiene(ErrorDeDominio):
    """Esa persona ya integra la Red o ya tiene invitación."""

    def __init__(self, mensaje: str) -> None:
        super().__init__(mensaje, "correo")


@dataclass(frozen=True)
class Datos:
    """Lo que se dice de una convocatoria."""

    nombre: str
    meta: int
    niveles: Collection[str]
    instituciones: Collection[int]
    trabajo: str | None
    mensaje: str | None
    desde: date
    hasta: date
    coordina_id: int | None
    dias: int
    recordatorios: Collection[int]


def crear(red: Red, datos: Datos, quien_id: int | None) -> Convocatoria:
    """Abre una convocatoria de la Red; lanza TerminaAntesDeEmpezar."""
    convocatoria = Convocatoria(red_id=red.id, creada_en=ahora(), creada_por_id=quien_id)
    _poner(convocatoria, datos)
    db.session.add(convocatoria)
    db.session.flush()
    _convocar(convocatoria, datos.instituciones)
    return convocatoria


def editar(convocatoria_id: int, datos: Datos) -> Convocatoria:
    """Cambia lo que se dice de ella; lo ya enviado no cambia."""
    convocatoria = con_candado(Convocatoria, convocatoria_id)
    _poner(convocatoria, datos)
    _convocar(convocatoria, datos.instituciones)
    return convocatoria


def _poner(convocatoria: Convocatoria, datos: Datos) -> None:
    if datos.hasta < datos.desde:
        raise TerminaAntesDeEmpezar
    for campo, dia in (("desde", datos.desde), ("hasta", datos.hasta)):
        if demasiado_lejos(dia, hoy()):
            raise FechaMuyLejana(campo)
    convocatoria.nombre, convocatoria.meta = datos.nombre, datos.meta
    convocatoria.niveles = [nivel.value for nivel in NivelCargo if nivel.value in datos.niveles]
    convocatoria.trabajo, convocatoria.mensaje = datos.trabajo, datos.mensaje
    convocatoria.desde, convocatoria.hasta = datos.desde, datos.hasta
    convocatoria.coordina_id, convocatoria.dias = datos.coordina_id, datos.dias
    convocatoria.recordatorios = sorted(datos.recordatorios, reverse=True)


def _convocar(convocatoria: Convocatoria, instituciones: Collection[int]) -> None:
    suyas = set(consultas_convocatoria.instituciones_de(convocatoria.id))
    sobran, faltan = suyas - set(instituciones), set(instituciones) - suyas
    if sobran:
        db.session.execute(
            delete(InstitucionConvocada).where(
                InstitucionConvocada.convocatoria_id == convocatoria.id,
                InstitucionConvocada.institucion_id.in_(sobran),
            )
        )
    db.session.add_all(
        InstitucionConvocada(convocatoria_id=convocatoria.id, institucion_id=id_) for id_ in sorted(faltan)
    )


def cerrar(convocatoria_id: int) -> None:
    """Deja de invitar con ella; lo ya enviado sigue esperando respuesta."""
    convocatoria = con_candado(Convocatoria, convocatoria_id)
    convocatoria.cerrada_en = convocatoria.cerrada_en or ahora()


def reabrir(convocatoria_id: int) -> None:
    """Vuelve a dejar que se invite con ella."""
    con_candado(Convocatoria, convocatoria_id).cerrada_en = None


def mandar_muestra(convocatoria: Convocatoria, correo: str) -> None:
    """Escribe a quien la prepara el correo tal como saldrá, con un enlace que no abre nada."""
    encolar("invitacion", correo, {"convocatoria_id": convocatoria.id}, red_id=convocatoria.red_id)


def a_borradores(
    convocatoria_id: int, personas: Collection[str], plazas: Collection[int], quien_id: int | None
) -> int:
    """Pasa a borradores a esas personas y plazas, si todavía pueden invitarse; devuelve cuántas.

    Aparta la convocatoria: oprimir dos veces no deja a nadie dos veces.
    """
    convocatoria = con_candado(Convocatoria, convocatoria_id)
    dia, momento = hoy(convocatoria.red.zona), ahora()
    comun = {
        "red_id": convocatoria.red_id,
        "convocatoria_id": convocatoria.id,
        "borrador": True,
        "creada_en": momento,
        "creada_por_id": quien_id,
        "vence_en": momento + convocatoria.vigencia,
    }
    nuevas = [
        Invitacion(
            **comun,
            correo=una.correo,
            nombre=una.nombre,
            institucion_id=una.institucion_id,
            nivel=una.nivel,
        )
        for una in candidatas.personas(convocatoria, dia, personas)
    ] + [
        Invitacion(
            **comun,
            correo="",
            institucion_id=plaza.institucion_id,
            nivel=plaza.nivel,
            puesto_id=plaza.puesto_id,
        )
        for plaza in candidatas.plazas(convocatoria, dia, plazas)
    ]
    db.session.add_all(nuevas)
    db.session.flush()
    return len(nuevas)


def corregir_borrador(
    invitacion_id: int,
    correo: str,
    nombre: str | None,
    institucion_id: int | None,
    nivel: NivelCargo | None,
) -> Invitacion:
    """Completa o corrige un borrador; lanza NoEsBorrador, CorreoMalEscrito o YaTiene."""
    invitacion = con_candado(Invitacion, invitacion_id)
    if invitacion.estado(ahora()) is not EstadoInvitacion.BORRADOR:
        raise NoEsBorrador
    correo = correo.strip().lower()
    if correo and (problema := problema_de(correo)):
        raise CorreoMalEscrito(problema)
    if correo and correo != invitacion.correo:
        if consultas_envio.integrantes_con_correo(invitacion.red_id, {correo}):
            raise YaTiene("Quien usa ese correo ya integra la Red.")
        previa = consultas_envio.previas(invitacion.red_id, {correo}).get(correo)
        if previa is not None and not (previa.aceptada_en or previa.rechazada_en or previa.revocada_en):
            raise YaTiene("Ese correo ya tiene una invitación o un borrador en esta Red.")
    invitacion.correo, invitacion.nombre = correo, nombre
    invitacion.institucion_id, invitacion.nivel = institucion_id, nivel
    return invitacion
