"""Por qué no se puede marcar, dicho a quien marca."""

from datetime import datetime
from zoneinfo import ZoneInfo

from red.errores import ErrorDeDominio
from red.textos import fecha, hora


class TodaviaNo(ErrorDeDominio):
    """Nadie marca una jornada que no ha llegado."""

    def __init__(self, desde: datetime, zona: str) -> None:
        local = desde.astimezone(ZoneInfo(zona))
        super().__init__(
            f"Todavía no se puede: se abre el {fecha(local.date())} a las {hora(local)}.",
        )


class ListaCerrada(ErrorDeDominio):
    """La lista ya se cerró."""

    def __init__(self) -> None:
        super().__init__(
            "La lista de esta jornada ya se cerró. Si hay algo que corregir, la coordinación puede reabrirla."
        )


class FueraDePlazo(ErrorDeDominio):
    """Pasó el plazo de quien imparte."""

    def __init__(self) -> None:
        super().__init__(
            "Ya pasó el plazo para pasar esta lista. Si hay algo que corregir, pídelo a la coordinación."
        )


class YaNoEsHora(ErrorDeDominio):
    """El código de la sala vale mientras dura la jornada."""

    def __init__(self) -> None:
        super().__init__("La jornada ya terminó. Si estuviste y no quedó anotado, dilo a quien la imparte.")


class EdicionCancelada(ErrorDeDominio):
    """Una edición cancelada no tuvo asistencia."""

    def __init__(self) -> None:
        super().__init__("Esta edición se canceló: no hay asistencia que anotar.")


class FaltaMotivo(ErrorDeDominio):
    """Justificar, corregir tarde y reabrir se explican."""

    def __init__(self, para: str) -> None:
        super().__init__(f"Escribe el motivo: {para}.", campo="motivo")


class SinLugar(ErrorDeDominio):
    """La lista es de quienes tienen lugar; quien no, va de visita."""

    def __init__(self) -> None:
        super().__init__("Esa persona no tiene lugar en la edición. Si está presente, anótala como visita.")


class HorasQueNoCuadran(ErrorDeDominio):
    """Las horas dichas no son de esa jornada."""

    def __init__(self, mensaje: str, campo: str) -> None:
        super().__init__(mensaje, campo=campo)


class YaSeReconocio(ErrorDeDominio):
    """La visita era alguien que ya estaba en la lista."""

    def __init__(self) -> None:
        super().__init__("Esa visita ya se reconoció: busca a la persona por su nombre en la lista.")


class NoASiMisma(ErrorDeDominio):
    """Quien imparte y además tiene lugar no se pone su asistencia."""

    def __init__(self) -> None:
        super().__init__(
            "Tu propia asistencia no la anotas tú en la lista: usa el código de la sala, o pide que la anote otra persona "
            "que imparta o la coordinación."
        )
