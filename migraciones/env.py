"""Entorno de Alembic: migra la base de la aplicación, con candado para que sólo migre un proceso.

Alembic no compara las comprobaciones (CHECK): aquí, al escribir una migración, se agregan las que se van y las que llegan.
"""

from typing import Any

from alembic import context
from alembic.operations import ops
from flask import current_app
from sqlalchemy import CheckConstraint, Enum, Table, inspect, text
from sqlalchemy.sql.elements import False_, True_, conv

import red.aplicacion  # noqa: F401  (registra todos los modelos)
from red.base import Instante, Modelo


def _escribir_tipo(clase: str, objeto: object, _contexto: object) -> str | bool:
    """Las migraciones no dependen del código de hoy ni del motor: un instante se escribe como tipo común y un sí o no, sin número."""
    de_fabrica = getattr(objeto, "arg", None)
    if clase == "server_default" and isinstance(de_fabrica, (False_, True_)):
        return f"sa.{'false' if isinstance(de_fabrica, False_) else 'true'}()"
    return "sa.DateTime(timezone=True)" if clase == "type" and isinstance(objeto, Instante) else False


def _del_modelo(tabla: Table, dialecto: Any) -> dict[str, str]:
    """Las comprobaciones que el modelo dice, por nombre; sin el nombre de la tabla, que al rehacerla es otro."""
    return {
        str(regla.name): str(
            regla.sqltext.compile(dialect=dialecto, compile_kwargs={"literal_binds": True})
        ).replace(f"{tabla.name}.", "")
        for regla in tabla.constraints
        if isinstance(regla, CheckConstraint)
    }


def _completar(contexto: Any, _revision: Any, guiones: Any) -> None:
    """Agrega a cada tabla que ya existía lo que cambia de sus comprobaciones."""
    mirada = inspect(contexto.connection)
    existentes = set(mirada.get_table_names())
    for guion in guiones:
        suben, bajan = guion.upgrade_ops.ops, guion.downgrade_ops.ops
        cambios = {c.table_name: c for c in suben if isinstance(c, ops.ModifyTableOps)}
        otras = [c for c in suben if not isinstance(c, ops.ModifyTableOps)]
        deshacen = [c for c in bajan if not isinstance(c, ops.ModifyTableOps)]
        suben[:], bajan[:] = otras, deshacen
        for tabla in Modelo.metadata.sorted_tables:
            if tabla.name not in existentes:
                if tabla.name in cambios:  # los índices de una tabla nueva
                    suben.append(cambios[tabla.name])
            else:
                ordenes = list(cambios[tabla.name].ops) if tabla.name in cambios else []
                ordenes = _con_comprobaciones(ordenes, tabla, mirada, contexto.dialect)
                if ordenes:
                    suben.append(ops.ModifyTableOps(tabla.name, ordenes))
                    bajan.insert(0, ops.ModifyTableOps(tabla.name, [o.reverse() for o in reversed(ordenes)]))


def _con_comprobaciones(ordenes: list[Any], tabla: Table, mirada: Any, dialecto: Any) -> list[Any]:
    """Los cambios de una tabla, entre las comprobaciones que se van y las que llegan."""
    antes = {
        str(regla["name"]): str(regla["sqltext"]).replace(f"{tabla.name}.", "")
        for regla in mirada.get_check_constraints(tabla.name)
    }
    despues = _del_modelo(tabla, dialecto)
    cambian = sorted(n for n in antes.keys() | despues.keys() if antes.get(n) != despues.get(n))
    for orden in ordenes:
        if isinstance(orden, ops.AddColumnOp) and isinstance(orden.column.type, Enum):
            orden.column.type.create_constraint = False  # la comprobación va aparte, con su nombre
        if isinstance(orden, ops.DropIndexOp) and "sqlite_where" in orden.kw:
            # Se lee de SQLite: al deshacer, el índice vuelve a regir sólo sobre una parte en los dos motores.
            orden.kw["postgresql_where"] = orden.kw["sqlite_where"]
    return [
        *(
            ops.DropConstraintOp(
                conv(nombre),
                tabla.name,
                type_="check",
                _reverse=ops.CreateCheckConstraintOp(conv(nombre), tabla.name, antes[nombre]),
            )
            for nombre in cambian
            if nombre in antes
        ),
        *ordenes,
        *(
            ops.CreateCheckConstraintOp(conv(nombre), tabla.name, despues[nombre])
            for nombre in cambian
            if nombre in despues
        ),
    ]


def migrar() -> None:
    """Corre las migraciones pendientes en una transacción por versión."""
    motor = current_app.extensions["migrate"].db.engine
    es_sqlite = motor.dialect.name == "sqlite"
    with motor.connect().execution_options(escribe=True) as conexion:
        # Recrear una tabla con llaves foráneas vigiladas no se puede, o borraría en cascada; se comprueba al final. Se
        # dice antes de abrir la transacción: dentro, SQLite no lo atiende.
        directa: Any = conexion.connection.dbapi_connection
        if es_sqlite:
            directa.execute("PRAGMA foreign_keys = OFF")
            directa.execute("PRAGMA busy_timeout = 300000")  # otro proceso puede estar migrando: se le espera
        try:
            context.configure(
                connection=conexion,
                target_metadata=Modelo.metadata,
                render_as_batch=True,
                compare_type=True,
                render_item=_escribir_tipo,
                process_revision_directives=_completar,
            )
            with context.begin_transaction():
                if not es_sqlite:
                    conexion.execute(text("SELECT pg_advisory_xact_lock(7230011)"))
                context.run_migrations()
                if es_sqlite and conexion.exec_driver_sql("PRAGMA foreign_key_check").fetchone():
                    raise RuntimeError("La migración dejaría referencias rotas; no se aplicó")
        finally:
            if es_sqlite:
                directa.execute("PRAGMA foreign_keys = ON")


migrar()
