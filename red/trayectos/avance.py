"""Cuánto lleva alguien de lo que le toca: la cuenta, sin base de datos ni reloj."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from red.base import Opcion
from red.fechas import mas_meses

POR_VENCER = timedelta(days=60)
"""Con cuánto tiempo se avisa de que algo vence."""


class Situacion(Opcion):
    """Cómo va alguien con un paso de su trayecto."""

    HECHO = "hecho", "Hecho"
    POR_VENCER = "por_vencer", "Por vencer"
    VENCIDO = "vencido", "Venció"
    EN_CURSO = "en_curso", "Con lugar"
    ATRASADO = "atrasado", "Atrasado"
    PENDIENTE = "pendiente", "Pendiente"

    @property
    def cumplido(self) -> bool:
        """Si hoy cuenta como hecho."""
        return self in {Situacion.HECHO, Situacion.POR_VENCER}


class EstadoDeAvance(Opcion):
    """Cómo va alguien con todo lo que le toca."""

    AL_DIA = "al_dia", "Al día"
    EN_CAMINO = "en_camino", "En camino"
    ATRASADA = "atrasada", "Con algo atrasado o vencido"
    SIN_TRAYECTO = "sin_trayecto", "Sin trayecto"


@dataclass(frozen=True)
class Pedido:
    """Lo que un trayecto pide: terminar un curso o cubrir un contenido, y en cuántos meses."""

    nombre: str
    curso_id: int | None = None
    contenido_id: int | None = None
    plazo_meses: int | None = None

    @property
    def llave(self) -> tuple[int | None, int | None]:
        """Qué pide: dos trayectos pueden pedir lo mismo, y entonces es un solo paso."""
        return self.curso_id, self.contenido_id


class Terminada(Protocol):
    """Lo que se necesita saber de una formación terminada."""

    id: int
    curso_id: int | None
    obtenido_el: date
    vence_el: date | None


@dataclass(frozen=True)
class Paso:
    """Un paso del trayecto de alguien, con su plazo y cómo va."""

    pedido: Pedido
    situacion: Situacion
    para_el: date | None = None
    hecho_el: date | None = None
    vence_el: date | None = None
    edicion_id: int | None = None
    """La edición en que tiene lugar, si la está tomando."""


@dataclass(frozen=True)
class Progreso:
    """Todo lo que lleva alguien: sus pasos en orden, los contenidos que cubre y sus horas."""

    pasos: tuple[Paso, ...] = ()
    cubiertos: frozenset[int] = frozenset()
    horas: int = 0
    terminadas: int = 0

    @property
    def hechos(self) -> int:
        """Cuántos pasos cuentan hoy como hechos."""
        return sum(paso.situacion.cumplido for paso in self.pasos)

    @property
    def estado(self) -> EstadoDeAvance:
        """Cómo va, en una palabra."""
        if not self.pasos:
            return EstadoDeAvance.SIN_TRAYECTO
        if self.hechos == len(self.pasos):
            return EstadoDeAvance.AL_DIA
        malos = {Situacion.ATRASADO, Situacion.VENCIDO}
        if any(paso.situacion in malos for paso in self.pasos):
            return EstadoDeAvance.ATRASADA
        return EstadoDeAvance.EN_CAMINO

    @property
    def siguiente(self) -> Paso | None:
        """El paso que conviene dar ahora: lo vencido o atrasado primero, después el orden del trayecto.

        Si nada falta, lo que está por vencer. Lo que ya está tomando no hace falta pedirlo otra vez.
        """
        for cuales in (
            {Situacion.VENCIDO, Situacion.ATRASADO},
            {Situacion.PENDIENTE},
            {Situacion.POR_VENCER},
        ):
            for paso in self.pasos:
                if paso.situacion in cuales and paso.edicion_id is None:
                    return paso
        return None

    @property
    def faltan(self) -> tuple[Paso, ...]:
        """Los pasos que hoy no cuentan como hechos."""
        return tuple(paso for paso in self.pasos if not paso.situacion.cumplido)


def pasos_de(
    lo_pedido: Sequence[tuple[Pedido, date]],
    terminadas: Sequence[Terminada],
    cubren: Mapping[int, Mapping[int, int]],
    tomando: Mapping[tuple[int | None, int | None], int],
    dia: date,
) -> tuple[Paso, ...]:
    """Cada cosa pedida, con el día desde el que se tiene la función, y cómo va ese día.

    `cubren` dice qué contenidos dio cada formación terminada; `tomando`, en qué edición sin terminar tiene lugar para
    cada cosa. Lo mismo pedido dos veces es un paso, con el plazo que venza antes.
    """
    plazos: dict[tuple[int | None, int | None], date | None] = {}
    en_orden: dict[tuple[int | None, int | None], Pedido] = {}
    desdes: dict[tuple[int | None, int | None], date] = {}
    for pedido, desde in lo_pedido:
        para_el = mas_meses(desde, pedido.plazo_meses) if pedido.plazo_meses else None
        otro = plazos.get(pedido.llave)
        plazos[pedido.llave] = min(para_el, otro) if para_el and otro else para_el or otro
        en_orden.setdefault(pedido.llave, pedido)
        desdes[pedido.llave] = min(desde, desdes.get(pedido.llave, desde))
    return tuple(
        _paso(
            pedido, plazos[llave], desdes[llave], _sirven(pedido, terminadas, cubren), tomando.get(llave), dia
        )
        for llave, pedido in en_orden.items()
    )


def _sirven(
    pedido: Pedido, terminadas: Sequence[Terminada], cubren: Mapping[int, Mapping[int, int]]
) -> list[Terminada]:
    if pedido.curso_id is not None:
        return [una for una in terminadas if una.curso_id == pedido.curso_id]
    return [una for una in terminadas if pedido.contenido_id in cubren.get(una.id, {})]


def _paso(
    pedido: Pedido,
    para_el: date | None,
    desde: date,
    suyas: list[Terminada],
    edicion_id: int | None,
    dia: date,
) -> Paso:
    """Lo que venció antes de tener la función no se debía todavía: su plazo cuenta desde que se tiene."""
    valen = [una for una in suyas if una.obtenido_el <= dia and (una.vence_el is None or una.vence_el >= dia)]
    if valen:
        vence_el = _la_ultima(valen)
        pronto = vence_el is not None and vence_el <= dia + POR_VENCER
        return Paso(
            pedido,
            Situacion.POR_VENCER if pronto else Situacion.HECHO,
            para_el=vence_el if pronto else None,
            hecho_el=max(una.obtenido_el for una in valen),
            vence_el=vence_el,
            edicion_id=edicion_id,
        )
    vencidas = [una.vence_el for una in suyas if una.obtenido_el <= dia and una.vence_el]
    if edicion_id is not None:
        situacion = Situacion.EN_CURSO
    elif vencidas:
        situacion = Situacion.VENCIDO
    else:
        situacion = Situacion.ATRASADO if para_el and para_el < dia else Situacion.PENDIENTE
    return Paso(
        pedido,
        situacion,
        para_el=para_el or desde if vencidas and max(vencidas) < desde else max(vencidas, default=para_el),
        vence_el=max(vencidas, default=None),
        edicion_id=edicion_id,
    )


def _la_ultima(valen: Sequence[Terminada]) -> date | None:
    """Hasta cuándo vale lo que más dura; None si algo no vence."""
    dias = [una.vence_el for una in valen]
    return None if None in dias else max(dia for dia in dias if dia is not None)
