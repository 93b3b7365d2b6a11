"""Los gobiernos que rigen en los territorios de la demostración y los puestos que esperan a alguien.

Las fechas de los gobiernos son las públicas; qué puestos están vacantes es inventado.
"""

from datetime import date, timedelta

from sqlalchemy import select

from red.base import db
from red.continuidad.operaciones import renombrar
from red.fechas import FechaParcial
from red.instituciones.modelos import Institucion, NombreDeInstitucion, Orden
from red.personas.modelos import Adscripcion, NivelCargo, Puesto
from red.redes.consultas import red_de_clave
from red.redes.modelos import Membresia, Participacion
from red.territorios.modelos import ClasePeriodo, Nivel, Periodo, Territorio

PERIODOS = {
    "guadalajara": (
        ("MX", "14", Nivel.MUNICIPIO, ClasePeriodo.TRIENIO, "Administraciones municipales 2024–2027", "2024-10-01", "2027-09-30"),
    ),
    "chiapas": (
        ("MX", "07", Nivel.ENTIDAD, ClasePeriodo.SEXENIO, "Gobierno del estado 2024–2030", "2024-12-08", "2030-12-07"),
    ),
    "coquimbo": (
        ("CL", "CL", Nivel.MUNICIPIO, ClasePeriodo.ALCALDICIO, "Periodo alcaldicio 2024–2028", "2024-12-06", "2028-12-05"),
    ),
}  # fmt: skip
"""Por Red: territorio, de qué gobiernos, clase, nombre, primer y último día."""

VACANTES = {
    "guadalajara": (
        "Jefatura de políticas de igualdad",
        "Enlace de capacitación",
        "Dirección de bienestar laboral",
    ),
    "chiapas": ("Jefatura de la unidad de igualdad", "Asesoría de presupuesto con perspectiva de género"),
    "coquimbo": ("Encargada de la oficina de la mujer",),
}
"""Puestos vacantes por Red, en las primeras instituciones que participan."""

A_HONORARIOS = {"coquimbo"}
"""Las Redes donde quienes llevan las oficinas suelen irse con quien las contrató."""

NOMBRES_CON_FIN = {"Secretaría de Igualdad de Género (SEIGEN)": FechaParcial.leer("2024")}
"""Hasta cuándo se llamó así quien cambió de nombre, con lo que se sabe."""


def dar_gobierno(clave: str, dia: date) -> None:
    """En la Red recién cargada: sus periodos de gobierno, sus puestos y hasta cuándo valió cada nombre anterior."""
    for pais, codigo, gobierno, clase, nombre, desde, hasta in PERIODOS.get(clave, ()):
        nivel = Nivel.PAIS if codigo == pais else Nivel.ENTIDAD
        lugar = db.session.scalars(
            select(Territorio).where(
                Territorio.pais == pais, Territorio.nivel == nivel, Territorio.codigo == codigo
            )
        ).one()
        db.session.add(
            Periodo(
                territorio=lugar, gobierno=gobierno, clase=clase, nombre=nombre,
                desde=date.fromisoformat(desde), hasta=date.fromisoformat(hasta),
            )
        )  # fmt: skip
    red = red_de_clave(clave)
    instituciones = db.session.scalars(
        select(Institucion)
        .join(Participacion, Participacion.institucion_id == Institucion.id)
        .where(
            Participacion.red_id == red.id, Participacion.vigente(dia), Institucion.id != red.convocante_id
        )
        .order_by(Institucion.id)
    ).all()
    for institucion in [*instituciones, red.convocante]:
        for anterior in institucion.anteriores:
            if anterior.nombre in NOMBRES_CON_FIN:
                _renombrar(institucion, anterior)
    for institucion, nombre in zip(instituciones, VACANTES.get(clave, ()), strict=False):
        nivel_de_puesto = NivelCargo.SUPERIOR if nombre.startswith("Dirección") else NivelCargo.MANDO_MEDIO
        _plaza(institucion, nombre, nivel_de_puesto, dia)
    _ocupadas(red.id, None if clave in A_HONORARIOS else red.convocante_id, dia)


def _renombrar(institucion: Institucion, anterior: NombreDeInstitucion) -> None:
    """El cambio de nombre con su fecha, hecho como lo haría la coordinación: queda en la ficha y se puede deshacer."""
    de_hoy, de_antes = institucion.nombre, anterior.nombre
    institucion.nombres.remove(anterior)
    db.session.delete(anterior)
    institucion.nombre = de_antes
    db.session.flush()
    renombrar(institucion, de_hoy, institucion.siglas, NOMBRES_CON_FIN[de_antes], None, None)


def _plaza(
    institucion: Institucion, nombre: str, nivel: NivelCargo, dia: date, *, termina: bool | None = None
) -> Puesto:
    puesto = Puesto(
        institucion_id=institucion.id, nombre=nombre, nivel=nivel, termina_con_gobierno=nivel.termina_con_gobierno if termina is None else termina
    )  # fmt: skip
    puesto.empezar(FechaParcial.leer(str((dia - timedelta(days=500)).year)))
    db.session.add(puesto)
    db.session.flush()
    return puesto


def _ocupadas(red_id: int, institucion_id: int | None, dia: date) -> None:
    """Las plazas de unas cuantas integrantes; sin institución, las de sus municipalidades, que se van con la alcaldía."""
    consulta = (
        select(Adscripcion)
        .join(Membresia, Membresia.persona_id == Adscripcion.persona_id)
        .join(Adscripcion.institucion)
        .where(Adscripcion.vigente(dia), Membresia.red_id == red_id, Membresia.integraba(dia))
        .order_by(Adscripcion.id)
    )
    if institucion_id is not None:
        consulta = consulta.where(Adscripcion.institucion_id == institucion_id)
    else:
        consulta = consulta.where(Institucion.orden == Orden.MUNICIPAL)
    termina = True if institucion_id is None else None
    for adscripcion in db.session.scalars(consulta).all()[:4]:
        plaza = _plaza(adscripcion.institucion, adscripcion.puesto, adscripcion.nivel, dia, termina=termina)
        adscripcion.puesto_id = plaza.id
