"""Los reconocimientos: lo que proponen las fechas a la coordinación, y los míos."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from red.archivos.duenas import duena_de_archivos
from red.base import buscar, transaccion
from red.bienvenida.consultas import quienes_coordinan
from red.documentos.consultas import de_archivo
from red.errores import ErrorDeDominio, NoEncontrado
from red.permisos import Identidad, Permiso
from red.portero import exigir, identidad, requiere
from red.reconocimientos import consultas, operaciones, redactores  # noqa: F401  (su redactor se registra al importarse)
from red.reconocimientos.formularios import FormularioClase, FormularioDecision
from red.reconocimientos.modelos import ClaseDeReconocimiento, Decision, Reconocimiento
from red.redes.apartados import Pendiente, pendientes_de_red
from red.redes.consultas import red_de_clave
from red.redes.modelos import Red
from red.reloj import hoy
from red.textos import contar

bp = Blueprint("reconocimientos", __name__, url_prefix="/reconocimientos")


@bp.get("/red/<clave>")
@requiere(Permiso.EDITAR_RED)
def listar(clave: str) -> str:
    """Lo que se propone reconocer, a quiénes, y lo que la Red ha dado."""
    red = _red(clave)
    dia = hoy(red.zona)
    clases = consultas.clases_de(red.id)
    return render_template(
        "reconocimientos/listar.html",
        red=red,
        clases=clases,
        propuestas={c.id: consultas.propuestas(c, dia) for c in clases if c.retirada_el is None},
        cuantas={c.id: consultas.cuantas_propuestas(c, dia) for c in clases if c.retirada_el is None},
        otorgados=consultas.otorgados_en(red.id),
        form=FormularioDecision(),
    )


@bp.post("/red/<clave>/empezar")
@requiere(Permiso.EDITAR_RED)
def empezar(clave: str) -> Response:
    """Agrega los reconocimientos de siempre."""
    red = _red(clave)
    with transaccion():
        operaciones.empezar_con_los_de_siempre(red.id)
    flash("Agregamos cuatro reconocimientos. Retira los que no quieras dar.", "exito")
    return redirect(url_for("reconocimientos.listar", clave=clave), 303)


@bp.route("/red/<clave>/definir", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def definir(clave: str) -> str | Response | tuple[str, int]:
    """Agrega algo que la Red reconoce."""
    red, form = _red(clave), FormularioClase()
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            operaciones.definir(
                red.id, form.nombre.data or "", form.frase.data or "", form.regla.data, form.medida.data or 1
            )
        if hecho:
            flash(f"Agregamos «{form.nombre.data}».", "exito")
            return redirect(url_for("reconocimientos.listar", clave=clave), 303)
    return render_template(
        "reconocimientos/definir.html", red=red, form=form
    ), 422 if form.hay_errores else 200


@bp.post("/clase/<int:id>/retirar")
@requiere(Permiso.EDITAR_RED)
def retirar(id: int) -> Response:
    """Deja de proponerse, o se vuelve a proponer."""
    clase = _clase(id)
    with transaccion():
        operaciones.retirar(clase, hoy(clase.red.zona))
    flash(f"«{clase.nombre}» {'ya no se propone' if clase.retirada_el else 'se vuelve a proponer'}.", "exito")
    return redirect(url_for("reconocimientos.listar", clave=clase.red.clave), 303)


@bp.post("/clase/<int:id>/decidir")
@requiere(Permiso.EDITAR_RED)
def decidir(id: int) -> Response:
    """Da, o descarta, lo que se propone a las personas marcadas."""
    clase, form = _clase(id), FormularioDecision()
    otorga = request.form.get("accion") != "descartar"
    decision = Decision.OTORGADO if otorga else Decision.DESCARTADO
    personas = form.personas.data or []
    try:
        with transaccion() as hecho:
            operaciones.decidir(
                clase, personas, decision, identidad().persona, hoy(clase.red.zona), form.motivo.data or None
            )
    except ErrorDeDominio as error:
        flash(error.mensaje, "error")
    else:
        if hecho:
            cuantas = contar(len(set(personas)), "persona", "personas")
            flash(
                f"Reconociste a {cuantas}: «{clase.nombre}». Cada una decide si la Red lo ve."
                if otorga
                else f"Descartaste «{clase.nombre}» para {cuantas}: no se volverá a proponer.",
                "exito",
            )
    return redirect(url_for("reconocimientos.listar", clave=clase.red.clave), 303)


@bp.post("/<int:id>/papel")
@requiere(Permiso.USAR)
def papel(id: int) -> Response:
    """Emite el papel con folio; lo pide la coordinación o la propia persona."""
    hallado = buscar(Reconocimiento, id)
    mio = hallado.persona_id == identidad().persona
    if not mio:
        exigir(Permiso.EDITAR_RED, hallado.alcance)
    dia = hoy(hallado.red.zona)
    coordinan = quienes_coordinan(hallado.red_id, dia)
    try:
        with transaccion() as hecho:
            documento = operaciones.emitir_papel(
                hallado, coordinan[0].nombre_completo if coordinan else "", identidad().persona, dia
            )
    except ErrorDeDominio as error:
        flash(error.mensaje, "atencion")
    else:
        if hecho:
            flash(f"El papel está listo, con el folio {documento.folio}.", "exito")
    if mio:
        return redirect(url_for("reconocimientos.mios"), 303)
    return redirect(url_for("reconocimientos.listar", clave=hallado.red.clave), 303)


@bp.get("/mios")
@requiere(Permiso.USAR)
def mios() -> str:
    """Lo que mis Redes me han reconocido, y si lo dejo ver."""
    return render_template("reconocimientos/mios.html", suyos=consultas.de_persona(identidad().persona or 0))


@bp.post("/<int:id>/mostrar")
@requiere(Permiso.USAR)
def mostrar(id: int) -> Response:
    """Dejo que la Red lo vea, o dejo de hacerlo."""
    hallado = buscar(Reconocimiento, id)
    if hallado.persona_id != identidad().persona:
        raise NoEncontrado
    a_la_red = hallado.visible_desde is None
    with transaccion():
        operaciones.mostrar(hallado, a_la_red=a_la_red)
    flash(
        "Desde ahora se ve junto a tu nombre en el directorio."
        if a_la_red
        else "Desde ahora sólo lo ves tú.",
        "exito",
    )
    return redirect(url_for("reconocimientos.mios"), 303)


def _red(clave: str) -> Red:
    red = red_de_clave(clave)
    exigir(Permiso.EDITAR_RED, red.alcance)
    return red


def _clase(id: int) -> ClaseDeReconocimiento:
    clase = buscar(ClaseDeReconocimiento, id)
    exigir(Permiso.EDITAR_RED, clase.red.alcance)
    return clase


@duena_de_archivos
def _el_papel_es_suyo(archivo_id: int, quien: Identidad) -> bool:
    """El PDF de un reconocimiento lo lee también la persona a quien se le dio."""
    documento = de_archivo(archivo_id)
    suyo = consultas.de_documento(documento.id) if documento is not None else None
    return suyo is not None and suyo.persona_id == quien.persona


@pendientes_de_red
def _por_confirmar(red: Red, quien: Identidad) -> list[Pendiente]:
    """A quien coordina: cuántos reconocimientos proponen las fechas."""
    if not quien.puede(Permiso.EDITAR_RED, red.alcance):
        return []
    dia = hoy(red.zona)
    abiertas = [clase for clase in consultas.clases_de(red.id) if clase.retirada_el is None]
    cuantas = sum(consultas.cuantas_propuestas(clase, dia) for clase in abiertas)
    if not cuantas:
        return []
    return [
        Pendiente(
            contar(cuantas, "reconocimiento por confirmar", "reconocimientos por confirmar"),
            url_for("reconocimientos.listar", clave=red.clave),
            "Lo proponen las fechas de los registros; tú decides.",
        )
    ]
