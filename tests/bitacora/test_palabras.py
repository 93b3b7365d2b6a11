"""Cada tabla y cada columna que la bitácora anota tiene cómo decirse en voz alta."""

import pytest

from red.base import Modelo
from red.bitacora.modelos import Registro
from red.bitacora.palabras import COLUMNAS, TABLAS

SIN_BITACORA = {Registro.__tablename__, "freno"}
"""La bitácora no se anota a sí misma, y los frenos se escriben sin pasar por la sesión."""
SE_DICEN_COMO_SE_ESCRIBEN = {
    "activa",
    "aviso",
    "correo",
    "cupo",
    "curso",
    "datos",
    "desde",
    "domicilio",
    "estado",
    "finalidad",
    "fundamento",
    "hasta",
    "horas",
    "huella",
    "identificador",
    "intensidad",
    "latitud",
    "longitud",
    "lugar",
    "marca",
    "mensaje",
    "meta",
    "modalidad",
    "motivo",
    "nivel",
    "nombre",
    "nota",
    "oficio",
    "persona",
    "plantilla",
    "puesto",
    "referencia",
    "siglas",
    "sitio",
    "tema",
    "territorio",
    "tipo",
    "unidad",
}
"""Una sola palabra, sin acento que falte: su nombre ya es lo que se lee."""


def _anotadas() -> list[tuple[str, str]]:
    return sorted(
        (mapeo.class_.__tablename__, propiedad.key.removesuffix("_id"))
        for mapeo in Modelo.registry.mappers
        if mapeo.class_.__tablename__ not in SIN_BITACORA
        for propiedad in mapeo.column_attrs
        if not propiedad.columns[0].primary_key and propiedad.columns[0].info.get("bitacora") != "omitir"
    )


def test_cada_columna_anotada_tiene_su_palabra(app: object) -> None:
    faltan = [f"{t}.{c}" for t, c in _anotadas() if c not in COLUMNAS and c not in SE_DICEN_COMO_SE_ESCRIBEN]
    assert not faltan, f"Dilas en red/bitacora/palabras.py: {faltan}"


def test_cada_tabla_anotada_tiene_su_palabra(app: object) -> None:
    assert {tabla for tabla, _ in _anotadas()} - TABLAS.keys() == set()


@pytest.mark.parametrize("palabra", sorted({*COLUMNAS.values(), *SE_DICEN_COMO_SE_ESCRIBEN}))
def test_ninguna_palabra_se_lee_como_codigo(palabra: str) -> None:
    assert "_" not in palabra
    assert not palabra.endswith("cion")
