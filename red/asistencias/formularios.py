"""Lo que se pregunta al pasar lista: la hoja firmada, una visita, un motivo y las cifras de la sala."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, time, timedelta
from secrets import token_urlsafe
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import EmailField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Optional, Regexp, StopValidation

from red.asistencias.consultas import Renglon
from red.asistencias.modelos import Asistencia, EstadoAsistencia, Via
from red.asistencias.operaciones import Dicho
from red.base import Modelo
from red.formacion.formularios import HoraField
from red.formacion.modelos import Jornada
from red.formularios import (
    Formulario,
    RadioField,
    con_letras,
    correo_bien_escrito,
    elegir_opcion,
    hasta,
    nombre_de_persona,
    recortar,
)

LARGO_MOTIVO = 300
COLUMNAS = ("estado", "entrada", "salida", "motivo")
EN_BLANCO = "Sin marca"


def campo_de(clave: str, columna: str) -> str:
    """Cómo se llama en la hoja el campo de esa persona y esa columna."""
    return f"{clave}_{columna}"


class FormularioHoja(Formulario):
    """La hoja firmada pasada en limpio: un renglón por persona. Se arma con `formulario_de_hoja`."""

    renglones: Sequence[Renglon] = ()
    jornada: Jornada

    motivo = StringField(
        "Motivo de la corrección",
        [Optional(), hasta(LARGO_MOTIVO)],
        filters=[recortar],
        description="Sólo hace falta cuando ya pasó el plazo: queda en la historia de cada quien.",
    )

    def dichos(self, zona: str) -> list[tuple[Renglon, Dicho]]:
        """Lo que la hoja dice de cada persona; de quien sigue sin marca no dice nada."""
        return [
            (
                r,
                Dicho(
                    estado=EstadoAsistencia(estado),
                    via=Via.HOJA,
                    motivo=self[campo_de(r.clave, "motivo")].data or None,
                    entrada=en_la_jornada(self.jornada, self[campo_de(r.clave, "entrada")].data, zona),
                    salida=en_la_jornada(self.jornada, self[campo_de(r.clave, "salida")].data, zona),
                ),
            )
            for r in self.renglones
            if (estado := self[campo_de(r.clave, "estado")].data)
        ]


def formulario_de_hoja(
    jornada: Jornada, renglones: Sequence[Renglon], zona: str, leer: Callable[[], Sequence[Renglon]]
) -> FormularioHoja:
    """La hoja de esa jornada, con lo que ya se sabe; no se guarda encima de lo que alguien marcó mientras tanto."""
    campos: dict[str, Any] = {}
    for r in renglones:
        campos[campo_de(r.clave, "estado")] = elegir_opcion(
            f"Asistencia de {r.nombre}", EstadoAsistencia, vacia=EN_BLANCO, validators=[Optional()]
        )
        campos[campo_de(r.clave, "entrada")] = HoraField(f"Entrada de {r.nombre}", [Optional()])
        campos[campo_de(r.clave, "salida")] = HoraField(f"Salida de {r.nombre}", [Optional()])
        campos[campo_de(r.clave, "motivo")] = StringField(
            f"Motivo de {r.nombre}", [Optional(), hasta(LARGO_MOTIVO)], filters=[recortar]
        )
    # Los campos de la hoja son de cada persona; los de la base, los de su asistencia.
    campos["quien_cambio"] = staticmethod(lambda filas, _: Formulario.quien_cambio(filas, set(COLUMNAS)))
    clase: Any = type("HojaDeJornada", (FormularioHoja,), campos)
    hoja: FormularioHoja = clase(data=_valores(renglones, zona))
    hoja.renglones, hoja.jornada = renglones, jornada

    def otras() -> list[Modelo]:
        return [r.asistencia for r in leer() if r.asistencia is not None]

    hoja.cuidar(jornada, lambda: _valores(leer(), zona), otras=otras)
    return hoja


def _valores(renglones: Collection[Renglon], zona: str) -> Mapping[str, Any]:
    return {
        campo_de(r.clave, columna): _valor(r.asistencia, columna, zona)
        for r in renglones
        for columna in COLUMNAS
    }


def _valor(asistencia: Asistencia | None, columna: str, zona: str) -> Any:
    if asistencia is None:
        return None
    valor = getattr(asistencia, columna)
    if isinstance(valor, datetime):
        return valor.astimezone(ZoneInfo(zona)).time().replace(second=0, microsecond=0)
    return valor


def en_la_jornada(jornada: Jornada, escrita: time | None, zona: str) -> datetime | None:
    """La hora escrita, en el día de la jornada; si la jornada cruza la medianoche, la que caiga más cerca."""
    if escrita is None:
        return None
    inicia = jornada.inicia_en.astimezone(ZoneInfo(zona))
    mismo_dia = datetime.combine(inicia.date(), escrita, ZoneInfo(zona))
    candidatas = (mismo_dia, mismo_dia + timedelta(days=1))
    medio = inicia + (jornada.termina_en - jornada.inicia_en) / 2
    return min(candidatas, key=lambda momento: abs(momento - medio))


class FormularioJustificar(Formulario):
    """Por qué se justifica una falta."""

    motivo = TextAreaField(
        "Motivo",
        [InputRequired("Escribe el motivo."), hasta(LARGO_MOTIVO)],
        description="Lo ven quien imparte y la coordinación. No escribas diagnósticos ni asuntos privados: basta «oficio de comisión» o "
        "«cita médica».",
    )


class FormularioReabrir(Formulario):
    """Por qué se reabre una lista cerrada."""

    motivo = TextAreaField(
        "Motivo",
        [InputRequired("Escribe el motivo."), hasta(LARGO_MOTIVO)],
        description="Queda en la historia de la lista.",
    )


class FormularioVisita(Formulario):
    """Alguien que llegó sin tener lugar; con la clave, el mismo envío dos veces es uno."""

    clave = HiddenField(
        default=lambda: token_urlsafe(16), validators=[Optional(), Regexp(r"[A-Za-z0-9_-]{16,64}")]
    )
    nombre = StringField(
        "Nombre completo",
        [DataRequired("Escribe su nombre."), hasta(120), nombre_de_persona],
        filters=[recortar],
    )
    institucion = StringField(
        "De dónde viene",
        [DataRequired("Escribe de qué institución u organización viene."), hasta(160), con_letras],
        filters=[recortar],
    )
    correo = EmailField(
        "Correo",
        [Optional(), hasta(254), correo_bien_escrito],
        filters=[recortar],
        description="Sólo si quiere que la coordinación pueda reconocerla después en el registro.",
    )


NUEVA = "nueva"
"""Lo que se elige cuando la visita no es nadie del registro."""


class _SiEsNueva:
    """Hace falta para registrar a alguien; si ya está en el registro, no se mira."""

    field_flags = {"required": True}

    def __init__(self, falta: str) -> None:
        self.falta = falta

    def __call__(self, formulario: Any, campo: Any) -> None:
        """Lo dice sólo entonces."""
        if campo.data:
            return
        campo.errors = []
        raise StopValidation(self.falta) if formulario.persona.data == NUEVA else StopValidation()


class FormularioReconocer(Formulario):
    """Quién es en el registro alguien que fue de visita."""

    persona = RadioField("¿Quién es?", [InputRequired("Elige quién es.")])
    nombre = StringField(
        "Nombre o nombres",
        [_SiEsNueva("Escribe el nombre."), hasta(80), nombre_de_persona],
        filters=[recortar],
    )
    primer_apellido = StringField(
        "Primer apellido",
        [_SiEsNueva("Escribe el primer apellido."), hasta(80), nombre_de_persona],
        filters=[recortar],
    )
    segundo_apellido = StringField(
        "Segundo apellido", [Optional(), hasta(80), nombre_de_persona], filters=[recortar]
    )
    correo = EmailField(
        "Correo",
        [_SiEsNueva("Para registrarla hace falta su correo."), hasta(254), correo_bien_escrito],
        filters=[recortar],
    )


class FormularioCifras(Formulario):
    """Las seis cifras de la pantalla de la sala."""

    cifras = StringField(
        "Las seis cifras de la pantalla",
        [
            DataRequired("Escribe las seis cifras que se ven en la pantalla."),
            Regexp(r"\d{6}", message="Son seis cifras, sin letras."),
        ],
        filters=[lambda escrito: "".join((escrito or "").split())],
        render_kw={"inputmode": "numeric", "autocomplete": "off", "maxlength": 7},
    )
