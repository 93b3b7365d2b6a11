"""Leer XML ajeno por partes con expat: sin definiciones, sin entidades, sin ir por otro archivo y sin pasar del fondo.

Ley de este módulo: nunca hay en memoria más que el trozo que se lee; lo que un XML sano no trae detiene la lectura.
"""

from collections.abc import Callable
from typing import Any, BinaryIO, NoReturn
from xml.parsers import expat

from red.analisis.lectores.limites import ArchivoNoSirve
from red.analisis.lectores.recogida import Recogida
from red.textos import numero

_TROZO = 1 << 16
_CON_DTD = (
    "Trae definiciones propias (DTD o entidades), que un grafo no necesita y con las que se puede dañar a quien lo abre. "
    "Guárdalo otra vez desde el programa que lo hizo."
)
_CORTADOS = {
    expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION],
    expat.errors.codes[expat.errors.XML_ERROR_PARTIAL_CHAR],
}
_CIERRA_OTRO = expat.errors.codes[expat.errors.XML_ERROR_TAG_MISMATCH]

Atributos = dict[str, str]


class LectorXml:
    """Recorre el archivo y llama, por cada elemento, al método que lo atiende.

    Quien hereda llena `abren` y `cierran` con el nombre de cada elemento, sin prefijo, y lo que hace con él; y llama a
    `escuchar` para juntar el texto que siga, que recibe de `dicho`.
    """

    raiz = ""
    """Cómo se llama el elemento que lo contiene todo."""
    nombre = ""
    """Cómo se llama el formato."""

    def __init__(self, recogida: Recogida) -> None:
        self.recogida = recogida
        self.abren: dict[str, Callable[[Atributos], None]] = {}
        self.cierran: dict[str, Callable[[], None]] = {}
        self._al_abrir: dict[str, Callable[[Atributos], None] | None] = {}
        self._al_cerrar: dict[str, Callable[[], None] | None] = {}
        self._lo_mas_hondo = recogida.limites.fondo
        self._fondo = 0
        self._texto: list[str] = []
        self._xml = expat.ParserCreate()

    @property
    def linea(self) -> int:
        """El renglón por el que va."""
        return self._xml.CurrentLineNumber

    def recorrer(self, flujo: BinaryIO) -> None:
        """Lee el archivo hasta el final; lanza ArchivoNoSirve con el renglón y la razón."""
        xml = self._xml
        xml.buffer_text = True
        xml.StartElementHandler, xml.EndElementHandler = self._abre, self._cierra
        xml.StartDoctypeDeclHandler = xml.EntityDeclHandler = xml.ElementDeclHandler = self._con_definiciones
        xml.ExternalEntityRefHandler = xml.SkippedEntityHandler = self._con_definiciones
        leidos = 0
        try:
            while trozo := flujo.read(_TROZO):
                leidos += len(trozo)
                xml.Parse(trozo, False)
                if sum(map(len, self._texto)) > self.recogida.limites.letras:
                    self._dato_muy_largo()
                if leidos - max(xml.CurrentByteIndex, 0) > self.recogida.limites.pieza:
                    self._falla(f"Hay una etiqueta de más de {numero(self.recogida.limites.pieza)} letras.")
            xml.Parse(b"", True)
        except expat.ExpatError as error:
            raise ArchivoNoSirve(error.lineno, self._por_que(error)) from None
        except (ValueError, LookupError):
            raise ArchivoNoSirve(
                1, "Está escrito con una codificación que no conocemos. Guárdalo en UTF-8."
            ) from None
        self.al_terminar()

    def al_terminar(self) -> None:
        """Lo que se comprueba cuando ya se leyó todo."""

    def escuchar(self) -> None:
        """Junta el texto que sigue, hasta que se pida."""
        self._texto = []
        self._xml.CharacterDataHandler = self._texto.append

    def dicho(self) -> str:
        """El texto que se juntó; deja de juntar."""
        texto = "".join(self._texto)
        self._texto = []
        self._xml.CharacterDataHandler = None
        if len(texto) > self.recogida.limites.letras:
            self._dato_muy_largo()
        return texto

    def exigir(self, atributos: Atributos, cual: str, de: str) -> str:
        """Un atributo que no puede faltar."""
        valor = atributos.get(cual)
        if not valor:
            self._falla(f"A un elemento «{de}» le falta decir «{cual}».")
        return valor

    def _abre(self, nombre: str, atributos: Atributos) -> None:
        self._fondo += 1
        if self._fondo > self._lo_mas_hondo:
            self._falla(f"Hay más de {self._lo_mas_hondo} elementos uno dentro de otro.")
        if nombre not in self._al_abrir:
            self._conocer(nombre)
        hacer = self._al_abrir[nombre]
        if hacer is not None:
            hacer(atributos)

    def _cierra(self, nombre: str) -> None:
        self._fondo -= 1
        hacer = self._al_cerrar[nombre]
        if hacer is not None:
            hacer()

    def _conocer(self, nombre: str) -> None:
        """La primera vez que aparece un elemento: qué se hace con él, lleve el prefijo que lleve."""
        corto = nombre.rpartition(":")[2]
        if self._fondo == 1 and corto != self.raiz:
            self._falla(f"No es {self.nombre}: empieza con «{corto[:40]}» y no con «{self.raiz}».")
        if len(self._al_abrir) >= 1000:
            self._falla("Trae más de mil clases de elementos: no es un grafo.")
        self._al_abrir[nombre], self._al_cerrar[nombre] = self.abren.get(corto), self.cierran.get(corto)

    def _dato_muy_largo(self) -> NoReturn:
        self._falla(f"Hay un dato de más de {numero(self.recogida.limites.letras)} letras.")

    def _con_definiciones(self, *_lo_que_dice: Any) -> NoReturn:
        self._falla(_CON_DTD)

    def _falla(self, motivo: str) -> NoReturn:
        raise ArchivoNoSirve(self.linea, motivo)

    def _por_que(self, error: expat.ExpatError) -> str:
        if error.code in _CORTADOS:
            return "El archivo está cortado: termina antes de cerrar lo que abrió. Vuelve a pedirlo o a descargarlo."
        if error.code == _CIERRA_OTRO:
            return "Se cierra un elemento que no es el que estaba abierto: el archivo está dañado."
        if "encoding" in str(error):
            return "Está escrito con una codificación que no conocemos. Guárdalo en UTF-8."
        if "entity" in str(error):
            return _CON_DTD
        return "No es XML bien escrito: el archivo está dañado o lo hizo un programa que no sigue el formato."
