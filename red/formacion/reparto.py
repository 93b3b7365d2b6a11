"""El reparto de los lugares: el único camino por el que alguien recibe uno, siempre con la edición apartada.

Todas las peticiones entran a la fila y `repartir` entrega lo que esté libre según `red.formacion.fila`: enseguida o,
si la edición pregunta antes, con una oferta que aparta el lugar hasta que se acepta o vence con el reloj de la base.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from red.avisos.operaciones import encolar
from red.base import db
from red.formacion import consultas_de_fila as consultas
from red.formacion import fila
from red.formacion.modelos import Edicion, Inscripcion
from red.invitaciones.consultas import instante_de_la_base
from red.reloj import ahora, hoy

OFERTAS = 2
"""Cuántas ofertas puede dejar vencer alguien antes de salir de la fila."""

DEJO_VENCER = "Dejó vencer el lugar que se le ofreció."


def repartir(
    edicion: Edicion, recien: Collection[Inscripcion] = (), plantilla: str = "", **datos: Any
) -> Sequence[Inscripcion]:
    """Da u ofrece los lugares libres, y dice a quiénes; quien conserva el suyo con un número que ya no existe recibe otro.

    Cada persona que recibe o a quien se ofrece un lugar recibe un correo y sólo uno. `recien` son quienes acaban de
    llegar: si hay lugar es suyo sin preguntarles, y con `plantilla` su correo lo escribe quien llama. `datos` es lo que
    además dicen los correos de quienes esperaban.
    """
    if not edicion.se_puede_cambiar(dia_de(edicion)):
        return []
    db.session.flush()
    antes = consultas.ocupacion(edicion)
    vencidas = _vencer(edicion) if antes.ofrecidos else []
    if vencidas:
        antes = consultas.ocupacion(edicion)
    se_mudan = consultas.fuera_de_cupo(edicion) if antes.ultimo > edicion.cupo else []
    tocan = _a_quienes_toca(edicion, antes, recien) if antes.libres and antes.en_espera else []
    if se_mudan or tocan:
        numeros = _numeros_libres(edicion)
        for inscripcion in se_mudan:
            inscripcion.lugar = next(numeros)
        hasta = _plazo(edicion) if any(una not in recien for una in tocan) else None
        for inscripcion in tocan:
            if hasta is None or inscripcion in recien:
                dar(inscripcion, next(numeros))
                if inscripcion not in recien:
                    avisar("formacion_lugar_liberado", inscripcion, **datos)
                elif not plantilla:
                    avisar("formacion_con_lugar", inscripcion)
            else:
                _ofrecer(inscripcion, hasta, **datos)
        db.session.flush()
    for inscripcion in vencidas:
        if inscripcion.cancelada_en or inscripcion not in tocan:
            avisar(
                "formacion_oferta_vencida",
                inscripcion,
                sigue=inscripcion.cancelada_en is None,
                posicion=consultas.posicion_en_espera(inscripcion),
            )
    return tocan


def _a_quienes_toca(
    edicion: Edicion, antes: consultas.Ocupacion, recien: Collection[Inscripcion]
) -> list[Inscripcion]:
    """A quiénes les toca un lugar libre, en orden."""
    maximo = edicion.maximo_por_institucion
    if antes.en_espera == len(recien) == 1 and maximo is None:
        return [
            una for una in recien if not una.falta_visto_bueno
        ]  # nadie más espera: no hay a quién preguntar
    esperan = consultas.en_fila(edicion, antes.libres if maximo is None else None)
    ocupados = consultas.lugares_por_institucion(edicion) if maximo is not None else None
    tocan = [una.id for una in fila.entran(esperan, antes.libres, maximo, ocupados)]
    suyas = consultas.inscripciones_por_id(tocan)
    return [suyas[id_] for id_ in tocan]


def _numeros_libres(edicion: Edicion) -> Iterator[int]:
    tomados = consultas.numeros_tomados(edicion.id)
    return (numero for numero in range(1, edicion.cupo + 1) if numero not in tomados)


def dar_el_ofrecido(edicion: Edicion, inscripcion: Inscripcion) -> None:
    """Quien aceptó su oferta recibe el lugar que se le apartó."""
    inscripcion.oferta_vence_en = None
    dar(inscripcion, next(_numeros_libres(edicion)))


def dar(inscripcion: Inscripcion, numero: int) -> None:
    """Le pone número de lugar."""
    inscripcion.lugar, inscripcion.con_lugar_en = numero, ahora()


# ------------------------------------------------------------------ Las ofertas


def _plazo(edicion: Edicion) -> datetime | None:
    """Hasta cuándo se ofrece un lugar que se libera ahora; None si se da sin preguntar.

    Cerca de empezar ya no se pregunta: si el plazo entero no cabe antes de esas últimas horas, se da.
    """
    if edicion.oferta_horas is None:
        return None
    hasta = instante_de_la_base() + timedelta(hours=edicion.oferta_horas)
    return hasta if hasta <= _ultima_hora(edicion) else None


def _ultima_hora(edicion: Edicion) -> datetime:
    """Hasta cuándo se pregunta antes de dar un lugar."""
    return consultas.empieza(edicion) - timedelta(hours=edicion.inmediata_horas)


def _ofrecer(inscripcion: Inscripcion, hasta: datetime, **datos: Any) -> None:
    inscripcion.oferta_vence_en = hasta
    inscripcion.rondas += 1
    avisar("formacion_oferta", inscripcion, inscripcion_id=inscripcion.id, ronda=inscripcion.rondas, **datos)


def _vencer(edicion: Edicion) -> list[Inscripcion]:
    """Las ofertas que ya vencieron dejan su lugar: quien la dejó vencer queda detrás o, si es la segunda, sale."""
    vencidas = list(consultas.ofertas_vencidas(edicion.id, instante_de_la_base()))
    for inscripcion in vencidas:
        inscripcion.oferta_vence_en = None
        inscripcion.tanda += fila.SIGUIENTE_VUELTA
        if fila.vueltas(inscripcion.tanda) >= OFERTAS:
            inscripcion.soltar(ahora(), DEJO_VENCER)
    db.session.flush()
    return vencidas


def retirar_ofertas(edicion: Edicion) -> None:
    """Las ofertas abiertas dejan de estarlo y cada quien vuelve a su turno: la edición se canceló."""
    for inscripcion in consultas.con_oferta(edicion.id):
        inscripcion.oferta_vence_en = None
    db.session.flush()


def acomodar_ofertas(edicion: Edicion) -> Sequence[Inscripcion]:
    """Las ofertas cuyo plazo ya no cabe antes de empezar, porque la edición se adelantó, siguen la regla de siempre.

    El lugar apartado se da o, si todavía hay tiempo, se pregunta otra vez con menos plazo; dice a quiénes se escribió.
    """
    if not edicion.se_puede_cambiar(dia_de(edicion)):
        retirar_ofertas(edicion)
        return []
    limite = max(instante_de_la_base(), _ultima_hora(edicion))
    abiertas = consultas.con_oferta(edicion.id)
    no_caben = [una for una in abiertas if una.oferta_vence_en and una.oferta_vence_en > limite]
    hasta = _plazo(edicion) if no_caben else None
    for inscripcion in no_caben:
        if hasta is None:
            dar_el_ofrecido(edicion, inscripcion)
            avisar("formacion_lugar_liberado", inscripcion)
        else:
            _ofrecer(inscripcion, hasta)
        db.session.flush()
    return no_caben


# ------------------------------------------------------------------ Los correos


def avisar(plantilla: str, inscripcion: Inscripcion, para: str = "", **datos: Any) -> None:
    """Escribe a la persona de la inscripción, o a `para`, un correo en nombre de la Red."""
    edicion, persona = inscripcion.edicion, inscripcion.persona
    encolar(
        plantilla,
        para or persona.correo,
        {
            "nombre": persona.nombre_preferido or persona.nombre,
            "curso": edicion.curso.nombre,
            "edicion": edicion.nombre,
            "edicion_id": edicion.id,
            "cuando": edicion.fechas,
            "donde": edicion.lugar,
            **datos,
        },
        referencia=f"inscripcion:{inscripcion.id}",
        red_id=edicion.curso.red_id,
    )


def avisar_que_espera(inscripcion: Inscripcion) -> None:
    """Le dice a quien ya está en la fila en qué lugar va y cómo se avanza."""
    avisar(
        "formacion_en_espera",
        inscripcion,
        posicion=consultas.posicion_en_espera(inscripcion),
        regla=inscripcion.edicion.regla_en_una_frase,
    )


def avisar_a_todas(
    plantilla: str, edicion: Edicion, salvo: Collection[Inscripcion] = (), **datos: Any
) -> int:
    """Escribe a quienes tienen lugar o esperan, salvo a quien ya se le escribió lo mismo; devuelve cuántas personas son."""
    vivas = consultas.vivas_de(edicion.id)
    for inscripcion in vivas:
        if inscripcion not in salvo:
            avisar(plantilla, inscripcion, con_lugar=inscripcion.lugar is not None, **datos)
    return len(vivas)


def dia_de(edicion: Edicion) -> date:
    """Qué día es hoy donde trabaja la Red de la edición."""
    return hoy(edicion.curso.red.zona)
