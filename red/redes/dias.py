"""Agregar al calendario oficial los días que faltan o sobran, y quitarlos."""

from datetime import date

from red.base import con_candado, db, uno_a_la_vez
from red.errores import ErrorDeDominio
from red.redes import calendario
from red.redes.modelos import DiaInhabil
from red.reloj import ahora, demasiado_lejos, hoy


class DiaDicho(ErrorDeDominio):
    """De ese día ya se dijo algo."""

    def __init__(self, nombre: str) -> None:
        super().__init__(f"De ese día ya se dijo «{nombre}». Quítalo antes de decir otra cosa.", "dia")


class DiaImposible(ErrorDeDominio):
    """Ese día no se puede agregar."""

    def __init__(self, mensaje: str) -> None:
        super().__init__(mensaje, "dia")


def agregar_dia(
    dia: date, nombre: str, *, se_trabaja: bool = False, pais: str | None = None, red_id: int | None = None
) -> DiaInhabil:
    """Dice que ese día no se trabaja, o que sí; lanza DiaDicho o DiaImposible."""
    uno_a_la_vez(f"dia inhabil {pais} {red_id} {dia}")
    ya = next((d for d in calendario.dichos_de(pais, red_id) if d.dia == dia), None)
    if ya is not None:
        raise DiaDicho(ya.nombre)
    if dia.weekday() >= calendario.SABADO:
        raise DiaImposible("Es sábado o domingo: ya no cuenta.")
    if demasiado_lejos(dia, hoy()):
        raise DiaImposible("Es demasiado lejos: revisa el año.")
    fila = DiaInhabil(dia=dia, nombre=nombre, se_trabaja=se_trabaja, pais=pais, red_id=red_id)
    db.session.add(fila)
    db.session.flush()
    return fila


def quitar_dia(dia_id: int) -> None:
    """Deja de valer; queda en la historia. Quitarlo otra vez no cambia nada."""
    fila = con_candado(DiaInhabil, dia_id)
    fila.quitado_en = fila.quitado_en or ahora()
