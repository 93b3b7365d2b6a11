"""Juntar dos registros no pierde nada, no repite nada y se puede deshacer por completo."""

from datetime import timedelta
from random import Random

import pytest
from flask import Flask
from sqlalchemy import func, select

from red.acceso.modelos import Cuenta
from red.base import db, transaccion
from red.bitacora.modelos import Registro
from red.duplicados import diario, operaciones
from red.duplicados.modelos import Clase, EstadoPar, ParDuplicado
from red.formacion.modelos import Inscripcion
from red.instituciones.modelos import Institucion
from red.permisos import Rol
from red.personas.modelos import Finalidad, Persona
from red.redes.modelos import EstadoMembresia, Membresia
from red.reloj import ahora, hoy
from red.unidades.modelos import Designacion, Unidad
from tests import fabricas
from tests.duplicados.escena import (
    como,
    dos_instituciones,
    dos_registros,
    inscribir,
    juntar,
    separar,
    volcado,
)


@pytest.mark.parametrize("semilla", range(8))
def test_juntar_y_deshacer_deja_la_base_como_estaba(app: Flask, semilla: int) -> None:
    administradora, una, otra = dos_registros(Random(semilla))
    antes = volcado()
    fusion = juntar(como(administradora), Clase.PERSONA, una.id, otra.id)
    assert volcado() != antes
    assert separar(como(administradora), fusion) == []
    assert volcado() == antes


@pytest.mark.parametrize("semilla", range(6))
def test_con_las_instituciones_tambien(app: Flask, semilla: int) -> None:
    administradora, una, otra = dos_instituciones(Random(semilla))
    antes = volcado()
    fusion = juntar(como(administradora), Clase.INSTITUCION, una.id, otra.id, nombre="se_va")
    assert volcado() != antes
    assert separar(como(administradora), fusion) == []
    assert volcado() == antes


def test_sin_deshacer_bien_la_prueba_lo_notaria(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    administradora, una, otra = dos_registros(Random(1))
    antes = volcado()
    fusion = juntar(como(administradora), Clase.PERSONA, una.id, otra.id)
    de_verdad = diario.deshacer
    monkeypatch.setattr(diario, "deshacer", lambda pasos: de_verdad(pasos[:-1]))
    separar(como(administradora), fusion)
    assert volcado() != antes


@pytest.mark.parametrize("semilla", range(4))
def test_despues_de_juntar_nada_apunta_a_la_que_se_fue(app: Flask, semilla: int) -> None:
    administradora, una, otra = dos_registros(Random(100 + semilla))
    juntar(como(administradora), Clase.PERSONA, una.id, otra.id)
    assert _apuntan("persona", otra.id) <= {"cuenta.persona_id"}
    administradora, una, otra = dos_instituciones(Random(semilla))
    juntar(como(administradora), Clase.INSTITUCION, una.id, otra.id)
    assert _apuntan("institucion", otra.id) == set()


def _apuntan(tabla: str, id_: int) -> set[str]:
    from red.base import Modelo
    from red.duplicados.planos import apuntan_a

    metadatos = Modelo.metadata
    return {
        f"{columna.table.name}.{columna.name}"
        for columna in apuntan_a(metadatos, metadatos.tables[tabla])
        if db.session.scalar(select(func.count()).select_from(columna.table).where(columna == id_))
    }


def test_dos_membresias_de_la_misma_red_son_una_desde_la_primera(app: Flask) -> None:
    administradora, red = fabricas.una_administradora(), fabricas.una_red()
    una, otra = fabricas.una_persona(), fabricas.una_persona()
    fabricas.una_membresia(
        red, una, desde=hoy() - timedelta(days=10), estado=EstadoMembresia.EN_PAUSA, motivo="Viaje"
    )
    primera = fabricas.una_membresia(red, otra, desde=hoy() - timedelta(days=400))
    desde = primera.desde
    juntar(como(administradora), Clase.PERSONA, una.id, otra.id)
    sola = db.session.scalars(select(Membresia)).one()
    assert (sola.persona_id, sola.desde, sola.hasta, sola.estado) == (
        una.id,
        desde,
        None,
        EstadoMembresia.ACTIVA,
    )


def test_periodos_que_no_se_enciman_quedan_los_dos(app: Flask) -> None:
    administradora, red = fabricas.una_administradora(), fabricas.una_red()
    una, otra = fabricas.una_persona(), fabricas.una_persona()
    fabricas.una_membresia(red, una)
    fabricas.una_membresia(
        red,
        otra,
        desde=hoy() - timedelta(days=900),
        hasta=hoy() - timedelta(days=800),
        estado=EstadoMembresia.CONCLUIDA,
    )
    juntar(como(administradora), Clase.PERSONA, una.id, otra.id)
    assert {m.persona_id for m in db.session.scalars(select(Membresia))} == {una.id}
    assert db.session.scalar(select(func.count(Membresia.id))) == 2


def test_de_dos_inscripciones_queda_la_que_tiene_lugar_y_el_otro_pasa_a_quien_espera(app: Flask) -> None:
    administradora, red = fabricas.una_administradora(), fabricas.una_red()
    una, otra, espera = (fabricas.una_integrante(red) for _ in range(3))
    edicion = fabricas.una_edicion(red, cupo=2)
    inscribir(edicion.id, una.id, 1)
    inscribir(edicion.id, otra.id, 2)
    en_fila = inscribir(edicion.id, espera.id, None)
    fusion = juntar(como(administradora), Clase.PERSONA, una.id, otra.id)
    vivas = db.session.scalars(select(Inscripcion).where(Inscripcion.cancelada_en.is_(None))).all()
    assert {i.persona_id: i.lugar for i in vivas} == {una.id: 1, espera.id: 2}
    assert separar(como(administradora), fusion) == ["inscripcion.lugar"]
    lugares = {i.persona_id: i.lugar for i in db.session.scalars(select(Inscripcion))}
    assert lugares == {una.id: 1, otra.id: None, espera.id: 2}
    assert en_fila.id


def test_con_dos_cuentas_queda_una_y_se_cierran_las_sesiones_de_la_otra(app: Flask) -> None:
    administradora, red = fabricas.una_administradora(), fabricas.una_red()
    una, otra = fabricas.una_integrante(red), fabricas.una_integrante(red)
    sellos = dict(db.session.execute(select(Cuenta.persona_id, Cuenta.sello)).all())
    juntar(como(administradora), Clase.PERSONA, una.id, otra.id)
    cuentas = {c.persona_id: c for c in db.session.scalars(select(Cuenta))}
    assert cuentas[una.id].activa
    assert cuentas[una.id].sello == sellos[una.id]
    assert not cuentas[otra.id].activa
    assert cuentas[otra.id].sello != sellos[otra.id]


def test_si_solo_la_que_se_va_tiene_cuenta_valen_su_nombre_y_lo_que_consintio(app: Flask) -> None:
    administradora, aviso = fabricas.una_administradora(), fabricas.un_aviso_de_privacidad()
    una = fabricas.una_persona(nombre="Ma. Elena", correo="vieja@ejemplo.test")
    otra = fabricas.una_persona(
        nombre="María Elena", correo="suya@ejemplo.test", visibilidad={"correo": "red"}
    )
    fabricas.una_cuenta(otra)
    fabricas.un_consentimiento(una, Finalidad.DIRECTORIO, aviso)
    fabricas.un_consentimiento(otra, Finalidad.MAPA, aviso)
    juntar(como(administradora), Clase.PERSONA, una.id, otra.id, nombre="queda", correo="queda")
    db.session.refresh(una)
    assert (una.nombre, una.correo, una.visibilidad) == (
        "María Elena",
        "suya@ejemplo.test",
        {"correo": "red"},
    )
    assert db.session.get_one(Persona, otra.id).correo == "vieja@ejemplo.test"
    from red.personas.consultas import finalidades_de

    assert finalidades_de(una.id) == {Finalidad.MAPA}


def test_dos_unidades_con_el_mismo_nombre_son_una_con_una_titular(app: Flask) -> None:
    administradora = fabricas.una_administradora()
    lugar = fabricas.un_territorio()
    una, otra = (fabricas.una_institucion(territorio_id=lugar.id) for _ in range(2))
    suyas = [fabricas.una_unidad(institucion) for institucion in (una, otra)]
    titulares = [fabricas.una_persona() for _ in suyas]
    for unidad, titular in zip(suyas, titulares, strict=True):
        fabricas.una_designacion(unidad, titular)
    juntar(como(administradora), Clase.INSTITUCION, una.id, otra.id)
    unidad = db.session.scalars(select(Unidad)).one()
    abiertas = db.session.scalars(select(Designacion).where(Designacion.hasta.is_(None))).all()
    assert (unidad.institucion_id, [d.persona_id for d in abiertas]) == (una.id, [titulares[0].id])
    assert (
        db.session.scalar(select(func.count(Designacion.id)).where(Designacion.unidad_id == unidad.id)) == 2
    )


def test_el_nombre_que_no_quedo_sigue_sirviendo_para_hallarla(app: Flask) -> None:
    administradora, lugar = fabricas.una_administradora(), fabricas.un_territorio()
    una = fabricas.una_institucion(nombre="Secretaría de Cultura", territorio_id=lugar.id)
    otra = fabricas.una_institucion(nombre="Casa de Artes", territorio_id=lugar.id)
    fusion = juntar(como(administradora), Clase.INSTITUCION, una.id, otra.id)
    halladas = db.session.scalars(
        select(Institucion.id).where(Institucion.coincide("artes"), Institucion.vigente(hoy()))
    )
    assert halladas.all() == [una.id]
    separar(como(administradora), fusion)
    halladas = db.session.scalars(
        select(Institucion.id).where(Institucion.coincide("artes"), Institucion.vigente(hoy()))
    )
    assert halladas.all() == [otra.id]


def test_lo_que_se_mostro_es_lo_que_se_hace(app: Flask) -> None:
    administradora, red = fabricas.una_administradora(), fabricas.una_red()
    una, otra = fabricas.una_persona(), fabricas.una_persona()
    quien = como(administradora)
    vista = operaciones.trazar(quien, Clase.PERSONA, una.id, otra.id, {}).huella
    fabricas.una_membresia(red, otra)
    with pytest.raises(operaciones.CambioMientras), transaccion():
        operaciones.fusionar(quien, Clase.PERSONA, una.id, otra.id, {}, vista)


def test_no_se_deshace_una_fusion_sobre_la_que_hay_otra(app: Flask) -> None:
    administradora = fabricas.una_administradora()
    una, otra, tercera = (fabricas.una_persona() for _ in range(3))
    quien = como(administradora)
    antes = volcado()
    primera = juntar(quien, Clase.PERSONA, una.id, otra.id)
    segunda = juntar(quien, Clase.PERSONA, tercera.id, una.id)
    assert db.session.get_one(Persona, otra.id).fusionada_en_id == tercera.id
    with pytest.raises(operaciones.HayOtraDespues), transaccion():
        operaciones.deshacer(quien, primera.id)
    separar(quien, segunda)
    separar(quien, primera)
    assert volcado() == antes
    with pytest.raises(operaciones.YaDeshecha), transaccion():
        operaciones.deshacer(quien, primera.id)


def test_lo_que_cambio_despues_se_respeta(app: Flask) -> None:
    administradora = fabricas.una_administradora()
    una, otra = fabricas.una_persona(telefono=None), fabricas.una_persona(telefono="33 1111 2222")
    fusion = juntar(como(administradora), Clase.PERSONA, una.id, otra.id)
    with transaccion():
        db.session.get_one(Persona, una.id).telefono = "55 9999 8888"
    assert separar(como(administradora), fusion) == ["persona.telefono"]
    assert db.session.get_one(Persona, una.id).telefono == "55 9999 8888"


def test_si_otra_fila_tomo_la_llave_de_la_que_se_quito_vuelve_con_una_nueva(app: Flask) -> None:
    administradora, red = fabricas.una_administradora(), fabricas.una_red()
    una, otra, tercera = (fabricas.una_persona() for _ in range(3))
    fabricas.una_membresia(red, una)
    fabricas.una_membresia(red, otra)
    fusion = juntar(como(administradora), Clase.PERSONA, una.id, otra.id)
    nueva = fabricas.una_membresia(red, tercera).id
    assert separar(como(administradora), fusion) == []
    de_quienes = {m.persona_id: m.id for m in db.session.scalars(select(Membresia))}
    assert de_quienes.keys() == {una.id, otra.id, tercera.id}
    assert de_quienes[tercera.id] == nueva


def test_cada_cambio_queda_en_la_bitacora(app: Flask) -> None:
    administradora, red = fabricas.una_administradora(), fabricas.una_red()
    una, otra = fabricas.una_persona(), fabricas.una_persona()
    membresia = fabricas.una_membresia(red, otra)
    juntar(como(administradora), Clase.PERSONA, una.id, otra.id)
    anotado = db.session.scalars(
        select(Registro)
        .where(Registro.tabla == "membresia", Registro.fila_id == membresia.id)
        .order_by(Registro.id.desc())
    ).first()
    assert anotado is not None
    assert anotado.cambios["persona_id"] == [otra.id, una.id]


def test_el_par_queda_como_juntado_y_vuelve_al_separar(app: Flask) -> None:
    administradora = fabricas.una_administradora()
    una = fabricas.una_persona(nombre="Ana María", primer_apellido="García", segundo_apellido="Luna")
    otra = fabricas.una_persona(nombre="Ana Maria", primer_apellido="Garcia", segundo_apellido="Luna")
    with transaccion():
        assert operaciones.guardar(Clase.PERSONA, operaciones.hallar(Clase.PERSONA, hoy())).nuevos == 1
    fusion = juntar(como(administradora), Clase.PERSONA, otra.id, una.id)
    assert db.session.scalars(select(ParDuplicado.estado)).one() is EstadoPar.FUSIONADO
    with transaccion():
        assert operaciones.guardar(Clase.PERSONA, operaciones.hallar(Clase.PERSONA, hoy())).pares == 0
    separar(como(administradora), fusion)
    assert db.session.scalars(select(ParDuplicado.estado)).one() is EstadoPar.PENDIENTE


def test_quien_fusiona_no_gana_ni_da_papeles(app: Flask) -> None:
    """La única administradora conserva su papel aunque se junte con otro registro suyo."""
    administradora = fabricas.una_administradora()
    otra = fabricas.una_persona()
    juntar(como(administradora), Clase.PERSONA, otra.id, administradora.id)
    assert como(otra).tiene(Rol.ADMINISTRADORA)
    assert ahora()
