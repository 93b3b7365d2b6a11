"""Qué dicen las respuestas: de una edición, con su hoja de cálculo, y de varias ediciones comparadas."""

from flask import Response, render_template, request

from red.base import transaccion
from red.bitacora.operaciones import anotar_lectura
from red.evaluaciones import lectura
from red.evaluaciones.modelos import Uso
from red.evaluaciones.vistas import Pagina, bp, edicion_que_mira
from red.hojas import EXCEL
from red.importacion.hojas import a_xlsx
from red.permisos import Permiso
from red.portero import exigir, requiere
from red.redes.consultas import red_de_clave
from red.reloj import ahora


@bp.get("/ediciones/<int:id>/resultados")
@requiere(Permiso.USAR)
def resultados(id: int) -> Pagina:
    """Lo que se aprendió, cómo se repartieron las respuestas y qué tan satisfechas quedaron."""
    edicion, mirada = edicion_que_mira(id)
    return render_template(
        "evaluaciones/resultados.html",
        edicion=edicion,
        mirada=mirada,
        resultados=lectura.de_edicion(edicion, ahora()),
        momento=ahora(),
        usos=list(Uso),
    )


@bp.post("/ediciones/<int:id>/resultados.xlsx")
@requiere(Permiso.USAR)
def resultados_descargar(id: int) -> Response:
    """Los mismos resultados en una hoja de cálculo; queda anotado quién se los llevó."""
    edicion, _ = edicion_que_mira(id)
    renglones = lectura.en_renglones(lectura.de_edicion(edicion, ahora()))
    libro = a_xlsx(lectura.COLUMNAS, renglones, "Resultados")
    with transaccion():
        anotar_lectura("edicion", id, {"renglones": len(renglones)}, red_id=edicion.curso.red_id)
    archivo = {"Content-Disposition": f'attachment; filename="resultados-edicion-{id}.xlsx"'}
    return Response(libro, mimetype=EXCEL, headers=archivo)


@bp.get("/red/<clave>/comparar")
@requiere(Permiso.VER_FORMACION)
def comparar(clave: str) -> Pagina:
    """La satisfacción por curso, por quien imparte o por año."""
    red = red_de_clave(clave)
    exigir(Permiso.VER_FORMACION, red.alcance)
    por = request.args.get("por", "")
    por = por if por in dict(lectura.POR) else lectura.POR[0][0]
    return render_template(
        "evaluaciones/comparar.html",
        red=red,
        por=por,
        maneras=lectura.POR,
        comparacion=lectura.comparar(frozenset({red.id}), por, ahora()),
    )
