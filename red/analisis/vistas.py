"""Páginas del mapa: lo que la Red dice, dibujada y en tabla, y la manera de llevársela."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Respuesta

from red.a_la_fecha import a_la_fecha
from red.analisis import consultas, exportacion, lente
from red.analisis.diagnostico import Diagnostico, diagnosticar
from red.analisis.disposicion import disponer
from red.analisis.fichas import fichar, solo_dibujadas
from red.analisis.formularios import Formato, FormularioExportacion
from red.analisis.grafos import Grafo
from red.analisis.hallazgos import buscar_hallazgos
from red.analisis.lectura import ClaseAccion, Hallazgo
from red.analisis.mapa import datos_del_mapa
from red.analisis.medidas import Medidas, medir
from red.analisis.pliegues import agrupar, los_primeros, tablas
from red.analisis.redaccion import Palabras
from red.base import transaccion
from red.bitacora.operaciones import anotar_lectura
from red.instituciones.modelos import TipoInstitucion
from red.permisos import Permiso
from red.portero import exigir, identidad, requiere
from red.redes.consultas import palabra_de_tipos, red_de_clave, redes_de
from red.redes.modelos import Red
from red.reloj import hoy

bp = Blueprint("analisis", __name__, url_prefix="/analisis")

TOPE_DE_INTEGRANTES = 1500
"""Con más, persona por persona no se lee ni se calcula mientras alguien espera: se dibuja por instituciones."""

PRIMER_DIA = date(2000, 1, 1)


@dataclass
class Analisis:
    """La Red de un día, ya leída."""

    red: Red
    dia: date
    en_grafo: consultas.RedEnGrafo
    medidas: Medidas


@bp.get("/")
@requiere(Permiso.VER_MAPA)
def elegir() -> str | Respuesta:
    """Las Redes cuyo mapa puedo ver; si es una, directo a su mapa."""
    redes = redes_de(identidad().redes_con(Permiso.VER_MAPA))
    if len(redes) == 1:
        return redirect(url_for("analisis.ver", clave=redes[0].clave))
    return render_template("analisis/elegir.html", redes=redes)


@bp.get("/<clave>")
@requiere(Permiso.VER_MAPA)
@a_la_fecha
def ver(clave: str) -> str:
    """El mapa de la Red, sus hallazgos y la tabla que dice lo mismo."""
    red = _red(clave, Permiso.VER_MAPA)
    dia = _dia(red)
    if consultas.cuantas_integrantes(red.id, dia) > TOPE_DE_INTEGRANTES:
        return _por_instituciones(red, dia)
    return _pagina(_leer(red, dia), FormularioExportacion())


@bp.post("/<clave>/exportar")
@requiere(Permiso.EXPORTAR_GRAFO)
def exportar(clave: str) -> Response | tuple[str, int] | str:
    """Entrega el grafo en el formato pedido; con nombres sólo si se dice para qué, y queda anotado."""
    red = _red(clave, Permiso.EXPORTAR_GRAFO)
    dia = _dia(red)
    formulario = FormularioExportacion()
    if consultas.cuantas_integrantes(red.id, dia) > TOPE_DE_INTEGRANTES:
        return _muy_grande(red, dia)
    if formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            anotar_lectura(
                "red",
                red.id,
                {
                    "formato": formulario.formato.data.value,
                    "con_nombres": formulario.con_nombres.data,
                    "motivo": (formulario.motivo.data or "").strip() or None,
                },
                red_id=red.id,
            )
        if hecho:
            leida = _leer(red, dia)
            return _archivo(leida, formulario.formato.data, con_nombres=formulario.con_nombres.data)
    flash("No preparamos el archivo: revisa lo que falta en «Llevarte el mapa».", "error")
    return _pagina(_leer(red, dia), formulario), 422


def _red(clave: str, permiso: Permiso) -> Red:
    red = red_de_clave(clave)
    exigir(permiso, red.alcance)
    return red


def _por_instituciones(red: Red, dia: date) -> str:
    """La Red que no cabe persona por persona, doblada en sus instituciones."""
    doblada = consultas.red_doblada(red.id, dia)
    medidas, palabras = medir(doblada.grafo), _palabras(red, doblada.grafo)
    hallazgos = lente.hallazgos(doblada, medidas, palabras)

    def direccion(nodo: str) -> str:
        return url_for("instituciones.ver", id=int(nodo[1:]))

    return render_template(
        "analisis/por_instituciones.html",
        red=red,
        dia=dia,
        es_hoy=dia == hoy(red.zona),
        frase=lente.frase(doblada, palabras),
        primeros=[
            (hallazgo, Enlace(url_for("formacion.listar", red=red.clave), formulario=True))
            for hallazgo in hallazgos
        ],
        renglones=lente.renglones(doblada, palabras),
        palabras=palabras,
        fuera=doblada.instituciones - len(doblada.gente),
        direccion=direccion,
        datos=lente.datos(
            doblada, medidas, hallazgos, titulo=red.nombre, dia=dia, direccion=direccion, palabras=palabras
        ),
    )


def _muy_grande(red: Red, dia: date) -> str:
    return render_template("analisis/muy_grande.html", red=red, dia=dia, tope=TOPE_DE_INTEGRANTES)


def _dia(red: Red) -> date:
    """La fecha pedida en la dirección, si se entiende y no es futura; si no, hoy."""
    try:
        pedido = date.fromisoformat(request.args.get("fecha", ""))
    except ValueError:
        return hoy(red.zona)
    return min(max(pedido, PRIMER_DIA), hoy(red.zona))


def _leer(red: Red, dia: date) -> Analisis:
    en_grafo = consultas.grafo_de_red(red.id, dia)
    return Analisis(red, dia, en_grafo, medir(en_grafo.grafo))


def _pagina(leida: Analisis, formulario: FormularioExportacion) -> str:
    grafo, dibujo, medidas, red = leida.en_grafo.grafo, leida.en_grafo.dibujo, leida.medidas, leida.red
    palabras = _palabras(red, grafo)
    hallazgos = buscar_hallazgos(grafo, medidas, palabras)
    fichas = solo_dibujadas(dibujo, fichar(grafo, medidas, palabras), palabras)
    diagnostico: Diagnostico = diagnosticar(grafo, medidas, palabras)
    return render_template(
        "analisis/ver.html",
        red=red,
        dia=leida.dia,
        es_hoy=leida.dia == hoy(red.zona),
        hace_un_anio=leida.dia - timedelta(days=365),
        diagnostico=diagnostico,
        primeros=_con_enlace(leida, los_primeros(hallazgos)),
        grupos=[
            {"frase": grupo.frase, "hallazgos": _con_enlace(leida, grupo.hallazgos)}
            for grupo in agrupar(hallazgos, palabras)
        ],
        cuantos_hallazgos=len(hallazgos),
        tablas=tablas(fichas, medidas, palabras),
        direccion=lambda nodo: _direccion(leida, nodo),
        lazos=grafo.number_of_edges(),
        dibujados=set(dibujo),
        datos=datos_del_mapa(
            dibujo,
            medidas,
            hallazgos,
            analizado=grafo,
            titulo=red.nombre,
            dia=leida.dia,
            direccion=lambda nodo: _direccion(leida, nodo),
            agrupaciones={"nivel": "Nivel del puesto", "tipo": "Tipo de institución"},
            palabras=palabras,
        ),
        formulario=formulario,
    )


def _palabras(red: Red, grafo: Grafo) -> Palabras:
    """Cómo llama esta Red a sus instituciones, según las que el mapa dibuja."""
    etiquetas = {datos["tipo"] for _, datos in grafo.nodes(data=True) if "tipo" in datos}
    dependencia = palabra_de_tipos(red, {tipo for tipo in TipoInstitucion if tipo.etiqueta in etiquetas})
    return Palabras(dependencia.singular, dependencia.plural)


def _direccion(leida: Analisis, nodo: str) -> str | None:
    """La página del nodo."""
    if nodo in leida.en_grafo.claves:
        return url_for("personas.ver", clave=leida.en_grafo.claves[nodo])
    extremo = {"i": "instituciones.ver", "u": "unidades.ver"}.get(nodo[:1])
    return url_for(extremo, id=int(nodo[1:])) if extremo else None


@dataclass(frozen=True)
class Enlace:
    """A dónde lleva la acción de un hallazgo: a su formulario, o a la ficha de quien trata."""

    url: str | None
    formulario: bool = False
    de: str = ""
    """De quién es la ficha."""


def _con_enlace(leida: Analisis, hallazgos: Sequence[Hallazgo]) -> list[tuple[Hallazgo, Enlace]]:
    return [(hallazgo, _enlace(leida, hallazgo)) for hallazgo in hallazgos]


def _enlace(leida: Analisis, hallazgo: Hallazgo) -> Enlace:
    """El formulario de la acción, si quien mira puede usarlo; si no, la ficha de quien trata el hallazgo."""
    red, quien, accion = leida.red, identidad(), hallazgo.que_hacer
    nodo = accion.nodos[0] if accion.nodos else ""
    numero = int(nodo[1:]) if nodo[1:].isdigit() else None
    registra = quien.puede(Permiso.REGISTRAR_UNIDAD, red.alcance)
    if accion.clase is ClaseAccion.VER_FORMACION:
        return Enlace(url_for("formacion.listar", red=red.clave), formulario=True)
    if accion.clase is ClaseAccion.INVITAR and quien.puede(Permiso.INVITAR, red.alcance):
        institucion = numero if nodo.startswith("i") else None
        return Enlace(url_for("invitaciones.nueva", red=red.clave, institucion=institucion), formulario=True)
    if accion.clase is ClaseAccion.REGISTRAR_UNIDAD and registra and nodo.startswith("i"):
        return Enlace(url_for("unidades.nueva", institucion=numero), formulario=True)
    if accion.clase is ClaseAccion.DESIGNAR_SUPLENTE and registra and nodo.startswith("u"):
        return Enlace(url_for("unidades.designar", id=numero, funcion="suplente"), formulario=True)
    if hallazgo.nodos and hallazgo.nodos[0] in leida.en_grafo.claves:
        nodo = hallazgo.nodos[0]
    if not nodo:
        return Enlace(None)
    datos = leida.en_grafo.grafo.nodes.get(nodo, {})
    return Enlace(_direccion(leida, nodo), de=str(datos.get("nombre", "")))


def _archivo(leida: Analisis, formato: Formato, *, con_nombres: bool) -> Response:
    grafo = exportacion.con_medidas(leida.en_grafo.grafo, leida.medidas)
    posiciones: dict[str, Any] | None = None
    if con_nombres:
        posiciones = dict(disponer(grafo))
    else:
        grafo = exportacion.seudonimizar(grafo)
    if formato is Formato.GRAPHML:
        contenido, tipo, extension = exportacion.a_graphml(grafo), "application/graphml+xml", "graphml"
    elif formato is Formato.GEXF:
        contenido, tipo, extension = exportacion.a_gexf(grafo, posiciones), "application/gexf+xml", "gexf"
    elif formato is Formato.PAJEK:
        contenido, tipo, extension = exportacion.a_pajek(grafo, posiciones), "text/plain", "net"
    else:
        contenido = exportacion.a_zip(grafo, con_seudonimos=not con_nombres)
        tipo, extension = "application/zip", "zip"
    nombre = f"red-{leida.red.clave}-{leida.dia.isoformat()}.{extension}"
    respuesta = Response(contenido, mimetype=tipo)
    respuesta.headers["Content-Disposition"] = f'attachment; filename="{nombre}"'
    return respuesta


from red.analisis import vistas_estudio, vistas_territorio  # noqa: E402, F401  (sus rutas son de este mismo bp)
