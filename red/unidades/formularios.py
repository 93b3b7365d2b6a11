"""Lo que se pregunta de una unidad y de quien la sostiene."""

from datetime import date, timedelta
from typing import Any

from wtforms import BooleanField, DateField, EmailField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from red.formularios import Formulario, RadioField, SelectField, correo_bien_escrito, elegir_opcion
from red.personas.modelos import NivelCargo
from red.reloj import hoy
from red.unidades.modelos import EstadoUnidad, Funcion, TipoUnidad
from red.unidades.operaciones import DatosUnidad

FECHA_MALA = "Escribe la fecha con día, mes y año."


def _no_futura(_formulario: Any, campo: DateField) -> None:
    if campo.data and campo.data > hoy():
        raise ValidationError("Esta fecha todavía no llega: escribe hoy o un día anterior.")


def _cercana(_formulario: Any, campo: DateField) -> None:
    if campo.data and campo.data > hoy() + timedelta(days=366):
        raise ValidationError("Es más de un año en adelante: revisa el año.")


class CampoFecha(DateField):
    """Fecha cuyo error se entiende."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Lee la fecha que envía el navegador, o dice cómo escribirla."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(FECHA_MALA) from None


class FormularioUnidad(Formulario):
    """Datos de la unidad."""

    tipo = elegir_opcion("Qué clase de unidad es", TipoUnidad)
    nombre = StringField(
        "Nombre de la unidad",
        [InputRequired("Escribe el nombre de la unidad."), Length(max=200, message="Hasta 200 letras.")],
        description="Como aparece en el acta o en el organigrama.",
    )
    estado = elegir_opcion("En qué momento está", EstadoUnidad)
    instalada_el = CampoFecha(
        "Día en que se instaló",
        [Optional(), _no_futura],
        description="Sólo si ya se instaló: es la fecha del acta.",
    )
    fundamento = StringField(
        "Acto que la crea",
        [Optional(), Length(max=300, message="Hasta 300 letras.")],
        description="Decreto, acuerdo u oficio, con su número y fecha.",
    )

    def datos(self) -> DatosUnidad:
        """Lo escrito, listo para guardar."""
        return DatosUnidad(
            tipo=self.tipo.data,
            nombre=" ".join((self.nombre.data or "").split()),
            estado=self.estado.data,
            instalada_el=self.instalada_el.data,
            fundamento=(self.fundamento.data or "").strip() or None,
        )


class _SiEsNueva:
    """Exige el campo sólo cuando se registra a alguien que no está en la lista."""

    def __init__(self, mensaje: str) -> None:
        self.mensaje = mensaje

    def __call__(self, formulario: "FormularioDesignacion", campo: Any) -> None:
        if formulario.es_nueva and not (campo.data or ""):
            raise ValidationError(self.mensaje)


class FormularioDesignacion(Formulario):
    """A quién se designa, en qué función y desde cuándo."""

    funcion = RadioField("Función", choices=Funcion.opciones(), coerce=Funcion, default=Funcion.TITULAR.value)
    persona_id = SelectField(
        "A quién se designa",
        coerce=int,
        description="Personas de esta institución que ya están en el registro.",
    )
    nombre = StringField("Nombre o nombres", [_SiEsNueva("Escribe su nombre."), Length(max=80)])
    primer_apellido = StringField("Primer apellido", [_SiEsNueva("Escribe su apellido."), Length(max=80)])
    segundo_apellido = StringField("Segundo apellido", [Length(max=80)])
    correo = EmailField(
        "Correo institucional",
        [_SiEsNueva("Escribe su correo."), Optional(), correo_bien_escrito],
    )
    puesto = StringField("Puesto", [_SiEsNueva("Escribe su puesto."), Length(max=160)])
    nivel = elegir_opcion("Nivel del puesto", NivelCargo, default=NivelCargo.MANDO_MEDIO.value)
    desde = CampoFecha("Desde qué día", [InputRequired("Di desde qué día."), _cercana])
    oficio = StringField(
        "Número de oficio", [Optional(), Length(max=120)], description="El que la designa, si lo hay."
    )
    releva = BooleanField(
        "Releva a quien está hoy",
        description="Quien tiene la función termina un día antes y queda en la historia.",
    )

    @property
    def es_nueva(self) -> bool:
        """Si se eligió registrar a alguien que no está en la lista."""
        return bool(self.persona_id.data == 0)

    def persona_nueva(self) -> dict[str, Any]:
        """Los datos de quien se registra al designarla."""
        return {
            "nombre": self.nombre.data or "",
            "primer_apellido": self.primer_apellido.data or "",
            "segundo_apellido": self.segundo_apellido.data,
            "correo": self.correo.data or "",
            "puesto": self.puesto.data or "",
            "nivel": self.nivel.data,
        }


class FormularioTermino(Formulario):
    """El último día de algo."""

    hasta = CampoFecha("Último día", [InputRequired("Di cuál fue el último día."), _no_futura])

    @property
    def dia(self) -> date:
        """El día escrito, una vez validado."""
        assert self.hasta.data is not None
        return self.hasta.data
