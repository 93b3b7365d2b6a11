"""Lo que un estudio ajeno dice, sin saber quiénes son sus nodos: hechos con su razón, la tabla y el mapa.

Ley de este módulo: se habla de lazos y de caminos, no de quién vale más; y nada se dice que el archivo no traiga.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import networkx as nx

from red.analisis.estudio_aparte import Contado
from red.analisis.grafos import Clase, ClaseLazo, Grafo
from red.analisis.mapa import datos_del_mapa
from red.analisis.medidas import medir
from red.analisis.redaccion import algunas, con_mayuscula, cuantas
from red.textos import contar, enumerar, numero

CABEN_NODOS, CABEN_LAZOS = 1_500, 10_000
"""Hasta dónde se dibuja y se pone en tabla: con más, ni uno ni otra se leen."""
SE_DICEN = 5
NUESTROS = frozenset({"clase", "grupo"})
"""De lo que sale de aquí: la clase ya es la figura, y el grupo, un identificador."""


@dataclass(frozen=True, slots=True)
class Hecho:
    """Algo que el estudio muestra: qué, por qué se sabe y qué se puede hacer."""

    id: str
    titulo: str
    frase: str
    que_hacer: str
    nodos: list[int]
    detalle: list[str]


@dataclass(frozen=True, slots=True)
class Renglon:
    """Un nodo en la tabla."""

    lugar: int
    nombre: str
    lazos: int
    pedazo: str
    si_faltara: str


def cabe(contado: Contado) -> bool:
    """Si se puede dibujar y leer en tabla."""
    return len(contado.etiquetas) <= CABEN_NODOS and len(contado.lazos) <= CABEN_LAZOS


def hechos(contado: Contado) -> list[Hecho]:
    """Lo que conviene mirar, de lo que toca a más nodos a lo que toca a menos."""
    return [
        hecho
        for hecho in (_pedazos(contado), _aislados(contado), _separan(contado), _puentes(contado))
        if hecho
    ]


def renglones(contado: Contado) -> list[Renglon]:
    """Todos los nodos, por orden alfabético."""
    grados = _grados(contado)
    pedazo_de = {lugar: n for n, pedazo in enumerate(contado.pedazos, 1) for lugar in pedazo}
    separa = {lugar: sum(tamanos[1:]) for lugar, tamanos in contado.separan}
    filas = [
        Renglon(
            lugar,
            nombre,
            grados[lugar],
            f"Pedazo {pedazo_de[lugar]}" if lugar in pedazo_de else "Sin lazos",
            _quedarian(separa.get(lugar, 0)),
        )
        for lugar, nombre in enumerate(contado.etiquetas)
    ]
    return sorted(filas, key=lambda fila: (fila.nombre.casefold(), fila.lugar))


def mapa(contado: Contado, los_hechos: Sequence[Hecho], *, titulo: str, dia: date) -> dict[str, Any]:
    """El dibujo, en la forma que el navegador recibe de toda Red."""
    grupos = _grupos(contado)
    grafo = _como_red(contado, grupos)
    datos = datos_del_mapa(grafo, medir(grafo), [], titulo=titulo, dia=dia, agrupaciones=grupos)
    filas = {_nodo(fila.lugar): fila for fila in renglones(contado)}
    clase_de = {_nodo(lugar): clase for lugar, clase in _clases(contado).items()}
    for nodo in datos["nodos"]:
        fila = filas[nodo["id"]]
        nodo["clase"] = clase_de.get(nodo["id"], Clase.PERSONA)
        nodo["frase"] = f"Tiene {contar(fila.lazos, 'lazo', 'lazos')}." if fila.lazos else "No tiene lazos."
        nodo["datos"] = [
            ["Lazos", numero(fila.lazos)],
            ["Dónde está", fila.pedazo],
            ["Si faltara", fila.si_faltara],
        ]
        nodo["grupos"].pop("dependencia", None)
    datos["clases"] = _leyenda(clase_de.values())
    datos["clases_de_lazo"] = (
        [{"id": ClaseLazo.COLABORACION, "etiqueta": "Lazo del estudio"}] if contado.lazos else []
    )
    datos["agrupaciones"] = [una for una in datos["agrupaciones"] if una["id"] != "dependencia"]
    datos["medidas"] = [
        {"id": "trato", "etiqueta": "Número de lazos", "explica": "Más grande: lazos con más nodos."},
        {
            "id": "intermediacion",
            "etiqueta": "Caminos que pasan por ahí",
            "explica": "Más grande: más caminos cortos entre otros pasan por ahí.",
        },
    ]
    datos["hallazgos"] = [
        {
            "id": hecho.id,
            "titulo": hecho.titulo,
            "frase": hecho.frase,
            "gravedad": "media",
            "etiqueta": "Conviene mirarlo",
            "nodos": [_nodo(lugar) for lugar in hecho.nodos],
            "centro": None,
        }
        for hecho in los_hechos
    ]
    return datos


def _nodo(lugar: int) -> str:
    """Cómo se llama un nodo en la página; el identificador ajeno puede traer cualquier cosa."""
    return f"n{lugar}"


def _grupos(contado: Contado) -> dict[str, str]:
    """Por qué se puede colorear; su llave no es la del archivo, que podría ser una nuestra."""
    claves = (clave for clave in contado.atributos if clave not in NUESTROS)
    return {f"dato{lugar}": clave for lugar, clave in enumerate(claves)}


def _como_red(contado: Contado, grupos: Mapping[str, str]) -> Grafo:
    grafo: Grafo = nx.Graph()
    for lugar, etiqueta in enumerate(contado.etiquetas):
        suyos = {
            llave: contado.atributos[clave][lugar]
            for llave, clave in grupos.items()
            if lugar in contado.atributos[clave]
        }
        grafo.add_node(_nodo(lugar), clase=Clase.PERSONA, nombre=etiqueta, grupo=None, **suyos)
    for uno, otro, peso in contado.lazos:
        grafo.add_edge(
            _nodo(uno), _nodo(otro), clases=(ClaseLazo.COLABORACION,), peso=peso, desde=None, fuentes=()
        )
    return grafo


def _clases(contado: Contado) -> dict[int, Clase]:
    """Qué es cada nodo, si el archivo lo dice con nuestras palabras."""
    dichas = contado.atributos.get("clase", {})
    nuestras = {str(clase): clase for clase in Clase}
    return {lugar: nuestras[valor] for lugar, valor in dichas.items() if valor in nuestras}


def _leyenda(presentes: Any) -> list[dict[str, str]]:
    nombres = {
        Clase.PERSONA: ("Persona", "Personas"),
        Clase.INSTITUCION: ("Institución", "Instituciones"),
        Clase.UNIDAD: ("Unidad", "Unidades"),
        Clase.MUNICIPIO: ("Municipio", "Municipios"),
        Clase.ORGANIZACION: ("Organización", "Organizaciones"),
    }
    hay = set(presentes)
    if not hay:
        nombres, hay = {Clase.PERSONA: ("Nodo del estudio", "Nodos del estudio")}, {Clase.PERSONA}
    return [
        {"id": clase, "singular": una, "etiqueta": varias}
        for clase, (una, varias) in nombres.items()
        if clase in hay
    ]


def _grados(contado: Contado) -> Counter[int]:
    return Counter(extremo for uno, otro, _ in contado.lazos for extremo in (uno, otro))


def _quedarian(cuantos: int) -> str:
    if not cuantos:
        return "nadie queda sin camino"
    return f"{contar(cuantos, 'nodo quedaría', 'nodos quedarían')} sin camino"


# ------------------------------------------------------------------ Hechos


def _pedazos(contado: Contado) -> Hecho | None:
    if len(contado.pedazos) < 2:
        return None
    mayor, *otros = contado.pedazos
    return Hecho(
        "pedazos",
        f"Está en {cuantas(len(contado.pedazos), 'pedazo', 'pedazos', es_femenino=False)} que no se tocan",
        f"El mayor reúne {contar(len(mayor), 'nodo', 'nodos')}; los demás, "
        f"{enumerar([numero(len(pedazo)) for pedazo in otros[:SE_DICEN]])}{' y otros más chicos' if len(otros) > SE_DICEN else ''}.",
        "Busca quién conoce a alguien de los dos lados y podría presentarlos: con un solo lazo se juntan.",
        [lugar for pedazo in otros for lugar in pedazo],
        [
            f"Pedazo {n}: {algunas([contado.etiquetas[lugar] for lugar in pedazo])}."
            for n, pedazo in enumerate(contado.pedazos[: SE_DICEN + 1], 1)
        ],
    )


def _aislados(contado: Contado) -> Hecho | None:
    cuantos = len(contado.aislados)
    if not cuantos:
        return None
    return Hecho(
        "aislados",
        con_mayuscula(
            f"{cuantas(cuantos, 'nodo', 'nodos', es_femenino=False)} no {'tiene' if cuantos == 1 else 'tienen'} ningún lazo"
        ),
        con_mayuscula(algunas([contado.etiquetas[lugar] for lugar in contado.aislados], SE_DICEN)) + ".",
        "Antes de concluir que no trata con nadie, confirma que no faltó preguntarlo o anotarlo.",
        contado.aislados,
        [],
    )


def _separan(contado: Contado) -> Hecho | None:
    cuantos = len(contado.separan)
    if not cuantos:
        return None
    titulo = (
        f"Si faltara «{contado.etiquetas[contado.separan[0][0]]}», otros quedarían sin camino"
        if cuantos == 1
        else f"Si faltara cualquiera de {cuantas(cuantos, 'nodo', 'nodos', es_femenino=False)}, otros quedarían sin camino"
    )
    return Hecho(
        "separan",
        titulo,
        "Son el único paso entre partes de la red: lo que saben y a quién conocen no está en otro lado.",
        "Da a cada parte un segundo camino: otra persona que trate con ambas, o un suplente que se presente desde ahora.",
        [lugar for lugar, _ in contado.separan],
        [
            f"Sin «{contado.etiquetas[lugar]}», {contar(sum(tamanos[1:]), 'nodo queda', 'nodos quedan')} aparte "
            f"en {contar(len(tamanos) - 1, 'pedazo', 'pedazos')}."
            for lugar, tamanos in contado.separan[:SE_DICEN]
        ],
    )


def _puentes(contado: Contado) -> Hecho | None:
    grados = _grados(contado)
    entre = [(uno, otro) for uno, otro in contado.puentes if min(grados[uno], grados[otro]) > 1]
    cuelgan = sum(lazos == 1 for lazos in grados.values())
    if not entre:
        return None
    titulo = con_mayuscula(
        f"{cuantas(len(entre), 'lazo es', 'lazos son', es_femenino=False)} el único camino entre sus dos lados"
    )
    return Hecho(
        "puentes",
        titulo,
        "Si se pierde uno, lo que hay de cada lado deja de alcanzarse."
        + (f" Además, {contar(cuelgan, 'nodo cuelga', 'nodos cuelgan')} de un solo lazo." if cuelgan else ""),
        "Un segundo lazo entre los mismos dos lados basta para que ya no dependa de uno.",
        sorted({lugar for lazo in entre for lugar in lazo}),
        [f"«{contado.etiquetas[uno]}» y «{contado.etiquetas[otro]}»." for uno, otro in entre[:SE_DICEN]],
    )
