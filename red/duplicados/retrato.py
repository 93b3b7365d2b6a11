"""Los dos registros de un par, lado a lado, con lo que ayuda a decidir si son el mismo."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from red.acceso.modelos import Cuenta
from red.base import db
from red.instituciones.modelos import Institucion
from red.personas.consultas import adscripcion_vigente
from red.personas.modelos import Persona
from red.redes.modelos import Membresia, Participacion, Red
from red.reloj import dia_de
from red.territorios.modelos import Territorio
from red.textos import enumerar, fecha
from red.unidades.modelos import Unidad


@dataclass(frozen=True)
class Dato:
    """Una línea de la comparación."""

    titulo: str
    una: str
    otra: str

    @property
    def iguales(self) -> bool:
        """Si los dos dicen lo mismo."""
        return self.una == self.otra


def comparar(
    una: Persona | Institucion, otra: Persona | Institucion, redes: frozenset[int] | None, dia: date
) -> list[Dato]:
    """Lo que cada registro dice de lo mismo; lo que ninguno dice no se muestra."""
    if isinstance(una, Persona) and isinstance(otra, Persona):
        lineas = zip(_de_persona(una, redes, dia), _de_persona(otra, redes, dia), strict=True)
    else:
        assert isinstance(una, Institucion)
        assert isinstance(otra, Institucion)
        lineas = zip(_de_institucion(una, redes, dia), _de_institucion(otra, redes, dia), strict=True)
    datos = [Dato(titulo, valor, suyo) for (titulo, valor), (_, suyo) in lineas]
    return [dato for dato in datos if dato.una or dato.otra]


def _de_persona(persona: Persona, redes: frozenset[int] | None, dia: date) -> Sequence[tuple[str, str]]:
    puesto = adscripcion_vigente(persona.id, dia)
    cuenta = db.session.scalars(select(Cuenta).where(Cuenta.persona_id == persona.id)).one_or_none()
    return (
        ("Nombre", persona.nombre_completo),
        ("Cómo quiere que la llamen", persona.nombre_preferido or ""),
        ("Correo", persona.correo),
        ("Teléfono", persona.telefono or ""),
        ("Trabaja en", puesto.institucion.nombre if puesto else ""),
        ("Puesto", puesto.puesto if puesto else ""),
        ("Redes", _redes_de_persona(persona.id, redes)),
        ("Tiene cuenta", "Sí" if cuenta and cuenta.activa else "No"),
        (
            "Confirmó sus datos",
            fecha(dia_de(persona.datos_confirmados_en)) if persona.datos_confirmados_en else "",
        ),
    )


def _redes_de_persona(persona_id: int, redes: frozenset[int] | None) -> str:
    consulta = (
        select(Red.nombre)
        .join(Membresia, Membresia.red_id == Red.id)
        .where(Membresia.persona_id == persona_id)
    )
    if redes is not None:
        consulta = consulta.where(Red.id.in_(redes))
    return enumerar(db.session.scalars(consulta.distinct().order_by(Red.nombre)).all())


def _de_institucion(
    institucion: Institucion, redes: frozenset[int] | None, dia: date
) -> Sequence[tuple[str, str]]:
    suyas = (
        select(Red.nombre)
        .join(Participacion, Participacion.red_id == Red.id)
        .where(Participacion.institucion_id == institucion.id)
    )
    if redes is not None:
        suyas = suyas.where(Red.id.in_(redes))
    unidades = select(Unidad.nombre).where(Unidad.institucion_id == institucion.id, Unidad.vigente(dia))
    madre = db.session.get(Institucion, institucion.madre_id) if institucion.madre_id else None
    return (
        ("Nombre", institucion.nombre),
        ("Siglas", institucion.siglas or ""),
        ("Antes se llamaba", institucion.antes_llamada or ""),
        ("Clase", institucion.tipo.etiqueta),
        ("Orden de gobierno", institucion.orden.etiqueta),
        ("Territorio", db.session.get_one(Territorio, institucion.territorio_id).nombre),
        ("Depende de", madre.nombre if madre else ""),
        ("Correo", institucion.correo or ""),
        ("Teléfono", institucion.telefono or ""),
        ("Redes", enumerar(db.session.scalars(suyas.distinct().order_by(Red.nombre)).all())),
        ("Unidades", enumerar(db.session.scalars(unidades.order_by(Unidad.nombre)).all())),
    )
