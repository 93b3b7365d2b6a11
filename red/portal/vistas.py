"""La portada, el panel y las páginas que orientan a cada quien."""

from typing import Any

from flask import Blueprint, Response, current_app, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Respuesta

from red.permisos import Permiso
from red.personas.avisos_de_privacidad import partes
from red.personas.consultas import aviso_vigente
from red.portal import consultas, orientacion
from red.portal import panel as piezas
from red.portero import identidad, publica, requiere
from red.redes import consultas as redes
from red.redes.modelos import Red
from red.reloj import hoy

bp = Blueprint("portal", __name__)

SITIO_NEUTRAL = "https://www.wikipedia.org/"
"""A dónde lleva la salida rápida: un sitio que cualquiera tiene abierto."""


@bp.get("/")
@publica
def inicio() -> str | Respuesta:
    """La portada; quien ya entró va a su panel."""
    if identidad().autenticada:
        return redirect(url_for("portal.panel"))
    return render_template("portal/inicio.html", redes=consultas.redes_publicas())


@bp.get("/panel")
@requiere(Permiso.USAR)
def panel() -> str:
    """Mi panel: lo que debo, lo que me espera y lo que cambió."""
    return render_template("portal/panel.html", panel=piezas.de(identidad(), hoy()), dia=hoy())


@bp.get("/primeros-pasos")
@publica
def primeros_pasos() -> str:
    """Qué hacer primero según el papel de cada quien."""
    return render_template("portal/primeros_pasos.html", guias=orientacion.guias_de(identidad()))


@bp.get("/privacidad")
@publica
def aviso_de_privacidad() -> str:
    """El aviso de privacidad vigente de cada país, simplificado e integral."""
    mias = _mis_redes()
    pais = request.args.get("pais", mias[0].territorio.pais if mias else "MX").upper()
    if pais not in orientacion.PAISES:
        pais = "MX"
    aqui = [red for red in mias if red.territorio.pais == pais]
    responde = redes.responsable_de(aqui[0]) if len(aqui) == 1 else None
    aviso = aviso_vigente(pais, hoy())
    return render_template(
        "portal/privacidad.html",
        aviso=aviso,
        simplificado=partes(aviso.simplificado, responde),
        integral=partes(aviso.integral, responde),
        pais=pais,
        paises=orientacion.PAISES,
    )


def _mis_redes() -> list[Red]:
    """Las Redes de quien ya entró; quien administra toda la plataforma no lee el aviso de ninguna en particular."""
    visibles = redes.redes_visibles(identidad(), hoy()) if identidad().autenticada else None
    return redes.redes_de(visibles) if visibles else []


@bp.get("/accesibilidad")
@publica
def accesibilidad() -> str:
    """Cómo se usa con teclado y lector de pantalla, y a quién pedir ayuda."""
    return render_template("portal/accesibilidad.html")


@bp.get("/salida")
@publica
def salida_rapida() -> Respuesta:
    """Deja la plataforma por un sitio neutral; no cierra la sesión, sólo la quita de la vista."""
    respuesta = redirect(SITIO_NEUTRAL, 303)
    respuesta.headers["Referrer-Policy"] = "no-referrer"
    return respuesta


@bp.get("/administracion")
@requiere(Permiso.ADMINISTRAR)
def administracion() -> str:
    """Lo que se administra en toda la plataforma."""
    return render_template("portal/administracion.html", cifras=consultas.cifras_de_administracion(hoy()))


@bp.get("/salud")
@publica
def salud() -> tuple[Response, int]:
    """Para quien vigila el servicio: si responde y si el esquema es el que el código espera."""
    estado: dict[str, Any] = consultas.salud(current_app.extensions["migrate"].migrate.get_config())
    return jsonify(estado), 200 if estado["bien"] else 503


from red.portal import vistas_publicas  # noqa: E402, F401  (sus rutas son de este mismo bp)
