"""Una lista de otro día lo dice en su nombre y en cada renglón, y trae a quienes integraban ese día."""

from datetime import timedelta

from red.redes.modelos import EstadoMembresia
from red.reloj import hoy
from tests.cliente import Cliente
from tests.fabricas import una_coordinadora, una_integrante, una_membresia, una_persona, una_red

ANTES = hoy() - timedelta(days=100)


def test_la_lista_de_otro_dia_trae_a_quienes_integraban_y_lo_dice(cliente: Cliente) -> None:
    red = una_red()
    una_integrante(red, nombre="Recién")
    se_fue = una_persona(nombre="Marta")
    una_membresia(red, se_fue, desde=ANTES - timedelta(days=9), hasta=ANTES + timedelta(days=9),
                  estado=EstadoMembresia.CONCLUIDA)  # fmt: skip
    cliente.entrar(una_coordinadora(red))
    datos = {"red": red.clave, "formato": "csv", "motivo": "Para comparar con el año anterior"}
    url = "/importacion/exportar/personas"
    assert "Sale como estaba el" in cliente.get(f"{url}?red={red.clave}&fecha={ANTES.isoformat()}").text
    vieja = cliente.post(f"{url}?fecha={ANTES.isoformat()}", datos)
    assert vieja.status_code == 200
    assert ANTES.isoformat() in vieja.headers["Content-Disposition"]
    assert "A la fecha" in vieja.text
    assert "Marta" in vieja.text
    assert "Recién" not in vieja.text
    de_hoy = cliente.post(url, datos)
    assert "Marta" not in de_hoy.text
    assert "A la fecha" not in de_hoy.text
    enlace = f"/importacion/exportar/personas?red={red.clave}&amp;fecha={ANTES.isoformat()}"
    assert enlace in cliente.get(f"/personas/?fecha={ANTES.isoformat()}").text
