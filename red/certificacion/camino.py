"""El camino de un expediente como se muestra: cada etapa hecha, en curso o por venir, y cuántos días tomó."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from red.certificacion.cadena import EN_ORDEN
from red.certificacion.modelos_expediente import Etapa, Expediente, PasoDeExpediente
from red.reloj import dia_de, hoy
from red.textos import contar


@dataclass(frozen=True)
class Tramo:
    """Una etapa del camino."""

    etapa: Etapa
    estado: str
    """hecho · actual · pendiente · omitido"""
    dias: int | None
    termino: date | None

    @property
    def dicho(self) -> str:
        """Cuánto tomó, en palabras."""
        if self.estado == "omitido":
            return "No hizo falta"
        if self.dias is None:
            return ""
        cuantos = contar(self.dias, "día", "días") if self.dias else "menos de un día"
        return f"Lleva {cuantos}" if self.estado == "actual" else f"Tomó {cuantos}"


def camino_de(expediente: Expediente, pasos: Sequence[PasoDeExpediente]) -> list[Tramo]:
    """Cada etapa en su orden, con los días que suma entre todas las veces que se pasó por ella en este intento o antes."""
    zona = expediente.red.zona
    dias: dict[Etapa, int] = {}
    fin: dict[Etapa, date] = {}
    for paso, sigue in zip(pasos, [*pasos[1:], None], strict=True):
        entro = dia_de(paso.en, zona)
        salio = dia_de(sigue.en, zona) if sigue is not None else hoy(zona)
        dias[paso.etapa] = dias.get(paso.etapa, 0) + max(0, (salio - entro).days)
        if sigue is not None:
            fin[paso.etapa] = salio
    actual = expediente.etapa
    ultima = pasos[-1].anterior if actual not in EN_ORDEN and pasos else actual
    lugar = EN_ORDEN.index(ultima) if ultima in EN_ORDEN else len(EN_ORDEN)
    tramos = []
    for i, etapa in enumerate(EN_ORDEN):
        if etapa is actual and etapa is not Etapa.CERTIFICADA:
            estado = "actual"
        elif etapa is actual or (i <= lugar and etapa in dias and (i < lugar or actual is not etapa)):
            estado = "hecho"
        elif i < lugar and etapa not in dias:
            estado = "omitido"
        else:
            estado = "pendiente"
        tramos.append(
            Tramo(etapa, estado, dias.get(etapa) if estado != "pendiente" else None, fin.get(etapa))
        )
    return tramos
