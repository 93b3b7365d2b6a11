"""Lo que se pregunta para llevarse el mapa y para traer un estudio."""

from typing import ClassVar

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, StringField
from wtforms.validators import Length, ValidationError

from red.base import Opcion
from red.formularios import Formulario, SelectField

UNA_FRASE = 10
"""Cuántas letras tiene, por lo menos, una razón que se entiende."""


class Formato(Opcion):
    """Formato en que sale el grafo."""

    GRAPHML = "graphml", "GraphML (networkx, yEd, R)"
    GEXF = "gexf", "GEXF (Gephi)"
    PAJEK = "pajek", "Pajek (.net)"
    CSV = "csv", "CSV: dos tablas en un archivo zip"


class _SiVanNombres:
    """Con nombres no se sale sin razón; sin ellos, nadie tiene que darla."""

    field_flags: ClassVar = {"sin_marca": True}

    def __call__(self, formulario: "FormularioExportacion", campo: StringField) -> None:
        """Lanza ValidationError si van nombres y no se dijo para qué."""
        if formulario.con_nombres.data and len((campo.data or "").strip()) < UNA_FRASE:
            raise ValidationError("Di con una frase para qué necesitas los nombres.")


class FormularioExportacion(Formulario):
    """En qué formato sale, y si sale con nombres, para qué."""

    formato = SelectField("Formato", choices=Formato.opciones(), coerce=Formato)
    con_nombres = BooleanField(
        "Con los nombres de las personas",
        description="Si no lo marcas, cada persona sale como «Persona 001» y así en todos sus lazos.",
    )
    motivo = StringField(
        "Para qué necesitas los nombres",
        [_SiVanNombres(), Length(max=300, message="Hasta 300 letras.")],
        description="Escríbelo si los marcaste. Queda en la bitácora junto con tu nombre y la fecha.",
    )


class FormularioEstudio(Formulario):
    """El archivo de un estudio hecho en otra parte."""

    archivo = FileField(
        "El archivo del estudio",
        [FileRequired("Elige el archivo.")],
        description="GraphML, GEXF, Pajek (.net), una tabla de lazos en CSV, o un zip con nodos.csv y lazos.csv. Hasta 20 MB.",
        render_kw={"accept": ".graphml,.gexf,.net,.paj,.csv,.tsv,.txt,.xml,.zip"},
    )
