"""Ningún correo se pierde: ni con el servidor caído, ni con procesos que mueren, ni con varios a la vez."""

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine

from red.avisos import envio, operaciones, transporte
from red.avisos.modelos import Aviso, EstadoAviso
from red.avisos.operaciones import encolar
from red.base import db, transaccion
from red.errores import ErrorDeDominio
from red.libreta import Libreta
from tests import fabricas as f
from tests.avisos.servidor import Receptor, servidor_de_correo

PLANTILLA = "contrasena_cambiada"


def _encolar(para="ana@ejemplo.test", **datos):
    with transaccion():
        aviso = encolar(PLANTILLA, para, {"nombre": "Ana", **datos})
    return aviso.id


def _aviso(id):
    db.session.rollback()
    db.session.expire_all()
    return db.session.get(Aviso, id)


def test_el_correo_queda_con_el_hecho_o_no_queda(app, correo):
    class Regla(ErrorDeDominio):
        pass

    def hacer_y_fallar():
        with transaccion():
            encolar(PLANTILLA, "ana@ejemplo.test", {"nombre": "Ana"})
            raise Regla("No")

    with pytest.raises(Regla):
        hacer_y_fallar()
    assert envio.enviar_pendientes() == {}
    assert correo.recibidos == []


def test_llega_a_una_sola_persona_con_sus_dos_formas_y_sus_cabeceras(app, correo):
    id_ = _encolar()
    assert envio.enviar_pendientes() == {"enviados": 1}
    ((destinos, mensaje),) = correo.recibidos
    aviso = _aviso(id_)
    assert destinos == ["ana@ejemplo.test"]
    assert correo.remitentes == ["avisos@red.test"]
    assert mensaje["To"] == "ana@ejemplo.test"
    assert mensaje["Cc"] is mensaje["Bcc"] is None
    assert mensaje["Message-ID"] == f"<{aviso.identificador}@red.test>"
    assert mensaje["Auto-Submitted"] == "auto-generated"
    texto, html = (mensaje.get_body((forma,)).get_content() for forma in ("plain", "html"))
    for forma in (texto, html):
        assert "Hola, Ana" in forma
        assert "http://localhost/acceso/recuperar" in forma
    assert "<script" not in html
    assert "src=" not in html, "abrir el correo no avisa a nadie"
    assert (aviso.estado, aviso.intentos, aviso.error) == (EstadoAviso.ENVIADO, 1, None)
    assert envio.enviar_pendientes() == {}


def test_la_llave_del_enlace_solo_existe_en_el_correo(app, correo):
    persona = f.una_persona(correo="ana@ejemplo.test")
    f.una_cuenta(persona)
    with transaccion():
        aviso = encolar("recuperar", persona.correo, {})
    id_ = aviso.id
    envio.enviar_pendientes()
    texto = correo.para(persona.correo)[0].get_body(("plain",)).get_content()
    ficha = texto.partition("/acceso/restablecer/")[2].split()[0]
    assert len(ficha) > 40
    db.session.rollback()
    for tabla in db.metadata.sorted_tables:
        for fila in db.session.execute(db.select(tabla)):
            assert ficha not in str(tuple(fila)), f"la llave quedó guardada en {tabla.name}"
    assert _aviso(id_).datos == {}


@pytest.mark.parametrize("respuesta", ["451 Inténtalo más tarde", "450 Lista gris"])
def test_un_ahora_no_se_reintenta_mas_tarde_con_el_mismo_identificador(app, correo, respuesta):
    correo.al_destinatario["ana@ejemplo.test"] = respuesta
    with time_machine.travel("2026-11-21 12:00:00+00:00", tick=False) as reloj:
        id_, otra = _encolar(), _encolar("eva@ejemplo.test")
        assert envio.enviar_pendientes() == {"tropiezos": 1, "enviados": 1}, "a las demás sí les llega"
        assert _aviso(id_).estado is EstadoAviso.PENDIENTE
        assert respuesta[:3] in _aviso(id_).error
        assert envio.enviar_pendientes() == {}, "no insiste antes de tiempo"
        correo.al_destinatario.clear()
        reloj.shift(timedelta(seconds=80))
        assert envio.enviar_pendientes() == {"enviados": 1}
    assert correo.para("ana@ejemplo.test")[0]["Message-ID"] == f"<{_aviso(id_).identificador}@red.test>"
    assert _aviso(otra).intentos == 1


@pytest.mark.parametrize("donde", ["destinatario", "mensaje"])
def test_un_no_rotundo_no_se_reintenta_solo(app, correo, donde):
    if donde == "destinatario":
        correo.al_destinatario["ana@ejemplo.test"] = "550 No existe esa persona"
    else:
        correo.al_mensaje = "554 No lo aceptamos"
    id_ = _encolar()
    assert envio.enviar_pendientes() == {"rechazados": 1}
    assert _aviso(id_).estado is EstadoAviso.FALLIDO
    assert envio.enviar_pendientes() == {}
    correo.al_destinatario.clear()
    correo.al_mensaje = "250 Recibido"
    with transaccion():
        assert operaciones.reintentar_fallidos() == 1
    assert envio.enviar_pendientes() == {"enviados": 1}


def test_con_el_servidor_caido_no_se_gastan_intentos_de_los_demas(app, con_correo):
    with socket.socket() as libre:
        libre.bind(("127.0.0.1", 0))
        con_correo(f"smtp://127.0.0.1:{libre.getsockname()[1]}")
    ids = [_encolar(f"p{n}@ejemplo.test") for n in range(5)]
    assert envio.enviar_pendientes() == {"tropiezos": 1}
    assert [_aviso(i).intentos for i in ids] == [1, 0, 0, 0, 0]
    with servidor_de_correo() as (receptor, direccion):
        con_correo(direccion)
        with time_machine.travel(f.ahora() + timedelta(minutes=3)):
            assert envio.enviar_pendientes() == {"enviados": 5}
        assert len(receptor.recibidos) == 5


def test_un_421_deja_lo_demas_para_despues(app, correo):
    correo.al_destinatario["p0@ejemplo.test"] = "421 Cierro"
    ids = [_encolar(f"p{n}@ejemplo.test") for n in range(3)]
    assert envio.enviar_pendientes() == {"tropiezos": 1}
    assert [_aviso(i).intentos for i in ids] == [1, 0, 0]
    assert envio.enviar_pendientes() == {"enviados": 2}


def test_que_no_acepten_a_quien_envia_no_da_los_correos_por_perdidos(app, correo):
    """Es asunto de la configuración: al corregirla, salen."""
    correo.al_remitente = "553 No te conocemos"
    ids = [_encolar(f"p{n}@ejemplo.test") for n in range(3)]
    assert envio.enviar_pendientes() == {"tropiezos": 1}
    assert {_aviso(i).estado for i in ids} == {EstadoAviso.PENDIENTE}
    correo.al_remitente = "250 OK"
    with time_machine.travel(f.ahora() + timedelta(minutes=2)):
        assert envio.enviar_pendientes() == {"enviados": 3}


def test_si_la_conexion_se_corta_tras_los_datos_se_reenvia_con_el_mismo_identificador(app, correo):
    correo.cortar_tras_datos = True
    with time_machine.travel("2026-11-21 12:00:00+00:00", tick=False) as reloj:
        id_ = _encolar()
        assert envio.enviar_pendientes() == {"tropiezos": 1}
        assert _aviso(id_).estado is EstadoAviso.PENDIENTE
        correo.cortar_tras_datos = False
        reloj.shift(timedelta(minutes=2))
        assert envio.enviar_pendientes() == {"enviados": 1}
    identificadores = [m["Message-ID"] for m in correo.para("ana@ejemplo.test")]
    assert len(identificadores) == 2
    assert len(set(identificadores)) == 1


def test_un_servidor_que_no_responde_no_detiene_a_quien_escribe(app, correo, monkeypatch):
    """Mientras se espera al servidor de correo nadie tiene tomada la base de datos."""
    monkeypatch.setattr(transporte, "PACIENCIA", 3)
    correo.demora = 2.0
    _encolar()
    configuracion = app.config["RED"]

    def enviar():
        with app.app_context():
            assert app.config["RED"] is configuracion
            envio.enviar_pendientes()

    hilo = threading.Thread(target=enviar)
    hilo.start()
    time.sleep(0.6)
    inicio = time.monotonic()
    f.una_persona()
    tardo = time.monotonic() - inicio
    assert hilo.is_alive(), "el envío sigue esperando respuesta"
    hilo.join()
    assert tardo < 1.0
    assert len(correo.recibidos) == 1


def test_un_servidor_que_calla_se_abandona_y_se_reintenta(app, correo, monkeypatch):
    monkeypatch.setattr(transporte, "PACIENCIA", 0.4)
    correo.demora = 1.5
    id_ = _encolar()
    assert envio.enviar_pendientes() == {"tropiezos": 1}
    assert _aviso(id_).estado is EstadoAviso.PENDIENTE


def _varios_a_la_vez(app, cuantos):
    def enviar(_):
        with app.app_context():
            return envio.enviar_pendientes()["enviados"]

    with ThreadPoolExecutor(cuantos) as hilos:
        return sum(hilos.map(enviar, range(cuantos)))


def test_varios_procesos_a_la_vez_no_repiten_ninguno(app, correo):
    correo.demora = 0.01
    with transaccion():
        for n in range(40):
            encolar(PLANTILLA, f"p{n}@ejemplo.test", {"nombre": "Ana"})
    db.session.remove()
    assert _varios_a_la_vez(app, 4) == 40
    assert sorted(d[0] for d, _ in correo.recibidos) == sorted(f"p{n}@ejemplo.test" for n in range(40))


def _tomar():
    return [(listo.id, listo.intento) for listo in envio._preparar().listos]


def test_lo_que_alguien_tomo_no_lo_toma_nadie_mas_hasta_que_venza_su_plazo(app, correo):
    id_ = _encolar()
    assert _tomar() == [(id_, 1)]
    assert _tomar() == []
    with time_machine.travel(f.ahora() + timedelta(minutes=6)):
        assert _tomar() == [(id_, 2)]


def test_control_sin_plazo_dos_procesos_toman_el_mismo(app, correo, monkeypatch):
    """Con un plazo de nada la guarda no existe: así se nota que la prueba de arriba mide algo."""
    monkeypatch.setattr(operaciones, "PLAZO", timedelta(0))
    id_ = _encolar()
    assert [_tomar(), _tomar()] == [[(id_, 1)], [(id_, 2)]]


def test_quien_se_tardo_mas_que_el_plazo_no_deshace_lo_que_otro_hizo(app, correo):
    id_ = _encolar()
    ((_, intento),) = _tomar()
    with time_machine.travel(f.ahora() + timedelta(minutes=6)):
        assert envio.enviar_pendientes() == {"enviados": 1}
    envio._anotar((id_, intento), lambda aviso: operaciones.anotar_rechazo(aviso, "tarde"))
    with Libreta() as libreta:
        operaciones.apuntar_envio(libreta, id_, intento)
    aviso = _aviso(id_)
    assert (aviso.estado, aviso.error, aviso.intentos) == (EstadoAviso.ENVIADO, None, 2)
    assert len(correo.recibidos) == 1


def test_la_espera_crece_hasta_dos_horas_y_nunca_es_la_misma_para_todos():
    for n, base in [(1, 60), (2, 120), (5, 960), (8, 7200), (40, 7200)]:
        esperas = {operaciones.espera(n) for _ in range(50)}
        assert all(base * 0.8 <= espera <= base * 1.2 for espera in esperas)
        assert len(esperas) > 10
    total = sum(operaciones.espera(n) for n in range(1, operaciones.INTENTOS_MAXIMOS))
    assert 2 * 86400 < total < 4 * 86400, "insiste unos tres días"


def test_tras_tres_dias_se_da_por_fallido_y_queda_a_la_vista(app, correo):
    correo.al_destinatario["ana@ejemplo.test"] = "451 Más tarde"
    id_ = _encolar()
    with transaccion():
        db.session.get(Aviso, id_).intentos = operaciones.INTENTOS_MAXIMOS - 1
    envio.enviar_pendientes()
    assert _aviso(id_).estado is EstadoAviso.FALLIDO


def test_una_plantilla_que_falla_no_detiene_a_las_demas(app, correo, caplog):
    with transaccion():
        avisos = [encolar(plantilla, "eva@ejemplo.test", {}) for plantilla in (PLANTILLA, "no_existe")]
    rota, sin_plantilla = (aviso.id for aviso in avisos)
    buena = _encolar()
    assert envio.enviar_pendientes() == {"tropiezos": 2, "enviados": 1}
    assert "No se pudo redactar" in _aviso(rota).error
    assert _aviso(sin_plantilla).estado is EstadoAviso.PENDIENTE
    assert _aviso(buena).estado is EstadoAviso.ENVIADO


def test_lo_que_dejo_de_hacer_falta_se_descarta(app, correo):
    with transaccion():
        aviso = encolar("recuperar", "nadie@ejemplo.test", {})
    id_ = aviso.id
    assert envio.enviar_pendientes() == {"descartados": 1}
    assert _aviso(id_).estado is EstadoAviso.DESCARTADO
    assert correo.recibidos == []


def test_el_receptor_de_estas_pruebas_distingue_a_quien_llego(correo):
    """Control: si el servidor de prueba mezclara destinatarios, las pruebas de arriba no verían nada."""
    assert isinstance(correo, Receptor)
    assert correo.para("nadie@ejemplo.test") == []
