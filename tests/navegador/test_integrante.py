"""La servidora invitada, en su teléfono: acepta, completa su perfil, se inscribe y registra su unidad."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.navegador import pasos
from tests.navegador.chromium import ANCHO_DE_TELEFONO
from tests.navegador.conftest import Abrir


@pytest.mark.parametrize("con_javascript", [True, False], ids=["con-javascript", "sin-javascript"])
def test_la_invitada_se_suma_y_se_inscribe(abrir: Abrir, con_javascript: bool) -> None:
    quien = "renata" if con_javascript else "matilde"
    correo = f"{quien}.alumbrado@guadalajara.ejemplo.test"
    edicion = f"Edición de {quien.capitalize()}"
    llena = f"Edición llena para {quien.capitalize()}"
    coordinadora = abrir(pasos.COORDINADORA)
    pasos.abrir_edicion(coordinadora, edicion)
    pasos.llenar(coordinadora, pasos.abrir_edicion(coordinadora, llena, cupo=1))
    pasos.invitar(coordinadora, correo)

    ventana = abrir(ancho=ANCHO_DE_TELEFONO, con_javascript=con_javascript)
    pagina = pasos.abrir_invitacion(ventana, correo)
    _lee_y_acepta_el_aviso(pagina)
    _crea_su_cuenta(pagina, quien.capitalize())
    _completa_su_perfil(pagina)
    _halla_el_curso_y_se_inscribe(pagina, edicion)
    _espera_lugar_en_la_que_esta_llena(pagina, llena)
    _sus_colegas_ven_solo_lo_que_abrio(abrir(pasos.INTEGRANTE).pagina, quien.capitalize())


def _lee_y_acepta_el_aviso(pagina: Page) -> None:
    expect(pasos.titulo(pagina)).to_have_text(f"Te invitan a la {pasos.RED}")
    assert "/invitacion/" not in pagina.url, "La ficha del enlace no debe quedarse en la dirección"
    contenido = pagina.get_by_role("main")
    expect(contenido).to_contain_text("Instituto Municipal de las Mujeres en Guadalajara")
    contenido.get_by_text("Leer el aviso completo").click()
    expect(contenido.get_by_text("Presenta tu solicitud a privacidad@guadalajara")).to_be_visible()
    for casilla in contenido.get_by_role("checkbox").all():
        expect(casilla).not_to_be_checked()
    pagina.get_by_role("button", name="Continuar").click()
    expect(contenido.get_by_role("group", name="Revisa lo siguiente")).to_contain_text(
        "hace falta aceptar el aviso de privacidad"
    )
    pasos.aceptar_el_aviso(pagina)


def _crea_su_cuenta(pagina: Page, nombre: str) -> None:
    pagina.get_by_label("Contraseña", exact=True).fill("corta")
    pagina.get_by_role("button", name="Crear mi cuenta y entrar").click()
    resumen = pagina.get_by_role("group", name="Revisa lo siguiente")
    expect(resumen).to_contain_text("Escribe tu nombre.")
    expect(pagina.get_by_label("Institución donde trabajas")).to_contain_text(pasos.INSTITUCION)
    pasos.crear_la_cuenta(pagina, nombre, "Inventada")
    expect(pagina.get_by_text(f"Ya integras la {pasos.RED}. Te damos la bienvenida.")).to_be_visible()


def _completa_su_perfil(pagina: Page) -> None:
    """Los cuatro pasos: quién es, dónde trabaja, qué ofrece y busca, y quién ve cada dato."""
    expect(pasos.titulo(pagina)).to_have_text("Mi perfil")
    pagina.get_by_label("Teléfono").fill("33 5550 1122")
    pagina.get_by_role("button", name="Guardar y seguir").click()

    expect(pasos.titulo(pagina)).to_have_text("Dónde trabajas")
    expect(pagina.get_by_label("Puesto", exact=True)).to_have_value("Jefatura de mantenimiento")
    expect(pagina.get_by_role("radio", name="Mando medio")).to_be_checked()
    pagina.get_by_label("Área").fill("Jefatura de cuadrillas")
    pagina.get_by_role("button", name="Guardar y seguir").click()

    expect(pasos.titulo(pagina)).to_have_text("Qué ofreces y qué buscas")
    pagina.get_by_role("group", name="Lo que ofreces").get_by_label("Indicadores", exact=False).check()
    pagina.get_by_label("Con tus palabras, qué buscas").fill(
        "Quien haya hecho un presupuesto con perspectiva de género"
    )
    pagina.get_by_role("button", name="Guardar y seguir").click()

    expect(pasos.titulo(pagina)).to_have_text("Mi privacidad")
    for dato, audiencia in (
        ("Mi correo", "Toda la Red"),
        ("Mi teléfono", "Ninguna integrante"),
        ("Mi puesto y mi nivel", "Toda la Red"),
        ("Lo que ofrezco y lo que busco", "Colegas de mi institución"),
    ):
        pagina.get_by_label(dato, exact=True).select_option(label=audiencia)
    pagina.get_by_role("button", name="Guardar y terminar").click()
    expect(pagina.get_by_text("Guardamos lo que decidiste. Vale desde ahora.")).to_be_visible()


def _sus_colegas_ven_solo_lo_que_abrio(pagina: Page, nombre: str) -> None:
    """Otra integrante la encuentra: ve su correo y no su teléfono."""
    pagina.goto("/panel")
    pasos.al_menu(pagina, "Directorio")
    pagina.get_by_label("Buscar", exact=True).fill(nombre)
    pagina.keyboard.press("Enter")
    pagina.get_by_role("row").get_by_role("link", name=re.compile(nombre)).click()
    contenido = pagina.get_by_role("main")
    expect(contenido).to_contain_text(f"{nombre.lower()}.alumbrado@guadalajara.ejemplo.test")
    expect(contenido).to_contain_text("Jefatura de mantenimiento")
    expect(contenido).not_to_contain_text("33 5550 1122")
    expect(contenido).not_to_contain_text("presupuesto con perspectiva")


def _halla_el_curso_y_se_inscribe(pagina: Page, edicion: str) -> None:
    pasos.al_menu(pagina, "Formación")
    pagina.get_by_label("Buscar", exact=True).fill("ECO308")
    pagina.get_by_role("search").get_by_role("button", name="Buscar").click()
    tarjeta = pagina.get_by_role("row").filter(has_text=edicion)
    expect(tarjeta).to_contain_text("EC0308")
    expect(tarjeta).to_contain_text("5 lugares libres de 5")
    tarjeta.get_by_role("link").first.click()
    pagina.get_by_role("button", name="Inscribirme").click()
    expect(pagina.get_by_text("Tienes tu lugar. Te escribimos un correo con los datos.")).to_be_visible()
    expect(pagina.get_by_role("link", name="Cancelar mi lugar")).to_be_visible()


def _espera_lugar_en_la_que_esta_llena(pagina: Page, edicion: str) -> None:
    pagina.goto("/formacion/?q=ECO308")
    pagina.get_by_role("row").filter(has_text=edicion).get_by_role("link").first.click()
    contenido = pagina.get_by_role("main")
    expect(contenido).to_contain_text("Ya no hay lugares.")
    contenido.get_by_role("button", name="Entrar a la lista de espera").click()
    expect(contenido.get_by_text("Estás en la lista de espera, en el lugar 1.")).to_be_visible()
    expect(contenido).to_contain_text("Lugar 1 de 1 en la lista de espera")
    pagina.goto("/panel")
    expect(pagina.get_by_role("main")).to_contain_text("En espera, lugar 1")
