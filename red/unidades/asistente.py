"""Cómo va cada paso de la instalación de una unidad, para mostrarlo: pura, recibe lo ya leído."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from red.documentos.modelos import Documento
from red.unidades.modelos import INSTALADAS, EstadoUnidad, Evidencia, PasoDeUnidad, Unidad
from red.unidades.protocolo import PASOS, Paso, posicion


@dataclass(frozen=True)
class Avance:
    """Un paso con lo que ya tiene: cuándo se cumplió, sus documentos y su evidencia."""

    paso: Paso
    cumplido: bool
    el: date | None
    para_el: date | None
    documentos: Sequence[Documento]
    evidencias: Sequence[Evidencia]
    es_siguiente: bool = False
    se_puede_anotar: bool = False

    @property
    def situacion(self) -> str:
        """Para la lista de pasos: hecho, actual o pendiente."""
        return "hecho" if self.cumplido else "actual" if self.es_siguiente else "pendiente"

    @property
    def falta(self) -> list[str]:
        """Qué le falta, dicho a una persona."""
        faltas = []
        if not self.cumplido and self.paso.estado is None:
            faltas.append(
                f"Falta guardar su evidencia: {self.paso.evidencia[0].lower()}{self.paso.evidencia[1:]}."
            )
        elif not self.cumplido:
            faltas.append(f"Falta anotar la fecha: {self.paso.hecho[0].lower()}{self.paso.hecho[1:]}.")
        elif not self.evidencias:
            faltas.append(
                f"Conviene guardar su evidencia: {self.paso.evidencia[0].lower()}{self.paso.evidencia[1:]}."
            )
        return faltas


def etapa_de_fondo(unidad: Unidad, historia: Sequence[PasoDeUnidad]) -> EstadoUnidad:
    """Hasta dónde llegó en la escalera, aunque hoy esté en relevo o inactiva."""
    if posicion(unidad.estado) >= 0:
        return unidad.estado
    alcanzadas = [paso.estado for paso in historia if posicion(paso.estado) >= 0]
    if alcanzadas:
        return max(alcanzadas, key=posicion)
    return (
        EstadoUnidad.INSTALADA
        if unidad.instalada_el or unidad.estado in INSTALADAS
        else EstadoUnidad.NO_INICIADA
    )


def avances(
    unidad: Unidad,
    historia: Sequence[PasoDeUnidad],
    documentos: Sequence[Documento],
    evidencias: Mapping[str, Sequence[Evidencia]],
) -> list[Avance]:
    """Cada paso del protocolo con lo suyo, en orden; a lo más uno es el que sigue."""
    fondo = etapa_de_fondo(unidad, historia)
    de_etapa = {paso.estado: paso for paso in historia}
    lista = []
    for paso in PASOS:
        suyas = evidencias.get(paso.asunto, ())
        cumplido = posicion(fondo) >= posicion(paso.estado) if paso.estado else bool(suyas)
        anotado = de_etapa.get(paso.estado) if paso.estado else None
        lista.append(
            Avance(
                paso,
                cumplido,
                anotado.el if anotado else None,
                anotado.para_el if anotado else None,
                [d for d in documentos if paso.papel is not None and d.papel is paso.papel],
                suyas,
            )
        )
    return _con_el_siguiente(unidad, lista, fondo)


def _con_el_siguiente(unidad: Unidad, lista: list[Avance], fondo: EstadoUnidad) -> list[Avance]:
    """Señala el primero sin cumplir después de la última etapa alcanzada; lo anterior ya sólo es evidencia por reunir."""
    if unidad.hasta is not None:
        return lista
    alcanzado = max((n for n, a in enumerate(lista) if a.paso.estado and a.cumplido), default=-1)
    siguiente = next((n for n, a in enumerate(lista) if n > alcanzado and not a.cumplido), None)
    proxima = next((n for n, a in enumerate(lista) if a.paso.estado and not a.cumplido), None)
    anotable = proxima if unidad.estado is fondo else None
    return [
        Avance(a.paso, a.cumplido, a.el, a.para_el, a.documentos, a.evidencias, n == siguiente, n == anotable)
        for n, a in enumerate(lista)
    ]
