"""Páginas del relevo: empezarlo, decidir qué pasa con cada cosa, confirmarlo y su acta."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from red.base import buscar, llave, transaccion
from red.documentos.consultas import de_referencia
from red.errores import ErrorDeDominio, NoEncontrado
from red.formularios import Formulario, opcion_pedida
from red.paginacion import paginar
from red.permisos import Alcance, Identidad, Permiso
from red.personas.consultas import persona_de_clave
from red.portero import exigir, identidad, requiere
from red.redes.apartados import Pendiente, pendientes_de_red
from red.redes.consultas import alcance_de_institucion
from red.redes.modelos import Red
from red.relevos import consultas, operaciones
from red.relevos.formularios import FormularioSalida, formulario_de
from red.relevos.modelos import EstadoRelevo, Relevo
from red.reloj import hoy
from red.territorios.perfiles import perfil_de
from red.textos import contar
from red.unidades.consultas import personas_de_institucion
from red.unidades.consultas_papeles import redes_que_emiten
from red.unidades.modelos import Designacion, Unidad

bp = Blueprint("relevos", __name__, url_prefix="/relevos")
Respuesta = str | tuple[str, int] | Response


@bp.get("/")
@requiere(Permiso.CUIDAR_UNIDAD)
def listar() -> str:
    """Los relevos en marcha y ya hechos, y quién parece haberse ido sin entregar."""
    quien, dia = identidad(), hoy()
    return render_template(
        "relevos/listar.html",
        pagina=paginar(
            consultas.relevos(quien, dia, opcion_pedida(EstadoRelevo, "estado")),
            request.args.get("pagina", 1, type=int),
        ),
        por_relevar=paginar(consultas.por_relevar(quien, dia), 1, por_pagina=50),
        estados=EstadoRelevo.opciones(),
    )


@bp.get("/de/<clave>")
@requiere(Permiso.CUIDAR_UNIDAD)
def de_persona(clave: str) -> str:
    """Las funciones que alguien sostiene, cada una con su relevo: para cuando deja la institución."""
    persona = persona_de_clave(clave)
    quien, dia = identidad(), hoy()
    funciones = consultas.funciones_de(persona.id, quien, dia)
    if not funciones:
        raise NoEncontrado
    return render_template(
        "relevos/de_persona.html",
        persona=persona,
        funciones=[(d, consultas.borrador_de(d.id)) for d in funciones],
    )


@bp.route("/nuevo", methods=["GET", "POST"])
@requiere(Permiso.CUIDAR_UNIDAD)
def nuevo() -> Respuesta:
    """Empieza el relevo de una función: el último día y el motivo."""
    designacion = buscar(Designacion, request.args.get("designacion", 0, type=llave))
    _exigir(designacion.unidad)
    en_marcha = consultas.borrador_de(designacion.id)
    if en_marcha is not None:
        return redirect(url_for("relevos.ver", id=en_marcha.id), 303)
    zona = zona_de(designacion.unidad)
    formulario = FormularioSalida(ultimo_dia=hoy(zona))
    formulario.huso = zona
    if formulario.validate_on_submit():
        assert formulario.ultimo_dia.data is not None
        with transaccion(formulario) as hecho:
            relevo = operaciones.preparar(
                designacion.id,
                formulario.ultimo_dia.data,
                formulario.motivo.data or "",
                identidad(),
                hoy(zona),
            )
        if hecho:
            return redirect(url_for("relevos.ver", id=relevo.id), 303)
    return _pagina("relevos/nuevo.html", formulario, designacion=designacion)


@bp.route("/<int:id>", methods=["GET", "POST"])
@requiere(Permiso.CUIDAR_UNIDAD)
def ver(id: int) -> Respuesta:
    """El relevo: mientras se prepara, qué pasa con cada cosa; después, qué se hizo y su acta."""
    relevo, alcance = _cargar(id)
    unidad, dia = relevo.designacion.unidad, hoy(zona_de(relevo.designacion.unidad))
    entregas = [e for e in consultas.entregas(id) if consultas.puede_atender(e, identidad(), dia)]
    if relevo.estado is not EstadoRelevo.BORRADOR:
        return render_template(
            "relevos/ver.html",
            relevo=relevo,
            zona=zona_de(unidad),
            entregas=entregas,
            actas=de_referencia(f"relevo:{id}"),
            redes=redes_que_emiten(unidad, identidad(), dia),
            puede_invitar=identidad().puede(Permiso.INVITAR, alcance),
        )
    formulario = formulario_de(
        entregas,
        _pueden_recibir(relevo, alcance),
        cubre=relevo.cubre.value,
        sucesora_id=relevo.sucesora_id,
    )
    if formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            operaciones.decidir(
                relevo, formulario.cubre.data, formulario.sucesora_id.data, formulario.decisiones(entregas)
            )
        if hecho:
            return redirect(url_for("relevos.confirmar", id=id), 303)
    return _pagina("relevos/decidir.html", formulario, relevo=relevo, entregas=entregas)


def _pueden_recibir(relevo: Relevo, alcance: Alcance) -> list[tuple[int, str]]:
    unidad = relevo.designacion.unidad
    personas = personas_de_institucion(
        unidad.institucion_id,
        hoy(zona_de(unidad)),
        todas=identidad().puede(Permiso.VER_REGISTRO, alcance),
        quien=identidad().persona,
    )
    return [(p.id, p.nombre_visible) for p in personas if p.id != relevo.designacion.persona_id]


@bp.route("/<int:id>/confirmar", methods=["GET", "POST"])
@requiere(Permiso.CUIDAR_UNIDAD)
def confirmar(id: int) -> Respuesta:
    """Muestra todo lo que pasará y lo hace de una vez."""
    relevo, _ = _cargar(id)
    dia = hoy(zona_de(relevo.designacion.unidad))
    if relevo.estado is not EstadoRelevo.BORRADOR:
        return redirect(url_for("relevos.ver", id=id), 303)
    formulario = Formulario()
    if formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            operaciones.confirmar(relevo, identidad(), dia)
        if hecho:
            flash("Hicimos el relevo. Imprime su acta para que la firmen.", "exito")
            return redirect(url_for("relevos.ver", id=id), 303)
    return _pagina(
        "relevos/confirmar.html",
        formulario,
        relevo=relevo,
        entregas=[e for e in consultas.entregas(id) if consultas.puede_atender(e, identidad(), dia)],
        todavia_no=relevo.ultimo_dia > dia,
    )


@bp.route("/<int:id>/cancelar", methods=["GET", "POST"])
@requiere(Permiso.CUIDAR_UNIDAD)
def cancelar(id: int) -> Respuesta:
    """Cancela un relevo que no se ha confirmado: nada había cambiado."""
    relevo, _ = _cargar(id)
    formulario = Formulario()
    if formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            operaciones.cancelar(relevo)
        if hecho:
            flash("Cancelamos el relevo: todo sigue como estaba.", "exito")
            return redirect(url_for("unidades.ver", id=relevo.designacion.unidad_id), 303)
    return _pagina("relevos/cancelar.html", formulario, relevo=relevo)


@bp.post("/<int:id>/acta")
@requiere(Permiso.CUIDAR_UNIDAD)
def acta(id: int) -> Response:
    """Emite el acta de entrega-recepción; si ya se emitió, lleva a ella."""
    relevo, _ = _cargar(id)
    unidad = relevo.designacion.unidad
    dia = hoy(zona_de(unidad))
    posibles = redes_que_emiten(unidad, identidad(), dia)
    if not posibles:
        raise ErrorDeDominio(
            "La institución no participa hoy en ninguna Red: el acta la emite la Red en que participa."
        )
    red = next((r for r in posibles if r.clave == request.form.get("red")), posibles[0])
    with transaccion():
        documento = operaciones.acta(relevo, red, identidad().persona, dia)
    return redirect(url_for("documentos.ver", id=documento.id), 303)


@pendientes_de_red
def _por_entregar(red: Red, quien: Identidad) -> list[Pendiente]:
    """A quien cuida las unidades de la Red: relevos sin confirmar y funciones de quien ya se fue."""
    if not quien.puede(Permiso.CUIDAR_UNIDAD, red.alcance):
        return []
    pendientes = []
    dia = hoy(red.zona)
    fueron = consultas.cuantos(consultas.por_relevar(quien, dia, red.id))
    if fueron:
        texto = contar(
            fueron,
            "función es de alguien que ya no trabaja ahí",
            "funciones son de quienes ya no trabajan ahí",
        )
        pendientes.append(
            Pendiente(
                texto,
                url_for("relevos.listar"),
                "Haz su relevo para que se entregue lo que tenía abierto.",
                tono="atencion",
            )
        )
    en_marcha = consultas.cuantos(consultas.en_marcha(red.id, dia))
    if en_marcha:
        texto = contar(en_marcha, "relevo espera que lo confirmes", "relevos esperan que los confirmes")
        pendientes.append(
            Pendiente(texto, url_for("relevos.listar", estado="borrador"), "Nada cambia hasta confirmarlo.")
        )
    return pendientes


def zona_de(unidad: Unidad) -> str:
    """Donde trabaja la unidad."""
    return perfil_de(unidad.institucion.territorio.pais).zona


def _exigir(unidad: Unidad) -> Alcance:
    alcance = alcance_de_institucion(unidad.institucion_id, hoy(zona_de(unidad)))
    exigir(Permiso.CUIDAR_UNIDAD, alcance)
    return alcance


def _cargar(id: int) -> tuple[Relevo, Alcance]:
    relevo = buscar(Relevo, id)
    return relevo, _exigir(relevo.designacion.unidad)


def _pagina(plantilla: str, formulario: Formulario, **extras: Any) -> tuple[str, int]:
    pagina = render_template(plantilla, formulario=formulario, **extras)
    return pagina, 422 if formulario.hay_errores else 200
