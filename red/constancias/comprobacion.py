"""Comprobar una constancia: por su código, por el nombre que alguien escribe o por el archivo que tiene a la mano.

Del archivo no se guarda nada. Se mira si es, byte por byte, uno de los emitidos; si no, si dentro lleva el código de
alguno: entonces es una copia que alguien cambió.
"""

import hashlib
import hmac
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from red.base import Opcion
from red.constancias import codigos, consultas, insignias
from red.constancias.contenido import canonico, es_el_mismo
from red.constancias.hechos import huella_de_nombre
from red.constancias.llaves import de_base64, vale
from red.constancias.modelos import Constancia
from red.errores import ErrorDeDominio

TOPE = 3 * 1024 * 1024
"""Un PDF emitido pesa unos 40 KB; una copia escaneada, más."""
_DESCOMPRIMIDO = 4 * 1024 * 1024
_TROZOS = 200
_MARCA = re.compile(rb"constancia:([0-9A-HJKMNP-TV-Z]{26})")
_CREDENCIAL = re.compile(rb"eyJ[\w-]+\.[\w-]+\.[\w-]+")
_DENTRO = re.compile(rb'"codigo":"([0-9A-HJKMNP-TV-Z]{26})"')


class NoEsPdf(ErrorDeDominio):
    """Lo que se subió no se puede comprobar."""

    def __init__(self, mensaje: str) -> None:
        super().__init__(mensaje, "archivo")


class Veredicto(Opcion):
    """Qué es un archivo."""

    ORIGINAL = "original", "Es el documento que emitimos"
    ALTERADO = "alterado", "Es una copia alterada"
    AJENO = "ajeno", "No lo emitimos"


@dataclass(frozen=True)
class Revision:
    """Qué es el archivo y, si se sabe, de qué constancia."""

    veredicto: Veredicto
    constancia: Constancia | None = None


class Firma(Opcion):
    """Qué dice la firma de lo que guardamos."""

    VALE = "vale", "La firma corresponde"
    NO_VALE = "no_vale", "La firma no corresponde"
    EN_EL_PAPEL = "en_el_papel", "Se comprueba con el archivo"


def revisar_firma(constancia: Constancia) -> Firma:
    """Si lo guardado es, byte por byte, lo que se firmó, y el papel que lo dice."""
    if constancia.nombre is None:
        return Firma.EN_EL_PAPEL
    suyo = constancia.contenido
    igual = (suyo.get("folio"), suyo.get("codigo"), suyo.get("nombre"), suyo.get("clase")) == (
        constancia.folio,
        constancia.codigo,
        constancia.nombre,
        constancia.clase.value,
    )
    correcta = vale(constancia.llave.publica, canonico(suyo), constancia.firma)
    return Firma.VALE if igual and correcta else Firma.NO_VALE


def coincide_nombre(constancia: Constancia, escrito: str, codigo: str) -> bool:
    """Si el nombre escrito es el de la constancia; también cuando ya se borró, con su código."""
    if constancia.nombre is not None:
        return es_el_mismo(escrito, constancia.nombre)
    if not constancia.huella_nombre or not escrito.strip():
        return False
    return hmac.compare_digest(constancia.huella_nombre, huella_de_nombre(escrito, codigo))


def reconocer(contenido: bytes) -> Revision | None:
    """Si es, byte por byte, un PDF o una credencial de los emitidos: cuál; None si no lo es."""
    hallada = consultas.por_pdf(hashlib.sha256(contenido).hexdigest())
    if hallada is None and _CREDENCIAL.fullmatch(ficha := contenido.strip()):
        hallada = _de_credencial(ficha.decode())
    return Revision(Veredicto.ORIGINAL, hallada) if hallada is not None else None


def _de_credencial(ficha: str) -> Constancia | None:
    """La constancia de esa credencial, si la firmó una llave nuestra y es la que se emitió."""
    mensaje, _, firma = ficha.rpartition(".")
    if not any(vale(publica, mensaje.encode(), firma) for _, publica in consultas.llaves()):
        return None
    try:
        estado = json.loads(de_base64(mensaje.partition(".")[2]))["credentialStatus"]
        serie = str(estado["statusListCredential"]).rpartition("/")[2]
        red_id, anio, sustitucion, lista = map(int, serie.split("-"))
        numero = lista * insignias.POR_LISTA + int(estado["statusListIndex"])
    except (KeyError, TypeError, ValueError):
        return None  # la lista de estados también va firmada y no es de nadie
    hallada = consultas.del_folio(red_id, anio, numero, sustitucion)
    return hallada if hallada is not None and hallada.insignia in ("", ficha) else None


def revisar_pdf(contenido: bytes) -> Revision:
    """Qué es ese archivo; lanza NoEsPdf si no se puede saber."""
    if not contenido:
        raise NoEsPdf("El archivo está vacío: elige otra vez el que quieres comprobar.")
    if len(contenido) > TOPE:
        raise NoEsPdf("El archivo pesa más de 3 MB. Las constancias que emitimos pesan mucho menos.")
    if not contenido.startswith(b"%PDF-"):
        raise NoEsPdf(
            "No es un PDF ni una credencial de las que emitimos. Si tienes la constancia impresa o en foto, escribe su código."
        )
    if original := reconocer(contenido):
        return original
    for codigo in _codigos_dentro(contenido):
        constancia = consultas.por_codigo(codigo)
        if constancia is not None:
            return Revision(Veredicto.ALTERADO, constancia)
    return Revision(Veredicto.AJENO)


def _codigos_dentro(contenido: bytes) -> Iterator[str]:
    """Los códigos que el archivo lleva a la vista o dentro de sus trozos comprimidos; pocos y una vez cada uno."""
    vistos: set[bytes] = set()
    for trozo in (contenido, *_descomprimidos(contenido)):
        for patron in (_MARCA, _DENTRO):
            for hallado in patron.finditer(trozo):
                if hallado[1] not in vistos and len(vistos) < 3:
                    vistos.add(hallado[1])
                    yield hallado[1].decode()


def _descomprimidos(contenido: bytes) -> Iterator[bytes]:
    """Cada trozo comprimido, hasta un total: un archivo hecho para estallar no estalla."""
    quedan, desde = _DESCOMPRIMIDO, 0
    for _ in range(_TROZOS):
        inicio = contenido.find(b"stream", desde)
        if inicio < 0 or quedan <= 0:
            return
        desde = inicio + len(b"stream")
        for _ in range(2):
            desde += contenido[desde : desde + 1] in (b"\r", b"\n")
        if contenido[desde : desde + 1] not in (b"\x78", b"\x58", b"\x68", b"\x48"):
            continue
        try:
            trozo = zlib.decompressobj().decompress(memoryview(contenido)[desde:], quedan)
        except zlib.error:
            continue
        quedan -= len(trozo)
        yield trozo


def codigo_escrito(escrito: str) -> str | None:
    """El código que alguien escribió, o el que viene en el enlace que pegó.

    >>> codigo_escrito("https://redes.gob.mx/v/00111-23456-789AB-CDEFG-HJKMNP")
    '0011123456789ABCDEFGHJKMNP'
    """
    return codigos.leer(escrito.rstrip("/ ").rpartition("/")[2])
