"""De quién es un archivo lo sabe aquello que sustenta: cada dominio registra su respuesta.

Un archivo no tiene permiso propio. Quien lo guarda (una unidad, un documento) dice si quien pregunta puede
leerlo; si nadie responde que sí, el archivo no existe para ella.

    @duena_de_archivos
    def _de_una_unidad(archivo_id: int, quien: Identidad) -> bool:
        …
"""

from collections.abc import Callable

from red.permisos import Identidad

Duena = Callable[[int, Identidad], bool]
DUENAS: list[Duena] = []


def duena_de_archivos(funcion: Duena) -> Duena:
    """Registra a quien responde por los archivos de un dominio."""
    DUENAS.append(funcion)
    return funcion


def puede_leer(archivo_id: int, quien: Identidad) -> bool:
    """Si algo que el archivo sustenta deja leerlo a quien pregunta."""
    return any(duena(archivo_id, quien) for duena in DUENAS)
