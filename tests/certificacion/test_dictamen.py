"""El dictamen por lotes y el certificado: la cuenta exacta, el no con su porqué, deshacer, y el folio una sola vez."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from time_machine import travel

from red.base import db, transaccion
from red.certificacion import certificados, dictamen, portafolio_operaciones
from red.certificacion.dictamen import FaltaMotivo, LoteCerrado, NoCabe, Renglon, YaSiguio
from red.certificacion.modelos import Certificado, Etapa, Expediente, PiezaDePortafolio, ResultadoDeDictamen
from red.certificacion.operaciones_evaluacion import llenar_ficha
from red.certificacion.operaciones_expediente import VaEnUnLote, cerrar
from red.certificacion.portafolio import portafolio_de
from red.reloj import ahora, hoy
from tests import fabricas
from tests.archivos.muestras import PDF
from tests.certificacion.escena import FICHA, Escena
from tests.certificacion.hasta_el_dictamen import por_dictaminar
from tests.cliente import Cliente

SI, NO = ResultadoDeDictamen.PROCEDENTE, ResultadoDeDictamen.NO_PROCEDENTE


@pytest.fixture(name="dos")
def _dos(escena: Escena) -> list[Expediente]:
    primera = por_dictaminar(escena)
    escena.candidata = fabricas.una_integrante(escena.red)
    return [primera, por_dictaminar(escena)]


def _lote(escena: Escena, expedientes: list[Expediente], *, enviado: bool = True) -> int:
    with transaccion():
        lote = dictamen.armar(
            escena.red.id, escena.estandar.id, "ECE de ejemplo", [e.id for e in expedientes], None
        )
        if enviado:
            dictamen.enviar(lote.id, hoy())
        return lote.id


def _resolver(lote_id: int, *resultados: Renglon) -> tuple[int, int]:
    vivos = [uno.id for uno in dictamen.vivos(dictamen.lote(lote_id))]
    with transaccion():
        return dictamen.resolver(lote_id, hoy(), dict(zip(vivos, resultados, strict=True)), quien_id=None)


def _etapas(dos: list[Expediente]) -> list[Etapa]:
    for e in dos:
        db.session.refresh(e)
    return [e.etapa for e in dos]


def test_por_sus_paginas_del_lote_al_certificado_entregado(
    cliente: Cliente, escena: Escena, dos: list[Expediente]
) -> None:
    cliente.entrar(escena.coordinadora)
    assert "2 expedientes verificados" in _texto(cliente.get("/certificacion/lotes"))
    nuevo = f"/certificacion/red/{escena.red.clave}/lotes/nuevo/EC0308"
    assert cliente.get(nuevo).status_code == 200
    hecho = cliente.post(nuevo, {"entidad": "ECE de ejemplo", "expedientes": [e.id for e in dos]})
    assert hecho.status_code == 303
    lote = hecho.headers["Location"]
    assert "Armamos el lote con 2 expedientes" in _texto(cliente.get(lote))
    assert cliente.post(f"{lote}/enviar", {"dia": hoy().isoformat()}).status_code == 303
    assert cliente.get(f"{lote}/resolver").status_code == 200
    vivos = dictamen.vivos(dictamen.lote(int(lote.rpartition("/")[2])))
    no = {"dia": hoy().isoformat(), f"resultado-{vivos[1].id}": "no_procedente"}
    mal = cliente.post(f"{lote}/resolver", no)
    assert mal.status_code == 422
    assert "Escribe por qué no procede" in _texto(mal)
    assert _etapas(dos) == [Etapa.DICTAMEN] * 2, "o todo el lote o nada"
    assert (
        cliente.post(f"{lote}/resolver", {**no, f"motivo-{vivos[1].id}": "Falta el video"}).status_code == 303
    )
    assert "1 procedente y 1 no procedente" in _texto(cliente.get(lote))
    assert _etapas(dos) == [Etapa.TRAMITE, Etapa.PORTAFOLIO]

    url = f"/certificacion/expedientes/{dos[0].clave}/certificado"
    assert cliente.get(url).status_code == 200
    de_ayer = {"folio": "d-0001", "emitido_el": (hoy() - timedelta(days=1)).isoformat()}
    assert "antes de su dictamen" in _texto(cliente.post(url, de_ayer))
    assert cliente.post(url, {"folio": " d-0001 ", "emitido_el": hoy().isoformat()}).status_code == 303
    suyo = db.session.query(Certificado).filter_by(expediente_id=dos[0].id).one()
    assert suyo.folio == "D-0001"
    assert _etapas(dos)[0] is Etapa.CERTIFICADA
    pagina = _texto(cliente.get("/certificacion/certificados"))
    assert "D-0001" in pagina
    assert "Por recibir" in pagina
    assert "RENAP" in pagina
    entrega = f"/certificacion/certificados/{suyo.id}/entrega"
    ayer = {"que": "entregado", "dia": (hoy() - timedelta(days=1)).isoformat()}
    assert cliente.post(entrega, ayer).status_code == 422
    assert cliente.post(entrega, {"que": "entregado", "dia": hoy().isoformat()}).status_code == 303
    assert "Entregado" in _texto(cliente.get("/certificacion/certificados"))
    assert cliente.post(f"/certificacion/certificados/{suyo.id}/anular", {"motivo": "m"}).status_code == 303
    assert _etapas(dos)[0] is Etapa.TRAMITE

    ajena = fabricas.una_coordinadora(fabricas.una_red())
    cliente.entrar(ajena)
    for direccion in (lote, f"{lote}/enviar", f"{lote}/resolver", f"{lote}/cancelar", nuevo, url, entrega):
        assert cliente.get(direccion).status_code == 404, direccion
    cliente.entrar(escena.candidata)
    assert cliente.get("/certificacion/lotes").status_code == 403


def _texto(respuesta) -> str:
    return " ".join(respuesta.get_data(as_text=True).split())


def test_solo_cabe_lo_verificado_y_una_vez(escena: Escena) -> None:
    e = por_dictaminar(escena)
    escena.candidata = fabricas.una_integrante(escena.red)
    todavia = escena.hasta(Etapa.PORTAFOLIO)
    with pytest.raises(NoCabe):
        _lote(escena, [e, todavia])
    lote = _lote(escena, [e], enviado=False)
    with pytest.raises(NoCabe):
        _lote(escena, [e])
    with transaccion():
        dictamen.sacar(lote, dictamen.vivos(dictamen.lote(lote))[0].id)
    assert dictamen.lote(_lote(escena, [e])).numero == 2
    with pytest.raises(NoCabe), transaccion():
        dictamen.sumar(lote, [e.id], None)


def test_todavia_no_competente_no_llega_a_dictamen(escena: Escena) -> None:
    e = escena.hasta(Etapa.TODAVIA_NO, cumple=False)
    with pytest.raises(NoCabe):
        _lote(escena, [e])
    assert dictamen.esperan_lote(None) == []


def test_lo_enviado_no_cambia_y_lo_resuelto_se_deshace_mientras_nada_siga(
    escena: Escena, dos: list[Expediente]
) -> None:
    lote = _lote(escena, dos)
    uno = dictamen.vivos(dictamen.lote(lote))[0]
    with pytest.raises(LoteCerrado), transaccion():
        dictamen.sacar(lote, uno.id)
    with pytest.raises(FaltaMotivo):
        _resolver(lote, Renglon(SI), Renglon(NO))
    assert _resolver(lote, Renglon(SI), Renglon(NO, "m")) == (1, 1)
    with pytest.raises(LoteCerrado):
        _resolver(lote, Renglon(SI), Renglon(SI))
    with transaccion():
        assert dictamen.deshacer(lote, None) == 2
    assert _etapas(dos) == [Etapa.DICTAMEN] * 2
    assert _resolver(lote, Renglon(SI), Renglon(SI)) == (2, 0)
    with transaccion():
        certificados.registrar(dos[0].id, folio="D-1", emitido_el=hoy(), quien_id=None)
    with pytest.raises(YaSiguio), transaccion():
        dictamen.deshacer(lote, None)
    assert _etapas(dos) == [Etapa.CERTIFICADA, Etapa.TRAMITE], "o todo el lote o nada"
    with pytest.raises(certificados.FolioRepetido), transaccion():
        certificados.registrar(dos[1].id, folio=" d-1", emitido_el=hoy(), quien_id=None)


def test_no_se_deshace_un_no_si_el_portafolio_cambio_despues(escena: Escena) -> None:
    e = por_dictaminar(escena)
    lote = _lote(escena, [e])
    _resolver(lote, Renglon(NO, "m"))
    with transaccion():
        assert dictamen.deshacer(lote, None) == 1, "si nadie tocó nada, sí"
    _resolver(lote, Renglon(NO, "m"))
    (producto,) = next(p for p in portafolio_de(e).piezas if p.clase is PiezaDePortafolio.PRODUCTO).evidencias

    def retirar() -> None:
        portafolio_operaciones.retirar_evidencia(e.id, producto.id, None)

    def subir() -> None:
        portafolio_operaciones.subir(
            e.id, PiezaDePortafolio.PRODUCTO, "", archivo=("otro.pdf", PDF), quien_id=escena.candidata.id
        )

    def corregir() -> None:
        llenar_ficha(e.id, escena.candidata.id, {**FICHA, "puesto": "Otro"})

    def deshacer_tras(cambio: Callable[[], None]) -> None:
        with transaccion():
            cambio()
            dictamen.deshacer(lote, None)

    for cambio in (retirar, subir, corregir):
        with pytest.raises(YaSiguio):
            deshacer_tras(cambio)
    assert _etapas([e]) == [Etapa.PORTAFOLIO]
    with transaccion():
        assert dictamen.deshacer(lote, None) == 1, "cada intento de cambiarlo se dejó como estaba"


def test_lo_que_va_en_un_lote_no_se_cierra_por_fuera(escena: Escena, dos: list[Expediente]) -> None:
    lote = _lote(escena, dos, enviado=False)
    with pytest.raises(VaEnUnLote, match=r"lote 1: sácalo"), transaccion():
        cerrar(dos[0].id, "Se fue", None)
    with transaccion():
        dictamen.enviar(lote, hoy())
    with pytest.raises(VaEnUnLote, match=r"lote 1, que ya se envió"), transaccion():
        cerrar(dos[0].id, "Se fue", None)
    assert _resolver(lote, Renglon(SI), Renglon(SI)) == (2, 0), "el lote entero se pudo resolver"
    with transaccion():
        cerrar(dos[0].id, "Se fue", None)
    assert _etapas(dos) == [Etapa.CERRADO, Etapa.TRAMITE]


def test_no_se_anula_un_certificado_si_ya_lleva_otro_expediente(escena: Escena) -> None:
    e = por_dictaminar(escena)
    _resolver(_lote(escena, [e]), Renglon(SI))
    with transaccion():
        suyo = certificados.registrar(e.id, folio="D-1", emitido_el=hoy(), quien_id=None).id
    otro = escena.abrir()
    with pytest.raises(certificados.OtroEnCurso), transaccion():
        certificados.anular(suyo, "m", None)
    with transaccion():
        cerrar(otro.id, "Se abrió por error", None)
    with transaccion():
        certificados.anular(suyo, "m", None)
    assert _etapas([e]) == [Etapa.TRAMITE]


def test_un_lote_cancelado_suelta_lo_que_lleva(escena: Escena) -> None:
    e = por_dictaminar(escena)
    lote = _lote(escena, [e])
    with transaccion():
        assert dictamen.cancelar(lote, "La entidad no lo recibió") == 1
    assert [e.id for e in dictamen.por_dictaminar(escena.red.id, escena.estandar.id)] == [e.id]


def test_se_avisa_de_lo_que_vence_y_no_de_lo_renovado(escena: Escena) -> None:
    def con(emitido: date, vence: date, folio: str) -> None:
        with transaccion():
            db.session.add(
                Certificado(
                    red_id=escena.red.id, persona_id=escena.candidata.id, estandar_id=escena.estandar.id,
                    folio=folio, emitido_el=emitido, vence_el=vence, registrado_en=ahora(),
                )
            )  # fmt: skip

    con(date(2024, 1, 10), date(2027, 1, 10), "V-1")
    with travel("2026-08-01 12:00Z"):
        assert certificados.por_vencer(escena.red.id, hoy()) == []
    with travel("2026-12-01 12:00Z"):
        assert [c.folio for c in certificados.por_vencer(escena.red.id, hoy())] == ["V-1"]
        con(date(2026, 11, 30), date(2029, 11, 30), "V-2")
        assert certificados.por_vencer(escena.red.id, hoy()) == []
