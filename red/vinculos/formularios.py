"""Lo que se pregunta de una colaboración."""

from typing import Any

from wtforms import TextAreaField
from wtforms.validators import DataRequired, InputRequired, Optional

from red.base import Opcion
from red.formularios import CampoFecha, Formulario, RadioField, hasta, no_futura
from red.reloj import hoy
from red.vinculos.modelos import Colaboracion, Intensidad


class QueCambia(Opcion):
    """Si lo que se escribe de una colaboración la corrige o hace historia."""

    CAMBIO = "cambio", "La colaboración cambió: cómo era antes queda en mi historia"
    CORRECCION = "correccion", "Corrijo lo que declaré: nunca fue de otro modo"


class FormularioVinculo(Formulario):
    """Cuánto se integra el trabajo, para qué y desde cuándo."""

    intensidad = RadioField(
        "¿Cuánto se une el trabajo?",
        [DataRequired("Elige la que mejor describa lo que hacen hoy.")],
        choices=[
            (intensidad.value, f"{intensidad.peso}. {intensidad.etiqueta}") for intensidad in Intensidad
        ],
        description="No se trata de qué tan seguido, sino de cuánto comparten. En la duda, la menor.",
    )
    proposito = TextAreaField(
        "¿Para qué?",
        [Optional(), hasta(300)],
        description="Por ejemplo: «Canalizamos a quienes piden asesoría» o «Damos en conjunto el taller "
        "de presupuesto». No escribas casos ni datos de otras personas.",
        render_kw={"rows": 2},
    )
    desde = CampoFecha(
        "¿Desde cuándo?",
        [InputRequired("Di desde qué día; si no lo recuerdas, aproxímalo."), no_futura],
        default=hoy,
    )

    def datos(self) -> dict[str, Any]:
        """Lo escrito, con los nombres con que lo piden las operaciones."""
        return {
            "intensidad": Intensidad(self.intensidad.data),
            "proposito": self.proposito.data,
            "desde": self.desde.data,
        }


class FormularioVinculoExistente(FormularioVinculo):
    """Lo mismo de una colaboración que ya se había declarado."""

    que_cambia = RadioField(
        "¿Por qué la editas?",
        [DataRequired("Dinos si la colaboración cambió o si corriges lo que declaraste.")],
        choices=QueCambia.opciones(),
    )

    @classmethod
    def de(cls, colaboracion: Colaboracion) -> "FormularioVinculoExistente":
        """Empieza con lo declarado."""
        return cls(
            data={
                "intensidad": colaboracion.intensidad.value,
                "proposito": colaboracion.proposito,
                "desde": colaboracion.desde,
            }
        )

    @property
    def hace_historia(self) -> bool:
        """Si lo escrito es un cambio y no una corrección."""
        return bool(self.que_cambia.data == QueCambia.CAMBIO.value)


class FormularioTermino(Formulario):
    """El último día de la colaboración."""

    hasta = CampoFecha(
        "¿Cuál fue el último día?",
        [InputRequired("Di cuál fue el último día."), no_futura],
        default=hoy,
        description="Puede ser aproximado.",
    )
