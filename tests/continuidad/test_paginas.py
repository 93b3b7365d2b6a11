"""Las páginas de un cambio de institución muestran qué pasará antes de hacerlo, y sólo a quien le toca."""

import re
from datetime import timedelta

from red.base import db
from red.instituciones.modelos import Institucion
from red.reloj import hoy
from tests.cliente import Cliente
from tests.fabricas import (
    una_adscripcion,
    una_coordinadora,
    una_institucion,
    una_integrante,
    una_persona,
    una_red,
    una_unidad,
)


def _oculto(pagina: str, nombre: str) -> str:
    hallado = re.search(rf'name="{nombre}" value="([^"]*)"', pagina)
    assert hallado, f"No hay campo {nombre}"
    return hallado[1]


def _red() -> tuple[Institucion, Institucion, Cliente | None]:
    lugar = una_institucion()
    una = una_institucion(nombre="Dirección de Cultura", territorio_id=lugar.territorio_id)
    otra = una_institucion(nombre="Bienestar", territorio_id=lugar.territorio_id)
    return una, otra, None


def test_se_renombra_desde_su_ficha_y_la_ficha_dice_como_se_llamaba(cliente: Cliente) -> None:
    una, otra, _ = _red()
    cliente.entrar(una_coordinadora(una_red(instituciones=[una, otra])))
    assert f"/continuidad/instituciones/{una.id}" in cliente.get(f"/instituciones/{una.id}").text
    assert cliente.get(f"/continuidad/instituciones/{una.id}").status_code == 200
    url = f"/continuidad/instituciones/{una.id}/renombrar"
    assert cliente.get(url).status_code == 200
    mal = cliente.post(url, {"nombre": "Culturas", "siglas": "", "el": "ayer"})
    assert mal.status_code == 422
    assert "ayer" in mal.text
    pagina = cliente.post(
        url, {"nombre": "Dirección de las Culturas", "siglas": "", "el": "2026"}, sigue=True
    ).text
    assert "Dirección de las Culturas" in pagina
    assert "Dirección de Cultura" in pagina
    assert "hasta 2026" in pagina


def test_fusionar_muestra_lo_que_pasara_y_no_cambia_nada_hasta_confirmar(cliente: Cliente) -> None:
    una, otra, _ = _red()
    red = una_red(instituciones=[una, otra])
    persona = una_integrante(red, una, nombre="Rosalba")
    ajena = una_persona(nombre="Hermelinda")
    una_adscripcion(ajena, una)
    una_unidad(una, nombre="Unidad de Cultura")
    cliente.entrar(una_coordinadora(red))
    url = f"/continuidad/instituciones/{una.id}/fusionar"
    datos = {"sucesora_id": str(otra.id), "el": hoy().isoformat(), "fundamento": "Acuerdo 3"}
    revision = cliente.post(url, datos)
    assert revision.status_code == 200
    for dicho in ("Rosalba", "Unidad de Cultura", "1 persona que no son de tus Redes"):
        assert dicho in revision.text, dicho
    assert "Hermelinda" not in revision.text
    assert db.session.get_one(Institucion, una.id).hasta is None
    confirmado = {**datos, "revisado": _oculto(revision.text, "revisado"), "accion": "confirmar"}
    pagina = cliente.post(url, confirmado, sigue=True).text
    assert "Ya no existe" in pagina
    assert "Bienestar" in pagina
    assert db.session.get_one(Institucion, una.id).hasta == hoy() - timedelta(days=1)
    assert persona.nombre_visible


def test_si_algo_cambio_se_vuelve_a_mostrar(cliente: Cliente) -> None:
    una, otra, _ = _red()
    red = una_red(instituciones=[una, otra])
    cliente.entrar(una_coordinadora(red))
    url = f"/continuidad/instituciones/{una.id}/cerrar"
    revision = cliente.post(url, {"el": hoy().isoformat()})
    una_integrante(red, una, nombre="Recién llegada")
    datos = {"el": hoy().isoformat(), "revisado": _oculto(revision.text, "revisado"), "accion": "confirmar"}
    otra_vez = cliente.post(url, datos)
    assert otra_vez.status_code == 422
    assert "Recién llegada" in otra_vez.text
    assert db.session.get_one(Institucion, una.id).hasta is None
    datos["revisado"] = _oculto(otra_vez.text, "revisado")
    assert cliente.post(url, datos).status_code == 303


def test_dividir_reparte_ahora_o_despues(cliente: Cliente) -> None:
    una, otra, _ = _red()
    red = una_red(instituciones=[una, otra])
    una_integrante(red, una, nombre="Petra")
    una_unidad(una)
    cliente.entrar(una_coordinadora(red))
    url = f"/continuidad/instituciones/{una.id}/dividir"
    datos = {"sucesoras": str(otra.id), "el": hoy().isoformat()}
    pagina = cliente.post(url, datos).text
    (unidad,) = re.findall(r'name="(unidad-\d+)"', pagina)
    revisado = _oculto(pagina, "revisado")
    respuesta = cliente.post(
        url, {**datos, "revisado": revisado, "accion": "confirmar", unidad: str(otra.id)}, sigue=True
    )
    assert "por repartir" in respuesta.text
    url = f"/continuidad/instituciones/{una.id}/repartir"
    pagina = cliente.get(url).text
    (adscripcion,) = re.findall(r'name="(adscripcion-\d+)"', pagina)
    assert cliente.post(url, {adscripcion: str(otra.id)}).status_code == 303
    assert "Ya está todo repartido" in cliente.get(url).text


def test_se_deshace_desde_la_ficha(cliente: Cliente) -> None:
    una, otra, _ = _red()
    cliente.entrar(una_coordinadora(una_red(instituciones=[una, otra])))
    cliente.post(
        f"/continuidad/instituciones/{una.id}/renombrar", {"nombre": "Otra cosa", "el": hoy().isoformat()}
    )
    (url,) = re.findall(
        r"/continuidad/\d+/deshacer", cliente.get(f"/continuidad/instituciones/{una.id}").text
    )
    assert cliente.get(url).status_code == 200
    assert cliente.post(url).status_code == 303
    assert db.session.get_one(Institucion, una.id).nombre == "Dirección de Cultura"


def test_lo_que_alcanza_a_otra_red_lo_hace_quien_administra(cliente: Cliente) -> None:
    una, otra, _ = _red()
    una_red(instituciones=[una])
    cliente.entrar(una_coordinadora(una_red(instituciones=[una, otra])))
    url = f"/continuidad/instituciones/{una.id}/fusionar"
    datos = {"sucesora_id": str(otra.id), "el": hoy().isoformat()}
    revision = cliente.post(url, datos)
    assert "participa también en otra Red" in revision.text
    assert "Participa en" not in revision.text
    respuesta = cliente.post(
        url, {**datos, "revisado": _oculto(revision.text, "revisado"), "accion": "confirmar"}
    )
    assert respuesta.status_code == 422
    assert db.session.get_one(Institucion, una.id).hasta is None


def test_la_que_ya_no_existe_conserva_su_direccion(cliente: Cliente) -> None:
    una, otra, _ = _red()
    red = una_red(instituciones=[una, otra])
    integrante = una_integrante(red, otra)
    cliente.entrar(una_coordinadora(red))
    url = f"/continuidad/instituciones/{una.id}/cerrar"
    el = (hoy() - timedelta(days=2)).isoformat()
    revision = cliente.post(url, {"el": el})
    cliente.post(url, {"el": el, "revisado": _oculto(revision.text, "revisado"), "accion": "confirmar"})
    for persona in (integrante, una_coordinadora(red)):
        cliente.entrar(persona)
        assert "Ya no existe" in cliente.get(f"/instituciones/{una.id}").text
