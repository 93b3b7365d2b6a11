"""Páginas de los lugares para quien coordina: la regla, quién entraría, excepciones, muchas de una vez y pasar la espera."""

from flask import flash, jsonify, redirect, render_template, request, url_for

from red.base import transaccion
from red.errores import NoEncontrado
from red.formacion import consultas, consultas_de_fila, de_una_vez, espera, operaciones, reglas
from red.formacion.fila import en_una_frase
from red.formacion.formularios_de_lugares import (
    FormularioCorreos,
    FormularioExcepcion,
    FormularioPasar,
    FormularioReglas,
    FormularioSimulacion,
)
from red.formacion.modelos import Edicion
from red.formacion.vistas import Pagina, bp, estado_de_los_lugares, visible
from red.formularios import Formulario
from red.invitaciones.direcciones import leer_direcciones
from red.permisos import Permiso
from red.personas.consultas import persona_de_clave
from red.portero import exigir, identidad, requiere
from red.redes.consultas import integra
from red.reloj import hoy
from red.textos import contar


def _propia(id: int) -> Edicion:
    edicion = consultas.edicion(id)
    exigir(Permiso.GESTIONAR_FORMACION, edicion.alcance)
    return edicion


def _mostrar(plantilla: str, formulario: Formulario, **datos: object) -> Pagina:
    pagina = render_template(plantilla, formulario=formulario, **datos)
    return pagina, 422 if formulario.hay_errores else 200


@bp.route("/ediciones/<int:id>/lugares", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def lugares(id: int) -> Pagina:
    """Cómo se dan los lugares: orden, máximo por institución, visto bueno, plazos y ofertas."""
    edicion = _propia(id)
    formulario = FormularioReglas(obj=edicion)
    formulario.cuidar(edicion)
    if formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            formulario.comprobar()
            reglas.poner_reglas(id, formulario.datos())
        if hecho:
            flash("Guardamos cómo se dan los lugares.", "exito")
            return redirect(url_for("formacion.inscritas", id=id), 303)
    return _mostrar(
        "formacion/lugares.html", formulario, edicion=edicion, ocupacion=consultas.ocupacion(edicion)
    )


@bp.get("/ediciones/<int:id>/quien-entraria")
@requiere(Permiso.GESTIONAR_FORMACION)
def quien_entraria(id: int) -> Pagina:
    """A quiénes les tocaría si se liberaran unos lugares, con ésta u otra regla; no cambia nada."""
    edicion = _propia(id)
    formulario = FormularioSimulacion(request.args)
    if not formulario.validate():
        return _mostrar("formacion/quien_entraria.html", formulario, edicion=edicion, turnos=[], frase="")
    regla = formulario.regla.data or edicion.regla
    maximo = formulario.maximo.data if request.args else edicion.maximo_por_institucion
    cuantos = 1 if formulario.lugares.data is None else formulario.lugares.data
    formulario.lugares.data, formulario.regla.data, formulario.maximo.data = cuantos, regla, maximo
    turnos = reglas.quien_entraria(edicion, cuantos, regla, maximo)
    return _mostrar(
        "formacion/quien_entraria.html",
        formulario,
        edicion=edicion,
        turnos=turnos,
        entran=sum(turno.entra for turno in turnos),
        frase=en_una_frase(
            regla, maximo, oferta_horas=edicion.oferta_horas, aprueba=edicion.pide_visto_bueno
        ),
    )


@bp.route("/ediciones/<int:id>/inscribir-a-varias", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def inscribir_a_varias(id: int) -> Pagina:
    """Pega correos, mira qué pasaría con cada uno y después inscribe; cada renglón dice lo que le pasó."""
    edicion, formulario = _propia(id), FormularioCorreos()
    renglones, hecha = [], False
    if formulario.validate_on_submit():
        direcciones = leer_direcciones(formulario.correos.data or "")
        quien = identidad().persona
        if "confirmar" in request.form:
            with transaccion(formulario) as hecho:
                renglones = de_una_vez.inscribir_a_varias(id, direcciones, quien)
            hecha = bool(hecho)
        else:
            try:
                renglones = de_una_vez.simular(id, direcciones, quien)
            except de_una_vez.DemasiadosCorreos as error:
                formulario.agregar_error(error)
    edicion = _propia(id)
    return _mostrar(
        "formacion/varias.html",
        formulario,
        edicion=edicion,
        renglones=renglones,
        cuentas=de_una_vez.cuentas(renglones),
        cambian=sum(renglon.cambia for renglon in renglones),
        hecha=hecha,
        porque_no=edicion.por_que_no_admite(hoy(edicion.curso.red.zona)),
        ocupacion=consultas.ocupacion(edicion),
    )


@bp.route("/ediciones/<int:id>/excepcion/<clave>", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def excepcion(id: int, clave: str) -> Pagina:
    """Inscribe a una persona exceptuándola de alguna regla, con su motivo; nunca por encima del cupo."""
    edicion, persona = _propia(id), persona_de_clave(clave)
    if not integra(edicion.curso.red_id, persona.id, hoy(edicion.curso.red.zona)):
        raise NoEncontrado
    impide = operaciones.que_impide(edicion, persona.id)
    formulario = FormularioExcepcion()
    formulario.de.choices = [(regla.value, frase) for regla, frase in impide.items()]
    if impide and formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            peticion = operaciones.inscribir(
                id,
                persona.id,
                pedida_por_id=identidad().persona,
                ajena=True,
                excepcion=formulario.excepcion(),
            )
        if hecho:
            flash(que_paso(persona.nombre_visible, peticion), "exito")
            return redirect(url_for("formacion.inscritas", id=id), 303)
    return _mostrar(
        "formacion/excepcion.html",
        formulario,
        edicion=edicion,
        persona=persona,
        impide=impide,
        ocupacion=consultas.ocupacion(edicion),
    )


def que_paso(nombre: str, peticion: operaciones.Peticion) -> str:
    """Lo que resultó de inscribir a alguien más, en una frase."""
    ya = "" if peticion.nueva else "ya "
    if peticion.inscripcion.falta_visto_bueno:
        return f"Anotamos a {nombre}: falta el visto bueno de su jefatura."
    if peticion.inscripcion.oferta_vence_en:
        return f"{nombre} ya tiene un lugar por aceptar."
    if peticion.posicion == 0:
        return f"{nombre} {ya}tiene lugar."
    return f"{nombre} {ya}está en la lista de espera, en el lugar {peticion.posicion}."


@bp.route("/ediciones/<int:id>/pasar-la-espera", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def pasar_la_espera(id: int) -> Pagina:
    """Lleva la lista de espera entera a otra edición del curso, después de confirmar a cuántas personas."""
    edicion = _propia(id)
    destinos = consultas_de_fila.a_donde_pasar(edicion, hoy(edicion.curso.red.zona))
    formulario = FormularioPasar()
    formulario.destino.choices = [(una.id, f"{una.nombre}, {una.fechas}") for una in destinos]
    if destinos and formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            paso = espera.pasar(
                id, formulario.destino.data, formulario.cuantas.data or 0, identidad().persona
            )
        if hecho:
            flash(
                f"La espera pasó: {contar(paso.pasaron, 'persona', 'personas')}, "
                f"{contar(paso.con_lugar, 'con lugar', 'con lugar')}. Le escribimos a cada una.",
                "exito",
            )
            return redirect(
                url_for("formacion.inscritas", id=formulario.destino.data, lista="en_espera"), 303
            )
    return _mostrar(
        "formacion/pasar.html",
        formulario,
        edicion=edicion,
        destinos=destinos,
        ocupaciones=consultas.ocupaciones(destinos),
        esperan=len(consultas_de_fila.en_fila(edicion)),
    )


@bp.get("/ediciones/<int:id>/lugares.json")
@requiere(Permiso.VER_RED)
def lugares_json(id: int) -> Pagina:
    """Cuántos lugares hay, cómo se dan y cuál es mi situación, para otros programas."""
    edicion = visible(id)
    return jsonify(estado_de_los_lugares(edicion, identidad().persona))
