"""La constancia tal como se imprimió y se firmó, la llave que la firma, quién la suscribe y las emisiones por lote."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from red.archivos.modelos import Archivo
from red.base import Modelo, Opcion, Vigencia, restriccion_de_vigencia, unico_entre_vigentes
from red.formacion.modelos import Edicion, Imparte
from red.permisos import Alcance
from red.personas.modelos import Persona
from red.redes.modelos import Red


class ClaseDeConstancia(Opcion):
    """De qué da fe."""

    PARTICIPACION = "participacion", "Constancia de participación"
    ACREDITACION = "acreditacion", "Constancia de acreditación"
    IMPARTICION = "imparticion", "Constancia de quien impartió"


class EstadoConstancia(Opcion):
    """Si vale hoy."""

    VIGENTE = "vigente", "Vigente"
    SUSTITUIDA = "sustituida", "Sustituida"
    REVOCADA = "revocada", "Revocada"


class NombreMostrado(Opcion):
    """Cómo ve el nombre quien comprueba la constancia con su código."""

    INICIALES = "iniciales", "Sólo mis iniciales; quien ya sabe mi nombre puede comprobarlo"
    COMPLETO = "completo", "Mi nombre completo"


class EstadoRenglon(Opcion):
    """Qué fue de cada persona de una emisión."""

    PENDIENTE = "pendiente", "Falta"
    EMITIDA = "emitida", "Emitida"
    YA_TENIA = "ya_tenia", "Ya la tenía"
    NO_SE_PUDO = "no_se_pudo", "No se pudo"


class LlaveDeFirma(Modelo):
    """Parte pública de una llave con la que se firmó: sigue publicada para siempre, aunque ya no se use."""

    clave: Mapped[str] = mapped_column(unique=True, comment="Su huella, según RFC 7638")
    publica: Mapped[str] = mapped_column(comment="Ed25519: 32 bytes en base64url")
    desde: Mapped[datetime] = mapped_column(comment="Cuándo se usó por primera vez")


class Firmante(Vigencia, Modelo):
    """Quién suscribe las constancias de una Red en un periodo, y con qué cargo."""

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"))
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), index=True)
    nombre: Mapped[str] = mapped_column(comment="Como se imprime, con su grado si lo usa")
    puesto: Mapped[str | None] = mapped_column(
        comment="Como se imprime; vacío: el que tenga registrado el día en que se emite"
    )
    registrado_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))

    red: Mapped[Red] = relationship()
    persona: Mapped[Persona | None] = relationship(foreign_keys=[persona_id])
    registrado_por: Mapped[Persona | None] = relationship(foreign_keys=[registrado_por_id])

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """Cada Red tiene a lo más una persona que suscribe hoy, y siempre con un cargo que decir."""
        return (
            restriccion_de_vigencia(),
            unico_entre_vigentes("uq_firmante_vigente", "red_id"),
            CheckConstraint("persona_id IS NOT NULL OR puesto IS NOT NULL", name="con_puesto"),
        )


class Constancia(Modelo):
    """Constancia emitida: lo que dice, su firma y la huella de su PDF quedan como fueron.

    No se corrige: se sustituye por otra o se revoca, y su código sigue respondiendo. Lo que dice no depende de la fila
    de la persona: si su registro se junta con otro o se borra su nombre, lo firmado se sigue comprobando.
    """

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"))
    edicion_id: Mapped[int] = mapped_column(ForeignKey("edicion.id"), index=True)
    persona_id: Mapped[int | None] = mapped_column(
        ForeignKey("persona.id"), index=True, comment="Vacío: quien impartió sin tener registro"
    )
    clase: Mapped[ClaseDeConstancia]
    anio: Mapped[int]
    numero: Mapped[int] = mapped_column(comment="Consecutivo de la Red en el año, sin huecos")
    sustitucion: Mapped[int] = mapped_column(default=0, comment="0, la primera; 1, la que la sustituyó…")
    folio: Mapped[str] = mapped_column(unique=True, comment="Como se lee: GUADALAJARA/C/2026/0012-S1")
    codigo: Mapped[str | None] = mapped_column(
        comment="130 bits al azar: con él cualquiera la comprueba; vacío si se borró el nombre",
        info={"bitacora": "omitir"},
    )
    huella_codigo: Mapped[str] = mapped_column(
        unique=True, comment="Por ella se busca", info={"bitacora": "omitir"}
    )
    nombre: Mapped[str | None] = mapped_column(
        comment="Como se imprimió; vacío si se borró a petición suya", info={"bitacora": "reservado"}
    )
    huella_nombre: Mapped[str | None] = mapped_column(
        comment="Sólo si el nombre se borró: sin el código, que tampoco se guarda ya, no dice nada",
        info={"bitacora": "omitir"},
    )
    imparte_id: Mapped[int | None] = mapped_column(
        ForeignKey("imparte.id"), comment="De quien impartió: su lugar en la edición"
    )
    contenido: Mapped[dict[str, Any]] = mapped_column(
        JSON, comment="Todo lo impreso, tal como se firmó", info={"bitacora": "omitir"}
    )
    firma: Mapped[str] = mapped_column(comment="Ed25519 en base64url", info={"bitacora": "omitir"})
    llave_id: Mapped[int] = mapped_column(ForeignKey("llave_de_firma.id"))
    huella_pdf: Mapped[str] = mapped_column(
        unique=True, comment="SHA-256 del PDF emitido", info={"bitacora": "omitir"}
    )
    archivo_id: Mapped[int | None] = mapped_column(
        ForeignKey("archivo.id"), unique=True, comment="Vacío si el nombre se borró a petición suya"
    )
    insignia: Mapped[str] = mapped_column(
        comment="La credencial Open Badges 3.0, firmada (JWS); vacía si se borró el nombre",
        info={"bitacora": "omitir"},
    )
    mostrar_nombre: Mapped[NombreMostrado] = mapped_column(default=NombreMostrado.INICIALES)
    emitida_en: Mapped[datetime]
    emitida_el: Mapped[date]
    emitida_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))
    firmante_id: Mapped[int] = mapped_column(ForeignKey("firmante.id"))
    sustituye_a_id: Mapped[int | None] = mapped_column(ForeignKey("constancia.id"), unique=True)
    sustituida_en: Mapped[datetime | None]
    motivo_sustitucion: Mapped[str | None]
    revocada_en: Mapped[datetime | None]
    revocada_por_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))
    motivo_revocacion: Mapped[str | None] = mapped_column(comment="Se lee al comprobarla")

    red: Mapped[Red] = relationship()
    edicion: Mapped[Edicion] = relationship()
    persona: Mapped[Persona | None] = relationship(foreign_keys=[persona_id])
    imparte: Mapped[Imparte | None] = relationship()
    llave: Mapped[LlaveDeFirma] = relationship()
    archivo: Mapped[Archivo | None] = relationship()
    firmante: Mapped[Firmante] = relationship()
    emitida_por: Mapped[Persona | None] = relationship(foreign_keys=[emitida_por_id])
    revocada_por: Mapped[Persona | None] = relationship(foreign_keys=[revocada_por_id])
    sustituye_a: Mapped["Constancia | None"] = relationship(remote_side="Constancia.id")

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """De una edición, cada persona tiene a lo más una que vale por haberla cursado y otra por impartirla."""
        viva = "sustituida_en IS NULL AND revocada_en IS NULL AND clase"
        return (
            UniqueConstraint("red_id", "anio", "numero", "sustitucion"),
            unico_entre_vigentes(
                "uq_constancia_viva", "edicion_id", "persona_id", condicion=f"{viva} <> 'imparticion'"
            ),
            unico_entre_vigentes(
                "uq_constancia_imparticion", "edicion_id", "persona_id", condicion=f"{viva} = 'imparticion'"
            ),
            unico_entre_vigentes(
                "uq_constancia_imparte",
                "imparte_id",
                condicion="sustituida_en IS NULL AND revocada_en IS NULL",
            ),
            CheckConstraint("numero > 0 AND sustitucion >= 0", name="numero_positivo"),
            CheckConstraint(
                "revocada_en IS NULL OR motivo_revocacion IS NOT NULL", name="revocada_con_motivo"
            ),
            CheckConstraint(
                "sustituida_en IS NULL OR motivo_sustitucion IS NOT NULL", name="sustituida_con_motivo"
            ),
            CheckConstraint("(nombre IS NULL) = (codigo IS NULL)", name="nombre_y_codigo"),
            CheckConstraint("(clase = 'imparticion') = (imparte_id IS NOT NULL)", name="quien_impartio"),
            CheckConstraint("persona_id IS NOT NULL OR imparte_id IS NOT NULL", name="de_alguien"),
            Index("ix_constancia_red", "red_id", "emitida_el", "id"),
        )

    @property
    def estado(self) -> EstadoConstancia:
        """Si vale hoy; una revocada lo está aunque antes se hubiera sustituido."""
        if self.revocada_en is not None:
            return EstadoConstancia.REVOCADA
        return EstadoConstancia.SUSTITUIDA if self.sustituida_en is not None else EstadoConstancia.VIGENTE

    @property
    def alcance(self) -> Alcance:
        """De la Red que la emitió."""
        return Alcance(frozenset({self.red_id}))


class EmisionDeConstancias(Modelo):
    """Emisión de muchas a la vez: quién la pidió, con qué firma y hasta dónde va."""

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"), index=True)
    edicion_id: Mapped[int] = mapped_column(ForeignKey("edicion.id"), index=True)
    quien_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"))
    pedida_en: Mapped[datetime]
    terminada_en: Mapped[datetime | None] = mapped_column(index=True)
    detenida_en: Mapped[datetime | None] = mapped_column(comment="Alguien la detuvo; lo emitido queda")

    red: Mapped[Red] = relationship()
    edicion: Mapped[Edicion] = relationship()
    quien: Mapped[Persona | None] = relationship()

    @property
    def alcance(self) -> Alcance:
        """De la Red que emite."""
        return Alcance(frozenset({self.red_id}))


class RenglonDeEmision(Modelo):
    """Una persona de una emisión y qué fue de la suya."""

    __table_args__ = (
        UniqueConstraint("emision_id", "persona_id"),
        Index("ix_renglon_de_emision_estado", "emision_id", "estado", "id"),
    )

    emision_id: Mapped[int] = mapped_column(ForeignKey("emision_de_constancias.id"))
    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), index=True)
    estado: Mapped[EstadoRenglon] = mapped_column(default=EstadoRenglon.PENDIENTE)
    dicho: Mapped[str] = mapped_column(default="", comment="Por qué no se pudo")
    constancia_id: Mapped[int | None] = mapped_column(ForeignKey("constancia.id"), index=True)

    emision: Mapped[EmisionDeConstancias] = relationship()
    persona: Mapped[Persona] = relationship()
    constancia: Mapped[Constancia | None] = relationship()


class ReporteDeElegibles(Modelo):
    """Cuántas personas merecían constancia y no la tenían, un día: la cuenta diaria de una Red."""

    __table_args__ = (UniqueConstraint("red_id", "dia"),)

    red_id: Mapped[int] = mapped_column(ForeignKey("red.id"))
    dia: Mapped[date]
    cuantas: Mapped[int]
    por_edicion: Mapped[dict[str, int]] = mapped_column(JSON, comment="Por número de edición")

    red: Mapped[Red] = relationship()
