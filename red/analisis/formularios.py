"""Lo que se pregunta para llevarse el mapa."""

from wtforms import BooleanField, StringField
from wtforms.validators import Length

from red.base import Opcion
from red.errores import ErrorDeDominio
from red.formularios import Formulario, SelectField


class Formato(Opcion):
    """Formato en que sale el grafo."""

    GRAPHML = "graphml", "GraphML (networkx, yEd, R)"
    GEXF = "gexf", "GEXF (Gephi)"
    CSV = "csv", "CSV: dos tablas en un archivo zip"


class FormularioExportacion(Formulario):
    """En qué formato sale, y si sale con nombres, para qué."""

    formato = SelectField("Formato", choices=Formato.opciones(), coerce=Formato)
    con_nombres = BooleanField(
        "Con los nombres de las personas",
        description="Si no lo marcas, cada persona sale como «Persona 001» y así en todos sus lazos.",
    )
    motivo = StringField(
        "Para qué necesitas los nombres",
        [Length(max=300, message="Hasta 300 letras.")],
        description="Queda en la bitácora junto con tu nombre y la fecha.",
    )

    def exigir_motivo(self) -> None:
        """Con nombres no se sale sin razón: lanza ErrorDeDominio sobre `motivo`."""
        if self.con_nombres.data and len((self.motivo.data or "").strip()) < 10:
            raise ErrorDeDominio("Di con una frase para qué necesitas los nombres.", "motivo")
