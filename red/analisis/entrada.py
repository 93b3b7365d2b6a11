"""Un estudio hecho en otra parte entra aquí: GraphML, GEXF, Pajek o CSV, leído por partes y sin confiar en él.

Ley de este módulo: el archivo se lee entero o se rechaza con el renglón y la razón; nunca hay en memoria más que lo que
sirve de él, y nada de lo que diga hace que se abra otra cosa.
"""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from red.analisis.lectores import gexf, graphml, pajek, tablas
from red.analisis.lectores.limites import ArchivoNoSirve as ArchivoNoSirve
from red.analisis.lectores.limites import Limites as Limites
from red.analisis.lectores.recogida import GrafoLeido as GrafoLeido
from red.analisis.lectores.recogida import Recogida
from red.analisis.lectores.texto import codificacion, renglones
from red.importacion.lectura.formato import EXCEL_ANTERIOR, OTROS
from red.importacion.lectura.paquete import CreceSinFin, PesaDeMas, trozos
from red.textos import enumerar, numero

FORMATOS = {"graphml": "GraphML", "gexf": "GEXF", "pajek": "Pajek", "csv": "CSV"}
EXTENSIONES = {
    ".graphml": "graphml", ".gexf": "gexf", ".net": "pajek", ".paj": "pajek", ".csv": "csv", ".tsv": "csv", ".txt": "csv",
    ".xml": "xml", ".zip": "zip",
}  # fmt: skip
SE_LEEN = "GraphML (.graphml), GEXF (.gexf), Pajek (.net), CSV (.csv) o un zip con nodos.csv y lazos.csv"
_PARTES = 100
_TROZO = 1 << 16

Abrir = Callable[[], BinaryIO]


def leer(
    ruta_o_bytes: str | Path | bytes,
    formato: str | None = None,
    limites: Limites | None = None,
    nombre: str = "",
) -> GrafoLeido:
    """El grafo de un archivo; lanza ArchivoNoSirve con el renglón y la razón.

    Sin `formato`, se reconoce por lo que trae; si su nombre dice otra cosa, se rechaza. `nombre` es el que traía, cuando
    se dan sus bytes.

    >>> leido = leer(b"origen,destino\\nana,eva\\neva,ana\\n")
    >>> leido.nodos, list(leido.lazos())
    (['ana', 'eva'], [(0, 1, 2.0)])
    """
    limites = limites or Limites()
    abrir, nombre = _fuente(ruta_o_bytes, nombre)
    with abrir() as flujo:
        principio = flujo.read(4096)
        medida = flujo.seek(0, io.SEEK_END)
    if medida > limites.bytes:
        raise ArchivoNoSirve(
            None, f"El archivo pesa más de {numero(limites.bytes // 2**20)} MB, que es lo más que se lee."
        )
    extension = Path(nombre).suffix.lower()
    verdadero = reconocer(principio)
    dicho = formato or EXTENSIONES.get(extension)
    if verdadero == "zip":
        if dicho not in (None, "zip", "csv") and not formato:
            raise _con_otro_nombre(extension, "un archivo zip")
        return _de_zip(abrir, formato, limites)
    if formato and formato not in FORMATOS:
        raise ArchivoNoSirve(
            None, f"«{formato}» no es un formato que se lea: {enumerar(sorted(FORMATOS), 'o')}."
        )
    if verdadero not in _CABEN[dicho or "cualquiera"]:
        de_verdad = FORMATOS.get(verdadero, "texto")
        if formato:
            raise ArchivoNoSirve(1, f"No es {FORMATOS[formato]}: por dentro es {de_verdad}.")
        raise _con_otro_nombre(extension, de_verdad)
    return _leer_como(dicho if verdadero == "texto" and dicho else verdadero, abrir, limites)


_CABEN = {
    "graphml": {"graphml"},
    "gexf": {"gexf"},
    "xml": {"graphml", "gexf"},
    "pajek": {"pajek", "texto"},
    "csv": {"texto"},
    "zip": set(),
    "cualquiera": {"graphml", "gexf", "pajek", "texto"},
}
"""Lo que un archivo puede ser por dentro según lo que dice ser."""


def reconocer(principio: bytes) -> str:
    """Qué es por lo primero que trae: zip, graphml, gexf, pajek o texto; lanza ArchivoNoSirve si no puede ser un grafo.

    >>> reconocer(b"<?xml version='1.0'?><gexf>"), reconocer(b"*Vertices 3"), reconocer(b"origen;destino")
    ('gexf', 'pajek', 'texto')
    """
    if not principio.strip():
        raise ArchivoNoSirve(None, "El archivo está vacío.")
    if principio.startswith(b"PK"):
        return "zip"
    if principio.startswith(EXCEL_ANTERIOR):
        raise ArchivoNoSirve(None, f"Es un archivo de Excel, no un grafo. Se leen {SE_LEEN}.")
    for firma, que in OTROS:
        if principio.startswith(firma):
            raise ArchivoNoSirve(None, f"Por dentro es {que}, no un grafo. Se leen {SE_LEEN}.")
    texto = _texto_del_principio(principio).lstrip("\ufeff \t\r\n").lower()
    if texto.startswith("<"):
        return _de_xml(texto)
    return "pajek" if texto.startswith(("*", "%")) else "texto"


def _texto_del_principio(principio: bytes) -> str:
    codigo = "utf-16" if principio[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    return principio.decode(codigo, errors="ignore")


def _de_xml(texto: str) -> str:
    """El formato de un XML por su primer elemento; los dos se rechazan con su razón al leerse si traen algo más."""
    if texto.startswith(("<html", "<!doctype html")):
        raise ArchivoNoSirve(1, f"Por dentro es una página web, no un grafo. Se leen {SE_LEEN}.")
    lugares = {
        cual: min(
            (texto.find(f"{abre}{cual}") for abre in ("<", ":") if f"{abre}{cual}" in texto), default=-1
        )
        for cual in ("graphml", "gexf")
    }
    hallados = [cual for cual, lugar in lugares.items() if lugar >= 0]
    if not hallados and "<!doctype" not in texto:
        raise ArchivoNoSirve(1, f"Es XML, pero no GraphML ni GEXF. Se leen {SE_LEEN}.")
    return min(hallados, key=lambda cual: lugares[cual], default="graphml")


def _con_otro_nombre(extension: str, de_verdad: str) -> ArchivoNoSirve:
    return ArchivoNoSirve(
        None,
        f"Su nombre termina en «{extension[:12]}», pero por dentro es {de_verdad}. Ponle el nombre que le toca.",
    )


def _fuente(ruta_o_bytes: str | Path | bytes, nombre: str) -> tuple[Abrir, str]:
    if isinstance(ruta_o_bytes, bytes):
        datos = ruta_o_bytes
        return lambda: io.BytesIO(datos), nombre
    ruta = Path(ruta_o_bytes)
    if not ruta.is_file():
        raise ArchivoNoSirve(None, "No existe, o no es un archivo.")
    try:
        ruta.open("rb").close()
    except OSError as error:
        raise ArchivoNoSirve(None, f"No se pudo abrir: {error.strerror}.") from None
    return lambda: ruta.open("rb"), nombre or ruta.name


def _leer_como(formato: str, abrir: Abrir, limites: Limites) -> GrafoLeido:
    recogida = Recogida(limites)
    if formato == "graphml":
        with abrir() as flujo:
            return graphml.leer(flujo, recogida)
    if formato == "gexf":
        with abrir() as flujo:
            return gexf.leer(flujo, recogida)
    if formato == "pajek":
        with abrir() as flujo:
            return pajek.leer(renglones(flujo, codificacion(abrir), limites), recogida)
    with tablas.abierta(abrir, recogida) as tabla:
        tablas.leer_lazos(tabla, recogida, crea=True)
    return recogida.terminar("csv")


# ------------------------------------------------------------------ Un zip


def _de_zip(abrir: Abrir, formato: str | None, limites: Limites) -> GrafoLeido:
    """Las dos tablas de un zip, o su único grafo; lo demás que traiga no se abre."""
    with _sin_danos(), abrir() as flujo, zipfile.ZipFile(flujo) as paquete:
        entradas = [entrada for entrada in paquete.infolist() if not entrada.is_dir()]
        if len(entradas) > _PARTES:
            raise ArchivoNoSirve(None, f"El zip trae más de {_PARTES} archivos.")
        if any(entrada.filename == "xl/workbook.xml" for entrada in entradas):
            raise ArchivoNoSirve(
                None, "Es un libro de Excel. Guarda cada hoja como CSV: una de nodos y una de lazos."
            )
        sirven = {
            entrada.filename: _parte(paquete, entrada, limites)
            for entrada in entradas
            if EXTENSIONES.get(Path(entrada.filename).suffix.lower()) in FORMATOS
            and not Path(entrada.filename).name.startswith(("LEEME", "README", "."))
        }
        nodos, lazos = tablas.de_zip(sirven)
        if lazos is not None and lazos.lower().endswith((".csv", ".tsv", ".txt")):
            return _de_tablas(sirven, nodos, lazos, limites)
        if len(sirven) != 1:
            raise ArchivoNoSirve(
                None, "El zip no trae lazos.csv ni un solo grafo. Ponle nodos.csv y lazos.csv."
            )
        dentro, abrir_parte = sirven.popitem()
        with _dentro_de(dentro):
            with abrir_parte() as parte:
                verdadero = reconocer(parte.read(4096))
            if verdadero not in _CABEN[formato or EXTENSIONES[Path(dentro).suffix.lower()]]:
                raise _con_otro_nombre(Path(dentro).suffix, FORMATOS.get(verdadero, verdadero))
            return _leer_como("csv" if verdadero == "texto" else verdadero, abrir_parte, limites)


def _de_tablas(partes: dict[str, Abrir], nodos: str | None, lazos: str, limites: Limites) -> GrafoLeido:
    recogida = Recogida(limites)
    if nodos is not None:
        with _dentro_de(nodos), tablas.abierta(partes[nodos], recogida) as tabla:
            tablas.leer_nodos(tabla, recogida)
    with _dentro_de(lazos):
        with tablas.abierta(partes[lazos], recogida) as tabla:
            tablas.leer_lazos(tabla, recogida, crea=nodos is None)
        return recogida.terminar("csv")


@contextmanager
def _sin_danos() -> Iterator[None]:
    try:
        yield
    except CreceSinFin:
        raise ArchivoNoSirve(
            None, "Crece sin medida al descomprimirse: no es un grafo, y no se abrió."
        ) from None
    except PesaDeMas:
        raise ArchivoNoSirve(None, "Descomprimido pesa más de lo que se lee de una vez.") from None
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, zlib.error):
        raise ArchivoNoSirve(None, "El zip está cortado, dañado o protegido con contraseña.") from None


@contextmanager
def _dentro_de(parte: str) -> Iterator[None]:
    """La razón dice además en cuál de los archivos del zip está lo que no sirve."""
    try:
        yield
    except ArchivoNoSirve as error:
        raise ArchivoNoSirve(error.linea, error.motivo, dentro=Path(parte).name) from None


def _parte(paquete: zipfile.ZipFile, entrada: zipfile.ZipInfo, limites: Limites) -> Abrir:
    return lambda: io.BufferedReader(_PorTrozos(trozos(paquete, entrada, limites.bytes, _TROZO)), _TROZO)


class _PorTrozos(io.RawIOBase):
    """Los trozos de una parte del zip, como archivo que se lee de corrido."""

    def __init__(self, trozos: Iterator[bytes]) -> None:
        self._trozos = trozos
        self._sobra = memoryview(b"")

    def readable(self) -> bool:
        """Se puede leer."""
        return True

    def readinto(self, destino: Any) -> int:
        """Llena el destino con lo que sigue; 0 al terminar."""
        if not self._sobra:
            self._sobra = memoryview(next(self._trozos, b""))
        cuantos = min(len(destino), len(self._sobra))
        destino[:cuantos] = self._sobra[:cuantos]
        self._sobra = self._sobra[cuantos:]
        return cuantos
