"""Un lugar que se ofrece: se acepta o se deja pasar desde el correo, vence con el reloj de la base y pasa a quien sigue."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from red.avisos.modelos import Aviso
from red.avisos.redaccion import NoHaceFalta, escribir
from red.base import db, transaccion
from red.formacion import consultas, consultas_de_fila, operaciones, reglas, respuestas, trabajos
from red.formacion.errores import EnlaceUsado, OfertaVencida
from red.formacion.fila import ReglaDeFila
from red.formacion.modelos import ClaseDeEnlace, Edicion, EnlaceDeInscripcion, EstadoInscripcion, Inscripcion
from red.redes.modelos import Red
from red.reloj import hoy
from tests import fabricas
from tests.cliente import Cliente
from tests.formacion.apoyo import corregir, ocupar, texto
from tests.formacion.test_lugares import cancelar, correos

AYER = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(name="llena")
def _llena(red: Red) -> list[Inscripcion]:
    """Una edición de un lugar que pregunta antes de dar lo que se libera: una persona lo tiene y tres esperan."""
    edicion = fabricas.una_edicion(red, cupo=1)
    with transaccion():
        reglas.poner_reglas(edicion.id, reglas.Reglas(oferta_horas=24))
    return ocupar(edicion, red, 4)


def ultimo(plantilla: str) -> Aviso:
    """El último correo escrito con esa plantilla."""
    return db.session.scalars(
        select(Aviso).where(Aviso.plantilla == plantilla).order_by(Aviso.id.desc()).limit(1)
    ).one()


def enlace_de(plantilla: str) -> str:
    """La dirección que lleva ese correo, redactado como al enviarlo."""
    with transaccion():
        carta = escribir(ultimo(plantilla))
    (accion,) = [parrafo.url for parrafo in carta.parrafos if parrafo.url]
    return re.sub(r"^https?://[^/]+", "", accion)


def vencer(inscripcion: Inscripcion) -> None:
    """El plazo de su oferta pasó, y el trabajo de fondo lo nota."""
    with transaccion():
        inscripcion.oferta_vence_en = AYER
    trabajos.vencer_ofertas()


def test_el_lugar_ofrecido_se_aparta_y_se_acepta_desde_el_correo_sin_cuenta(
    llena: list[Inscripcion], cliente: Cliente
) -> None:
    tiene, sigue, otra, _ = llena
    cancelar(tiene)
    assert (sigue.estado, otra.estado) == (EstadoInscripcion.OFRECIDA, EstadoInscripcion.EN_ESPERA)
    assert consultas.ocupacion(sigue.edicion).libres == 0
    direccion = enlace_de("formacion_oferta")
    ficha = direccion.rpartition("/")[2]
    (guardado,) = db.session.scalars(select(EnlaceDeInscripcion))
    assert ficha not in str(vars(guardado))
    for _ in range(2):  # los buzones abren los enlaces: abrirlo no responde nada
        assert cliente.get(direccion).status_code == 302
        assert "te toca" in texto(cliente.get("/formacion/lugar-ofrecido"))
    assert sigue.estado is EstadoInscripcion.OFRECIDA
    assert cliente.post("/formacion/lugar-ofrecido", {"respuesta": "si"}).status_code == 303
    db.session.refresh(sigue)
    assert sigue.lugar == 1
    assert "El lugar es tuyo" in texto(cliente.get("/formacion/respondido"))
    assert correos(sigue) == ["en_espera", "oferta", "con_lugar"]
    cliente.get(direccion)
    assert cliente.get("/formacion/lugar-ofrecido").status_code == 410


def test_dejarlo_pasar_lo_ofrece_a_quien_sigue(llena: list[Inscripcion], cliente: Cliente) -> None:
    tiene, sigue, otra, _ = llena
    cancelar(tiene)
    cliente.get(enlace_de("formacion_oferta"))
    cliente.post("/formacion/lugar-ofrecido", {"respuesta": "no"})
    db.session.refresh(sigue)
    db.session.refresh(otra)
    assert (sigue.estado, otra.estado) == (EstadoInscripcion.CANCELADA, EstadoInscripcion.OFRECIDA)
    assert correos(sigue) == ["en_espera", "oferta", "declinada"]


def test_quien_deja_vencer_queda_detras_y_a_la_segunda_sale(llena: list[Inscripcion]) -> None:
    tiene, sigue, otra, ultima = llena
    cancelar(tiene)
    vencer(sigue)
    assert (sigue.estado, consultas.posicion_en_espera(sigue)) == (EstadoInscripcion.EN_ESPERA, 2)
    assert otra.estado is EstadoInscripcion.OFRECIDA
    with pytest.raises(OfertaVencida), transaccion():
        respuestas.aceptar(sigue.id)
    for una in (otra, ultima):
        cancelar(una)
    assert sigue.estado is EstadoInscripcion.OFRECIDA
    vencer(sigue)
    assert sigue.estado is EstadoInscripcion.CANCELADA
    assert correos(sigue) == ["en_espera", "oferta", "oferta_vencida", "oferta", "oferta_vencida"]
    assert consultas.ocupacion(sigue.edicion).libres == 1


def test_vencida_no_se_acepta_aunque_el_trabajo_de_fondo_no_haya_pasado(llena: list[Inscripcion]) -> None:
    tiene, sigue, *_ = llena
    cancelar(tiene)
    direccion = enlace_de("formacion_oferta")
    with transaccion():
        sigue.oferta_vence_en = AYER
        for enlace in db.session.scalars(select(EnlaceDeInscripcion)):
            enlace.vence_en = AYER
    with pytest.raises(OfertaVencida), transaccion():
        respuestas.aceptar(sigue.id)
    huella = EnlaceDeInscripcion.huella_de(direccion.rpartition("/")[2])
    from red.formacion.consultas_de_fila import enlace_de as hallar

    enlace = hallar(huella, ClaseDeEnlace.OFERTA)
    assert enlace is not None
    with pytest.raises(EnlaceUsado), transaccion():
        respuestas.gastar(enlace.id)
    with pytest.raises(NoHaceFalta), transaccion():
        escribir(ultimo("formacion_oferta"))


def test_cerca_de_empezar_ya_no_se_pregunta(red: Red) -> None:
    edicion = fabricas.una_edicion(red, cupo=1)
    with transaccion():
        reglas.poner_reglas(edicion.id, reglas.Reglas(oferta_horas=24, inmediata_horas=24 * 29))
    tiene, sigue = ocupar(edicion, red, 2)
    cancelar(tiene)
    assert sigue.lugar == 1
    assert correos(sigue) == ["en_espera", "lugar_liberado"]


def test_cancelar_la_edicion_retira_las_ofertas_y_reanudarla_las_repite(llena: list[Inscripcion]) -> None:
    from red.formacion import programacion

    tiene, sigue, *_ = llena
    cancelar(tiene)
    with transaccion():
        programacion.cancelar_edicion(sigue.edicion_id, "Llueve.")
    assert sigue.estado is EstadoInscripcion.EN_ESPERA
    with transaccion():
        programacion.reanudar_edicion(sigue.edicion_id)
    assert sigue.estado is EstadoInscripcion.OFRECIDA


def test_si_la_edicion_se_adelanta_ninguna_oferta_vence_despues_de_que_empiece(
    llena: list[Inscripcion],
) -> None:
    tiene, sigue, otra, _ = llena
    edicion = sigue.edicion
    with transaccion():
        reglas.poner_reglas(edicion.id, reglas.Reglas(oferta_horas=120, cancelacion_hasta=edicion.termina_el))
    cancelar(tiene)
    vence = sigue.oferta_vence_en
    corregir(edicion, lugar="Otra sede")
    assert sigue.oferta_vence_en == vence, "la que cabe se queda como está"
    with transaccion():
        reglas.poner_reglas(edicion.id, reglas.Reglas(oferta_horas=12, cancelacion_hasta=edicion.termina_el))
    corregir(edicion, inicia_el=hoy() + timedelta(days=4))
    assert sigue.estado is EstadoInscripcion.OFRECIDA, "todavía hay tiempo de preguntar, con menos plazo"
    assert sigue.oferta_vence_en < consultas_de_fila.empieza(edicion)
    pronto = {"inicia_el": hoy() + timedelta(days=1), "termina_el": hoy() + timedelta(days=2)}
    corregir(edicion, inscripcion_hasta=hoy(), **pronto)
    assert (sigue.estado, sigue.lugar) == (EstadoInscripcion.INSCRITA, 1)
    assert correos(sigue) == ["en_espera", "oferta", "cambio", "oferta", "lugar_liberado"]
    assert correos(otra) == ["en_espera", "cambio", "cambio", "cambio"]
    assert edicion.cancelacion_hasta == edicion.termina_el


def test_el_cupo_no_baja_de_lo_dado_y_lo_ofrecido(red: Red) -> None:
    edicion = fabricas.una_edicion(red, cupo=2)
    with transaccion():
        reglas.poner_reglas(edicion.id, reglas.Reglas(oferta_horas=24))
    tiene, *_ = ocupar(edicion, red, 3)
    cancelar(tiene)
    with pytest.raises(operaciones.CupoMenorQueOcupados, match="1 lugar ofrecido"), transaccion():
        operaciones.poner_cupo(db.session.get_one(Edicion, edicion.id), 1)


def test_sin_ofertas_vencidas_el_trabajo_no_escribe(app: Flask, llena: list[Inscripcion]) -> None:
    cancelar(llena[0])
    antes = db.session.scalar(select(func.count(Aviso.id)))
    trabajos.vencer_ofertas()
    assert db.session.scalar(select(func.count(Aviso.id))) == antes


def test_la_regla_se_puede_probar_antes_de_cambiarla(red: Red, cliente: Cliente) -> None:
    """Quien coordina ve a quién le tocaría con otra regla, y es lo que pasa si la cambia."""
    casa = fabricas.una_institucion()
    fabricas.una_participacion(red, casa)
    edicion = fabricas.una_edicion(red, cupo=1)
    ocupar(edicion, red, 3)
    enlace = fabricas.una_persona()
    fabricas.una_membresia(red, enlace)
    fabricas.una_adscripcion(enlace, casa)
    from red.permisos import Rol

    fabricas.un_papel(enlace, Rol.ENLACE, institucion=casa)
    with transaccion():
        suya = operaciones.inscribir(edicion.id, enlace.id).inscripcion
    turnos = reglas.quien_entraria(edicion, 1, ReglaDeFila.ENLACES, None)
    assert [turno.entra for turno in turnos] == [True, False, False]
    assert turnos[0].inscripcion.id == suya.id
    assert reglas.quien_entraria(edicion, 1, ReglaDeFila.LLEGADA, None)[0].inscripcion.id != suya.id
    cliente.entrar(fabricas.una_coordinadora(red))
    pagina = texto(cliente.get(f"/formacion/ediciones/{edicion.id}/quien-entraria?lugares=1&regla=enlaces"))
    assert "1 persona entraría." in pagina
    assert consultas.posicion_en_espera(suya) == 3, "Probar no cambia nada"
    with transaccion():
        reglas.poner_reglas(edicion.id, reglas.Reglas(regla=ReglaDeFila.ENLACES))
    assert consultas.posicion_en_espera(suya) == 1
    with transaccion():
        operaciones.poner_cupo(db.session.get_one(Edicion, edicion.id), 2)
    assert suya.lugar == 2


def test_una_oferta_dura_las_horas_que_dice_la_edicion(llena: list[Inscripcion]) -> None:
    tiene, sigue, *_ = llena
    cancelar(tiene)
    assert sigue.oferta_vence_en is not None
    faltan = sigue.oferta_vence_en - datetime.now(UTC)
    assert timedelta(hours=23, minutes=59) < faltan <= timedelta(hours=24)
