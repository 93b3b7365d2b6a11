"""La encuesta de satisfacción con que empieza cada Red: las ocho preguntas de siempre, que puede cambiar."""

from red.evaluaciones.modelos import ClaseDePregunta, Pregunta
from red.evaluaciones.preguntas import ETIQUETAS

NOMBRE = "Encuesta de satisfacción"
INDICACIONES = (
    "Tu opinión sirve para mejorar las siguientes ediciones. Di qué tan satisfecha te dejó cada cosa, "
    "del 1 (muy insatisfecha) al 4 (muy satisfecha)."
)
OCHO = (
    ("plan", "La formación se llevó como decía el plan"),
    ("claridad", "Los temas se explicaron con claridad"),
    ("instalaciones", "El lugar o la plataforma en línea fueron adecuados"),
    ("instrumentos", "Los materiales y los ejercicios fueron claros"),
    ("tiempo", "El tiempo alcanzó para lo que se propuso"),
    ("trato", "El trato que recibiste"),
    ("resultado", "La información que te dieron sobre tu resultado"),
    ("general", "En general, qué tan satisfecha quedas"),
)
"""La clave de cada pregunta es la misma en todas las Redes: así se comparan aunque cambie su texto."""
COMENTARIO = "comentario"


def preguntas_de_satisfaccion() -> list[Pregunta]:
    """Las ocho preguntas en su escala y, al final, un comentario si se quiere."""
    ocho = [
        Pregunta(
            clave=clave,
            orden=orden,
            clase=ClaseDePregunta.ESCALA,
            texto=texto,
            opciones=list(ETIQUETAS),
            peso=0,
        )
        for orden, (clave, texto) in enumerate(OCHO, 1)
    ]
    comentario = Pregunta(
        clave=COMENTARIO,
        orden=len(ocho) + 1,
        clase=ClaseDePregunta.TEXTO_LARGO,
        texto="Qué mejorarías o qué te sirvió más",
        ayuda="No escribas nombres ni datos con los que alguien pueda saber que eres tú.",
        obligatoria=False,
        peso=0,
    )
    return [*ocho, comentario]
