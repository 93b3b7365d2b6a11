"""Con qué se llenan los papeles de una unidad: quién encabeza, quién la sostiene y quién coordina la Red."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from red.acceso.modelos import Asignacion
from red.base import db
from red.documentos.composicion import Valor
from red.documentos.letras import con_articulo, fecha_en_letras
from red.documentos.modelos import Papel
from red.permisos import Identidad, Permiso, Rol
from red.personas.consultas import adscripcion_vigente
from red.personas.modelos import Adscripcion, NivelCargo
from red.redes.consultas import alcance_de_institucion, redes_de
from red.redes.modelos import Red
from red.textos import fecha
from red.unidades import consultas
from red.unidades.modelos import Designacion, EstadoUnidad, Funcion, Unidad


def redes_que_emiten(unidad: Unidad, quien: Identidad, dia: date) -> list[Red]:
    """Las Redes en que participa la institución y por las que puede emitir quien pregunta, por nombre."""
    alcance = alcance_de_institucion(unidad.institucion_id, dia)
    if not quien.puede(Permiso.CUIDAR_UNIDAD, alcance):
        return []
    propias = quien.redes_con(Permiso.CUIDAR_UNIDAD)
    es_suya = unidad.institucion_id in quien.instituciones_con(Permiso.CUIDAR_UNIDAD)
    ids = alcance.redes if propias is None or es_suya else alcance.redes & propias
    return redes_de(ids)


def autoridad_de(institucion_id: int, dia: date) -> Adscripcion | None:
    """Quien encabeza la institución ese día, si está en el registro."""
    consulta = (
        select(Adscripcion)
        .where(
            Adscripcion.institucion_id == institucion_id,
            Adscripcion.nivel == NivelCargo.TITULAR,
            Adscripcion.vigente(dia),
        )
        .options(joinedload(Adscripcion.persona))
        .order_by(Adscripcion.desde.desc(), Adscripcion.id)
        .limit(1)
    )
    return db.session.scalars(consulta).one_or_none()


def coordinadora_de(red_id: int, dia: date) -> str:
    """El nombre legal de quien coordina la Red; vacío si hoy nadie."""
    consulta = (
        select(Asignacion)
        .where(Asignacion.rol == Rol.COORDINADORA, Asignacion.red_id == red_id, Asignacion.vigente(dia))
        .options(joinedload(Asignacion.persona))
        .order_by(Asignacion.desde, Asignacion.id)
        .limit(1)
    )
    papel = db.session.scalars(consulta).one_or_none()
    return papel.persona.nombre_completo if papel else ""


DE_LA_SESION = frozenset({Papel.ACTA_INSTALACION, Papel.LISTA_ASISTENCIA})
"""Los papeles que cuentan la sesión de instalación: llevan su fecha y a quienes estaban ese día."""


def datos_de_unidad(unidad: Unidad, red: Red, dia: date, papel: Papel | None = None) -> dict[str, Valor]:
    """Lo que la plataforma sabe de la unidad para llenar un papel; lo que no sabe, no lo pone.

    Los de la sesión cuentan lo que era cierto ese día, se impriman cuando se impriman; si no se sabe qué día fue, la
    fecha queda en blanco.
    """
    sesion = dia_de_la_sesion(unidad)
    if papel in DE_LA_SESION:
        suya = {"fecha": fecha(sesion), "fecha_en_letras": fecha_en_letras(sesion)} if sesion else {}
        de_entonces = [d for d in consultas.designaciones(unidad.id) if d.esta_vigente(sesion or dia)]
        return {"fecha": "", "fecha_en_letras": "", **_datos(unidad, red, sesion or dia, de_entonces), **suya}
    return _datos(
        unidad, red, dia, [d for d in consultas.designaciones(unidad.id) if d.hasta is None or d.hasta >= dia]
    )


def _datos(unidad: Unidad, red: Red, dia: date, designadas: list[Designacion]) -> dict[str, Valor]:
    designadas.sort(key=lambda d: (list(Funcion).index(d.funcion), d.id))
    autoridad = autoridad_de(unidad.institucion_id, dia)
    titular = _primera(designadas, Funcion.TITULAR)
    puestos = {d.persona_id: _puesto(d, dia) for d in designadas}
    sesion = dia_de_la_sesion(unidad)
    return {
        "institucion": con_articulo(unidad.institucion.nombre),
        "unidad": con_articulo(unidad.nombre),
        "fundamento": con_articulo(unidad.fundamento or ""),
        "autoridad": autoridad.persona.nombre_completo if autoridad else "",
        "cargo_de_la_autoridad": autoridad.puesto if autoridad else "Titular",
        "titular": titular.persona.nombre_completo if titular else "",
        "puesto_del_titular": puestos[titular.persona_id] if titular else "",
        "suplente": _nombre(_primera(designadas, Funcion.SUPLENTE)),
        "enlace": _nombre(_primera(designadas, Funcion.ENLACE)),
        "fecha_de_instalacion": fecha(sesion) if sesion else "",
        "coordinadora": coordinadora_de(red.id, dia),
        "integrantes": [
            ["Función", "Nombre", "Puesto"],
            *([_funcion(d), d.persona.nombre_completo, puestos[d.persona_id]] for d in designadas),
        ],
        "asistencia": [
            ["Nombre", "Función", "Firma"],
            *([d.persona.nombre_completo, _funcion(d), ""] for d in designadas),
            *(["", "", ""] for _ in range(4)),
        ],
    }


def dia_de_la_sesion(unidad: Unidad) -> date | None:
    """El día en que se instaló o, si todavía no, el que se programó."""
    if unidad.instalada_el is not None:
        return unidad.instalada_el
    programados = (
        p.para_el for p in consultas.pasos(unidad.id) if p.estado is EstadoUnidad.INSTALACION_PROGRAMADA
    )
    return next((dia for dia in programados if dia is not None), None)


def _primera(designadas: Sequence[Designacion], funcion: Funcion) -> Designacion | None:
    return next((d for d in designadas if d.funcion is funcion), None)


def _nombre(designacion: Designacion | None) -> str:
    return designacion.persona.nombre_completo if designacion else ""


def _funcion(designacion: Designacion) -> str:
    area = f" ({designacion.area.etiqueta})" if designacion.area else ""
    return f"{designacion.funcion.etiqueta}{area}"


def _puesto(designacion: Designacion, dia: date) -> str:
    adscripcion = adscripcion_vigente(designacion.persona_id, dia)
    return adscripcion.puesto if adscripcion else ""
