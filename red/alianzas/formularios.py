"""Lo que se pregunta de una alianza y de quienes la sostienen."""

from typing import Any

from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Optional, ValidationError

from red.alianzas.modelos import Alianza, ClaseDeAlianza, PapelEnAlianza
from red.alianzas.operaciones import DatosDeAlianza
from red.archivos.formularios import CampoArchivo
from red.base import Opcion
from red.formularios import (
    CampoFecha,
    CampoFechaParcial,
    CasillasField,
    Formulario,
    RadioField,
    SelectField,
    con_letras,
    elegir_opcion,
    llave_elegida,
    no_futura,
    parcial_no_futura,
    parcial_ya_terminada,
)
from red.formularios import (
    hasta as hasta_letras,
)
from red.instituciones.modelos import Orden, TipoInstitucion
from red.instituciones.operaciones import DatosInstitucion

ALIADAS: dict[TipoInstitucion, Orden] = {
    TipoInstitucion.ORGANIZACION_MUJERES: Orden.NO_GUBERNAMENTAL,
    TipoInstitucion.SOCIEDAD_CIVIL: Orden.NO_GUBERNAMENTAL,
    TipoInstitucion.ACADEMIA: Orden.NO_GUBERNAMENTAL,
    TipoInstitucion.EMPRESA: Orden.NO_GUBERNAMENTAL,
    TipoInstitucion.ORGANISMO_INTERNACIONAL: Orden.INTERNACIONAL,
}
"""Las que se suman a una alianza sin que la Red las abarque, y de qué orden son."""


class FormularioAlianza(Formulario):
    """Qué es, para qué, desde cuándo y qué la sustenta."""

    clase = RadioField(
        "Qué es", [InputRequired("Elige qué es.")], choices=ClaseDeAlianza.opciones(), coerce=str
    )
    nombre = StringField(
        "Cómo se llama",
        [InputRequired("Escribe cómo se llama."), hasta_letras(200), con_letras],
        description="Por ejemplo: «Comisión de Equidad de Género» o «Proyecto Luminarias».",
    )
    proposito = TextAreaField(
        "Para qué",
        [InputRequired("Di para qué se unieron."), hasta_letras(600)],
        description="El objetivo común, en una o dos frases.",
        render_kw={"rows": 3},
    )
    desde = CampoFechaParcial(
        "Desde cuándo",
        [InputRequired("Di desde cuándo; si no sabes el día, basta el año."), parcial_no_futura],
    )
    hasta = CampoFechaParcial(
        "Hasta cuándo", [Optional()], description="Sólo si tiene término o ya concluyó; si no, sigue abierta."
    )
    convoca_busca = StringField(
        "Busca a quien convoca",
        [Optional(), hasta_letras(120)],
        description="Son muchas instituciones: escribe parte del nombre, busca y elígela en la lista.",
        render_kw={"autocomplete": "off"},
    )
    convoca_id = SelectField(
        "Quién convoca",
        [Optional()],
        choices=[],
        coerce=llave_elegida,
        description="Queda entre quienes participan, coordinando.",
    )
    sustento = StringField(
        "Qué la sustenta",
        [Optional(), hasta_letras(200)],
        description="El instrumento y su número: «Decreto alcaldicio 378», «Convenio 12/2025».",
    )
    sustento_el = CampoFecha("Fecha de ese instrumento", [Optional(), no_futura])
    archivo = CampoArchivo("El documento", [Optional()])
    notas = TextAreaField(
        "Notas",
        [Optional(), hasta_letras(2000)],
        description="Lo que convenga recordar. Lo lee toda la Red: no escribas casos ni datos de personas.",
        render_kw={"rows": 3},
    )

    def validate_sustento_el(self, campo: CampoFecha) -> None:
        """Una fecha sola no dice de qué es."""
        if campo.data and not (self.sustento.data or "").strip():
            raise ValidationError("Di también cuál es el instrumento.")

    def datos(self) -> DatosDeAlianza:
        """Lo escrito, con los nombres con que lo piden las operaciones."""
        return DatosDeAlianza(
            clase=ClaseDeAlianza(self.clase.data),
            **{c: self[c].data for c in self.data if c not in {"clase", "archivo", "convoca_busca"}},
        )

    def subido(self) -> tuple[str, bytes] | None:
        """El archivo que llegó, si llegó."""
        return (self.archivo.nombre, self.archivo.contenido()) if self.archivo.elegido else None


class FormularioAlianzaExistente(FormularioAlianza):
    """Lo mismo de una que ya consta; si ya concluyó, también por qué."""

    motivo = StringField("Por qué concluyó", [Optional(), hasta_letras(300)])

    @classmethod
    def de(cls, alianza: Alianza) -> "FormularioAlianzaExistente":
        """Empieza con lo que consta."""
        form = cls(data=cls.lo_guardado(alianza))
        if alianza.motivo is None:
            del form.motivo
        return form

    @staticmethod
    def lo_guardado(alianza: Alianza) -> dict[str, Any]:
        """Lo que consta, campo por campo."""
        campos = ("nombre", "proposito", "convoca_id", "sustento", "sustento_el", "notas", "motivo")
        return {
            **{campo: getattr(alianza, campo) for campo in campos},
            "clase": alianza.clase.value,
            "desde": alianza.desde_dicho,
            "hasta": alianza.hasta_dicho,
        }


class FormularioConcluir(Formulario):
    """Cuándo concluyó y por qué."""

    hasta = CampoFechaParcial(
        "Hasta cuándo",
        [InputRequired("Di hasta cuándo; si no sabes el día, basta el año."), parcial_ya_terminada],
    )
    motivo = StringField(
        "Por qué concluyó",
        [InputRequired("Di por qué concluyó."), hasta_letras(300)],
        description="Por ejemplo: «Se cumplió su objetivo» o «Terminó el periodo de gobierno».",
    )


class _DesdeCuando(Formulario):
    """El papel de quien participa y desde cuándo."""

    papel = elegir_opcion("Qué hace", PapelEnAlianza, default=PapelEnAlianza.PARTICIPA.value)
    desde = CampoFechaParcial(
        "Desde cuándo",
        [InputRequired("Di desde cuándo; si no sabes el día, basta el año."), parcial_no_futura],
    )


class FormularioSumar(_DesdeCuando):
    """Qué instituciones se suman."""

    buscada = StringField(
        "Busca la institución",
        [Optional(), hasta_letras(120)],
        description="Escribe parte de su nombre o sus siglas.",
        render_kw={"autocomplete": "off"},
    )
    instituciones = CasillasField(
        "Cuáles se suman",
        [InputRequired("Marca al menos una.")],
        choices=[],
        coerce=llave_elegida,
    )


class FormularioSumarPersona(_DesdeCuando):
    """Qué integrante se suma a título personal."""

    buscada = StringField(
        "Busca a la persona",
        [Optional(), hasta_letras(120)],
        description="Escribe parte de su nombre. Sólo salen integrantes que aceptaron aparecer en el directorio.",
        render_kw={"autocomplete": "off"},
    )
    persona = SelectField("Quién", [InputRequired("Elige a la persona.")], choices=[], coerce=llave_elegida)


class FormularioAliada(_DesdeCuando):
    """Una organización que todavía no está registrada."""

    nombre = StringField(
        "Nombre oficial", [InputRequired("Escribe su nombre oficial."), hasta_letras(200), con_letras]
    )
    siglas = StringField("Siglas", [Optional(), hasta_letras(30)])
    tipo = RadioField(
        "Qué clase de organización es",
        [InputRequired("Elige qué clase de organización es.")],
        choices=[(tipo.value, tipo.etiqueta) for tipo in ALIADAS],
        coerce=str,
    )

    def institucion(self, territorio_id: int) -> DatosInstitucion:
        """Los datos de la organización en ese territorio."""
        tipo = TipoInstitucion(self.tipo.data)
        return DatosInstitucion(
            nombre=" ".join((self.nombre.data or "").split()),
            siglas=(self.siglas.data or "").strip() or None,
            tipo=tipo,
            orden=ALIADAS[tipo],
            territorio_id=territorio_id,
        )


class FormularioParticipacion(_DesdeCuando):
    """Cómo consta la participación de alguien."""


class FormularioTermino(Formulario):
    """Hasta cuándo participó."""

    hasta = CampoFechaParcial(
        "Hasta cuándo participó",
        [InputRequired("Di hasta cuándo; si no sabes el día, basta el año."), parcial_ya_terminada],
    )


class Formato(Opcion):
    """En qué archivo sale la lista."""

    XLSX = "xlsx", "Libro de Excel (.xlsx)"
    CSV = "csv", "Texto separado por comas (.csv)"


class FormularioExportar(Formulario):
    """En qué formato sale la lista y para qué."""

    formato = elegir_opcion("Formato", Formato, default=Formato.XLSX.value)
    motivo = StringField(
        "Para qué la necesitas",
        [InputRequired("Di para qué la necesitas."), hasta_letras(300)],
        description="Puede llevar nombres de personas: queda anotado quién la sacó y para qué.",
    )
