"""Lo que cambia en los lugares de una edición: pedirlos, dejarlos y repartirlos.

A un lugar se llega por un solo camino: todas las peticiones entran a la fila y `_repartir_lugares`
entrega los que estén libres en orden de llegada. Inscribir, cancelar y cambiar el cupo sólo la llaman,
siempre con el candado de la edición puesto.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from red.avisos.operaciones import encolar
from red.base import buscar, con_candado, db
from red.errores import ErrorDeDominio
from red.formacion import consultas
from red.formacion.listas import vivas_en_la_red
from red.formacion.modelos import Edicion, Inscripcion
from red.personas.modelos import Persona
from red.redes.consultas import integra
from red.redes.operaciones import al_salir
from red.reloj import ahora, hoy
from red.textos import contar, fecha


class InscripcionCerrada(ErrorDeDominio):
    """Hoy no se puede pedir lugar: todavía no abre, ya cerró o la edición se canceló."""


class NoIntegraLaRed(ErrorDeDominio):
    """Sólo tiene lugar quien integra la Red que ofrece el curso."""

    def __init__(self) -> None:
        super().__init__("Sólo quien integra la Red puede inscribirse en sus cursos.")


class EdicionCerrada(ErrorDeDominio):
    """La edición terminó o se canceló: quién estuvo en ella ya es historia."""

    def __init__(self, edicion: Edicion) -> None:
        super().__init__(
            "Esta edición se canceló: nadie tiene que dejar su lugar."
            if edicion.cancelada_en
            else f"Esta edición terminó el {fecha(edicion.termina_el)}: sus lugares ya no cambian."
        )


class CupoMenorQueOcupados(ErrorDeDominio):
    """Bajar el cupo dejaría fuera a quien ya tiene lugar."""

    def __init__(self, con_lugar: int) -> None:
        super().__init__(
            f"Ya hay {contar(con_lugar, 'persona', 'personas')} con lugar: el cupo no puede bajar de "
            f"{con_lugar}. Para bajarlo más, primero cancela inscripciones en la lista de la edición.",
            campo="cupo",
        )


class FaltaMotivo(ErrorDeDominio):
    """Quitar algo a otras personas se explica."""

    def __init__(self) -> None:
        super().__init__("Escribe el motivo: se lo diremos por correo.", campo="motivo")


class Peticion(NamedTuple):
    """Lo que resultó de pedir un lugar."""

    inscripcion: Inscripcion
    nueva: bool
    """Falso si esa persona ya la había pedido: entonces es la misma de antes."""
    posicion: int
    """Lugar en la lista de espera; cero si tiene lugar."""


# ------------------------------------------------------------------ Los lugares


def inscribir(edicion_id: int, persona_id: int, *, pedida_por_id: int | None = None) -> Peticion:
    """Pide un lugar: lo da si hay y nadie espera; si no, la persona queda al final de la lista.

    Aparta la edición hasta el fin de la transacción. Pedirlo dos veces devuelve la misma inscripción y
    no escribe otro correo. `pedida_por_id` dice quién la inscribió, si no fue ella. Lanza
    InscripcionCerrada o NoIntegraLaRed.
    """
    # Lo que no depende de la cuenta se lee antes de apartar la edición: la fila avanza más aprisa. La membresía se
    # aparta también, y primero, como al salir: si no, quien sale mientras se inscribe conservaría el lugar.
    persona, edicion = buscar(Persona, persona_id), consultas.edicion(edicion_id)
    dia = dia_de(edicion)
    es_integrante = integra(edicion.curso.red_id, persona_id, dia, apartar=True)
    edicion = con_candado(Edicion, edicion_id)
    previa = consultas.inscripcion_viva(edicion.id, persona_id)
    if previa is not None:
        return Peticion(previa, nueva=False, posicion=consultas.posicion_en_espera(previa))
    if porque := edicion.por_que_no_admite(dia):
        raise InscripcionCerrada(porque)
    if not es_integrante:
        raise NoIntegraLaRed
    inscripcion = Inscripcion(
        edicion=edicion,
        persona=persona,
        pedida_en=ahora(),
        pedida_por_id=None if pedida_por_id == persona_id else pedida_por_id,
    )
    db.session.add(inscripcion)
    esperan = _repartir_lugares(edicion, recien=inscripcion)
    if inscripcion.lugar is not None:
        return Peticion(inscripcion, nueva=True, posicion=0)
    _avisar("formacion_en_espera", inscripcion, posicion=esperan)
    return Peticion(inscripcion, nueva=True, posicion=esperan)


def cancelar(inscripcion_id: int, *, motivo: str = "", por_id: int | None = None) -> bool:
    """Deja el lugar o la fila; el lugar que quede libre pasa a la primera persona en espera.

    Falso si ya estaba cancelada. Cuando la cancela otra persona, hace falta el motivo (FaltaMotivo).
    Lanza EdicionCerrada si la edición terminó o se canceló.
    """
    edicion = con_candado(Edicion, buscar(Inscripcion, inscripcion_id).edicion_id)
    inscripcion = con_candado(Inscripcion, inscripcion_id)
    if inscripcion.cancelada_en is not None:
        return False
    exigir_abierta(edicion)
    propia = por_id == inscripcion.persona_id
    if not propia and not motivo.strip():
        raise FaltaMotivo
    inscripcion.soltar(ahora(), motivo.strip() or None)
    _avisar("formacion_cancelada", inscripcion, propia=propia, motivo=motivo.strip())
    _repartir_lugares(edicion)
    return True


YA_NO_INTEGRA = "Ya no integra la Red."


@al_salir
def retirar_de_la_red(red_id: int, persona_id: int) -> None:
    """Cancela lo que tenga vivo en las ediciones de la Red que deja; sus lugares pasan a quienes esperan.

    De una edición cancelada, que todavía puede reanudarse, sale sin que se le escriba: ya no iba a ocurrir.
    """
    for inscripcion in vivas_en_la_red(red_id, persona_id):
        edicion = con_candado(Edicion, inscripcion.edicion_id)
        if edicion.se_puede_cambiar(dia_de(edicion)):
            cancelar(inscripcion.id, motivo=YA_NO_INTEGRA)
        elif edicion.cancelada_en is not None and dia_de(edicion) <= edicion.termina_el:
            inscripcion.soltar(ahora(), YA_NO_INTEGRA)
            db.session.flush()


def poner_cupo(edicion: Edicion, cupo: int) -> None:
    """Cambia cuántos lugares hay en una edición que ya está apartada; los nuevos pasan a quienes esperan.

    Nunca quita un lugar dado: lanza CupoMenorQueOcupados. Quien tenga un número que ya no existe
    recibe otro.
    """
    con_lugar = consultas.ocupacion(edicion).con_lugar
    if cupo < con_lugar:
        raise CupoMenorQueOcupados(con_lugar)
    edicion.cupo = cupo
    _repartir_lugares(edicion)


def _repartir_lugares(edicion: Edicion, recien: Inscripcion | None = None) -> int:
    """La única regla: los lugares libres se dan en orden de llegada. Devuelve cuántas personas esperan.

    Quien conserva su lugar pero quedó con un número mayor que el cupo se muda a uno que exista. Cada
    persona que obtiene lugar recibe un correo; `recien` es quien acaba de llegar y no ha esperado.
    """
    db.session.flush()
    antes = consultas.ocupacion(edicion)
    se_mudan = consultas.fuera_de_cupo(edicion) if antes.ultimo > edicion.cupo else []
    libres = edicion.cupo - antes.con_lugar
    if recien is not None and libres > 0 and antes.en_espera == 1:
        entran: Sequence[Inscripcion] = [recien]  # nadie más espera: no hace falta preguntar quién sigue
    else:
        entran = consultas.primeras_en_espera(edicion.id, libres) if libres > 0 and antes.en_espera else []
    if not se_mudan and not entran:
        return antes.en_espera
    tomados = consultas.numeros_tomados(edicion.id)
    numeros = (numero for numero in range(1, edicion.cupo + 1) if numero not in tomados)
    for inscripcion in se_mudan:
        inscripcion.lugar = next(numeros)
    for inscripcion in entran:
        inscripcion.lugar = next(numeros)
        inscripcion.con_lugar_en = ahora()
        plantilla = "formacion_con_lugar" if inscripcion is recien else "formacion_lugar_liberado"
        _avisar(plantilla, inscripcion)
    db.session.flush()
    return antes.en_espera - len(entran)


def _avisar(plantilla: str, inscripcion: Inscripcion, **datos: Any) -> None:
    edicion, persona = inscripcion.edicion, inscripcion.persona
    encolar(
        plantilla,
        persona.correo,
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
    )


def avisar_a_todas(plantilla: str, edicion: Edicion, **datos: Any) -> int:
    """Escribe a quienes tienen lugar o esperan; devuelve a cuántas personas."""
    vivas = consultas.vivas_de(edicion.id)
    for inscripcion in vivas:
        _avisar(plantilla, inscripcion, con_lugar=inscripcion.lugar is not None, **datos)
    return len(vivas)


def dia_de(edicion: Edicion) -> date:
    """Qué día es hoy donde trabaja la Red de la edición."""
    return hoy(edicion.curso.red.zona)


def exigir_abierta(edicion: Edicion) -> None:
    """Lanza EdicionCerrada si terminó o se canceló."""
    if not edicion.se_puede_cambiar(dia_de(edicion)):
        raise EdicionCerrada(edicion)
