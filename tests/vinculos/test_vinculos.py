"""Cada quien declara con quién colabora; lo ven ella y la coordinación, y nada se borra."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from red.base import db, transaccion
from red.instituciones.modelos import Institucion
from red.personas.modelos import Audiencia, Persona
from red.personas.operaciones_privacidad import ocultar
from red.redes.modelos import Red
from red.reloj import hoy
from red.vinculos import consultas, operaciones
from red.vinculos.modelos import Colaboracion, Intensidad
from red.vinculos.operaciones import ConsigoMisma, FechaImposible, YaDeclarada, YaTerminada
from tests.cliente import Cliente
from tests.directorio.escena import Escena, un_miembro, una_colega, una_escena
from tests.fabricas import una_coordinadora, una_cuenta, una_institucion, una_membresia, una_persona, una_red

BIEN = {"intensidad": "coordina", "proposito": "Talleres", "desde": "2025-03-01"}


def _declarar(red: Red, quien: Persona, con: Persona | Institucion, **valores: object) -> Colaboracion:
    datos = {"intensidad": Intensidad.COOPERA, "proposito": None, "desde": date(2025, 1, 1), **valores}
    con_quien = {"con_persona_id": con.id} if isinstance(con, Persona) else {"con_institucion_id": con.id}
    with transaccion():
        colaboracion = operaciones.declarar(red.id, quien.id, **con_quien, **datos)  # type: ignore[arg-type]
    return colaboracion


def _mias(persona_id: int) -> list[Colaboracion]:
    consulta = select(Colaboracion).where(Colaboracion.persona_id == persona_id).order_by(Colaboracion.id)
    return list(db.session.scalars(consulta))


@pytest.fixture
def escena(app: Flask) -> Escena:
    """Una Red con dos instituciones."""
    return una_escena()


# Las reglas


def test_una_colaboracion_se_declara_una_vez(escena: Escena) -> None:
    yo, otra = un_miembro(escena), un_miembro(escena)
    _declarar(escena.red, yo, otra)
    with pytest.raises(YaDeclarada):
        _declarar(escena.red, yo, otra)
    _declarar(escena.red, otra, yo)
    _declarar(escena.red, yo, escena.obras)
    with pytest.raises(YaDeclarada):
        _declarar(escena.red, yo, escena.obras)


def test_nadie_colabora_consigo_misma(escena: Escena) -> None:
    yo = un_miembro(escena)
    with pytest.raises(ConsigoMisma):
        _declarar(escena.red, yo, yo)


def test_cambiar_deja_como_era_en_la_historia(escena: Escena) -> None:
    yo = un_miembro(escena)
    antes = _declarar(escena.red, yo, escena.obras)
    with transaccion():
        operaciones.cambiar(antes, Intensidad.INTEGRA, "Convenio", date(2026, 1, 1))
    assert [(c.intensidad, c.desde, c.hasta) for c in _mias(yo.id)] == [
        (Intensidad.COOPERA, date(2025, 1, 1), date(2025, 12, 31)),
        (Intensidad.INTEGRA, date(2026, 1, 1), None),
    ]
    for dia, peso in ((date(2025, 6, 1), 2), (date(2026, 6, 1), 4), (date(2024, 6, 1), None)):
        lazos = consultas.colaboraciones(escena.red.id, dia)
        assert [lazo.intensidad.peso for lazo in lazos] == ([peso] if peso else [])


def test_un_cambio_es_posterior_a_lo_que_habia(escena: Escena) -> None:
    yo = un_miembro(escena)
    colaboracion = _declarar(escena.red, yo, escena.obras)
    with pytest.raises(FechaImposible), transaccion():
        operaciones.cambiar(colaboracion, Intensidad.INTEGRA, None, date(2025, 1, 1))
    assert len(_mias(yo.id)) == 1


def test_terminar_pone_fecha_y_no_borra(escena: Escena) -> None:
    yo = un_miembro(escena)
    colaboracion = _declarar(escena.red, yo, escena.obras)
    with pytest.raises(FechaImposible), transaccion():
        operaciones.terminar(colaboracion, date(2024, 12, 31))
    with transaccion():
        operaciones.terminar(colaboracion, date(2025, 6, 30))
    with pytest.raises(YaTerminada), transaccion():
        operaciones.terminar(colaboracion, date(2025, 7, 1))
    assert colaboracion.hasta == date(2025, 6, 30)
    _declarar(escena.red, yo, escena.obras, desde=date(2026, 1, 1))
    assert len(_mias(yo.id)) == 2


def test_la_base_impide_lo_que_la_regla_impide(escena: Escena) -> None:
    """Control: aunque alguien se saltara la operación, no quedan dos vigentes iguales."""
    yo = un_miembro(escena)

    def a_mano() -> None:
        with transaccion():
            db.session.add(
                Colaboracion(
                    red_id=escena.red.id,
                    persona_id=yo.id,
                    con_institucion_id=escena.obras.id,
                    intensidad=Intensidad.CONOCE,
                    desde=hoy(),
                )
            )

    a_mano()
    with pytest.raises(Exception, match="Alguien acaba de registrar lo mismo"):
        a_mano()


# Las páginas


def test_declarar_con_una_persona_del_directorio(escena: Escena, cliente: Cliente) -> None:
    otra = un_miembro(escena, nombre="Brenda", audiencia=Audiencia.RED)
    yo = una_colega(escena, escena.salud)
    otra_id, clave, yo_id = otra.id, otra.clave, yo.id
    cliente.entrar(yo)
    hallada = cliente.get("/vinculos/nuevo?q=bren").get_data(as_text=True)
    assert f"persona={clave}" in hallada
    assert cliente.get(f"/vinculos/nuevo?persona={clave}").status_code == 200
    assert cliente.post(f"/vinculos/nuevo?persona={clave}", BIEN).status_code == 303
    (mia,) = _mias(yo_id)
    assert (mia.con_persona_id, mia.intensidad, mia.proposito) == (otra_id, Intensidad.COORDINA, "Talleres")
    html = cliente.get("/vinculos/").get_data(as_text=True)
    assert "Brenda" in html
    assert "Falta la otra parte" in html


def test_declarar_con_una_institucion_de_la_red(escena: Escena, cliente: Cliente) -> None:
    yo = una_colega(escena, escena.salud)
    yo_id, obras_id = yo.id, escena.obras.id
    cliente.entrar(yo)
    assert f"institucion={obras_id}" in cliente.get("/vinculos/nuevo?q=obr").get_data(as_text=True)
    assert cliente.post(f"/vinculos/nuevo?institucion={obras_id}", BIEN).status_code == 303
    assert _mias(yo_id)[0].con_institucion_id == obras_id


def test_no_se_declara_con_quien_no_se_deja_ver_ni_con_lo_ajeno(escena: Escena, cliente: Cliente) -> None:
    oculta = un_miembro(escena, nombre="Oculta", consiente=False)
    ajena = una_persona()
    una_membresia(una_red(), ajena)
    yo = una_colega(escena, escena.obras)
    claves = [oculta.clave, ajena.clave, yo.clave, "nadie", "%F1"]
    fuera, yo_id = una_institucion().id, yo.id
    cliente.entrar(yo)
    assert "Oculta" not in cliente.get("/vinculos/nuevo?q=ocu").get_data(as_text=True)
    for clave in claves:
        assert cliente.get(f"/vinculos/nuevo?persona={clave}").status_code == 404
        assert cliente.post(f"/vinculos/nuevo?persona={clave}", BIEN).status_code == 404
    for institucion in (fuera, 0, -1, "x", "9" * 30):
        assert cliente.post(f"/vinculos/nuevo?institucion={institucion}", BIEN).status_code == 404
    assert cliente.get("/vinculos/nuevo?red=ajena").status_code == 404
    assert _mias(yo_id) == []


def test_quien_integra_varias_redes_dice_en_cual(escena: Escena, cliente: Cliente) -> None:
    yo = una_colega(escena, escena.obras)
    otra_red = una_red()
    una_membresia(otra_red, yo)
    clave, yo_id, obras_id = escena.red.clave, yo.id, escena.obras.id
    cliente.entrar(yo)
    assert "¿En qué Red colaboran?" in cliente.get("/vinculos/nuevo").get_data(as_text=True)
    assert cliente.post(f"/vinculos/nuevo?red={clave}&institucion={obras_id}", BIEN).status_code == 303
    assert _mias(yo_id)[0].red_id == escena.red.id


def test_yo_tambien_confirma_del_otro_lado_con_un_boton(escena: Escena, cliente: Cliente) -> None:
    otra = un_miembro(escena, nombre="Brenda")
    yo = una_colega(escena, escena.obras)
    ajena_id = _declarar(escena.red, otra, yo, intensidad=Intensidad.INTEGRA).id
    yo_id = yo.id
    cliente.entrar(yo)
    html = cliente.get("/vinculos/").get_data(as_text=True)
    assert "Te nombraron" in html
    assert "Brenda" in html
    assert cliente.get(f"/vinculos/{ajena_id}/yo-tambien").status_code == 405
    assert cliente.post(f"/vinculos/{ajena_id}/yo-tambien").status_code == 303
    (mia,) = _mias(yo_id)
    assert (mia.intensidad, mia.desde) == (Intensidad.INTEGRA, hoy())
    html = cliente.get("/vinculos/").get_data(as_text=True)
    assert "Te nombraron" not in html
    assert "De los dos lados" in html


def test_yo_tambien_repetido_no_deja_dos(escena: Escena, cliente: Cliente) -> None:
    otra, yo = un_miembro(escena), una_colega(escena, escena.obras)
    ajena_id = _declarar(escena.red, otra, yo).id
    yo_id = yo.id
    cliente.entrar(yo)
    cliente.post(f"/vinculos/{ajena_id}/yo-tambien")
    assert cliente.post(f"/vinculos/{ajena_id}/yo-tambien").status_code == 409
    assert len(_mias(yo_id)) == 1


def test_lo_que_ya_termino_no_se_confirma(escena: Escena, cliente: Cliente) -> None:
    otra, yo = un_miembro(escena, nombre="Brenda"), una_colega(escena, escena.obras)
    ajena_id, yo_id = _declarar(escena.red, otra, yo).id, yo.id
    cliente.entrar(yo)
    boton = f"/vinculos/{ajena_id}/yo-tambien"
    assert boton in cliente.get("/vinculos/").text
    with transaccion():
        operaciones.terminar(db.session.get_one(Colaboracion, ajena_id), hoy() - timedelta(days=1))
    assert boton not in cliente.get("/vinculos/").text
    respuesta = cliente.post(boton)
    assert respuesta.status_code == 409
    assert "ya no se confirma" in respuesta.text
    assert _mias(yo_id) == []


def test_solo_la_nombrada_confirma(escena: Escena, cliente: Cliente) -> None:
    una, otra = un_miembro(escena), un_miembro(escena)
    ajena_id = _declarar(escena.red, una, otra).id
    cliente.entrar(una_colega(escena, escena.obras))
    assert cliente.post(f"/vinculos/{ajena_id}/yo-tambien").status_code == 404
    assert cliente.post("/vinculos/999999/yo-tambien").status_code == 404


def test_quien_no_se_deja_ver_no_aparece_entre_mis_vinculos(escena: Escena, cliente: Cliente) -> None:
    otra = un_miembro(escena, nombre="Brenda")
    yo = una_colega(escena, escena.obras)
    mia_id, suya_id = _declarar(escena.red, yo, otra).id, _declarar(escena.red, otra, yo).id
    cliente.entrar(yo)
    assert "Brenda" in cliente.get("/vinculos/").get_data(as_text=True)
    with transaccion():
        ocultar(otra)
    assert "Brenda" not in cliente.get("/vinculos/").get_data(as_text=True)
    assert cliente.get(f"/vinculos/{mia_id}/editar").status_code == 404
    assert cliente.post(f"/vinculos/{suya_id}/yo-tambien").status_code == 404


def test_los_vinculos_de_otra_no_existen_para_mi(escena: Escena, cliente: Cliente) -> None:
    una, otra = un_miembro(escena), un_miembro(escena)
    ajena_id = _declarar(escena.red, una, otra).id
    cliente.entrar(una_colega(escena, escena.obras))
    for pagina in ("editar", "terminar"):
        assert cliente.get(f"/vinculos/{ajena_id}/{pagina}").status_code == 404
        assert cliente.post(f"/vinculos/{ajena_id}/{pagina}", BIEN).status_code == 404


def test_editar_corrige_o_hace_historia(escena: Escena, cliente: Cliente) -> None:
    yo = una_colega(escena, escena.obras)
    mia_id, yo_id = _declarar(escena.red, yo, escena.salud).id, yo.id
    cliente.entrar(yo)
    direccion = f"/vinculos/{mia_id}/editar"
    assert cliente.get(direccion).status_code == 200
    assert (
        cliente.post(direccion, {**BIEN, "desde": "2024-05-01", "que_cambia": "correccion"}).status_code
        == 303
    )
    assert [(c.intensidad, c.desde) for c in _mias(yo_id)] == [(Intensidad.COORDINA, date(2024, 5, 1))]
    cambio = {**BIEN, "intensidad": "integra", "desde": "2026-01-10", "que_cambia": "cambio"}
    assert cliente.post(direccion, cambio).status_code == 303
    assert [(c.intensidad, c.hasta) for c in _mias(yo_id)] == [
        (Intensidad.COORDINA, date(2026, 1, 9)),
        (Intensidad.INTEGRA, None),
    ]
    assert cliente.get(direccion).status_code == 404, "Lo que ya es historia no se edita"


def test_terminar_desde_la_pagina(escena: Escena, cliente: Cliente) -> None:
    yo = una_colega(escena, escena.obras)
    mia_id, yo_id = _declarar(escena.red, yo, escena.salud).id, yo.id
    cliente.entrar(yo)
    direccion = f"/vinculos/{mia_id}/terminar"
    assert cliente.get(direccion).status_code == 200
    antes = cliente.post(direccion, {"hasta": "2020-01-01"})
    assert antes.status_code == 422
    assert 'id="hasta-error"' in antes.get_data(as_text=True)
    assert cliente.post(direccion, {"hasta": (hoy() - timedelta(days=2)).isoformat()}).status_code == 303
    assert _mias(yo_id)[0].hasta == hoy() - timedelta(days=2)
    assert "Las que terminaron" in cliente.get("/vinculos/").get_data(as_text=True)


@pytest.mark.parametrize(
    ("cambios", "dice", "conserva"),
    [
        ({"intensidad": ""}, "Elige la que mejor describa", "Talleres"),
        ({"intensidad": "muchísimo"}, "no está en la lista", "Talleres"),
        ({"proposito": "x" * 301}, "Caben hasta 300 letras", "x" * 301),
        ({"desde": "ayer"}, "Escribe la fecha con día, mes y año.", "ayer"),
        ({"desde": "2999-01-01"}, "Esta fecha todavía no llega", "2999-01-01"),
        ({"desde": ""}, "Di desde qué día", "Talleres"),
    ],
)
def test_lo_mal_escrito_se_explica_y_no_se_pierde(
    escena: Escena, cliente: Cliente, cambios: dict[str, str], dice: str, conserva: str
) -> None:
    obras_id = escena.obras.id
    cliente.entrar(una_colega(escena, escena.salud))
    respuesta = cliente.post(f"/vinculos/nuevo?institucion={obras_id}", {**BIEN, **cambios})
    html = respuesta.get_data(as_text=True)
    assert respuesta.status_code == 422
    assert dice in html
    assert conserva in html


def test_declarar_lo_ya_declarado_se_explica(escena: Escena, cliente: Cliente) -> None:
    yo = una_colega(escena, escena.salud)
    _declarar(escena.red, yo, escena.obras)
    obras_id = escena.obras.id
    cliente.entrar(yo)
    respuesta = cliente.post(f"/vinculos/nuevo?institucion={obras_id}", BIEN)
    assert respuesta.status_code == 422
    assert "Ya habías declarado esta colaboración" in respuesta.get_data(as_text=True)


@pytest.mark.parametrize("escrito", ["", "a", "ab", "zzz", "%25", "a" * 500])
def test_buscar_con_poco_o_sin_resultado_dice_que_hacer(
    escena: Escena, cliente: Cliente, escrito: str
) -> None:
    cliente.entrar(una_colega(escena, escena.obras))
    assert cliente.get(f"/vinculos/nuevo?q={escrito}").status_code == 200


def test_quien_coordina_sin_integrar_no_declara(escena: Escena, cliente: Cliente) -> None:
    cliente.entrar(una_coordinadora(escena.red))
    assert cliente.get("/vinculos/").status_code == 403
    assert cliente.get("/vinculos/nuevo").status_code == 403


def test_quien_dejo_la_red_ya_no_declara_en_ella(escena: Escena, cliente: Cliente) -> None:
    persona = una_persona()
    una_membresia(escena.red, persona, desde=hoy() - timedelta(days=90), hasta=hoy() - timedelta(days=1))
    una_cuenta(persona)
    cliente.entrar(persona)
    assert cliente.get("/vinculos/nuevo").status_code == 403


# A la fecha


def test_la_lista_cuenta_lo_que_era_cierto_ese_dia(escena: Escena, cliente: Cliente) -> None:
    """Lo que empezó después no existe todavía, lo que terminó después seguía, y de otro día nada se cambia."""
    yo, brenda = una_colega(escena, escena.obras), un_miembro(escena, nombre="Brenda")
    de_antes = _declarar(escena.red, yo, escena.salud, desde=date(2024, 1, 1))
    mutua, suya = _declarar(escena.red, yo, brenda), _declarar(escena.red, brenda, yo, desde=date(2025, 9, 1))
    with transaccion():
        operaciones.terminar(de_antes, date(2025, 6, 30))
    with transaccion():
        operaciones.terminar(suya, date(2026, 1, 31))
    mutua_id = mutua.id
    cliente.entrar(yo)

    def secciones(fecha: str) -> tuple[bool, bool, bool, bool]:
        html = cliente.get(f"/vinculos/?fecha={fecha}").text
        vigentes, _, terminadas = html.partition("Las que terminaron")
        return "Salud" in vigentes, "Brenda" in vigentes, "Salud" in terminadas, "De los dos lados" in html

    assert secciones("2023-05-01") == (False, False, False, False)
    assert secciones("2024-05-01") == (True, False, False, False)
    assert secciones("2025-06-30") == (True, True, False, False), "Su último día todavía cuenta"
    assert secciones("2025-10-01") == (False, True, True, True)
    assert secciones("2026-02-01") == (False, True, True, False)
    editar = f"/vinculos/{mutua_id}/editar"
    assert editar not in cliente.get("/vinculos/?fecha=2025-10-01").text
    assert editar in cliente.get("/vinculos/").text


def test_otro_dia_no_deja_ver_a_quien_hoy_se_oculta(escena: Escena, cliente: Cliente) -> None:
    yo, brenda = una_colega(escena, escena.obras), un_miembro(escena, nombre="Brenda", en=escena.salud)
    _declarar(escena.red, yo, brenda)
    _declarar(escena.red, brenda, yo, desde=date(2025, 3, 1))
    cliente.entrar(yo)
    antes = cliente.get("/vinculos/?fecha=2025-10-01").text
    assert "Brenda" in antes
    assert "Te nombraron" not in antes
    assert "Te nombraron" not in cliente.get("/vinculos/?fecha=2025-02-01").text
    with transaccion():
        ocultar(brenda)
    assert "Brenda" not in cliente.get("/vinculos/?fecha=2025-10-01").text
