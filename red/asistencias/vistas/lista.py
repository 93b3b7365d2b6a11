"""Pasar lista: la página con un renglón por persona, cada marca, cerrar y reabrir."""

import re
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from red.asistencias import calculo, consultas, operaciones
from red.asistencias.consultas import Renglon
from red.asistencias.formularios import FormularioJustificar, FormularioReabrir
from red.asistencias.modelos import Asistencia, EstadoAsistencia, Via
from red.asistencias.operaciones import Dicho, Hecha, Quien
from red.asistencias.vistas.codigos import de_quien_es
from red.asistencias.vistas.tablero import Pagina, bp, jornada_suya
from red.base import buscar, llave, transaccion
from red.errores import ErrorDeDominio, NoEncontrado
from red.formacion.modelos import Jornada
from red.formularios import Formulario
from red.permisos import Permiso
from red.portero import identidad, requiere
from red.reloj import ahora
from red.textos import hora

MUCHAS = 200
"""Cuántas marcas se reciben de una vez."""
_QUIEN = re.compile(r"([pv])(\d{1,10})")
_CLAVE = re.compile(r"[A-Za-z0-9-]{16,64}")


@bp.get("/jornadas/<int:id>")
@requiere(Permiso.USAR)
def lista(id: int) -> Pagina:
    """Pasar lista: un toque por persona; sin conexión, las marcas esperan en el teléfono."""
    return _pagina(*jornada_suya(id), Formulario())


def _pagina(jornada: Jornada, quien: Quien, formulario: Formulario) -> str:
    renglones = consultas.renglones(jornada, consultas.dia_de_jornada(jornada))
    cerrada = consultas.lista_de_jornada(jornada.id)
    plazo = calculo.para_quien_imparte(consultas.tramo_de(jornada), cerrada.reabierta_en if cerrada else None)
    momento = ahora()
    return render_template(
        "asistencias/lista.html",
        jornada=jornada,
        edicion=jornada.edicion,
        zona=jornada.edicion.curso.red.zona,
        coordina=quien.coordina,
        renglones=renglones,
        cuentas=consultas.contar_renglones(renglones),
        cerrada=cerrada if cerrada is not None and cerrada.cerrada_en is not None else None,
        reabierta=cerrada if cerrada is not None and cerrada.reabierta_en is not None else None,
        plazo=plazo,
        en_plazo=plazo.contiene(momento),
        temprano=momento < plazo.desde,
        empezo=momento >= jornada.inicia_en,
        estados=list(EstadoAsistencia),
        formulario=formulario,
        persona=identidad().persona,
        quien=quien,
    )


# ------------------------------------------------------------------ Marcar


@bp.post("/jornadas/<int:id>/marcar")
@requiere(Permiso.USAR)
def marcar(id: int) -> Pagina:
    """Anota una marca tocada en la página, sin guiones de por medio."""
    jornada, quien = jornada_suya(id)
    de, _, estado = request.form.get("marca", "").partition(":")
    if estado not in set(EstadoAsistencia):
        raise NoEncontrado
    persona_id, visitante_id = _de_quien(de)
    formulario = Formulario()
    with transaccion(formulario) as hecho:
        operaciones.marcar(id, persona_id, visitante_id, Dicho(EstadoAsistencia(estado)), quien)
    if not hecho:
        return _pagina(jornada, quien, formulario), 422
    return redirect(url_for("asistencias.lista", id=id, _anchor=f"r-{de}"), 303)


def _de_quien(escrito: str) -> tuple[int | None, int | None]:
    """La persona o la visita que nombra la página: p12 o v3."""
    hallado = _QUIEN.fullmatch(escrito)
    if hallado is None:
        raise NoEncontrado
    try:
        numero = llave(hallado[2])
    except ValueError:
        raise NoEncontrado from None
    return (numero, None) if hallado[1] == "p" else (None, numero)


@bp.post("/jornadas/<int:id>/marcas")
@requiere(Permiso.USAR)
def marcas(id: int) -> ResponseReturnValue:
    """Recibe las marcas que esperaban en un teléfono, en su orden; la que ya había llegado no se repite."""
    _jornada, quien = jornada_suya(id)
    try:
        cuerpo = request.get_json(silent=True)
    except RecursionError:  # anidado a propósito
        abort(400)
    enviadas = cuerpo.get("marcas") if isinstance(cuerpo, dict) else None
    if not isinstance(enviadas, list) or len(enviadas) > MUCHAS:
        abort(400)
    hechas = [_recibir(id, una, quien) for una in enviadas]
    return jsonify(marcas=hechas, **_como_va(consultas.jornada(id)))


def _recibir(jornada_id: int, enviada: Any, quien: Quien) -> dict[str, Any]:
    """Una marca de un teléfono: qué pasó con ella, dicho para quien la tocó."""
    enviada = enviada if isinstance(enviada, dict) else {}
    clave, espera = enviada.get("clave"), enviada.get("hace", 0)
    if not isinstance(clave, str) or not _CLAVE.fullmatch(clave):
        return {
            "clave": clave if isinstance(clave, str) else "",
            "ok": False,
            "mensaje": "No entendimos esa marca.",
        }
    hace = timedelta(milliseconds=espera) if type(espera) is int and 0 <= espera < 10**10 else timedelta(0)
    try:
        with transaccion():
            hecha = _anotar(jornada_id, enviada, clave, hace, quien)
            dicho = _decir(hecha)
    except NoEncontrado:
        return {"clave": clave, "ok": False, "mensaje": "Ese código no es de esta edición."}
    except ErrorDeDominio as error:
        return {"clave": clave, "ok": False, "mensaje": error.mensaje}
    return {"clave": clave, "ok": True, **dicho}


def _anotar(jornada_id: int, enviada: Any, clave: str, hace: timedelta, quien: Quien) -> Hecha:
    if "codigo" in enviada:
        persona_id = de_quien_es(str(enviada["codigo"]), consultas.jornada(jornada_id).edicion_id)
        se_va = enviada.get("se_va") is True
        return operaciones.llegar(
            jornada_id, persona_id, Via.CODIGO_PERSONAL, quien, se_va=se_va, clave=clave, hace=hace
        )
    persona_id_o_nada, visitante_id = _de_quien(str(enviada.get("quien", "")))
    if enviada.get("estado") not in set(EstadoAsistencia):
        raise NoEncontrado
    dicho = Dicho(EstadoAsistencia(enviada["estado"]), clave=clave, hace=hace)
    return operaciones.marcar(jornada_id, persona_id_o_nada, visitante_id, dicho, quien)


def _decir(hecha: Hecha) -> dict[str, Any]:
    una = hecha.asistencia
    quien = una.persona.nombre_visible if una.persona else una.visitante.nombre if una.visitante else ""
    return {
        "nombre": quien,
        "nueva": hecha.nueva,
        "aplicada": hecha.aplicada,
        "puede_salir": operaciones.ya_puede_salir(una, ahora()),
        **_fila(una),
    }


def _fila(una: Asistencia) -> dict[str, Any]:
    """Una asistencia como la pinta la página."""
    return {
        "estado": una.estado.value,
        "etiqueta": una.estado.etiqueta,
        "detalle": detalle_de(una, una.edicion.curso.red.zona),
    }


def detalle_de(una: Asistencia, zona: str) -> str:
    """De qué hora a qué hora y cómo se supo, si no fue con un toque."""
    partes = [
        f"entró a las {hora(una.entrada.astimezone(ZoneInfo(zona)))}" if una.entrada else "",
        f"salió a las {hora(una.salida.astimezone(ZoneInfo(zona)))}" if una.salida else "",
        una.via.etiqueta.lower() if una.via is not Via.LISTA else "",
    ]
    frase = " · ".join(parte for parte in partes if parte)
    return frase[:1].upper() + frase[1:]


@bp.get("/jornadas/<int:id>/estado.json")
@requiere(Permiso.USAR)
def estado(id: int) -> ResponseReturnValue:
    """Cómo va la lista ahora mismo: la página abierta se pone al día con lo que marcan otras personas."""
    jornada, _quien = jornada_suya(id)
    return jsonify(**_como_va(jornada))


def _como_va(jornada: Jornada) -> dict[str, Any]:
    renglones = consultas.renglones(jornada, consultas.dia_de_jornada(jornada))
    cerrada = consultas.lista_de_jornada(jornada.id)
    return {
        "filas": {r.clave: _fila(r.asistencia) for r in renglones if r.asistencia is not None},
        "cuentas": vars(consultas.contar_renglones(renglones)),
        "cerrada": cerrada is not None and cerrada.cerrada_en is not None,
    }


# ------------------------------------------------------------------ Justificar, historia


@bp.route("/jornadas/<int:id>/justificar/<quien>", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def justificar(id: int, quien: str) -> Pagina:
    """Anota que alguien faltó con motivo."""
    jornada, marca = jornada_suya(id)
    renglon = _renglon(jornada, quien)
    actual = renglon.asistencia
    formulario = FormularioJustificar(
        motivo=actual.motivo if actual and actual.estado is EstadoAsistencia.JUSTIFICADA else None
    )
    if formulario.validate_on_submit():
        dicho = Dicho(EstadoAsistencia.JUSTIFICADA, motivo=formulario.motivo.data)
        with transaccion(formulario) as hecho:
            operaciones.marcar(id, renglon.persona_id, renglon.visitante_id, dicho, marca)
        if hecho:
            flash(f"Quedó justificada la falta de {renglon.nombre}.", "exito")
            return redirect(url_for("asistencias.lista", id=id, _anchor=f"r-{quien}"), 303)
    pagina = render_template(
        "asistencias/justificar.html", jornada=jornada, renglon=renglon, formulario=formulario
    )
    return pagina, 422 if formulario.hay_errores else 200


def _renglon(jornada: Jornada, clave: str) -> Renglon:
    for renglon in consultas.renglones(jornada, consultas.dia_de_jornada(jornada)):
        if renglon.clave == clave:
            return renglon
    raise NoEncontrado


@bp.get("/historia/<int:id>")
@requiere(Permiso.USAR)
def historia(id: int) -> Pagina:
    """Cada marca de una asistencia: quién dijo qué y cuándo."""
    asistencia = buscar(Asistencia, id)
    jornada, _quien = jornada_suya(asistencia.jornada_id)
    return render_template(
        "asistencias/historia.html",
        asistencia=asistencia,
        jornada=jornada,
        zona=jornada.edicion.curso.red.zona,
        marcas=consultas.historia(id),
        nombre=_decir(Hecha(asistencia, nueva=False, aplicada=False))["nombre"],
    )


# ------------------------------------------------------------------ Cerrar y reabrir


@bp.route("/jornadas/<int:id>/cerrar", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def cerrar(id: int) -> Pagina:
    """Cierra la lista, después de decir quiénes quedarían con falta."""
    jornada, quien = jornada_suya(id)
    formulario = Formulario()
    if formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            faltas = operaciones.cerrar(id, quien)
        if hecho:
            flash(operaciones.frase_de_cierre(faltas), "exito")
            return redirect(url_for("asistencias.lista", id=id), 303)
    renglones = consultas.renglones(jornada, consultas.dia_de_jornada(jornada))
    pagina = render_template(
        "asistencias/cerrar.html",
        jornada=jornada,
        coordina=quien.coordina,
        formulario=formulario,
        faltan=[r for r in renglones if r.con_lugar and r.asistencia is None],
    )
    return pagina, 422 if formulario.hay_errores else 200


@bp.route("/jornadas/<int:id>/reabrir", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def reabrir(id: int) -> Pagina:
    """Reabre una lista cerrada, con su motivo: la coordinación y nadie más."""
    jornada, quien = jornada_suya(id)
    if not quien.coordina:
        raise NoEncontrado
    formulario = FormularioReabrir()
    if formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            operaciones.reabrir(id, formulario.motivo.data or "", quien)
        if hecho:
            flash("Reabrimos la lista.", "exito")
            return redirect(url_for("asistencias.lista", id=id), 303)
    pagina = render_template("asistencias/reabrir.html", jornada=jornada, formulario=formulario)
    return pagina, 422 if formulario.hay_errores else 200
