"""Lo que cambia una invitación: enviarla, reenviarla, revocarla y responderla.

La fila de la invitación es el candado de su respuesta: quien llega segundo encuentra que ya se
respondió. El orden de los candados es siempre invitaciones (por `id`) y después personas.
"""

import secrets
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from red.acceso.modelos import Cuenta
from red.acceso.operaciones import YaTieneCuenta, crear_cuenta
from red.avisos.operaciones import encolar
from red.base import con_candado, db
from red.errores import ErrorDeDominio, NoEncontrado
from red.invitaciones import consultas
from red.invitaciones.direcciones import problema_de
from red.invitaciones.modelos import EstadoInvitacion, Invitacion, LlaveInvitacion
from red.invitaciones.plan import MAXIMO, Destino, Plan, Renglon, planear
from red.personas.consultas import persona_de_correo
from red.personas.modelos import AvisoPrivacidad, Finalidad, NivelCargo, Persona
from red.personas.operaciones import adscribir, confirmar_adscripcion, consentir, registrar_persona
from red.redes.modelos import Membresia, Red
from red.redes.operaciones import incorporar
from red.reloj import ahora, hoy

CUOTA_DIARIA = 50
POR_CORREO = 3
"""Cuántas veces se le escribe a un mismo correo en un día para invitarlo a una Red, por el camino que sea."""
VIGENCIA = timedelta(days=7)
ESPERA_PARA_PEDIR_OTRA = timedelta(hours=24)
BYTES_DE_LLAVE = 24
"""192 bits al azar: no se adivina aunque se pruebe sin descanso."""

SIN_RESPONDER = frozenset({EstadoInvitacion.ENVIADA, EstadoInvitacion.ABIERTA})


class NadaQueEnviar(ErrorDeDominio):
    """Ningún correo de la lista es para enviar."""

    def __init__(self) -> None:
        super().__init__("Ningún correo de la lista es nuevo: no hay nada que enviar.", "correos")


class DemasiadosCorreos(ErrorDeDominio):
    """Se pegaron más correos de los que se admiten de una vez."""

    def __init__(self, cuantos: int) -> None:
        super().__init__(
            f"Son {cuantos} correos y de una vez se admiten {MAXIMO}: envíalos en dos partes.", "correos"
        )


class CuotaAgotada(ErrorDeDominio):
    """Se pasaría de las invitaciones que una persona puede hacer en un día."""

    def __init__(self, hechas: int) -> None:
        quedan = max(0, CUOTA_DIARIA - hechas)
        puedes = f"hoy puedes enviar {quedan} más" if quedan else "mañana puedes seguir"
        super().__init__(
            f"Cada persona puede hacer {CUOTA_DIARIA} invitaciones al día y llevas {hechas}: {puedes}.",
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


class YaPedida(ErrorDeDominio):
    """Ya se pidió una nueva hace poco."""

    def __init__(self) -> None:
        super().__init__("Ya la pediste: quien coordina la Red lo sabe y te escribirá.")


class PropuestaMalEscrita(ErrorDeDominio):
    """El correo de quien podría ir en su lugar no es un correo."""

    def __init__(self, problema: str) -> None:
        super().__init__(problema, "propuesta")


@dataclass(frozen=True)
class Detalle:
    """Lo que acompaña a las invitaciones que se envían juntas."""

    institucion_id: int | None = None
    nivel: NivelCargo | None = None
    mensaje: str | None = None
    vigencia: timedelta = VIGENCIA


@dataclass(frozen=True)
class Alta:
    """Lo que una persona dice de sí al aceptar."""

    nombre: str
    primer_apellido: str
    segundo_apellido: str | None
    nombre_preferido: str | None
    institucion_id: int | None
    puesto: str
    nivel: NivelCargo
    contrasena: str
    nota: str | None = None


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

    Aparta a quien invita, porque decide con su cuenta del día: cada correo, nuevo o repetido, gasta uno. Lanza PlanCambio si lo que pasaría ya
    no es lo que se mostró, NadaQueEnviar o CuotaAgotada.
    """
    plan = revisar(red, texto)
    if plan.huella != huella:
        raise PlanCambio
    por_enviar = plan.por_enviar(incluir)
    if not por_enviar:
        raise NadaQueEnviar
    reenvios = sorted(r.invitacion_id for r in por_enviar if r.invitacion_id is not None)
    reenviadas = []
    for id_ in reenvios:
        with suppress(EnCamino, YaRespondida):  # una que ya no hace falta no detiene a las demás
            reenviadas.append(reenviar(id_, detalle.vigencia))
    nuevas = [r for r in por_enviar if r.destino is not Destino.YA_INVITADA]
    con_candado(Persona, quien_id)
    hechas = consultas.enviados_desde(quien_id, _comienzo_del_dia(red.zona))
    if hechas + len(nuevas) > CUOTA_DIARIA:
        raise CuotaAgotada(hechas - len(reenviadas))
    return [*reenviadas, *(_crear(red, quien_id, renglon, detalle) for renglon in nuevas)]


def _crear(red: Red, quien_id: int, renglon: Renglon, detalle: Detalle) -> Invitacion:
    momento = ahora()
    invitacion = Invitacion(
        red_id=red.id,
        correo=renglon.correo,
        nombre=renglon.nombre or None,
        institucion_id=detalle.institucion_id,
        nivel=detalle.nivel,
        mensaje=detalle.mensaje,
        creada_en=momento,
        creada_por_id=quien_id,
        vence_en=momento + detalle.vigencia,
    )
    db.session.add(invitacion)
    db.session.flush()
    _enviar(invitacion)
    return invitacion


def reenviar(invitacion_id: int, vigencia: timedelta = VIGENCIA) -> Invitacion:
    """Manda otro enlace y alarga el plazo, nunca lo acorta; los enlaces ya enviados siguen sirviendo.

    Lanza YaRespondida si ya no espera respuesta y EnCamino si el correo anterior aún no sale.
    """
    invitacion = con_candado(Invitacion, invitacion_id)
    estado = invitacion.estado(ahora())
    if estado not in SIN_RESPONDER | {EstadoInvitacion.VENCIDA}:
        raise YaRespondida(estado)
    if consultas.hay_correo_en_camino(invitacion.id):
        raise EnCamino
    invitacion.vence_en = max(invitacion.vence_en, ahora() + vigencia)
    invitacion.recordada_en = None
    if invitacion.por_atender:
        invitacion.atendida_en = ahora()
    _enviar(invitacion)
    return invitacion


def _enviar(invitacion: Invitacion, plantilla: str = "invitacion") -> None:
    if plantilla == "invitacion":
        desde = ahora() - timedelta(days=1)
        if consultas.enviados_a(invitacion.red_id, invitacion.correo, desde) >= POR_CORREO:
            raise DemasiadosAlMismo(invitacion.correo)
    encolar(
        plantilla,
        invitacion.correo,
        {"invitacion_id": invitacion.id},
        referencia=consultas.referencia(invitacion.id),
    )


def revocar(invitacion_id: int) -> None:
    """Deja sin efecto la invitación y todos sus enlaces; lanza YaRespondida si ya tiene respuesta."""
    invitacion = con_candado(Invitacion, invitacion_id)
    estado = invitacion.estado(ahora())
    if estado not in SIN_RESPONDER | {EstadoInvitacion.VENCIDA}:
        raise YaRespondida(estado)
    invitacion.revocada_en = ahora()


def atender(invitacion_id: int) -> None:
    """Anota que ya se atendió lo que quien respondió pidió, propuso o dejó dicho."""
    invitacion = con_candado(Invitacion, invitacion_id)
    if invitacion.por_atender:
        invitacion.atendida_en = ahora()


def acunar_llave(invitacion: Invitacion) -> str:
    """Una ficha nueva para el enlace; sólo se guarda su huella."""
    ficha = secrets.token_urlsafe(BYTES_DE_LLAVE)
    db.session.add(
        LlaveInvitacion(invitacion=invitacion, huella=LlaveInvitacion.huella_de(ficha), creada_en=ahora())
    )
    db.session.flush()
    return ficha


def recordar(cuantas: int = 200) -> int:
    """Escribe a quienes no han respondido y cuyo plazo termina pronto; una sola vez por plazo."""
    pendientes = consultas.por_recordar(ahora(), cuantas)
    for invitacion in pendientes:
        invitacion.recordada_en = ahora()
        _enviar(invitacion, "invitacion_recordatorio")
    return len(pendientes)


# Quien recibe


def anotar_apertura(invitacion_id: int) -> None:
    """Anota que alguien empezó a responder; sólo la primera vez y si aún espera respuesta."""
    invitacion = con_candado(Invitacion, invitacion_id)
    if invitacion.abierta_en is None and invitacion.estado(ahora()) in SIN_RESPONDER:
        invitacion.abierta_en = ahora()


def aceptar(invitacion_id: int, alta: Alta, finalidades: set[Finalidad], aviso: AvisoPrivacidad) -> Cuenta:
    """Crea de una vez a la persona, su cuenta, su puesto, lo que consiente y su membresía.

    Si el correo ya era de una persona sin cuenta (por ejemplo, la titular de una unidad), la cuenta es
    de ella. Lanza YaRespondida, YaTieneCuenta o las reglas de la contraseña y del puesto.
    """
    invitacion = _por_responder(invitacion_id)
    if consultas.cuenta_para(invitacion.correo) is not None:
        raise YaTieneCuenta
    persona = _persona_de(invitacion, alta)
    cuenta = crear_cuenta(persona, alta.contrasena)
    consentir(persona, aviso, {Finalidad.PARTICIPAR, *finalidades})
    if alta.institucion_id is not None:
        puesto = adscribir(persona, alta.institucion_id, alta.puesto, alta.nivel, hoy(invitacion.red.zona))
        if alta.institucion_id == invitacion.institucion_id:  # quien invitó ya había dicho dónde trabaja
            confirmar_adscripcion(puesto, invitacion.creada_por_id)
    invitacion.nota = alta.nota
    _cerrar_como_aceptada(invitacion, persona)
    return cuenta


def unirse(invitacion_id: int, persona: Persona, aviso: AvisoPrivacidad) -> Membresia:
    """Suma a la Red a quien ya tiene cuenta; lanza NoEncontrado si la invitación no es para ella."""
    invitacion = _por_responder(invitacion_id)
    if not consultas.es_para(invitacion, persona.id):
        raise NoEncontrado
    consentir(persona, aviso, {Finalidad.PARTICIPAR})
    return _cerrar_como_aceptada(invitacion, persona)


def _por_responder(invitacion_id: int) -> Invitacion:
    """La invitación, apartada, si todavía espera respuesta y no ha vencido."""
    invitacion = con_candado(Invitacion, invitacion_id)
    estado = invitacion.estado(ahora())
    if estado not in SIN_RESPONDER:
        raise YaRespondida(estado)
    return invitacion


def _persona_de(invitacion: Invitacion, alta: Alta) -> Persona:
    persona = persona_de_correo(invitacion.correo)
    if persona is None:
        return registrar_persona(
            alta.nombre,
            alta.primer_apellido,
            alta.segundo_apellido,
            invitacion.correo,
            nombre_preferido=alta.nombre_preferido,
        )
    persona.nombre, persona.primer_apellido = alta.nombre, alta.primer_apellido
    persona.segundo_apellido, persona.nombre_preferido = alta.segundo_apellido, alta.nombre_preferido
    return persona


def _cerrar_como_aceptada(invitacion: Invitacion, persona: Persona) -> Membresia:
    membresia = incorporar(invitacion.red, persona, hoy(invitacion.red.zona))
    invitacion.aceptada_en = ahora()
    invitacion.abierta_en = invitacion.abierta_en or invitacion.aceptada_en
    invitacion.persona_id = persona.id
    return membresia


def rechazar(invitacion_id: int, motivo: str | None, propuesta: str | None) -> None:
    """Anota que no puede aceptar, por qué y quién podría ir en su lugar, si quiso decirlo.

    También se admite cuando el plazo ya venció: saberlo sirve. Lanza YaRespondida o PropuestaMalEscrita.
    """
    propuesta = (propuesta or "").strip().lower() or None
    if propuesta is not None and (problema := problema_de(propuesta)):
        raise PropuestaMalEscrita(problema)
    invitacion = con_candado(Invitacion, invitacion_id)
    estado = invitacion.estado(ahora())
    if estado not in SIN_RESPONDER | {EstadoInvitacion.VENCIDA}:
        raise YaRespondida(estado)
    invitacion.rechazada_en = ahora()
    invitacion.motivo = motivo
    invitacion.propuesta = propuesta
    invitacion.atendida_en = None


def pedir_nueva(invitacion_id: int) -> None:
    """Avisa a la coordinación que alguien llegó tarde y quiere otra invitación.

    Sólo para una vencida o rechazada; lanza YaRespondida en otro caso y YaPedida si la pidió hace poco.
    """
    invitacion = con_candado(Invitacion, invitacion_id)
    estado = invitacion.estado(ahora())
    if estado not in {EstadoInvitacion.VENCIDA, EstadoInvitacion.RECHAZADA}:
        raise YaRespondida(estado)
    pedida = invitacion.nueva_pedida_en
    if pedida is not None and pedida > ahora() - ESPERA_PARA_PEDIR_OTRA:
        raise YaPedida
    invitacion.nueva_pedida_en = ahora()
    invitacion.atendida_en = None
    for persona in consultas.quienes_coordinan(invitacion.red_id, hoy(invitacion.red.zona)):
        encolar(
            "invitacion_pedida",
            persona.correo,
            {
                "nombre": persona.nombre_visible,
                "quien": invitacion.nombre or invitacion.correo,
                "invitacion_id": invitacion.id,
            },
            referencia=f"invitacion_pedida:{invitacion.id}",
        )


def _comienzo_del_dia(zona: str) -> datetime:
    return datetime.combine(hoy(zona), time.min, tzinfo=ZoneInfo(zona))
