"""Las instituciones se registran una vez, se encuentran por cualquiera de sus nombres y no dependen de sí mismas."""

from itertools import count

import pytest
from flask import Flask

from red.base import db, transaccion
from red.instituciones import operaciones
from red.instituciones.modelos import Institucion, Orden, TipoInstitucion
from red.instituciones.operaciones import DatosInstitucion, MadreCircular, YaExiste
from red.redes.modelos import Red
from red.reloj import hoy
from tests.cliente import Cliente
from tests.fabricas import (
    un_enlace,
    un_territorio,
    una_analista,
    una_coordinadora,
    una_institucion,
    una_integrante,
    una_participacion,
    una_red,
)

_codigo = count(90_000)


def _datos(territorio_id: int, **cambios: object) -> DatosInstitucion:
    valores: dict[str, object] = {
        "nombre": "Tesorería",
        "tipo": TipoInstitucion.DEPENDENCIA,
        "orden": Orden.MUNICIPAL,
        "territorio_id": territorio_id,
    }
    return DatosInstitucion(**{**valores, **cambios})  # type: ignore[arg-type]


def _formulario(red: Red, **cambios: str) -> dict[str, str]:
    return {
        "nombre": "Dirección de Cultura",
        "tipo": "dependencia",
        "orden": "municipal",
        "territorio_id": str(red.territorio_id),
        "madre_id": "",
        **cambios,
    }


def test_el_mismo_nombre_con_otros_acentos_ya_existe(app: Flask) -> None:
    lugar = un_territorio().id
    with transaccion():
        operaciones.registrar(_datos(lugar), hoy())
    with pytest.raises(YaExiste) as recogida, transaccion():
        operaciones.registrar(_datos(lugar, nombre="TESORERIA"), hoy())
    assert recogida.value.campo == "nombre"


def test_el_mismo_nombre_en_otro_territorio_es_otra(app: Flask) -> None:
    with transaccion():
        una = operaciones.registrar(_datos(un_territorio_id()), hoy())
        otra = operaciones.registrar(_datos(un_territorio_id()), hoy())
    assert una.id != otra.id


def un_territorio_id() -> int:
    """Otro territorio, registrado dentro de la transacción en curso."""
    from red.territorios.modelos import Nivel, Territorio

    lugar = Territorio(pais="MX", nivel=Nivel.MUNICIPIO, codigo=f"{next(_codigo)}", nombre="Otro")
    db.session.add(lugar)
    db.session.flush()
    return lugar.id


def test_no_puede_depender_de_quien_depende_de_ella(app: Flask) -> None:
    madre = una_institucion()
    hija = una_institucion(madre_id=madre.id, territorio_id=madre.territorio_id)
    nieta = una_institucion(madre_id=hija.id, territorio_id=madre.territorio_id)
    with pytest.raises(MadreCircular), transaccion():
        operaciones.corregir(madre, _datos(madre.territorio_id, nombre=madre.nombre, madre_id=nieta.id))


def test_se_encuentra_por_siglas_y_por_el_nombre_que_tuvo(cliente: Cliente) -> None:
    seigen = una_institucion(
        nombre="Secretaría de la Mujer", siglas="SEMUIGEN", antes_llamada="Secretaría de Igualdad"
    )
    red = una_red(instituciones=[seigen, una_institucion(nombre="Obras Públicas")])
    cliente.entrar(una_integrante(red))
    for escrito in ("semuigen", "igualdad", "MUJER"):
        pagina = cliente.get(f"/instituciones/?q={escrito}").text
        assert "Secretaría de la Mujer" in pagina
        assert "Obras Públicas" not in pagina


def test_la_coordinadora_registra_una_y_participa_en_su_red(cliente: Cliente) -> None:
    red = una_red()
    cliente.entrar(una_coordinadora(red))
    assert cliente.get(f"/instituciones/nueva?red={red.clave}").status_code == 200
    respuesta = cliente.post(f"/instituciones/nueva?red={red.clave}", _formulario(red), sigue=True)
    assert "ahora participa en" in respuesta.text
    assert "Dirección de Cultura" in cliente.get("/instituciones/").text


def test_lo_mal_escrito_se_dice_al_lado_y_lo_escrito_sigue_ahi(cliente: Cliente) -> None:
    red = una_red()
    cliente.entrar(una_coordinadora(red))
    mal = _formulario(red, correo="no es correo", sitio="sin esquema", telefono="33 1234")
    respuesta = cliente.post(f"/instituciones/nueva?red={red.clave}", mal)
    assert respuesta.status_code == 422
    for dicho in ("Revisa el correo", "https://", "33 1234", "Dirección de Cultura"):
        assert dicho in respuesta.text


def test_se_corrige_y_queda_en_su_historia(cliente: Cliente) -> None:
    dependencia = una_institucion(nombre="Dirección de Hacienda")
    red = una_red(instituciones=[dependencia])
    cliente.entrar(una_coordinadora(red))
    assert cliente.get(f"/instituciones/{dependencia.id}/editar").status_code == 200
    datos = _formulario(red, nombre="Tesorería Municipal", territorio_id=str(dependencia.territorio_id))
    pagina = cliente.post(f"/instituciones/{dependencia.id}/editar", datos, sigue=True).text
    assert "Tesorería Municipal" in pagina
    assert "Dirección de Hacienda" in pagina


def test_la_de_otra_red_no_existe_para_mi(cliente: Cliente) -> None:
    ajena = una_institucion()
    una_red(instituciones=[ajena])
    for persona in (una_coordinadora(una_red()), una_analista(una_red()), una_integrante(una_red())):
        cliente.entrar(persona)
        assert cliente.get(f"/instituciones/{ajena.id}").status_code == 404
        assert ajena.nombre not in cliente.get("/instituciones/").text


def test_el_enlace_ve_la_suya_aunque_no_integre_la_red(cliente: Cliente) -> None:
    mia = una_institucion(nombre="Comisaría")
    una_red(instituciones=[mia])
    cliente.entrar(un_enlace(mia))
    assert cliente.get(f"/instituciones/{mia.id}").status_code == 200
    assert cliente.get(f"/instituciones/{mia.id}/editar").status_code == 403


def test_quien_integra_no_corrige(cliente: Cliente) -> None:
    dependencia = una_institucion()
    red = una_red(instituciones=[dependencia])
    cliente.entrar(una_integrante(red, dependencia))
    assert cliente.get(f"/instituciones/{dependencia.id}").status_code == 200
    assert cliente.post(f"/instituciones/{dependencia.id}/editar", _formulario(red)).status_code == 403
    assert db.session.get_one(Institucion, dependencia.id).nombre == dependencia.nombre


def test_antes_de_registrar_se_pregunta_si_es_una_de_las_que_ya_estan(cliente: Cliente) -> None:
    red, ajena = una_red(), una_red()
    ya_esta = una_institucion(nombre="Dirección de la Cultura", territorio_id=red.territorio_id)
    de_otra = una_institucion(nombre="Dirección de Culturas", territorio_id=red.territorio_id)
    una_participacion(ajena, de_otra)
    cliente.entrar(una_coordinadora(red))
    donde, datos = f"/instituciones/nueva?red={red.clave}", _formulario(red)
    pregunta = cliente.post(donde, datos)
    assert pregunta.status_code == 200
    assert "¿Es alguna de éstas?" in pregunta.text
    assert f"Sumar a la Red: {ya_esta.nombre}" in pregunta.text
    assert de_otra.nombre not in pregunta.text, "de la que está en otra Red no se dice ni que existe"
    hecha = cliente.post(donde, {**datos, "es_otra": "1"}, sigue=True)
    assert "ahora participa en" in hecha.text
