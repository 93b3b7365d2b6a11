"""El trabajo que envía los correos, sin tener la base de datos tomada mientras habla con el servidor.

Se toman y se redactan de a `TRAMO` en una transacción (ahí nacen las llaves de sus enlaces). Después se entregan uno
por uno, y que salió se apunta antes de mandar el siguiente: si el proceso muere, a lo más uno sale dos veces, con el
mismo Message-ID; los que tenía en la mano los toma otro cuando se les vence el plazo.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from flask import current_app

from red.avisos import consultas, entrega, mensaje, operaciones, redaccion, seleccion, transporte
from red.avisos.carta import Carta, configuracion
from red.avisos.modelos import Aviso, ClaseDeRebote, MotivoDeRebote
from red.avisos.rebotes import clasificar
from red.avisos.redaccion import NoHaceFalta
from red.avisos.transporte import Sobre
from red.base import con_candado, transaccion
from red.bitacora.escritura import actuando
from red.libreta import Libreta
from red.reloj import ahora
from red.tareas.cola import trabajo

TRAMO = 100
"""Cuántos se toman de una vez: lo que se guarda en el disco se paga una vez por tramo."""

MARGEN = timedelta(minutes=2)
"""Con menos plazo que éste no se empieza a entregar otro: podría acabar siendo de alguien más."""


@dataclass(frozen=True)
class Listo:
    """Un correo en la mano, ya redactado: cuál, en qué intento y qué dice."""

    id: int
    intento: int
    para: str
    identificador: str
    creado_en: datetime
    carta: Carta
    es_resumen: bool


@dataclass
class Tramo:
    """Lo que se tomó de una vez y hasta cuándo es de quien lo tomó."""

    listos: list[Listo]
    cuenta: Counter[str]
    hay_mas: bool


@trabajo("enviar_avisos", cada_minuto=True)
def enviar_pendientes() -> Counter[str]:
    """Envía todo lo que toca ya; devuelve cuántos se enviaron, tropezaron, se rechazaron o se descartaron.

    Si el servidor de correo no responde, deja lo demás para el próximo minuto en vez de gastarle intentos.
    """
    cuenta: Counter[str] = Counter()
    with actuando("avisos enviar"), transporte.abrir(configuracion()) as salida, Libreta() as libreta:
        sigue = True
        while sigue:
            vence = ahora() + operaciones.PLAZO - MARGEN
            tramo = _preparar()
            cuenta += tramo.cuenta
            entregados, sigue = _entregar_tramo(tramo.listos, salida, libreta, vence)
            cuenta += entregados
            sigue = sigue and tramo.hay_mas
    return cuenta


def _entregar_tramo(
    listos: list[Listo], salida: transporte.Transporte, libreta: Libreta, vence: datetime
) -> tuple[Counter[str], bool]:
    """Entrega uno por uno, con el siguiente ya en su sobre; dice qué pasó y si tiene caso seguir con otro tramo.

    Que uno salió se apunta mientras el servidor recibe el saludo del siguiente, y siempre antes de mandárselo.
    """
    cuenta: Counter[str] = Counter()
    mesa = _Mesa(listos, libreta)
    sigue = True
    while sigue and (listo := mesa.siguiente()) is not None and ahora() < vence:
        resultado = _entregar(listo, salida, mesa)
        cuenta[resultado.removesuffix("!")] += 1
        sigue = not resultado.endswith("!")
    mesa.apuntar()
    _soltar(mesa.sin_intentar)
    return cuenta, sigue


class _Mesa:
    """Lo que se va entregando: el sobre que sigue y el envío que falta apuntar."""

    def __init__(self, listos: list[Listo], libreta: Libreta) -> None:
        self.sin_intentar = listos
        self._libreta = libreta
        self._sobre: Sobre | None = None
        self._por_apuntar: Listo | None = None

    def siguiente(self) -> Listo | None:
        """El correo que sigue; queda en la mesa hasta que se intente."""
        return self.sin_intentar[0] if self.sin_intentar else None

    def ensobrar(self) -> None:
        """Deja listo el sobre del que sigue, si hay."""
        if self._sobre is None and self.sin_intentar:
            self._sobre = redaccion.componer(self.sin_intentar[0], self.sin_intentar[0].carta)

    def tomar(self) -> Sobre:
        """El sobre del que se va a intentar, que deja la mesa."""
        self.ensobrar()
        sobre, self._sobre = self._sobre, None
        assert sobre is not None
        self.sin_intentar.pop(0)
        return sobre

    def salio(self, listo: Listo) -> None:
        """El servidor aceptó ese correo: falta apuntarlo."""
        self._por_apuntar = listo

    def apuntar(self) -> None:
        """Apunta el que salió, si falta."""
        if self._por_apuntar is not None:
            listo, self._por_apuntar = self._por_apuntar, None
            operaciones.apuntar_envio(self._libreta, listo.id, listo.intento, es_resumen=listo.es_resumen)


def _preparar() -> Tramo:
    try:
        return _tomar_y_redactar(TRAMO)
    except Exception:
        # Una plantilla o un redactor que falla no debe detener a los demás: se busca cuál es, de uno en uno.
        current_app.logger.exception("No se pudo redactar un tramo de avisos")
        return _de_uno_en_uno()


def _tomar_y_redactar(cuantos: int) -> Tramo:
    cuenta: Counter[str] = Counter()
    listos: list[Listo] = []
    with transaccion():
        tomados = seleccion.tomar(ahora(), cuantos, _silencio())
        cuenta["descartados"] = tomados.descartados
        textos = consultas.textos_de({a.red_id for a in tomados.salen if a.red_id is not None})
        for aviso in tomados.salen:
            listo = _redactar(aviso, textos)
            if isinstance(listo, Listo):
                listos.append(listo)
            else:
                cuenta[listo] += 1
    return Tramo(listos, +cuenta, bool(tomados))


def _de_uno_en_uno() -> Tramo:
    """Toma uno y lo redacta aparte; si falla, queda por intentar, con su causa, y ya no estorba a los que siguen."""
    with transaccion():
        tomados = seleccion.tomar(ahora(), 1, _silencio())
        suyo = [(aviso.id, aviso.intentos) for aviso in tomados.salen]
    tramo = Tramo([], Counter(descartados=tomados.descartados), bool(tomados))
    for id_, intento in suyo:
        try:
            with transaccion():
                listo = _redactar(con_candado(Aviso, id_))
        except Exception as error:
            current_app.logger.exception("No se pudo redactar el aviso %s", id_)
            causa = f"No se pudo redactar: {type(error).__name__}"
            _anotar((id_, intento), partial(operaciones.anotar_tropiezo, error=causa))
            listo = "tropiezos"
        if isinstance(listo, Listo):
            tramo.listos.append(listo)
        else:
            tramo.cuenta[listo] += 1
    tramo.cuenta = +tramo.cuenta
    return tramo


def _redactar(aviso: Aviso, textos: redaccion.Textos | None = None) -> Listo | str:
    """El sobre listo; o qué pasó, si no hay nada que entregar."""
    try:
        carta = redaccion.escribir(aviso, textos)
    except NoHaceFalta as motivo:
        operaciones.anotar_descarte(aviso, str(motivo))
        return "descartados"
    try:
        mensaje.destino(aviso.para)
    except ValueError:
        operaciones.anotar_rechazo(aviso, "La dirección no tiene la forma debida.")
        return "rechazados"
    es_resumen = aviso.plantilla == redaccion.RESUMEN
    return Listo(
        aviso.id, aviso.intentos, aviso.para, aviso.identificador, aviso.creado_en, carta, es_resumen
    )


def _entregar(listo: Listo, salida: transporte.Transporte, mesa: _Mesa) -> str:
    """Entrega y anota; el signo «!» dice que con los demás pasaría lo mismo."""
    toma = (listo.id, listo.intento)
    try:
        salida.entregar(mesa.tomar(), mesa.apuntar, mesa.ensobrar)
    except transporte.Rechazado as error:
        rechazo = error
        mesa.apuntar()
        _anotar(toma, lambda aviso: _anotar_rechazo(aviso, rechazo))
        return "rechazados"
    except transporte.Tropiezo as error:
        dicho = str(error)
        mesa.apuntar()
        _anotar(toma, lambda aviso: operaciones.anotar_tropiezo(aviso, dicho))
        return "tropiezos!" if error.del_servidor else "tropiezos"
    mesa.salio(listo)
    return "enviados"


def _anotar_rechazo(aviso: Aviso, error: transporte.Rechazado) -> None:
    """No lo aceptaron; si lo que no aceptan es la dirección, ya se sabe que no recibe."""
    operaciones.anotar_rechazo(aviso, str(error))
    if error.de_la_direccion:
        codigo = next((parte for parte in str(error).split()[1:2] if parte.count(".") == 2), None)
        clase, motivo = clasificar(codigo, str(error))
        del_servidor = motivo is MotivoDeRebote.BLOQUEADO
        entrega.dar_por_caida(aviso, motivo, dura=clase is ClaseDeRebote.DURO and not del_servidor)


def _anotar(toma: tuple[int, int], que: Callable[[Aviso], None]) -> None:
    """Anota el resultado, salvo que se haya tardado tanto que el aviso ya sea de otro proceso."""
    with transaccion():
        aviso = con_candado(Aviso, toma[0])
        if operaciones.sigue_siendo_mio(aviso, toma[1]):
            que(aviso)


def _soltar(listos: list[Listo]) -> None:
    """Lo que se tomó y no se llegó a intentar vuelve a esperar, sin gastar intentos."""
    if not listos:
        return
    with transaccion():
        for listo in sorted(listos, key=lambda uno: uno.id):
            aviso = con_candado(Aviso, listo.id)
            if operaciones.sigue_siendo_mio(aviso, listo.intento):
                operaciones.soltar(aviso)


def _silencio() -> tuple[int, int] | None:
    """Las horas de silencio; sin servidor de correo nadie se despierta y no hacen falta."""
    instalacion = configuracion()
    return instalacion.silencio if instalacion.hay_correo else None
