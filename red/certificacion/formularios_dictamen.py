"""Lo que se pregunta del portafolio al certificado."""

from typing import Any

from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import URL, DataRequired, InputRequired, Optional

from red.archivos.formularios import CampoArchivo
from red.certificacion.modelos_dictamen import PiezaDePortafolio
from red.certificacion.portafolio import SE_SUBEN
from red.formularios import (
    CampoFecha,
    CasillasField,
    Formulario,
    RadioField,
    SelectField,
    hasta,
    llave_elegida,
    no_futura,
)


def _pieza(valor: Any) -> PiezaDePortafolio | None:
    return PiezaDePortafolio(valor) if valor not in ("", None, "None") else None


class FormularioEvidencia(Formulario):
    """Una evidencia: de qué pieza es, y su archivo o su dirección."""

    pieza = SelectField(
        "Qué pieza es",
        coerce=_pieza,
        choices=[("", "Elige la pieza"), *((p.value, p.etiqueta) for p in SE_SUBEN)],
        validators=[InputRequired("Elige qué pieza es.")],
    )
    titulo = StringField(
        "Cómo se llama",
        [Optional(), hasta(120)],
        description="Si lo dejas vacío, lleva el nombre de la pieza.",
    )
    archivo = CampoArchivo("Archivo", [Optional()])
    liga = StringField(
        "O su dirección",
        [Optional(), hasta(500), URL(message="Escribe la dirección completa, con https://")],
        description="Para un video que está en otra parte.",
        render_kw={"inputmode": "url", "autocomplete": "off"},
    )
    reservada = BooleanField(
        "Sólo para quien la sube, quien evalúa, quien verifica y quien lleva la certificación",
        description="Márcala si la candidata no debe verla, por ejemplo un cuestionario con sus respuestas.",
    )


class FormularioVerificacion(Formulario):
    """Qué encontró quien verifica."""

    revisado = CasillasField("Lo que revisaste y está bien", [Optional()])
    resultado = RadioField(
        "Resultado",
        choices=[
            ("conforme", "Conforme: pasa al dictamen"),
            ("con_observaciones", "Con observaciones: vuelve al portafolio para corregirse"),
        ],
        validators=[InputRequired("Elige un resultado.")],
    )
    observaciones = TextAreaField("Observaciones", [Optional(), hasta(3000)], render_kw={"rows": 4})


class FormularioLote(Formulario):
    """Un lote: quién dictamina y qué expedientes lleva."""

    entidad = StringField(
        "Quién dictamina",
        [DataRequired("Escribe la entidad u organismo que dictamina."), hasta(200)],
    )
    expedientes = CasillasField(
        "Expedientes", [InputRequired("Marca al menos un expediente.")], coerce=llave_elegida
    )


class FormularioSumar(Formulario):
    """Qué expedientes se suman."""

    expedientes = CasillasField(
        "Expedientes", [InputRequired("Marca al menos un expediente.")], coerce=llave_elegida
    )


class FormularioDia(Formulario):
    """Qué día."""

    dia = CampoFecha("Qué día", [InputRequired("Di qué día."), no_futura])


class FormularioResolver(FormularioDia):
    """Qué resolvió quien dictamina, de todo el lote."""

    referencia = StringField(
        "Número del lote o del acta", [Optional(), hasta(120)], description="El de quien dictamina, si lo da."
    )
    acta = CampoArchivo("Acta del dictamen", [Optional()])


class FormularioCertificado(Formulario):
    """El certificado que llegó de CONOCER."""

    folio = StringField(
        "Folio del certificado",
        [DataRequired("Escribe el folio, como viene en el certificado."), hasta(60)],
        description="El de CONOCER: aquí sólo se hace constar.",
    )
    emitido_el = CampoFecha("Emitido el", [InputRequired("Di cuándo se emitió."), no_futura])
    vence_el = CampoFecha("Vence el", [Optional()], description="Vacía, cuenta lo que dice el estándar.")
    recibido_el = CampoFecha(
        "Llegó el", [Optional(), no_futura], description="Vacía, si todavía no lo tienen."
    )
    archivo = CampoArchivo("Copia del certificado", [Optional()])


class FormularioEntrega(FormularioDia):
    """Si llegó o si ya se entregó, y cuándo."""

    que = RadioField(
        "Qué pasó",
        choices=[("recibido", "Llegó a la Red"), ("entregado", "Se entregó a su dueña")],
        validators=[InputRequired("Elige qué pasó.")],
    )
