"""Ninguna tabla se olvida al juntar dos registros: toda llave foránea dice qué se hace con ella."""

from collections.abc import Iterator

from flask import Flask
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, UniqueConstraint

from red.base import Modelo
from red.duplicados.politicas import POLITICAS, RESUELVEN

CLASES = ("persona", "institucion")


def _foraneas(metadatos: MetaData) -> Iterator[str]:
    """Cada «tabla.columna» que apunta a una persona o a una institución."""
    for tabla in metadatos.sorted_tables:
        for columna in tabla.columns:
            if any(llave.column.table.name in CLASES for llave in columna.foreign_keys):
                yield f"{tabla.name}.{columna.name}"


def _olvidadas(metadatos: MetaData) -> list[str]:
    return [llave for llave in _foraneas(metadatos) if llave not in POLITICAS]


def _unicas(metadatos: MetaData) -> Iterator[str]:
    """Las tablas en que pasar una fila a otra dueña puede repetir algo único."""
    for tabla in metadatos.sorted_tables:
        unicos = [set(i.columns.keys()) for i in tabla.indexes if i.unique]
        unicos += [set(r.columns.keys()) for r in tabla.constraints if isinstance(r, UniqueConstraint)]
        unicos += [{columna.name} for columna in tabla.columns if columna.unique]
        apuntan = {
            llave.partition(".")[2] for llave in _foraneas(metadatos) if llave.startswith(f"{tabla.name}.")
        }
        if any(apuntan & unico for unico in unicos):
            yield tabla.name


def test_toda_llave_hacia_una_persona_o_una_institucion_tiene_su_politica(app: Flask) -> None:
    olvidadas = _olvidadas(Modelo.metadata)
    assert not olvidadas, f"Remedio: di en red/duplicados/politicas.py qué se hace al juntar: {olvidadas}"


def test_ninguna_politica_habla_de_lo_que_no_existe(app: Flask) -> None:
    assert set(POLITICAS) - set(_foraneas(Modelo.metadata)) == set()
    assert set(RESUELVEN) - {llave.partition(".")[0] for llave in POLITICAS} == set()


def test_toda_tabla_que_puede_repetir_algo_unico_dice_como_se_resuelve(app: Flask) -> None:
    faltan = set(_unicas(Modelo.metadata)) - set(RESUELVEN)
    assert not faltan, f"Remedio: escribe en RESUELVEN cómo se juntan dos filas iguales: {faltan}"


def test_lo_que_se_une_tiene_quien_lo_una(app: Flask) -> None:
    unen = {llave.partition(".")[0] for llave, politica in POLITICAS.items() if politica == "une"}
    assert unen <= set(RESUELVEN)
    assert set(POLITICAS.values()) <= {"une", "mueve"}


def test_una_tabla_nueva_se_nota() -> None:
    """Control: con una tabla que nadie declaró, las dos revisiones la nombran."""
    metadatos = MetaData()
    Table("persona", metadatos, Column("id", Integer, primary_key=True))
    Table(
        "credencial",
        metadatos,
        Column("id", Integer, primary_key=True),
        Column("duena_id", ForeignKey("persona.id"), unique=True),
    )
    assert _olvidadas(metadatos) == ["credencial.duena_id"]
    assert list(_unicas(metadatos)) == ["credencial"]
