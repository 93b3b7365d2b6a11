"""La bienvenida: se da una vez, los pasos se marcan con los datos y, terminada, no vuelve."""

from flask import Flask
from sqlalchemy import select

from red.avisos.modelos import Aviso
from red.base import db, transaccion
from red.bienvenida import consultas
from red.bienvenida.modelos import Paso
from red.bienvenida.trabajos import terminar_bienvenidas
from red.formacion.modelos import Inscripcion
from red.personas.modelos import Finalidad, Interes, Persona, Sentido, Tema
from red.redes import membresias
from red.redes.consultas import membresia_abierta
from red.redes.modelos import Red
from red.reloj import ahora, hoy
from tests import fabricas
from tests.cliente import Cliente


def _llega(red: Red) -> Persona:
    persona = fabricas.una_persona()
    fabricas.una_adscripcion(persona, red.convocante)
    fabricas.una_cuenta(persona)
    with transaccion():
        membresias.incorporar(red, persona, hoy(red.zona))
    return persona


def _por_hacer(red: Red, persona: Persona) -> set[Paso]:
    bienvenida = consultas.bienvenida_de(red.id, persona.id)
    assert bienvenida is not None
    return {avance.paso for avance in consultas.avances(bienvenida) if avance.falta}


def test_llega_un_correo_neutro_y_la_guia_que_se_marca_sola(app: Flask, cliente: Cliente) -> None:
    red = fabricas.una_red()
    persona = _llega(red)
    correos = db.session.scalars(select(Aviso).where(Aviso.plantilla == "bienvenida")).all()
    assert [aviso.para for aviso in correos] == [persona.correo]
    cliente.entrar(persona)
    assert "Te damos la bienvenida" in cliente.get("/panel").get_data(as_text=True)
    assert _por_hacer(red, persona) == set(Paso)
    with transaccion():
        suya = db.session.get_one(Persona, persona.id)
        suya.perfil_completo_en = suya.privacidad_decidida_en = ahora()
        db.session.add(Interes(persona_id=persona.id, sentido=Sentido.BUSCA, tema=Tema.DATOS))
    terminar_bienvenidas()
    assert _por_hacer(red, persona) == {Paso.CURSO}
    edicion = fabricas.una_edicion(red)
    otra = fabricas.una_edicion(fabricas.una_red())
    fabricas.guardar(Inscripcion(edicion_id=otra.id, persona_id=persona.id, lugar=1, pedida_en=ahora(), con_lugar_en=ahora()))  # fmt: skip
    assert _por_hacer(red, persona) == {Paso.CURSO}, "el curso de otra Red no cuenta"
    fabricas.guardar(Inscripcion(edicion_id=edicion.id, persona_id=persona.id, lugar=1, pedida_en=ahora(), con_lugar_en=ahora()))  # fmt: skip
    terminar_bienvenidas()
    with transaccion():
        db.session.delete(db.session.scalars(select(Interes)).one())
    assert "Te damos la bienvenida" not in cliente.get("/panel").get_data(as_text=True)
    # Quien sale y regresa no la recibe otra vez.
    with transaccion():
        membresia = membresia_abierta(red.id, persona.id)
        assert membresia is not None
        membresias.concluir(membresia, hoy(red.zona), None)
    with transaccion():
        membresias.incorporar(red, db.session.get_one(Persona, persona.id), hoy(red.zona))
    assert len(db.session.scalars(select(Aviso).where(Aviso.plantilla == "bienvenida")).all()) == 1
    assert "Te damos la bienvenida" not in cliente.get("/panel").get_data(as_text=True)


def test_lo_que_se_deja_para_despues_ya_no_se_pide(app: Flask, cliente: Cliente) -> None:
    red = fabricas.una_red()
    persona = _llega(red)
    cliente.entrar(persona)
    for paso in Paso:
        assert "Te damos la bienvenida" in cliente.get("/panel").get_data(as_text=True)
        assert cliente.post(f"/bienvenida/{red.clave}/despues/{paso.value}").status_code == 303
    assert "Te damos la bienvenida" not in cliente.get("/panel").get_data(as_text=True)
    assert cliente.post(f"/bienvenida/{red.clave}/despues/otro").status_code == 404


def test_dice_quien_coordina_y_quien_mas_es_de_su_institucion_si_se_deja_ver(
    app: Flask, cliente: Cliente
) -> None:
    red = fabricas.una_red()
    coordina = fabricas.una_coordinadora(red)
    visible, oculta = fabricas.una_integrante(red), fabricas.una_integrante(red)
    fabricas.un_consentimiento(visible, Finalidad.DIRECTORIO, fabricas.un_aviso_de_privacidad())
    cliente.entrar(coordina)
    cliente.post(f"/bienvenida/{red.clave}/texto", {"texto": "Aquí nadie trabaja sola."})
    persona = _llega(red)
    cliente.entrar(persona)
    pagina = cliente.get(f"/bienvenida/{red.clave}").get_data(as_text=True)
    assert "Aquí nadie trabaja sola." in pagina
    assert coordina.nombre_visible in pagina
    assert coordina.correo not in pagina
    assert visible.primer_apellido in pagina
    assert oculta.primer_apellido not in pagina
    cliente.entrar(visible)
    assert cliente.get(f"/bienvenida/{red.clave}").status_code == 404, "quien ya estaba no tiene guía"
