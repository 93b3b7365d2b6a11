"""Formularios de la acreditación: la regla de un curso o de una edición y el motivo para reabrir."""

import re
from typing import Any

from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, ValidationError

from red.acreditaciones.elegibilidad import Regla
from red.acreditaciones.modelos import Jornadas
from red.formularios import Formulario, RadioField, con_letras, elegir_opcion, hasta, recortar

DE_CERO_A_CIEN = NumberRange(0, 100, "Escribe un número del 0 al 100.")


class FormularioRegla(Formulario):
    """Lo que hace falta para acreditar."""

    minimo_horas = IntegerField(
        "Horas para acreditar, por ciento",
        description="De las horas que suman las jornadas.",
        validators=[InputRequired("Escribe un número del 0 al 100."), DE_CERO_A_CIEN],
    )
    minimo_participacion = IntegerField(
        "Horas para la constancia de participación, por ciento",
        description="Quien llega a éstas y no acredita recibe constancia de que participó.",
        validators=[InputRequired("Escribe un número del 0 al 100."), DE_CERO_A_CIEN],
    )
    jornadas: Any = elegir_opcion("Jornadas a las que no se puede faltar", Jornadas)
    elegidas = StringField(
        "Cuáles jornadas",
        filters=[recortar],
        description="Sus números, en el orden en que ocurren: 1, 3. Sólo si elegiste «A las que se digan».",
        validators=[Optional(), hasta(100)],
    )
    minima_calificacion = IntegerField(
        "Calificación mínima en la evaluación final, de 100",
        description="Vacío, no se pide.",
        validators=[Optional(), DE_CERO_A_CIEN],
    )
    exige_encuesta = BooleanField(
        "Hay que responder la encuesta de satisfacción",
        description="Cuenta que la respondió; lo que dijo sigue siendo anónimo.",
    )
    producto = StringField(
        "Producto que se entrega",
        filters=[recortar],
        description="Como sigue a «entregar…»: «el plan de trabajo de tu unidad». Vacío, no se pide.",
        validators=[Optional(), con_letras, hasta(120)],
    )

    def validate_elegidas(self, campo: StringField) -> None:
        """Sólo números de jornada."""
        if not re.fullmatch(r"[\d\s,y]*", campo.data or ""):
            raise ValidationError("Escribe los números de las jornadas, separados con comas: 1, 3.")
        if any(not 1 <= int(n) <= 366 for n in re.findall(r"\d+", campo.data or "")):
            raise ValidationError("Las jornadas se numeran desde la 1.")

    def llenar(self, regla: Regla) -> None:
        """Pone lo que la regla dice."""
        for campo, valor in como_se_escribe(regla).items():
            self[campo].data = valor

    def regla(self) -> Regla:
        """Lo escrito, como regla."""
        return Regla(
            minimo_horas=self.minimo_horas.data or 0,
            minimo_participacion=self.minimo_participacion.data or 0,
            jornadas=self.jornadas.data,
            elegidas=frozenset(int(n) for n in re.findall(r"\d+", self.elegidas.data or "")),
            minima_calificacion=self.minima_calificacion.data,
            exige_encuesta=bool(self.exige_encuesta.data),
            producto=self.producto.data or "",
        )


def como_se_escribe(regla: Regla) -> dict[str, Any]:
    """La regla, campo por campo."""
    return {
        "minimo_horas": regla.minimo_horas,
        "minimo_participacion": regla.minimo_participacion,
        "jornadas": regla.jornadas,
        "elegidas": ", ".join(str(n) for n in sorted(regla.elegidas)) or None,
        "minima_calificacion": regla.minima_calificacion,
        "exige_encuesta": regla.exige_encuesta,
        "producto": regla.producto or None,
    }


class FormularioReabrir(Formulario):
    """Por qué se reabre una edición y qué pasa mientras tanto con lo que ya se dio."""

    motivo = TextAreaField(
        "Por qué se reabre",
        description="Queda en la historia de la edición.",
        render_kw={"rows": 3},
        validators=[DataRequired("Escribe por qué se reabre."), hasta(500)],
    )
    mientras: Any = RadioField(
        "Mientras tanto",
        choices=[
            ("conservan", "Cada quien conserva lo que alcanzó hasta que se vuelva a cerrar"),
            ("retirar", "Nadie lo conserva: se retira a todas las personas desde ahora"),
        ],
        default="conservan",
    )
