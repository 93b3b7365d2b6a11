"""La instalación se recorre en sus páginas: documento, evidencia, fecha, y lo que se anotó mal se deshace."""

import io
from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select

from red.base import db, transaccion
from red.documentos.modelos import Documento, Papel
from red.reloj import hoy
from red.unidades import consultas_papeles, consultas_vida
from red.unidades.modelos import EstadoUnidad, Evidencia, Funcion, Requisito, TipoUnidad, Unidad
from tests.archivos.muestras import PDF
from tests.cliente import Cliente
from tests.documentos.papeles import texto_de
from tests.fabricas import (
    un_enlace,
    una_adscripcion,
    una_analista,
    una_coordinadora,
    una_designacion,
    una_institucion,
    una_integrante,
    una_persona,
    una_red,
    una_unidad,
)


def _escena(estado: EstadoUnidad = EstadoUnidad.DESIGNADA):  # type: ignore[no-untyped-def]
    institucion = una_institucion(nombre="Instituto del Deporte")
    red = una_red(instituciones=[institucion])
    unidad = una_unidad(institucion, estado=estado)
    titular = una_persona(nombre="Titular", primer_apellido="Uno")
    una_adscripcion(titular, institucion)
    una_designacion(unidad, titular)
    return institucion, red, unidad


def _subir(cliente: Cliente, url: str, contenido: bytes, nombre: str = "acta.pdf", **mas: str):  # type: ignore[no-untyped-def]
    datos = {"archivo": (io.BytesIO(contenido), nombre), **mas}
    respuesta = cliente.post(url, datos, sigue=True, content_type="multipart/form-data")
    for una in (*respuesta.history, respuesta):
        una.request.environ[
            "wsgi.input"
        ].close()  # un cuerpo grande el cliente de pruebas lo deja en un archivo
    return respuesta


def test_de_la_designacion_a_instalada_por_las_paginas(cliente: Cliente) -> None:
    _, red, unidad = _escena()
    cliente.entrar(una_coordinadora(red))
    base = f"/unidades/{unidad.id}/instalacion"
    assert f'href="{base}"' in cliente.get(f"/unidades/{unidad.id}").text
    assert "Lo que sigue: aceptar el encargo" in cliente.get(base).text
    dia = hoy().isoformat()
    sin_dia = cliente.post(f"{base}/convocatoria/avanzar", {"el": dia})
    assert (sin_dia.status_code, "Di qué día será la sesión" in sin_dia.text) == (422, True)
    salto = cliente.post(f"{base}/acta/avanzar", {"el": dia})
    assert (salto.status_code, "Lo que sigue es «Instalación programada»" in salto.text) == (422, True)
    para = (hoy() + timedelta(days=3)).isoformat()
    bien = cliente.post(f"{base}/convocatoria/avanzar", {"el": dia, "para_el": para}, sigue=True)
    assert "Anotamos la etapa «Instalación programada»" in bien.text
    emision = cliente.get(f"{base}/acta/documento").text
    assert "Titular Uno" in emision
    assert "Qué quedará en blanco" in emision
    assert "Para quién es el nombramiento" not in emision
    hecho = cliente.post(f"{base}/acta/documento", {"testigo_1": "Teresa Mora", "testigo_2": ""}, sigue=True)
    assert "Emitimos acta de instalación con el folio" in hecho.text
    texto = texto_de(db.session.scalars(select(Documento)).one())
    for dicho in ("Titular Uno", "Teresa Mora", "del Instituto del Deporte", "Quórum"):
        assert dicho in texto, dicho
    assert (
        "Anotamos"
        in cliente.post(f"{base}/acta/avanzar", {"el": dia, "nota": "Ante 12 personas"}, sigue=True).text
    )
    assert db.session.get_one(Unidad, unidad.id).instalada_el == hoy()
    assert "Ante 12 personas" in cliente.get(base).text
    assert (
        "La unidad volvió a" in cliente.post(f"{base}/deshacer", {"motivo": "Me equivoqué"}, sigue=True).text
    )
    assert "Me equivoqué" in cliente.get(base).text


def test_se_registra_en_la_etapa_que_tenia_desde_el_dia_que_fue(cliente: Cliente) -> None:
    institucion = una_institucion()
    cliente.entrar(una_coordinadora(una_red(instituciones=[institucion])))
    datos = {
        "tipo": "uig",
        "nombre": "Unidad",
        "estado": "designacion_solicitada",
        "etapa_desde": "2026-02-03",
    }
    cliente.post(f"/unidades/nueva?institucion={institucion.id}", datos)
    unidad = db.session.scalars(select(Unidad)).one()
    assert "3 de febrero de 2026" in cliente.get(f"/unidades/{unidad.id}/instalacion").text
    futuro = cliente.post(
        f"/unidades/nueva?institucion={institucion.id}", {**datos, "etapa_desde": "2199-01-01"}
    )
    assert futuro.status_code == 422


def test_el_nombramiento_es_para_quien_se_elige(cliente: Cliente) -> None:
    institucion, _, unidad = _escena()
    otra = una_persona(nombre="Enlace", primer_apellido="Dos")
    designacion = una_designacion(unidad, otra, funcion=Funcion.ENLACE)
    cliente.entrar(un_enlace(institucion))
    url = f"/unidades/{unidad.id}/instalacion/nombramientos/documento"
    assert "Enlace Dos, enlace" in cliente.get(url).text
    cliente.post(url, {"persona_id": str(designacion.id)})
    documento = db.session.scalars(select(Documento)).one()
    assert documento.papel is Papel.NOMBRAMIENTO
    assert documento.datos["persona"] == "Enlace Dos"
    assert cliente.post(url, {"persona_id": "999999"}).status_code == 422


def test_la_evidencia_se_sube_se_lee_y_se_retira(cliente: Cliente) -> None:
    institucion, red, unidad = _escena()
    coordinadora = una_coordinadora(red)
    cliente.entrar(coordinadora)
    url = f"/unidades/{unidad.id}/evidencia/paso:acta"
    assert cliente.get(url).status_code == 200
    assert "Elige el archivo" in cliente.post(url, {}).text
    malo = _subir(cliente, url, b"MZ programa", "acta.pdf")
    assert (malo.status_code, "No reconocemos" in malo.text) == (422, True)
    assert "Guardamos la evidencia" in _subir(cliente, url, PDF, "acta.exe", nota="Firmada").text
    evidencia = db.session.scalars(select(Evidencia)).one()
    archivo = f"/archivos/{evidencia.archivo.clave}"
    pagina = cliente.get(f"/unidades/{unidad.id}/instalacion").text
    assert "acta.exe.pdf" in pagina
    assert archivo in pagina
    assert cliente.get(archivo).data == PDF
    cliente.entrar(un_enlace(institucion))
    assert cliente.get(archivo).status_code == 200
    for ajena in (una_coordinadora(una_red()), una_integrante(red, institucion), una_analista(red)):
        cliente.entrar(ajena)
        assert cliente.get(archivo).status_code == 404
    cliente.entrar(coordinadora)
    retirar = f"/unidades/evidencias/{evidencia.id}/retirar"
    assert cliente.post(retirar, {"motivo": ""}).status_code == 422
    assert "Retiramos" in cliente.post(retirar, {"motivo": "Era de otra"}, sigue=True).text
    assert cliente.get(archivo).status_code == 404, "retirada, ya nadie la lee"
    assert "ya se había retirado" in cliente.post(retirar, {"motivo": "otra vez"}).text


def test_un_archivo_grande_cabe_y_uno_enorme_se_rechaza(cliente: Cliente) -> None:
    _, red, unidad = _escena()
    cliente.entrar(una_coordinadora(red))
    url = f"/unidades/{unidad.id}/evidencia/paso:plan"
    casi_diez = PDF[:-6] + b"0" * (9 * 1024 * 1024) + b"%%EOF\n"
    assert "Guardamos la evidencia" in _subir(cliente, url, casi_diez).text
    assert _subir(cliente, url, b"%PDF-" + b"0" * (12 * 1024 * 1024) + b"%%EOF").status_code == 413
    otra = f"/unidades/{unidad.id}/editar"
    assert _subir(cliente, otra, casi_diez).status_code == 413, (
        "el tope alto es sólo donde se reciben archivos"
    )


def test_lo_que_no_existe_no_existe(cliente: Cliente) -> None:
    _, red, unidad = _escena()
    cliente.entrar(una_coordinadora(red))
    for url in (
        "instalacion/inventado/avanzar",
        "instalacion/aceptacion/avanzar",
        "instalacion/operacion/documento",
        "evidencia/paso:inventado",
        "evidencia/otra",
        "requisitos/inventado",
    ):
        assert cliente.get(f"/unidades/{unidad.id}/{url}").status_code == 404, url


def test_los_requisitos_se_responden_con_evidencia_y_se_leen_a_la_fecha(cliente: Cliente) -> None:
    institucion, red, unidad = _escena(EstadoUnidad.INSTALADA)
    cliente.entrar(una_coordinadora(red))
    base = f"/unidades/{unidad.id}/requisitos"
    assert "Lo primero que falta: jerarquía" in cliente.get(base).text
    dia = hoy() - timedelta(days=5)
    hecho = _subir(cliente, f"{base}/jerarquia", PDF, cumple="si", el=dia.isoformat(), nota="Acuerdo 5")
    assert "Guardamos la respuesta" in hecho.text
    assert "acta.pdf" in hecho.text
    assert list(consultas_vida.cumple(unidad.id, hoy())) == [Requisito.JERARQUIA]
    antes = (dia - timedelta(days=1)).isoformat()
    assert "Lo primero que falta: jerarquía" in cliente.get(f"{base}?fecha={antes}").text
    assert "Acuerdo 5" in cliente.get(f"{base}/jerarquia").text
    malo = _subir(cliente, f"{base}/cultura", b"no es", cumple="si", el=dia.isoformat())
    assert malo.status_code == 422
    assert Requisito.CULTURA not in consultas_vida.cumple(unidad.id, hoy()), "o todo o nada"
    cliente.entrar(una_integrante(red, institucion))
    assert "Actualizar la respuesta" not in cliente.get(base).text
    assert cliente.get(f"{base}/jerarquia").status_code == 403


def test_a_la_unidad_de_una_institucion_no_se_le_pide_ser_oficina_municipal(cliente: Cliente) -> None:
    _, red, unidad = _escena(EstadoUnidad.INSTALADA)
    cliente.entrar(una_coordinadora(red))
    pagina = cliente.get(f"/unidades/{unidad.id}/requisitos").text
    assert "alcaldía" not in pagina
    assert "Oficina Municipal" not in pagina
    assert "Vínculo directo con quien encabeza la institución" in pagina
    assert cliente.get(f"/unidades/{unidad.id}/requisitos/voz_y_voto").status_code == 404
    unidad.tipo = TipoUnidad.OMM
    db.session.commit()
    pagina = cliente.get(f"/unidades/{unidad.id}/requisitos").text
    assert "¿Tiene vínculo directo con la alcaldía?" in pagina
    assert "para eso se cumplen los 3 requisitos de ese escalón, y hoy van 0" in pagina


def test_se_advierte_cuando_depende_de_lo_juridico(cliente: Cliente, app: Flask) -> None:
    institucion, red, unidad = _escena()
    cliente.entrar(una_coordinadora(red))
    datos = {"tipo": "uig", "nombre": unidad.nombre, "depende_de": "juridica", "voz_y_voto": "no"}
    ficha = cliente.post(f"/unidades/{unidad.id}/editar", datos, sigue=True)
    assert "depende del área jurídica" in ficha.text
    ficha = cliente.post(f"/unidades/{unidad.id}/editar", {**datos, "depende_de": "titular"}, sigue=True)
    assert "área jurídica. Conviene" not in ficha.text
    abogada = una_persona()
    una_adscripcion(abogada, institucion, puesto="Directora Jurídica")
    with transaccion():
        titular = db.session.scalars(select(Unidad)).one()
        assert titular.voz_y_voto is False
    unidad_b = una_unidad(una_institucion(), nombre="Otra")
    una_designacion(unidad_b, abogada)
    from red.unidades.consultas import designaciones

    assert "área jurídica" in consultas_vida.advertencia_de_dependencia(
        unidad_b, designaciones(unidad_b.id), hoy()
    )


def test_las_areas_que_faltan_se_dicen(cliente: Cliente) -> None:
    institucion, red, unidad = _escena()
    persona = una_persona(nombre="De", primer_apellido="Planeación")
    una_adscripcion(persona, institucion)
    cliente.entrar(una_coordinadora(red))
    assert "Falta alguien de: Planeación" in cliente.get(f"/unidades/{unidad.id}").text
    datos = {"funcion": "integrante", "area": "planeacion", "persona_id": str(persona.id), "nivel": "mando_medio",
             "desde": hoy().isoformat()}  # fmt: skip
    sin_area = cliente.post(f"/unidades/{unidad.id}/designar", {**datos, "area": ""})
    assert (sin_area.status_code, "Di de qué área viene" in sin_area.text) == (422, True)
    ficha = cliente.post(f"/unidades/{unidad.id}/designar", datos, sigue=True).text
    assert "Falta alguien de: Presupuestación" in ficha
    assert "Planeación: De Planeación" in ficha


def test_una_cerrada_se_lee_pero_no_cambia(cliente: Cliente) -> None:
    _, red, unidad = _escena()
    cliente.entrar(una_coordinadora(red))
    cliente.post(f"/unidades/{unidad.id}/cerrar", {"hasta": hoy().isoformat()})
    pagina = cliente.get(f"/unidades/{unidad.id}/instalacion").text
    assert "ya se cerró" in pagina
    assert "Guardar evidencia" not in pagina


def test_el_acta_cuenta_la_sesion_aunque_se_imprima_otro_dia(cliente: Cliente) -> None:
    """La fecha y quiénes la sostenían son los de la sesión; el día de la impresión sólo dice cuándo se imprimió."""
    _, red, unidad = _escena(EstadoUnidad.INSTALADA)
    unidad.instalada_el, unidad.fundamento = date(2026, 2, 17), "Oficio DI-12/2026"
    db.session.commit()
    for nombre, desde, hasta in (
        ("Antes", date(2025, 1, 1), date(2026, 1, 31)),
        ("Entonces", date(2026, 2, 1), None),
        ("Despues", date(2026, 10, 12), None),
    ):
        persona = una_persona(nombre=nombre, primer_apellido="Suya")
        una_designacion(unidad, persona, funcion=Funcion.INTEGRANTE, area=None, desde=desde, hasta=hasta)
    cliente.entrar(una_coordinadora(red))
    url = f"/unidades/{unidad.id}/instalacion/acta/documento"
    assert "diecisiete de febrero de dos mil veintiséis" in cliente.get(url).text
    cliente.post(url, {"testigo_1": "T" * 160})
    acta = db.session.scalars(select(Documento)).one()
    texto = " ".join(texto_de(acta).split())
    assert "el diecisiete de febrero de dos mil veintiséis, se reunieron" in texto
    assert f"Se imprimió en {acta.lugar}" in texto
    # Según dónde caiga el renglón, el guion parte la clave y quien extrae el texto lo quita.
    assert "enelOficioDI12/2026" in texto.replace(" ", "").replace("-", "")
    assert [n for n in ("Antes", "Entonces", "Despues") if f"{n} Suya" in texto] == ["Entonces"]
    de_hoy = consultas_papeles.datos_de_unidad(unidad, red, hoy())
    assert "Despues Suya" in str(de_hoy["integrantes"]), "el control: los demás papeles dicen quién está hoy"


def test_emitir_dos_veces_lo_mismo_pregunta_y_sustituye(cliente: Cliente) -> None:
    _, red, unidad = _escena()
    cliente.entrar(una_coordinadora(red))
    url = f"/unidades/{unidad.id}/instalacion/aceptacion/documento"
    cliente.post(url)
    primero = db.session.scalars(select(Documento)).one()
    sin_decir = cliente.post(url)
    assert (sin_decir.status_code, f"Ya vale uno con el folio {primero.folio}" in sin_decir.text) == (
        422,
        True,
    )
    assert cliente.post(url, {"otro": "sustituir"}).status_code == 303
    primero, segundo = db.session.scalars(select(Documento).order_by(Documento.id))
    assert (primero.fue_sustituido, segundo.anulado_en) == (True, None)
    assert segundo.folio in (primero.motivo_anulacion or "")
    assert "Sustituido" in cliente.get(f"/documentos/{primero.id}").text
    assert cliente.post(url, {"otro": "aparte"}).status_code == 303, "el control: también pueden valer dos"
    assert len([d for d in db.session.scalars(select(Documento)) if d.anulado_en is None]) == 2


def test_quien_atestigua_se_escribe_con_letras_que_se_imprimen(cliente: Cliente) -> None:
    _, red, unidad = _escena()
    cliente.entrar(una_coordinadora(red))
    url = f"/unidades/{unidad.id}/instalacion/acta/documento"
    assert "No sabemos imprimir 木" in cliente.post(url, {"testigo_1": "Ana 木"}).text
    cliente.post(url, {"testigo_1": "Ana \u202eziuR"})
    assert db.session.scalars(select(Documento)).one().datos["testigo_1"] == "Ana ziuR"
