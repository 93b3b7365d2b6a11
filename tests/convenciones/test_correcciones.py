"""Lo que una persona corrige no se guarda encima de lo que otra cambió mientras tanto."""

import ast
from pathlib import Path

import pytest

from red.base import db, transaccion
from red.instituciones.modelos import Institucion
from red.permisos import Rol
from tests import fabricas
from tests.cliente import Cliente
from tests.permisos.formularios import con, leer

RAIZ = Path(__file__).parents[2] / "red"
NO_CORRIGEN = {
    "FormularioConsentir": "recuerda lo que marcó en el paso anterior, todavía sin guardar",
    "FormularioRedNueva": "registra",
}


def _sin_cuidar(codigo: str) -> list[str]:
    """Las funciones que llenan un formulario con lo guardado y no lo cuidan."""
    faltas = []
    for funcion in ast.walk(ast.parse(codigo)):
        if not isinstance(funcion, ast.FunctionDef):
            continue
        llena = cuida = False
        for nodo in ast.walk(funcion):
            if not isinstance(nodo, ast.Call):
                continue
            nombre = nodo.func.id if isinstance(nodo.func, ast.Name) else getattr(nodo.func, "attr", "")
            cuida |= nombre == "cuidar"
            llena |= (
                nombre.startswith("Formulario")
                and nombre not in NO_CORRIGEN
                and any(dado.arg in {"obj", "data"} for dado in nodo.keywords)
            ) or nombre in {"llenar", "de_una"}
        if llena and not cuida:
            faltas.append(funcion.name)
    return faltas


def test_toda_pagina_que_corrige_cuida_lo_que_corrige() -> None:
    faltas = {
        f"{archivo.relative_to(RAIZ)}: {nombre}"
        for archivo in RAIZ.rglob("*.py")
        if "vistas" in archivo.as_posix()
        for nombre in _sin_cuidar(archivo.read_text())
    }
    assert not faltas, (
        f"Remedio: form.cuidar(fila), y form.comprobar() dentro de la transacción: {sorted(faltas)}"
    )
    assert _sin_cuidar("def ver():\n    form = FormularioX(obj=fila)") == ["ver"]


@pytest.fixture
def dos_pestanas(app):
    """Una institución abierta en dos pestañas de dos coordinadoras."""
    red = fabricas.una_red()
    institucion = fabricas.una_institucion(telefono="33 0000 0000", domicilio="Calle de antes 9")
    fabricas.una_participacion(red, institucion)
    clientes = []
    for nombre in ("Ana", "Berta"):
        persona = fabricas.una_persona(nombre=nombre)
        fabricas.una_cuenta(persona)
        fabricas.un_papel(persona, Rol.COORDINADORA, red=red)
        clientes.append(Cliente(app).entrar(persona))
    url = f"/instituciones/{institucion.id}/editar"
    paginas = [cliente.get(url).get_data(as_text=True) for cliente in clientes]
    return institucion.id, url, clientes, [leer(pagina, url) for pagina in paginas]


def test_lo_que_otra_cambio_no_se_borra_y_se_dice_quien_fue(dos_pestanas) -> None:
    id, url, (ana, berta), (de_ana, de_berta) = dos_pestanas
    assert ana.post(url, con(de_ana, telefono="33 1111 1111", domicilio="Calle de Ana 1")).status_code == 303
    vuelve = berta.post(url, con(de_berta, domicilio="Calle de Berta 2"))
    pagina = vuelve.get_data(as_text=True)
    assert vuelve.status_code == 422
    assert db.session.get(Institucion, id).domicilio == "Calle de Ana 1"
    otra_vez = leer(pagina, url)
    assert otra_vez.valores["domicilio"] == "Calle de Berta 2", "lo que escribió sigue ahí"
    assert otra_vez.valores["telefono"] == "33 1111 1111", "lo que no tocó ya es lo de Ana"
    assert all(dicho in pagina for dicho in ("Ana", "Calle de Ana 1", "«Teléfono»"))
    assert berta.post(url, con(otra_vez)).status_code == 303, "ya lo vio: guardar otra vez vale"
    guardada = db.session.get(Institucion, id)
    assert (guardada.domicilio, guardada.telefono) == ("Calle de Berta 2", "33 1111 1111")


def test_sin_la_huella_el_segundo_borra_al_primero(dos_pestanas) -> None:
    """El control: es la huella de la página, y no otra cosa, la que lo impide."""
    id, url, (ana, berta), (de_ana, de_berta) = dos_pestanas
    ana.post(url, con(de_ana, domicilio="Calle de Ana 1"))
    assert berta.post(url, con(de_berta, como_estaba="", domicilio="Calle de Berta 2")).status_code == 303
    assert db.session.get(Institucion, id).domicilio == "Calle de Berta 2"


def test_quien_cuida_y_no_comprueba_no_confirma(app) -> None:
    from red.formularios import Formulario

    institucion = fabricas.una_institucion()
    with app.test_request_context(method="POST"):
        form = Formulario(meta={"csrf": False})
        form.cuidar(institucion)
        with pytest.raises(RuntimeError), transaccion(form):
            institucion.nombre = "Sin mirar"
