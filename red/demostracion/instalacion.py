"""Las unidades de género de la demostración y quiénes fueron designadas en ellas."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from red.demostracion.compositora import Compositora
from red.demostracion.personas_inventadas import azar
from red.demostracion.tipos import DesignacionDemo, UnidadDemo

INSTALADAS = frozenset({"instalada", "con_plan", "en_operacion", "en_relevo"})

_OFICIOS = {"uig": "UIG", "omm": "OMM"}


def abrir_unidad(
    c: Compositora,
    institucion: str,
    estado: str,
    fundamento: str,
    designadas: Mapping[str, str],
    *,
    tipo: str = "uig",
    nombre: str = "Unidad de Igualdad de Género",
    vencidas: frozenset[str] = frozenset(),
) -> str:
    """Abre la unidad de una institución y designa a quienes se dice, por función.

    Las funciones de ``vencidas`` terminaron hace poco y nadie las ha renovado. La unidad empieza a
    existir cuando se inicia su instalación; ``instalada_el`` sólo lo tiene la que ya se instaló.
    """
    clave = f"u-{institucion}"
    sorteo = azar(clave)
    instalada = estado in INSTALADAS
    if instalada:
        dia = c.entre(sorteo.random(), c.creada_el + timedelta(days=75), c.hoy, 30)
        inicio = dia - timedelta(days=sorteo.randint(25, 50))
    else:
        dia = None
        inicio = c.hace(sorteo.randint(20, 90))
    c.unidades[clave] = UnidadDemo(
        clave=clave,
        red=c.marco.red,
        institucion=institucion,
        tipo=tipo,
        nombre=nombre,
        estado=estado,
        fundamento=fundamento,
        instalada_el=dia,
        desde=inicio,
        hasta=None,
    )
    for funcion, persona in designadas.items():
        designar(c, clave, persona, funcion, vencida=funcion in vencidas)
    return clave


def designar(
    c: Compositora, unidad: str, persona: str, funcion: str, *, vencida: bool = False, tras: int = 3
) -> None:
    """Designa a alguien ``tras`` tantos días de empezar la unidad, o de llegar ella a su puesto."""
    sorteo = azar(unidad, persona, funcion)
    ficha = c.unidades[unidad]
    llegada = c.vigente(persona).desde
    desde = max(ficha.desde + timedelta(days=tras), llegada)
    hasta = None
    if vencida:
        hasta = c.hace(sorteo.randint(8, 35))
        desde = max(llegada, ficha.desde, min(desde, hasta - timedelta(days=120)))
        desde = min(desde, hasta)
    elif sorteo.random() < 0.3:
        # Algunas designaciones dicen desde el principio cuándo acaban: con la administración.
        hasta = desde + timedelta(days=3 * 365)
        hasta = hasta if hasta > c.hoy else None
    numero = len(c.designaciones) + 1
    c.designaciones.append(
        DesignacionDemo(
            clave=f"{c.marco.red}-d{numero:03d}",
            unidad=unidad,
            persona=persona,
            funcion=funcion,
            oficio=f"{_OFICIOS[ficha.tipo]}/{numero:03d}/{desde.year}",
            desde=desde,
            hasta=hasta,
        )
    )
