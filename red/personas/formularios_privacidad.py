"""Lo que se pregunta sobre privacidad: qué acepta una persona, y qué dice un aviso antes de publicarse."""

from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired

from red.formularios import CampoFecha, CasillasField, Formulario, SelectField, hasta
from red.personas.finalidades import ConFinalidades, casillas_de_finalidades
from red.personas.modelos import Audiencia, CampoVisible
from red.personas.modelos_de_privacidad import ELECTIVAS, Finalidad

LARGO_DE_AVISO = 40_000

AUDIENCIAS = [
    (Audiencia.NADIE.value, "Ninguna integrante"),
    (Audiencia.INSTITUCION.value, "Colegas de mi institución"),
    (Audiencia.RED.value, "Toda la Red"),
]


def _quien_ve(campo: CampoVisible) -> SelectField:
    return SelectField(campo.etiqueta, [DataRequired("Elige quién puede verlo.")], choices=AUDIENCIAS)


class FormularioPrivacidad(ConFinalidades, Formulario):
    """Para qué consiente que se usen sus datos y quién ve cada uno."""

    directorio, mapa, analisis, correos = casillas_de_finalidades()
    correo = _quien_ve(CampoVisible.CORREO)
    telefono = _quien_ve(CampoVisible.TELEFONO)
    puesto = _quien_ve(CampoVisible.PUESTO)
    intereses = _quien_ve(CampoVisible.INTERESES)
    leido = HiddenField()

    def visibilidad(self) -> dict[CampoVisible, Audiencia]:
        """La audiencia de cada dato."""
        return {campo: Audiencia(self[campo.value].data) for campo in CampoVisible}


class FormularioAvisoNuevo(ConFinalidades, Formulario):
    """Lo que se pregunta otra vez cuando un aviso nuevo separa otras finalidades."""

    directorio, mapa, analisis, correos = casillas_de_finalidades()
    leido = HiddenField()


class FormularioDeAviso(Formulario):
    """Una versión nueva de un aviso, mientras se escribe."""

    version = StringField(
        "Versión",
        [DataRequired("Di qué versión es, por ejemplo 3."), hasta(20)],
        description="Con ella se sabrá qué leyó cada persona. No se repite.",
    )
    titulo = StringField("Título", [DataRequired("Escribe el título."), hasta(160)])
    simplificado = TextAreaField(
        "Aviso simplificado",
        [DataRequired("Escribe el resumen que se lee primero."), hasta(LARGO_DE_AVISO)],
        description="Lo que se lee en la puerta. Un renglón que empieza con «# » abre un apartado; con «- », es un "
        "punto. $responsable, $domicilio y $contacto se llenan con lo de cada Red.",
        render_kw={"rows": 14},
    )
    integral = TextAreaField(
        "Aviso integral",
        [DataRequired("Escribe el aviso completo."), hasta(LARGO_DE_AVISO)],
        render_kw={"rows": 24},
    )
    finalidades = CasillasField(
        "Qué se pregunta por separado",
        choices=[(finalidad.value, finalidad.etiqueta) for finalidad in ELECTIVAS],
        description="Lo que el texto explica y la persona puede aceptar o no. Si cambia, se le vuelve a preguntar a "
        "cada quien en su siguiente visita.",
    )

    def elegidas(self) -> set[Finalidad]:
        """Las finalidades marcadas."""
        return {finalidad for finalidad in ELECTIVAS if finalidad.value in (self.finalidades.data or [])}


class FormularioPublicar(Formulario):
    """Desde cuándo rige lo escrito."""

    desde = CampoFecha("Rige desde", [InputRequired("Di desde qué día rige.")])
    revisado = BooleanField(
        "Nuestra área jurídica lo revisó",
        [InputRequired("Antes de publicarlo lo revisa el área jurídica.")],
        description="Una vez publicado no se corrige: se escribe otra versión.",
    )
    visto = HiddenField()
