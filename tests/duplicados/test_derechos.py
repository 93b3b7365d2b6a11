"""Juntar registros nunca da lo que no se podría dar: ni papeles, ni otra Red, ni los datos de otra persona."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import false, select

from red.acceso.modelos import Asignacion, Cuenta
from red.base import db, transaccion
from red.duplicados import derechos, operaciones
from red.duplicados.modelos import Clase, ParDuplicado
from red.errores import NoEncontrado
from red.permisos import Identidad, Rol
from red.personas.modelos import Persona
from red.reloj import ahora, hoy
from tests import fabricas
from tests.cliente import Cliente
from tests.duplicados.escena import como, juntar, separar, volcado
from tests.fabricas import guardar


def _estorbos(quien: Identidad, queda: int, se_va: int, clase: Clase = Clase.PERSONA) -> list[str]:
    db.session.rollback()
    return operaciones.trazar(quien, clase, queda, se_va, {}).estorbos


def test_una_duplicada_falsa_no_alcanza_a_la_persona_de_otra_red(app: Flask) -> None:
    """Quien coordina una Red registra en ella a una tocaya de alguien de otra y quiere juntarlas."""
    mia, ajena = fabricas.una_red(), fabricas.una_red()
    coordinadora = como(fabricas.una_coordinadora(mia))
    real = fabricas.una_integrante(ajena, nombre="Ana", primer_apellido="García")
    falsa = fabricas.una_integrante(mia, nombre="Ana", primer_apellido="García")
    antes = volcado()
    for queda, se_va in ((falsa.id, real.id), (real.id, falsa.id)):
        assert _estorbos(coordinadora, queda, se_va) == [operaciones.NoRespondePorLasDos().mensaje]
        with pytest.raises(operaciones.NoSePuedeJuntar):
            juntar(coordinadora, Clase.PERSONA, queda, se_va)
    assert volcado() == antes
    assert not derechos.la_ve(coordinadora, Clase.PERSONA, real.id, hoy())


def test_basta_que_haya_sido_de_otra_red_para_no_poder(app: Flask) -> None:
    mia, ajena = fabricas.una_red(), fabricas.una_red()
    coordinadora = como(fabricas.una_coordinadora(mia))
    una, otra = fabricas.una_integrante(mia), fabricas.una_integrante(mia)
    assert _estorbos(coordinadora, una.id, otra.id) == []
    fabricas.una_membresia(ajena, otra, desde=hoy() - timedelta(days=300), hasta=hoy() - timedelta(days=200))
    assert _estorbos(coordinadora, una.id, otra.id)


def test_la_cuenta_falsa_no_se_queda_con_los_papeles_de_la_real(app: Flask) -> None:
    """En su propia Red: la real coordina y la falsa tiene la cuenta que entraría."""
    red = fabricas.una_red()
    coordinadora = como(fabricas.una_coordinadora(red))
    real, falsa = fabricas.una_persona(), fabricas.una_integrante(red)
    fabricas.una_membresia(red, real)
    fabricas.un_papel(real, Rol.ANALISTA, red=red)
    for queda, se_va in ((falsa.id, real.id), (real.id, falsa.id)):
        assert any(
            "papel que tú no puedes dar" in estorbo for estorbo in _estorbos(coordinadora, queda, se_va)
        )


def test_si_la_real_conserva_su_cuenta_su_papel_no_estorba(app: Flask) -> None:
    """Nadie gana nada: el papel sigue con la misma cuenta."""
    red = fabricas.una_red()
    coordinadora = como(fabricas.una_coordinadora(red))
    real, repetida = fabricas.una_analista(red), fabricas.una_persona()
    fabricas.una_membresia(red, repetida)
    juntar(coordinadora, Clase.PERSONA, real.id, repetida.id)
    assert como(real).tiene(Rol.ANALISTA, red.id)


def test_un_papel_que_si_puede_dar_pasa(app: Flask) -> None:
    red = fabricas.una_red()
    coordinadora = como(fabricas.una_coordinadora(red))
    una, otra = fabricas.una_integrante(red), fabricas.una_persona()
    fabricas.una_membresia(red, otra)
    fabricas.un_papel(otra, Rol.ENLACE, institucion=red.convocante)
    juntar(coordinadora, Clase.PERSONA, una.id, otra.id)
    assert db.session.scalars(select(Asignacion.persona_id).where(Asignacion.rol == Rol.ENLACE)).all() == [
        una.id
    ]


def test_quien_coordina_no_se_queda_con_la_cuenta_de_una_administradora(app: Flask) -> None:
    red = fabricas.una_red()
    coordinadora = como(fabricas.una_coordinadora(red))
    administradora, falsa = fabricas.una_administradora(), fabricas.una_integrante(red)
    fabricas.una_membresia(red, administradora)
    assert _estorbos(coordinadora, falsa.id, administradora.id)
    cuentas = {c.persona_id for c in db.session.scalars(select(Cuenta).where(Cuenta.activa))}
    assert administradora.id in cuentas


def test_una_institucion_de_dos_redes_no_la_junta_una_sola(app: Flask) -> None:
    mia, ajena = fabricas.una_red(), fabricas.una_red()
    coordinadora = como(fabricas.una_coordinadora(mia))
    una, otra = fabricas.una_institucion(), fabricas.una_institucion()
    fabricas.una_participacion(mia, una)
    assert _estorbos(coordinadora, una.id, otra.id, Clase.INSTITUCION)
    fabricas.una_participacion(mia, otra)
    assert _estorbos(coordinadora, una.id, otra.id, Clase.INSTITUCION) == []
    fabricas.una_participacion(ajena, otra)
    assert _estorbos(coordinadora, una.id, otra.id, Clase.INSTITUCION)


def test_sin_revisar_los_derechos_se_notaria(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    mia, ajena = fabricas.una_red(), fabricas.una_red()
    coordinadora = como(fabricas.una_coordinadora(mia))
    real, falsa = fabricas.una_integrante(ajena), fabricas.una_integrante(mia)
    monkeypatch.setattr(derechos, "responde_por", lambda *_: True)
    assert _estorbos(coordinadora, falsa.id, real.id) == []


def test_no_deshace_quien_ya_no_responde_por_ella(app: Flask) -> None:
    red, otra_red = fabricas.una_red(), fabricas.una_red()
    coordinadora = como(fabricas.una_coordinadora(red))
    una, otra = fabricas.una_integrante(red), fabricas.una_integrante(red)
    fusion = juntar(coordinadora, Clase.PERSONA, una.id, otra.id)
    fabricas.una_membresia(otra_red, una)
    with pytest.raises(NoEncontrado):
        separar(coordinadora, fusion)
    assert separar(como(fabricas.una_administradora()), fusion) == []


def test_un_par_ajeno_no_existe(app: Flask) -> None:
    mia, ajena = fabricas.una_red(), fabricas.una_red()
    coordinadora = como(fabricas.una_coordinadora(mia))
    una, otra = fabricas.una_integrante(mia), fabricas.una_integrante(ajena)
    par = guardar(
        ParDuplicado(
            clase=Clase.PERSONA, a_id=una.id, b_id=otra.id, puntos=90, razones={}, hallado_en=ahora()
        )
    )
    with pytest.raises(NoEncontrado), transaccion():
        operaciones.ignorar(par.id, coordinadora)


def _colega_de_otra_red(app: Flask) -> tuple[Persona, ParDuplicado]:
    """Dos registros de alguien de otra Red que trabaja donde también alcanza la mía."""
    comparten = fabricas.una_institucion()
    ajena, mia = (fabricas.una_red(instituciones=[comparten]) for _ in range(2))
    par = [
        fabricas.una_integrante(ajena, comparten, nombre="Elena", primer_apellido="Garibay"),
        fabricas.una_persona(nombre="Elena", primer_apellido="Garibay"),
    ]
    fabricas.una_adscripcion(par[1], comparten)
    fabricas.una_membresia(ajena, par[1])
    return fabricas.una_coordinadora(mia), guardar(
        ParDuplicado(
            clase=Clase.PERSONA,
            a_id=par[0].id,
            b_id=par[1].id,
            puntos=90,
            razones={},
            hallado_en=ahora(),
        )
    )


def test_quien_solo_comparte_institucion_no_ve_los_datos_de_la_otra_red(
    app: Flask, cliente: Cliente, monkeypatch: pytest.MonkeyPatch
) -> None:
    coordinadora, par = _colega_de_otra_red(app)
    cliente.entrar(coordinadora)
    assert "Garibay" not in cliente.get("/duplicados/").get_data(as_text=True)
    assert cliente.get(f"/duplicados/{par.id}").status_code == 404
    monkeypatch.setattr(derechos, "_tiene_ajeno", lambda *_: false())
    assert "@ejemplo" in cliente.get(f"/duplicados/{par.id}").get_data(as_text=True)


def test_comparar_no_dice_con_que_correo_entra_nadie(app: Flask, cliente: Cliente) -> None:
    red = fabricas.una_red()
    una, otra = fabricas.una_persona(), fabricas.una_persona()
    for persona in (una, otra):
        fabricas.una_membresia(red, persona)
    fabricas.una_cuenta(una, correo="privado@ejemplo.test")
    par = guardar(
        ParDuplicado(
            clase=Clase.PERSONA, a_id=una.id, b_id=otra.id, puntos=90, razones={}, hallado_en=ahora()
        )
    )
    cliente.entrar(fabricas.una_coordinadora(red))
    pagina = cliente.get(f"/duplicados/{par.id}").get_data(as_text=True)
    assert "Tiene cuenta" in pagina
    assert "privado@" not in pagina
    assert "privado@" not in cliente.get(f"/duplicados/{par.id}/fusionar").get_data(as_text=True)
