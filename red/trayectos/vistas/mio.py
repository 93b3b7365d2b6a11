"""Lo que cada integrante ve en «Mi formación»: su trayecto, su siguiente paso y lo que ha terminado."""

from dataclasses import dataclass
from datetime import date

from red.formacion import consultas_catalogo, consultas_logros
from red.formacion.apartados import Apartado, apartado_de_mi_formacion
from red.formacion.modelos import Edicion
from red.formacion.modelos_catalogo import Contenido
from red.permisos import Identidad, Permiso
from red.redes.consultas import redes_de
from red.redes.modelos import Red
from red.reloj import hoy
from red.trayectos import consultas
from red.trayectos.avance import Paso, Progreso


@dataclass(frozen=True)
class MiTrayecto:
    """Lo mío en una Red."""

    red: Red
    progreso: Progreso
    contenidos: list[tuple[Contenido, bool]]
    siguiente: Paso | None
    edicion: Edicion | None
    """La próxima edición en que puedo dar el siguiente paso."""


@apartado_de_mi_formacion
def _mi_trayecto(quien: Identidad) -> Apartado | None:
    redes = quien.redes_con(Permiso.INSCRIBIRSE)
    if not quien.persona or not redes:
        return None
    suyos = [_en(red, quien.persona) for red in redes_de(redes)]
    return Apartado(
        "Mi trayecto",
        "trayectos/_mi_trayecto.html",
        {
            "trayectos": [uno for uno in suyos if uno.progreso.pasos or uno.contenidos],
            "logros": consultas_logros.de_persona(quien.persona, redes),
            "externas": [e for e in consultas_logros.externas_de(quien.persona) if not e.aceptada],
            "dias": {red.id: hoy(red.zona) for red in redes_de(redes)},
        },
        orden=5,
    )


def _en(red: Red, persona_id: int) -> MiTrayecto:
    dia = hoy(red.zona)
    progreso = consultas.progresos(red.id, [persona_id], dia)[persona_id]
    siguiente = progreso.siguiente
    return MiTrayecto(
        red,
        progreso,
        [(c, c.id in progreso.cubiertos) for c in consultas_catalogo.contenidos_de(red.id)],
        siguiente,
        edicion_para(red.id, siguiente, dia) if siguiente else None,
    )


def edicion_para(red_id: int, paso: Paso, dia: date) -> Edicion | None:
    """La próxima edición en que se puede dar ese paso."""
    if paso.pedido.curso_id is not None:
        return consultas_catalogo.siguientes([paso.pedido.curso_id], dia).get(paso.pedido.curso_id)
    contenido = paso.pedido.contenido_id or 0
    return consultas_catalogo.siguientes_por_contenido(red_id, [contenido], dia).get(contenido)
