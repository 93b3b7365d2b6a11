"""El catálogo se consulta desde la página, sin acentos y por código."""

from red.territorios.modelos import Nivel
from tests.cliente import Cliente
from tests.fabricas import un_territorio, una_integrante, una_red


def test_se_busca_por_nombre_sin_acentos_o_por_codigo(cliente: Cliente) -> None:
    un_territorio(nombre="Tonalá", codigo="14101")
    un_territorio(nombre="Zapopan", codigo="14120")
    cliente.entrar(una_integrante(una_red()))
    assert "Tonalá" in cliente.get("/territorios/?q=tonala").text
    por_codigo = cliente.get("/territorios/?q=14120").text
    assert "Zapopan" in por_codigo
    assert "Tonalá" not in por_codigo


def test_la_ficha_dice_su_codigo_y_lo_que_contiene(cliente: Cliente) -> None:
    estado = un_territorio(nombre="Jalisco", codigo="14", nivel=Nivel.ENTIDAD)
    un_territorio(nombre="Guadalajara", codigo="14039", madre_id=estado.id)
    cliente.entrar(una_integrante(una_red()))
    pagina = cliente.get(f"/territorios/{estado.id}").text
    assert "Código CVEGEO" in pagina
    assert "Guadalajara" in pagina


def test_uno_que_no_existe_es_404(cliente: Cliente) -> None:
    cliente.entrar(una_integrante(una_red()))
    assert cliente.get("/territorios/999999").status_code == 404
