"""Los lugares sometidos a todo lo que puede pasarles, en cualquier orden, contra un modelo que cabe en una página."""

import os
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, select, update

from red.avisos.modelos import Aviso, CuotaDeCorreo
from red.base import db, transaccion
from red.formacion import (
    consultas_de_fila,
    espera,
    fila,
    operaciones,
    reglas,
    reparto,
    respuestas,
    trabajos,
)
from red.formacion.fila import ReglaDeFila
from red.formacion.modelos import Edicion, EstadoInscripcion, Inscripcion
from red.formacion.operaciones import Excepcion, Exceptuable
from red.permisos import Rol
from red.redes.modelos import Red
from tests import fabricas
from tests.formacion.apoyo import corregir
from tests.formacion.modelo_de_fila import ESPERA, FUERA, LUGAR, OFERTA, Entrada, Modelo

PERSONAS = 7
EJEMPLOS = int(os.environ.get("EJEMPLOS", "12"))
"""Cuántas historias se inventan por motor; `EJEMPLOS=2000` para buscar a fondo."""

QUIEN = st.integers(0, PERSONAS - 1)
CUAL = st.integers(0, 1)
EN_EL_MODELO = {
    EstadoInscripcion.INSCRITA: LUGAR,
    EstadoInscripcion.OFRECIDA: OFERTA,
    EstadoInscripcion.EN_ESPERA: ESPERA,
    EstadoInscripcion.POR_APROBAR: ESPERA,
}
AYER = datetime(2020, 1, 1, tzinfo=UTC)
JEFATURAS = count()
"""Nunca la misma dirección en dos historias: a cada una se le escribe sólo unas veces al día."""


class Lugares(RuleBasedStateMachine):
    """Dos ediciones de un curso, personas que piden, dejan, aceptan o dejan vencer, y una coordinación que hace lo suyo.

    La primera empieza llena y con gente en espera: es donde las reglas pueden romperse.
    """

    red_id: int
    personas: list[int]
    instituciones: list[int | None]
    coordinadora: int

    def __init__(self) -> None:
        super().__init__()
        red = db.session.get_one(Red, self.red_id)
        curso = fabricas.un_curso(red)
        self.ids = [fabricas.una_edicion(red, curso=curso, cupo=2).id for _ in range(2)]
        self.modelos = [Modelo(cupo=2), Modelo(cupo=2)]

    @initialize(enlaces=st.booleans(), maximo=st.sampled_from([None, 1, 2]), pregunta=st.booleans())
    def empezar(self, enlaces: bool, maximo: int | None, pregunta: bool) -> None:
        self.cambiar_reglas(0, enlaces, maximo, pregunta, False)
        for quien in range(4):
            self.inscribir(0, quien, False, False)

    # -------------------------------------------------------------- Lo que puede pasar

    @rule(
        cual=CUAL,
        enlaces=st.booleans(),
        maximo=st.sampled_from([None, 1, 2]),
        pregunta=st.booleans(),
        aprueba=st.booleans(),
    )
    def cambiar_reglas(
        self, cual: int, enlaces: bool, maximo: int | None, pregunta: bool, aprueba: bool
    ) -> None:
        modelo = self.modelos[cual]
        modelo.primero_enlaces, modelo.maximo = enlaces, maximo
        modelo.pregunta, modelo.pide_visto_bueno = pregunta, aprueba
        aprobadas = [una for una in modelo.vivas if not una.aprobada and not aprueba]
        for una in aprobadas:
            una.aprobada = True
        modelo.repartir()
        modelo.correos["en_espera"] += sum(una.estado == ESPERA for una in aprobadas)
        pedidas = reglas.Reglas(
            regla=ReglaDeFila.ENLACES if enlaces else ReglaDeFila.LLEGADA,
            maximo_por_institucion=maximo,
            pide_visto_bueno=aprueba,
            oferta_horas=24 if pregunta else None,
        )
        with transaccion():
            reglas.poner_reglas(self.ids[cual], pedidas)

    @rule(cual=CUAL, quien=QUIEN, por_coordinacion=st.booleans(), excepcion=st.booleans())
    def inscribir(self, cual: int, quien: int, por_coordinacion: bool, excepcion: bool) -> None:
        modelo, persona = self.modelos[cual], self.personas[quien]
        antes = modelo.de(persona)
        excepcion = excepcion and por_coordinacion
        jefatura = "" if por_coordinacion else self._otra_jefatura()
        if antes is None:
            self._entrar(modelo, quien, excepcion=excepcion, jefatura=bool(jefatura))
        with transaccion():
            peticion = operaciones.inscribir(
                self.ids[cual],
                persona,
                pedida_por_id=self.coordinadora if por_coordinacion else persona,
                jefatura=jefatura,
                excepcion=Excepcion("Motivo", frozenset(Exceptuable)) if excepcion else None,
            )
        assert peticion.nueva is (antes is None)
        turnos = [una.persona for una in modelo.fila]
        assert peticion.posicion == (turnos.index(persona) + 1 if persona in turnos else 0)

    def _entrar(self, modelo: Modelo, quien: int, *, excepcion: bool, jefatura: bool) -> None:
        aprobada = excepcion or not modelo.pide_visto_bueno
        una = Entrada(self.personas[quien], 0, self.instituciones[quien], quien < 2, aprobada,
            dado=excepcion and modelo.pide_visto_bueno,
            sin_maximo=excepcion and modelo.maximo is not None, jefatura=jefatura and not aprobada)  # fmt: skip
        modelo.entrar(una)
        modelo.repartir((una,))
        if not una.aprobada:
            modelo.correos["por_aprobar"] += 1
            modelo.correos["visto_bueno"] += una.jefatura
        elif una.estado == ESPERA:
            modelo.correos["en_espera"] += 1

    def _otra_jefatura(self) -> str:
        # Cada petición es de otro día: ni las de antes ni las de otra historia agotan la cuota de correos de hoy.
        with transaccion():
            db.session.execute(delete(CuotaDeCorreo))
        return f"jefatura{next(JEFATURAS)}@ejemplo.test"

    @precondition(lambda self: any(modelo.vivas for modelo in self.modelos))
    @rule(cual=CUAL, turno=QUIEN, por_coordinacion=st.booleans(), otra_vez=st.booleans())
    def cancelar(self, cual: int, turno: int, por_coordinacion: bool, otra_vez: bool) -> None:
        modelo = self.modelos[cual]
        if not modelo.vivas:
            return
        una = modelo.vivas[turno % len(modelo.vivas)]
        inscripcion = self._inscripcion(cual, una)
        una.estado = FUERA
        modelo.correos["cancelada"] += 1
        modelo.repartir()
        for cambia in [True, False] if otra_vez else [True]:
            with transaccion():
                assert cambia is operaciones.cancelar(
                    inscripcion,
                    motivo="Motivo",
                    por_id=self.coordinadora if por_coordinacion else una.persona,
                )

    @rule(cual=CUAL, cupo=st.integers(1, 4))
    def cambiar_cupo(self, cual: int, cupo: int) -> None:
        modelo = self.modelos[cual]
        if cupo >= len(modelo.ocupados):
            modelo.cupo = cupo
            modelo.repartir()
            corregir(db.session.get_one(Edicion, self.ids[cual]), cupo=cupo)
        else:
            with pytest.raises(operaciones.CupoMenorQueOcupados):
                corregir(db.session.get_one(Edicion, self.ids[cual]), cupo=cupo)

    @precondition(lambda self: self.con(OFERTA))
    @rule(cual=QUIEN, acepta=st.booleans(), otra_vez=st.booleans())
    def responder(self, cual: int, acepta: bool, otra_vez: bool) -> None:
        edicion, una = self.con(OFERTA)[cual % len(self.con(OFERTA))]
        modelo, inscripcion = self.modelos[edicion], self._inscripcion(edicion, una)
        una.estado = LUGAR if acepta else FUERA
        modelo.correos["con_lugar" if acepta else "declinada"] += 1
        modelo.repartir()
        for cambia in [True, False] if otra_vez else [True]:
            with transaccion():
                assert cambia is (respuestas.aceptar if acepta else respuestas.declinar)(inscripcion)

    @precondition(lambda self: self.con(OFERTA))
    @rule(todas=st.booleans(), cual=QUIEN)
    def vencer(self, todas: bool, cual: int) -> None:
        abiertas = self.con(OFERTA)
        vencen = abiertas if todas else [abiertas[cual % len(abiertas)]]
        llaves = [self._inscripcion(edicion, una) for edicion, una in vencen]
        with transaccion():
            db.session.execute(
                update(Inscripcion).where(Inscripcion.id.in_(llaves)).values(oferta_vence_en=AYER)
            )
        for edicion in (0, 1):
            self.modelos[edicion].vencer([una for donde, una in vencen if donde == edicion])
        db.session.rollback()
        trabajos.vencer_ofertas()

    @precondition(lambda self: self.por_aprobar())
    @rule(cual=QUIEN, da=st.booleans())
    def visto_bueno(self, cual: int, da: bool) -> None:
        edicion, una = self.por_aprobar()[cual % len(self.por_aprobar())]
        modelo, inscripcion = self.modelos[edicion], self._inscripcion(edicion, una)
        if da:
            una.aprobada = una.dado = True
            modelo.repartir((una,))
            modelo.correos["en_espera"] += una.estado == ESPERA
            with transaccion():
                assert respuestas.dar_visto_bueno(inscripcion)
        else:
            una.estado = FUERA
            modelo.correos["no_aprobada"] += 1
            with transaccion():
                assert respuestas.negar_visto_bueno(inscripcion, "Motivo")

    @rule(de=CUAL)
    def pasar(self, de: int) -> None:
        origen, destino = self.modelos[de], self.modelos[1 - de]
        pasan, nuevas = origen.fila, []
        for una in pasan:
            una.estado = FUERA
            destino.correos["pasada"] += 1
            if destino.de(una.persona) is None:
                nueva = Entrada(una.persona, 0, una.institucion, una.preferida,
                    aprobada=una.dado or not destino.pide_visto_bueno, dado=una.dado,
                    jefatura=una.jefatura, sin_maximo=una.sin_maximo)  # fmt: skip
                destino.entrar(nueva)
                nuevas.append(nueva)
        destino.repartir(tuple(nuevas), callados=True)
        destino.correos["visto_bueno"] += sum(una.jefatura and not una.aprobada for una in nuevas)
        with transaccion():
            paso = espera.pasar(self.ids[de], self.ids[1 - de], len(pasan), self.coordinadora)
        assert paso == (len(pasan), sum(una.estado == LUGAR for una in nuevas))

    # -------------------------------------------------------------- Lo que se promete

    def con(self, estado: str) -> list[tuple[int, Entrada]]:
        return [
            (n, una) for n, modelo in enumerate(self.modelos) for una in modelo.vivas if una.estado == estado
        ]

    def por_aprobar(self) -> list[tuple[int, Entrada]]:
        return [(n, una) for n, una in self.con(ESPERA) if not una.aprobada]

    def _inscripcion(self, cual: int, una: Entrada) -> int:
        viva = consultas_de_fila.inscripcion_viva(self.ids[cual], una.persona)
        assert viva is not None
        return viva.id

    @invariant()
    def se_cumple_lo_que_se_promete(self) -> None:
        db.session.rollback()
        for cual, modelo in enumerate(self.modelos):
            edicion = db.session.get_one(Edicion, self.ids[cual], populate_existing=True)
            todas = db.session.scalars(
                select(Inscripcion)
                .where(Inscripcion.edicion_id == edicion.id)
                .order_by(Inscripcion.id)
                .execution_options(populate_existing=True)
            ).all()
            vivas = [una for una in todas if una.cancelada_en is None]
            _nadie_de_mas(edicion, vivas)
            _nadie_espera_ante_un_lugar_libre(edicion, vivas)
            assert edicion.cupo == modelo.cupo
            assert {una.persona_id: EN_EL_MODELO[una.estado] for una in vivas} == {
                una.persona: una.estado for una in modelo.vivas
            }
            orden = [una.persona_id for una in consultas_de_fila.esperan_en(edicion.id)]
            assert orden == [una.persona for una in modelo.fila], "La fila no va en el orden de su regla"
            assert _correos(todas) == +modelo.correos, "Cada cambio escribe un correo, y sólo uno"


def _nadie_de_mas(edicion: Edicion, vivas: list[Inscripcion]) -> None:
    con_lugar = [una for una in vivas if una.lugar]
    numeros = {una.lugar for una in con_lugar}
    ofrecidos = sum(una.oferta_vence_en is not None for una in vivas)
    assert len(numeros) == len(con_lugar), "Dos veces el mismo lugar"
    assert len(con_lugar) + ofrecidos <= edicion.cupo, "Más lugares que cupo"
    assert numeros <= set(range(1, edicion.cupo + 1)), "Un número de lugar que no existe"


def _nadie_espera_ante_un_lugar_libre(edicion: Edicion, vivas: list[Inscripcion]) -> None:
    """Sin usar la regla: con un lugar libre, quien espera es porque no puede."""
    ocupan = [una for una in vivas if una.lugar or una.oferta_vence_en]
    if len(ocupan) >= edicion.cupo:
        return
    suyos = Counter(una.institucion_id for una in ocupan)
    for una in vivas:
        if una.lugar or una.oferta_vence_en or una.falta_visto_bueno:
            continue
        maximo = edicion.maximo_por_institucion or PERSONAS + 1
        assert suyos[una.institucion_id] >= maximo, "Un lugar libre con quien puede tomarlo"
        assert "maximo" not in una.excepciones, "Un lugar libre con quien se exceptuó del máximo"


def _correos(inscripciones: Any) -> Counter[str]:
    referencias = [f"inscripcion:{una.id}" for una in inscripciones]
    plantillas = db.session.scalars(select(Aviso.plantilla).where(Aviso.referencia.in_(referencias)))
    return Counter(plantilla.removeprefix("formacion_") for plantilla in plantillas)


def una_red_con_gente() -> type[Lugares]:
    """Las historias de una Red con enlaces, tres instituciones y alguien sin institución."""
    red = fabricas.una_red()
    instituciones = [fabricas.una_institucion() for _ in range(3)]
    for institucion in instituciones:
        fabricas.una_participacion(red, institucion)
    personas, donde = [], []
    for n in range(PERSONAS):
        persona = fabricas.una_persona()
        fabricas.una_membresia(red, persona)
        suya = instituciones[n % 3] if n < PERSONAS - 1 else None
        if suya is not None:
            fabricas.una_adscripcion(persona, suya)
        if n < 2:
            fabricas.un_papel(persona, Rol.ENLACE, institucion=suya)
        personas.append(persona.id)
        donde.append(suya.id if suya else None)
    valores = {"red_id": red.id, "personas": personas, "instituciones": donde}
    valores["coordinadora"] = fabricas.una_coordinadora(red).id
    return type("LugaresDeEstaRed", (Lugares,), valores)


@pytest.mark.lento
def test_pase_lo_que_pase_los_lugares_se_dan_segun_la_regla(app: Flask) -> None:
    run_state_machine_as_test(
        una_red_con_gente(),
        settings=settings(
            max_examples=EJEMPLOS,
            stateful_step_count=25,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def _al_reves(esperan: Any, libres: int, *resto: Any) -> Any:
    return fila.recorrer(esperan, PERSONAS, *resto)[0][::-1][:libres]


def una_historia(historia: Lugares) -> None:
    """Dos con lugar y dos en espera; se libera uno, llega alguien más y quien lo tenía ofrecido lo deja pasar."""
    pasos: list[Callable[[], None]] = [
        lambda: historia.empezar(enlaces=False, maximo=2, pregunta=True),
        lambda: historia.cancelar(0, turno=0, por_coordinacion=False, otra_vez=False),
        lambda: historia.inscribir(0, quien=4, por_coordinacion=False, excepcion=False),
        lambda: historia.responder(0, acepta=False, otra_vez=False),
        lambda: historia.pasar(0),
    ]
    for paso in pasos:
        paso()
        historia.se_cumple_lo_que_se_promete()


@pytest.mark.parametrize(
    ("donde", "nombre", "roto"),
    [
        (reparto.fila, "entran", _al_reves),
        (consultas_de_fila.Ocupacion, "libres", property(lambda hay: max(0, hay.cupo - hay.con_lugar))),
        (respuestas, "repartir", lambda *_a, **_k: None),
    ],
    ids=["la fila al revés", "una oferta no aparta su lugar", "lo que se deja pasar no pasa a nadie"],
)
def test_control_la_maquina_nota_una_regla_rota(
    app: Flask, monkeypatch: pytest.MonkeyPatch, donde: Any, nombre: str, roto: Any
) -> None:
    """Si esto no fallara, la de arriba no distinguiría una regla que sirve de una que no."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("La regla no depende del motor.")
    una_historia(una_red_con_gente()())
    monkeypatch.setattr(donde, nombre, roto)
    with pytest.raises(AssertionError):
        una_historia(una_red_con_gente()())
