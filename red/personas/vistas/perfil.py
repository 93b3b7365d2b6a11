"""Mi perfil, en tres pasos cortos: quién soy, dónde trabajo, qué ofrezco y qué busco."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from red.base import con_candado, transaccion
from red.instituciones.modelos import Institucion
from red.invitaciones.consultas import la_que_acepto
from red.invitaciones.modelos import Invitacion
from red.invitaciones.respuestas import decir_institucion
from red.permisos import Permiso
from red.personas import consultas, operaciones, retrato
from red.personas.formularios import (
    FormularioDatos,
    FormularioPrimerPuesto,
    FormularioPuesto,
    FormularioTemas,
)
from red.personas.modelos import NivelCargo, Persona, Sentido
from red.personas.vistas.pedido import Pagina, bp, codigo, ofrecer_instituciones, yo, zona_de
from red.portero import identidad, requiere
from red.redes import consultas as redes
from red.reloj import hoy


@bp.route("/mi-perfil", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def mi_perfil() -> Pagina:
    """Mi nombre, cómo quiero que me llamen y mi teléfono."""
    persona = yo()
    form = FormularioDatos(obj=persona)
    form.cuidar(persona)
    if form.validate_on_submit():
        with transaccion(form) as hecha:
            form.comprobar()
            operaciones.nombrar(persona, *form.nombres())
            operaciones.presentar(persona, form.nombre_preferido.data, form.telefono.data)
        if hecha:
            return _seguir("personas.mi_puesto", "personas.mi_perfil")
    return _paso("personas/mi_perfil.html", form, persona)


@bp.route("/mi-perfil/puesto", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def mi_puesto() -> Pagina:
    """Dónde trabajo, en qué puesto y desde cuándo; lo anterior queda en mi historia."""
    persona = yo()
    huso = zona_de(identidad().redes_con(Permiso.INSCRIBIRSE))
    dia = hoy(huso)
    actual = consultas.adscripcion_vigente(persona.id, dia)
    invitacion = la_que_acepto(persona.id) if actual is None else None
    form = FormularioPuesto() if invitacion is None else _primer_puesto(invitacion)
    form.huso = huso
    form.llenar(actual, recien_llegada="inicio" in request.args and persona.perfil_completo_en is None)
    ofrecer_instituciones(
        form, redes.redes_visibles(identidad(), dia), actual.institucion if actual else None
    )
    igual = actual is not None and form.dice_lo_mismo(form.lo_guardado(persona.id, dia))
    if actual is not None:
        form.cuidar(
            actual,
            lambda: form.lo_guardado(persona.id, dia),
            lambda: _apartar_puesto(persona, form),
            otras=lambda: consultas.historia_de(persona.id)[:2],
        )
    if not form.esta_buscando and form.validate_on_submit():
        with transaccion(form) as hecha:
            form.comprobar()
            if isinstance(form, FormularioPrimerPuesto) and form.no_aparece and invitacion is not None:
                decir_institucion(
                    con_candado(Invitacion, invitacion.id),
                    form.otra_institucion.data or "",
                    form.puesto.data or "",
                    NivelCargo(form.nivel.data),
                )
            elif not igual:
                operaciones.poner_puesto(persona, hace_historia=form.hace_historia, dia=dia, **form.datos())
            operaciones.completar_perfil(persona)
        if hecha:
            return _seguir("personas.mis_temas", "personas.mi_puesto")
    return _paso(
        "personas/mi_puesto.html", form, persona, actual=actual, puestos=consultas.historia_de(persona.id)
    )


@bp.route("/mi-perfil/temas", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def mis_temas() -> Pagina:
    """Lo que ofrezco y lo que busco."""
    persona = yo()
    mios = consultas.temas_de(persona.id)
    form = FormularioTemas(obj=persona, temas_ofrece=mios[Sentido.OFRECE], temas_busca=mios[Sentido.BUSCA])
    form.cuidar(persona, lambda: _sus_temas(persona))
    if form.validate_on_submit():
        palabras = {Sentido.OFRECE: form.ofrece.data, Sentido.BUSCA: form.busca.data}
        with transaccion(form) as hecha:
            form.comprobar()
            operaciones.declarar_intereses(persona, form.temas(), palabras)
        if hecha:
            return _seguir("personas.mi_privacidad", "personas.mis_temas")
    return _paso("personas/mis_temas.html", form, persona)


def _primer_puesto(invitacion: Invitacion) -> FormularioPrimerPuesto:
    """Empieza con lo que dijo al aceptar, si su institución no estaba en la lista."""
    if not invitacion.falta_su_institucion:
        return FormularioPrimerPuesto()
    return FormularioPrimerPuesto(
        institucion_id=FormularioPrimerPuesto.NO_APARECE,
        otra_institucion=invitacion.dice_institucion,
        puesto=invitacion.dice_puesto,
        nivel=invitacion.dice_nivel.value if invitacion.dice_nivel else None,
        desde=hoy(invitacion.red.zona),
    )


def _sus_temas(persona: Persona) -> dict[str, Any]:
    suyos = consultas.temas_de(persona.id)
    return {
        "ofrece": persona.ofrece,
        "busca": persona.busca,
        "temas_ofrece": suyos[Sentido.OFRECE],
        "temas_busca": suyos[Sentido.BUSCA],
    }


def _apartar_puesto(persona: Persona, form: FormularioPuesto) -> None:
    con_candado(Institucion, form.datos()["institucion_id"], compartido=True)
    con_candado(Persona, persona.id)


def _paso(plantilla: str, form: Any, persona: Persona, **mas: Any) -> Pagina:
    """La página de un paso del perfil; la primera vez lleva de la mano al siguiente."""
    return render_template(
        plantilla,
        form=form,
        persona=persona,
        pasos=retrato.pasos(request.endpoint or "") if _es_la_primera_vez(persona) else [],
        correcciones=consultas.correcciones_de(persona.id),
        **mas,
    ), codigo(form)


def _es_la_primera_vez(persona: Persona) -> bool:
    return persona.perfil_completo_en is None or "inicio" in request.args


def _seguir(siguiente: str, esta: str) -> Response:
    """Después de guardar: el paso siguiente la primera vez; si no, la misma página."""
    if _es_la_primera_vez(yo()):
        return redirect(url_for(siguiente, inicio=1), 303)
    flash("Guardamos tu perfil.", "exito")
    return redirect(url_for(esta), 303)
