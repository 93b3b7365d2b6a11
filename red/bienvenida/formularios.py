"""Lo que la Red dice a quien llega."""

from wtforms import TextAreaField
from wtforms.validators import DataRequired

from red.formularios import Formulario, hasta


class FormularioTexto(Formulario):
    """El texto de la bienvenida."""

    texto = TextAreaField(
        "Lo que lee quien llega",
        [DataRequired("Escribe unas palabras para quien llega."), hasta(2000)],
        description="Dos o tres párrafos cortos, separados por un renglón en blanco. Los pasos van debajo y los pone la plataforma.",
        render_kw={"rows": 8},
    )
