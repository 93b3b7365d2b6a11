"""«Ver a la fecha»: el día que una página cuenta, guardado en la dirección.

Una vista que admite fecha lo declara con `a_la_fecha` y pregunta el día con `dia_pedido`; los enlaces
hacia otras vistas que también la admiten la llevan solos. Cambia lo que era cierto ese día, nunca lo que
se permite ver: los permisos, los consentimientos y lo que cada quien oculta son siempre los de hoy.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from flask import Flask, current_app, has_request_context, request

from red.fechas import PRIMER_ANIO, ULTIMO_ANIO
from red.reloj import ZONA_POR_OMISION, hoy

Vista = TypeVar("Vista", bound=Callable[..., Any])
PARAMETRO = "fecha"


@dataclass(frozen=True)
class DiaVisto:
    """El día que cuenta la página; `elegido` es None cuando cuenta el día de hoy."""

    elegido: date | None
    no_entendido: str = ""
    todavia_no_llega: bool = False


def a_la_fecha(vista: Vista) -> Vista:
    """Declara que la página sabe contar cómo estaba todo un día cualquiera."""
    vista.a_la_fecha = True  # type: ignore[attr-defined]
    return vista


def dia_visto() -> DiaVisto:
    """El día que se pidió en la dirección, si la página lo admite y se entiende."""
    escrito = request.args.get(PARAMETRO, "").strip() if admite_fecha(request.endpoint) else ""
    if not escrito:
        return DiaVisto(None)
    try:
        dia = date.fromisoformat(escrito)
    except ValueError:
        return DiaVisto(None, escrito)
    if not PRIMER_ANIO <= dia.year <= ULTIMO_ANIO:
        return DiaVisto(None, escrito)
    if dia > hoy() + timedelta(days=1):  # en otra zona ya puede ser mañana
        return DiaVisto(None, escrito, todavia_no_llega=True)
    return DiaVisto(dia)


def dia_pedido(zona: str = ZONA_POR_OMISION) -> date:
    """El día que la página ha de contar: el elegido o, si no se eligió, hoy en esa zona."""
    return dia_visto().elegido or hoy(zona)


def se_actua() -> bool:
    """Si la página cuenta el día de hoy: un día que ya pasó se mira, y lo que se hace vale desde hoy."""
    elegido = dia_visto().elegido
    return elegido is None or elegido >= hoy()


def admite_fecha(extremo: str | None) -> bool:
    """Si la vista de ese extremo declaró que cuenta a la fecha."""
    return getattr(current_app.view_functions.get(extremo or ""), "a_la_fecha", False)


def instalar(app: Flask) -> None:
    """Lleva la fecha elegida de una página a otra y la da a las plantillas."""

    @app.url_defaults
    def _llevar_la_fecha(extremo: str, valores: dict[str, Any]) -> None:
        if PARAMETRO in valores or not has_request_context() or not admite_fecha(extremo):
            return
        elegido = dia_visto().elegido
        if elegido is not None:
            valores[PARAMETRO] = elegido.isoformat()

    app.jinja_env.globals["dia_visto"] = dia_visto
    app.jinja_env.globals["se_actua"] = se_actua
