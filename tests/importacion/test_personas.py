"""La lista de personas: quién es quién, qué pasa con su puesto y qué no se toca."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from red.base import db, transaccion
from red.bitacora.modelos import Cambio, Registro
from red.importacion.modelos import Destino, EstadoPlan
from red.personas.modelos import Adscripcion, NivelCargo, Persona
from tests import fabricas
from tests.cliente import Cliente
from tests.importacion.apoyo import (
    ENCABEZADOS,
    aplicar,
    deshacer_plan,
    destinos,
    libro,
    planear,
    renglones,
    una,
    volcado,
)


@pytest.fixture
def red(app: Flask):
    lugar = fabricas.un_territorio(nombre="Zapopan")
    tesoreria = fabricas.una_institucion(nombre="Tesorería", siglas="TM", territorio_id=lugar.id)
    return fabricas.una_red(instituciones=[tesoreria])


def test_una_persona_nueva_queda_registrada_con_su_puesto_y_su_historia(red) -> None:
    plan = aplicar(planear(libro(ENCABEZADOS, una()), red=red))
    assert plan.estado is EstadoPlan.APLICADO
    persona = db.session.scalars(select(Persona).where(Persona.correo == "ana@ejemplo.test")).one()
    assert (persona.nombre, persona.primer_apellido, persona.segundo_apellido) == ("Ana", "Ruiz", "Soto")
    assert persona.busqueda == " ana ruiz soto"
    puesto = db.session.scalars(select(Adscripcion).where(Adscripcion.persona_id == persona.id)).one()
    assert (puesto.puesto, puesto.nivel, puesto.desde) == ("Jefa", NivelCargo.MANDO_MEDIO, date(2021, 10, 1))
    historia = db.session.scalars(
        select(Registro).where(Registro.tabla == "persona", Registro.fila_id == persona.id)
    ).one()
    assert historia.cambio is Cambio.CREAR
    assert historia.cambios["correo"] == [None, "ana@ejemplo.test"]
    assert (
        db.session.scalar(
            select(func.count())
            .select_from(Registro)
            .where(Registro.tabla == "adscripcion", Registro.fila_id == puesto.id)
        )
        == 1
    )


def test_lo_calculado_es_lo_mismo_que_calcula_el_modelo(red) -> None:
    aplicar(
        planear(libro(ENCABEZADOS, una(nombre="María José", primero="de la Peña", segundo="Ñúñez")), red=red)
    )
    persona = db.session.scalars(select(Persona).where(Persona.correo == "ana@ejemplo.test")).one()
    antes = persona.orden, persona.busqueda, persona.busqueda_visible
    with transaccion():
        persona.telefono = "33 0000 0000"
    assert (persona.orden, persona.busqueda, persona.busqueda_visible) == antes


def test_importar_dos_veces_lo_mismo_no_cambia_nada(red) -> None:
    archivo = libro(ENCABEZADOS, una(), una("eva@ejemplo.test", nombre="Eva", desde=""))
    aplicar(planear(archivo, red=red))
    assert destinos(planear(archivo, red=red)) == [Destino.IGUAL, Destino.IGUAL]


def test_deshacer_deja_todo_como_estaba(red) -> None:
    existente = fabricas.una_integrante(red, nombre="Eva", correo="eva@ejemplo.test")
    antes = volcado()
    plan = planear(
        libro(
            ENCABEZADOS,
            una(),
            una("eva@ejemplo.test", nombre="Eva", primero=existente.primer_apellido, desde="2026-11-01"),
        ),
        red=red,
    )
    assert destinos(plan) == [Destino.NUEVA, Destino.ACTUALIZA], [r.motivo for r in renglones(plan)]
    aplicar(plan)
    assert volcado() != antes
    deshacer_plan(plan)
    assert volcado() == antes


# ---------------------------------------------------------------- Hasta dónde llega quien importa


def test_quien_no_esta_en_la_red_no_se_toca_y_se_dice_sin_contar_nada_de_ella(red) -> None:
    ajena = fabricas.una_integrante(
        fabricas.una_red(), nombre="Secreta", primer_apellido="Oculta", correo="ana@ejemplo.test"
    )
    antes = volcado()
    plan = planear(libro(ENCABEZADOS, una()), red=red)
    renglon = renglones(plan)[0]
    assert renglon.destino is Destino.CON_ERROR
    assert renglon.columna == "correo"
    dicho = f"{renglon.motivo} {renglon.candidatas} {renglon.efectos}"
    for suyo in ("Secreta", "Oculta", str(ajena.clave)):
        assert suyo not in dicho
    assert volcado() == antes


def test_la_homonima_de_otra_red_no_se_ofrece_como_candidata(red) -> None:
    otra = fabricas.una_persona(
        nombre="Ana", primer_apellido="Ruiz", segundo_apellido="Soto", correo="otra@ejemplo.test"
    )
    fabricas.una_adscripcion(otra, fabricas.una_institucion(nombre="Ajena"))
    assert destinos(planear(libro(ENCABEZADOS, una()), red=red)) == [Destino.NUEVA]
    assert destinos(planear(libro(ENCABEZADOS, una(institucion="", puesto="")), red=red)) == [Destino.NUEVA]


def test_de_quien_tiene_cuenta_solo_cambia_el_puesto(red) -> None:
    suya = fabricas.una_integrante(red, nombre="Ana", correo="ana@ejemplo.test", telefono="55 1111 1111")
    plan = aplicar(planear(libro(ENCABEZADOS, una(nombre="Otra", desde="2026-11-01")), red=red))
    renglon = renglones(plan)[0]
    assert renglon.destino is Destino.ACTUALIZA
    assert renglon.motivo is not None
    assert "ya tiene cuenta" in renglon.motivo
    db.session.expire_all()
    assert (suya.nombre, suya.telefono) == ("Ana", "55 1111 1111")
    puestos = db.session.scalars(
        select(Adscripcion).where(Adscripcion.persona_id == suya.id).order_by(Adscripcion.desde)
    ).all()
    assert [p.hasta for p in puestos] == [date(2026, 10, 31), None]


def test_importar_no_da_membresia_ni_cuenta_ni_consentimiento(red) -> None:
    aplicar(planear(libro(ENCABEZADOS, una()), red=red))
    from red.acceso.modelos import Cuenta
    from red.personas.modelos import Consentimiento
    from red.redes.modelos import Membresia

    for modelo in (Cuenta, Consentimiento, Membresia):
        assert db.session.scalar(select(func.count()).select_from(modelo)) == 0


@pytest.mark.parametrize(
    ("cambios", "columna", "dice"),
    [
        ({"correo": ""}, "correo", "Falta el correo"),
        ({"nombre": ""}, "nombre", "Falta el nombre"),
        ({"primero": "123"}, "primer_apellido", "va con letras"),
        ({"telefono": "12"}, "telefono", "entre 7 y 15"),
        ({"institucion": "No hay"}, "institucion", "no está entre las instituciones de tu Red"),
        ({"puesto": ""}, "puesto", "Falta el puesto"),
        ({"nivel": "altísimo"}, "nivel", "no es una de las opciones"),
        ({"desde": "hace mucho"}, "desde", "No se entiende la fecha"),
        ({"desde": "2190"}, "desde", "más de un año en adelante"),
    ],
)
def test_lo_que_hay_que_corregir_dice_donde_y_como(red, cambios, columna, dice) -> None:
    renglon = renglones(planear(libro(ENCABEZADOS, una(**cambios)), red=red))[0]
    assert (renglon.destino, renglon.columna) == (Destino.CON_ERROR, columna)
    assert dice in (renglon.motivo or "")


def test_lo_repetido_en_el_archivo_dice_que_renglon_repite(red) -> None:
    plan = planear(libro(ENCABEZADOS, una("mal"), una(), una("ANA@ejemplo.test")), red=red)
    assert destinos(plan) == [Destino.CON_ERROR, Destino.NUEVA, Destino.OMITIDA]
    assert renglones(plan)[2].motivo == "Repite el renglón 3."


def test_el_nombre_en_una_sola_columna_se_separa_con_cautela(red) -> None:
    titulos = ["Nombre completo", "Correo"]
    filas = [
        ["Rosa López Núñez", "a@ejemplo.test"],
        ["María Elena Ramírez", "b@ejemplo.test"],
        ["de la Cruz Soto, Ana Luisa", "c@ejemplo.test"],
        ["Madonna", "d@ejemplo.test"],
    ]
    plan = planear(libro(titulos, *filas), red=red)
    assert destinos(plan) == [Destino.NUEVA, Destino.CON_ERROR, Destino.NUEVA, Destino.CON_ERROR]
    assert "No se sabe dónde termina el nombre" in (renglones(plan)[1].motivo or "")
    datos = renglones(plan)[2].efectos[0][2]
    assert (datos["nombre"], datos["primer_apellido"], datos["segundo_apellido"]) == (
        "Ana Luisa",
        "de la Cruz",
        "Soto",
    )


def test_una_celda_vacia_no_borra_lo_que_ya_estaba(red) -> None:
    aplicar(planear(libro(ENCABEZADOS, una()), red=red))
    vacia = una(telefono="", segundo="", puesto="", nivel="", desde="")
    assert destinos(planear(libro(ENCABEZADOS, vacia), red=red)) == [Destino.IGUAL]


def test_las_senas_que_no_se_ven_desaparecen_y_lo_que_se_muestra_es_lo_que_se_guarda(
    red, cliente: Cliente
) -> None:
    plan = planear(libro(ENCABEZADOS, una(nombre="Ro\u200bsa\u202e", primero="Ru\u2060iz")), red=red)
    pagina = cliente.entrar(fabricas.una_coordinadora(red)).get(f"/importacion/{plan.id}").text
    assert "Rosa Ruiz Soto" in pagina
    assert not set("\u200b\u202e\u2060") & set(pagina)
    aplicar(plan)
    persona = db.session.scalars(select(Persona).where(Persona.correo == "ana@ejemplo.test")).one()
    assert (persona.nombre, persona.primer_apellido) == ("Rosa", "Ruiz")
