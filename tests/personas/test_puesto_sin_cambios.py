"""Guardar sin cambiar, corregir recién llegada y filtrar por lo que no existe: nada se pregunta ni se calla de más."""

from flask import Flask

from red.base import transaccion
from red.personas import consultas
from red.reloj import hoy
from tests.cliente import Cliente
from tests.fabricas import una_coordinadora, una_integrante, una_red


def _puesto(institucion_id: object, **cambios: str) -> dict[str, str]:
    datos = {
        "institucion_id": str(institucion_id),
        "puesto": "Jefa",
        "nivel": "mando_medio",
        "area": "",
        "desde": "2025-01-15",
    }
    return {**datos, **cambios}


def test_guardar_sin_cambiar_nada_no_pregunta_por_que_cambia(app: Flask, cliente: Cliente) -> None:
    red = una_red()
    persona = una_integrante(red)
    cliente.entrar(persona)
    suyo = consultas.adscripcion_vigente(persona.id, hoy())
    assert suyo is not None
    igual = {
        **_puesto(suyo.institucion_id, puesto=suyo.puesto, nivel=suyo.nivel.value, area=suyo.area or ""),
        "desde": str(suyo.desde_dicho),
    }
    assert cliente.post("/personas/mi-perfil/puesto", {**igual, "area": "Obra"}).status_code == 422, (
        "el control"
    )
    assert cliente.post("/personas/mi-perfil/puesto", igual).status_code == 303
    assert len(consultas.historia_de(persona.id)) == 1


def test_recien_registrada_lo_que_cambia_corrige_lo_que_acaba_de_decir(app: Flask, cliente: Cliente) -> None:
    persona = una_integrante(una_red())
    with transaccion():
        persona.perfil_completo_en = None
    cliente.entrar(persona)
    suyo = consultas.adscripcion_vigente(persona.id, hoy())
    assert suyo is not None
    datos = _puesto(suyo.institucion_id, puesto="Jefa de Obra", desde=str(suyo.desde_dicho))
    assert cliente.post("/personas/mi-perfil/puesto?inicio=1", datos).status_code == 303
    assert [a.puesto for a in consultas.historia_de(persona.id)] == ["Jefa de Obra"]


def test_un_filtro_que_no_existe_se_dice(app: Flask, cliente: Cliente) -> None:
    cliente.entrar(una_coordinadora(una_red()))
    for malo in ("institucion=99999999999999999999", "nivel=xx"):
        assert "no existe: se muestra la lista sin él" in cliente.get(f"/personas/?{malo}").text
    assert "no existe: se muestra" not in cliente.get("/personas/?nivel=superior&institucion=").text
