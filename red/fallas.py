"""Las páginas de error: qué pasó, qué se conservó y qué hacer ahora."""

from collections.abc import Sequence

from flask import Flask, render_template, request, url_for
from flask_limiter.errors import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as SinConexiones
from werkzeug.exceptions import HTTPException

from red.base import db
from red.errores import ErrorDeDominio, NoEncontrado

Pagina = tuple[str, int, dict[str, str]]

TEXTOS: dict[int, tuple[str, str]] = {
    400: ("No entendimos la petición", "Algo en la dirección o en lo enviado no tiene la forma esperada."),
    403: (
        "Tu papel no da acceso a esta página",
        "La página existe, pero es para otro papel dentro de la Red.",
    ),
    404: (
        "No encontramos esta página",
        "Puede que la dirección tenga un error, que ya no exista o que no sea de tu Red.",
    ),
    405: ("Esa acción no se pide así", "Vuelve a la página anterior y usa sus botones."),
    409: ("No se pudo hacer", "La situación cambió desde que abriste la página."),
    413: (
        "Es demasiado grande",
        "Lo que enviaste pasa del tamaño permitido en esta página. Vuelve atrás: la propia página dice cuánto cabe.",
    ),
    414: (
        "La dirección es demasiado larga",
        "Lo que se busca o se filtra no puede llevar tantas letras. Vuelve atrás y escribe menos.",
    ),
    429: (
        "Demasiados intentos seguidos",
        "Es una protección contra quien prueba muchas veces. Espera unos minutos y vuelve a intentarlo.",
    ),
    500: (
        "Algo falló de nuestro lado",
        "No se guardó nada a medias. Vuelve a intentarlo; si se repite, avisa a quien administra la plataforma.",
    ),
    503: (
        "No podemos guardar en este momento",
        "Lo que ya estaba guardado sigue a salvo. Vuelve a intentarlo en un minuto.",
    ),
}


def pagina_de_error(
    codigo: int, titulo: str = "", explicacion: str = "", reenvio: Sequence[tuple[str, str]] = ()
) -> Pagina:
    """Página de error con salidas; nunca depende de que la base de datos responda."""
    por_omision = TEXTOS.get(codigo, TEXTOS[500])
    que_hacer = [("Ir a la página de inicio", url_for("portal.inicio"))]
    if codigo == 404:
        que_hacer.append(("Ver los primeros pasos", url_for("portal.primeros_pasos")))
    cuerpo = render_template(
        "errores/error.html",
        codigo=codigo,
        titulo=titulo or por_omision[0],
        explicacion=explicacion or por_omision[1],
        que_hacer=que_hacer,
        reenvio=reenvio,
        hacia=request.full_path if request.query_string else request.path,
    )
    return cuerpo, codigo, {"Retry-After": "60"} if codigo in {429, 503} else {}


NO_VUELVEN = ("contrasena", "actual", "repetir")
"""Lo que nunca se escribe en una página: las contraseñas se vuelven a teclear."""


def _no_se_guardo() -> Pagina:
    """Lo que se iba a guardar vuelve a quien lo escribió, listo para enviarse otra vez.

    Con una contraseña o un archivo no hay cómo: se vuelve atrás, donde lo demás sigue escrito.
    """
    if request.files or any(campo.startswith(NO_VUELVEN) for campo in request.form):
        explicacion = (
            f"{TEXTOS[503][1]} Vuelve atrás con el botón de tu navegador: lo demás que escribiste sigue ahí."
        )
        return pagina_de_error(503, explicacion=explicacion)
    return pagina_de_error(
        503,
        explicacion="No se perdió lo que escribiste: espera un minuto y vuelve a enviarlo con este botón.",
        reenvio=list(request.form.items(multi=True)),
    )


def instalar(app: Flask) -> None:
    """Registra qué página responde a cada clase de error."""

    @app.errorhandler(NoEncontrado)
    def _no_encontrado(_error: NoEncontrado) -> Pagina:
        return pagina_de_error(404)

    @app.errorhandler(ErrorDeDominio)
    def _regla(error: ErrorDeDominio) -> Pagina:
        return pagina_de_error(409, explicacion=error.mensaje)

    @app.errorhandler(CSRFError)
    def _ficha_vencida(_error: CSRFError) -> Pagina:
        return pagina_de_error(
            400,
            "La página llevaba mucho tiempo abierta",
            "Por seguridad no guardamos nada. Vuelve atrás, recarga la página y envía de nuevo.",
        )

    @app.errorhandler(RateLimitExceeded)
    def _demasiados(_error: RateLimitExceeded) -> Pagina:
        return pagina_de_error(429)

    @app.errorhandler(OperationalError)
    @app.errorhandler(InterfaceError)
    @app.errorhandler(SinConexiones)
    def _base_ocupada(error: OperationalError | InterfaceError | SinConexiones) -> Pagina:
        db.session.rollback()
        causa = type(getattr(error, "orig", error))
        app.logger.error("La base de datos no respondió en %s: %s", request.endpoint, causa)
        return _no_se_guardo() if request.method == "POST" else pagina_de_error(503)

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Pagina:
        return pagina_de_error(error.code or 500)

    @app.errorhandler(Exception)
    def _falla(error: Exception) -> Pagina:
        if app.testing and app.config.get("PROPAGATE_EXCEPTIONS", True):
            raise error
        db.session.rollback()
        app.logger.exception("Falla en %s", request.endpoint)
        return pagina_de_error(500)
