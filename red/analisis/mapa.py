"""Lo que el mapa del navegador recibe: dónde va cada nodo, qué lo une a otros y qué se dice de él.

Ley de este módulo: el navegador sólo dibuja. Toda cuenta y toda frase se hacen aquí, y la forma del
resultado es la que `estaticos/js/mapa.js` describe en sus primeras líneas.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from red import textos
from red.analisis.disposicion import Lugares, disponer
from red.analisis.fichas import fichar, solo_dibujadas
from red.analisis.grafos import Clase, ClaseLazo, Grafo, clases, dependencias, grupos, nombre
from red.analisis.lectura import PALABRAS, ClaseHallazgo, Hallazgo
from red.analisis.medidas import Medidas
from red.analisis.redaccion import Palabras, con_mayuscula

Datos = dict[str, Any]

CLASES_DE_LAZO: Mapping[ClaseLazo, str] = {
    ClaseLazo.COLABORACION: "Declaran colaborar",
    ClaseLazo.COFORMACION: "Coincidieron en una edición",
    ClaseLazo.ORGANO: "Integran un mismo órgano",
    ClaseLazo.CONVENIO: "Sostienen un convenio",
    ClaseLazo.PROGRAMA: "Llevan un mismo programa",
    ClaseLazo.PROYECTO: "Comparten un proyecto",
    ClaseLazo.DESIGNACION: "Designación",
    ClaseLazo.ADSCRIPCION: "Trabaja ahí",
    ClaseLazo.PERTENENCIA: "A quién pertenece la unidad",
}


SIN_MEDIDAS = {"trato": 0.0, "intermediacion": 0.0, "toca": 0.0}
"""De quien se dibuja y no cuenta en el análisis."""


def datos_del_mapa(
    grafo: Grafo,
    medidas: Medidas,
    hallazgos: Sequence[Hallazgo],
    *,
    titulo: str,
    dia: date,
    direccion: Callable[[str], str | None] = lambda nodo: None,
    agrupaciones: Mapping[str, str] | None = None,
    palabras: Palabras = PALABRAS,
    lugares: Lugares | None = None,
    analizado: "Grafo | None" = None,
) -> Datos:
    """Todo el mapa, listo para escribirse como JSON.

    `direccion` da la página de cada nodo, si quien mira puede abrirla. `agrupaciones` dice por qué
    otros atributos se puede colorear (atributo y rótulo), además de por dependencia. `palabras` es
    cómo llama el territorio a sus instituciones. Sin `lugares`, se calculan. `analizado` es el grafo que se midió,
    si no es el mismo que se dibuja: quien no cuenta en él se dibuja sin medidas.
    """
    lugares = lugares if lugares is not None else disponer(grafo)
    analizado = grafo if analizado is None else analizado
    valores = _valores(analizado, medidas)
    opciones = _agrupaciones(grafo, medidas, palabras, agrupaciones or {})
    fichas = solo_dibujadas(grafo, fichar(analizado, medidas, palabras), palabras)
    presentes = set(clases(grafo).values())
    usadas = {clase for _, _, lazo in grafo.edges(data=True) for clase in lazo["clases"]}
    return {
        "titulo": titulo,
        "fecha": textos.fecha(dia),
        "clases": [
            {"id": clase, "singular": una, "etiqueta": varias}
            for clase, (una, varias) in _clases(palabras).items()
            if clase in presentes
        ],
        "clases_de_lazo": [{"id": c, "etiqueta": e} for c, e in CLASES_DE_LAZO.items() if c in usadas],
        "medidas": [{"id": c, "etiqueta": e, "explica": x} for c, e, x in _medidas(palabras)],
        "agrupaciones": [
            {"id": clave, "etiqueta": rotulo, "grupos": [{"id": g, "etiqueta": e} for g, e in suyos]}
            for clave, (rotulo, suyos, _) in opciones.items()
        ],
        "nodos": [
            {
                "id": nodo,
                "clase": ficha.clase,
                "etiqueta": ficha.nombre,
                "grupo": grafo.nodes[nodo].get("grupo"),
                "x": lugares[nodo][0],
                "y": lugares[nodo][1],
                "valores": valores.get(nodo) or SIN_MEDIDAS,
                "grupos": {clave: de[nodo] for clave, (_, _, de) in opciones.items() if nodo in de},
                "frase": ficha.frase,
                "datos": ficha.datos,
                "direccion": direccion(nodo),
                **_comunidad(grafo, nodo),
            }
            for nodo, ficha in fichas.items()
            if nodo in grafo
        ],
        "lazos": [
            {
                "origen": uno,
                "destino": otro,
                "clases": list(lazo["clases"]),
                "peso": round(lazo["peso"], 3),
                "desde": textos.fecha_corta(lazo["desde"]) if lazo["desde"] else None,
                "dia": lazo["desde"].isoformat() if lazo["desde"] else None,
                "detalle": " · ".join(lazo["fuentes"]),
            }
            for uno, otro, lazo in grafo.edges(data=True)
        ],
        "hallazgos": [
            {
                "id": hallazgo.id,
                "titulo": hallazgo.titulo,
                "frase": hallazgo.frase,
                "gravedad": hallazgo.gravedad,
                "etiqueta": hallazgo.gravedad.etiqueta,
                "nodos": [nodo for nodo in hallazgo.nodos if nodo in grafo],
                "centro": hallazgo.nodos[0]
                if hallazgo.clase == ClaseHallazgo.INTERCONEXION and hallazgo.nodos[0] in grafo
                else None,
            }
            for hallazgo in hallazgos
        ],
    }


def _comunidad(grafo: Grafo, nodo: str) -> Datos:
    """La comunidad del nodo, si se le conoce: con ella se pliega un mapa muy grande."""
    suya = grafo.nodes[nodo].get("comunidad")
    return {} if suya is None else {"comunidad": str(suya)}


def _clases(palabras: Palabras) -> dict[Clase, tuple[str, str]]:
    """Cómo se llama una y cómo se llaman varias, de cada clase."""
    return {
        Clase.PERSONA: ("Persona", "Personas"),
        Clase.INSTITUCION: (con_mayuscula(palabras.una), con_mayuscula(palabras.varias)),
        Clase.UNIDAD: ("Unidad", "Unidades"),
        Clase.MUNICIPIO: ("Municipio", "Municipios"),
        Clase.ORGANIZACION: ("Organización", "Organizaciones"),
    }


def _medidas(palabras: Palabras) -> list[tuple[str, str, str]]:
    """Lo que el tamaño puede decir: identificador, rótulo y cómo se lee."""
    return [
        ("trato", "Número de lazos", f"Más grande: lazos con más personas o {palabras.varias}."),
        (
            "intermediacion",
            "Caminos que pasan por ahí",
            "Más grande: más caminos cortos entre otras pasan por ahí.",
        ),
        (
            "toca",
            f"{con_mayuscula(palabras.varias)} que enlaza",
            f"Más grande: sus lazos llegan a más {palabras.varias}.",
        ),
    ]


def _valores(grafo: Grafo, medidas: Medidas) -> dict[str, dict[str, float]]:
    """Las medidas de cada nodo entre 0 y 1, donde 1 es el mayor de su misma clase.

    Una dependencia siempre tiene más lazos que una persona: compararlas con la misma vara sólo
    diría eso.
    """
    de_otros = {nodo: len(_grupos_vecinos(grafo, nodo)) for nodo in grafo}
    crudos: dict[str, Mapping[str, float]] = {
        "trato": medidas.grado,
        "intermediacion": medidas.intermediacion.valores,
        "toca": {nodo: float(len(medidas.toca.get(nodo, ())) or de_otros[nodo]) for nodo in grafo},
    }
    clase_de = clases(grafo)
    valores: dict[str, dict[str, float]] = {nodo: {} for nodo in grafo}
    for medida, suyos in crudos.items():
        mayor: dict[Clase, float] = {}
        for nodo, valor in suyos.items():
            mayor[clase_de[nodo]] = max(mayor.get(clase_de[nodo], 0.0), valor)
        for nodo, valor in suyos.items():
            valores[nodo][medida] = round(valor / (mayor[clase_de[nodo]] or 1.0), 3)
    return valores


def _grupos_vecinos(grafo: Grafo, nodo: str) -> set[str]:
    """Dependencias, distintas de la suya, a uno o dos pasos."""
    grupo_de = grafo.nodes[nodo].get("grupo")
    cerca = {otro for vecino in grafo[nodo] for otro in (vecino, *grafo[vecino])}
    vistos = {grafo.nodes[otro].get("grupo") for otro in cerca}
    return {grupo for grupo in vistos if grupo is not None and grupo != grupo_de}


def _agrupaciones(
    grafo: Grafo, medidas: Medidas, palabras: Palabras, pedidas: Mapping[str, str]
) -> dict[str, tuple[str, list[tuple[str, str]], dict[str, str]]]:
    """Por qué se puede colorear: rótulo, grupos del más numeroso al menos, y el grupo de cada nodo."""
    plantilla = dependencias(grafo)
    de_dependencia = {nodo: grupo for nodo, grupo in grupos(grafo).items() if grupo is not None}
    orden = sorted(plantilla, key=lambda d: (-len(plantilla[d]), nombre(grafo, d)))
    opciones = {
        "dependencia": (con_mayuscula(palabras.una), [(d, nombre(grafo, d)) for d in orden], de_dependencia)
    }
    for atributo, rotulo in pedidas.items():
        de = _de_cada_nodo(grafo, atributo)
        cuenta = Counter(de.values())
        opciones[atributo] = (rotulo, [(g, g) for g in sorted(cuenta, key=lambda g: (-cuenta[g], g))], de)
    de_pedazo = {nodo: str(lugar) for lugar, pedazo in enumerate(medidas.componentes) for nodo in pedazo}
    pedazos = [(str(lugar), f"Grupo {lugar + 1}") for lugar in range(len(medidas.componentes))]
    opciones["pedazo"] = ("Grupos que no se tocan", pedazos, de_pedazo)
    return opciones


def _de_cada_nodo(grafo: Grafo, atributo: str) -> dict[str, str]:
    """Ese atributo de cada nodo; lo que es de una institución vale también para su gente y sus unidades."""
    suyo = {n: str(datos[atributo]) for n, datos in grafo.nodes(data=True) if datos.get(atributo)}
    de_instituciones = {n: v for n, v in suyo.items() if grafo.nodes[n].get("clase") == Clase.INSTITUCION}
    heredado = {n: de_instituciones[g] for n, g in grupos(grafo).items() if g in de_instituciones}
    return {**heredado, **suyo}
