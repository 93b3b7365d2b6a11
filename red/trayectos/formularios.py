"""Lo que se pregunta de un paso, de una formación tomada en otra parte y de quien la confirma."""

from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from red.archivos.formularios import CampoArchivo, hace_falta
from red.base import llave
from red.formacion.formularios import EnteroField
from red.formularios import (
    CampoFecha,
    CasillasField,
    Formulario,
    SelectField,
    desde_1980,
    hasta,
    llave_elegida,
    no_futura,
)


class FormularioPaso(Formulario):
    """Qué pide el trayecto y para cuándo; las opciones las pone la vista, en grupos."""

    que = SelectField("Qué se pide", [InputRequired("Elige qué se pide.")], choices=[], validate_choice=False)
    plazo_meses = EnteroField(
        "En cuántos meses",
        [Optional(), NumberRange(1, 120, message="Escribe un número entre 1 y 120.")],
        description="Contados desde que se tiene la función. Vacío si no hay prisa.",
    )


class FormularioTrayecto(Formulario):
    """Cómo se llama y qué dice."""

    nombre = StringField("Nombre", [InputRequired("Escribe el nombre."), hasta(160)])
    descripcion = TextAreaField(
        "Para qué",
        [Optional(), hasta(600)],
        description="Una o dos frases: por qué se pide esto a quien tiene esa función.",
    )


class FormularioExterna(Formulario):
    """Una formación que tomé en otra parte; las Redes y los contenidos los pone la vista."""

    red_id = SelectField(
        "En qué Red quieres que cuente", [InputRequired("Elige la Red.")], coerce=llave_elegida
    )
    nombre = StringField(
        "Cómo se llama", [InputRequired("Escribe cómo se llama lo que tomaste."), hasta(200)]
    )
    impartida_por = StringField(
        "Quién la dio", [InputRequired("Escribe qué institución u organización la dio."), hasta(200)]
    )
    horas = EnteroField(
        "Cuántas horas",
        [
            InputRequired("Escribe cuántas horas duró."),
            NumberRange(1, 2000, message="Escribe un número entre 1 y 2000."),
        ],
    )
    terminada_el = CampoFecha(
        "Cuándo la terminaste", [InputRequired("Elige el día en que terminó."), no_futura, desde_1980]
    )
    contenidos = CasillasField("Qué contenidos cubrió", [Optional()], coerce=llave, choices=[])
    archivo = CampoArchivo("Tu comprobante", [hace_falta])


class FormularioConfirmacion(Formulario):
    """Qué da por bueno la coordinación."""

    contenidos = CasillasField("Qué contenidos cubre", [Optional()], coerce=llave, choices=[])
    curso_id = SelectField("A qué curso de la Red equivale", [Optional()], coerce=llave_elegida, choices=[])
    vence_el = CampoFecha(
        "Hasta cuándo vale",
        [Optional()],
        description="Vacío si no vence, o si lo dice el curso al que equivale.",
    )


class FormularioRechazo(Formulario):
    """Por qué no se confirma."""

    motivo = TextAreaField(
        "Por qué no se confirma",
        [InputRequired("Escribe el motivo."), Length(max=500, message="Hasta %(max)d letras.")],
        description="Lo verá quien la registró, para que pueda corregirla.",
    )
