"""El camino de una importación: subir, decir qué es cada columna, revisar, decidir, aplicar y deshacer."""

from contextlib import suppress
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from red.base import llave, transaccion
from red.envios import recibe_hasta
from red.errores import ErrorDeDominio, YaRegistrado
from red.formularios import opcion_pedida
from red.importacion import consultas, operaciones
from red.importacion.columnas import CAMPOS, campo_de, limpio
from red.importacion.ejecucion import DOS_VECES, PlanCaduco
from red.importacion.formularios import (
    FormularioArchivo,
    FormularioVacio,
    columnas_con_muestra,
    formulario_de_columnas,
)
from red.importacion.modelos import Decision, Destino, EstadoPlan, PlanDeImportacion, Que, RenglonDePlan
from red.importacion.trabajos import avance_de
from red.importacion.vistas.cambios import que_cambia
from red.importacion.vistas.pedido import Pagina, al_plan, bp, con_aviso, mis_redes, plan_de, red_elegida
from red.invitaciones import consultas_convocatoria as convocatorias
from red.paginacion import paginar
from red.permisos import Identidad, Permiso
from red.portero import identidad, requiere
from red.redes.apartados import Pendiente, pendientes_de_red
from red.redes.modelos import Red
from red.reloj import hoy
from red.tareas.cola import pedir
from red.textos import contar

TONOS = {
    Destino.NUEVA: "bien",
    Destino.ACTUALIZA: "informacion",
    Destino.IGUAL: "neutro",
    Destino.YA_EXISTE: "atencion",
    Destino.CON_ERROR: "mal",
    Destino.OMITIDA: "neutro",
}
TONOS_DE_PLAN = {
    EstadoPlan.APLICADO: "bien",
    EstadoPlan.CADUCO: "atencion",
    EstadoPlan.LISTO: "informacion",
    EstadoPlan.BORRADOR: "informacion",
}


@bp.get("/")
@requiere(Permiso.EDITAR_RED)
def listar() -> Pagina:
    """Las importaciones de mis Redes: qué entró, quién lo trajo y qué espera."""
    que = opcion_pedida(Que, "que")
    consulta = consultas.planes(identidad().redes_con(Permiso.EDITAR_RED), que)
    return render_template(
        "importacion/listar.html",
        pagina=paginar(consulta, request.args.get("pagina", 1, type=int)),
        clases=Que.opciones(),
        tonos=TONOS_DE_PLAN,
    )


@bp.route("/nueva", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
@recibe_hasta(21)
def nueva() -> Pagina:
    """Elegir qué lista es y subir el archivo."""
    mias = mis_redes()
    formulario = FormularioArchivo(
        que=request.args.get("que"),
        red=request.args.get("red"),
        convocatoria=request.args.get("convocatoria", type=llave),
    )
    formulario.ofrecer(
        mias,
        convocatorias.de_varias({red.id for red in mias}, hoy()),
        ninguna=identidad().puede(Permiso.ADMINISTRAR),
    )
    if formulario.validate_on_submit():
        red = red_elegida(mias, formulario.red.data)
        elegida = formulario.convocatoria.data
        if formulario.clase is Que.INVITACIONES and elegida:
            red = convocatorias.red_de(elegida, mias)
        recibido = _recibido(formulario)
        if recibido is not None:
            with transaccion(formulario) as hecho:
                plan = operaciones.subir(
                    recibido, formulario.clase, red.id if red else None, identidad().persona, elegida
                )
            if hecho:
                return redirect(url_for("importacion.columnas", id=plan.id), 303)
    codigo = 422 if formulario.hay_errores else 200
    return render_template("importacion/nueva.html", formulario=formulario, clases=Que.opciones()), codigo


def _recibido(formulario: FormularioArchivo) -> operaciones.Recibido | None:
    """El archivo, leído antes de abrir la transacción; si no se puede leer, el formulario dice por qué."""
    subido = formulario.archivo.data
    try:
        return operaciones.recibir(subido.read(), subido.filename or "")
    except ErrorDeDominio as razon:
        formulario.agregar_error(razon)
        return None


@bp.route("/<int:id>/columnas", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def columnas(id: int) -> Pagina:
    """Decir qué es cada columna, con lo que ya se reconoció y unos renglones de muestra."""
    plan = plan_de(id)
    formulario = formulario_de_columnas(plan)
    if formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            operaciones.mapear(plan, formulario.mapeo())
        if hecho:
            _avisar_al_fondo(plan)
            return al_plan(id)
    pagina = render_template(
        "importacion/columnas.html",
        plan=plan,
        formulario=formulario,
        campos=CAMPOS[plan.que],
        columnas=columnas_con_muestra(plan),
    )
    return pagina, 422 if formulario.hay_errores else 200


@bp.get("/<int:id>")
@requiere(Permiso.EDITAR_RED)
def ver(id: int) -> Pagina:
    """El plan: cuántos renglones tienen cada suerte, cuáles son y por qué."""
    plan = plan_de(id)
    if plan.estado is EstadoPlan.BORRADOR:
        return redirect(url_for("importacion.columnas", id=id))
    if plan.estado.en_curso:
        return render_template("importacion/en_curso.html", plan=plan, avance=avance_de(plan))
    destino = opcion_pedida(Destino, "destino")
    pagina = paginar(
        consultas.renglones(id, destino),
        request.args.get("pagina", 1, type=int),
        conteo=consultas.cuantos_renglones(id, destino),
    )
    return render_template(
        "importacion/ver.html",
        plan=plan,
        pagina=pagina,
        destino=destino,
        destinos=list(Destino),
        tonos=TONOS,
        tonos_de_plan=TONOS_DE_PLAN,
        campo_de=lambda clave: campo_de(plan.que, clave).titulo,
        lo_que_trae=lambda renglon: _lo_que_trae(plan, renglon),
        cambios=que_cambia(plan, pagina.filas),
        grande=plan.renglones > operaciones.GRANDE,
        se_deshace=operaciones.se_puede_deshacer(plan),
    )


DEL_NOMBRE = ("nombre", "primer_apellido", "segundo_apellido", "nombre_completo")


def _lo_que_trae(plan: PlanDeImportacion, renglon: RenglonDePlan) -> tuple[str, str]:
    """De quién o de qué es el renglón, y lo demás que lo identifica, en una línea."""
    celdas = {
        campo.clave: dicho
        for campo in CAMPOS[plan.que]
        if isinstance(donde := plan.columnas.get(campo.clave), int)
        and donde < len(renglon.crudo)
        and (dicho := limpio(renglon.crudo[donde]))
    }
    nombre = " ".join(celdas.pop(clave) for clave in DEL_NOMBRE if clave in celdas)
    demas = list(celdas.values())
    return (nombre, " · ".join(demas[:4])) if nombre or not demas else (demas[0], " · ".join(demas[1:5]))


@bp.post("/<int:id>/decidir")
@requiere(Permiso.EDITAR_RED)
def decidir(id: int) -> Pagina:
    """Lo que se decide de un renglón, o de todos los de una suerte."""
    plan = plan_de(id)
    decision, _, elegida = request.form.get("decision", "").partition(":")
    cual = next((d for d in Decision if d.value == decision), None)
    numero = request.form.get("numero", type=llave)
    destino = next((d for d in Destino if d.value == request.form.get("destino")), None)
    regreso: dict[str, Any] = {
        "destino": request.form.get("filtro") or None,
        "pagina": request.form.get("pagina", type=llave),
    }
    try:
        with transaccion():
            if numero is not None:
                operaciones.decidir(plan, {numero: (cual, _llave_escrita(elegida))})
            elif destino is not None and cual is not None:
                operaciones.decidir_todos(plan, destino, cual)
    except ErrorDeDominio as error:
        return con_aviso(id, error.mensaje, "aviso", **regreso)
    _avisar_al_fondo(plan)
    return con_aviso(id, "Anotamos tu decisión.", **regreso)


def _llave_escrita(escrita: str) -> int | None:
    """La llave que trae el formulario; None si ninguna fila podría tenerla."""
    with suppress(ValueError):
        return llave(escrita)
    return None


@bp.post("/<int:id>/preparar")
@requiere(Permiso.EDITAR_RED)
def preparar(id: int) -> Pagina:
    """Vuelve a preparar el plan con lo que hay hoy."""
    plan = plan_de(id)
    try:
        with transaccion():
            operaciones.volver_a_preparar(plan)
    except ErrorDeDominio as error:
        return con_aviso(id, error.mensaje, "aviso")
    _avisar_al_fondo(plan)
    return con_aviso(id, "Volvimos a preparar el plan con lo que hay hoy. Revísalo antes de aplicarlo.")


@bp.post("/<int:id>/aplicar")
@requiere(Permiso.EDITAR_RED)
def aplicar(id: int) -> Pagina:
    """Aplica el plan tal como se revisó; si algo cambió, no aplica nada y lo dice."""
    plan = plan_de(id)
    try:
        with transaccion():
            operaciones.pedir_aplicar(plan, identidad().persona)
    except (PlanCaduco, YaRegistrado) as caduco:
        nota = caduco.mensaje if isinstance(caduco, PlanCaduco) else DOS_VECES
        with transaccion():
            operaciones.marcar_caduco(plan, nota)
        return con_aviso(id, nota, "aviso")
    except ErrorDeDominio as error:
        return con_aviso(id, error.mensaje, "aviso")
    _avisar_al_fondo(plan)
    if plan.estado is EstadoPlan.APLICADO:
        flash(f"Listo: {_que_se_hizo(plan)}.", "exito")
    return al_plan(id)


def _que_se_hizo(plan: PlanDeImportacion) -> str:
    nuevas, cambiadas = plan.cuantos(Destino.NUEVA), plan.cuantos(Destino.ACTUALIZA)
    return " y ".join(
        frase
        for cuantas, frase in (
            (nuevas, f"registramos {contar(nuevas, 'renglón', 'renglones')}"),
            (cambiadas, f"pusimos al día {contar(cambiadas, 'renglón', 'renglones')}"),
        )
        if cuantas
    )


@bp.route("/<int:id>/deshacer", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def deshacer(id: int) -> Pagina:
    """Confirma y deshace lo que la importación hizo."""
    plan = plan_de(id)
    formulario = FormularioVacio()
    if formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            operaciones.pedir_deshacer(plan)
        if hecho:
            _avisar_al_fondo(plan)
            return con_aviso(id, plan.nota or "Deshicimos la importación: todo quedó como estaba.")
    if plan.estado is EstadoPlan.APLICADO and not operaciones.se_puede_deshacer(plan):
        return con_aviso(id, operaciones.YaNoSeDeshace().mensaje, "aviso")
    if plan.estado is not EstadoPlan.APLICADO:
        return al_plan(id)
    return render_template(
        "importacion/deshacer.html", plan=plan, formulario=formulario
    ), 422 if formulario.hay_errores else 200


@bp.route("/<int:id>/descartar", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def descartar(id: int) -> Pagina:
    """Confirma y descarta un plan sin aplicar, con lo que traía el archivo."""
    plan = plan_de(id)
    formulario = FormularioVacio()
    if formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            operaciones.descartar(plan)
        if hecho:
            flash("Descartamos el plan y borramos lo que traía el archivo.", "exito")
            return redirect(url_for("importacion.listar"), 303)
    if plan.estado in (EstadoPlan.APLICADO, EstadoPlan.DESHECHO) or plan.estado.en_curso:
        return al_plan(id)
    return render_template(
        "importacion/descartar.html", plan=plan, formulario=formulario
    ), 422 if formulario.hay_errores else 200


def _avisar_al_fondo(plan: PlanDeImportacion) -> None:
    """Si quedó trabajo para el fondo, que empiece ya y no en un minuto."""
    if plan.estado.en_curso:
        pedir("importaciones")


@pendientes_de_red
def _por_aplicar(red: Red, quien: Identidad) -> list[Pendiente]:
    """A quien coordina la Red: las listas que subió y todavía no aplica."""
    if not quien.puede(Permiso.EDITAR_RED, red.alcance):
        return []
    return [
        Pendiente(
            f"La lista «{plan.archivo}» espera que la revises",
            url_for("importacion.ver", id=plan.id),
            f"{contar(plan.renglones, 'renglón', 'renglones')} de {plan.que.etiqueta.lower()}. Nada cambia hasta que la apliques.",
        )
        for plan in consultas.por_decidir(red.id)[:3]
    ]
