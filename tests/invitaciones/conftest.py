"""El reloj de estas pruebas: lo que vence se pregunta a la base, y aquí también a ella se le mueve la hora."""

import pytest

from red.invitaciones import consultas
from red.reloj import ahora


@pytest.fixture(autouse=True)
def reloj_de_la_base(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """La base vive en la hora que diga la prueba, salvo en las marcadas con `reloj_verdadero`."""
    if "reloj_verdadero" not in request.keywords:
        monkeypatch.setattr(consultas, "instante_de_la_base", ahora)
