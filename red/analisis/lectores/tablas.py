"""CSV: una tabla de lazos, o dos (nodos y lazos), con comas, punto y coma o tabuladores y las columnas en cualquier orden."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from red.analisis.lectores.limites import ArchivoNoSirve
from red.analisis.lectores.recogida import Recogida, corto
from red.analisis.lectores.texto import codificacion, renglones
from red.importacion.lectura.formato import separador
from red.textos import celda_segura, palabras

ORIGEN = frozenset({
    "origen", "source", "from", "de", "nodo 1", "node 1", "nodo1", "node1", "id 1", "persona 1", "source id", "id origen",
    "desde nodo", "ego", "from node",
})  # fmt: skip
DESTINO = frozenset({
    "destino", "target", "to", "a", "hacia", "con", "nodo 2", "node 2", "nodo2", "node2", "id 2", "persona 2",
    "target id", "id destino", "hacia nodo", "alter", "to node",
})  # fmt: skip
PESO = frozenset({"peso", "weight", "pesos", "weights", "fuerza", "strength", "intensidad", "value", "valor"})
IDENTIFICADOR = frozenset(
    {"id", "identificador", "clave", "codigo", "code", "key", "nodo", "node", "node id", "id nodo"}
)
NOMBRE = frozenset({"nombre", "name", "label", "etiqueta", "rotulo", "nombre completo", "full name"})
TIPO = frozenset({"type", "tipo"})
NOMBRE_DE_ORIGEN = frozenset({"nombre origen", "origen nombre", "source name", "source label", "from name"})
NOMBRE_DE_DESTINO = frozenset({"nombre destino", "destino nombre", "target name", "target label", "to name"})
_DIRIGIDO = frozenset({"directed", "dirigido", "dirigida", "mutual"})
_PARA_RECONOCER = 200_000

Abrir = Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class Tabla:
    """Una tabla abierta: sus encabezados, como se escribieron y como se comparan, y lo que sigue."""

    titulos: list[str]
    llanos: list[str]
    filas: Iterator[tuple[int, list[str]]]
    con_coma: bool
    """Si los decimales pueden ir con coma, porque las columnas se separan con otra cosa."""

    def columna(self, nombres: frozenset[str]) -> int | None:
        """La primera columna que se llama de una de esas maneras."""
        return next((lugar for lugar, llano in enumerate(self.llanos) if llano in nombres), None)

    @property
    def es_de_lazos(self) -> bool:
        """Si dice quién se une con quién."""
        return self.columna(ORIGEN) is not None and self.columna(DESTINO) is not None


@contextmanager
def abierta(abrir: Abrir, recogida: Recogida) -> Iterator[Tabla]:
    """La tabla, con sus encabezados ya leídos; al salir queda cerrada. Lanza ArchivoNoSirve."""
    codigo = codificacion(abrir)
    with abrir() as flujo:
        principio = flujo.read(_PARA_RECONOCER).decode(codigo, errors="ignore")
    signo = separador(principio)
    with abrir() as flujo:
        filas = _filas(renglones(flujo, codigo, recogida.limites), signo, recogida)
        linea, titulos = next(filas, (1, []))
        if not titulos:
            raise ArchivoNoSirve(None, "El archivo está vacío.")
        if len(titulos) > recogida.limites.columnas:
            raise ArchivoNoSirve(linea, f"Tiene más de {recogida.limites.columnas} columnas.")
        llanos = [" ".join(palabras(titulo.replace("_", " "))) for titulo in titulos]
        yield Tabla(titulos, llanos, filas, signo != ",")


def leer_nodos(tabla: Tabla, recogida: Recogida) -> None:
    """Cada renglón es un nodo; lo que no es su identificador ni su nombre es un dato suyo."""
    id = tabla.columna(IDENTIFICADOR)
    nombre = tabla.columna(NOMBRE)
    if id is None:
        id = nombre
    if id is None:
        raise ArchivoNoSirve(
            1, f"No se halló la columna que identifica a cada nodo: llámala «id». {_trae(tabla)}"
        )
    otras = [
        (lugar, corto(titulo))
        for lugar, titulo in enumerate(tabla.titulos)
        if lugar not in (id, nombre) and titulo.strip()
    ]
    for linea, fila in tabla.filas:
        lugar = recogida.nodo(_celda(fila, id), linea)
        if nombre is not None and (suyo := _celda(fila, nombre)):
            recogida.llamar(lugar, suyo, linea)
        for columna, titulo in otras:
            if valor := _celda(fila, columna):
                recogida.atributo(lugar, titulo, valor, linea)


def leer_lazos(tabla: Tabla, recogida: Recogida, *, crea: bool) -> None:
    """Cada renglón es un lazo; si `crea`, los nodos son los que aparecen en ellos."""
    uno, otro, peso = tabla.columna(ORIGEN), tabla.columna(DESTINO), tabla.columna(PESO)
    tipo = tabla.columna(TIPO)
    if uno is None or otro is None:
        raise ArchivoNoSirve(
            1,
            f"No se halló qué columnas dicen quién se une con quién: llámalas «origen» y «destino». {_trae(tabla)}",
        )
    rotulos = (
        ((uno, tabla.columna(NOMBRE_DE_ORIGEN)), (otro, tabla.columna(NOMBRE_DE_DESTINO))) if crea else ()
    )
    usadas = {uno, otro, peso, tipo, *(rotulo for _, rotulo in rotulos)}
    for linea, fila in tabla.filas:
        extremos = _celda(fila, uno), _celda(fila, otro)
        if crea:
            for extremo in extremos:
                if extremo:
                    recogida.nodo_o_el_que_hay(extremo, linea)
            for columna, rotulo in rotulos:
                lugar = recogida.lugares.get(_celda(fila, columna))
                if rotulo is not None and lugar is not None and lugar not in recogida.etiquetas:
                    recogida.llamar(lugar, _celda(fila, rotulo), linea)
        cuanto = None if peso is None else recogida.peso(_celda(fila, peso), linea, con_coma=tabla.con_coma)
        if tipo is not None and _celda(fila, tipo).lower() in _DIRIGIDO:
            recogida.dirigido = True
        recogida.lazo(*extremos, cuanto, linea)
    for lugar, titulo in enumerate(tabla.titulos):
        if lugar not in usadas and titulo.strip() and not tabla.llanos[lugar].startswith("nombre "):
            recogida.dejar_fuera(titulo)


def _filas(crudos: Iterator[str], signo: str, recogida: Recogida) -> Iterator[tuple[int, list[str]]]:
    """Cada fila con algo escrito y el renglón en que empieza."""
    lector = csv.reader(crudos, delimiter=signo, strict=True)
    desde = 1
    try:
        for fila in lector:
            if any(celda and not celda.isspace() for celda in fila):
                if len(fila) > recogida.limites.columnas:
                    raise ArchivoNoSirve(desde, f"Tiene más de {recogida.limites.columnas} columnas.")
                yield desde, fila
            desde = lector.line_num + 1
    except csv.Error:
        raise ArchivoNoSirve(
            desde, "Las comillas de este renglón no cierran donde deben: quizá el archivo está cortado."
        ) from None


def _celda(fila: Sequence[str], columna: int) -> str:
    """Lo escrito en esa columna, sin el apóstrofo con que una lista nuestra guarda lo que parece fórmula."""
    if columna >= len(fila):
        return ""
    celda = fila[columna].strip()
    if celda[:1] == "'" and celda_segura(celda[1:]) == celda:
        return celda[1:]
    return celda


def _trae(tabla: Tabla) -> str:
    titulos = ", ".join(f"«{corto(titulo)}»" for titulo in tabla.titulos[:8] if titulo.strip())
    return f"Sus encabezados son {titulos}." if titulos else "Su primer renglón no trae encabezados."


def de_zip(partes: Mapping[str, Abrir]) -> tuple[str | None, str | None]:
    """Cuál de las tablas de un zip dice los nodos y cuál los lazos, por su nombre.

    >>> de_zip(dict.fromkeys(["estudio/Nodos.csv", "estudio/lazos.csv"], lambda: None))
    ('estudio/Nodos.csv', 'estudio/lazos.csv')
    """
    nodos = next((parte for parte in partes if _se_llama(parte, ("nodos", "nodes", "vertices"))), None)
    lazos = next(
        (
            parte
            for parte in partes
            if _se_llama(parte, ("lazos", "edges", "aristas", "enlaces", "vinculos", "links"))
        ),
        None,
    )
    return nodos, lazos


def _se_llama(parte: str, nombres: tuple[str, ...]) -> bool:
    propio = " ".join(palabras(parte.rpartition("/")[2]))
    return any(nombre in propio for nombre in nombres)
