"""Leer texto ajeno renglón por renglón: con qué acentos está escrito y ningún renglón sin fin."""

import codecs
import io
from collections.abc import Callable, Iterator
from typing import BinaryIO

from red.analisis.lectores.limites import ArchivoNoSirve, Limites
from red.textos import numero

_TROZO = 1 << 16
_RAROS = frozenset(range(32)) - {9, 10, 12, 13, 26, 27}
_ADMITE_RAROS = 8


def codificacion(abrir: Callable[[], BinaryIO]) -> str:
    """UTF-8, con marca o sin ella; UTF-16 con marca; y si no, la de Windows. Lanza ArchivoNoSirve si no es texto."""
    with abrir() as flujo:
        trozo = flujo.read(_TROZO)
        if trozo.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        decodifica = codecs.getincrementaldecoder("utf-8")()
        es_utf8, es_windows, con_marca = True, True, trozo.startswith(codecs.BOM_UTF8)
        primero = True
        while trozo:
            if b"\0" in trozo or (primero and sum(byte in _RAROS for byte in trozo) > _ADMITE_RAROS):
                raise ArchivoNoSirve(None, "Por dentro no es texto.")
            primero = False
            if es_utf8:
                try:
                    decodifica.decode(trozo)
                except UnicodeDecodeError:
                    es_utf8 = False
            if es_windows:
                es_windows = not any(byte in trozo for byte in b"\x81\x8d\x8f\x90\x9d")
            trozo = flujo.read(_TROZO)
        try:
            decodifica.decode(b"", final=es_utf8)
        except UnicodeDecodeError:
            es_utf8 = False
    if es_utf8:
        return "utf-8-sig" if con_marca else "utf-8"
    return "cp1252" if es_windows else "latin-1"


def renglones(flujo: BinaryIO, codigo: str, limites: Limites) -> Iterator[str]:
    """Los renglones, cada uno con su salto; lanza ArchivoNoSirve si alguno no termina nunca."""
    cuantos = 0
    with io.TextIOWrapper(flujo, encoding=codigo, newline="") as texto:
        try:
            while renglon := texto.readline(limites.pieza):
                cuantos += 1
                if len(renglon) >= limites.pieza and not renglon.endswith(("\n", "\r")):
                    raise ArchivoNoSirve(cuantos, f"El renglón pasa de {numero(limites.pieza)} letras.")
                yield renglon
        except UnicodeError:
            raise ArchivoNoSirve(
                cuantos + 1, "Los acentos están mal escritos. Guárdalo otra vez en UTF-8."
            ) from None
