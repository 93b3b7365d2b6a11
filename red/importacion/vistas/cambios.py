"""De qué a qué cambia cada renglón, dicho para quien revisa el plan antes de aplicarlo."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from red.fechas import FechaParcial, Precision
from red.importacion import consultas
from red.importacion.columnas import CAMPOS
from red.importacion.modelos import PlanDeImportacion, RenglonDePlan

DEL_PUESTO = ("institucion", "puesto", "nivel", "area")
"""Lo que se dice de un puesto, en el orden en que se lee."""
EMPIEZAN = ("adscripcion", "designacion", "vinculo")
"""Lo que al registrarse dice desde cuándo."""
SIN_DATO = "sin dato"


def que_cambia(plan: PlanDeImportacion, renglones: Sequence[RenglonDePlan]) -> dict[int, list[str]]:
    """Por cada renglón, sus cambios en palabras; los puestos y las instituciones se leen de una vez."""
    puestos = {
        efecto[2] for uno in renglones for efecto in uno.efectos or () if efecto[:2] == ["~", "adscripcion"]
    }
    antes = {puesto.id: puesto for puesto in consultas.puestos_de_antes(puestos)}
    nombres = consultas.nombres_de_instituciones(
        {puesto.institucion_id for puesto in antes.values()} | _instituciones(renglones)
    )
    titulos = {campo.clave: campo.titulo for campo in CAMPOS[plan.que]}
    return {uno.numero: _de_uno(plan, uno, titulos, antes, nombres) for uno in renglones}


def _instituciones(renglones: Sequence[RenglonDePlan]) -> set[int]:
    llaves: set[Any] = set()
    for uno in renglones:
        for efecto in uno.efectos or ():
            if efecto[1] != "adscripcion":
                continue
            if efecto[0] == "+":
                llaves.add(efecto[2].get("institucion_id"))
            else:
                llaves.update(efecto[3].get("institucion_id", ()))
    return {llave for llave in llaves if isinstance(llave, int)}


def _de_uno(
    plan: PlanDeImportacion,
    renglon: RenglonDePlan,
    titulos: Mapping[str, str],
    antes: Mapping[int, Any],
    nombres: Mapping[int, str],
) -> list[str]:
    dichos: list[str] = []
    anterior: Any = None

    def decir(clave: str, de: Any, a: Any) -> None:
        primero, despues = (_valor(plan, clave, valor, nombres) for valor in (de, a))
        if clave in titulos and primero != despues:
            dichos.append(f"{titulos[clave]}: {primero} → {despues}")

    for efecto in renglon.efectos or ():
        if efecto[0] == "~":
            pares = dict(efecto[3])
            if "institucion_id" in pares:
                pares = {"institucion": pares.pop("institucion_id"), **pares}
            if efecto[1] == "adscripcion" and "hasta" in pares:
                anterior = antes.get(efecto[2])
            for clave in (clave for clave in pares if clave not in ("desde", "hasta")):
                decir(clave, *pares[clave])
            puesto = antes.get(efecto[2]) if efecto[1] == "adscripcion" else None
            if {"desde", "desde_precision"} & pares.keys():
                de, a = _fechas("desde", pares, puesto)
                dichos.append(f"Desde: {de} → {a}")
            if "hasta" in pares:
                de, a = _fechas("hasta", pares, puesto)
                dichos.append(f"El puesto de antes termina: {a}" if puesto else f"Hasta: {de} → {a}")
        elif efecto[1] in EMPIEZAN:
            valores = efecto[2]
            if anterior is not None and efecto[1] == "adscripcion":
                for clave in DEL_PUESTO:
                    columna = "institucion_id" if clave == "institucion" else clave
                    de = getattr(anterior, columna)
                    decir(clave, getattr(de, "value", de), valores.get(columna))
            if "desde" in valores:
                dichos.append(f"Desde: {_fecha(valores['desde'], valores.get('desde_precision'))}")
    return dichos


def _valor(plan: PlanDeImportacion, clave: str, valor: Any, nombres: Mapping[int, str]) -> str:
    if valor is None or valor == "":
        return SIN_DATO
    if clave == "institucion":
        return nombres.get(valor, SIN_DATO)
    opciones = next((campo.opciones for campo in CAMPOS[plan.que] if campo.clave == clave), None)
    return opciones(valor).etiqueta if opciones is not None else str(valor)


def _fechas(cual: str, pares: Mapping[str, Sequence[Any]], guardada: Any) -> tuple[str, str]:
    """De qué fecha a cuál, cada una con lo que se sabe de ella; lo que no cambia se lee de lo guardado."""

    def par(columna: str) -> Sequence[Any]:
        sigue = getattr(guardada, columna, None)
        sigue = getattr(sigue, "value", sigue)
        return pares.get(columna, (str(sigue) if sigue else None,) * 2)

    dias, precisiones = par(cual), par(f"{cual}_precision")
    return _fecha(dias[0], precisiones[0]), _fecha(dias[1], precisiones[1])


def _fecha(escrita: str | None, precision: str | None) -> str:
    if escrita is None:
        return SIN_DATO
    return FechaParcial(
        date.fromisoformat(escrita), Precision(precision) if precision else Precision.DIA
    ).en_palabras
