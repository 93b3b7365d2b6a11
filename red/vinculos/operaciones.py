"""Declarar, cambiar y terminar colaboraciones: cada cambio queda con sus fechas."""

from datetime import date, timedelta

from red.base import con_candado, db
from red.errores import ErrorDeDominio
from red.personas.modelos import Persona
from red.personas.operaciones import sin_sobras
from red.textos import fecha
from red.vinculos import consultas
from red.vinculos.modelos import Colaboracion, Intensidad


class YaDeclarada(ErrorDeDominio):
    """Ya declaró esa colaboración y sigue vigente."""

    def __init__(self) -> None:
        super().__init__("Ya habías declarado esta colaboración. Si algo cambió, edítala en tu lista.")


class ConsigoMisma(ErrorDeDominio):
    """Una colaboración es con alguien más."""

    def __init__(self) -> None:
        super().__init__("Una colaboración es con otra persona o con una institución.")


class YaTerminada(ErrorDeDominio):
    """La colaboración ya había terminado."""

    def __init__(self) -> None:
        super().__init__(
            "Esta colaboración ya había terminado: declárala de nuevo si volvieron a trabajar juntas."
        )


class NadaQueConfirmar(ErrorDeDominio):
    """Quien la declaró ya dijo que terminó: no hay a qué decir «yo también»."""

    def __init__(self, hasta: date) -> None:
        super().__init__(
            f"Esta colaboración terminó el {fecha(hasta)}, así que ya no se confirma. "
            "Si siguen trabajando juntas, declárala tú."
        )


class FechaImposible(ErrorDeDominio):
    """Las fechas de una colaboración van en orden."""

    def __init__(self, mensaje: str, campo: str) -> None:
        super().__init__(mensaje, campo)


def declarar(
    red_id: int,
    persona_id: int,
    *,
    con_persona_id: int | None = None,
    con_institucion_id: int | None = None,
    intensidad: Intensidad,
    proposito: str | None,
    desde: date,
) -> Colaboracion:
    """Declara con quién trabaja una integrante; lanza YaDeclarada si ya lo había dicho.

    Aparta a quien declara, de modo que enviar dos veces lo mismo deje una sola.
    """
    if con_persona_id == persona_id:
        raise ConsigoMisma
    con_candado(Persona, persona_id)
    if consultas.abierta_con(red_id, persona_id, con_persona_id, con_institucion_id) is not None:
        raise YaDeclarada
    colaboracion = Colaboracion(
        red_id=red_id,
        persona_id=persona_id,
        con_persona_id=con_persona_id,
        con_institucion_id=con_institucion_id,
        intensidad=intensidad,
        proposito=sin_sobras(proposito),
        desde=desde,
    )
    db.session.add(colaboracion)
    db.session.flush()
    return colaboracion


def corregir(colaboracion: Colaboracion, intensidad: Intensidad, proposito: str | None, desde: date) -> None:
    """Corrige lo declarado, sin hacer historia: nunca fue de otro modo."""
    colaboracion = _vigente(colaboracion)
    colaboracion.intensidad, colaboracion.desde = intensidad, desde
    colaboracion.proposito = sin_sobras(proposito)


def cambiar(
    colaboracion: Colaboracion, intensidad: Intensidad, proposito: str | None, desde: date
) -> Colaboracion:
    """Dice cómo es la colaboración desde ese día; cómo era antes queda en la historia."""
    anterior = _vigente(colaboracion)
    if desde <= anterior.desde:
        raise FechaImposible(
            f"El cambio tiene que ser posterior al {fecha(anterior.desde)}, cuando empezó como estaba.",
            "desde",
        )
    anterior.hasta = desde - timedelta(days=1)
    db.session.flush()
    return declarar(
        anterior.red_id,
        anterior.persona_id,
        con_persona_id=anterior.con_persona_id,
        con_institucion_id=anterior.con_institucion_id,
        intensidad=intensidad,
        proposito=proposito,
        desde=desde,
    )


def terminar(colaboracion: Colaboracion, hasta: date) -> None:
    """Termina la colaboración ese día; lo que fue queda en la historia."""
    colaboracion = _vigente(colaboracion)
    if hasta < colaboracion.desde:
        raise FechaImposible(f"No pudo terminar antes de empezar, el {fecha(colaboracion.desde)}.", "hasta")
    colaboracion.hasta = hasta


def confirmar(ajena: Colaboracion, desde: date) -> Colaboracion:
    """«Yo también»: declara, del lado de quien fue nombrada, la misma colaboración con la misma intensidad.

    Lanza NadaQueConfirmar si quien la declaró ya dijo que terminó.
    """
    ajena = con_candado(Colaboracion, ajena.id)
    if ajena.hasta is not None:
        raise NadaQueConfirmar(ajena.hasta)
    if ajena.con_persona_id is None:
        raise ConsigoMisma
    return declarar(
        ajena.red_id,
        ajena.con_persona_id,
        con_persona_id=ajena.persona_id,
        intensidad=ajena.intensidad,
        proposito=None,
        desde=desde,
    )


def _vigente(colaboracion: Colaboracion) -> Colaboracion:
    """La colaboración apartada para cambiarla; lanza YaTerminada si ya no se puede."""
    apartada = con_candado(Colaboracion, colaboracion.id)
    if apartada.hasta is not None:
        raise YaTerminada
    return apartada
