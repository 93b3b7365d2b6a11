"""Las columnas que en el mundo no llevan marca, y las que nadie debe ver nunca."""

from tests.permisos import (
    agenda,
    asistencias,
    certificacion,
    constancias,
    convocatorias,
    correos,
    evaluaciones,
    importaciones,
    levantamientos,
    lugares,
    membresias,
    papeles,
    solicitudes,
)

SIN_MARCA: dict[str, str] = {
    **papeles.SIN_MARCA,
    **membresias.SIN_MARCA,
    **convocatorias.SIN_MARCA,
    **solicitudes.SIN_MARCA,
    **importaciones.SIN_MARCA,
    **correos.SIN_MARCA,
    **evaluaciones.SIN_MARCA,
    **agenda.SIN_MARCA,
    **certificacion.SIN_MARCA,
    **constancias.SIN_MARCA,
    **levantamientos.SIN_MARCA,
    **lugares.SIN_MARCA,
    **asistencias.SIN_MARCA,
    "aviso.plantilla": "nombre de un archivo",
    "aviso.referencia": "une el correo con su objeto",
    "aviso.identificador": "no es texto de nadie",
    "aviso_privacidad.*": "es de cada país, no de una Red",
    "cuenta.contrasena": "resumen; se busca por su valor",
    "cuenta.sello": "lo lleva la sesión; se busca por su valor",
    "acto_multiple.parametros": "nombres y valores de un filtro",
    "freno.clave": "resumen de quien intenta",
    "llave_invitacion.huella": "resumen; se busca por su valor",
    "persona.visibilidad": "opciones cerradas",
    "periodo.*": "los gobiernos de un territorio son los mismos para todas",
    "reorganizacion.diario": "filas de un cambio: con él se deshace",
    "red.zona": "zona horaria: ha de existir",
    "registro.accion": "nombre de una vista",
    "registro.solicitud": "número al azar",
    "registro.tabla": "nombre de una tabla",
    "sesion_cerrada.marca": "se busca por su valor",
    "territorio.*": "catálogo oficial, el mismo para todas",
}
"""Columnas de texto que no llevan marca, y por qué."""

RESERVADAS = (
    "cuenta.contrasena",
    "cuenta.sello",
    "enlace_de_inscripcion.huella",
    "llave_invitacion.huella",
    "llave_solicitud.huella",
    "sesion_cerrada.marca",
    "suscripcion_de_calendario.huella",
)
"""Columnas cuyo valor no sale nunca, para nadie."""
