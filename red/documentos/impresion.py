"""El PDF accesible de un documento: etiquetado, con su idioma y su título (PDF/UA-1).

Los datos entran como JSON por `sys_inputs`; la plantilla los imprime como texto y no los interpreta.
Las tipografías son las que la biblioteca trae dentro: nada se busca en la máquina ni fuera de ella.
"""

import json
import os
import re
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typst

from red.documentos.composicion import Bloque
from red.errores import ErrorDeDominio
from red.textos import sin_ocultos

PLANTILLA = Path(__file__).with_name("oficial.typ")
SIN_TITULO = "Sin título"


@dataclass(frozen=True)
class Hoja:
    """Lo que rodea al texto de un papel oficial."""

    titulo: str
    red: str
    convoca: str
    folio: str
    lugar_y_fecha: str
    pais: str = "MX"
    leyenda: str = ""


class NoSeImprime(ErrorDeDominio):
    """El texto lleva demasiados signos que ninguna tipografía tiene."""

    def __init__(self) -> None:
        super().__init__(
            "El documento lleva signos que no se pueden imprimir. Revisa los nombres y el texto del modelo."
        )


def sin_dibujo(textos: Iterable[Any]) -> list[str]:
    """Los signos de esos textos que el papel no sabe dibujar, para decirlo antes de emitirlo."""
    escritos = "".join(texto for texto in textos if isinstance(texto, str))
    return list(dict.fromkeys(_SIN_LETRA.findall(_MODIFICAN.sub("", escritos))))


def imprimir(hoja: Hoja, bloques: Sequence[Bloque]) -> bytes:
    """El PDF, listo para guardarse.

    Un documento accesible no admite signos sin dibujo (un emoji en un nombre): en su lugar sale un signo de «no se puede mostrar», y el
    dato guardado no cambia. Lanza NoSeImprime si son demasiados.
    """
    datos = {**vars(hoja), "bloques": [bloque.como_dato() for bloque in bloques]}
    if not _MODIFICAN.sub("", str(_sin_control(hoja.titulo))).strip():
        datos["titulo"] = SIN_TITULO  # un documento accesible no admite un encabezado vacío
    return imprimir_con(PLANTILLA, datos)


def imprimir_con(plantilla: Path, datos: Mapping[str, Any]) -> bytes:
    """El PDF accesible de esos datos con esa plantilla; los signos sin dibujo, como en `imprimir`."""
    escritos = _MODIFICAN.sub("", json.dumps(_sin_control(dict(datos)), ensure_ascii=False))
    for _ in range(INTENTOS):
        try:
            return componer_pdf(plantilla, {"datos": escritos}, ["ua-1"])
        except typst.TypstError as error:
            hallado = _NO_SE_PUDO.search(str(error))
            faltan = _UNICODE.sub(_caracter, hallado[1]) if hallado else ""
            # Sólo lo que no es ASCII: las llaves y comillas del JSON siempre tienen dibujo.
            cambios = {ord(signo): "\ufffd" for signo in faltan if not signo.isascii() and signo != "\ufffd"}
            if not cambios:
                cambios = {ord(signo): "\ufffd" for signo in _RAROS.findall(escritos)}
            if not cambios:
                raise NoSeImprime from error
            escritos = escritos.translate(cambios)
    raise NoSeImprime


def componer_pdf(plantilla: Path, entradas: Mapping[str, str], normas: Sequence[str]) -> bytes:
    """El PDF de esa plantilla con esos textos, según esas normas; lanza typst.TypstError si no las cumple.

    El compositor de cada plantilla se hace una vez: leer las tipografías tarda más que componer una hoja. De uno en uno.
    """
    if _hilos.perdidos:
        raise RuntimeError(
            "Este proceso nació de otro que ya componía documentos: se quedaría esperando a sus hilos."
        )
    _hilos.en_uso = True
    with _turno:
        if plantilla not in _compositores:
            _compositores[plantilla] = typst.Compiler(
                str(plantilla), root=str(plantilla.parent), ignore_system_fonts=True
            )
        pdf = _compositores[plantilla].compile(
            format="pdf",
            sys_inputs=dict(entradas),
            pdf_standards=list(normas),  # type: ignore[arg-type]
        )
    assert isinstance(pdf, bytes)
    return pdf


_compositores: dict[Path, typst.Compiler] = {}
_turno = threading.Lock()


class _Hilos:
    """Quien compone usa hilos propios; un proceso dividido los cree vivos y no los tiene: esperaría para siempre."""

    en_uso = perdidos = False

    def al_dividirse(self) -> None:
        self.perdidos = self.en_uso


_hilos = _Hilos()
os.register_at_fork(after_in_child=_hilos.al_dividirse)

INTENTOS = 40
"""Cuántos signos distintos sin dibujo se cambian antes de rendirse."""
_DE_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Señas que no se ven; el fin de renglón se queda."""
_LARGUISIMA = re.compile(r"([^\s\u200b]{40})(?=[^\s\u200b])")
"""Una palabra que no cabe en un renglón se parte donde haga falta: se le pone dónde."""
_MODIFICAN = re.compile("[\u200d\u20e3\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0000-\U000e01ef]")
"""Lo que cambia el dibujo del signo anterior y no se dibuja solo: la piel de un emoji, sus uniones y variantes."""
_RAROS = re.compile("[^\x00-\u024f\u2010-\u2027\u2030-\u205e\u20ac\ufffd]")
"""Lo que no es letra latina ni puntuación: se quita entero cuando no se sabe cuál estorba."""
_SIN_LETRA = re.compile(
    "[^\x00-\u052f\u1e00-\u1fff\u200b\u2010-\u2027\u2030-\u205e\u20ac\u2190-\u21ff\u2200-\u22ff]"
)
"""Lo que no es latino, griego, cirílico, puntuación, flecha ni signo de cuentas."""
_NO_SE_PUDO = re.compile(r"the text `\"(.*?)\"` could not be displayed")
_UNICODE = re.compile(r"\\u\{([0-9a-fA-F]+)\}")


def _caracter(hallado: re.Match[str]) -> str:
    return chr(int(hallado[1], 16))


def _sin_control(valor: Any) -> Any:
    """Los mismos datos, con un espacio donde había señas de control."""
    if isinstance(valor, str):
        return _LARGUISIMA.sub("\\1\u200b", _DE_CONTROL.sub(" ", sin_ocultos(valor)))
    if isinstance(valor, dict):
        return {clave: _sin_control(dentro) for clave, dentro in valor.items()}
    return [_sin_control(dentro) for dentro in valor] if isinstance(valor, list | tuple) else valor
