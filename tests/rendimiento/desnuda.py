"""Un Flask que sólo entrega bytes ya hechos: la vara con que se miden las peticiones por segundo.

Es también su propia configuración de gunicorn, igual a la del producto en procesos e hilos.
"""

import json
import os
from pathlib import Path

from flask import Flask, Response, request

from tests.rendimiento.servidores import HILOS, PROCESOS

worker_class = "gthread"
workers = PROCESOS
threads = HILOS
preload_app = True
control_socket_disable = True

app = Flask("desnuda", static_folder=None)
_HECHAS: dict[str, tuple[str, str]] = json.loads(os.environ["PAGINAS_HECHAS"])
_PAGINAS = {ruta: Path(archivo).read_bytes() for ruta, (archivo, _) in _HECHAS.items()}
_COMPRIMIDAS = {ruta: forma for ruta, (_, forma) in _HECHAS.items() if forma}


@app.get("/", defaults={"ruta": ""})
@app.get("/<path:ruta>")
def entregar(ruta: str) -> Response:
    """La página de esa dirección, con lo que pregunta, tal como la respondió el producto."""
    direccion = request.full_path.removesuffix("?")
    if direccion not in _PAGINAS and ruta:
        return Response("No está entre las hechas", 404)
    respuesta = Response(_PAGINAS.get(direccion, b""), mimetype="text/html")
    if direccion in _COMPRIMIDAS:
        respuesta.headers["Content-Encoding"] = _COMPRIMIDAS[direccion]
    return respuesta
