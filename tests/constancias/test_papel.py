"""El papel: PDF/A etiquetado, con lo firmado dentro, que se comprueba sin pedir nada a nadie."""

import io
import json

import pytest
from pypdf import PdfReader

from red.constancias import contenido, impresion, insignias, llaves
from red.constancias.modelos import ClaseDeConstancia
from red.reloj import ahora
from tests.constancias.test_firma import CURSO, LLAVE, _hechos, _uno


def _papel(dicho):
    firma = LLAVE.firmar(contenido.canonico(dicho))
    insignia = insignias.firmar(LLAVE, insignias.credencial(dicho, ficha="0" * 8, estado=("1-2026-0-0", 1),
        correo="ana@ejemplo.test", sal="s", momento=ahora()), dicho["sitio"])  # fmt: skip
    return impresion.imprimir(impresion.entradas(dicho, firma, insignia)), firma


def test_es_pdf_a_etiquetado_dice_lo_firmado_y_se_comprueba_sin_conexion():
    dicho = _uno()
    pdf, firma = _papel(dicho)
    lector = PdfReader(io.BytesIO(pdf))
    metadatos = lector.trailer["/Root"]["/Metadata"].get_data().decode()
    for norma in (
        "<pdfaid:part>3</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
    ):
        assert norma in metadatos
    raiz = lector.trailer["/Root"]
    assert raiz["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in raiz
    assert raiz["/Lang"] == "es-MX"
    assert f"constancia:{dicho['codigo']}" in metadatos
    texto = " ".join(" ".join(pagina.extract_text() for pagina in lector.pages).split())
    for parte in (dicho["nombre"], dicho["folio"], dicho["dice"]["titulo"], dicho["dice"]["lugar_y_fecha"],
                  dicho["firma"]["puesto"], "Igualdad sustantiva · 8 horas"):  # fmt: skip
        assert parte in texto, parte
    adjunto = json.loads(lector.attachments["constancia.json"][0])
    assert adjunto["contenido"] == dicho
    assert llaves.vale(LLAVE.publica, contenido.canonico(adjunto["contenido"]), adjunto["firma"])
    assert adjunto["firma"] == firma
    assert lector.attachments["insignia.jwt"][0].count(b".") == 2


def test_lo_que_alguien_escribe_se_imprime_y_no_se_interpreta():
    malo = contenido.Curso("X", '#read("/etc/passwd") $x$ *a* \\ «b»', CURSO.tipo, 1, 1, CURSO.modalidad,
        CURSO.desde, CURSO.hasta, [("#panic()", 1)] * 9)  # fmt: skip
    dicho = contenido.componer(
        _hechos(ClaseDeConstancia.IMPARTICION, malo), "Ana", "A/C/2026/0001", "0" * 26, LLAVE.clave, ""
    )
    lector = PdfReader(io.BytesIO(_papel(dicho)[0]))
    assert len(lector.pages) == 2, "lo que no cabe de frente va al reverso"
    texto = " ".join(lector.pages[0].extract_text().split())
    assert '#read("/etc/passwd") $x$ *a*' in texto
    assert "#panic()" in lector.pages[1].extract_text()


@pytest.mark.parametrize("raro", ["María 🙂", "山田花子"])
def test_un_nombre_que_el_papel_no_sabe_mostrar_se_dice_y_no_se_cambia(raro):
    with pytest.raises(impresion.NoSeImprime, match="signos que el papel no puede mostrar"):
        impresion.revisar(_uno(raro))
    impresion.revisar(_uno("Ñandú D’Ávila-Łukasz"))


def test_el_codigo_de_la_camara_dice_la_direccion():
    dibujo = impresion.dibujo("HTTPS://REDES.EJEMPLO.TEST/V/" + "0" * 26)
    assert dibujo.startswith("<svg")
    assert dibujo.count("M") > 100
