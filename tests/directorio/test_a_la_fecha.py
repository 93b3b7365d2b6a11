"""Cualquier día se ve como fue, y nunca enseña de más: los permisos y lo que cada quien oculta son siempre los de hoy."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from red.base import db, transaccion
from red.directorio.consultas import Filtros, pagina_de_personas, persona_visible
from red.directorio.mirada import Mirada
from red.personas.modelos import (
    Adscripcion,
    Audiencia,
    CampoVisible,
    Consentimiento,
    Finalidad,
    NivelCargo,
    Persona,
)
from red.personas.operaciones_privacidad import ocultar
from red.redes import composicion
from red.redes.modelos import EstadoMembresia, Membresia
from red.reloj import ahora, hoy
from tests.cliente import Cliente
from tests.conftest import vaciar
from tests.fabricas import (
    un_aviso_de_privacidad,
    un_consentimiento,
    una_adscripcion,
    una_coordinadora,
    una_institucion,
    una_integrante,
    una_membresia,
    una_persona,
    una_red,
)

LARGO = 40
"""Los días que abarcan las historias: de hace cuarenta a hoy."""


@dataclass(frozen=True)
class Historia:
    """Lo que le pasó a una persona: tramos de membresía y de puesto, en días contados desde el principio."""

    membresias: tuple[tuple[int, int | None], ...]
    puestos: tuple[tuple[int, int | None, int], ...]
    en_pausa: bool
    aparece: bool
    muestra_puesto: bool


@st.composite
def _tramos(draw: st.DrawFn, cuantos: int) -> tuple[tuple[int, int | None], ...]:
    """Tramos que no se enciman, en orden; el último puede seguir abierto."""
    cortes = sorted(draw(st.lists(st.integers(0, LARGO), min_size=2, max_size=2 * cuantos, unique=True)))
    if len(cortes) % 2:
        return (*((cortes[i], cortes[i + 1]) for i in range(0, len(cortes) - 1, 2)), (cortes[-1], None))
    return tuple((cortes[i], cortes[i + 1]) for i in range(0, len(cortes), 2))


@st.composite
def _historias(draw: st.DrawFn) -> list[Historia]:
    return [
        Historia(
            membresias=draw(_tramos(2)),
            puestos=tuple((*tramo, draw(st.integers(0, 1))) for tramo in draw(_tramos(2))),
            en_pausa=draw(st.booleans()),
            aparece=draw(st.booleans()),
            muestra_puesto=draw(st.booleans()),
        )
        for _ in range(draw(st.integers(1, 6)))
    ]


def _dia(numero: int) -> date:
    return hoy() - timedelta(days=LARGO - numero)


def _integraba(historia: Historia, dia: int) -> bool:
    """A mano: concluir saca de la Red ese mismo día."""
    return any(desde <= dia and (hasta is None or dia < hasta) for desde, hasta in historia.membresias)


def _trabajaba(historia: Historia, dia: int) -> int | None:
    return next(
        (i for desde, hasta, i in historia.puestos if desde <= dia and (hasta is None or dia <= hasta)), None
    )


@dataclass
class Escena:
    """La Red con sus historias, y quién es quién."""

    red_id: int
    instituciones: list[int]
    claves: list[str]


def _poner(historias: list[Historia]) -> Escena:
    """Guarda las historias de una vez; es otra base cada vez."""
    db.session.rollback()
    vaciar()
    aviso = un_aviso_de_privacidad()
    casas = [una_institucion(), una_institucion()]
    red = una_red(instituciones=casas)
    escena = Escena(red.id, [casa.id for casa in casas], [])
    with transaccion():
        for n, historia in enumerate(historias):
            persona = Persona(
                nombre=f"P{n}", primer_apellido="Prueba", correo=f"p{n}@ejemplo.test", visibilidad={}
            )
            if historia.muestra_puesto:
                persona.visibilidad = {CampoVisible.PUESTO.value: Audiencia.RED.value}
            db.session.add(persona)
            db.session.flush()
            escena.claves.append(persona.clave)
            for desde, hasta in historia.membresias:
                estado = EstadoMembresia.EN_PAUSA if historia.en_pausa else EstadoMembresia.ACTIVA
                db.session.add(
                    Membresia(
                        red_id=red.id,
                        persona_id=persona.id,
                        desde=_dia(desde),
                        hasta=None if hasta is None else _dia(hasta),
                        estado=estado if hasta is None else EstadoMembresia.CONCLUIDA,
                    )
                )
            for desde, hasta, casa in historia.puestos:
                db.session.add(
                    Adscripcion(
                        persona_id=persona.id,
                        institucion_id=escena.instituciones[casa],
                        puesto="Jefa",
                        nivel=NivelCargo.MANDO_MEDIO,
                        desde=_dia(desde),
                        hasta=None if hasta is None else _dia(hasta),
                    )
                )
            if historia.aparece:
                db.session.add(
                    Consentimiento(
                        persona_id=persona.id,
                        aviso_id=aviso.id,
                        finalidad=Finalidad.DIRECTORIO,
                        otorgado_en=ahora(),
                    )
                )
    return escena


def _vistas(escena: Escena, dia: date, *, completa: bool, casa: int | None = None) -> set[str]:
    mirada = Mirada(frozenset({escena.red_id}), completa, dia, hoy=hoy())
    filtros = Filtros(institucion_id=None if casa is None else escena.instituciones[casa])
    pagina = pagina_de_personas(mirada, filtros, 1)
    assert pagina.total == len(pagina.filas)
    return {visible.clave for visible in pagina.filas}


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(historias=_historias(), dias=st.lists(st.integers(0, LARGO), min_size=3, max_size=5))
def test_la_lista_y_las_cuentas_de_cualquier_dia_son_las_que_salen_a_mano(
    app: Flask, historias: list[Historia], dias: list[int]
) -> None:
    escena = _poner(historias)
    for numero in {*dias, LARGO}:
        dia = _dia(numero)
        entonces = {c for c, h in zip(escena.claves, historias, strict=True) if _integraba(h, numero)}
        hoy_aparecen = {
            c
            for c, h in zip(escena.claves, historias, strict=True)
            if c in entonces and h.aparece and _integraba(h, LARGO)
        }
        assert _vistas(escena, dia, completa=True) == entonces
        assert _vistas(escena, dia, completa=False) == hoy_aparecen
        for casa in (0, 1):
            ahi = {
                c
                for c, h in zip(escena.claves, historias, strict=True)
                if c in entonces and _trabajaba(h, numero) == casa
            }
            assert _vistas(escena, dia, completa=True, casa=casa) == ahi
            if numero != LARGO:
                a_la_vista = {
                    c
                    for c, h in zip(escena.claves, historias, strict=True)
                    if c in ahi & hoy_aparecen and h.muestra_puesto
                }
                assert _vistas(escena, dia, completa=False, casa=casa) == a_la_vista
        contada = composicion.composicion(escena.red_id, dia)
        assert contada.integrantes == len(entonces)
        assert composicion.en_directorio([escena.red_id], dia, hoy()).get(escena.red_id, 0) == len(
            hoy_aparecen
        )
        for fila in contada.por_institucion:
            casa = escena.instituciones.index(fila.id)
            trabajan = [h for h in historias if _integraba(h, numero) and _trabajaba(h, numero) == casa]
            assert fila.personas == len(trabajan)
        activas = composicion.personas_activas([escena.red_id], dia)[escena.red_id].valor
        pausadas = [h for h in historias if h.en_pausa and _abierta_el(h, numero)]
        assert activas == len(entonces) - len(pausadas)


def _abierta_el(historia: Historia, dia: int) -> bool:
    """Si ese día corría la membresía que sigue abierta: es la única que puede estar en pausa."""
    return any(hasta is None and desde <= dia for desde, hasta in historia.membresias)


ANTES = hoy() - timedelta(days=200)


@pytest.fixture
def colega(app: Flask) -> tuple[Persona, Persona, str]:
    """Quien mira y una colega que aparece, y la dirección de la lista de hace mucho."""
    casa = una_institucion(nombre="Hacienda de antes")
    red = una_red(instituciones=[casa])
    mira = una_integrante(red)
    otra = una_persona(nombre="Genoveva", visibilidad={c.value: Audiencia.RED.value for c in CampoVisible})
    una_adscripcion(otra, casa, hasta=hoy() - timedelta(days=100))
    una_adscripcion(otra, red.convocante, desde=hoy() - timedelta(days=99))
    una_membresia(red, otra, desde=hoy() - timedelta(days=300))
    un_consentimiento(otra, Finalidad.DIRECTORIO, un_aviso_de_privacidad())
    return mira, otra, f"/personas/?fecha={ANTES.isoformat()}"


def test_de_otro_dia_se_ve_donde_trabajaba(cliente: Cliente, colega: tuple[Persona, Persona, str]) -> None:
    mira, otra, lista = colega
    cliente.entrar(mira)
    pagina = cliente.get(lista).text
    assert "Genoveva" in pagina
    en_el_filtro = cliente.get("/personas/").text.count("Hacienda de antes")
    assert pagina.count("Hacienda de antes") == en_el_filtro + 1
    ficha = cliente.get(f"/personas/{otra.clave}?fecha={ANTES.isoformat()}").text
    assert "Hacienda de antes" in ficha


def test_ocultarse_hoy_borra_de_todos_los_dias(
    cliente: Cliente, colega: tuple[Persona, Persona, str]
) -> None:
    mira, otra, lista = colega
    with transaccion():
        ocultar(otra)
    cliente.entrar(mira)
    for dia in (ANTES, hoy() - timedelta(days=20), hoy()):
        fecha = dia.isoformat()
        assert "Genoveva" not in cliente.get(f"/personas/?fecha={fecha}").text
        assert cliente.get(f"/personas/{otra.clave}?fecha={fecha}").status_code == 404
    assert lista


def test_ocultarse_no_deja_rastro_en_ninguna_fecha(
    cliente: Cliente, colega: tuple[Persona, Persona, str]
) -> None:
    """Con ella oculta, lo que ve una colega de otro día es igual que si nunca hubiera estado."""
    mira, otra, lista = colega
    red = db.session.query(Membresia).filter_by(persona_id=otra.id).one().red
    paginas = [
        lista,
        f"/redes/{red.clave}?fecha={ANTES.isoformat()}",
        f"/instituciones/{red.convocante_id}?fecha={ANTES.isoformat()}",
    ]
    with transaccion():
        ocultar(otra)
    cliente.entrar(mira)
    ocultas = [_sin_ficha(cliente.get(pagina).text) for pagina in paginas]
    with transaccion():
        db.session.query(Membresia).filter_by(persona_id=otra.id).delete()
    assert [_sin_ficha(cliente.get(pagina).text) for pagina in paginas] == ocultas


def _sin_ficha(pagina: str) -> str:
    """La página sin la ficha contra falsificación, que cambia con el reloj."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", pagina)


def test_quien_dejo_la_red_no_se_muestra_a_sus_colegas_en_ningun_dia(
    cliente: Cliente, colega: tuple[Persona, Persona, str]
) -> None:
    mira, otra, lista = colega
    with transaccion():
        membresia = db.session.query(Membresia).filter_by(persona_id=otra.id).one()
        membresia.estado, membresia.hasta = EstadoMembresia.CONCLUIDA, hoy() - timedelta(days=1)
        red = membresia.red
    cliente.entrar(mira)
    assert "Genoveva" not in cliente.get(lista).text
    cliente.entrar(una_coordinadora(red))
    assert "Genoveva" in cliente.get(lista).text


def test_lo_que_abrio_a_su_institucion_de_hoy_no_lo_ve_quien_fue_su_colega(app: Flask) -> None:
    casa, otra_casa = una_institucion(), una_institucion()
    red = una_red(instituciones=[casa, otra_casa])
    ella = una_persona(visibilidad={CampoVisible.CORREO.value: Audiencia.INSTITUCION.value})
    una_adscripcion(ella, casa, hasta=hoy() - timedelta(days=100))
    una_adscripcion(ella, otra_casa, desde=hoy() - timedelta(days=99))
    una_membresia(red, ella, desde=hoy() - timedelta(days=300))
    un_consentimiento(ella, Finalidad.DIRECTORIO, un_aviso_de_privacidad())
    for mia, ve in ((casa, False), (otra_casa, True)):
        mirada = Mirada(frozenset({red.id}), False, ANTES, frozenset({mia.id}), hoy())
        hallada = persona_visible(ella.clave, mirada)
        assert hallada is not None
        assert bool(hallada[1].correo) is ve


def test_la_fecha_sigue_de_una_pagina_a_otra_y_lo_que_no_se_entiende_se_dice(cliente: Cliente) -> None:
    red = una_red()
    cliente.entrar(una_coordinadora(red))
    pagina = cliente.get(f"/redes/{red.clave}?fecha=2026-01-31").text
    assert "Ves cómo estaba el" in pagina
    assert f"/redes/{red.clave}/instituciones?fecha=2026-01-31" in pagina
    assert "No entendimos" in cliente.get(f"/redes/{red.clave}?fecha=ayer").text
