"""Cuando un gobierno termina se sabe quién se va, de dónde y con qué funciones; y un puesto sin nadie se ve vacante."""

from datetime import timedelta

import pytest
from flask import Flask

from red.base import db, transaccion
from red.continuidad import consultas_gobierno, consultas_puestos, puestos
from red.fechas import FechaParcial
from red.instituciones.modelos import Institucion, Orden
from red.permisos import Rol
from red.personas.modelos import Adscripcion, NivelCargo, Persona, Puesto
from red.personas.operaciones import adscribir, corregir_adscripcion
from red.redes.modelos import Red
from red.reloj import hoy
from red.territorios.modelos import ClasePeriodo, Nivel, Periodo, Territorio
from tests.cliente import Cliente
from tests.fabricas import (
    guardar,
    un_papel,
    un_territorio,
    una_administradora,
    una_adscripcion,
    una_analista,
    una_coordinadora,
    una_designacion,
    una_institucion,
    una_integrante,
    una_persona,
    una_red,
    una_unidad,
)

SIGUE = timedelta(days=100)


def _estado() -> tuple[Territorio, Territorio]:
    estado = un_territorio(nivel=Nivel.ENTIDAD, nombre="Jalisco")
    return estado, un_territorio(nombre="Guadalajara", madre_id=estado.id)


def _periodo(territorio: Territorio, gobierno: Nivel = Nivel.MUNICIPIO, **valores: object) -> Periodo:
    omision = {"clase": ClasePeriodo.TRIENIO, "nombre": "Administraciones 2024–2027", "desde": hoy() - timedelta(days=700),
               "hasta": hoy() + SIGUE}  # fmt: skip
    return guardar(Periodo(territorio_id=territorio.id, gobierno=gobierno, **{**omision, **valores}))


def _en(institucion: Institucion, red: Red, nombre: str, nivel: NivelCargo) -> Persona:
    persona = una_integrante(red, institucion, nombre=nombre)
    with transaccion():
        db.session.query(Adscripcion).filter_by(persona_id=persona.id).one().nivel = nivel
    return persona


@pytest.fixture
def escena(app: Flask) -> tuple[Red, Institucion]:
    """Una dependencia municipal de una Red, en un estado cuyo gobierno municipal termina en cien días."""
    estado, municipio = _estado()
    _periodo(estado)
    dependencia = una_institucion(nombre="Obras", territorio_id=municipio.id)
    return una_red(instituciones=[dependencia]), dependencia


def _nombres(red: Red) -> set[str]:
    terminos = consultas_gobierno.terminos(red, hoy())
    paginas = [consultas_gobierno.salientes(red, uno, hoy(), 1) for uno in terminos]
    assert [pagina.total for pagina in paginas] == [uno.personas for uno in terminos]
    return {saliente.adscripcion.persona.nombre for pagina in paginas for saliente in pagina.filas}


def test_se_van_titulares_y_mandos_superiores_salvo_lo_que_diga_su_plaza(
    escena: tuple[Red, Institucion],
) -> None:
    red, dependencia = escena
    for nombre, nivel in (
        ("Tita", NivelCargo.TITULAR),
        ("Susana", NivelCargo.SUPERIOR),
        ("Meche", NivelCargo.MANDO_MEDIO),
    ):
        _en(dependencia, red, nombre, nivel)
    se_queda, se_va = (
        _en(dependencia, red, "Queta", NivelCargo.SUPERIOR),
        _en(dependencia, red, "Vania", NivelCargo.OPERATIVO),
    )
    for persona, termina in ((se_queda, False), (se_va, True)):
        plaza = guardar(Puesto(institucion_id=dependencia.id, nombre="P", nivel=NivelCargo.OPERATIVO,
                               termina_con_gobierno=termina, desde=hoy()))  # fmt: skip
        with transaccion():
            db.session.query(Adscripcion).filter_by(persona_id=persona.id).one().puesto_id = plaza.id
    una_adscripcion(una_persona(nombre="Ajena"), dependencia, nivel=NivelCargo.TITULAR)
    assert _nombres(red) == {"Tita", "Susana", "Vania"}


def test_se_dice_lo_que_sostienen_y_cuantos_dias_quedan(escena: tuple[Red, Institucion]) -> None:
    red, dependencia = escena
    titular = _en(dependencia, red, "Tita", NivelCargo.TITULAR)
    una_designacion(una_unidad(dependencia), titular)
    (termino,) = consultas_gobierno.terminos(red, hoy())
    assert termino.dias(hoy()) == SIGUE.days
    (saliente,) = consultas_gobierno.salientes(red, termino, hoy(), 1).filas
    assert [d.persona_id for d in saliente.funciones] == [titular.id]


def test_manda_el_gobierno_del_nivel_y_del_territorio_mas_cercano(app: Flask) -> None:
    estado, municipio = _estado()
    de_todos, propio = _periodo(estado), _periodo(municipio, nombre="El propio")
    estatal = _periodo(estado, Nivel.ENTIDAD, nombre="El del estado")
    aqui = una_institucion(territorio_id=municipio.id)
    otra = una_institucion(territorio_id=un_territorio(madre_id=estado.id).id)
    del_estado = una_institucion(territorio_id=estado.id, orden=Orden.ESTATAL)
    civil = una_institucion(territorio_id=municipio.id, orden=Orden.NO_GUBERNAMENTAL)
    hallados = consultas_gobierno.periodo_de([aqui, otra, del_estado, civil], hoy())
    assert {i: p.id for i, p in hallados.items()} == {
        aqui.id: propio.id,
        otra.id: de_todos.id,
        del_estado.id: estatal.id,
    }


@pytest.mark.parametrize(("dias", "avisa"), [(180, True), (181, False)])
def test_se_avisa_con_medio_anio(
    cliente: Cliente, escena: tuple[Red, Institucion], dias: int, avisa: bool
) -> None:
    red, dependencia = escena
    _en(dependencia, red, "Tita", NivelCargo.TITULAR)
    with transaccion():
        db.session.query(Periodo).one().hasta = hoy() + timedelta(days=dias)
    cliente.entrar(una_coordinadora(red))
    assert ("se va con la administración" in cliente.get("/panel").text) is avisa


def test_la_pagina_lo_dice_a_quien_lleva_el_registro_y_a_nadie_mas(
    cliente: Cliente, escena: tuple[Red, Institucion]
) -> None:
    red, dependencia = escena
    colega = _en(dependencia, red, "Tita", NivelCargo.TITULAR)
    url = f"/continuidad/gobierno/{red.clave}"
    for persona in (una_coordinadora(red), una_analista(red)):
        cliente.entrar(persona)
        pagina = cliente.get(url).text
        assert "Tita" in pagina
        assert "en 100 días" in pagina
        assert cliente.get(f"{url}?institucion={dependencia.id}").status_code == 200
    cliente.entrar(colega)
    assert cliente.get(url).status_code == 403
    cliente.entrar(una_coordinadora(una_red()))
    assert cliente.get(url).status_code == 404


def test_dos_gobiernos_del_mismo_nivel_no_se_enciman(cliente: Cliente) -> None:
    estado, _ = _estado()
    cliente.entrar(una_administradora())
    url = f"/territorios/{estado.id}/periodos/nuevo"
    datos = {
        "nombre": "Uno",
        "gobierno": "municipio",
        "clase": "trienio",
        "desde": "2024-10-01",
        "hasta": "2027-09-30",
    }
    assert cliente.post(url, datos).status_code == 303
    assert (
        "Se encima"
        in cliente.post(url, {**datos, "nombre": "Dos", "desde": "2027-09-30", "hasta": "2030-09-30"}).text
    )
    assert (
        cliente.post(
            url, {**datos, "nombre": "Dos", "desde": "2027-10-01", "hasta": "2030-09-30"}
        ).status_code
        == 303
    )
    assert cliente.post(url, {**datos, "gobierno": "entidad", "clase": "sexenio"}).status_code == 303
    assert "Uno" in cliente.get(f"/territorios/{estado.id}").text


# Puestos


def _plaza(institucion: Institucion, **valores: object) -> Puesto:
    omision = {"nombre": "Jefatura de igualdad", "nivel": NivelCargo.MANDO_MEDIO, "termina_con_gobierno": False,
               "desde": hoy() - timedelta(days=300)}  # fmt: skip
    return guardar(Puesto(institucion_id=institucion.id, **{**omision, **valores}))


def test_un_puesto_nace_vacante_se_ocupa_y_vuelve_a_quedar_vacante(escena: tuple[Red, Institucion]) -> None:
    red, dependencia = escena
    persona = una_integrante(red, dependencia)
    plaza = _plaza(dependencia)
    assert consultas_puestos.cuantas_vacantes(red.id, hoy()) == 1
    suya = db.session.query(Adscripcion).filter_by(persona_id=persona.id).one()
    with transaccion():
        puestos.ocupar(plaza, suya.id, hoy())
    assert consultas_puestos.cuantas_vacantes(red.id, hoy()) == 0
    with transaccion():
        adscribir(persona, red.convocante_id, "Otra cosa", NivelCargo.MANDO_MEDIO, hoy())
    assert consultas_puestos.cuantas_vacantes(red.id, hoy()) == 1
    assert consultas_puestos.cuantas_vacantes(red.id, hoy() - timedelta(days=1)) == 0


def test_un_puesto_ocupado_no_se_da_a_otra_ni_se_cierra(escena: tuple[Red, Institucion]) -> None:
    _, dependencia = escena
    una, otra = una_adscripcion(una_persona(), dependencia), una_adscripcion(una_persona(), dependencia)
    ajena = una_adscripcion(una_persona(), una_institucion())
    plaza = _plaza(dependencia)
    with pytest.raises(puestos.NoTrabajaAhi), transaccion():
        puestos.ocupar(plaza, ajena.id, hoy())
    with transaccion():
        puestos.ocupar(plaza, una.id, hoy())
    with pytest.raises(puestos.PuestoOcupado), transaccion():
        puestos.ocupar(plaza, otra.id, hoy())
    with pytest.raises(puestos.PuestoOcupado), transaccion():
        puestos.cerrar(plaza, FechaParcial(hoy()), hoy())


def test_el_puesto_se_registra_en_la_ficha_y_lleva_a_invitar(
    cliente: Cliente, escena: tuple[Red, Institucion]
) -> None:
    red, dependencia = escena
    cliente.entrar(una_coordinadora(red))
    url = f"/continuidad/instituciones/{dependencia.id}/puestos/nuevo"
    assert cliente.post(url, {"nombre": "¿?", "nivel": "titular", "desde": "2021"}).status_code == 422
    datos = {"nombre": "Dirección de igualdad", "nivel": "titular", "desde": "2021-10", "termina": "usual"}
    ficha = cliente.post(url, datos, sigue=True).text
    assert "Vacante" in ficha
    assert "desde octubre de 2021" in ficha
    assert f"/invitaciones/nueva?red={red.clave}&amp;institucion={dependencia.id}&amp;nivel=titular" in ficha
    plaza = db.session.query(Puesto).one()
    assert plaza.termina_con_gobierno is True
    assert "Dirección de igualdad" in cliente.get(f"/continuidad/vacantes/{red.clave}").text
    assert "1 puesto vacante" in cliente.get(f"/redes/{red.clave}").text
    un_papel(una_persona(), Rol.ENLACE, institucion=dependencia)
    for que in ("ocupar", "cerrar"):
        assert cliente.get(f"/continuidad/puestos/{plaza.id}/{que}").status_code == 200
    assert (
        cliente.post(f"/continuidad/puestos/{plaza.id}/cerrar", {"hasta": hoy().isoformat()}).status_code
        == 303
    )
    assert db.session.get_one(Puesto, plaza.id).hasta == hoy()


def test_corregir_de_institucion_deja_la_plaza(escena: tuple[Red, Institucion]) -> None:
    red, dependencia = escena
    plaza = _plaza(dependencia)
    suya = una_adscripcion(una_persona(), dependencia)
    with transaccion():
        puestos.ocupar(plaza, suya.id, hoy())
    with transaccion():
        corregir_adscripcion(suya, dependencia.id, "Jefa", NivelCargo.MANDO_MEDIO, suya.desde)
    assert suya.puesto_id == plaza.id
    with transaccion():
        corregir_adscripcion(suya, red.convocante_id, "Jefa", NivelCargo.MANDO_MEDIO, suya.desde)
    assert suya.puesto_id is None
    with transaccion():
        puestos.cerrar(plaza, FechaParcial(hoy()), hoy())
