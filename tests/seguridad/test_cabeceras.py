"""Toda respuesta, también la que dice que no, lleva las cabeceras que protegen a quien la recibe."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from red.estaticos import CONSTRUIDOS, INTERNOS, PREFIJO
from tests.seguridad.conftest import SITIO

POLITICA = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""La política exacta: nada en línea, nada de terceros. Quien la cambie, que lo haga también aquí."""

SIEMPRE = {
    "Content-Security-Policy": POLITICA,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
PUBLICADAS = {"/.well-known/jwks.json", "/.well-known/did.json"}
"""Lo que lee quien comprueba una constancia, desde el sitio que sea: se comparte y se guarda un rato."""
RESERVADAS = {"same-origin", "no-referrer"}


def _respuestas(app: Flask, base: str) -> Iterator[tuple[str, TestResponse]]:
    """Una respuesta de cada clase: cada página pública, cada error, cada archivo."""
    visita = app.test_client()
    for regla in app.url_map.iter_rules():
        if "GET" in (regla.methods or set()) and not regla.arguments:
            yield f"GET {regla.rule}", visita.get(regla.rule, base_url=base)
    yield "HEAD /", visita.head("/", base_url=base)
    yield "OPTIONS /", visita.options("/", base_url=base)
    yield "404", visita.get("/no-existe", base_url=base)
    yield "404 con formato", visita.get("/redes/%00%ff", base_url=base)
    yield "405", visita.put("/acceso/entrar", base_url=base)
    yield "405 TRACE", visita.open("/", method="TRACE", base_url=base)
    yield "400 sin ficha", visita.post("/acceso/entrar", data={"correo": "a@b.c"}, base_url=base)
    ajena = {"Sec-Fetch-Site": "cross-site"}
    yield "400 de otro sitio", visita.post("/acceso/entrar", headers=ajena, base_url=base)
    yield "413", visita.post("/acceso/entrar", data={"correo": "x" * 7_000_000}, base_url=base)
    yield "500", visita.get("/prueba/falla", base_url=base)
    yield "500 sin declarar", visita.get("/prueba/sin-declarar", base_url=base)
    for archivo in sorted(CONSTRUIDOS.rglob("*")):
        nombre = archivo.relative_to(CONSTRUIDOS).as_posix()
        if archivo.is_file() and archivo.suffix not in {".br", ".gz"} and not nombre.startswith(INTERNOS):
            direccion = PREFIJO + nombre
            respuesta = visita.get(direccion, base_url=base)
            yield direccion, respuesta
            respuesta.close()
    for interno in (*INTERNOS, "geografia/MX.json"):
        yield f"404 {interno}", visita.get(PREFIJO + interno, base_url=base)
    yield "404 de archivo", visita.get(f"{PREFIJO}no-existe.js", base_url=base)
    yield "404 fuera de la carpeta", visita.get(f"{PREFIJO}..%2f..%2fwsgi.py", base_url=base)


def _faltas(app: Flask, base: str, *, con_https: bool) -> tuple[list[str], set[int]]:
    faltas, codigos = [], set()
    for que, respuesta in _respuestas(app, base):
        codigos.add(respuesta.status_code)
        publicada = que.removeprefix("GET ") in PUBLICADAS
        esperadas = {**SIEMPRE, **({"Cross-Origin-Resource-Policy": "cross-origin"} if publicada else {})}
        for nombre, valor in esperadas.items():
            if respuesta.headers.get(nombre) != valor:
                faltas.append(f"{que} ({respuesta.status_code}): {nombre}: {respuesta.headers.get(nombre)!r}")
        if respuesta.headers.get("Referrer-Policy") not in RESERVADAS:
            faltas.append(f"{que}: Referrer-Policy: {respuesta.headers.get('Referrer-Policy')!r}")
        if bool(respuesta.headers.get("Strict-Transport-Security")) is not con_https:
            faltas.append(
                f"{que}: Strict-Transport-Security: {respuesta.headers.get('Strict-Transport-Security')!r}"
            )
        guarda = respuesta.headers.get("Cache-Control", "")
        es_archivo = PREFIJO in que and respuesta.status_code == 200
        se_guarda = es_archivo or publicada
        if es_archivo != ("immutable" in guarda) or se_guarda == ("no-store" in guarda):
            faltas.append(f"{que} ({respuesta.status_code}): Cache-Control: {guarda!r}")
        respuesta.close()
    return faltas, codigos


@pytest.mark.parametrize("donde", ["en_claro", "en_produccion"])
def test_las_cabeceras_estan_en_toda_respuesta(donde: str, request: pytest.FixtureRequest) -> None:
    con_https = donde == "en_produccion"
    app = request.getfixturevalue(donde)
    faltas, codigos = _faltas(app, SITIO if con_https else "http://localhost", con_https=con_https)
    assert not faltas, "\n".join(
        ["", *faltas, "Remedio: red/seguridad.py (páginas) y red/estaticos.py (archivos)"]
    )
    assert {200, 302, 303, 400, 404, 405, 413, 500} <= codigos, f"Esta prueba ya no alcanza todo: {codigos}"


def test_sin_quien_las_ponga_faltarian(en_claro: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(en_claro.after_request_funcs, None, [])
    faltas, _ = _faltas(en_claro, "http://localhost", con_https=False)
    assert len(faltas) > 50


def test_la_politica_no_admite_nada_inseguro() -> None:
    assert "unsafe" not in POLITICA
    assert "*" not in POLITICA
    assert "http" not in POLITICA


def test_ni_estilos_ni_guiones_construidos_llaman_a_otro_sitio() -> None:
    import re

    faltas = [
        f"{archivo.name}: {hallado.group()[:80]}"
        for archivo in CONSTRUIDOS.rglob("*.*")
        if archivo.suffix in {".css", ".svg"}
        for hallado in re.finditer(
            r"(?:url\(|@import|href=|src=)\s*[\"']?(?:https?:)?//[^\"')\s]+", archivo.read_text()
        )
    ]
    assert not faltas, "\n".join(faltas)
