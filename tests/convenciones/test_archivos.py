"""Lo que se guarda en el repositorio no dice de qué máquina salió ni deja nada para después."""

import re

from tests.convenciones.casa import RAIZ, archivos, decir, nombre, texto

REGISTROS = r"registry\.npmjs|pypi\.org|pythonhosted|deb\.debian\.org|archive\.ubuntu\.com|npmjs\.com"
RUTAS = r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+|tmp/\w+)/"
DESPUES = r"\bFIXME\b|\bXXX\b|#\s*TO" + r"DO\b|(?<!\.)\bTO" + r"DO:|//\s*TO" + r"DO\b|\bHACK\b|lorem ipsum"
PROPIA = "tests/convenciones/test_archivos.py"
"""Este archivo nombra lo prohibido para poder buscarlo."""


def _hallar(patron: str) -> list[str]:
    expresion = re.compile(patron)
    return [
        f"{nombre(archivo)}:{renglon} {linea.strip()[:90]}"
        for archivo in archivos()
        if nombre(archivo) != PROPIA and expresion.search(texto(archivo))
        for renglon, linea in enumerate(texto(archivo).splitlines(), 1)
        if expresion.search(linea)
    ]


def test_nada_nombra_la_direccion_de_un_registro() -> None:
    faltas = _hallar(REGISTROS)
    assert not faltas, decir(
        faltas, "las bibliotecas se piden al cliente de siempre, con su configuración de fábrica"
    )


def test_nada_nombra_rutas_de_una_maquina() -> None:
    faltas = _hallar(RUTAS)
    assert not faltas, decir(
        faltas, "usa rutas relativas al repositorio o carpetas temporales que dé el sistema"
    )


def test_nada_queda_para_despues() -> None:
    faltas = _hallar(DESPUES)
    assert not faltas, decir(faltas, "hazlo, o quítalo; lo que falta se anota fuera del código")


def test_no_hay_llaves_guardadas() -> None:
    faltas = _hallar(
        r"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bghp_\w{30,}|://\w+:(?!clave@|secreto)[^@\s/<{]{6,}@"
    )
    assert not faltas, decir(faltas, "las llaves llegan por variables de entorno, nunca en el repositorio")


def test_lo_generado_no_se_guarda() -> None:
    ignorado = (RAIZ / ".gitignore").read_text()
    for que in ("/.venv/", "/node_modules/", "/estaticos/dist/", "/instancia/", "__pycache__/", "*.sqlite"):
        assert que in ignorado, f"Remedio: agrega «{que}» a .gitignore"


def test_cada_texto_esta_en_utf8_y_sin_espacios_al_final() -> None:
    faltas = [
        f"{nombre(archivo)}:{renglon}"
        for archivo in archivos()
        if archivo.suffix in {".py", ".html", ".txt", ".css", ".js", ".mjs", ".md"}
        and archivo.parent.name != "textos"
        for renglon, linea in enumerate(texto(archivo).split("\n"), 1)
        if linea != linea.rstrip() or "\ufffd" in linea
    ]
    assert not faltas, decir(faltas, "quita los espacios al final del renglón y guarda en UTF-8")
