"""Registrar y corregir instituciones; las que dejan de existir se cierran, no se borran."""

from dataclasses import dataclass
from datetime import date

from red.base import buscar, db
from red.errores import ErrorDeDominio
from red.instituciones import consultas
from red.instituciones.modelos import Institucion, Orden, TipoInstitucion
from red.territorios.modelos import Territorio


class YaExiste(ErrorDeDominio):
    """En ese territorio ya hay una institución vigente con ese nombre."""

    def __init__(self, institucion: Institucion) -> None:
        super().__init__(
            f"Ya está registrada «{institucion.nombre}» en ese territorio. "
            "Búscala en la lista; si es otra, distínguela en el nombre.",
            "nombre",
        )


class MadreCircular(ErrorDeDominio):
    """Una institución no puede depender de sí misma, ni a través de otras."""

    def __init__(self) -> None:
        super().__init__("Esa institución ya depende de ésta: elige otra.", "madre_id")


@dataclass
class DatosInstitucion:
    """Lo que se escribe de una institución."""

    nombre: str
    tipo: TipoInstitucion
    orden: Orden
    territorio_id: int
    siglas: str | None = None
    madre_id: int | None = None
    antes_llamada: str | None = None
    fundamento: str | None = None
    correo: str | None = None
    telefono: str | None = None
    domicilio: str | None = None
    sitio: str | None = None


def registrar(datos: DatosInstitucion, desde: date) -> Institucion:
    """Registra una institución vigente desde ese día; lanza YaExiste si el nombre se repite."""
    institucion = Institucion(desde=desde)
    _poner(institucion, datos, salvo=None)
    db.session.add(institucion)
    db.session.flush()
    return institucion


def corregir(institucion: Institucion, datos: DatosInstitucion) -> None:
    """Corrige sus datos; lanza YaExiste o MadreCircular."""
    if datos.madre_id is not None:
        madre = buscar(Institucion, datos.madre_id)
        if institucion in (madre, *consultas.linaje(madre)):
            raise MadreCircular
    _poner(institucion, datos, salvo=institucion.id)


def _poner(institucion: Institucion, datos: DatosInstitucion, salvo: int | None) -> None:
    buscar(Territorio, datos.territorio_id)
    repetida = consultas.mismo_nombre(datos.nombre, datos.territorio_id, salvo=salvo)
    if repetida is not None:
        raise YaExiste(repetida)
    if datos.madre_id is not None:
        buscar(Institucion, datos.madre_id)
    for campo, valor in vars(datos).items():
        setattr(institucion, campo, valor)
