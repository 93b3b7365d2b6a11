"""Del texto de un modelo y sus datos, a los bloques que se imprimen. Pura: no conoce la base ni la web.

El texto se escribe como en un correo: un renglón en blanco separa párrafos, y un renglón nuevo dentro del
párrafo se respeta. Además,

    # Antecedentes            un subtítulo
    - Orden del día           un punto de una lista
    1. Lista de asistencia    un punto numerado
    {integrantes}             una tabla, sola en su renglón
    FIRMA: {titular} | Titular de la unidad
    TESTIGO: {testigo_1} |

Los datos se ponen como texto, nunca como instrucciones: lo que alguien escriba en su nombre se imprime tal cual.
"""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from red.documentos.espacios import Espacio
from red.errores import ErrorDeDominio

EN_BLANCO = "_" * 24
"""Lo que falta se deja para llenarse a mano."""
Valor = str | Sequence[Sequence[str]]
_LLAVES = re.compile(r"\{([^{}\n]*)\}|[{}]")
_POR_LLENAR = re.compile(r"(\b(?:de|a|De|A) )?\{([^{}\n]*)\}")
"""Con lo que va delante: «de» y «a» se juntan con «el»."""
_FIRMA = re.compile(r"(FIRMA|TESTIGO):\s*([^|]*)(?:\|(.*))?")
_PUNTO = re.compile(r"-\s+(.*)")
_NUMERADO = re.compile(r"\d{1,2}[.)]\s+(.*)")


class EspacioDesconocido(ErrorDeDominio):
    """El modelo pide algo que nadie sabe poner; el mensaje dice en qué renglón y en qué letra."""

    def __init__(self, renglon: int, letra: int, que: str) -> None:
        super().__init__(f"Renglón {renglon}, letra {letra}: {que}", "cuerpo")
        self.renglon, self.letra = renglon, letra


@dataclass(frozen=True)
class Bloque:
    """Un trozo del documento: párrafo, subtítulo, lista, numerada, tabla o firmas."""

    clase: str
    texto: str = ""
    puntos: tuple[Any, ...] = ()

    def como_dato(self) -> dict[str, Any]:
        """Para pasarlo a quien lo imprime."""
        return {"clase": self.clase, "texto": self.texto, "puntos": self.puntos}


def revisar(cuerpo: str, espacios: Sequence[Espacio]) -> None:
    """Lanza EspacioDesconocido si el texto nombra algo que no existe o deja una llave suelta."""
    conocidos = {espacio.nombre: espacio for espacio in espacios}
    for renglon, linea in enumerate(cuerpo.splitlines(), 1):
        for hallado in _LLAVES.finditer(linea):
            _revisar_uno(hallado, linea, renglon, conocidos)


def _revisar_uno(hallado: re.Match[str], linea: str, renglon: int, conocidos: Mapping[str, Espacio]) -> None:
    letra, nombre = hallado.start() + 1, hallado[1]
    if nombre is None:
        raise EspacioDesconocido(renglon, letra, f"hay una llave «{hallado[0]}» sin su pareja.")
    espacio = conocidos.get(nombre.strip())
    if espacio is None:
        parecidos = difflib.get_close_matches(nombre.strip(), conocidos, n=1, cutoff=0.6)
        pista = f" ¿Quisiste decir «{{{parecidos[0]}}}»?" if parecidos else " Elige uno de la lista."
        raise EspacioDesconocido(renglon, letra, f"no conocemos «{hallado[0]}».{pista}")
    if espacio.es_tabla and linea.strip() != hallado[0]:
        raise EspacioDesconocido(renglon, letra, f"«{hallado[0]}» es una tabla y va sola en su renglón.")


def usados(cuerpo: str) -> list[str]:
    """Los nombres de los espacios que el texto lleva, en el orden en que aparecen y sin repetir."""
    nombres = (hallado[1].strip() for hallado in _LLAVES.finditer(cuerpo) if hallado[1])
    return list(dict.fromkeys(nombres))


def componer(cuerpo: str, datos: Mapping[str, Valor]) -> list[Bloque]:
    """Los bloques del documento con sus espacios llenos."""
    bloques: list[Bloque] = []
    parrafo: list[str] = []

    def cerrar() -> None:
        if parrafo:
            bloques.append(Bloque("parrafo", _con_mayuscula(parrafo[0], llenar("\n".join(parrafo), datos))))
            parrafo.clear()

    for linea in (cruda.strip() for cruda in cuerpo.splitlines()):
        especial = _especial(linea, datos)
        if especial is None and linea:
            parrafo.append(linea)
            continue
        cerrar()
        if especial is not None:
            _agregar(bloques, especial)
    cerrar()
    return bloques


def _con_mayuscula(crudo: str, lleno: str) -> str:
    """Un párrafo que empieza con un espacio empieza, ya lleno, con mayúscula."""
    return lleno[:1].upper() + lleno[1:] if crudo.startswith("{") else lleno


def _especial(linea: str, datos: Mapping[str, Valor]) -> Bloque | None:
    """El bloque de un renglón que no es párrafo; None si lo es o si está vacío."""
    solo = _LLAVES.fullmatch(linea)
    tabla = datos.get(solo[1].strip()) if solo and solo[1] else None
    if tabla is not None and not isinstance(tabla, str):
        return Bloque("tabla", puntos=tuple(tuple(fila) for fila in tabla))
    if linea.startswith("# "):
        return Bloque("subtitulo", llenar(linea[2:], datos))
    firma = _FIRMA.fullmatch(linea)
    if firma:
        quien, cargo = llenar(firma[2].strip(), datos), llenar((firma[3] or "").strip(), datos)
        return Bloque("firmas" if firma[1] == "FIRMA" else "testigos", puntos=((quien, cargo),))
    for clase, forma in (("lista", _PUNTO), ("numerada", _NUMERADO)):
        punto = forma.fullmatch(linea)
        if punto:
            return Bloque(clase, puntos=(llenar(punto[1], datos),))
    return None


def _agregar(bloques: list[Bloque], nuevo: Bloque) -> None:
    """Los puntos seguidos de una misma clase son una sola lista, y las firmas seguidas, un solo cuadro."""
    if (
        bloques
        and nuevo.clase in {"lista", "numerada", "firmas", "testigos"}
        and bloques[-1].clase == nuevo.clase
    ):
        nuevo = Bloque(nuevo.clase, puntos=(*bloques.pop().puntos, *nuevo.puntos))
    bloques.append(nuevo)


def llenar(texto: str, datos: Mapping[str, Valor]) -> str:
    """El texto con cada espacio lleno; lo que falta, en blanco para escribirse a mano.

    >>> llenar("Designo a {titular}.", {"titular": "Ana {fecha} Ruiz"})
    'Designo a Ana {fecha} Ruiz.'
    >>> llenar("Titular de {institucion}", {"institucion": "el Instituto"})
    'Titular del Instituto'
    """

    def poner(hallado: re.Match[str]) -> str:
        antes, nombre = hallado[1] or "", hallado[2]
        valor = datos.get(nombre.strip())
        puesto = " ".join(valor.split()) if isinstance(valor, str) and valor.strip() else EN_BLANCO
        if antes and puesto.startswith("el "):
            return f"{antes.rstrip()}l {puesto.removeprefix('el ')}"
        return antes + puesto

    return _POR_LLENAR.sub(poner, texto)
