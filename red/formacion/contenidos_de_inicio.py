"""Los siete contenidos con que una Red puede empezar: los de la Red Interinstitucional de Género de Guadalajara.

Son datos: cada Red los corrige, los ordena, retira los que no le sirvan y agrega los suyos.
"""

from red.formacion import catalogo, consultas_catalogo
from red.formacion.modelos_catalogo import Contenido

LOS_SIETE = (
    (
        "Perspectiva de género",
        "Qué es, cómo se mira con ella el trabajo diario y por qué las decisiones no afectan igual a mujeres y hombres.",
    ),
    (
        "Derechos humanos de las mujeres",
        "Qué derechos son, qué tratados y leyes los protegen y qué obliga a hacer cada uno a una institución.",
    ),
    (
        "Igualdad sustantiva y políticas públicas",
        "Cómo se pasa de la igualdad escrita a la de los hechos: acciones afirmativas, transversalidad y políticas de igualdad.",
    ),
    (
        "Liderazgo y participación política",
        "Cómo llegan y permanecen las mujeres donde se decide, y qué hacer ante la violencia política.",
    ),
    (
        "Agendas de género",
        "Cómo se construye una agenda con otras instituciones y con la sociedad, y cómo se le da seguimiento.",
    ),
    (
        "Políticas públicas y presupuesto con perspectiva de género",
        "Cómo se planea y se gasta para cerrar brechas: diagnóstico, etiquetado del gasto y seguimiento.",
    ),
    (
        "Sistema de indicadores",
        "Qué medir, con qué datos y cómo leerlo: indicadores de género que sirven para decidir.",
    ),
)


def empezar(red_id: int) -> list[Contenido]:
    """Agrega a la Red los que le falten; devuelve los agregados."""
    suyos = {c.nombre.casefold() for c in consultas_catalogo.contenidos_de(red_id, con_retirados=True)}
    return [
        catalogo.crear_contenido(red_id, nombre, que_abarca)
        for nombre, que_abarca in LOS_SIETE
        if nombre.casefold() not in suyos
    ]
