"""Emitir: a quiénes les falta, cuántas son antes de confirmar, en qué va y llevarse todas juntas."""

import io
import zipfile
from collections.abc import Iterator

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Respuesta

from red.archivos import almacen
from red.archivos.almacen import ArchivoPerdido
from red.base import buscar, transaccion
from red.bitacora.operaciones import anotar_lectura
from red.constancias import consultas, consultas_emision, emisiones, sueltas
from red.constancias.modelos import EmisionDeConstancias
from red.constancias.vistas import bp
from red.errores import ErrorDeDominio
from red.formacion import imparticion
from red.formacion.consultas import horas_que_no_cuadran
from red.formacion.modelos import Edicion
from red.paginacion import paginar
from red.permisos import Permiso
from red.personas.modelos import Persona
from red.portero import exigir, identidad, requiere
from red.redes.consultas import red_de_clave
from red.redes.modelos import Red
from red.reloj import hoy

Pagina = str | Respuesta | tuple[str, int]
A_LA_VISTA = 50
"""Cuántos nombres se leen antes de confirmar; los demás se cuentan."""


@bp.get("/red/<clave>/por-emitir")
@requiere(Permiso.EMITIR_CONSTANCIA)
def por_emitir(clave: str) -> Pagina:
    """A quiénes les falta la suya, por edición, y lo que alguien ha de mirar."""
    red = _red(clave)
    return render_template(
        "constancias/por_emitir.html",
        red=red,
        ediciones=consultas.ediciones_por_emitir(red.id),
        sin_fundamento=consultas.sin_fundamento(red.id),
        reportes=consultas.reportes_de(red.id),
        firmante=consultas.firmante_de(red.id, hoy(red.zona)),
    )


@bp.route("/edicion/<int:id>/emitir", methods=["GET", "POST"])
@requiere(Permiso.EMITIR_CONSTANCIA)
def emitir(id: int) -> Pagina:
    """Cuántas se van a emitir, a quiénes y con qué firma; al confirmar, se emiten solas."""
    edicion = _edicion(id)
    red, dia = edicion.curso.red, hoy(edicion.curso.red.zona)
    error = ""
    if request.method == "POST":
        try:
            with transaccion() as hecho:
                emision = emisiones.pedir(
                    edicion.id, request.form.get("vistas", 0, type=int), identidad().persona, dia
                )
            if hecho:
                emisiones.despertar()
                return redirect(url_for("constancias.emision", id=emision.id), 303)
        except ErrorDeDominio as no:
            error = no.mensaje
    filas = consultas.por_emitir(edicion.id)
    return render_template(
        "constancias/emitir.html",
        edicion=edicion,
        red=red,
        filas=filas[:A_LA_VISTA],
        cuantas=len(filas),
        firmante=consultas.firmante_de(red.id, dia),
        imparten=consultas.quienes_impartieron(edicion.id, dia),
        ya=consultas.cuantas_de(edicion.id),
        anteriores=consultas_emision.emisiones_de(edicion.id),
        error=error,
        horas=horas_que_no_cuadran(edicion),
    ), 422 if error else 200


@bp.get("/emision/<int:id>")
@requiere(Permiso.EMITIR_CONSTANCIA)
def emision(id: int) -> Pagina:
    """En qué va una emisión y qué fue de cada persona."""
    esta = _emision(id)
    avance = consultas_emision.avance_de(esta.id)
    return render_template(
        "constancias/emision.html",
        emision=esta,
        red=esta.red,
        edicion=esta.edicion,
        avance=avance,
        total=sum(avance.values()),
        pagina=paginar(
            consultas_emision.renglones_de(esta.id), request.args.get("pagina", 1, type=int), por_pagina=50
        ),
    )


@bp.post("/emision/<int:id>/detener")
@requiere(Permiso.EMITIR_CONSTANCIA)
def detener(id: int) -> Respuesta:
    """Deja de emitir las que faltan; las emitidas quedan."""
    esta = _emision(id)
    with transaccion():
        emisiones.detener(esta.id)
    flash("Ya no se emiten las que faltaban. Las emitidas quedan.", "exito")
    return redirect(url_for("constancias.emision", id=id), 303)


@bp.post("/edicion/<int:id>/persona/<int:persona_id>")
@requiere(Permiso.EMITIR_CONSTANCIA)
def emitir_una(id: int, persona_id: int) -> Respuesta:
    """Emite la de una sola persona que la terminó."""
    edicion = _edicion(id)
    persona, dia = buscar(Persona, persona_id), hoy(edicion.curso.red.zona)
    try:
        hecha = sueltas.emitir(sueltas.de_quien_termino(edicion, persona, identidad().persona, dia))
    except ErrorDeDominio as no:
        flash(no.mensaje, "error")
        return redirect(url_for("constancias.emitir", id=id), 303)
    flash(f"Emitimos la constancia con folio {hecha.folio}.", "exito")
    return redirect(url_for("constancias.ver", id=hecha.id), 303)


@bp.post("/imparte/<int:id>")
@requiere(Permiso.EMITIR_CONSTANCIA)
def emitir_a_quien_impartio(id: int) -> Respuesta:
    """Emite la de alguien que impartió."""
    imparte = imparticion.una(id)
    edicion = _edicion(imparte.edicion_id)
    dia = hoy(edicion.curso.red.zona)
    try:
        hecha = sueltas.emitir(sueltas.de_quien_impartio(imparte, identidad().persona, dia))
    except ErrorDeDominio as no:
        flash(no.mensaje, "error")
    else:
        flash(f"Emitimos la constancia con folio {hecha.folio}.", "exito")
    return redirect(url_for("constancias.emitir", id=imparte.edicion_id), 303)


@bp.post("/edicion/<int:id>/todas")
@requiere(Permiso.EMITIR_CONSTANCIA)
def todas(id: int) -> Respuesta:
    """Todas las que valen de una edición en un archivo comprimido, que se manda mientras se arma; queda anotado."""
    edicion = _edicion(id)
    papeles = [
        (una.archivo.nombre, una.archivo.huella)
        for una in consultas.de_edicion(edicion.id)
        if una.archivo is not None
    ]
    if not papeles:
        flash("Esta edición todavía no tiene constancias.", "error")
        return redirect(url_for("constancias.emitir", id=id), 303)
    with transaccion():
        anotar_lectura("edicion", id, {"constancias": len(papeles)}, red_id=edicion.curso.red_id)
    app = current_app._get_current_object()  # type: ignore[attr-defined]

    def trozos() -> Iterator[bytes]:
        with app.app_context():
            yield from comprimir(papeles)

    respuesta = Response(trozos(), mimetype="application/zip")
    respuesta.headers["Content-Disposition"] = f'attachment; filename="constancias-edicion-{id}.zip"'
    respuesta.headers["Cache-Control"] = "no-store"
    return respuesta


class _Tuberia(io.RawIOBase):
    """Lo que el archivo comprimido va escribiendo y todavía no se manda."""

    def __init__(self) -> None:
        self.escrito = bytearray()

    def writable(self) -> bool:
        """Se escribe en ella."""
        return True

    def write(self, datos: object) -> int:
        """Guarda lo escrito hasta que alguien lo recoja."""
        crudo = bytes(datos)  # type: ignore[call-overload]
        self.escrito += crudo
        return len(crudo)

    def recoger(self) -> bytes:
        """Lo escrito desde la última vez."""
        trozo = bytes(self.escrito)
        self.escrito.clear()
        return trozo


def comprimir(papeles: list[tuple[str, str]]) -> Iterator[bytes]:
    """Un archivo comprimido por trozos: en memoria nunca hay más de un papel."""
    tuberia = _Tuberia()
    with zipfile.ZipFile(tuberia, "w", zipfile.ZIP_STORED) as archivo:
        for nombre, huella in papeles:
            try:
                archivo.writestr(nombre, almacen.leer(huella))
            except ArchivoPerdido as perdido:
                # Ya se mandó la mitad: quien lo abra ve cuál falta y por qué, y no un archivo cortado.
                archivo.writestr(f"FALTA {nombre}.txt", perdido.mensaje)
            yield tuberia.recoger()
    yield tuberia.recoger()


def _red(clave: str) -> Red:
    red = red_de_clave(clave)
    exigir(Permiso.EMITIR_CONSTANCIA, red.alcance)
    return red


def _edicion(id: int) -> Edicion:
    edicion = buscar(Edicion, id)
    exigir(Permiso.EMITIR_CONSTANCIA, edicion.alcance)
    return edicion


def _emision(id: int) -> EmisionDeConstancias:
    esta = buscar(EmisionDeConstancias, id)
    exigir(Permiso.EMITIR_CONSTANCIA, esta.alcance)
    return esta
