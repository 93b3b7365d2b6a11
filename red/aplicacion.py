"""Ensambla la aplicación: la única pieza que conoce a todas."""

from importlib import import_module

import orjson
from flask import Flask
from flask_babel import Babel
from flask_compress import Compress
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from red import a_la_fecha, comandos, envios, estaticos, fallas, limites, portero, seguridad
from red.acceso import sesion
from red.base import db
from red.bitacora.consultas import quien_cambio
from red.configuracion import RAIZ, Configuracion, leer
from red.formularios import Formulario
from red.portal import contexto
from red.tareas import cola

CON_TABLAS = (
    "territorios",
    "instituciones",
    "personas",
    "archivos",
    "redes",
    "encargos",
    "acceso",
    "documentos",
    "unidades",
    "invitaciones",
    "solicitudes",
    "formacion",
    "evaluaciones",
    "acreditaciones",
    "asistencias",
    "trayectos",
    "agenda",
    "constancias",
    "certificacion",
    "vinculos",
    "levantamientos",
    "alianzas",
    "cortes",
    "bienvenida",
    "reconocimientos",
    "relevos",
    "importacion",
    "continuidad",
    "duplicados",
    "busqueda",
    "avisos",
    "bitacora",
)
for _dominio in CON_TABLAS:
    import_module(f"red.{_dominio}.modelos")
import_module("red.bitacora.escritura")
import_module("red.tareas.estadisticas")
Formulario.quien_cambio = staticmethod(quien_cambio)

DOMINIOS = (
    "portal",
    "acceso",
    "redes",
    "personas",
    "encargos",
    "instituciones",
    "territorios",
    "unidades",
    "documentos",
    "archivos",
    "invitaciones",
    "solicitudes",
    "formacion",
    "trayectos",
    "asistencias",
    "evaluaciones",
    "acreditaciones",
    "agenda",
    "constancias",
    "vinculos",
    "levantamientos",
    "alianzas",
    "bienvenida",
    "reconocimientos",
    "certificacion",
    "relevos",
    "importacion",
    "analisis",
    "cortes",
    "duplicados",
    "busqueda",
    "continuidad",
    "avisos",
    "bitacora",
)
"""Los dominios con páginas: cada uno tiene `vistas.bp`."""

CON_TRABAJOS = (
    "redes",
    "bienvenida",
    "directorio",
    "invitaciones",
    "solicitudes",
    "formacion",
    "importacion",
    "evaluaciones",
    "constancias",
    "duplicados",
    "certificacion",
    "levantamientos",
    "cortes",
)
"""Los que hacen algo sin que nadie lo pida: sus `trabajos` se registran en la cola al importarse."""
for _dominio in CON_TRABAJOS:
    import_module(f"red.{_dominio}.trabajos")


def crear_app(configuracion: Configuracion | None = None) -> Flask:
    """Crea la aplicación con esa configuración o con la del entorno."""
    configuracion = configuracion or leer()
    app = Flask(
        "red",
        template_folder=str(RAIZ / "plantillas"),
        static_folder=None,
        instance_path=str(configuracion.instancia),
    )
    app.config.update(
        RED=configuracion,
        SECRET_KEY=configuracion.clave_secreta,
        SQLALCHEMY_DATABASE_URI=configuracion.base_datos,
        SQLALCHEMY_ENGINE_OPTIONS=_opciones_del_motor(configuracion),
        MAX_CONTENT_LENGTH=6 * 1024 * 1024,
        BABEL_DEFAULT_LOCALE="es",
        WTF_CSRF_TIME_LIMIT=None,
        TEMPLATES_AUTO_RELOAD=False,
        COMPRESS_MIMETYPES=["text/html", "application/json", "text/csv", "text/calendar"],
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=4,
        COMPRESS_LEVEL=5,
        **seguridad.configuracion_de_sesion(configuracion),
    )
    db.init_app(app)
    envios.instalar(app)
    Migrate(app, db, directory=str(RAIZ / "migraciones"), render_as_batch=True, compare_type=True)
    Babel(app)
    CSRFProtect(app)
    Compress(app)
    limites.preparar(app, configuracion)
    seguridad.instalar(app, configuracion)
    sesion.instalar(app)
    portero.instalar(app)
    fallas.instalar(app)
    estaticos.instalar(app, seguridad.cabeceras(configuracion))
    contexto.instalar(app)
    a_la_fecha.instalar(app)
    cola.instalar(app, configuracion)
    for dominio in DOMINIOS:
        app.register_blueprint(import_module(f"red.{dominio}.vistas").bp)
    comandos.instalar(app)
    if configuracion.proxies:
        saltos = configuracion.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=saltos, x_proto=saltos, x_host=saltos)  # type: ignore[method-assign]
    return app


ORDENES_QUE_RECUERDA = 4000
"""Cuántas órdenes ya traducidas a SQL guarda cada proceso: la plataforma tiene unas dos mil distintas, y con las 500 de
omisión las olvida y las vuelve a traducir, que cuesta más que ejecutarlas. Todas juntas ocupan unos cinco megas."""


def _opciones_del_motor(configuracion: Configuracion) -> dict[str, object]:
    """PostgreSQL comprueba las conexiones que quedaron ociosas; SQLite no tiene red que perder.

    Ninguno repite en sus errores los datos de una orden: acabarían en el registro de fallas.
    """
    comunes: dict[str, object] = {
        "hide_parameters": True,
        "json_deserializer": orjson.loads,
        "query_cache_size": ORDENES_QUE_RECUERDA,
    }
    if configuracion.base_datos.startswith("sqlite"):
        return {**comunes, "connect_args": {"timeout": 15}}
    return {
        **comunes,
        "pool_pre_ping": True,
        "pool_size": 8,
        "max_overflow": 8,
        "pool_timeout": 10,
    }
