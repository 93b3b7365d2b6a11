"""Un catálogo llega como cada oficina lo manda: se entiende o se dice por qué no, y nada queda a medias."""

from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from red.base import db, transaccion
from red.territorios.catalogo import CatalogoIlegible, leer_catalogo
from red.territorios.consultas import por_codigos
from red.territorios.modelos import Nivel, Territorio
from red.territorios.operaciones import Cuenta, cargar

JALISCO = "cvegeo,cve_ent,nom_ent,nom_mun,pob_mujeres\n14039,14,Jalisco,Guadalajara,719000\n14101,14,Jalisco,Tonalá,285000\n"


def _cargar(texto: str | bytes, **opciones: str) -> Cuenta:
    contenido = texto if isinstance(texto, bytes) else texto.encode()
    catalogo = leer_catalogo(contenido, **opciones)  # type: ignore[arg-type]
    with transaccion():
        return cargar(catalogo)


def test_los_codigos_conservan_sus_ceros(app: Flask) -> None:
    _cargar("cut;nombre comuna;codigo region;nombre region\n04101;La Serena;04;Coquimbo\n")
    serena = por_codigos("CL", [Nivel.MUNICIPIO])[Nivel.MUNICIPIO, "04101"]
    assert serena.madre is not None
    assert serena.madre.codigo == "04"


def test_los_ceros_que_quito_una_hoja_de_calculo_se_completan_y_se_dice() -> None:
    catalogo = leer_catalogo(b"divipola,nom mpio,cod dpto,nom dpto\n5001,Medell\xc3\xadn,5,Antioquia\n")
    assert [lugar.codigo for lugar in catalogo.lugares] == ["05", "05001"]
    assert "ceros a la izquierda" in catalogo.notas[0]


@pytest.mark.parametrize("codificacion", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
@pytest.mark.parametrize("separador", [",", ";", "\t", "|"])
def test_da_igual_la_codificacion_y_el_separador(codificacion: str, separador: str) -> None:
    contenido = JALISCO.replace(",", separador).encode(codificacion)
    assert [lugar.nombre for lugar in leer_catalogo(contenido).lugares] == [
        "Jalisco",
        "Guadalajara",
        "Tonalá",
    ]


def test_repetir_la_carga_no_cambia_nada(app: Flask) -> None:
    assert _cargar(JALISCO).nuevos == 3
    repetida = _cargar(JALISCO)
    assert (repetida.nuevos, repetida.corregidos, repetida.iguales) == (0, 0, 3)


def test_una_fila_mala_dice_fila_columna_y_motivo_y_nada_se_carga(app: Flask) -> None:
    malo = JALISCO + "1412X,14,Jalisco,Zapopan,10\n14098,14,Jalisco,,5\n14097,14,Jalisco,Tlajomulco,muchas\n"
    with pytest.raises(CatalogoIlegible) as recogida:
        _cargar(malo)
    dichas = [(f.fila, f.columna) for f in recogida.value.fallas]
    assert dichas == [(4, "cvegeo"), (5, "nom_mun"), (6, "pob_mujeres")]
    assert "1412X" in str(recogida.value.fallas[0])
    assert db.session.scalar(select(func.count(Territorio.id))) == 0


def test_un_codigo_repetido_dice_donde_estaba() -> None:
    with pytest.raises(CatalogoIlegible) as recogida:
        leer_catalogo((JALISCO + "14039,14,Jalisco,Otra,1\n").encode())
    assert "ya estaba en la fila 2" in str(recogida.value.fallas[0])


def test_un_municipio_de_otro_estado_se_descubre() -> None:
    with pytest.raises(CatalogoIlegible) as recogida:
        leer_catalogo((JALISCO + "07101,14,Jalisco,Tuxtla Gutiérrez,1\n").encode())
    assert "no empieza con «14»" in str(recogida.value.fallas[0])


def test_sin_su_estado_registrado_no_se_carga(app: Flask) -> None:
    with pytest.raises(CatalogoIlegible, match="Carga primero el catálogo de entidades"):
        _cargar("cvegeo,nom_mun\n14039,Guadalajara\n")
    assert db.session.scalar(select(func.count(Territorio.id))) == 0


@pytest.mark.parametrize(
    ("contenido", "motivo"),
    [
        (b"", "está vacío"),
        (b"PK\x03\x04\x00\x00hoja", "CSV"),
        (b"entidad,nombre,tipo_aprox\n07,Secretaria,sec\n", "No reconocimos"),
        (b"codigo entidad,nombre entidad\n07,Chiapas\n", "de qué país"),
        (b"cvegeo,nom_mun\n", "ninguna fila"),
    ],
)
def test_lo_que_no_es_un_catalogo_se_rechaza_con_su_razon(contenido: bytes, motivo: str) -> None:
    with pytest.raises(CatalogoIlegible, match=motivo):
        leer_catalogo(contenido)


@given(st.binary(max_size=400))
def test_ningun_archivo_lo_tumba(basura: bytes) -> None:
    try:
        leido = bool(leer_catalogo(basura).lugares)
    except CatalogoIlegible as error:
        leido = bool(error.mensaje)
    assert leido


def test_la_orden_carga_y_dice_cuantos(app: Flask, tmp_path: Path) -> None:
    archivo = tmp_path / "jalisco.csv"
    archivo.write_text(JALISCO)
    resultado = app.test_cli_runner().invoke(args=["territorios", "importar", str(archivo)])
    assert resultado.exit_code == 0
    assert "3 nuevos" in resultado.output


def test_el_simulacro_no_guarda(app: Flask, tmp_path: Path) -> None:
    archivo = tmp_path / "jalisco.csv"
    archivo.write_text(JALISCO)
    resultado = app.test_cli_runner().invoke(args=["territorios", "importar", str(archivo), "--simular"])
    assert "3 nuevos" in resultado.output
    assert db.session.scalar(select(func.count(Territorio.id))) == 0


def test_la_orden_con_filas_malas_sale_con_error(app: Flask, tmp_path: Path) -> None:
    archivo = tmp_path / "malo.csv"
    archivo.write_text(JALISCO + "xx,14,Jalisco,Zapopan,10\n")
    resultado = app.test_cli_runner().invoke(args=["territorios", "importar", str(archivo)])
    assert resultado.exit_code == 1
    assert "Fila 4, columna «cvegeo»" in resultado.output


def test_lo_que_esta_mal_en_una_fila_se_dice_de_una_vez() -> None:
    with pytest.raises(CatalogoIlegible) as recogida:
        leer_catalogo((JALISCO + "1412X,14,,,muchas\n").encode())
    assert [(f.fila, f.columna) for f in recogida.value.fallas] == [
        (4, "nom_ent"),
        (4, "cvegeo"),
        (4, "nom_mun"),
        (4, "pob_mujeres"),
    ]
