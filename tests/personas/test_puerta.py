"""La puerta: cada finalidad rige lo que dice, lo leído es lo que tiene huella, y lo publicado no cambia."""

import io
import zipfile
from datetime import timedelta

import pytest
from flask import Flask

from red.analisis import consultas as analisis
from red.base import db, transaccion
from red.personas import consultas, operaciones_privacidad
from red.personas.avisos_de_privacidad import huella_de, presentar
from red.personas.modelos import AvisoPrivacidad, Consentimiento, Finalidad, Persona
from red.personas.modelos_de_privacidad import DE_LOS_PRIMEROS, AvisoYaPublicado, juntar
from red.redes.consultas import responsable_de
from red.redes.modelos import Red
from red.reloj import hoy
from tests import fabricas
from tests.cliente import Cliente

SOLA = {Finalidad.MAPA: ("p", False), Finalidad.ANALISIS: (False, "p")}


def _red_con(*listas: set[Finalidad], finalidades: str = "") -> tuple[Red, list[Persona], AvisoPrivacidad]:
    """Una Red con una integrante por cada conjunto de finalidades."""
    red = fabricas.una_red()
    aviso = fabricas.un_aviso_de_privacidad(
        **({"finalidades": finalidades} if finalidades else {}), huella=huella_de("a", "b")
    )
    personas = []
    for finalidades_ in listas:
        persona = fabricas.una_integrante(red)
        for finalidad in {Finalidad.PARTICIPAR, *finalidades_}:
            fabricas.un_consentimiento(persona, finalidad, aviso)
        personas.append(persona)
    return red, personas, aviso


def test_el_mapa_dibuja_a_quien_acepto_el_mapa_y_el_analisis_cuenta_a_quien_acepto_el_analisis(
    app: Flask, cliente: Cliente
) -> None:
    red, (dibujada, contada, ninguna), _ = _red_con({Finalidad.MAPA}, {Finalidad.ANALISIS}, set())
    leida = analisis.grafo_de_red(red.id, hoy())
    personas = {f"p{p.id}" for p in (dibujada, contada, ninguna)}
    assert personas & set(leida.dibujo) == {f"p{dibujada.id}"}
    assert personas & set(leida.grafo) == {f"p{contada.id}"}
    # Lo que se exporta es lo que se analiza, nunca lo que sólo se dibuja.
    cliente.entrar(fabricas.una_coordinadora(red))
    datos = {"formato": "csv", "con_nombres": "y", "motivo": "Para el informe anual del cabildo"}
    respuesta = cliente.post(f"/analisis/{red.clave}/exportar", datos)
    with zipfile.ZipFile(io.BytesIO(respuesta.data)) as archivo:
        escrito = "".join(archivo.read(nombre).decode() for nombre in archivo.namelist())
    assert contada.primer_apellido in escrito
    assert dibujada.primer_apellido not in escrito
    assert ninguna.primer_apellido not in escrito
    pagina = cliente.get(f"/analisis/{red.clave}").get_data(as_text=True)
    assert dibujada.primer_apellido in pagina
    assert contada.primer_apellido in pagina
    assert ninguna.primer_apellido not in pagina


def test_retirar_una_finalidad_vale_en_la_siguiente_peticion(app: Flask, cliente: Cliente) -> None:
    red, (una, otra), _ = _red_con({*Finalidad}, {*Finalidad})
    cliente.entrar(otra)
    assert una.primer_apellido in cliente.get("/personas/").get_data(as_text=True)
    with transaccion():
        operaciones_privacidad.retirar(db.session.get_one(Persona, una.id), Finalidad.DIRECTORIO)
        operaciones_privacidad.retirar(db.session.get_one(Persona, una.id), Finalidad.ANALISIS)
        operaciones_privacidad.retirar(db.session.get_one(Persona, una.id), Finalidad.CORREOS)
    assert una.primer_apellido not in cliente.get("/personas/").get_data(as_text=True)
    leida = analisis.grafo_de_red(red.id, hoy())
    assert f"p{una.id}" in leida.dibujo
    assert f"p{una.id}" not in leida.grafo
    assert f"p{otra.id}" in leida.grafo
    assert (consultas.quiere_correos(una.id), consultas.quiere_correos(otra.id)) == (False, True)


def test_quien_acepto_el_mapa_de_los_primeros_avisos_acepto_el_analisis_y_nada_mas(app: Flask) -> None:
    _, (una,), viejo = _red_con({Finalidad.MAPA}, finalidades=DE_LOS_PRIMEROS)
    assert consultas.finalidades_de(una.id) == {Finalidad.PARTICIPAR, Finalidad.MAPA, Finalidad.ANALISIS}
    elegidas = db.session.query(Persona.id).where(consultas.consiente(Finalidad.ANALISIS)).all()
    assert [id_ for (id_,) in elegidas] == [una.id]
    assert not consultas.quiere_correos(una.id)
    with transaccion():
        operaciones_privacidad.retirar(db.session.get_one(Persona, una.id), Finalidad.MAPA)
    assert consultas.finalidades_de(una.id) == {Finalidad.PARTICIPAR}
    assert viejo.separa == {Finalidad.PARTICIPAR, Finalidad.DIRECTORIO, Finalidad.MAPA}


def test_si_el_aviso_cambia_sus_finalidades_se_pregunta_otra_vez_y_mientras_vale_lo_de_antes(
    app: Flask, cliente: Cliente
) -> None:
    _, (una,), _ = _red_con({Finalidad.MAPA}, finalidades=DE_LOS_PRIMEROS)
    cliente.entrar(una)
    assert cliente.get("/panel").status_code == 200
    nuevo = fabricas.un_aviso_de_privacidad(vigente_desde=hoy(), finalidades=juntar(Finalidad))
    cliente.entrar(una)  # su siguiente visita
    respuesta = cliente.get("/panel")
    assert respuesta.status_code == 302
    assert respuesta.location.endswith("/personas/mi-privacidad/aviso-nuevo")
    assert "checked" not in cliente.get(respuesta.location).get_data(as_text=True)
    assert cliente.get("/panel").status_code == 200, "puede decidirlo después"
    assert consultas.finalidades_de(una.id) == {Finalidad.PARTICIPAR, Finalidad.MAPA, Finalidad.ANALISIS}
    cliente.post("/personas/mi-privacidad/aviso-nuevo", {"mapa": "y"})
    assert consultas.finalidades_de(una.id) == {Finalidad.PARTICIPAR, Finalidad.MAPA}
    vivos = {vivo.finalidad: vivo.aviso_id for vivo in consultas.consentimientos_vivos(una.id)}
    assert vivos == {Finalidad.PARTICIPAR: nuevo.id, Finalidad.MAPA: nuevo.id}
    cliente.entrar(una)
    assert cliente.get("/panel").status_code == 200, "ya no se le pregunta"


def test_otra_redaccion_con_las_mismas_finalidades_no_vuelve_a_preguntar(
    app: Flask, cliente: Cliente
) -> None:
    _, (una,), _ = _red_con({Finalidad.MAPA})
    fabricas.un_aviso_de_privacidad(vigente_desde=hoy(), simplificado="Dicho de otro modo.")
    cliente.entrar(una)
    assert cliente.get("/panel").status_code == 200


def test_lo_que_se_leyo_es_lo_que_tiene_huella_y_se_lee_igual_aunque_cambie_quien_responde(
    app: Flask, cliente: Cliente
) -> None:
    red, (una,), _ = _red_con(set())
    aviso = fabricas.un_aviso_de_privacidad(
        vigente_desde=hoy(),
        simplificado="$responsable responde. Escribe a $contacto.",
        integral="Está en $domicilio.",
        huella="1" * 64,
    )
    with transaccion():
        db.session.get_one(Red, red.id).responde_contacto = "datos@antes.test"
    presentado = presentar(aviso, responsable_de(red))
    assert "datos@antes.test" in presentado.texto_simplificado
    assert presentado.huella == huella_de(presentado.texto_simplificado, presentado.texto_integral)
    cliente.entrar(una)
    visible = dict.fromkeys(("correo", "telefono", "puesto", "intereses"), "nadie")
    cliente.post("/personas/mi-privacidad", {**visible, "mapa": "y", "leido": presentado.huella})
    dado = db.session.query(Consentimiento).filter_by(finalidad=Finalidad.MAPA).one()
    assert dado.leido is not None
    assert dado.leido.huella == presentado.huella
    with transaccion():
        db.session.get_one(Red, red.id).responde_contacto = "datos@despues.test"
    pagina = cliente.get(f"/personas/mi-privacidad/lo-que-lei/{dado.id}").get_data(as_text=True)
    assert "datos@antes.test" in pagina
    assert presentado.huella in pagina
    assert "datos@despues.test" not in pagina
    # Y quien tenía delante otra cosa no acepta: se le muestra la de ahora.
    respuesta = cliente.post(
        "/personas/mi-privacidad", {**visible, "correos": "y", "leido": presentado.huella}
    )
    assert respuesta.status_code == 422
    assert "cambió mientras lo leías" in respuesta.get_data(as_text=True)
    assert not consultas.quiere_correos(una.id)


def test_el_comprobante_es_un_papel_y_lo_leido_es_sólo_mio(app: Flask, cliente: Cliente) -> None:
    _, (una, otra), _ = _red_con({Finalidad.MAPA}, {Finalidad.MAPA})
    ajeno = consultas.consentimientos_de(otra.id)[0].id
    cliente.entrar(una)
    papel = cliente.get("/personas/mi-privacidad/comprobante.pdf")
    assert papel.mimetype == "application/pdf"
    assert papel.data.startswith(b"%PDF")
    assert cliente.get(f"/personas/mi-privacidad/lo-que-lei/{ajeno}").status_code == 404


def test_se_escribe_se_compara_y_se_publica_desde_un_dia_y_ya_no_cambia(app: Flask, cliente: Cliente) -> None:
    antes = fabricas.un_aviso_de_privacidad(simplificado="Un renglón.\nOtro renglón.", version="1")
    cliente.entrar(fabricas.una_administradora())
    texto = {"titulo": "Aviso", "simplificado": "Un renglón.\nUn renglón distinto.", "integral": "Todo."}
    escrito = {**texto, "version": "1", "finalidades": ["mapa"]}
    pagina = cliente.post("/personas/avisos-de-privacidad/escribir/MX", escrito)
    assert pagina.status_code == 422, "la versión 1 ya se usó"
    pagina = cliente.post(
        "/personas/avisos-de-privacidad/escribir/MX", {**escrito, "version": "2"}, sigue=True
    ).get_data(as_text=True)
    assert "<del>Otro renglón.</del>" in pagina
    assert "<ins>Un renglón distinto.</ins>" in pagina
    vista = huella_de(texto["simplificado"], texto["integral"])
    publicar = {"desde": hoy().isoformat(), "revisado": "y", "visto": vista}
    revisar = "/personas/avisos-de-privacidad/revisar/MX"
    ayer = (hoy() - timedelta(days=1)).isoformat()
    assert cliente.post(revisar, {**publicar, "desde": ayer}).status_code == 422
    assert cliente.post(revisar, {**publicar, "visto": "otra"}).status_code == 422
    assert consultas.aviso_vigente("MX", hoy()).id == antes.id, "nada rige hasta publicarse"
    assert cliente.post(revisar, publicar).status_code == 303
    rige = consultas.aviso_vigente("MX", hoy())
    assert (rige.version, rige.huella) == ("2", vista)
    assert rige.separa == {Finalidad.PARTICIPAR, Finalidad.MAPA}
    with pytest.raises(AvisoYaPublicado), transaccion():
        db.session.get_one(AvisoPrivacidad, rige.id).simplificado = "Otra cosa."
    db.session.rollback()
    with transaccion():
        assert {a.jurisdiccion for a in operaciones_privacidad.publicar_avisos(hoy())} == {"CL", "CO"}
