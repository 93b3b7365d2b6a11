"""Lo que se pregunta de un periodo de gobierno."""

from wtforms import StringField
from wtforms.validators import InputRequired

from red.formularios import CampoFecha, Formulario, elegir_opcion, hasta
from red.territorios.modelos import ClasePeriodo, Nivel
from red.territorios.operaciones_periodos import DatosPeriodo


class FormularioPeriodo(Formulario):
    """Cuándo empieza y cuándo termina un gobierno."""

    nombre = StringField(
        "Nombre",
        [InputRequired("Escribe cómo se le conoce."), hasta(120)],
        description="Por ejemplo: Administración municipal 2024–2027.",
    )
    gobierno = elegir_opcion(
        "De qué gobiernos",
        Nivel,
        description="Si eliges uno más chico que este territorio, son todos los que contiene: por ejemplo, todos sus municipios.",
    )
    clase = elegir_opcion("Clase", ClasePeriodo)
    desde = CampoFecha("Primer día", [InputRequired("Di cuándo empieza.")])
    hasta = CampoFecha("Último día", [InputRequired("Di cuándo termina.")])

    def datos(self) -> DatosPeriodo:
        """Lo escrito, listo para guardar."""
        assert self.desde.data is not None
        assert self.hasta.data is not None
        return DatosPeriodo(
            gobierno=self.gobierno.data,
            clase=self.clase.data,
            nombre=" ".join((self.nombre.data or "").split()),
            desde=self.desde.data,
            hasta=self.hasta.data,
        )
