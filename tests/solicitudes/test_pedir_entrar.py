"""Pedir entrar sin cuenta: la página pública no nombra a nadie, la respuesta no delata y el respaldo es de lo leído."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from red.avisos.modelos import Aviso
from red.avisos.redaccion import escribir
from red.base import db, transaccion
from red.personas.modelos import Finalidad
from red.redes.modelos import Red
from red.reloj import ahora, hoy
from red.solicitudes import operaciones, trabajos
from red.solicitudes.modelos import ClaseDeLlave, EstadoRespaldo, EstadoSolicitud, LlaveSolicitud, Solicitud
from red.textos import fecha
from tests.cliente import Cliente
from tests.fabricas import (
    un_aviso_de_privacidad,
    un_consentimiento,
    un_enlace,
    una_adscripcion,
    una_coordinadora,
    una_cuenta,
    una_designacion,
    una_edicion,
    una_institucion,
    una_integrante,
    una_persona,
    una_red,
    una_unidad,
)
from tests.solicitudes.ayudas import (
    TITULAR,
    correos,
    enlace_de,
    formulario,
    una_red_abierta,
    una_solicitud,
)


def _unica() -> Solicitud:
    return db.session.scalars(db.select(Solicitud)).one()


# ---------------------------------------------------------------- La página pública


def test_la_pagina_publica_dice_que_es_la_red_y_no_nombra_a_nadie(cliente: Cliente) -> None:
    red = una_red_abierta(nombre="Red del Valle", descripcion="Para trabajar juntas.")
    alguien = una_integrante(red, nombre="Filomena")
    una_edicion(red, lugar="Salón secreto")
    pagina = cliente.get(f"/conoce/{red.clave}").text
    for dicho in (
        "Red del Valle",
        "Para trabajar juntas.",
        red.convocante.nombre,
        "Pedir entrar",
        "Cursos que vienen",
    ):
        assert dicho in pagina
    for callado in ("Filomena", alguien.correo, alguien.primer_apellido, "Salón secreto"):
        assert callado not in pagina
    assert "Red del Valle" in cliente.get("/").text


def test_en_una_red_chica_no_se_dice_cuantas_son(cliente: Cliente) -> None:
    red, aviso = una_red_abierta(), un_aviso_de_privacidad()
    for cuantas in range(1, 6):
        un_consentimiento(una_integrante(red), Finalidad.DIRECTORIO, aviso)
        pagina = cliente.get(f"/conoce/{red.clave}").text
        assert ("Menos de 5" in pagina) is (cuantas < 5)


def test_lo_que_la_red_no_abrio_no_existe_por_fuera(cliente: Cliente) -> None:
    cerrada, sin_solicitudes = una_red(), una_red(publica=True)
    assert cliente.get(f"/conoce/{cerrada.clave}").status_code == 404
    assert cliente.get(f"/solicitudes/pedir/{cerrada.clave}").status_code == 404
    assert cerrada.nombre not in cliente.get("/conoce").text
    assert "Pedir entrar" not in cliente.get(f"/conoce/{sin_solicitudes.clave}").text
    assert cliente.get(f"/solicitudes/pedir/{sin_solicitudes.clave}").status_code == 404


def test_quien_coordina_decide_si_su_red_se_ve_y_recibe_solicitudes(cliente: Cliente) -> None:
    red = una_red()
    cliente.entrar(una_coordinadora(red))
    datos = {"nombre": red.nombre, "meta_numero": "100", "meta_texto": "personas", "dias_para_decidir": "3"}
    mal = cliente.post(f"/redes/{red.clave}/editar", {**datos, "admite_solicitudes": "y"})
    assert mal.status_code == 422
    assert "necesita su página pública" in mal.text
    bien = cliente.post(f"/redes/{red.clave}/editar", {**datos, "admite_solicitudes": "y", "publica": "y"})
    assert bien.status_code == 303
    red = db.session.get_one(Red, red.id)
    assert (red.publica, red.admite_solicitudes, red.dias_para_decidir) == (True, True, 3)


# ---------------------------------------------------------------- Pedir no delata


def test_la_respuesta_es_la_misma_sea_de_quien_sea_la_direccion(cliente: Cliente) -> None:
    red = una_red_abierta()
    integrante = una_integrante(red)
    una_solicitud(red, correo="ya-pidio@ejemplo.test")
    una_solicitud(red, correo="bloqueada@ejemplo.test", declinada_en=ahora(), bloquea=True)
    respuestas = set()
    for correo in (
        "nadie@ejemplo.test",
        integrante.correo,
        "ya-pidio@ejemplo.test",
        "bloqueada@ejemplo.test",
    ):
        respuesta = cliente.post(f"/solicitudes/pedir/{red.clave}", formulario(red, correo=correo))
        respuestas.add((respuesta.status_code, respuesta.headers["Location"], len(respuesta.data)))
    assert len(respuestas) == 1
    assert len(correos("solicitud_confirmar")) == 4
    assert enlace_de("solicitud_confirmar", "nadie@ejemplo.test").startswith("/solicitud/")
    assert enlace_de("solicitud_confirmar", integrante.correo) == "/acceso/entrar"
    assert enlace_de("solicitud_confirmar", "ya-pidio@ejemplo.test").startswith("/solicitud/")
    assert enlace_de("solicitud_confirmar", "bloqueada@ejemplo.test") == ""


def test_a_una_direccion_se_le_escribe_tres_veces_al_dia_y_una_maquina_no_pide(cliente: Cliente) -> None:
    red = una_red_abierta()
    for _ in range(5):
        assert cliente.post(f"/solicitudes/pedir/{red.clave}", formulario(red)).status_code == 303
    assert len(correos("solicitud_confirmar")) == 3
    cliente.post(f"/solicitudes/pedir/{red.clave}", formulario(red, correo="otra@ejemplo.test", sitio="x"))
    assert "otra@ejemplo.test" not in correos("solicitud_confirmar")
    for n in range(20):
        ultima = cliente.post(f"/solicitudes/pedir/{red.clave}", formulario(red, correo=f"n{n}@ejemplo.test"))
    assert ultima.status_code == 429


def test_nadie_ve_la_solicitud_hasta_que_se_comprueba_la_direccion(cliente: Cliente) -> None:
    red = una_red_abierta()
    coordinadora, enlace = una_coordinadora(red), un_enlace(red.convocante)
    cliente.post(f"/solicitudes/pedir/{red.clave}", formulario(red))
    solicitud_id = _unica().id
    quien_decide = Cliente(cliente.app).entrar(coordinadora)
    assert "Lucía" not in quien_decide.get("/bandeja").text
    assert quien_decide.get(f"/solicitudes/{solicitud_id}").status_code == 404

    url = enlace_de("solicitud_confirmar", "lucia@ejemplo.test")
    abierta = cliente.get(url)
    assert abierta.headers["Location"] == "/solicitudes/mia"
    assert "Sí, soy yo" in cliente.get("/solicitudes/mia").text
    assert _unica().confirmada_en is None, "Abrir el enlace no comprueba nada"
    cliente.post("/solicitudes/mia")
    assert _unica().confirmada_en is not None
    assert set(correos("solicitud_nueva")) == {coordinadora.correo, enlace.correo}
    assert "Lucía Torres pide entrar" in quien_decide.get("/bandeja").text
    assert "Lucía Torres pide entrar" in Cliente(cliente.app).entrar(enlace).get("/bandeja").text


def test_quien_no_coordina_ni_es_su_enlace_no_ve_la_solicitud(cliente: Cliente) -> None:
    otra_institucion = una_institucion()
    red, ajena = una_red_abierta(instituciones=[otra_institucion]), una_red()
    solicitud = una_solicitud(red)
    for quien in (una_integrante(red), una_coordinadora(ajena), un_enlace(otra_institucion)):
        visita = Cliente(cliente.app).entrar(quien)
        assert "Lucía" not in visita.get("/bandeja").text
        assert visita.get(f"/solicitudes/{solicitud.id}").status_code == 404
        decidir = visita.get(f"/solicitudes/decidir?a=solicitud-{solicitud.id}&sentido=aprobar", sigue=True)
        assert "Lucía" not in decidir.text


def test_la_que_nadie_comprobo_se_borra_sola(cliente: Cliente) -> None:
    red = una_red_abierta()
    una_solicitud(red, confirmada_en=None, vence_en=ahora() - timedelta(days=31))
    quedan = una_solicitud(
        red, correo="b@ejemplo.test", confirmada_en=None, vence_en=ahora() - timedelta(days=29)
    )
    trabajos.olvidar_solicitudes()
    assert _unica().id == quedan.id


def test_su_enlace_sirve_para_seguirla_corregirla_y_retirarla(cliente: Cliente) -> None:
    red = una_red_abierta()
    cliente.post(f"/solicitudes/pedir/{red.clave}", formulario(red))
    cliente.get(enlace_de("solicitud_confirmar", "lucia@ejemplo.test"))
    cliente.post("/solicitudes/mia")
    assert "En revisión" in cliente.get("/solicitudes/mia").text
    cliente.post("/solicitudes/mia/corregir", formulario(red, puesto="Directora"))
    assert (_unica().puesto, _unica().version) == ("Directora", 2)
    cliente.post("/solicitudes/mia/retirar")
    assert _unica().estado(ahora()) is EstadoSolicitud.RETIRADA
    ajeno = Cliente(cliente.app)
    assert ajeno.get("/solicitudes/mia").status_code == 404


# ---------------------------------------------------------------- El respaldo


def _pedida_con_respaldo(cliente: Cliente, red: Red, **cambios: str) -> None:
    cliente.post(f"/solicitudes/pedir/{red.clave}", formulario(red, titular_correo=TITULAR, **cambios))
    cliente.get(enlace_de("solicitud_confirmar", "lucia@ejemplo.test"))
    cliente.post("/solicitudes/mia")


def test_la_titular_respalda_una_vez_lo_que_leyo(cliente: Cliente) -> None:
    red = una_red_abierta(pide_respaldo=True)
    _pedida_con_respaldo(cliente, red)
    url, titular = enlace_de("solicitud_respaldo", TITULAR), Cliente(cliente.app)
    llaves = db.session.scalars(
        db.select(LlaveSolicitud).where(LlaveSolicitud.clase == ClaseDeLlave.RESPALDAR)
    )
    assert url.rpartition("/")[2] not in {llave.huella for llave in llaves}, "Sólo se guarda la huella"
    assert titular.get(url).headers["Location"] == "/solicitudes/respaldo"
    pagina = titular.get("/solicitudes/respaldo").text
    for dicho in (
        "Lucía Torres",
        "Jefa de unidad",
        "Quiero trabajar con otras instituciones",
        red.convocante.nombre,
    ):
        assert dicho in pagina
    assert _unica().respaldada_en is None, "Abrir el enlace no lo gasta"
    sin_motivo = titular.post("/solicitudes/respaldo", {"respuesta": "no"})
    assert sin_motivo.status_code == 422
    assert titular.post("/solicitudes/respaldo", {"respuesta": "si"}).status_code == 303
    assert _unica().respaldada_en is not None
    titular.get(url)
    assert (
        titular.post("/solicitudes/respaldo", {"respuesta": "no", "motivo": "Me arrepentí"}).status_code
        == 410
    )
    assert _unica().no_respaldada_en is None


def test_corregir_despues_del_respaldo_lo_pide_otra_vez(cliente: Cliente) -> None:
    red = una_red_abierta(pide_respaldo=True)
    _pedida_con_respaldo(cliente, red)
    primero, titular = enlace_de("solicitud_respaldo", TITULAR), Cliente(cliente.app)
    titular.get(primero)
    titular.post("/solicitudes/respaldo", {"respuesta": "si"})
    cliente.post(
        "/solicitudes/mia/corregir", formulario(red, puesto="Directora general", titular_correo=TITULAR)
    )
    assert _unica().respaldada_en is None
    titular.get(primero)
    assert titular.get("/solicitudes/respaldo").status_code == 410
    titular.get(enlace_de("solicitud_respaldo", TITULAR))
    assert "Directora general" in titular.get("/solicitudes/respaldo").text


def test_un_enlace_de_respaldo_vencido_ya_no_responde(cliente: Cliente) -> None:
    red = una_red_abierta(pide_respaldo=True)
    with time_machine.travel(ahora(), tick=False) as reloj:
        _pedida_con_respaldo(cliente, red)
        url, titular = enlace_de("solicitud_respaldo", TITULAR), Cliente(cliente.app)
        reloj.shift(operaciones.PARA_RESPALDAR)
        titular.get(url)
        assert titular.post("/solicitudes/respaldo", {"respuesta": "si"}).status_code == 410
    assert _unica().respaldada_en is None


@pytest.mark.reloj_verdadero
def test_el_respaldo_vence_con_el_reloj_de_la_base_aunque_el_del_proceso_mienta(cliente: Cliente) -> None:
    red = una_red_abierta(pide_respaldo=True)
    _pedida_con_respaldo(cliente, red)
    url, titular = enlace_de("solicitud_respaldo", TITULAR), Cliente(cliente.app)
    db.session.rollback()
    with transaccion():
        _unica().respaldo_vence_en = ahora() - timedelta(minutes=1)
    with time_machine.travel(ahora() - timedelta(days=9)):
        titular.get(url)
        assert titular.post("/solicitudes/respaldo", {"respuesta": "si"}).status_code == 410
    assert _unica().respaldada_en is None


def test_si_consta_la_titular_se_le_escribe_a_ella_y_no_a_la_que_se_escribio(cliente: Cliente) -> None:
    red = una_red_abierta(pide_respaldo=True)
    consta = una_persona(correo="consta@ejemplo.test")
    una_designacion(una_unidad(red.convocante), consta)
    _pedida_con_respaldo(cliente, red)
    assert correos("solicitud_respaldo") == ["consta@ejemplo.test"]
    assert "consta@ejemplo.test" not in cliente.get("/solicitudes/mia").text
    assert _unica().titular_consta


def test_nadie_se_respalda_a_si_misma_ni_molesta_sin_fin_a_una_titular(cliente: Cliente) -> None:
    red = una_red_abierta(pide_respaldo=True)
    propia = formulario(red, titular_correo="LUCIA@ejemplo.test")
    assert cliente.post(f"/solicitudes/pedir/{red.clave}", propia).status_code == 422
    _pedida_con_respaldo(cliente, red)
    for n in range(4):
        cambio = formulario(red, puesto=f"Puesto {n}", titular_correo=TITULAR)
        ultima = cliente.post("/solicitudes/mia/corregir", cambio)
    assert ultima.status_code == 303, "Sólo espera el correo: lo demás no se detiene"
    assert len(correos("solicitud_respaldo")) == operaciones.RESPALDOS_AL_DIA


def test_nadie_manda_su_texto_por_el_correo_de_la_red(cliente: Cliente) -> None:
    red = una_red_abierta()
    ruta = f"/solicitudes/pedir/{red.clave}"
    anuncio = cliente.post(ruta, formulario(red, nombre="Visita www.malo.test y llama al 33"))
    assert anuncio.status_code == 422
    cliente.post(ruta, formulario(red))
    aviso = db.session.scalars(db.select(Aviso).where(Aviso.plantilla == "solicitud_confirmar")).one()
    carta = escribir(aviso)
    assert "Lucía" not in " ".join(parrafo.texto for parrafo in carta.parrafos)


def test_el_mismo_buzon_escrito_de_otro_modo_no_se_respalda(cliente: Cliente) -> None:
    red = una_red_abierta(pide_respaldo=True)
    propia = formulario(red, titular_correo="lucia+jefa@ejemplo.test")
    assert cliente.post(f"/solicitudes/pedir/{red.clave}", propia).status_code == 422


def test_confirmar_siempre_se_puede_aunque_a_su_titular_ya_se_le_escribio(
    cliente: Cliente, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operaciones, "RESPALDOS_AL_DIA", 0)
    red = una_red_abierta(pide_respaldo=True)
    _pedida_con_respaldo(cliente, red)
    assert _unica().confirmada_en is not None
    assert correos("solicitud_respaldo") == []
    assert "se le escribe otra vez el" in cliente.get("/solicitudes/mia").text


def test_lo_que_respaldo_una_direccion_escrita_se_acepta_de_una_en_una(cliente: Cliente) -> None:
    red = una_red_abierta(pide_respaldo=True)
    cliente.entrar(una_coordinadora(red))
    escrita = una_solicitud(red, titular_correo=TITULAR, respaldada_en=ahora())
    consta = una_solicitud(
        red, correo="b@ejemplo.test", titular_correo=TITULAR, titular_consta=True, respaldada_en=ahora()
    )
    varias = cliente.get(f"/solicitudes/decidir?a=solicitud-{escrita.id}&a=solicitud-{consta.id}").text
    assert "Aprobar 1 asunto" in varias
    assert "Se acepta de una en una" in varias
    sola = cliente.get(f"/solicitudes/decidir?a=solicitud-{escrita.id}").text
    assert "no consta en el registro: comprueba de quién es" in sola


def test_quien_ya_tiene_cuenta_entra_sin_otra_invitacion(cliente: Cliente) -> None:
    red = una_red_abierta()
    persona = una_persona(correo="lucia@ejemplo.test")
    una_adscripcion(persona, red.convocante)
    una_cuenta(persona)
    solicitud, decide = una_solicitud(red), una_coordinadora(red)
    with transaccion():
        operaciones.aprobar(operaciones.Orden(solicitud.id, decide.id, version=1))
    assert enlace_de("solicitud_aprobada", "lucia@ejemplo.test") == f"/redes/{red.clave}"
    assert Cliente(cliente.app).entrar(persona).get(f"/redes/{red.clave}").status_code == 200


def test_la_titular_que_aplaza_recibe_otro_correo_el_dia_que_dijo(cliente: Cliente) -> None:
    red = una_red_abierta(pide_respaldo=True)
    _pedida_con_respaldo(cliente, red)
    titular = Cliente(cliente.app)
    titular.get(enlace_de("solicitud_respaldo", TITULAR))
    assert titular.post("/solicitudes/respaldo", {"respuesta": "despues"}).status_code == 422
    for mal in (hoy(red.zona), hoy(red.zona) + timedelta(days=61)):
        datos = {"respuesta": "despues", "cuando": mal.isoformat()}
        assert titular.post("/solicitudes/respaldo", datos).status_code == 422, "Ni hoy ni en tres meses"
    dia = hoy(red.zona) + timedelta(days=10)
    datos = {"respuesta": "despues", "cuando": dia.isoformat()}
    respuesta = titular.post("/solicitudes/respaldo", datos)
    assert respuesta.status_code == 303
    assert fecha(dia) in titular.get(respuesta.headers["Location"]).text
    assert _unica().respaldo(ahora()) is EstadoRespaldo.APLAZADO
    assert titular.get("/solicitudes/respaldo").status_code == 404, "El enlace se gastó"
    trabajos.pedir_los_respaldos_aplazados()
    assert len(correos("solicitud_respaldo")) == 1, "Control: antes de ese día no se le escribe"
    with time_machine.travel(ahora() + timedelta(days=11)):
        trabajos.pedir_los_respaldos_aplazados()
        trabajos.pedir_los_respaldos_aplazados()
        assert len(correos("solicitud_respaldo")) == 2
        titular.get(enlace_de("solicitud_respaldo", TITULAR))
        assert titular.post("/solicitudes/respaldo", {"respuesta": "si"}).status_code == 303
    assert _unica().respaldada_en is not None


def test_el_respaldo_que_no_cupo_hoy_se_pide_solo_manana(cliente: Cliente, monkeypatch: Any) -> None:
    monkeypatch.setattr(operaciones, "RESPALDOS_AL_DIA", 0)
    red = una_red_abierta(pide_respaldo=True)
    _pedida_con_respaldo(cliente, red)
    assert _unica().respaldo_aplazado_al == hoy(red.zona) + timedelta(days=1)
    with time_machine.travel(ahora() + timedelta(days=2)):
        trabajos.pedir_los_respaldos_aplazados()
        assert correos("solicitud_respaldo") == [], "Control: mientras no quepa, sigue aplazado"
    monkeypatch.undo()
    with time_machine.travel(ahora() + timedelta(days=4)):
        trabajos.pedir_los_respaldos_aplazados()
        assert correos("solicitud_respaldo") == [TITULAR]
