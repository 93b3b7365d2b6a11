"""Lo que llega a la bandeja desde esta capa hacia abajo: solicitudes, puestos, instituciones que faltan y correos."""

from datetime import UTC, datetime, time

from red.avisos import lotes
from red.avisos.consultas import lotes_por_aprobar
from red.base import buscar, con_candado
from red.errores import ErrorDeDominio
from red.invitaciones import operaciones as invitaciones
from red.invitaciones.modelos import Invitacion
from red.permisos import Identidad, Permiso
from red.personas.modelos import Persona
from red.personas.operaciones import confirmar_adscripcion
from red.reloj import ahora, hoy
from red.solicitudes import consultas, consultas_bandeja, operaciones
from red.solicitudes.bandeja import Asunto, Orden, asuntos
from red.solicitudes.modelos import EstadoRespaldo, Solicitud
from red.textos import contar, fecha
from red.unidades import operaciones_por_confirmar as unidades
from red.unidades.modelos import DesignacionPorConfirmar

NO_CONSTA = "una dirección que alguien escribió y no consta en el registro: comprueba de quién es."


class YaEstaba(ErrorDeDominio):
    """Alguien lo resolvió en otra página mientras tanto."""

    def __init__(self) -> None:
        super().__init__("Mientras tanto se resolvió en otra página, o dejó de hacer falta.")


@asuntos(
    "solicitud",
    "Solicitudes para entrar",
    aprobar=operaciones.aprobar,
    declinar=operaciones.declinar,
    admite_bloqueo=True,
    de_enlaces=True,
)
def _solicitudes(quien: Identidad) -> list[Asunto]:
    suyas = consultas.por_decidir(quien)
    personas = consultas.personas_con([solicitud.correo for solicitud in suyas])
    return [_de_solicitud(solicitud, personas.get(solicitud.correo)) for solicitud in suyas]


def _de_solicitud(solicitud: Solicitud, persona_id: int | None) -> Asunto:
    """El plazo corre desde que hay con qué decidir: el respaldo, si la Red lo pide; si no, el correo confirmado."""
    pide, respaldo = solicitud.red.pide_respaldo, solicitud.respaldo(ahora())
    respondio = solicitud.respaldada_en or solicitud.no_respaldada_en
    dicho = {
        EstadoRespaldo.SIN_PEDIR: "Falta pedirle el respaldo a su titular."
        if solicitud.titular_correo
        else "Falta decir a quién se le pide el respaldo.",
        EstadoRespaldo.APLAZADO: f"A su titular se le vuelve a preguntar el {fecha(solicitud.respaldo_aplazado_al)}.",
        EstadoRespaldo.PEDIDO: "Espera la respuesta de su titular.",
        EstadoRespaldo.VENCIDO: "Su titular no respondió a tiempo.",
        EstadoRespaldo.RESPALDADA: "Con el respaldo de su titular.",
        EstadoRespaldo.NO_RESPALDADA: "Su titular no la respaldó.",
    }[respaldo]
    sin_constar = pide and respaldo is EstadoRespaldo.RESPALDADA and not solicitud.titular_consta
    if sin_constar:
        dicho = f"La respaldó {solicitud.titular_correo}, {NO_CONSTA}"
    assert solicitud.confirmada_en is not None
    return Asunto(
        id=solicitud.id,
        red_id=solicitud.red_id,
        titulo=f"{solicitud.nombre} pide entrar",
        detalle=f"{solicitud.puesto}, {solicitud.donde}." + (f" {dicho}" if pide else ""),
        espera_desde=(respondio if pide else None) or solicitud.confirmada_en,
        extremo="solicitudes.ver",
        valores={"id": solicitud.id},
        institucion_id=solicitud.institucion_id,
        persona_id=persona_id,
        corre=not pide or respaldo not in (EstadoRespaldo.PEDIDO, EstadoRespaldo.APLAZADO),
        impide_aprobar=f"{dicho} Esta Red pide el respaldo para aceptar."
        if pide and respaldo is not EstadoRespaldo.RESPALDADA
        else "",
        a_solas=f"Se acepta de una en una: la respaldó {solicitud.titular_correo}, {NO_CONSTA}"
        if sin_constar
        else "",
        version=solicitud.version,
    )


def _confirmar_puesto(orden: Orden) -> str:
    """Responde por que trabaja ahí, como en su ficha."""
    leido = consultas_bandeja.adscripcion(orden.asunto_id)
    if leido is None:
        raise YaEstaba
    con_candado(Persona, leido.persona_id)
    puesto = consultas_bandeja.adscripcion(orden.asunto_id)
    if puesto is None or puesto.confirmada_el is not None or puesto.hasta is not None:
        raise YaEstaba
    confirmar_adscripcion(puesto, orden.por_id)
    return f"Consta que {puesto.persona.nombre_visible} trabaja en {puesto.institucion.nombre}."


@asuntos("puesto", "Puestos por confirmar", aprobar=_confirmar_puesto, verbo="Confirmar", de_enlaces=True)
def _puestos(quien: Identidad) -> list[Asunto]:
    return [
        Asunto(
            id=puesto.id,
            red_id=red_id,
            titulo=f"{puesto.persona.nombre_visible} dice que trabaja en {puesto.institucion.nombre_corto}",
            detalle=f"{puesto.puesto}, {puesto.nivel.etiqueta.lower()}.",
            espera_desde=consta or datetime.combine(puesto.desde, time(12), tzinfo=UTC),
            extremo="personas.ver",
            valores={"clave": puesto.persona.clave},
            institucion_id=puesto.institucion_id,
            persona_id=puesto.persona_id,
        )
        for puesto, red_id, consta in consultas_bandeja.puestos_por_confirmar(quien, hoy())
    ]


def _atender(orden: Orden) -> str:
    """La institución ya está en la lista, o se habló con quien la pidió."""
    invitacion = con_candado(Invitacion, orden.asunto_id)
    if not invitacion.por_atender:
        raise YaEstaba
    invitaciones.atender(invitacion.id)
    return "Quedó atendida."


@asuntos("institucion", "Instituciones que faltan", aprobar=_atender, verbo="Dar por atendida")
def _instituciones(quien: Identidad) -> list[Asunto]:
    return [
        Asunto(
            id=invitacion.id,
            red_id=invitacion.red_id,
            titulo=f"{invitacion.persona.nombre_visible if invitacion.persona else invitacion.correo} no halló su institución",
            detalle=invitacion.nota or "",
            espera_desde=invitacion.aceptada_en or invitacion.creada_en,
            extremo="invitaciones.ver",
            valores={"id": invitacion.id},
            persona_id=invitacion.persona_id,
        )
        for invitacion in consultas_bandeja.instituciones_que_faltan(quien)
    ]


def _no_designar(orden: Orden) -> str:
    """No se designa a nadie; el porqué lo lee quien la pidió."""
    unidades.declinar(buscar(DesignacionPorConfirmar, orden.asunto_id), orden.motivo, orden.por_id)
    return "Quedó dicho que no se designa."


@asuntos("designacion", "Designaciones por confirmar", declinar=_no_designar)
def _designaciones(quien: Identidad) -> list[Asunto]:
    """Se aprueban en su página, donde se dice quién es; aquí sólo se declinan."""
    return [
        Asunto(
            id=pedida.id,
            red_id=red_id,
            titulo=f"Se pide designar a {pedida.nombre_completo} en {pedida.unidad.institucion.nombre_corto}",
            detalle=f"{pedida.funcion.etiqueta} de la unidad. Di quién es en su página.",
            espera_desde=pedida.pedida_en,
            extremo="unidades.quien_es",
            valores={"pedida_id": pedida.id},
            institucion_id=pedida.unidad.institucion_id,
        )
        for pedida, red_id in consultas_bandeja.designaciones_por_confirmar(quien, hoy())
    ]


def _dejar_salir(orden: Orden) -> str:
    cuantos = lotes.aprobar(orden.asunto_id, orden.por_id)
    return f"Salen {contar(cuantos, 'correo', 'correos')}."


def _detener(orden: Orden) -> str:
    cuantos = lotes.detener(orden.asunto_id, orden.por_id, orden.motivo)
    return f"Ya no saldrán {contar(cuantos, 'correo', 'correos')}."


@asuntos("correos", "Envíos de muchos correos", aprobar=_dejar_salir, declinar=_detener, verbo="Dejar salir")
def _lotes(quien: Identidad) -> list[Asunto]:
    redes = quien.redes_con(Permiso.INVITAR)
    if redes is not None and not redes:
        return []
    return [
        Asunto(
            id=lote.id,
            red_id=lote.red_id,
            titulo=f"{contar(lote.cuantos, 'correo espera', 'correos esperan')} tu aprobación",
            detalle=lote.que,
            espera_desde=lote.abierto_en,
            extremo="solicitudes.bandeja",
            valores={"clase": "correos"},
            persona_id=lote.por_id,
        )
        for lote in lotes_por_aprobar(redes)
        if lote.red_id is not None
    ]
