"""El escenario de los permisos: las dos Redes en una base de cada motor, y quién las visita."""

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any, ClassVar
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event, func, insert, select
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.test import TestResponse

from red.aplicacion import crear_app
from red.base import Modelo, db
from tests.motores import Fabrica, configurar
from tests.permisos.formularios import Leido, leer
from tests.permisos.mundo import Mundo, crear_mundo

TABLAS = {tabla.name: tabla for tabla in Modelo.metadata.sorted_tables if tabla.name != "freno"}
"""Todo lo que se guarda, menos los frenos."""

_ESCRIBE = re.compile(
    r"\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM|REPLACE\s+INTO|CREATE|ALTER|DROP)\s+\"?(\w+)",
    re.IGNORECASE,
)
_SIN_VIGILAR = {"sqlite": "PRAGMA foreign_keys = OFF", "postgresql": "SET session_replication_role = replica"}
_VIGILANDO = {"sqlite": "PRAGMA foreign_keys = ON", "postgresql": "SET session_replication_role = origin"}
_FICHA = re.compile(r'(name="csrf_token"[^>]*value=")[^"]*')
CRUDA = "f1c4" * 16

Filas = dict[int, tuple[Any, ...]]


@dataclass(frozen=True)
class Diferencia:
    """Las llaves de una tabla que no están como el escenario empezó."""

    nuevas: frozenset[int]
    distintas: frozenset[int]
    quitadas: frozenset[int]

    @classmethod
    def entre(cls, antes: Filas, ahora: Filas) -> "Diferencia":
        """Lo que cambió de unas filas a otras."""
        return cls(
            frozenset(ahora.keys() - antes.keys()),
            frozenset(llave for llave, fila in ahora.items() if llave in antes and antes[llave] != fila),
            frozenset(antes.keys() - ahora.keys()),
        )

    def __bool__(self) -> bool:
        return bool(self.nuevas or self.distintas or self.quitadas)


class LoPedido(ImmutableMultiDict[str, str]):
    """Lo que va en una dirección o en un formulario, que anota qué nombres pregunta quien lo lee."""

    preguntados: ClassVar[set[str]] = set()

    def __getitem__(self, nombre: Any) -> Any:
        self.preguntados.add(nombre)
        return super().__getitem__(nombre)

    def __contains__(self, nombre: Any) -> bool:
        self.preguntados.add(nombre)
        return super().__contains__(nombre)

    def getlist(self, nombre: Any, type: Any = None) -> list[Any]:
        """Todos los valores de un nombre."""
        self.preguntados.add(nombre)
        return super().getlist(nombre, type)


class Escenario:
    """La aplicación con sus dos Redes; cada petición empieza de la misma base y de la misma sesión."""

    def __init__(self, app: Flask, mundo: Mundo) -> None:
        self.app = app
        self.mundo = mundo
        self.escribio = False
        self._tocadas: set[str] = set()
        self._diferencias: dict[str, Diferencia] | None = None
        self._preguntados: dict[tuple[str, str], set[str]] = {}
        self._leidos: dict[tuple[str, str, str], Leido | None] = {}
        app.request_class = type("Peticion", (app.request_class,), {"parameter_storage_class": LoPedido})
        with app.app_context():
            self.motor = db.engine.dialect.name
            self._lecturas = {
                nombre: (str(tabla.select().compile(db.engine)), tabla.c.keys().index("id"))
                for nombre, tabla in TABLAS.items()
            }
            self._crudas = self._leer_crudas(TABLAS)
            self._antes = self._con_forma({nombre: list(filas) for nombre, filas in self._crudas.items()})
            event.listen(db.engine, "before_cursor_execute", self._anotar)
        self._galletas = {rol: self._galleta(rol) for rol in ("anonima", *mundo.sesiones)}
        secreto = app.config["SECRET_KEY"]
        self.ficha = str(URLSafeTimedSerializer(secreto, salt="wtf-csrf-token").dumps(CRUDA))

    def _anotar(self, _conexion: Any, _cursor: Any, orden: str, *_resto: Any) -> None:
        if hallada := _ESCRIBE.match(orden):
            self.escribio = True
            self._diferencias = None
            self._tocadas.add(hallada[1].lower())
            if "plan_de_importacion" in self._tocadas:
                # Los renglones de una lista entran de golpe, por un camino que no se oye desde aquí.
                self._tocadas.update(TABLAS)

    def _galleta(self, rol: str, **cambios: Any) -> str:
        firma = SecureCookieSessionInterface().get_signing_serializer(self.app)
        assert firma is not None
        contenido: dict[str, Any] = {"csrf_token": CRUDA}
        if rol in self.mundo.sesiones:
            contenido.update(_user_id=self.mundo.sesiones[rol], _fresh=True)
        return str(firma.dumps({**contenido, **cambios}))

    def pedir(
        self,
        rol: str,
        metodo: str,
        url: str,
        datos: dict[str, Any] | None = None,
        *,
        ficha: bool = True,
        sesion: dict[str, Any] | None = None,
        **opciones: Any,
    ) -> TestResponse:
        """Lo que responde la aplicación a esa visitante; `escribio` dice después si intentó cambiar algo."""
        visita = self.app.test_client()
        visita.set_cookie("sesion", self._galleta(rol, **sesion) if sesion else self._galletas[rol])
        if metodo != "GET" and ficha:
            datos = {**(datos or {}), "csrf_token": self.ficha}
        self.escribio = False
        respuesta = visita.open(url, method=metodo, data=datos, buffered=True, **opciones)
        if respuesta.status_code == 429:
            self.soltar_frenos()
            respuesta = visita.open(url, method=metodo, data=datos, buffered=True, **opciones)
        return respuesta

    def soltar_frenos(self) -> None:
        """Olvida los intentos: aquí no se prueban los frenos."""
        from red.limites import limitador

        with self.app.app_context():
            limitador.storage.reset()

    def leer(self, rol: str, pagina: str, ruta: str) -> Leido | None:
        """El formulario que esa página ofrece a esa visitante para enviarse a la ruta; se pide una sola vez."""
        if (rol, pagina, ruta) not in self._leidos:
            respuesta = self.pedir(rol, "GET", pagina)
            es_pagina = respuesta.mimetype == "text/html"
            self._leidos[rol, pagina, ruta] = (
                leer(respuesta.get_data(as_text=True), ruta) if es_pagina else None
            )
        return self._leidos[rol, pagina, ruta]

    def lee(self, rol: str, url: str) -> set[str]:
        """Los filtros que la página le pregunta a su dirección."""
        if (rol, url) not in self._preguntados:
            LoPedido.preguntados.clear()
            self.pedir(rol, "GET", url)
            self._preguntados[rol, url] = set(LoPedido.preguntados)
        return self._preguntados[rol, url]

    def _leer_crudas(self, tablas: Collection[str]) -> dict[str, Filas]:
        """Las filas de esas tablas por llave, como las da el motor: para compararlas no hace falta darles forma."""
        crudas = {}
        with db.engine.connect() as conexion:
            cursor = conexion.connection.cursor()
            for tabla in tablas:
                orden, donde = self._lecturas[tabla]
                cursor.execute(orden)
                crudas[tabla] = {fila[donde]: fila for fila in cursor.fetchall()}
            cursor.close()
        return crudas

    def _con_forma(self, cuales: dict[str, list[int]]) -> dict[str, dict[int, dict[str, Any]]]:
        """Esas filas, con el tipo de cada columna."""
        with db.engine.connect() as conexion:
            return {
                nombre: {
                    fila.id: dict(fila._mapping)
                    for fila in conexion.execute(
                        select(TABLAS[nombre])
                        .where(TABLAS[nombre].c.id.in_(llaves))
                        .order_by(TABLAS[nombre].c.id)
                    )
                }
                for nombre, llaves in cuales.items()
            }

    def diferencias(self) -> dict[str, Diferencia]:
        """Qué no está como el escenario empezó, tabla por tabla: sólo se miran las que alguna orden tocó."""
        if self._diferencias is None:
            with self.app.app_context():
                ahora = self._leer_crudas([nombre for nombre in TABLAS if nombre in self._tocadas])
            todas = {nombre: Diferencia.entre(self._crudas[nombre], filas) for nombre, filas in ahora.items()}
            self._diferencias = {nombre: una for nombre, una in todas.items() if una}
        return self._diferencias

    def cambios(self) -> dict[str, list[dict[str, Any]]]:
        """Las filas nuevas o distintas de como el escenario empezó, tabla por tabla."""
        cuales = {
            nombre: [*una.nuevas, *una.distintas]
            for nombre, una in self.diferencias().items()
            if una.nuevas or una.distintas
        }
        with self.app.app_context():
            return {nombre: list(filas.values()) for nombre, filas in self._con_forma(cuales).items()}

    def antes(self) -> dict[str, dict[int, dict[str, Any]]]:
        """Cómo era cada fila cuando el escenario empezó, por tabla y llave."""
        return self._antes

    def restaurar(self) -> None:
        """Deja la base como el escenario empezó: lo que cambió vuelve a ser lo que era."""
        if cambiaron := self.diferencias():
            with self.app.app_context():
                self._deshacer(cambiaron)
        self._tocadas, self._diferencias = set(), None
        self.escribio = False

    def _deshacer(self, cambiaron: dict[str, Diferencia]) -> None:
        # Sin vigilar las llaves foráneas: lo que no se tocó sigue señalando filas que se quitan y vuelven.
        with db.engine.connect().execution_options(escribe=True) as conexion:
            directa: Any = conexion.connection.dbapi_connection
            directa.execute(_SIN_VIGILAR[self.motor])  # antes de la transacción: dentro, SQLite no lo atiende
            with conexion.begin():
                for nombre, una in cambiaron.items():
                    tabla = TABLAS[nombre]
                    if sobran := una.nuevas | una.distintas:
                        conexion.execute(tabla.delete().where(tabla.c.id.in_(sobran)))
                    if faltan := una.distintas | una.quitadas:
                        conexion.execute(
                            insert(tabla), [self._antes[nombre][llave] for llave in sorted(faltan)]
                        )
            directa.execute(_VIGILANDO[self.motor])
            directa.commit()

    def comprobar(self) -> None:
        """Restaura mirando todas las tablas, por si algo se escribió por un camino que no se oye desde aquí."""
        self._tocadas, self._diferencias = set(TABLAS), None
        self.restaurar()

    @contextmanager
    def solo_lectura(self) -> Iterator[None]:
        """Mientras dura, la base de la aplicación rechaza todo cambio."""
        orden, deshacer = {
            "sqlite": ("PRAGMA query_only = ON", "PRAGMA query_only = OFF"),
            "postgresql": (
                "SET default_transaction_read_only = on",
                "SET default_transaction_read_only = off",
            ),
        }[self.motor]

        def preparar(conexion: Any, *_resto: Any) -> None:
            with conexion.cursor() if self.motor == "postgresql" else _directo(conexion) as cursor:
                cursor.execute(orden)
            if self.motor == "postgresql":
                conexion.commit()

        def soltar(conexion: Any, *_resto: Any) -> None:
            with conexion.cursor() if self.motor == "postgresql" else _directo(conexion) as cursor:
                cursor.execute(deshacer)
            if self.motor == "postgresql":
                conexion.commit()

        with self.app.app_context():
            event.listen(db.engine, "checkout", preparar)
            event.listen(db.engine, "checkin", soltar)
        try:
            yield
        finally:
            with self.app.app_context():
                event.remove(db.engine, "checkout", preparar)
                event.remove(db.engine, "checkin", soltar)


@contextmanager
def _directo(conexion: Any) -> Iterator[Any]:
    yield conexion


def texto_de(respuesta: TestResponse) -> str:
    """Todo lo que la respuesta dice: su cuerpo, lo que lleva comprimido y a dónde manda."""
    cuerpo = respuesta.get_data()
    if respuesta.mimetype == "application/zip":
        with ZipFile(BytesIO(cuerpo)) as paquete:
            cuerpo = b"\n".join(paquete.read(nombre) for nombre in paquete.namelist())
    return f"{cuerpo.decode('utf-8', 'replace')}\n{respuesta.headers}".lower()


def sin_ficha(respuesta: TestResponse) -> str:
    """El cuerpo sin la ficha contra falsificación, que es otra cada vez."""
    return _FICHA.sub(r"\1", respuesta.get_data(as_text=True))


def _motor(nombre: str) -> Any:
    return pytest.param(nombre, marks=getattr(pytest.mark, nombre))


EN_SQLITE = pytest.mark.parametrize("_escenario", [_motor("sqlite")], indirect=True)
EN_POSTGRESQL = pytest.mark.parametrize("_escenario", [_motor("postgresql")], indirect=True)
"""Para lo que basta probar en uno."""


@pytest.fixture(scope="session")
def _escenarios() -> Iterator[dict[str, Escenario]]:
    """Un escenario por motor, que nace cuando se pide y sirve a todas las pruebas del proceso."""
    escenarios: dict[str, Escenario] = {}
    yield escenarios
    for uno in escenarios.values():
        with uno.app.app_context():
            db.engine.dispose()


@pytest.fixture(params=[_motor("sqlite"), _motor("postgresql")])
def _escenario(
    request: pytest.FixtureRequest, bases: Fabrica, _escenarios: dict[str, Escenario]
) -> Escenario:
    for motor in dict.fromkeys(("sqlite", request.param)):
        if motor not in _escenarios:
            app = crear_app(configurar(bases.nueva(motor), bases.carpeta))
            app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(bases.carpeta))
            _escenarios[motor] = Escenario(app, _mundo_en(app, _escenarios.get("sqlite")))
    return _escenarios[request.param]


def _mundo_en(app: Flask, hecho: Escenario | None) -> Mundo:
    """Las dos Redes en la base de esa aplicación: recién hechas, o las de otro escenario, fila por fila."""
    with app.app_context():
        if hecho is None:
            return crear_mundo()
        with db.engine.connect() as conexion, conexion.begin():
            conexion.exec_driver_sql(_SIN_VIGILAR["postgresql"])
            for nombre, filas in hecho.antes().items():
                if filas:
                    conexion.execute(insert(TABLAS[nombre]), list(filas.values()))
                    llave = func.pg_get_serial_sequence(nombre, "id")
                    conexion.execute(select(func.setval(llave, max(filas))))
            conexion.exec_driver_sql(_VIGILANDO["postgresql"])
        return hecho.mundo


@pytest.fixture
def escenario(_escenario: Escenario) -> Iterator[Escenario]:
    """Las dos Redes, tal como empezaron."""
    _escenario.soltar_frenos()
    yield _escenario
    _escenario.comprobar()
