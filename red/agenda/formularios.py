"""Lo único que se pregunta al dar una dirección de calendario."""

from wtforms import BooleanField

from red.formularios import Formulario


class FormularioDeCalendario(Formulario):
    """Qué dirá el calendario además de la hora."""

    con_lugar = BooleanField(
        "Decir también dónde es",
        description="El lugar puede dejar ver de qué se trata a quien mire tu calendario.",
    )
