"""Convocatorias, solicitudes de ingreso, entrega de correos e historia de las membresías."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Aplica el cambio."""
    op.create_table(
        "acto_de_bandeja",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quien_id", sa.Integer(), nullable=False),
        sa.Column("hecho_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "sentido",
            sa.Enum(
                "aprobar", "declinar", name="sentido", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("motivo", sa.Text(), nullable=True),
        sa.Column("saltados", sa.JSON(), nullable=False, comment="Los que no se decidieron y por qué"),
        sa.ForeignKeyConstraint(
            ["quien_id"], ["persona.id"], name=op.f("fk_acto_de_bandeja_quien_id_persona")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acto_de_bandeja")),
    )
    op.create_table(
        "cuota_de_correo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("persona_id", sa.Integer(), nullable=False),
        sa.Column("dia", sa.Date(), nullable=False),
        sa.Column("gastadas", sa.Integer(), nullable=False),
        sa.Column(
            "sin_aprobar",
            sa.Integer(),
            nullable=False,
            comment="Cuántas de ellas sin que nadie más las mirara",
        ),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["persona.id"], name=op.f("fk_cuota_de_correo_persona_id_persona")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cuota_de_correo")),
        sa.UniqueConstraint("persona_id", "dia", name=op.f("uq_cuota_de_correo_persona_id_dia")),
    )
    op.create_table(
        "preferencia_de_correo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("persona_id", sa.Integer(), nullable=False),
        sa.Column(
            "ritmo",
            sa.Enum(
                "al_momento",
                "una_vez_al_dia",
                "solo_lo_necesario",
                name="ritmo",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("calla_desde", sa.Integer(), nullable=True, comment="Hora desde la que no se le escribe"),
        sa.Column("calla_hasta", sa.Integer(), nullable=True, comment="Hora en que se le vuelve a escribir"),
        sa.CheckConstraint(
            "calla_desde >= 0 AND calla_desde <= 23 AND calla_hasta >= 0 AND calla_hasta <= 23",
            name=op.f("ck_preferencia_de_correo_horas"),
        ),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["persona.id"], name=op.f("fk_preferencia_de_correo_persona_id_persona")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preferencia_de_correo")),
        sa.UniqueConstraint("persona_id", name=op.f("uq_preferencia_de_correo_persona_id")),
    )
    op.create_table(
        "aviso_leido",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("aviso_id", sa.Integer(), nullable=False),
        sa.Column("responsable", sa.Text(), nullable=False),
        sa.Column("domicilio", sa.Text(), nullable=False),
        sa.Column("contacto", sa.Text(), nullable=False),
        sa.Column("huella", sa.Text(), nullable=False, comment="SHA-256 de los dos textos como se mostraron"),
        sa.ForeignKeyConstraint(
            ["aviso_id"], ["aviso_privacidad.id"], name=op.f("fk_aviso_leido_aviso_id_aviso_privacidad")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aviso_leido")),
        sa.UniqueConstraint("aviso_id", "huella", name=op.f("uq_aviso_leido_aviso_id_huella")),
    )
    op.create_table(
        "borrador_de_aviso",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("jurisdiccion", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("titulo", sa.Text(), nullable=False),
        sa.Column("simplificado", sa.Text(), nullable=False),
        sa.Column("integral", sa.Text(), nullable=False),
        sa.Column("finalidades", sa.Text(), nullable=False),
        sa.Column("quien_id", sa.Integer(), nullable=True),
        sa.Column("guardado_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("aviso_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["aviso_id"], ["aviso_privacidad.id"], name=op.f("fk_borrador_de_aviso_aviso_id_aviso_privacidad")
        ),
        sa.ForeignKeyConstraint(
            ["quien_id"], ["persona.id"], name=op.f("fk_borrador_de_aviso_quien_id_persona")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_borrador_de_aviso")),
    )
    op.create_table(
        "aviso_de_plazo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("red_id", sa.Integer(), nullable=False),
        sa.Column("clase", sa.Text(), nullable=False),
        sa.Column("asunto_id", sa.Integer(), nullable=False),
        sa.Column("recordado_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("escalado_en", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["red_id"], ["red.id"], name=op.f("fk_aviso_de_plazo_red_id_red")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aviso_de_plazo")),
        sa.UniqueConstraint("clase", "asunto_id", name=op.f("uq_aviso_de_plazo_clase_asunto_id")),
    )
    op.create_table(
        "bienvenida",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("red_id", sa.Integer(), nullable=False),
        sa.Column("persona_id", sa.Integer(), nullable=False),
        sa.Column("empezo_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saltados", sa.JSON(), nullable=False, comment="Los pasos que dejó para después"),
        sa.Column("terminada_en", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["persona.id"], name=op.f("fk_bienvenida_persona_id_persona")
        ),
        sa.ForeignKeyConstraint(["red_id"], ["red.id"], name=op.f("fk_bienvenida_red_id_red")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bienvenida")),
        sa.UniqueConstraint("persona_id", "red_id", name=op.f("uq_bienvenida_persona_id_red_id")),
    )
    op.create_table(
        "clase_de_reconocimiento",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("red_id", sa.Integer(), nullable=False),
        sa.Column("nombre", sa.Text(), nullable=False),
        sa.Column(
            "frase",
            sa.Text(),
            nullable=False,
            comment="Qué se reconoce, como se lee en el papel: «por haber…»",
        ),
        sa.Column(
            "regla",
            sa.Enum(
                "fundadora",
                "permanencia",
                "acompanamiento",
                "colaboracion",
                name="regla",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("medida", sa.Integer(), nullable=False, comment="Días o meses, según la regla"),
        sa.Column("retirada_el", sa.Date(), nullable=True),
        sa.CheckConstraint("medida > 0", name=op.f("ck_clase_de_reconocimiento_medida_positiva")),
        sa.ForeignKeyConstraint(["red_id"], ["red.id"], name=op.f("fk_clase_de_reconocimiento_red_id_red")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clase_de_reconocimiento")),
        sa.UniqueConstraint("red_id", "nombre", name=op.f("uq_clase_de_reconocimiento_red_id_nombre")),
    )
    op.create_table(
        "convocatoria",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("red_id", sa.Integer(), nullable=False),
        sa.Column("nombre", sa.Text(), nullable=False),
        sa.Column(
            "meta",
            sa.Integer(),
            nullable=False,
            comment="A cuántas integrantes con este perfil se quiere llegar",
        ),
        sa.Column(
            "niveles", sa.JSON(), nullable=False, comment="Niveles de puesto que se buscan; ninguno son todos"
        ),
        sa.Column(
            "trabajo",
            sa.Text(),
            nullable=True,
            comment="Palabras de los puestos o las áreas que se buscan, separadas con comas",
        ),
        sa.Column("mensaje", sa.Text(), nullable=True, comment="Lo que se dice en cada invitación"),
        sa.Column("desde", sa.Date(), nullable=False),
        sa.Column("hasta", sa.Date(), nullable=False),
        sa.Column("coordina_id", sa.Integer(), nullable=True),
        sa.Column(
            "dias", sa.Integer(), nullable=False, comment="Días para responder desde que sale el correo"
        ),
        sa.Column(
            "recordatorios", sa.JSON(), nullable=False, comment="Cuántos días antes de vencer se recuerda"
        ),
        sa.Column("creada_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("creada_por_id", sa.Integer(), nullable=True),
        sa.Column("cerrada_en", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("hasta >= desde", name=op.f("ck_convocatoria_periodo")),
        sa.CheckConstraint("meta > 0", name=op.f("ck_convocatoria_meta_positiva")),
        sa.ForeignKeyConstraint(
            ["coordina_id"], ["persona.id"], name=op.f("fk_convocatoria_coordina_id_persona")
        ),
        sa.ForeignKeyConstraint(
            ["creada_por_id"], ["persona.id"], name=op.f("fk_convocatoria_creada_por_id_persona")
        ),
        sa.ForeignKeyConstraint(["red_id"], ["red.id"], name=op.f("fk_convocatoria_red_id_red")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_convocatoria")),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("acto_id", sa.Integer(), nullable=False),
        sa.Column("red_id", sa.Integer(), nullable=False),
        sa.Column("clase", sa.Text(), nullable=False, comment="Qué clase de asunto: «solicitud», «puesto»…"),
        sa.Column("asunto_id", sa.Integer(), nullable=False, comment="Su llave entre los de su clase"),
        sa.Column("titulo", sa.Text(), nullable=False, comment="Cómo se llamaba el asunto"),
        sa.Column("por_suplencia_de_id", sa.Integer(), nullable=True, comment="En lugar de quién se decidió"),
        sa.Column("bloquea", sa.Boolean(), nullable=False, comment="Al declinar, no recibir otra igual"),
        sa.Column("version", sa.Integer(), nullable=False, comment="La del asunto que se decidió"),
        sa.Column(
            "surte_en", sa.DateTime(timezone=True), nullable=False, comment="Hasta entonces se puede deshacer"
        ),
        sa.Column("firme_en", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deshecha_en", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resultado", sa.Text(), nullable=True, comment="Qué pasó al surtir efecto"),
        sa.ForeignKeyConstraint(
            ["acto_id"], ["acto_de_bandeja.id"], name=op.f("fk_decision_acto_id_acto_de_bandeja")
        ),
        sa.ForeignKeyConstraint(
            ["por_suplencia_de_id"], ["persona.id"], name=op.f("fk_decision_por_suplencia_de_id_persona")
        ),
        sa.ForeignKeyConstraint(["red_id"], ["red.id"], name=op.f("fk_decision_red_id_red")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_table(
        "designacion_por_confirmar",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unidad_id", sa.Integer(), nullable=False),
        sa.Column(
            "funcion",
            sa.Enum(
                "titular",
                "suplente",
                "enlace",
                "integrante",
                name="funcion",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "area",
            sa.Enum(
                "planeacion",
                "presupuestacion",
                "evaluacion",
                "administracion",
                "juridica",
                "comunicacion",
                name="areaminima",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("nombre", sa.Text(), nullable=False),
        sa.Column("primer_apellido", sa.Text(), nullable=False),
        sa.Column("segundo_apellido", sa.Text(), nullable=True),
        sa.Column("correo", sa.Text(), nullable=False, comment="En minúsculas"),
        sa.Column("puesto", sa.Text(), nullable=False),
        sa.Column(
            "nivel",
            sa.Enum(
                "titular",
                "superior",
                "mando_medio",
                "operativo",
                name="nivelcargo",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("desde", sa.Date(), nullable=False),
        sa.Column(
            "desde_precision",
            sa.Enum(
                "dia",
                "mes",
                "anio",
                name="desde_precision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("oficio", sa.Text(), nullable=True),
        sa.Column("releva", sa.Boolean(), nullable=False),
        sa.Column("pedida_por_id", sa.Integer(), nullable=True),
        sa.Column("pedida_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decidida_en", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decidida_por_id", sa.Integer(), nullable=True),
        sa.Column("aceptada", sa.Boolean(), nullable=True),
        sa.Column("motivo", sa.Text(), nullable=True, comment="Por qué no se designó"),
        sa.CheckConstraint(
            "aceptada IS NULL OR aceptada OR motivo IS NOT NULL",
            name=op.f("ck_designacion_por_confirmar_no_con_motivo"),
        ),
        sa.ForeignKeyConstraint(
            ["decidida_por_id"],
            ["persona.id"],
            name=op.f("fk_designacion_por_confirmar_decidida_por_id_persona"),
        ),
        sa.ForeignKeyConstraint(
            ["pedida_por_id"], ["persona.id"], name=op.f("fk_designacion_por_confirmar_pedida_por_id_persona")
        ),
        sa.ForeignKeyConstraint(
            ["unidad_id"], ["unidad.id"], name=op.f("fk_designacion_por_confirmar_unidad_id_unidad")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_designacion_por_confirmar")),
    )
    op.create_table(
        "encargo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("red_id", sa.Integer(), nullable=False),
        sa.Column("nombre", sa.Text(), nullable=False),
        sa.Column("que_hace", sa.Text(), nullable=False),
        sa.Column(
            "acompana",
            sa.Boolean(),
            nullable=False,
            comment="Si es acompañar a otras, como una mentora: cuenta para reconocerlo",
        ),
        sa.Column(
            "retirado_el", sa.Date(), nullable=True, comment="Desde cuándo ya no se da; su historia queda"
        ),
        sa.ForeignKeyConstraint(["red_id"], ["red.id"], name=op.f("fk_encargo_red_id_red")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_encargo")),
        sa.UniqueConstraint("red_id", "nombre", name=op.f("uq_encargo_red_id_nombre")),
    )
    op.create_table(
        "guia_de_bienvenida",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("red_id", sa.Integer(), nullable=False),
        sa.Column("texto", sa.Text(), nullable=False),
        sa.Column("quien_id", sa.Integer(), nullable=True),
        sa.Column("guardada_en", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["quien_id"], ["persona.id"], name=op.f("fk_guia_de_bienvenida_quien_id_persona")
        ),
        sa.ForeignKeyConstraint(["red_id"], ["red.id"], name=op.f("fk_guia_de_bienvenida_red_id_red")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guia_de_bienvenida")),
        sa.UniqueConstraint("red_id", name=op.f("uq_guia_de_bienvenida_red_id")),
    )
    op.create_table(
        "lote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("que", sa.Text(), nullable=False, comment="Qué se manda, como lo lee quien aprueba"),
        sa.Column("red_id", sa.Integer(), nullable=True),
        sa.Column("por_id", sa.Integer(), nullable=True, comment="A cuenta de quién sale"),
        sa.Column("cuantos", sa.Integer(), nullable=False, comment="A cuántas personas"),
        sa.Column(
            "estado",
            sa.Enum(
                "por_aprobar",
                "en_camino",
                "detenido",
                name="estadolote",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("abierto_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resuelto_en", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resuelto_por_id", sa.Integer(), nullable=True, comment="Quien lo aprobó o lo detuvo"),
        sa.Column("motivo", sa.Text(), nullable=True, comment="Por qué se detuvo"),
        sa.CheckConstraint("cuantos >= 0", name=op.f("ck_lote_cuantos")),
        sa.ForeignKeyConstraint(["por_id"], ["persona.id"], name=op.f("fk_lote_por_id_persona")),
        sa.ForeignKeyConstraint(["red_id"], ["red.id"], name=op.f("fk_lote_red_id_red")),
        sa.ForeignKeyConstraint(
            ["resuelto_por_id"], ["persona.id"], name=op.f("fk_lote_resuelto_por_id_persona")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lote")),
    )
    op.create_table(
        "pausa",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("red_id", sa.Integer(), nullable=False),
        sa.Column("persona_id", sa.Integer(), nullable=False),
        sa.Column("motivo", sa.Text(), nullable=True),
        sa.Column("quien_id", sa.Integer(), nullable=True, comment="Quién la puso en pausa"),
        sa.Column(
            "regresa_el", sa.Date(), nullable=True, comment="El día de regreso que se dijo, si se dijo"
        ),
        sa.Column(
            "termino_por_id",
            sa.Integer(),
            nullable=True,
            comment="Quién la terminó; vacío si terminó por su fecha",
        ),
        sa.Column("desde", sa.Date(), nullable=False),
        sa.Column("hasta", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["persona_id"], ["persona.id"], name=op.f("fk_pausa_persona_id_persona")),
        sa.ForeignKeyConstraint(["quien_id"], ["persona.id"], name=op.f("fk_pausa_quien_id_persona")),
        sa.ForeignKeyConstraint(["red_id"], ["red.id"], name=op.f("fk_pausa_red_id_red")),
        sa.ForeignKeyConstraint(
            ["termino_por_id"], ["persona.id"], name=op.f("fk_pausa_termino_por_id_persona")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pausa")),
    )
    op.create_table(
        "suplencia",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("red_id", sa.Integer(), nullable=False),
        sa.Column("persona_id", sa.Integer(), nullable=False, comment="La que se ausenta"),
        sa.Column("suplente_id", sa.Integer(), nullable=False),
        sa.Column("creada_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "terminada_en", sa.DateTime(timezone=True), nullable=True, comment="Si se terminó antes de tiempo"
        ),
        sa.Column("desde", sa.Date(), nullable=False),
        sa.Column("hasta", sa.Date(), nullable=True),
        sa.CheckConstraint("hasta IS NULL OR hasta >= desde", name=op.f("ck_suplencia_vigencia")),
        sa.ForeignKeyConstraint(["persona_id"], ["persona.id"], name=op.f("fk_suplencia_persona_id_persona")),
        sa.ForeignKeyConstraint(["red_id"], ["red.id"], name=op.f("fk_suplencia_red_id_red")),
        sa.ForeignKeyConstraint(
            ["suplente_id"], ["persona.id"], name=op.f("fk_suplencia_suplente_id_persona")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suplencia")),
    )
    op.create_table(
        "texto_de_correo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("red_id", sa.Integer(), nullable=False),
        sa.Column("plantilla", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("titulo", sa.Text(), nullable=False, comment="El asunto con que llega"),
        sa.Column("cuerpo", sa.Text(), nullable=False),
        sa.Column("escrito_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("escrito_por_id", sa.Integer(), nullable=False),
        sa.Column("retirado_en", sa.DateTime(timezone=True), nullable=True, comment="Cuándo dejó de usarse"),
        sa.ForeignKeyConstraint(
            ["escrito_por_id"], ["persona.id"], name=op.f("fk_texto_de_correo_escrito_por_id_persona")
        ),
        sa.ForeignKeyConstraint(["red_id"], ["red.id"], name=op.f("fk_texto_de_correo_red_id_red")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_texto_de_correo")),
        sa.UniqueConstraint(
            "red_id", "plantilla", "version", name=op.f("uq_texto_de_correo_red_id_plantilla_version")
        ),
    )
    op.create_table(
        "acto_del_libro",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("red_id", sa.Integer(), nullable=False),
        sa.Column("quien_id", sa.Integer(), nullable=True),
        sa.Column(
            "acto",
            sa.Enum(
                "reenviar",
                "recordar",
                "revocar",
                "mover",
                name="acto",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("convocatoria_id", sa.Integer(), nullable=True, comment="A cuál se cambiaron"),
        sa.Column("hecho_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cuantas", sa.Integer(), nullable=False, comment="Invitaciones elegidas"),
        sa.Column("resultados", sa.JSON(), nullable=False, comment="«filas»: qué pasó con cada una"),
        sa.ForeignKeyConstraint(
            ["convocatoria_id"],
            ["convocatoria.id"],
            name=op.f("fk_acto_del_libro_convocatoria_id_convocatoria"),
        ),
        sa.ForeignKeyConstraint(
            ["quien_id"], ["persona.id"], name=op.f("fk_acto_del_libro_quien_id_persona")
        ),
        sa.ForeignKeyConstraint(["red_id"], ["red.id"], name=op.f("fk_acto_del_libro_red_id_red")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acto_del_libro")),
    )
    op.create_table(
        "encargo_dado",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("encargo_id", sa.Integer(), nullable=False),
        sa.Column("red_id", sa.Integer(), nullable=False, comment="La de su encargo"),
        sa.Column("persona_id", sa.Integer(), nullable=False),
        sa.Column("detalle", sa.Text(), nullable=True, comment="De qué dependencia, mesa o comisión"),
        sa.Column("dado_por_id", sa.Integer(), nullable=True),
        sa.Column("termino_por_id", sa.Integer(), nullable=True),
        sa.Column("motivo", sa.Text(), nullable=True, comment="Por qué terminó"),
        sa.Column("desde", sa.Date(), nullable=False),
        sa.Column("hasta", sa.Date(), nullable=True),
        sa.CheckConstraint("hasta IS NULL OR hasta >= desde", name=op.f("ck_encargo_dado_vigencia")),
        sa.ForeignKeyConstraint(
            ["dado_por_id"], ["persona.id"], name=op.f("fk_encargo_dado_dado_por_id_persona")
        ),
        sa.ForeignKeyConstraint(
            ["encargo_id"], ["encargo.id"], name=op.f("fk_encargo_dado_encargo_id_encargo")
        ),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["persona.id"], name=op.f("fk_encargo_dado_persona_id_persona")
        ),
        sa.ForeignKeyConstraint(["red_id"], ["red.id"], name=op.f("fk_encargo_dado_red_id_red")),
        sa.ForeignKeyConstraint(
            ["termino_por_id"], ["persona.id"], name=op.f("fk_encargo_dado_termino_por_id_persona")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_encargo_dado")),
    )
    op.create_table(
        "envio_de_invitaciones",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("red_id", sa.Integer(), nullable=False),
        sa.Column("convocatoria_id", sa.Integer(), nullable=True),
        sa.Column("quien_id", sa.Integer(), nullable=True),
        sa.Column("pedido_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("hechas", sa.Integer(), nullable=False),
        sa.Column(
            "ultima_id",
            sa.Integer(),
            nullable=False,
            comment="Hasta qué invitación va: al seguir, empieza en la otra",
        ),
        sa.Column("terminado_en", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lote_id", sa.Integer(), nullable=True, comment="Con qué lote de correos salen"),
        sa.ForeignKeyConstraint(
            ["convocatoria_id"],
            ["convocatoria.id"],
            name=op.f("fk_envio_de_invitaciones_convocatoria_id_convocatoria"),
        ),
        sa.ForeignKeyConstraint(["lote_id"], ["lote.id"], name=op.f("fk_envio_de_invitaciones_lote_id_lote")),
        sa.ForeignKeyConstraint(
            ["quien_id"], ["persona.id"], name=op.f("fk_envio_de_invitaciones_quien_id_persona")
        ),
        sa.ForeignKeyConstraint(["red_id"], ["red.id"], name=op.f("fk_envio_de_invitaciones_red_id_red")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_envio_de_invitaciones")),
    )
    op.create_table(
        "institucion_convocada",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("convocatoria_id", sa.Integer(), nullable=False),
        sa.Column("institucion_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["convocatoria_id"],
            ["convocatoria.id"],
            name=op.f("fk_institucion_convocada_convocatoria_id_convocatoria"),
        ),
        sa.ForeignKeyConstraint(
            ["institucion_id"],
            ["institucion.id"],
            name=op.f("fk_institucion_convocada_institucion_id_institucion"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institucion_convocada")),
        sa.UniqueConstraint(
            "convocatoria_id",
            "institucion_id",
            name=op.f("uq_institucion_convocada_convocatoria_id_institucion_id"),
        ),
    )
    op.create_table(
        "direccion_caida",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("correo", sa.Text(), nullable=False),
        sa.Column("desde", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "motivo",
            sa.Enum(
                "no_existe",
                "dominio",
                "lleno",
                "bloqueado",
                "desactivada",
                "no_responde",
                "otro",
                name="motivoderebote",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "bloqueada",
            sa.Boolean(),
            nullable=False,
            comment="Si ya no se le escribe; mientras no, se sigue intentando",
        ),
        sa.Column("veces", sa.Integer(), nullable=False, comment="Cuántos correos no le llegaron"),
        sa.Column("aviso_id", sa.Integer(), nullable=True, comment="El primero que no llegó"),
        sa.Column("cerrada_en", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cerrada_por_id", sa.Integer(), nullable=True),
        sa.Column(
            "cierre",
            sa.Enum(
                "ya_funciona",
                "corregida",
                "llego",
                name="cierre",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(["aviso_id"], ["aviso.id"], name=op.f("fk_direccion_caida_aviso_id_aviso")),
        sa.ForeignKeyConstraint(
            ["cerrada_por_id"], ["persona.id"], name=op.f("fk_direccion_caida_cerrada_por_id_persona")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_direccion_caida")),
    )
    op.create_table(
        "rebote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("aviso_id", sa.Integer(), nullable=False),
        sa.Column(
            "huella", sa.Text(), nullable=False, comment="Resumen de la noticia: repetirla no cambia nada"
        ),
        sa.Column(
            "clase",
            sa.Enum(
                "duro", "suave", name="clasederebote", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
            comment="Nada si la noticia es que sí llegó",
        ),
        sa.Column(
            "motivo",
            sa.Enum(
                "no_existe",
                "dominio",
                "lleno",
                "bloqueado",
                "desactivada",
                "no_responde",
                "otro",
                name="motivoderebote",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("codigo", sa.Text(), nullable=True, comment="El código que dio el servidor: 5.1.1"),
        sa.Column("dicho", sa.Text(), nullable=True, comment="Lo que dijo el servidor"),
        sa.Column("recibido_en", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["aviso_id"], ["aviso.id"], name=op.f("fk_rebote_aviso_id_aviso")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rebote")),
        sa.UniqueConstraint("huella", name=op.f("uq_rebote_huella")),
    )
    op.create_table(
        "reconocimiento",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clase_id", sa.Integer(), nullable=False),
        sa.Column("red_id", sa.Integer(), nullable=False, comment="La de su clase"),
        sa.Column("persona_id", sa.Integer(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum(
                "otorgado",
                "descartado",
                name="decision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "cumplido_el", sa.Date(), nullable=False, comment="El día en que se cumplió lo que se reconoce"
        ),
        sa.Column("motivo", sa.Text(), nullable=True, comment="Por qué se descartó"),
        sa.Column("decidido_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decidido_por_id", sa.Integer(), nullable=True),
        sa.Column(
            "visible_desde",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Desde cuándo ella quiere que la Red lo vea; sin fecha, sólo lo ve ella",
        ),
        sa.Column("documento_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "visible_desde IS NULL OR decision = 'otorgado'",
            name=op.f("ck_reconocimiento_visible_si_se_otorgo"),
        ),
        sa.ForeignKeyConstraint(
            ["clase_id"],
            ["clase_de_reconocimiento.id"],
            name=op.f("fk_reconocimiento_clase_id_clase_de_reconocimiento"),
        ),
        sa.ForeignKeyConstraint(
            ["decidido_por_id"], ["persona.id"], name=op.f("fk_reconocimiento_decidido_por_id_persona")
        ),
        sa.ForeignKeyConstraint(
            ["documento_id"], ["documento.id"], name=op.f("fk_reconocimiento_documento_id_documento")
        ),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["persona.id"], name=op.f("fk_reconocimiento_persona_id_persona")
        ),
        sa.ForeignKeyConstraint(["red_id"], ["red.id"], name=op.f("fk_reconocimiento_red_id_red")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reconocimiento")),
        sa.UniqueConstraint("clase_id", "persona_id", name=op.f("uq_reconocimiento_clase_id_persona_id")),
        sa.UniqueConstraint("documento_id", name=op.f("uq_reconocimiento_documento_id")),
    )
    op.create_table(
        "solicitud",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("red_id", sa.Integer(), nullable=False),
        sa.Column("correo", sa.Text(), nullable=False, comment="En minúsculas"),
        sa.Column("nombre", sa.Text(), nullable=False),
        sa.Column("institucion_id", sa.Integer(), nullable=True),
        sa.Column(
            "otra_institucion", sa.Text(), nullable=True, comment="Si la suya no está en la lista de la Red"
        ),
        sa.Column("puesto", sa.Text(), nullable=False),
        sa.Column(
            "nivel",
            sa.Enum(
                "titular",
                "superior",
                "mando_medio",
                "operativo",
                name="nivelcargo",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("motivo", sa.Text(), nullable=False, comment="Por qué quiere sumarse"),
        sa.Column("aviso_id", sa.Integer(), nullable=False, comment="El texto de privacidad que leyó"),
        sa.Column("leido_id", sa.Integer(), nullable=True, comment="El mismo texto, tal como se le mostró"),
        sa.Column(
            "pedida_en",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="También cuándo aceptó el aviso de privacidad",
        ),
        sa.Column(
            "vence_en",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="Hasta cuándo se puede confirmar el correo",
        ),
        sa.Column("confirmada_en", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "version",
            sa.Integer(),
            nullable=False,
            comment="Cambia al corregirla: un respaldo es de una versión",
        ),
        sa.Column("titular_correo", sa.Text(), nullable=True, comment="A quién se le pide respaldo"),
        sa.Column(
            "titular_consta",
            sa.Boolean(),
            nullable=False,
            comment="Si esa dirección es la de la titular designada, y no la que alguien escribió",
        ),
        sa.Column("respaldo_pedido_en", sa.DateTime(timezone=True), nullable=True),
        sa.Column("respaldo_vence_en", sa.DateTime(timezone=True), nullable=True),
        sa.Column("respaldada_en", sa.DateTime(timezone=True), nullable=True),
        sa.Column("no_respaldada_en", sa.DateTime(timezone=True), nullable=True),
        sa.Column("motivo_sin_respaldo", sa.Text(), nullable=True),
        sa.Column("aprobada_en", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declinada_en", sa.DateTime(timezone=True), nullable=True),
        sa.Column("motivo_al_declinar", sa.Text(), nullable=True),
        sa.Column(
            "bloquea",
            sa.Boolean(),
            nullable=False,
            comment="Si al declinarla se pidió no recibir otra de este correo",
        ),
        sa.Column("retirada_en", sa.DateTime(timezone=True), nullable=True),
        sa.Column("invitacion_id", sa.Integer(), nullable=True, comment="Con la que abrirá su cuenta"),
        sa.Column("persona_id", sa.Integer(), nullable=True, comment="Quien entró, si ya tenía cuenta"),
        sa.ForeignKeyConstraint(
            ["aviso_id"], ["aviso_privacidad.id"], name=op.f("fk_solicitud_aviso_id_aviso_privacidad")
        ),
        sa.ForeignKeyConstraint(
            ["institucion_id"], ["institucion.id"], name=op.f("fk_solicitud_institucion_id_institucion")
        ),
        sa.ForeignKeyConstraint(
            ["invitacion_id"], ["invitacion.id"], name=op.f("fk_solicitud_invitacion_id_invitacion")
        ),
        sa.ForeignKeyConstraint(
            ["leido_id"], ["aviso_leido.id"], name=op.f("fk_solicitud_leido_id_aviso_leido")
        ),
        sa.ForeignKeyConstraint(["persona_id"], ["persona.id"], name=op.f("fk_solicitud_persona_id_persona")),
        sa.ForeignKeyConstraint(["red_id"], ["red.id"], name=op.f("fk_solicitud_red_id_red")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_solicitud")),
    )
    op.create_table(
        "llave_solicitud",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("solicitud_id", sa.Integer(), nullable=False),
        sa.Column(
            "clase",
            sa.Enum(
                "seguir",
                "respaldar",
                name="clasedellave",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="La de la solicitud que el enlace muestra"
        ),
        sa.Column("para", sa.Text(), nullable=False, comment="A quién se le mandó"),
        sa.Column("huella", sa.Text(), nullable=False),
        sa.Column("creada_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vence_en", sa.DateTime(timezone=True), nullable=False),
        sa.Column("usada_en", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["solicitud_id"], ["solicitud.id"], name=op.f("fk_llave_solicitud_solicitud_id_solicitud")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_llave_solicitud")),
        sa.UniqueConstraint("huella", name=op.f("uq_llave_solicitud_huella")),
    )
    with op.batch_alter_table("persona", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "privacidad_decidida_en",
                sa.DateTime(timezone=True),
                nullable=True,
                comment="La última vez que decidió para qué se usan sus datos y quién los ve",
            )
        )

    with op.batch_alter_table("acto_de_bandeja", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_acto_de_bandeja_quien_id"), ["quien_id"], unique=False)

    with op.batch_alter_table("aviso_privacidad", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "finalidades",
                sa.Text(),
                server_default="participar directorio mapa",
                nullable=False,
                comment="Para qué pide consentir, cada cosa por separado",
            )
        )
        batch_op.add_column(
            sa.Column(
                "propio",
                sa.Boolean(),
                server_default=sa.false(),
                nullable=False,
                comment="Si lo escribió la administración en la plataforma",
            )
        )
        batch_op.add_column(sa.Column("publicado_por_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_aviso_privacidad_publicado_por_id_persona"),
            "persona",
            ["publicado_por_id"],
            ["id"],
        )

    with op.batch_alter_table("borrador_de_aviso", schema=None) as batch_op:
        batch_op.create_index(
            "uq_borrador_abierto",
            ["jurisdiccion"],
            unique=True,
            sqlite_where=sa.text("aviso_id IS NULL"),
            postgresql_where=sa.text("aviso_id IS NULL"),
        )

    with op.batch_alter_table("red", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "publica",
                sa.Boolean(),
                server_default=sa.false(),
                nullable=False,
                comment="Si tiene página que se lee sin cuenta",
            )
        )
        batch_op.add_column(
            sa.Column(
                "admite_solicitudes",
                sa.Boolean(),
                server_default=sa.false(),
                nullable=False,
                comment="Si en su página se puede pedir entrar",
            )
        )
        batch_op.add_column(
            sa.Column(
                "pide_respaldo",
                sa.Boolean(),
                server_default=sa.false(),
                nullable=False,
                comment="Si a quien pide entrar ha de respaldarle su titular",
            )
        )
        batch_op.add_column(
            sa.Column(
                "dias_para_decidir",
                sa.Integer(),
                server_default="5",
                nullable=False,
                comment="Días hábiles para decidir lo que espera en la bandeja",
            )
        )
        batch_op.add_column(
            sa.Column(
                "responde_nombre",
                sa.Text(),
                nullable=True,
                comment="Quién responde por los datos personales, si no es quien convoca",
            )
        )
        batch_op.add_column(sa.Column("responde_domicilio", sa.Text(), nullable=True))
        batch_op.add_column(
            sa.Column("responde_contacto", sa.Text(), nullable=True, comment="Correo, teléfono u oficina")
        )
        batch_op.create_check_constraint(batch_op.f("ck_red_dias_positivos"), "dias_para_decidir > 0")

    with op.batch_alter_table("acto_multiple", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_acto_multiple_acto"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_acto_multiple_acto"), "acto IN ('invitar', 'confirmar', 'pausar', 'relevar')"
        )

    with op.batch_alter_table("aviso_de_plazo", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_aviso_de_plazo_red_id"), ["red_id"], unique=False)

    with op.batch_alter_table("consentimiento", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_consentimiento_finalidad"), type_="check")
        batch_op.add_column(
            sa.Column(
                "leido_id",
                sa.Integer(),
                nullable=True,
                comment="El texto exacto que tenía delante, si consta",
            )
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_consentimiento_leido_id_aviso_leido"), "aviso_leido", ["leido_id"], ["id"]
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_consentimiento_finalidad"),
            "finalidad IN ('participar', 'directorio', 'mapa', 'analisis', 'correos')",
        )

    with op.batch_alter_table("convocatoria", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_convocatoria_coordina_id"), ["coordina_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_convocatoria_creada_por_id"), ["creada_por_id"], unique=False)
        batch_op.create_index("ix_convocatoria_red", ["red_id", "hasta"], unique=False)

    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_acto_id"), ["acto_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_decision_por_suplencia_de_id"), ["por_suplencia_de_id"], unique=False
        )
        batch_op.create_index("ix_decision_por_surtir", ["firme_en", "deshecha_en", "surte_en"], unique=False)
        batch_op.create_index(batch_op.f("ix_decision_red_id"), ["red_id"], unique=False)
        batch_op.create_index(
            "uq_decision_por_surtir",
            ["clase", "asunto_id"],
            unique=True,
            sqlite_where=sa.text("firme_en IS NULL AND deshecha_en IS NULL"),
            postgresql_where=sa.text("firme_en IS NULL AND deshecha_en IS NULL"),
        )

    with op.batch_alter_table("designacion_por_confirmar", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_designacion_por_confirmar_decidida_por_id"), ["decidida_por_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_designacion_por_confirmar_pedida_por_id"), ["pedida_por_id"], unique=False
        )
        batch_op.create_index(
            "ix_designacion_por_confirmar_unidad", ["unidad_id", "decidida_en"], unique=False
        )

    with op.batch_alter_table("lote", schema=None) as batch_op:
        batch_op.create_index("ix_lote_por", ["por_id", "abierto_en"], unique=False)
        batch_op.create_index("ix_lote_red", ["red_id", "estado"], unique=False)
        batch_op.create_index(batch_op.f("ix_lote_resuelto_por_id"), ["resuelto_por_id"], unique=False)

    with op.batch_alter_table("mapeo_recordado", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_mapeo_recordado_que"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_mapeo_recordado_que"),
            "que IN ('personas', 'instituciones', 'designaciones', 'vinculos', 'invitaciones')",
        )

    with op.batch_alter_table("membresia", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "como_entro",
                sa.Text(),
                nullable=True,
                comment="Por qué camino: invitación, solicitud, lista…",
            )
        )
        batch_op.add_column(
            sa.Column(
                "entro_por_id",
                sa.Integer(),
                nullable=True,
                comment="Quién la invitó o la sumó, si fue otra persona",
            )
        )
        batch_op.add_column(
            sa.Column(
                "salio_por_id",
                sa.Integer(),
                nullable=True,
                comment="Quién terminó la membresía; ella misma si fue ella",
            )
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_membresia_salio_por_id_persona"), "persona", ["salio_por_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_membresia_entro_por_id_persona"), "persona", ["entro_por_id"], ["id"]
        )

    with op.batch_alter_table("modelo_de_documento", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_modelo_de_documento_papel"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_modelo_de_documento_papel"),
            "papel IN ('oficio_solicitud', 'oficio_designacion', 'carta_aceptacion', 'orden_del_dia', 'lista_asistencia', 'acta_instalacion', 'nombramiento', 'plan_de_trabajo', 'acta_entrega', 'reconocimiento')",
        )

    with op.batch_alter_table("pausa", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pausa_persona_id"), ["persona_id"], unique=False)
        batch_op.create_index("ix_pausa_red", ["red_id", "desde", "hasta", "persona_id"], unique=False)

    with op.batch_alter_table("suplencia", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_suplencia_persona_id"), ["persona_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_suplencia_red_id"), ["red_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_suplencia_suplente_id"), ["suplente_id"], unique=False)

    with op.batch_alter_table("texto_de_correo", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_texto_de_correo_escrito_por_id"), ["escrito_por_id"], unique=False
        )
        batch_op.create_index(
            "uq_texto_de_correo_vigente",
            ["red_id", "plantilla"],
            unique=True,
            sqlite_where=sa.text("retirado_en IS NULL"),
            postgresql_where=sa.text("retirado_en IS NULL"),
        )

    with op.batch_alter_table("acto_del_libro", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_acto_del_libro_convocatoria_id"), ["convocatoria_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_acto_del_libro_quien_id"), ["quien_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_acto_del_libro_red_id"), ["red_id"], unique=False)

    with op.batch_alter_table("aviso", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_aviso_estadoaviso"), type_="check")
        batch_op.add_column(
            sa.Column("red_id", sa.Integer(), nullable=True, comment="En nombre de qué Red se escribe")
        )
        batch_op.add_column(sa.Column("lote_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("resumen_id", sa.Integer(), nullable=True, comment="En qué resumen va"))
        batch_op.add_column(
            sa.Column(
                "sabido_en",
                sa.DateTime(timezone=True),
                nullable=True,
                comment="Cuándo se supo que llegó o que lo devolvieron",
            )
        )
        batch_op.create_index("ix_aviso_lote", ["lote_id", "estado"], unique=False)
        batch_op.create_index("ix_aviso_para", ["para", "estado"], unique=False)
        batch_op.create_index("ix_aviso_red", ["red_id", "estado"], unique=False)
        batch_op.create_index(batch_op.f("ix_aviso_resumen_id"), ["resumen_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_aviso_resumen_id_aviso"), "aviso", ["resumen_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_aviso_lote_id_lote"), "lote", ["lote_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_aviso_red_id_red"), "red", ["red_id"], ["id"])
        batch_op.create_check_constraint(
            batch_op.f("ck_aviso_estadoaviso"),
            "estado IN ('pendiente', 'retenido', 'enviado', 'entregado', 'rebotado', 'fallido', 'descartado')",
        )

    with op.batch_alter_table("documento", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_documento_papel"), type_="check")
        batch_op.create_unique_constraint(batch_op.f("uq_documento_folio"), ["folio"])
        batch_op.create_check_constraint(
            batch_op.f("ck_documento_papel"),
            "papel IN ('oficio_solicitud', 'oficio_designacion', 'carta_aceptacion', 'orden_del_dia', 'lista_asistencia', 'acta_instalacion', 'nombramiento', 'plan_de_trabajo', 'acta_entrega', 'reconocimiento')",
        )

    with op.batch_alter_table("encargo_dado", schema=None) as batch_op:
        batch_op.create_index("ix_encargo_dado_encargo", ["encargo_id", "hasta"], unique=False)
        batch_op.create_index(
            "ix_encargo_dado_persona", ["persona_id", "red_id", "desde", "hasta"], unique=False
        )

    with op.batch_alter_table("envio_de_invitaciones", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_envio_de_invitaciones_convocatoria_id"), ["convocatoria_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_envio_de_invitaciones_lote_id"), ["lote_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_envio_de_invitaciones_quien_id"), ["quien_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_envio_de_invitaciones_red_id"), ["red_id"], unique=False)

    with op.batch_alter_table("institucion_convocada", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_institucion_convocada_institucion_id"), ["institucion_id"], unique=False
        )

    with op.batch_alter_table("plan_de_importacion", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_plan_de_importacion_que"), type_="check")
        batch_op.add_column(
            sa.Column(
                "convocatoria_id",
                sa.Integer(),
                nullable=True,
                comment="Para qué convocatoria son las invitaciones",
            )
        )
        batch_op.add_column(
            sa.Column(
                "olvidado_en",
                sa.DateTime(timezone=True),
                nullable=True,
                comment="Cuándo se borraron sus renglones, que traen datos personales; queda el resumen",
            )
        )
        batch_op.create_index(
            batch_op.f("ix_plan_de_importacion_convocatoria_id"), ["convocatoria_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_plan_de_importacion_convocatoria_id_convocatoria"),
            "convocatoria",
            ["convocatoria_id"],
            ["id"],
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_plan_de_importacion_que"),
            "que IN ('personas', 'instituciones', 'designaciones', 'vinculos', 'invitaciones')",
        )

    with op.batch_alter_table("direccion_caida", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_direccion_caida_aviso_id"), ["aviso_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_direccion_caida_cerrada_por_id"), ["cerrada_por_id"], unique=False
        )
        batch_op.create_index(
            "uq_direccion_caida",
            ["correo"],
            unique=True,
            sqlite_where=sa.text("cerrada_en IS NULL"),
            postgresql_where=sa.text("cerrada_en IS NULL"),
        )

    with op.batch_alter_table("invitacion", schema=None) as batch_op:
        batch_op.add_column(sa.Column("convocatoria_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "borrador",
                sa.Boolean(),
                server_default=sa.false(),
                nullable=False,
                comment="Todavía no se pone a salir",
            )
        )
        batch_op.add_column(
            sa.Column(
                "puesto_id", sa.Integer(), nullable=True, comment="La plaza para la que se piensa en ella"
            )
        )
        batch_op.add_column(sa.Column("envio_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "enviada_en",
                sa.DateTime(timezone=True),
                nullable=True,
                comment="Cuándo salió el primer correo",
            )
        )
        batch_op.add_column(
            sa.Column(
                "entregada_en",
                sa.DateTime(timezone=True),
                nullable=True,
                comment="Cuándo se supo que el correo llegó",
            )
        )
        batch_op.add_column(
            sa.Column(
                "rebotada_en",
                sa.DateTime(timezone=True),
                nullable=True,
                comment="Cuándo se supo que el correo no llegó",
            )
        )
        batch_op.add_column(sa.Column("rebote", sa.Text(), nullable=True, comment="Por qué no llegó"))
        batch_op.add_column(
            sa.Column(
                "recordar_en", sa.DateTime(timezone=True), nullable=True, comment="Cuándo toca recordarle"
            )
        )
        batch_op.add_column(
            sa.Column(
                "dice_institucion",
                sa.Text(),
                nullable=True,
                comment="Dónde dijo que trabaja quien aceptó, si no estaba en la lista",
            )
        )
        batch_op.add_column(
            sa.Column("dice_puesto", sa.Text(), nullable=True, comment="El puesto que dijo tener ahí")
        )
        batch_op.add_column(
            sa.Column(
                "dice_nivel",
                sa.Enum(
                    "titular",
                    "superior",
                    "mando_medio",
                    "operativo",
                    name="dice_nivel",
                    native_enum=False,
                    length=40,
                ),
                nullable=True,
            )
        )
        batch_op.drop_index(
            batch_op.f("uq_invitacion_sin_respuesta"),
            sqlite_where=sa.text("aceptada_en IS NULL AND rechazada_en IS NULL AND revocada_en IS NULL"),
            postgresql_where=sa.text("aceptada_en IS NULL AND rechazada_en IS NULL AND revocada_en IS NULL"),
        )
        batch_op.create_index(
            "ix_invitacion_convocatoria", ["convocatoria_id", "institucion_id", "nivel"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_invitacion_envio_id"), ["envio_id"], unique=False)
        batch_op.create_index(
            "ix_invitacion_por_recordar",
            ["recordar_en"],
            unique=False,
            sqlite_where=sa.text(
                "recordar_en IS NOT NULL AND aceptada_en IS NULL AND rechazada_en IS NULL AND revocada_en IS NULL"
            ),
            postgresql_where=sa.text(
                "recordar_en IS NOT NULL AND aceptada_en IS NULL AND rechazada_en IS NULL AND revocada_en IS NULL"
            ),
        )
        batch_op.create_index(batch_op.f("ix_invitacion_puesto_id"), ["puesto_id"], unique=False)
        batch_op.create_index(
            "uq_invitacion_por_responder",
            ["red_id", "correo"],
            unique=True,
            sqlite_where=sa.text(
                "aceptada_en IS NULL AND rechazada_en IS NULL AND revocada_en IS NULL AND correo <> ''"
            ),
            postgresql_where=sa.text(
                "aceptada_en IS NULL AND rechazada_en IS NULL AND revocada_en IS NULL AND correo <> ''"
            ),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_invitacion_puesto_id_puesto"), "puesto", ["puesto_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_invitacion_envio_id_envio_de_invitaciones"),
            "envio_de_invitaciones",
            ["envio_id"],
            ["id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_invitacion_convocatoria_id_convocatoria"),
            "convocatoria",
            ["convocatoria_id"],
            ["id"],
        )
        batch_op.create_check_constraint(batch_op.f("ck_invitacion_con_correo"), "borrador OR correo <> ''")
        batch_op.create_check_constraint(
            batch_op.f("ck_invitacion_dice_nivel"),
            "dice_nivel IN ('titular', 'superior', 'mando_medio', 'operativo')",
        )

    with op.batch_alter_table("rebote", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rebote_aviso_id"), ["aviso_id"], unique=False)

    with op.batch_alter_table("reconocimiento", schema=None) as batch_op:
        batch_op.create_index("ix_reconocimiento_persona", ["persona_id", "red_id"], unique=False)

    with op.batch_alter_table("llave_invitacion", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "atadura",
                sa.Text(),
                nullable=True,
                comment="Resumen del correo, la Red y lo que otorga: si algo de eso cambia, el enlace ya no abre",
            )
        )

    with op.batch_alter_table("solicitud", schema=None) as batch_op:
        batch_op.create_index("ix_solicitud_correo", ["correo", "red_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_solicitud_institucion_id"), ["institucion_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_solicitud_invitacion_id"), ["invitacion_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_solicitud_persona_id"), ["persona_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_solicitud_red_id"), ["red_id"], unique=False)
        batch_op.create_index(
            "uq_solicitud_en_curso",
            ["red_id", "correo"],
            unique=True,
            sqlite_where=sa.text(
                "confirmada_en IS NOT NULL AND aprobada_en IS NULL AND declinada_en IS NULL AND retirada_en IS NULL"
            ),
            postgresql_where=sa.text(
                "confirmada_en IS NOT NULL AND aprobada_en IS NULL AND declinada_en IS NULL AND retirada_en IS NULL"
            ),
        )

    with op.batch_alter_table("llave_solicitud", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_llave_solicitud_solicitud_id"), ["solicitud_id"], unique=False)

    # Hasta hoy toda invitación salía al crearse: sin esto se verían como si esperaran en la cola.
    op.execute("UPDATE invitacion SET enviada_en = creada_en")


def downgrade() -> None:
    """Deshace el cambio."""
    with op.batch_alter_table("llave_invitacion", schema=None) as batch_op:
        batch_op.drop_column("atadura")

    with op.batch_alter_table("invitacion", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_invitacion_dice_nivel"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_invitacion_con_correo"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_invitacion_convocatoria_id_convocatoria"), type_="foreignkey")
        batch_op.drop_constraint(
            batch_op.f("fk_invitacion_envio_id_envio_de_invitaciones"), type_="foreignkey"
        )
        batch_op.drop_constraint(batch_op.f("fk_invitacion_puesto_id_puesto"), type_="foreignkey")
        batch_op.drop_index(
            "uq_invitacion_por_responder",
            sqlite_where=sa.text(
                "aceptada_en IS NULL AND rechazada_en IS NULL AND revocada_en IS NULL AND correo <> ''"
            ),
            postgresql_where=sa.text(
                "aceptada_en IS NULL AND rechazada_en IS NULL AND revocada_en IS NULL AND correo <> ''"
            ),
        )
        batch_op.drop_index(batch_op.f("ix_invitacion_puesto_id"))
        batch_op.drop_index(
            "ix_invitacion_por_recordar",
            sqlite_where=sa.text(
                "recordar_en IS NOT NULL AND aceptada_en IS NULL AND rechazada_en IS NULL AND revocada_en IS NULL"
            ),
            postgresql_where=sa.text(
                "recordar_en IS NOT NULL AND aceptada_en IS NULL AND rechazada_en IS NULL AND revocada_en IS NULL"
            ),
        )
        batch_op.drop_index(batch_op.f("ix_invitacion_envio_id"))
        batch_op.drop_index("ix_invitacion_convocatoria")
        batch_op.create_index(
            batch_op.f("uq_invitacion_sin_respuesta"),
            ["red_id", "correo"],
            unique=1,
            sqlite_where=sa.text("aceptada_en IS NULL AND rechazada_en IS NULL AND revocada_en IS NULL"),
            postgresql_where=sa.text("aceptada_en IS NULL AND rechazada_en IS NULL AND revocada_en IS NULL"),
        )
        batch_op.drop_column("dice_nivel")
        batch_op.drop_column("dice_puesto")
        batch_op.drop_column("dice_institucion")
        batch_op.drop_column("recordar_en")
        batch_op.drop_column("rebote")
        batch_op.drop_column("rebotada_en")
        batch_op.drop_column("entregada_en")
        batch_op.drop_column("enviada_en")
        batch_op.drop_column("envio_id")
        batch_op.drop_column("puesto_id")
        batch_op.drop_column("borrador")
        batch_op.drop_column("convocatoria_id")

    with op.batch_alter_table("plan_de_importacion", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_plan_de_importacion_que"), type_="check")
        batch_op.drop_constraint(
            batch_op.f("fk_plan_de_importacion_convocatoria_id_convocatoria"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_plan_de_importacion_convocatoria_id"))
        batch_op.drop_column("olvidado_en")
        batch_op.drop_column("convocatoria_id")
        batch_op.create_check_constraint(
            batch_op.f("ck_plan_de_importacion_que"),
            "que IN ('personas', 'instituciones', 'designaciones', 'vinculos')",
        )

    with op.batch_alter_table("documento", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_documento_papel"), type_="check")
        batch_op.drop_constraint(batch_op.f("uq_documento_folio"), type_="unique")
        batch_op.create_check_constraint(
            batch_op.f("ck_documento_papel"),
            "papel IN ('oficio_solicitud', 'oficio_designacion', 'carta_aceptacion', 'orden_del_dia', 'lista_asistencia', 'acta_instalacion', 'nombramiento', 'plan_de_trabajo', 'acta_entrega')",
        )

    with op.batch_alter_table("aviso", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_aviso_estadoaviso"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_aviso_red_id_red"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_aviso_lote_id_lote"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_aviso_resumen_id_aviso"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_aviso_resumen_id"))
        batch_op.drop_index("ix_aviso_red")
        batch_op.drop_index("ix_aviso_para")
        batch_op.drop_index("ix_aviso_lote")
        batch_op.drop_column("sabido_en")
        batch_op.drop_column("resumen_id")
        batch_op.drop_column("lote_id")
        batch_op.drop_column("red_id")
        batch_op.create_check_constraint(
            batch_op.f("ck_aviso_estadoaviso"), "estado IN ('pendiente', 'enviado', 'fallido', 'descartado')"
        )

    with op.batch_alter_table("modelo_de_documento", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_modelo_de_documento_papel"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_modelo_de_documento_papel"),
            "papel IN ('oficio_solicitud', 'oficio_designacion', 'carta_aceptacion', 'orden_del_dia', 'lista_asistencia', 'acta_instalacion', 'nombramiento', 'plan_de_trabajo', 'acta_entrega')",
        )

    with op.batch_alter_table("membresia", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_membresia_entro_por_id_persona"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_membresia_salio_por_id_persona"), type_="foreignkey")
        batch_op.drop_column("salio_por_id")
        batch_op.drop_column("entro_por_id")
        batch_op.drop_column("como_entro")

    with op.batch_alter_table("mapeo_recordado", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_mapeo_recordado_que"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_mapeo_recordado_que"),
            "que IN ('personas', 'instituciones', 'designaciones', 'vinculos')",
        )

    with op.batch_alter_table("consentimiento", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_consentimiento_finalidad"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_consentimiento_leido_id_aviso_leido"), type_="foreignkey")
        batch_op.drop_column("leido_id")
        batch_op.create_check_constraint(
            batch_op.f("ck_consentimiento_finalidad"), "finalidad IN ('participar', 'directorio', 'mapa')"
        )

    with op.batch_alter_table("acto_multiple", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_acto_multiple_acto"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_acto_multiple_acto"), "acto IN ('invitar', 'confirmar', 'pausar')"
        )

    with op.batch_alter_table("red", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_red_dias_positivos"), type_="check")
        batch_op.drop_column("responde_contacto")
        batch_op.drop_column("responde_domicilio")
        batch_op.drop_column("responde_nombre")
        batch_op.drop_column("dias_para_decidir")
        batch_op.drop_column("pide_respaldo")
        batch_op.drop_column("admite_solicitudes")
        batch_op.drop_column("publica")

    with op.batch_alter_table("aviso_privacidad", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_aviso_privacidad_publicado_por_id_persona"), type_="foreignkey"
        )
        batch_op.drop_column("publicado_por_id")
        batch_op.drop_column("propio")
        batch_op.drop_column("finalidades")

    with op.batch_alter_table("persona", schema=None) as batch_op:
        batch_op.drop_column("privacidad_decidida_en")

    op.drop_table("llave_solicitud")
    op.drop_table("solicitud")
    op.drop_table("reconocimiento")
    op.drop_table("rebote")
    op.drop_table("direccion_caida")
    op.drop_table("institucion_convocada")
    op.drop_table("envio_de_invitaciones")
    op.drop_table("encargo_dado")
    op.drop_table("acto_del_libro")
    op.drop_table("texto_de_correo")
    op.drop_table("suplencia")
    op.drop_table("pausa")
    op.drop_table("lote")
    op.drop_table("guia_de_bienvenida")
    op.drop_table("encargo")
    op.drop_table("designacion_por_confirmar")
    op.drop_table("decision")
    op.drop_table("convocatoria")
    op.drop_table("clase_de_reconocimiento")
    op.drop_table("bienvenida")
    op.drop_table("aviso_de_plazo")
    op.drop_table("borrador_de_aviso")
    op.drop_table("aviso_leido")
    op.drop_table("preferencia_de_correo")
    op.drop_table("cuota_de_correo")
    op.drop_table("acto_de_bandeja")
