"""Una sesión que ya no vale no abre nada, en ninguna página; y un papel que termina, termina en el acto."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from red.acceso.modelos import Cuenta
from red.base import db
from red.portero import PUBLICA
from red.reloj import ahora
from tests.permisos.caminos import caminos
from tests.permisos.conftest import EN_SQLITE, Escenario

# Qué sesión vale lo decide la aplicación, igual en los dos motores; cómo guarda cada uno las cerradas, `tests/acceso`.
pytestmark = EN_SQLITE


def _cerrada(_escenario: Escenario) -> dict[str, Any]:
    return {"marca": "marca-de-una-sesion-cerrada-xyz"}


def _de_antes(escenario: Escenario) -> dict[str, Any]:
    numero = escenario.mundo.sesiones["coordinadora"].partition(":")[0]
    return {"_user_id": f"{numero}:sello-anterior"}


def _larga(_escenario: Escenario) -> dict[str, Any]:
    return {"entro": (ahora() - timedelta(hours=12, minutes=1)).timestamp()}


def _ociosa(_escenario: Escenario) -> dict[str, Any]:
    return {"visto": int((ahora() - timedelta(minutes=31)).timestamp())}


def _desactivada(escenario: Escenario) -> dict[str, Any]:
    with escenario.app.app_context(), db.engine.connect().execution_options(escribe=True) as conexion:
        quien = escenario.mundo.personas["coordinadora"]
        conexion.execute(update(Cuenta).where(Cuenta.persona_id == quien).values(activa=False))
        conexion.commit()
    return {}


@pytest.mark.parametrize("estado", [_cerrada, _de_antes, _larga, _ociosa, _desactivada])
def test_una_sesion_que_ya_no_vale_no_abre_ninguna_pagina(
    escenario: Escenario, estado: Callable[[Escenario], dict[str, Any]]
) -> None:
    alfa = escenario.mundo.alfa
    if estado is not _desactivada:
        assert escenario.pedir("coordinadora", "GET", "/panel").status_code == 200
    cambios = estado(escenario)
    faltas = []
    for camino in caminos(escenario.app):
        if camino.permiso == PUBLICA:
            continue
        url = camino.direccion(escenario.app, alfa)
        respuesta = escenario.pedir(
            "coordinadora", camino.metodo, url, camino.datos(alfa), sesion=cambios or {"x": 1}
        )
        a_entrar = respuesta.headers.get("Location", "").startswith("/acceso/entrar")
        if respuesta.status_code != 302 or not a_entrar or escenario.escribio:
            faltas.append(f"{camino}: {respuesta.status_code}, guardó={escenario.escribio}")
    assert not faltas, "\n".join(["", *faltas])


def test_a_quien_se_le_termina_el_papel_la_siguiente_peticion_ya_no_le_responde(escenario: Escenario) -> None:
    papel = escenario.mundo.alfa["papel"]
    institucion = f"/instituciones/{escenario.mundo.alfa['institucion']}"
    assert escenario.pedir("enlace", "GET", institucion).status_code == 200
    termino = escenario.pedir("coordinadora", "POST", f"/acceso/papeles/{papel}/terminar")
    assert termino.status_code == 303
    despues = escenario.pedir("enlace", "GET", institucion)
    assert despues.status_code == 302
    assert despues.headers["Location"].startswith("/acceso/entrar")


def test_quien_coordina_no_se_da_ni_da_un_papel_mas_alto(escenario: Escenario) -> None:
    """Nadie sube sola: el papel que se pide y no se puede dar, no se da."""
    from tests.fabricas import CONTRASENA

    mundo = escenario.mundo
    for persona in ("clave_de_coordinadora", "clave_de_integrante"):
        for rol in ("administradora", "coordinadora", "analista"):
            datos = {
                "rol": rol,
                "red_id": mundo.alfa["red"],
                "institucion_id": mundo.alfa["institucion"],
                "desde": ahora().date().isoformat(),
                "hasta": (ahora() + timedelta(days=90)).date().isoformat(),
                "actual": CONTRASENA,
            }
            escenario.pedir(
                "coordinadora", "POST", f"/acceso/papeles/nuevo?persona={mundo.alfa[persona]}", datos
            )
            nuevos = {fila["rol"].value for fila in escenario.cambios().get("asignacion", [])}
            assert nuevos <= {"enlace"}, f"Se dio {nuevos} a {persona}"
            escenario.restaurar()
