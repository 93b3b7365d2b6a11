"""Emitir: folios sin huecos, una por persona y edición pase lo que pase, y nada a medias si el proceso muere."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from red.avisos.modelos import Aviso
from red.avisos.redaccion import escribir
from red.base import YaRegistrado, db, transaccion
from red.constancias import consultas, consultas_emision, emisiones, hechos, operaciones, sueltas, trabajos
from red.constancias.modelos import ClaseDeConstancia, Constancia, EstadoRenglon
from red.formacion import imparticion, logros
from red.formacion.modelos import Jornada
from red.formacion.modelos_logros import ClaseDeLogro
from red.reloj import ahora, hoy
from tests import fabricas as f
from tests.constancias.conftest import emitir, emitir_todas, firmar, terminan, una_terminada


def _folios(edicion):
    return [una.folio.rpartition("/")[2] for una in consultas.de_edicion(edicion.id)]


def test_un_lote_da_folios_seguidos_y_un_correo_a_cada_quien(app, red, edicion, firmante):
    gente = [f.una_integrante(red) for _ in range(3)]
    sin_cuenta = f.una_persona()
    terminan(edicion, gente)
    terminan(edicion, [sin_cuenta], ClaseDeLogro.PARTICIPACION)
    emision = emitir_todas(app, edicion, 4)
    assert consultas_emision.avance_de(emision.id)[EstadoRenglon.EMITIDA] == 4
    assert emision.terminada_en is not None
    assert _folios(edicion) == ["0001", "0002", "0003", "0004"]
    clases = {una.persona_id: una.clase for una in consultas.de_edicion(edicion.id)}
    assert clases[sin_cuenta.id] is ClaseDeConstancia.PARTICIPACION
    assert clases[gente[0].id] is ClaseDeConstancia.ACREDITACION
    cartas = {
        a.para: escribir(a)
        for a in db.session.scalars(db.select(Aviso).where(Aviso.plantilla == "constancia_lista"))
    }
    assert set(cartas) == {persona.correo for persona in [*gente, sin_cuenta]}
    assert {carta.asunto for carta in cartas.values()} == {"Tu constancia está lista"}
    assert "/constancias/mias" in cartas[gente[0].correo].en_texto
    assert "/constancias/con-enlace/" in cartas[sin_cuenta.correo].en_texto
    with pytest.raises(emisiones.NadieLaMerece), transaccion():
        emisiones.pedir(edicion.id, 0, None, hoy())


def test_avisa_de_las_horas_y_pedirla_dos_veces_lleva_a_la_que_esta_en_curso(
    cliente, red, coordinadora, edicion, firmante
):
    terminan(edicion, [f.una_persona(), f.una_persona()])
    cliente.entrar(coordinadora)
    direccion, difieren = (
        f"/constancias/edicion/{edicion.id}/emitir",
        "Sus jornadas suman 3 horas y el curso dice",
    )
    assert difieren not in cliente.get(direccion).get_data(as_text=True), (
        "sin jornadas no hay con qué comparar"
    )
    ayer = ahora() - timedelta(days=12)
    f.guardar(Jornada(edicion_id=edicion.id, inicia_en=ayer, termina_en=ayer + timedelta(hours=3)))
    assert difieren in cliente.get(direccion).get_data(as_text=True)
    llevan = [
        cliente.post(f"/constancias/edicion/{edicion.id}/emitir", {"vistas": 2}).location for _ in range(2)
    ]
    (una,) = consultas_emision.emisiones_de(edicion.id)
    assert llevan == [f"/constancias/emision/{una.id}"] * 2
    with transaccion():
        emisiones.detener(una.id)
        otra = emisiones.pedir(edicion.id, 2, None, hoy())
    assert otra.id != una.id, "detenida, ya no está en curso"


def test_no_se_emite_sin_quien_firme_ni_a_quien_no_la_termino_ni_si_cambio_la_cuenta(app, red, edicion):
    ana = f.una_persona()
    terminan(edicion, [ana])
    with pytest.raises(hechos.NadieFirma):
        emitir(edicion, ana)
    firmar(red)
    with pytest.raises(emisiones.CambioLaCuenta), transaccion():
        emisiones.pedir(edicion.id, 2, None, hoy())
    with pytest.raises(operaciones.NoLaMerece):
        emitir(edicion, f.una_persona())
    assert emitir(edicion, ana).contenido["firma"] == {
        "nombre": "Mtra. Laura Ejemplo",
        "puesto": "Directora General",
    }
    with pytest.raises(operaciones.YaTiene, match="0001"):
        emitir(edicion, ana)


def test_el_cargo_de_quien_firma_es_el_de_ese_dia(app, red, edicion):
    directora = f.una_persona()
    f.una_adscripcion(directora, red.convocante, puesto="Directora", hasta=hoy() - timedelta(days=5))
    f.una_adscripcion(directora, red.convocante, puesto="Presidenta", desde=hoy() - timedelta(days=4))
    with transaccion():
        firmante = operaciones.nombrar_firmante(
            red.id, directora.id, "Laura", None, hoy() - timedelta(days=30), None
        )
    assert hechos.puesto_de(firmante, hoy()) == f"Presidenta, {red.convocante.nombre}"
    assert hechos.puesto_de(firmante, hoy() - timedelta(days=10)) == f"Directora, {red.convocante.nombre}"
    with pytest.raises(operaciones.FechaAnterior), transaccion():
        operaciones.nombrar_firmante(red.id, None, "Otra", "Jefa", hoy() - timedelta(days=30), None)
    with transaccion():
        operaciones.nombrar_firmante(red.id, None, "Otra", "Jefa", hoy() - timedelta(days=2), None)
    assert consultas.firmante_de(red.id, hoy() - timedelta(days=3)).nombre == "Laura"
    assert consultas.firmante_de(red.id, hoy()).nombre == "Otra"


def test_quien_impartio_tiene_la_suya_aunque_no_este_en_el_registro(app, red, edicion, firmante):
    ana = f.una_integrante(red)
    with transaccion():
        dentro = imparticion.agregar(edicion.id, ana.id, "Jefa")
        fuera = imparticion.agregar(
            edicion.id, imparticion.DeFuera("Rosa Ruiz", "rosa@ejemplo.test"), "Consultora"
        )
    terminan(edicion, [ana])
    hechas = []
    for imparte in (dentro, fuera):
        hechas.append(sueltas.emitir(sueltas.de_quien_impartio(imparte, None, hoy())))
    assert [una.nombre for una in hechas] == [ana.nombre_completo, "Rosa Ruiz"]
    assert "por haber impartido el «Seminario" in hechas[1].contenido["dice"]["por"]
    assert emitir(edicion, ana).clase is ClaseDeConstancia.ACREDITACION, "cursar y dar son dos cosas"
    with pytest.raises(operaciones.NoLaMerece):
        sueltas.emitir(sueltas.de_quien_impartio(fuera, None, hoy()))


def _cincuenta_a_la_vez(app, edicion, persona):
    """Qué respondió cada uno de cincuenta intentos de emitir la misma."""
    edicion_id, persona_id = edicion.id, persona.id

    def una(_):
        with app.app_context():
            try:
                suya = db.session.get(type(edicion), edicion_id), db.session.get(type(persona), persona_id)
                sueltas.emitir(sueltas.de_quien_termino(*suya, None, hoy()))
            except (operaciones.YaTiene, YaRegistrado, operaciones.SeMovio) as no:
                return type(no).__name__
            finally:
                db.session.remove()
            return "emitida"

    db.session.rollback()
    with ThreadPoolExecutor(10) as hilos:
        return list(hilos.map(una, range(50)))


def _cuantas(persona_id):
    db.session.rollback()
    return db.session.scalar(
        db.select(db.func.count(Constancia.id)).where(Constancia.persona_id == persona_id)
    )


def test_cincuenta_emisiones_a_la_vez_hacen_una(app, edicion, firmante):
    ana = f.una_persona()
    terminan(edicion, [ana])
    respuestas = _cincuenta_a_la_vez(app, edicion, ana)
    assert respuestas.count("emitida") == 1
    assert _cuantas(ana.id) == 1


def test_sin_la_pregunta_la_base_lo_impide_y_sin_la_base_salen_dos(app, edicion, firmante, monkeypatch):
    ana, eva = f.una_persona(), f.una_persona()
    terminan(edicion, [ana, eva])
    monkeypatch.setattr(consultas, "viva_de", lambda *_: None)
    emitir(edicion, ana)
    with pytest.raises(YaRegistrado):
        emitir(edicion, ana)
    indice = next(uno for uno in Constancia.__table__.indexes if uno.name == "uq_constancia_viva")
    indice.drop(db.engine)
    try:
        emitir(edicion, eva)
        emitir(edicion, eva)
        assert _cuantas(eva.id) == 2, "el control: quitadas las dos guardas, se repite"
    finally:
        with transaccion():
            db.session.execute(db.delete(Aviso))
            db.session.execute(db.delete(Constancia))
        indice.create(db.engine)


def test_se_compone_sin_apartar_la_red_y_si_se_le_adelantan_se_compone_otra_vez(
    app, red, edicion, firmante, monkeypatch
):
    """Emitir una y sustituirla: la imprenta nunca corre dentro de la transacción, y el folio sigue sin huecos."""
    ana, eva = f.una_integrante(red), f.una_integrante(red)
    terminan(edicion, [ana, eva])
    de_verdad, dentro = operaciones.imprimir, []

    def imprimir(entradas):
        dentro.append("hecho" in db.session.info)
        pdf = de_verdad(entradas)
        if len(dentro) == 1:
            emitir(edicion, eva)  # se le adelanta mientras se compone
        return pdf

    monkeypatch.setattr(operaciones, "imprimir", imprimir)
    suya = emitir(edicion, ana)
    otra = sueltas.emitir(sueltas.la_que_sustituye(suya, suya.nombre, "Se escribió mal.", None, hoy()))
    assert dentro == [False] * 4, "una de más: la que se compuso con el folio que ya era de otra"
    assert (suya.folio[-4:], otra.folio[-7:], suya.motivo_sustitucion) == (
        "0002",
        "0002-S1",
        "Se escribió mal.",
    )
    assert sorted(_folios(edicion)) == ["0001", "0002-S1"]
    with pytest.raises(operaciones.YaNoVale):
        sueltas.emitir(sueltas.la_que_sustituye(suya, "Ana", "x", None, hoy()))


def test_dos_ediciones_a_la_vez_de_una_red_no_repiten_folio(app, red, firmante):
    una, otra = una_terminada(red), una_terminada(red)
    for edicion in (una, otra):
        terminan(edicion, [f.una_persona() for _ in range(6)])
        with transaccion():
            emisiones.pedir(edicion.id, 6, None, hoy())
    ids = list(consultas_emision.emisiones_en_curso())
    db.session.rollback()

    def seguir(id_):
        with app.app_context():
            while trabajos.seguir(app, id_):
                pass
            db.session.remove()

    with ThreadPoolExecutor(2) as hilos:
        list(hilos.map(seguir, ids))
    trabajos.emitir_constancias()
    db.session.rollback()
    assert sorted(_folios(una) + _folios(otra)) == [f"{n:04d}" for n in range(1, 13)]


def test_lo_que_no_se_puede_se_dice_sin_dejar_hueco_y_lo_retirado_no_se_emite(app, edicion, firmante):
    ana, rara, eva = (f.una_persona(nombre=nombre) for nombre in ("Ana", "山田", "Eva"))
    terminan(edicion, [ana, rara, eva])
    with transaccion():
        emision = emisiones.pedir(edicion.id, 3, None, hoy())
    with transaccion():
        logros.retirar(consultas.por_emitir(edicion.id, [eva.id])[0][0], "Faltó.")
    trabajos.emitir_constancias()
    suertes = {r.persona_id: r for r in db.session.scalars(consultas_emision.renglones_de(emision.id))}
    assert suertes[ana.id].estado is EstadoRenglon.EMITIDA
    assert "signos" in suertes[rara.id].dicho
    assert "Ya no consta" in suertes[eva.id].dicho
    assert _folios(edicion) == ["0001"]


def test_detenerla_deja_lo_emitido(app, edicion, firmante, monkeypatch):
    monkeypatch.setattr(emisiones, "TRAMO", 2)
    terminan(edicion, [f.una_persona() for _ in range(5)])
    with transaccion():
        emision = emisiones.pedir(edicion.id, 5, None, hoy())
    assert trabajos.seguir(app, emision.id)
    with transaccion():
        emisiones.detener(emision.id)
    assert not trabajos.seguir(app, emision.id)
    assert consultas_emision.avance_de(emision.id)[EstadoRenglon.EMITIDA] == 2


def test_si_una_emision_falla_las_demas_siguen(app, red, edicion, firmante, monkeypatch):
    rota, sana = edicion, una_terminada(red)
    for una in (rota, sana):
        terminan(una, [f.una_persona()])
        with transaccion():
            emisiones.pedir(una.id, 1, None, hoy())
    de_verdad, rota_id = emisiones.Tramo.preparar, rota.id

    def preparar(tramo):
        if tramo.edicion.id == rota_id:
            raise OSError("No queda espacio")
        de_verdad(tramo)

    monkeypatch.setattr(emisiones.Tramo, "preparar", preparar)
    trabajos.emitir_constancias()
    assert (len(_folios(rota)), len(_folios(sana))) == (0, 1)
    monkeypatch.undo()
    trabajos.emitir_constancias()
    assert len(_folios(rota)) == 1, "la que falló no se perdió"


MORIR = """
from red.aplicacion import crear_app
from red.constancias import emisiones, trabajos
emisiones.TRAMO = 2
app = crear_app()
with app.app_context():
    trabajos.emitir_constancias()
"""


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_si_el_proceso_muere_lo_demas_se_emite_una_vez(app, edicion, firmante):
    terminan(edicion, [f.una_persona() for _ in range(24)])
    with transaccion():
        emision_id = emisiones.pedir(edicion.id, 24, None, hoy()).id
    configuracion = app.config["RED"]
    entorno = {**os.environ, "RED_ENTORNO": "pruebas", "RED_BASE_DATOS": configuracion.base_datos,
        "RED_INSTANCIA": str(configuracion.instancia), "RED_CLAVE_SECRETA": configuracion.clave_secreta,
        "RED_URL_PUBLICA": configuracion.url_publica}  # fmt: skip
    proceso = subprocess.Popen([sys.executable, "-c", MORIR], env=entorno, cwd=Path(__file__).parents[2])
    limite = time.monotonic() + 60
    while time.monotonic() < limite and proceso.poll() is None and not _cuantas_de(edicion.id):
        time.sleep(0.02)
    proceso.send_signal(signal.SIGKILL)
    proceso.wait()
    murio_con = _cuantas_de(edicion.id)
    assert 0 < murio_con < 24, "murió a medio camino"
    trabajos.emitir_constancias()
    assert consultas_emision.avance_de(emision_id)[EstadoRenglon.EMITIDA] == 24
    assert _folios(edicion) == [f"{n:04d}" for n in range(1, 25)]


def _cuantas_de(edicion_id):
    db.session.rollback()
    cuantas = consultas.cuantas_de(edicion_id)
    db.session.rollback()
    return cuantas
