"""Lo que nadie escribiría a propósito tampoco rompe nada: se contesta con una página, nunca con una falla.

El motor estricto es PostgreSQL, y ahí se prueba todo. A SQLite sólo se le da lo que sólo a él le estorba: un número que
no le cabe, que PostgreSQL compara sin quejarse.
"""

from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from werkzeug.datastructures import MultiDict

from tests.permisos.caminos import NO_EXISTE, Camino, caminos
from tests.permisos.conftest import Escenario
from tests.permisos.formularios import Leido
from tests.permisos.respuestas import Lleno, de_envio, llenar
from tests.permisos.test_reservas import _filtros

SIGNOS = "' OR 1=1 -- % 𝒜🌵 \u2028 ñ\r\nX: y"
"""Lo que una consulta, una página o una cabecera podrían tomar por suyo, junto: aquí nada se rechaza por uno solo."""
ENORME = "9" * 40
PALABRAS = ["\x00", SIGNOS, "á" * 3000, "-1", ENORME]
NUMEROS = [0, 2**31 - 1, 2**31, 2**63, 10**40]
NO_CABE = {"sqlite": ([ENORME], [2**63])}
"""Las palabras y los números de un motor, si no son todos."""


def _rutas(escenario: Escenario, camino: Camino) -> list[str]:
    """La dirección con cada argumento, uno por uno, fuera de lo que cabe."""
    palabras, numeros = NO_CABE.get(escenario.motor, (PALABRAS, NUMEROS))
    rutas = []
    for argumento in camino.argumentos:
        numerico = f"<int:{argumento}>" in camino.regla
        for valor in numeros if numerico else palabras:
            rutas.append(_ruta(escenario, camino, {argumento: str(valor)}))
    return rutas


def _ruta(escenario: Escenario, camino: Camino, raros: dict[str, str]) -> str:
    ruta, alfa = camino.regla, escenario.mundo.alfa.llaves
    for argumento, que in camino.llenado.items():
        valor = raros.get(argumento) or alfa.get(que, NO_EXISTE["clave"])
        for hueco in (f"<int:{argumento}>", f"<{argumento}>"):
            ruta = ruta.replace(hueco, quote(str(valor), safe=""))
    return ruta


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
    """Cada página con todos sus filtros llenos de cada palabra, y con cada filtro llevando él solo un número."""
    faltas, probados = [], 0
    palabras, _ = NO_CABE.get(escenario.motor, (PALABRAS, NUMEROS))
    for camino in caminos(escenario.app):
        if camino.metodo != "GET":
            continue
        url = camino.direccion(escenario.app, escenario.mundo.alfa)
        filtros = (
            _filtros(escenario.app, camino) if escenario.motor == "sqlite" else _preguntados(escenario, url)
        )
        pedidos = [dict.fromkeys(filtros, palabra) for palabra in palabras if filtros]
        if escenario.motor != "sqlite" and len(filtros) > 1:
            pedidos += [{**dict(parse_qsl(urlsplit(url).query)), filtro: ENORME} for filtro in filtros]
        for pedido in pedidos:
            respuesta = escenario.pedir("administradora", "GET", url.partition("?")[0], query_string=pedido)
            if respuesta.status_code >= 500:
                dicho = {filtro: palabra[:12] for filtro, palabra in pedido.items()}
                faltas.append(f"{camino} con {dicho}: {respuesta.status_code}")
        probados += len(pedidos)
    assert not faltas, "\n".join(["", *faltas])
    assert probados > 150, "Esta prueba ya no encuentra filtros: corrígela"


def _preguntados(escenario: Escenario, url: str) -> list[str]:
    """Lo que la página le pregunta a su dirección: sola, con lo suyo, y con todo eso lleno."""
    solos = escenario.lee("administradora", url) | escenario.lee("administradora", url.partition("?")[0])
    if not solos:
        return []
    return sorted(
        solos
        | escenario.lee("administradora", f"{url.partition('?')[0]}?{urlencode(dict.fromkeys(solos, 1))}")
    )


def test_ningun_campo_rompe_su_formulario(escenario: Escenario) -> None:
    """Cada campo de cada formulario recibe lo imposible: vuelve la página con su error, o se guarda limpio."""
    faltas, probados = [], 0
    for camino in de_envio(escenario):
        for lleno in llenar(escenario, camino):
            for cambios in _imposibles(escenario, lleno):
                probados += 1
                respuesta = lleno.enviar(
                    escenario, MultiDict([*_menos(lleno.datos, cambios), *cambios.items()])
                )
                if respuesta.status_code >= 500:
                    dicho = {campo: palabra[:12] for campo, palabra in cambios.items()}
                    faltas.append(f"{camino} como {lleno.rol}, con {dicho}: {respuesta.status_code}")
                if escenario.escribio:
                    escenario.restaurar()
    assert not faltas, "\n".join(["", *faltas])
    assert probados > 200, "Esta prueba ya no encuentra campos: corrígela"


def _imposibles(escenario: Escenario, lleno: Lleno) -> list[dict[str, str]]:
    """Cada campo con un número que no cabe, y vacío; y todo lo que se escribe, con signos."""
    leido = lleno.leido or Leido()
    if escenario.motor == "sqlite":
        no_son_texto = {"date", "email", "password", "tel", "time", "url"}
        campos = {c for c, tipo in leido.escritos.items() if tipo not in no_son_texto} | leido.elegidos
        return [{campo: ENORME} for campo in sorted(campos)]
    textos = [campo for campo, tipo in leido.escritos.items() if tipo == "text"]
    return [
        *({campo: ENORME} for campo in sorted({*leido.escritos, *leido.elegidos})),
        *({campo: ""} for campo in sorted({*leido.escritos, *leido.elegidos}) if lleno.datos.get(campo)),
        *([dict.fromkeys(textos, SIGNOS)] if textos else []),
    ]


def _menos(datos: MultiDict[str, str], cambios: dict[str, str]) -> list[tuple[str, str]]:
    return [(campo, valor) for campo, valor in datos.items(multi=True) if campo not in cambios]
