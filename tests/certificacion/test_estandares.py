"""Cargar un estándar es todo o nada y no mueve lo abierto; los correos no llevan datos; lo que espera se recuerda una vez."""

import io
import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select

from red.avisos.modelos import Aviso
from red.avisos.redaccion import escribir
from red.base import db, transaccion
from red.bitacora.modelos import Registro
from red.certificacion import avisos_de_expediente, consultas, operaciones, operaciones_evaluacion
from red.certificacion.modelos import AcreditacionDeEvaluadora, Etapa, Expediente, VersionDeEstandar
from red.certificacion.trabajos import avisar_acreditaciones, recordar_expedientes
from red.reloj import ahora, hoy
from tests import fabricas
from tests.certificacion.escena import FICHA, Escena, acreditar
from tests.certificacion.test_reglas import BUENO
from tests.cliente import Cliente
from tests.preguntas import contando


def _cuantas() -> int:
    return db.session.scalar(select(func.count(VersionDeEstandar.id))) or 0


def _subir(cliente: Cliente, escena: Escena, escrito: str, **otros: str) -> tuple[int, str]:
    archivo = (io.BytesIO(escrito.encode()), "estandar.csv")
    url = f"/certificacion/red/{escena.red.clave}/estandar"
    respuesta = cliente.post(url, {"archivo": archivo, **otros}, content_type="multipart/form-data")
    return respuesta.status_code, respuesta.get_data(as_text=True)


def test_un_archivo_con_errores_no_carga_nada_y_uno_bueno_no_mueve_lo_abierto(
    cliente: Cliente, escena: Escena
) -> None:
    e = escena.abrir()
    antes, suya = _cuantas(), e.version_id
    cliente.entrar(escena.coordinadora)
    estado, pagina = _subir(cliente, escena, BUENO.replace("0.5", "medio"))
    assert estado == 422
    assert "Renglón 5, columna peso" in pagina
    assert _cuantas() == antes
    assert _subir(cliente, escena, BUENO, oficial="y")[0] == 422, "oficial, sin decir de dónde se tomó"
    assert _subir(cliente, escena, BUENO)[0] == 303
    assert _subir(cliente, escena, BUENO)[0] == 422, "la misma otra vez no dice nada nuevo"
    assert _cuantas() == antes + 1
    db.session.refresh(e)
    en_uso = consultas.version_en_uso(escena.estandar.id, escena.red.id)
    assert e.version_id == suya
    assert en_uso is not None
    assert en_uso.id != suya
    assert "Plantilla no oficial" in cliente.get(f"/certificacion/estandares/versiones/{en_uso.id}").get_data(
        as_text=True
    )


def test_los_correos_y_la_bitacora_no_llevan_nada_de_la_ficha(escena: Escena) -> None:
    e = escena.hasta(Etapa.PLAN)
    with transaccion():
        operaciones_evaluacion.consentir_renap(e.id, escena.candidata.id, publica=True)
    dichos = [json.dumps(r.cambios) for r in db.session.scalars(select(Registro))]
    with transaccion():
        for aviso in db.session.scalars(select(Aviso).where(Aviso.plantilla == "certificacion_te_toca")):
            dichos.append(json.dumps(aviso.datos))
            if aviso.datos["etapa"] == e.etapa.value:
                dichos.append(escribir(aviso).en_texto)
    assert any("expedientes/" in dicho for dicho in dichos), "el control: los correos sí se leyeron"
    for secreto in (FICHA["curp"], FICHA["domicilio"], FICHA["lugar_de_nacimiento"]):
        assert not any(secreto in dicho for dicho in dichos)


def test_lo_que_espera_se_recuerda_cada_semana_y_la_acreditacion_una_vez(escena: Escena) -> None:
    e = escena.abrir()
    vence = consultas.acreditaciones(frozenset({escena.red.id}))[0].hasta
    assert vence is not None

    def _correos(plantilla: str) -> int:
        return db.session.scalar(select(func.count(Aviso.id)).where(Aviso.plantilla == plantilla)) or 0

    recordar_expedientes()
    al_abrir = _correos("certificacion_te_toca")
    with time_machine.travel(ahora() + timedelta(days=8), tick=False):
        recordar_expedientes()
        recordar_expedientes()
    assert _correos("certificacion_te_toca") == al_abrir + 1
    assert e.etapa is Etapa.DIAGNOSTICO
    with time_machine.travel(f"{vence - timedelta(days=30)} 18:00Z", tick=False):
        avisar_acreditaciones()
        avisar_acreditaciones()
    assert _correos("certificacion_vence") == 1


def test_uno_que_falla_no_detiene_a_los_demas(escena: Escena, monkeypatch: pytest.MonkeyPatch) -> None:
    falla = escena.abrir().id
    escena.candidata = fabricas.una_integrante(escena.red)
    sigue = escena.abrir().id
    acreditar(escena.red, fabricas.una_integrante(escena.red), escena.estandar)
    primera, segunda = sorted(consultas.acreditaciones(frozenset({escena.red.id})), key=lambda a: a.id)
    de_verdad = avisos_de_expediente.avisar_a_quien_toca
    vence, ids = primera.hasta, (primera.id, segunda.id)

    def avisar(expediente: Expediente, **otros: Any) -> None:
        if expediente.id == falla:
            raise RuntimeError
        de_verdad(expediente, **otros)

    def avisar_que_vence(fila: AcreditacionDeEvaluadora) -> None:
        if fila.id == ids[0]:
            raise RuntimeError

    monkeypatch.setattr(avisos_de_expediente, "avisar_a_quien_toca", avisar)
    monkeypatch.setattr(avisos_de_expediente, "avisar_que_vence", avisar_que_vence)
    with time_machine.travel(ahora() + timedelta(days=8), tick=False):
        recordar_expedientes()
    with time_machine.travel(f"{vence} 18:00Z", tick=False):
        avisar_acreditaciones()
    recordados = [db.session.get_one(Expediente, id).recordado_en for id in (falla, sigue)]
    avisadas = [db.session.get_one(AcreditacionDeEvaluadora, id).avisada_el for id in ids]
    for primero, segundo in (recordados, avisadas):
        assert primero is None, "lo que falló se intenta otra vez"
        assert segundo is not None


def test_lo_que_les_falta_se_pregunta_una_vez_para_todas_y_dice_lo_mismo(escena: Escena) -> None:
    red, estandar = escena.red, escena.estandar

    def preguntas_y_faltas() -> tuple[int, list[list[str]]]:
        db.session.expire_all()
        assert red.id
        assert estandar.id
        with contando() as preguntas:
            filas = consultas.con_lo_que_les_falta(frozenset({red.id}))
        for a, dia, faltas in filas:
            assert faltas == consultas.que_le_falta_para_evaluar(red.id, a.persona_id, a.estandar_id, dia)
        return len(preguntas), [faltas for _a, _dia, faltas in filas]

    una, faltas = preguntas_y_faltas()
    assert faltas == [[]]
    vencida, sin_certificado = (fabricas.una_integrante(red) for _ in range(2))
    acreditar(red, vencida, estandar, desde=hoy() - timedelta(days=800))
    with transaccion():
        operaciones.acreditar(
            red.id, sin_certificado.id, estandar.id, cedula="1", acredita="x", desde=hoy(), quien_id=None
        )
    tres, faltas = preguntas_y_faltas()
    assert tres == una
    assert sorted(map(len, faltas)) == [0, 1, 2]
