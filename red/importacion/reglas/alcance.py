"""A quiénes puede cambiar quien importa: a las mismas que puede cambiar en su ficha."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from red.acceso.modelos import Cuenta
from red.base import db
from red.importacion.reglas.lugares import Instituciones
from red.importacion.reglas.suerte import Entorno
from red.redes.modelos import EstadoMembresia, Membresia


class Alcance:
    """Hasta dónde llega una lista que se limita a una Red; la que no se limita a ninguna llega a todas partes.

    Llega a quienes integran la Red hoy, y a quien nadie más cuida todavía: trabaja en una institución de la Red, no tiene
    cuenta y nunca ha integrado ninguna. Así se puede corregir una lista recién importada antes de invitar a nadie.
    """

    def __init__(self, entorno: Entorno, lugares: Instituciones) -> None:
        self.entorno = entorno
        self.lugares = lugares
        self.con_cuenta: set[int] = set()
        self.integran: set[int] = set()
        self.de_alguna: set[int] = set()
        self.puestos: Mapping[int, Sequence[Any]] = {}

    def leer(self, ids: Collection[int], puestos: Mapping[int, Sequence[Any]]) -> None:
        """Lee de una vez qué cuenta y qué membresías tienen esas personas."""
        self.puestos, self.con_cuenta, self.integran, self.de_alguna = puestos, set(), set(), set()
        if not ids:
            return
        self.con_cuenta = set(db.session.scalars(select(Cuenta.persona_id).where(Cuenta.persona_id.in_(ids))))
        if self.entorno.red_id is None:
            return
        suyas = select(Membresia.persona_id).where(Membresia.persona_id.in_(ids))
        self.de_alguna = set(db.session.scalars(suyas))
        self.integran = set(
            db.session.scalars(
                suyas.where(
                    Membresia.red_id == self.entorno.red_id,
                    Membresia.vigente(self.entorno.dia),
                    Membresia.estado != EstadoMembresia.CONCLUIDA,
                )
            )
        )

    def la_cambia(self, persona_id: int) -> bool:
        """Si la lista puede cambiar sus datos y su puesto."""
        if self.entorno.red_id is None or persona_id in self.integran:
            return True
        return (
            persona_id not in self.con_cuenta
            and persona_id not in self.de_alguna
            and self._trabaja_en_la_red(persona_id)
        )

    def la_nombra(self, persona_id: int) -> bool:
        """Si la lista puede referirse a ella sin cambiarla: la integra o trabaja en una de sus instituciones."""
        return (
            self.entorno.red_id is None or persona_id in self.integran or self._trabaja_en_la_red(persona_id)
        )

    def confirma(self, persona_id: int, lugar_id: int) -> bool:
        """Si quien importa puede responder por que trabaja ahí: la persona y la institución son de su Red."""
        if self.entorno.quien_id is None:
            return False
        if self.entorno.red_id is None:
            return True
        return persona_id in self.integran and lugar_id in self.lugares.todas

    def _trabaja_en_la_red(self, persona_id: int) -> bool:
        return any(
            puesto.institucion_id in self.lugares.todas
            and (puesto.hasta is None or puesto.hasta >= self.entorno.dia)
            for puesto in self.puestos.get(persona_id, ())
        )
