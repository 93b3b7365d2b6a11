"""La sesión: de la cookie a la identidad, con los papeles vigentes de hoy."""

from flask import Flask, g, request, session
from flask_login import LoginManager, current_user, login_user, logout_user

from red.acceso import consultas
from red.acceso.modelos import Cuenta
from red.bitacora.escritura import Contexto, poner_contexto
from red.permisos import ANONIMA
from red.reloj import hoy

gestor = LoginManager()
gestor.session_protection = None  # el sello de la cuenta y la cookie firmada bastan; la red del teléfono cambia


@gestor.user_loader  # type: ignore[untyped-decorator]
def _cargar(guardado: str) -> Cuenta | None:
    numero, _, sello = guardado.partition(":")
    if not numero.isdigit():
        return None
    return consultas.cuenta_con_sello(int(numero), sello)


def abrir(cuenta: Cuenta) -> None:
    """Abre sesión desde cero: nada de lo que la visitante traía antes sobrevive."""
    session.clear()
    session.permanent = True
    login_user(cuenta)


def cerrar() -> None:
    """Cierra la sesión de este navegador."""
    logout_user()
    session.clear()


def _identificar() -> None:
    """Antes que el portero: quién pide y con qué papeles; y la bitácora sabrá quién actúa."""
    if current_user.is_authenticated:
        g.identidad = consultas.identidad(current_user._get_current_object(), hoy())
    else:
        g.identidad = ANONIMA
    poner_contexto(Contexto(accion=request.endpoint or "", quien=g.identidad.persona))


def instalar(app: Flask) -> None:
    """Conecta Flask-Login y averigua la identidad de cada petición."""
    gestor.init_app(app)
    app.before_request(_identificar)
