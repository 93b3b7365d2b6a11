"""Lo que se pregunta al importar: qué lista es y de qué Red, y qué es cada columna."""

from collections.abc import Sequence
from typing import Any, ClassVar

from flask_wtf.file import FileField, FileRequired
from wtforms import StringField
from wtforms.validators import InputRequired, Length, Optional

from red.formularios import Formulario, RadioField, SelectField, elegir_opcion, llave_elegida
from red.importacion.columnas import CAMPOS, FIJO, Campo
from red.importacion.exportacion import Formato
from red.importacion.modelos import PlanDeImportacion, Que
from red.importacion.reglas.todas import APELLIDOS_PRIMERO
from red.redes.modelos import Red

UNA_FRASE = 10
SEGUN_EL_CASO = frozenset({"nombre", "primer_apellido", "nombre_completo", "con_correo", "con_institucion"})
"""Datos que hacen falta o no según los demás: no se les llama opcionales."""
DEL_PUESTO = frozenset({"puesto", "nivel"})
"""En la lista de personas hacen falta si el renglón dice en qué institución."""
SIN_COLUMNA = "No viene en mi archivo"


class FormularioArchivo(Formulario):
    """Qué lista es, de qué Red y el archivo."""

    que = RadioField("Qué trae tu lista", choices=Que.opciones(), default=Que.PERSONAS.value)
    red = SelectField("Para qué Red", choices=[])
    convocatoria = SelectField(
        "Si son personas por invitar, para qué convocatoria",
        description="Quedan como sus borradores: nada se envía hasta que tú lo digas.",
        choices=[],
        coerce=llave_elegida,
        validators=[Optional()],
    )
    archivo = FileField(
        "Tu archivo",
        [FileRequired("Elige el archivo.")],
        description="Libro de Excel (.xlsx), hoja .ods o CSV, de hasta 20 MB. Se lee la primera hoja.",
        render_kw={"accept": ".xlsx,.xlsm,.ods,.csv,.txt,.tsv"},
    )

    def ofrecer(
        self, redes: Sequence[Red], convocatorias: Sequence[tuple[int, str]], *, ninguna: bool
    ) -> None:
        """Las Redes para las que se puede importar y sus convocatorias; quien administra puede no limitarse a una Red."""
        self.convocatoria.choices = [("", "Ninguna"), *convocatorias]
        opciones = [(red.clave, red.nombre) for red in redes]
        self.red.choices = [("", "Toda la plataforma"), *opciones] if ninguna else opciones

    @property
    def clase(self) -> Que:
        """La clase de lista elegida."""
        return Que(self.que.data)


class FormularioExportar(Formulario):
    """En qué formato sale la lista y para qué."""

    red = SelectField("De qué Red", choices=[])
    formato = elegir_opcion("Formato", Formato, default=Formato.XLSX.value)
    motivo = StringField(
        "Para qué la necesitas",
        [
            InputRequired("Di para qué la necesitas."),
            Length(min=UNA_FRASE, max=300, message="Dilo con una frase, de hasta 300 letras."),
        ],
        description="Lleva datos de personas: queda anotado quién la sacó y para qué.",
    )


class FormularioVacio(Formulario):
    """Un botón: sólo lleva su ficha contra falsificación."""


class FormularioColumnas(Formulario):
    """De qué columna del archivo sale cada dato; se arma con los campos de la clase de lista."""

    campos: ClassVar[tuple[Campo, ...]] = ()

    def mapeo(self) -> dict[str, Any]:
        """Lo elegido: por cada dato, su columna o el valor que va en todos los renglones."""
        elegido: dict[str, Any] = {}
        for campo in self.campos:
            valor = self[campo.clave].data
            if valor.startswith("c"):
                elegido[campo.clave] = int(valor[1:])
            elif valor.startswith("v:"):
                elegido[campo.clave] = FIJO + valor[2:]
        if self.campos == CAMPOS[Que.PERSONAS] and self[APELLIDOS_PRIMERO].data == "si":
            elegido[APELLIDOS_PRIMERO] = FIJO + "si"
        return elegido


def formulario_de_columnas(plan: PlanDeImportacion) -> FormularioColumnas:
    """El formulario del plan, con sus columnas por opciones y lo reconocido ya elegido."""
    columnas = [
        (f"c{numero}", f"Columna {_letra(numero)}: {encabezado or 'sin título'}")
        for numero, encabezado in enumerate(plan.encabezados)
    ]
    cuerpo: dict[str, Any] = {"campos": CAMPOS[plan.que]}
    for campo in CAMPOS[plan.que]:
        opciones = [("", SIN_COLUMNA), *columnas]
        if campo.opciones is not None:
            opciones += [(f"v:{o.value}", f"En todos: {o.etiqueta}") for o in campo.opciones]
        elegida = plan.columnas.get(campo.clave)
        valor = (
            f"c{elegida}"
            if isinstance(elegida, int)
            else f"v:{elegida.removeprefix(FIJO)}"
            if elegida
            else ""
        )
        hace_falta = [InputRequired(f"Di qué columna es «{campo.titulo}».")] if campo.obligatorio else []
        cuerpo[campo.clave] = SelectField(
            campo.titulo, hace_falta, choices=opciones, default=valor, description=campo.ayuda
        )
    if plan.que is Que.PERSONAS:
        cuerpo[APELLIDOS_PRIMERO] = RadioField(
            "Si el nombre viene en una sola columna, ¿qué va primero?",
            choices=[("no", "El nombre: María Ramírez Soto"), ("si", "Los apellidos: Ramírez Soto María")],
            default="si" if APELLIDOS_PRIMERO in plan.columnas else "no",
        )
    formulario: FormularioColumnas = type("FormularioColumnasDelPlan", (FormularioColumnas,), cuerpo)()
    segun = SEGUN_EL_CASO | (DEL_PUESTO if plan.que is Que.PERSONAS else frozenset())
    for clave in segun & formulario._fields.keys():
        formulario[clave].flags.sin_marca = True
    return formulario


def columnas_con_muestra(plan: PlanDeImportacion) -> list[dict[str, str]]:
    """Cada columna del archivo con su letra, su encabezado y lo que traen los primeros renglones."""
    return [
        {
            "letra": _letra(numero),
            "encabezado": encabezado,
            "muestra": "; ".join(
                fila[numero] for fila in plan.muestra if numero < len(fila) and fila[numero]
            ),
        }
        for numero, encabezado in enumerate(plan.encabezados)
    ]


def _letra(numero: int) -> str:
    """La columna como la nombra una hoja de cálculo.

    >>> _letra(0), _letra(25), _letra(26)
    ('A', 'Z', 'AA')
    """
    letras = ""
    numero += 1
    while numero:
        numero, resto = divmod(numero - 1, 26)
        letras = chr(65 + resto) + letras
    return letras
