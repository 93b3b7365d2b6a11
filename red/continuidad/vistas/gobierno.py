"""¿Quién se va con esta administración? Y los puestos que esperan a alguien, por Red."""

from flask import render_template, request, url_for

from red.a_la_fecha import a_la_fecha, dia_pedido
from red.base import llave
from red.continuidad import consultas, consultas_gobierno, consultas_puestos
from red.continuidad.vistas.pedido import Pagina, bp
from red.paginacion import paginar
from red.permisos import Identidad, Permiso
from red.portero import exigir, requiere
from red.redes import consultas as redes
from red.redes.apartados import Pendiente, pendientes_de_red
from red.redes.modelos import Red
from red.reloj import hoy
from red.textos import contar, fecha


@bp.get("/gobierno/<clave>")
@requiere(Permiso.VER_REGISTRO)
@a_la_fecha
def gobierno(clave: str) -> Pagina:
    """Por institución, quiénes se van cuando termine su gobierno, y qué conviene hacer."""
    red = _red(clave)
    dia = dia_pedido(red.zona)
    institucion_id = request.args.get("institucion", type=llave)
    terminos = consultas_gobierno.terminos(red, dia, institucion_id)
    pedido = request.args.get("periodo", type=llave)
    termino = next((uno for uno in terminos if uno.periodo.id == pedido), terminos[0] if terminos else None)
    pagina = (
        consultas_gobierno.salientes(
            red, termino, dia, request.args.get("pagina", 1, type=int), institucion_id
        )
        if termino
        else None
    )
    return render_template(
        "continuidad/gobierno.html",
        red=red,
        dia=dia,
        terminos=terminos,
        termino=termino,
        pagina=pagina,
        institucion_id=institucion_id,
    )


@bp.get("/vacantes/<clave>")
@requiere(Permiso.VER_REGISTRO)
@a_la_fecha
def vacantes(clave: str) -> Pagina:
    """Los puestos vacantes de las instituciones de una Red."""
    red = _red(clave)
    consulta = consultas_puestos.vacantes_de_red(red.id, dia_pedido(red.zona))
    return render_template(
        "continuidad/vacantes.html",
        red=red,
        pagina=paginar(consulta, request.args.get("pagina", 1, type=int)),
    )


def _red(clave: str) -> Red:
    red = redes.red_de_clave(clave)
    exigir(Permiso.VER_REGISTRO, red.alcance)
    return red


@pendientes_de_red
def _lo_que_termina(red: Red, quien: Identidad) -> list[Pendiente]:
    """A quien coordina: gobiernos por terminar, puestos vacantes y lo que una división dejó sin repartir."""
    if not quien.puede(Permiso.EDITAR_RED, red.alcance):
        return []
    return [*_gobiernos(red), *_vacantes(red), *_por_repartir(red)]


def _gobiernos(red: Red) -> list[Pendiente]:
    dia = hoy(red.zona)
    proximos = consultas_gobierno.proximo(red, dia)
    if not proximos:
        return []
    cuantas = sum(uno.personas for uno in proximos)
    return [
        Pendiente(
            f"{contar(cuantas, 'integrante se va', 'integrantes se van')} con la administración que termina",
            url_for("continuidad.gobierno", clave=red.clave),
            "Prepara su relevo antes de que se vayan.",
            plazo=f"Termina el {fecha(proximos[0].periodo.hasta)}",
            tono="atencion",
        )
    ]


def _vacantes(red: Red) -> list[Pendiente]:
    cuantas = consultas_puestos.cuantas_vacantes(red.id, hoy(red.zona))
    if not cuantas:
        return []
    return [
        Pendiente(
            contar(cuantas, "puesto vacante", "puestos vacantes"),
            url_for("continuidad.vacantes", clave=red.clave),
            "Invita a quien llegue a ocuparlos.",
        )
    ]


def _por_repartir(red: Red) -> list[Pendiente]:
    return [
        Pendiente(
            f"{institucion.nombre} se dividió y falta decir a dónde va cada quien",
            url_for("continuidad.repartir", id=institucion.id),
        )
        for institucion in consultas.por_repartir(frozenset({red.id}), hoy(red.zona))
    ]
