"""Las unidades en relevo: una lista que cubre lo que quedó vacante las devuelve a la etapa que tenían."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from red.base import db
from red.importacion.reglas.suerte import Entorno, cambio, iso, nueva
from red.unidades.modelos import EstadoUnidad, Funcion, PasoDeUnidad
from red.unidades.operaciones import al_salir_del_relevo


class Relevos:
    """Qué falta por cubrir en cada unidad en relevo, contando lo que este mismo archivo ya cubre."""

    def __init__(self, entorno: Entorno) -> None:
        self.entorno = entorno
        self.historias: dict[int, list[Any]] = {}
        self._cubiertas: defaultdict[int, dict[Funcion, date]] = defaultdict(dict)
        self._salieron: set[int] = set()

    def leer(self, unidades: Iterable[Any]) -> None:
        """Lee de una vez los pasos de las que están en relevo."""
        ids = [unidad.id for unidad in unidades if unidad.estado is EstadoUnidad.EN_RELEVO]
        self.historias = {id: [] for id in ids}
        for paso in db.session.execute(
            select(PasoDeUnidad.unidad_id, PasoDeUnidad.estado, PasoDeUnidad.funcion, PasoDeUnidad.el)
            .where(PasoDeUnidad.unidad_id.in_(ids), PasoDeUnidad.deshecho_en.is_(None))
            .order_by(PasoDeUnidad.el, PasoDeUnidad.id)
        ):
            self.historias[paso.unidad_id].append(paso)

    def visto(self, unidad_id: int) -> Any:
        """Lo que se vio de su relevo; None si no está en relevo."""
        historia = self.historias.get(unidad_id)
        return historia and [tuple(paso) for paso in historia]

    def al_designar(
        self, unidad_id: int, funcion: Funcion, desde: date, fin: date | None, suyas: Sequence[Any]
    ) -> list[Any]:
        """Los efectos de salir del relevo, si con esta designación queda cubierto todo lo vacante."""
        historia = self.historias.get(unidad_id)
        if historia is None or unidad_id in self._salieron:
            return []
        if fin is not None and fin < self.entorno.dia:
            return []
        self._cubiertas[unidad_id][funcion] = fin or date.max
        el = max([desde, *(paso.el for paso in historia[-1:])])
        abiertas = {d.funcion for d in suyas if d.hasta is None or d.hasta >= el}
        abiertas |= {f for f, hasta in self._cubiertas[unidad_id].items() if hasta >= el}
        vuelve, vacantes = al_salir_del_relevo(historia)
        if not vacantes <= abiertas:
            return []
        self._salieron.add(unidad_id)
        return [
            cambio("unidad", unidad_id, estado=[EstadoUnidad.EN_RELEVO.value, vuelve.value]),
            nueva("paso_de_unidad", unidad_id=unidad_id, estado=vuelve.value, el=iso(el),
                quien_id={"al_aplicar": "quien"}, anotado_en={"al_aplicar": "momento"}),
        ]  # fmt: skip
