"""Páginas de la formación para quien integra la Red: qué se ofrece, pedir lugar, dejarlo y ver lo suyo."""

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Respuesta

from red.agenda.publicacion import de_una_edicion
from red.base import transaccion
from red.errores import NoEncontrado
from red.formacion import apartados, consultas, operaciones, respuestas
from red.formacion.consultas import Filtro
from red.formacion.formularios import FormularioMotivo, FormularioMotivoDebido
from red.formacion.formularios_de_lugares import FormularioCancelarTarde, FormularioPeticion
from red.formacion.modelos import Edicion, EstadoInscripcion, Modalidad, Momento, TipoCurso
from red.formacion.requisitos import que_falta
from red.formularios import Formulario, opcion_pedida
from red.paginacion import paginar
from red.permisos import Permiso
from red.portero import exigir, identidad, requiere
from red.recordadas import recordada
from red.redes.consultas import alcance_para, la_pedida, nombradas, redes_visibles
from red.reloj import ZONA_POR_OMISION, hoy
from red.textos import contar

bp = Blueprint("formacion", __name__, url_prefix="/formacion")

Pagina = str | Respuesta | tuple[str | Respuesta, int]

CUANDO = [("proximas", "Próximas"), ("en_curso", "En curso"), ("pasadas", "Pasadas")]
"""Cuándo, en los filtros; sin elegir, las que no han terminado."""

LE_ESCRIBIMOS = "Le escribimos a tu jefatura para pedirle su visto bueno."
YA_NO_HACE_FALTA = "Tu petición ya no espera el visto bueno: no escribimos a nadie."


@bp.get("/")
@requiere(Permiso.VER_RED)
@recordada
def listar() -> Pagina:
    """Las ediciones de mis Redes, con cuántos lugares quedan y mi situación en cada una."""
    visibles = redes_visibles(identidad(), hoy())
    mis_redes = nombradas(visibles)
    elegida = la_pedida(mis_redes, request.args.get("red"))
    dias = _dias()
    consulta = consultas.oferta(frozenset({elegida.id}) if elegida else visibles, _filtro(), dias)
    pagina = paginar(consulta, request.args.get("pagina", 1, type=int))
    persona = identidad().persona
    mias = consultas.situaciones(persona, [e.id for e in pagina.filas]) if persona and pagina.filas else []
    return render_template(
        "formacion/listar.html",
        pagina=pagina,
        dias=dias,
        ocupaciones=consultas.ocupaciones(pagina.filas),
        mias={situacion.inscripcion.edicion_id: situacion for situacion in mias},
        redes=[(red.clave, red.nombre) for red in mis_redes],
        tipos=TipoCurso.opciones(),
        modalidades=Modalidad.opciones(),
        cuando=CUANDO,
    )


def _filtro() -> Filtro:
    return Filtro(
        texto=request.args.get("q", ""),
        tipo=opcion_pedida(TipoCurso, "tipo"),
        modalidad=opcion_pedida(Modalidad, "modalidad"),
        cuando=request.args.get("cuando", ""),
        con_lugar=request.args.get("lugares") == "con_lugar",
    )


def _dias() -> Mapping[str, date]:
    """Qué día es hoy en cada zona donde hay una Red."""
    return {zona: hoy(zona) for zona in consultas.zonas() or [ZONA_POR_OMISION]}


@bp.get("/ediciones/<int:id>")
@requiere(Permiso.VER_RED)
def ver(id: int) -> Pagina:
    """La ficha de una edición: qué, cuándo, dónde, cuántos lugares y cuál es mi situación."""
    return _ficha(visible(id), FormularioPeticion())


def visible(id: int) -> Edicion:
    """La edición, si quien pregunta puede verla."""
    edicion = consultas.edicion(id)
    exigir(Permiso.VER_RED, alcance_para(identidad(), edicion.curso.red))
    return edicion


def _ficha(edicion: Edicion, formulario: Formulario) -> str:
    dia, quien = hoy(edicion.curso.red.zona), identidad()
    situacion = consultas.situacion(quien.persona, edicion.id) if quien.persona else None
    puede_inscribirse = quien.puede(Permiso.INSCRIBIRSE, edicion.alcance)
    pregunta = puede_inscribirse and situacion is None and edicion.admite_inscripciones(dia)
    return render_template(
        "formacion/ver.html",
        edicion=edicion,
        curso=edicion.curso,
        formulario=formulario,
        dia=dia,
        momento=edicion.momento(dia),
        porque_no=edicion.por_que_no_admite(dia),
        ocupacion=consultas.ocupacion(edicion),
        situacion=situacion,
        dejada=consultas.dejada(quien.persona, edicion.id) if quien.persona and not situacion else None,
        faltas=que_falta(edicion.curso_id, quien.persona or 0, dia) if pregunta else [],
        jornadas=consultas.jornadas_de(edicion.id),
        puede_inscribirse=puede_inscribirse,
        gestiona=quien.puede(Permiso.GESTIONAR_FORMACION, edicion.alcance),
        apartados=apartados.de_edicion(edicion, quien),
    )


@bp.get("/ediciones/<int:id>/calendario.ics")
@requiere(Permiso.VER_RED)
def calendario(id: int) -> Response:
    """Las jornadas de la edición en un archivo para el calendario del teléfono."""
    edicion = visible(id)
    texto = de_una_edicion(edicion, identidad().persona)
    archivo = {"Content-Disposition": f'attachment; filename="edicion-{id}.ics"'}
    return Response(texto, mimetype="text/calendar", headers=archivo)


@bp.post("/ediciones/<int:id>/inscribirme")
@requiere(Permiso.INSCRIBIRSE)
def inscribirme(id: int) -> Pagina:
    """Pide lugar para mí; si ya lo tenía, lo dice y no pasa nada. A otro programa le contesta con datos."""
    edicion = consultas.edicion(id)
    exigir(Permiso.INSCRIBIRSE, edicion.alcance)
    formulario, en_datos = FormularioPeticion(), request.accept_mimetypes.best == "application/json"
    with transaccion(formulario) as hecho:
        peticion = operaciones.inscribir(
            id, identidad().persona or 0, jefatura=formulario.jefatura_correo.data or ""
        )
    if en_datos:
        estado = estado_de_los_lugares(edicion, identidad().persona)
        return jsonify({**estado, "error": _primer_error(formulario)}), 200 if hecho else 422
    if not hecho:
        return _ficha(edicion, formulario), 422
    flash(_que_paso(peticion), "exito" if peticion.inscripcion.lugar else "informacion")
    return redirect(url_for("formacion.ver", id=id), 303)


def _primer_error(formulario: Formulario) -> str | None:
    de_campos = [error for campo in formulario for error in campo.errors]
    return next(iter([*formulario.form_errors, *de_campos]), None)


def _que_paso(peticion: operaciones.Peticion) -> str:
    if peticion.inscripcion.lugar:
        return (
            "Tienes tu lugar. Te escribimos un correo con los datos."
            if peticion.nueva
            else "Ya tenías tu lugar: no hace falta pedirlo otra vez."
        )
    if peticion.inscripcion.oferta_vence_en:
        return "Ya tienes un lugar por aceptar: dinos si lo quieres."
    if peticion.inscripcion.falta_visto_bueno:
        return (
            f"Anotamos tu petición. {LE_ESCRIBIMOS}"
            if peticion.nueva
            else "Ya habías pedido lugar: falta el visto bueno de tu jefatura."
        )
    fila = f"en la lista de espera, en el lugar {peticion.posicion}"
    return f"Estás {fila}." if peticion.nueva else f"Ya estabas {fila}: no hace falta pedirlo otra vez."


@bp.post("/inscripciones/<int:id>/jefatura")
@requiere(Permiso.USAR)
def jefatura(id: int) -> Pagina:
    """Digo o corrijo a quién se le pide mi visto bueno."""
    inscripcion, formulario = consultas.inscripcion(id), FormularioPeticion()
    edicion = inscripcion.edicion
    if inscripcion.persona_id != identidad().persona:
        raise NoEncontrado
    with transaccion(formulario) as hecho:
        escrito = operaciones.nombrar_jefatura(id, formulario.jefatura_correo.data or "")
    if not hecho:
        return _ficha(edicion, formulario), 422
    flash(LE_ESCRIBIMOS if escrito else YA_NO_HACE_FALTA, "exito" if escrito else "informacion")
    return redirect(url_for("formacion.ver", id=edicion.id), 303)


@bp.post("/inscripciones/<int:id>/aceptar")
@requiere(Permiso.USAR)
def aceptar(id: int) -> Pagina:
    """Tomo el lugar que se me ofreció."""
    inscripcion, formulario = consultas.inscripcion(id), FormularioPeticion()
    edicion = inscripcion.edicion
    if inscripcion.persona_id != identidad().persona:
        raise NoEncontrado
    with transaccion(formulario) as hecho:
        respuestas.aceptar(id)
    if not hecho:
        return _ficha(edicion, formulario), 422
    flash("El lugar es tuyo. Te escribimos un correo con los datos.", "exito")
    return redirect(url_for("formacion.ver", id=edicion.id), 303)


@bp.route("/inscripciones/<int:id>/cancelar", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def cancelar(id: int) -> Pagina:
    """Deja mi lugar o, si coordino, cancela el de otra persona diciendo por qué."""
    inscripcion = consultas.inscripcion(id)
    edicion, propia = inscripcion.edicion, inscripcion.persona_id == identidad().persona
    if not propia:
        exigir(Permiso.GESTIONAR_FORMACION, edicion.alcance)
    dia = hoy(edicion.curso.red.zona)
    tarde = propia and operaciones.seria_tarde(inscripcion, dia)
    formulario = _motivo(propia=propia, tarde=tarde)
    regreso = url_for("formacion.mias") if propia else url_for("formacion.inscritas", id=edicion.id)
    if inscripcion.cancelada_en is not None:
        flash("Esa inscripción ya estaba cancelada.", "informacion")
        return redirect(regreso, 303)
    if formulario.validate_on_submit():
        esperaba = propia and inscripcion.estado is EstadoInscripcion.EN_ESPERA
        with transaccion(formulario) as hecho:
            cambio = operaciones.cancelar(id, motivo=formulario.motivo.data or "", por_id=identidad().persona)
        if hecho:
            dejo = "Saliste de la lista de espera." if esperaba else "Cancelamos la inscripción."
            flash(dejo if cambio else "Esa inscripción ya estaba cancelada.", "exito")
            return redirect(regreso, 303)
    pagina = render_template(
        "formacion/cancelar.html",
        inscripcion=inscripcion,
        edicion=edicion,
        propia=propia,
        tarde=tarde,
        empezo=edicion.inicia_el <= dia,
        porque_no=edicion.por_que_no_admite(dia),
        ocupacion=consultas.ocupacion(edicion),
        formulario=formulario,
        regreso=regreso,
    )
    return pagina, 422 if formulario.hay_errores else 200


def _motivo(
    *, propia: bool, tarde: bool
) -> FormularioMotivo | FormularioMotivoDebido | FormularioCancelarTarde:
    """Qué se pregunta según quién cancela y cuándo."""
    if not propia:
        return FormularioMotivoDebido()
    return FormularioCancelarTarde() if tarde else FormularioMotivo()


@bp.get("/mias")
@requiere(Permiso.USAR)
def mias() -> Pagina:
    """Mis inscripciones: las que vienen, las que ya pasaron y las que cancelé."""
    persona, dias = identidad().persona or 0, _dias()
    vivas = consultas.situaciones(persona)
    vienen = [
        s for s in vivas if s.inscripcion.edicion.termina_el >= dias[s.inscripcion.edicion.curso.red.zona]
    ]
    return render_template(
        "formacion/mias.html",
        vienen=vienen,
        pasadas=[s for s in reversed(vivas) if s not in vienen],
        canceladas=consultas.canceladas_de(persona),
        dias=dias,
        resumen=_resumen(vienen, dias),
        apartados=apartados.de_mi_formacion(identidad()),
    )


def _resumen(vienen: list[consultas.Situacion], dias: Mapping[str, date]) -> str:
    """En cuántas tiene lugar, en cuántas espera y qué sigue; lo cancelado no cuenta."""
    siguen = [
        s
        for s in vienen
        if s.inscripcion.edicion.momento(dias[s.inscripcion.edicion.curso.red.zona]) is not Momento.CANCELADA
    ]
    con_lugar = sum(s.inscripcion.lugar is not None for s in siguen)
    ofrecidos = sum(s.inscripcion.estado is EstadoInscripcion.OFRECIDA for s in siguen)
    esperan = len(siguen) - con_lugar - ofrecidos
    partes = []
    if ofrecidos:
        partes.append(f"Tienes {contar(ofrecidos, 'lugar', 'lugares')} por aceptar.")
    if con_lugar:
        partes.append(f"Tienes lugar en {contar(con_lugar, 'edición', 'ediciones')}.")
    if esperan:
        partes.append(
            f"Esperas lugar en {contar(esperan, 'edición', 'ediciones')}: si se libera uno y te toca, te escribiremos."
        )
    return " ".join(partes)


def estado_de_los_lugares(edicion: Edicion, persona_id: int | None) -> dict[str, object]:
    """Lo que la página dice de los lugares, como dato para otros programas."""
    hay = consultas.ocupacion(edicion)
    mia = consultas.situacion(persona_id, edicion.id) if persona_id else None
    return {
        "edicion": edicion.id,
        "cupo": hay.cupo,
        "con_lugar": hay.con_lugar,
        "ofrecidos": hay.ofrecidos,
        "en_espera": hay.en_espera,
        "libres": hay.libres,
        "regla": edicion.regla_en_una_frase,
        "mi_situacion": None
        if mia is None
        else {
            "estado": mia.inscripcion.estado.value,
            "lugar": mia.inscripcion.lugar,
            "posicion": mia.posicion or None,
            "esperan": mia.esperan or None,
        },
    }


from red.formacion import (  # noqa: E402, F401  (son de este mismo bp)
    vistas_de_lugares,
    vistas_de_respuesta,
    vistas_gestion,
    vistas_imparticion,
)
