"""Pedir un corte, medirlo por partes, cancelarlo y nombrar los grupos que halló."""

import secrets
from datetime import date, timedelta

import numpy as np

from red.analisis.motor.comunidades import emparejar
from red.analisis.recetas import Receta
from red.base import al_confirmar, con_candado, db
from red.cortes import consultas
from red.cortes.medicion import Medido
from red.cortes.modelos import Corte, EstadoCorte, NombreDeComunidad
from red.errores import ErrorDeDominio
from red.redes.modelos import Red
from red.reloj import ahora, hoy
from red.tareas.cola import pedir as despertar

A_LA_VEZ = 3
"""Cuántos cortes de una Red pueden esperar o medirse a un tiempo: medir una Red nacional ocupa la máquina."""
SIN_LATIDO = timedelta(minutes=15)
"""Sin señales en este tiempo, se da por muerto a quien medía y otro empieza de nuevo."""


class DiaPorVenir(ErrorDeDominio):
    """Nadie sabe cómo será la Red."""

    def __init__(self) -> None:
        super().__init__("Elige hoy o una fecha pasada: la Red de mañana todavía no existe.", campo="dia")


class YaHayEnCamino(ErrorDeDominio):
    """Se pidieron demasiados a la vez."""

    def __init__(self) -> None:
        super().__init__(
            f"Ya hay {A_LA_VEZ} cortes de esta Red en camino. Espera a que terminen, o cancela uno."
        )


class NoEstaListo(ErrorDeDominio):
    """Todavía no hay números que nombrar o comparar."""

    def __init__(self) -> None:
        super().__init__("Este corte todavía no está listo.")


def pedir(
    red: Red,
    *,
    nombre: str,
    dia: date,
    receta: Receta,
    por_id: int | None,
    semilla: int = 0,
    a_fondo: bool = False,
) -> Corte:
    """Deja pedido el corte; el trabajo de fondo lo mide. Lanza DiaPorVenir o YaHayEnCamino."""
    if dia > hoy(red.zona):
        raise DiaPorVenir
    con_candado(Red, red.id)
    if consultas.en_camino_de(red.id) >= A_LA_VEZ:
        raise YaHayEnCamino
    corte = Corte(
        red_id=red.id,
        clave=secrets.token_hex(8),
        nombre=nombre,
        dia=dia,
        receta=receta.en_json(),
        a_fondo=a_fondo,
        semilla=semilla,
        pedido_por_id=por_id,
        pedido_en=ahora(),
    )
    db.session.add(corte)
    db.session.flush()
    al_confirmar(lambda: despertar("medir_cortes"))
    return corte


def tomar(corte_id: int) -> Corte | None:
    """Aparta el corte para medirlo; nada si otro lo tomó o ya no hay que medirlo."""
    corte = con_candado(Corte, corte_id)
    muerto = corte.latido_en is None or corte.latido_en < ahora() - SIN_LATIDO
    if corte.estado is EstadoCorte.PEDIDO or (corte.estado is EstadoCorte.MIDIENDO and muerto):
        corte.estado, corte.avance, corte.paso = EstadoCorte.MIDIENDO, 0, "Reúne los hechos de ese día"
        corte.latido_en = ahora()
        return corte
    return None


def avanzar(corte_id: int, avance: int, paso: str) -> bool:
    """Anota en qué va; falso si entretanto lo cancelaron."""
    corte = con_candado(Corte, corte_id)
    if corte.estado is not EstadoCorte.MIDIENDO:
        return False
    corte.avance, corte.paso, corte.latido_en = avance, paso, ahora()
    return True


def guardar(corte_id: int, medido: Medido) -> bool:
    """Guarda lo medido; falso, y no guarda nada, si entretanto lo cancelaron."""
    corte = con_candado(Corte, corte_id)
    if corte.estado is not EstadoCorte.MIDIENDO:
        return False
    corte.columnas = medido.comprimidas
    corte.numeros, corte.hallazgos = medido.numeros, medido.hallazgos
    corte.huella, corte.version = medido.huella, medido.numeros["version"]
    corte.estado, corte.avance, corte.paso = EstadoCorte.LISTO, 100, ""
    corte.terminado_en = ahora()
    heredar_nombres(corte)
    return True


def fallar(corte_id: int, motivo: str) -> None:
    """Deja dicho por qué no se pudo."""
    corte = con_candado(Corte, corte_id)
    if corte.estado is EstadoCorte.MIDIENDO:
        corte.estado, corte.paso, corte.terminado_en = EstadoCorte.FALLIDO, motivo, ahora()


def cancelar(corte: Corte) -> bool:
    """Deja de medirlo; falso si ya había terminado."""
    corte = con_candado(Corte, corte.id)
    if not corte.estado.en_camino:
        return False
    corte.estado, corte.paso, corte.terminado_en = EstadoCorte.CANCELADO, "", ahora()
    return True


def nombrar(corte: Corte, comunidad: int, nombre: str) -> None:
    """Pone nombre a un grupo de ese corte, o se lo quita si queda vacío. Lanza NoEstaListo."""
    corte = con_candado(Corte, corte.id)
    if corte.numeros is None:
        raise NoEstaListo
    suyo = consultas.nombre_de_comunidad(corte.id, comunidad)
    if not nombre:
        if suyo is not None:
            db.session.delete(suyo)
    elif suyo is None:
        db.session.add(NombreDeComunidad(corte_id=corte.id, comunidad=comunidad, nombre=nombre))
    else:
        suyo.nombre = nombre


def heredar_nombres(corte: Corte) -> None:
    """Los grupos que siguen siendo los del corte anterior de la misma lente conservan el nombre que se les dio."""
    anterior = consultas.anterior_a(corte)
    if anterior is None or not (dados := consultas.nombres_de_comunidades(anterior.id)):
        return
    db.session.flush()
    antes, despues = (_comunidad_por_nodo(uno) for uno in (anterior, corte))
    nodos = sorted(antes.keys() | despues.keys())
    siguen = emparejar(
        np.array([antes.get(nodo, -1) for nodo in nodos], np.int32),
        np.array([despues.get(nodo, -1) for nodo in nodos], np.int32),
    )
    for comunidad, de_antes in siguen.items():
        if de_antes in dados:
            db.session.add(NombreDeComunidad(corte_id=corte.id, comunidad=comunidad, nombre=dados[de_antes]))


def _comunidad_por_nodo(corte: Corte) -> dict[tuple[int, int], int]:
    columnas = consultas.columnas_de(corte)
    pares = zip(columnas["clase"].tolist(), columnas["llave"].tolist(), strict=True)
    return dict(zip(pares, columnas["comunidad"].tolist(), strict=True))
