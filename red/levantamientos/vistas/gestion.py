"""Llevar un levantamiento: la lista de la Red, prepararlo, abrirlo, ver cómo va, recordar y cerrarlo."""

from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from red.avisos import lotes
from red.avisos.modelos import EstadoLote
from red.base import transaccion
from red.formularios import Formulario
from red.levantamientos import avance, consultas, operaciones, quienes
from red.levantamientos.formularios import (
    FormularioAportes,
    FormularioDeseo,
    FormularioLazo,
    FormularioLevantamiento,
    FormularioReabrir,
)
from red.levantamientos.modelos import Etapa, Levantamiento
from red.levantamientos.recuento import MINIMO, dias_de_recordatorio
from red.levantamientos.vistas import TONOS, Pagina, bp, de_id, en_que_va, pagina, por_naturaleza, red_con
from red.permisos import Permiso
from red.portero import identidad, requiere
from red.redes.consultas import palabra_de_instituciones
from red.reloj import hoy
from red.textos import contar, fecha

TRES_SEMANAS = timedelta(days=21)


@bp.get("/red/<clave>")
@requiere(Permiso.VER_MAPA)
def de_red(clave: str) -> str:
    """Los levantamientos de la Red, del más reciente al más antiguo, y cómo va cada uno."""
    red = red_con(clave, Permiso.VER_MAPA)
    dia = hoy(red.zona)
    todos = consultas.de_red(red.id)
    return render_template(
        "levantamientos/de_red.html",
        red=red,
        levantamientos=[(este, este.etapa(dia)) for este in todos],
        avances=avance.avances(todos, dia),
        en_que_va=en_que_va,
        tonos=TONOS,
        puede_editar=identidad().puede(Permiso.EDITAR_RED, red.alcance),
    )


@bp.route("/red/<clave>/nuevo", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def nuevo(clave: str) -> Pagina:
    """Preparar un levantamiento: nadie lo ve hasta que se abre."""
    red = red_con(clave, Permiso.EDITAR_RED)
    dia = hoy(red.zona)
    form = FormularioLevantamiento(abre_el=dia, cierra_el=dia + TRES_SEMANAS)
    form.huso = red.zona
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            id_ = operaciones.preparar(red.id, **form.datos()).id
        if hecho:
            flash("Quedó en preparación. Mira cómo se verá y ábrelo cuando esté listo.", "exito")
            return redirect(url_for("levantamientos.ver", id=id_), 303)
    return pagina("levantamientos/nuevo.html", form, red=red)


@bp.get("/<int:id>")
@requiere(Permiso.VER_MAPA)
def ver(id: int) -> str:
    """Cómo va: cuántas contestaron, de qué instituciones y, a la coordinación, a quién le falta."""
    este = de_id(id, Permiso.VER_MAPA)
    dia = hoy(este.red.zona)
    etapa, coordina = este.etapa(dia), identidad().puede(Permiso.EDITAR_RED, este.alcance)
    filas = avance.por_institucion(este, dia) if este.abierto_en else []
    return render_template(
        "levantamientos/ver.html",
        este=este,
        red=este.red,
        etapa=etapa,
        dia=dia,
        tono=TONOS.get(etapa, "neutro"),
        frase=en_que_va(este, etapa),
        va=avance.avance(este, dia) if este.abierto_en else None,
        a_cuantas=quienes.a_cuantas(este, dia) if este.abierto_en is None else 0,
        dependencia=palabra_de_instituciones(este.red, dia),
        filas=filas if coordina else avance.publicables(filas, MINIMO),
        coordina=coordina,
        faltan=avance.faltan(este, dia) if coordina and etapa is Etapa.ABIERTO else [],
        enviadas=avance.respuestas_enviadas(este) if coordina and este.abierto_en else [],
        por_que_no=operaciones.por_que_no_se_recuerda(este, dia),
        recuerda_solo=[d for d in dias_de_recordatorio(este.abre_el, este.cierra_el) if d > dia],
        otro=_otro_abierto(este) if este.abierto_en is None else None,
        ultimo=not consultas.hay_despues(este) if etapa is Etapa.CERRADO else False,
    )


def _otro_abierto(este: Levantamiento) -> Levantamiento | None:
    otro = consultas.abierto_de(este.red_id)
    abierto = otro is not None and otro.etapa(hoy(este.red.zona)) is Etapa.ABIERTO
    return otro if abierto else None


@bp.get("/<int:id>/vista-previa")
@requiere(Permiso.VER_MAPA)
def vista_previa(id: int) -> str:
    """Las preguntas, como las verá quien conteste."""
    este = de_id(id, Permiso.VER_MAPA)
    instituciones = consultas.para_elegir(este.red_id, hoy(este.red.zona))
    deseo = FormularioDeseo(formdata=None)
    deseo.institucion.choices = [("", "Elige una"), *((una.id, una.nombre) for una in instituciones)]
    return render_template(
        "levantamientos/vista_previa.html",
        este=este,
        red=este.red,
        grupos=por_naturaleza(instituciones),
        lazo=FormularioLazo(formdata=None, prefix="lazo"),
        deseo=deseo,
        aportes=FormularioAportes(formdata=None, prefix="aportes"),
    )


@bp.route("/<int:id>/editar", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def editar(id: int) -> Pagina:
    """Corregir lo que se dijo; abierto, sólo el último día; cerrado, sólo el nombre y la presentación."""
    este = de_id(id, Permiso.EDITAR_RED)
    form = FormularioLevantamiento.de(este)
    form.huso = este.red.zona
    form.cuidar(este)
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            form.comprobar()
            operaciones.corregir(id, **form.datos())
        if hecho:
            flash("Guardamos los cambios.", "exito")
            return redirect(url_for("levantamientos.ver", id=id), 303)
    return pagina(
        "levantamientos/editar.html", form, este=este, red=este.red, etapa=este.etapa(hoy(este.red.zona))
    )


@bp.route("/<int:id>/abrir", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def abrir(id: int) -> Pagina:
    """Abrirlo, después de decir a cuántas personas se les escribe; si su día no llega, queda programado."""
    este, form = de_id(id, Permiso.EDITAR_RED), Formulario()
    dia, quien = hoy(este.red.zona), identidad().persona or 0
    espera = este.abre_el > dia
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            cuantas = operaciones.abrir(id, quien)
        if hecho:
            flash(
                f"Está abierto: preguntamos a {contar(cuantas, 'persona', 'personas')}."
                if cuantas
                else f"Quedó programado: se abre solo el {fecha(este.abre_el)}.",
                "exito",
            )
            return redirect(url_for("levantamientos.ver", id=id), 303)
    cuantas = quienes.a_cuantas(este, dia)
    return pagina(
        "levantamientos/abrir.html",
        form,
        este=este,
        red=este.red,
        etapa=este.etapa(dia),
        espera=espera,
        cuantas=cuantas,
        otro=_otro_abierto(este),
        aprueban=bool(cuantas) and not espera and lotes.necesita_aprobacion(quien, cuantas),
    )


@bp.post("/<int:id>/preparar")
@requiere(Permiso.EDITAR_RED)
def preparar(id: int) -> Response:
    """El programado vuelve a preparación: ya no se abre solo."""
    de_id(id, Permiso.EDITAR_RED)
    with transaccion():
        operaciones.volver_a_preparar(id)
    flash("Volvió a preparación: no se abre hasta que lo digas.", "exito")
    return redirect(url_for("levantamientos.ver", id=id), 303)


@bp.route("/<int:id>/cerrar", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def cerrar(id: int) -> Pagina:
    """Cerrarlo hoy, después de decir a cuántas les falta."""
    este, form = de_id(id, Permiso.EDITAR_RED), Formulario()
    dia = hoy(este.red.zona)
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            operaciones.cerrar(id)
        if hecho:
            flash("Quedó cerrado. Ya puedes leer lo que dice.", "exito")
            return redirect(url_for("levantamientos.resultados", id=id), 303)
    return pagina(
        "levantamientos/cerrar.html",
        form,
        este=este,
        red=este.red,
        etapa=este.etapa(dia),
        faltan=len(avance.faltan(este, dia)),
    )


@bp.route("/<int:id>/reabrir", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def reabrir(id: int) -> Pagina:
    """Volver a abrirlo unos días más, con lo que ya se había contestado."""
    este = de_id(id, Permiso.EDITAR_RED)
    form = FormularioReabrir(cierra_el=hoy(este.red.zona) + timedelta(days=7))
    form.huso = este.red.zona
    if form.validate_on_submit():
        assert form.cierra_el.data is not None
        with transaccion(form) as hecho:
            operaciones.volver_a_abrir(id, form.cierra_el.data)
        if hecho:
            flash(f"Está abierto otra vez, hasta el {fecha(form.cierra_el.data)}.", "exito")
            return redirect(url_for("levantamientos.ver", id=id), 303)
    return pagina("levantamientos/reabrir.html", form, este=este, red=este.red)


@bp.route("/<int:id>/recordar", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def recordar(id: int) -> Pagina:
    """Escribir a quienes no han contestado, después de decir a cuántas."""
    este, form = de_id(id, Permiso.EDITAR_RED), Formulario()
    dia, quien = hoy(este.red.zona), identidad().persona or 0
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            lote = operaciones.recordar(id, quien)
            espera, cuantas = lote.estado is EstadoLote.POR_APROBAR, lote.cuantos
        if hecho:
            personas = contar(cuantas, "persona", "personas")
            flash(
                f"Son {personas}: el envío espera a que otra persona de la coordinación lo apruebe."
                if espera
                else f"Le escribimos a {personas}.",
                "exito",
            )
            return redirect(url_for("levantamientos.ver", id=id), 303)
    faltan = avance.faltan(este, dia)
    return pagina(
        "levantamientos/recordar.html",
        form,
        este=este,
        red=este.red,
        faltan=faltan,
        porque_no=operaciones.por_que_no_se_recuerda(este, dia),
        espera=bool(faltan) and lotes.necesita_aprobacion(quien, len(faltan)),
        dias=operaciones.ENTRE_RECORDATORIOS.days,
    )
