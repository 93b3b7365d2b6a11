"""Preparar un relevo, confirmarlo en una sola transacción o cancelarlo; y redactar su acta."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from red.acceso import operaciones as acceso
from red.acceso.modelos import Asignacion
from red.base import buscar, con_candado, db
from red.documentos import operaciones as documentos
from red.documentos.consultas import de_referencia
from red.documentos.modelos import Documento, Papel
from red.errores import ErrorDeDominio
from red.instituciones.modelos import Institucion
from red.invitaciones import operaciones as invitaciones
from red.invitaciones.modelos import SIN_RESPONDER, Invitacion
from red.permisos import Identidad
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.relevos import consultas
from red.relevos.modelos import ClaseDeEntrega, ComoSeCubre, Destino, Entrega, EstadoRelevo, Relevo
from red.reloj import ahora
from red.textos import contar, fecha
from red.unidades import operaciones as unidades
from red.unidades.consultas_papeles import datos_de_unidad
from red.unidades.modelos import PRINCIPALES, Designacion, Unidad
from red.vinculos import operaciones as vinculos
from red.vinculos.modelos import Colaboracion


class SinRelevo(ErrorDeDominio):
    """Esa función ya terminó o no se releva."""

    def __init__(self) -> None:
        super().__init__("Esta función ya terminó o no necesita relevo.")


class YaEnRelevo(ErrorDeDominio):
    """Alguien ya empezó el relevo de esa función."""

    def __init__(self) -> None:
        super().__init__("Ya hay un relevo en marcha para esta función: continúa ése.")


class YaCerrado(ErrorDeDominio):
    """El relevo ya se canceló o se confirmó."""

    def __init__(self, relevo: Relevo) -> None:
        super().__init__(f"Este relevo ya está {relevo.estado.etiqueta.lower()}.")


class TodaviaNo(ErrorDeDominio):
    """No se confirma antes de que llegue el último día."""

    def __init__(self, dia: date) -> None:
        super().__init__(f"Su último día es el {fecha(dia)}: confirma el relevo ese día o después.")


class MismaPersona(ErrorDeDominio):
    """Quien se va no se sucede a sí misma."""

    def __init__(self, campo: str | None = None) -> None:
        super().__init__("Quien deja la función no puede recibirla.", campo)


class FaltaSucesora(ErrorDeDominio):
    """Se dijo que llega una persona y no cuál."""

    def __init__(self) -> None:
        super().__init__("Elige quién llega a la función.", "sucesora_id")


class DestinoImposible(ErrorDeDominio):
    """Eso no se puede decidir con esa cosa."""

    def __init__(self, entrega: Entrega) -> None:
        super().__init__(f"«{entrega.que}» no admite esa decisión.", f"entrega_{entrega.id}")


class SinDerecho(ErrorDeDominio):
    """Entre lo decidido hay algo que quien confirma no puede hacer."""

    def __init__(self) -> None:
        super().__init__(
            "Parte de lo que se entrega lo decide la coordinación de la Red: pídele que confirme este relevo."
        )


@dataclass(frozen=True)
class Decision:
    """Qué pasa con una cosa que se entrega."""

    destino: Destino
    recibe_id: int | None = None


def preparar(designacion_id: int, ultimo_dia: date, motivo: str, quien: Identidad, dia: date) -> Relevo:
    """Abre el relevo con la lista de lo que tiene abierto quien se va; nada cambia todavía.

    Lanza SinRelevo, YaEnRelevo o, si el último día es anterior a su primer día, TerminaAntesDeEmpezar.
    """
    designacion = con_candado(Designacion, designacion_id)
    if designacion.funcion not in PRINCIPALES or (designacion.hasta is not None and designacion.hasta <= dia):
        raise SinRelevo
    if consultas.borrador_de(designacion_id) is not None:
        raise YaEnRelevo
    if ultimo_dia < designacion.desde:
        raise unidades.TerminaAntesDeEmpezar(designacion.desde, "ultimo_dia")
    relevo = Relevo(
        designacion_id=designacion.id,
        ultimo_dia=ultimo_dia,
        motivo=motivo.strip(),
        abierto_por_id=quien.persona,
        abierto_en=ahora(),
    )
    db.session.add(relevo)
    db.session.flush()
    for abierto in consultas.abiertos(designacion, quien, dia):
        db.session.add(Entrega(relevo_id=relevo.id, **vars(abierto)))
    db.session.flush()
    return relevo


def decidir(
    relevo: Relevo, cubre: ComoSeCubre, sucesora_id: int | None, decisiones: Mapping[int, Decision]
) -> None:
    """Guarda quién llega y qué pasa con cada cosa; se puede cambiar hasta confirmar."""
    relevo = _borrador(relevo)
    saliente = relevo.designacion.persona_id
    if cubre is ComoSeCubre.PERSONA and sucesora_id is None:
        raise FaltaSucesora
    if sucesora_id == saliente:
        raise MismaPersona("sucesora_id")
    relevo.cubre = cubre
    relevo.sucesora_id = sucesora_id if cubre is ComoSeCubre.PERSONA else None
    for entrega in consultas.entregas(relevo.id):
        decision = decisiones.get(entrega.id)
        if decision is None:
            continue
        if decision.destino not in consultas.ADMITE[entrega.clase]:
            raise DestinoImposible(entrega)
        if decision.recibe_id == saliente:
            raise MismaPersona(f"entrega_{entrega.id}")
        entrega.destino = decision.destino
        entrega.recibe_id = decision.recibe_id if decision.destino is Destino.PASA else None


def confirmar(relevo: Relevo, quien: Identidad, dia: date) -> bool:
    """Hace todo el relevo de una vez; devuelve si hizo algo: confirmarlo otra vez no repite nada.

    Termina la función, entrega cada cosa, designa a quien llega o deja la unidad en relevo. Lo que ya
    se había terminado por otro camino se respeta. Lanza YaCerrado si se canceló, o TodaviaNo.
    """
    relevo = con_candado(Relevo, relevo.id)
    if relevo.estado is EstadoRelevo.CONFIRMADO:
        return False
    relevo = _borrador(relevo)
    if relevo.ultimo_dia > dia:
        raise TodaviaNo(relevo.ultimo_dia)
    pendientes = consultas.entregas(relevo.id)
    se_mueven = [e for e in pendientes if e.destino is not Destino.SIGUE]
    if not all(consultas.puede_atender(entrega, quien, dia) for entrega in se_mueven):
        raise SinDerecho
    _apartar(relevo, se_mueven)
    _terminar(relevo.designacion, relevo.ultimo_dia)
    for entrega in pendientes:
        _entregar(entrega, relevo.ultimo_dia, quien, dia)
        entrega.hecha_en = ahora()
    _cubrir(relevo, quien)
    relevo.estado = EstadoRelevo.CONFIRMADO
    relevo.confirmado_en, relevo.confirmado_por_id = ahora(), quien.persona
    return True


def _apartar(relevo: Relevo, se_mueven: list[Entrega]) -> None:
    """Aparta en el orden de siempre lo que se va a cambiar, para que dos relevos cruzados no se traben."""
    ajenas = [buscar(Designacion, e.fila_id) for e in se_mueven if e.clase is ClaseDeEntrega.DESIGNACION]
    suyas = {d.unidad_id: d.unidad.institucion_id for d in (relevo.designacion, *ajenas)}
    for institucion_id in sorted(set(suyas.values())):
        con_candado(Institucion, institucion_id, compartido=True)
    for invitacion in sorted(e.fila_id for e in se_mueven if e.clase is ClaseDeEntrega.INVITACION):
        con_candado(Invitacion, invitacion)
    for unidad_id in sorted(suyas):
        con_candado(Unidad, unidad_id)


def _terminar(designacion: Designacion, hasta: date) -> bool:
    """Termina la designación si sigue abierta después de ese día; devuelve si la terminó."""
    designacion = con_candado(Designacion, designacion.id)
    if designacion.hasta is not None and designacion.hasta <= hasta:
        return False
    unidades.terminar(designacion, max(hasta, designacion.desde))
    return True


def _entregar(entrega: Entrega, hasta: date, quien: Identidad, dia: date) -> None:
    """Hace lo decidido con una cosa, con los derechos de quien confirma."""
    if entrega.destino is Destino.SIGUE:
        return
    if entrega.clase is ClaseDeEntrega.DESIGNACION:
        _entregar_funcion(entrega, hasta, quien)
    elif entrega.clase is ClaseDeEntrega.PAPEL:
        papel = buscar(Asignacion, entrega.fila_id)
        if papel.terminada_en is None and papel.esta_vigente(dia):
            acceso.terminar_papel(quien, papel)
    elif entrega.clase is ClaseDeEntrega.COLABORACION:
        colaboracion = con_candado(Colaboracion, entrega.fila_id)
        if colaboracion.hasta is None:
            vinculos.terminar(colaboracion, max(hasta, colaboracion.desde))
    elif con_candado(Invitacion, entrega.fila_id).estado(ahora()) in SIN_RESPONDER:
        invitaciones.revocar(entrega.fila_id)


def _entregar_funcion(entrega: Entrega, hasta: date, quien: Identidad) -> None:
    designacion = buscar(Designacion, entrega.fila_id)
    if not _terminar(designacion, hasta):
        return
    if entrega.destino is Destino.PASA and entrega.recibe_id is not None:
        _designar(designacion, buscar(Persona, entrega.recibe_id), quien)
    else:
        unidades.entrar_en_relevo(designacion.unidad, designacion.funcion, hasta, quien.persona)


def _designar(deja: Designacion, llega: Persona, quien: Identidad) -> Designacion:
    assert deja.hasta is not None
    return unidades.designar(
        deja.unidad, llega, deja.funcion, deja.hasta + timedelta(days=1), quien_id=quien.persona
    )


def _cubrir(relevo: Relevo, quien: Identidad) -> None:
    """Designa a quien llega; si nadie llega todavía, la unidad queda en relevo."""
    deja = relevo.designacion
    if relevo.cubre is ComoSeCubre.PERSONA and relevo.sucesora_id is not None:
        relevo.nueva_id = _designar(deja, buscar(Persona, relevo.sucesora_id), quien).id
    else:
        unidades.entrar_en_relevo(deja.unidad, deja.funcion, relevo.ultimo_dia, quien.persona)


def cancelar(relevo: Relevo) -> None:
    """Deja sin efecto un relevo que no se confirmó: nada había cambiado."""
    relevo = _borrador(relevo)
    relevo.estado = EstadoRelevo.CANCELADO
    relevo.cancelado_en = ahora()


def _borrador(relevo: Relevo) -> Relevo:
    relevo = con_candado(Relevo, relevo.id)
    if relevo.estado is not EstadoRelevo.BORRADOR:
        raise YaCerrado(relevo)
    return relevo


def _filas_del_acta(entregas: Sequence[Entrega]) -> list[list[str]]:
    """Cada función y papel por su nombre; de colaboraciones e invitaciones, cuántas: el acta la leen más personas."""
    con_nombre = {ClaseDeEntrega.DESIGNACION, ClaseDeEntrega.PAPEL}
    filas = [
        [e.que, e.recibe.nombre_completo if e.recibe else "—", e.destino.etiqueta]
        for e in entregas
        if e.clase in con_nombre
    ]
    sueltas = Counter((e.clase, e.destino) for e in entregas if e.clase not in con_nombre)
    dichas = {
        ClaseDeEntrega.COLABORACION: ("colaboración declarada", "colaboraciones declaradas"),
        ClaseDeEntrega.INVITACION: ("invitación sin respuesta", "invitaciones sin respuesta"),
    }
    return filas + [
        [contar(cuantas, *dichas[clase]), "—", destino.etiqueta]
        for (clase, destino), cuantas in sueltas.items()
    ]


def acta(relevo: Relevo, red: Red, quien_id: int | None, dia: date) -> Documento:
    """El acta de entrega-recepción de un relevo confirmado; si ya se emitió y vale, es esa misma."""
    relevo = con_candado(Relevo, relevo.id)
    if relevo.estado is not EstadoRelevo.CONFIRMADO:
        raise YaCerrado(relevo)
    referencia = f"relevo:{relevo.id}"
    vale = next((d for d in de_referencia(referencia) if d.anulado_en is None), None)
    if vale is not None:
        return vale
    deja = relevo.designacion
    filas = _filas_del_acta(consultas.entregas(relevo.id))
    datos = {
        **datos_de_unidad(deja.unidad, red, dia),
        "sale": deja.persona.nombre_completo,
        "funcion": deja.funcion.etiqueta.lower(),
        "ultimo_dia": fecha(relevo.ultimo_dia),
        "motivo": relevo.motivo.rstrip("."),
        "recibe": relevo.sucesora.nombre_completo if relevo.sucesora else "",
        "entregado": [
            ["Qué se entrega", "Quién lo recibe", "Qué pasa"],
            *(filas or [["Nada más estaba abierto a su nombre", "—", "—"]]),
        ],
    }
    return documentos.emitir(
        red.id,
        Papel.ACTA_ENTREGA,
        datos,
        referencia=referencia,
        institucion_id=deja.unidad.institucion_id,
        quien_id=quien_id,
        dia=dia,
    )
