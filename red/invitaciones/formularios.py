"""Lo que se pregunta a quien invita y a quien responde."""

from datetime import timedelta

from wtforms import BooleanField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from red.acceso.formularios import contrasena_nueva
from red.formularios import (
    CampoFecha,
    CasillasField,
    Formulario,
    SelectField,
    elegir_opcion,
    hasta,
    llave_elegida,
    nombre_de_persona,
    recortar,
)
from red.instituciones.modelos import Orden, TipoInstitucion
from red.personas.finalidades import ConFinalidades, casillas_de_finalidades
from red.personas.formularios import DondeTrabaja, con_letras
from red.personas.modelos import NivelCargo

PLAZOS = [("7", "7 días"), ("5", "5 días"), ("3", "3 días")]
PLAZOS_DE_CONVOCATORIA = [("14", "14 días"), ("7", "7 días"), ("10", "10 días"), ("21", "21 días")]
RECORDATORIOS = [("7", "7 días antes"), ("5", "5 días antes"), ("2", "2 días antes"), ("1", "Un día antes")]


class FormularioInvitar(Formulario):
    """A quiénes se invita y qué se les dice."""

    correos = TextAreaField(
        "Correos",
        description="Hasta 500, uno por renglón o separados con comas. También vale «Nombre <correo>».",
        validators=[
            DataRequired("Escribe al menos un correo."),
            Length(max=100_000, message="Es demasiado texto: caben 500 correos. Más, en un archivo."),
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
        filters=[recortar],
        render_kw={"rows": 3},
    )
    convocatoria_id = SelectField(
        "Convocatoria",
        description="Con ella se cuentan estas invitaciones; su texto, su plazo y sus recordatorios son los suyos.",
        coerce=llave_elegida,
        validators=[Optional()],
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


class FormularioConvocatoria(Formulario):
    """A cuántas se quiere llegar, con qué perfil, qué se les dice, hasta cuándo y quién lo lleva."""

    nombre = StringField(
        "Nombre de la convocatoria",
        description="Para reconocerla: «Mandos medios y superiores, otoño».",
        validators=[DataRequired("Ponle un nombre."), con_letras, hasta(120)],
        filters=[recortar],
    )
    objetivo = IntegerField(
        "A cuántas integrantes con este perfil quieres llegar",
        description="Cuenta también a las que ya están: con 64 y una meta de 100, faltan 36.",
        validators=[
            InputRequired("Escribe un número."),
            NumberRange(1, 1_000_000, message="Escribe un número entre 1 y un millón."),
        ],
        render_kw={"inputmode": "numeric"},
    )
    niveles = CasillasField(
        "Niveles de puesto que buscas",
        description="Si no marcas ninguno, son todos.",
        choices=NivelCargo.opciones(),
        validators=[Optional()],
    )
    instituciones = CasillasField(
        "A qué instituciones se dirige",
        description="Si no marcas ninguna, son todas las de la Red.",
        coerce=llave_elegida,
        validators=[Optional()],
    )
    trabajo = StringField(
        "Qué trabajo hacen",
        description="Palabras de sus puestos o sus áreas, separadas con comas: presupuesto, planeación. A quienes las tengan te las mostraremos primero.",
        validators=[Optional(), hasta(200)],
        filters=[recortar],
    )
    mensaje = TextAreaField(
        "Lo que les dices",
        description="Va en el correo, junto al nombre de quien coordina. Antes de enviar podrás verlo y mandarte una muestra.",
        validators=[Optional(), Length(max=600, message="Son más de 600 letras: resume un poco.")],
        filters=[recortar],
        render_kw={"rows": 4},
    )
    desde = CampoFecha("Empieza", validators=[InputRequired("Escribe cuándo empieza.")])
    hasta = CampoFecha("Termina", validators=[InputRequired("Escribe cuándo termina.")])
    coordina_id = SelectField(
        "Quién la coordina",
        description="Su nombre firma las invitaciones.",
        coerce=llave_elegida,
        validators=[Optional()],
    )
    dias = SelectField(
        "Tiempo para responder cada invitación", choices=PLAZOS_DE_CONVOCATORIA, validators=[InputRequired()]
    )
    recordatorios = CasillasField(
        "Cuándo se les recuerda",
        description="Sólo a quien no ha respondido, y nunca antes de un día del correo anterior.",
        choices=RECORDATORIOS,
        validators=[Optional()],
    )


class FormularioBorrador(Formulario):
    """Completar o corregir un borrador."""

    correo = StringField(
        "Correo",
        description="Sin él no puede enviarse.",
        validators=[Optional(), hasta(254)],
        render_kw={
            "inputmode": "email",
            "autocomplete": "off",
            "autocapitalize": "none",
            "spellcheck": "false",
        },
    )
    nombre = StringField("Nombre", validators=[Optional(), nombre_de_persona, hasta(200)], filters=[recortar])
    institucion_id = SelectField("Institución que le propones", coerce=llave_elegida, validators=[Optional()])
    nivel = elegir_opcion(
        "Nivel del puesto que le propones", NivelCargo, vacia="Sin proponer", validators=[Optional()]
    )


class FormularioEnviar(Formulario):
    """Cuántos borradores se mostraron a quien confirma."""

    cuantas = HiddenField()

    @property
    def vistas(self) -> int:
        """Las que se mostraron; lo que no es un número no coincide con nada."""
        escrito = self.cuantas.data or ""
        return int(escrito) if escrito.isdecimal() else -1


class FormularioVarias(Formulario):
    """Lo que se confirma de un acto con varias invitaciones."""

    vista = HiddenField()


class FormularioConsentir(ConFinalidades, Formulario):
    """Lo que se acepta antes de dar ningún dato; nada viene marcado."""

    acepto = BooleanField(
        "Leí el aviso de privacidad y acepto que se usen mis datos para integrar la Red",
        validators=[InputRequired("Para integrar la Red hace falta aceptar el aviso de privacidad.")],
    )
    directorio, mapa, analisis, correos = casillas_de_finalidades()
    leido = HiddenField()


class FormularioUnirse(Formulario):
    """Lo que acepta quien ya tiene cuenta."""

    leido = HiddenField()

    acepto = BooleanField(
        "Leí el aviso de privacidad y acepto que se usen mis datos para integrar esta Red",
        validators=[InputRequired("Para integrar la Red hace falta aceptar el aviso de privacidad.")],
    )


class FormularioAlta(DondeTrabaja):
    """Quién es y dónde trabaja quien acepta, y con qué va a entrar.

    Con `hay_que_buscar` la lista de instituciones es demasiado larga para recorrerla.
    """

    hay_que_buscar = False

    nombre = StringField(
        "Nombre o nombres",
        description="Como en tus documentos: así saldrá en tus constancias.",
        validators=[DataRequired("Escribe tu nombre."), nombre_de_persona, hasta(80)],
        filters=[recortar],
        render_kw={"autocomplete": "given-name"},
    )
    primer_apellido = StringField(
        "Primer apellido",
        validators=[
            DataRequired("Escribe tu primer apellido."),
            nombre_de_persona,
            hasta(80),
        ],
        filters=[recortar],
        render_kw={"autocomplete": "family-name"},
    )
    segundo_apellido = StringField(
        "Segundo apellido",
        validators=[Optional(), nombre_de_persona, hasta(80)],
        filters=[recortar],
        render_kw={"autocomplete": "additional-name"},
    )
    nombre_preferido = StringField(
        "Cómo quieres que te llamemos",
        description="Si es otro que el de tus documentos: es el que verán las demás.",
        validators=[Optional(), nombre_de_persona, hasta(80)],
        filters=[recortar],
        render_kw={"autocomplete": "nickname"},
    )
    buscada = StringField(
        "Busca tu institución",
        description="Escribe una palabra de su nombre y elígela en la lista de abajo.",
        validators=[Optional(), hasta(80)],
        render_kw={"autocomplete": "off"},
    )
    contrasena = contrasena_nueva("Contraseña")


class FormularioSuInstitucion(Formulario):
    """Cuál es la institución que alguien dijo: una nueva, o una que ya estaba con otro nombre."""

    institucion_id = SelectField("¿Ya está con otro nombre?", [Optional()], coerce=llave_elegida)
    nombre = StringField(
        "Nombre oficial",
        [InputRequired("Escribe el nombre oficial."), hasta(200), con_letras],
        description="Como lo escribió ella; corrígelo si hace falta.",
        filters=[recortar],
    )
    tipo = elegir_opcion("Qué clase de institución es", TipoInstitucion)
    orden = elegir_opcion("Orden de gobierno", Orden)
    territorio_id = SelectField("Territorio", coerce=int)

    def ofrecer(self, instituciones: list[tuple[int, str]]) -> None:
        """Pone entre cuáles se elige; lo primero es registrarla como nueva."""
        self.institucion_id.choices = [("", "No: se registra como nueva"), *instituciones]


class FormularioRechazar(Formulario):
    """Por qué no puede y quién podría ir en su lugar; todo es opcional."""

    motivo = TextAreaField(
        "Por qué",
        description="Sirve para saber cómo invitar mejor. Puedes dejarlo vacío.",
        validators=[Optional(), Length(max=500, message="Son más de 500 letras: resume un poco.")],
        filters=[recortar],
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
