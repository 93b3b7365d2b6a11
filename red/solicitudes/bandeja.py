"""«Por decidir»: lo que distintos dominios ponen en una sola bandeja, sin que la bandeja los conozca.

Un dominio registra, con la clave de su clase, quién halla lo que espera decisión y qué se hace al decidir:

    @asuntos("puesto", "Puestos por confirmar", aprobar=_confirmar, verbo="Confirmar")
    def _puestos(quien: Identidad) -> list[Asunto]:
        …

* Quien halla decide por sí mismo qué le toca a `quien` (con sus permisos, nunca con su nombre: también se le pregunta
  con los papeles de una persona ausente) y hace un número fijo de consultas; da a lo más `TOPE`, lo más antiguo primero.
* `aprobar(orden)` y `declinar(orden)` hacen el acto, dentro de una transacción ya abierta, y devuelven una frase que
  dice qué pasó. Lanzan un error de dominio si ya no procede. No corren al decidir sino diez minutos después, si nadie
  deshizo la decisión: por eso preguntan todo otra vez.
* Sin `declinar`, ese asunto sólo se aprueba; lo demás se hace en la página a la que lleva.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from red.permisos import Identidad

TOPE = 500
"""Cuántos asuntos de una clase se leen de una vez: los que más esperan."""


@dataclass(frozen=True)
class Asunto:
    """Algo que espera que alguien decida."""

    id: int
    red_id: int
    titulo: str
    detalle: str
    espera_desde: datetime
    extremo: str
    valores: Mapping[str, Any] = field(default_factory=dict)
    institucion_id: int | None = None
    corre: bool = True
    """Si su plazo corre: no corre mientras se espera a un tercero."""
    impide_aprobar: str = ""
    """Por qué todavía no se puede aprobar; vacío si se puede."""
    a_solas: str = ""
    """Por qué se aprueba de uno en uno, mirándolo; vacío si puede ir con otros."""
    persona_id: int | None = None
    """De quién trata, si es de una persona: nadie decide lo suyo."""
    version: int = 0
    """Cambia si el asunto cambia: lo decidido de una versión no vale para otra."""
    clase: str = ""
    """La pone el registro."""

    @property
    def clave(self) -> str:
        """Cómo se le nombra en la dirección: «solicitud-12»."""
        return f"{self.clase}-{self.id}"


@dataclass(frozen=True)
class Orden:
    """Lo que se decidió, al momento de hacerlo."""

    asunto_id: int
    por_id: int
    motivo: str = ""
    bloquea: bool = False
    version: int = 0


Hallar = Callable[[Identidad], Sequence[Asunto]]
Hacer = Callable[[Orden], str]


@dataclass(frozen=True)
class Clase:
    """Una clase de asunto: cómo se llama, cómo se halla y qué se hace al decidir."""

    clave: str
    etiqueta: str
    hallar: Hallar
    aprobar: Hacer | None
    declinar: Hacer | None
    verbo: str
    admite_bloqueo: bool = False
    de_enlaces: bool = False
    """Si también le toca a quien es enlace de la institución del asunto: entonces se le recuerda primero."""


CLASES: dict[str, Clase] = {}
"""Las clases registradas, en el orden en que se registraron."""


def asuntos(
    clave: str,
    etiqueta: str,
    *,
    aprobar: Hacer | None = None,
    declinar: Hacer | None = None,
    verbo: str = "Aprobar",
    admite_bloqueo: bool = False,
    de_enlaces: bool = False,
) -> Callable[[Hallar], Hallar]:
    """Registra una clase de asuntos con quien los halla."""

    def registrar(hallar: Hallar) -> Hallar:
        CLASES[clave] = Clase(clave, etiqueta, hallar, aprobar, declinar, verbo, admite_bloqueo, de_enlaces)
        return hallar

    return registrar
