"""Lo que se pregunta de una institución."""

from typing import Any

from wtforms import EmailField, Field, StringField, TelField, TextAreaField, URLField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from red.formularios import (
    CampoFechaParcial,
    Formulario,
    SelectField,
    con_letras,
    correo_bien_escrito,
    elegir_opcion,
    hasta,
    parcial_no_futura,
    telefono_posible,
)
from red.instituciones.funciones import FuncionPublica
from red.instituciones.modelos import ClaseDeNombre, Institucion, Orden, TipoInstitucion
from red.instituciones.operaciones import DatosInstitucion
from red.instituciones.sitios import es_sitio


def _sitio_bien_escrito(_formulario: Any, campo: Field) -> None:
    if not es_sitio((campo.data or "").strip()):
        raise ValidationError("Escribe la dirección completa, con https:// al principio.")


class FormularioInstitucion(Formulario):
    """Datos de una institución; los territorios y las madres posibles los pone la vista."""

    nombre = StringField(
        "Nombre oficial",
        [
            InputRequired("Escribe el nombre oficial."),
            Length(max=200, message="Hasta 200 letras."),
            con_letras,
        ],
        description="Como aparece en sus oficios.",
    )
    siglas = StringField("Siglas", [Optional(), Length(max=30, message="Hasta 30 letras.")])
    tipo = elegir_opcion("Qué clase de institución es", TipoInstitucion)
    orden = elegir_opcion("Orden de gobierno", Orden)
    territorio_id = SelectField(
        "Territorio", coerce=int, description="El municipio, comuna, estado o región donde actúa."
    )
    madre_id = SelectField(
        "Pertenece a",
        coerce=lambda valor: int(valor) if valor and valor != "None" else None,
        description="La institución de la que depende, si depende de otra.",
    )
    antes_llamada = StringField(
        "Antes se llamaba",
        [Optional(), Length(max=200, message="Hasta 200 letras.")],
        description="Para que la encuentre quien la conoce por su nombre anterior.",
    )
    otros_nombres = TextAreaField(
        "Otros nombres con que se le conoce",
        [Optional(), hasta(600)],
        description="Uno por renglón: cómo la llama la gente u otras siglas. También se encuentra por ellos.",
        render_kw={"rows": 2},
    )
    desde = CampoFechaParcial(
        "Existe desde",
        [Optional(), parcial_no_futura],
        description="Si no lo sabes, queda desde que se registró.",
    )
    funcion = elegir_opcion(
        "Función de gobierno",
        FuncionPublica,
        vacia="Sin decir",
        validators=[Optional()],
        description="Según el catálogo del censo de gobiernos de México, para comparar con cifras oficiales.",
    )
    fundamento = StringField(
        "Fundamento", [Optional(), Length(max=300)], description="Decreto, acuerdo o ley que la crea."
    )
    correo = EmailField(
        "Correo de contacto",
        [Optional(), correo_bien_escrito],
    )
    telefono = TelField(
        "Teléfono", [Optional(), Length(max=40, message="Hasta 40 caracteres."), telefono_posible]
    )
    domicilio = StringField("Domicilio", [Optional(), Length(max=300)])
    sitio = URLField(
        "Sitio web",
        [
            Optional(),
            _sitio_bien_escrito,
            Length(max=300),
        ],
    )

    def lo_de(self, institucion: Institucion) -> dict[str, Any]:
        """Lo guardado, campo por campo."""
        suyo = {campo: getattr(institucion, campo) for campo in self.data if hasattr(institucion, campo)}
        alias = [otro.nombre for otro in institucion.nombres if otro.clase is ClaseDeNombre.ALIAS]
        return {**suyo, "desde": institucion.desde_dicho, "otros_nombres": "\n".join(alias)}

    def de_una(self, institucion: Institucion) -> None:
        """Lo que tiene hoy; sus nombres anteriores los cuenta su historia y no se corrigen aquí."""
        del self.antes_llamada
        if not self.is_submitted():
            self.otros_nombres.data = self.lo_de(institucion)["otros_nombres"]
        if self.desde.escrito is None:
            self.desde.data = institucion.desde_dicho

    def datos(self) -> DatosInstitucion:
        """Lo escrito, sin espacios sobrantes y con lo vacío como ausente."""
        return DatosInstitucion(
            nombre=" ".join((self.nombre.data or "").split()),
            tipo=self.tipo.data,
            orden=self.orden.data,
            territorio_id=self.territorio_id.data,
            madre_id=self.madre_id.data,
            funcion=self.funcion.data,
            alias=tuple(filter(None, (" ".join(r.split()) for r in (self.otros_nombres.data or "").splitlines()))),
            **{
                campo: (self[campo].data or "").strip() or None
                for campo in (
                    *(("antes_llamada",) if "antes_llamada" in self else ()),
                    "siglas", "fundamento", "correo", "telefono", "domicilio", "sitio"
                )
            },
        )  # fmt: skip
