"""Lo que sale: plantillas para llenar, los renglones por corregir y las listas de una Red."""

from collections.abc import Iterator
from typing import Any

from flask import Response, render_template, request, url_for

from red.a_la_fecha import a_la_fecha, dia_pedido, dia_visto
from red.base import transaccion
from red.bitacora.operaciones import anotar_lectura
from red.busqueda.operaciones import limpios
from red.direcciones import direccion
from red.errores import NoEncontrado
from red.formularios import opcion_pedida
from red.hojas import EXCEL
from red.importacion import consultas, exportacion
from red.importacion.columnas import campo_de
from red.importacion.exportacion import TIPO_DE, Formato
from red.importacion.formularios import FormularioExportar
from red.importacion.hojas import TEXTO, a_csv, a_xlsx, plantilla
from red.importacion.modelos import Destino, PlanDeImportacion, Que
from red.importacion.vistas.listas import EXTREMOS, direccion_de_exportar, lista_pedida
from red.importacion.vistas.pedido import Pagina, bp, mis_redes, plan_de, red_elegida
from red.permisos import Permiso
from red.portero import requiere
from red.textos import contar

ERROR = "error"
EN_LA_RED = {"utf-8-sig": "utf-8", "cp1252": "windows-1252", "latin-1": "iso-8859-1"}
"""Cómo llaman los navegadores a las codificaciones que Python nombra de otro modo."""

LISTAS = {
    Que.PERSONAS: "personas.listar",
    Que.INSTITUCIONES: "instituciones.listar",
    Que.DESIGNACIONES: "unidades.listar",
}
"""La lista de la que sale cada archivo."""


@bp.get("/plantilla")
@requiere(Permiso.EDITAR_RED)
def descargar_plantilla() -> Response:
    """Una plantilla vacía, con un renglón de ejemplo."""
    que = opcion_pedida(Que, "que", Que.PERSONAS.value) or Que.PERSONAS
    formato = "csv" if request.args.get("formato") == "csv" else "xlsx"
    return _archivo(
        plantilla(que, formato), f"plantilla-{que.value}.{formato}", TEXTO if formato == "csv" else EXCEL
    )


@bp.get("/<int:id>/con-error")
@requiere(Permiso.EDITAR_RED)
def con_error(id: int) -> Response:
    """Los renglones que no entraron, como venían y con una columna que dice qué corregir."""
    plan = plan_de(id)
    encabezados = [*plan.encabezados, ERROR]
    renglones = list(_malos(plan))
    nombre = f"por-corregir-{plan.id}"
    if plan.formato == "csv":
        codificacion = plan.codificacion or "utf-8-sig"
        datos = a_csv(encabezados, renglones, plan.separador or ",", codificacion)
        return _archivo(
            datos, f"{nombre}.csv", f"{TEXTO}; charset={EN_LA_RED.get(codificacion, codificacion)}"
        )
    return _archivo(a_xlsx(encabezados, renglones, plan.hoja or "Lista"), f"{nombre}.xlsx", EXCEL)


def _malos(plan: PlanDeImportacion) -> Iterator[list[str]]:
    ancho = len(plan.encabezados)
    for renglon in consultas.todos(plan.id, Destino.CON_ERROR):
        celdas = [*renglon.crudo, *[""] * ancho][:ancho]
        donde = f"{campo_de(plan.que, renglon.columna).titulo}: " if renglon.columna else ""
        yield [*celdas, f"{donde}{renglon.motivo}"]


@bp.app_context_processor
def _para_las_listas() -> dict[str, Any]:
    """Da a las listas la dirección de exportar lo que muestran."""
    return {"exportar_lista": direccion_de_exportar}


@bp.route("/exportar/personas", methods=["GET", "POST"])
@requiere(Permiso.VER_REGISTRO)
@a_la_fecha
def exportar_personas() -> Pagina | Response:
    """Las integrantes de una Red, o las que cumplen un filtro, como las entiende la importación o como contactos."""
    return _exportar(Que.PERSONAS)


@bp.route("/exportar/instituciones", methods=["GET", "POST"])
@requiere(Permiso.VER_REGISTRO)
@a_la_fecha
def exportar_instituciones() -> Pagina | Response:
    """Las instituciones de una Red, o las que cumplen un filtro, con los encabezados que la importación entiende."""
    return _exportar(Que.INSTITUCIONES)


@bp.route("/exportar/unidades", methods=["GET", "POST"])
@requiere(Permiso.VER_REGISTRO)
@a_la_fecha
def exportar_unidades() -> Pagina | Response:
    """Quién sostiene cada unidad de una Red, o de las que cumplen un filtro, como lo entiende la importación."""
    return _exportar(Que.DESIGNACIONES)


def _exportar(que: Que) -> Pagina | Response:
    mias = mis_redes(Permiso.VER_REGISTRO)
    if not mias:
        raise NoEncontrado
    lista, formulario = lista_pedida(que), FormularioExportar(red=request.args.get("red"))
    formulario.red.choices = [
        (red.clave, f"{_dichas(que, lista.cuantas(red))} · {red.nombre}") for red in mias
    ]
    if que is not Que.PERSONAS:
        formulario.formato.choices = [(f.value, f.etiqueta) for f in (Formato.XLSX, Formato.CSV)]
    if formulario.validate_on_submit():
        red = red_elegida(mias, formulario.red.data)
        assert red is not None
        formato: Formato = formulario.formato.data
        dia = dia_pedido(red.zona)
        renglones, filtro = lista.renglones(red), lista.en_palabras
        with transaccion(formulario) as hecho:
            detalle = {
                "lista": f"{contar(len(renglones), 'renglón', 'renglones')} de {que.etiqueta.lower()}",
                "formato": formato.value,
                "motivo": " ".join((formulario.motivo.data or "").split()),
                **({"filtro": filtro} if filtro else {}),
            }
            anotar_lectura("red", red.id, detalle, red_id=red.id)
        if hecho:
            parte = "-filtro" if filtro else ""
            nombre = f"{que.value}-{red.clave}{parte}-{dia.isoformat()}.{formato.value}"
            datos = exportacion.escribir(que, formato, renglones, dia_visto().elegido)
            return _archivo(datos, nombre, TIPO_DE[formato])
    pagina = render_template(
        "importacion/exportar.html",
        formulario=formulario,
        que=que,
        filtro=lista.en_palabras,
        toda=url_for(EXTREMOS[que], red=request.args.get("red")),
        volver=direccion(LISTAS[que], limpios(request.args.to_dict())),
    )
    return pagina, 422 if formulario.hay_errores else 200


def _dichas(que: Que, cuantas: int) -> str:
    nombres = {Que.PERSONAS: ("persona", "personas"), Que.INSTITUCIONES: ("institución", "instituciones")}
    return contar(cuantas, *nombres.get(que, ("unidad", "unidades")))


def _archivo(datos: bytes, nombre: str, tipo: str) -> Response:
    return Response(
        datos,
        content_type=tipo if "charset" in tipo or not tipo.startswith("text/") else f"{tipo}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{nombre}"', "Cache-Control": "no-store"},
    )
