"""Los cortes en cada Red del mundo: uno ya medido, con un grupo que tiene nombre, y otro que espera."""

from typing import Any

from red.analisis.recetas import Receta
from red.base import db
from red.cortes import consultas
from red.cortes.modelos import Corte, EstadoCorte, NombreDeComunidad
from red.cortes.trabajos import medir_uno
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.reloj import ahora, hoy
from tests.fabricas import guardar

DE_DOMINIO = {"cortes.clave": "clave", "cortes.corte": "clave_de_corte", "cortes.grupo": "grupo_de_corte"}
"""Qué objeto llena cada argumento de sus direcciones."""
SIN_MARCA = {
    "corte.clave": "es su dirección",
    "corte.receta": "sólo vale la que el sistema arma",
    "corte.numeros": "los escribe la cuenta",
    "corte.hallazgos": "los escribe la cuenta",
    "corte.columnas": "los escribe la cuenta",
    "corte.huella": "es de los hechos",
    "corte.paso": "lo dice la cuenta mientras mide",
}
"""Lo que nadie escribe a mano."""


def crear_cortes(red: Red, coordinadora: Persona) -> dict[str, Any]:
    """Se piden y se miden como siempre."""
    receta = Receta().en_json()
    comunes = {"red_id": red.id, "dia": hoy(), "receta": receta, "pedido_por_id": coordinadora.id}
    medido = guardar(Corte(clave=f"m{red.id}", nombre="m", pedido_en=ahora(), **comunes))
    espera = guardar(Corte(clave=f"e{red.id}", nombre="e", pedido_en=ahora(), **comunes))
    llave, suya = medido.id, medido.clave
    assert medir_uno(llave)
    guardar(NombreDeComunidad(corte_id=llave, comunidad=0, nombre="g"))
    assert consultas.corte_de_clave(red.id, suya).estado is EstadoCorte.LISTO
    db.session.refresh(espera)
    return {"corte": llave, "clave_de_corte": suya, "grupo_de_corte": 0}
