"""Escribir muchas filas de una vez, cada una con su renglón en la bitácora, como si se hubieran guardado una por una.

En PostgreSQL van por COPY y en SQLite por lotes. Los valores llegan como viajan en un plan (texto, número o
nada) y aquí se vuelven lo que cada columna guarda.
"""

import gc
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from operator import itemgetter
from types import SimpleNamespace
from typing import Any

import orjson
from sqlalchemy import JSON, Boolean, Connection, Date, Enum, Table, bindparam, func, select, update
from sqlalchemy.exc import IntegrityError

from red.base import Buscable, Instante, Modelo, db
from red.bitacora.escritura import contexto
from red.bitacora.modelos import Cambio, Registro
from red.bitacora.nombres import clase_de
from red.reloj import ahora
from red.textos import para_buscar

DERIVADAS = ("busqueda", "orden", "busqueda_visible")
Pares = Mapping[str, list[Any]]


def tabla_de(nombre: str) -> Table:
    """La tabla con ese nombre."""
    return Modelo.metadata.tables[nombre]


def modelo_de(nombre: str) -> type[Modelo]:
    """El modelo de esa tabla."""
    clase = clase_de(nombre)
    assert clase is not None
    return clase


@cache
def _calladas(nombre: str) -> frozenset[str]:
    """Columnas que la bitácora no anota."""
    columnas = tabla_de(nombre).c
    return frozenset(c.name for c in columnas if c.primary_key or c.info.get("bitacora") == "omitir")


def a_python(nombre: str, columna: str, valor: Any) -> Any:
    """El valor de un plan como lo espera la columna."""
    tipo = tabla_de(nombre).c[columna].type
    if valor is None or not isinstance(valor, str):
        return valor
    if isinstance(tipo, Instante):
        return datetime.fromisoformat(valor)
    if isinstance(tipo, Date):
        return date.fromisoformat(valor)
    if isinstance(tipo, Enum) and tipo.enum_class is not None:
        return tipo.enum_class(valor)
    return valor


def a_plan(valor: Any) -> Any:
    """El valor de una fila como viaja en un plan."""
    if isinstance(valor, (date, datetime)):
        return valor.isoformat()
    return getattr(valor, "value", valor)


def derivadas(modelo: type[Modelo], valores: Mapping[str, Any]) -> dict[str, Any]:
    """Lo que el modelo calcula al guardarse con esos valores: sus palabras de búsqueda y, si lo tiene, su orden."""
    if not issubclass(modelo, Buscable):
        return {}
    ficha: Any = SimpleNamespace(**valores)
    if modelo.__tablename__ == "institucion":
        nombres = tabla_de("nombre_de_institucion").c
        suyos = select(nombres.nombre).where(nombres.institucion_id == valores["id"]).order_by(nombres.id)
        ficha.nombres = db.session.execute(suyos).all()
    ficha.busqueda = para_buscar(modelo.textos_de_busqueda(ficha))
    return {columna: getattr(ficha, columna) for columna in DERIVADAS if hasattr(ficha, columna)}


@dataclass
class _Forma:
    """Las filas que traen las mismas columnas: cuáles se anotan, cuáles se convierten y en qué orden van."""

    dicen: list[str]
    convierten: list[tuple[str, Any]]
    en_orden: Any
    tuplas: list[tuple[Any, ...]] = field(default_factory=list)


@dataclass
class Escritura:
    """Junta lo que se ha de escribir y lo escribe por tramos, con su bitácora."""

    conexion: Connection
    red_id: int | None
    _registros: list[tuple[Any, ...]] = field(default_factory=list)

    @property
    def es_postgresql(self) -> bool:
        """Si el motor es PostgreSQL; si no, SQLite."""
        return self.conexion.dialect.name == "postgresql"

    def llaves(self, nombre: str, cuantas: int) -> Sequence[int]:
        """Llaves libres para tantas filas nuevas; nadie más las recibe."""
        if not cuantas:
            return []
        if self.es_postgresql:
            secuencia = func.pg_get_serial_sequence(nombre, "id")
            return self.conexion.scalars(
                select(func.nextval(secuencia)).select_from(func.generate_series(1, cuantas))
            ).all()
        tabla = tabla_de(nombre)
        # Quien escribe en SQLite tiene el turno: nadie más registra mientras tanto.
        ultima = self.conexion.scalar(select(func.max(tabla.c.id))) or 0
        return range(ultima + 1, ultima + 1 + cuantas)

    def crear(self, nombre: str, filas: Sequence[dict[str, Any]]) -> None:
        """Registra las filas, que ya traen su llave; lo que falta toma el valor por omisión del modelo."""
        if not filas:
            return
        tabla = tabla_de(nombre)
        omisiones = [(c.name, _omision(c)) for c in tabla.c if c.default is not None]
        calladas = _calladas(nombre)
        actual, momento = contexto(), self._decir_instante(ahora())
        quien, accion, solicitud, que = actual.quien, actual.accion, actual.solicitud, Cambio.CREAR.value
        anotar, red_id = self._registros.append, self.red_id
        formas: dict[tuple[str, ...], _Forma] = {}
        previas: tuple[str, ...] = ()
        for fila in filas:
            for columna, dar in omisiones:
                if columna not in fila:
                    fila[columna] = dar()
            claves = tuple(fila)
            if claves != previas:
                # Casi todas traen las mismas columnas: lo que depende de cuáles son se piensa una vez.
                previas, forma = claves, formas.get(claves) or self._forma(tabla, claves, calladas)
                formas[claves] = forma
            dicho = en_json({c: [None, fila[c]] for c in forma.dicen})
            anotar((momento, quien, accion, solicitud, que, nombre, fila["id"], red_id, dicho))
            for columna, escribe in forma.convierten:
                fila[columna] = escribe(fila[columna])
            forma.tuplas.append(forma.en_orden(fila))
        for claves, forma in formas.items():
            self._volcar(nombre, list(claves), forma.tuplas)

    def _forma(self, tabla: Table, claves: tuple[str, ...], calladas: frozenset[str]) -> "_Forma":
        convierten = [(c, escribe) for c in claves if (escribe := self._escritor(tabla.c[c])) is not None]
        return _Forma([c for c in claves if c not in calladas], convierten, itemgetter(*claves))

    def cambiar(self, nombre: str, cambios: Sequence[tuple[int, Pares]], *, al_reves: bool = False) -> None:
        """Cambia las filas a lo que cada par dice al final, o al principio si es al revés."""
        if not cambios:
            return
        tabla, modelo = tabla_de(nombre), modelo_de(nombre)
        cual = 0 if al_reves else 1
        actuales: dict[int, dict[str, Any]] = {}
        if issubclass(modelo, Buscable):
            consulta = select(tabla).where(tabla.c.id.in_([id for id, _ in cambios]))
            actuales = {fila.id: dict(fila._mapping) for fila in self.conexion.execute(consulta)}
        por_columnas: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for id, pares in cambios:
            valores = {columna: a_python(nombre, columna, par[cual]) for columna, par in pares.items()}
            if id in actuales:
                actuales[id].update(valores)
                valores.update(derivadas(modelo, actuales[id]))
            por_columnas.setdefault(tuple(sorted(valores)), []).append({**valores, "_llave": id})
            self._anotar(
                Cambio.CAMBIAR,
                nombre,
                id,
                {c: [par[1 - cual], par[cual]] for c, par in pares.items() if c not in _calladas(nombre)},
            )
        for columnas, filas in por_columnas.items():
            orden = (
                update(tabla)
                .where(tabla.c.id == bindparam("_llave"))
                .values({c: bindparam(c) for c in columnas})
            )
            self.conexion.execute(orden, filas)

    def recalcular(self, instituciones: Iterable[int]) -> None:
        """Pone al día las palabras por las que se hallan esas instituciones, después de cambiar sus otros nombres."""
        tabla = tabla_de("institucion")
        for fila in self.conexion.execute(select(tabla).where(tabla.c.id.in_(set(instituciones)))).all():
            valores = derivadas(modelo_de("institucion"), dict(fila._mapping))
            self.conexion.execute(update(tabla).where(tabla.c.id == fila.id).values(valores))

    def quitar(self, nombre: str, filas: Iterable[Mapping[str, Any]]) -> None:
        """Quita filas, y deja en la bitácora todo lo que decían."""
        tabla, calladas, ids = tabla_de(nombre), _calladas(nombre), []
        for fila in filas:
            ids.append(fila["id"])
            dicho = {c: [a_plan(v), None] for c, v in fila.items() if v is not None and c not in calladas}
            self._anotar(Cambio.BORRAR, nombre, fila["id"], dicho)
        for inicio in range(0, len(ids), 5000):
            self.conexion.execute(tabla.delete().where(tabla.c.id.in_(ids[inicio : inicio + 5000])))

    def anotar_todo(self) -> None:
        """Escribe en la bitácora lo que se ha hecho desde la última vez."""
        columnas = [
            "en",
            "quien_id",
            "accion",
            "solicitud",
            "cambio",
            "tabla",
            "fila_id",
            "red_id",
            "cambios",
        ]
        self._volcar("registro", columnas, self._registros)
        self._registros = []

    def _anotar(self, cambio: Cambio, nombre: str, id: int, cambios: dict[str, Any]) -> None:
        actual = contexto()
        self._registros.append(
            (
                self._decir_instante(ahora()),
                actual.quien,
                actual.accion,
                actual.solicitud,
                cambio.value,
                nombre,
                id,
                self.red_id,
                json.dumps(cambios),
            )
        )

    def _decir_instante(self, momento: datetime) -> str:
        return momento.isoformat(" ") if self.es_postgresql else momento.strftime("%Y-%m-%d %H:%M:%S.%f")

    def _escritor(self, columna: Any) -> Any:
        """Cómo se vuelve lo que la base guarda un valor de esa columna; None si va tal cual."""
        tipo = columna.type
        if isinstance(tipo, Instante):
            return lambda v: None if v is None else self._decir_instante(datetime.fromisoformat(v))
        if isinstance(tipo, JSON):
            return lambda v: None if v is None else en_json(v)
        if isinstance(tipo, Boolean) and not self.es_postgresql:
            return lambda v: None if v is None else int(v)
        return None

    def _copiar(self, orden: str, filas: Sequence[tuple[Any, ...]]) -> None:
        """COPY va por debajo de SQLAlchemy: lo que la base rechaza se dice como ella lo diría."""
        de_psycopg: Any = self.conexion.connection.driver_connection
        motor: Any = self.conexion.dialect.dbapi
        try:
            with de_psycopg.cursor() as cursor, cursor.copy(orden) as copia:
                for fila in filas:
                    copia.write_row(fila)
        except motor.IntegrityError as choque:
            raise IntegrityError(orden, None, choque) from choque

    def _volcar(self, nombre: str, columnas: list[str], filas: Sequence[tuple[Any, ...]]) -> None:
        if not filas:
            return
        if self.es_postgresql:
            self._copiar(f"COPY {nombre} ({', '.join(columnas)}) FROM STDIN", filas)
            return
        huecos = ", ".join("?" * len(columnas))
        # Los nombres son de nuestros modelos; lo ajeno va en los huecos.
        self.conexion.exec_driver_sql(
            f"INSERT INTO {nombre} ({', '.join(columnas)}) VALUES ({huecos})",  # noqa: S608
            list(filas),
        )


def _omision(columna: Any) -> Any:
    """Una función que da el valor por omisión de la columna, como viaja en un plan."""
    omision = columna.default
    if omision.is_callable:
        return lambda: a_plan(omision.arg(None))
    valor = a_plan(omision.arg)
    return lambda: valor


def en_json(valor: Any) -> str:
    """A JSON; se llama cientos de miles de veces, por eso no es `json.dumps`. Lanza TypeError con lo que no cabe."""
    return orjson.dumps(valor, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_DATETIME).decode()


@contextmanager
def de_corrido() -> Iterator[None]:
    """Sin que el recolector de basura recorra una y otra vez los miles de renglones que están en la mano."""
    estaba = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if estaba:
            gc.enable()


def escribir_renglones(conexion: Connection, columnas: list[str], filas: Sequence[tuple[Any, ...]]) -> None:
    """Escribe renglones de un plan, sin bitácora: son papeles de trabajo."""
    Escritura(conexion, None)._volcar("renglon_de_plan", columnas, filas)


def ultimo_registro() -> int:
    """La llave del último renglón de la bitácora."""
    return db.session.scalar(select(func.max(Registro.id))) or 0
