"""Lo que la coordinación hace con un levantamiento: prepararlo, abrirlo, recordar, cerrarlo y volverlo a abrir."""

from datetime import date, timedelta

from sqlalchemy import insert

from red.avisos import lotes
from red.avisos.modelos import Lote
from red.avisos.operaciones import encolar_muchos
from red.base import con_candado, db
from red.errores import ErrorDeDominio
from red.levantamientos import avance, consultas, quienes
from red.levantamientos.modelos import AQuienes, Consultada, Etapa, Levantamiento
from red.levantamientos.recuento import dias_de_recordatorio
from red.redes.modelos import Red
from red.reloj import ahora, dia_de, hoy
from red.textos import fecha

INVITA, RECUERDA = "levantamiento_abierto", "levantamiento_recordatorio"
ENTRE_RECORDATORIOS = timedelta(days=2)
"""Cuánto se espera para volver a recordar a mano: insistir más a menudo cansa y no ayuda."""
DIAS_MAXIMOS = 120
"""Lo que dura abierto, a lo más: una fotografía que tarda medio año ya no es de un momento."""


class EnOtraEtapa(ErrorDeDominio):
    """Lo que se pide no toca en la etapa en que está."""


class HayOtroAbierto(ErrorDeDominio):
    """Una Red pregunta una cosa a la vez."""

    def __init__(self, nombre: str) -> None:
        super().__init__(
            f"En esta Red está abierto «{nombre}». Ciérralo antes de abrir otro: así nadie contesta dos a la vez."
        )


class FechasImposibles(ErrorDeDominio):
    """Los días no van en orden, ya pasaron o son demasiados."""


class NadieAQuienPreguntar(ErrorDeDominio):
    """No hay a quién."""

    def __init__(self) -> None:
        super().__init__(
            "Todavía no hay a quién preguntar: la Red no tiene integrantes activas de las que elegiste."
        )


class TodaviaNoSeRecuerda(ErrorDeDominio):
    """Se recordó hace poco, o no falta nadie."""


def preparar(
    red_id: int, nombre: str, presentacion: str, a_quienes: AQuienes, abre_el: date, cierra_el: date
) -> Levantamiento:
    """Registra un levantamiento en preparación; nadie lo ve hasta que se abre."""
    red = con_candado(Red, red_id)
    _comprobar_dias(abre_el, cierra_el, hoy(red.zona))
    nuevo = Levantamiento(
        red_id=red_id,
        nombre=nombre,
        presentacion=presentacion,
        a_quienes=a_quienes,
        abre_el=abre_el,
        cierra_el=cierra_el,
    )
    db.session.add(nuevo)
    db.session.flush()
    return nuevo


def corregir(
    id: int, nombre: str, presentacion: str, a_quienes: AQuienes, abre_el: date, cierra_el: date
) -> None:
    """Cambia lo que se dijo. Ya abierto, ni a quiénes ni cuándo abrió; cerrado, sólo se llama de otro modo."""
    este = con_candado(Levantamiento, id)
    dia = hoy(este.red.zona)
    etapa = este.etapa(dia)
    este.nombre, este.presentacion = nombre, presentacion
    if etapa in {Etapa.BORRADOR, Etapa.PROGRAMADO}:
        _comprobar_dias(abre_el, cierra_el, dia)
        este.a_quienes, este.abre_el, este.cierra_el = a_quienes, abre_el, cierra_el
    elif etapa is Etapa.ABIERTO:
        if (a_quienes, abre_el) != (este.a_quienes, este.abre_el):
            raise EnOtraEtapa("Ya está abierto: no cambia a quiénes se pregunta ni el día en que abrió.")
        _prolongar(este, cierra_el, dia)
    elif (a_quienes, abre_el, cierra_el) != (este.a_quienes, este.abre_el, este.cierra_el):
        raise EnOtraEtapa("Ya está cerrado: sólo puedes cambiar su nombre y su presentación.")


def abrir(id: int, por_id: int | None = None) -> int:
    """Lo abre hoy, o lo deja programado si su día todavía no llega; devuelve a cuántas personas se preguntó.

    Lanza EnOtraEtapa, HayOtroAbierto o NadieAQuienPreguntar.
    """
    este = con_candado(Levantamiento, id)
    dia = hoy(este.red.zona)
    if este.etapa(dia) not in {Etapa.BORRADOR, Etapa.PROGRAMADO}:
        raise EnOtraEtapa("Este levantamiento ya se abrió.")
    if este.cierra_el < dia:
        raise FechasImposibles("El último día ya pasó: corrige las fechas antes de abrirlo.", "cierra_el")
    if este.abre_el > dia:
        este.programado_en = este.programado_en or ahora()
        return 0
    return _abrir(este, dia, por_id)


def abrir_hoy(id: int, por_id: int | None = None) -> int:
    """Lo abre sin esperar a su día."""
    este = con_candado(Levantamiento, id)
    dia = hoy(este.red.zona)
    if este.etapa(dia) in {Etapa.BORRADOR, Etapa.PROGRAMADO} and este.abre_el > dia:
        este.abre_el = dia
    return abrir(id, por_id)


def volver_a_preparar(id: int) -> None:
    """El programado ya no se abre solo."""
    este = con_candado(Levantamiento, id)
    if este.etapa(hoy(este.red.zona)) is not Etapa.PROGRAMADO:
        raise EnOtraEtapa("Sólo lo programado vuelve a quedar en preparación.")
    este.programado_en = None


def _abrir(este: Levantamiento, dia: date, por_id: int | None) -> int:
    con_candado(Red, este.red_id)
    otro = consultas.abierto_de(este.red_id)
    if otro is not None and otro.id != este.id:
        if otro.etapa(dia) is Etapa.ABIERTO:
            raise HayOtroAbierto(otro.nombre)
        otro.cerrado_en = ahora()
        db.session.flush()
    este.abierto_en, este.abre_el = ahora(), dia
    db.session.flush()
    if not (cuantas := sumar_a_quienes_toca(este, dia, por_id)):
        raise NadieAQuienPreguntar
    return cuantas


def sumar_a_quienes_toca(este: Levantamiento, dia: date, por_id: int | None = None) -> int:
    """Pregunta a quienes toca y todavía no se les había preguntado, con un correo; devuelve a cuántas."""
    nuevas = quienes.sin_consultar(este, dia)
    if not nuevas:
        return 0
    db.session.execute(
        insert(Consultada),
        [
            {"levantamiento_id": este.id, "persona_id": persona_id, "paso": 0, "aporta": [], "necesita": []}
            for persona_id in nuevas
        ],
    )
    if a_quienes := avance.faltan(este, dia, nuevas):
        escribir(este, INVITA, a_quienes, por_id)
    return len(nuevas)


def cerrar(id: int) -> None:
    """Lo cierra hoy, aunque le quedaran días; lo que alguien dejó a medias no cuenta."""
    este = con_candado(Levantamiento, id)
    dia = hoy(este.red.zona)
    if este.etapa(dia) is not Etapa.ABIERTO:
        raise EnOtraEtapa("Sólo se cierra el que está abierto.")
    este.cerrado_en = ahora()
    este.cierra_el = min(este.cierra_el, dia)


def volver_a_abrir(id: int, cierra_el: date) -> None:
    """Lo reabre hasta ese día, con lo que ya se había contestado. Lanza HayOtroAbierto o EnOtraEtapa."""
    este = con_candado(Levantamiento, id)
    dia = hoy(este.red.zona)
    if este.etapa(dia) is not Etapa.CERRADO:
        raise EnOtraEtapa("Sólo se vuelve a abrir el que está cerrado.")
    con_candado(Red, este.red_id)
    if consultas.hay_despues(este):
        raise EnOtraEtapa("Después de éste ya se abrió otro levantamiento: el anterior se queda como está.")
    _prolongar(este, cierra_el, dia)
    este.cerrado_en = None


def cerrar_si_vencio(este: Levantamiento) -> bool:
    """Anota que se cerró, si ya pasó su último día."""
    if este.abierto_en is None or este.cerrado_en is not None or hoy(este.red.zona) <= este.cierra_el:
        return False
    este.cerrado_en = ahora()
    return True


# ------------------------------------------------------------------ Recordar


def recordar(id: int, por_id: int) -> Lote:
    """Escribe a quienes no han contestado. Lanza TodaviaNoSeRecuerda o lotes.CuotaDeCorreoAgotada."""
    este = con_candado(Levantamiento, id)
    dia = hoy(este.red.zona)
    if porque := por_que_no_se_recuerda(este, dia):
        raise TodaviaNoSeRecuerda(porque)
    faltan = avance.faltan(este, dia)
    if not faltan:
        raise TodaviaNoSeRecuerda("Ya contestaron todas las personas a quienes se preguntó.")
    este.recordado_en = ahora()
    return escribir(este, RECUERDA, faltan, por_id)


def por_que_no_se_recuerda(este: Levantamiento, dia: date) -> str:
    """Por qué ahora no se puede recordar, dicho a una persona; vacío si se puede."""
    if este.etapa(dia) is not Etapa.ABIERTO:
        return "Sólo se recuerda mientras se puede contestar."
    if este.recordado_en is not None and ahora() < este.recordado_en + ENTRE_RECORDATORIOS:
        return (
            f"Se recordó el {fecha(dia_de(este.recordado_en, este.red.zona))}. "
            f"Espera {ENTRE_RECORDATORIOS.days} días para volver a escribir."
        )
    return ""


def recordar_solo(este: Levantamiento, dia: date) -> int:
    """El recordatorio automático que toca ese día, si toca alguno; devuelve a cuántas se escribió.

    Son dos, y los que se pasaron sin que nadie los mandara no se juntan: sale uno.
    """
    tocan = sum(cuando <= dia for cuando in dias_de_recordatorio(este.abre_el, este.cierra_el))
    if este.etapa(dia) is not Etapa.ABIERTO or tocan <= este.recordados:
        return 0
    este.recordados = tocan
    faltan = avance.faltan(este, dia)
    if not faltan or por_que_no_se_recuerda(este, dia):
        return 0
    este.recordado_en = ahora()
    escribir(este, RECUERDA, faltan, None)
    return len(faltan)


def escribir(este: Levantamiento, plantilla: str, a_quienes: list[avance.Falta], por_id: int | None) -> Lote:
    """Los correos de un levantamiento, juntos: con tope y segunda mirada cuando los manda una persona."""
    que = "Invitación a contestar" if plantilla == INVITA else "Recordatorio para contestar"
    lote = lotes.abrir(f"{que}, {este.nombre}", este.red_id, por_id, len(a_quienes))
    encolar_muchos(
        plantilla,
        [
            (
                quien.correo,
                {"nombre": quien.llamada, "consultada_id": quien.consultada_id},
                f"levantamiento:{este.id}",
            )
            for quien in a_quienes
        ],
        lote,
    )
    return lote


def _comprobar_dias(abre_el: date, cierra_el: date, dia: date) -> None:
    if abre_el < dia:
        raise FechasImposibles("El primer día tiene que ser hoy o uno que esté por venir.", "abre_el")
    _comprobar_duracion(abre_el, cierra_el)


def _comprobar_duracion(abre_el: date, cierra_el: date) -> None:
    if cierra_el <= abre_el:
        raise FechasImposibles("El último día tiene que ser posterior al primero.", "cierra_el")
    if (cierra_el - abre_el).days > DIAS_MAXIMOS:
        raise FechasImposibles(
            f"Déjalo abierto {DIAS_MAXIMOS} días o menos: lo que se contesta ha de ser de un mismo momento.",
            "cierra_el",
        )


def _prolongar(este: Levantamiento, cierra_el: date, dia: date) -> None:
    if cierra_el < dia:
        raise FechasImposibles("El último día tiene que ser hoy o uno que esté por venir.", "cierra_el")
    _comprobar_duracion(este.abre_el, cierra_el)
    if cierra_el > este.cierra_el:
        este.recordados = min(este.recordados, sum(
            cuando <= dia for cuando in dias_de_recordatorio(este.abre_el, cierra_el)
        ))  # fmt: skip
    este.cierra_el = cierra_el
