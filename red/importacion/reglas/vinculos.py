"""Los vínculos: con quién colabora cada integrante dentro de la Red, y con qué intensidad."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select

from red.base import db
from red.fechas import FechaParcial
from red.importacion.modelos import Destino, Que
from red.importacion.reglas.lugares import Instituciones
from red.importacion.reglas.suerte import (
    Entorno,
    Fila,
    Mal,
    Suerte,
    cabe,
    cambio,
    huella,
    iso,
    las_demas,
    leer_fecha,
    leer_opcion,
    nueva,
)
from red.personas.modelos import Persona
from red.redes.modelos import EstadoMembresia, Membresia
from red.textos import fecha
from red.vinculos.modelos import Colaboracion

NO_INTEGRA = "Ese correo no es de una integrante de tu Red."


class Vinculos:
    """La regla de la lista de vínculos; sólo dentro de una Red."""

    que = Que.VINCULOS

    def __init__(self, entorno: Entorno) -> None:
        self.entorno = entorno
        self.lugares = Instituciones(entorno)
        self.integrantes: dict[str, int] = {}
        self.declaradas: dict[tuple[int, int | None, int | None], Any] = {}

    def contorno(self) -> str:
        """Huella de las instituciones a las que la lista se puede referir."""
        return self.lugares.contorno()

    def preparar(self, filas: Sequence[Fila], *, aparta: bool = False) -> None:
        """Lee de una vez a quiénes se nombra y lo que ya declararon."""
        correos = {fila.datos.get(campo, "").lower() for fila in filas for campo in ("correo", "con_correo")}
        consulta = (
            select(Persona.id, Persona.correo)
            .where(
                Persona.correo.in_(correos),
                Persona.id.in_(
                    select(Membresia.persona_id).where(
                        Membresia.red_id == self.entorno.red_id,
                        Membresia.estado != EstadoMembresia.CONCLUIDA,
                        or_(Membresia.hasta.is_(None), Membresia.hasta >= self.entorno.dia),
                    )
                ),
            )
            .order_by(Persona.id)
        )
        if aparta:
            consulta = consulta.with_for_update(of=Persona)
        self.integrantes = {fila.correo: fila.id for fila in db.session.execute(consulta)}
        abiertas = select(
            Colaboracion.id, Colaboracion.persona_id, Colaboracion.con_persona_id, Colaboracion.con_institucion_id,
            Colaboracion.intensidad, Colaboracion.proposito, Colaboracion.desde,
        ).where(
            Colaboracion.red_id == self.entorno.red_id,
            Colaboracion.persona_id.in_(self.integrantes.values()),
            Colaboracion.hasta.is_(None),
        )  # fmt: skip
        self.declaradas = {
            (fila.persona_id, fila.con_persona_id, fila.con_institucion_id): fila
            for fila in db.session.execute(abiertas)
        }

    def resolver(self, fila: Fila) -> Suerte:
        """Qué será del renglón; lanza Mal si hay que corregirlo."""
        if self.entorno.red_id is None:
            raise Mal("Los vínculos son de una Red: elige cuál.", None)
        quien = self._integrante(fila, "correo")
        con, lugar = self._con_quien(fila)
        if con == quien:
            raise Mal("Una colaboración es con otra persona o con una institución.", "con_correo")
        intensidad = self._intensidad(fila)
        proposito = _proposito(fila)
        dicha = leer_fecha(fila, "desde", self.entorno.dia)
        ya = self.declaradas.get((quien, con, lugar))
        identidad = (quien, con, lugar)
        visto = huella(quien, con, lugar, tuple(ya) if ya else None)
        if ya is None:
            desde = dicha or FechaParcial(self.entorno.dia)
            efectos = [
                nueva("colaboracion", red_id=self.entorno.red_id, persona_id=quien, con_persona_id=con,
                    con_institucion_id=lugar, intensidad=intensidad.value, proposito=proposito, desde=iso(desde.primero))
            ]  # fmt: skip
            return Suerte(Destino.NUEVA, visto=visto, efectos=efectos, identidad=(identidad,))
        pares: dict[str, list[Any]] = {}
        if ya.intensidad is not intensidad:
            pares["intensidad"] = [ya.intensidad.value, intensidad.value]
        if proposito is not None and proposito != ya.proposito:
            pares["proposito"] = [ya.proposito, proposito]
        if dicha is not None and dicha.primero != ya.desde:
            raise Mal(
                f"Ya la había declarado desde el {fecha(ya.desde)}. Quita la fecha del renglón o corrígela en sus vínculos.",
                "desde",
            )
        efectos = [cambio("colaboracion", ya.id, **pares)] if pares else []
        destino = Destino.ACTUALIZA if efectos else Destino.IGUAL
        return Suerte(destino, visto=visto, efectos=efectos, fila_id=ya.id, identidad=(identidad,))

    def demas_faltas(self, fila: Fila, primera: Mal) -> list[Mal]:
        """Lo demás que hay que corregir en el renglón, para decirlo de una vez."""
        return las_demas(
            primera,
            [
                lambda: self._integrante(fila, "correo"),
                lambda: self._con_quien(fila),
                lambda: self._intensidad(fila),
                lambda: _proposito(fila),
                lambda: leer_fecha(fila, "desde", self.entorno.dia),
            ],
        )

    def _con_quien(self, fila: Fila) -> tuple[int | None, int | None]:
        """La integrante o la institución con que colabora."""
        if fila.datos.get("con_correo"):
            return self._integrante(fila, "con_correo"), None
        if fila.datos.get("con_institucion"):
            return None, self.lugares.hallar(fila.datos["con_institucion"], columna="con_institucion").id
        raise Mal(
            "Falta con quién colabora: el correo de otra integrante o el nombre de una institución.",
            "con_correo",
        )

    def _intensidad(self, fila: Fila) -> Any:
        intensidad = leer_opcion(self.que, fila, "intensidad")
        if intensidad is None:
            raise Mal("Falta la intensidad: conoce, coopera, coordina o integra.", "intensidad")
        return intensidad

    def _integrante(self, fila: Fila, campo: str) -> int:
        correo = fila.datos.get(campo, "").lower()
        if not correo:
            raise Mal("Falta el correo.", campo)
        if correo not in self.integrantes:
            raise Mal(NO_INTEGRA, campo)
        return self.integrantes[correo]


def _proposito(fila: Fila) -> str | None:
    return cabe(fila, "proposito", "Propósito", 500)
