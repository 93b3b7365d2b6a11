"""Una lista que alguien subió y espera revisión: con ella se ve qué hace una importación antes de que cambie nada.

Las personas son inventadas, como todas las de la demostración; las instituciones, las de la Red.
"""

import csv
import io
from datetime import date

from sqlalchemy import select

from red.acceso.modelos import Asignacion
from red.base import db
from red.importacion import operaciones
from red.importacion.modelos import PlanDeImportacion, Que
from red.instituciones.modelos import Institucion
from red.permisos import Rol
from red.personas.modelos import Adscripcion, Persona
from red.redes.consultas import red_de_clave
from red.redes.modelos import Membresia, Participacion
from red.textos import sin_acentos

RED = "guadalajara"
ARCHIVO = "nuevas-enlaces.csv"
ENCABEZADOS = (
    "Nombre(s)", "Apellido paterno", "Apellido materno", "Correo institucional", "Teléfono", "Dependencia", "Cargo", "Nivel",
    "Fecha de ingreso",
)  # fmt: skip
NUEVAS = (
    ("Dulce Carolina", "Oropeza", "Lizárraga", "Auxiliar de igualdad", "Operativo", "2026-09"),
    ("Ximena", "Barragán", "Topete", "Jefa de capacitación", "Mando medio", "2026-10"),
    ("Norma Irene", "Covarrubias", "", "Coordinadora de enlaces", "Mando medio", ""),
)
"""Quienes no estaban: inventadas."""


def dejar_una_lista(clave: str, dia: date) -> PlanDeImportacion | None:
    """En la Red de Guadalajara, una lista ya leída: hay quien es nueva, quien cambia, quien se parece a otra y quien trae un error."""
    if clave != RED:
        return None
    red = red_de_clave(clave)
    todos = db.session.scalars(
        select(Institucion.nombre)
        .join(Participacion, Participacion.institucion_id == Institucion.id)
        .where(Participacion.red_id == red.id, Participacion.vigente(dia))
        .order_by(Institucion.id)
    ).all()
    # Las que otra oficina escribió de otro modo están dos veces: aquí se nombran sólo las que no se confunden.
    planos = [sin_acentos(lugar) for lugar in todos]
    lugares = [lugar for lugar, plano in zip(todos, planos, strict=True) if planos.count(plano) == 1]
    filas = [
        [
            nombre,
            primero,
            segundo,
            _correo(nombre, primero),
            "33 1201 4400",
            lugares[n % len(lugares)],
            puesto,
            nivel,
            desde,
        ]
        for n, (nombre, primero, segundo, puesto, nivel, desde) in enumerate(NUEVAS)
    ]
    filas += _de_las_que_ya_estan(red.id)
    filas.append(
        ["Alma Delia", "Quintero", "Sandoval", "alma.quintero", "", lugares[0], "Enlace", "Operativo", ""]
    )
    quien = db.session.scalar(
        select(Asignacion.persona_id).where(
            Asignacion.red_id == red.id, Asignacion.rol == Rol.COORDINADORA, Asignacion.vigente(dia)
        )
    )
    salida = io.StringIO()
    csv.writer(salida).writerows([ENCABEZADOS, *filas])
    recibido = operaciones.recibir(salida.getvalue().encode(), ARCHIVO)
    plan = operaciones.subir(recibido, Que.PERSONAS, red.id, quien)
    operaciones.mapear(plan, plan.columnas)
    return plan


def _de_las_que_ya_estan(red_id: int) -> list[list[str]]:
    """Una que cambió de teléfono y otra que llega con otro correo."""
    filas = []
    consulta = (
        select(Persona, Adscripcion, Institucion.nombre)
        .join(Membresia, Membresia.persona_id == Persona.id)
        .join(Adscripcion, Adscripcion.persona_id == Persona.id)
        .join(Institucion, Institucion.id == Adscripcion.institucion_id)
        .where(Membresia.red_id == red_id, Membresia.hasta.is_(None), Adscripcion.hasta.is_(None))
        .order_by(Persona.id.desc())
    )
    for lugar, (persona, puesto, institucion) in enumerate(db.session.execute(consulta.offset(4).limit(2))):
        correo = persona.correo if lugar == 0 else "otro." + persona.correo
        filas.append(
            [persona.nombre, persona.primer_apellido, persona.segundo_apellido or "", correo, "33 1201 4477", institucion,
             puesto.puesto, puesto.nivel.etiqueta, ""]
        )  # fmt: skip
    return filas


def _correo(nombre: str, apellido: str) -> str:
    return sin_acentos(f"{nombre.split()[0]}.{apellido}@guadalajara.ejemplo.test")
