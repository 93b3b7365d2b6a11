"""Decir qué reconoce una Red, decidir sobre lo que proponen las fechas, emitir el papel y mostrarlo o no."""

from collections.abc import Sequence
from datetime import date

from red.avisos.clases import acepta
from red.avisos.operaciones import encolar
from red.base import con_candado, db
from red.documentos import operaciones as documentos
from red.documentos.modelos import Documento, Papel
from red.errores import ErrorDeDominio, NoEncontrado
from red.reconocimientos import consultas
from red.reconocimientos.modelos import ClaseDeReconocimiento, Decision, Reconocimiento, Regla
from red.redes.modelos import Red
from red.reloj import ahora

DE_SIEMPRE = (
    ("Fundadora", "por haber estado entre las primeras personas que dieron forma a la Red", Regla.FUNDADORA, 60),
    ("Un año en la Red", "por un año de trabajo constante en la Red", Regla.PERMANENCIA, 12),
    ("Mentora", "por acompañar a otras integrantes con generosidad y constancia", Regla.ACOMPANAMIENTO, 6),
    ("Proyecto compartido", "por sacar adelante un proyecto en conjunto entre instituciones", Regla.COLABORACION, 6),
)  # fmt: skip
"""Con los que puede empezar una Red: nombre, frase, regla y medida."""


class YaExiste(ErrorDeDominio):
    """La Red ya reconoce algo con ese nombre."""

    def __init__(self) -> None:
        super().__init__("La Red ya tiene un reconocimiento con ese nombre.", "nombre")


class YaNoSePropone(ErrorDeDominio):
    """Lo que se vio cambió: alguien ya decidió, o los registros dicen otra cosa."""

    def __init__(self) -> None:
        super().__init__("Algo cambió mientras decidías: revisa otra vez a quiénes se propone.")


class LoSuyo(ErrorDeDominio):
    """Nadie se reconoce a sí misma."""

    def __init__(self) -> None:
        super().__init__(
            "Lo tuyo lo decide otra persona de la coordinación o quien administra: quita tu nombre."
        )


class SinNadie(ErrorDeDominio):
    """No se marcó a nadie."""

    def __init__(self) -> None:
        super().__init__("Marca al menos a una persona.")


class YaTienePapel(ErrorDeDominio):
    """Su papel ya se emitió y vale."""

    def __init__(self) -> None:
        super().__init__("Este reconocimiento ya tiene su papel.")


def definir(red_id: int, nombre: str, frase: str, regla: Regla, medida: int) -> ClaseDeReconocimiento:
    """Agrega algo que la Red reconoce; lanza YaExiste."""
    con_candado(Red, red_id)
    nombre = " ".join(nombre.split())
    if any(clase.nombre.casefold() == nombre.casefold() for clase in consultas.clases_de(red_id)):
        raise YaExiste
    clase = ClaseDeReconocimiento(
        red_id=red_id, nombre=nombre, frase=" ".join(frase.split()).rstrip("."), regla=regla, medida=medida
    )
    db.session.add(clase)
    db.session.flush()
    return clase


def empezar_con_los_de_siempre(red_id: int) -> None:
    """Agrega los que la Red no tenga todavía."""
    con_candado(Red, red_id)
    tiene = {clase.nombre for clase in consultas.clases_de(red_id)}
    for nombre, frase, regla, medida in DE_SIEMPRE:
        if nombre not in tiene:
            definir(red_id, nombre, frase, regla, medida)


def retirar(clase: ClaseDeReconocimiento, dia: date) -> None:
    """Deja de proponerse; lo que se dio se conserva."""
    clase = con_candado(ClaseDeReconocimiento, clase.id)
    clase.retirada_el = None if clase.retirada_el else dia


def decidir(
    clase: ClaseDeReconocimiento,
    personas: Sequence[int],
    decision: Decision,
    quien_id: int | None,
    dia: date,
    motivo: str | None = None,
) -> list[Reconocimiento]:
    """Otorga o descarta lo que se propone a esas personas. Lanza SinNadie, LoSuyo o YaNoSePropone.

    Aparta la clase: dos decisiones a la vez no dan lo mismo dos veces. A quien quiere correos se le dice.
    """
    clase = con_candado(ClaseDeReconocimiento, clase.id)
    pedidas = sorted(set(personas))
    if not pedidas:
        raise SinNadie
    if quien_id in pedidas:
        raise LoSuyo
    propuestas = {p.persona_id: p for p in consultas.propuestas(clase, dia, pedidas)}
    if clase.retirada_el is not None or propuestas.keys() != set(pedidas):
        raise YaNoSePropone
    hechos = [
        Reconocimiento(
            clase=clase,
            red_id=clase.red_id,
            persona_id=persona_id,
            decision=decision,
            cumplido_el=propuestas[persona_id].cumplido_el,
            motivo=motivo if decision is Decision.DESCARTADO else None,
            decidido_en=ahora(),
            decidido_por_id=quien_id,
        )
        for persona_id in pedidas
    ]
    db.session.add_all(hechos)
    db.session.flush()
    for hecho in hechos:
        if decision is Decision.OTORGADO and acepta(hecho.persona.correo):
            encolar(
                "reconocimiento",
                hecho.persona.correo,
                {"nombre": hecho.persona.nombre_visible, "reconocimiento_id": hecho.id},
                referencia=f"reconocimiento:{hecho.id}",
            )
    return hechos


def emitir_papel(reconocimiento: Reconocimiento, coordina: str, quien_id: int | None, dia: date) -> Documento:
    """Emite el papel con su folio; si el anterior se anuló, otro. Lanza YaTienePapel."""
    reconocimiento = con_candado(Reconocimiento, reconocimiento.id)
    if reconocimiento.decision is not Decision.OTORGADO:
        raise NoEncontrado
    if reconocimiento.documento is not None and reconocimiento.documento.anulado_en is None:
        raise YaTienePapel
    documento = documentos.emitir(
        reconocimiento.red_id,
        Papel.RECONOCIMIENTO,
        {
            "persona": reconocimiento.persona.nombre_completo,
            "reconocimiento": reconocimiento.clase.nombre,
            "por_que": reconocimiento.clase.frase,
            "coordinadora": coordina,
        },
        referencia=f"reconocimiento:{reconocimiento.id}",
        institucion_id=None,
        quien_id=quien_id,
        dia=dia,
    )
    reconocimiento.documento_id = documento.id
    return documento


def mostrar(reconocimiento: Reconocimiento, *, a_la_red: bool) -> None:
    """Lo deja ver a la Red, o deja de hacerlo; sólo ella lo decide."""
    reconocimiento = con_candado(Reconocimiento, reconocimiento.id)
    if reconocimiento.decision is not Decision.OTORGADO:
        raise NoEncontrado
    reconocimiento.visible_desde = (reconocimiento.visible_desde or ahora()) if a_la_red else None
