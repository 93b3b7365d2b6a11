"""Preguntas a la bitácora: qué se cambió, y la historia de una fila."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, or_, select

from red.base import Modelo, db
from red.bitacora.modelos import Cambio, Registro
from red.bitacora.nombres import Nombres, clase_de
from red.bitacora.redaccion import Suceso, redactar
from red.memoria import recordar
from red.paginacion import Pagina, paginar
from red.reloj import ZONA_POR_OMISION

CALLADAS = ("aviso", "llave_invitacion", "sesion_cerrada")
"""Tablas de oficio: se anotan, pero la lista no las muestra si no se piden."""


@dataclass(frozen=True)
class Busqueda:
    """Qué parte de la bitácora se quiere leer."""

    redes: frozenset[int] | None = None
    tabla: str = ""
    persona: str = ""
    desde: date | None = None
    hasta: date | None = None


def registros(busqueda: Busqueda, zona: str = ZONA_POR_OMISION) -> Select[Registro]:
    """Los renglones de la bitácora, del más reciente al más antiguo."""
    consulta = select(Registro).order_by(Registro.id.desc())
    if busqueda.redes is not None:
        consulta = consulta.where(Registro.red_id.in_(busqueda.redes))
    if busqueda.tabla:
        consulta = consulta.where(Registro.tabla == busqueda.tabla)
    else:
        consulta = consulta.where(Registro.tabla.not_in(CALLADAS))
    if busqueda.persona.strip():
        persona: Any = clase_de("persona")
        consulta = consulta.where(
            Registro.quien_id.in_(select(persona.id).where(persona.coincide(busqueda.persona)))
        )
    if busqueda.desde is not None:
        consulta = consulta.where(Registro.en >= _inicio(busqueda.desde, zona))
    if busqueda.hasta is not None:
        consulta = consulta.where(Registro.en < _inicio(busqueda.hasta + timedelta(days=1), zona))
    return consulta


def historia_de(
    modelo: type[Modelo] | str, id: int, *, limite: int = 30, zona: str = ZONA_POR_OMISION
) -> list[Suceso]:
    """Lo que le ha pasado a una fila, de lo más reciente a lo más antiguo, para `linea_de_tiempo`.

    No pregunta permisos: la llama quien ya comprobó que la ficha se puede ver. Cuesta un número de consultas
    que no depende de cuánta historia haya.
    """
    tabla = modelo if isinstance(modelo, str) else modelo.__tablename__
    # SQLite puede dar a una fila nueva la llave de otra que se quitó: lo de aquélla no es historia de ésta.
    quitada = (
        select(func.max(Registro.id))
        .where(Registro.tabla == tabla, Registro.fila_id == id, Registro.cambio == Cambio.BORRAR)
        .scalar_subquery()
    )
    consulta = (
        select(Registro)
        .where(Registro.tabla == tabla, Registro.fila_id == id, Registro.id > func.coalesce(quitada, 0))
        .order_by(Registro.id.desc())
        .limit(limite)
    )
    return redactar(db.session.scalars(consulta).all(), zona=zona, de_ficha=True)


def leer(filas: Sequence[Registro], zona: str = ZONA_POR_OMISION) -> list[Suceso]:
    """Los renglones dichos en palabras, con el nombre de cada fila."""
    return redactar(filas, zona=zona)


def pagina_leida(
    busqueda: Busqueda, numero: int, por_pagina: int, zona: str = ZONA_POR_OMISION
) -> tuple[Pagina[int], list[Suceso]]:
    """Las llaves de un tramo de la bitácora y sus renglones en palabras; se recuerdan mientras la base no cambie."""

    def leerla() -> tuple[Pagina[int], list[Suceso]]:
        pagina = paginar(registros(busqueda, zona), numero, por_pagina=por_pagina)
        return replace(pagina, filas=[fila.id for fila in pagina.filas]), leer(pagina.filas, zona)

    return recordar(("bitacora", busqueda, numero, por_pagina, zona), leerla)


def _inicio(dia: date, zona: str) -> datetime:
    return datetime.combine(dia, time(), ZoneInfo(zona))


def desde_cuando(tabla: str, fila_id: int, columna: str, valor: str) -> datetime | None:
    """La última vez que esa columna de esa fila pasó a valer eso; None si no consta."""
    consulta = (
        select(Registro.en, Registro.cambios)
        .where(Registro.tabla == tabla, Registro.fila_id == fila_id)
        .order_by(Registro.id.desc())
    )
    filas = db.session.execute(consulta)
    return next((en for en, cambios in filas if (cambios.get(columna) or [None])[-1] == valor), None)


def quien_cambio(filas: Sequence[Modelo], columnas: Collection[str]) -> str:
    """Quién fue la última persona en cambiar alguna de esas columnas de esas filas, o en registrarlas o cerrarlas."""
    suyas = or_(*((Registro.tabla == fila.__tablename__) & (Registro.fila_id == fila.id) for fila in filas))
    consulta = (
        select(Registro.quien_id, Registro.cambios)
        .where(suyas, Registro.quien_id.is_not(None))
        .order_by(Registro.id.desc())
        .limit(20)
    )
    buscadas = {*columnas, "hasta"}
    quien = next((quien for quien, cambios in db.session.execute(consulta) if buscadas & set(cambios)), None)
    return (Nombres({("persona", quien)}).de("persona", quien) if quien else "") or "otra persona"


def registrada_en(tabla: str, fila_id: int) -> datetime | None:
    """Cuándo se registró esa fila; None si no consta."""
    return db.session.scalar(
        select(func.max(Registro.en)).where(
            Registro.tabla == tabla, Registro.fila_id == fila_id, Registro.cambio == Cambio.CREAR
        )
    )
