"""La casa se sostiene: lo guardado queda, lo que falla no deja rastro y la búsqueda ignora acentos."""

import pytest
from flask import Flask
from sqlalchemy import select

from red.base import db, transaccion
from red.bitacora.modelos import Registro
from red.errores import ErrorDeDominio, YaRegistrado
from red.territorios.modelos import Nivel, Territorio
from tests.fabricas import un_territorio


def test_lo_confirmado_se_lee_desde_otra_sesion(app: Flask) -> None:
    un_territorio(nombre="Tonalá", codigo="14101")
    with app.app_context():
        assert db.session.scalars(select(Territorio.codigo)).all() == ["14101"]


def test_si_una_regla_dice_que_no_nada_queda(app: Flask) -> None:
    def registrar_y_arrepentirse() -> None:
        with transaccion():
            db.session.add(Territorio(pais="MX", nivel=Nivel.ENTIDAD, codigo="07", nombre="Chiapas"))
            db.session.flush()
            raise ErrorDeDominio("No")

    with pytest.raises(ErrorDeDominio):
        registrar_y_arrepentirse()
    assert db.session.scalars(select(Territorio)).all() == []
    assert db.session.scalars(select(Registro)).all() == []


def test_repetir_lo_unico_se_explica(app: Flask) -> None:
    un_territorio(codigo="14039")
    with pytest.raises(YaRegistrado):
        un_territorio(codigo="14039")


def test_se_encuentra_sin_acentos_y_por_el_principio_de_cada_palabra(app: Flask) -> None:
    un_territorio(nombre="San Cristóbal de las Casas", codigo="07078")

    def hallados(escrito: str) -> int:
        return len(db.session.scalars(select(Territorio).where(Territorio.coincide(escrito))).all())

    assert hallados("cristobal CASAS") == 1
    assert hallados("crist") == 1
    assert hallados("ristobal") == 0


def test_lo_que_se_registra_queda_en_la_bitacora(app: Flask) -> None:
    lugar = un_territorio(nombre="Uno")
    with transaccion():
        lugar.nombre = "Dos"
    cambios = [
        (r.cambio.value, r.cambios.get("nombre"))
        for r in db.session.scalars(select(Registro).order_by(Registro.id))
    ]
    assert cambios == [("crear", [None, "Uno"]), ("cambiar", ["Uno", "Dos"])]
