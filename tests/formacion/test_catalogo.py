"""Los cursos y sus versiones, lo que cada quien terminó y lo que se tomó en otra parte."""

from dataclasses import replace
from datetime import timedelta

import pytest

from red.base import db, transaccion
from red.errores import ErrorDeDominio
from red.fechas import mas_meses
from red.formacion import catalogo, consultas_catalogo, consultas_logros, logros, programacion
from red.formacion.modelos import Edicion
from red.formacion.modelos_logros import ClaseDeLogro, Logro
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.reloj import hoy
from tests import fabricas
from tests.formacion.apoyo import como_esta
from tests.formacion.aula import datos_de_curso, que_termina, un_curso_que_cubre, una_externa, unos_contenidos


def test_una_edicion_conserva_el_curso_como_era_cuando_se_abrio(red: Red) -> None:
    genero, derechos = unos_contenidos(red, "Perspectiva de género", "Derechos humanos")
    curso = un_curso_que_cubre(red, {genero.id: 8})
    with transaccion():  # sin ediciones, corregir no hace otra versión
        catalogo.editar_curso(curso.id, datos_de_curso(horas=24, contenidos={genero.id: 8}))
    assert [v.numero for v in consultas_catalogo.versiones_de(curso.id)] == [1]

    otra = fabricas.una_edicion(red)
    with transaccion():
        edicion = programacion.abrir_edicion(curso.id, replace(como_esta(otra), jornadas=()))
        catalogo.editar_curso(curso.id, datos_de_curso(horas=24, contenidos={genero.id: 8}))
    assert len(consultas_catalogo.versiones_de(curso.id)) == 1  # nada cambió

    with transaccion():
        catalogo.editar_curso(
            curso.id,
            datos_de_curso(nombre="Con otro nombre", horas=30, contenidos={genero.id: 5, derechos.id: 9}),
        )
    segunda, primera = consultas_catalogo.versiones_de(curso.id)
    assert (edicion.version.id, edicion.version.horas, edicion.version.nombre) == (
        primera.id,
        24,
        "Seminario",
    )
    assert {c.contenido_id: c.horas for c in primera.contenidos} == {genero.id: 8}
    assert {c.contenido_id: c.horas for c in segunda.contenidos} == {genero.id: 5, derechos.id: 9}
    with transaccion():
        nueva = programacion.abrir_edicion(curso.id, replace(como_esta(otra), jornadas=()))
    assert nueva.version.id == segunda.id


def test_las_ediciones_de_antes_de_las_versiones_se_quedan_con_lo_que_decia_el_curso(
    edicion: Edicion,
) -> None:
    assert edicion.version_id is None
    assert edicion.version.horas == 20
    with transaccion():
        catalogo.editar_curso(edicion.curso_id, datos_de_curso(edicion.curso.codigo, horas=99))
    db.session.expire_all()
    assert (edicion.version.numero, edicion.version.horas, edicion.curso.horas) == (1, 20, 99)


def test_los_contenidos_caben_en_las_horas_y_son_de_la_misma_red(red: Red) -> None:
    propio, ajeno = unos_contenidos(red, "Agendas") + unos_contenidos(fabricas.una_red(), "Agendas")
    with pytest.raises(catalogo.HorasDeMas), transaccion():
        catalogo.crear_curso(red.id, datos_de_curso(contenidos={propio.id: 21}))
    with pytest.raises(ErrorDeDominio, match="otra Red"), transaccion():
        catalogo.crear_curso(red.id, datos_de_curso(contenidos={ajeno.id: 1}))


def test_terminar_una_edicion_se_anota_una_vez_y_vence_segun_su_version(red: Red, ana: Persona) -> None:
    curso = un_curso_que_cubre(red, {}, vigencia_meses=12)
    edicion = fabricas.una_edicion(red, curso=curso)
    participo = que_termina(ana, edicion, clase=ClaseDeLogro.PARTICIPACION, dia=hoy())
    acredito = que_termina(ana, edicion, dia=hoy())
    assert participo.id == acredito.id
    assert (acredito.clase, acredito.horas, acredito.nombre) == (ClaseDeLogro.ACREDITACION, 20, "Seminario")
    vence = mas_meses(hoy(), 12)
    assert acredito.vence_el == vence
    assert acredito.esta_vigente(vence)
    assert not acredito.esta_vigente(vence + timedelta(days=1))

    with pytest.raises(logros.FaltaMotivoDelRetiro), transaccion():
        logros.retirar(db.session.get_one(Logro, acredito.id), "  ")
    with transaccion():
        logros.retirar(db.session.get_one(Logro, acredito.id), "Se anotó a otra persona.")
    assert not acredito.esta_vigente(hoy())
    assert que_termina(ana, edicion).id != acredito.id  # lo retirado queda como estaba


def test_lo_tomado_en_otra_parte_vale_hasta_que_otra_persona_lo_confirma(
    red: Red, ana: Persona, coordinadora: Persona
) -> None:
    (genero,) = unos_contenidos(red, "Perspectiva de género")
    externa = una_externa(ana, red, [genero.id])
    assert consultas_logros.de_personas(red.id, [ana.id], hoy()) == {}
    with pytest.raises(logros.EsSuya), transaccion():
        logros.confirmar(externa.id, ana.id, contenidos=[genero.id])
    with transaccion():
        logro = logros.confirmar(externa.id, coordinadora.id, contenidos=[genero.id])
    assert consultas_logros.horas_por_contenido([logro]) == {logro.id: {genero.id: 0}}
    with pytest.raises(logros.YaDecidida), transaccion():
        logros.no_confirmar(externa.id, coordinadora.id, "No se lee.")
