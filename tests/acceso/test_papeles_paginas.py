"""Las páginas de papeles: buscar a la persona, dar el papel, filtrarlos y terminarlos."""

import re
from datetime import timedelta

import pytest

from red.acceso import consultas, frenos
from red.base import db
from red.permisos import Rol
from red.reloj import hoy
from tests import fabricas as f
from tests.acceso.visitas import identidad_de, papel_de
from tests.cliente import Cliente

LISTA = "/acceso/papeles"
NUEVO = "/acceso/papeles/nuevo"
MES = timedelta(days=30)


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
    papel = papel_de(mundo.integrante, Rol.ENLACE)
    assert (papel.red_id, papel.institucion_id) == (None, mundo.obras.id)
    assert papel.otorgada_por_id == mundo.coordinadora.id
    assert identidad_de(mundo.coordinadora).papeles == identidad_de(mundo.coordinadora).papeles
    assert not identidad_de(mundo.integrante).tiene(Rol.ADMINISTRADORA)


def test_elegir_una_institucion_que_no_se_ofrecio_se_rechaza(cliente, mundo):
    respuesta = _dar(cliente.entrar(mundo.coordinadora), mundo.integrante, institucion_id=mundo.ajena.id)
    assert respuesta.status_code == 422


@pytest.mark.parametrize(
    ("desde", "hasta", "mensaje"),
    [
        ("9999-12-31", "9999-12-31", "Es más de un año en adelante"),
        ("", "1899-12-31", "Revisa el año"),
        ("1899-12-31", "", "Revisa el año"),
        ("", "2020-01-01", "El último día no puede ser anterior al primero"),
    ],
)
def test_las_fechas_imposibles_se_dicen_junto_a_su_campo(cliente, mundo, desde, hasta, mensaje):
    cliente.entrar(mundo.coordinadora)
    hoy_, fin = hoy().isoformat(), (hoy() + timedelta(days=90)).isoformat()
    respuesta = _dar(
        cliente, mundo.integrante, institucion_id=mundo.obras.id, desde=desde or hoy_, hasta=hasta or fin
    )
    assert respuesta.status_code == 422
    errores = re.findall(r'class="campo-error" id="(?:desde|hasta)-error">(.*?)</p>', respuesta.text, re.S)
    assert [mensaje in error for error in errores] == [True]
    assert not identidad_de(mundo.integrante).tiene(Rol.ENLACE)


def test_la_contrasena_no_se_corta_en_el_navegador(cliente, mundo):
    assert 'maxlength="None"' not in cliente.get("/acceso/entrar").get_data(as_text=True)


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
    papel = papel_de(mundo.admin, Rol.ADMINISTRADORA)
    respuesta = cliente.entrar(mundo.admin).post(f"{LISTA}/{papel.id}/terminar")
    assert respuesta.status_code == 422
    assert "Nombra antes a otra" in respuesta.get_data(as_text=True)


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
