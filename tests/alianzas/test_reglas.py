"""Lo que varias instituciones sostienen juntas, con sus fechas: cada regla y lo que impide."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from red.alianzas import consultas, operaciones
from red.alianzas.consultas import Situacion
from red.alianzas.modelos import ClaseDeAlianza, PapelEnAlianza, ParticipacionEnAlianza
from red.alianzas.operaciones import (
    FechaImposible,
    NoAparece,
    NoIntegra,
    YaConcluyo,
    YaExiste,
    YaParticipa,
    YaTermino,
)
from red.base import db, transaccion
from red.continuidad import operaciones as continuidad
from red.duplicados.modelos import Clase
from red.errores import NoEncontrado, YaRegistrado
from red.fechas import FechaParcial
from red.instituciones.modelos import Orden, TipoInstitucion
from red.instituciones.operaciones import DatosInstitucion
from red.permisos import Identidad, Papel, Rol
from red.personas.modelos import Finalidad
from red.personas.operaciones_privacidad import retirar
from red.redes import membresias
from red.redes.consultas import membresia_abierta
from red.reloj import hoy
from tests.a_la_vez import en_otro, que_espere
from tests.alianzas.escena import (
    INICIO,
    Escena,
    datos,
    dia,
    participaciones,
    sumar,
    sumar_a,
    una_escena,
    una_que_aparece,
)
from tests.duplicados.escena import juntar
from tests.fabricas import guardar, una_administradora, una_institucion, una_integrante, una_participacion


@pytest.fixture
def escena(app: Flask) -> Escena:
    """Una Red con Obras y Salud y una alianza."""
    return una_escena()


def _grafo(escena: Escena, cuando: date) -> list[tuple[int | None, int | None]]:
    filas = consultas.participaciones_en_alianzas(escena.red.id, cuando)
    return [(fila.institucion_id, fila.persona_id) for fila in filas]


def test_para_el_grafo_cuenta_quien_participa_mientras_la_alianza_existe(escena: Escena) -> None:
    """Y con una sola pregunta; ni antes de empezar, ni después de irse, ni cuando la alianza ya concluyó."""
    obras, _salud = sumar(escena, escena.obras, escena.salud)
    with transaccion():
        operaciones.terminar_participacion(obras, FechaParcial(dia(91)))
    with transaccion():
        operaciones.concluir(escena.alianza, FechaParcial(dia(183)), "Se cumplió")
    assert _grafo(escena, dia(-1)) == []
    assert _grafo(escena, INICIO) == [(escena.obras.id, None), (escena.salud.id, None)]
    assert _grafo(escena, dia(92)) == [(escena.salud.id, None)]
    assert _grafo(escena, dia(184)) == []
    (fila,) = consultas.participaciones_en_alianzas(escena.red.id, dia(183))
    assert (fila.clase.value, fila.nombre, fila.desde, fila.hasta) == (
        "proyecto",
        "Proyecto Luminarias",
        INICIO,
        dia(183),
    )


def test_quien_convoca_queda_coordinando(escena: Escena) -> None:
    with transaccion():
        otra = operaciones.registrar(
            escena.red,
            datos(clase=ClaseDeAlianza.ORGANO, nombre="Comisión", convoca_id=escena.salud.id),
            None,
            None,
        )
    (suya,) = participaciones(otra.id)
    assert (suya.institucion_id, suya.papel) == (escena.salud.id, PapelEnAlianza.COORDINA)
    assert participaciones(escena.alianza.id) == []


def test_el_nombre_no_se_repite_entre_las_abiertas_de_su_clase(escena: Escena) -> None:
    repetida = datos(nombre="proyecto LUMINARIAS")
    with pytest.raises(YaExiste), transaccion():
        operaciones.registrar(escena.red, repetida, None, None)
    with transaccion():
        operaciones.registrar(escena.red, datos(clase=ClaseDeAlianza.PROGRAMA), None, None)
        operaciones.concluir(escena.alianza, FechaParcial(dia(183)), "Se cumplió")
    with transaccion():
        operaciones.registrar(escena.red, repetida, None, None)


def test_una_institucion_participa_una_vez_a_la_vez_y_puede_volver(escena: Escena) -> None:
    (suya,) = sumar(escena, escena.obras)
    with pytest.raises(YaParticipa):
        sumar(escena, escena.salud, escena.obras)
    assert len(participaciones(escena.alianza.id)) == 1, "todas o ninguna"
    with transaccion():
        operaciones.terminar_participacion(suya, FechaParcial(dia(91)))
    with pytest.raises(YaTermino), transaccion():
        operaciones.terminar_participacion(suya, FechaParcial(dia(121)))
    sumar(escena, escena.obras, papel=PapelEnAlianza.COORDINA, desde=dia(122))
    assert len(participaciones(escena.alianza.id)) == 2, "quitar pone fecha, no borra"


def test_una_de_otra_red_no_se_suma_y_una_aliada_si(escena: Escena) -> None:
    """La que no participa en ninguna Red puede aliarse con cualquiera de su país, y no pasa a ser de la Red."""
    libre = una_institucion(nombre="Universidad", territorio_id=escena.red.territorio_id)
    with pytest.raises(NoEncontrado):
        sumar(escena, escena.ajena)
    sumar(escena, libre)
    with transaccion():
        aliada = operaciones.sumar_aliada(
            escena.alianza,
            DatosInstitucion(
                "ONU Mujeres",
                TipoInstitucion.ORGANISMO_INTERNACIONAL,
                Orden.INTERNACIONAL,
                escena.red.territorio_id,
            ),
            PapelEnAlianza.APORTA,
            FechaParcial(INICIO),
        )
    assert aliada.institucion is not None
    ofrecidas = {nombre for _, nombre in consultas.elegibles(escena.red, hoy(), "", 50)}
    assert {"Universidad", "ONU Mujeres", "Obras"} <= ofrecidas
    assert "La de otra Red" not in ofrecidas


def test_una_persona_se_suma_si_integra_la_red_y_acepto_aparecer(escena: Escena) -> None:
    oculta, fuera = una_integrante(escena.red, escena.obras), una_que_aparece(escena)
    with transaccion():
        membresia = membresia_abierta(escena.red.id, fuera.id)
        assert membresia is not None
        membresias.concluir(membresia, hoy(), "Se fue")
    with pytest.raises(NoAparece):
        sumar_a(escena, oculta)
    with pytest.raises(NoIntegra):
        sumar_a(escena, fuera)
    sumar_a(escena, una_que_aparece(escena))


def test_quien_deja_la_red_deja_sus_alianzas(escena: Escena) -> None:
    persona, queda = una_que_aparece(escena), una_que_aparece(escena)
    suya, otra = sumar_a(escena, persona), sumar_a(escena, queda)
    with transaccion():
        membresia = membresia_abierta(escena.red.id, persona.id)
        assert membresia is not None
        membresias.concluir(membresia, hoy(), "Cambió de trabajo")
    assert (suya.hasta, otra.hasta) == (hoy(escena.red.zona), None)


def test_las_fechas_van_en_orden(escena: Escena) -> None:
    (suya,) = sumar(escena, escena.obras, desde=dia(31))
    with pytest.raises(FechaImposible):
        sumar(escena, escena.salud, desde=dia(-28))
    with pytest.raises(FechaImposible), transaccion():
        operaciones.terminar_participacion(suya, FechaParcial(dia(14)))
    with pytest.raises(FechaImposible), transaccion():
        operaciones.concluir(escena.alianza, FechaParcial(dia(14)), "No")
    with transaccion():
        operaciones.concluir(escena.alianza, FechaParcial(dia(31)), "Sí")
    with pytest.raises(YaConcluyo):
        sumar(escena, escena.salud)
    with pytest.raises(YaConcluyo), transaccion():
        operaciones.concluir(escena.alianza, FechaParcial(dia(61)), "Otra vez")


def test_al_corregir_el_principio_lo_siguen_quienes_estaban_desde_entonces(escena: Escena) -> None:
    sumar(escena, escena.obras)
    sumar(escena, escena.salud, desde=dia(61))
    with transaccion():
        operaciones.corregir(escena.alianza, datos(desde=FechaParcial.leer("2025")))
    assert [suya.desde_dicho for suya in participaciones(escena.alianza.id)] == [
        FechaParcial.leer("2025"),
        FechaParcial(dia(61)),
    ]
    with pytest.raises(FechaImposible), transaccion():
        operaciones.corregir(escena.alianza, datos(desde=FechaParcial(dia(92))))


def test_quitar_la_fecha_de_termino_la_vuelve_vigente(escena: Escena) -> None:
    with transaccion():
        operaciones.concluir(escena.alianza, FechaParcial(dia(183)), "Por error")
    with transaccion():
        operaciones.corregir(escena.alianza, datos(motivo="Por error"))
    assert (escena.alianza.hasta, escena.alianza.motivo) == (None, None)


def test_la_lista_dice_como_estaba_cualquier_dia(escena: Escena) -> None:
    (obras, _) = sumar(escena, escena.obras, escena.salud)
    with transaccion():
        operaciones.terminar_participacion(obras, FechaParcial(dia(60)))
        operaciones.concluir(escena.alianza, FechaParcial(dia(183)), "Se cumplió")
    redes = frozenset({escena.red.id})

    def hay(cuando: date, **filtros: object) -> bool:
        return bool(consultas.todas(consultas.listado(redes, cuando, **filtros)))  # type: ignore[arg-type]

    assert not hay(dia(-28))
    assert hay(dia(92), situacion=Situacion.VIGENTE)
    assert not hay(dia(92), situacion=Situacion.CONCLUIDA)
    assert hay(dia(184), situacion=Situacion.CONCLUIDA, institucion_id=escena.salud.id)
    assert not hay(dia(184), institucion_id=escena.obras.id)
    assert hay(dia(31), institucion_id=escena.obras.id)
    assert hay(dia(92), texto="proyécto lumi")
    assert not hay(dia(92), texto="mercados")
    assert not hay(dia(92), clase=ClaseDeAlianza.CONVENIO)
    assert not consultas.todas(consultas.listado(frozenset(), dia(92)))


def test_dos_que_suman_la_misma_a_la_vez_dejan_una(escena: Escena, app: Flask) -> None:
    """Control: sin el candado de la alianza, la segunda contaría antes de que la primera guardara."""
    alianza_id, obras_id, fallas = escena.alianza.id, escena.obras.id, []  # type: tuple[int, int, list[str]]

    def la_otra() -> None:
        from red.alianzas.modelos import Alianza

        alianza = db.session.get_one(Alianza, alianza_id)
        with transaccion():
            operaciones.sumar_instituciones(
                alianza, [obras_id], PapelEnAlianza.COORDINA, FechaParcial(INICIO)
            )

    with transaccion():
        operaciones.sumar_instituciones(
            escena.alianza, [obras_id], PapelEnAlianza.PARTICIPA, FechaParcial(INICIO)
        )
        hilo = en_otro(app, la_otra, fallas)
        que_espere(hilo)
    hilo.join(20)
    assert fallas == ["YaParticipa"]
    (suya,) = participaciones(alianza_id)
    assert suya.papel is PapelEnAlianza.PARTICIPA


def test_la_base_impide_lo_que_la_regla_impide(escena: Escena) -> None:
    """Control: aunque alguien se saltara la operación."""
    comunes = {"alianza_id": escena.alianza.id, "desde": INICIO}
    guardar(ParticipacionEnAlianza(institucion_id=escena.obras.id, **comunes))
    with pytest.raises(YaRegistrado):
        guardar(ParticipacionEnAlianza(institucion_id=escena.obras.id, **comunes))
    with pytest.raises(IntegrityError):
        guardar(ParticipacionEnAlianza(**comunes))


def test_al_juntar_dos_instituciones_la_que_estaba_dos_veces_queda_una(escena: Escena) -> None:
    """Y con todo el periodo; la que sólo sostenía la otra pasa tal cual."""
    repetida = una_institucion(nombre="Obras Públicas", territorio_id=escena.obras.territorio_id)
    una_participacion(escena.red, repetida)
    sumar(escena, escena.obras, desde=dia(61))
    sumar(escena, repetida)
    with transaccion():
        otra = operaciones.registrar(escena.red, datos(nombre="Comisión", convoca_id=repetida.id), None, None)
    quien = Identidad(persona=una_administradora().id, papeles=(Papel(Rol.ADMINISTRADORA),))
    juntar(quien, Clase.INSTITUCION, escena.obras.id, repetida.id)
    (suya,) = participaciones(escena.alianza.id)
    assert (suya.institucion_id, suya.desde, suya.hasta) == (escena.obras.id, INICIO, None)
    assert [una.institucion_id for una in participaciones(otra.id)] == [escena.obras.id]
    assert otra.convoca_id == escena.obras.id


def test_cuando_una_institucion_se_junta_con_otra_la_que_sigue_sostiene_lo_suyo(escena: Escena) -> None:
    """Desde ese día y con su historia; si se deshace, todo vuelve a estar como estaba."""
    nueva = una_institucion(nombre="Bienestar")
    sumar(escena, escena.obras, escena.salud, papel=PapelEnAlianza.COORDINA)
    with transaccion():
        comision = operaciones.registrar(
            escena.red, datos(nombre="Comisión", convoca_id=escena.obras.id), None, None
        )
    with transaccion():
        hecha = continuidad.fusionar([escena.obras, escena.salud], nueva, hoy(), "Acuerdo 12", None)
    ayer = hoy() - timedelta(days=1)
    assert [(una.institucion_id, una.hasta, una.papel) for una in participaciones(escena.alianza.id)] == [
        (escena.obras.id, ayer, PapelEnAlianza.COORDINA),
        (escena.salud.id, ayer, PapelEnAlianza.COORDINA),
        (nueva.id, None, PapelEnAlianza.COORDINA),
    ]
    assert comision.convoca_id == nueva.id
    with transaccion():
        continuidad.deshacer_cambio(hecha)
    quienes = [(una.institucion_id, una.hasta) for una in participaciones(escena.alianza.id)]
    assert quienes == [(escena.obras.id, None), (escena.salud.id, None)]
    assert comision.convoca_id == escena.obras.id


def test_quien_retira_su_consentimiento_no_deja_hueco(escena: Escena) -> None:
    """Para sus colegas deja de constar; para el registro sigue."""
    from red.directorio.mirada import Mirada

    persona = una_que_aparece(escena)
    sumar_a(escena, persona)
    colegas, registro = (Mirada(frozenset({escena.red.id}), completa, hoy()) for completa in (False, True))

    def ven(mirada: Mirada) -> bool:
        return persona.id in consultas.a_quienes_se_ve([persona.id], [mirada], escena.red.id, None)

    assert ven(colegas)
    assert ven(registro)
    with transaccion():
        retirar(persona, Finalidad.DIRECTORIO)
    assert not ven(colegas)
    assert ven(registro)
    ayer = Mirada(frozenset({escena.red.id}), False, hoy() - timedelta(days=9), hoy=hoy())
    assert not ven(ayer)
