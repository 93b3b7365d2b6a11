"""La firma con que un servicio de correo demuestra que es él quien avisa.

La cabecera `X-Red-Firma` dice `t=<segundos>,v1=<firma>`; la firma es HMAC-SHA256, con RED_REBOTES_CLAVE, de los segundos,
un punto y el cuerpo tal como viaja. Vale cinco minutos: repetir después lo mismo no abre nada.
"""

import hmac
import re
from datetime import datetime
from hashlib import sha256

VALE = 300
_FORMA = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


def firmar(clave: str, cuerpo: bytes, momento: datetime) -> str:
    """La cabecera de ese cuerpo en ese momento."""
    segundos = int(momento.timestamp())
    return f"t={segundos},v1={_resumen(clave, segundos, cuerpo)}"


def vale(clave: str, cuerpo: bytes, cabecera: str, momento: datetime) -> bool:
    """Si la firma es de quien tiene la clave, de ese cuerpo y de hace poco."""
    hallada = _FORMA.fullmatch(cabecera.strip())
    if not clave or hallada is None:
        return False
    segundos = int(hallada[1])
    if abs(momento.timestamp() - segundos) > VALE:
        return False
    return hmac.compare_digest(_resumen(clave, segundos, cuerpo), hallada[2])


def _resumen(clave: str, segundos: int, cuerpo: bytes) -> str:
    return hmac.new(clave.encode(), f"{segundos}.".encode() + cuerpo, sha256).hexdigest()
