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
        sa.UniqueConstraint("huella", name=op.f("uq_aviso_leido_huella")),
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
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("acto_id", sa.Integer(), nullable=False),
        sa.Column("red_id", sa.Integer(), nullable=False),
        sa.Column("clase", sa.Text(), nullable=False, comment="Qué clase de asunto: «solicitud», «puesto»…"),
        sa.Column("asunto_id", sa.Integer(), nullable=False, comment="Su llave entre los de su clase"),
        sa.Column("titulo", sa.Text(), nullable=False, comment="Cómo se llamaba el asunto"),
        sa.Column("por_suplencia_de_id", sa.Integer(), nullable=True, comment="En lugar de quién se decidió"),
        sa.Column("bloquea", sa.Boolean(), nullable=False, comment="Al declinar, no recibir otra igual"),
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
        sa.CheckConstraint("hasta IS NULL OR hasta >= desde", name=op.f("ck_pausa_vigencia")),
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
                server_default=sa.text("0"),
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

    with op.batch_alter_table("red", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "publica",
                sa.Boolean(),
                server_default=sa.text("0"),
                nullable=False,
                comment="Si tiene página que se lee sin cuenta",
            )
        )
        batch_op.add_column(
            sa.Column(
                "admite_solicitudes",
                sa.Boolean(),
                server_default=sa.text("0"),
                nullable=False,
                comment="Si en su página se puede pedir entrar",
            )
        )
        batch_op.add_column(
            sa.Column(
                "pide_respaldo",
                sa.Boolean(),
                server_default=sa.text("0"),
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

    with op.batch_alter_table("documento", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_documento_papel"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_documento_papel"),
            "papel IN ('oficio_solicitud', 'oficio_designacion', 'carta_aceptacion', 'orden_del_dia', 'lista_asistencia', 'acta_instalacion', 'nombramiento', 'plan_de_trabajo', 'acta_entrega', 'reconocimiento')",
        )


def downgrade() -> None:
    """Deshace el cambio."""
    with op.batch_alter_table("documento", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_documento_papel"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_documento_papel"),
            "papel IN ('oficio_solicitud', 'oficio_designacion', 'carta_aceptacion', 'orden_del_dia', 'lista_asistencia', 'acta_instalacion', 'nombramiento', 'plan_de_trabajo', 'acta_entrega')",
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

    with op.batch_alter_table("consentimiento", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_consentimiento_finalidad"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_consentimiento_leido_id_aviso_leido"), type_="foreignkey")
        batch_op.drop_column("leido_id")
        batch_op.create_check_constraint(
            batch_op.f("ck_consentimiento_finalidad"), "finalidad IN ('participar', 'directorio', 'mapa')"
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
    op.drop_table("suplencia")
    op.drop_table("pausa")
    op.drop_table("decision")
    op.drop_table("aviso_de_plazo")
    op.drop_table("borrador_de_aviso")
    op.drop_table("aviso_leido")
    op.drop_table("acto_de_bandeja")
