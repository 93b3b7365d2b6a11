"""Poner a salir diez mil invitaciones, frente a insertar las mismas filas sin preguntar nada.

La vara es `executemany` desnudo del mismo motor, en la misma corrida: la invitación y su correo por salir, en una sola
transacción, sin bitácora ni cuota ni aprobación. Se alternan y vale la mejor de cada una. La página que las lanza se
pide como la pide el navegador, con sus diez mil borradores ya escritos.
"""

import secrets
import time
from datetime import timedelta
from typing import Any

from sqlalchemy import create_engine, insert

from red.aplicacion import crear_app
from red.avisos.modelos import Aviso, EstadoAviso
from red.base import Modelo, db, transaccion
from red.importacion.volumen import Escritura
from red.invitaciones import trabajos
from red.invitaciones.modelos import Convocatoria, Invitacion
from red.reloj import ahora, hoy
from red.textos import numero, para_buscar
from tests import fabricas
from tests.cliente import Cliente
from tests.motores import Fabrica, configurar, fabrica_de_bases
from tests.rendimiento.informe import Figura, Informe

INVITACIONES, VECES, PAGINA_S, VUELTAS = 10_000, 3.0, 1.0, 3


def medir(informe: Informe, *, postgresql: bool = False) -> None:
    """Encola en cada motor y lo dice en proporción a la vara."""
    with fabrica_de_bases() as fabrica:
        for motor in ("sqlite", "postgresql") if postgresql else ("sqlite",):
            _en(informe, fabrica, motor)


def _en(informe: Informe, fabrica: Fabrica, motor: str) -> None:
    apartado = f"Poner a salir {numero(INVITACIONES)} invitaciones, en {motor}"
    print(f"\n· {apartado}", flush=True)
    varas, vueltas, paginas, enteras = [], [], [], []
    for _ in range(VUELTAS):
        direccion = fabrica.nueva(motor)
        encolar, pagina, escribir = _producto(direccion, fabrica)
        vueltas.append(encolar)
        enteras.append(escribir + encolar)
        paginas.append(pagina)
        varas.append(_vara(fabrica.nueva(motor), fabrica))
    for que, tiempos in (("encolarlas", vueltas), ("escribirlas y encolarlas", enteras)):
        veces = min(tiempos) / min(varas)
        informe.anotar(
            apartado,
            Figura(
                f"{que}, sobre insertar las mismas filas",
                f"{veces:.2f}×  ({min(tiempos):.2f} / {min(varas):.2f} s)",
                f"≤ {VECES:.0f}×",
                veces <= VECES,
            ),
        )
    informe.anotar(
        apartado,
        Figura(
            "la página que las lanza", f"{min(paginas):.2f} s", f"< {PAGINA_S:.0f} s", min(paginas) < PAGINA_S
        ),
    )


def _producto(direccion: str, fabrica: Fabrica) -> tuple[float, float, float]:
    """Segundos de encolarlas todas, contando la página que las lanza; los de la página sola, y los de escribirlas antes."""
    app = crear_app(configurar(direccion, fabrica.carpeta))
    app.testing = True
    with app.app_context():
        red = fabricas.una_red()
        quien = fabricas.una_coordinadora(red)
        dia = hoy()
        convocatoria = fabricas.guardar(
            Convocatoria(red_id=red.id, nombre="Diez mil", meta=9, desde=dia, hasta=dia + timedelta(days=60),
                creada_en=ahora())
        )  # fmt: skip
        filas = _filas(red.id, convocatoria_id=convocatoria.id, borrador=True)
        principio = time.perf_counter()
        with transaccion():
            _como_una_lista(red.id, filas)
        de_escribirlas = time.perf_counter() - principio
        cliente = Cliente(app)
        cliente.entrar(quien)
        direccion_de_pagina = f"/invitaciones/convocatorias/{convocatoria.id}/enviar"
        cliente.get(direccion_de_pagina)
        principio = time.perf_counter()
        respuesta = cliente.post(direccion_de_pagina, {"cuantas": str(INVITACIONES)})
        de_la_pagina = time.perf_counter() - principio
        assert respuesta.status_code == 303, respuesta.text
        antes = time.perf_counter()
        trabajos.enviar_invitaciones()
        despues = time.perf_counter() - antes
        escritos = db.session.query(Aviso).count()
        assert escritos == INVITACIONES
        assert db.session.query(Invitacion).filter(Invitacion.borrador).count() == 0
        db.session.remove()
        db.engine.dispose()
    return de_la_pagina + despues, de_la_pagina, de_escribirlas


def _como_una_lista(red_id: int, filas: list[dict[str, Any]]) -> None:
    """Las escribe como lo hace aplicar una lista: de corrido y cada una con su renglón en la bitácora."""
    escritura = Escritura(db.session.connection(), red_id)
    for fila, llave in zip(filas, escritura.llaves("invitacion", len(filas)), strict=True):
        fila["id"] = llave
        fila.update(creada_en=fila["creada_en"].isoformat(), vence_en=fila["vence_en"].isoformat())
    escritura.crear("invitacion", filas)
    escritura.anotar_todo()


def _filas(red_id: int, **extras: Any) -> list[dict[str, Any]]:
    momento = ahora()
    return [
        {
            "red_id": red_id, "correo": f"persona{n}@dependencia{n % 97}.ejemplo.test", "nombre": f"María {n}",
            "creada_en": momento, "vence_en": momento + timedelta(days=14), "borrador": False,
            "busqueda": para_buscar([f"María {n}", f"persona{n}@dependencia{n % 97}.ejemplo.test"]), **extras,
        }
        for n in range(INVITACIONES)
    ]  # fmt: skip


def _vara(direccion: str, fabrica: Fabrica) -> float:
    """Segundos de insertar de corrido las mismas invitaciones y sus correos por salir."""
    app = crear_app(configurar(direccion, fabrica.carpeta))
    with app.app_context():
        red_id = fabricas.una_red().id
        db.session.remove()
        db.engine.dispose()
    filas, momento = _filas(red_id), ahora()
    avisos = [
        {
            "plantilla": "invitacion", "para": fila["correo"], "datos": {"invitacion_id": n}, "referencia": f"invitacion:{n}",
            "identificador": secrets.token_hex(16), "red_id": red_id, "estado": EstadoAviso.RETENIDO, "intentos": 0,
            "creado_en": momento, "siguiente_en": momento,
        }
        for n, fila in enumerate(filas, 1)
    ]  # fmt: skip
    tablas = Modelo.metadata.tables
    motor = create_engine(direccion)
    principio = time.perf_counter()
    with motor.connect().execution_options(escribe=True) as conexion, conexion.begin():
        conexion.execute(insert(tablas["invitacion"]), filas)
        conexion.execute(insert(tablas["aviso"]), avisos)
    segundos = time.perf_counter() - principio
    motor.dispose()
    return segundos
