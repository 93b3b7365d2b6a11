"""Las páginas de alianzas: quién registra, quién suma su institución, qué ve cada quien y lo que se puede llevar."""

import csv
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask

from red.alianzas.modelos import Alianza
from red.archivos.modelos import Archivo
from red.base import db, transaccion
from red.personas.modelos import Finalidad
from red.personas.operaciones_privacidad import retirar
from red.reloj import hoy
from tests.alianzas.escena import (
    INICIO,
    Escena,
    dia,
    participaciones,
    sumar,
    sumar_a,
    una_escena,
    una_que_aparece,
)
from tests.archivos.muestras import PDF
from tests.cliente import Cliente
from tests.fabricas import un_enlace, una_analista, una_coordinadora, una_integrante, una_red


@pytest.fixture
def escena(app: Flask) -> Escena:
    """Una Red con Obras y Salud y una alianza."""
    return una_escena()


def _html(cliente: Cliente, url: str) -> str:
    respuesta = cliente.get(url)
    assert respuesta.status_code == 200, url
    return respuesta.get_data(as_text=True)


def test_quien_coordina_registra_una_alianza_con_su_documento_y_quienes_la_sostienen(
    escena: Escena, cliente: Cliente
) -> None:
    cliente.entrar(una_coordinadora(escena.red))
    ids = [escena.obras.id, escena.salud.id]
    lista = f"/alianzas/?red={escena.red.clave}&clase=convenio"
    assert "Nada coincide" in _html(cliente, lista)
    enviado = {
        "clase": "convenio",
        "nombre": "Convenio de canalización",
        "proposito": "Canalizar sin demora.",
        "desde": str(INICIO.year),
        "sustento_el": INICIO.isoformat(),
        "archivo": (BytesIO(PDF), "convenio.pdf"),
    }
    falta = cliente.post(f"/alianzas/nueva?red={escena.red.clave}", enviado)
    assert falta.status_code == 422
    assert "cuál es el instrumento" in falta.get_data(as_text=True)
    enviado |= {"sustento": "Convenio 12", "archivo": (BytesIO(PDF), "convenio.pdf")}
    hecha = cliente.post(f"/alianzas/nueva?red={escena.red.clave}", enviado)
    assert hecha.status_code == 303
    sumadas = cliente.post(
        hecha.headers["Location"],
        {"instituciones": [str(id_) for id_ in ids], "papel": "participa", "desde": str(INICIO)},
    )
    ficha = _html(cliente, sumadas.headers["Location"])
    for dicho in ("Convenio 12", "convenio.pdf", "Obras", "Salud", f"Desde {INICIO.year}"):
        assert dicho in ficha
    assert "Convenio de canalización" in _html(cliente, lista)
    assert "Convenio de canalización" in _html(cliente, f"/instituciones/{ids[0]}")
    assert "2 alianzas vigentes" in _html(cliente, f"/redes/{escena.red.clave}")


def test_el_documento_lo_lee_quien_ve_la_alianza_y_nadie_mas(escena: Escena, cliente: Cliente) -> None:
    integrante = una_integrante(escena.red, escena.obras)
    de_otra = una_integrante(una_red())
    cliente.entrar(una_coordinadora(escena.red))
    alianza_id = escena.alianza.id
    pagina = f"/alianzas/{alianza_id}/editar"
    cambios = {
        "clase": "proyecto",
        "nombre": "Proyecto Luminarias",
        "proposito": "Alumbrar.",
        "desde": str(INICIO),
    }
    for nombre in ("primero.pdf", "segundo.pdf"):
        assert cliente.post(pagina, {**cambios, "archivo": (BytesIO(PDF), nombre)}).status_code == 303
    (archivo,) = db.session.query(Archivo).all()
    clave = archivo.clave
    assert archivo.nombre == "segundo.pdf"
    for quien, codigo in ((integrante, 200), (de_otra, 404)):
        cliente.entrar(quien)
        assert cliente.get(f"/archivos/{clave}").status_code == codigo
        assert cliente.get(f"/alianzas/{alianza_id}").status_code == codigo


def test_un_enlace_suma_y_termina_sólo_su_institucion(escena: Escena, cliente: Cliente) -> None:
    alianza_id, obras_id, salud_id = escena.alianza.id, escena.obras.id, escena.salud.id
    (de_salud,) = sumar(escena, escena.salud)
    ajena = f"/alianzas/participaciones/{de_salud.id}/terminar"
    cliente.entrar(un_enlace(escena.obras))
    assert "Sumar mi institución" in _html(cliente, f"/alianzas/{alianza_id}")
    sumar_ = f"/alianzas/{alianza_id}/sumar"
    comun = {"papel": "participa", "desde": str(INICIO)}
    assert cliente.post(sumar_, {**comun, "instituciones": [str(salud_id)]}).status_code == 422
    assert cliente.post(sumar_, {**comun, "instituciones": [str(obras_id)]}).status_code == 303
    assert cliente.get(ajena).status_code == 404
    assert cliente.get(f"/alianzas/{alianza_id}/editar").status_code == 403
    mia = next(suya for suya in participaciones(alianza_id) if suya.institucion_id == obras_id)
    termino = {"hasta": str(hoy() - timedelta(days=1))}
    assert cliente.post(f"/alianzas/participaciones/{mia.id}/terminar", termino).status_code == 303
    hasta = {suya.institucion_id: suya.hasta for suya in participaciones(alianza_id)}
    assert hasta == {obras_id: hoy() - timedelta(days=1), salud_id: None}


def test_una_integrante_se_ve_en_su_ficha_y_dice_que_dejo_de_participar(
    escena: Escena, cliente: Cliente
) -> None:
    """La que se suma aparece ante la Red; si deja de consentirlo, para sus colegas no hay ni el hueco."""
    persona = una_que_aparece(escena, nombre="Brenda", primer_apellido="Canario")
    suya_id = sumar_a(escena, persona).id
    colega = una_integrante(escena.red, escena.salud)
    ficha = f"/alianzas/{escena.alianza.id}"
    cliente.entrar(colega)
    assert "Brenda Canario" in _html(cliente, ficha)
    assert cliente.get(f"/alianzas/participaciones/{suya_id}/terminar").status_code == 404
    with transaccion():
        retirar(persona, Finalidad.DIRECTORIO)
    vista = _html(cliente, ficha)
    assert "Canario" not in vista
    assert "Nadie que conste" in vista
    cliente.entrar(persona)
    assert "Participas en" in _html(cliente, f"/personas/{persona.clave}")
    assert "Dejé de participar" in _html(cliente, ficha)
    ayer = {"hasta": str(hoy() - timedelta(days=1))}
    assert cliente.post(f"/alianzas/participaciones/{suya_id}/terminar", ayer).status_code == 303
    assert "Participas en" not in _html(cliente, f"/personas/{persona.clave}")


def test_la_ficha_y_la_lista_dicen_como_estaban_otro_dia(escena: Escena, cliente: Cliente) -> None:
    """Y ese día se mira, no se cambia."""
    sumar(escena, escena.obras)
    sumar(escena, escena.salud, desde=dia(100))
    cliente.entrar(una_coordinadora(escena.red))
    ficha = f"/alianzas/{escena.alianza.id}"
    assert ">Salud</a>" in _html(cliente, ficha)
    antes = _html(cliente, f"{ficha}?fecha={dia(50)}")
    assert ">Obras</a>" in antes
    assert ">Salud</a>" not in antes
    assert "Sumar instituciones" not in antes
    assert "Proyecto Luminarias" not in _html(cliente, f"/alianzas/?fecha={dia(-5)}")


def test_la_lista_se_lleva_con_su_motivo_y_dice_quien_participa(escena: Escena, cliente: Cliente) -> None:
    sumar(escena, escena.obras)
    oculta = una_que_aparece(escena, nombre="Brenda", primer_apellido="Canario")
    sumar_a(escena, oculta)
    with transaccion():
        db.session.add(
            Alianza(red_id=escena.red.id, nombre="=SUMA(A1)", clase="programa", proposito="p", desde=INICIO)
        )
    cliente.entrar(una_analista(escena.red))
    pagina = f"/alianzas/exportar?red={escena.red.clave}"
    assert cliente.post(pagina, {"formato": "xlsx"}).status_code == 422
    archivo = cliente.post(pagina, {"formato": "csv", "motivo": "Para la reunión"})
    filas = list(csv.reader(archivo.get_data().decode("utf-8-sig").splitlines()))[1:]
    assert [(fila[0], fila[9], fila[10]) for fila in filas] == [
        ("'=SUMA(A1)", "", ""),
        ("Proyecto Luminarias", "Obras", ""),
        ("Proyecto Luminarias", "Brenda Canario", "Obras"),
    ]
    cliente.entrar(una_integrante(escena.red, escena.obras))
    assert cliente.get(pagina).status_code == 403


def test_se_halla_al_buscar_y_avisa_a_quien_coordina_cuando_su_termino_se_acerca(
    escena: Escena, cliente: Cliente
) -> None:
    """La que no tiene término, o lo tiene lejos, no espera nada; y en otra Red no se halla."""
    de_otra = una_integrante(una_red())
    coordina = una_coordinadora(escena.red)
    red = f"/redes/{escena.red.clave}"
    cliente.entrar(coordina)
    assert "Proyecto Luminarias" in _html(cliente, "/busqueda/?q=lumínarias")
    assert "por terminar" not in _html(cliente, red)
    for dias, avisa in ((90, False), (30, True)):
        with transaccion():
            escena.alianza.hasta = hoy() + timedelta(days=dias)
        assert ("Proyecto conjunto por terminar" in _html(cliente, red)) is avisa
    cliente.entrar(de_otra)
    assert "Proyecto Luminarias" not in _html(cliente, "/busqueda/?q=luminarias")
