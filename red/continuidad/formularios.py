"""Lo que se pregunta cuando a una institución le pasa algo."""

from datetime import date
from typing import Any

from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Optional

from red.continuidad.puestos import DatosPuesto
from red.formularios import (
    CampoFecha,
    CampoFechaParcial,
    CasillasField,
    Formulario,
    RadioField,
    SelectField,
    elegir_opcion,
    hasta,
    llave_elegida,
    no_futura,
    parcial_no_futura,
)
from red.personas.formularios import con_letras
from red.personas.modelos import NivelCargo, Puesto

FUNDAMENTO = "Decreto, acuerdo o acta, con su número y fecha."


def _fundamento() -> StringField:
    return StringField("Fundamento", [Optional(), hasta(300)], description=FUNDAMENTO)


class FormularioDeCambio(Formulario):
    """Lo que llevan todos: la huella de lo que se revisó antes de confirmar."""

    revisado = HiddenField()

    @property
    def razon(self) -> str | None:
        """El fundamento escrito, o nada."""
        return (self["fundamento"].data or "").strip() or None


class FormularioRenombrar(FormularioDeCambio):
    """Cómo se llama desde ahora."""

    nombre = StringField("Nombre nuevo", [InputRequired("Escribe el nombre nuevo."), hasta(200)])
    siglas = StringField("Siglas", [Optional(), hasta(30)], description="Las de ahora; vacías si ya no usa.")
    el = CampoFechaParcial(
        "¿Desde cuándo se llama así?", [InputRequired("Di desde cuándo."), parcial_no_futura]
    )
    fundamento = _fundamento()


class ConDia(FormularioDeCambio):
    """De lo que se junta o se divide se sabe qué día empezó a ser así."""

    el: CampoFecha

    @property
    def dia(self) -> date:
        """El día escrito, una vez validado."""
        assert self.el.data is not None
        return self.el.data


class FormularioFusion(ConDia):
    """Con cuáles se junta y cuál la sigue."""

    sucesora_id = SelectField(
        "¿Qué institución la sigue?",
        [InputRequired("Elige la institución que sigue.")],
        coerce=llave_elegida,
        description="Si es nueva, regístrala primero. Puede ser otra que ya existía.",
    )
    otras = CasillasField(
        "¿Qué otras terminan con ella?",
        [Optional()],
        coerce=llave_elegida,
        description="Sólo si varias se juntaron el mismo día.",
    )
    el = CampoFecha(
        "¿Qué día empezó a ser así?",
        [InputRequired("Di desde qué día."), no_futura],
        description="Es el primer día de la que sigue; la víspera fue el último de la que termina.",
    )
    fundamento = _fundamento()


class FormularioDivision(ConDia):
    """En cuáles se divide."""

    sucesoras = CasillasField(
        "¿En cuáles se dividió?",
        [InputRequired("Marca al menos una.")],
        coerce=llave_elegida,
        description="Si alguna es nueva, regístrala primero.",
    )
    el = CampoFecha("¿Qué día empezó a ser así?", [InputRequired("Di desde qué día."), no_futura])
    fundamento = _fundamento()


class FormularioCierre(FormularioDeCambio):
    """Cuál fue su último día."""

    el = CampoFechaParcial(
        "¿Cuál fue su último día?", [InputRequired("Di cuándo dejó de existir."), parcial_no_futura]
    )
    fundamento = _fundamento()


class FormularioReparto(Formulario):
    """A qué institución va cada persona y cada unidad; los renglones los pone la página."""


class FormularioPuesto(Formulario):
    """Un puesto de la institución, lo ocupe alguien o no."""

    nombre = StringField(
        "Nombre del puesto",
        [InputRequired("Escribe el nombre del puesto."), hasta(160), con_letras],
        description="Como dice el organigrama o el nombramiento.",
    )
    nivel = elegir_opcion("Nivel", NivelCargo)
    area = StringField("Área", [Optional(), hasta(160)], description="Dirección, jefatura o departamento.")
    desde = CampoFechaParcial("Existe desde", [InputRequired("Di desde cuándo existe."), parcial_no_futura])
    termina = RadioField(
        "Cuando cambia el gobierno, ¿se va quien lo ocupa?",
        choices=[("usual", "Lo usual según su nivel"), ("si", "Sí"), ("no", "No")],
        default="usual",
        description="Lo usual: titulares y mandos superiores se van; mandos medios y personal operativo se quedan.",
    )

    @staticmethod
    def lo_de(puesto: Puesto) -> dict[str, Any]:
        """El puesto como está guardado."""
        termina = "si" if puesto.termina_con_gobierno else "no"
        propio = {campo: getattr(puesto, campo) for campo in ("nombre", "nivel", "area")}
        return {**propio, "desde": puesto.desde_dicho, "termina": termina}

    def llenar(self, puesto: Puesto) -> None:
        """Empieza con lo que dice hoy el puesto."""
        if self.desde.escrito is None:
            self.desde.data = puesto.desde_dicho
        if not self.is_submitted():
            self.termina.data = "si" if puesto.termina_con_gobierno else "no"

    def datos(self) -> DatosPuesto:
        """Lo escrito, listo para guardar."""
        nivel: NivelCargo = self.nivel.data
        usual = nivel.termina_con_gobierno
        return DatosPuesto(
            nombre=self.nombre.data or "",
            nivel=nivel,
            area=self.area.data,
            termina_con_gobierno={"si": True, "no": False}.get(self.termina.data or "", usual),
            desde=self.desde.data,
        )


class FormularioOcupar(Formulario):
    """Quién ocupa el puesto."""

    adscripcion_id = SelectField(
        "¿Quién lo ocupa?", [InputRequired("Elige a quien lo ocupa.")], coerce=llave_elegida
    )


class FormularioTerminoDePuesto(Formulario):
    """Cuándo desapareció el puesto."""

    hasta = CampoFechaParcial("Último día", [InputRequired("Di cuándo desapareció."), parcial_no_futura])
