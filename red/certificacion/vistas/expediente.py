"""La página de un expediente y lo que se hace con él en cualquier etapa: nombrar, retirar, imprimir, cerrar."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from red.archivos.duenas import duena_de_archivos
from red.base import buscar, transaccion
from red.certificacion import consultas, consultas_expediente, operaciones_expediente, papeles, turno
from red.certificacion.acceso import Mirada, mirar
from red.certificacion.apartados import de_expediente
from red.certificacion.cadena import EN_ORDEN, LLEVA, QUE_SIGUE, TERMINADAS
from red.certificacion.camino import camino_de
from red.certificacion.formularios import FormularioMotivo, FormularioNombrar, FormularioVacio
from red.certificacion.modelos_expediente import (
    AplicacionDelInstrumento,
    CedulaDeEvaluacion,
    Diagnostico,
    FichaDeRegistro,
    Juicio,
    PapelEnExpediente,
    ParticipanteDeExpediente,
    PlanDeEvaluacion,
)
from red.certificacion.operaciones_evaluacion import lo_del_diagnostico, lo_del_plan
from red.certificacion.operaciones_juicio import lo_de_la_cedula
from red.certificacion.vistas.lista import (
    Pagina,
    bp,
    dias_en_etapa,
    hacer_y_decir,
    ofrecer_personas,
    pagina,
)
from red.documentos.consultas import de_archivo
from red.errores import NoEncontrado
from red.permisos import Identidad, Permiso
from red.portero import identidad, requiere
from red.reloj import hoy


@bp.get("/expedientes/<clave>")
@requiere(Permiso.USAR)
def ver(clave: str) -> str:
    """El expediente como un camino: qué está hecho, qué toca ahora y qué falta."""
    mirada = mirar(clave, identidad())
    e = mirada.expediente
    diagnostico = consultas_expediente.unico(Diagnostico, e)
    plan = consultas_expediente.del_intento(PlanDeEvaluacion, e)
    cedula = consultas_expediente.del_intento(CedulaDeEvaluacion, e)
    juicio = consultas_expediente.del_intento(Juicio, e)
    huella = operaciones_expediente.huella_de
    return render_template(
        "certificacion/ver.html",
        mirada=mirada,
        e=e,
        camino=camino_de(e, consultas_expediente.pasos_de(e.id)),
        toca=turno.de(e),
        dias=dias_en_etapa(e),
        que_sigue=QUE_SIGUE[e.etapa],
        participantes=consultas_expediente.participantes_de(e.id),
        conflictos=_conflictos(mirada),
        firmas=consultas_expediente.firmas_de(e.id),
        diagnostico=diagnostico,
        ficha=consultas_expediente.unico(FichaDeRegistro, e) if mirada.ve_la_ficha else None,
        plan=plan,
        aplicacion=consultas_expediente.del_intento(AplicacionDelInstrumento, e),
        juicio=juicio if mirada.ve_la_evaluacion else None,
        resultado_dicho=juicio if mirada.ve_la_evaluacion or cedula is not None else None,
        cedula=cedula,
        vistos={
            "diagnostico": huella(lo_del_diagnostico(diagnostico)) if diagnostico else "",
            "plan": huella(lo_del_plan(plan)) if plan else "",
            "cedula": huella(lo_de_la_cedula(cedula)) if cedula else "",
        },
        apartados=de_expediente(mirada),
        terminada=e.etapa in TERMINADAS,
        orden=EN_ORDEN,
        LLEVA=LLEVA,
    )


def _conflictos(mirada: Mirada) -> list[str]:
    """Quién tiene hoy dos papeles ante la candidata, aunque lo segundo se haya sabido después."""
    hallados = []
    for participante in consultas_expediente.participantes_de(mirada.expediente.id):
        if participante.terminada_en is None and participante.papel is not PapelEnExpediente.CAPACITADORA:
            try:
                operaciones_expediente.exigir_un_papel(
                    mirada.expediente, participante.persona, participante.papel
                )
            except operaciones_expediente.DosPapeles as error:
                hallados.append(error.mensaje)
    return hallados


@bp.route("/expedientes/<clave>/nombrar", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def nombrar(clave: str) -> Pagina:
    """Da un papel a alguien: quien prepara, quien evalúa o quien verifica."""
    mirada = mirar(clave, identidad())
    mirada.exigir(mirada.lleva)
    e, form = mirada.expediente, FormularioNombrar()
    if request.method == "GET" and request.args.get("papel") in {p.value for p in PapelEnExpediente}:
        form.papel.data = PapelEnExpediente(request.args["papel"])
    ofrecer_personas(form, e.red)
    if request.form.get("accion") != "buscar" and form.validate_on_submit():
        with transaccion(form) as hecho:
            fila = operaciones_expediente.nombrar(
                e.id, form.persona_id.data or 0, form.papel.data, identidad().persona
            )
            dicho = f"{fila.persona.nombre_visible} es desde ahora {fila.papel.etiqueta.lower()}."
        if hecho:
            flash(dicho, "exito")
            return redirect(url_for("certificacion.ver", clave=clave), 303)
    acreditadas = consultas.acreditadas_para(e.red_id, e.estandar_id, hoy(e.red.zona))
    return pagina("certificacion/nombrar.html", form, e=e, acreditadas=acreditadas)


@bp.route("/expedientes/<clave>/participantes/<int:participante_id>/retirar", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def retirar(clave: str, participante_id: int) -> Pagina:
    """Alguien deja su papel; consta que lo tuvo."""
    mirada = mirar(clave, identidad())
    mirada.exigir(mirada.lleva)
    fila, form = buscar(ParticipanteDeExpediente, participante_id), FormularioMotivo()
    if fila.expediente_id != mirada.expediente.id or fila.papel is PapelEnExpediente.CANDIDATA:
        raise NoEncontrado
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            operaciones_expediente.retirar(participante_id, form.motivo.data or "")
        if hecho:
            flash("Dejó su papel en el expediente. Consta que lo tuvo.", "exito")
            return redirect(url_for("certificacion.ver", clave=clave), 303)
    return pagina("certificacion/retirar.html", form, e=mirada.expediente, fila=fila)


@bp.route("/expedientes/<clave>/cerrar", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def cerrar(clave: str) -> Pagina:
    """Termina el expediente sin certificado."""
    mirada = mirar(clave, identidad())
    mirada.exigir(mirada.lleva)
    form = FormularioMotivo()
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            operaciones_expediente.cerrar(mirada.expediente.id, form.motivo.data or "", identidad().persona)
        if hecho:
            flash("Cerramos el expediente. Su historia se conserva.", "exito")
            return redirect(url_for("certificacion.ver", clave=clave), 303)
    return pagina("certificacion/cerrar.html", form, e=mirada.expediente)


@bp.post("/expedientes/<clave>/papel/<cual>")
@requiere(Permiso.USAR)
def papel(clave: str, cual: str) -> Response:
    """Imprime el plan o la cédula, con folio."""
    mirada = mirar(clave, identidad())
    mirada.exigir(mirada.lleva, mirada.evalua)
    emitir = {"plan": papeles.emitir_plan, "cedula": papeles.emitir_cedula}.get(cual)
    if emitir is None:
        raise NoEncontrado
    form = FormularioVacio()
    if form.validate_on_submit():
        hacer_y_decir(
            lambda: emitir(mirada.expediente.id, identidad().persona, hoy(mirada.expediente.red.zona)).folio,
            lambda folio: f"El papel está listo, con el folio {folio}.",
        )
    return redirect(url_for("certificacion.ver", clave=clave), 303)


@duena_de_archivos
def _papel_de_un_expediente(archivo_id: int, quien: Identidad) -> bool:
    """El plan y la cédula los leen quienes entran al expediente, menos quien sólo la preparó."""
    documento = de_archivo(archivo_id)
    if documento is None or not documento.referencia.startswith("expediente:"):
        return False
    clave = consultas_expediente.clave_de(int(documento.referencia.partition(":")[2]))
    try:
        mirada = mirar(clave, quien)
    except NoEncontrado:
        return False
    return mirada.ve_la_ficha


@duena_de_archivos
def _copia_de_un_registro(archivo_id: int, quien: Identidad) -> bool:
    """La copia de una acreditación o de un certificado la leen su dueña y quien lleva la certificación."""
    return any(
        fila.persona_id == quien.persona or quien.puede(Permiso.CERTIFICAR, fila.alcance)
        for fila in consultas.con_archivo(archivo_id)
    )
