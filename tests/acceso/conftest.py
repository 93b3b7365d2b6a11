"""El mundo de las pruebas de papeles: dos Redes que no se conocen."""

import pytest

from tests import fabricas as f


@pytest.fixture
def mundo(app):
    """Dos Redes que no se conocen, cada una con su coordinadora y una institución más."""

    class Mundo:
        obras, cultura, ajena = (f.una_institucion(nombre=n) for n in ("Obras", "Cultura", "Ajena"))
        red = f.una_red(nombre="Red propia", instituciones=[obras, cultura])
        otra = f.una_red(nombre="Red ajena", instituciones=[ajena])
        admin = f.una_administradora()
        coordinadora = f.una_coordinadora(red)
        integrante = f.una_integrante(red, obras, nombre="Berta", primer_apellido="Solís")
        extrana = f.una_integrante(otra, ajena, nombre="Berta", primer_apellido="Lejana")

    return Mundo
