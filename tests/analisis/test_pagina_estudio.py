"""La página que lee un estudio ajeno: qué dice, qué no guarda y a quién no le sirve."""

import json
import re
from io import BytesIO

import pytest
from sqlalchemy import func, select

from red.analisis.exportacion import a_zip, con_medidas, seudonimizar
from red.analisis.medidas import medir
from red.base import Modelo, db
from red.permisos import Rol
from tests import fabricas
from tests.analisis.redes import red
from tests.cliente import Cliente

DOS_PEDAZOS = "origen;destino\nAna;Eva\nEva;Sol\nSol;Ana\nSol;Luz\nLuz;Mar\nMar;<b>Paz\nRita;=Rosa\n"


@pytest.fixture
def analista(cliente: Cliente) -> Cliente:
    persona = fabricas.una_persona()
    fabricas.una_cuenta(persona)
    fabricas.un_papel(persona, Rol.ANALISTA, red=fabricas.una_red())
    return cliente.entrar(persona)


def subir(cliente: Cliente, texto: str, nombre: str = "estudio.csv"):
    return cliente.post("/analisis/estudio", {"archivo": (BytesIO(texto.encode()), nombre)})


def cuanto_hay() -> dict[str, int]:
    """Las filas de cada tabla, salvo la que cuenta cuántas veces se intenta algo."""
    return {
        t.name: db.session.scalar(select(func.count()).select_from(t))
        for t in Modelo.metadata.sorted_tables
        if t.name != "freno"
    }


def test_dice_lo_que_el_estudio_muestra_y_no_guarda_nada(analista: Cliente):
    antes = cuanto_hay()
    pagina = subir(analista, DOS_PEDAZOS)
    html = pagina.get_data(as_text=True)

    assert pagina.status_code == 200
    assert "Está en dos pedazos que no se tocan" in html
    assert "Si faltara cualquiera de tres nodos, otros quedarían sin camino" in html
    assert "Sin «Sol», 2 nodos quedan aparte en 1 pedazo." in html
    assert "&lt;b&gt;Paz" in html
    assert "<b>Paz" not in html
    assert "Ninguna decisión sobre una persona" in html
    assert cuanto_hay() == antes


def test_el_mapa_y_la_tabla_dicen_lo_mismo(analista: Cliente):
    html = subir(analista, DOS_PEDAZOS).get_data(as_text=True)
    hallado = re.search(r'id="datos-del-mapa">(.*?)</script>', html, re.S)
    assert hallado
    datos = json.loads(hallado[1])

    assert {nodo["etiqueta"] for nodo in datos["nodos"]} == {
        "Ana",
        "Eva",
        "Sol",
        "Luz",
        "Mar",
        "<b>Paz",
        "Rita",
        "=Rosa",
    }
    assert len(datos["lazos"]) == 7
    assert datos["clases"] == [
        {"id": "persona", "singular": "Nodo del estudio", "etiqueta": "Nodos del estudio"}
    ]
    assert [hallazgo["id"] for hallazgo in datos["hallazgos"]] == ["pedazos", "separan", "puentes"]
    assert "Persona" not in json.dumps(datos)
    sol = next(nodo for nodo in datos["nodos"] if nodo["etiqueta"] == "Sol")
    assert sol["datos"] == [
        ["Lazos", "3"],
        ["Dónde está", "Pedazo 1"],
        ["Si faltara", "2 nodos quedarían sin camino"],
    ]
    assert html.count('data-titulo="Si faltara"') == 8


def test_lo_que_salio_de_aqui_vuelve_con_sus_figuras_y_se_colorea_por_lo_que_agrupa(analista: Cliente):
    grafo = red({"dif": ["ana", "eva"], "obras": ["sol", "luz"]}, [("ana", "sol")])
    crudo = a_zip(seudonimizar(con_medidas(grafo, medir(grafo))))
    pagina = analista.post("/analisis/estudio", {"archivo": (BytesIO(crudo), "red.zip")})
    hallado = re.search(r'id="datos-del-mapa">(.*?)</script>', pagina.get_data(as_text=True), re.S)
    assert hallado
    datos = json.loads(hallado[1])

    assert sorted(nodo["clase"] for nodo in datos["nodos"]) == ["institucion"] * 2 + ["persona"] * 4
    assert [una["etiqueta"] for una in datos["agrupaciones"]] == ["dependencia", "Grupos que no se tocan"]


def test_lo_que_no_sirve_dice_el_renglon_junto_al_campo(analista: Cliente):
    pagina = subir(analista, "origen;destino\nAna;\n")

    assert pagina.status_code == 422
    assert "Renglón 2: Hay un lazo al que le falta decir a quién une." in pagina.get_data(as_text=True)


def test_uno_muy_grande_se_lee_sin_dibujo(analista: Cliente):
    html = subir(analista, "origen,destino\n" + "".join(f"{n},{n + 1}\n" for n in range(1_600))).get_data(
        as_text=True
    )

    assert "un dibujo y una tabla no se leen" in html
    assert "datos-del-mapa" not in html
    assert "Si faltara cualquiera de 1,599 nodos" in html


def test_quien_no_puede_llevarse_el_mapa_no_la_halla(cliente: Cliente):
    persona = fabricas.una_persona()
    fabricas.una_cuenta(persona)
    fabricas.una_membresia(fabricas.una_red(), persona)

    assert cliente.entrar(persona).get("/analisis/estudio").status_code in {403, 404}
