"""Definir los encargos de una Red, darlos con fecha y terminarlos; el que deja la Red deja sus encargos.

Ningún encargo da permisos: quién puede qué lo dicen los papeles (`red.permisos`), que no miran esta tabla.
"""

from datetime import date

from red.base import con_candado, db
from red.encargos import consultas
from red.encargos.modelos import Encargo, EncargoDado
from red.errores import ErrorDeDominio
from red.personas.modelos import Persona
from red.redes import consultas as redes
from red.redes.membresias import al_salir
from red.redes.modelos import Red
from red.reloj import hoy


class YaExiste(ErrorDeDominio):
    """La Red ya tiene un encargo con ese nombre."""

    def __init__(self) -> None:
        super().__init__("La Red ya tiene un encargo con ese nombre.", "nombre")


class YaLoTiene(ErrorDeDominio):
    """Esa persona ya tiene ese encargo."""

    def __init__(self) -> None:
        super().__init__(
            "Ya tiene este encargo. Si cambió de dependencia o mesa, termina el anterior primero."
        )


class NoIntegra(ErrorDeDominio):
    """Un encargo es de quien integra la Red."""

    def __init__(self) -> None:
        super().__init__("Sólo puede tener un encargo quien hoy integra la Red.", "persona")


class YaTermino(ErrorDeDominio):
    """Ya había terminado."""

    def __init__(self) -> None:
        super().__init__("Este encargo ya había terminado.")


class YaNoSeDa(ErrorDeDominio):
    """La Red retiró ese encargo."""

    def __init__(self) -> None:
        super().__init__("La Red ya no da este encargo.")


class FechaImposible(ErrorDeDominio):
    """Un encargo no empieza antes de integrarse ni termina antes de empezar."""

    def __init__(self, mensaje: str, campo: str) -> None:
        super().__init__(mensaje, campo)


def definir(red_id: int, nombre: str, que_hace: str, *, acompana: bool) -> Encargo:
    """Agrega un encargo a la lista de la Red; lanza YaExiste."""
    con_candado(Red, red_id)
    nombre = " ".join(nombre.split())
    if any(encargo.nombre.casefold() == nombre.casefold() for encargo in consultas.de_red(red_id)):
        raise YaExiste
    encargo = Encargo(red_id=red_id, nombre=nombre, que_hace=que_hace.strip(), acompana=acompana)
    db.session.add(encargo)
    db.session.flush()
    return encargo


def retirar(encargo: Encargo, dia: date) -> None:
    """La Red deja de darlo; quienes lo tienen lo conservan hasta que termine."""
    encargo = con_candado(Encargo, encargo.id)
    encargo.retirado_el = encargo.retirado_el or dia


def volver_a_dar(encargo: Encargo) -> None:
    """La Red lo vuelve a dar."""
    con_candado(Encargo, encargo.id).retirado_el = None


def dar(
    encargo: Encargo, persona: Persona, desde: date, detalle: str | None, por_id: int | None
) -> EncargoDado:
    """Da el encargo desde ese día. Lanza YaNoSeDa, NoIntegra, YaLoTiene o FechaImposible."""
    encargo = con_candado(Encargo, encargo.id)
    dia = hoy(encargo.red.zona)
    if encargo.retirado_el is not None:
        raise YaNoSeDa
    if not redes.integra(encargo.red_id, persona.id, dia, apartar=True):
        raise NoIntegra
    if not redes.integra(encargo.red_id, persona.id, desde):
        raise FechaImposible("Ese día todavía no integraba la Red.", "desde")
    detalle = " ".join((detalle or "").split()) or None
    for otro in consultas.abiertos_de(encargo.red_id, persona.id, desde):
        if (otro.encargo_id, otro.detalle) == (encargo.id, detalle):
            raise YaLoTiene
    dado = EncargoDado(
        encargo=encargo,
        red_id=encargo.red_id,
        persona=persona,
        desde=desde,
        detalle=detalle,
        dado_por_id=por_id,
    )
    db.session.add(dado)
    db.session.flush()
    return dado


def terminar(dado: EncargoDado, dia: date, motivo: str | None, por_id: int | None) -> None:
    """Termina el encargo ese día; su historia queda. Lanza YaTermino o FechaImposible."""
    dado = con_candado(EncargoDado, dado.id)
    if dado.hasta is not None:
        raise YaTermino
    if dia < dado.desde:
        raise FechaImposible("No puede terminar antes de haber empezado.", "ultimo_dia")
    dado.hasta, dado.motivo, dado.termino_por_id = dia, motivo, por_id


@al_salir
def _terminan_con_la_membresia(red_id: int, persona_id: int) -> None:
    """Quien deja la Red deja sus encargos ese día."""
    red = db.session.get_one(Red, red_id)
    dia = hoy(red.zona)
    for dado in consultas.abiertos_de(red_id, persona_id, dia):
        dado.hasta = max(dado.desde, dia)
        dado.motivo = dado.motivo or "Dejó la Red."
