"""Quién imparte una edición: preguntarlo, ponerlo y quitarlo.

Impartir no es un papel de la matriz: da la lista y los resultados de esa edición y de ninguna otra. Quien quiera saber si
alguien puede, pregunta `imparte`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, select
from sqlalchemy.orm import contains_eager, joinedload

from red.base import buscar, con_candado, db
from red.errores import ErrorDeDominio, NoEncontrado
from red.formacion.listas import integrantes_que_coinciden
from red.formacion.modelos import Curso, Edicion, Imparte
from red.personas.consultas import usa_correo
from red.personas.modelos import Persona
from red.redes.modelos import Membresia
from red.reloj import ahora
from red.textos import fecha

VIGENTE = Imparte.retirada_en.is_(None)


class YaImparte(ErrorDeDominio):
    """Esa persona ya consta."""

    def __init__(self, quien: str) -> None:
        super().__init__(f"{quien} ya consta como quien imparte esta edición.")


class FueraDeLaEdicion(ErrorDeDominio):
    """Nadie imparte antes de que la edición empiece ni después de que termine."""

    def __init__(self, edicion: Edicion) -> None:
        super().__init__(
            f"La edición va del {fecha(edicion.inicia_el)} al {fecha(edicion.termina_el)}: elige días de ese periodo.",
            campo="desde",
        )


@dataclass(frozen=True)
class DeFuera:
    """Alguien que no está en el registro."""

    nombre: str
    correo: str | None


# ------------------------------------------------------------------ Preguntas


def imparte(edicion_id: int, persona_id: int | None) -> bool:
    """Si esa persona imparte esa edición."""
    if persona_id is None:
        return False
    consulta = select(Imparte.id).where(
        Imparte.edicion_id == edicion_id, Imparte.persona_id == persona_id, VIGENTE
    )
    return db.session.scalar(consulta) is not None


def de_edicion(edicion_id: int) -> Sequence[Imparte]:
    """Quienes imparten la edición, por el día en que empiezan."""
    return de_ediciones([edicion_id])[edicion_id]


def de_ediciones(ids: Iterable[int]) -> dict[int, list[Imparte]]:
    """Quienes imparten cada una de esas ediciones, con una sola pregunta."""
    suyas: dict[int, list[Imparte]] = {id: [] for id in ids}
    consulta = (
        select(Imparte)
        .where(Imparte.edicion_id.in_(list(suyas)), VIGENTE)
        .order_by(Imparte.desde, Imparte.id)
    )
    for una in db.session.scalars(consulta):
        suyas[una.edicion_id].append(una)
    return suyas


def de_persona(persona_id: int) -> Sequence[Imparte]:
    """Lo que imparte o impartió esa persona, de lo más reciente a lo más antiguo, con su edición, curso y Red."""
    consulta = (
        select(Imparte)
        .join(Imparte.edicion)
        .join(Edicion.curso)
        .join(Curso.red)
        .options(
            contains_eager(Imparte.edicion).contains_eager(Edicion.curso).contains_eager(Curso.red),
        )
        .where(Imparte.persona_id == persona_id, VIGENTE)
        .order_by(Edicion.inicia_el.desc(), Edicion.id.desc())
    )
    return db.session.scalars(consulta).all()


def una(id: int) -> Imparte:
    """Quien imparte, con su edición; lanza NoEncontrado si no existe o dejó de impartir."""
    fila = (
        db.session.scalars(
            select(Imparte)
            .where(Imparte.id == id, VIGENTE)
            .options(joinedload(Imparte.edicion).joinedload(Edicion.curso).joinedload(Curso.red))
        ).one_or_none()
        if 0 < id < 2**31
        else None
    )
    if fila is None:
        raise NoEncontrado
    return fila


def integrantes_que_podrian(
    edicion: Edicion, escrito: str, dia: date, limite: int = 12
) -> Sequence[Row[Persona, str, str]]:
    """Integrantes de la Red cuyo nombre coincide y que todavía no constan como quienes la imparten."""
    ya = select(Imparte.persona_id).where(
        Imparte.edicion_id == edicion.id, Imparte.persona_id.is_not(None), VIGENTE
    )
    return integrantes_que_coinciden(edicion, escrito, dia, Persona.id.not_in(ya), limite)


# ------------------------------------------------------------------ Operaciones


def agregar(
    edicion_id: int,
    quien: int | DeFuera,
    puesto: str,
    desde: date | None = None,
    hasta: date | None = None,
) -> Imparte:
    """Alguien del registro (su llave) o de fuera imparte la edición, entera si no se dicen días.

    De quien viene de fuera, si su correo es el de una integrante de la Red, se registra que es ella: así entra con su
    cuenta. Lanza YaImparte o FueraDeLaEdicion.
    """
    edicion = con_candado(Edicion, edicion_id)
    desde, hasta = desde or edicion.inicia_el, hasta or edicion.termina_el
    if not edicion.inicia_el <= desde <= hasta <= edicion.termina_el:
        raise FueraDeLaEdicion(edicion)
    persona = buscar(Persona, quien) if isinstance(quien, int) else _integrante_con(edicion, quien.correo)
    nueva = Imparte(edicion_id=edicion.id, puesto=puesto, desde=desde, hasta=hasta)
    if persona is not None:
        nueva.persona_id = persona.id
    else:
        assert isinstance(quien, DeFuera)
        nueva.nombre, nueva.correo = quien.nombre, quien.correo
    for otra in de_edicion(edicion.id):
        if persona is not None and otra.persona_id == persona.id:
            raise YaImparte(otra.quien)
        if persona is None and nueva.correo and otra.correo == nueva.correo:
            raise YaImparte(otra.quien)
    db.session.add(nueva)
    db.session.flush()
    return nueva


def _integrante_con(edicion: Edicion, correo: str | None) -> Persona | None:
    if not correo:
        return None
    return db.session.scalars(
        select(Persona)
        .join(Membresia, Membresia.persona_id == Persona.id)
        .where(
            usa_correo(correo),
            Membresia.red_id == edicion.curso.red_id,
            Membresia.hasta.is_(None),
        )
    ).first()


def retirar(id: int, motivo: str) -> None:
    """Deja de constar como quien imparte; lo que marcó se queda. Ya retirada, no hace nada."""
    fila = con_candado(Imparte, id)
    if fila.retirada_en is None:
        fila.retirada_en, fila.motivo = ahora(), motivo.strip() or None
