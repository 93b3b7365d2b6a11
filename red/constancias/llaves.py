"""La llave Ed25519 con que se firman las constancias y las públicas con que cualquiera las comprueba.

La privada llega por RED_LLAVE_CONSTANCIAS; fuera de producción se crea una vez en `instancia/llave_constancias`, sólo
para su dueña. Cambiarla no invalida nada: cada constancia dice con cuál se firmó y todas las públicas siguen publicadas.
"""

import base64
import binascii
import hashlib
import json
import os
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import current_app

from red.configuracion import Configuracion
from red.errores import ErrorDeDominio


class SinLlave(ErrorDeDominio):
    """No hay con qué firmar."""

    def __init__(self) -> None:
        super().__init__(
            "Todavía no hay llave con qué firmar constancias. Pide a la administración que ponga RED_LLAVE_CONSTANCIAS."
        )


def a_base64(crudo: bytes) -> str:
    """Base64 para direcciones, sin relleno."""
    return base64.urlsafe_b64encode(crudo).rstrip(b"=").decode()


def de_base64(escrito: str) -> bytes:
    """Los bytes de un base64 para direcciones; lanza ValueError si no lo es."""
    try:
        return base64.b64decode(escrito + "=" * (-len(escrito) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("No es base64") from error


def jwk(publica: str) -> dict[str, str]:
    """La llave pública como la leen las demás herramientas (RFC 8037)."""
    return {"crv": "Ed25519", "kty": "OKP", "x": publica}


def clave_de(publica: str) -> str:
    """Cómo se llama una llave: la huella de su JWK (RFC 7638)."""
    escrita = json.dumps(jwk(publica), sort_keys=True, separators=(",", ":"))
    return a_base64(hashlib.sha256(escrita.encode()).digest())


class Llave:
    """La llave privada en uso: firma, y sabe cómo se llama."""

    def __init__(self, semilla: bytes) -> None:
        self._privada = Ed25519PrivateKey.from_private_bytes(semilla)
        crudo = self._privada.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.publica = a_base64(crudo)
        self.clave = clave_de(self.publica)

    def firmar(self, mensaje: bytes) -> str:
        """La firma, en base64 para direcciones."""
        return a_base64(self._privada.sign(mensaje))


def vale(publica: str, mensaje: bytes, firma: str) -> bool:
    """Si esa firma es de esa llave y de exactamente esos bytes."""
    try:
        cruda = de_base64(firma)
        if a_base64(cruda) != firma:
            return False  # los bits que sobran al final también cuentan: hay una sola manera de escribirla
        _publica(publica).verify(cruda, mensaje)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=64)
def _publica(publica: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(de_base64(publica))


def en_uso() -> Llave:
    """La llave con que se firma hoy en esta instalación; lanza SinLlave si no hay."""
    configuracion: Configuracion = current_app.config["RED"]
    escrita = configuracion.llave_constancias
    if not escrita:
        if configuracion.es_produccion:
            raise SinLlave
        escrita = _de_instancia(configuracion.instancia / "llave_constancias")
    return _llave(escrita)


@lru_cache(maxsize=8)
def _llave(escrita: str) -> Llave:
    return Llave(de_base64(escrita))


def _de_instancia(archivo: Path) -> str:
    """Fuera de producción la llave se crea una vez y se guarda junto a la base, sólo para su dueña."""
    nueva = a_base64(os.urandom(32))
    provisional = archivo.with_name(f"{archivo.name}.{os.getpid()}.{os.urandom(4).hex()}")
    if not archivo.exists():
        descriptor = os.open(provisional, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as salida:
            salida.write(nueva)
        try:
            os.link(provisional, archivo)  # entera o nada: dos procesos a la vez no crean dos
        except FileExistsError:
            pass
        finally:
            provisional.unlink()
    return archivo.read_text().strip()
