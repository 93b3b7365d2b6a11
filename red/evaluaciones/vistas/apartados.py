"""Lo que las evaluaciones ponen en otras páginas: la de una edición, «Mi formación» y la de la Red."""

from flask import url_for

from red.evaluaciones import consultas
from red.evaluaciones.modelos import Uso
from red.evaluaciones.vistas import mirada_de
from red.formacion.apartados import Apartado, apartado_de_edicion, apartado_de_mi_formacion
from red.formacion.modelos import Edicion
from red.permisos import Identidad
from red.reloj import ahora


@apartado_de_edicion
def _en_edicion(edicion: Edicion, quien: Identidad) -> Apartado | None:
    """Lo que me toca responder y, a quien coordina o imparte, cómo van las respuestas."""
    mirada, puestas = mirada_de(edicion), consultas.aplicaciones_de(edicion.id)
    persona = quien.persona or 0
    tengo = bool(puestas) and consultas.tiene_lugar(edicion.id, persona)
    if not tengo and not mirada.alguna:
        return None
    momento = ahora()
    mias = [
        {
            "puesta": puesta,
            "respondida": consultas.ya_respondio(puesta, persona),
            "empezada": bool(consultas.guardado_de(puesta, persona)),
            "abierta": puesta.abierta(momento),
            "por_abrir": momento < puesta.abre_en,
        }
        for puesta in puestas.values()
        if tengo and puesta.version_id is not None
    ]
    if not mias and not mirada.alguna:
        return None
    avances = {uso: consultas.avance(puesta) for uso, puesta in puestas.items()} if mirada.alguna else {}
    return Apartado(
        "Evaluación",
        "evaluaciones/_en_edicion.html",
        {"mias": mias, "mirada": mirada, "avances": avances, "usos": list(Uso), "puestas": puestas},
        orden=40,
    )


@apartado_de_mi_formacion
def _en_mi_formacion(quien: Identidad) -> Apartado | None:
    """Lo que puedo responder ahora."""
    faltan = consultas.por_responder(quien.persona or 0, ahora())
    if not faltan:
        return None
    pendientes = [
        {
            "texto": f"{puesta.uso.etiqueta}: {puesta.edicion.curso.nombre}",
            "detalle": puesta.edicion.nombre,
            "url": url_for("evaluaciones.responder", aplicacion_id=puesta.id),
            "puesta": puesta,
        }
        for puesta in faltan
    ]
    return Apartado(
        "Por responder", "evaluaciones/_en_mi_formacion.html", {"pendientes": pendientes}, orden=10
    )
