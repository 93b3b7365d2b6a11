"""Cuando la invitación completa una solicitud aprobada: entra quien se aprobó, con el puesto que se aprobó.

Lo que leyeron quien respaldó y quien decidió no se vuelve a preguntar ni se puede cambiar al abrir la cuenta; después se
corrige como lo de cualquier persona.
"""

from red.errores import ErrorDeDominio
from red.importacion.nombres import separar
from red.invitaciones.formularios import FormularioAlta
from red.invitaciones.modelos import Invitacion
from red.invitaciones.respuestas import POR_INVITACION, Alta
from red.personas.consultas import persona_de_correo
from red.solicitudes import consultas
from red.solicitudes.modelos import Solicitud

YA_DICHO = (
    "buscada",
    "institucion_id",
    "otra_institucion",
    "puesto",
    "nivel",
    "nombre",
    "nombre_preferido",
)
APELLIDOS = ("primer_apellido", "segundo_apellido")


def solicitud_de(invitacion: Invitacion) -> Solicitud | None:
    """La solicitud aprobada de la que viene; None si alguien la invitó."""
    return consultas.aprobada_con(invitacion.id)


def como_entra(solicitud: Solicitud | None) -> str:
    """Cómo se dice que entró."""
    return "Por solicitud" if solicitud is not None else POR_INVITACION


def quitar_lo_ya_dicho(form: FormularioAlta, solicitud: Solicitud) -> None:
    """Deja sólo lo que falta: la contraseña y, si escribió un nombre sin apellido, sus apellidos."""
    sobran = YA_DICHO if _sin_apellido(solicitud) else YA_DICHO + APELLIDOS
    for campo in sobran:
        delattr(form, campo)


def alta_de(form: FormularioAlta, solicitud: Solicitud) -> Alta:
    """Lo aprobado, con la contraseña que acaba de elegir."""
    nombre, primero, segundo = _nombre(solicitud)
    if _sin_apellido(solicitud):
        primero, segundo = form.primer_apellido.data or "", form.segundo_apellido.data
    registrada = persona_de_correo(solicitud.correo)
    return Alta(
        nombre=nombre,
        primer_apellido=primero,
        segundo_apellido=segundo,
        nombre_preferido=registrada.nombre_preferido if registrada is not None else None,
        institucion_id=solicitud.institucion_id,
        puesto=solicitud.puesto,
        nivel=solicitud.nivel,
        contrasena=form.contrasena.data or "",
        otra_institucion=solicitud.otra_institucion,
    )


def _sin_apellido(solicitud: Solicitud) -> bool:
    return not _nombre(solicitud)[1]


def _nombre(solicitud: Solicitud) -> tuple[str, str, str | None]:
    """El nombre aprobado en sus partes; si hay más de una manera de entenderlo, los apellidos son lo último."""
    try:
        return separar(solicitud.nombre, apellidos_primero=False)
    except ErrorDeDominio:
        palabras = solicitud.nombre.split()
    if len(palabras) < 3:
        return palabras[0], " ".join(palabras[1:]), None
    if len(palabras) == 3:
        return " ".join(palabras[:2]), palabras[2], None
    return " ".join(palabras[:-2]), palabras[-2], palabras[-1]
