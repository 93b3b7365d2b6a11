"""Los modelos de cada Red: verlos, editarlos con su vista previa y volver al de la casa."""

from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from red.base import con_candado, transaccion
from red.documentos import consultas, operaciones
from red.documentos.composicion import Bloque, EspacioDesconocido
from red.documentos.espacios import espacios_de
from red.documentos.formularios import FormularioModelo
from red.documentos.impresion import imprimir
from red.documentos.modelos import Papel
from red.documentos.vistas.emitidos import bp
from red.errores import NoEncontrado
from red.permisos import Permiso
from red.portero import exigir, identidad, requiere
from red.redes.consultas import red_de_clave
from red.redes.modelos import Red
from red.reloj import hoy


@bp.get("/modelos/<clave>")
@requiere(Permiso.EDITAR_RED)
def modelos(clave: str) -> str:
    """Los papeles que la Red sabe redactar y cuáles ha hecho suyos."""
    red = _propia(clave)
    propios = consultas.versiones(red.id)
    filas = [(papel, consultas.modelo_de(red.id, papel).titulo, propios.get(papel)) for papel in Papel]
    return render_template("documentos/modelos.html", red=red, filas=filas)


@bp.route("/modelos/<clave>/<papel>", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def editar(clave: str, papel: str) -> str | tuple[str, int] | Response:
    """Edita el modelo; con «Ver cómo queda» se muestra con datos de ejemplo sin guardarlo."""
    red, cual = _propia(clave), _papel(papel)
    actual = consultas.modelo_de(red.id, cual)
    formulario = FormularioModelo(titulo=actual.titulo, cuerpo=actual.cuerpo)
    suyo = consultas.versiones(red.id).get(cual)
    formulario.cuidar(
        suyo or red,
        lambda: _como_esta(red.id, cual),
        lambda: con_candado(Red, red.id),
        otras=lambda: list(filter(None, [consultas.versiones(red.id).get(cual)])),
    )
    vista: list[Bloque] | None = None
    if formulario.validate_on_submit():
        if request.form.get("accion") == "ver":
            try:
                _, vista = operaciones.muestra(red, cual, formulario.texto, hoy(red.zona))
            except EspacioDesconocido as error:
                formulario.agregar_error(error)
        else:
            with transaccion(formulario) as hecho:
                formulario.comprobar()
                operaciones.guardar_modelo(
                    red.id, cual, formulario.texto.titulo, formulario.texto.cuerpo, identidad().persona
                )
            if hecho:
                flash("Guardamos el modelo. Los documentos ya emitidos no cambian.", "exito")
                return redirect(url_for("documentos.modelos", clave=clave), 303)
    pagina = render_template(
        "documentos/editar.html",
        formulario=formulario,
        red=red,
        papel=cual,
        actual=actual,
        espacios=espacios_de(cual),
        vista=vista,
    )
    return pagina, 422 if formulario.hay_errores else 200


@bp.get("/modelos/<clave>/<papel>/muestra")
@requiere(Permiso.EDITAR_RED)
def muestra(clave: str, papel: str) -> Response:
    """El modelo guardado, en PDF y con datos de ejemplo: no tiene folio ni vale como documento."""
    red, cual = _propia(clave), _papel(papel)
    dia = hoy(red.zona)
    titulo, bloques = operaciones.muestra(red, cual, consultas.modelo_de(red.id, cual), dia)
    hoja = operaciones.hoja_de(red, titulo, "", dia, leyenda="Muestra con datos de ejemplo, sin validez")
    return send_file(
        BytesIO(imprimir(hoja, bloques)),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=f"muestra-{cual.value}.pdf",
    )


@bp.route("/modelos/<clave>/<papel>/de-la-casa", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def de_la_casa(clave: str, papel: str) -> str | Response:
    """Vuelve al texto que trae la plataforma; el de la Red queda en su historia."""
    red, cual = _propia(clave), _papel(papel)
    if request.method == "POST":
        with transaccion():
            operaciones.volver_al_de_la_casa(red.id, cual, identidad().persona)
        flash("El modelo volvió a ser el de la plataforma.", "exito")
        return redirect(url_for("documentos.modelos", clave=clave), 303)
    return render_template("documentos/de_la_casa.html", red=red, papel=cual)


def _como_esta(red_id: int, papel: Papel) -> dict[str, str]:
    texto = consultas.modelo_de(red_id, papel)
    return {"titulo": texto.titulo, "cuerpo": texto.cuerpo}


def _propia(clave: str) -> Red:
    red = red_de_clave(clave)
    exigir(Permiso.EDITAR_RED, red.alcance)
    return red


def _papel(escrito: str) -> Papel:
    papel = next((p for p in Papel if p.value == escrito), None)
    if papel is None:
        raise NoEncontrado
    return papel
