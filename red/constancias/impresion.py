"""El PDF de una constancia: PDF/A-3a, que es archivo etiquetado para siempre, y PDF/UA-1, que se lee en voz alta.

Lleva dentro lo firmado y la credencial, para comprobarla sin pedir nada a nadie. PDF/A-3 y no PDF/A-2 porque sólo
aquélla admite esos dos archivos dentro.
"""

import json
from pathlib import Path
from typing import Any

import segno
import typst

from red.constancias import codigos
from red.constancias.contenido import canonico, textos
from red.documentos.impresion import componer_pdf, sin_dibujo
from red.errores import ErrorDeDominio
from red.textos import enumerar

PLANTILLA = Path(__file__).with_name("constancia.typ")
NORMAS = ("a-3a", "ua-1")
ORILLA = 4


class NoSeImprime(ErrorDeDominio):
    """Algo de lo que dice la constancia no se puede imprimir."""

    def __init__(self, signos: list[str]) -> None:
        cuales = f": {enumerar(signos[:5])}" if signos else ""
        super().__init__(f"Lleva signos que el papel no puede mostrar{cuales}. Corrige el nombre o el curso.")


def firmado(contenido: dict[str, Any], firma: str) -> str:
    """El archivo con que se comprueba sin conexión: lo que dice, su firma y con qué llave."""
    return canonico({"contenido": contenido, "firma": firma, "algoritmo": "Ed25519"}).decode()


def entradas(contenido: dict[str, Any], firma: str, insignia: str) -> dict[str, str]:
    """Lo que la plantilla necesita: el contenido, el código para la cámara y los archivos que lleva dentro."""
    sitio = contenido["sitio"]
    datos = {
        **contenido,
        "fecha_en_partes": [int(parte) for parte in contenido["fecha"].split("-")],
        "codigo_en_grupos": codigos.en_grupos(contenido["codigo"]),
        "sitio_corto": f"{sitio.partition('://')[2]}/v",
        "qr": dibujo(direccion(sitio, contenido["codigo"])),
    }
    return {
        "datos": json.dumps(datos, ensure_ascii=False),
        "firmado": firmado(contenido, firma),
        "insignia": insignia,
    }


def revisar(contenido: dict[str, Any]) -> None:
    """Lanza NoSeImprime si lleva signos que ninguna tipografía tiene."""
    extranos = sin_dibujo(textos(contenido))
    if extranos:
        raise NoSeImprime(extranos)


def imprimir(entradas_: dict[str, str]) -> bytes:
    """El PDF, listo para guardarse. Lanza NoSeImprime."""
    try:
        return componer_pdf(PLANTILLA, entradas_, NORMAS)
    except typst.TypstError as error:
        raise NoSeImprime([]) from error


def direccion(sitio: str, codigo: str) -> str:
    """A dónde lleva el código de la cámara; si se puede, en mayúsculas, que ocupan menos y se leen de más lejos.

    >>> direccion("https://redes.gob.mx", "0" * 26), direccion("https://redes.gob.mx/app", "0" * 26)[:33]
    ('HTTPS://REDES.GOB.MX/V/00000000000000000000000000', 'https://redes.gob.mx/app/v/000000')
    """
    esquema, _, resto = sitio.partition("://")
    if "/" in resto or not resto.isascii():
        return f"{sitio}/v/{codigo}"
    return f"{esquema}://{resto}/v/{codigo}".upper()


def dibujo(texto: str) -> str:
    """El código para la cámara, como SVG.

    La máscara va fija: elegir la mejor de las ocho tarda más que componer la hoja, y cualquiera se lee.
    """
    matriz = segno.make_qr(texto, error="m", mask=0, boost_error=False).matrix
    trazos = []
    for y, renglon in enumerate(matriz):
        x, ancho = 0, len(renglon)
        while x < ancho:
            fin = x
            while fin < ancho and renglon[fin]:
                fin += 1
            if fin > x:
                trazos.append(f"M{x + ORILLA} {y + ORILLA}h{fin - x}v1h-{fin - x}z")
            x = max(fin, x + 1)
    lado = len(matriz) + 2 * ORILLA
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {lado} {lado}"><path d="{"".join(trazos)}"/></svg>'
