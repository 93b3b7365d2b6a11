"""Lo que en una lista de verdad siempre hay: quien quedó dos veces y datos que nadie ha confirmado en un año.

Quienes se repiten son personas inventadas de la misma demostración; la institución repetida es una de la Red, escrita
como la escribiría otra oficina.
"""

from datetime import date, timedelta

from sqlalchemy import select

from red.acceso.consultas import identidad
from red.acceso.modelos import Asignacion, Cuenta
from red.base import db
from red.busqueda.modelos import Acto
from red.busqueda.operaciones import hacer, huella
from red.directorio.al_dia import sin_confirmar
from red.duplicados.modelos import Clase
from red.duplicados.operaciones import fusionar, guardar, hallar, trazar
from red.instituciones.modelos import Institucion
from red.permisos import Rol
from red.personas.modelos import Adscripcion, Persona
from red.personas.operaciones import registrar_persona
from red.redes.consultas import red_de_clave
from red.redes.modelos import Membresia, Participacion, Red
from red.reloj import ahora
from red.textos import sin_acentos

CADA = 15
"""De cada tantas personas, una lleva más de un año sin confirmar sus datos."""
REPETIDAS = 2
CON_REPETIDAS = "guadalajara"


def dar_de_que_hallar(clave: str, dia: date) -> None:
    """En la Red recién cargada: quiénes confirmaron sus datos y, en la de Guadalajara, quiénes están dos veces."""
    red = red_de_clave(clave)
    integrantes = db.session.scalars(
        select(Persona)
        .join(Membresia, Membresia.persona_id == Persona.id)
        .where(Membresia.red_id == red.id, Membresia.hasta.is_(None))
        .order_by(Persona.id)
    ).all()
    for numero, persona in enumerate(integrantes):
        dias = 420 if numero % CADA == CADA - 1 else 30 + numero % 200
        persona.datos_confirmados_en = ahora() - timedelta(days=dias)
    if clave != CON_REPETIDAS:
        return
    con_cuenta = set(db.session.scalars(select(Cuenta.persona_id)))
    admiten = [p for p in integrantes if p.segundo_apellido and " " in p.nombre and p.id not in con_cuenta]
    repetidas = [_otra_vez(persona, red.id, dia) for persona in admiten[: REPETIDAS + 1]]
    _otra_institucion(red.id, red.convocante_id, dia)
    db.session.flush()
    for clase in Clase:
        guardar(clase, hallar(clase, dia))
    _lo_que_ya_se_hizo(red, admiten[REPETIDAS], repetidas[REPETIDAS], dia)


def _lo_que_ya_se_hizo(red: Red, queda: Persona, se_va: Persona, dia: date) -> None:
    """Quien coordina ya juntó a una persona y pidió a quienes faltan que confirmen sus datos."""
    cuenta = db.session.scalars(
        select(Cuenta)
        .join(Asignacion, Asignacion.persona_id == Cuenta.persona_id)
        .where(Asignacion.red_id == red.id, Asignacion.rol == Rol.COORDINADORA)
        .order_by(Cuenta.id)
    ).first()
    if cuenta is None:
        return
    quien = identidad(cuenta, dia)
    vista = trazar(quien, Clase.PERSONA, queda.id, se_va.id, {}).huella
    fusionar(quien, Clase.PERSONA, queda.id, se_va.id, {}, vista)
    faltan = [fila.Persona for fila in sin_confirmar(frozenset({red.id}), dia, 1).filas]
    hacer(quien, Acto.CONFIRMAR, red, faltan, {}, huella(Acto.CONFIRMAR, red, faltan), dia)


def _otra_vez(persona: Persona, red_id: int, dia: date) -> Persona:
    """La misma persona, como la escribió quien no encontró la primera."""
    usuario, _, dominio = persona.correo.partition("@")
    repetida = registrar_persona(
        persona.nombre.replace("María", "Ma."),
        sin_acentos(persona.primer_apellido).capitalize(),
        None,
        f"{usuario}@personal.{dominio}",
        telefono=persona.telefono,
    )
    repetida.datos_confirmados_en = ahora() - timedelta(days=20)
    puesto = db.session.scalars(
        select(Adscripcion).where(Adscripcion.persona_id == persona.id, Adscripcion.hasta.is_(None))
    ).first()
    desde = dia - timedelta(days=20)
    if puesto is not None:
        db.session.add(
            Adscripcion(
                persona_id=repetida.id,
                institucion_id=puesto.institucion_id,
                puesto=puesto.puesto,
                nivel=puesto.nivel,
                desde=desde,
                confirmada_el=ahora(),
            )
        )
    db.session.add(Membresia(red_id=red_id, persona_id=repetida.id, desde=desde))
    return repetida


def _otra_institucion(red_id: int, convocante_id: int, dia: date) -> None:
    """Una dependencia que participa, abreviada y sin acentos."""
    institucion = db.session.scalars(
        select(Institucion)
        .join(Participacion, Participacion.institucion_id == Institucion.id)
        .where(Participacion.red_id == red_id, Institucion.id != convocante_id)
        .order_by(Institucion.id)
    ).first()
    if institucion is None:
        return
    escrita = sin_acentos(institucion.nombre).upper()
    for larga, corta in (("DIRECCION", "DIR."), ("SECRETARIA", "SRIA."), ("COORDINACION", "COORD.")):
        escrita = escrita.replace(larga, corta)
    desde = dia - timedelta(days=15)
    otra = Institucion(
        nombre=escrita,
        tipo=institucion.tipo,
        orden=institucion.orden,
        territorio_id=institucion.territorio_id,
        desde=desde,
    )
    db.session.add(otra)
    db.session.flush()
    db.session.add(Participacion(red_id=red_id, institucion_id=otra.id, desde=desde))
