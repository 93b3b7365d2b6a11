"""Un archivo es lo que es por dentro: se admite por su contenido, y se rechaza diciendo por qué."""

import io
import zipfile

import pytest

from red.archivos.modelos import TipoDeArchivo
from red.archivos.reconocimiento import TOPE, ArchivoRechazado, nombre_seguro, reconocer
from tests.archivos.muestras import DOCX, JPG, ODT, PDF, PNG, XLSX, paquete


@pytest.mark.parametrize(
    ("contenido", "tipo"),
    [
        (PDF, TipoDeArchivo.PDF),
        (JPG, TipoDeArchivo.JPG),
        (PNG, TipoDeArchivo.PNG),
        (DOCX, TipoDeArchivo.DOCX),
        (XLSX, TipoDeArchivo.XLSX),
        (ODT, TipoDeArchivo.ODT),
    ],
)
def test_se_reconoce_por_dentro(contenido: bytes, tipo: TipoDeArchivo) -> None:
    assert reconocer(contenido) is tipo


@pytest.mark.parametrize(
    ("contenido", "dice"),
    [
        (b"", "vacío"),
        (b"<html><script>alert(1)</script></html>", "No reconocemos"),
        (b"MZ\x90\x00 programa", "No reconocemos"),
        (b"%PDF-1.7\nsin final", "incompleto"),
        (JPG[:40], "incompleto"),
        (PNG[:30], "incompleto"),
        (DOCX[: len(DOCX) // 2], "incompleto"),
        (b"PK\x03\x04" + b"\0" * 50, "incompleto"),
        (paquete({"secretos.txt": b"x"}), "comprimido"),
        (paquete({"mimetype": b"application/zip", "content.xml": b""}), "comprimido"),
        (
            paquete({"[Content_Types].xml": b"", "word/document.xml": b"", "word/vbaProject.bin": b""}),
            "macros",
        ),
        (b"%PDF-" + b"0" * TOPE + b"%%EOF", "límite son 10"),
    ],
)
def test_lo_demas_se_rechaza_con_su_razon(contenido: bytes, dice: str) -> None:
    with pytest.raises(ArchivoRechazado, match=dice):
        reconocer(contenido)


def test_un_paquete_con_contrasena_se_rechaza() -> None:
    crudo = bytearray(DOCX)
    for inicio in (b"PK\x03\x04", b"PK\x01\x02"):
        donde = crudo.index(inicio) + (6 if inicio == b"PK\x03\x04" else 8)
        crudo[donde] |= 1
    with pytest.raises(ArchivoRechazado, match="contraseña"):
        reconocer(bytes(crudo))


def test_reconocer_no_descomprime_lo_de_adentro() -> None:
    """Un paquete que inflado pesa gigas se mira por su índice: si se descomprimiera, esta prueba no acabaría."""
    salida = io.BytesIO()
    with zipfile.ZipFile(salida, "w", zipfile.ZIP_DEFLATED) as zip_:
        zip_.writestr("[Content_Types].xml", "")
        with zip_.open("word/document.xml", "w", force_zip64=True) as dentro:
            for _ in range(64):
                dentro.write(b"0" * 1024 * 1024)
    assert reconocer(salida.getvalue()) is TipoDeArchivo.DOCX


@pytest.mark.parametrize(
    ("escrito", "queda"),
    [
        ("acta.jpg", "acta.jpg.pdf"),
        ("acta.pdf.exe", "acta.pdf.exe.pdf"),
        ("a\u202efdp.exe", "afdp.exe.pdf"),
        ('con"comillas\r\nSet-Cookie: x', "con comillasSet-Cookie x.pdf"),
        ("...", "archivo.pdf"),
        ("ñandú é.pdf", "ñandú é.pdf"),
    ],
)
def test_el_nombre_se_guarda_sin_trampas(escrito: str, queda: str) -> None:
    assert nombre_seguro(escrito, TipoDeArchivo.PDF) == queda
    assert len(nombre_seguro("x" * 500, TipoDeArchivo.PDF)) <= 124
