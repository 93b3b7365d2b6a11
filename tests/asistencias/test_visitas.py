"""Quien va sin tener lugar: anotarla una sola vez y que su asistencia la siga cuando se sabe quién es."""

import re
from datetime import timedelta

import pytest

from red.asistencias import consultas, consultas_de_visitas, operaciones
from red.asistencias.modelos import EstadoAsistencia, Visitante
from red.asistencias.negativas import NoASiMisma, YaSeReconocio
from red.asistencias.operaciones import Dicho, Quien
from red.asistencias.operaciones_de_visitas import anotar_visita, reconocer
from red.base import db, transaccion
from tests import fabricas
from tests.asistencias.conftest import Aula, con_lugar, una_jornada
from tests.cliente import Cliente

PRESENTE, FALTA = EstadoAsistencia.PRESENTE, EstadoAsistencia.FALTA


def anotar(aula: Aula, nombre="Rosa Prado", correo=None, jornada=None) -> Visitante:
    with transaccion():
        return anotar_visita((jornada or aula.jornada).id, nombre, "Cultura", correo, Quien(aula.imparte.id))


def es(visita: Visitante, persona, por=None) -> None:
    with transaccion():
        reconocer(visita.id, persona.id, por)


def marcar(aula: Aula, persona_id, visitante_id, dicho: Dicho, jornada=None):
    with transaccion():
        return operaciones.marcar(
            (jornada or aula.jornada).id, persona_id, visitante_id, dicho, Quien(aula.imparte.id)
        )


def ayer(aula: Aula):
    return una_jornada(aula.edicion, aula.jornada.inicia_en - timedelta(days=1))


def test_la_asistencia_de_una_visita_sigue_a_la_persona_que_resulto_ser(aula: Aula):
    antes = ayer(aula)
    visita = anotar(aula, correo="Rosa@Ejemplo.test")
    assert anotar(aula, "Rosa P.", "rosa@ejemplo.test", antes).id == visita.id
    rosa = fabricas.una_persona(nombre="Rosa", primer_apellido="Prado")
    assert rosa.id not in consultas.horas_de(aula.edicion.id)
    es(visita, rosa)
    assert consultas.horas_de(aula.edicion.id)[rosa.id].presentes == {aula.jornada.id, antes.id}
    with pytest.raises(YaSeReconocio):
        es(visita, aula.luz)


def test_dos_visitas_que_eran_la_misma_persona_suman_en_su_ficha(aula: Aula):
    antes, rosa = ayer(aula), fabricas.una_integrante(aula.red)
    una, otra, repetida = anotar(aula), anotar(aula, jornada=antes), anotar(aula)
    for visita in (una, otra, repetida):
        es(visita, rosa)
    assert consultas.horas_de(aula.edicion.id)[rosa.id].presentes == {aula.jornada.id, antes.id}
    assert consultas.presentes_por_jornada(aula.edicion.id) == {aula.jornada.id: (0, 1), antes.id: (0, 1)}
    assert [v.id for v in consultas_de_visitas.visitas_de(aula.edicion.id)] == [una.id]
    lista = consultas.renglones(aula.jornada, consultas.dia_de_jornada(aula.jornada))
    assert [r.clave for r in lista if not r.con_lugar] == [f"p{rosa.id}"]
    with pytest.raises(YaSeReconocio):
        es(otra, aula.ana)


def test_la_marca_que_llega_despues_de_reconocerla_es_de_la_persona(aula: Aula):
    """El teléfono sin conexión todavía la nombra como visita."""
    antes, hoy_mas = ayer(aula), una_jornada(aula.edicion, aula.jornada.inicia_en - timedelta(hours=8), 2)
    rosa = fabricas.una_integrante(aula.red)
    una, otra = anotar(aula), anotar(aula, jornada=antes)
    es(una, rosa)
    es(otra, rosa)
    marcar(aula, None, una.id, Dicho(PRESENTE), hoy_mas)
    marcar(aula, None, otra.id, Dicho(FALTA), hoy_mas)
    hecha = consultas.asistencia_de(hoy_mas.id, rosa.id, None)
    assert [m.estado for m in consultas.historia(hecha.id)] == [PRESENTE, FALTA]
    assert hoy_mas.id in consultas.horas_de(aula.edicion.id)[rosa.id].faltas
    assert hoy_mas.id not in consultas.presentes_por_jornada(aula.edicion.id)


@pytest.mark.parametrize(("de_ana", "queda"), [(FALTA, PRESENTE), (EstadoAsistencia.RETARDO,) * 2])
def test_donde_las_dos_tenian_asistencia_queda_una_con_la_historia_de_ambas(aula: Aula, de_ana, queda):
    visita, coordina = anotar(aula), fabricas.una_coordinadora(aula.red)
    marcar(aula, aula.ana.id, None, Dicho(de_ana))
    es(visita, aula.ana, coordina.id)
    una = consultas.asistencia_de(aula.jornada.id, aula.ana.id, None)
    marcas = consultas.historia(una.id)
    assert una.estado is queda
    assert [m.estado for m in marcas] == [PRESENTE, de_ana, queda]
    assert marcas[-1].por_id == coordina.id, "juntarlas también queda en la historia"
    assert consultas.presentes_por_jornada(aula.edicion.id) == {aula.jornada.id: (1, 0)}
    marcar(aula, None, visita.id, Dicho(FALTA))
    assert una.estado is FALTA, "lo que aún la nombra como visita llega a la misma"


def test_anotarla_otra_vez_no_pisa_sus_horas(aula: Aula):
    visita, tarde = anotar(aula, correo="r@ejemplo.test"), aula.jornada.inicia_en + timedelta(hours=1)
    marcar(aula, None, visita.id, Dicho(EstadoAsistencia.RETARDO, entrada=tarde))
    anotar(aula, correo="r@ejemplo.test")
    una = consultas.asistencia_de(aula.jornada.id, None, visita.id)
    assert (una.estado, una.entrada) == (EstadoAsistencia.RETARDO, tarde)
    marcar(aula, None, visita.id, Dicho(FALTA))
    anotar(aula, correo="r@ejemplo.test")
    assert una.estado is PRESENTE, "de quien constaba que faltó, sí"


def test_el_mismo_envio_dos_veces_es_una_visita(aula: Aula, cliente: Cliente):
    cliente.entrar(aula.imparte)
    url = f"/asistencias/jornadas/{aula.jornada.id}/visita"
    clave = re.search(r'name="clave"[^>]*value="([^"]+)"', cliente.get(url).get_data(as_text=True))[1]
    rosa = {"clave": clave, "nombre": "Rosa Vidal", "institucion": "Colectiva"}
    for datos in (rosa, rosa, rosa | {"nombre": "Elsa Vidal"}):
        assert cliente.post(url, datos).status_code == 303
    db.session.rollback()
    nombres = [v.nombre for v in consultas_de_visitas.visitas_de(aula.edicion.id)]
    assert nombres == ["Elsa Vidal", "Rosa Vidal"], "volver atrás y escribir a otra sí la anota"
    cliente.post(url, {k: v for k, v in rosa.items() if k != "clave"})
    db.session.rollback()
    assert len(consultas_de_visitas.visitas_de(aula.edicion.id)) == 3, "control: sin clave serían dos"


def test_ser_una_visita_no_es_el_camino_para_marcarse(aula: Aula):
    visita = anotar(aula, correo="irma@ejemplo.test")
    con_lugar(aula.edicion, aula.imparte, 3)
    es(visita, aula.imparte)
    with pytest.raises(NoASiMisma):
        marcar(aula, None, visita.id, Dicho(PRESENTE))
    otro_dia = ayer(aula)
    with pytest.raises(NoASiMisma):
        anotar(aula, correo="irma@ejemplo.test", jornada=otro_dia)
