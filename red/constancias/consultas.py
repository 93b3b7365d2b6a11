"""Preguntas sobre constancias: cuáles hay, a quién le falta la suya, quién las suscribe y con qué llave se firmaron."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from red.acceso.modelos import Asignacion
from red.base import db
from red.constancias import codigos
from red.constancias.modelos import (
    ClaseDeConstancia,
    Constancia,
    EstadoConstancia,
    Firmante,
    LlaveDeFirma,
    ReporteDeElegibles,
)
from red.formacion.modelos import Curso, Edicion, Imparte
from red.formacion.modelos_logros import Logro
from red.permisos import Identidad, Permiso, Rol
from red.personas.modelos import Adscripcion, Persona
from red.redes.modelos import Red

VIVA: tuple[ColumnElement[bool], ...] = (
    Constancia.sustituida_en.is_(None),
    Constancia.revocada_en.is_(None),
)
"""Condición: la que vale hoy."""


def por_codigo(codigo: str | None) -> Constancia | None:
    """La constancia de ese código; None si ninguna lo tiene. Se busca igual aunque no pueda ser uno."""
    buscado = codigos.huella(codigo or "")
    consulta = select(Constancia).where(Constancia.huella_codigo == buscado).options(*_CON_LO_SUYO)
    return db.session.scalars(consulta).one_or_none()


def por_pdf(huella: str) -> Constancia | None:
    """La constancia cuyo PDF es exactamente ése."""
    consulta = select(Constancia).where(Constancia.huella_pdf == huella).options(*_CON_LO_SUYO)
    return db.session.scalars(consulta).one_or_none()


_CON_LO_SUYO = (
    joinedload(Constancia.red),
    joinedload(Constancia.llave),
    joinedload(Constancia.sustituye_a),
)


def la_que_sustituye(constancia: Constancia) -> Constancia | None:
    """La que ocupó su lugar, si se sustituyó; la última, si ésa también."""
    siguiente = db.session.scalars(
        select(Constancia).where(Constancia.sustituye_a_id == constancia.id)
    ).one_or_none()
    return siguiente if siguiente is None else (la_que_sustituye(siguiente) or siguiente)


def ultimo_numero(red_id: int, anio: int) -> int:
    """El último consecutivo que esa Red dio ese año; cero si ninguno. Vale con la Red apartada."""
    consulta = select(func.max(Constancia.numero)).where(Constancia.red_id == red_id, Constancia.anio == anio)
    return db.session.scalar(consulta) or 0


def firmante_de(red_id: int, dia: date) -> Firmante | None:
    """Quien suscribe ese día las constancias de la Red."""
    consulta = (
        select(Firmante)
        .where(Firmante.red_id == red_id, Firmante.vigente(dia))
        .options(joinedload(Firmante.persona))
        .order_by(Firmante.desde.desc(), Firmante.id.desc())
        .limit(1)
    )
    return db.session.scalars(consulta).one_or_none()


def firmantes_de(red_id: int) -> Sequence[Firmante]:
    """Todas las personas que las han suscrito, de la más reciente a la más antigua."""
    consulta = select(Firmante).where(Firmante.red_id == red_id)
    return db.session.scalars(consulta.order_by(Firmante.desde.desc(), Firmante.id.desc())).all()


def llaves() -> list[tuple[str, str]]:
    """Cada llave con que se ha firmado, con su nombre: la primera en usarse va primero."""
    consulta = select(LlaveDeFirma.clave, LlaveDeFirma.publica).order_by(LlaveDeFirma.id)
    return [(clave, publica) for clave, publica in db.session.execute(consulta)]


def llave_de_clave(clave: str) -> LlaveDeFirma | None:
    """La llave que se llama así."""
    return db.session.scalars(select(LlaveDeFirma).where(LlaveDeFirma.clave == clave)).one_or_none()


def _merece() -> tuple[ColumnElement[bool], ...]:
    """Condición sobre Logro: terminó una edición de aquí y no tiene la suya.

    La revocada cuenta si decía lo mismo: lo que alguien quitó con su motivo no se vuelve a dar solo. Quien coordina
    puede emitir otra.
    """
    suya = exists().where(
        Constancia.edicion_id == Logro.edicion_id,
        Constancia.persona_id == Logro.persona_id,
        Constancia.clase != ClaseDeConstancia.IMPARTICION,
        Constancia.sustituida_en.is_(None),
        or_(Constancia.revocada_en.is_(None), Constancia.clase == Logro.clase),
    )
    return Logro.retirado_en.is_(None), Logro.edicion_id.is_not(None), ~suya


def por_emitir(edicion_id: int, de: Collection[int] | None = None) -> Sequence[Row[Logro, Persona]]:
    """Quienes terminaron esa edición y no tienen constancia, por nombre; `de` acota a esas personas."""
    consulta = (
        select(Logro, Persona)
        .join(Persona, Persona.id == Logro.persona_id)
        .where(Logro.edicion_id == edicion_id, *_merece())
        .order_by(Persona.orden, Persona.id)
    )
    if de is not None:
        consulta = consulta.where(Logro.persona_id.in_(de))
    return db.session.execute(consulta).all()


def quienes_impartieron(edicion_id: int, dia: date) -> Sequence[Imparte]:
    """Quienes impartieron esa edición, ya terminada, y no tienen la constancia de haberlo hecho."""
    suya = exists().where(Constancia.imparte_id == Imparte.id, *VIVA)
    consulta = (
        select(Imparte)
        .join(Edicion, Edicion.id == Imparte.edicion_id)
        .where(
            Imparte.edicion_id == edicion_id,
            Imparte.retirada_en.is_(None),
            Edicion.cancelada_en.is_(None),
            Edicion.termina_el <= dia,
            ~suya,
        )
        .order_by(Imparte.id)
    )
    return db.session.scalars(consulta).all()


@dataclass(frozen=True)
class PorEmitir:
    """A cuántas personas de una edición les falta su constancia."""

    edicion: Edicion
    cuantas: int


def ediciones_por_emitir(red_id: int) -> list[PorEmitir]:
    """Las ediciones de la Red con alguien que la merece y no la tiene; la que terminó hace más, primero."""
    cuentas = (
        select(Logro.edicion_id, func.count(Logro.id).label("n"))
        .join(Edicion, Edicion.id == Logro.edicion_id)
        .join(Curso, Curso.id == Edicion.curso_id)
        .where(Curso.red_id == red_id, *_merece())
        .group_by(Logro.edicion_id)
        .subquery()
    )
    consulta = (
        select(Edicion, cuentas.c.n)
        .join(cuentas, cuentas.c.edicion_id == Edicion.id)
        .order_by(Edicion.termina_el, Edicion.id)
    )
    return [PorEmitir(edicion, n) for edicion, n in db.session.execute(consulta).unique()]


def coordinan(red_id: int, dia: date) -> Sequence[Persona]:
    """Quienes coordinan la Red ese día."""
    consulta = (
        select(Persona)
        .join(Asignacion, Asignacion.persona_id == Persona.id)
        .where(
            Asignacion.red_id == red_id,
            Asignacion.rol == Rol.COORDINADORA,
            Asignacion.vigente(dia),
            Asignacion.terminada_en.is_(None),
        )
        .order_by(Persona.id)
    )
    return db.session.scalars(consulta).unique().all()


def redes_con_formacion() -> Sequence[int]:
    """Las Redes que tienen algún logro de ediciones suyas."""
    return db.session.scalars(select(Logro.red_id).where(Logro.edicion_id.is_not(None)).distinct()).all()


def reporte_de(red_id: int, dia: date) -> ReporteDeElegibles | None:
    """La cuenta de ese día, si ya se hizo."""
    consulta = select(ReporteDeElegibles).where(
        ReporteDeElegibles.red_id == red_id, ReporteDeElegibles.dia == dia
    )
    return db.session.scalars(consulta).one_or_none()


def reportes_de(red_id: int, cuantos: int = 14) -> Sequence[ReporteDeElegibles]:
    """Las últimas cuentas diarias, la más reciente primero."""
    consulta = select(ReporteDeElegibles).where(ReporteDeElegibles.red_id == red_id)
    return db.session.scalars(consulta.order_by(ReporteDeElegibles.dia.desc()).limit(cuantos)).all()


def _consta() -> ColumnElement[bool]:
    """Condición sobre Constancia: lo que dice sigue siendo lo que consta, que llegó hasta ahí o que impartió."""
    llego = exists().where(
        Logro.edicion_id == Constancia.edicion_id,
        Logro.persona_id == Constancia.persona_id,
        Logro.clase == Constancia.clase,
        Logro.retirado_en.is_(None),
    )
    impartio = exists().where(Imparte.id == Constancia.imparte_id, Imparte.retirada_en.is_(None))
    return or_(llego, impartio)


def tiene_fundamento(constancia_id: int) -> bool:
    """Si lo que dice esa constancia sigue siendo lo que consta."""
    consulta = select(Constancia.id).where(Constancia.id == constancia_id, _consta())
    return db.session.scalar(consulta) is not None


def sin_fundamento(red_id: int) -> Sequence[Constancia]:
    """Las que valen aunque lo que dicen ya no es lo que consta: alguien ha de mirarlas."""
    consulta = (
        select(Constancia)
        .where(Constancia.red_id == red_id, *VIVA, ~_consta())
        .options(joinedload(Constancia.edicion), joinedload(Constancia.persona))
        .order_by(Constancia.id)
    )
    return db.session.scalars(consulta).unique().all()


@dataclass(frozen=True)
class Filtro:
    """Qué constancias se quieren ver."""

    texto: str = ""
    clase: ClaseDeConstancia | None = None
    estado: EstadoConstancia | None = None
    edicion: int | None = None


def emitidas(quien: Identidad, red: Red | None, filtro: Filtro) -> Select[Constancia]:
    """Las que puede ver quien pregunta, de la más reciente a la más antigua."""
    consulta = (
        select(Constancia)
        .options(joinedload(Constancia.red), joinedload(Constancia.edicion), joinedload(Constancia.persona))
        .order_by(Constancia.emitida_el.desc(), Constancia.id.desc())
    )
    redes = quien.redes_con(Permiso.EMITIR_CONSTANCIA)
    if redes is not None:
        consulta = consulta.where(Constancia.red_id.in_(redes))
    if red is not None:
        consulta = consulta.where(Constancia.red_id == red.id)
    if filtro.clase is not None:
        consulta = consulta.where(Constancia.clase == filtro.clase)
    if filtro.estado is EstadoConstancia.VIGENTE:
        consulta = consulta.where(*VIVA)
    elif filtro.estado is EstadoConstancia.REVOCADA:
        consulta = consulta.where(Constancia.revocada_en.is_not(None))
    elif filtro.estado is EstadoConstancia.SUSTITUIDA:
        consulta = consulta.where(Constancia.sustituida_en.is_not(None), Constancia.revocada_en.is_(None))
    if filtro.edicion is not None:
        consulta = consulta.where(Constancia.edicion_id == filtro.edicion)
    if filtro.texto.strip():
        consulta = consulta.where(_coincide(filtro.texto))
    return consulta


def _coincide(texto: str) -> ColumnElement[bool]:
    """Por folio, por el nombre de la persona o por el código entero."""
    una = aliased(Persona)
    opciones = [
        Constancia.folio.contains(texto.strip().upper(), autoescape=True),
        Constancia.persona_id.in_(select(una.id).where(una.coincide(texto))),
        Constancia.nombre.icontains(texto.strip(), autoescape=True),
    ]
    codigo = codigos.leer(texto)
    if codigo is not None:
        opciones.append(Constancia.huella_codigo == codigos.huella(codigo))
    return or_(*opciones)


def de_edicion(edicion_id: int) -> Sequence[Constancia]:
    """Todas las que valen de una edición, por folio."""
    consulta = (
        select(Constancia)
        .where(Constancia.edicion_id == edicion_id, *VIVA)
        .options(joinedload(Constancia.archivo))
        .order_by(Constancia.numero, Constancia.id)
    )
    return db.session.scalars(consulta).all()


def cuantas_de(edicion_id: int) -> int:
    """Cuántas valen de esa edición."""
    consulta = select(func.count(Constancia.id)).where(Constancia.edicion_id == edicion_id, *VIVA)
    return db.session.scalar(consulta) or 0


def de_persona(persona_id: int) -> Sequence[Constancia]:
    """Las de una persona, de la más reciente a la más antigua, también las que ya no valen."""
    consulta = (
        select(Constancia)
        .where(Constancia.persona_id == persona_id)
        .options(joinedload(Constancia.red), joinedload(Constancia.archivo), joinedload(Constancia.edicion))
        .order_by(Constancia.emitida_el.desc(), Constancia.id.desc())
    )
    return db.session.scalars(consulta).unique().all()


def viva_de(edicion_id: int, persona_id: int) -> Constancia | None:
    """La que vale de esa persona por haber cursado esa edición."""
    consulta = select(Constancia).where(
        Constancia.edicion_id == edicion_id,
        Constancia.persona_id == persona_id,
        Constancia.clase != ClaseDeConstancia.IMPARTICION,
        *VIVA,
    )
    return db.session.scalars(consulta).one_or_none()


def con_archivo(archivo_id: int) -> Constancia | None:
    """La constancia cuyo PDF es ese archivo."""
    return db.session.scalars(select(Constancia).where(Constancia.archivo_id == archivo_id)).one_or_none()


def sin_valor(red_id: int, anio: int, sustitucion: int, desde: int, hasta: int) -> Sequence[int]:
    """Los números de esa serie que ya no valen, por revocados o por sustituidos."""
    consulta = select(Constancia.numero).where(
        and_(
            Constancia.red_id == red_id,
            Constancia.anio == anio,
            Constancia.sustitucion == sustitucion,
            Constancia.numero.between(desde, hasta),
        ),
        or_(Constancia.revocada_en.is_not(None), Constancia.sustituida_en.is_not(None)),
    )
    return db.session.scalars(consulta).all()


def hay_serie(red_id: int, anio: int, sustitucion: int) -> Red | None:
    """La Red de esa serie, si alguna vez emitió una así."""
    hay = exists().where(
        Constancia.red_id == Red.id, Constancia.anio == anio, Constancia.sustitucion == sustitucion
    )
    return db.session.scalars(select(Red).where(Red.id == red_id, hay)).one_or_none()


def una(id: int) -> Constancia | None:
    """La de esa llave, con lo suyo."""
    return db.session.scalars(
        select(Constancia).where(Constancia.id == id).options(*_CON_LO_SUYO)
    ).one_or_none()


def del_folio(red_id: int, anio: int, numero: int, sustitucion: int) -> Constancia | None:
    """La de ese consecutivo en la serie de la Red."""
    consulta = select(Constancia).filter_by(red_id=red_id, anio=anio, numero=numero, sustitucion=sustitucion)
    return db.session.scalars(consulta.options(*_CON_LO_SUYO)).one_or_none()


def podrian_firmar(red: Red, dia: date, limite: int = 200) -> list[tuple[Persona, str]]:
    """Quienes trabajan en la institución que convoca, con su puesto: entre ellas suele estar quien firma."""
    consulta = (
        select(Persona, Adscripcion.puesto)
        .join(Adscripcion, Adscripcion.persona_id == Persona.id)
        .where(
            Adscripcion.institucion_id == red.convocante_id,
            Adscripcion.vigente(dia),
            Persona.fusionada_en_id.is_(None),
        )
        .order_by(Persona.orden, Persona.id)
        .limit(limite)
    )
    return [(p, f"{p.nombre_completo}, {puesto}") for p, puesto in db.session.execute(consulta)]
