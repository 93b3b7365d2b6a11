"""Cómo se escribe el código de la casa: docstrings, cinco archivos por dominio y cada cosa en su lugar."""

import ast
import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from red import aplicacion
from red.base import Modelo
from red.hojas import libro
from tests.convenciones.casa import (
    PLANTILLAS,
    RAIZ,
    RED,
    arbol,
    archivos,
    de_clase,
    decir,
    dominios,
    es_de_vistas,
    frase_con_que_abre,
    llamadas,
    modulos,
    nodos,
    nombre,
    texto,
)

LARGO_MAXIMO = 400
GENERADOS = {"package-lock.json", "requirements.txt", "requirements-desarrollo.txt"}
CONFIRMAN = {
    "red/base.py": "aquí vive `transaccion`",
    "red/limites.py": "un intento cuenta aunque la petición falle: va por su propia conexión",
    "red/demostracion/volcado.py": "vuelca cientos de miles de filas sin pasar por los objetos",
}
"""Los únicos módulos que abren o confirman una transacción por su cuenta, y por qué."""


def _cuerpo_publico(nodo: ast.AST) -> Iterator[ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    for hijo in ast.iter_child_nodes(nodo):
        if isinstance(hijo, ast.ClassDef):
            if not hijo.name.startswith("_") and hijo.name != "Meta":
                yield hijo
                yield from _cuerpo_publico(hijo)
        elif isinstance(hijo, (ast.FunctionDef, ast.AsyncFunctionDef)) and not hijo.name.startswith("_"):
            yield hijo


def test_cada_modulo_abre_diciendo_que_guarda() -> None:
    faltas = [
        nombre(modulo)
        for modulo in [*modulos(), *modulos(carpeta=RAIZ / "tests"), *modulos(carpeta=RAIZ / "migraciones")]
        if not frase_con_que_abre(modulo).strip() and modulo != RAIZ / "tests" / "__init__.py"
    ]
    assert not faltas, decir(
        faltas, "abre el módulo con una frase entre comillas triples: qué guarda y su ley"
    )


def test_la_frase_con_que_abre_es_la_que_lee_python(tmp_path: Path) -> None:
    for n, (escrito, frase) in enumerate(
        [
            ('"""Qué guarda."""\n\nimport re\n', "Qué guarda."),
            ('# un comentario\n\n"""Qué guarda,\ny su ley."""\n', "Qué guarda,\ny su ley."),
            ('import re\n\n"""Tarde."""\n', ""),
            ('"""Una operación""".strip()\n', ""),
            ('f"""Calculada."""\n', ""),
            ("", ""),
        ]
    ):
        modulo = tmp_path / f"modulo_{n}.py"
        modulo.write_text(escrito)
        assert frase_con_que_abre(modulo) == frase
        assert (ast.get_docstring(ast.parse(escrito)) or "") == frase


def test_lo_publico_tiene_docstring() -> None:
    faltas = [
        f"{nombre(modulo)}:{publico.lineno} {publico.name}"
        for modulo in modulos()
        for publico in _cuerpo_publico(arbol(modulo))
        if not ast.get_docstring(publico)
    ]
    assert not faltas, decir(
        faltas, "di en una frase qué promete; si es sólo para el módulo, empieza su nombre con guion bajo"
    )


def test_cada_tabla_empieza_con_su_definicion(armada: Flask) -> None:
    faltas = []
    for mapeo in Modelo.registry.mappers:
        primera = (mapeo.class_.__doc__ or "").strip().splitlines()[:1]
        if not primera or len(primera[0]) < 20 or not primera[0].endswith((".", ":")):
            faltas.append(f"{mapeo.class_.__module__}.{mapeo.class_.__name__}: «{''.join(primera)}»")
    assert not faltas, decir(
        faltas, "la primera línea del docstring de una tabla es su definición en el glosario, con punto final"
    )


def test_las_vistas_no_preguntan_ni_guardan() -> None:
    prohibidas = re.compile(
        r"^(select|insert|update|delete|text)$|session\.(add|add_all|commit|flush|delete|execute|scalars?)$|\.query$"
    )
    faltas = [
        f"{nombre(modulo)}:{renglon} {llamada}(…)"
        for modulo in modulos()
        if es_de_vistas(modulo)
        for renglon, llamada in llamadas(modulo)
        if prohibidas.search(llamada)
    ]
    assert not faltas, decir(
        faltas, "una pregunta va en consultas.py, un cambio en operaciones.py; la vista los llama"
    )


def test_las_vistas_son_cortas() -> None:
    faltas = []
    for modulo in modulos():
        if not es_de_vistas(modulo):
            continue
        for nodo in nodos(modulo):
            if isinstance(nodo, ast.FunctionDef) and (nodo.end_lineno or 0) - nodo.body[0].lineno >= 40:
                faltas.append(f"{nombre(modulo)}:{nodo.lineno} {nodo.name}")
    assert not faltas, decir(
        faltas,
        "una vista pide, llama y contesta en unas quince líneas; lo demás es una operación o una consulta",
    )


def test_las_consultas_no_modifican() -> None:
    prohibidas = re.compile(r"^(insert|update|delete)$|session\.(add|add_all|commit|flush|delete)$")
    faltas = [
        f"{nombre(modulo)}:{renglon} {llamada}(…)"
        for modulo in modulos()
        if de_clase(modulo, "consultas")
        for renglon, llamada in llamadas(modulo)
        if prohibidas.search(llamada)
    ]
    assert not faltas, decir(faltas, "quien cambia algo es una operación: pásalo a operaciones.py")


def test_los_modelos_no_preguntan_ni_miran_la_hora() -> None:
    prohibidas = re.compile(
        r"^(select|ahora|hoy)$|^reloj\.(ahora|hoy)$|\bsession\.|^(datetime\.now|date\.today)$"
    )
    faltas = [
        f"{nombre(modulo)}:{renglon} {llamada}(…)"
        for modulo in modulos()
        if de_clase(modulo, "modelos")
        for renglon, llamada in llamadas(modulo)
        if prohibidas.search(llamada)
    ]
    assert not faltas, decir(faltas, "la fecha llega como argumento y la pregunta va en consultas.py")


def test_la_hora_se_pregunta_en_un_solo_lugar() -> None:
    prohibidas = re.compile(r"\b(datetime\.(now|utcnow|today)|date\.today)$")
    faltas = [
        f"{nombre(modulo)}:{renglon} {llamada}(…)"
        for modulo in modulos()
        if nombre(modulo) != "red/reloj.py"
        for renglon, llamada in llamadas(modulo)
        if prohibidas.search(llamada)
    ]
    assert not faltas, decir(faltas, "usa red.reloj.ahora() o red.reloj.hoy()")


def test_solo_la_transaccion_confirma() -> None:
    confirma = re.compile(r"\.(commit|begin|begin_nested)$")
    hallados = {
        nombre(modulo): f"{nombre(modulo)}:{renglon} {llamada}()"
        for modulo in modulos()
        for renglon, llamada in llamadas(modulo)
        if confirma.search(llamada)
    }
    faltas = [hallado for modulo, hallado in hallados.items() if modulo not in CONFIRMAN]
    assert not faltas, decir(
        faltas, "usa `with transaccion(form) as hecho:` en la vista u orden; una operación nunca confirma"
    )
    assert "red/base.py" in hallados, "La búsqueda ya no reconoce ni al que sí confirma: corrige esta prueba"


def test_ningun_archivo_es_tan_largo_que_haya_que_buscar_en_el() -> None:
    faltas = [
        f"{nombre(archivo)}: {len(texto(archivo).splitlines())} renglones"
        for archivo in archivos()
        if archivo.suffix in {".py", ".html", ".css", ".js", ".mjs"}
        and archivo.name not in GENERADOS
        and "versiones" not in archivo.parts
        and len(texto(archivo).splitlines()) > LARGO_MAXIMO
    ]
    assert not faltas, decir(
        faltas, f"divide el tema, no la clase de código: a lo más {LARGO_MAXIMO} renglones"
    )


def test_cada_dominio_tiene_su_lugar(armada: Flask) -> None:
    faltas = []
    for carpeta in dominios():
        dominio = carpeta.name
        cuerpo = arbol(carpeta / "__init__.py").body
        if len(cuerpo) != 1 or not ast.get_docstring(arbol(carpeta / "__init__.py")):
            faltas.append(f"red/{dominio}/__init__.py: sólo lleva una frase que dice el tema")
        if dominio in aplicacion.CON_TABLAS and not (carpeta / "modelos.py").exists():
            faltas.append(f"red/{dominio}: falta modelos.py")
        con_paginas = any(es_de_vistas(modulo) for modulo in modulos(carpeta=carpeta))
        if con_paginas != (dominio in aplicacion.DOMINIOS):
            faltas.append(f"red/{dominio}: si tiene vistas está en DOMINIOS de red/aplicacion.py; si no, no")
        if con_paginas and dominio not in armada.blueprints:
            faltas.append(f"red/{dominio}: su blueprint debe llamarse «{dominio}»")
        if con_paginas and not list((PLANTILLAS / dominio).glob("*")):
            faltas.append(f"plantillas/{dominio}: no hay plantillas con el nombre del dominio")
        if not list((RAIZ / "tests" / dominio).glob("test_*.py")):
            faltas.append(f"tests/{dominio}: no hay pruebas con el nombre del dominio")
    assert not faltas, decir(
        faltas, "una palabra, cinco lugares: paquete, dirección, blueprint, plantillas y pruebas"
    )


def test_no_hay_desvan() -> None:
    desvanes = {"utils", "util", "utilidades", "common", "comun", "helpers", "ayudantes", "misc", "varios"}
    faltas = [nombre(m) for m in modulos() if {m.stem, *m.relative_to(RED).parts[:-1]} & desvanes]
    assert not faltas, decir(faltas, "ponle el nombre de lo que guarda, en el dominio al que pertenece")


def _clases(modulo: Path, base: str) -> Iterator[ast.ClassDef]:
    for nodo in nodos(modulo):
        if isinstance(nodo, ast.ClassDef) and base in {ast.unparse(b).split(".")[-1] for b in nodo.bases}:
            yield nodo


@pytest.mark.parametrize(
    ("base", "lugar", "salvo"),
    [
        ("Modelo", "modelos", {"red/limites.py"}),
        ("Formulario", "formularios", {"red/formularios.py"}),
    ],
)
def test_cada_clase_de_cosa_vive_en_su_archivo(base: str, lugar: str, salvo: set[str]) -> None:
    faltas = [
        f"{nombre(modulo)}:{clase.lineno} {clase.name}"
        for modulo in modulos()
        if not de_clase(modulo, lugar) and nombre(modulo) not in salvo
        for clase in _clases(modulo, base)
    ]
    assert not faltas, decir(faltas, f"las clases de {base} van en {lugar}.py de su dominio")


def test_las_rutas_se_declaran_en_vistas() -> None:
    faltas = [
        f"{nombre(modulo)}:{renglon} {llamada}(…)"
        for modulo in modulos()
        if not es_de_vistas(modulo)
        for renglon, llamada in llamadas(modulo)
        if re.search(r"\bbp\w*\.(route|get|post|put|patch|delete)$", llamada)
    ]
    assert not faltas, decir(
        faltas, "las rutas van en vistas.py, en un vistas_<tema>.py o en el paquete vistas/"
    )


def test_cada_blueprint_se_llama_como_su_direccion(armada: Flask) -> None:
    faltas = [
        f"{clave}: url_prefix={plano.url_prefix!r}"
        for clave, plano in armada.blueprints.items()
        if clave != "portal" and plano.url_prefix != f"/{clave}"
    ]
    assert not faltas, decir(faltas, 'Blueprint("tema", __name__, url_prefix="/tema")')


def test_las_capas_se_respetan() -> None:
    programa = Path(sys.executable).parent / "lint-imports"
    resultado = subprocess.run(
        [programa, "--no-cache"], cwd=RAIZ, capture_output=True, text=True, check=False, timeout=120
    )
    assert resultado.returncode == 0, decir(
        [resultado.stdout[-3000:]],
        "entre dominios sólo se mira hacia abajo; las capas están en pyproject.toml",
    )


def test_todo_libro_de_excel_es_el_que_no_hace_formulas() -> None:
    """Lo que alguien puso en su nombre llega a la hoja de otra persona: el libro se hace en un solo lugar."""
    hacen = [nombre(modulo) for modulo in modulos() if "Workbook(" in texto(modulo)]
    assert hacen == ["red/hojas.py"], decir(hacen, "el libro se pide a red.hojas.libro")
    salida = io.BytesIO()
    with libro(salida) as uno:
        uno.add_worksheet().write_row(0, 0, ["=1+1", "https://ejemplo.test", "007"])
    pagina = zipfile.ZipFile(salida).read("xl/worksheets/sheet1.xml").decode()
    assert pagina.count('t="s"') == 3, "las tres celdas son texto"
    assert "<f>" not in pagina
    assert "hyperlink" not in pagina
