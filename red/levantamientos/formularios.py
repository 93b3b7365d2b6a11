"""Lo que se pregunta: al preparar un levantamiento y al contestarlo."""

from typing import Any

from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Optional

from red.base import Opcion
from red.errores import ErrorDeDominio
from red.formularios import (
    CampoFecha,
    CasillasField,
    Formulario,
    RadioField,
    SelectField,
    con_letras,
    hasta,
    llave_elegida,
    recortar,
)
from red.levantamientos.modelos import (
    Aporte,
    AQuienes,
    DependeDeUna,
    Formalidad,
    Frecuencia,
    LazoDicho,
    Levantamiento,
    MotivoDeDeseo,
    Proposito,
    TemaPrioritario,
)
from red.levantamientos.respuestas import Descripcion
from red.vinculos.modelos import Intensidad


class FaltaDecir(ErrorDeDominio):
    """Una respuesta pide otra."""


def _opciones(etiqueta: str, clase: type[Opcion], falta: str, **extras: Any) -> RadioField:
    return RadioField(etiqueta, [DataRequired(falta)], choices=clase.opciones(), **extras)


class FormularioLevantamiento(Formulario):
    """Cómo se llama, qué se lee antes de empezar, a quiénes se pregunta y de cuándo a cuándo."""

    nombre = StringField(
        "Nombre",
        [InputRequired("Escribe cómo se llama."), hasta(80), con_letras],
        filters=[recortar],
        description="Con el año o el periodo: «Con quién trabajamos, 2026».",
    )
    presentacion = TextAreaField(
        "Qué leerán antes de empezar",
        [Optional(), hasta(1200)],
        description="Para qué se pregunta y qué se hará con lo que contesten. Abajo decimos nosotras quién lo ve y "
        "cuánto tarda.",
        render_kw={"rows": 5},
    )
    a_quienes = RadioField(
        "¿A quiénes se pregunta?",
        [DataRequired("Di a quiénes.")],
        choices=AQuienes.opciones(),
        default=AQuienes.INTEGRANTES.value,
        description="Se pregunta a quienes están activas ese día y, mientras siga abierto, a quienes lleguen después.",
    )
    abre_el = CampoFecha("Primer día", [InputRequired("Di qué día abre.")])
    cierra_el = CampoFecha(
        "Último día",
        [InputRequired("Di hasta qué día se contesta.")],
        description="Dos o tres semanas suelen bastar. Se recuerda solo a la mitad y dos días antes.",
    )

    @classmethod
    def de(cls, este: Levantamiento) -> "FormularioLevantamiento":
        """Empieza con lo guardado."""
        return cls(
            data={
                "nombre": este.nombre,
                "presentacion": este.presentacion,
                "a_quienes": este.a_quienes.value,
                "abre_el": este.abre_el,
                "cierra_el": este.cierra_el,
            }
        )

    def datos(self) -> dict[str, Any]:
        """Lo escrito, con los nombres con que lo piden las operaciones."""
        return {
            "nombre": self.nombre.data or "",
            "presentacion": self.presentacion.data or "",
            "a_quienes": AQuienes(self.a_quienes.data),
            "abre_el": self.abre_el.data,
            "cierra_el": self.cierra_el.data,
        }


class FormularioReabrir(Formulario):
    """Hasta qué día se vuelve a poder contestar."""

    cierra_el = CampoFecha("Último día", [InputRequired("Di hasta qué día se contesta.")])


class FormularioInstituciones(Formulario):
    """Paso 1: con cuáles trabajó su área."""

    instituciones = CasillasField("Instituciones", choices=[], coerce=int)
    otra = StringField(
        "Otra que no está en la lista",
        [Optional(), hasta(120), con_letras],
        filters=[recortar],
        description="Escríbela como se llama y toca «Agregar». Puedes agregar varias.",
        render_kw={"autocomplete": "off"},
    )
    ninguna = BooleanField("En los últimos 12 meses no trabajamos estos temas con ninguna")


class FormularioLazo(Formulario):
    """Paso 2: cómo es el trabajo con una de ellas."""

    intensidad = RadioField(
        "¿Cuánto se une su trabajo con el tuyo?",
        [DataRequired("Elige la que mejor describa lo que hacen hoy.")],
        choices=[(grado.value, f"{grado.peso}. {grado.etiqueta}") for grado in Intensidad],
        description="No se trata de qué tan seguido, sino de cuánto comparten. En la duda, la menor.",
    )
    propositos = CasillasField(
        "¿Para qué?",
        [DataRequired("Marca al menos uno.")],
        choices=Proposito.opciones(),
        description="Marca todos los que apliquen.",
    )
    frecuencia = _opciones("¿Cada cuánto?", Frecuencia, "Elige cada cuánto, más o menos.")
    formalidad = _opciones("¿Consta en algún papel?", Formalidad, "Di si consta en algún papel.")
    depende_de_una = _opciones(
        "¿Depende de una sola persona?",
        DependeDeUna,
        "Di si depende de una sola persona.",
        description="De tu lado o del suyo. Sirve para saber qué cuidar antes de un cambio.",
    )
    con_persona = SelectField(
        "¿Con quién de ahí?",
        [Optional()],
        coerce=llave_elegida,
        choices=[("", "Prefiero no decirlo, o no está en la lista")],
        description="Sólo aparecen quienes aceptaron estar en el directorio. Lo ven tú y la coordinación.",
    )

    @staticmethod
    def guardado(lazo: LazoDicho) -> dict[str, Any]:
        """Lo que ya se dijo de ese lazo, campo por campo."""
        return {
            "intensidad": lazo.intensidad.value if lazo.intensidad else None,
            "propositos": list(lazo.propositos),
            "frecuencia": lazo.frecuencia.value if lazo.frecuencia else None,
            "formalidad": lazo.formalidad.value if lazo.formalidad else None,
            "depende_de_una": lazo.depende_de_una.value if lazo.depende_de_una else None,
            "con_persona": lazo.con_persona_id,
        }

    @classmethod
    def de(cls, lazo: LazoDicho) -> "FormularioLazo":
        """Empieza con lo guardado."""
        return cls(data=cls.guardado(lazo))

    def descripcion(self) -> Descripcion:
        """Lo escrito, como lo piden las operaciones."""
        return Descripcion(
            Intensidad(self.intensidad.data),
            [Proposito(valor) for valor in self.propositos.data or []],
            Frecuencia(self.frecuencia.data),
            Formalidad(self.formalidad.data),
            DependeDeUna(self.depende_de_una.data),
            self.con_persona.data,
        )


class FormularioDeseo(Formulario):
    """Paso 3: con quién le gustaría trabajar y hoy no puede."""

    institucion = SelectField(
        "¿Con cuál?", [Optional()], coerce=llave_elegida, choices=[("", "Elige una, o escríbela abajo")]
    )
    otra = StringField(
        "Otra que no está en la lista",
        [Optional(), hasta(120), con_letras],
        filters=[recortar],
        render_kw={"autocomplete": "off"},
    )
    motivo = RadioField("¿Por qué hoy no se puede?", [Optional()], choices=MotivoDeDeseo.opciones())
    detalle = TextAreaField(
        "Si quieres, cuéntalo",
        [Optional(), hasta(300)],
        description="No escribas casos ni datos de otras personas.",
        render_kw={"rows": 2},
    )

    @property
    def trae_algo(self) -> bool:
        """Si escribió o eligió algo."""
        return bool(self.institucion.data or self.otra.data or self.motivo.data or self.detalle.data)

    def razon(self) -> MotivoDeDeseo:
        """Por qué no se puede, como lo piden las operaciones."""
        return MotivoDeDeseo(self.motivo.data)

    def validate(self, extra_validators: Any = None) -> bool:
        """Si dice con quién, dice por qué; y si dice por qué, con quién."""
        bien = bool(super().validate(extra_validators))
        if self.trae_algo and not self.motivo.data and not self.motivo.errors:
            self.agregar_error(FaltaDecir("Di por qué hoy no se puede.", "motivo"))
        if (
            self.trae_algo
            and not self.institucion.data
            and not self.otra.data
            and not self.institucion.errors
        ):
            self.agregar_error(FaltaDecir("Elige con cuál, o escríbela abajo.", "institucion"))
        return bien and not self.hay_errores


class FormularioAportes(Formulario):
    """Paso 4: qué aporta y qué necesita su área, y qué le urge."""

    aporta = CasillasField("¿Qué puede aportar tu área a las demás?", [Optional()], choices=Aporte.opciones())
    aporta_detalle = StringField("Con tus palabras, qué aporta", [Optional(), hasta(200)], filters=[recortar])
    necesita = CasillasField("¿Y qué necesita?", [Optional()], choices=Aporte.opciones())
    necesita_detalle = StringField(
        "Con tus palabras, qué necesita", [Optional(), hasta(200)], filters=[recortar]
    )
    tema = RadioField(
        "¿Cuál es el tema que más urge en tu área?", [Optional()], choices=TemaPrioritario.opciones()
    )
    tema_otro = StringField("Si es otro, ¿cuál?", [Optional(), hasta(120)], filters=[recortar])

    def validate(self, extra_validators: Any = None) -> bool:
        """El tema que es otro dice cuál."""
        bien = bool(super().validate(extra_validators))
        if self.tema.data == TemaPrioritario.OTRO.value and not self.tema_otro.data:
            self.agregar_error(FaltaDecir("Escribe cuál es.", "tema_otro"))
        return bien and not self.hay_errores

    def datos(self) -> dict[str, Any]:
        """Lo escrito, con los nombres con que lo piden las operaciones."""
        return {
            "aporta": [Aporte(valor) for valor in self.aporta.data or []],
            "aporta_detalle": self.aporta_detalle.data,
            "necesita": [Aporte(valor) for valor in self.necesita.data or []],
            "necesita_detalle": self.necesita_detalle.data,
            "tema": TemaPrioritario(self.tema.data) if self.tema.data else None,
            "tema_otro": self.tema_otro.data,
        }
