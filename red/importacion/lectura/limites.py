"""Hasta dónde se lee un archivo, y cómo se dice que no."""

MAYOR_ARCHIVO = 20 * 1024 * 1024
MAYOR_INFLADO = 50 * 1024 * 1024
MAYOR_RAZON = 200
"""Cuántas veces puede crecer una parte del archivo al descomprimirse."""
RAZON_DESDE = 100 * 1024
"""Una parte menor que esto puede crecer lo que quiera: no hace daño."""
MAS_RENGLONES = 200_000
MAS_COLUMNAS = 100
MAS_CELDAS = 4_000_000
MAYOR_CELDA = 5_000
MAS_LETRAS = 50_000_000
"""Cuántas letras caben en todas sus celdas: un texto que el archivo guarda una vez puede estar en miles de ellas."""
SEGUNDOS = 60
MEMORIA = 1024 * 1024 * 1024


class ArchivoRechazado(Exception):
    """El archivo no se puede leer; el mensaje dice por qué y qué hacer."""
