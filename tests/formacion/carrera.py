"""La carrera por los lugares: muchas personas piden a la vez el mismo curso, desde varios procesos.

Como programa (`python -m tests.formacion.carrera BASE`) es un proceso corredor: crea la aplicación sobre esa
base y, por cada renglón que recibe, lanza tantos hilos como personas y cuenta qué obtuvo cada quien.
"""

import json
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event, insert, select
from sqlalchemy.engine import Connection

from red import motores
from red.aplicacion import crear_app
from red.avisos.modelos import Aviso
from red.base import db, transaccion
from red.formacion import operaciones
from red.formacion.modelos import Edicion, Inscripcion
from red.personas.modelos import Persona
from red.redes.modelos import Membresia, Red
from red.reloj import hoy
from tests import fabricas
from tests.motores import configurar

PROCESOS = 2


@dataclass(frozen=True)
class Pista:
    """Dónde se corre: la aplicación que mira y las integrantes que van a pedir lugar."""

    app: Flask
    direccion: str
    red_id: int
    personas: Sequence[int]

    def edicion(self, cupo: int) -> int:
        """Abre una edición nueva con ese cupo."""
        return fabricas.una_edicion(db.session.get_one(Red, self.red_id), cupo=cupo).id


@contextmanager
def pista(direccion: str, carpeta: Path, cuantas: int) -> Iterator[Pista]:
    """Una base con una Red de tantas integrantes, guardadas de una vez."""
    app = crear_app(configurar(direccion, carpeta))
    app.testing = True
    with app.app_context():
        red = fabricas.una_red()
        red_id = red.id
        with transaccion():
            filas = [
                {
                    "nombre": "Ana",
                    "primer_apellido": f"Corre{n}",
                    "correo": f"corre{n}@ejemplo.test",
                    "visibilidad": {},
                }
                for n in range(cuantas)
            ]
            personas = list(db.session.scalars(insert(Persona).returning(Persona.id), filas))
            desde = hoy()
            db.session.execute(
                insert(Membresia), [{"red_id": red_id, "persona_id": p, "desde": desde} for p in personas]
            )
        yield Pista(app, direccion, red_id, personas)
        db.session.remove()
        db.engine.dispose()


@dataclass(frozen=True)
class Resultado:
    """Qué quedó en la base después de una carrera y qué le pasó a quienes no obtuvieron respuesta."""

    cupo: int
    numeros: Sequence[int]
    """Número de lugar de quienes lo tienen, en orden de llegada."""
    esperan: int
    en_orden: bool
    """Si ninguna persona en espera llegó antes que una con lugar."""
    correos: Counter[str]
    turnos: Sequence[int]
    """El lugar en la fila que se le dijo a cada quien, en orden de llegada."""
    errores: Counter[str]

    @property
    def sobrevendidos(self) -> int:
        """Lugares dados de más, por pasar del cupo o por repetir número."""
        return len(self.numeros) - len({n for n in self.numeros if 1 <= n <= self.cupo})


def mirar(edicion_id: int, errores: Counter[str]) -> Resultado:
    """Cuenta desde la base lo que una carrera dejó."""
    db.session.rollback()
    filas = db.session.execute(
        select(Inscripcion.id, Inscripcion.lugar)
        .where(Inscripcion.edicion_id == edicion_id, Inscripcion.cancelada_en.is_(None))
        .order_by(Inscripcion.id)
    ).all()
    avisos = db.session.execute(
        select(Aviso.plantilla, Aviso.datos)
        .where(Aviso.referencia.in_([f"inscripcion:{id}" for id, _ in filas]))
        .order_by(Aviso.id)
    ).all()
    con_lugar = [id for id, lugar in filas if lugar is not None]
    esperan = [id for id, lugar in filas if lugar is None]
    return Resultado(
        cupo=db.session.get_one(Edicion, edicion_id).cupo,
        numeros=[lugar for _, lugar in filas if lugar is not None],
        esperan=len(esperan),
        en_orden=not esperan or not con_lugar or max(con_lugar) < min(esperan),
        correos=Counter(plantilla for plantilla, _ in avisos),
        turnos=[datos["posicion"] for plantilla, datos in avisos if plantilla == "formacion_en_espera"],
        errores=errores,
    )


class Corredores:
    """Varios procesos que piden lugar al mismo tiempo."""

    def __init__(self, direccion: str, *opciones: str) -> None:
        orden = [sys.executable, "-m", "tests.formacion.carrera", direccion, *opciones]
        self._procesos = [
            subprocess.Popen(
                orden,
                cwd=Path(__file__).parents[2],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(PROCESOS)
        ]
        try:
            for proceso in self._procesos:
                assert self._leer(proceso) == "listo"
        except BaseException:
            self.terminar()
            raise

    def correr(self, edicion_id: int, personas: Sequence[int]) -> Counter[str]:
        """Todas piden lugar a la vez; devuelve los errores y cuántas veces ocurrió cada uno."""
        for n, proceso in enumerate(self._procesos):
            self._decir(proceso, {"edicion": edicion_id, "personas": personas[n::PROCESOS]})
        for proceso in self._procesos:
            assert self._leer(proceso) == "en sus marcas"
        for proceso in self._procesos:
            self._decir(proceso, "fuera")
        errores: Counter[str] = Counter()
        for proceso in self._procesos:
            errores.update(self._leer(proceso))
        return errores

    def terminar(self) -> None:
        """Les dice adiós y espera a que se vayan; a quien no se va, lo saca."""
        for proceso in self._procesos:
            try:
                proceso.communicate(timeout=60)
            except subprocess.TimeoutExpired:
                proceso.kill()
                proceso.communicate()

    @staticmethod
    def _decir(proceso: subprocess.Popen[str], cosa: Any) -> None:
        assert proceso.stdin is not None
        proceso.stdin.write(json.dumps(cosa) + "\n")
        proceso.stdin.flush()

    @staticmethod
    def _leer(proceso: subprocess.Popen[str]) -> Any:
        assert proceso.stdout is not None
        return json.loads(proceso.stdout.readline())


@contextmanager
def corredores(direccion: str, *opciones: str) -> Iterator[Corredores]:
    """Corredores sobre esa base, que se van al terminar; «sin-candado» les quita toda protección."""
    quienes = Corredores(direccion, *opciones)
    try:
        yield quienes
    finally:
        quienes.terminar()


# ------------------------------------------------------------------ El proceso corredor


def quitar_candados() -> None:
    """Deja al descubierto la cuenta: ni fila apartada ni turno de escritura."""

    def sin_candado(modelo: type[Any], id: int) -> Any:
        return db.session.get_one(modelo, id)

    def diferida(conexion: Connection) -> None:
        if conexion.dialect.name == "sqlite":
            conexion.exec_driver_sql("BEGIN")

    operaciones.con_candado = sin_candado  # type: ignore[attr-defined]
    event.remove(Engine, "begin", motores._abrir_transaccion)
    event.listen(Engine, "begin", diferida)


def _pedir_todas(app: Flask, edicion_id: int, personas: Sequence[int], decir: Any, leer: Any) -> None:
    errores: Counter[str] = Counter()
    salida = threading.Event()

    def pedir(persona_id: int) -> None:
        salida.wait()
        try:
            with app.app_context(), transaccion():
                operaciones.inscribir(edicion_id, persona_id)
        except Exception as error:
            errores[f"{type(error).__name__}: {error}"[:200]] += 1

    hilos = [threading.Thread(target=pedir, args=(persona,)) for persona in personas]
    for hilo in hilos:
        hilo.start()
    decir("en sus marcas")
    leer()
    salida.set()
    for hilo in hilos:
        hilo.join()
    decir(errores)


def _correr() -> None:
    direccion, *opciones = sys.argv[1:]
    if "sin-candado" in opciones:
        quitar_candados()
    app = crear_app(configurar(direccion, Path("/nonexistent")))

    def decir(cosa: Any) -> None:
        print(json.dumps(cosa), flush=True)

    with app.app_context():
        # Aquí hay más personas que conexiones: que esperen la suya lo que haga falta.
        db.engine.pool._timeout = 120  # type: ignore[attr-defined]
        db.session.execute(select(Edicion.id).limit(1))
        db.session.remove()
    decir("listo")
    for renglon in sys.stdin:
        pedido = json.loads(renglon)
        _pedir_todas(app, pedido["edicion"], pedido["personas"], decir, sys.stdin.readline)
    with app.app_context():
        db.engine.dispose()


if __name__ == "__main__":
    _correr()
