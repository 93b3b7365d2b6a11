"""Con quién vale la pena comparar a cada quien, sin comparar a todas contra todas.

Cada registro entra en unos cuantos grupos (los que suenan igual, los del mismo teléfono…) y sólo se compara
dentro de ellos. Un grupo grande se parte por otro dato; si aun así lo es, se ordena y cada quien se compara con
sus vecinas. Por eso el costo crece como n log n y no como n².
"""

import enum
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from typing import TypeVar

from red.duplicados.nombres import fonetica
from red.duplicados.parecido import (
    BUZONES,
    UMBRAL,
    FichaInstitucion,
    FichaPersona,
    Parecido,
    parecido_de_instituciones,
    parecido_de_personas,
)

F = TypeVar("F")
Clave = Callable[[F], Iterable[str]]
TOPE = 24
"""Hasta cuántas se comparan todas con todas."""
VECINAS = 8
"""Con cuántas de las que le siguen se compara cada una en un grupo que ya no se puede partir."""


class Modo(enum.Enum):
    """Quiénes de un grupo se comparan."""

    TODAS = enum.auto()
    INCOMPLETAS = enum.auto()


Hallados = dict[tuple[int, int], Parecido]


def pares_de_personas(fichas: dict[int, FichaPersona]) -> Hallados:
    """Los pares de personas que llegan al umbral, por llave: la menor va primero."""
    homonimas = Counter(ficha.nombre for ficha in fichas.values())

    def comparar(una: FichaPersona, otra: FichaPersona) -> Parecido:
        hallado = parecido_de_personas(una, otra)
        if hallado.puntos < UMBRAL:
            return hallado
        return parecido_de_personas(una, otra, max(homonimas[una.nombre], homonimas[otra.nombre]))

    return _hallar(
        fichas,
        CLAVES_DE_PERSONA,
        PARTES_DE_PERSONA,
        _orden_de_persona,
        comparar,
        lambda ficha: not ficha.nombre.segundo,
    )


def pares_de_instituciones(fichas: dict[int, FichaInstitucion]) -> Hallados:
    """Los pares de instituciones que llegan al umbral, por llave: la menor va primero."""
    return _hallar(
        fichas,
        CLAVES_DE_INSTITUCION,
        PARTES_DE_INSTITUCION,
        lambda ficha: (ficha.palabras, ficha.siglas),
        parecido_de_instituciones,
        lambda _ficha: False,
    )


def _hallar(
    fichas: dict[int, F],
    claves: Sequence[tuple[Clave[F], Modo]],
    partes: Sequence[Clave[F]],
    orden: Callable[[F], object],
    comparar: Callable[[F, F], Parecido],
    incompleta: Callable[[F], bool],
) -> Hallados:
    hallados: Hallados = {}
    for clave, modo in claves:
        for grupo in _grupos(list(fichas), fichas, clave):
            con_quienes = (
                _pares_de_incompletas(grupo, fichas, incompleta, orden)
                if modo is Modo.INCOMPLETAS
                else _pares(grupo, fichas, partes, orden)
            )
            for par in con_quienes:
                if par in hallados:
                    continue
                hallado = comparar(fichas[par[0]], fichas[par[1]])
                if hallado.puntos >= UMBRAL:
                    hallados[par] = hallado
    return hallados


def _pares_de_incompletas(
    grupo: list[int], fichas: dict[int, F], incompleta: Callable[[F], bool], orden: Callable[[F], object]
) -> Iterator[tuple[int, int]]:
    """A quienes les falta un dato, con todas las del grupo; las completas ya se compararon entre sí por ese dato."""
    faltan = [id_ for id_ in grupo if incompleta(fichas[id_])]
    if not faltan:
        return
    if len(grupo) > TOPE:
        yield from _vecinas(grupo, fichas, orden)
        return
    for una in faltan:
        for otra in grupo:
            if una != otra:
                yield (una, otra) if una < otra else (otra, una)


def _grupos(ids: list[int], fichas: dict[int, F], clave: Clave[F]) -> Iterator[list[int]]:
    por_clave: defaultdict[str, list[int]] = defaultdict(list)
    for id_ in ids:
        for valor in set(clave(fichas[id_])):
            por_clave[valor].append(id_)
    return (grupo for grupo in por_clave.values() if len(grupo) > 1)


def _pares(
    grupo: list[int], fichas: dict[int, F], partes: Sequence[Clave[F]], orden: Callable[[F], object]
) -> Iterator[tuple[int, int]]:
    """Los pares que se compararán de un grupo; partirlo por otro dato pierde muy pocos y acota el costo."""
    if len(grupo) <= TOPE:
        for una, otra in combinations(grupo, 2):
            yield (una, otra) if una < otra else (otra, una)
        return
    for parte in partes:
        for menor in _grupos(grupo, fichas, parte):
            if len(menor) <= TOPE:
                yield from _pares(menor, fichas, (), orden)
            else:
                yield from _vecinas(menor, fichas, orden)
    yield from _vecinas(grupo, fichas, orden)


def _vecinas(
    grupo: list[int], fichas: dict[int, F], orden: Callable[[F], object]
) -> Iterator[tuple[int, int]]:
    en_orden = sorted(grupo, key=lambda id_: (orden(fichas[id_]), id_))
    for lugar, una in enumerate(en_orden):
        for otra in en_orden[lugar + 1 : lugar + 1 + VECINAS]:
            yield (una, otra) if una < otra else (otra, una)


# ---------------------------------------------------------------- De qué se parte


def _nombre_y_primero(ficha: FichaPersona) -> Iterable[str]:
    """Las dos palabras que más la distinguen, sin importar en qué casilla están."""
    dos = sorted((fonetica(ficha.nombre.principal), fonetica(ficha.nombre.primero)))
    return ["|".join(dos)] if all(dos) else []


def _nombre_primero_y_letra(ficha: FichaPersona) -> Iterable[str]:
    """Lo mismo con la letra del segundo apellido: dos que la tienen distinta no son la misma."""
    letra = fonetica(ficha.nombre.segundo)[:1]
    return [f"{clave}|{letra}" for clave in _nombre_y_primero(ficha)] if letra else []


def _apellidos(ficha: FichaPersona) -> Iterable[str]:
    """Los dos apellidos en cualquier orden y la inicial del nombre: por si el nombre lleva la errata."""
    dos = sorted((fonetica(ficha.nombre.primero), fonetica(ficha.nombre.segundo)))
    return ["|".join([*dos, ficha.nombre.principal[:1]])] if all(dos) else []


def _nombre_y_segundo(ficha: FichaPersona) -> Iterable[str]:
    """Por si la errata está en el primer apellido."""
    dos = (fonetica(ficha.nombre.principal), fonetica(ficha.nombre.segundo))
    return ["|".join([*dos, ficha.nombre.primero[:1]])] if all(dos) else []


def _principio_y_final(ficha: FichaPersona) -> Iterable[str]:
    """El nombre con el principio, y con el final, de su apellido: una errata no está en los dos."""
    nombre, apellido = fonetica(ficha.nombre.principal), ficha.nombre.primero
    if len(apellido) < 6 or not nombre:
        return []
    return [f"{nombre}|{apellido[:4]}-", f"{nombre}|-{apellido[-4:]}"]


def _principio_final_y_letra(ficha: FichaPersona) -> Iterable[str]:
    letra = fonetica(ficha.nombre.segundo)[:1]
    return [f"{clave}|{letra}" for clave in _principio_y_final(ficha)] if letra else []


def _inicial_y_apellidos(ficha: FichaPersona) -> Iterable[str]:
    """Cada nombre de pila con el primer apellido, por si de un nombre compuesto se escribió sólo una parte."""
    if len(ficha.nombre.pila) < 2:
        return []
    return [f"{fonetica(pila)}|{fonetica(ficha.nombre.primero)}" for pila in ficha.nombre.pila]


def _palabras(ficha: FichaPersona) -> Iterable[str]:
    """Todas sus palabras: el nombre entero en cualquier orden."""
    return [" ".join(ficha.nombre.palabras)] if len(ficha.nombre.palabras) > 2 else []


def _usuario_de_correo(ficha: FichaPersona) -> Iterable[str]:
    usuarios = {correo.partition("@")[0] for correo in ficha.correos}
    return [usuario for usuario in usuarios - BUZONES if len(usuario) >= 5]


def _telefono(ficha: FichaPersona) -> Iterable[str]:
    return ficha.telefonos


def _orden_de_persona(ficha: FichaPersona) -> object:
    return (ficha.nombre.primero, ficha.nombre.segundo, ficha.nombre.pila, sorted(ficha.correos))


CLAVES_DE_PERSONA: tuple[tuple[Clave[FichaPersona], Modo], ...] = (
    (_nombre_primero_y_letra, Modo.TODAS),
    (_nombre_y_primero, Modo.INCOMPLETAS),
    (_apellidos, Modo.TODAS),
    (_nombre_y_segundo, Modo.TODAS),
    (_principio_final_y_letra, Modo.TODAS),
    (_principio_y_final, Modo.INCOMPLETAS),
    (_inicial_y_apellidos, Modo.TODAS),
    (_palabras, Modo.TODAS),
    (_usuario_de_correo, Modo.TODAS),
    (_telefono, Modo.TODAS),
)
PARTES_DE_PERSONA: tuple[Clave[FichaPersona], ...] = (
    lambda ficha: [fonetica(ficha.nombre.segundo)],
    lambda ficha: [str(ficha.institucion)] if ficha.institucion else [],
    lambda ficha: [correo[:5] for correo in ficha.correos],
)


def _palabras_raras(ficha: FichaInstitucion) -> Iterable[str]:
    """Las dos palabras más largas del nombre, que suelen ser las que lo distinguen, dentro de su territorio."""
    largas = sorted(sorted(set(ficha.palabras)), key=len, reverse=True)[:3]
    return [f"{ficha.territorio}|{fonetica(palabra)}" for palabra in largas]


def _siglas(ficha: FichaInstitucion) -> Iterable[str]:
    suyas = {ficha.siglas, ficha.iniciales} if len(ficha.palabras) > 2 else {ficha.siglas}
    return [f"{ficha.territorio}|{siglas}" for siglas in suyas if len(siglas) >= 3]


def _nombre_anterior(ficha: FichaInstitucion) -> Iterable[str]:
    return [f"{ficha.territorio}|{' '.join(nombre)}" for nombre in (ficha.palabras, *ficha.antes)]


def _contacto(ficha: FichaInstitucion) -> Iterable[str]:
    return [f"{ficha.territorio}|{contacto}" for contacto in ficha.contactos]


CLAVES_DE_INSTITUCION: tuple[tuple[Clave[FichaInstitucion], Modo], ...] = (
    (_palabras_raras, Modo.TODAS),
    (_siglas, Modo.TODAS),
    (_nombre_anterior, Modo.TODAS),
    (_contacto, Modo.TODAS),
)
PARTES_DE_INSTITUCION: tuple[Clave[FichaInstitucion], ...] = (
    lambda ficha: [fonetica(palabra) for palabra in ficha.palabras[-1:]],
    lambda ficha: [" ".join(sorted(ficha.palabras))],
)
