"""Los correos que salen juntos: cuántos puede mandar cada quien y cuáles necesitan otra mirada.

Quien manda a muchas personas abre un lote en la misma transacción en que escribe los correos:

    lote = lotes.abrir("Invitaciones de «Otoño»", red.id, quien.persona, len(filas))
    operaciones.encolar_muchos("invitacion", filas, lote=lote)

Si en el día pasa de `SIN_SEGUNDA_MIRADA` personas, el lote nace por aprobar y sus correos esperan retenidos hasta que
otra persona con permiso lo apruebe. Partirlo en pedazos no lo evita: se cuenta el día entero.
"""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert as insertar_en_postgresql
from sqlalchemy.dialects.sqlite import insert as insertar_en_sqlite

from red.avisos import consultas
from red.avisos.modelos import Aviso, CuotaDeCorreo, EstadoAviso, EstadoLote, Lote
from red.avisos.operaciones import despertar
from red.base import al_confirmar, con_candado, db
from red.errores import ErrorDeDominio
from red.reloj import ahora, dia_de, hoy

SIN_SEGUNDA_MIRADA = 200
"""A cuántas personas puede escribir alguien en un día sin que otra persona lo apruebe."""

SUELTOS = 5
"""Cuántos correos sueltos al día puede pedir también quien no tiene papel para escribir a nadie."""

TOPES: list[Callable[[int], int | None]] = []
"""Quién sabe a cuántas personas puede escribir alguien en un día; lo registra quien conoce los papeles."""


AL_DETENER: list[Callable[[int], None]] = []
"""A quién decirle que se detuvo un lote, para que lo que no salió vuelva a como estaba; se registra quien lo sepa."""


class CuotaDeCorreoAgotada(ErrorDeDominio):
    """Se pasaría de las personas a las que alguien puede escribir en un día."""

    def __init__(self, tope: int, gastadas: int) -> None:
        quedan = max(0, tope - gastadas)
        puedes = f"hoy puedes escribir a {quedan} más" if quedan else "mañana puedes seguir"
        super().__init__(
            f"Con tu papel se puede escribir a {tope} personas al día y llevas {gastadas}: {puedes}."
        )


class AprobarLoPropio(ErrorDeDominio):
    """Quien manda no es quien aprueba."""

    def __init__(self) -> None:
        super().__init__("Este envío lo preparaste tú: tiene que aprobarlo otra persona de la coordinación.")


class YaResuelto(ErrorDeDominio):
    """El lote ya se aprobó o se detuvo."""

    def __init__(self, estado: EstadoLote) -> None:
        super().__init__(f"Este envío ya no espera nada: está {estado.etiqueta.lower()}.")


def tope_de(persona_id: int) -> int | None:
    """A cuántas personas puede escribir hoy; None si nadie le puso tope."""
    topes = [tope for preguntar in TOPES if (tope := preguntar(persona_id)) is not None]
    return min(topes) if topes else None


def abrir(que: str, red_id: int | None, por_id: int | None, cuantos: int) -> Lote:
    """Abre un lote y lo cuenta en el día de quien lo manda; lanza CuotaDeCorreoAgotada si se pasaría.

    Sin `por_id` lo manda la plataforma: ni gasta cuota ni espera aprobación.
    """
    estado = EstadoLote.EN_CAMINO
    if por_id is not None:
        cuota = _gastar(por_id, cuantos)
        if cuota.sin_aprobar + cuantos > SIN_SEGUNDA_MIRADA:
            estado = EstadoLote.POR_APROBAR
        else:
            cuota.sin_aprobar += cuantos
    lote = Lote(que=que, red_id=red_id, por_id=por_id, cuantos=cuantos, estado=estado, abierto_en=ahora())
    db.session.add(lote)
    db.session.flush()
    return lote


def contar_uno(por_id: int) -> None:
    """Cuenta en el día de alguien un correo suelto a quien ella dice; lanza CuotaDeCorreoAgotada si se pasaría."""
    _gastar(por_id, 1, al_menos=SUELTOS)


def _gastar(por_id: int, cuantos: int, *, al_menos: int = 0) -> CuotaDeCorreo:
    cuota = _apartar_cuota(por_id, hoy())
    tope = tope_de(por_id)
    if tope is not None and cuota.gastadas + cuantos > (tope := max(tope, al_menos)):
        raise CuotaDeCorreoAgotada(tope, cuota.gastadas)
    cuota.gastadas += cuantos
    return cuota


def esperan_hoy(por_id: int) -> int:
    """A cuántas personas de las de hoy todavía no se escribe porque su envío espera aprobación."""
    suyos = consultas.por_aprobar_de(por_id)
    return sum(lote.cuantos for lote in suyos if dia_de(lote.abierto_en) == hoy())


def necesita_aprobacion(por_id: int, cuantos: int) -> bool:
    """Si un lote así nacería por aprobar; para decirlo antes de mandar."""
    return consultas.sin_aprobar_de(por_id, hoy()) + cuantos > SIN_SEGUNDA_MIRADA


def _apartar_cuota(persona_id: int, dia: date) -> CuotaDeCorreo:
    """La cuenta del día de esa persona, apartada hasta el fin de la transacción; la crea si no existe."""
    insertar = insertar_en_sqlite if db.engine.dialect.name == "sqlite" else insertar_en_postgresql
    valores = {"persona_id": persona_id, "dia": dia, "gastadas": 0, "sin_aprobar": 0}
    db.session.execute(insertar(CuotaDeCorreo).values(valores).on_conflict_do_nothing())
    return consultas.cuota_con_candado(persona_id, dia)


def aprobar(lote_id: int, por_id: int) -> int:
    """Deja salir los correos del lote; devuelve cuántos. Lanza AprobarLoPropio o YaResuelto."""
    lote = con_candado(Lote, lote_id)
    if lote.estado is not EstadoLote.POR_APROBAR:
        raise YaResuelto(lote.estado)
    if lote.por_id == por_id:
        raise AprobarLoPropio
    momento = ahora()
    _resolver(lote, EstadoLote.EN_CAMINO, por_id, momento)
    salen = _mover(lote_id, (EstadoAviso.RETENIDO,), estado=EstadoAviso.PENDIENTE, siguiente_en=momento)
    al_confirmar(despertar)
    return salen


def detener(lote_id: int, por_id: int, motivo: str) -> int:
    """Detiene lo que del lote aún no sale; devuelve cuántos correos ya no saldrán. Lanza YaResuelto si ya se detuvo.

    Lo que no salió vuelve a la cuenta del día de quien lo mandaba.
    """
    lote = con_candado(Lote, lote_id)
    if lote.estado is EstadoLote.DETENIDO:
        raise YaResuelto(lote.estado)
    nadie_lo_miro = lote.estado is EstadoLote.EN_CAMINO and lote.resuelto_por_id is None
    momento = ahora()
    _resolver(lote, EstadoLote.DETENIDO, por_id, momento)
    lote.motivo = motivo
    sin_salir = (EstadoAviso.RETENIDO, EstadoAviso.PENDIENTE)
    dicho = f"{consultas.SE_DETUVO}: {motivo}"[:500]
    cuantos = _mover(lote_id, sin_salir, estado=EstadoAviso.DESCARTADO, error=dicho, sabido_en=momento)
    for enterar in AL_DETENER:
        enterar(lote_id)
    if lote.por_id is not None and dia_de(lote.abierto_en) == hoy():
        cuota = _apartar_cuota(lote.por_id, hoy())
        cuota.gastadas = max(0, cuota.gastadas - cuantos)
        if nadie_lo_miro:
            cuota.sin_aprobar = max(0, cuota.sin_aprobar - cuantos)
    return cuantos


def _resolver(lote: Lote, estado: EstadoLote, por_id: int, momento: datetime) -> None:
    lote.estado, lote.resuelto_por_id, lote.resuelto_en = estado, por_id, momento


def _mover(lote_id: int, desde: tuple[EstadoAviso, ...], **valores: object) -> int:
    """Cambia de una vez el estado de los correos del lote que están en alguno de esos."""
    db.session.flush()
    orden = update(Aviso).where(Aviso.lote_id == lote_id, Aviso.estado.in_(desde)).values(**valores)
    resultado = db.session.execute(orden.execution_options(synchronize_session="fetch"))
    return int(resultado.rowcount)  # type: ignore[attr-defined]


def avance(lote_id: int) -> dict[EstadoAviso, int]:
    """Cuántos correos del lote hay en cada estado."""
    return consultas.por_estado(Aviso.lote_id == lote_id)


def por_salir(lote_id: int) -> int:
    """Cuántos correos del lote aún no salen: los que se quedarían si se detiene."""
    cuantos = avance(lote_id)
    return cuantos[EstadoAviso.RETENIDO] + cuantos[EstadoAviso.PENDIENTE]
