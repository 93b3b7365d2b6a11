"""Cuánto cuesta hallar duplicados según crece el registro, y buscar en uno grande frente a la pregunta desnuda."""

import math
import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any

from sqlalchemy import select, text

from red.acceso.consultas import identidad
from red.acceso.modelos import Cuenta
from red.base import db, transaccion
from red.busqueda import consultas
from red.duplicados import operaciones
from red.duplicados.modelos import Clase
from red.permisos import Identidad
from red.reloj import hoy
from red.textos import numero, palabras
from tests.motores import Postgresql
from tests.rendimiento.escenario import escenario
from tests.rendimiento.informe import Figura, Informe

COORDINADORA = "coordinadora@nacional.ejemplo.test"
TAMANIOS = (1_000, 10_000)
DUPLICADOS_S = 60
VECES_DE_LA_DESNUDA = 2.0
VECES = 9
ESCRITOS = ("hernandez", "guadalupe mar", "secretaria cultura", "instituto")
CON_ERRATA = "hernandes"
TABLAS = {"persona": "orden", "institucion": "nombre", "unidad": "nombre"}


def medir(informe: Informe, personas: int, *, postgresql: bool = False) -> None:
    """Duplicados con mil, diez mil y `personas`; y la búsqueda en la última."""
    servidor = Postgresql() if postgresql else None
    if servidor:
        servidor.iniciar()
    try:
        _medir(informe, personas, servidor)
    finally:
        if servidor:
            servidor.terminar()


def _medir(informe: Informe, personas: int, servidor: Postgresql | None) -> None:
    motor = "PostgreSQL" if servidor else "SQLite"
    curva: list[tuple[int, float]] = []
    for cuantas in (*TAMANIOS, personas):
        print(f"\n· Registro de {numero(cuantas)} personas en {motor}", flush=True)
        base = servidor.crear(f"registro{cuantas}") if servidor else ""
        with (
            escenario("nacional", personas=cuantas, base_datos=base) as escena,
            escena.app.app_context(),
        ):
            curva.append((cuantas, _duplicados(informe, motor, cuantas, limite=cuantas == personas)))
            if cuantas == personas:
                _busqueda(informe, motor)
    _decir_la_curva(informe, motor, curva)


def _duplicados(informe: Informe, motor: str, cuantas: int, *, limite: bool) -> float:
    inicio, procesador = time.monotonic(), time.process_time()
    hallados = operaciones.hallar(Clase.PERSONA, hoy())
    pensado = time.process_time() - procesador
    with transaccion():
        operaciones.guardar(Clase.PERSONA, hallados)
    segundos = time.monotonic() - inicio
    de_procesador = time.process_time() - procesador
    informe.anotar(
        f"Duplicados, {motor}",
        Figura(
            f"{numero(cuantas)} personas",
            f"{segundos:.1f} s, {de_procesador:.1f} de procesador ({numero(len(hallados))} pares)",
            f"≤ {DUPLICADOS_S} s" if limite else "",
            segundos <= DUPLICADOS_S if limite else None,
        ),
    )
    return pensado


def _decir_la_curva(informe: Informe, motor: str, curva: list[tuple[int, float]]) -> None:
    """Cada tramo, frente a lo que costaría si creciera como n log n."""
    for (antes, uno), (despues, otro) in pairwise(curva):
        esperado = despues * math.log(despues) / (antes * math.log(antes))
        informe.anotar(
            f"Duplicados, {motor}",
            Figura(
                f"de {numero(antes)} a {numero(despues)}: veces el procesador",
                f"{otro / uno:.1f}×",
                f"n log n: {esperado:.1f}×; n²: {(despues / antes) ** 2:.0f}×",
            ),
        )


def _busqueda(informe: Informe, motor: str) -> None:
    quien = _quien(COORDINADORA)
    for escrito in ESCRITOS:
        desnuda, nuestra = _las_mejores(
            partial(_preguntar_desnudo, escrito), partial(consultas.buscar, quien, escrito, hoy())
        )
        informe.anotar(
            f"Búsqueda, {motor}",
            Figura(
                f"«{escrito}»",
                f"{nuestra / desnuda:.1f}×  ({nuestra * 1000:.1f} / {desnuda * 1000:.1f} ms)",
                f"≤ {VECES_DE_LA_DESNUDA:.0f}×",
                nuestra <= VECES_DE_LA_DESNUDA * desnuda,
            ),
        )
    (con_errata,) = _las_mejores(partial(consultas.buscar, quien, CON_ERRATA, hoy()))
    informe.anotar(
        f"Búsqueda, {motor}", Figura(f"«{CON_ERRATA}», perdonando una letra", f"{con_errata * 1000:.0f} ms")
    )


def _quien(correo: str) -> Identidad:
    return identidad(db.session.scalars(select(Cuenta).where(Cuenta.correo == correo)).one(), hoy())


def _preguntar_desnudo(escrito: str) -> None:
    """Lo mínimo: la página de cada clase con su índice, sin mirar quién pregunta ni qué puede ver."""
    for tabla, orden in TABLAS.items():
        condiciones = " AND ".join(f"busqueda LIKE :p{n}" for n, _ in enumerate(palabras(escrito)))
        valores = {f"p{n}": f"% {palabra}%" for n, palabra in enumerate(palabras(escrito))}
        orden_sql = f"SELECT * FROM {tabla} WHERE {condiciones} ORDER BY {orden}, id LIMIT 7"  # noqa: S608
        db.session.execute(text(orden_sql), valores).all()


def _las_mejores(*preguntas: Callable[[], Any]) -> list[float]:
    """La mejor vez de cada una, alternadas: en las demás, algo les quitó la máquina."""
    mejores = [math.inf] * len(preguntas)
    for _ in range(VECES):
        for lugar, preguntar in enumerate(preguntas):
            db.session.rollback()
            db.session.expunge_all()
            inicio = time.perf_counter()
            preguntar()
            mejores[lugar] = min(mejores[lugar], time.perf_counter() - inicio)
    return mejores
