"""Cerrar una edición: la lista que se revisó, de una vez; lo que cambia después se dice y no se mueve solo."""

from collections.abc import Callable, Iterable

import pytest
from flask import Flask

from red.acreditaciones import consultas, operaciones
from red.acreditaciones.elegibilidad import Regla
from red.acreditaciones.modelos import Alcanzado
from red.acreditaciones.operaciones import FaltaMotivo, NoSePuedeCerrar
from red.asistencias.modelos import Asistencia, EstadoAsistencia, Via
from red.base import db, transaccion
from red.evaluaciones import consultas as evaluaciones
from red.evaluaciones.modelos import Uso
from red.evaluaciones.operaciones import capturar
from red.formacion import consultas_logros
from red.formacion.consultas import jornadas_de
from red.formacion.modelos import Edicion
from red.formacion.modelos_logros import ClaseDeLogro
from red.personas.modelos import Persona
from red.reloj import ahora
from tests import fabricas
from tests.cliente import Cliente
from tests.evaluaciones.apoyo import con_lugar, una_edicion_con
from tests.fabricas import guardar

ACREDITA, PARTICIPA, NINGUNO = Alcanzado


def _estuvo(edicion: Edicion, persona: Persona, jornadas: Iterable[int]) -> None:
    for numero, jornada in enumerate(jornadas_de(edicion.id), 1):
        if numero in jornadas:
            guardar(Asistencia(edicion_id=edicion.id, jornada_id=jornada.id, persona_id=persona.id,
                estado=EstadoAsistencia.PRESENTE, via=Via.LISTA, anotada_en=ahora()))  # fmt: skip


def _situacion(edicion: Edicion) -> dict[int, Alcanzado]:
    return {uno.persona_id: uno.alcanzado for uno in consultas.situacion_de(edicion.id)}


def _logros(edicion: Edicion) -> dict[int, tuple[ClaseDeLogro, int]]:
    return {uno.persona_id: (uno.clase, uno.horas) for uno in consultas_logros.de_edicion(edicion.id)}


def _cerrar(edicion: Edicion) -> operaciones.LoHecho:
    huella = operaciones.huella_de(consultas.situacion_de(edicion.id))
    with transaccion():
        return operaciones.cerrar(edicion.id, None, huella)


def _preparada() -> tuple[Edicion, list[Persona]]:
    red = fabricas.una_red()
    edicion, personas = una_edicion_con(red, 3, jornadas=5)
    todas, media, una = personas
    _estuvo(edicion, todas, range(1, 6))
    _estuvo(edicion, media, (1, 2, 3))
    _estuvo(edicion, una, (1,))
    return edicion, personas


def test_cerrar_da_a_cada_quien_lo_que_alcanzo_y_a_nadie_mas(app: Flask) -> None:
    edicion, (todas, media, una) = _preparada()
    assert _situacion(edicion) == {todas.id: ACREDITA, media.id: PARTICIPA, una.id: NINGUNO}
    hecho = _cerrar(edicion)
    assert (hecho.acreditan, hecho.participan, hecho.sin_alcanzar, hecho.nuevos) == (1, 1, 1, 2)
    assert _logros(edicion) == {
        todas.id: (ClaseDeLogro.ACREDITACION, edicion.curso.horas),
        media.id: (ClaseDeLogro.PARTICIPACION, 12),
    }
    with pytest.raises(NoSePuedeCerrar):
        _cerrar(edicion)
    with pytest.raises(NoSePuedeCerrar), transaccion():
        operaciones.guardar_regla(Regla(minimo_horas=10, minimo_participacion=0), edicion_id=edicion.id)


def _otra_asistencia(edicion: Edicion, persona: Persona) -> None:
    _estuvo(edicion, persona, (4,))


def _otra_nota(edicion: Edicion, persona: Persona) -> None:
    with transaccion():
        capturar(edicion.id, Uso.FINAL, {persona.id: 65.0}, None)


@pytest.mark.parametrize("cambia", [_otra_asistencia, _otra_nota])
def test_si_la_lista_cambio_mientras_se_revisaba_no_se_cierra(
    app: Flask, monkeypatch: pytest.MonkeyPatch, cambia: Callable[[Edicion, Persona], None]
) -> None:
    edicion, (_, media, _) = _preparada()
    vista = operaciones.huella_de(consultas.situacion_de(edicion.id))
    cambia(edicion, media)
    with pytest.raises(NoSePuedeCerrar), transaccion():
        operaciones.cerrar(edicion.id, None, vista)
    assert _logros(edicion) == {}
    assert consultas.cierre_vivo(edicion.id) is None
    monkeypatch.setattr(operaciones, "huella_de", lambda _lista: vista)
    with transaccion():
        operaciones.cerrar(edicion.id, None, vista)
    assert _logros(edicion), "control: sin comparar la huella se cierra con una lista que nadie vio"


def _fotografia(edicion: Edicion) -> dict[int, tuple[Alcanzado, float, str]]:
    cierre = consultas.cierre_vivo(edicion.id)
    assert cierre is not None
    return {
        una.persona_id: (una.alcanzado, una.horas, una.porque)
        for una in consultas.resoluciones_de(cierre.id).values()
    }


def test_lo_que_se_corrige_despues_se_dice_y_al_volver_a_cerrar_se_corrige_solo_eso(
    app: Flask, cliente: Cliente
) -> None:
    edicion, (todas, media, _una) = _preparada()
    _cerrar(edicion)
    fotografia = _fotografia(edicion)
    assert {id: alcanzado for id, (alcanzado, _, _) in fotografia.items()} == _situacion(edicion)
    _estuvo(edicion, media, (4,))
    for asistencia in db.session.query(Asistencia).filter_by(persona_id=todas.id).limit(4).all():
        with transaccion():
            asistencia.estado = EstadoAsistencia.FALTA
    db.session.expire_all()
    assert _fotografia(edicion) == fotografia, "el cierre no se mueve solo"
    assert _situacion(edicion)[media.id] is ACREDITA, "control: lo que hoy dicen las listas sí se movió"
    assert _logros(edicion)[media.id][0] is ClaseDeLogro.PARTICIPACION
    cierre = consultas.cierre_vivo(edicion.id)
    assert cierre is not None
    cambios = consultas.cambios_tras_el_cierre(cierre, consultas.situacion_de(edicion.id))
    assert {(c.persona.id, c.antes, c.ahora) for c in cambios} == {
        (media.id, PARTICIPA, ACREDITA),
        (todas.id, ACREDITA, NINGUNO),
    }
    coordina = cliente.entrar(fabricas.una_coordinadora(edicion.curso.red))
    url = f"/acreditaciones/ediciones/{edicion.id}"
    assert "Cambió después del cierre" in coordina.get(url).get_data(as_text=True)

    with pytest.raises(FaltaMotivo), transaccion():
        operaciones.reabrir(edicion.id, " ", None, retirar_ahora=True)
    assert (
        coordina.post(f"{url}/reabrir", {"motivo": "Faltaba una lista", "mientras": "conservan"}).status_code
        == 303
    )
    assert len(_logros(edicion)) == 2, "mientras tanto cada quien conserva lo suyo"
    hecho = _cerrar(edicion)
    assert (hecho.nuevos, hecho.corregidos, hecho.retirados) == (0, 1, 1)
    assert _logros(edicion) == {media.id: (ClaseDeLogro.ACREDITACION, edicion.curso.horas)}

    with transaccion():
        assert operaciones.reabrir(edicion.id, "Se impugnó", None, retirar_ahora=True) == 1
    assert _logros(edicion) == {}


def test_cerrar_por_la_pagina_lleva_la_lista_y_avisa_lo_que_falta(app: Flask, cliente: Cliente) -> None:
    edicion, _ = _preparada()
    url = f"/acreditaciones/ediciones/{edicion.id}/cerrar"
    coordina = cliente.entrar(fabricas.una_coordinadora(edicion.curso.red))
    pagina = coordina.get(url).get_data(as_text=True)
    assert "siguen abiertas" in pagina
    assert coordina.post(url, {"huella": "otra"}).status_code == 422
    assert _logros(edicion) == {}
    huella = operaciones.huella_de(consultas.situacion_de(edicion.id))
    assert huella in pagina
    assert coordina.post(url, {"huella": huella}).status_code == 303
    assert len(_logros(edicion)) == 2
    assert consultas.terminadas_sin_cerrar(edicion.curso.red_id, edicion.termina_el) == 0


def test_la_calificacion_de_papel_y_el_producto_cuentan_para_acreditar(app: Flask, cliente: Cliente) -> None:
    edicion, (todas, media, _) = _preparada()
    with transaccion():
        operaciones.guardar_regla(
            Regla(minima_calificacion=70, producto="el plan de trabajo"), edicion_id=edicion.id
        )
    assert _situacion(edicion)[todas.id] is PARTICIPA
    coordina = cliente.entrar(fabricas.una_coordinadora(edicion.curso.red))
    calificaciones = f"/evaluaciones/ediciones/{edicion.id}/calificaciones"
    fuera = coordina.post(calificaciones, {f"nota-{todas.clave}": "700"})
    assert fuera.status_code == 422
    revisa = coordina.post(f"{calificaciones}/pegar", {"pegado": f"{todas.correo}\t85\nNadie Conocida\t90"})
    assert 'value="85"' in revisa.get_data(as_text=True)
    assert "Nadie Conocida" in revisa.get_data(as_text=True)
    assert (
        coordina.post(calificaciones, {f"nota-{todas.clave}": "85", f"nota-{media.clave}": ""}).status_code
        == 303
    )
    productos = f"/acreditaciones/ediciones/{edicion.id}/productos"
    assert coordina.post(productos, {"recibido": todas.clave}).status_code == 303
    assert _situacion(edicion)[todas.id] is ACREDITA
    assert coordina.post(calificaciones, {f"nota-{todas.clave}": "69.9"}).status_code == 303
    assert _situacion(edicion)[todas.id] is PARTICIPA


def test_quien_coordina_y_tiene_lugar_no_anota_lo_suyo_y_otra_persona_si(
    app: Flask, cliente: Cliente
) -> None:
    red = fabricas.una_red()
    edicion, (ana,) = una_edicion_con(red, 1)
    yo, otra = fabricas.una_coordinadora(red), fabricas.una_coordinadora(red)
    con_lugar(edicion, yo, 2)
    calificaciones = f"/evaluaciones/ediciones/{edicion.id}/calificaciones"
    productos = f"/acreditaciones/ediciones/{edicion.id}/productos"
    nota, entrego = {f"nota-{yo.clave}": "100"}, {"recibido": yo.clave}

    cliente.entrar(yo)
    assert f'name="nota-{yo.clave}"' not in cliente.get(calificaciones).get_data(as_text=True)
    for url, mio in ((calificaciones, nota), (productos, entrego)):
        assert cliente.post(url, mio).status_code == 422
    assert evaluaciones.calificaciones_de(edicion.id) == {}
    assert consultas.con_producto(edicion.id) == frozenset()

    cliente.entrar(otra)
    for url, suyo in ((calificaciones, nota), (productos, entrego)):
        assert cliente.post(url, suyo).status_code == 303

    pagina = cliente.entrar(yo).get(productos).get_data(as_text=True)
    assert f'type="hidden" name="recibido" value="{yo.clave}"' in pagina, (
        "guardar lo de las demás no quita lo mío"
    )
    assert cliente.post(productos, {"recibido": [ana.clave, yo.clave]}).status_code == 303
    assert consultas.con_producto(edicion.id) == {ana.id, yo.id}
    assert cliente.post(productos, {"recibido": ana.clave}).status_code == 422, "quitarlo tampoco"
    assert evaluaciones.calificaciones_de(edicion.id) == {yo.id: 100.0}
