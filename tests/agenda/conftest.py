"""Lo propio de las pruebas de la agenda: las mismas personas y ediciones que las de formación, y un servidor de correo."""

from tests.avisos.conftest import con_correo as con_correo
from tests.avisos.conftest import correo as correo
from tests.formacion.conftest import _ana as _ana
from tests.formacion.conftest import _coordinadora as _coordinadora
from tests.formacion.conftest import _edicion as _edicion
from tests.formacion.conftest import _red as _red
from tests.formacion.conftest import cliente as cliente
