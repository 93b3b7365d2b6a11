"""Lo que se dice de cada nodo: las mismas frases para el mapa y para la tabla que lo acompaña.

Ley de este módulo: lo que el mapa muestra se puede leer, y la tabla y el mapa nunca se contradicen.
"""

from dataclasses import dataclass

from red.analisis import redaccion
from red.analisis.grafos import Clase, Grafo, red_de_personas
from red.analisis.lectura import PALABRAS, Lectura
from red.analisis.medidas import Medidas
from red.analisis.redaccion import Palabras, con_mayuscula


@dataclass(frozen=True, slots=True)
class Ficha:
    """Un nodo en palabras: su frase y sus datos, cada uno con su rótulo."""

    nodo: str
    clase: Clase
    nombre: str
    dependencia: str | None
    frase: str
    datos: tuple[tuple[str, str], ...]


def fichar(grafo: Grafo, medidas: Medidas, palabras: Palabras = PALABRAS) -> dict[str, Ficha]:
    """La ficha de cada nodo de la Red.

    >>> import networkx as nx
    >>> from red.analisis.medidas import medir
    >>> grafo = nx.Graph()
    >>> grafo.add_node("dif", clase=Clase.INSTITUCION, nombre="DIF", grupo="dif")
    >>> fichar(grafo, medir(grafo))["dif"].frase
    'Todavía no hay nadie de aquí en la Red.'
    """
    lectura = Lectura(grafo, medidas, palabras)
    trato = red_de_personas(grafo)
    fichas = {}
    for nodo, clase in lectura.clase_de.items():
        if clase == Clase.PERSONA:
            fichas[nodo] = _de_persona(lectura, nodo, list(trato[nodo]))
        elif clase == Clase.INSTITUCION:
            fichas[nodo] = _de_institucion(lectura, nodo)
        else:
            fichas[nodo] = _de_unidad(lectura, nodo)
    return fichas


def solo_dibujadas(
    dibujo: Grafo, fichas: dict[str, Ficha], palabras: Palabras = PALABRAS
) -> dict[str, Ficha]:
    """Las mismas fichas y las de quienes se dibujan sin contar en el análisis: de ellas, sólo dónde trabajan."""
    completas = dict(fichas)
    for nodo, datos in dibujo.nodes(data=True):
        if nodo not in fichas:
            propia = dibujo.nodes[datos["grupo"]]["nombre"] if datos.get("grupo") in dibujo else None
            completas[nodo] = Ficha(
                nodo,
                datos["clase"],
                datos["nombre"],
                propia,
                "Aparece en el mapa y no entra en las cuentas del análisis.",
                ((con_mayuscula(palabras.una), propia or "sin anotar"),),
            )
    return completas


def _de_persona(lectura: Lectura, nodo: str, trata: list[str]) -> Ficha:
    """Con quiénes trata, qué caminos pasan por ella y qué pasaría si dejara su puesto."""
    toca = lectura.medidas.toca[nodo]
    propia = lectura.grupo_de[nodo]
    con = f"{redaccion.personas(len(trata))} de {lectura.palabras.contar(len(_dependencias_de(lectura, trata)))}"
    if not trata:
        frase = "Todavía no comparte curso ni colaboración con nadie."
        con = "nadie, todavía"
    elif len(toca) < 2:
        frase = f"Trata con {redaccion.personas(len(trata))} de su {lectura.palabras.una}."
    else:
        frase = f"Trata con {con}."
    parte, total = redaccion.de_cada(lectura.medidas.intermediacion.valores[nodo])
    datos = [
        (con_mayuscula(lectura.palabras.una), lectura.nombre(propia) if propia else "sin anotar"),
        ("Trata con", con),
        ("Caminos que pasan por aquí", f"{parte} de cada {total:,}" if parte else "ninguno"),
    ]
    impacto = lectura.medidas.impactos.get(nodo)
    if impacto:
        fuera = [lectura.personas_en(pedazo) for pedazo in impacto.pedazos()]
        perdidas = sum(map(len, fuera)) - max(map(len, fuera))
        solas = [d for pedazo in impacto.separados() for d in lectura.plantilla if d in pedazo]
        if perdidas:
            quedan = "quedaría" if perdidas == 1 else "quedarían"
            datos.append(("Si dejara su puesto", f"{redaccion.personas(perdidas)} {quedan} sin camino"))
        elif solas:
            datos.append(("Si dejara su puesto", f"su {lectura.palabras.una} quedaría fuera de la Red"))
    return Ficha(nodo, Clase.PERSONA, lectura.nombre(nodo), _nombre_de(lectura, propia), frase, tuple(datos))


def _de_institucion(lectura: Lectura, nodo: str) -> Ficha:
    """Cuánta gente tiene en la Red, con cuántas otras trata y si tiene unidad."""
    personas = len(lectura.plantilla[nodo])
    otras = len(lectura.proyeccion[nodo])
    hay = redaccion.con_mayuscula(redaccion.personas(personas))
    if not personas:
        frase = "Todavía no hay nadie de aquí en la Red."
    elif not otras:
        frase = f"{hay} en la Red, sin trato con otras {lectura.palabras.varias}."
    else:
        hacia = f"otra {lectura.palabras.una}" if otras == 1 else f"otras {redaccion.en_letra(otras)}"
        frase = f"{hay} en la Red, con trato hacia {hacia}."
    datos = (
        ("Personas en la Red", str(personas)),
        (f"{con_mayuscula(lectura.palabras.varias)} con las que trata", str(otras)),
        ("Unidad", "registrada" if nodo in lectura.dependencias_con_unidad() else "sin registrar"),
    )
    return Ficha(nodo, Clase.INSTITUCION, lectura.nombre(nodo), lectura.nombre(nodo), frase, datos)


def _de_unidad(lectura: Lectura, nodo: str) -> Ficha:
    """De qué dependencia es y quiénes tienen designación."""
    designadas = lectura.designadas_en(nodo)
    propia = lectura.grupo_de[nodo]
    frase = (
        f"{redaccion.con_mayuscula(redaccion.personas(len(designadas)))} con designación."
        if designadas
        else "Todavía no hay nadie con designación."
    )
    datos = (
        (con_mayuscula(lectura.palabras.una), lectura.nombre(propia) if propia else "sin anotar"),
        ("Con designación", redaccion.algunas(lectura.nombres(designadas), 4) or "nadie, todavía"),
    )
    clase = lectura.clase_de[nodo]
    return Ficha(nodo, clase, lectura.nombre(nodo), _nombre_de(lectura, propia), frase, datos)


def _dependencias_de(lectura: Lectura, personas: list[str]) -> set[str]:
    """Las dependencias conocidas de unas personas."""
    return {grupo for persona in personas if (grupo := lectura.grupo_de[persona]) is not None}


def _nombre_de(lectura: Lectura, grupo: str | None) -> str | None:
    """El nombre de una dependencia, si se conoce."""
    return lectura.nombre(grupo) if grupo is not None else None
