"""Dos registros de la misma persona, o de la misma institución, con de todo a su nombre; y cómo está la base."""

from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from red.acceso.consultas import identidad
from red.acceso.modelos import Cuenta
from red.base import Modelo, db, transaccion
from red.duplicados import operaciones
from red.duplicados.modelos import Clase, Fusion
from red.formacion.modelos import Inscripcion
from red.invitaciones.modelos import Invitacion
from red.permisos import Identidad, Rol
from red.personas.modelos import Correccion, Finalidad, Interes, Persona, Sentido, Tema
from red.redes.modelos import EstadoMembresia
from red.reloj import ahora, hoy
from red.unidades.modelos import Funcion
from red.vinculos.modelos import Colaboracion, Intensidad
from tests import fabricas
from tests.fabricas import guardar

FUERA = {"registro", "aviso", "fusion", "par_duplicado", "freno"}
"""Lo que sólo crece: la historia y los correos que ya se escribieron."""
CAMBIA_SIEMPRE = {("cuenta", "sello")}
"""Las sesiones que se cerraron se quedan cerradas."""


def volcado() -> dict[str, list[dict[str, Any]]]:
    """Todo lo guardado, tabla por tabla."""
    db.session.rollback()
    with db.engine.connect() as conexion:
        return {
            tabla.name: [
                {c: v for c, v in fila._mapping.items() if (tabla.name, c) not in CAMBIA_SIEMPRE}
                for fila in conexion.execute(select(tabla).order_by(tabla.c.id))
            ]
            for tabla in Modelo.metadata.sorted_tables
            if tabla.name not in FUERA
        }


def como(persona: Persona) -> Identidad:
    """La identidad con que esa persona actúa hoy."""
    cuenta = db.session.scalars(select(Cuenta).where(Cuenta.persona_id == persona.id)).one()
    return identidad(cuenta, hoy())


def juntar(quien: Identidad, clase: Clase, queda: int, se_va: int, **elegidos: str) -> Fusion:
    """La fusión entera, como la hace la página: se mira y se confirma lo mirado."""
    db.session.rollback()
    vista = operaciones.trazar(quien, clase, queda, se_va, {}).huella
    with transaccion():
        fusion = operaciones.fusionar(quien, clase, queda, se_va, elegidos, vista)
    return fusion


def separar(quien: Identidad, fusion: Fusion) -> list[str]:
    """Deshace la fusión."""
    with transaccion():
        return operaciones.deshacer(quien, fusion.id)


def _dia(azar: Random, desde: int, hasta: int) -> date:
    return hoy() - timedelta(days=azar.randint(hasta, desde))


@fabricas.de_una_vez
def dos_registros(azar: Random) -> tuple[Persona, Persona, Persona]:
    """La administradora y dos registros de la misma persona con filas al azar en todo lo que apunta a personas."""
    aviso = fabricas.un_aviso_de_privacidad()
    red, otra_red = fabricas.una_red(), fabricas.una_red()
    dependencia = fabricas.una_institucion()
    unidad = fabricas.una_unidad(dependencia)
    ediciones = [fabricas.una_edicion(red, cupo=3), fabricas.una_edicion(otra_red, cupo=1)]
    administradora, tercera = fabricas.una_administradora(), fabricas.una_persona()
    una = fabricas.una_persona(
        nombre="María Elena", primer_apellido="García", segundo_apellido="López", telefono="33"
    )
    otra = fabricas.una_persona(nombre="Ma. Elena", primer_apellido="Garcia", ofrece="Datos")
    lugares = {edicion.id: list(range(1, edicion.cupo + 1)) for edicion in ediciones}
    for persona in (una, otra):
        if azar.random() < 0.7:
            fabricas.una_cuenta(persona)
        for en in (red, otra_red):
            if azar.random() < 0.5:
                fin = _dia(azar, 300, 200)
                fabricas.una_membresia(
                    en,
                    persona,
                    desde=_dia(azar, 900, 301),
                    hasta=fin,
                    estado=EstadoMembresia.CONCLUIDA,
                    motivo="Se fue",
                )
            if azar.random() < 0.7:
                estado = azar.choice([EstadoMembresia.ACTIVA, EstadoMembresia.EN_PAUSA])
                fabricas.una_membresia(en, persona, desde=_dia(azar, 199, 5), estado=estado)
        if azar.random() < 0.7:
            donde = azar.choice([dependencia, red.convocante])
            fabricas.una_adscripcion(persona, donde, desde=_dia(azar, 500, 30), confirmada_por_id=otra.id)
        for finalidad in Finalidad:
            if azar.random() < 0.5:
                fabricas.un_consentimiento(persona, finalidad, aviso)
        for tema in azar.sample(list(Tema), 3):
            guardar(Interes(persona_id=persona.id, sentido=Sentido.OFRECE, tema=tema))
        if azar.random() < 0.5:
            fabricas.un_papel(persona, Rol.ENLACE, institucion=dependencia)
        if azar.random() < 0.5:
            funcion = azar.choice([Funcion.ENLACE, Funcion.SUPLENTE])
            if funcion is Funcion.ENLACE or persona is una:
                fabricas.una_designacion(unidad, persona, funcion=funcion, desde=_dia(azar, 300, 10))
        for edicion in ediciones:
            if azar.random() < 0.7 and lugares[edicion.id]:
                _inscribir(edicion.id, persona.id, lugares[edicion.id].pop(0))
        guardar(Correccion(persona_id=persona.id, quien_id=otra.id, hecha_en=ahora(), motivo="Errata"))
        guardar(
            Invitacion(
                red_id=red.id,
                correo=persona.correo,
                creada_en=ahora(),
                vence_en=ahora(),
                creada_por_id=una.id,
                persona_id=persona.id,
                aceptada_en=ahora(),
            )
        )
        for con in azar.sample([una, otra, tercera], 2):
            if con is not persona:
                _colaborar(red.id, persona.id, con.id, _dia(azar, 90, 9))
    _colaborar(red.id, tercera.id, una.id, _dia(azar, 90, 9))
    _colaborar(red.id, tercera.id, otra.id, _dia(azar, 90, 9))
    return administradora, una, otra


def _inscribir(edicion_id: int, persona_id: int, lugar: int | None) -> Inscripcion:
    return guardar(
        Inscripcion(
            edicion_id=edicion_id,
            persona_id=persona_id,
            lugar=lugar,
            pedida_en=ahora(),
            con_lugar_en=ahora() if lugar else None,
        )
    )


inscribir = _inscribir


def _colaborar(red_id: int, persona_id: int, con_id: int, desde: date) -> None:
    guardar(
        Colaboracion(
            red_id=red_id,
            persona_id=persona_id,
            con_persona_id=con_id,
            intensidad=Intensidad.COOPERA,
            desde=desde,
        )
    )


@fabricas.de_una_vez
def dos_instituciones(azar: Random) -> tuple[Persona, Any, Any]:
    """La administradora y dos registros de la misma institución, con de todo."""
    red, otra_red = fabricas.una_red(), fabricas.una_red()
    lugar = red.convocante.territorio_id
    una = fabricas.una_institucion(nombre="Secretaría de Cultura", siglas="SC", territorio_id=lugar)
    otra = fabricas.una_institucion(
        nombre="Sria. de Cultura",
        territorio_id=lugar,
        correo="c@ejemplo.test",
        madre_id=una.id,
        antes_llamada="Cultura",
    )
    administradora = fabricas.una_administradora()
    hija = fabricas.una_institucion(madre_id=otra.id)
    if azar.random() < 0.5:
        una.madre_id = hija.id
    gente = [fabricas.una_persona() for _ in range(4)]
    for n, institucion in enumerate((una, otra)):
        for en in (red, otra_red):
            if azar.random() < 0.6:
                fabricas.una_participacion(en, institucion, desde=_dia(azar, 300, 20))
        for persona in gente[2 * n : 2 * n + 2]:
            fabricas.una_adscripcion(persona, institucion, desde=_dia(azar, 300, 20))
        fabricas.un_papel(gente[2 * n], Rol.ENLACE, institucion=institucion)
        nombre = azar.choice(["Unidad de Igualdad de Género", "Coordinación de género"])
        unidad = fabricas.una_unidad(institucion, nombre=nombre)
        fabricas.una_designacion(unidad, gente[2 * n])
        fabricas.una_designacion(unidad, gente[0], funcion=Funcion.ENLACE)
        guardar(
            Colaboracion(
                red_id=red.id,
                persona_id=gente[1].id,
                con_institucion_id=institucion.id,
                intensidad=Intensidad.CONOCE,
                desde=_dia(azar, 90, 9),
            )
        )
    return administradora, una, otra
