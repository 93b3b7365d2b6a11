"""Quién tiene lugar: la fila, las cancelaciones, el cupo y los correos que cada cambio escribe."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from red.avisos.modelos import Aviso
from red.base import db, transaccion
from red.formacion import consultas, operaciones
from red.formacion.modelos import Edicion, EstadoInscripcion, Inscripcion
from red.formacion.operaciones import (
    CupoMenorQueOcupados,
    EdicionCerrada,
    FaltaMotivo,
    InscripcionCerrada,
    NoIntegraLaRed,
)
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.reloj import hoy
from tests import fabricas
from tests.formacion.apoyo import corregir


@pytest.fixture(name="edicion")
def _edicion(red: Red) -> Edicion:
    return fabricas.una_edicion(red, cupo=2)


def integrantes(red: Red, cuantas: int) -> list[int]:
    """Personas que integran la Red, por su llave."""
    personas = [fabricas.una_persona() for _ in range(cuantas)]
    for persona in personas:
        fabricas.una_membresia(red, persona)
    return [persona.id for persona in personas]


def inscribir(edicion: Edicion, persona_id: int, **opciones: int) -> operaciones.Peticion:
    with transaccion():
        return operaciones.inscribir(edicion.id, persona_id, **opciones)


def cancelar(inscripcion: Inscripcion, **opciones: object) -> bool:
    with transaccion():
        return operaciones.cancelar(inscripcion.id, **{"por_id": inscripcion.persona_id, **opciones})


def lugares(edicion: Edicion) -> list[int | None]:
    """Número de lugar de cada persona viva, en orden de llegada."""
    return [inscripcion.lugar for inscripcion in consultas.vivas_de(edicion.id)]


def correos(inscripcion: Inscripcion | None = None) -> list[str]:
    """Plantillas de los correos escritos, en orden; sólo los de una inscripción, si se dice."""
    consulta = select(Aviso.plantilla).order_by(Aviso.id)
    if inscripcion is not None:
        consulta = consulta.where(Aviso.referencia == f"inscripcion:{inscripcion.id}")
    return [plantilla.removeprefix("formacion_") for plantilla in db.session.scalars(consulta)]


def test_quien_llega_cuando_hay_lugar_lo_tiene(red: Red, edicion: Edicion) -> None:
    (ana,) = integrantes(red, 1)
    peticion = inscribir(edicion, ana)
    assert (peticion.inscripcion.lugar, peticion.nueva, peticion.posicion) == (1, True, 0)
    assert peticion.inscripcion.estado is EstadoInscripcion.INSCRITA
    assert correos() == ["con_lugar"]


def test_con_el_cupo_lleno_se_espera_en_orden_de_llegada(red: Red, edicion: Edicion) -> None:
    peticiones = [inscribir(edicion, persona) for persona in integrantes(red, 4)]
    assert lugares(edicion) == [1, 2, None, None]
    assert [p.posicion for p in peticiones] == [0, 0, 1, 2]
    assert correos() == ["con_lugar", "con_lugar", "en_espera", "en_espera"]


def test_pedir_dos_veces_devuelve_la_misma_inscripcion_sin_otro_correo(red: Red, edicion: Edicion) -> None:
    primera, _, espera = [inscribir(edicion, persona) for persona in integrantes(red, 3)]
    otra_vez = inscribir(edicion, primera.inscripcion.persona_id)
    assert (otra_vez.inscripcion.id, otra_vez.nueva) == (primera.inscripcion.id, False)
    assert inscribir(edicion, espera.inscripcion.persona_id).posicion == 1
    assert len(correos()) == 3


def test_quien_ya_esta_inscrita_la_recupera_aunque_haya_cerrado_la_inscripcion(
    red: Red, edicion: Edicion
) -> None:
    (ana,) = integrantes(red, 1)
    primera = inscribir(edicion, ana).inscripcion.id
    with time_machine.travel(edicion.inscripcion_hasta + timedelta(days=2)):
        assert inscribir(edicion, ana).inscripcion.id == primera


def test_cancelar_da_el_lugar_a_quien_llego_primero(red: Red, edicion: Edicion) -> None:
    uno, _, tres, cuatro = [inscribir(edicion, p).inscripcion for p in integrantes(red, 4)]
    assert cancelar(uno)
    assert lugares(edicion) == [2, 1, None]
    assert correos(uno) == ["con_lugar", "cancelada"]
    assert correos(tres) == ["en_espera", "lugar_liberado"]
    assert correos(cuatro) == ["en_espera"]
    assert consultas.posicion_en_espera(cuatro) == 1


def test_cancelar_dos_veces_no_hace_nada_la_segunda(red: Red, edicion: Edicion) -> None:
    (ana,) = integrantes(red, 1)
    inscripcion = inscribir(edicion, ana).inscripcion
    assert cancelar(inscripcion)
    assert not cancelar(inscripcion)
    assert correos() == ["con_lugar", "cancelada"]


def test_quien_deja_la_fila_no_mueve_los_lugares(red: Red, edicion: Edicion) -> None:
    *_, tres, cuatro = [inscribir(edicion, p).inscripcion for p in integrantes(red, 4)]
    cancelar(tres)
    assert lugares(edicion) == [1, 2, None]
    assert consultas.posicion_en_espera(cuatro) == 1


def test_volver_despues_de_cancelar_es_llegar_al_final_de_la_fila(red: Red, edicion: Edicion) -> None:
    uno, *_ = [inscribir(edicion, p).inscripcion for p in integrantes(red, 4)]
    cancelar(uno)
    regreso = inscribir(edicion, uno.persona_id)
    assert regreso.nueva
    assert regreso.posicion == 2


def test_subir_el_cupo_da_los_lugares_nuevos_a_quienes_esperan(red: Red, edicion: Edicion) -> None:
    for persona in integrantes(red, 5):
        inscribir(edicion, persona)
    corregir(edicion, cupo=4)
    assert lugares(edicion) == [1, 2, 3, 4, None]
    assert correos().count("lugar_liberado") == 2


def test_el_cupo_no_baja_de_los_lugares_dados(red: Red, edicion: Edicion) -> None:
    for persona in integrantes(red, 2):
        inscribir(edicion, persona)
    with pytest.raises(CupoMenorQueOcupados, match="Ya hay 2 personas con lugar") as dicho:
        corregir(edicion, cupo=1)
    assert dicho.value.campo == "cupo"
    assert db.session.get_one(Edicion, edicion.id).cupo == 2


def test_al_bajar_el_cupo_nadie_queda_con_un_numero_que_no_existe(red: Red) -> None:
    edicion = fabricas.una_edicion(red, cupo=5)
    inscripciones = [inscribir(edicion, p).inscripcion for p in integrantes(red, 5)]
    for inscripcion in inscripciones[:3]:
        cancelar(inscripcion)
    corregir(edicion, cupo=3)
    assert sorted(lugar for lugar in lugares(edicion) if lugar) == [1, 2]
    assert [correos(i) for i in inscripciones[3:]] == [["con_lugar"], ["con_lugar"]]


def test_antes_de_abrir_dice_cuando_abre(red: Red) -> None:
    dia = hoy(red.zona)
    edicion = fabricas.una_edicion(red, inscripcion_desde=dia + timedelta(days=1))
    with pytest.raises(InscripcionCerrada, match="Las inscripciones abren el"):
        inscribir(edicion, *integrantes(red, 1))


def test_despues_de_cerrar_dice_cuando_cerro(red: Red) -> None:
    dia = hoy(red.zona)
    edicion = fabricas.una_edicion(red, inscripcion_hasta=dia - timedelta(days=1))
    with pytest.raises(InscripcionCerrada, match="Las inscripciones cerraron el"):
        inscribir(edicion, *integrantes(red, 1))


@pytest.mark.parametrize(
    ("instante", "abierta"),
    [("2027-03-11T05:59:00+00:00", True), ("2027-03-11T06:01:00+00:00", False)],
    ids=["a las 23:59 en la Red", "a las 00:01 en la Red"],
)
def test_el_plazo_se_cuenta_en_la_zona_horaria_de_la_red(red: Red, instante: str, abierta: bool) -> None:
    """En el servidor ya es día 11; en la Ciudad de México, a las 23:59 todavía es 10."""
    (ana,) = integrantes(red, 1)
    from datetime import date

    edicion = fabricas.una_edicion(
        red,
        inscripcion_desde=date(2027, 3, 1),
        inscripcion_hasta=date(2027, 3, 10),
        inicia_el=date(2027, 3, 20),
        termina_el=date(2027, 3, 30),
    )
    with time_machine.travel(instante):
        if abierta:
            assert inscribir(edicion, ana).nueva
        else:
            with pytest.raises(InscripcionCerrada):
                inscribir(edicion, ana)


def test_quien_no_integra_la_red_no_tiene_lugar(edicion: Edicion) -> None:
    de_otra = fabricas.una_integrante(fabricas.una_red())
    with pytest.raises(NoIntegraLaRed):
        inscribir(edicion, de_otra.id)
    assert correos() == []


def test_la_coordinacion_inscribe_por_el_mismo_camino(red: Red, edicion: Edicion) -> None:
    coordinadora = fabricas.una_coordinadora(red)
    peticiones = [inscribir(edicion, p, pedida_por_id=coordinadora.id) for p in integrantes(red, 3)]
    assert [p.posicion for p in peticiones] == [0, 0, 1]
    assert peticiones[0].inscripcion.pedida_por_id == coordinadora.id


def test_la_coordinacion_cancela_diciendo_el_motivo(red: Red, edicion: Edicion) -> None:
    coordinadora = fabricas.una_coordinadora(red)
    (ana,) = integrantes(red, 1)
    inscripcion = inscribir(edicion, ana).inscripcion
    with pytest.raises(FaltaMotivo):
        cancelar(inscripcion, por_id=coordinadora.id, motivo="   ")
    assert cancelar(inscripcion, por_id=coordinadora.id, motivo="Cambió de dependencia")
    aviso = db.session.scalars(select(Aviso).where(Aviso.plantilla == "formacion_cancelada")).one()
    assert (aviso.datos["propia"], aviso.datos["motivo"]) == (False, "Cambió de dependencia")


def test_terminada_la_edicion_sus_lugares_ya_no_cambian(red: Red, edicion: Edicion) -> None:
    uno, _, tres = [inscribir(edicion, p).inscripcion for p in integrantes(red, 3)]
    with time_machine.travel(edicion.termina_el + timedelta(days=2)):
        with pytest.raises(EdicionCerrada, match="terminó el"):
            cancelar(uno)
        with pytest.raises(EdicionCerrada):
            corregir(edicion, cupo=5)
    assert db.session.get_one(Inscripcion, tres.id).lugar is None


@pytest.fixture(name="reloj_detenido")
def _reloj_detenido() -> Iterator[None]:
    with time_machine.travel("2027-03-01T18:00:00+00:00", tick=False):
        yield


@pytest.mark.usefixtures("reloj_detenido")
def test_el_orden_de_llegada_no_depende_del_reloj(red: Red) -> None:
    """Aunque todas lleguen en el mismo instante, cada una tiene su turno."""
    edicion = fabricas.una_edicion(red, cupo=1)
    quienes = integrantes(red, 4)
    primera, *esperan = [inscribir(edicion, p).inscripcion for p in quienes]
    cancelar(primera)
    entra = db.session.scalars(
        select(Inscripcion.persona_id).where(Inscripcion.edicion_id == edicion.id, consultas.CON_LUGAR)
    ).one()
    assert entra == esperan[0].persona_id == quienes[1]


def test_una_persona_con_otro_nombre_recibe_el_correo_con_ese_nombre(red: Red, edicion: Edicion) -> None:
    persona = fabricas.una_persona(nombre="María Guadalupe", nombre_preferido="Lupita")
    fabricas.una_membresia(red, persona)
    inscribir(edicion, persona.id)
    aviso = db.session.scalars(select(Aviso)).one()
    assert aviso.datos["nombre"] == "Lupita"
    assert aviso.para == db.session.get_one(Persona, persona.id).correo
