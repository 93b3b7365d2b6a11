"""Las páginas de lista: cuántas consultas hacen y cuánto tardan junto a un Flask sin nada."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from types import FunctionType
from typing import Any

from flask import Flask, before_render_template, render_template
from sqlalchemy import event
from werkzeug.routing import BuildError
from werkzeug.test import EnvironBuilder, run_wsgi_app

from red.base import db
from red.reloj import hoy
from tests.rendimiento.escenario import Escenario

DE_OTRO_DIA = (hoy() - timedelta(days=200)).isoformat()
"""Un día en que la Red nacional ya tenía gente y era otra."""

LISTAS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("Directorio", "personas.listar", {}),
    ("Instituciones", "instituciones.listar", {}),
    ("Unidades", "unidades.listar", {}),
    ("Formación", "formacion.listar", {}),
    ("Invitaciones", "invitaciones.listar", {}),
    ("Mi Red", "redes.ver", {"clave": "nacional"}),
    ("Instituciones de la Red", "redes.instituciones", {"clave": "nacional"}),
    ("Directorio de otro día", "personas.listar", {"fecha": DE_OTRO_DIA}),
    ("Mi Red de otro día", "redes.ver", {"clave": "nacional", "fecha": DE_OTRO_DIA}),
    ("Instituciones de otro día", "redes.instituciones", {"clave": "nacional", "fecha": DE_OTRO_DIA}),
    ("Cursos", "formacion.cursos", {}),
    ("Papeles", "acceso.papeles", {}),
    ("Bitácora", "bitacora.listar", {}),
)
"""Lo que la coordinación de la Red ve en lista: nombre, extremo y valores de la dirección."""

VUELTAS = 25


class NoResponde(Exception):
    """La página no se pudo servir; el mensaje dice qué respondió."""


@dataclass(frozen=True)
class Lista:
    """Una página de lista y su dirección."""

    nombre: str
    url: str


def listas_de(app: Flask) -> list[Lista]:
    """Las listas que la aplicación tiene, con su dirección."""
    halladas = []
    with app.test_request_context():
        for nombre, extremo, valores in LISTAS:
            try:
                halladas.append(Lista(nombre, app.url_for(extremo, **valores)))
            except BuildError:
                print(f"    {nombre}: la aplicación no tiene «{extremo}»", flush=True)
    return halladas


@dataclass(frozen=True)
class Respuesta:
    """Lo que respondió la aplicación y lo que le costó."""

    codigo: int
    cuerpo: bytes
    cabeceras: dict[str, str]
    consultas: int
    segundos: float


def pedir(app: Flask, url: str, cookie: str, acepta: str = "") -> Respuesta:
    """Pide la página a la aplicación, sin red, contando sus consultas y su tiempo.

    Sin ``acepta`` no se comprime: así se compara con la plantilla sola, que tampoco.
    """
    consultas = 0

    def contar(*_: Any) -> None:
        nonlocal consultas
        consultas += 1

    with app.app_context():
        motor = db.engine
    event.listen(motor, "before_cursor_execute", contar)
    try:
        entorno = EnvironBuilder(
            path=url, headers={"Cookie": cookie, "Accept-Encoding": acepta}
        ).get_environ()
        inicio = time.perf_counter()
        trozos, estado, cabeceras = run_wsgi_app(app.wsgi_app, entorno, buffered=True)
        cuerpo = b"".join(trozos)
        segundos = time.perf_counter() - inicio
    finally:
        event.remove(motor, "before_cursor_execute", contar)
    return Respuesta(int(estado.split()[0]), cuerpo, dict(cabeceras), consultas, segundos)


@dataclass(frozen=True)
class Tiempos:
    """Lo que tarda la página, lo que tarda su plantilla sola, y las consultas que hace la primera vez."""

    pagina: float
    plantilla: float
    consultas: int

    @property
    def veces(self) -> float:
        """Cuántas veces tarda la página lo que su plantilla."""
        return self.pagina / self.plantilla


def medir(escena: Escenario, lista: Lista, cookie: str) -> Tiempos:
    """Alterna la página y su plantilla en un Flask sin nada, con los mismos objetos ya en memoria.

    De cada una vale la vuelta más rápida: las demás miden lo que otros procesos le quitaron.
    """
    primera = pedir(escena.app, lista.url, cookie)
    desnuda = _desnuda(escena.app, lista.url, cookie)
    paginas, plantillas = [], []
    for _ in range(VUELTAS):
        paginas.append(pedir(escena.app, lista.url, cookie).segundos)
        plantillas.append(desnuda())
    return Tiempos(min(paginas), min(plantillas), primera.consultas)


def _ya_contestado(funcion: Callable[..., Any]) -> Callable[..., Any]:
    """La función que una plantilla llama, contestando después lo que contestó la primera vez: sin ir a la base."""
    dichas: dict[Any, Any] = {}

    def contestar(*valores: Any, **otros: Any) -> Any:
        llave = (valores, tuple(sorted(otros.items())))
        if llave not in dichas:
            dichas[llave] = funcion(*valores, **otros)
        return dichas[llave]

    return contestar


def _desnuda(app: Flask, url: str, cookie: str) -> Callable[[], float]:
    """Un Flask con las mismas direcciones y plantillas, y nada más: ni base, ni sesiones, ni permisos.

    De la aplicación se toma lo que la página le dio a su plantilla; aquí esos objetos ya están leídos.
    """
    atrapado: list[tuple[str, dict[str, Any]]] = []

    def atrapar(_app: Flask, template: Any, context: dict[str, Any], **_: Any) -> None:
        context.update(
            {
                nombre: _ya_contestado(valor)
                for nombre, valor in context.items()
                if isinstance(valor, FunctionType) and valor.__module__.startswith("red.")
            }
        )
        atrapado.append((template.name, dict(context)))

    with before_render_template.connected_to(atrapar, app):
        respuesta = pedir(app, url, cookie)
    if respuesta.codigo != 200 or not atrapado:
        raise NoResponde(f"respondió {respuesta.codigo}")
    plantilla, contexto = atrapado[-1]
    for propio in ("request", "session", "g"):
        contexto.pop(propio, None)

    flask = Flask("desnuda", template_folder=app.template_folder, static_folder=None)
    flask.config.update(SECRET_KEY="x", TEMPLATES_AUTO_RELOAD=False)
    flask.jinja_options = dict(app.jinja_options)
    flask.jinja_env.filters.update(app.jinja_env.filters)
    flask.jinja_env.tests.update(app.jinja_env.tests)
    propias = set(flask.jinja_env.globals)
    flask.jinja_env.globals.update(
        {nombre: valor for nombre, valor in app.jinja_env.globals.items() if nombre not in propias}
    )

    def entregar(**_: Any) -> str:
        return render_template(plantilla, **contexto)

    for regla in app.url_map.iter_rules():
        flask.add_url_rule(regla.rule, regla.endpoint, entregar, methods=regla.methods)

    def una_vez() -> float:
        entorno = EnvironBuilder(path=url).get_environ()
        inicio = time.perf_counter()
        trozos, estado, _ = run_wsgi_app(flask.wsgi_app, entorno, buffered=True)
        b"".join(trozos)
        segundos = time.perf_counter() - inicio
        if not estado.startswith("200"):
            raise RuntimeError(f"El Flask sin nada respondió {estado} en {url}")
        return segundos

    una_vez()
    return una_vez
