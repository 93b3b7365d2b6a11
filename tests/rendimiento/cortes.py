"""El informe de una Red nacional, de la base al corte guardado; y cómo crece lo que tarda con el número de lazos.

El corte se mide en un proceso recién nacido, que es el que dice cuánta memoria ocupó; la primera vuelta compila los núcleos
y no cuenta.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from red.analisis.motor import recorridos
from red.analisis.motor.arreglos import Arreglos
from red.analisis.motor.comunidades import leiden
from red.analisis.motor.conectividad import cortes
from red.analisis.motor.locales import restriccion
from red.textos import numero
from tests.rendimiento.escenario import escenario
from tests.rendimiento.informe import Figura, Informe

SEGUNDOS, MEGAS = 15, 1536
ESTATAL_S = 3
TAMANOS = (1_000, 10_000, 100_000, 1_000_000)
PIVOTES = (50, 200, 1_000)
RAIZ = Path(__file__).parents[2]
_MEDIR = """
import resource, time
from wsgi import app
with app.app_context():
    from red.base import db, transaccion
    from red.analisis.recetas import Receta
    from red.bitacora.escritura import actuando
    from red.cortes.modelos import Corte
    from red.cortes.operaciones import pedir
    from red.cortes.trabajos import medir_uno
    from red.redes.modelos import Red
    from red.reloj import hoy
    for _ in range(2):
        with actuando("medir"), transaccion():
            red = db.session.scalars(db.select(Red)).first()
            corte_id = pedir(red, nombre="medir", dia=hoy(red.zona), receta=Receta(), por_id=None).id
        inicio = time.monotonic()
        assert medir_uno(corte_id)
        segundos = time.monotonic() - inicio
    lazos = db.session.get(Corte, corte_id).numeros["lazos"]
print(segundos, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, lazos)
"""


def medir(informe: Informe, personas: int) -> None:
    """El corte nacional, el grafo estatal exacto, el crecimiento y el error de estimar."""
    apartado = f"Corte de una Red de {numero(personas)} personas, de la base a guardado"
    print(f"\n· {apartado}", flush=True)
    with escenario("nacional", personas=personas) as escena:
        entorno = {**os.environ, **escena.entorno}
        hecho = subprocess.run(
            [sys.executable, "-c", _MEDIR], cwd=RAIZ, env=entorno, capture_output=True, text=True, check=True
        )
    segundos, megas, lazos = map(float, hecho.stdout.split()[-3:])
    informe.anotar(
        apartado,
        Figura("el informe entero", f"{segundos:.1f} s  ({numero(int(lazos))} lazos)", f"≤ {SEGUNDOS} s", segundos <= SEGUNDOS),
    )  # fmt: skip
    informe.anotar(apartado, Figura("memoria máxima", f"{megas:.0f} MB", f"≤ {MEGAS} MB", megas <= MEGAS))
    _estatal(informe)
    _crecimiento(informe)


def _al_azar(nodos: int, lazos: int) -> Arreglos:
    """Un grafo como los de un gobierno: unos cuantos nodos con muchos lazos y casi todos con pocos."""
    azar = np.random.default_rng(7)
    unos = (azar.pareto(1.6, lazos) * nodos / 60).astype(np.int64) % nodos
    return Arreglos.de_lazos(nodos, unos, azar.integers(0, nodos, lazos), np.ones(lazos))


def _estatal(informe: Informe) -> None:
    apartado = "Grafo estatal: 5,770 nodos, 41,700 lazos"
    grafo = _al_azar(5_770, 41_700)

    def todo() -> None:
        recorridos.intermediacion(grafo)
        recorridos.cercanias(grafo)
        cortes(grafo)
        restriccion(grafo)
        leiden(grafo)

    segundos = _mejor(todo)
    informe.anotar(
        apartado, Figura("todo exacto", f"{segundos:.2f} s", f"≤ {ESTATAL_S} s", segundos <= ESTATAL_S)
    )
    exacta = recorridos.intermediacion(grafo)
    primeros = np.argsort(-exacta)[:50]
    for pivotes in PIVOTES:
        estimada = recorridos.intermediacion_por_muestreo(grafo, pivotes, 3).valores
        aciertos = len(np.intersect1d(primeros, np.argsort(-estimada)[:50]))
        error = float(np.mean(np.abs(estimada[primeros] - exacta[primeros]) / exacta[primeros]))
        informe.anotar(
            apartado,
            Figura(f"intermediación desde {pivotes} pivotes", f"{aciertos} de los 50 mayores, error {error:.1%}"),
        )  # fmt: skip


def _crecimiento(informe: Informe) -> None:
    apartado = "Cómo crece con los lazos (exponente del ajuste)"
    grafos = [_al_azar(max(50, lazos // 6), lazos) for lazos in TAMANOS]
    for que, cuenta in (
        ("qué separa cada salida", cortes),
        ("huecos (restricción)", restriccion),
        ("grupos (Leiden, una semilla)", leiden),
        ("200 pivotes", lambda g: recorridos.intermediacion_por_muestreo(g, 200)),
    ):
        tiempos = [_mejor(lambda c=cuenta, g=grafo: c(g)) for grafo in grafos]
        exponente = float(np.polyfit(np.log(TAMANOS[1:]), np.log(tiempos[1:]), 1)[0])
        dichos = " · ".join(f"{segundos:.3f}" for segundos in tiempos)
        informe.anotar(apartado, Figura(que, f"{dichos} s; n^{exponente:.2f}"))


def _mejor(hacer: object) -> float:
    """El mejor de tres, con los núcleos ya compilados."""
    tiempos = []
    for _ in range(3):
        inicio = time.perf_counter()
        hacer()  # type: ignore[operator]
        tiempos.append(time.perf_counter() - inicio)
    return min(tiempos)
