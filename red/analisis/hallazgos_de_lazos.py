"""Hallazgos sobre los lazos: qué salida cortaría la Red, quién enlaza dependencias, en qué pedazos está.

Ley de este módulo: de cada persona se dice qué caminos sostiene y qué pasaría si faltara, para
cuidar esos caminos; nunca se le pone una calificación.
"""

from collections.abc import Iterator

from red.analisis import redaccion
from red.analisis.caminos import Rodeo
from red.analisis.grafos import Clase
from red.analisis.impacto import Impacto
from red.analisis.lectura import (
    Accion,
    ClaseAccion,
    ClaseHallazgo,
    Gravedad,
    Hallazgo,
    Lectura,
)

MAXIMO_DE_SALIDAS = 6
MAXIMO_DE_ENLACES = 6
PARTE_GRAVE = 0.1
"""Separar a una de cada diez personas, o más, se atiende pronto."""
PARTE_NOTABLE = 0.02
"""Alargar el camino de uno de cada cincuenta pares de personas, o más, conviene atenderlo."""


def salidas_que_cortan(lectura: Lectura) -> Iterator[Hallazgo]:
    """Personas cuya sola salida dejaría a otras sin camino al resto de la Red."""
    cortes = []
    for persona, impacto in lectura.medidas.impactos.items():
        if lectura.clase_de[persona] == Clase.PERSONA:
            resto, fuera = _separar(lectura, impacto)
            con_personas = [pedazo for pedazo in fuera if lectura.personas_en(pedazo)]
            if con_personas and lectura.personas_en(resto):
                perdidas = sum(len(lectura.personas_en(pedazo)) for pedazo in con_personas)
                cortes.append((perdidas, persona, resto, con_personas))
    cortes.sort(key=lambda corte: (-corte[0], corte[1]))
    for perdidas, persona, resto, pedazos in cortes[:MAXIMO_DE_SALIDAS]:
        yield _salida_que_corta(lectura, persona, perdidas, resto, pedazos)


def _salida_que_corta(
    lectura: Lectura, persona: str, perdidas: int, resto: frozenset[str], pedazos: list[frozenset[str]]
) -> Hallazgo:
    """Dice quiénes quedarían fuera, de quiénes, y por qué."""
    quien = lectura.nombre(persona)
    descritos = [_describir(lectura, pedazo) for pedazo in pedazos]
    es_grave = perdidas >= PARTE_GRAVE * lectura.medidas.personas
    quedan = f"{redaccion.personas(perdidas)} {'queda' if perdidas == 1 else 'quedan'} sin camino al resto"
    propia = lectura.grupo_de[persona]
    return Hallazgo(
        id=f"{ClaseHallazgo.SALIDA_QUE_CORTA}-{persona}",
        clase=ClaseHallazgo.SALIDA_QUE_CORTA,
        titulo=f"Si {quien} deja su puesto, {'la Red se parte' if es_grave else quedan}",
        frase=redaccion.con_mayuscula(
            f"{redaccion.unir(descritos)} {'quedaría' if perdidas == 1 else 'quedarían'} sin camino "
            f"a {redaccion.las_otras(len(lectura.personas_en(resto)))} "
            f"de {lectura.palabras.contar(len(lectura.dependencias_en(resto)))}."
        ),
        porque=tuple(
            f"Hoy {quien} es el único camino entre {descrito} y las demás." for descrito in descritos
        ),
        que_hacer=Accion(
            ClaseAccion.DESIGNAR_SUPLENTE,
            f"Acuerda con {quien} quién puede cubrir su puesto y procura que conozca a las mismas personas.",
            (propia,) if propia else (),
        ),
        nodos=(persona, *sorted(frozenset().union(*pedazos))),
        gravedad=Gravedad.ALTA if es_grave else Gravedad.MEDIA,
        confianza=lectura.confianza_del_trato,
        alcance=perdidas,
    )


def _separar(lectura: Lectura, impacto: Impacto) -> tuple[frozenset[str], list[frozenset[str]]]:
    """El pedazo con más personas y los demás: de quién se queda la Red y quiénes salen de ella."""
    pedazos = sorted(
        impacto.pedazos(), key=lambda pedazo: (-len(lectura.personas_en(pedazo)), -len(pedazo), min(pedazo))
    )
    return pedazos[0], pedazos[1:]


def _describir(lectura: Lectura, pedazo: frozenset[str]) -> str:
    """Un pedazo por sus personas: con nombre si son una o dos, por su dependencia si son más."""
    personas = lectura.personas_en(pedazo)
    dependencias = lectura.dependencias_en(pedazo)
    if len(personas) <= 2 or not dependencias:
        quienes = redaccion.algunas(lectura.nombres(personas))
        return f"{quienes} ({redaccion.algunas(lectura.nombres(dependencias))})" if dependencias else quienes
    return f"{redaccion.personas(len(personas))} de {redaccion.algunas(lectura.nombres(dependencias))}"


def dependencias_colgadas(lectura: Lectura) -> Iterator[Hallazgo]:
    """Dependencias que están en la Red por una sola persona, sin nadie más adentro."""
    cuelga: dict[str, str] = {}
    for persona, impacto in lectura.medidas.impactos.items():
        if lectura.clase_de[persona] == Clase.PERSONA:
            resto, fuera = _separar(lectura, impacto)
            if lectura.personas_en(resto):
                solas = [pedazo for pedazo in fuera if not lectura.personas_en(pedazo)]
                cuelga |= {d: persona for pedazo in solas for d in lectura.dependencias_en(pedazo)}
    if not cuelga:
        return
    cuelga = dict(
        sorted(cuelga.items())
    )  # el orden en que el grafo guarda sus nodos no cambia lo que se dice
    pares = [f"{lectura.nombre(d)} (por {lectura.nombre(quien)})" for d, quien in cuelga.items()]
    una = len(cuelga) == 1
    yield Hallazgo(
        id=ClaseHallazgo.DEPENDENCIA_COLGADA.value,
        clase=ClaseHallazgo.DEPENDENCIA_COLGADA,
        titulo=f"{redaccion.con_mayuscula(lectura.palabras.contar(len(cuelga)))} "
        f"{'está' if una else 'están'} en la Red por una sola persona",
        frase=f"Si esa persona cambia de puesto, la {lectura.palabras.una} queda fuera: {redaccion.algunas(pares)}.",
        porque=tuple(
            f"{lectura.nombre(d)}: sólo {lectura.nombre(quien)} la une con las demás."
            for d, quien in cuelga.items()
        ),
        que_hacer=Accion(
            ClaseAccion.INVITAR,
            "Invita a una segunda persona de "
            + (f"esa {lectura.palabras.una}." if una else f"cada una de esas {lectura.palabras.varias}."),
            tuple(cuelga),
        ),
        nodos=(*cuelga, *dict.fromkeys(cuelga.values())),
        gravedad=Gravedad.ALTA if len(cuelga) > 0.3 * len(lectura.con_gente) else Gravedad.MEDIA,
        confianza=lectura.confianza_del_trato,
        alcance=len(cuelga),
    )


def nodos_de_interconexion(lectura: Lectura) -> Iterator[Hallazgo]:
    """Personas por las que pasan los caminos entre dependencias distintas."""
    valores = lectura.medidas.intermediacion.valores
    enlazan = [
        persona for persona, toca in lectura.medidas.toca.items() if len(toca) >= 2 and valores[persona] > 0
    ]
    enlazan.sort(key=lambda persona: (-valores[persona], persona))
    if not enlazan:
        return
    suficiente = max(0.01, valores[enlazan[0]] / 4)
    for persona in enlazan[:MAXIMO_DE_ENLACES]:
        if valores[persona] >= suficiente:
            yield _interconexion(lectura, persona, lectura.rodeo(persona))


def _interconexion(lectura: Lectura, persona: str, rodeo: Rodeo | None) -> Hallazgo:
    """Dice qué une, quiénes darían más pasos sin ella y qué camino conviene duplicar."""
    quien = lectura.nombre(persona)
    propia = lectura.grupo_de[persona]
    otras = sorted(lectura.medidas.toca[persona] - {propia})
    todas = len(lectura.medidas.toca[persona])
    desde = f"desde {lectura.nombre(propia)} " if propia else ""
    posibles = lectura.medidas.personas * (lectura.medidas.personas - 1) / 2
    perdidos, afectados = (rodeo.pares_sin_camino, rodeo.pares_afectados) if rodeo else (0, 0)
    es_grave = perdidos > 0 or afectados >= PARTE_NOTABLE * posibles
    parte, de_cada = redaccion.de_cada(lectura.medidas.intermediacion.valores[persona])
    porque = [
        f"Tiene trato con {lectura.palabras.contar(len(otras))}{' además de la suya' if propia else ''}.",
        f"De cada {de_cada:,} caminos cortos entre otras personas y {lectura.palabras.varias}, {parte} pasan por {quien}.",
    ]
    porque += [
        f"Lo notarían sobre todo {lectura.nombre(una)} y {lectura.nombre(otra)}: {redaccion.pares(veces)}."
        for una, otra, veces in (rodeo.entre[:1] if rodeo else ())
    ]
    return Hallazgo(
        id=f"{ClaseHallazgo.INTERCONEXION}-{persona}",
        clase=ClaseHallazgo.INTERCONEXION,
        titulo=f"{quien} enlaza {lectura.palabras.contar(todas)}",
        frase=f"Llega {desde}a {redaccion.algunas(lectura.nombres(otras))}."
        + (_costo(rodeo) if rodeo else ""),
        porque=tuple(porque),
        que_hacer=_respaldar(lectura, quien, propia, rodeo),
        nodos=(persona, *((propia,) if propia else ()), *otras, *_con_quienes_enlaza(lectura, persona)),
        gravedad=Gravedad.MEDIA if es_grave else Gravedad.BAJA,
        confianza=lectura.confianza_del_trato,
        alcance=afectados,
    )


def _con_quienes_enlaza(lectura: Lectura, persona: str) -> list[str]:
    """Las personas de otras dependencias con las que trata: por ellas pasa el enlace."""
    propia = lectura.grupo_de[persona]
    return sorted(
        otra
        for otra in lectura.grafo[persona]
        if lectura.clase_de[otra] == Clase.PERSONA and lectura.grupo_de[otra] != propia
    )


def _costo(rodeo: Rodeo) -> str:
    """Lo que costaría a otras su ausencia, o que hay otros caminos."""
    perdidos, lejos = rodeo.pares_sin_camino, rodeo.pares_mas_lejos
    partes = []
    if perdidos:
        partes.append(
            f"{redaccion.pares(perdidos)} ya no {'tendría' if perdidos == 1 else 'tendrían'} camino"
        )
    if lejos:
        pares = (
            redaccion.cuantas(lejos, "otro par", "pares", es_femenino=False)
            if perdidos
            else redaccion.pares(lejos)
        )
        partes.append(f"{pares} {'necesitaría' if lejos == 1 else 'necesitarían'} más pasos para encontrarse")
    if not partes:
        return " Si faltara, nadie daría más pasos: hay otros caminos igual de cortos."
    return f" Si faltara, {' y '.join(partes)}."


def _respaldar(lectura: Lectura, quien: str, propia: str | None, rodeo: Rodeo | None) -> Accion:
    """Otro camino entre las dependencias que más lo notarían; si nadie lo notaría, quién la suple."""
    if rodeo and rodeo.entre:
        una, otra, _ = rodeo.entre[0]
        return Accion(
            ClaseAccion.DECLARAR_VINCULO,
            f"Presenta a otra persona de {lectura.nombre(una)} con alguien de {lectura.nombre(otra)}, "
            "para que haya más de un camino.",
            (una, otra),
        )
    return Accion(
        ClaseAccion.DESIGNAR_SUPLENTE,
        f"Anota quién suple a {quien}, para que sus contactos no se pierdan en un cambio.",
        (propia,) if propia else (),
    )


def red_en_pedazos(lectura: Lectura) -> Iterator[Hallazgo]:
    """Grupos de dos o más dependencias que se tratan entre sí y no con el resto."""
    grupos = [
        pedazo
        for pedazo in lectura.medidas.componentes
        if lectura.personas_en(pedazo) and len(lectura.dependencias_en(pedazo)) >= 2
    ]
    if len(grupos) < 2:
        return
    grupos.sort(key=lambda pedazo: (-len(lectura.personas_en(pedazo)), min(pedazo)))
    puntas = tuple(lectura.dependencias_en(pedazo)[0] for pedazo in grupos[:2])
    fuera = sum(len(lectura.personas_en(pedazo)) for pedazo in grupos[1:])
    yield Hallazgo(
        id=ClaseHallazgo.RED_EN_PEDAZOS.value,
        clase=ClaseHallazgo.RED_EN_PEDAZOS,
        titulo=f"La Red está en {redaccion.cuantas(len(grupos), 'grupo', 'grupos', False)} que no se tocan",
        frase=f"No hay ningún camino entre {redaccion.unir([_describir(lectura, grupo) for grupo in grupos])}.",
        porque=tuple(
            f"Un grupo reúne a {redaccion.personas(len(lectura.personas_en(pedazo)))} "
            f"de {redaccion.algunas(lectura.nombres(lectura.dependencias_en(pedazo)), 6)}."
            for pedazo in grupos
        ),
        que_hacer=Accion(
            ClaseAccion.DECLARAR_VINCULO,
            f"Presenta a alguien de {lectura.nombre(puntas[0])} con alguien de {lectura.nombre(puntas[1])}: "
            "un solo lazo une los dos grupos mayores.",
            puntas,
        ),
        nodos=tuple(nodo for pedazo in grupos[1:] for nodo in sorted(pedazo)),
        gravedad=Gravedad.ALTA,
        confianza=lectura.confianza_de_una_ausencia,
        alcance=fuera,
    )


BUSCADORES = (salidas_que_cortan, dependencias_colgadas, nodos_de_interconexion, red_en_pedazos)
