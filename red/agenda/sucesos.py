"""Lo que va en una agenda: cada jornada de alguien, con el número que dice cuál de dos noticias es la más nueva.

Son las mismas piezas para la página, la dirección que lee el teléfono y lo que llevan los correos: el mismo nombre de
cada jornada y el mismo número, así que ninguna contradice a otra.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from red.base import Opcion
from red.formacion.modelos import Edicion, Imparte, Inscripcion, Jornada, JornadaRetirada
from red.formacion.secuencias import identidad_de

SE_RECUERDA = timedelta(days=30)
"""Cuánto tiempo se sigue diciendo que algo se canceló, para que todo calendario alcance a enterarse."""


class Estado(Opcion):
    """Qué tan firme es."""

    FIRME = "firme", "Tienes lugar"
    PROVISIONAL = "provisional", "Esperas lugar"
    CANCELADA = "cancelada", "Se canceló"


@dataclass(frozen=True)
class Suceso:
    """Una jornada en la agenda de una persona."""

    identidad: str
    edicion: Edicion
    inicia: datetime
    termina: datetime
    estado: Estado
    secuencia: int
    cambiado_en: datetime
    lugar: str
    numero: int = 0
    de: int = 0
    todo_el_dia: bool = False
    imparte: bool = False
    ya_no_va: bool = False

    @property
    def zona(self) -> str:
        """Dónde son esas horas."""
        return self.edicion.curso.red.zona

    @property
    def como_va(self) -> str:
        """Su estado dicho a su dueña: que ella ya no vaya no es que la edición se cancelara."""
        if self.ya_no_va:
            return "Ya no tienes lugar"
        return "La impartes" if self.imparte and self.vive else self.estado.etiqueta

    @property
    def titulo(self) -> str:
        """Cómo se llama en un calendario que otra persona puede ver: sin decir de qué es."""
        if self.todo_el_dia:
            return "Jornadas"
        return f"Jornada ({self.numero} de {self.de})" if self.de > 1 else "Jornada"

    @property
    def vive(self) -> bool:
        """Si todavía ha de ocurrir."""
        return self.estado is not Estado.CANCELADA


@dataclass(frozen=True)
class Relacion:
    """Qué tiene que ver una persona con una edición: sus inscripciones, de la primera a la última, y si la imparte."""

    edicion: Edicion
    inscripciones: Sequence[Inscripcion] = ()
    imparte: Sequence[Imparte] = ()

    @property
    def ensena(self) -> bool:
        """Si hoy la imparte."""
        return any(uno.retirada_en is None for uno in self.imparte)

    @property
    def estado(self) -> Estado:
        """Si va, si espera o si ya no."""
        if self.edicion.cancelada_en is not None:
            return Estado.CANCELADA
        if self.ensena:
            return Estado.FIRME
        if not self.inscripciones:
            return Estado.CANCELADA if self.imparte else Estado.PROVISIONAL
        ultima = self.inscripciones[-1]
        if ultima.cancelada_en is not None:
            return Estado.CANCELADA
        return Estado.PROVISIONAL if ultima.lugar is None else Estado.FIRME

    @property
    def la_dejo(self) -> bool:
        """Si su inscripción se canceló y la edición sigue."""
        sin_lugar = bool(self.inscripciones) and self.estado is Estado.CANCELADA
        return sin_lugar and self.edicion.cancelada_en is None

    @property
    def pasos(self) -> int:
        """Cuántas veces cambió lo suyo: nunca baja, porque nada de esto se borra."""
        suyos = sum(1 + bool(i.con_lugar_en) + bool(i.cancelada_en) for i in self.inscripciones)
        return suyos + sum(1 + bool(uno.retirada_en) for uno in self.imparte)

    def la_tuvo(self, hasta: datetime) -> bool:
        """Si estaba en su agenda en ese instante: de quien imparte no se sabe desde cuándo, y se le dice de más."""
        return bool(self.imparte) or any(i.pedida_en <= hasta for i in self.inscripciones)

    def instantes(self) -> Iterator[datetime | None]:
        """Cuándo cambió algo de lo suyo."""
        yield self.edicion.cambiada_en
        yield self.edicion.cancelada_en
        for inscripcion in self.inscripciones:
            yield from (inscripcion.pedida_en, inscripcion.con_lugar_en, inscripcion.cancelada_en)
        for uno in self.imparte:
            yield uno.retirada_en

    def se_cancelo_en(self) -> datetime | None:
        """Desde cuándo ya no va, si ya no va."""
        if self.estado is not Estado.CANCELADA:
            return None
        if self.edicion.cancelada_en is not None:
            return self.edicion.cancelada_en
        fines = [i.cancelada_en for i in self.inscripciones] + [uno.retirada_en for uno in self.imparte]
        return max(fin for fin in fines if fin is not None)


PRINCIPIO = datetime(2020, 1, 1, tzinfo=ZoneInfo("UTC"))
"""Para lo que nunca ha cambiado y de lo que no se sabe desde cuándo está."""


def de_relacion(
    relacion: Relacion,
    jornadas: Sequence[Jornada],
    retiradas: Iterable[JornadaRetirada],
    momento: datetime,
) -> list[Suceso]:
    """Los sucesos de una persona en una edición, con lo que se canceló hace poco."""
    fin = relacion.se_cancelo_en()
    if fin is not None and fin <= momento - SE_RECUERDA:
        return []
    edicion = relacion.edicion
    base = edicion.secuencia + relacion.pasos
    comun = max((instante for instante in relacion.instantes() if instante), default=PRINCIPIO)
    sucesos = [
        Suceso(
            identidad=jornada.identidad,
            edicion=edicion,
            inicia=jornada.inicia_en,
            termina=jornada.termina_en,
            estado=relacion.estado,
            secuencia=base + jornada.secuencia,
            cambiado_en=max(comun, jornada.cambiada_en or comun),
            lugar=jornada.lugar or edicion.lugar,
            numero=numero,
            de=len(jornadas),
            imparte=relacion.ensena,
            ya_no_va=relacion.la_dejo,
        )
        for numero, jornada in enumerate(jornadas, 1)
    ] or [_entera(relacion, base, comun)]
    dichas = {suceso.identidad for suceso in sucesos}
    for retirada in sorted(retiradas, key=lambda una: una.retirada_en, reverse=True):
        reciente = retirada.retirada_en > momento - SE_RECUERDA
        if retirada.identidad not in dichas and reciente and relacion.la_tuvo(retirada.retirada_en):
            dichas.add(retirada.identidad)
            sucesos.append(_quitada(retirada, relacion, base, comun))
    return sucesos


def _entera(relacion: Relacion, secuencia: int, cambiado_en: datetime) -> Suceso:
    """Mientras no se publican los días y las horas, el periodo completo."""
    edicion = relacion.edicion
    zona = ZoneInfo(edicion.curso.red.zona)
    return Suceso(
        identidad=identidad_de(edicion),
        edicion=edicion,
        inicia=datetime.combine(edicion.inicia_el, time(), zona),
        termina=datetime.combine(edicion.termina_el + timedelta(days=1), time(), zona),
        estado=relacion.estado,
        secuencia=secuencia,
        cambiado_en=cambiado_en,
        lugar=edicion.lugar,
        todo_el_dia=True,
        imparte=relacion.ensena,
        ya_no_va=relacion.la_dejo,
    )


def _quitada(retirada: JornadaRetirada, relacion: Relacion, base: int, comun: datetime) -> Suceso:
    return Suceso(
        identidad=retirada.identidad,
        edicion=relacion.edicion,
        inicia=retirada.inicia_en,
        termina=retirada.termina_en,
        estado=Estado.CANCELADA,
        secuencia=base + retirada.secuencia,
        cambiado_en=max(comun, retirada.retirada_en),
        lugar="",
        todo_el_dia=retirada.todo_el_dia,
    )
