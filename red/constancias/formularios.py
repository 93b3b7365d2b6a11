"""Lo que se pregunta para comprobar, emitir, sustituir y revocar constancias, y para decir quién las suscribe."""

from typing import Any

from flask import request
from wtforms import FileField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from red.constancias import comprobacion
from red.constancias.modelos import NombreMostrado
from red.formularios import (
    CampoFecha,
    Formulario,
    RadioField,
    SelectField,
    con_letras,
    hasta,
    llave_elegida,
    nombre_de_persona,
    recortar,
)


class FormularioCodigo(Formulario):
    """El código que trae una constancia."""

    codigo = StringField(
        "Código de la constancia",
        [InputRequired("Escribe el código que trae la constancia."), hasta(300)],
        description="Son 26 letras y números, en cinco grupos. Da igual si usas minúsculas o espacios.",
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class _JuntoAOtros(Formulario):
    """Formulario que comparte página con otros: la ficha contra falsificación la escribe la plantilla, una por cada uno.

    La exige la aplicación en toda petición que cambia algo, lleve o no formulario.
    """

    class Meta(Formulario.Meta):
        """Sin ficha propia: dos en la misma página repetirían su identificador."""

        csrf = False


class FormularioPdf(_JuntoAOtros):
    """El archivo que alguien tiene y quiere saber si es el emitido."""

    archivo = FileField(
        "Archivo de la constancia",
        [InputRequired("Elige el archivo que quieres comprobar.")],
        description="El PDF, hasta 3 MB, o la credencial digital (.jwt). Lo revisamos y no lo guardamos.",
        render_kw={"accept": "application/pdf,.pdf,.jwt"},
    )

    def contenido(self) -> bytes:
        """Sus bytes, hasta uno más de los que se admiten; lanza NoEsPdf si no se eligió ninguno."""
        subido: Any = request.files.get(self.archivo.name)
        if subido is None or not subido.filename:
            raise comprobacion.NoEsPdf("Elige el archivo que quieres comprobar.")
        with subido.stream as abierto:
            leido: bytes = abierto.read(comprobacion.TOPE + 1)
        return leido


class FormularioNombre(Formulario):
    """El nombre entero, para saber si es de quien se cree."""

    nombre = StringField(
        "Nombre completo",
        [InputRequired("Escribe el nombre completo."), hasta(200)],
        description="Como viene en la constancia. Sólo te diremos si coincide.",
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class FormularioMostrar(_JuntoAOtros):
    """Cómo se ve mi nombre al comprobarla."""

    como = RadioField(
        "Quien la compruebe verá",
        choices=NombreMostrado.opciones(),
        default=NombreMostrado.INICIALES,
        coerce=lambda valor: NombreMostrado(valor) if valor else None,
    )


class FormularioMotivo(Formulario):
    """Por qué deja de valer."""

    motivo = TextAreaField(
        "Motivo",
        [InputRequired("Escribe el motivo."), hasta(300)],
        filters=[recortar],
        description="Lo leerá cualquiera que compruebe la constancia, tal como lo escribas: sin su nombre ni otros datos personales.",
        render_kw={"rows": 3},
    )


class FormularioSustituir(Formulario):
    """El nombre como debe decir y por qué se corrige."""

    nombre = StringField(
        "Nombre como debe decir",
        [InputRequired("Escribe el nombre."), hasta(150), nombre_de_persona],
        filters=[recortar],
        description="El de su registro, con todos sus apellidos. Si ahí está mal, corrígelo primero ahí.",
        render_kw={"autocomplete": "off"},
    )
    motivo = StringField(
        "Motivo",
        [InputRequired("Escribe el motivo."), hasta(300)],
        filters=[recortar],
        description="Lo leerá cualquiera que compruebe la constancia anterior, tal como lo escribas: sin su nombre ni otros datos personales.",
        render_kw={"autocomplete": "off"},
    )


class FormularioFirmante(Formulario):
    """Quién suscribe desde un día."""

    persona = SelectField(
        "Persona",
        [Optional()],
        coerce=llave_elegida,
        description="Si está en el registro, elígela: su cargo será el que tenga registrado cada día.",
    )
    nombre = StringField(
        "Nombre como se imprime",
        [InputRequired("Escribe el nombre como ha de imprimirse."), hasta(120), nombre_de_persona],
        filters=[recortar],
        description="Con su grado si lo usa: «Mtra. Laura Ruiz Pérez».",
        render_kw={"autocomplete": "off"},
    )
    puesto = StringField(
        "Cargo como se imprime",
        [Optional(), hasta(160), con_letras],
        filters=[recortar],
        description="Si lo dejas vacío, se imprime el que tenga registrado el día en que se emita.",
        render_kw={"autocomplete": "off"},
    )
    desde = CampoFecha("Firma desde", [InputRequired("Escribe desde qué día firma.")])
