"""Lo que cambia en una Red: crearla, editarla, qué instituciones abarca y quién la integra.

Nada se borra: quien sale queda con su fecha, y volver es una membresía nueva.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from red.base import con_candado, db
from red.errores import ErrorDeDominio
from red.instituciones.modelos import Institucion
from red.personas.modelos import Persona
from red.redes import consultas
from red.redes.modelos import EstadoMembresia, Membresia, MideMeta, Participacion, Red
from red.textos import sin_acentos

RESERVADAS = frozenset({"nueva", "membresias", "participaciones"})
LARGO_DE_CLAVE = 40


class ClaveTomada(ErrorDeDominio):
    """Otra Red ya usa esa clave en las direcciones."""

    def __init__(self, clave: str) -> None:
        super().__init__(f"Ya hay una Red con la clave «{clave}». Escribe otra.", "clave")


class ClaveInservible(ErrorDeDominio):
    """La clave no puede ir en una dirección."""

    def __init__(self) -> None:
        super().__init__(
            "Usa entre 3 y 40 letras sin acento, números o guiones, por ejemplo «guadalajara».", "clave"
        )


class SinPagina(ErrorDeDominio):
    """Las solicitudes se hacen en la página pública."""

    def __init__(self) -> None:
        super().__init__(
            "Para recibir solicitudes, la Red necesita su página pública: marca también la primera casilla.",
            "admite_solicitudes",
        )


class YaParticipa(ErrorDeDominio):
    """La institución ya está en la Red."""

    def __init__(self, nombre: str) -> None:
        super().__init__(f"{nombre} ya participa en la Red.")


class EsDeOtraRed(ErrorDeDominio):
    """Sumarla abriría a esta Red a quienes trabajan ahí y ya integran otra."""

    def __init__(self, nombre: str) -> None:
        super().__init__(
            f"{nombre} ya participa en otra Red. Pide a quien administra la plataforma que la sume también a ésta."
        )


class YaNoParticipa(ErrorDeDominio):
    """La participación ya había terminado."""

    def __init__(self) -> None:
        super().__init__("Esta institución ya había dejado la Red.")


class ConvocanteParticipa(ErrorDeDominio):
    """Quien convoca no puede dejar la Red que convoca."""

    def __init__(self) -> None:
        super().__init__("Es la institución que convoca: mientras convoque, participa en la Red.")


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


def clave_de(nombre: str) -> str:
    """Clave para las direcciones a partir de un nombre.

    >>> clave_de("Red Interinstitucional de Género de Guadalajara")
    'interinstitucional-genero-guadalajara'
    """
    vacias = {"red", "de", "del", "la", "las", "los", "el", "y", "e", "para", "por", "en"}
    partes = [p for p in re.split(r"[^a-z0-9]+", sin_acentos(nombre)) if p and p not in vacias]
    clave = ""
    for parte in partes:
        siguiente = f"{clave}-{parte}" if clave else parte
        if len(siguiente) > LARGO_DE_CLAVE:
            break
        clave = siguiente
    return clave


def crear_red(
    *,
    clave: str,
    nombre: str,
    descripcion: str,
    convocante_id: int,
    territorio_id: int,
    meta: int,
    meta_texto: str,
    mide: MideMeta,
    zona: str,
    dia: date,
) -> Red:
    """Crea una Red y hace participar a quien la convoca; lanza ClaveTomada o ClaveInservible."""
    clave = clave.strip().lower() or clave_de(nombre)
    if not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{1,38})[a-z0-9]", clave) or clave in RESERVADAS:
        raise ClaveInservible
    if consultas.hay_clave(clave):
        raise ClaveTomada(clave)
    red = Red(
        clave=clave,
        nombre=nombre,
        descripcion=descripcion,
        convocante=consultas.institucion(convocante_id),
        territorio_id=territorio_id,
        meta=meta,
        meta_texto=meta_texto,
        mide=mide,
        zona=zona,
    )
    db.session.add(red)
    db.session.flush()
    sumar_institucion(red, convocante_id, dia, de_otras=True)
    return red


def editar_red(red: Red, *, nombre: str, descripcion: str, meta: int, meta_texto: str) -> None:
    """Cambia cómo se presenta la Red y su meta; la clave no cambia, para no romper enlaces."""
    red.nombre = nombre
    red.descripcion = descripcion
    red.meta = meta
    red.meta_texto = meta_texto


def abrir_al_publico(
    red: Red, *, publica: bool, admite_solicitudes: bool, pide_respaldo: bool, dias_para_decidir: int
) -> None:
    """Decide si la Red tiene página pública, si ahí se puede pedir entrar y cómo se decide; lanza SinPagina."""
    if admite_solicitudes and not publica:
        raise SinPagina
    red.publica, red.admite_solicitudes = publica, admite_solicitudes
    red.pide_respaldo, red.dias_para_decidir = pide_respaldo, dias_para_decidir


def sumar_institucion(red: Red, institucion_id: int, dia: date, *, de_otras: bool = False) -> Participacion:
    """Hace participar a la institución desde ese día; lanza YaParticipa si ya lo hacía.

    La que participa en otra Red sólo se suma con `de_otras`, que es de quien administra; si no, lanza EsDeOtraRed:
    quien coordina una Red no se da a sí misma el alcance de otra. Aparta a la institución, de modo que dos Redes
    a la vez no se queden con ella.
    """
    institucion = con_candado(Institucion, institucion_id)
    con_candado(Red, red.id)
    if consultas.participacion_abierta(red.id, institucion_id) is not None:
        raise YaParticipa(institucion.nombre)
    if not de_otras and consultas.participa_en_otra(red.id, institucion_id):
        raise EsDeOtraRed(institucion.nombre)
    participacion = Participacion(red=red, institucion=institucion, desde=dia)
    db.session.add(participacion)
    db.session.flush()
    return participacion


def terminar_participacion(participacion: Participacion, dia: date) -> None:
    """Termina la participación: su último día fue la víspera, o el mismo si empezó hoy.

    Quienes trabajan ahí siguen siendo integrantes: la Red es de personas.
    """
    participacion = con_candado(Participacion, participacion.id)
    if participacion.hasta is not None:
        raise YaNoParticipa
    if participacion.institucion_id == participacion.red.convocante_id:
        raise ConvocanteParticipa
    participacion.hasta = max(participacion.desde, dia - timedelta(days=1))


def incorporar(red: Red, persona: Persona, dia: date) -> Membresia:
    """Hace integrante a la persona desde ese día; si ya lo es, devuelve su membresía.

    A quien estaba en pausa la vuelve a activar: aceptar otra invitación es volver. Aparta a la
    persona, de modo que dos altas a la vez dejen una sola membresía.
    """
    con_candado(Persona, persona.id)
    abierta = consultas.membresia_abierta(red.id, persona.id)
    if abierta is not None:
        if abierta.estado is EstadoMembresia.EN_PAUSA:
            abierta.estado, abierta.motivo = EstadoMembresia.ACTIVA, None
        return abierta
    membresia = Membresia(red=red, persona=persona, desde=dia, estado=EstadoMembresia.ACTIVA)
    db.session.add(membresia)
    db.session.flush()
    return membresia


def pausar(membresia: Membresia, motivo: str) -> None:
    """Pone en pausa a una integrante: sigue en la Red, pero no cuenta para la meta."""
    membresia = _sin_concluir(membresia)
    if membresia.estado is EstadoMembresia.EN_PAUSA:
        raise YaEnPausa
    membresia.estado, membresia.motivo = EstadoMembresia.EN_PAUSA, motivo


def reactivar(membresia: Membresia) -> None:
    """Termina la pausa de una integrante; lanza SinPausa si no estaba en pausa."""
    membresia = _sin_concluir(membresia)
    if membresia.estado is not EstadoMembresia.EN_PAUSA:
        raise SinPausa
    membresia.estado, membresia.motivo = EstadoMembresia.ACTIVA, None


AL_SALIR: list[Callable[[int, int], None]] = []


def al_salir(hacer: Callable[[int, int], None]) -> Callable[[int, int], None]:
    """Registra lo que otro dominio deja en orden, en el mismo acto, cuando alguien deja una Red.

    Recibe la llave de la Red y la de la persona.
    """
    AL_SALIR.append(hacer)
    return hacer


def concluir(membresia: Membresia, dia: date, motivo: str | None) -> None:
    """Termina la membresía ese día; su historia queda. Lanza YaConcluida si ya había terminado."""
    membresia = _sin_concluir(membresia)
    for hacer in AL_SALIR:
        hacer(membresia.red_id, membresia.persona_id)
    membresia.estado = EstadoMembresia.CONCLUIDA
    membresia.motivo = motivo
    membresia.hasta = max(membresia.desde, dia)


def _sin_concluir(membresia: Membresia) -> Membresia:
    apartada = con_candado(Membresia, membresia.id)
    if apartada.estado is EstadoMembresia.CONCLUIDA:
        raise YaConcluida
    return apartada
