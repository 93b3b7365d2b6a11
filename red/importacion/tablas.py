"""Las celdas de una hoja ajena para quien no importa una lista: se abre en su propio proceso, como todas."""

from red.errores import ErrorDeDominio
from red.importacion.lectura.proceso import Renglon, leer


class DemasiadosRenglones(ErrorDeDominio):
    """La hoja es más larga de lo que se espera."""

    def __init__(self, tope: int) -> None:
        super().__init__(
            f"El archivo tiene más de {tope} renglones: revisa que sea el que querías subir.", "archivo"
        )


def celdas(datos: bytes, archivo: str, tope: int) -> list[Renglon]:
    """Cada renglón con su número, sus celdas y las columnas que traen fórmula.

    Lanza ArchivoIlegible si no se puede abrir, o DemasiadosRenglones.
    """
    leido = leer(datos, archivo, tope)
    if leido.total > tope:
        raise DemasiadosRenglones(tope)
    return leido.primeros
