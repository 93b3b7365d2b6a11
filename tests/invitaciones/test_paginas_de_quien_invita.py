"""Quien coordina invita, revisa antes de enviar y sigue el libro; nadie más puede."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from red.avisos import lotes
from red.avisos.modelos import Aviso, EstadoAviso
from red.base import db, transaccion
from red.invitaciones.modelos import EstadoInvitacion, Invitacion
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.reloj import ahora
from tests.cliente import Cliente
from tests.fabricas import (
    una_administradora,
    una_analista,
    una_coordinadora,
    una_institucion,
    una_integrante,
    una_red,
)
from tests.invitaciones.ayudas import correos_escritos, una_invitacion


@pytest.fixture
def red(app: Flask) -> Red:
    return una_red(instituciones=[una_institucion(nombre="Tesorería")])


@pytest.fixture
def coordinadora(red: Red, cliente: Cliente) -> Persona:
    persona = una_coordinadora(red)
    cliente.entrar(persona)
    return persona


def enviar(cliente: Cliente, red: Red, correos: str, **datos: str) -> str:
    """Revisa la lista y la envía; devuelve la página en que termina."""
    direccion = f"/invitaciones/nueva?red={red.clave}"
    revisada = cliente.post(direccion, {"correos": correos, "dias": "7", "accion": "revisar", **datos})
    huella = re.search(r'name="huella" value="(\w+)"', revisada.text)
    assert huella, revisada.text
    cuerpo = {"correos": correos, "dias": "7", "huella": huella[1], "accion": "enviar", **datos}
    return cliente.post(direccion, cuerpo, sigue=True).text


# Invitar


def test_revisar_no_envia_y_dice_que_pasara_con_cada_correo(
    cliente: Cliente, red: Red, coordinadora: Persona
) -> None:
    una_invitacion(red, "espera@x.mx")
    pagina = cliente.post(
        f"/invitaciones/nueva?red={red.clave}",
        {"correos": "nueva@x.mx\nsin.arroba\nespera@x.mx", "dias": "7", "accion": "revisar"},
    )
    assert pagina.status_code == 200
    assert "Le falta la arroba." in pagina.text
    assert "Tiene una invitación que vence" in pagina.text
    assert "Enviar 1 invitación y lo marcado" in pagina.text
    assert correos_escritos() == []


def test_enviar_deja_los_correos_por_salir_y_lleva_al_libro(
    cliente: Cliente, red: Red, coordinadora: Persona
) -> None:
    pagina = enviar(cliente, red, "Lucía Torres <lucia@x.mx>, berta@x.mx, mala", mensaje="Te esperamos")
    assert "Salen 2 invitaciones." in pagina
    assert "Lucía Torres" in pagina
    assert correos_escritos() == ["lucia@x.mx", "berta@x.mx"]
    lucia = db.session.scalars(select(Invitacion).where(Invitacion.correo == "lucia@x.mx")).one()
    assert (lucia.mensaje, lucia.creada_por_id) == ("Te esperamos", coordinadora.id)


def test_corregir_vuelve_con_todo_lo_escrito(cliente: Cliente, red: Red, coordinadora: Persona) -> None:
    tesoreria = red_institucion("Tesorería")
    pagina = cliente.post(
        f"/invitaciones/nueva?red={red.clave}",
        {
            "correos": "una@x.mx, mala",
            "mensaje": "Un saludo",
            "nivel": "superior",
            "institucion_id": str(tesoreria),
            "dias": "3",
            "accion": "corregir",
        },
    )
    assert "una@x.mx, mala" in pagina.text
    assert "Un saludo" in pagina.text
    assert re.search(r'selected value="superior"', pagina.text)
    assert re.search(rf'selected value="{tesoreria}"', pagina.text)
    assert re.search(r'selected value="3"', pagina.text)


def test_sin_correos_se_dice_junto_al_campo_y_no_se_pierde_lo_demas(
    cliente: Cliente, red: Red, coordinadora: Persona
) -> None:
    pagina = cliente.post(
        f"/invitaciones/nueva?red={red.clave}", {"correos": " ", "mensaje": "Un saludo", "dias": "7"}
    )
    assert pagina.status_code == 422
    assert "Escribe al menos un correo." in pagina.text
    assert "Un saludo" in pagina.text


def test_si_algo_cambia_mientras_revisa_se_le_muestra_otra_vez(
    cliente: Cliente, red: Red, coordinadora: Persona
) -> None:
    una_invitacion(red, "nueva@x.mx")
    pagina = cliente.post(
        f"/invitaciones/nueva?red={red.clave}",
        {"correos": "nueva@x.mx, otra@x.mx", "dias": "7", "huella": "vieja", "accion": "enviar"},
    )
    assert pagina.status_code == 422
    assert "Algo cambió mientras revisabas" in pagina.text
    assert correos_escritos() == []


def test_la_cuota_se_explica_y_la_lista_no_se_pierde(
    cliente: Cliente, red: Red, coordinadora: Persona, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lotes, "TOPES", [lambda _persona: 0])
    pagina = enviar(cliente, red, "una.mas@x.mx")
    assert "mañana puedes seguir" in pagina
    assert "una.mas@x.mx" in pagina


def test_la_direccion_puede_traer_institucion_y_correo_propuestos(
    cliente: Cliente, red: Red, coordinadora: Persona
) -> None:
    tesoreria = red_institucion("Tesorería")
    pagina = cliente.get(f"/invitaciones/nueva?red={red.clave}&institucion={tesoreria}&correo=ana@x.mx")
    assert re.search(rf'selected value="{tesoreria}"', pagina.text)
    assert "ana@x.mx</textarea>" in pagina.text


def test_quien_coordina_varias_elige_primero_cual(cliente: Cliente, app: Flask) -> None:
    una, otra = una_red(), una_red()
    cliente.entrar(una_administradora())
    pagina = cliente.get("/invitaciones/nueva")
    assert una.nombre in pagina.text
    assert otra.nombre in pagina.text
    assert "<textarea" not in pagina.text


# El libro


def test_el_libro_guarda_los_filtros_en_la_direccion_y_cuenta_por_estado(
    cliente: Cliente, red: Red, coordinadora: Persona
) -> None:
    una_invitacion(red, "espera@x.mx", nombre="Elena Espera")
    una_invitacion(red, "vencio@x.mx", nombre="Vera Vencida", vence_en=ahora() - timedelta(days=1))
    una_invitacion(red, "acepto@x.mx", nombre="Alma Acepta", aceptada_en=ahora())
    todas = cliente.get("/invitaciones/").text
    assert all(nombre in todas for nombre in ("Elena", "Vera", "Alma"))
    vencidas = cliente.get("/invitaciones/?estado=vencida").text
    assert "Vera" in vencidas
    assert "Elena" not in vencidas
    assert "Reenviar" in vencidas
    hallada = cliente.get("/invitaciones/?q=alma&estado=aceptada").text
    assert "Alma" in hallada
    assert re.search(r'href="/invitaciones/\?q=alma"', hallada)
    assert "Ninguna invitación coincide" in cliente.get("/invitaciones/?q=nadie").text


def test_el_libro_vacio_dice_el_paso_siguiente(cliente: Cliente, coordinadora: Persona) -> None:
    assert "Todavía no hay invitaciones" in cliente.get("/invitaciones/").text


def test_un_correo_que_no_salio_se_ve_en_el_libro_y_en_la_invitacion(
    cliente: Cliente, red: Red, coordinadora: Persona
) -> None:
    enviar(cliente, red, "rebota@x.mx")
    invitacion_id = db.session.scalars(select(Invitacion.id)).one()
    with transaccion():
        aviso = db.session.scalars(select(Aviso)).one()
        aviso.estado, aviso.error = EstadoAviso.FALLIDO, "No existe el buzón"
    assert "El correo no salió" in cliente.get("/invitaciones/").text
    ficha = cliente.get(f"/invitaciones/{invitacion_id}").text
    assert "El correo no pudo enviarse" in ficha
    assert "No existe el buzón" in ficha


def test_la_ficha_cuenta_su_historia_con_quien_hizo_cada_cosa(
    cliente: Cliente, red: Red, coordinadora: Persona
) -> None:
    enviar(cliente, red, "ana@x.mx")
    invitacion_id = db.session.scalars(select(Invitacion.id)).one()
    cliente.post(f"/invitaciones/{invitacion_id}/revocar")
    ficha = cliente.get(f"/invitaciones/{invitacion_id}").text
    assert "Se creó la invitación" in ficha
    assert "Se revocó" in ficha
    assert f"Lo hizo {coordinadora.nombre_visible}" in ficha


def test_revocar_pide_confirmacion_y_no_ocurre_con_solo_mirar(
    cliente: Cliente, red: Red, coordinadora: Persona
) -> None:
    invitacion = una_invitacion(red)
    assert (
        "Todos los enlaces que recibió dejarán de servir."
        in cliente.get(f"/invitaciones/{invitacion.id}/revocar").text
    )
    assert invitacion.revocada_en is None
    assert cliente.post(f"/invitaciones/{invitacion.id}/revocar").status_code == 303
    assert invitacion.estado(ahora()) is EstadoInvitacion.REVOCADA


def test_reenviar_alarga_el_plazo_y_dos_veces_seguidas_lo_explica(
    cliente: Cliente, red: Red, coordinadora: Persona
) -> None:
    invitacion = una_invitacion(red, vence_en=ahora() - timedelta(days=1))
    direccion = f"/invitaciones/{invitacion.id}/reenviar"
    assert "más días para responder" in cliente.post(direccion, sigue=True).text
    assert "está por salir" in cliente.post(direccion, sigue=True).text
    assert len(correos_escritos()) == 1


def test_lo_que_pide_quien_respondio_se_ve_y_se_marca_atendido(
    cliente: Cliente, red: Red, coordinadora: Persona
) -> None:
    invitacion = una_invitacion(red, rechazada_en=ahora(), motivo="Cambié de área", propuesta="relevo@x.mx")
    assert "Piden algo" in cliente.get("/invitaciones/").text
    ficha = cliente.get(f"/invitaciones/{invitacion.id}").text
    assert "relevo@x.mx" in ficha
    assert "Cambié de área" in ficha
    cliente.post(f"/invitaciones/{invitacion.id}/atendida")
    assert "Piden algo" not in cliente.get("/invitaciones/").text
    assert "relevo@x.mx" not in cliente.get("/invitaciones/").text


def test_la_red_dice_cuantas_esperan_y_cuantas_estan_por_vencer(
    cliente: Cliente, red: Red, coordinadora: Persona
) -> None:
    una_invitacion(red, "a@x.mx")
    una_invitacion(red, "b@x.mx", vence_en=ahora() + timedelta(hours=10))
    una_invitacion(red, "c@x.mx", vence_en=ahora() - timedelta(hours=10))
    pagina = cliente.get(f"/redes/{red.clave}").text
    assert "1 invitación vence en menos de dos días" in pagina
    assert "1 invitación venció sin respuesta" in pagina
    assert "2 invitaciones esperan respuesta" in pagina


# Permisos


def test_una_integrante_no_invita_y_el_personal_del_instituto_tampoco(cliente: Cliente, red: Red) -> None:
    invitacion = una_invitacion(red)
    for persona in (una_integrante(red), una_analista(red)):
        cliente.entrar(persona)
        assert cliente.get("/invitaciones/").status_code == 403
        assert cliente.get(f"/invitaciones/nueva?red={red.clave}").status_code == 403
        assert cliente.post(f"/invitaciones/{invitacion.id}/revocar").status_code == 403
    assert invitacion.revocada_en is None


def test_para_quien_coordina_otra_red_la_invitacion_no_existe(
    cliente: Cliente, red: Red, coordinadora: Persona
) -> None:
    otra = una_red()
    ajena = una_invitacion(otra)
    for direccion in (
        f"/invitaciones/{ajena.id}",
        f"/invitaciones/nueva?red={otra.clave}",
        f"/invitaciones/?red={otra.clave}",
    ):
        assert cliente.get(direccion).status_code == 404
    for accion in ("reenviar", "revocar", "atendida"):
        assert cliente.post(f"/invitaciones/{ajena.id}/{accion}").status_code == 404
    assert ajena.correo not in cliente.get("/invitaciones/").text
    assert cliente.get("/invitaciones/99999999999999").status_code == 404


def test_sin_sesion_se_pide_entrar(cliente: Cliente, red: Red) -> None:
    respuesta = cliente.get(f"/invitaciones/nueva?red={red.clave}")
    assert respuesta.status_code == 302
    assert "/acceso/entrar" in respuesta.location


def red_institucion(nombre: str) -> int:
    from red.instituciones.modelos import Institucion

    return db.session.scalars(select(Institucion.id).where(Institucion.nombre == nombre)).one()
