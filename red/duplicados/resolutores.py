"""Cómo se resuelve, al juntar dos registros, cada tabla cuyas filas pueden chocar."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import Table

from red.duplicados.derechos import puede_dar
from red.duplicados.planos import Fila, Plano
from red.fechas import Precision
from red.redes.modelos import EstadoMembresia

PAPEL_QUE_NO_PUEDE_DAR = (
    "Una de las dos tiene un papel que tú no puedes dar. Pide a la administración que las junte."
)
Resolver = Callable[[Plano, Table], None]
SIEMPRE = date.max


def mueve(plano: Plano, tabla: Table) -> None:
    """Las filas pasan tal cual: no hay nada con que choquen."""


def une_periodos(*grupo: str) -> Resolver:
    """Dos periodos de lo mismo que se enciman son uno: desde el primer día hasta el último."""

    def resolver_(plano: Plano, tabla: Table) -> None:
        por_grupo: defaultdict[tuple[Any, ...], list[Fila]] = defaultdict(list)
        for fila in plano.de_tabla(tabla):
            por_grupo[tuple(fila[columna] for columna in grupo)].append(fila)
        for filas in por_grupo.values():
            for encimadas in _encimadas(filas):
                if any(_cambio_de_duena(plano, tabla, fila, grupo) for fila in encimadas):
                    _unir(plano, tabla, encimadas, grupo)

    return resolver_


def _encimadas(filas: list[Fila]) -> list[list[Fila]]:
    """Los tramos de filas cuyos periodos se tocan."""
    tramos: list[list[Fila]] = []
    fin = date.min
    for fila in sorted(filas, key=lambda fila: (fila["desde"], fila["id"])):
        if tramos and fila["desde"] <= fin:
            tramos[-1].append(fila)
        else:
            tramos.append([fila])
            fin = date.min
        fin = max(fin, fila["hasta"] or SIEMPRE)
    return [tramo for tramo in tramos if len(tramo) > 1]


def _cambio_de_duena(plano: Plano, tabla: Table, fila: Fila, grupo: tuple[str, ...]) -> bool:
    """Si la fila entró a este grupo por la fusión; las que ya estaban son las de quien queda."""
    antes = plano.originales[tabla.name, fila["id"]]
    return any(antes[columna] != fila[columna] for columna in grupo)


def _unir(plano: Plano, tabla: Table, filas: list[Fila], grupo: tuple[str, ...]) -> None:
    """Deja una fila con todo el periodo; las demás sobran."""

    def propia(fila: Fila) -> bool:
        return not _cambio_de_duena(plano, tabla, fila, grupo)

    def fin(fila: Fila) -> date:
        return fila["hasta"] or SIEMPRE

    primera = min(filas, key=lambda fila: (fila["desde"], fila["id"]))
    ultima = max(filas, key=lambda fila: (fin(fila), _sigue_activa(fila), propia(fila), -fila["id"]))
    queda = max(filas, key=lambda fila: (propia(fila), fin(fila), -fila["id"]))
    valores = {columna: primera[columna] for columna in primera if columna.startswith("desde")}
    valores |= {c: ultima[c] for c in ultima if c.startswith("hasta") or c in {"estado", "motivo"}}
    for fila in filas:
        if fila is not queda:
            plano.quitar(
                tabla, fila, queda, "Las dos tenían lo mismo a la vez: queda una, con todo el periodo."
            )
    queda.update(valores)


def _cerrar(fila: Fila, dia: date) -> None:
    """Termina un periodo ese día, que se sabe entero; si empezaba después, queda de un solo día."""
    fila["hasta"] = max(fila["desde"], dia)
    if "hasta_precision" in fila:
        fila["hasta_precision"] = Precision.DIA


def _sigue_activa(fila: Fila) -> bool:
    return fila.get("estado") is not EstadoMembresia.EN_PAUSA


def deja_una(*grupo: str, frase: str = "Las dos lo tenían: queda una vez.") -> Resolver:
    """De dos filas que dicen lo mismo queda la de quien queda."""

    def resolver_(plano: Plano, tabla: Table) -> None:
        vistas: dict[tuple[Any, ...], Fila] = {}
        propias_primero = sorted(
            plano.de_tabla(tabla), key=lambda f: (_cambio_de_duena(plano, tabla, f, grupo), f["id"])
        )
        for fila in propias_primero:
            clave = tuple(fila[columna] for columna in grupo)
            if clave in vistas and _cambio_de_duena(plano, tabla, fila, grupo):
                plano.quitar(tabla, fila, vistas[clave], frase)
            vistas.setdefault(clave, fila)

    return resolver_


def une_puestos(plano: Plano, tabla: Table) -> None:
    """El mismo puesto es uno; de dos distintos y abiertos, el anterior se cierra la víspera del siguiente."""
    une_periodos("persona_id", "institucion_id")(plano, tabla)
    if not any(indice.name == "uq_adscripcion_abierta" for indice in tabla.indexes):
        return
    por_persona: defaultdict[int, list[Fila]] = defaultdict(list)
    for fila in plano.de_tabla(tabla):
        if fila["hasta"] is None:
            por_persona[fila["persona_id"]].append(fila)
    for abiertas in por_persona.values():
        abiertas.sort(
            key=lambda f: (f["desde"], plano.era_de("persona_id", tabla, f) == plano.queda, f["id"])
        )
        for fila, siguiente in pairwise(abiertas):
            _cerrar(fila, siguiente["desde"] - timedelta(days=1))
            plano.choques.append((tabla.name, "Cada una tenía un puesto abierto: sigue el más reciente."))


def une_designaciones(plano: Plano, tabla: Table) -> None:
    """La misma función de la misma persona es una; dos titulares de la unidad que queda no pueden seguir."""
    une_periodos("unidad_id", "persona_id", "funcion")(plano, tabla)
    por_funcion: defaultdict[tuple[int, str], list[Fila]] = defaultdict(list)
    for fila in plano.de_tabla(tabla):
        if fila["hasta"] is None and str(fila["funcion"]) in {"titular", "suplente"}:
            por_funcion[fila["unidad_id"], str(fila["funcion"])].append(fila)
    for abiertas in por_funcion.values():
        abiertas.sort(key=lambda f: (_cambio_de_duena(plano, tabla, f, ("unidad_id",)), f["id"]))
        for sobra in abiertas[1:]:
            _cerrar(sobra, plano.dia - timedelta(days=1))
            plano.choques.append(
                (
                    tabla.name,
                    "Las dos unidades tenían a alguien en la misma función: sigue quien estaba en la que queda.",
                )
            )


def une_unidades(plano: Plano, tabla: Table) -> None:
    """Dos unidades abiertas con el mismo nombre son una, con las designaciones de ambas."""
    une_periodos("institucion_id", "nombre")(plano, tabla)


def une_colaboraciones(plano: Plano, tabla: Table) -> None:
    """Colaborar consigo misma no es colaborar; lo demás se une como todo periodo."""
    for fila in plano.de_tabla(tabla):
        if fila["con_persona_id"] is not None and fila["con_persona_id"] == fila["persona_id"]:
            plano.quitar(tabla, fila, None, "Una decía colaborar con la otra, que es ella misma.")
    une_periodos("red_id", "persona_id", "con_persona_id", "con_institucion_id")(plano, tabla)


def une_sucesiones(plano: Plano, tabla: Table) -> None:
    """Ninguna institución se sucede a sí misma, y una sucesión se dice una vez."""
    for fila in plano.de_tabla(tabla):
        if fila["antecesora_id"] == fila["sucesora_id"]:
            plano.quitar(tabla, fila, None, "Una constaba como sucesora de la otra, que es ella misma.")
    deja_una("reorganizacion_id", "antecesora_id", "sucesora_id")(plano, tabla)


def une_inscripciones(plano: Plano, tabla: Table) -> None:
    """En la misma edición queda la que tiene lugar; la otra se cancela y su lugar pasa a quien espera."""
    vivas: defaultdict[tuple[int, int], list[Fila]] = defaultdict(list)
    for fila in plano.de_tabla(tabla):
        if fila["cancelada_en"] is None:
            vivas[fila["edicion_id"], fila["persona_id"]].append(fila)
    for filas in vivas.values():
        filas.sort(
            key=lambda f: (
                f["lugar"] is None,
                f["oferta_vence_en"] is None,
                _cambio_de_duena(plano, tabla, f, ("persona_id",)),
                f["id"],
            )
        )
        for sobra in filas[1:]:
            if sobra["lugar"] is not None or sobra["oferta_vence_en"] is not None:
                plano.ediciones.add(sobra["edicion_id"])
            sobra.update(
                lugar=None,
                oferta_vence_en=None,
                cancelada_en=plano.momento,
                motivo="Tenía otra inscripción en la misma edición.",
            )
            plano.choques.append(
                (tabla.name, "Las dos se inscribieron en la misma edición: queda la que tiene lugar.")
            )


def une_logros(plano: Plano, tabla: Table) -> None:
    """Una edición se termina una vez: queda el logro más alto y, si son iguales, el de quien queda."""
    vivos: defaultdict[tuple[int, int], list[Fila]] = defaultdict(list)
    for fila in plano.de_tabla(tabla):
        if fila["retirado_en"] is None and fila["edicion_id"] is not None:
            vivos[fila["edicion_id"], fila["persona_id"]].append(fila)
    for filas in vivos.values():
        filas.sort(
            key=lambda f: (
                str(f["clase"]) != "acreditacion",
                _cambio_de_duena(plano, tabla, f, ("persona_id",)),
                f["id"],
            )
        )
        for sobra in filas[1:]:
            sobra.update(retirado_en=plano.momento, motivo="La misma persona ya tenía el de esta edición.")
            plano.choques.append((tabla.name, "Las dos terminaron la misma edición: queda una vez."))


def une_constancias(plano: Plano, tabla: Table) -> None:
    """De la misma edición vale una: la de quien queda. La otra se da por sustituida y su código sigue respondiendo."""
    vivas: defaultdict[tuple[int, int, bool], list[Fila]] = defaultdict(list)
    for fila in plano.de_tabla(tabla):
        if fila["sustituida_en"] is None and fila["revocada_en"] is None and fila["persona_id"] is not None:
            vivas[fila["edicion_id"], fila["persona_id"], str(fila["clase"]) == "imparticion"].append(fila)
    for filas in vivas.values():
        filas.sort(key=lambda f: (_cambio_de_duena(plano, tabla, f, ("persona_id",)), f["id"]))
        for sobra in filas[1:]:
            sobra["sustituida_en"] = plano.momento
            sobra["motivo_sustitucion"] = f"La misma persona ya tenía la del folio {filas[0]['folio']}."
            plano.choques.append(
                (tabla.name, "Las dos tenían constancia de la misma edición: vale la de quien queda.")
            )


def une_asistencias(plano: Plano, tabla: Table) -> None:
    """De dos asistencias a la misma jornada vale la que dice que estuvo; la historia de ambas queda en ella."""
    por_jornada: defaultdict[tuple[int, int], list[Fila]] = defaultdict(list)
    for fila in plano.de_tabla(tabla):
        if fila["persona_id"] is not None:
            por_jornada[fila["jornada_id"], fila["persona_id"]].append(fila)
    for filas in por_jornada.values():
        filas.sort(key=lambda f: (_peso(f), _cambio_de_duena(plano, tabla, f, ("persona_id",)), f["id"]))
        for sobra in filas[1:]:
            filas[0]["visitante_id"] = filas[0]["visitante_id"] or sobra["visitante_id"]
            plano.quitar(
                tabla,
                sobra,
                filas[0],
                "Las dos tenían asistencia a la misma jornada: vale la que dice que estuvo.",
            )


def _peso(fila: Fila) -> int:
    return ["presente", "retardo", "justificada", "falta"].index(str(fila["estado"]))


def une_impartidas(plano: Plano, tabla: Table) -> None:
    """Impartir dos veces la misma edición es impartirla una; la otra se cierra."""
    vigentes: defaultdict[tuple[int, int], list[Fila]] = defaultdict(list)
    for fila in plano.de_tabla(tabla):
        if fila["retirada_en"] is None and fila["persona_id"] is not None:
            vigentes[fila["edicion_id"], fila["persona_id"]].append(fila)
    for filas in vigentes.values():
        filas.sort(key=lambda f: (_cambio_de_duena(plano, tabla, f, ("persona_id",)), f["id"]))
        for sobra in filas[1:]:
            filas[0].update(
                desde=min(filas[0]["desde"], sobra["desde"]), hasta=max(filas[0]["hasta"], sobra["hasta"])
            )
            sobra.update(retirada_en=plano.momento, motivo="Era la misma persona.")
            plano.choques.append((tabla.name, "Las dos impartían la misma edición: consta una vez."))


def une_consentimientos(plano: Plano, tabla: Table) -> None:
    """Vale lo que decidió la persona de la cuenta; lo que diga el otro registro queda como historia."""
    for fila in plano.de_tabla(tabla):
        if plano.era_de("persona_id", tabla, fila) != plano.decide and fila["retirado_en"] is None:
            fila["retirado_en"] = plano.momento
            plano.choques.append(
                (tabla.name, "Vale lo que consintió quien tiene la cuenta; lo demás queda en la historia.")
            )


def une_suscripciones(plano: Plano, tabla: Table) -> None:
    """Sigue la dirección de calendario de quien tiene la cuenta; la del otro registro deja de servir."""
    for fila in plano.de_tabla(tabla):
        if plano.era_de("persona_id", tabla, fila) != plano.decide and fila["revocada_en"] is None:
            fila["revocada_en"] = plano.momento
            plano.choques.append(
                (tabla.name, "Sigue el calendario de quien tiene la cuenta; el del otro registro se retira.")
            )


def une_cuentas(plano: Plano, tabla: Table) -> None:
    """Queda una cuenta. Si las dos tenían, la de quien se va se cierra con todas sus sesiones."""
    suyas = {plano.era_de("persona_id", tabla, fila): fila for fila in plano.de_tabla(tabla)}
    propia, ajena = suyas.get(plano.queda), suyas.get(plano.se_va)
    if ajena is None:
        return
    plano.cuentas.add(ajena["id"])
    if propia is None:
        return
    ajena["persona_id"] = plano.se_va
    if ajena["activa"] and not propia["activa"]:
        plano.estorbos.append("La cuenta de quien queda está cerrada y la otra no: elige que quede la otra.")
    ajena["activa"] = False
    plano.choques.append(
        (tabla.name, "Las dos tenían cuenta: queda la del registro que queda y la otra se cierra.")
    )


def une_papeles(plano: Plano, tabla: Table) -> None:
    """Un papel pasa sólo si quien fusiona podría darlo: juntar registros nunca da lo que no se puede dar."""
    for fila in plano.de_tabla(tabla):
        vive = fila["terminada_en"] is None and (fila["hasta"] is None or fila["hasta"] >= plano.dia)
        if vive and _pasa_a_otra(plano, tabla, fila) and not puede_dar(plano.quien, fila, plano.dia):
            plano.estorbos.append(PAPEL_QUE_NO_PUEDE_DAR)
    une_periodos("persona_id", "rol", "red_id", "institucion_id", "terminada_en")(plano, tabla)


def _pasa_a_otra(plano: Plano, tabla: Table, fila: Fila) -> bool:
    """Si con la fusión el papel lo ejerce alguien que no lo ejercía, o alcanza a otra institución."""
    if plano.tabla.name == "institucion":
        return plano.era_de("institucion_id", tabla, fila) == plano.se_va
    return plano.era_de("persona_id", tabla, fila) in {plano.queda, plano.se_va} - {plano.decide}
