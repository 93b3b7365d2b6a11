"""Lo que no es necesario se manda sólo a quien lo aceptó; lo demás llega siempre, y se dice por qué."""

import re

import pytest
from flask import Flask

from red.avisos import clases
from red.avisos.clases import POR_QUE, ParaQue
from red.avisos.modelos import Aviso
from red.avisos.operaciones import encolar
from red.avisos.redaccion import DE_QUE_TRATA, NoHaceFalta, escribir
from red.base import db, transaccion
from red.personas.modelos import Finalidad
from red.personas.operaciones_privacidad import retirar
from tests import fabricas
from tests.cliente import Cliente

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


def _escribir(para: str, plantilla: str) -> str:
    with transaccion():
        aviso = encolar(plantilla, para, {"nombre": "Ana"})
    with transaccion():
        return escribir(db.session.get_one(Aviso, aviso.id)).asunto


def test_una_noticia_sale_solo_a_quien_la_acepto_y_lo_necesario_siempre(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    si, no = fabricas.una_persona(), fabricas.una_persona()
    fabricas.un_consentimiento(si, Finalidad.CORREOS, fabricas.un_aviso_de_privacidad())
    plantilla = "contrasena_cambiada"
    assert _escribir(no.correo, plantilla), "Control: lo necesario sale aunque no haya aceptado"
    monkeypatch.setitem(clases.PARA_QUE, plantilla, ParaQue.NOTICIAS)
    assert _escribir(si.correo, plantilla)
    for correo in (no.correo, "nadie@ejemplo.test"):
        with pytest.raises(NoHaceFalta):
            _escribir(correo, plantilla)
    with transaccion():
        retirar(si, Finalidad.CORREOS)
    with pytest.raises(NoHaceFalta):
        _escribir(si.correo, plantilla)


def test_sin_quien_sepa_no_se_manda_ninguna_noticia(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clases, "ACEPTAN", [])
    assert not clases.se_le_manda("reconocimiento", "ana@ejemplo.test")
    assert clases.se_le_manda("recuperar", "ana@ejemplo.test")


def test_cada_motivo_se_explica_y_ninguna_plantilla_sobra(app: Flask, cliente: Cliente) -> None:
    assert set(POR_QUE) == set(ParaQue)
    assert clases.PARA_QUE.keys() <= DE_QUE_TRATA.keys()
    cliente.entrar(fabricas.una_integrante(fabricas.una_red()))
    pagina = cliente.get("/avisos/mis-correos").text
    assert all(motivo.split(":")[0] in pagina for motivo in POR_QUE.values())
    assert len(re.findall("Llegan siempre", pagina)) == len(ParaQue) - 1
