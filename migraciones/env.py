"""Entorno de Alembic: migra la base de la aplicación, con candado para que sólo migre un proceso."""

from alembic import context
from flask import current_app
from sqlalchemy import text

import red.aplicacion  # noqa: F401  (registra todos los modelos)
from red.base import Instante, Modelo


def _escribir_tipo(clase: str, objeto: object, _contexto: object) -> str | bool:
    """Las migraciones no dependen del código de hoy: un instante se escribe como tipo común."""
    return "sa.DateTime(timezone=True)" if clase == "type" and isinstance(objeto, Instante) else False


def migrar() -> None:
    """Corre las migraciones pendientes en una transacción por versión."""
    motor = current_app.extensions["migrate"].db.engine
    es_sqlite = motor.dialect.name == "sqlite"
    with motor.connect().execution_options(escribe=True) as conexion:
        if es_sqlite:
            # Recrear una tabla con llaves foráneas vigiladas borraría en cascada; se comprueba al final.
            conexion.exec_driver_sql("PRAGMA foreign_keys = OFF")
            conexion.commit()
        context.configure(
            connection=conexion,
            target_metadata=Modelo.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=_escribir_tipo,
        )
        with context.begin_transaction():
            if not es_sqlite:
                conexion.execute(text("SELECT pg_advisory_xact_lock(7230011)"))
            context.run_migrations()
            if es_sqlite and conexion.exec_driver_sql("PRAGMA foreign_key_check").fetchone():
                raise RuntimeError("La migración dejaría referencias rotas; no se aplicó")


migrar()
