"""Páginas de territorios: consultar el catálogo."""

from flask import Blueprint, render_template, request

from red.base import buscar
from red.paginacion import paginar
from red.permisos import Permiso
from red.portero import requiere
from red.territorios import consultas
from red.territorios.modelos import Nivel, Territorio
from red.territorios.perfiles import PERFILES, perfil_de

bp = Blueprint("territorios", __name__, url_prefix="/territorios")


@bp.get("/")
@requiere(Permiso.USAR)
def listar() -> str:
    """El catálogo, con búsqueda por nombre o código."""
    nivel = request.args.get("nivel", "")
    consulta = consultas.listado(
        request.args.get("q", ""),
        request.args.get("pais", ""),
        Nivel(nivel) if nivel in {opcion.value for opcion in Nivel} else None,
    )
    return render_template(
        "territorios/listar.html",
        pagina=paginar(consulta, request.args.get("pagina", 1, type=int)),
        paises=[(clave, perfil.nombre) for clave, perfil in PERFILES.items()],
        niveles=Nivel.opciones(),
    )


@bp.get("/<int:id>")
@requiere(Permiso.USAR)
def ver(id: int) -> str:
    """La ficha de un territorio y los que contiene."""
    territorio = buscar(Territorio, id)
    return render_template(
        "territorios/ver.html",
        territorio=territorio,
        perfil=perfil_de(territorio.pais),
        pagina=paginar(consultas.contenidos(id), request.args.get("pagina", 1, type=int)),
    )
