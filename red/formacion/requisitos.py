"""Lo que un curso pide antes de dar lugar, y qué le falta a quien lo pide.

La regla es pura: se cumplen todas las condiciones y, en cada una, basta con una de sus alternativas. `que_falta` reúne
lo que la persona tiene, la aplica y dice lo que falta con la edición en que podría conseguirlo.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from sqlalchemy import select

from red.base import buscar, db
from red.encargos.modelos import EncargoDado
from red.formacion import consultas_catalogo, consultas_logros, funciones
from red.formacion.modelos import Edicion
from red.formacion.modelos_catalogo import ClaseDeRequisito, Curso, ParaQuien, RequisitoDeCurso
from red.formacion.modelos_logros import ClaseDeLogro, Logro
from red.personas.modelos import Adscripcion, NivelCargo
from red.textos import enumerar, fecha


@dataclass(frozen=True)
class Alternativa:
    """Una cosa que basta para cumplir una condición."""

    clase: ClaseDeRequisito
    curso: int | None = None
    contenido: int | None = None
    nivel: NivelCargo | None = None
    quien: ParaQuien | None = None
    encargo: int | None = None


@dataclass(frozen=True)
class LoSuyo:
    """Lo que una persona tiene un día, en la Red del curso."""

    terminados: frozenset[int] = frozenset()
    """Cursos que terminó y no han vencido."""
    acreditados: frozenset[int] = frozenset()
    vencidos: Mapping[int, date] = field(default_factory=dict)
    """Cursos que terminó y ya vencieron, con su último día."""
    contenidos: frozenset[int] = frozenset()
    tiene_vigente: bool = False
    nivel: NivelCargo | None = None
    funciones: frozenset[ParaQuien] = frozenset()
    encargos: frozenset[int] = frozenset()


def cumple(alternativa: Alternativa, suyo: LoSuyo) -> bool:
    """Si con lo suyo le basta para esa alternativa."""
    match alternativa.clase:
        case ClaseDeRequisito.CURSO:
            return alternativa.curso in suyo.terminados
        case ClaseDeRequisito.ACREDITADO:
            return alternativa.curso in suyo.acreditados
        case ClaseDeRequisito.CONTENIDO:
            return alternativa.contenido in suyo.contenidos
        case ClaseDeRequisito.VIGENTE:
            return suyo.tiene_vigente
        case ClaseDeRequisito.NIVEL:
            return suyo.nivel is not None and alternativa.nivel is suyo.nivel
        case ClaseDeRequisito.QUIEN:
            return alternativa.quien in suyo.funciones
        case ClaseDeRequisito.ENCARGO:
            return alternativa.encargo in suyo.encargos


def sin_cumplir(condiciones: Sequence[Sequence[Alternativa]], suyo: LoSuyo) -> list[int]:
    """Cuáles condiciones, por su lugar, no cumple; la que no tiene alternativas no pide nada."""
    return [
        lugar
        for lugar, alternativas in enumerate(condiciones)
        if alternativas and not any(cumple(una, suyo) for una in alternativas)
    ]


def imposibles(cursos: Mapping[int, Sequence[Sequence[Alternativa]]]) -> set[int]:
    """De esos cursos con sus condiciones, los que nadie podría llegar a tomar porque acaban pidiéndose a sí mismos.

    Un contenido siempre puede conseguirse, aunque hoy ningún otro curso lo cubra: también se cubre en otra parte.

    >>> pide = lambda curso: [[Alternativa(ClaseDeRequisito.CURSO, curso=curso)]]
    >>> imposibles({1: [], 2: pide(1), 3: pide(4), 4: pide(3)})
    {3, 4}
    """
    posibles: set[int] = set()
    while nuevos := {
        curso
        for curso, grupos in cursos.items()
        if curso not in posibles
        and all(any(una.curso is None or una.curso in posibles for una in grupo) for grupo in grupos if grupo)
    }:
        posibles |= nuevos
    return cursos.keys() - posibles


# ------------------------------------------------------------------ Dicho a una persona


@dataclass(frozen=True)
class Salida:
    """Una manera de conseguir lo que falta: cómo se dice, de qué curso es y en qué edición, si hay alguna abierta."""

    frase: str
    curso_id: int | None = None
    edicion: Edicion | None = None


@dataclass(frozen=True)
class Falta:
    """Una condición que no se cumple, con todas las maneras de cumplirla."""

    salidas: Sequence[Salida]

    @property
    def frase(self) -> str:
        """«Te falta terminar «Perspectiva de género» o ser titular de unidad.»"""
        return f"Te falta {self.que}."

    @property
    def que(self) -> str:
        """Lo que falta, para ponerlo en otra frase."""
        return enumerar([salida.frase for salida in self.salidas], "o")

    @property
    def edicion(self) -> Edicion | None:
        """La edición más cercana en que podría conseguirlo."""
        abiertas = [salida.edicion for salida in self.salidas if salida.edicion is not None]
        return min(abiertas, key=lambda edicion: (edicion.inicia_el, edicion.id), default=None)


@dataclass(frozen=True)
class Condicion:
    """Una condición de un curso como se lee, y si esa persona la cumple."""

    dicha: str
    cumplida: bool
    falta: Falta | None = None


def que_falta(curso_id: int, persona_id: int, dia: date) -> list[Falta]:
    """Lo que le falta a esa persona para pedir lugar en el curso ese día; vacío si nada."""
    return [una.falta for una in condiciones(curso_id, persona_id, dia) if una.falta is not None]


def condiciones(curso_id: int, persona_id: int, dia: date) -> list[Condicion]:
    """Cada condición del curso, si la persona la cumple y, si no, cómo puede cumplirla."""
    grupos = por_grupos(consultas_catalogo.requisitos_de(curso_id))
    if not grupos:
        return []
    red_id = buscar(Curso, curso_id).red_id
    suyo = lo_suyo(red_id, persona_id, dia)
    faltan = set(sin_cumplir([[alternativa(uno) for uno in grupo] for grupo in grupos], suyo))
    pendientes = [uno for lugar in faltan for uno in grupos[lugar]]
    de_curso = consultas_catalogo.siguientes({u.pide_curso_id for u in pendientes if u.pide_curso_id}, dia)
    de_contenido = consultas_catalogo.siguientes_por_contenido(
        red_id, {u.contenido_id for u in pendientes if u.contenido_id}, dia
    )
    resultado = []
    for lugar, grupo in enumerate(grupos):
        falta = None
        if lugar in faltan:
            falta = Falta(
                [
                    Salida(
                        _como_conseguirlo(uno, suyo),
                        uno.pide_curso_id,
                        de_curso.get(uno.pide_curso_id or 0) or de_contenido.get(uno.contenido_id or 0),
                    )
                    for uno in grupo
                ]
            )
        resultado.append(Condicion(condicion_dicha(grupo), lugar not in faltan, falta))
    return resultado


def por_grupos(requisitos: Sequence[RequisitoDeCurso]) -> list[list[RequisitoDeCurso]]:
    """Las alternativas juntas por condición, en su orden."""
    return [list(grupo) for _, grupo in groupby(requisitos, key=lambda uno: uno.grupo)]


def alternativa(uno: RequisitoDeCurso) -> Alternativa:
    """Lo guardado, como lo entiende la regla."""
    return Alternativa(uno.clase, uno.pide_curso_id, uno.contenido_id, uno.nivel, uno.quien, uno.encargo_id)


def condicion_dicha(grupo: Sequence[RequisitoDeCurso]) -> str:
    """La condición como se lee en la página del curso, con mayúscula y punto."""
    dicha = enumerar([como_se_pide(uno) for uno in grupo], "o")
    return f"{dicha[:1].upper()}{dicha[1:]}."


def como_se_pide(uno: RequisitoDeCurso) -> str:
    """Una alternativa en medio de una frase: «haber terminado «Perspectiva de género»»."""
    curso = f"«{uno.pide_curso.nombre}»" if uno.pide_curso else ""
    match uno.clase:
        case ClaseDeRequisito.CURSO:
            return f"haber terminado {curso}"
        case ClaseDeRequisito.ACREDITADO:
            return f"haber acreditado {curso}"
        case ClaseDeRequisito.CONTENIDO:
            return f"haber cubierto el contenido «{uno.contenido.nombre if uno.contenido else ''}»"
        case ClaseDeRequisito.VIGENTE:
            return "tener alguna formación vigente en la Red"
        case ClaseDeRequisito.NIVEL:
            return f"tener un puesto de nivel «{uno.nivel.etiqueta.lower() if uno.nivel else ''}»"
        case ClaseDeRequisito.QUIEN:
            return f"ser {_en_frase(uno.quien)}"
        case ClaseDeRequisito.ENCARGO:
            return f"tener el encargo «{uno.encargo.nombre if uno.encargo else ''}»"


def _en_frase(quien: ParaQuien | None) -> str:
    """La función en medio de una frase: sólo «Red» conserva su mayúscula."""
    etiqueta = quien.etiqueta if quien else ""
    return etiqueta[:1].lower() + etiqueta[1:]


def _como_conseguirlo(uno: RequisitoDeCurso, suyo: LoSuyo) -> str:
    curso = f"«{uno.pide_curso.nombre}»" if uno.pide_curso else ""
    vencio = suyo.vencidos.get(uno.pide_curso_id or 0)
    match uno.clase:
        case ClaseDeRequisito.CURSO if vencio:
            return f"tomar otra vez {curso}, que venció el {fecha(vencio)}"
        case ClaseDeRequisito.CURSO:
            return f"terminar {curso}"
        case ClaseDeRequisito.ACREDITADO if vencio:
            return f"acreditar otra vez {curso}, que venció el {fecha(vencio)}"
        case ClaseDeRequisito.ACREDITADO:
            return f"acreditar {curso}"
        case ClaseDeRequisito.CONTENIDO:
            return f"cubrir el contenido «{uno.contenido.nombre if uno.contenido else ''}»"
        case ClaseDeRequisito.NIVEL:
            return f"{como_se_pide(uno)}, confirmado por la coordinación"
        case _:
            return como_se_pide(uno)


# ------------------------------------------------------------------ Lo que la persona tiene


def lo_suyo(red_id: int, persona_id: int, dia: date) -> LoSuyo:
    """Lo que esa persona tenía ese día en la Red: lo que terminó, su puesto confirmado, sus funciones y encargos."""
    logros = consultas_logros.de_personas(red_id, [persona_id], dia).get(persona_id, [])
    vigentes = [logro for logro in logros if logro.esta_vigente(dia)]
    terminados = frozenset(logro.curso_id for logro in vigentes if logro.curso_id)
    cubren = consultas_logros.horas_por_contenido(vigentes)
    return LoSuyo(
        terminados=terminados,
        acreditados=frozenset(
            logro.curso_id
            for logro in vigentes
            if logro.curso_id and logro.clase is ClaseDeLogro.ACREDITACION
        ),
        vencidos=_vencidos(logros, terminados),
        contenidos=frozenset(contenido for suyos in cubren.values() for contenido in suyos),
        tiene_vigente=bool(vigentes),
        nivel=_nivel(persona_id, dia),
        funciones=frozenset(funciones.de_persona(red_id, persona_id, dia)),
        encargos=_encargos(red_id, persona_id, dia),
    )


def _vencidos(logros: Sequence[Logro], vigentes: Collection[int]) -> dict[int, date]:
    vencidos: dict[int, date] = {}
    for logro in logros:
        if logro.curso_id and logro.vence_el and logro.curso_id not in vigentes:
            vencidos[logro.curso_id] = max(logro.vence_el, vencidos.get(logro.curso_id, logro.vence_el))
    return vencidos


def _nivel(persona_id: int, dia: date) -> NivelCargo | None:
    """El nivel de su puesto, si alguien más respondió por él: decir dónde se trabaja no abre nada."""
    consulta = select(Adscripcion.nivel).where(
        Adscripcion.persona_id == persona_id,
        Adscripcion.vigente(dia),
        Adscripcion.confirmada_el.is_not(None),
    )
    return db.session.scalars(consulta.order_by(Adscripcion.desde.desc()).limit(1)).one_or_none()


def _encargos(red_id: int, persona_id: int, dia: date) -> frozenset[int]:
    consulta = select(EncargoDado.encargo_id).where(
        EncargoDado.red_id == red_id, EncargoDado.persona_id == persona_id, EncargoDado.vigente(dia)
    )
    return frozenset(db.session.scalars(consulta))
