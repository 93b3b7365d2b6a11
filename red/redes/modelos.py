"""La Red, las instituciones que abarca y las personas que la integran."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, and_, exists, false, or_
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from red.base import Buscable, Modelo, Opcion, Vigencia, restriccion_de_vigencia, unico_entre_vigentes
from red.instituciones.modelos import Institucion
from red.permisos import Alcance
from red.personas.modelos import Persona
from red.redes.modelos_dias import DiaInhabil as DiaInhabil
from red.reloj import ZONA_POR_OMISION
from red.territorios.modelos import Territorio


class MideMeta(Opcion):
    """Qué cuenta la meta de una Red."""

    PERSONAS = "personas", "Personas que la integran"
    UNIDADES = "unidades", "Instituciones con unidad o mecanismo instalado"


class EstadoMembresia(Opcion):
    """Situación de una integrante en su Red."""

    ACTIVA = "activa", "Activa"
    EN_PAUSA = "en_pausa", "En pausa"
    CONCLUIDA = "concluida", "Concluida"


class Red(Buscable, Modelo):
    """Conjunto de personas e instituciones que impulsan la igualdad en un territorio."""

    __table_args__ = (
        CheckConstraint("meta > 0", name="meta_positiva"),
        CheckConstraint("dias_para_decidir > 0", name="dias_positivos"),
    )

    clave: Mapped[str] = mapped_column(unique=True, comment="Nombre corto en las direcciones")
    nombre: Mapped[str]
    descripcion: Mapped[str] = mapped_column(default="")
    convocante_id: Mapped[int] = mapped_column(ForeignKey("institucion.id"))
    territorio_id: Mapped[int] = mapped_column(ForeignKey("territorio.id"))
    meta: Mapped[int]
    meta_texto: Mapped[str] = mapped_column(comment="Qué se cuenta, p. ej. «servidoras públicas»")
    mide: Mapped[MideMeta] = mapped_column(default=MideMeta.PERSONAS)
    zona: Mapped[str] = mapped_column(default=ZONA_POR_OMISION, comment="Zona horaria")
    publica: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="Si tiene página que se lee sin cuenta"
    )
    admite_solicitudes: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="Si en su página se puede pedir entrar"
    )
    pide_respaldo: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="Si a quien pide entrar ha de respaldarle su titular"
    )
    dias_para_decidir: Mapped[int] = mapped_column(
        default=5, server_default="5", comment="Días hábiles para decidir lo que espera en la bandeja"
    )
    responde_nombre: Mapped[str | None] = mapped_column(
        comment="Quién responde por los datos personales, si no es quien convoca"
    )
    responde_domicilio: Mapped[str | None]
    responde_contacto: Mapped[str | None] = mapped_column(comment="Correo, teléfono u oficina")

    convocante: Mapped[Institucion] = relationship()
    territorio: Mapped[Territorio] = relationship()

    @property
    def con_articulo(self) -> str:
        """Su nombre dentro de una frase, se llame como se llame.

        >>> Red(nombre="Red de Tonalá").con_articulo, Red(nombre="Mujeres que gobiernan").con_articulo
        ('la Red de Tonalá', 'la Red «Mujeres que gobiernan»')
        """
        return f"la {self.nombre}" if self.nombre.startswith("Red ") else f"la Red «{self.nombre}»"

    @property
    def alcance(self) -> Alcance:
        """Para preguntar por permisos sobre esta Red."""
        return Alcance(frozenset({self.id}))

    def textos_de_busqueda(self) -> list[str | None]:
        """Se encuentra por su nombre y su clave."""
        return [self.nombre, self.clave]


class Participacion(Vigencia, Modelo):
    """Institución que una Red abarca: de ellas se espera que tengan integrantes y unidad."""

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"))
    institucion_id: Mapped[int] = mapped_column(ForeignKey("institucion.id"), index=True)

    red: Mapped[Red] = relationship()
    institucion: Mapped[Institucion] = relationship()

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """Una institución participa una sola vez a la vez en cada Red."""
        return (
            restriccion_de_vigencia(),
            unico_entre_vigentes("uq_participacion_vigente", "red_id", "institucion_id"),
        )


class Membresia(Vigencia, Modelo):
    """Pertenencia de una persona a una Red, con su historia: entrar, pausar, salir y volver."""

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"))
    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"))
    estado: Mapped[EstadoMembresia] = mapped_column(default=EstadoMembresia.ACTIVA)
    motivo: Mapped[str | None]
    como_entro: Mapped[str | None] = mapped_column(comment="Por qué camino: invitación, solicitud, lista…")
    entro_por_id: Mapped[int | None] = mapped_column(
        ForeignKey("persona.id"), comment="Quién la invitó o la sumó, si fue otra persona"
    )
    salio_por_id: Mapped[int | None] = mapped_column(
        ForeignKey("persona.id"), comment="Quién terminó la membresía; ella misma si fue ella"
    )

    red: Mapped[Red] = relationship()
    persona: Mapped[Persona] = relationship(foreign_keys=[persona_id])
    entro_por: Mapped[Persona | None] = relationship(foreign_keys=[entro_por_id])
    salio_por: Mapped[Persona | None] = relationship(foreign_keys=[salio_por_id])

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """Una persona es integrante una sola vez a la vez; concluir cierra la fecha."""
        return (
            restriccion_de_vigencia(),
            unico_entre_vigentes("uq_membresia_vigente", "red_id", "persona_id"),
            Index("ix_membresia_red", "red_id", "hasta", "desde", "estado", "persona_id"),
            Index("ix_membresia_persona", "persona_id", "red_id", "hasta", "desde", "estado"),
            # Con todo lo que una cuenta mira: contar cien mil integrantes no lee ninguna fila.
            Index("ix_membresia_red_desde", "red_id", "desde", "hasta", "estado", "persona_id"),
            CheckConstraint("estado <> 'concluida' OR hasta IS NOT NULL", name="concluida_con_fecha"),
        )

    @classmethod
    def integraba(cls, dia: date) -> ColumnElement[bool]:
        """Condición para una consulta: quien ese día era integrante, activa o en pausa.

        Vale para cualquier día: quien concluyó ya no lo era al acabar el día en que lo hizo.
        """
        return and_(cls.vigente(dia), or_(cls.estado != EstadoMembresia.CONCLUIDA, cls.hasta > dia))

    @classmethod
    def en_pausa(cls, dia: date) -> ColumnElement[bool]:
        """Condición para una consulta: quien, integrando la Red, ese día estaba en pausa.

        Lo dicen sus pausas. De las que se anotaron cuando no llevaban fecha sólo consta que siguen: se cuentan como están.
        """
        suyas = (Pausa.red_id == cls.red_id, Pausa.persona_id == cls.persona_id)
        return or_(
            exists().where(*suyas, Pausa.vigente(dia)),
            and_(cls.estado == EstadoMembresia.EN_PAUSA, ~exists().where(*suyas)),
        )


class Pausa(Vigencia, Modelo):
    """Días en que una integrante estuvo en pausa: sigue en la Red, pero no cuenta para la meta.

    Con día de regreso, `hasta` es su víspera desde que se anota: ese día vuelve a estar activa aunque nadie haga nada.
    La que se quita el mismo día en que se puso termina la víspera de empezar: consta, y no cuenta ningún día.
    """

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"))
    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), index=True)
    motivo: Mapped[str | None]
    quien_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), comment="Quién la puso en pausa")
    regresa_el: Mapped[date | None] = mapped_column(comment="El día de regreso que se dijo, si se dijo")
    termino_por_id: Mapped[int | None] = mapped_column(
        ForeignKey("persona.id"), comment="Quién la terminó; vacío si terminó por su fecha"
    )

    red: Mapped[Red] = relationship()
    persona: Mapped[Persona] = relationship(foreign_keys=[persona_id])
    quien: Mapped[Persona | None] = relationship(foreign_keys=[quien_id])
    termino_por: Mapped[Persona | None] = relationship(foreign_keys=[termino_por_id])

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """Se pregunta por Red y día, y por persona."""
        return (Index("ix_pausa_red", "red_id", "desde", "hasta", "persona_id"),)
