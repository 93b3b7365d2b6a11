"""Lo que se pregunta al juntar dos registros."""

from wtforms import HiddenField

from red.formularios import Formulario


class FormularioFusion(Formulario):
    """Confirma una fusión tal como se mostró; los datos elegidos llegan con el nombre de su columna."""

    vista = HiddenField()
