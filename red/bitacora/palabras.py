"""Cómo se llaman en voz alta las tablas y las columnas; lo que aquí falta se dice con su nombre tal cual."""

TABLAS = {
    "adscripcion": "la adscripción",
    "asignacion": "el papel",
    "aviso": "el correo",
    "aviso_privacidad": "el aviso de privacidad",
    "colaboracion": "la colaboración",
    "consentimiento": "el consentimiento",
    "cuenta": "la cuenta",
    "curso": "el curso",
    "designacion": "la designación",
    "edicion": "la edición",
    "inscripcion": "la inscripción",
    "institucion": "la institución",
    "interes": "el interés",
    "invitacion": "la invitación",
    "jornada": "la jornada",
    "llave_invitacion": "el enlace de una invitación",
    "membresia": "la membresía",
    "participacion": "la participación",
    "persona": "los datos de",
    "red": "la Red",
    "sesion_cerrada": "la sesión",
    "territorio": "el territorio",
    "unidad": "la unidad",
}


def en_plural(tabla: str) -> str:
    """Varias filas de una tabla, sin artículo.

    >>> en_plural("colaboracion"), en_plural("papel_desconocido"), en_plural("persona"), en_plural("interes")
    ('colaboraciones', 'datos de «papel desconocido»', 'personas', 'intereses')
    """
    if tabla == "persona":
        return "personas"
    if tabla not in TABLAS:
        return f"datos de «{tabla.replace('_', ' ')}»"
    primera, espacio, resto = TABLAS[tabla].partition(" ")[2].partition(" ")
    if primera.endswith(("ón", "és")):
        primera = primera[:-2] + {"ón": "ones", "és": "eses"}[primera[-2:]]
    else:
        primera += "s" if primera[-1] in "aeiou" else "es"
    return primera + espacio + resto


COLUMNAS = {
    "aceptada_en": "aceptada el",
    "antes_llamada": "nombre anterior",
    "area": "área",
    "busca": "lo que busca",
    "cancelada_en": "cancelada el",
    "codigo": "código",
    "con_lugar_en": "recibió lugar el",
    "contrasena": "contraseña",
    "creada_por": "quién la creó",
    "descripcion": "descripción",
    "edicion": "edición",
    "entro_en": "entró el",
    "enviado_en": "enviado el",
    "funcion": "función",
    "inicia_el": "inicio",
    "inscripcion_desde": "inscripción desde",
    "inscripcion_hasta": "inscripción hasta",
    "instalada_el": "instalada el",
    "institucion": "institución",
    "madre": "de quién depende",
    "meta_texto": "qué cuenta la meta",
    "mide": "qué mide la meta",
    "nombre_preferido": "cómo quiere que la llamen",
    "numero": "número",
    "ofrece": "lo que ofrece",
    "perfil_completo_en": "perfil completo el",
    "proposito": "propósito",
    "razon": "razón",
    "rechazada_en": "rechazada el",
    "retirado_en": "retirado el",
    "revocada_en": "revocada el",
    "rol": "papel",
    "sello": "sesiones abiertas",
    "telefono": "teléfono",
    "termina_el": "fin",
    "terminada_en": "terminado el",
    "vence_en": "vence el",
    "visibilidad": "quién ve sus datos",
}
