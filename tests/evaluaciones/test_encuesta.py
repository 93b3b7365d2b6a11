"""La encuesta de satisfacción: se sabe quién respondió y nunca qué."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from red.avisos.modelos import Aviso
from red.base import Modelo, db, transaccion
from red.bitacora.escritura import actuando
from red.evaluaciones import consultas, de_fabrica, lectura, operaciones, reserva
from red.evaluaciones.modelos import Aplicacion, EncuestaEmpezada, Urna, Uso
from red.evaluaciones.operaciones import NoSePuedeCambiar, NoSePuedeResponder
from red.evaluaciones.resultados import juntar, por_pregunta
from red.evaluaciones.trabajos import olvidar_encuestas_sin_enviar
from red.formacion.modelos import Imparte
from red.reloj import ahora
from tests import fabricas
from tests.cliente import Cliente
from tests.evaluaciones.apoyo import cerrar_plazo, encuesta, una_edicion_con
from tests.fabricas import guardar

DICHO = "Lo que sólo una persona diría: jacaranda"


def _respuestas(aplicacion: Aplicacion, grado: int, comentario: str = "") -> dict[str, Any]:
    suyas: dict[str, Any] = {
        p.clave: grado for p in consultas.preguntas_de(aplicacion) if p.clase.value == "escala"
    }
    return {**suyas, **({"comentario": comentario} if comentario else {})}


def _responder(aplicacion: Aplicacion, persona_id: int, grado: int, comentario: str = "") -> None:
    with actuando("evaluaciones.responder", persona_id), transaccion():
        operaciones.enviar(aplicacion.id, persona_id, _respuestas(aplicacion, grado, comentario))


def _filas_que_lo_dicen(dicho: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Toda fila de toda tabla que contenga ese texto."""
    for tabla in Modelo.metadata.sorted_tables:
        for fila in db.session.execute(select(tabla)).mappings():
            if dicho in json.dumps(dict(fila), default=str, ensure_ascii=False):
                yield tabla.name, dict(fila)


def test_en_la_base_no_queda_nada_que_una_a_quien_respondio_con_lo_que_dijo(app: Flask) -> None:
    red = fabricas.una_red()
    edicion, personas = una_edicion_con(red, 6)
    aplicacion = encuesta(red, edicion)
    for persona in personas[1:]:
        _responder(aplicacion, persona.id, 3)
    ana = personas[0]
    antes = db.session.scalar(select(Modelo.metadata.tables["registro"].c.id).order_by(db.text("id DESC")))
    with actuando("evaluaciones.responder", ana.id), transaccion():
        operaciones.guardar(aplicacion.id, ana.id, {"comentario": DICHO})
    assert [t for t, _ in _filas_que_lo_dicen(DICHO)] == ["encuesta_empezada"], (
        "sin enviar, se guarda con su nombre"
    )
    _responder(aplicacion, ana.id, 1, DICHO)

    hallado = list(_filas_que_lo_dicen(DICHO))
    assert [tabla for tabla, _ in hallado] == ["urna"], "al enviarla sólo está en la urna"
    ((_, urna),) = hallado
    assert set(urna) == {"id", "aplicacion_id", "hojas"}
    for hoja in urna["hojas"]:
        assert set(hoja) <= {p.clave for p in consultas.preguntas_de(aplicacion)}, (
            "ni persona, ni hora, ni orden"
        )
    despues = db.session.scalar(select(Modelo.metadata.tables["registro"].c.id).order_by(db.text("id DESC")))
    assert despues == antes, "la bitácora no dice a qué hora respondió nadie"
    assert consultas.respondieron(edicion.id, Uso.SATISFACCION) == {p.id for p in personas}
    with pytest.raises(NoSePuedeResponder):
        _responder(aplicacion, ana.id, 4)


def test_el_lugar_en_la_urna_no_dice_quien_fue_la_ultima(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    red = fabricas.una_red()
    edicion, personas = una_edicion_con(red, 6)

    def lugar_de_la_ultima() -> int:
        aplicacion = encuesta(red, edicion) if not consultas.aplicaciones_de(edicion.id) else None
        assert aplicacion is not None
        for persona in personas[:-1]:
            _responder(aplicacion, persona.id, 3)
        _responder(aplicacion, personas[-1].id, 1)
        urna = consultas.urna_de(aplicacion.id)
        lugar = next(i for i, hoja in enumerate(urna) if hoja["plan"] == 1)
        with transaccion():
            for modelo in ("encuesta_respondida", "urna", "aplicacion"):
                db.session.execute(Modelo.metadata.tables[modelo].delete())
        return lugar

    assert {lugar_de_la_ultima() for _ in range(10)} != {5}
    monkeypatch.setattr("random.SystemRandom.shuffle", lambda *_: None)
    assert {lugar_de_la_ultima() for _ in range(2)} == {5}, "sin revolver, la última queda al final"


def test_los_resultados_se_ven_solo_al_cerrar_y_con_cinco_respuestas(app: Flask, cliente: Cliente) -> None:
    red = fabricas.una_red()
    edicion, personas = una_edicion_con(red, 6)
    aplicacion = encuesta(red, edicion)
    imparte = fabricas.una_integrante(red)
    guardar(Imparte(edicion_id=edicion.id, persona_id=imparte.id, puesto="Instructora", desde=edicion.inicia_el, hasta=edicion.termina_el))  # fmt: skip
    for persona in personas[:4]:
        _responder(aplicacion, persona.id, 1, DICHO)
    url = f"/evaluaciones/ediciones/{edicion.id}/resultados"
    quienes = [fabricas.una_coordinadora(red), fabricas.una_analista(red), imparte]

    def se_ve() -> set[bool]:
        descarga = [
            "\n".join(map(str, lectura.en_renglones(lectura.de_edicion(edicion, ahora())))),
            *(cliente.entrar(quien).get(url).get_data(as_text=True) for quien in quienes),
        ]
        return {DICHO in pagina for pagina in descarga}

    assert se_ve() == {False}
    with transaccion():
        aplicacion.cierra_en = ahora() - timedelta(seconds=1)
    assert se_ve() == {False}, "cerrada con cuatro respuestas, nada"
    with transaccion():
        aplicacion.cierra_en = ahora() + timedelta(days=1)
    _responder(aplicacion, personas[4].id, 4, DICHO)
    assert se_ve() == {False}, "con cinco y abierta, nada: la sexta se sabría comparando"
    cerrar_plazo(aplicacion)
    assert se_ve() == {True}
    assert cliente.entrar(personas[0]).get(url).status_code == 404, "quien sólo la tomó no ve los resultados"


@pytest.mark.parametrize(
    ("minimo", "se_leen"), [(reserva.MINIMO, False), (1, True)], ids=["cinco", "control"]
)
def test_lo_que_escribieron_menos_de_cinco_no_se_lee_aunque_hayan_respondido_mas(
    minimo: int, se_leen: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reserva, "MINIMO", minimo)
    comentario = de_fabrica.preguntas_de_satisfaccion()[-1]
    hojas = [{"general": 3}] * 6 + [{"general": 1, comentario.clave: DICHO}] * 4
    (suya,) = por_pregunta([comentario], hojas, anonima=True)
    assert (suya.reservada, bool(suya.textos)) == (not se_leen, se_leen)


def test_una_encuesta_cuyos_resultados_ya_se_vieron_no_se_vuelve_a_abrir(app: Flask) -> None:
    red = fabricas.una_red()
    edicion, personas = una_edicion_con(red, 6)
    aplicacion = encuesta(red, edicion)
    for persona in personas[:4]:
        _responder(aplicacion, persona.id, 2)
    cerrar_plazo(aplicacion)
    abre, luego, version = aplicacion.abre_en, ahora() + timedelta(days=3), aplicacion.version
    assert version is not None
    with transaccion():
        operaciones.poner(edicion.id, version, abre, luego)
    _responder(aplicacion, personas[4].id, 2)
    cerrar_plazo(aplicacion)
    with pytest.raises(NoSePuedeCambiar), transaccion():
        operaciones.poner(edicion.id, version, abre, luego)


def test_en_un_cruce_no_entra_lo_que_solo_no_se_puede_mostrar(app: Flask) -> None:
    red = fabricas.una_red()
    for cuantas, grado in ((6, 4), (3, 1)):
        edicion, personas = una_edicion_con(red, cuantas)
        aplicacion = encuesta(red, edicion)
        for persona in personas:
            _responder(aplicacion, persona.id, grado)
        cerrar_plazo(aplicacion)
    (fila,) = lectura.comparar(frozenset({red.id}), "anio", ahora()).filas
    assert (fila.n, fila.ediciones, fila.reservadas, fila.medias["general"]) == (6, 1, 1, 4.0)


def test_con_el_minimo_en_cero_el_cruce_si_descubriria_a_la_edicion_chica(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    grande, chica = [{"general": 4}] * 6, [{"general": 1}] * 3
    assert juntar("", [grande, chica], ["general"]).medias == {"general": 4.0}
    monkeypatch.setattr(reserva, "MINIMO", 0)
    assert juntar("", [grande, chica], ["general"]).medias == {"general": 3.0}, "control: sin la regla entra"


def test_lo_que_nadie_envio_se_borra_cuando_la_encuesta_cierra(app: Flask) -> None:
    red = fabricas.una_red()
    edicion, (ana, *_) = una_edicion_con(red, 2)
    aplicacion = encuesta(red, edicion)
    with transaccion():
        operaciones.guardar(aplicacion.id, ana.id, {"comentario": DICHO})
    olvidar_encuestas_sin_enviar()
    assert db.session.scalars(select(EncuestaEmpezada)).all(), "abierta, todavía puede seguir"
    cerrar_plazo(aplicacion)
    olvidar_encuestas_sin_enviar()
    assert db.session.scalars(select(EncuestaEmpezada)).all() == []
    assert db.session.scalars(select(Urna)).one().hojas == []


def test_se_recuerda_solo_a_quien_falta_y_no_mas_de_una_vez_cada_dos_dias(
    app: Flask, cliente: Cliente
) -> None:
    red = fabricas.una_red()
    edicion, personas = una_edicion_con(red, 3)
    aplicacion = encuesta(red, edicion, dias=9)
    _responder(aplicacion, personas[0].id, 3)
    url = f"/evaluaciones/aplicaciones/{aplicacion.id}/recordar"
    imparte, otra = fabricas.una_integrante(red), fabricas.una_integrante(red)
    guardar(Imparte(edicion_id=edicion.id, persona_id=imparte.id, puesto="Instructora", desde=edicion.inicia_el, hasta=edicion.termina_el))  # fmt: skip
    assert cliente.entrar(otra).post(url).status_code == 404
    assert cliente.entrar(imparte).post(url).status_code == 303

    def escritas() -> list[str]:
        return sorted(
            db.session.scalars(select(Aviso.para).where(Aviso.plantilla == "evaluaciones_recordatorio"))
        )

    assert escritas() == sorted(p.correo for p in personas[1:])
    assert aplicacion.recordatorios == 2
    assert cliente.post(url).status_code == 422
    with time_machine.travel(ahora() + timedelta(days=3), tick=False), transaccion():
        assert operaciones.recordar(aplicacion.id) == 2
    assert len(escritas()) == 4
    ajena, _ = una_edicion_con(red, 1)
    assert cliente.get(f"/evaluaciones/ediciones/{edicion.id}").status_code == 200
    assert cliente.get(f"/evaluaciones/ediciones/{ajena.id}").status_code == 404, "sólo la que imparte"
    assert cliente.get(f"/acreditaciones/ediciones/{ajena.id}").status_code == 404
