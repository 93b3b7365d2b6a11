"""La Red que se pide en la dirección de una lista: la propia filtra, la ajena no existe."""

from tests.cliente import Cliente
from tests.fabricas import una_coordinadora, una_red


def test_una_red_ajena_en_la_direccion_no_existe(cliente: Cliente) -> None:
    mia, ajena = una_red(), una_red()
    cliente.entrar(una_coordinadora(mia))
    for lista in (
        "/personas/",
        "/personas/sin-confirmar",
        "/unidades/",
        "/unidades/por-confirmar",
        "/documentos/",
    ):
        assert cliente.get(lista, query_string={"red": mia.clave}).status_code == 200, lista
        assert cliente.get(lista, query_string={"red": ajena.clave}).status_code == 404, lista
