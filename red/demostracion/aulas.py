"""Las ediciones de los cursos y quiénes pidieron lugar en ellas, con su lista de espera."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time, timedelta

from red.demostracion.compositora import Compositora
from red.demostracion.personas_inventadas import azar
from red.demostracion.tipos import EdicionDemo, InscripcionDemo, JornadaDemo

HORAS_POR_JORNADA = 5
_ABRE_ANTES = timedelta(days=50)
_CIERRA_ANTES = timedelta(days=2)


def abrir_edicion(
    c: Compositora,
    codigo: str,
    nombre: str,
    *,
    en_dias: int,
    cupo: int,
    lugar: str,
    modalidad: str = "presencial",
    cancelada_hace: int | None = None,
) -> str:
    """Abre una edición que empieza dentro de ``en_dias`` (negativo si ya empezó), una jornada por semana.

    Ninguna jornada cae en fin de semana ni en las fiestas de fin de año: la que caería se corre.
    """
    curso = c.cursos[codigo]
    clave = f"{c.marco.red}-e{len(c.ediciones) + 1:02d}"
    cuantas = -(-curso.horas // HORAS_POR_JORNADA)
    dias = _un_dia_por_semana(c.hoy + timedelta(days=en_dias), cuantas)
    inicia = dias[0]
    jornadas = tuple(_jornada(dia, curso.horas, cuantas) for dia in dias)
    abre = min(inicia - _ABRE_ANTES, c.hace(20))
    c.ediciones[clave] = EdicionDemo(
        clave=clave,
        curso=curso.clave,
        red=c.marco.red,
        nombre=nombre,
        modalidad=modalidad,
        lugar=lugar,
        cupo=cupo,
        inscripcion_desde=abre,
        inscripcion_hasta=inicia - _CIERRA_ANTES,
        inicia_el=inicia,
        termina_el=jornadas[-1].el,
        cancelada_el=None if cancelada_hace is None else c.hace(cancelada_hace),
        jornadas=jornadas,
    )
    return clave


def inscribir(c: Compositora, edicion: str, personas: Iterable[str], *, desiste: str = "") -> None:
    """Inscribe a quienes ya estaban en la Red: con lugar hasta llenar el cupo, y en espera después.

    ``desiste`` es alguien más que pidió lugar y lo canceló, así que no ocupa ninguno.
    """
    ficha = c.ediciones[edicion]
    cierre = min(ficha.inscripcion_hasta, c.hoy)
    peticiones: list[tuple[date, str]] = []
    for persona in (*personas, *([desiste] if desiste else [])):
        llegada = max(ficha.inscripcion_desde, c.personas[persona].registrada_el)
        if llegada <= cierre:
            suerte = azar(edicion, persona).random()
            peticiones.append((c.entre(suerte, llegada, cierre, 0), persona))
    dados = 0
    for pedida, persona in sorted(peticiones):
        cancela = persona == desiste
        con_lugar = not cancela and dados < ficha.cupo
        dados += con_lugar
        c.inscripciones.append(
            InscripcionDemo(
                clave=f"{edicion}-{persona}",
                edicion=edicion,
                persona=persona,
                lugar=dados if con_lugar else None,
                pedida_el=pedida,
                con_lugar_el=pedida if con_lugar or cancela else None,
                cancelada_el=min(pedida + timedelta(days=3), c.hoy) if cancela else None,
                motivo="Se cruza con el cierre de mes" if cancela else None,
            )
        )


def _jornada(el: date, horas: int, cuantas: int) -> JornadaDemo:
    minutos = 15 * round(horas * 60 / cuantas / 15)  # nadie cita a una jornada a las 13:48
    fin = 9 * 60 + minutos
    return JornadaDemo(el=el, inicia=time(9), termina=time(fin // 60, fin % 60))


def _un_dia_por_semana(desde: date, cuantos: int) -> list[date]:
    dia = desde
    while dia.weekday() > 4 or _es_fin_de_anio(dia):
        dia += timedelta(days=1)
    dias = [dia]
    while len(dias) < cuantos:
        dia += timedelta(weeks=1)
        if not _es_fin_de_anio(dia):
            dias.append(dia)
    return dias


def _es_fin_de_anio(dia: date) -> bool:
    return (dia.month, dia.day) >= (12, 20) or (dia.month, dia.day) <= (1, 6)
