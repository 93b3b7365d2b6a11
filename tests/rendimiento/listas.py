"""Las páginas de lista: cuántas consultas hacen y cuánto tardan junto a un Flask sin nada."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from types import FunctionType
from typing import Any

from flask import Flask, before_render_template, render_template
from sqlalchemy import event, select
from werkzeug.routing import BuildError
from werkzeug.test import EnvironBuilder, run_wsgi_app

from red.acceso.modelos import Cuenta
from red.base import db, transaccion
from red.reloj import ahora, hoy
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
    ("Directorio, página 2000", "personas.listar", {"pagina": "2000"}),
    ("Directorio, página 4000", "personas.listar", {"pagina": "4000"}),
    ("Directorio, un nivel", "personas.listar", {"nivel": "operativo"}),
    ("Directorio, un nivel, página 1500", "personas.listar", {"nivel": "operativo", "pagina": "1500"}),
    ("Directorio, un nombre", "personas.listar", {"q": "maria"}),
    ("Directorio, lo que ofrecen", "personas.listar", {"ofrece": "violencia"}),
    ("Directorio, una situación", "personas.listar", {"situacion": "activa"}),
    ("Instituciones, página 1000", "instituciones.listar", {"pagina": "1000"}),
    ("Unidades, página 800", "unidades.listar", {"pagina": "800"}),
    ("Cursos", "formacion.cursos", {}),
    ("Papeles", "acceso.papeles", {}),
    ("Bitácora", "bitacora.listar", {}),
)
"""Lo que la coordinación de la Red ve en lista: nombre, extremo y valores de la dirección."""

VUELTAS = 25
PRIMERAS = 3


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
    """Lo que respondió la aplicación y lo que le costó.

    El tiempo es de procesador si la base está en el mismo proceso: así no cuenta lo que otros le quitaron a la máquina.
    """

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
        reloj = _reloj(app)
        inicio = reloj()
        trozos, estado, cabeceras = run_wsgi_app(app.wsgi_app, entorno, buffered=True)
        cuerpo = b"".join(trozos)
        segundos = reloj() - inicio
    finally:
        event.remove(motor, "before_cursor_execute", contar)
    return Respuesta(int(estado.split()[0]), cuerpo, dict(cabeceras), consultas, segundos)


def _reloj(app: Flask) -> Callable[[], float]:
    en_el_proceso = str(app.config["SQLALCHEMY_DATABASE_URI"]).startswith("sqlite")
    return time.thread_time if en_el_proceso else time.perf_counter


@dataclass(frozen=True)
class Tiempos:
    """Lo que tarda la página, lo que tarda su plantilla sola, las consultas que hace la primera vez y esa primera vez.

    La primera vez es la visita que sigue a un cambio en la base: nada de lo recordado vale y todo se cuenta.
    """

    pagina: float
    plantilla: float
    consultas: int
    tras_un_cambio: float

    @property
    def veces(self) -> float:
        """Cuántas veces tarda la página lo que su plantilla."""
        return self.pagina / self.plantilla


def medir(escena: Escenario, lista: Lista, cookie: str) -> Tiempos:
    """Alterna la página y su plantilla en un Flask sin nada, con los mismos objetos ya en memoria.

    De cada una vale la vuelta más rápida: las demás miden lo que otros procesos le quitaron. La página se arma en
    cada vuelta: la que se recuerda entera (`red.recordadas`) tardaría menos que su plantilla.
    """
    pedir(escena.app, lista.url, cookie)
    primeras = [_tras_un_cambio(escena.app, lista.url, cookie) for _ in range(PRIMERAS)]
    desnuda = _desnuda(escena.app, lista.url, cookie)
    paginas, plantillas = [], []
    for _ in range(VUELTAS):
        paginas.append(pedir(escena.app, lista.url, cookie).segundos)
        plantillas.append(desnuda())
    return Tiempos(
        min(paginas), min(plantillas), primeras[0].consultas, min(primera.segundos for primera in primeras)
    )


def consultas_de(app: Flask, lista: Lista, cookie: str) -> int:
    """Cuántas consultas hace la primera visita tras un cambio: sin nada recordado, que es cuando hace todas."""
    pedir(app, lista.url, cookie)
    return _tras_un_cambio(app, lista.url, cookie).consultas


def _tras_un_cambio(app: Flask, url: str, cookie: str) -> Respuesta:
    """La primera visita después de que alguien entró: lo que más cambia una base, y olvida todo lo recordado."""
    with app.app_context(), transaccion():
        cuenta = db.session.scalars(select(Cuenta).limit(1)).one()
        cuenta.entro_en = ahora()
    return pedir(app, url, cookie)


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

    reloj = _reloj(app)

    def una_vez() -> float:
        entorno = EnvironBuilder(path=url).get_environ()
        inicio = reloj()
        trozos, estado, _ = run_wsgi_app(flask.wsgi_app, entorno, buffered=True)
        b"".join(trozos)
        segundos = reloj() - inicio
        if not estado.startswith("200"):
            raise RuntimeError(f"El Flask sin nada respondió {estado} en {url}")
        return segundos

    una_vez()
    return una_vez
