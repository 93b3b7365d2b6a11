"""Los requisitos del modelo como datos: los cinco básicos y la escalera de Coordinación a Oficina Municipal.

Cada uno dice por qué importa y qué se puede hacer si falta. Es pura: no conoce la base ni la web.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from red.base import Opcion
from red.unidades.modelos import Cumple, Requisito


class Peldano(Opcion):
    """A qué parte del modelo pertenece un requisito."""

    BASICO = "basico", "Requisitos básicos"
    COORDINACION = "coordinacion", "Para ser Coordinación"
    OFICINA = "oficina", "Para ser Oficina Municipal de la Mujer"


@dataclass(frozen=True)
class Ficha:
    """Un requisito: qué se pregunta, por qué importa y qué hacer si falta."""

    requisito: Requisito
    peldano: Peldano
    pregunta: str
    por_que: str
    que_hacer: str

    @property
    def asunto(self) -> str:
        """Con qué nombre se guarda su evidencia."""
        return f"requisito:{self.requisito.value}"


FICHAS = (
    Ficha(
        Requisito.JERARQUIA,
        Peldano.BASICO,
        "¿Está en el organigrama con un nivel que le permite decidir?",
        "Sin jerarquía no se le escucha ni puede pedir información.",
        "Propón a quien encabeza la institución un acuerdo que la ubique junto a su oficina o al nivel de subdirección.",
    ),
    Ficha(
        Requisito.PRESUPUESTO,
        Peldano.BASICO,
        "¿Tiene un piso de presupuesto propio cada año?",
        "Sin presupuesto depende de lo que sobre en otras áreas.",
        "Pide una partida propia en el anteproyecto del año siguiente; empieza con lo que cuesta su plan de trabajo.",
    ),
    Ficha(
        Requisito.CULTURA,
        Peldano.BASICO,
        "¿La institución trabaja su propia cultura: acoso, licencias, trato, lenguaje?",
        "No se puede pedir hacia fuera lo que no se cumple dentro.",
        "Aplica un diagnóstico de cultura institucional y acuerda tres acciones para este año.",
    ),
    Ficha(
        Requisito.MECANISMO_NACIONAL,
        Peldano.BASICO,
        "¿Se coordina con el mecanismo nacional o estatal de las mujeres?",
        "Ahí están los programas, la asesoría y los recursos.",
        "Pide que te asignen una contraparte técnica y acuerden por escrito qué harán juntas.",
    ),
    Ficha(
        Requisito.RED_INTERMUNICIPAL,
        Peldano.BASICO,
        "¿Participa en una red de género con otros gobiernos?",
        "Las oficinas que comparten experiencia avanzan más rápido y se sostienen en los cambios de gobierno.",
        "Súmate a la Red y propón una acción común con las oficinas vecinas.",
    ),
    Ficha(
        Requisito.COORDINADORA,
        Peldano.COORDINACION,
        "¿Hay una persona que coordina todos los programas?",
        "Sin ella cada programa va por su lado.",
        "Pide que se designe por escrito a quien coordina.",
    ),
    Ficha(
        Requisito.UNA_POR_PROGRAMA,
        Peldano.COORDINACION,
        "¿Cada programa tiene a una persona que lo lleva?",
        "Quien lleva tres programas no lleva bien ninguno.",
        "Enlista los programas y quién responde por cada uno; lo que no tenga a nadie es lo primero que falta.",
    ),
    Ficha(
        Requisito.FORMACION,
        Peldano.COORDINACION,
        "¿Todo el equipo tiene formación en género?",
        "La rotación hace que muchas personas lleguen sin ella.",
        "Inscribe a quien falte en la formación de la Red.",
    ),
    Ficha(
        Requisito.CONDICIONES,
        Peldano.OFICINA,
        "¿Todo el equipo tiene las mismas condiciones laborales?",
        "Con contratos distintos el equipo se deshace en cada renovación.",
        "Presenta a recursos humanos la comparación de contratos y propón igualarlos por etapas.",
    ),
    Ficha(
        Requisito.FINANCIAMIENTO,
        Peldano.OFICINA,
        "¿El equipo se paga con presupuesto municipal?",
        "Si lo paga un convenio, se va con el convenio.",
        "Pide pasar al menos la coordinación a la planta municipal en el próximo presupuesto.",
    ),
    Ficha(
        Requisito.DEPENDENCIA_DIRECTA,
        Peldano.OFICINA,
        "¿Tiene vínculo directo con la alcaldía?",
        "Así puede influir en toda la administración y no sólo en un área.",
        "Si hoy dependes de otra dirección, acuerda reuniones fijas con la alcaldía y deja constancia.",
    ),
    Ficha(
        Requisito.VOZ_Y_VOTO,
        Peldano.OFICINA,
        "¿Participa con voz y voto en el gabinete?",
        "Ahí se decide el presupuesto y las prioridades.",
        "Pide un lugar permanente en el gabinete; mientras, un punto fijo en su orden del día.",
    ),
    Ficha(
        Requisito.FUNCIONES,
        Peldano.OFICINA,
        "¿Tiene objetivos, líneas de trabajo y funciones propios, por escrito?",
        "Sin ellos su trabajo cambia con cada gobierno.",
        "Redacta su reglamento o sus reglas de operación y llévalos al Concejo o al Cabildo.",
    ),
    Ficha(
        Requisito.INSTRUMENTOS,
        Peldano.OFICINA,
        "¿Tiene diagnóstico, agenda de género y plan anual vigentes?",
        "Son con lo que decide y con lo que rinde cuentas.",
        "Empieza por el que falte: diagnóstico, luego agenda, luego plan.",
    ),
)
DE_REQUISITO = {ficha.requisito: ficha for ficha in FICHAS}
Respuestas = Mapping[Requisito, Cumple]


def cumplidos(peldano: Peldano, respuestas: Respuestas) -> tuple[int, int]:
    """Cuántos requisitos de ese peldaño se cumplen y cuántos son."""
    suyos = [ficha.requisito for ficha in FICHAS if ficha.peldano is peldano]
    return sum(respuestas.get(requisito) is Cumple.SI for requisito in suyos), len(suyos)


def completo(peldano: Peldano, respuestas: Respuestas) -> bool:
    """Si se cumplen todos los de ese peldaño."""
    hechos, total = cumplidos(peldano, respuestas)
    return hechos == total


def alcanzado(respuestas: Respuestas) -> str:
    """A qué escalón llega, dicho a una persona.

    >>> alcanzado({})
    'Todavía no llega a Coordinación'
    >>> alcanzado({ficha.requisito: Cumple.SI for ficha in FICHAS})
    'Oficina Municipal de la Mujer'
    """
    if not completo(Peldano.COORDINACION, respuestas):
        return "Todavía no llega a Coordinación"
    return "Oficina Municipal de la Mujer" if completo(Peldano.OFICINA, respuestas) else "Coordinación"


def que_falta(respuestas: Respuestas) -> list[Ficha]:
    """Lo que falta, en el orden en que conviene atenderlo."""
    return [ficha for ficha in FICHAS if respuestas.get(ficha.requisito) is not Cumple.SI]
