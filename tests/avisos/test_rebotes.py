"""Lo que se devuelve se sabe, se cree sólo si es nuestro y nadie de fuera puede callar a una persona."""

import json
import mailbox
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from red.avisos import entrega, envio, firmas, operaciones, rebotes, recepcion
from red.avisos.modelos import Aviso, Cierre, ClaseDeRebote, DireccionCaida, EstadoAviso, MotivoDeRebote
from red.avisos.operaciones import encolar
from red.base import db, transaccion
from red.reloj import ahora
from tests import fabricas as f
from tests.avisos import devueltos
from tests.avisos.imap import servidor_imap
from tests.cliente import Cliente

CLAVE = "clave-de-rebotes-para-pruebas-0123456789"
ID = "0123456789abcdef" * 2
DURO, SUAVE = ClaseDeRebote.DURO, ClaseDeRebote.SUAVE


@pytest.mark.parametrize(
    ("informe", "clase", "motivo"),
    [
        (devueltos.normado(ID), DURO, MotivoDeRebote.NO_EXISTE),
        (
            devueltos.normado(ID, estado="4.4.7", dicho="smtp; 451 timed out"),
            SUAVE,
            MotivoDeRebote.NO_RESPONDE,
        ),
        (
            devueltos.normado(ID, estado="5.7.1", dicho="smtp; 554 5.7.1 blocked"),
            SUAVE,
            MotivoDeRebote.BLOQUEADO,
        ),
        (devueltos.normado(ID, estado="5.4.4", dicho="dns; no existe"), DURO, MotivoDeRebote.DOMINIO),
        (devueltos.de_qmail(ID), DURO, MotivoDeRebote.NO_EXISTE),
        (devueltos.de_exim(ID), SUAVE, MotivoDeRebote.LLENO),
        (devueltos.en_espanol(ID), DURO, MotivoDeRebote.NO_EXISTE),
    ],
)
def test_se_entienden_los_informes_normados_y_los_que_no(informe, clase, motivo):
    noticia = rebotes.leer(informe)
    assert noticia is not None
    assert (noticia.identificador, noticia.llego, noticia.clase, noticia.motivo) == (ID, False, clase, motivo)


@pytest.mark.parametrize(
    "mensaje",
    [
        devueltos.fuera_de_la_oficina(ID),
        devueltos.normado(ID, accion="delayed"),
        devueltos.normado("no-es-nuestro"),
        b"",
        b"\xff\xfe\x00 basura \r\n\r\n" * 50,
    ],
)
def test_lo_que_no_es_un_devuelto_no_dice_nada(mensaje):
    assert rebotes.leer(mensaje) is None
    assert not recepcion.rebotes.leer(mensaje)


def _enviar(para="ana@ejemplo.test", plantilla="carta", **otros):
    datos = {"quien": "Eva", "nombre": "Ana", "nota": "Hola", "ofrece": "", "busca": "", "clave": "x"}
    with transaccion():
        aviso = encolar(plantilla, para, datos, **otros)
    envio.enviar_pendientes()
    db.session.rollback()
    return aviso


def test_a_quien_no_recibe_no_se_le_escribe_mas_salvo_para_entrar_a_su_cuenta(app, correo):
    aviso = _enviar()
    vistos = []
    operaciones.AL_SABER.append(lambda a: vistos.append((a.id, a.estado)))
    try:
        assert recepcion.anotar(devueltos.normado(aviso.identificador))
        assert not recepcion.anotar(devueltos.normado(aviso.identificador)), "la misma noticia cambia una vez"
    finally:
        operaciones.AL_SABER.pop()
    assert vistos == [(aviso.id, EstadoAviso.REBOTADO)]
    otro = _enviar()
    assert otro.estado is EstadoAviso.DESCARTADO
    assert "devolvió un correo" in otro.error
    assert _enviar(plantilla="contrasena_cambiada").estado is EstadoAviso.ENVIADO
    assert len(correo.para("ana@ejemplo.test")) == 2


def test_alguien_dice_que_ya_funciona_y_lo_viejo_no_lo_desmiente(app, correo):
    aviso = _enviar()
    recepcion.anotar(devueltos.normado(aviso.identificador))
    quien = f.una_persona()
    with transaccion():
        caida = db.session.scalars(db.select(DireccionCaida)).one()
        entrega.dar_por_buena(caida.id, quien.id, Cierre.YA_FUNCIONA)
        assert entrega.reenviar_lo_que_no_llego(caida, None) == 1
    assert envio.enviar_pendientes() == {"enviados": 1}
    recepcion.anotar(devueltos.de_qmail(aviso.identificador))
    assert _enviar().estado is EstadoAviso.ENVIADO, "una noticia del correo de antes no vuelve a callarla"
    (primero, segundo, _) = correo.para("ana@ejemplo.test")
    assert primero["Message-ID"] != segundo["Message-ID"], (
        "es otro correo: lo que se diga del primero no lo toca"
    )


def test_que_sí_llego_tambien_se_sabe(app, correo):
    aviso = _enviar()
    assert recepcion.anotar(devueltos.normado(aviso.identificador, accion="delivered", estado="2.0.0"))
    assert db.session.get(Aviso, aviso.id).estado is EstadoAviso.ENTREGADO


def test_lo_pasajero_solo_calla_a_la_tercera(app, correo):
    lleno = {"estado": "4.2.2", "dicho": "smtp; 452 mailbox full"}
    for _ in range(2):
        recepcion.anotar(devueltos.normado(_enviar().identificador, **lleno))
    tercero = _enviar()
    assert tercero.estado is EstadoAviso.ENVIADO
    recepcion.anotar(devueltos.normado(tercero.identificador, **lleno))
    assert _enviar().estado is EstadoAviso.DESCARTADO


def test_un_devuelto_inventado_no_calla_a_nadie(app, correo):
    """Sin el identificador, que sólo viajó en el correo, no hay noticia; ni con el de un correo viejo o sin salir."""
    aviso = _enviar()
    with transaccion():
        sin_salir = encolar("carta", "eva@ejemplo.test", {})
    inventados = [
        devueltos.normado(ID),
        devueltos.normado(str(aviso.id).zfill(32)),
        devueltos.normado(sin_salir.identificador),
        devueltos.de_exim("f" * 32),
    ]
    assert not any(recepcion.anotar(uno) for uno in inventados)
    with time_machine.travel(ahora() + timedelta(days=31)):
        assert not recepcion.anotar(devueltos.normado(aviso.identificador)), "lo de hace un mes ya no se cree"
    assert db.session.scalars(db.select(DireccionCaida)).all() == []
    assert recepcion.anotar(devueltos.normado(aviso.identificador)), "control: con el suyo, sí"


def test_una_direccion_que_el_servidor_no_acepta_queda_en_la_lista(app, correo):
    correo.al_destinatario["ana@ejemplo.test"] = "550 5.1.1 No existe"
    assert _enviar().estado is EstadoAviso.FALLIDO
    caida = db.session.scalars(db.select(DireccionCaida)).one()
    assert (caida.correo, caida.bloqueada, caida.motivo) == (
        "ana@ejemplo.test",
        True,
        MotivoDeRebote.NO_EXISTE,
    )
    correo.al_mensaje = "554 5.6.0 No nos gusta"
    assert _enviar("eva@ejemplo.test").estado is EstadoAviso.FALLIDO
    assert len(db.session.scalars(db.select(DireccionCaida)).all()) == 1, (
        "lo que dice no es culpa de la dirección"
    )


def test_vuelven_a_una_direccion_que_lleva_el_identificador(app, correo, monkeypatch, tmp_path):
    monkeypatch.setitem(app.config, "RED", replace(app.config["RED"], rebotes=f"maildir:{tmp_path}"))
    aviso = _enviar()
    assert correo.remitentes == [f"avisos+{aviso.identificador}@red.test"]


def test_se_leen_de_un_maildir_una_sola_vez(app, correo, monkeypatch, tmp_path):
    ruta = tmp_path / "devueltos"
    buzon = mailbox.Maildir(str(ruta))
    aviso = _enviar()
    buzon.add(devueltos.normado(aviso.identificador))
    buzon.add(devueltos.fuera_de_la_oficina(aviso.identificador))
    monkeypatch.setitem(app.config, "RED", replace(app.config["RED"], rebotes=f"maildir:{ruta}"))
    assert recepcion.leer_rebotes() == {"anotados": 1, "ajenos": 1}
    assert recepcion.leer_rebotes() == {}
    assert len(buzon) == 2, "no se borra ninguno"
    monkeypatch.setitem(app.config, "RED", replace(app.config["RED"], rebotes=f"maildir:{tmp_path}/no-hay"))
    assert recepcion.leer_rebotes() == {"sin abrir": 1}


def test_se_leen_de_un_buzon_imap_y_lo_leido_queda_marcado(app, correo, monkeypatch):
    aviso = _enviar()
    with servidor_imap("avisos@red.test", "cl@ve", [devueltos.normado(aviso.identificador)]) as (
        buzon,
        puerto,
    ):
        direccion = f"imap://avisos%40red.test:cl%40ve@127.0.0.1:{puerto}/Devueltos"
        monkeypatch.setitem(app.config, "RED", replace(app.config["RED"], rebotes=direccion))
        assert recepcion.leer_rebotes() == {"anotados": 1}
        assert recepcion.leer_rebotes() == {}
        assert buzon.vistos == {1}
        assert buzon.carpeta == "Devueltos"
        mala = direccion.replace("cl%40ve", "otra")
        monkeypatch.setitem(app.config, "RED", replace(app.config["RED"], rebotes=mala))
        assert recepcion.leer_rebotes() == {"sin abrir": 1}


# ---------------------------------------------------------------- Por firma


def _llamar(app, cuerpo, firma):
    # Otro servidor: sin sesión y sin ficha de formulario.
    return Cliente(app).navegador.post("/avisos/rebotes", data=cuerpo, headers={"X-Red-Firma": firma})


@pytest.fixture
def con_clave(app, correo, monkeypatch):
    monkeypatch.setitem(app.config, "RED", replace(app.config["RED"], rebotes_clave=CLAVE))


def test_un_servicio_avisa_con_su_firma(app, con_clave):
    uno, otro = _enviar(), _enviar("eva@ejemplo.test")
    noticias = [
        {"id": uno.identificador, "evento": "devuelto", "codigo": "5.1.1", "dicho": "no such user"},
        {"id": f"<{otro.identificador}@red.test>", "evento": "entregado"},
    ]
    cuerpo = json.dumps(noticias).encode()
    respuesta = _llamar(app, cuerpo, firmas.firmar(CLAVE, cuerpo, ahora()))
    assert (respuesta.status_code, respuesta.json) == (200, {"recibidas": 2, "anotadas": 2})
    db.session.rollback()
    estados = [db.session.get(Aviso, a.id).estado for a in (uno, otro)]
    assert estados == [EstadoAviso.REBOTADO, EstadoAviso.ENTREGADO]
    repetida = _llamar(app, cuerpo, firmas.firmar(CLAVE, cuerpo, ahora()))
    assert repetida.json == {"recibidas": 2, "anotadas": 0}


def test_sin_firma_con_otra_o_a_destiempo_no_pasa_nada(app, con_clave, monkeypatch):
    aviso = _enviar()
    cuerpo = json.dumps({"id": aviso.identificador, "evento": "devuelto", "codigo": "5.1.1"}).encode()
    buena = firmas.firmar(CLAVE, cuerpo, ahora())
    vieja = firmas.firmar(CLAVE, cuerpo, ahora() - timedelta(minutes=6))
    for firma in ("", "v1=00", vieja, firmas.firmar("otra" * 8, cuerpo, ahora()), buena[:-1] + "g"):
        assert _llamar(app, cuerpo, firma).status_code == 401
    assert _llamar(app, cuerpo + b" ", buena).status_code == 401, "la firma es de ese cuerpo"
    for malo in (b"{", b'{"id": 1}', b'{"id": "x", "evento": "otro"}', b"[1]"):
        assert _llamar(app, malo, firmas.firmar(CLAVE, malo, ahora())).status_code == 400
    monkeypatch.setitem(app.config, "RED", replace(app.config["RED"], rebotes_clave=""))
    assert _llamar(app, cuerpo, buena).status_code == 404, "sin clave configurada no existe"
    db.session.rollback()
    assert db.session.get(Aviso, aviso.id).estado is EstadoAviso.ENVIADO
