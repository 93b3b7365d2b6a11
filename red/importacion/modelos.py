"""El plan de una importación y sus renglones: lo que se revisa es exactamente lo que se ejecuta."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from red.base import Modelo, Opcion
from red.invitaciones.modelos import Convocatoria
from red.personas.modelos import Persona
from red.redes.modelos import Red


class Que(Opcion):
    """Qué clase de lista es."""

    PERSONAS = "personas", "Personas y sus puestos"
    INSTITUCIONES = "instituciones", "Instituciones"
    DESIGNACIONES = "designaciones", "Designaciones en unidades"
    VINCULOS = "vinculos", "Vínculos de colaboración"
    INVITACIONES = "invitaciones", "Personas por invitar"


class EstadoPlan(Opcion):
    """Momento de la vida de un plan."""

    BORRADOR = "borrador", "Por revisar las columnas"
    PLANEANDO = "planeando", "Se está preparando"
    LISTO = "listo", "Listo para aplicarse"
    APLICANDO = "aplicando", "Se está aplicando"
    APLICADO = "aplicado", "Aplicado"
    DESHACIENDO = "deshaciendo", "Se está deshaciendo"
    DESHECHO = "deshecho", "Deshecho"
    CADUCO = "caduco", "Caduco: algo cambió"
    DESCARTADO = "descartado", "Descartado"

    @property
    def en_curso(self) -> bool:
        """Si alguien está trabajando en él ahora mismo."""
        return self in EN_CURSO


SE_DESHACE = timedelta(days=30)
"""Cuánto se puede deshacer una importación y, con eso, cuánto se guardan sus renglones, que traen datos personales."""
EN_CURSO = frozenset({EstadoPlan.PLANEANDO, EstadoPlan.APLICANDO, EstadoPlan.DESHACIENDO})


class Destino(Opcion):
    """Qué será de un renglón del archivo."""

    NUEVA = "nueva", "Se registra"
    ACTUALIZA = "actualiza", "Se actualiza"
    IGUAL = "igual", "Ya está igual"
    YA_EXISTE = "ya_existe", "Se parece a otra: decide"
    CON_ERROR = "con_error", "Con error"
    OMITIDA = "omitida", "Se omite"

    def dicho(self, estado: EstadoPlan) -> str:
        """Lo que se dice del renglón: lo que pasará, lo que pasó o lo que había pasado antes de deshacerlo.

        >>> [Destino.NUEVA.dicho(estado) for estado in (EstadoPlan.LISTO, EstadoPlan.APLICADO, EstadoPlan.DESHECHO)]
        ['Se registra', 'Se registró', 'Se había registrado']
        """
        pasado = _PASADOS.get(self)
        if pasado is None or estado not in (EstadoPlan.APLICADO, EstadoPlan.DESHECHO):
            return self.etiqueta
        return pasado[estado is EstadoPlan.DESHECHO]


_PASADOS = {
    Destino.NUEVA: ("Se registró", "Se había registrado"),
    Destino.ACTUALIZA: ("Se actualizó", "Se había actualizado"),
    Destino.IGUAL: ("Ya estaba igual", "Ya estaba igual"),
    Destino.OMITIDA: ("Se omitió", "Se había omitido"),
    Destino.CON_ERROR: ("No entró: con error", "No entró: con error"),
}
"""Cómo se dice cada suerte de un plan aplicado y de uno que se deshizo."""


class Decision(Opcion):
    """Lo que una persona decide de un renglón que se parece a algo ya registrado."""

    USAR = "usar", "Es la misma: usar la registrada"
    CREAR = "crear", "Es otra: registrarla"
    OMITIR = "omitir", "Omitir este renglón"


class PlanDeImportacion(Modelo):
    """Archivo que alguien subió, con sus columnas reconocidas y lo que se hará con cada renglón."""

    __table_args__ = (
        Index("ix_plan_de_importacion_estado", "estado"),
        Index("ix_plan_de_importacion_red", "red_id", "id"),
    )

    que: Mapped[Que]
    red_id: Mapped[int | None] = mapped_column(
        ForeignKey("red.id"), comment="La Red a la que se limita; sin ella, toda la plataforma"
    )
    convocatoria_id: Mapped[int | None] = mapped_column(
        ForeignKey("convocatoria.id"), index=True, comment="Para qué convocatoria son las invitaciones"
    )
    quien_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), index=True)
    archivo: Mapped[str] = mapped_column(comment="Nombre con que se subió")
    huella: Mapped[str] = mapped_column(comment="SHA-256 del archivo", info={"bitacora": "omitir"})
    tamano: Mapped[int]
    formato: Mapped[str] = mapped_column(comment="xlsx, ods o csv")
    hoja: Mapped[str | None]
    separador: Mapped[str | None]
    codificacion: Mapped[str | None]
    renglon_encabezados: Mapped[int] = mapped_column(default=1, info={"bitacora": "omitir"})
    encabezados: Mapped[list[str]] = mapped_column(JSON, info={"bitacora": "omitir"})
    muestra: Mapped[list[list[str]]] = mapped_column(JSON, info={"bitacora": "omitir"})
    columnas: Mapped[dict[str, Any]] = mapped_column(
        JSON, default=dict, comment="Campo: número de columna, o el valor que se pone en todas"
    )
    estado: Mapped[EstadoPlan] = mapped_column(default=EstadoPlan.BORRADOR)
    renglones: Mapped[int] = mapped_column(default=0)
    cuentas: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, comment="Renglones por destino")
    intentos: Mapped[int] = mapped_column(default=0, info={"bitacora": "omitir"})
    nota: Mapped[str | None] = mapped_column(comment="Qué pasó, si no salió como se esperaba")
    creado_en: Mapped[datetime]
    planeado_en: Mapped[datetime | None]
    aplicado_en: Mapped[datetime | None]
    aplicado_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))
    deshecho_en: Mapped[datetime | None]
    olvidado_en: Mapped[datetime | None] = mapped_column(
        comment="Cuándo se borraron sus renglones, que traen datos personales; queda el resumen"
    )
    contorno: Mapped[str | None] = mapped_column(
        comment="Huella de las instituciones que se vieron al prepararlo", info={"bitacora": "omitir"}
    )
    llaves: Mapped[list[Any]] = mapped_column(
        JSON,
        default=list,
        comment="Por tramo de renglones y por tabla, las llaves que recibieron las filas nuevas, en orden",
        info={"bitacora": "omitir"},
    )
    registro_hasta: Mapped[int | None] = mapped_column(
        comment="Último renglón de la bitácora al aplicarse: lo posterior es de alguien más",
        info={"bitacora": "omitir"},
    )

    red: Mapped[Red | None] = relationship()
    convocatoria: Mapped[Convocatoria | None] = relationship()
    quien: Mapped[Persona | None] = relationship(foreign_keys=[quien_id])

    @property
    def nombre(self) -> str:
        """Cómo se le llama en la bitácora: el archivo del que salió."""
        return self.archivo

    @property
    def se_deshace_hasta(self) -> datetime | None:
        """Hasta cuándo se puede deshacer; después sus renglones se borran."""
        return self.aplicado_en + SE_DESHACE if self.aplicado_en else None

    @property
    def situacion(self) -> str:
        """En qué va, dicho a una persona: si no cambia nada, no está listo para aplicarse."""
        cambia = sum(self.cuantos(d) for d in (Destino.NUEVA, Destino.ACTUALIZA, Destino.YA_EXISTE))
        if self.estado is EstadoPlan.LISTO and not cambia:
            return "Revisado: no cambia nada"
        return self.estado.etiqueta

    def cuantos(self, *destinos: Destino) -> int:
        """Cuántos renglones tienen alguno de esos destinos."""
        return sum(self.cuentas.get(destino.value, 0) for destino in destinos)


class ContenidoDePlan(Modelo):
    """Los renglones de un archivo recién leído, comprimidos, mientras no se decida qué será de cada uno."""

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan_de_importacion.id"), unique=True)
    datos: Mapped[bytes] = mapped_column(LargeBinary, info={"bitacora": "omitir"})


class RenglonDePlan(Modelo):
    """Un renglón del archivo: sus celdas como venían, qué será de él y por qué."""

    __table_args__ = (
        UniqueConstraint("plan_id", "numero"),
        Index("ix_renglon_de_plan_destino", "plan_id", "destino", "numero"),
    )

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan_de_importacion.id"))
    numero: Mapped[int] = mapped_column(comment="El número que se ve en la hoja")
    crudo: Mapped[list[str]] = mapped_column(JSON, comment="Las celdas, en el orden del archivo")
    formulas: Mapped[list[int] | None] = mapped_column(JSON, comment="Columnas que traían una fórmula")
    destino: Mapped[Destino]
    motivo: Mapped[str | None]
    columna: Mapped[str | None] = mapped_column(comment="El campo que hay que revisar")
    decision: Mapped[Decision | None]
    elegida_id: Mapped[int | None] = mapped_column(comment="Cuál de las registradas, si se decidió usar una")
    candidatas: Mapped[list[list[Any]] | None] = mapped_column(
        JSON, comment="Llave y nombre de las registradas a las que se parece"
    )
    visto: Mapped[str | None] = mapped_column(comment="Huella de lo que había al planear")
    efectos: Mapped[list[Any] | None] = mapped_column(
        JSON, comment="Lo que se hará: filas nuevas, y de qué a qué cambian las que ya están"
    )
    llave: Mapped[str | None] = mapped_column(
        comment="Por qué se reconoce a la nueva: si aparece otra, el plan caduca"
    )
    parecido: Mapped[str | None] = mapped_column(comment="Por qué se parecería a otra")
    fila_id: Mapped[int | None] = mapped_column(comment="La fila registrada que se actualiza o ya está igual")


class MapeoRecordado(Modelo):
    """Qué significa cada columna de los archivos de una oficina, para no volver a preguntarlo."""

    __table_args__ = (UniqueConstraint("red_id", "que", "firma"),)

    red_id: Mapped[int | None] = mapped_column(ForeignKey("red.id"))
    que: Mapped[Que]
    firma: Mapped[str] = mapped_column(comment="Resumen de los encabezados, sin acentos ni mayúsculas")
    columnas: Mapped[dict[str, Any]] = mapped_column(JSON)
    usado_en: Mapped[datetime]
