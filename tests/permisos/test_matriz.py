"""Cada ruta, como cada papel, sobre lo propio, lo ajeno y lo que no existe."""

import re

import pytest
from werkzeug.test import TestResponse

from red.base import db
from red.portero import PUBLICA
from tests.cliente import revisar_html
from tests.permisos import alianzas, constancias
from tests.permisos.caminos import Camino, caminos, sin_llenar
from tests.permisos.conftest import EN_SQLITE, Escenario, sin_ficha, texto_de
from tests.permisos.mundo import MARCA, ROLES

# Quién entra se decide antes de preguntar nada a la base: se prueba en un motor. Que cada página y cada formulario responda
# también en PostgreSQL lo prueban `test_entradas_raras` y `test_formularios`.
pytestmark = EN_SQLITE

BIEN = {200, 302, 303, 409, 422}
"""Lo que responde una página a quien sí puede: la página, a dónde ir, o qué corregir."""

SIN_LLAVE: dict[str, set[int]] = {
    **constancias.SIN_LLAVE,
    "acceso.restablecer": {303, 410},
    "asistencias.llegue": {404},
    "asistencias.marcas": {400},
    "asistencias.sala": {404},
    "avisos.mensaje": {404},
    "avisos.rebotes": {404},
    "formacion.lugar_ofrecido": {404},
    "formacion.visto_bueno": {404},
    "invitaciones.aceptar": {404},
    "portal.conoce_red": {404},
    "solicitudes.corregir": {404},
    "solicitudes.mia": {404},
    "solicitudes.pedir": {404},
    "solicitudes.respaldo": {404},
    "solicitudes.retirar": {404},
    "personas.confirmo": {303, 410},
    "invitaciones.rechazar": {404},
    "invitaciones.pedir_nueva": {404},
}
"""Páginas que sirven a quien trae un enlace de su correo: qué responden a quien no lo trae."""

PUBLICO_DE_OTRAS: dict[str, set[str]] = {
    **alianzas.OFRECEN,
    "portal.inicio": {"red.nombre", "red.descripcion", "institucion.nombre"},
    "redes.sumar_institucion": {"institucion.nombre"},
}
"""Lo único que una Red deja ver a las demás: cómo se llama y quién convoca (portada), y cómo se llaman las
instituciones registradas que no participan en ninguna, para no registrarlas dos veces."""

AJENO = re.compile(
    r"""<(?:script|link|img|iframe|source|video|audio|object|embed|form|use)\b[^>]*?\b(?:src|href|action|data|srcset)
    \s*=\s*["']\s*(?:https?:)?//""",
    re.IGNORECASE | re.VERBOSE,
)


def _esperado(camino: Camino, rol: str) -> str:
    if camino.admite(rol):
        return "pasa" if camino.alcanza(rol) else "404"
    return "entrar" if rol == "anonima" else "403"


def _cumple(esperado: str, respuesta: TestResponse, extremo: str = "") -> bool:
    if esperado == "entrar":
        return respuesta.status_code == 302 and respuesta.headers["Location"].startswith("/acceso/entrar")
    if esperado == "pasa":
        return respuesta.status_code in SIN_LLAVE.get(extremo, BIEN)
    return respuesta.status_code == int(esperado)


def _de_otra_red(escenario: Escenario, extremo: str, respuesta: TestResponse) -> list[str]:
    """Qué de beta se lee en la respuesta, fuera de lo que es público por diseño y de lo que venía en lo pedido."""
    pedidas = set(MARCA.findall(respuesta.request.full_path.lower()))
    halladas = set(MARCA.findall(texto_de(respuesta))) - pedidas
    hallados = {escenario.mundo.marcas[marca] for marca in halladas if marca.startswith("qbeta")}
    permitido = PUBLICO_DE_OTRAS.get(extremo, set())
    return [f"{donde} (fila {fila})" for donde, fila in sorted(hallados) if donde not in permitido]


def _secretos(escenario: Escenario, respuesta: TestResponse) -> list[str]:
    texto = texto_de(respuesta)
    return [donde for valor, donde in escenario.mundo.secretos.items() if valor.lower() in texto]


def test_toda_ruta_sabe_llenarse(escenario: Escenario) -> None:
    faltan = sin_llenar(escenario.app)
    assert not faltan, f"Remedio: di en tests/permisos/caminos.py con qué objeto se llenan: {faltan}"


def test_toda_vista_declara_quien_puede_entrar(escenario: Escenario) -> None:
    sueltas = [f"{camino} ({camino.extremo})" for camino in caminos(escenario.app) if camino.permiso is None]
    assert not sueltas, f"Remedio: ponle @requiere(Permiso.X) o @publica: {sueltas}"


def test_una_vista_sin_declarar_no_se_sirve(escenario: Escenario) -> None:
    from red.aplicacion import crear_app

    otra = crear_app(escenario.app.config["RED"])
    otra.add_url_rule("/olvidada", "olvidada", lambda: "secreto")
    otra.add_url_rule("/declarada", "declarada", _declarada)
    visita = otra.test_client()
    visita.set_cookie("sesion", escenario._galleta("administradora"))
    assert visita.get("/olvidada").status_code == 500
    assert "secreto" not in visita.get("/olvidada").get_data(as_text=True)
    assert visita.get("/declarada").get_data(as_text=True) == "hola"
    with otra.app_context():
        db.engine.dispose()


def _declarada() -> str:
    return "hola"


_declarada.permiso = PUBLICA  # type: ignore[attr-defined]


@pytest.mark.parametrize("rol", ROLES)
def test_cada_pagina_responde_a_cada_papel_lo_que_le_toca(escenario: Escenario, rol: str) -> None:
    """Las páginas que se piden con GET, con la base en sólo lectura: leer no cambia nada."""
    faltas = []
    alfa, beta = escenario.mundo.alfa, escenario.mundo.beta
    with escenario.solo_lectura():
        for camino in caminos(escenario.app):
            if camino.metodo != "GET":
                continue
            respuesta = escenario.pedir(rol, "GET", camino.direccion(escenario.app, alfa))
            faltas += _mirar(escenario, camino, rol, "lo propio", respuesta, _esperado(camino, rol))
            if not camino.tiene_objeto:
                continue
            ajena = escenario.pedir(rol, "GET", camino.direccion(escenario.app, beta))
            ninguna = escenario.pedir(rol, "GET", camino.direccion(escenario.app, None))
            fuera = _fuera(camino, rol)
            if rol != "administradora":
                faltas += _mirar(escenario, camino, rol, "lo ajeno", ajena, fuera)
                if sin_ficha(ajena) != sin_ficha(ninguna) and fuera != "entrar":
                    faltas.append(f"{camino} como {rol}: lo ajeno y lo que no existe no responden lo mismo")
            faltas += _mirar(escenario, camino, rol, "lo que no existe", ninguna, fuera)
    assert not faltas, "\n".join(["", *faltas])


def _fuera(camino: Camino, rol: str) -> str:
    """Lo que se espera ante lo ajeno o lo que no existe: para quien tiene el permiso, no hay tal cosa."""
    if camino.permiso == PUBLICA:
        return "404"
    return "404" if camino.admite(rol) else _esperado(camino, rol)


def _mirar(
    escenario: Escenario, camino: Camino, rol: str, que: str, respuesta: TestResponse, esperado: str
) -> list[str]:
    faltas = []
    donde = f"{camino} como {rol}, {que}"
    if not _cumple(esperado, respuesta, camino.extremo):
        destino = respuesta.headers.get("Location", "")
        faltas.append(f"{donde}: se esperaba {esperado} y respondió {respuesta.status_code} {destino}")
    if rol != "administradora" and (vistos := _de_otra_red(escenario, camino.extremo, respuesta)):
        faltas.append(f"{donde}: deja ver de la otra Red {vistos}")
    if salidos := _secretos(escenario, respuesta):
        faltas.append(f"{donde}: deja salir {salidos}")
    if respuesta.mimetype == "text/html" and respuesta.status_code not in {302, 303}:
        pagina = respuesta.get_data(as_text=True)
        if hallado := AJENO.search(pagina):
            faltas.append(f"{donde}: pide algo a otro sitio: {hallado.group()}")
        if escenario.motor == "sqlite" and que == "lo propio":
            faltas += _revisada(pagina, donde)
    return faltas


def _revisada(pagina: str, donde: str) -> list[str]:
    try:
        revisar_html(pagina)
    except AssertionError as falta:
        return [f"{donde}: {falta}"]
    return []


@pytest.mark.parametrize("rol", ROLES)
def test_cada_formulario_responde_a_cada_papel_lo_que_le_toca(escenario: Escenario, rol: str) -> None:
    """Lo que se envía con POST: a quien no le toca, ni una letra guardada."""
    faltas = []
    alfa, beta = escenario.mundo.alfa, escenario.mundo.beta
    for camino in caminos(escenario.app):
        if camino.metodo == "GET":
            continue
        esperado = _esperado(camino, rol)
        respuesta = escenario.pedir(
            rol, camino.metodo, camino.direccion(escenario.app, alfa), camino.datos(alfa)
        )
        if camino.permiso != PUBLICA:
            faltas += _mirar(escenario, camino, rol, "lo propio", respuesta, esperado)
        if escenario.escribio:
            if esperado != "pasa":
                faltas.append(f"{camino} como {rol}: respondió {respuesta.status_code} y sin embargo guardó")
            escenario.restaurar()
        if not camino.tiene_objeto:
            continue
        fuera = _fuera(camino, rol)
        cuerpos = []
        for que, lado in (("lo ajeno", beta), ("lo que no existe", None)):
            if lado is beta and rol == "administradora":
                continue
            respuesta = escenario.pedir(
                rol, camino.metodo, camino.direccion(escenario.app, lado), camino.datos(alfa)
            )
            faltas += _mirar(escenario, camino, rol, que, respuesta, fuera)
            cuerpos.append(sin_ficha(respuesta))
            if escenario.escribio:
                faltas.append(f"{camino} como {rol}: guardó algo con {que}")
                escenario.restaurar()
        # A quien tiene que entrar se le lleva de vuelta a lo que pidió, que es lo único en que difieren.
        if len(set(cuerpos)) > 1 and fuera != "entrar":
            faltas.append(f"{camino} como {rol}: lo ajeno y lo que no existe no responden lo mismo")
    assert not faltas, "\n".join(["", *faltas])


def test_sin_portero_la_matriz_se_notaria(escenario: Escenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """Si nadie hiciera valer lo declarado, esta prueba lo vería."""
    antes = [f for f in escenario.app.before_request_funcs[None] if f.__name__ != "_vigilar"]
    assert len(antes) < len(escenario.app.before_request_funcs[None])
    monkeypatch.setitem(escenario.app.before_request_funcs, None, antes)
    respuesta = escenario.pedir("sin_papel", "GET", "/administracion")
    assert respuesta.status_code == 200
    assert not _cumple("403", respuesta)


def test_sin_alcance_la_matriz_se_notaria(escenario: Escenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """Si `exigir` no mirara de qué Red es lo pedido, la marca de la otra saldría y esta prueba la vería."""
    from red.permisos import Identidad

    monkeypatch.setattr(Identidad, "exigir", lambda *_: None)
    respuesta = escenario.pedir("coordinadora", "GET", f"/redes/{escenario.mundo.beta['clave']}")
    assert respuesta.status_code == 200
    assert _de_otra_red(escenario, "redes.ver", respuesta)


def test_la_solo_lectura_se_nota(escenario: Escenario) -> None:
    """Con la base en sólo lectura un cambio falla: si un GET cambiara algo, la matriz lo vería."""
    with escenario.solo_lectura():
        respuesta = escenario.pedir("integrante", "POST", "/acceso/cerrar-sesiones")
    assert respuesta.status_code >= 500
    assert not escenario.cambios()
    assert escenario.pedir("integrante", "POST", "/acceso/cerrar-sesiones").status_code == 303
    assert escenario.cambios()
