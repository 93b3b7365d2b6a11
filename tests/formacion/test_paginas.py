"""Las páginas de formación: quién las ve, qué dicen y qué pasa al oprimir cada botón."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from red.base import db, transaccion
from red.formacion import consultas, operaciones
from red.formacion.modelos import Edicion, Inscripcion, Jornada, Modalidad, TipoCurso
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.reloj import ahora, hoy
from tests import fabricas
from tests.cliente import Cliente
from tests.formacion.apoyo import ficha, ocupar, texto
from tests.preguntas import consultas_de

# ------------------------------------------------------------------ Buscar


@pytest.mark.parametrize("escrito", ["EC0308", "ECO308", "ec 0308", "eco-308", "EC308", "alineacion ec 0308"])
def test_el_estandar_se_encuentra_como_se_escriba(
    cliente: Cliente, red: Red, ana: Persona, escrito: str
) -> None:
    estandar = fabricas.un_curso(
        red, codigo="eco308", nombre="Alineación a la capacitación", tipo=TipoCurso.ALINEACION
    )
    fabricas.una_edicion(red, curso=estandar)
    otro = fabricas.un_curso(red, codigo="EC0779", nombre="Otro estándar")
    fabricas.una_edicion(red, curso=otro)
    pagina = texto(cliente.entrar(ana).get("/formacion/", query_string={"q": escrito}))
    assert "Alineación a la capacitación" in pagina
    assert "Otro estándar" not in pagina


def test_buscar_no_distingue_acentos_y_halla_por_el_principio_de_las_palabras(
    cliente: Cliente, red: Red, ana: Persona
) -> None:
    fabricas.una_edicion(red, curso=fabricas.un_curso(red, nombre="Género y presupuesto público"))
    cliente.entrar(ana)
    assert "presupuesto público" in texto(cliente.get("/formacion/?q=PUBL+genero"))
    assert "Nada coincide" in texto(cliente.get("/formacion/?q=supuesto"))


def test_los_filtros_dejan_solo_lo_pedido(cliente: Cliente, red: Red, ana: Persona) -> None:
    dia = hoy(red.zona)
    ayer, manana = dia - timedelta(days=1), dia + timedelta(days=1)
    en_curso = {"inicia_el": ayer, "termina_el": manana, "inscripcion_hasta": ayer, "nombre": "EN CURSO"}
    pasada = {
        "inicia_el": dia - timedelta(days=20),
        "termina_el": ayer,
        "inscripcion_desde": dia - timedelta(days=30),
        "inscripcion_hasta": dia - timedelta(days=20),
        "nombre": "PASADA",
    }
    fabricas.una_edicion(red, **en_curso)
    fabricas.una_edicion(red, **pasada)
    fabricas.una_edicion(red, nombre="EN LINEA", modalidad=Modalidad.EN_LINEA)
    llena = fabricas.una_edicion(red, nombre="LLENA", cupo=1)
    ocupar(llena, red)
    taller = fabricas.un_curso(red, tipo=TipoCurso.TALLER)
    fabricas.una_edicion(red, nombre="TALLER", curso=taller)
    cliente.entrar(ana)
    for filtro, nombres in {
        "": {"EN CURSO", "EN LINEA", "LLENA", "TALLER"},
        "cuando=proximas": {"EN LINEA", "LLENA", "TALLER"},
        "cuando=en_curso": {"EN CURSO"},
        "cuando=pasadas": {"PASADA"},
        "modalidad=en_linea": {"EN LINEA"},
        "tipo=taller": {"TALLER"},
        "lugares=con_lugar": {"EN LINEA", "TALLER"},
        "tipo=nada&modalidad=nada&cuando=nada": {"EN CURSO", "EN LINEA", "LLENA", "TALLER"},
    }.items():
        pagina = texto(cliente.get(f"/formacion/?{filtro}"))
        hallados = {n for n in ("EN CURSO", "PASADA", "EN LINEA", "LLENA", "TALLER") if f"· {n}<" in pagina}
        assert hallados == nombres, filtro


def test_quien_integra_dos_redes_puede_ver_una_sola(cliente: Cliente, red: Red, ana: Persona) -> None:
    otra = fabricas.una_red()
    fabricas.una_membresia(otra, ana)
    fabricas.una_edicion(red, nombre="EN UNA")
    fabricas.una_edicion(otra, nombre="EN OTRA")
    ajena = fabricas.una_red()
    fabricas.una_edicion(ajena, nombre="AJENA")
    cliente.entrar(ana)
    for filtro, hay in {"": (True, True), f"?red={otra.clave}": (False, True)}.items():
        pagina = texto(cliente.get(f"/formacion/{filtro}"))
        assert (" · EN UNA" in pagina, " · EN OTRA" in pagina) == hay
        assert "AJENA" not in pagina
    assert cliente.get(f"/formacion/?red={ajena.clave}").status_code == 404


def test_cada_edicion_dice_lo_que_queda_y_mi_situacion(
    cliente: Cliente, red: Red, edicion: Edicion, ana: Persona
) -> None:
    cliente.entrar(ana)
    assert "1 lugar libre de 1" in texto(cliente.get("/formacion/"))
    ocupar(edicion, red, 3)
    cliente.post(f"{ficha(edicion)}/inscribirme")
    pagina = texto(cliente.get("/formacion/"))
    assert "Sin lugares; 3 personas esperan" in pagina
    assert "Lugar 3 de 3 en la lista de espera" in pagina


def test_la_lista_no_hace_mas_consultas_cuando_hay_mas_ediciones(
    cliente: Cliente, red: Red, ana: Persona
) -> None:
    def crecer(cuantas: int) -> None:
        for _ in range(cuantas):
            edicion = fabricas.una_edicion(red, cupo=1)
            ocupar(edicion, red, 1)
            with transaccion():
                operaciones.inscribir(edicion.id, ana.id)

    cliente.entrar(ana)
    for ruta in ("/formacion/", "/formacion/mias"):
        crecer(2)
        antes = consultas_de(cliente, ruta)
        crecer(6)
        assert consultas_de(cliente, ruta) == antes, ruta


# ------------------------------------------------------------------ Pedir y dejar lugar


def test_inscribirse_y_que_la_ficha_lo_diga(cliente: Cliente, edicion: Edicion, ana: Persona) -> None:
    cliente.entrar(ana)
    assert "Inscribirme" in texto(cliente.get(ficha(edicion)))
    respuesta = cliente.post(f"{ficha(edicion)}/inscribirme")
    assert (respuesta.status_code, respuesta.location) == (303, ficha(edicion))
    pagina = texto(cliente.get(ficha(edicion)))
    assert "Tienes tu lugar. Te escribimos un correo" in pagina
    assert "Cancelar mi lugar" in pagina
    assert ">Inscribirme<" not in pagina


def test_inscribirse_dos_veces_es_lo_mismo_que_una(cliente: Cliente, edicion: Edicion, ana: Persona) -> None:
    cliente.entrar(ana)
    for _ in range(2):
        assert cliente.post(f"{ficha(edicion)}/inscribirme").status_code == 303
    assert "Ya tenías tu lugar" in texto(cliente.get(ficha(edicion)))
    assert len(db.session.scalars(select(Inscripcion)).all()) == 1


def test_en_espera_la_ficha_dice_el_lugar_y_la_regla(
    cliente: Cliente, red: Red, edicion: Edicion, ana: Persona
) -> None:
    ocupar(edicion, red, 3)
    cliente.entrar(ana)
    assert "estarías en el lugar 3" in texto(cliente.get(ficha(edicion)))
    cliente.post(f"{ficha(edicion)}/inscribirme")
    ocupar(edicion, red, 1)
    pagina = texto(cliente.get(ficha(edicion)))
    assert "Lugar 3 de 4 en la lista de espera" in pagina
    assert "Los lugares se dan en orden de llegada" in pagina


def test_fuera_de_plazo_la_pagina_vuelve_y_dice_cuando(cliente: Cliente, red: Red, ana: Persona) -> None:
    cerrada = fabricas.una_edicion(red, inscripcion_hasta=hoy(red.zona) - timedelta(days=1))
    cliente.entrar(ana)
    assert "Las inscripciones cerraron el" in texto(cliente.get(ficha(cerrada)))
    respuesta = cliente.post(f"{ficha(cerrada)}/inscribirme")
    assert respuesta.status_code == 422
    assert "Las inscripciones cerraron el" in texto(respuesta)


def test_cancelar_mi_lugar_pide_confirmar_y_avisa_que_pasara(
    cliente: Cliente, red: Red, edicion: Edicion, ana: Persona
) -> None:
    cliente.entrar(ana)
    cliente.post(f"{ficha(edicion)}/inscribirme")
    ocupar(edicion, red, 1)
    mia = consultas.inscripcion_viva(edicion.id, ana.id)
    assert mia is not None
    direccion = f"/formacion/inscripciones/{mia.id}/cancelar"
    assert "El lugar pasa a la persona en espera" in texto(cliente.get(direccion))
    assert cliente.post(direccion).status_code == 303
    db.session.refresh(mia)
    assert mia.cancelada_en is not None
    assert consultas.ocupacion(edicion).con_lugar == 1
    assert "Cancelamos la inscripción" in texto(cliente.get("/formacion/mias"))


def test_mias_separa_lo_que_viene_lo_pasado_y_lo_cancelado(cliente: Cliente, red: Red, ana: Persona) -> None:
    viene, pasa, cancela = (fabricas.una_edicion(red, nombre=n) for n in ("VIENE", "PASA", "CANCELA"))
    for edicion in (viene, pasa, cancela):
        with transaccion():
            operaciones.inscribir(edicion.id, ana.id)
    mia = consultas.inscripcion_viva(cancela.id, ana.id)
    assert mia is not None
    with transaccion():
        operaciones.cancelar(mia.id, por_id=ana.id)
    with transaccion():
        edicion = db.session.get_one(Edicion, pasa.id)
        edicion.inicia_el = edicion.termina_el = hoy(red.zona) - timedelta(days=1)
    pagina = texto(cliente.entrar(ana).get("/formacion/mias"))
    orden = [pagina.index(f"· {nombre}<") for nombre in ("VIENE", "PASA", "CANCELA")]
    assert orden == sorted(orden)
    assert "Tienes lugar en 1 edición." in pagina
    assert "Tuviste lugar" in pagina


def test_el_calendario_no_nombra_el_curso(cliente: Cliente, red: Red, edicion: Edicion, ana: Persona) -> None:
    from datetime import UTC, datetime

    cuando = datetime(2027, 3, 8, 15, 30, tzinfo=UTC)
    with transaccion():
        db.session.add(
            Jornada(
                edicion_id=edicion.id,
                inicia_en=cuando,
                termina_en=cuando + timedelta(hours=4),
                lugar="Sala 3, ala norte; piso 2",
            )
        )
    respuesta = cliente.entrar(ana).get(f"{ficha(edicion)}/calendario.ics")
    assert respuesta.mimetype == "text/calendar"
    cuerpo = respuesta.get_data(as_text=True)
    assert "DTSTART;TZID=America/Mexico_City:20270308T093000\r\n" in cuerpo
    assert "DTEND;TZID=America/Mexico_City:20270308T133000\r\n" in cuerpo
    assert "STATUS:TENTATIVE" in cuerpo, "Sin lugar todavía no es un compromiso"
    assert "género" not in cuerpo
    assert all(len(renglon.encode()) <= 75 for renglon in cuerpo.split("\r\n"))


# ------------------------------------------------------------------ Quién puede


def test_lo_de_otra_red_no_existe(cliente: Cliente, red: Red, edicion: Edicion) -> None:
    otra = fabricas.una_red()
    ajena, coordina = fabricas.una_integrante(otra), fabricas.una_coordinadora(otra)
    (inscripcion,) = ocupar(edicion, red)
    cliente.entrar(ajena)
    assert edicion.curso.nombre not in texto(cliente.get("/formacion/"))
    assert cliente.get(ficha(edicion)).status_code == 404
    assert cliente.get(f"{ficha(edicion)}/calendario.ics").status_code == 404
    assert cliente.post(f"{ficha(edicion)}/inscribirme").status_code == 404
    assert cliente.post(f"/formacion/inscripciones/{inscripcion.id}/cancelar").status_code == 404
    cliente.entrar(coordina)
    for parte in ("", "/editar", "/inscritas", "/inscribir", "/cancelar", "/reanudar"):
        assert cliente.get(ficha(edicion) + parte).status_code == 404, parte
    assert cliente.get(f"/formacion/cursos/{edicion.curso_id}/editar").status_code == 404
    assert cliente.get(f"/formacion/cursos/{edicion.curso_id}/ediciones/nueva").status_code == 404
    assert cliente.post(f"{ficha(edicion)}/inscritas.csv").status_code == 404
    motivo = {"motivo": "porque sí"}
    assert cliente.post(f"/formacion/inscripciones/{inscripcion.id}/cancelar", motivo).status_code == 404
    assert cliente.post(f"{ficha(edicion)}/cancelar", motivo).status_code == 404


def test_una_integrante_no_cancela_lo_de_otra_ni_ve_la_lista(
    cliente: Cliente, red: Red, edicion: Edicion, ana: Persona
) -> None:
    (de_otra,) = ocupar(edicion, red)
    cliente.entrar(ana)
    assert cliente.post(f"/formacion/inscripciones/{de_otra.id}/cancelar").status_code == 404
    assert cliente.get(f"{ficha(edicion)}/inscritas").status_code == 403
    assert db.session.get_one(Inscripcion, de_otra.id).cancelada_en is None


def test_quien_dejo_la_red_todavia_puede_dejar_su_lugar(
    cliente: Cliente, edicion: Edicion, ana: Persona, red: Red
) -> None:
    cliente.entrar(ana)
    cliente.post(f"{ficha(edicion)}/inscribirme")
    with transaccion():
        from red.redes.modelos import EstadoMembresia, Membresia

        membresia = db.session.scalars(select(Membresia).where(Membresia.persona_id == ana.id)).one()
        membresia.estado, membresia.hasta = EstadoMembresia.CONCLUIDA, hoy(red.zona) - timedelta(days=1)
    mia = consultas.inscripcion_viva(edicion.id, ana.id)
    assert mia is not None
    assert cliente.post(f"/formacion/inscripciones/{mia.id}/cancelar").status_code == 303
    assert cliente.get("/formacion/mias").status_code == 200


def test_lo_que_no_existe_es_404(cliente: Cliente, coordinadora: Persona) -> None:
    cliente.entrar(coordinadora)
    for direccion in (
        "/formacion/ediciones/999999",
        "/formacion/ediciones/99999999999999999999",
        "/formacion/ediciones/0/inscritas",
        "/formacion/cursos/999999/editar",
        "/formacion/inscripciones/999999/cancelar",
    ):
        assert cliente.get(direccion).status_code == 404, direccion


def test_el_analista_ve_la_oferta_pero_no_puede_pedir_lugar(
    cliente: Cliente, red: Red, edicion: Edicion
) -> None:
    cliente.entrar(fabricas.una_analista(red))
    pagina = texto(cliente.get(ficha(edicion)))
    assert "para quienes integran la Red" in pagina
    assert cliente.post(f"{ficha(edicion)}/inscribirme").status_code == 403


def test_quien_solo_espera_lee_que_sigue(cliente: Cliente, red: Red) -> None:
    edicion = fabricas.una_edicion(red, cupo=1)
    ocupar(edicion, red)
    ana = fabricas.una_integrante(red)
    cliente.entrar(ana).post(f"{ficha(edicion)}/inscribirme")
    pagina = texto(cliente.get("/formacion/mias"))
    assert "0 ediciones" not in pagina
    assert "Esperas lugar en 1 edición: si se libera uno y te toca, te escribiremos." in pagina


@pytest.mark.parametrize(
    ("cuantas", "total"), [(1, "1 edición"), (3, "3 ediciones"), (26, "1–25 de 26 ediciones")]
)
def test_el_total_de_la_lista_concuerda(cliente: Cliente, red: Red, cuantas: int, total: str) -> None:
    curso = fabricas.un_curso(red)
    for _ in range(cuantas):
        fabricas.una_edicion(red, curso=curso)
    pagina = cliente.entrar(fabricas.una_integrante(red)).get("/formacion/").text
    _, _, resto = pagina.partition('class="paginacion-total">')
    assert re.sub(r"<[^>]+>", "", resto.partition("</p>")[0]) == total


def test_una_edicion_cancelada_no_ofrece_lugares(cliente: Cliente) -> None:
    red = fabricas.una_red()
    edicion = fabricas.una_edicion(red, cupo=18)
    cliente.entrar(fabricas.una_integrante(red))
    assert "18 lugares libres" in cliente.get(f"/formacion/ediciones/{edicion.id}").text, "el control"
    edicion.cancelada_en = ahora()
    db.session.commit()
    assert "lugares libres" not in cliente.get(f"/formacion/ediciones/{edicion.id}").text


def test_una_edicion_terminada_no_habla_de_lugares_libres_ni_de_espera(cliente: Cliente) -> None:
    red = fabricas.una_red()
    edicion = fabricas.una_edicion(red, cupo=1)
    ocupar(edicion, red, 3)
    with transaccion():
        edicion.inscripcion_desde = edicion.inscripcion_hasta = hoy(red.zona) - timedelta(days=5)
        edicion.inicia_el = edicion.termina_el = hoy(red.zona) - timedelta(days=2)
    pagina = cliente.entrar(fabricas.una_integrante(red)).get(f"/formacion/ediciones/{edicion.id}").text
    assert "1 persona tuvo lugar." in pagina
    assert "lugares libres" not in pagina
    assert "esperan" not in pagina


def test_quien_esperaba_sale_de_la_lista_y_asi_se_le_dice(cliente: Cliente, ana: Persona, red: Red) -> None:
    edicion = fabricas.una_edicion(red, cupo=1)
    ocupar(edicion, red)
    cliente.entrar(ana).post(f"{ficha(edicion)}/inscribirme")
    mia = consultas.inscripcion_viva(edicion.id, ana.id)
    assert mia is not None
    salida = cliente.post(f"/formacion/inscripciones/{mia.id}/cancelar", sigue=True).text
    assert "Saliste de la lista de espera." in salida
    assert "Cancelamos la inscripción" not in salida
