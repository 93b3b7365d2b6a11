"""La hoja con firmas: imprimirla y pasarla en limpio con el teclado."""

from flask import Response, flash, redirect, render_template, url_for

from red.asistencias import calculo, consultas, operaciones
from red.asistencias.consultas import Renglon
from red.asistencias.formularios import FormularioHoja, formulario_de_hoja
from red.asistencias.impresion import imprimir_hoja
from red.asistencias.operaciones import Quien
from red.asistencias.vistas.tablero import Pagina, bp, jornada_suya
from red.base import transaccion
from red.formacion import imparticion
from red.formacion.modelos import Jornada
from red.permisos import Permiso
from red.portero import requiere
from red.reloj import ahora
from red.textos import contar


def _renglones(jornada_id: int) -> list[Renglon]:
    jornada = consultas.jornada(jornada_id)
    return consultas.renglones(jornada, consultas.dia_de_jornada(jornada))


def _ajenos(jornada_id: int, quien: Quien) -> list[Renglon]:
    """Los renglones que esa persona puede llenar: todos menos el suyo, si imparte y además tiene lugar."""
    return [una for una in _renglones(jornada_id) if not quien.no_marca_a(una.persona_id)]


@bp.route("/jornadas/<int:id>/hoja", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def hoja(id: int) -> Pagina:
    """La hoja firmada, pasada en limpio: una letra por persona y todo se guarda de una vez."""
    jornada, quien = jornada_suya(id)
    zona = jornada.edicion.curso.red.zona
    formulario = formulario_de_hoja(jornada, _ajenos(id, quien), zona, lambda: _ajenos(id, quien))
    if formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            formulario.comprobar()
            cambian = operaciones.marcar_varias(
                id, formulario.dichos(zona), quien, formulario.motivo.data or None
            )
        if hecho:
            flash(_que_paso(cambian), "exito")
            return redirect(url_for("asistencias.lista", id=id), 303)
    return _pagina(consultas.jornada(id), formulario, quien)


def _que_paso(cambian: int) -> str:
    if not cambian:
        return "No había nada que cambiar: la lista ya decía lo mismo."
    return f"Guardamos {contar(cambian, 'asistencia', 'asistencias')}."


def _pagina(jornada: Jornada, formulario: FormularioHoja, quien: Quien) -> Pagina:
    lista = consultas.lista_de_jornada(jornada.id)
    plazo = calculo.para_quien_imparte(consultas.tramo_de(jornada), lista.reabierta_en if lista else None)
    pagina = render_template(
        "asistencias/hoja.html",
        jornada=jornada,
        edicion=jornada.edicion,
        zona=jornada.edicion.curso.red.zona,
        formulario=formulario,
        renglones=formulario.renglones,
        cerrada=lista is not None and lista.cerrada_en is not None,
        temprano=ahora() < plazo.desde,
        pide_motivo=quien.coordina and ahora() > plazo.hasta,
        falta_la_suya=len(formulario.renglones) < len(_renglones(jornada.id)),
    )
    return pagina, 422 if formulario.hay_errores else 200


@bp.get("/jornadas/<int:id>/hoja.pdf")
@requiere(Permiso.USAR)
def hoja_pdf(id: int) -> Response:
    """La lista para firmar, con lugar para las visitas."""
    jornada, _quien = jornada_suya(id)
    pdf = imprimir_hoja(
        jornada,
        consultas.numero_de(jornada),
        _renglones(id),
        [una.quien for una in imparticion.de_edicion(jornada.edicion_id)],
    )
    archivo = {"Content-Disposition": f'inline; filename="lista-{jornada.edicion_id}-{id}.pdf"'}
    return Response(pdf, mimetype="application/pdf", headers=archivo)
