"""Emitir mil constancias —folio, firma, código, credencial, PDF en disco y fila en la base— frente a typst desnudo.

La vara compone, en el mismo proceso y la misma corrida, mil hojas con la misma plantilla, las mismas normas y los mismos
archivos dentro, con sus entradas ya hechas; ninguna se repite, para que nada se aproveche de otra. Se alternan por
tramos. Los PDF van a disco de verdad, con su sincronización.
"""

import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from flask import Flask

from red.aplicacion import crear_app
from red.base import db, transaccion
from red.constancias import codigos, emisiones, impresion, operaciones, trabajos
from red.constancias.contenido import canonico
from red.constancias.llaves import en_uso
from red.constancias.modelos import Constancia
from red.documentos.impresion import componer_pdf
from red.formacion import logros
from red.formacion.modelos_logros import ClaseDeLogro
from red.reloj import hoy
from red.textos import numero
from tests import fabricas
from tests.motores import Fabrica, configurar, fabrica_de_bases
from tests.rendimiento.informe import Figura, Informe

CONSTANCIAS, VECES, VUELTAS = 1_000, 1.5, 5


def medir(informe: Informe, *, postgresql: bool = False) -> None:
    """Emite en cada motor y lo dice en proporción a la vara."""
    with fabrica_de_bases() as fabrica:
        for motor in ("sqlite", "postgresql") if postgresql else ("sqlite",):
            _en(informe, fabrica, motor)


def _en(informe: Informe, fabrica: Fabrica, motor: str) -> None:
    apartado = f"Emitir {numero(CONSTANCIAS)} constancias, en {motor}"
    print(f"\n· {apartado}", flush=True)
    with tempfile.TemporaryDirectory(dir="/var/tmp") as disco:
        configuracion = replace(configurar(fabrica.nueva(motor), fabrica.carpeta), instancia=Path(disco))
        app = crear_app(configuracion)
        app.testing = True
        with app.app_context():
            ediciones = [_edicion(CONSTANCIAS // VUELTAS) for _ in range(VUELTAS + 1)]
            _emitir(app, ediciones.pop())
            _componer(_entradas(20, -1))
            producto = vara = 0.0
            for vuelta, edicion in enumerate(ediciones):
                producto += _emitir(app, edicion)
                vara += _componer(_entradas(CONSTANCIAS // VUELTAS, vuelta))
            emitidas = db.session.scalar(db.select(db.func.count(Constancia.id)))
            db.session.remove()
            db.engine.dispose()
    veces = producto / vara
    informe.anotar(
        apartado,
        Figura(
            f"emitirlas ({numero(emitidas or 0)} en la base), sobre typst desnudo",
            f"{veces:.2f}×  ({producto:.1f} / {vara:.1f} s)",
            f"≤ {VECES:.1f}×",
            veces <= VECES,
        ),
    )


def _edicion(cuantas: int) -> int:
    """Una edición terminada, con esas personas por recibir la suya."""
    red = fabricas.una_red()
    edicion = fabricas.una_edicion(
        red,
        inicia_el=date(2026, 3, 3),
        termina_el=date(2026, 3, 5),
        inscripcion_desde=date(2026, 2, 1),
        inscripcion_hasta=date(2026, 2, 20),
    )
    personas = [
        fabricas.Persona(
            nombre="María Guadalupe",
            primer_apellido=f"Hernández {fabricas.con_letras(n)}",
            segundo_apellido="Ñúñez",
            correo=f"mide{edicion.id}-{n}@ejemplo.test",
            visibilidad={},
        )
        for n in range(cuantas)
    ]
    with transaccion():
        db.session.add_all(personas)
        operaciones.nombrar_firmante(
            red.id, None, "Mtra. Laura Ejemplo", "Directora General", date(2026, 1, 1), None
        )
    with transaccion():
        for persona in personas:
            logros.otorgar(persona.id, edicion, ClaseDeLogro.ACREDITACION, 20, hoy())
    return int(edicion.id)


def _emitir(app: Flask, edicion_id: int) -> float:
    """Segundos de pedirlas y emitirlas todas, como lo hace el trabajo de fondo."""
    cuantas = len(emisiones.consultas.por_emitir(edicion_id))
    db.session.rollback()
    principio = time.perf_counter()
    with transaccion():
        emisiones.pedir(edicion_id, cuantas, None, hoy())
    trabajos.emitir_constancias()
    return time.perf_counter() - principio


def _entradas(cuantas: int, vuelta: int) -> list[dict[str, str]]:
    """Las entradas de hojas que nadie ha compuesto, parecidas a las de verdad letra por letra."""
    base = db.session.scalars(db.select(Constancia).order_by(Constancia.id.desc()).limit(1)).one()
    llave = en_uso()
    hechas = []
    for n in range(cuantas):
        contenido = {
            **base.contenido,
            "folio": f"VARA{vuelta}/C/2026/{n:04d}",
            "codigo": codigos.nuevo(),
            "nombre": f"María Guadalupe Hernández {fabricas.con_letras(n)} Ñúñez {vuelta}",
        }
        hechas.append(impresion.entradas(contenido, llave.firmar(canonico(contenido)), base.insignia))
    db.session.rollback()
    return hechas


def _componer(entradas: list[dict[str, str]]) -> float:
    """Segundos de componerlas con typst y nada más."""
    principio = time.perf_counter()
    for una in entradas:
        componer_pdf(impresion.PLANTILLA, una, impresion.NORMAS)
    return time.perf_counter() - principio
