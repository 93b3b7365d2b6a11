"""La lista de unidades, la ficha de cada una y sus designaciones."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from red.a_la_fecha import a_la_fecha, dia_pedido
from red.acceso import frenos
from red.base import buscar, llave, transaccion
from red.bitacora.consultas import historia_de
from red.duplicados.consultas import parecidas_a
from red.duplicados.parecido import Parecido
from red.formularios import Formulario, opcion_pedida
from red.instituciones.modelos import Institucion
from red.paginacion import paginar
from red.permisos import Alcance, Identidad, Permiso
from red.personas.modelos import Persona
from red.portero import exigir, identidad, requiere
from red.recordadas import recordada
from red.redes import consultas as redes
from red.redes.apartados import Pendiente, pendientes_de_red
from red.redes.modelos import Red
from red.reloj import ahora, hoy
from red.territorios.perfiles import perfil_de
from red.textos import contar
from red.unidades import (
    consultas,
    consultas_por_confirmar,
    consultas_vida,
    operaciones,
    operaciones_por_confirmar,
    requisitos,
)
from red.unidades.formularios import (
    FormularioDesignacion,
    FormularioTermino,
    FormularioTerminoDeDesignacion,
    FormularioUnidad,
)
from red.unidades.modelos import (
    PRINCIPALES,
    AreaMinima,
    Designacion,
    DesignacionPorConfirmar,
    EstadoUnidad,
    Funcion,
    TipoUnidad,
    Unidad,
)

bp = Blueprint("unidades", __name__, url_prefix="/unidades")

SE_LEE = timedelta(days=30)
"""Cuánto tiempo ve quien la pidió que una designación no se aceptó."""
POR_CONFIRMAR = "Quedó por confirmar: la coordinación de la Red mira quién es y lo confirma."


@bp.get("/")
@requiere(Permiso.VER_RED)
@a_la_fecha
@recordada
def listar() -> str:
    """Unidades de mis Redes y cuánto falta para que todas las instituciones tengan la suya."""
    dia = dia_pedido()
    visibles = redes.redes_visibles(identidad(), hoy())
    mias = redes.nombradas(visibles)
    red = redes.la_pedida(mias, request.args.get("red")) or (mias[0] if len(mias) == 1 else None)
    en = visibles if red is None else frozenset({red.id})
    consulta = consultas.listado(
        dia,
        entre=redes.llaves_de_instituciones(en, dia),
        propias=identidad().instituciones_con(Permiso.VER_RED) if red is None else frozenset(),
        texto=request.args.get("q", ""),
        tipo=opcion_pedida(TipoUnidad, "tipo"),
        estado=opcion_pedida(EstadoUnidad, "estado"),
        vacante=opcion_pedida(Funcion, "vacante"),
    )
    pagina = consultas.pagina_de(consulta, request.args.get("pagina", 1, type=int))
    return render_template(
        "unidades/listar.html",
        pagina=pagina,
        etapas=consultas_vida.etapas(pagina.filas, dia),
        sostienen=consultas.sostienen([unidad.id for unidad in pagina.filas], dia),
        red=red,
        puede_cuidar=identidad().puede(Permiso.CUIDAR_UNIDAD),
        redes=[(r.clave, r.nombre) for r in mias],
        cobertura=consultas.cobertura(red.id, dia) if red else [],
        faltan=paginar(consultas.sin_unidad(red.id, dia), 1, por_pagina=12) if red else None,
        perfil=perfil_de(red.pais if red else "MX"),
        tipos=TipoUnidad.opciones(),
        estados=EstadoUnidad.opciones(),
        funciones=[(f.value, f.etiqueta) for f in PRINCIPALES],
    )


@bp.get("/<int:id>")
@requiere(Permiso.VER_RED)
@a_la_fecha
def ver(id: int) -> str:
    """La ficha: en qué etapa está, quién la sostiene ese día y quién la sostuvo antes."""
    unidad, alcance = cargar(id, Permiso.VER_RED)
    dia = dia_pedido(zona_de(unidad))
    todas = consultas.designaciones(id)
    actuales = {f: [d for d in todas if d.funcion is f and d.esta_vigente(dia)] for f in Funcion}
    presentes = {d.area for d in actuales[Funcion.INTEGRANTE]}
    cumple = consultas_vida.cumple(id, dia)
    return render_template(
        "unidades/ver.html",
        unidad=unidad,
        etapa=consultas_vida.etapas([unidad], dia)[id],
        actuales=actuales,
        sin_area=[area for area in AreaMinima if area not in presentes],
        advertencia=consultas_vida.advertencia_de_dependencia(unidad, actuales[Funcion.TITULAR], dia),
        basicos=requisitos.cumplidos(requisitos.Peldano.BASICO, cumple, requisitos.fichas_de(unidad.tipo)),
        proximas=[d for d in todas if d.desde > dia],
        pasadas=[d for d in todas if d.hasta is not None and d.hasta < dia],
        por_confirmar=_por_confirmar(unidad, alcance),
        puede_confirmar=identidad().puede(Permiso.EDITAR_RED, alcance),
        perfil=perfil_de(unidad.institucion.territorio.pais),
        puede_designar=unidad.hasta is None and identidad().puede(Permiso.REGISTRAR_UNIDAD, alcance),
        puede_editar=unidad.hasta is None and identidad().puede(Permiso.CUIDAR_UNIDAD, alcance),
        ve_formacion=unidad.hasta is None and identidad().puede(Permiso.VER_FORMACION, alcance),
        historia=historia_de("unidad", id) if identidad().puede(Permiso.REGISTRAR_UNIDAD, alcance) else [],
    )


def _por_confirmar(unidad: Unidad, alcance: Alcance) -> Sequence[DesignacionPorConfirmar]:
    """Las designaciones pedidas por correo que esperan, y las que hace poco no se aceptaron; para quien designa."""
    if not identidad().puede(Permiso.REGISTRAR_UNIDAD, alcance):
        return []
    return consultas_por_confirmar.de_unidad(unidad.id, ahora() - SE_LEE)


@bp.route("/nueva", methods=["GET", "POST"])
@requiere(Permiso.REGISTRAR_UNIDAD)
def nueva() -> str | tuple[str, int] | Response:
    """Registra la unidad de una institución: la mía, o la que se diga en la dirección."""
    propias = identidad().instituciones_con(Permiso.REGISTRAR_UNIDAD)
    institucion_id = request.args.get("institucion", type=llave)
    if institucion_id is None and len(propias) == 1:
        institucion_id = next(iter(propias))
    if institucion_id is None:
        return redirect(url_for("instituciones.listar"))
    institucion = buscar(Institucion, institucion_id)
    alcance = redes.alcance_de_institucion(institucion_id, hoy())
    exigir(Permiso.REGISTRAR_UNIDAD, alcance)
    perfil = perfil_de(institucion.territorio.pais)
    formulario = FormularioUnidad(
        tipo=perfil.tipo_de_unidad,
        nombre=perfil.unidad.singular[0].upper() + perfil.unidad.singular[1:],
        estado=EstadoUnidad.DESIGNADA.value,
    )
    formulario.huso = perfil.zona
    if formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            unidad = operaciones.registrar(
                institucion,
                formulario.datos(),
                formulario.etapa_desde.data or formulario.instalada_el.data or hoy(perfil.zona),
                otra=identidad().puede(Permiso.CUIDAR_UNIDAD, alcance),
                quien_id=identidad().persona,
            )
        if hecho:
            flash("Registramos la unidad. Ahora di quién es titular, suplente y enlace.", "exito")
            return redirect(url_for("unidades.ver", id=unidad.id), 303)
    return pagina_con("unidades/nueva.html", formulario, institucion=institucion)


@bp.route("/<int:id>/editar", methods=["GET", "POST"])
@requiere(Permiso.CUIDAR_UNIDAD)
def editar(id: int) -> str | tuple[str, int] | Response:
    """Corrige los datos de la unidad; sus etapas avanzan en la instalación."""
    unidad, _ = cargar(id, Permiso.CUIDAR_UNIDAD)
    formulario = FormularioUnidad(obj=unidad)
    del formulario.estado, formulario.etapa_desde
    formulario.huso = zona_de(unidad)
    formulario.cuidar(unidad, apartar=lambda: operaciones.apartar(unidad))
    if formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            formulario.comprobar()
            operaciones.corregir(unidad, formulario.datos())
        if hecho:
            flash("Guardamos los datos de la unidad.", "exito")
            return redirect(url_for("unidades.ver", id=id), 303)
    return pagina_con("unidades/editar.html", formulario, unidad=unidad)


@bp.route("/<int:id>/designar", methods=["GET", "POST"])
@requiere(Permiso.REGISTRAR_UNIDAD)
def designar(id: int) -> str | tuple[str, int] | Response:
    """Designa titular, suplente, enlace o integrante, con fecha y oficio."""
    unidad, alcance = cargar(id, Permiso.REGISTRAR_UNIDAD)
    formulario = FormularioDesignacion(
        funcion=opcion_pedida(Funcion, "funcion"), area=request.args.get("area")
    )
    formulario.huso = zona_de(unidad)
    del_lugar = consultas.personas_de_institucion(
        unidad.institucion_id,
        hoy(),
        todas=identidad().puede(Permiso.VER_REGISTRO, alcance),
        quien=identidad().persona,
    )
    parecidas = _parecidas(formulario, alcance)
    _ofrecer_personas(formulario, del_lugar, [persona for persona, _ in parecidas])
    ve_registro = identidad().puede(Permiso.VER_REGISTRO, alcance)
    hay_que_preguntar = bool(parecidas) and formulario.es_nueva and not formulario.es_otra.data
    if formulario.validate_on_submit() and not hay_que_preguntar:
        por_confirmar = formulario.es_nueva and not ve_registro
        if por_confirmar:
            frenos.REGISTRAR_A_ALGUIEN.contar(str(identidad().cuenta))
        with transaccion(formulario) as hecho:
            _designar(unidad, formulario, alcance)
        if hecho:
            dicho = formulario.desde.data.con_articulo
            flash(POR_CONFIRMAR if por_confirmar else f"Registramos la designación desde {dicho}.", "exito")
            return redirect(url_for("unidades.ver", id=id), 303)
    puede_relevar = identidad().puede(Permiso.CUIDAR_UNIDAD, alcance)
    return pagina_con(
        "unidades/designar.html",
        formulario,
        unidad=unidad,
        ve_registro=ve_registro,
        puede_relevar=puede_relevar,
        parecidas=parecidas if formulario.es_nueva else [],
    )


def _ofrecer_personas(
    formulario: FormularioDesignacion, del_lugar: Sequence[Persona], parecidas: Sequence[Persona]
) -> None:
    """A quién se puede elegir: a nadie de entrada, a quienes trabajan ahí, a las parecidas y a otra."""
    ya = {persona.id for persona in del_lugar}
    formulario.persona_id.choices = [
        ("", "Elige a quién"),
        *((persona.id, persona.nombre_visible) for persona in del_lugar),
        *((p.id, f"{p.nombre_completo}, que ya está registrada") for p in parecidas if p.id not in ya),
        (0, "Otra persona, que no está en la lista"),
    ]


def _parecidas(formulario: FormularioDesignacion, alcance: Alcance) -> list[tuple[Persona, Parecido]]:
    """Quienes ya están en el registro y podrían ser quien se va a registrar; sólo para quien puede ver el registro."""
    if not formulario.is_submitted() or not identidad().puede(Permiso.VER_REGISTRO, alcance):
        return []
    return parecidas_a(
        formulario.nombre.data or "",
        formulario.primer_apellido.data or "",
        formulario.segundo_apellido.data,
        formulario.correo.data or "",
        None,
        redes=identidad().redes_con(Permiso.VER_REGISTRO),
        dia=hoy(),
    )


def _designar(unidad: Unidad, formulario: FormularioDesignacion, alcance: Alcance) -> None:
    comunes: dict[str, Any] = {
        "desde": formulario.desde.data,
        "oficio": (formulario.oficio.data or "").strip() or None,
        "area": formulario.area.data,
        "quien_id": identidad().persona,
        "releva": formulario.releva.data and identidad().puede(Permiso.CUIDAR_UNIDAD, alcance),
    }
    if not formulario.es_nueva:
        persona = buscar(Persona, formulario.persona_id.data)
        operaciones.designar(unidad, persona, formulario.funcion.data, **comunes)
        return
    if not identidad().puede(Permiso.VER_REGISTRO, alcance):
        # A quien no puede ver el registro se le contesta igual esté ese correo en él o no: ni siquiera se busca.
        comunes["pedida_por_id"] = comunes.pop("quien_id")
        alguien = operaciones_por_confirmar.Alguien(**formulario.persona_nueva())
        operaciones_por_confirmar.pedir(unidad, alguien, formulario.funcion.data, **comunes)
        return
    operaciones.registrar_y_designar(
        unidad,
        **formulario.persona_nueva(),
        funcion=formulario.funcion.data,
        **comunes,
        confirma_id=identidad().persona if identidad().puede(Permiso.CONFIRMAR_PUESTO, alcance) else None,
    )


@bp.route("/designaciones/<int:id>/terminar", methods=["GET", "POST"])
@requiere(Permiso.CUIDAR_UNIDAD)
def terminar_designacion(id: int) -> str | tuple[str, int] | Response:
    """Termina una designación: dice su último día y queda en la historia."""
    designacion = buscar(Designacion, id)
    unidad, _ = cargar(designacion.unidad_id, Permiso.CUIDAR_UNIDAD)
    formulario = FormularioTerminoDeDesignacion(hasta=hoy(zona_de(unidad)))
    formulario.huso = zona_de(unidad)
    if formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            operaciones.terminar(designacion, formulario.hasta.data)
        if hecho:
            flash("Terminamos la designación. Su historia se conserva en la ficha.", "exito")
            return redirect(url_for("unidades.ver", id=unidad.id), 303)
    return pagina_con("unidades/terminar.html", formulario, unidad=unidad, designacion=designacion)


@bp.route("/<int:id>/cerrar", methods=["GET", "POST"])
@requiere(Permiso.CUIDAR_UNIDAD)
def cerrar(id: int) -> str | tuple[str, int] | Response:
    """Cierra una unidad que dejó de existir, con sus designaciones."""
    unidad, _ = cargar(id, Permiso.CUIDAR_UNIDAD)
    formulario = FormularioTermino(hasta=hoy(zona_de(unidad)))
    formulario.huso = zona_de(unidad)
    if formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            operaciones.cerrar(unidad, formulario.dia, identidad().persona)
        if hecho:
            flash("Cerramos la unidad. Su historia se conserva.", "exito")
            return redirect(url_for("instituciones.ver", id=unidad.institucion_id), 303)
    return pagina_con("unidades/cerrar.html", formulario, unidad=unidad)


@pendientes_de_red
def _vacantes(red: Red, quien: Identidad) -> list[Pendiente]:
    """A quien coordina la Red: las unidades instaladas que se quedaron sin titular o sin suplente."""
    if not quien.puede(Permiso.REGISTRAR_UNIDAD, red.alcance):
        return []
    frases = (
        (Funcion.TITULAR, "unidad instalada no tiene titular", "unidades instaladas no tienen titular"),
        (Funcion.SUPLENTE, "unidad instalada no tiene suplente", "unidades instaladas no tienen suplente"),
    )
    pendientes = []
    for funcion, singular, plural in frases:
        cuantas = consultas.cuantas_sin(funcion, frozenset({red.id}), hoy(red.zona))
        if cuantas:
            url = url_for("unidades.listar", red=red.clave, vacante=funcion.value)
            detalle = "Designa a quien falta para que nada se detenga si alguien se va."
            pendientes.append(Pendiente(contar(cuantas, singular, plural), url, detalle))
    return pendientes


def cargar(id: int, permiso: Permiso) -> tuple[Unidad, Alcance]:
    """La unidad y su alcance; si no se tiene el permiso sobre ella, no existe."""
    unidad = buscar(Unidad, id)
    alcance = redes.alcance_de_institucion(unidad.institucion_id, hoy())
    exigir(permiso, alcance)
    return unidad, alcance


def zona_de(unidad: Unidad) -> str:
    """Donde trabaja la unidad: el día en que algo pasa es el de su país."""
    return perfil_de(unidad.institucion.territorio.pais).zona


def pagina_con(plantilla: str, formulario: Formulario, **extras: Any) -> tuple[str, int]:
    """La página con su formulario: 422 si algo hay que corregir."""
    pagina = render_template(plantilla, formulario=formulario, **extras)
    return pagina, 422 if formulario.hay_errores else 200
