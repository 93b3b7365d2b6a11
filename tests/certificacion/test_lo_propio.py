"""Nadie lleva su propia certificación: ni en un lote, ni su certificado, ni lo que la deja evaluar."""

from collections.abc import Callable
from typing import Any

import pytest

from red.base import db, transaccion
from red.certificacion import certificados, consultas, dictamen, operaciones
from red.certificacion.acceso import EsSuya
from red.certificacion.dictamen import Renglon
from red.certificacion.modelos import AcreditacionDeEvaluadora, Certificado, Etapa, Expediente
from red.certificacion.modelos import ResultadoDeDictamen as Resultado
from red.personas.modelos import Persona
from red.reloj import hoy
from tests import fabricas
from tests.certificacion.escena import Escena
from tests.certificacion.hasta_el_dictamen import por_dictaminar
from tests.cliente import Cliente


@pytest.fixture(name="propia")
def _propia(escena: Escena) -> tuple[Persona, Expediente]:
    """Quien coordina la Red, con su propio expediente verificado."""
    yo = fabricas.una_coordinadora(escena.red)
    fabricas.una_membresia(escena.red, yo)
    escena.candidata = yo
    return yo, por_dictaminar(escena)


def test_cada_paso_lo_da_otra_persona(escena: Escena, propia: tuple[Persona, Expediente]) -> None:
    yo, e = propia

    def solo_otra(acto: Callable[[int], Any]) -> Any:
        with pytest.raises(EsSuya), transaccion():
            acto(yo.id)
        with transaccion():
            return acto(escena.coordinadora.id)

    def armar(quien: int, expedientes: tuple[int, ...] = (e.id,)) -> int:
        return dictamen.armar(escena.red.id, escena.estandar.id, "ECE", expedientes, quien).id

    with transaccion():
        lote = armar(yo.id, ())
    solo_otra(lambda quien: dictamen.sumar(lote, [e.id], quien))
    with transaccion():
        dictamen.cancelar(lote, "m")
    lote = solo_otra(armar)
    with transaccion():
        dictamen.enviar(lote, hoy())
    (uno,) = dictamen.vivos(dictamen.lote(lote))
    si = {uno.id: Renglon(Resultado.PROCEDENTE)}
    solo_otra(lambda quien: dictamen.resolver(lote, hoy(), si, quien_id=quien))
    solo_otra(lambda quien: dictamen.deshacer(lote, quien))
    solo_otra(lambda quien: dictamen.resolver(lote, hoy(), si, quien_id=quien))
    suyo = solo_otra(
        lambda quien: certificados.registrar(e.id, folio="D-1", emitido_el=hoy(), quien_id=quien).id
    )
    solo_otra(lambda quien: certificados.recibir(suyo, hoy(), quien))
    solo_otra(lambda quien: certificados.entregar(suyo, hoy(), quien))
    solo_otra(lambda quien: certificados.anular(suyo, "m", quien))
    db.session.refresh(e)
    assert e.etapa is Etapa.TRAMITE

    otro = consultas.estandar_de_codigo("EC0076").id
    solo_otra(
        lambda quien: (
            operaciones.registrar_certificado_ajeno(
                escena.red.id, yo.id, otro, folio="D-2", emitido_el=hoy(), quien_id=quien
            ).id
        )
    )
    solo_otra(
        lambda quien: (
            operaciones.acreditar(
                escena.red.id,
                yo.id,
                escena.estandar.id,
                cedula="1",
                acredita="ECE",
                desde=hoy(),
                quien_id=quien,
            ).id
        )
    )


def test_por_sus_paginas_tampoco(
    cliente: Cliente, escena: Escena, propia: tuple[Persona, Expediente]
) -> None:
    yo, e = propia
    red = f"/certificacion/red/{escena.red.clave}"
    suyos = len(consultas.certificados_de(escena.red.id, yo.id, hoy()))
    cliente.entrar(yo)
    assert "El tuyo, si lo tienes, lo suma otra persona" in cliente.get(f"{red}/lotes/nuevo/EC0308").get_data(
        as_text=True
    )
    lote = {"entidad": "ECE", "expedientes": [e.id]}
    assert cliente.post(f"{red}/lotes/nuevo/EC0308", lote).status_code == 422
    registro = {
        "persona_id": yo.id, "estandar_id": escena.estandar.id, "buscada": yo.nombre, "folio": "Z-1",
        "emitido_el": "2024-01-01", "cedula": "1", "acredita": "yo", "desde": hoy().isoformat(),
    }  # fmt: skip
    for que in ("certificado", "acreditar"):
        dicho = cliente.post(f"{red}/{que}", registro)
        assert dicho.status_code == 422
        assert "Es tu propia certificación" in dicho.get_data(as_text=True), que
    assert len(consultas.certificados_de(escena.red.id, yo.id, hoy())) == suyos

    cliente.entrar(escena.coordinadora)
    hecho = cliente.post(f"{red}/lotes/nuevo/EC0308", lote)
    assert hecho.status_code == 303
    suyo = hecho.headers["Location"]
    dia = {"dia": hoy().isoformat()}
    assert cliente.post(f"{suyo}/enviar", dia).status_code == 303
    for que in ("certificado", "acreditar"):
        assert cliente.post(f"{red}/{que}", registro).status_code == 303, que
    assert db.session.query(Certificado).filter_by(persona_id=yo.id).count() == 1
    assert db.session.query(AcreditacionDeEvaluadora).filter_by(persona_id=yo.id).count() == 1
    cliente.entrar(yo)
    pagina = cliente.get(suyo).get_data(as_text=True)
    assert "Aquí va tu propio expediente" in pagina
    assert "Asentar el dictamen" not in pagina
    assert cliente.post(f"{suyo}/resolver", dia).status_code == 422
