"""Importar cien mil personas desde un xlsx, frente a escribir las mismas filas sin preguntar nada.

La vara es `executemany` desnudo del mismo motor, en la misma corrida: una institución, una persona y un puesto tras
otro, sin plan, sin bitácora y sin poder deshacer. Se alternan y vale la mejor de cada una.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Table, create_engine, insert

from red.aplicacion import crear_app
from red.base import Modelo, con_candado, db, transaccion
from red.importacion import ejecucion, operaciones, planeacion
from red.importacion.hojas import a_xlsx
from red.importacion.modelos import Destino, EstadoPlan, PlanDeImportacion, Que
from red.instituciones.modelos import Institucion, Orden, TipoInstitucion
from red.textos import numero
from tests import fabricas
from tests.motores import Fabrica, configurar, fabrica_de_bases
from tests.rendimiento.informe import Figura, Informe

VECES, MEMORIA_MB, VUELTAS = 5.0, 400, 2
INSTITUCIONES = 2_000
NOMBRES = ("María Elena", "Ana", "Lucía", "Guadalupe", "Rosa", "Carmen", "José Luis")
APELLIDOS = ("Ramírez", "Hernández", "García", "López", "De la Cruz", "Núñez", "Ortiz")
TITULOS = (
    "Nombre", "Primer apellido", "Segundo apellido", "Correo electrónico", "Teléfono", "Dependencia", "Puesto", "Nivel", "Desde",
)  # fmt: skip
RAIZ = Path(__file__).parents[2]


def medir(informe: Informe, personas: int, *, postgresql: bool = False) -> None:
    """Importa en cada motor y lo dice en proporción a la vara."""
    with tempfile.TemporaryDirectory(prefix="red-importar-") as carpeta, fabrica_de_bases() as fabrica:
        archivo = Path(carpeta) / "personas.xlsx"
        archivo.write_bytes(a_xlsx(TITULOS, _renglones(personas)))
        for motor in ("sqlite", "postgresql") if postgresql else ("sqlite",):
            _en(informe, fabrica, motor, archivo, personas)


def _renglones(cuantas: int) -> Iterator[list[str]]:
    for n in range(1, cuantas + 1):
        yield [
            NOMBRES[n % 7], f"{APELLIDOS[n * 3 % 7]} {'abcdefghij'[n % 10]}{fabricas.con_letras(n % 977)}", APELLIDOS[n * 5 % 7],
            f"persona{n}@dependencia{n % INSTITUCIONES}.ejemplo.test", "33 1234 5678",
            f"Dirección {n % INSTITUCIONES}", "Jefa de departamento", "Mando medio", "2021-10",
        ]  # fmt: skip


def _en(informe: Informe, fabrica: Fabrica, motor: str, archivo: Path, personas: int) -> None:
    apartado = f"Importar {numero(personas)} personas desde xlsx, en {motor}"
    print(f"\n· {apartado}", flush=True)
    varas, vueltas, memorias, trabajo, trabajo_de_la_vara = [], [], [], [], []
    for _ in range(VUELTAS):
        direccion = fabrica.nueva(motor)
        segundos, de_procesador, memoria = _aparte(direccion, fabrica.carpeta, archivo)
        vueltas.append(segundos)
        trabajo.append(de_procesador)
        memorias.append(memoria)
        antes = time.process_time()
        vara, aparte = _vara(direccion, fabrica.nueva(motor))
        varas.append(vara)
        trabajo_de_la_vara.append(time.process_time() - antes - aparte)
    veces = min(vueltas) / min(varas)
    informe.anotar(
        apartado,
        Figura(
            "tiempo sobre executemany de las mismas filas",
            f"{veces:.1f}×  ({min(vueltas):.1f} / {min(varas):.1f} s)",
            f"≤ {VECES:.0f}×",
            veces <= VECES,
        ),
    )
    if motor == "sqlite":
        # El trabajo de PostgreSQL lo hace otro proceso: sólo aquí se puede contar entero. No depende de la carga.
        informe.anotar(
            apartado,
            Figura(
                "procesador sobre el de la misma vara",
                f"{min(trabajo) / min(trabajo_de_la_vara):.1f}×  ({min(trabajo):.1f} / {min(trabajo_de_la_vara):.1f} s)",
            ),
        )
    informe.anotar(
        apartado,
        Figura(
            "memoria máxima, con el proceso que lee",
            f"{max(memorias)} MB",
            f"< {MEMORIA_MB} MB",
            max(memorias) < MEMORIA_MB,
        ),
    )


def _aparte(direccion: str, carpeta: Path, archivo: Path) -> tuple[float, float, int]:
    """Importa en un proceso recién nacido: su memoria máxima es sólo la de importar."""
    orden = [sys.executable, "-m", "tests.rendimiento.importacion", direccion, str(carpeta), str(archivo)]
    dicho = subprocess.run(orden, cwd=RAIZ, check=True, capture_output=True, text=True).stdout.split()
    return float(dicho[-3]), float(dicho[-2]), int(dicho[-1])


@contextmanager
def _app(direccion: str, carpeta: Path) -> Iterator[None]:
    app = crear_app(configurar(direccion, carpeta))
    with app.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def importar(direccion: str, carpeta: Path, archivo: Path) -> tuple[float, float, int]:
    """Lee, planea y aplica; devuelve segundos, los de procesador y la memoria máxima de este proceso y del que lee, juntos."""
    testigo = _Testigo()
    with _app(direccion, carpeta):
        lugar = fabricas.un_territorio()
        with transaccion():
            db.session.execute(
                insert(Institucion),
                [
                    {"nombre": f"Dirección {n}", "tipo": TipoInstitucion.DEPENDENCIA, "orden": Orden.MUNICIPAL,
                     "territorio_id": lugar.id, "desde": fabricas.date(2020, 1, 1), "busqueda": f" direccion {n}"}
                    for n in range(INSTITUCIONES)
                ],
            )  # fmt: skip
        testigo.start()
        inicio, antes = time.perf_counter(), os.times()
        recibido = operaciones.recibir(archivo.read_bytes(), archivo.name)
        with transaccion():
            plan = operaciones.subir(recibido, Que.PERSONAS, None, None)
            operaciones.mapear(plan, plan.columnas)
        with transaccion():
            plan = con_candado(PlanDeImportacion, plan.id)
            planeacion.planear(plan)
        with transaccion():
            operaciones.pedir_aplicar(plan, None)
            if plan.estado is EstadoPlan.APLICANDO:
                ejecucion.aplicar(con_candado(PlanDeImportacion, plan.id), None)
        segundos, despues = time.perf_counter() - inicio, os.times()
        testigo.basta()
        if plan.cuantos(Destino.NUEVA) != plan.renglones:
            raise RuntimeError(f"No todas entraron: {plan.cuentas}")
    return segundos, sum(despues[:4]) - sum(antes[:4]), testigo.maxima // 1024


class _Testigo(threading.Thread):
    """Mira cada poco cuánta memoria ocupan este proceso y sus hijos juntos, y recuerda la mayor."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.maxima = 0
        self._basta = threading.Event()

    def run(self) -> None:
        """Mira hasta que se le diga que basta."""
        while not self._basta.wait(0.02):
            hijos = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
            self.maxima = max(self.maxima, sum(_ocupa(pid) for pid in ("self", *hijos)))

    def basta(self) -> None:
        """Deja de mirar."""
        self._basta.set()
        self.join()


def _ocupa(pid: str) -> int:
    """Kilobytes que ese proceso tiene en memoria; cero si ya no existe."""
    try:
        for renglon in Path(f"/proc/{pid}/status").read_text().splitlines():
            if renglon.startswith("VmRSS:"):
                return int(renglon.split()[1])
    except OSError:
        pass
    return 0


def _vara(de: str, a: str) -> tuple[float, float]:
    """Segundos de escribir en otra base, con `executemany` del propio manejador, lo que la importación dejó en la primera.

    También los de procesador que se fueron en leerlas y prepararlas, que no cuentan.
    """
    antes = time.process_time()
    origen, destino = create_engine(de), create_engine(a)
    filas: list[tuple[Table, list[tuple[Any, ...]]]] = []
    with origen.connect() as conexion:
        for nombre in ("territorio", "institucion", "persona", "adscripcion"):
            tabla = Modelo.metadata.tables[nombre]
            cruda = conexion.exec_driver_sql(
                f"SELECT {', '.join(c.name for c in tabla.c)} FROM {nombre} ORDER BY id"  # noqa: S608 (nombres nuestros)
            )
            filas.append((tabla, [tuple(fila) for fila in cruda]))
    cruda_conexion = destino.raw_connection()
    cursor = cruda_conexion.cursor()
    hueco = "?" if de.startswith("sqlite") else "%s"
    if hueco == "?":
        cursor.execute("BEGIN IMMEDIATE")
    segundos, sin_contar = 0.0, time.process_time() - antes
    for tabla, suyas in filas:
        columnas = [c.name for c in tabla.c]
        orden = (
            f"INSERT INTO {tabla.name} ({', '.join(columnas)}) VALUES ({', '.join([hueco] * len(columnas))})"  # noqa: S608 (nombres nuestros)
        )
        antes = time.process_time()
        preparadas = [tuple(_para(hueco, valor) for valor in fila) for fila in suyas]
        sin_contar += time.process_time() - antes
        inicio = time.perf_counter()
        cursor.executemany(orden, preparadas)
        segundos += time.perf_counter() - inicio if tabla.name != "territorio" else 0.0
    inicio = time.perf_counter()
    cruda_conexion.commit()
    segundos += time.perf_counter() - inicio
    cruda_conexion.close()
    origen.dispose()
    destino.dispose()
    return segundos, sin_contar


def _para(hueco: str, valor: Any) -> Any:
    if hueco == "%s" and isinstance(valor, dict | list):
        from psycopg.types.json import Json

        return Json(valor)
    return valor


if __name__ == "__main__":
    os.environ.setdefault("RED_ENTORNO", "pruebas")
    tardo, procesador, memoria_mb = importar(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
    print(f"{tardo:.3f} {procesador:.3f} {memoria_mb}")
