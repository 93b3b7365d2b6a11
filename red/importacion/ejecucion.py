"""Ejecuta el plan tal como se revisó: primero comprueba que nada haya cambiado y luego escribe todo, o nada."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from red.base import db
from red.errores import ErrorDeDominio
from red.importacion import consultas
from red.importacion.modelos import Destino, EstadoPlan, PlanDeImportacion, Que
from red.importacion.planeacion import TRAMO, Avance, Crudo, filas_de, suerte_de
from red.importacion.reglas.todas import regla_de
from red.importacion.volumen import Escritura, de_corrido, ultimo_registro
from red.reloj import ahora

ORDEN = (
    "institucion",
    "nombre_de_institucion",
    "participacion",
    "persona",
    "adscripcion",
    "correccion",
    "designacion",
    "unidad",
    "paso_de_unidad",
    "colaboracion",
    "invitacion",
)
"""En qué orden se escriben las tablas: primero a quien las demás señalan."""
SE_COMPRUEBAN = (Destino.NUEVA, Destino.ACTUALIZA, Destino.IGUAL)


class PlanCaduco(ErrorDeDominio):
    """Lo que el plan vio ya no es como era: hay que volver a prepararlo."""

    def __init__(self, numero: int | None = None) -> None:
        donde = f" (por ejemplo, lo del renglón {numero})" if numero else ""
        super().__init__(
            f"Algo cambió desde que se preparó este plan{donde}, así que no se aplicó nada. "
            "Vuelve a prepararlo: conserva lo que ya decidiste."
        )


DOS_VECES = (
    "No se aplicó nada: la base no admitió dos veces lo mismo. O alguien lo registró mientras se aplicaba, o dos renglones "
    "dicen lo mismo. Vuelve a prepararlo y, si se repite, busca en la lista lo que esté dos veces."
)
"""Cuando la base rechaza una repetición que el plan no vio."""


def aplicar(plan: PlanDeImportacion, por_id: int | None, avance: Avance = lambda _: None) -> None:
    """Comprueba y escribe todo el plan, dentro de la transacción de quien llama y con el plan apartado.

    Lanza PlanCaduco si algo cambió. Cada fila deja su renglón en la bitácora.
    """
    with de_corrido():
        _comprobar(plan, avance)
        _ejecutar(plan, por_id, avance)
    plan.estado = EstadoPlan.APLICADO
    plan.aplicado_en, plan.aplicado_por_id = ahora(), por_id
    plan.registro_hasta = ultimo_registro()
    plan.intentos, plan.nota = 0, None


def _comprobar(plan: PlanDeImportacion, avance: Avance) -> None:
    """Vuelve a decidir lo que pudo cambiar y aparta lo que tocará: tiene que salir exactamente lo mismo."""
    assert plan.planeado_en is not None
    regla = regla_de(plan, plan.planeado_en, aparta=True)
    if regla.contorno() != plan.contorno:
        raise PlanCaduco
    # Quien no estaba sigue sin estar, salvo que alguien tenga ya su correo o su nombre: la base lo dice de una vez.
    dudosos = sorted(consultas.con_quien_chocan(plan.id)) if plan.que is Que.PERSONAS else None
    vistas: dict[Any, int] = {}
    ultimo, vistos = -1, 0
    while tramo := consultas.planeados(plan.id, ultimo, TRAMO, SE_COMPRUEBAN, dudosos):
        filas = filas_de(
            plan, [Crudo(r.numero, r.crudo, r.formulas or [], r.decision, r.elegida_id) for r in tramo]
        )
        regla.preparar(filas, aparta=True)
        for renglon, fila in zip(tramo, filas, strict=True):
            suerte = suerte_de(regla, fila, vistas)
            # Con lo mismo a la vista, la regla decide lo mismo: lo que se escribirá es lo que se revisó.
            if suerte.destino is not renglon.destino or suerte.visto != renglon.visto:
                raise PlanCaduco(renglon.numero)
        ultimo = tramo[-1].numero
        vistos += len(tramo)
        avance(vistos)


def _ejecutar(plan: PlanDeImportacion, por_id: int | None, avance: Avance) -> None:
    escritura = Escritura(db.session.connection(), plan.red_id)
    de_renglon: dict[int, int] = {}
    al_aplicar = {"quien": por_id or plan.quien_id, "momento": ahora().isoformat()}
    recibidas: list[Any] = []
    ultimo, hechos = -1, 0
    while tramo := consultas.con_efectos(plan.id, ultimo, TRAMO):
        llaves = _apartar_llaves(escritura, tramo)
        _escribir(escritura, tocadas(tramo, llaves, de_renglon, al_aplicar))
        recibidas.append(
            [ultimo, tramo[-1].numero, {tabla: _en_corridas(suyas) for tabla, suyas in llaves.items()}]
        )
        ultimo = tramo[-1].numero
        hechos += len(tramo)
        avance(plan.renglones + hechos)
    plan.llaves = recibidas


def _apartar_llaves(escritura: Escritura, tramo: Sequence[Any]) -> dict[str, Sequence[int]]:
    nuevas: defaultdict[str, int] = defaultdict(int)
    for renglon in tramo:
        for efecto in renglon.efectos or ():
            if efecto[0] == "+":
                nuevas[efecto[1]] += 1
    return {tabla: escritura.llaves(tabla, cuantas) for tabla, cuantas in nuevas.items()}


def tocadas(
    tramo: Sequence[Any],
    llaves: Mapping[str, Sequence[int]],
    de_renglon: dict[int, int],
    al_aplicar: Mapping[str, Any] | None = None,
) -> Iterator[tuple[int, str, str, int, Any]]:
    """Cada fila que esos renglones tocan: renglón, si es nueva o cambia, tabla, llave, y sus valores o sus cambios.

    Las nuevas reciben sus llaves en orden; con las mismas llaves, una segunda vuelta dice lo mismo. `al_aplicar` es lo que
    sólo se sabe al hacerlo: quién y cuándo.
    """
    siguientes = {tabla: iter(suyas) for tabla, suyas in llaves.items()}
    for renglon in tramo:
        suyas: list[int] = []
        for efecto in renglon.efectos or ():
            if efecto[0] == "~":
                _, tabla, llave, pares = efecto
                suyas.append(llave)
                yield renglon.numero, "~", tabla, llave, pares
                continue
            _, tabla, valores = efecto
            llave = next(siguientes[tabla])
            for columna, valor in valores.items():
                if type(valor) is dict:
                    if "efecto" in valor:
                        valores[columna] = suyas[valor["efecto"]]
                    elif "renglon" in valor:
                        valores[columna] = _de_otro(de_renglon, valor["renglon"])
                    else:
                        valores[columna] = (al_aplicar or {}).get(valor["al_aplicar"])
            suyas.append(llave)
            if tabla == "institucion":
                de_renglon[renglon.numero] = llave
            yield renglon.numero, "+", tabla, llave, valores


def _escribir(escritura: Escritura, filas: Iterator[tuple[int, str, str, int, Any]]) -> None:
    crear: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    cambiar: defaultdict[str, list[tuple[int, Any]]] = defaultdict(list)
    for _, como, tabla, llave, que in filas:
        if como == "+":
            que["id"] = llave
            crear[tabla].append(que)
        else:
            cambiar[tabla].append((llave, que))
    for tabla in ORDEN:
        escritura.cambiar(tabla, cambiar[tabla])
    for tabla in ORDEN:
        escritura.crear(tabla, crear[tabla])
    escritura.recalcular(fila["institucion_id"] for fila in crear["nombre_de_institucion"])
    escritura.anotar_todo()


def _de_otro(de_renglon: dict[int, int], numero: int) -> int:
    """La institución que registró otro renglón; si ya no la registra, el plan no vale."""
    if numero not in de_renglon:
        raise PlanCaduco(numero)
    return de_renglon[numero]


def _en_corridas(llaves: Sequence[int]) -> list[list[int]]:
    """Llaves seguidas dichas como principio y cuántas: cien mil caben en un renglón."""
    corridas: list[list[int]] = []
    for llave in llaves:
        if corridas and corridas[-1][0] + corridas[-1][1] == llave:
            corridas[-1][1] += 1
        else:
            corridas.append([llave, 1])
    return corridas


def de_corridas(corridas: Sequence[Sequence[int]]) -> list[int]:
    """Las llaves de unas corridas, en orden.

    >>> de_corridas([[5, 2], [9, 1]])
    [5, 6, 9]
    """
    return [llave for principio, cuantas in corridas for llave in range(principio, principio + cuantas)]
