"""Cada archivo que no se debe abrir se rechaza con su razón, sin gastar memoria ni tiempo sin fin."""

import io
import json
import subprocess
import sys
import time
import zipfile

import pytest

from red.importacion.lectura.libro import _formulas_de_excel
from red.importacion.lectura.limites import MAS_LETRAS, MAS_RENGLONES, MAYOR_ARCHIVO
from red.importacion.lectura.proceso import entender, leer, renglones
from tests.importacion.apoyo import ENCABEZADOS, libro, texto, una

HOJA = "xl/worksheets/sheet1.xml"
SEGUNDOS = 20
MEGAS = 900
"""Cuánto ocupa, a lo más, el proceso que lee; el límite que se le pone es de 1,024."""


def _rehacer(datos: bytes, cambios: dict[str, bytes]) -> bytes:
    """El mismo libro con otras partes."""
    salida = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(datos)) as viejo,
        zipfile.ZipFile(salida, "w", zipfile.ZIP_DEFLATED) as nuevo,
    ):
        for nombre in viejo.namelist():
            nuevo.writestr(nombre, cambios.get(nombre, viejo.read(nombre)))
        for nombre in cambios.keys() - set(viejo.namelist()):
            nuevo.writestr(nombre, cambios[nombre])
    return salida.getvalue()


def _hoja(filas: bytes) -> bytes:
    return (
        b'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b"<sheetData>" + filas + b"</sheetData></worksheet>"
    )


BUENO = libro(ENCABEZADOS, una())
AZAR = bytes((n * 7919 + n // 251) % 256 for n in range(2_000_000))


LARGO = b"a" * 4_900


def _repetido(veces: int) -> bytes:
    """Un libro de pocos KB: todas sus celdas dicen el mismo texto, que sólo está una vez."""
    filas = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, veces + 1))
    cadenas = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>%s</t></si></sst>'
    )
    return _rehacer(BUENO, {HOJA: _hoja(filas), "xl/sharedStrings.xml": cadenas % LARGO})


def _inflado() -> bytes:
    relleno = b"".join(b"<!-- %d %s -->" % (n, AZAR[n : n + 40].hex().encode()) for n in range(600_000))
    return _rehacer(BUENO, {"docProps/app.xml": b"<a>" + relleno + b"</a>"})


def _ods(contenido: str) -> bytes:
    salida = io.BytesIO()
    espacios = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"'
    )
    with zipfile.ZipFile(salida, "w", zipfile.ZIP_DEFLATED) as paquete:
        paquete.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        paquete.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
            "</manifest:manifest>",
        )
        paquete.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {espacios}><office:body><office:spreadsheet>'
            f'<table:table table:name="Lista">{contenido}</table:table></office:spreadsheet></office:body></office:document-content>',
        )
    return salida.getvalue()


def _celda(valor: str, extra: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{extra}><text:p>{valor}</text:p></table:table-cell>'


def _fila(*valores: str, extra: str = "") -> str:
    return f"<table:table-row{extra}>" + "".join(_celda(v) for v in valores) + "</table:table-row>"


MALOS = {
    "vacío": (lambda: b"", "l.csv", "vacío"),
    "un PDF": (lambda: b"%PDF-1.7\n", "l.xlsx", "es un PDF"),
    "una imagen con otro nombre": (lambda: b"\x89PNG\r\n\x1a\n", "l.xlsx", "es una imagen"),
    "un Excel anterior": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600,
        "l.xls",
        "Excel anterior",
    ),
    "una página con nombre de hoja": (lambda: b"<html><table></table></html>", "l.xls", "una página web"),
    "un Word": (lambda: _zip({"word/document.xml": b"<a/>"}), "l.docx", "documento de Word"),
    "un zip cualquiera": (lambda: _zip({"hola.txt": b"x"}), "l.xlsx", "no contiene una hoja"),
    "un csv con nombre de xlsx": (lambda: texto(ENCABEZADOS, una()), "l.xlsx", "alguien le cambió el nombre"),
    "un xlsx con nombre de csv": (lambda: BUENO, "l.csv", "alguien le cambió el nombre"),
    "bytes sin sentido": (lambda: AZAR[:5000], "l.csv", "no es texto"),
    "cortado a la mitad": (lambda: BUENO[: len(BUENO) // 2], "l.xlsx", "incompleto o dañado"),
    "cortado al final": (lambda: BUENO[:-30], "l.xlsx", "incompleto o dañado"),
    "con un byte cambiado": (lambda: _con_un_byte_cambiado(), "l.xlsx", "incompleto o dañado"),
    "con DTD": (
        lambda: _rehacer(BUENO, {HOJA: b'<!DOCTYPE x [<!ENTITY a "b">]>' + _hoja(b"")}),
        "l.xlsx",
        "DTD",
    ),
    "con entidades en las cadenas": (
        lambda: _rehacer(
            BUENO, {"xl/sharedStrings.xml": b'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "aaaa">]><sst/>'}
        ),
        "l.xlsx",
        "DTD",
    ),
    "en UTF-16 para esconder un DTD": (
        lambda: _rehacer(
            BUENO, {HOJA: '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><x/>'.encode("utf-16")}
        ),
        "l.xlsx",
        "codificación",
    ),
    "muy comprimido": (
        lambda: _rehacer(BUENO, {"xl/media/a.bin": b"\0" * 20_000_000}),
        "l.xlsx",
        "200 veces",
    ),
    "más de 50 MB al abrirse": (_inflado, "l.xlsx", "más de 50 MB"),
    "un millón de renglones en blanco": (
        lambda: _rehacer(
            BUENO,
            {
                HOJA: _hoja(
                    b"".join(b'<row r="%d" s="%d"/>' % (n, n * 7919 % 65521) for n in range(1, 1_000_001))
                )
            },
        ),
        "l.xlsx",
        "más allá del renglón",
    ),
    "una celda en el último rincón": (
        lambda: _rehacer(
            BUENO,
            {
                HOJA: _hoja(
                    b'<row r="1"><c r="A1"><v>1</v></c></row><row r="150000"><c r="CV150000"><v>1</v></c></row>'
                )
            },
        ),
        "l.xlsx",
        "más allá del renglón",
    ),
    "una columna lejanísima": (
        lambda: _rehacer(
            BUENO, {HOJA: _hoja(b'<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>')}
        ),
        "l.xlsx",
        "más allá de la columna",
    ),
    "un ods con un renglón repetido un millón de veces": (
        lambda: _ods(_fila("a", "b", extra=' table:number-rows-repeated="1000000"')),
        "l.ods",
        "más allá del renglón",
    ),
    "un texto guardado una vez y repetido en miles de celdas": (
        lambda: _repetido(MAS_LETRAS // len(LARGO) + 1),
        "l.xlsx",
        "millones de letras",
    ),
    "una fórmula en una celda que no dice cuál es": (
        lambda: _rehacer(BUENO, {HOJA: _hoja(b'<row r="1"><c><f>1+1</f><v>2</v></c></row>')}),
        "l.xlsx",
        "celdas que no dicen cuáles son",
    ),
    "etiquetas que no terminan": (
        lambda: _rehacer(
            BUENO, {HOJA: _hoja(b"".join(b"<row s%d " % (n * 7919 % 65521) for n in range(190_000)))}
        ),
        "l.xlsx",
        "incompleto o dañado",
    ),
    "un csv con demasiados renglones": (
        lambda: b"a,b\r\n" + b"1,2\r\n" * (MAS_RENGLONES + 5),
        "l.csv",
        "renglones",
    ),
    "un csv con una celda enorme": (lambda: b"a,b\r\n" + b"x" * 6000 + b",2\r\n", "l.csv", "letras"),
    "más de 20 MB": (lambda: b"a,b\r\n" * (MAYOR_ARCHIVO // 5 + 10), "l.csv", "más de 20 MB"),
}


def _zip(partes: dict[str, bytes]) -> bytes:
    salida = io.BytesIO()
    with zipfile.ZipFile(salida, "w") as paquete:
        for nombre, parte in partes.items():
            paquete.writestr(nombre, parte)
    return salida.getvalue()


def _con_un_byte_cambiado() -> bytes:
    with zipfile.ZipFile(io.BytesIO(BUENO)) as paquete:
        lugar = paquete.getinfo(HOJA).header_offset + 120
    return BUENO[:lugar] + bytes([BUENO[lugar] ^ 0xFF]) + BUENO[lugar + 1 :]


@pytest.mark.parametrize("cual", MALOS)
def test_lo_que_no_se_debe_abrir_se_rechaza_con_su_razon(cual: str) -> None:
    hacer, nombre, razon = MALOS[cual]
    datos = hacer()
    inicio = time.monotonic()
    leido = subprocess.run(
        [sys.executable, "-m", "tests.importacion.leer_aparte", nombre],
        input=datos,
        stdout=subprocess.PIPE,
        check=True,
    )
    dicho = json.loads(leido.stdout)
    assert razon in (dicho["mensaje"] or ""), dicho
    assert time.monotonic() - inicio < SEGUNDOS
    assert dicho["megas"] < MEGAS


def test_uno_bueno_de_cada_formato_si_se_lee() -> None:
    """El control: con lo mismo, pero bien, entra."""
    ods = _ods(
        _fila(*ENCABEZADOS)
        + _fila(*una())
        + '<table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    for datos, nombre in ((BUENO, "l.xlsx"), (texto(ENCABEZADOS, una()), "l.csv"), (ods, "l.ods")):
        leido = leer(datos, nombre, 5)
        assert leido.total == 2, nombre
        assert [entender(r)[1] for r in renglones(leido.contenido)] == [list(ENCABEZADOS), una()], nombre


@pytest.mark.parametrize("separador", [",", ";", "\t", "|"])
@pytest.mark.parametrize("codificacion", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_el_csv_de_cualquier_oficina(separador: str, codificacion: str) -> None:
    datos = texto(
        ENCABEZADOS,
        una(nombre='Ñandú "La"', puesto="Jefa, de área; norte"),
        separador=separador,
        codificacion=codificacion,
    )
    leido = leer(datos, "l.csv", 5)
    assert leido.separador == separador
    assert leido.primeros[1][1] == una(nombre='Ñandú "La"', puesto="Jefa, de área; norte")


def test_las_formulas_se_senalan_con_su_columna_y_nunca_se_calculan() -> None:
    filas = b'<row r="1"><c r="A1" t="str"><v>Nombre</v></c></row><row r="3"><c r="A3" t="str"><v>x</v></c><c r="B3"><f>1+1</f><v>2</v></c></row>'
    leido = leer(_rehacer(BUENO, {HOJA: _hoja(filas)}), "l.xlsx", 5)
    assert [(numero, formulas) for numero, _, formulas in leido.primeros] == [(1, []), (3, [1])]
    ods = _ods(
        _fila("Nombre", "b")
        + "<table:table-row>"
        + _celda("x")
        + _celda("2", ' table:formula="of:=1+1"')
        + "</table:table-row>"
    )
    assert [f for _, _, f in leer(ods, "l.ods", 5).primeros] == [[], [1]]


def test_buscar_formulas_tarda_lo_que_mide_el_archivo() -> None:
    """Diez veces más marcas de fórmula, sin ninguna celda, cuestan cerca de diez veces más y no cien."""
    chica, grande = _hoja(b"<f>1</f>" * 40_000), _hoja(b"<f>1</f>" * 400_000)

    def cuesta(parte: bytes) -> float:
        inicio = time.process_time()
        assert _formulas_de_excel(parte, b"") == {}
        return time.process_time() - inicio

    assert cuesta(grande) < 40 * max(cuesta(chica), 0.005)
    con_celdas = _hoja(b'<row r="1"><c r="A1"><f>1</f></c><c r="B1"/><c r="C1"><f>1</f><f>2</f></c></row>')
    assert _formulas_de_excel(con_celdas, b"") == {1: [0, 2]}, "Control: las que hay se señalan una vez"


def test_un_texto_que_se_repite_menos_si_entra() -> None:
    """El control del tope de letras."""
    assert leer(_repetido(1_000), "l.xlsx", 5).total == 1_000


def test_los_renglones_conservan_su_numero_aunque_arriba_haya_en_blanco() -> None:
    datos = libro([], [], ["Padrón 2026"], [], ENCABEZADOS, una())
    assert [numero for numero, _, _ in leer(datos, "l.xlsx", 9).primeros] == [3, 5, 6]


def test_las_fechas_y_los_numeros_llegan_como_se_leen() -> None:
    salida = io.BytesIO()
    from datetime import date

    import xlsxwriter

    with xlsxwriter.Workbook(salida) as escrito:
        hoja = escrito.add_worksheet()
        hoja.write_datetime(0, 0, date(2021, 10, 4), escrito.add_format({"num_format": "dd/mm/yyyy"}))
        hoja.write_number(0, 1, 3312345678)
        hoja.write_boolean(0, 2, True)
        hoja.write_number(0, 3, 1.5)
    assert leer(salida.getvalue(), "l.xlsx", 2).primeros[0][1] == ["2021-10-04", "3312345678", "sí", "1.5"]
