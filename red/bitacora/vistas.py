"""La página de la bitácora: qué cambió, quién lo cambió y cuándo."""

from datetime import date, timedelta

from flask import Blueprint, render_template, request

from red.bitacora import consultas
from red.bitacora.consultas import Busqueda
from red.bitacora.palabras import TABLAS
from red.permisos import Permiso
from red.portero import identidad, requiere
from red.recordadas import recordada
from red.reloj import hoy
from red.textos import sin_acentos

bp = Blueprint("bitacora", __name__, url_prefix="/bitacora")

RECIENTE = timedelta(days=30)
"""Lo que se muestra si no se piden fechas."""

POR_PAGINA = 50


@bp.get("/")
@requiere(Permiso.VER_BITACORA)
@recordada
def listar() -> str:
    """Los cambios en palabras; quien coordina ve los de su Red, quien administra los de todas."""
    pedido = request.args
    tabla = pedido.get("tabla", "")
    desde, hasta = _dia(pedido.get("desde")), _dia(pedido.get("hasta"))
    sin_fechas = desde is None and hasta is None
    busqueda = Busqueda(
        redes=identidad().redes_con(Permiso.VER_BITACORA),
        tabla=tabla if tabla in TABLAS else "",
        persona=pedido.get("q", ""),
        desde=hoy() - RECIENTE if sin_fechas else desde,
        hasta=hasta,
    )
    pagina, sucesos = consultas.pagina_leida(busqueda, pedido.get("pagina", 1, type=int), POR_PAGINA)
    return render_template(
        "bitacora/listar.html",
        pagina=pagina,
        sucesos=sucesos,
        busqueda=busqueda,
        sin_fechas=sin_fechas,
        tablas=sorted(
            ((t, _titulo(nombre)) for t, nombre in TABLAS.items()), key=lambda par: sin_acentos(par[1])
        ),
        de_todas=busqueda.redes is None,
    )


def _dia(escrito: str | None) -> date | None:
    """El día pedido en la dirección; lo que no es una fecha de este tiempo no filtra."""
    try:
        dia = date.fromisoformat(escrito or "")
    except ValueError:
        return None
    return dia if 1900 < dia.year < 2200 else None


def _titulo(nombre: str) -> str:
    """«la edición» como título de una lista: «Edición»."""
    sin_articulo = nombre.removeprefix("la ").removeprefix("el ").removeprefix("los ").removesuffix(" de")
    return sin_articulo[:1].upper() + sin_articulo[1:]
