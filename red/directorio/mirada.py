"""Desde dónde mira quien pregunta, y qué deja ver eso de cada persona.

Hay dos miradas. La del registro, de quien coordina o analiza una Red, ve a todas sus integrantes con
todos sus datos. La del directorio, de quien la integra, ve sólo a quienes consintieron aparecer en él
y, de cada una, sólo los datos que ella abrió: a su institución o a toda la Red. Quien no se deja ver
no deja hueco: no se cuenta, no se busca y no se encuentra.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from red.permisos import Alcance, Identidad, Permiso, Rol
from red.personas.modelos import Adscripcion, Audiencia, CampoVisible, NivelCargo, Persona, Sentido, Tema
from red.redes.modelos import EstadoMembresia


@dataclass(frozen=True)
class Mirada:
    """Lo que alguien alcanza a ver de las integrantes de unas Redes, un día."""

    redes: frozenset[int] | None
    """Redes cuyas integrantes alcanza; None son todas."""
    completa: bool
    """Si es la del registro: ve a todas y todos sus datos."""
    dia: date
    instituciones: frozenset[int] = frozenset()
    """Donde trabaja hoy quien mira: decide qué ve de sus colegas."""
    hoy: date | None = None
    """El día de hoy, cuando `dia` es otro: los hechos son de aquél; los permisos y lo que cada quien oculta, de hoy."""

    @property
    def es_de_hoy(self) -> bool:
        """Si cuenta el día de hoy."""
        return self.hoy is None or self.hoy == self.dia

    @property
    def de_hoy(self) -> "Mirada":
        """La misma, contando el día de hoy."""
        return self if self.hoy is None else replace(self, dia=self.hoy)

    def alcanza(self, audiencia: Audiencia, institucion_id: int | None) -> bool:
        """Si ve un dato que su dueña abrió a esa audiencia; `institucion_id` es donde ella trabaja."""
        if self.completa or audiencia is Audiencia.RED:
            return True
        return audiencia is Audiencia.INSTITUCION and institucion_id in self.instituciones

    def en(self, red_id: int) -> "Mirada":
        """La misma mirada, sólo sobre una de sus Redes."""
        suyas = frozenset({red_id}) if self.redes is None else self.redes & {red_id}
        return replace(self, redes=suyas)


def miradas(quien: Identidad, dia: date, hoy: date | None = None) -> list[Mirada]:
    """Las miradas de quien pregunta: primero la del registro, si la tiene, y después la del directorio.

    `hoy` se dice cuando se cuenta otro día.
    """
    registro, directorio = quien.redes_con(Permiso.VER_REGISTRO), quien.redes_con(Permiso.VER_DIRECTORIO)
    todas = []
    if registro is None or registro:
        todas.append(Mirada(registro, True, dia, hoy=hoy))
    if registro is not None and directorio is not None and directorio - registro:
        donde = {papel.institucion for papel in quien.papeles if papel.rol is Rol.INTEGRANTE}
        todas.append(
            Mirada(directorio - registro, False, dia, frozenset(id for id in donde if id is not None), hoy)
        )
    return todas


@dataclass(frozen=True)
class RedNombrada:
    """Una Red, con lo que hace falta para nombrarla en una lista."""

    clave: str
    nombre: str
    id: int = 0

    @property
    def alcance(self) -> Alcance:
        """Para preguntar por permisos sobre ella."""
        return Alcance(frozenset({self.id}))


@dataclass(frozen=True)
class EnRed:
    """Una membresía como estaba el día que se cuenta, con lo que una página muestra de ella."""

    estado: EstadoMembresia
    red: RedNombrada
    id: int = 0


@dataclass(frozen=True)
class Visible:
    """Lo que una mirada ve de una persona: lo que no le toca ver llega vacío, no escondido."""

    clave: str
    nombre: str
    completa: bool
    institucion: str = ""
    institucion_id: int | None = None
    puesto: str = ""
    nivel: NivelCargo | None = None
    area: str = ""
    correo: str = ""
    telefono: str = ""
    temas: dict[Sentido, list[Tema]] = field(default_factory=dict)
    palabras: dict[Sentido, str] = field(default_factory=dict)
    membresias: Sequence[EnRed] = field(default_factory=list)
    encargos: tuple[str, ...] = ()
    """Los que tenía ese día en las Redes de la mirada; los ve quien encuentra a la persona."""


def ver(
    persona: Persona,
    adscripcion: Adscripcion | None,
    temas: dict[Sentido, list[Tema]],
    membresias: list[EnRed],
    mirada: Mirada,
    donde_hoy: int | None = None,
    encargos: Sequence[str] = (),
) -> Visible:
    """Lo que la mirada ve de la persona. Es el único lugar donde se decide dato por dato.

    Colega es quien trabaja hoy en la misma institución (`donde_hoy`), cuente la página el día que cuente.
    De otro día, una integrante sólo ve dónde trabajaba quien le deja ver su puesto.
    """
    donde = adscripcion.institucion_id if adscripcion else None

    def deja_ver(campo: CampoVisible) -> bool:
        return mirada.alcanza(persona.audiencia(campo), donde if mirada.es_de_hoy else donde_hoy)

    ve_puesto = adscripcion is not None and deja_ver(CampoVisible.PUESTO)
    if not mirada.es_de_hoy and not ve_puesto:
        adscripcion, donde = None, None
    ve_intereses = deja_ver(CampoVisible.INTERESES)
    return Visible(
        clave=persona.clave,
        nombre=persona.nombre_visible,
        completa=mirada.completa,
        institucion=adscripcion.institucion.nombre if adscripcion else "",
        institucion_id=donde,
        puesto=adscripcion.puesto if adscripcion and ve_puesto else "",
        nivel=adscripcion.nivel if adscripcion and ve_puesto else None,
        area=(adscripcion.area or "") if adscripcion and ve_puesto else "",
        correo=persona.correo if deja_ver(CampoVisible.CORREO) else "",
        telefono=(persona.telefono or "") if deja_ver(CampoVisible.TELEFONO) else "",
        temas=temas if ve_intereses else {},
        palabras={Sentido.OFRECE: persona.ofrece or "", Sentido.BUSCA: persona.busca or ""}
        if ve_intereses
        else {},
        membresias=membresias if mirada.completa else [],
        encargos=tuple(encargos),
    )
