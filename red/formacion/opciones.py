"""Lo que un curso puede pedir antes, como opciones de una sola lista que se lee de corrido."""

from typing import Any

from red.base import llave
from red.encargos.consultas import de_red as encargos_de
from red.formacion import consultas_catalogo
from red.formacion.modelos_catalogo import ClaseDeRequisito, Curso, ParaQuien
from red.personas.modelos import NivelCargo

Grupo = tuple[str, list[tuple[str, str]]]


def de_requisitos(curso: Curso) -> list[Grupo]:
    """Las opciones en grupos: cada valor dice su clase y lo que pide, como «curso:12»."""
    cursos = [
        otro
        for otro in consultas_catalogo.de_red(curso.red_id)
        if otro.id != curso.id and otro.retirado_el is None
    ]
    grupos = [
        ("Haber terminado un curso", [(f"curso:{otro.id}", otro.nombre) for otro in cursos]),
        ("Haberlo acreditado", [(f"acreditado:{otro.id}", f"{otro.nombre}, acreditado") for otro in cursos]),
        (
            "Haber cubierto un contenido",
            [(f"contenido:{c.id}", c.nombre) for c in consultas_catalogo.contenidos_de(curso.red_id)],
        ),
        ("Tener una función", [(f"quien:{quien.value}", quien.etiqueta) for quien in ParaQuien]),
        (
            "Tener un encargo de la Red",
            [(f"encargo:{e.id}", e.nombre) for e in encargos_de(curso.red_id) if e.retirado_el is None],
        ),
        (
            "Tener un puesto de cierto nivel",
            [(f"nivel:{nivel.value}", nivel.etiqueta) for nivel in NivelCargo],
        ),
        ("Otras", [("vigente:", "Alguna formación vigente en la Red")]),
    ]
    return [grupo for grupo in grupos if grupo[1]]


def leer_requisito(escrito: str) -> dict[str, Any] | None:
    """Lo elegido en esa lista, como se guarda; None si no es de ella."""
    clase, _, cual = escrito.partition(":")
    try:
        match clase:
            case "curso" | "acreditado":
                return {"clase": ClaseDeRequisito(clase), "pide_curso_id": llave(cual)}
            case "contenido":
                return {"clase": ClaseDeRequisito.CONTENIDO, "contenido_id": llave(cual)}
            case "encargo":
                return {"clase": ClaseDeRequisito.ENCARGO, "encargo_id": llave(cual)}
            case "quien":
                return {"clase": ClaseDeRequisito.QUIEN, "quien": ParaQuien(cual)}
            case "nivel":
                return {"clase": ClaseDeRequisito.NIVEL, "nivel": NivelCargo(cual)}
            case "vigente":
                return {"clase": ClaseDeRequisito.VIGENTE}
    except ValueError:
        return None
    return None
