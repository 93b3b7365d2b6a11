"""Toda página que alguien puede abrir pasa axe-core y cabe en la pantalla, en cada papel, ancho y tema."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.routing import MapAdapter

from red.aplicacion import crear_app
from red.asistencias import firmas
from red.reloj import ahora
from tests.motores import configurar
from tests.navegador import pasos
from tests.navegador.accesibilidad import Recorrido, faltas_de, llevar_axe, se_sale
from tests.navegador.chromium import ANCHO_DE_ESCRITORIO, ANCHO_DE_TELEFONO, Ventana
from tests.navegador.conftest import Abrir, Sesiones
from tests.navegador.servidor import Servidor

PAPELES = {
    "sin cuenta": "",
    "coordinadora": pasos.COORDINADORA,
    "instituto": pasos.INSTITUTO,
    "enlace": pasos.ENLACE,
    "integrante": pasos.INTEGRANTE,
    "administradora": pasos.ADMINISTRADORA,
}

NO_SON_PAGINAS = {
    "portal.salud": "responde a quien vigila el servicio",
    "portal.salida_rapida": "lleva a otro sitio",
    "personas.mi_comprobante": "un PDF para guardarse",
    "formacion.calendario": "un archivo para el calendario",
    "formacion.abrir_oferta": "guarda el enlace y lleva a «formacion.lugar_ofrecido»",
    "formacion.abrir_visto_bueno": "guarda el enlace y lleva a «formacion.visto_bueno»",
    "formacion.lugares_json": "datos para otros programas",
    "agenda.calendario": "lo que lee el calendario de un teléfono",
    "archivos.descargar": "un archivo para guardarse",
    "asistencias.estado": "datos para la pantalla de la sala",
    "asistencias.hoja_pdf": "un PDF para imprimirse",
    "certificacion.embudos": "lleva a «certificacion.embudo»",
    "certificacion.plantilla": "una hoja de cálculo para llenarse",
    "constancias.con_enlace": "un PDF para guardarse",
    "constancias.corta_V": "lleva a «constancias.resultado»",
    "constancias.corta_sin_codigo_V": "lleva a «constancias.verificar»",
    "constancias.corta_sin_codigo_v": "lleva a «constancias.verificar»",
    "constancias.corta_v": "lleva a «constancias.resultado»",
    "constancias.credencial": "un archivo para guardarse",
    "constancias.did": "datos para otros programas",
    "constancias.estados": "datos para otros programas",
    "constancias.jwks": "datos para otros programas",
    "constancias.papel": "un PDF para guardarse",
    "documentos.muestra": "un PDF para guardarse",
    "importacion.con_error": "una hoja de cálculo para corregirse",
    "importacion.descargar_plantilla": "una hoja de cálculo para llenarse",
    "invitaciones.abrir": "guarda el enlace y lleva a «invitaciones.aceptar»",
    "solicitudes.abrir": "guarda el enlace y lleva a «solicitudes.mia»",
    "solicitudes.abrir_respaldo": "guarda el enlace y lleva a «solicitudes.respaldo»",
}
"""Direcciones GET que no muestran una página."""

ACEPTAN_VACIO = {
    "personas.mi_privacidad": "no marcar nada también es una respuesta",
    "avisos.mis_correos": "siempre hay algo elegido",
}
"""Formularios con campos obligatorios que siempre llevan respuesta."""

SIN_ENLACE = {
    "integrante": ["/personas/mi-privacidad/aviso-nuevo"],
    "administradora": ["/avisos/salida/reintentar"],
    "coordinadora": [
        "/continuidad/instituciones/3/repartir",
        "/avisos/textos/guadalajara/invitacion/restablecer",
        "/certificacion/red/guadalajara/embudo/EC0308",
    ],
}
"""Páginas a las que lleva otra, o cuyo enlace sólo aparece si algo salió mal, algo se dividió o un aviso cambió."""

MUESTRAS: dict[str, list[tuple[str, ...]]] = {
    "coordinadora": [
        ("/invitaciones/?red=guadalajara&estado=enviada", r"/invitaciones/\d+ "),
        ("/invitaciones/?red=guadalajara&estado=borrador", r"/invitaciones/\d+/borrador "),
        (
            "/invitaciones/?red=guadalajara&atender=si&estado=aceptada",
            r"/invitaciones/\d+ ",
            r"/institucion ",
        ),
        ("/formacion/?q=CUR-06", r"/formacion/ediciones/\d+ "),
        ("/formacion/", r"/formacion/ediciones/\d+ ", r"/inscritas ", r"/pasar-la-espera "),
        ("/formacion/?lugares=con_lugar", r"/formacion/ediciones/\d+ ", r"/inscritas "),
        (
            "/formacion/?q=SEM-02",
            r"/formacion/ediciones/\d+ ",
            r"/inscritas ",
            r"/inscribir ",
            "+?q=reynoso",
            r"/excepcion/",
        ),
        (
            "/formacion/?q=CUR-07",
            r"/formacion/ediciones/\d+ ",
            r"/asistencias/ediciones/\d+ ",
            r"/asistencias/jornadas/\d+ ",
            r"/reabrir ",
        ),
        (
            "/constancias/red/guadalajara/por-emitir",
            r"/formacion/ediciones/\d+ ",
            r"/acreditaciones/ediciones/\d+ ",
            r"/reabrir ",
        ),
        ("/evaluaciones/cuestionarios", r"/evaluaciones/cuestionarios/\d+ .*Borrador"),
        ("/certificacion/?etapa=alineacion", r"/certificacion/expedientes/\S+ ", r"/preparacion "),
        ("/personas/?red=guadalajara&q=reynoso", r"/personas/[\w-]{20,} "),
        ("/personas/?q=mar", r"/busqueda/filtros/nuevo"),
        (
            "/unidades/?red=guadalajara&estado=instalacion_programada",
            r"/unidades/\d+ ",
            r"/instalacion ",
        ),
        ("/relevos/?estado=borrador", r"/relevos/\d+ ", "+/confirmar"),
        ("/continuidad/vacantes/guadalajara", r"/continuidad/puestos/\d+ "),
    ],
    "enlace": [
        ("/certificacion/mia", r"/certificacion/expedientes/\S+ .*Diagnóstico"),
        ("/certificacion/mia", r"/certificacion/expedientes/\S+ .*Evaluación"),
        ("/certificacion/mia", r"/certificacion/expedientes/\S+ .*Juicio"),
        ("/certificacion/mia", r"/certificacion/expedientes/\S+ .*Cédula"),
    ],
    "integrante": [
        ("/formacion/mias", r"/formacion/ediciones/\d+ ", r"/evaluaciones/mi-resultado/\d+ "),
    ],
    "administradora": [
        ("/instituciones/?q=seigen", r"/instituciones/\d+ "),
        ("/territorios/?q=jalisco", r"/territorios/\d+ "),
    ],
}
"""Lo que ofrece más según su estado: la lista donde se busca y, de página en página, cómo es el enlace que se sigue.

De cada enlace se mira su dirección y, tras un espacio, lo que dice su renglón; lo que sigue a «+» se agrega a ella.
"""

CORREO_LARGO = "maria.guadalupe.montserrat.inventada@direccion-de-alumbrado.guadalajara.ejemplo.test"
CORREO_QUE_PIDE = "fuensanta.montserrat.inventada@direccion-de-alumbrado.guadalajara.ejemplo.test"
CORREO_QUE_RESPALDA = "titular.de.alumbrado@guadalajara.ejemplo.test"
CORREO_QUE_DICE_NO = "xochitl.itzel.montserrat.inventada@coordinacion-de-archivo.guadalajara.ejemplo.test"


ENLACES_DE = """async (url) => {
  const leida = new DOMParser().parseFromString(await (await fetch(url)).text(), 'text/html');
  return [...leida.querySelectorAll('main a[href]')].map((a) =>
    `${a.getAttribute('href')} ${(a.closest('tr') ?? a).textContent.replace(/\\s+/g, ' ')}`);
}"""
"""Los enlaces de una página sin abrirla, cada uno con lo que dice su renglón."""

EN_LA_SALA = """
SELECT i.id, i.edicion_id, i.persona_id, j.id FROM inscripcion i
JOIN persona p ON p.id = i.persona_id
JOIN jornada j ON j.edicion_id = i.edicion_id
WHERE p.correo = :correo AND i.lugar IS NOT NULL AND datetime('now') BETWEEN j.inicia_en AND j.termina_en
"""
"""El lugar de alguien en la jornada que ocurre ahora, con lo que hace falta para escribir lo que dicen los códigos."""
A_QUIEN_SE_ESCRIBIO = "SELECT para FROM aviso WHERE plantilla = :plantilla ORDER BY id"


class Recorridos:
    """El recorrido de cada papel y el de quien llega por un correo; cada uno se hace una sola vez."""

    def __init__(self, abrir: Callable[[str], Ventana], sitio: Servidor, direcciones: MapAdapter) -> None:
        self._abrir = abrir
        self._sitio = sitio
        self.recorrido = Recorrido(direcciones, ACEPTAN_VACIO)
        self._hechos: dict[str, list[str]] = {}

    def faltas(self, papel: str) -> list[str]:
        """Lo que se halló en lo que ese papel puede abrir."""
        if papel not in self._hechos:
            antes = len(self.recorrido.faltas)
            ventana = self._abrir(PAPELES[papel])
            desde = ["/panel" if PAPELES[papel] else "/", *SIN_ENLACE.get(papel, [])]
            desde += _muestras(ventana, MUESTRAS.get(papel, []))
            self.recorrido.recorrer(ventana, desde, NO_SON_PAGINAS)
            if papel == "coordinadora":
                self._aplica_una_lista(ventana)
                self._manda_a_dictaminar(ventana)
                self._emite_constancias(ventana)
            if papel == "enlace":
                self._lee_un_codigo(ventana)
            if papel == "integrante":
                self._lee_la_pantalla(ventana)
            self._cerrar(ventana)
            self._hechos[papel] = self.recorrido.faltas[antes:]
        return self._hechos[papel]

    def faltas_al_llegar_por_correo(self) -> list[str]:
        """Lo que se halló desde la invitación hasta el perfil, al decir que no y al recuperar la contraseña."""
        if "correo" not in self._hechos:
            antes = len(self.recorrido.faltas)
            coordinadora = self._abrir(pasos.COORDINADORA)
            pasos.invitar(coordinadora, CORREO_LARGO)
            self._revisar(coordinadora, "invitaciones.listar", "invitaciones.ver")
            pasos.invitar(coordinadora, CORREO_QUE_DICE_NO)
            self._cerrar(coordinadora)
            self._acepta()
            self._dice_que_no()
            self._recupera_su_contrasena()
            self._confirma_sus_datos()
            self._pide_entrar()
            self._responde_por_un_lugar()
            self._hechos["correo"] = self.recorrido.faltas[antes:]
        return self._hechos["correo"]

    def _aplica_una_lista(self, ventana: Ventana) -> None:
        """La lista que la demostración dejó esperando: se decide lo dudoso, se aplica y se mira cómo deshacerla."""
        pagina = ventana.pagina
        pagina.goto(*_muestras(ventana, [("/importacion/", r"/importacion/\d+ ", "+?destino=ya_existe")]))
        pagina.get_by_role("button", name=re.compile("^Omitir")).first.click()
        pagina.get_by_role("button", name=re.compile("^Aplicar ")).click()
        pagina.get_by_role("link", name="Deshacer").click()
        self._revisar(ventana, "importacion.deshacer")

    def _manda_a_dictaminar(self, ventana: Ventana) -> None:
        """Lo verificado se junta en un lote: cómo se cancela, cómo se envía y cómo se asienta lo que se resolvió."""
        pagina = ventana.pagina
        pagina.goto("/certificacion/red/guadalajara/lotes/nuevo/EC0308")
        pagina.get_by_label("Quién dictamina").fill("Entidad de ejemplo")
        pagina.get_by_role("button", name="Armar el lote").click()
        self._revisar(ventana, "certificacion.lote")
        lote = pagina.url
        for enlace, extremo in (("Cancelar este lote", "cancelar"), ("Asentar que se envió", "enviar")):
            pagina.goto(lote)
            pagina.get_by_role("link", name=enlace).click()
            self._revisar(ventana, f"certificacion.lote_{extremo}", vacio=True)
        pagina.goto(f"{lote}/enviar")
        pagina.get_by_role("button", name="Asentar el envío").click()
        pagina.get_by_role("link", name="Asentar el dictamen").click()
        self._revisar(ventana, "certificacion.lote_resolver", vacio=True)

    def _emite_constancias(self, ventana: Ventana) -> None:
        """Las de una edición, que se imprimen solas mientras se mira en qué van."""
        pagina = ventana.pagina
        pagina.goto("/constancias/red/guadalajara/por-emitir")
        pagina.get_by_role("link", name=re.compile("^Emitir las de")).first.click()
        pagina.get_by_role("button", name=re.compile(r"^Emitir \d+ constancia")).click()
        self._revisar(ventana, "constancias.emision")

    def _lee_un_codigo(self, ventana: Ventana) -> None:
        """Lo que abre quien imparte con la cámara: el código de alguien que tiene lugar."""
        inscripcion, edicion, persona, _ = self._en_la_sala()
        codigo = firmas.codigo_personal(self._sitio.clave_secreta, inscripcion, edicion, persona)
        ventana.pagina.goto(f"/asistencias/persona/{codigo}")
        self._revisar(ventana, "asistencias.leer")

    def _lee_la_pantalla(self, ventana: Ventana) -> None:
        """Lo que abre con la cámara quien tiene lugar: el código que está en la sala."""
        *_, jornada = self._en_la_sala()
        codigo = firmas.codigo_de_sala(self._sitio.clave_secreta, jornada, ahora())
        ventana.pagina.goto(f"/asistencias/sala/{codigo}")
        self._revisar(ventana, "asistencias.sala")

    def _en_la_sala(self) -> tuple[int, ...]:
        """El lugar de la integrante en la jornada que ocurre ahora."""
        suyo, *_ = self._sitio.preguntar(EN_LA_SALA, correo=pasos.INTEGRANTE)
        return suyo

    def _responde_por_un_lugar(self) -> None:
        """Lo que contestan, sin cuenta, quien tiene un lugar por aceptar y la jefatura de quien pidió otro."""
        ventana = self._abrir("")
        for plantilla, asunto, extremo in (
            ("formacion_oferta", "Se liberó un lugar: dinos si lo quieres", "lugar_ofrecido"),
            ("formacion_visto_bueno", re.compile("^Se pide tu visto bueno"), "visto_bueno"),
        ):
            (para,), *_ = self._sitio.preguntar(A_QUIEN_SE_ESCRIBIO, plantilla=plantilla)
            pasos.abrir_correo(ventana, para, asunto)
            ventana.pagina.get_by_role("main").locator("a.boton").click()
            self._revisar(ventana, f"formacion.{extremo}", vacio=True)
        ventana.pagina.get_by_role("radio").first.check()
        ventana.pagina.get_by_role("button", name="Enviar mi respuesta").click()
        self._revisar(ventana, "formacion.respondido")
        self._cerrar(ventana)

    def _acepta(self) -> None:
        ventana = self._abrir("")
        pagina = pasos.abrir_correo(ventana, CORREO_LARGO, re.compile("te envió una invitación"))
        self._revisar(ventana, "avisos.mensaje")
        pagina.get_by_role("link", name="Ver la invitación").click()
        self._revisar(ventana, "invitaciones.aceptar", vacio=True)
        pasos.aceptar_el_aviso(pagina)
        self._revisar(ventana, "invitaciones.registrarse", vacio=True)
        pasos.crear_la_cuenta(pagina, "María Guadalupe Montserrat", "Inventada")
        for paso in ("mi_perfil", "mi_puesto", "mis_temas"):
            self._revisar(ventana, f"personas.{paso}")
            if paso == "mi_puesto":
                pagina.get_by_role("radio", name=re.compile("^Corrige un dato")).check()
            pagina.get_by_role("button", name="Guardar y seguir").click()
        self._revisar(ventana, "personas.mi_privacidad")
        pagina.goto("/panel")
        self._revisar(ventana, "portal.panel")
        self._cerrar(ventana)

    def _dice_que_no(self) -> None:
        ventana = self._abrir("")
        pagina = pasos.abrir_invitacion(ventana, CORREO_QUE_DICE_NO)
        pagina.get_by_role("link", name="No puedo o no quiero integrarla").click()
        self._revisar(ventana, "invitaciones.rechazar")
        pagina.get_by_role("main").get_by_role("button").last.click()
        self._revisar(ventana, "invitaciones.gracias")
        self._cerrar(ventana)

    def _recupera_su_contrasena(self) -> None:
        ventana = self._abrir("")
        pagina = ventana.pagina
        pagina.goto("/acceso/recuperar")
        pagina.get_by_label("Correo").fill(pasos.COQUIMBO)
        pagina.get_by_role("button", name="Enviar el enlace").click()
        self._revisar(ventana, "acceso.recuperar")
        pasos.abrir_correo(ventana, pasos.COQUIMBO, "Tu enlace para volver a entrar")
        pagina.get_by_role("main").locator("a.boton").click()
        self._revisar(ventana, "acceso.restablecer", vacio=True)
        self._cerrar(ventana)

    def _confirma_sus_datos(self) -> None:
        coordinadora = self._abrir(pasos.COORDINADORA)
        coordinadora.pagina.goto("/personas/sin-confirmar")
        dicho = re.search(r"[\w.]+@[\w.]+", coordinadora.pagina.get_by_role("main").inner_text())
        assert dicho is not None, "En la demostración alguien lleva más de un año sin confirmar sus datos"
        self._cerrar(coordinadora)
        ventana = self._abrir("")
        pasos.abrir_correo(ventana, dicho[0], re.compile("Tus datos siguen siendo"))
        ventana.pagina.get_by_role("main").locator("a.boton").click()
        self._revisar(ventana, "personas.confirmo")
        ventana.pagina.get_by_role("button", name="Sí, mis datos siguen igual").click()
        self._revisar(ventana, "personas.confirmo")
        self._cerrar(ventana)

    def _pide_entrar(self) -> None:
        ventana, nombre = self._abrir(""), "Fuensanta Inventada"
        pagina = ventana.pagina
        pasos.pedir_entrar(pagina, nombre, CORREO_QUE_PIDE, CORREO_QUE_RESPALDA)
        self._revisar(ventana, "solicitudes.pedida")
        pasos.comprobar_direccion(ventana, CORREO_QUE_PIDE)
        self._revisar(ventana, "solicitudes.mia")
        pagina.get_by_role("button", name="Sí, soy yo").click()
        for enlace, extremo in (("Corregir", "corregir"), ("Retirar mi solicitud", "retirar")):
            pagina.goto("/solicitudes/mia")
            pagina.get_by_role("link", name=enlace).click()
            self._revisar(ventana, f"solicitudes.{extremo}")
        pasos.leer_lo_que_se_respalda(ventana, CORREO_QUE_RESPALDA)
        self._revisar(ventana, "solicitudes.respaldo", vacio=True)
        pasos.respaldar(pagina)
        self._revisar(ventana, "solicitudes.respaldo_dado")
        self._cerrar(ventana)
        coordinadora = self._abrir(pasos.COORDINADORA)
        pasos.aceptar_solicitud(coordinadora.pagina, nombre)
        self._revisar(coordinadora, "solicitudes.acto")
        self._cerrar(coordinadora)

    def _revisar(self, ventana: Ventana, *nombres: str, vacio: bool = False) -> None:
        """Revisa la página abierta; si se nombran varias, sigue el enlace del correo largo a la siguiente."""
        for lugar, nombre in enumerate(nombres):
            if lugar:
                ventana.pagina.get_by_role("row").get_by_role("link", name=CORREO_LARGO).first.click()
            ventana.pagina.wait_for_load_state()
            assert self.recorrido.extremo(ventana.pagina.url) == nombre
            self.recorrido.revisar(ventana, nombre)
        if vacio:
            self.recorrido.enviar_vacio(ventana, nombres[-1])

    def _cerrar(self, ventana: Ventana) -> None:
        self.recorrido.faltas.extend(ventana.faltas)
        ventana.cerrar()


def _muestras(ventana: Ventana, caminos: list[tuple[str, ...]]) -> list[str]:
    """A dónde llega cada camino; una página por la que pasan varios se abre una sola vez."""
    leidas: dict[str, list[str]] = {}
    ventana.pagina.goto("/salud")  # La más ligera: desde ella se piden las demás.

    def enlaces(url: str) -> list[str]:
        if url not in leidas:
            leidas[url] = ventana.pagina.evaluate(ENLACES_DE, url)
        return leidas[url]

    def seguir(url: str, camino: tuple[str, ...]) -> str | None:
        """La primera dirección a la que lleva; si un enlace no lleva a ninguna, se prueba con el siguiente."""
        if not camino:
            return url
        como, *resto = camino
        if como.startswith("+"):
            return seguir(url + como[1:], tuple(resto))
        siguientes = (enlace.split(" ")[0] for enlace in enlaces(url) if re.search(como, enlace))
        return next(filter(None, (seguir(una, tuple(resto)) for una in siguientes)), None)

    halladas = []
    for desde, *camino in caminos:
        hallada = seguir(desde, tuple(camino))
        assert hallada is not None, f"Desde {desde} no se llega por {' → '.join(camino)}"
        halladas.append(hallada)
    return halladas


@pytest.fixture(scope="module")
def declaradas(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """La aplicación armada, para preguntarle por sus rutas; no abre ninguna base."""
    carpeta = tmp_path_factory.mktemp("rutas")
    return crear_app(configurar(f"sqlite:///{carpeta / 'nadie-la-abre.sqlite'}", carpeta))


@pytest.fixture(scope="module")
def recorridos(sitio: Servidor, chromium: Browser, sesiones: Sesiones, declaradas: Flask) -> Recorridos:
    """Los recorridos, que estas pruebas comparten."""

    def abrir(quien: str) -> Ventana:
        ventana = Ventana(chromium, sitio.url, sesion=sesiones.de(quien))
        # Los demás papeles abren casi sólo páginas ya revisadas: ahí se carga cuando hace falta.
        return llevar_axe(ventana) if quien in {"", pasos.COORDINADORA} else ventana

    return Recorridos(abrir, sitio, declaradas.url_map.bind("127.0.0.1"))


@pytest.mark.parametrize("papel", PAPELES)
def test_cada_pagina_pasa_la_revision(recorridos: Recorridos, papel: str) -> None:
    faltas = recorridos.faltas(papel)
    assert not faltas, "\n".join(faltas)


def test_las_paginas_a_las_que_lleva_un_correo_pasan_la_revision(recorridos: Recorridos) -> None:
    faltas = recorridos.faltas_al_llegar_por_correo()
    assert not faltas, "\n".join(faltas)


def test_ninguna_pagina_queda_sin_revisar(recorridos: Recorridos, declaradas: Flask) -> None:
    for papel in PAPELES:
        recorridos.faltas(papel)
    recorridos.faltas_al_llegar_por_correo()
    con_get = {regla.endpoint for regla in declaradas.url_map.iter_rules() if "GET" in (regla.methods or ())}
    faltan = con_get - recorridos.recorrido.visitados.keys() - NO_SON_PAGINAS.keys()
    assert not faltan, (
        f"A estas páginas no se llega por ningún enlace: {', '.join(sorted(faltan))}. Enlázalas desde donde "
        "hagan falta, o di en MUESTRAS en qué lista se halla un objeto que las ofrezca."
    )
    assert NO_SON_PAGINAS.keys() <= con_get, "NO_SON_PAGINAS nombra direcciones que ya no existen"


def _pagina_de_error(pagina: Page, cual: str) -> None:
    if cual == "no existe":
        pagina.goto("/esto-no-existe")
    elif cual == "ajena":
        pagina.goto("/redes/coquimbo")
    else:
        pagina.goto("/acceso/recuperar")
        pagina.evaluate("() => document.querySelector('[name=csrf_token]').remove()")
        pagina.get_by_role("button", name="Enviar el enlace").click()


@pytest.mark.parametrize(
    ("quien", "cual"),
    [
        ("", "no existe"),
        ("", "formulario viejo"),
        (pasos.COORDINADORA, "no existe"),
        (pasos.COORDINADORA, "ajena"),
    ],
)
def test_las_paginas_de_error_pasan_la_revision(abrir: Abrir, quien: str, cual: str) -> None:
    ventana = abrir(quien)
    _pagina_de_error(ventana.pagina, cual)
    expect(ventana.pagina.get_by_text("Si pides ayuda")).to_be_visible()
    expect(ventana.pagina.get_by_role("link", name="Ir a la página de inicio")).to_be_visible()
    for ancho in (ANCHO_DE_TELEFONO, ANCHO_DE_ESCRITORIO):
        ventana.a_lo_ancho(ancho)
        assert faltas_de(ventana.pagina) == []


def test_los_menus_abiertos_pasan_la_revision(abrir: Abrir) -> None:
    ventana = abrir(pasos.COORDINADORA, ancho=ANCHO_DE_TELEFONO)
    pagina = ventana.pagina
    pagina.goto("/redes/guadalajara")
    pagina.get_by_role("button", name="Menú", exact=True).click()
    expect(pagina.get_by_role("navigation", name="Principal")).to_be_visible()
    assert faltas_de(pagina) == []
    pagina.keyboard.press("Escape")
    expect(pagina.get_by_role("navigation", name="Principal")).to_be_hidden()
    for menu in ("header details.cuenta > summary", "main details[data-menu] > summary"):
        resumen = pagina.locator(menu).first
        resumen.click()
        expect(resumen.locator("..")).to_have_attribute("open", "")
        assert faltas_de(pagina) == []
        # Abierto tapa lo que está debajo; con Escape sería la tercera vez seguida, que es la salida rápida.
        resumen.click()
        expect(resumen.locator("..")).not_to_have_attribute("open", "")


def test_lo_grande_cabe(abrir: Abrir) -> None:
    """Con la letra al doble, la página crece hacia abajo y no hacia un lado."""
    pagina = abrir(pasos.COORDINADORA).pagina
    for url in ("/panel", "/redes/guadalajara", "/unidades/", "/formacion/", "/personas/"):
        pagina.goto(url)
        pagina.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
        assert se_sale(pagina) == [], url


def test_la_revision_ve_una_falta_plantada(abrir: Abrir) -> None:
    pagina = abrir(ancho=ANCHO_DE_TELEFONO).pagina
    pagina.goto("/")
    assert faltas_de(pagina) == []
    pagina.evaluate("""() => {
      const principal = document.querySelector('main');
      principal.append(document.createElement('input'));
      const ancha = document.createElement('div');
      ancha.style.inlineSize = '700px';
      ancha.textContent = 'No cabe';
      const palida = document.createElement('p');
      palida.textContent = 'No se lee';
      palida.style.color = '#ddd';
      palida.style.background = '#fff';
      principal.append(ancha, palida);
    }""")
    halladas = " ".join(faltas_de(pagina))
    assert "label" in halladas
    assert "color-contrast" in halladas
    assert "se sale de la pantalla" in halladas
