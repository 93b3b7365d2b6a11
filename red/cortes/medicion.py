"""Del registro a lo que un corte guarda: los hechos del día, la receta, las medidas y lo que dicen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
from numpy.typing import NDArray

from red.analisis import hallazgos_de_corte
from red.analisis.consultas_del_tejido import tejido_de_red
from red.analisis.efecto import efecto_de_la_formacion
from red.analisis.mediciones import medir_vista
from red.analisis.recetas import Receta, Vista, mirar
from red.analisis.redaccion import Palabras

Avisar = Callable[[int, str], None]
Nombrar = Callable[[NDArray[np.int8], NDArray[np.int64]], list[str]]

REALES = np.float32
"""Con qué precisión se guarda cada medida: siete cifras, y ocupa la mitad."""


@dataclass
class Medido:
    """Lo que se guarda de una medición."""

    numeros: dict[str, Any]
    hallazgos: list[dict[str, Any]]
    columnas: dict[str, NDArray[Any]]
    huella: str

    @cached_property
    def comprimidas(self) -> bytes:
        """Las columnas como se guardan: npz, con la compresión más rápida, que aquí ahorra casi lo mismo que la mayor."""
        destino = BytesIO()
        with ZipFile(destino, "w", ZIP_DEFLATED, compresslevel=1) as archivo:
            for nombre, valores in self.columnas.items():
                with archivo.open(f"{nombre}.npy", "w") as columna:
                    np.lib.format.write_array(columna, np.ascontiguousarray(valores), allow_pickle=False)
        return destino.getvalue()


def medir(
    red_id: int,
    dia: date,
    receta: Receta,
    *,
    nombrar: Nombrar,
    palabras: Palabras,
    semilla: int = 0,
    a_fondo: bool = False,
    avisar: Avisar = lambda _avance, _paso: None,
) -> Medido:
    """Mide la Red de ese día con esa receta; la misma receta, los mismos hechos y la misma semilla dan lo mismo."""
    tejido = tejido_de_red(red_id, dia)
    vista = mirar(tejido, receta)
    medidas = medir_vista(vista, semilla=semilla, a_fondo=a_fondo, avisar=avisar)
    avisar(92, "Lee lo que la Red dice")

    def llamar(lugares: NDArray[np.int64]) -> list[str]:
        return nombrar(vista.clases[lugares], vista.llaves[lugares])

    leida = hallazgos_de_corte.Leida(vista, medidas, llamar, palabras)
    hallados = hallazgos_de_corte.buscar(leida, efecto_de_la_formacion(tejido, semilla))
    avisar(97, "Guarda lo medido")
    return Medido(
        dict(medidas.numeros),
        [hallazgos_de_corte.en_json(hallazgo) for hallazgo in hallados],
        _columnas(vista, dict(medidas.columnas)),
        tejido.huella,
    )


def _columnas(vista: Vista, medidas: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Los nodos y sus medidas, con la precisión con que se guardan; y los lazos, para poder dibujarlos."""
    guardadas = {
        nombre: valores.astype(REALES) if valores.dtype.kind == "f" else valores
        for nombre, valores in medidas.items()
    }
    return {
        "clase": vista.clases,
        "llave": vista.llaves,
        "grupo": vista.grupos,
        "gente": vista.gente,
        "inicios": vista.arreglos.inicios,
        "vecinos": vista.arreglos.vecinos,
        **guardadas,
    }
