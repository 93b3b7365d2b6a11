"""Lo que se escribe al editar un modelo y al anular un documento."""

from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired

from red.documentos.la_casa import Texto
from red.documentos.operaciones import limpio
from red.formularios import Formulario, hasta


class FormularioModelo(Formulario):
    """El texto de un modelo, con sus espacios."""

    titulo = StringField("Título", [InputRequired("Escribe el título del documento."), hasta(160)])
    cuerpo = TextAreaField(
        "Texto",
        [InputRequired("Escribe el texto del documento."), hasta(20000)],
        description="Un renglón en blanco separa párrafos. Lo que va entre llaves lo llena la plataforma.",
        render_kw={"rows": 24, "spellcheck": "true"},
    )

    @property
    def texto(self) -> Texto:
        """Lo escrito, para ver cómo queda."""
        return Texto(" ".join((self.titulo.data or "").split()), limpio(self.cuerpo.data or ""))


class FormularioAnular(Formulario):
    """Por qué un documento deja de valer."""

    motivo = TextAreaField(
        "Por qué se anula",
        [InputRequired("Di por qué se anula."), hasta(500)],
        description="Queda junto al documento, para quien lo encuentre después.",
        render_kw={"rows": 3},
    )
