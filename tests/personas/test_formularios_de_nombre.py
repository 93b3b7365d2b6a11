"""El nombre de una persona no lleva mensajes: la misma regla en cada página donde se escribe uno."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from red.formularios import Formulario
from red.invitaciones.formularios import FormularioAlta
from red.personas.formularios import FormularioCarta, FormularioCorreccion, FormularioDatos, FormularioPuesto
from red.unidades.formularios import FormularioDesignacion

PARTES = ("nombre", "primer_apellido", "segundo_apellido")


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize("clase", [FormularioDatos, FormularioCorreccion, FormularioDesignacion])
@pytest.mark.parametrize(
    ("escrito", "pasa"),
    [
        ("Ana 33", False),
        ("Gana en www.malo.test", False),
        ("=cmd|x", False),
        ("Ma. del Carmen O'Reilly", True),
    ],
)
def test_donde_se_escribe_un_nombre_solo_cabe_un_nombre(
    app: Flask, clase: type[Formulario], escrito: str, pasa: bool
) -> None:
    with app.test_request_context():
        form = clase(MultiDict(dict.fromkeys(PARTES, escrito)), meta={"csrf": False})
        for parte in PARTES:
            assert form[parte].validate(form) is pasa, (parte, form[parte].errors)


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize("clase", [FormularioPuesto, FormularioAlta])
@pytest.mark.parametrize(("escrito", "pasa"), [("<img src=x>", False), ("Jefa de área", True)])
def test_el_puesto_se_mira_igual_al_registrarse_que_en_el_perfil(
    app: Flask, clase: type[Formulario], escrito: str, pasa: bool
) -> None:
    with app.test_request_context():
        form = clase(MultiDict({"puesto": escrito}), meta={"csrf": False})
        assert form["puesto"].validate(form) is pasa


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("escrito", "pasa"), [("Somos < de 10 + tú: ana@ejemplo.test", True), ("= 33", False)]
)
def test_un_mensaje_lleva_los_signos_que_quiera(app: Flask, escrito: str, pasa: bool) -> None:
    with app.test_request_context():
        form = FormularioCarta(MultiDict({"nota": escrito}), meta={"csrf": False})
        assert form["nota"].validate(form) is pasa
