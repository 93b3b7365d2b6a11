"""Lo que se pregunta a una persona: quién es, dónde trabaja, qué ofrece y qué deja ver."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import EmailField, Field, StringField, SubmitField, TelField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Optional

from red import huellas
from red.base import Opcion
from red.formularios import (
    CampoFechaParcial,
    CasillasField,
    Formulario,
    RadioField,
    SelectField,
    correo_bien_escrito,
    elegir_opcion,
    hasta,
    llave_elegida,
    nombre_de_persona,
    parcial_no_futura,
    recortar,
)
from red.formularios import con_letras as con_letras
from red.formularios import telefono_posible as telefono_posible
from red.instituciones.modelos import Institucion
from red.personas.consultas import adscripcion_vigente
from red.personas.modelos import (
    Adscripcion,
    NivelCargo,
    Sentido,
    Tema,
)

CORTO, LARGO, PARRAFO = 80, 160, 500


def con_palabras(_formulario: Formulario, campo: Field) -> None:
    """Un texto libre dice algo: tiene letras, con los signos que quiera quien lo escribe."""
    escrito = campo.data or ""
    if escrito and not any(letra.isalpha() for letra in escrito):
        raise ValidationError("Escríbelo con letras.")


class QueCambia(Opcion):
    """Si lo que se escribe de un puesto lo corrige o hace historia."""

    CAMBIO = "cambio", "Cambió el puesto o la institución: lo anterior queda en la historia"
    CORRECCION = "correccion", "Corrige un dato del puesto actual: nunca fue de otro modo"


class FormularioDatos(Formulario):
    """Quién es y cómo se le llama."""

    nombre = StringField(
        "Nombre o nombres",
        [DataRequired("Escribe tu nombre."), hasta(CORTO), nombre_de_persona],
        description="Como aparece en tus papeles: así saldrá en tus constancias.",
        render_kw={"autocomplete": "given-name"},
    )
    primer_apellido = StringField(
        "Primer apellido",
        [DataRequired("Escribe tu primer apellido."), hasta(CORTO), nombre_de_persona],
        render_kw={"autocomplete": "family-name"},
    )
    segundo_apellido = StringField(
        "Segundo apellido",
        [Optional(), hasta(CORTO), nombre_de_persona],
        render_kw={"autocomplete": "additional-name"},
    )
    nombre_preferido = StringField(
        "Cómo quieres que te llamemos",
        [Optional(), hasta(CORTO), nombre_de_persona],
        description="Si usas otro nombre, es el que verán tus colegas, junto a tu primer apellido; "
        "con el de tus papeles nadie más podrá buscarte.",
        render_kw={"autocomplete": "nickname"},
    )
    telefono = TelField(
        "Teléfono",
        [Optional(), hasta(CORTO), telefono_posible],
        description="Para que la coordinación te localice. Nadie más lo ve si tú no lo abres.",
        render_kw={"autocomplete": "tel"},
    )

    def nombres(self) -> tuple[str, str, str | None]:
        """Nombre y apellidos, en orden."""
        return self.nombre.data or "", self.primer_apellido.data or "", self.segundo_apellido.data


class ConInstitucion(Formulario):
    """Pide una institución: de una lista o, si son muchas, buscándola sin perder lo escrito."""

    institucion_id = SelectField("Institución", [DataRequired("Elige la institución.")], coerce=llave_elegida)
    institucion_busca = StringField(
        "Busca tu institución",
        [Optional(), hasta(LARGO)],
        description="Escribe parte de su nombre o sus siglas, busca, y elígela en la lista de abajo.",
    )
    buscar = SubmitField("Buscar institución")

    def ofrecer(self, instituciones: Sequence[Institucion], *, son_todas: bool) -> None:
        """Pone las instituciones entre las que se elige; si son todas, no hace falta buscar."""
        vacia = "Elige una" if instituciones else "Busca primero la institución"
        self.institucion_id.choices = [("", vacia), *((i.id, i.nombre) for i in instituciones)]
        if son_todas:
            del self.institucion_busca
            del self.buscar

    @property
    def esta_buscando(self) -> bool:
        """Si se pidió buscar la institución y no guardar."""
        return bool("buscar" in self and self.buscar.data)


class FormularioPuesto(ConInstitucion):
    """Dónde trabaja, en qué puesto y desde cuándo."""

    puesto = StringField(
        "Puesto",
        [DataRequired("Escribe el puesto."), hasta(LARGO), con_letras],
        description="Como dice el nombramiento o la placa de la oficina.",
        render_kw={"autocomplete": "organization-title"},
    )
    nivel = RadioField(
        "Nivel del puesto",
        [DataRequired("Elige el nivel.")],
        choices=NivelCargo.opciones(),
        description="Sirve para saber cuántas personas de cada nivel integran la Red.",
    )
    area = StringField("Área", [Optional(), hasta(LARGO)], description="Dirección, jefatura o departamento.")
    desde = CampoFechaParcial(
        "¿Desde cuándo?",
        [InputRequired("Di desde cuándo; si no recuerdas el día, basta el año."), parcial_no_futura],
        description="Cuándo empezó este puesto, con lo que sepas.",
    )
    que_cambia = RadioField(
        "¿Por qué lo cambias?",
        [DataRequired("Dinos si cambió el puesto o si corriges un dato.")],
        choices=QueCambia.opciones(),
        description="Así la historia de la Red queda como fue.",
    )

    _hace_historia = True

    def llenar(self, actual: Adscripcion | None, *, recien_llegada: bool = False) -> None:
        """Empieza con el puesto actual; sin él, no se pregunta si algo cambió.

        A quien acaba de registrarse tampoco: lo que cambie corrige lo que dijo hace un momento.
        """
        if actual is None or recien_llegada:
            del self.que_cambia
            self._hace_historia = actual is None
        if actual is not None and not self.is_submitted():
            self.institucion_id.data = actual.institucion_id
            self.puesto.data, self.nivel.data = actual.puesto, actual.nivel.value
            self.area.data, self.desde.data = actual.area, actual.desde_dicho

    def lo_guardado(self, persona_id: int, dia: date) -> dict[str, Any]:
        """El puesto como está guardado, para saber si alguien lo cambió mientras se escribía."""
        actual = adscripcion_vigente(persona_id, dia)
        campos = ("institucion_id", "puesto", "nivel", "area")
        suyo = {c: getattr(actual, c) for c in campos} if actual else dict.fromkeys(campos)
        return {**suyo, "desde": actual.desde_dicho if actual else None}

    @property
    def hace_historia(self) -> bool:
        """Si lo escrito es un puesto nuevo y no la corrección del actual."""
        if "que_cambia" not in self:
            return self._hace_historia
        return bool(self.que_cambia.data == QueCambia.CAMBIO.value)

    def dice_lo_mismo(self, guardado: Mapping[str, Any]) -> bool:
        """Si lo enviado es lo que ya estaba guardado: entonces no se pregunta por qué cambia."""
        igual = self.is_submitted() and all(
            huellas.huella(self[campo].data) == huellas.huella(valor) for campo, valor in guardado.items()
        )
        if igual and "que_cambia" in self:
            del self.que_cambia
        return igual

    def datos(self) -> dict[str, Any]:
        """Lo escrito, con los nombres con que lo piden las operaciones."""
        return {
            "institucion_id": self.institucion_id.data,
            "puesto": self.puesto.data,
            "nivel": NivelCargo(self.nivel.data),
            "desde": self.desde.data,
            "area": self.area.data,
        }


class PuedeNoEstar(Formulario):
    """La institución donde trabaja, que puede no estar todavía en la lista: entonces escribe su nombre."""

    NO_APARECE = 0

    institucion_id = SelectField(
        "Institución donde trabajas",
        [InputRequired("Elige tu institución.")],
        coerce=lambda valor: 0 if str(valor) == "0" else llave_elegida(valor),
    )
    otra_institucion = StringField(
        "Si no está en la lista, escribe su nombre",
        [Optional(), hasta(200), con_letras],
        filters=[recortar],
        description="La coordinación la agrega y tu puesto se registra con ella.",
        render_kw={"autocomplete": "organization"},
    )

    def poner_opciones(self, opciones: Sequence[tuple[int, str]]) -> None:
        """Las que se pueden elegir y, al final, que no está."""
        self.institucion_id.choices = [
            ("", "Elige una"),
            *opciones,
            (self.NO_APARECE, "No está en la lista"),
        ]

    @property
    def no_aparece(self) -> bool:
        """Si su institución no está en la lista; si ya se sabe cuál es, no se pregunta."""
        return "institucion_id" in self and bool(self.institucion_id.data == self.NO_APARECE)

    @property
    def de_la_lista(self) -> int | None:
        """La institución elegida; None si no está en la lista."""
        return None if self.no_aparece else self.institucion_id.data

    @property
    def fuera_de_la_lista(self) -> str | None:
        """El nombre que escribió, si no está en la lista."""
        return self.otra_institucion.data if self.no_aparece else None

    def validate(self, extra_validators: Any = None) -> bool:
        """La que no está en la lista se escribe."""
        bien: bool = super().validate(extra_validators)
        if self.no_aparece and not self.otra_institucion.data:
            self.otra_institucion.errors = ["Escribe el nombre de tu institución."]
            return False
        return bien


class DondeTrabaja(PuedeNoEstar):
    """Dónde trabaja, en qué puesto y de qué nivel, quien llega a la Red."""

    puesto = StringField(
        "Puesto",
        [DataRequired("Escribe tu puesto."), hasta(LARGO), con_letras],
        filters=[recortar],
        description="Como aparece en tu nombramiento.",
        render_kw={"autocomplete": "organization-title"},
    )
    nivel = elegir_opcion(
        "Nivel del puesto",
        NivelCargo,
        vacia="Elige uno",
        validators=[InputRequired("Elige el nivel de tu puesto.")],
    )


class FormularioPrimerPuesto(PuedeNoEstar, FormularioPuesto):
    """El primer puesto, que puede ser en una institución que todavía no está en la lista."""

    def ofrecer(self, instituciones: Sequence[Institucion], *, son_todas: bool) -> None:
        """Además de las que hay, que no esté."""
        super().ofrecer(instituciones, son_todas=son_todas)
        self.institucion_id.choices = [
            *((c.value, c.label) for c in self.institucion_id.choices),
            (self.NO_APARECE, "No está en la lista"),
        ]


class FormularioTemas(Formulario):
    """Qué ofrece y qué busca: con ello se encuentran quienes se necesitan."""

    temas_ofrece = CasillasField("Temas en que puedes apoyar", choices=Tema.opciones())
    ofrece = TextAreaField(
        "Con tus palabras, qué ofreces",
        [Optional(), hasta(PARRAFO)],
        description="Por ejemplo: «Facilito talleres de lenguaje incluyente y comparto mis materiales».",
        render_kw={"rows": 3},
    )
    temas_busca = CasillasField("Temas en que buscas apoyo", choices=Tema.opciones())
    busca = TextAreaField(
        "Con tus palabras, qué buscas",
        [Optional(), hasta(PARRAFO)],
        description="Por ejemplo: «Alguien que haya hecho un presupuesto con perspectiva de género». "
        "No escribas aquí casos ni datos de otras personas.",
        render_kw={"rows": 3},
    )

    def temas(self) -> dict[Sentido, set[Tema]]:
        """Los temas marcados."""
        return {
            Sentido.OFRECE: {tema for tema in Tema if tema.value in (self.temas_ofrece.data or [])},
            Sentido.BUSCA: {tema for tema in Tema if tema.value in (self.temas_busca.data or [])},
        }


class FormularioCorreccion(FormularioPuesto):
    """Lo que la coordinación corrige de una persona, con su motivo."""

    IDENTIDAD = ("nombre", "primer_apellido", "segundo_apellido", "correo")
    nombre = StringField(
        "Nombre o nombres", [DataRequired("Escribe el nombre."), hasta(CORTO), nombre_de_persona]
    )
    primer_apellido = StringField(
        "Primer apellido", [DataRequired("Escribe el primer apellido."), hasta(CORTO), nombre_de_persona]
    )
    segundo_apellido = StringField("Segundo apellido", [Optional(), hasta(CORTO), nombre_de_persona])
    correo = EmailField(
        "Correo",
        [DataRequired("Escribe el correo."), hasta(LARGO), correo_bien_escrito],
    )
    motivo = TextAreaField(
        "¿Por qué se cambia?",
        [DataRequired("Di por qué: la persona podrá leerlo."), hasta(PARRAFO), con_palabras],
        description="La persona lo lee en su perfil. Por ejemplo: «Nos avisó su dirección por oficio 12/2026».",
        render_kw={"rows": 2},
    )

    @property
    def trae_identidad(self) -> bool:
        """Si pregunta también por el nombre y el correo."""
        return "nombre" in self

    def nombres(self) -> tuple[str, str, str | None]:
        """Nombre y apellidos, en orden."""
        return self.nombre.data or "", self.primer_apellido.data or "", self.segundo_apellido.data

    def sin_datos_de_identidad(self) -> None:
        """Quita el nombre y el correo: los de quien tiene cuenta los cambia sólo ella."""
        for campo in self.IDENTIDAD:
            delattr(self, campo)


class FormularioConfirmacion(Formulario):
    """Un solo botón: mis datos siguen igual."""


class FormularioCarta(Formulario):
    """Una nota corta para alguien con quien se coincide."""

    nota = TextAreaField(
        "Tu mensaje",
        [DataRequired("Escribe un mensaje corto."), hasta(400), con_palabras],
        description="Di en qué te puede ayudar o qué le ofreces. No escribas casos ni datos de otras personas.",
        render_kw={"rows": 4},
    )
