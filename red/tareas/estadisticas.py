"""Que SQLite sepa cuántas filas hay y cómo se reparten: sin eso, elige mal sus índices en cuanto una tabla crece.

PostgreSQL lo hace solo. Con las cifras de una base vacía, contar lo que está por confirmar de cien mil personas pasa de
un segundo a minutos.
"""

from red.base import db, transaccion
from red.tareas.cola import trabajo

CRECIO = 1.1
"""Se vuelve a mirar cuando la base pesa una décima parte más, o menos, que la última vez."""
SE_MIRAN = 1000
"""Renglones de cada índice que se leen: bastan para elegir, y no detienen a quien escribe."""
_pesaba: dict[str, int] = {}


@trabajo("estadisticas", cada_minuto=True)
def actualizar_estadisticas() -> None:
    """Vuelve a mirar cómo se reparten los datos; si la base pesa lo mismo, no hace nada."""
    if db.engine.dialect.name != "sqlite":
        return
    cual = str(db.engine.url)
    pesa = int(db.session.connection().exec_driver_sql("PRAGMA page_count").scalar() or 0)
    db.session.rollback()
    antes = _pesaba.get(cual, 0)
    if antes / CRECIO < pesa < antes * CRECIO:
        return
    with transaccion():
        conexion = db.session.connection()
        conexion.exec_driver_sql(f"PRAGMA analysis_limit = {SE_MIRAN}")
        conexion.exec_driver_sql("ANALYZE")
    _pesaba[cual] = pesa
