"""Un relevo se prepara sin cambiar nada y se hace de una vez; lo que se entrega lo decide quien puede."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from red.acceso.consultas import cuenta_de_persona, identidad
from red.base import db, transaccion
from red.documentos.modelos import Documento
from red.invitaciones.modelos import Invitacion
from red.permisos import Identidad, Rol
from red.personas.modelos import Persona
from red.relevos import consultas, operaciones
from red.relevos.modelos import ClaseDeEntrega, ComoSeCubre, Destino, Entrega, EstadoRelevo, Relevo
from red.relevos.operaciones import (
    Decision,
    DestinoImposible,
    FaltaSucesora,
    MismaPersona,
    SinDerecho,
    SinRelevo,
    TodaviaNo,
    YaCerrado,
    YaEnRelevo,
)
from red.reloj import ahora, hoy
from red.unidades.consultas import pasos
from red.unidades.modelos import Designacion, EstadoUnidad, Funcion, Unidad
from red.vinculos.modelos import Colaboracion, Intensidad
from tests import fabricas
from tests.cliente import Cliente
from tests.documentos.papeles import texto_de
from tests.fabricas import (
    un_enlace,
    un_papel,
    una_adscripcion,
    una_coordinadora,
    una_designacion,
    una_institucion,
    una_integrante,
    una_persona,
    una_red,
    una_unidad,
)


class Escena:
    """Una unidad con su titular, que además tiene de todo abierto, y quien coordina la Red."""

    def __init__(self) -> None:
        self.institucion, self.otra = una_institucion(nombre="Cultura"), una_institucion(nombre="Deporte")
        self.red = una_red(instituciones=[self.institucion, self.otra])
        self.coordinadora = una_coordinadora(self.red)
        self.sale = una_integrante(self.red, self.institucion, nombre="Sale")
        self.llega = una_integrante(self.red, self.institucion, nombre="Llega")
        self.unidad = una_unidad(self.institucion, estado=EstadoUnidad.EN_OPERACION)
        self.titular = una_designacion(self.unidad, self.sale)
        self.de_otra = una_designacion(una_unidad(self.otra), self.sale, funcion=Funcion.ENLACE)
        self.papel = un_papel(self.sale, Rol.ENLACE, institucion=self.institucion)
        self.colaboracion = fabricas.guardar(Colaboracion(red_id=self.red.id, persona_id=self.sale.id,
            con_persona_id=self.llega.id, intensidad=Intensidad.COORDINA, desde=hoy() - timedelta(days=9)))  # fmt: skip
        self.invitacion = fabricas.guardar(Invitacion(red_id=self.red.id, correo="x@ejemplo.test", creada_en=ahora(),
            creada_por_id=self.sale.id, vence_en=ahora() + timedelta(days=9)))  # fmt: skip

    def quien(self, persona: Persona | None = None) -> Identidad:
        """La identidad de esa persona, o de quien coordina."""
        cuenta = cuenta_de_persona((persona or self.coordinadora).id)
        assert cuenta is not None
        return identidad(cuenta, hoy())

    def preparar(self, quien: Persona | None = None, **cambios: Any) -> Relevo:
        """El relevo de la titular, hoy."""
        valores = {"designacion_id": self.titular.id, "ultimo_dia": hoy(), "motivo": "Cambio de adscripción"}
        with transaccion():
            relevo = operaciones.preparar(**{**valores, **cambios}, quien=self.quien(quien), dia=hoy())
        return relevo

    def decidir(
        self, relevo: Relevo, cubre: ComoSeCubre, sucesora: Persona | None, **destinos: Decision
    ) -> None:
        """Decide por clase de entrega."""
        por_clase = {ClaseDeEntrega(clase): decision for clase, decision in destinos.items()}
        with transaccion():
            operaciones.decidir(
                relevo,
                cubre,
                sucesora.id if sucesora else None,
                {e.id: por_clase[e.clase] for e in consultas.entregas(relevo.id) if e.clase in por_clase},
            )

    def confirmar(self, relevo: Relevo, quien: Persona | None = None) -> bool:
        """Confirma hoy."""
        with transaccion():
            hizo = operaciones.confirmar(relevo, self.quien(quien), hoy())
        return hizo


@pytest.fixture
def escena(app: Flask) -> Escena:
    """La escena de todas estas pruebas."""
    return Escena()


TODO = {
    "designacion": Decision(Destino.TERMINA),
    "papel": Decision(Destino.TERMINA),
    "colaboracion": Decision(Destino.TERMINA),
    "invitacion": Decision(Destino.TERMINA),
}


def _foto() -> list[tuple[str, Any]]:
    db.session.rollback()
    return [
        (
            modelo.__tablename__,
            sorted(tuple(fila) for fila in db.session.execute(select(*modelo.__table__.c))),
        )
        for modelo in (Designacion, Unidad, Colaboracion, Invitacion)
    ]


def test_preparar_enlista_lo_abierto_y_no_cambia_nada(escena: Escena) -> None:
    antes = _foto()
    relevo = escena.preparar()
    escena.decidir(relevo, ComoSeCubre.PERSONA, escena.llega, **TODO)
    assert [e.clase for e in consultas.entregas(relevo.id)] == list(ClaseDeEntrega)
    assert _foto() == antes
    with transaccion():
        operaciones.cancelar(relevo)
    assert _foto() == antes
    with pytest.raises(YaCerrado):
        escena.confirmar(relevo)


def test_confirmar_hace_todo_y_quien_llega_empieza_al_dia_siguiente(escena: Escena) -> None:
    relevo = escena.preparar()
    pasa = {**TODO, "designacion": Decision(Destino.PASA, escena.llega.id)}
    escena.decidir(relevo, ComoSeCubre.PERSONA, escena.llega, **pasa)
    assert escena.confirmar(relevo)
    nuevas = db.session.scalars(select(Designacion).where(Designacion.persona_id == escena.llega.id)).all()
    assert {(d.funcion, d.unidad.institucion.nombre) for d in nuevas} == {
        (Funcion.TITULAR, "Cultura"),
        (Funcion.ENLACE, "Deporte"),
    }
    assert {d.desde for d in nuevas} == {hoy() + timedelta(days=1)}
    assert (escena.titular.hasta, escena.de_otra.hasta) == (hoy(), hoy())
    assert escena.papel.terminada_en is not None
    assert escena.colaboracion.hasta == hoy()
    assert escena.invitacion.revocada_en is not None
    assert escena.unidad.estado is EstadoUnidad.EN_OPERACION
    assert relevo.nueva_id in {d.id for d in nuevas}
    assert relevo.estado is EstadoRelevo.CONFIRMADO


def test_confirmarlo_otra_vez_no_repite_nada(escena: Escena) -> None:
    relevo = escena.preparar()
    escena.decidir(relevo, ComoSeCubre.PERSONA, escena.llega, **TODO)
    assert escena.confirmar(relevo)
    despues = _foto()
    assert not escena.confirmar(relevo)
    assert _foto() == despues


@pytest.mark.parametrize("cubre", [ComoSeCubre.VACANTE, ComoSeCubre.INVITACION])
def test_si_nadie_llega_la_unidad_queda_en_relevo_hasta_que_llegue(
    escena: Escena, cubre: ComoSeCubre
) -> None:
    relevo = escena.preparar()
    escena.decidir(relevo, cubre, None)
    escena.confirmar(relevo)
    assert escena.unidad.estado is EstadoUnidad.EN_RELEVO
    assert pasos(escena.unidad.id)[-1].funcion is Funcion.TITULAR
    from red.unidades.operaciones import designar

    with transaccion():
        designar(escena.unidad, escena.llega, Funcion.TITULAR, hoy() + timedelta(days=1))
    assert escena.unidad.estado is not EstadoUnidad.EN_RELEVO


def test_lo_que_sigue_no_se_toca(escena: Escena) -> None:
    sigue = {clase: Decision(Destino.SIGUE) for clase in TODO}
    relevo = escena.preparar()
    escena.decidir(relevo, ComoSeCubre.VACANTE, None, **sigue)
    escena.confirmar(relevo)
    assert escena.de_otra.hasta is None
    assert escena.papel.terminada_en is None
    assert escena.colaboracion.hasta is None
    assert escena.invitacion.revocada_en is None


def test_lo_que_ya_termino_por_otro_camino_se_respeta(escena: Escena) -> None:
    relevo = escena.preparar()
    pasa = {**TODO, "designacion": Decision(Destino.PASA, escena.llega.id)}
    escena.decidir(relevo, ComoSeCubre.VACANTE, None, **pasa)
    ayer = hoy() - timedelta(days=1)
    with transaccion():
        escena.de_otra.hasta = ayer
        escena.colaboracion.hasta = ayer
        escena.invitacion.aceptada_en = ahora()
    assert escena.confirmar(relevo)
    assert (escena.de_otra.hasta, escena.colaboracion.hasta) == (ayer, ayer)
    assert escena.invitacion.revocada_en is None
    cuantas = select(func.count()).where(Designacion.persona_id == escena.llega.id)
    assert db.session.scalar(cuantas) == 0, "una función que ya había terminado no se hereda"


def test_si_algo_falla_no_queda_nada_a_medias(escena: Escena, monkeypatch: pytest.MonkeyPatch) -> None:
    relevo = escena.preparar()
    escena.decidir(relevo, ComoSeCubre.PERSONA, escena.llega, **TODO)
    antes = _foto()

    def caerse(*_: Any) -> None:
        raise RuntimeError("se fue la luz")

    monkeypatch.setattr(operaciones, "_cubrir", caerse)
    with pytest.raises(RuntimeError):
        escena.confirmar(relevo)
    assert _foto() == antes
    monkeypatch.undo()
    assert escena.confirmar(relevo)


def test_las_reglas_se_dicen(escena: Escena) -> None:
    with pytest.raises(operaciones.unidades.TerminaAntesDeEmpezar):
        escena.preparar(ultimo_dia=hoy() - timedelta(days=900))
    relevo = escena.preparar(ultimo_dia=hoy() + timedelta(days=3))
    with pytest.raises(YaEnRelevo):
        escena.preparar()
    with pytest.raises(FaltaSucesora):
        escena.decidir(relevo, ComoSeCubre.PERSONA, None)
    with pytest.raises(MismaPersona):
        escena.decidir(relevo, ComoSeCubre.PERSONA, escena.sale)
    with pytest.raises(MismaPersona):
        escena.decidir(relevo, ComoSeCubre.VACANTE, None, designacion=Decision(Destino.PASA, escena.sale.id))
    with pytest.raises(DestinoImposible):
        escena.decidir(relevo, ComoSeCubre.VACANTE, None, papel=Decision(Destino.PASA, escena.llega.id))
    with pytest.raises(TodaviaNo):
        escena.confirmar(relevo)


def test_una_funcion_terminada_o_de_integrante_no_se_releva(escena: Escena) -> None:
    terminada = una_designacion(
        escena.unidad, una_persona(), funcion=Funcion.ENLACE, hasta=hoy() - timedelta(days=1)
    )
    integrante = una_designacion(escena.unidad, una_persona(), funcion=Funcion.INTEGRANTE)
    for designacion in (terminada, integrante):
        with pytest.raises(SinRelevo):
            escena.preparar(designacion_id=designacion.id)


def test_quien_es_enlace_solo_ve_y_entrega_lo_de_su_institucion(escena: Escena) -> None:
    enlace = un_enlace(escena.institucion)
    relevo = escena.preparar(enlace)
    assert [e.clase for e in consultas.entregas(relevo.id)] == []
    with transaccion():
        operaciones.cancelar(relevo)
    de_la_coordinacion = escena.preparar()
    escena.decidir(de_la_coordinacion, ComoSeCubre.VACANTE, None, **TODO)
    with pytest.raises(SinDerecho):
        escena.confirmar(de_la_coordinacion, enlace)
    assert escena.titular.hasta is None


def test_el_relevo_no_da_papeles_a_nadie(escena: Escena) -> None:
    relevo = escena.preparar()
    escena.decidir(relevo, ComoSeCubre.PERSONA, escena.llega, **TODO)
    antes = set(escena.quien(escena.llega).papeles)
    escena.confirmar(relevo)
    db.session.expire_all()
    assert set(escena.quien(escena.llega).papeles) == antes


def test_dos_confirmaciones_a_la_vez_hacen_el_relevo_una_sola_vez(app: Flask, escena: Escena) -> None:
    relevo = escena.preparar()
    escena.decidir(relevo, ComoSeCubre.PERSONA, escena.llega, **TODO)
    quien, id_ = escena.quien(), relevo.id
    db.session.rollback()
    salida, hechas, fallas = threading.Barrier(6), [], []

    def uno() -> None:
        with app.app_context():
            salida.wait()
            try:
                with transaccion():
                    hizo = operaciones.confirmar(db.session.get_one(Relevo, id_), quien, hoy())
                hechas.append(hizo)
            except Exception as error:
                fallas.append(repr(error))
            finally:
                db.session.remove()

    hilos = [threading.Thread(target=uno) for _ in range(6)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    assert fallas == []
    assert sorted(hechas) == [False] * 5 + [True]
    db.session.rollback()
    cuantas = select(func.count()).where(Designacion.persona_id == escena.llega.id)
    assert db.session.scalar(cuantas) == 1


def test_se_avisa_de_quien_ya_no_trabaja_ahi(escena: Escena) -> None:
    def cuantas() -> int:
        return consultas.cuantos(consultas.por_relevar(escena.quien(), hoy(), escena.red.id))

    assert cuantas() == 0, "quien nunca tuvo puesto registrado en la institución no es que se haya ido"
    from red.personas.modelos import Adscripcion

    puesto = db.session.scalars(select(Adscripcion).where(Adscripcion.persona_id == escena.sale.id)).one()
    with transaccion():
        puesto.hasta = hoy() - timedelta(days=1)
    assert cuantas() == 1
    escena.preparar()
    assert cuantas() == 0, "ya está en marcha"


def test_el_camino_entero_en_las_paginas(cliente: Cliente, escena: Escena) -> None:
    cliente.entrar(escena.coordinadora)
    ficha = cliente.get(f"/unidades/{escena.unidad.id}").text
    assert f"/relevos/nuevo?designacion={escena.titular.id}" in ficha
    persona = cliente.get(f"/personas/{escena.sale.clave}").text
    assert f"/relevos/de/{escena.sale.clave}" in persona
    assert "Relevar" in cliente.get(f"/relevos/de/{escena.sale.clave}").text
    url = f"/relevos/nuevo?designacion={escena.titular.id}"
    assert cliente.post(url, {"ultimo_dia": hoy().isoformat(), "motivo": ""}).status_code == 422
    decidir = cliente.post(url, {"ultimo_dia": hoy().isoformat(), "motivo": "Se jubila"}, sigue=True)
    assert "Colabora con" in decidir.text
    relevo = db.session.scalars(select(Relevo)).one()
    entregas = consultas.entregas(relevo.id)
    datos = {f"entrega_{e.id}": e.destino.value for e in entregas}
    falta = cliente.post(f"/relevos/{relevo.id}", {**datos, "cubre": "persona", "sucesora_id": ""})
    assert (falta.status_code, "Elige quién llega" in falta.text) == (422, True)
    revisar = cliente.post(
        f"/relevos/{relevo.id}",
        {**datos, "cubre": "persona", "sucesora_id": str(escena.llega.id)},
        sigue=True,
    )
    assert "empieza al día siguiente" in revisar.text
    hecho = cliente.post(f"/relevos/{relevo.id}/confirmar", sigue=True)
    assert "Hicimos el relevo" in hecho.text
    acta = cliente.post(f"/relevos/{relevo.id}/acta", sigue=True)
    assert "Acta de entrega-recepción" in acta.text
    cliente.post(f"/relevos/{relevo.id}/acta")
    documento = db.session.scalars(select(Documento)).one()
    texto = texto_de(documento)
    for dicho in (
        escena.sale.nombre_completo,
        escena.llega.nombre_completo,
        "Se jubila",
        "1 invitación sin respuesta",
    ):
        assert dicho in texto, dicho
    assert "x@ejemplo.test" not in texto
    assert "Confirmado" in cliente.get("/relevos/").text


def test_lo_ajeno_no_existe(cliente: Cliente, escena: Escena) -> None:
    relevo = escena.preparar()
    cliente.entrar(una_coordinadora(una_red()))
    for url in (
        f"/relevos/{relevo.id}",
        f"/relevos/{relevo.id}/confirmar",
        f"/relevos/{relevo.id}/cancelar",
        f"/relevos/nuevo?designacion={escena.titular.id}",
        f"/relevos/de/{escena.sale.clave}",
    ):
        assert cliente.get(url).status_code == 404, url
    assert "Sale" not in cliente.get("/relevos/").text


def test_la_vacante_se_ve_en_la_red_y_en_el_panel(cliente: Cliente, escena: Escena) -> None:
    relevo = escena.preparar()
    cliente.entrar(escena.coordinadora)
    assert "1 relevo espera que lo confirmes" in cliente.get("/panel").text
    cliente.post(f"/relevos/{relevo.id}/confirmar")
    for url in ("/panel", f"/redes/{escena.red.clave}"):
        assert "no tiene titular" in cliente.get(url).text
    ficha = cliente.get(f"/relevos/{relevo.id}").text
    assert f"/invitaciones/nueva?red={escena.red.clave}" in ficha
    assert db.session.scalar(select(func.count(Entrega.id))) == 4
    una_adscripcion(una_persona(), escena.otra)
