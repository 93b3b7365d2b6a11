"""Llevarse la lista: un renglón por cada quien que sostiene cada alianza."""

from datetime import date

from flask import Response, request, url_for

from red.a_la_fecha import a_la_fecha, dia_pedido, dia_visto
from red.alianzas import consultas
from red.alianzas.formularios import Formato, FormularioExportar
from red.alianzas.modelos import Alianza
from red.alianzas.vistas.pedido import Pagina, bp, filtros_pedidos, pagina
from red.base import transaccion
from red.bitacora.operaciones import anotar_lectura
from red.direcciones import direccion
from red.directorio.mirada import miradas
from red.errores import NoEncontrado
from red.hojas import EXCEL
from red.importacion.hojas import TEXTO, a_csv, a_xlsx
from red.permisos import Permiso
from red.portero import identidad, requiere
from red.redes import consultas as redes
from red.redes.modelos import Red
from red.reloj import hoy
from red.textos import contar

ENCABEZADOS = (
    "Alianza", "Clase", "Para qué", "Desde", "Hasta", "Por qué concluyó", "Qué la sustenta", "Fecha del instrumento",
    "Quién convoca", "Quién participa", "Institución de la persona", "Qué hace", "Participa desde", "Participa hasta",
    "A la fecha",
)  # fmt: skip
"""Las columnas del archivo."""


@bp.route("/exportar", methods=["GET", "POST"])
@requiere(Permiso.VER_REGISTRO)
@a_la_fecha
def exportar() -> Pagina | Response:
    """Las alianzas que cumplen el filtro, con quiénes las sostenían ese día, en un archivo."""
    mias = redes.redes_de(identidad().redes_con(Permiso.VER_REGISTRO))
    if not mias:
        raise NoEncontrado
    pedida = redes.la_pedida(mias, request.args.get("red"))
    elegidas = [pedida] if pedida else mias
    dia = dia_pedido(elegidas[0].zona)
    consulta = consultas.listado(frozenset(red.id for red in elegidas), dia, **filtros_pedidos())
    alianzas = consultas.todas(consulta)
    form = FormularioExportar()
    if form.validate_on_submit():
        renglones = _renglones(alianzas, elegidas, dia)
        formato: Formato = form.formato.data
        with transaccion(form) as hecho:
            for red in elegidas:
                suyas = sum(alianza.red_id == red.id for alianza in alianzas)
                detalle = {
                    "lista": contar(suyas, "alianza", "alianzas"),
                    "formato": formato.value,
                    "motivo": " ".join((form.motivo.data or "").split()),
                }
                anotar_lectura("red", red.id, detalle, red_id=red.id)
        if hecho:
            de = pedida.clave if pedida else "mis-redes"
            return _archivo(renglones, formato, f"alianzas-{de}-{dia.isoformat()}")
    filtros = {k: v for k, v in request.args.to_dict().items() if k in FILTROS and v}
    return pagina(
        "alianzas/exportar.html",
        form,
        cuantas=len(alianzas),
        filtra=any(clave not in {"red", "fecha"} for clave in filtros),
        toda=url_for("alianzas.exportar", red=pedida.clave if pedida else None),
        volver=direccion("alianzas.listar", filtros),
        dia=dia,
        es_de_hoy=dia == hoy(elegidas[0].zona),
    )


FILTROS = ("q", "clase", "situacion", "institucion", "red", "fecha")
"""Lo que la lista admite en su dirección."""


def _renglones(alianzas: list[Alianza], de: list[Red], dia: date) -> list[list[str]]:
    """Uno por cada quien que sostenía cada alianza; la que no tiene a nadie da uno solo."""
    quien, renglones = identidad(), []
    suyas = consultas.sostienen([alianza.id for alianza in alianzas], dia)
    vistas = {
        red.id: consultas.a_quienes_se_ve(
            {p.persona_id for lista in suyas.values() for p in lista if p.persona_id},
            miradas(quien, dia, hoy(red.zona)),
            red.id,
            None,
        )
        for red in de
    }
    a_la = dia.isoformat() if dia_visto().elegido else ""
    for alianza in alianzas:
        comunes = [
            alianza.nombre, alianza.clase.etiqueta, alianza.proposito, str(alianza.desde_dicho),
            str(alianza.hasta_dicho or ""), alianza.motivo or "", alianza.sustento or "",
            alianza.sustento_el.isoformat() if alianza.sustento_el else "",
            alianza.convoca.nombre if alianza.convoca else "",
        ]  # fmt: skip
        quienes = []
        for suya in suyas.get(alianza.id, []):
            tramo = [suya.papel.etiqueta, str(suya.desde_dicho), str(suya.hasta_dicho or "")]
            if suya.institucion is not None:
                quienes.append([suya.institucion.nombre, "", *tramo])
            elif (visible := vistas[alianza.red_id].get(suya.persona_id or 0)) is not None:
                quienes.append([visible.nombre, visible.institucion, *tramo])
        renglones += [[*comunes, *uno, a_la] for uno in quienes or [[""] * 5]]
    return renglones


def _archivo(renglones: list[list[str]], formato: Formato, nombre: str) -> Response:
    en_excel = formato is Formato.XLSX
    datos = a_xlsx(ENCABEZADOS, renglones, "Alianzas") if en_excel else a_csv(ENCABEZADOS, renglones)
    return Response(
        datos,
        mimetype=EXCEL if en_excel else TEXTO,
        headers={
            "Content-Disposition": f'attachment; filename="{nombre}.{formato.value}"',
            "Cache-Control": "no-store",
        },
    )
