"""Lo que se pregunta de los lugares: cómo se dan, a quién se inscribe, qué se exceptúa y qué se responde."""

from typing import Any

from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from red.base import llave
from red.formacion.fila import ReglaDeFila
from red.formacion.formularios import DiaField, EnteroField
from red.formacion.operaciones import Excepcion, Exceptuable
from red.formacion.reglas import Reglas
from red.formularios import CasillasField, Formulario, RadioField, SelectField, elegir_opcion

MAS_LARGO_QUE = "Hasta %(max)d letras."
DE_CORREO = {"type": "email", "inputmode": "email", "autocapitalize": "none", "spellcheck": "false"}


def entre(menor: int, mayor: int) -> NumberRange:
    """Validador: un número entre esos dos."""
    return NumberRange(menor, mayor, message=f"Escribe un número entre {menor} y {mayor}.")


class FormularioReglas(Formulario):
    """Cómo se dan los lugares de una edición."""

    regla = RadioField(
        "En qué orden pasan los lugares que se liberan",
        choices=ReglaDeFila.opciones(),
        coerce=lambda valor: ReglaDeFila(valor) if valor else None,
        validators=[InputRequired("Elige en qué orden.")],
        description="Mientras haya lugares se dan conforme se piden. El orden cuenta para quienes esperan.",
    )
    maximo_por_institucion = EnteroField(
        "Máximo de lugares por institución",
        [Optional(), entre(1, 5000)],
        description="Vacío, no hay máximo.",
    )
    pide_visto_bueno = BooleanField(
        "Pedir el visto bueno de la jefatura de quien se inscribe",
        description="Se le pide por correo, sin cuenta. Hasta que llega, la persona conserva su turno pero no recibe lugar.",
    )
    cancelacion_hasta = DiaField(
        "Último día para cancelar sin explicarlo",
        [Optional()],
        description="Después hay que escribir por qué y la cancelación cuenta como tarde. Vacío, se cancela cuando se quiera.",
    )
    oferta_horas = EnteroField(
        "Horas para aceptar un lugar que se libera",
        [Optional(), entre(1, 336)],
        description="Vacío, el lugar se da enseguida sin preguntar.",
    )
    inmediata_horas = EnteroField(
        "Horas antes de empezar en que ya no se pregunta",
        [InputRequired("Escribe cuántas horas; 0 si siempre se pregunta."), entre(0, 720)],
        description="Si el plazo para aceptar no cabe antes de esas horas, el lugar se da enseguida.",
    )

    def datos(self) -> Reglas:
        """Lo escrito."""
        return Reglas(**self.data)


class FormularioSimulacion(Formulario):
    """Con cuántos lugares y con qué regla se simula; viaja en la dirección y no guarda nada."""

    class Meta(Formulario.Meta):
        """No cambia datos: no necesita ficha contra falsificación."""

        csrf = False

    lugares = EnteroField("Si hubiera estos lugares libres", [Optional(), entre(0, 5000)])
    regla = elegir_opcion("Con este orden", ReglaDeFila, validators=[Optional()])
    maximo = EnteroField("Máximo por institución", [Optional(), entre(1, 5000)])


class FormularioPeticion(Formulario):
    """Pedir lugar: un botón y, si la edición lo pide, el correo de la jefatura."""

    jefatura_correo = StringField(
        "Correo de tu jefatura",
        [InputRequired("Escribe el correo de tu jefatura."), Length(max=254, message=MAS_LARGO_QUE)],
        description="Le pediremos su visto bueno. No necesita cuenta.",
        render_kw={**DE_CORREO, "autocomplete": "off"},
    )


class FormularioCancelarTarde(Formulario):
    """Dejar el lugar cuando el plazo ya pasó: se dice por qué."""

    motivo = TextAreaField(
        "Por qué cancelas",
        [
            InputRequired("Escribe por qué: el plazo para cancelar ya pasó."),
            Length(max=500, message=MAS_LARGO_QUE),
        ],
        description="Lo lee la coordinación. El plazo para cancelar ya pasó y contará como tarde.",
    )


class FormularioCorreos(Formulario):
    """A quiénes se inscribe de una vez."""

    correos = TextAreaField(
        "Correos",
        [InputRequired("Pega al menos un correo."), Length(max=60_000, message=MAS_LARGO_QUE)],
        description="Uno por renglón, separados por comas o pegados de una hoja de cálculo. Sólo quienes integran la Red.",
        render_kw={"rows": 8, "spellcheck": "false", "autocapitalize": "none"},
    )


class FormularioExcepcion(Formulario):
    """De qué reglas se exceptúa a una persona y por qué; las que hoy le impiden algo las pone la vista."""

    de = CasillasField(
        "De qué se le exceptúa",
        coerce=lambda valor: Exceptuable(valor) if valor else None,
        validators=[InputRequired("Elige al menos una.")],
    )
    motivo = TextAreaField(
        "Por qué se hace la excepción",
        [InputRequired("Escribe por qué: queda anotado."), Length(max=500, message=MAS_LARGO_QUE)],
        description="Queda en la lista de la edición y en la bitácora, con tu nombre.",
    )

    def excepcion(self) -> Excepcion:
        """Lo elegido."""
        return Excepcion(self.motivo.data or "", frozenset(self.de.data or ()))


class FormularioPasar(Formulario):
    """A qué edición pasa la espera y a cuántas personas se dijo que pasaría."""

    destino = SelectField(
        "A qué edición",
        coerce=lambda valor: llave(str(valor)) if valor else 0,
        validators=[InputRequired("Elige una edición.")],
    )
    cuantas = IntegerField("Cuántas personas", [InputRequired()])


class FormularioOferta(Formulario):
    """Tomar el lugar ofrecido o dejarlo pasar."""

    respuesta = RadioField(
        "Tu respuesta",
        choices=[("si", "Acepto el lugar"), ("no", "Lo dejo pasar y salgo de la lista")],
        validators=[InputRequired("Elige una de las dos.")],
    )


class FormularioVistoBueno(Formulario):
    """Si se da el visto bueno y, si no, por qué."""

    respuesta = RadioField(
        "Tu respuesta",
        choices=[("si", "Doy mi visto bueno"), ("no", "No lo doy")],
        validators=[InputRequired("Elige una de las dos.")],
    )
    motivo = TextAreaField(
        "Si no lo das, por qué",
        [Optional(), Length(max=500, message=MAS_LARGO_QUE)],
        description="Lo leerán quien pidió lugar y quien coordina la Red.",
        render_kw={"rows": 3},
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Quien no lo da dice por qué."""
        bien: bool = super().validate(extra_validators)
        if self.respuesta.data == "no" and not (self.motivo.data or "").strip():
            self.motivo.errors = ["Escribe por qué: quien lo pidió merece saberlo."]
            return False
        return bien
