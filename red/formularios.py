"""El formulario común: errores del dominio junto a su campo y fechas como las pide el navegador."""

from collections.abc import Iterable
from typing import Any, TypeVar

import wtforms
from email_validator import EmailNotValidError, validate_email
from flask_wtf import FlaskForm
from wtforms import Field, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
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


def _en_forma(pares: Any) -> Any:
    """Las opciones como las espera WTForms; una función o nada pasan igual."""
    if pares is None or callable(pares):
        return pares
    return [SelectChoice(*par) if isinstance(par, tuple) else par for par in pares]


class _ConPares(wtforms.SelectField):
    """Opciones escritas como pares (valor, etiqueta), que son las que dan las consultas y las Opcion."""

    def __init__(self, label: str = "", validators: Any = None, **opciones: Any) -> None:
        super().__init__(label, validators, **{**opciones, "choices": _en_forma(opciones.get("choices"))})

    @property
    def choices(self) -> Any:
        """Las opciones, en la forma que WTForms espera."""
        return super().choices

    @choices.setter
    def choices(self, pares: Any) -> None:
        de_la_biblioteca: Any = wtforms.SelectField.choices
        de_la_biblioteca.fset(self, _en_forma(pares))


class SelectField(_ConPares):
    """Lista de elegir una."""


class RadioField(_ConPares, wtforms.RadioField):
    """Opciones a la vista, para elegir una."""


class CasillasField(_ConPares, wtforms.SelectMultipleField):
    """Varias opciones con casillas en vez de una lista que pide teclas especiales."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def correo_bien_escrito(_formulario: Any, campo: Field) -> None:
    """Validador: el correo tiene la forma de un correo. Admite los dominios reservados para ejemplos."""
    try:
        validate_email(str(campo.data or ""), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise ValidationError("Revisa el correo: debe verse como nombre@institucion.gob.mx.") from None


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
