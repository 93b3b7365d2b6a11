"""Nadie tiene dos papeles ante la misma candidata: ni nombrada, ni por impartir, ni al juntar registros, ni en la base."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from red.base import db, transaccion
from red.certificacion import consultas, operaciones, operaciones_evaluacion, operaciones_expediente
from red.certificacion import consultas_expediente as preguntas
from red.certificacion.cadena import Acto, NoSePuede
from red.certificacion.calculo import fin_de_acreditacion
from red.certificacion.modelos import Etapa, PapelEnExpediente, ParticipanteDeExpediente
from red.certificacion.operaciones_expediente import DosPapeles, NoPuedeEvaluar, nombrar, preparar
from red.duplicados.modelos import Clase
from red.errores import ErrorDeDominio
from red.formacion import imparticion
from red.formacion.modelos import Curso, Inscripcion, TipoCurso
from red.reloj import ahora, hoy
from tests import fabricas
from tests.certificacion.escena import Escena, acreditar, plan_escrito
from tests.duplicados.escena import como, juntar

P = PapelEnExpediente


def _edicion(escena: Escena) -> int:
    curso = fabricas.un_curso(
        escena.red, tipo=TipoCurso.ALINEACION, codigo=f"ECO308-{db.session.query(Curso).count()}"
    )
    return int(fabricas.una_edicion(escena.red, curso=curso).id)


@pytest.mark.parametrize("papel", [P.EVALUADORA, P.CAPACITADORA, P.VERIFICADORA])
def test_la_candidata_no_es_ninguna_de_las_otras(escena: Escena, papel: PapelEnExpediente) -> None:
    e = escena.abrir()
    acreditar(escena.red, escena.candidata, escena.estandar)
    with pytest.raises(DosPapeles), transaccion():
        nombrar(e.id, escena.candidata.id, papel, None)


def test_quien_tuvo_un_papel_no_recibe_otro_aunque_lo_haya_dejado(escena: Escena) -> None:
    e = escena.abrir()
    with transaccion():
        fila = nombrar(e.id, escena.capacitadora.id, P.CAPACITADORA, None)
        operaciones_expediente.retirar(fila.id, "Se fue")
    with pytest.raises(DosPapeles), transaccion():
        nombrar(e.id, escena.capacitadora.id, P.VERIFICADORA, None)
    with transaccion():
        nombrar(e.id, escena.verificadora.id, P.VERIFICADORA, None)
        nombrar(e.id, escena.capacitadora.id, P.CAPACITADORA, None)


def test_la_base_lo_impide_aunque_nadie_lo_pregunte(escena: Escena) -> None:
    """El control: con otra persona, la misma orden sí entra."""
    e = escena.abrir()

    def _meter(persona_id: int) -> None:
        with db.engine.connect().execution_options(escribe=True) as conexion, conexion.begin():
            conexion.execute(
                insert(ParticipanteDeExpediente).values(
                    expediente_id=e.id, persona_id=persona_id, papel=P.VERIFICADORA, origen="nombrada", nombrada_en=ahora()
                )
            )  # fmt: skip

    ids = escena.evaluadora.id, escena.verificadora.id
    db.session.rollback()
    with pytest.raises(IntegrityError):
        _meter(ids[0])
    _meter(ids[1])


def test_quien_imparte_la_edicion_con_que_se_preparo_no_la_evalua(escena: Escena) -> None:
    e, edicion = escena.abrir(), _edicion(escena)
    with transaccion():
        imparticion.agregar(edicion, escena.capacitadora.id, "Consultora")
        preparar(e.id, None, edicion_id=edicion)
    assert preguntas.papel_vigente(e.id, escena.capacitadora.id) is P.CAPACITADORA
    acreditar(escena.red, escena.capacitadora, escena.estandar)
    with pytest.raises(DosPapeles), transaccion():
        nombrar(e.id, escena.capacitadora.id, P.EVALUADORA, None)
    otra = _edicion(escena)
    with transaccion():
        imparticion.agregar(otra, escena.evaluadora.id, "Consultora")
    with pytest.raises(DosPapeles), transaccion():
        preparar(e.id, None, edicion_id=otra)


def test_quien_imparte_donde_ella_tiene_lugar_no_la_evalua_aunque_nadie_lo_anote(escena: Escena) -> None:
    """El control: con el lugar cancelado, o en un curso que no prepara para ese estándar, sí la evalúa."""
    e = escena.hasta(Etapa.PLAN)
    ediciones = _edicion(escena), fabricas.una_edicion(escena.red).id
    for edicion in ediciones:
        fabricas.guardar(
            Inscripcion(edicion_id=edicion, persona_id=escena.candidata.id, lugar=1, pedida_en=ahora(),
                con_lugar_en=ahora())
        )  # fmt: skip
        with transaccion():
            imparticion.agregar(edicion, escena.evaluadora.id, "Consultora")

    def planear() -> None:
        with transaccion():
            operaciones_evaluacion.planear(e.id, escena.evaluadora.id, plan_escrito())

    with pytest.raises(DosPapeles):
        planear()
    with transaccion():
        suya = db.session.query(Inscripcion).filter_by(edicion_id=ediciones[0]).one()
        suya.cancelada_en, suya.lugar = ahora(), None
    planear()


def test_si_se_sabe_despues_la_evaluadora_ya_no_firma_nada(escena: Escena) -> None:
    """Se nombra a la evaluadora como quien imparte cuando el expediente ya va en el plan."""
    e = escena.hasta(Etapa.PLAN)
    edicion = _edicion(escena)
    with transaccion():
        preparar(e.id, None, edicion_id=edicion)
    with transaccion():
        operaciones_evaluacion.planear(e.id, escena.evaluadora.id, plan_escrito())
    with transaccion():
        fila = imparticion.agregar(edicion, escena.evaluadora.id, "Consultora")
    with pytest.raises(DosPapeles), transaccion():
        operaciones_evaluacion.planear(e.id, escena.evaluadora.id, plan_escrito())
    with transaccion():
        imparticion.retirar(fila.id, "Nunca la impartió")
    with transaccion():
        operaciones_evaluacion.planear(e.id, escena.evaluadora.id, plan_escrito())


def test_juntar_registros_no_deja_a_nadie_con_dos_papeles(escena: Escena) -> None:
    """El control: a quien no participa sí se le puede juntar con la evaluadora, que sigue siéndolo."""
    e = escena.abrir()
    with transaccion():
        nombrar(e.id, escena.capacitadora.id, P.CAPACITADORA, None)
    quien = como(fabricas.una_administradora())
    with pytest.raises(ErrorDeDominio, match="quien prepara no evalúa"):
        juntar(quien, Clase.PERSONA, escena.evaluadora.id, escena.capacitadora.id)
    juntar(quien, Clase.PERSONA, escena.verificadora.id, escena.evaluadora.id)
    assert preguntas.papel_vigente(e.id, escena.verificadora.id) is P.EVALUADORA
    with transaccion():
        operaciones_evaluacion.diagnosticar(
            e.id, escena.verificadora.id, aplicado_el=hoy(), aciertos=1, total=2
        )


def test_sin_ec0076_sin_el_estandar_o_sin_acreditacion_no_se_evalua(escena: Escena) -> None:
    e = escena.abrir()
    with pytest.raises(NoPuedeEvaluar) as error, transaccion():
        nombrar(e.id, escena.verificadora.id, P.EVALUADORA, None)
    for falta in ("EC0076", "EC0308", "acreditación"):
        assert falta in error.value.mensaje
    acreditar(escena.red, escena.verificadora, escena.estandar, desde=hoy() - timedelta(days=800))
    with pytest.raises(NoPuedeEvaluar, match="venció"), transaccion():
        nombrar(e.id, escena.verificadora.id, P.EVALUADORA, None)
    with transaccion():
        operaciones.acreditar(escena.red.id, escena.verificadora.id, escena.estandar.id, cedula="2", acredita="x",
            desde=hoy(), quien_id=None)  # fmt: skip
    with transaccion():
        nombrar(e.id, escena.verificadora.id, P.EVALUADORA, None)


def test_la_acreditacion_no_pasa_del_treinta_de_junio_y_al_vencer_ya_no_se_firma(escena: Escena) -> None:
    tope = fin_de_acreditacion(hoy())
    with pytest.raises(operaciones.FueraDePlazo), transaccion():
        operaciones.acreditar(escena.red.id, escena.verificadora.id, escena.estandar.id, cedula="3", acredita="x",
            desde=hoy(), hasta=tope + timedelta(days=1), quien_id=None)  # fmt: skip
    e = escena.hasta(Etapa.PLAN)
    with time_machine.travel(tope + timedelta(days=2), tick=False):
        with pytest.raises(NoPuedeEvaluar), transaccion():
            operaciones_evaluacion.planear(e.id, escena.evaluadora.id, plan_escrito())
        assert consultas.por_vencer(escena.red.id, hoy())


def test_lo_que_se_acepta_es_lo_que_se_leyo(escena: Escena) -> None:
    e = escena.hasta(Etapa.PLAN)
    with transaccion():
        operaciones_evaluacion.planear(e.id, escena.evaluadora.id, plan_escrito())
    with pytest.raises(ErrorDeDominio, match="cambió"), transaccion():
        operaciones_evaluacion.aceptar_plan(e.id, escena.candidata.id, "otra-huella")


def test_deshacer_un_dictamen_no_salta_la_verificacion(escena: Escena) -> None:
    e = escena.hasta(Etapa.PORTAFOLIO)
    with pytest.raises(NoSePuede), transaccion():
        operaciones_expediente.mover(operaciones_expediente.apartar(e.id), Acto.DESHACER_DICTAMEN, None)
