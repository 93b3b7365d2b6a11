"""Los recorridos que abren cada página una vez: el de cada papel, y el de quien llega por un correo."""

import re
from collections.abc import Callable

from werkzeug.routing import MapAdapter

from red.asistencias import firmas
from red.reloj import ahora
from tests.navegador import pasos
from tests.navegador.accesibilidad import Recorrido
from tests.navegador.chromium import Ventana
from tests.navegador.paginas import ACEPTAN_VACIO, MUESTRAS, NO_SON_PAGINAS, SIN_ENLACE, muestras_de
from tests.navegador.servidor import Servidor

PAPELES = {
    "sin cuenta": "",
    "coordinadora": pasos.COORDINADORA,
    "instituto": pasos.INSTITUTO,
    "enlace": pasos.ENLACE,
    "integrante": pasos.INTEGRANTE,
    "administradora": pasos.ADMINISTRADORA,
}

CORREO_LARGO = "maria.guadalupe.montserrat.inventada@direccion-de-alumbrado.guadalajara.ejemplo.test"
CORREO_QUE_PIDE = "fuensanta.montserrat.inventada@direccion-de-alumbrado.guadalajara.ejemplo.test"
CORREO_QUE_RESPALDA = "titular.de.alumbrado@guadalajara.ejemplo.test"
CORREO_QUE_DICE_NO = "xochitl.itzel.montserrat.inventada@coordinacion-de-archivo.guadalajara.ejemplo.test"

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
            desde += muestras_de(ventana, MUESTRAS.get(papel, []))
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
        """Lo que se halló desde la invitación hasta el perfil y en lo demás que se responde desde un correo."""
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
        pagina.goto(*muestras_de(ventana, [("/importacion/", r"/importacion/\d+ ", "+?destino=ya_existe")]))
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
            assert self.recorrido.extremo(ventana.pagina.url) == nombre, (
                f"En vez de «{nombre}» se abrió {ventana.pagina.url}"
            )
            self.recorrido.revisar(ventana, nombre)
        if vacio:
            self.recorrido.enviar_vacio(ventana, nombres[-1])

    def _cerrar(self, ventana: Ventana) -> None:
        self.recorrido.faltas.extend(ventana.faltas)
        ventana.cerrar()
