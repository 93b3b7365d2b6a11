"""El trayecto de cada función, para quien coordina: qué se pide, en qué orden y en cuánto tiempo."""

from flask import abort, flash, redirect, render_template, url_for

from red.base import buscar, llave, transaccion
from red.formacion import consultas_catalogo
from red.formacion.modelos_catalogo import ParaQuien
from red.permisos import Permiso
from red.portero import exigir, requiere
from red.redes.modelos import Red
from red.textos import contar
from red.trayectos import consultas, operaciones
from red.trayectos.formularios import FormularioPaso, FormularioTrayecto
from red.trayectos.modelos import PasoDeTrayecto, Trayecto
from red.trayectos.vistas.pedido import Pagina, bp, red_que_coordino

PLAZO_DE_INICIO = 12
"""Los meses que se dan a los contenidos cuando se agregan todos de una vez; se pueden cambiar."""


@bp.get("/red/<clave>")
@requiere(Permiso.GESTIONAR_FORMACION)
def listar(clave: str) -> Pagina:
    """Qué formación pide la Red a cada función; y las que todavía no tienen trayecto."""
    red = red_que_coordino(clave)
    return render_template(
        "trayectos/listar.html",
        red=red,
        trayectos={uno.para: uno for uno in consultas.trayectos_de(red.id)},
        funciones=list(ParaQuien),
    )


@bp.route("/red/<clave>/para/<para>", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def ver(clave: str, para: str) -> Pagina:
    """Los pasos de un trayecto; cada uno se agrega, se sube o se quita sin salir de aquí."""
    red, cual = red_que_coordino(clave), _para(para)
    formulario = FormularioPaso()
    if formulario.validate_on_submit():
        pedido = _leer(formulario.que.data or "")
        with transaccion(formulario) as hecho:
            trayecto = operaciones.abrir_trayecto(red.id, cual)
            operaciones.agregar_paso(trayecto.id, **pedido, plazo_meses=formulario.plazo_meses.data)
        if hecho:
            flash("Agregamos el paso.", "exito")
            return _al_trayecto(red, cual)
    pagina = render_template(
        "trayectos/ver.html",
        red=red,
        para=cual,
        trayecto=consultas.trayecto(red.id, cual),
        formulario=formulario,
        opciones=_opciones(red),
    )
    return pagina, 422 if formulario.hay_errores else 200


def _para(escrito: str) -> ParaQuien:
    return next((uno for uno in ParaQuien if uno.value == escrito), None) or abort(404)


def _leer(escrito: str) -> dict[str, int]:
    """Lo elegido en la lista de qué se pide, como «curso:12»."""
    clase, _, cual = escrito.partition(":")
    if clase not in {"curso", "contenido"}:
        abort(400)
    try:
        return {f"{clase}_id": llave(cual)}
    except ValueError:
        abort(400)


def _opciones(red: Red) -> list[tuple[str, list[tuple[str, str]]]]:
    cursos = [uno for uno in consultas_catalogo.de_red(red.id) if uno.retirado_el is None]
    grupos = [
        (
            "Cubrir un contenido",
            [(f"contenido:{c.id}", c.nombre) for c in consultas_catalogo.contenidos_de(red.id)],
        ),
        ("Terminar un curso", [(f"curso:{uno.id}", uno.nombre) for uno in cursos]),
    ]
    return [grupo for grupo in grupos if grupo[1]]


def _al_trayecto(red: Red, para: ParaQuien) -> Pagina:
    return redirect(url_for("trayectos.ver", clave=red.clave, para=para.value), 303)


@bp.post("/red/<clave>/para/<para>/contenidos")
@requiere(Permiso.GESTIONAR_FORMACION)
def contenidos(clave: str, para: str) -> Pagina:
    """Pide de una vez todos los contenidos de la Red."""
    red, cual = red_que_coordino(clave), _para(para)
    with transaccion():
        trayecto = operaciones.abrir_trayecto(red.id, cual)
        cuantos = operaciones.pedir_los_contenidos(trayecto.id, PLAZO_DE_INICIO)
    flash(
        f"Agregamos {contar(cuantos, 'contenido', 'contenidos')}, con {PLAZO_DE_INICIO} meses de plazo."
        if cuantos
        else "El trayecto ya pide todos los contenidos de la Red.",
        "exito",
    )
    return _al_trayecto(red, cual)


@bp.route("/red/<clave>/para/<para>/describir", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def describir(clave: str, para: str) -> Pagina:
    """Cómo se llama el trayecto y para qué sirve."""
    red, cual = red_que_coordino(clave), _para(para)
    trayecto = consultas.trayecto(red.id, cual) or abort(404)
    formulario = FormularioTrayecto(obj=trayecto)
    formulario.cuidar(trayecto)
    if formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            formulario.comprobar()
            operaciones.describir(
                trayecto.id,
                " ".join((formulario.nombre.data or "").split()),
                (formulario.descripcion.data or "").strip(),
            )
        if hecho:
            flash("Guardamos el trayecto.", "exito")
            return _al_trayecto(red, cual)
    pagina = render_template("trayectos/describir.html", red=red, para=cual, formulario=formulario)
    return pagina, 422 if formulario.hay_errores else 200


@bp.post("/red/<clave>/para/<para>/retirar")
@requiere(Permiso.GESTIONAR_FORMACION)
def retirar(clave: str, para: str) -> Pagina:
    """Deja de recomendarse ese trayecto."""
    red, cual = red_que_coordino(clave), _para(para)
    trayecto = consultas.trayecto(red.id, cual) or abort(404)
    with transaccion():
        operaciones.retirar_trayecto(trayecto.id)
    flash("El trayecto ya no se pide. Lo que cada quien terminó se conserva.", "exito")
    return redirect(url_for("trayectos.listar", clave=clave), 303)


@bp.post("/pasos/<int:id>/<acto>")
@requiere(Permiso.GESTIONAR_FORMACION)
def mover(id: int, acto: str) -> Pagina:
    """Sube un paso o lo quita."""
    trayecto = buscar(Trayecto, buscar(PasoDeTrayecto, id).trayecto_id)
    exigir(Permiso.GESTIONAR_FORMACION, trayecto.red.alcance)
    actos = {"subir": operaciones.subir_paso, "quitar": operaciones.quitar_paso}
    if acto not in actos:
        abort(404)
    with transaccion():
        actos[acto](id)
    flash("El paso subió un lugar." if acto == "subir" else "El paso ya no se pide.", "exito")
    return _al_trayecto(trayecto.red, trayecto.para)
