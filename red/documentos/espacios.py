"""Los espacios que un modelo puede llevar entre llaves, y qué pone la plataforma en cada uno.

Todos los papeles comparten los de la Red y los de la unidad; el acta de entrega tiene además los suyos.
"""

from dataclasses import dataclass

from red.documentos.modelos import Papel


@dataclass(frozen=True)
class Espacio:
    """Un lugar por llenar: cómo se escribe, qué dice y un ejemplo para la vista previa."""

    nombre: str
    dice: str
    ejemplo: str | tuple[tuple[str, ...], ...]

    @property
    def es_tabla(self) -> bool:
        """Si en su lugar va una tabla: entonces ocupa un renglón entero."""
        return not isinstance(self.ejemplo, str)


_TABLA = (
    ("Función", "Nombre", "Puesto"),
    ("Titular", "Rosa Elena Prado (ejemplo)", "Subdirectora de planeación"),
    ("Enlace", "Luz María Ortega (ejemplo)", "Jefa de departamento"),
)
COMUNES = (
    Espacio("red", "Nombre de la Red, con su artículo", "la Red de ejemplo"),
    Espacio(
        "institucion_convocante",
        "Institución que convoca la Red, con su artículo",
        "el Instituto Municipal de las Mujeres",
    ),
    Espacio("coordinadora", "Quien coordina la Red", "Ana Torres (ejemplo)"),
    Espacio("lugar", "Ciudad y estado, región o departamento", "Guadalajara, Jalisco"),
    Espacio("fecha", "Fecha del documento", "21 de noviembre de 2026"),
    Espacio(
        "fecha_en_letras", "Fecha del documento, con letras", "veintiuno de noviembre de dos mil veintiséis"
    ),
    Espacio("folio", "Folio del documento", "EJEMPLO/2026/0001"),
)
DE_LA_UNIDAD = (
    Espacio("institucion", "Institución de la unidad, con su artículo", "la Dirección de Cultura"),
    Espacio("unidad", "Nombre de la unidad, con su artículo", "la Unidad de Igualdad de Género"),
    Espacio("autoridad", "Persona titular de la institución", "María del Carmen Ruiz (ejemplo)"),
    Espacio("cargo_de_la_autoridad", "Puesto de la persona titular de la institución", "Directora general"),
    Espacio("titular", "Titular de la unidad", "Rosa Elena Prado (ejemplo)"),
    Espacio("puesto_del_titular", "Puesto de quien es titular", "Subdirectora de planeación"),
    Espacio("suplente", "Suplente", "Julia Campos (ejemplo)"),
    Espacio("enlace", "Enlace", "Luz María Ortega (ejemplo)"),
    Espacio("fundamento", "Acto que crea la unidad", "Acuerdo 12/2026"),
    Espacio("fecha_de_instalacion", "Día de la instalación", "4 de diciembre de 2026"),
    Espacio("testigo_1", "Primera persona que atestigua", "Teresa Mora (ejemplo)"),
    Espacio("testigo_2", "Segunda persona que atestigua", "Irma Solís (ejemplo)"),
    Espacio("integrantes", "Tabla: función, nombre y puesto de quienes la sostienen", _TABLA),
    Espacio(
        "asistencia",
        "Tabla: nombre, función y lugar para firmar",
        (("Nombre", "Función", "Firma"), ("Rosa Elena Prado (ejemplo)", "Titular", "")),
    ),
)
DE_LA_PERSONA = (
    Espacio("persona", "A quién se nombra", "Luz María Ortega (ejemplo)"),
    Espacio("funcion", "La función que recibe", "enlace"),
)
DE_LA_ENTREGA = (
    Espacio("sale", "Quien entrega", "Rosa Elena Prado (ejemplo)"),
    Espacio("funcion", "La función que entrega", "titular"),
    Espacio("ultimo_dia", "Su último día", "30 de noviembre de 2026"),
    Espacio("motivo", "Por qué deja la función", "Cambio de adscripción"),
    Espacio("recibe", "Quien recibe", "Julia Campos (ejemplo)"),
    Espacio(
        "entregado",
        "Tabla: qué se entrega, a quién y qué sigue",
        (
            ("Qué se entrega", "Quién lo recibe", "Qué pasa"),
            ("Enlace en otra unidad", "Julia Campos", "Sigue"),
        ),
    ),
)


DEL_RECONOCIMIENTO = (
    Espacio("persona", "A quién se reconoce", "Luz María Ortega (ejemplo)"),
    Espacio("reconocimiento", "Cómo se llama el reconocimiento", "Un año en la Red"),
    Espacio("por_que", "Qué se reconoce", "por un año de trabajo constante en la Red"),
)
DE_LA_CERTIFICACION = (
    Espacio("candidata", "Quien se certifica", "Luz María Ortega (ejemplo)"),
    Espacio("evaluadora", "Quien la evalúa", "Julia Campos (ejemplo)"),
    Espacio("estandar", "Código y título del estándar", "EC0308, Capacitación presencial (ejemplo)"),
    Espacio(
        "leyenda_del_estandar",
        "Si los elementos no son el texto oficial, lo dice",
        "Elementos tomados de una plantilla no oficial.",
    ),
)
DEL_PLAN_DE_EVALUACION = (
    Espacio("evaluacion_fecha", "Día de la evaluación", "4 de diciembre de 2026"),
    Espacio("evaluacion_hora", "Hora de la evaluación", "10:00"),
    Espacio("evaluacion_lugar", "Lugar de la evaluación", "Aula 2 del Instituto"),
    Espacio("resultados_fecha", "Día de los resultados", "11 de diciembre de 2026"),
    Espacio("resultados_hora", "Hora de los resultados", "12:00"),
    Espacio("resultados_lugar", "Lugar de los resultados", "Oficina de capacitación"),
    Espacio(
        "actividades",
        "Tabla: número, técnica o instrumento y descripción",
        (("Número", "Técnica o instrumento", "Descripción"), ("1", "Observación", "Conduce una sesión")),
    ),
    Espacio("puntaje_minimo", "Puntaje mínimo acordado", "85"),
    Espacio("criterio_uno", "Primer criterio", "Que la suma de los pesos alcance el puntaje mínimo"),
    Espacio("criterio_dos", "Segundo criterio", "Que ningún elemento quede en cero"),
)
DE_LA_CEDULA = (
    Espacio("intento", "Qué intento es", "1"),
    Espacio("resultado", "El juicio", "Competente"),
    Espacio("razon", "Por qué, en una oración", "Sumó 92 puntos, se piden 85."),
    Espacio("mejores_practicas", "Mejores prácticas", "Escucha a todas las personas."),
    Espacio("areas_de_oportunidad", "Áreas de oportunidad", "Cuidar el tiempo del cierre."),
    Espacio("criterios_no_cubiertos", "Criterios no cubiertos", "Ninguno"),
    Espacio("incidencias", "Incidencias", "Ninguna"),
    Espacio("recomendaciones", "Recomendaciones", "Seguir practicando."),
    Espacio("otros_estandares", "En qué más podría certificarse", "EC0076"),
)


def espacios_de(papel: Papel) -> tuple[Espacio, ...]:
    """Los que ese papel admite."""
    if papel is Papel.RECONOCIMIENTO:
        return (*COMUNES, *DEL_RECONOCIMIENTO)
    if papel is Papel.PLAN_DE_EVALUACION:
        return (*COMUNES, *DE_LA_CERTIFICACION, *DEL_PLAN_DE_EVALUACION)
    if papel is Papel.CEDULA_DE_EVALUACION:
        return (*COMUNES, *DE_LA_CERTIFICACION, *DE_LA_CEDULA)
    propios = {Papel.ACTA_ENTREGA: DE_LA_ENTREGA, Papel.NOMBRAMIENTO: DE_LA_PERSONA}
    return (*COMUNES, *DE_LA_UNIDAD, *propios.get(papel, ()))
