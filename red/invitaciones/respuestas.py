"""Lo que hace quien recibe una invitación: abrirla, aceptarla, decir que no o pedir otra.

La fila de la invitación es el candado de su respuesta: quien llega segundo encuentra que ya se respondió. El orden de
los candados es siempre la institución a la que llega, invitaciones (por `id`) y después personas. Lo que vence, vence con el reloj de la base.
"""

from dataclasses import dataclass
from datetime import timedelta

from red.acceso.modelos import Cuenta
from red.acceso.operaciones import YaTieneCuenta, crear_cuenta
from red.avisos.operaciones import encolar
from red.base import buscar, con_candado
from red.errores import ErrorDeDominio, NoEncontrado
from red.instituciones.modelos import Institucion
from red.instituciones.operaciones import DatosInstitucion, en_pie
from red.instituciones.operaciones import registrar as registrar_institucion
from red.invitaciones import consultas, consultas_envio
from red.invitaciones.direcciones import problema_de
from red.invitaciones.modelos import SIN_RESPONDER, EstadoInvitacion, Invitacion
from red.invitaciones.operaciones import YaRespondida
from red.personas.consultas import persona_de_correo
from red.personas.modelos import Adscripcion, AvisoLeido, AvisoPrivacidad, Finalidad, NivelCargo, Persona
from red.personas.operaciones import adscribir, completar_perfil, confirmar_adscripcion, registrar_persona
from red.personas.operaciones_privacidad import consentir
from red.redes.consultas import participacion_abierta
from red.redes.modelos import Membresia
from red.redes.operaciones import incorporar, sumar_institucion
from red.reloj import ahora, hoy

ESPERA_PARA_PEDIR_OTRA = timedelta(hours=24)
POR_INVITACION = "Por invitación"


class YaPedida(ErrorDeDominio):
    """Ya se pidió una nueva hace poco."""

    def __init__(self) -> None:
        super().__init__("Ya la pediste: quien coordina la Red lo sabe y te escribirá.")


class PropuestaMalEscrita(ErrorDeDominio):
    """El correo de quien podría ir en su lugar no es un correo."""

    def __init__(self, problema: str) -> None:
        super().__init__(problema, "propuesta")


class YaAtendida(ErrorDeDominio):
    """Alguien más ya registró lo que dijo."""

    def __init__(self) -> None:
        super().__init__("Esto ya se atendió: mira su ficha.")


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
    otra_institucion: str | None = None
    """Dónde trabaja, si no estaba en la lista."""


def anotar_apertura(invitacion_id: int) -> None:
    """Anota que alguien empezó a responder; sólo la primera vez y si aún espera respuesta."""
    invitacion = con_candado(Invitacion, invitacion_id)
    if invitacion.abierta_en is None and invitacion.estado(consultas.instante_de_la_base()) in SIN_RESPONDER:
        invitacion.abierta_en = ahora()


def aceptar(
    invitacion_id: int,
    alta: Alta,
    finalidades: set[Finalidad],
    aviso: AvisoPrivacidad,
    leido: AvisoLeido | None = None,
    *,
    como: str = POR_INVITACION,
) -> Cuenta:
    """Crea de una vez a la persona, su cuenta, su puesto, lo que consiente y su membresía.

    Si el correo ya era de una persona sin cuenta (por ejemplo, la titular de una unidad), la cuenta es
    de ella. Lanza YaRespondida, YaTieneCuenta o las reglas de la contraseña y del puesto.
    """
    if alta.institucion_id is not None:
        con_candado(Institucion, alta.institucion_id, compartido=True)
    invitacion = _por_responder(invitacion_id)
    if consultas.cuenta_para(invitacion.correo) is not None:
        raise YaTieneCuenta
    persona = _persona_de(invitacion, alta)
    cuenta = crear_cuenta(persona, alta.contrasena)
    consentir(persona, aviso, {Finalidad.PARTICIPAR, *finalidades}, leido)
    if alta.institucion_id is not None:
        puesto = adscribir(persona, alta.institucion_id, alta.puesto, alta.nivel, hoy(invitacion.red.zona))
        if alta.institucion_id == invitacion.institucion_id:  # quien invitó ya había dicho dónde trabaja
            confirmar_adscripcion(puesto, invitacion.creada_por_id)
    else:
        decir_institucion(invitacion, alta.otra_institucion or "", alta.puesto, alta.nivel)
    _cerrar_como_aceptada(invitacion, persona, como)
    return cuenta


def decir_institucion(invitacion: Invitacion, nombre: str, puesto: str, nivel: NivelCargo) -> None:
    """Anota dónde trabaja quien aceptó cuando su institución no está en la lista: la coordinación la registra."""
    invitacion.dice_institucion, invitacion.dice_puesto, invitacion.dice_nivel = nombre, puesto, nivel
    invitacion.nota = (
        f"Su institución no está en la lista: {nombre}. Puesto: {puesto}, {nivel.etiqueta.lower()}."
    )
    invitacion.atendida_en = None


def registrar_lo_dicho(
    invitacion_id: int, nueva: DatosInstitucion | None, institucion_id: int | None, quien_id: int | None
) -> Adscripcion:
    """Da a quien aceptó el puesto que dijo, en la institución que se registra o se elige, y lo deja atendido.

    La que todavía no participa en la Red empieza a participar. Lanza YaAtendida, YaExiste, EsDeOtraRed o las reglas del
    puesto. El puesto queda confirmado: lo dice quien coordina.
    """
    invitacion = buscar(Invitacion, invitacion_id)
    dia = hoy(invitacion.red.zona)
    if nueva is not None:
        institucion_id = registrar_institucion(nueva, dia).id
    assert institucion_id is not None
    if participacion_abierta(invitacion.red_id, institucion_id) is None:
        sumar_institucion(invitacion.red, institucion_id, dia)
    en_pie(institucion_id, "institucion_id")
    invitacion = con_candado(Invitacion, invitacion_id)
    if not invitacion.falta_su_institucion or invitacion.persona is None or invitacion.dice_nivel is None:
        raise YaAtendida
    puesto = adscribir(
        invitacion.persona, institucion_id, invitacion.dice_puesto or "", invitacion.dice_nivel, dia
    )
    confirmar_adscripcion(puesto, quien_id)
    completar_perfil(invitacion.persona)
    invitacion.atendida_en = ahora()
    return puesto


def unirse(
    invitacion_id: int,
    persona: Persona,
    aviso: AvisoPrivacidad,
    leido: AvisoLeido | None = None,
    *,
    como: str = POR_INVITACION,
) -> Membresia:
    """Suma a la Red a quien ya tiene cuenta; lanza NoEncontrado si la invitación no es para ella."""
    invitacion = _por_responder(invitacion_id)
    if not consultas.es_para(invitacion, persona.id):
        raise NoEncontrado
    consentir(persona, aviso, {Finalidad.PARTICIPAR}, leido)
    return _cerrar_como_aceptada(invitacion, persona, como)


def _por_responder(invitacion_id: int) -> Invitacion:
    """La invitación, apartada, si todavía espera respuesta y no ha vencido según el reloj de la base."""
    invitacion = con_candado(Invitacion, invitacion_id)
    estado = invitacion.estado(consultas.instante_de_la_base())
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


def _cerrar_como_aceptada(invitacion: Invitacion, persona: Persona, como: str) -> Membresia:
    membresia = incorporar(
        invitacion.red,
        persona,
        hoy(invitacion.red.zona),
        como=como,
        por_id=invitacion.creada_por_id,
    )
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
    estado = invitacion.estado(consultas.instante_de_la_base())
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
    estado = invitacion.estado(consultas.instante_de_la_base())
    if estado not in {EstadoInvitacion.VENCIDA, EstadoInvitacion.RECHAZADA}:
        raise YaRespondida(estado)
    pedida = invitacion.nueva_pedida_en
    if pedida is not None and pedida > ahora() - ESPERA_PARA_PEDIR_OTRA:
        raise YaPedida
    invitacion.nueva_pedida_en = ahora()
    invitacion.atendida_en = None
    for persona in consultas_envio.quienes_coordinan(invitacion.red_id, hoy(invitacion.red.zona)):
        encolar(
            "invitacion_pedida",
            persona.correo,
            {
                "nombre": persona.nombre_visible,
                "quien": invitacion.nombre or invitacion.correo,
                "invitacion_id": invitacion.id,
            },
            referencia=f"invitacion_pedida:{invitacion.id}",
            red_id=invitacion.red_id,
        )
