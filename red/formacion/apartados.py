"""Los apartados que otros dominios ponen en la página de una edición y en «Mi formación».

Quien tiene algo que decir en ellas (asistencia, evaluaciones, constancias…) lo registra al importarse; esta pieza no
conoce a ninguno. Cada función recibe lo que se está viendo y quién lo ve, y devuelve su apartado o nada si a esa
persona no le toca ver nada: decide ahí mismo por permiso, como una vista.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from red.formacion.modelos import Edicion
from red.permisos import Identidad


@dataclass(frozen=True)
class Apartado:
    """Un tramo de página: su título, la plantilla que lo escribe y lo que ésta necesita.

    `plantilla` se incluye con `apartado` a la mano (sus datos son `apartado.datos`) y con lo que tiene la página; el
    título lo escribe la página, así que la plantilla empieza por su contenido. De menor a mayor `orden`.
    """

    titulo: str
    plantilla: str
    datos: Mapping[str, Any] = field(default_factory=dict)
    orden: int = 50


DeEdicion = Callable[[Edicion, Identidad], Apartado | None]
DeMiFormacion = Callable[[Identidad], Apartado | None]
E = TypeVar("E", bound=DeEdicion)
M = TypeVar("M", bound=DeMiFormacion)

_de_edicion: list[DeEdicion] = []
_de_mi_formacion: list[DeMiFormacion] = []


def apartado_de_edicion(funcion: E) -> E:
    """Registra un apartado de la página de una edición: recibe la edición y quién la ve."""
    _de_edicion.append(funcion)
    return funcion


def apartado_de_mi_formacion(funcion: M) -> M:
    """Registra un apartado de «Mi formación»: recibe de quién es la página."""
    _de_mi_formacion.append(funcion)
    return funcion


def de_edicion(edicion: Edicion, quien: Identidad) -> list[Apartado]:
    """Los apartados de esa edición que esa persona ve, en su orden."""
    return _en_orden(funcion(edicion, quien) for funcion in _de_edicion)


def de_mi_formacion(quien: Identidad) -> list[Apartado]:
    """Los apartados de la página propia de esa persona, en su orden."""
    return _en_orden(funcion(quien) for funcion in _de_mi_formacion)


def _en_orden(apartados: Iterable[Apartado | None]) -> list[Apartado]:
    return sorted((uno for uno in apartados if uno is not None), key=lambda uno: (uno.orden, uno.titulo))
