"""Quién imparte: se pone a alguien de la Red o de fuera, se quita sin borrar y no se repite."""

from datetime import timedelta

import pytest

from red.base import transaccion
from red.formacion import imparticion
from red.formacion.imparticion import DeFuera, FueraDeLaEdicion, YaImparte
from red.formacion.modelos import Edicion
from red.personas.modelos import Persona
from red.redes.modelos import EstadoMembresia, Red
from red.reloj import hoy
from tests import fabricas
from tests.cliente import Cliente
from tests.formacion.apoyo import ficha, texto


def poner(edicion: Edicion, quien, puesto="Consultora", **dias):
    with transaccion():
        return imparticion.agregar(edicion.id, quien, puesto, **dias)


def test_quien_viene_de_fuera_con_el_correo_de_una_integrante_es_ella(edicion: Edicion, ana: Persona):
    colega = fabricas.una_integrante(fabricas.una_red())
    suya = poner(edicion, DeFuera("Quien Sea", ana.correo))
    assert suya.persona_id == ana.id
    assert imparticion.imparte(edicion.id, ana.id)
    ajena = poner(edicion, DeFuera("Otra Persona", colega.correo))
    assert ajena.persona_id is None, "de quien no integra la Red no se dice si está en el registro"
    assert not imparticion.imparte(edicion.id, colega.id)
    for repetida in (ana.id, DeFuera("Con otro nombre", colega.correo)):
        with pytest.raises(YaImparte):
            poner(edicion, repetida)
    with transaccion():
        imparticion.retirar(suya.id, "Cambió de área")
    assert not imparticion.imparte(edicion.id, ana.id)
    assert poner(edicion, ana.id).id != suya.id, "se puede volver a poner, y lo de antes queda"
    with pytest.raises(FueraDeLaEdicion):
        poner(edicion, DeFuera("Antes de Tiempo", None), desde=edicion.inicia_el - timedelta(days=1))


def test_la_coordinacion_dice_quien_imparte_y_se_lee_en_la_edicion(
    edicion: Edicion, red: Red, ana: Persona, coordinadora: Persona, cliente: Cliente
):
    cliente.entrar(coordinadora)
    url = f"{ficha(edicion)}/imparten"
    assert ana.clave in cliente.get(f"{url}?q={ana.primer_apellido}").get_data(as_text=True)
    assert cliente.post(url, {"persona": ana.clave, "puesto": "Jefa de capacitación"}).status_code == 303
    assert cliente.post(url, {"puesto": "Consultora"}).status_code == 422
    assert cliente.post(url, {"nombre": "gane.ya.mx 100%", "puesto": "Consultora"}).status_code == 422
    ajena = fabricas.una_integrante(fabricas.una_red())
    assert cliente.post(url, {"persona": ajena.clave, "puesto": "Consultora"}).status_code == 404
    se_fue = fabricas.una_persona()
    membresia = fabricas.una_membresia(red, se_fue)
    with transaccion():
        membresia.estado, membresia.hasta = EstadoMembresia.CONCLUIDA, hoy()
    assert cliente.post(url, {"persona": se_fue.clave, "puesto": "Consultora"}).status_code == 404
    cliente.entrar(fabricas.una_integrante(red))
    pagina = texto(cliente.get(ficha(edicion)))
    assert "Jefa de capacitación" in pagina
    assert cliente.get(url).status_code == 403
