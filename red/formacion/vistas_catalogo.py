"""Páginas del catálogo: los cursos que se ofrecen, la ficha de cada uno, sus versiones, lo que pide y los contenidos."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from red.base import buscar, transaccion
from red.direcciones import direccion
from red.formacion import (
    catalogo,
    consultas,
    consultas_catalogo,
    contenidos_de_inicio,
    diferencias,
    listas,
    opciones,
    requisitos,
)
from red.formacion.apartados import Apartado, apartado_de_edicion
from red.formacion.formularios_catalogo import (
    FormularioAlternativa,
    FormularioContenido,
    FormularioCurso,
    como_esta,
    formulario_de_curso,
)
from red.formacion.modelos import Edicion
from red.formacion.modelos_catalogo import Contenido, Curso, TipoCurso, VersionDeCurso
from red.formacion.vistas import Pagina, bp
from red.formularios import opcion_pedida
from red.paginacion import paginar
from red.permisos import Identidad, Permiso
from red.portero import exigir, identidad, requiere
from red.recordadas import recordada
from red.redes.consultas import alcance_para, la_pedida, nombradas, redes_de, redes_visibles
from red.redes.modelos import Red
from red.reloj import hoy
from red.textos import contar

# ------------------------------------------------------------------ Para quien integra la Red


@bp.get("/catalogo")
@requiere(Permiso.VER_RED)
@recordada
def oferta() -> Pagina:
    """Los cursos que ofrecen mis Redes: para qué sirve cada uno, a quién, cuánto dura y cuándo se da."""
    visibles = redes_visibles(identidad(), hoy())
    mias = nombradas(visibles)
    elegida = la_pedida(mias, request.args.get("red")) or (mias[0] if len(mias) == 1 else None)
    contenidos = consultas_catalogo.contenidos_de(elegida.id) if elegida else []
    consulta = consultas_catalogo.catalogo(
        frozenset({elegida.id}) if elegida else visibles,
        request.args.get("q", ""),
        opcion_pedida(TipoCurso, "tipo"),
        next((c.id for c in contenidos if str(c.id) == request.args.get("contenido")), None),
    )
    pagina = paginar(consulta, request.args.get("pagina", 1, type=int), por_pagina=12)
    llaves = [curso.id for curso in pagina.filas]
    return render_template(
        "formacion/oferta.html",
        pagina=pagina,
        siguientes=consultas_catalogo.siguientes(llaves, hoy()),
        cubren=consultas_catalogo.contenidos_por_curso(llaves),
        piden=consultas_catalogo.piden_algo(llaves),
        tipos=TipoCurso.opciones(),
        contenidos=[(str(c.id), c.nombre) for c in contenidos],
        redes=[(red.clave, red.nombre) for red in mias],
        gestiona=identidad().puede(Permiso.GESTIONAR_FORMACION),
    )


@bp.get("/cursos/<int:id>")
@requiere(Permiso.VER_RED)
def curso(id: int) -> Pagina:
    """La ficha de un curso; quien coordina ve además sus versiones, qué cambió en cada una y sus ediciones."""
    hallado = consultas.curso(id)
    quien, dia = identidad(), hoy(hallado.red.zona)
    exigir(Permiso.VER_RED, alcance_para(quien, hallado.red))
    gestiona = quien.puede(Permiso.GESTIONAR_FORMACION, hallado.red.alcance)
    versiones = consultas_catalogo.versiones_de(id)
    ediciones = consultas_catalogo.ediciones_de(id)
    return render_template(
        "formacion/ficha_de_curso.html",
        curso=hallado,
        contenidos=versiones[0].contenidos if versiones else [],
        condiciones=requisitos.condiciones(id, quien.persona, dia) if quien.persona else [],
        siguiente=consultas_catalogo.siguientes([id], dia).get(id),
        ediciones=ediciones if gestiona else [e for e in ediciones if not e.cancelada_en][:6],
        versiones=_con_lo_que_cambio(versiones) if gestiona else [],
        abiertas={v.id: sum(e.version_id == v.id for e in ediciones) for v in versiones},
        puede_inscribirse=quien.puede(Permiso.INSCRIBIRSE, hallado.red.alcance),
        gestiona=gestiona,
        dia=dia,
    )


def _con_lo_que_cambio(versiones: Sequence[VersionDeCurso]) -> list[tuple[VersionDeCurso, list[str]]]:
    return [
        (una, diferencias.que_cambio(antes, una) if antes else [])
        for una, antes in pairwise([*versiones, None])
        if una
    ]


@apartado_de_edicion
def _que_cubre(edicion: Edicion, _quien: Identidad) -> Apartado:
    contenidos = edicion.version_fijada.contenidos if edicion.version_fijada else []
    titulo = "Qué contenidos cubre" if contenidos else "El curso"
    return Apartado(titulo, "formacion/_contenidos_de_edicion.html", {"contenidos": contenidos}, orden=5)


# ------------------------------------------------------------------ Para quien coordina


@bp.get("/cursos")
@requiere(Permiso.GESTIONAR_FORMACION)
@recordada
def cursos() -> Pagina:
    """Los cursos de las Redes que coordino, con sus ediciones."""
    redes = identidad().redes_con(Permiso.GESTIONAR_FORMACION)
    consulta = listas.cursos(redes, request.args.get("q", ""), opcion_pedida(TipoCurso, "tipo"))
    return render_template(
        "formacion/cursos.html",
        pagina=paginar(consulta, request.args.get("pagina", 1, type=int)),
        tipos=TipoCurso.opciones(),
        redes=nombradas(redes)[:6],
        varias_redes=redes is None or len(redes) > 1,
    )


def _mis_redes() -> list[Red]:
    redes = redes_de(identidad().redes_con(Permiso.GESTIONAR_FORMACION))
    if not redes:
        abort(404)
    return redes


@bp.route("/cursos/nuevo", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def curso_nuevo() -> Pagina:
    """Registra un curso en una Red que coordino y pasa a abrir su primera edición."""
    redes = _mis_redes()
    pedida = next((red for red in redes if red.clave == request.args.get("red")), None)
    suya = redes[0] if len(redes) == 1 else pedida
    clase = formulario_de_curso(consultas_catalogo.contenidos_de(suya.id) if suya else [])
    formulario = clase(nombre=request.args.get("nombre", ""))
    formulario.red_id.choices = [(red.id, red.nombre) for red in redes]
    elegida = suya.id if suya else formulario.red_id.data
    if suya:
        del formulario.red_id
    if formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            nuevo = catalogo.crear_curso(elegida, formulario.datos())
        if hecho:
            flash("Registramos el curso. Ahora abre su primera edición.", "exito")
            return redirect(url_for("formacion.edicion_nueva", curso_id=nuevo.id), 303)
    pagina = render_template("formacion/curso.html", formulario=formulario, curso=None, red=suya)
    return pagina, 422 if formulario.hay_errores else 200


@bp.route("/cursos/<int:id>/editar", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def curso_editar(id: int) -> Pagina:
    """Corrige un curso; si ya tiene ediciones hace otra versión, y lo dice."""
    hallado = _curso_propio(id)
    version = consultas_catalogo.ultima_version(id)
    ediciones = consultas_catalogo.ediciones_de(id)
    formulario = _formulario_de(hallado, version)
    if formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            formulario.comprobar()
            nueva = catalogo.editar_curso(id, formulario.datos())
            numero = nueva.numero
        if hecho:
            flash(_que_quedo(numero, version.numero if version else 1, len(ediciones)), "exito")
            return redirect(url_for("formacion.curso", id=id), 303)
    pagina = render_template(
        "formacion/curso.html",
        formulario=formulario,
        curso=hallado,
        red=hallado.red,
        numero=version.numero if version else 1,
        suyas=sum(version is None or e.version_id in {version.id, None} for e in ediciones),
    )
    return pagina, 422 if formulario.hay_errores else 200


def _formulario_de(curso: Curso, version: VersionDeCurso | None) -> FormularioCurso:
    """El formulario con los contenidos que se piden y los que el curso ya cubría, aunque se hayan retirado."""
    contenidos = list(consultas_catalogo.contenidos_de(curso.red_id))
    cubiertos = [c.contenido for c in version.contenidos] if version else []
    contenidos += [c for c in cubiertos if c not in contenidos]
    formulario = formulario_de_curso(contenidos)(data=como_esta(curso, version))
    del formulario.red_id
    vacias = {campo.name: None for campo in formulario.campos_de_contenido()}

    def leer() -> dict[str, Any]:
        return vacias | como_esta(curso, consultas_catalogo.ultima_version(curso.id))

    formulario.cuidar(curso, leer)
    return formulario


def _que_quedo(numero: int, antes: int, ediciones: int) -> str:
    if numero == antes:
        return "Guardamos los cambios del curso."
    conservan = "la edición ya abierta conserva" if ediciones == 1 else "las ediciones ya abiertas conservan"
    return f"Guardamos la versión {numero}: {conservan} la versión con que se {'abrió' if ediciones == 1 else 'abrieron'}."


def _curso_propio(id: int) -> Curso:
    hallado = consultas.curso(id)
    exigir(Permiso.GESTIONAR_FORMACION, hallado.red.alcance)
    return hallado


@bp.post("/cursos/<int:id>/ofrecer")
@requiere(Permiso.GESTIONAR_FORMACION)
def curso_ofrecer(id: int) -> Pagina:
    """Saca el curso del catálogo o lo regresa."""
    hallado = _curso_propio(id)
    retirado = hallado.retirado_el is not None
    with transaccion():
        (catalogo.volver_a_ofrecer if retirado else catalogo.dejar_de_ofrecer)(id)
    flash(
        "El curso vuelve al catálogo."
        if retirado
        else "El curso salió del catálogo. Sus ediciones siguen igual.",
        "exito",
    )
    return redirect(url_for("formacion.curso", id=id), 303)


# ------------------------------------------------------------------ Lo que un curso pide antes


@bp.route("/cursos/<int:id>/requisitos", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def curso_requisitos(id: int) -> Pagina:
    """Las condiciones del curso: agrega una, otra manera de cumplirla, o quita lo que ya no se pida."""
    hallado = _curso_propio(id)
    formulario = FormularioAlternativa()
    if formulario.validate_on_submit():
        pedida = opciones.leer_requisito(formulario.que.data or "")
        if pedida is None:
            abort(400)
        with transaccion(formulario) as hecho:
            catalogo.pedir_tambien(id, pedida, request.form.get("grupo", type=int))
        if hecho:
            flash("Agregamos lo que se pide antes.", "exito")
            return redirect(url_for("formacion.curso_requisitos", id=id), 303)
    grupos = requisitos.por_grupos(consultas_catalogo.requisitos_de(id))
    pagina = render_template(
        "formacion/requisitos.html",
        curso=hallado,
        formulario=formulario,
        grupos=[[(uno, requisitos.como_se_pide(uno)) for uno in grupo] for grupo in grupos],
        opciones=opciones.de_requisitos(hallado),
        pedido_en=request.form.get("grupo", 0, type=int),
    )
    return pagina, 422 if formulario.hay_errores else 200


@bp.post("/cursos/<int:id>/requisitos/<int:requisito>/quitar")
@requiere(Permiso.GESTIONAR_FORMACION)
def curso_requisito_quitar(id: int, requisito: int) -> Pagina:
    """Deja de pedir eso."""
    _curso_propio(id)
    try:
        with transaccion():
            catalogo.ya_no_pedir(id, requisito)
    except catalogo.RequisitoImposible as error:
        flash(error.mensaje, "error")
    else:
        flash("Ya no se pide.", "exito")
    return redirect(url_for("formacion.curso_requisitos", id=id), 303)


# ------------------------------------------------------------------ Los contenidos


@bp.get("/contenidos")
@requiere(Permiso.GESTIONAR_FORMACION)
def contenidos() -> Pagina:
    """Los temas que la Red quiere que todas conozcan, en su orden, con los cursos que los cubren."""
    redes = _mis_redes()
    red = la_pedida(nombradas(identidad().redes_con(Permiso.GESTIONAR_FORMACION)), request.args.get("red"))
    elegida = next(una for una in redes if red is None or una.id == red.id)
    suyos = consultas_catalogo.contenidos_de(elegida.id, con_retirados=True)
    return render_template(
        "formacion/contenidos.html",
        red=elegida,
        redes=[(una.clave, una.nombre) for una in redes],
        contenidos=suyos,
        cuanto=consultas_catalogo.horas_y_cursos(elegida.id),
        faltan_de_inicio=len(contenidos_de_inicio.LOS_SIETE)
        - sum(c.nombre in {nombre for nombre, _ in contenidos_de_inicio.LOS_SIETE} for c in suyos),
    )


def _red_propia(clave: str) -> Red:
    red = next((una for una in _mis_redes() if una.clave == clave), None)
    if red is None:
        abort(404)
    return red


def _a_los_contenidos(red: Red) -> Pagina:
    return redirect(direccion("formacion.contenidos", {"red": red.clave}), 303)


@bp.post("/contenidos/<clave>/empezar")
@requiere(Permiso.GESTIONAR_FORMACION)
def contenidos_empezar(clave: str) -> Pagina:
    """Agrega los siete contenidos con que una Red puede empezar."""
    red = _red_propia(clave)
    with transaccion():
        cuantos = len(contenidos_de_inicio.empezar(red.id))
    flash(
        f"Agregamos {contar(cuantos, 'contenido', 'contenidos')}. Corrígelos como le sirva a tu Red.", "exito"
    )
    return _a_los_contenidos(red)


@bp.route("/contenidos/<clave>/nuevo", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def contenido_nuevo(clave: str) -> Pagina:
    """Agrega un contenido al final de la lista."""
    red, formulario = _red_propia(clave), FormularioContenido()
    del formulario.orden
    if formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            catalogo.crear_contenido(
                red.id,
                " ".join((formulario.nombre.data or "").split()),
                (formulario.que_abarca.data or "").strip(),
            )
        if hecho:
            flash("Agregamos el contenido.", "exito")
            return _a_los_contenidos(red)
    pagina = render_template("formacion/contenido.html", formulario=formulario, red=red, contenido=None)
    return pagina, 422 if formulario.hay_errores else 200


@bp.route("/contenidos/<int:id>/editar", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def contenido_editar(id: int) -> Pagina:
    """Corrige un contenido y su lugar en la lista."""
    contenido = _contenido_propio(id)
    formulario = FormularioContenido(obj=contenido)
    formulario.cuidar(contenido)
    if formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            formulario.comprobar()
            catalogo.editar_contenido(
                id,
                " ".join((formulario.nombre.data or "").split()),
                (formulario.que_abarca.data or "").strip(),
                formulario.orden.data or 1,
            )
        if hecho:
            flash("Guardamos el contenido.", "exito")
            return _a_los_contenidos(contenido.red)
    pagina = render_template(
        "formacion/contenido.html", formulario=formulario, red=contenido.red, contenido=contenido
    )
    return pagina, 422 if formulario.hay_errores else 200


def _contenido_propio(id: int) -> Contenido:
    contenido = buscar(Contenido, id)
    exigir(Permiso.GESTIONAR_FORMACION, contenido.red.alcance)
    return contenido


@bp.post("/contenidos/<int:id>/pedir")
@requiere(Permiso.GESTIONAR_FORMACION)
def contenido_pedir(id: int) -> Pagina:
    """Deja de pedir un contenido o vuelve a pedirlo."""
    contenido = _contenido_propio(id)
    retirado = contenido.retirado_el is not None
    with transaccion():
        (catalogo.reponer_contenido if retirado else catalogo.retirar_contenido)(id)
    flash("El contenido se pide otra vez." if retirado else "El contenido ya no se pide.", "exito")
    return _a_los_contenidos(contenido.red)
