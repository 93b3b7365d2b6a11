"""Preguntas del directorio: a quién encuentra una mirada, por páginas y por clave.

El número de preguntas a la base no depende de cuántas personas haya.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from red.base import db
from red.directorio.condiciones import (
    TOPE,
    Filtros,
    SinIndice,
    Situacion,
    camino,
    cuenta,
    en_directorio,
    en_redes,
    integra,
    participa,
    pertenece,
    se_deja_ver,
)
from red.directorio.mirada import EnRed, Mirada, RedNombrada, Visible, ver
from red.encargos.consultas import de_personas
from red.instituciones.modelos import Institucion
from red.memoria import recordar
from red.paginacion import POR_PAGINA, Pagina, saltar
from red.permisos import Alcance
from red.personas.consultas import es_clave
from red.personas.modelos import Adscripcion, Interes, Persona, Sentido, Tema
from red.redes.modelos import EstadoMembresia, Membresia, Red

__all__ = ["TOPE", "Filtros", "Situacion"]


def pagina_de_personas(mirada: Mirada, filtros: Filtros, numero: int) -> Pagina[Visible]:
    """Las personas que la mirada encuentra, por apellido, con el total de las que encuentra."""
    total = cuantas_personas(mirada, filtros)
    numero = min(max(1, numero), max(1, -(-total // POR_PAGINA)))
    filas = recordar(("personas", mirada, filtros, numero), lambda: _tramo(mirada, filtros, numero, total))
    return Pagina(filas, numero, total)


def cuantas_personas(mirada: Mirada, filtros: Filtros) -> int:
    """Cuántas encuentra la mirada con ese filtro."""
    return recordar(
        ("cuántas personas", mirada, filtros), lambda: db.session.scalar(cuenta(mirada, filtros)) or 0
    )


def _tramo(mirada: Mirada, filtros: Filtros, numero: int, total: int) -> Sequence[Visible]:
    """Lo que se ve de las personas de esa página, sin objetos de la sesión: se recuerda."""
    consulta = (
        select(Persona)
        .where(camino(mirada, filtros, total))
        .order_by(Persona.orden, Persona.id)
        .limit(POR_PAGINA)
    )
    consulta = saltar(consulta, (Persona.orden, Persona.id), (numero - 1) * POR_PAGINA)
    return vestir(db.session.scalars(consulta).all(), mirada)


def persona_visible(clave: str, mirada: Mirada) -> tuple[Persona, Visible] | None:
    """La persona con esa clave y lo que la mirada ve de ella; None si para la mirada no existe.

    El registro alcanza también a quien ya dejó la Red: su historia es de la Red.
    """
    if not es_clave(clave):
        return None
    consulta = select(Persona).where(Persona.clave == clave)
    if mirada.completa:
        consulta = consulta.where(pertenece(Persona.id, mirada.redes))
    else:
        consulta = consulta.where(integra(Persona.id, mirada.de_hoy, None), en_directorio(Persona.id))
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
    condicion = camino(mirada, Filtros(texto=escrito), 0)
    consulta = select(Persona).where(condicion).order_by(Persona.orden, Persona.id).limit(limite)
    if menos is not None:
        consulta = consulta.where(Persona.id != menos)
    return vestir(db.session.scalars(consulta).all(), mirada)


def visibles_y_llaves(
    mirada: Mirada, escrito: str, limite: int, institucion_id: int | None = None
) -> list[tuple[int, str]]:
    """Llave y nombre de las primeras que coinciden con lo escrito, para una lista de elegir.

    Con `institucion_id`, sólo quienes trabajan ahí.
    """
    condicion = camino(mirada, Filtros(texto=escrito, institucion_id=institucion_id), 0)
    consulta = select(Persona).where(condicion).order_by(Persona.orden, Persona.id).limit(limite)
    return [(persona.id, persona.nombre_visible) for persona in db.session.scalars(consulta)]


def nombre_de(persona_id: int, mirada: Mirada) -> list[tuple[int, str]]:
    """Lo mismo, de una sola persona, si la mirada la alcanza."""
    consulta = select(Persona).where(Persona.id == persona_id, integra(Persona.id, mirada, None))
    return [(persona.id, persona.nombre_visible) for persona in db.session.scalars(consulta)]


def visibles_entre(personas: Sequence[int], mirada: Mirada) -> dict[int, Visible]:
    """De esas personas, las que la mirada encuentra y lo que ve de cada una."""
    if not personas:
        return {}
    consulta = select(Persona).where(Persona.id.in_(personas), integra(Persona.id, mirada, None))
    if not mirada.completa:
        consulta = consulta.where(se_deja_ver(Persona.id, mirada))
    halladas = db.session.scalars(consulta).all()
    return dict(zip([persona.id for persona in halladas], vestir(halladas, mirada), strict=True))


def vestir(personas: Sequence[Persona], mirada: Mirada) -> list[Visible]:
    """Lo que la mirada ve de cada persona, con un número fijo de preguntas, sean cuantas sean."""
    if not personas:
        return []
    ids = [persona.id for persona in personas]
    puestos = _puestos(ids, mirada.dia)
    de_hoy = puestos if mirada.es_de_hoy else _puestos(ids, mirada.de_hoy.dia)
    temas: defaultdict[int, dict[Sentido, list[Tema]]] = defaultdict(lambda: {s: [] for s in Sentido})
    for interes in db.session.scalars(select(Interes).where(Interes.persona_id.in_(ids))):
        temas[interes.persona_id][interes.sentido].append(interes.tema)
    membresias = _membresias(ids, mirada) if mirada.completa else {}
    encargos = de_personas(ids, mirada.redes, mirada.dia)
    en_orden = list(Tema)
    for suyos in temas.values():
        for lista in suyos.values():
            lista.sort(key=en_orden.index)
    return [
        ver(
            p,
            puestos.get(p.id),
            temas[p.id],
            membresias.get(p.id, []),
            mirada,
            de_hoy[p.id].institucion_id if p.id in de_hoy else None,
            encargos.get(p.id, []),
        )
        for p in personas
    ]


def _puestos(ids: list[int], dia: date) -> dict[int, Adscripcion]:
    """El puesto que cada persona tenía ese día, con su institución."""
    consulta = (
        select(Adscripcion)
        .where(Adscripcion.persona_id.in_(ids), Adscripcion.vigente(dia))
        .options(joinedload(Adscripcion.institucion))
        .order_by(Adscripcion.desde)
    )
    return {adscripcion.persona_id: adscripcion for adscripcion in db.session.scalars(consulta)}


def _membresias(ids: list[int], mirada: Mirada) -> dict[int, list[EnRed]]:
    """Las que tienen en las Redes de la mirada, como estaban ese día, de la más reciente a la más antigua."""
    consulta = (
        select(
            Membresia.persona_id,
            Membresia.id,
            Membresia.red_id,
            Membresia.hasta,
            Membresia.estado,
            Membresia.en_pausa(mirada.dia).label("en_pausa"),
            Red.clave,
            Red.nombre,
        )
        .join(Red, Red.id == Membresia.red_id)
        .where(
            Membresia.persona_id.in_(ids),
            Membresia.desde <= mirada.dia,
            *en_redes(SinIndice(Membresia.red_id), mirada.redes),
        )
        .order_by(Membresia.desde.desc(), Membresia.id.desc())
    )
    suyas: defaultdict[int, list[EnRed]] = defaultdict(list)
    for fila in db.session.execute(consulta):
        estado = EstadoMembresia.EN_PAUSA if fila.en_pausa else EstadoMembresia.ACTIVA
        if fila.hasta is not None and _habia_salido(fila.hasta, fila.estado, mirada.dia):
            estado = EstadoMembresia.CONCLUIDA
        suyas[fila.persona_id].append(
            EnRed(estado, RedNombrada(fila.clave, fila.nombre, fila.red_id), fila.id)
        )
    return suyas


def _habia_salido(hasta: date, estado: EstadoMembresia, dia: date) -> bool:
    """Lo mismo que `Membresia.integraba`, dicho al revés y de una fila."""
    return hasta < dia or (hasta == dia and estado is EstadoMembresia.CONCLUIDA)


# Instituciones que se pueden elegir


def instituciones_para_elegir(
    redes: frozenset[int] | None, dia: date, escrito: str, limite: int
) -> Sequence[Institucion]:
    """Instituciones que participan en esas Redes y coinciden con lo escrito, por nombre."""
    consulta = select(Institucion).where(participa(redes, dia), Institucion.coincide(escrito))
    return db.session.scalars(consulta.order_by(Institucion.nombre, Institucion.id).limit(limite)).all()


def instituciones_que_caben(
    redes: frozenset[int] | None, dia: date, cuantas: int
) -> Sequence[tuple[int, str]] | None:
    """Llave y nombre de las que participan en esas Redes; None si son más de `cuantas`."""
    consulta = (
        select(Institucion.id, Institucion.nombre)
        .where(participa(redes, dia))
        .order_by(Institucion.nombre, Institucion.id)
        .limit(cuantas + 1)
    )

    def leerlas() -> Sequence[tuple[int, str]] | None:
        halladas = [(id_, nombre) for id_, nombre in db.session.execute(consulta)]
        return halladas if len(halladas) <= cuantas else None

    return recordar(("instituciones que caben", redes, dia, cuantas), leerlas)


def institucion_que_participa(
    id: int | None,
    redes: frozenset[int] | None,
    dia: date,
) -> Institucion | None:
    """La institución con esa llave, si participa en alguna de esas Redes."""
    if id is None or not 0 < id < 2**31:
        return None
    consulta = select(Institucion).where(Institucion.id == id, participa(redes, dia))
    return db.session.scalars(consulta).one_or_none()
