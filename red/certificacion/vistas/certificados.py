"""Los certificados de CONOCER: los que vienen en camino, los que constan, los que vencen, y registrarlos."""

from flask import flash, redirect, render_template, url_for

from red.base import transaccion
from red.certificacion import certificados as reglas
from red.certificacion.acceso import mirar
from red.certificacion.dictamen import esperan_lote
from red.certificacion.formularios import FormularioMotivo
from red.certificacion.formularios_dictamen import FormularioCertificado, FormularioEntrega
from red.certificacion.modelos_dictamen import Certificado
from red.certificacion.modelos_expediente import Etapa
from red.certificacion.vistas.lista import Pagina, bp, dias_en_etapa, mis_redes, pagina
from red.envios import recibe_hasta
from red.permisos import Identidad, Permiso
from red.portero import exigir, identidad, requiere
from red.redes.apartados import Pendiente, pendientes_de_red
from red.redes.modelos import Red
from red.reloj import hoy
from red.textos import contar


@bp.get("/certificados")
@requiere(Permiso.CERTIFICAR)
def certificados() -> str:
    """Lo que está en trámite, lo que consta y lo que está por vencer."""
    redes = identidad().redes_con(Permiso.CERTIFICAR)
    tramites = reglas.en_tramite(redes)
    return render_template(
        "certificacion/certificados.html",
        tramites=[(e, dias_en_etapa(e)) for e in tramites],
        constan=[(c, *reglas.estado_de(c)) for c in reglas.certificados(redes)],
        vencen=[
            (c, (c.vence_el - hoy(red.zona)).days)
            for red in mis_redes()
            for c in reglas.por_vencer(red.id, hoy(red.zona))
            if c.vence_el is not None
        ],
        RENAP=reglas.RENAP,
    )


@bp.route("/expedientes/<clave>/certificado", methods=["GET", "POST"])
@requiere(Permiso.USAR)
@recibe_hasta(11)
def registrar_certificado(clave: str) -> Pagina:
    """Hace constar el certificado que llegó, con su folio."""
    mirada = mirar(clave, identidad())
    mirada.exigir(mirada.lleva)
    e, form = mirada.expediente, FormularioCertificado()
    form.huso = e.red.zona
    if e.etapa is not Etapa.TRAMITE:
        flash("Este expediente no espera certificado.", "informacion")
        return redirect(url_for("certificacion.ver", clave=clave), 303)
    if form.validate_on_submit():
        assert form.emitido_el.data is not None
        with transaccion(form) as hecho:
            reglas.registrar(
                e.id,
                folio=form.folio.data or "",
                emitido_el=form.emitido_el.data,
                vence_el=form.vence_el.data,
                recibido_el=form.recibido_el.data,
                archivo=(form.archivo.nombre, form.archivo.contenido()) if form.archivo.elegido else None,
                quien_id=identidad().persona,
            )
        if hecho:
            flash("El certificado consta con su folio.", "exito")
            return redirect(url_for("certificacion.certificados"), 303)
    return pagina("certificacion/certificado.html", form, e=mirada.expediente)


def _suyo(id: int) -> Certificado:
    hallado = reglas.certificado(id)
    exigir(Permiso.CERTIFICAR, hallado.alcance)
    return hallado


@bp.route("/certificados/<int:certificado_id>/entrega", methods=["GET", "POST"])
@requiere(Permiso.CERTIFICAR)
def entrega(certificado_id: int) -> Pagina:
    """Llegó a la Red, o ya lo tiene su dueña."""
    suyo = _suyo(certificado_id)
    form = FormularioEntrega(dia=hoy(suyo.red.zona), que="entregado" if suyo.recibido_el else "recibido")
    form.huso = suyo.red.zona
    if form.validate_on_submit():
        assert form.dia.data is not None
        hacer = reglas.entregar if form.que.data == "entregado" else reglas.recibir
        with transaccion(form) as hecho:
            hacer(certificado_id, form.dia.data, identidad().persona)
        if hecho:
            flash("Quedó anotado.", "exito")
            return redirect(url_for("certificacion.certificados"), 303)
        suyo = _suyo(certificado_id)
    return pagina("certificacion/entrega.html", form, certificado=suyo)


@bp.route("/certificados/<int:certificado_id>/anular", methods=["GET", "POST"])
@requiere(Permiso.CERTIFICAR)
def anular_certificado(certificado_id: int) -> Pagina:
    """El registro estaba mal; el certificado de CONOCER no cambia."""
    suyo, form = _suyo(certificado_id), FormularioMotivo()
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            reglas.anular(certificado_id, form.motivo.data or "", identidad().persona)
        if hecho:
            flash("Anulamos el registro. El certificado de CONOCER no cambia.", "exito")
            return redirect(url_for("certificacion.certificados"), 303)
    return pagina("certificacion/certificado_anular.html", form, certificado=suyo)


@pendientes_de_red
def _del_dictamen_al_certificado(red: Red, quien: Identidad) -> list[Pendiente]:
    """A quien lleva la certificación: certificados por vencer y verificados sin lote."""
    if not quien.puede(Permiso.CERTIFICAR, red.alcance):
        return []
    pendientes = []
    if vencen := reglas.por_vencer(red.id, hoy(red.zona)):
        pendientes.append(
            Pendiente(
                contar(len(vencen), "certificado por vencer", "certificados por vencer"),
                url_for("certificacion.certificados"),
                "Volver a evaluarse toma meses: avísales ya.",
                tono="atencion",
            )
        )
    sueltos = sum(cuantos for _red, _estandar, cuantos in esperan_lote(frozenset({red.id})))
    if sueltos:
        pendientes.append(
            Pendiente(
                contar(sueltos, "expediente por dictaminar", "expedientes por dictaminar"),
                url_for("certificacion.lotes"),
                "Arma un lote y mándalo a quien dictamina.",
                tono="atencion",
            )
        )
    return pendientes
