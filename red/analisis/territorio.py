"""La lente del territorio: qué municipios o comunas tratan entre sí, contado de los lazos de su gente.

Ley de este módulo: nada que el mapa de personas no diga ya. Un lazo entre dos lugares es un lazo entre alguien o
algo de uno y alguien o algo del otro; los que quedan dentro del mismo lugar se cuentan aparte.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import cos, hypot, pi, sin, sqrt

from red.analisis import redaccion
from red.analisis.grafos import Clase, ClaseLazo, Grafo
from red.analisis.mapa import CLASES_DE_LAZO
from red.territorios.perfiles import Palabra
from red.textos import contar, enumerar, numero
from red.unidades.consultas_cobertura import Lugar
from red.unidades.mapa import Mapa, Marca, dibujar

ENTRE_LUGARES = tuple(
    clase for clase in CLASES_DE_LAZO if clase not in {ClaseLazo.ADSCRIPCION, ClaseLazo.PERTENENCIA}
)
"""Los lazos que pueden unir dos lugares: dónde se trabaja y de quién es una unidad quedan siempre en casa."""
ANGULO_DORADO = pi * (3 - sqrt(5))
GRUESO = 1.5, 10.0
ANCHO_DE_CELDA, ALTO_DE_CELDA, RENGLON_DE_ENTIDAD = 128.0, 84.0, 30.0
COLUMNAS = 5
ANCHO_DE_LETRA = 7.2


@dataclass(frozen=True, slots=True)
class Flujo:
    """Los lazos entre dos lugares, por su clase."""

    uno: int
    otro: int
    lazos: int
    por_clase: Mapping[ClaseLazo, int]

    @property
    def de_que(self) -> str:
        """«tres por declaran colaborar»: cuántos de cada clase, con el nombre que el mapa les da."""
        return "; ".join(
            f"{CLASES_DE_LAZO[clase].lower()}, {numero(self.por_clase[clase])}"
            for clase in ENTRE_LUGARES
            if clase in self.por_clase
        )


@dataclass(slots=True)
class EnLugar:
    """Lo de un lugar: su gente en la Red, sus lazos dentro y fuera, y con qué otros lugares trata."""

    lugar: Lugar
    personas: int = 0
    dentro: int = 0
    fuera: int = 0
    trata: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Intermunicipal:
    """La Red vista por lugares: cada uno con lo suyo y los flujos entre ellos, del más nutrido al menos."""

    lugares: Mapping[int, EnLugar]
    flujos: Sequence[Flujo]

    @property
    def en_orden(self) -> list[EnLugar]:
        """De quien trata con más lugares a quien con menos."""
        return sorted(self.lugares.values(), key=lambda e: (-len(e.trata), -e.fuera, e.lugar.nombre))

    @property
    def sueltos(self) -> list[EnLugar]:
        """Los que todavía no tienen lazos con otro, por nombre."""
        return sorted((e for e in self.lugares.values() if not e.trata), key=lambda e: e.lugar.nombre)


def por_lugares(
    grafo: Grafo,
    lugar_de: Mapping[str, int],
    lugares: Mapping[int, Lugar],
    clase: ClaseLazo | None = None,
    gente: Mapping[str, int] | None = None,
) -> Intermunicipal:
    """Los lazos del grafo, juntados por el lugar de la institución de cada extremo.

    `lugar_de` da el lugar de cada institución (el `grupo` de los nodos); `gente`, cuántas personas hay en cada
    institución cuando el grafo no las trae una por una. Con `clase`, sólo cuentan los lazos de esa clase.
    """
    de = {nodo: lugar_de.get(datos.get("grupo") or "") for nodo, datos in grafo.nodes(data=True)}
    hechos = {id_: EnLugar(lugar) for id_, lugar in lugares.items()}
    for nodo, datos in grafo.nodes(data=True):
        suyo = de[nodo]
        if suyo is not None:
            hechos[suyo].personas += (gente or {}).get(nodo, 1 if datos["clase"] == Clase.PERSONA else 0)
    cuentas: dict[tuple[int, int], Counter[ClaseLazo]] = defaultdict(Counter)
    pares: Counter[tuple[int, int]] = Counter()
    for una, otra, datos in grafo.edges(data=True):
        aqui, alla = de[una], de[otra]
        suyas = [c for c in datos["clases"] if c in ENTRE_LUGARES and clase in (None, c)]
        if aqui is None or alla is None or not suyas:
            continue
        if aqui == alla:
            hechos[aqui].dentro += 1
            continue
        pares[min(aqui, alla), max(aqui, alla)] += 1
        cuentas[min(aqui, alla), max(aqui, alla)].update(suyas)
        for lugar, vecino in ((aqui, alla), (alla, aqui)):
            hechos[lugar].fuera += 1
            hechos[lugar].trata.add(vecino)
    flujos = [Flujo(uno, otro, pares[uno, otro], dict(cuentas[uno, otro])) for uno, otro in pares]
    flujos.sort(key=lambda f: (-f.lazos, lugares[f.uno].nombre, lugares[f.otro].nombre))
    return Intermunicipal(hechos, flujos)


def frase(red: Intermunicipal, palabra: Palabra) -> str:
    """Cuántos lugares tratan con otro y cuáles todavía no.

    >>> frase(Intermunicipal({}, []), Palabra("comuna", "comunas", femenina=True))
    'Todavía no hay gente de la Red en ninguna comuna.'
    """
    todos, sueltos = len(red.lugares), red.sueltos
    if not todos:
        return f"Todavía no hay gente de la Red en {'ninguna' if palabra.femenina else 'ningún'} {palabra}."
    if todos == 1:
        (unico,) = red.lugares.values()
        return f"Toda la Red está en {'una' if palabra.femenina else 'un'} {palabra}: {unico.lugar.nombre}."
    unidos = todos - len(sueltos)
    if not unidos:
        otra = "otra" if palabra.femenina else "otro"
        return f"De {palabra.cuenta(todos)}, todavía no hay lazos de {'una' if palabra.femenina else 'uno'} con {otra}."
    trata = "trata" if unidos == 1 else "tratan"
    dicho = f"De {palabra.cuenta(todos)} en la Red, {numero(unidos)} {trata} con {'otra' if palabra.femenina else 'otro'}"
    if not sueltos:
        return f"{dicho}: ninguna se queda sola." if palabra.femenina else f"{dicho}: ninguno se queda solo."
    faltan = redaccion.algunas([e.lugar.nombre for e in sueltos], 4)
    return (
        f"{dicho}. Sin lazos hacia las demás: {faltan}."
        if palabra.femenina
        else f"{dicho}. Sin lazos hacia los demás: {faltan}."
    )


@dataclass(frozen=True, slots=True)
class Trazo:
    """Un flujo en el dibujo: su línea, su grueso y lo que dice."""

    flujo: Flujo
    camino: str
    grueso: float
    dicho: str
    apagado: bool


@dataclass(frozen=True, slots=True)
class Rotulo:
    """El nombre de un lugar, a un lado de su marca."""

    x: float
    y: float
    a_la_izquierda: bool
    texto: str


@dataclass(frozen=True)
class Lamina:
    """El mapa con sus marcas ya sin encimarse, sus nombres y las líneas de sus flujos."""

    mapa: Mapa
    rotulos: Sequence[Rotulo]
    trazos: Sequence[Trazo]
    en_mapa: bool
    """Falso cuando no se conocen las coordenadas y los lugares van en una cuadrícula, por estado o región."""


def laminar(
    red: Intermunicipal, pais: str, entidad_de: Mapping[int, str], elegido: int | None = None
) -> Lamina | None:
    """El dibujo de los lugares y sus flujos; None con menos de dos lugares. Con `elegido`, los demás flujos se apagan."""
    if len(red.lugares) < 2:
        return None
    situados = [
        replace(en.lugar, participan=max(en.personas, 1), instaladas=0) for en in red.lugares.values()
    ]
    con = [lugar for lugar in situados if lugar.latitud is not None and lugar.longitud is not None]
    mapa = dibujar(pais, con) if len(con) == len(situados) else None
    en_mapa = mapa is not None
    if mapa is None:
        mapa = _cuadricula(situados, entidad_de)
    mapa = replace(mapa, marcas=_sin_encimarse(mapa.marcas))
    donde = {marca.lugar.territorio.id: marca for marca in mapa.marcas}
    mayor = max((flujo.lazos for flujo in red.flujos), default=1)
    trazos = [
        Trazo(
            flujo,
            _curva(donde[flujo.uno], donde[flujo.otro]),
            round(GRUESO[0] + (GRUESO[1] - GRUESO[0]) * flujo.lazos / mayor, 1),
            f"{nombres(red, flujo)}: {contar(flujo.lazos, 'lazo', 'lazos')}",
            elegido is not None and elegido not in (flujo.uno, flujo.otro),
        )
        for flujo in reversed(red.flujos)
        if flujo.uno in donde and flujo.otro in donde
    ]
    return Lamina(mapa, _rotulos(mapa), trazos, en_mapa)


def nombres(red: Intermunicipal, flujo: Flujo) -> str:
    """«Coquimbo y La Serena»: los dos lugares de un flujo."""
    return enumerar([red.lugares[lugar].lugar.nombre for lugar in (flujo.uno, flujo.otro)])


def _curva(una: Marca, otra: Marca) -> str:
    """Una línea apenas curva: dos que van por el mismo rumbo no se confunden."""
    dx, dy = otra.x - una.x, otra.y - una.y
    medio_x, medio_y = (una.x + otra.x) / 2 - dy * 0.12, (una.y + otra.y) / 2 + dx * 0.12
    return f"M{una.x:g} {una.y:g}Q{medio_x:.1f} {medio_y:.1f} {otra.x:g} {otra.y:g}"


def _sin_encimarse(marcas: Sequence[Marca]) -> list[Marca]:
    """Las marcas que comparten sitio, apartadas lo menos posible: la cabecera regional suele estar en su capital."""
    puestas: list[Marca] = []
    for marca in marcas:
        movida, paso = marca, 0
        while any(
            hypot(movida.x - otra.x, movida.y - otra.y) < movida.radio + otra.radio + 2 for otra in puestas
        ):
            paso += 1
            lejos, giro = 4 * sqrt(paso), paso * ANGULO_DORADO
            movida = replace(
                marca, x=round(marca.x + lejos * cos(giro), 1), y=round(marca.y + lejos * sin(giro), 1)
            )
        puestas.append(movida)
    return puestas


def _rotulos(mapa: Mapa) -> list[Rotulo]:
    """Los nombres que caben sin tapar otro nombre ni otra marca; los demás se leen en la tabla."""
    cajas = {
        n: (m.x - m.radio, m.y - m.radio, m.x + m.radio, m.y + m.radio) for n, m in enumerate(mapa.marcas)
    }
    puestas: list[tuple[float, float, float, float]] = []
    rotulos = []
    for propia, marca in enumerate(mapa.marcas):
        largo = len(marca.lugar.nombre) * ANCHO_DE_LETRA
        for a_la_izquierda in (False, True):
            x = marca.x - marca.radio - 4 if a_la_izquierda else marca.x + marca.radio + 4
            caja = (
                x - largo if a_la_izquierda else x,
                marca.y - 8,
                x if a_la_izquierda else x + largo,
                marca.y + 8,
            )
            ajenas = [otra for n, otra in cajas.items() if n != propia]
            if (
                caja[0] >= 0
                and caja[2] <= mapa.ancho
                and not any(_se_tocan(caja, o) for o in (*puestas, *ajenas))
            ):
                puestas.append(caja)
                rotulos.append(Rotulo(round(x, 1), round(marca.y + 5, 1), a_la_izquierda, marca.lugar.nombre))
                break
    return rotulos


def _se_tocan(una: tuple[float, float, float, float], otra: tuple[float, float, float, float]) -> bool:
    return una[0] < otra[2] and otra[0] < una[2] and una[1] < otra[3] and otra[1] < una[3]


def _cuadricula(lugares: Sequence[Lugar], entidad_de: Mapping[int, str]) -> Mapa:
    """Los lugares en renglones, juntos los de un mismo estado o región."""
    por_entidad: dict[str, list[Lugar]] = defaultdict(list)
    for lugar in sorted(lugares, key=lambda lugar: lugar.nombre):
        por_entidad[entidad_de.get(lugar.territorio.id, "")].append(lugar)
    mayor = max(lugar.participan for lugar in lugares)
    marcas, y = [], RENGLON_DE_ENTIDAD
    for entidad in sorted(por_entidad):
        suyos = por_entidad[entidad]
        for orden, lugar in enumerate(suyos):
            renglon, columna = divmod(orden, COLUMNAS)
            marcas.append(
                Marca(
                    x=(columna + 0.3) * ANCHO_DE_CELDA,
                    y=y + renglon * ALTO_DE_CELDA,
                    radio=round(5 + 11 * sqrt(lugar.participan / mayor), 1),
                    lugar=lugar,
                    con_nombre=True,
                )
            )
        y += ((len(suyos) - 1) // COLUMNAS + 1) * ALTO_DE_CELDA
    return Mapa(alto=y, contornos=[], marcas=marcas)
