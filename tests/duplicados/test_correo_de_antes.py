"""El correo de un registro que se juntó con otro sigue llevando a la misma persona, y al separarlos vuelve a ser suyo."""

import pytest
from flask import Flask
from sqlalchemy import select

from red.acceso import operaciones as acceso
from red.acceso.consultas import cuenta_de_correo
from red.base import con_candado, db, transaccion
from red.duplicados.modelos import Clase, Fusion
from red.invitaciones import consultas as invitaciones
from red.invitaciones.consultas_envio import integrantes_con_correo
from red.personas.consultas import persona_de_correo
from red.personas.modelos import Persona
from red.personas.operaciones import CorreoRegistrado, cambiar_correo
from red.redes.modelos import EstadoMembresia
from red.solicitudes import consultas as solicitudes
from tests import fabricas
from tests.cliente import Cliente
from tests.duplicados.escena import como, juntar, separar

DE_HOY, DE_ANTES = "hoy@ejemplo.test", "antes@ejemplo.test"


def _juntas(*, dos_cuentas: bool = False) -> tuple[Persona, Fusion, int]:
    """La administradora, la fusión y la Red que integra quien quedó; la otra usaba el correo de antes."""
    administradora, red = fabricas.una_administradora(), fabricas.una_red()
    queda = fabricas.una_integrante(red, nombre="María", correo=DE_HOY)
    se_va = fabricas.una_persona(nombre="María", correo=DE_ANTES)
    if dos_cuentas:
        fabricas.una_cuenta(se_va)
    return administradora, juntar(como(administradora), Clase.PERSONA, queda.id, se_va.id), red.id


@pytest.mark.parametrize("dos_cuentas", [False, True])
def test_entra_con_cualquiera_de_sus_correos(app: Flask, dos_cuentas: bool) -> None:
    administradora, fusion, _ = _juntas(dos_cuentas=dos_cuentas)
    entra = {correo: acceso.comprobar(correo, fabricas.CONTRASENA) for correo in (DE_HOY, DE_ANTES)}
    assert {cuenta.persona_id for cuenta in entra.values() if cuenta} == {fusion.queda_id}
    assert all(entra.values())
    assert acceso.comprobar(DE_ANTES, "otra contraseña larga y ajena") is None
    separar(como(administradora), fusion)
    sola = acceso.comprobar(DE_ANTES, fabricas.CONTRASENA)
    assert (sola.persona_id if sola else None) == (fusion.se_va_id if dos_cuentas else None)


def test_al_correo_de_antes_no_se_le_manda_como_recuperar_la_cuenta(app: Flask) -> None:
    """Ese correo puede ser ya de otra persona: quien lo lea no debe poder entrar como ella."""
    _juntas()
    assert cuenta_de_correo(DE_ANTES) is None
    assert cuenta_de_correo(DE_HOY) is not None, "Control"


def test_invitarla_o_recibir_su_solicitud_por_el_de_antes_da_con_ella(app: Flask) -> None:
    administradora, fusion, red_id = _juntas()
    otra = fabricas.una_persona(correo="otra@ejemplo.test")
    for correo, es_ella in ((DE_HOY, True), (DE_ANTES, True), (otra.correo, False)):
        cuenta = invitaciones.cuenta_para(correo)
        assert (cuenta is not None and cuenta.persona_id == fusion.queda_id) is es_ella
        assert (solicitudes.cuenta_para(correo) is not None) is es_ella
        assert solicitudes.integra(red_id, correo) is es_ella
    hallados = integrantes_con_correo(red_id, [DE_HOY, DE_ANTES, otra.correo])
    assert hallados == dict.fromkeys((DE_HOY, DE_ANTES), EstadoMembresia.ACTIVA)
    assert db.session.scalar(invitaciones._correos_de(fusion.queda_id, DE_ANTES)) == DE_ANTES
    separar(como(administradora), fusion)
    assert invitaciones.cuenta_para(DE_ANTES) is None
    assert not solicitudes.integra(red_id, DE_ANTES)


def test_puede_volver_a_usar_el_de_antes_y_nadie_mas_se_lo_queda(app: Flask) -> None:
    administradora, fusion, _ = _juntas()
    otra = fabricas.una_persona()
    with pytest.raises(CorreoRegistrado), transaccion():
        cambiar_correo(con_candado(Persona, otra.id), DE_ANTES)
    with transaccion():
        cambiar_correo(con_candado(Persona, fusion.queda_id), DE_ANTES.upper())
    correos = {p.id: p.correo for p in db.session.scalars(select(Persona))}
    assert (correos[fusion.queda_id], correos[fusion.se_va_id]) == (DE_ANTES, DE_HOY)
    for correo in (DE_ANTES, DE_HOY):
        suya = persona_de_correo(correo)
        assert suya is not None
        assert suya.id == fusion.queda_id
    separar(como(administradora), fusion)
    assert len({p.correo for p in db.session.scalars(select(Persona))}) == len(correos), (
        "Nadie pierde ni repite"
    )


def test_la_coordinacion_le_devuelve_el_de_antes_desde_su_ficha(cliente: Cliente) -> None:
    administradora, fusion, _ = _juntas()
    with transaccion():
        persona = con_candado(Persona, fusion.queda_id)
        db.session.delete(cuenta_de_correo(DE_HOY))
    clave, donde = persona.clave, persona.id
    cliente.entrar(administradora)
    datos = {"nombre": "María", "primer_apellido": "Ríos", "correo": DE_ANTES, "motivo": "Volvió a su correo",
             "puesto": "Jefa", "nivel": "mando_medio", "desde": "2020", "que_cambia": "correccion",
             "institucion_id": str(fabricas.db.session.scalar(select(fabricas.Institucion.id)))}  # fmt: skip
    assert cliente.post(f"/personas/{clave}/editar", datos).status_code == 303
    assert db.session.get_one(Persona, donde).correo == DE_ANTES
