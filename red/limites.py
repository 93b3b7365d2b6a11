"""Frenos: cuántas veces por rato se puede intentar lo que alguien querría adivinar o repetir.

La cuenta se lleva donde la ven todos los procesos: en Redis si lo hay, si no en la base de datos. Hay dos
maneras de usarlos:

* en una vista, lo sencillo: `@limitador.limit("20 per hour", methods=["POST"])`, por dirección de red;
* en el código, lo exacto: un `Tope` que primero cuenta y después deja pasar, de modo que cincuenta intentos
  a la vez cuentan cincuenta; quien acierta puede pedir que se le descuente (`descontar`) u olvidar (`olvidar`).
"""

import hashlib
import math
import time
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from flask import Flask, current_app, request
from flask_limiter import Limiter
from limits.storage import Storage
from sqlalchemy import Float, Integer, case, create_engine, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.exceptions import TooManyRequests

from red.base import Modelo
from red.configuracion import Configuracion, Entorno


class Freno(Modelo):
    """Cuenta de intentos de una clave hasta que vence."""

    clave: Mapped[str] = mapped_column(unique=True)
    intentos: Mapped[int] = mapped_column(Integer)
    vence: Mapped[float] = mapped_column(Float, index=True, comment="Segundos desde 1970")


class FrenosEnBase(Storage):
    """Almacén de Flask-Limiter sobre la base de datos: un UPSERT por intento, exacto en paralelo."""

    STORAGE_SCHEME = ["frenos"]
    _motores: dict[str, Engine] = {}

    @property
    def motor(self) -> Engine:
        """Conexiones propias, de la base de la aplicación en curso.

        Son aparte de las de la petición para que un intento cuente aunque la petición falle y deshaga lo suyo.
        """
        direccion: str = current_app.config["RED"].base_datos
        if direccion not in self._motores:
            self._motores[direccion] = create_engine(direccion, pool_size=2, max_overflow=8)
        return self._motores[direccion]

    @property
    def base_exceptions(self) -> type[Exception]:
        """Errores del almacén que Flask-Limiter sabe tratar."""
        return DBAPIError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Suma un intento y devuelve la cuenta; si la anterior venció, empieza de nuevo."""
        ahora = time.time()
        with self.motor.connect().execution_options(escribe=True) as conexion, conexion.begin():
            insertar: Any = sqlite.insert if conexion.dialect.name == "sqlite" else postgresql.insert
            orden = insertar(Freno).values(clave=key, intentos=amount, vence=ahora + expiry)
            vencido = Freno.vence <= ahora
            orden = orden.on_conflict_do_update(
                index_elements=[Freno.clave],
                set_={
                    "intentos": case((vencido, amount), else_=Freno.intentos + amount),
                    "vence": case((vencido, ahora + expiry), else_=Freno.vence),
                },
            ).returning(Freno.intentos)
            cuenta = conexion.execute(orden).scalar_one()
            if cuenta == amount:
                conexion.execute(delete(Freno).where(Freno.vence < ahora - 3600))
        return int(cuenta)

    def restar(self, key: str) -> None:
        """Quita un intento a una cuenta viva, sin bajar de cero."""
        with self.motor.connect().execution_options(escribe=True) as conexion, conexion.begin():
            viva = (Freno.clave == key) & (Freno.vence > time.time()) & (Freno.intentos > 0)
            conexion.execute(update(Freno).where(viva).values(intentos=Freno.intentos - 1))

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
            return conexion.execute(select(func.count()).select_from(Freno)).scalar() is not None

    def reset(self) -> int | None:
        """Borra todas las cuentas."""
        with self.motor.connect().execution_options(escribe=True) as conexion, conexion.begin():
            return conexion.execute(delete(Freno)).rowcount

    def clear(self, key: str) -> None:
        """Borra la cuenta de una clave."""
        with self.motor.connect().execution_options(escribe=True) as conexion, conexion.begin():
            conexion.execute(delete(Freno).where(Freno.clave == key))


def de_donde() -> str:
    """Red de quien pide, ya descontados los intermediarios de confianza.

    En IPv6 es el bloque /64: quien tiene uno puede cambiar de dirección en él cuantas veces quiera.
    """
    try:
        direccion = ip_address(request.remote_addr or "")
    except ValueError:
        return "desconocida"
    if isinstance(direccion, IPv6Address):
        if direccion.ipv4_mapped is None:
            return str(ip_network((direccion, 64), strict=False).network_address)
        return str(direccion.ipv4_mapped)
    return str(direccion)


limitador = Limiter(de_donde, default_limits=[], strategy="fixed-window")


class Demasiados(TooManyRequests):
    """Se pasó un tope; `espera` son los segundos que faltan para volver a intentar."""

    def __init__(self, espera: int) -> None:
        super().__init__(retry_after=espera)
        self.espera = espera

    @property
    def minutos(self) -> int:
        """La espera como se dice a una persona."""
        return max(1, math.ceil(self.espera / 60))


@dataclass(frozen=True)
class Tope:
    """Cuántas veces se admite algo en un rato, contado por las partes que se digan (red, cuenta…)."""

    nombre: str
    veces: int
    segundos: int

    def contar(self, *partes: str) -> None:
        """Suma un intento y lanza Demasiados si ya no cabe."""
        clave = self._clave(partes)
        if limitador.storage.incr(clave, self.segundos) > self.veces:
            raise Demasiados(max(1, math.ceil(limitador.storage.get_expiry(clave) - time.time())))

    def descontar(self, *partes: str) -> None:
        """Devuelve un intento: lo que se contó resultó legítimo."""
        if isinstance(limitador.storage, FrenosEnBase):
            limitador.storage.restar(self._clave(partes))
        else:
            limitador.storage.incr(self._clave(partes), self.segundos, -1)

    def olvidar(self, *partes: str) -> None:
        """Empieza la cuenta de nuevo."""
        limitador.storage.clear(self._clave(partes))

    def van(self, *partes: str) -> int:
        """Cuántos intentos lleva en este rato."""
        return limitador.storage.get(self._clave(partes))

    def _clave(self, partes: tuple[str, ...]) -> str:
        """Clave que no dice de quién es: los frenos no guardan correos ni direcciones de red."""
        secreto = current_app.config["SECRET_KEY"].encode()[:64]
        resumen = hashlib.blake2b("\0".join(partes).encode(), key=secreto, digest_size=16)
        return f"{self.nombre}/{resumen.hexdigest()}"


def preparar(app: Flask, configuracion: Configuracion) -> None:
    """Conecta los frenos con su almacén; en pruebas también cuentan."""
    app.config["RATELIMIT_STORAGE_URI"] = configuracion.cola if configuracion.cola_externa else "frenos://"
    app.config["RATELIMIT_ENABLED"] = True
    app.config["RATELIMIT_SWALLOW_ERRORS"] = configuracion.entorno is not Entorno.PRUEBAS
    limitador.init_app(app)
