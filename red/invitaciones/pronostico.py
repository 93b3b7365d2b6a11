"""Qué puede decirse con honestidad de una convocatoria: cuánto falta, a qué paso va y qué haría falta."""

import math
from dataclasses import dataclass
from datetime import date, timedelta

from red.textos import MESES, contar, fecha, numero

POCOS_DIAS, POCAS_ALTAS, POCAS_RESPUESTAS = 14, 3, 10
"""Con menos que esto, una fecha o una proporción sería adivinanza y no se dice."""
MES = 30
LEJOS = timedelta(days=3 * 365)


@dataclass(frozen=True)
class Marcha:
    """Lo que se sabe de una convocatoria un día."""

    valor: int
    """Integrantes con el perfil, hoy."""
    antes: int
    """Las que había al empezar la ventana."""
    dias: int
    """Cuánto dura la ventana."""
    meta: int
    hasta: date
    aceptadas: int = 0
    cerradas: int = 0
    """Invitaciones que ya no esperan: aceptadas, rechazadas y vencidas."""
    esperan: int = 0


def paso(marcha: Marcha, dia: date) -> str:
    """Cuánto falta y hacia cuándo se llega.

    >>> dia, fin = date(2026, 11, 21), date(2027, 6, 30)
    >>> paso(Marcha(64, 46, 60, 100, fin), dia)
    'Faltan 36. En 60 días se sumaron 18: a este paso llegan a 100 en marzo de 2027, dentro del plazo.'
    >>> paso(Marcha(40, 31, 60, 100, date(2027, 1, 20)), dia)
    'Faltan 60. En 60 días se sumaron 9: a este paso llegan a 100 en diciembre de 2027. Para llegar el 20 de enero de 2027 hacen falta 30 al mes; hoy van 4.'
    >>> paso(Marcha(3, 2, 6, 100, fin), dia)
    'Faltan 97. Es pronto para decir a qué paso va: en 6 días se sumó 1.'
    >>> paso(Marcha(50, 50, 60, 100, fin), dia)
    'Faltan 50. En 60 días no se sumó nadie.'
    >>> paso(Marcha(101, 90, 60, 100, fin), dia)
    'La meta de 100 está cumplida.'
    """
    faltan = marcha.meta - marcha.valor
    if faltan <= 0:
        return f"La meta de {numero(marcha.meta)} está cumplida."
    inicio = "Falta 1." if faltan == 1 else f"Faltan {numero(faltan)}."
    sumadas, dias = marcha.valor - marcha.antes, contar(marcha.dias, "día", "días")
    se_sumaron = "se sumó 1" if sumadas == 1 else f"se sumaron {numero(sumadas)}"
    if marcha.dias < POCOS_DIAS or 0 < sumadas < POCAS_ALTAS:
        hecho = f"en {dias} {se_sumaron}" if sumadas > 0 else f"lleva {dias}"
        return f"{inicio} Es pronto para decir a qué paso va: {hecho}."
    if sumadas <= 0:
        return f"{inicio} En {dias} {'no se sumó nadie' if not sumadas else f'bajó en {numero(-sumadas)}'}."
    plazo = timedelta(days=math.ceil(faltan * marcha.dias / sumadas))
    hecho = f"{inicio} En {dias} {se_sumaron}: a este paso"
    if plazo > LEJOS:
        return f"{hecho} tardarían más de tres años en llegar a {numero(marcha.meta)}. {_a_tiempo(marcha, faltan, sumadas, dia)}".rstrip()
    llegada = dia + plazo
    cuando = f"llegan a {numero(marcha.meta)} en {MESES[llegada.month - 1]} de {llegada.year}"
    if llegada <= marcha.hasta:
        return f"{hecho} {cuando}, dentro del plazo."
    return f"{hecho} {cuando}. {_a_tiempo(marcha, faltan, sumadas, dia)}".rstrip()


def _a_tiempo(marcha: Marcha, faltan: int, sumadas: int, dia: date) -> str:
    quedan = (marcha.hasta - dia).days
    if quedan < 1:
        return "El plazo ya terminó: cámbialo para seguir."
    al_mes = math.ceil(faltan * MES / quedan) if quedan >= MES else faltan
    van = round(sumadas * MES / marcha.dias)
    if quedan < MES:
        return f"Para llegar el {fecha(marcha.hasta)} hacen falta las {numero(faltan)} en {contar(quedan, 'día', 'días')}."
    return f"Para llegar el {fecha(marcha.hasta)} hacen falta {numero(al_mes)} al mes; hoy van {numero(van)}."


def invitaciones_que_faltan(marcha: Marcha) -> str:
    """Cuántas invitaciones más harían falta, según cuántas se aceptan; vacío si aún no puede saberse.

    >>> fin = date(2027, 6, 30)
    >>> invitaciones_que_faltan(Marcha(64, 46, 60, 100, fin, aceptadas=18, cerradas=30, esperan=20))
    'De cada 10 respuestas, 6 son que sí: además de las 20 que esperan, hacen falta unas 40 invitaciones.'
    >>> invitaciones_que_faltan(Marcha(97, 46, 60, 100, fin, aceptadas=18, cerradas=30, esperan=20))
    'De cada 10 respuestas, 6 son que sí: con las 20 que esperan puede bastar.'
    >>> invitaciones_que_faltan(Marcha(64, 46, 60, 100, fin, aceptadas=2, cerradas=3))
    ''
    """
    faltan = marcha.meta - marcha.valor
    if faltan <= 0 or marcha.cerradas < POCAS_RESPUESTAS or not marcha.aceptadas:
        return ""
    parte = marcha.aceptadas / marcha.cerradas
    mas = math.ceil(round(faltan / parte - marcha.esperan, 6))
    dicho = f"De cada 10 respuestas, {max(1, round(10 * parte))} son que sí"
    if mas <= 0:
        return f"{dicho}: con {'la' if marcha.esperan == 1 else 'las'} {marcha.esperan} que espera{'n' if marcha.esperan != 1 else ''} puede bastar."
    ademas = (
        f"además de {'la' if marcha.esperan == 1 else 'las'} {marcha.esperan} que espera{'n' if marcha.esperan != 1 else ''}, "
        if marcha.esperan
        else ""
    )
    return f"{dicho}: {ademas}hacen falta unas {numero(mas)} invitaciones."
