"""Deshace una importación: cada fila vuelve a como estaba, salvo lo que alguien más cambió o usa desde entonces.

Lo que la importación registró y nadie tocó se quita de verdad: nunca fue un hecho del registro. La bitácora
conserva que existió y quién lo quitó.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Table, bindparam, select, update

from red.base import Modelo, db
from red.bitacora.modelos import Cambio, Registro
from red.importacion import consultas
from red.importacion.ejecucion import ORDEN, de_corridas, tocadas
from red.importacion.modelos import EstadoPlan, PlanDeImportacion, RenglonDePlan
from red.importacion.planeacion import TRAMO, Avance
from red.importacion.volumen import Escritura, a_plan, tabla_de
from red.reloj import ahora
from red.textos import contar

Llave = tuple[str, int]
CAMBIO = "No se deshizo: alguien cambió estos datos después."
SE_USA = "No se deshizo: ya hay algo más que depende de ella."


@dataclass
class _Trabajo:
    """Lo que la importación hizo, y qué renglones no se pueden deshacer."""

    creadas: dict[Llave, int] = field(default_factory=dict)
    """Fila registrada y el renglón que la registró."""
    cambiadas: dict[Llave, list[tuple[int, Any]]] = field(default_factory=dict)
    se_quedan: dict[int, str] = field(default_factory=dict)
    """Renglón que no se deshace, y por qué."""
    ids: dict[int, int] = field(default_factory=dict)

    def tabla(self, nombre: str) -> list[int]:
        """Las filas de esa tabla que la importación registró."""
        return [id for tabla, id in self.creadas if tabla == nombre]


def deshacer(plan: PlanDeImportacion, avance: Avance = lambda _: None) -> int:
    """Deshace lo que se pueda, dentro de la transacción de quien llama; dice cuántos renglones se quedaron."""
    trabajo = _reunir(plan)
    _tocadas_despues(plan, trabajo)
    _de_las_que_algo_depende(trabajo)
    escritura = Escritura(db.session.connection(), plan.red_id)
    avance(plan.renglones // 2)
    for tabla in reversed(ORDEN):
        ids = sorted(
            (
                id
                for (t, id), numero in trabajo.creadas.items()
                if t == tabla and numero not in trabajo.se_quedan
            ),
            reverse=True,
        )
        for tramo in _de_a(ids, TRAMO):
            filas = _filas(tabla, tramo)
            escritura.quitar(tabla, filas)
            if tabla == "nombre_de_institucion":
                escritura.recalcular(fila["institucion_id"] for fila in filas)
    for tabla in ORDEN:
        al_reves = [
            (id, pares)
            for (t, id), hechos in trabajo.cambiadas.items()
            if t == tabla
            for numero, pares in reversed(hechos)
            if numero not in trabajo.se_quedan
        ]
        for tramo_de_cambios in _de_a(al_reves, TRAMO):
            escritura.cambiar(tabla, tramo_de_cambios, al_reves=True)
    escritura.anotar_todo()
    _decir_en_cada_renglon(trabajo)
    plan.estado, plan.deshecho_en, plan.intentos = EstadoPlan.DESHECHO, ahora(), 0
    quedan = len(trabajo.se_quedan)
    plan.nota = (
        f"{contar(quedan, 'renglón se quedó', 'renglones se quedaron')} como está: alguien lo cambió o lo usa desde entonces."
        if quedan == 1
        else f"{contar(quedan, '', 'renglones se quedaron')} como están: alguien los cambió o los usa desde entonces."
        if quedan
        else None
    )
    return quedan


def _reunir(plan: PlanDeImportacion) -> _Trabajo:
    trabajo = _Trabajo()
    de_renglon: dict[int, int] = {}
    for desde, hasta, corridas in plan.llaves:
        tramo = consultas.con_efectos(plan.id, desde, hasta=hasta)
        trabajo.ids.update({renglon.numero: renglon.id for renglon in tramo})
        llaves = {tabla: de_corridas(suyas) for tabla, suyas in corridas.items()}
        for numero, como, tabla, id, pares in tocadas(tramo, llaves, de_renglon):
            if como == "+":
                trabajo.creadas[tabla, id] = numero
            else:
                trabajo.cambiadas.setdefault((tabla, id), []).append((numero, pares))
    return trabajo


def _tocadas_despues(plan: PlanDeImportacion, trabajo: _Trabajo) -> None:
    """Aparta lo que se ha de deshacer y descubre lo que alguien cambió después: lo dice la bitácora, o la fila misma."""
    por_tabla: defaultdict[str, list[int]] = defaultdict(list)
    for tabla, id in (*trabajo.creadas, *trabajo.cambiadas):
        por_tabla[tabla].append(id)
    for tabla in ORDEN:
        for ids in _de_a(sorted(set(por_tabla[tabla])), TRAMO):
            actuales = {fila["id"]: fila for fila in _filas(tabla, ids, aparta=True)}
            posteriores = set(
                db.session.scalars(
                    select(Registro.fila_id).where(
                        Registro.tabla == tabla,
                        Registro.fila_id.in_(ids),
                        Registro.id > (plan.registro_hasta or 0),
                        Registro.cambio != Cambio.LEER,
                    )
                )
            )
            for id in ids:
                if (
                    id in posteriores
                    or id not in actuales
                    or _es_distinta(actuales[id], trabajo.cambiadas.get((tabla, id), ()))
                ):
                    for numero in _renglones_de(trabajo, (tabla, id)):
                        trabajo.se_quedan[numero] = CAMBIO


def _es_distinta(fila: dict[str, Any], hechos: Iterable[tuple[int, Any]]) -> bool:
    finales: dict[str, Any] = {}
    for _, pares in hechos:
        finales.update({columna: par[1] for columna, par in pares.items()})
    return any(a_plan(fila[columna]) != valor for columna, valor in finales.items())


def _renglones_de(trabajo: _Trabajo, llave: Llave) -> Iterator[int]:
    if llave in trabajo.creadas:
        yield trabajo.creadas[llave]
    for numero, _ in trabajo.cambiadas.get(llave, ()):
        yield numero


def _de_las_que_algo_depende(trabajo: _Trabajo) -> None:
    """Lo que otra fila señala no se quita, salvo que esa otra también se vaya a quitar."""
    senalan: defaultdict[int, set[int]] = defaultdict(set)
    for tabla in ORDEN:
        propias = trabajo.tabla(tabla)
        for de_quien, columna in _que_senalan(tabla):
            for ids in _de_a(propias, TRAMO):
                for dependiente, senalada in db.session.execute(
                    select(de_quien.c.id, columna).where(columna.in_(ids))
                ):
                    numero = trabajo.creadas[tabla, senalada]
                    otro = trabajo.creadas.get((de_quien.name, dependiente))
                    if otro is None:
                        trabajo.se_quedan.setdefault(numero, SE_USA)
                    elif otro != numero:
                        senalan[otro].add(numero)
    pendientes = list(trabajo.se_quedan)
    while pendientes:
        for numero in senalan.pop(pendientes.pop(), ()):
            if numero not in trabajo.se_quedan:
                trabajo.se_quedan[numero] = SE_USA
                pendientes.append(numero)


def _que_senalan(tabla: str) -> Iterator[tuple[Table, Column[Any]]]:
    """Cada columna de cualquier tabla que es llave foránea hacia ésta."""
    for otra in Modelo.metadata.sorted_tables:
        for columna in otra.c:
            if any(llave.column.table.name == tabla for llave in columna.foreign_keys):
                yield otra, columna


def _filas(tabla: str, ids: Sequence[int], *, aparta: bool = False) -> list[dict[str, Any]]:
    consulta = select(tabla_de(tabla)).where(tabla_de(tabla).c.id.in_(ids)).order_by(tabla_de(tabla).c.id)
    if aparta:
        consulta = consulta.with_for_update()
    return [dict(fila._mapping) for fila in db.session.execute(consulta)]


def _decir_en_cada_renglon(trabajo: _Trabajo) -> None:
    if not trabajo.se_quedan:
        return
    orden = (
        update(RenglonDePlan).where(RenglonDePlan.id == bindparam("_id")).values(motivo=bindparam("porque"))
    )
    filas = [{"_id": trabajo.ids[numero], "porque": porque} for numero, porque in trabajo.se_quedan.items()]
    db.session.connection().execute(orden, filas)


def _de_a(cosas: Sequence[Any], cuantas: int) -> Iterator[Sequence[Any]]:
    for inicio in range(0, len(cosas), cuantas):
        yield cosas[inicio : inicio + cuantas]
