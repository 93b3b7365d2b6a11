"""Lo que varias personas hacen igual: entrar, invitar, abrir su correo, aceptar y abrir una edición."""

import re
import time
from datetime import date, timedelta

from playwright.sync_api import Page, expect

from red.demostracion.cuentas import CONTRASENA
from tests.navegador.chromium import Ventana

COORDINADORA = "coordinadora@guadalajara.ejemplo.test"
INSTITUTO = "instituto@guadalajara.ejemplo.test"
ENLACE = "enlace@guadalajara.ejemplo.test"
INTEGRANTE = "integrante@guadalajara.ejemplo.test"
ADMINISTRADORA = "administradora@ejemplo.test"
CHIAPAS = "coordinadora@chiapas.ejemplo.test"
COQUIMBO = "integrante@coquimbo.ejemplo.test"

RED = "Red Interinstitucional de Género del Gobierno Municipal de Guadalajara"
INSTITUCION = "Dirección de Alumbrado Público"
CONTRASENA_NUEVA = "cuatro faroles mirando la barranca"
LLEGA_EL_CORREO = 40
"""Segundos que se espera a que los trabajos de fondo entreguen un correo."""


def entrar(ventana: Ventana, correo: str, contrasena: str = CONTRASENA) -> Page:
    """Entra por el formulario y queda en su panel."""
    pagina = ventana.pagina
    pagina.goto("/acceso/entrar")
    pagina.get_by_label("Correo").fill(correo)
    pagina.get_by_label("Contraseña", exact=True).fill(contrasena)
    pagina.get_by_role("button", name="Entrar", exact=True).click()
    expect(titulo(pagina)).to_have_text("Mi panel")
    return pagina


def titulo(pagina: Page):  # type: ignore[no-untyped-def]
    """El único h1."""
    return pagina.locator("h1")


def al_menu(pagina: Page, tarea: str) -> None:
    """Va a una entrada del menú; en el teléfono, antes lo abre."""
    abrir = pagina.get_by_role("button", name="Menú", exact=True)
    if abrir.is_visible():
        abrir.click()
    pagina.get_by_role("navigation", name="Principal").get_by_role("link", name=tarea, exact=True).click()


def ver_todo_lo_pendiente(pagina: Page) -> None:
    """En su panel despliega lo que no urge; lo primero siempre está a la vista."""
    pagina.goto("/panel")
    pliegue = pagina.get_by_role("main").locator("details.plegable > summary")
    if pliegue.count():
        pliegue.first.click()


def invitar(coordinadora: Ventana, correo: str, institucion: str = INSTITUCION) -> None:
    """Quien coordina escribe un correo, revisa y envía."""
    pagina = coordinadora.pagina
    pagina.goto("/invitaciones/nueva?red=guadalajara")
    pagina.get_by_label("Correos").fill(correo)
    pagina.get_by_label("Institución que les propones").select_option(label=institucion)
    pagina.get_by_role("button", name="Revisar antes de enviar").click()
    expect(titulo(pagina)).to_have_text("Revisa antes de enviar")
    pagina.get_by_role("button", name=re.compile("^Enviar ")).click()
    expect(titulo(pagina)).to_have_text("Invitaciones")


def abrir_correo(ventana: Ventana, correo: str, asunto: str | re.Pattern[str]) -> Page:
    """Abre en el buzón el último correo con ese asunto; espera a que llegue."""
    pagina = ventana.pagina
    limite = time.monotonic() + LLEGA_EL_CORREO
    while True:
        pagina.goto(f"/avisos/buzon?q={correo}")
        llegado = pagina.get_by_role("main").get_by_role("link", name=asunto)
        if llegado.count():
            llegado.first.click()
            return pagina
        assert time.monotonic() < limite, f"No llegó a {correo} ningún correo que diga «{asunto}»"
        time.sleep(0.25)


def abrir_invitacion(ventana: Ventana, correo: str) -> Page:
    """Abre el enlace de la invitación que llegó a ese correo."""
    pagina = abrir_correo(ventana, correo, re.compile("te envió una invitación"))
    pagina.get_by_role("link", name="Ver la invitación").click()
    return pagina


def aceptar_el_aviso(pagina: Page) -> None:
    """Acepta el aviso de privacidad y las finalidades opcionales."""
    pagina.get_by_label("Leí el aviso de privacidad").check()
    for opcional in ("Aparecer en el directorio", "Aparecer dibujada en el mapa"):
        pagina.get_by_label(opcional).check()
    pagina.get_by_role("button", name="Continuar").click()
    expect(titulo(pagina)).to_have_text("Crea tu cuenta")


def crear_la_cuenta(pagina: Page, nombre: str, apellido: str) -> None:
    """Dice quién es, dónde trabaja y con qué contraseña entrará."""
    pagina.get_by_label("Nombre o nombres").fill(nombre)
    pagina.get_by_label("Primer apellido").fill(apellido)
    pagina.get_by_label("Institución donde trabajas").select_option(label=INSTITUCION)
    pagina.get_by_label("Puesto", exact=True).fill("Jefatura de mantenimiento")
    pagina.get_by_label("Nivel del puesto").select_option(label="Mando medio")
    pagina.get_by_label("Contraseña", exact=True).fill(CONTRASENA_NUEVA)
    pagina.get_by_role("button", name="Crear mi cuenta y entrar").click()


def abrir_la_cuenta_aprobada(pagina: Page, nombre: str) -> None:
    """Lo aprobado no se vuelve a escribir ni se cambia: sólo falta la contraseña."""
    expect(pagina.get_by_text(nombre, exact=True)).to_be_visible()
    expect(pagina.get_by_label("Nombre o nombres")).to_have_count(0)
    expect(pagina.get_by_label("Institución donde trabajas")).to_have_count(0)
    pagina.get_by_label("Contraseña", exact=True).fill(CONTRASENA_NUEVA)
    pagina.get_by_role("button", name="Crear mi cuenta y entrar").click()


def pedir_entrar(pagina: Page, nombre: str, correo: str, titular: str) -> None:
    """Conoce la Red desde el inicio y llena la solicitud para entrar."""
    pagina.goto("/")
    pagina.get_by_role("link", name=RED).click()
    pagina.get_by_role("link", name="Pedir entrar").click()
    pagina.get_by_label("Nombre y apellidos").fill(nombre)
    pagina.get_by_label("Correo institucional", exact=True).fill(correo)
    pagina.get_by_label("Institución donde trabajas").select_option(label=INSTITUCION)
    pagina.get_by_label("Puesto", exact=True).fill("Jefatura de mantenimiento")
    pagina.get_by_label("Nivel del puesto").select_option(label="Mando medio")
    pagina.get_by_label("Por qué quieres sumarte").fill("Quiero aprender con otras instituciones")
    pagina.get_by_label(re.compile("de quien encabeza")).fill(titular)
    pagina.get_by_label("Leí el aviso de privacidad").check()
    pagina.get_by_role("button", name="Enviar mi solicitud").click()
    expect(titulo(pagina)).to_have_text("Revisa tu correo")


def comprobar_direccion(ventana: Ventana, correo: str) -> Page:
    """Abre el enlace que llegó a quien pidió entrar; falta decir que es suya."""
    pagina = abrir_correo(ventana, correo, "Sobre tu solicitud")
    pagina.get_by_role("link", name="Comprobar mi dirección").click()
    return pagina


def leer_lo_que_se_respalda(ventana: Ventana, titular: str) -> Page:
    """Abre el enlace que llegó a quien encabeza la institución."""
    pagina = abrir_correo(ventana, titular, re.compile("Se pide tu respaldo"))
    pagina.get_by_role("link", name="Leer y responder").click()
    return pagina


def respaldar(pagina: Page) -> None:
    """Responde que sí."""
    pagina.get_by_role("radio", name="La respaldo", exact=True).check()
    pagina.get_by_role("button", name="Enviar mi respuesta").click()
    expect(titulo(pagina)).to_have_text("Gracias por responder")


def aceptar_solicitud(pagina: Page, nombre: str) -> None:
    """Quien coordina la acepta desde su bandeja."""
    pagina.goto("/panel")
    al_menu(pagina, "Por decidir")
    pagina.get_by_role("link", name=f"{nombre} pide entrar").click()
    pagina.get_by_role("link", name="Aceptarla", exact=True).click()
    pagina.get_by_role("button", name="Aprobar 1 asunto").click()


def abrir_edicion(coordinadora: Ventana, nombre: str, *, codigo: str = "EC0308", cupo: int = 5) -> str:
    """Quien coordina abre una edición de un curso; devuelve su dirección."""
    pagina = coordinadora.pagina
    pagina.goto(f"/formacion/cursos?q={codigo}")
    pagina.get_by_role("link", name=re.compile("^Abrir una edición")).first.click()
    pagina.get_by_label("Cómo se llama esta edición").fill(nombre)
    pagina.get_by_label("Sede o enlace").fill("Aula de capacitación")
    pagina.get_by_label("Cupo").fill(str(cupo))
    hoy = date.today()  # noqa: DTZ011  (el navegador escribe el día de la máquina)
    for etiqueta, dias in (
        ("Primer día", 40),
        ("Último día", 41),
        ("La inscripción abre el", -1),
        ("La inscripción cierra el", 35),
    ):
        pagina.get_by_label(etiqueta).fill((hoy + timedelta(days=dias)).isoformat())
    pagina.get_by_role("main").get_by_role("button", name="Abrir la edición").click()
    expect(pagina.get_by_text(re.compile("Abrimos la edición"))).to_be_visible()
    return pagina.url


def llenar(coordinadora: Ventana, edicion: str) -> None:
    """Quien coordina inscribe a integrantes de la Red hasta que no queda lugar."""
    pagina = coordinadora.pagina
    for apellido in ("Reynoso", "Macías", "Quintero"):
        pagina.goto(f"{edicion}/inscribir?q={apellido}")
        if pagina.get_by_text("No hay lugares libres").is_visible():
            return
        pagina.get_by_role("main").get_by_role("button", name=re.compile("^Inscribir")).first.click()
        expect(pagina.get_by_text("tiene lugar.")).to_be_visible()


def desplegar(pagina: Page) -> None:
    """Abre todo lo que el cuerpo de la página trae plegado."""
    pagina.evaluate(
        "() => document.querySelectorAll('main details').forEach((plegado) => (plegado.open = true))"
    )
