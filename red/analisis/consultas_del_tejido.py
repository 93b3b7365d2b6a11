"""De la base a los arreglos: todo lo que de una Red puede contarse un día, con un número fijo de consultas.

Quien no consintió el análisis no entra: ni ella, ni sus lazos, ni lo que compartió. Así no deja hueco.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import and_, or_, select

from red.alianzas.consultas import participaciones_en_alianzas
from red.analisis.grafos import Clase, ClaseLazo
from red.analisis.tejido import (
    CLASES,
    CLASES_DE_LAZO,
    NIVELES,
    SIN_FECHA,
    Encuentros,
    Lazos,
    Nodos,
    Tejido,
)
from red.base import db
from red.formacion.consultas import asistencias_por_edicion
from red.formacion.modelos import Curso, Edicion
from red.instituciones.modelos import Institucion
from red.levantamientos.consultas import lazos_del_levantamiento
from red.personas.consultas import consiente
from red.personas.modelos import Adscripcion, Finalidad
from red.redes.modelos import EstadoMembresia, Membresia, Participacion
from red.unidades.consultas import designaciones_de_red
from red.vinculos.consultas import colaboraciones
from red.vinculos.modelos import Intensidad

DE_ALIANZA = 1 << 40
"""Las alianzas se numeran desde aquí, para que una no se confunda con una edición."""


def tejido_de_red(red_id: int, dia: date) -> Tejido:
    """La Red como era ese día, en arreglos."""
    personas = _columnas(_personas(red_id, dia), 4)
    instituciones = _instituciones(red_id, dia, {id_ for id_ in personas[1] if id_ is not None})
    designaciones = designaciones_de_red(red_id, dia)
    unidades = {fila.unidad_id: fila.institucion_id for fila in designaciones}
    nodos, lugares = _nodos(personas, instituciones, unidades)
    tramos = [
        _tramo(lugares, "p", personas[0], "i", personas[1], ClaseLazo.ADSCRIPCION, desde=personas[3]),
        _tramo(lugares, "u", list(unidades), "i", list(unidades.values()), ClaseLazo.PERTENENCIA),
        _designaciones(lugares, designaciones),
        *_colaboraciones(lugares, red_id, dia),
        *_respuestas(lugares, red_id, dia),
    ]
    return Tejido(dia, nodos, _juntar(tramos), _encuentros(red_id, dia, lugares))


def _personas(red_id: int, dia: date) -> Sequence[Any]:
    """(persona, institución, nivel, desde cuándo en ese puesto) de quien integra la Red y consintió contar."""
    consulta = (
        select(Membresia.persona_id, Adscripcion.institucion_id, Adscripcion.nivel, Adscripcion.desde)
        .outerjoin(
            Adscripcion, and_(Adscripcion.persona_id == Membresia.persona_id, Adscripcion.vigente(dia))
        )
        .where(
            Membresia.red_id == red_id,
            Membresia.vigente(dia),
            or_(Membresia.estado != EstadoMembresia.CONCLUIDA, Membresia.hasta > dia),
            consiente(Finalidad.ANALISIS, Membresia.persona_id),
        )
        .order_by(Membresia.persona_id, Adscripcion.id.desc())
    )
    # Si ese día tenía dos adscripciones, cuenta la última registrada.
    return list({fila[0]: fila for fila in reversed(db.session.execute(consulta).all())}.values())[::-1]


def _instituciones(red_id: int, dia: date, suyas: set[int]) -> dict[int, int]:
    """El territorio de cada institución que participa, y de donde trabaja quien integra la Red aunque ya no participe."""
    participan = select(Participacion.institucion_id).where(
        Participacion.red_id == red_id, Participacion.vigente(dia)
    )
    columnas = (Institucion.id, Institucion.territorio_id)
    hallados = dict(db.session.execute(select(*columnas).where(Institucion.id.in_(participan))).all())
    faltan = sorted(suyas - hallados.keys())
    for desde in range(0, len(faltan), 500):
        otras = select(*columnas).where(Institucion.id.in_(faltan[desde : desde + 500]))
        hallados.update(dict(db.session.execute(otras).all()))
    return hallados


@dataclass(frozen=True, slots=True)
class _Orden:
    """Las llaves de una clase, ordenadas, y el lugar de la primera."""

    llaves: NDArray[np.int64]
    desde: int

    def lugares(self, llaves: Sequence[int | None]) -> NDArray[np.int64]:
        """Dónde está cada llave; −1 si no entró o no hay llave."""
        pedidas = np.array([-1 if llave is None else llave for llave in llaves], np.int64)
        if not len(self.llaves) or not len(pedidas):
            return np.full(len(pedidas), -1, np.int64)
        donde = np.minimum(np.searchsorted(self.llaves, pedidas), len(self.llaves) - 1)
        return np.where(self.llaves[donde] == pedidas, donde + self.desde, -1)


Lugares = Mapping[str, _Orden]


def _nodos(
    personas: Sequence[Sequence[Any]], instituciones: Mapping[int, int], unidades: Mapping[int, int]
) -> tuple[Nodos, Lugares]:
    """Personas, instituciones y unidades, en ese orden y cada clase por su llave; y dónde quedó cada una."""
    de_instituciones = sorted(instituciones)
    de_unidades = sorted(u for u, institucion_id in unidades.items() if institucion_id in instituciones)
    cuantas = len(personas[0]), len(de_instituciones), len(de_unidades)
    lugares = {
        "p": _Orden(np.array(personas[0], np.int64), 0),
        "i": _Orden(np.array(de_instituciones, np.int64), cuantas[0]),
        "u": _Orden(np.array(de_unidades, np.int64), cuantas[0] + cuantas[1]),
    }
    grupos = lugares["i"].lugares([*personas[1], *de_instituciones, *(unidades[u] for u in de_unidades)])
    # Un lugar de más, para que quien no tiene institución (−1) caiga en él.
    territorio = np.full(sum(cuantas) + 1, -1, np.int64)
    territorio[cuantas[0] : cuantas[0] + cuantas[1]] = [instituciones[id_] for id_ in de_instituciones]
    nivel = {valor: lugar for lugar, valor in enumerate(NIVELES)}
    niveles = np.full(sum(cuantas), -1, np.int8)
    niveles[: cuantas[0]] = [nivel.get(suyo, -1) for suyo in personas[2]]
    clases = [CLASES.index(clase) for clase in (Clase.PERSONA, Clase.INSTITUCION, Clase.UNIDAD)]
    return Nodos(
        clases=np.repeat(np.array(clases, np.int8), cuantas),
        llaves=np.concatenate([orden.llaves for orden in lugares.values()]),
        grupos=grupos.astype(np.int32),
        territorios=territorio[grupos],
        niveles=niveles,
    ), lugares


def _tramo(
    lugares: Lugares,
    a: str,
    unas: Sequence[int | None],
    b: str,
    otras: Sequence[int | None],
    clase: ClaseLazo,
    pesos: Sequence[float] | None = None,
    desde: Sequence[date | None] | None = None,
) -> Lazos:
    """Los lazos de una clase cuyos dos extremos entraron; el que nombra a quien no entró no se anota."""
    unos, otros = lugares[a].lugares(unas), lugares[b].lugares(otras)
    estan = (unos >= 0) & (otros >= 0) & (unos != otros)
    de_peso = np.ones(len(unos)) if pesos is None else np.array(pesos, np.float64)
    dias = np.full(len(unos), SIN_FECHA) if desde is None else np.array([_ordinal(dia) for dia in desde])
    return Lazos(
        unos[estan].astype(np.int32),
        otros[estan].astype(np.int32),
        np.full(int(estan.sum()), CLASES_DE_LAZO.index(clase), np.int8),
        de_peso[estan],
        dias[estan].astype(np.int32),
    )


def _juntar(tramos: Sequence[Lazos]) -> Lazos:
    return Lazos(*(np.concatenate([getattr(t, c) for t in tramos]) for c in Lazos.__slots__))


def _designaciones(lugares: Lugares, filas: Sequence[Any]) -> Lazos:
    unidades, _, _, personas, _, desde = _columnas(filas, 6)
    return _tramo(lugares, "p", personas, "u", unidades, ClaseLazo.DESIGNACION, desde=desde)


def _colaboraciones(lugares: Lugares, red_id: int, dia: date) -> list[Lazos]:
    _, de, personas, instituciones, intensidades, desde, _ = _columnas(colaboraciones(red_id, dia), 7)
    peso = {intensidad: float(intensidad.peso) for intensidad in Intensidad}
    pesos = [peso[intensidad] for intensidad in intensidades]
    return [
        _tramo(lugares, "p", de, letra, con, ClaseLazo.COLABORACION, pesos, desde)
        for letra, con in (("p", personas), ("i", instituciones))
    ]


def _respuestas(lugares: Lugares, red_id: int, dia: date) -> list[Lazos]:
    """Lo contestado en el último levantamiento, de institución a institución: quién lo dijo sólo lo ven ella y la coordinación."""
    cuentan = set(lugares["p"].llaves.tolist())
    # El que depende de una sola persona no une a su institución: se iría con ella, y aquí no se dice quién es.
    filas = [
        fila
        for fila in lazos_del_levantamiento(red_id, dia)
        if fila.de_persona in cuentan and (fila.confirmado or not fila.depende_de_una)
    ]
    de, con = [fila.de_institucion for fila in filas], [fila.con_institucion for fila in filas]
    pesos, desde = [float(fila.intensidad) for fila in filas], [fila.desde for fila in filas]
    return [_tramo(lugares, "i", de, "i", con, ClaseLazo.COLABORACION, pesos, desde)]


def _encuentros(red_id: int, dia: date, lugares: Lugares) -> Encuentros:
    """Quién estuvo en cada edición, y quiénes sostienen cada alianza."""
    ediciones, personas = _columnas(asistencias_por_edicion(red_id, dia), 2)
    inicios = {
        id_: inicia.toordinal()
        for id_, inicia in db.session.execute(
            select(Edicion.id, Edicion.inicia_el)
            .join(Curso, Edicion.curso_id == Curso.id)
            .where(Curso.red_id == red_id)
        )
    }
    alianzas = participaciones_en_alianzas(red_id, dia)
    quienes = np.concatenate(
        (
            lugares["p"].lugares(personas),
            np.maximum(
                lugares["i"].lugares([fila.institucion_id for fila in alianzas]),
                lugares["p"].lugares([fila.persona_id for fila in alianzas]),
            ),
        )
    )
    eventos = np.array([*ediciones, *(DE_ALIANZA + fila.alianza_id for fila in alianzas)], np.int64)
    clases = [CLASES_DE_LAZO.index(ClaseLazo(fila.clase.value)) for fila in alianzas]
    desde = [*(inicios[edicion] for edicion in ediciones), *(_ordinal(fila.desde) for fila in alianzas)]
    entran = quienes >= 0
    de_aula = [CLASES_DE_LAZO.index(ClaseLazo.COFORMACION)] * len(ediciones)
    return Encuentros(
        quienes[entran].astype(np.int32),
        eventos[entran],
        np.array(de_aula + clases, np.int8)[entran],
        np.array(desde, np.int32)[entran],
    )


def _ordinal(dia: Any) -> int:
    return dia.toordinal() if isinstance(dia, date) else SIN_FECHA


def _columnas(filas: Iterable[tuple[Any, ...]], cuantas: int) -> list[tuple[Any, ...]]:
    return list(zip(*filas, strict=True)) or [()] * cuantas
