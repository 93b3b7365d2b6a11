"""El buscador de toda la plataforma."""

from flask import render_template, request

from red.busqueda import consultas
from red.busqueda.vistas.pedido import Pagina, bp
from red.permisos import Permiso
from red.portero import identidad, requiere
from red.reloj import hoy


@bp.get("/")
@requiere(Permiso.USAR)
def buscar() -> Pagina:
    """Personas, instituciones, unidades, cursos y alianzas que coinciden con lo escrito, entre lo que quien pide puede ver."""
    escrito = request.args.get("q", "").strip()[:100]
    return render_template(
        "busqueda/buscar.html", escrito=escrito, resultado=consultas.buscar(identidad(), escrito, hoy())
    )
