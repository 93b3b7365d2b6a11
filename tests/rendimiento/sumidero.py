"""Un servidor de correo que todo lo acepta y nada guarda, en un proceso aparte: dice en qué puerto y espera."""

import sys
import threading
from typing import Any

from tests.avisos.servidor import Control


class Sumidero:
    """Responde que sí a todo."""

    async def handle_DATA(self, _servidor: Any, _sesion: Any, _sobre: Any) -> str:  # noqa: N802
        """Lo acepta y lo olvida."""
        return "250 Recibido"


if __name__ == "__main__":
    control = Control(Sumidero(), hostname="127.0.0.1", port=0)
    control.start()
    print(control.port, flush=True)
    sys.stdin.read()
    control.stop()
    threading.Event().wait(0.1)
