"""«Las que cumplen» las vuelve a contar el servidor: se hace con quienes se mostró, se dice con cada una y se deshace."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from red.avisos.modelos import Aviso, EstadoAviso
from red.base import con_candado, db, transaccion
from red.busqueda import operaciones
from red.busqueda.modelos import Acto, ActoMultiple
from red.invitaciones.modelos import Invitacion
from red.permisos import Identidad
from red.personas.confirmacion import PLANTILLA
from red.personas.modelos import Persona
from red.redes import operaciones as redes
from red.redes.modelos import EstadoMembresia, Membresia, Red
from red.reloj import ahora, hoy
from tests import fabricas
from tests.cliente import Cliente
from tests.duplicados.escena import como


@pytest.fixture
def red(app: Flask) -> Red:
    """Una Red con tres Rosauras y otra persona."""
    red = fabricas.una_red()
    for _ in range(3):
        fabricas.una_integrante(red, nombre="Rosaura")
    fabricas.una_integrante(red, nombre="Otra")
    return red


@pytest.fixture
def visita(cliente: Cliente, red: Red) -> Cliente:
    """Quien coordina la Red."""
    return cliente.entrar(fabricas.una_coordinadora(red))


def _confirmar(visita: Cliente, url: str) -> tuple[int, str]:
    pagina = visita.get(url).get_data(as_text=True)
    (vista,) = re.findall(r'name="vista"[^>]*value="([^"]+)"', pagina)
    respuesta = visita.post(url, {"vista": vista})
    return respuesta.status_code, respuesta.headers.get("Location", "")


def test_la_cuenta_es_exacta_y_se_pone_en_pausa_y_se_reactiva(visita: Cliente, red: Red) -> None:
    assert "Seleccionar las 3 que cumplen" in visita.get("/personas/?q=rosaura").get_data(as_text=True)
    assert "3 personas cumplen" in visita.get("/busqueda/seleccion?q=rosaura").get_data(as_text=True)
    codigo, donde = _confirmar(visita, "/busqueda/seleccion?q=rosaura&acto=pausar")
    assert codigo == 303
    assert visita.get(donde).get_data(as_text=True).count("Quedó en pausa") == 3
    assert _en_pausa() == 3
    visita.post(f"{donde}/deshacer")
    assert _en_pausa() == 0
    assert visita.get(donde).get_data(as_text=True).count("Volvió a estar activa") == 3
    visita.post(f"{donde}/deshacer")
    assert _en_pausa() == 0


def _en_pausa() -> int:
    db.session.rollback()
    return len(
        db.session.scalars(select(Membresia).where(Membresia.estado == EstadoMembresia.EN_PAUSA)).all()
    )


def test_si_cambia_quien_cumple_no_se_hace_nada(visita: Cliente, red: Red) -> None:
    url = "/busqueda/seleccion?q=rosaura&acto=pausar"
    pagina = visita.get(url).get_data(as_text=True)
    (vista,) = re.findall(r'name="vista"[^>]*value="([^"]+)"', pagina)
    fabricas.una_integrante(red, nombre="Rosaura")
    respuesta = visita.post(url, {"vista": vista})
    assert respuesta.status_code == 422
    assert "ahora son 4" in respuesta.get_data(as_text=True)
    assert _en_pausa() == 0
    assert _confirmar(visita, url)[0] == 303
    assert _en_pausa() == 4


def test_pedir_que_confirmen_y_detener_los_correos(visita: Cliente, red: Red) -> None:
    _, donde = _confirmar(visita, "/busqueda/seleccion?q=rosaura&acto=confirmar")
    assert len(_correos(EstadoAviso.PENDIENTE)) == 3
    visita.post(f"{donde}/deshacer")
    assert len(_correos(EstadoAviso.DESCARTADO)) == 3


def _correos(estado: EstadoAviso) -> list[Aviso]:
    db.session.rollback()
    return list(db.session.scalars(select(Aviso).where(Aviso.plantilla == PLANTILLA, Aviso.estado == estado)))


def test_deshacer_no_termina_una_pausa_puesta_despues(app: Flask, red: Red) -> None:
    quien = como(fabricas.una_coordinadora(red))
    personas = list(db.session.scalars(select(Persona).where(Persona.nombre == "Rosaura")))
    with transaccion():
        acto = _hacer(quien, Acto.PAUSAR, red, personas)
    suya = db.session.scalars(select(Membresia).where(Membresia.persona_id == personas[0].id)).one()
    with transaccion():
        redes.reactivar(suya)
    with transaccion():
        redes.pausar(suya, "Licencia de maternidad")
    with transaccion():
        operaciones.deshacer(acto.id)
    assert (suya.estado, suya.motivo) == (EstadoMembresia.EN_PAUSA, "Licencia de maternidad")
    assert _en_pausa() == 1
    dicho = {fila["persona"]: fila["despues"] for fila in acto.resultados["filas"]}
    assert dicho.pop(suya.persona_id) == operaciones.YA_CAMBIO
    assert set(dicho.values()) == {"Volvió a estar activa"}


def _hacer(quien: Identidad, acto: Acto, red: Red, personas: list[Persona]) -> ActoMultiple:
    return operaciones.hacer(quien, acto, red, personas, {}, operaciones.huella(acto, red, personas), hoy())


def test_deshecha_la_peticion_se_puede_volver_a_pedir(app: Flask, red: Red) -> None:
    quien = como(fabricas.una_coordinadora(red))
    personas = list(db.session.scalars(select(Persona).where(Persona.nombre == "Rosaura")))
    for _ in range(2):
        with transaccion():
            acto = _hacer(quien, Acto.CONFIRMAR, red, personas)
        assert {fila["que"] for fila in acto.resultados["filas"]} == {"Se le escribió"}
        with transaccion():
            operaciones.deshacer(acto.id)
        assert {persona.confirmacion_pedida_en for persona in personas} == {None}


def test_se_apartan_por_llave_y_se_dicen_como_se_mostraron(
    app: Flask, red: Red, monkeypatch: pytest.MonkeyPatch
) -> None:
    quien = como(fabricas.una_coordinadora(red))
    personas = list(db.session.scalars(select(Persona).where(Persona.nombre == "Rosaura")))[::-1]
    apartadas: list[int] = []

    def anotar(modelo: type[Any], id_: int, **mas: Any) -> Any:
        if modelo is Persona:
            apartadas.append(id_)
        return con_candado(modelo, id_, **mas)

    monkeypatch.setattr(operaciones, "con_candado", anotar)
    with transaccion():
        acto = _hacer(quien, Acto.CONFIRMAR, red, personas)
    assert apartadas == sorted(persona.id for persona in personas)
    assert [fila["persona"] for fila in acto.resultados["filas"]] == [persona.id for persona in personas]


def test_invitar_a_otra_red_solo_a_quienes_no_la_integran(cliente: Cliente, red: Red) -> None:
    otra = fabricas.una_red()
    ya = db.session.scalars(select(Persona).where(Persona.nombre == "Rosaura")).first()
    assert ya is not None
    fabricas.una_membresia(otra, ya)
    cliente.entrar(fabricas.una_administradora())
    url = f"/busqueda/seleccion?q=rosaura&red={red.clave}&acto=invitar&destino={otra.clave}"
    _, donde = _confirmar(cliente, url)
    pagina = cliente.get(donde).get_data(as_text=True)
    assert pagina.count("Se le envió la invitación") == 2
    assert pagina.count("Ya integra la Red") == 1
    assert len(db.session.scalars(select(Invitacion).where(Invitacion.revocada_en.is_(None))).all()) == 2
    cliente.post(f"{donde}/deshacer")
    db.session.rollback()
    assert db.session.scalars(select(Invitacion).where(Invitacion.revocada_en.is_(None))).all() == []


def test_no_alcanza_a_nadie_de_otra_red(visita: Cliente, red: Red) -> None:
    ajena = fabricas.una_red()
    fabricas.una_integrante(ajena, nombre="Rosaura", primer_apellido="Ajena")
    for filtro in ("q=rosaura", f"q=rosaura&red={ajena.clave}"):
        pagina = visita.get(f"/busqueda/seleccion?{filtro}&acto=pausar").get_data(as_text=True)
        assert "Poner en pausa a 3 personas" in pagina
        assert "Ajena" not in pagina
    quien = como(fabricas.una_coordinadora(ajena))
    hecho = fabricas.guardar(
        ActoMultiple(
            red_id=red.id,
            quien_id=quien.persona,
            acto=Acto.PAUSAR,
            parametros={},
            hecho_en=ahora(),
            cuantas=0,
            resultados={"filas": []},
        )
    )
    cliente = Cliente(visita.app).entrar(db.session.get_one(Persona, quien.persona))
    assert cliente.get(f"/busqueda/actos/{hecho.id}").status_code == 404
    assert cliente.post(f"/busqueda/actos/{hecho.id}/deshacer").status_code == 404


def test_de_una_vez_no_se_admiten_miles(app: Flask, red: Red, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operaciones, "LIMITE", 2)
    quien = como(fabricas.una_coordinadora(red))
    personas = db.session.scalars(select(Persona).where(Persona.nombre == "Rosaura")).all()
    vista = operaciones.huella(Acto.PAUSAR, red, personas)
    with pytest.raises(operaciones.Demasiadas), transaccion():
        operaciones.hacer(quien, Acto.PAUSAR, red, personas, {}, vista, hoy())


def test_quien_no_coordina_no_selecciona(cliente: Cliente, red: Red) -> None:
    cliente.entrar(fabricas.una_analista(red))
    assert cliente.get("/busqueda/seleccion").status_code == 403
    assert "que cumplen" not in cliente.get("/personas/").get_data(as_text=True)
