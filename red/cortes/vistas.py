"""Las páginas de los cortes: pedirlos, leerlos, nombrar sus grupos y comparar dos."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Respuesta

from red.analisis.consultas_del_tejido import tejido_de_red
from red.analisis.hallazgos import AVISO
from red.analisis.lectura import ClaseAccion, Confianza, Gravedad
from red.analisis.recetas import Lente, Receta
from red.base import transaccion
from red.bitacora.operaciones import anotar_lectura
from red.cortes import consultas, informe, lectura, operaciones
from red.cortes.formularios import FormularioCorte, FormularioGrupo
from red.cortes.modelos import Corte, EstadoCorte
from red.errores import NoEncontrado
from red.formularios import Formulario
from red.permisos import Permiso
from red.portero import exigir, identidad, requiere
from red.redes.consultas import red_de_clave
from red.redes.modelos import Red
from red.reloj import hoy

bp = Blueprint("cortes", __name__, url_prefix="/cortes")

CADA_SEGUNDOS = 3
SE_COMPRUEBA = 5000
"""Hasta cuántas personas se vuelve a mirar, al abrir un corte, si los hechos de ese día cambiaron."""
Pagina = str | Respuesta | tuple[str, int]


@bp.get("/<clave>")
@requiere(Permiso.VER_MAPA)
def listar(clave: str) -> str:
    """Los cortes de la Red."""
    red = _red(clave)
    return render_template(
        "cortes/listar.html",
        red=red,
        cortes=consultas.cortes_de(red.id),
        lentes={lente.value: lente.etiqueta for lente in Lente},
    )


@bp.route("/<clave>/nuevo", methods=["GET", "POST"])
@requiere(Permiso.VER_MAPA)
def nuevo(clave: str) -> Pagina:
    """Pide un corte."""
    red = _red(clave)
    dia = hoy(red.zona)
    formulario = FormularioCorte(dia=dia, nombre=f"La Red en {_mes(dia)}")
    if formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            corte = operaciones.pedir(
                red_de_clave(clave),
                nombre=(formulario.nombre.data or "").strip(),
                dia=formulario.dia.data or dia,
                receta=formulario.receta(),
                por_id=identidad().persona,
                a_fondo=formulario.a_fondo.data,
            )
            suya = corte.clave
        if hecho:
            return redirect(url_for("cortes.ver", clave=clave, corte=suya), 303)
    return render_template("cortes/nuevo.html", red=red, formulario=formulario), _codigo(formulario)


@bp.get("/<clave>/<corte>")
@requiere(Permiso.VER_MAPA)
def ver(clave: str, corte: str) -> str | Response:
    """Un corte: en qué va o, si está listo, lo que dice."""
    red = _red(clave)
    suyo = consultas.corte_de_clave(red.id, corte)
    if suyo.estado is not EstadoCorte.LISTO:
        pagina = make_response(render_template("cortes/en_camino.html", red=red, corte=suyo))
        if suyo.estado.en_camino:
            pagina.headers["Refresh"] = str(CADA_SEGUNDOS)
        return pagina
    palabras = lectura.palabras_de(red)
    return render_template(
        "cortes/ver.html",
        red=red,
        corte=suyo,
        receta=Receta.de_json(suyo.receta),
        cifras=lectura.cifras(suyo.numeros or {}, palabras),
        hallazgos=_hallazgos(red, suyo),
        grupos=lectura.grupos_de(suyo, consultas.columnas_de(suyo)),
        anterior=consultas.anterior_a(suyo),
        cambiaron=_cambiaron(red, suyo),
        palabras=palabras,
        aviso=AVISO,
        como=informe.como_se_midio(suyo),
    )


@bp.post("/<clave>/<corte>/cancelar")
@requiere(Permiso.VER_MAPA)
def cancelar(clave: str, corte: str) -> Respuesta:
    """Deja de medirlo."""
    suyo = consultas.corte_de_clave(_red(clave).id, corte)
    with transaccion():
        cancelado = operaciones.cancelar(suyo)
    flash(
        "El corte se canceló." if cancelado else "El corte ya había terminado.",
        "exito" if cancelado else "informacion",
    )
    return redirect(url_for("cortes.listar", clave=clave), 303)


@bp.route("/<clave>/<corte>/grupos/<int:grupo>", methods=["GET", "POST"])
@requiere(Permiso.VER_MAPA)
def nombrar(clave: str, corte: str, grupo: int) -> Pagina:
    """Pone nombre a un grupo; pasa a los cortes que sigan."""
    red = _red(clave)
    suyo = consultas.corte_de_clave(red.id, corte)
    hallado = lectura.grupo_de(suyo, consultas.columnas_de(suyo), grupo)
    formulario = FormularioGrupo(nombre=hallado.nombre)
    if formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            operaciones.nombrar(suyo, grupo, (formulario.nombre.data or "").strip())
        if hecho:
            flash("Listo: así se llamará también en los cortes que sigan.", "exito")
            return redirect(url_for("cortes.ver", clave=clave, corte=corte, _anchor="grupos"), 303)
    return (
        render_template("cortes/nombrar.html", red=red, corte=suyo, grupo=hallado, formulario=formulario),
        _codigo(formulario),
    )


@bp.get("/<clave>/<corte>/comparar")
@requiere(Permiso.VER_MAPA)
def comparar(clave: str, corte: str) -> str:
    """Qué cambió entre este corte y otro de la misma lente; sin decir cuál, el anterior."""
    red = _red(clave)
    suyo = _listo(red, corte)
    otros = [
        c for c in consultas.cortes_de(red.id)
        if c.id != suyo.id and c.estado is EstadoCorte.LISTO and c.receta["lente"] == suyo.receta["lente"]
    ]  # fmt: skip
    pedido = request.args.get("con", "")
    con = (
        next((c for c in otros if c.clave == pedido), None)
        or consultas.anterior_a(suyo)
        or next(iter(otros), None)
    )
    antes, ahora = (con, suyo) if con is None or con.dia <= suyo.dia else (suyo, con)
    palabras = lectura.palabras_de(red)
    return render_template(
        "cortes/comparar.html",
        red=red,
        corte=suyo,
        con=con,
        otros=otros,
        antes=antes,
        ahora=ahora,
        palabras=palabras,
        comparacion=lectura.comparar(antes, ahora, palabras) if antes is not None else None,
    )


@bp.post("/<clave>/<corte>/informe.pdf")
@requiere(Permiso.VER_MAPA)
def en_papel(clave: str, corte: str) -> Response:
    """El informe para la titular: dos páginas; lleva nombres, y queda anotado quién se lo llevó."""
    red = _red(clave)
    suyo = _listo(red, corte)
    with transaccion():
        anotar_lectura("red", red.id, {"informe": suyo.nombre}, red_id=red.id)
    red, suyo = _red(clave), _listo(red_de_clave(clave), corte)
    pdf = informe.componer(suyo, lectura.palabras_de(red))
    respuesta = Response(pdf, mimetype="application/pdf")
    respuesta.headers["Content-Disposition"] = f'attachment; filename="informe-{red.clave}-{suyo.dia}.pdf"'
    return respuesta


def _red(clave: str) -> Red:
    red = red_de_clave(clave)
    exigir(Permiso.VER_MAPA, red.alcance)
    return red


def _listo(red: Red, corte: str) -> Corte:
    suyo = consultas.corte_de_clave(red.id, corte)
    if suyo.estado is not EstadoCorte.LISTO:
        raise NoEncontrado
    return suyo


def _codigo(formulario: Formulario) -> int:
    return 422 if formulario.hay_errores else 200


def _cambiaron(red: Red, corte: Corte) -> bool:
    """Si los hechos de ese día ya no son los que se midieron; en Redes muy grandes no se comprueba al abrir."""
    if (corte.numeros or {}).get("personas", 0) > SE_COMPRUEBA:
        return False
    return tejido_de_red(red.id, corte.dia).huella != corte.huella


def _hallazgos(red: Red, corte: Corte) -> list[dict[str, Any]]:
    """Los guardados, con su etiqueta y el formulario que abre su acción."""
    guardados = corte.hallazgos or []
    personas = {int(n[1:]) for h in guardados for n in h["que_hacer"]["nodos"] if n[:1] == "p"}
    claves = consultas.claves_de_personas(sorted(personas))
    return [
        {
            **hallazgo,
            "tono": {"alta": "mal", "media": "atencion", "baja": "informacion"}[hallazgo["gravedad"]],
            "urgencia": Gravedad(hallazgo["gravedad"]).etiqueta,
            "certeza": Confianza(hallazgo["confianza"]).etiqueta,
            "url": _direccion(red, hallazgo["que_hacer"], claves),
        }
        for hallazgo in guardados
        if _se_puede_decir(hallazgo, claves)
    ]


def _se_puede_decir(hallazgo: Mapping[str, Any], claves: Mapping[int, str]) -> bool:
    """Quien retiró su consentimiento después del corte ya no se nombra: lo que habla de ella no se muestra."""
    suyas = [int(n[1:]) for n in hallazgo["que_hacer"]["nodos"] if n[:1] == "p"]
    return all(llave in claves for llave in suyas)


def _direccion(red: Red, accion: Mapping[str, Any], claves: Mapping[int, str]) -> str | None:
    """A dónde lleva la acción, si quien mira puede usarla; si no, a la ficha de quien trata."""
    quien, nodos = identidad(), accion["nodos"]
    clase = ClaseAccion(accion["clase"])
    if clase is ClaseAccion.VER_FORMACION:
        return url_for("formacion.listar", red=red.clave)
    primero = nodos[0] if nodos else ""
    if primero[:1] == "i":
        if clase is ClaseAccion.INVITAR and quien.puede(Permiso.INVITAR, red.alcance):
            return url_for("invitaciones.nueva", red=red.clave, institucion=int(primero[1:]))
        return url_for("instituciones.ver", id=int(primero[1:]))
    if primero[:1] == "p" and int(primero[1:]) in claves:
        return url_for("personas.ver", clave=claves[int(primero[1:])])
    return None


_MESES: Sequence[str] = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip


def _mes(dia: Any) -> str:
    return f"{_MESES[dia.month - 1]} de {dia.year}"
