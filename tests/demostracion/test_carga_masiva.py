"""La carga de corrido: mismas cuentas que lo inventado y lo mismo que guardarían los modelos."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import aliased

from red.acceso.modelos import Asignacion, Cuenta
from red.acceso.operaciones import comprobar, resumir
from red.base import Modelo, db, transaccion
from red.bitacora.modelos import Registro
from red.demostracion import nacional
from red.demostracion.carga_masiva import SIN_RESPUESTA, cargar_nacional
from red.demostracion.cuentas import CONTRASENA, NACIONALES
from red.demostracion.volcado import actualizar_estadisticas
from red.formacion.modelos import Edicion, Inscripcion
from red.instituciones.modelos import Institucion
from red.invitaciones.modelos import Invitacion
from red.permisos import Rol
from red.personas.modelos import Adscripcion, Consentimiento, Finalidad, Persona
from red.personas.operaciones_privacidad import publicar_avisos
from red.redes.modelos import Membresia, Participacion, Red
from red.reloj import ahora, hoy
from red.textos import para_buscar
from red.unidades.modelos import Designacion, Funcion, Unidad
from red.vinculos.modelos import Colaboracion
from tests.demostracion.cargada import Cargada
from tests.fabricas import una_persona, una_red
from tests.motores import Fabrica

PERSONAS, INSTITUCIONES = 2_000, 800

DIRECTAS: dict[str, type[Modelo]] = {
    "instituciones": Institucion,
    "personas": Persona,
    "adscripciones": Adscripcion,
    "membresias": Membresia,
    "unidades": Unidad,
    "designaciones": Designacion,
    "ediciones": Edicion,
    "inscripciones": Inscripcion,
    "colaboraciones": Colaboracion,
}


def cuantas(modelo: type[Modelo], *condiciones: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(modelo).where(*condiciones)) or 0


def _cargar(_app: Flask) -> dict[str, int]:
    """La Red nacional en chico, sobre una base que ya tenía otra Red y otra persona."""
    una_red()
    una_persona()
    with transaccion():
        publicar_avisos(hoy())
        return cargar_nacional(hoy(), resumir(CONTRASENA), personas=PERSONAS, instituciones=INSTITUCIONES)


@pytest.fixture(scope="module")
def nacional_en_chico(bases: Fabrica, motor: str) -> Cargada:
    return Cargada(bases, motor, _cargar)


@pytest.fixture(scope="module")
def _de_todas(nacional_en_chico: Cargada) -> Iterator[Flask]:
    with nacional_en_chico.para_mirar() as app:
        yield app


@pytest.fixture
def cargada(_de_todas: Flask, nacional_en_chico: Cargada) -> Iterator[dict[str, int]]:
    """La Red nacional en chico, para mirarla; lo que da son las filas que dijo haber escrito."""
    with _de_todas.app_context():
        yield nacional_en_chico.dicho
        db.session.remove()


@pytest.fixture
def copia(nacional_en_chico: Cargada) -> Iterator[Flask]:
    """La Red nacional en chico, para cambiarla."""
    with nacional_en_chico.copia() as app:
        yield app


def test_lo_que_se_comparte_no_se_puede_cambiar(cargada: dict[str, int]) -> None:
    """El control de las demás: si una escribiera, dejaría a las que siguen mirando otra cosa."""
    with pytest.raises(DBAPIError):
        una_persona()


def test_hay_tantas_filas_como_se_inventaron(cargada: dict[str, int]) -> None:
    esperadas: Counter[str] = Counter()
    for lote in nacional.lotes(hoy(), personas=PERSONAS, instituciones=INSTITUCIONES):
        esperadas[lote.tabla] += len(lote.filas)
    for nombre, modelo in DIRECTAS.items():
        assert cargada[modelo.__tablename__] == esperadas[nombre], nombre
    # Las que ya estaban: una convocante y una persona.
    assert cuantas(Persona) == esperadas["personas"] + 1
    assert cuantas(Institucion) == esperadas["instituciones"] + 1
    for nombre in ("adscripciones", "membresias", "inscripciones", "colaboraciones"):
        assert cuantas(DIRECTAS[nombre]) == esperadas[nombre]
    lazos = sum(esperadas[nombre] for nombre in nacional.POR_PERSONA)
    assert lazos == pytest.approx(6 * PERSONAS, rel=0.02)


def test_todas_las_instituciones_participan_y_cada_quien_llego_por_invitacion(
    cargada: dict[str, int],
) -> None:
    red = db.session.scalars(select(Red).where(Red.clave == "nacional")).one()
    assert cuantas(Participacion, Participacion.red_id == red.id) == INSTITUCIONES
    aceptadas = cuantas(Invitacion, Invitacion.persona_id.is_not(None))
    assert aceptadas == PERSONAS - len(NACIONALES)
    pendientes = cuantas(Invitacion, Invitacion.persona_id.is_(None))
    assert pendientes == -(-(PERSONAS - len(NACIONALES)) // SIN_RESPUESTA)
    assert cuantas(Invitacion, Invitacion.vence_en > ahora(), Invitacion.aceptada_en.is_(None)) > 0


def test_lo_calculado_es_lo_que_calcularian_los_modelos(cargada: dict[str, int]) -> None:
    for modelo in (Persona, Institucion, Unidad, Invitacion):
        for fila in db.session.scalars(select(modelo).order_by(modelo.id).limit(300)):
            calculado = fila.busqueda
            anotado = (getattr(fila, "orden", None), getattr(fila, "busqueda_visible", None))
            assert calculado == para_buscar(fila.textos_de_busqueda())
            assert anotado == (getattr(fila, "orden", None), getattr(fila, "busqueda_visible", None))
    db.session.rollback()
    claves = db.session.scalars(select(Persona.clave)).all()
    assert len(set(claves)) == len(claves)
    assert {len(clave) for clave in claves} == {22}


def test_cada_lazo_llega_a_quien_le_toca(cargada: dict[str, int]) -> None:
    persona = db.session.scalars(select(Persona).where(Persona.correo == NACIONALES[1].correo)).one()
    lote = next(
        lote
        for lote in nacional.lotes(hoy(), personas=PERSONAS, instituciones=INSTITUCIONES)
        if lote.tabla == "personas"
    )
    assert (persona.nombre, persona.primer_apellido) == lote.filas[1][1:3]
    actual = db.session.scalars(
        select(Adscripcion).where(Adscripcion.persona_id == persona.id, Adscripcion.hasta.is_(None))
    ).one()
    assert actual.institucion.territorio.pais == "MX"
    madre = aliased(Institucion)
    fuera = select(func.count()).select_from(Institucion).join(madre, Institucion.madre_id == madre.id)
    assert db.session.scalar(fuera.where(madre.territorio_id != Institucion.territorio_id)) == 0


def test_nadie_tiene_lugar_fuera_del_cupo(cargada: dict[str, int]) -> None:
    ocupados = (
        select(
            Edicion.cupo,
            func.max(Inscripcion.lugar).label("ultimo"),
            func.count(Inscripcion.lugar).label("n"),
        )
        .join(Inscripcion, Inscripcion.edicion_id == Edicion.id)
        .group_by(Edicion.id, Edicion.cupo)
    )
    for fila in db.session.execute(ocupados):
        assert fila.n == fila.ultimo <= fila.cupo
    assert cuantas(Inscripcion, Inscripcion.lugar.is_(None)) > 0


def test_participar_lo_consiente_toda_integrante_y_lo_demas_no_todas(cargada: dict[str, int]) -> None:
    por_finalidad = {f: cuantas(Consentimiento, Consentimiento.finalidad == f) for f in Finalidad}
    assert por_finalidad.pop(Finalidad.PARTICIPAR) == PERSONAS
    # Los correos que no hacen falta no los consiente la mitad: casi nadie marca lo que viene sin marcar.
    correos = por_finalidad.pop(Finalidad.CORREOS)
    assert 0.4 * PERSONAS < correos < 0.6 * PERSONAS
    assert all(0.85 * PERSONAS < n < PERSONAS for n in por_finalidad.values())


def test_se_puede_seguir_registrando_despues(copia: Flask) -> None:
    antes = db.session.scalar(select(func.max(Persona.id))) or 0
    assert una_persona().id > antes


def test_con_sus_cuentas_se_entra_y_cada_una_tiene_su_papel(cargada: dict[str, int]) -> None:
    assert cuantas(Cuenta) == len(NACIONALES)
    for ficha in NACIONALES:
        cuenta = comprobar(ficha.correo, CONTRASENA)
        assert cuenta is not None, ficha.correo
        papeles = set(
            db.session.scalars(select(Asignacion.rol).where(Asignacion.persona_id == cuenta.persona_id))
        )
        assert papeles - {Rol.ENLACE} == {Rol(ficha.rol)} - {Rol.ENLACE, Rol.INTEGRANTE}
        assert ficha.rol != Rol.ENLACE or Rol.ENLACE in papeles


def test_la_bitacora_anota_la_red_y_los_ingresos_pero_no_persona_por_persona(cargada: dict[str, int]) -> None:
    assert cuantas(Registro, Registro.tabla == "red") == 2
    assert cuantas(Registro, Registro.tabla == "persona") == 1
    ingresos = db.session.scalars(
        select(Registro).where(Registro.tabla == "membresia").order_by(Registro.id)
    ).all()
    assert len(ingresos) == PERSONAS
    assert [linea.en for linea in ingresos] == sorted(linea.en for linea in ingresos)
    for linea in ingresos[:50]:
        membresia = db.session.get_one(Membresia, linea.fila_id)
        assert linea.cambios["persona_id"] == [None, membresia.persona_id]
        assert linea.cambios["desde"] == [None, membresia.desde.isoformat()]
        assert linea.red_id == membresia.red_id


def test_quien_es_enlace_de_una_unidad_lo_es_de_su_institucion(cargada: dict[str, int]) -> None:
    designadas = db.session.execute(
        select(Designacion.persona_id, Unidad.institucion_id)
        .join(Unidad, Unidad.id == Designacion.unidad_id)
        .where(Designacion.funcion == Funcion.ENLACE)
    ).all()
    papeles = db.session.execute(
        select(Asignacion.persona_id, Asignacion.institucion_id).where(Asignacion.rol == Rol.ENLACE)
    ).all()
    assert designadas
    assert set(designadas) <= set(papeles)


def test_volver_a_cargar_no_cambia_nada(copia: Flask) -> None:
    with transaccion():
        assert cargar_nacional(hoy(), "x", personas=PERSONAS, instituciones=INSTITUCIONES) == {}
    assert cuantas(Persona) == PERSONAS + 1


def test_las_estadisticas_se_actualizan(copia: Flask, motor: str) -> None:
    actualizar_estadisticas()
    consulta = (
        "SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'persona'"
        if motor == "sqlite"
        else "SELECT count(*) FROM pg_stats WHERE tablename = 'persona'"
    )
    assert db.session.connection().exec_driver_sql(consulta).scalar_one() > 0
