"""Los papeles se dan hacia abajo, dentro del alcance y con fechas; terminarlos tiene efecto inmediato."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from red.acceso import consultas, frenos
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
from tests.acceso.visitas import pendientes
from tests.cliente import Cliente

LISTA = "/acceso/papeles"
NUEVO = "/acceso/papeles/nuevo"
MES = timedelta(days=30)


@pytest.fixture
def mundo(app):
    """Dos Redes que no se conocen, cada una con su coordinadora y una institución más."""

    class Mundo:
        obras, cultura, ajena = (f.una_institucion(nombre=n) for n in ("Obras", "Cultura", "Ajena"))
        red = f.una_red(nombre="Red propia", instituciones=[obras, cultura])
        otra = f.una_red(nombre="Red ajena", instituciones=[ajena])
        admin = f.una_administradora()
        coordinadora = f.una_coordinadora(red)
        integrante = f.una_integrante(red, obras, nombre="Berta", primer_apellido="Solís")
        extrana = f.una_integrante(otra, ajena, nombre="Berta", primer_apellido="Lejana")

    return Mundo


def _identidad(persona):
    return consultas.identidad(consultas.cuenta_de_persona(persona.id), hoy())


def _nombrar(quien, persona, rol, *, red=None, institucion=None, desde=None, hasta=MES):
    with transaccion():
        return nombrar(
            _identidad(quien),
            persona,
            rol,
            red.id if red else None,
            institucion.id if institucion else None,
            desde or hoy(),
            hoy() + hasta if hasta else None,
        )


def _papel_de(persona, rol):
    db.session.rollback()
    consulta = db.select(Asignacion).where(Asignacion.persona_id == persona.id, Asignacion.rol == rol)
    return db.session.scalars(consulta).one()


# ---------------------------------------------------------------- Las reglas


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
        assert roles_que_nombra(_identidad(quien)) == []
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
    quien, persona_id, red_id = _identidad(mundo.admin), mundo.integrante.id, mundo.red.id
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
        terminar_papel(_identidad(mundo.coordinadora), papel)
    assert papel.hasta == hoy()
    assert not papel.esta_vigente(hoy())
    assert papel.estado(hoy()) is EstadoPapel.TERMINADO
    assert not _identidad(mundo.integrante).tiene(Rol.ENLACE)
    assert consultas.cuenta_de_persona(mundo.integrante.id).sello != sello


def test_lo_que_fue_cierto_antes_de_terminar_lo_sigue_siendo(mundo):
    papel = f.un_papel(mundo.integrante, Rol.ANALISTA, red=mundo.red)
    with transaccion():
        terminar_papel(_identidad(mundo.admin), papel)
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
        terminar_papel(_identidad(mundo.admin), papel)
    assert papel.estado(hoy()) is EstadoPapel.TERMINADO
    assert not papel.esta_vigente(hoy() + MES)
    with pytest.raises(YaTermino), transaccion():
        terminar_papel(_identidad(mundo.admin), papel)


def test_terminar_y_volver_a_dar_el_mismo_dia(mundo):
    papel = _nombrar(mundo.admin, mundo.integrante, Rol.ANALISTA, red=mundo.red)
    with transaccion():
        terminar_papel(_identidad(mundo.admin), papel)
    assert _nombrar(mundo.admin, mundo.integrante, Rol.ANALISTA, red=mundo.red).esta_vigente(hoy())


def test_la_coordinacion_no_termina_lo_que_no_puede_dar(mundo):
    for papel in (
        f.un_papel(mundo.integrante, Rol.ANALISTA, red=mundo.red),
        f.un_papel(mundo.extrana, Rol.ENLACE, institucion=mundo.ajena),
        _papel_de(mundo.admin, Rol.ADMINISTRADORA),
        _papel_de(mundo.coordinadora, Rol.COORDINADORA),
    ):
        with pytest.raises(NoEncontrado), transaccion():
            terminar_papel(_identidad(mundo.coordinadora), papel)


def test_la_ultima_administracion_no_se_puede_terminar(mundo):
    papel = _papel_de(mundo.admin, Rol.ADMINISTRADORA)
    with pytest.raises(UltimaAdministracion), transaccion():
        terminar_papel(_identidad(mundo.admin), papel)
    otra = f.una_administradora()
    with transaccion():
        terminar_papel(_identidad(otra), papel)
    with pytest.raises(UltimaAdministracion), transaccion():
        terminar_papel(_identidad(otra), _papel_de(otra, Rol.ADMINISTRADORA))


def test_una_administradora_que_no_puede_entrar_no_cuenta_como_otra(mundo):
    sin_cuenta = f.una_persona()
    f.un_papel(sin_cuenta, Rol.ADMINISTRADORA)
    cerrada = f.una_administradora()
    with transaccion():
        consultas.cuenta_de_persona(cerrada.id).activa = False
    with pytest.raises(UltimaAdministracion), transaccion():
        terminar_papel(_identidad(mundo.admin), _papel_de(mundo.admin, Rol.ADMINISTRADORA))


def test_dos_administradoras_no_se_pueden_terminar_una_a_la_otra_a_la_vez(app, mundo):
    for _ in range(5):
        otra = f.una_administradora()
        pares = [
            (_identidad(mundo.admin), _papel_de(otra, Rol.ADMINISTRADORA).id),
            (_identidad(otra), _papel_de(mundo.admin, Rol.ADMINISTRADORA).id),
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


# ---------------------------------------------------------------- Las páginas


def _dar(cliente, persona, /, **datos):
    cuerpo = {"desde": hoy().isoformat(), "hasta": (hoy() + MES).isoformat(), "actual": f.CONTRASENA, **datos}
    return cliente.post(f"{NUEVO}?persona={persona.clave}", cuerpo)


def test_la_coordinadora_ve_solo_los_enlaces_de_su_red(cliente, mundo):
    f.un_papel(mundo.integrante, Rol.ENLACE, institucion=mundo.obras)
    f.un_papel(mundo.extrana, Rol.ENLACE, institucion=mundo.ajena)
    pagina = cliente.entrar(mundo.coordinadora).get(LISTA).get_data(as_text=True)
    assert "Solís" in pagina
    for ajeno in ("Lejana", "Administradora Prueba", "Coordinación de la Red"):
        assert ajeno not in pagina.partition("<table")[2]
    todo = cliente.entrar(mundo.admin).get(LISTA).get_data(as_text=True)
    assert "Lejana" in todo
    assert "Solís" in todo


def test_da_un_papel_de_principio_a_fin(cliente, mundo):
    cliente.entrar(mundo.coordinadora)
    busqueda = cliente.get(f"{NUEVO}?q=berta").get_data(as_text=True)
    assert mundo.integrante.clave in busqueda
    assert mundo.extrana.clave not in busqueda
    assert "Obras" in busqueda, "con su institución, para distinguir a quienes se llaman igual"
    assert mundo.integrante.clave in cliente.get(f"{NUEVO}?q={mundo.integrante.correo}").get_data(
        as_text=True
    )
    formulario = cliente.get(f"{NUEVO}?persona={mundo.integrante.clave}").get_data(as_text=True)
    assert "Obras" in formulario
    assert "Ajena" not in formulario
    assert 'name="rol"' not in formulario, "sólo puede dar uno y no se le pregunta cuál"
    assert _dar(cliente, mundo.integrante, institucion_id=mundo.obras.id).status_code == 303
    assert "Solís" in cliente.get(LISTA).get_data(as_text=True)


def test_buscar_pide_tres_letras_y_no_dice_nada_de_lo_ajeno(cliente, mundo):
    cliente.entrar(mundo.coordinadora)
    assert "al menos tres letras" in cliente.get(f"{NUEVO}?q=be").get_data(as_text=True)

    def comparable(escrito):
        texto = cliente.get(f"{NUEVO}?q={escrito}").get_data(as_text=True)
        texto = texto.replace(escrito, "X").replace(escrito.replace("@", "%40"), "X")
        return re.sub(r'name="csrf_token" value="[^"]*"', "", texto)

    assert comparable(mundo.extrana.correo) == comparable("nadie99@ejemplo.test")


def test_buscar_no_sirve_para_sacar_la_lista_de_personas(cliente, mundo):
    cliente.entrar(mundo.coordinadora)
    cuenta = consultas.cuenta_de_persona(mundo.coordinadora.id)
    for _ in range(59):
        frenos.BUSCAR_PERSONAS.contar(str(cuenta.id))
    codigos = [cliente.get(f"{NUEVO}?q=berta").status_code for _ in range(3)]
    assert codigos == [200, 429, 429]


def test_agregar_campos_a_la_peticion_no_da_mas_de_lo_permitido(cliente, mundo):
    cliente.entrar(mundo.coordinadora)
    respuesta = _dar(
        cliente,
        mundo.integrante,
        institucion_id=mundo.obras.id,
        rol="administradora",
        red_id=mundo.otra.id,
        persona_id=mundo.coordinadora.id,
        persona=mundo.coordinadora.clave,
        otorgada_por_id=mundo.admin.id,
        terminada_en="",
        id=1,
    )
    assert respuesta.status_code == 303
    papel = _papel_de(mundo.integrante, Rol.ENLACE)
    assert (papel.red_id, papel.institucion_id) == (None, mundo.obras.id)
    assert papel.otorgada_por_id == mundo.coordinadora.id
    assert _identidad(mundo.coordinadora).papeles == _identidad(mundo.coordinadora).papeles
    assert not _identidad(mundo.integrante).tiene(Rol.ADMINISTRADORA)


def test_elegir_una_institucion_que_no_se_ofrecio_se_rechaza(cliente, mundo):
    respuesta = _dar(cliente.entrar(mundo.coordinadora), mundo.integrante, institucion_id=mundo.ajena.id)
    assert respuesta.status_code == 422


def test_dar_un_papel_pide_la_propia_contrasena(cliente, mundo):
    cliente.entrar(mundo.coordinadora)
    respuesta = _dar(cliente, mundo.integrante, institucion_id=mundo.obras.id, actual="la de otra persona")
    assert respuesta.status_code == 422
    assert "No es tu contraseña" in respuesta.get_data(as_text=True)


def test_lo_ajeno_y_lo_que_no_existe_responden_404(cliente, mundo):
    ajeno = f.un_papel(mundo.extrana, Rol.ENLACE, institucion=mundo.ajena)
    cliente.entrar(mundo.coordinadora)
    for url in (
        f"{LISTA}/{ajeno.id}/terminar",
        f"{LISTA}/999999/terminar",
        f"{LISTA}/99999999999999999999/terminar",
        f"{NUEVO}?persona={mundo.extrana.clave}",
        f"{NUEVO}?persona=no-existe",
    ):
        assert cliente.get(url).status_code == 404, url
    assert cliente.post(f"{LISTA}/{ajeno.id}/terminar").status_code == 404


def test_terminar_se_confirma_en_su_pagina(cliente, mundo):
    papel = f.un_papel(mundo.integrante, Rol.ENLACE, institucion=mundo.obras)
    url = f"{LISTA}/{papel.id}/terminar"
    cliente.entrar(mundo.coordinadora)
    assert "Deja de regir en este momento" in cliente.get(url).get_data(as_text=True)
    db.session.rollback()
    assert papel.esta_vigente(hoy()), "mirar la página no termina nada"
    assert cliente.post(url).status_code == 303
    db.session.rollback()
    assert not papel.esta_vigente(hoy())
    assert cliente.post(url).status_code in {404, 422}


def test_la_ultima_administradora_lee_por_que_no_puede(cliente, mundo):
    papel = _papel_de(mundo.admin, Rol.ADMINISTRADORA)
    respuesta = cliente.entrar(mundo.admin).post(f"{LISTA}/{papel.id}/terminar")
    assert respuesta.status_code == 422
    assert "Nombra a otra" in respuesta.get_data(as_text=True)


def test_se_filtra_por_papel_estado_y_nombre(cliente, mundo):
    viejo = f.un_papel(mundo.integrante, Rol.ANALISTA, red=mundo.red, hasta=hoy() - timedelta(days=2))
    f.un_papel(mundo.integrante, Rol.ENLACE, institucion=mundo.cultura, desde=hoy() + MES)
    cliente.entrar(mundo.admin)

    def tabla(consulta):
        return cliente.get(f"{LISTA}?{consulta}").get_data(as_text=True).partition("<tbody")[2]

    assert f"/{viejo.id}/" not in tabla("")
    assert "Personal del instituto" in tabla("estado=terminado&q=solis")
    assert "Cultura" in tabla("estado=por_empezar")
    assert "Cultura" not in tabla("rol=coordinadora&estado=todos")
    assert "Personal del instituto" in tabla("estado=todos&rol=analista")
    for raro in ("estado=x", "rol=x", "pagina=-1", "pagina=999", "q=%"):
        assert cliente.get(f"{LISTA}?{raro}").status_code == 200, raro


def test_las_paginas_de_papeles_no_son_para_otros_papeles(app, mundo):
    for persona in (mundo.integrante, f.una_analista(mundo.red), f.un_enlace(mundo.obras)):
        cliente = Cliente(app).entrar(persona)
        assert cliente.get(LISTA).status_code == 403
        assert cliente.get(NUEVO).status_code == 403
        assert (
            cliente.post(f"{NUEVO}?persona={mundo.integrante.clave}", {"rol": "administradora"}).status_code
            == 403
        )
