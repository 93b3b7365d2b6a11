"""La vida de las integrantes en la demostración: pausas, un regreso, encargos, la bienvenida y reconocimientos.

Se añade después de cargar una Red. Las personas son inventadas. Poco y sobrio: lo bastante para que cada página
tenga algo que contar y algo que decidir.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import exists, select

from red.acceso.modelos import Asignacion, Cuenta
from red.base import db
from red.bienvenida import operaciones as bienvenida
from red.bienvenida.modelos import Bienvenida
from red.encargos import operaciones as encargos
from red.permisos import Rol
from red.personas.consultas import aviso_vigente
from red.personas.modelos import Persona
from red.personas.operaciones_privacidad import guardar_borrador
from red.reconocimientos import consultas as por_reconocer
from red.reconocimientos import operaciones as reconocimientos
from red.reconocimientos.modelos import Decision, Regla
from red.redes.consultas import red_de_clave
from red.redes.modelos import EstadoMembresia, Membresia, Pausa, Red
from red.reloj import ahora

ENCARGOS = (
    ("Representante de dependencia", "Lleva a la Red lo que pasa en su dependencia, y de regreso.", False),
    ("Vocera", "Habla en nombre de la Red cuando hace falta.", False),
    ("Mentora", "Acompaña a quienes empiezan.", True),
    ("Comisión de formación", "Propone los cursos del año y revisa cómo salieron.", False),
)
BIENVENIDA = """\
Te damos la bienvenida a una Red que se sostiene entre quienes la integran. Aquí encontrarás a quien ya pasó por lo que hoy te toca resolver.

Empieza por lo que te sirva: un curso, una colega a quien preguntarle, o decir en qué puedes ayudar."""


def dar_membresias(clave: str, dia: date) -> None:
    """Lo que cuenta el camino de las integrantes de esa Red."""
    red = red_de_clave(clave)
    if red.territorio.pais == "CL":
        _un_aviso_por_publicar(dia)
    coordina = db.session.scalars(
        select(Asignacion.persona_id).where(
            Asignacion.rol == Rol.COORDINADORA, Asignacion.red_id == red.id, Asignacion.vigente(dia)
        )
    ).first()
    suyas = _integrantes(red, dia)
    _pausas(red, suyas, coordina, dia)
    _un_regreso(red, suyas, coordina, dia)
    _encargos(red, suyas, coordina, dia)
    _bienvenidas(red, suyas, coordina)
    _reconocimientos(red, coordina, dia)
    red.responde_contacto = f"privacidad@{clave}.ejemplo.test"


def _un_aviso_por_publicar(dia: date) -> None:
    """La versión siguiente del aviso de Chile, escrita y sin publicar: para compararla con la que rige."""
    rige = aviso_vigente("CL", dia)
    guardar_borrador(
        "CL",
        version="3",
        titulo=rige.titulo,
        simplificado=rige.simplificado
        + "\n\nSi algo no se entiende, pide que te lo expliquen antes de aceptar.",
        integral=rige.integral,
        finalidades=rige.separa,
        quien_id=None,
    )


def _integrantes(red: Red, dia: date) -> Sequence[Membresia]:
    """Las activas, de la más antigua a la más nueva."""
    consulta = (
        select(Membresia)
        .where(Membresia.red_id == red.id, Membresia.vigente(dia), Membresia.hasta.is_(None))
        .order_by(Membresia.desde, Membresia.id)
    )
    return db.session.scalars(consulta).all()


def _pausas(red: Red, suyas: Sequence[Membresia], coordina: int | None, dia: date) -> None:
    """La de hoy, con día de regreso; y una que ya terminó."""
    for membresia in suyas:
        if membresia.estado is EstadoMembresia.EN_PAUSA:
            regreso = dia + timedelta(days=25)
            db.session.add(
                Pausa(red_id=red.id, persona_id=membresia.persona_id, motivo=membresia.motivo, quien_id=coordina,
                    desde=dia - timedelta(days=35), hasta=regreso - timedelta(days=1), regresa_el=regreso)
            )  # fmt: skip
    activas = [m for m in suyas if m.estado is EstadoMembresia.ACTIVA and m.desde < dia - timedelta(days=120)]
    if activas:
        db.session.add(
            Pausa(red_id=red.id, persona_id=activas[len(activas) // 2].persona_id, quien_id=coordina,
                motivo="Comisión en otra dependencia", desde=dia - timedelta(days=100),
                hasta=dia - timedelta(days=61), termino_por_id=coordina)
        )  # fmt: skip


def _un_regreso(red: Red, suyas: Sequence[Membresia], coordina: int | None, dia: date) -> None:
    """Alguien que ya había estado, salió y volvió por invitación."""
    candidatas = [m for m in suyas if dia - timedelta(days=200) < m.desde < dia - timedelta(days=30)]
    if not candidatas:
        return
    vuelta = candidatas[-1]
    vuelta.como_entro, vuelta.entro_por_id = "Por invitación", coordina
    db.session.add(
        Membresia(red_id=red.id, persona_id=vuelta.persona_id, estado=EstadoMembresia.CONCLUIDA,
            motivo="Cambió de dependencia", como_entro="Por invitación", salio_por_id=vuelta.persona_id,
            desde=vuelta.desde - timedelta(days=90), hasta=vuelta.desde - timedelta(days=20))
    )  # fmt: skip
    db.session.flush()


def _encargos(red: Red, suyas: Sequence[Membresia], coordina: int | None, dia: date) -> None:
    desde = dia - timedelta(days=190)
    pueden = [m.persona for m in suyas if m.desde <= desde] or [m.persona for m in suyas]
    suya = _con_cuenta(red, pueden)
    elegidas = [*([suya] if suya else []), *(p for p in pueden if p is not suya)]
    for n, (nombre, que_hace, acompana) in enumerate(ENCARGOS):
        encargo = encargos.definir(red.id, nombre, que_hace, acompana=acompana)
        for persona in elegidas[n : n + (2 if n == 0 else 1)]:
            inicio = max(desde, next(m.desde for m in suyas if m.persona_id == persona.id))
            encargos.dar(encargo, persona, inicio, None, coordina)


def _con_cuenta(red: Red, entre: Sequence[Persona]) -> Persona | None:
    """La integrante con cuya cuenta se entra a la demostración."""
    consulta = (
        select(Persona)
        .join(Cuenta, Cuenta.persona_id == Persona.id)
        .where(
            Persona.id.in_([persona.id for persona in entre]),
            ~exists().where(Asignacion.persona_id == Persona.id),
        )
        .order_by(Persona.id)
    )
    return db.session.scalars(consulta).first()


def _bienvenidas(red: Red, suyas: Sequence[Membresia], coordina: int | None) -> None:
    """El texto de la Red, y la guía a medias de la integrante con cuya cuenta se entra."""
    bienvenida.escribir(red, BIENVENIDA, coordina)
    quien = _con_cuenta(red, [membresia.persona for membresia in suyas])
    if quien is not None:
        db.session.add(Bienvenida(red_id=red.id, persona_id=quien.id, empezo_en=ahora(), saltados={}))


def _reconocimientos(red: Red, coordina: int | None, dia: date) -> None:
    """Los de siempre; uno ya dado a quien fundó y los demás por confirmar."""
    reconocimientos.empezar_con_los_de_siempre(red.id)
    for clase in por_reconocer.clases_de(red.id):
        ajenas = [p.persona_id for p in por_reconocer.propuestas(clase, dia) if p.persona_id != coordina]
        if clase.regla is Regla.FUNDADORA and ajenas:
            (dado,) = reconocimientos.decidir(clase, ajenas[:1], Decision.OTORGADO, coordina, dia)
            reconocimientos.mostrar(dado, a_la_red=True)
