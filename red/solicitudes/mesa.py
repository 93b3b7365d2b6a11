"""Lo que espera a una persona en su bandeja: lo suyo y lo de quienes suple, con su reloj.

Quien suple habla con los papeles de la persona ausente, sólo en la Red en que la suple y sólo para decidir: ni ve ni
puede nada más. Si la ausente pierde el papel, o quien suple deja de tener uno en la Red, la suplencia ya no da nada.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from red.acceso.consultas import cuenta_de_persona, identidad
from red.base import Opcion
from red.memoria import recordar
from red.permisos import Identidad, Papel, Rol
from red.redes import calendario
from red.redes.calendario import Calendario
from red.redes.consultas import redes_de
from red.redes.modelos import Red
from red.reloj import hoy
from red.solicitudes import consultas_bandeja
from red.solicitudes.bandeja import CLASES, Asunto, Clase
from red.solicitudes.plazos import habiles_despues, habiles_entre


class Plazo(Opcion):
    """Cómo va un asunto contra su plazo."""

    A_TIEMPO = "a_tiempo", "A tiempo"
    VENCE_HOY = "vence_hoy", "Vence hoy"
    ATRASADO = "atrasado", "Atrasado"
    DETENIDO = "detenido", "Espera a otra persona"


@dataclass(frozen=True)
class Voz:
    """Con qué papeles decide alguien: los suyos o, en una Red, los de quien suple."""

    identidad: Identidad
    red_id: int | None = None
    en_lugar_de_id: int | None = None
    en_lugar_de: str = ""


@dataclass(frozen=True)
class PorDecidir:
    """Un asunto en la bandeja de alguien, con su reloj."""

    asunto: Asunto
    clase: Clase
    red: Red
    voz: Voz
    vence_el: date
    espera: int
    """Días hábiles que lleva esperando."""
    atraso: int
    """Días hábiles que pasaron de su plazo; cero si está a tiempo."""
    saltados: tuple[str, ...] = ()
    """Los días inhábiles que no contaron para su plazo."""

    @property
    def plazo(self) -> Plazo:
        """Cómo va contra su plazo, el día en que se miró."""
        if not self.asunto.corre:
            return Plazo.DETENIDO
        if self.atraso:
            return Plazo.ATRASADO
        return Plazo.VENCE_HOY if self.espera >= self.red.dias_para_decidir else Plazo.A_TIEMPO


def voces(quien: Identidad) -> list[Voz]:
    """La propia y una por cada suplencia que hoy vale."""
    propias = [Voz(quien)]
    if quien.persona is None:
        return propias
    for suplencia in consultas_bandeja.suplencias_a_cargo(quien.persona, hoy()):
        dia = hoy(suplencia.red.zona)
        cuenta = cuenta_de_persona(suplencia.persona_id)
        if not suplencia.esta_vigente(dia) or cuenta is None or not cuenta.activa:
            continue
        pueden = consultas_bandeja.pueden_suplir(suplencia.red_id, dia, salvo=suplencia.persona_id)
        if quien.persona in {persona.id for persona in pueden}:
            prestada = solo_en(identidad(cuenta, dia), suplencia.red_id)
            propias.append(
                Voz(prestada, suplencia.red_id, suplencia.persona_id, suplencia.persona.nombre_visible)
            )
    return propias


def solo_en(quien: Identidad, red_id: int) -> Identidad:
    """Lo que esa persona puede decidir en una Red, y nada de fuera: la administración vale ahí como coordinación."""
    papeles = []
    for papel in quien.papeles:
        if papel.rol is Rol.ADMINISTRADORA:
            papeles.append(Papel(Rol.COORDINADORA, red_id))
        elif papel.rol is Rol.COORDINADORA and papel.red == red_id:
            papeles.append(papel)
        elif papel.rol is Rol.ENLACE and papel.red in (None, red_id):
            papeles.append(Papel(Rol.ENLACE, red_id, papel.institucion))
    return replace(quien, papeles=tuple(papeles))


def por_decidir(quien: Identidad) -> list[PorDecidir]:
    """Todo lo que espera a esa persona y nadie ha decidido, lo que más espera primero."""
    return _con_reloj(
        [
            (voz, clase, asunto)
            for voz in voces(quien)
            for clase in CLASES.values()
            for asunto in clase.hallar(voz.identidad)
            if voz.red_id in (None, asunto.red_id)
            and (asunto.persona_id is None or asunto.persona_id not in (quien.persona, voz.en_lugar_de_id))
        ]
    )


def cuentas(quien: Identidad) -> dict[int, tuple[int, int]]:
    """Por Red, cuántos asuntos le esperan y cuántos van con atraso; se recuerda mientras la base no cambie."""

    def contarlos() -> dict[int, tuple[int, int]]:
        por_red: dict[int, tuple[int, int]] = {}
        for fila in por_decidir(quien):
            esperan, atrasados = por_red.get(fila.red.id, (0, 0))
            por_red[fila.red.id] = (esperan + 1, atrasados + (fila.plazo is Plazo.ATRASADO))
        return por_red

    return recordar(("por decidir", quien, hoy()), contarlos)


def de_todas() -> list[PorDecidir]:
    """Lo que espera en todas las Redes, a quien sea que le toque."""
    todo = Voz(Identidad(papeles=(Papel(Rol.ADMINISTRADORA),)))
    return _con_reloj(
        [(todo, clase, asunto) for clase in CLASES.values() for asunto in clase.hallar(todo.identidad)]
    )


def _con_reloj(hallados: Sequence[tuple[Voz, Clase, Asunto]]) -> list[PorDecidir]:
    """Cada asunto una vez —la voz propia va antes que la prestada—, sin lo ya decidido y con su plazo."""
    unicos: dict[str, tuple[Voz, Clase, Asunto]] = {}
    for voz, clase, asunto in hallados:
        dicho = replace(asunto, clase=clase.clave)
        unicos.setdefault(dicho.clave, (voz, clase, dicho))
    if not unicos:
        return []
    decididos = consultas_bandeja.decisiones_por_surtir()
    redes = {red.id: red for red in redes_de(frozenset(asunto.red_id for _, _, asunto in unicos.values()))}
    calendarios = calendario.de_las_redes(redes.values())
    filas = [
        _fila(voz, clase, asunto, redes[asunto.red_id], calendarios[asunto.red_id])
        for voz, clase, asunto in unicos.values()
        if (asunto.clase, asunto.id) not in decididos
    ]
    return sorted(filas, key=lambda fila: (fila.asunto.espera_desde, fila.asunto.clave))


def _fila(voz: Voz, clase: Clase, asunto: Asunto, red: Red, dias: Calendario) -> PorDecidir:
    desde, dia = asunto.espera_desde.astimezone(ZoneInfo(red.zona)).date(), hoy(red.zona)
    vence = habiles_despues(desde, red.dias_para_decidir, dias.es_habil)
    atraso = habiles_entre(vence, dia, dias.es_habil) if asunto.corre else 0
    espera = habiles_entre(desde, dia, dias.es_habil)
    saltados = tuple(motivo for _, motivo in dias.inhabiles(desde, vence))
    return PorDecidir(asunto, clase, red, voz, vence, espera, atraso, saltados)


def vence(red: Red, desde: datetime) -> tuple[date, tuple[str, ...]]:
    """A más tardar qué día se decide lo que llegó en ese instante, y qué días inhábiles no contaron."""
    dias, principio = calendario.de_la_red(red), desde.astimezone(ZoneInfo(red.zona)).date()
    dia = habiles_despues(principio, red.dias_para_decidir, dias.es_habil)
    return dia, tuple(motivo for _, motivo in dias.inhabiles(principio, dia))
