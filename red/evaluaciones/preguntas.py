"""Leer lo que alguien contestó, decir qué falta y calificarlo. Sin base de datos: sólo preguntas y respuestas.

Una respuesta es la clave de una opción, una lista de claves, un grado del 1 al 4, un texto o un número, según la clase
de su pregunta. Lo contestado de un cuestionario es un diccionario de la clave de cada pregunta a su respuesta.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from red.evaluaciones.modelos import ClaseDePregunta, Pregunta
from red.textos import sin_ocultos

GRADOS = (1, 2, 3, 4)
ETIQUETAS = ("Muy insatisfecha", "Insatisfecha", "Satisfecha", "Muy satisfecha")
LARGO_CORTO, LARGO_LARGO = 200, 4000


def campo_de(pregunta: Pregunta) -> str:
    """Cómo se llama en el formulario."""
    return f"p-{pregunta.clave}"


def opciones_de(pregunta: Pregunta) -> list[dict[str, Any]]:
    """Las opciones escritas, con su clave y su texto; ninguna si no se elige."""
    return [opcion for opcion in pregunta.opciones or () if isinstance(opcion, dict) and opcion.get("clave")]


def etiquetas_de(pregunta: Pregunta) -> list[str]:
    """Cómo se lee cada grado de una escala, del 1 al 4."""
    propias = [str(texto) for texto in pregunta.opciones or () if isinstance(texto, str)]
    return propias if len(propias) == len(GRADOS) else list(ETIQUETAS)


def correctas_de(pregunta: Pregunta) -> frozenset[str]:
    """Las claves de las opciones correctas."""
    return frozenset(str(opcion["clave"]) for opcion in opciones_de(pregunta) if opcion.get("correcta"))


def califica(pregunta: Pregunta) -> bool:
    """Si cuenta en la calificación: vale algo y tiene respuesta correcta."""
    if not pregunta.peso:
        return False
    if pregunta.clase.con_opciones:
        return bool(correctas_de(pregunta))
    return pregunta.clase is ClaseDePregunta.NUMERO and pregunta.numero_correcto is not None


def leer(
    preguntas: Iterable[Pregunta], enviados: Callable[[str], Sequence[str]], *, entero: bool
) -> tuple[dict[str, Any], dict[str, str]]:
    """Lo contestado y lo que hay que corregir, por la clave de cada pregunta.

    `enviados` da lo que llegó con cada nombre. Con `entero`, lo obligatorio sin contestar también es una falta; sin
    él se está guardando para seguir después y sólo se dice lo que no se entiende.
    """
    respuestas: dict[str, Any] = {}
    faltas: dict[str, str] = {}
    for pregunta in preguntas:
        escrito = [sin_ocultos(valor).strip() for valor in enviados(campo_de(pregunta))]
        escrito = [valor for valor in escrito if valor]
        try:
            respuesta = _una(pregunta, escrito) if escrito else None
        except ValueError as falta:
            faltas[pregunta.clave] = str(falta)
            continue
        if respuesta is not None:
            respuestas[pregunta.clave] = respuesta
        elif entero and pregunta.obligatoria:
            faltas[pregunta.clave] = (
                "Elige una respuesta."
                if pregunta.clase.con_opciones or pregunta.clase is ClaseDePregunta.ESCALA
                else "Escribe tu respuesta."
            )
    return respuestas, faltas


def _una(pregunta: Pregunta, escrito: list[str]) -> Any:
    if pregunta.clase.con_opciones:
        claves = {str(opcion["clave"]) for opcion in opciones_de(pregunta)}
        elegidas = sorted(set(escrito))
        if not set(elegidas) <= claves:
            raise ValueError("Esa opción no está en la lista. Elige una de las que aparecen.")
        if pregunta.clase is ClaseDePregunta.VARIAS:
            return elegidas
        if len(elegidas) > 1:
            raise ValueError("Elige sólo una respuesta.")
        return elegidas[0]
    if pregunta.clase is ClaseDePregunta.ESCALA:
        if escrito[0] not in {str(grado) for grado in GRADOS}:
            raise ValueError("Elige un grado del 1 al 4.")
        return int(escrito[0])
    if pregunta.clase is ClaseDePregunta.NUMERO:
        return _numero(escrito[0])
    tope = LARGO_CORTO if pregunta.clase is ClaseDePregunta.TEXTO_CORTO else LARGO_LARGO
    texto = " ".join(escrito[0].split()) if tope == LARGO_CORTO else escrito[0].replace("\r\n", "\n")
    if len(texto) > tope:
        raise ValueError(f"Caben hasta {tope} letras: acórtalo un poco.")
    return texto


def _numero(escrito: str) -> float:
    r"""El número que alguien escribió, con coma o con punto para los decimales.

    >>> _numero("3,5"), _numero("1,200"), _numero(" 7 ")
    (3.5, 1200.0, 7.0)
    """
    limpio = escrito.replace(" ", "").replace("\u00a0", "")
    if "," in limpio:
        entero, _, decimales = limpio.rpartition(",")
        de_miles = "." in decimales or (len(decimales) == 3 and entero.lstrip("-").replace(",", "").isdigit())
        limpio = limpio.replace(",", "") if de_miles else f"{entero.replace('.', '')}.{decimales}"
    try:
        valor = float(limpio)
    except ValueError:
        valor = math.nan
    if not math.isfinite(valor) or abs(valor) > 1e12 or not any(letra.isdigit() for letra in limpio):
        raise ValueError("Escribe un número, por ejemplo 12 o 3.5.")
    return valor


def acierta(pregunta: Pregunta, respuesta: Any) -> bool:
    """Si la respuesta es la correcta; en las de varias opciones, todas las correctas y ninguna otra."""
    if respuesta is None:
        return False
    if pregunta.clase is ClaseDePregunta.VARIAS:
        return isinstance(respuesta, list) and frozenset(map(str, respuesta)) == correctas_de(pregunta)
    if pregunta.clase is ClaseDePregunta.UNA:
        return str(respuesta) in correctas_de(pregunta)
    if pregunta.clase is ClaseDePregunta.NUMERO and pregunta.numero_correcto is not None:
        return isinstance(respuesta, int | float) and math.isclose(
            respuesta, pregunta.numero_correcto, rel_tol=1e-9, abs_tol=1e-9
        )
    return False


def calificar(preguntas: Iterable[Pregunta], respuestas: Mapping[str, Any]) -> float | None:
    """De 0 a 100, según lo que vale cada pregunta; None si ninguna tiene respuesta correcta."""
    que_cuentan = [pregunta for pregunta in preguntas if califica(pregunta)]
    total = sum(pregunta.peso for pregunta in que_cuentan)
    if not total:
        return None
    logrado = sum(p.peso for p in que_cuentan if acierta(p, respuestas.get(p.clave)))
    return round(100 * logrado / total, 1)


def en_palabras(pregunta: Pregunta, respuesta: Any) -> str:
    """Una respuesta como se lee; vacía si no se contestó."""
    if respuesta is None:
        return ""
    if pregunta.clase.con_opciones:
        textos = {str(o["clave"]): str(o.get("texto", "")) for o in opciones_de(pregunta)}
        claves = respuesta if isinstance(respuesta, list) else [respuesta]
        return "; ".join(textos[str(clave)] for clave in claves if str(clave) in textos)
    if pregunta.clase is ClaseDePregunta.ESCALA and respuesta in GRADOS:
        return f"{respuesta}, {etiquetas_de(pregunta)[respuesta - 1]}"
    if pregunta.clase is ClaseDePregunta.NUMERO and isinstance(respuesta, int | float):
        return f"{respuesta:,.10g}"
    return str(respuesta)


def la_correcta(pregunta: Pregunta) -> str:
    """La respuesta correcta, como se lee."""
    if pregunta.clase is ClaseDePregunta.NUMERO:
        return en_palabras(pregunta, pregunta.numero_correcto)
    correctas = correctas_de(pregunta)
    return "; ".join(str(o["texto"]) for o in opciones_de(pregunta) if str(o["clave"]) in correctas)
