"""Del plano a los pasos de una fusión, y de los pasos otra vez a como estaba todo.

Los pasos son datos: se guardan en el diario y leídos al revés deshacen la fusión. Se escriben con los modelos, de
modo que la bitácora anota cada uno.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Column, Date, DateTime, Table, TypeDecorator, select
from sqlalchemy import Enum as TipoOpcion

from red.base import Modelo, db
from red.bitacora.nombres import clase_de
from red.duplicados.planos import Plano

Paso = dict[str, Any]
"""Un cambio (`tabla`, `id`, `columnas`: de qué a qué), una fila quitada (`fila`) o una creada (`crea`)."""

Casilla = tuple[str, int | None, str]
"""La columna de una fila."""

PRESTADO = "prestado por la fusión {}"
"""Lo que se pone un momento en una columna única mientras dos filas intercambian su valor."""


def pasos_de(plano: Plano) -> list[Paso]:
    """Los pasos en el orden en que ninguna restricción se rompe a medio camino."""
    cierran: list[Paso] = []
    apuntan: list[Paso] = []
    sueltos: list[Paso] = []
    mudan: list[Paso] = []
    for (nombre, id_), distintas in plano.cambios():
        tabla = plano.metadatos.tables[nombre]
        antes = plano.originales[nombre, id_]
        de_quitadas = {c for c in distintas if _apunta_a_quitada(plano, tabla.c[c], antes[c])}
        foraneas = {c for c in distintas if tabla.c[c].foreign_keys}
        cierre = {c for c in distintas if (c in CIERRAN and antes[c] is None) or c in SUELTAN}
        if nombre == plano.tabla.name and id_ == plano.se_va:
            cierre = set(distintas)
        for lista, columnas in (
            (cierran, cierre),
            (apuntan, de_quitadas - cierre),
            (sueltos, set(distintas) - foraneas - cierre),
            (mudan, foraneas - de_quitadas - cierre),
        ):
            if columnas:
                lista.append(_cambio(tabla, id_, {c: (antes[c], distintas[c]) for c in sorted(columnas)}))
    crean = [{"tabla": nombre, "id": None, "crea": valores} for nombre, valores in plano.nuevas]
    return [*cierran, *apuntan, *_quitas(plano), *sueltos, *mudan, *crean]


CIERRAN = frozenset({"hasta", "retirado_en", "cancelada_en", "terminada_en"})
"""Columnas que al llenarse sólo pueden soltar una restricción, nunca romperla."""
SUELTAN = frozenset({"lugar", "activa", "motivo"})
"""Las que van con ellas en el mismo paso."""


def _apunta_a_quitada(plano: Plano, columna: Column[Any], valor: object) -> bool:
    return any((llave.column.table.name, valor) in plano.quitadas for llave in columna.foreign_keys)


def _quitas(plano: Plano) -> list[Paso]:
    """Las filas que sobran, primero las que cuelgan de otras."""
    orden = {tabla.name: lugar for lugar, tabla in enumerate(plano.metadatos.sorted_tables)}
    return [
        {
            "tabla": nombre,
            "id": id_,
            "fila": {
                columna: _a_texto(valor)
                for columna, valor in plano.originales[nombre, id_].items()
                if columna != "id"
            },
        }
        for nombre, id_ in sorted(plano.quitadas, key=lambda llave: (-orden[llave[0]], llave[1]))
    ]


def _cambio(tabla: Table, id_: int, columnas: dict[str, tuple[Any, Any]]) -> Paso:
    return {
        "tabla": tabla.name,
        "id": id_,
        "columnas": {c: [_a_texto(antes), _a_texto(despues)] for c, (antes, despues) in columnas.items()},
    }


def huella(pasos: Sequence[Paso], momento: datetime) -> str:
    """Cambia si cambia cualquier cosa de lo que se haría; no, por la hora en que se mire."""
    escrito = json.dumps(pasos, sort_keys=True, ensure_ascii=False).replace(momento.isoformat(), "ahora")
    return hashlib.sha256(escrito.encode()).hexdigest()[:32]


def hacer(pasos: Sequence[Paso]) -> None:
    """Da los pasos, uno por uno; en los que crean una fila anota cuál."""
    por_dar = _casillas(pasos)
    for paso in pasos:
        por_dar -= _casillas([paso])
        if "fila" in paso:
            db.session.delete(_fila(paso["tabla"], paso["id"]))
        elif "crea" in paso:
            paso["id"] = _crear(paso)
        else:
            valores = {columna: despues for columna, (_, despues) in paso["columnas"].items()}
            _poner(paso, valores, por_dar)
        db.session.flush()


def _crear(paso: Paso) -> int:
    valores = {
        nombre: _de_texto(_columna(paso["tabla"], nombre), valor) for nombre, valor in paso["crea"].items()
    }
    fila = _clase(paso["tabla"])(**valores)
    db.session.add(fila)
    db.session.flush()
    return fila.id


def deshacer(pasos: Sequence[Paso]) -> list[str]:
    """Da los pasos al revés. Lo que alguien cambió después se queda como lo dejó; devuelve qué fue."""
    conservado: list[str] = []
    renumeradas: dict[tuple[str, int], int] = {}
    por_dar = _casillas(pasos)
    for paso in reversed(pasos):
        por_dar -= _casillas([paso])
        if "fila" in paso:
            _reponer(paso, renumeradas)
        elif "crea" in paso:
            creada = db.session.get(_clase(paso["tabla"]), paso["id"])
            if creada is not None:
                db.session.delete(creada)
        else:
            _regresar(paso, renumeradas, conservado, por_dar)
        db.session.flush()
    return conservado


def _reponer(paso: Paso, renumeradas: dict[tuple[str, int], int]) -> None:
    """Vuelve a poner una fila quitada; si su número ya lo tiene otra, con uno nuevo."""
    clase = _clase(paso["tabla"])
    libre = db.session.get(clase, paso["id"]) is None
    valores = {
        columna: _de_texto(
            _columna(paso["tabla"], columna), _renumerado(paso["tabla"], columna, valor, renumeradas)
        )
        for columna, valor in paso["fila"].items()
        if columna in _tabla(paso["tabla"]).c
    }
    fila = clase(**valores, **({"id": paso["id"]} if libre else {}))
    db.session.add(fila)
    db.session.flush()
    if not libre:
        renumeradas[paso["tabla"], paso["id"]] = fila.id


def _regresar(
    paso: Paso, renumeradas: dict[tuple[str, int], int], conservado: list[str], por_dar: set[Casilla]
) -> None:
    fila = db.session.get(_clase(paso["tabla"]), paso["id"])
    if fila is None:
        conservado.append(f"{paso['tabla']}: ya no está")
        return
    valores = {}
    for nombre, (antes, despues) in paso["columnas"].items():
        columna = _columna(paso["tabla"], nombre)
        if getattr(fila, nombre) not in (_de_texto(columna, despues), PRESTADO.format(fila.id)):
            conservado.append(f"{paso['tabla']}.{nombre}")
            continue
        valores[nombre] = _renumerado(paso["tabla"], nombre, antes, renumeradas)
    if paso["tabla"] == "inscripcion" and _lugar_ocupado(fila, valores.get("lugar")):
        # El lugar que soltó ya es de otra persona: regresa a la fila de espera.
        valores["lugar"] = None
        conservado.append("inscripcion.lugar")
    for nombre in [nombre for nombre, valor in valores.items() if _es_ajeno(fila, nombre, valor, por_dar)]:
        # Quien no es parte de esto ya usa ese valor: es suyo.
        del valores[nombre]
        conservado.append(f"{paso['tabla']}.{nombre}")
    _poner(paso, valores, por_dar)


def _lugar_ocupado(inscripcion: Any, lugar: int | None) -> bool:
    if lugar is None:
        return False
    clase = type(inscripcion)
    otra = select(clase.id).where(clase.edicion_id == inscripcion.edicion_id, clase.lugar == lugar)
    return db.session.scalar(otra.limit(1)) is not None


def _renumerado(tabla: str, columna: str, valor: Any, renumeradas: dict[tuple[str, int], int]) -> Any:
    """El número nuevo de la fila a la que apuntaba, si al reponerla cambió."""
    for llave in _columna(tabla, columna).foreign_keys:
        valor = renumeradas.get((llave.column.table.name, valor), valor)
    return valor


def _casillas(pasos: Sequence[Paso]) -> set[Casilla]:
    """Las columnas que esos pasos escriben."""
    return {(paso["tabla"], paso["id"], columna) for paso in pasos for columna in paso.get("columnas", ())}


def _poner(paso: Paso, valores: dict[str, Any], por_dar: set[Casilla]) -> None:
    fila = _fila(paso["tabla"], paso["id"])
    for nombre, valor in valores.items():
        otra = _quien_lo_tiene(fila, nombre, valor)
        if otra is not None and (paso["tabla"], otra.id, nombre) in por_dar:
            # Se le quita un momento: un paso siguiente le dará el suyo.
            setattr(otra, nombre, PRESTADO.format(otra.id))
            db.session.flush()
        setattr(fila, nombre, _de_texto(_columna(paso["tabla"], nombre), valor))


def _es_ajeno(fila: Any, nombre: str, valor: Any, por_dar: set[Casilla]) -> bool:
    """Si ese valor único lo tiene una fila a la que ningún paso va a dar otro."""
    otra = _quien_lo_tiene(fila, nombre, valor)
    return otra is not None and (fila.__tablename__, otra.id, nombre) not in por_dar


def _quien_lo_tiene(fila: Any, nombre: str, valor: Any) -> Any:
    """La otra fila que tiene ese valor, si la columna no admite dos iguales."""
    columna = _columna(fila.__tablename__, nombre)
    if valor is None or not columna.unique or columna.foreign_keys:
        return None
    clase = type(fila)
    consulta = select(clase).where(getattr(clase, nombre) == _de_texto(columna, valor), clase.id != fila.id)
    return db.session.scalars(consulta).one_or_none()


def _a_texto(valor: Any) -> Any:
    if isinstance(valor, Enum):
        return valor.value
    return valor.isoformat() if isinstance(valor, (date, datetime)) else valor


def _de_texto(columna: Column[Any], valor: Any) -> Any:
    tipo = columna.type
    if valor is None:
        return None
    if isinstance(tipo, TipoOpcion) and tipo.enum_class is not None:
        return tipo.enum_class(valor)
    if isinstance(tipo, TypeDecorator) and isinstance(tipo.impl_instance, DateTime):
        return datetime.fromisoformat(valor)
    return date.fromisoformat(valor) if isinstance(tipo, Date) else valor


def _clase(tabla: str) -> type[Modelo]:
    clase = clase_de(tabla)
    assert clase is not None
    return clase


def _tabla(nombre: str) -> Table:
    return Modelo.metadata.tables[nombre]


def _columna(tabla: str, nombre: str) -> Column[Any]:
    return _tabla(tabla).c[nombre]


def _fila(tabla: str, id_: int) -> Modelo:
    return db.session.get_one(_clase(tabla), id_)
