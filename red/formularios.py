"""El formulario común: errores del dominio junto a su campo y fechas como las pide el navegador."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, ClassVar, TypeVar

import wtforms
from email_validator import EmailNotValidError, validate_email
from flask import request
from flask_wtf import FlaskForm
from wtforms import Field, FieldList, HiddenField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from red import huellas
from red.base import Modelo, Opcion, con_candado, llave
from red.errores import ErrorDeDominio
from red.fechas import FechaParcial
from red.reloj import ZONA_POR_OMISION, hoy
from red.textos import enumerar, problema_de_nombre, sin_ocultos

O = TypeVar("O", bound=Opcion)  # noqa: E741

NO_ESTA = "Esa opción no está en la lista. Elige una de las que aparecen."
PRIMER_ANIO = 1900
DE_OFICIO = ("como_estaba", "csrf_token")  # viajan con el formulario y nadie los escribe


def recortar(texto: str | None) -> str | None:
    """Lo escrito en un renglón y sin espacios de más; None si no quedó nada. Es filtro de un campo."""
    return " ".join((texto or "").split()) or None


def _con_algo(hace_falta: InputRequired) -> Callable[[Any, Field], None]:
    """Hace falta escribir algo: puros espacios no dicen nada."""

    def comprobar(formulario: Any, campo: Field) -> None:
        hace_falta(formulario, campo)
        if isinstance(campo.data, str) and not campo.data.strip():
            campo.errors = []
            raise StopValidation(hace_falta.message or campo.gettext("This field is required."))

    comprobar.field_flags = hace_falta.field_flags  # type: ignore[attr-defined]
    return comprobar


class Formulario(FlaskForm):  # type: ignore[misc]
    """Base de todos: sabe recibir la regla que dijo que no sin perder lo escrito."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Lo que alguien escribe llega sin señas que no se ven; la contraseña, tal cual."""

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            """Pone el filtro a los campos de texto."""
            if not issubclass(unbound_field.field_class, wtforms.PasswordField) and issubclass(
                unbound_field.field_class, wtforms.StringField
            ):
                propios = unbound_field.kwargs.get("filters") or ()
                unbound_field = type(unbound_field)(
                    unbound_field.field_class, *unbound_field.args,
                    **{**unbound_field.kwargs, "filters": (_visible, *propios)},
                )  # fmt: skip
            campo = super().bind_field(form, unbound_field, options)
            if isinstance(campo, wtforms.StringField) and not isinstance(campo, wtforms.PasswordField):
                campo.validators = [_con_algo(v) if type(v) is InputRequired else v for v in campo.validators]
            return campo

    huso = ZONA_POR_OMISION
    """Dónde trabaja quien lo llena: de ahí es el «hoy» de sus fechas."""
    quien_cambio: ClassVar[Callable[[Sequence[Modelo], Collection[str]], str]] = staticmethod(
        lambda *_: "otra persona"
    )
    """Quién fue la última en cambiar esos datos de esas filas; lo pone la aplicación, que conoce la bitácora."""
    _comprobacion: Callable[[], None] | None = None

    def cuidar(
        self,
        fila: Modelo,
        leer: Callable[[], Mapping[str, Any]] | None = None,
        apartar: Callable[[], Any] | None = None,
        *,
        otras: Callable[[], Sequence[Modelo]] = tuple,
    ) -> None:
        """Lo que corrige esta página no se guarda encima de lo que otra persona cambió mientras tanto.

        `leer` da lo guardado, campo por campo (por omisión, lo que de `fila` se llame igual); `apartar` toma los
        candados en su orden (por omisión, la fila); `otras` son las filas que también lo guardan. Lo primero dentro
        de la transacción es `form.comprobar()`; sin él, `transaccion(form)` no confirma.
        """
        lo_de = leer or (lambda: {c: getattr(fila, c) for c in self._fields if hasattr(fila, c)})
        aparta = apartar or (lambda: con_candado(type(fila), fila.id))
        self._fields["como_estaba"] = self.meta.bind_field(
            self, HiddenField(), {"name": "como_estaba", "prefix": self._prefix}
        )
        self["como_estaba"].process(request.form if self.is_submitted() else None)

        def suyos() -> dict[str, Any]:
            return {campo: valor for campo, valor in lo_de().items() if campo in self._fields}

        def comprobar() -> None:
            aparta()
            ahora = suyos()
            cambiados = huellas.cambiados(self["como_estaba"].data, ahora)
            if cambiados:
                quien = type(self).quien_cambio([fila, *otras()], cambiados)
                raise CambioMientras(self._ponerse_al_dia(quien, cambiados, ahora))

        if not self["como_estaba"].data:
            self["como_estaba"].data = huellas.escribir(suyos())
        self._comprobacion = comprobar

    @property
    def data(self) -> dict[str, Any]:
        """Lo escrito en cada campo; ni la huella ni la ficha contra falsificaciones son algo que se escriba."""
        return {campo: valor for campo, valor in super().data.items() if campo not in DE_OFICIO}

    def comprobar(self) -> None:
        """Con la transacción abierta: lanza CambioMientras si lo que se corrige ya no es lo que se mostró."""
        if self._comprobacion is not None:
            self._comprobacion()
        self._comprobacion = None

    @property
    def sin_comprobar(self) -> bool:
        """Si corrige algo y todavía no se comprobó."""
        return self._comprobacion is not None

    def _ponerse_al_dia(self, quien: str, cambiados: list[str], ahora: Mapping[str, Any]) -> str:
        """Deja lo escrito, trae lo que no se tocó y dice qué cambió; quien vuelva a guardar ya lo vio."""
        antes = huellas.leer(self["como_estaba"].data)
        for nombre in cambiados:
            campo = self._fields[nombre]
            mia, suya = huellas.huella(campo.data), huellas.huella(ahora[nombre])
            if mia == antes[nombre] and not isinstance(campo, FieldList):
                campo.raw_data, campo.escrito = None, None
                campo.process_data(ahora[nombre])
            elif mia != suya:
                dicho = f"Ahora dice «{_como_se_lee(campo, ahora[nombre])}»." if huellas.normal(ahora[nombre]) else (
                    "Ahora está vacío."
                )  # fmt: skip
                campo.errors = [
                    *campo.errors,
                    f"{quien[:1].upper()}{quien[1:]} también lo cambió. {dicho} Si guardas, queda lo tuyo.",
                ]
        self["como_estaba"].raw_data = None
        self["como_estaba"].data = huellas.escribir(ahora)
        cuales = enumerar([f"«{self._fields[nombre].label.text}»" for nombre in cambiados])
        return (
            f"Mientras escribías, {quien} cambió {cuales}. Todavía no guardamos nada: aquí está lo suyo en lo que no "
            "tocaste y lo tuyo en lo demás. Revisa y vuelve a guardar."
        )

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


def _visible(escrito: Any) -> Any:
    return sin_ocultos(escrito) if isinstance(escrito, str) else escrito


class CambioMientras(ErrorDeDominio):
    """Alguien cambió lo mismo mientras se escribía."""


def _como_se_lee(campo: Field, valor: Any) -> str:
    """Un valor guardado, con las palabras de su campo."""
    etiquetas = {str(c.value): str(c.label) for c in campo.choices or ()} if hasattr(campo, "choices") else {}
    partes = huellas.normal(valor).split("\n")
    return " · ".join(etiquetas.get(parte, parte) for parte in partes if parte)


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


def desde_1980(_formulario: Any, campo: Any) -> None:
    """Validador: una fecha de antes es un error de dedo, no algo que se registre."""
    if campo.data and campo.data.year < 1980:
        raise ValidationError("Revisa el año: aquí se registra lo ocurrido desde 1980.")


def con_letras(_formulario: Any, campo: Any) -> None:
    """Un nombre tiene letras: ni sólo signos o números, ni fórmulas, ni etiquetas."""
    escrito = campo.data or ""
    if escrito and not re.search(r"[^\W\d_]", escrito):
        raise ValidationError("Escríbelo con letras.")
    if re.search(r"[<>{}]", escrito) or escrito.lstrip().startswith(("=", "+", "@")):
        raise ValidationError("Escríbelo sólo con letras, sin signos como < > = + @.")


def nombre_de_persona(formulario: Any, campo: Any) -> None:
    """El nombre de alguien: además de tener letras, ni números, ni signos de fórmula, ni sitios de internet.

    Se escribe en correos que salen a nombre de la Red: no puede llevar un mensaje de quien lo llena.
    """
    con_letras(formulario, campo)
    if problema := problema_de_nombre(campo.data or ""):
        raise ValidationError(problema)


def telefono_posible(_formulario: Any, campo: Any) -> None:
    """Entre 7 y 15 cifras, con los signos que se usan al escribir un teléfono."""
    escrito = campo.data or ""
    cifras = sum(letra.isdigit() for letra in escrito)
    con_sus_signos = re.fullmatch(r"[+\d\s().\-/]*(?:ext\.?\s*\d{1,6})?", escrito, re.IGNORECASE)
    if not con_sus_signos or not 7 <= cifras <= 20:
        raise ValidationError("Escribe entre 7 y 15 números, por ejemplo 33 1234 5678 o +56 51 222 3344.")


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

    def process_formdata(self, valuelist: list[str]) -> None:
        """Una casilla vacía no dice nada; si fuera la primera, `Optional` dejaría pasar las demás sin mirarlas."""
        self.raw_data = [valor for valor in valuelist if valor.strip()]
        super().process_formdata(self.raw_data)


def correo_bien_escrito(_formulario: Any, campo: Field) -> None:
    """Validador: el correo tiene la forma de un correo. Admite los dominios reservados para ejemplos."""
    try:
        validate_email(str(campo.data or ""), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise ValidationError("Revisa el correo: debe verse como nombre@institucion.gob.mx.") from None


def elegir_opcion(etiqueta: str, clase: type[O], *, vacia: str | None = None, **extras: Any) -> SelectField:
    """Lista para elegir una Opcion; `vacia` añade una primera opción sin valor."""
    return SelectField(
        etiqueta,
        choices=[*([] if vacia is None else [("", vacia)]), *clase.opciones()],
        coerce=lambda valor: (clase(valor) if valor else None) if valor != "None" else None,
        **extras,
    )
