"""Fechas que a veces se saben a medias: «2021», «octubre de 2021», «4 de octubre de 2021».

Los oficios viejos dicen el año y poco más. Una fecha parcial no inventa el día que falta: recuerda
cuánto se sabe, y se guarda como el tramo más amplio que puede ser cierto (del primer día posible al
último), de modo que «quién estaba el 3 de mayo de 2021» encuentra a quien entró «en 2021».
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from sqlalchemy.orm import Mapped, mapped_column

from red.base import Opcion, Vigencia, tipo_de_opcion
from red.textos import MESES, fecha, sin_acentos

PRIMER_ANIO = 1900
ULTIMO_ANIO = 2199


class Precision(Opcion):
    """Cuánto se sabe de una fecha."""

    DIA = "dia", "Día"
    MES = "mes", "Mes"
    ANIO = "anio", "Año"


@dataclass(frozen=True)
class FechaParcial:
    """Un día, un mes o un año; `primero` es el primer día que puede ser.

    >>> entrada = FechaParcial.leer("octubre de 2021")
    >>> entrada.primero, entrada.ultimo, str(entrada)
    (datetime.date(2021, 10, 1), datetime.date(2021, 10, 31), '2021-10')
    >>> entrada.en_palabras
    'octubre de 2021'
    """

    primero: date
    precision: Precision = Precision.DIA

    @classmethod
    def leer(cls, escrito: str) -> Self:
        """Entiende «2021», «2021-10», «10/2021», «oct 2021», «2021-10-04», «04/10/2021» y «4 de octubre de 2021».

        Con diagonales, primero va el día, como se escribe en México, Chile y Colombia. Lanza
        ValueError si no se entiende o si el año cae fuera de 1900–2199.

        >>> [str(FechaParcial.leer(texto)) for texto in ("2021", "10/2021", "4/10/2021", "4 de oct. de 2021")]
        ['2021', '2021-10', '2021-10-04', '2021-10-04']
        """
        plano = sin_acentos(escrito).strip().rstrip(".")
        for forma in _FORMAS:
            hallado = forma.fullmatch(plano)
            if hallado:
                partes = hallado.groupdict()
                mes, dia = partes.get("mes"), partes.get("dia")
                return cls._armar(int(partes["anio"]), _mes(mes) if mes else None, int(dia) if dia else None)
        raise ValueError("No se entiende como fecha")

    @classmethod
    def de(cls, cuando: "date | FechaParcial") -> "FechaParcial":
        """Un día cualquiera como fecha entera; la que ya es parcial, igual."""
        return cuando if isinstance(cuando, FechaParcial) else cls(cuando)

    @classmethod
    def _armar(cls, anio: int, mes: int | None, dia: int | None) -> Self:
        if not PRIMER_ANIO <= anio <= ULTIMO_ANIO:
            raise ValueError("El año está fuera de lo posible")
        precision = Precision.ANIO if mes is None else Precision.MES if dia is None else Precision.DIA
        return cls(date(anio, 1 if mes is None else mes, 1 if dia is None else dia), precision)

    @property
    def ultimo(self) -> date:
        """El último día que puede ser."""
        if self.precision is Precision.DIA:
            return self.primero
        if self.precision is Precision.ANIO:
            return date(self.primero.year, 12, 31)
        return self.primero.replace(day=calendar.monthrange(self.primero.year, self.primero.month)[1])

    def __str__(self) -> str:
        """Como se guarda y se vuelve a leer: «2021», «2021-10» o «2021-10-04»."""
        largo = {Precision.ANIO: 4, Precision.MES: 7, Precision.DIA: 10}[self.precision]
        return self.primero.isoformat()[:largo]

    @property
    def en_palabras(self) -> str:
        """Como se lee: «2021», «octubre de 2021» o «4 de octubre de 2021»."""
        if self.precision is Precision.ANIO:
            return str(self.primero.year)
        if self.precision is Precision.MES:
            return f"{MESES[self.primero.month - 1]} de {self.primero.year}"
        return fecha(self.primero)

    @property
    def con_articulo(self) -> str:
        """Como va después de «desde» o «hasta»: «2021», «octubre de 2021» o «el 4 de octubre de 2021»."""
        return f"el {self.en_palabras}" if self.precision is Precision.DIA else self.en_palabras


_MES = r"(?P<mes>\d{1,2})"
_MES_ESCRITO = r"(?P<mes>[a-z]{3,10})\.?"
_FORMAS = tuple(
    re.compile(forma)
    for forma in (
        r"(?P<anio>\d{4})",
        rf"(?P<anio>\d{{4}})[-/]{_MES}",
        rf"{_MES}[-/](?P<anio>\d{{4}})",
        rf"(?P<anio>\d{{4}})[-/]{_MES}[-/](?P<dia>\d{{1,2}})(?:[ t]00:00(?::00)?)?",
        rf"(?P<dia>\d{{1,2}})[-/.]{_MES}[-/.](?P<anio>\d{{4}})",
        rf"{_MES_ESCRITO}(?: de| del)? (?P<anio>\d{{4}})",
        rf"(?P<dia>\d{{1,2}})(?: de)? {_MES_ESCRITO}(?: de| del)? (?P<anio>\d{{4}})",
    )
)


def _mes(escrito: str) -> int:
    """El número del mes, escrito con cifras o con letras, entero o abreviado; ValueError si no lo es."""
    if escrito.isdigit():
        return int(escrito)
    if escrito == "setiembre":
        return 9
    for numero, nombre in enumerate(MESES, 1):
        if nombre == escrito or (len(escrito) in (3, 4) and nombre.startswith(escrito)):
            return numero
    raise ValueError("No es un mes")


def mas_meses(dia: date, meses: int) -> date:
    """El mismo día, tantos meses después, o antes si son negativos; si ese mes no lo tiene, su último día.

    >>> mas_meses(date(2026, 1, 31), 1), mas_meses(date(2024, 2, 29), 12), mas_meses(date(2026, 11, 5), 2)
    (datetime.date(2026, 2, 28), datetime.date(2025, 2, 28), datetime.date(2027, 1, 5))
    >>> mas_meses(date(2026, 3, 31), -13)
    datetime.date(2025, 2, 28)
    """
    anio, mes = divmod(dia.year * 12 + dia.month - 1 + meses, 12)
    return date(anio, mes + 1, min(dia.day, calendar.monthrange(anio, mes + 1)[1]))


def fin_dicho(hasta: date | None, precision: Precision) -> FechaParcial | None:
    """El fin como se dijo, a partir del último día que se guarda; None si no hay fin."""
    if hasta is None:
        return None
    principio = {
        Precision.ANIO: hasta.replace(month=1, day=1),
        Precision.MES: hasta.replace(day=1),
        Precision.DIA: hasta,
    }
    return FechaParcial(principio[precision], precision)


class VigenciaParcial(Vigencia):
    """Periodo cuyos extremos pueden saberse a medias.

    `desde` guarda el primer día posible y `hasta` el último; la precisión dice cuánto de eso se sabe.
    """

    desde_precision: Mapped[Precision] = mapped_column(
        tipo_de_opcion(Precision, "desde_precision"),
        default=Precision.DIA,
        server_default=Precision.DIA.value,
        sort_order=92,
    )
    hasta_precision: Mapped[Precision] = mapped_column(
        tipo_de_opcion(Precision, "hasta_precision"),
        default=Precision.DIA,
        server_default=Precision.DIA.value,
        sort_order=93,
    )

    def empezar(self, cuando: FechaParcial) -> None:
        """Pone el principio con lo que se sabe de él."""
        self.desde, self.desde_precision = cuando.primero, cuando.precision

    def terminar(self, cuando: FechaParcial | None) -> None:
        """Pone el fin con lo que se sabe de él, o lo quita."""
        self.hasta = cuando.ultimo if cuando else None
        self.hasta_precision = cuando.precision if cuando else Precision.DIA

    @property
    def desde_dicho(self) -> FechaParcial:
        """El principio como se dijo: un día, un mes o un año."""
        return FechaParcial(self.desde, self.desde_precision)

    @property
    def hasta_dicho(self) -> FechaParcial | None:
        """El fin como se dijo; None si sigue vigente."""
        return fin_dicho(self.hasta, self.hasta_precision)

    @property
    def periodo_en_palabras(self) -> str:
        """Para una línea de historia: «2019 – octubre de 2021» o «desde 2019»."""
        fin = self.hasta_dicho
        if fin is None:
            return f"desde {self.desde_dicho.con_articulo}"
        return f"{self.desde_dicho.en_palabras} – {fin.en_palabras}"
