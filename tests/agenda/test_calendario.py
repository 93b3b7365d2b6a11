"""La dirección que lee un teléfono: qué dice, qué calla, cuándo cambia y cuándo deja de servir."""

import itertools
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select
from time_machine import travel

from red.agenda import consultas, operaciones
from red.agenda.modelos import SuscripcionDeCalendario
from red.agenda.vistas import AJENAS, LECTURAS
from red.base import db, transaccion
from red.formacion import operaciones as lugares
from red.formacion import programacion
from red.formacion.modelos import Inscripcion
from red.formacion.programacion import Horario
from red.reloj import ahora
from tests import fabricas
from tests.agenda.lectura import eventos, leer
from tests.cliente import Cliente
from tests.formacion.apoyo import corregir
from tests.preguntas import contando

PRIMERA = datetime(2027, 3, 8, 15, 30, tzinfo=UTC)


def _horarios(cuantas, lugar=None):
    return [
        Horario(PRIMERA + timedelta(days=n), PRIMERA + timedelta(days=n, hours=4), lugar)
        for n in range(cuantas)
    ]


@pytest.fixture(name="edicion")
def _con_jornadas(red, edicion):
    corregir(
        edicion,
        inicia_el=date(2027, 3, 1),
        termina_el=date(2027, 3, 31),
        jornadas=_horarios(5, "Instituto de las Mujeres; ala norte, piso 2"),
    )
    return edicion


def _inscribir(edicion, persona):
    with transaccion():
        return lugares.inscribir(edicion.id, persona.id).inscripcion


def _direccion(persona, *, con_lugar=False):
    with transaccion():
        secreto = operaciones.renovar(persona.id, con_lugar=con_lugar)
    return f"/agenda/{secreto}.ics"


def _crudo(app, direccion):
    respuesta = app.test_client().get(direccion)
    assert respuesta.status_code == 200, respuesta.status
    return respuesta.get_data()


def test_cada_jornada_va_con_su_hora_y_sin_decir_de_que_es(app, red, edicion, ana):
    _inscribir(edicion, ana)
    crudo = _crudo(app, _direccion(ana))
    suyos = eventos(crudo)
    assert len(suyos) == 5
    primero = min(suyos.values(), key=lambda evento: evento["dtstart"].dt)
    assert primero["dtstart"].dt.astimezone(UTC) == PRIMERA
    assert primero["dtstart"].params["TZID"] == red.zona
    assert primero["summary"] == "Jornada (1 de 5)"
    assert primero["status"] == "CONFIRMED"
    assert primero["url"].endswith(f"/formacion/ediciones/{edicion.id}")
    for palabra in (edicion.curso.nombre, edicion.nombre, red.nombre, "Mujeres", ana.nombre, ana.correo):
        assert palabra.encode() not in crudo.replace(b"\r\n ", b"")
    # El control: con el lugar, que ella pidió, la palabra sí está.
    con_lugar = _crudo(app, _direccion(ana, con_lugar=True))
    assert b"Mujeres" in con_lugar.replace(b"\r\n ", b"")
    assert min(eventos(con_lugar).values(), key=lambda e: e["dtstart"].dt)["location"].startswith("Instituto")


def test_quien_espera_lo_tiene_sin_confirmar_hasta_que_le_toca(app, red, edicion, ana):
    otra = fabricas.una_integrante(red)
    ocupa = _inscribir(edicion, otra)
    _inscribir(edicion, ana)
    direccion = _direccion(ana)
    antes = eventos(_crudo(app, direccion))
    assert {evento["status"] for evento in antes.values()} == {"TENTATIVE"}
    with transaccion():
        lugares.cancelar(ocupa.id, por_id=otra.id)
    despues = eventos(_crudo(app, direccion))
    assert {evento["status"] for evento in despues.values()} == {"CONFIRMED"}
    assert antes.keys() == despues.keys()
    assert all(despues[uid]["sequence"] > antes[uid]["sequence"] for uid in antes)


def test_la_jornada_que_cambia_de_hora_es_la_misma_y_la_que_se_quita_se_cancela_treinta_dias(
    app, edicion, ana
):
    _inscribir(edicion, ana)
    direccion = _direccion(ana)
    antes = eventos(_crudo(app, direccion))
    horarios = _horarios(5)
    tarde = replace_hora(horarios[3], horas=3)
    with travel(ahora() + timedelta(minutes=5), tick=False):
        corregir(edicion, jornadas=[horarios[0], horarios[2], tarde, horarios[4]])
        despues = eventos(_crudo(app, direccion))
        assert despues.keys() == antes.keys()
        en_orden = sorted(antes, key=lambda uid: antes[uid]["dtstart"].dt)
        assert [despues[uid]["status"] for uid in en_orden] == ["CONFIRMED", "CANCELLED", *["CONFIRMED"] * 3]
        assert despues[en_orden[3]]["dtstart"].dt == antes[en_orden[3]]["dtstart"].dt + timedelta(hours=3)
        assert despues[en_orden[2]]["summary"] == "Jornada (2 de 4)"
        assert all(despues[uid]["sequence"] > antes[uid]["sequence"] for uid in antes)
    with travel(ahora() + timedelta(days=31), tick=False):
        assert len(eventos(_crudo(app, direccion))) == 4


def replace_hora(horario, *, horas):
    mas = timedelta(hours=horas)
    return horario._replace(inicia_en=horario.inicia_en + mas, termina_en=horario.termina_en + mas)


def test_lo_cancelado_se_sigue_diciendo_treinta_dias(app, edicion, ana):
    inscripcion = _inscribir(edicion, ana)
    direccion = _direccion(ana)
    with transaccion():
        lugares.cancelar(inscripcion.id, por_id=ana.id)
    assert {e["status"] for e in eventos(_crudo(app, direccion)).values()} == {"CANCELLED"}
    with travel(ahora() + timedelta(days=31), tick=False):
        assert eventos(_crudo(app, direccion)) == {}


def test_una_edicion_cancelada_se_cancela_y_reanudada_vuelve(app, edicion, ana):
    _inscribir(edicion, ana)
    direccion = _direccion(ana)
    series = [eventos(_crudo(app, direccion))]
    with transaccion():
        programacion.cancelar_edicion(edicion.id, "m")
    series.append(eventos(_crudo(app, direccion)))
    with transaccion():
        programacion.reanudar_edicion(edicion.id)
    series.append(eventos(_crudo(app, direccion)))
    assert [{e["status"] for e in serie.values()} for serie in series] == [
        {"CONFIRMED"}, {"CANCELLED"}, {"CONFIRMED"},
    ]  # fmt: skip
    for antes, despues in itertools.pairwise(series):
        assert all(despues[uid]["sequence"] > antes[uid]["sequence"] for uid in antes)


def test_lo_que_no_ha_cambiado_no_se_manda_otra_vez(app, edicion, ana):
    _inscribir(edicion, ana)
    direccion = _direccion(ana)
    visita = app.test_client()
    primera = visita.get(direccion)
    etiqueta, cuando = primera.headers["ETag"], primera.headers["Last-Modified"]
    assert visita.get(direccion, headers={"If-None-Match": etiqueta}).status_code == 304
    assert visita.get(direccion, headers={"If-Modified-Since": cuando}).status_code == 304
    with travel(ahora() + timedelta(minutes=5), tick=False):
        corregir(edicion, jornadas=_horarios(4))
        assert visita.get(direccion, headers={"If-None-Match": etiqueta}).status_code == 200
        assert visita.get(direccion, headers={"If-Modified-Since": cuando}).status_code == 200


def test_la_direccion_se_ve_una_vez_se_renueva_y_se_retira(app, cliente: Cliente, edicion, ana):
    _inscribir(edicion, ana)
    cliente.entrar(ana)
    hallada = re.search(
        r'value="http[^"]*(/agenda/[\w-]{43}\.ics)"', _html(cliente.post("/agenda/calendario"))
    )
    assert hallada is not None
    primera = hallada[1]
    assert primera not in _html(cliente.get("/agenda/"))
    guardadas = db.session.scalars(select(SuscripcionDeCalendario.huella)).all()
    assert len(guardadas) == 1
    assert guardadas[0] not in primera
    assert app.test_client().get(primera).status_code == 200
    otra = re.search(r'value="http[^"]*(/agenda/[\w-]{43}\.ics)"', _html(cliente.post("/agenda/calendario")))
    assert otra is not None
    segunda = otra[1]
    assert [app.test_client().get(d).status_code for d in (primera, segunda)] == [404, 200]
    assert cliente.post("/agenda/calendario/retirar").status_code == 303
    assert app.test_client().get(segunda).status_code == 404


def _html(respuesta):
    assert respuesta.status_code == 200
    return respuesta.get_data(as_text=True)


def test_cerrada_la_cuenta_la_direccion_deja_de_servir(app, edicion, ana):
    direccion = _direccion(ana)
    assert app.test_client().get(direccion).status_code == 200
    from red.acceso.consultas import cuenta_de_persona

    with transaccion():
        cuenta_de_persona(ana.id).activa = False
    assert app.test_client().get(direccion).status_code == 404


@pytest.mark.parametrize("existe", [True, False])
def test_ni_leer_sin_parar_ni_probar_direcciones(app, ana, monkeypatch, existe):
    for tope in (LECTURAS, AJENAS):
        monkeypatch.setattr(
            f"red.agenda.vistas.{'LECTURAS' if tope is LECTURAS else 'AJENAS'}", replace(tope, veces=3)
        )
    direccion = _direccion(ana) if existe else f"/agenda/{'n' * 43}.ics"
    respuestas = [app.test_client().get(direccion).status_code for _ in range(5)]
    assert respuestas == [200 if existe else 404] * 3 + [429] * 2


def test_las_mismas_preguntas_con_una_edicion_que_con_veinte(app, red, edicion, ana):
    _inscribir(edicion, ana)
    suya = ana.id
    db.session.expire_all()
    with contando() as una:
        assert len(consultas.sucesos_de(suya, ahora())) == 5
    for _ in range(5):
        mas = fabricas.una_edicion(red)
        corregir(mas, inicia_el=date(2027, 3, 1), termina_el=date(2027, 3, 31), jornadas=_horarios(2))
        _inscribir(mas, ana)
    db.session.expire_all()
    with contando() as muchas:
        assert len(consultas.sucesos_de(suya, ahora())) == 15
    assert len(muchas) == len(una) == 4


def test_sin_jornadas_va_el_periodo_y_al_publicarlas_se_retira(app, red, ana):
    edicion = fabricas.una_edicion(red)
    _inscribir(edicion, ana)
    direccion = _direccion(ana)
    (entera,) = eventos(_crudo(app, direccion)).values()
    assert entera["dtstart"].dt == edicion.inicia_el
    assert entera["dtend"].dt == edicion.termina_el + timedelta(days=1)
    corregir(edicion, inicia_el=date(2027, 3, 1), termina_el=date(2027, 3, 31), jornadas=_horarios(2))
    despues = eventos(_crudo(app, direccion))
    assert despues[str(entera["uid"])]["status"] == "CANCELLED"
    assert sorted(e["status"] for e in despues.values()) == ["CANCELLED", "CONFIRMED", "CONFIRMED"]


def test_el_archivo_de_una_edicion_es_lo_mismo_que_dice_la_agenda(app, cliente, edicion, ana):
    cliente.entrar(ana)
    antes = cliente.get(f"/formacion/ediciones/{edicion.id}/calendario.ics").get_data()
    assert {e["status"] for e in eventos(antes).values()} == {"TENTATIVE"}
    _inscribir(edicion, ana)
    despues = cliente.get(f"/formacion/ediciones/{edicion.id}/calendario.ics").get_data()
    assert despues == _crudo(app, _direccion(ana))
    assert leer(despues)["method"] == "PUBLISH"


def test_mi_agenda_dice_que_viene_y_solo_lo_mio(cliente, red, edicion, ana):
    otra = fabricas.una_integrante(red)
    _inscribir(edicion, otra)
    cliente.entrar(ana)
    assert "No tienes jornadas por venir" in _html(cliente.get("/agenda/"))
    _inscribir(edicion, ana)
    pagina = " ".join(_html(cliente.get("/agenda/")).split())
    assert "Lunes 8 de marzo de 2027" in pagina
    assert "Esperas lugar" in pagina
    assert edicion.curso.nombre in pagina


def test_un_calendario_mal_hecho_no_pasa_la_revision():
    """El control de la revisión: lo que la norma no admite, no lo deja pasar."""
    bueno = Calendar()
    bueno.add("prodid", "-//x//ES")
    bueno.add("version", "2.0")
    leer(bueno.to_ical())
    for malo in (
        bueno.to_ical().replace(b"\r\n", b"\n"),
        bueno.to_ical().replace(b"VERSION:2.0\r\n", b"VERSION:2.0\r\nX-A:" + b"a" * 80 + b"\r\n"),
        bueno.to_ical().replace(b"END:VCALENDAR", b"BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\nEND:VCALENDAR"),
    ):
        with pytest.raises(AssertionError):
            leer(malo)


def test_la_inscripcion_de_otra_no_mueve_mi_numero(app, red, edicion, ana):
    with transaccion():
        programacion.editar_edicion(edicion.id, replace(_datos(edicion), cupo=5))
    _inscribir(edicion, ana)
    direccion = _direccion(ana)
    antes = _crudo(app, direccion)
    _inscribir(edicion, fabricas.una_integrante(red))
    assert _crudo(app, direccion) == antes
    assert db.session.scalar(select(Inscripcion.id).where(Inscripcion.persona_id == ana.id))


def _datos(edicion):
    from tests.formacion.apoyo import como_esta

    return como_esta(edicion)
