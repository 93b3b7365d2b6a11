"""Los requisitos del modelo como datos: los básicos y, según la clase de unidad, la escalera o lo que la hace durar.

La escalera de Coordinación a Oficina Municipal es de los mecanismos de un municipio; a la unidad que vive dentro de
otra institución no se le pide ser oficina de nada: se le pregunta por lo que la sostiene ahí. Cada uno dice por qué importa y qué se puede hacer si falta. Es pura: no conoce la base ni la web.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from red.base import Opcion
from red.unidades.modelos import Cumple, Requisito, TipoUnidad


class Peldano(Opcion):
    """A qué parte del modelo pertenece un requisito."""

    BASICO = "basico", "Requisitos básicos"
    COORDINACION = "coordinacion", "Para ser Coordinación"
    OFICINA = "oficina", "Para ser Oficina Municipal de la Mujer"
    DURAR = "durar", "Para que dure"


@dataclass(frozen=True)
class Ficha:
    """Un requisito: qué se pregunta, por qué importa y qué hacer si falta."""

    requisito: Requisito
    peldano: Peldano
    pregunta: str
    por_que: str
    que_hacer: str
    nombre: str = ""
    """Cómo se llama en esta clase de unidad, si no es como en la escalera."""

    @property
    def etiqueta(self) -> str:
        """Cómo se llama."""
        return self.nombre or self.requisito.etiqueta

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
DE_LA_ESCALERA = frozenset({TipoUnidad.OMM, TipoUnidad.COORDINACION})
"""Las clases de unidad que suben de Coordinación a Oficina Municipal."""
DE_UNA_INSTITUCION = (
    *(
        ficha
        for ficha in FICHAS
        if ficha.peldano is Peldano.BASICO and ficha.requisito is not Requisito.RED_INTERMUNICIPAL
    ),
    replace(
        DE_REQUISITO[Requisito.RED_INTERMUNICIPAL],
        nombre="Red de género",
        pregunta="¿Participa en una red de género con otras instituciones?",
        por_que="Las unidades que comparten experiencia avanzan más rápido y se sostienen en los cambios de gobierno.",
        que_hacer="Súmate a la Red y propón una acción común con otra unidad.",
    ),
    replace(DE_REQUISITO[Requisito.FORMACION], peldano=Peldano.DURAR),
    replace(
        DE_REQUISITO[Requisito.DEPENDENCIA_DIRECTA],
        peldano=Peldano.DURAR,
        nombre="Vínculo directo con quien encabeza la institución",
        pregunta="¿Tiene vínculo directo con quien encabeza la institución?",
        por_que="Así puede influir en toda la institución y no sólo en un área.",
        que_hacer="Si hoy dependes de otra área, acuerda reuniones fijas con quien la encabeza y deja constancia.",
    ),
    replace(
        DE_REQUISITO[Requisito.FUNCIONES],
        peldano=Peldano.DURAR,
        por_que="Sin ellos su trabajo cambia con cada titular.",
        que_hacer="Redacta sus reglas de operación y llévalas a firma de quien encabeza la institución.",
    ),
    replace(
        DE_REQUISITO[Requisito.INSTRUMENTOS],
        peldano=Peldano.DURAR,
        pregunta="¿Tiene diagnóstico, programa de igualdad y plan anual vigentes?",
        que_hacer="Empieza por el que falte: diagnóstico, luego programa, luego plan.",
    ),
)
Respuestas = Mapping[Requisito, Cumple]
Fichas = Sequence[Ficha]


def fichas_de(tipo: TipoUnidad) -> Fichas:
    """Lo que se pregunta a esa clase de unidad, en el orden en que se lee."""
    return FICHAS if tipo in DE_LA_ESCALERA else DE_UNA_INSTITUCION


def peldanos_de(fichas: Fichas) -> list[Peldano]:
    """A qué partes del modelo pertenecen, en orden."""
    return list(dict.fromkeys(ficha.peldano for ficha in fichas))


def cumplidos(peldano: Peldano, respuestas: Respuestas, fichas: Fichas = FICHAS) -> tuple[int, int]:
    """Cuántos requisitos de ese peldaño se cumplen y cuántos son."""
    suyos = [ficha.requisito for ficha in fichas if ficha.peldano is peldano]
    return sum(respuestas.get(requisito) is Cumple.SI for requisito in suyos), len(suyos)


def alcanzado(respuestas: Respuestas, fichas: Fichas = FICHAS) -> str:
    """A qué escalón llega o cuánto cumple, dicho a una persona y con su porqué.

    >>> alcanzado({})
    'Todavía no llega a Coordinación: para eso se cumplen los 3 requisitos de ese escalón, y hoy van 0'
    >>> alcanzado({ficha.requisito: Cumple.SI for ficha in FICHAS})
    'Ya es Oficina Municipal de la Mujer'
    >>> alcanzado({}, DE_UNA_INSTITUCION)
    'Se cumplen 0 de los 9 requisitos'
    """
    if fichas is not FICHAS:
        suyos = [respuestas.get(ficha.requisito) is Cumple.SI for ficha in fichas]
        return f"Se cumplen {sum(suyos)} de los {len(suyos)} requisitos"
    hechos, total = cumplidos(Peldano.COORDINACION, respuestas)
    if hechos < total:
        return (
            f"Todavía no llega a Coordinación: para eso se cumplen los {total} requisitos de ese escalón, "
            f"y hoy van {hechos}"
        )
    hechos, total = cumplidos(Peldano.OFICINA, respuestas)
    if hechos < total:
        return f"Ya es Coordinación; para ser Oficina Municipal de la Mujer se cumplen {total} más, y hoy van {hechos}"
    return "Ya es Oficina Municipal de la Mujer"


def que_falta(respuestas: Respuestas, fichas: Fichas = FICHAS) -> list[Ficha]:
    """Lo que falta, en el orden en que conviene atenderlo."""
    return [ficha for ficha in fichas if respuestas.get(ficha.requisito) is not Cumple.SI]
