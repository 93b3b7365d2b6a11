"""Lo que quien coordina hace con una invitación: enviarla, reenviarla, recordarla y revocarla.

El orden de los candados es siempre invitaciones (por `id`) y después lo que cuenta los correos de quien las manda.
"""

import secrets
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from red.avisos import lotes
from red.avisos.entrega import AUN_LA_USAN
from red.avisos.modelos import Aviso, EstadoAviso, Lote
from red.avisos.operaciones import AL_SABER, encolar, encolar_muchos
from red.base import con_candado, db
from red.errores import ErrorDeDominio
from red.invitaciones import consultas, consultas_envio
from red.invitaciones.modelos import (
    RECORDATORIOS,
    SIN_RESPONDER,
    Convocatoria,
    EstadoInvitacion,
    Invitacion,
    LlaveInvitacion,
)
from red.invitaciones.plan import MAXIMO, Plan, Renglon, planear
from red.personas.modelos import NivelCargo
from red.redes.modelos import Red
from red.reloj import ahora, hoy
from red.textos import contar

POR_CORREO = 3
"""Cuántas veces se le escribe a un mismo correo en un día para invitarlo a una Red, por el camino que sea."""
VIGENCIA = timedelta(days=7)
DESCANSO = timedelta(days=1)
"""Entre un correo y el recordatorio que sigue pasa al menos esto."""
APENAS = timedelta(hours=1)
"""Lo que un correo tarda en salir sin que a nadie le quite tiempo para responder."""
BYTES_DE_LLAVE = 24
"""192 bits al azar: no se adivina aunque se pruebe sin descanso."""

POR_REENVIAR = SIN_RESPONDER | {EstadoInvitacion.VENCIDA}


class NadaQueEnviar(ErrorDeDominio):
    """Ningún correo de la lista es para enviar."""

    def __init__(self) -> None:
        super().__init__("Ningún correo de la lista es nuevo: no hay nada que enviar.", "correos")


class DemasiadosCorreos(ErrorDeDominio):
    """Se pegaron más correos de los que se admiten de una vez."""

    def __init__(self, cuantos: int) -> None:
        super().__init__(
            f"Son {cuantos} correos y de una vez se admiten {MAXIMO}: súbelos en un archivo, que admite hasta 10,000.",
            "correos",
        )


class DemasiadosAlMismo(ErrorDeDominio):
    """A esa persona ya se le escribió bastante por hoy."""

    def __init__(self, correo: str) -> None:
        super().__init__(
            f"A {correo} ya le llegaron {POR_CORREO} correos de esta Red en un día. Espera a mañana para escribirle otra vez.",
            "correos",
        )


class PlanCambio(ErrorDeDominio):
    """Entre revisar y enviar, alguien más invitó o respondió."""

    def __init__(self) -> None:
        super().__init__(
            "Algo cambió mientras revisabas: esto es lo que pasaría ahora. No se ha enviado nada todavía."
        )


class YaRespondida(ErrorDeDominio):
    """La invitación ya tiene respuesta o se revocó."""

    def __init__(self, estado: EstadoInvitacion) -> None:
        super().__init__(f"Esta invitación ya no espera respuesta: está {estado.etiqueta.lower()}.")
        self.estado = estado


class EnCamino(ErrorDeDominio):
    """El correo anterior todavía no sale."""

    def __init__(self) -> None:
        super().__init__("El correo anterior todavía está por salir: espera a que salga para reenviarlo.")


@dataclass(frozen=True)
class Detalle:
    """Lo que acompaña a las invitaciones que se envían juntas."""

    institucion_id: int | None = None
    nivel: NivelCargo | None = None
    mensaje: str | None = None
    vigencia: timedelta = VIGENCIA
    convocatoria_id: int | None = None


# Quien coordina


def revisar(red: Red, texto: str) -> Plan:
    """El plan de una lista de correos; lanza DemasiadosCorreos si son más de los que se admiten."""
    plan = planear(red, texto, ahora())
    if len(plan.renglones) > MAXIMO:
        raise DemasiadosCorreos(len(plan.renglones))
    return plan


def invitar(
    red: Red, quien_id: int, texto: str, huella: str, incluir: Collection[str], detalle: Detalle
) -> list[Invitacion]:
    """Envía lo que el plan dijo: invita a los correos nuevos y reenvía los que se pidió incluir.

    Todo sale en un solo lote a cuenta de quien invita: gasta su cuota y, si son muchas, espera la aprobación de otra
    persona. Lanza PlanCambio si lo que pasaría ya no es lo que se mostró, NadaQueEnviar, DemasiadosAlMismo o
    `lotes.CuotaDeCorreoAgotada`.
    """
    plan = revisar(red, texto)
    if plan.huella != huella:
        raise PlanCambio
    por_enviar = plan.por_enviar(incluir)
    if not por_enviar:
        raise NadaQueEnviar
    otra_vez = []
    for id_ in sorted(r.invitacion_id for r in por_enviar if r.invitacion_id is not None):
        with suppress(EnCamino, YaRespondida):  # una que ya no hace falta no detiene a las demás
            otra_vez.append(_por_reenviar(id_))
    nuevas = [r for r in por_enviar if r.invitacion_id is None]
    if not nuevas and not otra_vez:
        return []
    creadas = _crear(red, quien_id, nuevas, detalle)
    salen = [*otra_vez, *creadas]
    _que_no_sean_demasiados(red.id, [invitacion.correo for invitacion in salen])
    lote = lotes.abrir(f"Invitaciones a {red.con_articulo}", red.id, quien_id, len(salen))
    for invitacion in otra_vez:
        if invitacion.borrador:
            _completar(invitacion, detalle)
        alargar(invitacion, detalle.vigencia)
    encolar_todas(salen, lote)
    return salen


def _crear(red: Red, quien_id: int, renglones: Sequence[Renglon], detalle: Detalle) -> list[Invitacion]:
    momento = ahora()
    creadas = [
        Invitacion(
            red_id=red.id,
            convocatoria_id=detalle.convocatoria_id,
            correo=renglon.correo,
            nombre=renglon.nombre or None,
            institucion_id=detalle.institucion_id,
            nivel=detalle.nivel,
            mensaje=detalle.mensaje,
            creada_en=momento,
            creada_por_id=quien_id,
            vence_en=momento + detalle.vigencia,
        )
        for renglon in renglones
    ]
    db.session.add_all(creadas)
    db.session.flush()
    return creadas


def _completar(borrador: Invitacion, detalle: Detalle) -> None:
    """Un borrador suelto sale con lo que se escribió al invitar otra vez; lo que no se escribió queda como estaba."""
    borrador.institucion_id = detalle.institucion_id or borrador.institucion_id
    borrador.nivel = detalle.nivel or borrador.nivel
    borrador.mensaje = detalle.mensaje or borrador.mensaje
    borrador.convocatoria_id = detalle.convocatoria_id


def encolar_todas(
    invitaciones: Sequence[Invitacion], lote: Lote | None, plantilla: str = "invitacion"
) -> int:
    """Deja por salir el correo de cada una, de una sola vez; devuelve cuántos."""
    db.session.flush()
    filas = [(i.correo, {"invitacion_id": i.id}, consultas.referencia(i.id)) for i in invitaciones]
    red_id = invitaciones[0].red_id if invitaciones else None
    return encolar_muchos(plantilla, filas, lote, red_id=red_id)


def _que_no_sean_demasiados(red_id: int, correos: Collection[str]) -> None:
    van = consultas_envio.enviados_a(red_id, correos, ahora() - timedelta(days=1))
    for correo in sorted(correos):
        if van.get(correo, 0) >= POR_CORREO:
            raise DemasiadosAlMismo(correo)


def reenviar(
    invitacion_id: int, vigencia: timedelta | None = None, quien_id: int | None = None
) -> Invitacion:
    """Manda otro enlace y alarga el plazo, nunca lo acorta; los enlaces ya enviados siguen sirviendo.

    Sin `vigencia` da el tiempo de su convocatoria. Lanza YaRespondida si ya no espera respuesta, EnCamino si el
    correo anterior aún no sale o DemasiadosAlMismo.
    """
    invitacion = _por_reenviar(invitacion_id)
    _que_no_sean_demasiados(invitacion.red_id, [invitacion.correo])
    lote = None
    if quien_id is not None:
        lote = lotes.abrir("Una invitación otra vez", invitacion.red_id, quien_id, 1)
    alargar(invitacion, vigencia)
    encolar_todas([invitacion], lote)
    return invitacion


def _por_reenviar(invitacion_id: int) -> Invitacion:
    invitacion = con_candado(Invitacion, invitacion_id)
    estado = invitacion.estado(ahora())
    if estado not in POR_REENVIAR and not invitacion.borrador_suelto:
        raise YaRespondida(estado)
    if consultas.hay_correo_en_camino(invitacion.id):
        raise EnCamino
    return invitacion


def alargar(invitacion: Invitacion, vigencia: timedelta | None = None) -> None:
    """Da más tiempo para responder y olvida que un correo anterior no llegó; lo que había pedido queda atendido."""
    if vigencia is None:
        vigencia = invitacion.convocatoria.vigencia if invitacion.convocatoria else VIGENCIA
    momento = ahora()
    invitacion.vence_en = max(invitacion.vence_en, momento + vigencia)
    invitacion.borrador = False
    invitacion.recordada_en = invitacion.entregada_en = None
    invitacion.rebotada_en = invitacion.rebote = None
    invitacion.recordar_en = siguiente_recordatorio(invitacion, momento)
    if invitacion.por_atender:
        invitacion.atendida_en = momento


def revocar(invitacion_id: int) -> None:
    """Deja sin efecto la invitación y todos sus enlaces; lanza YaRespondida si ya tiene respuesta."""
    invitacion = con_candado(Invitacion, invitacion_id)
    estado = invitacion.estado(ahora())
    if estado not in POR_REENVIAR | {EstadoInvitacion.BORRADOR}:
        raise YaRespondida(estado)
    invitacion.revocada_en = ahora()


def atender(invitacion_id: int) -> None:
    """Anota que ya se atendió lo que quien respondió pidió, propuso o dejó dicho."""
    invitacion = con_candado(Invitacion, invitacion_id)
    if invitacion.por_atender:
        invitacion.atendida_en = ahora()


def acunar_llave(invitacion: Invitacion) -> str:
    """Una ficha nueva para el enlace; sólo se guarda su huella, atada a ese correo y a esa Red."""
    ficha = secrets.token_urlsafe(BYTES_DE_LLAVE)
    huella = LlaveInvitacion.huella_de(ficha)
    db.session.add(
        LlaveInvitacion(
            invitacion=invitacion,
            huella=huella,
            atadura=LlaveInvitacion.atadura_de(huella, invitacion),
            creada_en=ahora(),
        )
    )
    db.session.flush()
    return ficha


# Lo que pasa con sus correos


def anotar_salida(invitacion: Invitacion, esperaba_desde: datetime) -> None:
    """Su correo sale ahora. La primera vez, el plazo corre desde aquí: lo que esperó en la cola no se le quita."""
    momento = ahora()
    if invitacion.enviada_en is None:
        if momento - esperaba_desde > APENAS:
            invitacion.vence_en += momento - esperaba_desde
        invitacion.enviada_en = momento
    invitacion.recordar_en = siguiente_recordatorio(invitacion, momento)


def siguiente_recordatorio(invitacion: Invitacion, momento: datetime) -> datetime | None:
    """Cuándo toca recordarle después de ese momento; None si ya no toca."""
    convocatoria: Convocatoria | None = invitacion.convocatoria
    dias = convocatoria.recordatorios if convocatoria is not None else RECORDATORIOS
    posibles = [invitacion.vence_en - timedelta(days=dia) for dia in dias]
    return min((cuando for cuando in posibles if cuando >= momento + DESCANSO), default=None)


def recordar(cuantas: int = 200) -> int:
    """Escribe a quienes no han respondido y ya les toca; cada fecha, una sola vez."""
    momento = ahora()
    pendientes = consultas_envio.por_recordar(momento, cuantas)
    for invitacion in pendientes:
        recordarle(invitacion)
    return len(pendientes)


def recordarle(invitacion: Invitacion, lote: Lote | None = None) -> None:
    """Le escribe una vez más antes de que venza, y deja dicho cuándo toca la otra."""
    momento = ahora()
    invitacion.recordada_en = momento
    invitacion.recordar_en = siguiente_recordatorio(invitacion, momento)
    encolar(
        "invitacion_recordatorio",
        invitacion.correo,
        {"invitacion_id": invitacion.id},
        referencia=consultas.referencia(invitacion.id),
        lote=lote,
        red_id=invitacion.red_id,
    )


def avisar_de_vencidas() -> int:
    """Dice a quienes coordinan cuántas vencieron sin respuesta, una vez al día por Red; devuelve a cuántas Redes.

    Es de lo que sólo informa: a quien pidió su correo una vez al día le llega en su resumen.
    """
    cuentas = consultas_envio.vencidas_sin_avisar(ahora())
    for red_id, cuantas in cuentas.items():
        red = con_candado(Red, red_id)
        for persona in consultas_envio.quienes_coordinan(red_id, hoy(red.zona)):
            datos = {
                "nombre": persona.nombre_visible,
                "cuantas": contar(cuantas, "invitación venció", "invitaciones vencieron"),
                "una": cuantas == 1,
                "red": red.con_articulo,
                "clave": red.clave,
            }
            encolar(
                consultas_envio.VENCIDAS, persona.correo, datos, referencia=f"red:{red_id}", red_id=red_id
            )
    return len(cuentas)


def enterarse(aviso: Aviso) -> None:
    """Lleva al libro lo que se supo de un correo: que llegó, que lo devolvieron o que no pudo enviarse."""
    if aviso.plantilla not in consultas.CORREOS or not aviso.referencia:
        return
    invitacion = con_candado(Invitacion, int(aviso.referencia.rpartition(":")[2]))
    momento = ahora()
    if aviso.estado is EstadoAviso.ENTREGADO:
        invitacion.entregada_en = invitacion.entregada_en or momento
        invitacion.rebotada_en = invitacion.rebote = None
    elif aviso.estado in {EstadoAviso.REBOTADO, EstadoAviso.FALLIDO}:
        invitacion.rebotada_en, invitacion.rebote = momento, (aviso.error or "")[:200] or None
        invitacion.recordar_en = None


AL_SABER.append(enterarse)


def volver_a_borrador(lote_id: int) -> None:
    """Se detuvo su lote: la que nunca salió vuelve a borrador. Las de un envío de convocatoria las devuelve su trabajo."""
    for invitacion in consultas_envio.detenidas_sin_salir(lote_id):
        invitacion.borrador, invitacion.recordar_en = True, None


lotes.AL_DETENER.append(volver_a_borrador)
AUN_LA_USAN.append(consultas_envio.espera_respuesta_de)
