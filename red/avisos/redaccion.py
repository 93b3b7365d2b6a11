"""Del aviso guardado al correo que se lee: se redacta al enviar, con una sola forma para todos.

Cada aviso tiene su plantilla en `plantillas/avisos/<plantilla>.txt`, en texto llano:

    Asunto: Tienes una invitación pendiente
    Hola, {{ nombre }}:

    Primer párrafo. Los párrafos se separan con un renglón vacío.

    → Abrir la invitación: {{ enlace("invitaciones.abrir", ficha=ficha) }}

El renglón que empieza con «→» es la acción: en HTML, un botón; en texto, la dirección en su propio renglón.
La plantilla recibe los `datos` con que se encoló, lo que devuelva su redactor, `enlace` (dirección completa
con RED_URL_PUBLICA, nunca con la que traiga una petición) y `sitio`. Nombrar un dato que no llegó es un error.

Un dominio registra un redactor cuando la plantilla necesita algo que no debe quedar guardado, como una llave:

    @redactor("invitacion")
    def _redactar_invitacion(aviso: Aviso) -> dict[str, Any]:
        invitacion = buscar(Invitacion, aviso.datos["invitacion_id"])
        if invitacion.estado(ahora()) not in {ENVIADA, ABIERTA}:
            raise NoHaceFalta("La invitación ya se respondió.")
        return {"ficha": crear_llave(invitacion)}

Corre dentro de una transacción que se confirma antes de hablar con el servidor de correo, de modo que la
ficha en claro existe sólo en la memoria del proceso y en el correo que la lleva.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from flask import current_app
from jinja2 import Environment, StrictUndefined, TemplateError

from red.avisos import consultas, editables, mensaje, rebotes
from red.avisos.carta import Calendario, Carta, Parrafo, configuracion, en_un_renglon, enlace
from red.avisos.clases import se_le_manda
from red.avisos.modelos import Aviso, EstadoAviso, TextoDeCorreo
from red.avisos.transporte import Sobre
from red.errores import ErrorDeDominio

Redactor = Callable[[Aviso], dict[str, Any]]
REDACTORES: dict[str, Redactor] = {}
"""Redactor por plantilla; cada dominio registra los suyos al importarse."""

DE_QUE_TRATA = {
    "bandeja_atrasada": "Algo de la bandeja se atrasó",
    "bandeja_vence": "Vence algo de la bandeja",
    "bienvenida": "Se le da la bienvenida",
    "carta": "Alguien de la Red le escribe",
    "certificacion_te_toca": "Le toca un paso de un expediente",
    "certificacion_vence": "Vence su acreditación",
    "confirmar_datos": "Se le pide confirmar sus datos",
    "constancia_lista": "Su constancia está lista",
    "constancia_revocada": "Una constancia dejó de valer",
    "constancias_por_emitir": "Hay constancias por emitir",
    "contrasena_cambiada": "Cambió una contraseña",
    "evaluaciones_recordatorio": "Se le recuerda responder una evaluación",
    "formacion_cambio": "Cambió una edición",
    "formacion_cancelada": "Se canceló una inscripción",
    "formacion_con_lugar": "Tiene lugar en una edición",
    "formacion_declinada": "Dejó pasar un lugar",
    "formacion_edicion_cancelada": "Se canceló una edición",
    "formacion_edicion_reanudada": "Una edición sigue en pie",
    "formacion_en_espera": "Entró a la lista de espera",
    "formacion_lugar_liberado": "Recibió un lugar que se liberó",
    "formacion_no_aprobada": "No se aprobó una petición de lugar",
    "formacion_oferta": "Se le ofrece un lugar",
    "formacion_oferta_vencida": "Venció un lugar ofrecido",
    "formacion_pasada": "Su espera pasó a otra edición",
    "formacion_por_aprobar": "Falta un visto bueno",
    "formacion_visto_bueno": "Se pide un visto bueno",
    "invitacion": "Invitación",
    "invitaciones_vencidas": "Vencieron invitaciones sin respuesta",
    "invitacion_pedida": "Alguien pidió otra invitación",
    "invitacion_recordatorio": "Recordatorio de una invitación",
    "levantamiento_abierto": "Se le pregunta con quién trabaja",
    "levantamiento_recordatorio": "Se le recuerda contestar un levantamiento",
    "papeles_cambiados": "Cambió lo que puede hacer",
    "pausa_terminada": "Terminó su pausa",
    "prueba_de_correo": "Prueba de un texto que se está escribiendo",
    "reconocimiento": "Se le reconoce algo",
    "recuperar": "Enlace para volver a entrar",
    "registros_juntos": "Se juntaron dos registros suyos",
    "resumen": "Lo que pasó desde el último resumen",
    "solicitud_aprobada": "Se aceptó una solicitud",
    "solicitud_confirmar": "Comprobar la dirección de una solicitud",
    "solicitud_declinada": "No se aceptó una solicitud",
    "solicitud_nueva": "Llegó una solicitud",
    "solicitud_respaldo": "Se pide un respaldo",
    "suplencia": "Se le pide decidir por otra persona",
    "trayecto_recordatorio": "Le recuerda lo que sigue en su formación",
}
"""Cada plantilla como la nombra quien administra, sin decir lo que lleva el correo."""

PRUEBA = "prueba_de_correo"
"""La plantilla con que alguien se manda a sí misma un texto que está escribiendo."""

RESUMEN = "resumen"
"""La plantilla del correo que junta lo del día."""

_ASUNTO = "Asunto: "
_ACCION = re.compile(r"^→ (?P<texto>[^:]+): (?P<url>https?://\S+)$")


class NoHaceFalta(Exception):
    """Lo que el correo iba a decir dejó de ser cierto: se descarta en vez de enviarse."""


def redactor(plantilla: str) -> Callable[[Redactor], Redactor]:
    """Registra quién completa los datos de esa plantilla en el momento de enviar."""

    def registrar(funcion: Redactor) -> Redactor:
        REDACTORES[plantilla] = funcion
        return funcion

    return registrar


Textos = Mapping[tuple[int, str], TextoDeCorreo]
"""Los textos propios en uso, por Red y plantilla."""


DeCalendario = Callable[[Aviso], Calendario | None]
CALENDARIOS: dict[str, DeCalendario] = {}
"""Por plantilla, quién sabe lo que ese correo lleva para el calendario; cada dominio registra los suyos al importarse."""


def con_calendario(*plantillas: str) -> Callable[[DeCalendario], DeCalendario]:
    """Registra quién dice lo que llevan para el calendario los correos de esas plantillas, en el momento de enviar."""

    def registrar(funcion: DeCalendario) -> DeCalendario:
        CALENDARIOS.update(dict.fromkeys(plantillas, funcion))
        return funcion

    return registrar


def escribir(aviso: Aviso, textos: Textos | None = None) -> Carta:
    """Redacta el aviso, con lo que lleve para el calendario; puede crear llaves: corre dentro de una transacción.

    Si la Red escribió ese correo a su manera, va como ella lo dice; `textos` los trae ya leídos. Lanza NoHaceFalta si
    su redactor dice que ya no hay nada que enviar.
    """
    carta = _lo_que_dice(aviso, textos)
    del_calendario = CALENDARIOS.get(aviso.plantilla)
    return replace(carta, calendario=del_calendario(aviso)) if del_calendario else carta


def _lo_que_dice(aviso: Aviso, textos: Textos | None = None) -> Carta:
    if not se_le_manda(aviso.plantilla, aviso.para):
        raise NoHaceFalta("No aceptó, o dejó de aceptar, los correos que no son necesarios.")
    if aviso.plantilla == PRUEBA:
        return _de_prueba(aviso)
    completar = REDACTORES.get(aviso.plantilla)
    datos = {**aviso.datos, **(completar(aviso) if completar else {})}
    propio = _texto_propio(aviso, textos)
    if propio is not None:
        return editables.redactar(editables.EDITABLES[aviso.plantilla], propio.titulo, propio.cuerpo, datos)
    texto = _escritorio().get_template(f"avisos/{aviso.plantilla}.txt").render(**datos)
    return _leer(texto)


def _texto_propio(aviso: Aviso, textos: Textos | None) -> TextoDeCorreo | None:
    if aviso.red_id is None or aviso.plantilla not in editables.EDITABLES:
        return None
    if textos is None:
        textos = consultas.textos_de({aviso.red_id})
    return textos.get((aviso.red_id, aviso.plantilla))


def _de_prueba(aviso: Aviso) -> Carta:
    """Un texto que alguien está escribiendo, con datos de ejemplo y un enlace que lleva a la entrada del sitio."""
    correo = editables.EDITABLES[aviso.datos["plantilla"]]
    return editables.muestra(correo, aviso.datos["titulo"], aviso.datos["cuerpo"])


@redactor(RESUMEN)
def _redactar_resumen(aviso: Aviso) -> dict[str, Any]:
    """De cada correo que junta, su asunto y su acción: nada de lo que dice por dentro."""
    renglones = []
    for uno in consultas.del_resumen(aviso.id):
        try:
            carta = _lo_que_dice(uno)
        except NoHaceFalta as motivo:
            uno.estado, uno.error = EstadoAviso.DESCARTADO, str(motivo)
            continue
        except (TemplateError, ErrorDeDominio, LookupError, ValueError):
            uno.resumen_id, uno.intentos = (
                None,
                1,
            )  # el que no se deja redactar sale aparte, y no estorba a los demás
            continue
        accion = next((parrafo for parrafo in carta.parrafos if parrafo.url), None)
        renglones.append({"asunto": carta.asunto, "accion": accion})
    if not renglones:
        raise NoHaceFalta("Nada de lo que iba en el resumen hacía falta ya.")
    return {"renglones": renglones}


class PorComponer(Protocol):
    """Lo que hace falta de un aviso para darle forma de mensaje."""

    @property
    def para(self) -> str:
        """A quién va."""

    @property
    def identificador(self) -> str:
        """Lo que lo distingue de cualquier otro."""

    @property
    def creado_en(self) -> datetime:
        """Cuándo se escribió."""


def componer(aviso: PorComponer, carta: Carta) -> Sobre:
    """El mensaje con sus dos formas y cabeceras que no cambian de un intento a otro.

    Lanza ValueError si la dirección o el asunto no tienen la forma debida.
    """
    instalacion = configuracion()
    marco = current_app.jinja_env.get_template("avisos/_marco.html")
    return mensaje.armar(
        aviso.para,
        carta.asunto,
        carta.en_texto,
        marco.render(carta=carta, sitio=instalacion.url_publica),
        remitente=instalacion.remitente,
        clave=aviso.identificador,
        en=aviso.creado_en,
        rebotes=rebotes.direccion_de_regreso(instalacion, aviso.identificador),
        calendario=carta.calendario,
    )


def _leer(texto: str) -> Carta:
    """Separa asunto, párrafos y acciones de un texto ya escrito."""
    primero, _, cuerpo = texto.replace("\r\n", "\n").partition("\n")
    if not primero.startswith(_ASUNTO):
        raise ValueError("La plantilla de un aviso empieza con «Asunto: …»")
    parrafos = []
    for bloque in re.split(r"\n\s*\n", cuerpo.strip()):
        accion = _ACCION.match(bloque)
        parrafos.append(Parrafo(accion["texto"], accion["url"]) if accion else Parrafo(bloque))
    return Carta(primero.removeprefix(_ASUNTO).strip(), tuple(parrafos))


def _escritorio() -> Environment:
    """Las plantillas de la aplicación, sin escape de HTML y sin perdonar datos que faltan."""
    escritorio: Environment | None = current_app.extensions.get("avisos.escritorio")
    if escritorio is None:
        escritorio = current_app.jinja_env.overlay(
            finalize=en_un_renglon, undefined=StrictUndefined, autoescape=False, trim_blocks=True
        )
        escritorio.globals = {**escritorio.globals, "enlace": enlace, "sitio": configuracion().url_publica}
        current_app.extensions["avisos.escritorio"] = escritorio
    return escritorio
