"""Lo que cambia al acreditar: la regla, los productos recibidos, el cierre de la edición y su reapertura.

Cerrar escribe de una vez lo que cada persona alcanzó y sus logros, con la edición apartada. Lo que se corrija después no
mueve el cierre: la página dice qué cambió y alguien decide reabrir, con motivo.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from red.acreditaciones import consultas
from red.acreditaciones.consultas import Elegibilidad
from red.acreditaciones.elegibilidad import Regla
from red.acreditaciones.modelos import (
    Alcanzado,
    CierreDeEdicion,
    Jornadas,
    ProductoEntregado,
    ReglaDeAcreditacion,
    Resolucion,
)
from red.base import con_candado, db
from red.errores import ErrorDeDominio, NoEncontrado
from red.evaluaciones import consultas as evaluaciones
from red.formacion import consultas_logros, logros
from red.formacion.modelos import Curso, Edicion, Momento
from red.formacion.modelos_logros import ClaseDeLogro
from red.reloj import ahora, hoy
from red.textos import contar, enumerar

CLASES = {
    Alcanzado.ACREDITA: ClaseDeLogro.ACREDITACION,
    Alcanzado.PARTICIPA: ClaseDeLogro.PARTICIPACION,
}


class NoSePuedeCerrar(ErrorDeDominio):
    """La edición no ha terminado, se canceló, ya está cerrada o cambió mientras se revisaba."""


class EsSuyo(ErrorDeDominio):
    """Nadie da por recibido su propio producto."""

    def __init__(self) -> None:
        super().__init__("Lo que tú entregas lo anota otra persona que coordine o imparta.")


class ReglaQueNoCuadra(ErrorDeDominio):
    """Lo que pide la regla se contradice."""


class FaltaMotivo(ErrorDeDominio):
    """Reabrir cambia lo que ya se dijo a otras personas: se explica."""

    def __init__(self) -> None:
        super().__init__("Escribe por qué se reabre: queda en la historia de la edición.", campo="motivo")


# ------------------------------------------------------------------ La regla


def guardar_regla(regla: Regla, *, curso_id: int | None = None, edicion_id: int | None = None) -> None:
    """Deja esa regla para el curso o para la edición. Lanza ReglaQueNoCuadra o NoSePuedeCerrar si ya se cerró."""
    if edicion_id is not None:
        _que_siga_abierta(con_candado(Edicion, edicion_id))
    elif curso_id is not None:
        con_candado(Curso, curso_id)
    if regla.minimo_participacion > regla.minimo_horas:
        raise ReglaQueNoCuadra(
            "Para participar no se piden más horas que para acreditar.", campo="minimo_participacion"
        )
    if regla.jornadas is Jornadas.ELEGIDAS and not regla.elegidas:
        raise ReglaQueNoCuadra("Escribe los números de las jornadas obligatorias.", campo="elegidas")
    guardada = consultas.regla_guardada(curso_id=curso_id, edicion_id=edicion_id)
    if guardada is None:
        guardada = ReglaDeAcreditacion(curso_id=curso_id, edicion_id=edicion_id)
        db.session.add(guardada)
    guardada.minimo_horas, guardada.minimo_participacion = regla.minimo_horas, regla.minimo_participacion
    guardada.jornadas = regla.jornadas
    guardada.jornadas_elegidas = sorted(regla.elegidas) if regla.jornadas is Jornadas.ELEGIDAS else []
    guardada.minima_calificacion = regla.minima_calificacion
    guardada.exige_encuesta, guardada.producto = regla.exige_encuesta, regla.producto or None


def usar_la_del_curso(edicion_id: int) -> bool:
    """La edición deja su regla y sigue la de su curso; falso si no tenía una propia."""
    _que_siga_abierta(con_candado(Edicion, edicion_id))
    guardada = consultas.regla_guardada(edicion_id=edicion_id)
    if guardada is None:
        return False
    db.session.delete(guardada)
    return True


def _que_siga_abierta(edicion: Edicion) -> None:
    if consultas.cierre_vivo(edicion.id) is not None:
        raise NoSePuedeCerrar("La edición ya está cerrada. Para cambiar algo, primero reábrela.")


# ------------------------------------------------------------------ Productos


def anotar_productos(edicion_id: int, recibidos: Collection[int], por_id: int | None) -> tuple[int, int]:
    """Deja anotado que exactamente esas personas entregaron; devuelve cuántas se anotaron y cuántas se quitaron.

    Lanza EsSuyo si cambia lo de quien lo anota.
    """
    edicion = con_candado(Edicion, edicion_id)
    con_lugar = {persona.id for persona in evaluaciones.con_lugar(edicion_id)}
    if not set(recibidos) <= con_lugar:
        raise NoEncontrado
    anotados = consultas.productos_de(edicion_id)
    ya = consultas.con_producto(edicion_id) & con_lugar
    if por_id in ya.symmetric_difference(recibidos):
        raise EsSuyo
    dia = hoy(edicion.curso.red.zona)
    for persona_id in set(recibidos) - ya:
        anotado = anotados.get(persona_id)
        if anotado is None:
            anotado = ProductoEntregado(edicion_id=edicion_id, persona_id=persona_id)
            db.session.add(anotado)
        anotado.recibido_el, anotado.recibido_por_id = dia, por_id
    for persona_id in ya - set(recibidos):
        anotados[persona_id].recibido_el, anotados[persona_id].recibido_por_id = None, por_id
    return len(set(recibidos) - ya), len(ya - set(recibidos))


# ------------------------------------------------------------------ Cerrar y reabrir


@dataclass(frozen=True)
class LoHecho:
    """Qué cambió en los logros al cerrar."""

    acreditan: int
    participan: int
    sin_alcanzar: int
    nuevos: int
    corregidos: int
    retirados: int

    @property
    def en_palabras(self) -> str:
        """Lo que quedó y, si ya había algo, lo que cambió."""
        quedo = (
            f"Cerramos la edición: {contar(self.acreditan, 'acredita', 'acreditan')}, "
            f"{contar(self.participan, 'participa', 'participan')} y "
            f"{contar(self.sin_alcanzar, 'no alcanza', 'no alcanzan')}."
        )
        cambios = [
            contar(cuantos, uno, varios)
            for cuantos, uno, varios in (
                (self.nuevos, "logro nuevo", "logros nuevos"),
                (self.corregidos, "corregido", "corregidos"),
                (self.retirados, "retirado", "retirados"),
            )
            if cuantos
        ]
        return f"{quedo} En la formación de cada quien: {enumerar(cambios)}." if cambios else quedo


def huella_de(lista: Sequence[Elegibilidad]) -> str:
    """Resume la lista que se revisó: si al cerrar ya es otra, se vuelve a mostrar."""
    dicho = "\n".join(
        f"{uno.persona_id} {uno.alcanzado.value} {uno.hechos.horas} {uno.hechos.calificacion} {uno.faltas}"
        for uno in lista
    )
    return hashlib.sha256(dicho.encode()).hexdigest()


def cerrar(edicion_id: int, por_id: int | None, huella: str) -> LoHecho:
    """Cierra la edición con la lista que se revisó y da a cada quien su logro. Lanza NoSePuedeCerrar."""
    edicion = con_candado(Edicion, edicion_id)
    _que_se_pueda_cerrar(edicion)
    lista = consultas.situacion_de(edicion_id)
    if huella != huella_de(lista):
        raise NoSePuedeCerrar(
            "La lista cambió mientras la revisabas: aquí está como quedó. Revísala y vuelve a cerrar."
        )
    cierre = CierreDeEdicion(edicion_id=edicion_id, cerrada_en=ahora(), cerrada_por_id=por_id)
    cierre.resoluciones = [
        Resolucion(
            persona_id=uno.persona_id,
            alcanzado=uno.alcanzado,
            horas=uno.hechos.horas,
            calificacion=uno.hechos.calificacion,
            porque="\n".join(uno.faltas),
        )
        for uno in lista
    ]
    db.session.add(cierre)
    db.session.flush()
    return _dar_logros(edicion, lista)


def por_que_no_se_cierra(edicion: Edicion) -> str:
    """Por qué no se puede cerrar hoy, dicho a una persona; vacío si se puede."""
    momento = edicion.momento(hoy(edicion.curso.red.zona))
    if momento is Momento.CANCELADA:
        return "Esta edición se canceló: no hay nada que cerrar."
    if momento is not Momento.TERMINADA:
        return "Se cierra cuando termina: todavía puede haber asistencia y respuestas."
    return ""


def _que_se_pueda_cerrar(edicion: Edicion) -> None:
    if porque := por_que_no_se_cierra(edicion):
        raise NoSePuedeCerrar(porque)
    if consultas.cierre_vivo(edicion.id) is not None:
        raise NoSePuedeCerrar("La edición ya está cerrada.")


def _dar_logros(edicion: Edicion, lista: Sequence[Elegibilidad]) -> LoHecho:
    vivos = {logro.persona_id: logro for logro in consultas_logros.de_edicion(edicion.id)}
    cuantos = dict.fromkeys(Alcanzado, 0)
    nuevos = corregidos = retirados = 0
    for uno in sorted(lista, key=lambda uno: uno.persona_id):
        cuantos[uno.alcanzado] += 1
        clase = CLASES.get(uno.alcanzado)
        if clase is None:
            continue
        antes = vivos.pop(uno.persona_id, None)
        como_estaba = (antes.clase, antes.horas) if antes is not None else None
        horas = edicion.version.horas if clase is ClaseDeLogro.ACREDITACION else int(uno.hechos.horas)
        dado = logros.otorgar(uno.persona_id, edicion, clase, horas, edicion.termina_el)
        nuevos += como_estaba is None
        corregidos += como_estaba is not None and como_estaba != (dado.clase, dado.horas)
    for _, sobra in sorted(vivos.items()):
        logros.retirar(sobra, "Al volver a cerrar la edición, ya no lo alcanza.")
        retirados += 1
    return LoHecho(
        cuantos[Alcanzado.ACREDITA],
        cuantos[Alcanzado.PARTICIPA],
        cuantos[Alcanzado.NINGUNO],
        nuevos,
        corregidos,
        retirados,
    )


def reabrir(edicion_id: int, motivo: str, por_id: int | None, *, retirar_ahora: bool) -> int:
    """Reabre la edición; devuelve cuántos logros se retiraron. Lanza FaltaMotivo o NoSePuedeCerrar.

    Con `retirar_ahora` nadie conserva su logro hasta que se vuelva a cerrar; sin él, cada quien conserva el suyo y al
    cerrar otra vez se corrige sólo lo que haya cambiado.
    """
    con_candado(Edicion, edicion_id)
    cierre = consultas.cierre_vivo(edicion_id)
    if cierre is None:
        raise NoSePuedeCerrar("La edición no está cerrada.")
    if not motivo.strip():
        raise FaltaMotivo
    cierre.reabierta_en, cierre.reabierta_por_id, cierre.motivo = ahora(), por_id, motivo.strip()
    if not retirar_ahora:
        return 0
    vivos = consultas_logros.de_edicion(edicion_id)
    for logro in vivos:
        logros.retirar(logro, motivo)
    return len(vivos)
