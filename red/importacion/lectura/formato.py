"""Qué es un archivo por dentro, diga lo que diga su nombre."""

import codecs
import io
import zipfile
from dataclasses import dataclass

from red.importacion.lectura.limites import ArchivoRechazado

EXCEL_ANTERIOR = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SEPARADORES = (",", ";", "\t", "|")
EXTENSIONES = {
    "xlsx": {".xlsx", ".xlsm"},
    "ods": {".ods"},
    "csv": {".csv", ".txt", ".tsv"},
}
OTROS = (
    (b"%PDF", "un PDF"),
    (b"\x89PNG", "una imagen"),
    (b"\xff\xd8\xff", "una imagen"),
    (b"GIF8", "una imagen"),
    (b"{\\rtf", "un documento de texto"),
    (b"\x1f\x8b", "un archivo comprimido"),
    (b"Rar!", "un archivo comprimido"),
    (b"7z\xbc\xaf", "un archivo comprimido"),
)
COMO = "Ábrelo, elige «Guardar como» y guárdalo como libro de Excel (.xlsx), como hoja .ods o como CSV."


@dataclass(frozen=True)
class Formato:
    """El formato verdadero y, si es texto, cómo se lee."""

    nombre: str
    separador: str | None = None
    codificacion: str | None = None


def reconocer(datos: bytes, archivo: str) -> Formato:
    """El formato del archivo por su contenido; lanza ArchivoRechazado si no se sabe leer o no es lo que dice ser."""
    if not datos.strip():
        raise ArchivoRechazado("El archivo está vacío. Revisa que sea el que querías subir.")
    formato = _formato(datos)
    _comprobar_nombre(formato, archivo)
    return formato


def _comprobar_nombre(formato: Formato, archivo: str) -> None:
    punto = archivo.rfind(".")
    extension = archivo[punto:].lower() if punto >= 0 else ""
    if extension and extension not in EXTENSIONES[formato.nombre]:
        verdadero = {
            "xlsx": "un libro de Excel",
            "ods": "una hoja de cálculo .ods",
            "csv": "texto separado por comas",
        }
        raise ArchivoRechazado(
            f"El nombre termina en «{extension[:12]}», pero por dentro es {verdadero[formato.nombre]}: alguien le cambió el nombre. "
            + COMO
        )


def _formato(datos: bytes) -> Formato:
    if datos.startswith(b"PK"):
        return Formato(_de_zip(datos))
    if datos.startswith(EXCEL_ANTERIOR):
        raise ArchivoRechazado(
            "Es un archivo de Excel anterior (.xls) o está protegido con contraseña. " + COMO
        )
    for firma, nombre in OTROS:
        if datos.startswith(firma):
            raise ArchivoRechazado(f"Por dentro no es una hoja de cálculo, es {nombre}. " + COMO)
    return _de_texto(datos)


def _de_zip(datos: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(datos)) as paquete:
            nombres = set(paquete.namelist())
            corto = "mimetype" in nombres and paquete.getinfo("mimetype").file_size < 200
            if corto and b"opendocument.spreadsheet" in paquete.read("mimetype"):
                return "ods"
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        raise ArchivoRechazado(
            "El archivo está incompleto o dañado: quizá se cortó al copiarlo o al descargarlo. Vuelve a pedirlo o guárdalo otra vez."
        ) from None
    if "xl/workbook.xml" in nombres:
        return "xlsx"
    if "xl/workbook.bin" in nombres:
        raise ArchivoRechazado("Es un libro binario de Excel (.xlsb). " + COMO)
    if any(nombre.startswith("word/") for nombre in nombres):
        raise ArchivoRechazado("Por dentro es un documento de Word, no una hoja de cálculo. " + COMO)
    raise ArchivoRechazado("Es un archivo comprimido que no contiene una hoja de cálculo. " + COMO)


def _de_texto(datos: bytes) -> Formato:
    codificacion = _codificacion(datos)
    texto = datos[:200_000].decode(codificacion, errors="ignore")
    principio = texto.lstrip("\ufeff \t\r\n")[:300].lower()
    if principio.startswith(("<!doctype", "<html", "<?xml", "<table")):
        raise ArchivoRechazado(
            "Por dentro es una página web o un XML, aunque el programa que lo hizo lo llame hoja de cálculo. "
            + COMO
        )
    return Formato("csv", separador(texto), codificacion)


def _codificacion(datos: bytes) -> str:
    if datos.startswith(codecs.BOM_UTF8):
        _sin_bytes_raros(datos)
        return "utf-8-sig"
    if datos.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    _sin_bytes_raros(datos)
    try:
        datos.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    try:
        datos.decode("cp1252")
    except UnicodeDecodeError:
        return "latin-1"
    return "cp1252"


def _sin_bytes_raros(datos: bytes) -> None:
    raros = sum(datos[:65536].count(bytes([b])) for b in range(32) if b not in (9, 10, 13, 12, 27))
    if b"\0" in datos or raros > 8:
        raise ArchivoRechazado("Por dentro no es texto ni una hoja de cálculo. " + COMO)


def separador(texto: str) -> str:
    """El que más se repite, fuera de comillas, en los primeros renglones que no están en blanco."""
    cuentas = dict.fromkeys(SEPARADORES, 0)
    dentro, vistos = False, 0
    for letra in texto:
        if letra == '"':
            dentro = not dentro
        elif not dentro:
            if letra in cuentas:
                cuentas[letra] += 1
            elif letra == "\n" and any(cuentas.values()):
                vistos += 1
                if vistos == 3:
                    break
    return max(SEPARADORES, key=lambda signo: cuentas[signo])
