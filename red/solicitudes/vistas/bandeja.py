"""«Por decidir»: la bandeja, la ficha de una solicitud, decidir una o muchas, deshacer y adelantar."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from red.base import buscar, llave, transaccion
from red.errores import NoEncontrado
from red.formularios import Formulario, opcion_pedida
from red.paginacion import POR_PAGINA
from red.paginacion import Pagina as Tramo
from red.permisos import Identidad, Permiso
from red.portero import identidad, requiere
from red.redes.apartados import Pendiente, pendientes_de_red
from red.redes.modelos import Red
from red.reloj import ahora
from red.solicitudes import consultas, consultas_bandeja, mesa, operaciones, operaciones_bandeja
from red.solicitudes.bandeja import CLASES
from red.solicitudes.formularios import FormularioAprobar, FormularioDeclinar, FormularioTitular
from red.solicitudes.mesa import Plazo, PorDecidir, Voz
from red.solicitudes.modelos import ActoDeBandeja, Sentido, Solicitud
from red.solicitudes.trabajos import hacer
from red.solicitudes.vistas import bp
from red.solicitudes.vistas.pedido import Pagina, mostrar
from red.textos import contar

RECIENTES = timedelta(hours=24)


@requiere(Permiso.USAR)
def bandeja() -> Pagina:
    """Todo lo que espera mi decisión, lo que más espera primero."""
    todo = mesa.por_decidir(identidad())
    filas = [fila for fila in todo if _pasa(fila)]
    numero = min(max(1, request.args.get("pagina", 1, type=int)), max(1, -(-len(filas) // POR_PAGINA)))
    antes = (numero - 1) * POR_PAGINA
    actos = consultas_bandeja.actos_recientes(identidad().persona or 0, ahora() - RECIENTES)
    return render_template(
        "solicitudes/bandeja.html",
        pagina=Tramo(filas[antes : antes + POR_PAGINA], numero, len(filas)),
        todo=todo,
        clases=[(clase.clave, clase.etiqueta) for clase in CLASES.values() if _hay(todo, clase.clave)],
        redes=sorted({(fila.red.clave, fila.red.nombre) for fila in todo}),
        plazos=[plazo for plazo in Plazo.opciones() if any(fila.plazo == plazo[0] for fila in todo)],
        atrasados=sum(fila.plazo is Plazo.ATRASADO for fila in todo),
        voces=[voz for voz in mesa.voces(identidad()) if voz.en_lugar_de_id],
        actos=actos,
        decisiones=consultas_bandeja.decisiones_de([acto.id for acto in actos]),
        instante=ahora(),
    )


def _pasa(fila: PorDecidir) -> bool:
    """Si cumple los filtros de la dirección."""
    clase, red = request.args.get("clase"), request.args.get("red")
    plazo = opcion_pedida(Plazo, "plazo")
    return (
        (not clase or fila.clase.clave == clase)
        and (not red or fila.red.clave == red)
        and (plazo is None or fila.plazo is plazo)
    )


def _hay(todo: Sequence[PorDecidir], clase: str) -> bool:
    return any(fila.clase.clave == clase for fila in todo)


bp.record(
    lambda estado: estado.app.add_url_rule(
        "/bandeja", endpoint="solicitudes.bandeja", view_func=bandeja, methods=["GET"]
    )
)


@bp.get("/<int:id>")
@requiere(Permiso.USAR)
def ver(id: int) -> Pagina:
    """Lo que dice una solicitud, su respaldo y lo que se ha decidido de ella."""
    solicitud, voz = _a_mi_alcance(id)
    estado = solicitud.estado(ahora())
    mias = {fila.asunto.clave: fila for fila in mesa.por_decidir(identidad())}
    return render_template(
        "solicitudes/ver.html",
        solicitud=solicitud,
        voz=voz,
        estado=estado,
        respaldo=solicitud.respaldo(ahora()),
        fila=mias.get(f"solicitud-{id}"),
        abierta=estado in operaciones.ABIERTA,
        historia=consultas_bandeja.historia_de("solicitud", id),
        instante=ahora(),
    )


@bp.route("/<int:id>/titular", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def titular(id: int) -> Pagina:
    """Decir a quién se le pide el respaldo, o pedirlo otra vez."""
    solicitud, _ = _a_mi_alcance(id)
    form = FormularioTitular(titular_correo=solicitud.titular_correo)
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            operaciones.nombrar_titular(solicitud.id, form.titular_correo.data or "")
        if hecho:
            flash("Le escribimos para pedirle su respaldo.", "exito")
            return redirect(url_for("solicitudes.ver", id=id), 303)
    return mostrar("solicitudes/titular.html", form, solicitud=solicitud)


def _a_mi_alcance(id: int) -> tuple[Solicitud, Voz]:
    """La solicitud confirmada que me toca, y con qué papeles; si no me toca, no existe."""
    solicitud = consultas.con_lo_suyo(buscar(Solicitud, id).id)
    if solicitud is None or solicitud.confirmada_en is None:
        raise NoEncontrado
    for voz in mesa.voces(identidad()):
        if voz.red_id in (None, solicitud.red_id) and consultas.es_de(voz.identidad, solicitud):
            return solicitud, voz
    raise NoEncontrado


# ---------------------------------------------------------------- Decidir


@bp.route("/decidir", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def decidir() -> Pagina:
    """La cuenta exacta, cuáles son y qué pasará; el botón lo anota."""
    sentido = opcion_pedida(Sentido, "sentido", Sentido.APROBAR.value) or Sentido.APROBAR
    claves = request.args.getlist("a")
    elegidas, saltadas = _separar(claves, sentido)
    if not elegidas:
        porque = f" así. {saltadas[0][1]}" if saltadas else "."
        flash(f"Elige al menos un asunto{' que pueda decidirse' if saltadas else ''}{porque}", "aviso")
        return redirect(url_for("solicitudes.bandeja"), 303)
    form = _formulario_de(sentido, elegidas)
    if form.validate_on_submit():
        with transaccion(form) as hecha:
            acto = operaciones_bandeja.decidir(identidad(), claves, sentido, **_dicho_en(form))
        if hecha:
            return redirect(url_for("solicitudes.acto", id=acto.id), 303)
    return mostrar("solicitudes/decidir.html", form, sentido=sentido, elegidas=elegidas, saltadas=saltadas)


def _separar(claves: list[str], sentido: Sentido) -> tuple[list[PorDecidir], list[tuple[str, str]]]:
    """De los asuntos pedidos, los que se pueden decidir así y los que no, con su porqué."""
    suyos = {fila.asunto.clave: fila for fila in mesa.por_decidir(identidad())}
    varios = len(set(claves)) > 1
    elegidas, saltadas = [], []
    for clave in dict.fromkeys(claves):
        fila = suyos.get(clave)
        if razon := operaciones_bandeja.por_que_no(fila, sentido, (), varios=varios):
            saltadas.append((fila.asunto.titulo if fila else "", razon))
        elif fila:
            elegidas.append(fila)
    return elegidas, saltadas


def _formulario_de(sentido: Sentido, elegidas: list[PorDecidir]) -> Formulario:
    form: Formulario = FormularioAprobar() if sentido is Sentido.APROBAR else FormularioDeclinar()
    if "bloquea" in form and not any(fila.clase.admite_bloqueo for fila in elegidas):
        del form.bloquea
    return form


def _dicho_en(form: Formulario) -> dict[str, Any]:
    return {
        "motivo": form["motivo"].data if "motivo" in form else "",
        "bloquea": bool(form["bloquea"].data) if "bloquea" in form else False,
    }


@bp.get("/actos/<int:id>")
@requiere(Permiso.USAR)
def acto(id: int) -> Pagina:
    """Qué decidí de una vez: de cada asunto, qué pasó o por qué se saltó, y hasta cuándo se deshace."""
    mio = _acto_mio(id)
    decisiones = consultas_bandeja.decisiones_de([mio.id])[mio.id]
    return render_template("solicitudes/acto.html", acto=mio, decisiones=decisiones, instante=ahora())


@bp.post("/actos/<int:id>/deshacer")
@requiere(Permiso.USAR)
def deshacer(id: int) -> Pagina:
    """Deshace todo lo del acto que todavía no surte efecto, o sólo una de sus decisiones."""
    mio = _acto_mio(id)
    try:
        with transaccion():
            cuantas = operaciones_bandeja.deshacer(_pedidas(mio), identidad().persona or 0)
        flash(f"Deshiciste {contar(cuantas, 'decisión', 'decisiones')}: vuelven a tu bandeja.", "exito")
    except operaciones_bandeja.YaSurtio as error:
        flash(error.mensaje, "aviso")
    return redirect(url_for("solicitudes.acto", id=id), 303)


@bp.post("/actos/<int:id>/adelantar")
@requiere(Permiso.USAR)
def adelantar(id: int) -> Pagina:
    """Renuncia a deshacer: lo decidido se hace en este momento."""
    mio = _acto_mio(id)
    with transaccion():
        faltan = operaciones_bandeja.adelantar(_pedidas(mio), identidad().persona or 0)
    hacer(faltan)
    flash("Lo decidido ya se hizo." if faltan else "No quedaba nada por hacer.", "exito")
    return redirect(url_for("solicitudes.acto", id=id), 303)


def _acto_mio(id: int) -> ActoDeBandeja:
    mio = buscar(ActoDeBandeja, id)
    if mio.quien_id != identidad().persona:
        raise NoEncontrado
    return mio


def _pedidas(mio: ActoDeBandeja) -> list[int]:
    """Las decisiones del acto de que habla el formulario: una, o todas."""
    todas = [decision.id for decision in consultas_bandeja.decisiones_de([mio.id])[mio.id]]
    try:
        una = llave(request.form.get("decision", ""))
    except ValueError:
        return todas
    if una not in todas:
        raise NoEncontrado
    return [una]


@pendientes_de_red
def _por_decidir(red: Red, quien: Identidad) -> list[Pendiente]:
    """A quien decide: cuánto espera en esta Red y desde cuándo."""
    esperan, atrasados = mesa.cuentas(quien).get(red.id, (0, 0))
    if not esperan:
        return []
    return [
        Pendiente(
            f"{contar(esperan, 'asunto espera', 'asuntos esperan')} tu decisión",
            url_for("solicitudes.bandeja", red=red.clave),
            "Solicitudes para entrar, puestos por confirmar y lo demás que espera tu respuesta.",
            plazo=f"{contar(atrasados, 'asunto va', 'asuntos van')} con atraso" if atrasados else "",
            tono="mal" if atrasados else "",
        )
    ]
