"""Los códigos que se leen con el teléfono: el de cada persona, el que cambia en la sala y sus cifras."""

import segno
from flask import current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from red.asistencias import calculo, consultas, consultas_de_persona, firmas, operaciones
from red.asistencias.formularios import FormularioCifras
from red.asistencias.modelos import Via
from red.asistencias.operaciones import Quien
from red.asistencias.vistas.tablero import Pagina, bp, jornada_suya, quien_pasa_lista
from red.avisos.carta import enlace
from red.base import transaccion
from red.errores import NoEncontrado
from red.formacion.consultas import inscripcion as buscar_inscripcion
from red.formacion.modelos import Inscripcion, Jornada
from red.formularios import Formulario
from red.limites import Tope
from red.permisos import Permiso
from red.portero import identidad, requiere
from red.reloj import ahora

CIFRAS = Tope("asistencia_cifras", 6, 600)
"""Cuántas veces por rato prueba cifras una persona: de un millón valen tres."""
CON_CAMARA = "camera=(self), microphone=(), geolocation=(), payment=(), usb=()"


def clave_de_la_casa() -> str:
    """Con qué se firman los códigos."""
    return str(current_app.config["SECRET_KEY"])


def dibujo(direccion: str) -> str:
    """El código como imagen que cabe en la página."""
    return str(segno.make(direccion, error="m", micro=False).svg_data_uri(scale=8, border=4, omitsize=True))


# ------------------------------------------------------------------ El de cada persona


@bp.get("/mias/<int:id>")
@requiere(Permiso.USAR)
def mia(id: int) -> Pagina:
    """Mi código para una edición, que se puede imprimir, y cómo va mi asistencia; si dejé el lugar, la que tuve."""
    inscripcion = buscar_inscripcion(id)
    if inscripcion.persona_id != identidad().persona or not (inscripcion.lugar or inscripcion.con_lugar_en):
        raise NoEncontrado
    edicion = inscripcion.edicion
    horas = consultas.horas_de(edicion.id).get(inscripcion.persona_id)
    return render_template(
        "asistencias/mia.html",
        inscripcion=inscripcion,
        edicion=edicion,
        zona=edicion.curso.red.zona,
        codigo=dibujo(direccion_personal(inscripcion)) if inscripcion.lugar else "",
        horas=horas,
        jornadas=consultas_de_persona.mis_jornadas(edicion.id, inscripcion.persona_id),
        momento=ahora(),
    )


def direccion_personal(inscripcion: Inscripcion) -> str:
    """A dónde lleva el código de esa persona en esa edición."""
    codigo = firmas.codigo_personal(
        clave_de_la_casa(), inscripcion.id, inscripcion.edicion_id, inscripcion.persona_id
    )
    return enlace("asistencias.leer", codigo=codigo)


def _nombrada(codigo: str) -> Inscripcion:
    """La inscripción de un código bien firmado; lanza NoEncontrado si no lo es o si ya no tiene lugar."""
    llave = firmas.inscripcion_nombrada(codigo)
    inscripcion = buscar_inscripcion(llave or 0)
    suyo = firmas.es_suyo(
        clave_de_la_casa(), codigo, inscripcion.id, inscripcion.edicion_id, inscripcion.persona_id
    )
    if not suyo or inscripcion.lugar is None:
        raise NoEncontrado
    return inscripcion


def de_quien_es(codigo: str, edicion_id: int) -> int:
    """De qué persona de esa edición es el código; lanza NoEncontrado si no es de ninguna."""
    inscripcion = _nombrada(codigo)
    if inscripcion.edicion_id != edicion_id:
        raise NoEncontrado
    return inscripcion.persona_id


@bp.route("/persona/<codigo>", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def leer(codigo: str) -> Pagina:
    """Lo que abre quien imparte al leer el código de una persona: su nombre y un botón. A nadie más le dice nada."""
    try:
        inscripcion = _nombrada(codigo)
    except NoEncontrado:
        return render_template("asistencias/codigo_ajeno.html"), 404
    quien = quien_pasa_lista(inscripcion.edicion)
    if quien is None:
        return render_template("asistencias/codigo_ajeno.html"), 404
    jornada = consultas_de_persona.jornada_en_curso(inscripcion.edicion_id, ahora())
    formulario = Formulario()
    if jornada is not None and formulario.validate_on_submit():
        se_va = request.form.get("que") == "salida"
        with transaccion(formulario) as hecho:
            operaciones.llegar(jornada.id, inscripcion.persona_id, Via.CODIGO_PERSONAL, quien, se_va=se_va)
        if hecho:
            flash(_que_paso(inscripcion.persona.nombre_visible, jornada, inscripcion.persona_id), "exito")
            return redirect(url_for("asistencias.leer", codigo=codigo), 303)
    actual = consultas.asistencia_de(jornada.id, inscripcion.persona_id, None) if jornada else None
    pagina = render_template(
        "asistencias/leer.html",
        inscripcion=inscripcion,
        edicion=inscripcion.edicion,
        zona=inscripcion.edicion.curso.red.zona,
        jornada=jornada,
        actual=actual,
        llega=calculo.al_llegar(consultas.tramo_de(jornada), ahora()) if jornada else None,
        puede_salir=operaciones.ya_puede_salir(actual, ahora()),
        formulario=formulario,
    )
    return pagina, 422 if formulario.hay_errores else 200


def _que_paso(nombre: str, jornada: Jornada, persona_id: int) -> str:
    asistencia = consultas.asistencia_de(jornada.id, persona_id, None)
    if asistencia is None:
        return ""
    if asistencia.salida is not None:
        return f"{nombre}: anotamos su salida."
    return f"{nombre}: {asistencia.estado.etiqueta.lower()}."


@bp.get("/jornadas/<int:id>/escanear")
@requiere(Permiso.USAR)
def escanear(id: int) -> ResponseReturnValue:
    """Leer códigos uno tras otro con la cámara; sólo en esta página se deja usarla."""
    jornada, _quien = jornada_suya(id)
    pagina = make_response(
        render_template(
            "asistencias/escanear.html",
            jornada=jornada,
            edicion=jornada.edicion,
            persona=identidad().persona,
        )
    )
    pagina.headers["Permissions-Policy"] = CON_CAMARA
    return pagina


# ------------------------------------------------------------------ El de la sala


@bp.get("/jornadas/<int:id>/pantalla")
@requiere(Permiso.USAR)
def pantalla(id: int) -> ResponseReturnValue:
    """Lo que se proyecta en la sala: un código que cambia cada medio minuto. La página vuelve sola, sin guiones."""
    jornada, _quien = jornada_suya(id)
    momento, clave = ahora(), clave_de_la_casa()
    abierta = calculo.para_quien_asiste(consultas.tramo_de(jornada)).contiene(momento)
    lista = consultas.lista_de_jornada(id)
    abierta = abierta and not (lista is not None and lista.cerrada_en is not None)
    direccion = enlace("asistencias.sala", codigo=firmas.codigo_de_sala(clave, id, momento))
    pagina = make_response(
        render_template(
            "asistencias/pantalla.html",
            jornada=jornada,
            edicion=jornada.edicion,
            zona=jornada.edicion.curso.red.zona,
            abierta=abierta,
            temprano=momento < jornada.inicia_en,
            codigo=dibujo(direccion) if abierta else "",
            cifras=firmas.cifras(clave, id, momento),
            donde=enlace("asistencias.con_cifras").split("://", 1)[-1],
            navegacion=[],  # se proyecta: lo que tiene pendiente quien imparte no es de la sala
            presentes=consultas.presentes_por_jornada(jornada.edicion_id).get(id, consultas.Presentes()),
        )
    )
    pagina.headers["Refresh"] = str(firmas.faltan(momento) + 1 if abierta else firmas.CADA)
    return pagina


@bp.get("/sala/<codigo>")
@requiere(Permiso.USAR)
def sala(codigo: str) -> Pagina:
    """Lo que abre quien asiste al leer la pantalla: un botón. Si el código no sirve, no dice por qué."""
    jornada_id = firmas.jornada_del_codigo(clave_de_la_casa(), codigo, ahora())
    return _boton_de_sala(jornada_id, Formulario())


def _boton_de_sala(jornada_id: int | None, formulario: Formulario) -> Pagina:
    persona = identidad().persona
    jornada = consultas_de_persona.jornada_de_quien_tiene_lugar(jornada_id, persona)
    if jornada is None or persona is None:
        return render_template("asistencias/codigo_que_no_sirve.html"), 404
    actual = consultas.asistencia_de(jornada.id, persona, None)
    momento = ahora()
    pagina = render_template(
        "asistencias/sala.html",
        jornada=jornada,
        edicion=jornada.edicion,
        zona=jornada.edicion.curso.red.zona,
        pase=firmas.pase(clave_de_la_casa(), jornada.id, persona, momento),
        actual=actual,
        llega=calculo.al_llegar(consultas.tramo_de(jornada), momento),
        puede_salir=operaciones.ya_puede_salir(actual, momento),
        mia=consultas.inscripcion_con_lugar(jornada.edicion_id, persona),
        formulario=formulario,
    )
    return pagina, 422 if formulario.hay_errores else 200


@bp.post("/sala")
@requiere(Permiso.USAR)
def llegue() -> Pagina:
    """Anota mi llegada o mi salida con el pase que dio la pantalla de la sala."""
    persona = identidad().persona
    jornada_id = firmas.jornada_del_pase(
        clave_de_la_casa(), request.form.get("pase", ""), persona or 0, ahora()
    )
    jornada = consultas_de_persona.jornada_de_quien_tiene_lugar(jornada_id, persona)
    if jornada is None or persona is None:
        return render_template("asistencias/codigo_que_no_sirve.html"), 404
    formulario = Formulario()
    with transaccion(formulario) as hecho:
        operaciones.llegar(
            jornada.id,
            persona,
            Via.CODIGO_DE_SALA,
            Quien(persona, por_si_misma=True),
            se_va=request.form.get("que") == "salida",
        )
    if not hecho:
        return _boton_de_sala(jornada_id, formulario)
    flash("Anotamos tu salida." if request.form.get("que") == "salida" else "Anotamos que llegaste.", "exito")
    inscripcion = consultas.inscripcion_con_lugar(jornada.edicion_id, persona)
    return redirect(url_for("asistencias.mia", id=inscripcion.id if inscripcion else 0), 303)


@bp.route("/codigo", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def con_cifras() -> Pagina:
    """Las seis cifras de la pantalla, para quien no puede leer el código con la cámara."""
    formulario = FormularioCifras()
    if formulario.validate_on_submit():
        persona = identidad().persona or 0
        CIFRAS.contar(str(persona))
        momento, escritas = ahora(), formulario.cifras.data or ""
        for jornada in consultas_de_persona.jornadas_abiertas_de(persona, momento):
            if firmas.son_las_cifras(clave_de_la_casa(), escritas, jornada.id, momento):
                CIFRAS.olvidar(str(persona))
                return _boton_de_sala(jornada.id, Formulario())
        formulario.cifras.errors = [
            "No son las de ahora. Cambian cada medio minuto: escribe las que se ven en este momento."
        ]
    pagina = render_template("asistencias/cifras.html", formulario=formulario)
    return pagina, 422 if formulario.hay_errores else 200
