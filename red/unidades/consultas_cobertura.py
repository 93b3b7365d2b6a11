"""Cuánto falta para que todas las instituciones de una Red tengan su unidad: pendientes y territorios, cualquier día."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from red.base import db
from red.instituciones.modelos import Institucion, TipoInstitucion
from red.memoria import filas
from red.redes.modelos import Participacion
from red.territorios.modelos import Nivel, Territorio
from red.territorios.perfiles import perfil_de
from red.unidades import consultas, consultas_vida
from red.unidades.modelos import Designacion, EstadoUnidad, Funcion, Unidad

CABEN = 60
"""Hasta cuántos territorios se enlistan uno por uno."""


@dataclass(frozen=True)
class Pendiente:
    """Una institución sin unidad instalada: en qué etapa va y a quién llamar."""

    institucion: Institucion
    unidad: Unidad | None
    etapa: EstadoUnidad
    designadas: Sequence[Designacion]

    @property
    def a_quien_llamar(self) -> str:
        """Quien ya fue designada, con su función; vacío si nadie."""
        return "; ".join(
            f"{d.persona.nombre_visible} ({d.funcion.etiqueta.lower()})" for d in self.designadas[:2]
        )


def por_llamar(red_id: int, dia: date, tipo: TipoInstitucion | None = None) -> Select[Institucion]:
    """Las instituciones sin unidad instalada ese día, por clase y nombre."""
    consulta = consultas.sin_unidad(red_id, dia).options(joinedload(Institucion.territorio))
    if tipo is not None:
        consulta = consulta.where(Institucion.tipo == tipo)
    return consulta


def pendientes(instituciones: Sequence[Institucion], dia: date) -> list[Pendiente]:
    """Cada institución con su unidad en camino, si la hay, y quienes ya fueron designadas."""
    unidades = consultas.de_instituciones([i.id for i in instituciones], dia)
    todas = [unidad for suyas in unidades.values() for unidad in suyas]
    etapas = consultas_vida.etapas(todas, dia)
    quienes = consultas.sostienen([unidad.id for unidad in todas], dia)
    lista = []
    for institucion in instituciones:
        unidad = next(iter(unidades.get(institucion.id, [])), None)
        etapa = etapas[unidad.id] if unidad else EstadoUnidad.NO_INICIADA
        designadas = [
            d
            for funcion in (Funcion.ENLACE, Funcion.TITULAR, Funcion.SUPLENTE)
            for d in (quienes[unidad.id].get(funcion, []) if unidad else [])
        ]
        lista.append(Pendiente(institucion, unidad, etapa, designadas))
    return lista


@dataclass
class Lugar:
    """Un territorio con cuántas de sus instituciones participan y cuántas tienen unidad instalada."""

    territorio: Territorio
    latitud: float | None
    longitud: float | None
    participan: int = 0
    instaladas: int = 0

    @property
    def nombre(self) -> str:
        """Cómo se llama; el que no es municipio dice qué es, porque a veces se llaman igual."""
        nivel, perfil = self.territorio.nivel, perfil_de(self.territorio.pais)
        clases = {Nivel.PAIS: "país", Nivel.ENTIDAD: perfil.entidad.singular, Nivel.PROVINCIA: "provincia"}
        return f"{self.territorio.nombre} ({clases[nivel]})" if nivel in clases else self.territorio.nombre

    @property
    def situacion(self) -> str:
        """Completo, a medias o sin unidades."""
        if self.instaladas == self.participan:
            return "completo"
        return "parcial" if self.instaladas else "ninguno"


def por_territorio(red_id: int, dia: date) -> list[Lugar]:
    """Los territorios de las instituciones que participan ese día, por nombre.

    El que no tiene coordenadas toma las del territorio que lo contiene. Si son demasiados para leerse, se
    juntan por estado, región o departamento.
    """
    con = consultas.con_unidad(Institucion.id, dia)
    consulta = (
        select(Institucion.territorio_id, con, func.count())
        .join(Participacion, Participacion.institucion_id == Institucion.id)
        .where(
            Participacion.red_id == red_id,
            Participacion.vigente(dia),
            Institucion.tipo.not_in(consultas.SIN_UNIDAD_PROPIA),
        )
        .group_by(Institucion.territorio_id, con)
    )
    cuentas = filas(consulta)
    territorios = _con_madres({territorio_id for territorio_id, _, _ in cuentas})
    lugares: dict[int, Lugar] = {}
    for territorio_id, tiene, cuantas in cuentas:
        if territorio_id not in lugares:
            territorio = territorios[territorio_id]
            lugares[territorio_id] = Lugar(territorio, *_coordenadas(territorio, territorios))
        lugares[territorio_id].participan += cuantas
        lugares[territorio_id].instaladas += cuantas if tiene else 0
    juntos = lugares.values() if len(lugares) <= CABEN else _por_entidad(lugares.values(), territorios)
    return sorted(juntos, key=lambda lugar: lugar.nombre)


def _por_entidad(lugares: Iterable[Lugar], territorios: dict[int, Territorio]) -> Iterable[Lugar]:
    """Los mismos, sumados en la entidad que los contiene; su punto es el suyo o el medio de los que junta."""
    juntos: dict[int, list[Lugar]] = {}
    for lugar in lugares:
        entidad = lugar.territorio
        while entidad.nivel in (Nivel.MUNICIPIO, Nivel.PROVINCIA) and entidad.madre_id is not None:
            entidad = territorios[entidad.madre_id]
        juntos.setdefault(entidad.id, []).append(lugar)
    for id_, suyos in juntos.items():
        entidad = territorios[id_]
        yield Lugar(
            entidad,
            entidad.latitud if entidad.latitud is not None else _medio(lugar.latitud for lugar in suyos),
            entidad.longitud if entidad.longitud is not None else _medio(lugar.longitud for lugar in suyos),
            sum(lugar.participan for lugar in suyos),
            sum(lugar.instaladas for lugar in suyos),
        )


def _medio(valores: Iterable[float | None]) -> float | None:
    dichos = [valor for valor in valores if valor is not None]
    return sum(dichos) / len(dichos) if dichos else None


def _con_madres(ids: set[int]) -> dict[int, Territorio]:
    """Esos territorios y los que los contienen, en tantas preguntas como niveles hay."""
    hallados: dict[int, Territorio] = {}
    faltan = ids
    while faltan:
        nuevos = db.session.scalars(select(Territorio).where(Territorio.id.in_(faltan))).all()
        hallados |= {territorio.id: territorio for territorio in nuevos}
        faltan = {t.madre_id for t in nuevos if t.madre_id is not None} - hallados.keys()
    return hallados


def _coordenadas(territorio: Territorio, todos: dict[int, Territorio]) -> tuple[float | None, float | None]:
    actual: Territorio | None = territorio
    while actual is not None:
        if actual.latitud is not None and actual.longitud is not None:
            return actual.latitud, actual.longitud
        actual = todos.get(actual.madre_id) if actual.madre_id is not None else None
    return None, None


def instituciones_de(consulta: Select[Institucion]) -> Sequence[Institucion]:
    """Todas las de la consulta, para un archivo."""
    return db.session.scalars(consulta).all()
