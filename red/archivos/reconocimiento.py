"""Qué es un archivo por dentro: se mira su contenido, nunca su nombre, y no se descomprime nada."""

import io
import re
import zipfile

from red.archivos.modelos import TipoDeArchivo
from red.errores import ErrorDeDominio
from red.textos import numero

TOPE = 10 * 1024 * 1024
"""Diez megabytes: caben unas treinta páginas escaneadas."""
LETRAS_DEL_NOMBRE = 120

_INVISIBLES = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_SEPARAN = re.compile(r'[/\\:*?"<>|]+')
_EXTENSIONES = {tipo: {tipo.value} for tipo in TipoDeArchivo} | {TipoDeArchivo.JPG: {"jpg", "jpeg"}}
ADMITIDOS = "Admitimos PDF, JPG, PNG, Word (DOCX), Excel (XLSX) y LibreOffice (ODT)."


class ArchivoRechazado(ErrorDeDominio):
    """El archivo no se puede guardar; el mensaje dice por qué."""

    def __init__(self, mensaje: str) -> None:
        super().__init__(mensaje, "archivo")


def reconocer(contenido: bytes) -> TipoDeArchivo:
    """Lo que el contenido es de verdad; lanza ArchivoRechazado si no se admite o está incompleto."""
    if not contenido:
        raise ArchivoRechazado("El archivo está vacío: revisa que sea el que querías subir.")
    if len(contenido) > TOPE:
        pesa = numero(len(contenido) / 1024 / 1024, 1)
        raise ArchivoRechazado(
            f"El archivo pesa {pesa} MB y el límite son 10. Escanéalo con menos resolución o divídelo."
        )
    if contenido.startswith(b"%PDF-"):
        _completo(b"%%EOF" in contenido[-2048:])
        return TipoDeArchivo.PDF
    if contenido.startswith(b"\xff\xd8\xff"):
        _completo(b"\xff\xd9" in contenido[-4096:])
        return TipoDeArchivo.JPG
    if contenido.startswith(b"\x89PNG\r\n\x1a\n"):
        _completo(b"IEND" in contenido[-64:])
        return TipoDeArchivo.PNG
    if contenido.startswith(b"PK\x03\x04"):
        return _de_paquete(contenido)
    raise ArchivoRechazado(f"No reconocemos qué clase de archivo es. {ADMITIDOS}")


def _completo(esta: bool) -> None:
    if not esta:
        raise ArchivoRechazado(
            "El archivo llegó incompleto o está dañado. Ábrelo para revisarlo y súbelo otra vez."
        )


def _de_paquete(contenido: bytes) -> TipoDeArchivo:
    """Word, Excel y LibreOffice son paquetes ZIP: basta su índice para distinguirlos."""
    try:
        with zipfile.ZipFile(io.BytesIO(contenido)) as paquete:
            dentro = {entrada.filename for entrada in paquete.infolist()}
            primera = paquete.infolist()[0] if dentro else None
            cifrado = any(entrada.flag_bits & 1 for entrada in paquete.infolist())
            declarado = (
                paquete.read(primera)
                if primera is not None and primera.filename == "mimetype" and primera.file_size < 200
                else b""
            )
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        raise ArchivoRechazado(
            "El archivo llegó incompleto o está dañado. Ábrelo para revisarlo y súbelo otra vez."
        ) from None
    if cifrado:
        raise ArchivoRechazado("El archivo tiene contraseña: guárdalo sin ella y súbelo otra vez.")
    if any(nombre.lower().endswith("vbaproject.bin") for nombre in dentro):
        raise ArchivoRechazado(
            "El archivo trae macros, que pueden hacer daño. Guárdalo sin macros o como PDF."
        )
    if "[Content_Types].xml" in dentro and "word/document.xml" in dentro:
        return TipoDeArchivo.DOCX
    if "[Content_Types].xml" in dentro and "xl/workbook.xml" in dentro:
        return TipoDeArchivo.XLSX
    if declarado == TipoDeArchivo.ODT.mime.encode() and "content.xml" in dentro:
        return TipoDeArchivo.ODT
    raise ArchivoRechazado(f"Es un archivo comprimido, y no podemos ver qué contiene. {ADMITIDOS}")


def nombre_seguro(nombre: str, tipo: TipoDeArchivo) -> str:
    """El nombre sin carpetas ni señas invisibles y con la extensión de lo que es.

    >>> nombre_seguro("C:\\\\Mis papeles\\\\acta final.PDF", TipoDeArchivo.PDF)
    'acta final.pdf'
    >>> nombre_seguro("../../etc/passwd", TipoDeArchivo.JPG), nombre_seguro("", TipoDeArchivo.PNG)
    ('passwd.jpg', 'archivo.png')
    """
    suelto = _INVISIBLES.sub("", re.split(r"[/\\]", nombre)[-1])
    suelto = " ".join(_SEPARAN.sub(" ", suelto).split()).strip(". ")
    base, punto, extension = suelto.rpartition(".")
    if punto and extension.lower() in _EXTENSIONES[tipo]:
        suelto = base
    return f"{suelto[:LETRAS_DEL_NOMBRE].strip('. ') or 'archivo'}.{tipo.value}"
