"""De cuántos correos que están en otra Red se dice en un día: bastan para una lista honrada y no para averiguar quién está."""

from datetime import timedelta

from red.importacion.reglas.suerte import huella

CABEN = 100
UN_DIA = timedelta(days=1)
DE_OTRA_RED = (
    "Ese correo ya está registrado y la persona no está en tu Red. Invítala, o pide a quien administra "
    "la plataforma que haga el cambio."
)
DEMASIADAS = (
    f"En un día se dice de hasta {CABEN} correos que están en otra Red, y ya se dijo de todos: hoy no se revisa a nadie más que no "
    "esté en la tuya. Vuelve a preparar la lista mañana, o pide a quien administra la plataforma que la importe."
)


class Ajenas:
    """Lo que hoy se ha dicho ya de personas de otras Redes. Después del tope, quien está en otra y quien no existe dan lo mismo."""

    def __init__(self, dichas: frozenset[str] | None) -> None:
        """`dichas` son las huellas de los correos de que ya se dijo hoy; None si no hay tope."""
        self._antes = dichas or frozenset()
        self._hay_tope = dichas is not None
        self.nuevas: dict[str, None] = {}

    @property
    def agotadas(self) -> bool:
        """Si ya no se puede decir de ninguna más."""
        return self._hay_tope and len(self._antes) + len(self.nuevas) >= CABEN

    def decir(self, correo: str) -> str:
        """Lo que se responde de un correo que está en otra Red."""
        suya = huella(correo)
        if suya in self._antes or suya in self.nuevas:
            return DE_OTRA_RED
        if self.agotadas:
            return DEMASIADAS
        self.nuevas[suya] = None
        return DE_OTRA_RED
