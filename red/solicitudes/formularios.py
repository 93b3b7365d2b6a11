"""Lo que se pregunta a quien pide entrar, a quien respalda y a quien decide."""

from datetime import date
from typing import Any

from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from red.formularios import (
    CampoFecha,
    Formulario,
    RadioField,
    SelectField,
    correo_bien_escrito,
    hasta,
    llave_elegida,
    nombre_de_persona,
    recortar,
)
from red.personas.formularios import DondeTrabaja

CORREO = {"inputmode": "email", "autocapitalize": "none", "spellcheck": "false"}


class FormularioCorreccion(DondeTrabaja):
    """Quién es, dónde trabaja y por qué quiere entrar.

    Con `hay_que_buscar` la lista de instituciones es demasiado larga para recorrerla.
    """

    hay_que_buscar = False

    buscada = StringField(
        "Busca tu institución",
        [Optional(), hasta(80)],
        description="Escribe una palabra de su nombre y elígela en la lista de abajo.",
        render_kw={"autocomplete": "off"},
    )
    nombre = StringField(
        "Nombre y apellidos",
        validators=[DataRequired("Escribe tu nombre."), nombre_de_persona, hasta(160)],
        filters=[recortar],
        render_kw={"autocomplete": "name"},
    )
    motivo = TextAreaField(
        "Por qué quieres sumarte",
        description="Dos o tres frases. Las lee quien decide y, si hace falta su respaldo, quien encabeza tu institución.",
        validators=[
            DataRequired("Escribe por qué quieres sumarte."),
            Length(max=1000, message="Son más de 1,000 letras: resume un poco."),
        ],
        filters=[recortar],
        render_kw={"rows": 4},
    )
    titular_correo = StringField(
        "Correo institucional de quien encabeza tu institución",
        description="Le escribiremos para que diga si respalda tu solicitud. Si no lo sabes, déjalo vacío: la coordinación puede completarlo.",
        validators=[Optional(), hasta(254)],
        filters=[recortar],
        render_kw={**CORREO, "autocomplete": "off"},
    )


class FormularioSolicitud(FormularioCorreccion):
    """Lo mismo, con el correo y lo que se acepta. `sitio` no lo ve nadie: quien lo llena no es una persona."""

    correo = StringField(
        "Correo institucional",
        description="Te enviaremos un enlace para comprobar que es tuyo. Hasta entonces nadie ve tu solicitud.",
        validators=[DataRequired("Escribe tu correo."), hasta(254), correo_bien_escrito],
        filters=[recortar],
        render_kw={**CORREO, "autocomplete": "email"},
    )
    acepto = BooleanField(
        "Leí el aviso de privacidad y acepto que se usen estos datos para decidir mi solicitud y, si se acepta, para integrar la Red",
        validators=[InputRequired("Para pedir entrar hace falta aceptar el aviso de privacidad.")],
    )
    leido = HiddenField()
    correo_mirado = HiddenField()
    sitio = StringField("Deja vacío este campo", render_kw={"autocomplete": "off", "tabindex": "-1"})

    def sugerir(self, correo: str) -> bool:
        """Pregunta una vez si quiso escribir ese; si se envía otra vez igual, es que estaba bien."""
        escrito = (self.correo.data or "").lower()
        if not correo or self.correo_mirado.data == escrito:
            return False
        self.correo_mirado.data = escrito
        self.correo.errors = [
            *self.correo.errors,
            f"¿Quisiste decir {correo}? Corrígelo; si está bien como lo escribiste, envíalo otra vez.",
        ]
        return True


class FormularioConfirmar(Formulario):
    """Sólo la ficha contra falsificación: confirmar es un botón."""


class FormularioRespaldo(Formulario):
    """Si se respalda; si no, por qué; y si todavía no se sabe, cuándo preguntar otra vez."""

    respuesta = RadioField(
        "Tu respuesta",
        choices=[
            ("si", "La respaldo"),
            ("no", "No la respaldo"),
            ("despues", "Todavía no lo sé: pregúntame otra vez"),
        ],
        validators=[InputRequired("Elige una.")],
    )
    motivo = TextAreaField(
        "Si no la respaldas, por qué",
        description="Lo leerán quien decide y quien hizo la solicitud.",
        validators=[Optional(), Length(max=500, message="Son más de 500 letras: resume un poco.")],
        filters=[recortar],
        render_kw={"rows": 3},
    )

    cuando = CampoFecha(
        "Si todavía no lo sabes, qué día te preguntamos",
        [Optional()],
        description="De mañana a dentro de dos meses. Ese día te escribimos otra vez, con lo que la solicitud diga entonces.",
    )

    @property
    def otro_dia(self) -> date | None:
        """El día en que pide que se le pregunte otra vez; None si ya respondió."""
        return self.cuando.data if self.respuesta.data == "despues" else None

    def validate(self, extra_validators: Any = None) -> bool:
        """Quien no respalda dice por qué; quien no lo sabe todavía, cuándo."""
        bien: bool = super().validate(extra_validators)
        if self.respuesta.data == "despues" and not self.cuando.data and not self.cuando.errors:
            self.cuando.errors = ["Di qué día te preguntamos."]
            return False
        if self.respuesta.data == "no" and not self.motivo.data:
            self.motivo.errors = ["Escribe por qué: quien la pidió merece saberlo."]
            return False
        return bien


class FormularioTitular(Formulario):
    """A quién se le pide el respaldo."""

    titular_correo = StringField(
        "Correo institucional de quien encabeza su institución",
        validators=[DataRequired("Escribe el correo."), hasta(254)],
        filters=[recortar],
        render_kw={**CORREO, "autocomplete": "off"},
    )


class FormularioAprobar(Formulario):
    """Sólo la ficha contra falsificación: aprobar no pregunta nada."""


class FormularioDeclinar(Formulario):
    """Por qué no; se le dice a cada persona."""

    motivo = TextAreaField(
        "Por qué",
        description="Lo leerá quien espera la respuesta. Di qué falta o qué puede hacer.",
        validators=[
            DataRequired("Escribe por qué: quien espera merece saberlo."),
            Length(max=600, message="Son más de 600 letras: resume un poco."),
        ],
        filters=[recortar],
        render_kw={"rows": 4},
    )
    bloquea = BooleanField(
        "No recibir otra solicitud de la misma dirección",
        description="Sólo si insiste o no es quien dice ser. No se le dirá.",
    )


class FormularioSuplencia(Formulario):
    """Quién decide por ti, en qué Red y en qué días."""

    red_id = SelectField("Red", coerce=llave_elegida, validators=[InputRequired("Elige la Red.")])
    suplente_id = SelectField(
        "Quién decide por ti",
        description="Personas que hoy tienen un papel en esta Red.",
        coerce=llave_elegida,
        validators=[InputRequired("Elige a una persona.")],
    )
    desde = CampoFecha("Desde", validators=[InputRequired("Di desde qué día.")])
    hasta = CampoFecha(
        "Hasta", description="El último día de tu ausencia.", validators=[InputRequired("Di hasta qué día.")]
    )

    @classmethod
    def para(
        cls, redes: list[tuple[int, str]], personas: list[tuple[int, str]], dia: date
    ) -> "FormularioSuplencia":
        """El formulario con las Redes en que decide y quienes pueden suplirla en la elegida."""
        form = cls(desde=dia, red_id=redes[0][0] if redes else None)
        form.red_id.choices = redes
        form.suplente_id.choices = [("", "Elige a una persona"), *personas]
        return form
