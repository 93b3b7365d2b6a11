"""El motor de lo que se carga una vez para todo un archivo."""

import pytest

from tests.conftest import MOTORES


@pytest.fixture(scope="module", params=[pytest.param(m, marks=getattr(pytest.mark, m)) for m in MOTORES])
def motor(request: pytest.FixtureRequest) -> str:
    """El motor de lo que se carga una vez."""
    return str(request.param)
