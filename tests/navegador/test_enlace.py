"""El enlace de una institución registra su unidad de género y a quienes la sostienen, con fechas."""

import re

from playwright.sync_api import Page, expect

from tests.navegador import pasos
from tests.navegador.chromium import ANCHO_DE_TELEFONO
from tests.navegador.conftest import Abrir

POR_CONFIRMAR = "Quedó por confirmar: la coordinación de la Red mira quién es y lo confirma."


def _designa_a_otra(pagina: Page, funcion: str, nombre: str, desde: str) -> None:
    """Designa a alguien que todavía no está en el registro."""
    renglon = pagina.get_by_role("row", name=re.compile(f"^{funcion} "))
    renglon.get_by_role("link", name=re.compile("^Designar")).click()
    expect(pagina.get_by_role("radio", name=funcion, exact=True)).to_be_checked()
    pagina.get_by_label("A quién se designa").select_option(label="Otra persona, que no está en la lista")
    pagina.get_by_label("Nombre o nombres").fill(nombre)
    pagina.get_by_label("Primer apellido").fill("Inventada")
    pagina.get_by_label("Correo institucional").fill(f"{nombre.lower()}.unidad@guadalajara.ejemplo.test")
    pagina.get_by_label("Puesto", exact=True).fill("Jefatura de área")
    pagina.get_by_label("Nivel del puesto").select_option(label="Mando medio")
    pagina.get_by_label("Desde cuándo").fill(desde)
    pagina.get_by_label("Número de oficio").fill(f"OF-{funcion[:3].upper()}-12/2026")
    pagina.get_by_role("button", name="Registrar la designación").click()
    expect(pagina.get_by_text(POR_CONFIRMAR)).to_be_visible()


def _la_coordinacion_dice_quienes_son(coordinadora: Page, *nombres: str) -> None:
    """Las halla en sus asuntos y las registra con los datos que se escribieron."""
    contenido = coordinadora.get_by_role("main")
    for nombre in nombres:
        pasos.ver_todo_lo_pendiente(coordinadora)
        contenido.get_by_role("link", name=re.compile("designaci(ón|ones) por confirmar")).click()
        contenido.get_by_role("link", name=f"{nombre} Inventada").click()
        coordinadora.get_by_role("radio", name=re.compile("^Alguien que no está en el registro")).check()
        coordinadora.get_by_role("button", name="Guardar la decisión").click()
        expect(coordinadora.get_by_text("Confirmaste la designación.")).to_be_visible()


def _la_sostiene(pagina: Page, funcion: str, nombre: str, desde: str) -> None:
    tabla = pagina.get_by_role("table", name="Personas designadas hoy")
    suyo = tabla.get_by_role("row", name=re.compile(f"^{funcion} "))
    expect(suyo).to_contain_text(nombre)
    expect(suyo).to_contain_text(desde)


def test_el_enlace_registra_la_unidad_con_titular_suplente_y_enlace(abrir: Abrir) -> None:
    pagina = abrir(pasos.ENLACE).pagina
    pagina.goto("/panel")
    contenido = pagina.get_by_role("main")
    pasos.al_menu(pagina, "Instituciones")
    pagina.get_by_label("Buscar", exact=True).fill("dif")
    pagina.keyboard.press("Enter")
    contenido.get_by_role("link", name=re.compile("^Sistema para el Desarrollo Integral")).click()
    contenido.get_by_role("link", name="Registrar otra unidad").click()
    pagina.get_by_label("Qué clase de unidad es").select_option(label="Grupo o comité de género")
    pagina.get_by_label("Nombre de la unidad").fill("")
    contenido.get_by_role("button", name="Registrar la unidad").click()
    expect(contenido).to_contain_text("Escribe el nombre de la unidad.")
    expect(pagina.get_by_label("Qué clase de unidad es")).to_have_value("grupo")
    pagina.get_by_label("Nombre de la unidad").fill("Comité de cuidados del DIF")
    pagina.get_by_label("En qué etapa está").select_option(label="Instalada")
    pagina.get_by_label("Día en que se instaló").fill("2026-03-02")
    pagina.get_by_label("Acto que la crea").fill("Acuerdo 14/2026, del 27 de febrero de 2026")
    contenido.get_by_role("button", name="Registrar la unidad").click()

    expect(pasos.titulo(pagina)).to_have_text("Comité de cuidados del DIF")
    expect(contenido).to_contain_text("2 de marzo de 2026")
    for funcion, nombre, desde in (
        ("Titular", "Yolanda", "2026-03-02"),
        ("Suplente", "Beatriz", "2026-04-15"),
        ("Enlace", "Carolina", "2026-05-04"),
    ):
        _designa_a_otra(pagina, funcion, nombre, desde)
    ficha = pagina.url
    expect(contenido.get_by_text("Vacante")).to_have_count(3)
    _la_coordinacion_dice_quienes_son(abrir(pasos.COORDINADORA).pagina, "Yolanda", "Beatriz", "Carolina")
    pagina.goto(ficha)
    _la_sostiene(pagina, "Titular", "Yolanda Inventada", "2 de marzo de 2026")
    _la_sostiene(pagina, "Suplente", "Beatriz Inventada", "15 de abril de 2026")
    _la_sostiene(pagina, "Enlace", "Carolina Inventada", "4 de mayo de 2026")
    expect(contenido.get_by_text("Vacante")).to_have_count(0)

    # El relevo: quien estaba termina y queda en la historia; mientras nadie llega, la unidad está en relevo.
    contenido.get_by_role("link", name="Relevar a Yolanda Inventada").click()
    pagina.get_by_label("Su último día en la función").fill("2026-10-30")
    pagina.get_by_label("Por qué deja la función").fill("Cambio de adscripción")
    contenido.get_by_role("button", name="Continuar").click()
    expect(pasos.titulo(pagina)).to_have_text("Qué se entrega y quién llega")
    contenido.get_by_role("button", name="Revisar y confirmar").click()
    expect(contenido).to_contain_text("La función queda vacante y la unidad pasa a «En relevo»")
    contenido.get_by_role("button", name="Confirmar el relevo").click()
    contenido.get_by_role("button", name="Emitir el acta").click()
    expect(pasos.titulo(pagina)).to_have_text("Acta de entrega-recepción")
    expect(contenido).to_contain_text("Yolanda Inventada")
    pagina.goto(ficha)
    expect(contenido).to_contain_text("En relevo")
    antes = contenido.locator("section").filter(
        has=pagina.get_by_role("heading", name="Quién la sostuvo antes")
    )
    expect(antes).to_contain_text("Yolanda Inventada, titular, 2 de marzo de 2026 – 30 de octubre de 2026.")
    expect(contenido.get_by_text("Vacante")).to_have_count(1)


def test_la_integrante_completa_en_su_telefono_la_unidad_de_su_institucion(abrir: Abrir) -> None:
    pagina = abrir(pasos.INTEGRANTE, ancho=ANCHO_DE_TELEFONO).pagina
    pagina.goto("/panel")
    contenido = pagina.get_by_role("main")
    pasos.al_menu(pagina, "Unidades")
    pagina.get_by_label("Buscar", exact=True).fill("educacion")
    pagina.keyboard.press("Enter")
    contenido.get_by_role("link", name="Dirección de Educación").first.click()
    titular = contenido.get_by_role("row", name=re.compile("^Titular "))
    expect(titular).to_contain_text("Vacante")
    titular.get_by_role("link", name="Designar titular").click()
    a_quien = pagina.get_by_label("A quién se designa")
    expect(a_quien).to_have_value("")
    pagina.get_by_role("button", name="Registrar la designación").click()
    expect(pagina.get_by_role("group", name="Revisa lo siguiente")).to_contain_text(
        "Elige a quién se designa."
    )
    a_quien.select_option(index=1)
    pagina.get_by_label("Desde cuándo").fill("2026-11-03")
    pagina.get_by_role("button", name="Registrar la designación").click()
    expect(
        contenido.get_by_text("Registramos la designación desde el 3 de noviembre de 2026.")
    ).to_be_visible()
    expect(titular).not_to_contain_text("Vacante")
