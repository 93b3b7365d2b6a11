"""Los documentos emitidos: encontrarlos, descargarlos y anularlos."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from red.archivos.duenas import duena_de_archivos
from red.base import buscar, transaccion
from red.documentos import consultas, operaciones
from red.documentos.composicion import componer
from red.documentos.formularios import FormularioAnular
from red.documentos.modelos import Documento, Papel
from red.formularios import opcion_pedida
from red.paginacion import paginar
from red.permisos import Identidad, Permiso
from red.portero import exigir, identidad, requiere
from red.redes import consultas as redes
from red.reloj import hoy

bp = Blueprint("documentos", __name__, url_prefix="/documentos")

ESTADOS = [("vigentes", "Vigentes"), ("anulados", "Anulados")]


@bp.get("/")
@requiere(Permiso.CUIDAR_UNIDAD)
def listar() -> str:
    """Los documentos de mis Redes, del más reciente al más antiguo."""
    quien = identidad()
    mias = redes.redes_de(redes.redes_visibles(quien, hoy()))
    red = redes.la_pedida(mias, request.args.get("red"))
    estado = request.args.get("estado")
    filtro = consultas.Filtro(
        papel=opcion_pedida(Papel, "papel"),
        anulados={"vigentes": False, "anulados": True}.get(estado or ""),
        escrito=request.args.get("q", ""),
    )
    return render_template(
        "documentos/listar.html",
        pagina=paginar(consultas.emitidos(quien, red, filtro), request.args.get("pagina", 1, type=int)),
        redes=[(r.clave, r.nombre) for r in mias],
        editables=[r for r in mias if quien.puede(Permiso.EDITAR_RED, r.alcance)],
        papeles=Papel.opciones(),
        estados=ESTADOS,
    )


@bp.get("/<int:id>")
@requiere(Permiso.CUIDAR_UNIDAD)
def ver(id: int) -> str:
    """La ficha de un documento: qué dice, con qué modelo se emitió, quién y la huella de su PDF."""
    documento = _propio(id)
    return render_template(
        "documentos/ver.html",
        documento=documento,
        bloques=componer(documento.cuerpo, documento.datos),
    )


@bp.route("/<int:id>/anular", methods=["GET", "POST"])
@requiere(Permiso.CUIDAR_UNIDAD)
def anular(id: int) -> str | tuple[str, int] | Response:
    """Anula un documento con su motivo; el folio no se vuelve a usar."""
    documento = _propio(id)
    formulario = FormularioAnular()
    if formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            operaciones.anular(documento, formulario.motivo.data or "", identidad().persona)
        if hecho:
            flash(f"Anulamos {documento.folio}.", "exito")
            return redirect(url_for("documentos.ver", id=id), 303)
    pagina = render_template("documentos/anular.html", formulario=formulario, documento=documento)
    return pagina, 422 if formulario.hay_errores else 200


def _propio(id: int) -> Documento:
    documento = buscar(Documento, id)
    exigir(Permiso.CUIDAR_UNIDAD, documento.alcance)
    return documento


@duena_de_archivos
def _pdf_de_un_documento(archivo_id: int, quien: Identidad) -> bool:
    """El PDF lo lee quien puede leer el documento."""
    documento = consultas.de_archivo(archivo_id)
    return documento is not None and quien.puede(Permiso.CUIDAR_UNIDAD, documento.alcance)
