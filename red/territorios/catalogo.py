"""Lectura de un catálogo oficial de territorios en CSV, tal como lo mandan las oficinas.

Reconoce la codificación, el separador y las columnas por sus nombres usuales. Si una fila está mal
dice fila, columna y motivo de todas las que lo están, y no entrega ninguna: se carga todo o nada.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from red.errores import ErrorDeDominio
from red.territorios.modelos import Nivel
from red.territorios.perfiles import PERFILES, PerfilTerritorial
from red.textos import palabras

TOPE_DE_BYTES = 20 * 1024 * 1024
TOPE_DE_ERRORES = 200

SINONIMOS: dict[str, tuple[str, ...]] = {
    "codigo municipio": (
        "cvegeo",
        "cve geo",
        "cve mungeo",
        "clave geoestadistica",
        "codigo comuna",
        "cod comuna",
        "cut",
        "cut comuna",
        "codigo unico territorial",
        "divipola",
        "codigo divipola",
        "codigo dane",
        "cod mpio",
        "codigo mpio",
        "codigo municipio",
        "cod municipio",
        "cod dane mpio",
    ),
    "nombre municipio": (
        "municipio name",
        "nombre municipio",
        "nom mun",
        "nomgeo",
        "municipio",
        "nombre comuna",
        "comuna",
        "nom comuna",
        "nom mpio",
        "nombre mpio",
        "dane nom mpio",
    ),
    "codigo provincia": ("codigo provincia", "cod provincia", "cut provincia"),
    "nombre provincia": ("nombre provincia", "nom provincia", "provincia"),
    "codigo entidad": (
        "state code",
        "cve ent",
        "cve agee",
        "clave entidad",
        "codigo entidad",
        "codigo region",
        "cod region",
        "cut region",
        "codigo departamento",
        "cod departamento",
        "cod dpto",
        "codigo dpto",
        "cod depto",
        "region",
    ),
    "nombre entidad": (
        "state name",
        "nom ent",
        "nom agee",
        "nombre entidad",
        "nombre region",
        "nom region",
        "nombre departamento",
        "departamento",
        "nom dpto",
        "nombre dpto",
        "dpto",
        "nom depto",
        "estado",
    ),
    "mujeres": (
        "pop female",
        "pob mujeres",
        "pobfem",
        "pob fem",
        "poblacion mujeres",
        "mujeres",
        "pob mujeres 2017",
    ),
    "hombres": (
        "pop male",
        "pob hombres",
        "pobmas",
        "pob mas",
        "poblacion hombres",
        "hombres",
        "pob hombres 2017",
    ),
    "latitud": ("lat", "latitud", "latitude", "lat decimal", "geonames lat"),
    "longitud": ("lon", "lng", "longitud", "longitude", "lon decimal", "geonames lon"),
}
"""Columnas que entendemos y los encabezados con que suelen llegar, sin acentos ni guiones."""

PAIS_POR_ENCABEZADO = {
    "cvegeo": "MX", "cve ent": "MX", "cve agee": "MX", "cve mungeo": "MX", "state code": "MX", "state name": "MX",
    "codigo comuna": "CL", "cod comuna": "CL", "cut": "CL", "cut comuna": "CL", "nombre comuna": "CL", "comuna": "CL",
    "divipola": "CO", "codigo divipola": "CO", "codigo dane": "CO", "cod mpio": "CO", "cod dpto": "CO",
    "codigo departamento": "CO", "nombre departamento": "CO",
}  # fmt: skip


@dataclass(frozen=True)
class Falla:
    """Lo que está mal en una celda: el renglón del archivo (el encabezado es el 1), su columna y por qué."""

    fila: int
    columna: str
    motivo: str

    def __str__(self) -> str:
        """Como se le dice a quien mandó el archivo."""
        return f"Fila {self.fila}, columna «{self.columna}»: {self.motivo}"


class CatalogoIlegible(ErrorDeDominio):
    """El archivo no se puede cargar; `fallas` dice cada celda mal escrita."""

    def __init__(self, mensaje: str, fallas: list[Falla] | None = None) -> None:
        super().__init__(mensaje)
        self.fallas = fallas or []


@dataclass(frozen=True)
class Lugar:
    """Un territorio leído del catálogo; `madre` es el código del que lo contiene."""

    nivel: Nivel
    codigo: str
    nombre: str
    madre: tuple[Nivel, str] | None = None
    mujeres: int | None = None
    hombres: int | None = None
    latitud: float | None = None
    longitud: float | None = None


@dataclass
class Catalogo:
    """Lo que se leyó: el país, los lugares (primero los que contienen) y lo que conviene saber."""

    pais: str
    lugares: list[Lugar]
    columnas: dict[str, str]
    notas: list[str] = field(default_factory=list)


def leer_catalogo(
    contenido: bytes, *, pais: str | None = None, columnas: Mapping[str, str] | None = None
) -> Catalogo:
    """Lee el archivo entero y lo comprueba.

    `columnas` asigna a mano, por ejemplo {"codigo municipio": "CLAVE"}. Lanza CatalogoIlegible.
    """
    if len(contenido) > TOPE_DE_BYTES:
        raise CatalogoIlegible("El archivo pasa de 20 megabytes: un catálogo de territorios es mucho menor.")
    texto, notas = _decodificar(contenido)
    encabezado, filas = _separar(texto)
    mapa = _reconocer(encabezado, dict(columnas or {}))
    perfil = _perfil(pais, encabezado)
    lector = _Lector(perfil, mapa, encabezado)
    lugares = lector.leer(filas)
    if lector.fallas:
        cuantas = len(lector.fallas)
        raise CatalogoIlegible(
            f"{'Hay una celda' if cuantas == 1 else f'Hay {cuantas} celdas'} por corregir; no se cargó nada.",
            lector.fallas,
        )
    if not lugares:
        raise CatalogoIlegible("El archivo tiene encabezado pero ninguna fila con datos.")
    return Catalogo(
        perfil.pais, lugares, {que: encabezado[i] for que, i in mapa.items()}, notas + lector.notas
    )


def _decodificar(contenido: bytes) -> tuple[str, list[str]]:
    if b"\0" in contenido[:4096] and not contenido.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise CatalogoIlegible("Esto no es un archivo CSV. Si es una hoja de cálculo, guárdala como CSV.")
    if contenido.startswith((b"\xff\xfe", b"\xfe\xff")):
        return contenido.decode("utf-16"), ["El archivo venía en UTF-16."]
    try:
        return contenido.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return contenido.decode("cp1252", errors="replace"), ["El archivo venía en Latin-1 (Windows)."]


def _separar(texto: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    primera = next((linea for linea in texto.splitlines() if linea.strip()), "")
    separador = max(",;\t|", key=primera.count)
    lector = csv.reader(io.StringIO(texto, newline=""), delimiter=separador)
    filas: list[tuple[int, list[str]]] = []
    try:
        for fila in lector:
            if any(celda.strip() for celda in fila):
                filas.append((lector.line_num, [celda.strip() for celda in fila]))
    except csv.Error as error:
        raise CatalogoIlegible(f"El archivo se interrumpe en la línea {lector.line_num}: {error}.") from error
    if not filas:
        raise CatalogoIlegible("El archivo está vacío.")
    return filas[0][1], filas[1:]


def _plano(encabezado: str) -> str:
    return " ".join(palabras(encabezado))


def _reconocer(encabezado: list[str], a_mano: dict[str, str]) -> dict[str, int]:
    planos = [_plano(titulo) for titulo in encabezado]
    mapa: dict[str, int] = {}
    for que, titulo in a_mano.items():
        if que not in SINONIMOS:
            raise CatalogoIlegible(f"No conocemos la columna «{que}». Puede ser: {', '.join(SINONIMOS)}.")
        if _plano(titulo) not in planos:
            raise CatalogoIlegible(f"El archivo no tiene la columna «{titulo}».")
        mapa[que] = planos.index(_plano(titulo))
    for que, sinonimos in SINONIMOS.items():
        hallada = next((planos.index(s) for s in sinonimos if s in planos), None)
        if que not in mapa and hallada is not None:
            mapa[que] = hallada
    if not any(f"codigo {nivel}" in mapa and f"nombre {nivel}" in mapa for nivel in ("municipio", "entidad")):
        raise CatalogoIlegible(
            "No reconocimos las columnas con el código y el nombre del territorio. "
            f"El archivo trae: {', '.join(encabezado)}. "
            'Dilas a mano, por ejemplo: --columna "codigo municipio=CLAVE" --columna "nombre municipio=LUGAR".'
        )
    return mapa


def _perfil(pais: str | None, encabezado: list[str]) -> PerfilTerritorial:
    if pais is not None:
        if pais.upper() not in PERFILES:
            raise CatalogoIlegible(f"No tenemos perfil del país «{pais}». Puede ser: {', '.join(PERFILES)}.")
        return PERFILES[pais.upper()]
    hallados = {PAIS_POR_ENCABEZADO[p] for p in map(_plano, encabezado) if p in PAIS_POR_ENCABEZADO}
    if len(hallados) != 1:
        raise CatalogoIlegible("No se ve de qué país es el catálogo. Dilo con --pais MX, CL o CO.")
    return PERFILES[hallados.pop()]


class _Lector:
    """Recorre las filas, junta los lugares de cada nivel y anota lo que está mal."""

    NIVELES = (Nivel.ENTIDAD, Nivel.PROVINCIA, Nivel.MUNICIPIO)

    def __init__(self, perfil: PerfilTerritorial, mapa: dict[str, int], encabezado: list[str]) -> None:
        self.perfil, self.mapa, self.encabezado = perfil, mapa, encabezado
        self.fallas: list[Falla] = []
        self.notas: list[str] = []
        self._lugares: dict[tuple[Nivel, str], Lugar] = {}
        self._filas: dict[tuple[Nivel, str], int] = {}
        presentes = [n for n in self.NIVELES if f"codigo {n}" in mapa and f"nombre {n}" in mapa]
        self.niveles = [n for n in presentes if n in perfil.largos]
        self.ultimo = self.niveles[-1]
        self._completados = 0

    def leer(self, filas: list[tuple[int, list[str]]]) -> list[Lugar]:
        """Los lugares, con los que contienen antes que los contenidos."""
        for numero, fila in filas:
            if len(self.fallas) >= TOPE_DE_ERRORES:
                break
            self._leer_fila(numero, fila)
        if self._completados:
            self.notas.append(
                f"A {self._completados} códigos les faltaban ceros a la izquierda y se completaron."
            )
        return sorted(self._lugares.values(), key=lambda lugar: self.NIVELES.index(lugar.nivel))

    def _leer_fila(self, numero: int, fila: list[str]) -> None:
        if len(fila) < len(self.encabezado):
            faltante = self.encabezado[len(fila)]
            self._falla(
                numero, faltante, f"la fila tiene {len(fila)} celdas y debía tener {len(self.encabezado)}"
            )
            return
        madre: tuple[Nivel, str] | None = None
        entera = True
        for nivel in self.niveles:
            codigo = self._codigo(numero, fila, nivel)
            nombre = fila[self.mapa[f"nombre {nivel}"]]
            if not nombre:
                self._falla(numero, self._titulo(f"nombre {nivel}"), "falta el nombre")
            extras = dict(self._extras(numero, fila)) if nivel is self.ultimo else {}
            if codigo is None or not nombre:
                # Se sigue mirando el renglón: todo lo que tiene se dice de una vez.
                entera, madre = False, None
                continue
            if madre is not None and not codigo.startswith(madre[1]):
                self._falla(
                    numero,
                    self._titulo(f"codigo {nivel}"),
                    f"«{codigo}» no empieza con «{madre[1]}», el código de quien lo contiene",
                )
                entera = False
            if madre is None and nivel is not Nivel.ENTIDAD:
                madre = (Nivel.ENTIDAD, codigo[: self.perfil.largos[Nivel.ENTIDAD]])
            if entera:
                self._guardar(numero, Lugar(nivel, codigo, nombre, madre, **extras))  # type: ignore[arg-type]
            madre = (nivel, codigo)

    def _codigo(self, numero: int, fila: list[str], nivel: Nivel) -> str | None:
        columna = f"codigo {nivel}"
        escrito = fila[self.mapa[columna]].removesuffix(".0")
        largo = self.perfil.largos[nivel]
        if not escrito:
            self._falla(numero, self._titulo(columna), "falta el código")
            return None
        if not (escrito.isascii() and escrito.isdigit()) or len(escrito) > largo:
            self._falla(
                numero,
                self._titulo(columna),
                f"«{escrito}» no es un código {self.perfil.codigo} de {largo} cifras",
            )
            return None
        if len(escrito) < largo:
            self._completados += 1
        return escrito.zfill(largo)

    def _extras(self, numero: int, fila: list[str]) -> Iterator[tuple[str, int | float]]:
        for que, tope in (("mujeres", 0), ("hombres", 0), ("latitud", 90), ("longitud", 180)):
            escrito = fila[self.mapa[que]].replace("\u00a0", "") if que in self.mapa else ""
            if not escrito or escrito.casefold() in {"na", "n/a", "nd", "null", "-"}:
                continue
            try:
                valor = float(escrito.replace(",", "" if tope == 0 else "."))
            except ValueError:
                self._falla(numero, self._titulo(que), f"«{escrito}» no es un número")
                continue
            if (tope and abs(valor) > tope) or (not tope and (valor < 0 or valor != int(valor))):
                self._falla(numero, self._titulo(que), f"«{escrito}» no puede ser una cifra de {que}")
                continue
            yield que, valor if tope else int(valor)

    def _guardar(self, numero: int, lugar: Lugar) -> None:
        llave = (lugar.nivel, lugar.codigo)
        previo = self._lugares.setdefault(llave, lugar)
        primera = self._filas.setdefault(llave, numero)
        if lugar.nivel is self.ultimo and primera != numero:
            self._falla(
                numero,
                self._titulo(f"codigo {lugar.nivel}"),
                f"«{lugar.codigo}» ya estaba en la fila {primera}",
            )
        elif previo.nombre != lugar.nombre:
            self._falla(
                numero,
                self._titulo(f"nombre {lugar.nivel}"),
                f"«{lugar.codigo}» se llama «{previo.nombre}» en la fila {primera} y aquí «{lugar.nombre}»",
            )

    def _titulo(self, que: str) -> str:
        return self.encabezado[self.mapa[que]]

    def _falla(self, numero: int, columna: str, motivo: str) -> None:
        self.fallas.append(Falla(numero, columna, motivo))
