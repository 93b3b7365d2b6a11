"""Lee los archivos que se le dan y dice, de cada uno, por qué no sirve y cuánto creció la memoria de este proceso.

Se mide desde un proceso recién nacido: el de las pruebas ya ocupa mucho.
"""

import json
import resource
import sys
import time

import networkx  # noqa: F401  (lo que el lector carga ya está cargado cuando se empieza a medir)

from red.analisis.entrada import ArchivoNoSirve, leer


def _megas() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    leer(b"origen,destino\na,b\n")
    al_empezar = _megas()
    for ruta in sys.argv[1:]:
        inicio, linea, motivo = time.monotonic(), None, None
        try:
            leer(ruta)
        except ArchivoNoSirve as error:
            linea, motivo = error.linea, error.motivo
        dicho = {
            "linea": linea,
            "motivo": motivo,
            "megas": _megas() - al_empezar,
            "segundos": time.monotonic() - inicio,
        }
        print(json.dumps(dicho), flush=True)
