"""Lo que se pregunta de quien imparte una edición."""

from typing import Any

from wtforms import EmailField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, StopValidation

from red.formacion.formularios import DiaField
from red.formularios import Formulario, correo_bien_escrito, hasta, nombre_de_persona, recortar


class _SinElegida:
    """Hace falta cuando no se eligió a nadie de la Red."""

    field_flags = {"required": True}

    def __call__(self, formulario: Any, campo: Any) -> None:
        """Lo dice sólo entonces."""
        if not campo.data:
            campo.errors = []
            raise StopValidation() if formulario.persona.data else StopValidation("Escribe su nombre.")


class FormularioImparte(Formulario):
    """Quién imparte: alguien de la Red, elegida en la búsqueda, o alguien de fuera, con su nombre."""

    persona = HiddenField()
    nombre = StringField(
        "Nombre completo", [_SinElegida(), hasta(120), nombre_de_persona], filters=[recortar]
    )
    correo = EmailField(
        "Correo",
        [Optional(), hasta(254), correo_bien_escrito],
        filters=[recortar],
        description="Si con él tiene cuenta en esta Red, podrá pasar lista.",
    )
    puesto = StringField(
        "Cómo se le presenta",
        [DataRequired("Escribe cómo se le presenta, por ejemplo «Consultora»."), hasta(120)],
        filters=[recortar],
        description="Su puesto o su oficio: «Jefa de capacitación», «Consultora».",
    )
    desde = DiaField("Primer día", [Optional()], description="Sólo si no imparte toda la edición.")
    hasta = DiaField("Último día", [Optional()])


class FormularioDejaDeImpartir(Formulario):
    """Por qué deja de impartir."""

    motivo = TextAreaField("Motivo", [Optional(), Length(max=300, message="Hasta %(max)d letras.")])
