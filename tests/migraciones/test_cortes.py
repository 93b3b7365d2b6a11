"""Una migración que se corta a la mitad deja la base como si no hubiera empezado, y se puede volver a correr."""

import re
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, event

from tests.migraciones.esquema import huella, motor_de


class Corte(Exception):
    """Se fue la luz a mitad de la migración."""


@pytest.fixture
def cortar() -> Iterator[Callable[[int], None]]:
    """Hace fallar la orden número tantos que cambie el esquema."""
    quedan: list[int] = []

    def antes(_conexion: object, _cursor: object, orden: str, *_resto: object) -> None:
        if quedan and re.match(r"\s*(CREATE|ALTER|DROP|INSERT|UPDATE)\b", orden, re.IGNORECASE):
            quedan[0] -= 1
            if quedan[0] < 0:
                raise Corte

    event.listen(Engine, "before_cursor_execute", antes)
    try:
        yield lambda orden: quedan.__setitem__(slice(None), [orden])
    finally:
        event.remove(Engine, "before_cursor_execute", antes)


CORTES = (0, 1, 20, 45)
TODO = {
    "sqlite": "SELECT name FROM sqlite_master",
    "postgresql": """
        SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace
        UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    """,
}
"""Cómo se le pregunta a cada motor por todo lo que guarda: también la tabla de versiones, los contadores y los tipos."""


def _todo_lo_guardado(direccion: str) -> list[str]:
    motor = motor_de(direccion)
    with motor.connect() as conexion:
        hallado = [str(nombre) for nombre in conexion.exec_driver_sql(TODO[motor.dialect.name]).scalars()]
    motor.dispose()
    return hallado


@pytest.mark.parametrize("orden", CORTES)
def test_una_migracion_que_se_corta_no_deja_nada_a_medias(
    vacia: str,
    subir: Callable[..., None],
    cortar: Callable[[int], None],
    orden: int,
    migradas: Callable[[str], str],
    motor: str,
) -> None:
    cortar(orden)
    with pytest.raises(Corte):
        subir(vacia)
    assert _todo_lo_guardado(vacia) == []
    if orden == max(CORTES):
        # Una base sin nada es una base sin nada: basta volver a migrar la que más había avanzado.
        cortar(10**9)
        subir(vacia)
        assert huella(vacia) == huella(migradas(motor))
        assert _todo_lo_guardado(vacia), "La pregunta no ve ni lo que sí se guardó: corrígela"
