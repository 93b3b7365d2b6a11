"""Leer un GraphML de cien mil nodos, junto a networkx en la misma corrida: en proporción y con su memoria.

Cada lectura va en un proceso recién nacido y se alternan; de cada una vale la mejor. Las dos traen los mismos nodos, los
mismos lazos y los mismos pesos, y se comprueba.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from red.textos import numero
from tests.rendimiento.informe import Figura, Informe

NODOS, LAZOS, VUELTAS = 100_000, 400_000, 2
VECES, PARTE_DE_MEMORIA = 3.0, 0.5
"""Cuántas veces más rápido que networkx, y en qué parte de su memoria, a lo más."""
RAIZ = Path(__file__).parents[2]


def medir(informe: Informe) -> None:
    """Escribe el archivo, lo lee de las dos maneras y anota la proporción."""
    print("\n· Entrada de un estudio", flush=True)
    apartado = f"Leer un GraphML de {numero(NODOS)} nodos y {numero(LAZOS)} lazos"
    with tempfile.TemporaryDirectory(prefix="red-entrada-") as carpeta:
        archivo = Path(carpeta) / "estudio.graphml"
        _escribir(archivo)
        megas = archivo.stat().st_size / 2**20
        corridas = [(_correr("nuestro", archivo), _correr("networkx", archivo)) for _ in range(VUELTAS)]
    nuestra = min(segundos for (segundos, _, _), _ in corridas)
    suya = min(segundos for _, (segundos, _, _) in corridas)
    crece, crece_suya = corridas[0][0][1], corridas[0][1][1]
    iguales = {firma for corrida in corridas for _, _, firma in corrida}
    veces = suya / nuestra
    informe.anotar(
        apartado,
        Figura(
            "tiempo, junto a networkx.read_graphml",
            f"{veces:.1f}× más rápido  ({nuestra:.2f} / {suya:.2f} s)",
            f"≥ {VECES:.0f}×",
            veces >= VECES,
        ),
    )
    informe.anotar(
        apartado,
        Figura(
            "memoria que crece, junto a la de networkx",
            f"{crece / crece_suya:.2f}  ({crece:.0f} / {crece_suya:.0f} MB)",
            f"≤ {PARTE_DE_MEMORIA}",
            crece / crece_suya <= PARTE_DE_MEMORIA,
        ),
    )
    informe.anotar(apartado, Figura("el archivo leído", f"{megas:.0f} MB a {megas / nuestra:.0f} MB/s"))
    informe.anotar(
        apartado,
        Figura(
            "los mismos nodos, lazos y pesos", "sí" if len(iguales) == 1 else "NO", "sí", len(iguales) == 1
        ),
    )


def _escribir(archivo: Path) -> None:
    azar = np.random.default_rng(7)
    unos, otros = azar.integers(0, NODOS, LAZOS), azar.integers(0, NODOS, LAZOS)
    with archivo.open("w") as destino:
        destino.write(
            '<?xml version="1.0" encoding="utf-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
        )
        destino.write('<key id="n" for="node" attr.name="nombre" attr.type="string"/>\n')
        destino.write('<key id="e" for="node" attr.name="nivel" attr.type="string"/>\n')
        destino.write(
            '<key id="w" for="edge" attr.name="weight" attr.type="double"/>\n<graph edgedefault="undirected">\n'
        )
        for n in range(NODOS):
            destino.write(
                f'<node id="p{n}"><data key="n">Persona {n}</data><data key="e">nivel {n % 5}</data></node>\n'
            )
        vistos = set()
        for u, v in zip(unos.tolist(), otros.tolist(), strict=True):
            par = (min(u, v), max(u, v))
            if u != v and par not in vistos:  # networkx no suma los repetidos: así las dos leen lo mismo
                vistos.add(par)
                destino.write(
                    f'<edge source="p{u}" target="p{v}"><data key="w">{(u + v) % 8 / 4 + 0.25}</data></edge>\n'
                )
        destino.write("</graph>\n</graphml>\n")


def _correr(como: str, archivo: Path) -> tuple[float, float, str]:
    """Segundos, megabytes que creció y una firma de lo leído."""
    corrida = subprocess.run(
        [sys.executable, "-m", "tests.rendimiento.entrada", como, str(archivo)],
        cwd=RAIZ,
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": "0"},
    )
    segundos, megas, firma = corrida.stdout.split()
    return float(segundos), float(megas), firma


def _megas() -> float:
    """Lo más que este proceso ha ocupado; `ru_maxrss` no sirve, porque empieza en lo que ocupaba quien lo llamó."""
    dicho = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(dicho[1]) / 1024 if dicho else 0.0


def _leer(como: str, archivo: str) -> tuple[float, float, str]:
    import networkx as nx

    from red.analisis.entrada import leer

    antes = _megas()
    inicio = time.perf_counter()
    if como == "nuestro":
        leido = leer(archivo)
        tardo = time.perf_counter() - inicio
        nodos, lazos, pesos = len(leido.nodos), len(leido.unos), float(leido.pesos.sum())
    else:
        grafo = nx.read_graphml(archivo)
        tardo = time.perf_counter() - inicio
        nodos, lazos, pesos = len(grafo), grafo.number_of_edges(), float(grafo.size("weight"))
    return tardo, _megas() - antes, f"{nodos}-{lazos}-{pesos:.2f}"


if __name__ == "__main__":
    print(*_leer(sys.argv[1], sys.argv[2]))
