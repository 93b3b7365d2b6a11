"""El número con que un calendario sabe cuál de dos noticias de la misma jornada es la más nueva.

Crece solo, cada vez que se guarda un cambio de lo que un calendario muestra: venga de la página, de una importación o
de una orden, nadie tiene que acordarse.
"""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import event, inspect

from red.base import db
from red.formacion.modelos import Edicion, Jornada, JornadaRetirada
from red.reloj import ahora

DE_LA_EDICION = ("lugar", "inicia_el", "termina_el", "cancelada_en")
DE_LA_JORNADA = ("lugar", "inicia_en", "termina_en")


def avanzar(fila: Edicion | Jornada) -> None:
    """Lo que el calendario muestra de ella cambió."""
    fila.secuencia = (fila.secuencia or 0) + 1
    fila.cambiada_en = ahora()


def retirar(jornada: Jornada) -> JornadaRetirada:
    """La jornada ya no será; queda qué decirle a los calendarios que la tienen."""
    return _retirada(
        jornada.edicion, jornada.identidad, jornada.inicia_en, jornada.termina_en, jornada.secuencia
    )


def retirar_periodo(edicion: Edicion) -> JornadaRetirada:
    """Mientras no había jornadas el calendario mostraba la edición entera; ahora mostrará cada una."""
    zona = ZoneInfo(edicion.curso.red.zona)
    inicia = datetime.combine(edicion.inicia_el, time(), zona)
    termina = datetime.combine(edicion.termina_el + timedelta(days=1), time(), zona)
    return _retirada(edicion, identidad_de(edicion), inicia, termina, 0, todo_el_dia=True)


def identidad_de(edicion: Edicion) -> str:
    """Quién es la edición entera en los calendarios, mientras no tiene jornadas."""
    return f"edicion-{edicion.id}"


def _retirada(
    edicion: Edicion,
    identidad: str,
    inicia: datetime,
    termina: datetime,
    secuencia: int,
    *,
    todo_el_dia: bool = False,
) -> JornadaRetirada:
    retirada = JornadaRetirada(
        edicion_id=edicion.id,
        identidad=identidad,
        inicia_en=inicia,
        termina_en=termina,
        todo_el_dia=todo_el_dia,
        secuencia=secuencia,
        retirada_en=ahora(),
    )
    db.session.add(retirada)
    return retirada


def _al_cambiar(modelo: type[Edicion] | type[Jornada], columnas: tuple[str, ...]) -> None:
    def escuchar(_mapper: Any, _conexion: Any, fila: Any) -> None:
        atributos = inspect(fila).attrs
        if any(atributos[columna].history.has_changes() for columna in columnas):
            avanzar(fila)

    event.listen(modelo, "before_update", escuchar)


_al_cambiar(Edicion, DE_LA_EDICION)
_al_cambiar(Jornada, DE_LA_JORNADA)
