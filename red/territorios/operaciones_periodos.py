"""Registrar y corregir los periodos de gobierno de un territorio."""

from dataclasses import dataclass
from datetime import date

from red.base import con_candado, db
from red.errores import ErrorDeDominio
from red.territorios import consultas
from red.territorios.modelos import ClasePeriodo, Nivel, Periodo, Territorio


class PeriodosEncimados(ErrorDeDominio):
    """Un gobierno no empieza antes de que termine el anterior."""

    def __init__(self, otro: Periodo) -> None:
        super().__init__(f"Se encima con «{otro.nombre}»: revisa las fechas.", "desde")


class TerminaAntes(ErrorDeDominio):
    """El fin no puede ser anterior al principio."""

    def __init__(self) -> None:
        super().__init__("El último día no puede ser anterior al primero.", "hasta")


@dataclass
class DatosPeriodo:
    """Lo que se escribe de un periodo."""

    gobierno: Nivel
    clase: ClasePeriodo
    nombre: str
    desde: date
    hasta: date


def registrar(territorio: Territorio, datos: DatosPeriodo) -> Periodo:
    """Registra un periodo; lanza PeriodosEncimados o TerminaAntes."""
    con_candado(Territorio, territorio.id)
    periodo = Periodo(territorio_id=territorio.id)
    _poner(periodo, datos)
    db.session.add(periodo)
    db.session.flush()
    return periodo


def corregir(periodo: Periodo, datos: DatosPeriodo) -> None:
    """Corrige un periodo; lanza PeriodosEncimados o TerminaAntes."""
    con_candado(Territorio, periodo.territorio_id)
    _poner(periodo, datos)


def _poner(periodo: Periodo, datos: DatosPeriodo) -> None:
    if datos.hasta < datos.desde:
        raise TerminaAntes
    for otro in consultas.periodos_del_territorio(periodo.territorio_id):
        if otro.id == periodo.id or otro.gobierno is not datos.gobierno:
            continue
        if otro.desde <= datos.hasta and (otro.hasta is None or datos.desde <= otro.hasta):
            raise PeriodosEncimados(otro)
    for campo, valor in vars(datos).items():
        setattr(periodo, campo, valor)
