"""Lo que cambia en el catálogo: contenidos, cursos con sus versiones y lo que cada curso pide antes.

Una versión con ediciones ya no cambia: corregir el curso hace otra, y las ediciones abiertas conservan la suya.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from red.base import buscar, con_candado, db
from red.encargos.modelos import Encargo
from red.errores import ErrorDeDominio, NoEncontrado
from red.formacion import consultas, consultas_catalogo, requisitos
from red.formacion.modelos import Edicion
from red.formacion.modelos_catalogo import (
    SE_CONGELA,
    Contenido,
    Curso,
    HorasDeContenido,
    Modalidad,
    RequisitoDeCurso,
    TipoCurso,
    VersionDeCurso,
)
from red.redes.modelos import Red
from red.reloj import ahora, hoy
from red.textos import contar, normalizar_codigo


class CodigoRepetido(ErrorDeDominio):
    """La Red ya tiene un curso con ese código."""

    def __init__(self, curso: Curso) -> None:
        super().__init__(
            f"La Red ya tiene un curso con el código {curso.codigo}: «{curso.nombre}». "
            "Si es otra vez el mismo, abre una edición nueva.",
            campo="codigo",
        )


class HorasDeMas(ErrorDeDominio):
    """Los contenidos no caben en las horas del curso."""

    def __init__(self, suman: int, horas: int) -> None:
        super().__init__(
            f"Los contenidos suman {contar(suman, 'hora', 'horas')} y el curso dura {horas}: revisa unas u otras.",
            campo="horas",
        )


class ContenidoRepetido(ErrorDeDominio):
    """La Red ya tiene un contenido con ese nombre."""

    def __init__(self) -> None:
        super().__init__("La Red ya tiene un contenido con ese nombre.", campo="nombre")


class RequisitoImposible(ErrorDeDominio):
    """Lo que se pide no puede cumplirse: el curso se pide a sí mismo o pide algo de otra Red."""


# ------------------------------------------------------------------ Los contenidos


def crear_contenido(red_id: int, nombre: str, que_abarca: str = "") -> Contenido:
    """Añade un contenido al final de los de la Red; lanza ContenidoRepetido."""
    con_candado(Red, red_id)
    suyos = consultas_catalogo.contenidos_de(red_id, con_retirados=True)
    if any(otro.nombre.casefold() == nombre.casefold() for otro in suyos):
        raise ContenidoRepetido
    contenido = Contenido(
        red_id=red_id,
        nombre=nombre,
        que_abarca=que_abarca,
        orden=1 + max((otro.orden for otro in suyos), default=0),
    )
    db.session.add(contenido)
    db.session.flush()
    return contenido


def editar_contenido(contenido_id: int, nombre: str, que_abarca: str, orden: int) -> Contenido:
    """Corrige un contenido y su lugar en la lista; lanza ContenidoRepetido."""
    contenido = con_candado(Contenido, contenido_id)
    otros = consultas_catalogo.contenidos_de(contenido.red_id, con_retirados=True)
    if any(o is not contenido and o.nombre.casefold() == nombre.casefold() for o in otros):
        raise ContenidoRepetido
    contenido.nombre, contenido.que_abarca, contenido.orden = nombre, que_abarca, orden
    return contenido


def retirar_contenido(contenido_id: int) -> Contenido:
    """Deja de pedirse; lo que alguien cubrió queda en su historia."""
    contenido = con_candado(Contenido, contenido_id)
    contenido.retirado_el = contenido.retirado_el or hoy(contenido.red.zona)
    return contenido


def reponer_contenido(contenido_id: int) -> Contenido:
    """Vuelve a pedirse."""
    contenido = con_candado(Contenido, contenido_id)
    contenido.retirado_el = None
    return contenido


# ------------------------------------------------------------------ Los cursos y sus versiones


@dataclass(frozen=True)
class DatosDeCurso:
    """Lo que se dice de un curso al registrarlo o corregirlo."""

    codigo: str
    nombre: str
    tipo: TipoCurso
    horas: int
    descripcion: str = ""
    para_quien: str = ""
    modalidad: Modalidad | None = None
    vigencia_meses: int | None = None
    contenidos: Mapping[int, int] = field(default_factory=dict)
    """Horas por contenido."""


def crear_curso(red_id: int, datos: DatosDeCurso) -> Curso:
    """Registra un curso de la Red con su versión 1; lanza CodigoRepetido u HorasDeMas."""
    curso = Curso(red=buscar(Red, red_id))
    _escribir_curso(curso, datos)
    db.session.add(curso)
    db.session.flush()
    _hacer_version(curso, 1, datos.contenidos)
    return curso


def editar_curso(curso_id: int, datos: DatosDeCurso) -> VersionDeCurso:
    """Corrige un curso y devuelve su versión: otra, si la de antes ya tiene ediciones y algo cambió.

    Las ediciones ya abiertas conservan la suya. Lanza CodigoRepetido u HorasDeMas.
    """
    curso = con_candado(Curso, curso_id)
    version = version_actual(curso)
    antes = _lo_que_dice(version)
    _escribir_curso(curso, datos)
    if antes == {**{c: getattr(curso, c) for c in SE_CONGELA}, "contenidos": dict(datos.contenidos)}:
        return version
    if consultas_catalogo.tiene_ediciones(version.id):
        return _hacer_version(curso, version.numero + 1, datos.contenidos)
    for columna in SE_CONGELA:
        setattr(version, columna, getattr(curso, columna))
    _poner_contenidos(version, datos.contenidos)
    return version


def dejar_de_ofrecer(curso_id: int) -> Curso:
    """El curso sale del catálogo; sus ediciones y lo que acreditó siguen en pie."""
    curso = con_candado(Curso, curso_id)
    curso.retirado_el = curso.retirado_el or hoy(curso.red.zona)
    return curso


def volver_a_ofrecer(curso_id: int) -> Curso:
    """El curso vuelve al catálogo."""
    curso = con_candado(Curso, curso_id)
    curso.retirado_el = None
    return curso


def version_actual(curso: Curso) -> VersionDeCurso:
    """La versión más reciente; si el curso es de antes de que las hubiera, la hace y la da a sus ediciones."""
    version = consultas_catalogo.ultima_version(curso.id)
    if version is None:
        version = _hacer_version(curso, 1, {})
    for edicion in consultas_catalogo.ediciones_sin_version(curso.id):
        edicion.version_id = version.id
    return version


def fijar_version(edicion: Edicion) -> None:
    """La edición queda con el curso como es hoy, aunque después se corrija."""
    con_candado(Curso, edicion.curso_id)
    edicion.version_fijada = version_actual(edicion.curso)


def _escribir_curso(curso: Curso, datos: DatosDeCurso) -> None:
    with db.session.no_autoflush:
        otro = consultas.curso_de_codigo(curso.red.id, normalizar_codigo(datos.codigo))
    if otro is not None and otro is not curso:
        raise CodigoRepetido(otro)
    suman = sum(datos.contenidos.values())
    if suman > datos.horas:
        raise HorasDeMas(suman, datos.horas)
    _de_la_red(Contenido, datos.contenidos.keys(), curso.red.id)
    for columna in SE_CONGELA:
        setattr(curso, columna, getattr(datos, columna))


def _de_la_red(modelo: type[Contenido] | type[Curso] | type[Encargo], llaves: Any, red_id: int) -> None:
    """Nadie cuelga de su Red algo de otra."""
    for llave in llaves:
        if buscar(modelo, llave).red_id != red_id:
            raise RequisitoImposible("Eso es de otra Red: elige entre lo de la tuya.")


def _hacer_version(curso: Curso, numero: int, contenidos: Mapping[int, int]) -> VersionDeCurso:
    version = VersionDeCurso(
        curso_id=curso.id, numero=numero, hecha_en=ahora(), **{c: getattr(curso, c) for c in SE_CONGELA}
    )
    db.session.add(version)
    _poner_contenidos(version, contenidos)
    db.session.flush()
    return version


def _poner_contenidos(version: VersionDeCurso, horas: Mapping[int, int]) -> None:
    """Deja exactamente esos contenidos, sin tocar los que no cambian."""
    actuales = {uno.contenido_id: uno for uno in version.contenidos}
    for contenido_id, uno in actuales.items():
        if contenido_id not in horas:
            version.contenidos.remove(uno)
        else:
            uno.horas = horas[contenido_id]
    for contenido_id in sorted(horas.keys() - actuales.keys()):
        version.contenidos.append(HorasDeContenido(contenido_id=contenido_id, horas=horas[contenido_id]))


def _lo_que_dice(version: VersionDeCurso) -> dict[str, Any]:
    return {
        **{c: getattr(version, c) for c in SE_CONGELA},
        "contenidos": {uno.contenido_id: uno.horas for uno in version.contenidos},
    }


# ------------------------------------------------------------------ Lo que un curso pide antes


def poner_requisitos(curso_id: int, grupos: Sequence[Sequence[Mapping[str, Any]]]) -> None:
    """Deja exactamente esas condiciones, cada una con sus alternativas. Lanza RequisitoImposible."""
    curso = con_candado(Curso, curso_id)
    for uno in consultas_catalogo.requisitos_de(curso_id):
        db.session.delete(uno)
    db.session.flush()
    for numero, grupo in enumerate(grupos, 1):
        for pedida in grupo:
            _agregar(curso, numero, pedida)


def pedir_tambien(curso_id: int, pedida: Mapping[str, Any], grupo: int | None = None) -> RequisitoDeCurso:
    """Agrega una alternativa a una condición o, sin `grupo`, otra condición. Lanza RequisitoImposible.

    Lo que ya se pedía en esa condición no se repite.
    """
    curso = con_candado(Curso, curso_id)
    actuales = consultas_catalogo.requisitos_de(curso_id)
    if grupo is not None and all(uno.grupo != grupo for uno in actuales):
        grupo = None  # alguien quitó esa condición mientras tanto
    if grupo is None:
        grupo = 1 + max((uno.grupo for uno in actuales), default=0)
    nueva = {**_VACIA, **pedida, "grupo": grupo}
    for uno in actuales:
        if uno.valores == nueva:
            return uno
    return _agregar(curso, grupo, pedida)


def ya_no_pedir(curso_id: int, requisito_id: int) -> None:
    """Quita una alternativa; quitar la última de una condición quita la condición. Lanza RequisitoImposible."""
    curso = con_candado(Curso, curso_id)
    uno = buscar(RequisitoDeCurso, requisito_id)
    if uno.curso_id != curso_id:
        raise NoEncontrado
    db.session.delete(uno)
    db.session.flush()
    _que_se_pueda_tomar(curso)


def _agregar(curso: Curso, grupo: int, pedida: Mapping[str, Any]) -> RequisitoDeCurso:
    valores = {**_VACIA, **pedida, "grupo": grupo}
    if valores["pide_curso_id"]:
        _de_la_red(Curso, [valores["pide_curso_id"]], curso.red_id)
    if valores["contenido_id"]:
        _de_la_red(Contenido, [valores["contenido_id"]], curso.red_id)
    if valores["encargo_id"]:
        _de_la_red(Encargo, [valores["encargo_id"]], curso.red_id)
    nuevo = RequisitoDeCurso(curso_id=curso.id, **valores)
    db.session.add(nuevo)
    db.session.flush()
    _que_se_pueda_tomar(curso)
    return nuevo


def _que_se_pueda_tomar(curso: Curso) -> None:
    if curso.id in requisitos.imposibles(_lo_que_piden(curso.red_id)):
        raise RequisitoImposible(
            "Así nadie podría tomarlo: lo que se pide antes acaba pidiendo este mismo curso."
        )


def _lo_que_piden(red_id: int) -> dict[int, list[list[requisitos.Alternativa]]]:
    return {
        curso_id: [[requisitos.alternativa(uno) for uno in grupo] for grupo in requisitos.por_grupos(suyos)]
        for curso_id, suyos in consultas_catalogo.de_la_red_con_requisitos(red_id).items()
    }


_VACIA: dict[str, Any] = dict.fromkeys(
    ("grupo", "clase", "pide_curso_id", "contenido_id", "nivel", "quien", "encargo_id")
)
