"""Dentro de la misma Red también hay reservas: lo que una persona no abrió, sus colegas no lo ven."""

import inspect
import re
from typing import Any

import pytest
from flask import Flask

from red.portero import PUBLICA
from tests.permisos.caminos import Camino, caminos
from tests.permisos.conftest import EN_SQLITE, Escenario, texto_de
from tests.permisos.mundo import COMUN, MARCA
from tests.permisos.test_matriz import _de_otra_red

# Lo que se calla lo decide la aplicación, igual en los dos motores: se prueba en uno.
pytestmark = EN_SQLITE

COLEGAS = ("anonima", "sin_papel", "terminada", "integrante", "enlace")
"""Quienes no llevan el registro de la Red: ven el directorio que cada quien abrió, o nada."""

DE_CONTACTO = {"persona.correo", "persona.telefono", "cuenta.correo", "aviso.para", "invitacion.correo"}
"""Lo que permite alcanzar a una persona; en el mundo de prueba nadie lo abrió."""

DE_PERSONA = re.compile(r"^(persona|adscripcion|cuenta)\.")


def _vistas(escenario: Escenario, rol: str, **llenado: str) -> list[tuple[Camino, set[tuple[str, int]]]]:
    """Qué columnas de alfa lee ese papel en cada página, fuera de lo que venía en lo pedido."""
    leidas = []
    for camino in caminos(escenario.app):
        if camino.metodo == "GET":
            respuesta = escenario.pedir(rol, "GET", camino.direccion(escenario.app, escenario.mundo.alfa))
            halladas = set(MARCA.findall(texto_de(respuesta)))
            halladas -= set(MARCA.findall(respuesta.request.full_path.lower()))
            leidas.append((camino, {escenario.mundo.marcas[marca] for marca in halladas}))
    return leidas


def _de_quien(escenario: Escenario, donde: str, fila: int) -> int | None:
    """La persona de quien es esa fila."""
    tabla = donde.partition(".")[0]
    registro = escenario.antes()[tabla].get(fila, {})
    dueno = registro["id"] if tabla == "persona" else registro.get("persona_id")
    return int(dueno) if dueno is not None else None


@pytest.mark.parametrize("rol", COLEGAS)
def test_lo_que_nadie_abrio_no_lo_ven_sus_colegas(escenario: Escenario, rol: str) -> None:
    """Ni una palabra de quien no consintió aparecer; de las demás, nada con qué alcanzarlas."""
    propia = escenario.mundo.personas.get(rol)
    oculta = escenario.mundo.alfa["persona_oculta"]
    faltas = []
    for camino, leidas in _vistas(escenario, rol):
        for donde, fila in sorted(leidas):
            persona = _de_quien(escenario, donde, fila)
            if persona == propia and persona is not None:
                continue
            if persona == oculta and DE_PERSONA.match(donde):
                faltas.append(f"{camino} como {rol}: deja ver {donde} de quien no consintió aparecer")
            elif donde in DE_CONTACTO:
                faltas.append(f"{camino} como {rol}: deja ver {donde} (fila {fila})")
    assert not faltas, "\n".join(["", *faltas])


def test_quien_lleva_el_registro_si_las_ve(escenario: Escenario) -> None:
    """Control de la de arriba: la coordinación lee su correo, y la página de esa persona no existe para una colega."""
    ficha = f"/personas/{escenario.mundo.alfa['clave_de_oculta']}"
    respuesta = escenario.pedir("coordinadora", "GET", ficha)
    leidas = {escenario.mundo.marcas[marca] for marca in MARCA.findall(texto_de(respuesta))}
    assert ("persona.correo", escenario.mundo.alfa["persona_oculta"]) in leidas
    assert escenario.pedir("integrante", "GET", ficha).status_code == 404


@pytest.mark.parametrize("rol", ["sin_papel", "terminada"])
def test_sin_papel_no_se_ve_a_nadie(escenario: Escenario, rol: str) -> None:
    propia = escenario.mundo.personas[rol]
    faltas = [
        f"{camino} como {rol}: deja ver {donde} (fila {fila})"
        for camino, leidas in _vistas(escenario, rol)
        for donde, fila in sorted(leidas)
        if DE_PERSONA.match(donde) and _de_quien(escenario, donde, fila) != propia
    ]
    assert not faltas, "\n".join(["", *faltas])


# ---------------------------------------------------------------- Lo que se pide después de la dirección


_PEDIDO = re.compile(r"""(?:request\.(?:args|values)|pedido)(?:\.get\(|\[)\s*["'](\w+)["']""")


def _filtros(app: Flask, camino: Camino) -> list[str]:
    """Los nombres que el módulo de la vista lee de la dirección."""
    modulo = inspect.getmodule(inspect.unwrap(app.view_functions[camino.extremo]))
    assert modulo is not None
    return sorted(set(_PEDIDO.findall(inspect.getsource(modulo))))


def _de_beta(escenario: Escenario, filtro: str) -> Any:
    beta = escenario.mundo.beta
    return {
        "red": beta["clave"],
        "persona": beta["clave_de_otra"],
        "quien": beta["clave_de_otra"],
        "institucion": beta["institucion"],
        "convocante": beta["convocante"],
        "para": beta["invitacion"],
        "edicion": beta["edicion"],
        "curso": beta["curso"],
        "unidad": beta["unidad"],
        "q": COMUN,
        "pagina": 2,
        "fecha": "2026-01-01",
    }.get(filtro)


@pytest.mark.parametrize("rol", ["integrante", "enlace", "analista", "coordinadora"])
def test_ningun_filtro_ensena_lo_de_la_otra_red(escenario: Escenario, rol: str) -> None:
    """Cada página con cada filtro lleno de lo de beta, o buscando una palabra que las dos tienen."""
    faltas, probados = [], 0
    for camino in caminos(escenario.app):
        if camino.metodo != "GET" or camino.permiso == PUBLICA or not camino.admite(rol):
            continue
        url = camino.direccion(escenario.app, escenario.mundo.alfa).partition("?")[0]
        filtros = {filtro: _de_beta(escenario, filtro) for filtro in _filtros(escenario.app, camino)}
        con_valor = {filtro: valor for filtro, valor in filtros.items() if valor is not None}
        leidos = escenario.lee(rol, url) if len(con_valor) > 1 else con_valor.keys()
        for filtro in sorted(con_valor.keys() & leidos):
            valor = con_valor[filtro]
            probados += 1
            respuesta = escenario.pedir(rol, "GET", url, query_string={filtro: valor})
            if vistos := _de_otra_red(escenario, camino.extremo, respuesta):
                faltas.append(f"{camino}?{filtro}= como {rol}: deja ver de la otra Red {vistos}")
            if respuesta.status_code >= 500:
                faltas.append(f"{camino}?{filtro}={valor} como {rol}: {respuesta.status_code}")
    assert not faltas, "\n".join(["", *faltas])
    assert probados > 20, "Esta prueba ya no encuentra filtros: corrígela"
