"""Lo que se pregunta para entrar, cambiar la contraseña y dar papeles."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import EqualTo, InputRequired, Length, Optional, Regexp

from red.acceso.contrasenas import MAXIMO, MINIMO
from red.formularios import CampoFecha, Formulario, SelectField, llave_elegida
from red.instituciones.modelos import Institucion
from red.permisos import Rol
from red.redes.modelos import Red

AYUDA_DE_CONTRASENA = (
    f"{MINIMO} caracteres o más; los espacios cuentan. Una frase de cuatro o cinco palabras que sólo tú "
    "juntarías es fácil de recordar y difícil de adivinar. No hacen falta mayúsculas, números ni signos."
)


def _correo(valor: str | None) -> str:
    """En minúsculas y sin nada que no se vea: un correo copiado trae a veces signos de control."""
    return "".join(letra for letra in valor or "" if letra.isprintable()).strip().lower()


def _campo_de_correo(**atributos: Any) -> EmailField:
    return EmailField(
        "Correo",
        filters=[_correo],
        validators=[
            InputRequired("Escribe tu correo."),
            Length(max=254, message="Ese correo es demasiado largo."),
            Regexp(r"^[^@\s]+@[^@\s]+$", message="Escribe el correo completo, con su arroba."),
        ],
        render_kw={"autocapitalize": "none", "spellcheck": "false", **atributos},
    )


def _que_cabe() -> Length:
    """Tan larga como la regla admite; el navegador no la corta: se perdería sin que nadie lo vea."""
    return Length(max=MAXIMO, message=f"Una contraseña tiene {MAXIMO} caracteres cuando mucho.")


def _contrasena_de_siempre(etiqueta: str, **extras: Any) -> PasswordField:
    return PasswordField(
        etiqueta,
        validators=[
            InputRequired("Escribe tu contraseña."),
            _que_cabe(),
        ],
        render_kw={"autocomplete": "current-password", "maxlength": False},
        **extras,
    )


def contrasena_nueva(etiqueta: str = "Contraseña nueva") -> PasswordField:
    """Campo para elegir contraseña; quien la juzga es la operación, con las palabras de cada persona."""
    return PasswordField(
        etiqueta,
        validators=[InputRequired("Escribe una contraseña."), _que_cabe()],
        description=AYUDA_DE_CONTRASENA,
        render_kw={"autocomplete": "new-password", "maxlength": False},
    )


def contrasena_repetida() -> PasswordField:
    """La misma otra vez: sin guiones no hay otra manera de notar un error de dedo."""
    return PasswordField(
        "Repítela",
        validators=[
            InputRequired("Escríbela otra vez."),
            EqualTo("contrasena", message="No es igual a la de arriba. Vuelve a escribir las dos."),
        ],
        render_kw={"autocomplete": "new-password", "maxlength": False},
    )


class FormularioEntrar(Formulario):
    """Correo y contraseña."""

    correo = _campo_de_correo(autocomplete="username", autofocus=True)
    contrasena = _contrasena_de_siempre("Contraseña")
    siguiente = HiddenField()


class FormularioRecuperar(Formulario):
    """El correo al que se envía el enlace."""

    correo = _campo_de_correo(autocomplete="username", autofocus=True)


class FormularioRestablecer(Formulario):
    """La contraseña nueva de quien llegó con un enlace."""

    contrasena = contrasena_nueva()
    repetir = contrasena_repetida()


class FormularioContrasena(Formulario):
    """Cambiar la contraseña sabiendo la de ahora."""

    actual = _contrasena_de_siempre("Contraseña de ahora")
    contrasena = contrasena_nueva()
    repetir = contrasena_repetida()


class FormularioPapel(Formulario):
    """Qué papel, sobre qué y por cuánto tiempo."""

    rol = SelectField(
        "Papel", validators=[InputRequired("Elige un papel.")], coerce=lambda v: Rol(v) if v else None
    )
    red_id = SelectField(
        "Red",
        description="Sólo para coordinación y personal del instituto.",
        validators=[Optional()],
        coerce=llave_elegida,
    )
    institucion_id = SelectField(
        "Institución",
        description="De la que será enlace.",
        validators=[Optional()],
        coerce=llave_elegida,
    )
    desde = CampoFecha("Desde", validators=[InputRequired("Di desde qué día.")])
    hasta = CampoFecha("Hasta", description="El último día que tendrá el papel.", validators=[Optional()])
    actual = _contrasena_de_siempre(
        "Tu contraseña", description="Para asegurarnos de que eres tú quien da este papel."
    )

    @classmethod
    def con(
        cls, roles: Sequence[Rol], redes: Sequence[Red], instituciones: Sequence[Institucion], dia: date
    ) -> "FormularioPapel":
        """El formulario con lo que esa persona puede dar; lo que no aplica no se pregunta."""
        form = cls(desde=dia)
        form.rol.choices = [("", "Elige un papel")] + [(rol.value, rol.etiqueta) for rol in roles]
        form.red_id.choices = [("", "Elige una Red")] + [(red.id, red.nombre) for red in redes]
        form.institucion_id.choices = [("", "Elige una institución")] + [
            (institucion.id, institucion.nombre) for institucion in instituciones
        ]
        if set(roles) == {Rol.ENLACE}:
            del form.rol
            del form.red_id
            form.institucion_id.flags.sin_marca = True
        else:
            form.red_id.flags.sin_marca = form.institucion_id.flags.sin_marca = True
        if Rol.ADMINISTRADORA not in roles:
            form.hasta.validators = [InputRequired("Di hasta qué día; después puede renovarse.")]
            form.hasta.flags.required = True
        return form
