"""Lo que las convenciones miran: los módulos, las plantillas y su árbol, leídos una sola vez."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment, nodes

RAIZ = Path(__file__).resolve().parents[2]
RED = RAIZ / "red"
PLANTILLAS = RAIZ / "plantillas"
PROPIAS = ("red", "plantillas", "estaticos", "migraciones", "tests", ".ci")
"""Las carpetas con archivos nuestros; dentro, lo construido no cuenta."""
GENERADO = {"__pycache__", "dist", "node_modules"}
DE_TEXTO = {
    ".py", ".html", ".txt", ".md", ".css", ".js", ".mjs", ".json", ".csv", ".toml", ".in", ".ini", ".cfg",
    ".mako", ".svg", ".yml", ".yaml", ".sh", ".bash", "",
}  # fmt: skip


@cache
def texto(archivo: Path) -> str:
    """El contenido del archivo."""
    return archivo.read_text(encoding="utf-8")


def nombre(archivo: Path) -> str:
    """La ruta del archivo como se dice en un mensaje."""
    return archivo.relative_to(RAIZ).as_posix()


@cache
def archivos() -> tuple[Path, ...]:
    """Todo archivo de texto que se guarda en el repositorio."""
    sueltos = [hijo for hijo in RAIZ.iterdir() if hijo.is_file()]
    dentro = [hijo for carpeta in PROPIAS for hijo in (RAIZ / carpeta).rglob("*") if hijo.is_file()]
    return tuple(
        sorted(
            archivo
            for archivo in sueltos + dentro
            if archivo.suffix in DE_TEXTO and not GENERADO & set(archivo.relative_to(RAIZ).parts)
        )
    )


@cache
def modulos(*, carpeta: Path = RED) -> tuple[Path, ...]:
    """Los módulos de Python de la carpeta."""
    return tuple(sorted(hijo for hijo in carpeta.rglob("*.py") if not GENERADO & set(hijo.parts)))


def dominios() -> list[Path]:
    """Las carpetas de `red/` con su `__init__.py`: una por tema."""
    return sorted(hijo.parent for hijo in RED.glob("*/__init__.py"))


@cache
def arbol(archivo: Path) -> ast.Module:
    """El árbol de sintaxis del módulo."""
    return ast.parse(texto(archivo), filename=str(archivo))


def es_de_vistas(archivo: Path) -> bool:
    """Si el módulo guarda páginas: `vistas.py`, uno de sus hermanos o el paquete `vistas/`."""
    return archivo.stem.startswith("vistas") or archivo.parent.name == "vistas"


def de_clase(archivo: Path, clase: str) -> bool:
    """Si el módulo es de esa clase («consultas», «operaciones»…): su archivo, una parte suya o su paquete."""
    return archivo.stem.startswith(clase) or archivo.parent.name == clase


@cache
def nodos(archivo: Path) -> tuple[ast.AST, ...]:
    """Todo lo que hay en el árbol del módulo, de afuera hacia adentro."""
    return tuple(ast.walk(arbol(archivo)))


@cache
def llamadas_enteras(archivo: Path) -> tuple[tuple[ast.Call, str], ...]:
    """Cada llamada del módulo con lo llamado tal como se escribió («db.session.add»)."""
    return tuple((nodo, _escrito(nodo.func)) for nodo in nodos(archivo) if isinstance(nodo, ast.Call))


def llamadas(archivo: Path) -> Iterator[tuple[int, str]]:
    """Cada llamada del módulo: el renglón y lo llamado tal como se escribió."""
    return ((nodo.lineno, llamada) for nodo, llamada in llamadas_enteras(archivo))


def _escrito(nodo: ast.expr) -> str:
    """Como `ast.unparse`, sin su tardanza para lo que casi siempre es: nombres unidos por puntos."""
    if isinstance(nodo, ast.Name):
        return nodo.id
    if isinstance(nodo, ast.Attribute) and isinstance(nodo.value, (ast.Name, ast.Attribute)):
        return f"{_escrito(nodo.value)}.{nodo.attr}"
    return ast.unparse(nodo)


def frase_con_que_abre(archivo: Path) -> str:
    """El docstring del módulo, leído sin armar su árbol: la cadena suelta con que empieza, si la hay."""
    piezas = tokenize.generate_tokens(io.StringIO(texto(archivo)).readline)
    utiles = (pieza for pieza in piezas if pieza.type not in {tokenize.COMMENT, tokenize.NL})
    primera, sigue = next(utiles), next(utiles, None)
    if primera.type != tokenize.STRING or sigue is None or sigue.type != tokenize.NEWLINE:
        return ""
    frase = ast.parse(primera.string, mode="eval").body
    return frase.value if isinstance(frase, ast.Constant) and isinstance(frase.value, str) else ""


@cache
def plantillas(*, tipo: str = ".html") -> tuple[Path, ...]:
    """Las plantillas de ese tipo."""
    return tuple(sorted(PLANTILLAS.rglob(f"*{tipo}")))


def es_pagina(plantilla: Path) -> bool:
    """Si es una página entera: no un componente, ni un correo, ni un trozo (`_nombre.html`)."""
    partes = plantilla.relative_to(PLANTILLAS).parts
    return (
        partes[0] not in {"componentes", "avisos", "base.html"}
        and not partes[-1].startswith("_")
        and plantilla.suffix == ".html"
    )


_JINJA = Environment(autoescape=True)


@cache
def arbol_de_plantilla(plantilla: Path) -> nodes.Template:
    """El árbol de la plantilla."""
    return _JINJA.parse(texto(plantilla), filename=str(plantilla))


_COMENTARIO = re.compile(r"\{#.*?#\}", re.DOTALL)
_INSTRUCCION = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


def _en_blanco(hallado: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", hallado.group())


@cache
def sin_comentarios(plantilla: Path) -> str:
    """La plantilla sin sus comentarios, con los mismos renglones."""
    return _COMENTARIO.sub(_en_blanco, texto(plantilla))


@cache
def solo_html(plantilla: Path) -> str:
    """Lo que la plantilla escribe tal cual, sin instrucciones, con los mismos renglones."""
    return _INSTRUCCION.sub(_en_blanco, sin_comentarios(plantilla))


@cache
def textos_de_plantilla(plantilla: Path) -> tuple[tuple[int, str], ...]:
    """Lo que una persona puede leer de la plantilla: el texto entre etiquetas y las cadenas que se muestran."""
    return tuple(_textos(plantilla))


def _textos(plantilla: Path) -> Iterator[tuple[int, str]]:
    limpio = re.sub(r"<(script|svg)\b.*?</\1>", _en_blanco, solo_html(plantilla), flags=re.DOTALL)
    visible = re.sub(r"<[^>]*>", _en_blanco, limpio, flags=re.DOTALL)
    for renglon, linea in enumerate(visible.splitlines(), 1):
        if linea.strip():
            yield renglon, linea
    for nodo in arbol_de_plantilla(plantilla).find_all(nodes.Const):
        if isinstance(nodo.value, str) and " " in nodo.value.strip():
            yield nodo.lineno, nodo.value


def decir(faltas: list[str], remedio: str) -> str:
    """El mensaje de una convención rota: dónde, y cómo se arregla."""
    return "\n".join(["", *faltas, "", f"Remedio: {remedio}"])
