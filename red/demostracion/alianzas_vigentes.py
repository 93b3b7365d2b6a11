"""Lo que en la demostración sostienen juntas varias instituciones: órganos, convenios, programas y proyectos.

Las instituciones son reales; que se hayan unido así es inventado, y cada ficha lo dice. Se escriben los modelos y no
las operaciones por la misma razón que el resto de la carga: se cuenta lo que ya pasó.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from red.alianzas.modelos import Alianza, ClaseDeAlianza, PapelEnAlianza, ParticipacionEnAlianza
from red.base import db
from red.fechas import FechaParcial
from red.instituciones.modelos import Institucion, Orden, TipoInstitucion
from red.personas.consultas import consiente
from red.personas.modelos import Finalidad, Persona
from red.redes.consultas import red_de_clave
from red.redes.modelos import Membresia, Participacion, Red

INVENTADA = "Inventada para la demostración: las instituciones son reales; la alianza, no."
ORGANO, CONVENIO, PROGRAMA, PROYECTO = ClaseDeAlianza
COORDINA, PARTICIPA, APORTA, INVITADA = PapelEnAlianza


@dataclass(frozen=True)
class _Alianza:
    """Lo que se cuenta de una: quiénes, desde hace cuántos días y, si concluyó, hace cuántos."""

    clase: ClaseDeAlianza
    nombre: str
    proposito: str
    hace: int
    quienes: dict[str, PapelEnAlianza]
    convoca: str | None = None
    sustento: str | None = None
    concluyo_hace: int | None = None
    motivo: str | None = None
    se_fue: str | None = None
    personas: int = 0


DE_CADA_RED: dict[str, Sequence[_Alianza]] = {
    "guadalajara": (
        _Alianza(
            PROYECTO,
            "Proyecto Luminarias",
            "Alumbrar primero los trayectos en que las mujeres se sienten inseguras, con lo que cada dependencia sabe de ellos.",
            430,
            {
                "Dirección de Alumbrado Público": COORDINA,
                "Dirección de Obras Públicas": PARTICIPA,
                "Comisaría de la Policía de Guadalajara": PARTICIPA,
                "Dirección de Participación Ciudadana": PARTICIPA,
                "Instituto Municipal de las Mujeres en Guadalajara": PARTICIPA,
            },
        ),
        _Alianza(
            CONVENIO,
            "Convenio para prevenir el acoso y el hostigamiento en el servicio público",
            "Un mismo modo de recibir, orientar y dar seguimiento en todas las dependencias del municipio.",
            610,
            {
                "Instituto Municipal de las Mujeres en Guadalajara": COORDINA,
                "Dirección de Recursos Humanos": PARTICIPA,
                "Contraloría Ciudadana": PARTICIPA,
                "Sindicatura Municipal": PARTICIPA,
            },
            convoca="Instituto Municipal de las Mujeres en Guadalajara",
            sustento="Convenio interinstitucional 03",
            se_fue="Sindicatura Municipal",
        ),
        _Alianza(
            ORGANO,
            "Comisión de datos con perspectiva de género",
            "Acordar qué se cuenta, cómo se desagrega y quién lo publica.",
            280,
            {
                "Dirección de Innovación Gubernamental": COORDINA,
                "Tesorería Municipal": PARTICIPA,
            },
            personas=2,
        ),
        _Alianza(
            PROYECTO,
            "Mercados seguros para comerciantes",
            "Revisar con las comerciantes la iluminación, los sanitarios y los horarios de tres mercados.",
            700,
            {
                "Dirección de Mercados": COORDINA,
                "Dirección de Participación Ciudadana": PARTICIPA,
                "ONU Mujeres": APORTA,
            },
            concluyo_hace=260,
            motivo="Se cumplió su objetivo.",
        ),
    ),
    "coquimbo": (
        _Alianza(
            ORGANO,
            "Comisión de Equidad de Género de la región",
            "Coordinar entre el gobierno regional y las comunas lo que se hace por la igualdad.",
            520,
            {
                "Gobierno Regional de Coquimbo": COORDINA,
                "Dirección Regional de Coquimbo del Servicio Nacional de la Mujer y la Equidad de Género": PARTICIPA,
                "Municipalidad de La Serena": PARTICIPA,
                "Municipalidad de Coquimbo": PARTICIPA,
                "Municipalidad de Ovalle": PARTICIPA,
                "Municipalidad de Illapel": INVITADA,
            },
            convoca="Gobierno Regional de Coquimbo",
        ),
        _Alianza(
            PROGRAMA,
            "Mujeres Jefas de Hogar",
            "Que las jefas de hogar encuentren trabajo o pongan su negocio; lo paga el servicio nacional y lo llevan los municipios.",
            640,
            {
                "Dirección Regional de Coquimbo del Servicio Nacional de la Mujer y la Equidad de Género": APORTA,
                "Municipalidad de La Serena": PARTICIPA,
                "Municipalidad de Ovalle": PARTICIPA,
                "Municipalidad de Vicuña": PARTICIPA,
                "Municipalidad de Los Vilos": PARTICIPA,
            },
            sustento="Convenio de transferencia y ejecución",
        ),
        _Alianza(
            CONVENIO,
            "Convenio del modelo de gestión de las oficinas municipales de la mujer",
            "Asesoría y herramientas del servicio nacional; espacio, equipo e informes del municipio.",
            760,
            {
                "Dirección Regional de Coquimbo del Servicio Nacional de la Mujer y la Equidad de Género": COORDINA,
                "Municipalidad de La Serena": PARTICIPA,
            },
            sustento="Decreto alcaldicio que aprueba el convenio",
        ),
    ),
    "chiapas": (
        _Alianza(
            ORGANO,
            "Mesa de planeación operativa de las unidades de igualdad",
            "Que las unidades acuerden juntas la matriz de indicadores y el calendario del año.",
            390,
            {
                "Secretaría de la Mujer e Igualdad de Género": COORDINA,
                "Secretaría de Finanzas": PARTICIPA,
                "Secretaría de Salud": PARTICIPA,
                "Secretaría de Educación": PARTICIPA,
                "Secretaría de Infraestructura": PARTICIPA,
            },
            convoca="Secretaría de la Mujer e Igualdad de Género",
        ),
        _Alianza(
            PROGRAMA,
            "Traslados seguros para las trabajadoras del campo",
            "Que las jornaleras lleguen y vuelvan seguras en temporada de cosecha.",
            210,
            {
                "Secretaría de Agricultura, Ganadería y Pesca": COORDINA,
                "Secretaría de Movilidad y Transporte": PARTICIPA,
                "Secretaría de la Mujer e Igualdad de Género": APORTA,
            },
        ),
    ),
}


def aliar(clave: str, dia: date) -> None:
    """Lo que las instituciones de esa Red recién cargada sostienen juntas."""
    red = red_de_clave(clave)
    suyas = _por_nombre(red)
    for una in DE_CADA_RED.get(clave, ()):
        for nombre in una.quienes:
            if nombre not in suyas:
                suyas[nombre] = _aliada(red, nombre)
        _escribir(red, una, suyas, dia)
    db.session.flush()


def _por_nombre(red: Red) -> dict[str, Institucion]:
    consulta = (
        select(Institucion)
        .join(Participacion, Participacion.institucion_id == Institucion.id)
        .where(Participacion.red_id == red.id)
    )
    return {institucion.nombre: institucion for institucion in db.session.scalars(consulta)}


def _aliada(red: Red, nombre: str) -> Institucion:
    """Un organismo que la Red no abarca y sostiene algo con ella."""
    aliada = Institucion(
        nombre=nombre,
        tipo=TipoInstitucion.ORGANISMO_INTERNACIONAL,
        orden=Orden.INTERNACIONAL,
        territorio_id=red.territorio_id,
        desde=red.convocante.desde,
    )
    db.session.add(aliada)
    return aliada


def _escribir(red: Red, una: _Alianza, suyas: dict[str, Institucion], dia: date) -> None:
    empezo = dia - timedelta(days=una.hace)
    fin = dia - timedelta(days=una.concluyo_hace) if una.concluyo_hace else None
    alianza = Alianza(
        red_id=red.id,
        nombre=una.nombre,
        clase=una.clase,
        proposito=una.proposito,
        sustento=una.sustento,
        sustento_el=empezo if una.sustento else None,
        convoca=suyas[una.convoca] if una.convoca else None,
        notas=INVENTADA,
        motivo=una.motivo,
    )
    alianza.empezar(FechaParcial(empezo))
    alianza.terminar(FechaParcial(fin) if fin else None)
    db.session.add(alianza)
    for nombre, papel in una.quienes.items():
        suya = ParticipacionEnAlianza(alianza=alianza, institucion=suyas[nombre], papel=papel)
        suya.empezar(FechaParcial(empezo))
        if nombre == una.se_fue:
            suya.terminar(FechaParcial(empezo + timedelta(days=una.hace // 2)))
        db.session.add(suya)
    for persona in _que_aparecen(red, empezo, una.personas):
        suya = ParticipacionEnAlianza(alianza=alianza, persona=persona, papel=PARTICIPA)
        suya.empezar(FechaParcial(empezo))
        db.session.add(suya)


def _que_aparecen(red: Red, desde: date, cuantas: int) -> Sequence[Persona]:
    """Las primeras integrantes de entonces que aceptaron aparecer en el directorio."""
    if not cuantas:
        return []
    consulta = (
        select(Persona)
        .join(Membresia, Membresia.persona_id == Persona.id)
        .where(
            Membresia.red_id == red.id,
            Membresia.hasta.is_(None),
            Membresia.desde <= desde,
            consiente(Finalidad.DIRECTORIO),
        )
        .order_by(Membresia.desde, Persona.id)
        .limit(cuantas)
    )
    return db.session.scalars(consulta).all()
