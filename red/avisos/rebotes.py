"""Lo que un servidor de correo contesta días después: si el mensaje no llegó, por qué y si tiene caso insistir.

Lee los informes normados (RFC 3464) y también los que no lo son: los de qmail y Exim, y los que sólo lo dicen con
palabras. De un informe sólo se cree el identificador del correo, que nadie de fuera puede adivinar: la dirección que
diga el informe no se usa para nada, de modo que un rebote falso no calla a nadie.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import Message
from email.parser import BytesParser
from email.utils import parseaddr

from red.avisos.modelos import ClaseDeRebote, MotivoDeRebote
from red.configuracion import Configuracion

_ID = r"[0-9a-f]{32}"
_EN_DESTINO = re.compile(rf"[+=-]({_ID})@")
_EN_IDENTIFICADOR = re.compile(rf"<({_ID})@")
_EN_EL_TEXTO = re.compile(rf"(?im)^[\s>]*message-id:\s*<({_ID})@")
_AMPLIADO = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_BASICO = re.compile(r"\b([45]\d\d)[ -]")
_DE_UN_SERVIDOR = re.compile(r"mailer-daemon|postmaster|mail delivery|mdaemon", re.IGNORECASE)
_DICE_QUE_NO = re.compile(
    r"undeliver|delivery (status notification|failure|has failed)|returned mail|failure notice|mail delivery failed"
    r"|no se (pudo|ha podido) entregar|no entregado|devuelto|mensaje rechazado",
    re.IGNORECASE,
)
_NO_EXISTE = re.compile(
    r"user unknown|unknown user|no such (user|recipient|mailbox)|does(n't| not) exist|not exist|mailbox (not found|unavailable)"
    r"|invalid (recipient|mailbox)|recipient (address )?rejected|address rejected|no existe|desconocid|no se encontr",
    re.IGNORECASE,
)
_LLENO = re.compile(
    r"(mailbox|inbox|quota|storage)\b.{0,40}\b(full|exceeded|over)|over quota|llen[oa]|cuota", re.IGNORECASE
)
_DOMINIO = re.compile(r"(host|domain).{0,20}(not found|unknown)|no mx|dominio.{0,20}no existe", re.IGNORECASE)
_DESACTIVADA = re.compile(
    r"disabled|deactivated|inactive|suspended|desactivad|deshabilitad|suspendid", re.IGNORECASE
)
_BLOQUEADO = re.compile(r"blocked|black ?list|spam|policy|bloquead|lista negra", re.IGNORECASE)

DURO, SUAVE = ClaseDeRebote.DURO, ClaseDeRebote.SUAVE
_POR_CODIGO: tuple[tuple[str, ClaseDeRebote, MotivoDeRebote], ...] = (
    (r"5\.1\.(0|1|3|6|10)", DURO, MotivoDeRebote.NO_EXISTE),
    (r"5\.(1\.2|4\.4)", DURO, MotivoDeRebote.DOMINIO),
    (r"5\.2\.1", DURO, MotivoDeRebote.DESACTIVADA),
    (r"[45]\.2\.2", SUAVE, MotivoDeRebote.LLENO),
    (r"[45]\.7\.\d+", SUAVE, MotivoDeRebote.BLOQUEADO),
    (r"[45]\.4\.\d+", SUAVE, MotivoDeRebote.NO_RESPONDE),
)
_POR_PALABRAS = (
    (_LLENO, SUAVE, MotivoDeRebote.LLENO),
    (_DESACTIVADA, DURO, MotivoDeRebote.DESACTIVADA),
    (_DOMINIO, DURO, MotivoDeRebote.DOMINIO),
    (_NO_EXISTE, DURO, MotivoDeRebote.NO_EXISTE),
    (_BLOQUEADO, SUAVE, MotivoDeRebote.BLOQUEADO),
)


@dataclass(frozen=True)
class Noticia:
    """La suerte de un correo: de cuál, si llegó y, si no, por qué."""

    identificador: str
    llego: bool = False
    clase: ClaseDeRebote | None = None
    motivo: MotivoDeRebote | None = None
    codigo: str | None = None
    dicho: str = ""


def direccion_de_regreso(configuracion: Configuracion, identificador: str) -> str:
    """A dónde vuelve ese correo si no llega: lleva su identificador, así se sabe cuál es aunque no lo traiga dentro.

    Vacía si nadie lee los rebotes; entonces vuelven a quien envía.
    """
    if not configuracion.rebotes:
        return ""
    patron = configuracion.rebotes_a
    if not patron:
        local, _, dominio = parseaddr(configuracion.remitente)[1].rpartition("@")
        patron = f"{local}+{{id}}@{dominio}"
    return patron.replace("{id}", identificador)


def leer(datos: bytes) -> Noticia | None:
    """La noticia que trae un mensaje; None si no es un informe, si todavía insiste o si no dice de qué correo es."""
    mensaje = BytesParser(policy=policy.compat32).parsebytes(datos)
    identificador = _identificador(mensaje)
    if identificador is None:
        return None
    for grupo in _de_entrega(mensaje):
        accion = str(grupo.get("Action", "")).strip().lower()
        if accion == "failed":
            codigo, dicho = _codigo(str(grupo.get("Status", ""))), str(grupo.get("Diagnostic-Code", ""))
            return _que_no(identificador, codigo, dicho or _texto(mensaje))
        if accion in {"delivered", "relayed"}:
            return Noticia(identificador, llego=True) if accion == "delivered" else None
        if accion in {"delayed", "expanded"}:
            return None
    return _sin_norma(mensaje, identificador)


def clasificar(codigo: str | None, dicho: str) -> tuple[ClaseDeRebote, MotivoDeRebote]:
    """Si tiene caso insistir y por qué no llegó, por su código o, si no dice bastante, por sus palabras.

    >>> clasificar("5.1.1", "")[1], clasificar("4.2.2", "")[0], clasificar(None, "550 no such user")[0]
    (<MotivoDeRebote.NO_EXISTE: 'no_existe'>, <ClaseDeRebote.SUAVE: 'suave'>, <ClaseDeRebote.DURO: 'duro'>)
    """
    for patron, clase, motivo in _POR_CODIGO:
        if codigo and re.fullmatch(patron, codigo):
            return clase, motivo
    for palabras, clase, motivo in _POR_PALABRAS:
        if palabras.search(dicho):
            return (SUAVE if codigo and codigo.startswith("4") else clase), motivo
    basico = _BASICO.search(dicho)
    permanente = codigo.startswith("5") if codigo else bool(basico and basico[1].startswith("5"))
    return (DURO if permanente else SUAVE), MotivoDeRebote.OTRO


def _que_no(identificador: str, codigo: str | None, dicho: str) -> Noticia:
    limpio = " ".join(dicho.split())[:300]
    clase, motivo = clasificar(codigo, limpio)
    return Noticia(identificador, False, clase, motivo, codigo, limpio)


def _sin_norma(mensaje: Message, identificador: str) -> Noticia | None:
    """Un informe que no sigue la norma: lo manda un servidor y dice con palabras que no se entregó."""
    if str(mensaje.get("Auto-Submitted", "")).lower().startswith("auto-replied") and not mensaje.get(
        "X-Failed-Recipients"
    ):
        return None
    asunto = str(mensaje.get("Subject", ""))
    de_un_servidor = _DE_UN_SERVIDOR.search(str(mensaje.get("From", "")))
    if not mensaje.get("X-Failed-Recipients") and not (de_un_servidor and _DICE_QUE_NO.search(asunto)):
        return None
    texto = _texto(mensaje)
    if re.search(r"\bdelayed\b|\bwarning\b|todavía se intenta", asunto, re.IGNORECASE):
        return None
    return _que_no(identificador, _codigo(texto), _lo_que_importa(texto))


def _lo_que_importa(texto: str) -> str:
    """El renglón que dice por qué, si alguno lleva un código; si no, el principio."""
    for renglon in texto.splitlines():
        if _AMPLIADO.search(renglon) or _BASICO.search(renglon):
            return renglon.strip()
    return texto.strip()


def _codigo(texto: str) -> str | None:
    hallado = _AMPLIADO.search(texto)
    return hallado[1] if hallado else None


def _de_entrega(mensaje: Message) -> Iterator[Message]:
    """Cada grupo de renglones de un informe normado."""
    for parte in mensaje.walk():
        if parte.get_content_type() == "message/delivery-status":
            contenido = parte.get_payload()
            if isinstance(contenido, list):
                yield from (grupo for grupo in contenido if isinstance(grupo, Message))


def _texto(mensaje: Message) -> str:
    """El primer texto que una persona leería."""
    for parte in mensaje.walk():
        if parte.get_content_type() in {"text/plain", "text/html"}:
            contenido = parte.get_payload(decode=True)
            if isinstance(contenido, bytes):
                return contenido[:20_000].decode("utf-8", "replace")
    return ""


def _identificador(mensaje: Message) -> str | None:
    """De cuál correo habla: por la dirección a la que volvió o por el Message-ID que devuelve."""
    for cabecera in ("Delivered-To", "X-Original-To", "Envelope-To", "To"):
        for valor in mensaje.get_all(cabecera, []):
            if hallado := _EN_DESTINO.search(str(valor)):
                return hallado[1]
    for parte in mensaje.walk():
        if parte is mensaje:
            continue
        if hallado := _EN_IDENTIFICADOR.search(str(parte.get("Message-ID", ""))):
            return hallado[1]
        if parte.get_content_type() == "text/rfc822-headers":
            contenido = parte.get_payload(decode=True)
            if isinstance(contenido, bytes) and (
                hallado := _EN_EL_TEXTO.search(contenido.decode("utf-8", "replace"))
            ):
                return hallado[1]
    for cabecera in ("In-Reply-To", "References"):
        if hallado := _EN_IDENTIFICADOR.search(str(mensaje.get(cabecera, ""))):
            return hallado[1]
    hallado = _EN_EL_TEXTO.search(_texto(mensaje))
    return hallado[1] if hallado else None
