"""Quien no ve el registro designa por correo sin averiguar si ese correo está en él: la coordinación dice quién es."""

import re

from sqlalchemy import func, select

from red.base import db, transaccion
from red.personas.modelos import Adscripcion, Persona
from red.unidades.modelos import Designacion, DesignacionPorConfirmar, Funcion, Unidad
from tests.cliente import Cliente
from tests.fabricas import (
    un_enlace,
    una_adscripcion,
    una_coordinadora,
    una_designacion,
    una_institucion,
    una_membresia,
    una_persona,
    una_red,
    una_unidad,
)
from tests.preguntas import contando

ALGUIEN = {
    "funcion": "enlace",
    "persona_id": "0",
    "nombre": "Luz",
    "primer_apellido": "Prado",
    "puesto": "Jefa",
    "nivel": "superior",
    "desde": "2026-02",
}


def _mundo() -> tuple[int, Persona, Persona]:
    """Una unidad, su enlace y la coordinadora de su Red."""
    mia = una_institucion()
    red = una_red(instituciones=[mia])
    return una_unidad(mia).id, un_enlace(mia), una_coordinadora(red)


def _pedidas() -> list[DesignacionPorConfirmar]:
    db.session.rollback()
    return list(db.session.scalars(select(DesignacionPorConfirmar).order_by(DesignacionPorConfirmar.id)))


def _sin_lo_escrito(texto: str, correo: str) -> str:
    """La página sin lo que se escribió ni lo que cambia en cada petición."""
    texto = re.sub(r'name="csrf_token"[^>]*value="[^"]*"|csrf-token" content="[^"]*"', "", texto)
    return re.sub(r"/por-confirmar/\\d+", "", texto.replace(correo, "…"))


def test_la_respuesta_es_la_misma_este_o_no_ese_correo_en_el_registro(cliente: Cliente) -> None:
    """Mismo código, mismas cabeceras, misma página y las mismas preguntas a la base, byte por byte."""
    unidad_id, enlace, _ = _mundo()
    una_persona(correo="conocida@otra.test", nombre="Secreta")
    una_membresia(una_red(), una_persona(correo="integrante@otra.test"))
    cliente.entrar(enlace)
    cliente.get(f"/unidades/{unidad_id}")
    dichas = []
    for correo in ("nadie@otra.test", "conocida@otra.test", "integrante@otra.test"):
        with contando() as preguntas:
            respuesta = cliente.post(f"/unidades/{unidad_id}/designar", {**ALGUIEN, "correo": correo})
        cabeceras = {c: v for c, v in respuesta.headers if c not in ("Set-Cookie", "Date", "X-Request-Id")}
        despues = cliente.get(f"/unidades/{unidad_id}").text
        assert "Quedó por confirmar" in despues
        assert "Secreta" not in despues
        cuerpo = _sin_lo_escrito(respuesta.text, correo)
        dichas.append(
            (respuesta.status_code, cabeceras, cuerpo, _sin_lo_escrito(despues, correo), len(preguntas))
        )
        with transaccion():
            for pedida in db.session.scalars(select(DesignacionPorConfirmar)):
                db.session.delete(pedida)
    assert dichas[0] == dichas[1] == dichas[2]
    assert db.session.scalar(select(func.count(Designacion.id))) == 0


def test_no_averigua_a_fuerza_de_intentos_ni_repite(cliente: Cliente) -> None:
    unidad_id, enlace, _ = _mundo()
    cliente.entrar(enlace)
    datos = {**ALGUIEN, "correo": "alguien@otra.test"}
    codigos = [cliente.post(f"/unidades/{unidad_id}/designar", datos).status_code for _ in range(11)]
    assert codigos == [303] * 10 + [429]
    assert len(_pedidas()) == 1, "Pedir lo mismo otra vez no deja dos"


def test_la_coordinacion_confirma_que_es_quien_ya_estaba(cliente: Cliente) -> None:
    unidad_id, enlace, coordinadora = _mundo()
    conocida = una_persona(correo="conocida@mia.test", nombre="Lucero", primer_apellido="Prado")
    una_adscripcion(conocida, db.session.get_one(Unidad, unidad_id).institucion)
    conocida_id = conocida.id
    cliente.entrar(enlace)
    cliente.post(f"/unidades/{unidad_id}/designar", {**ALGUIEN, "correo": "Conocida@mia.test"})
    (pedida,) = _pedidas()
    pagina, pedida_id = f"/unidades/por-confirmar/{pedida.id}", pedida.id
    assert cliente.get(pagina).status_code == 403, "El enlace pide; no confirma"
    cliente.entrar(coordinadora)
    assert pagina in cliente.get("/unidades/por-confirmar").text
    vista = cliente.get(pagina).text
    assert "Lucero Prado, que ya está registrada con ese correo" in vista
    assert "regístrala con estos datos" not in vista
    ficha = cliente.post(pagina, {"quien": str(conocida_id)}, sigue=True).text
    assert "Lucero Prado" in ficha
    hecha = db.session.scalars(select(Designacion)).one()
    assert (hecha.persona_id, hecha.funcion, str(hecha.desde_dicho)) == (
        conocida_id,
        Funcion.ENLACE,
        "2026-02",
    )
    assert _pedidas()[0].aceptada is True
    assert cliente.post(pagina, {"quien": str(conocida_id)}).status_code == 404, pedida_id


def test_registra_a_quien_no_estaba_o_dice_que_no_y_por_que(cliente: Cliente) -> None:
    unidad_id, enlace, coordinadora = _mundo()
    cliente.entrar(enlace)
    for correo in ("nueva@mia.test", "otra@mia.test"):
        cliente.post(f"/unidades/{unidad_id}/designar", {**ALGUIEN, "correo": correo})
    primera, segunda = (f"/unidades/por-confirmar/{pedida.id}" for pedida in _pedidas())
    cliente.entrar(coordinadora)
    assert cliente.post(primera, {"quien": "nueva"}).status_code == 303
    nueva = db.session.scalars(select(Persona).where(Persona.correo == "nueva@mia.test")).one()
    puesto = db.session.scalars(select(Adscripcion).where(Adscripcion.persona_id == nueva.id)).one()
    assert (puesto.puesto, puesto.confirmada_el is not None) == ("Jefa", True)
    sin_motivo = cliente.post(segunda, {"quien": "nadie"})
    assert (sin_motivo.status_code, "Di por qué no se designa" in sin_motivo.text) == (422, True)
    assert cliente.post(segunda, {"quien": "nadie", "motivo": "Ya no trabaja ahí."}).status_code == 303
    cliente.entrar(enlace)
    assert "no se aceptó. Ya no trabaja ahí." in cliente.get(f"/unidades/{unidad_id}").text
    assert db.session.scalar(select(func.count(Designacion.id))) == 1


def test_ni_la_coordinacion_sabe_quien_es_si_no_es_de_sus_redes(cliente: Cliente) -> None:
    unidad_id, enlace, coordinadora = _mundo()
    ajena = una_persona(correo="ajena@otra.test", nombre="Secreta")
    una_membresia(una_red(), ajena)
    ajena_id = ajena.id
    cliente.entrar(enlace)
    cliente.post(f"/unidades/{unidad_id}/designar", {**ALGUIEN, "correo": "ajena@otra.test"})
    pagina = f"/unidades/por-confirmar/{_pedidas()[0].id}"
    cliente.entrar(coordinadora)
    vista = cliente.get(pagina).text
    assert "no integra tus Redes" in vista
    assert "Secreta" not in vista
    for quien in (str(ajena_id), "nueva"):
        assert cliente.post(pagina, {"quien": quien}).status_code == 422
    assert _pedidas()[0].decidida_en is None


def test_lo_que_no_se_podria_dar_a_nadie_se_dice_al_pedirlo(cliente: Cliente) -> None:
    unidad_id, enlace, _ = _mundo()
    una_designacion(db.session.get_one(Unidad, unidad_id), enlace)
    cliente.entrar(enlace)
    datos = {**ALGUIEN, "funcion": "titular", "correo": "nadie@otra.test"}
    respuesta = cliente.post(f"/unidades/{unidad_id}/designar", datos)
    assert (respuesta.status_code, "tiene esa función desde" in respuesta.text) == (422, True)
    assert _pedidas() == []
