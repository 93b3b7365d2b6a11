"""Las redes de la demostración, completas: la de Guadalajara sola, o las tres."""

from __future__ import annotations

from datetime import date

from red.demostracion import red_chiapas, red_coquimbo, red_guadalajara
from red.demostracion.compositora import Compositora
from red.demostracion.listas import exigir_hoy
from red.demostracion.tipos import RedDemo

ESCALAS = ("guadalajara", "estatal")


def componer(escala: str, hoy: date) -> list[RedDemo]:
    """Compone las redes de una escala: ``guadalajara`` (sólo esa) o ``estatal`` (las tres).

    Todas las fechas se cuentan desde ``hoy``; con el mismo ``hoy`` el resultado es siempre el
    mismo. Levanta ``ValueError`` si la escala no existe o si ``hoy`` es anterior a ``HOY_MINIMO``.
    """
    if escala not in ESCALAS:
        raise ValueError(f"No hay una escala llamada «{escala}»; las que hay son {' y '.join(ESCALAS)}.")
    exigir_hoy(hoy)
    redes = [_guadalajara(hoy)]
    if escala == "estatal":
        redes += [_chiapas(hoy), _coquimbo(hoy)]
    return redes


def _guadalajara(hoy: date) -> RedDemo:
    return _entera(
        red_guadalajara.componer(hoy),
        nombre="Red Interinstitucional de Género del Gobierno Municipal de Guadalajara",
        descripcion=(
            "Reúne a servidoras públicas de mandos medios y superiores que llevan la perspectiva de género"
            " a sus dependencias, se forman juntas y se apoyan más allá de cada administración."
        ),
        territorio="MX-14039",
        zona="America/Mexico_City",
        convocante="gdl-inmujeres",
        meta=100,
        meta_texto="servidoras públicas",
        mide="personas",
    )


def _chiapas(hoy: date) -> RedDemo:
    c = red_chiapas.componer(hoy)
    return _entera(
        c,
        nombre="Red estatal de Unidades de Igualdad de Género",
        descripcion=(
            "Acompaña a las dependencias, entidades y órganos del Estado de Chiapas a instalar su Unidad de"
            " Igualdad de Género, formar a su equipo y trabajar con una agenda común."
        ),
        territorio="MX-07",
        zona="America/Mexico_City",
        convocante=red_chiapas.CONVOCANTE,
        meta=sum(i.participa for i in c.instituciones.values()),
        meta_texto="organismos públicos con unidad instalada",
        mide="unidades",
    )


def _coquimbo(hoy: date) -> RedDemo:
    return _entera(
        red_coquimbo.componer(hoy),
        nombre="Red intermunicipal de Oficinas Municipales de la Mujer de la Región de Coquimbo",
        descripcion=(
            "Junta a las oficinas municipales de la mujer de la región para compartir experiencias, buenas"
            " prácticas y acciones comunes entre comunas."
        ),
        territorio="CL-04",
        zona="America/Santiago",
        convocante=red_coquimbo.CONVOCANTE,
        meta=len(red_coquimbo.COMUNAS),
        meta_texto="comunas con oficina municipal de la mujer",
        mide="unidades",
    )


def _entera(
    c: Compositora,
    *,
    nombre: str,
    descripcion: str,
    territorio: str,
    zona: str,
    convocante: str,
    meta: int,
    meta_texto: str,
    mide: str,
) -> RedDemo:
    return RedDemo(
        clave=c.marco.red,
        nombre=nombre,
        descripcion=descripcion,
        pais=c.marco.pais,
        territorio=territorio,
        zona=zona,
        convocante=convocante,
        meta=meta,
        meta_texto=meta_texto,
        mide=mide,
        creada_el=c.creada_el,
        instituciones=tuple(c.instituciones.values()),
        personas=tuple(c.personas.values()),
        adscripciones=tuple(sorted(c.adscripciones, key=lambda a: a.clave)),
        membresias=tuple(c.membresias.values()),
        asignaciones=tuple(c.asignaciones),
        invitaciones=tuple(c.invitaciones),
        unidades=tuple(c.unidades.values()),
        designaciones=tuple(c.designaciones),
        cursos=tuple(c.cursos.values()),
        ediciones=tuple(c.ediciones.values()),
        inscripciones=tuple(c.inscripciones),
        colaboraciones=tuple(c.colaboraciones.values()),
        cuentas=tuple(c.cuentas),
    )
