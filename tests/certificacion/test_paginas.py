"""El camino entero por sus páginas, cada quien con su cuenta; y a quien no le toca, no existe."""

import re
from typing import Any

from red.base import db
from red.certificacion.modelos import Etapa, Expediente, PapelEnExpediente
from red.certificacion.operaciones_juicio import PREGUNTAS
from tests import fabricas
from tests.certificacion.escena import Escena, reactivos
from tests.cliente import Cliente

FICHA = {
    "curp": "oeal800101mjcrrz09", "nacimiento": "1980-01-01", "lugar_de_nacimiento": "Tonalá", "genero": "Mujer",
    "nacionalidad": "Mexicana", "telefono": "33 1234 5678", "domicilio": "Calle 1", "escolaridad": "Maestría", "trabaja": "si",
}  # fmt: skip
PLAN = {
    "evaluacion_el": "2030-01-10", "evaluacion_hora": "10:00", "evaluacion_lugar": "Aula", "resultados_el": "2030-01-12",
    "resultados_hora": "10:00", "resultados_lugar": "Aula", "actividades": "Guía: conduce", "criterio_uno": "Sumar",
    "criterio_dos": "Nada en cero",
}  # fmt: skip


def texto(respuesta: Any) -> str:
    return " ".join(respuesta.get_data(as_text=True).split())


def visto(cliente: Cliente, url: str) -> str:
    hallado = re.search(r'name="visto" value="(\w+)"', texto(cliente.get(url)))
    assert hallado is not None
    return hallado[1]


def test_el_camino_entero_por_sus_paginas(cliente: Cliente, escena: Escena) -> None:
    cliente.entrar(escena.coordinadora)
    assert "Abrir un expediente" in texto(cliente.get("/certificacion/"))
    nuevo = f"/certificacion/red/{escena.red.clave}/nuevo"
    hecho = cliente.post(nuevo, {"estandar_id": escena.estandar.id, "persona_id": escena.candidata.id})
    assert hecho.status_code == 303, texto(hecho)
    url = hecho.headers["Location"]
    assert "Falta nombrar a la evaluadora" in texto(cliente.get(url))
    assert "Puede" in texto(cliente.get("/certificacion/evaluadoras"))
    hecho = cliente.post(f"{url}/nombrar", {"papel": "evaluadora", "persona_id": escena.evaluadora.id})
    assert hecho.status_code == 303, texto(hecho)

    cliente.entrar(escena.evaluadora)
    hecho = cliente.post(f"{url}/diagnostico", {"aplicado_el": "2026-01-10", "aciertos": 9, "total": 10})
    assert hecho.status_code == 303, texto(hecho)
    cliente.entrar(escena.candidata)
    assert "Le toca:</strong> a ti" in texto(cliente.get("/certificacion/mia"))
    cliente.post(f"{url}/decidir", {"visto": visto(cliente, url), "decision": "evaluarse"})
    assert cliente.post(f"{url}/ficha", FICHA).status_code == 303
    assert "OEAL800101MJCRRZ09" in texto(cliente.get(url))

    cliente.entrar(escena.evaluadora)
    assert cliente.post(f"{url}/plan", PLAN).status_code == 303
    cliente.entrar(escena.candidata)
    cliente.post(f"{url}/aceptar-plan", {"visto": visto(cliente, url)})

    cliente.entrar(escena.evaluadora)
    e = db.session.query(Expediente).one()
    assert e.etapa is Etapa.EVALUACION
    todos = {f"r{r}": "si" for r in reactivos(e)}
    parte = dict(list(todos.items())[:3])
    cliente.post(f"{url}/instrumento", {**parte, "accion": "terminar"})
    assert "sin calificar" in texto(cliente.get(f"{url}/instrumento"))
    cliente.post(f"{url}/instrumento", {**todos, "accion": "terminar"})
    assert "Es competente" in texto(cliente.get(f"{url}/juicio"))
    cliente.post(f"{url}/juicio", {})
    cliente.entrar(escena.candidata)
    assert (
        "competente"
        not in texto(cliente.get(url)).lower().replace("competente todavía", "").partition("el camino")[0]
    )
    cliente.entrar(escena.evaluadora)
    cedula = {"mejores_practicas": "Escucha", "areas_de_oportunidad": "Ninguna", "recomendaciones": "Seguir"}
    assert cliente.post(f"{url}/cedula", cedula).status_code == 303

    cliente.entrar(escena.candidata)
    assert "Es competente" in texto(cliente.get(url))
    cliente.post(f"{url}/aceptar-cedula", {"visto": visto(cliente, url)})
    assert cliente.post(f"{url}/encuesta", {"trato": "4"}).status_code == 422
    assert cliente.post(f"{url}/encuesta", {clave: "3" for clave, _ in PREGUNTAS}).status_code == 303
    db.session.expire_all()
    assert e.etapa is Etapa.PORTAFOLIO

    cliente.entrar(escena.coordinadora)
    for cual in ("plan", "cedula"):
        assert "con el folio" in texto(cliente.post(f"{url}/papel/{cual}", {}, sigue=True))
    cliente.entrar(escena.candidata)
    archivo = re.search(r"/archivos/[\w/-]+", texto(cliente.get(url)))
    assert archivo is not None
    assert cliente.get(archivo[0]).status_code == 200
    cliente.entrar(escena.coordinadora)
    assert "EC0308" in texto(cliente.post("/certificacion/expedientes.csv", {}))


def test_quien_no_participa_no_lo_encuentra_y_nadie_hace_lo_de_otra(cliente: Cliente, escena: Escena) -> None:
    e = escena.hasta(Etapa.PLAN)
    url = f"/certificacion/expedientes/{e.clave}"
    ajenas = [fabricas.una_integrante(escena.red), fabricas.una_coordinadora(fabricas.una_red(clave="otra"))]
    for quien in ajenas:
        cliente.entrar(quien)
        for pagina in ("", "/plan", "/ficha", "/instrumento", "/nombrar"):
            assert cliente.get(url + pagina).status_code == 404
        assert cliente.post(f"{url}/plan", PLAN).status_code == 404
    cliente.entrar(escena.coordinadora)
    assert cliente.get(url).status_code == 200
    assert cliente.post(f"{url}/plan", PLAN).status_code == 404, "lleva el expediente, pero no evalúa"
    assert cliente.post(f"{url}/ficha", FICHA).status_code == 404
    cliente.entrar(escena.candidata)
    assert cliente.get(f"{url}/instrumento").status_code == 404
    assert cliente.post(f"{url}/nombrar", {}).status_code == 404


def test_quien_lleva_la_certificacion_no_lleva_la_suya(cliente: Cliente, escena: Escena) -> None:
    escena.candidata = escena.coordinadora
    fabricas.una_membresia(escena.red, escena.coordinadora)
    e = escena.abrir()
    cliente.entrar(escena.coordinadora)
    url = f"/certificacion/expedientes/{e.clave}"
    assert cliente.get(url).status_code == 200
    assert cliente.get(f"{url}/nombrar").status_code == 404
    assert PapelEnExpediente.CANDIDATA.etiqueta in texto(cliente.get(url))
