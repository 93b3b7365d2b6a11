"""Lo que cambia en los lugares de una edición: pedirlos, dejarlos y cambiar cuántos hay.

A un lugar se llega por un solo camino: todas las peticiones entran a la fila y `red.formacion.reparto` entrega los que
estén libres según la regla. La página, quien coordina, lo que se pega de una hoja de cálculo, los programas y la
consola llaman a `inscribir`; nadie da un lugar por su cuenta, y siempre con el candado de la edición puesto.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from red.avisos.lotes import contar_uno
from red.base import Opcion, buscar, con_candado, db
from red.formacion import consultas, consultas_de_fila, fila
from red.formacion.errores import (
    CupoMenorQueOcupados,
    EdicionCerrada,
    FaltaJefatura,
    FaltaMotivo,
    InscripcionCerrada,
    NoCumpleRequisitos,
    NoIntegraLaRed,
)
from red.formacion.listas import vivas_en_la_red
from red.formacion.modelos import Edicion, EstadoInscripcion, Inscripcion
from red.formacion.reparto import avisar, avisar_a_todas, dia_de, repartir
from red.formacion.requisitos import que_falta
from red.invitaciones.direcciones import misma_direccion, problema_de
from red.personas.modelos import Persona
from red.redes.consultas import integra
from red.redes.operaciones import al_salir
from red.reloj import ahora
from red.solicitudes.consultas import escritos_a
from red.textos import contar, enumerar, fecha

AL_DIA = 3
"""Cuántas veces se le escribe en un día a una misma dirección para pedirle su visto bueno, de quien sea."""

JEFATURAS_AL_DIA = 3
"""A cuántas direcciones distintas se pide en un día el visto bueno de una misma inscripción."""

__all__ = [
    "CupoMenorQueOcupados",
    "EdicionCerrada",
    "FaltaJefatura",
    "FaltaMotivo",
    "InscripcionCerrada",
    "NoCumpleRequisitos",
    "NoIntegraLaRed",
    "avisar_a_todas",
    "dia_de",
]


class Exceptuable(Opcion):
    """Reglas de las que quien coordina puede exceptuar a alguien, con su motivo. El cupo no es una de ellas."""

    VENTANA = "ventana", "Las fechas de inscripción"
    REQUISITOS = "requisitos", "Los requisitos del curso"
    MAXIMO = consultas_de_fila.MAXIMO, "El máximo por institución"
    VISTO_BUENO = "visto_bueno", "El visto bueno de su jefatura"


@dataclass(frozen=True)
class Excepcion:
    """De qué reglas se exceptúa a alguien y por qué; queda en su inscripción y en la bitácora."""

    motivo: str
    de: frozenset[Exceptuable]


class Peticion(NamedTuple):
    """Lo que resultó de pedir un lugar."""

    inscripcion: Inscripcion
    nueva: bool
    """Falso si esa persona ya la había pedido: entonces es la misma de antes."""
    posicion: int
    """Lugar en la lista de espera; cero si tiene lugar."""


# ------------------------------------------------------------------ Pedir lugar


def inscribir(
    edicion_id: int,
    persona_id: int,
    *,
    pedida_por_id: int | None = None,
    ajena: bool = False,
    jefatura: str = "",
    excepcion: Excepcion | None = None,
) -> Peticion:
    """Pide un lugar: lo da si hay y le toca; si no, la persona queda en la lista de espera.

    Aparta la edición hasta el fin de la transacción. Pedirlo dos veces devuelve la misma inscripción y no escribe otro
    correo. `pedida_por_id` dice quién la inscribió, si no fue ella (`ajena`, que fue la consola); `jefatura`, a quién se le pide el visto bueno
    donde hace falta; `excepcion`, de qué reglas se le exceptúa. Lanza InscripcionCerrada, NoIntegraLaRed,
    NoCumpleRequisitos, FaltaJefatura o FaltaMotivo.
    """
    # Lo que no depende de la cuenta se lee antes de apartar la edición: la fila avanza más aprisa. La membresía se
    # aparta también, y primero, como al salir: si no, quien sale mientras se inscribe conservaría el lugar.
    persona, edicion = buscar(Persona, persona_id), consultas.edicion(edicion_id)
    dia, red = (
        dia_de(edicion),
        edicion.curso.red,
    )  # se conserva: al apartar la edición no hay que leerla otra vez
    es_integrante = integra(red.id, persona_id, dia, apartar=True)
    institucion_id = consultas_de_fila.donde_trabaja(persona_id, dia)
    faltas = [falta.que for falta in que_falta(edicion.curso_id, persona_id, dia)]
    preferida = edicion.regla is fila.ReglaDeFila.ENLACES and bool(
        consultas_de_fila.con_preferencia([persona_id], red.id, dia)
    )
    edicion = con_candado(Edicion, edicion_id)
    previa = consultas.inscripcion_viva(edicion.id, persona_id)
    if previa is not None:
        return Peticion(previa, nueva=False, posicion=consultas.posicion_en_espera(previa))
    propia = pedida_por_id in (None, persona_id) and not ajena
    saltadas = _comprobar(edicion, dia, es_integrante, faltas, excepcion, propia=propia)
    falta = edicion.pide_visto_bueno and Exceptuable.VISTO_BUENO not in saltadas
    inscripcion = Inscripcion(
        edicion=edicion,
        persona=persona,
        pedida_en=ahora(),
        pedida_por_id=None if pedida_por_id == persona_id else pedida_por_id,
        institucion_id=institucion_id,
        tanda=fila.tanda(edicion.regla, preferida),
        falta_visto_bueno=falta,
        jefatura_correo=_jefatura(persona, jefatura, debida=propia) if falta else None,
        excepciones=",".join(sorted(saltadas)),
        motivo_excepcion=excepcion.motivo.strip() if excepcion and saltadas else None,
    )
    db.session.add(inscripcion)
    repartir(edicion, recien=[inscripcion])
    if inscripcion.lugar is not None:
        return Peticion(inscripcion, nueva=True, posicion=0)
    posicion = consultas.posicion_en_espera(inscripcion)
    if falta:
        _pedir_visto_bueno(inscripcion, None if ajena else pedida_por_id or persona_id)
    else:
        avisar("formacion_en_espera", inscripcion, posicion=posicion, regla=edicion.regla_en_una_frase)
    return Peticion(inscripcion, nueva=True, posicion=posicion)


def _comprobar(
    edicion: Edicion,
    dia: date,
    es_integrante: bool,
    faltas: list[str],
    excepcion: Excepcion | None,
    *,
    propia: bool,
) -> Collection[Exceptuable]:
    """De qué reglas se le exceptuó de verdad; lanza la que no se cumple y no se exceptuó."""
    pedidas = excepcion.de if excepcion else frozenset()
    if pedidas and not (excepcion and excepcion.motivo.strip()):
        raise FaltaMotivo("Escribe por qué se hace la excepción: queda anotado.")
    saltadas = set()
    if porque := edicion.por_que_no_admite(dia):
        if Exceptuable.VENTANA not in pedidas or not edicion.se_puede_cambiar(dia):
            raise InscripcionCerrada(porque)
        saltadas.add(Exceptuable.VENTANA)
    if not es_integrante:
        raise NoIntegraLaRed
    if faltas:
        if Exceptuable.REQUISITOS not in pedidas:
            raise NoCumpleRequisitos(faltas, propia=propia)
        saltadas.add(Exceptuable.REQUISITOS)
    if edicion.maximo_por_institucion is not None:
        saltadas |= pedidas & {Exceptuable.MAXIMO}
    if edicion.pide_visto_bueno:
        saltadas |= pedidas & {Exceptuable.VISTO_BUENO}
    return saltadas


def que_impide(edicion: Edicion, persona_id: int) -> dict[Exceptuable, str]:
    """Las reglas que hoy le impiden o le retrasan el lugar a esa persona, dichas a quien coordina."""
    dia, impide = dia_de(edicion), {}
    if porque := edicion.por_que_no_admite(dia):
        impide[Exceptuable.VENTANA] = porque
    if faltas := [falta.que for falta in que_falta(edicion.curso_id, persona_id, dia)]:
        impide[Exceptuable.REQUISITOS] = f"Le falta {enumerar(faltas)}."
    maximo, donde = edicion.maximo_por_institucion, consultas_de_fila.donde_trabaja(persona_id, dia)
    if maximo is not None:
        tiene = consultas_de_fila.lugares_por_institucion(edicion)[donde]
        if tiene >= maximo:
            de_cuantos = contar(maximo, "lugar", "lugares")
            impide[Exceptuable.MAXIMO] = f"Su institución ya tiene {tiene} de {de_cuantos}."
    if edicion.pide_visto_bueno:
        impide[Exceptuable.VISTO_BUENO] = "Esta edición pide el visto bueno de su jefatura."
    return impide


# ------------------------------------------------------------------ El visto bueno


def nombrar_jefatura(inscripcion_id: int, correo: str, por_id: int | None = None) -> bool:
    """Dice o corrige a quién se le pide el visto bueno, y se lo pide; el enlace anterior deja de servir.

    Falso si ya se dio o ya no hace falta: entonces no escribe a nadie. Cuenta en los correos del día de `por_id`, o de
    su persona. Lanza FaltaJefatura si la dirección no sirve o ya se dijeron demasiadas hoy, EdicionCerrada si ya no se
    reparten lugares y `lotes.CuotaDeCorreoAgotada`.
    """
    edicion = con_candado(Edicion, buscar(Inscripcion, inscripcion_id).edicion_id)
    inscripcion = con_candado(Inscripcion, inscripcion_id)
    if not inscripcion.falta_visto_bueno or inscripcion.cancelada_en is not None:
        return False
    exigir_abierta(edicion)
    nueva = _jefatura(inscripcion.persona, correo, debida=True)
    dichas = consultas_de_fila.jefaturas_de(f"inscripcion:{inscripcion.id}", ahora() - timedelta(days=1))
    if nueva not in dichas and len(dichas) >= JEFATURAS_AL_DIA:
        raise FaltaJefatura(
            f"Hoy ya dijiste {JEFATURAS_AL_DIA} direcciones distintas para esta petición. Espera a mañana."
        )
    inscripcion.jefatura_correo = nueva
    db.session.flush()
    _pedir_visto_bueno(inscripcion, por_id or inscripcion.persona_id)
    return True


def _jefatura(persona: Persona, escrito: str, *, debida: bool) -> str | None:
    """La dirección de la jefatura, revisada; None si no se dijo y puede decirse después."""
    correo = escrito.strip().lower()
    if not correo:
        if debida:
            raise FaltaJefatura
        return None
    if problema := problema_de(correo):
        raise FaltaJefatura(problema)
    if misma_direccion(correo, persona.correo):
        raise FaltaJefatura("Escribe la dirección de tu jefatura, no la tuya.")
    if escritos_a(correo, "formacion_visto_bueno", ahora() - timedelta(days=1)) >= AL_DIA:
        raise FaltaJefatura("A esa dirección ya se le escribió varias veces hoy. Espera a mañana.")
    return correo


def _pedir_visto_bueno(inscripcion: Inscripcion, por_id: int | None) -> None:
    """Le escribe a la jefatura, en la cuenta de quien lo pide, y a la persona; si no se sabe a quién, le pide que lo diga."""
    if inscripcion.jefatura_correo is not None and por_id is not None:
        contar_uno(por_id)
    escribir_a_la_jefatura(inscripcion)
    avisar("formacion_por_aprobar", inscripcion, a_quien=inscripcion.jefatura_correo or "")


def escribir_a_la_jefatura(inscripcion: Inscripcion) -> None:
    """El correo con el enlace para responder, si se sabe a quién; el enlace anterior deja de servir."""
    if inscripcion.jefatura_correo is None:
        return
    inscripcion.rondas += 1
    inscripcion.visto_bueno_pedido_en = ahora()
    avisar(
        "formacion_visto_bueno",
        inscripcion,
        para=inscripcion.jefatura_correo,
        inscripcion_id=inscripcion.id,
        ronda=inscripcion.rondas,
    )


# ------------------------------------------------------------------ Dejarlo


def cancelar(inscripcion_id: int, *, motivo: str = "", por_id: int | None = None) -> bool:
    """Deja el lugar, la oferta o la fila; lo que quede libre pasa a quien sigue.

    Falso si ya estaba cancelada. Cuando la cancela otra persona, o la propia pasado el plazo, hace falta el motivo
    (FaltaMotivo); lo segundo cuenta como tarde. Lanza EdicionCerrada si la edición terminó o se canceló.
    """
    edicion = con_candado(Edicion, buscar(Inscripcion, inscripcion_id).edicion_id)
    inscripcion = con_candado(Inscripcion, inscripcion_id)
    if inscripcion.cancelada_en is not None:
        return False
    exigir_abierta(edicion)
    propia, dicho = por_id == inscripcion.persona_id, motivo.strip()
    tarde = propia and seria_tarde(inscripcion, dia_de(edicion))
    if not propia and not dicho:
        raise FaltaMotivo
    if tarde and not dicho:
        assert edicion.cancelacion_hasta is not None
        raise FaltaMotivo(
            f"El plazo para cancelar sin explicarlo terminó el {fecha(edicion.cancelacion_hasta)}: escribe por qué."
        )
    inscripcion.soltar(ahora(), dicho or None)
    inscripcion.tarde = tarde
    avisar("formacion_cancelada", inscripcion, propia=propia, motivo=dicho, tarde=tarde)
    repartir(edicion)
    return True


def seria_tarde(inscripcion: Inscripcion, dia: date) -> bool:
    """Si dejar hoy ese lugar contaría como tarde: la espera y las ofertas se dejan cuando se quiera."""
    limite = inscripcion.edicion.cancelacion_hasta
    return inscripcion.estado is EstadoInscripcion.INSCRITA and limite is not None and dia > limite


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


# ------------------------------------------------------------------ Cuántos hay


def poner_cupo(edicion: Edicion, cupo: int) -> Sequence[Inscripcion]:
    """Cambia cuántos lugares hay en una edición que ya está apartada; los nuevos pasan a quienes esperan, y dice a quiénes.

    Nunca quita un lugar dado ni uno ofrecido: lanza CupoMenorQueOcupados. Quien tenga un número que ya no existe
    recibe otro.
    """
    hay = consultas.ocupacion(edicion)
    if cupo < hay.apartados:
        raise CupoMenorQueOcupados(hay.con_lugar, hay.ofrecidos)
    edicion.cupo = cupo
    return repartir(edicion)


def exigir_abierta(edicion: Edicion) -> None:
    """Lanza EdicionCerrada si terminó o se canceló."""
    if not edicion.se_puede_cambiar(dia_de(edicion)):
        raise EdicionCerrada(edicion)
