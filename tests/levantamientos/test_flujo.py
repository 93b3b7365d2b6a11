"""Un levantamiento de principio a fin: se prepara, se abre, se contesta paso a paso, se recuerda, se cierra y se lee."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from red.avisos.modelos import Aviso
from red.base import db, transaccion
from red.errores import NoEncontrado
from red.levantamientos import avance, consultas, cuentas, operaciones, respuestas
from red.levantamientos.modelos import (
    AQuienes,
    Consultada,
    DependeDeUna,
    Etapa,
    Formalidad,
    Frecuencia,
    LazoDicho,
    Levantamiento,
    Proposito,
)
from red.levantamientos.respuestas import Descripcion
from red.levantamientos.trabajos import atender_levantamientos
from red.personas.modelos import Finalidad, Persona
from red.redes.modelos import Red
from red.reloj import ahora, hoy
from red.vinculos.modelos import Intensidad
from tests import fabricas
from tests.cliente import Cliente

COMO = Descripcion(
    Intensidad.COORDINA, [Proposito.DATOS], Frecuencia.MENSUAL, Formalidad.OFICIO, DependeDeUna.SI
)
LAZO = {
    "intensidad": "coordina",
    "propositos": ["datos", "difusion"],
    "frecuencia": "mensual",
    "formalidad": "oficio",
    "depende_de_una": "si",
}


def una_red_con(*nombres: str) -> tuple[Red, list[Persona]]:
    """Una Red con una institución y una integrante, que acepta el análisis, por cada nombre."""
    instituciones = [fabricas.una_institucion(nombre=nombre) for nombre in nombres]
    red = fabricas.una_red(instituciones=instituciones)
    aviso = fabricas.un_aviso_de_privacidad()
    gente = [fabricas.una_integrante(red, una) for una in instituciones]
    for persona in gente:
        fabricas.un_consentimiento(persona, Finalidad.ANALISIS, aviso)
    return red, gente


def uno_abierto(red: Red, dura: int = 20, a_quienes: AQuienes = AQuienes.INTEGRANTES) -> Levantamiento:
    """Un levantamiento que se abrió hoy."""
    dia = hoy(red.zona)
    with transaccion():
        este = operaciones.preparar(red.id, "Ola", "", a_quienes, dia, dia + timedelta(days=dura))
        operaciones.abrir(este.id)
    return este


def contestar(este: Levantamiento, persona: Persona, *con: int) -> None:
    """La persona dice que trabaja con ésas, todas igual, y envía."""
    mia = consultas.la_mia(este.id, persona.id, hoy(este.red.zona))
    with transaccion():
        respuestas.elegir(mia, con, con)
        for lazo in list(mia.lazos):
            respuestas.describir(mia, lazo.id, COMO)
        respuestas.enviar(mia)


def institucion_de(persona: Persona) -> int:
    """Donde trabaja."""
    donde = consultas.habla_por(persona.id, 0, hoy())
    assert donde is not None
    return donde.id


def test_se_contesta_paso_a_paso_y_lo_que_falta_se_dice_junto_a_su_campo(app: Flask) -> None:
    red, (ana, berta) = una_red_con("Obras", "Cultura")
    este = uno_abierto(red)
    cultura, cliente = institucion_de(berta), Cliente(app).entrar(ana)
    url = f"/levantamientos/{este.id}/responder"
    assert "con quién trabaja tu área" in cliente.get("/panel").get_data(as_text=True)
    vacia = cliente.post(f"{url}/instituciones", {"accion": "seguir"})
    assert vacia.status_code == 422
    assert 'id="instituciones-error"' in vacia.get_data(as_text=True)
    busca = cliente.post(
        f"{url}/instituciones", {"instituciones": cultura, "accion": "buscar", "buscar": "obr"}
    )
    assert busca.status_code == 303, "buscar guarda lo marcado"
    escondida = cliente.post(f"{url}/instituciones?q=zzz", {"accion": "seguir"})
    lazo = db.session.query(LazoDicho).one()
    assert escondida.headers["Location"].endswith(f"/lazos/{lazo.id}"), (
        "lo que la búsqueda esconde sigue marcado"
    )
    incompleto = cliente.post(escondida.headers["Location"], {**LAZO, "frecuencia": ""})
    assert incompleto.status_code == 422
    assert 'id="frecuencia-error"' in incompleto.get_data(as_text=True)
    assert cliente.post(f"{url}/revisar", {}).status_code == 422, "no se envía lo que está a medias"
    assert cliente.post(escondida.headers["Location"], LAZO).headers["Location"].endswith("/deseos")
    sin_razon = cliente.post(f"{url}/deseos", {"otra": "Registro Civil", "accion": "seguir"})
    assert 'id="motivo-error"' in sin_razon.get_data(as_text=True)
    deseo = {"otra": "Registro Civil", "motivo": "sin_contacto", "accion": "seguir"}
    assert cliente.post(f"{url}/deseos", deseo).headers["Location"].endswith("/aportes")
    aportes = {"aporta": ["datos"], "tema": "otro"}
    assert cliente.post(f"{url}/aportes", aportes).status_code == 422
    assert cliente.post(f"{url}/aportes", {**aportes, "tema_otro": "Luminarias"}).status_code == 303
    assert db.session.query(Consultada).filter_by(persona_id=ana.id).one().enviada_en is None
    assert cliente.post(f"{url}/revisar", {}).status_code == 303
    mia = cliente.get(f"/levantamientos/{este.id}/mia").get_data(as_text=True)
    assert all(
        dicho in mia
        for dicho in ("Cultura", "Registro Civil", "Luminarias", "Información y datos · Difusión")
    )
    assert "con quién trabaja tu área" not in cliente.get("/panel").get_data(as_text=True)
    assert avance.avance(este, hoy(red.zona)) == avance.Avance(2, 1)


def test_lo_confirmado_lo_dicen_las_dos_y_los_lazos_salen_como_los_pide_el_grafo(app: Flask) -> None:
    red, (ana, berta, cata) = una_red_con("Obras", "Cultura", "Salud")
    este, (obras, cultura, salud) = uno_abierto(red), map(institucion_de, (ana, berta, cata))
    contestar(este, ana, cultura, salud)
    contestar(este, berta, obras)
    lazos = consultas.lazos_del_levantamiento(red.id, hoy(red.zona))
    assert {(uno.de_institucion, uno.con_institucion, uno.confirmado) for uno in lazos} == {
        (obras, cultura, True),
        (obras, salud, False),
        (cultura, obras, True),
    }
    assert all(uno.intensidad == 3 and uno.depende_de_una and uno.con_persona is None for uno in lazos)
    cuadro = cuentas.cuadro(este, hoy(red.zona))
    assert (len(cuadro.recuento.declarados), len(cuadro.recuento.confirmados)) == (2, 1)
    assert cuadro.recuento.faltan == {salud: 1}
    with time_machine.travel(ahora() - timedelta(days=1), tick=False):
        assert not consultas.lazos_del_levantamiento(red.id, hoy(red.zona)), "antes de abrir no rige"
    fin = este.cierra_el + cuentas.VALE
    assert consultas.lazos_del_levantamiento(red.id, fin)
    assert not consultas.lazos_del_levantamiento(red.id, fin + timedelta(days=1)), "preguntó por doce meses"


def test_quien_no_acepta_el_analisis_contesta_y_no_entra_en_las_cuentas(app: Flask) -> None:
    red, (ana, berta) = una_red_con("Obras", "Cultura")
    obras, cultura = institucion_de(ana), institucion_de(berta)
    callada = fabricas.una_integrante(red, consultas.habla_por(ana.id, red.id, hoy()))
    dudosa = fabricas.una_integrante(red, consultas.habla_por(ana.id, red.id, hoy()))
    este = uno_abierto(red)
    assert "no entrará en las cuentas" in Cliente(app).entrar(callada).get(
        f"/levantamientos/{este.id}/responder"
    ).get_data(as_text=True)
    contestar(este, callada, cultura)
    contestar(este, berta, obras)
    cuadro = cuentas.cuadro(este, hoy(red.zona))
    assert (cuadro.respuestas, cuadro.recuento.confirmados) == (1, frozenset())
    assert cuadro.recuento.faltan == {obras: 1}, "a quien no acepta tampoco se la espera: no deja hueco"
    aviso = fabricas.un_aviso_de_privacidad(jurisdiccion="CO")
    fabricas.un_consentimiento(callada, Finalidad.ANALISIS, aviso)
    assert len(cuentas.cuadro(este, hoy(red.zona)).recuento.confirmados) == 1, "el control: aceptó, y cuenta"
    from red.personas.consultas import adscripcion_vigente

    fabricas.un_consentimiento(dudosa, Finalidad.ANALISIS, aviso)
    contestar(este, dudosa, cultura)
    puesto = adscripcion_vigente(dudosa.id, hoy())
    assert puesto is not None
    antes = cuentas.cuadro(este, hoy(red.zona)).respuestas
    with transaccion():
        puesto.confirmada_el = None
    assert cuentas.cuadro(este, hoy(red.zona)).respuestas == antes - 1, "decir dónde se trabaja no abre nada"


def test_lo_de_cada_quien_solo_lo_ven_ella_y_su_coordinacion(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    red, (ana, berta) = una_red_con("Obras", "Cultura")
    este = uno_abierto(red)
    contestar(este, ana, institucion_de(berta))
    suya = consultas.de_persona(ana.id, este.id)
    url, otra_red = f"/levantamientos/{este.id}/respuestas/{suya.id}", fabricas.una_red()
    donde = consultas.habla_por(ana.id, red.id, hoy())
    assert donde is not None
    ajenas = [
        berta,
        ana,
        fabricas.un_enlace(donde),
        fabricas.una_analista(red),
        fabricas.una_coordinadora(otra_red),
    ]
    for quien in ajenas:
        assert Cliente(app).entrar(quien).get(url).status_code == 404, quien
    assert Cliente(app).entrar(fabricas.una_coordinadora(red)).get(url).status_code == 200
    assert Cliente(app).entrar(ana).get(f"/levantamientos/{este.id}/mia").status_code == 200
    for quien in ajenas[2:]:
        assert Cliente(app).entrar(quien).get(f"/levantamientos/{este.id}/mia").status_code == 404
    analista = Cliente(app).entrar(ajenas[3])
    leido = "".join(
        analista.get(f"/levantamientos/{este.id}{pagina}").get_data(as_text=True)
        for pagina in ("", "/resultados")
    )
    assert ana.nombre_visible not in leido
    assert "sólo para la coordinación" not in leido
    # El control: sin preguntar de quién es la Red, la de otra la vería.
    from red.permisos import Identidad

    monkeypatch.setattr(Identidad, "exigir", lambda *_: None)
    assert Cliente(app).entrar(ajenas[4]).get(url).status_code == 200


def test_lo_retirado_no_cuenta_ni_queda_guardado(app: Flask) -> None:
    red, (ana, berta) = una_red_con("Obras", "Cultura")
    este = uno_abierto(red)
    contestar(este, ana, institucion_de(berta))
    coordina = Cliente(app).entrar(fabricas.una_coordinadora(red))
    una = f"/levantamientos/{este.id}/respuestas/{consultas.de_persona(ana.id, este.id).id}"
    assert coordina.get(una).status_code == 200
    assert Cliente(app).entrar(ana).post(f"/levantamientos/{este.id}/retirar", {}).status_code == 303
    assert coordina.get(una).status_code == 404
    assert db.session.query(LazoDicho).count() == 0
    assert not consultas.lazos_del_levantamiento(red.id, hoy(red.zona))
    from red.bitacora.modelos import Registro

    dicho = [r.cambios for r in db.session.query(Registro) if r.tabla in {"lazo_dicho", "deseo_dicho"}]
    assert dicho
    assert not any(dicho), "la bitácora dice que hubo, nunca qué"
    contestar(este, ana, institucion_de(berta))
    assert consultas.lazos_del_levantamiento(red.id, hoy(red.zona)), (
        "mientras esté abierto puede volver a contestar"
    )


def test_lo_de_la_vez_anterior_se_confirma_antes_de_contar(app: Flask) -> None:
    red, (ana, berta, cata) = una_red_con("Obras", "Cultura", "Salud")
    primero = uno_abierto(red)
    contestar(primero, ana, institucion_de(berta), institucion_de(cata))
    with time_machine.travel(ahora() + timedelta(days=60), tick=True):
        segundo = uno_abierto(red)
        assert db.session.get_one(Levantamiento, primero.id).etapa(hoy(red.zona)) is Etapa.CERRADO
        cliente, url = Cliente(app).entrar(ana), f"/levantamientos/{segundo.id}/responder"
        assert cliente.post(f"{url}/lo-de-antes", {}).status_code == 303
        de_antes = db.session.query(LazoDicho).filter_by(por_revisar=True).order_by(LazoDicho.id).all()
        sigue, ya_no = [lazo.id for lazo in de_antes]
        assert cliente.post(f"{url}/revisar", {}).status_code == 422, "lo que no confirma no se envía"
        pagina = cliente.get(f"{url}/lazos/{sigue}").get_data(as_text=True)
        assert "Sigue igual" in pagina
        assert cliente.post(f"{url}/lazos/{sigue}", {"accion": "igual"}).status_code == 303
        assert cliente.post(f"{url}/lazos/{ya_no}/quitar", {}).status_code == 303
        assert cliente.post(f"{url}/revisar", {}).status_code == 303
        antes, despues = (cuentas.cuadro(este, hoy(red.zona)) for este in (primero, segundo))
        assert (len(antes.recuento.declarados), len(despues.recuento.declarados)) == (2, 1)
        assert len(consultas.lazos_del_levantamiento(red.id, hoy(red.zona))) == 2, (
            "mientras, rige el anterior"
        )
        assert len(consultas.lazos_del_levantamiento(red.id, segundo.cierra_el)) == 1
        with pytest.raises(respuestas.NadaQueCopiar), transaccion():
            respuestas.empezar_con_lo_de_antes(consultas.la_mia(segundo.id, ana.id, hoy(red.zona)))


def _correos(plantilla: str) -> list[str]:
    return sorted(a.para for a in db.session.query(Aviso).filter_by(plantilla=plantilla))


def test_se_abre_pregunta_recuerda_y_cierra_solo_y_a_quien_contesta_no_se_le_escribe(app: Flask) -> None:
    red, (ana, berta) = una_red_con("Obras", "Cultura")
    dia = hoy(red.zona)
    with transaccion():
        este = operaciones.preparar(
            red.id, "Ola", "", AQuienes.INTEGRANTES, dia + timedelta(days=2), dia + timedelta(days=12)
        )
        assert operaciones.abrir(este.id) == 0
    atender_levantamientos()
    assert este.etapa(dia) is Etapa.PROGRAMADO
    assert not _correos(operaciones.INVITA)
    inicio = ahora()
    with time_machine.travel(inicio + timedelta(days=2), tick=False):
        atender_levantamientos()
        assert este.etapa(hoy(red.zona)) is Etapa.ABIERTO
        assert _correos(operaciones.INVITA) == sorted([ana.correo, berta.correo])
        nueva = fabricas.una_integrante(red)
        atender_levantamientos()
        atender_levantamientos()
        assert _correos(operaciones.INVITA).count(nueva.correo) == 1
        contestar(este, ana)
    for dias, van in ((6, 0), (7, 2), (8, 2), (10, 4), (11, 4)):
        with time_machine.travel(inicio + timedelta(days=dias), tick=False):
            atender_levantamientos()
            assert len(_correos(operaciones.RECUERDA)) == van, dias
    assert ana.correo not in _correos(operaciones.RECUERDA)
    with time_machine.travel(inicio + timedelta(days=13), tick=False):
        with pytest.raises(respuestas.YaCerro), transaccion():
            respuestas.elegir(consultas.la_mia(este.id, berta.id, hoy(red.zona)), [], [])
        atender_levantamientos()
        assert este.cerrado_en is not None


def test_el_correo_calla_de_que_trata_y_no_sale_a_quien_ya_contesto(app: Flask) -> None:
    from red.avisos.editables import REVELAN
    from red.avisos.redaccion import NoHaceFalta, escribir
    from red.textos import sin_acentos

    red, (ana, berta) = una_red_con("Obras", "Cultura")
    este = uno_abierto(red)
    de_ana, de_berta = (db.session.query(Aviso).filter_by(para=quien.correo).one() for quien in (ana, berta))
    contestar(este, ana)
    with pytest.raises(NoHaceFalta):
        escribir(de_ana)
    carta = escribir(de_berta)
    assert not any(principio in sin_acentos(carta.asunto) for principio in REVELAN)
    assert f"/levantamientos/{este.id}/responder" in carta.en_texto


def test_la_coordinacion_prepara_mira_abre_recuerda_cierra_y_reabre(app: Flask) -> None:
    red, (ana, _) = una_red_con("Obras", "Cultura")
    cliente = Cliente(app).entrar(fabricas.una_coordinadora(red))
    dia = hoy(red.zona)
    datos = {
        "nombre": "Ola 1",
        "a_quienes": "integrantes",
        "abre_el": dia.isoformat(),
        "cierra_el": (dia + timedelta(days=9)).isoformat(),
    }
    tarde = cliente.post(f"/levantamientos/red/{red.clave}/nuevo", {**datos, "cierra_el": dia.isoformat()})
    assert 'id="cierra_el-error"' in tarde.get_data(as_text=True)
    url = cliente.post(f"/levantamientos/red/{red.clave}/nuevo", datos).headers["Location"]
    assert Cliente(app).entrar(ana).get(f"{url}/responder").status_code == 404, "en preparación no existe"
    for pagina in ("", "/vista-previa", "/editar", "/abrir", "/resultados"):
        assert cliente.get(url + pagina).status_code == 200, pagina
    assert cliente.post(f"{url}/abrir", {}).status_code == 303
    assert ana.nombre_visible in cliente.get(url).get_data(as_text=True)
    otro = cliente.post(f"/levantamientos/red/{red.clave}/nuevo", datos).headers["Location"]
    assert cliente.post(f"{otro}/abrir", {}).status_code == 422, "una Red pregunta una cosa a la vez"
    assert cliente.post(f"{url}/recordar", {}).status_code == 303
    assert cliente.post(f"{url}/recordar", {}).status_code == 422, "no dos veces seguidas"
    assert cliente.post(f"{url}/editar", {**datos, "a_quienes": "enlaces"}).status_code == 422
    assert cliente.post(f"{url}/cerrar", {}).status_code == 303
    reabre = {"cierra_el": (dia + timedelta(days=3)).isoformat()}
    assert cliente.post(f"{url}/reabrir", reabre).status_code == 303
    assert cliente.post(f"{url}/cerrar", {}).status_code == 303
    assert cliente.post(f"{otro}/abrir", {}).status_code == 303
    assert cliente.post(f"{url}/reabrir", reabre).status_code == 422, "ya hay otro después"


def test_a_enlaces_y_titulares_se_les_pregunta_aunque_no_integren(app: Flask) -> None:
    red, (ana, berta) = una_red_con("Obras", "Cultura")
    donde = consultas.habla_por(ana.id, red.id, hoy())
    assert donde is not None
    enlace = fabricas.un_enlace(donde)
    from red.personas.consultas import adscripcion_vigente
    from red.personas.modelos import NivelCargo

    with transaccion():
        puesto = adscripcion_vigente(berta.id, hoy())
        assert puesto is not None
        puesto.nivel = NivelCargo.TITULAR
    este = uno_abierto(red, a_quienes=AQuienes.ENLACES)
    consultadas = {una.persona_id for una in db.session.query(Consultada)}
    assert consultadas == {enlace.id, berta.id}
    assert Cliente(app).entrar(enlace).get(f"/levantamientos/{este.id}/responder").status_code == 200
    with pytest.raises(NoEncontrado):
        consultas.la_mia(este.id, ana.id, hoy(red.zona))
