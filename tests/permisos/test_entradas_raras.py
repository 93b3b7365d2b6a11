"""Lo que nadie escribiría a propósito tampoco rompe nada: se contesta con una página, nunca con una falla."""

from urllib.parse import quote

from werkzeug.datastructures import MultiDict

from tests.permisos.caminos import Camino, caminos
from tests.permisos.conftest import Escenario
from tests.permisos.formularios import con
from tests.permisos.test_formularios import CONTESTA, _de_envio, _leido, _quien
from tests.permisos.test_reservas import _filtros

PALABRAS = ["\x00", "%", "' OR 1=1 --", "𝒜🌵", "á" * 3000, "-1", "9" * 40, "\u2028", "ñ\r\nX: y"]
EN_POSTGRESQL = ["𝒜🌵", "%", "-1", "9" * 40]
"""Los que una base puede tomar de otro modo que la otra: los demás los rechaza o los limpia la casa, y se ven una vez."""
NUMEROS = [0, 2**31 - 1, 2**31, 2**63, 10**40]


def _rutas(escenario: Escenario, camino: Camino) -> list[str]:
    """La dirección con cada argumento fuera de lo que cabe."""
    rutas = []
    for argumento in camino.argumentos:
        numerico = f"<int:{argumento}>" in camino.regla
        for valor in NUMEROS if numerico else PALABRAS:
            ruta = camino.regla.replace(f"<int:{argumento}>", str(valor)).replace(
                f"<{argumento}>", quote(str(valor), safe="")
            )
            if "<" not in ruta:
                rutas.append(ruta)
    return rutas


def test_ninguna_direccion_rompe_la_pagina(escenario: Escenario) -> None:
    faltas = []
    for camino in caminos(escenario.app):
        for ruta in _rutas(escenario, camino):
            respuesta = escenario.pedir("administradora", camino.metodo, ruta)
            if respuesta.status_code >= 500:
                faltas.append(f"{camino} con {ruta[:80]!r}: {respuesta.status_code}")
            if escenario.escribio:
                escenario.restaurar()
    assert not faltas, "\n".join(["", *faltas])


def test_ningun_filtro_rompe_la_pagina(escenario: Escenario) -> None:
    faltas = []
    palabras = EN_POSTGRESQL if escenario.motor == "postgresql" else PALABRAS
    for camino in caminos(escenario.app):
        if camino.metodo != "GET":
            continue
        url = camino.direccion(escenario.app, escenario.mundo.alfa).partition("?")[0]
        filtros = _filtros(escenario.app, camino)
        for palabra in palabras if filtros else ():
            faltas += _romper(escenario, camino, url, dict.fromkeys(filtros, palabra))
        for filtro in filtros:
            faltas += _romper(escenario, camino, url, {filtro: "9" * 40})
    assert not faltas, "\n".join(["", *faltas])


def _romper(escenario: Escenario, camino: Camino, url: str, pedido: dict[str, str]) -> list[str]:
    respuesta = escenario.pedir("administradora", "GET", url, query_string=pedido)
    if respuesta.status_code < 500:
        return []
    return [f"{camino} con { {f: p[:12] for f, p in pedido.items()} }: {respuesta.status_code}"]


def test_ningun_campo_rompe_su_formulario(escenario: Escenario) -> None:
    """Cada campo de cada formulario recibe lo imposible: vuelve la página con su error, o se guarda limpio."""
    faltas = []
    for camino in _de_envio(escenario):
        rol = _quien(camino)
        url = camino.direccion(escenario.app, escenario.mundo.alfa)
        leido = _leido(escenario, camino, rol, url) if rol else None
        if rol is None or leido is None:
            continue
        base = con(leido, **camino.datos(escenario.mundo.alfa), **CONTESTA.get(camino.extremo, {}))
        for campo in sorted(set(leido.escritos) | leido.elegidos):
            for palabra in ("9" * 40, ""):
                enviado = MultiDict(base)
                enviado[campo] = palabra
                enviado["csrf_token"] = escenario.ficha
                respuesta = escenario.pedir(rol, camino.metodo, url, enviado, ficha=False)  # type: ignore[arg-type]
                if respuesta.status_code >= 500:
                    faltas.append(f"{camino} como {rol}, {campo}={palabra[:12]!r}: {respuesta.status_code}")
                if escenario.escribio:
                    escenario.restaurar()
    assert not faltas, "\n".join(["", *faltas])
