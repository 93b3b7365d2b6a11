"""Una unidad avanza etapa por etapa, con su fecha y su respaldo; lo anotado por error se deshace sin borrarse."""

from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from red.archivos.reconocimiento import ArchivoRechazado
from red.base import db, transaccion
from red.fechas import FechaParcial
from red.instituciones.operaciones import NoExistia
from red.reloj import ahora, hoy
from red.unidades import consultas, consultas_vida, operaciones, operaciones_vida
from red.unidades.modelos import (
    Cumple,
    EstadoUnidad,
    Evidencia,
    Funcion,
    PasoDeUnidad,
    Requisito,
    RespuestaDeRequisito,
    TipoUnidad,
    Unidad,
)
from red.unidades.operaciones import (
    DatosUnidad,
    FaltaArea,
    NoEmpiezaAsi,
    SinInstalar,
    UnidadCerrada,
    YaTieneUnidad,
)
from red.unidades.operaciones_vida import (
    FaltaDiaProgramado,
    FaltaTitular,
    FechaFueraDeOrden,
    NadaQueDeshacer,
    TransicionImposible,
)
from red.unidades.protocolo import ESCALERA, admite
from red.unidades.requisitos import FICHAS, Peldano, alcanzado, que_falta
from tests.archivos.muestras import PDF
from tests.fabricas import una_designacion, una_institucion, una_persona, una_unidad

DIA = date(2026, 3, 2)


def _nueva(estado: EstadoUnidad = EstadoUnidad.NO_INICIADA, instalada_el: date | None = None) -> Unidad:
    institucion = una_institucion(desde=date(2010, 1, 1))
    with transaccion():
        unidad = operaciones.registrar(
            institucion, DatosUnidad(TipoUnidad.UIG, "Unidad", estado, instalada_el), DIA
        )
    return unidad


def _avanzar(unidad: Unidad, a: EstadoUnidad, dias: int = 0, para: int | None = None) -> None:
    el = DIA + timedelta(days=dias)
    with transaccion():
        operaciones_vida.avanzar(
            unidad, a, el, para_el=None if para is None else DIA + timedelta(days=para), quien_id=None
        )


def test_el_camino_entero_deja_cada_etapa_con_su_dia(app: Flask) -> None:
    unidad = _nueva()
    una_designacion(unidad, una_persona(), desde=DIA)
    for n, estado in enumerate(ESCALERA[1:], 1):
        _avanzar(unidad, estado, n, para=9 if estado is EstadoUnidad.INSTALACION_PROGRAMADA else None)
    assert [p.estado for p in consultas.pasos(unidad.id)] == list(ESCALERA)
    assert unidad.estado is EstadoUnidad.EN_OPERACION
    assert unidad.instalada_el == DIA + timedelta(days=4)


@pytest.mark.parametrize("antes", EstadoUnidad)
@pytest.mark.parametrize("despues", EstadoUnidad)
def test_saltarse_una_etapa_se_rechaza(antes: EstadoUnidad, despues: EstadoUnidad) -> None:
    """Entre las de la escalera, sólo se admite la que sigue."""
    if antes in ESCALERA and despues in ESCALERA:
        assert admite(antes, despues) == (ESCALERA.index(despues) - ESCALERA.index(antes) == 1)
    if antes is EstadoUnidad.INACTIVA:
        assert not admite(antes, despues)


def test_saltarse_una_etapa_dice_cual_sigue_y_no_cambia_nada(app: Flask) -> None:
    unidad = _nueva()
    una_designacion(unidad, una_persona(), desde=DIA)
    for imposible in (EstadoUnidad.INSTALADA, EstadoUnidad.EN_RELEVO, EstadoUnidad.INACTIVA):
        with pytest.raises(TransicionImposible, match="Lo que sigue es «Designación solicitada»"):
            _avanzar(unidad, imposible)
    db.session.rollback()
    assert unidad.estado is EstadoUnidad.NO_INICIADA
    assert len(consultas.pasos(unidad.id)) == 1


def test_sin_la_regla_se_saltaria(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: quien impide el salto es la regla de las etapas."""
    monkeypatch.setattr(operaciones_vida, "admite", lambda *_: True)
    unidad = _nueva()
    una_designacion(unidad, una_persona(), desde=DIA)
    _avanzar(unidad, EstadoUnidad.INSTALADA)
    assert unidad.estado is EstadoUnidad.INSTALADA


def test_cada_etapa_pide_lo_suyo(app: Flask) -> None:
    unidad = _nueva()
    _avanzar(unidad, EstadoUnidad.DESIGNACION_SOLICITADA, 5)
    with pytest.raises(FaltaTitular):
        _avanzar(unidad, EstadoUnidad.DESIGNADA, 6)
    una_designacion(unidad, una_persona(), desde=DIA)
    with pytest.raises(FechaFueraDeOrden):
        _avanzar(unidad, EstadoUnidad.DESIGNADA, 4)
    _avanzar(unidad, EstadoUnidad.DESIGNADA, 6)
    for para in (None, 6):
        with pytest.raises(FaltaDiaProgramado):
            _avanzar(unidad, EstadoUnidad.INSTALACION_PROGRAMADA, 7, para=para)
    _avanzar(unidad, EstadoUnidad.INSTALACION_PROGRAMADA, 7, para=20)


def test_una_ya_instalada_se_registra_directamente_con_su_fecha(app: Flask) -> None:
    unidad = _nueva(EstadoUnidad.INSTALADA, date(2021, 6, 1))
    assert [(p.estado, p.el) for p in consultas.pasos(unidad.id)] == [
        (EstadoUnidad.INSTALADA, date(2021, 6, 1))
    ]
    _avanzar(unidad, EstadoUnidad.CON_PLAN)


def test_una_que_ya_trabajaba_se_registra_con_las_dos_fechas(app: Flask) -> None:
    institucion = una_institucion(desde=date(2010, 1, 1))
    datos = DatosUnidad(TipoUnidad.UIG, "Unidad", EstadoUnidad.EN_OPERACION, date(2021, 6, 1))
    with transaccion():
        unidad = operaciones.registrar(institucion, datos, date(2022, 1, 10))
    assert [(p.estado, p.el) for p in consultas.pasos(unidad.id)] == [
        (EstadoUnidad.INSTALADA, date(2021, 6, 1)),
        (EstadoUnidad.EN_OPERACION, date(2022, 1, 10)),
    ]
    assert (unidad.estado, unidad.desde) == (EstadoUnidad.EN_OPERACION, date(2021, 6, 1))


def test_registrar_con_fecha_de_antes_no_salta_la_regla_de_una_sola(app: Flask) -> None:
    """Quien sólo puede registrar la que falta no registra otra fechándola antes de la que ya hay."""
    institucion = una_institucion()
    una_unidad(institucion, desde=hoy())
    datos = DatosUnidad(TipoUnidad.UIG, "Otra", EstadoUnidad.DESIGNADA)
    with pytest.raises(YaTieneUnidad), transaccion():
        operaciones.registrar(institucion, datos, DIA, otra=False)


@pytest.mark.parametrize("estado", [EstadoUnidad.EN_RELEVO, EstadoUnidad.INACTIVA])
def test_ninguna_se_registra_ya_en_relevo_ni_ya_cerrada(app: Flask, estado: EstadoUnidad) -> None:
    with pytest.raises(NoEmpiezaAsi):
        _nueva(estado, DIA)


def test_deshacer_vuelve_a_la_anterior_y_queda_dicho(app: Flask) -> None:
    unidad = _nueva(EstadoUnidad.INSTALACION_PROGRAMADA)
    una_designacion(unidad, una_persona(), desde=DIA)
    with pytest.raises(NadaQueDeshacer), transaccion():
        operaciones_vida.deshacer(unidad, "x", None)
    _avanzar(unidad, EstadoUnidad.INSTALADA, 3)
    with transaccion():
        operaciones_vida.deshacer(unidad, " Era otra unidad ", None)
    assert (unidad.estado, unidad.instalada_el) == (EstadoUnidad.INSTALACION_PROGRAMADA, None)
    todos = db.session.scalars(select(PasoDeUnidad)).all()
    assert [(p.estado, p.motivo) for p in todos if p.deshecho_en] == [
        (EstadoUnidad.INSTALADA, "Era otra unidad")
    ]
    assert len(consultas_vida.historia(unidad.id)) == 2
    _avanzar(unidad, EstadoUnidad.INSTALADA, 4)


def test_deshacer_la_salida_del_relevo_conserva_el_dia_en_que_se_instalo(app: Flask) -> None:
    unidad = _nueva(EstadoUnidad.INSTALADA, DIA)
    with transaccion():
        operaciones.entrar_en_relevo(unidad, Funcion.TITULAR, DIA + timedelta(days=5), None)
    una_designacion(unidad, una_persona(), desde=DIA + timedelta(days=6))
    _avanzar(unidad, EstadoUnidad.INSTALADA, 7)
    assert unidad.instalada_el == DIA
    with transaccion():
        operaciones_vida.deshacer(unidad, "Todavía no", None)
    assert (unidad.estado, unidad.instalada_el) == (EstadoUnidad.EN_RELEVO, DIA)


def test_corregir_no_cambia_la_etapa_y_si_la_fecha_en_su_historia(app: Flask) -> None:
    unidad = _nueva(EstadoUnidad.INSTALADA, DIA)
    with transaccion():
        operaciones.corregir(unidad, DatosUnidad(TipoUnidad.OMM, "Otra", None, DIA + timedelta(days=1)))
    assert (unidad.estado, unidad.nombre) == (EstadoUnidad.INSTALADA, "Otra")
    assert consultas.pasos(unidad.id)[0].el == DIA + timedelta(days=1)


def test_la_fecha_de_instalacion_no_se_pone_corrigiendo(app: Flask) -> None:
    unidad = _nueva(EstadoUnidad.DESIGNADA)
    with pytest.raises(SinInstalar), transaccion():
        operaciones.corregir(unidad, DatosUnidad(TipoUnidad.UIG, "Unidad", None, DIA))


def test_la_etapa_de_un_dia_pasado_es_la_que_tenia(app: Flask) -> None:
    unidad = _nueva()
    una_designacion(unidad, una_persona(), desde=DIA)
    _avanzar(unidad, EstadoUnidad.DESIGNACION_SOLICITADA, 10)
    _avanzar(unidad, EstadoUnidad.DESIGNADA, 20)
    esperado = {
        -1: EstadoUnidad.NO_INICIADA,
        9: EstadoUnidad.NO_INICIADA,
        10: EstadoUnidad.DESIGNACION_SOLICITADA,
        19: EstadoUnidad.DESIGNACION_SOLICITADA,
        20: EstadoUnidad.DESIGNADA,
    }
    for dias, etapa in esperado.items():
        dia = DIA + timedelta(days=dias)
        assert consultas_vida.etapas([unidad], dia) == {unidad.id: etapa}
        assert db.session.scalar(select(consultas.etapa_el(dia)).where(Unidad.id == unidad.id)) == etapa


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from(ESCALERA), st.integers(0, 40), st.booleans()), min_size=1, max_size=7),
    st.integers(-2, 42),
)
def test_la_etapa_de_cualquier_dia_es_la_ultima_anotada_que_vale(
    app: Flask, anotadas: list[tuple[EstadoUnidad, int, bool]], cuando: int
) -> None:
    """La pregunta en la base y la lista contada a mano dan lo mismo, sea cual sea la historia."""
    unidad = una_unidad(una_institucion(), estado=EstadoUnidad.CON_PLAN)
    dia = DIA + timedelta(days=cuando)
    with transaccion():
        for estado, dias, deshecha in anotadas:
            db.session.add(
                PasoDeUnidad(
                    unidad_id=unidad.id,
                    estado=estado,
                    el=DIA + timedelta(days=dias),
                    anotado_en=ahora(),
                    deshecho_en=ahora() if deshecha else None,
                    motivo="x" if deshecha else None,
                )
            )
    valen = [(DIA + timedelta(days=n), i, e) for i, (e, n, deshecha) in enumerate(anotadas) if not deshecha]
    hasta_ese_dia = sorted(v for v in valen if v[0] <= dia)
    if not valen:
        esperada = EstadoUnidad.CON_PLAN
    else:
        esperada = hasta_ese_dia[-1][2] if hasta_ese_dia else EstadoUnidad.NO_INICIADA
    assert consultas_vida.etapas([unidad], dia) == {unidad.id: esperada}
    assert db.session.scalar(select(consultas.etapa_el(dia)).where(Unidad.id == unidad.id)) == esperada


def test_sin_historia_anotada_vale_lo_que_dice_la_ficha(app: Flask) -> None:
    unidad = una_unidad(una_institucion(), estado=EstadoUnidad.CON_PLAN)
    assert consultas_vida.etapas([unidad], hoy()) == {unidad.id: EstadoUnidad.CON_PLAN}
    assert db.session.scalar(select(consultas.etapa_el(hoy()))) == EstadoUnidad.CON_PLAN


def test_cerrada_ya_no_avanza_ni_recibe_evidencia(app: Flask) -> None:
    unidad = _nueva()
    with transaccion():
        operaciones.cerrar(unidad, hoy())
    assert consultas.pasos(unidad.id)[-1].estado is EstadoUnidad.INACTIVA
    with pytest.raises(UnidadCerrada):
        _avanzar(unidad, EstadoUnidad.DESIGNACION_SOLICITADA)
    with pytest.raises(UnidadCerrada), transaccion():
        operaciones_vida.guardar_evidencia(unidad, "paso:acta", "a.pdf", PDF, nota=None, quien_id=None)


def test_el_relevo_espera_a_que_se_cubra_todo_lo_vacante(app: Flask) -> None:
    unidad, una = _nueva(EstadoUnidad.EN_OPERACION, DIA), una_persona()
    with transaccion():
        operaciones.entrar_en_relevo(unidad, Funcion.TITULAR, DIA + timedelta(days=30), None)
        operaciones.entrar_en_relevo(unidad, Funcion.ENLACE, DIA + timedelta(days=31), None)
    assert unidad.estado is EstadoUnidad.EN_RELEVO
    with transaccion():
        operaciones.designar(unidad, una, Funcion.TITULAR, DIA + timedelta(days=40))
    assert unidad.estado is EstadoUnidad.EN_RELEVO, "todavía falta enlace"
    with transaccion():
        operaciones.designar(unidad, una, Funcion.ENLACE, DIA + timedelta(days=41))
    assert unidad.estado is EstadoUnidad.EN_OPERACION
    assert consultas.pasos(unidad.id)[-1].el == DIA + timedelta(days=41)


def test_quien_es_integrante_dice_de_que_area_viene(app: Flask) -> None:
    unidad, persona = _nueva(), una_persona()
    with pytest.raises(FaltaArea), transaccion():
        operaciones.designar(unidad, persona, Funcion.INTEGRANTE, DIA)


def test_la_evidencia_rechazada_no_deja_nada(app: Flask) -> None:
    unidad = _nueva()
    with pytest.raises(ArchivoRechazado), transaccion():
        operaciones_vida.guardar_evidencia(unidad, "paso:acta", "a.exe", b"MZ", nota=None, quien_id=None)
    assert db.session.scalars(select(Evidencia)).all() == []


def test_las_respuestas_se_leen_a_la_fecha_y_ninguna_se_pierde(app: Flask) -> None:
    unidad = _nueva()
    for cumple, dias in ((Cumple.NO, 0), (Cumple.SI, 30), (Cumple.EN_PROCESO, 10)):
        with transaccion():
            operaciones_vida.responder(
                unidad, Requisito.PRESUPUESTO, cumple, DIA + timedelta(days=dias), nota=None, quien_id=None
            )
    for dias, esperado in (
        (-1, None),
        (0, Cumple.NO),
        (10, Cumple.EN_PROCESO),
        (29, Cumple.EN_PROCESO),
        (30, Cumple.SI),
    ):
        assert (
            consultas_vida.cumple(unidad.id, DIA + timedelta(days=dias)).get(Requisito.PRESUPUESTO)
            is esperado
        )
    assert len(db.session.scalars(select(RespuestaDeRequisito)).all()) == 3


def test_la_escalera_no_se_sube_de_un_brinco() -> None:
    todo = {ficha.requisito: Cumple.SI for ficha in FICHAS}
    solo_oficina = {f.requisito: Cumple.SI for f in FICHAS if f.peldano is Peldano.OFICINA}
    coordinacion = {f.requisito: Cumple.SI for f in FICHAS if f.peldano is Peldano.COORDINACION}
    assert alcanzado(todo) == "Ya es Oficina Municipal de la Mujer"
    assert alcanzado(coordinacion).startswith("Ya es Coordinación")
    assert alcanzado(solo_oficina).startswith("Todavía no llega a Coordinación")
    assert que_falta(todo) == []
    assert {f.requisito for f in FICHAS} == set(Requisito), "cada requisito tiene su ficha"
    assert [f.requisito for f in que_falta({})][:1] == [Requisito.JERARQUIA]


def test_nada_empieza_antes_que_su_institucion(app: Flask) -> None:
    """Si se sabe desde cuándo existe; la que quedó con el día en que se registró pudo existir antes."""
    desde_2021, sin_saber = (
        una_institucion(desde=date(2021, 3, 1)),
        una_institucion(nombre="Otra", desde=hoy()),
    )
    persona = una_persona()
    for institucion, se_puede in ((desde_2021, False), (sin_saber, True)):
        unidad = una_unidad(institucion)
        if se_puede:
            with transaccion():
                operaciones.designar(unidad, persona, Funcion.ENLACE, date(1990, 1, 1))
        else:
            with pytest.raises(NoExistia), transaccion():
                operaciones.designar(unidad, persona, Funcion.ENLACE, date(1990, 1, 1))
            with transaccion():
                operaciones.designar(unidad, persona, Funcion.ENLACE, FechaParcial.leer("2021"))
