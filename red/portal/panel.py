"""«Mi panel»: lo que cada quien debe, lo que le espera y cómo van sus Redes.

Cada fuente hace un número fijo de consultas; las de una Red las registran sus dominios
(`red.redes.apartados`), y aquí sólo se juntan las de las Redes que la persona tiene a su cargo.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for

from red.asistencias.consultas_de_persona import por_impartir
from red.avisos.consultas import por_estado
from red.avisos.modelos import EstadoAviso
from red.base import buscar
from red.certificacion import turno
from red.certificacion.consultas_expediente import le_tocan
from red.formacion.consultas import Situacion, situaciones
from red.instituciones.modelos import Institucion
from red.invitaciones.consultas import sin_responder_de
from red.permisos import Identidad, Permiso
from red.personas.modelos import Persona
from red.redes import apartados, meta
from red.redes.apartados import Pendiente
from red.redes.composicion import Suceso, avances_para, sucesos_recientes
from red.redes.consultas import redes_de, redes_visibles
from red.redes.meta import Avance
from red.redes.modelos import Red
from red.reloj import ahora
from red.territorios.perfiles import perfil_de
from red.textos import contar, fecha, hora
from red.unidades.consultas import SIN_UNIDAD_PROPIA, de_instituciones, designaciones_de_persona
from red.unidades.modelos import Designacion

REDES_EN_EL_PANEL = 4
"""Quien administra ve todas en su lista; en el panel, unas pocas."""

PENDIENTES_A_LA_VISTA = 6
"""Los que se leen sin abrir nada: más, entre dos reuniones, ya no se leen."""

URGENCIA = {"mal": 0, "atencion": 1}
"""En qué orden se dicen según su tono; lo que no urge va al final."""


@dataclass
class Panel:
    """Lo que se muestra en el panel, ya dicho con palabras."""

    nombre: str
    pendientes: list[Pendiente] = field(default_factory=list)
    formacion: list[Situacion] = field(default_factory=list)
    redes: list[tuple[Red, Avance | None]] = field(default_factory=list)
    designaciones: list[Designacion] = field(default_factory=list)
    sucesos: list[Suceso] = field(default_factory=list)
    frase: Any = meta.frase

    @property
    def primero(self) -> list[Pendiente]:
        """Lo que más urge: lo atrasado, lo que tiene plazo y, si cabe, lo demás."""
        return self.pendientes[:PENDIENTES_A_LA_VISTA]

    @property
    def despues(self) -> list[Pendiente]:
        """Lo que también toca y se abre con un toque."""
        return self.pendientes[PENDIENTES_A_LA_VISTA:]


def de(quien: Identidad, dia: date) -> Panel:
    """El panel de quien pide, ese día."""
    assert quien.persona is not None
    persona = buscar(Persona, quien.persona)
    panel = Panel(persona.nombre_preferido or persona.nombre)
    redes = redes_de(redes_visibles(quien, dia))[:REDES_EN_EL_PANEL] if quien.puede(Permiso.VER_RED) else []
    avances = avances_para(quien, redes, dia)
    panel.redes = [(red, avances.get(red.id)) for red in redes]
    panel.designaciones = designaciones_de_persona(persona.id, dia)
    panel.formacion = [s for s in situaciones(persona.id) if s.inscripcion.edicion.termina_el >= dia]
    pendientes = [
        *_de_lo_que_imparte(persona.id),
        *_de_invitaciones(persona.id),
        *_de_sus_expedientes(persona.id),
        *_del_perfil(persona, quien),
        *_de_las_redes(redes, quien),
        *_de_la_institucion(quien, dia),
        *_de_la_administracion(quien),
    ]
    panel.pendientes = por_urgencia(pendientes)
    a_cargo = [red for red in redes if quien.puede(Permiso.VER_REGISTRO, red.alcance)]
    sucesos = [suceso for red in a_cargo for suceso in sucesos_recientes(red.id, dia, cuantos=6)]
    panel.sucesos = sorted(sucesos, key=lambda suceso: suceso.dia, reverse=True)[:6]
    return panel


def por_urgencia(pendientes: Sequence[Pendiente]) -> list[Pendiente]:
    """Lo atrasado, lo que pide atención (con plazo primero) y lo demás; lo parejo, como venía.

    >>> nada, mal = Pendiente("nada", ""), Pendiente("mal", "", tono="mal")
    >>> plazo = Pendiente("plazo", "", plazo="hoy", tono="atencion")
    >>> [uno.texto for uno in por_urgencia([nada, plazo, mal])]
    ['mal', 'plazo', 'nada']
    """
    return sorted(pendientes, key=lambda uno: (URGENCIA.get(uno.tono, len(URGENCIA)), not uno.plazo))


def _de_las_redes(redes: Sequence[Red], quien: Identidad) -> list[Pendiente]:
    """Lo que espera atención en cada Red; si son varias, cada asunto dice de cuál es."""
    juntos = [(red, pendiente) for red in redes for pendiente in apartados.pendientes(red, quien)]
    if len(redes) == 1:
        return [pendiente for _, pendiente in juntos]
    return [replace(p, detalle=f"{red.nombre}. {p.detalle}".strip()) for red, p in juntos]


def _de_sus_expedientes(persona_id: int) -> list[Pendiente]:
    """Los expedientes de certificación cuyo paso siguiente le toca."""
    esperan = [
        e
        for e in le_tocan(persona_id)
        if (toca := turno.de(e)) and toca.persona is not None and toca.persona.id == persona_id
    ]
    return [
        Pendiente(
            f"{e.etapa.etiqueta}: {e.estandar.codigo}",
            url_for("certificacion.ver", clave=e.clave),
            "Te toca el paso que sigue en tu certificación."
            if e.persona_id == persona_id
            else f"Te toca el paso que sigue en el expediente de {e.persona.nombre_visible}.",
            tono="atencion",
        )
        for e in esperan
    ]


def _de_invitaciones(persona_id: int) -> list[Pendiente]:
    """Las Redes a las que la invitaron y todavía no responde."""
    return [
        Pendiente(
            f"Te invitan a {invitacion.red.con_articulo}",
            url_for("invitaciones.aceptar", para=invitacion.id),
            "Lee de qué se trata y decide.",
            plazo=f"Vence el {fecha(invitacion.vence_en.astimezone(ZoneInfo(invitacion.red.zona)).date())}",
            tono="atencion",
        )
        for invitacion in sin_responder_de(persona_id, ahora())
    ]


def _de_lo_que_imparte(persona_id: int) -> list[Pendiente]:
    """La jornada de hoy, si imparte alguna: a un toque de pasar lista."""
    pendientes = []
    for jornada in por_impartir(persona_id, ahora()):
        zona = ZoneInfo(jornada.edicion.curso.red.zona)
        inicia, termina = jornada.inicia_en.astimezone(zona), jornada.termina_en.astimezone(zona)
        pendientes.append(
            Pendiente(
                f"Pasa lista: {jornada.edicion.curso.nombre}",
                url_for("asistencias.lista", id=jornada.id),
                f"Impartes {jornada.edicion.nombre}.",
                plazo=f"De {hora(inicia)} a {hora(termina)}",
                tono="atencion",
            )
        )
    return pendientes


def _del_perfil(persona: Persona, quien: Identidad) -> list[Pendiente]:
    if persona.perfil_completo_en is not None or not quien.puede(Permiso.VER_DIRECTORIO):
        return []
    return [
        Pendiente(
            "Completa tu perfil",
            url_for("personas.mi_perfil"),
            "Di qué ofreces y qué buscas, y decide qué pueden ver tus colegas. Son dos minutos.",
            tono="atencion",
        )
    ]


def _de_la_institucion(quien: Identidad, dia: date) -> list[Pendiente]:
    """A quien trabaja en una institución sin unidad le toca registrarla, si ya existe."""
    instituciones = quien.instituciones_con(Permiso.REGISTRAR_UNIDAD)
    con_unidad = de_instituciones(instituciones, dia) if instituciones else {}
    pendientes = []
    for institucion_id in sorted(instituciones - con_unidad.keys()):
        institucion = buscar(Institucion, institucion_id)
        if institucion.tipo in SIN_UNIDAD_PROPIA:
            continue
        perfil = perfil_de(institucion.territorio.pais)
        pendientes.append(
            Pendiente(
                f"{institucion.nombre_corto} no tiene registrada su {perfil.unidad}"
                if perfil.unidad.femenina
                else f"{institucion.nombre_corto} no tiene registrado su {perfil.unidad}",
                url_for("unidades.nueva", institucion=institucion_id),
                "Si ya la designaron, regístrala con su titular, suplente y enlace.",
            )
        )
    return pendientes


def _de_la_administracion(quien: Identidad) -> list[Pendiente]:
    if not quien.puede(Permiso.ADMINISTRAR):
        return []
    fallidos = por_estado().get(EstadoAviso.FALLIDO, 0)
    if not fallidos:
        return []
    return [
        Pendiente(
            contar(fallidos, "correo no llegó", "correos no llegaron"),
            url_for("avisos.salida", estado="fallido"),
            "Revisa la causa y vuelve a enviarlos.",
            tono="mal",
        )
    ]
