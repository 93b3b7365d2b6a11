"""Un corte se mide aparte, se repite igual, se puede cancelar y dice cuándo dejó de estar al corriente."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from red.analisis.recetas import Lente, Receta
from red.base import db, transaccion
from red.cortes import consultas, operaciones, trabajos
from red.cortes.medicion import medir
from red.cortes.modelos import Corte, EstadoCorte
from red.instituciones.modelos import Institucion
from red.personas.modelos import AvisoPrivacidad, Finalidad, Persona
from red.personas.operaciones_privacidad import retirar
from red.redes.modelos import Red
from red.reloj import hoy
from red.vinculos.modelos import Colaboracion, Intensidad
from tests import fabricas
from tests.cliente import Cliente


@pytest.fixture
def red(app: Flask) -> Red:
    """Tres instituciones en cadena: la de en medio se une a cada lado por una sola persona, Paz."""
    instituciones = [fabricas.una_institucion(nombre=nombre) for nombre in ("Obras", "Salud", "Agua")]
    red = fabricas.una_red(instituciones=instituciones)
    gente = {}
    for nombre, institucion in (("Ana", 0), ("Bea", 0), ("Paz", 1), ("Eva", 2), ("Flor", 2)):
        gente[nombre] = _que_cuenta(red, instituciones[institucion], nombre)
    for una, otra in (("Ana", "Bea"), ("Bea", "Paz"), ("Paz", "Eva"), ("Eva", "Flor")):
        _colaboran(red, gente[una], gente[otra])
    return red


def _que_cuenta(red: Red, institucion: Institucion, nombre: str) -> Persona:
    persona = fabricas.una_integrante(red, institucion, nombre=nombre)
    aviso = db.session.scalars(db.select(AvisoPrivacidad)).first() or fabricas.un_aviso_de_privacidad()
    fabricas.un_consentimiento(persona, Finalidad.ANALISIS, aviso)
    return persona


def _colaboran(red: Red, una: Any, otra: Any) -> None:
    with transaccion():
        db.session.add(
            Colaboracion(
                red_id=red.id,
                persona_id=una.id,
                con_persona_id=otra.id,
                intensidad=Intensidad.COOPERA,
                desde=hoy() - timedelta(days=30),
            )
        )


def _un_corte(red: Red, dia: date | None = None, lente: Lente = Lente.COMPLETA) -> str:
    with transaccion():
        corte = operaciones.pedir(red, nombre="Prueba", dia=dia or hoy(), receta=Receta(lente), por_id=None)
        return corte.clave


def _de(red: Red, clave: str) -> Corte:
    return consultas.corte_de_clave(red.id, clave)


def test_se_mide_en_segundo_plano_y_dice_quien_une_y_que_pasa_si_se_va(red: Red) -> None:
    clave = _un_corte(red)
    assert _de(red, clave).estado is EstadoCorte.PEDIDO
    trabajos.medir_cortes()
    corte = _de(red, clave)
    assert (corte.estado, corte.avance) == (EstadoCorte.LISTO, 100)
    assert corte.numeros is not None
    assert (corte.numeros["personas"], corte.numeros["instituciones_con_una"]) == (5, 1)
    titulos = [hallazgo["titulo"] for hallazgo in corte.hallazgos or []]
    assert any(titulo.startswith("Si Paz ") for titulo in titulos), titulos
    assert any("Presenten a " in titulo for titulo in titulos), titulos


def test_los_mismos_hechos_dan_los_mismos_numeros_y_otro_hecho_se_nota(red: Red, cliente: Cliente) -> None:
    claves = [_un_corte(red), _un_corte(red)]
    trabajos.medir_cortes()
    uno, otro = (_de(red, clave) for clave in claves)
    assert (uno.numeros, uno.hallazgos, uno.huella) == (otro.numeros, otro.hallazgos, otro.huella)
    una, otra = (consultas.columnas_de(corte) for corte in (uno, otro))
    assert all((una[columna] == otra[columna]).all() for columna in ("intermediacion", "comunidad", "llave"))
    cliente.entrar(fabricas.una_coordinadora(red))
    direccion = f"/cortes/{red.clave}/{claves[0]}"
    assert "se registró o se corrigió" not in cliente.get(direccion).text
    _colaboran(red, *(_que_cuenta(red, red.convocante, nombre) for nombre in ("Sol", "Luz")))
    assert "se registró o se corrigió" in cliente.get(direccion).text


def test_quien_no_consiente_el_analisis_no_deja_hueco(red: Red) -> None:
    """No entrar da lo mismo que no haber estado nunca en la Red."""

    def medido() -> tuple[Any, ...]:
        db.session.rollback()
        hecho = medir(
            red.id, hoy(), Receta(), nombrar=consultas.nombres, palabras=trabajos.palabras_de(db.session.get_one(Red, red.id))
        )  # fmt: skip
        return hecho.numeros, hecho.hallazgos, hecho.huella

    sin_ella = medido()
    oculta = _que_cuenta(red, red.convocante, "Nadie")
    con_ella = medido()
    assert con_ella != sin_ella, "Control: mientras consiente, cuenta"
    with transaccion():
        retirar(oculta, Finalidad.ANALISIS)
    assert medido() == sin_ella


def test_cancelarlo_mientras_se_mide_no_guarda_nada(red: Red, monkeypatch: pytest.MonkeyPatch) -> None:
    clave = _un_corte(red)
    avanzar = operaciones.avanzar

    def cancelan_en_medio(corte_id: int, avance: int, paso: str) -> bool:
        operaciones.cancelar(db.session.get_one(Corte, corte_id))
        return avanzar(corte_id, avance, paso)

    monkeypatch.setattr(operaciones, "avanzar", cancelan_en_medio)
    trabajos.medir_cortes()
    corte = _de(red, clave)
    assert (corte.estado, corte.numeros) == (EstadoCorte.CANCELADO, None)


def test_si_quien_media_murio_otro_lo_toma_y_mientras_viva_nadie(red: Red) -> None:
    clave = _un_corte(red)
    corte_id = _de(red, clave).id
    with transaccion():
        assert operaciones.tomar(corte_id) is not None
    trabajos.medir_cortes()
    assert _de(red, clave).estado is EstadoCorte.MIDIENDO, "Todavía da señales: no se le quita"
    with transaccion():
        corte = db.session.get_one(Corte, corte_id)
        assert corte.latido_en is not None
        corte.latido_en -= operaciones.SIN_LATIDO * 2
    trabajos.medir_cortes()
    assert _de(red, clave).estado is EstadoCorte.LISTO


def test_no_se_piden_mas_de_los_que_caben_ni_de_un_dia_por_venir(red: Red) -> None:
    for _ in range(operaciones.A_LA_VEZ):
        _un_corte(red)
    with pytest.raises(operaciones.YaHayEnCamino):
        _un_corte(red)
    with pytest.raises(operaciones.DiaPorVenir):
        _un_corte(red, hoy(red.zona) + timedelta(days=1))


def test_el_nombre_de_un_grupo_pasa_al_corte_que_sigue(red: Red) -> None:
    antes = _un_corte(red, hoy() - timedelta(days=1))
    trabajos.medir_cortes()
    with transaccion():
        operaciones.nombrar(_de(red, antes), 0, "Las de la obra")
    despues = _un_corte(red)
    trabajos.medir_cortes()
    assert consultas.nombres_de_comunidades(_de(red, despues).id) == {0: "Las de la obra"}


def test_dos_cortes_se_comparan_y_dicen_quien_entro(red: Red, cliente: Cliente) -> None:
    antes = _un_corte(red, hoy() - timedelta(days=60))
    trabajos.medir_cortes()
    despues = _un_corte(red)
    trabajos.medir_cortes()
    cliente.entrar(fabricas.una_coordinadora(red))
    pagina = cliente.get(f"/cortes/{red.clave}/{despues}/comparar?con={antes}").text
    assert "Qué cambió en la Red" in pagina
    assert "4 más" in pagina, "Los cuatro lazos que se declararon después"
    papel = cliente.post(f"/cortes/{red.clave}/{despues}/informe.pdf", {})
    assert papel.get_data().startswith(b"%PDF")


def test_un_corte_de_otra_red_no_existe(red: Red, cliente: Cliente) -> None:
    clave = _un_corte(red)
    cliente.entrar(fabricas.una_coordinadora(fabricas.una_red()))
    assert cliente.get(f"/cortes/{red.clave}/{clave}").status_code == 404
    otra = fabricas.una_red()
    cliente.entrar(fabricas.una_coordinadora(otra))
    assert cliente.get(f"/cortes/{otra.clave}/{clave}").status_code == 404
    cliente.entrar(fabricas.una_coordinadora(red))
    assert cliente.get(f"/cortes/{red.clave}/{clave}").status_code == 200


@pytest.mark.parametrize("lente", list(Lente))
def test_cada_lente_se_mide_con_cualquier_red(red: Red, lente: Lente) -> None:
    vacia = fabricas.una_red()
    for suya in (red, vacia):
        clave = _un_corte(suya, lente=lente)
        trabajos.medir_cortes()
        assert _de(suya, clave).estado is EstadoCorte.LISTO


def test_desde_la_consola_se_mide_y_se_lee_en_json_o_en_palabras(app: Flask, red: Red) -> None:
    consola = app.test_cli_runner()
    clave = red.clave
    dicho = consola.invoke(args=["grafo", "corte", clave])
    assert dicho.exit_code == 0, dicho.output
    assert "Si Paz " in dicho.output
    en_json = consola.invoke(args=["grafo", "corte", clave, "--json", "--lente", "dependencias"])
    assert json.loads(en_json.output)["numeros"]["instituciones"] == 4
    for argumentos in (["no-existe"], [clave, "--fecha", "2999-01-01"]):
        malo = consola.invoke(args=["grafo", "corte", *argumentos])
        assert (malo.exit_code, malo.stderr.count("\n")) == (2, 1)
