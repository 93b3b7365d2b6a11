"""El protocolo de instalación como datos: los pasos, qué papel lleva cada uno y a qué etapa conduce.

Los papeles se pueden preparar en cualquier orden; las etapas, en cambio, van una tras otra. Esta pieza es
pura: no conoce la base ni la web.
"""

from dataclasses import dataclass
from itertools import pairwise

from red.documentos.modelos import Papel
from red.unidades.modelos import INSTALADAS, EstadoUnidad

ESCALERA = (
    EstadoUnidad.NO_INICIADA,
    EstadoUnidad.DESIGNACION_SOLICITADA,
    EstadoUnidad.DESIGNADA,
    EstadoUnidad.INSTALACION_PROGRAMADA,
    EstadoUnidad.INSTALADA,
    EstadoUnidad.CON_PLAN,
    EstadoUnidad.EN_OPERACION,
)
"""Las etapas de la instalación, en su orden."""

TRANSICIONES: dict[EstadoUnidad, frozenset[EstadoUnidad]] = {
    **{antes: frozenset({despues}) for antes, despues in pairwise(ESCALERA)},
    EstadoUnidad.EN_OPERACION: frozenset(),
    EstadoUnidad.EN_RELEVO: frozenset(),
    EstadoUnidad.INACTIVA: frozenset(),
}
"""A qué etapa se pasa desde cada una por el asistente.

Además, una unidad instalada entra en relevo cuando queda vacante una función y sale cuando se cubre; y toda
unidad abierta puede cerrarse. Eso lo hacen el relevo y el cierre, no el asistente.
"""


def admite(antes: EstadoUnidad, despues: EstadoUnidad) -> bool:
    """Si de una etapa se puede pasar a otra.

    >>> admite(EstadoUnidad.DESIGNADA, EstadoUnidad.INSTALACION_PROGRAMADA)
    True
    >>> admite(EstadoUnidad.DESIGNADA, EstadoUnidad.INSTALADA), admite(EstadoUnidad.INACTIVA, EstadoUnidad.INSTALADA)
    (False, False)
    """
    if despues is EstadoUnidad.EN_RELEVO:
        return antes in INSTALADAS
    if despues is EstadoUnidad.INACTIVA:
        return antes is not EstadoUnidad.INACTIVA
    if antes is EstadoUnidad.EN_RELEVO:
        return despues in INSTALADAS
    return despues in TRANSICIONES[antes]


def que_sigue(estado: EstadoUnidad) -> EstadoUnidad | None:
    """La etapa que sigue en la escalera; None al final o fuera de ella."""
    return next(iter(TRANSICIONES[estado]), None)


@dataclass(frozen=True)
class Paso:
    """Un paso del asistente: para qué es, quién firma, con qué papel y a qué etapa lleva."""

    clave: str
    titulo: str
    para_que: str
    quien_firma: str
    papel: Papel | None
    estado: EstadoUnidad | None
    hecho: str
    conviene: str = ""
    evidencia: str = "El documento firmado, escaneado"

    @property
    def asunto(self) -> str:
        """Con qué nombre se guarda su evidencia."""
        return f"paso:{self.clave}"


PASOS = (
    Paso(
        "solicitud",
        "Pedir la designación",
        "La coordinación pide por escrito a quien encabeza la institución que diga quién llevará la unidad.",
        "La coordinación de la Red",
        Papel.OFICIO_SOLICITUD,
        EstadoUnidad.DESIGNACION_SOLICITADA,
        "Se entregó el oficio",
        "Conviene entregarlo en persona y guardar el acuse.",
        "El acuse con sello de recibido",
    ),
    Paso(
        "designacion",
        "Recibir la designación",
        "Quien encabeza la institución dice por escrito quién será titular, suplente y enlace.",
        "La persona titular de la institución",
        Papel.OFICIO_DESIGNACION,
        EstadoUnidad.DESIGNADA,
        "Llegó la designación",
        "Antes, registra aquí a quien será titular; suplente y enlace conviene registrarlos también.",
    ),
    Paso(
        "aceptacion",
        "Aceptar el encargo",
        "Quien fue designada titular acepta por escrito y se compromete.",
        "La persona titular de la unidad",
        Papel.CARTA_ACEPTACION,
        None,
        "",
        "Se firma antes de la sesión de instalación.",
    ),
    Paso(
        "convocatoria",
        "Programar la instalación",
        "Se fija el día de la sesión y se reparte el orden del día.",
        "La persona titular de la institución",
        Papel.ORDEN_DEL_DIA,
        EstadoUnidad.INSTALACION_PROGRAMADA,
        "Se fijó el día de la sesión",
        "Convoca con al menos cinco días y busca a dos personas que atestigüen.",
        "El orden del día o la convocatoria",
    ),
    Paso(
        "asistencia",
        "Pasar lista",
        "En la sesión firma cada asistente: con la lista se comprueba que hubo quórum.",
        "Cada asistente",
        Papel.LISTA_ASISTENCIA,
        None,
        "",
        "Se firma el mismo día de la sesión.",
    ),
    Paso(
        "acta",
        "Instalar la unidad",
        "En la sesión se toma protesta y se firma el acta: desde ese día la unidad existe.",
        "La persona titular de la institución, la unidad, la coordinación y dos testigos",
        Papel.ACTA_INSTALACION,
        EstadoUnidad.INSTALADA,
        "Se firmó el acta de instalación",
        "El acta lleva a dos personas que atestiguan.",
    ),
    Paso(
        "nombramientos",
        "Entregar los nombramientos",
        "Cada persona recibe el suyo: con él puede pedir tiempo e información para la unidad.",
        "La persona titular de la institución",
        Papel.NOMBRAMIENTO,
        None,
        "",
        "Se entregan en la sesión o en los días siguientes.",
    ),
    Paso(
        "plan",
        "Aprobar el plan de trabajo",
        "La unidad dice qué hará, con qué recursos y en qué plazos, y quien encabeza la institución lo aprueba.",
        "La unidad y la persona titular de la institución",
        Papel.PLAN_DE_TRABAJO,
        EstadoUnidad.CON_PLAN,
        "Se aprobó el plan de trabajo",
        "Antes conviene levantar la línea base de la institución.",
        "El plan aprobado",
    ),
    Paso(
        "operacion",
        "Empezar a trabajar",
        "La unidad celebra su primera sesión ordinaria y empieza a cumplir su plan.",
        "La unidad",
        None,
        EstadoUnidad.EN_OPERACION,
        "Celebró su primera sesión ordinaria",
        "Después, una sesión al trimestre y un informe al semestre.",
        "La minuta de la sesión",
    ),
)
DE_CLAVE = {paso.clave: paso for paso in PASOS}


def posicion(estado: EstadoUnidad) -> int:
    """Qué tan arriba de la escalera está; en relevo e inactiva no tienen lugar propio."""
    return ESCALERA.index(estado) if estado in ESCALERA else -1
