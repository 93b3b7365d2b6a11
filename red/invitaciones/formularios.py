"""Lo que se pregunta a quien invita y a quien responde."""

from datetime import timedelta
from typing import Any

from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from red.acceso.formularios import contrasena_nueva
from red.formularios import CasillasField, Formulario, SelectField, elegir_opcion, hasta, llave_elegida
from red.personas.formularios import con_letras
from red.personas.modelos import NivelCargo

NO_APARECE = 0
"""Valor de «no está en la lista» al elegir institución."""

PLAZOS = [("7", "7 días"), ("5", "5 días"), ("3", "3 días")]


def _recortar(texto: str | None) -> str | None:
    return " ".join((texto or "").split()) or None


def _llave(valor: Any) -> int | None:
    """La llave de una institución elegida, o que no está en la lista; la imposible lanza ValueError."""
    return NO_APARECE if str(valor) == str(NO_APARECE) else llave_elegida(valor)


class FormularioInvitar(Formulario):
    """A quiénes se invita y qué se les dice."""

    correos = TextAreaField(
        "Correos",
        description="Hasta 50, uno por renglón o separados con comas. También vale «Nombre <correo>».",
        validators=[
            DataRequired("Escribe al menos un correo."),
            Length(max=20_000, message="Es demasiado texto: caben 50 correos de una vez."),
        ],
        render_kw={
            "rows": 6,
            "inputmode": "email",
            "autocomplete": "off",
            "autocapitalize": "none",
            "spellcheck": "false",
        },
    )
    institucion_id = SelectField(
        "Institución que les propones",
        description="Aparecerá elegida; cada quien puede cambiarla.",
        coerce=llave_elegida,
        validators=[Optional()],
    )
    nivel = elegir_opcion(
        "Nivel del puesto que les propones", NivelCargo, vacia="Sin proponer", validators=[Optional()]
    )
    mensaje = TextAreaField(
        "Mensaje personal",
        description="Va en el correo, junto a tu nombre.",
        validators=[Optional(), Length(max=600, message="Son más de 600 letras: resume un poco.")],
        filters=[_recortar],
        render_kw={"rows": 3},
    )
    dias = SelectField("Tiempo para responder", choices=PLAZOS, default="7", validators=[InputRequired()])
    incluir = CasillasField("También enviar a", validate_choice=False)
    huella = HiddenField()

    @property
    def vigencia(self) -> timedelta:
        """El plazo elegido."""
        return timedelta(days=int(self.dias.data))


class FormularioReenviar(Formulario):
    """Sólo la ficha contra falsificación: reenviar no pregunta nada."""


class FormularioConsentir(Formulario):
    """Lo que se acepta antes de dar ningún dato; nada viene marcado."""

    acepto = BooleanField(
        "Leí el aviso de privacidad y acepto que se usen mis datos para integrar la Red",
        validators=[InputRequired("Para integrar la Red hace falta aceptar el aviso de privacidad.")],
    )
    directorio = BooleanField(
        "Aparecer en el directorio de la Red",
        description="Las demás integrantes podrán hallarte por tu nombre. Qué más ven lo decides en tu perfil.",
        render_kw={"data-opcional": "si"},
    )
    mapa = BooleanField(
        "Aparecer en el mapa de la Red",
        description="El personal del instituto verá con quiénes te conectas, para saber dónde hace falta apoyo.",
    )


class FormularioUnirse(Formulario):
    """Lo que acepta quien ya tiene cuenta."""

    acepto = BooleanField(
        "Leí el aviso de privacidad y acepto que se usen mis datos para integrar esta Red",
        validators=[InputRequired("Para integrar la Red hace falta aceptar el aviso de privacidad.")],
    )


class FormularioAlta(Formulario):
    """Quién es y dónde trabaja quien acepta, y con qué va a entrar.

    Con `hay_que_buscar` la lista de instituciones es demasiado larga para recorrerla.
    """

    hay_que_buscar = False

    nombre = StringField(
        "Nombre o nombres",
        description="Como en tus documentos: así saldrá en tus constancias.",
        validators=[DataRequired("Escribe tu nombre."), con_letras, hasta(80)],
        filters=[_recortar],
        render_kw={"autocomplete": "given-name"},
    )
    primer_apellido = StringField(
        "Primer apellido",
        validators=[
            DataRequired("Escribe tu primer apellido."),
            con_letras,
            hasta(80),
        ],
        filters=[_recortar],
        render_kw={"autocomplete": "family-name"},
    )
    segundo_apellido = StringField(
        "Segundo apellido",
        validators=[Optional(), hasta(80)],
        filters=[_recortar],
        render_kw={"autocomplete": "additional-name"},
    )
    nombre_preferido = StringField(
        "Cómo quieres que te llamemos",
        description="Si es otro que el de tus documentos: es el que verán las demás.",
        validators=[Optional(), hasta(80)],
        filters=[_recortar],
        render_kw={"autocomplete": "nickname"},
    )
    buscada = StringField(
        "Busca tu institución",
        description="Escribe una palabra de su nombre y elígela en la lista de abajo.",
        validators=[Optional(), hasta(80)],
        render_kw={"autocomplete": "off"},
    )
    institucion_id = SelectField(
        "Institución donde trabajas", coerce=_llave, validators=[InputRequired("Elige tu institución.")]
    )
    otra_institucion = StringField(
        "Si no está en la lista, escribe su nombre",
        description="La coordinación la agregará y podrás completarla en tu perfil.",
        validators=[Optional(), hasta(200)],
        filters=[_recortar],
        render_kw={"autocomplete": "organization"},
    )
    puesto = StringField(
        "Puesto",
        description="Como aparece en tu nombramiento.",
        validators=[DataRequired("Escribe tu puesto."), hasta(160)],
        filters=[_recortar],
        render_kw={"autocomplete": "organization-title"},
    )
    nivel = elegir_opcion(
        "Nivel del puesto",
        NivelCargo,
        vacia="Elige uno",
        validators=[InputRequired("Elige el nivel de tu puesto.")],
    )
    contrasena = contrasena_nueva("Contraseña")

    def validate(self, extra_validators: Any = None) -> bool:
        """Además de cada campo: si la institución no está en la lista, hace falta su nombre."""
        bien: bool = super().validate(extra_validators)
        if self.institucion_id.data == NO_APARECE and not self.otra_institucion.data:
            self.otra_institucion.errors = ["Escribe el nombre de tu institución."]
            return False
        return bien


class FormularioRechazar(Formulario):
    """Por qué no puede y quién podría ir en su lugar; todo es opcional."""

    motivo = TextAreaField(
        "Por qué",
        description="Sirve para saber cómo invitar mejor. Puedes dejarlo vacío.",
        validators=[Optional(), Length(max=500, message="Son más de 500 letras: resume un poco.")],
        filters=[_recortar],
        render_kw={"rows": 3},
    )
    propuesta = StringField(
        "Correo de quien podría ir en tu lugar",
        description="Quien coordina decidirá si la invita; no le escribimos sin más.",
        validators=[Optional(), Length(max=254, message="Es demasiado largo para ser un correo.")],
        render_kw={
            "inputmode": "email",
            "autocomplete": "off",
            "autocapitalize": "none",
            "spellcheck": "false",
        },
    )


class FormularioPedir(Formulario):
    """Sólo la ficha contra falsificación: pedir otra es un botón."""
