"""La forma de cada red: quién la une, quién quedó sola y la salida de quién la partiría.

Se mide con networkx sobre las personas que dan permiso de aparecer en el mapa, y también con todas.
"""

from datetime import date
from itertools import combinations

import networkx as nx
import pytest

from red.demostracion.red_guadalajara import AISLADAS, ORGANISMOS, PUENTES
from red.demostracion.redes_demo import componer
from red.demostracion.tipos import RedDemo

DIAS = (date(2024, 1, 1), date(2026, 11, 21), date(2031, 2, 28))


@pytest.fixture(scope="module", params=DIAS, ids=str)
def dia(request: pytest.FixtureRequest) -> date:
    return request.param


@pytest.fixture(scope="module")
def redes(dia: date) -> dict[str, RedDemo]:
    return {red.clave: red for red in componer("estatal", dia)}


def grafo_de(red: RedDemo, dia: date, *, con_permiso: bool) -> nx.Graph:
    """Personas e instituciones unidas por adscripción, designación, ediciones y colaboraciones."""

    def vigentes(fichas):
        return [f for f in fichas if f.desde <= dia and (f.hasta is None or dia <= f.hasta)]

    activas = {m.persona for m in vigentes(red.membresias)}
    grafo = nx.Graph()
    grafo.add_nodes_from(i.clave for i in red.instituciones if i.participa)
    grafo.add_nodes_from(
        p.clave for p in red.personas if p.clave in activas and (p.consiente("mapa") or not con_permiso)
    )
    casa = {u.clave: u.institucion for u in red.unidades}
    lazos = [(a.persona, a.institucion) for a in vigentes(red.adscripciones)]
    lazos += [(d.persona, casa[d.unidad]) for d in vigentes(red.designaciones)]
    lazos += [(c.declara, c.con_persona or c.con_institucion) for c in vigentes(red.colaboraciones)]
    for edicion in red.ediciones:
        suyas = [
            i.persona for i in red.inscripciones if i.edicion == edicion.clave and i.estado != "cancelada"
        ]
        lazos += combinations(sorted(suyas), 2)
    grafo.add_edges_from((a, b) for a, b in lazos if a in grafo and b in grafo)
    return grafo


@pytest.fixture(scope="module", params=[False, True], ids=["todas", "con permiso"])
def guadalajara(redes: dict[str, RedDemo], dia: date, request: pytest.FixtureRequest) -> nx.Graph:
    return grafo_de(redes["guadalajara"], dia, con_permiso=request.param)


def persona_de_la_cuenta(red: RedDemo, rol: str) -> str:
    return next(c.persona for c in red.cuentas if c.rol == rol)


def test_la_mayor_parte_de_guadalajara_esta_unida(guadalajara):
    mayor = max(nx.connected_components(guadalajara), key=len)
    assert len(mayor) / len(guadalajara) > 0.85


def test_hay_dependencias_sin_nadie_y_dependencias_que_no_se_tratan_con_las_demas(guadalajara):
    assert {"gdl-alumbrado", "gdl-parques"} <= set(nx.isolates(guadalajara))
    for institucion in AISLADAS:
        sola = nx.node_connected_component(guadalajara, institucion)
        assert len(sola) == 2, "debe estar la dependencia con su única integrante"


def test_si_falta_el_enlace_del_dif_los_organismos_quedan_fuera(redes, guadalajara):
    enlace = persona_de_la_cuenta(redes["guadalajara"], "enlace")
    assert enlace in set(nx.articulation_points(guadalajara))
    sin_ella = guadalajara.copy()
    sin_ella.remove_node(enlace)
    parte = nx.node_connected_component(sin_ella, "gdl-dif")
    assert set(ORGANISMOS) == {nodo for nodo in parte if nodo.startswith("gdl-")}
    assert len(parte) >= 8


def test_hay_lazos_que_son_el_unico_camino(guadalajara):
    unicos = [
        {una, otra}
        for una, otra in nx.bridges(guadalajara)
        if not una.startswith("gdl-") and not otra.startswith("gdl-")
    ]
    assert unicos, "una colaboración entre dos personas debe ser el único camino hacia alguien"


def test_quienes_unen_dependencias_destacan_por_su_intermediacion(redes, guadalajara):
    red = redes["guadalajara"]
    medidas = nx.betweenness_centrality(guadalajara)
    personas = [p.clave for p in red.personas if p.clave in guadalajara]
    primeras = sorted(personas, key=medidas.__getitem__, reverse=True)[:6]
    assert persona_de_la_cuenta(red, "enlace") in primeras
    puesto = {a.persona: a.institucion for a in red.adscripciones if a.hasta is None}
    de_los_puentes = {puesto[p] for p in primeras} & {i for pareja in PUENTES for i in pareja}
    assert len(de_los_puentes) >= 5, "las personas que más unen son las que se pusieron de puente"


def test_las_comunidades_se_parecen_a_las_coordinaciones(redes, guadalajara):
    grupo = {i.clave: i.grupo for i in redes["guadalajara"].instituciones}
    comunidades = nx.community.louvain_communities(guadalajara, seed=7)
    grandes = [c for c in comunidades if len(c) >= 6]
    assert 4 <= len(grandes) <= 10
    aciertos = total = 0
    for comunidad in grandes:
        grupos = [grupo[nodo] for nodo in comunidad if nodo in grupo]
        aciertos += max((grupos.count(g) for g in set(grupos)), default=0)
        total += len(grupos)
    assert aciertos / total > 0.7


@pytest.mark.parametrize("con_permiso", [False, True])
def test_en_chiapas_una_sola_persona_une_al_sector_economico(redes, dia, con_permiso):
    red = redes["chiapas"]
    grafo = grafo_de(red, dia, con_permiso=con_permiso)
    cortes = {n for n in nx.articulation_points(grafo) if n.startswith("chiapas-p")}
    puestos = {a.persona: a.institucion for a in red.adscripciones if a.hasta is None}
    assert "chis-sec-economia-trabajo" in {puestos[persona] for persona in cortes}
    assert len(list(nx.isolates(grafo))) >= 20


@pytest.mark.parametrize("con_permiso", [False, True])
def test_en_coquimbo_la_encargada_de_illapel_une_a_choapa(redes, dia, con_permiso):
    red = redes["coquimbo"]
    grafo = grafo_de(red, dia, con_permiso=con_permiso)
    encargada = next(
        d.persona for d in red.designaciones if d.unidad == "u-coq-illapel" and d.funcion == "titular"
    )
    grafo.remove_node(encargada)
    choapa = nx.node_connected_component(grafo, "coq-los-vilos")
    assert "coq-salamanca" in choapa
    assert "coq-ovalle" not in choapa
