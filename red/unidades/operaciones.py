"""Registrar unidades y designar a quienes las sostienen; terminar una designación no borra su historia."""

from dataclasses import dataclass
from datetime import date, timedelta

from red.base import con_candado, db
from red.errores import ErrorDeDominio
from red.instituciones.modelos import Institucion
from red.personas.modelos import NivelCargo, Persona
from red.personas.operaciones import adscribir, confirmar_adscripcion, registrar_persona
from red.reloj import ahora
from red.textos import fecha
from red.unidades import consultas
from red.unidades.modelos import Designacion, EstadoUnidad, Funcion, TipoUnidad, Unidad

UNA_SOLA = frozenset({Funcion.TITULAR, Funcion.SUPLENTE})
"""Funciones que sólo una persona tiene a la vez; enlaces puede haber varias."""


class UnidadRepetida(ErrorDeDominio):
    """La institución ya tiene una unidad vigente con ese nombre."""

    def __init__(self) -> None:
        super().__init__("Esta institución ya tiene una unidad vigente con ese nombre.", "nombre")


class FaltaFechaDeInstalacion(ErrorDeDominio):
    """Una unidad instalada necesita decir desde cuándo lo está."""

    def __init__(self) -> None:
        super().__init__("Si la unidad ya está instalada, di qué día se instaló.", "instalada_el")


class FuncionOcupada(ErrorDeDominio):
    """Otra persona tiene esa función en esas fechas."""

    def __init__(self, ocupa: Designacion) -> None:
        super().__init__(
            f"{ocupa.persona.nombre_visible} tiene esa función desde el {fecha(ocupa.desde)}. "
            "Si hubo relevo, marca «Releva a quien está hoy»; la nueva debe empezar después de esa fecha.",
            "releva",
        )


class YaDesignada(ErrorDeDominio):
    """La misma persona ya tiene esa función."""

    def __init__(self, persona: Persona) -> None:
        super().__init__(f"{persona.nombre_visible} ya tiene esa función en la unidad.", "persona_id")


class YaTermino(ErrorDeDominio):
    """La designación ya estaba terminada."""

    def __init__(self) -> None:
        super().__init__("Esa designación ya estaba terminada.")


class UnidadCerrada(ErrorDeDominio):
    """Una unidad que ya se cerró es historia: no cambia."""

    def __init__(self) -> None:
        super().__init__("Esta unidad ya se cerró: su ficha es historia y no cambia.")


class YaTieneUnidad(ErrorDeDominio):
    """La institución ya tiene unidad; otra sólo la registra quien responde por ella."""

    def __init__(self) -> None:
        super().__init__(
            "Esta institución ya tiene unidad registrada. Si falta otra, pídelo a su enlace o a la coordinación."
        )


class TerminaAntesDeEmpezar(ErrorDeDominio):
    """El fin no puede ser anterior al principio."""

    def __init__(self, desde: date, campo: str = "hasta") -> None:
        super().__init__(f"Empezó el {fecha(desde)}: el último día no puede ser anterior.", campo)


@dataclass
class DatosUnidad:
    """Lo que se escribe de una unidad."""

    tipo: TipoUnidad
    nombre: str
    estado: EstadoUnidad
    instalada_el: date | None = None
    fundamento: str | None = None


def registrar(institucion: Institucion, datos: DatosUnidad, desde: date, *, otra: bool = True) -> Unidad:
    """Registra la unidad de una institución; con `otra` en falso, sólo si no tiene ninguna.

    Lanza UnidadRepetida, YaTieneUnidad o FaltaFechaDeInstalacion.
    """
    con_candado(Institucion, institucion.id)
    if not otra and consultas.de_instituciones([institucion.id], desde):
        raise YaTieneUnidad
    unidad = Unidad(institucion_id=institucion.id, desde=datos.instalada_el or desde)
    _poner(unidad, datos)
    db.session.add(unidad)
    db.session.flush()
    return unidad


def corregir(unidad: Unidad, datos: DatosUnidad) -> None:
    """Corrige los datos y el estado de la unidad; lanza UnidadRepetida o FaltaFechaDeInstalacion."""
    con_candado(Institucion, unidad.institucion_id)
    unidad = _abierta(unidad)
    _poner(unidad, datos)


def _abierta(unidad: Unidad) -> Unidad:
    """La unidad, recién leída y apartada; lanza UnidadCerrada si ya es historia."""
    unidad = con_candado(Unidad, unidad.id)
    if unidad.hasta is not None:
        raise UnidadCerrada
    return unidad


def _poner(unidad: Unidad, datos: DatosUnidad) -> None:
    if datos.estado.cuenta_como_instalada and datos.instalada_el is None:
        raise FaltaFechaDeInstalacion
    if consultas.unidad_con_nombre(unidad.institucion_id, datos.nombre, salvo=unidad.id) is not None:
        raise UnidadRepetida
    for campo, valor in vars(datos).items():
        setattr(unidad, campo, valor)


def designar(
    unidad: Unidad,
    persona: Persona,
    funcion: Funcion,
    desde: date,
    *,
    oficio: str | None = None,
    releva: bool = False,
) -> Designacion:
    """Da a la persona esa función desde ese día.

    Aparta la unidad. Titular y suplente son una a la vez: si la función está ocupada lanza
    FuncionOcupada, salvo que `releva`, y entonces quien estaba termina la víspera.
    Lanza YaDesignada si la misma persona ya la tiene.
    """
    unidad = _abierta(unidad)
    abiertas = consultas.abiertas_de(unidad.id, funcion, desde)
    if any(abierta.persona_id == persona.id for abierta in abiertas):
        raise YaDesignada(persona)
    if funcion in UNA_SOLA:
        for abierta in abiertas:
            if not releva or abierta.desde >= desde:
                raise FuncionOcupada(abierta)
            abierta.hasta = desde - timedelta(days=1)
        db.session.flush()
    designacion = Designacion(unidad=unidad, persona=persona, funcion=funcion, desde=desde, oficio=oficio)
    db.session.add(designacion)
    db.session.flush()
    return designacion


def registrar_y_designar(
    unidad: Unidad,
    *,
    nombre: str,
    primer_apellido: str,
    segundo_apellido: str | None,
    correo: str,
    puesto: str,
    nivel: NivelCargo,
    funcion: Funcion,
    desde: date,
    oficio: str | None = None,
    releva: bool = False,
    confirma_id: int | None = None,
) -> Designacion:
    """Designa a alguien que aún no está en el registro: la registra y la adscribe a la institución.

    `confirma_id` es quien responde por que trabaja ahí, si puede hacerlo.
    """
    persona = registrar_persona(nombre, primer_apellido, segundo_apellido, correo)
    # Una designación puede empezar después; el puesto ya lo tiene.
    vispera = min(desde, ahora().date() - timedelta(days=1))
    adscripcion = adscribir(persona, unidad.institucion_id, puesto, nivel, vispera)
    if confirma_id is not None:
        confirmar_adscripcion(adscripcion, confirma_id)
    return designar(unidad, persona, funcion, desde, oficio=oficio, releva=releva)


def terminar(designacion: Designacion, hasta: date) -> None:
    """Termina la designación ese día, que es su último; lanza YaTermino o TerminaAntesDeEmpezar."""
    con_candado(Unidad, designacion.unidad_id)
    designacion = con_candado(Designacion, designacion.id)
    if designacion.hasta is not None and designacion.hasta <= hasta:
        raise YaTermino
    if hasta < designacion.desde:
        raise TerminaAntesDeEmpezar(designacion.desde)
    designacion.hasta = hasta


def cerrar(unidad: Unidad, hasta: date) -> None:
    """Cierra la unidad ese día con todas sus designaciones; queda en la historia como inactiva."""
    unidad = _abierta(unidad)
    if hasta < unidad.desde:
        raise TerminaAntesDeEmpezar(unidad.desde)
    for designacion in consultas.designaciones(unidad.id):
        if designacion.hasta is None or designacion.hasta > hasta:
            designacion.hasta = max(hasta, designacion.desde)
    unidad.estado = EstadoUnidad.INACTIVA
    unidad.hasta = hasta
