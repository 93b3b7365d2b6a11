"""Registrar y corregir instituciones; las que dejan de existir se cierran, no se borran."""

from dataclasses import dataclass
from datetime import date

from red.base import buscar, con_candado, db
from red.errores import ErrorDeDominio
from red.fechas import FechaParcial
from red.instituciones import consultas
from red.instituciones.funciones import FuncionPublica
from red.instituciones.modelos import ClaseDeNombre, Institucion, NombreDeInstitucion, Orden, TipoInstitucion
from red.territorios.modelos import Territorio
from red.textos import fecha, para_buscar


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


class TerminaAntes(ErrorDeDominio):
    """Una institución no empieza después de haber terminado."""

    def __init__(self, hasta: date) -> None:
        super().__init__(f"Dejó de existir el {fecha(hasta)}: no pudo empezar después.", "desde")


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
    alias: tuple[str, ...] | None = None
    """Otros nombres con que se le conoce; None deja los que tiene."""
    funcion: FuncionPublica | None = None
    fundamento: str | None = None
    correo: str | None = None
    telefono: str | None = None
    domicilio: str | None = None
    sitio: str | None = None


class YaNoExiste(ErrorDeDominio):
    """A la institución que terminó, o que resultó ser otra, no se le suma nadie."""

    def __init__(self, institucion: Institucion, campo: str) -> None:
        super().__init__(_porque_no(institucion), campo)


def _porque_no(institucion: Institucion) -> str:
    if institucion.fusionada_en_id is not None:
        otra = buscar(Institucion, institucion.fusionada_en_id)
        return f"El registro de {institucion.nombre} se juntó con {otra.nombre}: usa ése."
    assert institucion.hasta_dicho is not None
    cuando = institucion.hasta_dicho.con_articulo
    return f"{institucion.nombre} existió hasta {cuando}: ya no se le suma nadie. Usa la institución que la siguió."


class NoExistia(ErrorDeDominio):
    """Nada pasa en una institución antes de que exista."""

    def __init__(self, institucion: Institucion) -> None:
        super().__init__(
            f"{institucion.nombre} consta desde {institucion.desde_dicho.con_articulo}: nada ahí empezó antes. Si ya "
            "existía, corrige primero en su ficha desde cuándo existe.",
            "desde",
        )


def en_pie(institucion_id: int, campo: str, desde: date | FechaParcial | None = None) -> Institucion:
    """La institución, apartada junto con quien más la use, si sigue existiendo; si no, lanza YaNoExiste en ese campo.

    Con `desde`, además lanza NoExistia si eso empezó antes que ella y se sabe cuándo empezó.

    Quien vaya a darle a alguien un puesto o una función en ella la pide antes que ningún otro candado: así, o entra
    antes de que se cierre y el cierre lo alcanza, o llega después y se entera.
    """
    institucion = con_candado(Institucion, institucion_id, compartido=True)
    if institucion.hasta is not None or institucion.fusionada_en_id is not None:
        raise YaNoExiste(institucion, campo)
    if (
        desde is not None
        and FechaParcial.de(desde).ultimo < institucion.desde
        and consultas.se_sabe_desde_cuando(institucion)
    ):
        raise NoExistia(institucion)
    return institucion


def registrar(datos: DatosInstitucion, desde: date | FechaParcial) -> Institucion:
    """Registra una institución vigente desde esa fecha; lanza YaExiste si el nombre se repite."""
    institucion = Institucion()
    institucion.empezar(FechaParcial.de(desde))
    _poner(institucion, datos, salvo=None)
    db.session.add(institucion)
    db.session.flush()
    return institucion


def corregir(institucion: Institucion, datos: DatosInstitucion, desde: FechaParcial | None = None) -> None:
    """Corrige sus datos; lanza YaExiste, MadreCircular o TerminaAntes. La aparta, y a aquellas de las que dependerá."""
    if _apartar(institucion, datos.madre_id):
        raise MadreCircular
    if desde is not None:
        if institucion.hasta is not None and desde.primero > institucion.hasta:
            raise TerminaAntes(institucion.hasta)
        institucion.empezar(desde)
    _poner(institucion, datos, salvo=institucion.id)


def _apartar(institucion: Institucion, madre_id: int | None) -> bool:
    """Aparta la institución y, para que no cambie mientras, la línea de su madre, por orden; dice si ella está en la línea."""
    linea = _linea(madre_id)
    for id_ in sorted({institucion.id, *linea}):
        con_candado(Institucion, id_, compartido=id_ != institucion.id)
    return institucion.id in _linea(madre_id)


def _linea(madre_id: int | None) -> list[int]:
    if madre_id is None:
        return []
    madre = buscar(Institucion, madre_id)
    return [madre.id, *(otra.id for otra in consultas.linaje(madre))]


def _poner(institucion: Institucion, datos: DatosInstitucion, salvo: int | None) -> None:
    buscar(Territorio, datos.territorio_id)
    repetida = consultas.mismo_nombre(datos.nombre, datos.territorio_id, salvo=salvo)
    if repetida is not None:
        raise YaExiste(repetida)
    if datos.madre_id is not None:
        buscar(Institucion, datos.madre_id)
    for campo, valor in vars(datos).items():
        if campo != "alias":
            setattr(institucion, campo, valor)
    if datos.alias is not None:
        _poner_alias(institucion, datos.alias)
    poner_palabras(institucion)


def _poner_alias(institucion: Institucion, alias: tuple[str, ...]) -> None:
    """Deja los alias tal como se piden; los nombres que tuvo no se tocan."""
    faltan = [nombre for nombre in dict.fromkeys(alias) if nombre != institucion.nombre]
    for otro in [otro for otro in institucion.nombres if otro.clase is ClaseDeNombre.ALIAS]:
        if otro.nombre in faltan:
            faltan.remove(otro.nombre)
        else:
            institucion.nombres.remove(otro)
            db.session.delete(otro)
    institucion.nombres += [NombreDeInstitucion(nombre=uno, clase=ClaseDeNombre.ALIAS) for uno in faltan]


def poner_palabras(institucion: Institucion) -> None:
    """Pone al día aquello por lo que se la encuentra: hace falta cuando cambia sólo uno de sus otros nombres."""
    institucion.busqueda = para_buscar(institucion.textos_de_busqueda())
