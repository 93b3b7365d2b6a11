"""Una invitación se envía una vez, se responde una vez y nunca desaparece."""

from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from red.acceso.modelos import Cuenta
from red.acceso.operaciones import ContrasenaDebil, YaTieneCuenta
from red.avisos import consultas as avisos
from red.avisos import lotes
from red.avisos.modelos import Aviso, EstadoAviso
from red.base import db, transaccion
from red.errores import NoEncontrado
from red.invitaciones import consultas, consultas_envio, operaciones, respuestas
from red.invitaciones.modelos import EstadoInvitacion, Invitacion, LlaveInvitacion
from red.invitaciones.operaciones import Detalle
from red.invitaciones.plan import Destino
from red.personas.consultas import adscripcion_vigente, finalidades_de, persona_de_correo
from red.personas.modelos import AvisoPrivacidad, Finalidad, Persona
from red.redes.consultas import integra
from red.redes.modelos import EstadoMembresia, Red
from red.reloj import ahora, hoy
from tests.fabricas import (
    un_aviso_de_privacidad,
    una_coordinadora,
    una_integrante,
    una_membresia,
    una_persona,
    una_red,
)
from tests.invitaciones.ayudas import correos_escritos, un_alta, una_invitacion, una_llave


def invitar(
    red: Red, quien: Persona, texto: str, incluir: tuple[str, ...] = (), **detalle: object
) -> list[Invitacion]:
    huella = operaciones.revisar(red, texto).huella
    with transaccion():
        return operaciones.invitar(red, quien.id, texto, huella, incluir, Detalle(**detalle))  # type: ignore[arg-type]


def destinos(red: Red, texto: str) -> list[Destino]:
    return [renglon.destino for renglon in operaciones.revisar(red, texto).renglones]


def cuantas(modelo: type) -> int:
    return db.session.scalar(select(func.count()).select_from(modelo)) or 0


# Invitar


def test_el_plan_dice_que_pasara_con_cada_correo(app: Flask) -> None:
    red = una_red()
    integrante = una_integrante(red)
    una_invitacion(red, "espera@x.mx")
    una_invitacion(red, "dijo.no@x.mx", rechazada_en=ahora())
    texto = f"nueva@x.mx\nmala\nNUEVA@x.mx\n{integrante.correo}\nespera@x.mx\ndijo.no@x.mx"
    assert destinos(red, texto) == [
        Destino.NUEVA,
        Destino.MAL_ESCRITA,
        Destino.REPETIDA,
        Destino.YA_INTEGRA,
        Destino.YA_INVITADA,
        Destino.RECHAZO,
    ]


def test_quien_entra_con_otro_correo_tambien_se_reconoce_como_integrante(app: Flask) -> None:
    red = una_red()
    persona = una_integrante(red)
    with transaccion():
        db.session.scalars(select(Cuenta).where(Cuenta.persona_id == persona.id)).one().correo = "otro@x.mx"
    assert destinos(red, "otro@x.mx") == [Destino.YA_INTEGRA]


def test_quien_dejo_la_red_puede_volver_a_recibir_invitacion(app: Flask) -> None:
    red, persona = una_red(), una_persona(correo="volver@x.mx")
    una_membresia(red, persona, estado=EstadoMembresia.CONCLUIDA, hasta=hoy())
    assert destinos(red, "volver@x.mx") == [Destino.NUEVA]


def test_se_envia_a_las_nuevas_y_las_malas_no_detienen_a_nadie(app: Flask) -> None:
    red = una_red()
    enviadas = invitar(red, una_coordinadora(red), "a@x.mx, mala, Berta Ruiz <b@x.mx>, a@x.mx", mensaje="Ven")
    assert [(i.correo, i.nombre, i.mensaje) for i in enviadas] == [
        ("a@x.mx", None, "Ven"),
        ("b@x.mx", "Berta Ruiz", "Ven"),
    ]
    assert correos_escritos() == ["a@x.mx", "b@x.mx"]


def test_si_algo_cambio_entre_revisar_y_enviar_no_sale_nada(app: Flask) -> None:
    red = una_red()
    quien = una_coordinadora(red)
    huella = operaciones.revisar(red, "a@x.mx, b@x.mx").huella
    una_invitacion(red, "b@x.mx")
    with pytest.raises(operaciones.PlanCambio), transaccion():
        operaciones.invitar(red, quien.id, "a@x.mx, b@x.mx", huella, (), Detalle())
    assert correos_escritos() == []


def test_incluir_reenvia_sin_crear_otra(app: Flask) -> None:
    red = una_red()
    previa = una_invitacion(red, "espera@x.mx", vence_en=ahora() - timedelta(days=2))
    (reenviada,) = invitar(red, una_coordinadora(red), "espera@x.mx", incluir=("espera@x.mx",))
    assert reenviada.id == previa.id
    assert reenviada.estado(ahora()) is EstadoInvitacion.ENVIADA
    assert cuantas(Invitacion) == 1


def test_a_quien_dijo_que_no_se_le_hace_otra_solo_si_se_pide(app: Flask) -> None:
    red = una_red()
    quien = una_coordinadora(red)
    una_invitacion(red, "no@x.mx", rechazada_en=ahora())
    with pytest.raises(operaciones.NadaQueEnviar):
        invitar(red, quien, "no@x.mx")
    assert len(invitar(red, quien, "no@x.mx", incluir=("no@x.mx",))) == 1
    assert cuantas(Invitacion) == 2


def test_una_lista_sin_nada_que_enviar_lo_dice(app: Flask) -> None:
    red = una_red()
    with pytest.raises(operaciones.NadaQueEnviar) as error:
        invitar(red, una_coordinadora(red), "mala, otra mala")
    assert error.value.campo == "correos"


def test_pegados_se_admiten_quinientos(app: Flask) -> None:
    red = una_red()
    assert len(operaciones.revisar(red, ",".join(f"p{n}@x.mx" for n in range(500))).renglones) == 500
    with pytest.raises(operaciones.DemasiadosCorreos):
        operaciones.revisar(red, ",".join(f"p{n}@x.mx" for n in range(501)))


def test_mas_de_doscientas_en_el_dia_esperan_a_otra_persona_aunque_vayan_en_partes(app: Flask) -> None:
    red = una_red()
    una, otra = una_coordinadora(red), una_coordinadora(red)
    primeras = invitar(red, una, ",".join(f"p{n}@x.mx" for n in range(150)))
    demas = invitar(red, una, ",".join(f"q{n}@x.mx" for n in range(51)))
    (lote,) = avisos.lotes_por_aprobar(frozenset({red.id}))
    assert (len(primeras), len(demas), lote.cuantos) == (150, 51, 51)
    estados = Counter(db.session.scalars(select(Aviso.estado)))
    assert estados == {EstadoAviso.PENDIENTE: 150, EstadoAviso.RETENIDO: 51}
    with transaccion():
        assert lotes.aprobar(lote.id, otra.id) == 51
    assert Counter(db.session.scalars(select(Aviso.estado))) == {EstadoAviso.PENDIENTE: 201}


@pytest.mark.parametrize("camino", ["reenviar", "incluir", "revocar y volver a invitar"])
def test_a_un_mismo_correo_se_le_escribe_tres_veces_al_dia_por_el_camino_que_sea(
    app: Flask, camino: str
) -> None:
    red = una_red()
    una = una_coordinadora(red)
    (invitacion,) = invitar(red, una, "ella@x.mx")

    def otra_vez() -> None:
        nonlocal invitacion
        _salen_los_correos()
        if camino == "reenviar":
            with transaccion():
                operaciones.reenviar(invitacion.id)
        elif camino == "incluir":
            invitar(red, una, "ella@x.mx", incluir=("ella@x.mx",))
        else:
            with transaccion():
                operaciones.revocar(invitacion.id)
            (invitacion,) = invitar(red, una, "ella@x.mx")

    otra_vez()
    otra_vez()
    with pytest.raises(operaciones.DemasiadosAlMismo):
        otra_vez()
    assert len(invitar(red, una, "otra@x.mx")) == 1
    manana = ahora() + timedelta(hours=25)
    with time_machine.travel(manana, tick=False):
        if camino == "revocar y volver a invitar":
            (invitacion,) = invitar(red, una, "ella@x.mx")
        else:
            otra_vez()


def _salen_los_correos() -> None:
    with transaccion():
        for aviso in db.session.scalars(select(Aviso)):
            aviso.estado = EstadoAviso.ENVIADO


# Reenviar y revocar


def test_reenviar_alarga_nunca_acorta_y_no_apaga_los_enlaces_anteriores(app: Flask) -> None:
    red = una_red()
    invitacion = una_invitacion(red, vence_en=ahora() + timedelta(days=20))
    primera = una_llave(invitacion)
    vencia = invitacion.vence_en
    with transaccion():
        operaciones.reenviar(invitacion.id, timedelta(days=3))
    segunda = una_llave(invitacion)
    assert invitacion.vence_en == vencia
    for ficha in (primera, segunda):
        hallada = consultas.invitacion_de_huella(LlaveInvitacion.huella_de(ficha))
        assert hallada is not None
        assert hallada.id == invitacion.id


def test_no_se_reenvia_mientras_el_correo_anterior_esta_por_salir(app: Flask) -> None:
    invitacion = una_invitacion(una_red())
    with transaccion():
        operaciones.reenviar(invitacion.id)
    with pytest.raises(operaciones.EnCamino), transaccion():
        operaciones.reenviar(invitacion.id)
    with transaccion():
        db.session.scalars(select(Aviso)).one().estado = EstadoAviso.ENVIADO
    with transaccion():
        operaciones.reenviar(invitacion.id)
    assert len(correos_escritos()) == 2


def test_una_en_camino_no_detiene_a_las_demas(app: Flask) -> None:
    red = una_red()
    quien = una_coordinadora(red)
    invitar(red, quien, "a@x.mx")
    enviadas = invitar(red, quien, "a@x.mx, b@x.mx", incluir=("a@x.mx",))
    assert [i.correo for i in enviadas] == ["b@x.mx"]


@pytest.mark.parametrize("cierre", ["aceptada_en", "rechazada_en", "revocada_en"])
def test_lo_respondido_ya_no_se_reenvia_ni_se_revoca(app: Flask, cierre: str) -> None:
    invitacion = una_invitacion(una_red(), **{cierre: ahora()})
    for hacer in (operaciones.reenviar, operaciones.revocar):
        with pytest.raises(operaciones.YaRespondida), transaccion():
            hacer(invitacion.id)


# Aceptar


def aceptar(
    invitacion: Invitacion, aviso: AvisoPrivacidad, finalidades: set[Finalidad] | None = None, **alta: object
) -> Cuenta:
    with transaccion():
        return respuestas.aceptar(invitacion.id, un_alta(**alta), finalidades or set(), aviso)


def test_aceptar_crea_todo_de_una_vez(app: Flask) -> None:
    red, aviso = una_red(), un_aviso_de_privacidad()
    invitacion = una_invitacion(red)
    cuenta = aceptar(invitacion, aviso, {Finalidad.MAPA}, institucion_id=red.convocante_id)
    persona = persona_de_correo("nueva@ejemplo.test")
    assert persona is not None
    assert cuenta.persona_id == persona.id
    assert integra(red.id, persona.id, hoy())
    assert finalidades_de(persona.id) == {Finalidad.PARTICIPAR, Finalidad.MAPA}
    puesto = adscripcion_vigente(persona.id, hoy())
    assert puesto is not None
    assert puesto.institucion_id == red.convocante_id
    assert invitacion.estado(ahora()) is EstadoInvitacion.ACEPTADA
    assert invitacion.persona_id == persona.id


def test_lo_opcional_no_se_consiente_si_no_se_marco(app: Flask) -> None:
    red, aviso = una_red(), un_aviso_de_privacidad()
    cuenta = aceptar(una_invitacion(red), aviso)
    assert finalidades_de(cuenta.persona_id) == {Finalidad.PARTICIPAR}


def test_aceptar_dos_veces_no_se_puede(app: Flask) -> None:
    red, aviso = una_red(), un_aviso_de_privacidad()
    invitacion = una_invitacion(red)
    aceptar(invitacion, aviso)
    with pytest.raises(operaciones.YaRespondida):
        aceptar(invitacion, aviso, nombre="Otra")
    assert cuantas(Cuenta) == 1


def test_si_la_contrasena_no_se_acepta_no_queda_nada_a_medias(app: Flask) -> None:
    red, aviso = una_red(), un_aviso_de_privacidad()
    invitacion = una_invitacion(red)
    with pytest.raises(ContrasenaDebil) as error:
        aceptar(invitacion, aviso, contrasena="corta")
    assert error.value.campo == "contrasena"
    assert cuantas(Persona) == 0
    assert invitacion.estado(ahora()) is EstadoInvitacion.ENVIADA


def test_quien_ya_estaba_registrada_sin_cuenta_conserva_su_ficha(app: Flask) -> None:
    red, aviso = una_red(), un_aviso_de_privacidad()
    persona = una_persona(nombre="Lucia", correo="nueva@ejemplo.test")
    cuenta = aceptar(una_invitacion(red), aviso, nombre="Lucía")
    assert cuenta.persona_id == persona.id
    assert persona.nombre == "Lucía"


def test_quien_ya_tiene_cuenta_no_puede_crear_otra(app: Flask) -> None:
    red, aviso = una_red(), un_aviso_de_privacidad()
    persona = una_integrante(una_red())
    invitacion = una_invitacion(red, persona.correo)
    with pytest.raises(YaTieneCuenta):
        aceptar(invitacion, aviso)
    with transaccion():
        respuestas.unirse(invitacion.id, persona, aviso)
    assert integra(red.id, persona.id, hoy())


def test_con_otra_cuenta_no_se_acepta_una_invitacion_ajena(app: Flask) -> None:
    red, aviso = una_red(), un_aviso_de_privacidad()
    invitacion, ajena = una_invitacion(red), una_integrante(una_red())
    with pytest.raises(NoEncontrado), transaccion():
        respuestas.unirse(invitacion.id, ajena, aviso)
    assert not integra(red.id, ajena.id, hoy())


def test_una_vencida_no_se_acepta_ni_por_un_segundo(app: Flask) -> None:
    red, aviso = una_red(), un_aviso_de_privacidad()
    invitacion = una_invitacion(red)
    with time_machine.travel(invitacion.vence_en, tick=False), pytest.raises(operaciones.YaRespondida):
        aceptar(invitacion, aviso)
    with time_machine.travel(invitacion.vence_en - timedelta(seconds=1), tick=False):
        aceptar(invitacion, aviso)


# Rechazar y pedir otra


def test_rechazar_guarda_el_motivo_y_a_quien_propone_y_no_le_escribe(app: Flask) -> None:
    invitacion = una_invitacion(una_red())
    with transaccion():
        respuestas.rechazar(invitacion.id, "Cambié de área", " Berta@X.mx ")
    assert (invitacion.motivo, invitacion.propuesta) == ("Cambié de área", "berta@x.mx")
    assert invitacion.por_atender
    assert correos_escritos() == []


def test_un_correo_propuesto_mal_escrito_se_dice_junto_a_su_campo(app: Flask) -> None:
    invitacion = una_invitacion(una_red())
    with pytest.raises(respuestas.PropuestaMalEscrita) as error, transaccion():
        respuestas.rechazar(invitacion.id, None, "berta")
    assert error.value.campo == "propuesta"
    assert invitacion.rechazada_en is None


def test_quien_llega_tarde_pide_otra_y_la_coordinacion_lo_sabe(app: Flask) -> None:
    red = una_red()
    coordinadora = una_coordinadora(red)
    una_coordinadora(una_red())
    invitacion = una_invitacion(red, vence_en=ahora() - timedelta(hours=1))
    with transaccion():
        respuestas.pedir_nueva(invitacion.id)
    assert correos_escritos("invitacion_pedida") == [coordinadora.correo]
    assert consultas_envio.pendientes([red.id], ahora()).por_atender == 1
    with pytest.raises(respuestas.YaPedida), transaccion():
        respuestas.pedir_nueva(invitacion.id)
    with transaccion():
        operaciones.reenviar(invitacion.id)
    assert consultas_envio.pendientes([red.id], ahora()).por_atender == 0


def test_no_se_pide_otra_de_una_que_todavia_sirve(app: Flask) -> None:
    invitacion = una_invitacion(una_red())
    with pytest.raises(operaciones.YaRespondida), transaccion():
        respuestas.pedir_nueva(invitacion.id)


def test_el_estado_en_la_base_y_en_python_es_el_mismo(app: Flask) -> None:
    red, momento = una_red(), ahora()
    marcas = (
        "enviada_en",
        "entregada_en",
        "rebotada_en",
        "abierta_en",
        "aceptada_en",
        "rechazada_en",
        "revocada_en",
    )
    with transaccion():
        for n in range(2 ** len(marcas)):
            puestas = {marca: momento if n >> i & 1 else None for i, marca in enumerate(marcas)}
            for vence in (momento + timedelta(days=1), momento):
                for borrador in (False, True):
                    correo = f"p{n}.{vence.day}.{borrador}@x.mx"
                    comunes = {"red_id": red.id, "correo": correo, "creada_en": momento, "vence_en": vence}
                    db.session.add(Invitacion(**comunes, borrador=borrador, **puestas))
    todas = db.session.scalars(select(Invitacion)).all()
    filtro = consultas.Filtro(redes=frozenset({red.id}))
    cuentas = consultas.cuentas(filtro, momento)
    for estado in EstadoInvitacion:
        condicion = consultas.en_estado(estado, momento)
        en_base = set(db.session.scalars(select(Invitacion.id).where(condicion)))
        assert en_base == {i.id for i in todas if i.estado(momento) is estado}
        assert cuentas.por_estado[estado] == len(en_base) > 0
    assert cuentas.todas == 2 ** len(marcas) * 4
