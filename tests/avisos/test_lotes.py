"""Escribir a muchas personas tiene cuota, y pasado cierto número lo mira alguien más."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from red.avisos import envio, lotes
from red.avisos.modelos import Aviso, EstadoAviso, EstadoLote, Lote
from red.avisos.operaciones import encolar, encolar_muchos
from red.base import db, transaccion
from red.configuracion import ConfiguracionInvalida, leer
from red.errores import ErrorDeDominio
from tests import fabricas as f
from tests.cliente import Cliente


@pytest.fixture
def red(app):
    return f.una_red()


@pytest.fixture
def quien(red):
    return f.una_coordinadora(red)


def _con_cuota(app, monkeypatch, cuantas):
    monkeypatch.setitem(app.config, "RED", replace(app.config["RED"], cuotas={"coordinadora": cuantas}))


def _mandar(red, quien, cuantos):
    with transaccion():
        lote = lotes.abrir("Invitaciones de «Otoño»", red.id, quien.id, cuantos)
        filas = [(f"p{lote.id}-{n}@ejemplo.test", {"nombre": "Ana"}, None) for n in range(cuantos)]
        assert encolar_muchos("contrasena_cambiada", filas, lote) == cuantos
    return lote


def _cuentas(lote):
    db.session.rollback()
    return {estado.name: n for estado, n in lotes.avance(lote.id).items() if n}


def test_pasar_de_doscientas_en_un_dia_espera_otra_mirada_aunque_se_parta(red, quien, correo):
    primero = _mandar(red, quien, 200)
    assert primero.estado is EstadoLote.EN_CAMINO
    segundo = _mandar(red, quien, 1)
    assert segundo.estado is EstadoLote.POR_APROBAR, "partirlo en pedazos no lo evita"
    assert envio.enviar_pendientes() == {"enviados": 200}
    assert _cuentas(segundo) == {"RETENIDO": 1}
    with pytest.raises(lotes.AprobarLoPropio), transaccion():
        lotes.aprobar(segundo.id, quien.id)
    otra = f.una_coordinadora(red)
    with transaccion():
        assert lotes.aprobar(segundo.id, otra.id) == 1
    with pytest.raises(lotes.YaResuelto), transaccion():
        lotes.aprobar(segundo.id, otra.id)
    assert envio.enviar_pendientes() == {"enviados": 1}
    assert _cuentas(segundo) == {"ENVIADO": 1}


def test_uno_solo_con_lote_nace_como_su_lote(red, quien):
    with transaccion():
        lote = lotes.abrir("x", red.id, quien.id, 201)
        aviso = encolar("contrasena_cambiada", "ana@ejemplo.test", {}, lote=lote)
    assert (aviso.estado, aviso.red_id) == (EstadoAviso.RETENIDO, red.id)


def test_detenerlo_deja_lo_que_salio_y_devuelve_la_cuota_de_lo_demas(red, quien, correo, app, monkeypatch):
    _con_cuota(app, monkeypatch, 500)
    lote = _mandar(red, quien, 400)
    otra = f.una_coordinadora(red)
    with transaccion():
        assert lotes.detener(lote.id, otra.id, "Faltan nombres") == 400
    assert envio.enviar_pendientes() == {}
    assert correo.recibidos == []
    assert _cuentas(lote) == {"DESCARTADO": 400}
    assert _mandar(red, quien, 500).cuantos == 500, "las que no salieron no gastan"
    with pytest.raises(lotes.CuotaDeCorreoAgotada, match="mañana"), transaccion():
        lotes.abrir("x", red.id, quien.id, 1)


def test_lo_que_se_detuvo_sin_salir_tampoco_cuenta_para_la_segunda_mirada(red, quien):
    primero = _mandar(red, quien, 150)
    with transaccion():
        lotes.detener(primero.id, quien.id, "Me equivoqué de lista")
    assert _mandar(red, quien, 150).estado is EstadoLote.EN_CAMINO


def test_la_cuota_no_se_pasa_aunque_pidan_muchos_a_la_vez(red, quien, app, monkeypatch):
    _con_cuota(app, monkeypatch, 100)
    red_id, quien_id = red.id, quien.id
    db.session.remove()

    def pedir(_):
        with app.app_context():
            try:
                with transaccion():
                    lotes.abrir("x", red_id, quien_id, 10)
            except lotes.CuotaDeCorreoAgotada:
                return 0
            return 10

    with ThreadPoolExecutor(20) as hilos:
        assert sum(hilos.map(pedir, range(20))) == 100
    assert db.session.scalar(db.select(db.func.sum(Lote.cuantos))) == 100


def test_control_sin_candado_la_cuota_se_pasa(red, quien, app, monkeypatch, motor):
    """Si la cuenta se leyera sin apartarla, dos a la vez verían lo mismo: así se nota que la de arriba mide algo."""
    if motor == "sqlite":
        pytest.skip("en SQLite el turno de escritura ya es el candado")
    from sqlalchemy import select

    from red.avisos import consultas
    from red.avisos.modelos import CuotaDeCorreo

    _con_cuota(app, monkeypatch, 10)
    with transaccion():
        lotes.abrir("x", red.id, quien.id, 0)

    def sin_candado(persona_id, dia):
        cuota = db.session.scalars(select(CuotaDeCorreo).where(CuotaDeCorreo.persona_id == persona_id)).one()
        espera.wait(5)
        return cuota

    from threading import Barrier

    espera = Barrier(2)
    monkeypatch.setattr(consultas, "cuota_con_candado", sin_candado)
    red_id, quien_id = red.id, quien.id
    db.session.remove()

    def pedir(_):
        with app.app_context(), transaccion():
            lotes.abrir("x", red_id, quien_id, 10)
        return 10

    with ThreadPoolExecutor(2) as hilos:
        assert sum(hilos.map(pedir, range(2))) == 20


def test_sin_papel_no_se_manda_nada_y_la_plataforma_no_tiene_tope(red, app):
    suelta = f.una_persona()
    with pytest.raises(ErrorDeDominio), transaccion():
        lotes.abrir("x", red.id, suelta.id, 1)
    with transaccion():
        assert lotes.abrir("x", red.id, None, 50_000).estado is EstadoLote.EN_CAMINO


def test_las_cuotas_se_leen_del_entorno():
    base = {"RED_ENTORNO": "pruebas"}
    assert leer({**base, "RED_CUOTAS": "coordinadora:7"}).cuotas["coordinadora"] == 7
    assert leer(base).cuotas["enlace"] == 100
    for mala in ("coordinadora", "jefa:3", "enlace:-1"):
        with pytest.raises(ConfiguracionInvalida):
            leer({**base, "RED_CUOTAS": mala})


def test_se_aprueba_o_se_detiene_desde_su_pagina_y_lo_ajeno_no_existe(app, red, quien):
    lote = _mandar(red, quien, 250)
    propia, otra = Cliente(app).entrar(quien), Cliente(app).entrar(f.una_coordinadora(red))
    ajena = Cliente(app).entrar(f.una_coordinadora(f.una_red()))
    pagina = f"/avisos/envios/{lote.id}"
    assert "Aprobar el envío" not in propia.get(pagina).text
    assert propia.post(f"{pagina}/aprobar").status_code == 303
    assert _cuentas(lote) == {"RETENIDO": 250}
    texto = otra.get(pagina).text
    assert "Aprobar el envío a 250 personas" in texto
    assert quien.nombre_visible in texto, "dice a cuenta de quién"
    assert "250 correos" in texto
    for direccion in (pagina, f"{pagina}/detener"):
        assert ajena.get(direccion).status_code == 404
    assert ajena.post(f"{pagina}/aprobar").status_code == 404
    assert lote.que not in ajena.get("/avisos/envios").text
    assert re.search(r"Un envío a 250 personas espera", otra.get("/panel").text)
    assert otra.post(f"{pagina}/detener", {"motivo": ""}).status_code == 422
    assert otra.post(f"{pagina}/aprobar").status_code == 303
    assert _cuentas(lote) == {"PENDIENTE": 250}
    assert otra.post(f"{pagina}/detener", {"motivo": "Faltan nombres"}).status_code == 303
    assert db.session.scalar(db.select(db.func.count()).where(Aviso.estado == EstadoAviso.PENDIENTE)) == 0


def test_lo_que_espera_aprobacion_no_se_cuenta_como_escrito(app, red, quien):
    _mandar(red, quien, 200)
    _mandar(red, quien, 63)
    texto = " ".join(Cliente(app).entrar(quien).get("/avisos/envios").text.split())
    assert "Hoy has preparado correos para 263 personas" in texto
    assert "200 salieron o están por salir y 63 esperan la aprobación de otra persona" in texto


def test_los_devueltos_cuentan_entre_los_que_no_llegaron(app):
    with transaccion():
        encolar("contrasena_cambiada", "ana@ejemplo.test", {}).estado = EstadoAviso.REBOTADO
    texto = Cliente(app).entrar(f.una_administradora()).get("/administracion").text
    assert "Ninguno se devolvió" not in texto
