"""El formulario común: errores del dominio junto a su campo y fechas como las pide el navegador."""

from collections.abc import Iterable
from typing import Any, TypeVar

from flask_wtf import FlaskForm
from wtforms import Field, SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from red.base import Opcion
from red.errores import ErrorDeDominio

O = TypeVar("O", bound=Opcion)  # noqa: E741


class Formulario(FlaskForm):  # type: ignore[misc]
    """Base de todos: sabe recibir la regla que dijo que no sin perder lo escrito."""

    def agregar_error(self, error: ErrorDeDominio) -> None:
        """Pone el error junto al campo que nombra; si no nombra ninguno, arriba del formulario."""
        campo: Field | None = self._fields.get(error.campo) if error.campo else None
        if campo is None:
            self.form_errors.append(error.mensaje)
        else:
            campo.errors = [*campo.errors, error.mensaje]

    @property
    def hay_errores(self) -> bool:
        """Si algún campo o el formulario entero tiene algo que corregir."""
        return bool(self.form_errors) or any(campo.errors for campo in self._fields.values())


class CasillasField(SelectMultipleField):
    """Varias opciones con casillas en vez de una lista que pide teclas especiales."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def elegir_opcion(etiqueta: str, clase: type[O], *, vacia: str | None = None, **extras: Any) -> SelectField:
    """Lista para elegir una Opcion; `vacia` añade una primera opción sin valor."""
    opciones: Iterable[tuple[str, str]] = clase.opciones()
    if vacia is not None:
        opciones = [("", vacia), *opciones]
    return SelectField(
        etiqueta,
        choices=list(opciones),
        coerce=lambda valor: (clase(valor) if valor else None) if valor != "None" else None,
        **extras,
    )
