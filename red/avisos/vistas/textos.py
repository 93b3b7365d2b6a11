"""Los correos que la Red dice a su manera: escribirlos, verlos como llegarán, probarlos y volver a los de la plataforma."""

from flask import flash, redirect, render_template, request, url_for

from red.avisos import consultas, editables, textos
from red.avisos.editables import EDITABLES, Editable
from red.avisos.formularios import FormularioTexto
from red.avisos.vistas.pedido import Pagina, bp, codigo, red_propia, yo
from red.base import buscar, con_candado, transaccion
from red.formacion.consultas import nombres_de_cursos
from red.permisos import Permiso
from red.personas.modelos import Persona
from red.portero import requiere
from red.redes.modelos import Red


@bp.get("/textos/<clave>")
@requiere(Permiso.EDITAR_RED)
def textos_de_red(clave: str) -> Pagina:
    """Los correos que se pueden editar y de quién es el texto de cada uno."""
    red = red_propia(clave, Permiso.EDITAR_RED)
    propios = consultas.textos_de({red.id})
    filas = [(correo, propios.get((red.id, correo.plantilla))) for correo in EDITABLES.values()]
    return render_template("avisos/textos.html", red=red, filas=filas)


@bp.route("/textos/<clave>/<plantilla>", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def texto(clave: str, plantilla: str) -> Pagina:
    """Escribir el texto; el mismo formulario lo muestra como llegará, lo manda de prueba o lo pone en uso."""
    red = red_propia(clave, Permiso.EDITAR_RED)
    correo = textos.editable(plantilla)
    propio = consultas.textos_de({red.id}).get((red.id, plantilla))
    titulo, cuerpo = (propio.titulo, propio.cuerpo) if propio else (correo.titulo, correo.cuerpo)
    form = FormularioTexto(titulo=titulo, cuerpo=cuerpo)
    form.cuidar(
        propio or red,
        lambda: _como_esta(red.id, correo),
        lambda: con_candado(Red, red.id),
        otras=lambda: consultas.versiones_de(red.id, plantilla)[:1],
    )
    if form.validate_on_submit() and (a_donde := _hacer(form, red, correo)):
        return redirect(a_donde, 303)
    muestra = None
    if not form.hay_errores:
        muestra = editables.muestra(correo, form.titulo.data or "", form.cuerpo.data or "")
    return render_template(
        "avisos/texto.html",
        red=red,
        correo=correo,
        form=form,
        muestra=muestra,
        propio=propio,
        versiones=consultas.versiones_de(red.id, plantilla),
        suyo=buscar(Persona, yo()).correo,
    ), codigo(form)


def _como_esta(red_id: int, correo: Editable) -> dict[str, str]:
    texto = consultas.textos_de({red_id}).get((red_id, correo.plantilla)) or correo
    return {"titulo": texto.titulo, "cuerpo": texto.cuerpo}


def _hacer(form: FormularioTexto, red: Red, correo: Editable) -> str:
    """Lo que pidió el botón: guardar, probar o sólo ver; a dónde ir después, o nada si se queda en la página."""
    que, titulo, cuerpo = request.form.get("que", "ver"), form.titulo.data or "", form.cuerpo.data or ""
    cursos = nombres_de_cursos(red.id)
    with transaccion(form) as hecho:
        form.comprobar()
        editables.revisar(correo, " ".join(titulo.split()), cuerpo, cursos)
        if que == "guardar":
            textos.guardar(red.id, correo, titulo, cuerpo, yo(), cursos)
        elif que == "probar":
            textos.probar(buscar(Persona, yo()).correo, correo, titulo, cuerpo, red.id, cursos)
    if not hecho or que not in {"guardar", "probar"}:
        return ""
    if que == "probar":
        flash("Te lo mandamos: míralo en tu correo. Todavía no se guarda.", "exito")
        return ""
    flash("Desde ahora ese correo sale así.", "exito")
    return url_for("avisos.textos_de_red", clave=red.clave)


@bp.route("/textos/<clave>/<plantilla>/restablecer", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def texto_restablecer(clave: str, plantilla: str) -> Pagina:
    """Confirmar que se vuelve al texto de la plataforma."""
    red = red_propia(clave, Permiso.EDITAR_RED)
    correo = textos.editable(plantilla)
    if request.method == "POST":
        with transaccion():
            habia = textos.restablecer(red.id, correo)
        flash(
            "Ese correo vuelve a salir con el texto de la plataforma."
            if habia
            else "Ya usaba el texto de la plataforma.",
            "exito",
        )
        return redirect(url_for("avisos.textos_de_red", clave=red.clave), 303)
    muestra = editables.muestra(correo, correo.titulo, correo.cuerpo)
    return render_template("avisos/texto_restablecer.html", red=red, correo=correo, muestra=muestra)
