"""Lo que un curso pide antes: la regla, sin base de datos, y lo que se le dice a quien le falta."""

from datetime import timedelta
from random import Random

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from red.base import transaccion
from red.formacion import catalogo
from red.formacion.modelos import ClaseDeRequisito, ParaQuien
from red.formacion.requisitos import Alternativa, LoSuyo, condiciones, cumple, que_falta, sin_cumplir
from red.personas.modelos import NivelCargo
from red.reloj import hoy
from tests import fabricas
from tests.formacion.aula import pedir, que_termina, un_curso_que_cubre, unos_contenidos

llaves = st.integers(1, 4)
alternativas = st.one_of(
    st.builds(
        Alternativa, st.sampled_from([ClaseDeRequisito.CURSO, ClaseDeRequisito.ACREDITADO]), curso=llaves
    ),
    st.builds(Alternativa, st.just(ClaseDeRequisito.CONTENIDO), contenido=llaves),
    st.builds(Alternativa, st.just(ClaseDeRequisito.VIGENTE)),
    st.builds(Alternativa, st.just(ClaseDeRequisito.NIVEL), nivel=st.sampled_from(NivelCargo)),
    st.builds(Alternativa, st.just(ClaseDeRequisito.QUIEN), quien=st.sampled_from(ParaQuien)),
    st.builds(Alternativa, st.just(ClaseDeRequisito.ENCARGO), encargo=llaves),
)
condiciones_al_azar = st.lists(st.lists(alternativas, max_size=4), max_size=4)
conjuntos = st.frozensets(llaves)


@st.composite
def lo_de_alguien(elegir: st.DrawFn) -> LoSuyo:
    terminados = elegir(conjuntos)
    return LoSuyo(
        terminados=terminados,
        acreditados=terminados & elegir(conjuntos),
        contenidos=elegir(conjuntos),
        tiene_vigente=bool(terminados),
        nivel=elegir(st.none() | st.sampled_from(NivelCargo)),
        funciones=elegir(st.frozensets(st.sampled_from(ParaQuien))),
        encargos=elegir(conjuntos),
    )


@given(condiciones_al_azar, lo_de_alguien())
def test_se_cumplen_todas_y_en_cada_una_basta_con_una(grupos: list[list[Alternativa]], suyo: LoSuyo) -> None:
    faltan = sin_cumplir(grupos, suyo)
    pasa = True
    for grupo in grupos:
        alguna = not grupo
        for una in grupo:
            alguna = alguna or cumple(una, suyo)
        pasa = pasa and alguna
    assert pasa == (not faltan)
    assert not any(cumple(una, suyo) for lugar in faltan for una in grupos[lugar])


@given(condiciones_al_azar, lo_de_alguien(), lo_de_alguien())
def test_tener_mas_nunca_hace_que_falte_mas(
    grupos: list[list[Alternativa]], suyo: LoSuyo, otro: LoSuyo
) -> None:
    mas = LoSuyo(
        terminados=suyo.terminados | otro.terminados,
        acreditados=suyo.acreditados | otro.acreditados,
        contenidos=suyo.contenidos | otro.contenidos,
        tiene_vigente=suyo.tiene_vigente or otro.tiene_vigente,
        nivel=suyo.nivel,
        funciones=suyo.funciones | otro.funciones,
        encargos=suyo.encargos | otro.encargos,
    )
    assert set(sin_cumplir(grupos, mas)) <= set(sin_cumplir(grupos, suyo))


@given(condiciones_al_azar, lo_de_alguien(), st.randoms(use_true_random=False))
def test_el_orden_en_que_se_escriben_no_importa(
    grupos: list[list[Alternativa]], suyo: LoSuyo, azar: Random
) -> None:
    revueltos = [azar.sample(grupo, len(grupo)) for grupo in azar.sample(grupos, len(grupos))]
    assert len(sin_cumplir(revueltos, suyo)) == len(sin_cumplir(grupos, suyo))


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_dice_lo_que_falta_con_la_edicion_en_que_puede_conseguirlo(app: Flask) -> None:
    red = fabricas.una_red()
    ana = fabricas.una_integrante(red)
    (genero,) = unos_contenidos(red, "Perspectiva de género")
    basico = un_curso_que_cubre(red, {genero.id: 4}, "BAS-1", nombre="Básico", vigencia_meses=1)
    curso = un_curso_que_cubre(red, {}, "AV-1", nombre="Avanzado")
    proxima = fabricas.una_edicion(red, curso=basico)
    pedir(
        curso,
        [
            {"clase": ClaseDeRequisito.CURSO, "pide_curso_id": basico.id},
            {"clase": ClaseDeRequisito.QUIEN, "quien": ParaQuien.TITULAR},
        ],
        [{"clase": ClaseDeRequisito.QUIEN, "quien": ParaQuien.INTEGRANTE}],
    )
    (falta,) = que_falta(curso.id, ana.id, hoy())
    assert falta.frase == "Te falta terminar «Básico» o ser titular de unidad."
    assert falta.edicion == proxima
    assert [c.cumplida for c in condiciones(curso.id, ana.id, hoy())] == [False, True]

    que_termina(ana, proxima, dia=hoy() - timedelta(days=10))
    assert que_falta(curso.id, ana.id, hoy()) == []
    (falta,) = que_falta(curso.id, ana.id, hoy() + timedelta(days=60))
    assert "tomar otra vez «Básico», que venció el" in falta.frase

    with pytest.raises(catalogo.RequisitoImposible), transaccion():
        catalogo.poner_requisitos(curso.id, [[{"clase": ClaseDeRequisito.CURSO, "pide_curso_id": curso.id}]])
