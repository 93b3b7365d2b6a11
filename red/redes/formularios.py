"""Lo que se pregunta sobre una Red y sobre la membresía de una persona."""

from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from red.formularios import CampoFecha, Formulario, SelectField, con_letras, elegir_opcion, hasta, recortar
from red.redes.modelos import MideMeta

MAS_DE_UNA = "Escribe un número mayor que cero, sin comas ni puntos."
HASTA_NUEVE = "Escribe un número de hasta 9 cifras."


class FormularioRed(Formulario):
    """Cómo se presenta una Red y cuál es su meta."""

    nombre = StringField(
        "Nombre de la Red",
        validators=[DataRequired("Escribe el nombre de la Red."), hasta(160)],
    )
    descripcion = TextAreaField(
        "Para qué existe",
        description="La leen quienes reciben una invitación: dos o tres frases bastan.",
        validators=[Optional(), Length(max=2000, message="Son más de 2,000 letras: resume un poco.")],
        filters=[lambda texto: (texto or "").strip()],
        render_kw={"rows": 5},
    )
    meta_numero = IntegerField(  # «meta» es de WTForms
        "Meta",
        description="Cuántas quieren llegar a ser.",
        validators=[
            InputRequired(MAS_DE_UNA),
            NumberRange(1, message=MAS_DE_UNA),
            NumberRange(max=999_999_999, message=HASTA_NUEVE),
        ],
        render_kw={"inputmode": "numeric", "min": 1},
    )
    meta_texto = StringField(
        "Qué se cuenta",
        description="Completa la frase «64 de 100…»: «servidoras públicas», «dependencias con unidad».",
        validators=[DataRequired("Escribe qué cuenta la meta."), hasta(80)],
    )


class FormularioRedEnMarcha(FormularioRed):
    """Además, qué se lee de la Red sin cuenta, si se puede pedir entrar y en cuánto se decide."""

    publica = BooleanField(
        "Tener una página pública",
        description="Cualquiera leerá qué es, cuántas la integran, qué instituciones participan y qué cursos vienen. Nunca se nombra a nadie.",
    )
    admite_solicitudes = BooleanField(
        "Recibir solicitudes para entrar",
        description="En la página pública habrá un formulario. Quien lo llena comprueba su correo antes de que veas nada.",
    )
    pide_respaldo = BooleanField(
        "Pedir el respaldo de quien encabeza la institución",
        description="Recibe un enlace, lee la solicitud y responde sin cuenta. Sin su respaldo no se puede aceptar.",
    )
    dias_para_decidir = IntegerField(
        "Días hábiles para decidir",
        description="Al cumplirse se te recuerda; dos días después se avisa también a quien convoca.",
        validators=[InputRequired("Escribe cuántos días."), NumberRange(1, 60, "Escribe entre 1 y 60 días.")],
        render_kw={"inputmode": "numeric", "min": 1, "max": 60},
    )


class FormularioRedNueva(FormularioRed):
    """Lo que se decide una sola vez, al crear la Red."""

    clave = StringField(
        "Clave para las direcciones",
        description="Palabra corta que irá en la dirección. Si la dejas vacía, la hacemos con el nombre.",
        validators=[Optional(), Length(max=40, message="Usa 40 letras o menos.")],
        render_kw={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"},
    )
    mide = elegir_opcion("Qué mide la meta", MideMeta, validators=[InputRequired()])
    territorio_id = SelectField(
        "Territorio", coerce=int, description="Hasta dónde llega la Red.", validators=[InputRequired()]
    )
    zona = SelectField(
        "Zona horaria",
        description="De ella depende qué día es hoy para la Red.",
        validators=[InputRequired()],
    )


class FormularioMotivo(Formulario):
    """Por qué cambia la membresía de una persona; queda en su historia."""

    motivo = TextAreaField(
        "Motivo",
        description="Queda en la historia de la Red y lo leerá quien coordine después.",
        validators=[
            DataRequired("Escribe el motivo: quien coordine después necesitará saberlo."),
            Length(max=500, message="Son más de 500 letras: resume un poco."),
        ],
        filters=[lambda texto: (texto or "").strip()],
        render_kw={"rows": 3},
    )


class FormularioResponsable(Formulario):
    """Quién responde por los datos personales en la Red."""

    nombre = StringField(
        "Quién responde",
        [Optional(), hasta(200)],
        description="La institución o el área. Si lo dejas vacío, es quien convoca.",
    )
    domicilio = StringField("Domicilio", [Optional(), hasta(300)])
    contacto = StringField(
        "A dónde se escribe o se llama",
        [Optional(), hasta(200)],
        description="Un correo, un teléfono o una oficina donde de veras contesten.",
    )


class FormularioDia(Formulario):
    """Un día que no se trabaja y el calendario oficial no trae, o al revés."""

    dia = CampoFecha("Qué día", [InputRequired("Di qué día.")])
    nombre = StringField(
        "Por qué",
        [DataRequired("Escribe por qué."), hasta(120), con_letras],
        description="Se lee junto a los plazos: «Aniversario de la ciudad», «Suspensión por elecciones».",
        filters=[recortar],
    )
    se_trabaja = BooleanField(
        "Ese día sí se trabaja",
        description="Márcala si el calendario oficial lo trae como inhábil y en tu gobierno se trabaja.",
    )


class FormularioPausa(FormularioMotivo):
    """Por qué se pone en pausa y, si se sabe, cuándo regresa."""

    regresa_el = CampoFecha(
        "¿Cuándo regresa?",
        [Optional()],
        description="Si lo sabes, ese día vuelve a estar activa sola y se le avisa por correo. Si no, déjalo vacío.",
    )


class FormularioSalida(Formulario):
    """Por qué alguien deja la Red, si lo quiere decir."""

    motivo = TextAreaField(
        "Por qué te vas",
        description="Sirve a la coordinación para mejorar. Puedes dejarlo vacío.",
        validators=[Optional(), Length(max=500, message="Son más de 500 letras: resume un poco.")],
        filters=[lambda texto: (texto or "").strip() or None],
        render_kw={"rows": 3},
    )


class FormularioSumar(Formulario):
    """Qué institución se suma a la Red."""

    institucion_id = IntegerField(validators=[InputRequired()])
