"""Con qué se arman los archivos y los planes de estas pruebas."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from red.base import Modelo, con_candado, db, transaccion
from red.importacion import deshacer, ejecucion, operaciones, planeacion
from red.importacion.modelos import Decision, Destino, EstadoPlan, PlanDeImportacion, Que, RenglonDePlan
from red.redes.modelos import Red

ENCABEZADOS = (
    "Nombre",
    "Primer apellido",
    "Segundo apellido",
    "Correo electrónico",
    "Teléfono",
    "Dependencia",
    "Puesto",
    "Nivel",
    "Desde",
)
PAPELES_DE_TRABAJO = {
    "plan_de_importacion",
    "renglon_de_plan",
    "contenido_de_plan",
    "mapeo_recordado",
    "registro",
}


def libro(*renglones: Sequence[Any], hoja: str = "Lista") -> bytes:
    """Un xlsx con esos renglones."""
    salida = io.BytesIO()
    with xlsxwriter.Workbook(salida, {"in_memory": True, "strings_to_formulas": False}) as escrito:
        pagina = escrito.add_worksheet(hoja)
        for numero, renglon in enumerate(renglones):
            pagina.write_row(numero, 0, renglon)
    return salida.getvalue()


def texto(*renglones: Sequence[str], separador: str = ",", codificacion: str = "utf-8") -> bytes:
    """Un csv con esos renglones."""
    salida = io.StringIO()
    csv.writer(salida, delimiter=separador, lineterminator="\r\n").writerows(renglones)
    return salida.getvalue().encode(codificacion)


def una(correo: str = "ana@ejemplo.test", **cambios: str) -> list[str]:
    """Un renglón de la lista de personas, en el orden de ENCABEZADOS."""
    datos = {
        "nombre": "Ana",
        "primero": "Ruiz",
        "segundo": "Soto",
        "correo": correo,
        "telefono": "33 1234 5678",
        "institucion": "Tesorería",
        "puesto": "Jefa",
        "nivel": "Mando medio",
        "desde": "2021-10",
        **cambios,
    }
    return list(datos.values())


def planear(
    datos: bytes,
    que: Que = Que.PERSONAS,
    red: Red | None = None,
    quien_id: int | None = None,
    archivo: str = "lista.xlsx",
    **mapeo: Any,
) -> PlanDeImportacion:
    """Sube el archivo y prepara el plan con las columnas que se reconocen."""
    recibido = operaciones.recibir(datos, archivo)
    with transaccion():
        plan = operaciones.subir(recibido, que, red.id if red else None, quien_id)
        operaciones.mapear(plan, {**plan.columnas, **mapeo})
        if plan.estado is EstadoPlan.PLANEANDO:
            planeacion.planear(plan)
    return plan


def aplicar(plan: PlanDeImportacion, quien_id: int | None = None) -> PlanDeImportacion:
    """Ejecuta el plan."""
    with transaccion():
        operaciones.pedir_aplicar(plan, quien_id)
        if plan.estado is EstadoPlan.APLICANDO:
            ejecucion.aplicar(con_candado(PlanDeImportacion, plan.id), quien_id)
    return plan


def deshacer_plan(plan: PlanDeImportacion) -> PlanDeImportacion:
    """Deshace lo aplicado."""
    with transaccion():
        operaciones.pedir_deshacer(plan)
        if plan.estado is EstadoPlan.DESHACIENDO:
            deshacer.deshacer(con_candado(PlanDeImportacion, plan.id))
    return plan


def renglones(plan: PlanDeImportacion) -> list[RenglonDePlan]:
    """Los renglones del plan, en orden."""
    consulta = db.select(RenglonDePlan).where(RenglonDePlan.plan_id == plan.id).order_by(RenglonDePlan.numero)
    return list(db.session.scalars(consulta.execution_options(populate_existing=True)))


def destinos(plan: PlanDeImportacion) -> list[Destino]:
    """La suerte de cada renglón, en orden."""
    return [renglon.destino for renglon in renglones(plan)]


def volcado() -> dict[str, list[tuple[Any, ...]]]:
    """Todo lo que hay en la base, menos los papeles de trabajo y la bitácora."""
    with db.engine.connect() as conexion:
        return {
            tabla.name: [tuple(fila) for fila in conexion.execute(tabla.select().order_by(tabla.c.id))]
            for tabla in Modelo.metadata.sorted_tables
            if tabla.name not in PAPELES_DE_TRABAJO
        }


def decidir(plan: PlanDeImportacion, numero: int, como: Decision, elegida: int | None = None) -> None:
    """Anota lo que se decide de un renglón."""
    with transaccion():
        operaciones.decidir(plan, {numero: (como, elegida)})
