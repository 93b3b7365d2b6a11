"""La sesión: de la cookie a la identidad, con los papeles vigentes de hoy.

La cookie va firmada y lleva el sello de la cuenta: cambiarlo cierra todas las sesiones. Lleva además una marca
propia, para poder cerrar sólo ésa, y dos horas: cuándo entró y cuándo pidió algo por última vez.
"""

import secrets
from datetime import timedelta

from flask import Flask, current_app, g, request, session
from flask_login import LoginManager, current_user, login_user, logout_user

from red.acceso import consultas, contrasenas, operaciones
from red.acceso.modelos import Cuenta
from red.bitacora.escritura import Contexto, poner_contexto
from red.permisos import ANONIMA, Identidad, Rol
from red.reloj import ahora, hoy

CONSERVADAS: set[str] = set()
"""Nombres de lo que una sesión anónima puede llevar consigo al entrar; cada dominio añade el suyo.

Todo lo demás se tira: quien prepare una sesión y haga que otra persona entre con ella no gana nada.
"""

DURACION = operaciones.DURACION_DE_SESION
OCIO_CON_PAPEL = timedelta(minutes=30)
"""Quien tiene un papel y deja de pedir páginas este rato vuelve a decir quién es."""

CADA_CUANTO_SE_ANOTA = 60
"""Segundos: firmar y mandar de nuevo la cookie en cada petición costaría más que leer la página."""

POR_TIEMPO = "Tu sesión se cerró por seguridad después de un rato sin usarla. Entra otra vez."
SE_CERRO = "Tu sesión se cerró. Entra otra vez."

gestor = LoginManager()
gestor.session_protection = (
    None  # el sello de la cuenta y la cookie firmada bastan; la red del teléfono cambia
)


@gestor.user_loader  # type: ignore[untyped-decorator]
def _cargar(guardado: str) -> Cuenta | None:
    """La cuenta entera, para quien la pida: la mayoría de las páginas sólo necesita la identidad."""
    numero, _, sello = guardado.partition(":")
    if not numero.isdigit() or _vencida():
        return None
    return consultas.cuenta_con_sello(int(numero), sello, session.get("marca", ""))


def _quien_pide() -> Identidad | None:
    """La identidad que dice la cookie, si su cuenta sigue activa, con ese sello y sin cerrar la sesión."""
    numero, _, sello = str(session.get("_user_id", "")).partition(":")
    if not numero.isdigit() or _vencida():
        return None
    return consultas.identidad_con_sello(int(numero), sello, session.get("marca", ""), hoy())


def _vencida() -> bool:
    """Si la sesión lleva abierta más de lo que puede durar."""
    entro = session.setdefault("entro", ahora().timestamp())
    return bool(ahora().timestamp() - entro > DURACION.total_seconds())


def _ociosa(quien: Identidad) -> bool:
    """Si alguien con papel dejó la pantalla abierta más de la cuenta; de paso anota que sigue aquí."""
    momento = int(ahora().timestamp())
    visto = session.get("visto", momento)
    if "visto" not in session or not 0 <= momento - visto < CADA_CUANTO_SE_ANOTA:
        session["visto"] = momento
    con_papel = any(papel.rol is not Rol.INTEGRANTE for papel in quien.papeles)
    return con_papel and momento - visto > OCIO_CON_PAPEL.total_seconds()


def abrir(cuenta: Cuenta) -> None:
    """Abre sesión desde cero: de lo que la visitante traía sólo queda lo que un dominio pidió conservar."""
    conservado = {nombre: session[nombre] for nombre in CONSERVADAS & set(session)}
    session.clear()
    session.update(conservado)
    session.permanent = True
    momento = ahora().timestamp()
    session.update(marca=secrets.token_urlsafe(16), entro=momento, visto=int(momento))
    login_user(cuenta)


def marca() -> str:
    """La marca de la sesión en curso."""
    return str(session.get("marca", ""))


def cerrar() -> None:
    """Cierra la sesión de este navegador."""
    logout_user()
    session.clear()


def _identificar() -> None:
    """Antes que el portero: quién pide y con qué papeles; y la bitácora sabrá quién actúa.

    Lo que una petición anterior haya dejado dicho se olvida: el contexto puede durar más que una petición.
    """
    for dejado in ("_login_user", "csrf_token", "csrf_valid"):
        g.pop(dejado, None)
    g.identidad, g.sesion_cerrada = ANONIMA, ""
    quien = _quien_pide()
    if quien is None and "_user_id" in session:
        g.sesion_cerrada = POR_TIEMPO if _vencida() else SE_CERRO
    if quien is not None:
        if _ociosa(quien):
            cerrar()
            g.sesion_cerrada = POR_TIEMPO
        else:
            g.identidad = quien
    poner_contexto(Contexto(accion=request.endpoint or "", quien=g.identidad.persona))


def instalar(app: Flask) -> None:
    """Conecta Flask-Login, averigua la identidad de cada petición y fija el costo de las contraseñas."""
    # Sin dar `current_user` a las plantillas: la página de error lo buscaría en una base que no responde.
    gestor.init_app(app, add_context_processor=False)
    contrasenas.ajustar(app.config["RED"].costo_contrasena)
    app.before_request(_identificar)

    @app.teardown_request
    def _olvidar(_error: BaseException | None) -> None:
        poner_contexto(None)


def cuenta_actual() -> Cuenta:
    """La cuenta con la que se entró; sólo en vistas que la piden."""
    cuenta = current_user._get_current_object()
    if not isinstance(cuenta, Cuenta):
        current_app.logger.error("Se pidió la cuenta sin sesión en %s", request.endpoint)
        raise RuntimeError("Sin sesión")
    return cuenta
