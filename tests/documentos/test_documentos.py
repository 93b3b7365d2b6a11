"""Un documento sale con el folio que sigue, dice lo que decía ese día y se anula sin borrarse."""

import threading
from datetime import date

import pytest
from flask import Flask
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from red.base import db, transaccion
from red.documentos import consultas, operaciones
from red.documentos.composicion import Bloque, EspacioDesconocido
from red.documentos.impresion import Hoja, imprimir
from red.documentos.letras import fecha_en_letras
from red.documentos.modelos import Documento, ModeloDeDocumento, Papel
from red.documentos.operaciones import SinCambios, YaAnulado
from red.errores import ErrorDeDominio, YaRegistrado
from red.redes.modelos import Red
from tests.cliente import Cliente
from tests.documentos.papeles import DIA, INTEGRANTES, emitir, pdf_de, texto_de
from tests.fabricas import (
    un_enlace,
    una_administradora,
    una_analista,
    una_coordinadora,
    una_institucion,
    una_integrante,
    una_red,
)
from tests.motores import Fabrica, configurar

A_LA_VEZ = 20


def test_el_pdf_se_abre_esta_etiquetado_y_dice_lo_que_debe(app: Flask) -> None:
    red = una_red(nombre="Red de prueba")
    documento = emitir(red)
    pdf, texto = pdf_de(documento), texto_de(documento)
    raiz = pdf.trailer["/Root"]
    assert raiz["/MarkInfo"]["/Marked"]
    assert raiz["/Lang"] == "es-MX"
    assert "/StructTreeRoot" in raiz
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Acta de instalación"
    assert len(pdf.pages) >= 1
    for dicho in (
        documento.folio,
        "Red de prueba",
        red.convocante.nombre,
        fecha_en_letras(DIA),
        "Ana Ruiz",
        "Testigos",
        "Sí, protesto",
        f"Página 1 de {len(pdf.pages)}",
    ):
        assert dicho in texto, dicho
    fuentes = {
        str(fuente.get_object()["/BaseFont"]).partition("+")[2]
        for pagina in pdf.pages
        for fuente in pagina["/Resources"]["/Font"].values()
    }
    assert all(nombre.startswith("LibertinusSerif") for nombre in fuentes), fuentes


@pytest.mark.parametrize(
    "nombre",
    [
        '#import "@preview/x:1.0.0": *',
        '#read("/etc/passwd")',
        'Ana "la jefa" \\ $x$ _y_ *z* `w` <etiqueta> @cita [corchete] // no',
        "#{sys.inputs} {folio} {{titular}}",
        "Ana\\n\\u{41} Ruiz",
        "' ; DROP TABLE persona;",
        "Ñandú Ülküçü Lucía",
        "Ana \\u0007 \\ud83e Ruiz",
    ],
)
def test_un_nombre_con_instrucciones_se_imprime_tal_cual(app: Flask, nombre: str) -> None:
    documento = emitir(una_red(), {"titular": nombre}, Papel.CARTA_ACEPTACION)
    assert nombre.replace(" ", "") in texto_de(documento).replace(" ", "")
    assert documento.datos["titular"] == nombre


@pytest.mark.parametrize(
    ("nombre", "se_lee"),
    [
        ("Ana 🌵🌵 Ruiz 漢字", "Ana \ufffd\ufffd Ruiz \ufffd\ufffd"),
        ("Ana\x07\x1b\x85 Ruiz", "Ana Ruiz"),
        ('Ana "🦋" Ruiz', 'Ana "\ufffd" Ruiz'),
        ("Ana 𝒜 مريم ½ Ruiz", "Ana"),
    ],
)
def test_un_signo_sin_dibujo_no_impide_emitir_y_el_dato_no_cambia(
    app: Flask, nombre: str, se_lee: str
) -> None:
    documento = emitir(una_red(), {"titular": nombre}, Papel.CARTA_ACEPTACION)
    assert se_lee in texto_de(documento)
    assert documento.datos["titular"] == nombre


@settings(max_examples=60, deadline=None)
@example("\U0001f3fb", "")
@given(st.text(max_size=40), st.text(max_size=40))
def test_cualquier_texto_se_imprime(titulo: str, parrafo: str) -> None:
    pdf = imprimir(Hoja(titulo, "Red", "Instituto", "F/1", "Aquí"), [Bloque("parrafo", parrafo)])
    assert pdf.startswith(b"%PDF-")


def test_los_folios_son_seguidos_por_red_y_por_ano(app: Flask) -> None:
    una, otra = una_red(clave="primera"), una_red(clave="segunda")
    folios = [
        emitir(una).folio,
        emitir(otra).folio,
        emitir(una).folio,
        emitir(una, dia=date(2027, 1, 4)).folio,
    ]
    assert folios == ["PRIMERA/2026/0001", "SEGUNDA/2026/0001", "PRIMERA/2026/0002", "PRIMERA/2027/0001"]


def test_dos_redes_nunca_dan_el_mismo_folio(app: Flask) -> None:
    claves = ("municipal-zapopan", "municipal-zacoalco", "municipal-za", "municipal", "municipal-zamora")
    redes = [una_red(clave=clave) for clave in claves]
    folios = [emitir(red).folio.partition("/")[0] for red in redes]
    assert folios == ["MUNICIPAL-ZA", "MUNICIPAL-ZA-2", "MUNICIPAL-ZA-3", "MUNICIPAL", "MUNICIPAL-ZA-4"]
    assert emitir(redes[1]).folio == "MUNICIPAL-ZA-2/2026/0002"
    with pytest.raises(YaRegistrado), transaccion():
        db.session.scalars(select(Documento).order_by(Documento.id)).all()[-1].folio = (
            folios[3] + "/2026/0001"
        )


def test_el_que_no_se_confirma_no_gasta_folio(app: Flask) -> None:
    red = una_red(clave="r")
    emitir(red)

    def arrepentirse() -> None:
        with transaccion():
            operaciones.emitir(red.id, Papel.CARTA_ACEPTACION, {}, referencia="x", institucion_id=None,
                quien_id=None, dia=DIA)  # fmt: skip
            raise ErrorDeDominio("No")

    with pytest.raises(ErrorDeDominio):
        arrepentirse()
    assert emitir(red).numero == 2


def _a_la_vez(app: Flask, red_id: int) -> list[str]:
    """Emite desde tantos hilos a la vez; devuelve lo que falló."""
    fallas: list[str] = []
    salida = threading.Barrier(A_LA_VEZ)

    def uno() -> None:
        with app.app_context():
            salida.wait()
            try:
                with transaccion():
                    operaciones.emitir(red_id, Papel.CARTA_ACEPTACION, {}, referencia="x", institucion_id=None,
                        quien_id=None, dia=DIA)  # fmt: skip
            except Exception as error:
                fallas.append(f"{type(error).__name__}: {error}")
            finally:
                db.session.remove()

    hilos = [threading.Thread(target=uno) for _ in range(A_LA_VEZ)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    return fallas


def test_veinte_a_la_vez_reciben_veinte_folios_seguidos(app: Flask) -> None:
    red_id = una_red().id
    assert _a_la_vez(app, red_id) == []
    db.session.rollback()
    numeros = db.session.scalars(select(Documento.numero).where(Documento.red_id == red_id)).all()
    assert sorted(numeros) == list(range(1, A_LA_VEZ + 1))


@pytest.mark.postgresql
def test_sin_el_candado_veinte_a_la_vez_chocan(bases: Fabrica, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: sin apartar la Red, la prueba de arriba se da cuenta."""
    from red.aplicacion import crear_app

    app = crear_app(configurar(bases.nueva("postgresql"), bases.carpeta))
    with app.app_context():
        red_id = una_red().id
        monkeypatch.setattr(operaciones, "con_candado", lambda modelo, id_: db.session.get_one(modelo, id_))
        assert len(_a_la_vez(app, red_id)) > 0
        db.session.remove()
        db.engine.dispose()


def test_lo_emitido_no_cambia_aunque_cambie_el_modelo(app: Flask) -> None:
    red = una_red()
    antes = emitir(red)
    huella = antes.archivo.huella
    with transaccion():
        operaciones.guardar_modelo(red.id, Papel.ACTA_INSTALACION, "Acta nueva", "Sólo {titular}.", None)
    despues = emitir(red)
    assert (antes.version, despues.version) == (0, 1)
    assert "Sólo Ana Ruiz." in texto_de(despues)
    assert antes.archivo.huella == huella
    assert "Sí, protesto" in texto_de(antes)
    assert despues.datos == {"titular": "Ana Ruiz"}


def test_cada_cambio_del_modelo_es_otra_version_y_volver_a_la_casa_tambien(app: Flask) -> None:
    red, otra = una_red(), una_red()
    casa = consultas.modelo_de(red.id, Papel.NOMBRAMIENTO)
    with pytest.raises(SinCambios), transaccion():
        operaciones.guardar_modelo(red.id, Papel.NOMBRAMIENTO, casa.titulo, casa.cuerpo, None)
    with transaccion():
        operaciones.guardar_modelo(red.id, Papel.NOMBRAMIENTO, "Nombramiento", "A {persona}.", None)
    with transaccion():
        operaciones.volver_al_de_la_casa(red.id, Papel.NOMBRAMIENTO, None)
    assert [
        m.version for m in db.session.scalars(select(ModeloDeDocumento).order_by(ModeloDeDocumento.id))
    ] == [1, 2]
    assert consultas.modelo_de(red.id, Papel.NOMBRAMIENTO).cuerpo == casa.cuerpo
    assert consultas.modelo_de(otra.id, Papel.NOMBRAMIENTO).es_de_la_casa
    with pytest.raises(EspacioDesconocido), transaccion():
        operaciones.guardar_modelo(red.id, Papel.OFICIO_SOLICITUD, "T", "A {persona}.", None)


def test_anular_conserva_el_documento_con_su_motivo_y_solo_una_vez(app: Flask) -> None:
    red = una_red()
    documento = emitir(red)
    with transaccion():
        operaciones.anular(documento, "Se repitió", None)
    with pytest.raises(YaAnulado), transaccion():
        operaciones.anular(documento, "Otra vez", None)
    assert documento.motivo_anulacion == "Se repitió"
    assert emitir(red).numero == 2, "el folio anulado no se vuelve a usar"
    assert db.session.scalar(select(func.count(Documento.id))) == 2


def test_lo_lee_la_coordinacion_y_el_enlace_de_su_institucion_y_nadie_mas(cliente: Cliente) -> None:
    suya, otra = una_institucion(), una_institucion()
    red, ajena = una_red(instituciones=[suya, otra]), una_red()
    documento = emitir(red, institucion_id=suya.id)
    paginas = [f"/documentos/{documento.id}", f"/archivos/{documento.archivo.clave}"]
    for quien in (una_coordinadora(red), un_enlace(suya), una_administradora()):
        cliente.entrar(quien)
        assert [cliente.get(pagina).status_code for pagina in paginas] == [200, 200]
        assert documento.folio in cliente.get("/documentos/").text
    for quien in (una_coordinadora(ajena), un_enlace(otra)):
        cliente.entrar(quien)
        assert [cliente.get(pagina).status_code for pagina in paginas] == [404, 404]
        assert documento.folio not in cliente.get("/documentos/").text
    for quien in (una_integrante(red), una_analista(red)):
        cliente.entrar(quien)
        assert cliente.get(paginas[1]).status_code == 404


def test_el_modelo_se_edita_con_vista_previa_y_lo_desconocido_se_senala(cliente: Cliente) -> None:
    red: Red = una_red(clave="mia")
    cliente.entrar(una_coordinadora(red))
    lista = cliente.get("/documentos/modelos/mia")
    assert "De la plataforma" in lista.text
    url = "/documentos/modelos/mia/carta_aceptacion"
    assert "{titular}" in cliente.get(url).text
    mal = cliente.post(url, {"titulo": "Carta", "cuerpo": "Yo, {titlar}"})
    assert mal.status_code == 422
    assert "Renglón 1, letra 5" in mal.text
    assert "Yo, {titlar}" in mal.text
    bien = {"titulo": "Carta", "cuerpo": "Yo, {titular}, acepto.\r\n\r\n# Compromisos\r\n- Uno"}
    vista = cliente.post(url, {**bien, "accion": "ver"})
    assert "Yo, Rosa Elena Prado (ejemplo), acepto." in vista.text
    assert consultas.modelo_de(red.id, Papel.CARTA_ACEPTACION).es_de_la_casa, "ver no guarda"
    assert "Guardamos el modelo" in cliente.post(url, bien, sigue=True).text
    muestra = cliente.get(f"{url}/muestra")
    assert muestra.data.startswith(b"%PDF-")
    assert "attachment" in muestra.headers["Content-Disposition"]
    assert cliente.get(f"{url}/de-la-casa").status_code == 200
    assert "volvió a ser" in cliente.post(f"{url}/de-la-casa", sigue=True).text
    assert cliente.get("/documentos/modelos/mia/no_existe").status_code == 404
    cliente.entrar(una_coordinadora(una_red()))
    assert cliente.get(url).status_code == 404


def test_se_anula_desde_su_pagina(cliente: Cliente) -> None:
    red = una_red()
    documento = emitir(red, {"titular": "Ana", "integrantes": INTEGRANTES})
    cliente.entrar(una_coordinadora(red))
    url = f"/documentos/{documento.id}/anular"
    assert cliente.post(url, {"motivo": ""}).status_code == 422
    assert "Anulado" in cliente.post(url, {"motivo": "Lleva mal el nombre"}, sigue=True).text
    assert documento.folio not in cliente.get("/documentos/?estado=vigentes").text
    assert documento.folio in cliente.get("/documentos/?estado=anulados&q=red-").text
