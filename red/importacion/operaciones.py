"""Subir un archivo, decir qué es cada columna, decidir, aplicar y deshacer: cada paso deja el plan en su momento."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, update

from red.base import con_candado, db
from red.errores import ErrorDeDominio
from red.importacion import columnas, consultas, ejecucion, planeacion
from red.importacion import deshacer as marcha_atras
from red.importacion.columnas import Campo
from red.importacion.lectura.limites import MAYOR_ARCHIVO
from red.importacion.lectura.proceso import ArchivoIlegible, Leido, leer
from red.importacion.modelos import (
    SE_DESHACE,
    ContenidoDePlan,
    Decision,
    Destino,
    EstadoPlan,
    MapeoRecordado,
    PlanDeImportacion,
    Que,
    RenglonDePlan,
)
from red.importacion.reglas.todas import SE_MIRAN_ENTRE_SI
from red.reloj import ahora
from red.textos import contar, enumerar

GRANDE = 2000
"""Desde cuántos renglones se trabaja en segundo plano."""
MAS_INVITACIONES = 10_000
"""A cuántas personas, a lo más, invita un archivo."""
PRIMEROS = 10
MUESTRA = 4
CADUCAN = timedelta(days=30)
"""Cuánto se guarda un plan que nadie aplica: trae datos personales."""
NO_SE_OMITE = (Destino.CON_ERROR, Destino.IGUAL)


class FaltanColumnas(ErrorDeDominio):
    """Sin ciertas columnas la lista no dice nada."""

    def __init__(self, campos: list[Campo]) -> None:
        nombres = enumerar([f"«{campo.titulo}»" for campo in campos])
        super().__init__(f"Falta decir qué columna es {nombres}.", campos[0].clave)


class ColumnaRepetida(ErrorDeDominio):
    """Una columna del archivo no puede ser dos datos a la vez."""

    def __init__(self, encabezado: str, clave: str) -> None:
        super().__init__(f"Dijiste dos veces la columna «{encabezado}»: cada una sirve para un dato.", clave)


class NoEsSuMomento(ErrorDeDominio):
    """El plan ya no está en el momento en que eso se puede hacer."""

    def __init__(self) -> None:
        super().__init__("Este plan cambió mientras lo mirabas. Revisa cómo está ahora.")


class FaltaDecidir(ErrorDeDominio):
    """Hay renglones que se parecen a algo registrado y nadie ha dicho qué hacer."""

    def __init__(self, cuantos: int) -> None:
        faltan = "Falta" if cuantos == 1 else "Faltan"
        super().__init__(
            f"{faltan} {contar(cuantos, 'renglón', 'renglones')} por decidir: di si es la misma, si es otra o si se omite."
        )


class NadaQueAplicar(ErrorDeDominio):
    """Ningún renglón cambiaría nada."""

    def __init__(self) -> None:
        super().__init__("No hay nada que aplicar: ningún renglón cambia algo.")


class ConvocatoriaNecesaria(ErrorDeDominio):
    """Las invitaciones que entran por archivo son de una convocatoria."""

    def __init__(self) -> None:
        super().__init__("Elige para qué convocatoria son: con ella se envían y se cuentan.", "convocatoria")


class RedNecesaria(ErrorDeDominio):
    """Los vínculos son siempre de una Red."""

    def __init__(self) -> None:
        super().__init__("Los vínculos son de una Red: elige cuál.", "red")


@dataclass(frozen=True)
class Recibido:
    """Un archivo ya leído, listo para volverse un plan."""

    archivo: str
    huella: str
    tamano: int
    leido: Leido


def recibir(datos: bytes, archivo: str) -> Recibido:
    """Lee el archivo entero; lanza ArchivoIlegible con la razón.

    Va antes de abrir la transacción: leerlo puede tardar, y nadie más ha de esperar mientras tanto.
    """
    if len(datos) > MAYOR_ARCHIVO:
        raise ArchivoIlegible(
            "El archivo pesa más de 20 MB. Quita imágenes y hojas que no se usan, o divídelo."
        )
    archivo = _nombre_corto(archivo)
    leido = leer(datos, archivo, PRIMEROS)
    return Recibido(archivo, hashlib.sha256(datos).hexdigest(), len(datos), leido)


def subir(
    recibido: Recibido,
    que: Que,
    red_id: int | None,
    quien_id: int | None,
    convocatoria_id: int | None = None,
) -> PlanDeImportacion:
    """Guarda un plan con las columnas reconocidas del archivo; lanza ArchivoIlegible si no trae ninguna lista."""
    if que is Que.VINCULOS and red_id is None:
        raise RedNecesaria
    if que is Que.INVITACIONES and (red_id is None or convocatoria_id is None):
        raise ConvocatoriaNecesaria
    leido = recibido.leido
    primeros = leido.primeros
    if not primeros:
        raise ArchivoIlegible("La primera hoja está en blanco. Revisa que tu lista esté en ella.")
    cual = columnas.fila_de_encabezados(que, [celdas for _, celdas, _ in primeros])
    despues = leido.total - cual - 1
    if not despues:
        raise ArchivoIlegible("Sólo hay encabezados: no hay ningún renglón que importar.")
    if que is Que.INVITACIONES and despues > MAS_INVITACIONES:
        raise ArchivoIlegible(
            f"Trae {despues:,} renglones y de una vez se admiten {MAS_INVITACIONES:,}: divídelo."
        )
    encabezados = [columnas.limpio(celda) for celda in primeros[cual][1]]
    recordado = consultas.mapeo_recordado(red_id, que, columnas.firma(encabezados))
    plan = PlanDeImportacion(
        que=que,
        red_id=red_id,
        convocatoria_id=convocatoria_id if que is Que.INVITACIONES else None,
        quien_id=quien_id,
        archivo=recibido.archivo,
        huella=recibido.huella,
        tamano=recibido.tamano,
        formato=leido.formato,
        hoja=leido.hoja,
        separador=leido.separador,
        codificacion=leido.codificacion,
        renglon_encabezados=primeros[cual][0],
        encabezados=encabezados,
        muestra=[
            [columnas.limpio(c) for c in celdas] for _, celdas, _ in primeros[cual + 1 : cual + 1 + MUESTRA]
        ],
        columnas=dict(recordado.columnas) if recordado else columnas.reconocer(que, encabezados),
        renglones=despues,
        creado_en=ahora(),
    )
    db.session.add(plan)
    db.session.flush()
    db.session.execute(insert(ContenidoDePlan), {"plan_id": plan.id, "datos": leido.contenido})
    return plan


def _nombre_corto(archivo: str) -> str:
    """El nombre sin carpetas ni letras invisibles, y no muy largo; conserva el final, que dice el formato."""
    nombre = columnas.limpio(archivo.replace("\\", "/").rpartition("/")[2]) or "lista"
    return nombre if len(nombre) <= 120 else nombre[:100] + "…" + nombre[-19:]


def mapear(plan: PlanDeImportacion, mapeo: Mapping[str, Any]) -> None:
    """Deja dicho qué es cada columna, lo recuerda para la próxima y prepara el plan, o pide que se prepare."""
    plan = _apartado(plan, EstadoPlan.BORRADOR, EstadoPlan.LISTO, EstadoPlan.CADUCO)
    faltantes = columnas.faltan(plan.que, mapeo)
    if faltantes:
        raise FaltanColumnas(faltantes)
    vistas: set[int] = set()
    for clave, donde in mapeo.items():
        if isinstance(donde, int):
            if donde in vistas:
                raise ColumnaRepetida(plan.encabezados[donde], clave)
            vistas.add(donde)
    plan.columnas = dict(mapeo)
    _recordar(plan)
    preparar(plan)


def _recordar(plan: PlanDeImportacion) -> None:
    firma = columnas.firma(plan.encabezados)
    recordado = consultas.mapeo_recordado(plan.red_id, plan.que, firma)
    if recordado is None:
        recordado = MapeoRecordado(red_id=plan.red_id, que=plan.que, firma=firma)
        db.session.add(recordado)
    recordado.columnas = dict(plan.columnas)
    recordado.usado_en = ahora()


def preparar(plan: PlanDeImportacion) -> None:
    """Decide cada renglón ahora mismo, o en segundo plano si son muchos."""
    if plan.renglones > GRANDE:
        plan.estado, plan.intentos = EstadoPlan.PLANEANDO, 0
    else:
        planeacion.planear(plan)


def volver_a_preparar(plan: PlanDeImportacion) -> None:
    """Prepara de nuevo un plan caduco, o uno listo, con lo que hay hoy; conserva lo decidido."""
    preparar(_apartado(plan, EstadoPlan.LISTO, EstadoPlan.CADUCO))


def decidir(plan: PlanDeImportacion, decisiones: Mapping[int, tuple[Decision | None, int | None]]) -> None:
    """Anota lo que se decidió de unos renglones (None: como al principio) y vuelve a decir su suerte."""
    plan = _apartado(plan, EstadoPlan.LISTO)
    for numero, (decision, elegida) in decisiones.items():
        db.session.execute(
            update(RenglonDePlan)
            .where(RenglonDePlan.plan_id == plan.id, RenglonDePlan.numero == numero)
            .values(decision=decision, elegida_id=elegida if decision is Decision.USAR else None)
        )
    _volver_a_decir(plan, list(decisiones))


def decidir_todos(plan: PlanDeImportacion, destino: Destino, decision: Decision) -> int:
    """Decide lo mismo para todos los renglones de un destino; al usar, la primera a la que cada uno se parece."""
    plan = _apartado(plan, EstadoPlan.LISTO)
    if decision is not Decision.OMITIR and destino is not Destino.YA_EXISTE:
        raise NoEsSuMomento
    if destino in NO_SE_OMITE:
        raise NoEsSuMomento
    filas = db.session.execute(consultas.renglones(plan.id, destino).with_only_columns(
        RenglonDePlan.id, RenglonDePlan.numero, RenglonDePlan.candidatas)).all()  # fmt: skip
    for fila in filas if decision is Decision.USAR else ():
        db.session.execute(
            update(RenglonDePlan)
            .where(RenglonDePlan.id == fila.id)
            .values(decision=decision, elegida_id=fila.candidatas[0][0] if fila.candidatas else None)
        )
    if decision is not Decision.USAR:
        db.session.execute(
            update(RenglonDePlan)
            .where(RenglonDePlan.plan_id == plan.id, RenglonDePlan.destino == destino)
            .values(decision=decision, elegida_id=None)
        )
    _volver_a_decir(plan, [fila.numero for fila in filas])
    return len(filas)


def _volver_a_decir(plan: PlanDeImportacion, numeros: list[int]) -> None:
    if plan.que in SE_MIRAN_ENTRE_SI or len(numeros) > GRANDE:
        preparar(plan)
    else:
        planeacion.replanear(plan, numeros)


def pedir_aplicar(plan: PlanDeImportacion, por_id: int | None) -> None:
    """Aplica el plan ahora mismo, o en segundo plano si es grande; lanza FaltaDecidir, NadaQueAplicar o PlanCaduco."""
    plan = _apartado(plan, EstadoPlan.LISTO)
    if plan.cuantos(Destino.YA_EXISTE):
        raise FaltaDecidir(plan.cuantos(Destino.YA_EXISTE))
    if not plan.cuantos(Destino.NUEVA, Destino.ACTUALIZA):
        raise NadaQueAplicar
    plan.aplicado_por_id = por_id
    if plan.renglones > GRANDE:
        plan.estado, plan.intentos = EstadoPlan.APLICANDO, 0
    else:
        ejecucion.aplicar(plan, por_id)


def marcar_caduco(plan: PlanDeImportacion, nota: str) -> None:
    """Deja dicho que el plan ya no vale y por qué."""
    plan = con_candado(PlanDeImportacion, plan.id)
    if plan.estado in (EstadoPlan.LISTO, EstadoPlan.APLICANDO):
        plan.estado, plan.nota = EstadoPlan.CADUCO, nota


class YaNoSeDeshace(ErrorDeDominio):
    """Pasó el plazo: sus renglones se borran y no hay con qué deshacerla."""

    def __init__(self) -> None:
        super().__init__(
            f"Una importación se puede deshacer durante {SE_DESHACE.days} días, y ésta ya los cumplió. "
            "Lo que haya que cambiar se corrige en cada ficha."
        )


def se_puede_deshacer(plan: PlanDeImportacion) -> bool:
    """Si está aplicado, guarda sus renglones y no ha pasado su plazo."""
    hasta = plan.se_deshace_hasta
    aplicado = plan.estado is EstadoPlan.APLICADO and plan.olvidado_en is None
    return aplicado and hasta is not None and ahora() <= hasta


def pedir_deshacer(plan: PlanDeImportacion) -> None:
    """Deshace lo aplicado ahora mismo, o en segundo plano si es grande; lanza YaNoSeDeshace pasado su plazo."""
    plan = _apartado(plan, EstadoPlan.APLICADO)
    if not se_puede_deshacer(plan):
        raise YaNoSeDeshace
    if plan.renglones > GRANDE:
        plan.estado, plan.intentos = EstadoPlan.DESHACIENDO, 0
    else:
        marcha_atras.deshacer(plan)


def olvidar_renglones(plan_id: int) -> bool:
    """Borra los renglones de un plan cuyo plazo para deshacerse ya pasó y deja su resumen; devuelve si lo hizo.

    Aparta el plan y vuelve a mirar: si alguien lo está deshaciendo, sus renglones hacen falta.
    """
    plan = con_candado(PlanDeImportacion, plan_id)
    if plan_id not in consultas.por_olvidar(ahora() - SE_DESHACE):
        return False
    db.session.execute(delete(RenglonDePlan).where(RenglonDePlan.plan_id == plan.id))
    db.session.execute(delete(ContenidoDePlan).where(ContenidoDePlan.plan_id == plan.id))
    plan.muestra, plan.llaves, plan.olvidado_en = [], [], ahora()
    return True


def descartar(plan: PlanDeImportacion) -> None:
    """Deja un plan sin aplicar y borra lo que traía el archivo."""
    plan = _apartado(plan, EstadoPlan.BORRADOR, EstadoPlan.LISTO, EstadoPlan.CADUCO)
    db.session.execute(delete(RenglonDePlan).where(RenglonDePlan.plan_id == plan.id))
    db.session.execute(delete(ContenidoDePlan).where(ContenidoDePlan.plan_id == plan.id))
    plan.estado, plan.muestra, plan.cuentas = EstadoPlan.DESCARTADO, [], {}


def olvidar_abandonados() -> int:
    """Descarta los planes que nadie aplicó en un mes: no hay por qué guardar esos datos."""
    viejos = consultas.abandonados(ahora() - CADUCAN)
    for plan in viejos:
        descartar(plan)
    return len(viejos)


def _apartado(plan: PlanDeImportacion, *momentos: EstadoPlan) -> PlanDeImportacion:
    apartado = con_candado(PlanDeImportacion, plan.id)
    if apartado.estado not in momentos:
        raise NoEsSuMomento
    return apartado
