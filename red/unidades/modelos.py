"""La unidad o mecanismo de género de una institución y quiénes la sostienen."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from red.archivos.modelos import Archivo
from red.base import (
    Buscable,
    Modelo,
    Opcion,
    Vigencia,
    restriccion_de_vigencia,
    tipo_de_opcion,
    unico_entre_vigentes,
)
from red.fechas import FechaParcial, Precision, VigenciaParcial
from red.instituciones.modelos import Institucion
from red.personas.modelos import NivelCargo, Persona


class TipoUnidad(Opcion):
    """Clase de unidad o mecanismo de género."""

    UIG = "uig", "Unidad de Igualdad de Género"
    OMM = "omm", "Oficina Municipal de la Mujer"
    COORDINACION = "coordinacion", "Coordinación de género"
    INSTITUTO = "instituto", "Instituto de las mujeres"
    SECRETARIA_EJECUTIVA = "secretaria_ejecutiva", "Secretaría ejecutiva de género"
    CASA_IGUALDAD = "casa_igualdad", "Casa de igualdad"
    COMISARIA = "comisaria", "Comisaría de familia"
    GRUPO = "grupo", "Grupo o comité de género"


class EstadoUnidad(Opcion):
    """Etapa de la vida de una unidad, en orden."""

    NO_INICIADA = "no_iniciada", "No iniciada"
    DESIGNACION_SOLICITADA = "designacion_solicitada", "Designación solicitada"
    DESIGNADA = "designada", "Designada"
    INSTALACION_PROGRAMADA = "instalacion_programada", "Instalación programada"
    INSTALADA = "instalada", "Instalada"
    CON_PLAN = "con_plan", "Con plan aprobado"
    EN_OPERACION = "en_operacion", "En operación"
    EN_RELEVO = "en_relevo", "En relevo"
    INACTIVA = "inactiva", "Inactiva"

    @property
    def cuenta_como_instalada(self) -> bool:
        """Si suma a la meta de cobertura."""
        return self in INSTALADAS


INSTALADAS = frozenset(
    {EstadoUnidad.INSTALADA, EstadoUnidad.CON_PLAN, EstadoUnidad.EN_OPERACION, EstadoUnidad.EN_RELEVO}
)


class Funcion(Opcion):
    """Lo que una persona hace en la unidad."""

    TITULAR = "titular", "Titular"
    SUPLENTE = "suplente", "Suplente"
    ENLACE = "enlace", "Enlace"
    INTEGRANTE = "integrante", "Integrante"


PRINCIPALES = (Funcion.TITULAR, Funcion.SUPLENTE, Funcion.ENLACE)
"""Las que toda unidad necesita; si una queda vacante, la unidad entra en relevo."""


class AreaMinima(Opcion):
    """Área de la institución que conviene que tenga a alguien en la unidad."""

    PLANEACION = "planeacion", "Planeación"
    PRESUPUESTACION = "presupuestacion", "Presupuestación"
    EVALUACION = "evaluacion", "Evaluación y seguimiento"
    ADMINISTRACION = "administracion", "Administración y recursos humanos"
    JURIDICA = "juridica", "Jurídica"
    COMUNICACION = "comunicacion", "Comunicación"


class Dependencia(Opcion):
    """De quién depende la unidad dentro de la institución."""

    TITULAR = "titular", "De la persona titular de la institución o de la alcaldía"
    ADMINISTRACION_MUNICIPAL = "administracion_municipal", "De la administración municipal"
    DESARROLLO_COMUNITARIO = "desarrollo_comunitario", "De desarrollo comunitario (DIDECO)"
    PLANIFICACION = "planificacion", "De planeación o planificación (SECPLAC)"
    RECURSOS_HUMANOS = "recursos_humanos", "De administración o recursos humanos"
    JURIDICA = "juridica", "Del área jurídica"
    OTRA = "otra", "De otra área"


class Requisito(Opcion):
    """Condición que el modelo pide a un mecanismo; cada una se responde con fecha y, si se puede, con evidencia."""

    JERARQUIA = "jerarquia", "Jerarquía"
    PRESUPUESTO = "presupuesto", "Presupuesto propio"
    CULTURA = "cultura", "Cultura institucional"
    MECANISMO_NACIONAL = "mecanismo_nacional", "Coordinación con el mecanismo nacional"
    RED_INTERMUNICIPAL = "red_intermunicipal", "Red intermunicipal de género"
    COORDINADORA = "coordinadora", "Coordinadora general"
    UNA_POR_PROGRAMA = "una_por_programa", "Una persona por programa"
    FORMACION = "formacion", "Formación en género de todo el equipo"
    CONDICIONES = "condiciones", "Condiciones laborales iguales"
    FINANCIAMIENTO = "financiamiento", "Equipo pagado con presupuesto municipal"
    DEPENDENCIA_DIRECTA = "dependencia_directa", "Vínculo directo con la alcaldía"
    VOZ_Y_VOTO = "voz_y_voto", "Voz y voto en el gabinete"
    FUNCIONES = "funciones", "Objetivos, líneas y funciones propios"
    INSTRUMENTOS = "instrumentos", "Instrumentos propios"


class Cumple(Opcion):
    """Respuesta a un requisito."""

    SI = "si", "Se cumple"
    EN_PROCESO = "en_proceso", "En proceso"
    NO = "no", "Todavía no"


class Unidad(Buscable, Vigencia, Modelo):
    """Unidad, oficina o mecanismo que lleva la igualdad dentro de una institución."""

    institucion_id: Mapped[int] = mapped_column(ForeignKey("institucion.id"), index=True)
    tipo: Mapped[TipoUnidad]
    nombre: Mapped[str]
    estado: Mapped[EstadoUnidad]
    instalada_el: Mapped[date | None]
    fundamento: Mapped[str | None] = mapped_column(comment="Acto que la crea: decreto, acuerdo, oficio")

    depende_de: Mapped[Dependencia | None]
    voz_y_voto: Mapped[bool | None] = mapped_column(comment="Si participa con voz y voto en el gabinete")

    institucion: Mapped[Institucion] = relationship()

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """Una institución no tiene dos unidades vigentes con el mismo nombre."""
        return (
            restriccion_de_vigencia(),
            unico_entre_vigentes("uq_unidad_vigente", "institucion_id", "nombre"),
        )

    def textos_de_busqueda(self) -> list[str | None]:
        """Se encuentra por su nombre."""
        return [self.nombre, self.tipo.etiqueta]


class Designacion(VigenciaParcial, Modelo):
    """Función de una persona en una unidad durante un periodo, con el oficio que la sustenta."""

    unidad_id: Mapped[int] = mapped_column(ForeignKey("unidad.id"), index=True)
    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), index=True)
    funcion: Mapped[Funcion]
    area: Mapped[AreaMinima | None] = mapped_column(comment="De qué área viene quien es integrante")
    oficio: Mapped[str | None] = mapped_column(comment="Número del oficio de designación")

    unidad: Mapped[Unidad] = relationship()
    persona: Mapped[Persona] = relationship()

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """A lo más un titular y un suplente sin cerrar por unidad; y nadie repite la misma función."""
        return (
            restriccion_de_vigencia(),
            unico_entre_vigentes(
                "uq_designacion_unica",
                "unidad_id",
                "funcion",
                condicion="hasta IS NULL AND funcion IN ('titular', 'suplente')",
            ),
            unico_entre_vigentes("uq_designacion_persona", "unidad_id", "persona_id", "funcion"),
        )


class DesignacionPorConfirmar(Modelo):
    """Alguien a quien se quiso designar escribiendo su correo: espera que la coordinación diga quién es.

    Quien la pide no puede ver el registro. Lo que escribió se guarda tal cual y no se coteja con nadie hasta que decide
    quien sí puede verlo: así la respuesta es la misma esté ese correo en el registro o no.
    """

    __table_args__ = (
        Index("ix_designacion_por_confirmar_unidad", "unidad_id", "decidida_en"),
        CheckConstraint("aceptada IS NULL OR aceptada OR motivo IS NOT NULL", name="no_con_motivo"),
    )

    unidad_id: Mapped[int] = mapped_column(ForeignKey("unidad.id"))
    funcion: Mapped[Funcion]
    area: Mapped[AreaMinima | None]
    nombre: Mapped[str] = mapped_column(info={"bitacora": "reservado"})
    primer_apellido: Mapped[str] = mapped_column(info={"bitacora": "reservado"})
    segundo_apellido: Mapped[str | None] = mapped_column(info={"bitacora": "reservado"})
    correo: Mapped[str] = mapped_column(comment="En minúsculas", info={"bitacora": "reservado"})
    puesto: Mapped[str] = mapped_column(info={"bitacora": "reservado"})
    nivel: Mapped[NivelCargo]
    desde: Mapped[date]
    desde_precision: Mapped[Precision] = mapped_column(tipo_de_opcion(Precision, "desde_precision"))
    oficio: Mapped[str | None]
    releva: Mapped[bool]
    pedida_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), index=True)
    pedida_en: Mapped[datetime]
    decidida_en: Mapped[datetime | None]
    decidida_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), index=True)
    aceptada: Mapped[bool | None]
    motivo: Mapped[str | None] = mapped_column(comment="Por qué no se designó")

    unidad: Mapped[Unidad] = relationship()
    pedida_por: Mapped[Persona | None] = relationship(foreign_keys=[pedida_por_id])

    @property
    def nombre_completo(self) -> str:
        """Como lo escribió quien la pidió."""
        return " ".join(filter(None, (self.nombre, self.primer_apellido, self.segundo_apellido)))

    @property
    def desde_dicho(self) -> FechaParcial:
        """El principio como se dijo."""
        return FechaParcial(self.desde, self.desde_precision)


class PasoDeUnidad(Modelo):
    """Etapa a la que llegó una unidad: qué día, con qué respaldo y quién lo anotó.

    Deshacer uno anotado por error no lo borra: queda dicho cuándo, quién y por qué.
    """

    __table_args__ = (
        Index("ix_paso_de_unidad_orden", "unidad_id", "el", "id"),
        CheckConstraint("deshecho_en IS NULL OR motivo IS NOT NULL", name="deshecho_con_motivo"),
        CheckConstraint("para_el IS NULL OR para_el >= el", name="para_despues"),
    )

    unidad_id: Mapped[int] = mapped_column(ForeignKey("unidad.id"))
    estado: Mapped[EstadoUnidad]
    el: Mapped[date] = mapped_column(comment="El día en que llegó a esa etapa")
    para_el: Mapped[date | None] = mapped_column(comment="El día programado para la sesión de instalación")
    funcion: Mapped[Funcion | None] = mapped_column(
        comment="La función que quedó vacante, si entró en relevo"
    )
    nota: Mapped[str | None]
    quien_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))
    anotado_en: Mapped[datetime]
    deshecho_en: Mapped[datetime | None]
    deshecho_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))
    motivo: Mapped[str | None]

    unidad: Mapped[Unidad] = relationship()
    quien: Mapped[Persona | None] = relationship(foreign_keys=[quien_id])


class Evidencia(Modelo):
    """Archivo que respalda un paso de la instalación o la respuesta a un requisito de una unidad."""

    __table_args__ = (
        Index("ix_evidencia_asunto", "unidad_id", "asunto"),
        CheckConstraint("retirada_en IS NULL OR motivo IS NOT NULL", name="retirada_con_motivo"),
    )

    unidad_id: Mapped[int] = mapped_column(ForeignKey("unidad.id"))
    asunto: Mapped[str] = mapped_column(comment="Qué respalda: «paso:acta» o «requisito:jerarquia»")
    archivo_id: Mapped[int] = mapped_column(ForeignKey("archivo.id"), unique=True)
    nota: Mapped[str | None]
    retirada_en: Mapped[datetime | None]
    retirada_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))
    motivo: Mapped[str | None]

    unidad: Mapped[Unidad] = relationship()
    archivo: Mapped[Archivo] = relationship()


class RespuestaDeRequisito(Modelo):
    """Lo que una unidad respondió un día sobre un requisito; la más reciente es la que vale."""

    __table_args__ = (Index("ix_respuesta_de_requisito_orden", "unidad_id", "requisito", "el", "id"),)

    unidad_id: Mapped[int] = mapped_column(ForeignKey("unidad.id"))
    requisito: Mapped[Requisito]
    cumple: Mapped[Cumple]
    el: Mapped[date]
    nota: Mapped[str | None]
    quien_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))
    anotada_en: Mapped[datetime]

    unidad: Mapped[Unidad] = relationship()
    quien: Mapped[Persona | None] = relationship(foreign_keys=[quien_id])
