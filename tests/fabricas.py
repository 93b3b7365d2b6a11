"""Objetos de prueba: cada función dice sólo lo que importa, guarda y devuelve."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import wraps
from itertools import count
from typing import Any, ParamSpec, TypeVar

from red.acceso.modelos import Asignacion, Cuenta
from red.base import db, transaccion
from red.formacion.modelos import Curso, Edicion, Modalidad, TipoCurso
from red.instituciones.modelos import Institucion, Orden, TipoInstitucion
from red.permisos import Rol
from red.personas.modelos import (
    Adscripcion,
    AvisoPrivacidad,
    Consentimiento,
    Finalidad,
    NivelCargo,
    Persona,
)
from red.redes.modelos import Membresia, Participacion, Red
from red.reloj import ahora, hoy
from red.territorios.modelos import Nivel, Territorio
from red.unidades.modelos import Designacion, EstadoUnidad, Funcion, TipoUnidad, Unidad

P = ParamSpec("P")
R = TypeVar("R")
_numero = count(1)
ANTES = timedelta(days=400)
CONTRASENA = "camino largo entre jacarandas"
"""La contraseña de toda cuenta de prueba."""


def de_una_vez(hacer: Callable[P, R]) -> Callable[P, R]:
    """Lo que guarda esa función va en una sola transacción: abrir y confirmar cada vez cuesta más que lo guardado."""

    @wraps(hacer)
    def _hacer(*dados: P.args, **nombrados: P.kwargs) -> R:
        if _abierta():
            return hacer(*dados, **nombrados)
        with transaccion():
            return hacer(*dados, **nombrados)

    return _hacer


def _abierta() -> bool:
    return "hecho" in db.session.info


def guardar(objeto: Any) -> Any:
    """Guarda y devuelve el objeto, en su propia transacción o en la de quien lo pide `de_una_vez`."""
    if _abierta():
        db.session.add(objeto)
        db.session.flush()
        return objeto
    with transaccion():
        db.session.add(objeto)
    return objeto


def con_letras(escrito: int | str) -> str:
    """Lo escrito sin cifras, para distinguir nombres que no pueden llevarlas: 12 es «bc»."""
    return str(escrito).translate(str.maketrans("0123456789", "jabcdefghi"))


def _con(valores: dict[str, Any], **omision: Any) -> dict[str, Any]:
    return {**omision, **valores}


def un_territorio(**valores: Any) -> Territorio:
    """Municipio de prueba, cada vez distinto."""
    n = next(_numero)
    omision = {"pais": "MX", "nivel": Nivel.MUNICIPIO, "codigo": f"{n:05d}", "nombre": f"Municipio {n}"}
    return guardar(Territorio(**_con(valores, **omision)))


@de_una_vez
def una_institucion(**valores: Any) -> Institucion:
    """Dependencia municipal vigente."""
    n = next(_numero)
    if "territorio" not in valores and "territorio_id" not in valores:
        valores["territorio_id"] = un_territorio().id
    omision = {
        "nombre": f"Dirección {n}",
        "tipo": TipoInstitucion.DEPENDENCIA,
        "orden": Orden.MUNICIPAL,
        "desde": hoy() - ANTES,
    }
    return guardar(Institucion(**_con(valores, **omision)))


@de_una_vez
def una_red(*, instituciones: list[Institucion] | None = None, **valores: Any) -> Red:
    """Red con su convocante; abarca las instituciones dichas y a la convocante."""
    n = next(_numero)
    convocante = valores.pop("convocante", None) or una_institucion(
        nombre=f"Instituto {n}", tipo=TipoInstitucion.INSTITUTO_MUJERES
    )
    omision = {
        "clave": f"red-{n}",
        "nombre": f"Red {n}",
        "convocante_id": convocante.id,
        "territorio_id": convocante.territorio_id,
        "meta": 100,
        "meta_texto": "servidoras públicas",
    }
    red = guardar(Red(**_con(valores, **omision)))
    for institucion in [convocante, *(instituciones or [])]:
        una_participacion(red, institucion)
    return red


def una_participacion(red: Red, institucion: Institucion, **valores: Any) -> Participacion:
    """La Red abarca a la institución."""
    omision = {"red_id": red.id, "institucion_id": institucion.id, "desde": hoy() - ANTES}
    return guardar(Participacion(**_con(valores, **omision)))


def una_persona(**valores: Any) -> Persona:
    """Persona sin cuenta, cada vez distinta."""
    n = next(_numero)
    omision = {
        "nombre": "Ana",
        "primer_apellido": f"Prueba{con_letras(n)}",
        "correo": f"persona{n}@ejemplo.test",
        "visibilidad": {},
    }
    return guardar(Persona(**_con(valores, **omision)))


def una_adscripcion(persona: Persona, institucion: Institucion, **valores: Any) -> Adscripcion:
    """La persona trabaja en la institución desde hace un año, y así lo confirmó alguien."""
    omision = {
        "persona_id": persona.id,
        "institucion_id": institucion.id,
        "puesto": "Jefa de departamento",
        "nivel": NivelCargo.MANDO_MEDIO,
        "desde": hoy() - ANTES,
        "confirmada_el": ahora(),
    }
    return guardar(Adscripcion(**_con(valores, **omision)))


def una_membresia(red: Red, persona: Persona, **valores: Any) -> Membresia:
    """La persona integra la Red."""
    omision = {"red_id": red.id, "persona_id": persona.id, "desde": hoy() - timedelta(days=90)}
    return guardar(Membresia(**_con(valores, **omision)))


def una_cuenta(persona: Persona, **valores: Any) -> Cuenta:
    """Cuenta con la contraseña de pruebas."""
    from red.acceso.operaciones import resumir

    omision = {
        "persona_id": persona.id,
        "correo": persona.correo,
        "contrasena": resumir(CONTRASENA),
        "creada_en": ahora(),
    }
    return guardar(Cuenta(**_con(valores, **omision)))


def un_papel(
    persona: Persona,
    rol: Rol,
    *,
    red: Red | None = None,
    institucion: Institucion | None = None,
    **valores: Any,
) -> Asignacion:
    """La persona tiene el papel desde hace un mes."""
    omision = {
        "persona_id": persona.id,
        "rol": rol,
        "red_id": red.id if red else None,
        "institucion_id": institucion.id if institucion else None,
        "desde": hoy() - timedelta(days=30),
    }
    return guardar(Asignacion(**_con(valores, **omision)))


@de_una_vez
def una_integrante(red: Red, institucion: Institucion | None = None, **valores: Any) -> Persona:
    """Integrante con cuenta, adscripción y membresía."""
    persona = una_persona(**valores)
    una_adscripcion(persona, institucion or red.convocante)
    una_membresia(red, persona)
    una_cuenta(persona)
    return persona


@de_una_vez
def una_coordinadora(red: Red) -> Persona:
    """Coordinadora de la Red, con cuenta."""
    persona = una_persona(nombre="Coordinadora")
    una_adscripcion(persona, red.convocante)
    una_cuenta(persona)
    un_papel(persona, Rol.COORDINADORA, red=red)
    return persona


@de_una_vez
def una_analista(red: Red) -> Persona:
    """Personal del instituto, con cuenta."""
    persona = una_persona(nombre="Analista")
    una_adscripcion(persona, red.convocante)
    una_cuenta(persona)
    un_papel(persona, Rol.ANALISTA, red=red)
    return persona


@de_una_vez
def un_enlace(institucion: Institucion) -> Persona:
    """Enlace de la institución, con cuenta."""
    persona = una_persona(nombre="Enlace")
    una_adscripcion(persona, institucion)
    una_cuenta(persona)
    un_papel(persona, Rol.ENLACE, institucion=institucion)
    return persona


@de_una_vez
def una_administradora() -> Persona:
    """Administradora de la plataforma, con cuenta."""
    persona = una_persona(nombre="Administradora")
    una_cuenta(persona)
    un_papel(persona, Rol.ADMINISTRADORA)
    return persona


def un_curso(red: Red, **valores: Any) -> Curso:
    """Seminario de la Red."""
    omision = {
        "red_id": red.id,
        "codigo": f"SEM-{next(_numero)}",
        "nombre": "Seminario de perspectiva de género",
        "tipo": TipoCurso.SEMINARIO,
        "horas": 20,
    }
    return guardar(Curso(**_con(valores, **omision)))


@de_una_vez
def una_edicion(red: Red, *, curso: Curso | None = None, **valores: Any) -> Edicion:
    """Edición con inscripción abierta hoy."""
    dia = hoy()
    omision = {
        "curso_id": (curso or un_curso(red)).id,
        "nombre": "Grupo A",
        "modalidad": Modalidad.PRESENCIAL,
        "lugar": "Sala de usos múltiples",
        "cupo": 20,
        "inicia_el": dia + timedelta(days=30),
        "termina_el": dia + timedelta(days=40),
        "inscripcion_desde": dia - timedelta(days=1),
        "inscripcion_hasta": dia + timedelta(days=20),
    }
    return guardar(Edicion(**_con(valores, **omision)))


def una_unidad(institucion: Institucion, **valores: Any) -> Unidad:
    """Unidad de género instalada."""
    omision = {
        "institucion_id": institucion.id,
        "tipo": TipoUnidad.UIG,
        "nombre": "Unidad de Igualdad de Género",
        "estado": EstadoUnidad.INSTALADA,
        "desde": hoy() - ANTES,
    }
    return guardar(Unidad(**_con(valores, **omision)))


def una_designacion(unidad: Unidad, persona: Persona, **valores: Any) -> Designacion:
    """La persona es titular de la unidad."""
    omision = {
        "unidad_id": unidad.id,
        "persona_id": persona.id,
        "funcion": Funcion.TITULAR,
        "desde": hoy() - timedelta(days=60),
    }
    return guardar(Designacion(**_con(valores, **omision)))


def un_aviso_de_privacidad(**valores: Any) -> AvisoPrivacidad:
    """Aviso de privacidad vigente en México."""
    omision = {
        "jurisdiccion": "MX",
        "version": f"{next(_numero)}",
        "titulo": "Aviso de privacidad",
        "simplificado": "Usamos tus datos para que integres la Red.",
        "integral": "Texto completo del aviso.",
        "huella": "0" * 64,
        "vigente_desde": date(2025, 3, 21),
    }
    return guardar(AvisoPrivacidad(**_con(valores, **omision)))


def un_consentimiento(persona: Persona, finalidad: Finalidad, aviso: AvisoPrivacidad) -> Consentimiento:
    """La persona consintió esa finalidad hoy."""
    return guardar(
        Consentimiento(persona_id=persona.id, aviso_id=aviso.id, finalidad=finalidad, otorgado_en=ahora())
    )
