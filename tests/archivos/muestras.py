"""Un archivo pequeño de cada clase."""

import io
import zipfile

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\0" * 60 + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40 + b"IEND\xaeB`\x82"


def paquete(contenido: dict[str, bytes]) -> bytes:
    """Un ZIP con esos archivos."""
    salida = io.BytesIO()
    with zipfile.ZipFile(salida, "w") as zip_:
        for nombre, bytes_ in contenido.items():
            zip_.writestr(nombre, bytes_)
    return salida.getvalue()


DOCX = paquete({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
XLSX = paquete({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<w/>"})
ODT = paquete({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<o/>"})
