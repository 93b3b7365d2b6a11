"""Una unidad se registra con quienes la sostienen; los relevos cierran, no borran."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from red.base import db, transaccion
from red.instituciones.modelos import TipoInstitucion
from red.redes.meta import avances
from red.redes.modelos import MideMeta
from red.reloj import hoy
from red.unidades import consultas, operaciones
from red.unidades.modelos import Designacion, EstadoUnidad, Funcion, TipoUnidad, Unidad
from red.unidades.operaciones import (
    DatosUnidad,
    FaltaFechaDeInstalacion,
    FuncionOcupada,
    TerminaAntesDeEmpezar,
    UnidadRepetida,
    YaDesignada,
    YaTermino,
)
from tests.cliente import Cliente
from tests.fabricas import (
    un_enlace,
    un_territorio,
    una_adscripcion,
    una_coordinadora,
    una_designacion,
    una_institucion,
    una_integrante,
    una_persona,
    una_red,
    una_unidad,
)

UIG = {"tipo": "uig", "nombre": "Unidad de Igualdad de Género", "estado": "designada"}


def test_una_instalada_dice_desde_cuando(app: Flask) -> None:
    institucion = una_institucion()
    datos = DatosUnidad(TipoUnidad.UIG, "Unidad", EstadoUnidad.INSTALADA)
    with pytest.raises(FaltaFechaDeInstalacion), transaccion():
        operaciones.registrar(institucion, datos, hoy())


def test_no_hay_dos_con_el_mismo_nombre_en_la_institucion(app: Flask) -> None:
    institucion = una_institucion()
    una_unidad(institucion, nombre="Unidad de Género")
    datos = DatosUnidad(TipoUnidad.UIG, "Unidad de Género", EstadoUnidad.DESIGNADA)
    with pytest.raises(UnidadRepetida), transaccion():
        operaciones.registrar(institucion, datos, hoy())


def test_titular_es_una_a_la_vez_y_el_relevo_cierra_la_vispera(app: Flask) -> None:
    unidad = una_unidad(una_institucion())
    anterior = una_designacion(unidad, una_persona(), desde=date(2025, 1, 1))
    nueva = una_persona()
    with pytest.raises(FuncionOcupada), transaccion():
        operaciones.designar(unidad, nueva, Funcion.TITULAR, date(2026, 3, 1))
    with transaccion():
        operaciones.designar(unidad, nueva, Funcion.TITULAR, date(2026, 3, 1), releva=True)
    assert anterior.hasta == date(2026, 2, 28)
    assert [d.persona_id for d in consultas.designaciones(unidad.id)] == [nueva.id, anterior.persona_id]


def test_nadie_releva_a_quien_empieza_despues(app: Flask) -> None:
    unidad = una_unidad(una_institucion())
    una_designacion(unidad, una_persona(), desde=date(2026, 5, 1))
    otra = una_persona()
    with pytest.raises(FuncionOcupada), transaccion():
        operaciones.designar(unidad, otra, Funcion.TITULAR, date(2026, 5, 1), releva=True)


def test_enlaces_puede_haber_varias_pero_no_la_misma_dos_veces(app: Flask) -> None:
    unidad = una_unidad(una_institucion())
    primera, segunda = una_persona(), una_persona()
    with transaccion():
        operaciones.designar(unidad, primera, Funcion.ENLACE, hoy())
        operaciones.designar(unidad, segunda, Funcion.ENLACE, hoy())
    with pytest.raises(YaDesignada), transaccion():
        operaciones.designar(unidad, primera, Funcion.ENLACE, hoy())


def test_terminar_deja_la_funcion_vacante_y_la_historia(app: Flask) -> None:
    unidad = una_unidad(una_institucion())
    designacion = una_designacion(unidad, una_persona(), desde=hoy() - timedelta(days=10))
    with pytest.raises(TerminaAntesDeEmpezar), transaccion():
        operaciones.terminar(designacion, hoy() - timedelta(days=11))
    with transaccion():
        operaciones.terminar(designacion, hoy() - timedelta(days=1))
    assert consultas.sostienen([unidad.id], hoy()) == {unidad.id: {}}
    assert len(consultas.designaciones(unidad.id)) == 1
    with pytest.raises(YaTermino), transaccion():
        operaciones.terminar(designacion, hoy())


def test_cerrar_la_unidad_cierra_sus_designaciones(app: Flask) -> None:
    unidad = una_unidad(una_institucion())
    designacion = una_designacion(unidad, una_persona())
    with transaccion():
        operaciones.cerrar(unidad, hoy())
    assert (unidad.estado, unidad.hasta, designacion.hasta) == (EstadoUnidad.INACTIVA, hoy(), hoy())


def test_la_cobertura_cuenta_instituciones_y_no_unidades(app: Flask) -> None:
    con_dos, con_una_sin_instalar = una_institucion(), una_institucion(tipo=TipoInstitucion.OPD)
    una_unidad(con_dos, nombre="Primera")
    una_unidad(con_dos, nombre="Segunda")
    una_unidad(con_una_sin_instalar, estado=EstadoUnidad.DESIGNADA)
    red = una_red(instituciones=[con_dos, con_una_sin_instalar], mide=MideMeta.UNIDADES)
    por_tipo = {c.tipo: (c.participan, c.instaladas) for c in consultas.cobertura(red.id, hoy())}
    assert por_tipo == {
        TipoInstitucion.DEPENDENCIA: (1, 1),
        TipoInstitucion.OPD: (1, 0),
    }, "a quien convoca no se le pide unidad"
    assert avances([red], hoy())[red.id].valor == 1
    faltan = db.session.scalars(consultas.sin_unidad(red.id, hoy())).all()
    assert {i.id for i in faltan} == {con_una_sin_instalar.id}


def test_la_integrante_registra_la_de_su_institucion_y_designa(cliente: Cliente) -> None:
    mia = una_institucion(nombre="Dirección de Cultura")
    red = una_red(instituciones=[mia])
    persona = una_integrante(red, mia)
    cliente.entrar(persona)
    assert "Dirección de Cultura" in cliente.get("/unidades/nueva").text
    ficha = cliente.post("/unidades/nueva", UIG, sigue=True)
    assert "Registramos la unidad" in ficha.text
    unidad = db.session.scalars(select(Unidad)).one()
    assert cliente.get(f"/unidades/{unidad.id}/designar").status_code == 200
    datos = {
        "funcion": "titular",
        "persona_id": str(persona.id),
        "nivel": "mando_medio",
        "desde": "2026-02-01",
    }
    ficha = cliente.post(f"/unidades/{unidad.id}/designar", datos, sigue=True)
    assert "1 de febrero de 2026" in ficha.text
    otra = {
        **datos,
        "funcion": "suplente",
        "persona_id": "0",
        "nombre": "Luz",
        "primer_apellido": "Prado",
        "correo": "luz@cultura.test",
        "puesto": "Subdirectora",
        "oficio": "CUL/12/2026",
    }
    ficha = cliente.post(f"/unidades/{unidad.id}/designar", otra, sigue=True)
    assert "Quedó por confirmar" in ficha.text
    assert "Luz Prado, suplente, desde el 1 de febrero de 2026" in ficha.text


def test_no_registra_la_de_otra_institucion(cliente: Cliente) -> None:
    mia, otra = una_institucion(), una_institucion()
    red = una_red(instituciones=[mia, otra])
    for persona in (una_integrante(red, mia), un_enlace(mia)):
        cliente.entrar(persona)
        assert cliente.post(f"/unidades/nueva?institucion={otra.id}", UIG).status_code == 404
    assert db.session.scalar(select(func.count(Unidad.id))) == 0


@pytest.mark.parametrize(("pais", "admite"), [("CL", True), ("MX", False)])
def test_hoy_es_el_dia_de_donde_trabaja_la_unidad(cliente: Cliente, pais: str, admite: bool) -> None:
    """A las once de la noche en México ya es mañana en Chile."""
    mia = una_institucion(territorio=un_territorio(pais=pais))
    unidad, red = una_unidad(mia), una_red(instituciones=[mia])
    unidad_id, coordinadora = unidad.id, una_coordinadora(red)
    with time_machine.travel("2026-11-22 04:30:00+00:00", tick=False):
        cliente.entrar(coordinadora)
        respuesta = cliente.post(f"/unidades/{unidad_id}/cerrar", {"hasta": "2026-11-22"})
    assert respuesta.status_code == (303 if admite else 422)
    assert ("todavía no llega" in respuesta.text) is not admite


def test_una_fecha_imposible_se_explica_y_lo_escrito_sigue_ahi(cliente: Cliente) -> None:
    mia = una_institucion()
    red = una_red(instituciones=[mia])
    unidad = una_unidad(mia)
    cliente.entrar(una_coordinadora(red))
    datos = {"funcion": "enlace", "persona_id": "0", "nombre": "Luz", "desde": "2026-02-31", "oficio": "A-1"}
    respuesta = cliente.post(f"/unidades/{unidad.id}/designar", {**datos, "nivel": "superior"})
    assert respuesta.status_code == 422
    for dicho in ("No entendimos la fecha", "2026-02-31", "Escribe su apellido", "A-1", "Luz"):
        assert dicho in respuesta.text


@time_machine.travel("2026-11-21 18:00:00+00:00", tick=False)
def test_una_designacion_dice_lo_que_se_sabe_de_sus_fechas(cliente: Cliente) -> None:
    """Los oficios viejos dicen el año y poco más: no se inventa un día, y lo que no ha terminado no se da por terminado."""
    mia = una_institucion(desde=date(2010, 1, 1))
    red, unidad = una_red(instituciones=[mia]), una_unidad(mia)
    antes, despues = una_persona(nombre="Inés"), una_persona(nombre="Olga")
    for persona in (antes, despues):
        una_adscripcion(persona, mia)
    una_designacion(unidad, antes, desde=date(2019, 5, 1))
    designar, ids = f"/unidades/{unidad.id}/designar", [antes.id, despues.id]
    cliente.entrar(una_coordinadora(red))
    datos = {"funcion": "titular", "persona_id": str(ids[1]), "nivel": "superior"}
    assert "No entendimos la fecha" in cliente.post(designar, {**datos, "desde": "hace mucho"}).text
    ficha = cliente.post(designar, {**datos, "desde": "octubre de 2021", "releva": "y"}, sigue=True).text
    assert "desde octubre de 2021" in ficha
    assert "1 de mayo de 2019 – septiembre de 2021" in ficha
    nueva = db.session.scalars(select(Designacion).where(Designacion.persona_id == ids[1])).one()
    assert (nueva.desde, str(nueva.desde_dicho)) == (date(2021, 10, 1), "2021-10")
    terminar = f"/unidades/designaciones/{nueva.id}/terminar"
    assert "desde octubre de 2021" in cliente.get(terminar).text
    for escrito, dice in (("2026", "Todavía corre 2026"), ("2020", "Consta desde octubre de 2021")):
        respuesta = cliente.post(terminar, {"hasta": escrito})
        assert (respuesta.status_code, dice in respuesta.text) == (422, True)
    assert "octubre de 2021 – 2025" in cliente.post(terminar, {"hasta": "2025"}, sigue=True).text
    db.session.refresh(nueva)
    assert (nueva.hasta, str(nueva.hasta_dicho)) == (date(2025, 12, 31), "2025")


def test_se_filtra_por_funcion_vacante_y_la_de_otra_red_no_aparece(cliente: Cliente) -> None:
    completa, vacante, ajena = (una_institucion(nombre=n) for n in ("Completa", "Vacante", "Ajena"))
    red = una_red(instituciones=[completa, vacante])
    una_red(instituciones=[ajena])
    una_designacion(una_unidad(completa), una_persona())
    una_unidad(vacante)
    de_otra = una_unidad(ajena)
    persona = una_integrante(red)
    cliente.entrar(persona)
    lista = cliente.get("/unidades/?vacante=titular").text
    assert (
        f"/unidades/{db.session.scalar(select(Unidad.id).where(Unidad.institucion_id == vacante.id))}"
        in lista
    )
    assert "Ajena" not in lista
    assert (
        f'/unidades/{db.session.scalar(select(Unidad.id).where(Unidad.institucion_id == completa.id))}"'
        not in lista
    )
    assert cliente.get(f"/unidades/{de_otra.id}").status_code == 404


def test_terminar_y_cerrar_se_confirman_en_su_pagina(cliente: Cliente) -> None:
    mia = una_institucion()
    red = una_red(instituciones=[mia])
    unidad = una_unidad(mia)
    persona = una_persona()
    una_adscripcion(persona, mia)
    designacion = una_designacion(unidad, persona)
    cliente.entrar(una_coordinadora(red))
    assert cliente.get(f"/unidades/designaciones/{designacion.id}/terminar").status_code == 200
    fin = {"hasta": hoy().isoformat()}
    pagina = cliente.post(f"/unidades/designaciones/{designacion.id}/terminar", fin, sigue=True)
    assert "Terminamos la designación" in pagina.text
    assert cliente.get(f"/unidades/{unidad.id}/cerrar").status_code == 200
    assert "Cerramos la unidad" in cliente.post(f"/unidades/{unidad.id}/cerrar", fin, sigue=True).text
    assert db.session.scalar(select(func.count(Designacion.id))) == 1


def test_solo_se_advierte_cuando_de_verdad_la_sostiene_una_sola_persona(cliente: Cliente) -> None:
    institucion = una_institucion()
    red = una_red(instituciones=[institucion])
    unidad, una = una_unidad(institucion), una_persona()
    pagina = f"/unidades/{unidad.id}"
    cliente.entrar(una_coordinadora(red))
    advertencia = "Hoy depende de una sola persona"
    assert advertencia not in cliente.get(pagina).text
    assert "Hoy no hay nadie designado." in cliente.get(pagina).text
    una_designacion(unidad, una)
    assert advertencia in cliente.get(pagina).text
    una_designacion(unidad, una, funcion=Funcion.ENLACE)
    assert advertencia in cliente.get(pagina).text, "la misma persona en dos funciones sigue siendo una"
    una_designacion(unidad, una_persona(), funcion=Funcion.SUPLENTE)
    assert advertencia not in cliente.get(pagina).text


def test_no_dice_opcional_junto_a_lo_que_hace_falta(cliente: Cliente) -> None:
    institucion = una_institucion()
    unidad = una_unidad(institucion)
    cliente.entrar(una_coordinadora(una_red(instituciones=[institucion])))
    designar = cliente.get(f"/unidades/{unidad.id}/designar").text
    marcados = re.findall(r'<label for="(\w+)">[^<]*<span class="opcional">', designar)
    assert marcados == ["area", "segundo_apellido", "oficio"]
    nueva = cliente.get(f"/unidades/nueva?institucion={institucion.id}").text
    marcados = re.findall(r'<label for="(\w+)">[^<]*<span class="opcional">', nueva)
    assert marcados == ["etapa_desde", "instalada_el", "fundamento", "depende_de", "voz_y_voto"]
    assert "En qué etapa está" in nueva


def test_al_designar_nada_viene_elegido_y_un_nombre_no_es_una_formula(cliente: Cliente) -> None:
    institucion = una_institucion()
    red, unidad = una_red(instituciones=[institucion]), una_unidad(institucion)
    una_adscripcion(una_persona(nombre="Inés"), institucion)
    cliente.entrar(una_coordinadora(red))
    url = f"/unidades/{unidad.id}/designar"
    assert "checked" not in cliente.get(url).text.partition("<form")[2].partition("</fieldset>")[0]
    vacia = cliente.post(url, {"desde": "2026"})
    assert (vacia.status_code, "Elige la función." in vacia.text, "Elige a quién se designa." in vacia.text) == (
        422, True, True,
    )  # fmt: skip
    datos = {"funcion": "enlace", "persona_id": "0", "nombre": "Ana", "primer_apellido": "=SUMA(A1)"}
    datos |= {
        "correo": "ana@ejemplo.test",
        "puesto": "Jefa",
        "nivel": "mando_medio",
        "desde": hoy().isoformat(),
    }
    assert "sin signos" in cliente.post(url, datos).text
    assert cliente.post(url, {**datos, "primer_apellido": "Ruiz"}).status_code == 303, "el control"
