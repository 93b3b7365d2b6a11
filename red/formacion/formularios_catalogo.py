"""Lo que se pregunta de un curso, de un contenido y de lo que un curso pide antes."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from red.formacion.catalogo import DatosDeCurso
from red.formacion.formularios import EnteroField, PuedeFaltar
from red.formacion.modelos_catalogo import SE_CONGELA, Contenido, Curso, Modalidad, TipoCurso, VersionDeCurso
from red.formularios import Formulario, SelectField, elegir_opcion, recortar

MAS_LARGO_QUE = "Hasta %(max)d letras."
HORAS = "horas_"
"""Con qué empieza el nombre del campo de horas de cada contenido."""


class FormularioCurso(Formulario):
    """Datos de un curso; las Redes entre las que se elige y los contenidos los pone la vista."""

    red_id = SelectField("Red que lo ofrece", [InputRequired("Elige la Red.")], coerce=int)
    codigo = StringField(
        "Código",
        [InputRequired("Escribe un código."), Length(max=20, message=MAS_LARGO_QUE)],
        description="El del estándar (EC0308, aunque lo escribas ECO308) o uno corto de la Red, como SEM-01.",
    )
    nombre = StringField(
        "Nombre", [InputRequired("Escribe el nombre del curso."), Length(max=300, message=MAS_LARGO_QUE)]
    )
    tipo = elegir_opcion(
        "Qué clase de formación es", TipoCurso, validators=[InputRequired("Elige qué clase de formación es.")]
    )
    descripcion = TextAreaField(
        "De qué trata",
        [Optional(), Length(max=2000, message=MAS_LARGO_QUE)],
        description="Dos o tres frases: qué se aprende.",
    )
    para_quien = TextAreaField(
        "Para quién es",
        [Optional(), Length(max=500, message=MAS_LARGO_QUE)],
        description="A quién le sirve y para qué: así cada quien sabe si es para ella.",
    )
    modalidad = elegir_opcion(
        "Cómo suele darse", Modalidad, vacia="Depende de la edición", validators=[Optional()]
    )
    horas = EnteroField(
        "Horas en total",
        [
            InputRequired("Escribe cuántas horas dura."),
            NumberRange(1, 1000, message="Escribe un número entre 1 y 1000."),
        ],
        description="Las de todo el curso; sirven para acreditarlo.",
    )
    vigencia_meses = EnteroField(
        "Cuántos meses vale",
        [Optional(), NumberRange(1, 240, message="Escribe un número entre 1 y 240.")],
        description="Después hay que tomarlo otra vez. Vacío si no vence.",
    )

    def campos_de_contenido(self) -> list[Any]:
        """Los campos de horas por contenido, en el orden de la Red."""
        return [campo for campo in self if campo.name.startswith(HORAS)]

    def datos(self) -> DatosDeCurso:
        """Lo escrito, sin espacios sobrantes."""
        d = self.data
        return DatosDeCurso(
            codigo=recortar(d["codigo"]) or "",
            nombre=recortar(d["nombre"]) or "",
            tipo=d["tipo"],
            horas=d["horas"],
            descripcion=(d["descripcion"] or "").strip(),
            para_quien=(d["para_quien"] or "").strip(),
            modalidad=d["modalidad"],
            vigencia_meses=d["vigencia_meses"],
            contenidos={
                int(campo.name.removeprefix(HORAS)): campo.data
                for campo in self.campos_de_contenido()
                if campo.data
            },
        )


def formulario_de_curso(contenidos: Sequence[Contenido]) -> type[FormularioCurso]:
    """El formulario con un campo de horas por cada contenido de la Red."""
    campos = {
        f"{HORAS}{contenido.id}": EnteroField(
            contenido.nombre,
            [PuedeFaltar(), NumberRange(0, 1000, message="Escribe un número entre 0 y 1000.")],
        )
        for contenido in contenidos
    }
    return type("FormularioCursoConContenidos", (FormularioCurso,), campos)


def como_esta(curso: Curso, version: VersionDeCurso | None) -> dict[str, Any]:
    """Lo guardado de un curso, campo por campo."""
    horas: Mapping[int, int] = {c.contenido_id: c.horas for c in version.contenidos} if version else {}
    return {columna: getattr(curso, columna) for columna in SE_CONGELA} | {
        f"{HORAS}{contenido_id}": valor for contenido_id, valor in horas.items()
    }


class FormularioContenido(Formulario):
    """Un tema que la Red quiere que todas conozcan."""

    nombre = StringField(
        "Nombre", [InputRequired("Escribe el nombre."), Length(max=160, message=MAS_LARGO_QUE)]
    )
    que_abarca = TextAreaField(
        "Qué abarca",
        [Optional(), Length(max=600, message=MAS_LARGO_QUE)],
        description="Una o dos frases, para que se entienda sin haberlo estudiado.",
    )
    orden = EnteroField(
        "Lugar en la lista",
        [InputRequired("Escribe su lugar."), NumberRange(1, 99, message="Escribe un número entre 1 y 99.")],
    )


class FormularioAlternativa(Formulario):
    """Una cosa que basta para cumplir una condición; las opciones las pone la vista, en grupos."""

    que = SelectField("Qué se pide", [InputRequired("Elige qué se pide.")], choices=[], validate_choice=False)
