"""Lo que se pregunta sobre los correos: cómo quiere recibirlos cada quien, cómo los dice la Red y por qué se detienen."""

from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from red.avisos.modelos import Ritmo
from red.formularios import Formulario, RadioField, SelectField

HORAS = [(hora, f"{hora}:00") for hora in range(24)]


class FormularioMisCorreos(Formulario):
    """Cada cuánto y a qué horas."""

    ritmo = RadioField(
        "Cada cuánto",
        choices=Ritmo.opciones(),
        coerce=lambda valor: valor if isinstance(valor, Ritmo) else Ritmo(valor),
        default=Ritmo.AL_MOMENTO,
        validators=[InputRequired("Elige una de las tres.")],
    )
    calla_desde = SelectField("No me escriban desde las", choices=HORAS, coerce=int)
    calla_hasta = SelectField("hasta las", choices=HORAS, coerce=int)


class FormularioTexto(Formulario):
    """El asunto y el texto de un correo."""

    titulo = StringField(
        "Asunto",
        validators=[DataRequired("Escribe el asunto."), Length(max=200)],
        render_kw={"autocomplete": "off"},
    )
    cuerpo = TextAreaField(
        "Texto", validators=[DataRequired("Escribe el texto."), Length(max=6000)], render_kw={"rows": 16}
    )


class FormularioDetener(Formulario):
    """Por qué se detiene un envío."""

    motivo = StringField(
        "Por qué se detiene",
        description="Lo lee quien lo preparó.",
        validators=[DataRequired("Di por qué, en una frase."), Length(max=200)],
        render_kw={"autocomplete": "off"},
    )
