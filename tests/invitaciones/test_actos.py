"""Lo que se hace de una vez con varias: con las que se mostró, y qué pasó con cada una; y lo que se sabe de sus correos."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from red.avisos import lotes
from red.avisos.modelos import Aviso, EstadoAviso
from red.avisos.operaciones import dar_a_saber, encolar
from red.base import db, transaccion
from red.invitaciones import actos, consultas, historia, operaciones
from red.invitaciones.modelos import Acto, EstadoInvitacion, Invitacion
from red.invitaciones.plan import Destino
from red.invitaciones.trabajos import avisar_de_vencidas, recordar_invitaciones
from red.redes.modelos import Red
from red.reloj import ahora
from tests.cliente import Cliente
from tests.fabricas import una_coordinadora, una_red
from tests.invitaciones.ayudas import correos_escritos, una_invitacion
from tests.invitaciones.test_convocatorias import una_convocatoria


def unas_cuantas(red: Red) -> list[Invitacion]:
    """Una que espera, una vencida, una aceptada y un borrador."""
    momento = ahora()
    return [
        una_invitacion(red, "espera@x.mx"),
        una_invitacion(red, "vencida@x.mx", vence_en=momento - timedelta(days=1)),
        una_invitacion(red, "aceptada@x.mx", aceptada_en=momento),
        una_invitacion(red, "borrador@x.mx", borrador=True, enviada_en=None),
    ]


def hacer(acto: Acto, red: Red, cuales: list[Invitacion], **extras: object) -> list[list[object]]:
    quien = una_coordinadora(red)
    vista = actos.huella(acto, cuales)
    with transaccion():
        hecho = actos.hacer(acto, red, cuales, vista, quien.id, **extras)  # type: ignore[arg-type]
    filas: list[list[object]] = hecho.resultados["filas"]
    return filas


@pytest.mark.parametrize(
    ("acto", "hechas", "escritos"),
    [
        (Acto.REENVIAR, [True, True, False, False], ["espera@x.mx", "vencida@x.mx"]),
        (Acto.RECORDAR, [True, False, False, False], ["espera@x.mx"]),
        (Acto.REVOCAR, [True, True, False, True], []),
        (Acto.MOVER, [True, True, True, True], []),
    ],
)
def test_cada_acto_dice_que_paso_con_cada_una(
    app: Flask, acto: Acto, hechas: list[bool], escritos: list[str]
) -> None:
    red = una_red()
    cuales = unas_cuantas(red)
    destino = una_convocatoria(red) if acto is Acto.MOVER else None
    filas = hacer(acto, red, cuales, convocatoria=destino)
    assert [bien for _, _, bien in filas] == hechas
    assert all(que for _, que, _ in filas)
    plantilla = "invitacion_recordatorio" if acto is Acto.RECORDAR else "invitacion"
    assert correos_escritos(plantilla) == escritos
    if acto is Acto.REENVIAR:
        assert {i.estado(ahora()) for i in cuales[:2]} == {EstadoInvitacion.ENVIADA}
        assert [bien for _, _, bien in hacer(acto, red, cuales)] == [False] * 4  # ya están por salir


def test_si_algo_cambio_desde_que_se_mostro_no_se_hace_nada(app: Flask) -> None:
    red = una_red()
    cuales, quien = unas_cuantas(red), una_coordinadora(red)
    vista = actos.huella(Acto.REVOCAR, cuales)
    with transaccion():
        cuales[0].rechazada_en = ahora()
    with pytest.raises(actos.CambioLaSeleccion), transaccion():
        actos.hacer(Acto.REVOCAR, red, cuales, vista, quien.id)
    assert cuales[1].revocada_en is None


def test_los_que_cumplen_el_filtro_se_eligen_se_confirman_y_se_hacen(cliente: Cliente, app: Flask) -> None:
    red = una_red()
    unas_cuantas(red)
    cliente.entrar(una_coordinadora(red))
    libro = cliente.get("/invitaciones/?estado=vencida")
    assert 'name="id"' in libro.text
    direccion = "/invitaciones/varias?estado=vencida&acto=reenviar"
    confirmar = cliente.get(direccion)
    assert "vencida@x.mx" in confirmar.text
    assert "espera@x.mx" not in confirmar.text
    vista = confirmar.text.split('name="vista"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    hecho = cliente.post(direccion, {"vista": vista}, sigue=True)
    assert "Sale otro correo, con más tiempo" in hecho.text
    assert correos_escritos() == ["vencida@x.mx"]
    assert cliente.post(direccion, {"vista": vista}).status_code == 200  # ya no hay ninguna vencida
    assert correos_escritos() == ["vencida@x.mx"]


def test_lo_que_se_sabe_del_correo_llega_al_libro(app: Flask) -> None:
    invitacion = una_invitacion(una_red())
    with transaccion():
        aviso = encolar("invitacion", invitacion.correo, {"invitacion_id": invitacion.id},
            referencia=consultas.referencia(invitacion.id))  # fmt: skip
        ajeno = encolar("recuperar", invitacion.correo, {}, referencia="cuenta:1")
    for estado, dicho in (
        (EstadoAviso.REBOTADO, EstadoInvitacion.REBOTADA),
        (EstadoAviso.ENTREGADO, EstadoInvitacion.ENTREGADA),
        (EstadoAviso.FALLIDO, EstadoInvitacion.REBOTADA),
    ):
        with transaccion():
            aviso.estado = estado
            dar_a_saber(aviso)
        assert invitacion.estado(ahora()) is dicho
    with transaccion():
        ajeno.estado = EstadoAviso.ENTREGADO
        dar_a_saber(ajeno)
    assert invitacion.estado(ahora()) is EstadoInvitacion.REBOTADA
    with transaccion():
        operaciones.alargar(invitacion)
    assert invitacion.estado(ahora()) is EstadoInvitacion.ENVIADA


@pytest.mark.parametrize("responde", [False, True])
def test_se_recuerda_siete_y_dos_dias_antes_y_se_deja_de_hacer_al_responder(
    app: Flask, responde: bool
) -> None:
    red = una_red()
    convocatoria, principio = una_convocatoria(red, recordatorios=[7, 2], dias=14), ahora()
    invitacion = una_invitacion(
        red, convocatoria_id=convocatoria.id, vence_en=principio + timedelta(days=14), enviada_en=None
    )
    with transaccion():
        operaciones.anotar_salida(invitacion, principio)
    cuando = []
    for hora in range(0, 15 * 24, 12):
        with time_machine.travel(principio + timedelta(hours=hora, minutes=1), tick=False):
            antes = len(correos_escritos("invitacion_recordatorio"))
            recordar_invitaciones()
            if len(correos_escritos("invitacion_recordatorio")) > antes:
                cuando.append(hora / 24)
                if responde:
                    with transaccion():
                        invitacion.rechazada_en = ahora()
    assert cuando == ([7] if responde else [7, 12])
    assert db.session.scalars(select(Aviso.para)).all() == ["nueva@ejemplo.test"] * len(cuando)


def test_nada_vence_en_silencio_quien_coordina_se_entera_una_vez_al_dia(app: Flask) -> None:
    red, momento = una_red(), ahora()
    coordinadora = una_coordinadora(red)
    una_invitacion(red, "a@x.mx", vence_en=momento - timedelta(hours=1))
    una_invitacion(red, "b@x.mx", vence_en=momento + timedelta(hours=3))
    una_invitacion(red, "c@x.mx", vence_en=momento - timedelta(hours=1), rechazada_en=momento)
    dichas = []
    for horas in (0, 1, 4, 23, 25, 60):
        with time_machine.travel(momento + timedelta(hours=horas), tick=False):
            avisar_de_vencidas()
            dichas.append(len(correos_escritos("invitaciones_vencidas")))
    assert dichas == [1, 1, 1, 1, 2, 2]  # la segunda, por la que venció después
    assert set(correos_escritos("invitaciones_vencidas")) == {coordinadora.correo}


def test_lo_que_se_detuvo_antes_de_salir_vuelve_a_borrador_y_puede_enviarse(app: Flask) -> None:
    red = una_red()
    quien = una_coordinadora(red)

    def invitar() -> list[Invitacion]:
        plan = operaciones.revisar(red, "ana@x.mx")
        with transaccion():
            return operaciones.invitar(red, quien.id, "ana@x.mx", plan.huella, [], operaciones.Detalle())

    (primera,) = invitar()
    aviso = db.session.scalars(select(Aviso)).one()
    assert aviso.lote_id is not None
    with transaccion():
        lotes.detener(aviso.lote_id, quien.id, "Lista equivocada")
    assert primera.estado(ahora()) is EstadoInvitacion.BORRADOR
    assert "El correo se detuvo antes de salir" in [s.texto for s in historia.sucesos(primera, ahora())]
    assert aviso.sabido_en is not None
    assert operaciones.revisar(red, "ana@x.mx").de(Destino.NUEVA)
    assert [i.id for i in invitar()] == [primera.id]
    assert primera.estado(ahora()) is EstadoInvitacion.EN_COLA


def test_lo_que_espera_aprobacion_no_se_dice_hecho(cliente: Cliente, app: Flask) -> None:
    red = una_red()
    cuales, quien = unas_cuantas(red), una_coordinadora(red)
    with transaccion():
        lotes.abrir("Otro envío", red.id, quien.id, lotes.SIN_SEGUNDA_MIRADA)
        hecho = actos.hacer(Acto.REENVIAR, red, cuales[:1], actos.huella(Acto.REENVIAR, cuales[:1]), quien.id)
    assert hecho.resultados["filas"][0][1] == actos.ESPERA
    cliente.entrar(quien)
    assert "todavía no sale" in cliente.get(f"/invitaciones/actos/{hecho.id}").text
    otra = cliente.post(f"/invitaciones/{cuales[1].id}/reenviar", sigue=True).text
    assert "Saldrá cuando alguien más de la coordinación lo apruebe" in otra


def test_antes_de_recordar_se_dice_cuantas_ya_vencieron(cliente: Cliente, app: Flask) -> None:
    red = una_red()
    unas_cuantas(red)
    cliente.entrar(una_coordinadora(red))
    texto = cliente.get("/invitaciones/varias?estado=vencida&acto=recordar").text
    assert "No se hará con ninguna." in texto
    assert "acto=reenviar" in texto
