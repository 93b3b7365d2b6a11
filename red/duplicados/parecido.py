"""Cuánto se parecen dos registros y por qué, dicho con palabras.

Pieza pura. Comparar es simétrico, no depende de acentos ni mayúsculas, y un registro se parece cien a sí mismo.
"""

import math
import re
from collections.abc import Collection
from dataclasses import dataclass

from red.duplicados.nombres import FRECUENTES, Nombre, casi, normal, una_letra

UMBRAL = 60
"""Desde cuántos puntos vale la pena que alguien los mire."""

BUZONES = frozenset(
    {"contacto", "direccion", "genero", "igualdad", "info", "oficina", "presidencia", "secretaria", "unidad"}
)
"""Usuarios de correo que son de una oficina y no de una persona."""


@dataclass(frozen=True, slots=True)
class Parecido:
    """Puntos de 0 a 100 y las razones, de la que más pesa a la que menos."""

    puntos: int
    razones: tuple[str, ...] = ()


NADA = Parecido(0)


@dataclass(frozen=True, slots=True)
class FichaPersona:
    """Lo que se compara de una persona."""

    nombre: Nombre
    correos: frozenset[str] = frozenset()
    telefonos: frozenset[str] = frozenset()
    institucion: int | None = None

    @classmethod
    def de(
        cls,
        nombre: str,
        primer_apellido: str,
        segundo_apellido: str | None,
        correos: Collection[str | None] = (),
        telefonos: Collection[str | None] = (),
        institucion: int | None = None,
    ) -> "FichaPersona":
        """La ficha con todo puesto en forma para comparar."""
        return cls(
            Nombre.de(nombre, primer_apellido, segundo_apellido),
            frozenset(correo.strip().lower() for correo in correos if correo),
            frozenset(filter(None, (telefono_normal(t) for t in telefonos))),
            institucion,
        )


def telefono_normal(escrito: str | None) -> str:
    """Las últimas diez cifras, o nada si son menos de siete.

    >>> telefono_normal("+52 (33) 1234-5678"), telefono_normal("33 1234 5678 ext. 9"), telefono_normal("12")
    ('3312345678', '3312345678', '')
    """
    cifras = re.sub(r"\D", "", re.split(r"ext", escrito or "", maxsplit=1, flags=re.IGNORECASE)[0])
    return cifras[-10:] if len(cifras) >= 7 else ""


def parecido_de_personas(una: FichaPersona, otra: FichaPersona, homonimas: int = 1) -> Parecido:
    """Cuánto se parecen dos personas; `homonimas` es cuántas en todo el registro se llaman igual."""
    if una.nombre.palabras == otra.nombre.palabras and una == otra:
        return Parecido(100, ("todo lo que se compara es igual",))
    nombre = comparar_nombres(una.nombre, otra.nombre)
    if nombre.puntos == 0 and una.correos.isdisjoint(otra.correos):
        return NADA
    indicios = [*_por_correo(una.correos, otra.correos, nombre.puntos)]
    if una.telefonos & otra.telefonos:
        indicios.append((12, "mismo teléfono"))
    if una.institucion is not None and una.institucion == otra.institucion:
        indicios.append((10, "misma institución"))
    if nombre.puntos == 0:
        comparten = {una.nombre.primero, una.nombre.segundo} & {otra.nombre.primero, otra.nombre.segundo} - {
            ""
        }
        if not any(razon == MISMO_CORREO for _, razon in indicios) or not comparten:
            return NADA
        return Parecido(60, (MISMO_CORREO, "comparten un apellido"))
    puntos, razones = nombre.puntos, list(nombre.razones)
    if homonimas > 3 and not any(razon != "misma institución" for _, razon in indicios):
        puntos -= min(30, round(8 * math.log2(homonimas / 2)))
        razones.append(f"es un nombre frecuente: lo llevan {homonimas} personas")
    puntos += sum(extra for extra, _ in indicios)
    return Parecido(max(0, min(99, puntos)), (*(razon for _, razon in indicios), *razones))


MISMO_CORREO = "mismo correo"


def _por_correo(unos: frozenset[str], otros: frozenset[str], por_nombre: int) -> list[tuple[int, str]]:
    if unos & otros:
        return [(18, MISMO_CORREO)]
    if por_nombre == 0:
        return []
    return max((_dos_correos(uno, otro) for uno in unos for otro in otros), default=[])


def _dos_correos(uno: str, otro: str) -> list[tuple[int, str]]:
    usuario, otro_usuario = uno.partition("@")[0], otro.partition("@")[0]
    if {usuario, otro_usuario} & BUZONES or min(len(usuario), len(otro_usuario)) < 5:
        return []
    if usuario == otro_usuario:
        return [(12, "mismo usuario de correo en otro dominio")]
    mismas_cifras = re.sub(r"\D", "", uno) == re.sub(r"\D", "", otro)
    return [(10, "los correos difieren en una letra")] if mismas_cifras and una_letra(uno, otro) else []


def comparar_nombres(una: Nombre, otra: Nombre) -> Parecido:
    """Cuánto se parecen dos nombres completos; cero cuando nada hace pensar que sean la misma persona."""
    pila = _de_pila(una.pila, otra.pila)
    if pila is not None:
        primero = _de_apellido(una.primero, otra.primero, "primer apellido")
        if primero is not None:
            segundo = _segundo(una.segundo, otra.segundo)
            if segundo is not None:
                return _sumar(pila, primero, segundo)
        if una.primero == otra.segundo and una.segundo == otra.primero and una.primero != una.segundo:
            return _sumar(pila, (8, "los apellidos están en otro orden"), (0, ""))
        a_medias = not (una.segundo and otra.segundo) and una.primero and otra.primero
        if a_medias and (una.primero == otra.segundo or otra.primero == una.segundo):
            return _sumar(pila, (22, "una lleva como único apellido el segundo de la otra"), (0, ""))
    if una.palabras == otra.palabras and len(una.palabras) > 1:
        return Parecido(72, ("las mismas palabras, en otro orden",))
    return NADA


Castigo = tuple[int, str]
SIN_SEGUNDO = "ninguna tiene segundo apellido"


def _sumar(*castigos: Castigo) -> Parecido:
    menos = sum(castigo for castigo, _ in castigos)
    razones = [razon for _, razon in castigos if razon]
    if not razones or razones == [SIN_SEGUNDO]:
        razones.insert(0, "mismo nombre, sin contar acentos ni mayúsculas")
    return Parecido(80 - menos, tuple(razones))


def _de_pila(unos: tuple[str, ...], otros: tuple[str, ...]) -> Castigo | None:
    """Cuánto se aparta un nombre de pila del otro; None si son otros."""
    if unos == otros:
        return 0, ""
    if sorted(unos) == sorted(otros):
        return 4, "los nombres de pila están en otro orden"
    if len(unos) == len(otros) and all(u == o or casi(u, o) for u, o in zip(unos, otros, strict=True)):
        distintas = sum(u != o for u, o in zip(unos, otros, strict=True))
        return (8, "el nombre difiere en una letra") if distintas == 1 else None
    if len(unos) == len(otros) and all(u == o or _inicial(u, o) for u, o in zip(unos, otros, strict=True)):
        return 10, "una lleva sólo la inicial del nombre"
    menos, mas = sorted((unos, otros), key=len)
    if not menos or len(menos) == len(mas) or not set(menos) < set(mas):
        return None
    if set(mas) - set(menos) <= FRECUENTES:
        return 8, "una omite parte del nombre compuesto"
    return (
        (18, "una lleva sólo la mitad de un nombre frecuente")
        if set(menos) <= FRECUENTES
        else (
            12,
            "una omite parte del nombre compuesto",
        )
    )


def _inicial(una: str, otra: str) -> bool:
    corta, larga = sorted((una, otra), key=len)
    return len(corta) == 1 < len(larga) and larga[0] == corta


def _de_apellido(uno: str, otro: str, cual: str) -> Castigo | None:
    if uno == otro:
        return 0, ""
    return (8, f"el {cual} difiere en una letra") if casi(uno, otro) else None


def _segundo(uno: str, otro: str) -> Castigo | None:
    if not uno and not otro:
        return 4, SIN_SEGUNDO
    if not uno or not otro:
        return 8, "mismo nombre sin acentos; una tiene segundo apellido y la otra no"
    return _de_apellido(uno, otro, "segundo apellido")


# ---------------------------------------------------------------- Instituciones

VACIAS = frozenset({"h", "honorable", "constitucional", "a", "en", "por", "con", "sus"})
LARGAS = {
    "sria": "secretaria",
    "sec": "secretaria",
    "dir": "direccion",
    "dcion": "direccion",
    "mpal": "municipal",
    "mpio": "municipio",
    "gral": "general",
    "inst": "instituto",
    "coord": "coordinacion",
    "edo": "estado",
    "gob": "gobierno",
    "ayto": "ayuntamiento",
    "univ": "universidad",
}


@dataclass(frozen=True, slots=True)
class FichaInstitucion:
    """Lo que se compara de una institución."""

    palabras: tuple[str, ...]
    siglas: str = ""
    territorio: int = 0
    antes: tuple[tuple[str, ...], ...] = ()
    contactos: frozenset[str] = frozenset()

    @classmethod
    def de(
        cls,
        nombre: str,
        siglas: str | None = None,
        territorio: int = 0,
        antes: Collection[str | None] = (),
        contactos: Collection[str | None] = (),
    ) -> "FichaInstitucion":
        """La ficha con todo puesto en forma para comparar."""
        return cls(
            institucion_normal(nombre),
            "".join(normal(siglas or "")),
            territorio,
            tuple(sorted({institucion_normal(nombre) for nombre in antes if nombre})),
            frozenset(c.strip().lower() for c in contactos if c),
        )

    @property
    def iniciales(self) -> str:
        """Las iniciales de su nombre: suelen ser las siglas que no se escribieron."""
        return "".join(palabra[0] for palabra in self.palabras)


def institucion_normal(nombre: str) -> tuple[str, ...]:
    """Las palabras que cuentan del nombre de una institución.

    >>> institucion_normal("H. Ayuntamiento de Tonalá"), institucion_normal("Dir. Gral. de Cultura")
    (('ayuntamiento', 'tonala'), ('direccion', 'general', 'cultura'))
    """
    dichas = tuple(LARGAS.get(palabra, palabra) for palabra in normal(nombre))
    return tuple(palabra for palabra in dichas if palabra not in VACIAS) or dichas


def parecido_de_instituciones(una: FichaInstitucion, otra: FichaInstitucion) -> Parecido:
    """Cuánto se parecen dos instituciones; en territorios distintos, un mismo nombre no dice nada."""
    if una == otra:
        return Parecido(100, ("todo lo que se compara es igual",))
    puntos, razones = _por_nombre(una, otra)
    if una.siglas and una.siglas == otra.siglas:
        puntos, razones = max(puntos + 10, 62), [*razones, "mismas siglas"]
    elif _son_sus_siglas(una, otra) or _son_sus_siglas(otra, una):
        puntos, razones = max(puntos + 8, 62), [*razones, "las siglas de una son las iniciales de la otra"]
    if not puntos:
        return NADA
    if una.siglas and otra.siglas and una.siglas != otra.siglas:
        puntos, razones = puntos - 15, [*razones, "sus siglas son distintas"]
    if una.contactos & otra.contactos:
        puntos, razones = puntos + 8, [*razones, "mismo correo, teléfono o sitio"]
    if una.territorio != otra.territorio:
        return Parecido(max(0, min(45, puntos - 40)), (*razones, "son de territorios distintos"))
    return Parecido(max(0, min(99, puntos + 10)), (*razones, "mismo territorio"))


def _por_nombre(una: FichaInstitucion, otra: FichaInstitucion) -> tuple[int, list[str]]:
    if _cifras(una.palabras) != _cifras(otra.palabras):
        return 0, []
    if una.palabras == otra.palabras:
        return 80, ["mismo nombre, sin contar acentos ni mayúsculas"]
    if una.palabras in otra.antes or otra.palabras in una.antes:
        return 75, ["una se llamaba antes como la otra"]
    if sorted(una.palabras) == sorted(otra.palabras):
        return 72, ["las mismas palabras, en otro orden"]
    if len(una.palabras) == len(otra.palabras):
        distintas = [(u, o) for u, o in zip(una.palabras, otra.palabras, strict=True) if u != o]
        if len(distintas) == 1 and casi(*distintas[0]):
            return 72, ["el nombre difiere en una letra"]
    unas, otras = set(una.palabras), set(otra.palabras)
    comunes = unas & otras
    if len(comunes) >= 2 and 3 * len(comunes) >= 2 * len(unas | otras):
        return 52, [f"comparten {len(comunes)} de {len(unas | otras)} palabras del nombre"]
    return 0, []


def _cifras(palabras: tuple[str, ...]) -> list[str]:
    """Los números del nombre: la Secundaria 12 no es la 13 con una errata."""
    return sorted(palabra for palabra in palabras if any(letra.isdigit() for letra in palabra))


def _son_sus_siglas(una: FichaInstitucion, otra: FichaInstitucion) -> bool:
    return len(una.siglas) >= 3 and una.siglas in {otra.iniciales, "".join(otra.palabras)}
