"""Lo que una regla recibe y lo que contesta: un renglón con sus datos, y la suerte que le toca."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from red.base import Opcion
from red.fechas import FechaParcial
from red.importacion.columnas import FIJO, campo_de, limpio, opcion_escrita
from red.importacion.modelos import Decision, Destino, Que

LARGO_CORTO, LARGO = 80, 200
ADELANTE = timedelta(days=366)


@dataclass(frozen=True)
class Entorno:
    """Dónde y cuándo se importa, y en nombre de quién."""

    dia: date
    ahora: str
    quien_id: int | None = None
    red_id: int | None = None
    territorio_id: int | None = None
    pais: str | None = None
    apellidos_primero: bool = False
    ajenas_dichas: frozenset[str] | None = None
    """Correos de otras Redes de que ya se dijo hoy; None si no hay tope."""
    aparta: bool = False
    """Si se va a aplicar: las instituciones quedan apartadas al leerlas, y ninguna se cierra a medio camino."""


@dataclass(slots=True)
class Fila:
    """Un renglón con sus celdas ya limpias, por campo."""

    numero: int
    datos: dict[str, str]
    con_formula: str | None = None
    decision: Decision | None = None
    elegida: int | None = None
    ya_dicha: bool = False
    """Si ya se dijo de este renglón que no está en otra Red."""
    nombres: Any = None
    """El nombre ya separado, para no separarlo dos veces."""


@dataclass(slots=True)
class Suerte:
    """Qué será del renglón, por qué, y con qué efectos."""

    destino: Destino
    motivo: str | None = None
    columna: str | None = None
    candidatas: list[list[Any]] | None = None
    visto: str | None = None
    efectos: list[Any] = field(default_factory=list)
    fila_id: int | None = None
    llave: str | None = None
    parecido: str | None = None
    identidad: tuple[Any, ...] = ()
    """De qué habla, ya entendido, se escriba como se escriba: otro renglón que diga lo mismo lo repite."""


class Mal(Exception):
    """El renglón no se puede importar como está."""

    def __init__(self, motivo: str, columna: str | None = None) -> None:
        super().__init__(motivo)
        self.motivo = motivo
        self.columna = columna


def las_demas(primera: Mal, revisiones: Sequence[Callable[[], object]]) -> list[Mal]:
    """Lo demás que hay que corregir en el renglón, una falta por columna, para decirlo de una vez."""
    halladas: list[Mal] = []
    for revisar in revisiones:
        try:
            revisar()
        except Mal as otra:
            dichas = {primera.columna, *(hallada.columna for hallada in halladas)}
            if otra.columna and otra.columna not in dichas:
                halladas.append(otra)
    return halladas


def huella(*cosas: Any) -> str:
    """Resumen de lo que se vio, para saber después si sigue igual."""
    return hashlib.blake2b(repr(cosas).encode(), digest_size=8).hexdigest()


def nueva(tabla: str, **valores: Any) -> list[Any]:
    """Efecto: registrar una fila. Lo vacío no se escribe; `{"efecto": n}` es la llave de otra de este renglón."""
    return ["+", tabla, {clave: valor for clave, valor in valores.items() if valor is not None}]


def cambio(tabla: str, id: int, **pares: list[Any]) -> list[Any]:
    """Efecto: cambiar columnas de una fila, cada una con lo que decía y lo que dirá."""
    return ["~", tabla, id, pares]


def empieza(cuando: FechaParcial) -> dict[str, Any]:
    """Desde cuándo, con lo que se sabe de esa fecha."""
    return {"desde": cuando.primero.isoformat(), "desde_precision": cuando.precision.value}


def termina(cuando: FechaParcial | None) -> dict[str, Any]:
    """Hasta cuándo, con lo que se sabe de esa fecha; sin ella, sigue."""
    if cuando is None:
        return {"hasta_precision": "dia"}
    return {"hasta": cuando.ultimo.isoformat(), "hasta_precision": cuando.precision.value}


def otro_principio(fila: Any, cuando: FechaParcial) -> dict[str, list[Any]]:
    """De qué principio a cuál cambia una fila con vigencia; vacío si es el mismo."""
    return _pares(
        {"desde": fila.desde.isoformat(), "desde_precision": fila.desde_precision.value}, empieza(cuando)
    )


def otro_fin(fila: Any, cuando: FechaParcial) -> dict[str, list[Any]]:
    """De qué fin a cuál cambia una fila con vigencia; vacío si es el mismo."""
    antes = {
        "hasta": fila.hasta.isoformat() if fila.hasta else None,
        "hasta_precision": fila.hasta_precision.value,
    }
    return _pares(antes, termina(cuando))


def cierra(fila: Any, sigue: FechaParcial) -> dict[str, list[Any]]:
    """El fin de lo que termina la víspera de lo que sigue, tan a medias como ese principio."""
    antes = {"hasta": None, "hasta_precision": fila.hasta_precision.value}
    vispera = sigue.primero - timedelta(days=1)
    return _pares(antes, {"hasta": iso(vispera), "hasta_precision": sigue.precision.value})


def _pares(antes: dict[str, Any], despues: dict[str, Any]) -> dict[str, list[Any]]:
    return {clave: [antes[clave], valor] for clave, valor in despues.items() if antes[clave] != valor}


def iso(dia: date) -> str:
    """La fecha como viaja en el plan."""
    return dia.isoformat()


def leer_fila(
    que: Que,
    numero: int,
    celdas: list[str],
    formulas: list[int],
    mapeo: Mapping[str, Any],
    decision: Decision | None = None,
    elegida: int | None = None,
) -> Fila:
    """El renglón del archivo con cada celda en su campo."""
    datos: dict[str, str] = {}
    con_formula = None
    for clave, donde in mapeo.items():
        if type(donde) is int:
            datos[clave] = limpio(celdas[donde]) if donde < len(celdas) else ""
            if formulas and donde in formulas:
                con_formula = con_formula or clave
        elif donde.startswith(FIJO):
            datos[clave] = donde.removeprefix(FIJO)
    return Fila(numero, datos, con_formula, decision, elegida)


def leer_opcion(que: Que, fila: Fila, clave: str) -> Any:
    """La opción escrita en ese campo; None si está vacío. Lanza Mal si no es de las que hay."""
    escrito = fila.datos.get(clave, "")
    if not escrito:
        return None
    clase = campo_de(que, clave).opciones
    assert clase is not None
    hallada = opcion_escrita(clase, escrito)
    if hallada is None:
        raise Mal(f"«{_corto(escrito)}» no es una de las opciones: {_las_opciones(clase)}.", clave)
    return hallada


def leer_fecha(fila: Fila, clave: str, dia: date) -> FechaParcial | None:
    """La fecha escrita en ese campo; None si está vacío. Lanza Mal si no se entiende o es muy lejana."""
    escrito = fila.datos.get(clave, "")
    if not escrito:
        return None
    fecha = _fecha(escrito)
    if fecha is None:
        raise Mal(
            f"No se entiende la fecha «{_corto(escrito)}»: escríbela como 2021-10-04, 2021-10 o 2021.", clave
        )
    if fecha.primero > dia + ADELANTE:
        raise Mal(f"La fecha «{_corto(escrito)}» es de más de un año en adelante: revisa el año.", clave)
    return fecha


@lru_cache(maxsize=4096)
def _fecha(escrito: str) -> FechaParcial | None:
    try:
        return FechaParcial.leer(escrito)
    except ValueError:
        return None


def cabe(fila: Fila, clave: str, titulo: str, largo: int = LARGO) -> str | None:
    """Lo escrito en ese campo si cabe; None si está vacío."""
    escrito = fila.datos.get(clave, "")
    if len(escrito) > largo:
        raise Mal(f"{titulo}: caben hasta {largo} letras y trae {len(escrito)}.", clave)
    return escrito or None


def _corto(escrito: str) -> str:
    return escrito if len(escrito) <= 40 else escrito[:39] + "…"


def _las_opciones(clase: type[Opcion]) -> str:
    etiquetas = [opcion.etiqueta if len(opcion.etiqueta) <= 40 else opcion.value for opcion in clase]
    return ", ".join(etiquetas[:8]) + ("…" if len(etiquetas) > 8 else "")
