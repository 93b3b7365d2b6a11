"""El mapa en una página suya, con datos inventados del tamaño que se pida: para medirlo y para usarlo sin una base."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from math import cos, pi, sin, sqrt
from threading import Thread
from typing import Any

from flask import Flask, render_template_string
from werkzeug.serving import WSGIRequestHandler, make_server

from red import estaticos
from red.configuracion import RAIZ
from red.seguridad import CABECERAS

PAGINA = """<!doctype html><html lang="es-MX"><head><meta charset="utf-8"><title>Mapa</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="{{ estatico('principal.css') }}">
<link rel="stylesheet" href="{{ estatico('mapa-dibujo.css') }}"></head><body><main><h1>Mapa</h1>
{% include "analisis/_mapa.html" %}<div id="tabla"></div></main>
<script type="application/json" id="datos-del-mapa">{{ datos|tojson }}</script>
<script type="module" src="{{ estatico('mapa.js') }}"></script></body></html>"""
POR_COMUNIDAD = 40
ANGULO_DORADO = pi * (3 - sqrt(5))
NOMBRES = ("Alba", "Beatriz", "Carmen", "Dolores", "Elena", "Inés", "Lucía", "Marta", "Noemí", "Rosa")


def red_inventada(cuantos: int, semilla: int = 7, **mas: Any) -> dict[str, Any]:
    """Tantos nodos, tres veces más lazos y una institución por cada cuarenta; con la forma que da el servidor."""
    azar = random.Random(semilla)
    comunidades = max(1, cuantos // POR_COMUNIDAD)
    paso = 0.5 / sqrt(comunidades)
    nodos, lazos = [], []
    for n in range(cuantos):
        comunidad, lugar = divmod(n, POR_COMUNIDAD)
        lejos, giro = paso * sqrt(comunidad) * 0.95, comunidad * ANGULO_DORADO
        cerca, vuelta = paso * 0.8 * sqrt(lugar / POR_COMUNIDAD), lugar * ANGULO_DORADO
        es_institucion = lugar == 0
        nodos.append(
            {
                "id": f"n{n}",
                "clase": "institucion" if es_institucion else "persona",
                "etiqueta": f"Secretaría inventada {comunidad + 1}"
                if es_institucion
                else f"{NOMBRES[n % len(NOMBRES)]} Inventada {n}",
                "grupo": f"n{comunidad * POR_COMUNIDAD}",
                "comunidad": str(comunidad),
                "x": round(0.5 + lejos * cos(giro) + cerca * cos(vuelta), 5),
                "y": round(0.5 + lejos * sin(giro) + cerca * sin(vuelta), 5),
                "valores": {"trato": round(azar.random() ** 3, 3)},
                "grupos": {"nivel": ("Titular", "Mando medio", "Operativo")[n % 3]},
                "frase": "Trata con varias personas.",
                "datos": [["Personas", "3"]],
                "direccion": f"/ficha/{n}",
            }
        )
        if not es_institucion:
            lazos.append((n, comunidad * POR_COMUNIDAD, "adscripcion"))
    while len(lazos) < 3 * cuantos and cuantos > 2:
        una = azar.randrange(cuantos)
        casa = una // POR_COMUNIDAD * POR_COMUNIDAD
        otra = casa + azar.randrange(POR_COMUNIDAD) if azar.random() < 0.85 else azar.randrange(cuantos)
        if una != otra and otra < cuantos:
            lazos.append((una, otra, azar.choice(("colaboracion", "coformacion"))))
    return {
        "titulo": "Red inventada",
        "fecha": "21 de noviembre de 2026",
        "clases": [
            {"id": "persona", "singular": "Persona", "etiqueta": "Personas"},
            {"id": "institucion", "singular": "Dependencia", "etiqueta": "Dependencias"},
        ],
        "clases_de_lazo": [
            {"id": "colaboracion", "etiqueta": "Declaran colaborar"},
            {"id": "coformacion", "etiqueta": "Coincidieron en una edición"},
            {"id": "adscripcion", "etiqueta": "Trabaja ahí"},
        ],
        "medidas": [{"id": "trato", "etiqueta": "Número de lazos", "explica": "Más grande: más lazos."}],
        "agrupaciones": [
            {
                "id": "nivel",
                "etiqueta": "Nivel del puesto",
                "grupos": [{"id": g, "etiqueta": g} for g in ("Titular", "Mando medio", "Operativo")],
            }
        ],
        "nodos": nodos,
        "lazos": [
            {
                "origen": f"n{una}",
                "destino": f"n{otra}",
                "clases": [clase],
                "peso": 1.0,
                "desde": None if clase == "adscripcion" else "1 feb 2026",
                "dia": None if clase == "adscripcion" else f"202{una % 7}-02-01",
                "detalle": "",
            }
            for una, otra, clase in lazos
        ],
        "hallazgos": [],
        **mas,
    }


@contextmanager
def servir(datos: dict[str, Any]) -> Iterator[str]:
    """Un servidor con esa sola página y las cabeceras de siempre; da su dirección."""
    app = Flask(__name__, template_folder=str(RAIZ / "plantillas"))
    estaticos.instalar(app, CABECERAS)
    with app.app_context():
        pagina = render_template_string(PAGINA, datos=datos)
    app.add_url_rule(
        "/", "mapa", lambda: (pagina, 200, {"Content-Type": "text/html; charset=utf-8", **CABECERAS})
    )
    servidor = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Callado)
    hilo = Thread(target=servidor.serve_forever, daemon=True)
    hilo.start()
    try:
        yield f"http://127.0.0.1:{servidor.server_port}"
    finally:
        servidor.shutdown()
        hilo.join()


class _Callado(WSGIRequestHandler):
    def log_request(self, *_: object, **__: object) -> None:
        """No anota cada petición."""
