"""Lo que se sabe de un correo después de enviarlo, y las direcciones a las que se dejó de escribir.

A una dirección que no recibe correo no se le escribe más hasta que una persona la corrija o diga que ya funciona; lo
de entrar a la cuenta sale siempre. Una noticia se anota una sola vez y sólo si habla de un correo que salió hace poco.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from red.avisos import consultas
from red.avisos.modelos import (
    Aviso,
    Cierre,
    ClaseDeRebote,
    DireccionCaida,
    EstadoAviso,
    MotivoDeRebote,
    Rebote,
)
from red.avisos.operaciones import dar_a_saber, encolar_otra_vez
from red.avisos.rebotes import Noticia
from red.base import con_candado, db
from red.reloj import ahora

VALE = timedelta(days=30)
"""Cuánto después de enviado se cree lo que se diga de un correo."""

SUAVES_QUE_BASTAN = 3
"""Cuántas veces seguidas puede devolver «ahora no» antes de tratarla como una que no recibe."""

AUN_LA_USAN: list[Callable[[str], bool]] = []
"""Quién sabe si algo que espera respuesta sigue yendo a esa dirección; lo registra quien escribe a direcciones sueltas."""

SALIERON = frozenset({EstadoAviso.ENVIADO, EstadoAviso.ENTREGADO, EstadoAviso.REBOTADO})


def anotar_noticia(noticia: Noticia, crudo: bytes) -> bool:
    """Anota la suerte de un correo; devuelve si cambió algo. La misma noticia, dos veces, cambia una."""
    aviso = consultas.aviso_con_identificador(noticia.identificador)
    if aviso is None:
        return False
    aviso = con_candado(Aviso, aviso.id)
    momento = ahora()
    huella = hashlib.sha256(noticia.identificador.encode() + b"\n" + crudo).hexdigest()
    if consultas.hay_rebote(huella) or not _es_de_fiar(aviso, momento):
        return False
    db.session.add(
        Rebote(
            aviso_id=aviso.id,
            huella=huella,
            clase=noticia.clase,
            motivo=noticia.motivo,
            codigo=noticia.codigo,
            dicho=noticia.dicho[:500] or None,
            recibido_en=momento,
        )
    )
    if noticia.llego:
        _llego(aviso, momento)
    else:
        _no_llego(aviso, noticia, momento)
    dar_a_saber(aviso)
    return True


def _es_de_fiar(aviso: Aviso, momento: datetime) -> bool:
    """Si es de un correo que salió, y hace poco: lo viejo que alguien guardó ya no dice nada."""
    if aviso.estado is EstadoAviso.PENDIENTE:
        return aviso.intentos > 0  # salió y el proceso murió antes de anotarlo
    if aviso.estado not in SALIERON or aviso.enviado_en is None:
        return False
    return aviso.enviado_en > momento - VALE


def _llego(aviso: Aviso, momento: datetime) -> None:
    aviso.estado = EstadoAviso.ENTREGADO
    aviso.enviado_en = aviso.enviado_en or momento
    aviso.sabido_en, aviso.error = momento, None
    caida = consultas.caida_de(aviso.para)
    if caida is not None and caida.desde <= aviso.enviado_en:
        _cerrar(caida, Cierre.LLEGO, None, momento)


def _no_llego(aviso: Aviso, noticia: Noticia, momento: datetime) -> None:
    motivo = noticia.motivo or MotivoDeRebote.OTRO
    aviso.estado = EstadoAviso.REBOTADO
    aviso.enviado_en = aviso.enviado_en or momento
    aviso.sabido_en = momento
    aviso.error = f"{noticia.codigo or ''} {noticia.dicho}".strip()[:500] or motivo.etiqueta
    dar_por_caida(aviso, motivo, dura=noticia.clase is ClaseDeRebote.DURO)


def dar_por_caida(aviso: Aviso, motivo: MotivoDeRebote, *, dura: bool) -> None:
    """Anota que a esa dirección no le llegó un correo, y si ya no se le ha de escribir.

    Si alguien dijo que ya funciona después de que ese correo salió, no se le contradice con noticias de antes.
    """
    momento = ahora()
    salio = aviso.enviado_en or momento
    if consultas.se_resolvio_despues(aviso.para, salio):
        return
    caida = consultas.caida_de(aviso.para)
    if caida is None:
        caida = DireccionCaida(
            correo=aviso.para, desde=momento, motivo=motivo, aviso_id=aviso.id, veces=0, bloqueada=False
        )
        db.session.add(caida)
    caida.veces += 1
    if dura or caida.veces >= SUAVES_QUE_BASTAN:
        caida.bloqueada = True
    if dura or not caida.bloqueada:
        caida.motivo = motivo
    db.session.flush()


def dar_por_buena(caida_id: int, quien_id: int, cierre: Cierre) -> DireccionCaida:
    """Alguien dice que la dirección ya funciona o que la corrigió: se le vuelve a escribir."""
    caida = con_candado(DireccionCaida, caida_id)
    if caida.cerrada_en is None:
        _cerrar(caida, cierre, quien_id, ahora())
    return caida


def reenviar_lo_que_no_llego(caida: DireccionCaida, redes: frozenset[int] | None) -> int:
    """Escribe otra vez el último correo que no le llegó, si sigue haciendo falta; devuelve cuántos."""
    ultimo = consultas.ultimo_sin_llegar(caida.correo, redes)
    if ultimo is None:
        return 0
    encolar_otra_vez(ultimo)
    return 1


def _cerrar(caida: DireccionCaida, cierre: Cierre, quien_id: int | None, momento: datetime) -> None:
    caida.cerrada_en, caida.cerrada_por_id, caida.cierre = momento, quien_id, cierre
