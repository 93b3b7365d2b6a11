"""Los días inhábiles: los oficiales del país, los que agrega la administración y los de cada Red."""

from datetime import date

from flask import flash, redirect, render_template, url_for

from red.base import buscar, transaccion
from red.errores import NoEncontrado
from red.permisos import Permiso
from red.portero import exigir, identidad, requiere
from red.redes import calendario, consultas, dias
from red.redes.calendario import Calendario
from red.redes.formularios import FormularioDia
from red.redes.modelos import DiaInhabil, Red
from red.redes.vistas import Pagina, bp
from red.reloj import hoy
from red.territorios.perfiles import PERFILES
from red.textos import fecha


@bp.route("/<clave>/dias-inhabiles", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def dias_inhabiles(clave: str) -> Pagina:
    """Qué días no se trabajan en la Red: no cuentan para sus plazos."""
    red = consultas.red_de_clave(clave)
    exigir(Permiso.EDITAR_RED, red.alcance)
    return _pagina(calendario.de_la_red(red), url_for("redes.dias_inhabiles", clave=clave), red=red)


@bp.route("/dias-inhabiles/<pais>", methods=["GET", "POST"])
@requiere(Permiso.ADMINISTRAR)
def dias_del_pais(pais: str) -> Pagina:
    """Qué días no se trabajan en un país: valen en todas sus Redes."""
    if pais not in PERFILES:
        raise NoEncontrado
    return _pagina(calendario.del_pais(pais), url_for("redes.dias_del_pais", pais=pais), pais=pais)


@bp.post("/dias/<int:dia_id>/quitar")
@requiere(Permiso.EDITAR_RED)
def quitar_dia(dia_id: int) -> Pagina:
    """Quita un día que alguien agregó; vuelve a valer el calendario oficial."""
    fila = buscar(DiaInhabil, dia_id)
    red = buscar(Red, fila.red_id) if fila.red_id else None
    if red is not None:
        exigir(Permiso.EDITAR_RED, red.alcance)
    elif not identidad().puede(Permiso.ADMINISTRAR):
        raise NoEncontrado
    with transaccion():
        dias.quitar_dia(fila.id)
    flash("Quitamos ese día: vuelve a valer el calendario oficial.", "exito")
    destino = (
        url_for("redes.dias_inhabiles", clave=red.clave)
        if red
        else url_for("redes.dias_del_pais", pais=fila.pais)
    )
    return redirect(destino, 303)


def _pagina(dias_de: Calendario, aqui: str, *, red: Red | None = None, pais: str | None = None) -> Pagina:
    form = FormularioDia()
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            dias.agregar_dia(
                form.dia.data or hoy(),
                form.nombre.data or "",
                se_trabaja=form.se_trabaja.data,
                pais=pais,
                red_id=red.id if red else None,
            )
        if hecho:
            flash(f"Anotado: {fecha(form.dia.data)}. Los plazos ya lo toman en cuenta.", "exito")
            return redirect(aqui, 303)
    dia = hoy(red.zona) if red else hoy()
    return render_template(
        "redes/dias.html",
        form=form,
        red=red,
        perfil=PERFILES[dias_de.pais],
        paises=PERFILES.values(),
        proximos=dias_de.inhabiles(dia, date(dia.year + 1, 12, 31)),
        dichos=calendario.dichos_de(pais, red.id if red else None),
    ), 422 if form.hay_errores else 200
