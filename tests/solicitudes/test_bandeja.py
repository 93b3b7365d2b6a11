"""La bandeja: decidir de uno en uno o de muchos, deshacer a tiempo, suplir sin poder de más y un reloj que avisa."""

from datetime import timedelta

import pytest
import time_machine

from red.avisos import lotes
from red.base import db, transaccion
from red.personas.modelos import Adscripcion
from red.redes.modelos import Membresia, Red
from red.reloj import ahora, hoy
from red.solicitudes import mesa, trabajos
from red.solicitudes.modelos import VENTANA, ActoDeBandeja, Decision, EstadoSolicitud, Solicitud, Suplencia
from tests.cliente import Cliente
from tests.fabricas import (
    un_enlace,
    una_adscripcion,
    una_analista,
    una_coordinadora,
    una_institucion,
    una_integrante,
    una_membresia,
    una_persona,
    una_red,
)
from tests.invitaciones.ayudas import una_invitacion
from tests.solicitudes.ayudas import correos, enlace_de, una_red_abierta, una_solicitud

LUNES = "2026-11-16T18:00:00+00:00"


def decidir(visita: Cliente, sentido: str, *claves: str, **datos: str) -> int:
    """Decide por las páginas, como una persona; devuelve el acto."""
    url = f"/solicitudes/decidir?sentido={sentido}&" + "&".join(f"a={clave}" for clave in claves)
    respuesta = visita.post(url, datos)
    assert respuesta.status_code == 303, respuesta.text
    return int(respuesta.headers["Location"].rpartition("/")[2])


def _estado(solicitud: Solicitud) -> EstadoSolicitud:
    db.session.rollback()
    return db.session.get_one(Solicitud, solicitud.id).estado(ahora())


def test_aprobar_surte_efecto_al_pasar_la_ventana_y_lleva_a_abrir_la_cuenta(cliente: Cliente) -> None:
    red = una_red_abierta()
    cliente.entrar(una_coordinadora(red))
    solicitud = una_solicitud(red)
    with time_machine.travel(ahora(), tick=False) as reloj:
        acto = decidir(cliente, "aprobar", f"solicitud-{solicitud.id}")
        assert "Deshacer" in cliente.get(f"/solicitudes/actos/{acto}").text
        assert "pide entrar" not in cliente.get("/bandeja").text.partition("Lo que decidiste")[0]
        reloj.shift(VENTANA - timedelta(seconds=1))
        trabajos.surtir_decisiones()
        assert correos("solicitud_aprobada") == [], "Antes de tiempo no sale nada"
        assert _estado(solicitud) is EstadoSolicitud.EN_REVISION
        reloj.shift(timedelta(seconds=1))
        trabajos.surtir_decisiones()
        trabajos.surtir_decisiones()
        assert _estado(solicitud) is EstadoSolicitud.APROBADA
        assert correos("solicitud_aprobada") == ["lucia@ejemplo.test"], "Una vez, aunque el trabajo corra dos"
        url = enlace_de("solicitud_aprobada", "lucia@ejemplo.test")
        nueva = Cliente(cliente.app)
        nueva.get(url)
        pagina = nueva.get("/invitaciones/aceptar").text
        assert "Tu solicitud fue aceptada" in pagina
        assert "te invita" not in pagina.lower()


def test_deshacer_a_tiempo_deja_todo_como_estaba_y_tarde_ya_no(cliente: Cliente) -> None:
    red = una_red_abierta()
    cliente.entrar(una_coordinadora(red))
    solicitud = una_solicitud(red)
    with time_machine.travel(ahora(), tick=False) as reloj:
        acto = decidir(cliente, "declinar", f"solicitud-{solicitud.id}", motivo="Falta tu nombramiento")
        cliente.post(f"/solicitudes/actos/{acto}/deshacer")
        reloj.shift(VENTANA)
        trabajos.surtir_decisiones()
        assert _estado(solicitud) is EstadoSolicitud.EN_REVISION
        assert correos("solicitud_declinada") == []
        assert "Lucía Torres pide entrar" in cliente.get("/bandeja").text

        acto = decidir(cliente, "declinar", f"solicitud-{solicitud.id}", motivo="Falta tu nombramiento")
        reloj.shift(VENTANA)
        tarde = cliente.post(f"/solicitudes/actos/{acto}/deshacer", sigue=True)
        assert "Ya no se puede deshacer" in tarde.text
        trabajos.surtir_decisiones()
    assert _estado(solicitud) is EstadoSolicitud.DECLINADA
    suya = Cliente(cliente.app)
    suya.get(enlace_de("solicitud_declinada", "lucia@ejemplo.test"))
    assert "Falta tu nombramiento" in suya.get("/solicitudes/mia").text


def test_quien_no_quiere_esperar_lo_hace_en_el_momento(cliente: Cliente) -> None:
    red = una_red_abierta()
    cliente.entrar(una_coordinadora(red))
    solicitud = una_solicitud(red)
    acto = decidir(cliente, "aprobar", f"solicitud-{solicitud.id}")
    cliente.post(f"/solicitudes/actos/{acto}/adelantar")
    assert _estado(solicitud) is EstadoSolicitud.APROBADA
    assert "el enlace para abrir su cuenta" in cliente.get(f"/solicitudes/actos/{acto}").text


def test_de_muchos_cada_uno_dice_que_paso_y_cuales_se_saltaron(cliente: Cliente) -> None:
    red = una_red_abierta(pide_respaldo=True)
    cliente.entrar(una_coordinadora(red))
    con = una_solicitud(red, respaldada_en=ahora(), titular_consta=True)
    sin = una_solicitud(red, nombre="Sin Respaldo", correo="sin@ejemplo.test")
    otra = una_solicitud(una_red_abierta(), nombre="De Otra Red", correo="otra@ejemplo.test")
    claves = [f"solicitud-{una.id}" for una in (con, sin, otra)]
    acto = decidir(cliente, "aprobar", *claves)
    pagina = cliente.get(f"/solicitudes/actos/{acto}").text
    assert "Aprobaste 1 asunto" in pagina
    assert "Sin Respaldo pide entrar" in pagina
    assert "Esta Red pide el respaldo" in pagina
    assert "De Otra Red" not in pagina
    cliente.post(f"/solicitudes/actos/{acto}/adelantar")
    assert [_estado(una) for una in (con, sin, otra)] == [
        EstadoSolicitud.APROBADA,
        EstadoSolicitud.EN_RESPALDO,
        EstadoSolicitud.EN_REVISION,
    ]


def test_lo_decidido_de_una_version_no_vale_para_la_corregida(cliente: Cliente) -> None:
    red = una_red_abierta()
    cliente.entrar(una_coordinadora(red))
    solicitud = una_solicitud(red)
    acto = decidir(cliente, "aprobar", f"solicitud-{solicitud.id}")
    with transaccion():
        db.session.get_one(Solicitud, solicitud.id).version += 1
    cliente.post(f"/solicitudes/actos/{acto}/adelantar")
    assert _estado(solicitud) is EstadoSolicitud.EN_REVISION
    assert "Se corrigió después" in cliente.get(f"/solicitudes/actos/{acto}").text
    assert "Lucía Torres pide entrar" in cliente.get("/bandeja").text


def test_en_una_sola_bandeja_estan_puestos_instituciones_y_envios(cliente: Cliente) -> None:
    red = una_red_abierta()
    cliente.entrar(una_coordinadora(red))
    nueva, manda = una_persona(nombre="Remedios"), una_coordinadora(red)
    puesto = una_adscripcion(nueva, red.convocante, confirmada_el=None)
    una_membresia(red, nueva)
    una_invitacion(
        red, nota="Su institución no está en la lista: Archivo", aceptada_en=ahora(), persona_id=nueva.id
    )
    with transaccion():
        lote = lotes.abrir("Aviso a todas", red.id, manda.id, 201)
    pagina = cliente.get("/bandeja").text
    for dicho in ("Remedios", "no halló su institución", "201 correos esperan tu aprobación"):
        assert dicho in pagina
    assert "201 correos" not in Cliente(cliente.app).entrar(manda).get("/bandeja").text, (
        "Nadie aprueba lo suyo"
    )
    filas = {fila.clase.clave: fila.asunto.clave for fila in _de(red)}
    acto = decidir(cliente, "aprobar", *filas.values())
    cliente.post(f"/solicitudes/actos/{acto}/adelantar")
    pagina = cliente.get(f"/solicitudes/actos/{acto}").text
    assert "Consta que" in pagina
    assert "Quedó atendida." in pagina
    assert db.session.get_one(Adscripcion, puesto.id).confirmada_el is not None
    assert db.session.get_one(lotes.Lote, lote.id).estado.value == "en_camino"


def _de(red: Red) -> list[mesa.PorDecidir]:
    return [fila for fila in mesa.de_todas() if fila.red.id == red.id]


def test_lo_que_alguien_resolvio_en_otra_pagina_se_dice_y_no_detiene_a_lo_demas(cliente: Cliente) -> None:
    red = una_red_abierta()
    cliente.entrar(una_coordinadora(red))
    persona = una_persona()
    puesto = una_adscripcion(persona, red.convocante, confirmada_el=None)
    una_membresia(red, persona)
    solicitud = una_solicitud(red)
    acto = decidir(cliente, "aprobar", f"puesto-{puesto.id}", f"solicitud-{solicitud.id}")
    cliente.post(f"/personas/{persona.clave}/confirmar-puesto/{red.convocante_id}")
    cliente.post(f"/solicitudes/actos/{acto}/adelantar")
    assert "se resolvió en otra página" in cliente.get(f"/solicitudes/actos/{acto}").text
    assert _estado(solicitud) is EstadoSolicitud.APROBADA


def test_el_acto_es_de_quien_lo_hizo(cliente: Cliente) -> None:
    red = una_red_abierta()
    solicitud = una_solicitud(red)
    acto = decidir(cliente.entrar(una_coordinadora(red)), "aprobar", f"solicitud-{solicitud.id}")
    otra = Cliente(cliente.app).entrar(una_coordinadora(red))
    for respuesta in (
        otra.get(f"/solicitudes/actos/{acto}"),
        otra.post(f"/solicitudes/actos/{acto}/deshacer"),
        otra.post(f"/solicitudes/actos/{acto}/adelantar"),
    ):
        assert respuesta.status_code == 404
    assert _estado(solicitud) is EstadoSolicitud.EN_REVISION


# ---------------------------------------------------------------- Suplencias


def suplir(visita: Cliente, red: Red, suplente_id: int, dias: int = 5) -> int:
    """Nombra suplente por la página; devuelve el código de la respuesta."""
    datos = {"red_id": str(red.id), "suplente_id": str(suplente_id), "desde": hoy().isoformat()}
    hasta = (hoy() + timedelta(days=dias)).isoformat()
    return visita.post("/solicitudes/suplencias", {**datos, "hasta": hasta}).status_code


def test_quien_suple_decide_esos_dias_y_queda_dicho_por_quien(cliente: Cliente) -> None:
    red = una_red_abierta()
    ausente, suple = una_coordinadora(red), una_analista(red)
    solicitud = una_solicitud(red)
    visita = Cliente(cliente.app).entrar(suple)
    assert visita.get(f"/solicitudes/{solicitud.id}").status_code == 404
    assert suplir(Cliente(cliente.app).entrar(ausente), red, suple.id) == 303
    assert correos("suplencia") == [suple.correo]
    assert "Por suplencia de" in visita.get("/bandeja").text
    acto = decidir(visita, "aprobar", f"solicitud-{solicitud.id}")
    decision = db.session.scalars(db.select(Decision).where(Decision.acto_id == acto)).one()
    assert decision.por_suplencia_de_id == ausente.id
    assert db.session.get_one(ActoDeBandeja, acto).quien_id == suple.id
    ficha = Cliente(cliente.app).entrar(ausente).get(f"/solicitudes/{solicitud.id}").text
    assert f"por suplencia de {ausente.nombre_visible}" in ficha
    with time_machine.travel(ahora() + timedelta(days=7)):
        una_solicitud(red, nombre="Rosa Llegó Después", correo="rosa@ejemplo.test")
        assert "Rosa" not in visita.get("/bandeja").text


def test_suplir_no_da_mas_de_lo_que_la_ausente_puede_ni_en_otra_red(cliente: Cliente) -> None:
    institucion = una_institucion()
    red, ajena = una_red_abierta(instituciones=[institucion]), una_red_abierta()
    enlace, suple = un_enlace(institucion), una_analista(red)
    suya = una_solicitud(red, nombre="De Su Institución", institucion_id=institucion.id)
    una_solicitud(red, nombre="De Otra Institución", correo="b@ejemplo.test")
    una_solicitud(ajena, nombre="De Otra Red", correo="c@ejemplo.test")
    assert suplir(Cliente(cliente.app).entrar(enlace), red, suple.id) == 303
    pagina = cliente.entrar(suple).get("/bandeja").text
    assert "De Su Institución" in pagina
    assert "De Otra" not in pagina
    assert cliente.get(f"/redes/{red.clave}/editar").status_code == 403
    from red.acceso.modelos import Asignacion

    papel = db.session.scalars(db.select(Asignacion).where(Asignacion.persona_id == enlace.id)).one()
    with transaccion():
        db.session.get_one(Asignacion, papel.id).hasta = hoy() - timedelta(days=1)
    assert "De Su Institución" not in cliente.get("/bandeja").text, "Sin papel, la suplencia ya no da nada"
    assert cliente.get(f"/solicitudes/{suya.id}").status_code == 404


def test_solo_suple_quien_tiene_un_papel_en_la_red(cliente: Cliente) -> None:
    red = una_red_abierta()
    ausente, otra = una_coordinadora(red), una_coordinadora(una_red())
    visita = Cliente(cliente.app).entrar(ausente)
    una_analista(red)
    for nadie in (una_integrante(red), otra, ausente):
        assert suplir(visita, red, nadie.id) == 422
    assert db.session.scalar(db.select(db.func.count(Suplencia.id))) == 0
    analista = una_analista(red)
    assert suplir(visita, red, analista.id) == 303
    assert suplir(visita, red, analista.id) == 422, "Dos a la vez no"
    suplencia = db.session.scalars(db.select(Suplencia)).one()
    assert (
        Cliente(cliente.app).entrar(otra).post(f"/solicitudes/suplencias/{suplencia.id}/terminar").status_code
        == 404
    )
    visita.post(f"/solicitudes/suplencias/{suplencia.id}/terminar")
    una_solicitud(red)
    assert "Lucía" not in Cliente(cliente.app).entrar(analista).get("/bandeja").text


# ---------------------------------------------------------------- El reloj


@pytest.mark.parametrize("con_enlace", [True, False])
def test_el_plazo_se_recuerda_una_vez_y_despues_se_lleva_a_quien_convoca(
    cliente: Cliente, con_enlace: bool
) -> None:
    with time_machine.travel(LUNES, tick=False) as reloj:
        convocante = una_institucion(correo="instituto@ejemplo.test")
        red = una_red_abierta(dias_para_decidir=2, convocante=convocante)
        coordinadora = una_coordinadora(red)
        le_toca = un_enlace(convocante) if con_enlace else coordinadora
        una_solicitud(red, confirmada_en=ahora())
        trabajos.avisar_de_plazos()
        assert correos("bandeja_vence") == []
        assert "Vence el" in cliente.entrar(coordinadora).get("/bandeja").text
        reloj.shift(timedelta(days=2))  # miércoles: se cumple
        trabajos.avisar_de_plazos()
        trabajos.avisar_de_plazos()
        assert correos("bandeja_vence") == [le_toca.correo]
        assert "Vence hoy" in cliente.entrar(coordinadora).get("/bandeja").text
        reloj.shift(timedelta(days=1))
        trabajos.avisar_de_plazos()
        assert correos("bandeja_atrasada") == []
        assert "1 día hábil de atraso" in cliente.entrar(coordinadora).get("/bandeja").text
        reloj.shift(timedelta(days=2))  # sábado: el viernes ya iban dos hábiles
        trabajos.avisar_de_plazos()
        trabajos.avisar_de_plazos()
        assert set(correos("bandeja_atrasada")) == {coordinadora.correo, "instituto@ejemplo.test"}
        assert len(correos("bandeja_atrasada")) == 2
        assert correos("bandeja_vence") == [le_toca.correo]


def test_el_reloj_no_corre_mientras_se_espera_a_la_titular(cliente: Cliente) -> None:
    red = una_red_abierta(pide_respaldo=True, dias_para_decidir=1)
    hace = ahora() - timedelta(days=12)
    una_solicitud(
        red,
        confirmada_en=hace,
        titular_correo="t@ejemplo.test",
        respaldo_pedido_en=hace,
        respaldo_vence_en=ahora() + timedelta(days=2),
    )
    una_coordinadora(red)
    trabajos.avisar_de_plazos()
    assert correos("bandeja_vence") == []
    [fila] = _de(red)
    assert (fila.plazo, fila.atraso) == (mesa.Plazo.DETENIDO, 0)


def test_los_filtros_van_en_la_direccion_y_lo_que_mas_espera_va_primero(cliente: Cliente) -> None:
    red = una_red_abierta()
    cliente.entrar(una_coordinadora(red))
    una_solicitud(red, nombre="Reciente", correo="b@ejemplo.test", confirmada_en=ahora())
    una_solicitud(red, nombre="Antigua", confirmada_en=ahora() - timedelta(days=20))
    pagina = cliente.get("/bandeja").text
    assert pagina.index("Antigua pide") < pagina.index("Reciente pide")
    atrasadas = cliente.get("/bandeja?plazo=atrasado").text
    assert "Antigua pide" in atrasadas
    assert "Reciente pide" not in atrasadas
    assert "Nada coincide" in cliente.get("/bandeja?clase=puesto").text
    assert db.session.scalar(db.select(db.func.count(Membresia.id))) == 0
