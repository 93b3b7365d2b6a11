"""Todo lo que cambia una asistencia: marcarla, y cerrar y reabrir la lista.

Quien marca aparta la jornada: dos marcas de la misma persona a la vez son una tras otra. Cada marca queda en la historia,
también la que ya no cambia nada porque llegó después de otra más nueva.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import insert

from red.asistencias import calculo, consultas, consultas_de_visitas
from red.asistencias.consultas import Renglon, tramo_de
from red.asistencias.modelos import (
    Asistencia,
    EstadoAsistencia,
    ListaDeJornada,
    MarcaDeAsistencia,
    Via,
)
from red.asistencias.negativas import (
    EdicionCancelada,
    FaltaMotivo,
    FueraDePlazo,
    HorasQueNoCuadran,
    ListaCerrada,
    NoASiMisma,
    SinLugar,
    TodaviaNo,
    YaNoEsHora,
)
from red.base import buscar, con_candado, db
from red.formacion.modelos import Jornada
from red.formacion.programacion import impide_mover_jornada
from red.reloj import ahora
from red.textos import contar, fecha


@dataclass(frozen=True)
class Quien:
    """Quien marca."""

    persona_id: int | None
    coordina: bool = False
    por_si_misma: bool = False
    """Si marca su propia asistencia con el código de la sala."""

    def no_marca_a(self, persona_id: int | None) -> bool:
        """Si es su propia asistencia: quien imparte y además tiene lugar no se la pone; la coordinación responde por la suya."""
        propia = persona_id is not None and persona_id == self.persona_id
        return propia and not self.coordina and not self.por_si_misma


@dataclass(frozen=True)
class Dicho:
    """Lo que se dice de una asistencia. `hace` es cuánto tiempo antes se tocó el botón, si no había conexión."""

    estado: EstadoAsistencia
    via: Via = Via.LISTA
    motivo: str | None = None
    entrada: datetime | None = None
    salida: datetime | None = None
    clave: str | None = None
    hace: timedelta = timedelta(0)


class Hecha(NamedTuple):
    """Lo que resultó de marcar."""

    asistencia: Asistencia
    nueva: bool
    """Falso si esa misma marca ya había llegado."""
    aplicada: bool
    """Falso si alguien dijo otra cosa después de que se tocó el botón."""


# ------------------------------------------------------------------ Marcar


def marcar(
    jornada_id: int, persona_id: int | None, visitante_id: int | None, dicho: Dicho, quien: Quien
) -> Hecha:
    """Anota cómo queda la asistencia de una persona, o de una visita, a la jornada.

    La marca de una visita que ya se reconoció es de la persona que resultó ser. Lanza TodaviaNo, ListaCerrada,
    FueraDePlazo, EdicionCancelada, FaltaMotivo, SinLugar, NoASiMisma, YaSeReconocio u HorasQueNoCuadran.
    """
    jornada = con_candado(Jornada, jornada_id)
    if dicho.clave and (previa := consultas.marca_de_clave(dicho.clave)):
        return Hecha(buscar(Asistencia, previa.asistencia_id), nueva=False, aplicada=False)
    exigir_plazo(jornada, quien, dicho.motivo)
    if visitante_id is not None:
        persona_id, visitante_id = consultas_de_visitas.quien_es(jornada.edicion_id, visitante_id)
    exigir_que_sea_suya(jornada, persona_id, quien)
    return escribir(jornada, persona_id, visitante_id, dicho, quien)


def marcar_varias(
    jornada_id: int, dichos: Sequence[tuple[Renglon, Dicho]], quien: Quien, motivo: str | None = None
) -> int:
    """Anota de una vez lo que trae la hoja; devuelve cuántas asistencias cambiaron."""
    jornada = con_candado(Jornada, jornada_id)
    exigir_plazo(jornada, quien, motivo)
    cambian = 0
    for renglon, dicho in dichos:
        persona_id, visitante_id = renglon.persona_id, renglon.visitante_id
        if visitante_id is not None:
            persona_id, visitante_id = consultas_de_visitas.quien_es(jornada.edicion_id, visitante_id)
        actual = consultas.asistencia_de(jornada_id, persona_id, visitante_id)
        if actual is not None and _igual(actual, dicho):
            continue
        exigir_que_sea_suya(jornada, persona_id, quien)
        escribir(jornada, persona_id, visitante_id, replace(dicho, motivo=dicho.motivo or motivo), quien)
        cambian += 1
    return cambian


def llegar(
    jornada_id: int,
    persona_id: int,
    via: Via,
    quien: Quien,
    *,
    se_va: bool = False,
    clave: str | None = None,
    hace: timedelta = timedelta(0),
) -> Hecha:
    """Anota por un código que la persona llegó ahora, a tiempo o tarde; con `se_va`, que ahora sale.

    Quien ya constaba como presente conserva su hora de entrada.
    """
    jornada = con_candado(Jornada, jornada_id)
    if clave and (previa := consultas.marca_de_clave(clave)):
        return Hecha(buscar(Asistencia, previa.asistencia_id), nueva=False, aplicada=False)
    exigir_plazo(jornada, quien, None)
    exigir_que_sea_suya(jornada, persona_id, quien)
    momento = _cuando(jornada, hace)
    actual = consultas.asistencia_de(jornada_id, persona_id, None)
    if actual is not None and actual.estado.estuvo:
        if not se_va:
            return Hecha(actual, nueva=False, aplicada=False)
        entrada, estado = actual.entrada, actual.estado
    else:
        entrada, estado = momento, calculo.al_llegar(tramo_de(jornada), momento)
    salida = min(momento, jornada.termina_en) if se_va else None
    if entrada and salida and salida < entrada:
        salida = entrada
    dicho = Dicho(estado, via=via, entrada=entrada, salida=salida, clave=clave, hace=hace)
    return escribir(jornada, persona_id, None, dicho, quien)


def ya_puede_salir(asistencia: Asistencia | None, momento: datetime) -> bool:
    """Si leer otra vez su código quiere decir que se va: ya estaba y no es el mismo gesto repetido."""
    return (
        asistencia is not None
        and asistencia.estado.estuvo
        and asistencia.salida is None
        and momento - (asistencia.entrada or asistencia.anotada_en) >= calculo.ENTRE_ENTRADA_Y_SALIDA
    )


def _cuando(jornada: Jornada, hace: timedelta) -> datetime:
    """Cuándo se tocó el botón: nunca en el futuro ni antes de que se pudiera."""
    momento = ahora() - max(timedelta(0), hace)
    return max(momento, min(ahora(), jornada.inicia_en - calculo.ANTES))


def exigir_plazo(jornada: Jornada, quien: Quien, motivo: str | None) -> None:
    """Que ahora se pueda marcar esa jornada, y que lo haga quien puede."""
    momento, tramo, zona = ahora(), tramo_de(jornada), jornada.edicion.curso.red.zona
    if jornada.edicion.cancelada_en is not None:
        raise EdicionCancelada
    lista = consultas.lista_de_jornada(jornada.id)
    plazo = (
        calculo.para_quien_asiste(tramo)
        if quien.por_si_misma
        else calculo.para_quien_imparte(tramo, lista.reabierta_en if lista else None)
    )
    if momento < plazo.desde:
        raise TodaviaNo(plazo.desde, zona)
    if lista is not None and lista.cerrada_en is not None:
        raise ListaCerrada
    if momento > plazo.hasta:
        if quien.por_si_misma:
            raise YaNoEsHora
        if not quien.coordina:
            raise FueraDePlazo
        if not (motivo or "").strip():
            raise FaltaMotivo("ya pasó el plazo y queda en la historia")


def exigir_que_sea_suya(jornada: Jornada, persona_id: int | None, quien: Quien) -> None:
    """La persona tiene lugar o ya constaba, y no es quien pasa la lista; de una visita no se exige más."""
    if persona_id is None:
        return
    if not consultas.puede_constar(jornada, persona_id):
        raise SinLugar
    if quien.no_marca_a(persona_id):
        raise NoASiMisma


def escribir(
    jornada: Jornada, persona_id: int | None, visitante_id: int | None, dicho: Dicho, quien: Quien
) -> Hecha:
    """Anota lo dicho y lo suma a la historia; quien llama ya apartó la jornada y vio que se puede."""
    if dicho.estado is EstadoAsistencia.JUSTIFICADA and not (dicho.motivo or "").strip():
        raise FaltaMotivo("así se sabe por qué se justifica")
    entrada, salida = (dicho.entrada, dicho.salida) if dicho.estado.estuvo else (None, None)
    _exigir_horas(jornada, entrada, salida)
    cuando = _cuando(jornada, dicho.hace)
    valores = {
        "estado": dicho.estado,
        "motivo": (dicho.motivo or "").strip() or None,
        "entrada": entrada,
        "salida": salida,
        "via": dicho.via,
    }
    asistencia = consultas.asistencia_de(jornada.id, persona_id, visitante_id)
    aplica = asistencia is None or cuando >= asistencia.anotada_en
    if asistencia is None:
        asistencia = Asistencia(
            edicion_id=jornada.edicion_id,
            jornada_id=jornada.id,
            persona_id=persona_id,
            visitante_id=visitante_id,
            anotada_en=cuando,
            anotada_por_id=quien.persona_id,
            **valores,
        )
        db.session.add(asistencia)
    elif aplica:
        for columna, valor in valores.items():
            setattr(asistencia, columna, valor)
        asistencia.anotada_en, asistencia.anotada_por_id = cuando, quien.persona_id
    db.session.flush()
    db.session.execute(
        insert(MarcaDeAsistencia).values(
            asistencia_id=asistencia.id,
            marcada_en=cuando,
            recibida_en=ahora(),
            por_id=quien.persona_id,
            clave=dicho.clave,
            **valores,
        )
    )
    return Hecha(asistencia, nueva=True, aplicada=aplica)


def _exigir_horas(jornada: Jornada, entrada: datetime | None, salida: datetime | None) -> None:
    margen = calculo.Tramo(jornada.inicia_en - calculo.ANTES, jornada.termina_en + calculo.ANTES)
    for momento, campo, cual in ((entrada, "entrada", "entrada"), (salida, "salida", "salida")):
        if momento is not None and not margen.contiene(momento):
            raise HorasQueNoCuadran(f"Revisa la hora de {cual}: la jornada es a otra hora.", campo)
    if entrada is not None and salida is not None and salida < entrada:
        raise HorasQueNoCuadran("La salida no puede ser antes que la entrada.", "salida")


def _igual(actual: Asistencia, dicho: Dicho) -> bool:
    entrada, salida = (dicho.entrada, dicho.salida) if dicho.estado.estuvo else (None, None)
    motivo = dicho.motivo if dicho.motivo is not None else actual.motivo
    return (actual.estado, actual.motivo, _al_minuto(actual.entrada), _al_minuto(actual.salida)) == (
        dicho.estado,
        motivo,
        _al_minuto(entrada),
        _al_minuto(salida),
    )


def _al_minuto(momento: datetime | None) -> datetime | None:
    """La hoja dice horas y minutos: los segundos con que se leyó un código no son un cambio."""
    return momento.replace(second=0, microsecond=0) if momento else None


# ------------------------------------------------------------------ La lista


def cerrar(jornada_id: int, quien: Quien) -> int:
    """Cierra la lista: quien tiene lugar y no tiene marca queda con falta. Devuelve cuántas faltas se anotaron.

    Ya cerrada, no hace nada.
    """
    jornada = con_candado(Jornada, jornada_id)
    lista = consultas.lista_de_jornada(jornada_id)
    if lista is not None and lista.cerrada_en is not None:
        return 0
    if ahora() < jornada.inicia_en:
        raise TodaviaNo(jornada.inicia_en, jornada.edicion.curso.red.zona)
    if jornada.edicion.cancelada_en is not None:
        raise EdicionCancelada
    faltan = consultas.con_lugar_y_sin_marca(jornada)
    for persona_id in faltan:
        escribir(jornada, persona_id, None, Dicho(EstadoAsistencia.FALTA), quien)
    if lista is None:
        lista = ListaDeJornada(edicion_id=jornada.edicion_id, jornada_id=jornada.id)
        db.session.add(lista)
    lista.cerrada_en, lista.cerrada_por_id = ahora(), quien.persona_id
    db.session.flush()
    return len(faltan)


def reabrir(jornada_id: int, motivo: str, quien: Quien) -> None:
    """Reabre la lista, con su motivo; la coordinación y nadie más. Ya abierta, no hace nada."""
    con_candado(Jornada, jornada_id)
    lista = consultas.lista_de_jornada(jornada_id)
    if lista is None or lista.cerrada_en is None:
        return
    if not motivo.strip():
        raise FaltaMotivo("queda en la historia de la lista")
    lista.cerrada_en = lista.cerrada_por_id = None
    lista.reabierta_en, lista.reabierta_por_id, lista.motivo = ahora(), quien.persona_id, motivo.strip()


def frase_de_cierre(faltas: int) -> str:
    """Lo que se dice después de cerrar."""
    if not faltas:
        return "Cerramos la lista."
    return f"Cerramos la lista. {contar(faltas, 'persona que no tenía marca quedó', 'personas que no tenían marca quedaron')} con falta."


@impide_mover_jornada
def _ya_tiene_asistencia(jornada: Jornada) -> str:
    """De una jornada en la que ya se pasó lista no se cambia cuándo fue: cambiarían las horas de cada quien."""
    if not consultas.hay_asistencia(jornada.id):
        return ""
    dia = fecha(consultas.dia_de_jornada(jornada))
    return f"En la jornada del {dia} ya se pasó lista: no se puede quitar ni mover."
