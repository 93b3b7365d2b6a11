"""Lo que se pregunta en cada etapa de un expediente y en el catálogo de estándares."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import BooleanField, FileField, IntegerField, StringField, TextAreaField, TimeField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, Regexp, ValidationError

from red.archivos.formularios import CampoArchivo
from red.certificacion.modelos_expediente import PapelEnExpediente
from red.formularios import (
    CampoFecha,
    Formulario,
    RadioField,
    SelectField,
    hasta,
    llave_elegida,
    no_futura,
    telefono_posible,
)

LARGO = 3000
CURP = r"^\s*[A-Za-z]{4}\d{6}[A-Za-z0-9]{8}\s*$"


class CampoHora(TimeField):
    """Una hora; si no se entiende, dice cómo escribirla."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Lee lo que mandó el navegador."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Escribe la hora y los minutos, por ejemplo 10:30.") from error


def _buscada() -> StringField:
    return StringField(
        "Busca a la persona",
        [Optional(), hasta(120)],
        description="Escribe parte de su nombre, busca, y elígela en la lista.",
        render_kw={"autocomplete": "off"},
    )


def _parrafo(etiqueta: str, dice: str = "", *, pide: str = "") -> TextAreaField:
    return TextAreaField(
        etiqueta,
        [DataRequired(pide) if pide else Optional(), hasta(LARGO)],
        description=dice,
        render_kw={"rows": 3},
    )


class FormularioAbrir(Formulario):
    """A quién y de qué estándar se abre expediente."""

    estandar_id = SelectField(
        "Estándar", coerce=llave_elegida, validators=[InputRequired("Elige el estándar.")]
    )
    buscada = _buscada()
    persona_id = SelectField(
        "Candidata", coerce=llave_elegida, validators=[InputRequired("Elige a la persona.")]
    )


class FormularioNombrar(Formulario):
    """A quién se le da un papel en el expediente."""

    papel = SelectField(
        "Papel",
        choices=[(p.value, p.etiqueta) for p in PapelEnExpediente if p is not PapelEnExpediente.CANDIDATA],
        coerce=lambda valor: PapelEnExpediente(valor) if valor else None,
        validators=[InputRequired("Elige qué hará.")],
        description="En un expediente cada quien hace una sola cosa: quien prepara no evalúa y quien evalúa no verifica.",
    )
    buscada = _buscada()
    persona_id = SelectField(
        "Persona", coerce=llave_elegida, validators=[InputRequired("Elige a la persona.")]
    )


class FormularioMotivo(Formulario):
    """Por qué."""

    motivo = StringField("Motivo", [DataRequired("Escribe el motivo."), hasta(300)])


class FormularioDiagnostico(Formulario):
    """Cómo le fue en el diagnóstico."""

    aplicado_el = CampoFecha("Cuándo lo respondió", [InputRequired("Di qué día."), no_futura])
    aciertos = IntegerField("Aciertos", [InputRequired("Di cuántos aciertos tuvo."), NumberRange(0, 500)])
    total = IntegerField(
        "De cuántas preguntas", [InputRequired("Di cuántas preguntas tenía."), NumberRange(1, 500)]
    )


class FormularioPreparacion(Formulario):
    """Con qué se prepara y si ya terminó."""

    edicion_id = SelectField(
        "Edición de la Red",
        coerce=llave_elegida,
        validators=[Optional()],
        description="Quienes la imparten quedan como capacitadoras: no podrán evaluarla ni verificarla.",
    )
    externa = StringField("O dónde se preparó, si fue en otra parte", [Optional(), hasta(300)])
    terminada_el = CampoFecha(
        "Terminó el", [Optional(), no_futura], description="Déjala vacía mientras siga preparándose."
    )


class FormularioFicha(Formulario):
    """Los datos que pide el registro nacional; ninguno se muestra a la Red."""

    curp = StringField(
        "CURP",
        [
            DataRequired("Escribe tu CURP."),
            Regexp(CURP, message="Son 18 letras y números, como en tu constancia."),
        ],
        description="Con ella CONOCER registra tu certificado.",
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )
    nacimiento = CampoFecha(
        "Fecha de nacimiento", [InputRequired("Escribe tu fecha de nacimiento."), no_futura]
    )
    lugar_de_nacimiento = StringField(
        "Lugar de nacimiento", [DataRequired("Escribe dónde naciste."), hasta(120)]
    )
    genero = StringField(
        "Género",
        [DataRequired("Escribe tu género, con tus palabras."), hasta(60)],
        description="Con tus palabras, como quieras que conste.",
    )
    nacionalidad = StringField("Nacionalidad", [DataRequired("Escribe tu nacionalidad."), hasta(60)])
    telefono = StringField(
        "Teléfono", [DataRequired("Escribe un teléfono."), telefono_posible], render_kw={"inputmode": "tel"}
    )
    domicilio = StringField("Domicilio", [DataRequired("Escribe tu domicilio."), hasta(300)])
    escolaridad = StringField(
        "Último grado de estudios", [DataRequired("Escribe tu último grado."), hasta(120)]
    )
    discapacidad = StringField(
        "Discapacidad", [Optional(), hasta(200)], description="Sólo si quieres decirla."
    )
    trabaja = RadioField(
        "¿Trabajas hoy?",
        choices=[("si", "Sí"), ("no", "No")],
        validators=[InputRequired("Di si trabajas hoy.")],
    )
    puesto = StringField("Puesto", [Optional(), hasta(200)])
    experiencia = TextAreaField(
        "Experiencia en lo que pide el estándar", [Optional(), hasta(LARGO)], render_kw={"rows": 3}
    )
    certificados_previos = StringField("Otros certificados que tengas", [Optional(), hasta(400)])

    def datos(self) -> dict[str, Any]:
        """Los campos como se guardan."""
        dichos: dict[str, Any] = {
            campo: (valor or "") for campo, valor in self.data.items() if campo != "csrf_token"
        }
        dichos["curp"] = str(dichos["curp"]).strip().upper()
        dichos["trabaja"] = dichos["trabaja"] == "si"
        return dichos


class FormularioRenap(Formulario):
    """Aparecer o no en el registro público."""

    publica = BooleanField("Quiero aparecer en el registro público de personas certificadas (RENAP)")


class FormularioPlan(Formulario):
    """El plan de evaluación."""

    evaluacion_el = CampoFecha("Día de la evaluación", [InputRequired("Elige el día.")])
    evaluacion_hora = CampoHora("Hora de la evaluación", [InputRequired("Elige la hora.")])
    evaluacion_lugar = StringField("Lugar de la evaluación", [DataRequired("Di dónde será."), hasta(300)])
    resultados_el = CampoFecha("Día de los resultados", [InputRequired("Elige el día.")])
    resultados_hora = CampoHora("Hora de los resultados", [InputRequired("Elige la hora.")])
    resultados_lugar = StringField(
        "Lugar de los resultados", [DataRequired("Di dónde se darán."), hasta(300)]
    )
    actividades = TextAreaField(
        "Actividades",
        [DataRequired("Escribe al menos una actividad."), hasta(4000)],
        description="Una por renglón: la técnica o el instrumento, dos puntos y qué se hará. Por ejemplo: "
        "«Guía de observación: conduce una sesión de dos horas».",
        render_kw={"rows": 5},
    )
    criterio_uno = StringField("Primer criterio", [DataRequired("Escribe el primer criterio."), hasta(400)])
    criterio_dos = StringField("Segundo criterio", [DataRequired("Escribe el segundo criterio."), hasta(400)])

    def validate_resultados_hora(self, _campo: Any) -> None:
        """Los resultados se dan después de evaluar."""
        dia, a_las = self.evaluacion_el.data, self.evaluacion_hora.data
        despues, luego = self.resultados_el.data, self.resultados_hora.data
        if dia and a_las and despues and luego and (despues, luego) < (dia, a_las):
            raise ValidationError("Los resultados se dan después de la evaluación.")

    def instante(self, cual: str, zona: str) -> datetime:
        """El día y la hora, en la zona de la Red."""
        return datetime.combine(self[f"{cual}_el"].data, self[f"{cual}_hora"].data, tzinfo=ZoneInfo(zona))

    def lista_de_actividades(self) -> list[dict[str, str]]:
        """Cada renglón, separado en técnica y descripción."""
        hechas = []
        for renglon in (self.actividades.data or "").splitlines():
            tecnica, _, descripcion = renglon.strip().partition(":")
            if tecnica.strip():
                hechas.append({"tecnica": tecnica.strip(), "descripcion": descripcion.strip()})
        return hechas


class FormularioInstrumento(Formulario):
    """La parte escrita del instrumento; los reactivos se leen aparte, uno por renglón de la tabla."""

    emergentes = _parrafo("Situaciones emergentes", "Lo que pasó y no estaba previsto en el plan.")


class FormularioCedula(Formulario):
    """Lo que se le dice a la candidata."""

    mejores_practicas = _parrafo("Mejores prácticas", pide="Escribe qué hizo bien.")
    areas_de_oportunidad = _parrafo("Áreas de oportunidad", pide="Escribe qué puede mejorar, o «Ninguna».")
    criterios_no_cubiertos = _parrafo("Criterios no cubiertos", "Ya vienen los reactivos que no cumplió.")
    incidencias = _parrafo("Incidencias")
    recomendaciones = _parrafo("Recomendaciones", pide="Escribe qué le recomiendas.")
    otros_estandares = _parrafo("Otros estándares en que podría certificarse")


class FormularioVisto(Formulario):
    """Un botón que acepta exactamente lo que se leyó."""

    visto = StringField(validators=[DataRequired()])


class FormularioEstandar(Formulario):
    """El archivo de un estándar."""

    archivo = FileField(
        "Archivo del estándar",
        description="Una hoja de Excel o un CSV, con la forma de la plantilla. Si algo está mal, no se carga nada y se dice qué.",
        render_kw={"accept": ".csv,.xlsx,.ods"},
    )
    oficial = BooleanField(
        "Es el texto oficial de CONOCER",
        description="Márcalo sólo si copiaste el texto publicado, y di en «fuente» de dónde. Si no, se mostrará como "
        "plantilla no oficial.",
    )


class FormularioAcreditacion(Formulario):
    """Con qué cédula puede alguien evaluar."""

    buscada = _buscada()
    persona_id = SelectField(
        "Evaluadora", coerce=llave_elegida, validators=[InputRequired("Elige a la persona.")]
    )
    estandar_id = SelectField(
        "Estándar que evalúa", coerce=llave_elegida, validators=[InputRequired("Elige el estándar.")]
    )
    cedula = StringField(
        "Número de la cédula de acreditación", [DataRequired("Escribe el número."), hasta(80)]
    )
    acredita = StringField(
        "Entidad u organismo que la acreditó", [DataRequired("Escribe quién la acreditó."), hasta(200)]
    )
    desde = CampoFecha("Vale desde", [InputRequired("Di desde cuándo.")])
    hasta = CampoFecha("Vale hasta", [Optional()], description="A lo más el 30 de junio; vacía, ese día.")
    archivo = CampoArchivo("Copia de la cédula", [Optional()])


class FormularioCertificadoAjeno(Formulario):
    """Un certificado obtenido en otra parte."""

    buscada = _buscada()
    persona_id = SelectField(
        "De quién es", coerce=llave_elegida, validators=[InputRequired("Elige a la persona.")]
    )
    estandar_id = SelectField(
        "Estándar", coerce=llave_elegida, validators=[InputRequired("Elige el estándar.")]
    )
    folio = StringField(
        "Folio del certificado",
        [DataRequired("Escribe el folio, como viene en el certificado."), hasta(60)],
        description="El de CONOCER: aquí sólo se hace constar.",
    )
    emitido_el = CampoFecha("Emitido el", [InputRequired("Di cuándo se emitió."), no_futura])
    vence_el = CampoFecha("Vence el", [Optional()], description="Vacía, si no vence o no se sabe.")
    archivo = CampoArchivo("Copia del certificado", [Optional()])


class FormularioPlazo(Formulario):
    """En cuánto tiempo ha de certificarse quien es titular."""

    estandar_id = SelectField(
        "Estándar", coerce=llave_elegida, validators=[InputRequired("Elige el estándar.")]
    )
    meses = IntegerField(
        "Meses desde su nombramiento",
        [InputRequired("Di cuántos meses."), NumberRange(1, 60, "Entre 1 y 60 meses.")],
    )
    fundamento = StringField("Norma que lo pide", [DataRequired("Di qué norma lo pide."), hasta(300)])


class FormularioVacio(Formulario):
    """Un botón."""
