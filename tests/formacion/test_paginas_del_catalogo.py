"""Las páginas del catálogo: lo que ve quien integra la Red y lo que cambia quien la coordina."""

import re

import pytest
from flask import Flask

from red.base import db
from red.formacion import consultas_catalogo
from red.formacion.modelos import Contenido, Curso
from red.personas.modelos import Persona
from red.redes.modelos import Red
from tests import fabricas
from tests.cliente import Cliente
from tests.formacion.apoyo import texto
from tests.formacion.aula import pedir, un_curso_que_cubre, unos_contenidos

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


def test_quien_integra_la_red_entiende_un_curso_y_lo_que_le_falta(
    app: Flask, cliente: Cliente, red: Red, ana: Persona
) -> None:
    (genero,) = unos_contenidos(red, "Perspectiva de género")
    basico = un_curso_que_cubre(red, {genero.id: 4}, "BAS-1", nombre="Básico")
    curso = un_curso_que_cubre(
        red, {}, "AV-1", nombre="Avanzado", vigencia_meses=24, para_quien="Para enlaces"
    )
    pedir(curso, [{"clase": "curso", "pide_curso_id": basico.id}])
    edicion = fabricas.una_edicion(red, curso=basico, nombre="Otoño")
    cliente.entrar(ana)
    oferta = texto(cliente.get("/formacion/catalogo"))
    assert "Avanzado" in oferta
    assert "Pide algo antes." in oferta
    assert "Perspectiva de género" in oferta
    ficha = texto(cliente.get(f"/formacion/cursos/{curso.id}"))
    assert "Para enlaces" in ficha
    assert "2 años; después hay que tomarlo otra vez" in ficha
    assert "Te falta" in ficha
    assert f"/formacion/ediciones/{edicion.id}" in ficha
    assert "Versiones" not in ficha
    assert "Abrir una edición" not in ficha
    assert cliente.get(f"/formacion/cursos/{curso.id}/requisitos").status_code == 403


def test_corregir_un_curso_con_ediciones_dice_que_hara_otra_version(
    app: Flask, cliente: Cliente, red: Red, coordinadora: Persona
) -> None:
    cliente.entrar(coordinadora)
    de_antes = fabricas.una_edicion(red)  # de cuando no había versiones: su curso también tiene página
    assert cliente.get(f"/formacion/cursos/{de_antes.curso_id}").status_code == 200
    cliente.post(f"/formacion/contenidos/{red.clave}/empezar", {})
    contenidos = consultas_catalogo.contenidos_de(red.id)
    assert len(contenidos) == 7
    datos = {"codigo": "T-1", "nombre": "Taller", "tipo": "taller", "horas": "8"}
    cliente.post("/formacion/cursos/nuevo", {**datos, f"horas_{contenidos[0].id}": "6"})
    curso = db.session.query(Curso).filter_by(codigo="T-1").one()
    editar = f"/formacion/cursos/{curso.id}/editar"
    assert "conserva" not in texto(cliente.get(editar))
    edicion = fabricas.una_edicion(
        red, curso=curso, version_id=consultas_catalogo.versiones_de(curso.id)[0].id
    )
    pagina = cliente.get(editar).get_data(as_text=True)
    assert "La edición ya abierta conserva la versión 1" in pagina
    como_estaba = re.search(r'name="como_estaba"[^>]*value="([^"]*)"', pagina)
    assert como_estaba
    escrito = {**datos, "horas": "12", f"horas_{contenidos[0].id}": "6", f"horas_{contenidos[1].id}": "4"}
    hecho = cliente.post(editar, {**escrito, "como_estaba": como_estaba[1].replace("&#34;", '"')})
    assert hecho.status_code == 303
    ficha = texto(cliente.get(f"/formacion/cursos/{curso.id}"))
    assert "Guardamos la versión 2: la edición ya abierta conserva la versión con que se abrió." in ficha
    assert "Duraba 8 horas; ahora, 12." in ficha
    assert f"Ahora cubre «{contenidos[1].nombre}»." in ficha
    db.session.expire_all()
    assert (edicion.version.numero, edicion.version.horas) == (1, 8)


def test_las_condiciones_se_agregan_y_se_quitan_y_ninguna_da_vueltas(
    app: Flask, cliente: Cliente, red: Red, coordinadora: Persona
) -> None:
    uno, otro = (un_curso_que_cubre(red, {}, codigo, nombre=codigo) for codigo in ("A-1", "B-1"))
    cliente.entrar(coordinadora)
    cliente.post(f"/formacion/cursos/{uno.id}/requisitos", {"que": f"curso:{otro.id}"})
    grupo = consultas_catalogo.requisitos_de(uno.id)[0].grupo
    cliente.post(f"/formacion/cursos/{uno.id}/requisitos", {"que": "quien:enlace", "grupo": str(grupo)})
    cliente.post(f"/formacion/cursos/{uno.id}/requisitos", {"que": "vigente:"})
    pagina = texto(cliente.get(f"/formacion/cursos/{uno.id}/requisitos"))
    assert "Haber terminado «B-1»" in pagina
    assert "ser enlace" in pagina
    assert "Condición 2" in pagina
    # basta otra manera de cumplirla para que no sea una vuelta; sin ella, sí lo es
    assert (
        cliente.post(f"/formacion/cursos/{otro.id}/requisitos", {"que": f"curso:{uno.id}"}).status_code == 303
    )
    enlace = next(r for r in consultas_catalogo.requisitos_de(uno.id) if r.quien)
    cliente.post(f"/formacion/cursos/{uno.id}/requisitos/{enlace.id}/quitar", {})
    assert "Así nadie podría tomarlo" in texto(cliente.get(f"/formacion/cursos/{uno.id}/requisitos"))
    assert len(consultas_catalogo.requisitos_de(uno.id)) == 3
    vuelta = cliente.post(f"/formacion/cursos/{uno.id}/requisitos", {"que": f"acreditado:{otro.id}"})
    assert vuelta.status_code == 422
    assert "Así nadie podría tomarlo" in texto(vuelta)
    assert cliente.post(f"/formacion/cursos/{uno.id}/requisitos", {"que": "curso:abc"}).status_code == 400


def test_de_otra_red_no_hay_nada(app: Flask, cliente: Cliente, red: Red, coordinadora: Persona) -> None:
    ajena = fabricas.una_red()
    curso = un_curso_que_cubre(ajena, {}, "X-1")
    (contenido,) = unos_contenidos(ajena, "Agendas")
    cliente.entrar(coordinadora)
    for url in (f"/formacion/cursos/{curso.id}", f"/formacion/contenidos/{contenido.id}/editar"):
        assert cliente.get(url).status_code == 404
    propio = un_curso_que_cubre(red, {}, "P-1")
    pedido = cliente.post(f"/formacion/cursos/{propio.id}/requisitos", {"que": f"contenido:{contenido.id}"})
    assert pedido.status_code == 422
    assert db.session.get_one(Contenido, contenido.id).retirado_el is None
