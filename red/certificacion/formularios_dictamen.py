"""Lo que se pregunta del portafolio al certificado."""

import re
from typing import Any
from urllib.parse import urlsplit

from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

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


def publica_y_segura(_formulario: Any, campo: Any) -> None:
    """Validador: una dirección que abre cualquiera desde fuera y viaja cifrada; ninguna de esta máquina ni de su red."""
    escrita = (campo.data or "").strip()
    if escrita and not _es_publica(escrita):
        raise ValidationError(
            "Escribe la dirección completa de un sitio público, con https:// (por ejemplo https://ejemplo.mx/video)."
        )


def _es_publica(escrita: str) -> bool:
    try:
        partes = urlsplit(escrita)
        sitio, _puerto = (partes.hostname or "").rstrip("."), partes.port
    except ValueError:
        return False
    if partes.scheme.lower() != "https" or re.search(r"\s", escrita) or partes.username is not None:
        return False
    final = sitio.rpartition(".")[2]
    return "." in sitio and ":" not in sitio and final[:1].isalpha() and final not in _DE_CASA


_DE_CASA = frozenset({"local", "localhost", "internal", "lan", "home", "localdomain", "intranet", "corp"})
"""Terminaciones que sólo existen dentro de una red."""


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
        [Optional(), hasta(500), publica_y_segura],
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
