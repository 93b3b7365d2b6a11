"""Lo que hace quien contesta: elegir, describir, desear, aportar, enviar, y retirar lo que dijo.

Cada paso se guarda solo. Lo a medias no cuenta hasta que se envía, y se corrige hasta que cierra.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from red.base import con_candado, db
from red.errores import ErrorDeDominio
from red.levantamientos import consultas
from red.levantamientos.modelos import (
    Aporte,
    Consultada,
    DependeDeUna,
    DeseoDicho,
    Etapa,
    Formalidad,
    Frecuencia,
    LazoDicho,
    Levantamiento,
    MotivoDeDeseo,
    Proposito,
    TemaPrioritario,
)
from red.reloj import ahora, hoy
from red.textos import contar, sin_acentos
from red.vinculos.modelos import Intensidad

MAXIMO_DE_OTRAS = 15
"""Cuántas que no están en la lista se pueden escribir; más, es que falta sumarlas a la Red."""
MAXIMO_DE_DESEOS = 10


class YaCerro(ErrorDeDominio):
    """Se contesta mientras está abierto."""

    def __init__(self) -> None:
        super().__init__("Este levantamiento ya cerró: lo que enviaste se conserva y ya no cambia.")


class FaltaAlgo(ErrorDeDominio):
    """Para enviar falta terminar un paso."""


class NoCabe(ErrorDeDominio):
    """Ya hay demasiadas, o se repite."""


class NadaQueCopiar(ErrorDeDominio):
    """No hay respuesta anterior, o ya empezó esta."""

    def __init__(self) -> None:
        super().__init__("No hay una respuesta anterior con qué empezar, o ya empezaste ésta.")


@dataclass(frozen=True)
class Descripcion:
    """Cómo es el trabajo con una institución."""

    intensidad: Intensidad
    propositos: Sequence[Proposito]
    frecuencia: Frecuencia
    formalidad: Formalidad
    depende_de_una: DependeDeUna
    con_persona_id: int | None = None


def apartar(mia: Consultada) -> Consultada:
    """La respuesta, apartada para cambiarla; lanza YaCerro si el plazo terminó.

    Primero el levantamiento, sin que cambie mientras tanto: quien lo cierra espera a que esto acabe, o esto a aquello.
    """
    este = con_candado(Levantamiento, mia.levantamiento_id, compartido=True)
    apartada = con_candado(Consultada, mia.id)
    dia = hoy(este.red.zona)
    if este.etapa(dia) is not Etapa.ABIERTO:
        raise YaCerro
    if apartada.retirada_en is not None:
        apartada.retirada_en = None
    habla = consultas.habla_por(apartada.persona_id, este.red_id, dia)
    apartada.institucion_id = habla.id if habla is not None else None
    return apartada


def elegir(mia: Consultada, elegidas: Collection[int], mostradas: Collection[int]) -> None:
    """Paso 1: con cuáles trabajó. De las mostradas, quita las que desmarcó; las demás siguen como estaban."""
    mia = apartar(mia)
    suyas = {lazo.institucion_id: lazo for lazo in mia.lazos if lazo.institucion_id is not None}
    for institucion_id in set(mostradas) - set(elegidas):
        if institucion_id in suyas:
            mia.lazos.remove(suyas[institucion_id])
    for institucion_id in sorted(set(elegidas) & set(mostradas) - suyas.keys()):
        if institucion_id != mia.institucion_id:
            mia.lazos.append(LazoDicho(institucion_id=institucion_id, propositos=[]))
    mia.paso = max(mia.paso, 1)
    _quitar_deseos_cumplidos(mia)
    db.session.flush()


def terminar_lista(mia: Consultada, *, ninguna: bool) -> None:
    """Cierra el paso 1: marcó alguna o dice que con ninguna trabajó, y no las dos cosas. Lanza FaltaAlgo."""
    if not mia.lazos and not ninguna:
        raise FaltaAlgo("Marca al menos una o di, al final, que con ninguna.", "instituciones")
    if mia.lazos and ninguna:
        raise FaltaAlgo("Marcaste alguna: quita ésta o desmarca las otras.", "ninguna")


def agregar_otra(mia: Consultada, nombre: str) -> None:
    """Una que no está en la lista, como se escribió; si sí está, se marca ésa. Lanza NoCabe."""
    mia = apartar(mia)
    escrita = sin_acentos(nombre).strip()
    dia = hoy(mia.levantamiento.red.zona)
    iguales = [
        una
        for una in consultas.para_elegir(mia.levantamiento.red_id, dia, nombre)
        if escrita in (sin_acentos(una.nombre), sin_acentos(una.siglas or ""))
    ]
    if iguales:
        if iguales[0].id == mia.institucion_id:
            raise NoCabe("Ésa es tu institución: aquí van las demás.", "otra")
        if all(lazo.institucion_id != iguales[0].id for lazo in mia.lazos):
            mia.lazos.append(LazoDicho(institucion_id=iguales[0].id, propositos=[]))
        return
    otras = [lazo.otra for lazo in mia.lazos if lazo.otra is not None]
    if any(sin_acentos(otra) == escrita for otra in otras):
        raise NoCabe("Ya la habías escrito.", "otra")
    if len(otras) >= MAXIMO_DE_OTRAS:
        raise NoCabe(
            f"Caben {MAXIMO_DE_OTRAS}: pide a la coordinación que sume a la Red las que faltan.", "otra"
        )
    mia.lazos.append(LazoDicho(otra=nombre, propositos=[]))
    db.session.flush()


def describir(mia: Consultada, lazo_id: int, como: Descripcion) -> None:
    """Paso 2: cómo es el trabajo con una de ellas."""
    mia = apartar(mia)
    lazo = consultas.lazo_de(mia, lazo_id)
    lazo.intensidad, lazo.frecuencia = como.intensidad, como.frecuencia
    lazo.propositos = [proposito.value for proposito in como.propositos]
    lazo.formalidad, lazo.depende_de_una = como.formalidad, como.depende_de_una
    lazo.con_persona_id, lazo.por_revisar = como.con_persona_id, False
    db.session.flush()


def sigue_igual(mia: Consultada, lazo_id: int) -> None:
    """Lo que dijo en el levantamiento anterior sigue siendo cierto."""
    mia = apartar(mia)
    lazo = consultas.lazo_de(mia, lazo_id)
    if lazo.intensidad is not None:
        lazo.por_revisar = False


def quitar(mia: Consultada, lazo_id: int) -> None:
    """Con ésa ya no trabaja, o la marcó por error."""
    mia = apartar(mia)
    mia.lazos.remove(consultas.lazo_de(mia, lazo_id))
    db.session.flush()


def desear(
    mia: Consultada, institucion_id: int | None, otra: str | None, motivo: MotivoDeDeseo, detalle: str | None
) -> None:
    """Paso 3: con quién quisiera trabajar y hoy no puede. Lanza NoCabe si se repite o ya trabaja con ella."""
    mia = apartar(mia)
    if len(mia.deseos) >= MAXIMO_DE_DESEOS:
        raise NoCabe(f"Caben {MAXIMO_DE_DESEOS}: di las que más importan.")
    if institucion_id is not None:
        if institucion_id == mia.institucion_id:
            raise NoCabe("Ésa es tu institución: aquí van las demás.", "institucion")
        if any(lazo.institucion_id == institucion_id for lazo in mia.lazos):
            raise NoCabe("Antes dijiste que ya trabajas con ella.", "institucion")
        if any(deseo.institucion_id == institucion_id for deseo in mia.deseos):
            raise NoCabe("Ya la habías dicho.", "institucion")
    elif any(deseo.otra and sin_acentos(deseo.otra) == sin_acentos(otra or "") for deseo in mia.deseos):
        raise NoCabe("Ya la habías escrito.", "otra")
    mia.deseos.append(
        DeseoDicho(
            institucion_id=institucion_id,
            otra=None if institucion_id is not None else otra,
            motivo=motivo,
            detalle=detalle,
        )
    )
    mia.paso = max(mia.paso, 1)
    db.session.flush()


def ya_no_desea(mia: Consultada, deseo_id: int) -> None:
    """Quita uno de los que dijo."""
    mia = apartar(mia)
    mia.deseos = [deseo for deseo in mia.deseos if deseo.id != deseo_id]
    db.session.flush()


def terminar_deseos(mia: Consultada) -> None:
    """Ya dijo con quién quisiera, o no quiere decir con nadie."""
    mia = apartar(mia)
    mia.paso = max(mia.paso, 3)


def aportar(
    mia: Consultada,
    *,
    aporta: Sequence[Aporte],
    aporta_detalle: str | None,
    necesita: Sequence[Aporte],
    necesita_detalle: str | None,
    tema: TemaPrioritario | None,
    tema_otro: str | None,
) -> None:
    """Paso 4: qué aporta su área, qué necesita y qué le urge."""
    mia = apartar(mia)
    mia.aporta, mia.necesita = [uno.value for uno in aporta], [uno.value for uno in necesita]
    mia.aporta_detalle, mia.necesita_detalle = aporta_detalle, necesita_detalle
    mia.tema = tema
    mia.tema_otro = tema_otro if tema is TemaPrioritario.OTRO else None
    mia.paso = 4


def lo_que_falta(mia: Consultada) -> str:
    """Qué le falta para poder enviar, dicho a ella; vacío si nada."""
    if mia.paso < 1:
        return "Empieza por decir con qué instituciones trabaja tu área."
    if sin_decir := [lazo for lazo in mia.lazos if not lazo.esta_dicho]:
        cuantas = contar(len(sin_decir), "institución", "instituciones")
        return f"Falta decir cómo es el trabajo con {cuantas}: {sin_decir[0].con}" + (
            "." if len(sin_decir) == 1 else " y las que siguen."
        )
    return ""


def enviar(mia: Consultada) -> None:
    """Desde ahora cuenta; puede corregirla hasta que cierre. Lanza FaltaAlgo."""
    mia = apartar(mia)
    if falta := lo_que_falta(mia):
        raise FaltaAlgo(falta)
    mia.paso = 4
    mia.enviada_en = ahora()


def retirar(persona_id: int, id: int) -> None:
    """Borra lo que dijo en ese levantamiento, aunque ya haya cerrado: deja de contar y nadie lo ve más."""
    suya = con_candado(Consultada, consultas.de_persona(persona_id, id).id)
    suya.lazos.clear()
    suya.deseos.clear()
    suya.aporta, suya.necesita = [], []
    suya.aporta_detalle = suya.necesita_detalle = suya.tema = suya.tema_otro = None
    suya.paso, suya.enviada_en, suya.retirada_en = 0, None, ahora()
    db.session.flush()


def empezar_con_lo_de_antes(mia: Consultada) -> int:
    """Copia lo último que dijo, para que diga de cada una si sigue igual; devuelve cuántas son.

    No se copia a quien ya no participa en la Red, ni a la persona que nombró: eso lo vuelve a decir.
    """
    mia = apartar(mia)
    anterior = consultas.lo_de_antes(mia)
    if anterior is None or mia.paso or mia.lazos or mia.deseos:
        raise NadaQueCopiar
    dia = hoy(mia.levantamiento.red.zona)
    participan = {
        una.id for una in consultas.para_elegir(mia.levantamiento.red_id, dia, menos=mia.institucion_id)
    }
    for lazo in anterior.lazos:
        if lazo.institucion_id is None or lazo.institucion_id in participan:
            mia.lazos.append(
                LazoDicho(
                    institucion_id=lazo.institucion_id,
                    otra=lazo.otra,
                    intensidad=lazo.intensidad,
                    propositos=list(lazo.propositos),
                    frecuencia=lazo.frecuencia,
                    formalidad=lazo.formalidad,
                    depende_de_una=lazo.depende_de_una,
                    por_revisar=True,
                )
            )
    for deseo in anterior.deseos:
        if deseo.institucion_id is None or deseo.institucion_id in participan:
            mia.deseos.append(
                DeseoDicho(
                    institucion_id=deseo.institucion_id,
                    otra=deseo.otra,
                    motivo=deseo.motivo,
                    detalle=deseo.detalle,
                )
            )
    mia.aporta, mia.necesita = list(anterior.aporta), list(anterior.necesita)
    mia.aporta_detalle, mia.necesita_detalle = anterior.aporta_detalle, anterior.necesita_detalle
    mia.tema, mia.tema_otro = anterior.tema, anterior.tema_otro
    mia.paso = 1
    db.session.flush()
    return len(mia.lazos)


def _quitar_deseos_cumplidos(mia: Consultada) -> None:
    """Con quien ya trabaja no es con quien quisiera y no puede."""
    con_lazo = {lazo.institucion_id for lazo in mia.lazos if lazo.institucion_id is not None}
    mia.deseos = [deseo for deseo in mia.deseos if deseo.institucion_id not in con_lazo]
