"""Lo que imparto: mis ediciones, la jornada de hoy primero, y la asistencia de una edición entera."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, Response, render_template, url_for
from werkzeug.wrappers import Response as Respuesta

from red.asistencias import calculo, consultas, consultas_de_persona, consultas_de_visitas, cuadros
from red.asistencias.consultas import Cuentas
from red.asistencias.cuadros import DeJornada, Fila
from red.asistencias.exportacion import escribir_xlsx
from red.asistencias.operaciones import Quien
from red.base import transaccion
from red.bitacora.operaciones import anotar_lectura
from red.errores import NoEncontrado
from red.formacion import imparticion
from red.formacion.apartados import Apartado, apartado_de_edicion, apartado_de_mi_formacion
from red.formacion.consultas import edicion as buscar_edicion
from red.formacion.modelos import Edicion, Jornada
from red.hojas import EXCEL
from red.permisos import Identidad, Permiso
from red.portero import identidad, requiere
from red.reloj import ahora, hoy

bp = Blueprint("asistencias", __name__, url_prefix="/asistencias")

Pagina = str | Respuesta | tuple[str, int]
FALTAS_PARA_AVISAR = 2


# ------------------------------------------------------------------ Quién puede


def quien_pasa_lista(edicion: Edicion, quien: Identidad | None = None) -> Quien | None:
    """Quien imparte la edición o coordina su Red; None si no es ninguna de las dos."""
    quien = quien or identidad()
    coordina = quien.puede(Permiso.GESTIONAR_FORMACION, edicion.alcance)
    if coordina or imparticion.imparte(edicion.id, quien.persona):
        return Quien(quien.persona, coordina=coordina)
    return None


def edicion_suya(id: int) -> tuple[Edicion, Quien]:
    """La edición y quién pasa su lista; lanza NoEncontrado si no le toca."""
    edicion = buscar_edicion(id)
    quien = quien_pasa_lista(edicion)
    if quien is None:
        raise NoEncontrado
    return edicion, quien


def jornada_suya(id: int) -> tuple[Jornada, Quien]:
    """La jornada y quién pasa su lista; lanza NoEncontrado si no le toca."""
    jornada = consultas.jornada(id)
    quien = quien_pasa_lista(jornada.edicion)
    if quien is None:
        raise NoEncontrado
    return jornada, quien


# ------------------------------------------------------------------ Lo que imparto


@dataclass(frozen=True)
class Hoy:
    """Una jornada de hoy y cómo va su lista."""

    jornada: Jornada
    cuentas: Cuentas
    cerrada: bool


@bp.get("/")
@requiere(Permiso.USAR)
def imparto() -> Pagina:
    """Lo que imparto: lo de hoy primero, después lo que sigue y lo que quedó sin cerrar."""
    mias = imparticion.de_persona(identidad().persona or 0)
    vivas = [una.edicion for una in mias if una.edicion.cancelada_en is None]
    momento = ahora()
    cercanas = consultas_de_persona.proximas_jornadas(
        [una.id for una in vivas], momento - timedelta(hours=12), momento + timedelta(hours=18)
    )
    de_hoy = [j for j in cercanas if _es_hoy(j)]
    jornadas = cuadros.jornadas_de_varias({una.edicion_id for una in mias})
    return render_template(
        "asistencias/imparto.html",
        de_hoy=[_hoy(una) for una in de_hoy],
        ediciones=[(una, una.edicion, jornadas[una.edicion_id]) for una in mias],
        sin_cerrar=[j for una in vivas for j in _sin_cerrar(una, jornadas[una.id])],
        momento=momento,
        dias={una.edicion_id: hoy(una.edicion.curso.red.zona) for una in mias},
    )


def _es_hoy(jornada: Jornada) -> bool:
    zona = jornada.edicion.curso.red.zona
    plazo = calculo.para_quien_imparte(consultas.tramo_de(jornada), None)
    return plazo.desde <= ahora() <= jornada.termina_en or consultas.dia_de_jornada(jornada) == hoy(zona)


def _hoy(jornada: Jornada) -> Hoy:
    cuentas = consultas.contar_renglones(consultas.renglones(jornada, consultas.dia_de_jornada(jornada)))
    lista = consultas.lista_de_jornada(jornada.id)
    return Hoy(jornada, cuentas, lista is not None and lista.cerrada_en is not None)


def _sin_cerrar(edicion: Edicion, jornadas: Sequence[DeJornada]) -> list[tuple[Edicion, DeJornada]]:
    """Las jornadas que ya terminaron, siguen en plazo y no tienen su lista cerrada."""
    return [
        (edicion, una)
        for una in jornadas
        if not una.cerrada and una.jornada.termina_en < ahora() <= una.jornada.termina_en + calculo.GRACIA
    ]


# ------------------------------------------------------------------ Una edición entera


@bp.get("/ediciones/<int:id>")
@requiere(Permiso.USAR)
def edicion(id: int) -> Pagina:
    """La asistencia de todas las personas a todas las jornadas, y quién ha faltado a dos."""
    edicion, quien = edicion_suya(id)
    jornadas = cuadros.jornadas_con_cuentas(id)
    filas = _cuadro(edicion, jornadas)
    return render_template(
        "asistencias/edicion.html",
        edicion=edicion,
        coordina=quien.coordina,
        jornadas=jornadas,
        filas=filas,
        faltan_mucho=[fila for fila in filas if fila.faltas >= FALTAS_PARA_AVISAR],
        visitas=consultas_de_visitas.visitas_de(id),
        momento=ahora(),
    )


def _cuadro(edicion: Edicion, jornadas: Sequence[DeJornada]) -> list[Fila]:
    return cuadros.cuadro(edicion, [una.jornada for una in jornadas], hoy(edicion.curso.red.zona))


@bp.post("/ediciones/<int:id>/asistencia.xlsx")
@requiere(Permiso.USAR)
def descargar(id: int) -> Response:
    """El cuadro de asistencia en una hoja de cálculo; queda anotado quién se lo llevó."""
    edicion, _quien = edicion_suya(id)
    jornadas = cuadros.jornadas_con_cuentas(id)
    filas = _cuadro(edicion, jornadas)
    contenido = escribir_xlsx(edicion, [una.jornada for una in jornadas], filas)
    with transaccion():
        anotar_lectura("edicion", id, {"personas": len(filas)}, red_id=edicion.curso.red_id)
    archivo = {"Content-Disposition": f'attachment; filename="asistencia-edicion-{id}.xlsx"'}
    return Response(
        contenido,
        mimetype=EXCEL,
        headers=archivo,
    )


# ------------------------------------------------------------------ En las páginas de la formación


@apartado_de_edicion
def _en_la_edicion(edicion: Edicion, quien: Identidad) -> Apartado | None:
    """Para quien pasa lista o ve la formación, cuántas personas hubo en cada jornada; para quien tiene lugar, su código."""
    pasa_lista = quien_pasa_lista(edicion, quien)
    cuenta = pasa_lista is not None or quien.puede(Permiso.VER_FORMACION, edicion.alcance)
    mia = consultas.inscripcion_con_lugar(edicion.id, quien.persona)
    if not cuenta and mia is None:
        return None
    return Apartado(
        "Asistencia",
        "asistencias/_en_edicion.html",
        {
            "jornadas": cuadros.jornadas_con_cuentas(edicion.id) if cuenta else [],
            "pasa_lista": pasa_lista is not None,
            "mia": mia,
            "momento": ahora(),
        },
        orden=20,
    )


@apartado_de_mi_formacion
def _en_mi_formacion(quien: Identidad) -> Apartado | None:
    """Mi código para cada edición en la que tengo lugar, y la puerta a lo que imparto."""
    if quien.persona is None:
        return None
    suyas = [
        una
        for una in consultas_de_persona.con_lugar_de(quien.persona)
        if una.edicion.termina_el >= hoy(una.edicion.curso.red.zona)
    ]
    imparte = bool(imparticion.de_persona(quien.persona))
    if not suyas and not imparte:
        return None
    datos = {"suyas": suyas, "imparte": imparte, "url_imparto": url_for("asistencias.imparto")}
    return Apartado("Mi asistencia", "asistencias/_en_mi_formacion.html", datos, orden=1)
