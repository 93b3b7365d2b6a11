"""El estándar de competencia como datos: elementos, criterios y reactivos, y quién está acreditada para evaluarlo.

Un estándar y su certificado son de CONOCER. Lo que la plataforma trae es el título y una plantilla que no es oficial y
así se muestra; quien lleva la certificación carga el texto oficial y entonces lo dice. Cada carga es otra versión y
ninguna se corrige: el expediente abierto con una sigue con ella.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship, validates

from red.archivos.modelos import Archivo
from red.base import Modelo, Opcion, Vigencia, restriccion_de_vigencia, unico_entre_vigentes
from red.permisos import Alcance
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.textos import normalizar_codigo

CENTESIMAS = 100
"""Los pesos se guardan en centésimas de punto: sumarlos da siempre lo mismo, y 100 puntos son 10,000."""


class ClaseDeCriterio(Opcion):
    """Qué se observa para saber si alguien es competente."""

    DESEMPENO = "desempeno", "Desempeño"
    PRODUCTO = "producto", "Producto"
    CONOCIMIENTO = "conocimiento", "Conocimiento"
    ACTITUD = "actitud", "Actitud, hábito o valor"


class SegundoCriterio(Opcion):
    """Qué más hace falta, además del puntaje mínimo, para ser competente."""

    NINGUN_ELEMENTO_EN_CERO = "elemento", "Que ningún elemento quede en cero"
    NINGUN_CRITERIO_EN_CERO = "criterio", "Que ningún criterio quede en cero"
    NINGUNO = "ninguno", "Nada más"


class Sugerencia(Opcion):
    """A qué conviene pasar después del diagnóstico."""

    EVALUARSE = "evaluarse", "Evaluarse"
    CAPACITARSE = "capacitarse", "Prepararse antes de la evaluación"


class Estandar(Modelo):
    """Estándar de competencia del registro de CONOCER: su código y su título."""

    codigo: Mapped[str] = mapped_column(
        unique=True, comment="Normalizado: EC0308 aunque se escriba ECO308 o EC 308"
    )
    titulo: Mapped[str]

    @validates("codigo")
    def _normalizar(self, _campo: str, codigo: str) -> str:
        return normalizar_codigo(codigo)

    @property
    def nombre(self) -> str:
        """Código y título."""
        return f"{self.codigo} · {self.titulo}"


class VersionDeEstandar(Modelo):
    """Lo que pide un estándar, tal como se cargó un día; sin Red, es la que trae la plataforma."""

    estandar_id: Mapped[int] = mapped_column(ForeignKey("estandar.id"), index=True)
    red_id: Mapped[int | None] = mapped_column(
        ForeignKey("red.id"), index=True, comment="Qué Red la cargó; vacía, vale para todas"
    )
    numero: Mapped[int]
    nivel: Mapped[int | None] = mapped_column(comment="Del 1 al 5; vacío si no se sabe")
    meses_de_vigencia: Mapped[int | None] = mapped_column(comment="Cuánto vale el certificado")
    permanente: Mapped[bool] = mapped_column(default=False, comment="Si el certificado no vence")
    minimo: Mapped[int] = mapped_column(comment="Puntaje mínimo, en centésimas de punto")
    segundo_criterio: Mapped[SegundoCriterio]
    diagnostico: Mapped[list[dict[str, Any]]] = mapped_column(
        JSON,
        comment="Cómo se interpreta el diagnóstico: desde qué porcentaje, qué dice y qué sugiere",
        info={"bitacora": "omitir"},
    )
    oficial: Mapped[bool] = mapped_column(
        default=False, comment="Si quien la cargó dijo que es el texto oficial"
    )
    fuente: Mapped[str] = mapped_column(default="", comment="De dónde se tomó el texto")
    huella: Mapped[str] = mapped_column(comment="SHA-256 de lo cargado", info={"bitacora": "omitir"})
    cargada_en: Mapped[datetime]
    cargada_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), index=True)

    estandar: Mapped[Estandar] = relationship(lazy="joined", innerjoin=True)
    red: Mapped[Red | None] = relationship()
    cargada_por: Mapped[Persona | None] = relationship()
    elementos: Mapped[list["ElementoDeEstandar"]] = relationship(
        back_populates="version", order_by="ElementoDeEstandar.orden"
    )

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """Cada Red numera las suyas, y la plataforma las propias."""
        return (
            UniqueConstraint("estandar_id", "red_id", "numero"),
            unico_entre_vigentes(
                "uq_version_de_estandar_de_la_casa", "estandar_id", "numero", condicion="red_id IS NULL"
            ),
            CheckConstraint("numero > 0", name="numero_positivo"),
            CheckConstraint("minimo >= 0", name="minimo_posible"),
            CheckConstraint("nivel IS NULL OR (nivel >= 1 AND nivel <= 5)", name="nivel_posible"),
            CheckConstraint("meses_de_vigencia IS NULL OR meses_de_vigencia > 0", name="meses_positivos"),
            CheckConstraint("NOT (permanente AND meses_de_vigencia IS NOT NULL)", name="una_vigencia"),
        )

    @property
    def puntaje_minimo(self) -> Decimal:
        """El mínimo, en puntos."""
        return Decimal(self.minimo) / CENTESIMAS

    @property
    def vigencia(self) -> str:
        """Cuánto vale el certificado, en palabras."""
        if self.permanente:
            return "Permanente"
        return f"{self.meses_de_vigencia} meses" if self.meses_de_vigencia else "Sin dato"


class ElementoDeEstandar(Modelo):
    """Parte de la función que el estándar describe."""

    __table_args__ = (UniqueConstraint("version_id", "orden"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("version_de_estandar.id"))
    orden: Mapped[int]
    nombre: Mapped[str]

    version: Mapped[VersionDeEstandar] = relationship(back_populates="elementos")
    criterios: Mapped[list["CriterioDeEstandar"]] = relationship(
        back_populates="elemento", order_by="CriterioDeEstandar.orden"
    )


class CriterioDeEstandar(Modelo):
    """Lo que en un elemento se evalúa de una misma manera."""

    __table_args__ = (UniqueConstraint("elemento_id", "orden"),)

    elemento_id: Mapped[int] = mapped_column(ForeignKey("elemento_de_estandar.id"))
    orden: Mapped[int]
    clase: Mapped[ClaseDeCriterio]
    nombre: Mapped[str]

    elemento: Mapped[ElementoDeEstandar] = relationship(back_populates="criterios")
    reactivos: Mapped[list["ReactivoDeEstandar"]] = relationship(
        back_populates="criterio", order_by="ReactivoDeEstandar.orden"
    )


class ReactivoDeEstandar(Modelo):
    """Lo que la evaluadora comprueba, con su peso: cumple o no cumple."""

    __table_args__ = (
        UniqueConstraint("criterio_id", "orden"),
        CheckConstraint("peso >= 0", name="peso_posible"),
    )

    criterio_id: Mapped[int] = mapped_column(ForeignKey("criterio_de_estandar.id"))
    orden: Mapped[int]
    codigo: Mapped[str]
    descripcion: Mapped[str]
    peso: Mapped[int] = mapped_column(comment="En centésimas de punto")

    criterio: Mapped[CriterioDeEstandar] = relationship(back_populates="reactivos")

    @property
    def puntos(self) -> Decimal:
        """Su peso, en puntos."""
        return Decimal(self.peso) / CENTESIMAS


class AcreditacionDeEvaluadora(Vigencia, Modelo):
    """Cédula con la que alguien puede evaluar un estándar; vale a lo más hasta el 30 de junio."""

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"), index=True)
    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), index=True)
    estandar_id: Mapped[int] = mapped_column(ForeignKey("estandar.id"), index=True)
    cedula: Mapped[str] = mapped_column(comment="Número de la cédula de acreditación, de quien acredita")
    acredita: Mapped[str] = mapped_column(comment="Entidad u organismo que la acreditó")
    archivo_id: Mapped[int | None] = mapped_column(ForeignKey("archivo.id"), index=True)
    registrada_en: Mapped[datetime]
    registrada_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), index=True)
    retirada_en: Mapped[datetime | None]
    retirada_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), index=True)
    motivo_de_retiro: Mapped[str | None]
    avisada_el: Mapped[date | None] = mapped_column(
        comment="Cuándo se avisó que está por vencer", info={"bitacora": "omitir"}
    )

    red: Mapped[Red] = relationship()
    persona: Mapped[Persona] = relationship(foreign_keys=[persona_id])
    estandar: Mapped[Estandar] = relationship()
    archivo: Mapped[Archivo | None] = relationship()
    registrada_por: Mapped[Persona | None] = relationship(foreign_keys=[registrada_por_id])
    retirada_por: Mapped[Persona | None] = relationship(foreign_keys=[retirada_por_id])

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """No termina antes de empezar y la misma no se registra dos veces."""
        return (
            restriccion_de_vigencia(),
            CheckConstraint("hasta IS NOT NULL", name="con_fin"),
            CheckConstraint(
                "retirada_en IS NULL OR motivo_de_retiro IS NOT NULL", name="retirada_con_motivo"
            ),
            unico_entre_vigentes(
                "uq_acreditacion_de_evaluadora_viva",
                "red_id",
                "persona_id",
                "estandar_id",
                "desde",
                condicion="retirada_en IS NULL",
            ),
        )

    @property
    def alcance(self) -> Alcance:
        """Es de la Red que la registró."""
        return Alcance(frozenset({self.red_id}))


class PlazoDeCertificacion(Modelo):
    """Regla de una Red: quien es titular de su unidad ha de certificarse en cierto plazo desde que la nombraron."""

    __table_args__ = (
        UniqueConstraint("red_id", "estandar_id"),
        CheckConstraint("meses > 0", name="meses_positivos"),
    )

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"))
    estandar_id: Mapped[int] = mapped_column(ForeignKey("estandar.id"), index=True)
    meses: Mapped[int]
    fundamento: Mapped[str] = mapped_column(comment="La norma que lo pide")
    activo: Mapped[bool] = mapped_column(default=True)

    red: Mapped[Red] = relationship()
    estandar: Mapped[Estandar] = relationship()
