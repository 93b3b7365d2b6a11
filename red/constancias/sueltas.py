"""Emitir o sustituir una sola: se compone sin detener a nadie y se anota si, ya con la Red apartada, nada se movió."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from red.base import con_candado, db, transaccion
from red.constancias import consultas, hechos, nombres
from red.constancias.contenido import Hechos
from red.constancias.modelos import ClaseDeConstancia, Constancia
from red.constancias.operaciones import (
    Borrador,
    DiceOtraCosa,
    NoLaMerece,
    Preparada,
    SeMovio,
    Serie,
    YaNoVale,
    YaTiene,
    guardar,
    preparar,
    redactar,
)
from red.formacion.modelos import Edicion, Imparte
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.reloj import ahora

INTENTOS = 5
"""Cuántas veces se compone de nuevo si otra emisión tomó el folio, antes de decirlo."""


@dataclass(frozen=True)
class Pedido:
    """Todo lo que decide cómo queda; si al apartar la Red sigue igual, lo compuesto vale."""

    red: Red
    edicion_id: int
    firmante_id: int
    hechos: Hechos
    borrador: Borrador
    anio: int
    numero: int


class Suelta:
    """Una constancia que alguien pidió: `preparar` la compone sin cambiar nada y `guardar` la anota."""

    def __init__(self, pedir: Callable[[], Pedido], quien_id: int | None) -> None:
        self._pedir, self._quien_id = pedir, quien_id

    def preparar(self) -> None:
        """La compone, la firma y la deja en disco. Lanza por qué no, si no se puede."""
        self._pedido = pedido = self._pedir()
        serie = Serie.de(pedido.red, pedido.anio)
        self._lista: Preparada = preparar(redactar(serie, pedido.hechos, pedido.borrador, pedido.numero))

    def guardar(self) -> Constancia:
        """Aparta la Red y la anota; la que sustituye, si alguna, deja de valer. Lanza SeMovio si algo cambió."""
        pedido = self._pedido
        con_candado(Red, pedido.red.id)
        anterior = pedido.borrador.sustituye
        if anterior is not None:
            con_candado(Constancia, anterior.id)
        if self._pedir() != pedido:
            raise SeMovio
        if anterior is not None:
            anterior.sustituida_en, anterior.motivo_sustitucion = ahora(), pedido.borrador.motivo
            db.session.flush()
        return guardar(
            pedido.red.id,
            [self._lista],
            anio=pedido.anio,
            firmante_id=pedido.firmante_id,
            edicion_id=pedido.edicion_id,
            quien_id=self._quien_id,
        )[0]


def emitir(suelta: Suelta) -> Constancia:
    """La compone y la confirma; si otra emisión se le adelanta, la compone de nuevo. Lanza SeMovio si no alcanza turno."""
    for _ in range(INTENTOS):
        suelta.preparar()
        try:
            with transaccion():
                return suelta.guardar()
        except SeMovio:
            continue
    raise SeMovio


def dentro(suelta: Suelta) -> Constancia:
    """La compone y la anota en la transacción que ya está abierta: para cargar datos, cuando nadie espera."""
    suelta.preparar()
    return suelta.guardar()


def de_quien_termino(edicion: Edicion, persona: Persona, quien_id: int | None, dia: date) -> Suelta:
    """La de quien terminó la edición. Al prepararla lanza YaTiene, DiceOtraCosa o NoLaMerece."""

    def pedir() -> Pedido:
        viva = consultas.viva_de(edicion.id, persona.id)
        clase = hechos.clase_de(edicion.id, persona.id)
        if viva is not None:
            raise YaTiene(viva.folio) if clase in (None, viva.clase) else DiceOtraCosa(viva.folio)
        if clase is None:
            raise NoLaMerece
        return _nueva(edicion, Borrador(clase, persona.nombre_completo, persona.correo, persona.id), dia)

    return Suelta(pedir, quien_id)


def de_quien_impartio(imparte: Imparte, quien_id: int | None, dia: date) -> Suelta:
    """La de quien impartió, tenga o no registro. Al prepararla lanza NoLaMerece si no ha terminado o ya la tiene."""

    def pedir() -> Pedido:
        if imparte.id not in {uno.id for uno in consultas.quienes_impartieron(imparte.edicion_id, dia)}:
            raise NoLaMerece
        persona = imparte.persona
        nombre = persona.nombre_completo if persona is not None else imparte.nombre or ""
        clase = ClaseDeConstancia.IMPARTICION
        return _nueva(
            imparte.edicion,
            Borrador(clase, nombre, imparte.escribirle_a, imparte.persona_id, imparte.id),
            dia,
        )

    return Suelta(pedir, quien_id)


def _nueva(edicion: Edicion, borrador: Borrador, dia: date) -> Pedido:
    red = edicion.curso.red
    firmante = hechos.quien_firma(red.id, dia)
    de_que = hechos.de_edicion(red, edicion, borrador.clase, firmante, dia)
    numero = consultas.ultimo_numero(red.id, dia.year) + 1
    return Pedido(red, edicion.id, firmante.id, de_que, borrador, dia.year, numero)


def la_que_sustituye(
    constancia: Constancia, nombre: str, motivo: str, quien_id: int | None, dia: date
) -> Suelta:
    """Otra con el nombre de su registro. Al prepararla lanza YaNoVale, NoEsSuNombre o MotivoConNombre.

    Lo demás queda como se dijo en la primera; la fecha y quien firma son los de hoy.
    """

    def pedir() -> Pedido:
        if (
            constancia.sustituida_en is not None
            or constancia.revocada_en is not None
            or not constancia.nombre
        ):
            raise YaNoVale
        nombres.exigir_que_sea_suyo(constancia, nombre)
        nombres.exigir_sin_nombres(constancia, motivo, nombre)
        red = constancia.red
        firmante = hechos.quien_firma(red.id, dia)
        de_que = hechos.de_contenido(red, constancia.contenido, firmante, dia)
        borrador = Borrador(
            constancia.clase,
            nombre,
            hechos.correo_de(constancia),
            constancia.persona_id,
            constancia.imparte_id,
            constancia,
            motivo.strip(),
        )
        return Pedido(
            red, constancia.edicion_id, firmante.id, de_que, borrador, constancia.anio, constancia.numero
        )

    return Suelta(pedir, quien_id)
