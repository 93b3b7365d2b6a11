"""Quien deja su lugar a media edición: lo que se le dice, lo que conserva y cómo se cuenta a las demás."""

from red.asistencias import consultas, operaciones
from red.asistencias.modelos import EstadoAsistencia
from red.asistencias.operaciones import Dicho, Quien
from red.base import transaccion
from tests import fabricas
from tests.asistencias.conftest import Aula
from tests.cliente import Cliente


def test_se_le_dice_que_pierde_y_conserva_lo_suyo(aula: Aula, cliente: Cliente):
    suya = aula.inscripcion(aula.ana)
    with transaccion():
        operaciones.marcar(
            aula.jornada.id, aula.ana.id, None, Dicho(EstadoAsistencia.PRESENTE), Quien(aula.imparte.id)
        )
    cliente.entrar(aula.ana)
    cancelar, mia = f"/formacion/inscripciones/{suya.id}/cancelar", f"/asistencias/mias/{suya.id}"
    pagina = cliente.get(cancelar).get_data(as_text=True)
    assert "No podrás volver a pedir lugar" in pagina
    assert "no acreditas ni recibes constancia" in pagina
    assert 'class="gafete"' in cliente.get(mia).get_data(as_text=True)
    cliente.post(cancelar)
    assert "ya estaba cancelada" in cliente.get(cancelar, sigue=True).get_data(as_text=True)
    despues = cliente.get(mia).get_data(as_text=True)
    assert "Presente" in despues
    assert 'class="gafete"' not in despues, "su código ya no sirve"
    assert "Tu inscripción se canceló" in cliente.get(f"/formacion/ediciones/{aula.edicion.id}").get_data(
        as_text=True
    )
    cuentas = consultas.contar_renglones(
        consultas.renglones(aula.jornada, consultas.dia_de_jornada(aula.jornada))
    )
    assert (cuentas.presentes, cuentas.esperadas, cuentas.sin_marca, cuentas.visitas) == (0, 1, 1, 1)
    assert consultas.presentes_por_jornada(aula.edicion.id) == {aula.jornada.id: (0, 1)}
    cliente.entrar(fabricas.una_integrante(aula.red))
    assert cliente.get(mia).status_code == 404


def test_marcas_anidadas_sin_fin_no_tiran_la_pagina(aula: Aula, cliente: Cliente):
    cliente.entrar(aula.imparte)
    respuesta = cliente.navegador.post(
        f"/asistencias/jornadas/{aula.jornada.id}/marcas",
        data="[" * 200_000,
        content_type="application/json",
        headers={"X-CSRFToken": cliente.ficha()},
    )
    assert respuesta.status_code == 400
