"""Cómo se escriben las páginas: sin guiones ni estilos sueltos, en español, y sin cabos sueltos."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

from tests.convenciones.casa import (
    PLANTILLAS,
    RAIZ,
    arbol_de_plantilla,
    decir,
    es_pagina,
    llamadas_enteras,
    modulos,
    nodos,
    nombre,
    plantillas,
    sin_comentarios,
    solo_html,
    textos_de_plantilla,
)


def _renglones(plantilla: Path, patron: str, donde: str) -> Iterator[str]:
    for hallado in re.finditer(patron, donde, re.IGNORECASE):
        renglon = donde.count("\n", 0, hallado.start()) + 1
        yield f"{nombre(plantilla)}:{renglon} {hallado.group().strip()[:60]}"


EN_LINEA = r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|<style\b|<script(?![^>]*\b(src|type="application/json"))[^>]*>|javascript:"""
SIN_ESCAPAR = r"\|\s*safe\b|\bMarkup\s*\(|autoescape\s+false"
DE_OTRO_SITIO = r"""(?:src|href|action|poster|srcset)\s*=\s*["']\s*(?:https?:)?//[^"']*"""


@pytest.mark.parametrize(
    ("patron", "malo", "bueno"),
    [
        (EN_LINEA, '<p style="color: red">', '<p class="estilo">'),
        (EN_LINEA, "<a onclick='x()'>", '<a data-onclick="x">'),
        (EN_LINEA, "<script>alert(1)</script>", '<script type="module" src="/x.js"></script>'),
        (EN_LINEA, '<a href="javascript:x">', '<script type="application/json" id="datos">'),
        (SIN_ESCAPAR, "{{ nombre | safe }}", "{{ nombre }}"),
        (DE_OTRO_SITIO, '<img src="//otro.test/x.png">', '<img src="/x.png">'),
        (DE_OTRO_SITIO, '<script src="https://otro.test/x.js">', '<a href="{{ url }}">'),
    ],
)
def test_lo_prohibido_se_reconoce(patron: str, malo: str, bueno: str) -> None:
    assert re.search(patron, malo, re.IGNORECASE)
    assert not re.search(patron, bueno, re.IGNORECASE)


def test_ninguna_plantilla_escribe_estilos_ni_guiones_en_linea() -> None:
    faltas = [
        f for p in plantillas() if p.parent.name != "avisos" for f in _renglones(p, EN_LINEA, solo_html(p))
    ]
    assert not faltas, decir(
        faltas, "el estilo va en estaticos/css, el guion en estaticos/js y los datos en application/json"
    )


def test_nada_se_escribe_sin_escapar() -> None:
    faltas = [f for p in plantillas() for f in _renglones(p, SIN_ESCAPAR, sin_comentarios(p))]
    faltas += [
        f"{nombre(m)}:{nodo.lineno} Markup(…)"
        for m in modulos()
        for nodo, llamada in llamadas_enteras(m)
        if llamada.endswith("Markup")
    ]
    assert not faltas, decir(
        faltas, "pasa el dato a la plantilla y deja que se escape; el HTML va en una macro"
    )


def test_ninguna_plantilla_nombra_otro_sitio() -> None:
    faltas = [f for p in plantillas() for f in _renglones(p, DE_OTRO_SITIO, sin_comentarios(p))]
    assert not faltas, decir(
        faltas, "lo de terceros se instala y se sirve desde aquí; un sitio ajeno es un dato"
    )


def test_cada_pagina_sale_de_la_base_con_su_titulo_y_su_encabezado() -> None:
    faltas = []
    for pagina in filter(es_pagina, plantillas()):
        arbol_ = arbol_de_plantilla(pagina)
        madres = [
            n.template.value for n in arbol_.find_all(nodes.Extends) if isinstance(n.template, nodes.Const)
        ]
        bloques = {bloque.name for bloque in arbol_.find_all(nodes.Block)}
        propia = bool(madres) and madres[0].rpartition("/")[2].startswith("_")
        if madres != ["base.html"] and not propia:
            faltas.append(f"{nombre(pagina)}: no extiende base.html")
        if not {"titulo", "contenido"} <= bloques and not propia:
            faltas.append(f"{nombre(pagina)}: le falta el bloque titulo o el bloque contenido")
        if re.search(r"<h1\b", solo_html(pagina)):
            faltas.append(f"{nombre(pagina)}: escribe su propio <h1>; usa la macro encabezado (o portada)")
    assert not faltas, decir(
        faltas,
        '{% extends "base.html" %}, {% block titulo %}…{% endblock %} y {{ encabezado("…") }} en contenido',
    )


INGLES = re.compile(
    r"\b(the|and|your|you|with|from|this|that|please|click|here|submit|cancel|save|delete|edit|update|search|"
    r"loading|error occurred|sign in|log ?in|log ?out|password|username|e-?mail|dashboard|settings|home|next|"
    r"previous|back to|page not found|welcome|yes|required|invalid|field|link|feedback|online|software|newsletter)\b",
    re.IGNORECASE,
)


def test_las_plantillas_hablan_espanol() -> None:
    faltas = [
        f"{nombre(p)}:{renglon} «{hallado.group()}» en «{frase.strip()[:70]}»"
        for tipo in (".html", ".txt")
        for p in plantillas(tipo=tipo)
        for renglon, frase in textos_de_plantilla(p)
        if (hallado := INGLES.search(frase))
    ]
    assert not faltas, decir(faltas, "dilo en español llano: «correo», «contraseña», «enlace», «en línea»…")


def test_nadie_levanta_la_voz() -> None:
    faltas = [
        f"{nombre(p)}:{renglon} «{frase.strip()[:70]}»"
        for tipo in (".html", ".txt")
        for p in plantillas(tipo=tipo)
        for renglon, frase in textos_de_plantilla(p)
        if re.search(r"[¡!]", frase)
    ]
    faltas += [
        f"{nombre(m)}:{nodo.lineno} «{nodo.value[:70]}»"
        for m in modulos()
        for nodo in nodos(m)
        if isinstance(nodo, ast.Constant)
        and isinstance(nodo.value, str)
        and " " in nodo.value
        and re.search(r"¡|[a-záéíóú]!(\s|$)", nodo.value)
    ]
    assert not faltas, decir(faltas, "la plataforma habla sereno: sin signos de admiración")


def test_nadie_escribe_con_equis_ni_arroba() -> None:
    patron = re.compile(r"\b(?!https?)[a-záéíóúñ]{2,}(?:@s?|xs)\b(?!\.)", re.IGNORECASE)
    faltas = [
        f"{nombre(p)}:{renglon} «{hallado.group()}»"
        for p in plantillas()
        for renglon, frase in textos_de_plantilla(p)
        if (hallado := patron.search(frase))
    ]
    assert not faltas, decir(faltas, "incluye con las palabras: personas, quienes, titular, equipo")


# ---------------------------------------------------------------- Cabos sueltos


@cache
def _nombradas() -> tuple[tuple[str, str], ...]:
    """(quién la nombra, plantilla) de toda plantilla que otra o el código nombran."""
    return (*_referidas(), *_nombradas_en_codigo())


def _referidas() -> Iterator[tuple[str, str]]:
    """Lo que las plantillas extienden, importan o incluyen."""
    clases = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
    for tipo in (".html", ".txt"):
        for plantilla in plantillas(tipo=tipo):
            for nodo in arbol_de_plantilla(plantilla).find_all(clases):
                for constante in nodo.template.find_all(nodes.Const) if nodo.template else []:
                    yield nombre(plantilla), str(constante.value)
                if isinstance(nodo.template, nodes.Const):
                    yield nombre(plantilla), str(nodo.template.value)


def _nombradas_en_codigo() -> Iterator[tuple[str, str]]:
    """Toda cadena del código que es el nombre de una plantilla o de un correo."""
    avisos = {archivo.stem for archivo in (PLANTILLAS / "avisos").glob("*.txt")}
    for modulo in modulos():
        for nodo in nodos(modulo):
            if isinstance(nodo, ast.Constant) and isinstance(nodo.value, str):
                valor, donde = nodo.value, f"{nombre(modulo)}:{nodo.lineno}"
                if re.fullmatch(r"[a-z_]+(/[a-z_]+)?\.(html|txt)", valor) and "/" in valor:
                    yield donde, valor
                elif valor in avisos:
                    yield donde, f"avisos/{valor}.txt"


def test_toda_plantilla_nombrada_existe() -> None:
    faltas = [
        f"{quien} nombra «{cual}»"
        for quien, cual in _nombradas()
        if cual.endswith((".html", ".txt"))
        and not (PLANTILLAS / cual).is_file()
        and not (RAIZ / "red" / "personas" / cual).is_file()
    ]
    assert not faltas, decir(faltas, "escribe la plantilla o corrige su nombre")


def test_toda_plantilla_se_usa() -> None:
    usadas = {cual for _, cual in _nombradas()}
    faltas = [
        nombre(p)
        for tipo in (".html", ".txt")
        for p in plantillas(tipo=tipo)
        if p.relative_to(PLANTILLAS).as_posix() not in usadas
    ]
    assert not faltas, decir(faltas, "si nadie la muestra, se quita")


def _enlaces_de_plantillas() -> Iterator[tuple[str, str, set[str] | None]]:
    for tipo in (".html", ".txt"):
        for plantilla in plantillas(tipo=tipo):
            for llamada in arbol_de_plantilla(plantilla).find_all(nodes.Call):
                if isinstance(llamada.node, nodes.Name) and llamada.node.name in {"url_for", "enlace"}:
                    primero = llamada.args[0] if llamada.args else None
                    if isinstance(primero, nodes.Const):
                        abierta = llamada.dyn_kwargs is not None
                        valores = None if abierta else {valor.key for valor in llamada.kwargs}
                        yield f"{nombre(plantilla)}:{llamada.lineno}", str(primero.value), valores


def _enlaces_de_codigo() -> Iterator[tuple[str, str, set[str] | None]]:
    for modulo in modulos():
        for nodo, llamada in llamadas_enteras(modulo):
            if llamada in {"url_for", "enlace"} and nodo.args:
                primero = nodo.args[0]
                if isinstance(primero, ast.Constant):
                    claves = {valor.arg for valor in nodo.keywords}
                    valores = None if None in claves else {str(clave) for clave in claves}
                    yield f"{nombre(modulo)}:{nodo.lineno}", str(primero.value), valores


def test_todo_enlace_lleva_a_una_pagina_que_existe(armada: Flask) -> None:
    faltas = []
    for donde, extremo, valores in [*_enlaces_de_plantillas(), *_enlaces_de_codigo()]:
        reglas = list(armada.url_map.iter_rules(extremo)) if extremo in armada.view_functions else []
        if not reglas:
            faltas.append(f"{donde} url_for('{extremo}'): no hay tal página")
        elif valores is not None and not any(regla.arguments <= valores for regla in reglas):
            faltan = min((regla.arguments - valores for regla in reglas), key=len)
            faltas.append(f"{donde} url_for('{extremo}'): le falta {', '.join(sorted(faltan))}")
    assert not faltas, decir(
        faltas, "corrige el extremo o sus argumentos; los nombres están en red/*/vistas.py"
    )


def test_todo_icono_existe() -> None:
    disponibles = set((RAIZ / "estaticos" / "iconos.txt").read_text().split())
    faltas = []
    for plantilla in plantillas():
        for llamada in arbol_de_plantilla(plantilla).find_all(nodes.Call):
            if isinstance(llamada.node, nodes.Name) and llamada.node.name == "icono" and llamada.args:
                primero = llamada.args[0]
                if isinstance(primero, nodes.Const) and primero.value not in disponibles:
                    faltas.append(f"{nombre(plantilla)}:{llamada.lineno} icono('{primero.value}')")
    assert not faltas, decir(
        faltas, "agrégalo a estaticos/iconos.txt y vuelve a construir con «make preparar»"
    )


def test_los_errores_de_los_formularios_salen_en_espanol(armada: Flask) -> None:
    from wtforms import IntegerField, StringField
    from wtforms.validators import URL, DataRequired, Length, NumberRange

    from red.formularios import Formulario

    class Prueba(Formulario):
        nada = StringField(validators=[DataRequired()])
        largo = StringField(validators=[Length(min=5, max=9)])
        sitio = StringField(validators=[URL()])
        cuantas = IntegerField(validators=[NumberRange(1, 5)])

    with armada.test_request_context(
        method="POST", data={"nada": "", "largo": "x", "sitio": "x", "cuantas": "mil"}
    ):
        formulario = Prueba(meta={"csrf": False})
        assert not formulario.validate()
        dichos = [str(error) for errores in formulario.errors.values() for error in errores]
    assert len(dichos) >= 4
    ingleses = [dicho for dicho in dichos if INGLES.search(dicho) or "Not a" in dicho]
    assert not ingleses, decir(ingleses, "pon BABEL_DEFAULT_LOCALE=es o un mensaje propio en el validador")


def test_quien_pide_un_correo_dice_con_palabras_propias_que_esta_mal() -> None:
    faltas = [
        f"{nombre(modulo)}:{nodo.lineno}"
        for modulo in modulos()
        for nodo, llamada in llamadas_enteras(modulo)
        if llamada.split(".")[-1] == "Email"
        and not (nodo.args or any(valor.arg == "message" for valor in nodo.keywords))
    ]
    assert not faltas, decir(
        faltas, 'Email("Revisa el correo: …"); el mensaje de la biblioteca no está en español'
    )
