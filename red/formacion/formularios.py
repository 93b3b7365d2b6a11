"""Lo que se pregunta de una edición con sus jornadas y de quien cancela."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import (
    DateField,
    FieldList,
    Form,
    FormField,
    IntegerField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from red.formacion.modelos import Jornada, Modalidad
from red.formacion.programacion import DatosDeEdicion, Horario, fechas_que_no_cuadran
from red.formularios import Formulario, elegir_opcion

DIA = "Elige el día en el calendario o escríbelo como año-mes-día, por ejemplo 2027-03-08."
ANIOS = range(2000, 2101)
ANIO = "Revisa el año: debe estar entre 2000 y 2100."
HORA = "Escribe la hora con 24 horas, por ejemplo 09:30 o 16:00."
MAS_LARGO_QUE = "Hasta %(max)d letras."
SE_GUARDAN_IGUAL = (
    "modalidad",
    "cupo",
    "inicia_el",
    "termina_el",
    "inscripcion_desde",
    "inscripcion_hasta",
)


def _en_un_renglon(escrito: str | None) -> str:
    """Lo escrito, sin espacios ni renglones de más."""
    return " ".join((escrito or "").split())


class DiaField(DateField):
    """Un día; si no se entiende, dice cómo escribirlo."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Lee lo que mandó el navegador."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(DIA) from error
        if self.data is not None and self.data.year not in ANIOS:
            self.data = None
            raise ValueError(ANIO)


class HoraField(TimeField):
    """Una hora; si no se entiende, dice cómo escribirla."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Lee lo que mandó el navegador."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(HORA) from error


class EnteroField(IntegerField):
    """Un número sin decimales; si no se entiende, lo dice en español."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Lee lo que mandó el navegador."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Escribe un número entero, sin comas ni letras.") from error


class PuedeFaltar(Optional):
    """Como `Optional`, sin escribir «(opcional)» en cada campo: lo dice el grupo entero."""

    def __init__(self) -> None:
        super().__init__()
        self.field_flags = {"optional": True, "sin_marca": True}


class RenglonDeJornada(Form):
    """Una jornada: qué día y de qué hora a qué hora. Un renglón vacío no cuenta."""

    dia = DiaField("Día", [PuedeFaltar()])
    desde = HoraField("Empieza", [PuedeFaltar()])
    hasta = HoraField("Termina", [PuedeFaltar()])
    lugar = StringField("Dónde, si no es en la sede", [PuedeFaltar(), Length(max=300, message=MAS_LARGO_QUE)])

    @property
    def esta_vacio(self) -> bool:
        """Si nadie escribió nada en este renglón."""
        escrito = (valor for campo in self for valor in campo.raw_data or [campo.data])
        return not any(str(valor or "").strip() for valor in escrito)

    def validate(self, extra_validators: Any = None) -> bool:
        """Lo que se empezó a escribir se termina: día y horas van juntos."""
        bien = super().validate(extra_validators)
        if self.esta_vacio:
            return bien
        for campo, falta in (
            (self.dia, "Falta el día."),
            (self.desde, "Falta la hora en que empieza."),
            (self.hasta, "Falta la hora en que termina."),
        ):
            if campo.data is None and not campo.errors:
                campo.errors = [falta]
        return bien and not any(campo.errors for campo in self)

    def horario(self, zona: ZoneInfo) -> Horario:
        """La jornada con su hora de esa zona."""
        d = self.data
        return Horario(
            datetime.combine(d["dia"], d["desde"], zona),
            datetime.combine(d["dia"], d["hasta"], zona),
            _en_un_renglon(d["lugar"]) or None,
        )


class FormularioEdicion(Formulario):
    """Datos de una edición, con tantas jornadas como haga falta."""

    nombre = StringField(
        "Cómo se llama esta edición",
        [InputRequired("Escribe cómo se distingue de otras."), Length(max=120, message=MAS_LARGO_QUE)],
        description="Para distinguirla de otras del mismo curso: «Primavera 2027», «Grupo B».",
    )
    modalidad = elegir_opcion(
        "Cómo se asiste", Modalidad, validators=[InputRequired("Elige cómo se asiste.")]
    )
    lugar = StringField(
        "Sede o enlace",
        [InputRequired("Escribe dónde será."), Length(max=300, message=MAS_LARGO_QUE)],
        description="La dirección con su sala o, si es en línea, por dónde se entra.",
    )
    cupo = EnteroField(
        "Cupo",
        [
            InputRequired("Escribe cuántos lugares hay."),
            NumberRange(1, 5000, message="Escribe un número entre 1 y 5000."),
        ],
        description="Al llenarse, quienes lleguen después entran a la lista de espera.",
    )
    inicia_el = DiaField("Primer día", [InputRequired("Elige el primer día.")])
    termina_el = DiaField("Último día", [InputRequired("Elige el último día.")])
    inscripcion_desde = DiaField("La inscripción abre el", [InputRequired("Elige cuándo abre.")])
    inscripcion_hasta = DiaField("La inscripción cierra el", [InputRequired("Elige cuándo cierra.")])
    jornadas = FieldList(FormField(RenglonDeJornada), "Jornadas", max_entries=60)

    def validate(self, extra_validators: Any = None) -> bool:
        """Además de cada campo, avisa arriba si hay que revisar las jornadas."""
        bien: bool = super().validate(extra_validators)
        for campo, falta in fechas_que_no_cuadran(
            self.inicia_el.data,
            self.termina_el.data,
            self.inscripcion_desde.data,
            self.inscripcion_hasta.data,
        ):
            self[campo].errors = [*self[campo].errors, falta]
            bien = False
        if any(renglon.form.errors for renglon in self.jornadas):
            self.form_errors.append("Revisa las jornadas: hay renglones sin terminar.")
        return bien

    def poner_renglones(self, jornadas: list[Jornada], zona: ZoneInfo) -> None:
        """Un renglón por cada jornada que ya hay; si no hay, uno vacío."""
        for jornada in jornadas:
            inicia, termina = (e.astimezone(zona) for e in (jornada.inicia_en, jornada.termina_en))
            self.jornadas.append_entry(
                {
                    "dia": inicia.date(),
                    "desde": inicia.time(),
                    "hasta": termina.time(),
                    "lugar": jornada.lugar,
                }
            )
        if not jornadas:
            self.jornadas.append_entry()

    def mover_renglones(self, agregar: bool, quitar: str | None) -> bool:
        """Agrega un renglón al final o quita el que se dijo; falso si no se pidió nada de eso."""
        if agregar and len(self.jornadas.entries) < (self.jornadas.max_entries or 0):
            self.jornadas.append_entry()
        cual = {str(n): n for n in range(len(self.jornadas.entries))}.get(quitar or "")
        if cual is not None:
            del self.jornadas.entries[cual]
        return agregar or quitar is not None

    def datos(self, zona: ZoneInfo) -> DatosDeEdicion:
        """Lo escrito, con las horas de la Red y sin renglones vacíos."""
        d = self.data
        return DatosDeEdicion(
            jornadas=[r.form.horario(zona) for r in self.jornadas if not r.form.esta_vacio],
            nombre=_en_un_renglon(d["nombre"]),
            lugar=_en_un_renglon(d["lugar"]),
            **{columna: d[columna] for columna in SE_GUARDAN_IGUAL},
        )


class FormularioMotivo(Formulario):
    """Por qué se cancela; quien deja lo suyo puede no decirlo."""

    motivo = TextAreaField("Motivo", [Optional(), Length(max=500, message=MAS_LARGO_QUE)])


class FormularioMotivoDebido(Formulario):
    """Por qué se cancela algo de otras personas: se les dice."""

    motivo = TextAreaField(
        "Motivo",
        [InputRequired("Escribe el motivo."), Length(max=500, message=MAS_LARGO_QUE)],
        description="Se lo diremos por correo.",
    )
