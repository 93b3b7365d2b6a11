"""Quien recibe el enlace decide: abrirlo no cambia nada, y cada enlace malo dice qué hacer."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from red.acceso.modelos import Cuenta
from red.base import db, transaccion
from red.invitaciones import operaciones
from red.invitaciones.modelos import EstadoInvitacion, Invitacion, LlaveInvitacion
from red.personas.consultas import finalidades_de, persona_de_correo
from red.personas.modelos import Adscripcion, Finalidad
from red.redes.consultas import integra
from red.redes.modelos import Red
from red.reloj import ahora, hoy
from tests.cliente import Cliente
from tests.fabricas import (
    un_aviso_de_privacidad,
    una_coordinadora,
    una_institucion,
    una_integrante,
    una_red,
)
from tests.invitaciones.ayudas import correos_escritos, formulario_de_alta, una_invitacion, una_llave

ACEPTAR, REGISTRARSE = "/invitaciones/aceptar", "/invitaciones/registrarse"


@pytest.fixture
def red(app: Flask) -> Red:
    un_aviso_de_privacidad()
    return una_red(nombre="Red de Tonalá")


@pytest.fixture
def invitacion(red: Red) -> Invitacion:
    return una_invitacion(red, institucion_id=red.convocante_id)


@pytest.fixture
def ficha(invitacion: Invitacion) -> str:
    return una_llave(invitacion)


def abrir(cliente: Cliente, ficha: str) -> str:
    return cliente.get(f"/invitacion/{ficha}", sigue=True).text


def consentir(cliente: Cliente, **opcionales: str) -> None:
    assert cliente.post(ACEPTAR, {"acepto": "y", **opcionales}).location == REGISTRARSE


def cuentas() -> int:
    return db.session.scalar(select(func.count(Cuenta.id))) or 0


# El camino entero


def test_de_abrir_el_enlace_a_su_perfil(cliente: Cliente, invitacion: Invitacion, ficha: str) -> None:
    pagina = abrir(cliente, ficha)
    assert "Te invitan a la Red de Tonalá" in pagina
    assert "Usamos tus datos para que integres la Red." in pagina
    consentir(cliente, directorio="y")
    respuesta = cliente.post(
        REGISTRARSE, formulario_de_alta(institucion_id=str(invitacion.red.convocante_id))
    )
    assert respuesta.status_code == 303
    assert respuesta.location == "/personas/mi-perfil"
    perfil = cliente.get(respuesta.location)
    assert perfil.status_code == 200
    assert "Te damos la bienvenida" in perfil.text
    persona = persona_de_correo(invitacion.correo)
    assert persona is not None
    assert integra(invitacion.red_id, persona.id, hoy())
    assert finalidades_de(persona.id) == {Finalidad.PARTICIPAR, Finalidad.DIRECTORIO}


def test_la_ficha_deja_la_direccion_y_no_viaja_a_ninguna_parte(
    cliente: Cliente, invitacion: Invitacion, ficha: str
) -> None:
    respuesta = cliente.get(f"/invitacion/{ficha}")
    assert respuesta.status_code == 302
    assert respuesta.location == ACEPTAR
    assert respuesta.headers["Referrer-Policy"] == "no-referrer"
    with cliente.navegador.session_transaction() as sesion:
        assert ficha not in str(dict(sesion))
    assert ficha not in cliente.get(ACEPTAR).text


def test_abrir_el_enlace_mil_veces_no_cambia_nada(
    cliente: Cliente, invitacion: Invitacion, ficha: str
) -> None:
    for _ in range(3):
        abrir(cliente, ficha)
        cliente.navegador.head(f"/invitacion/{ficha}")
    assert invitacion.abierta_en is None
    assert invitacion.estado(ahora()) is EstadoInvitacion.ENVIADA
    consentir(cliente)
    assert invitacion.estado(ahora()) is EstadoInvitacion.ABIERTA


def test_nada_viene_marcado_y_sin_aceptar_el_aviso_no_se_sigue(
    cliente: Cliente, invitacion: Invitacion, ficha: str
) -> None:
    pagina = abrir(cliente, ficha)
    assert not re.search(r"<input[^>]*checkbox[^>]*checked", pagina)
    respuesta = cliente.post(ACEPTAR, {"directorio": "y"})
    assert respuesta.status_code == 422
    assert "hace falta aceptar el aviso de privacidad" in respuesta.text
    assert cliente.get(REGISTRARSE).location == ACEPTAR
    assert invitacion.abierta_en is None


def test_lo_escrito_no_se_pierde_y_el_error_va_junto_a_su_campo(
    cliente: Cliente, invitacion: Invitacion, ficha: str
) -> None:
    abrir(cliente, ficha)
    consentir(cliente)
    respuesta = cliente.post(
        REGISTRARSE, formulario_de_alta(institucion_id=str(invitacion.red.convocante_id), contrasena="corta")
    )
    assert respuesta.status_code == 422
    assert "de 15 caracteres" in respuesta.text
    assert 'value="Lucía"' in respuesta.text
    assert 'value="Jefa de unidad"' in respuesta.text
    assert cuentas() == 0


def test_la_institucion_y_el_nivel_propuestos_vienen_elegidos(cliente: Cliente, red: Red) -> None:
    abrir(cliente, una_llave(una_invitacion(red, institucion_id=red.convocante_id, nivel="superior")))
    consentir(cliente)
    pagina = cliente.get(REGISTRARSE).text
    assert re.search(rf'selected value="{red.convocante_id}"', pagina)
    assert re.search(r'selected value="superior"', pagina)


def test_si_su_institucion_no_esta_en_la_lista_entra_y_la_coordinacion_lo_sabe(
    cliente: Cliente, invitacion: Invitacion, ficha: str
) -> None:
    abrir(cliente, ficha)
    consentir(cliente)
    sin_nombre = cliente.post(REGISTRARSE, formulario_de_alta(institucion_id="0"))
    assert sin_nombre.status_code == 422
    assert "Escribe el nombre de tu institución." in sin_nombre.text
    datos = formulario_de_alta(institucion_id="0", otra_institucion="Consejería Jurídica")
    assert cliente.post(REGISTRARSE, datos).status_code == 303
    assert "Consejería Jurídica" in (invitacion.nota or "")
    assert "Jefa de unidad" in (invitacion.nota or "")
    assert invitacion.por_atender


@pytest.mark.parametrize("imposible", ["9" * 30, "2147483648", "-1", "abc", "1.5", "٣"])
def test_una_institucion_imposible_se_dice_junto_a_su_campo(
    cliente: Cliente, ficha: str, imposible: str
) -> None:
    abrir(cliente, ficha)
    consentir(cliente)
    respuesta = cliente.post(REGISTRARSE, formulario_de_alta(institucion_id=imposible))
    assert respuesta.status_code == 422
    error = re.search(r'id="institucion_id-error">(.*?)</p>', respuesta.text, re.S)
    assert error is not None
    assert "Elige una de las que aparecen" in error[1]
    assert cuentas() == 0


@pytest.mark.parametrize("propuesta", [True, False])
def test_la_institucion_que_nombro_la_invitacion_nace_confirmada_y_la_otra_no(
    cliente: Cliente, red: Red, propuesta: bool
) -> None:
    institucion_id = red.convocante_id
    abrir(cliente, una_llave(una_invitacion(red, institucion_id=institucion_id if propuesta else None)))
    consentir(cliente)
    datos = formulario_de_alta(institucion_id=str(institucion_id))
    assert cliente.post(REGISTRARSE, datos).status_code == 303
    puesto = db.session.scalars(db.select(Adscripcion)).one()
    assert puesto.institucion_id == institucion_id
    assert (puesto.confirmada_el is not None) is propuesta


def test_una_institucion_que_no_participa_no_se_puede_elegir(
    cliente: Cliente, invitacion: Invitacion, ficha: str
) -> None:
    ajena = una_institucion()
    abrir(cliente, ficha)
    consentir(cliente)
    assert cliente.post(REGISTRARSE, formulario_de_alta(institucion_id=str(ajena.id))).status_code == 422
    assert cuentas() == 0


def test_en_una_red_grande_la_institucion_se_busca_sin_perder_lo_escrito(
    cliente: Cliente, red: Red, monkeypatch: pytest.MonkeyPatch
) -> None:
    from red.invitaciones.vistas import respuesta as vistas_respuesta
    from tests.fabricas import una_participacion

    tesoreria = una_institucion(nombre="Tesorería Municipal")
    una_participacion(red, tesoreria)
    una_participacion(red, una_institucion(nombre="Obras Públicas"))
    monkeypatch.setattr(vistas_respuesta, "MUCHAS", 1)
    abrir(cliente, una_llave(una_invitacion(red, "otra@ejemplo.test")))
    consentir(cliente)
    datos = formulario_de_alta(buscada="tesoreria", accion="buscar")
    pagina = cliente.post(REGISTRARSE, datos)
    assert pagina.status_code == 200
    assert "Tesorería Municipal" in pagina.text
    assert "Obras Públicas" not in pagina.text
    assert 'value="Lucía"' in pagina.text
    final = formulario_de_alta(buscada="tesoreria", institucion_id=str(tesoreria.id))
    assert cliente.post(REGISTRARSE, final).status_code == 303


# Quien ya tiene cuenta


def test_quien_ya_tiene_cuenta_entra_con_ella_y_acepta_con_un_boton(cliente: Cliente, red: Red) -> None:
    persona = una_integrante(una_red())
    invitacion = una_invitacion(red, persona.correo)
    pagina = abrir(cliente, una_llave(invitacion))
    assert "Ya tienes cuenta con este correo" in pagina
    siguiente = re.search(r"siguiente=([^\"&]+)", pagina)
    assert siguiente
    cliente.entrar(persona)  # al entrar la sesión empieza de cero: la llave ya no está
    direccion = f"{ACEPTAR}?para={invitacion.id}"
    assert "Unirme a la Red" in cliente.get(direccion).text
    assert cliente.post(direccion, {}).status_code == 422
    respuesta = cliente.post(direccion, {"acepto": "y"})
    assert respuesta.location == f"/redes/{red.clave}"
    assert integra(red.id, persona.id, hoy())
    assert cuentas() == 1


def test_si_su_sesion_se_cerro_se_le_pide_entrar_y_vuelve_a_su_invitacion(cliente: Cliente, red: Red) -> None:
    invitacion = una_invitacion(red, una_integrante(una_red()).correo)
    respuesta = cliente.get(f"{ACEPTAR}?para={invitacion.id}")
    assert respuesta.status_code == 302
    assert respuesta.location.startswith("/acceso/entrar?siguiente=/invitaciones/aceptar")


def test_con_otra_cuenta_abierta_se_explica_y_no_se_acepta(
    cliente: Cliente, invitacion: Invitacion, ficha: str
) -> None:
    ajena = una_integrante(una_red())
    cliente.entrar(ajena)
    respuesta = cliente.get(f"/invitacion/{ficha}", sigue=True)
    assert respuesta.status_code == 409
    assert "Esta invitación es para otra persona" in respuesta.text
    assert cliente.post(ACEPTAR, {"acepto": "y"}).status_code == 409
    assert cliente.get(f"{ACEPTAR}?para={invitacion.id}").status_code == 404
    assert not integra(invitacion.red_id, ajena.id, hoy())


# Enlaces que no llevan a aceptar


@pytest.mark.parametrize(
    ("cambios", "titulo"),
    [
        ({"aceptada_en": ahora()}, "ya se aceptó"),
        ({"rechazada_en": ahora()}, "Respondiste que no"),
        ({"revocada_en": ahora()}, "ya no sirve"),
        ({"vence_en": ahora() - timedelta(seconds=1)}, "venció"),
    ],
)
def test_cada_enlace_cerrado_dice_que_paso_y_no_deja_registrarse(
    cliente: Cliente, red: Red, cambios: dict[str, object], titulo: str
) -> None:
    ficha = una_llave(una_invitacion(red, **cambios))
    respuesta = cliente.get(f"/invitacion/{ficha}", sigue=True)
    assert respuesta.status_code == 410
    assert titulo in respuesta.text
    assert cliente.post(ACEPTAR, {"acepto": "y"}).status_code == 410
    with cliente.navegador.session_transaction() as sesion:
        sesion["invitacion_consiente"] = []
    assert cliente.post(REGISTRARSE, formulario_de_alta(institucion_id="0")).location == ACEPTAR
    assert cuentas() == 0


def test_un_enlace_alterado_y_uno_inventado_responden_igual(
    cliente: Cliente, invitacion: Invitacion, ficha: str
) -> None:
    alterada = ("A" if ficha[0] != "A" else "B") + ficha[1:]
    paginas = []
    for mala in (alterada, ficha[:-1], ficha.swapcase(), "x", "á" * 300, LlaveInvitacion.huella_de(ficha)):
        respuesta = cliente.get(f"/invitacion/{mala}", sigue=True)
        assert respuesta.status_code == 404
        paginas.append(re.sub(r'name="csrf_token" value="[^"]*"', "", respuesta.text))
    assert len(set(paginas)) == 1
    assert "No reconocemos este enlace" in paginas[0]
    assert paginas[0] == re.sub(
        r'name="csrf_token" value="[^"]*"', "", Cliente(cliente.app).get(ACEPTAR).text
    )


def test_la_ultima_letra_tambien_cuenta(cliente: Cliente, ficha: str) -> None:
    """La huella es del texto exacto: ninguna otra escritura de los mismos bits sirve."""
    for letra in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        otra = ficha[:-1] + letra
        if otra != ficha:
            assert cliente.get(f"/invitacion/{otra}", sigue=True).status_code == 404


def test_si_vence_mientras_escribe_se_le_ofrece_pedir_otra(cliente: Cliente, red: Red) -> None:
    invitacion = una_invitacion(red, vence_en=ahora() + timedelta(hours=1))
    abrir(cliente, una_llave(invitacion))
    consentir(cliente)
    with time_machine.travel(invitacion.vence_en + timedelta(minutes=1), tick=False):
        assert cliente.post(REGISTRARSE, formulario_de_alta(institucion_id="0")).location == ACEPTAR
        assert "Pedir una nueva" in cliente.get(ACEPTAR).text
    assert cuentas() == 0


def test_dos_envios_del_mismo_formulario_dejan_una_cuenta(
    cliente: Cliente, invitacion: Invitacion, ficha: str
) -> None:
    otra = Cliente(cliente.app)
    datos = formulario_de_alta(institucion_id=str(invitacion.red.convocante_id))
    for quien in (cliente, otra):
        abrir(quien, ficha)
        consentir(quien)
    assert cliente.post(REGISTRARSE, datos).status_code == 303
    assert otra.post(REGISTRARSE, datos, sigue=True).status_code == 410
    assert cuentas() == 1


def test_sin_aviso_de_privacidad_publicado_no_se_piden_datos(cliente: Cliente, app: Flask) -> None:
    ficha = una_llave(una_invitacion(una_red()))
    respuesta = cliente.get(f"/invitacion/{ficha}", sigue=True)
    assert respuesta.status_code == 409
    assert "Falta publicar el aviso de privacidad" in respuesta.text


# Decir que no y pedir otra


def test_decir_que_no_sin_cuenta_y_sin_explicar(cliente: Cliente, invitacion: Invitacion, ficha: str) -> None:
    abrir(cliente, ficha)
    respuesta = cliente.post("/invitaciones/rechazar", {"motivo": "", "propuesta": ""})
    assert respuesta.location == "/invitaciones/gracias"
    assert "Gracias por responder" in cliente.get("/invitaciones/gracias").text
    assert invitacion.estado(ahora()) is EstadoInvitacion.RECHAZADA


def test_proponer_a_alguien_con_un_correo_mal_escrito_se_dice_junto_al_campo(
    cliente: Cliente, invitacion: Invitacion, ficha: str
) -> None:
    abrir(cliente, ficha)
    respuesta = cliente.post("/invitaciones/rechazar", {"motivo": "Me mudo", "propuesta": "berta"})
    assert respuesta.status_code == 422
    assert "Le falta la arroba." in respuesta.text
    assert "Me mudo" in respuesta.text
    assert invitacion.rechazada_en is None


def test_pedir_otra_es_un_boton_y_avisa_a_quien_coordina(cliente: Cliente, red: Red) -> None:
    coordinadora = una_coordinadora(red)
    invitacion = una_invitacion(red, vence_en=ahora() - timedelta(days=3))
    abrir(cliente, una_llave(invitacion))
    for _ in range(2):
        assert cliente.post("/invitaciones/pedir-nueva").location == ACEPTAR
    pagina = cliente.get(ACEPTAR).text
    assert "Ya pediste otra" in pagina
    assert "Pedir una nueva</button>" not in pagina
    assert correos_escritos("invitacion_pedida") == [coordinadora.correo]


def test_sin_llave_no_se_rechaza_ni_se_pide_nada(cliente: Cliente, invitacion: Invitacion) -> None:
    assert cliente.post("/invitaciones/rechazar", {}).status_code == 404
    assert cliente.post("/invitaciones/pedir-nueva").status_code == 404
    assert invitacion.rechazada_en is None


def test_lo_reenviado_despues_de_vencer_revive_el_primer_enlace(cliente: Cliente, red: Red) -> None:
    invitacion = una_invitacion(red, vence_en=ahora() - timedelta(days=1))
    ficha = una_llave(invitacion)
    with transaccion():
        operaciones.reenviar(invitacion.id)
    assert "Te invitan a" in abrir(cliente, ficha)


def test_los_intentos_publicos_tienen_freno(cliente: Cliente, app: Flask) -> None:
    codigos = {cliente.get("/invitacion/nada").status_code for _ in range(125)}
    assert codigos == {302, 429}
