"""Las convocatorias de una Red: cómo van, a quién invitar ahora y poner a salir sus borradores."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from red.avisos import lotes, redaccion
from red.avisos.modelos import Aviso, Lote
from red.base import buscar, llave, transaccion
from red.invitaciones import (
    candidatas,
    consultas_convocatoria,
    consultas_envio,
    convocatorias,
    envios,
    pronostico,
)
from red.invitaciones.formularios import FormularioBorrador, FormularioConvocatoria, FormularioEnviar
from red.invitaciones.modelos import RECORDATORIOS, Convocatoria, EnvioDeInvitaciones
from red.invitaciones.vistas.pedido import (
    MUCHAS,
    Pagina,
    bp,
    convocatoria_de,
    invitacion_de,
    mis_redes,
    quien_pide,
    red_pedida,
)
from red.limites import limitador
from red.paginacion import paginar
from red.permisos import Permiso
from red.personas.modelos import Persona
from red.portero import exigir, identidad, requiere
from red.redes import consultas as redes
from red.redes.modelos import Red
from red.reloj import ahora, hoy
from red.territorios.perfiles import perfil_de
from red.textos import contar


@bp.get("/convocatorias")
@requiere(Permiso.INVITAR)
def convocatorias_listar() -> Pagina:
    """Las convocatorias de mis Redes, con lo que llevan."""
    consulta = consultas_convocatoria.de_redes(identidad().redes_con(Permiso.INVITAR))
    pagina = paginar(consulta, request.args.get("pagina", 1, type=int))
    return render_template(
        "invitaciones/convocatorias.html",
        pagina=pagina,
        hoy=hoy(),
        marcha=lambda una: _marcha(una)[0],
        red=request.args.get("red", ""),
    )


@bp.route("/convocatorias/nueva", methods=["GET", "POST"])
@requiere(Permiso.INVITAR)
def convocatoria_nueva() -> Pagina:
    """Abrir una convocatoria."""
    red = red_pedida()
    if red is None:
        return render_template(
            "invitaciones/elegir.html", redes=mis_redes(), para="invitaciones.convocatoria_nueva"
        )
    dia = hoy(red.zona)
    form = _formulario(
        red,
        FormularioConvocatoria(
            objetivo=red.meta,
            desde=dia,
            niveles=[],
            recordatorios=[str(dias) for dias in RECORDATORIOS],
            coordina_id=identidad().persona,
        ),
    )
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            convocatoria = convocatorias.crear(red, _datos(form), identidad().persona)
        if hecho:
            flash("Abrimos la convocatoria. Ahora elige a quién invitar.", "exito")
            return redirect(url_for("invitaciones.convocatoria", convocatoria_id=convocatoria.id), 303)
    return render_template(
        "invitaciones/convocatoria_editar.html", form=form, red=red, convocatoria=None
    ), 422 if form.hay_errores else 200


@bp.route("/convocatorias/<int:convocatoria_id>/editar", methods=["GET", "POST"])
@requiere(Permiso.INVITAR)
def convocatoria_editar(convocatoria_id: int) -> Pagina:
    """Cambiar la meta, el perfil, el texto o las fechas."""
    convocatoria = convocatoria_de(convocatoria_id)
    form = _formulario(convocatoria.red, FormularioConvocatoria(data=_como_esta(convocatoria)))
    form.cuidar(convocatoria, lambda: _como_esta(convocatoria))
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            form.comprobar()
            convocatorias.editar(convocatoria_id, _datos(form))
        if hecho:
            flash("Guardamos la convocatoria. Lo que ya salió no cambia.", "exito")
            return redirect(url_for("invitaciones.convocatoria", convocatoria_id=convocatoria_id), 303)
    return render_template(
        "invitaciones/convocatoria_editar.html", form=form, red=convocatoria.red, convocatoria=convocatoria
    ), 422 if form.hay_errores else 200


@bp.get("/convocatorias/<int:convocatoria_id>")
@requiere(Permiso.INVITAR)
def convocatoria(convocatoria_id: int) -> Pagina:
    """Cómo va: de invitada a integrante, por institución y nivel, y qué hacer ahora."""
    una = convocatoria_de(convocatoria_id)
    dia = hoy(una.red.zona)
    marcha, camino = _marcha(una)
    grupos = candidatas.a_quien_invitar(una, dia)
    return render_template(
        "invitaciones/convocatoria.html",
        convocatoria=una,
        perfil=perfil_de(una.red.territorio.pais),
        red=una.red,
        dia=dia,
        abierta=una.abierta_el(dia),
        marcha=marcha,
        camino=camino,
        frase=pronostico.paso(marcha, dia),
        frase_de_invitaciones=pronostico.invitaciones_que_faltan(marcha),
        cobertura=consultas_convocatoria.cobertura(una, dia),
        grupos=grupos,
        propuestas=sum(grupo.cuantas for grupo in grupos),
        envios=[(envio, *_de_envio(envio)) for envio in consultas_convocatoria.envios_de(una.id)],
    )


@bp.post("/convocatorias/<int:convocatoria_id>/cerrar")
@requiere(Permiso.INVITAR)
def convocatoria_cerrar(convocatoria_id: int) -> Pagina:
    """Dejar de invitar con ella, o volver a invitar."""
    una = convocatoria_de(convocatoria_id)
    with transaccion():
        (convocatorias.reabrir if una.cerrada_en else convocatorias.cerrar)(convocatoria_id)
    flash(
        "La cerramos: lo enviado sigue esperando respuesta." if una.cerrada_en else "Vuelve a estar abierta.",
        "exito",
    )
    return redirect(url_for("invitaciones.convocatoria", convocatoria_id=convocatoria_id), 303)


@bp.route("/convocatorias/<int:convocatoria_id>/muestra", methods=["GET", "POST"])
@requiere(Permiso.INVITAR)
@limitador.limit("20 per hour", key_func=quien_pide, methods=["POST"])
def convocatoria_muestra(convocatoria_id: int) -> Pagina:
    """El correo tal como saldrá, y un botón para recibirlo."""
    una = convocatoria_de(convocatoria_id)
    yo = buscar(Persona, identidad().persona or 0)
    form = FormularioEnviar()
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            convocatorias.mandar_muestra(una, yo.correo)
        if hecho:
            flash(f"Te mandamos la muestra a {yo.correo}.", "exito")
            return redirect(
                url_for("invitaciones.convocatoria_muestra", convocatoria_id=convocatoria_id), 303
            )
    aviso = Aviso(
        plantilla="invitacion", datos={"convocatoria_id": una.id}, red_id=una.red_id, para=yo.correo
    )
    return render_template(
        "invitaciones/muestra.html",
        convocatoria=una,
        red=una.red,
        carta=redaccion.escribir(aviso),
        yo=yo,
        form=form,
    )


@bp.post("/convocatorias/<int:convocatoria_id>/borradores")
@requiere(Permiso.INVITAR)
def convocatoria_borradores(convocatoria_id: int) -> Pagina:
    """Pasar a borradores a quienes se eligió."""
    una = convocatoria_de(convocatoria_id)
    with transaccion():
        cuantas = convocatorias.a_borradores(
            una.id,
            request.form.getlist("persona")[:MUCHAS],
            request.form.getlist("plaza", type=llave)[:MUCHAS],
            identidad().persona,
        )
    if cuantas:
        salio = contar(cuantas, "pasó", "pasaron").split(" ", 1)
        flash(f"{salio[0]} {salio[1]} a borradores. Nada se ha enviado todavía.", "exito")
    else:
        flash("Nadie pasó a borradores: ya tenían invitación o ya integran la Red.", "aviso")
    return redirect(url_for("invitaciones.convocatoria", convocatoria_id=una.id, _anchor="borradores"), 303)


@bp.route("/convocatorias/<int:convocatoria_id>/enviar", methods=["GET", "POST"])
@requiere(Permiso.INVITAR)
@limitador.limit("60 per hour", key_func=quien_pide, methods=["POST"])
def convocatoria_enviar(convocatoria_id: int) -> Pagina:
    """Confirmar cuántas salen y ponerlas a salir."""
    una = convocatoria_de(convocatoria_id)
    form = FormularioEnviar()
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            envio = envios.enviar(una.id, identidad().persona or 0, form.vistas)
        if hecho:
            return redirect(url_for("invitaciones.envio", envio_id=envio.id), 303)
    cuantas = consultas_convocatoria.recorrido(una, ahora(), hoy(una.red.zona)).todas.listas
    form.cuantas.data = str(cuantas)
    return render_template(
        "invitaciones/enviar.html",
        convocatoria=una,
        red=una.red,
        form=form,
        cuantas=cuantas,
        primeras=consultas_envio.borradores_listos(una.id, 20),
        con_aprobacion=lotes.necesita_aprobacion(identidad().persona or 0, cuantas),
        sin_mirada=lotes.SIN_SEGUNDA_MIRADA,
    ), 422 if form.hay_errores else 200


@bp.get("/envios/<int:envio_id>")
@requiere(Permiso.INVITAR)
def envio(envio_id: int) -> Pagina:
    """En qué va un envío."""
    uno = buscar(EnvioDeInvitaciones, envio_id)
    exigir(Permiso.INVITAR, uno.red.alcance)
    lote, frase, avance = _de_envio(uno)
    return render_template(
        "invitaciones/envio.html",
        envio=uno,
        red=uno.red,
        lote=lote,
        frase=frase,
        avance=avance,
    )


@bp.route("/<int:id>/borrador", methods=["GET", "POST"])
@requiere(Permiso.INVITAR)
def borrador(id: int) -> Pagina:
    """Completar o corregir un borrador."""
    invitacion = invitacion_de(id)
    if not invitacion.borrador:
        return redirect(url_for("invitaciones.ver", id=id))
    form = FormularioBorrador(obj=invitacion)
    form.cuidar(invitacion)
    form.institucion_id.choices = [
        ("", "Sin proponer"),
        *_instituciones(invitacion.red, invitacion.institucion_id),
    ]
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            form.comprobar()
            convocatorias.corregir_borrador(
                id, form.correo.data or "", form.nombre.data, form.institucion_id.data, form.nivel.data
            )
        if hecho:
            flash("Guardamos el borrador.", "exito")
            return redirect(url_for("invitaciones.ver", id=id), 303)
    return render_template(
        "invitaciones/borrador.html", form=form, invitacion=invitacion
    ), 422 if form.hay_errores else 200


# ---------------------------------------------------------------- Lo que comparten


def _marcha(una: Convocatoria) -> tuple[pronostico.Marcha, consultas_convocatoria.Recorrido]:
    dia = hoy(una.red.zona)
    camino = consultas_convocatoria.recorrido(una, ahora(), dia)
    return consultas_convocatoria.marcha(una, camino.todas, dia), camino


def _de_envio(uno: EnvioDeInvitaciones) -> tuple[Lote | None, str, dict[Any, int]]:
    lote = buscar(Lote, uno.lote_id) if uno.lote_id else None
    return lote, envios.como_va(uno, lote), lotes.avance(lote.id) if lote else {}


def _instituciones(red: Red, elegida: int | None = None) -> list[tuple[int, str]]:
    opciones = redes.opciones_de_institucion(red.id, limite=MUCHAS)
    if elegida and elegida not in dict(opciones) and redes.participacion_abierta(red.id, elegida):
        opciones.insert(0, (elegida, redes.institucion(elegida).nombre))
    return opciones


def _formulario(red: Red, form: FormularioConvocatoria) -> FormularioConvocatoria:
    form.huso = red.zona
    form.instituciones.choices = _instituciones(red)
    coordinan = consultas_envio.quienes_coordinan(red.id, hoy(red.zona))
    form.coordina_id.choices = [("", "Nadie en particular"), *((p.id, p.nombre_visible) for p in coordinan)]
    return form


def _como_esta(una: Convocatoria) -> dict[str, Any]:
    return {
        "nombre": una.nombre,
        "objetivo": una.meta,
        "niveles": una.niveles,
        "instituciones": consultas_convocatoria.instituciones_de(una.id),
        "trabajo": una.trabajo,
        "mensaje": una.mensaje,
        "desde": una.desde,
        "hasta": una.hasta,
        "coordina_id": una.coordina_id,
        "dias": str(una.dias),
        "recordatorios": [str(dias) for dias in una.recordatorios],
    }


def _datos(form: FormularioConvocatoria) -> convocatorias.Datos:
    return convocatorias.Datos(
        nombre=form.nombre.data or "",
        meta=form.objetivo.data or 1,
        niveles=form.niveles.data or [],
        instituciones=[id_ for id_ in form.instituciones.data or [] if id_],
        trabajo=form.trabajo.data,
        mensaje=form.mensaje.data,
        desde=form.desde.data or hoy(form.huso),
        hasta=form.hasta.data or hoy(form.huso),
        coordina_id=form.coordina_id.data,
        dias=int(form.dias.data),
        recordatorios=[int(dias) for dias in form.recordatorios.data or [] if dias],
    )
