"""Sin servidor de correo, los mensajes quedan en un buzón que sólo se ve en la demostración."""

import mailbox
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from red.avisos import buzon, envio
from red.avisos.modelos import Aviso, EstadoAviso
from red.avisos.operaciones import encolar
from red.base import db, transaccion
from red.configuracion import Entorno
from tests import fabricas as f
from tests.cliente import Cliente

BUZON = "/avisos/buzon"


@pytest.fixture
def carpeta(app, tmp_path, monkeypatch):
    """Una instancia propia, para que los mensajes de una prueba no los vea otra."""
    monkeypatch.setitem(app.config, "RED", replace(app.config["RED"], instancia=tmp_path))
    yield tmp_path / "buzon"
    shutil.rmtree(tmp_path, ignore_errors=True)


def _recibir(para="ana@ejemplo.test", nombre="Ana"):
    with transaccion():
        aviso = encolar("contrasena_cambiada", para, {"nombre": nombre})
    assert envio.enviar_pendientes()["enviados"] == 1
    return aviso


def test_es_un_maildir_que_cualquier_programa_de_correo_abre(app, carpeta):
    aviso = _recibir()
    (mensaje,) = mailbox.Maildir(str(carpeta), create=False)
    assert mensaje["To"] == "ana@ejemplo.test"
    assert mensaje["Message-ID"].startswith(f"<{aviso.identificador}@")
    assert carpeta.stat().st_mode & 0o077 == 0, "sólo lo lee quien administra la máquina"


def test_entregar_dos_veces_el_mismo_deja_uno(app, carpeta):
    aviso = _recibir()
    with transaccion():
        aviso.estado = EstadoAviso.PENDIENTE
    envio.enviar_pendientes()
    assert len(mailbox.Maildir(str(carpeta), create=False)) == 1


def test_si_no_se_puede_escribir_se_reintenta(app, carpeta):
    carpeta.mkdir()
    (carpeta / "tmp").write_text("esto no es una carpeta")
    with transaccion():
        aviso = encolar("contrasena_cambiada", "ana@ejemplo.test", {"nombre": "Ana"})
    assert envio.enviar_pendientes() == {"tropiezos": 1}
    (carpeta / "tmp").unlink()
    db.session.rollback()
    assert aviso.estado is EstadoAviso.PENDIENTE
    with time_machine.travel(f.ahora() + timedelta(minutes=2)):
        assert envio.enviar_pendientes() == {"enviados": 1}


def test_se_lee_con_sus_enlaces_y_se_siguen_hasta_el_final(app, carpeta, cliente):
    persona = f.una_persona(correo="ana@ejemplo.test")
    f.una_cuenta(persona)
    cliente.post("/acceso/recuperar", {"correo": persona.correo})
    envio.enviar_pendientes()
    lista = cliente.get(BUZON).get_data(as_text=True)
    assert "Tu enlace para volver a entrar" in lista
    clave = lista.partition("/avisos/buzon/")[2][:32]
    pagina = cliente.get(f"{BUZON}/{clave}").get_data(as_text=True)
    enlace = "/acceso/restablecer/" + pagina.partition('href="/acceso/restablecer/')[2].partition('"')[0]
    assert cliente.get(enlace, sigue=True).status_code == 200


def test_lo_mas_nuevo_va_primero_y_se_filtra_por_direccion(app, carpeta, cliente):
    with time_machine.travel("2026-11-21 12:00:00+00:00") as reloj:
        _recibir("ana@ejemplo.test")
        reloj.shift(60)
        _recibir("eva@ejemplo.test")
    texto = cliente.get(BUZON).get_data(as_text=True)
    assert texto.index("eva@ejemplo.test") < texto.index("ana@ejemplo.test")
    filtrada = cliente.get(f"{BUZON}?q=ANA@").get_data(as_text=True)
    assert "eva@ejemplo.test" not in filtrada
    assert "Ningún correo para" in cliente.get(f"{BUZON}?q=nadie").get_data(as_text=True)


def test_se_lee_por_paginas(app, carpeta, cliente):
    with transaccion():
        for n in range(30):
            encolar("contrasena_cambiada", f"p{n:02d}@ejemplo.test", {"nombre": "Ana"})
    envio.enviar_pendientes()
    primera, segunda, pasada = (cliente.get(f"{BUZON}?pagina={n}").get_data(as_text=True) for n in (1, 2, 99))
    assert (primera.count("@ejemplo.test"), segunda.count("@ejemplo.test")) == (25, 5)
    assert pasada.count("@ejemplo.test") == 5


def test_vacio_dice_que_hacer(carpeta, cliente):
    assert "Todavía no llega ningún correo" in cliente.get(BUZON).get_data(as_text=True)


@pytest.mark.parametrize(
    "cambio",
    [
        {"entorno": Entorno.PRODUCCION},
        {"entorno": Entorno.PRODUCCION, "correo": "smtp://x"},
        {"entorno": Entorno.DEMO, "correo": "smtp://x"},
    ],
)
def test_con_personas_reales_o_con_servidor_de_correo_no_existe(app, carpeta, monkeypatch, cambio):
    aviso = _recibir()
    persona = f.una_administradora()
    monkeypatch.setitem(app.config, "RED", replace(app.config["RED"], **cambio))
    for cliente in (Cliente(app), Cliente(app).entrar(persona)):
        for url in (BUZON, f"{BUZON}/{aviso.identificador}"):
            assert cliente.get(url).status_code == 404
    assert "Ver el buzón" not in Cliente(app).get("/acceso/recuperar?enviado=si").get_data(as_text=True)


def test_control_en_la_demostracion_si_existe(app, carpeta, monkeypatch):
    monkeypatch.setitem(app.config, "RED", replace(app.config["RED"], entorno=Entorno.DEMO))
    assert Cliente(app).get(BUZON).status_code == 200
    assert buzon.hay_buzon(app.config["RED"])


@pytest.mark.parametrize("clave", ["x", "..", "0" * 32, "%2e%2e%2fclave_secreta", "*", "[0-9a-f]" * 4, "é"])
def test_una_clave_inventada_no_existe_ni_sale_de_la_carpeta(carpeta, cliente, clave):
    _recibir()
    assert cliente.get(f"{BUZON}/{clave}").status_code == 404


def test_lo_que_alguien_escribio_en_su_nombre_se_ve_como_texto(app, carpeta, cliente):
    aviso = _recibir(nombre='<img src=x onerror="alert(1)"> & «Ana»')
    texto = cliente.get(f"{BUZON}/{aviso.identificador}").get_data(as_text=True)
    assert "<img" not in texto
    assert "&lt;img src=x" in texto


def test_solo_se_vuelven_enlaces_las_direcciones_de_este_sitio(app, carpeta, cliente):
    aviso = _recibir(nombre="Ana: http://otro.sitio/entra http://localhost.otro.sitio/")
    texto = cliente.get(f"{BUZON}/{aviso.identificador}").get_data(as_text=True)
    assert 'href="http://otro' not in texto
    assert 'href=".otro' not in texto
    assert db.session.get(Aviso, aviso.id).estado is EstadoAviso.ENVIADO
