"""Los avisos de privacidad que administra la plataforma: leer cada versión, escribir otra, compararla y publicarla."""

import difflib
from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for

from red.base import buscar, transaccion
from red.errores import NoEncontrado
from red.permisos import Permiso
from red.personas import consultas, operaciones_privacidad
from red.personas.avisos_de_privacidad import JURISDICCIONES, huella_de, partes
from red.personas.formularios_privacidad import FormularioDeAviso, FormularioPublicar
from red.personas.modelos_de_privacidad import ELECTIVAS, AvisoPrivacidad, BorradorDeAviso, separar
from red.personas.vistas.pedido import Pagina, bp, codigo
from red.portal.orientacion import PAISES
from red.portero import identidad, requiere
from red.reloj import hoy
from red.textos import fecha

Renglon = tuple[str, str]
"""Qué pasó con un renglón («igual», «quitado» o «nuevo») y lo que dice."""


@bp.get("/avisos-de-privacidad")
@requiere(Permiso.ADMINISTRAR)
def avisos() -> str:
    """Los avisos de cada país, con su historia y lo que se está escribiendo."""
    publicados = consultas.avisos_publicados()
    return render_template(
        "personas/avisos.html",
        paises=[
            (
                pais,
                PAISES[pais],
                [a for a in publicados if a.jurisdiccion == pais],
                consultas.borrador_de(pais),
            )
            for pais in JURISDICCIONES
        ],
        dia=hoy(),
    )


@bp.get("/avisos-de-privacidad/<int:id>")
@requiere(Permiso.ADMINISTRAR)
def aviso(id: int) -> str:
    """Una versión publicada, tal como es, y en qué cambió respecto de la anterior."""
    publicado = buscar(AvisoPrivacidad, id)
    anterior = consultas.aviso_anterior(publicado)
    return render_template(
        "personas/aviso.html",
        aviso=publicado,
        anterior=anterior,
        pais=PAISES[publicado.jurisdiccion],
        simplificado=partes(publicado.simplificado),
        integral=partes(publicado.integral),
        diferencias=diferencias(anterior, publicado) if anterior else [],
        intacto=huella_de(publicado.simplificado, publicado.integral) == publicado.huella,
    )


@bp.route("/avisos-de-privacidad/escribir/<pais>", methods=["GET", "POST"])
@requiere(Permiso.ADMINISTRAR)
def aviso_escribir(pais: str) -> Pagina:
    """Escribe la versión siguiente; empieza con el texto vigente y nadie la ve hasta que se publica."""
    _comprobar(pais)
    borrador, ultimo = consultas.borrador_de(pais), consultas.ultimo_aviso(pais)
    base: BorradorDeAviso | AvisoPrivacidad | None = borrador or ultimo
    form = FormularioDeAviso(
        data={
            "version": borrador.version if borrador else "",
            "titulo": base.titulo if base else "Aviso de privacidad",
            "simplificado": base.simplificado if base else "",
            "integral": base.integral if base else "",
            "finalidades": [f.value for f in ELECTIVAS if base is None or f in separar(base.finalidades)],
        }
    )
    if borrador is not None:
        form.cuidar(borrador, lambda: _como_esta(borrador))
    if form.validate_on_submit():
        with transaccion(form) as hecha:
            form.comprobar()
            operaciones_privacidad.guardar_borrador(
                pais,
                version=form.version.data or "",
                titulo=form.titulo.data or "",
                simplificado=form.simplificado.data or "",
                integral=form.integral.data or "",
                finalidades=form.elegidas(),
                quien_id=identidad().persona,
            )
        if hecha:
            return redirect(url_for("personas.aviso_revisar", pais=pais), 303)
    return render_template(
        "personas/aviso_escribir.html", form=form, pais=pais, nombre=PAISES[pais], ultimo=ultimo
    ), codigo(form)


def _como_esta(borrador: BorradorDeAviso) -> dict[str, Any]:
    textos = {campo: getattr(borrador, campo) for campo in ("version", "titulo", "simplificado", "integral")}
    return {**textos, "finalidades": [f.value for f in ELECTIVAS if f in separar(borrador.finalidades)]}


@bp.route("/avisos-de-privacidad/revisar/<pais>", methods=["GET", "POST"])
@requiere(Permiso.ADMINISTRAR)
def aviso_revisar(pais: str) -> Pagina:
    """Lo escrito, en qué cambia y desde cuándo regirá; publicarlo es lo único que lo pone en vigor."""
    _comprobar(pais)
    borrador, anterior = consultas.borrador_de(pais), consultas.ultimo_aviso(pais)
    if borrador is None:
        return redirect(url_for("personas.aviso_escribir", pais=pais))
    form = FormularioPublicar(desde=hoy())
    if form.validate_on_submit():
        assert form.desde.data is not None
        with transaccion(form) as hecha:
            nuevo = operaciones_privacidad.publicar_borrador(
                pais, form.desde.data, form.visto.data or "", identidad().persona, hoy()
            )
        if hecha:
            flash(
                f"Publicamos la versión {nuevo.version}. Rige desde el {fecha(nuevo.vigente_desde)}.", "exito"
            )
            return redirect(url_for("personas.aviso", id=nuevo.id), 303)
    form.visto.data = huella_de(borrador.simplificado, borrador.integral)
    return render_template(
        "personas/aviso_revisar.html",
        form=form,
        borrador=borrador,
        anterior=anterior,
        pais=pais,
        nombre=PAISES[pais],
        simplificado=partes(borrador.simplificado),
        integral=partes(borrador.integral),
        diferencias=diferencias(anterior, borrador) if anterior else [],
        pregunta_de_nuevo=anterior is not None and anterior.finalidades != borrador.finalidades,
    ), codigo(form)


def _comprobar(pais: str) -> None:
    if pais not in JURISDICCIONES:
        raise NoEncontrado


def diferencias(
    antes: AvisoPrivacidad, ahora: AvisoPrivacidad | BorradorDeAviso
) -> list[tuple[str, list[Renglon]]]:
    """En qué cambian los dos textos, renglón por renglón; lo que sigue igual sólo aparece junto a lo que cambió."""
    pares = (
        ("Aviso simplificado", antes.simplificado, ahora.simplificado),
        ("Aviso integral", antes.integral, ahora.integral),
    )
    cambios = [(titulo, _renglones(uno.splitlines(), otro.splitlines())) for titulo, uno, otro in pares]
    return [(titulo, renglones) for titulo, renglones in cambios if renglones]


def _renglones(antes: Sequence[str], ahora: Sequence[str]) -> list[Renglon]:
    clases = {" ": "igual", "-": "quitado", "+": "nuevo"}
    crudos = difflib.unified_diff(antes, ahora, n=1, lineterm="")
    return [
        (clases[linea[0]], linea[1:].strip())
        for linea in list(crudos)[2:]
        if linea[0] in clases and linea[1:].strip()
    ]
