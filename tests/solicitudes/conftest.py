"""Aquí el tiempo lo mueve la prueba: también el de la base, salvo en la que lo pone a prueba."""

import pytest

from red.invitaciones import consultas
from red.reloj import ahora


@pytest.fixture(autouse=True)
def reloj_de_la_base(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """La base dice la hora que la prueba puso."""
    if "reloj_verdadero" not in request.keywords:
        monkeypatch.setattr(consultas, "instante_de_la_base", ahora)
