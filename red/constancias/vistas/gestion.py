"""Las constancias de una Red para quien coordina: la lista, la ficha, sustituir, revocar y quién las firma."""

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Respuesta

from red.base import buscar, llave, transaccion
from red.bitacora.consultas import historia_de
from red.bitacora.operaciones import anotar_lectura
from red.constancias import comprobacion, consultas, hechos, operaciones, sueltas
from red.constancias.consultas import Filtro
from red.constancias.formularios import FormularioFirmante, FormularioMotivo, FormularioSustituir
from red.constancias.modelos import ClaseDeConstancia, Constancia, EstadoConstancia
from red.constancias.vistas import bp
from red.errores import ErrorDeDominio
from red.formacion.exportacion import escribir_csv
from red.formularios import Formulario, opcion_pedida
from red.paginacion import paginar
from red.permisos import Permiso
from red.portero import exigir, identidad, requiere
from red.redes.consultas import la_pedida, nombradas, red_de_clave
from red.redes.modelos import Red
from red.reloj import hoy
from red.textos import fecha

Pagina = str | Respuesta | tuple[str, int]
COLUMNAS = ("Folio", "Nombre", "Clase", "Curso", "Edición", "Emitida", "Estado", "Motivo")


@bp.get("/")
@requiere(Permiso.EMITIR_CONSTANCIA)
def listar() -> Pagina:
    """Las que mis Redes han emitido, con filtros."""
    mias = nombradas(identidad().redes_con(Permiso.EMITIR_CONSTANCIA))
    elegida = la_pedida(mias, request.args.get("red"))
    red = buscar(Red, elegida.id) if elegida is not None else None
    return render_template(
        "constancias/listar.html",
        pagina=paginar(
            consultas.emitidas(identidad(), red, _filtro()), request.args.get("pagina", 1, type=int)
        ),
        redes=[(una.clave, una.nombre) for una in mias],
        red=red if red is not None else (buscar(Red, mias[0].id) if len(mias) == 1 else None),
        clases=ClaseDeConstancia.opciones(),
        estados=EstadoConstancia.opciones(),
    )


def _filtro() -> Filtro:
    return Filtro(
        request.args.get("q", ""),
        opcion_pedida(ClaseDeConstancia, "clase"),
        opcion_pedida(EstadoConstancia, "estado"),
        request.args.get("edicion", type=llave),
    )


@bp.post("/red/<clave>/exportar")
@requiere(Permiso.EMITIR_CONSTANCIA)
def exportar(clave: str) -> Response:
    """La lista como se ve, en un archivo que abre cualquier hoja de cálculo; queda anotado quién se la llevó."""
    red = _red(clave)
    todas = _todas(red)
    with transaccion():
        anotar_lectura("constancia", 0, {"constancias": len(todas)}, red_id=red.id)
    archivo = {"Content-Disposition": f'attachment; filename="constancias-{red.clave}.csv"'}
    filas = [
        (
            una.folio,
            una.nombre or "(borrado)",
            una.clase.etiqueta,
            una.contenido["curso"]["nombre"],
            una.edicion.nombre,
            fecha(una.emitida_el),
            una.estado.etiqueta,
            una.motivo_revocacion or una.motivo_sustitucion or "",
        )
        for una in todas
    ]
    return Response(escribir_csv(COLUMNAS, filas), mimetype="text/csv", headers=archivo)


def _todas(red: Red) -> list[Constancia]:
    numero, juntas = 1, list[Constancia]()
    while True:
        pagina = paginar(consultas.emitidas(identidad(), red, _filtro()), numero, por_pagina=500)
        juntas.extend(pagina.filas)
        if numero >= pagina.paginas:
            return juntas
        numero += 1


@bp.get("/<int:id>")
@requiere(Permiso.EMITIR_CONSTANCIA)
def ver(id: int) -> Pagina:
    """La ficha de una constancia: lo que dice, si vale, y su historia."""
    constancia = _suya(id)
    return render_template(
        "constancias/ver.html",
        constancia=constancia,
        red=constancia.red,
        firma=comprobacion.revisar_firma(constancia),
        siguiente=consultas.la_que_sustituye(constancia) if constancia.sustituida_en else None,
        revisar=hechos.que_revisar(constancia),
        historia=historia_de("constancia", constancia.id),
    )


@bp.route("/<int:id>/sustituir", methods=["GET", "POST"])
@requiere(Permiso.EMITIR_CONSTANCIA)
def sustituir(id: int) -> Pagina:
    """Emite otra con el nombre corregido; la anterior dice cuál la sustituye."""
    constancia = _suya(id)
    actual = constancia.persona.nombre_completo if constancia.persona is not None else constancia.nombre
    form = FormularioSustituir(nombre=actual)
    if form.validate_on_submit():
        nombre, motivo, dia = form.nombre.data or "", form.motivo.data or "", hoy(constancia.red.zona)
        pedida = sueltas.la_que_sustituye(constancia, nombre, motivo, identidad().persona, dia)
        try:
            otra = sueltas.emitir(pedida)
        except ErrorDeDominio as no:
            form.agregar_error(no)
        else:
            flash(f"Emitimos la que la sustituye, con el folio {otra.folio}.", "exito")
            return redirect(url_for("constancias.ver", id=otra.id), 303)
    return _mostrar(
        "constancias/sustituir.html", form, constancia=constancia, hoy_aqui=hoy(constancia.red.zona)
    )


@bp.route("/<int:id>/revocar", methods=["GET", "POST"])
@requiere(Permiso.EMITIR_CONSTANCIA)
def revocar(id: int) -> Pagina:
    """Deja de valer, con su motivo."""
    constancia, form = _suya(id), FormularioMotivo()
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            operaciones.revocar(constancia, form.motivo.data or "", identidad().persona)
        if hecho:
            flash(f"La constancia {constancia.folio} ya no vale. Su código lo dice, con el motivo.", "exito")
            return redirect(url_for("constancias.ver", id=id), 303)
    return _mostrar(
        "constancias/revocar.html", form, constancia=constancia, hoy_aqui=hoy(constancia.red.zona)
    )


@bp.route("/<int:id>/borrar-nombre", methods=["GET", "POST"])
@requiere(Permiso.ADMINISTRAR)
def borrar_nombre(id: int) -> Pagina:
    """A petición de quien la tiene: quita su nombre de lo guardado; la constancia se sigue comprobando."""
    constancia, form = _suya(id), Formulario()
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            operaciones.borrar_nombre(constancia)
        if hecho:
            flash(
                "Borramos el nombre. La constancia se sigue comprobando con su papel o con su código.",
                "exito",
            )
            return redirect(url_for("constancias.ver", id=id), 303)
    return _mostrar("constancias/borrar_nombre.html", form, constancia=constancia)


@bp.route("/red/<clave>/firma", methods=["GET", "POST"])
@requiere(Permiso.EMITIR_CONSTANCIA)
def firma(clave: str) -> Pagina:
    """Quién suscribe las constancias de la Red, desde cuándo y con qué cargo."""
    red = _red(clave)
    form = FormularioFirmante(desde=hoy(red.zona))
    posibles = consultas.podrian_firmar(red, hoy(red.zona))
    form.persona.choices = [("", "No está en el registro"), *((p.id, nombre) for p, nombre in posibles)]
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            operaciones.nombrar_firmante(
                red.id,
                form.persona.data,
                form.nombre.data or "",
                form.puesto.data,
                form.desde.data or hoy(red.zona),
                identidad().persona,
            )
        if hecho:
            flash(f"Desde el {fecha(form.desde.data)} firma {form.nombre.data}.", "exito")
            return redirect(url_for("constancias.firma", clave=clave), 303)
    return _mostrar("constancias/firma.html", form, red=red, firmantes=consultas.firmantes_de(red.id))


def _mostrar(plantilla: str, form: Formulario, **datos: object) -> Pagina:
    return render_template(plantilla, form=form, **datos), 422 if form.hay_errores else 200


def _red(clave: str) -> Red:
    red = red_de_clave(clave)
    exigir(Permiso.EMITIR_CONSTANCIA, red.alcance)
    return red


def _suya(id: int) -> Constancia:
    constancia = buscar(Constancia, id)
    exigir(Permiso.EMITIR_CONSTANCIA, constancia.alcance)
    return constancia
