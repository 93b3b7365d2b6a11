"""Las páginas de una Red: quien coordina ve y hace; quien la integra ve lo suyo; para lo ajeno no existe."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from red.base import db
from red.instituciones.modelos import Institucion, TipoInstitucion
from red.permisos import Rol
from red.personas.modelos import Finalidad, Persona
from red.redes.consultas import palabra_de_tipos
from red.redes.modelos import EstadoMembresia, Membresia, MideMeta, Participacion, Red
from red.reloj import hoy
from tests.cliente import Cliente
from tests.fabricas import (
    un_aviso_de_privacidad,
    un_consentimiento,
    un_enlace,
    un_papel,
    una_administradora,
    una_adscripcion,
    una_analista,
    una_coordinadora,
    una_institucion,
    una_integrante,
    una_membresia,
    una_persona,
    una_red,
)


@pytest.fixture
def red(app: Flask) -> Red:
    return una_red(
        clave="tonala",
        nombre="Red de Tonalá",
        instituciones=[una_institucion(nombre="Tesorería"), una_institucion(nombre="Obras Públicas")],
    )


@pytest.fixture
def coordinadora(red: Red, cliente: Cliente) -> Persona:
    persona = una_coordinadora(red)
    cliente.entrar(persona)
    return persona


def institucion(red: Red, nombre: str) -> int:
    return db.session.scalars(
        select(Institucion.id)
        .join(Participacion, Participacion.institucion_id == Institucion.id)
        .where(Participacion.red_id == red.id, Institucion.nombre == nombre)
    ).one()


def de(red: Red, nombre_institucion: str, **persona: str) -> Persona:
    from red.instituciones.modelos import Institucion

    quien = una_persona(**persona)
    una_adscripcion(quien, db.session.get_one(Institucion, institucion(red, nombre_institucion)))
    una_membresia(red, quien, desde=hoy())
    return quien


# La página de la Red


def test_quien_coordina_ve_la_meta_quienes_la_integran_y_donde_falta_invitar(
    cliente: Cliente, red: Red, coordinadora: Persona
) -> None:
    elena = de(red, "Tesorería", nombre="Elena")
    pagina = cliente.get("/redes/tonala").text
    assert "Meta de la Red" in pagina
    assert "Faltan 99." in pagina
    assert "Tesorería" in pagina
    assert f"{elena.nombre_visible} se integró" in pagina
    assert f"institucion={institucion(red, 'Obras Públicas')}" in pagina
    assert "/invitaciones/nueva?red=tonala" in pagina


@pytest.mark.parametrize("direccion", ["/redes/tonala", "/panel"])
def test_a_quien_la_integra_solo_se_le_cuenta_a_quienes_puede_encontrar(
    cliente: Cliente, red: Red, direccion: str
) -> None:
    aviso = un_aviso_de_privacidad()
    visible, _oculta = de(red, "Tesorería"), de(red, "Tesorería")
    un_consentimiento(visible, Finalidad.DIRECTORIO, aviso)
    mirona, coordinadora = una_integrante(red), una_coordinadora(red)
    cliente.entrar(mirona)
    suya = cliente.get(direccion).text
    assert "<strong>1</strong> de 100" in suya
    assert "Faltan" not in suya
    assert "<strong>3</strong>" not in suya
    cliente.entrar(coordinadora)
    assert "<strong>3</strong> de 100" in cliente.get(direccion).text


def test_quien_la_integra_ve_la_meta_sin_saber_donde_trabaja_quien_se_oculto(
    cliente: Cliente, red: Red
) -> None:
    elena = de(red, "Tesorería", nombre="Elena")
    cliente.entrar(una_integrante(red))
    pagina = cliente.get("/redes/tonala").text
    assert "0 personas aceptaron aparecer en el directorio." in pagina
    assert "Tesorería" not in pagina
    assert elena.nombre_visible not in pagina
    assert "/invitaciones/nueva" not in pagina
    assert "/redes/tonala/editar" not in pagina
    assert "Dejar esta Red" in pagina


def test_quien_esta_en_pausa_se_cuenta_aparte(cliente: Cliente, red: Red, coordinadora: Persona) -> None:
    una_membresia(red, una_persona(), estado=EstadoMembresia.EN_PAUSA, motivo="Licencia")
    assert "1 persona está en pausa y no cuenta para la meta." in cliente.get("/redes/tonala").text


def test_una_red_que_mide_unidades_cuenta_instituciones_y_dice_cuantas_personas(cliente: Cliente) -> None:
    red = una_red(clave="estatal", mide=MideMeta.UNIDADES, meta=66, meta_texto="dependencias con unidad")
    cliente.entrar(una_coordinadora(red))
    una_membresia(red, una_persona())
    pagina = cliente.get("/redes/estatal").text
    assert "66 dependencias con unidad" in pagina
    assert "La integran 1 persona." in pagina


def test_una_red_vacia_dice_el_paso_siguiente(cliente: Cliente, red: Red, coordinadora: Persona) -> None:
    assert "Invita a las primeras personas" in cliente.get("/redes/tonala").text


def test_para_quien_no_es_de_la_red_no_existe(cliente: Cliente, red: Red) -> None:
    otra = una_red()
    for persona in (
        una_integrante(otra),
        una_coordinadora(otra),
        una_analista(otra),
        un_enlace(otra.convocante),
    ):
        cliente.entrar(persona)
        assert cliente.get("/redes/tonala").status_code == 404
        assert cliente.get("/redes/tonala/instituciones").status_code == 404
    assert cliente.get("/redes/no-existe").status_code == 404


def test_el_enlace_ve_la_red_en_que_participa_su_institucion(cliente: Cliente, red: Red) -> None:
    from red.instituciones.modelos import Institucion

    cliente.entrar(un_enlace(db.session.get_one(Institucion, institucion(red, "Tesorería"))))
    assert cliente.get("/redes/").location == "/redes/tonala"
    pagina = cliente.get("/redes/tonala")
    assert pagina.status_code == 200
    assert "/redes/tonala/editar" not in pagina.text


# La lista


def test_con_una_sola_red_se_va_a_ella_y_con_varias_se_elige(cliente: Cliente, red: Red) -> None:
    persona = una_integrante(red)
    cliente.entrar(persona)
    assert cliente.get("/redes/").location == "/redes/tonala"
    otra = una_red()
    una_membresia(otra, persona)
    pagina = cliente.get("/redes/").text
    assert red.nombre in pagina
    assert otra.nombre in pagina


def test_quien_administra_ve_todas_y_puede_crear_otra(cliente: Cliente, red: Red) -> None:
    una_red(nombre="Red de Chiapas")
    cliente.entrar(una_administradora())
    pagina = cliente.get("/redes/").text
    assert "Red de Tonalá" in pagina
    assert "Red de Chiapas" in pagina
    assert "/redes/nueva" in pagina
    assert "Red de Chiapas" not in cliente.get("/redes/?q=tonala").text


# Editar y crear


def test_editar_cambia_como_se_presenta_y_su_meta(cliente: Cliente, red: Red, coordinadora: Persona) -> None:
    datos = {
        "nombre": "Red nueva",
        "descripcion": "Para qué",
        "meta_numero": "120",
        "meta_texto": "servidoras",
        "dias_para_decidir": "10",
    }
    assert cliente.post("/redes/tonala/editar", datos).location == "/redes/tonala"
    assert (red.nombre, red.meta, red.meta_texto, red.clave) == ("Red nueva", 120, "servidoras", "tonala")


@pytest.mark.parametrize("meta", ["0", "-3", "cien", "", "1.5"])
def test_una_meta_imposible_se_dice_junto_al_campo_y_nada_se_pierde(
    cliente: Cliente, red: Red, coordinadora: Persona, meta: str
) -> None:
    datos = {"nombre": "Red distinta", "descripcion": "", "meta_numero": meta, "meta_texto": "servidoras"}
    respuesta = cliente.post("/redes/tonala/editar", datos)
    assert respuesta.status_code == 422
    assert "mayor que cero" in respuesta.text
    assert 'value="Red distinta"' in respuesta.text
    assert red.nombre == "Red de Tonalá"


def test_crear_una_red_en_dos_pasos(cliente: Cliente, app: Flask) -> None:
    convocante = una_institucion(nombre="Secretaría de Igualdad")
    cliente.entrar(una_administradora())
    assert "Secretaría de Igualdad" in cliente.get("/redes/nueva?q=igualdad").text
    direccion = f"/redes/nueva?convocante={convocante.id}"
    assert "La convoca Secretaría de Igualdad." in cliente.get(direccion).text
    datos = {
        "nombre": "Red Estatal",
        "clave": "estatal",
        "descripcion": "",
        "meta_numero": "66",
        "meta_texto": "dependencias",
        "mide": "unidades",
        "territorio_id": str(convocante.territorio_id),
        "zona": "America/Mexico_City",
    }
    assert cliente.post(direccion, datos).location == "/redes/estatal"
    repetida = cliente.post(direccion, datos)
    assert repetida.status_code == 422
    assert "Ya hay una Red con la clave" in repetida.text
    assert cliente.get("/redes/nueva?convocante=999999").status_code == 404


def test_solo_quien_administra_crea_redes(cliente: Cliente, red: Red, coordinadora: Persona) -> None:
    assert cliente.get("/redes/nueva").status_code == 403


# Instituciones


def test_la_lista_de_instituciones_se_filtra_por_presencia_y_nombre(
    cliente: Cliente, red: Red, coordinadora: Persona
) -> None:
    de(red, "Tesorería")
    con = cliente.get("/redes/tonala/instituciones?presencia=con").text
    assert "Tesorería" in con
    assert "Obras Públicas" not in con
    sin = cliente.get("/redes/tonala/instituciones?presencia=sin&q=obras").text
    assert "Obras Públicas" in sin
    assert "Tesorería" not in sin
    assert "Nada coincide" in cliente.get("/redes/tonala/instituciones?q=zzz").text


def test_sumar_una_institucion_ya_registrada(cliente: Cliente, red: Red, coordinadora: Persona) -> None:
    cultura = una_institucion(nombre="Cultura")
    direccion = "/redes/tonala/instituciones/sumar"
    assert "Cultura" in cliente.get(f"{direccion}?q=cultura").text
    assert cliente.post(direccion, {"institucion_id": cultura.id}).status_code == 303
    assert institucion(red, "Cultura") == cultura.id
    repetida = cliente.post(direccion, {"institucion_id": cultura.id})
    assert repetida.status_code == 422
    assert "ya participa en la Red" in repetida.text
    assert cliente.post(direccion, {"institucion_id": "999999"}).status_code in {404, 422}


def test_la_que_participa_en_otra_red_solo_la_suma_quien_administra(
    app: Flask, cliente: Cliente, red: Red, coordinadora: Persona
) -> None:
    """Sumarla daría a esta coordinación el alcance sobre quienes trabajan ahí, que son de la otra Red."""
    cultura = una_institucion(nombre="Cultura")
    una_red(instituciones=[cultura])
    direccion = "/redes/tonala/instituciones/sumar"
    assert "Cultura" not in cliente.get(f"{direccion}?q=cultura").text
    negada = cliente.post(direccion, {"institucion_id": cultura.id})
    assert negada.status_code == 422
    assert "ya participa en otra Red" in negada.text
    administra = Cliente(app).entrar(una_administradora())
    assert "Cultura" in administra.get(f"{direccion}?q=cultura").text
    assert administra.post(direccion, {"institucion_id": cultura.id}).status_code == 303
    assert institucion(red, "Cultura") == cultura.id


def test_quitar_una_institucion_dice_cuantas_seguiran_y_pide_confirmar(
    cliente: Cliente, red: Red, coordinadora: Persona
) -> None:
    from red.redes.consultas import participacion_abierta

    de(red, "Tesorería")
    participacion = participacion_abierta(red.id, institucion(red, "Tesorería"))
    assert participacion is not None
    direccion = f"/redes/participaciones/{participacion.id}/terminar"
    assert "1 integrante trabaja ahí" in cliente.get(direccion).text
    assert participacion.hasta is None
    assert cliente.post(direccion).status_code == 303
    assert participacion.hasta == hoy() - timedelta(days=1)
    assert cliente.post(direccion).status_code == 409


# Membresías


def test_pausar_reactivar_y_concluir_piden_motivo_y_conservan_la_historia(
    cliente: Cliente, red: Red, coordinadora: Persona
) -> None:
    membresia = una_membresia(red, una_persona(nombre="Elena"))
    base = f"/redes/membresias/{membresia.id}"
    assert cliente.post(f"{base}/pausar", {"motivo": " "}).status_code == 422
    assert cliente.post(f"{base}/pausar", {"motivo": "Licencia"}).status_code == 303
    assert (membresia.estado, membresia.motivo) == (EstadoMembresia.EN_PAUSA, "Licencia")
    assert cliente.post(f"{base}/reactivar").status_code == 303
    assert membresia.estado is EstadoMembresia.ACTIVA
    assert "Qué pasará" in cliente.get(f"{base}/concluir").text
    assert cliente.post(f"{base}/concluir", {"motivo": "Cambió de ciudad"}).status_code == 303
    assert (membresia.hasta, membresia.motivo) == (hoy(), "Cambió de ciudad")
    repetida = cliente.post(f"{base}/concluir", {"motivo": "Otra vez"})
    assert repetida.status_code == 422
    assert "Ya había dejado de ser integrante" in repetida.text


def test_nadie_toca_membresias_ajenas(cliente: Cliente, red: Red) -> None:
    membresia = una_membresia(red, una_persona())
    cliente.entrar(una_coordinadora(una_red()))
    for accion in ("pausar", "concluir", "reactivar"):
        assert cliente.post(f"/redes/membresias/{membresia.id}/{accion}", {"motivo": "x"}).status_code == 404
    cliente.entrar(una_integrante(red))
    for accion in ("pausar", "concluir", "reactivar"):
        assert cliente.post(f"/redes/membresias/{membresia.id}/{accion}", {"motivo": "x"}).status_code == 403
    assert membresia.estado is EstadoMembresia.ACTIVA


def test_cada_quien_puede_dejar_su_red_y_deja_de_verla_en_el_acto(cliente: Cliente, red: Red) -> None:
    persona = una_integrante(red)
    cliente.entrar(persona)
    assert "Qué pasará" in cliente.get("/redes/tonala/salir").text
    assert cliente.post("/redes/tonala/salir", {"motivo": ""}).location == "/panel"
    assert cliente.get("/redes/tonala").status_code in {403, 404}
    (membresia,) = db.session.scalars(db.select(Membresia).where(Membresia.persona_id == persona.id))
    assert membresia.estado is EstadoMembresia.CONCLUIDA
    assert cliente.get("/redes/tonala/salir").status_code == 404


def test_quien_coordina_sin_integrarla_no_puede_dejarla(
    cliente: Cliente, red: Red, coordinadora: Persona
) -> None:
    assert cliente.get("/redes/tonala/salir").status_code == 404


def test_la_analista_ve_la_red_pero_no_la_edita(cliente: Cliente, red: Red) -> None:
    analista = una_analista(red)
    un_papel(analista, Rol.COORDINADORA, red=una_red())
    cliente.entrar(analista)
    assert cliente.get("/redes/tonala").status_code == 200
    assert cliente.get("/redes/tonala/editar").status_code == 404


def test_una_red_llama_a_sus_instituciones_por_lo_que_son(red: Red) -> None:
    """«Direcciones» o «municipalidades» sólo si a todas les queda; juntas con un gobierno regional son instituciones."""
    municipio, otra = TipoInstitucion.MUNICIPALIDAD, TipoInstitucion.CORPORACION_MUNICIPAL
    assert palabra_de_tipos(red, {municipio}).plural == "municipalidades"
    assert palabra_de_tipos(red, {municipio, otra}).plural == "instituciones"
    assert palabra_de_tipos(red, {TipoInstitucion.DIRECCION}).plural == "dependencias"


def test_lo_que_todavia_no_llega_no_se_mira(cliente: Cliente, red: Red, coordinadora: Persona) -> None:
    futura = cliente.get("/redes/tonala?fecha=2099-11-21").text
    assert "Ese día todavía no llega" in futura
    assert "Ves cómo estaba" not in futura
    assert "Ves cómo estaba" in cliente.get("/redes/tonala?fecha=2026-01-01").text, "el control"


def test_al_dejar_la_red_se_dice_a_quien_escribir_por_los_datos(cliente: Cliente, red: Red) -> None:
    red.responde_contacto = "datos@tonala.example"
    db.session.commit()
    cliente.entrar(una_integrante(red))
    assert "datos@tonala.example" in cliente.get("/redes/tonala/salir").text


def test_un_dia_que_ya_paso_se_mira_y_no_se_cambia(cliente: Cliente, red: Red, coordinadora: Persona) -> None:
    una_membresia(red, coordinadora)
    acciones = (">Invitar", "Editar la Red", "Dejar esta Red")
    de_hoy, pasado = cliente.get("/redes/tonala").text, cliente.get("/redes/tonala?fecha=2010-05-01").text
    assert all(accion in de_hoy for accion in acciones), "el control"
    assert not [accion for accion in acciones if accion in pasado]
    assert "Sumar otra" in cliente.get("/redes/tonala/instituciones").text
    assert "Sumar otra" not in cliente.get("/redes/tonala/instituciones?fecha=2010-05-01").text
