"""Lo que los correos llevan para el calendario: llega entero, dice lo mismo que la agenda y no cambia de nombre."""

from datetime import UTC, date, datetime, timedelta

import pytest

from red.agenda import operaciones
from red.avisos import envio
from red.avisos.operaciones import encolar
from red.base import transaccion
from red.formacion import operaciones as lugares
from red.formacion import programacion
from red.formacion.programacion import Horario
from red.reloj import ahora
from tests import fabricas
from tests.agenda.lectura import eventos, leer
from tests.formacion.apoyo import corregir

PRIMERA = datetime(2027, 3, 8, 15, 30, tzinfo=UTC)


def _poner(edicion, cuantas, *, horas=0):
    desde = [PRIMERA + timedelta(days=n, hours=horas) for n in range(cuantas)]
    corregir(
        edicion,
        inicia_el=date(2027, 3, 1),
        termina_el=date(2027, 3, 31),
        jornadas=[Horario(inicia, inicia + timedelta(hours=4)) for inicia in desde],
    )


@pytest.fixture(name="edicion")
def _de_un_dia(edicion):
    _poner(edicion, 1)
    return edicion


def _inscribir(edicion, persona):
    with transaccion():
        return lugares.inscribir(edicion.id, persona.id).inscripcion


def _del_calendario(mensaje):
    """Lo del calendario de un correo, que va igual dos veces, y para qué va."""
    partes = [parte for parte in mensaje.walk() if parte.get_content_type() == "text/calendar"]
    if not partes:
        return None
    (dentro, aparte) = partes
    assert dentro.get_content_charset() == "utf-8"
    assert aparte.get_filename() == "agenda.ics"
    assert dentro.get_payload(decode=True) == aparte.get_payload(decode=True)
    crudo = dentro.get_payload(decode=True)
    metodo = dentro.get_param("method")
    assert leer(crudo)["method"] == metodo
    return metodo, eventos(crudo)


def _enviar(correo, persona):
    """Lo que le llegó ahora, y para qué iba lo del calendario."""
    antes = len(correo.para(persona.correo))
    envio.enviar_pendientes()
    return correo.para(persona.correo)[antes:]


def test_el_lugar_el_cambio_y_la_cancelacion_van_al_calendario_con_el_mismo_nombre(app, correo, edicion, ana):
    with transaccion():
        secreto = operaciones.renovar(ana.id, con_lugar=False)
    inscripcion = _inscribir(edicion, ana)
    (lugar,) = _enviar(correo, ana)
    metodo, invitacion = _del_calendario(lugar)
    assert metodo == "REQUEST"
    ((uid, evento),) = invitacion.items()
    assert (evento["status"], evento["organizer"], evento["attendee"]) == (
        "CONFIRMED", "mailto:avisos@red.test", f"mailto:{ana.correo}",
    )  # fmt: skip
    assert evento["attendee"].params["RSVP"] == "FALSE"
    _poner(edicion, 1, horas=2)
    (cambio,) = _enviar(correo, ana)
    metodo, movida = _del_calendario(cambio)
    assert metodo == "REQUEST"
    assert movida[uid]["dtstart"].dt == evento["dtstart"].dt + timedelta(hours=2)
    assert movida[uid]["sequence"] > evento["sequence"]
    en_la_agenda = eventos(app.test_client().get(f"/agenda/{secreto}.ics").get_data())
    for propiedad in ("sequence", "status", "dtstart", "dtend", "summary"):
        assert en_la_agenda[uid][propiedad] == movida[uid][propiedad]
    with transaccion():
        lugares.cancelar(inscripcion.id, por_id=ana.id)
    (adios,) = _enviar(correo, ana)
    metodo, cancelada = _del_calendario(adios)
    assert metodo == "CANCEL"
    assert cancelada[uid]["status"] == "CANCELLED"
    assert cancelada[uid]["sequence"] > movida[uid]["sequence"]
    for mensaje in (lugar, cambio, adios):
        assert [mensaje.get_body((forma,)).get_content() for forma in ("plain", "html")]


def test_varias_jornadas_se_publican_juntas_y_la_edicion_cancelada_las_cancela(app, correo, edicion, ana):
    _poner(edicion, 3)
    _inscribir(edicion, ana)
    (lugar,) = _enviar(correo, ana)
    metodo, publicadas = _del_calendario(lugar)
    assert (metodo, len(publicadas)) == ("PUBLISH", 3)
    assert all("attendee" not in evento for evento in publicadas.values())
    with transaccion():
        programacion.cancelar_edicion(edicion.id, "m")
    (fin,) = _enviar(correo, ana)
    metodo, canceladas = _del_calendario(fin)
    assert metodo == "PUBLISH"
    assert canceladas.keys() == publicadas.keys()
    assert {evento["status"] for evento in canceladas.values()} == {"CANCELLED"}


def test_quien_espera_lo_recibe_sin_confirmar(app, correo, red, edicion, ana):
    _inscribir(edicion, fabricas.una_integrante(red))
    _inscribir(edicion, ana)
    (espera,) = _enviar(correo, ana)
    metodo, suyo = _del_calendario(espera)
    assert metodo == "REQUEST"
    assert {evento["status"] for evento in suyo.values()} == {"TENTATIVE"}


def test_un_correo_atrasado_no_pone_en_el_calendario_lo_que_ya_no_es(app, correo, edicion, ana):
    inscripcion = _inscribir(edicion, ana)
    with transaccion():
        lugares.cancelar(inscripcion.id, por_id=ana.id)
    lugar, adios = _enviar(correo, ana)
    assert _del_calendario(lugar) is None
    assert _del_calendario(adios)[0] == "CANCEL"


def test_al_reintentar_es_el_mismo_correo(app, correo, edicion, ana):
    _inscribir(edicion, ana)
    correo.al_mensaje = "451 Ahora no"
    assert envio.enviar_pendientes() == {"tropiezos": 1}
    correo.al_mensaje = "250 Recibido"
    from time_machine import travel

    with travel(ahora() + timedelta(hours=5), tick=False):
        (llego,) = _enviar(correo, ana)
    from red.avisos.modelos import Aviso
    from red.base import db

    (aviso,) = db.session.query(Aviso).all()
    assert llego["Message-ID"] == f"<{aviso.identificador}@red.test>"
    assert _del_calendario(llego)[0] == "REQUEST"


def test_los_demas_correos_no_llevan_calendario(app, correo, ana):
    with transaccion():
        encolar("contrasena_cambiada", ana.correo, {"nombre": "Ana"})
    (mensaje,) = _enviar(correo, ana)
    assert mensaje.get_content_type() == "multipart/alternative"
    assert _del_calendario(mensaje) is None
