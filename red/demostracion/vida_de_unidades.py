"""La vida de las unidades de la demostración: sus etapas, algunos requisitos, documentos y un relevo en marcha.

Se añade después de cargar una Red, con las mismas operaciones que usan las páginas. Poco y sobrio: lo
bastante para que cada página tenga algo que encontrar.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import cycle
from typing import Any

from sqlalchemy import select

from red.acceso.modelos import Asignacion
from red.archivos import almacen
from red.base import db
from red.documentos import operaciones as documentos
from red.documentos.la_casa import de_la_casa
from red.documentos.modelos import Papel
from red.fechas import FechaParcial
from red.permisos import Identidad, Rol
from red.permisos import Papel as PapelVigente
from red.personas.modelos import Adscripcion, NivelCargo, Persona
from red.redes.consultas import red_de_clave
from red.redes.modelos import Participacion, Red
from red.relevos import operaciones as relevos
from red.reloj import ahora
from red.unidades import operaciones, operaciones_por_confirmar, operaciones_vida
from red.unidades.consultas import abiertas_de
from red.unidades.consultas_papeles import datos_de_unidad
from red.unidades.modelos import (
    PRINCIPALES,
    AreaMinima,
    Cumple,
    Dependencia,
    Designacion,
    EstadoUnidad,
    Funcion,
    PasoDeUnidad,
    Requisito,
    TipoUnidad,
    Unidad,
)
from red.unidades.protocolo import ESCALERA, posicion
from red.unidades.requisitos import fichas_de

ANTES_DE_INSTALAR = {
    EstadoUnidad.DESIGNACION_SOLICITADA: -60,
    EstadoUnidad.DESIGNADA: -40,
    EstadoUnidad.INSTALACION_PROGRAMADA: -12,
    EstadoUnidad.INSTALADA: 0,
    EstadoUnidad.CON_PLAN: 45,
    EstadoUnidad.EN_OPERACION: 75,
}
"""A cuántos días de la instalación ocurrió cada etapa."""
RESPUESTAS = {
    Requisito.JERARQUIA: (Cumple.SI, "Está en el organigrama, al nivel de subdirección."),
    Requisito.PRESUPUESTO: (Cumple.EN_PROCESO, "Se pidió una partida en el anteproyecto."),
    Requisito.CULTURA: (Cumple.NO, "Falta aplicar el diagnóstico."),
    Requisito.RED_INTERMUNICIPAL: (Cumple.SI, "Participa en la Red."),
    Requisito.COORDINADORA: (Cumple.SI, "Con nombramiento."),
    Requisito.FUNCIONES: (Cumple.EN_PROCESO, "Su reglamento está en revisión."),
}

CON_UNA_PEDIDA = "guadalajara"
"""La Red donde alguien designó por correo y la coordinación todavía no dice quién es."""


def dar_vida(clave: str, dia: date) -> None:
    """Añade a la Red recién cargada la historia de sus unidades y algo que atender."""
    red = red_de_clave(clave)
    unidades = _unidades(red)
    for unidad, dependencia in zip(unidades, cycle(Dependencia), strict=False):
        _historia(unidad, dia)
        unidad.depende_de = dependencia
        if unidad.tipo is TipoUnidad.OMM:
            unidad.voz_y_voto = dependencia is Dependencia.TITULAR
    db.session.flush()
    coordinadora = _coordinadora(red, dia)
    instaladas = [unidad for unidad in unidades if unidad.estado.cuenta_como_instalada]
    for unidad in instaladas[:3]:
        _integrantes(unidad, dia)
    for unidad in instaladas[:4]:
        suyos = {ficha.requisito for ficha in fichas_de(unidad.tipo)}
        for requisito, (cumple, nota) in RESPUESTAS.items():
            if requisito not in suyos:
                continue
            operaciones_vida.responder(
                unidad, requisito, cumple, dia - timedelta(days=30), nota=nota, quien_id=coordinadora
            )
    _modelo_propio(red, coordinadora)
    en_camino = [u for u in unidades if posicion(u.estado) in (1, 2, 3)]
    for unidad in en_camino[:1]:
        _documentos(unidad, red, coordinadora, dia)
    _relevo(instaladas, red, coordinadora, dia)
    if clave == CON_UNA_PEDIDA:
        _pedida_por_correo(unidades, dia)


def _unidades(red: Red) -> Sequence[Unidad]:
    participan = select(Participacion.institucion_id).where(Participacion.red_id == red.id)
    return db.session.scalars(
        select(Unidad).where(Unidad.institucion_id.in_(participan)).order_by(Unidad.id)
    ).all()


def _coordinadora(red: Red, dia: date) -> int | None:
    consulta = select(Asignacion.persona_id).where(
        Asignacion.rol == Rol.COORDINADORA, Asignacion.red_id == red.id, Asignacion.vigente(dia)
    )
    return db.session.scalars(consulta.order_by(Asignacion.id).limit(1)).one_or_none()


def _historia(unidad: Unidad, dia: date) -> None:
    """Las etapas por las que debió pasar para estar donde está, sin pasar de hoy."""
    actual = unidad.estado
    alcanzada = EstadoUnidad.EN_OPERACION if posicion(actual) < 0 else actual
    base = unidad.instalada_el or unidad.desde - timedelta(days=ANTES_DE_INSTALAR.get(alcanzada, 0))
    el = unidad.desde
    for estado in ESCALERA[1 : posicion(alcanzada) + 1]:
        el = min(base + timedelta(days=ANTES_DE_INSTALAR[estado]), dia)
        programada = estado is EstadoUnidad.INSTALACION_PROGRAMADA
        _anotar(unidad, estado, el, para_el=max(base, el) if programada else None)
    if actual is EstadoUnidad.NO_INICIADA:
        _anotar(unidad, actual, unidad.desde)
    elif actual is EstadoUnidad.EN_RELEVO:
        vacante = next((f for f in PRINCIPALES if not abiertas_de(unidad.id, f, dia)), Funcion.TITULAR)
        _anotar(unidad, actual, max(dia - timedelta(days=20), el), funcion=vacante)
    elif actual is EstadoUnidad.INACTIVA:
        _anotar(unidad, actual, max(unidad.hasta or dia, el))


def _anotar(unidad: Unidad, estado: EstadoUnidad, el: date, **mas: Any) -> None:
    """Sólo la etapa en su historia: la unidad ya se cargó en la suya."""
    db.session.add(PasoDeUnidad(unidad_id=unidad.id, estado=estado, el=el, anotado_en=ahora(), **mas))


def _integrantes(unidad: Unidad, dia: date) -> None:
    ya = select(Designacion.persona_id).where(Designacion.unidad_id == unidad.id)
    consulta = (
        select(Persona)
        .join(Adscripcion, Adscripcion.persona_id == Persona.id)
        .where(
            Adscripcion.institucion_id == unidad.institucion_id,
            Adscripcion.vigente(dia),
            Persona.id.not_in(ya),
        )
        .order_by(Persona.id)
        .limit(3)
    )
    for persona, area in zip(db.session.scalars(consulta).all(), AreaMinima, strict=False):
        operaciones.designar(unidad, persona, Funcion.INTEGRANTE, dia - timedelta(days=40), area=area)


def _documentos(unidad: Unidad, red: Red, coordinadora: int | None, dia: date) -> None:
    emitidos = []
    for papel, hace in ((Papel.OFICIO_SOLICITUD, 20), (Papel.ORDEN_DEL_DIA, 5)):
        cuando = dia - timedelta(days=hace)
        emitidos.append(
            documentos.emitir(
                red.id,
                papel,
                datos_de_unidad(unidad, red, cuando),
                referencia=f"unidad:{unidad.id}",
                institucion_id=unidad.institucion_id,
                quien_id=coordinadora,
                dia=cuando,
            )
        )
    operaciones_vida.guardar_evidencia(
        unidad,
        "paso:solicitud",
        "Acuse del oficio de solicitud.pdf",
        almacen.leer(emitidos[0].archivo.huella),
        nota="Con sello de recibido",
        quien_id=coordinadora,
    )


def _modelo_propio(red: Red, coordinadora: int | None) -> None:
    """La Red añadió una frase a su oficio de solicitud: así se ve que puede hacer suyos los textos."""
    casa = de_la_casa(Papel.OFICIO_SOLICITUD)
    cuerpo = casa.cuerpo.replace(
        "Quedamos a su disposición", "Adjunto la guía de instalación. Quedamos a su disposición"
    )
    documentos.guardar_modelo(red.id, Papel.OFICIO_SOLICITUD, casa.titulo, cuerpo, coordinadora)


def _relevo(instaladas: Sequence[Unidad], red: Red, coordinadora: int | None, dia: date) -> None:
    """Una titular que anunció que se va: el relevo está preparado y falta confirmarlo."""
    quien = Identidad(persona=coordinadora, papeles=(PapelVigente(Rol.COORDINADORA, red=red.id),))
    for unidad in reversed(instaladas):
        titular = next(iter(abiertas_de(unidad.id, Funcion.TITULAR, dia)), None)
        if titular is not None and titular.desde < dia:
            relevos.preparar(titular.id, dia + timedelta(days=5), "Cambio de adscripción", quien, dia)
            return


def _pedida_por_correo(unidades: Sequence[Unidad], dia: date) -> None:
    """El enlace de una unidad recién designada dice quién será su titular: alguien que no está en el registro."""
    for unidad in unidades:
        enlace = next(iter(abiertas_de(unidad.id, Funcion.ENLACE, dia)), None)
        if unidad.estado is not EstadoUnidad.DESIGNADA or enlace is None:
            continue
        if abiertas_de(unidad.id, Funcion.TITULAR, dia):
            continue
        quien = operaciones_por_confirmar.Alguien(
            "Maricruz", "Olmedo", "Inventada", "maricruz.olmedo@guadalajara.ejemplo.test", "Directora de área",
            NivelCargo.SUPERIOR,
        )  # fmt: skip
        operaciones_por_confirmar.pedir(
            unidad, quien, Funcion.TITULAR, FechaParcial.de(dia - timedelta(days=6)), oficio=f"DM/118/{dia.year}",
            releva=False, area=None, pedida_por_id=enlace.persona_id,
        )  # fmt: skip
        return
