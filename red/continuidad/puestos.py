"""Registrar los puestos de una institución, decir quién los ocupa y cerrarlos cuando desaparecen."""

from dataclasses import dataclass
from datetime import date

from red.base import con_candado, db
from red.continuidad import consultas_puestos
from red.errores import ErrorDeDominio
from red.fechas import FechaParcial
from red.instituciones.modelos import Institucion
from red.personas.modelos import Adscripcion, NivelCargo, Puesto
from red.personas.operaciones import sin_sobras
from red.textos import fecha


class PuestoOcupado(ErrorDeDominio):
    """Alguien lo ocupa: no se puede dar a otra persona ni cerrarlo."""

    def __init__(self) -> None:
        super().__init__("Este puesto ya lo ocupa alguien: primero termina su adscripción.")


class PuestoCerrado(ErrorDeDominio):
    """El puesto ya no existe."""

    def __init__(self) -> None:
        super().__init__("Este puesto ya no existe: su ficha es historia.")


class NoTrabajaAhi(ErrorDeDominio):
    """La adscripción es de otra institución, o ya terminó."""

    def __init__(self) -> None:
        super().__init__(
            "Esa persona ya no trabaja en esta institución: vuelve a abrir la página.", "adscripcion_id"
        )


class TerminaAntesDeEmpezar(ErrorDeDominio):
    """El último día no puede ser anterior al primero."""

    def __init__(self, desde: date) -> None:
        super().__init__(f"Existe desde el {fecha(desde)}: su último día no puede ser anterior.", "hasta")


@dataclass
class DatosPuesto:
    """Lo que se escribe de un puesto."""

    nombre: str
    nivel: NivelCargo
    area: str | None
    termina_con_gobierno: bool
    desde: FechaParcial


def registrar(institucion: Institucion, datos: DatosPuesto) -> Puesto:
    """Registra un puesto, que nace vacante."""
    con_candado(Institucion, institucion.id)
    puesto = Puesto(institucion_id=institucion.id)
    _poner(puesto, datos)
    db.session.add(puesto)
    db.session.flush()
    return puesto


def corregir(puesto: Puesto, datos: DatosPuesto) -> None:
    """Corrige lo que dice el puesto; lanza PuestoCerrado."""
    _poner(_abierto(puesto), datos)


def ocupar(puesto: Puesto, adscripcion_id: int, dia: date) -> None:
    """Dice que ese puesto es el que ocupa esa persona; lanza PuestoOcupado o NoTrabajaAhi."""
    puesto = _abierto(puesto)
    plazas = consultas_puestos.plazas_de(puesto.institucion_id, dia)
    if any(plaza.puesto.id == puesto.id and not plaza.vacante for plaza in plazas):
        raise PuestoOcupado
    adscripcion = con_candado(Adscripcion, adscripcion_id)
    if adscripcion.institucion_id != puesto.institucion_id or not adscripcion.esta_vigente(dia):
        raise NoTrabajaAhi
    adscripcion.puesto_id = puesto.id


def cerrar(puesto: Puesto, ultimo: FechaParcial, dia: date) -> None:
    """El puesto desaparece; lanza PuestoOcupado si alguien lo tiene."""
    puesto = _abierto(puesto)
    plazas = consultas_puestos.plazas_de(puesto.institucion_id, dia)
    if any(plaza.puesto.id == puesto.id and not plaza.vacante for plaza in plazas):
        raise PuestoOcupado
    if ultimo.ultimo < puesto.desde:
        raise TerminaAntesDeEmpezar(puesto.desde)
    puesto.terminar(ultimo)


def _abierto(puesto: Puesto) -> Puesto:
    puesto = con_candado(Puesto, puesto.id)
    if puesto.hasta is not None:
        raise PuestoCerrado
    return puesto


def _poner(puesto: Puesto, datos: DatosPuesto) -> None:
    puesto.nombre, puesto.nivel = sin_sobras(datos.nombre) or "", datos.nivel
    puesto.area, puesto.termina_con_gobierno = sin_sobras(datos.area), datos.termina_con_gobierno
    puesto.empezar(datos.desde)
