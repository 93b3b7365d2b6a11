"""Los levantamientos de la demostración: en Guadalajara uno cerrado y otro abierto; en las demás, el primero, abierto.

Lo que se contesta sale de las colaboraciones ya declaradas: dos maneras de contar la misma Red. Las personas y lo que
dicen son inventados. Se escriben los modelos y no las operaciones, que fecharían todo hoy y escribirían correos.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from sqlalchemy import select

from red.acceso.modelos import Asignacion, Cuenta
from red.base import db
from red.demostracion.personas_inventadas import azar
from red.levantamientos.consultas import abierto_de, lo_de_antes
from red.levantamientos.modelos import (
    Aporte,
    Consultada,
    DependeDeUna,
    DeseoDicho,
    Formalidad,
    Frecuencia,
    LazoDicho,
    Levantamiento,
    MotivoDeDeseo,
    Proposito,
    TemaPrioritario,
)
from red.levantamientos.quienes import por_consultar
from red.levantamientos.respuestas import empezar_con_lo_de_antes
from red.permisos import Rol
from red.personas.modelos import Adscripcion, Persona
from red.redes.consultas import red_de_clave
from red.redes.modelos import Participacion, Red
from red.reloj import ahora
from red.vinculos.modelos import Colaboracion, Intensidad

PRESENTACION = (
    "Queremos saber con qué áreas trabajas, qué relaciones dependen de una sola persona y con quién quisieras trabajar y "
    "hoy no puedes. Con eso la coordinación presenta a quienes se buscan y cuida lo que se perdería en un cambio."
)
DETALLES = (
    "Atendemos a la misma población",
    "Antes lo hacíamos y se cortó",
    "Hace falta un primer contacto",
    None,
    None,
)
ABRIO_HACE, CIERRA_EN = 6, 15


def levantar(clave: str, dia: date) -> None:
    """Los levantamientos de esa Red: lo que se preguntó y lo que se contestó."""
    red = red_de_clave(clave)
    if clave == "guadalajara":
        anterior = _Ola(red, dia, "Con quién trabajamos, primera vez", dia - timedelta(days=150), 21)
        anterior.hacer(contestan=0.72, cerrado=True)
    nombre = "Con quién trabajamos, segunda vez" if clave == "guadalajara" else "Con quién trabajamos"
    abierta = _Ola(red, dia, nombre, dia - timedelta(days=ABRIO_HACE), ABRIO_HACE + CIERRA_EN)
    abierta.hacer(contestan=0.3, cerrado=False)
    _una_a_medias(red, dia)


def _una_a_medias(red: Red, dia: date) -> None:
    """La enlace que tiene cuenta, si ya contestó antes, empezó con eso y no ha terminado."""
    este = abierto_de(red.id)
    enlaces = select(Asignacion.persona_id).where(Asignacion.rol == Rol.ENLACE, Asignacion.vigente(dia))
    consulta = select(Consultada).where(
        Consultada.levantamiento_id == (este.id if este is not None else 0),
        Consultada.persona_id.in_(enlaces),
        Consultada.persona_id.in_(select(Cuenta.persona_id)),
    )
    for una in db.session.scalars(consulta).all():
        if lo_de_antes(una) is not None:
            empezar_con_lo_de_antes(una)


@dataclass
class _Ola:
    """Un levantamiento de una Red, con lo que hace falta saber de ella para contestarlo."""

    red: Red
    dia: date
    nombre: str
    abre_el: date
    dura: int
    donde: dict[int, int] = field(default_factory=dict)
    trabajan: dict[int, dict[int, Intensidad]] = field(default_factory=lambda: defaultdict(dict))
    participan: list[int] = field(default_factory=list)

    def hacer(self, *, contestan: float, cerrado: bool) -> None:
        """Pregunta a todas y hace contestar a algunas; con cuenta, sólo lo ya cerrado: lo abierto lo contesta quien entra."""
        cierra_el = self.abre_el + timedelta(days=self.dura)
        hace = ahora() - timedelta(days=(self.dia - self.abre_el).days)
        este = Levantamiento(
            red_id=self.red.id,
            nombre=self.nombre,
            presentacion=PRESENTACION,
            abre_el=self.abre_el,
            cierra_el=cierra_el,
            abierto_en=hace,
            cerrado_en=hace + timedelta(days=self.dura) if cerrado else None,
            recordados=2 if cerrado else 0,
        )
        db.session.add(este)
        db.session.flush()
        self._leer()
        con_cuenta = set(db.session.scalars(select(Cuenta.persona_id)))
        correos = {fila.id: fila.correo for fila in db.session.execute(select(Persona.id, Persona.correo))}
        nuevas = []
        for persona_id in db.session.scalars(por_consultar(este, self.abre_el)).all():
            sorteo = azar("levantamiento", self.nombre, correos[persona_id])
            una = Consultada(levantamiento_id=este.id, persona_id=persona_id, aporta=[], necesita=[])
            if (sorteo.random() < contestan) if persona_id not in con_cuenta else cerrado:
                self._contestar(una, sorteo)
                una.enviada_en = hace + timedelta(
                    days=sorteo.randrange(ABRIO_HACE), minutes=sorteo.randrange(300)
                )
            nuevas.append(una)
        db.session.add_all(nuevas)
        db.session.flush()

    def _leer(self) -> None:
        """Dónde trabajaba cada quien y con qué instituciones colaboraba, según lo que ya se declaró."""
        puestos = select(Adscripcion.persona_id, Adscripcion.institucion_id).where(
            Adscripcion.vigente(self.abre_el)
        )
        self.donde = {fila.persona_id: fila.institucion_id for fila in db.session.execute(puestos)}
        self.participan = list(
            db.session.scalars(
                select(Participacion.institucion_id)
                .where(Participacion.red_id == self.red.id, Participacion.vigente(self.dia))
                .order_by(Participacion.institucion_id)
            )
        )
        for una in db.session.scalars(select(Colaboracion).where(Colaboracion.red_id == self.red.id)):
            con = una.con_institucion_id or self.donde.get(una.con_persona_id or 0)
            if con in self.participan and con != self.donde.get(una.persona_id):
                self.trabajan[una.persona_id].setdefault(con, una.intensidad)

    def _contestar(self, una: Consultada, sorteo: Random) -> None:
        una.institucion_id = self.donde.get(una.persona_id)
        suyas = dict(list(self.trabajan[una.persona_id].items())[:6])
        for institucion_id, intensidad in suyas.items():
            propositos = sorteo.sample(list(Proposito), sorteo.randint(1, 3))
            una.lazos.append(
                LazoDicho(
                    institucion_id=institucion_id,
                    intensidad=intensidad,
                    propositos=[p.value for p in Proposito if p in propositos],
                    frecuencia=sorteo.choices(list(Frecuencia), (2, 3, 4, 5, 3, 1))[0],
                    formalidad=sorteo.choices(list(Formalidad), (2, 4, 2, 6))[0],
                    depende_de_una=sorteo.choices(list(DependeDeUna), (4, 4, 2))[0],
                )
            )
        otras = [uno for uno in self.participan if uno not in suyas and uno != una.institucion_id]
        for institucion_id in sorteo.sample(otras, min(len(otras), sorteo.choice((0, 0, 1, 1, 2)))):
            una.deseos.append(
                DeseoDicho(
                    institucion_id=institucion_id,
                    motivo=sorteo.choice(list(MotivoDeDeseo)[:-1]),
                    detalle=sorteo.choice(DETALLES),
                )
            )
        una.aporta = [a.value for a in sorteo.sample(list(Aporte), 2)]
        una.necesita = [a.value for a in sorteo.sample(list(Aporte), 2)]
        una.tema = sorteo.choice(list(TemaPrioritario)[:-1])
        una.paso = 4
