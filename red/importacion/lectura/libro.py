"""Comprueba por dentro un libro xlsx u ods antes de que la biblioteca lo abra, y dice dónde hay fórmulas.

La biblioteca que lee es rápida y confiada: aquí se rechaza lo que la haría gastar memoria sin fin.
"""

import io
import re
import zipfile
import zlib
from collections import defaultdict
from dataclasses import dataclass, field
from xml.parsers import expat

from red.importacion.lectura.limites import (
    MAS_CELDAS,
    MAS_COLUMNAS,
    MAS_RENGLONES,
    MAYOR_INFLADO,
    MAYOR_RAZON,
    ArchivoRechazado,
)
from red.importacion.lectura.paquete import CreceSinFin, PesaDeMas, trozos

_DANADO = (
    "El archivo está incompleto o dañado: quizá se cortó al copiarlo o al descargarlo. "
    "Vuelve a pedirlo o guárdalo otra vez."
)
_MUCHOS = (
    f"La hoja llega más allá del renglón {MAS_RENGLONES:,}. Si abajo está en blanco, selecciona esos renglones, "
    "elimínalos y guarda otra vez; si de verdad son tantos, divídela en varias."
)
_ANCHA = (
    f"La hoja tiene datos más allá de la columna número {MAS_COLUMNAS}. Si a la derecha está en blanco, selecciona "
    "esas columnas, elimínalas y guarda otra vez."
)
_CON_DTD = (
    "El archivo trae definiciones ocultas (DTD) que una hoja de cálculo normal no lleva. "
    "Por seguridad no se abre: copia los datos a un libro nuevo."
)
_FORMULA_SIN_LUGAR = "Trae fórmulas en celdas que no dicen cuáles son. Copia tus datos, pégalos como valores en un libro nuevo y súbelo."


@dataclass
class Revision:
    """Lo que se supo al revisar: fórmulas por renglón, en cada hoja."""

    formulas: dict[str, dict[int, list[int]]] = field(default_factory=dict)


def revisar(datos: bytes, formato: str) -> Revision:
    """Revisa cada parte del paquete; lanza ArchivoRechazado con su razón."""
    revision = Revision()
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(datos)) as paquete:
            for entrada in paquete.infolist():
                if entrada.flag_bits & 1:
                    raise ArchivoRechazado(
                        "El archivo está protegido con contraseña. Quítasela y súbelo otra vez."
                    )
                parte = _inflar(paquete, entrada, MAYOR_INFLADO - total)
                total += len(parte)
                if entrada.filename.endswith((".xml", ".rels")):
                    _sin_definiciones(parte)
                if formato == "xlsx" and re.fullmatch(r"/?xl/worksheets/[^/]+\.xml", entrada.filename):
                    revision.formulas[entrada.filename] = _hoja_de_excel(parte)
                elif formato == "ods" and entrada.filename == "content.xml":
                    revision.formulas = _hojas_de_ods(parte)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError, zlib.error) as error:
        raise ArchivoRechazado(_DANADO) from error
    return revision


def _inflar(paquete: zipfile.ZipFile, entrada: zipfile.ZipInfo, quedan: int) -> bytes:
    try:
        return b"".join(trozos(paquete, entrada, quedan))
    except CreceSinFin:
        raise ArchivoRechazado(
            f"Una parte del archivo crece más de {MAYOR_RAZON} veces al abrirse. Suele pasar con hojas llenas de "
            "celdas en blanco con formato: copia sólo tus datos a un libro nuevo."
        ) from None
    except PesaDeMas:
        raise ArchivoRechazado(
            "Abierto ocupa más de 50 MB. Quita imágenes, hojas que no se usan y celdas en blanco con formato, "
            "o divide la lista en varios archivos."
        ) from None


def _sin_definiciones(parte: bytes) -> None:
    if not parte.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
        raise ArchivoRechazado(
            "El archivo está escrito con una codificación que no se espera en una hoja de cálculo. "
            "Ábrelo y guárdalo otra vez como .xlsx."
        )
    if b"<!DOCTYPE" in parte or b"<!ENTITY" in parte:
        raise ArchivoRechazado(_CON_DTD)


_NUMERO = re.compile(rb"""[^>]*?\sr=["'](\d+)["']""")
_CELDA = re.compile(rb"""[^>]*?\sr=["']([A-Z]{1,7})(\d+)["']""")
_TRAS_EL_NOMBRE = (b">", b" ", b"/", b"\n", b"\r", b"\t")


def _hoja_de_excel(parte: bytes) -> dict[int, list[int]]:
    """Que sus renglones y columnas quepan; y las celdas con fórmula, por renglón."""
    raiz = re.search(rb"<(?:([\w.-]+):)?worksheet[\s>]", parte[:4096])
    prefijo = raiz[1] + b":" if raiz and raiz[1] else b""
    renglon, celda = b"<" + prefijo + b"row", b"<" + prefijo + b"c "
    cuantos = ultimo = ancho = 0
    lugar = parte.find(renglon)
    while lugar >= 0:
        siguiente = parte.find(renglon, lugar + 4)
        fin = siguiente if siguiente >= 0 else len(parte)
        cuantos += 1
        hallado = _NUMERO.match(parte, lugar, _cierre(parte, lugar, fin))
        ultimo = max(ultimo + 1, int(hallado[1])) if hallado else ultimo + 1
        if ultimo > MAS_RENGLONES or cuantos > MAS_RENGLONES:
            raise ArchivoRechazado(_MUCHOS)
        final = parte.rfind(celda, lugar, fin)
        if final >= 0 and (hallado := _CELDA.match(parte, final, _cierre(parte, final, fin))):
            ancho = max(ancho, _columna(hallado[1]))
            if ancho > MAS_COLUMNAS:
                raise ArchivoRechazado(_ANCHA)
        lugar = siguiente
    if ultimo * ancho > MAS_CELDAS:
        raise ArchivoRechazado(_MUCHOS)
    return _formulas_de_excel(parte, prefijo)


def _cierre(parte: bytes, desde: int, hasta: int) -> int:
    """Dónde termina la etiqueta que empieza ahí; la que no termina antes de la siguiente no es de una hoja bien escrita."""
    fin = parte.find(b">", desde, hasta)
    if fin < 0:
        raise ArchivoRechazado(_DANADO)
    return fin


def _formulas_de_excel(parte: bytes, prefijo: bytes) -> dict[int, list[int]]:
    """Las celdas con fórmula, de una pasada hacia delante: cada tramo del archivo se mira una sola vez."""
    formulas: defaultdict[int, list[int]] = defaultdict(list)
    marca, celda = b"<" + prefijo + b"f", b"<" + prefijo + b"c"
    lugar, mirado = parte.find(marca), 0
    while lugar >= 0:
        if parte[lugar + len(marca) : lugar + len(marca) + 1] in _TRAS_EL_NOMBRE:
            suya = max(parte.rfind(celda + fin, mirado, lugar) for fin in _TRAS_EL_NOMBRE)
            # Si desde la fórmula anterior no empezó otra celda, es la misma y ya está dicha.
            if suya >= 0:
                hallado = _CELDA.match(parte, suya, _cierre(parte, suya, lugar))
                if not hallado:
                    raise ArchivoRechazado(_FORMULA_SIN_LUGAR)
                formulas[int(hallado[2])].append(_columna(hallado[1]) - 1)
            mirado = lugar
        lugar = parte.find(marca, lugar + len(marca))
    return dict(formulas)


def _columna(letras: bytes) -> int:
    numero = 0
    for letra in letras:
        numero = numero * 26 + letra - 64
    return numero


class _LectorOds:
    """Recorre content.xml contando lo que cada hoja ocuparía de verdad."""

    def __init__(self) -> None:
        self.formulas: dict[str, dict[int, list[int]]] = {}
        self.hoja = ""
        self.renglon = self.columna = self.repite = 0
        self.llena = self.celda_llena = False
        self.repite_celda = 1

    def abrir(self, nombre: str, atributos: dict[str, str]) -> None:
        """Empieza un elemento."""
        nombre = nombre.rpartition(":")[2]
        if nombre == "table":
            self.hoja, self.renglon = atributos.get("table:name", ""), 0
            self.formulas[self.hoja] = {}
        elif nombre == "table-row":
            self.repite, self.columna, self.llena = _veces(atributos, "table:number-rows-repeated"), 0, False
        elif nombre in ("table-cell", "covered-table-cell"):
            self.repite_celda = _veces(atributos, "table:number-columns-repeated")
            self.celda_llena = "office:value-type" in atributos
            if "table:formula" in atributos:
                self.formulas[self.hoja].setdefault(self.renglon + 1, []).append(self.columna)
                self.celda_llena = True

    def cerrar(self, nombre: str) -> None:
        """Termina un elemento."""
        nombre = nombre.rpartition(":")[2]
        if nombre in ("table-cell", "covered-table-cell"):
            self.columna += self.repite_celda
            if self.celda_llena:
                self.llena = True
                if self.columna > MAS_COLUMNAS:
                    raise ArchivoRechazado(_ANCHA)
        elif nombre == "table-row":
            self.renglon += self.repite
            if self.llena and self.renglon > MAS_RENGLONES:
                raise ArchivoRechazado(_MUCHOS)


def _veces(atributos: dict[str, str], cual: str) -> int:
    try:
        return max(1, int(atributos.get(cual, "1")))
    except ValueError:
        raise ArchivoRechazado(_DANADO) from None


def _hojas_de_ods(parte: bytes) -> dict[str, dict[int, list[int]]]:
    lector = _LectorOds()
    analizador = expat.ParserCreate()
    analizador.StartElementHandler = lector.abrir
    analizador.EndElementHandler = lector.cerrar
    try:
        analizador.Parse(parte, True)
    except expat.ExpatError:
        raise ArchivoRechazado(_DANADO) from None
    return lector.formulas


def parte_de_la_hoja(datos: bytes, hoja: str) -> str:
    """En qué parte de un libro de Excel está la hoja con ese nombre; vacío si no se halla."""
    from xml.etree import ElementTree  # sin DTD ni entidades: `revisar` ya las rechazó

    with zipfile.ZipFile(io.BytesIO(datos)) as paquete:
        libro = ElementTree.fromstring(paquete.read("xl/workbook.xml"))  # noqa: S314
        llave = next(
            (
                valor
                for nodo in libro.iter()
                if nodo.tag.endswith("}sheet") and nodo.get("name") == hoja
                for atributo, valor in nodo.items()
                if atributo.endswith("}id")
            ),
            "",
        )
        relaciones = ElementTree.fromstring(paquete.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
        destino = next((nodo.get("Target", "") for nodo in relaciones if nodo.get("Id") == llave), "")
    return destino.lstrip("/") if destino.startswith("/") else f"xl/{destino}"
