"""«Mis correos»: cada cuánto y a qué horas quiere cada quien que se le escriba."""

from flask import flash, redirect, render_template, request, url_for

from red.avisos import clases, consultas, preferencias
from red.avisos.carta import configuracion
from red.avisos.formularios import FormularioMisCorreos
from red.avisos.modelos import Ritmo
from red.avisos.vistas.pedido import Pagina, bp, codigo, yo
from red.base import transaccion
from red.permisos import Permiso
from red.portero import requiere

DE_LA_CASA = (21, 7)


@bp.route("/mis-correos", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def mis_correos() -> Pagina:
    """Elegir cada cuánto y a qué horas."""
    mia = consultas.preferencias_de({yo()}).get(yo())
    desde, hasta = configuracion().silencio or DE_LA_CASA
    form = FormularioMisCorreos(
        ritmo=mia.ritmo if mia else Ritmo.AL_MOMENTO,
        calla_desde=mia.calla_desde if mia and mia.calla_desde is not None else desde,
        calla_hasta=mia.calla_hasta if mia and mia.calla_hasta is not None else hasta,
    )
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            preferencias.preferir(yo(), form.ritmo.data, form.calla_desde.data, form.calla_hasta.data)
        if hecho:
            flash("Así te escribiremos desde ahora.", "exito")
            return redirect(url_for("avisos.mis_correos"), 303)
    return render_template("avisos/mis_correos.html", form=form, guardada=mia, por_que=clases.POR_QUE), (
        codigo(form) if request.method == "POST" else 200
    )
