"""Lo que cambia en los trayectos: sus pasos y su orden; y recordar su formación a quienes les falta."""

from collections.abc import Collection
from datetime import date, timedelta

from red.avisos import lotes
from red.avisos.modelos import Lote
from red.avisos.operaciones import encolar_muchos
from red.base import buscar, con_candado, db
from red.errores import ErrorDeDominio, NoEncontrado
from red.formacion import consultas_catalogo
from red.formacion.modelos_catalogo import Contenido, Curso, ParaQuien
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.reloj import ahora, hoy
from red.trayectos import consultas
from red.trayectos.avance import EstadoDeAvance, Progreso
from red.trayectos.consultas import RECORDATORIO
from red.trayectos.modelos import PasoDeTrayecto, Trayecto

ENTRE_RECORDATORIOS = timedelta(days=14)
"""A nadie se le recuerda lo mismo antes de este tiempo."""


class PasoRepetido(ErrorDeDominio):
    """El trayecto ya lo pide."""

    def __init__(self) -> None:
        super().__init__("El trayecto ya pide eso.", campo="que")


class NadieQueRecordar(ErrorDeDominio):
    """A todas se les recordó hace poco, o a ninguna le falta nada."""

    def __init__(self) -> None:
        super().__init__(
            "Ahora no hay a quién recordarle: o están al día, o se les escribió hace menos de dos semanas."
        )


# ------------------------------------------------------------------ Los trayectos


def abrir_trayecto(red_id: int, para: ParaQuien, nombre: str = "", descripcion: str = "") -> Trayecto:
    """El trayecto de esa función; si ya lo había, el mismo."""
    con_candado(Red, red_id)
    trayecto = consultas.trayecto(red_id, para)
    if trayecto is None:
        trayecto = Trayecto(red_id=red_id, para=para, nombre=nombre or para.etiqueta, descripcion=descripcion)
        db.session.add(trayecto)
        db.session.flush()
    return trayecto


def describir(trayecto_id: int, nombre: str, descripcion: str) -> Trayecto:
    """Corrige cómo se llama y qué dice."""
    trayecto = con_candado(Trayecto, trayecto_id)
    trayecto.nombre, trayecto.descripcion = nombre, descripcion
    return trayecto


def agregar_paso(
    trayecto_id: int,
    *,
    curso_id: int | None = None,
    contenido_id: int | None = None,
    plazo_meses: int | None = None,
) -> PasoDeTrayecto:
    """Pide algo más, al final. Lanza PasoRepetido, o NoEncontrado si es de otra Red."""
    trayecto = con_candado(Trayecto, trayecto_id)
    cosa: Curso | Contenido = buscar(Curso, curso_id) if curso_id else buscar(Contenido, contenido_id or 0)
    if cosa.red_id != trayecto.red_id:
        raise NoEncontrado
    if any((p.curso_id, p.contenido_id) == (curso_id, contenido_id) for p in trayecto.pasos):
        raise PasoRepetido
    paso = PasoDeTrayecto(
        orden=1 + max((p.orden for p in trayecto.pasos), default=0),
        curso_id=curso_id,
        contenido_id=contenido_id,
        plazo_meses=plazo_meses,
    )
    trayecto.pasos.append(paso)
    db.session.flush()
    return paso


def subir_paso(paso_id: int) -> Trayecto:
    """Cambia de lugar con el anterior; el primero se queda donde está."""
    trayecto, paso = _apartar(paso_id)
    pasos = sorted(trayecto.pasos, key=lambda p: p.orden)
    lugar = pasos.index(paso)
    if lugar:
        anterior = pasos[lugar - 1]
        anterior.orden, paso.orden = paso.orden, anterior.orden
    return trayecto


def quitar_paso(paso_id: int) -> Trayecto:
    """Deja de pedirlo; lo que cada quien hizo queda en su historia."""
    trayecto, paso = _apartar(paso_id)
    trayecto.pasos.remove(paso)
    return trayecto


def pedir_los_contenidos(trayecto_id: int, plazo_meses: int | None) -> int:
    """Pide los contenidos de la Red que todavía no pida, en su orden; devuelve cuántos agregó."""
    trayecto = con_candado(Trayecto, trayecto_id)
    ya = {paso.contenido_id for paso in trayecto.pasos}
    faltan = [c for c in consultas_catalogo.contenidos_de(trayecto.red_id) if c.id not in ya]
    for contenido in faltan:
        agregar_paso(trayecto_id, contenido_id=contenido.id, plazo_meses=plazo_meses)
    return len(faltan)


def retirar_trayecto(trayecto_id: int) -> Trayecto:
    """Deja de recomendarse; quien lo siguió conserva lo que terminó."""
    trayecto = con_candado(Trayecto, trayecto_id)
    trayecto.retirado_el = trayecto.retirado_el or hoy(trayecto.red.zona)
    return trayecto


def _apartar(paso_id: int) -> tuple[Trayecto, PasoDeTrayecto]:
    paso = buscar(PasoDeTrayecto, paso_id)
    return con_candado(Trayecto, paso.trayecto_id), paso


# ------------------------------------------------------------------ Recordar


def a_quienes_recordar(red_id: int, dia: date) -> dict[int, Progreso]:
    """Quienes sostienen unidades de la Red, les falta algo que pueden hacer y no se les ha escrito hace poco."""
    unidades = consultas.unidades_de(red_id, dia)
    designadas = consultas.designadas_en([unidad.id for unidad in unidades], dia)
    suyas = {una.persona_id for de_unidad in designadas.values() for una in de_unidad}
    recientes = consultas.ya_recordadas(red_id, ahora() - ENTRE_RECORDATORIOS)
    return {
        persona_id: progreso
        for persona_id, progreso in consultas.progresos(red_id, None, dia).items()
        if persona_id in suyas - recientes and le_falta(progreso)
    }


def le_falta(progreso: Progreso) -> bool:
    """Si hay algo que le toca hacer."""
    return progreso.estado in {EstadoDeAvance.ATRASADA, EstadoDeAvance.EN_CAMINO} and (
        progreso.siguiente is not None
    )


def recordar(red: Red, personas: Collection[Persona], por_id: int) -> Lote:
    """Escribe a cada quien que le falta formación; si son muchas, el envío espera otra mirada.

    Lanza NadieQueRecordar, o lotes.CuotaDeCorreoAgotada.
    """
    con_candado(Red, red.id)
    recientes = consultas.ya_recordadas(red.id, ahora() - ENTRE_RECORDATORIOS)
    salen = [persona for persona in personas if persona.id not in recientes]
    if not salen:
        raise NadieQueRecordar
    lote = lotes.abrir(f"Recordar su formación, {red.nombre}", red.id, por_id, len(salen))
    encolar_muchos(
        RECORDATORIO,
        [
            (
                persona.correo,
                {"nombre": persona.nombre_preferido or persona.nombre, "persona_id": persona.id},
                f"formacion:{persona.id}",
            )
            for persona in salen
        ],
        lote,
    )
    return lote
