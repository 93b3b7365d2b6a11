"""La persona, su adscripción en el tiempo, lo que ofrece y busca, y lo que decide mostrar."""

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from red.base import Buscable, Modelo, Opcion, restriccion_de_vigencia, unico_entre_vigentes
from red.fechas import Precision, VigenciaParcial
from red.instituciones.modelos import Institucion
from red.personas.modelos_de_privacidad import ELECTIVAS as ELECTIVAS
from red.personas.modelos_de_privacidad import AvisoLeido as AvisoLeido
from red.personas.modelos_de_privacidad import AvisoPrivacidad as AvisoPrivacidad
from red.personas.modelos_de_privacidad import BorradorDeAviso as BorradorDeAviso
from red.personas.modelos_de_privacidad import Consentimiento as Consentimiento
from red.personas.modelos_de_privacidad import Finalidad as Finalidad
from red.textos import para_buscar, sin_acentos


class NivelCargo(Opcion):
    """Nivel del puesto dentro de la institución."""

    TITULAR = "titular", "Titular"
    SUPERIOR = "superior", "Mando superior"
    MANDO_MEDIO = "mando_medio", "Mando medio"
    OPERATIVO = "operativo", "Operativo"

    @property
    def termina_con_gobierno(self) -> bool:
        """Si lo usual es que quien lo ocupa se vaya con la administración que la nombró."""
        return self in {NivelCargo.TITULAR, NivelCargo.SUPERIOR}


class Audiencia(Opcion):
    """Quién puede ver un dato de una persona; de menos a más."""

    NADIE = "nadie", "Sólo yo y la coordinación"
    INSTITUCION = "institucion", "Colegas de mi institución"
    RED = "red", "Toda la Red"


class CampoVisible(Opcion):
    """Dato cuya visibilidad decide la persona."""

    CORREO = "correo", "Mi correo"
    TELEFONO = "telefono", "Mi teléfono"
    PUESTO = "puesto", "Mi puesto y mi nivel"
    INTERESES = "intereses", "Lo que ofrezco y lo que busco"


class Tema(Opcion):
    """Tema en el que una persona ofrece apoyo o lo busca."""

    PERSPECTIVA_DE_GENERO = "perspectiva_de_genero", "Perspectiva de género"
    DERECHOS_HUMANOS = "derechos_humanos", "Derechos humanos de las mujeres"
    IGUALDAD_SUSTANTIVA = "igualdad_sustantiva", "Igualdad sustantiva y políticas públicas"
    LIDERAZGO = "liderazgo", "Liderazgo y participación política"
    AGENDAS = "agendas", "Agendas de género"
    PRESUPUESTO = "presupuesto", "Presupuesto con perspectiva de género"
    INDICADORES = "indicadores", "Sistemas de indicadores"
    ACOSO_Y_HOSTIGAMIENTO = "acoso_y_hostigamiento", "Prevención de acoso y hostigamiento"
    VIOLENCIA = "violencia", "Prevención de la violencia contra las mujeres"
    DATOS = "datos", "Bases de datos con perspectiva de género"
    REGLAMENTOS = "reglamentos", "Reglamentos y normas"
    CULTURA_INSTITUCIONAL = "cultura_institucional", "Cultura institucional"


class Sentido(Opcion):
    """Si una persona da o necesita algo."""

    OFRECE = "ofrece", "Ofrece"
    BUSCA = "busca", "Busca"


class Persona(Buscable, Modelo):
    """Quien integra una Red o tiene una función en una unidad, tenga o no cuenta."""

    __table_args__ = (
        Index("ix_persona_orden", "orden", "id"),
        Index("ix_persona_busqueda", "busqueda", "busqueda_visible"),
    )

    clave: Mapped[str] = mapped_column(
        unique=True,
        default=lambda: secrets.token_urlsafe(16),
        comment="Identificador público de 128 bits: no se adivina ni se cuenta",
    )
    nombre: Mapped[str] = mapped_column(comment="Nombre o nombres, como en los papeles")
    primer_apellido: Mapped[str]
    segundo_apellido: Mapped[str | None]
    nombre_preferido: Mapped[str | None] = mapped_column(comment="Cómo quiere que la llamen")
    correo: Mapped[str] = mapped_column(unique=True, comment="En minúsculas")
    telefono: Mapped[str | None]
    ofrece: Mapped[str | None] = mapped_column(comment="Con sus palabras")
    busca: Mapped[str | None] = mapped_column(comment="Con sus palabras")
    visibilidad: Mapped[dict[str, str]] = mapped_column(
        JSON, default=dict, comment="Audiencia por CampoVisible; lo que falta es para nadie"
    )
    perfil_completo_en: Mapped[datetime | None]
    privacidad_decidida_en: Mapped[datetime | None] = mapped_column(
        comment="La última vez que decidió para qué se usan sus datos y quién los ve"
    )
    datos_confirmados_en: Mapped[datetime | None] = mapped_column(
        index=True, comment="La última vez que dijo que sus datos siguen siendo ciertos"
    )
    confirmacion_pedida_en: Mapped[datetime | None] = mapped_column(
        comment="Cuándo se le pidió por última vez que los confirmara", info={"bitacora": "omitir"}
    )
    fusionada_en_id: Mapped[int | None] = mapped_column(
        ForeignKey("persona.id"),
        index=True,
        comment="Si resultó ser la misma que otra: cuál. Ya no se lista ni se cuenta; su dirección lleva a ella",
    )
    orden: Mapped[str] = mapped_column(default="", info={"bitacora": "omitir"})
    busqueda_visible: Mapped[str | None] = mapped_column(
        comment="Palabras por las que la hallan sus colegas, si prefiere otro nombre; si no, las de siempre",
        info={"bitacora": "omitir"},
    )

    @property
    def nombre_completo(self) -> str:
        """Nombre legal con apellidos: el de los papeles."""
        return como_se_muestra(self.nombre, None, self.primer_apellido, self.segundo_apellido)

    @property
    def nombre_visible(self) -> str:
        """Nombre con el que se muestra: el preferido, si lo dijo, con su primer apellido."""
        return como_se_muestra(
            self.nombre, self.nombre_preferido, self.primer_apellido, self.segundo_apellido
        )

    def audiencia(self, campo: CampoVisible) -> Audiencia:
        """Quién puede ver ese dato; si no ha decidido, nadie."""
        decidida = self.visibilidad.get(campo.value)
        return next((audiencia for audiencia in Audiencia if audiencia.value == decidida), Audiencia.NADIE)

    def textos_de_busqueda(self) -> list[str | None]:
        """La coordinación la encuentra por todos sus nombres; sus colegas, sólo por el que ella muestra."""
        if self.nombre_preferido:
            mostrado = [self.nombre_preferido, self.primer_apellido]
            self.busqueda_visible = para_buscar(mostrado)
            self.orden = sin_acentos(" ".join(reversed(mostrado)))
        else:
            self.busqueda_visible = None
            self.orden = sin_acentos(
                " ".join(filter(None, (self.primer_apellido, self.segundo_apellido, self.nombre)))
            )
        return [self.nombre_preferido, self.nombre, self.primer_apellido, self.segundo_apellido]


def como_se_muestra(nombre: str, preferido: str | None, primero: str, segundo: str | None) -> str:
    """El nombre con el que se muestra, de sus partes: para las listas, que no leen la ficha entera."""
    if preferido:
        return f"{preferido} {primero}"
    return " ".join(filter(None, (nombre, primero, segundo)))


class Puesto(VigenciaParcial, Modelo):
    """Plaza de una institución que existe aunque esté vacante.

    Quien la ocupa lo dice su adscripción; sin adscripción vigente, la plaza espera a alguien.
    """

    institucion_id: Mapped[int] = mapped_column(ForeignKey("institucion.id"), index=True)
    nombre: Mapped[str]
    nivel: Mapped[NivelCargo]
    area: Mapped[str | None]
    termina_con_gobierno: Mapped[bool] = mapped_column(
        comment="Si quien lo ocupa se va con la administración que la nombró"
    )

    institucion: Mapped[Institucion] = relationship()


class Adscripcion(VigenciaParcial, Modelo):
    """Puesto de una persona en una institución durante un periodo, tal como se dijo.

    La que ella misma dice es suya, pero no le abre nada mientras la coordinación no la confirme.
    """

    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"))
    institucion_id: Mapped[int] = mapped_column(ForeignKey("institucion.id"))
    puesto: Mapped[str]
    nivel: Mapped[NivelCargo]
    area: Mapped[str | None]
    puesto_id: Mapped[int | None] = mapped_column(
        ForeignKey("puesto.id"), index=True, comment="La plaza que ocupa, si consta"
    )
    confirmada_el: Mapped[datetime | None] = mapped_column(
        comment="Cuándo respondió por ella alguien más; mientras falte, sólo es lo que la persona dijo"
    )
    confirmada_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))

    persona: Mapped[Persona] = relationship(foreign_keys=[persona_id])
    institucion: Mapped[Institucion] = relationship()
    plaza: Mapped[Puesto | None] = relationship()

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """Una persona tiene a lo más una adscripción sin cerrar: la de hoy."""
        return (
            restriccion_de_vigencia(),
            unico_entre_vigentes("uq_adscripcion_abierta", "persona_id"),
            Index("ix_adscripcion_nivel", "nivel", "persona_id", "hasta", "desde", "institucion_id"),
            # Con todo lo que una cuenta mira: contar de dónde vienen cien mil integrantes no lee ninguna fila.
            Index("ix_adscripcion_persona", "persona_id", "hasta", "desde", "institucion_id", "nivel"),
            Index("ix_adscripcion_institucion", "institucion_id", "persona_id", "hasta", "desde"),
            Index(
                "ix_adscripcion_por_confirmar",
                "persona_id",
                sqlite_where=text("confirmada_el IS NULL"),
                postgresql_where=text("confirmada_el IS NULL"),
            ),
        )

    def cerrar(self, dia: date, precision: Precision = Precision.DIA) -> None:
        """Termina la adscripción ese día; si empezaba después, queda de un solo día.

        `precision` dice qué tanto se sabe de ese día: si lo que sigue empezó «en 2026», esto terminó «en 2025».
        """
        self.hasta = max(dia, self.desde)
        self.hasta_precision = precision if self.hasta == dia else Precision.DIA


class Interes(Modelo):
    """Tema que una persona ofrece o busca: con él se juntan necesidades y ofertas."""

    __table_args__ = (
        UniqueConstraint("persona_id", "sentido", "tema"),
        Index("ix_interes_tema", "tema", "sentido", "persona_id"),
    )

    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"))
    sentido: Mapped[Sentido]
    tema: Mapped[Tema]


class Correccion(Modelo):
    """Cambio que la coordinación hizo en los datos de una persona, con su porqué; ella puede leerlo."""

    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), index=True)
    quien_id: Mapped[int] = mapped_column(ForeignKey("persona.id"))
    hecha_en: Mapped[datetime]
    motivo: Mapped[str]

    persona: Mapped[Persona] = relationship(foreign_keys=[persona_id])
    quien: Mapped[Persona] = relationship(foreign_keys=[quien_id])
