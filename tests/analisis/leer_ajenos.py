"""Lee los archivos que se le dan y dice, de cada uno, por qué no sirve y cuánto creció la memoria de este proceso.

Se mide desde un proceso recién nacido: el de las pruebas ya ocupa mucho.
"""

import json
import re
import sys
import time
from pathlib import Path

import networkx  # noqa: F401  (lo que el lector carga ya está cargado cuando se empieza a medir)

from red.analisis.entrada import ArchivoNoSirve, leer


def _megas() -> float:
    """Lo más que este proceso ha ocupado; `ru_maxrss` no sirve, porque empieza en lo que ocupaba quien lo llamó."""
    dicho = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    assert dicho
    return int(dicho[1]) / 1024


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
