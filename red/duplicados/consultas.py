"""Preguntas sobre duplicados: qué se compara, qué pares esperan y qué se juntó."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from red.acceso.modelos import Cuenta
from red.base import Opcion, db
from red.duplicados.campos import Campo
from red.duplicados.derechos import es_suya
from red.duplicados.modelos import Clase, EstadoPar, Fusion, ParDuplicado
from red.duplicados.nombres import normal
from red.duplicados.parecido import (
    UMBRAL,
    FichaInstitucion,
    FichaPersona,
    Parecido,
    parecido_de_instituciones,
    parecido_de_personas,
    telefono_normal,
)
from red.instituciones.modelos import Institucion, NombreDeInstitucion
from red.paginacion import Pagina, paginar
from red.personas.modelos import Adscripcion, Persona
from red.redes.modelos import Participacion
from red.territorios.modelos import Territorio

TOPE = 500
"""Hasta cuántos pares se cuentan en el panel: de ahí en adelante el número exacto ya no cambia qué hacer."""
CANDIDATAS = 400
"""A cuántas, a lo más, se compara quien se está registrando."""


def fichas_de_personas(dia: date) -> dict[int, FichaPersona]:
    """Todas las personas, listas para comparar; las que ya se juntaron con otra no cuentan."""
    donde = {
        puesto.persona_id: puesto.institucion_id
        for puesto in db.session.execute(
            select(Adscripcion.persona_id, Adscripcion.institucion_id).where(Adscripcion.vigente(dia))
        )
    }
    filas = db.session.execute(
        select(
            Persona.id,
            Persona.nombre,
            Persona.primer_apellido,
            Persona.segundo_apellido,
            Persona.correo,
            Persona.telefono,
        ).where(Persona.fusionada_en_id.is_(None))
    )
    return {
        id_: FichaPersona.de(nombre, primero, segundo, [correo], [telefono], donde.get(id_))
        for id_, nombre, primero, segundo, correo, telefono in filas
    }


def fichas_de_instituciones(dia: date) -> dict[int, FichaInstitucion]:
    """Todas las instituciones vigentes con todos sus nombres, listas para comparar."""
    otros: defaultdict[int, list[str]] = defaultdict(list)
    for otro in db.session.execute(select(NombreDeInstitucion.institucion_id, NombreDeInstitucion.nombre)):
        otros[otro.institucion_id].append(otro.nombre)
    filas = db.session.execute(
        select(
            Institucion.id,
            Institucion.nombre,
            Institucion.siglas,
            Institucion.territorio_id,
            Institucion.correo,
            Institucion.telefono,
            Institucion.sitio,
        ).where(Institucion.vigente(dia))
    )
    return {
        id_: FichaInstitucion.de(
            nombre, siglas, territorio, otros[id_], [correo, telefono_normal(telefono), sitio]
        )
        for id_, nombre, siglas, territorio, correo, telefono, sitio in filas
    }


def pares_guardados(clase: Clase) -> dict[tuple[int, int], ParDuplicado]:
    """Todos los pares de esa clase, por sus dos llaves."""
    pares = db.session.scalars(select(ParDuplicado).where(ParDuplicado.clase == clase))
    return {(par.a_id, par.b_id): par for par in pares}


# ---------------------------------------------------------------- La lista


@dataclass(frozen=True)
class Renglon:
    """Un par con sus dos registros."""

    par: ParDuplicado
    una: Any
    otra: Any


def modelo_de(clase: Clase) -> type[Persona] | type[Institucion]:
    """El modelo al que se refieren las llaves de esa clase."""
    return Persona if clase is Clase.PERSONA else Institucion


def lista(
    clase: Clase, estado: EstadoPar, redes: frozenset[int] | None, dia: date, numero: int
) -> Pagina[Renglon]:
    """Los pares que puede ver quien coordina esas Redes, de lo que más se parece a lo que menos."""
    consulta = _al_alcance(clase, estado, redes, dia).order_by(ParDuplicado.puntos.desc(), ParDuplicado.id)
    tramo = paginar(consulta, numero)
    modelo = modelo_de(clase)
    llaves = {llave for par in tramo.filas for llave in (par.a_id, par.b_id)}
    filas = {fila.id: fila for fila in db.session.scalars(select(modelo).where(modelo.id.in_(llaves)))}
    return Pagina(
        [Renglon(par, filas[par.a_id], filas[par.b_id]) for par in tramo.filas], tramo.numero, tramo.total
    )


def cuantos(clase: Clase, redes: frozenset[int] | None, dia: date) -> int:
    """Cuántos pares esperan que quien coordina esas Redes decida, hasta el tope."""
    algunos = (
        _al_alcance(clase, EstadoPar.PENDIENTE, redes, dia).with_only_columns(ParDuplicado.id).limit(TOPE)
    )
    return db.session.scalar(select(func.count()).select_from(algunos.subquery())) or 0


def _al_alcance(
    clase: Clase, estado: EstadoPar, redes: frozenset[int] | None, dia: date
) -> Select[ParDuplicado]:
    modelo = modelo_de(clase)
    una, otra = aliased(modelo), aliased(modelo)
    consulta = (
        select(ParDuplicado)
        .join(una, una.id == ParDuplicado.a_id)
        .join(otra, otra.id == ParDuplicado.b_id)
        .where(ParDuplicado.clase == clase, ParDuplicado.estado == estado)
    )
    suyas = (es_suya(clase, una.id, redes, dia), es_suya(clase, otra.id, redes, dia))
    if estado is EstadoPar.FUSIONADO:  # el que se fue ya no tiene nada: basta con el que quedó
        return consulta.where(or_(*suyas))
    return consulta.where(una.fusionada_en_id.is_(None), otra.fusionada_en_id.is_(None), *suyas)


# ---------------------------------------------------------------- Quien se está registrando


HALLADAS = 20
"""Cuántos registros se ofrecen, a lo más, al buscar con cuál comparar."""


def para_comparar(
    clase: Clase, escrito: str, menos: int, redes: frozenset[int] | None, dia: date
) -> Sequence[Any]:
    """Los registros de esas Redes que coinciden con lo escrito, menos uno: para elegir con cuál se compara."""
    modelo: Any = modelo_de(clase)
    condicion = modelo.coincide(escrito)
    if clase is Clase.PERSONA and "@" in escrito:
        condicion = Persona.correo == escrito.strip().lower()
    orden = Persona.orden if clase is Clase.PERSONA else Institucion.nombre
    consulta = select(modelo).where(
        condicion, modelo.id != menos, modelo.fusionada_en_id.is_(None), es_suya(clase, modelo.id, redes, dia)
    )
    return db.session.scalars(consulta.order_by(orden, modelo.id).limit(HALLADAS)).all()


def donde_trabajan(personas: Sequence[int], dia: date) -> dict[int, str]:
    """La institución en que trabaja cada una ese día: distingue a dos que se llaman igual."""
    consulta = (
        select(Adscripcion.persona_id, Institucion.nombre)
        .join(Institucion, Institucion.id == Adscripcion.institucion_id)
        .where(Adscripcion.persona_id.in_(personas), Adscripcion.vigente(dia))
    )
    return dict(db.session.execute(consulta).all())


def fichas_de(clase: Clase, una: int, otra: int, dia: date) -> tuple[Any, Any]:
    """Los dos registros, listos para comparar."""
    if clase is Clase.PERSONA:
        donde = dict(
            db.session.execute(
                select(Adscripcion.persona_id, Adscripcion.institucion_id).where(
                    Adscripcion.persona_id.in_((una, otra)), Adscripcion.vigente(dia)
                )
            ).all()
        )
        personas = [db.session.get_one(Persona, id_) for id_ in (una, otra)]
        primera, segunda = (
            FichaPersona.de(
                p.nombre, p.primer_apellido, p.segundo_apellido, [p.correo], [p.telefono], donde.get(p.id)
            )
            for p in personas
        )
        return primera, segunda
    instituciones = [db.session.get_one(Institucion, id_) for id_ in (una, otra)]
    de_una, de_otra = (
        FichaInstitucion.de(
            i.nombre,
            i.siglas,
            i.territorio_id,
            [otro.nombre for otro in i.nombres],
            [i.correo, telefono_normal(i.telefono), i.sitio],
        )
        for i in instituciones
    )
    return de_una, de_otra


def parecidas_a(
    nombre: str,
    primer_apellido: str,
    segundo_apellido: str | None,
    correo: str,
    telefono: str | None,
    *,
    redes: frozenset[int] | None,
    dia: date,
) -> list[tuple[Persona, Parecido]]:
    """Las personas de esas Redes que podrían ser la misma que se está registrando; la que más se parece, primero."""
    nueva = FichaPersona.de(nombre, primer_apellido, segundo_apellido, [correo], [telefono])
    principios = {
        apellido[:3] for apellido in (*normal(primer_apellido), *normal(segundo_apellido or "")) if apellido
    }
    if not principios:
        return []
    consulta = (
        select(Persona)
        .where(
            Persona.fusionada_en_id.is_(None),
            or_(*(Persona.busqueda.contains(" " + principio) for principio in sorted(principios))),
            Persona.busqueda.contains(" " + nueva.nombre.principal[:1]),
            es_suya(Clase.PERSONA, Persona.id, redes, dia),
        )
        .order_by(Persona.id.desc())
        .limit(CANDIDATAS)
    )
    comparadas = [
        (
            persona,
            parecido_de_personas(
                nueva,
                FichaPersona.de(
                    persona.nombre,
                    persona.primer_apellido,
                    persona.segundo_apellido,
                    [persona.correo],
                    [persona.telefono],
                ),
            ),
        )
        for persona in db.session.scalars(consulta)
    ]
    halladas = [(persona, hallado) for persona, hallado in comparadas if hallado.puntos >= UMBRAL]
    return sorted(halladas, key=lambda par: (-par[1].puntos, par[0].id))[:5]


def instituciones_parecidas(
    nombre: str, siglas: str | None, territorio_id: int, *, redes: frozenset[int] | None, dia: date
) -> list[tuple[Institucion, bool]]:
    """Las ya registradas que podrían ser la que se está registrando, y si es de alguna de esas Redes.

    Sólo las de esas Redes y las que todavía no participan en ninguna: de las demás no se dice ni que existen.
    """
    nueva = FichaInstitucion.de(nombre, siglas, territorio_id)
    halladas = sorted(
        (-parecido.puntos, id_)
        for id_, otra in fichas_de_instituciones(dia).items()
        if (parecido := parecido_de_instituciones(nueva, otra)).puntos >= UMBRAL
    )
    llaves = [id_ for _, id_ in halladas[:CANDIDATAS]]
    if not llaves:
        return []
    en = select(Participacion.institucion_id).where(
        Participacion.institucion_id.in_(llaves), Participacion.vigente(dia)
    )
    todas = set(db.session.scalars(en))
    suyas = (
        todas if redes is None else set(db.session.scalars(en.where(Participacion.red_id.in_(sorted(redes)))))
    )
    consulta = (
        select(Institucion)
        .where(Institucion.id.in_([id_ for id_ in llaves if id_ in suyas or id_ not in todas]))
        .options(joinedload(Institucion.territorio))
    )
    ordenadas = sorted(db.session.scalars(consulta), key=lambda fila: llaves.index(fila.id))
    return [(institucion, institucion.id in suyas) for institucion in ordenadas[:5]]


# ---------------------------------------------------------------- Lo que se juntó


def fusiones(clase: Clase, redes: frozenset[int] | None, dia: date, numero: int) -> Pagina[Fusion]:
    """Las fusiones de registros al alcance, de la más reciente a la más antigua."""
    consulta = (
        select(Fusion)
        .where(Fusion.clase == clase, es_suya(clase, Fusion.queda_id, redes, dia))
        .options(joinedload(Fusion.quien))
        .order_by(Fusion.id.desc())
    )
    return paginar(consulta, numero)


def nombres(clase: Clase, llaves: Sequence[int]) -> Mapping[int, str]:
    """Cómo se llama cada registro."""
    if clase is Clase.PERSONA:
        personas = db.session.scalars(select(Persona).where(Persona.id.in_(llaves)))
        return {persona.id: persona.nombre_completo for persona in personas}
    instituciones = db.session.scalars(select(Institucion).where(Institucion.id.in_(llaves)))
    return {institucion.id: institucion.nombre for institucion in instituciones}


def fusion_posterior(fusion: Fusion) -> Fusion | None:
    """Una fusión hecha después, sin deshacer, que toca a alguno de los mismos registros."""
    tocadas = (fusion.queda_id, fusion.se_va_id)
    consulta = select(Fusion).where(
        and_(
            Fusion.clase == fusion.clase,
            Fusion.id > fusion.id,
            Fusion.deshecha_en.is_(None),
            or_(Fusion.queda_id.in_(tocadas), Fusion.se_va_id.in_(tocadas)),
        )
    )
    return db.session.scalars(consulta.order_by(Fusion.id.desc()).limit(1)).one_or_none()


def par_de(clase: Clase, una: int, otra: int) -> ParDuplicado | None:
    """El par de esos dos registros, si alguna vez se halló."""
    menor, mayor = sorted((una, otra))
    consulta = select(ParDuplicado).where(
        ParDuplicado.clase == clase, ParDuplicado.a_id == menor, ParDuplicado.b_id == mayor
    )
    return db.session.scalars(consulta).one_or_none()


def con_cuenta(*personas: int) -> set[int]:
    """De esas personas, las que tienen cuenta."""
    return set(db.session.scalars(select(Cuenta.persona_id).where(Cuenta.persona_id.in_(personas))))


def correos_de_cuentas(*personas: int) -> list[tuple[str, str]]:
    """Con qué correo entra cada una de esas personas y cómo se llama, para escribirles."""
    consulta = select(Cuenta).where(Cuenta.persona_id.in_(personas), Cuenta.activa).order_by(Cuenta.id)
    return [(cuenta.correo, cuenta.persona.nombre_visible) for cuenta in db.session.scalars(consulta)]


def pasos_por_tabla(fusion: Fusion) -> list[tuple[str, int]]:
    """Cuántas filas de cada tabla tocó la fusión."""
    cuenta = Counter({(paso["tabla"], paso["id"]) for paso in fusion.diario.get("pasos", [])})
    por_tabla = Counter(tabla for tabla, _ in cuenta)
    return sorted(por_tabla.items())


def dichos(campos: Sequence[Campo]) -> dict[str, tuple[str, str]]:
    """Los dos valores de cada dato, como se leen."""
    return {
        campo.columna: (_dicho(campo.columna, campo.queda), _dicho(campo.columna, campo.se_va))
        for campo in campos
    }


def _dicho(columna: str, valor: Any) -> str:
    if valor in (None, ""):
        return ""
    if columna == "territorio_id":
        return db.session.get_one(Territorio, valor).nombre
    if columna == "madre_id":
        return db.session.get_one(Institucion, valor).nombre
    return valor.etiqueta if isinstance(valor, Opcion) else str(valor)
