"""Lo que se pregunta en la instalación de una unidad, en su evidencia y en sus requisitos."""

from typing import Any

from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Optional, ValidationError

from red.archivos.formularios import CampoArchivo, hace_falta
from red.documentos.impresion import sin_dibujo
from red.formularios import CampoFecha, Formulario, RadioField, SelectField, hasta, no_futura
from red.textos import enumerar
from red.unidades.modelos import Cumple


class FormularioAvance(Formulario):
    """El día en que la unidad llegó a una etapa."""

    el = CampoFecha("Qué día fue", [InputRequired("Di qué día fue."), no_futura])
    para_el = CampoFecha("Qué día será la sesión", [Optional()])
    nota = StringField(
        "Nota", [Optional(), hasta(300)], description="Por ejemplo, el número de oficio o quién lo recibió."
    )

    @property
    def nota_escrita(self) -> str | None:
        """La nota sin espacios de sobra; None si no hay."""
        return (self.nota.data or "").strip() or None


class FormularioMotivo(Formulario):
    """Por qué se deshace o se retira algo."""

    motivo = TextAreaField(
        "Por qué",
        [InputRequired("Di por qué."), hasta(300)],
        description="Queda en la historia de la unidad.",
        render_kw={"rows": 2},
    )


class FormularioEvidencia(Formulario):
    """El archivo que respalda un paso o un requisito."""

    archivo = CampoArchivo("Archivo", [hace_falta])
    nota = StringField("Nota", [Optional(), hasta(300)], description="Qué es, si el nombre no lo dice.")


SUSTITUIR = "sustituir"
"""Que el documento nuevo ocupe el lugar del que ya vale."""


def se_imprime(_formulario: Any, campo: Any) -> None:
    """Validador: todo lo escrito tiene con qué imprimirse."""
    faltan = sin_dibujo([campo.data or ""])
    if faltan:
        raise ValidationError(f"No sabemos imprimir {enumerar(faltan[:5])}: escríbelo con letras.")


class FormularioEmision(Formulario):
    """Lo que falta saber para emitir un documento de la unidad."""

    red_id = SelectField("Qué Red lo emite", coerce=int)
    persona_id = SelectField("Para quién es el nombramiento", coerce=int)
    testigo_1 = StringField("Primera persona que atestigua", [Optional(), hasta(160), se_imprime])
    testigo_2 = StringField("Segunda persona que atestigua", [Optional(), hasta(160), se_imprime])
    otro = RadioField(
        "¿Qué pasa con el que ya vale?",
        [Optional()],
        choices=[
            (SUSTITUIR, "Éste lo sustituye: el anterior deja de valer"),
            ("aparte", "Valen los dos: son papeles distintos"),
        ],
    )

    def quitar(self, *sobran: str) -> None:
        """Deja sólo lo que este papel necesita."""
        for nombre in sobran:
            del self[nombre]

    def testigos(self) -> dict[str, str]:
        """Los nombres escritos, por el espacio que llenan."""
        campos: dict[str, Any] = self._fields
        return {n: (campos[n].data or "").strip() for n in ("testigo_1", "testigo_2") if n in campos}


class FormularioRespuesta(Formulario):
    """Si un requisito se cumple, desde qué día y con qué respaldo."""

    cumple = RadioField(
        "¿Se cumple?",
        [InputRequired("Elige una respuesta.")],
        choices=Cumple.opciones(),
        coerce=Cumple,
    )
    el = CampoFecha("Desde qué día es así", [InputRequired("Di desde qué día."), no_futura])
    nota = TextAreaField(
        "Cómo se sabe",
        [Optional(), hasta(500)],
        description="El acuerdo, la partida, el acta.",
        render_kw={"rows": 2},
    )
    archivo = CampoArchivo("Evidencia", [Optional()])
