"""Los papeles se dan hacia abajo, dentro del alcance y con fechas; terminarlos tiene efecto inmediato."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from red.acceso import consultas
from red.acceso.modelos import Asignacion, EstadoPapel
from red.acceso.operaciones import (
    AlcanceEquivocado,
    PapelNoPermitido,
    PeriodoEquivocado,
    UltimaAdministracion,
    YaTermino,
    YaTieneElPapel,
    nombrar,
    roles_que_nombra,
    terminar_papel,
)
from red.base import db, transaccion
from red.errores import ErrorDeDominio, NoEncontrado
from red.permisos import Rol
from red.reloj import hoy
from tests import fabricas as f
from tests.acceso.visitas import identidad_de, papel_de, pendientes

MES = timedelta(days=30)


def _nombrar(quien, persona, rol, *, red=None, institucion=None, desde=None, hasta=MES):
    with transaccion():
        return nombrar(
            identidad_de(quien),
            persona,
            rol,
            red.id if red else None,
            institucion.id if institucion else None,
            desde or hoy(),
            hoy() + hasta if hasta else None,
        )


def test_la_administracion_da_cualquier_papel_y_puede_no_poner_fecha(mundo):
    for rol, ambito in [
        (Rol.ADMINISTRADORA, {}),
        (Rol.COORDINADORA, {"red": mundo.red}),
        (Rol.ANALISTA, {"red": mundo.otra}),
        (Rol.ENLACE, {"institucion": mundo.ajena}),
    ]:
        papel = _nombrar(mundo.admin, mundo.integrante, rol, hasta=None, **ambito)
        assert papel.esta_vigente(hoy())
        assert papel.otorgada_por_id == mundo.admin.id
    assert len(pendientes("papeles_cambiados")) == 4


def test_la_coordinacion_solo_nombra_enlaces_de_su_red(mundo):
    assert _nombrar(mundo.coordinadora, mundo.integrante, Rol.ENLACE, institucion=mundo.obras)
    for rol in (Rol.ADMINISTRADORA, Rol.COORDINADORA, Rol.ANALISTA, Rol.INTEGRANTE):
        with pytest.raises(PapelNoPermitido):
            _nombrar(mundo.coordinadora, mundo.integrante, rol, red=mundo.red)
    with pytest.raises(NoEncontrado):
        _nombrar(mundo.coordinadora, mundo.integrante, Rol.ENLACE, institucion=mundo.ajena)
    with pytest.raises(NoEncontrado):
        _nombrar(mundo.coordinadora, mundo.extrana, Rol.ENLACE, institucion=mundo.obras)


def test_la_coordinacion_dice_hasta_cuando(mundo):
    with pytest.raises(PeriodoEquivocado) as error:
        _nombrar(mundo.coordinadora, mundo.integrante, Rol.ENLACE, institucion=mundo.obras, hasta=None)
    assert error.value.campo == "hasta"


def test_quien_no_dirige_no_nombra_a_nadie(mundo):
    analista, enlace = f.una_analista(mundo.red), f.un_enlace(mundo.obras)
    for quien in (analista, enlace, mundo.integrante):
        assert roles_que_nombra(identidad_de(quien)) == []
        for rol in Rol:
            with pytest.raises(ErrorDeDominio):
                _nombrar(quien, mundo.integrante, rol, red=mundo.red, institucion=mundo.obras)


def test_un_papel_no_empieza_antes_de_hoy_ni_termina_antes_de_empezar(mundo):
    for desde, hasta, campo in [
        (hoy() - timedelta(days=1), MES, "desde"),
        (hoy() + MES, timedelta(1), "hasta"),
    ]:
        with pytest.raises(PeriodoEquivocado) as error:
            _nombrar(mundo.admin, mundo.integrante, Rol.ANALISTA, red=mundo.red, desde=desde, hasta=hasta)
        assert error.value.campo == campo


def test_cada_papel_lleva_su_ambito(mundo):
    with pytest.raises(AlcanceEquivocado):
        _nombrar(mundo.admin, mundo.integrante, Rol.COORDINADORA, institucion=mundo.obras)
    with pytest.raises(AlcanceEquivocado):
        _nombrar(mundo.admin, mundo.integrante, Rol.ENLACE, red=mundo.red)


def test_el_mismo_papel_no_se_tiene_dos_veces_en_las_mismas_fechas(mundo):
    _nombrar(mundo.admin, mundo.integrante, Rol.ANALISTA, red=mundo.red)
    with pytest.raises(YaTieneElPapel):
        _nombrar(mundo.admin, mundo.integrante, Rol.ANALISTA, red=mundo.red, hasta=None)
    _nombrar(mundo.admin, mundo.integrante, Rol.ANALISTA, red=mundo.otra)
    _nombrar(mundo.admin, mundo.integrante, Rol.ANALISTA, red=mundo.red, desde=hoy() + 2 * MES, hasta=3 * MES)


def test_dos_nombramientos_a_la_vez_dan_un_solo_papel(app, mundo):
    quien, persona_id, red_id = identidad_de(mundo.admin), mundo.integrante.id, mundo.red.id
    db.session.remove()

    def intentar(_):
        from red.personas.modelos import Persona

        with app.app_context():
            persona = db.session.get(Persona, persona_id)
            try:
                with transaccion():
                    nombrar(quien, persona, Rol.ANALISTA, red_id, None, hoy(), None)
            except YaTieneElPapel:
                return 0
            return 1

    with ThreadPoolExecutor(8) as hilos:
        assert sum(hilos.map(intentar, range(16))) == 1


def test_terminar_tiene_efecto_hoy_mismo_y_cierra_las_sesiones(mundo):
    papel = _nombrar(mundo.admin, mundo.integrante, Rol.ENLACE, institucion=mundo.obras)
    sello = consultas.cuenta_de_persona(mundo.integrante.id).sello
    with transaccion():
        terminar_papel(identidad_de(mundo.coordinadora), papel)
    assert papel.hasta == hoy()
    assert not papel.esta_vigente(hoy())
    assert papel.estado(hoy()) is EstadoPapel.TERMINADO
    assert not identidad_de(mundo.integrante).tiene(Rol.ENLACE)
    assert consultas.cuenta_de_persona(mundo.integrante.id).sello != sello


def test_lo_que_fue_cierto_antes_de_terminar_lo_sigue_siendo(mundo):
    papel = f.un_papel(mundo.integrante, Rol.ANALISTA, red=mundo.red)
    with transaccion():
        terminar_papel(identidad_de(mundo.admin), papel)
    ayer = hoy() - timedelta(days=1)
    vigentes = db.session.scalars(db.select(Asignacion.id).where(Asignacion.vigente(ayer))).all()
    assert papel.id in vigentes
    assert papel.esta_vigente(ayer)


def test_un_papel_que_no_ha_empezado_se_puede_retirar(mundo):
    papel = _nombrar(
        mundo.admin, mundo.integrante, Rol.ANALISTA, red=mundo.red, desde=hoy() + MES, hasta=2 * MES
    )
    assert papel.estado(hoy()) is EstadoPapel.POR_EMPEZAR
    with transaccion():
        terminar_papel(identidad_de(mundo.admin), papel)
    assert papel.estado(hoy()) is EstadoPapel.TERMINADO
    assert not papel.esta_vigente(hoy() + MES)
    with pytest.raises(YaTermino), transaccion():
        terminar_papel(identidad_de(mundo.admin), papel)


def test_terminar_y_volver_a_dar_el_mismo_dia(mundo):
    papel = _nombrar(mundo.admin, mundo.integrante, Rol.ANALISTA, red=mundo.red)
    with transaccion():
        terminar_papel(identidad_de(mundo.admin), papel)
    assert _nombrar(mundo.admin, mundo.integrante, Rol.ANALISTA, red=mundo.red).esta_vigente(hoy())


def test_la_coordinacion_no_termina_lo_que_no_puede_dar(mundo):
    for papel in (
        f.un_papel(mundo.integrante, Rol.ANALISTA, red=mundo.red),
        f.un_papel(mundo.extrana, Rol.ENLACE, institucion=mundo.ajena),
        papel_de(mundo.admin, Rol.ADMINISTRADORA),
        papel_de(mundo.coordinadora, Rol.COORDINADORA),
    ):
        with pytest.raises(NoEncontrado), transaccion():
            terminar_papel(identidad_de(mundo.coordinadora), papel)


def test_la_ultima_administracion_no_se_puede_terminar(mundo):
    papel = papel_de(mundo.admin, Rol.ADMINISTRADORA)
    with pytest.raises(UltimaAdministracion), transaccion():
        terminar_papel(identidad_de(mundo.admin), papel)
    otra = f.una_administradora()
    with transaccion():
        terminar_papel(identidad_de(otra), papel)
    with pytest.raises(UltimaAdministracion), transaccion():
        terminar_papel(identidad_de(otra), papel_de(otra, Rol.ADMINISTRADORA))


def test_la_que_vence_no_cuenta_como_otra(mundo):
    """Si sólo quedara quien tiene fecha de término, ese día nadie administraría."""
    papel = papel_de(mundo.admin, Rol.ADMINISTRADORA)
    f.una_administradora()
    temporal = f.una_persona()
    f.una_cuenta(temporal)
    con_fecha = f.un_papel(temporal, Rol.ADMINISTRADORA, hasta=hoy() + timedelta(days=30))
    with transaccion():
        terminar_papel(identidad_de(mundo.admin), papel)
    ultima = next(
        a
        for a in db.session.scalars(db.select(Asignacion).where(Asignacion.rol == Rol.ADMINISTRADORA))
        if a.hasta is None
    )
    with pytest.raises(UltimaAdministracion), transaccion():
        terminar_papel(identidad_de(temporal), ultima)
    with transaccion():
        terminar_papel(identidad_de(temporal), db.session.get_one(Asignacion, con_fecha.id))


def test_si_nadie_administra_sin_fecha_no_se_nombra_a_otra_con_fecha(mundo):
    with transaccion():
        papel_de(mundo.admin, Rol.ADMINISTRADORA).hasta = hoy() + timedelta(days=30)
    fin = hoy() + timedelta(days=60)
    with pytest.raises(PeriodoEquivocado) as error, transaccion():
        nombrar(identidad_de(mundo.admin), mundo.extrana, Rol.ADMINISTRADORA, None, None, hoy(), fin)
    assert error.value.campo == "hasta"
    with transaccion():
        nombrar(identidad_de(mundo.admin), mundo.extrana, Rol.ADMINISTRADORA, None, None, hoy(), None)


@pytest.mark.parametrize("desde", [date(9999, 12, 31), date.max - timedelta(days=400)])
def test_un_papel_no_empieza_dentro_de_siglos(mundo, desde):
    with pytest.raises(PeriodoEquivocado) as error, transaccion():
        nombrar(identidad_de(mundo.admin), mundo.extrana, Rol.ADMINISTRADORA, None, None, desde, None)
    assert error.value.campo == "desde"
    with transaccion():
        pronto = hoy() + timedelta(days=365)
        nombrar(identidad_de(mundo.admin), mundo.extrana, Rol.ADMINISTRADORA, None, None, pronto, None)


def test_una_administradora_que_no_puede_entrar_no_cuenta_como_otra(mundo):
    sin_cuenta = f.una_persona()
    f.un_papel(sin_cuenta, Rol.ADMINISTRADORA)
    cerrada = f.una_administradora()
    with transaccion():
        consultas.cuenta_de_persona(cerrada.id).activa = False
    with pytest.raises(UltimaAdministracion), transaccion():
        terminar_papel(identidad_de(mundo.admin), papel_de(mundo.admin, Rol.ADMINISTRADORA))


def test_dos_administradoras_no_se_pueden_terminar_una_a_la_otra_a_la_vez(app, mundo):
    for _ in range(5):
        otra = f.una_administradora()
        pares = [
            (identidad_de(mundo.admin), papel_de(otra, Rol.ADMINISTRADORA).id),
            (identidad_de(otra), papel_de(mundo.admin, Rol.ADMINISTRADORA).id),
        ]
        db.session.remove()

        def terminar(par):
            with app.app_context():
                try:
                    with transaccion():
                        terminar_papel(par[0], db.session.get(Asignacion, par[1]))
                except ErrorDeDominio:
                    return 0
                return 1

        with ThreadPoolExecutor(2) as hilos:
            assert sum(hilos.map(terminar, pares)) == 1
        quedan = db.session.scalars(
            db.select(Asignacion).where(Asignacion.rol == Rol.ADMINISTRADORA, Asignacion.vigente(hoy()))
        ).all()
        assert len(quedan) == 1
        mundo.admin = quedan[0].persona
