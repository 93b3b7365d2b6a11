"""Un estudio que llega por el navegador se abre y se cuenta en otro proceso, con memoria y tiempo contados.

Se corre con `python -m red.analisis.estudio_aparte NOMBRE`: recibe el archivo por la entrada y contesta en JSON lo que
trae y lo que se contó de él, o por qué no sirve. Al proceso de la página no llega el archivo, sólo esa respuesta.
"""

import resource
import sys
from dataclasses import asdict, dataclass
from typing import Any

import networkx as nx
import orjson

from red.analisis import entrada
from red.analisis.estudio import TAMANOS, Resumen
from red.analisis.grafos import Grafo
from red.analisis.impacto import impactos, puentes
from red.analisis.lectores.limites import PARA_UNA_PAGINA, ArchivoNoSirve
from red.importacion.lectura.limites import MAYOR_ARCHIVO, MEMORIA, SEGUNDOS
from red.importacion.lectura.proceso import aparte

MUCHO = "Abrirlo pide demasiada memoria o demasiado tiempo. Divídelo, o pide que se analice desde la consola."
MUY_PESADO = "El archivo pesa más de 20 MB, que es lo más que se lee desde una página."
MAS_GRUPOS, MAS_DATOS = 12, 4
"""De cuántos datos de los nodos se ofrece colorear, y en cuántos grupos los reparte cada uno, a lo más."""
SON_GRUPOS = frozenset(
    {"modularity_class", "modularity class", "comunidad", "community", "cluster", "componentnumber"}
)
"""Los datos cuyos números no dicen cuánto, sino a qué grupo pertenece."""


@dataclass(frozen=True, slots=True)
class Contado:
    """Lo que el estudio trae y lo que se contó de él; a los nodos se les nombra por su lugar."""

    formato: str
    con_pesos: bool
    etiquetas: list[str]
    lazos: list[tuple[int, int, float]]
    atributos: dict[str, dict[int, str]]
    """Los que reparten los nodos en unos cuantos grupos."""
    resumen: Resumen
    pedazos: list[list[int]]
    """Los nodos de cada pedazo con más de uno, del mayor al menor."""
    aislados: list[int]
    separan: list[tuple[int, list[int]]]
    """Cada nodo que separaría a otros y de qué tamaño quedarían los pedazos, del que más corta al que menos."""
    puentes: list[tuple[int, int]]


def abrir(datos: bytes, nombre: str) -> Contado:
    """Lo que trae el archivo y lo que se contó de él; lanza ArchivoNoSirve con el renglón y la razón."""
    if len(datos) > MAYOR_ARCHIVO:
        raise ArchivoNoSirve(None, MUY_PESADO)
    with aparte(__name__, datos, _extension(nombre)) as salida:
        dicho = salida.read()
    try:
        respuesta: dict[str, Any] = orjson.loads(dicho)
    except ValueError:
        raise ArchivoNoSirve(None, MUCHO) from None
    if "motivo" in respuesta:
        raise ArchivoNoSirve(**respuesta)
    respuesta["resumen"] = Resumen(**respuesta["resumen"])
    for cual in ("lazos", "separan", "puentes"):
        respuesta[cual] = list(map(tuple, respuesta[cual]))
    respuesta["atributos"] = {
        clave: {int(lugar): valor for lugar, valor in suyos.items()}
        for clave, suyos in respuesta["atributos"].items()
    }
    return Contado(**respuesta)


def contar(leido: entrada.GrafoLeido) -> Contado:
    """Lo que la página dice de un grafo."""
    grafo: Grafo = nx.Graph()
    grafo.add_nodes_from(map(str, range(len(leido.nodos))))
    grafo.add_edges_from((str(uno), str(otro)) for uno, otro, _ in leido.lazos())
    pedazos = [sorted(map(int, pedazo)) for pedazo in nx.connected_components(grafo) if len(pedazo) > 1]
    pedazos.sort(key=lambda pedazo: (-len(pedazo), pedazo[0]))
    aislados = [int(nodo) for nodo in nx.isolates(grafo)]
    cortan = impactos(grafo)
    son_puente = sorted((min(int(u), int(v)), max(int(u), int(v))) for u, v in puentes(grafo))
    return Contado(
        formato=leido.formato,
        con_pesos=leido.con_pesos,
        etiquetas=leido.etiquetas,
        lazos=list(leido.lazos()),
        atributos=_que_agrupan(leido),
        resumen=Resumen(
            nodos=len(grafo),
            lazos=grafo.number_of_edges(),
            densidad=nx.density(grafo) if len(grafo) > 1 else None,
            componentes=len(pedazos) + len(aislados),
            tamanos=[len(pedazo) for pedazo in pedazos[:TAMANOS]],
            aislados=len(aislados),
            articulaciones=len(cortan),
            puentes=len(son_puente),
            transitividad=None,
            avisos=leido.avisos,
        ),
        pedazos=pedazos,
        aislados=aislados,
        separan=sorted(
            ((int(nodo), list(impacto.tamanos)) for nodo, impacto in cortan.items()),
            key=lambda par: (-sum(par[1][1:]), par[0]),
        ),
        puentes=son_puente,
    )


def _que_agrupan(leido: entrada.GrafoLeido) -> dict[str, dict[int, str]]:
    """La clase de nodo y los datos que reparten los nodos en unos cuantos grupos; los números que miden, no."""
    agrupan: dict[str, dict[int, str]] = {}
    for clave, valores in leido.atributos.items():
        distintos = {str(valor) for valor in valores.values()}
        reparte = 2 <= len(distintos) <= min(MAS_GRUPOS, len(leido.nodos) / 2)
        dice_grupo = clave.lower() in SON_GRUPOS or not all(map(_es_numero, distintos))
        if clave == "clase" or (reparte and dice_grupo and len(agrupan) <= MAS_DATOS):
            agrupan[clave] = {lugar: str(valor)[:60] for lugar, valor in valores.items()}
    return agrupan


def _es_numero(escrito: str) -> bool:
    try:
        float(escrito)
    except ValueError:
        return False
    return True


def _extension(nombre: str) -> str:
    """Sólo en qué termina el nombre: es lo único que dice algo del formato."""
    final = nombre.rpartition(".")[2].lower()
    return (
        f"estudio.{final}"
        if "." in nombre and final.isalnum() and final.isascii() and len(final) < 10
        else "estudio"
    )


def principal() -> int:
    """Lee la entrada y contesta; devuelve 0 si se pudo."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORIA, MEMORIA))
    resource.setrlimit(resource.RLIMIT_CPU, (SEGUNDOS, SEGUNDOS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    respuesta: dict[str, Any]
    try:
        datos = sys.stdin.buffer.read(MAYOR_ARCHIVO + 1)
        respuesta = asdict(contar(entrada.leer(datos, limites=PARA_UNA_PAGINA, nombre=sys.argv[1])))
    except ArchivoNoSirve as error:
        respuesta = {"linea": error.linea, "motivo": error.motivo, "dentro": error.dentro}
    except (MemoryError, RecursionError):
        respuesta = {"linea": None, "motivo": MUCHO}
    sys.stdout.buffer.write(orjson.dumps(respuesta, option=orjson.OPT_NON_STR_KEYS))
    return 3 if "motivo" in respuesta else 0


if __name__ == "__main__":
    sys.exit(principal())
