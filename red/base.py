"""La base de datos: el modelo común, las opciones, la vigencia y la única transacción.

Leyes de esta casa:

* `transaccion` es el único lugar que confirma cambios.
* Quien decide por una cuenta, primero toma el candado del dueño de la cuenta (`con_candado`).
* Nada del dominio se borra: se cierra, con su fecha.
"""

import enum
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, ClassVar, Protocol, Self, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    DateTime,
    Dialect,
    Enum,
    Index,
    MetaData,
    Text,
    TypeDecorator,
    and_,
    event,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Mapper, declared_attr, mapped_column

from red import motores as motores
from red.errores import ErrorDeDominio, NoEncontrado, SeCruzaron, YaRegistrado
from red.textos import con_una_letra, palabras, para_buscar

NOMBRES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Opcion(enum.StrEnum):
    """Opción cerrada: el valor que se guarda y la etiqueta que se lee.

    >>> class Color(Opcion):
    ...     LILA = "lila", "Color lila"
    >>> Color("lila").etiqueta, Color.opciones()
    ('Color lila', [('lila', 'Color lila')])
    """

    etiqueta: str

    def __new__(cls, valor: str, etiqueta: str = "") -> Self:
        """Construye la opción con su etiqueta para personas."""
        opcion = str.__new__(cls, valor)
        opcion._value_ = valor
        opcion.etiqueta = etiqueta
        return opcion

    @classmethod
    def opciones(cls) -> list[tuple[str, str]]:
        """Pares (valor, etiqueta) en el orden en que se declararon, para una lista de elegir."""
        return [(opcion.value, opcion.etiqueta) for opcion in cls]


def tipo_de_opcion(clase: type[Opcion], nombre: str | None = None) -> Enum:
    """El tipo de una columna de esa Opcion, con su comprobación en la base.

    La comprobación se llama como la clase; `nombre` hace falta donde una tabla tiene dos de la misma.
    """
    return Enum(
        clase,
        name=nombre,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=40,
        values_callable=lambda opciones: [opcion.value for opcion in opciones],
    )


class Instante(TypeDecorator[datetime]):
    """Momento en UTC; SQLite no guarda la zona, así que se pone al leer."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Exige zona horaria: un instante sin zona no dice cuándo."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("El instante necesita zona horaria")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Devuelve siempre el instante con zona UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Modelo(DeclarativeBase):
    """Toda tabla: nombre derivado de la clase, llave `id` y restricciones con nombre."""

    metadata = MetaData(naming_convention=NOMBRES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Instante,
        str: Text,
        Opcion: tipo_de_opcion(Opcion),
    }

    @declared_attr.directive
    def __tablename__(cls) -> str:
        """Nombre de la tabla: el de la clase, en minúsculas y con guiones bajos."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-10)

    def __repr__(self) -> str:
        """Sin datos personales: puede acabar en un registro de fallas."""
        return f"<{type(self).__name__} {self.__dict__.get('id', 'nuevo')}>"


db = SQLAlchemy(metadata=Modelo.metadata)
M = TypeVar("M", bound=Modelo)


class Vigencia:
    """Periodo en que algo fue cierto: de `desde` a `hasta`, ambos días incluidos.

    Sin `hasta`, sigue vigente. Cerrar no borra: quien pregunte por una fecha pasada lo encuentra.
    """

    desde: Mapped[date] = mapped_column(sort_order=90)
    hasta: Mapped[date | None] = mapped_column(sort_order=91)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """La vigencia no puede terminar antes de empezar."""
        return (restriccion_de_vigencia(),)

    def esta_vigente(self, dia: date) -> bool:
        """Si era cierto ese día."""
        return self.desde <= dia and (self.hasta is None or dia <= self.hasta)

    @classmethod
    def vigente(cls, dia: date) -> ColumnElement[bool]:
        """Condición para una consulta: lo que era cierto ese día."""
        return and_(cls.desde <= dia, or_(cls.hasta.is_(None), cls.hasta >= dia))


def restriccion_de_vigencia() -> CheckConstraint:
    """La comprobación con nombre que toda tabla con vigencia lleva en la base de datos."""
    return CheckConstraint("hasta IS NULL OR hasta >= desde", name="vigencia")


def unico_entre_vigentes(nombre: str, *columnas: str, condicion: str = "hasta IS NULL") -> Index:
    """Índice único sólo sobre lo vigente: la historia puede repetirse, el presente no."""
    return Index(
        nombre,
        *columnas,
        unique=True,
        sqlite_where=text(condicion),
        postgresql_where=text(condicion),
    )


class Buscable:
    """Lo que se encuentra escribiendo: guarda sus palabras sin acentos en `busqueda`."""

    busqueda: Mapped[str] = mapped_column(default="", sort_order=95, info={"bitacora": "omitir"})

    def textos_de_busqueda(self) -> Sequence[str | None]:
        """Textos por los que se ha de encontrar."""
        raise NotImplementedError

    @classmethod
    def coincide(cls, escrito: str) -> ColumnElement[bool]:
        """Condición: cada palabra escrita empieza alguna palabra de lo buscado."""
        return and_(True, *(cls.busqueda.contains(" " + palabra) for palabra in palabras(escrito)))


@event.listens_for(Buscable, "before_insert", propagate=True)
@event.listens_for(Buscable, "before_update", propagate=True)
def _guardar_palabras(_mapper: Mapper[Any], _conexion: Connection, objeto: Buscable) -> None:
    objeto.busqueda = para_buscar(objeto.textos_de_busqueda())


def casi_contiene(columna: Any, escrito: str) -> ColumnElement[bool]:
    """Condición: cada palabra escrita empieza, con a lo más una letra distinta, alguna palabra de la columna."""
    return and_(
        True,
        *(
            or_(
                columna.contains(" " + palabra),
                *(columna.like(f"% {patron}%") for patron in con_una_letra(palabra)),
            )
            for palabra in palabras(escrito)
        ),
    )


class RecibeErrores(Protocol):
    """Un formulario que sabe mostrar la regla que dijo que no."""

    def agregar_error(self, error: ErrorDeDominio) -> None:
        """Pone el error junto a su campo o arriba del formulario."""

    @property
    def sin_comprobar(self) -> bool:
        """Si corrige algo y todavía no comprobó que nadie lo haya cambiado."""


class Hecho:
    """Si la transacción se confirmó; se pregunta después de cerrarla."""

    def __init__(self) -> None:
        self._confirmada = False
        self.al_confirmar: list[Callable[[], None]] = []

    def __bool__(self) -> bool:
        """Verdadero sólo cuando los cambios quedaron guardados."""
        return self._confirmada


@contextmanager
def transaccion(formulario: RecibeErrores | None = None) -> Iterator[Hecho]:
    """El único lugar que confirma cambios: todo o nada.

    Si una regla dice que no y hay `formulario`, la escribe en él y la página vuelve con lo escrito;
    sin formulario, el error sigue su camino. En SQLite la transacción se abre pidiendo el turno de
    escritura, de modo que nadie decide con una cuenta que otra persona está cambiando.
    """
    sesion = db.session
    if "hecho" in sesion.info:
        raise RuntimeError("Una transacción no se abre dentro de otra")
    if sesion.new or sesion.dirty or sesion.deleted:
        raise RuntimeError("Hay cambios hechos fuera de la transacción")
    sesion.rollback()
    sesion.connection(execution_options={"escribe": True})
    hecho = Hecho()
    sesion.info["hecho"] = hecho
    try:
        yield hecho
        if formulario is not None and formulario.sin_comprobar:
            raise RuntimeError(
                "Antes de corregir, form.comprobar(): alguien pudo cambiarlo mientras se escribía"
            )
        sesion.commit()
        hecho._confirmada = True
    except ErrorDeDominio as error:
        sesion.rollback()
        if formulario is None:
            raise
        formulario.agregar_error(error)
    except IntegrityError as choque:
        sesion.rollback()
        if not _es_repeticion(choque):
            raise
        if formulario is None:
            raise YaRegistrado from choque
        formulario.agregar_error(YaRegistrado())
    except OperationalError as choque:
        sesion.rollback()
        if formulario is None or not _se_cruzaron(choque):
            raise
        formulario.agregar_error(SeCruzaron())
    except BaseException:
        sesion.rollback()
        raise
    finally:
        sesion.info.pop("hecho", None)
    if hecho:
        for accion in hecho.al_confirmar:
            accion()


def _es_repeticion(choque: IntegrityError) -> bool:
    """Si la base rechazó por repetido: lo único que se explica como carrera entre personas."""
    return (
        getattr(choque.orig, "sqlite_errorname", "") in {"SQLITE_CONSTRAINT_UNIQUE"}
        or getattr(choque.orig, "sqlstate", "") == "23505"
    )


def _se_cruzaron(choque: OperationalError) -> bool:
    """Si dos cambios esperaban cada uno al otro y la base detuvo éste: nada quedó a medias y puede repetirse."""
    return getattr(choque.orig, "sqlstate", "") in {"40P01", "40001"}


def al_confirmar(accion: Callable[[], None]) -> None:
    """Pide que `accion` corra cuando la transacción en curso quede confirmada, y sólo entonces."""
    hecho = db.session.info.get("hecho")
    if hecho is None:
        raise RuntimeError("Sólo dentro de una transacción")
    if accion not in hecho.al_confirmar:
        hecho.al_confirmar.append(accion)


MAYOR_LLAVE = 2**31 - 1


def llave(escrita: str) -> int:
    """La llave que alguien puso en una dirección; lanza ValueError si ninguna fila podría tenerla."""
    numero = int(escrita)
    if not 0 < numero <= MAYOR_LLAVE:
        raise ValueError("Fuera de lo que cabe en una llave")
    return numero


def buscar(modelo: type[M], id: int) -> M:
    """La fila con esa llave; lanza NoEncontrado si no existe."""
    fila = db.session.get(modelo, id) if 0 < id <= MAYOR_LLAVE else None
    if fila is None:
        raise NoEncontrado
    return fila


def con_candado(modelo: type[M], id: int, *, compartido: bool = False) -> M:
    """La fila, recién leída y apartada hasta el fin de la transacción; lanza NoEncontrado si no existe.

    Es el candado de quien va a decidir por una cuenta: en PostgreSQL, `FOR UPDATE` sobre la fila
    dueña; en SQLite basta el turno de escritura que ya pidió `transaccion`. `compartido` (`FOR SHARE`) es de quien
    sólo necesita que la fila no cambie mientras tanto: caben varios a la vez, y ninguno junto con el otro.

    El orden, para que nadie espere a quien lo espera: **institución › invitación › unidad › persona › lo de cada
    una**; entre iguales, por `id`. Cerrar o juntar instituciones aparta la institución y después toca lo suyo, así que
    quien vaya a sumarle gente la aparta antes que nada (`red.instituciones.operaciones.en_pie`).
    """
    if "hecho" not in db.session.info:
        raise RuntimeError("Un candado sólo sirve dentro de una transacción")
    if not 0 < id <= MAYOR_LLAVE:
        raise NoEncontrado
    orden = select(modelo).where(modelo.id == id).with_for_update(of=modelo, read=compartido)
    fila = db.session.scalars(orden.execution_options(populate_existing=True)).one_or_none()
    if fila is None:
        raise NoEncontrado
    return fila


def uno_a_la_vez(que: str) -> None:
    """Espera a que ningún otro proceso esté haciendo eso, hasta el fin de la transacción; para lo que no tiene una dueña.

    En SQLite basta el turno de escritura que ya pidió `transaccion`.
    """
    if "hecho" not in db.session.info:
        raise RuntimeError("Un candado sólo sirve dentro de una transacción")
    if db.session.connection().dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(zlib.crc32(que.encode()))))
