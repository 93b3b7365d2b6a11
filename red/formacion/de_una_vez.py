"""Inscribir a muchas personas de una vez, por sus correos: cada renglón con lo que le pasó.

Es el mismo camino de una en una, con la edición apartada desde la primera. Simular hace exactamente lo mismo y no lo
confirma: lo que dice es lo que pasaría.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from red.base import Opcion, transaccion
from red.errores import ErrorDeDominio
from red.formacion import consultas, consultas_de_fila
from red.formacion.modelos import Inscripcion
from red.formacion.operaciones import Excepcion, Peticion, inscribir
from red.formacion.reparto import dia_de
from red.invitaciones.direcciones import Direccion
from red.redes.consultas import integra
from red.textos import numero

CABEN = 500
"""Cuántos correos se aceptan de una vez."""


class Suerte(Opcion):
    """Qué pasó, o pasaría, con un renglón."""

    CON_LUGAR = "con_lugar", "Tiene lugar"
    EN_ESPERA = "en_espera", "En lista de espera"
    POR_APROBAR = "por_aprobar", "Falta el visto bueno de su jefatura"
    YA_ESTABA = "ya_estaba", "Ya estaba"
    REPETIDO = "repetido", "Repetido en la lista"
    NO_ENTRA = "no_entra", "No se inscribe"


@dataclass(frozen=True)
class Renglon:
    """Un correo de la lista, de quién es y qué pasó con él."""

    correo: str
    suerte: Suerte
    nombre: str = ""
    detalle: str = ""

    @property
    def cambia(self) -> bool:
        """Si de este renglón nace una inscripción."""
        return self.suerte in {Suerte.CON_LUGAR, Suerte.EN_ESPERA, Suerte.POR_APROBAR}

    def en_datos(self) -> dict[str, Any]:
        """Como lo lee otro programa."""
        return {**asdict(self), "suerte": self.suerte.value}


class DemasiadosCorreos(ErrorDeDominio):
    """La lista es más larga de lo que se hace de una vez."""

    def __init__(self, cuantos: int) -> None:
        super().__init__(
            f"Son {numero(cuantos)} correos: hazlo en partes de hasta {numero(CABEN)}.", campo="correos"
        )


def inscribir_a_varias(
    edicion_id: int, direcciones: Sequence[Direccion], por_id: int | None, excepcion: Excepcion | None = None
) -> list[Renglon]:
    """Pide lugar para cada correo, en el orden de la lista. Lanza DemasiadosCorreos.

    Quien no integra la Red y quien no está en el registro se dicen igual: la lista no sirve para averiguar quién está.
    """
    if len(direcciones) > CABEN:
        raise DemasiadosCorreos(len(direcciones))
    edicion = consultas.edicion(edicion_id)
    red_id, dia = edicion.curso.red_id, dia_de(edicion)
    conocidas = consultas_de_fila.integrantes_por_correo(red_id, {d.correo for d in direcciones}, dia)
    for persona_id in sorted(
        conocidas.values()
    ):  # antes que la edición, y en su orden: como quien se inscribe
        integra(red_id, persona_id, dia, apartar=True)
    renglones, vistos = [], set()
    for direccion in direcciones:
        if direccion.problema:
            renglones.append(Renglon(direccion.escrito, Suerte.NO_ENTRA, detalle=direccion.problema))
        elif direccion.correo in vistos:
            renglones.append(Renglon(direccion.correo, Suerte.REPETIDO))
        elif direccion.correo not in conocidas:
            renglones.append(
                Renglon(
                    direccion.correo, Suerte.NO_ENTRA, detalle="Nadie que integre la Red usa este correo."
                )
            )
        else:
            renglones.append(
                _inscribir(edicion_id, direccion.correo, conocidas[direccion.correo], por_id, excepcion)
            )
        vistos.add(direccion.correo)
    return renglones


def _inscribir(
    edicion_id: int, correo: str, persona_id: int, por_id: int | None, excepcion: Excepcion | None
) -> Renglon:
    try:
        peticion = inscribir(edicion_id, persona_id, pedida_por_id=por_id, ajena=True, excepcion=excepcion)
    except ErrorDeDominio as error:
        return Renglon(correo, Suerte.NO_ENTRA, detalle=error.mensaje)
    return _de_una_peticion(correo, peticion)


def _de_una_peticion(correo: str, peticion: Peticion) -> Renglon:
    inscripcion = peticion.inscripcion
    nombre = inscripcion.persona.nombre_visible
    donde = _donde(inscripcion, peticion.posicion)
    if not peticion.nueva:
        return Renglon(correo, Suerte.YA_ESTABA, nombre, f"{inscripcion.estado.etiqueta}. {donde}".strip())
    suerte = Suerte.POR_APROBAR if inscripcion.falta_visto_bueno else Suerte.EN_ESPERA
    return Renglon(correo, Suerte.CON_LUGAR if inscripcion.lugar else suerte, nombre, donde)


def _donde(inscripcion: Inscripcion, posicion: int) -> str:
    if inscripcion.lugar:
        return f"Lugar {numero(inscripcion.lugar)}."
    return f"Lugar {numero(posicion)} en la lista de espera." if posicion else ""


class _Simulada(Exception):
    """Ya se sabe qué pasaría: nada se confirma."""


def simular(
    edicion_id: int, direcciones: Sequence[Direccion], por_id: int | None, excepcion: Excepcion | None = None
) -> list[Renglon]:
    """Lo que pasaría con cada correo, sin guardar nada ni escribir a nadie. Lanza DemasiadosCorreos."""
    renglones: list[Renglon] = []
    try:
        with transaccion():
            renglones = inscribir_a_varias(edicion_id, direcciones, por_id, excepcion)
            raise _Simulada
    except _Simulada:
        return renglones


def cuentas(renglones: Iterable[Renglon]) -> dict[Suerte, int]:
    """Cuántos renglones tuvieron cada suerte; las que no tuvo nadie no van."""
    todas = [renglon.suerte for renglon in renglones]
    return {suerte: todas.count(suerte) for suerte in Suerte if suerte in todas}
