"""Lee un estándar de los renglones de una hoja de cálculo: todo bien o nada, con cada error en su renglón y columna.

La hoja tiene dos partes. Arriba, lo que el estándar es, en pares: `estandar`, `titulo`, `nivel`, `vigencia`, `minimo`,
`segundo_criterio`, `fuente` y los tramos de `diagnostico`. Después, la lista, que empieza en el renglón cuya primera celda
dice `elemento`: elemento, clase, criterio, codigo, reactivo, peso. Pura: recibe celdas y devuelve datos.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from red.certificacion.calculo import TABLA_DE_DIAGNOSTICO, en_puntos
from red.certificacion.modelos_estandar import CENTESIMAS, ClaseDeCriterio, SegundoCriterio, Sugerencia
from red.errores import ErrorDeDominio
from red.textos import normalizar_codigo, sin_acentos

Renglon = tuple[int, Sequence[str], Sequence[int]]
"""Número de renglón, sus celdas y las columnas que traen una fórmula."""

LISTA = ("elemento", "clase", "criterio", "codigo", "reactivo", "peso")
PARES = ("estandar", "titulo", "nivel", "vigencia", "minimo", "segundo_criterio", "fuente", "diagnostico")
MAS_REACTIVOS = 500
LETRAS = 2000
_CODIGO = re.compile(r"EC\d{4}(?:\.\d{2})?")
_CLASES = {sin_acentos(c.etiqueta): c for c in ClaseDeCriterio} | {c.value: c for c in ClaseDeCriterio} | {
    "actitudes": ClaseDeCriterio.ACTITUD, "habito": ClaseDeCriterio.ACTITUD, "valor": ClaseDeCriterio.ACTITUD,
    "actitud/habito/valor": ClaseDeCriterio.ACTITUD, "desempenos": ClaseDeCriterio.DESEMPENO,
    "productos": ClaseDeCriterio.PRODUCTO, "conocimientos": ClaseDeCriterio.CONOCIMIENTO,
}  # fmt: skip


@dataclass(frozen=True)
class Falta:
    """Qué está mal, dónde y por qué."""

    renglon: int
    columna: str
    razon: str

    def __str__(self) -> str:
        """Como se lee: «Renglón 12, columna peso: …»."""
        donde = f"Renglón {self.renglon}" if self.renglon else "El archivo"
        return f"{donde}{f', columna {self.columna}' if self.columna else ''}: {self.razon}"


class ArchivoConErrores(ErrorDeDominio):
    """El archivo no se cargó: ni una parte."""

    def __init__(self, faltas: Sequence[Falta]) -> None:
        cuantas = "un error" if len(faltas) == 1 else f"{len(faltas)} errores"
        super().__init__(
            f"No cargamos nada: el archivo tiene {cuantas}. Corrígelo y vuelve a subirlo.", "archivo"
        )
        self.faltas = tuple(faltas)


@dataclass(frozen=True)
class ReactivoLeido:
    """Un reactivo de la lista."""

    codigo: str
    descripcion: str
    peso: int


@dataclass
class CriterioLeido:
    """Un criterio con sus reactivos."""

    clase: ClaseDeCriterio
    nombre: str
    reactivos: list[ReactivoLeido] = field(default_factory=list)


@dataclass
class ElementoLeido:
    """Un elemento con sus criterios."""

    nombre: str
    criterios: list[CriterioLeido] = field(default_factory=list)


@dataclass
class EstandarLeido:
    """Todo lo que dice el archivo."""

    codigo: str = ""
    titulo: str = ""
    nivel: int | None = None
    meses: int | None = None
    permanente: bool = False
    minimo: int = 0
    segundo: SegundoCriterio = SegundoCriterio.NINGUN_ELEMENTO_EN_CERO
    fuente: str = ""
    diagnostico: list[dict[str, Any]] = field(default_factory=list)
    elementos: list[ElementoLeido] = field(default_factory=list)

    @property
    def total(self) -> int:
        """La suma de los pesos, en centésimas."""
        return sum(r.peso for e in self.elementos for c in e.criterios for r in c.reactivos)


class _Lector:
    def __init__(self) -> None:
        self.leido = EstandarLeido()
        self.faltas: list[Falta] = []
        self.vistos: dict[str, int] = {}
        self.codigos: dict[str, int] = {}
        self.columnas: dict[str, int] | None = None
        self.cuantos = 0

    def falta(self, renglon: int, columna: str, razon: str) -> None:
        self.faltas.append(Falta(renglon, columna, razon))

    # ------------------------------------------------------------------ Lo que el estándar es

    def par(self, numero: int, celdas: Sequence[str]) -> None:
        clave = sin_acentos(celdas[0].strip()).replace(" ", "_")
        valor = celdas[1].strip() if len(celdas) > 1 else ""
        if clave not in PARES:
            self.falta(numero, "1", f"no conocemos «{celdas[0].strip()}». Aquí van: {', '.join(PARES)}.")
            return
        if clave in self.vistos and clave != "diagnostico":
            self.falta(numero, clave, f"ya se dijo en el renglón {self.vistos[clave]}.")
            return
        self.vistos[clave] = numero
        if len(valor) > LETRAS:
            self.falta(numero, clave, f"caben hasta {LETRAS} letras.")
            return
        if clave == "diagnostico":
            self._tramo(numero, celdas)
        else:
            getattr(self, f"_{clave}")(numero, valor)

    def _estandar(self, numero: int, valor: str) -> None:
        self.leido.codigo = normalizar_codigo(valor)
        if not _CODIGO.fullmatch(self.leido.codigo):
            self.falta(numero, "estandar", "escribe el código como EC0308.")

    def _titulo(self, numero: int, valor: str) -> None:
        self.leido.titulo = " ".join(valor.split())
        if not self.leido.titulo:
            self.falta(numero, "titulo", "escribe el título del estándar.")

    def _nivel(self, numero: int, valor: str) -> None:
        if valor and valor not in {"1", "2", "3", "4", "5"}:
            self.falta(numero, "nivel", "es un número del 1 al 5, o nada si no se sabe.")
        elif valor:
            self.leido.nivel = int(valor)

    def _vigencia(self, numero: int, valor: str) -> None:
        if sin_acentos(valor) == "permanente":
            self.leido.permanente = True
        elif re.fullmatch(r"[1-9]\d{0,2}", valor):
            self.leido.meses = int(valor)
        elif valor:
            self.falta(numero, "vigencia", "escribe cuántos meses, «permanente», o nada si no se sabe.")

    def _minimo(self, numero: int, valor: str) -> None:
        puntos = _puntos(valor)
        if puntos is None:
            self.falta(numero, "minimo", "es el puntaje mínimo: un número con hasta dos decimales.")
        else:
            self.leido.minimo = puntos

    def _segundo_criterio(self, numero: int, valor: str) -> None:
        try:
            self.leido.segundo = SegundoCriterio(sin_acentos(valor))
        except ValueError:
            self.falta(numero, "segundo_criterio", "escribe «elemento», «criterio» o «ninguno».")

    def _fuente(self, _numero: int, valor: str) -> None:
        self.leido.fuente = valor

    def _tramo(self, numero: int, celdas: Sequence[str]) -> None:
        desde, dice, sugiere = [*(c.strip() for c in celdas[1:4]), "", "", ""][:3]
        if not re.fullmatch(r"\d{1,3}", desde) or int(desde) > 100:
            self.falta(numero, "diagnostico", "la segunda celda es un por ciento del 0 al 100.")
        elif sin_acentos(sugiere) not in {s.value for s in Sugerencia}:
            self.falta(numero, "diagnostico", "la cuarta celda dice «evaluarse» o «capacitarse».")
        elif not dice:
            self.falta(numero, "diagnostico", "la tercera celda dice qué significa.")
        else:
            self.leido.diagnostico.append(
                {"desde": int(desde), "dice": dice, "sugiere": sin_acentos(sugiere)}
            )

    # ------------------------------------------------------------------ La lista

    def encabezar(self, numero: int, celdas: Sequence[str]) -> None:
        nombres = [sin_acentos(c.strip()) for c in celdas]
        self.columnas = {nombre: lugar for lugar, nombre in enumerate(nombres) if nombre in LISTA}
        for falta in (nombre for nombre in LISTA if nombre not in self.columnas):
            self.falta(numero, falta, "falta esta columna.")

    def reactivo(self, numero: int, celdas: Sequence[str]) -> None:
        assert self.columnas is not None
        dicho = {
            nombre: " ".join(celdas[lugar].split()) if lugar < len(celdas) else ""
            for nombre, lugar in self.columnas.items()
        }
        vacias = [nombre for nombre in LISTA if nombre in dicho and not dicho[nombre]]
        largas = [nombre for nombre, texto in dicho.items() if len(texto) > LETRAS]
        for nombre in vacias:
            self.falta(numero, nombre, "está vacía.")
        for nombre in largas:
            self.falta(numero, nombre, f"caben hasta {LETRAS} letras.")
        clase = _CLASES.get(sin_acentos(dicho.get("clase", "")))
        if clase is None and "clase" in dicho and dicho["clase"]:
            self.falta(numero, "clase", "es desempeño, producto, conocimiento o actitud.")
        peso = _puntos(dicho.get("peso", ""))
        if peso is None and dicho.get("peso"):
            self.falta(numero, "peso", "es un número con hasta dos decimales, por ejemplo 2.5.")
        codigo = dicho.get("codigo", "")
        if codigo and codigo in self.codigos:
            self.falta(numero, "codigo", f"ya está en el renglón {self.codigos[codigo]}.")
        self.codigos.setdefault(codigo, numero)
        self.cuantos += 1
        if vacias or largas or clase is None or peso is None or len(dicho) < len(LISTA):
            return
        criterio = self._criterio(dicho["elemento"], clase, dicho["criterio"])
        criterio.reactivos.append(ReactivoLeido(codigo, dicho["reactivo"], peso))

    def _criterio(self, elemento: str, clase: ClaseDeCriterio, nombre: str) -> CriterioLeido:
        elementos = self.leido.elementos
        suyo = next((e for e in elementos if e.nombre == elemento), None)
        if suyo is None:
            suyo = ElementoLeido(elemento)
            elementos.append(suyo)
        criterio = next((c for c in suyo.criterios if (c.clase, c.nombre) == (clase, nombre)), None)
        if criterio is None:
            criterio = CriterioLeido(clase, nombre)
            suyo.criterios.append(criterio)
        return criterio

    # ------------------------------------------------------------------ El conjunto

    def cerrar(self) -> None:
        leido = self.leido
        for clave in ("estandar", "titulo", "minimo"):
            if clave not in self.vistos:
                self.falta(0, clave, "falta decirlo en los primeros renglones.")
        if self.columnas is None:
            self.falta(0, "elemento", "falta la lista de reactivos, que empieza con la palabra «elemento».")
        elif not self.cuantos:
            self.falta(0, "reactivo", "la lista no tiene ningún reactivo.")
        if self.cuantos > MAS_REACTIVOS:
            self.falta(0, "reactivo", f"son {self.cuantos} reactivos y caben {MAS_REACTIVOS}.")
        if not leido.diagnostico:
            leido.diagnostico = [dict(tramo) for tramo in TABLA_DE_DIAGNOSTICO]
        leido.diagnostico.sort(key=lambda tramo: tramo["desde"])
        desde = [tramo["desde"] for tramo in leido.diagnostico]
        if len(set(desde)) < len(desde):
            self.falta(self.vistos.get("diagnostico", 0), "diagnostico", "dos tramos empiezan en lo mismo.")
        if desde[0] != 0:
            self.falta(self.vistos.get("diagnostico", 0), "diagnostico", "el primer tramo empieza en 0.")
        if not self.faltas and leido.minimo > leido.total:
            self.falta(
                self.vistos["minimo"],
                "minimo",
                f"pide {en_puntos(leido.minimo)} puntos y los pesos suman {en_puntos(leido.total)}: nadie lo alcanzaría.",
            )
        if not self.faltas and leido.total == 0:
            self.falta(0, "peso", "todos los pesos son cero.")


def leer(renglones: Sequence[Renglon]) -> EstandarLeido:
    """El estándar de esos renglones; lanza ArchivoConErrores con todo lo que está mal, no sólo lo primero."""
    lector = _Lector()
    for numero, celdas, formulas in renglones:
        if not any(celda.strip() for celda in celdas):
            continue
        if formulas:
            lector.falta(numero, str(formulas[0] + 1), "trae una fórmula: escribe el valor.")
        elif lector.columnas is not None:
            lector.reactivo(numero, celdas)
        elif sin_acentos(celdas[0].strip()) == "elemento":
            lector.encabezar(numero, celdas)
        else:
            lector.par(numero, celdas)
    lector.cerrar()
    if lector.faltas:
        raise ArchivoConErrores(lector.faltas)
    return lector.leido


def _puntos(escrito: str) -> int | None:
    """Un número con hasta dos decimales, en centésimas; None si no lo es.

    >>> _puntos("2.5"), _puntos("85"), _puntos("1,25"), _puntos("-1"), _puntos("1.234"), _puntos("")
    (250, 8500, 125, None, None, None)
    """
    limpio = escrito.strip().replace(",", ".")
    if not re.fullmatch(r"\d{1,4}(?:\.\d{1,2})?0*", limpio):
        return None
    try:
        return int(Decimal(limpio) * CENTESIMAS)
    except InvalidOperation:
        return None
