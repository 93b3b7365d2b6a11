"""Preguntas de la búsqueda: qué halla quien pide, filtros que puede usar y personas que cumplen uno."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import joinedload

from red.alianzas.modelos import Alianza
from red.base import casi_contiene, db
from red.busqueda.modelos import ActoMultiple, FiltroGuardado, Lista
from red.directorio.condiciones import Filtros, camino, integra, se_deja_ver
from red.directorio.consultas import vestir
from red.directorio.mirada import Mirada, Visible, miradas
from red.formacion.consultas import con_codigos, de_redes
from red.formacion.modelos import Curso, Edicion
from red.instituciones.modelos import Institucion
from red.permisos import Identidad, Permiso
from red.personas.consultas import la_que_queda
from red.personas.modelos import Persona
from red.redes import consultas as redes
from red.redes.modelos import Participacion
from red.textos import palabras
from red.unidades.modelos import Unidad

POR_GRUPO = 6
"""Cuántos resultados de cada clase se muestran; los demás están en su lista."""
POR_TANDA, TANDAS = 40, 3
"""De cuántas en cuántas se mira si se ven las que coinciden, y cuántas veces antes de preguntar por todas."""


@dataclass(frozen=True)
class Hallados:
    """Lo que se halló de una clase."""

    filas: Sequence[Any] = ()
    hay_mas: bool = False
    con_errata: bool = False
    """Si nada coincidía tal cual y se perdonó una letra."""


@dataclass(frozen=True)
class CursoHallado:
    """Un curso y su edición más reciente; sin ediciones todavía, None."""

    curso: Curso
    edicion: Edicion | None


@dataclass(frozen=True)
class Resultado:
    """Lo hallado, por clase."""

    personas: Hallados = field(default_factory=Hallados)
    instituciones: Hallados = field(default_factory=Hallados)
    unidades: Hallados = field(default_factory=Hallados)
    cursos: Hallados = field(default_factory=Hallados)
    alianzas: Hallados = field(default_factory=Hallados)

    @property
    def hay(self) -> bool:
        """Si se halló algo."""
        clases = (self.personas, self.instituciones, self.unidades, self.cursos, self.alianzas)
        return any(clase.filas for clase in clases)


def buscar(quien: Identidad, escrito: str, dia: date) -> Resultado:
    """Personas, instituciones, unidades, cursos y alianzas que quien pide puede ver y coinciden con lo escrito.

    Primero tal cual; sólo si nada coincide, perdonando una letra en cada palabra.
    """
    if not palabras(escrito):
        return Resultado()
    resultado = _buscar(quien, escrito, dia, con_errata=False)
    return resultado if resultado.hay else _buscar(quien, escrito, dia, con_errata=True)


def _buscar(quien: Identidad, escrito: str, dia: date, *, con_errata: bool) -> Resultado:
    personas = _hallados(_personas(quien, escrito, dia, con_errata), con_errata)
    if not quien.puede(Permiso.VER_RED):
        return Resultado(personas)
    return Resultado(
        personas,
        _hallados(_instituciones(quien, escrito, dia, con_errata), con_errata),
        _hallados(_unidades(quien, escrito, dia, con_errata), con_errata),
        _hallados(_cursos(quien, escrito, dia, con_errata), con_errata),
        _hallados(_alianzas(quien, escrito, dia, con_errata), con_errata),
    )


def _hallados(filas: Sequence[Any], con_errata: bool) -> Hallados:
    return Hallados(filas[:POR_GRUPO], len(filas) > POR_GRUPO, con_errata) if filas else Hallados()


def _por_tandas(
    candidatas: Select[int], se_ven: Callable[[Sequence[int]], set[int]], todas: Callable[[], Sequence[int]]
) -> Sequence[int]:
    """Las primeras llaves que coinciden y se ven.

    Casi siempre las primeras que coinciden se ven, y basta mirar unas pocas: preguntar de una vez por todo lo que se
    ve costaría como la lista entera. Si de las primeras no salen bastantes, se pregunta por todo (`todas`).
    """
    halladas: list[int] = []
    for tanda in range(TANDAS):
        llaves = db.session.scalars(candidatas.limit(POR_TANDA).offset(tanda * POR_TANDA)).all()
        vistas = se_ven(llaves) if llaves else set()
        halladas += [llave for llave in llaves if llave in vistas]
        if len(halladas) > POR_GRUPO or len(llaves) < POR_TANDA:
            return halladas[: POR_GRUPO + 1]
    return todas()


def _personas(quien: Identidad, escrito: str, dia: date, con_errata: bool) -> Sequence[Visible]:
    """Con cada mirada de quien pide: la del registro y la del directorio; nadie sale dos veces."""
    halladas: dict[str, Visible] = {}
    for mirada in miradas(quien, dia):
        llaves = _llaves_de_personas(mirada, escrito, con_errata)
        if not llaves:
            continue
        personas = {p.id: p for p in db.session.scalars(select(Persona).where(Persona.id.in_(llaves)))}
        for visible in vestir([personas[llave] for llave in llaves], mirada):
            halladas.setdefault(visible.clave, visible)
    return list(halladas.values())


def _llaves_de_personas(mirada: Mirada, escrito: str, con_errata: bool) -> Sequence[int]:
    filtros = Filtros(texto=escrito, con_errata=con_errata)
    en_orden = select(Persona.id).order_by(Persona.orden, Persona.id)

    def todas() -> Sequence[int]:
        return db.session.scalars(en_orden.where(camino(mirada, filtros, 0)).limit(POR_GRUPO + 1)).all()

    def se_ven(llaves: Sequence[int]) -> set[int]:
        condiciones = [integra(Persona.id, mirada, None)]
        if not mirada.completa:
            condiciones.append(se_deja_ver(Persona.id, mirada))
        return set(db.session.scalars(select(Persona.id).where(Persona.id.in_(llaves), *condiciones)))

    if "@" in escrito:
        return todas()
    columna: Any = (
        Persona.busqueda if mirada.completa else func.coalesce(Persona.busqueda_visible, Persona.busqueda)
    )
    return _por_tandas(en_orden.where(_contiene(columna, escrito, con_errata)), se_ven, todas)


def _contiene(columna: Any, escrito: str, con_errata: bool) -> ColumnElement[bool]:
    if con_errata:
        return casi_contiene(columna, escrito)
    return and_(True, *(columna.contains(" " + palabra) for palabra in palabras(escrito)))


def _se_ven(llaves: Sequence[int], quien: Identidad, dia: date) -> set[int]:
    """De esas instituciones, las de una Red que quien pide puede ver, o la suya."""
    visibles = redes.redes_visibles(quien, dia)
    if visibles is None:
        return set(llaves)
    participan = select(Participacion.institucion_id).where(
        Participacion.institucion_id.in_(llaves),
        Participacion.red_id.in_(visibles),
        Participacion.vigente(dia),
    )
    return {*db.session.scalars(participan), *(quien.instituciones_con(Permiso.VER_RED) & set(llaves))}


def _visibles(columna: Any, quien: Identidad, dia: date) -> ColumnElement[bool]:
    """Lo mismo, dicho como condición para recorrerlas todas."""
    entre = redes.llaves_de_instituciones(redes.redes_visibles(quien, dia), dia)
    if entre is None:
        return true()
    return or_(columna.in_(entre), columna.in_(sorted(quien.instituciones_con(Permiso.VER_RED))))


def _instituciones(quien: Identidad, escrito: str, dia: date, con_errata: bool) -> Sequence[Institucion]:
    candidatas = (
        select(Institucion.id)
        .where(_contiene(Institucion.busqueda, escrito, con_errata), Institucion.vigente(dia))
        .order_by(Institucion.nombre, Institucion.id)
    )
    llaves = _por_tandas(
        candidatas,
        lambda llaves: _se_ven(llaves, quien, dia),
        lambda: db.session.scalars(
            candidatas.where(_visibles(Institucion.id, quien, dia)).limit(POR_GRUPO + 1)
        ).all(),
    )
    if not llaves:
        return []
    consulta = (
        select(Institucion).where(Institucion.id.in_(llaves)).options(joinedload(Institucion.territorio))
    )
    return sorted(db.session.scalars(consulta), key=lambda fila: llaves.index(fila.id))


def _unidades(quien: Identidad, escrito: str, dia: date, con_errata: bool) -> Sequence[Unidad]:
    candidatas = (
        select(Unidad.id)
        .where(_contiene(Unidad.busqueda, escrito, con_errata), Unidad.vigente(dia))
        .order_by(Unidad.nombre, Unidad.id)
    )

    def se_ven(llaves: Sequence[int]) -> set[int]:
        pares = db.session.execute(
            select(Unidad.id, Unidad.institucion_id).where(Unidad.id.in_(llaves))
        ).all()
        vistas = _se_ven([par.institucion_id for par in pares], quien, dia)
        return {par.id for par in pares if par.institucion_id in vistas}

    llaves = _por_tandas(
        candidatas,
        se_ven,
        lambda: db.session.scalars(
            candidatas.where(_visibles(Unidad.institucion_id, quien, dia)).limit(POR_GRUPO + 1)
        ).all(),
    )
    if not llaves:
        return []
    consulta = select(Unidad).where(Unidad.id.in_(llaves)).options(joinedload(Unidad.institucion))
    return sorted(db.session.scalars(consulta), key=lambda fila: llaves.index(fila.id))


def _cursos(quien: Identidad, escrito: str, dia: date, con_errata: bool) -> Sequence[CursoHallado]:
    """Los cursos de las Redes que ve, con su edición más reciente; el código se entiende aunque se escriba ECO308."""
    visibles = redes.redes_visibles(quien, dia)
    consulta = (
        select(Curso)
        .where(de_redes(visibles), _contiene(Curso.busqueda, con_codigos(escrito), con_errata))
        .order_by(Curso.nombre, Curso.id)
        .options(joinedload(Curso.red))
        .limit(POR_GRUPO + 1)
    )
    cursos = db.session.scalars(consulta).all()
    ultimas: dict[int, Edicion] = {}
    if cursos:
        ediciones = (
            select(Edicion)
            .where(Edicion.curso_id.in_([curso.id for curso in cursos]))
            .order_by(Edicion.cancelada_en.is_(None), Edicion.inicia_el, Edicion.id)
        )
        ultimas = {edicion.curso_id: edicion for edicion in db.session.scalars(ediciones)}
    return [CursoHallado(curso, ultimas.get(curso.id)) for curso in cursos]


def _alianzas(quien: Identidad, escrito: str, dia: date, con_errata: bool) -> Sequence[Alianza]:
    """Las alianzas de las Redes que ve; primero las que siguen."""
    consulta = select(Alianza).where(_contiene(Alianza.busqueda, escrito, con_errata), Alianza.desde <= dia)
    visibles = redes.redes_visibles(quien, dia)
    if visibles is not None:
        consulta = consulta.where(Alianza.red_id.in_(sorted(visibles)))
    en_orden = consulta.order_by(~Alianza.vigente(dia), Alianza.nombre, Alianza.id)
    return db.session.scalars(en_orden.options(joinedload(Alianza.red)).limit(POR_GRUPO + 1)).all()


# ---------------------------------------------------------------- Filtros guardados


def filtros_de(quien: Identidad, lista: Lista) -> Sequence[FiltroGuardado]:
    """Los filtros de esa lista que puede usar: los suyos y los que se comparten con una Red cuya lista ve."""
    permiso = Permiso.INVITAR if lista is Lista.INVITACIONES else Permiso.VER_DIRECTORIO
    visibles = quien.redes_con(permiso if lista is not Lista.INSTITUCIONES else Permiso.VER_RED)
    compartidos = FiltroGuardado.red_id.is_not(None)
    if visibles is not None:
        compartidos = FiltroGuardado.red_id.in_(sorted(visibles))
    consulta = (
        select(FiltroGuardado)
        .where(
            FiltroGuardado.lista == lista,
            FiltroGuardado.quitado_en.is_(None),
            or_(FiltroGuardado.quien_id == quien.persona, compartidos),
        )
        .options(joinedload(FiltroGuardado.red))
        .order_by(FiltroGuardado.nombre, FiltroGuardado.id)
        .limit(40)
    )
    return db.session.scalars(consulta).all()


# ---------------------------------------------------------------- Actos sobre varias personas


def que_cumplen(mirada: Mirada, filtros: Filtros, limite: int) -> Sequence[Persona]:
    """Las personas que la mirada encuentra con ese filtro, en orden; una más que el límite si son demasiadas."""
    consulta = (
        select(Persona)
        .where(camino(mirada, filtros, 0))
        .order_by(Persona.orden, Persona.id)
        .limit(limite + 1)
    )
    return db.session.scalars(consulta).all()


def actos_de(red_id: int, cuantos: int = 20) -> Sequence[ActoMultiple]:
    """Los últimos actos hechos de una vez en esa Red."""
    consulta = (
        select(ActoMultiple)
        .where(ActoMultiple.red_id == red_id)
        .options(joinedload(ActoMultiple.quien))
        .order_by(ActoMultiple.id.desc())
        .limit(cuantos)
    )
    return db.session.scalars(consulta).all()


def filas_de(acto: ActoMultiple) -> list[tuple[Persona, str, str]]:
    """Cada persona con qué pasó y, si se deshizo, qué pasó entonces."""
    filas = acto.resultados.get("filas", [])
    llaves = [fila["persona"] for fila in filas]
    personas = {p.id: p for p in db.session.scalars(select(Persona).where(Persona.id.in_(llaves)))}
    return [
        (la_que_queda(personas[fila["persona"]]), fila["que"], fila.get("despues", ""))
        for fila in filas
        if fila["persona"] in personas
    ]
