"""La asistencia de una edición entera: cómo quedó cada jornada y cada persona en todas."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import func, select

from red.asistencias.calculo import en_palabras, tiempo_asistido
from red.asistencias.consultas import Presentes, Renglon, cerradas, presentes_por_jornada, renglones, tramo_de
from red.asistencias.modelos import Asistencia, EstadoAsistencia
from red.base import db
from red.formacion.modelos import Edicion, Jornada


@dataclass(frozen=True)
class DeJornada:
    """Cómo quedó una jornada: cuántas personas estuvieron y si su lista está cerrada."""

    jornada: Jornada
    numero: int
    presentes: int
    visitas: int
    marcas: int
    cerrada: bool


def jornadas_con_cuentas(edicion_id: int) -> list[DeJornada]:
    """Las jornadas de la edición en su orden, con sus cuentas."""
    return jornadas_de_varias([edicion_id])[edicion_id]


def jornadas_de_varias(ediciones: Collection[int]) -> dict[int, list[DeJornada]]:
    """Las jornadas de cada una de esas ediciones en su orden, con sus cuentas."""
    marcas: Mapping[int, int] = dict(
        db.session.execute(
            select(Asistencia.jornada_id, func.count())
            .where(Asistencia.edicion_id.in_(ediciones))
            .group_by(Asistencia.jornada_id)
        ).all()
    )
    presentes, listas = presentes_por_jornada(*ediciones), cerradas(*ediciones)
    consulta = select(Jornada).where(Jornada.edicion_id.in_(ediciones))
    hechas: dict[int, list[DeJornada]] = {id: [] for id in ediciones}
    for una in db.session.scalars(consulta.order_by(Jornada.inicia_en, Jornada.id)):
        suyas = hechas[una.edicion_id]
        cuenta = *presentes.get(una.id, Presentes()), marcas.get(una.id, 0)
        suyas.append(DeJornada(una, len(suyas) + 1, *cuenta, una.id in listas))
    return hechas


@dataclass
class Fila:
    """Una persona y su asistencia a cada jornada de la edición."""

    renglon: Renglon
    asistencias: dict[int, Asistencia] = field(default_factory=dict)
    tiempo: timedelta = timedelta(0)

    @property
    def en_palabras(self) -> str:
        """El tiempo que suma, como se dice."""
        return en_palabras(self.tiempo)

    @property
    def faltas(self) -> int:
        """En cuántas jornadas consta que faltó sin justificación."""
        return sum(una.estado is EstadoAsistencia.FALTA for una in self.asistencias.values())


def cuadro(edicion: Edicion, jornadas: Sequence[Jornada], dia: date) -> list[Fila]:
    """Todas las personas de la edición, con su asistencia a cada jornada y el tiempo que suma."""
    if not jornadas:
        return []
    filas = {r.clave: Fila(r) for r in renglones(jornadas[0], dia)}
    for una in jornadas[1:]:
        for r in renglones(una, dia):
            filas.setdefault(r.clave, Fila(r))
    tramos = {una.id: tramo_de(una) for una in jornadas}
    for asistencia in db.session.scalars(select(Asistencia).where(Asistencia.edicion_id == edicion.id)):
        clave = (
            f"p{asistencia.persona_id}"
            if asistencia.persona_id is not None
            else f"v{asistencia.visitante_id}"
        )
        fila = filas.get(clave)
        if fila is not None and asistencia.jornada_id in tramos:
            fila.asistencias[asistencia.jornada_id] = asistencia
            fila.tiempo += tiempo_asistido(
                tramos[asistencia.jornada_id], asistencia.estado, asistencia.entrada, asistencia.salida
            )
    return list(filas.values())
