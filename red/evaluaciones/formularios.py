"""Formularios de los cuestionarios: qué se pregunta, hasta cuándo y las calificaciones que vienen en papel."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, ValidationError

from red.evaluaciones.modelos import ClaseDePregunta, Pregunta, Uso
from red.evaluaciones.preguntas import _numero, en_palabras, opciones_de
from red.evaluaciones.redaccion import DatosDePregunta
from red.formularios import (
    CampoFecha,
    Formulario,
    SelectField,
    con_letras,
    elegir_opcion,
    hasta,
    llave_elegida,
    recortar,
)

TOPE_DE_OPCIONES = 20


def renglones(escrito: str | None) -> list[str]:
    """Cada renglón con algo escrito, sin espacios de más."""
    return [limpio for renglon in (escrito or "").splitlines() if (limpio := " ".join(renglon.split()))]


class FormularioCuestionario(Formulario):
    """Cómo se llama un cuestionario, para qué es y en qué curso se ofrece."""

    red_id: Any = SelectField("Red", coerce=llave_elegida, validators=[InputRequired("Elige la Red.")])
    uso: Any = elegir_opcion("Para qué es", Uso, validators=[InputRequired("Elige para qué es.")])
    nombre = StringField(
        "Nombre",
        filters=[recortar],
        description="Para que tu equipo lo reconozca; quien responde no lo ve.",
        validators=[DataRequired("Escribe un nombre."), con_letras, hasta(120)],
    )
    curso_id: Any = SelectField("Curso", coerce=llave_elegida, validators=[Optional()])


class FormularioIndicaciones(Formulario):
    """Lo que se lee antes de las preguntas."""

    indicaciones = TextAreaField(
        "Indicaciones",
        description="Lo que se lee antes de la primera pregunta.",
        render_kw={"rows": 3},
        validators=[Optional(), hasta(1000)],
    )


class FormularioPregunta(Formulario):
    """Una pregunta con sus opciones y, si se califica, lo que vale."""

    clase: Any = elegir_opcion("Cómo se contesta", ClaseDePregunta, validators=[InputRequired("Elige una.")])
    texto = TextAreaField(
        "Pregunta",
        render_kw={"rows": 2},
        validators=[DataRequired("Escribe la pregunta."), con_letras, hasta(500)],
    )
    ayuda = StringField("Aclaración", filters=[recortar], validators=[Optional(), hasta(300)])
    opciones = TextAreaField(
        "Opciones",
        description="Una por renglón. En la escala, cómo se lee cada grado: cuatro renglones, del 1 al 4.",
        render_kw={"rows": 5},
        validators=[Optional(), hasta(4000)],
    )
    correctas = StringField(
        "Cuál es correcta",
        filters=[recortar],
        description="El número de la opción correcta, o varios: 1, 3. Si se contesta con un número, escríbelo. "
        "Vacío, no se califica.",
        validators=[Optional(), hasta(60)],
    )
    peso = IntegerField(
        "Cuánto vale",
        default=1,
        description="Una pregunta que vale 2 cuenta el doble.",
        validators=[
            InputRequired("Escribe un número del 0 al 100."),
            NumberRange(0, 100, "Escribe un número del 0 al 100."),
        ],
    )
    obligatoria = BooleanField("Hay que contestarla para poder enviar", default=True)

    def validate_opciones(self, campo: TextAreaField) -> None:
        """Ni demasiadas ni demasiado largas."""
        escritas = renglones(campo.data)
        if len(escritas) > TOPE_DE_OPCIONES:
            raise ValidationError(f"Caben hasta {TOPE_DE_OPCIONES} opciones.")
        if any(len(una) > 300 for una in escritas):
            raise ValidationError("Cada opción puede tener hasta 300 letras.")

    def validate_correctas(self, campo: StringField) -> None:
        """Números, según la clase de pregunta."""
        escrito = campo.data or ""
        if self.clase.data is ClaseDePregunta.NUMERO:
            if escrito:
                try:
                    _numero(escrito)
                except ValueError as falta:
                    raise ValidationError(str(falta)) from None
        elif self.clase.data and self.clase.data.con_opciones and not re.fullmatch(r"[\d\s,y]*", escrito):
            raise ValidationError("Escribe los números de las opciones correctas, separados con comas.")

    def llenar(self, pregunta: Pregunta) -> None:
        """Pone lo que la pregunta dice."""
        self.clase.data, self.texto.data, self.ayuda.data = pregunta.clase, pregunta.texto, pregunta.ayuda
        self.obligatoria.data, self.peso.data = pregunta.obligatoria, pregunta.peso
        self.opciones.data, self.correctas.data = como_se_escribe(pregunta)

    def datos(self) -> DatosDePregunta:
        """Lo escrito, como lo piden las operaciones."""
        escrito, clase = self.correctas.data or "", self.clase.data
        return DatosDePregunta(
            clase=clase,
            texto=" ".join((self.texto.data or "").split()),
            ayuda=self.ayuda.data or "",
            obligatoria=bool(self.obligatoria.data),
            opciones=renglones(self.opciones.data),
            correctas=sorted({int(n) for n in re.findall(r"\d+", escrito)}) if clase.con_opciones else (),
            numero_correcto=_numero(escrito) if clase is ClaseDePregunta.NUMERO and escrito else None,
            peso=self.peso.data or 0,
        )


def como_se_escribe(pregunta: Pregunta) -> tuple[str, str]:
    """Las opciones de una pregunta y cuáles son correctas, como se escriben en el formulario."""
    if pregunta.clase is ClaseDePregunta.NUMERO:
        return "", en_palabras(pregunta, pregunta.numero_correcto).replace(",", "")
    if pregunta.clase is ClaseDePregunta.ESCALA:
        return "\n".join(str(una) for una in pregunta.opciones or ()), ""
    opciones = opciones_de(pregunta)
    lugares = [str(lugar) for lugar, una in enumerate(opciones, 1) if una.get("correcta")]
    return "\n".join(str(una["texto"]) for una in opciones), ", ".join(lugares)


class FormularioPoner(Formulario):
    """Qué cuestionario se aplica en una edición y entre qué días."""

    version: Any = SelectField("Cuestionario", coerce=llave_elegida, validators=[InputRequired("Elige uno.")])
    desde = CampoFecha("Se puede responder desde el", validators=[InputRequired("Escribe la fecha.")])
    hasta = CampoFecha("Último día para responder", validators=[InputRequired("Escribe la fecha.")])
    muestra_aciertos = BooleanField(
        "Al enviarla, mostrar su calificación y lo que no acertó",
        description="Si el mismo cuestionario se va a usar otra vez, conviene no mostrar las respuestas correctas.",
    )

    def plazo(self, zona: str) -> tuple[datetime, datetime]:
        """De qué instante a qué instante: los dos días, enteros, donde trabaja la Red."""
        huso = ZoneInfo(zona)
        primero, ultimo = self.desde.data or date.min, self.hasta.data or date.min
        return (
            datetime.combine(primero, time(), huso),
            datetime.combine(ultimo + timedelta(days=1), time(), huso),
        )


class FormularioPegar(Formulario):
    """Calificaciones copiadas de una hoja de cálculo."""

    pegado = TextAreaField(
        "Nombres y calificaciones",
        description="Copia de tu hoja dos columnas: el nombre o el correo, y la calificación de 0 a 100.",
        render_kw={"rows": 10, "autocomplete": "off", "spellcheck": "false"},
        validators=[DataRequired("Pega al menos un renglón."), hasta(60_000)],
    )
