"""Frenos: cuántas veces por rato se puede intentar lo que alguien querría adivinar.

La cuenta se lleva donde la ven todos los procesos: en Redis si lo hay, si no en la base de datos.
"""

import time
from typing import Any

from flask import Flask, request
from flask_limiter import Limiter
from limits.storage import Storage
from sqlalchemy import Float, Integer, create_engine, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, mapped_column

from red.base import Modelo, db
from red.configuracion import Configuracion, Entorno


class Freno(Modelo):
    """Cuenta de intentos de una clave hasta que vence."""

    clave: Mapped[str] = mapped_column(unique=True)
    intentos: Mapped[int] = mapped_column(Integer)
    vence: Mapped[float] = mapped_column(Float, index=True, comment="Segundos desde 1970")


class FrenosEnBase(Storage):
    """Almacén de Flask-Limiter sobre la base de datos: un UPSERT por intento, exacto en paralelo."""

    STORAGE_SCHEME = ["frenos"]

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **opciones: Any) -> None:
        """Recibe la dirección de la base en `direccion`."""
        super().__init__(uri, wrap_exceptions=wrap_exceptions)
        self._direccion = str(opciones["direccion"])
        self._motor: Engine | None = None

    @property
    def motor(self) -> Engine:
        """Conexiones propias: un intento cuenta aunque la petición falle y deshaga lo suyo."""
        if self._motor is None:
            self._motor = create_engine(self._direccion, pool_size=2, max_overflow=4)
        return self._motor

    @property
    def base_exceptions(self) -> type[Exception]:
        """Errores del almacén que Flask-Limiter sabe tratar."""
        return DBAPIError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Suma un intento y devuelve la cuenta; si la anterior venció, empieza de nuevo."""
        ahora = time.time()
        with self.motor.connect().execution_options(escribe=True) as conexion, conexion.begin():
            insertar = sqlite.insert if conexion.dialect.name == "sqlite" else postgresql.insert
            orden = insertar(Freno).values(clave=key, intentos=amount, vence=ahora + expiry)
            vencido = Freno.vence <= ahora
            orden_unica = orden.on_conflict_do_update(
                index_elements=[Freno.clave],
                set_={
                    "intentos": func.coalesce(_si(vencido, amount), Freno.intentos + amount),
                    "vence": func.coalesce(_si(vencido, ahora + expiry), Freno.vence),
                },
            ).returning(Freno.intentos)
            cuenta = conexion.execute(orden_unica).scalar_one()
            if cuenta == amount:
                conexion.execute(delete(Freno).where(Freno.vence < ahora - 3600))
        return int(cuenta)

    def get(self, key: str) -> int:
        """Intentos que lleva la clave."""
        fila = self._leer(key)
        return int(fila.intentos) if fila else 0

    def get_expiry(self, key: str) -> float:
        """Cuándo vence la cuenta de la clave."""
        fila = self._leer(key)
        return float(fila.vence) if fila else time.time()

    def _leer(self, key: str) -> Any:
        with self.motor.connect() as conexion:
            consulta = select(Freno.intentos, Freno.vence)
            return conexion.execute(
                consulta.where(Freno.clave == key, Freno.vence > time.time())
            ).one_or_none()

    def check(self) -> bool:
        """Si el almacén responde."""
        with self.motor.connect() as conexion:
            return conexion.execute(select(1)).scalar() == 1

    def reset(self) -> int | None:
        """Borra todas las cuentas."""
        with self.motor.connect().execution_options(escribe=True) as conexion, conexion.begin():
            return conexion.execute(delete(Freno)).rowcount

    def clear(self, key: str) -> None:
        """Borra la cuenta de una clave."""
        with self.motor.connect().execution_options(escribe=True) as conexion, conexion.begin():
            conexion.execute(delete(Freno).where(Freno.clave == key))


def _si(condicion: Any, valor: float) -> Any:
    from sqlalchemy import case, literal

    return case((condicion, literal(valor)), else_=None)


def de_donde() -> str:
    """Dirección de red de quien pide, ya descontados los intermediarios de confianza."""
    return request.remote_addr or "desconocida"


limitador = Limiter(de_donde, default_limits=[], strategy="fixed-window")


def preparar(app: Flask, configuracion: Configuracion) -> None:
    """Conecta los frenos con su almacén; en pruebas también cuentan, con límites que se piden aparte."""
    if configuracion.cola_externa:
        app.config["RATELIMIT_STORAGE_URI"] = configuracion.cola
    else:
        app.config["RATELIMIT_STORAGE_URI"] = "frenos://"
        app.config["RATELIMIT_STORAGE_OPTIONS"] = {"direccion": configuracion.base_datos}
    app.config["RATELIMIT_ENABLED"] = True
    app.config["RATELIMIT_SWALLOW_ERRORS"] = configuracion.entorno is not Entorno.PRUEBAS
    limitador.init_app(app)
    assert db is not None
