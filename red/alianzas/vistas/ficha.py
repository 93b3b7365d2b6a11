"""La lista de alianzas y la ficha de cada una, hoy o cualquier otro día."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import render_template, request, url_for

from red.a_la_fecha import a_la_fecha, dia_pedido
from red.alianzas import consultas
from red.alianzas.consultas import Situacion
from red.alianzas.modelos import Alianza, ClaseDeAlianza, ParticipacionEnAlianza
from red.alianzas.vistas.pedido import (
    bp,
    cargar,
    con_ficha,
    filtros_pedidos,
    mias_en,
    puede_con_ella,
    puede_llevarla,
    redes_pedidas,
)
from red.archivos.duenas import duena_de_archivos
from red.bitacora.consultas import historia_de
from red.directorio.mirada import miradas
from red.paginacion import paginar
from red.permisos import Identidad, Permiso
from red.portero import identidad, requiere
from red.recordadas import recordada
from red.redes import consultas as redes
from red.redes.apartados import Pendiente, pendientes_de_red
from red.redes.modelos import Red
from red.reloj import hoy
from red.textos import fecha

AVISA_ANTES = timedelta(days=60)
"""Con cuánto tiempo se avisa que una alianza con término se acaba."""


@dataclass(frozen=True)
class QuienSostiene:
    """Quien participa en una alianza, como se muestra a quien mira."""

    participacion: ParticipacionEnAlianza
    nombre: str
    detalle: str = ""
    institucion_id: int | None = None
    clave: str = ""
    soy_yo: bool = False
    se_termina: bool = False


@bp.get("/")
@requiere(Permiso.VER_RED)
@a_la_fecha
@recordada
def listar() -> str:
    """Las alianzas de mis Redes, con quiénes las sostienen."""
    mias, red, en = redes_pedidas()
    dia = dia_pedido()
    consulta = consultas.listado(en, dia, **filtros_pedidos())
    pagina = paginar(consulta, request.args.get("pagina", 1, type=int), orden=(Alianza.nombre, Alianza.id))
    quien = identidad()
    editables = quien.redes_con(Permiso.EDITAR_RED)
    return render_template(
        "alianzas/listar.html",
        pagina=pagina,
        dia=dia,
        quienes=consultas.instituciones_en([a.id for a in pagina.filas], dia),
        red=red,
        redes=[(r.clave, r.nombre) for r in mias],
        clases=ClaseDeAlianza.opciones(),
        situaciones=Situacion.opciones(),
        instituciones=consultas.instituciones_del_filtro(en, dia),
        puede_registrar=editables is None or any(r.id in editables for r in ([red] if red else mias)),
        puede_exportar=quien.puede(Permiso.VER_REGISTRO),
    )


@bp.get("/<int:id>")
@requiere(Permiso.VER_RED)
@a_la_fecha
def ver(id: int) -> str:
    """La ficha: qué es, para qué, quiénes la sostenían ese día y quiénes antes."""
    alianza = cargar(id, Permiso.VER_RED)
    zona = alianza.red.zona
    dia, de_hoy = dia_pedido(zona), hoy(zona)
    # La que ya concluyó se cuenta como estaba su último día.
    cuenta = dia if alianza.hasta is None else min(dia, alianza.hasta)
    todas = consultas.participaciones_de(id)
    quienes = _quienes(alianza, todas, cuenta, dia, de_hoy)
    lleva = puede_llevarla(alianza)
    abierta = alianza.hasta is None or alianza.hasta >= de_hoy
    return render_template(
        "alianzas/ver.html",
        alianza=alianza,
        dia=dia,
        vigente=alianza.esta_vigente(dia),
        sostienen=[q for q in quienes if q.participacion.esta_vigente(cuenta)],
        antes=[q for q in quienes if q.participacion.hasta is not None and q.participacion.hasta < cuenta],
        con_ficha=con_ficha(
            [
                *(q.institucion_id for q in quienes if q.institucion_id),
                *([alianza.convoca_id] if alianza.convoca_id else []),
            ],
            dia,
        ),
        puede_llevarla=lleva,
        abierta=abierta,
        puede_sumar=abierta and (lleva or _tiene_por_sumar(alianza, todas, de_hoy)),
        historia=historia_de("alianza", id, zona=zona)
        if identidad().puede(Permiso.VER_REGISTRO, alianza.red.alcance)
        else [],
    )


def _quienes(
    alianza: Alianza, todas: Sequence[ParticipacionEnAlianza], cuenta: date, dia: date, de_hoy: date
) -> list[QuienSostiene]:
    """Quienes participan o participaron: las instituciones, y las personas a las que quien mira puede ver."""
    quien = identidad()
    personas = [suya.persona_id for suya in todas if suya.persona_id is not None]
    vistas = consultas.a_quienes_se_ve(personas, miradas(quien, dia, de_hoy), alianza.red_id, quien.persona)
    lista = []
    for suya in todas:
        if suya.desde > cuenta:
            continue
        sigue = suya.hasta is None and alianza.esta_vigente(de_hoy)
        se_termina = sigue and puede_con_ella(alianza, suya.institucion_id, suya.persona_id)
        if suya.institucion is not None:
            nombre = suya.institucion.llamada_el(cuenta)
            lista.append(
                QuienSostiene(suya, nombre, institucion_id=suya.institucion_id, se_termina=se_termina)
            )
        elif (visible := vistas.get(suya.persona_id or 0)) is not None:
            lista.append(
                QuienSostiene(
                    suya,
                    visible.nombre,
                    visible.institucion,
                    clave=visible.clave,
                    soy_yo=suya.persona_id == quien.persona,
                    se_termina=se_termina,
                )
            )
    return lista


def _tiene_por_sumar(alianza: Alianza, todas: Sequence[ParticipacionEnAlianza], de_hoy: date) -> bool:
    """Si quien pide cuida una institución de la Red que todavía no participa."""
    ya = {suya.institucion_id for suya in todas if suya.hasta is None or suya.hasta >= de_hoy}
    return any(id_ not in ya for id_ in mias_en(alianza.red))


@pendientes_de_red
def _por_terminar(red: Red, quien: Identidad) -> list[Pendiente]:
    """A quien coordina: las que tienen término y se acaba, a tiempo para renovarlas."""
    if not quien.puede(Permiso.EDITAR_RED, red.alcance):
        return []
    dia = hoy(red.zona)
    return [
        Pendiente(
            f"{alianza.clase.etiqueta} por terminar: {alianza.nombre}",
            url_for("alianzas.ver", id=alianza.id),
            "Si se renueva, corrige hasta cuándo dura.",
            plazo=f"Termina el {fecha(alianza.hasta)}",
        )
        for alianza in consultas.por_terminar(red.id, dia, dia + AVISA_ANTES)
    ]


@duena_de_archivos
def _documento_de_una_alianza(archivo_id: int, quien: Identidad) -> bool:
    """Lo lee quien puede ver la alianza."""
    alianza = consultas.alianza_del_archivo(archivo_id)
    return alianza is not None and quien.puede(Permiso.VER_RED, redes.alcance_para(quien, alianza.red))
