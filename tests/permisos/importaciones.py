"""Las importaciones de cada Red del mundo: traen datos de personas, y otra Red no las encuentra."""

import zlib
from collections.abc import Callable
from typing import Any

from red.importacion.modelos import (
    ContenidoDePlan,
    Destino,
    EstadoPlan,
    MapeoRecordado,
    PlanDeImportacion,
    Que,
    RenglonDePlan,
)
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.reloj import ahora
from tests.fabricas import guardar

SIN_MARCA = {
    "plan_de_importacion.huella": "resumen del archivo",
    "plan_de_importacion.formato": "opción cerrada",
    "plan_de_importacion.separador": "un signo",
    "plan_de_importacion.codificacion": "nombre de una codificación",
    "plan_de_importacion.columnas": "números de columna",
    "plan_de_importacion.cuentas": "números",
    "plan_de_importacion.llaves": "números",
    "plan_de_importacion.contorno": "resumen de lo que se vio",
    "renglon_de_plan.columna": "nombre de un campo",
    "renglon_de_plan.formulas": "números de columna",
    "renglon_de_plan.visto": "resumen de lo que se vio",
    "mapeo_recordado.columnas": "números de columna",
    "mapeo_recordado.firma": "resumen de los encabezados",
}
"""Columnas de texto de estas tablas que no llevan marca, y por qué."""

EN_LISTA: dict[str, Callable[[str], Any]] = {
    "encabezados": lambda marca: [marca, "b", "c"],
    "muestra": lambda marca: [[marca, "b", "c"]],
    "crudo": lambda marca: [marca, "b", "c"],
    "candidatas": lambda marca: [[1, marca]],
    "efectos": lambda marca: [["~", "persona", 1, {"nombre": [marca, marca]}]],
}
"""Columnas cuya marca va dentro de una lista."""


def crear_importaciones(red: Red, quien: Persona) -> dict[str, Any]:
    """Un plan en cada momento, con su renglón."""
    momentos = {
        "plan": EstadoPlan.LISTO,
        "plan_en_borrador": EstadoPlan.BORRADOR,
        "plan_aplicado": EstadoPlan.APLICADO,
        "plan_caduco": EstadoPlan.CADUCO,
    }
    llaves = {}
    for nombre, estado in momentos.items():
        plan = guardar(
            PlanDeImportacion(
                que=Que.PERSONAS, red_id=red.id, quien_id=quien.id, archivo="a.xlsx", huella="0" * 64, tamano=1,
                formato="xlsx", hoja="h", encabezados=["a", "b", "c"], muestra=[["a", "b", "c"]], columnas={"nombre": 0},
                estado=estado, renglones=1, cuentas={"nueva": 1}, nota="n", creado_en=ahora(), llaves=[],
                planeado_en=None if estado is EstadoPlan.BORRADOR else ahora(),
                aplicado_en=ahora() if estado is EstadoPlan.APLICADO else None,
            )
        )  # fmt: skip
        llaves[nombre] = plan.id
        if estado is EstadoPlan.BORRADOR:
            contenido = zlib.compress(b'2\t\t["Ana","Ruiz","ana@ejemplo.test"]\n')
            guardar(ContenidoDePlan(plan_id=plan.id, datos=contenido))
            continue
        guardar(
            RenglonDePlan(
                plan_id=plan.id, numero=2, crudo=["a", "b", "c"], destino=Destino.NUEVA, motivo="m", candidatas=[[1, "c"]],
                efectos=[], llave="l", parecido="p",
            )
        )  # fmt: skip
    guardar(
        MapeoRecordado(
            red_id=red.id, que=Que.PERSONAS, firma=f"f{red.id}", columnas={"nombre": 0}, usado_en=ahora()
        )
    )
    return llaves
