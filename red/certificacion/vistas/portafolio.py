"""El portafolio de un expediente: qué falta, subirlo, integrarlo, verificarlo y llevárselo."""

from flask import flash, redirect, send_file, url_for
from werkzeug.wrappers import Response

from red.archivos.duenas import duena_de_archivos
from red.base import transaccion
from red.bitacora.operaciones import anotar_lectura
from red.certificacion import portafolio_operaciones as operaciones
from red.certificacion.acceso import Mirada, mirar
from red.certificacion.apartados import apartado_de_expediente
from red.certificacion.formularios import FormularioVacio
from red.certificacion.formularios_dictamen import FormularioEvidencia, FormularioVerificacion
from red.certificacion.modelos_dictamen import EvidenciaDeExpediente
from red.certificacion.modelos_expediente import Etapa
from red.certificacion.portafolio import ADMITEN, DE_ELLA, SE_SUBEN, portafolio_de
from red.certificacion.portafolio_consultas import evidencia_de, evidencias_con_archivo, verificaciones_de
from red.certificacion.portafolio_entrega import en_zip, nombre_del_zip
from red.certificacion.vistas.lista import Pagina, bp, hacer_y_decir, pagina
from red.envios import recibe_hasta
from red.errores import ErrorDeDominio, NoEncontrado
from red.formacion.apartados import Apartado
from red.permisos import Identidad, Permiso
from red.portero import identidad, requiere


def _entrar(clave: str) -> Mirada:
    """El expediente, para quienes ven su portafolio: quien sólo la preparó, no."""
    mirada = mirar(clave, identidad())
    mirada.exigir(mirada.ve_la_ficha)
    return mirada


def ve(evidencia: EvidenciaDeExpediente, mirada: Mirada, quien: Identidad) -> bool:
    """Lo reservado lo ve quien lo subió y quien evalúa, verifica o lleva la certificación."""
    if not mirada.ve_la_ficha:
        return False
    return not evidencia.reservada or mirada.ve_la_evaluacion or evidencia.subida_por_id == quien.persona


@bp.route("/expedientes/<clave>/portafolio", methods=["GET", "POST"])
@requiere(Permiso.USAR)
@recibe_hasta(11)
def portafolio(clave: str) -> Pagina:
    """Qué reúne el portafolio, qué falta, y subir lo que falta."""
    mirada = _entrar(clave)
    e, form = mirada.expediente, FormularioEvidencia()
    suyas = ADMITEN.get(e.etapa, frozenset())
    if mirada.es_candidata:
        suyas = suyas & DE_ELLA
        del form.reservada
    form.pieza.choices = [
        ("", "Elige la pieza"), *((p.value, p.etiqueta) for p in SE_SUBEN if p in suyas)
    ]  # fmt: skip
    if form.validate_on_submit():
        if form.pieza.data not in suyas:
            raise NoEncontrado
        with transaccion(form) as hecho:
            operaciones.subir(
                e.id,
                form.pieza.data,
                form.titulo.data or "",
                archivo=(form.archivo.nombre, form.archivo.contenido()) if form.archivo.elegido else None,
                liga=form.liga.data or "",
                reservada=bool("reservada" in form and form.reservada.data),
                quien_id=identidad().persona,
            )
        if hecho:
            flash("Guardamos la evidencia.", "exito")
            return redirect(url_for("certificacion.portafolio", clave=clave), 303)
    return pagina(
        "certificacion/portafolio.html",
        form,
        e=mirada.expediente,
        mirada=mirada,
        portafolio=portafolio_de(mirada.expediente),
        verificaciones=verificaciones_de(mirada.expediente.id),
        admite=suyas,
        puede_integrar=e.etapa is Etapa.PORTAFOLIO and (mirada.lleva or mirada.evalua),
        ve=lambda evidencia: ve(evidencia, mirada, identidad()),
        quita=lambda evidencia: evidencia.pieza in suyas and _puede_retirar(evidencia, mirada),
    )


def _puede_retirar(evidencia: EvidenciaDeExpediente, mirada: Mirada) -> bool:
    """La candidata retira sólo lo que ella subió."""
    return not mirada.es_candidata or evidencia.subida_por_id == identidad().persona


@bp.post("/expedientes/<clave>/portafolio/<int:evidencia_id>/retirar")
@requiere(Permiso.USAR)
def retirar_evidencia(clave: str, evidencia_id: int) -> Response:
    """La evidencia deja de contar; la candidata retira sólo lo que ella subió."""
    mirada = _entrar(clave)
    fila = evidencia_de(mirada.expediente.id, evidencia_id)
    mirada.exigir(_puede_retirar(fila, mirada))
    if FormularioVacio().validate_on_submit():
        hacer_y_decir(
            lambda: operaciones.retirar_evidencia(mirada.expediente.id, evidencia_id, identidad().persona),
            "Retiramos la evidencia. Consta quién lo hizo.",
        )
    return redirect(url_for("certificacion.portafolio", clave=clave), 303)


@bp.post("/expedientes/<clave>/portafolio/integrar")
@requiere(Permiso.USAR)
def integrar(clave: str) -> Response:
    """El portafolio está completo y pasa a verificación."""
    mirada = _entrar(clave)
    mirada.exigir(mirada.lleva, mirada.evalua)
    if FormularioVacio().validate_on_submit():
        hacer_y_decir(
            lambda: operaciones.integrar(mirada.expediente.id, identidad().persona),
            "El portafolio está completo y pasó a verificación.",
        )
    return redirect(url_for("certificacion.portafolio", clave=clave), 303)


@bp.post("/expedientes/<clave>/portafolio.zip")
@requiere(Permiso.USAR)
def portafolio_zip(clave: str) -> Response:
    """El portafolio entero para entregarse; queda anotado quién se lo llevó."""
    mirada = mirar(clave, identidad())
    mirada.exigir(mirada.ve_la_evaluacion)
    e = mirada.expediente
    try:
        paquete = en_zip(e)
    except ErrorDeDominio as error:
        flash(error.mensaje, "atencion")
        return redirect(url_for("certificacion.portafolio", clave=clave), 303)
    nombre, red_id = nombre_del_zip(e), e.red_id
    with transaccion():
        anotar_lectura("expediente", e.id, {"portafolio": "completo"}, red_id=red_id)
    respuesta: Response = send_file(
        paquete, mimetype="application/zip", as_attachment=True, download_name=nombre
    )
    respuesta.call_on_close(paquete.close)
    return respuesta


@bp.route("/expedientes/<clave>/verificar", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def verificar(clave: str) -> Pagina:
    """La verificadora revisa pieza por pieza y dice qué encontró."""
    mirada = mirar(clave, identidad())
    mirada.exigir(mirada.verifica)
    e, form = mirada.expediente, FormularioVerificacion()
    if e.etapa is not Etapa.VERIFICACION:
        flash("Este portafolio no está en verificación.", "informacion")
        return redirect(url_for("certificacion.ver", clave=clave), 303)
    piezas = operaciones.por_revisar(e)
    form.revisado.choices = [(p.clase.value, f"{p.numero} {p.clase.etiqueta}") for p in piezas]
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            operaciones.verificar(
                e.id,
                identidad().persona or 0,
                dict.fromkeys(form.revisado.data or [], True),
                observaciones=form.observaciones.data or "",
                conforme=form.resultado.data == "conforme",
            )
        if hecho:
            conforme = form.resultado.data == "conforme"
            flash(
                "El portafolio está verificado y espera dictamen."
                if conforme
                else "Lo devolvimos con tus observaciones.",
                "exito",
            )
            return redirect(url_for("certificacion.ver", clave=clave), 303)
    return pagina("certificacion/verificar.html", form, e=mirada.expediente, piezas=piezas)


@apartado_de_expediente
def _portafolio(mirada: Mirada) -> Apartado | None:
    """En la página del expediente: cuánto lleva el portafolio y lo que sigue con él."""
    if not mirada.ve_la_ficha or mirada.expediente.etapa in {Etapa.DIAGNOSTICO, Etapa.ALINEACION}:
        return None
    hecho = portafolio_de(mirada.expediente)
    ultimas = verificaciones_de(mirada.expediente.id)
    datos = {"portafolio": hecho, "ultima": ultimas[0] if ultimas else None, "mirada": mirada}
    return Apartado("Portafolio", "certificacion/_portafolio.html", datos, orden=20)


@duena_de_archivos
def _evidencia_de_un_expediente(archivo_id: int, quien: Identidad) -> bool:
    """Una evidencia la lee quien ve el portafolio; lo reservado, menos la candidata."""
    for evidencia in evidencias_con_archivo(archivo_id):
        try:
            mirada = mirar(evidencia.expediente.clave, quien)
        except NoEncontrado:
            continue
        if ve(evidencia, mirada, quien):
            return True
    return False
