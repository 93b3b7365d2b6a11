"""Una base con la Red nacional del tamaño pedido, la aplicación sobre ella y una sesión ya abierta."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from red.acceso.contrasenas import ajustar
from red.acceso.operaciones import resumir
from red.aplicacion import crear_app
from red.base import db, transaccion
from red.demostracion.carga import cargar
from red.demostracion.carga_masiva import cargar_nacional
from red.demostracion.cuentas import CONTRASENA
from red.demostracion.redes_demo import componer
from red.demostracion.volcado import actualizar_estadisticas
from red.personas.operaciones_privacidad import publicar_avisos
from red.reloj import hoy
from tests.cliente import Cliente
from tests.motores import configurar, migrar

SECRETO = "clave-para-medir-que-no-protege-nada-0123456789"


@dataclass
class Escenario:
    """La aplicación sobre una base cargada; ``segundos`` es lo que tardó en cargarse."""

    app: Flask
    base_datos: str
    carpeta: Path
    segundos: float

    def sesion_de(self, correo: str, *, estrenada: bool = True) -> str:
        """Entra por el formulario y devuelve la cabecera Cookie de esa sesión.

        Sin estrenar todavía no lleva la ficha de los formularios: cada página la crea, y ninguna se recuerda entera.
        """
        with self.app.app_context():
            visitante = Cliente(self.app)
            datos = {"correo": correo, "contrasena": CONTRASENA}
            respuesta = visitante.post("/acceso/entrar", datos)
            if respuesta.status_code != 303:
                raise RuntimeError(f"No se pudo entrar como {correo}: {respuesta.status_code}")
            if estrenada:
                visitante.get("/", sigue=True)
            nombre = self.app.config["SESSION_COOKIE_NAME"]
            galleta = visitante.navegador.get_cookie(nombre)
            assert galleta is not None
            return f"{nombre}={galleta.value}"

    @property
    def entorno(self) -> dict[str, str]:
        """Las variables con que otro proceso sirve esta misma base y reconoce estas sesiones."""
        return {
            "RED_ENTORNO": "demo",
            "RED_BASE_DATOS": self.base_datos,
            "RED_INSTANCIA": str(self.carpeta),
            "RED_CLAVE_SECRETA": SECRETO,
        }


@contextmanager
def escenario(carga: str, *, personas: int = 0, base_datos: str = "") -> Iterator[Escenario]:
    """Prepara la base y la recoge al terminar; ``carga`` es «estatal» o «nacional».

    Sin ``base_datos`` usa SQLite en una carpeta temporal en disco.
    """
    carpeta = Path(tempfile.mkdtemp(prefix="red-medir-"))
    direccion = base_datos or f"sqlite:///{carpeta / 'red.sqlite'}"
    try:
        migrar(direccion, carpeta)
        app = crear_app(configurar(direccion, carpeta, clave_secreta=SECRETO))
        ajustar(1)
        inicio = time.monotonic()
        with app.app_context():
            _cargar(carga, personas)
        yield Escenario(app, direccion, carpeta, time.monotonic() - inicio)
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
    finally:
        shutil.rmtree(carpeta, ignore_errors=True)


def _cargar(carga: str, personas: int) -> None:
    dia, contrasena = hoy(), resumir(CONTRASENA)
    with transaccion():
        if carga == "estatal":
            redes = componer("estatal", dia)
            publicar_avisos(min(red.creada_el for red in redes))
            cargar(redes, dia, contrasena)
        else:
            publicar_avisos(dia)
            cargar_nacional(dia, contrasena, personas=personas, instituciones=personas * 2 // 5)
    actualizar_estadisticas()
