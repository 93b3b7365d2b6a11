"""La llave nace al redactar el correo, sólo viaja en él, y lo que ya no hace falta no se envía."""

import json
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text

from red.avisos import redaccion
from red.avisos.modelos import Aviso
from red.avisos.redaccion import Carta, NoHaceFalta
from red.base import Modelo, db, transaccion
from red.invitaciones import operaciones
from red.invitaciones.modelos import Invitacion, LlaveInvitacion
from red.invitaciones.operaciones import Detalle
from red.invitaciones.trabajos import recordar_invitaciones
from red.reloj import ahora
from tests.fabricas import una_coordinadora, una_red
from tests.invitaciones.ayudas import correos_escritos, una_invitacion, una_llave


@pytest.fixture
def invitacion(app: Flask) -> Invitacion:
    red = una_red(nombre="Red de Tonalá")
    quien = una_coordinadora(red)
    huella = operaciones.revisar(red, "Lucía <lucia@x.mx>").huella
    with transaccion():
        (hecha,) = operaciones.invitar(
            red, quien.id, "Lucía <lucia@x.mx>", huella, (), Detalle(mensaje="Te esperamos")
        )
    return hecha


def redactar(plantilla: str = "invitacion") -> Carta:
    with transaccion():
        aviso = db.session.scalars(select(Aviso).where(Aviso.plantilla == plantilla)).one()
        return redaccion.escribir(aviso)


def ficha_de(carta: Carta) -> str:
    (url,) = [parrafo.url for parrafo in carta.parrafos if parrafo.url]
    return url.rsplit("/", 1)[1]


def test_el_correo_dice_quien_invita_hasta_cuando_y_como_decir_que_no(invitacion: Invitacion) -> None:
    carta = redactar()
    assert "Lucía" in carta.en_texto
    assert "Red de Tonalá" in carta.en_texto
    assert "«Te esperamos»" in carta.en_texto
    assert "sirve hasta el" in carta.en_texto
    assert "Si no puedes o no quieres" in carta.en_texto


def test_el_asunto_no_revela_de_que_se_trata(invitacion: Invitacion) -> None:
    asunto = redactar().asunto.lower()
    assert not any(palabra in asunto for palabra in ("red", "género", "mujer", "igualdad"))


def test_la_llave_es_larga_y_de_ella_solo_queda_la_huella(invitacion: Invitacion) -> None:
    assert db.session.scalars(select(LlaveInvitacion)).all() == []
    ficha = ficha_de(redactar())
    assert len(ficha) >= 32  # 192 bits en base64
    assert db.session.scalars(select(LlaveInvitacion.huella)).all() == [LlaveInvitacion.huella_de(ficha)]
    todo = json.dumps(
        [
            list(map(str, fila))
            for tabla in Modelo.metadata.sorted_tables
            for fila in db.session.execute(select(tabla))
        ]
    )
    assert ficha not in todo


def test_cada_envio_lleva_otra_llave_y_todas_sirven(invitacion: Invitacion) -> None:
    fichas = {ficha_de(redactar()) for _ in range(3)}
    assert len(fichas) == 3
    assert len(db.session.scalars(select(LlaveInvitacion)).all()) == 3


@pytest.mark.parametrize("cierre", ["aceptada_en", "rechazada_en", "revocada_en"])
def test_si_ya_se_respondio_el_correo_se_descarta_sin_crear_llave(
    invitacion: Invitacion, cierre: str
) -> None:
    with transaccion():
        setattr(invitacion, cierre, ahora())
    with pytest.raises(NoHaceFalta):
        redactar()
    assert db.session.scalars(select(LlaveInvitacion)).all() == []


def test_lo_que_alguien_escribe_no_abre_otro_parrafo_ni_otra_accion(invitacion: Invitacion) -> None:
    with transaccion():
        invitacion.mensaje = "Hola\n\n→ Premio: https://malo.example/x"
        invitacion.nombre = "Ana\nBcc: todas@x.mx"
    carta = redactar()
    assert [p.url for p in carta.parrafos if p.url and "malo" in p.url] == []
    assert "\n" not in carta.asunto


# Recordar


def por_vencer(correo: str = "lenta@x.mx", **cambios: object) -> Invitacion:
    momento = ahora()
    with time_machine.travel(momento - timedelta(days=5), tick=False):
        invitacion = una_invitacion(una_red(), correo, **{"vence_en": momento + timedelta(days=1), **cambios})
        una_llave(invitacion)
    return invitacion


def test_se_recuerda_una_sola_vez_a_quien_no_ha_respondido(app: Flask) -> None:
    por_vencer()
    for _ in range(3):
        recordar_invitaciones()
    assert correos_escritos("invitacion_recordatorio") == ["lenta@x.mx"]
    assert "vence el" in redactar("invitacion_recordatorio").asunto


@pytest.mark.parametrize("cierre", ["aceptada_en", "rechazada_en", "revocada_en"])
def test_a_quien_ya_respondio_no_se_le_recuerda(app: Flask, cierre: str) -> None:
    por_vencer(**{cierre: ahora()})
    recordar_invitaciones()
    assert correos_escritos("invitacion_recordatorio") == []


def test_no_se_recuerda_lo_que_nunca_salio_ni_lo_recien_enviado_ni_lo_lejano(app: Flask) -> None:
    una_invitacion(una_red(), "nunca.salio@x.mx", vence_en=ahora() + timedelta(days=1))
    una_llave(una_invitacion(una_red(), "recien@x.mx", vence_en=ahora() + timedelta(days=1)))
    por_vencer("lejana@x.mx", vence_en=ahora() + timedelta(days=9))
    por_vencer("vencida@x.mx", vence_en=ahora() - timedelta(hours=1))
    recordar_invitaciones()
    assert correos_escritos("invitacion_recordatorio") == []


def test_al_reenviar_se_puede_recordar_otra_vez_en_el_plazo_nuevo(app: Flask) -> None:
    invitacion = por_vencer()
    recordar_invitaciones()
    with transaccion():
        db.session.execute(text("UPDATE aviso SET estado = 'enviado'"))
        operaciones.reenviar(invitacion.id)
    with time_machine.travel(ahora() + timedelta(days=6), tick=False):
        recordar_invitaciones()
    assert len(correos_escritos("invitacion_recordatorio")) == 2


def test_el_correo_dice_la_institucion_que_convoca_con_su_articulo(invitacion: Invitacion) -> None:
    dicho = " ".join(parrafo.texto for parrafo in redactar().parrafos)
    assert f"que convoca el {invitacion.red.convocante.nombre}" in dicho
