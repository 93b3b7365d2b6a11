"""Las páginas de los trayectos: el mío, el de cada función, el plan de cada unidad y el avance de todas."""

import io
import zipfile
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from red.avisos.modelos import Aviso
from red.avisos.redaccion import NoHaceFalta, escribir
from red.base import db, transaccion
from red.formacion import consultas_logros
from red.formacion.modelos_catalogo import ParaQuien
from red.formacion.modelos_logros import FormacionExterna
from red.personas.modelos import Finalidad, Persona
from red.redes.modelos import Red
from red.reloj import hoy
from red.trayectos import consultas, operaciones
from red.unidades.modelos import Funcion
from tests import fabricas
from tests.cliente import Cliente
from tests.formacion.apoyo import texto
from tests.formacion.aula import que_termina, un_curso_que_cubre, una_externa, unos_contenidos

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def pide(red: Red, para: ParaQuien, **que: int) -> None:
    with transaccion():
        operaciones.agregar_paso(operaciones.abrir_trayecto(red.id, para).id, **que)


def test_cada_quien_ve_su_trayecto_y_su_siguiente_paso(
    app: Flask, cliente: Cliente, red: Red, ana: Persona
) -> None:
    genero, agendas = unos_contenidos(red, "Perspectiva de género", "Agendas")
    curso = un_curso_que_cubre(red, {genero.id: 4}, "BAS-1", nombre="Básico", vigencia_meses=12)
    edicion = fabricas.una_edicion(red, curso=curso)
    pide(red, ParaQuien.INTEGRANTE, curso_id=curso.id)
    pide(red, ParaQuien.TITULAR, contenido_id=agendas.id)  # no es su función: no le toca
    cliente.entrar(ana)
    pagina = texto(cliente.get("/formacion/mias"))
    assert "Tu siguiente paso" in pagina
    assert f"/formacion/ediciones/{edicion.id}" in pagina
    que_termina(ana, edicion, dia=hoy() - timedelta(days=3))
    pagina = texto(cliente.get("/formacion/mias"))
    assert "Vas al día" in pagina
    assert "1</strong> de 2" in pagina  # contenidos
    assert consultas.progresos(red.id, [ana.id], hoy())[ana.id].horas == 20


def test_lo_tomado_en_otra_parte_se_registra_con_comprobante_y_otra_persona_lo_confirma(
    app: Flask, cliente: Cliente, red: Red, ana: Persona, coordinadora: Persona
) -> None:
    (genero,) = unos_contenidos(red, "Perspectiva de género")
    cliente.entrar(ana)
    datos = {
        "nombre": "Diplomado",
        "impartida_por": "Universidad",
        "horas": "30",
        "terminada_el": "2026-01-15",
    }
    sin = cliente.post("/trayectos/otra-parte", datos)
    assert sin.status_code == 422
    con = {**datos, "contenidos": str(genero.id), "archivo": (io.BytesIO(PDF), "constancia.pdf")}
    assert cliente.post("/trayectos/otra-parte", con).status_code == 303
    externa = db.session.scalars(select(FormacionExterna)).one()
    archivo = f"/archivos/{externa.archivo.clave}"
    assert cliente.get(archivo).status_code == 200
    assert cliente.get(f"/trayectos/otra-parte/{externa.id}").status_code == 403
    cliente.entrar(fabricas.una_integrante(red))
    assert cliente.get(archivo).status_code == 404
    cliente.entrar(coordinadora)
    assert cliente.get(archivo).status_code == 200
    assert "Diplomado" in texto(cliente.get("/trayectos/por-confirmar"))
    hecho = cliente.post(
        f"/trayectos/otra-parte/{externa.id}", {"contenidos": str(genero.id), "curso_id": ""}
    )
    assert hecho.status_code == 303
    (logro,) = consultas_logros.de_persona(ana.id)
    assert (logro.horas, logro.nombre) == (30, "Diplomado")
    assert consultas.progresos(red.id, [ana.id], hoy())[ana.id].cubiertos == {genero.id}
    propia = una_externa(coordinadora, red)
    vuelta = cliente.post(f"/trayectos/otra-parte/{propia.id}", {"curso_id": ""})
    assert vuelta.status_code == 422
    assert "la confirma otra persona" in texto(vuelta)


def test_el_avance_cuenta_horas_por_institucion_y_un_enlace_ve_solo_la_suya(
    app: Flask, cliente: Cliente, red: Red, coordinadora: Persona
) -> None:
    suya, otra = fabricas.una_institucion(nombre="Tesorería"), fabricas.una_institucion(nombre="Obras")
    for institucion in (suya, otra):
        fabricas.una_participacion(red, institucion)
    beatriz = fabricas.una_integrante(red, suya, nombre="Beatriz")
    carmen = fabricas.una_integrante(red, otra, nombre='=HYPERLINK("http://x")')
    curso = un_curso_que_cubre(red, {}, "BAS-1", nombre="Básico")
    edicion = fabricas.una_edicion(red, curso=curso)
    pide(red, ParaQuien.INTEGRANTE, curso_id=curso.id)
    que_termina(beatriz, edicion, dia=hoy() - timedelta(days=2))
    cliente.entrar(coordinadora)
    pagina = texto(cliente.get("/trayectos/avance"))
    for dicho in ("Beatriz", "HYPERLINK", "Tesorería", "100 %"):
        assert dicho in pagina
    assert "Beatriz" not in texto(cliente.get("/trayectos/avance?estado=en_camino"))
    antes = texto(cliente.get(f"/trayectos/avance?fecha={(hoy() - timedelta(days=5)).isoformat()}"))
    assert "Horas por institución" not in antes
    hoja = cliente.post("/trayectos/avance.xlsx", {"fecha": hoy().isoformat()})
    with zipfile.ZipFile(io.BytesIO(hoja.data)) as libro:
        celdas = libro.read("xl/worksheets/sheet1.xml").decode()
        textos = libro.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in celdas
    assert "HYPERLINK" in textos
    fabricas.un_consentimiento(beatriz, Finalidad.DIRECTORIO, fabricas.un_aviso_de_privacidad())
    fabricas.una_integrante(red, suya, nombre="Dorotea")
    cliente.entrar(fabricas.un_enlace(suya))
    pagina = texto(cliente.get("/trayectos/avance"))
    assert "Beatriz" in pagina
    assert "Dorotea" not in pagina, "no aceptó que sus colegas la vean"
    for ajeno in ("HYPERLINK", "Obras", carmen.primer_apellido + " ", "Parte del total"):
        if ajeno.strip() != beatriz.primer_apellido:
            assert ajeno not in pagina
    assert cliente.get("/trayectos/avance?red=ajena").status_code == 404
    assert cliente.get(f"/trayectos/avance?institucion={'9' * 40}").status_code == 200


def test_control_sin_mirar_de_que_institucion_es_el_enlace_veria_las_demas(
    app: Flask, cliente: Cliente, red: Red, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Si esto no fallara, la de arriba no distinguiría una página que se limita a lo suyo de una que no."""
    from red.trayectos.vistas import avance

    suya, otra = fabricas.una_institucion(nombre="Tesorería"), fabricas.una_institucion(nombre="Obras")
    for institucion in (suya, otra):
        fabricas.una_participacion(red, institucion)
    fabricas.una_integrante(red, otra)
    cliente.entrar(fabricas.un_enlace(suya))
    assert "Obras" not in texto(cliente.get("/trayectos/avance"))
    monkeypatch.setattr(avance, "solo_de", lambda _red: None)
    assert "Obras" in texto(cliente.get("/trayectos/avance?nivel="))


def test_el_plan_de_una_unidad_dice_que_le_toca_a_cada_quien_y_se_recuerda_una_vez(
    app: Flask, cliente: Cliente, red: Red, ana: Persona, coordinadora: Persona
) -> None:
    institucion = fabricas.una_institucion(nombre="Tesorería")
    fabricas.una_participacion(red, institucion)
    unidad = fabricas.una_unidad(institucion)
    fabricas.una_designacion(unidad, ana, desde=hoy() - timedelta(days=400))
    berta = fabricas.una_integrante(red, institucion)
    fabricas.una_designacion(unidad, berta, funcion=Funcion.ENLACE)
    curso = un_curso_que_cubre(red, {}, "BAS-1", nombre="Básico")
    pide(red, ParaQuien.TITULAR, curso_id=curso.id, plazo_meses=6)
    cliente.entrar(coordinadora)
    plan = texto(cliente.get(f"/trayectos/unidades/{unidad.id}"))
    for dicho in ("Básico", "Atrasado", "Era para el", "La Red no pide nada en particular"):
        assert dicho in plan
    assert cliente.post(f"/trayectos/unidades/{unidad.id}.xlsx", {}).status_code == 200
    assert "Tesorería" in texto(cliente.get("/trayectos/unidades"))
    recordar = f"/trayectos/red/{red.clave}/recordar"
    assert "Recordar la formación a 1 persona" in texto(cliente.get(recordar))
    assert cliente.post(recordar, {}).status_code == 303
    assert cliente.post(recordar, {}).status_code == 422  # hace menos de dos semanas
    (aviso,) = db.session.scalars(select(Aviso).where(Aviso.plantilla == consultas.RECORDATORIO))
    assert (aviso.para, aviso.red_id) == (ana.correo, red.id)
    with transaccion():
        assert "te toca un paso" in str(escribir(aviso))
    que_termina(ana, fabricas.una_edicion(red, curso=curso))
    with pytest.raises(NoHaceFalta), transaccion():
        escribir(aviso)
    cliente.entrar(fabricas.un_enlace(fabricas.una_institucion()))
    assert cliente.get(f"/trayectos/unidades/{unidad.id}").status_code == 404


def test_los_pasos_se_agregan_se_ordenan_y_se_quitan(
    app: Flask, cliente: Cliente, red: Red, coordinadora: Persona
) -> None:
    (genero,) = unos_contenidos(red, "Perspectiva de género")
    curso = un_curso_que_cubre(red, {}, "BAS-1", nombre="Básico")
    cliente.entrar(coordinadora)
    camino = f"/trayectos/red/{red.clave}/para/titular"
    assert cliente.post(camino, {"que": f"curso:{curso.id}", "plazo_meses": "6"}).status_code == 303
    assert cliente.post(camino, {"que": f"curso:{curso.id}"}).status_code == 422
    cliente.post(f"{camino}/contenidos", {})
    trayecto = consultas.trayecto(red.id, ParaQuien.TITULAR)
    assert trayecto
    assert [p.nombre for p in trayecto.pasos] == ["Básico", genero.nombre]
    cliente.post(f"/trayectos/pasos/{trayecto.pasos[1].id}/subir", {})
    db.session.expire_all()
    assert [p.nombre for p in trayecto.pasos] == [genero.nombre, "Básico"]
    cliente.post(f"/trayectos/pasos/{trayecto.pasos[0].id}/quitar", {})
    ajeno = un_curso_que_cubre(fabricas.una_red(), {}, "X-1")
    assert cliente.post(camino, {"que": f"curso:{ajeno.id}"}).status_code in {404, 422}
    assert "Básico" in texto(cliente.get(f"/trayectos/red/{red.clave}"))
