"""Lee el archivo que llega por la entrada y dice por qué no se pudo y cuánta memoria ocupó quien lo abrió.

Se mide desde un proceso recién nacido: el de un hijo empieza en lo que ya ocupaba quien lo llamó, y el de las
pruebas ocupa mucho.
"""

import json
import resource
import sys

from red.importacion.lectura.proceso import ArchivoIlegible, leer

if __name__ == "__main__":
    mensaje = None
    try:
        leer(sys.stdin.buffer.read(), sys.argv[1], 5)
    except ArchivoIlegible as error:
        mensaje = error.mensaje
    megas = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps({"mensaje": mensaje, "megas": megas}))
