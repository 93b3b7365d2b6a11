"""El filtro del directorio, leído de los parámetros de una dirección: lo mismo para listar, exportar o actuar."""

from collections.abc import Mapping
from typing import TypeVar

from red.base import Opcion, llave
from red.directorio.condiciones import Filtros, Situacion
from red.personas.consultas import temas_de
from red.personas.modelos import NivelCargo, Sentido, Tema

O = TypeVar("O", bound=Opcion)  # noqa: E741

MIOS = "mios"
"""En la dirección, los temas de quien mira: «quién ofrece lo que yo busco»."""


def filtros_de(parametros: Mapping[str, str], quien_id: int, *, completa: bool = True) -> Filtros:
    """Los filtros que dicen esos parámetros; lo que no se entiende no filtra.

    `quien_id` es la persona que mira; sin la mirada completa, lo que es del registro no se atiende.
    """

    def temas(nombre: str, contrario: Sentido) -> frozenset[Tema] | None:
        if parametros.get(nombre) == MIOS:
            return frozenset(temas_de(quien_id)[contrario])
        tema = opcion_de(Tema, parametros.get(nombre))
        return None if tema is None else frozenset({tema})

    return Filtros(
        texto=parametros.get("q", ""),
        institucion_id=llave_de(parametros.get("institucion")),
        nivel=opcion_de(NivelCargo, parametros.get("nivel")),
        ofrece=temas("ofrece", Sentido.BUSCA),
        busca=temas("busca", Sentido.OFRECE),
        situacion=opcion_de(Situacion, parametros.get("situacion")) if completa else None,
        por_confirmar=completa and "por_confirmar" in parametros,
    )


def hay_uno_que_no_existe(parametros: Mapping[str, str]) -> bool:
    """Si alguno de los filtros pedidos no se entiende y por eso no filtra.

    >>> hay_uno_que_no_existe({"nivel": "xx"}), hay_uno_que_no_existe({"nivel": "", "ofrece": "mios"})
    (True, False)
    """
    clases: dict[str, type[Opcion]] = {"nivel": NivelCargo, "situacion": Situacion}
    temas = {"ofrece", "busca"}
    malos = [
        nombre
        for nombre, escrito in parametros.items()
        if escrito
        and (
            (nombre == "institucion" and llave_de(escrito) is None)
            or (nombre in clases and opcion_de(clases[nombre], escrito) is None)
            or (nombre in temas and escrito != MIOS and opcion_de(Tema, escrito) is None)
        )
    ]
    return bool(malos)


def opcion_de(clase: type[O], escrita: str | None) -> O | None:
    """La opción con ese valor; None si no hay tal."""
    return next((opcion for opcion in clase if opcion.value == escrita), None)


def llave_de(escrita: str | None) -> int | None:
    """La llave escrita; None si ninguna fila podría tenerla."""
    try:
        return llave(escrita or "")
    except ValueError:
        return None
