"""Los cambios dichos como los diría una persona: «Ana Ruiz cambió la edición «Grupo A»: cupo de 20 a 30»."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Date, DateTime, Enum

from red.base import Instante
from red.bitacora.modelos import Cambio, Registro
from red.bitacora.nombres import Llave, Nombres, apunta_a, columna_de
from red.bitacora.palabras import COLUMNAS, TABLAS, en_plural
from red.textos import fecha, fecha_corta, hora

LARGO = 80
SE_JUNTAN = 3
"""Más filas que éstas, registradas en la misma acción, se dicen en un solo renglón."""

RESERVADO = "(reservado)"


class Suceso(TypedDict):
    """Un renglón de `linea_de_tiempo`."""

    fecha: str
    iso: str
    texto: str
    detalle: str
    quien: str
    tabla: str
    cambio: str


def redactar(filas: Sequence[Registro], *, zona: str, de_ficha: bool = False) -> list[Suceso]:
    """Los renglones en palabras; en una ficha no se repite de qué fila se habla."""
    nombres = Nombres(_llaves(filas))
    sucesos = []
    for (_, tabla, cambio), grupo in groupby(filas, lambda f: (f.solicitud, f.tabla, f.cambio)):
        juntas = list(grupo)
        if not de_ficha and cambio is Cambio.CREAR and len(juntas) > SE_JUNTAN:
            sucesos.append(_de_varias(juntas, tabla, nombres, zona))
        else:
            sucesos += [_suceso(fila, nombres, zona, de_ficha) for fila in juntas]
    return sucesos


def _llaves(filas: Iterable[Registro]) -> Iterable[Llave]:
    for fila in filas:
        yield fila.tabla, fila.fila_id
        if fila.quien_id is not None:
            yield "persona", fila.quien_id
        for columna, par in fila.cambios.items():
            tabla = apunta_a(columna_de(fila.tabla, columna))
            if tabla:
                yield from ((tabla, valor) for valor in par if isinstance(valor, int))


def _de_varias(filas: Sequence[Registro], tabla: str, nombres: Nombres, zona: str) -> Suceso:
    """Un renglón para todo lo que una misma acción registró en una tabla."""
    ultima = filas[0]
    suceso = _suceso(ultima, nombres, zona, de_ficha=False)
    suceso["texto"] = f"{_quien(ultima, nombres)} registró {len(filas)} {en_plural(tabla)}"
    algunas = [nombre for fila in filas[:SE_JUNTAN] if (nombre := nombres.de(tabla, fila.fila_id))]
    suceso["detalle"] = f"Entre ellas: {'; '.join(algunas)}." if algunas else ""
    return suceso


def _suceso(fila: Registro, nombres: Nombres, zona: str, de_ficha: bool) -> Suceso:
    quien = _quien(fila, nombres)
    verbo, detalle = _que_paso(fila, nombres, zona)
    if verbo == "entró":
        texto = "Entró" if de_ficha else f"{quien} entró"
    elif de_ficha:
        texto = SIN_SUJETO[verbo] + (f": {detalle}" if detalle else "")
        detalle = ""
    else:
        texto = f"{quien} {verbo} {_que(fila, nombres)}"
        if detalle and len(texto) + len(detalle) < 200:
            texto, detalle = f"{texto}: {detalle}", ""
    local = fila.en.astimezone(ZoneInfo(zona))
    return Suceso(
        fecha=f"{fecha(local.date())}, {hora(local)}",
        iso=local.isoformat(timespec="seconds"),
        texto=texto,
        detalle=detalle[:1].upper() + detalle[1:],
        quien=quien if de_ficha else "",
        tabla=fila.tabla,
        cambio=fila.cambio.value,
    )


SIN_SUJETO = {
    "registró": "Se registró",
    "cambió": "Cambió",
    "terminó": "Terminó",
    "quitó": "Se quitó",
    "leyó o descargó": "Se leyó o se descargó",
}


def _quien(fila: Registro, nombres: Nombres) -> str:
    """Quién lo hizo; sin sesión, qué orden o qué trabajo."""
    if fila.quien_id is not None:
        return nombres.de("persona", fila.quien_id) or f"Persona {fila.quien_id}"
    if "." in fila.accion:
        return "Alguien sin sesión"
    return f"La orden «{fila.accion}»" if fila.accion and fila.accion != "sin acción" else "La plataforma"


def _que(fila: Registro, nombres: Nombres) -> str:
    """De qué fila se habla, con su artículo."""
    cosa = TABLAS.get(fila.tabla, f"un dato de «{fila.tabla.replace('_', ' ')}»")
    nombre = nombres.de(fila.tabla, fila.fila_id)
    if not nombre:
        return f"{cosa} {fila.fila_id}"
    union = " de " if fila.tabla != "persona" and not nombre.startswith("«") else " "
    return cosa + union + nombre


def _que_paso(fila: Registro, nombres: Nombres, zona: str) -> tuple[str, str]:
    """El verbo y lo que cambió."""
    cambios = fila.cambios
    if fila.cambio is Cambio.CREAR:
        return "registró", ""
    if fila.cambio is Cambio.BORRAR:
        return "quitó", ""
    if fila.tabla == "cuenta" and set(cambios) == {"entro_en"}:
        return "entró", ""
    if "hasta" in cambios and cambios["hasta"][1] is not None and set(cambios) <= TERMINAN:
        return "terminó", f"hasta el {_decir_valor(fila.tabla, 'hasta', cambios['hasta'][1], nombres, zona)}"
    leida = fila.cambio is Cambio.LEER
    frases = [
        _frase(fila.tabla, columna, par, nombres, zona)
        for columna, par in cambios.items()
        if not leida or par[1] is not None
    ]
    return "leyó o descargó" if leida else "cambió", "; ".join(frases)


TERMINAN = {"hasta", "estado", "terminada_en"}
"""Columnas que, cambiadas juntas, dicen que algo terminó."""


def _frase(tabla: str, columna: str, par: Sequence[Any], nombres: Nombres, zona: str) -> str:
    """Lo que le pasó a una columna: «cupo de 20 a 30», «puso lugar: Sala A», «borró lugar»."""
    antes, despues = par
    titulo = _decir_columna(columna)
    if RESERVADO in (antes, despues) or isinstance(antes or despues, (dict, list)):
        return titulo
    if despues is None:
        return f"{titulo} quedó sin dato"
    nuevo = _decir_valor(tabla, columna, despues, nombres, zona)
    if antes is None:
        return f"{titulo}: {nuevo}"
    return f"{titulo} de {_decir_valor(tabla, columna, antes, nombres, zona)} a {nuevo}"


def _decir_columna(columna: str) -> str:
    limpia = columna.removesuffix("_id")
    return COLUMNAS.get(limpia, limpia.replace("_", " "))


def _decir_valor(tabla: str, columna: str, valor: Any, nombres: Nombres, zona: str) -> str:
    definicion = columna_de(tabla, columna)
    destino = apunta_a(definicion)
    if destino and isinstance(valor, int):
        return nombres.de(destino, valor) or f"{destino} {valor}"
    if isinstance(valor, bool):
        return "sí" if valor else "no"
    if isinstance(valor, str):
        return _decir_texto(definicion, valor, zona)
    return str(valor)


def _decir_texto(columna: ColumnElement[Any] | None, valor: str, zona: str) -> str:
    tipo = columna.type if columna is not None else None
    try:
        if isinstance(tipo, (Instante, DateTime)):
            local = datetime.fromisoformat(valor).astimezone(ZoneInfo(zona))
            return f"{fecha_corta(local.date())}, {hora(local)}"
        if isinstance(tipo, Date):
            return fecha_corta(date.fromisoformat(valor))
        if isinstance(tipo, Enum) and tipo.enum_class is not None:
            return f"«{tipo.enum_class(valor).etiqueta}»"  # type: ignore[attr-defined]
    except ValueError:
        pass
    corto = valor if len(valor) <= LARGO else valor[: LARGO - 1].rstrip() + "…"
    return f"«{corto}»"
