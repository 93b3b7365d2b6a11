"""Las bases de datos de las pruebas: un PostgreSQL temporal y archivos SQLite, nacidos de las migraciones."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from red.aplicacion import crear_app
from red.configuracion import RAIZ, Configuracion, Entorno

RAPIDO = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"
"""Sin sincronizar al disco: aquí se prueban reglas y carreras; la durabilidad se prueba aparte."""


def carpeta_temporal() -> Path:
    """Carpeta nueva, en memoria si la máquina tiene dónde."""
    memoria = Path("/dev/shm")
    donde = memoria if memoria.is_dir() and os.access(memoria, os.W_OK) else None
    return Path(tempfile.mkdtemp(prefix="red-prueba-", dir=donde))


def binarios_de_postgresql() -> Path:
    """Carpeta con initdb y pg_ctl; `make probar` la deja dicha en PG_BIN."""
    if os.environ.get("PG_BIN"):
        return Path(os.environ["PG_BIN"])
    rutas = Path(__file__).parent.parent / ".herramientas" / "rutas.env"
    for linea in rutas.read_text().splitlines() if rutas.exists() else []:
        if linea.startswith("PG_BIN="):
            return Path(linea.partition("=")[2].strip().strip("'\""))
    hallados = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not hallados:
        raise RuntimeError("No hay PostgreSQL: corre las pruebas con «make probar», que lo instala")
    return hallados[-1].parent


class Postgresql:
    """Un servidor propio en una carpeta temporal, sin red: sólo un zócalo local."""

    def __init__(self, opciones: str = RAPIDO) -> None:
        self.carpeta = carpeta_temporal()
        self._binarios = binarios_de_postgresql()
        self._opciones = opciones
        self._como: list[str] = []
        if os.geteuid() == 0:
            shutil.chown(self.carpeta, "postgres")
            self._como = ["runuser", "-u", "postgres", "--"]

    def _correr(self, programa: str, *argumentos: str) -> None:
        orden = [*self._como, str(self._binarios / programa), *argumentos]
        subprocess.run(orden, check=True, stdout=subprocess.DEVNULL, cwd="/")

    def iniciar(self) -> None:
        """Crea la base y levanta el servidor."""
        datos = str(self.carpeta / "datos")
        self._correr(
            "initdb", "-D", datos, "-U", "app", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"
        )
        self.levantar()

    def levantar(self) -> None:
        """Levanta el servidor sobre los datos que ya tiene."""
        opciones = f"-k {self.carpeta} -c listen_addresses='' -c max_connections=300 {self._opciones}"
        self._correr(
            "pg_ctl",
            "-D",
            f"{self.carpeta}/datos",
            "-w",
            "-s",
            "-l",
            f"{self.carpeta}/diario",
            "-o",
            opciones,
            "start",
        )

    def terminar(self) -> None:
        """Apaga el servidor y borra su carpeta."""
        self._correr("pg_ctl", "-D", f"{self.carpeta}/datos", "-m", "immediate", "-s", "stop")
        shutil.rmtree(self.carpeta, ignore_errors=True)

    def direccion(self, base: str) -> str:
        """Dirección de SQLAlchemy de una base de este servidor."""
        return f"postgresql+psycopg://app@/{base}?host={self.carpeta}"

    def crear(self, base: str, plantilla: str | None = None) -> str:
        """Crea una base, igual a otra si se dice cuál, y devuelve su dirección."""
        motor = sqlalchemy.create_engine(self.direccion("postgres"), isolation_level="AUTOCOMMIT")
        with motor.connect() as conexion:
            copia = f' TEMPLATE "{plantilla}"' if plantilla else ""
            conexion.exec_driver_sql(f'CREATE DATABASE "{base}"{copia}')
        motor.dispose()
        return self.direccion(base)


def configurar(base_datos: str, carpeta: Path, **cambios: object) -> Configuracion:
    """Configuración de pruebas sobre esa base."""
    valores: dict[str, object] = {
        "entorno": Entorno.PRUEBAS,
        "base_datos": base_datos,
        "clave_secreta": "clave-de-pruebas-que-no-protege-nada-0123456789",
        "url_publica": "http://localhost",
        "instancia": carpeta,
        "costo_contrasena": 1,
    }
    return Configuracion(**{**valores, **cambios})  # type: ignore[arg-type]


def una_app(configuracion: Configuracion) -> Flask:
    """La aplicación, que aprovecha las plantillas que otra prueba ya compiló: Jinja sabe si cambiaron."""
    compiladas = RAIZ / ".cache" / "plantillas"
    compiladas.mkdir(parents=True, exist_ok=True)
    app = crear_app(configuracion)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(compiladas))
    return app


def migrar(base_datos: str, carpeta: Path, revision: str = "head") -> None:
    """Lleva la base a esa revisión con las migraciones del producto."""
    from flask_migrate import upgrade

    app = crear_app(configurar(base_datos, carpeta))
    with app.app_context():
        try:
            upgrade(revision=revision)
        finally:
            app.extensions["sqlalchemy"].engine.dispose()


class Fabrica:
    """Da bases recién migradas de cada motor; migra una vez y después copia."""

    def __init__(self) -> None:
        self.carpeta = carpeta_temporal()
        self._postgresql: Postgresql | None = None
        self._plantilla_sqlite: Path | None = None
        self._numero = 0

    @property
    def postgresql(self) -> Postgresql:
        """El servidor, que se levanta la primera vez que se pide."""
        if self._postgresql is None:
            self._postgresql = Postgresql()
            self._postgresql.iniciar()
            migrar(self._postgresql.crear("plantilla"), self.carpeta)
        return self._postgresql

    def nueva(self, motor: str) -> str:
        """Dirección de una base recién migrada y vacía de ese motor."""
        self._numero += 1
        if motor == "postgresql":
            return self.postgresql.crear(f"prueba_{self._numero}", "plantilla")
        if self._plantilla_sqlite is None:
            plantilla = self.carpeta / "plantilla.sqlite"
            migrar(f"sqlite:///{plantilla}", self.carpeta)
            self._plantilla_sqlite = plantilla
        archivo = self.carpeta / f"prueba_{self._numero}.sqlite"
        shutil.copy(self._plantilla_sqlite, archivo)
        return f"sqlite:///{archivo}"

    def copia(self, direccion: str) -> str:
        """Dirección de una base nueva, igual a esa otra que nadie tiene abierta."""
        self._numero += 1
        if direccion.startswith("sqlite:///"):
            archivo = self.carpeta / f"copia_{self._numero}.sqlite"
            shutil.copy(direccion.removeprefix("sqlite:///"), archivo)
            return f"sqlite:///{archivo}"
        return self.postgresql.crear(f"copia_{self._numero}", sqlalchemy.make_url(direccion).database)

    def vacia(self, motor: str) -> str:
        """Dirección de una base sin tablas de ese motor."""
        self._numero += 1
        if motor == "postgresql":
            return self.postgresql.crear(f"vacia_{self._numero}")
        return f"sqlite:///{self.carpeta / f'vacia_{self._numero}.sqlite'}"

    def terminar(self) -> None:
        """Apaga lo que se levantó y borra sus carpetas."""
        if self._postgresql is not None:
            self._postgresql.terminar()
        shutil.rmtree(self.carpeta, ignore_errors=True)


@contextmanager
def fabrica_de_bases() -> Iterator[Fabrica]:
    """Una fábrica que recoge lo suyo al terminar."""
    fabrica = Fabrica()
    try:
        yield fabrica
    finally:
        fabrica.terminar()
