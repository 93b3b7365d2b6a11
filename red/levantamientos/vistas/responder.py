"""Contestar: una cosa a la vez, guardada en cada paso; ver lo que se dijo y retirarlo."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from red.base import transaccion
from red.direcciones import direccion
from red.directorio import consultas as directorio
from red.directorio.mirada import miradas
from red.errores import NoEncontrado
from red.formularios import Formulario
from red.levantamientos import consultas, respuestas
from red.levantamientos.formularios import (
    FormularioAportes,
    FormularioDeseo,
    FormularioInstituciones,
    FormularioLazo,
)
from red.levantamientos.modelos import Aporte, Consultada, Etapa, LazoDicho, Levantamiento, Proposito
from red.levantamientos.vistas import Pagina, bp, pagina, por_naturaleza
from red.permisos import Permiso
from red.personas.consultas import finalidades_de
from red.personas.modelos import Finalidad
from red.portero import identidad, requiere
from red.reloj import hoy

A_LA_VISTA = 30
"""Hasta cuántas instituciones se muestran todas; con más, cada clase se abre con un toque."""
COLEGAS = 60
"""Cuántas personas de una institución se ofrecen, a lo más."""


@bp.get("/")
@requiere(Permiso.USAR)
def mias() -> str:
    """Lo que se me ha preguntado: lo que puedo contestar hoy y lo que contesté."""
    persona = identidad().persona or 0
    todas = consultas.las_mias(persona)
    abiertas = [una for una in todas if _etapa(una.levantamiento) is Etapa.ABIERTO]
    return render_template(
        "levantamientos/mias.html", abiertas=abiertas, pasadas=[una for una in todas if una not in abiertas]
    )


@bp.get("/<int:id>/responder")
@requiere(Permiso.USAR)
def responder(id: int) -> Pagina:
    """De qué se trata, quién lo ve y cuánto tarda; desde aquí se empieza o se sigue."""
    mia = _mia(id)
    if not _abierto(mia):
        return redirect(url_for("levantamientos.mia", id=id), 303) if mia.enviada_en else _ya_cerro(mia)
    return render_template(
        "levantamientos/responder.html",
        este=mia.levantamiento,
        red=mia.levantamiento.red,
        mia=mia,
        por=consultas.habla_por(mia.persona_id, mia.levantamiento.red_id, hoy(mia.levantamiento.red.zona)),
        consiente=_consiente(),
        antes=None if mia.paso or mia.lazos else consultas.lo_de_antes(mia),
        sigue=_lo_que_sigue(mia),
    )


@bp.post("/<int:id>/responder/lo-de-antes")
@requiere(Permiso.USAR)
def lo_de_antes(id: int) -> Response:
    """Empezar con lo que dije la vez anterior; de cada una se pregunta si sigue igual."""
    mia = _mia(id)
    with transaccion():
        respuestas.empezar_con_lo_de_antes(mia)
    flash("Trajimos lo que dijiste la vez anterior. Revísalo: lo que no confirmes no se envía.", "exito")
    return redirect(url_for("levantamientos.instituciones", id=id), 303)


@bp.route("/<int:id>/responder/instituciones", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def instituciones(id: int) -> Pagina:
    """Paso 1: con cuáles trabajó mi área. La búsqueda sólo esconde: lo marcado sigue marcado."""
    mia = _mia_y_abierta(id)
    este, escrito = mia.levantamiento, request.args.get("q", "").strip()
    ofrecidas = consultas.para_elegir(este.red_id, hoy(este.red.zona), escrito, _mi_institucion(mia))
    elegidas = {lazo.institucion_id for lazo in mia.lazos if lazo.institucion_id is not None}
    form = FormularioInstituciones(instituciones=sorted(elegidas), ninguna=bool(mia.paso and not mia.lazos))
    form.instituciones.choices = [(una.id, una.nombre) for una in ofrecidas]
    form.huso = este.red.zona
    if form.validate_on_submit():
        accion = request.form.get("accion", "")
        with transaccion(form) as hecho:
            respuestas.elegir(mia, form.instituciones.data or [], [una.id for una in ofrecidas])
            if form.otra.data:
                respuestas.agregar_otra(mia, form.otra.data)
            if accion == "seguir":
                respuestas.terminar_lista(mia, ninguna=bool(form.ninguna.data))
        if hecho:
            buscada = request.form.get("buscar", "").strip()[:80] if accion == "buscar" else None
            aqui = direccion("levantamientos.instituciones", {"q": buscada or None}, id=id)
            return redirect(_lo_que_sigue(mia).url if accion == "seguir" else aqui, 303)
    return pagina(
        "levantamientos/instituciones.html",
        form,
        este=este,
        red=este.red,
        mia=mia,
        escrito=escrito,
        grupos=por_naturaleza(ofrecidas),
        cuantas=len(ofrecidas),
        tope=consultas.CABEN,
        plegadas=len(ofrecidas) > A_LA_VISTA and not escrito,
        elegidas=set(form.instituciones.data or []),
    )


@bp.post("/<int:id>/responder/lazos/<int:lazo_id>/quitar")
@requiere(Permiso.USAR)
def quitar(id: int, lazo_id: int) -> Response:
    """Con ésa ya no trabajo, o la marqué por error."""
    mia = _mia_y_abierta(id)
    con = consultas.lazo_de(mia, lazo_id).con
    with transaccion():
        respuestas.quitar(mia, lazo_id)
    flash(f"Quitamos a «{con}» de tu respuesta.", "exito")
    return redirect(_lo_que_sigue(mia).url, 303)


@bp.route("/<int:id>/responder/lazos/<int:lazo_id>", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def lazo(id: int, lazo_id: int) -> Pagina:
    """Paso 2: cómo es el trabajo con una de ellas."""
    mia = _mia_y_abierta(id)
    este, suyo = mia.levantamiento, consultas.lazo_de(mia, lazo_id)
    form = FormularioLazo.de(suyo)
    form.cuidar(
        suyo,
        leer=lambda: FormularioLazo.guardado(consultas.lazo_de(mia, lazo_id)),
        apartar=lambda: respuestas.apartar(mia),
    )
    colegas = _colegas(este, suyo)
    form.con_persona.choices = [("", "Prefiero no decirlo, o no está en la lista"), *colegas]
    if form.con_persona.data not in dict(colegas):
        form.con_persona.data = None
    igual = request.form.get("accion") == "igual" and suyo.por_revisar and suyo.intensidad is not None
    if (form.is_submitted() and igual) or form.validate_on_submit():
        with transaccion(form) as hecho:
            form.comprobar()
            if igual:
                respuestas.sigue_igual(mia, lazo_id)
            else:
                respuestas.describir(mia, lazo_id, form.descripcion())
        if hecho:
            return redirect(_lo_que_sigue(mia).url, 303)
    return pagina(
        "levantamientos/lazo.html",
        form,
        este=este,
        red=este.red,
        mia=mia,
        lazo=suyo,
        lugar=[uno.id for uno in mia.lazos].index(lazo_id) + 1,
        de=len(mia.lazos),
        hay_colegas=bool(colegas),
        propositos={p.value: p.etiqueta for p in Proposito},
    )


@bp.route("/<int:id>/responder/deseos", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def deseos(id: int) -> Pagina:
    """Paso 3: con quién me gustaría trabajar y hoy no puedo, y por qué."""
    mia = _mia_y_abierta(id)
    este = mia.levantamiento
    ya = {uno.institucion_id for uno in mia.lazos} | {uno.institucion_id for uno in mia.deseos}
    ofrecidas = [
        una
        for una in consultas.para_elegir(este.red_id, hoy(este.red.zona), menos=_mi_institucion(mia))
        if una.id not in ya
    ]
    form = FormularioDeseo()
    form.institucion.choices = [
        ("", "Elige una, o escríbela abajo"),
        *((una.id, una.nombre) for una in ofrecidas),
    ]
    sigue = request.form.get("accion") == "seguir"
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            if form.trae_algo:
                respuestas.desear(
                    mia, form.institucion.data, form.otra.data, form.razon(), form.detalle.data or None
                )
            if sigue:
                respuestas.terminar_deseos(mia)
        if hecho:
            if sigue:
                return redirect(_lo_que_sigue(mia).url, 303)
            if form.trae_algo:
                flash("Lo agregamos. Puedes decir otra, o continuar.", "exito")
            return redirect(url_for("levantamientos.deseos", id=id), 303)
    return pagina("levantamientos/deseos.html", form, este=este, red=este.red, mia=mia)


@bp.post("/<int:id>/responder/deseos/<int:deseo_id>/quitar")
@requiere(Permiso.USAR)
def quitar_deseo(id: int, deseo_id: int) -> Response:
    """Quitar uno de los que dije."""
    mia = _mia_y_abierta(id)
    if all(deseo.id != deseo_id for deseo in mia.deseos):
        raise NoEncontrado
    with transaccion():
        respuestas.ya_no_desea(mia, deseo_id)
    flash("Lo quitamos.", "exito")
    return redirect(url_for("levantamientos.deseos", id=id), 303)


@bp.route("/<int:id>/responder/aportes", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def aportes(id: int) -> Pagina:
    """Paso 4: qué aporta mi área, qué necesita y qué le urge."""
    mia = _mia_y_abierta(id)

    def lo_guardado() -> dict[str, object]:
        return {
            "aporta": list(mia.aporta),
            "aporta_detalle": mia.aporta_detalle,
            "necesita": list(mia.necesita),
            "necesita_detalle": mia.necesita_detalle,
            "tema": mia.tema.value if mia.tema else None,
            "tema_otro": mia.tema_otro,
        }

    form = FormularioAportes(data=lo_guardado())
    form.cuidar(mia, leer=lo_guardado, apartar=lambda: respuestas.apartar(mia))
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            form.comprobar()
            respuestas.aportar(mia, **form.datos())
        if hecho:
            return redirect(url_for("levantamientos.revisar", id=id), 303)
    return pagina(
        "levantamientos/aportes.html", form, este=mia.levantamiento, red=mia.levantamiento.red, mia=mia
    )


@bp.route("/<int:id>/responder/revisar", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def revisar(id: int) -> Pagina:
    """El resumen de lo que dije, para corregirlo y enviarlo."""
    mia, form = _mia_y_abierta(id), Formulario()
    ya = mia.enviada_en is not None
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            respuestas.enviar(mia)
        if hecho:
            flash(
                "Guardamos tu respuesta con lo que cambiaste." if ya else "Gracias. Recibimos tu respuesta.",
                "exito",
            )
            return redirect(url_for("levantamientos.mia", id=id), 303)
    return pagina(
        "levantamientos/revisar.html",
        form,
        falta=respuestas.lo_que_falta(mia),
        sigue=_lo_que_sigue(mia),
        **_resumen(mia),
    )


@bp.get("/<int:id>/mia")
@requiere(Permiso.USAR)
def mia(id: int) -> str:
    """Lo que contesté, aunque ya haya cerrado o haya dejado la Red."""
    suya = consultas.de_persona(identidad().persona or 0, id)
    return render_template("levantamientos/mia.html", abierto=_abierto(suya), **_resumen(suya))


@bp.route("/<int:id>/retirar", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def retirar(id: int) -> Pagina:
    """Borrar lo que dije: deja de contar y nadie lo ve más."""
    persona = identidad().persona or 0
    suya, form = consultas.de_persona(persona, id), Formulario()
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            respuestas.retirar(persona, id)
        if hecho:
            flash("Borramos lo que habías dicho. Ya no cuenta ni lo ve nadie.", "exito")
            return redirect(url_for("levantamientos.mias"), 303)
    return pagina(
        "levantamientos/retirar.html",
        form,
        este=suya.levantamiento,
        red=suya.levantamiento.red,
        abierto=_abierto(suya),
    )


# ------------------------------------------------------------------ Lo que comparten


@dataclass(frozen=True)
class Sigue:
    """A dónde va quien sigue contestando."""

    url: str
    texto: str


def _lo_que_sigue(mia: Consultada) -> Sigue:
    """El primer paso que falta; si ninguno, revisar."""
    id_ = mia.levantamiento_id
    if mia.paso < 1:
        return Sigue(url_for("levantamientos.instituciones", id=id_), "Empezar")
    for uno in mia.lazos:
        if not uno.esta_dicho:
            return Sigue(url_for("levantamientos.lazo", id=id_, lazo_id=uno.id), "Seguir donde iba")
    if mia.paso < 3:
        return Sigue(url_for("levantamientos.deseos", id=id_), "Seguir donde iba")
    if mia.paso < 4:
        return Sigue(url_for("levantamientos.aportes", id=id_), "Seguir donde iba")
    return Sigue(url_for("levantamientos.revisar", id=id_), "Revisar mi respuesta")


def _etapa(este: Levantamiento) -> Etapa:
    return este.etapa(hoy(este.red.zona))


def _abierto(suya: Consultada) -> bool:
    return _etapa(suya.levantamiento) is Etapa.ABIERTO


def _mia(id: int) -> Consultada:
    """Lo que se me pregunta; lo que no es mío no existe."""
    este = consultas.levantamiento(id)
    return consultas.la_mia(id, identidad().persona or 0, hoy(este.red.zona))


def _mia_y_abierta(id: int) -> Consultada:
    """Lo que se me pregunta, mientras se puede contestar: lo que llega tarde se dice al guardar."""
    suya = _mia(id)
    if not _abierto(suya) and request.method == "GET":
        raise NoEncontrado("Este levantamiento ya cerró.")
    return suya


def _ya_cerro(suya: Consultada) -> Pagina:
    return render_template("levantamientos/cerro.html", este=suya.levantamiento, red=suya.levantamiento.red)


def _mi_institucion(suya: Consultada) -> int | None:
    este = suya.levantamiento
    donde = consultas.habla_por(suya.persona_id, este.red_id, hoy(este.red.zona))
    return donde.id if donde is not None else None


def _consiente() -> bool:
    return Finalidad.ANALISIS in finalidades_de(identidad().persona or 0)


def _colegas(este: Levantamiento, suyo: LazoDicho) -> list[tuple[int, str]]:
    """Quienes trabajan ahí y mi mirada encuentra en el directorio de esta Red, menos yo."""
    if suyo.institucion_id is None:
        return []
    halladas: dict[int, str] = {}
    for mirada in miradas(identidad(), hoy(este.red.zona)):
        if mirada.redes is None or este.red_id in mirada.redes:
            de_ahi = directorio.visibles_y_llaves(mirada.en(este.red_id), "", COLEGAS, suyo.institucion_id)
            halladas.update(de_ahi)
    halladas.pop(identidad().persona or 0, None)
    return list(halladas.items())


def _resumen(suya: Consultada) -> dict[str, object]:
    """Lo que una persona dijo, como se lee."""
    return {
        "mia": suya,
        "este": suya.levantamiento,
        "red": suya.levantamiento.red,
        "propositos": {p.value: p.etiqueta for p in Proposito},
        "aportes": {a.value: a.etiqueta for a in Aporte},
    }
