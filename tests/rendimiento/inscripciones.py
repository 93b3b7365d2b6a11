"""Inscribirse por la página frente a la misma transacción con su candado y sin web, en la misma corrida.

Doscientas personas oprimen a la vez por cincuenta lugares, con el servidor de producción. La vara inscribe a las mismas
doscientas, una tras otra, llamando directamente a la operación: es lo más aprisa que el candado permite. Se alternan y
de cada una vale la mejor vuelta: en las demás, algo le quitó la máquina.
"""

import tempfile
import time
from pathlib import Path

from red.base import db, transaccion
from red.formacion import operaciones
from tests.formacion.carrera import Pista, pista
from tests.formacion.rafaga import Medida, Sesion, abrir_sesiones, rafaga, servidor
from tests.motores import fabrica_de_bases
from tests.rendimiento.informe import Figura, Informe

PERSONAS, LUGARES, VUELTAS = 200, 50, 3
PARTE = 0.5
RAFAGA_S = 4


def medir(informe: Informe, *, postgresql: bool = False) -> None:
    """Inscribe en cada motor y lo dice en proporción a la vara."""
    for motor in ("sqlite", *(["postgresql"] if postgresql else [])):
        apartado = f"{PERSONAS} personas a la vez por {LUGARES} lugares, en {motor}"
        print(f"\n· {apartado}", flush=True)
        with (
            fabrica_de_bases() as bases,
            tempfile.TemporaryDirectory(prefix="red-inscripciones-") as carpeta,
            pista(bases.nueva(motor), bases.carpeta, PERSONAS) as donde,
            servidor(donde, Path(carpeta)) as puerto,
        ):
            _comparar(informe, apartado, donde, puerto, abrir_sesiones(donde.app, donde.personas))


def _comparar(informe: Informe, apartado: str, donde: Pista, puerto: int, sesiones: list[Sesion]) -> None:
    rafaga(
        puerto, donde.edicion(LUGARES), sesiones
    )  # la primera de cada proceso estrena plantillas y conexiones
    pares = [(_sin_web(donde), rafaga(puerto, donde.edicion(LUGARES), sesiones)) for _ in range(VUELTAS)]
    vara = PERSONAS / min(segundos for segundos, _ in pares)
    suya = PERSONAS / min(medida.segundos for _, medida in pares)
    peor = max(medida.segundos for _, medida in pares)
    informe.anotar(
        apartado,
        Figura(
            "inscripciones por segundo sobre las de la transacción sola",
            f"{suya / vara:.0%}  ({suya:.0f} / {vara:.0f})",
            f"≥ {PARTE:.0%}",
            suya >= vara * PARTE,
        ),
    )
    informe.anotar(
        apartado,
        Figura("la ráfaga entera, la peor vuelta", f"{peor:.2f} s", f"≤ {RAFAGA_S} s", peor <= RAFAGA_S),
    )
    exactas = sum(_exacta(medida) for _, medida in pares)
    informe.anotar(
        apartado,
        Figura(
            "vueltas con los lugares exactos y sin fallas",
            f"{exactas} de {VUELTAS}",
            "todas",
            exactas == VUELTAS,
        ),
    )


def _exacta(medida: Medida) -> bool:
    fin = medida.resultado
    fallas = sum(cuantas for dicho, cuantas in medida.respuestas.items() if not dicho.startswith("303 "))
    return (
        not fallas
        and sorted(fin.numeros) == list(range(1, LUGARES + 1))
        and fin.esperan == PERSONAS - LUGARES
    )


def _sin_web(donde: Pista) -> float:
    """Cuánto tarda la misma transacción con las mismas personas, una tras otra y sin página."""
    edicion = donde.edicion(LUGARES)
    principio = time.monotonic()
    for persona in donde.personas:
        with transaccion():
            operaciones.inscribir(edicion, persona)
        db.session.remove()
    return time.monotonic() - principio
