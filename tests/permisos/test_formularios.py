"""Lo que un formulario no puede: llegar sin su ficha, traer columnas de más, ni nombrar lo de otra Red."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Enum, Float, Integer
from werkzeug.datastructures import MultiDict

from red.base import Modelo
from red.permisos import Rol
from red.portero import PUBLICA
from tests.permisos.conftest import EN_POSTGRESQL, EN_SQLITE, Escenario
from tests.permisos.respuestas import ELIGE, LEEN_PRIMERO, Lleno, de_envio, llenar, quien

CONTRABANDO = "qcontrabandoq"
NUMERO = 987_654
FECHA = "1999-09-09"
DE_TODAS = {"aviso_privacidad", "estandar", "territorio"}
"""Lo que es de un país, o de un registro nacional, y no de una Red: señalarlo no es señalar lo de otra."""
CON_FIRMA = {"avisos.rebotes"}
"""Las que llama otro servidor: no llevan ficha sino firma, y sin ella no existen (`tests/avisos`)."""


# ---------------------------------------------------------------- La ficha contra falsificación


@EN_SQLITE
@pytest.mark.parametrize("falta", ["sin ficha", "con la de otra sesión", "desde otro sitio"])
def test_nada_se_envia_sin_la_ficha_de_la_propia_sesion(escenario: Escenario, falta: str) -> None:
    ajena = URLSafeTimedSerializer(escenario.app.config["SECRET_KEY"], salt="wtf-csrf-token").dumps("b" * 64)
    datos: dict[str, Any] = {"con la de otra sesión": {"csrf_token": str(ajena)}}.get(falta, {})
    cabeceras = {"Sec-Fetch-Site": "cross-site"} if falta == "desde otro sitio" else {}
    faltas = []
    for camino in de_envio(escenario):
        url = camino.direccion(escenario.app, escenario.mundo.alfa)
        rol = quien(camino) or "administradora"
        respuesta = escenario.pedir(
            rol, camino.metodo, url, {**camino.datos(escenario.mundo.alfa), **datos},
            ficha=falta == "desde otro sitio", headers=cabeceras,
        )  # fmt: skip
        esperado = 404 if camino.extremo in CON_FIRMA and falta != "desde otro sitio" else 400
        if respuesta.status_code != esperado or escenario.escribio:
            faltas.append(
                f"{camino} como {rol}, {falta}: {respuesta.status_code}, guardó={escenario.escribio}"
            )
            escenario.restaurar()
    assert not faltas, "\n".join(
        ["", *faltas, "Remedio: CSRFProtect en red/aplicacion.py, y ningún csrf.exempt sin firma"]
    )


# ---------------------------------------------------------------- Columnas de más y objetos ajenos


def _de_contrabando(escenario: Escenario) -> dict[str, str]:
    """Un valor reconocible para el nombre de cada columna de cada tabla."""
    beta = escenario.mundo.beta
    valores = {
        "persona": beta["clave_de_otra"],
        "red": beta["clave"],
        "institucion": str(beta["institucion"]),
    }
    for tabla in Modelo.metadata.sorted_tables:
        for columna in tabla.columns:
            valores.setdefault(columna.name, _valor(escenario, columna))
    return valores


def _valor(escenario: Escenario, columna: Column[Any]) -> str:
    beta = escenario.mundo.beta
    if columna.name == "id":
        return str(beta["persona_otra"])
    for llave in columna.foreign_keys:
        return str(beta.hasta[llave.column.table.name])
    if columna.name == "rol":
        return Rol.ADMINISTRADORA.value
    if isinstance(columna.type, Enum):
        return str(columna.type.enums[-1])
    if isinstance(columna.type, Boolean):
        return "1"
    if isinstance(columna.type, (Integer, Float)):
        return str(NUMERO)
    if isinstance(columna.type, (Date, DateTime)) or "DateTime" in repr(columna.type):
        return FECHA
    return f'{{"x": "{CONTRABANDO}"}}' if isinstance(columna.type, JSON) else CONTRABANDO


def _mal_puesto(escenario: Escenario, *, contrabando: bool, de_todas: bool = False) -> list[str]:
    """Qué quedó guardado que no debía, después de un envío; quien administra sí cambia lo de todas las Redes."""
    beta, faltas = escenario.mundo.beta, []
    antes = escenario.antes()
    for tabla, filas in escenario.cambios().items():
        if tabla in {"registro", "freno"}:
            continue
        columnas = Modelo.metadata.tables[tabla].c
        for fila in filas:
            previa = antes[tabla].get(fila["id"], {})
            if not de_todas and beta.desde[tabla] < fila["id"] <= beta.hasta[tabla]:
                faltas.append(f"cambió {tabla} {fila['id']}, que es de la otra Red")
            for nombre, valor in fila.items():
                if nombre == "id" or valor == previa.get(nombre):
                    continue
                for llave in columnas[nombre].foreign_keys:
                    ajena = llave.column.table.name
                    if ajena in DE_TODAS:
                        continue
                    if not de_todas and valor is not None and beta.desde[ajena] < valor <= beta.hasta[ajena]:
                        faltas.append(f"{tabla}.{nombre} quedó apuntando a {ajena} {valor}, de la otra Red")
                if contrabando and _es_contrabando(valor):
                    faltas.append(f"{tabla}.{nombre} quedó con lo que nadie preguntó: {valor!r}")
                if tabla == "asignacion" and nombre == "rol" and valor == Rol.ADMINISTRADORA:
                    faltas.append("alguien quedó como administradora")
    return faltas


def _es_contrabando(valor: Any) -> bool:
    dicho = str(valor.date() if isinstance(valor, datetime) else valor)
    return CONTRABANDO in dicho or dicho in {FECHA, str(NUMERO), str(float(NUMERO))}


def _de_alguien(escenario: Escenario) -> Iterator[Lleno]:
    """Cada formulario que no es de cualquiera, contestado."""
    for camino in de_envio(escenario):
        if camino.permiso != PUBLICA:
            yield from llenar(escenario, camino)


@EN_POSTGRESQL  # el más estricto: aquí se ve también que cada formulario guarda en él
def test_las_columnas_de_mas_no_se_guardan(escenario: Escenario) -> None:
    """A cada formulario, llenado bien, se le agrega una columna de cada tabla: ninguna se toma en cuenta."""
    faltas, guardaron, intentaron = [], set(), set()
    contrabando = _de_contrabando(escenario)
    for lleno in _de_alguien(escenario):
        camino = lleno.camino
        suyos = set(lleno.datos) | (
            set(lleno.leido.escritos) | lleno.leido.elegidos if lleno.leido else set()
        )
        enviado: MultiDict[str, Any] = MultiDict({c: v for c, v in contrabando.items() if c not in suyos})
        for campo, valores in lleno.datos.lists():
            enviado.setlist(campo, valores)
        respuesta = lleno.enviar(escenario, enviado)
        intentaron.add(camino.extremo)
        if respuesta.status_code >= 500:
            faltas.append(f"{camino} como {lleno.rol}: {respuesta.status_code}")
        if escenario.diferencias():
            guardaron.add(camino.extremo)
            malos = _mal_puesto(escenario, contrabando=True, de_todas=lleno.rol == "administradora")
            faltas += [f"{camino} como {lleno.rol}: {falta}" for falta in malos]
        escenario.restaurar()
    assert not faltas, "\n".join(
        ["", *faltas, "Remedio: una operación recibe sólo los campos de su formulario"]
    )
    assert not LEEN_PRIMERO & guardaron, "Estas ya guardan: quítalas de LEEN_PRIMERO"
    mudos = sorted(intentaron - guardaron - LEEN_PRIMERO)
    hablan = len(intentaron - LEEN_PRIMERO)
    assert len(guardaron) >= 0.95 * hablan, (
        f"Remedio: enseña a tests/permisos/respuestas.py cómo se llenan: {mudos}"
    )


@EN_SQLITE
def test_lo_de_otra_red_no_entra_por_un_formulario(escenario: Escenario) -> None:
    """Cada lista de elegir recibe lo de la otra Red: se rechaza, o no se toma en cuenta."""
    faltas, probados = [], 0
    contrabando = _de_contrabando(escenario)
    for lleno in _de_alguien(escenario):
        if lleno.rol == "administradora":
            continue
        camino = lleno.camino
        for campo, valores in _de_otra(escenario, lleno, contrabando):
            probados += 1
            enviado = MultiDict(lleno.datos)
            enviado.setlist(campo, valores)
            respuesta = lleno.enviar(escenario, enviado)
            if respuesta.status_code >= 500:
                faltas.append(f"{camino} como {lleno.rol}, {campo}={valores}: {respuesta.status_code}")
            if escenario.escribio:
                malos = _mal_puesto(escenario, contrabando=False)
                faltas += [f"{camino} como {lleno.rol}, {campo}={valores}: {falta}" for falta in malos]
                escenario.restaurar()
    assert not faltas, "\n".join(
        ["", *faltas, "Remedio: las opciones de una lista salen de una consulta con alcance"]
    )
    assert probados >= 40, "Esta prueba ya no encuentra listas que probar: corrígela"


def _de_otra(
    escenario: Escenario, lleno: Lleno, contrabando: dict[str, str]
) -> Iterator[tuple[str, list[str]]]:
    """Cada campo que nombra algo, con lo de la otra Red; y después de uno vacío, que no ha de perdonar al que sigue."""
    elegidos = ELIGE.get(lleno.camino.extremo, {})
    for campo in sorted(lleno.datos):
        if campo in elegidos:
            ajeno = str(escenario.mundo.beta[elegidos[campo]])
            yield campo, [ajeno]
            yield campo, ["", ajeno]
        elif campo in contrabando and (campo.endswith("_id") or campo in {"persona", "institucion"}):
            yield campo, [_ajeno(escenario, campo, contrabando)]


def _ajeno(escenario: Escenario, campo: str, contrabando: dict[str, str]) -> str:
    propias = {
        "persona_id": "persona_otra",
        "institucion_id": "institucion",
        "red_id": "red",
        "madre_id": "institucion",
    }
    return str(escenario.mundo.beta[propias[campo]]) if campo in propias else contrabando[campo]


@EN_POSTGRESQL
def test_el_contrabando_se_notaria(escenario: Escenario) -> None:
    """Si una vista guardara todo lo que llega, `_mal_puesto` lo diría."""
    from red.base import buscar, db
    from red.redes.modelos import Membresia

    with escenario.app.app_context():
        suya = buscar(Membresia, escenario.mundo.alfa["membresia"])
        suya.motivo = CONTRABANDO
        suya.red_id = escenario.mundo.beta["red"]
        db.session.commit()
    dichas = _mal_puesto(escenario, contrabando=True)
    assert any("membresia.motivo" in dicha for dicha in dichas)
    assert any("membresia.red_id" in dicha for dicha in dichas)
