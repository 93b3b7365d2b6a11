"""Mi perfil: el camino de la primera vez, lo que se corrige y lo que hace historia, y lo mal escrito."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from red.base import db, transaccion
from red.personas import consultas
from red.personas.modelos import NivelCargo, Persona, Sentido, Tema
from red.personas.vistas import directorio, pedido
from red.redes.modelos import Membresia
from red.redes.operaciones import concluir
from red.reloj import hoy
from tests.cliente import Cliente
from tests.fabricas import (
    un_aviso_de_privacidad,
    una_adscripcion,
    una_coordinadora,
    una_cuenta,
    una_institucion,
    una_integrante,
    una_membresia,
    una_persona,
    una_red,
)

DATOS = {"nombre": "Ana", "primer_apellido": "Cruz", "segundo_apellido": "Mora"}


def _recien_llegada(**valores: object) -> tuple[Persona, int]:
    """Integrante que aún no dice dónde trabaja, y una institución de su Red."""
    obras = una_institucion(nombre="Obras")
    red = una_red(instituciones=[obras])
    un_aviso_de_privacidad()
    persona = una_persona(**valores)
    una_membresia(red, persona)
    una_cuenta(persona)
    return persona, obras.id


def _puesto(institucion_id: object, **cambios: str) -> dict[str, str]:
    datos = {
        "institucion_id": str(institucion_id),
        "puesto": "Jefa",
        "nivel": "mando_medio",
        "area": "",
        "desde": "2025-01-15",
    }
    return {**datos, **cambios}


def test_la_primera_vez_lleva_de_la_mano_de_un_paso_al_siguiente(app: Flask, cliente: Cliente) -> None:
    persona, obras = _recien_llegada()
    persona_id = persona.id
    cliente.entrar(persona)
    assert "Tu perfil, paso a paso" in cliente.get("/personas/mi-perfil").get_data(as_text=True)
    pasos = [
        ("/personas/mi-perfil", DATOS, "/personas/mi-perfil/puesto?inicio=1"),
        ("/personas/mi-perfil/puesto?inicio=1", _puesto(obras), "/personas/mi-perfil/temas?inicio=1"),
        (
            "/personas/mi-perfil/temas?inicio=1",
            {"temas_ofrece": ["datos"], "temas_busca": ["agendas"], "ofrece": "Talleres"},
            "/personas/mi-privacidad?inicio=1",
        ),
        (
            "/personas/mi-privacidad?inicio=1",
            {
                "directorio": "y",
                "correo": "red",
                "telefono": "nadie",
                "puesto": "institucion",
                "intereses": "red",
            },
            "/panel",
        ),
    ]
    for direccion, datos, siguiente in pasos:
        assert cliente.get(direccion).status_code == 200
        respuesta = cliente.post(direccion, datos)
        assert (respuesta.status_code, respuesta.location) == (303, siguiente)
    persona = consultas.persona_de_correo(persona.correo)  # type: ignore[assignment]
    assert persona.perfil_completo_en is not None
    vigente = consultas.adscripcion_vigente(persona_id, hoy())
    assert vigente is not None
    assert (vigente.institucion_id, vigente.nivel) == (obras, NivelCargo.MANDO_MEDIO)
    assert consultas.temas_de(persona_id) == {Sentido.OFRECE: [Tema.DATOS], Sentido.BUSCA: [Tema.AGENDAS]}
    assert persona.visibilidad == {"correo": "red", "puesto": "institucion", "intereses": "red"}


def test_despues_guardar_deja_en_la_misma_pagina(app: Flask, cliente: Cliente) -> None:
    persona, obras = _recien_llegada()
    cliente.entrar(persona)
    cliente.post("/personas/mi-perfil/puesto", _puesto(obras))
    respuesta = cliente.post("/personas/mi-perfil", {**DATOS, "telefono": "33 1234 5678"})
    assert respuesta.location == "/personas/mi-perfil"
    html = cliente.get("/personas/mi-perfil").get_data(as_text=True)
    assert "33 1234 5678" in html
    assert "Guardamos tu perfil" in html
    assert "Tu perfil, paso a paso" not in html


def test_cambiar_de_puesto_deja_el_anterior_en_la_historia(app: Flask, cliente: Cliente) -> None:
    red = una_red(instituciones=[una_institucion(nombre="Obras")])
    persona = una_integrante(red)
    persona_id, institucion_id = persona.id, red.convocante_id
    cliente.entrar(persona)
    desde = (hoy() - timedelta(days=10)).isoformat()
    datos = _puesto(institucion_id, puesto="Directora", nivel="superior", desde=desde, que_cambia="cambio")
    assert cliente.post("/personas/mi-perfil/puesto", datos).status_code == 303
    historia = consultas.historia_de(persona_id)
    assert [a.puesto for a in historia] == ["Directora", "Jefa de departamento"]
    assert historia[1].hasta == hoy() - timedelta(days=11)
    html = cliente.get("/personas/mi-perfil/puesto").get_data(as_text=True)
    assert "Jefa de departamento" in html


def test_corregir_el_puesto_no_hace_historia(app: Flask, cliente: Cliente) -> None:
    red = una_red()
    persona = una_integrante(red)
    persona_id = persona.id
    cliente.entrar(persona)
    datos = _puesto(red.convocante_id, puesto="Jefa de área", que_cambia="correccion")
    assert cliente.post("/personas/mi-perfil/puesto", datos).status_code == 303
    assert [a.puesto for a in consultas.historia_de(persona_id)] == ["Jefa de área"]


def test_quien_ya_tiene_puesto_dice_si_cambio_o_corrige(app: Flask, cliente: Cliente) -> None:
    red = una_red()
    persona = una_integrante(red)
    cliente.entrar(persona)
    respuesta = cliente.post(
        "/personas/mi-perfil/puesto", _puesto(red.convocante_id, puesto="Titular de la oficina")
    )
    html = respuesta.get_data(as_text=True)
    assert respuesta.status_code == 422
    assert "Dinos si cambió el puesto o si corriges un dato." in html
    assert "Titular de la oficina" in html


def test_un_cambio_con_fecha_anterior_se_explica_junto_a_la_fecha(app: Flask, cliente: Cliente) -> None:
    red = una_red()
    persona = una_integrante(red)
    cliente.entrar(persona)
    datos = _puesto(red.convocante_id, puesto="Otro puesto", desde="2019-01-01", que_cambia="cambio")
    respuesta = cliente.post("/personas/mi-perfil/puesto", datos)
    assert respuesta.status_code == 422
    html = respuesta.get_data(as_text=True)
    assert 'id="desde-error"' in html
    assert "Otro puesto" in html


@pytest.mark.parametrize(
    ("direccion", "datos", "dice", "conserva"),
    [
        ("mi-perfil", {**DATOS, "nombre": ""}, "Escribe tu nombre.", "Cruz"),
        ("mi-perfil", {**DATOS, "nombre": "1234"}, "Escríbelo con letras.", "1234"),
        ("mi-perfil", {**DATOS, "primer_apellido": "x" * 81}, "Caben hasta 80 letras", "x" * 81),
        ("mi-perfil", {**DATOS, "telefono": "no tengo"}, "Escribe entre 7 y 15 números", "no tengo"),
        ("mi-perfil", {**DATOS, "telefono": "12"}, "Escribe entre 7 y 15 números", "Mora"),
        ("mi-perfil/puesto", {"puesto": "Jefa"}, "Elige la institución.", "Jefa"),
        (
            "mi-perfil/puesto",
            {"puesto": "Jefa", "institucion_id": "999999"},
            "no está en la lista",
            "Jefa",
        ),
        (
            "mi-perfil/puesto",
            {"puesto": "Jefa", "institucion_id": "9" * 30},
            "no está en la lista",
            "Jefa",
        ),
        (
            "mi-perfil/puesto",
            {"puesto": "Jefa", "desde": "31 de febrero"},
            "No entendimos la fecha.",
            "31 de febrero",
        ),
        (
            "mi-perfil/puesto",
            {"puesto": "Jefa", "desde": "2199-01-01"},
            "Esta fecha todavía no llega",
            "2199-01-01",
        ),
        ("mi-perfil/puesto", {"puesto": "Jefa", "desde": "0001-01-01"}, "No entendimos la fecha.", "Jefa"),
        ("mi-perfil/puesto", {"puesto": "Jefa", "nivel": "jefaza"}, "no está en la lista", "Jefa"),
        ("mi-perfil/puesto", {"puesto": "¿?"}, "Escríbelo con letras.", "¿?"),
        ("mi-perfil/temas", {"ofrece": "x" * 501}, "Caben hasta 500 letras", "x" * 501),
        ("mi-perfil/temas", {"temas_ofrece": ["nada"], "busca": "Ayuda"}, "no está en la lista", "Ayuda"),
        ("mi-privacidad", {"correo": "todo el mundo", "mapa": "y"}, "no está en la lista", "checked"),
    ],
)
def test_lo_mal_escrito_se_explica_y_no_se_pierde(
    app: Flask, cliente: Cliente, direccion: str, datos: dict[str, object], dice: str, conserva: str
) -> None:
    persona, _ = _recien_llegada()
    cliente.entrar(persona)
    respuesta = cliente.post(f"/personas/{direccion}", datos)
    html = respuesta.get_data(as_text=True)
    assert respuesta.status_code == 422
    assert dice in html
    assert conserva in html
    assert "Revisa lo siguiente" in html


def test_lo_que_no_se_ve_al_escribir_no_rompe_nada(app: Flask, cliente: Cliente) -> None:
    persona, obras = _recien_llegada()
    correo = persona.correo
    cliente.entrar(persona)
    assert cliente.post("/personas/mi-perfil", {**DATOS, "nombre": "A\x01na\u200b"}).status_code == 303
    assert (
        cliente.post("/personas/mi-perfil/puesto", _puesto(obras, puesto="Je\x7ffa", area="\x02")).status_code
        == 303
    )
    assert cliente.post("/personas/mi-perfil/temas", {"ofrece": "Ta\x03ller"}).status_code == 303
    guardada = consultas.persona_de_correo(correo)
    assert guardada is not None
    assert guardada.nombre == "A na"


def test_no_se_elige_una_institucion_de_otra_red(app: Flask, cliente: Cliente) -> None:
    persona, _ = _recien_llegada()
    persona_id = persona.id
    ajena = una_institucion(nombre="Ajena")
    una_red(instituciones=[ajena])
    cliente.entrar(persona)
    assert cliente.post("/personas/mi-perfil/puesto", _puesto(ajena.id)).status_code == 422
    assert consultas.adscripcion_vigente(persona_id, hoy()) is None


def test_si_las_instituciones_son_muchas_se_buscan_sin_perder_lo_escrito(
    app: Flask, cliente: Cliente, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pedido, "PARA_ELEGIR", 1)
    persona, obras = _recien_llegada()
    persona_id = persona.id
    cliente.entrar(persona)
    direccion = "/personas/mi-perfil/puesto"
    assert f'value="{obras}"' not in cliente.get(direccion).get_data(as_text=True)
    buscando = cliente.post(
        direccion, {**_puesto(""), "institucion_busca": "obr", "buscar": "Buscar institución"}
    )
    html = buscando.get_data(as_text=True)
    assert buscando.status_code == 200
    assert "Revisa lo siguiente" not in html
    assert f'<option value="{obras}"' in html
    assert 'value="Jefa"' in html
    vacia = cliente.post(direccion, {**_puesto(""), "institucion_busca": "zzz", "buscar": "x"}).get_data(
        as_text=True
    )
    assert "Ninguna coincide" in vacia
    assert cliente.post(direccion, _puesto(obras)).status_code == 303
    assert consultas.adscripcion_vigente(persona_id, hoy()) is not None


def test_quien_administra_sin_integrar_red_tambien_tiene_perfil(app: Flask, cliente: Cliente) -> None:
    from tests.fabricas import una_administradora

    un_aviso_de_privacidad()
    cliente.entrar(una_administradora())
    for pagina in ("mi-perfil", "mi-perfil/puesto", "mi-perfil/temas", "mi-privacidad"):
        assert cliente.get(f"/personas/{pagina}").status_code == 200


# La coordinación corrige, y la persona lo sabe


def test_la_coordinacion_corrige_y_la_persona_lee_por_que(app: Flask, cliente: Cliente) -> None:
    red = una_red()
    persona = una_integrante(red)
    clave, persona_id = persona.clave, persona.id
    coordinadora = una_coordinadora(red)
    cliente.entrar(coordinadora)
    desde = (hoy() - timedelta(days=5)).isoformat()
    datos = _puesto(
        red.convocante_id, puesto="Directora", desde=desde, que_cambia="cambio", motivo="Nos avisó por oficio"
    )
    assert cliente.post(f"/personas/{clave}/editar", datos).status_code == 303
    assert [a.puesto for a in consultas.historia_de(persona_id)] == ["Directora", "Jefa de departamento"]
    html = cliente.entrar(persona).get(f"/personas/{clave}").get_data(as_text=True)
    assert "Nos avisó por oficio" in html
    assert "Coordinadora" in html


def test_sin_motivo_no_se_corrige(app: Flask, cliente: Cliente) -> None:
    red = una_red()
    persona = una_integrante(red)
    clave, persona_id = persona.clave, persona.id
    cliente.entrar(una_coordinadora(red))
    datos = _puesto(red.convocante_id, puesto="Directora", que_cambia="correccion", motivo="  ")
    respuesta = cliente.post(f"/personas/{clave}/editar", datos)
    assert respuesta.status_code == 422
    assert "Di por qué: la persona podrá leerlo." in respuesta.get_data(as_text=True)
    assert consultas.historia_de(persona_id)[0].puesto == "Jefa de departamento"


def test_el_nombre_y_el_correo_de_quien_tiene_cuenta_los_cambia_solo_ella(
    app: Flask, cliente: Cliente
) -> None:
    red = una_red()
    persona = una_integrante(red)
    clave, correo = persona.clave, persona.correo
    cliente.entrar(una_coordinadora(red))
    assert 'name="correo"' not in cliente.get(f"/personas/{clave}/editar").get_data(as_text=True)
    datos = _puesto(
        red.convocante_id,
        que_cambia="correccion",
        motivo="x de prueba",
        nombre="Otra",
        correo="otra@ejemplo.test",
    )
    assert cliente.post(f"/personas/{clave}/editar", datos).status_code == 303
    guardada = consultas.persona_de_clave(clave)
    assert (guardada.nombre, guardada.correo) == ("Ana", correo)


def test_sin_cuenta_la_coordinacion_corrige_nombre_y_correo(app: Flask, cliente: Cliente) -> None:
    red = una_red()
    persona, otra = una_persona(), una_persona(correo="tomado@ejemplo.test")
    assert otra.id
    una_membresia(red, persona)
    clave = persona.clave
    cliente.entrar(una_coordinadora(red))
    datos = {
        **DATOS,
        **_puesto(red.convocante_id),
        "correo": "TOMADO@ejemplo.test",
        "motivo": "Llegó por oficio",
    }
    choque = cliente.post(f"/personas/{clave}/editar", datos)
    assert choque.status_code == 422
    assert "Ese correo ya está registrado con otra persona." in choque.get_data(as_text=True)
    assert consultas.persona_de_clave(clave).primer_apellido != "Cruz", "Nada se guarda a medias"
    assert (
        cliente.post(f"/personas/{clave}/editar", {**datos, "correo": "libre@ejemplo.test"}).status_code
        == 303
    )
    guardada = consultas.persona_de_clave(clave)
    assert (guardada.primer_apellido, guardada.correo) == ("Cruz", "libre@ejemplo.test")


@pytest.mark.parametrize("que_pasa", ["abre su cuenta", "deja la Red"])
def test_lo_que_cambia_mientras_se_corrige_cuenta(
    app: Flask, cliente: Cliente, monkeypatch: pytest.MonkeyPatch, que_pasa: str
) -> None:
    """Quién puede y sobre qué se decide con la persona apartada, no con lo que se leyó antes."""
    red, persona = una_red(), una_persona()
    membresia = una_membresia(red, persona)
    clave, membresia_id, original = persona.clave, membresia.id, directorio.transaccion

    def justo_antes(form: Any = None) -> Any:
        monkeypatch.undo()
        if que_pasa == "abre su cuenta":
            una_cuenta(consultas.persona_de_clave(clave))
        else:
            with original():
                concluir(db.session.get_one(Membresia, membresia_id), hoy() - timedelta(days=1), None)
        return original(form)

    cliente.entrar(una_coordinadora(red))
    datos = {**DATOS, **_puesto(red.convocante_id), "correo": "libre@ejemplo.test", "motivo": "Por oficio"}
    monkeypatch.setattr(directorio, "transaccion", justo_antes)
    assert cliente.post(f"/personas/{clave}/editar", datos).status_code == 422
    assert consultas.persona_de_clave(clave).correo != "libre@ejemplo.test"
    assert not consultas.historia_de(consultas.persona_de_clave(clave).id)


def test_quien_integra_no_corrige_a_nadie(app: Flask, cliente: Cliente) -> None:
    red = una_red()
    clave = una_integrante(red).clave
    cliente.entrar(una_integrante(red))
    assert cliente.get(f"/personas/{clave}/editar").status_code == 403


def test_enviar_dos_veces_lo_mismo_deja_un_solo_puesto(app: Flask, cliente: Cliente) -> None:
    persona, obras = _recien_llegada()
    persona_id = persona.id
    cliente.entrar(persona)
    cliente.post("/personas/mi-perfil/puesto", _puesto(obras))
    cliente.post("/personas/mi-perfil/puesto", _puesto(obras, que_cambia="cambio"))
    assert len(consultas.historia_de(persona_id)) == 1


def test_la_historia_de_puestos_sobrevive_a_un_relevo(app: Flask) -> None:
    persona, obras = una_persona(), una_institucion()
    una_adscripcion(persona, obras, hasta=hoy() - timedelta(days=1))
    with transaccion():
        assert consultas.adscripcion_vigente(persona.id, hoy()) is None
    assert len(consultas.historia_de(persona.id)) == 1
