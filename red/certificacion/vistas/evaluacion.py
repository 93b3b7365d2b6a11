"""De la evaluación a la encuesta: el instrumento, el juicio, la cédula, las ocho preguntas y volver a evaluarse."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from red.base import transaccion
from red.certificacion import consultas_expediente, operaciones_juicio
from red.certificacion.acceso import mirar
from red.certificacion.calculo import en_puntos
from red.certificacion.formularios import (
    FormularioCedula,
    FormularioInstrumento,
    FormularioVacio,
    FormularioVisto,
)
from red.certificacion.modelos_estandar import VersionDeEstandar
from red.certificacion.modelos_expediente import (
    AplicacionDelInstrumento,
    CedulaDeEvaluacion,
    ClaseDeEvidencia,
    Etapa,
    Expediente,
    Juicio,
)
from red.certificacion.operaciones_juicio import ESCALA, PREGUNTAS, Calificado
from red.certificacion.vistas.etapas import al_expediente, yo
from red.certificacion.vistas.lista import Pagina, bp, hacer_y_decir, pagina
from red.permisos import Permiso
from red.portero import identidad, requiere
from red.textos import contar

LETRAS_DE_NOTA = 500


@bp.get("/expedientes/<clave>/reactivos")
@requiere(Permiso.USAR)
def reactivos(clave: str) -> str:
    """Lo calificado, para leerse."""
    mirada = mirar(clave, identidad())
    mirada.exigir(mirada.ve_la_evaluacion)
    e = mirada.expediente
    aplicacion = consultas_expediente.del_intento(AplicacionDelInstrumento, e)
    return render_template(
        "certificacion/instrumento.html",
        emergentes=aplicacion.emergentes if aplicacion is not None else "",
        calificados=consultas_expediente.calificados(e),
        **_de_la_tabla(e, editable=False),
    )


@bp.route("/expedientes/<clave>/instrumento", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def instrumento(clave: str) -> Pagina:
    """Los reactivos con su peso: cumple o no cumple, con qué se comprobó y una nota. Se guarda cuantas veces haga falta."""
    mirada = mirar(clave, identidad())
    mirada.exigir(mirada.evalua)
    e = mirada.expediente
    if e.etapa is not Etapa.EVALUACION and request.method == "GET":
        return redirect(url_for("certificacion.reactivos", clave=clave), 303)
    version = consultas_expediente.version_completa(e.version_id)
    aplicacion = consultas_expediente.del_intento(AplicacionDelInstrumento, e)
    form = FormularioInstrumento(obj=aplicacion)
    if aplicacion is not None:
        form.cuidar(aplicacion)
    if form.validate_on_submit():
        termina = request.form.get("accion") == "terminar"
        with transaccion(form) as hecho:
            form.comprobar()
            cuenta = operaciones_juicio.calificar(
                e.id, yo(), _dichos(version), form.emergentes.data or "", termina=termina
            )
        if hecho:
            if termina and cuenta.sin_calificar:
                falta = contar(cuenta.sin_calificar, "reactivo", "reactivos")
                flash(f"Guardamos lo que llevas. Para terminar falta calificar {falta}.", "atencion")
            elif termina:
                flash("Terminaste la evaluación. Revisa el resultado y firma el juicio.", "exito")
                return al_expediente(clave)
            else:
                flash(f"Guardado. Van {en_puntos(cuenta.puntos)} puntos.", "exito")
            return redirect(url_for("certificacion.instrumento", clave=clave), 303)
    calificados = consultas_expediente.calificados(e)
    return pagina(
        "certificacion/instrumento.html",
        form,
        calificados={**calificados, **_dichos(version)} if form.hay_errores else calificados,
        **_de_la_tabla(e, editable=True),
    )


def _de_la_tabla(e: Expediente, *, editable: bool) -> dict[str, Any]:
    """Lo que la tabla de reactivos necesita, se llene o se lea."""
    version = consultas_expediente.version_completa(e.version_id)
    return {
        "e": e,
        "editable": editable,
        "version": version,
        "cuenta": operaciones_juicio.resultado_de(e, version),
        "evidencias": ClaseDeEvidencia.opciones(),
        "en_puntos": en_puntos,
    }


def _reactivos(version: VersionDeEstandar) -> list[int]:
    return [r.id for elemento in version.elementos for c in elemento.criterios for r in c.reactivos]


def _dichos(version: VersionDeEstandar) -> dict[int, Calificado]:
    """Lo que trae la tabla, de los reactivos de esta versión y de ningún otro."""
    opciones = {opcion.value: opcion for opcion in ClaseDeEvidencia}
    return {
        llave: Calificado(
            {"si": True, "no": False}.get(request.form.get(f"r{llave}", "")),
            opciones.get(request.form.get(f"e{llave}", "")),
            request.form.get(f"n{llave}", "")[:LETRAS_DE_NOTA],
        )
        for llave in _reactivos(version)
        if f"r{llave}" in request.form or f"n{llave}" in request.form
    }


@bp.route("/expedientes/<clave>/juicio", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def juicio(clave: str) -> Pagina:
    """El resultado, calculado y explicado, que la evaluadora firma."""
    mirada = mirar(clave, identidad())
    mirada.exigir(mirada.evalua)
    e, form = mirada.expediente, FormularioVacio()
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            operaciones_juicio.juzgar(e.id, yo())
        if hecho:
            flash("Firmaste el juicio. Ahora escribe la cédula: con ella lo sabrá la candidata.", "exito")
            return redirect(url_for("certificacion.cedula", clave=clave), 303)
    version = consultas_expediente.version_completa(e.version_id)
    return pagina(
        "certificacion/juicio.html",
        form,
        e=e,
        cuenta=operaciones_juicio.resultado_de(e, version),
        firmado=consultas_expediente.del_intento(Juicio, e),
        en_puntos=en_puntos,
    )


@bp.post("/expedientes/<clave>/volver-a-evaluar")
@requiere(Permiso.USAR)
def volver_a_evaluar(clave: str) -> Response:
    """Antes de firmar, la evaluadora corrige lo calificado."""
    mirada = mirar(clave, identidad())
    mirada.exigir(mirada.evalua)
    if FormularioVacio().validate_on_submit():
        hacer_y_decir(
            lambda: operaciones_juicio.volver_a_evaluar(mirada.expediente.id, yo()),
            "Puedes corregir lo calificado.",
        )
    return redirect(url_for("certificacion.instrumento", clave=clave), 303)


@bp.route("/expedientes/<clave>/cedula", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def cedula(clave: str) -> Pagina:
    """La evaluadora escribe la cédula; al guardarla la firma y la entrega."""
    mirada = mirar(clave, identidad())
    mirada.exigir(mirada.evalua)
    e = mirada.expediente
    previa = consultas_expediente.del_intento(CedulaDeEvaluacion, e)
    form = FormularioCedula(obj=previa, data={"criterios_no_cubiertos": _no_cubiertos(e)})
    if previa is not None:
        form.cuidar(previa)
    if form.validate_on_submit():
        textos = {campo: str(valor or "") for campo, valor in form.data.items()}
        with transaccion(form) as hecho:
            form.comprobar()
            operaciones_juicio.escribir_cedula(e.id, yo(), textos)
        if hecho:
            flash("Guardamos y firmaste la cédula. La candidata ya puede leerla y aceptarla.", "exito")
            return al_expediente(clave)
    return pagina("certificacion/cedula.html", form, e=e, juicio=consultas_expediente.del_intento(Juicio, e))


def _no_cubiertos(e: Expediente) -> str:
    calificados = consultas_expediente.calificados(e)
    version = consultas_expediente.version_completa(e.version_id)
    return "\n".join(
        f"{r.codigo}: {r.descripcion}"
        for elemento in version.elementos
        for criterio in elemento.criterios
        for r in criterio.reactivos
        if r.id in calificados and calificados[r.id].cumple is False
    )


@bp.post("/expedientes/<clave>/aceptar-cedula")
@requiere(Permiso.USAR)
def aceptar_cedula(clave: str) -> Response:
    """La candidata dice que recibió y leyó su cédula."""
    mirada = mirar(clave, identidad())
    mirada.exigir(mirada.es_candidata)
    form = FormularioVisto()
    if form.validate_on_submit():
        hacer_y_decir(
            lambda: operaciones_juicio.aceptar_cedula(mirada.expediente.id, yo(), form.visto.data or ""),
            "Aceptaste tu cédula, con tu nombre y la fecha de hoy.",
        )
    return al_expediente(clave)


@bp.route("/expedientes/<clave>/encuesta", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def encuesta(clave: str) -> Pagina:
    """Ocho preguntas sobre cómo fue la evaluación."""
    mirada = mirar(clave, identidad())
    mirada.exigir(mirada.es_candidata)
    e, form = mirada.expediente, FormularioVacio()
    respuestas = {
        clave_: int(dicho)
        for clave_, _ in PREGUNTAS
        if (dicho := request.form.get(clave_, "")) in {"1", "2", "3", "4"}
    }
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            operaciones_juicio.responder(e.id, yo(), respuestas, request.form.get("comentario", "")[:2000])
        if hecho:
            flash("Gracias. Guardamos tus respuestas.", "exito")
            return al_expediente(clave)
    return render_template(
        "certificacion/encuesta.html",
        form=form, e=e, preguntas=PREGUNTAS, escala=ESCALA, respuestas=respuestas,
        comentario=request.form.get("comentario", ""),
    ), 422 if form.hay_errores else 200  # fmt: skip


@bp.post("/expedientes/<clave>/reevaluar")
@requiere(Permiso.USAR)
def reevaluar(clave: str) -> Response:
    """Empieza otro intento."""
    mirada = mirar(clave, identidad())
    mirada.exigir(mirada.evalua, mirada.lleva, mirada.es_candidata)
    if FormularioVacio().validate_on_submit():
        hacer_y_decir(
            lambda: operaciones_juicio.reevaluar(mirada.expediente.id, yo()),
            "Empezó otro intento. Sigue el plan de evaluación; lo anterior quedó archivado.",
        )
    return al_expediente(clave)
