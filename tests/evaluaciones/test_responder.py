"""Responder: se guarda, se retoma, se envía una vez, y cada quien ve lo suyo."""

import pytest
from flask import Flask

from red.base import transaccion
from red.evaluaciones import consultas, lectura, operaciones, redaccion
from red.evaluaciones.modelos import ClaseDePregunta, Uso
from red.evaluaciones.operaciones import NoSePuedeCambiar
from red.evaluaciones.redaccion import DatosDePregunta, YaSePublico
from red.formacion.consultas import inscripcion_viva
from red.reloj import ahora
from tests import fabricas
from tests.cliente import Cliente
from tests.evaluaciones.apoyo import cerrar_plazo, puesta, una_edicion_con, una_evaluacion


def _bien(aplicacion) -> dict[str, object]:
    una, varias, numero, _texto = consultas.preguntas_de(aplicacion)
    correctas = [o["clave"] for o in varias.opciones if o["correcta"]]
    return {
        f"p-{una.clave}": next(o["clave"] for o in una.opciones if o["correcta"]),
        f"p-{varias.clave}": correctas,
        f"p-{numero.clave}": "5,0",
    }


def test_lo_que_llevo_se_guarda_se_retoma_y_se_envia_una_sola_vez(app: Flask, cliente: Cliente) -> None:
    red = fabricas.una_red()
    edicion, (ana, *_) = una_edicion_con(red, 2)
    aplicacion = puesta(edicion, una_evaluacion(red), muestra=True)
    datos, url = _bien(aplicacion), f"/evaluaciones/responder/{aplicacion.id}"
    una, *_ = consultas.preguntas_de(aplicacion)
    yo = cliente.entrar(ana)

    assert yo.post(url, {f"p-{una.clave}": datos[f"p-{una.clave}"], "accion": "guardar"}).status_code == 303
    assert f'value="{datos[f"p-{una.clave}"]}" checked' in yo.get(url).get_data(as_text=True)
    incompleta = yo.post(url, {f"p-{una.clave}": datos[f"p-{una.clave}"], "accion": "enviar"})
    assert incompleta.status_code == 422, "lo obligatorio sin contestar no se envía"
    assert consultas.calificaciones_de(edicion.id) == {}

    assert yo.post(url, {**datos, "accion": "enviar"}).status_code == 303
    assert consultas.calificaciones_de(edicion.id) == {ana.id: 100.0}
    segunda = yo.post(url, {f"p-{una.clave}": "", "accion": "guardar"})
    assert segunda.status_code == 422
    assert "una sola vez" in segunda.get_data(as_text=True)
    assert "100 puntos" in yo.get(f"/evaluaciones/mi-resultado/{aplicacion.id}").get_data(as_text=True)


def test_solo_responde_quien_tiene_lugar_y_mientras_dura_el_plazo(app: Flask, cliente: Cliente) -> None:
    red = fabricas.una_red()
    edicion, (ana,) = una_edicion_con(red, 1)
    aplicacion = puesta(edicion, una_evaluacion(red))
    datos, url = {**_bien(aplicacion), "accion": "enviar"}, f"/evaluaciones/responder/{aplicacion.id}"
    otra = fabricas.una_integrante(red)
    assert cliente.entrar(otra).get(url).status_code == 404
    assert cliente.post(url, datos).status_code == 404
    cerrar_plazo(aplicacion)
    assert cliente.entrar(ana).post(url, datos).status_code == 422
    assert consultas.calificaciones_de(edicion.id) == {}


def test_la_calificacion_y_lo_que_no_se_acerto_se_muestran_solo_si_se_permite(
    app: Flask, cliente: Cliente
) -> None:
    red = fabricas.una_red()
    edicion, (ana,) = una_edicion_con(red, 1)
    aplicacion = puesta(edicion, una_evaluacion(red))
    una, varias, numero, _ = consultas.preguntas_de(aplicacion)
    with transaccion():
        operaciones.enviar(aplicacion.id, ana.id, {una.clave: una.opciones[1]["clave"], varias.clave: [varias.opciones[0]["clave"]], numero.clave: 5.0})  # fmt: skip
    assert consultas.calificaciones_de(edicion.id) == {ana.id: 75.0}, "1 + 0 + 2 de 4"
    url = f"/evaluaciones/mi-resultado/{aplicacion.id}"
    sin = cliente.entrar(ana).get(url).get_data(as_text=True)
    assert "75" not in sin
    assert "La respuesta correcta" not in sin
    with transaccion():
        aplicacion.muestra_aciertos = True
    con = cliente.get(url).get_data(as_text=True)
    assert "75 puntos" in con
    assert "La respuesta correcta es: Rojo; Azul" in con
    assert lectura.de_edicion(edicion, ahora()).por_uso[Uso.FINAL].calificadas == 1
    with transaccion():
        inscripcion_viva(edicion.id, ana.id).soltar(ahora(), None)
    assert "75 puntos" in cliente.get(url).get_data(as_text=True), "Lo suyo sigue siendo suyo"
    suyo = lectura.de_edicion(edicion, ahora()).por_uso[Uso.FINAL]
    assert (suyo.avance.respondieron, suyo.calificadas, suyo.promedio, suyo.sin_lugar) == (0, 0, None, 1)
    assert cliente.entrar(fabricas.una_integrante(red)).get(url).status_code == 404


def test_lo_publicado_no_cambia_y_cada_pregunta_conserva_su_clave_en_la_version_siguiente(app: Flask) -> None:
    red = fabricas.una_red()
    version = una_evaluacion(red)
    claves = [p.clave for p in version.preguntas]
    with pytest.raises(YaSePublico), transaccion():
        redaccion.agregar(version.id, DatosDePregunta(ClaseDePregunta.TEXTO_CORTO, "Otra"))
    edicion, (ana,) = una_edicion_con(red, 1)
    aplicacion = puesta(edicion, version)
    with pytest.raises(YaSePublico), transaccion():
        redaccion.volver_a_borrador(version.id)
    with transaccion():
        segunda = redaccion.nueva_version(version.cuestionario_id)
        una = segunda.preguntas[0]
        antes = [o["clave"] for o in una.opciones]
        redaccion.corregir(una.id, DatosDePregunta(ClaseDePregunta.UNA, "Capital", opciones=("Guadalajara", "León"), correctas=(1,)))  # fmt: skip
        redaccion.publicar(segunda.id)
    assert [p.clave for p in segunda.preguntas] == claves
    assert segunda.preguntas[0].opciones[0]["clave"] == antes[1], "la opción que dice lo mismo es la misma"
    with transaccion():
        operaciones.guardar(aplicacion.id, ana.id, {claves[0]: antes[1]})
    with pytest.raises(NoSePuedeCambiar), transaccion():
        operaciones.poner(edicion.id, segunda, aplicacion.abre_en, aplicacion.cierra_en)
    with transaccion():
        final = redaccion.copiar_como(version, Uso.INICIAL, "Inicial", None)
    assert [p.clave for p in redaccion.consultas.versiones_de(final.id)[0].preguntas] == claves
