"""La cobertura de una Red hasta el 100 %: por clase, por territorio y a quién llamar, cualquier día."""

from flask import render_template, request
from werkzeug.wrappers import Response

from red.a_la_fecha import a_la_fecha, dia_pedido
from red.base import transaccion
from red.bitacora.operaciones import anotar_lectura
from red.formacion.exportacion import escribir_csv
from red.formularios import opcion_pedida
from red.instituciones.modelos import TipoInstitucion
from red.paginacion import Pagina, paginar
from red.permisos import Permiso
from red.portero import exigir, identidad, requiere
from red.redes import consultas as redes
from red.redes.modelos import Red
from red.unidades import consultas, consultas_cobertura, mapa
from red.unidades.vistas.ficha import bp

COLUMNAS = (
    "Institución",
    "Clase",
    "Territorio",
    "Etapa",
    "A quién llamar",
    "Teléfono",
    "Correo",
    "A la fecha",
)


@bp.get("/cobertura/<clave>")
@requiere(Permiso.VER_RED)
@a_la_fecha
def cobertura(clave: str) -> str:
    """Cuántas instituciones de la Red tienen unidad instalada ese día, dónde y cuáles faltan."""
    red = _visible(clave)
    dia = dia_pedido(red.zona)
    tipo = opcion_pedida(TipoInstitucion, "tipo")
    por_clase = consultas.cobertura(red.id, dia)
    lugares = consultas_cobertura.por_territorio(red.id, dia)
    tramo = paginar(
        consultas_cobertura.por_llamar(red.id, dia, tipo), request.args.get("pagina", 1, type=int)
    )
    return render_template(
        "unidades/cobertura.html",
        red=red,
        por_clase=por_clase,
        participan=sum(fila.participan for fila in por_clase),
        instaladas=sum(fila.instaladas for fila in por_clase),
        lugares=lugares,
        mapa=mapa.dibujar(red.territorio.pais, lugares),
        pagina=Pagina(
            consultas_cobertura.pendientes(tramo.filas, dia), tramo.numero, tramo.total, tramo.por_pagina
        ),
        clases=[(fila.tipo.value, fila.tipo.etiqueta) for fila in por_clase],
        puede_llevarse=identidad().puede(Permiso.VER_REGISTRO, red.alcance),
    )


@bp.post("/cobertura/<clave>/faltan.csv")
@requiere(Permiso.VER_REGISTRO)
@a_la_fecha
def faltan(clave: str) -> Response:
    """Las instituciones que faltan, en un archivo; queda anotado quién se lo llevó."""
    red = redes.red_de_clave(clave)
    exigir(Permiso.VER_REGISTRO, red.alcance)
    dia = dia_pedido(red.zona)
    consulta = consultas_cobertura.por_llamar(red.id, dia, opcion_pedida(TipoInstitucion, "tipo"))
    filas = [
        (
            p.institucion.nombre,
            p.institucion.tipo.etiqueta,
            p.institucion.territorio.nombre,
            p.etapa.etiqueta,
            p.a_quien_llamar,
            p.institucion.telefono,
            p.institucion.correo,
            dia.isoformat(),
        )
        for p in consultas_cobertura.pendientes(consultas_cobertura.instituciones_de(consulta), dia)
    ]
    with transaccion():
        anotar_lectura("red", red.id, {"instituciones": len(filas)}, red_id=red.id)
    nombre = f"sin-unidad-{red.clave}-{dia.isoformat()}.csv"
    archivo = {"Content-Disposition": f'attachment; filename="{nombre}"'}
    return Response(escribir_csv(COLUMNAS, filas), mimetype="text/csv", headers=archivo)


def _visible(clave: str) -> Red:
    red = redes.red_de_clave(clave)
    exigir(Permiso.VER_RED, redes.alcance_para(identidad(), red))
    return red
