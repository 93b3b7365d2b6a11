"""Registrar alianzas, sumar a quienes las sostienen y darles fin: cada cambio con su fecha, nada se borra."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from red.alianzas import consultas
from red.alianzas.modelos import Alianza, ClaseDeAlianza, PapelEnAlianza, ParticipacionEnAlianza
from red.archivos import operaciones as archivos
from red.base import buscar, con_candado, db
from red.errores import ErrorDeDominio, NoEncontrado
from red.fechas import FechaParcial
from red.instituciones import operaciones as instituciones
from red.instituciones.operaciones import en_pie
from red.personas.consultas import finalidades_de
from red.personas.modelos import Finalidad, Persona
from red.personas.operaciones import sin_sobras
from red.redes import consultas as redes
from red.redes.membresias import al_salir
from red.redes.modelos import Red
from red.reloj import hoy
from red.textos import enumerar, fecha

Subido = tuple[str, bytes]


class YaExiste(ErrorDeDominio):
    """La Red ya tiene una alianza abierta de esa clase con ese nombre."""

    def __init__(self) -> None:
        super().__init__("La Red ya tiene una con ese nombre que sigue abierta.", "nombre")


class YaParticipa(ErrorDeDominio):
    """Quien se quiere sumar ya la sostiene en esas fechas."""

    def __init__(self, nombres: list[str], campo: str) -> None:
        verbo = "ya participa" if len(nombres) == 1 else "ya participan"
        super().__init__(f"{enumerar(nombres)} {verbo} en esas fechas.", campo)


class YaConcluyo(ErrorDeDominio):
    """La alianza ya es historia."""

    def __init__(self, hasta: FechaParcial) -> None:
        super().__init__(f"Esta alianza concluyó: su fin es {hasta.con_articulo}.")


class YaTermino(ErrorDeDominio):
    """Esa participación ya había terminado."""

    def __init__(self) -> None:
        super().__init__("Esta participación ya había terminado.")


class NoIntegra(ErrorDeDominio):
    """Una alianza de la Red la sostienen sus integrantes."""

    def __init__(self) -> None:
        super().__init__("Sólo puede sumarse a título personal quien hoy integra la Red.", "persona")


class NoAparece(ErrorDeDominio):
    """Aparecer en una alianza es aparecer ante toda la Red."""

    def __init__(self) -> None:
        super().__init__(
            "No aceptó aparecer en el directorio de la Red, así que no puede nombrarse aquí.", "persona"
        )


class FechaImposible(ErrorDeDominio):
    """Las fechas de una alianza y de quienes la sostienen van en orden."""

    def __init__(self, mensaje: str, campo: str) -> None:
        super().__init__(mensaje, campo)


@dataclass(frozen=True)
class DatosDeAlianza:
    """Lo que se escribe de una alianza."""

    nombre: str
    clase: ClaseDeAlianza
    proposito: str
    desde: FechaParcial
    hasta: FechaParcial | None = None
    sustento: str | None = None
    sustento_el: date | None = None
    convoca_id: int | None = None
    notas: str | None = None
    motivo: str | None = None


# ------------------------------------------------------------------ La alianza


def registrar(red: Red, datos: DatosDeAlianza, archivo: Subido | None, quien_id: int | None) -> Alianza:
    """Registra una alianza de la Red; quien convoca queda entre quienes la sostienen, coordinando. Lanza YaExiste."""
    if datos.convoca_id is not None:
        _apartar_instituciones(red, [datos.convoca_id], "convoca_id")
    con_candado(Red, red.id)
    alianza = Alianza(red_id=red.id)
    _poner(alianza, datos, [])
    db.session.add(alianza)
    db.session.flush()
    _guardar_documento(alianza, archivo, quien_id)
    if datos.convoca_id is not None:
        _sumar(alianza, PapelEnAlianza.COORDINA, datos.desde, institucion_id=datos.convoca_id)
    db.session.flush()
    return alianza


def corregir(
    alianza: Alianza, datos: DatosDeAlianza, archivo: Subido | None = None, quien_id: int | None = None
) -> None:
    """Corrige lo que consta; quien participa desde el principio sigue haciéndolo. Lanza YaExiste o FechaImposible."""
    if datos.convoca_id is not None and datos.convoca_id != alianza.convoca_id:
        _apartar_instituciones(alianza.red, [datos.convoca_id], "convoca_id")
    con_candado(Red, alianza.red_id)
    alianza = con_candado(Alianza, alianza.id)
    antes, todas = alianza.desde_dicho, consultas.participaciones_de(alianza.id)
    for suya in todas:
        if suya.desde_dicho == antes:
            if suya.hasta is not None and suya.hasta < datos.desde.primero:
                raise FechaImposible("Alguien dejó de participar antes de ese día.", "desde")
            suya.empezar(datos.desde)
        elif suya.desde_dicho.ultimo < datos.desde.primero:
            raise FechaImposible(f"Alguien participa desde antes: {suya.desde_dicho.con_articulo}.", "desde")
    _poner(alianza, datos, todas)
    _guardar_documento(alianza, archivo, quien_id)
    db.session.flush()


def concluir(alianza: Alianza, cuando: FechaParcial, motivo: str) -> None:
    """Da por concluida la alianza; lo que fue queda en su historia. Lanza YaConcluyo o FechaImposible."""
    alianza = con_candado(Alianza, alianza.id)
    if alianza.hasta is not None and alianza.hasta <= cuando.ultimo:
        raise YaConcluyo(alianza.hasta_dicho or cuando)
    _comprobar_fin(alianza.desde_dicho, cuando, consultas.participaciones_de(alianza.id))
    alianza.terminar(cuando)
    alianza.motivo = sin_sobras(motivo)


def _poner(
    alianza: Alianza, datos: DatosDeAlianza, participaciones: Sequence[ParticipacionEnAlianza]
) -> None:
    if datos.hasta is None and consultas.misma_alianza(
        alianza.red_id, datos.clase, datos.nombre, salvo=alianza.id
    ):
        raise YaExiste
    if datos.hasta is not None:
        _comprobar_fin(datos.desde, datos.hasta, participaciones)
    alianza.empezar(datos.desde)
    alianza.terminar(datos.hasta)
    alianza.nombre, alianza.clase = " ".join(datos.nombre.split()), datos.clase
    alianza.proposito = " ".join(datos.proposito.split())
    alianza.sustento, alianza.sustento_el = sin_sobras(datos.sustento), datos.sustento_el
    alianza.convoca_id = datos.convoca_id
    alianza.notas = (datos.notas or "").strip() or None
    alianza.motivo = sin_sobras(datos.motivo) if datos.hasta is not None else None


def _comprobar_fin(
    desde: FechaParcial, hasta: FechaParcial, participaciones: Sequence[ParticipacionEnAlianza]
) -> None:
    if hasta.ultimo < desde.primero:
        raise FechaImposible(f"No pudo concluir antes de empezar, {desde.con_articulo}.", "hasta")
    for suya in participaciones:
        if suya.desde > hasta.ultimo:
            raise FechaImposible(f"Alguien participa desde {suya.desde_dicho.con_articulo}.", "hasta")


def _guardar_documento(alianza: Alianza, archivo: Subido | None, quien_id: int | None) -> None:
    if archivo is None:
        return
    anterior = alianza.documento
    alianza.documento = archivos.guardar(*archivo, quien_id)
    db.session.flush()
    if anterior is not None:
        archivos.borrar(anterior)


# ------------------------------------------------------------------ Quienes la sostienen


def sumar_instituciones(
    alianza: Alianza, ids: Collection[int], papel: PapelEnAlianza, desde: FechaParcial
) -> list[ParticipacionEnAlianza]:
    """Suma esas instituciones a la alianza, todas o ninguna.

    Las aparta por su orden y después la alianza: dos personas que suman la misma a la vez dejan una. Lanza YaParticipa,
    YaConcluyo o FechaImposible.
    """
    nombres = _apartar_instituciones(alianza.red, ids, "instituciones", desde)
    alianza = _abierta(alianza, desde)
    repetidas = [nombres[id_] for id_ in sorted(ids) if _ya_esta(alianza, desde, institucion_id=id_)]
    if repetidas:
        raise YaParticipa(repetidas, "instituciones")
    return [_sumar(alianza, papel, desde, institucion_id=id_) for id_ in sorted(ids)]


def sumar_aliada(
    alianza: Alianza, datos: instituciones.DatosInstitucion, papel: PapelEnAlianza, desde: FechaParcial
) -> ParticipacionEnAlianza:
    """Registra una organización que no estaba y la suma; no pasa a ser de las que la Red abarca."""
    aliada = instituciones.registrar(datos, desde)
    alianza = _abierta(alianza, desde)
    return _sumar(alianza, papel, desde, institucion_id=aliada.id)


def sumar_persona(
    alianza: Alianza, persona_id: int, papel: PapelEnAlianza, desde: FechaParcial
) -> ParticipacionEnAlianza:
    """Suma a una integrante que aceptó aparecer. Lanza NoIntegra, NoAparece, YaParticipa, YaConcluyo o FechaImposible."""
    persona = con_candado(Persona, persona_id)
    dia = hoy(alianza.red.zona)
    if persona.fusionada_en_id is not None or not redes.integra(
        alianza.red_id, persona_id, dia, apartar=True
    ):
        raise NoIntegra
    if Finalidad.DIRECTORIO not in finalidades_de(persona_id):
        raise NoAparece
    alianza = _abierta(alianza, desde)
    if _ya_esta(alianza, desde, persona_id=persona_id):
        raise YaParticipa([persona.nombre_visible], "persona")
    return _sumar(alianza, papel, desde, persona_id=persona_id)


def corregir_participacion(suya: ParticipacionEnAlianza, papel: PapelEnAlianza, desde: FechaParcial) -> None:
    """Corrige su papel o desde cuándo participa. Lanza FechaImposible."""
    alianza = con_candado(Alianza, suya.alianza_id)
    suya = con_candado(ParticipacionEnAlianza, suya.id)
    _comprobar_desde(alianza, desde)
    if suya.hasta is not None and suya.hasta < desde.primero:
        raise FechaImposible("Dejó de participar antes de ese día.", "desde")
    suya.papel = papel
    suya.empezar(desde)


def terminar_participacion(suya: ParticipacionEnAlianza, cuando: FechaParcial) -> None:
    """Deja de participar; que estuvo queda en la historia. Lanza YaTermino o FechaImposible."""
    con_candado(Alianza, suya.alianza_id)
    suya = con_candado(ParticipacionEnAlianza, suya.id)
    if suya.hasta is not None and suya.hasta <= cuando.ultimo:
        raise YaTermino
    if cuando.ultimo < suya.desde:
        raise FechaImposible(f"No pudo terminar antes de empezar, {suya.desde_dicho.con_articulo}.", "hasta")
    suya.terminar(cuando)


def _apartar_instituciones(
    red: Red, ids: Collection[int], campo: str, desde: FechaParcial | None = None
) -> dict[int, str]:
    """Aparta las instituciones por su orden y da sus nombres; lanza NoEncontrado si alguna no es para esta Red."""
    nombres = {id_: en_pie(id_, campo, desde).nombre for id_ in sorted(ids)}
    if len(consultas.las_elegibles(red, hoy(red.zona), ids)) < len(set(ids)):
        raise NoEncontrado
    return nombres


def _abierta(alianza: Alianza, desde: FechaParcial) -> Alianza:
    """La alianza, apartada, si sigue y ya había empezado."""
    alianza = con_candado(Alianza, alianza.id)
    if alianza.hasta is not None and alianza.hasta < max(desde.primero, hoy(alianza.red.zona)):
        assert alianza.hasta_dicho is not None
        raise YaConcluyo(alianza.hasta_dicho)
    _comprobar_desde(alianza, desde)
    return alianza


def _comprobar_desde(alianza: Alianza, desde: FechaParcial) -> None:
    if desde.ultimo < alianza.desde:
        raise FechaImposible(f"La alianza empezó {alianza.desde_dicho.con_articulo}.", "desde")
    if alianza.hasta is not None and desde.primero > alianza.hasta:
        raise FechaImposible(f"La alianza concluyó el {fecha(alianza.hasta)}.", "desde")


def _ya_esta(
    alianza: Alianza, desde: FechaParcial, *, institucion_id: int | None = None, persona_id: int | None = None
) -> bool:
    return any(
        (suya.institucion_id, suya.persona_id) == (institucion_id, persona_id)
        and (suya.hasta is None or suya.hasta >= desde.primero)
        for suya in consultas.participaciones_de(alianza.id)
    )


def _sumar(
    alianza: Alianza,
    papel: PapelEnAlianza,
    desde: FechaParcial,
    *,
    institucion_id: int | None = None,
    persona_id: int | None = None,
) -> ParticipacionEnAlianza:
    suya = ParticipacionEnAlianza(
        alianza_id=alianza.id, institucion_id=institucion_id, persona_id=persona_id, papel=papel
    )
    suya.empezar(desde)
    db.session.add(suya)
    db.session.flush()
    return suya


@al_salir
def _terminan_con_la_membresia(red_id: int, persona_id: int) -> None:
    """Quien deja la Red deja ese día sus alianzas."""
    dia = hoy(buscar(Red, red_id).zona)
    for suya in consultas.abiertas_de_persona(red_id, persona_id, dia):
        suya.terminar(FechaParcial(max(suya.desde, dia)))
