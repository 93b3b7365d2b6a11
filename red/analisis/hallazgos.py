"""Lo que la Red dice de sí misma, en español llano: cada hallazgo con sus razones y qué hacer.

Ley de este módulo: todo se ordena por lo que conviene atender, nunca por personas.
"""

from red.analisis import hallazgos_de_lazos, hallazgos_de_presencia
from red.analisis.grafos import Grafo
from red.analisis.lectura import PALABRAS, ClaseHallazgo, Gravedad, Hallazgo, Lectura
from red.analisis.medidas import Medidas
from red.analisis.redaccion import Palabras

AVISO = (
    "Este análisis señala lazos que conviene reforzar. No mide el valor ni el desempeño de nadie: "
    "ninguna decisión sobre una persona se toma sólo por el lugar que ocupa en la Red."
)

BUSCADORES = (*hallazgos_de_lazos.BUSCADORES, *hallazgos_de_presencia.BUSCADORES)


def buscar_hallazgos(grafo: Grafo, medidas: Medidas, palabras: Palabras = PALABRAS) -> list[Hallazgo]:
    """Todos los hallazgos, de lo que urge a lo que conviene tener presente.

    Una Red sin personas sólo da lo que se puede decir de sus dependencias. El orden es siempre el
    mismo para la misma Red. `palabras` es cómo llama el territorio a sus instituciones.
    """
    lectura = Lectura(grafo, medidas, palabras)
    return sorted((hallazgo for buscar in BUSCADORES for hallazgo in buscar(lectura)), key=_lugar)


def _lugar(hallazgo: Hallazgo) -> tuple[int, int, int, str]:
    """Primero lo más grave; luego por tema, por a cuántas toca y por identificador."""
    return (
        list(Gravedad).index(hallazgo.gravedad),
        list(ClaseHallazgo).index(hallazgo.clase),
        -hallazgo.alcance,
        hallazgo.id,
    )
