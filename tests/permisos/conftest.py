"""El escenario de los permisos: las dos Redes en una base de cada motor, y quién las visita."""

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import event, insert, select
from werkzeug.test import TestResponse

from red.aplicacion import crear_app
from red.base import Modelo, db
from tests.motores import Fabrica, configurar
from tests.permisos.mundo import Mundo, crear_mundo

_ESCRIBE = re.compile(
    r"\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM|REPLACE\s+INTO|CREATE|ALTER|DROP)\s+\"?(\w+)",
    re.IGNORECASE,
)
_SIN_VIGILAR = {"sqlite": "PRAGMA foreign_keys = OFF", "postgresql": "SET session_replication_role = replica"}
_VIGILANDO = {"sqlite": "PRAGMA foreign_keys = ON", "postgresql": "SET session_replication_role = origin"}
_FICHA = re.compile(r'(name="csrf_token"[^>]*value=")[^"]*')
CRUDA = "f1c4" * 16


class Escenario:
    """La aplicación con sus dos Redes; cada petición empieza de la misma base y de la misma sesión."""

    def __init__(self, app: Flask, mundo: Mundo) -> None:
        self.app = app
        self.mundo = mundo
        self.escribio = False
        self._tocadas: set[str] = set()
        with app.app_context():
            self.motor = db.engine.dialect.name
            self._foto = self.foto()
            event.listen(db.engine, "before_cursor_execute", self._anotar)
        self._galletas = {rol: self._galleta(rol) for rol in ("anonima", *mundo.sesiones)}
        secreto = app.config["SECRET_KEY"]
        self.ficha = str(URLSafeTimedSerializer(secreto, salt="wtf-csrf-token").dumps(CRUDA))

    def _anotar(self, _conexion: Any, _cursor: Any, orden: str, *_resto: Any) -> None:
        if hallada := _ESCRIBE.match(orden):
            self.escribio = True
            self._tocadas.add(hallada[1].lower())
        if "plan_de_importacion" in self._tocadas:
            # Los renglones de una lista entran de golpe, por un camino que no se oye desde aquí.
            self._tocadas.update(tabla.name for tabla in Modelo.metadata.sorted_tables)

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
        respuesta = visita.open(url, method=metodo, data=datos, **opciones)
        if respuesta.status_code == 429:
            self.soltar_frenos()
            respuesta = visita.open(url, method=metodo, data=datos, **opciones)
        return respuesta

    def soltar_frenos(self) -> None:
        """Olvida los intentos: aquí no se prueban los frenos."""
        from red.limites import limitador

        with self.app.app_context():
            limitador.storage.reset()

    def foto(self, solo: Collection[str] | None = None) -> dict[str, list[dict[str, Any]]]:
        """Todo lo guardado, tabla por tabla; o sólo lo de esas tablas."""
        with db.engine.connect() as conexion:
            return {
                tabla.name: [
                    dict(fila._mapping) for fila in conexion.execute(select(tabla).order_by(tabla.c.id))
                ]
                for tabla in Modelo.metadata.sorted_tables
                if tabla.name != "freno" and (solo is None or tabla.name in solo)
            }

    def cambios(self) -> dict[str, list[dict[str, Any]]]:
        """Las filas nuevas o distintas de como el escenario empezó, tabla por tabla; sólo cambian las que se tocaron."""
        with self.app.app_context():
            ahora = self.foto(self._tocadas)
        distintas = {
            tabla: [fila for fila in filas if fila not in self._foto[tabla]] for tabla, filas in ahora.items()
        }
        return {tabla: filas for tabla, filas in distintas.items() if filas}

    def antes(self) -> dict[str, dict[int, dict[str, Any]]]:
        """Cómo era cada fila cuando el escenario empezó, por tabla y llave."""
        return {tabla: {fila["id"]: fila for fila in filas} for tabla, filas in self._foto.items()}

    def restaurar(self) -> None:
        """Deja la base como el escenario empezó: vuelve a llenar las tablas que alguna orden tocó desde la última vez."""
        tocadas = self._tocadas - {"freno"}
        with self.app.app_context():
            tablas = [tabla for tabla in Modelo.metadata.sorted_tables if tabla.name in tocadas]
            # Sin vigilar las llaves foráneas: lo que no se tocó sigue señalando filas que se quitan y vuelven.
            with db.engine.connect().execution_options(escribe=True) as conexion:
                directa: Any = conexion.connection.dbapi_connection
                directa.execute(
                    _SIN_VIGILAR[self.motor]
                )  # antes de la transacción: dentro, SQLite no lo atiende
                with conexion.begin():
                    for tabla in tablas:
                        conexion.execute(tabla.delete())
                        if self._foto[tabla.name]:
                            conexion.execute(insert(tabla), self._foto[tabla.name])
                directa.execute(_VIGILANDO[self.motor])
                directa.commit()
        self._tocadas = set()
        self.escribio = False

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


@pytest.fixture(
    scope="session", params=[pytest.param(m, marks=getattr(pytest.mark, m)) for m in ("sqlite", "postgresql")]
)
def _escenario(request: pytest.FixtureRequest, bases: Fabrica) -> Iterator[Escenario]:
    app = crear_app(configurar(bases.nueva(request.param), bases.carpeta))
    with app.app_context():
        mundo = crear_mundo()
    yield Escenario(app, mundo)
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def escenario(_escenario: Escenario) -> Iterator[Escenario]:
    """Las dos Redes, tal como empezaron."""
    _escenario.soltar_frenos()
    yield _escenario
    if _escenario.escribio or _escenario.cambios():
        _escenario.restaurar()
