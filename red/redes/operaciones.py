"""Lo que cambia en una Red: crearla, editarla y qué instituciones abarca; quién la integra va en `membresias`."""

import re
from datetime import date, timedelta

from red.base import con_candado, db
from red.errores import ErrorDeDominio
from red.instituciones.modelos import Institucion
from red.redes import consultas
from red.redes.membresias import SinPausa as SinPausa
from red.redes.membresias import YaConcluida as YaConcluida
from red.redes.membresias import YaEnPausa as YaEnPausa
from red.redes.membresias import al_entrar as al_entrar
from red.redes.membresias import al_salir as al_salir
from red.redes.membresias import concluir as concluir
from red.redes.membresias import incorporar as incorporar
from red.redes.membresias import pausar as pausar
from red.redes.membresias import reactivar as reactivar
from red.redes.modelos import MideMeta, Participacion, Red
from red.textos import sin_acentos

RESERVADAS = frozenset({"nueva", "membresias", "participaciones", "dias", "dias-inhabiles", "estudio"})
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


def clave_de(nombre: str) -> str:
    """Clave para las direcciones a partir de un nombre.

    >>> clave_de("Red Interinstitucional de Género de Guadalajara")
    'interinstitucional-genero-guadalajara'
    >>> len(clave_de("x" * 90)) == LARGO_DE_CLAVE
    True
    """
    vacias = {"red", "de", "del", "la", "las", "los", "el", "y", "e", "para", "por", "en"}
    partes = [p for p in re.split(r"[^a-z0-9]+", sin_acentos(nombre)) if p and p not in vacias]
    clave = ""
    for parte in partes:
        siguiente = f"{clave}-{parte}" if clave else parte
        if len(siguiente) > LARGO_DE_CLAVE:
            break
        clave = siguiente
    return clave or "".join(partes[:1])[:LARGO_DE_CLAVE]


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


def decir_responsable(red: Red, nombre: str | None, domicilio: str | None, contacto: str | None) -> None:
    """Dice quién responde por los datos en la Red; lo vacío vuelve a ser lo de quien convoca.

    Lo que ya se aceptó no cambia: cada quien conserva el texto que tenía delante.
    """
    red = con_candado(Red, red.id)
    limpios = (" ".join((dicho or "").split()) or None for dicho in (nombre, domicilio, contacto))
    red.responde_nombre, red.responde_domicilio, red.responde_contacto = limpios
