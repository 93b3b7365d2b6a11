"""Preguntas sobre modelos y documentos: cuál rige, cuáles se han emitido y qué folio sigue."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from red.base import db
from red.documentos.la_casa import Texto, de_la_casa
from red.documentos.modelos import Documento, ModeloDeDocumento, Papel
from red.permisos import Identidad, Permiso
from red.redes.modelos import Red
from red.territorios.modelos import Territorio


def modelo_de(red_id: int, papel: Papel) -> Texto:
    """El texto que rige para esa Red: su última versión o, si no lo ha editado, el de la casa."""
    consulta = (
        select(ModeloDeDocumento)
        .where(ModeloDeDocumento.red_id == red_id, ModeloDeDocumento.papel == papel)
        .order_by(ModeloDeDocumento.version.desc())
        .limit(1)
    )
    propio = db.session.scalars(consulta).one_or_none()
    if propio is None:
        return de_la_casa(papel)
    return Texto(propio.titulo, propio.cuerpo, propio.version, propio.id)


def versiones(red_id: int) -> dict[Papel, ModeloDeDocumento]:
    """La última versión propia de cada papel, con quien la guardó; los que faltan son los de la casa."""
    consulta = (
        select(ModeloDeDocumento)
        .where(ModeloDeDocumento.red_id == red_id)
        .options(joinedload(ModeloDeDocumento.quien))
        .order_by(ModeloDeDocumento.version)
    )
    return {modelo.papel: modelo for modelo in db.session.scalars(consulta)}


def claves_antes_de(red_id: int, empieza: str) -> Sequence[str]:
    """Las claves de las Redes más antiguas que ésa que empiezan así."""
    consulta = select(Red.clave).where(Red.id < red_id, Red.clave.startswith(empieza, autoescape=True))
    return db.session.scalars(consulta).all()


def ultimo_numero(red_id: int, anio: int) -> int:
    """El último consecutivo que esa Red dio ese año; cero si ninguno. Se pregunta con la Red apartada."""
    consulta = select(func.max(Documento.numero)).where(Documento.red_id == red_id, Documento.anio == anio)
    return db.session.scalar(consulta) or 0


@dataclass(frozen=True)
class Filtro:
    """Qué documentos se quieren ver."""

    papel: Papel | None = None
    anulados: bool | None = None
    escrito: str = ""


def emitidos(quien: Identidad, red: Red | None, filtro: Filtro) -> Select[Documento]:
    """Los documentos que puede leer quien pregunta, del más reciente al más antiguo."""
    redes = quien.redes_con(Permiso.CUIDAR_UNIDAD)
    consulta = (
        select(Documento)
        .options(joinedload(Documento.institucion), joinedload(Documento.red), joinedload(Documento.archivo))
        .order_by(Documento.emitido_en.desc(), Documento.id.desc())
    )
    if redes is not None:
        suyas = quien.instituciones_con(Permiso.CUIDAR_UNIDAD)
        consulta = consulta.where(or_(Documento.red_id.in_(redes), Documento.institucion_id.in_(suyas)))
    if red is not None:
        consulta = consulta.where(Documento.red_id == red.id)
    if filtro.papel is not None:
        consulta = consulta.where(Documento.papel == filtro.papel)
    if filtro.anulados is not None:
        consulta = consulta.where(
            Documento.anulado_en.is_not(None) if filtro.anulados else Documento.anulado_en.is_(None)
        )
    if filtro.escrito:
        consulta = consulta.where(Documento.folio.contains(filtro.escrito.strip().upper(), autoescape=True))
    return consulta


def de_referencia(referencia: str, papeles: Collection[Papel] = tuple(Papel)) -> Sequence[Documento]:
    """Los documentos emitidos sobre algo, del más reciente al más antiguo."""
    consulta = (
        select(Documento)
        .where(Documento.referencia == referencia, Documento.papel.in_(papeles))
        .options(joinedload(Documento.archivo))
        .order_by(Documento.id.desc())
    )
    return db.session.scalars(consulta).all()


def de_archivo(archivo_id: int) -> Documento | None:
    """El documento cuyo PDF es ese archivo."""
    return db.session.scalars(select(Documento).where(Documento.archivo_id == archivo_id)).one_or_none()


def lugar_de(red: Red) -> str:
    """Dónde se firma: el territorio de quien convoca y, si es municipio, también su entidad."""
    territorio: Territorio = red.convocante.territorio
    partes = [territorio.nombre]
    madre = territorio.madre
    while madre is not None and len(partes) < 2:
        if madre.madre is not None and madre.nombre != territorio.nombre:
            partes.append(madre.nombre)
        madre = madre.madre
    return ", ".join(partes)
