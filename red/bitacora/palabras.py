"""Cómo se llaman en voz alta las tablas y las columnas; lo que aquí falta se dice con su nombre tal cual."""

TABLAS = {
    "adscripcion": "la adscripción",
    "asignacion": "el papel",
    "aviso": "el correo",
    "aviso_privacidad": "el aviso de privacidad",
    "colaboracion": "la colaboración",
    "consentimiento": "el consentimiento",
    "cuenta": "la cuenta",
    "correccion": "la corrección",
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
    "abierta_en": "abierta el",
    "aceptada_en": "aceptada el",
    "antes_llamada": "nombre anterior",
    "area": "área",
    "atendida_en": "atendida el",
    "busca": "lo que busca",
    "cancelada_en": "cancelada el",
    "clave": "clave en las direcciones",
    "codigo": "código",
    "con_institucion": "con qué institución",
    "con_lugar_en": "recibió lugar el",
    "con_persona": "con quién",
    "confirmada_el": "confirmada el",
    "confirmada_por": "quién la confirmó",
    "contrasena": "contraseña",
    "convocante": "quién convoca",
    "creada_en": "se creó el",
    "creada_por": "quién la creó",
    "creado_en": "se escribió el",
    "descripcion": "descripción",
    "edicion": "edición",
    "entro_en": "entró el",
    "enviado_en": "enviado el",
    "funcion": "función",
    "hecha_en": "hecha el",
    "hombres": "cuántos hombres",
    "inicia_el": "inicio",
    "inicia_en": "empieza",
    "inscripcion_desde": "inscripción desde",
    "inscripcion_hasta": "inscripción hasta",
    "instalada_el": "instalada el",
    "institucion": "institución",
    "integral": "texto integral",
    "invitacion": "invitación",
    "jurisdiccion": "jurisdicción",
    "madre": "de quién depende",
    "meta_texto": "qué cuenta la meta",
    "mide": "qué mide la meta",
    "motivo_cancelacion": "motivo de la cancelación",
    "mujeres": "cuántas mujeres",
    "nombre_preferido": "cómo quiere que la llamen",
    "nueva_pedida_en": "pidió otra invitación el",
    "numero": "número",
    "ofrece": "lo que ofrece",
    "orden": "orden de gobierno",
    "otorgada_por": "quién lo otorgó",
    "otorgado_en": "otorgado el",
    "pais": "país",
    "para": "para quién",
    "pedida_en": "pedida el",
    "pedida_por": "quién la pidió",
    "perfil_completo_en": "perfil completo el",
    "primer_apellido": "primer apellido",
    "proposito": "propósito",
    "propuesta": "datos propuestos",
    "quien": "quién",
    "razon": "razón",
    "rechazada_en": "rechazada el",
    "recordada_en": "se le recordó el",
    "red": "Red",
    "retirado_en": "retirado el",
    "revocada_en": "revocada el",
    "rol": "papel",
    "segundo_apellido": "segundo apellido",
    "sello": "sesiones abiertas",
    "sentido": "si lo ofrece o lo busca",
    "simplificado": "texto simplificado",
    "telefono": "teléfono",
    "termina_el": "fin",
    "termina_en": "termina",
    "terminada_en": "terminado el",
    "titulo": "título",
    "vence_en": "vence el",
    "version": "versión",
    "vigente_desde": "en vigor desde",
    "visibilidad": "quién ve sus datos",
    "zona": "hora local",
}
