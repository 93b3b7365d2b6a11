"""Cuándo sale cada correo: lo urgente en el acto; lo demás, a sus horas y como cada persona lo pidió."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from red.avisos.clases import Clase, clase_de
from red.avisos.modelos import PreferenciaDeCorreo, Ritmo

A_LAS = 7
"""A qué hora sale el resumen de quien no tiene horas de silencio."""


@dataclass(frozen=True)
class Horario:
    """Las horas y el ritmo de quien recibe."""

    zona: str
    silencio: tuple[int, int] | None = None
    ritmo: Ritmo = Ritmo.AL_MOMENTO

    @classmethod
    def de(
        cls, zona: str, silencio: tuple[int, int] | None, preferencia: PreferenciaDeCorreo | None
    ) -> "Horario":
        """El de una persona: lo que dijo y, en lo que no, lo de la casa."""
        if preferencia is None:
            return cls(zona, silencio)
        desde, hasta = preferencia.calla_desde, preferencia.calla_hasta
        suyo = (
            (desde, hasta) if silencio is not None and desde is not None and hasta is not None else silencio
        )
        return cls(zona, suyo, preferencia.ritmo)

    def despierta(self, momento: datetime) -> datetime:
        """El primer instante, desde ése, en que se le puede escribir lo que no urge."""
        if self.silencio is None or self.silencio[0] == self.silencio[1]:
            return momento
        desde, hasta = self.silencio
        aqui = momento.astimezone(ZoneInfo(self.zona))
        calla = desde <= aqui.hour < hasta if desde < hasta else aqui.hour >= desde or aqui.hour < hasta
        return self._proxima(momento, hasta) if calla else momento

    def del_resumen(self, escrito: datetime) -> datetime:
        """Cuándo sale el resumen que lleva lo escrito en ese instante."""
        return self._proxima(escrito, self.silencio[1] if self.silencio else A_LAS)

    def _proxima(self, momento: datetime, hora: int) -> datetime:
        """La próxima vez que en su zona den esas horas."""
        aqui = momento.astimezone(ZoneInfo(self.zona))
        llega = datetime.combine(aqui.date(), time(hora), tzinfo=aqui.tzinfo)
        if llega <= aqui:
            llega = datetime.combine(aqui.date() + timedelta(days=1), time(hora), tzinfo=aqui.tzinfo)
        return llega.astimezone(momento.tzinfo)


@dataclass(frozen=True)
class Decision:
    """Qué se hace con un correo que ya toca: sale, espera hasta, va en el resumen o no se manda."""

    sale: bool = False
    hasta: datetime | None = None
    en_resumen: bool = False
    porque_no: str = ""


SALE = Decision(sale=True)
NO_LO_QUIERE = "Quien lo recibiría pidió que sólo se le escriba lo que espera algo de ella."


def decidir(plantilla: str, escrito: datetime, momento: datetime, horario: Horario) -> Decision:
    """Qué se hace ahora con un correo que no está en ningún resumen."""
    clase = clase_de(plantilla)
    if clase in {Clase.SEGURIDAD, Clase.PEDIDO}:
        return SALE
    if horario.ritmo is Ritmo.SOLO_LO_NECESARIO and clase is Clase.INFORMA:
        return Decision(porque_no=NO_LO_QUIERE)
    if horario.ritmo is Ritmo.UNA_VEZ_AL_DIA:
        cuando = horario.del_resumen(escrito)
        return Decision(hasta=cuando) if momento < cuando else Decision(en_resumen=True)
    despierta = horario.despierta(momento)
    return SALE if despierta <= momento else Decision(hasta=despierta)
