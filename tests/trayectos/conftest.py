"""Lo propio de las pruebas de trayectos: las mismas personas que en las de formación."""

from tests.formacion.conftest import _ana, _coordinadora, _red, cliente

__all__ = ["_ana", "_coordinadora", "_red", "cliente"]
