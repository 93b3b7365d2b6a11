"""Cómo se lee un corte: cada número con lo que significa, y qué cambió de uno a otro."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from red.analisis.motor.arreglos import Arreglos
from red.analisis.motor.conectividad import pedazos
from red.analisis.redaccion import Palabras
from red.cortes import consultas
from red.cortes.modelos import Corte
from red.errores import NoEncontrado
from red.redes.consultas import palabra_de_tipos
from red.redes.modelos import Red
from red.textos import numero


def palabras_de(red: Red) -> Palabras:
    """Cómo llama esa Red a sus instituciones."""
    palabra = palabra_de_tipos(red, consultas.tipos_de_instituciones(red.id))
    return Palabras(palabra.singular, palabra.plural)


@dataclass(frozen=True)
class Cifra:
    """Un número de la Red: su valor, cómo se llama, qué significa y qué hacer con él."""

    clave: str
    valor: str
    etiqueta: str
    significa: str
    crudo: float | None = None


def cifras(numeros: Mapping[str, Any], palabras: Palabras) -> list[Cifra]:
    """Los números que se leen, en el orden en que se preguntan."""
    nodos, mayor = numeros["nodos"], numeros["en_el_mayor"]
    de_mas = numeros["nodos"] - mayor
    hechas = [
        Cifra("personas", numero(numeros["personas"]), "personas cuentan", "Integrantes que aceptaron contar en el análisis ese día.", numeros["personas"]),
        Cifra(
            "cobertura",
            f"{numero(numeros['instituciones_con_gente'])} de {numero(numeros['instituciones_de_la_red'])}",
            f"{palabras.varias} con alguien",
            f"{numero(numeros['instituciones_con_una'])} dependen de una sola persona.",
            numeros["instituciones_con_gente"],
        ),
        Cifra("lazos", numero(numeros["lazos"]), "lazos", _por_nodo(numeros["lazos_por_nodo"]), numeros["lazos"]),
        Cifra(
            "en_el_mayor",
            f"{numero(mayor)} de {numero(nodos)}",
            "en el grupo mayor",
            "Todo está unido por algún camino." if not de_mas else f"{numero(de_mas)} no tienen camino hasta él: es lo primero por tejer.",
            mayor,
        ),
        Cifra("aislados", numero(numeros["aislados"]), "sin ningún lazo", "Personas o lugares de los que sólo se sabe que están.", numeros["aislados"]),
        Cifra(
            "articulaciones",
            numero(numeros["articulaciones"]),
            "sostienen solas un paso",
            "Si una de ellas falta, alguien queda sin camino. Menos es mejor.",
            numeros["articulaciones"],
        ),
        Cifra(
            "transitividad",
            _de_cien(numeros["transitividad"]),
            "veces de cada cien se tratan entre sí dos contactos de la misma",
            "Mucho: grupos unidos pero cerrados. Poco: todo pasa por alguien de en medio.",
            numeros["transitividad"],
        ),
    ]  # fmt: skip
    if numeros["ei"] is not None:
        hechas.append(
            Cifra(
                "ei",
                _de_cien((numeros["ei"] + 1) / 2),
                f"lazos de cada cien cruzan de una {palabras.una} a otra",
                "Lo demás se queda adentro. Subirlo es el efecto que se busca.",
                (numeros["ei"] + 1) / 2,
            )
        )
    if numeros["comunidades"]:
        hechas.append(
            Cifra(
                "comunidades",
                numero(numeros["comunidades"]),
                "grupos que se tratan más entre sí",
                _acuerdo(numeros["acuerdo"]),
                numeros["comunidades"],
            )
        )
    return hechas


def _por_nodo(cuantos: float | None) -> str:
    return (
        "Todavía no hay entre quiénes."
        if cuantos is None
        else f"En promedio, {cuantos:.1f} por persona o lugar."
    )


def _de_cien(parte: float | None) -> str:
    return "—" if parte is None else numero(round(100 * parte))


def _acuerdo(acuerdo: float) -> str:
    if acuerdo >= 0.9:
        return "Al repetir la cuenta salen casi los mismos: se puede confiar en ellos."
    if acuerdo >= 0.7:
        return "Al repetir la cuenta cambian en los bordes: míralos como una guía."
    return "Al repetir la cuenta salen otros: todavía no hay grupos claros."


@dataclass(frozen=True)
class Grupo:
    """Una comunidad hallada: su número, su nombre si se le dio, cuántas personas y qué tan firme es."""

    numero: int
    nombre: str
    personas: int | None
    """Nada si son menos de cinco: diría de quién se trata."""
    instituciones: Sequence[str]
    """Las de más gente en el grupo."""


def grupos_de(corte: Corte, columnas: Mapping[str, NDArray[Any]], cuantos: int = 12) -> list[Grupo]:
    """Los mayores, con las instituciones que más gente ponen; los de menos de cinco personas no se detallan."""
    dados = consultas.nombres_de_comunidades(corte.id)
    gente = _gente_por_grupo(columnas)
    mayores = [int(g) for g in np.argsort(-gente, kind="stable")[:cuantos] if gente[g] >= MINIMO]
    return [_grupo(columnas, cual, dados.get(cual, ""), int(gente[cual])) for cual in mayores]


def grupo_de(corte: Corte, columnas: Mapping[str, NDArray[Any]], cual: int) -> Grupo:
    """Uno de los grupos; lanza NoEncontrado si el corte no lo tiene."""
    gente = _gente_por_grupo(columnas) if columnas else np.zeros(0, np.int64)
    if cual >= len(gente):
        raise NoEncontrado
    nombre = consultas.nombres_de_comunidades(corte.id).get(cual, "")
    if gente[cual] < MINIMO:
        return Grupo(cual, nombre, None, ())
    return _grupo(columnas, cual, nombre, int(gente[cual]))


def _gente_por_grupo(columnas: Mapping[str, NDArray[Any]]) -> NDArray[np.int64]:
    gente = columnas["gente"] * (columnas["clase"] == 0)
    return np.bincount(columnas["comunidad"], gente).astype(np.int64)


def _grupo(columnas: Mapping[str, NDArray[Any]], cual: int, nombre: str, personas: int) -> Grupo:
    institucion = columnas["clase"] == 1
    lugares = columnas["grupo"][institucion].tolist()
    llave_de = dict(zip(lugares, columnas["llave"][institucion].tolist(), strict=True))
    suyas = columnas["grupo"][(columnas["comunidad"] == cual) & (columnas["clase"] == 0)]
    grupos, veces = np.unique(suyas[suyas >= 0], return_counts=True)
    orden = grupos[np.argsort(-veces, kind="stable")][:3].tolist()
    mayores = np.array([llave_de[g] for g in orden if g in llave_de], np.int64)
    return Grupo(cual, nombre, personas, consultas.nombres(np.ones(len(mayores), np.int8), mayores))


MINIMO = 5
"""Con menos personas, un grupo diría de quién se trata."""


@dataclass(frozen=True)
class Cambio:
    """Un número en dos cortes."""

    etiqueta: str
    antes: str
    ahora: str
    diferencia: str


@dataclass(frozen=True)
class Comparacion:
    """Qué cambió de un corte a otro: los números, y quiénes entraron, salieron, se unieron o quedaron sueltas."""

    numeros: Sequence[Cambio]
    entraron: Sequence[str]
    salieron: Sequence[str]
    se_unieron: Sequence[str]
    se_soltaron: Sequence[str]
    puentes_nuevos: Sequence[str]
    puentes_de_menos: Sequence[str]


def comparar(antes: Corte, ahora: Corte, palabras: Palabras) -> Comparacion:
    """Compara dos cortes listos de la misma lente; las instituciones por su nombre, las personas sólo en los pasos que sostienen."""
    una, otra = consultas.columnas_de(antes), consultas.columnas_de(ahora)
    de_antes, de_ahora = _nodos(una), _nodos(otra)
    mayor_antes, mayor_ahora = _en_el_mayor(una), _en_el_mayor(otra)
    paso_antes, paso_ahora = _sostienen(una), _sostienen(otra)
    instituciones = {par for par in de_antes | de_ahora if par[0] != 0}
    return Comparacion(
        _numeros(antes, ahora, palabras),
        _nombres((de_ahora - de_antes) & instituciones),
        _nombres((de_antes - de_ahora) & instituciones),
        _nombres(((mayor_ahora - mayor_antes) & de_antes) & instituciones),
        _nombres(((mayor_antes - mayor_ahora) & de_ahora) & instituciones),
        _nombres(paso_ahora - paso_antes),
        _nombres(paso_antes - paso_ahora),
    )


Par = tuple[int, int]


def _nodos(columnas: Mapping[str, NDArray[Any]]) -> set[Par]:
    return set(zip(columnas["clase"].tolist(), columnas["llave"].tolist(), strict=True))


def _en_el_mayor(columnas: Mapping[str, NDArray[Any]]) -> set[Par]:
    cual = pedazos(Arreglos(columnas["inicios"], columnas["vecinos"]))
    dentro = cual == (int(np.bincount(cual).argmax()) if len(cual) else 0)
    return set(zip(columnas["clase"][dentro].tolist(), columnas["llave"][dentro].tolist(), strict=True))


def _sostienen(columnas: Mapping[str, NDArray[Any]]) -> set[Par]:
    """Las personas sin las que alguien queda sin camino."""
    solas = (columnas["pedazos_sin"] > 1) & (columnas["clase"] == 0)
    return set(zip(columnas["clase"][solas].tolist(), columnas["llave"][solas].tolist(), strict=True))


def _nombres(pares: set[Par]) -> list[str]:
    ordenados = sorted(pares)[:200]
    clases = np.array([clase for clase, _ in ordenados], np.int8)
    return sorted(consultas.nombres(clases, np.array([llave for _, llave in ordenados], np.int64)))


def _numeros(antes: Corte, ahora: Corte, palabras: Palabras) -> list[Cambio]:
    primeras = {cifra.clave: cifra for cifra in cifras(antes.numeros or {}, palabras)}
    cambios = []
    for cifra in cifras(ahora.numeros or {}, palabras):
        vieja = primeras.get(cifra.clave)
        if vieja is None or vieja.crudo is None or cifra.crudo is None:
            continue
        veces = 100 if cifra.clave in {"transitividad", "ei"} else 1
        diferencia = round(veces * cifra.crudo) - round(veces * vieja.crudo)
        dicha = (
            "igual" if not diferencia else f"{numero(abs(diferencia))} {'más' if diferencia > 0 else 'menos'}"
        )
        cambios.append(Cambio(cifra.etiqueta, vieja.valor, cifra.valor, dicha))
    return cambios
