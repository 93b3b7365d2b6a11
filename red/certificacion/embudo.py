"""El embudo de un estándar en una Red: cuántas llegan a cada paso, cuánto tarda cada etapa y dónde se detiene.

Lee lo que ya consta (membresías, inscripciones, pasos de los expedientes) con un número fijo de preguntas.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from sqlalchemy import and_, select

from red.base import db
from red.certificacion.cadena import CAMINO, EN_ORDEN, Acto
from red.certificacion.consultas_expediente import prepara_para
from red.certificacion.modelos_estandar import Estandar
from red.certificacion.modelos_expediente import Etapa, Expediente, Juicio, PasoDeExpediente, Resultado
from red.formacion.modelos import Curso, Edicion, Inscripcion
from red.instituciones.modelos import Institucion
from red.personas.modelos import Adscripcion
from red.redes.modelos import EstadoMembresia, Membresia, Red
from red.reloj import ahora, hoy

PASOS: tuple[tuple[str, str], ...] = (
    ("invitadas", "Invitadas"),
    ("inscritas", "Inscritas"),
    ("diagnostico", "Con diagnóstico"),
    ("alineacion", "Preparadas"),
    ("plan", "Con plan firmado"),
    ("evaluada", "Evaluadas"),
    ("competente", "Competentes"),
    ("dictaminada", "Dictaminadas"),
    ("certificada", "Certificadas"),
)
"""El embudo, de la invitación al certificado: cada paso contiene al siguiente."""

_SE_ALCANZA_EN: tuple[tuple[str, Etapa], ...] = (
    ("diagnostico", Etapa.ALINEACION),
    ("alineacion", Etapa.FICHA),
    ("plan", Etapa.EVALUACION),
    ("evaluada", Etapa.CEDULA),
    ("dictaminada", Etapa.TRAMITE),
    ("certificada", Etapa.CERTIFICADA),
)
"""Desde qué etapa se da por dado cada paso."""

_DESHACEN = frozenset(
    paso for acto in (Acto.DESHACER_DICTAMEN, Acto.ANULAR_CERTIFICADO) for paso in CAMINO[acto].items()
)
"""De qué etapa a cuál vuelve lo que estaba mal asentado: a ésa no se había llegado."""

QUE_HACER: dict[Etapa, str] = {
    Etapa.DIAGNOSTICO: "Nombra evaluadoras y agenda los diagnósticos de un mismo día.",
    Etapa.ALINEACION: "Abre una edición de preparación y pon un día de término.",
    Etapa.FICHA: "Escríbeles: la ficha se llena en diez minutos desde el teléfono.",
    Etapa.PLAN: "Pide a las evaluadoras que propongan fecha y recuerda a las candidatas que la firmen.",
    Etapa.EVALUACION: "Revisa cuántas lleva cada evaluadora: quizá hacen falta más con su acreditación vigente.",
    Etapa.JUICIO: "Sólo falta la firma de la evaluadora: escríbele.",
    Etapa.CEDULA: "La cédula se entrega y se acepta sin verse: recuérdaselo a las dos.",
    Etapa.ENCUESTA: "Son ocho preguntas: un recordatorio suele bastar.",
    Etapa.PORTAFOLIO: "Mira qué pieza falta más y pídela desde el principio.",
    Etapa.VERIFICACION: "Nombra verificadoras: quien preparó o evaluó no puede serlo.",
    Etapa.DICTAMEN: "Arma un lote y mándalo: no hace falta esperar a que estén todas.",
    Etapa.TRAMITE: "Pregunta a la entidad en qué va la emisión y anota los folios que ya llegaron.",
    Etapa.TODAVIA_NO: "Ofréceles prepararse en lo que les faltó y volver a evaluarse.",
}
"""Qué hacer con lo que se detiene en cada etapa."""


@dataclass(frozen=True)
class Paso:
    """Un paso del embudo."""

    clave: str
    nombre: str
    cuantas: int
    antes: int
    primeras: int

    @property
    def del_anterior(self) -> int | None:
        """Qué porcentaje del paso anterior llegó a éste."""
        return round(100 * self.cuantas / self.antes) if self.antes else None

    @property
    def del_total(self) -> int | None:
        """Qué porcentaje de las primeras llegó a éste."""
        return round(100 * self.cuantas / self.primeras) if self.primeras else None


@dataclass(frozen=True)
class Tiempo:
    """Cuánto se tarda en una etapa y quiénes están ahí."""

    etapa: Etapa
    pasaron: int
    mediana: float | None
    lento: float | None
    """Los días que pasó al menos la décima parte que más tardó."""
    ahora: int
    esperan: float | None
    """La mediana de los días que llevan quienes están ahí."""


@dataclass(frozen=True)
class PorDependencia:
    """Cuántas de cada dependencia llegaron a cada paso."""

    institucion: str
    cuentas: dict[str, int]

    @property
    def porcentaje(self) -> int:
        """Qué parte de sus integrantes está certificada."""
        return (
            round(100 * self.cuentas["certificada"] / self.cuentas["invitadas"])
            if self.cuentas["invitadas"]
            else 0
        )


@dataclass(frozen=True)
class Embudo:
    """Todo lo que se muestra de un estándar en una Red."""

    red: Red
    estandar: Estandar
    pasos: Sequence[Paso]
    tiempos: Sequence[Tiempo]
    dependencias: Sequence[PorDependencia]

    @property
    def atorado(self) -> Tiempo | None:
        """La etapa donde más días de espera se juntan hoy."""
        con_gente = [tiempo for tiempo in self.tiempos if tiempo.ahora]
        return max(con_gente, key=lambda t: (t.ahora * (t.esperan or 0), t.ahora), default=None)


def embudo_de(red: Red, estandar: Estandar) -> Embudo:
    """El embudo de hoy."""
    dia = hoy(red.zona)
    lugar = _donde_trabajan(red.id, dia)
    llegan = _llegan(red.id, estandar, set(lugar))
    cuentas = {clave: len(llegan[clave]) for clave, _nombre in PASOS}
    claves = [clave for clave, _nombre in PASOS]
    pasos = [
        Paso(clave, nombre, cuentas[clave], cuentas[claves[i - 1]] if i else 0, cuentas[claves[0]])
        for i, (clave, nombre) in enumerate(PASOS)
    ]
    por_lugar: defaultdict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(claves, 0))
    for clave in claves:
        for persona in llegan[clave]:
            por_lugar[lugar.get(persona, SIN_LUGAR)][clave] += 1
    dependencias = [PorDependencia(nombre, suyas) for nombre, suyas in por_lugar.items()]
    dependencias.sort(key=lambda d: (-d.cuentas["certificada"], -d.cuentas["inscritas"], d.institucion))
    return Embudo(red, estandar, pasos, _tiempos(red.id, estandar.id, ahora()), dependencias)


SIN_LUGAR = "Sin institución"


def _donde_trabajan(red_id: int, dia: date) -> dict[int, str]:
    """Cada integrante de hoy y su institución."""
    filas = db.session.execute(
        select(Membresia.persona_id, Institucion.nombre)
        .outerjoin(
            Adscripcion, and_(Adscripcion.persona_id == Membresia.persona_id, Adscripcion.vigente(dia))
        )
        .outerjoin(Institucion, Institucion.id == Adscripcion.institucion_id)
        .where(
            Membresia.red_id == red_id,
            Membresia.vigente(dia),
            Membresia.estado != EstadoMembresia.CONCLUIDA,
        )
    )
    return {persona: nombre or SIN_LUGAR for persona, nombre in filas}


def _llegan(red_id: int, estandar: Estandar, integran: set[int]) -> dict[str, set[int]]:
    """Quiénes llegaron a cada paso; quien llegó a uno pasó por los anteriores. Lo que se deshizo no cuenta."""
    inscritas = set(
        db.session.scalars(
            select(Inscripcion.persona_id)
            .join(Edicion, Edicion.id == Inscripcion.edicion_id)
            .join(Curso, Curso.id == Edicion.curso_id)
            .where(
                Curso.red_id == red_id,
                prepara_para(estandar),
                Inscripcion.cancelada_en.is_(None),
                Inscripcion.lugar.is_not(None),
            )
        )
    )
    lugar = {etapa: i for i, etapa in enumerate(EN_ORDEN)}
    lugar |= {Etapa.TODAVIA_NO: lugar[Etapa.ENCUESTA], Etapa.CERRADO: 0}  # cerrarse no es llegar a nada
    alcanza: dict[tuple[int, int], int] = {}
    for persona, expediente, anterior, etapa in db.session.execute(
        select(Expediente.persona_id, Expediente.id, PasoDeExpediente.anterior, PasoDeExpediente.etapa)
        .join(Expediente, Expediente.id == PasoDeExpediente.expediente_id)
        .where(Expediente.red_id == red_id, Expediente.estandar_id == estandar.id)
        .order_by(PasoDeExpediente.id)
    ):
        cual, previo = (persona, expediente), alcanza.get((persona, expediente), -1)
        alcanza[cual] = lugar[etapa] if (anterior, etapa) in _DESHACEN else max(previo, lugar[etapa])
    lejos: defaultdict[int, int] = defaultdict(lambda: -1)
    for (persona, _expediente), hasta in alcanza.items():
        lejos[persona] = max(lejos[persona], hasta)
    competentes = set(
        db.session.scalars(
            select(Expediente.persona_id)
            .join(Juicio, Juicio.expediente_id == Expediente.id)
            .where(
                Expediente.red_id == red_id,
                Expediente.estandar_id == estandar.id,
                Juicio.resultado == Resultado.COMPETENTE,
            )
        )
    )
    llegan = {
        clave: {persona for persona, i in lejos.items() if i >= lugar[etapa]}
        for clave, etapa in _SE_ALCANZA_EN
    }
    llegan["competente"] = competentes | llegan["dictaminada"]
    llegan["inscritas"] = inscritas | set(lejos)
    llegan["invitadas"] = integran | llegan["inscritas"]
    return llegan


def _tiempos(red_id: int, estandar_id: int, momento: datetime) -> list[Tiempo]:
    """Los días en cada etapa: de quienes ya salieron y de quienes están."""
    tomaron: defaultdict[Etapa, list[float]] = defaultdict(list)
    llevan: defaultdict[Etapa, list[float]] = defaultdict(list)
    previo: tuple[int, Etapa, datetime] | None = None
    filas = db.session.execute(
        select(PasoDeExpediente.expediente_id, PasoDeExpediente.etapa, PasoDeExpediente.en)
        .join(Expediente, Expediente.id == PasoDeExpediente.expediente_id)
        .where(Expediente.red_id == red_id, Expediente.estandar_id == estandar_id)
        .order_by(PasoDeExpediente.expediente_id, PasoDeExpediente.id)
    )
    for expediente, etapa, en in filas:
        if previo is not None:
            _anotar(previo, expediente, en, tomaron, llevan, momento)
        previo = (expediente, etapa, en)
    if previo is not None:
        _anotar(previo, 0, momento, tomaron, llevan, momento)
    orden = [e for e in (*EN_ORDEN, Etapa.TODAVIA_NO) if e is not Etapa.CERTIFICADA]
    return [
        Tiempo(
            etapa,
            len(tomaron[etapa]),
            median(tomaron[etapa]) if tomaron[etapa] else None,
            decima_parte(tomaron[etapa]),
            len(llevan[etapa]),
            median(llevan[etapa]) if llevan[etapa] else None,
        )
        for etapa in orden
        if tomaron[etapa] or llevan[etapa]
    ]


def _anotar(
    previo: tuple[int, Etapa, datetime],
    sigue: int,
    en: datetime,
    tomaron: dict[Etapa, list[float]],
    llevan: dict[Etapa, list[float]],
    momento: datetime,
) -> None:
    expediente, etapa, desde = previo
    if sigue == expediente:
        tomaron[etapa].append((en - desde).total_seconds() / 86400)
    else:
        llevan[etapa].append((momento - desde).total_seconds() / 86400)


def decima_parte(dias: Sequence[float]) -> float | None:
    """Cuántos días tomó al menos la décima parte que más tardó.

    >>> decima_parte([1, 2, 3, 4, 5, 6, 7, 8, 9, 30]), decima_parte([4]), decima_parte([])
    (30, 4, None)
    """
    if not dias:
        return None
    en_orden = sorted(dias, reverse=True)
    return en_orden[max(0, -(-len(en_orden) // 10) - 1)]
