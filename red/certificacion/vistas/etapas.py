"""Las primeras etapas de un expediente: diagnóstico, preparación, ficha y plan."""

from zoneinfo import ZoneInfo

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from red.base import transaccion
from red.certificacion import consultas_expediente, operaciones_evaluacion, operaciones_expediente
from red.certificacion.acceso import mirar
from red.certificacion.calculo import en_puntos
from red.certificacion.formularios import (
    FormularioDiagnostico,
    FormularioFicha,
    FormularioPlan,
    FormularioPreparacion,
    FormularioRenap,
    FormularioVisto,
)
from red.certificacion.modelos_estandar import SegundoCriterio, Sugerencia
from red.certificacion.modelos_expediente import (
    Diagnostico,
    Etapa,
    Expediente,
    FichaDeRegistro,
    PlanDeEvaluacion,
)
from red.certificacion.operaciones_evaluacion import PlanEscrito
from red.certificacion.vistas.lista import Pagina, bp, hacer_y_decir, pagina
from red.formacion.modelos import TipoCurso
from red.permisos import Permiso
from red.portero import identidad, requiere
from red.reloj import hoy


def yo() -> int:
    """Quien pide."""
    return identidad().persona or 0


def al_expediente(clave: str) -> Response:
    """De vuelta a su página."""
    return redirect(url_for("certificacion.ver", clave=clave), 303)


@bp.route("/expedientes/<clave>/diagnostico", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def diagnostico(clave: str) -> Pagina:
    """La evaluadora anota el diagnóstico; al guardarlo lo firma."""
    mirada = mirar(clave, identidad())
    mirada.exigir(mirada.evalua)
    e = mirada.expediente
    previo = consultas_expediente.unico(Diagnostico, e)
    form = FormularioDiagnostico(obj=previo)
    form.huso = e.red.zona
    if previo is not None:
        form.cuidar(previo)
    if form.validate_on_submit():
        assert form.aplicado_el.data is not None
        with transaccion(form) as hecho:
            form.comprobar()
            operaciones_evaluacion.diagnosticar(
                e.id, yo(), aplicado_el=form.aplicado_el.data,
                aciertos=form.aciertos.data or 0, total=form.total.data or 1,
            )  # fmt: skip
        if hecho:
            flash("Guardamos y firmaste el diagnóstico. Ahora decide la candidata.", "exito")
            return al_expediente(clave)
    return pagina("certificacion/diagnostico.html", form, e=e)


@bp.post("/expedientes/<clave>/decidir")
@requiere(Permiso.USAR)
def decidir(clave: str) -> Response:
    """La candidata acepta su diagnóstico y decide qué sigue."""
    mirada = mirar(clave, identidad())
    mirada.exigir(mirada.es_candidata)
    form = FormularioVisto()
    elegida = next((s for s in Sugerencia if s.value == request.form.get("decision")), None)
    if elegida is None:
        flash("Elige si te evalúas o te preparas antes.", "atencion")
    elif form.validate_on_submit():
        hacer_y_decir(
            lambda: operaciones_evaluacion.decidir(
                mirada.expediente.id, yo(), elegida, form.visto.data or ""
            ),
            "Quedó tu decisión, con tu nombre y la fecha de hoy.",
        )
    return al_expediente(clave)


@bp.route("/expedientes/<clave>/preparacion", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def preparacion(clave: str) -> Pagina:
    """Con qué se prepara la candidata y cuándo terminó."""
    mirada = mirar(clave, identidad())
    mirada.exigir(mirada.lleva, mirada.prepara)
    e = mirada.expediente
    form = FormularioPreparacion(
        edicion_id=e.alineacion_edicion_id, externa=e.alineacion_externa, terminada_el=e.alineada_el
    )
    form.huso = e.red.zona
    form.edicion_id.choices = [("", "Ninguna"), *_ediciones(e)]
    form.cuidar(
        e,
        lambda: {
            "edicion_id": e.alineacion_edicion_id,
            "externa": e.alineacion_externa,
            "terminada_el": e.alineada_el,
        },
    )
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            form.comprobar()
            operaciones_evaluacion.en_etapa(e, Etapa.DIAGNOSTICO, Etapa.ALINEACION, Etapa.FICHA, Etapa.PLAN)
            operaciones_expediente.preparar(
                e.id,
                yo(),
                edicion_id=form.edicion_id.data,
                externa=form.externa.data or "",
                terminada_el=form.terminada_el.data,
            )
        if hecho:
            flash("Guardamos con qué se prepara.", "exito")
            return al_expediente(clave)
    return pagina("certificacion/preparacion.html", form, e=e)


def _ediciones(e: Expediente) -> list[tuple[int, str]]:
    """Las ediciones de la Red con que puede prepararse: primero las de alineación."""
    filas = consultas_expediente.ediciones_para_prepararse(e)
    return [
        (f.id, f"{f.curso.nombre}, {f.nombre} ({f.fechas})"
         + ("" if f.curso.tipo is TipoCurso.ALINEACION else f". {f.curso.tipo.etiqueta}"))
        for f in filas
    ]  # fmt: skip


@bp.route("/expedientes/<clave>/ficha", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def ficha(clave: str) -> Pagina:
    """La candidata llena su ficha de registro; al guardarla la firma."""
    mirada = mirar(clave, identidad())
    mirada.exigir(mirada.es_candidata)
    e = mirada.expediente
    previa = consultas_expediente.unico(FichaDeRegistro, e)
    form = FormularioFicha(obj=previa, data={"nacionalidad": "Mexicana", "telefono": e.persona.telefono})
    form.huso = e.red.zona
    if previa is not None:
        if request.method == "GET":
            form.trabaja.data = "si" if previa.trabaja else "no"
        form.cuidar(previa, lambda: _como_se_ve(previa))
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            form.comprobar()
            operaciones_evaluacion.llenar_ficha(e.id, yo(), form.datos())
        if hecho:
            flash("Guardamos y firmaste tu ficha. Sólo la ven quienes llevan tu expediente.", "exito")
            return al_expediente(clave)
    return pagina("certificacion/ficha.html", form, e=e)


def _como_se_ve(fila: FichaDeRegistro) -> dict[str, object]:
    dichos = {campo: getattr(fila, campo) for campo in operaciones_evaluacion.CAMPOS_DE_FICHA}
    return {**dichos, "trabaja": "si" if fila.trabaja else "no"}


@bp.post("/expedientes/<clave>/renap")
@requiere(Permiso.USAR)
def renap(clave: str) -> Response:
    """La candidata dice si aparece en el registro público; puede cambiarlo cuando quiera."""
    mirada = mirar(clave, identidad())
    mirada.exigir(mirada.es_candidata)
    form = FormularioRenap()
    if form.validate_on_submit():
        si = bool(form.publica.data)
        hacer_y_decir(
            lambda: operaciones_evaluacion.consentir_renap(mirada.expediente.id, yo(), publica=si),
            "Consta que quieres aparecer en el registro público."
            if si
            else "Consta que no quieres aparecer en el registro público.",
        )
    return al_expediente(clave)


@bp.route("/expedientes/<clave>/plan", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def plan(clave: str) -> Pagina:
    """La evaluadora escribe el plan; al guardarlo lo firma y espera a la candidata."""
    mirada = mirar(clave, identidad())
    mirada.exigir(mirada.evalua)
    e = mirada.expediente
    previo = consultas_expediente.del_intento(PlanDeEvaluacion, e)
    form = FormularioPlan(data=_de_plan(e, previo or consultas_expediente.plan_anterior(e)))
    form.huso = e.red.zona
    if previo is not None:
        form.cuidar(previo, lambda: _de_plan(e, previo))
    if form.validate_on_submit():
        zona = e.red.zona
        escrito = PlanEscrito(
            evaluacion_en=form.instante("evaluacion", zona),
            evaluacion_lugar=form.evaluacion_lugar.data or "",
            resultados_en=form.instante("resultados", zona),
            resultados_lugar=form.resultados_lugar.data or "",
            actividades=form.lista_de_actividades(),
            criterio_uno=form.criterio_uno.data or "",
            criterio_dos=form.criterio_dos.data or "",
        )
        with transaccion(form) as hecho:
            form.comprobar()
            operaciones_evaluacion.planear(e.id, yo(), escrito)
        if hecho:
            flash("Guardamos y firmaste el plan. Falta que la candidata lo acepte.", "exito")
            return al_expediente(clave)
    return pagina(
        "certificacion/plan.html", form, e=e, minimo=en_puntos(e.version.minimo), dia=hoy(e.red.zona)
    )


def _de_plan(e: Expediente, fila: PlanDeEvaluacion | None) -> dict[str, object]:
    """Lo que dice un plan, campo por campo; sin plan, los criterios del estándar."""
    if fila is None:
        return {
            "criterio_uno": f"Que la suma de los pesos cumplidos sea de {en_puntos(e.version.minimo)} puntos o más",
            "criterio_dos": "Ninguno"
            if e.version.segundo_criterio is SegundoCriterio.NINGUNO
            else e.version.segundo_criterio.etiqueta,
        }
    zona = ZoneInfo(e.red.zona)
    evalua, resulta = fila.evaluacion_en.astimezone(zona), fila.resultados_en.astimezone(zona)
    return {
        "evaluacion_el": evalua.date(),
        "evaluacion_hora": evalua.time().replace(second=0, microsecond=0),
        "evaluacion_lugar": fila.evaluacion_lugar,
        "resultados_el": resulta.date(),
        "resultados_hora": resulta.time().replace(second=0, microsecond=0),
        "resultados_lugar": fila.resultados_lugar,
        "actividades": "\n".join(
            f"{a['tecnica']}: {a['descripcion']}" if a["descripcion"] else a["tecnica"]
            for a in fila.actividades
        ),
        "criterio_uno": fila.criterio_uno,
        "criterio_dos": fila.criterio_dos,
    }


@bp.post("/expedientes/<clave>/aceptar-plan")
@requiere(Permiso.USAR)
def aceptar_plan(clave: str) -> Response:
    """La candidata acepta el plan que leyó."""
    mirada = mirar(clave, identidad())
    mirada.exigir(mirada.es_candidata)
    form = FormularioVisto()
    if form.validate_on_submit():
        hacer_y_decir(
            lambda: operaciones_evaluacion.aceptar_plan(mirada.expediente.id, yo(), form.visto.data or ""),
            "Aceptaste el plan, con tu nombre y la fecha de hoy.",
        )
    return al_expediente(clave)
