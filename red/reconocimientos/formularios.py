"""Lo que se pregunta de un reconocimiento."""

from wtforms import IntegerField, StringField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from red.base import llave
from red.formularios import CasillasField, Formulario, elegir_opcion, hasta
from red.reconocimientos.modelos import Regla


class FormularioClase(Formulario):
    """Algo que la Red reconoce."""

    nombre = StringField("Cómo se llama", [DataRequired("Escribe cómo se llama."), hasta(80)])
    frase = StringField(
        "Qué se reconoce",
        [DataRequired("Escribe qué se reconoce."), hasta(200)],
        description="Completa la frase «Se reconoce a … por …»: así se lee en el papel.",
    )
    regla = elegir_opcion("Cuándo se propone", Regla, validators=[InputRequired()])
    medida = IntegerField(
        "Desde cuánto",
        [InputRequired("Di cuántos."), NumberRange(1, 600, "Escribe un número entre 1 y 600.")],
        description="Meses; para las primeras de la Red, días desde que entró la primera.",
        render_kw={"inputmode": "numeric"},
    )


class FormularioDecision(Formulario):
    """A quiénes se les da, o se descarta, lo que se propone."""

    personas = CasillasField("A quiénes", coerce=llave, validate_choice=False)
    motivo = StringField("Si se descarta, por qué", [Optional(), hasta(200)])
