"""La lente de instituciones: una Red demasiado grande para verse persona por persona, doblada en sus instituciones.

Ley de este módulo: nadie se pierde sin decirlo. Cada persona cuenta en su institución; los lazos entre
personas de dos instituciones son un solo lazo entre ellas, y una frase dice cuántas se dibujan y cuántas no.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from red.analisis import redaccion
from red.analisis.grafos import (
    MAXIMO_POR_EDICION,
    Clase,
    ClaseLazo,
    Grafo,
    Lazo,
    Nodo,
    construir_grafo,
    nombre,
)
from red.analisis.lectura import PALABRAS, Accion, ClaseAccion, ClaseHallazgo, Confianza, Gravedad, Hallazgo
from red.analisis.mapa import Datos, datos_del_mapa
from red.analisis.medidas import Medidas
from red.analisis.redaccion import Palabras, con_mayuscula
from red.textos import numero

DIBUJADAS = 200
"""Cuántas instituciones se dibujan: las de más gente. Con más, el dibujo es una mancha."""


@dataclass(frozen=True)
class Doblada:
    """Las instituciones que se dibujan, con su gente, y las que hay en total."""

    grafo: Grafo
    gente: Mapping[str, int]
    instituciones: int
    personas: int

    @property
    def dibujada(self) -> int:
        """Cuántas personas están en las instituciones dibujadas."""
        return sum(self.gente.values())


@dataclass
class Doblez:
    """Junta los lazos entre personas en lazos entre sus instituciones."""

    institucion_de: Mapping[int, int]
    pesos: dict[tuple[int, int, ClaseLazo], float] = field(default_factory=lambda: defaultdict(float))
    cuantos: Counter[tuple[int, int, ClaseLazo]] = field(default_factory=Counter)

    def unir(self, una: int | None, otra: int | None, clase: ClaseLazo, peso: float) -> None:
        """Suma un lazo entre dos instituciones; dentro de la misma no hay lazo que dibujar."""
        if una is None or otra is None or una == otra:
            return
        llave = (min(una, otra), max(una, otra), clase)
        self.pesos[llave] += peso
        self.cuantos[llave] += 1

    def ediciones(self, asistencias: Iterable[Sequence[int]]) -> None:
        """Une a las instituciones cuya gente coincidió en una edición, con los mismos topes que las personas."""
        aulas: dict[int, list[int]] = defaultdict(list)
        for edicion_id, persona_id in asistencias:
            aulas[edicion_id].append(persona_id)
        for personas in aulas.values():
            if not 2 <= len(personas) <= MAXIMO_POR_EDICION:
                continue
            suyas = Counter(lugar for p in personas if (lugar := self.institucion_de.get(p)) is not None)
            for una, otra in combinations(sorted(suyas), 2):
                self.unir(una, otra, ClaseLazo.COFORMACION, suyas[una] * suyas[otra] / (len(personas) - 1))

    def lazos(self) -> list[Lazo]:
        """Los lazos que resultan; su detalle dice cuántos juntan."""
        return [
            Lazo(f"i{una}", f"i{otra}", clase, peso=peso, fuente=_cuantos(clase, self.cuantos[una, otra, clase]))
            for (una, otra, clase), peso in self.pesos.items()
        ]  # fmt: skip


def _cuantos(clase: ClaseLazo, cuantos: int) -> str:
    if clase is ClaseLazo.COFORMACION:
        return redaccion.cuantas(cuantos, "edición compartida", "ediciones compartidas")
    return redaccion.cuantas(cuantos, "colaboración declarada", "colaboraciones declaradas")


def armar(nodos: Iterable[Nodo], doblez: Doblez, dia: date) -> Grafo:
    """El grafo de las instituciones que se dibujan."""
    return construir_grafo(nodos, doblez.lazos(), dia)


def frase(doblada: Doblada, palabras: Palabras = PALABRAS) -> str:
    """Qué se dibuja y por qué así."""
    todas = len(doblada.gente) == doblada.instituciones
    cuales = (
        f"sus {numero(doblada.instituciones)} {palabras.varias}"
        if todas
        else f"las {numero(len(doblada.gente))} {palabras.varias} con más gente, de {numero(doblada.instituciones)}"
    )
    return (
        f"Esta Red tiene {numero(doblada.personas)} integrantes: para poder leerse se dibujan {cuales}, "
        f"con cada persona contada en la suya."
    )


def hallazgos(doblada: Doblada, medidas: Medidas, palabras: Palabras = PALABRAS) -> list[Hallazgo]:
    """Lo que se lee a esta distancia: cuáles siguen sueltas y por cuál pasa más."""
    grafo, hallados = doblada.grafo, []
    sueltas = tuple(medidas.aislados)
    if sueltas:
        hallados.append(
            Hallazgo(
                id="lente-sueltas",
                clase=ClaseHallazgo.DEPENDENCIA_AISLADA,
                titulo=f"{con_mayuscula(palabras.contar(len(sueltas)))} de las dibujadas no "
                f"{'trata' if len(sueltas) == 1 else 'tratan'} con otra",
                frase=f"Entre ellas, {redaccion.algunas([nombre(grafo, n) for n in sueltas], 3)}.",
                porque=(
                    "Su gente no comparte edición ni colaboración con la de otra de las que se dibujan.",
                ),
                que_hacer=Accion(
                    ClaseAccion.VER_FORMACION, "Reúne a su gente con la de otras en una misma edición."
                ),
                nodos=sueltas,
                gravedad=Gravedad.MEDIA,
                confianza=Confianza.MEDIA,
            )
        )
    valores = medidas.intermediacion.valores
    centro = max(valores, key=lambda nodo: (valores[nodo], nodo), default=None)
    if centro is not None and valores[centro] > 0:
        hallados.append(
            Hallazgo(
                id="lente-centro",
                clase=ClaseHallazgo.INTERCONEXION,
                titulo=f"Por {nombre(grafo, centro)} pasan más caminos que por ninguna otra",
                frase=f"Trata con {palabras.contar(grafo.degree[centro])} de las dibujadas.",
                porque=("Es la que más veces queda en el camino más corto entre otras dos.",),
                que_hacer=Accion(
                    ClaseAccion.VER_FORMACION,
                    f"Procura ediciones que junten a otras {palabras.varias} sin pasar por ella.",
                ),
                nodos=(centro, *grafo[centro]),
                gravedad=Gravedad.BAJA,
                confianza=Confianza.MEDIA,
            )
        )
    return hallados


def datos(
    doblada: Doblada,
    medidas: Medidas,
    encontrados: Sequence[Hallazgo],
    *,
    titulo: str,
    dia: date,
    direccion: Callable[[str], str | None],
    palabras: Palabras = PALABRAS,
) -> Datos:
    """Lo que el mapa dibuja: los mismos datos de siempre, con el tamaño dado por su gente."""
    todo = datos_del_mapa(
        doblada.grafo,
        medidas,
        encontrados,
        titulo=titulo,
        dia=dia,
        direccion=direccion,
        agrupaciones={"tipo": "Tipo de institución"},
        palabras=palabras,
    )
    mayor = max(doblada.gente.values(), default=0) or 1
    por_gente = {
        "id": "gente",
        "etiqueta": "Personas en la Red",
        "explica": "Más grande: más personas en la Red.",
    }
    todo["medidas"] = [por_gente, *(m for m in todo["medidas"] if m["id"] != "toca")]
    todo["agrupaciones"] = [a for a in todo["agrupaciones"] if a["id"] != "dependencia"]
    fichas = {renglon.nodo: renglon for renglon in renglones(doblada, palabras)}
    for nodo in todo["nodos"]:
        suyo = fichas[nodo["id"]]
        nodo["valores"]["gente"] = round((suyo.personas / mayor) ** 0.5, 3)
        nodo["frase"] = suyo.frase
        nodo["datos"] = list(suyo.datos)
    return todo


@dataclass(frozen=True, slots=True)
class Renglon:
    """Una institución en la tabla que dice lo mismo que el dibujo."""

    nodo: str
    nombre: str
    personas: int
    frase: str
    datos: tuple[tuple[str, str], ...]


def renglones(doblada: Doblada, palabras: Palabras = PALABRAS) -> list[Renglon]:
    """De la que tiene más gente a la que menos."""
    grafo = doblada.grafo
    hechos = []
    for nodo, gente in sorted(doblada.gente.items(), key=lambda par: (-par[1], par[0])):
        otras = len(grafo[nodo])
        hay = con_mayuscula(redaccion.personas(gente))
        trato = f"con trato hacia otras {redaccion.en_letra(otras)}" if otras > 1 else "con trato hacia otra"
        frase_suya = f"{hay} en la Red, {trato if otras else 'sin trato con las demás del dibujo'}."
        datos_suyos = (
            ("Personas en la Red", numero(gente)),
            (f"{con_mayuscula(palabras.varias)} con las que trata", numero(otras)),
        )
        hechos.append(Renglon(nodo, nombre(grafo, nodo), gente, frase_suya, datos_suyos))
    return hechos


def nodo_de_institucion(id: int, como_se_llama: str, tipo: str) -> Nodo:
    """El nodo de una institución en esta lente."""
    return Nodo(f"i{id}", Clase.INSTITUCION, como_se_llama, f"i{id}", {"tipo": tipo})
