"""Las condiciones con que se arma cada pregunta del directorio.

Se pregunta primero cuántas personas son, y con eso se elige el camino de la página: si son pocas, se
juntan y se ordenan; si son muchas, se recorre el índice del orden y se toman las que toca. Los filtros
van como conjuntos de llaves, de modo que uno que deja a pocas nunca obliga a recorrerlas todas.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, distinct, exists, false, func, or_, select, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.functions import FunctionElement

from red.base import Opcion, casi_contiene
from red.directorio.mirada import Mirada
from red.instituciones.modelos import Institucion
from red.personas.consultas import consiente
from red.personas.modelos import (
    Adscripcion,
    Audiencia,
    CampoVisible,
    Finalidad,
    Interes,
    NivelCargo,
    Persona,
    Sentido,
    Tema,
)
from red.redes.modelos import EstadoMembresia, Membresia, Participacion
from red.textos import palabras

TOPE = 1000
"""Cuántas personas recorre, a lo más, quien integra una Red: para hallar a otra, busca; así nadie se la lleva entera."""
POCAS = 2000
"""Hasta cuántas conviene juntar y ordenar en vez de recorrer el índice del orden."""


class Situacion(Opcion):
    """Qué membresías se piden."""

    ACTIVA = "activa", "Activa"
    EN_PAUSA = "en_pausa", "En pausa"
    CONCLUIDA = "concluida", "Concluida"


@dataclass(frozen=True)
class Filtros:
    """Lo que se pide del directorio; lo vacío no filtra."""

    texto: str = ""
    institucion_id: int | None = None
    nivel: NivelCargo | None = None
    ofrece: frozenset[Tema] | None = None
    busca: frozenset[Tema] | None = None
    situacion: Situacion | None = None
    con_errata: bool = False
    """Si el texto perdona una letra en cada palabra."""
    por_confirmar: bool = False
    """Quienes dijeron en qué institución trabajan y nadie lo ha confirmado; sólo con la mirada del registro."""

    @property
    def de_quien_se_fue(self) -> bool:
        """Si se pide a quienes ya dejaron la Red."""
        return self.situacion is Situacion.CONCLUIDA

    @property
    def hay(self) -> bool:
        """Si se pidió algo más que la lista entera."""
        return self != Filtros()


def cuenta(mirada: Mirada, filtros: Filtros) -> Select[int]:
    """Cuántas personas encuentra; la mirada del directorio deja de contar al llegar al tope."""
    candidatas = _candidatas(mirada, filtros)
    if not mirada.completa:
        return select(func.count()).select_from(candidatas.distinct().limit(TOPE).subquery())
    una_red = mirada.redes is not None and len(mirada.redes) == 1
    una_vez_cada_una = una_red and mirada.es_de_hoy and not filtros.de_quien_se_fue
    return candidatas.with_only_columns(
        func.count() if una_vez_cada_una else func.count(distinct(Membresia.persona_id))
    )


def camino(mirada: Mirada, filtros: Filtros, total: int) -> ColumnElement[bool]:
    """La condición de la página, por el camino que conviene según cuántas son."""
    son_muchas = total > POCAS or (not mirada.completa and total >= TOPE)
    if filtros.de_quien_se_fue or not (filtros.hay or son_muchas):
        return Persona.id.in_(_candidatas(mirada, filtros))
    conjuntos = _conjuntos(Persona.id, mirada, filtros, una_por_una=son_muchas)
    condiciones = [integra(Persona.id, mirada, filtros.situacion), *conjuntos]
    return and_(*condiciones, true() if mirada.completa else se_deja_ver(Persona.id, mirada))


def _candidatas(mirada: Mirada, filtros: Filtros) -> Select[int]:
    """Llaves de las personas que la mirada encuentra, partiendo de las membresías."""
    conjuntos = _conjuntos(Membresia.persona_id, mirada, filtros)
    red_id = SinIndice(Membresia.red_id) if conjuntos else Membresia.red_id
    consulta = select(Membresia.persona_id).where(*en_redes(red_id, mirada.redes), *conjuntos)
    if filtros.de_quien_se_fue:
        se_fue = Membresia.hasta < mirada.dia
        if mirada.es_de_hoy:
            se_fue = or_(Membresia.estado == EstadoMembresia.CONCLUIDA, se_fue)
        consulta = consulta.where(se_fue, ~integra(Membresia.persona_id, mirada, None))
    else:
        consulta = consulta.where(*_vale(Membresia, mirada, filtros.situacion))
    return consulta if mirada.completa else consulta.where(se_deja_ver(Membresia.persona_id, mirada))


def pertenece(persona_id: Any, redes: frozenset[int] | None) -> ColumnElement[bool]:
    """Si es o fue integrante de alguna de esas Redes."""
    return exists().where(Membresia.persona_id == persona_id, *en_redes(SinIndice(Membresia.red_id), redes))


def integra(persona_id: Any, mirada: Mirada, situacion: Situacion | None) -> ColumnElement[bool]:
    """Si hoy es integrante de alguna Red de la mirada, en esa situación si se dice cuál."""
    suya = aliased(Membresia)
    return exists().where(
        suya.persona_id == persona_id,
        *en_redes(SinIndice(suya.red_id), mirada.redes),
        *_vale(suya, mirada, situacion),
    )


def _vale(membresia: Any, mirada: Mirada, situacion: Situacion | None) -> list[ColumnElement[bool]]:
    """La membresía sigue ese día y está en esa situación; sin decir cuál, activa o en pausa.

    Quién estaba en pausa lo dicen sus pausas, hoy y cualquier otro día.
    """
    vale = [membresia.integraba(mirada.dia)]
    if mirada.es_de_hoy:
        vale = [membresia.vigente(mirada.dia), membresia.estado != EstadoMembresia.CONCLUIDA]
    if situacion is None:
        return vale
    en_pausa = membresia.en_pausa(mirada.dia)
    return [*vale, {Situacion.EN_PAUSA: en_pausa, Situacion.ACTIVA: ~en_pausa}.get(situacion, false())]


def en_directorio(persona_id: Any) -> ColumnElement[bool]:
    """Si hoy consiente aparecer en el directorio."""
    return consiente(Finalidad.DIRECTORIO, persona_id)


def se_deja_ver(persona_id: Any, mirada: Mirada) -> ColumnElement[bool]:
    """Si una integrante puede encontrarla: hoy consiente el directorio y hoy integra la Red, cuente el día que cuente."""
    if mirada.es_de_hoy:
        return en_directorio(persona_id)
    return and_(en_directorio(persona_id), integra(persona_id, mirada.de_hoy, None))


def en_redes(red_id: Any, redes: frozenset[int] | None) -> list[ColumnElement[bool]]:
    """Que sea de una de esas Redes; si son todas, no hay condición que poner."""
    return [] if redes is None else [red_id.in_(sorted(redes))]


def participa(redes: frozenset[int] | None, dia: date) -> ColumnElement[bool]:
    """Si la institución participa hoy en alguna de esas Redes."""
    return exists().where(
        Participacion.institucion_id == Institucion.id,
        Participacion.vigente(dia),
        *en_redes(SinIndice(Participacion.red_id), redes),
    )


class SinIndice(FunctionElement[int]):
    """La columna misma, dicha de modo que SQLite no busque por ella.

    Al preguntar si una persona integra una Red hay que llegar por la persona. SQLite, que no lleva
    cuenta de cuántas filas tiene cada Red, preferiría llegar por la Red y las recorrería todas, una vez
    por cada persona. PostgreSQL sí lleva la cuenta y no necesita ayuda.
    """

    type = Integer()
    inherit_cache = True


@compiles(SinIndice)
def _tal_cual(elemento: SinIndice, compilador: Any, **opciones: Any) -> str:
    return str(compilador.process(elemento.clauses, **opciones))


@compiles(SinIndice, "sqlite")
def _con_signo(elemento: SinIndice, compilador: Any, **opciones: Any) -> str:
    return "+" + _tal_cual(elemento, compilador, **opciones)


def _conjuntos(
    persona_id: Any, mirada: Mirada, filtros: Filtros, *, una_por_una: bool = False
) -> list[ColumnElement[bool]]:
    """Cada filtro como un conjunto de llaves; con la mirada del directorio, sólo de quienes dejan ver ese dato.

    `una_por_una` pregunta por cada persona si está, sin reunir el conjunto: conviene cuando son muchas y la
    página sigue el índice del orden, pues halla pronto las que va a mostrar.
    """
    conjuntos: list[Select[int]] = []
    if filtros.texto.strip():
        conjuntos.append(_con_texto(mirada, filtros.texto, filtros.con_errata))
    if filtros.institucion_id is not None:
        conjuntos.append(_en_institucion(mirada, filtros.institucion_id))
    if filtros.por_confirmar and mirada.completa:
        conjuntos.append(_por_confirmar(mirada))
    if filtros.nivel is not None:
        conjuntos.append(_con_nivel(mirada, filtros.nivel))
    for sentido, temas in ((Sentido.OFRECE, filtros.ofrece), (Sentido.BUSCA, filtros.busca)):
        if temas is not None:
            conjuntos.append(_con_tema(mirada, sentido, temas))
    if una_por_una:
        return [c.where(next(iter(c.selected_columns)) == persona_id).exists() for c in conjuntos]
    return [persona_id.in_(conjunto) for conjunto in conjuntos]


def _en_institucion(mirada: Mirada, institucion_id: int) -> Select[int]:
    """Quienes trabajaban ahí ese día; de otro día, una integrante sólo halla a quien le deja ver su puesto."""
    consulta = select(Adscripcion.persona_id).where(
        Adscripcion.institucion_id == institucion_id, Adscripcion.vigente(mirada.dia)
    )
    if mirada.completa or mirada.es_de_hoy:
        return consulta
    otra = aliased(Persona)
    return consulta.join(otra, otra.id == Adscripcion.persona_id).where(
        _deja_ver(otra, CampoVisible.PUESTO, _es_colega(otra.id, mirada))
    )


def _es_colega(persona_id: Any, mirada: Mirada) -> ColumnElement[bool]:
    """Si hoy trabaja en la misma institución que quien mira."""
    colegas = select(Adscripcion.persona_id).where(
        Adscripcion.institucion_id.in_(sorted(mirada.instituciones)), Adscripcion.vigente(mirada.de_hoy.dia)
    )
    condicion: ColumnElement[bool] = persona_id.in_(colegas)
    return condicion


def _por_confirmar(mirada: Mirada) -> Select[int]:
    """Quienes trabajan hoy, según ellas, en una institución que participa en las Redes de la mirada."""
    return (
        select(Adscripcion.persona_id)
        .join(Institucion, Institucion.id == Adscripcion.institucion_id)
        .where(
            Adscripcion.confirmada_el.is_(None),
            Adscripcion.vigente(mirada.dia),
            participa(mirada.redes, mirada.dia),
        )
    )


def _con_texto(mirada: Mirada, escrito: str, con_errata: bool) -> Select[int]:
    """Por su nombre. Sus colegas la hallan sólo por el que muestra; el registro, por todos y por su correo."""
    otra = aliased(Persona)
    buscadas = palabras(escrito)
    if mirada.completa:
        columna: Any = otra.busqueda
        por_correo = otra.correo.startswith(escrito.strip().lower(), autoescape=True)
    else:
        columna = func.coalesce(otra.busqueda_visible, otra.busqueda)
        por_correo = false()
    por_nombre = (
        casi_contiene(columna, escrito)
        if con_errata
        else and_(true(), *(columna.contains(" " + palabra) for palabra in buscadas))
    )
    condiciones = [por_nombre] if buscadas else []
    if mirada.completa and "@" in escrito:
        condiciones.append(por_correo)
    return select(otra.id).where(or_(false(), *condiciones))


def _con_nivel(mirada: Mirada, nivel: NivelCargo) -> Select[int]:
    consulta = select(Adscripcion.persona_id).where(
        Adscripcion.nivel == nivel, Adscripcion.vigente(mirada.dia)
    )
    if mirada.completa:
        return consulta
    otra = aliased(Persona)
    de_mi_institucion = (
        Adscripcion.institucion_id.in_(sorted(mirada.instituciones))
        if mirada.es_de_hoy
        else _es_colega(otra.id, mirada)
    )
    return consulta.join(otra, otra.id == Adscripcion.persona_id).where(
        _deja_ver(otra, CampoVisible.PUESTO, de_mi_institucion)
    )


def _con_tema(mirada: Mirada, sentido: Sentido, temas: frozenset[Tema]) -> Select[int]:
    consulta = select(Interes.persona_id).where(Interes.sentido == sentido, Interes.tema.in_(sorted(temas)))
    if mirada.completa:
        return consulta
    otra = aliased(Persona)
    return consulta.join(otra, otra.id == Interes.persona_id).where(
        _deja_ver(otra, CampoVisible.INTERESES, _es_colega(otra.id, mirada))
    )


def _deja_ver(
    persona: Any, campo: CampoVisible, de_mi_institucion: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Lo mismo que Mirada.alcanza, dicho a la base de datos."""
    audiencia = persona.visibilidad[campo.value].as_string()
    return or_(
        audiencia == Audiencia.RED.value,
        and_(audiencia == Audiencia.INSTITUCION.value, de_mi_institucion),
    )
