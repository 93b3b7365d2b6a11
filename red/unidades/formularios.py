"""Lo que se pregunta de una unidad y de quien la sostiene."""

from datetime import date, timedelta
from typing import Any, ClassVar

from wtforms import BooleanField, EmailField, StringField
from wtforms.validators import InputRequired, Optional, ValidationError

from red.formularios import (
    CampoFecha,
    CampoFechaParcial,
    Formulario,
    RadioField,
    SelectField,
    con_letras,
    correo_bien_escrito,
    elegir_opcion,
    hasta,
    llave_elegida,
    no_futura,
    nombre_de_persona,
    parcial_ya_terminada,
)
from red.personas.modelos import NivelCargo
from red.reloj import hoy
from red.unidades.modelos import AreaMinima, Dependencia, EstadoUnidad, Funcion, TipoUnidad
from red.unidades.operaciones import DatosUnidad


def _cercana(formulario: Formulario, campo: CampoFechaParcial) -> None:
    if campo.data and campo.data.primero > hoy(formulario.huso) + timedelta(days=366):
        raise ValidationError("Es más de un año en adelante: revisa el año.")


def _si_o_no(valor: Any) -> bool | None:
    """Sí, no o todavía no se sabe, venga de la lista o de la ficha."""
    return {"si": True, "True": True, "no": False, "False": False}.get(str(valor))


ETAPAS = [e for e in EstadoUnidad if e not in (EstadoUnidad.EN_RELEVO, EstadoUnidad.INACTIVA)]
"""En las que una unidad se puede registrar; al relevo y al cierre se llega después."""


class FormularioUnidad(Formulario):
    """Datos de la unidad."""

    tipo = elegir_opcion("Qué clase de unidad es", TipoUnidad)
    nombre = StringField(
        "Nombre de la unidad",
        [InputRequired("Escribe el nombre de la unidad."), hasta(200)],
        description="Como aparece en el acta o en el organigrama.",
    )
    estado = SelectField(
        "En qué etapa está", choices=[(e.value, e.etiqueta) for e in ETAPAS], coerce=EstadoUnidad
    )
    etapa_desde = CampoFecha(
        "Desde qué día está en esa etapa",
        [Optional(), no_futura],
        description="Si no lo dices, desde hoy. Si ya está instalada, basta el día en que se instaló.",
    )
    instalada_el = CampoFecha(
        "Día en que se instaló",
        [Optional(), no_futura],
        description="Sólo si ya se instaló: es la fecha del acta.",
    )
    fundamento = StringField(
        "Acto que la crea",
        [Optional(), hasta(300)],
        description="Decreto, acuerdo u oficio, con su número y fecha.",
    )

    depende_de = elegir_opcion(
        "De quién depende",
        Dependencia,
        vacia="Todavía no se sabe",
        description="Conviene que no dependa del área jurídica, para que pueda orientar con autonomía.",
    )
    voz_y_voto = SelectField(
        "Participa con voz y voto en el gabinete",
        choices=[("", "Todavía no se sabe"), ("si", "Sí"), ("no", "No")],
        coerce=_si_o_no,
    )

    def datos(self) -> DatosUnidad:
        """Lo escrito, listo para guardar."""
        return DatosUnidad(
            tipo=self.tipo.data,
            nombre=" ".join((self.nombre.data or "").split()),
            estado=self.estado.data if "estado" in self else None,
            instalada_el=self.instalada_el.data,
            fundamento=(self.fundamento.data or "").strip() or None,
            depende_de=self.depende_de.data,
            voz_y_voto=self.voz_y_voto.data,
        )


class _SiEsNueva:
    """Exige el campo sólo cuando se registra a alguien que no está en la lista; lo dice el grupo entero."""

    field_flags: ClassVar = {"sin_marca": True}

    def __init__(self, mensaje: str) -> None:
        self.mensaje = mensaje

    def __call__(self, formulario: "FormularioDesignacion", campo: Any) -> None:
        if formulario.es_nueva and not (campo.data or ""):
            raise ValidationError(self.mensaje)


def _funcion(valor: Any) -> Funcion | None:
    return Funcion(valor) if valor not in ("", None, "None") else None


def _persona(valor: Any) -> int | None:
    """La llave de la persona; cero es otra, y vacío, que no se ha elegido."""
    return 0 if str(valor) == "0" else llave_elegida(valor)


class FormularioDesignacion(Formulario):
    """A quién se designa, en qué función y desde cuándo."""

    funcion = RadioField(
        "Función", [InputRequired("Elige la función.")], choices=Funcion.opciones(), coerce=_funcion
    )
    persona_id = SelectField(
        "A quién se designa",
        [InputRequired("Elige a quién se designa.")],
        coerce=_persona,
        description="Personas de esta institución que ya están en el registro.",
    )
    nombre = StringField("Nombre o nombres", [_SiEsNueva("Escribe su nombre."), hasta(80), nombre_de_persona])
    primer_apellido = StringField(
        "Primer apellido", [_SiEsNueva("Escribe su apellido."), hasta(80), nombre_de_persona]
    )
    segundo_apellido = StringField("Segundo apellido", [hasta(80), nombre_de_persona])
    correo = EmailField(
        "Correo institucional",
        [_SiEsNueva("Escribe su correo."), Optional(), correo_bien_escrito],
    )
    puesto = StringField("Puesto", [_SiEsNueva("Escribe su puesto."), hasta(160), con_letras])
    nivel = elegir_opcion(
        "Nivel del puesto",
        NivelCargo,
        vacia="Elige uno",
        validators=[_SiEsNueva("Elige el nivel de su puesto.")],
    )
    es_otra = BooleanField("Es otra persona: regístrala de todos modos")
    area = elegir_opcion(
        "De qué área viene",
        AreaMinima,
        vacia="No es integrante por área",
        description="Sólo para integrantes: las seis áreas que conviene que estén.",
    )
    desde = CampoFechaParcial(
        "Desde cuándo", [InputRequired("Di desde cuándo; si no sabes el día, basta el año."), _cercana]
    )
    oficio = StringField(
        "Número de oficio", [Optional(), hasta(120)], description="El que la designa, si lo hay."
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


NUEVA, NADIE = "nueva", "nadie"


class _SiNoSeDesigna:
    """Decir que no lleva su porqué; lo dice la propia pregunta."""

    field_flags: ClassVar = {"sin_marca": True}

    def __call__(self, formulario: "FormularioQuienEs", campo: Any) -> None:
        if formulario.quien.data == NADIE and not (campo.data or "").strip():
            raise ValidationError("Di por qué no se designa.")


class FormularioQuienEs(Formulario):
    """Quién es la persona que alguien designó por correo."""

    quien = RadioField("¿Quién es?", [InputRequired("Elige quién es, o que no se designa.")])
    motivo = StringField(
        "Si no se designa, por qué",
        [_SiNoSeDesigna(), hasta(300)],
        description="Lo lee quien la pidió, en la ficha de la unidad.",
    )


class FormularioTerminoDeDesignacion(Formulario):
    """Hasta cuándo tuvo alguien una función, con lo que se sepa."""

    hasta = CampoFechaParcial(
        "Hasta cuándo",
        [InputRequired("Di hasta cuándo; si no sabes el día, basta el año."), parcial_ya_terminada],
    )


class FormularioTermino(Formulario):
    """El último día de algo."""

    hasta = CampoFecha("Último día", [InputRequired("Di cuál fue el último día."), no_futura])

    @property
    def dia(self) -> date:
        """El día escrito, una vez validado."""
        assert self.hasta.data is not None
        return self.hasta.data
