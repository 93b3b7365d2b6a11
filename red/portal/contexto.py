"""Lo que toda plantilla tiene a mano: quién es, a dónde puede ir y cómo se escribe una fecha."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, current_app, request, url_for

from red import reloj, textos
from red.configuracion import Entorno
from red.direcciones import direccion, esta_pagina
from red.documentos.letras import con_articulo
from red.permisos import Permiso
from red.portero import identidad


@dataclass(frozen=True)
class Tarea:
    """Entrada del menú: a dónde se va a hacer algo."""

    titulo: str
    url: str
    icono: str
    activa: bool
    cuenta: int = 0


MENU: tuple[tuple[str, str, str, Permiso], ...] = (
    ("Mi panel", "portal.panel", "house", Permiso.USAR),
    ("Por decidir", "solicitudes.bandeja", "inbox", Permiso.ADMITIR),
    ("Mi Red", "redes.listar", "diagram-3", Permiso.VER_RED),
    ("Invitaciones", "invitaciones.listar", "envelope", Permiso.INVITAR),
    ("Directorio", "personas.listar", "people", Permiso.VER_DIRECTORIO),
    ("Formación", "formacion.listar", "mortarboard", Permiso.VER_RED),
    ("Certificación", "certificacion.listar", "journal-text", Permiso.CERTIFICAR),
    ("Instituciones", "instituciones.listar", "building", Permiso.VER_RED),
    ("Unidades", "unidades.listar", "shield-check", Permiso.VER_RED),
    ("Mis vínculos", "vinculos.listar", "link-45deg", Permiso.DECLARAR_VINCULO),
    ("Mapa", "analisis.elegir", "share", Permiso.VER_MAPA),
    ("Papeles", "acceso.papeles", "person-badge", Permiso.NOMBRAR),
    ("Administración", "portal.administracion", "gear", Permiso.ADMINISTRAR),
)
"""El menú por tareas: título, extremo, icono y el permiso que lo muestra."""


PROPIAS = {"mi_perfil", "mi_puesto", "mis_temas", "mi_privacidad", "aviso_nuevo", "lo_leido"} | {
    "avisos",
    "aviso",
    "aviso_escribir",
    "aviso_revisar",
}
"""Páginas de la propia persona, y las de los avisos de privacidad: no son el directorio, aunque su dirección empiece igual."""


DE_LA_FORMACION = {"acreditaciones", "asistencias", "constancias", "evaluaciones", "trayectos"}
"""Dominios sin entrada propia: a sus páginas se llega por «Formación»."""
DE_LA_RED = {"alianzas", "levantamientos"}
"""Los que se hallan en la página de la Red."""


def navegacion() -> list[Tarea]:
    """Las entradas del menú que sirven a quien pide."""
    quien = identidad()
    if not quien.autenticada:
        return []
    seccion, _, pagina = (request.endpoint or "").partition(".")
    if seccion == "personas" and pagina in PROPIAS:
        seccion = ""
    seccion = "formacion" if seccion in DE_LA_FORMACION else "redes" if seccion in DE_LA_RED else seccion
    return [
        Tarea(
            titulo,
            url_for(extremo),
            icono,
            request.endpoint == extremo
            if seccion in {"portal", "acceso"}
            else seccion == extremo.partition(".")[0],
        )
        for titulo, extremo, icono, permiso in MENU
        if quien.puede(permiso)
    ]


def _fecha_y_hora(instante: Any, zona: str = reloj.ZONA_POR_OMISION) -> str:
    local = instante.astimezone(ZoneInfo(zona))
    return f"{textos.fecha(local.date())}, {textos.hora(local)}"


def instalar(app: Flask) -> None:
    """Da a las plantillas la identidad, el menú y los filtros de escritura."""
    app.jinja_env.filters.update(
        fecha=textos.fecha,
        fecha_corta=textos.fecha_corta,
        dia_y_fecha=textos.dia_y_fecha,
        fecha_y_hora=_fecha_y_hora,
        dia_de=reloj.dia_de,
        numero=textos.numero,
        contar=textos.contar,
        con_punto=textos.con_punto,
        enumerar=textos.enumerar,
        por_cientos=textos.por_cientos,
        con_articulo=con_articulo,
        hoy_en=lambda red: reloj.hoy(red.zona),
    )
    app.jinja_env.globals.update(
        Permiso=Permiso, porcentaje=textos.porcentaje, direccion=direccion, esta_pagina=esta_pagina
    )

    @app.context_processor
    def _de_cada_pagina() -> dict[str, Any]:
        quien = identidad()
        return {
            "identidad": quien,
            "puede": quien.puede,
            "navegacion": navegacion(),
            "hay_demostracion": current_app.config["RED"].entorno is Entorno.DEMO,
        }
