"""Una convocatoria propone a quién invitar, pone a salir sus borradores de una vez y dice cómo va cada paso."""

from collections import Counter
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from red.avisos import lotes
from red.avisos.modelos import Aviso, EstadoAviso
from red.base import db, transaccion
from red.bitacora.modelos import Registro
from red.invitaciones import candidatas, consultas_convocatoria, convocatorias, envios, trabajos
from red.invitaciones.modelos import Convocatoria, EnvioDeInvitaciones, EstadoInvitacion, Invitacion
from red.personas.modelos import Finalidad, NivelCargo, Puesto
from red.redes.modelos import Red
from red.reloj import ahora, hoy
from tests.fabricas import (
    guardar,
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


def una_convocatoria(red: Red, **valores: Any) -> Convocatoria:
    """Abierta hasta dentro de dos meses, para mandos medios."""
    dia = hoy()
    omision = {
        "red_id": red.id,
        "nombre": "Otoño",
        "meta": 10,
        "niveles": ["mando_medio"],
        "desde": dia - timedelta(days=30),
        "hasta": dia + timedelta(days=60),
        "creada_en": ahora(),
    }
    return guardar(Convocatoria(**{**omision, **valores}))


def unos_borradores(convocatoria: Convocatoria, cuantos: int) -> None:
    """Borradores con correo, listos para salir."""
    momento = ahora()
    with transaccion():
        db.session.add_all(
            Invitacion(
                red_id=convocatoria.red_id, convocatoria_id=convocatoria.id, borrador=True, creada_en=momento,
                correo=f"b{n}@x.mx", vence_en=momento + timedelta(days=14),
            )
            for n in range(cuantos)
        )  # fmt: skip


def cuantos_avisos() -> Counter[EstadoAviso]:
    return Counter(db.session.scalars(select(Aviso.estado)))


# A quién invitar


def test_se_propone_primero_donde_no_hay_nadie_y_nunca_a_quien_decidio_ocultarse(app: Flask) -> None:
    cubierta, sola = una_institucion(nombre="Agua"), una_institucion(nombre="Zoológico")
    red, aviso = una_red(instituciones=[cubierta, sola]), un_aviso_de_privacidad()
    ajena = una_institucion(nombre="Fuera de la Red")
    integrante = una_persona()
    una_adscripcion(integrante, cubierta, nivel=NivelCargo.MANDO_MEDIO)
    personas = {}
    for nombre, donde, nivel in (
        ("Registrada", sola, NivelCargo.MANDO_MEDIO),
        ("Cubierta", cubierta, NivelCargo.MANDO_MEDIO),
        ("Operativa", sola, NivelCargo.OPERATIVO),
        ("Ajena", ajena, NivelCargo.MANDO_MEDIO),
        ("Oculta", sola, NivelCargo.MANDO_MEDIO),
        ("Callada", sola, NivelCargo.MANDO_MEDIO),
        ("Abierta", sola, NivelCargo.MANDO_MEDIO),
    ):
        visibilidad = {"correo": "red"} if nombre == "Abierta" else {}
        personas[nombre] = una_persona(nombre=nombre, visibilidad=visibilidad)
        una_adscripcion(personas[nombre], donde, nivel=nivel)
    un_consentimiento(personas["Oculta"], Finalidad.PARTICIPAR, aviso)
    un_consentimiento(personas["Callada"], Finalidad.DIRECTORIO, aviso)
    un_consentimiento(personas["Abierta"], Finalidad.DIRECTORIO, aviso)
    vacante = guardar(Puesto(institucion_id=sola.id, nombre="Jefatura", nivel=NivelCargo.MANDO_MEDIO,
        termina_con_gobierno=False, desde=hoy()))  # fmt: skip
    convocatoria = una_convocatoria(red)
    una_membresia(red, integrante)
    grupos = candidatas.a_quien_invitar(convocatoria, hoy())
    propuestas = [(g.institucion.nombre, sorted(p.nombre.split()[0] for p in g.personas)) for g in grupos]
    assert propuestas == [("Zoológico", ["Abierta", "Registrada"]), ("Agua", ["Cubierta"])]
    assert [p.puesto_id for p in grupos[0].plazas] == [vacante.id]
    todas = [persona.clave for persona in personas.values()]
    for esperadas in (4, 0):  # la segunda vez ya están: oprimir dos veces no repite
        with transaccion():
            assert convocatorias.a_borradores(convocatoria.id, todas, [vacante.id], None) == esperadas
    en_borrador = Counter(db.session.scalars(select(Invitacion.correo)))
    visibles = ("Registrada", "Cubierta", "Abierta")
    assert en_borrador == Counter([*(personas[n].correo for n in visibles), ""])


# Enviar


def test_un_envio_grande_espera_a_otra_persona_y_sigue_donde_iba_si_el_proceso_muere(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    red = una_red()
    una, otra = una_coordinadora(red), una_coordinadora(red)
    convocatoria = una_convocatoria(red)
    unos_borradores(convocatoria, 250)
    with pytest.raises(envios.YaNoSonLasMismas), transaccion():
        envios.enviar(convocatoria.id, una.id, 249)
    with transaccion():
        envio_id = envios.enviar(convocatoria.id, una.id, 250).id
    assert cuantos_avisos() == {}
    en_cola = consultas_convocatoria.recorrido(convocatoria, ahora(), hoy()).todas
    assert (en_cola.invitadas, en_cola.borradores) == (250, 0)
    monkeypatch.setattr(envios, "TRAMO", 100)
    with transaccion():
        assert envios.avanzar(envio_id)
    with suppress(ZeroDivisionError), transaccion():
        envios.avanzar(envio_id)
        1 / 0  # noqa: B018  (el proceso muere con el tramo escrito y sin confirmar)
    assert cuantos_avisos() == {EstadoAviso.RETENIDO: 100}
    lote_id = db.session.get_one(EnvioDeInvitaciones, envio_id).lote_id or 0
    with pytest.raises(lotes.AprobarLoPropio), transaccion():
        lotes.aprobar(lote_id, una.id)
    with transaccion():
        lotes.aprobar(lote_id, otra.id)
    for _ in range(2):
        trabajos.enviar_invitaciones()
    assert cuantos_avisos() == {EstadoAviso.PENDIENTE: 250}
    assert len(set(db.session.scalars(select(Aviso.para)))) == 250
    anotadas = select(func.count()).where(
        Registro.tabla == "invitacion", Registro.accion == "invitaciones.enviar"
    )
    assert db.session.scalar(anotadas) == 150  # el primer tramo lo anotó la prueba misma


def test_lo_que_se_detiene_antes_de_salir_vuelve_a_borrador(app: Flask) -> None:
    red = una_red()
    una, otra = una_coordinadora(red), una_coordinadora(red)
    convocatoria = una_convocatoria(red)
    unos_borradores(convocatoria, 201)
    with transaccion():
        lote_id = envios.enviar(convocatoria.id, una.id, 201).lote_id or 0
    trabajos.enviar_invitaciones()
    with transaccion():
        lotes.detener(lote_id, otra.id, "Falta el visto bueno")
    trabajos.enviar_invitaciones()
    estados = Counter(i.estado(ahora()) for i in db.session.scalars(select(Invitacion)))
    assert estados == {EstadoInvitacion.BORRADOR: 201}


# El camino y el permiso


def test_cada_paso_se_cuenta_por_institucion_y_nivel(app: Flask) -> None:
    tesoreria = una_institucion(nombre="Tesorería")
    red = una_red(instituciones=[tesoreria])
    convocatoria, momento = una_convocatoria(red), ahora()
    aceptada = una_integrante(red, tesoreria)
    comun = {
        "red_id": red.id, "convocatoria_id": convocatoria.id, "creada_en": momento, "institucion_id": tesoreria.id,
        "nivel": NivelCargo.MANDO_MEDIO, "vence_en": momento + timedelta(days=9), "enviada_en": momento,
    }  # fmt: skip
    casos: list[dict[str, Any]] = [
        {}, {"entregada_en": momento}, {"rebotada_en": momento}, {"abierta_en": momento}, {"rechazada_en": momento},
        {"vence_en": momento - timedelta(days=1)}, {"borrador": True}, {"aceptada_en": momento, "persona_id": aceptada.id},
    ]  # fmt: skip
    for n, caso in enumerate(casos):
        guardar(Invitacion(**{**comun, "correo": f"c{n}@x.mx", **caso}))
    camino = consultas_convocatoria.recorrido(convocatoria, momento, hoy())
    todas = camino.todas
    assert (todas.invitadas, todas.entregadas, todas.abrieron, todas.aceptaron, todas.integran) == (
        7,
        4,
        3,
        1,
        1,
    )
    assert (todas.esperan, todas.rebotaron, todas.rechazaron, todas.vencieron, todas.borradores) == (
        4,
        1,
        1,
        1,
        1,
    )
    assert camino.por_institucion == {tesoreria.id: todas}
    assert camino.por_nivel == {NivelCargo.MANDO_MEDIO: todas}
    assert [c.nombre for c in consultas_convocatoria.cobertura(convocatoria, hoy()) if not c.integrantes]


def test_una_convocatoria_no_termina_en_otro_tiempo(app: Flask) -> None:
    convocatoria = una_convocatoria(una_red())
    lejos = convocatorias.Datos(
        "Otoño", 10, (), (), None, None, hoy(), hoy().replace(year=9999, day=1), None, 14, ()
    )
    with pytest.raises(convocatorias.FechaMuyLejana, match="10 años"), transaccion():
        convocatorias.editar(convocatoria.id, lejos)
