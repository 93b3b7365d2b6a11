"""Lo que se pregunta para medir la Red y para nombrar un grupo."""

from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Optional

from red.analisis.grafos import ClaseLazo
from red.analisis.mapa import CLASES_DE_LAZO
from red.analisis.recetas import Lente, Receta
from red.formularios import CampoFecha, CasillasField, Formulario, SelectField, desde_1980, hasta, no_futura
from red.personas.modelos import NivelCargo


class FormularioCorte(Formulario):
    """Qué día se mira, con qué lente y qué cuenta."""

    nombre = StringField(
        "Nombre",
        [InputRequired("Ponle un nombre."), hasta(120)],
        description="Para reconocerlo después: «Antes de la feria de formación».",
    )
    dia = CampoFecha("Cómo era la Red el día", [InputRequired("Elige el día."), desde_1980, no_futura])
    lente = SelectField(
        "Qué se mira", choices=[(lente.value, lente.etiqueta) for lente in Lente], coerce=Lente
    )
    lazos = CasillasField(
        "Qué lazos cuentan",
        choices=[(clase.value, CLASES_DE_LAZO[clase]) for clase in ClaseLazo],
        description="Si no marcas ninguno, cuentan todos.",
    )
    desde = CampoFecha(
        "Sólo lazos desde el día",
        [Optional(), desde_1980, no_futura],
        description="Vacío, todos. Los que no dicen cuándo empezaron quedan fuera si pones una fecha.",
    )
    niveles = CasillasField(
        "Sólo personas de nivel", choices=NivelCargo.opciones(), description="Si no marcas ninguno, todas."
    )
    a_fondo = BooleanField(
        "Medir todo exacto",
        description="En una Red de miles de personas tarda minutos. Sin marcarlo, lo muy grande se estima y se dice cuánto puede variar.",
    )

    def receta(self) -> Receta:
        """La receta que se pidió."""
        return Receta(
            lente=self.lente.data,
            lazos=tuple(ClaseLazo(clase) for clase in self.lazos.data or ()),
            desde=self.desde.data,
            niveles=tuple(self.niveles.data or ()),
        )


class FormularioGrupo(Formulario):
    """Cómo se llama un grupo."""

    nombre = StringField("Nombre del grupo", [hasta(80)], description="Déjalo vacío para quitarle el nombre.")
