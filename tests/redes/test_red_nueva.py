"""Al crear una Red, cada error se dice junto a su campo."""

from flask import Flask

from tests.cliente import Cliente
from tests.fabricas import una_administradora, una_institucion


def test_en_una_red_nueva_cada_error_va_con_su_campo(cliente: Cliente, app: Flask) -> None:
    convocante = una_institucion(nombre="Secretaría de Igualdad")
    cliente.entrar(una_administradora())
    datos = {
        "nombre": "Red " + "x" * 90,
        "clave": "",
        "descripcion": "",
        "meta_numero": "66",
        "meta_texto": "dependencias",
        "mide": "unidades",
        "territorio_id": str(convocante.territorio_id),
        "zona": "America/Mexico_City",
    }
    direccion = f"/redes/nueva?convocante={convocante.id}"
    enorme = cliente.post(direccion, {**datos, "meta_numero": "9" * 30})
    assert "Escribe un número de hasta 9 cifras." in enorme.text
    largo = cliente.post(direccion, {**datos, "nombre": "x" * 161}).text
    assert 'id="nombre-error"' in largo
    assert 'id="clave-error"' not in largo
    assert cliente.post(direccion, datos).location == "/redes/" + "x" * 40
