"""El puesto que trae un renglón: el primero de quien apenas se registra, y lo que cambia en los de quien ya está."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from red.fechas import FechaParcial
from red.importacion.modelos import Que
from red.importacion.reglas.suerte import (
    Entorno,
    Fila,
    Mal,
    cabe,
    cambio,
    cierra,
    empieza,
    leer_fecha,
    leer_opcion,
    nueva,
    otro_principio,
    termina,
)
from red.personas.modelos import NivelCargo
from red.textos import fecha

CABEN = 5000
"""Cuántos puestos distintos se recuerdan mientras se lee una lista."""


class Puestos:
    """Lo que una lista de personas dice de sus puestos."""

    def __init__(self, entorno: Entorno) -> None:
        self.entorno = entorno
        self._escritos: dict[tuple[str | None, ...], dict[str, Any]] = {}

    def primero(self, fila: Fila, lugar_id: int) -> list[Any]:
        """El puesto de quien apenas se registra; lo que en el archivo se escribe igual se piensa una vez.

        Nace confirmado: la institución es de las que conoce quien importa, y es quien lo escribe.
        """
        datos = fila.datos
        escrito = (datos.get("puesto"), datos.get("nivel"), datos.get("area"), datos.get("desde"))
        if escrito not in self._escritos:
            if len(self._escritos) > CABEN:
                self._escritos.clear()
            desde = leer_fecha(fila, "desde", self.entorno.dia) or FechaParcial(self.entorno.dia)
            _, _, valores = self._nuevo(fila, 0, 0, None, desde, self.entorno.quien_id is not None)
            self._escritos[escrito] = valores
        return [
            "+",
            "adscripcion",
            {**self._escritos[escrito], "persona_id": {"efecto": 0}, "institucion_id": lugar_id},
        ]

    def cambian(
        self, fila: Fila, persona_id: int, lugar_id: int, suyos: Sequence[Any], confirma: bool
    ) -> list[Any]:
        """Lo que cambia en sus puestos: nada, corregir el de hoy, o cerrarlo y abrir otro.

        `confirma` dice si quien importa puede responder por que trabaja ahí.
        """
        dicha = leer_fecha(fila, "desde", self.entorno.dia)
        actual = next((p for p in suyos if p.hasta is None), None)
        ultimo = max((p.hasta for p in suyos if p.hasta is not None), default=None)
        if actual is None:
            desde = dicha or FechaParcial(self.entorno.dia)
            _despues_de(desde.primero, ultimo)
            return [self._nuevo(fila, persona_id, lugar_id, None, desde, confirma)]
        puesto, nivel, area = self._datos(fila, actual if actual.institucion_id == lugar_id else None)
        pares = {
            clave: [antes, despues]
            for clave, antes, despues in (
                ("institucion_id", actual.institucion_id, lugar_id),
                ("puesto", actual.puesto, puesto),
                ("nivel", actual.nivel.value, nivel.value),
                ("area", actual.area, area),
            )
            if antes != despues
        }
        if not pares:
            otras = otro_principio(actual, dicha) if dicha is not None else {}
            if dicha is None or not otras:
                return []
            _despues_de(dicha.primero, ultimo)
            return [cambio("adscripcion", actual.id, **otras)]
        desde = dicha or FechaParcial(max(self.entorno.dia, actual.desde))
        if desde.primero < actual.desde:
            raise Mal(
                f"Ya consta un puesto que empezó el {fecha(actual.desde)}: el nuevo tiene que empezar después de ese día.",
                "desde",
            )
        if desde.primero == actual.desde:
            if "institucion_id" in pares:
                pares |= self._otra_confirmacion(actual, confirma)
            return [cambio("adscripcion", actual.id, **pares)]
        return [
            cambio("adscripcion", actual.id, **cierra(actual, desde)),
            self._nuevo(fila, persona_id, lugar_id, actual, desde, confirma),
        ]

    def _otra_confirmacion(self, actual: Any, confirma: bool) -> dict[str, list[Any]]:
        """Corregir la institución quita la confirmación de la anterior; la de ahora es de quien importa, si puede darla."""
        antes = actual.confirmada_el.isoformat() if actual.confirmada_el else None
        quien = self.entorno.quien_id if confirma else None
        pares = {
            "confirmada_el": [antes, self.entorno.ahora if confirma else None],
            "confirmada_por_id": [actual.confirmada_por_id, quien],
        }
        return {clave: par for clave, par in pares.items() if par[0] != par[1]}

    def _nuevo(
        self,
        fila: Fila,
        persona_id: Any,
        lugar_id: int,
        anterior: Any | None,
        desde: FechaParcial,
        confirma: bool,
    ) -> list[Any]:
        de_antes = anterior if anterior is not None and anterior.institucion_id == lugar_id else None
        puesto, nivel, area = self._datos(fila, de_antes)
        confirmada: dict[str, Any] = {}
        if confirma:
            confirmada = {"confirmada_el": self.entorno.ahora, "confirmada_por_id": self.entorno.quien_id}
        elif de_antes is not None and de_antes.confirmada_el is not None:
            confirmada = {
                "confirmada_el": de_antes.confirmada_el.isoformat(),
                "confirmada_por_id": de_antes.confirmada_por_id,
            }
        return nueva(
            "adscripcion", persona_id=persona_id, institucion_id=lugar_id, puesto=puesto, nivel=nivel.value, area=area,
            **empieza(desde), **termina(None), **confirmada,
        )  # fmt: skip

    def _datos(self, fila: Fila, de_antes: Any | None) -> tuple[str, NivelCargo, str | None]:
        puesto = cabe(fila, "puesto", "Puesto") or (de_antes.puesto if de_antes else None)
        nivel: NivelCargo | None = leer_opcion(Que.PERSONAS, fila, "nivel") or (
            de_antes.nivel if de_antes else None
        )
        area = cabe(fila, "area", "Área") or (de_antes.area if de_antes else None)
        if puesto is None:
            raise Mal("Falta el puesto que tiene en la institución.", "puesto")
        if nivel is None:
            raise Mal("Falta el nivel del puesto: titular, mando superior, mando medio u operativo.", "nivel")
        return puesto, nivel, area


def _despues_de(desde: date, ultimo: date | None) -> None:
    if ultimo is not None and desde <= ultimo:
        raise Mal(
            f"Ya consta un puesto que terminó el {fecha(ultimo)}: éste tiene que empezar después.", "desde"
        )
