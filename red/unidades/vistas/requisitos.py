"""La autoevaluación de una unidad: qué se cumple del modelo, qué falta y qué hacer."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from red.a_la_fecha import a_la_fecha, dia_pedido
from red.base import transaccion
from red.envios import recibe_hasta
from red.errores import NoEncontrado
from red.permisos import Permiso
from red.portero import identidad, requiere
from red.reloj import hoy
from red.unidades import consultas_vida, operaciones_vida
from red.unidades import requisitos as modelo
from red.unidades.formularios_vida import FormularioRespuesta
from red.unidades.vistas.ficha import bp, cargar, pagina_con, zona_de


@bp.get("/<int:id>/requisitos")
@requiere(Permiso.VER_RED)
@a_la_fecha
def requisitos(id: int) -> str:
    """Los requisitos del modelo con su respuesta ese día, y qué conviene hacer primero."""
    unidad, alcance = cargar(id, Permiso.VER_RED)
    dia = dia_pedido(zona_de(unidad))
    respuestas = consultas_vida.respuestas(id, dia)
    cumple = {requisito: respuesta.cumple for requisito, respuesta in respuestas.items()}
    fichas = modelo.fichas_de(unidad.tipo)
    puede = unidad.hasta is None and identidad().puede(Permiso.CUIDAR_UNIDAD, alcance)
    return render_template(
        "unidades/requisitos.html",
        unidad=unidad,
        peldanos=[
            (peldano, modelo.cumplidos(peldano, cumple, fichas), [f for f in fichas if f.peldano is peldano])
            for peldano in modelo.peldanos_de(fichas)
        ],
        respuestas=respuestas,
        evidencias=consultas_vida.evidencias(id) if puede else {},
        alcanzado=modelo.alcanzado(cumple, fichas),
        primero=next(iter(modelo.que_falta(cumple, fichas)), None),
        puede_responder=puede,
    )


@bp.route("/<int:id>/requisitos/<requisito>", methods=["GET", "POST"])
@requiere(Permiso.CUIDAR_UNIDAD)
@recibe_hasta(11)
def responder(id: int, requisito: str) -> str | tuple[str, int] | Response:
    """Responde un requisito con su fecha y, si la hay, su evidencia; lo respondido antes se conserva."""
    unidad, _ = cargar(id, Permiso.CUIDAR_UNIDAD)
    ficha = next((f for f in modelo.fichas_de(unidad.tipo) if f.requisito.value == requisito), None)
    if ficha is None:
        raise NoEncontrado
    cual, huso = ficha.requisito, zona_de(unidad)
    anteriores = consultas_vida.respuestas_antes(id, cual)
    formulario = FormularioRespuesta(el=hoy(huso), cumple=anteriores[0].cumple.value if anteriores else None)
    formulario.huso = huso
    if formulario.validate_on_submit():
        assert formulario.el.data is not None
        with transaccion(formulario) as hecho:
            operaciones_vida.responder(
                unidad,
                cual,
                formulario.cumple.data,
                formulario.el.data,
                nota=(formulario.nota.data or "").strip() or None,
                quien_id=identidad().persona,
            )
            if formulario.archivo.elegido:
                operaciones_vida.guardar_evidencia(
                    unidad,
                    ficha.asunto,
                    formulario.archivo.nombre,
                    formulario.archivo.contenido(),
                    nota=None,
                    quien_id=identidad().persona,
                )
        if hecho:
            flash("Guardamos la respuesta.", "exito")
            return redirect(url_for("unidades.requisitos", id=id, _anchor=cual.value), 303)
    return pagina_con(
        "unidades/responder.html",
        formulario,
        unidad=unidad,
        ficha=ficha,
        anteriores=anteriores,
    )
