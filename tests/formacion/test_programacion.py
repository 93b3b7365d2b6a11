"""Abrir, corregir, cancelar y reanudar ediciones: qué cambia y a quién se le escribe."""

from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from zoneinfo import ZoneInfo

import pytest
import time_machine
from sqlalchemy import select

from red.avisos.modelos import Aviso
from red.avisos.redaccion import componer, escribir
from red.base import db, transaccion
from red.formacion import consultas, operaciones, programacion
from red.formacion.modelos import Edicion
from red.formacion.operaciones import EdicionCerrada, FaltaMotivo, InscripcionCerrada
from red.formacion.programacion import CodigoRepetido, DatosDeCurso, Horario
from red.redes.modelos import Red
from red.reloj import hoy
from tests import fabricas
from tests.formacion.apoyo import corregir, ocupar

ZONA = ZoneInfo("America/Mexico_City")


def escritos(plantilla: str) -> list[Aviso]:
    return list(
        db.session.scalars(
            select(Aviso).where(Aviso.plantilla == f"formacion_{plantilla}").order_by(Aviso.id)
        )
    )


def jornada(edicion: Edicion, dias: int = 0, hora: int = 9) -> Horario:
    dia = edicion.inicia_el + timedelta(days=dias)
    inicia = datetime(dia.year, dia.month, dia.day, hora, tzinfo=ZONA)
    return Horario(inicia, inicia + timedelta(hours=4))


@pytest.mark.parametrize(
    "cambio", [{"lugar": "Otra sede"}, {"termina_el": "un día más"}, {"jornadas": "otras"}]
)
def test_cambiar_cuando_o_donde_se_le_escribe_a_cada_quien_una_vez(
    red: Red, edicion: Edicion, cambio: dict[str, object]
) -> None:
    ocupar(edicion, red, 2)
    if "jornadas" in cambio:
        cambio = {"jornadas": [jornada(edicion)]}
    if "termina_el" in cambio:
        cambio = {"termina_el": edicion.termina_el + timedelta(days=1)}
    corregir(edicion, **cambio)
    assert [aviso.datos["con_lugar"] for aviso in escritos("cambio")] == [True, False]


def test_corregir_lo_que_no_mueve_a_nadie_no_escribe_a_nadie(red: Red, edicion: Edicion) -> None:
    ocupar(edicion, red, 2)
    corregir(edicion, nombre="Otro nombre", cupo=5)
    assert escritos("cambio") == []
    assert len(escritos("lugar_liberado")) == 1


def test_corregir_una_edicion_que_ya_paso_no_escribe_ni_mueve_lugares(red: Red, edicion: Edicion) -> None:
    ocupar(edicion, red, 2)
    with time_machine.travel(edicion.termina_el + timedelta(days=3)):
        corregir(edicion, lugar="Donde de verdad fue")
        assert escritos("cambio") == []
        with pytest.raises(EdicionCerrada):
            corregir(edicion, cupo=9)


def test_las_jornadas_que_no_cambian_siguen_siendo_las_mismas(edicion: Edicion) -> None:
    corregir(edicion, jornadas=[jornada(edicion), jornada(edicion, dias=1)])
    primera, segunda = consultas.jornadas_de(edicion.id)
    llaves = primera.id, segunda.id
    corregir(edicion, jornadas=[jornada(edicion, dias=1), jornada(edicion, dias=2)])
    quedan = [j.id for j in consultas.jornadas_de(edicion.id)]
    assert quedan[0] == llaves[1]
    assert len(quedan) == 2


def test_cancelar_una_edicion_avisa_a_todas_y_conserva_la_lista(red: Red, edicion: Edicion) -> None:
    con_lugar, _ = ocupar(edicion, red, 2)
    with transaccion():
        assert programacion.cancelar_edicion(edicion.id, " No hay sede ") == 2
    with transaccion():
        assert programacion.cancelar_edicion(edicion.id, "Otra vez") == 0
    assert [a.datos["motivo"] for a in escritos("edicion_cancelada")] == ["No hay sede"] * 2
    assert consultas.ocupacion(edicion).con_lugar == 1
    persona = fabricas.una_persona()
    fabricas.una_membresia(red, persona)
    with pytest.raises(InscripcionCerrada, match="se canceló"), transaccion():
        operaciones.inscribir(edicion.id, persona.id)
    with pytest.raises(EdicionCerrada, match="nadie tiene que dejar su lugar"), transaccion():
        operaciones.cancelar(con_lugar.id, por_id=con_lugar.persona_id)


def test_cancelar_una_edicion_sin_decir_por_que_no_se_puede(edicion: Edicion) -> None:
    with pytest.raises(FaltaMotivo), transaccion():
        programacion.cancelar_edicion(edicion.id, "  ")


def test_reanudar_devuelve_a_cada_quien_su_lugar_o_su_turno(red: Red, edicion: Edicion) -> None:
    ocupar(edicion, red, 3)
    with transaccion():
        programacion.cancelar_edicion(edicion.id, "No hay sede")
    with transaccion():
        assert programacion.reanudar_edicion(edicion.id) == 3
    with transaccion():
        assert programacion.reanudar_edicion(edicion.id) == 0
    assert [i.lugar for i in consultas.vivas_de(edicion.id)] == [1, None, None]
    assert [a.datos["con_lugar"] for a in escritos("edicion_reanudada")] == [True, False, False]
    db.session.refresh(edicion)
    assert edicion.motivo_cancelacion is None


def test_al_reanudar_quien_recibe_lugar_recibe_un_solo_correo_que_dice_las_dos_cosas(
    red: Red, edicion: Edicion
) -> None:
    tenia, espera, sigue = ocupar(edicion, red, 3)
    with transaccion():
        programacion.cancelar_edicion(edicion.id, "No hay sede")
    with transaccion():
        operaciones.retirar_de_la_red(red.id, tenia.persona_id)
    ultimo = max(aviso.id for aviso in escritos("edicion_cancelada"))
    with transaccion():
        assert programacion.reanudar_edicion(edicion.id) == 2
    nuevos = db.session.scalars(select(Aviso).where(Aviso.id > ultimo).order_by(Aviso.id)).all()
    assert [(aviso.plantilla.removeprefix("formacion_"), aviso.referencia) for aviso in nuevos] == [
        ("lugar_liberado", f"inscripcion:{espera.id}"),
        ("edicion_reanudada", f"inscripcion:{sigue.id}"),
    ]
    dicho = escribir(nuevos[0]).en_texto
    assert "sí se hará" in dicho
    assert "ya es tuyo" in dicho


def test_no_se_reanuda_lo_que_ya_habria_terminado(edicion: Edicion) -> None:
    with transaccion():
        programacion.cancelar_edicion(edicion.id, "No hay sede")
    with time_machine.travel(edicion.termina_el + timedelta(days=2)):
        with pytest.raises(EdicionCerrada), transaccion():
            programacion.reanudar_edicion(edicion.id)
        assert db.session.get_one(Edicion, edicion.id).cancelada_en is not None


def test_el_codigo_es_unico_en_su_red_y_libre_en_otra(red: Red) -> None:
    datos = DatosDeCurso("ECO308", "Alineación", fabricas.TipoCurso.ALINEACION, 40)
    with transaccion():
        curso = programacion.crear_curso(red.id, datos)
    with pytest.raises(CodigoRepetido), transaccion():
        programacion.crear_curso(red.id, replace(datos, codigo="ec 0308"))
    with transaccion():
        programacion.editar_curso(curso.id, replace(datos, nombre="Otro nombre"))
    otra = fabricas.una_red()
    with transaccion():
        assert programacion.crear_curso(otra.id, datos).codigo == "EC0308"


def test_cada_correo_se_redacta_con_asunto_que_no_dice_el_tema(red: Red, edicion: Edicion) -> None:
    """Quien mire por encima del hombro la bandeja no sabe de qué curso se trata."""
    uno, dos, tres = ocupar(edicion, red, 3)
    with transaccion():
        operaciones.cancelar(uno.id, por_id=uno.persona_id)
    with transaccion():
        operaciones.cancelar(tres.id, por_id=dos.persona_id, motivo="Cambió de área")
    corregir(edicion, lugar="Otra sede → https://malo.test")
    with transaccion():
        programacion.cancelar_edicion(edicion.id, "No hay sede")
    with transaccion():
        programacion.reanudar_edicion(edicion.id)
    avisos = db.session.scalars(select(Aviso).order_by(Aviso.id)).all()
    assert {aviso.plantilla.removeprefix("formacion_") for aviso in avisos} == {
        "con_lugar",
        "en_espera",
        "lugar_liberado",
        "cancelada",
        "cambio",
        "edicion_cancelada",
        "edicion_reanudada",
    }
    for aviso in avisos:
        carta = escribir(aviso)
        asunto = message_from_bytes(componer(aviso, carta).datos, policy=default)["Subject"]
        assert "género" not in asunto
        assert edicion.curso.nombre in carta.en_texto
        assert [p.texto for p in carta.parrafos if p.url], "El correo lleva a su página"
        assert "Hola, Ana:" in carta.en_texto


def test_quien_tenia_lugar_ese_dia_compartio_la_edicion(red: Red) -> None:
    dia = hoy(red.zona)
    edicion = fabricas.una_edicion(red, cupo=2)
    espera_despues, con_lugar, en_espera = ocupar(edicion, red, 3)
    cancelada = fabricas.una_edicion(red)
    ocupar(cancelada, red, 1)
    por_venir = fabricas.una_edicion(red)
    ocupar(por_venir, red, 1)
    with transaccion():
        for ida in (edicion, cancelada):
            db.session.get_one(Edicion, ida.id).inicia_el = dia
    with transaccion():
        programacion.cancelar_edicion(cancelada.id, "No hay sede")
    fabricas.una_edicion(fabricas.una_red())

    def asistieron() -> list[tuple[int, int]]:
        return [tuple(fila) for fila in consultas.asistencias_por_edicion(red.id, dia)]

    esperadas = sorted((edicion.id, i.persona_id) for i in (espera_despues, con_lugar))
    assert asistieron() == esperadas
    assert consultas.asistencias_por_edicion(red.id, dia - timedelta(days=1)) == []
    with transaccion():
        operaciones.cancelar(espera_despues.id, por_id=espera_despues.persona_id)
    assert asistieron() == sorted((edicion.id, i.persona_id) for i in (con_lugar, en_espera))
