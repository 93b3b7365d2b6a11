"""Lo que se pregunta de un encargo y de a quién se le da."""

from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Optional

from red.formularios import CampoFecha, Formulario, SelectField, hasta, llave_elegida, no_futura


class FormularioEncargo(Formulario):
    """Un encargo que la Red define."""

    nombre = StringField(
        "Cómo se llama",
        [DataRequired("Escribe cómo se llama."), hasta(80)],
        description="Por ejemplo: representante de dependencia, vocera, comisión de formación, mentora.",
    )
    que_hace = TextAreaField(
        "Qué hace quien lo tiene",
        [Optional(), hasta(400)],
        description="Una o dos frases. Un encargo reconoce una tarea; no da permisos en la plataforma.",
        render_kw={"rows": 3},
    )
    acompana = BooleanField(
        "Quien lo tiene acompaña a otras",
        description="Como una mentora: sirve para proponer que se le reconozca.",
    )


class FormularioDar(Formulario):
    """A quién se le da un encargo."""

    buscada = StringField(
        "Busca a la persona",
        [Optional(), hasta(120)],
        description="Escribe parte de su nombre, busca, y elígela en la lista.",
        render_kw={"autocomplete": "off"},
    )
    persona = SelectField("Persona", coerce=llave_elegida, validators=[InputRequired("Elige a la persona.")])
    detalle = StringField(
        "De qué",
        [Optional(), hasta(120)],
        description="La dependencia, la mesa o la comisión, si hace falta decirlo.",
    )
    desde = CampoFecha("Desde", [InputRequired("Di desde cuándo."), no_futura])


class FormularioTerminar(Formulario):
    """Cuándo terminó y por qué."""

    ultimo_dia = CampoFecha("Último día", [InputRequired("Di cuál fue su último día."), no_futura])
    motivo = StringField("Motivo", [Optional(), hasta(200)])


class FormularioVacio(Formulario):
    """Un botón."""
