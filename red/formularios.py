"""El formulario común: errores del dominio junto a su campo y fechas como las pide el navegador."""

from collections.abc import Iterable
from typing import Any, TypeVar

import wtforms
from email_validator import EmailNotValidError, validate_email
from flask import request
from flask_wtf import FlaskForm
from wtforms import Field, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Length, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from red.base import Opcion, llave
from red.errores import ErrorDeDominio
from red.fechas import FechaParcial
from red.reloj import ZONA_POR_OMISION, hoy

O = TypeVar("O", bound=Opcion)  # noqa: E741

NO_ESTA = "Esa opción no está en la lista. Elige una de las que aparecen."
PRIMER_ANIO = 1900


class Formulario(FlaskForm):  # type: ignore[misc]
    """Base de todos: sabe recibir la regla que dijo que no sin perder lo escrito."""

    huso = ZONA_POR_OMISION
    """Dónde trabaja quien lo llena: de ahí es el «hoy» de sus fechas."""

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
        self._marcar(opciones.get("choices"))

    @property
    def choices(self) -> Any:
        """Las opciones, en la forma que WTForms espera."""
        return super().choices

    @choices.setter
    def choices(self, pares: Any) -> None:
        de_la_biblioteca: Any = wtforms.SelectField.choices
        de_la_biblioteca.fset(self, _en_forma(pares))
        self._marcar(pares)

    def _marcar(self, pares: Any) -> None:
        if isinstance(pares, list | tuple) and self.siempre_vale(pares):
            self.flags.sin_marca = True

    def process_formdata(self, valuelist: list[str]) -> None:
        """Lee lo elegido; lo que ni siquiera puede leerse no está en la lista."""
        try:
            super().process_formdata(valuelist)
        except (ValueError, TypeError):
            self.data = None
            raise ValueError(NO_ESTA) from None

    def pre_validate(self, form: Any) -> None:
        """Comprueba que lo elegido sea de la lista, y lo dice con nuestras palabras."""
        if self.process_errors:
            raise StopValidation
        try:
            super().pre_validate(form)
        except ValidationError:
            raise ValidationError(NO_ESTA) from None

    def siempre_vale(self, pares: Any) -> bool:
        """Si no hay manera de dejarlo vacío: entonces no se le llama opcional."""
        return False


class SelectField(_ConPares):
    """Lista de elegir una."""

    def siempre_vale(self, pares: Any) -> bool:
        """El navegador manda siempre una: sólo puede quedar vacía si hay una opción vacía."""
        return bool(pares) and not any(valor in ("", None) for valor, *_ in pares)


class RadioField(_ConPares, wtforms.RadioField):
    """Opciones a la vista, para elegir una."""

    def siempre_vale(self, _pares: Any) -> bool:
        """Con una marcada de entrada, no hay manera de desmarcarla."""
        return self.default is not None


class CampoFecha(wtforms.DateField):
    """Fecha cuyo error se entiende, y que no acepta años de otro tiempo."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Lee la fecha que envía el navegador, o dice cómo escribirla."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Escribe la fecha con día, mes y año.") from None
        if self.data is not None and self.data.year < PRIMER_ANIO:
            raise ValueError(f"Revisa el año: tiene que ser {PRIMER_ANIO} o uno posterior.")


class CampoFechaParcial(Field):
    """Fecha que puede saberse a medias: un día, un mes o un año. Su dato es una FechaParcial."""

    widget = TextInput()
    data: Any
    pista = "Escribe el año, el mes o el día: 2021, 2021-10 o 2021-10-04."

    def __init__(self, label: str = "", validators: Any = None, **opciones: Any) -> None:
        dicho = opciones.pop("description", "")
        opciones["description"] = f"{dicho} {self.pista}".strip()
        opciones.setdefault("render_kw", {"autocomplete": "off", "inputmode": "text"})
        super().__init__(label, validators, **opciones)
        self.escrito: str | None = None

    def _value(self) -> str:
        """Lo que se escribió, aunque no se entienda; si no, la fecha como se guarda."""
        if self.escrito is not None:
            return self.escrito
        return str(self.data) if self.data else ""

    def process_data(self, value: Any) -> None:
        """Un día entero también es una fecha parcial."""
        self.data = FechaParcial.de(value) if value is not None else None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Lee lo escrito, o dice cómo escribirlo."""
        if not valuelist:
            return
        self.escrito = valuelist[0]
        self.data = None
        if self.escrito.strip():
            try:
                self.data = FechaParcial.leer(self.escrito)
            except ValueError:
                raise ValueError(f"No entendimos la fecha. {self.pista}") from None


def parcial_no_futura(formulario: Formulario, campo: CampoFechaParcial) -> None:
    """Validador: lo que se registra ya empezó, aunque no se sepa bien qué día."""
    if campo.data and campo.data.primero > hoy(formulario.huso):
        raise ValidationError("Esta fecha todavía no llega: escribe hoy o una anterior.")


def parcial_ya_terminada(formulario: Formulario, campo: CampoFechaParcial) -> None:
    """Validador: lo que se da por terminado ya terminó; el año o el mes en curso no dicen si ya fue."""
    dia = hoy(formulario.huso)
    if not campo.data or campo.data.ultimo <= dia:
        return
    if campo.data.primero <= dia:
        raise ValidationError(f"Todavía corre {campo.data.en_palabras}: escribe qué día fue el último.")
    raise ValidationError("Esta fecha todavía no llega: escribe hoy o una anterior.")


def no_futura(formulario: Formulario, campo: CampoFecha) -> None:
    """Validador: lo que se registra ya empezó, según el día de donde trabaja quien lo escribe."""
    if campo.data and campo.data > hoy(formulario.huso):
        raise ValidationError("Esta fecha todavía no llega: escribe hoy o un día anterior.")


def hasta(letras: int) -> Length:
    """Validador: a lo más esas letras."""
    return Length(max=letras, message=f"Caben hasta {letras} letras: acórtalo un poco.")


def llave_elegida(valor: Any) -> int | None:
    """La llave de lo que se eligió en una lista; vacía es None, y la imposible lanza ValueError."""
    return None if valor in ("", None, "None") else llave(str(valor))


def opcion_pedida(clase: type[O], parametro: str, omision: str = "") -> O | None:
    """La opción que trae la dirección con ese nombre; None si no hay tal."""
    pedida = request.args.get(parametro, omision)
    return next((opcion for opcion in clase if opcion.value == pedida), None)


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
