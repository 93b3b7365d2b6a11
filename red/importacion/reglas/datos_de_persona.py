"""Los datos de una persona en un renglón: su correo, su nombre, su teléfono, y con qué palabras se la busca."""

import re
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from red.importacion.reglas.nombres import separar
from red.importacion.reglas.suerte import LARGO_CORTO, Fila, Mal
from red.textos import palabras_de, problema_de_nombre, sin_acentos

_CORREO = re.compile(
    r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}"
)
_TELEFONO = re.compile(r"[+\d\s().\-/]*(?:ext\.?\s*\d{1,6})?", re.IGNORECASE)
_NO_CIFRA = re.compile(r"\D+")
_LETRA = re.compile(r"[^\W\d_]")


def correo_de(fila: Fila) -> str:
    """El correo del renglón, en minúsculas; lanza Mal si falta o no está completo."""
    correo = fila.datos.get("correo", "").lower()
    if not correo:
        raise Mal("Falta el correo: con él se reconoce a la persona.", "correo")
    comprobar_correo(correo)
    return correo


def comprobar_correo(correo: str) -> None:
    """Lanza Mal si no tiene la forma de un correo."""
    if len(correo) <= 254 and _CORREO.fullmatch(correo):
        return
    try:
        validate_email(correo, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise Mal(
            "El correo no está completo: debe verse como nombre@institucion.gob.mx.", "correo"
        ) from None


def nombres_de(fila: Fila, apellidos_primero: bool) -> tuple[str, str, str | None]:
    """Nombre y apellidos del renglón, separados una sola vez; lanza Mal si falta alguno o no se sabe separarlos."""
    if fila.nombres is None:
        fila.nombres = _separados(fila, apellidos_primero)
    return fila.nombres  # type: ignore[no-any-return]


def _separados(fila: Fila, apellidos_primero: bool) -> tuple[str, str, str | None]:
    datos = fila.datos
    if "nombre_completo" in datos and not datos.get("primer_apellido"):
        if not datos["nombre_completo"]:
            raise Mal("Falta el nombre.", "nombre_completo")
        partes = separar(datos["nombre_completo"], apellidos_primero=apellidos_primero)
    else:
        partes = (
            datos.get("nombre", ""),
            datos.get("primer_apellido", ""),
            datos.get("segundo_apellido") or None,
        )
    for clave, titulo, escrito in zip(
        ("nombre", "primer_apellido", "segundo_apellido"), ("el nombre", "el primer apellido", "el segundo apellido"), partes,
        strict=True,
    ):  # fmt: skip
        if not escrito and clave != "segundo_apellido":
            raise Mal(f"Falta {titulo}.", clave)
        if escrito and (len(escrito) > LARGO_CORTO or not _LETRA.search(escrito)):
            raise Mal(f"Revisa {titulo}: va con letras y hasta {LARGO_CORTO}.", clave)
        if escrito and (problema := _problema(escrito)):
            raise Mal(problema, clave)
    return partes


@lru_cache(maxsize=50_000)
def _problema(parte: str) -> str:
    return problema_de_nombre(parte)


def telefono_de(fila: Fila) -> str | None:
    """El teléfono del renglón, si trae; lanza Mal si no puede ser uno."""
    telefono = fila.datos.get("telefono") or None
    if telefono and not (_TELEFONO.fullmatch(telefono) and 7 <= len(_NO_CIFRA.sub("", telefono)) <= 20):
        raise Mal("Revisa el teléfono: entre 7 y 15 números, por ejemplo 33 1234 5678.", "telefono")
    return telefono


@lru_cache(maxsize=50_000)
def _plana(parte: str) -> str:
    return sin_acentos(parte)


@lru_cache(maxsize=50_000)
def _palabras(parte: str) -> str:
    return "".join([" " + palabra for palabra in palabras_de(_plana(parte))])


def busqueda(nombre: str, primero: str, segundo: str | None) -> str:
    """Las palabras por las que se la busca, como las guarda su modelo."""
    return _palabras(nombre) + _palabras(primero) + (_palabras(segundo) if segundo else "")


def calculado(nombre: str, primero: str, segundo: str | None) -> dict[str, str]:
    """Lo que el modelo calcularía al guardarla; una prueba comprueba que sean lo mismo."""
    orden = " ".join(_plana(parte) for parte in (primero, segundo, nombre) if parte)
    return {"orden": orden, "busqueda": busqueda(nombre, primero, segundo)}


def busqueda_de(fila: Fila, apellidos_primero: bool) -> str:
    """Las palabras por las que se la busca; vacío si su nombre no se entiende."""
    try:
        return busqueda(*nombres_de(fila, apellidos_primero))
    except Mal:
        return ""
