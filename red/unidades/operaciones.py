"""Registrar unidades y designar a quienes las sostienen; terminar una designación no borra su historia."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from red.base import con_candado, db
from red.errores import ErrorDeDominio
from red.fechas import FechaParcial
from red.instituciones.modelos import Institucion
from red.instituciones.operaciones import en_pie
from red.personas.modelos import NivelCargo, Persona
from red.personas.operaciones import adscribir, confirmar_adscripcion, registrar_persona
from red.reloj import ahora
from red.unidades import consultas
from red.unidades.modelos import (
    INSTALADAS,
    AreaMinima,
    Dependencia,
    Designacion,
    EstadoUnidad,
    Funcion,
    PasoDeUnidad,
    TipoUnidad,
    Unidad,
)

UNA_SOLA = frozenset({Funcion.TITULAR, Funcion.SUPLENTE})
"""Funciones que sólo una persona tiene a la vez; enlaces puede haber varias."""


DESPUES_DE_INSTALADA = frozenset({EstadoUnidad.CON_PLAN, EstadoUnidad.EN_OPERACION})


class UnidadRepetida(ErrorDeDominio):
    """La institución ya tiene una unidad vigente con ese nombre."""

    def __init__(self) -> None:
        super().__init__("Esta institución ya tiene una unidad vigente con ese nombre.", "nombre")


class FaltaFechaDeInstalacion(ErrorDeDominio):
    """Una unidad instalada necesita decir desde cuándo lo está."""

    def __init__(self) -> None:
        super().__init__("Si la unidad ya está instalada, di qué día se instaló.", "instalada_el")


class SinInstalar(ErrorDeDominio):
    """La fecha de instalación se anota al instalar, no antes."""

    def __init__(self) -> None:
        super().__init__(
            "La unidad todavía no está instalada: anótalo en «Instalación», en el paso del acta.",
            "instalada_el",
        )


class NoEmpiezaAsi(ErrorDeDominio):
    """Una unidad no se registra ya en relevo ni ya cerrada."""

    def __init__(self) -> None:
        super().__init__(
            "Regístrala en la etapa que tenía; el relevo y el cierre se anotan en su ficha.", "estado"
        )


class FaltaArea(ErrorDeDominio):
    """Quien es integrante viene de un área."""

    def __init__(self) -> None:
        super().__init__("Di de qué área viene.", "area")


class FuncionOcupada(ErrorDeDominio):
    """Otra persona tiene esa función en esas fechas."""

    def __init__(self, ocupa: Designacion) -> None:
        super().__init__(
            f"{ocupa.persona.nombre_visible} tiene esa función desde {ocupa.desde_dicho.con_articulo}. "
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

    def __init__(self, desde: date | FechaParcial, campo: str = "hasta") -> None:
        dicho = FechaParcial.de(desde).con_articulo
        super().__init__(f"Consta desde {dicho}: el último día no puede ser anterior.", campo)


@dataclass
class DatosUnidad:
    """Lo que se escribe de una unidad."""

    tipo: TipoUnidad
    nombre: str
    estado: EstadoUnidad | None = None
    """En qué etapa se registra; al corregir no se dice: las etapas avanzan en su asistente."""
    instalada_el: date | None = None
    fundamento: str | None = None
    depende_de: Dependencia | None = None
    voz_y_voto: bool | None = None


def registrar(
    institucion: Institucion,
    datos: DatosUnidad,
    desde: date,
    *,
    otra: bool = True,
    quien_id: int | None = None,
) -> Unidad:
    """Registra la unidad de una institución, en su etapa desde ese día; con `otra` en falso, sólo si no tiene ninguna.

    Lanza UnidadRepetida, YaTieneUnidad o FaltaFechaDeInstalacion.
    """
    con_candado(Institucion, institucion.id)
    en_pie(institucion.id, "nombre", min(desde, datos.instalada_el or desde))
    if not otra and consultas.hay_abierta(institucion.id):
        raise YaTieneUnidad
    unidad = Unidad(
        institucion_id=institucion.id,
        desde=min(desde, datos.instalada_el or desde),
        estado=datos.estado or EstadoUnidad.NO_INICIADA,
    )
    _poner(unidad, datos)
    db.session.add(unidad)
    db.session.flush()
    if (
        datos.instalada_el is not None
        and datos.instalada_el < desde
        and unidad.estado in DESPUES_DE_INSTALADA
    ):
        etapa = unidad.estado
        anotar_paso(unidad, EstadoUnidad.INSTALADA, datos.instalada_el, quien_id=quien_id)
        anotar_paso(unidad, etapa, desde, quien_id=quien_id)
    else:
        anotar_paso(unidad, unidad.estado, unidad.desde, quien_id=quien_id)
    return unidad


def anotar_paso(
    unidad: Unidad,
    estado: EstadoUnidad,
    el: date,
    *,
    quien_id: int | None,
    para_el: date | None = None,
    funcion: Funcion | None = None,
    nota: str | None = None,
) -> PasoDeUnidad:
    """Lleva la unidad a esa etapa y lo deja en su historia; quien llama ya comprobó que se puede."""
    unidad.estado = estado
    paso = PasoDeUnidad(
        unidad_id=unidad.id,
        estado=estado,
        el=el,
        para_el=para_el,
        funcion=funcion,
        nota=nota,
        quien_id=quien_id,
        anotado_en=ahora(),
    )
    db.session.add(paso)
    db.session.flush()
    return paso


def corregir(unidad: Unidad, datos: DatosUnidad) -> None:
    """Corrige los datos de la unidad, no su etapa; lanza UnidadRepetida, FaltaFechaDeInstalacion o SinInstalar.

    Si la fecha de instalación estaba mal escrita, se corrige también en su historia.
    """
    unidad = apartar(unidad)
    if datos.instalada_el is not None and not unidad.estado.cuenta_como_instalada:
        raise SinInstalar
    antes = unidad.instalada_el
    _poner(unidad, datos)
    if antes is not None and datos.instalada_el is not None and antes != datos.instalada_el:
        for paso in consultas.pasos(unidad.id):
            if paso.el == antes and paso.estado.cuenta_como_instalada:
                paso.el = datos.instalada_el


def apartar(unidad: Unidad) -> Unidad:
    """La unidad abierta, apartada después de su institución; lanza UnidadCerrada."""
    con_candado(Institucion, unidad.institucion_id)
    return unidad_abierta(unidad)


def unidad_abierta(unidad: Unidad) -> Unidad:
    """La unidad, recién leída y apartada; lanza UnidadCerrada si ya es historia."""
    unidad = con_candado(Unidad, unidad.id)
    if unidad.hasta is not None:
        raise UnidadCerrada
    return unidad


def _poner(unidad: Unidad, datos: DatosUnidad) -> None:
    estado = datos.estado or unidad.estado
    if estado.cuenta_como_instalada and datos.instalada_el is None:
        raise FaltaFechaDeInstalacion
    if datos.estado in (EstadoUnidad.EN_RELEVO, EstadoUnidad.INACTIVA):
        raise NoEmpiezaAsi
    if consultas.unidad_con_nombre(unidad.institucion_id, datos.nombre, salvo=unidad.id) is not None:
        raise UnidadRepetida
    for campo, valor in vars(datos).items():
        if campo != "estado":
            setattr(unidad, campo, valor)


def designar(
    unidad: Unidad,
    persona: Persona,
    funcion: Funcion,
    desde: date | FechaParcial,
    *,
    oficio: str | None = None,
    releva: bool = False,
    area: AreaMinima | None = None,
    quien_id: int | None = None,
) -> Designacion:
    """Da a la persona esa función desde esa fecha, entera o a medias; si con eso la unidad queda completa, sale del relevo.

    Aparta la institución y la unidad; lanza YaNoExiste si la institución terminó. Titular y suplente son una a la vez: si la función está ocupada lanza
    FuncionOcupada, salvo que `releva`, y entonces quien estaba termina la víspera.
    Lanza YaDesignada si la misma persona ya la tiene, y FaltaArea si es integrante y no se dice de dónde viene.
    """
    en_pie(unidad.institucion_id, "desde", desde)
    unidad = unidad_abierta(unidad)
    cuando = FechaParcial.de(desde)
    desde = cuando.primero
    abiertas = consultas.abiertas_de(unidad.id, funcion, desde)
    if any(abierta.persona_id == persona.id for abierta in abiertas):
        raise YaDesignada(persona)
    comprobar_libre(unidad, funcion, desde, releva=releva, area=area)
    if funcion in UNA_SOLA:
        for abierta in abiertas:
            abierta.hasta, abierta.hasta_precision = desde - timedelta(days=1), cuando.precision
        db.session.flush()
    designacion = Designacion(
        unidad=unidad,
        persona=persona,
        funcion=funcion,
        desde=desde,
        desde_precision=cuando.precision,
        oficio=oficio,
        area=area if funcion is Funcion.INTEGRANTE else None,
    )
    db.session.add(designacion)
    db.session.flush()
    _salir_del_relevo(unidad, desde, quien_id)
    return designacion


def comprobar_libre(
    unidad: Unidad, funcion: Funcion, desde: date, *, releva: bool, area: AreaMinima | None
) -> None:
    """Que la función se pueda dar desde ese día, sea a quien sea; lanza FaltaArea o FuncionOcupada."""
    if funcion is Funcion.INTEGRANTE and area is None:
        raise FaltaArea
    if funcion in UNA_SOLA:
        for abierta in consultas.abiertas_de(unidad.id, funcion, desde):
            if not releva or abierta.desde >= desde:
                raise FuncionOcupada(abierta)


def entrar_en_relevo(unidad: Unidad, funcion: Funcion, el: date, quien_id: int | None) -> None:
    """La unidad instalada se quedó sin quien tenía esa función: espera a quien la cubra."""
    unidad = unidad_abierta(unidad)
    if unidad.estado in INSTALADAS:
        ultimo = consultas.pasos(unidad.id)[-1:]
        dia = max([el, *(paso.el for paso in ultimo)])
        anotar_paso(unidad, EstadoUnidad.EN_RELEVO, dia, funcion=funcion, quien_id=quien_id)


def _salir_del_relevo(unidad: Unidad, el: date, quien_id: int | None) -> None:
    """Si ya está cubierto todo lo que había quedado vacante, la unidad vuelve a la etapa que tenía."""
    if unidad.estado is not EstadoUnidad.EN_RELEVO:
        return
    historia = consultas.pasos(unidad.id)
    vuelve, vacantes = al_salir_del_relevo(historia)
    if all(consultas.abiertas_de(unidad.id, funcion, el) for funcion in vacantes):
        dia = max([el, *(paso.el for paso in historia[-1:])])
        anotar_paso(unidad, vuelve, dia, quien_id=quien_id)


def al_salir_del_relevo(historia: Sequence[Any]) -> tuple[EstadoUnidad, frozenset[Funcion]]:
    """De los pasos de una unidad en relevo: a qué etapa vuelve, y qué funciones han de estar cubiertas."""
    en_relevo = 0
    while en_relevo < len(historia) and historia[-1 - en_relevo].estado is EstadoUnidad.EN_RELEVO:
        en_relevo += 1
    antes, relevos = historia[: len(historia) - en_relevo], historia[len(historia) - en_relevo :]
    vacantes = frozenset(paso.funcion for paso in relevos if paso.funcion is not None)
    return (antes[-1].estado if antes else EstadoUnidad.INSTALADA), vacantes


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
    desde: date | FechaParcial,
    oficio: str | None = None,
    releva: bool = False,
    area: AreaMinima | None = None,
    confirma_id: int | None = None,
    quien_id: int | None = None,
) -> Designacion:
    """Designa a alguien que aún no está en el registro: la registra y la adscribe a la institución.

    `confirma_id` es quien responde por que trabaja ahí, si puede hacerlo.
    """
    persona = registrar_persona(nombre, primer_apellido, segundo_apellido, correo)
    # Una designación puede empezar después; el puesto ya lo tiene.
    ayer = FechaParcial(ahora().date() - timedelta(days=1))
    desde = FechaParcial.de(desde)
    ya_trabaja = desde if desde.primero <= ayer.primero else ayer
    adscripcion = adscribir(persona, unidad.institucion_id, puesto, nivel, ya_trabaja)
    if confirma_id is not None:
        confirmar_adscripcion(adscripcion, confirma_id)
    return designar(
        unidad, persona, funcion, desde, oficio=oficio, releva=releva, area=area, quien_id=quien_id
    )


def terminar(designacion: Designacion, hasta: date | FechaParcial) -> None:
    """Termina la designación con lo que se sabe de su último día; lanza YaTermino o TerminaAntesDeEmpezar."""
    cuando = FechaParcial.de(hasta)
    con_candado(Unidad, designacion.unidad_id)
    designacion = con_candado(Designacion, designacion.id)
    if designacion.hasta is not None and designacion.hasta <= cuando.ultimo:
        raise YaTermino
    if cuando.ultimo < designacion.desde:
        raise TerminaAntesDeEmpezar(designacion.desde_dicho)
    designacion.terminar(cuando)


def cerrar(unidad: Unidad, hasta: date, quien_id: int | None = None) -> None:
    """Cierra la unidad ese día con todas sus designaciones; queda en la historia como inactiva."""
    unidad = unidad_abierta(unidad)
    if hasta < unidad.desde:
        raise TerminaAntesDeEmpezar(unidad.desde)
    for designacion in consultas.designaciones(unidad.id):
        if designacion.hasta is None or designacion.hasta > hasta:
            designacion.hasta = max(hasta, designacion.desde)
    anotar_paso(unidad, EstadoUnidad.INACTIVA, hasta, quien_id=quien_id)
    unidad.hasta = hasta
