"""Lo que se pregunta al guardar un filtro y al confirmar un acto sobre varias personas."""

from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

from red.formularios import Formulario, SelectField


class FormularioFiltro(Formulario):
    """El nombre de un filtro y con quién se comparte."""

    nombre = StringField(
        "Nombre del filtro",
        [DataRequired("Ponle un nombre para reconocerlo después."), Length(max=80)],
        description="Por ejemplo: «Mandos medios sin unidad».",
    )
    red = SelectField("Quién lo puede usar", description="Cada quien ve sólo lo que ya podía ver.")


class FormularioSeleccion(Formulario):
    """Confirma un acto con las personas que se mostraron."""

    vista = HiddenField()
