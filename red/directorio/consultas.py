"""Preguntas del directorio: a quién encuentra una mirada, por páginas y por clave.

El número de preguntas a la base no depende de cuántas personas haya. Se pregunta primero cuántas son,
y con eso se elige el camino de la página: si son pocas, se juntan y se ordenan; si son muchas, se
recorre el índice del orden y se toman las que toca. Los filtros van como conjuntos de llaves, de modo
que un filtro que deja a pocas personas nunca obliga a recorrerlas todas.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, distinct, exists, false, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload

from red.base import Opcion, db
from red.directorio.mirada import Mirada, Visible, ver
from red.instituciones.modelos import Institucion
from red.paginacion import POR_PAGINA, Pagina
from red.permisos import Alcance
from red.personas.consultas import consiente, es_clave
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

    @property
    def hay(self) -> bool:
        """Si se pidió algo más que la lista entera."""
        return self != Filtros()


def pagina_de_personas(mirada: Mirada, filtros: Filtros, numero: int) -> Pagina[Visible]:
    """Las personas que la mirada encuentra, por apellido, con el total de las que encuentra."""
    total = db.session.scalar(_cuenta(mirada, filtros)) or 0
    numero = min(max(1, numero), max(1, -(-total // POR_PAGINA)))
    consulta = (
        select(Persona)
        .where(_camino(mirada, filtros, total))
        .order_by(Persona.orden, Persona.id)
        .limit(POR_PAGINA)
        .offset((numero - 1) * POR_PAGINA)
    )
    personas = db.session.scalars(consulta).all()
    return Pagina(vestir(personas, mirada), numero, total)


def persona_visible(clave: str, mirada: Mirada) -> tuple[Persona, Visible] | None:
    """La persona con esa clave y lo que la mirada ve de ella; None si para la mirada no existe.

    El registro alcanza también a quien ya dejó la Red: su historia es de la Red.
    """
    if not es_clave(clave):
        return None
    consulta = select(Persona).where(Persona.clave == clave)
    if mirada.completa:
        consulta = consulta.where(_pertenece(Persona.id, mirada.redes))
    else:
        consulta = consulta.where(_integra(Persona.id, mirada, None), _consiente(Persona.id))
    persona = db.session.scalars(consulta).one_or_none()
    return None if persona is None else (persona, vestir([persona], mirada)[0])


def como_la_ve(persona: Persona, mirada: Mirada) -> Visible:
    """Lo que la mirada vería de la persona si la encontrara; para que ella lo revise."""
    return vestir([persona], mirada)[0]


def alcance_de_persona(persona_id: int, dia: date) -> Alcance:
    """Las Redes que integra ese día: sobre ellas se pregunta por permisos."""
    consulta = select(Membresia.red_id).where(
        Membresia.persona_id == persona_id,
        Membresia.vigente(dia),
        Membresia.estado != EstadoMembresia.CONCLUIDA,
    )
    return Alcance(frozenset(db.session.scalars(consulta)))


def encontrables(mirada: Mirada, escrito: str, menos: int | None, limite: int) -> Sequence[Visible]:
    """Las primeras personas que coinciden con lo escrito, menos una: para elegir a alguien."""
    condicion = _camino(mirada, Filtros(texto=escrito), 0)
    consulta = select(Persona).where(condicion).order_by(Persona.orden, Persona.id).limit(limite)
    if menos is not None:
        consulta = consulta.where(Persona.id != menos)
    return vestir(db.session.scalars(consulta).all(), mirada)


def visibles_entre(personas: Sequence[int], mirada: Mirada) -> dict[int, Visible]:
    """De esas personas, las que la mirada encuentra y lo que ve de cada una."""
    if not personas:
        return {}
    consulta = select(Persona).where(Persona.id.in_(personas), _integra(Persona.id, mirada, None))
    if not mirada.completa:
        consulta = consulta.where(_consiente(Persona.id))
    halladas = db.session.scalars(consulta).all()
    return dict(zip([persona.id for persona in halladas], vestir(halladas, mirada), strict=True))


def vestir(personas: Sequence[Persona], mirada: Mirada) -> list[Visible]:
    """Lo que la mirada ve de cada persona, con tres preguntas sean cuantas sean."""
    ids = [persona.id for persona in personas]
    puestos = {
        adscripcion.persona_id: adscripcion
        for adscripcion in db.session.scalars(
            select(Adscripcion)
            .where(Adscripcion.persona_id.in_(ids), Adscripcion.vigente(mirada.dia))
            .options(joinedload(Adscripcion.institucion))
            .order_by(Adscripcion.desde)
        )
    }
    temas: defaultdict[int, dict[Sentido, list[Tema]]] = defaultdict(lambda: {s: [] for s in Sentido})
    for interes in db.session.scalars(select(Interes).where(Interes.persona_id.in_(ids))):
        temas[interes.persona_id][interes.sentido].append(interes.tema)
    membresias = _membresias(ids, mirada) if mirada.completa else {}
    en_orden = list(Tema)
    for suyos in temas.values():
        for lista in suyos.values():
            lista.sort(key=en_orden.index)
    return [ver(p, puestos.get(p.id), temas[p.id], membresias.get(p.id, []), mirada) for p in personas]


def _membresias(ids: list[int], mirada: Mirada) -> dict[int, list[Membresia]]:
    """Las que tienen en las Redes de la mirada, de la más reciente a la más antigua."""
    consulta = (
        select(Membresia)
        .where(Membresia.persona_id.in_(ids), *_en_redes(Membresia, mirada.redes))
        .options(joinedload(Membresia.red))
        .order_by(Membresia.desde.desc(), Membresia.id.desc())
    )
    suyas: defaultdict[int, list[Membresia]] = defaultdict(list)
    for membresia in db.session.scalars(consulta):
        suyas[membresia.persona_id].append(membresia)
    return suyas


# Instituciones que se pueden elegir


def instituciones_para_elegir(
    redes: frozenset[int] | None, dia: date, escrito: str, limite: int
) -> Sequence[Institucion]:
    """Instituciones que participan en esas Redes y coinciden con lo escrito, por nombre."""
    consulta = select(Institucion).where(_participa(redes, dia), Institucion.coincide(escrito))
    return db.session.scalars(consulta.order_by(Institucion.nombre, Institucion.id).limit(limite)).all()


def institucion_que_participa(
    id: int | None,
    redes: frozenset[int] | None,
    dia: date,
) -> Institucion | None:
    """La institución con esa llave, si participa en alguna de esas Redes."""
    if id is None or not 0 < id < 2**31:
        return None
    consulta = select(Institucion).where(Institucion.id == id, _participa(redes, dia))
    return db.session.scalars(consulta).one_or_none()


# Las condiciones con que se arma cada pregunta


def _participa(redes: frozenset[int] | None, dia: date) -> ColumnElement[bool]:
    return exists().where(
        Participacion.institucion_id == Institucion.id,
        Participacion.vigente(dia),
        *_en_redes(Participacion, redes),
    )


def _en_redes(modelo: Any, redes: frozenset[int] | None) -> list[ColumnElement[bool]]:
    return [] if redes is None else [modelo.red_id.in_(sorted(redes))]


def _pertenece(persona_id: Any, redes: frozenset[int] | None) -> ColumnElement[bool]:
    """Si es o fue integrante de alguna de esas Redes."""
    return exists().where(Membresia.persona_id == persona_id, *_en_redes(Membresia, redes))


def _integra(persona_id: Any, mirada: Mirada, situacion: Situacion | None) -> ColumnElement[bool]:
    """Si hoy es integrante de alguna Red de la mirada o, si se piden las concluidas, si ya no lo es."""
    if situacion is Situacion.CONCLUIDA:
        return and_(_pertenece(persona_id, mirada.redes), ~_integra(persona_id, mirada, None))
    return exists().where(Membresia.persona_id == persona_id, *_membresia_vale(Membresia, mirada, situacion))


def _membresia_vale(membresia: Any, mirada: Mirada, situacion: Situacion | None) -> list[ColumnElement[bool]]:
    estados = [EstadoMembresia.ACTIVA, EstadoMembresia.EN_PAUSA]
    if situacion is not None:
        estados = [EstadoMembresia(situacion.value)]
    return [
        *_en_redes(membresia, mirada.redes),
        membresia.vigente(mirada.dia),
        membresia.estado.in_(estados),
    ]


def _consiente(persona_id: Any) -> ColumnElement[bool]:
    return consiente(Finalidad.DIRECTORIO, persona_id)


def _cuenta(mirada: Mirada, filtros: Filtros) -> Select[int]:
    """Cuántas personas encuentra; la mirada del directorio deja de contar al llegar al tope."""
    if filtros.situacion is Situacion.CONCLUIDA:
        return select(func.count()).select_from(_por_persona(mirada, filtros).subquery())
    candidatas = _candidatas(mirada, filtros)
    if not mirada.completa:
        return select(func.count()).select_from(candidatas.distinct().limit(TOPE).subquery())
    una_red = mirada.redes is not None and len(mirada.redes) == 1
    cuantas = func.count() if una_red else func.count(distinct(Membresia.persona_id))
    return candidatas.with_only_columns(cuantas)


def _camino(mirada: Mirada, filtros: Filtros, total: int) -> ColumnElement[bool]:
    """La condición de la página, por el camino que conviene según cuántas son."""
    if filtros.hay or total > POCAS:
        condiciones = [
            _integra(Persona.id, mirada, filtros.situacion),
            *_conjuntos(Persona.id, mirada, filtros),
        ]
        if not mirada.completa:
            condiciones.append(_consiente(Persona.id))
        return and_(*condiciones)
    return Persona.id.in_(_candidatas(mirada, filtros))


def _por_persona(mirada: Mirada, filtros: Filtros) -> Select[int]:
    return select(Persona.id).where(
        _integra(Persona.id, mirada, filtros.situacion), *_conjuntos(Persona.id, mirada, filtros)
    )


def _candidatas(mirada: Mirada, filtros: Filtros) -> Select[int]:
    """Llaves de las personas que la mirada encuentra, partiendo de las membresías."""
    consulta = select(Membresia.persona_id).where(
        *_membresia_vale(Membresia, mirada, filtros.situacion),
        *_conjuntos(Membresia.persona_id, mirada, filtros),
    )
    return consulta if mirada.completa else consulta.where(_consiente(Membresia.persona_id))


def _conjuntos(persona_id: Any, mirada: Mirada, filtros: Filtros) -> list[ColumnElement[bool]]:
    """Cada filtro como un conjunto de llaves; con la mirada del directorio, sólo de quienes dejan ver ese dato."""
    conjuntos = []
    if filtros.texto.strip():
        conjuntos.append(_con_texto(mirada, filtros.texto))
    if filtros.institucion_id is not None:
        conjuntos.append(
            select(Adscripcion.persona_id).where(
                Adscripcion.institucion_id == filtros.institucion_id, Adscripcion.vigente(mirada.dia)
            )
        )
    if filtros.nivel is not None:
        conjuntos.append(_con_nivel(mirada, filtros.nivel))
    for sentido, temas in ((Sentido.OFRECE, filtros.ofrece), (Sentido.BUSCA, filtros.busca)):
        if temas is not None:
            conjuntos.append(_con_tema(mirada, sentido, temas))
    return [persona_id.in_(conjunto) for conjunto in conjuntos]


def _con_texto(mirada: Mirada, escrito: str) -> Select[int]:
    """Por su nombre. Sus colegas la hallan sólo por el que muestra; el registro, por todos y por su correo."""
    otra = aliased(Persona)
    buscadas = palabras(escrito)
    if mirada.completa:
        columna: Any = otra.busqueda
        por_correo = otra.correo.startswith(escrito.strip().lower(), autoescape=True)
    else:
        columna = otra.busqueda
        por_correo = false()
    por_nombre = and_(true(), *(columna.contains(" " + palabra) for palabra in buscadas))
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
    de_mi_institucion = Adscripcion.institucion_id.in_(sorted(mirada.instituciones))
    return consulta.join(otra, otra.id == Adscripcion.persona_id).where(
        _deja_ver(otra, CampoVisible.PUESTO, de_mi_institucion)
    )


def _con_tema(mirada: Mirada, sentido: Sentido, temas: frozenset[Tema]) -> Select[int]:
    consulta = select(Interes.persona_id).where(Interes.sentido == sentido, Interes.tema.in_(sorted(temas)))
    if mirada.completa:
        return consulta
    otra = aliased(Persona)
    de_mi_institucion = exists().where(
        Adscripcion.persona_id == otra.id,
        Adscripcion.vigente(mirada.dia),
        Adscripcion.institucion_id.in_(sorted(mirada.instituciones)),
    )
    return consulta.join(otra, otra.id == Interes.persona_id).where(
        _deja_ver(otra, CampoVisible.INTERESES, de_mi_institucion)
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
