"""La agenda como sale de la plataforma: para el teléfono, para descargar y dentro de los correos."""

from collections.abc import Sequence
from email.utils import parseaddr
from urllib.parse import urlsplit

from red.agenda import calendario, consultas
from red.agenda.sucesos import Suceso
from red.avisos import mensaje
from red.avisos.carta import Calendario, configuracion, enlace
from red.avisos.modelos import Aviso
from red.avisos.redaccion import con_calendario
from red.base import buscar
from red.formacion.modelos import Edicion, Inscripcion
from red.reloj import ahora


def como_calendario(
    sucesos: Sequence[Suceso], *, con_lugar: bool, metodo: str = "PUBLISH", de: str = "", para: str = ""
) -> bytes:
    """Los sucesos como calendario, con sus enlaces a este sitio."""
    return calendario.escribir(
        sucesos,
        enlace=lambda suceso: enlace("formacion.ver", id=suceso.edicion.id),
        sitio=urlsplit(configuracion().url_publica).hostname or "localhost",
        con_lugar=con_lugar,
        metodo=metodo,
        de=de,
        para=para,
    )


def de_una_edicion(edicion: Edicion, persona_id: int | None) -> bytes:
    """El archivo de una edición, como la tiene en su agenda quien lo pide."""
    return como_calendario(
        consultas.sucesos_de_edicion(edicion, persona_id, ahora()), con_lugar=_quiere_el_lugar(persona_id)
    )


def _quiere_el_lugar(persona_id: int | None) -> bool:
    suscripcion = consultas.suscripcion_viva(persona_id) if persona_id else None
    return suscripcion is not None and suscripcion.con_lugar


@con_calendario(
    "formacion_con_lugar", "formacion_lugar_liberado", "formacion_en_espera", "formacion_oferta",
    "formacion_cambio", "formacion_edicion_reanudada",
)  # fmt: skip
def _de_lo_que_sera(aviso: Aviso) -> Calendario | None:
    """Lo que tiene hoy en esa edición; nada si mientras el correo esperaba dejó de tenerlo: otro correo lo dice."""
    return _en_el_correo(aviso, ya_no=False)


@con_calendario("formacion_cancelada", "formacion_edicion_cancelada")
def _de_lo_que_ya_no(aviso: Aviso) -> Calendario | None:
    """Que ya no será; nada si mientras el correo esperaba volvió a ser."""
    return _en_el_correo(aviso, ya_no=True)


def _en_el_correo(aviso: Aviso, *, ya_no: bool) -> Calendario | None:
    """Se escribe al enviar, con el número que tenga entonces: es lo mismo que dirá la dirección de su calendario.

    Una invitación (REQUEST) trata de un solo suceso; con varias jornadas se publican todas en el mismo archivo.
    """
    de_que, _, cual = (aviso.referencia or "").partition(":")
    if de_que != "inscripcion" or not cual.isdigit():
        return None
    inscripcion = buscar(Inscripcion, int(cual))
    sucesos = consultas.sucesos_de(inscripcion.persona_id, ahora(), inscripcion.edicion_id)
    if not sucesos or ya_no == any(suceso.vive for suceso in sucesos):
        return None
    metodo = "PUBLISH" if len(sucesos) > 1 else "CANCEL" if ya_no else "REQUEST"
    texto = como_calendario(
        sucesos,
        con_lugar=_quiere_el_lugar(inscripcion.persona_id),
        metodo=metodo,
        de=parseaddr(configuracion().remitente)[1],
        para="" if metodo == "PUBLISH" else mensaje.destino(aviso.para),
    )
    return Calendario(metodo, texto.decode())
