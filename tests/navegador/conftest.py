"""El servidor, el Chromium y las ventanas que piden estas pruebas; cada ventana responde de lo que abrió."""

from collections.abc import Iterator
from typing import Protocol

import pytest
from playwright.sync_api import Browser, StorageState, expect

from tests.navegador.chromium import PLAZO, Ventana, un_chromium
from tests.navegador.pasos import entrar
from tests.navegador.servidor import Servidor, un_servidor

expect.set_options(timeout=PLAZO)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Todas llevan su marca."""
    item.add_marker(pytest.mark.navegador)


@pytest.fixture(scope="session")
def sitio() -> Iterator[Servidor]:
    """El servidor con la demostración estatal cargada."""
    with un_servidor() as servidor:
        yield servidor


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """El navegador; cada ventana tiene su propia sesión."""
    with un_chromium() as navegador:
        yield navegador


class Sesiones:
    """La sesión de cada cuenta de la demostración: se entra por el formulario la primera vez y se recuerda."""

    def __init__(self, sitio: Servidor, chromium: Browser) -> None:
        self._sitio = sitio
        self._chromium = chromium
        self._guardadas: dict[str, StorageState] = {}

    def de(self, correo: str) -> StorageState | None:
        """La sesión de esa cuenta; sin correo, ninguna."""
        if correo and correo not in self._guardadas:
            ventana = Ventana(self._chromium, self._sitio.url)
            entrar(ventana, correo)
            self._guardadas[correo] = ventana.contexto.storage_state()
            ventana.cerrar()
        return self._guardadas.get(correo)


@pytest.fixture(scope="session")
def sesiones(sitio: Servidor, chromium: Browser) -> Sesiones:
    """Las sesiones de las cuentas de la demostración."""
    return Sesiones(sitio, chromium)


class Abrir(Protocol):
    """Abre una ventana nueva, ya con la sesión de `quien` si se dice."""

    def __call__(
        self, quien: str = ..., *, ancho: int = ..., con_javascript: bool = ..., oscuro: bool = ...
    ) -> Ventana: ...


@pytest.fixture
def abrir(sitio: Servidor, chromium: Browser, sesiones: Sesiones) -> Iterator[Abrir]:
    """Abre ventanas; al terminar, la prueba falla si alguna hizo lo que ninguna página debe."""
    abiertas: list[Ventana] = []

    def una_mas(quien: str = "", **opciones: object) -> Ventana:
        abiertas.append(Ventana(chromium, sitio.url, sesion=sesiones.de(quien), **opciones))  # type: ignore[arg-type]
        return abiertas[-1]

    yield una_mas
    for ventana in abiertas:
        ventana.cerrar()
    faltas = [falta for ventana in abiertas for falta in ventana.faltas]
    assert not faltas, "\n".join(faltas)
