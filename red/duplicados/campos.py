"""Los datos propios de los dos registros: cuál queda de cada uno, y por qué regla si nadie elige."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from red.duplicados.planos import Fila, Plano
from red.instituciones.modelos import ClaseDeNombre
from red.textos import para_buscar

DE_QUEDA, DE_SE_VA = "queda", "se_va"

DE_PERSONA: dict[str, str] = {
    "nombre": "Nombre",
    "primer_apellido": "Primer apellido",
    "segundo_apellido": "Segundo apellido",
    "nombre_preferido": "Cómo quiere que la llamen",
    "correo": "Correo",
    "telefono": "Teléfono",
    "ofrece": "Lo que ofrece",
    "busca": "Lo que busca",
}
DE_INSTITUCION: dict[str, str] = {
    "nombre": "Nombre",
    "siglas": "Siglas",
    "tipo": "Tipo",
    "orden": "Orden de gobierno",
    "territorio_id": "Territorio",
    "madre_id": "De quién depende",
    "funcion": "Función",
    "fundamento": "Fundamento",
    "correo": "Correo",
    "telefono": "Teléfono",
    "domicilio": "Domicilio",
    "sitio": "Sitio",
}
DE_IDENTIDAD = frozenset({"nombre", "primer_apellido", "segundo_apellido", "nombre_preferido", "correo"})
"""De quien tiene cuenta sólo ella misma los cambia: quedan los de su cuenta."""
LA_MAS_RECIENTE = ("perfil_completo_en", "datos_confirmados_en", "confirmacion_pedida_en")
NUNCA = frozenset(
    {"id", "clave", "orden", "busqueda", "busqueda_visible", "fusionada_en_id", "desde", "hasta"}
)
"""Los que no se eligen: o son de la fila, o se calculan."""


@dataclass(frozen=True)
class Campo:
    """Un dato con sus dos valores y cuál queda."""

    columna: str
    etiqueta: str
    queda: Any
    se_va: Any
    elegido: str
    fijo: bool = False
    """Si no se puede elegir: es de la cuenta."""

    @property
    def difieren(self) -> bool:
        """Si hay algo que elegir."""
        return (self.queda or None) != (self.se_va or None)


def campos_de(plano: Plano, elegidos: Mapping[str, str]) -> list[Campo]:
    """Los datos en el orden en que se leen. Si nadie elige queda el de quien queda; si le falta, el de la otra."""
    queda, se_va = plano.fila(plano.tabla, plano.queda), plano.fila(plano.tabla, plano.se_va)
    es_persona = plano.tabla.name == "persona"
    de_la_cuenta = DE_QUEDA if plano.decide == plano.queda else DE_SE_VA
    campos = []
    for columna, etiqueta in (DE_PERSONA if es_persona else DE_INSTITUCION).items():
        una, otra = queda[columna], se_va[columna]
        elegido = elegidos.get(columna)
        if elegido not in {DE_QUEDA, DE_SE_VA}:
            elegido = DE_SE_VA if una in (None, "") and otra not in (None, "") else DE_QUEDA
        fijo = es_persona and columna in DE_IDENTIDAD and plano.hay_cuenta
        if fijo and (una if de_la_cuenta == DE_QUEDA else otra) not in (None, ""):
            elegido = de_la_cuenta
        campos.append(Campo(columna, etiqueta, una, otra, elegido, fijo))
    return campos


def llenar(plano: Plano, campos: list[Campo]) -> None:
    """Escribe en la copia de quien queda lo elegido, y lo que se decide por regla."""
    queda, se_va = plano.fila(plano.tabla, plano.queda), plano.fila(plano.tabla, plano.se_va)
    for campo in campos:
        queda[campo.columna] = campo.se_va if campo.elegido == DE_SE_VA else campo.queda
    if plano.tabla.name == "persona":
        _de_la_persona(plano, queda, se_va)
    else:
        _de_la_institucion(plano, queda, se_va)
    se_va["fusionada_en_id"] = plano.queda
    if plano.tabla.name == "institucion":
        _guardar_el_otro_nombre(plano, queda, campos)


def _de_la_persona(plano: Plano, queda: Fila, se_va: Fila) -> None:
    antes = plano.originales[plano.tabla.name, plano.queda]
    if queda["correo"] == se_va["correo"]:
        # El correo es único: el que deja de usarse se queda con el registro que se va y sigue llevando a ella.
        se_va["correo"] = antes["correo"]
    if plano.decide == plano.se_va:
        queda["visibilidad"] = se_va["visibilidad"]
    for columna in LA_MAS_RECIENTE:
        queda[columna] = max(filter(None, (queda[columna], se_va[columna])), default=None)
    ya = DE_PERSONA.keys() | NUNCA | {"visibilidad", *LA_MAS_RECIENTE}
    _completar(queda, se_va, ya)


def _de_la_institucion(plano: Plano, queda: Fila, se_va: Fila) -> None:
    if se_va["desde"] < queda["desde"]:
        queda.update({columna: se_va[columna] for columna in queda if columna.startswith("desde")})
    _completar(
        queda, se_va, DE_INSTITUCION.keys() | NUNCA | {c for c in queda if c.startswith(("desde", "hasta"))}
    )
    if _depende_de_si_misma(plano, queda):
        queda["madre_id"] = se_va["madre_id"]
    if _depende_de_si_misma(plano, queda):
        queda["madre_id"] = None


def _guardar_el_otro_nombre(plano: Plano, queda: Fila, campos: list[Campo]) -> None:
    """El nombre que no quedó sigue sirviendo para encontrarla."""
    tabla = plano.metadatos.tables["nombre_de_institucion"]
    ya = {
        para_buscar([fila["nombre"]])
        for fila in plano.de_tabla(tabla)
        if fila["institucion_id"] == plano.queda
    }
    nombre = next(campo for campo in campos if campo.columna == "nombre")
    otro = nombre.queda if nombre.elegido == DE_SE_VA else nombre.se_va
    if para_buscar([otro]) not in {para_buscar([queda["nombre"]]), *ya}:
        plano.nuevas.append(
            (tabla.name, {"institucion_id": plano.queda, "nombre": otro, "clase": ClaseDeNombre.ALIAS.value})
        )


def _completar(queda: Fila, se_va: Fila, ya: set[str]) -> None:
    """Lo demás se completa: vale lo de quien queda y, si le falta, lo de la otra."""
    for columna in queda.keys() - ya:
        if queda[columna] in (None, "") and se_va[columna] not in (None, ""):
            queda[columna] = se_va[columna]


def _depende_de_si_misma(plano: Plano, queda: Fila) -> bool:
    """Si subiendo de madre en madre se vuelve a ella."""
    vistas, actual = {plano.queda}, queda["madre_id"]
    while actual is not None:
        if actual in vistas or actual == plano.se_va:
            return True
        vistas.add(actual)
        actual = plano.fila(plano.tabla, actual)["madre_id"]
    return False
