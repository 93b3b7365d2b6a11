"""Lo que hace falta escribir no se da por escrito con puros espacios, en ningún formulario."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from red.formularios import CasillasField, Formulario, llave_elegida


class FormularioDePrueba(Formulario):
    """Pide un renglón y un párrafo."""

    motivo = TextAreaField("Motivo", validators=[InputRequired("Escribe el motivo.")])
    nombre = StringField("Nombre", validators=[InputRequired("Escribe el nombre.")])


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize("escrito", ["", " ", "\n\t  ", "\u00a0\u2003"])
def test_puros_espacios_no_son_una_respuesta(app: Flask, escrito: str) -> None:
    with app.test_request_context(method="POST"):
        formulario = FormularioDePrueba(
            MultiDict({"motivo": escrito, "nombre": escrito}), meta={"csrf": False}
        )
        assert not formulario.validate()
        assert formulario.errors == {"motivo": ["Escribe el motivo."], "nombre": ["Escribe el nombre."]}


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_lo_escrito_con_espacios_alrededor_si_lo_es(app: Flask) -> None:
    with app.test_request_context(method="POST"):
        formulario = FormularioDePrueba(MultiDict({"motivo": " sí ", "nombre": "Ana"}), meta={"csrf": False})
        assert formulario.validate()


class FormularioConCasillas(Formulario):
    """Ofrece dos."""

    otras = CasillasField("Otras", [Optional()], coerce=llave_elegida, choices=[(1, "Una"), (2, "Dos")])


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("enviadas", "vale", "quedan"),
    [([""], True, []), (["", "2"], True, [2]), (["", "3"], False, [3]), (["3"], False, [3])],
)
def test_una_casilla_vacia_no_dice_nada_ni_perdona_a_las_demas(
    app: Flask, enviadas: list[str], vale: bool, quedan: list[int]
) -> None:
    with app.test_request_context(method="POST"):
        formulario = FormularioConCasillas(
            MultiDict([("otras", una) for una in enviadas]), meta={"csrf": False}
        )
        assert formulario.validate() is vale
        assert formulario.otras.data == quedan
