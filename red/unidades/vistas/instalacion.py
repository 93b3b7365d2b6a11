"""El asistente de instalación: cada paso con su documento, su evidencia y la etapa a la que lleva."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from red.archivos.duenas import duena_de_archivos
from red.base import buscar, con_candado, transaccion
from red.documentos import consultas as documentos
from red.documentos import operaciones as emision
from red.documentos.composicion import Valor, usados
from red.documentos.espacios import espacios_de
from red.documentos.impresion import sin_dibujo
from red.documentos.modelos import Documento, Papel
from red.envios import recibe_hasta
from red.errores import ErrorDeDominio, NoEncontrado
from red.permisos import Identidad, Permiso
from red.portero import identidad, requiere
from red.redes import consultas as redes
from red.redes.modelos import Red
from red.reloj import hoy
from red.unidades import asistente, consultas, consultas_papeles, consultas_vida, operaciones_vida
from red.unidades.formularios_vida import (
    SUSTITUIR,
    FormularioAvance,
    FormularioEmision,
    FormularioEvidencia,
    FormularioMotivo,
)
from red.unidades.modelos import EstadoUnidad, Evidencia, Unidad
from red.unidades.protocolo import DE_CLAVE, Paso
from red.unidades.requisitos import FICHAS, fichas_de
from red.unidades.vistas.ficha import bp, cargar, pagina_con, zona_de

Respuesta = str | tuple[str, int] | Response


@bp.get("/<int:id>/instalacion")
@requiere(Permiso.CUIDAR_UNIDAD)
def instalacion(id: int) -> str:
    """Los pasos de la instalación: qué hay, qué falta y cuál conviene hacer ahora."""
    unidad, _ = cargar(id, Permiso.CUIDAR_UNIDAD)
    historia = consultas.pasos(id)
    avances = asistente.avances(
        unidad, historia, documentos.de_referencia(f"unidad:{id}"), consultas_vida.evidencias(id)
    )
    return render_template(
        "unidades/instalacion.html",
        unidad=unidad,
        avances=avances,
        faltan=sum(1 for a in avances if not a.cumplido),
        siguiente=next((a for a in avances if a.es_siguiente), None),
        abierta=unidad.hasta is None,
        historia=consultas_vida.historia(id),
        se_puede_deshacer=unidad.hasta is None and len(historia) > 1,
        redes=consultas_papeles.redes_que_emiten(unidad, identidad(), hoy(zona_de(unidad))),
    )


@bp.route("/<int:id>/instalacion/<paso>/avanzar", methods=["GET", "POST"])
@requiere(Permiso.CUIDAR_UNIDAD)
def avanzar(id: int, paso: str) -> Respuesta:
    """Anota el día en que la unidad llegó a la etapa de este paso."""
    unidad, _ = cargar(id, Permiso.CUIDAR_UNIDAD)
    cual = _paso(paso)
    if cual.estado is None:
        raise NoEncontrado
    formulario = FormularioAvance(el=hoy(zona_de(unidad)))
    formulario.huso = zona_de(unidad)
    if cual.estado is not EstadoUnidad.INSTALACION_PROGRAMADA:
        del formulario.para_el
    if formulario.validate_on_submit():
        assert formulario.el.data is not None
        with transaccion(formulario) as hecho:
            operaciones_vida.avanzar(
                unidad,
                cual.estado,
                formulario.el.data,
                para_el=formulario.para_el.data if "para_el" in formulario else None,
                nota=formulario.nota_escrita,
                quien_id=identidad().persona,
            )
        if hecho:
            flash(f"Anotamos la etapa «{cual.estado.etiqueta}».", "exito")
            return _de_vuelta(id, cual)
    return pagina_con("unidades/avanzar.html", formulario, unidad=unidad, paso=cual)


@bp.route("/<int:id>/instalacion/deshacer", methods=["GET", "POST"])
@requiere(Permiso.CUIDAR_UNIDAD)
def deshacer(id: int) -> Respuesta:
    """Deshace la última etapa anotada por error, diciendo por qué."""
    unidad, _ = cargar(id, Permiso.CUIDAR_UNIDAD)
    formulario = FormularioMotivo()
    if formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            paso = operaciones_vida.deshacer(unidad, formulario.motivo.data or "", identidad().persona)
        if hecho:
            flash(
                f"Deshicimos «{paso.estado.etiqueta}». La unidad volvió a «{unidad.estado.etiqueta}».",
                "exito",
            )
            return redirect(url_for("unidades.instalacion", id=id), 303)
    pasos = consultas.pasos(id)
    return pagina_con(
        "unidades/deshacer.html", formulario, unidad=unidad, ultimo=pasos[-1] if len(pasos) > 1 else None
    )


@bp.route("/<int:id>/instalacion/<paso>/documento", methods=["GET", "POST"])
@requiere(Permiso.CUIDAR_UNIDAD)
def emitir(id: int, paso: str) -> Respuesta:
    """Emite el documento del paso: muestra con qué se llena y qué quedará en blanco."""
    unidad, _ = cargar(id, Permiso.CUIDAR_UNIDAD)
    cual = _paso(paso)
    dia = hoy(zona_de(unidad))
    posibles = consultas_papeles.redes_que_emiten(unidad, identidad(), dia)
    if cual.papel is None or not posibles:
        raise (
            NoEncontrado
            if cual.papel is None
            else ErrorDeDominio(
                "La institución no participa hoy en ninguna Red: un documento lo emite la Red en que participa."
            )
        )
    formulario = _formulario_de_emision(unidad, cual.papel, posibles)
    red = _elegida(formulario, posibles)
    datos = consultas_papeles.datos_de_unidad(unidad, red, dia, cual.papel)
    if formulario.validate_on_submit():
        datos |= formulario.testigos() | _nombramiento(unidad, formulario)
        with transaccion(formulario) as hecho:
            documento = _emitir(unidad, cual.papel, red, datos, formulario.otro.data)
        if hecho:
            flash(f"Emitimos {cual.papel.etiqueta.lower()} con el folio {documento.folio}.", "exito")
            return redirect(url_for("documentos.ver", id=documento.id), 303)
    anterior = _vigente(unidad, cual.papel, red, datos)
    if anterior is None:
        formulario.quitar("otro")
    completos = {**emision.comunes(red, dia), **datos}
    se_sabe, en_blanco = _que_se_sabe(cual.papel, red, completos)
    return pagina_con(
        "unidades/emitir.html", formulario, unidad=unidad, paso=cual, se_sabe=se_sabe, en_blanco=en_blanco,
        anterior=anterior, sin_dibujo=sin_dibujo(completos.values()),
    )  # fmt: skip


def _emitir(
    unidad: Unidad, papel: Papel, red: Red, datos: Mapping[str, Valor], si_ya_hay: str | None
) -> Documento:
    """Lo emite; si ya hay uno igual que vale, hace falta haber dicho qué pasa con aquél."""
    con_candado(Red, red.id)
    anterior = _vigente(unidad, papel, red, datos)
    if anterior is not None and si_ya_hay is None:
        raise emision.YaHayUno(anterior.folio)
    return emision.emitir(
        red.id,
        papel,
        datos,
        referencia=f"unidad:{unidad.id}",
        institucion_id=unidad.institucion_id,
        quien_id=identidad().persona,
        dia=hoy(zona_de(unidad)),
        sustituye=anterior if si_ya_hay == SUSTITUIR else None,
    )


def _vigente(unidad: Unidad, papel: Papel, red: Red, datos: Mapping[str, Valor]) -> Documento | None:
    """El documento igual que ya vale: del mismo papel, de la misma Red y, si nombra a alguien, para la misma persona."""
    previos = documentos.de_referencia(f"unidad:{unidad.id}", [papel])
    return next(
        (
            previo
            for previo in previos
            if previo.anulado_en is None
            and previo.red_id == red.id
            and previo.datos.get("persona") == datos.get("persona")
        ),
        None,
    )


SE_PREGUNTAN = {"folio", "testigo_1", "testigo_2", "persona", "funcion"}
"""Espacios que se llenan al emitir: ni se saben antes ni quedan en blanco por falta de registro."""


def _que_se_sabe(
    papel: Papel, red: Red, datos: Mapping[str, Valor]
) -> tuple[list[tuple[str, str]], list[str]]:
    """De los espacios del modelo, los que ya tienen con qué llenarse y los que quedarán en blanco."""
    dicen = {espacio.nombre: espacio.dice for espacio in espacios_de(papel)}
    se_sabe, en_blanco = [], []
    for nombre in usados(documentos.modelo_de(red.id, papel).cuerpo):
        valor = datos.get(nombre)
        if isinstance(valor, str) and valor:
            se_sabe.append((dicen[nombre], valor))
        elif not valor and nombre not in SE_PREGUNTAN:
            en_blanco.append(dicen[nombre])
    return se_sabe, en_blanco


def _formulario_de_emision(unidad: Unidad, papel: Papel, posibles: list[Red]) -> FormularioEmision:
    formulario = FormularioEmision()
    formulario.red_id.choices = [(red.id, red.nombre) for red in posibles]
    vigentes = [d for d in consultas.designaciones(unidad.id) if d.hasta is None]
    formulario.persona_id.choices = [
        (d.id, f"{d.persona.nombre_completo}, {d.funcion.etiqueta.lower()}") for d in vigentes
    ]
    if len(posibles) == 1:
        formulario.quitar("red_id")
    if papel is not Papel.ACTA_INSTALACION:
        formulario.quitar("testigo_1", "testigo_2")
    if papel is not Papel.NOMBRAMIENTO or not vigentes:
        formulario.quitar("persona_id")
    return formulario


def _elegida(formulario: FormularioEmision, posibles: list[Red]) -> Red:
    elegida = formulario.red_id.data if "red_id" in formulario else None
    return next((red for red in posibles if red.id == elegida), posibles[0])


def _nombramiento(unidad: Unidad, formulario: FormularioEmision) -> dict[str, str]:
    if "persona_id" not in formulario:
        return {}
    designacion = next(d for d in consultas.designaciones(unidad.id) if d.id == formulario.persona_id.data)
    return {
        "persona": designacion.persona.nombre_completo,
        "funcion": designacion.funcion.etiqueta.lower(),
    }


@bp.route("/<int:id>/evidencia/<asunto>", methods=["GET", "POST"])
@requiere(Permiso.CUIDAR_UNIDAD)
@recibe_hasta(11)
def evidencia(id: int, asunto: str) -> Respuesta:
    """Guarda el archivo que respalda un paso o un requisito."""
    unidad, _ = cargar(id, Permiso.CUIDAR_UNIDAD)
    titulo, que, vuelta = _asunto(id, asunto)
    formulario = FormularioEvidencia()
    if formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            operaciones_vida.guardar_evidencia(
                unidad,
                asunto,
                formulario.archivo.nombre,
                formulario.archivo.contenido(),
                nota=(formulario.nota.data or "").strip() or None,
                quien_id=identidad().persona,
            )
        if hecho:
            flash("Guardamos la evidencia.", "exito")
            return redirect(vuelta, 303)
    return pagina_con(
        "unidades/evidencia.html", formulario, unidad=unidad, titulo=titulo, que=que, vuelta=vuelta
    )


@bp.route("/evidencias/<int:evidencia_id>/retirar", methods=["GET", "POST"])
@requiere(Permiso.CUIDAR_UNIDAD)
def retirar_evidencia(evidencia_id: int) -> Respuesta:
    """Retira una evidencia puesta por error: deja de contar y de poder leerse."""
    cual = buscar(Evidencia, evidencia_id)
    unidad, _ = cargar(cual.unidad_id, Permiso.CUIDAR_UNIDAD)
    vuelta = _asunto(unidad.id, cual.asunto)[2]
    formulario = FormularioMotivo()
    if formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            operaciones_vida.retirar_evidencia(cual, formulario.motivo.data or "", identidad().persona)
        if hecho:
            flash("Retiramos la evidencia.", "exito")
            return redirect(vuelta, 303)
    return pagina_con(
        "unidades/retirar_evidencia.html", formulario, unidad=unidad, evidencia=cual, vuelta=vuelta
    )


def _paso(clave: str) -> Paso:
    if clave not in DE_CLAVE:
        raise NoEncontrado
    return DE_CLAVE[clave]


def _asunto(id: int, asunto: str) -> tuple[str, str, str]:
    """De qué es la evidencia: su título, qué conviene subir y a dónde se vuelve."""
    clase, _, clave = asunto.partition(":")
    if clase == "paso" and clave in DE_CLAVE:
        paso = DE_CLAVE[clave]
        return paso.titulo, f"{paso.evidencia}.", url_for("unidades.instalacion", id=id, _anchor=clave)
    ficha = next((f for f in (*fichas_de(buscar(Unidad, id).tipo), *FICHAS) if f.asunto == asunto), None)
    if ficha is None:
        raise NoEncontrado
    return ficha.etiqueta, ficha.pregunta, url_for("unidades.requisitos", id=id, _anchor=clave)


def _de_vuelta(id: int, paso: Paso) -> Response:
    return redirect(url_for("unidades.instalacion", id=id, _anchor=paso.clave), 303)


@duena_de_archivos
def _evidencia_de_una_unidad(archivo_id: int, quien: Identidad) -> bool:
    """La evidencia la lee quien cuida la unidad; la retirada, nadie."""
    unidad_id = consultas_vida.unidad_de_archivo(archivo_id)
    if unidad_id is None:
        return False
    unidad = buscar(Unidad, unidad_id)
    dia = hoy(zona_de(unidad))
    return quien.puede(Permiso.CUIDAR_UNIDAD, redes.alcance_de_institucion(unidad.institucion_id, dia))
