"""Qué regla decide cada clase de lista, y dónde se aplica."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from red.importacion.modelos import PlanDeImportacion, Que
from red.importacion.reglas.designaciones import Designaciones
from red.importacion.reglas.instituciones import DeInstituciones
from red.importacion.reglas.invitaciones import PersonasPorInvitar
from red.importacion.reglas.personas import Personas
from red.importacion.reglas.suerte import Entorno, Fila, Mal, Suerte
from red.importacion.reglas.vinculos import Vinculos
from red.reloj import ZONA_POR_OMISION

APELLIDOS_PRIMERO = "apellidos_primero"
"""En el mapeo: en la columna del nombre completo, los apellidos van antes."""


class Regla(Protocol):
    """Lo que toda regla sabe hacer."""

    que: Que

    def contorno(self) -> str:
        """Huella de lo que la regla supo antes de mirar ningún renglón: con otra, el plan ya no vale."""

    def preparar(self, filas: Sequence[Fila], *, aparta: bool = False) -> None:
        """Lee de una vez lo que hace falta para resolver esos renglones."""

    def resolver(self, fila: Fila) -> Suerte:
        """Qué será del renglón; lanza Mal si hay que corregirlo."""

    def demas_faltas(self, fila: Fila, primera: Mal) -> list[Mal]:
        """Lo demás que hay que corregir en un renglón que no se puede importar; no cambia nada."""


_REGLAS: dict[Que, Any] = {
    Que.PERSONAS: Personas,
    Que.INSTITUCIONES: DeInstituciones,
    Que.DESIGNACIONES: Designaciones,
    Que.VINCULOS: Vinculos,
}

SE_MIRAN_ENTRE_SI = frozenset({Que.INSTITUCIONES, Que.DESIGNACIONES, Que.VINCULOS})
"""Listas en que lo que se haga con un renglón cambia la suerte de otro."""


def regla_de(
    plan: PlanDeImportacion,
    momento: datetime,
    *,
    aparta: bool = False,
    ajenas_dichas: frozenset[str] | None = None,
) -> Regla:
    """La regla del plan, como se veía en ese momento: con el mismo, decide lo mismo; `aparta` es de quien va a aplicar.

    `ajenas_dichas` es de quien prepara: de qué correos de otras Redes se dijo ya hoy.
    """
    zona = plan.red.zona if plan.red else ZONA_POR_OMISION
    entorno = Entorno(
        dia=momento.astimezone(ZoneInfo(zona)).date(),
        ahora=momento.isoformat(),
        quien_id=plan.quien_id,
        red_id=plan.red_id,
        territorio_id=plan.red.territorio_id if plan.red else None,
        pais=plan.red.territorio.pais if plan.red else None,
        apellidos_primero=APELLIDOS_PRIMERO in plan.columnas,
        ajenas_dichas=ajenas_dichas,
        aparta=aparta,
    )
    if plan.que is Que.INVITACIONES:
        return PersonasPorInvitar(entorno, plan.convocatoria)
    regla: Regla = _REGLAS[plan.que](entorno)
    return regla
