"""Las cuentas de un levantamiento dichas con palabras. Puro: recibe lo contado y escribe frases."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from red.levantamientos.cuentas import Cuadro, Deseo
from red.levantamientos.recuento import Cambio, Par, comparar, publicables
from red.territorios.perfiles import Palabra
from red.textos import contar, numero, porcentaje


@dataclass(frozen=True)
class Cifra:
    """Un número con lo que significa."""

    valor: int
    etiqueta: str
    frase: str


@dataclass(frozen=True)
class Lectura:
    """Lo que dice un levantamiento."""

    cifras: Sequence[Cifra]
    cotas: str


def de(cuadro: Cuadro, palabra: Palabra) -> Lectura:
    """Las cifras y la frase que dice hasta dónde se sabe."""
    r = cuadro.recuento
    dichos, confirmados = len(r.declarados), len(r.confirmados)
    sin_voz = [una for una in r.instituciones if una not in cuadro.hablan]
    cifras = [
        Cifra(
            dichos,
            "lazo declarado" if dichos == 1 else "lazos declarados",
            "Los dijo al menos una de las dos partes.",
        ),
        Cifra(
            confirmados,
            "confirmado" if confirmados == 1 else "confirmados",
            f"Los dijeron las dos: {porcentaje(confirmados, dichos)} de los declarados."
            if dichos
            else "Ninguno, porque no se ha declarado ninguno.",
        ),
        Cifra(
            len(r.formales),
            "con papel que los respalda",
            "Constan en un convenio, un oficio o un comité; los demás son de palabra.",
        ),
        Cifra(
            len(r.fragiles),
            "depende de una persona" if len(r.fragiles) == 1 else "dependen de una persona",
            "Si esa persona se va, el lazo se pierde: conviene que una segunda persona lo conozca.",
        ),
        Cifra(
            len(r.cruzan),
            "une instituciones de distinta clase"
            if len(r.cruzan) == 1
            else "unen instituciones de distinta clase",
            "Por ejemplo, una dependencia con un organismo descentralizado.",
        ),
        Cifra(
            len(sin_voz),
            f"{palabra.singular if len(sin_voz) == 1 else palabra.plural} sin respuesta",
            "De ellas sólo se sabe lo que otras dijeron.",
        ),
    ]
    return Lectura(cifras, frase_de_cotas(cuadro))


def frase_de_cotas(cuadro: Cuadro) -> str:
    """Entre qué números está la verdad, en una frase."""
    r = cuadro.recuento
    if not r.posibles:
        return "Hacen falta al menos dos instituciones en la Red para hablar de lazos."
    menor, mayor = r.cotas
    dichos = contar(len(r.declarados), "lazo", "lazos")
    if not r.por_saber:
        return (
            f"Contestaron todas las personas: de cada cien lazos posibles entre instituciones existen "
            f"{_de_cada_cien(menor)} ({dichos} de {numero(r.posibles)})."
        )
    return (
        f"De cada cien lazos posibles entre instituciones existen entre {_de_cada_cien(menor)} y "
        f"{_de_cada_cien(mayor)}: lo primero si quienes faltan no dijeran ninguno más, lo segundo si los dijeran todos. "
        f"Hoy se saben {dichos} de {numero(r.posibles)}."
    )


def _de_cada_cien(parte: float) -> str:
    cien = parte * 100
    return "menos de uno" if 0 < cien < 1 else numero(round(cien))


@dataclass(frozen=True)
class Lazo:
    """Un lazo entre dos instituciones, como se lee en la tabla de la coordinación."""

    una: str
    otra: str
    intensidad: int
    confirmado: bool
    formal: bool
    fragil: bool


def lazos(cuadro: Cuadro) -> list[Lazo]:
    """Todos, primero los más fuertes."""
    r = cuadro.recuento
    confirmados, formales, fragiles = r.confirmados, r.formales, r.fragiles
    filas = []
    for cual in r.declarados:
        una, otra = sorted((cuadro.nombres[cual[0]], cuadro.nombres[cual[1]]))
        filas.append(
            Lazo(una, otra, r.intensidad_de(cual), cual in confirmados, cual in formales, cual in fragiles)
        )
    return sorted(filas, key=lambda lazo: (-lazo.intensidad, not lazo.confirmado, lazo.una, lazo.otra))


@dataclass(frozen=True)
class Deseado:
    """Lo que se quisiera y no se puede."""

    filas: Sequence[tuple[str, str, str, str]]
    """Quién, con quién, por qué y lo que contó: para la coordinación."""
    cuantos: int
    hacia: int
    mutuos: Sequence[tuple[str, str]]
    """Las que se quieren las dos: por donde es más fácil empezar."""
    motivos: Sequence[tuple[str, int]]
    otros_motivos: int


def deseos(dichos: Sequence[Deseo], cuadro: Cuadro) -> Deseado:
    """Los deseos de lazos que todavía no existen: lo que ya hacen las dos, aunque una no lo sepa, no se cuenta."""
    existen = cuadro.recuento.declarados
    por_venir = [d for d in dichos if d.de is None or d.con is None or _par(d) not in existen]
    lados = {(d.de, d.con) for d in por_venir}
    mutuos = sorted(
        {
            _juntos(d.de_nombre, d.con_nombre)
            for d in por_venir
            if d.de is not None and d.con is not None and (d.con, d.de) in lados
        }
    )
    motivos, resto = publicables(Counter(d.motivo.etiqueta for d in por_venir))
    return Deseado(
        sorted(
            (d.de_nombre or "Sin institución", d.con_nombre, d.motivo.etiqueta, d.detalle) for d in por_venir
        ),
        len(por_venir),
        len({d.con or d.con_nombre for d in por_venir}),
        mutuos,
        motivos,
        resto,
    )


def _par(deseo: Deseo) -> Par:
    de_, con = deseo.de or 0, deseo.con or 0
    return (de_, con) if de_ < con else (con, de_)


def _juntos(una: str, otra: str) -> tuple[str, str]:
    return (una, otra) if una < otra else (otra, una)


@dataclass(frozen=True)
class Desde:
    """Qué cambió desde el levantamiento anterior."""

    cambio: Cambio
    frase: str
    nuevos: Sequence[tuple[str, str]]
    perdidos: Sequence[tuple[str, str]]


def cambio(antes: Cuadro, ahora: Cuadro) -> Desde:
    """Los lazos que siguen, los nuevos y los perdidos, y de cuántos no se puede saber."""
    hubo = comparar(antes.recuento, ahora.recuento, antes.hablan, ahora.hablan)
    nombres = {**antes.nombres, **ahora.nombres}

    def dichos(cuales: frozenset[Par]) -> list[tuple[str, str]]:
        return sorted(_juntos(nombres[una], nombres[otra]) for una, otra in cuales)

    frase = (
        f"{contar(len(hubo.siguen), 'lazo sigue', 'lazos siguen') if hubo.siguen else 'Ningún lazo sigue'}, "
        f"{contar(len(hubo.nuevos), 'es nuevo', 'son nuevos') if hubo.nuevos else 'ninguno es nuevo'} y "
        f"{contar(len(hubo.perdidos), 'se perdió', 'se perdieron') if hubo.perdidos else 'ninguno se perdió'}."
    )
    if hubo.por_saber:
        frase += (
            f" De {contar(len(hubo.por_saber), 'otro', 'otros')} no se sabe: en uno de los dos levantamientos no contestó "
            "nadie que pudiera decirlo."
        )
    return Desde(hubo, frase, dichos(hubo.nuevos), dichos(hubo.perdidos))


def por_personas(cuentas: Mapping[str, int]) -> list[tuple[str, int, str]]:
    """Cuántas personas dijeron cada cosa, como lo pide la macro `barras`: lo de menos de cinco va junto."""
    visibles, juntas = publicables(cuentas)
    if not visibles:
        return []  # «otros» a secas no dice nada
    filas = [(que, cuantas, "") for que, cuantas in visibles]
    return [*filas, ("Otros, juntos", juntas, "")] if juntas else filas
