"""La vida de una solicitud: pedirla, confirmarla, corregirla, respaldarla, retirarla y lo que pasa al decidirla.

La fila de la solicitud es el candado de todo lo que le pasa. Lo que cambia al corregirla es su versión: un respaldo o
una decisión sobre la versión anterior ya no valen.
"""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from red.avisos.operaciones import encolar
from red.base import con_candado, db
from red.errores import NoEncontrado
from red.invitaciones import consultas as invitaciones
from red.invitaciones.direcciones import misma_direccion, problema_de
from red.invitaciones.modelos import Invitacion
from red.personas.modelos import AvisoLeido, AvisoPrivacidad, Finalidad, NivelCargo
from red.personas.operaciones_privacidad import consentir
from red.redes.modelos import Red
from red.redes.operaciones import incorporar
from red.reloj import ahora, hoy
from red.solicitudes import consultas, consultas_bandeja
from red.solicitudes.bandeja import Orden
from red.solicitudes.modelos import ClaseDeLlave, EstadoRespaldo, EstadoSolicitud, LlaveSolicitud, Solicitud
from red.solicitudes.negativas import CambioDespues as CambioDespues
from red.solicitudes.negativas import CorreoDeTitular as CorreoDeTitular
from red.solicitudes.negativas import DiaDeMas as DiaDeMas
from red.solicitudes.negativas import EnlaceUsado as EnlaceUsado
from red.solicitudes.negativas import FaltaRespaldo as FaltaRespaldo
from red.solicitudes.negativas import YaHayOtra as YaHayOtra
from red.solicitudes.negativas import YaNoAdmite as YaNoAdmite
from red.solicitudes.negativas import YaNoEspera as YaNoEspera

PARA_CONFIRMAR = timedelta(days=7)
PARA_RESPALDAR = timedelta(days=14)
ANTES_DE_OLVIDAR = timedelta(days=30)
PARA_SEGUIR = timedelta(days=90)
PARA_ABRIR_CUENTA = timedelta(days=14)
HASTA_APLAZAR = timedelta(days=60)
"""Hasta cuándo puede la titular pedir que se le pregunte otra vez."""
RESPALDOS_AL_DIA = 3
"""Cuántas veces se le escribe en un día a una misma dirección para pedirle respaldo, de quien sea."""
BYTES_DE_LLAVE = 24
"""192 bits al azar: no se adivina aunque se pruebe sin descanso."""
ABIERTA = frozenset({EstadoSolicitud.EN_RESPALDO, EstadoSolicitud.EN_REVISION})


@dataclass(frozen=True)
class Datos:
    """Lo que una persona dice de sí al pedir entrar."""

    nombre: str
    institucion_id: int | None
    otra_institucion: str | None
    puesto: str
    nivel: NivelCargo
    motivo: str
    titular_correo: str | None = None


# Quien la pide


def pedir(
    red: Red, correo: str, datos: Datos, aviso: AvisoPrivacidad, leido: AvisoLeido | None = None
) -> Solicitud:
    """Deja la solicitud sin confirmar y un correo por salir; hace siempre lo mismo, sea de quien sea la dirección.

    Qué dice ese correo, y si sale, se decide al redactarlo: quien llena el formulario no puede saber si la dirección
    ya integra la Red, si ya pidió entrar o si se pidió no recibir otra suya.
    """
    correo, momento = correo.strip().lower(), ahora()
    _comprobar_titular(datos.titular_correo, correo)
    solicitud = Solicitud(red_id=red.id, correo=correo, aviso_id=aviso.id, leido=leido, pedida_en=momento,
        vence_en=momento + PARA_CONFIRMAR)  # fmt: skip
    _escribir(solicitud, datos)
    db.session.add(solicitud)
    db.session.flush()
    _avisar(solicitud, "solicitud_confirmar")
    return solicitud


def confirmar(solicitud_id: int) -> Solicitud:
    """El correo es suyo: desde ahora la ve quien decide. Confirmar otra vez no cambia nada.

    Lanza YaNoEspera si el plazo pasó, YaHayOtra o YaNoAdmite.
    """
    solicitud = con_candado(Solicitud, solicitud_id)
    estado, red = solicitud.estado(invitaciones.instante_de_la_base()), solicitud.red
    if estado in ABIERTA:
        return solicitud
    if estado is not EstadoSolicitud.POR_CONFIRMAR:
        raise YaNoEspera(estado)
    if not (red.publica and red.admite_solicitudes) or consultas.esta_bloqueado(red.id, solicitud.correo):
        raise YaNoAdmite
    if consultas.integra(red.id, solicitud.correo) or consultas.en_curso(red.id, solicitud.correo):
        raise YaHayOtra
    solicitud.confirmada_en = ahora()
    db.session.flush()
    if red.pide_respaldo:
        _pedir_respaldo_si_se_sabe_a_quien(solicitud)
    _avisar_a_quien_decide(solicitud)
    return solicitud


def corregir(solicitud_id: int, datos: Datos) -> Solicitud:
    """Cambia lo dicho; si ya tenía respaldo, o se había pedido, se pide otra vez. Lanza YaNoEspera."""
    solicitud = _abierta(solicitud_id)
    _comprobar_titular(datos.titular_correo, solicitud.correo)
    _escribir(solicitud, datos)
    solicitud.version += 1
    _sin_respaldo(solicitud)
    if solicitud.red.pide_respaldo:
        _pedir_respaldo_si_se_sabe_a_quien(solicitud)
    return solicitud


def retirar(solicitud_id: int) -> None:
    """Quien la hizo ya no quiere entrar; lanza YaNoEspera si ya tenía final."""
    solicitud = con_candado(Solicitud, solicitud_id)
    estado = solicitud.estado(ahora())
    if estado not in ABIERTA | {EstadoSolicitud.POR_CONFIRMAR}:
        raise YaNoEspera(estado)
    solicitud.retirada_en = ahora()


def _abierta(solicitud_id: int) -> Solicitud:
    solicitud = con_candado(Solicitud, solicitud_id)
    estado = solicitud.estado(ahora())
    if estado not in ABIERTA:
        raise YaNoEspera(estado)
    return solicitud


def _escribir(solicitud: Solicitud, datos: Datos) -> None:
    solicitud.nombre = datos.nombre
    solicitud.institucion_id = datos.institucion_id
    solicitud.otra_institucion = None if datos.institucion_id else datos.otra_institucion
    solicitud.puesto, solicitud.nivel, solicitud.motivo = datos.puesto, datos.nivel, datos.motivo
    solicitud.titular_correo = (datos.titular_correo or "").strip().lower() or None
    solicitud.titular_consta = False


def _comprobar_titular(titular: str | None, solicitante: str) -> None:
    escrito = (titular or "").strip().lower()
    if not escrito:
        return
    if problema := problema_de(escrito):
        raise CorreoDeTitular(problema)
    if misma_direccion(escrito, solicitante):
        raise CorreoDeTitular("Escribe la dirección de quien encabeza tu institución, no la tuya.")


# El respaldo


def nombrar_titular(solicitud_id: int, correo: str) -> None:
    """Dice a quién se le pide el respaldo y se lo pide; lo que otra dirección hubiera respondido deja de contar."""
    solicitud = _abierta(solicitud_id)
    _comprobar_titular(correo, solicitud.correo)
    escrito = correo.strip().lower()
    consta = consultas.titular_designada(solicitud.institucion_id, hoy(solicitud.red.zona))
    solicitud.titular_correo, solicitud.titular_consta = escrito, escrito == consta
    solicitud.version += 1
    _sin_respaldo(solicitud)
    if not _cabe_hoy(escrito):
        raise CorreoDeTitular("A esa dirección ya se le escribió varias veces hoy. Espera a mañana.")
    _pedir_respaldo(solicitud)


def _pedir_respaldo_si_se_sabe_a_quien(solicitud: Solicitud) -> None:
    """A la titular que consta en la unidad de su institución o, si no hay, a la dirección que se escribió.

    Si a esa dirección ya se le escribió varias veces hoy, se le pide solo al día siguiente.
    """
    consta = consultas.titular_designada(solicitud.institucion_id, hoy(solicitud.red.zona))
    if consta is not None and not misma_direccion(consta, solicitud.correo):
        solicitud.titular_correo, solicitud.titular_consta = consta, True
    if solicitud.titular_correo is not None:
        _pedir_o_aplazar(solicitud)


def _pedir_o_aplazar(solicitud: Solicitud) -> None:
    """Lo pide o, si a esa dirección ya se le escribió varias veces hoy, lo deja para mañana."""
    assert solicitud.titular_correo is not None
    if _cabe_hoy(solicitud.titular_correo):
        _pedir_respaldo(solicitud)
    else:
        solicitud.respaldo_aplazado_al = hoy(solicitud.red.zona) + timedelta(days=1)


def aplazar(llave_id: int, dia: date) -> Solicitud:
    """La titular todavía no lo sabe: se le vuelve a preguntar ese día. Lanza DiaDeMas si no puede ser."""
    solicitud = _con_llave_de_respaldo(llave_id)
    de_hoy = hoy(solicitud.red.zona)
    if not de_hoy < dia <= de_hoy + HASTA_APLAZAR:
        raise DiaDeMas
    solicitud.respaldo_aplazado_al = dia
    return solicitud


def pedir_los_aplazados() -> int:
    """Vuelve a preguntar a quienes dijeron que hoy; devuelve a cuántas."""
    cuantas = 0
    for solicitud_id in consultas.respaldos_por_pedir():
        solicitud = con_candado(Solicitud, solicitud_id)
        toca = solicitud.respaldo_aplazado_al
        if toca is not None and toca <= hoy(solicitud.red.zona) and solicitud.estado(ahora()) in ABIERTA:
            _pedir_o_aplazar(solicitud)
            cuantas += solicitud.respaldo_aplazado_al is None
    return cuantas


def _cabe_hoy(titular: str) -> bool:
    desde = ahora() - timedelta(days=1)
    return consultas.escritos_a(titular, "solicitud_respaldo", desde) < RESPALDOS_AL_DIA


def _pedir_respaldo(solicitud: Solicitud) -> None:
    assert solicitud.titular_correo is not None
    momento = ahora()
    solicitud.respaldo_pedido_en, solicitud.respaldo_vence_en = momento, momento + PARA_RESPALDAR
    solicitud.respaldo_aplazado_al = None
    _avisar(solicitud, "solicitud_respaldo", solicitud.titular_correo, version=solicitud.version)


def _sin_respaldo(solicitud: Solicitud) -> None:
    solicitud.respaldo_pedido_en = solicitud.respaldo_vence_en = solicitud.respaldo_aplazado_al = None
    solicitud.respaldada_en = solicitud.no_respaldada_en = solicitud.motivo_sin_respaldo = None


def respaldar(llave_id: int) -> Solicitud:
    """La titular respalda la versión que leyó; lanza EnlaceUsado si el enlace ya no es de esa versión."""
    solicitud = _con_llave_de_respaldo(llave_id)
    solicitud.respaldada_en = ahora()
    return solicitud


def no_respaldar(llave_id: int, motivo: str) -> Solicitud:
    """La titular no la respalda, y dice por qué."""
    solicitud = _con_llave_de_respaldo(llave_id)
    solicitud.no_respaldada_en, solicitud.motivo_sin_respaldo = ahora(), motivo
    return solicitud


def _con_llave_de_respaldo(llave_id: int) -> Solicitud:
    """La solicitud apartada y la llave gastada: de dos respuestas a la vez, sólo una llega."""
    llave = db.session.get(LlaveSolicitud, llave_id)
    if llave is None:
        raise NoEncontrado
    solicitud = con_candado(Solicitud, llave.solicitud_id)
    llave = con_candado(LlaveSolicitud, llave_id)
    if not sirve_para_respaldar(llave, solicitud):
        raise EnlaceUsado
    llave.usada_en = ahora()
    return solicitud


def sirve_para_respaldar(llave: LlaveSolicitud, solicitud: Solicitud) -> bool:
    """Si con ese enlace todavía se puede responder; vence con el reloj de la base, el mismo para todos los procesos."""
    momento = invitaciones.instante_de_la_base()
    return (
        llave.clase is ClaseDeLlave.RESPALDAR
        and llave.usada_en is None
        and llave.vence_en > momento
        and llave.version == solicitud.version
        and solicitud.estado(momento) in ABIERTA
        and solicitud.respaldo(momento) is EstadoRespaldo.PEDIDO
    )


def sirve_para_seguir(llave: LlaveSolicitud) -> bool:
    """Si ese enlace es de quien hizo la solicitud y no ha vencido."""
    return llave.clase is ClaseDeLlave.SEGUIR and llave.vence_en > invitaciones.instante_de_la_base()


# Lo decidido, cuando surte efecto


def aprobar(orden: Orden) -> str:
    """Entra a la Red si ya tiene cuenta; si no, recibe el enlace para abrirla. Lanza YaNoEspera o FaltaRespaldo."""
    solicitud = _por_decidir(orden)
    if solicitud.red.pide_respaldo and solicitud.respaldada_en is None:
        raise FaltaRespaldo
    cuenta = consultas.cuenta_para(solicitud.correo)
    solicitud.aprobada_en = ahora()
    if cuenta is not None:
        consentir(cuenta.persona, solicitud.aviso, {Finalidad.PARTICIPAR}, solicitud.leido)
        incorporar(
            solicitud.red,
            cuenta.persona,
            hoy(solicitud.red.zona),
            como="Por solicitud",
            por_id=orden.por_id,
        )
        solicitud.persona_id = cuenta.persona_id
    else:
        solicitud.invitacion_id = _invitacion(solicitud, orden.por_id).id
    _avisar(solicitud, "solicitud_aprobada")
    if cuenta is not None:
        return f"{solicitud.nombre} ya integra la Red."
    return f"Le enviamos a {solicitud.nombre} el enlace para abrir su cuenta."


def declinar(orden: Orden) -> str:
    """No entra, y se le dice por qué; con `bloquea`, no se recibe otra de ese correo."""
    solicitud = _por_decidir(orden)
    solicitud.declinada_en, solicitud.motivo_al_declinar = ahora(), orden.motivo
    solicitud.bloquea = orden.bloquea
    _avisar(solicitud, "solicitud_declinada")
    return f"Le dijimos a {solicitud.nombre} por qué no se aceptó."


def _por_decidir(orden: Orden) -> Solicitud:
    solicitud = _abierta(orden.asunto_id)
    if solicitud.version != orden.version:
        raise CambioDespues
    return solicitud


def _invitacion(solicitud: Solicitud, por_id: int) -> Invitacion:
    """La invitación con que abrirá su cuenta: la que ya esperaba respuesta, con más plazo, o una nueva."""
    momento = ahora()
    vence = momento + PARA_ABRIR_CUENTA
    previa = consultas.invitacion_por_responder(solicitud.red_id, solicitud.correo)
    if previa is not None:
        previa.vence_en, previa.borrador = max(previa.vence_en, vence), False
        previa.nombre, previa.institucion_id = solicitud.nombre, solicitud.institucion_id
        previa.nivel = solicitud.nivel
        return previa
    nueva = Invitacion(red_id=solicitud.red_id, correo=solicitud.correo, nombre=solicitud.nombre,
        institucion_id=solicitud.institucion_id, nivel=solicitud.nivel, creada_en=momento, creada_por_id=por_id,
        vence_en=vence)  # fmt: skip
    db.session.add(nueva)
    db.session.flush()
    return nueva


# Enlaces y correos


def acunar_llave(solicitud: Solicitud, clase: ClaseDeLlave, para: str) -> str:
    """Una ficha nueva para un enlace; sólo se guarda su huella."""
    ficha, momento = secrets.token_urlsafe(BYTES_DE_LLAVE), ahora()
    vence = momento + (PARA_RESPALDAR if clase is ClaseDeLlave.RESPALDAR else PARA_SEGUIR)
    db.session.add(
        LlaveSolicitud(solicitud=solicitud, clase=clase, version=solicitud.version, para=para,
            huella=LlaveSolicitud.huella_de(ficha), creada_en=momento, vence_en=vence)
    )  # fmt: skip
    db.session.flush()
    return ficha


def olvidar(cuantas: int = 200) -> int:
    """Quita las que nadie confirmó un mes después de su plazo: son datos que quizá escribió otra persona."""
    solicitudes = consultas.por_olvidar(ahora() - ANTES_DE_OLVIDAR, cuantas)
    for solicitud in solicitudes:
        for llave in consultas.llaves_de(solicitud.id):
            db.session.delete(llave)
        db.session.delete(solicitud)
    return len(solicitudes)


def _avisar(solicitud: Solicitud, plantilla: str, para: str | None = None, **datos: object) -> None:
    encolar(
        plantilla,
        para or solicitud.correo,
        {"solicitud_id": solicitud.id, **datos},
        referencia=f"solicitud:{solicitud.id}",
        red_id=solicitud.red_id,
    )


def _avisar_a_quien_decide(solicitud: Solicitud) -> None:
    """A la coordinación de la Red y a quien es enlace de la institución; una vez a cada persona."""
    dia = hoy(solicitud.red.zona)
    personas = {persona.id: persona for persona in consultas_bandeja.coordinan(solicitud.red_id, dia)}
    if solicitud.institucion_id is not None:
        enlaces = consultas_bandeja.enlaces_de([solicitud.institucion_id], dia)
        personas |= {persona.id: persona for persona in enlaces.get(solicitud.institucion_id, [])}
    for persona in personas.values():
        _avisar(solicitud, "solicitud_nueva", persona.correo, nombre=persona.nombre_visible)
