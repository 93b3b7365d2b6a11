"""Lo que dicen los correos de una solicitud: la llave nace al redactarlos y sólo viaja en ellos.

Aquí se decide también si hace falta escribir. Quien llena el formulario recibe siempre la misma respuesta; sólo quien
recibe el correo se entera de si su dirección ya integra la Red o ya había pedido entrar.
"""

from typing import Any

from red.avisos.modelos import Aviso
from red.avisos.redaccion import NoHaceFalta, redactor
from red.base import buscar
from red.documentos.letras import con_articulo
from red.invitaciones.operaciones import acunar_llave as acunar_llave_de_invitacion
from red.reloj import ahora, dia_de
from red.solicitudes import consultas
from red.solicitudes.modelos import ClaseDeLlave, EstadoSolicitud, Solicitud
from red.solicitudes.operaciones import ABIERTA, acunar_llave
from red.textos import fecha


def _solicitud(aviso: Aviso) -> Solicitud:
    return buscar(Solicitud, aviso.datos["solicitud_id"])


def _seguir(solicitud: Solicitud) -> str:
    return acunar_llave(solicitud, ClaseDeLlave.SEGUIR, solicitud.correo)


@redactor("solicitud_confirmar")
def confirmar(aviso: Aviso) -> dict[str, Any]:
    """Un enlace para confirmar; o, si ya integra la Red o ya pidió entrar, dónde seguir. A quien se bloqueó, nada."""
    solicitud = _solicitud(aviso)
    red, correo = solicitud.red, solicitud.correo
    if consultas.esta_bloqueado(red.id, correo):
        raise NoHaceFalta("Se pidió no recibir otra solicitud de esta dirección.")
    datos = {
        "red": red.con_articulo,
        "convocante": con_articulo(red.convocante.nombre),
        "ficha": "",
        "clave": red.clave,
    }
    if consultas.integra(red.id, correo):
        return {**datos, "caso": "integra"}
    otra = consultas.en_curso(red.id, correo, salvo=solicitud.id)
    if otra is not None:
        return {**datos, "caso": "en_curso", "ficha": _seguir(otra)}
    if solicitud.estado(ahora()) is not EstadoSolicitud.POR_CONFIRMAR:
        raise NoHaceFalta("Ya se confirmó, se retiró o venció.")
    return {
        **datos,
        "caso": "confirmar",
        "ficha": _seguir(solicitud),
        "vence": fecha(dia_de(solicitud.vence_en, solicitud.red.zona)),
    }


@redactor("solicitud_nueva")
def nueva(aviso: Aviso) -> dict[str, Any]:
    """A quien decide: que hay una, sin decir de quién."""
    solicitud = _solicitud(aviso)
    if solicitud.estado(ahora()) not in ABIERTA:
        raise NoHaceFalta("La solicitud ya no espera.")
    return {"red": solicitud.red.con_articulo, "dias": solicitud.red.dias_para_decidir}


@redactor("solicitud_respaldo")
def respaldo(aviso: Aviso) -> dict[str, Any]:
    """El enlace para decir si se respalda; nada si la solicitud cambió o ya no espera."""
    solicitud = _solicitud(aviso)
    if solicitud.estado(ahora()) not in ABIERTA or solicitud.version != aviso.datos["version"]:
        raise NoHaceFalta("La solicitud cambió o ya no espera.")
    if solicitud.respaldada_en or solicitud.no_respaldada_en or solicitud.respaldo_vence_en is None:
        raise NoHaceFalta("Ya se respondió.")
    return {
        "ficha": acunar_llave(solicitud, ClaseDeLlave.RESPALDAR, aviso.para),
        "red": solicitud.red.con_articulo,
        "convocante": con_articulo(solicitud.red.convocante.nombre),
        "consta": solicitud.titular_consta,
        "vence": fecha(dia_de(solicitud.respaldo_vence_en, solicitud.red.zona)),
    }


@redactor("solicitud_aprobada")
def aprobada(aviso: Aviso) -> dict[str, Any]:
    """El enlace para abrir su cuenta o, si ya tenía, a la Red."""
    solicitud = _solicitud(aviso)
    invitacion = solicitud.invitacion
    return {
        "nombre": solicitud.nombre,
        "red": solicitud.red.con_articulo,
        "clave": solicitud.red.clave,
        "ficha": acunar_llave_de_invitacion(invitacion) if invitacion else "",
        "vence": fecha(invitacion.dia(invitacion.vence_en)) if invitacion else "",
    }


@redactor("solicitud_declinada")
def declinada(aviso: Aviso) -> dict[str, Any]:
    """Dónde leer la respuesta: el porqué no viaja en el correo."""
    solicitud = _solicitud(aviso)
    return {"nombre": solicitud.nombre, "red": solicitud.red.con_articulo, "ficha": _seguir(solicitud)}
