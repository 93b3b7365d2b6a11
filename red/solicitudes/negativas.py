"""Por qué no se puede hacer algo con una solicitud, dicho para quien lo intenta."""

from red.errores import ErrorDeDominio
from red.solicitudes.modelos import EstadoSolicitud


class YaNoEspera(ErrorDeDominio):
    """La solicitud ya tiene final."""

    def __init__(self, estado: EstadoSolicitud) -> None:
        super().__init__(f"Esta solicitud ya no espera nada. {estado.etiqueta}.")
        self.estado = estado


class YaHayOtra(ErrorDeDominio):
    """Ya integra la Red o tiene otra solicitud en curso."""

    def __init__(self) -> None:
        super().__init__("Con este correo ya integras la Red o ya tienes otra solicitud en curso.")


class YaNoAdmite(ErrorDeDominio):
    """La Red dejó de recibir solicitudes."""

    def __init__(self) -> None:
        super().__init__("La Red ya no recibe solicitudes por este medio. Escribe a quien la convoca.")


class CorreoDeTitular(ErrorDeDominio):
    """La dirección de quien respaldaría no sirve para eso."""

    def __init__(self, mensaje: str) -> None:
        super().__init__(mensaje, "titular_correo")


class FaltaRespaldo(ErrorDeDominio):
    """La Red pide el respaldo de la titular y no se tiene."""

    def __init__(self) -> None:
        super().__init__("Falta el respaldo de su titular, y esta Red lo pide.")


class DiaDeMas(ErrorDeDominio):
    """El día que dijo la titular no puede ser."""

    def __init__(self) -> None:
        super().__init__("Elige un día de mañana a dentro de dos meses.", "cuando")


class CambioDespues(ErrorDeDominio):
    """Se corrigió después de lo que alguien leyó."""

    def __init__(self) -> None:
        super().__init__("Se corrigió después: hay que leerla otra vez.")


class EnlaceUsado(ErrorDeDominio):
    """El enlace del respaldo ya se usó, venció o es de otra versión."""

    def __init__(self) -> None:
        super().__init__("Este enlace ya no sirve para responder.")
