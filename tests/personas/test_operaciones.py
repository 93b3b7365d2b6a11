"""Las personas se registran una vez, sus puestos no se enciman y lo que consienten queda con su texto."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from red.base import db, transaccion
from red.errores import NoEncontrado
from red.personas import avisos_de_privacidad, consultas, operaciones, operaciones_privacidad
from red.personas.modelos import (
    Adscripcion,
    Audiencia,
    AvisoPrivacidad,
    CampoVisible,
    Consentimiento,
    Finalidad,
    NivelCargo,
    Persona,
    Sentido,
    Tema,
)
from red.personas.operaciones import CorreoRegistrado, PuestoTraslapado
from red.personas.operaciones_privacidad import TextoYaPublicado
from red.reloj import ahora, hoy
from tests.fabricas import (
    un_aviso_de_privacidad,
    un_consentimiento,
    una_adscripcion,
    una_institucion,
    una_persona,
)

MEDIO = NivelCargo.MANDO_MEDIO


def _puestos(persona: Persona) -> list[tuple[str, date, date | None]]:
    return [(a.puesto, a.desde, a.hasta) for a in reversed(consultas.historia_de(persona.id))]


def test_registrar_limpia_lo_escrito_y_el_correo_va_en_minusculas(app: Flask) -> None:
    with transaccion():
        persona = operaciones.registrar_persona("  Ana\x00  María ", "Cruz", "  ", " Ana@Ejemplo.TEST ")
    assert (persona.nombre, persona.segundo_apellido, persona.correo) == (
        "Ana María",
        None,
        "ana@ejemplo.test",
    )
    assert consultas.persona_de_correo("ANA@ejemplo.test") is persona
    assert consultas.persona_de_clave(persona.clave) is persona


def test_un_correo_es_de_una_sola_persona(app: Flask) -> None:
    una_persona(correo="ana@ejemplo.test")
    with pytest.raises(CorreoRegistrado), transaccion():
        operaciones.registrar_persona("Otra", "Persona", None, "ANA@ejemplo.test")


def test_una_clave_desconocida_no_es_de_nadie(app: Flask) -> None:
    with pytest.raises(NoEncontrado):
        consultas.persona_de_clave("nadie")


def test_un_puesto_nuevo_cierra_el_anterior_la_vispera(app: Flask) -> None:
    persona, obras, salud = una_persona(), una_institucion(), una_institucion()
    with transaccion():
        operaciones.adscribir(persona, obras.id, "Analista", MEDIO, date(2024, 1, 1))
        operaciones.adscribir(
            persona, salud.id, "Directora", NivelCargo.SUPERIOR, date(2026, 3, 1), area="Centro"
        )
    assert _puestos(persona) == [
        ("Analista", date(2024, 1, 1), date(2026, 2, 28)),
        ("Directora", date(2026, 3, 1), None),
    ]
    for dia, puesto in ((date(2026, 2, 28), "Analista"), (date(2026, 3, 1), "Directora")):
        vigente = consultas.adscripcion_vigente(persona.id, dia)
        assert vigente is not None
        assert vigente.puesto == puesto
    assert consultas.adscripcion_vigente(persona.id, date(2023, 12, 31)) is None


def test_decir_otra_vez_el_mismo_puesto_no_hace_historia(app: Flask) -> None:
    persona, obras = una_persona(), una_institucion()
    with transaccion():
        primera = operaciones.adscribir(persona, obras.id, "Analista", MEDIO, date(2024, 1, 1))
        segunda = operaciones.adscribir(persona, obras.id, " Analista ", MEDIO, date(2026, 1, 1))
    assert primera is segunda
    assert len(_puestos(persona)) == 1


@pytest.mark.parametrize("desde", [date(2024, 1, 1), date(2023, 6, 1)])
def test_un_puesto_no_empieza_antes_que_el_que_ya_consta(app: Flask, desde: date) -> None:
    persona, obras = una_persona(), una_institucion()
    with transaccion():
        operaciones.adscribir(persona, obras.id, "Analista", MEDIO, date(2024, 1, 1))
    with pytest.raises(PuestoTraslapado), transaccion():
        operaciones.adscribir(persona, obras.id, "Otro", MEDIO, desde)
    assert _puestos(persona) == [("Analista", date(2024, 1, 1), None)]


def test_un_puesto_ya_cerrado_se_acorta_si_el_nuevo_empieza_antes(app: Flask) -> None:
    persona, obras = una_persona(), una_institucion()
    una_adscripcion(persona, obras, puesto="Analista", desde=date(2024, 1, 1), hasta=date(2026, 12, 31))
    with transaccion():
        operaciones.adscribir(persona, obras.id, "Nuevo", MEDIO, date(2026, 6, 1))
    assert _puestos(persona)[0] == ("Analista", date(2024, 1, 1), date(2026, 5, 31))


def test_corregir_un_puesto_no_hace_historia(app: Flask) -> None:
    persona, obras, salud = una_persona(), una_institucion(), una_institucion()
    adscripcion = una_adscripcion(persona, obras, puesto="Analsta", desde=date(2024, 1, 1))
    with transaccion():
        operaciones.corregir_adscripcion(adscripcion, salud.id, "Analista", MEDIO, date(2023, 1, 1))
    assert _puestos(persona) == [("Analista", date(2023, 1, 1), None)]
    assert adscripcion.institucion_id == salud.id


def test_una_correccion_no_se_encima_con_el_puesto_anterior(app: Flask) -> None:
    persona, obras = una_persona(), una_institucion()
    una_adscripcion(persona, obras, desde=date(2022, 1, 1), hasta=date(2023, 12, 31))
    actual = una_adscripcion(persona, obras, desde=date(2024, 1, 1))
    with pytest.raises(PuestoTraslapado), transaccion():
        operaciones.corregir_adscripcion(actual, obras.id, "Jefa", MEDIO, date(2023, 12, 31))


def test_la_base_no_admite_dos_puestos_abiertos(app: Flask) -> None:
    """Control: aunque alguien se saltara la operación, la base lo impide."""
    persona, obras = una_persona(), una_institucion()
    una_adscripcion(persona, obras)
    with pytest.raises(Exception, match="Alguien acaba de registrar lo mismo"):
        una_adscripcion(persona, obras)


def test_los_intereses_quedan_como_se_piden(app: Flask) -> None:
    persona = una_persona()
    with transaccion():
        operaciones.declarar_intereses(
            persona,
            {Sentido.OFRECE: {Tema.DATOS, Tema.AGENDAS}, Sentido.BUSCA: {Tema.DATOS}},
            {Sentido.OFRECE: " Talleres ", Sentido.BUSCA: ""},
        )
    with transaccion():
        operaciones.declarar_intereses(persona, {Sentido.OFRECE: {Tema.AGENDAS, Tema.PRESUPUESTO}}, {})
    assert consultas.temas_de(persona.id) == {
        Sentido.OFRECE: [Tema.AGENDAS, Tema.PRESUPUESTO],
        Sentido.BUSCA: [],
    }
    assert persona.ofrece is None


def test_consentir_guarda_con_que_texto_y_repetirlo_no_cambia_nada(app: Flask) -> None:
    persona, aviso = una_persona(), un_aviso_de_privacidad()
    for _ in range(2):
        with transaccion():
            operaciones_privacidad.consentir(persona, aviso, {Finalidad.PARTICIPAR, Finalidad.MAPA})
    todos = db.session.scalars(select(Consentimiento)).all()
    assert {(c.finalidad, c.aviso_id, c.retirado_en) for c in todos} == {
        (Finalidad.PARTICIPAR, aviso.id, None),
        (Finalidad.MAPA, aviso.id, None),
    }
    assert len(todos) == 2


def test_aceptar_un_texto_nuevo_conserva_que_se_acepto_el_anterior(app: Flask) -> None:
    persona, viejo, nuevo = una_persona(), un_aviso_de_privacidad(), un_aviso_de_privacidad()
    un_consentimiento(persona, Finalidad.PARTICIPAR, viejo)
    with transaccion():
        operaciones_privacidad.consentir(persona, nuevo, {Finalidad.PARTICIPAR})
    historia = [
        (c.aviso_id, c.retirado_en is None)
        for c in db.session.scalars(select(Consentimiento).order_by(Consentimiento.id))
    ]
    assert historia == [(viejo.id, False), (nuevo.id, True)]


def test_retirar_no_borra_y_se_puede_volver_a_dar(app: Flask) -> None:
    persona, aviso = una_persona(), un_aviso_de_privacidad()
    with transaccion():
        operaciones_privacidad.consentir(persona, aviso, {Finalidad.MAPA})
    with transaccion():
        operaciones_privacidad.retirar(persona, Finalidad.MAPA)
        operaciones_privacidad.retirar(persona, Finalidad.DIRECTORIO)
    assert consultas.finalidades_de(persona.id) == set()
    with transaccion():
        operaciones_privacidad.consentir(persona, aviso, {Finalidad.MAPA})
    assert consultas.finalidades_de(persona.id) == {Finalidad.MAPA}
    assert len(db.session.scalars(select(Consentimiento)).all()) == 2


def test_decidir_privacidad_no_toca_la_participacion_ni_lo_ya_consentido(app: Flask) -> None:
    persona, viejo, nuevo = una_persona(), un_aviso_de_privacidad(), un_aviso_de_privacidad()
    for finalidad in (Finalidad.PARTICIPAR, Finalidad.MAPA):
        un_consentimiento(persona, finalidad, viejo)
    with transaccion():
        operaciones_privacidad.decidir_privacidad(
            persona,
            nuevo,
            {Finalidad.MAPA, Finalidad.DIRECTORIO},
            {CampoVisible.CORREO: Audiencia.RED, CampoVisible.PUESTO: Audiencia.NADIE},
        )
    con_que = {c.finalidad: c.aviso_id for c in consultas.consentimientos_vivos(persona.id)}
    assert con_que == {
        Finalidad.PARTICIPAR: viejo.id,
        Finalidad.MAPA: viejo.id,
        Finalidad.DIRECTORIO: nuevo.id,
    }
    assert persona.visibilidad == {"correo": "red"}


def test_quien_no_ha_decidido_no_muestra_nada(app: Flask) -> None:
    persona = una_persona(visibilidad={"correo": "palabra que ya no existe"})
    assert {persona.audiencia(campo) for campo in CampoVisible} == {Audiencia.NADIE}


def test_publicar_los_avisos_se_puede_repetir(app: Flask) -> None:
    dia = hoy()
    with transaccion():
        assert {a.jurisdiccion for a in operaciones_privacidad.publicar_avisos(dia)} == {"MX", "CL", "CO"}
    with transaccion():
        assert operaciones_privacidad.publicar_avisos(dia + timedelta(days=1)) == []
    for jurisdiccion in avisos_de_privacidad.JURISDICCIONES:
        aviso = consultas.aviso_vigente(jurisdiccion, dia)
        assert aviso.huella == avisos_de_privacidad.huella_de(aviso.simplificado, aviso.integral)
    with pytest.raises(NoEncontrado):
        consultas.aviso_vigente("MX", dia - timedelta(days=1))
    with pytest.raises(NoEncontrado):
        consultas.aviso_vigente("AR", dia)


def test_un_texto_publicado_no_cambia_sin_cambiar_de_version(app: Flask) -> None:
    texto = avisos_de_privacidad.textos()[0]
    un_aviso_de_privacidad(jurisdiccion=texto.jurisdiccion, version=texto.version, huella="0" * 64)
    with pytest.raises(TextoYaPublicado), transaccion():
        operaciones_privacidad.publicar_avisos(hoy())


def test_rige_la_version_mas_reciente_que_ya_empezo(app: Flask) -> None:
    viejo = un_aviso_de_privacidad(version="1", vigente_desde=date(2025, 1, 1))
    nuevo = un_aviso_de_privacidad(version="2", vigente_desde=date(2026, 6, 1))
    assert consultas.aviso_vigente("MX", date(2026, 5, 31)).id == viejo.id
    assert consultas.aviso_vigente("MX", date(2026, 6, 1)).id == nuevo.id


def test_los_avisos_nombran_a_quien_convoca_y_no_dejan_senales_sin_llenar(app: Flask) -> None:
    institucion = una_institucion(nombre="Instituto de Prueba", correo="datos@instituto.test")
    for texto in avisos_de_privacidad.textos():
        for quien in (institucion, None):
            partes = avisos_de_privacidad.partes(texto.integral, quien)
            escrito = " ".join(renglon for p in partes for b in p.bloques for renglon in b.renglones)
            assert "$" not in escrito
            assert ("Instituto de Prueba" in escrito) is (quien is not None)
            assert ("datos@instituto.test" in escrito) is (quien is not None)


def test_los_avisos_nombran_la_ley_de_su_pais_y_no_sus_articulos() -> None:
    leyes = {"MX": "Sujetos Obligados", "CL": "Ley 21.719", "CO": "Ley 1581 de 2012"}
    for texto in avisos_de_privacidad.textos():
        assert leyes[texto.jurisdiccion] in texto.integral
        assert "artículo" not in (texto.integral + texto.simplificado).lower()


def test_la_orden_de_publicar_se_puede_repetir(app: Flask) -> None:
    from red.personas.comandos import privacidad

    consola = app.test_cli_runner()
    assert consola.invoke(privacidad, ["publicar"]).output.count("Publicado:") == 3
    assert "ya estaban publicados" in consola.invoke(privacidad, ["publicar"]).output
    assert len(db.session.scalars(select(AvisoPrivacidad)).all()) == 3


def test_completar_el_perfil_recuerda_la_primera_vez(app: Flask) -> None:
    persona = una_persona()
    with transaccion():
        operaciones.completar_perfil(persona)
    primera = persona.perfil_completo_en
    with transaccion():
        operaciones.completar_perfil(persona)
    assert primera is not None
    assert persona.perfil_completo_en == primera <= ahora()


def test_quien_usa_otro_nombre_se_busca_por_el_y_la_coordinacion_por_todos(app: Flask) -> None:
    persona = una_persona(
        nombre="Rigoberta", primer_apellido="Paz", segundo_apellido="Olmos", nombre_preferido="Lucía"
    )
    assert persona.busqueda_visible == " lucia paz"
    assert persona.orden == "paz lucia"
    assert " rigoberta" in persona.busqueda
    with transaccion():
        persona.nombre_preferido = None
    assert persona.busqueda_visible is None
    assert persona.orden == "paz olmos rigoberta"


def test_un_puesto_cerrado_dice_hasta_cuando(app: Flask) -> None:
    adscripcion = Adscripcion(desde=date(2026, 1, 1))
    adscripcion.cerrar(date(2025, 1, 1))
    assert adscripcion.hasta == date(2026, 1, 1)
