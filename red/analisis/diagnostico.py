"""El diagnóstico de toda la Red en un párrafo, para quien nunca ha visto un grafo.

Ley de este módulo: cuatro etapas, cada una con la prueba que la decide; la misma Red da siempre el
mismo diagnóstico y quien lo lee puede comprobarlo en el mapa.

Las etapas siguen a Krebs y Holley, 2006, Building Smart Communities through Network Weaving:
dispersa, con un centro, con varios centros, tejida.
"""

from dataclasses import dataclass
from enum import StrEnum

import networkx as nx

from red.analisis import redaccion
from red.analisis.grafos import Clase, Grafo
from red.analisis.hallazgos import AVISO
from red.analisis.hallazgos_de_presencia import frase_de_densidad
from red.analisis.lectura import PALABRAS, Lectura
from red.analisis.medidas import Medidas
from red.analisis.redaccion import Palabras

UNIDAS = 2 / 3
"""Con menos de dos tercios de las dependencias unidas, la Red está en pedazos."""
COLGADAS = 1 / 5
"""Con más de una de cada cinco dependencias a una salida de quedar fuera, aún no está tejida."""


class Etapa(StrEnum):
    """En qué punto va la Red."""

    EMPIEZA = "empieza"
    EN_PEDAZOS = "en-pedazos"
    UN_CENTRO = "un-centro"
    VARIOS_CENTROS = "varios-centros"
    TEJIDA = "tejida"

    @property
    def etiqueta(self) -> str:
        """Cómo se lee."""
        return {
            "empieza": "La Red empieza",
            "en-pedazos": "Una red en pedazos",
            "un-centro": "Una red con un solo centro",
            "varios-centros": "Una red con varios centros",
            "tejida": "Una red tejida",
        }[self]


SIGUIENTE = {
    Etapa.EMPIEZA: "Invita a personas de varios lugares y anota con quién ya trabajan.",
    Etapa.EN_PEDAZOS: "Reúne en una misma edición a gente de los grupos que hoy no se tocan.",
    Etapa.UN_CENTRO: "Procura lazos directos entre las demás, para que no todo pase por el mismo lugar.",
    Etapa.VARIOS_CENTROS: "Suma una segunda persona donde hoy hay una y cruza a los grupos entre sí.",
    Etapa.TEJIDA: "Cuídala: repite este análisis después de cada cambio de puestos.",
}


@dataclass(frozen=True, slots=True)
class Diagnostico:
    """La etapa, lo que la prueba y qué sigue."""

    etapa: Etapa
    resumen: str
    porque: tuple[str, ...]
    siguiente: str
    aviso: str = AVISO

    @property
    def titulo(self) -> str:
        """La etapa en pocas palabras."""
        return self.etapa.etiqueta

    @property
    def frase(self) -> str:
        """Lo que la Red dice en una sola frase: su etapa y la razón que más pesa."""
        razon = self.porque[1] if len(self.porque) > 1 else self.porque[0]
        return f"{self.titulo}: {razon[:1].lower()}{razon[1:]}"

    @property
    def inicio(self) -> str:
        """La primera frase del párrafo, y lo que sigue: lo que se lee sin abrirlo."""
        return f"{self.resumen.partition('. ')[0].rstrip('.')}. {self.siguiente}"


def diagnosticar(grafo: Grafo, medidas: Medidas, palabras: Palabras = PALABRAS) -> Diagnostico:
    """Etapa de la Red y un párrafo que la cuenta.

    Mira cómo se unen las dependencias entre sí por medio de su gente. Prueba, en orden: si hay
    bastante que leer, si casi todas están unidas, si todo se sostiene en un solo lugar, y si
    alguna salida la rompería.
    """
    lectura = Lectura(grafo, medidas, palabras)
    etapa, porque = _etapa(lectura)
    return Diagnostico(etapa, _resumen(lectura), porque, SIGUIENTE[etapa])


def _etapa(lectura: Lectura) -> tuple[Etapa, tuple[str, ...]]:
    """La primera prueba que se cumple decide."""
    unidas = lectura.proyeccion.subgraph(lectura.con_gente)
    if lectura.medidas.personas < 3 or len(unidas) < 2:
        return Etapa.EMPIEZA, (
            f"Con {redaccion.personas(lectura.medidas.personas)} de "
            f"{lectura.palabras.contar(len(unidas))} es pronto para leer la Red.",
        )
    mayor = unidas.subgraph(max(nx.connected_components(unidas), key=len))
    if len(mayor) < UNIDAS * len(unidas):
        return Etapa.EN_PEDAZOS, (_de_las_unidas(lectura.palabras, len(mayor), len(unidas)),)
    if razon := _un_centro(lectura, mayor):
        return Etapa.UN_CENTRO, (_de_las_unidas(lectura.palabras, len(mayor), len(unidas)), razon)
    if razones := _flaquezas(lectura, mayor, len(unidas)):
        return Etapa.VARIOS_CENTROS, (_de_las_unidas(lectura.palabras, len(mayor), len(unidas)), *razones)
    return Etapa.TEJIDA, (
        _de_las_unidas(lectura.palabras, len(mayor), len(unidas)),
        f"Ninguna {lectura.palabras.una} sostiene por sí sola a las demás y pocas dependen de una sola persona.",
    )


def _de_las_unidas(palabras: Palabras, mayor: int, total: int) -> str:
    """Cuántas dependencias están unidas por algún camino."""
    if mayor < 2:
        return f"Todavía no hay lazos entre {palabras.varias}."
    if mayor == total:
        return f"Las {redaccion.en_letra(total)} {palabras.varias} con gente están unidas por algún camino."
    return f"De {total} {palabras.varias} con gente, {redaccion.en_letra(mayor)} están unidas entre sí por algún camino."


def _un_centro(lectura: Lectura, mayor: Grafo) -> str | None:
    """Si al faltar una dependencia, o una persona, lo demás queda en pedazos menores que la mitad."""
    centro = max(mayor, key=lambda d: (len(mayor[d]), d))
    queda = _queda_sin(mayor, {centro})
    if len(mayor) > 2 and queda <= (len(mayor) - 1) / 2:
        sueltas = "sueltas" if queda == 1 else f"en grupos de {redaccion.en_letra(queda)} o menos"
        return (
            f"Mucho pasa por {lectura.nombre(centro)}: sin esa {lectura.palabras.una}, "
            f"las demás quedarían {sueltas}."
        )
    separa = {p: len(fuera & set(mayor)) for p, fuera in _dependencias_que_separa(lectura).items()}
    persona = max(separa, key=lambda p: (separa[p], p), default=None)
    if persona is not None and separa[persona] > len(mayor) / 3:
        return (
            f"Sin {lectura.nombre(persona)}, {lectura.palabras.contar(separa[persona])} "
            f"{'quedaría' if separa[persona] == 1 else 'quedarían'} sin camino a las demás."
        )
    return None


def _flaquezas(lectura: Lectura, mayor: Grafo, total: int) -> list[str]:
    """Lo que todavía la rompería o la deja incompleta."""
    razones = []
    cuelgan = set().union(*_dependencias_que_separa(lectura).values()) & set(mayor)
    if len(cuelgan) > COLGADAS * len(mayor):
        razones.append(
            f"A {lectura.palabras.contar(len(cuelgan))} las dejaría fuera la salida de una sola persona."
        )
    centros = sorted(mayor, key=lambda d: (-len(mayor[d]), d))[:2]
    if len(mayor) > 4 and _queda_sin(mayor, set(centros)) <= (len(mayor) - 2) / 2:
        razones.append(f"Lo demás se sostiene en {' y '.join(lectura.nombres(centros))}.")
    if len(mayor) < 0.9 * total:
        razones.append(f"Falta unir {lectura.palabras.contar(total - len(mayor))}.")
    return razones


def _dependencias_que_separa(lectura: Lectura) -> dict[str, set[str]]:
    """Por cada persona cuya salida corta la Red, las dependencias que quedarían fuera."""
    separa = {}
    for persona, impacto in lectura.medidas.impactos.items():
        if lectura.clase_de[persona] == Clase.PERSONA:
            pedazos = sorted(impacto.pedazos(), key=lambda p: (len(lectura.personas_en(p)), len(p)))
            fuera = {d for pedazo in pedazos[:-1] for d in lectura.plantilla if d in pedazo}
            if fuera:
                separa[persona] = fuera
    return separa


def _queda_sin(red: Grafo, quitadas: set[str]) -> int:
    """Cuántas reúne el pedazo mayor al quitar unas."""
    resto = red.subgraph(set(red) - quitadas)
    return max((len(pedazo) for pedazo in nx.connected_components(resto)), default=0)


def _resumen(lectura: Lectura) -> str:
    """Tres o cuatro frases: quiénes están, cómo se tratan y qué la sostiene."""
    medidas = lectura.medidas
    if medidas.personas == 0:
        return "Todavía no hay personas en la Red. Cuando se sumen, aquí se leerá cómo se enlazan."
    vacias = len(lectura.plantilla) - len(lectura.con_gente)
    por_llegar = {0: "", 1: "; a otra todavía no llega"}.get(
        vacias, f"; a otras {redaccion.en_letra(vacias)} todavía no llega"
    )
    frases = [
        f"La Red reúne a {redaccion.personas(medidas.personas)} "
        f"de {lectura.palabras.contar(len(lectura.con_gente))}{por_llegar}."
    ]
    if medidas.densidad is not None:
        frases.append(frase_de_densidad(medidas.densidad))
    enlazan = sum(len(toca) >= 2 for toca in medidas.toca.values())
    if enlazan:
        frases.append(
            f"{redaccion.con_mayuscula(redaccion.personas(enlazan))} "
            f"{'tiene' if enlazan == 1 else 'tienen'} trato con más de una {lectura.palabras.una}."
        )
    solas = len(lectura.personas_sin_trato)
    if solas and medidas.personas > 1:
        frases.append(
            f"{redaccion.con_mayuscula(redaccion.personas(solas))} todavía no "
            f"{'coincide' if solas == 1 else 'coinciden'} con nadie."
        )
    return " ".join(frases)
