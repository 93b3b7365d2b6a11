"""Todo lo que se mide de una vista, en arreglos: lo que se guarda en un corte.

Ley de este módulo: cada medida sale del motor, con su definición ahí; un valor aproximado va siempre con su error; y la
misma vista con la misma semilla da los mismos números.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from red.analisis.grafos import Clase
from red.analisis.motor import comunidades, conectividad, espectro, locales, papeles, recorridos
from red.analisis.motor.comunidades import Comunidades
from red.analisis.motor.conectividad import Cortes
from red.analisis.recetas import Vista

VERSION = 1
"""Cambia cuando cambia lo que alguna medida quiere decir: un corte viejo dice con cuál se hizo."""
EXACTA_HASTA = 400_000_000
"""Nodos por lazos que se recorren completos: unos segundos. Más allá, la intermediación se estima."""
PIVOTES = 1_000
SEMILLAS, SEMILLAS_EN_GRANDE, GRANDE = 8, 4, 50_000
CANDIDATAS = 3

Avisar = Callable[[int, str], None]
Columnas = Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class Mediciones:
    """Los números de la red entera, los de cada nodo y lo que hace falta para leerlos."""

    numeros: Mapping[str, Any]
    columnas: Columnas
    """Cada medida, por nodo (v)."""
    cortes: Cortes
    comunidades: Comunidades
    candidatas: NDArray[np.int32]
    """Con quién de otro grupo le serviría tratar a cada nodo (v × CANDIDATAS), o −1."""
    pedazos: NDArray[np.int32]


def _callar(_parte: int, _que: str) -> None: ...


def medir_vista(
    vista: Vista, *, semilla: int = 0, a_fondo: bool = False, avisar: Avisar = _callar
) -> Mediciones:
    """Mide la vista; `avisar` recibe qué parte de cien va y qué hace, y puede lanzar para detenerla.

    `a_fondo` hace exacta la intermediación y añade cercanía y cercanía armónica: minutos en una red nacional.
    """
    grafo, grupos = vista.arreglos, vista.grupos
    avisar(5, "Cuenta lazos y grupos que no se tocan")
    pedazos, cortes = conectividad.pedazos(grafo), conectividad.cortes(grafo)
    avisar(10, "Mira a los vecinos de cada quien")
    columnas: dict[str, NDArray[Any]] = {
        "grado": grafo.grados,
        "fuerza": np.bincount(
            np.repeat(np.arange(len(grafo)), grafo.grados), grafo.unos, len(grafo)
        ),
        "nucleo": locales.nucleos(grafo),
        "agrupamiento": locales.agrupamiento(grafo),
        "restriccion": locales.restriccion(grafo),
        "tamano_efectivo": locales.tamano_efectivo(grafo),
        "participacion": papeles.participacion(grafo, grupos),
        "separa": cortes.pares,
        "pedazos_sin": cortes.pedazos,
    }  # fmt: skip
    suyos = papeles.papeles(grafo, grupos)
    columnas |= {papel: getattr(suyos, papel) for papel in papeles.PAPELES}
    avisar(20, "Busca con quién convendría tratar")
    candidatas, _ = locales.candidatas(grafo, CANDIDATAS, grupos)
    avisar(30, "Mide qué tan cerca está cada quien del centro")
    columnas["pagerank"] = espectro.pagerank(grafo)
    columnas["vector_propio"] = espectro.vector_propio(grafo)
    avisar(40, "Busca grupos que se tratan más entre sí")
    cuantas = SEMILLAS_EN_GRANDE if len(grafo) > GRANDE else SEMILLAS
    grupos_hallados = comunidades.comunidades(grafo, range(semilla, semilla + cuantas))
    columnas["comunidad"] = grupos_hallados.de
    avisar(55, "Sigue los caminos más cortos")
    pivotes = _intermediacion(vista, columnas, semilla, a_fondo=a_fondo)
    if a_fondo:
        avisar(85, "Mide cuántos pasos separan a cada quien de las demás")
        cerca = recorridos.cercanias(grafo)
        columnas["armonica"] = cerca.inversos
        columnas["cercania"] = np.divide(
            cerca.alcanza.astype(float) ** 2,
            cerca.pasos * max(1, len(grafo) - 1),
            out=np.zeros(len(grafo)),
            where=cerca.pasos > 0,
        )
    avisar(90, "Junta lo hallado")
    numeros = _numeros(vista, columnas, cortes, pedazos, grupos_hallados)
    return Mediciones(
        {**numeros, "pivotes": pivotes, "a_fondo": a_fondo, "semilla": semilla, "version": VERSION},
        columnas, cortes, grupos_hallados, candidatas, pedazos,
    )  # fmt: skip


def _intermediacion(
    vista: Vista, columnas: dict[str, NDArray[Any]], semilla: int, *, a_fondo: bool
) -> int | None:
    """La anota de 0 a 1, con su error si se estimó; devuelve con cuántos pivotes, o nada si es exacta."""
    grafo = vista.arreglos
    n = len(grafo)
    escala = 2 / ((n - 1) * (n - 2)) if n > 2 else 1.0
    if a_fondo or n * grafo.number_of_edges() <= EXACTA_HASTA:
        columnas["intermediacion"] = recorridos.intermediacion(grafo) * escala
        columnas["error_intermediacion"] = np.zeros(n)
        return None
    muestra = recorridos.intermediacion_por_muestreo(grafo, PIVOTES, semilla)
    columnas["intermediacion"] = muestra.valores * escala
    columnas["error_intermediacion"] = muestra.errores * escala
    return muestra.pivotes


def _numeros(
    vista: Vista,
    columnas: Columnas,
    cortes: Cortes,
    pedazos: NDArray[np.int32],
    grupos: Comunidades,
) -> dict[str, Any]:
    grafo = vista.arreglos
    n, lazos = len(grafo), grafo.number_of_edges()
    personas, instituciones = vista.de(Clase.PERSONA), vista.de(Clase.INSTITUCION)
    tamanos = np.bincount(pedazos) if n else np.zeros(0, np.int64)
    de_la_red, _ = papeles.indices_ei(grafo, vista.grupos)
    return {
        "nodos": n,
        "personas": int(personas.sum()) or int(vista.gente.sum()),
        "instituciones": int(instituciones.sum()),
        "lazos": lazos,
        "densidad": 2 * lazos / (n * (n - 1)) if n > 1 else None,
        "lazos_por_nodo": 2 * lazos / n if n else None,
        "pedazos": len(tamanos),
        "en_el_mayor": int(tamanos.max(initial=0)),
        "aislados": int((columnas["grado"] == 0).sum()),
        "articulaciones": int(cortes.articulaciones.sum()),
        "puentes": len(cortes.puentes),
        "transitividad": locales.transitividad(grafo),
        "agrupamiento": float(np.mean(columnas["agrupamiento"])) if n else None,
        "nucleo_mayor": int(np.max(columnas["nucleo"], initial=0)),
        "ei": de_la_red,
        "asortatividad": papeles.asortatividad(grafo, vista.grupos),
        "comunidades": grupos.cuantas,
        "modularidad": grupos.modularidad,
        "acuerdo": grupos.acuerdo,
        **_cobertura(vista),
    }


def _cobertura(vista: Vista) -> dict[str, int]:
    """Cuántas instituciones tienen a alguien, a una sola persona y lazos con otra; y cuántos municipios."""
    nodos = vista.tejido.nodos
    personas, instituciones = nodos.de(Clase.PERSONA), nodos.de(Clase.INSTITUCION)
    con = np.bincount(nodos.grupos[personas & (nodos.grupos >= 0)], minlength=len(nodos))[instituciones]
    territorios = nodos.territorios[instituciones]
    return {
        "instituciones_de_la_red": int(instituciones.sum()),
        "instituciones_con_gente": int((con > 0).sum()),
        "instituciones_con_una": int((con == 1).sum()),
        "municipios": len(np.unique(territorios[territorios >= 0])),
        "municipios_con_gente": len(np.unique(territorios[(territorios >= 0) & (con > 0)])),
    }
