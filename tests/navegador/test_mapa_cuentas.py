"""Lo que el navegador cuenta y dice por su lado: sus módulos, corridos en Chromium y comparados con networkx."""

import json
import random
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest
from playwright.sync_api import Browser, Page, Route

from tests.mapa_suelto import red_inventada

GUIONES = Path(__file__).resolve().parents[2] / "estaticos" / "js" / "mapa"
SITIO = "http://modulos.prueba"
SVG = "{http://www.w3.org/2000/svg}"
RARO = 'Ana <script>alert(1)</script> & "hija" \']]> \u0007 %41 *~.=#&|'


@pytest.fixture(scope="module")
def hoja(chromium: Browser) -> Iterator[Page]:
    """Una página vacía que puede importar los módulos del mapa tal como están escritos."""

    def atender(ruta: Route) -> None:
        archivo = GUIONES / ruta.request.url.removeprefix(f"{SITIO}/")
        if archivo.suffix == ".js" and archivo.is_file():
            ruta.fulfill(body=archivo.read_text(), content_type="text/javascript")
        else:
            ruta.fulfill(body="<!doctype html><title>Módulos</title>", content_type="text/html")

    contexto = chromium.new_context()
    contexto.route(f"{SITIO}/**", atender)
    pagina = contexto.new_page()
    pagina.goto(f"{SITIO}/")
    yield pagina
    contexto.close()


def correr(hoja: Page, modulo: str, cuerpo: str, dato: Any = None) -> Any:
    """Lo que devuelve ese cuerpo, que recibe el módulo como `m` y el dato como `d`."""
    return hoja.evaluate(f"async (d) => {{ const m = await import('{SITIO}/{modulo}'); {cuerpo} }}", dato)


def _al_azar(semilla: int) -> dict[str, Any]:
    azar = random.Random(semilla)
    cuantos = azar.randint(2, 24)
    nodos = [f"n{n}" for n in range(cuantos)]
    pares = [list(par) for par in combinations(nodos, 2) if azar.random() < 1.3 / cuantos]
    sin = azar.sample(nodos, azar.randint(0, 2))
    con = [azar.sample(nodos, 2) for _ in range(azar.randint(0, 2))]
    return {"nodos": nodos, "pares": pares, "sin": sin, "con": con, "extremos": azar.sample(nodos, 2)}


def _unidas(grafo: nx.Graph, quedan: set[str]) -> set[frozenset[str]]:
    return {
        frozenset(par)
        for pedazo in nx.connected_components(grafo)
        for par in combinations(sorted(pedazo & quedan), 2)
    }


def test_caminos_y_supuestos_dan_lo_mismo_que_networkx(hoja: Page) -> None:
    casos = [_al_azar(semilla) for semilla in range(60)]
    hechos = correr(
        hoja,
        "cuentas.js",
        """return d.map((caso) => {
          const red = m.vecindades(caso.nodos, caso.pares);
          const despues = m.conCambios(red, caso);
          return { camino: m.camino(red, ...caso.extremos), comparacion: m.comparar(red, despues),
                   cerca: [...m.alcance(red, caso.extremos[0], 2).keys()] };
        });""",
        casos,
    )
    cortes = 0
    for caso, hecho in zip(casos, hechos, strict=True):
        antes: nx.Graph = nx.Graph()
        antes.add_nodes_from(caso["nodos"])
        antes.add_edges_from(caso["pares"])
        uno, otro = caso["extremos"]
        if nx.has_path(antes, uno, otro):
            assert len(hecho["camino"]) - 1 == nx.shortest_path_length(antes, uno, otro)
            assert all(antes.has_edge(*paso) for paso in pairwise(hecho["camino"]))
        else:
            assert hecho["camino"] is None
        assert set(hecho["cerca"]) == set(nx.single_source_shortest_path_length(antes, uno, 2))

        despues = antes.copy()
        despues.remove_nodes_from(caso["sin"])
        despues.add_edges_from(par for par in caso["con"] if set(par) <= set(despues))
        quedan = set(despues)
        eran, son = _unidas(antes, quedan), _unidas(despues, quedan)
        dicho = hecho["comparacion"]
        assert (dicho["cortadas"], dicho["unidas"]) == (len(eran - son), len(son - eran))
        for grafo, cual in ((antes, "antes"), (despues, "despues")):
            tamanos = [len(pedazo) for pedazo in nx.connected_components(grafo)]
            assert dicho[cual] == {
                "grupos": sum(t > 1 for t in tamanos),
                "sueltas": sum(t == 1 for t in tamanos),
            }
        apartadas = {nodo for parte in dicho["separadas"] for nodo in parte["quienes"]}
        assert all(par & apartadas for par in eran - son)
        cortes += bool(eran - son)
    assert cortes > 10, "Los casos al azar ya no cortan nada: la prueba no diría nada"


def test_lo_contado_se_dice_con_nombres(hoja: Page) -> None:
    dicho = correr(
        hoja,
        "frases.js",
        """const nombres = { a: 'Ana', b: 'Luz', c: 'DIF', d: 'Inés' };
        const igual = { grupos: 1, sueltas: 0 };
        const nada = { antes: igual, despues: igual, cortadas: 0, unidas: 0, separadas: [] };
        const corta = { antes: igual, despues: { grupos: 1, sueltas: 1 }, cortadas: 2, unidas: 0,
                        separadas: [{ quienes: ['b', 'd'], resto: 1 }, { quienes: ['c'], resto: 12 }] };
        return {
          camino: m.fraseDeCamino(['Ana', 'DIF', 'Luz']), oido: m.caminoParaOirse(['Ana', 'DIF', 'Luz']),
          no: m.sinCamino('Ana', 'Luz', false),
          nada: m.fraseDelSupuesto(nada, { sin: ['Ana'], con: [] }, (id) => nombres[id]),
          corta: m.fraseDelSupuesto(corta, { sin: ['Ana'], con: [] }, (id) => nombres[id]),
          une: m.fraseDelSupuesto({ ...nada, unidas: 3 }, { sin: [], con: [['Ana', 'Luz', null]] }, (id) => nombres[id]),
          acerca: m.fraseDelSupuesto(nada, { sin: [], con: [['Ana', 'Luz', 4]] }, (id) => nombres[id]),
        };""",
    )
    assert dicho["camino"] == "Ana → DIF → Luz: dos pasos."
    assert dicho["oido"] == "De Ana a Luz hay dos pasos, pasando por DIF."
    assert dicho["no"] == "Entre Ana y Luz no hay camino: nada de lo que se ve une a una con otra."
    assert dicho["nada"][0] == "Sin Ana, las demás siguen unidas como antes: nadie pierde su camino."
    assert dicho["corta"][:2] == [
        "Sin Ana, se quedan sin camino hacia la otra figura de su grupo: Luz e Inés.",
        "También se queda sin camino hacia las otras 12 de su grupo: DIF.",
    ]
    assert dicho["corta"][-1] == "Dos parejas se quedan sin camino entre sí."
    assert dicho["une"][0] == "Con un vínculo entre Ana y Luz, tres parejas ganan un camino que no tenían."
    assert dicho["acerca"][1] == "De Ana a Luz había cuatro pasos; ahora hay uno."


def test_lo_que_se_comparte_en_la_direccion_vuelve_igual(hoja: Page) -> None:
    estados = [
        {"desde": "p1", "hasta": "i4", "sin-lazos": ["adscripcion"], "color": "nivel"},
        {"foco": RARO, "pasos": "2", "filtros": {RARO: [RARO, "b"]}, "dia": "2026-02-01"},
        {"cambios": [{"sin": RARO}, {"con": ["p1", RARO]}], "abiertos": [RARO]},
    ]
    basura = ["#mapa?%", "#mapa?cambios=con.p1*sin.*x", "#mapa?=&&nodo", "#otra", "", "#nodo-%E0%A4%A"]
    ida_y_vuelta, finales, raros = correr(
        hoja,
        "direccion.js",
        "return [d[0].map((e) => m.leer(m.escribir(e))), d[0].map(m.escribir), d[1].map(m.leer)];",
        [estados, basura],
    )
    assert ida_y_vuelta == estados
    assert finales[0] == "#mapa?desde=p1&hasta=i4&color=nivel&sin-lazos=adscripcion"
    assert raros[1] == {"cambios": []}
    assert raros[3] is None


def test_el_dibujo_en_lineas_es_svg_y_nadie_le_mete_ordenes(hoja: Page) -> None:
    escena = {
        "titulo": RARO, "fecha": "hoy", "notas": [RARO], "ancho": 300, "alto": 200, "orilla": 24, "encabezado": 62,
        "renglon": 24, "tamano": 13, "letra": 'Inter, "sans"', "colores": {"fondo": "#fff", "tinta": "#000", "suave": "#555"},
        "lazos": [{"desde": {"x": 1, "y": 2}, "hasta": {"x": 9, "y": 9}, "color": "#d55e00", "size": 2, "corte": 4, "fuerza": 1}],
        "figuras": [
            {"clase": clase, "x": 10, "y": 10, "radio": 5, "color": "#123", "borde": "#000", "nombre": RARO}
            for clase in ("persona", "institucion", "unidad", "otra")
        ],
        "rotulos": [{"caja": {"x1": 0, "x2": 50, "y1": 0, "y2": 20}, "renglones": [RARO], "tenue": False, "fuerte": True}],
        "leyenda": [[{"x": 0, "etiqueta": RARO, "muestra": {"clase": "persona", "color": "#123"}}]],
    }  # fmt: skip
    texto = correr(hoja, "svg.js", "return m.aSvg(d);", escena)
    raiz = ElementTree.fromstring(texto)  # noqa: S314 — lo escribió nuestro propio módulo
    assert raiz.tag == f"{SVG}svg"
    assert not raiz.findall(f".//{SVG}script")
    assert not [a for e in raiz.iter() for a in e.attrib if a.lower().startswith("on") or "href" in a]
    formas = {e.tag.removeprefix(SVG) for e in raiz.find(f"{SVG}g") or []}
    assert formas == {"line", "circle", "rect", "polygon", "text"}
    assert RARO.replace("\u0007", "") in [e.text for e in raiz.iter(f"{SVG}text")]


def test_plegar_en_comunidades_no_pierde_a_nadie(hoja: Page) -> None:
    datos = red_inventada(200, grupos_plegados=True)
    cerradas, abierta = correr(
        hoja,
        "comunidades.js",
        """const comunidades = m.comunidadesDe(d);
        const resumen = (p) => ({ nodos: p.nodos.length, lazos: p.lazos.reduce((t, l) => t + (l.cuantos ?? 1), 0) });
        return [resumen(m.plegar(d, comunidades, new Set())), resumen(m.plegar(d, comunidades, new Set(['comunidad:2'])))];""",
        datos,
    )
    casa = {nodo["id"]: nodo["comunidad"] for nodo in datos["nodos"]}
    entre = [(casa[lazo["origen"]], casa[lazo["destino"]]) for lazo in datos["lazos"]]
    assert cerradas == {"nodos": 5, "lazos": sum(una != otra for una, otra in entre)}
    assert abierta == {"nodos": 4 + 40, "lazos": sum(una != otra or una == "2" for una, otra in entre)}
    sin_pedirlo = correr(hoja, "comunidades.js", "return m.comunidadesDe(d);", red_inventada(200))
    assert sin_pedirlo is None


@pytest.mark.parametrize("cuantos", [200, 1000])
def test_ningun_rotulo_se_encima_con_otro(hoja: Page, cuantos: int) -> None:
    azar = random.Random(cuantos)
    nodos = [
        {
            "id": str(n), "texto": f"Dirección de {'Servicios ' * (n % 3)}Número {n}", "x": azar.uniform(0, 960),
            "y": azar.uniform(0, 600), "radio": 6, "prioridad": azar.random() + 0.01, "cede": 0.28, "fuerte": n % 4 == 0,
            "intocable": n % 5 == 0,
        }
        for n in range(cuantos)
    ]  # fmt: skip
    puestos = correr(
        hoja,
        "rotulos.js",
        """const lienzo = document.createElement('canvas').getContext('2d');
        return m.acomodar(lienzo, d, { ancho: 960, alto: 600, letra: 'sans-serif' }).map(({ id, caja }) => ({ id, ...caja }));""",
        nodos,
    )
    assert len(puestos) > 20
    for una, otra in combinations(puestos, 2):
        ancho = min(una["x2"], otra["x2"]) - max(una["x1"], otra["x1"])
        alto = min(una["y2"], otra["y2"]) - max(una["y1"], otra["y1"])
        assert ancho <= 0 or alto <= 0, json.dumps([una, otra])
    assert all(p["x1"] >= 0 and p["x2"] <= 960 and p["y1"] >= 0 and p["y2"] <= 600 for p in puestos)
