"""Cría procesos que envían: la aplicación se carga una vez y cada uno nace de ella, listo para que lo maten.

Lee una orden por renglón («enviar», o «sin_apuntar» para el control), dice el número del proceso y, cuando acaba, «fin».
"""

import os
import sys

from red.aplicacion import crear_app
from red.avisos import envio, operaciones


def main() -> None:
    """Atiende órdenes hasta que se cierre la entrada."""
    app = crear_app()
    print("listo", flush=True)
    for orden in sys.stdin:
        hijo = os.fork()
        if hijo == 0:
            if orden.strip() == "sin_apuntar":
                operaciones.apuntar_envio = lambda *_, **__: None
            with app.app_context():
                envio.enviar_pendientes()
            os._exit(0)
        print(hijo, flush=True)
        os.waitpid(hijo, 0)
        print("fin", flush=True)


if __name__ == "__main__":
    main()
