"""De dónde se leen los informes de los correos que no llegaron: un Maildir de esta máquina o un buzón IMAP.

Cada mensaje se da por leído sólo después de anotar lo que dice; si el proceso muere antes, se vuelve a leer, y leer
dos veces lo mismo no cambia nada.
"""

import imaplib
import mailbox
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

TOPE = 1024 * 1024
"""Un informe más grande no se lee: sólo se da por visto."""
PACIENCIA = 20
DE_UNA_VEZ = 500

Leido = Callable[[], None]


class NoSePudoLeer(Exception):
    """El buzón no se puede abrir: se intentará después."""


def por_leer(direccion: str) -> Iterator[tuple[bytes, Leido]]:
    """Los mensajes sin leer del buzón, cada uno con cómo darlo por leído; lanza NoSePudoLeer."""
    partes = urlsplit(direccion)
    if partes.scheme == "maildir":
        yield from _de_maildir(unquote(partes.path))
    else:
        yield from _de_imap(direccion)


def _de_maildir(ruta: str) -> Iterator[tuple[bytes, Leido]]:
    try:
        buzon = mailbox.Maildir(ruta, factory=None, create=False)
        claves = sorted(buzon.keys())
    except (OSError, mailbox.Error) as error:
        raise NoSePudoLeer(f"No se pudo abrir {ruta}: {error}") from None
    vistos = 0
    for clave in claves:
        with suppress(KeyError, OSError):
            mensaje = buzon.get_message(clave)
            if "S" in mensaje.get_flags():
                continue
            vistos += 1
            if vistos > DE_UNA_VEZ:
                return
            with buzon.get_file(clave) as archivo:
                datos = archivo.read(TOPE + 1)
            yield datos[:TOPE], partial(_ver, buzon, clave)


def _ver(buzon: mailbox.Maildir, clave: str) -> None:
    mensaje = buzon.get_message(clave)
    mensaje.set_subdir("cur")
    mensaje.add_flag("S")
    buzon[clave] = mensaje


def _de_imap(direccion: str) -> Iterator[tuple[bytes, Leido]]:
    partes = urlsplit(direccion)
    carpeta = unquote(partes.path.lstrip("/")) or "INBOX"
    try:
        conexion = _entrar(direccion)
    except (imaplib.IMAP4.error, OSError) as error:
        raise NoSePudoLeer(f"No se pudo abrir el buzón de rebotes: {error}") from None
    try:
        conexion.select(f'"{carpeta}"')
        _, hallados = conexion.uid("SEARCH", "UNSEEN")
        for uid in hallados[0].split()[:DE_UNA_VEZ] if hallados and hallados[0] else []:
            cual = uid.decode("ascii")
            _, traido = conexion.uid("FETCH", cual, f"(BODY.PEEK[]<0.{TOPE}>)")
            datos = next((parte[1] for parte in traido if isinstance(parte, tuple)), b"")
            yield datos, partial(_marcar, conexion, cual)
    except (imaplib.IMAP4.error, OSError) as error:
        raise NoSePudoLeer(f"Se cortó la lectura del buzón de rebotes: {error}") from None
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            conexion.logout()


def _marcar(conexion: imaplib.IMAP4, uid: str) -> None:
    conexion.uid("STORE", uid, "+FLAGS", r"(\Seen)")


def _entrar(direccion: str) -> imaplib.IMAP4:
    """Entra con la cuenta dicha; la clave nunca viaja sin cifrar a otra máquina."""
    partes = urlsplit(direccion)
    maquina = partes.hostname or "localhost"
    seguro = ssl.create_default_context()
    conexion: imaplib.IMAP4
    if partes.scheme == "imaps":
        conexion = imaplib.IMAP4_SSL(maquina, partes.port or 993, ssl_context=seguro, timeout=PACIENCIA)
    else:
        conexion = imaplib.IMAP4(maquina, partes.port or 143, timeout=PACIENCIA)
    try:
        if partes.scheme == "imap" and "STARTTLS" in conexion.capabilities:
            conexion.starttls(seguro)
        elif partes.scheme == "imap" and not _es_local(maquina):
            raise OSError("no ofrece cifrado y la clave no se manda en claro")
        conexion.login(unquote(partes.username or ""), unquote(partes.password or ""))
    except BaseException:
        conexion.shutdown()
        raise
    return conexion


def _es_local(maquina: str) -> bool:
    if maquina == "localhost":
        return True
    try:
        return ip_address(maquina).is_loopback
    except ValueError:
        return False
