"""Entrar a una Red, pausar, volver, salir y regresar: cada cambio con su día, su motivo y quién lo hizo.

Nada se borra: quien sale queda con su fecha, volver es una membresía nueva y cada pausa es un periodo. Quién hizo
el cambio es, salvo que se diga otra cosa, quien actúa (`bitacora.escritura.contexto`).
"""

from collections.abc import Callable
from datetime import date, timedelta

from red.avisos.operaciones import encolar
from red.base import con_candado, db
from red.bitacora.consultas import desde_cuando
from red.bitacora.escritura import contexto
from red.errores import ErrorDeDominio
from red.personas.modelos import Persona
from red.redes import consultas, pausas
from red.redes.modelos import EstadoMembresia, Membresia, Pausa, Red
from red.reloj import ANIOS_POR_DELANTE, demasiado_lejos, dia_de, hoy

UN_DIA = timedelta(days=1)


class YaConcluida(ErrorDeDominio):
    """La persona ya había dejado la Red."""

    def __init__(self) -> None:
        super().__init__("Ya había dejado de ser integrante: no hay nada que cambiar.")


class SinPausa(ErrorDeDominio):
    """Sólo vuelve de una pausa quien está en pausa."""

    def __init__(self) -> None:
        super().__init__("No estaba en pausa: no hay nada que reactivar.")


class YaEnPausa(ErrorDeDominio):
    """Ya estaba en pausa."""

    def __init__(self) -> None:
        super().__init__("Ya estaba en pausa: no hay nada que cambiar.")


class RegresoPasado(ErrorDeDominio):
    """El regreso tiene que ser después de hoy."""

    def __init__(self) -> None:
        super().__init__(
            "El día de regreso tiene que ser después de hoy; si ya volvió, no hace falta la pausa.",
            "regresa_el",
        )


class RegresoMuyLejano(ErrorDeDominio):
    """Nadie sabe cuándo regresa alguien dentro de tanto tiempo."""

    def __init__(self) -> None:
        super().__init__(
            f"Revisa el año: el regreso no puede ser a más de {ANIOS_POR_DELANTE} años. Si no se sabe, déjalo vacío.",
            "regresa_el",
        )


AL_SALIR: list[Callable[[int, int], None]] = []
AL_ENTRAR: list[Callable[[Membresia], object]] = []


def al_salir(hacer: Callable[[int, int], None]) -> Callable[[int, int], None]:
    """Registra lo que otro dominio deja en orden, en el mismo acto, cuando alguien deja una Red.

    Recibe la llave de la Red y la de la persona.
    """
    AL_SALIR.append(hacer)
    return hacer


def al_entrar(hacer: Callable[[Membresia], object]) -> Callable[[Membresia], object]:
    """Registra lo que otro dominio hace, en el mismo acto, cuando alguien se integra o regresa."""
    AL_ENTRAR.append(hacer)
    return hacer


def incorporar(
    red: Red, persona: Persona, dia: date, *, como: str | None = None, por_id: int | None = None
) -> Membresia:
    """Hace integrante a la persona desde ese día; si ya lo es, devuelve su membresía.

    A quien estaba en pausa la vuelve a activar: aceptar otra invitación es volver. Aparta a la
    persona, de modo que dos altas a la vez dejen una sola membresía. `como` dice por qué camino entró.
    """
    con_candado(Persona, persona.id)
    abierta = consultas.membresia_abierta(red.id, persona.id)
    if abierta is not None:
        if abierta.estado is EstadoMembresia.EN_PAUSA:
            _terminar_pausa(abierta, dia, por_id or contexto().quien)
        return abierta
    quien = por_id or contexto().quien
    membresia = Membresia(
        red=red,
        persona=persona,
        desde=dia,
        estado=EstadoMembresia.ACTIVA,
        como_entro=como,
        entro_por_id=quien if quien != persona.id else None,
    )
    db.session.add(membresia)
    db.session.flush()
    for hacer in AL_ENTRAR:
        hacer(membresia)
    return membresia


def pausar(membresia: Membresia, motivo: str, *, regresa_el: date | None = None) -> Pausa:
    """Pone en pausa a una integrante: sigue en la Red, pero no cuenta para la meta.

    Con `regresa_el`, ese día vuelve a estar activa sola. Lanza YaEnPausa, RegresoPasado o RegresoMuyLejano.
    """
    membresia = _sin_concluir(membresia)
    dia = hoy(membresia.red.zona)
    if membresia.estado is EstadoMembresia.EN_PAUSA and pausas.esta_en_pausa(membresia, dia):
        raise YaEnPausa
    if regresa_el is not None and regresa_el <= dia:
        raise RegresoPasado
    if regresa_el is not None and demasiado_lejos(regresa_el, dia):
        raise RegresoMuyLejano
    pausa = Pausa(
        red_id=membresia.red_id,
        persona_id=membresia.persona_id,
        desde=dia,
        hasta=regresa_el - UN_DIA if regresa_el else None,
        motivo=motivo,
        quien_id=contexto().quien,
        regresa_el=regresa_el,
    )
    db.session.add(pausa)
    membresia.estado, membresia.motivo = EstadoMembresia.EN_PAUSA, motivo
    db.session.flush()
    return pausa


def reactivar(membresia: Membresia) -> None:
    """Termina la pausa de una integrante; lanza SinPausa si no estaba en pausa."""
    membresia = _sin_concluir(membresia)
    if membresia.estado is not EstadoMembresia.EN_PAUSA:
        raise SinPausa
    _terminar_pausa(membresia, hoy(membresia.red.zona), contexto().quien)


def _terminar_pausa(membresia: Membresia, dia: date, quien_id: int | None) -> None:
    """Vuelve a estar activa desde ese día; lo que ya había terminado por su fecha queda como terminó."""
    pausa = pausas.ultima_pausa(membresia.red_id, membresia.persona_id)
    if pausa is None:
        pausa = _pausa_sin_fecha(membresia, dia)
    if pausa.hasta is None or pausa.hasta >= dia:
        pausa.hasta = max(dia, pausa.desde) - UN_DIA
        pausa.termino_por_id = quien_id
    membresia.estado, membresia.motivo = EstadoMembresia.ACTIVA, None
    db.session.flush()


def _pausa_sin_fecha(membresia: Membresia, dia: date) -> Pausa:
    """El periodo de una pausa que se anotó sin fecha: empezó el día en que la bitácora dice que se puso."""
    cuando = desde_cuando("membresia", membresia.id, "estado", EstadoMembresia.EN_PAUSA.value)
    desde = dia_de(cuando, membresia.red.zona) if cuando else dia
    pausa = Pausa(
        red_id=membresia.red_id,
        persona_id=membresia.persona_id,
        desde=max(membresia.desde, min(desde, dia)),
        motivo=membresia.motivo,
    )
    db.session.add(pausa)
    return pausa


def volver_de_pausas(red: Red, dia: date) -> list[Membresia]:
    """Deja activas a quienes ya llegó su día de regreso, y se lo dice a cada una por correo."""
    vueltas = []
    for membresia in pausas.pausas_cumplidas(red.id, dia):
        _terminar_pausa(membresia, dia, None)
        vueltas.append(membresia)
        encolar(
            "pausa_terminada",
            membresia.persona.correo,
            {"nombre": membresia.persona.nombre_visible, "red_id": red.id},
            referencia=f"membresia:{membresia.id}",
        )
    return vueltas


def concluir(membresia: Membresia, dia: date, motivo: str | None) -> None:
    """Termina la membresía ese día; su historia queda. Lanza YaConcluida si ya había terminado."""
    membresia = _sin_concluir(membresia)
    for hacer in AL_SALIR:
        hacer(membresia.red_id, membresia.persona_id)
    pausa = pausas.ultima_pausa(membresia.red_id, membresia.persona_id)
    if pausa is not None and (pausa.hasta is None or pausa.hasta > dia):
        pausa.hasta = max(pausa.desde, dia)
    membresia.estado = EstadoMembresia.CONCLUIDA
    membresia.motivo = motivo
    membresia.hasta = max(membresia.desde, dia)
    membresia.salio_por_id = contexto().quien


def _sin_concluir(membresia: Membresia) -> Membresia:
    apartada = con_candado(Membresia, membresia.id)
    if apartada.estado is EstadoMembresia.CONCLUIDA:
        raise YaConcluida
    return apartada
