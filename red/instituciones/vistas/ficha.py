"""Lo que reúne la ficha de una institución: todo lo suyo en una página, hasta donde alcanza quien la mira."""

from datetime import date
from typing import Any

from red.alianzas import consultas as alianzas
from red.bitacora.consultas import historia_de
from red.continuidad import consultas as continuidad
from red.continuidad import consultas_gobierno, consultas_puestos
from red.directorio import consultas as directorio
from red.directorio.consultas import Filtros
from red.directorio.mirada import miradas
from red.formacion.consultas import participaciones_en_cursos
from red.instituciones import consultas
from red.instituciones.modelos import ClaseDeNombre, Institucion
from red.permisos import Alcance, Permiso
from red.portero import identidad
from red.redes import consultas as redes
from red.territorios.perfiles import perfil_de
from red.unidades import consultas as unidades
from red.unidades import consultas_vida
from red.vinculos.consultas import cuantas_con_institucion


def piezas(institucion: Institucion, alcance: Alcance, dia: date, hoy: date) -> dict[str, Any]:
    """Los datos de la ficha; los hechos son de `dia` y los permisos, de hoy."""
    return {
        "institucion": institucion,
        "dia": dia,
        "es_de_hoy": dia == hoy,
        "perfil": perfil_de(institucion.territorio.pais),
        **_quien_es(institucion, dia, hoy),
        **_lo_que_tiene(institucion, alcance, dia, hoy),
        **_lo_que_puede(institucion, alcance, hoy),
    }


def _quien_es(institucion: Institucion, dia: date, hoy: date) -> dict[str, Any]:
    """Sus nombres, a quién pertenece, qué le pasó y quién la sigue."""
    existe = institucion.esta_vigente(dia)
    return {
        "linaje": consultas.linaje(institucion),
        "organigrama": consultas.organigrama(institucion.id, dia),
        "con_ficha": _con_ficha(institucion, dia, hoy),
        "alias": [otro.nombre for otro in institucion.nombres if otro.clase is not ClaseDeNombre.ANTERIOR],
        "antecesoras": continuidad.antecesoras(institucion.id),
        "sucesoras": continuidad.sucesoras(institucion.id),
        "cambios": continuidad.reorganizaciones_de(institucion.id),
        "periodo": consultas_gobierno.periodo_de([institucion], dia).get(institucion.id) if existe else None,
    }


def _lo_que_tiene(institucion: Institucion, alcance: Alcance, dia: date, hoy: date) -> dict[str, Any]:
    """Su unidad, su gente, sus puestos, su formación y sus lazos, hasta donde alcanza quien la mira."""
    quien = identidad()
    suyas = unidades.de_instituciones([institucion.id], dia).get(institucion.id, [])
    registro = quien.puede(Permiso.VER_REGISTRO, alcance)
    cursos = lazos = None
    if registro:
        cursos = participaciones_en_cursos(institucion.id, quien.redes_con(Permiso.VER_REGISTRO), dia)
    if quien.puede(Permiso.VER_MAPA, alcance):
        lazos = cuantas_con_institucion(institucion.id, quien.redes_con(Permiso.VER_MAPA), dia)
    return {
        "unidades": suyas,
        "etapas": consultas_vida.etapas(suyas, dia),
        "sostienen": unidades.sostienen([unidad.id for unidad in suyas], dia),
        "personas": _personas(institucion, alcance, dia, hoy),
        "plazas": consultas_puestos.plazas_de(institucion.id, dia) if registro else [],
        "ve_registro": registro,
        "cursos": cursos,
        "lazos": lazos,
        "alianzas": alianzas.de_institucion(institucion.id, redes.redes_visibles(quien, hoy), dia),
        "historia": historia_de("institucion", institucion.id) if registro else [],
    }


def _lo_que_puede(institucion: Institucion, alcance: Alcance, hoy: date) -> dict[str, Any]:
    """Las Redes que quien mira comparte con ella y lo que puede hacer aquí."""
    quien = identidad()
    visibles = redes.redes_visibles(quien, hoy)
    mias = redes.redes_de(alcance.redes if visibles is None else alcance.redes & visibles)
    invita = [red for red in mias if quien.puede(Permiso.INVITAR, red.alcance)]
    return {
        "redes": mias,
        "puede_editar": quien.puede(Permiso.EDITAR_RED, alcance),
        "puede_invitar": invita if institucion.esta_vigente(hoy) else [],
        "puede_registrar": quien.puede(Permiso.REGISTRAR_UNIDAD, alcance),
        "por_repartir": _por_repartir(institucion, alcance, hoy),
    }


def _personas(institucion: Institucion, alcance: Alcance, dia: date, hoy: date) -> list[tuple[Any, Any]]:
    """Por cada mirada de quien pide, la primera página de quienes trabajan ahí: sólo a quienes puede encontrar."""
    de_ahi = Filtros(institucion_id=institucion.id)
    paginas = []
    for mirada in miradas(identidad(), dia, hoy):
        if mirada.redes is None or mirada.redes & alcance.redes:
            paginas.append((mirada, directorio.pagina_de_personas(mirada, de_ahi, 1)))
    return paginas


def _con_ficha(institucion: Institucion, dia: date, hoy: date) -> frozenset[int]:
    """De las que la rodean en el organigrama, aquellas cuya ficha puede abrir quien pide."""
    llaves = redes.llaves_de_instituciones(redes.redes_visibles(identidad(), hoy), dia)
    propias = identidad().instituciones_con(Permiso.VER_RED)
    return consultas.alcanzables(consultas.alrededor(institucion, dia), llaves) | propias


def _por_repartir(institucion: Institucion, alcance: Alcance, hoy: date) -> bool:
    if institucion.hasta is None or not identidad().puede(Permiso.EDITAR_RED, alcance):
        return False
    return institucion in continuidad.por_repartir(None, hoy)
