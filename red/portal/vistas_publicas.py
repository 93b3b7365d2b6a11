"""Las Redes vistas desde fuera: cuáles hay y qué es cada una. Sin cuenta, sin rastreo y sin nombrar a nadie."""

from flask import render_template, request

from red.errores import NoEncontrado
from red.permisos import ANONIMA
from red.portal.consultas import cursos_anunciados
from red.portal.vistas import bp
from red.portero import publica
from red.redes.composicion import avances_para
from red.redes.modelos import MideMeta
from red.reloj import hoy
from red.solicitudes import consultas
from red.territorios.perfiles import perfil_de

POCAS = 5
"""Debajo de esto no se dice cuántas son: en un grupo chico, el número señala."""


@bp.get("/conoce")
@publica
def conoce() -> str:
    """Las Redes que tienen página pública."""
    pagina = consultas.redes_publicas(request.args.get("q", ""), request.args.get("pagina", 1, type=int))
    return render_template("portal/conoce.html", pagina=pagina)


@bp.get("/conoce/<clave>")
@publica
def conoce_red(clave: str) -> str:
    """Qué es una Red, quién la convoca, cuántas se encuentran en ella, qué instituciones participan y cómo sumarse."""
    red = consultas.red_publica(clave)
    if red is None:
        raise NoEncontrado
    dia = hoy(red.zona)
    avance = avances_para(ANONIMA, [red], dia).get(red.id)
    valor = avance.valor if avance is not None else 0
    return render_template(
        "portal/conoce_red.html",
        red=red,
        perfil=perfil_de(red.territorio.pais),
        valor=valor,
        en_parte=avance is not None and avance.en_parte,
        pocas=red.mide is MideMeta.PERSONAS and valor < POCAS,
        participantes=consultas.participantes(red.id, dia),
        cursos=cursos_anunciados(red.id, dia),
    )
