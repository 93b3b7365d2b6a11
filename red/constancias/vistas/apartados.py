"""Lo que las constancias ponen en otras páginas: la de una edición, «Mi formación», la de la Red y los archivos."""

from flask import url_for

from red.archivos.duenas import duena_de_archivos
from red.constancias import consultas
from red.constancias.modelos import EstadoConstancia
from red.formacion.apartados import Apartado, apartado_de_edicion, apartado_de_mi_formacion
from red.formacion.modelos import Edicion
from red.permisos import Identidad, Permiso
from red.redes.apartados import Pendiente, pendientes_de_red
from red.redes.modelos import Red
from red.reloj import hoy
from red.textos import contar


@apartado_de_edicion
def _de_la_edicion(edicion: Edicion, quien: Identidad) -> Apartado | None:
    """A quien emite, cuántas hay y cuántas faltan; a quien la cursó, la suya."""
    mia = consultas.viva_de(edicion.id, quien.persona) if quien.persona else None
    emite = quien.puede(Permiso.EMITIR_CONSTANCIA, edicion.alcance)
    terminada = edicion.termina_el <= hoy(edicion.curso.red.zona) and edicion.cancelada_en is None
    if mia is None and not (emite and terminada):
        return None
    datos = {"mia": mia, "emite": emite and terminada, "edicion_id": edicion.id}
    if emite and terminada:
        datos |= {
            "emitidas": consultas.cuantas_de(edicion.id),
            "faltan": len(consultas.por_emitir(edicion.id)),
        }
    return Apartado("Constancias", "constancias/_en_edicion.html", datos, 80)


@apartado_de_mi_formacion
def _las_mias(quien: Identidad) -> Apartado | None:
    """Mis últimas constancias."""
    suyas = [
        una
        for una in consultas.de_persona(quien.persona or 0)
        if una.estado is not EstadoConstancia.SUSTITUIDA
    ]
    if not suyas:
        return None
    return Apartado("Mis constancias", "constancias/_en_mi_formacion.html", {"suyas": suyas[:3]}, 70)


@pendientes_de_red
def _por_emitir(red: Red, quien: Identidad) -> list[Pendiente]:
    """A quien emite: a cuántas personas les falta la suya y cuáles dicen algo que ya no consta."""
    if not quien.puede(Permiso.EMITIR_CONSTANCIA, red.alcance):
        return []
    cuantas = sum(una.cuantas for una in consultas.ediciones_por_emitir(red.id))
    sobran = len(consultas.sin_fundamento(red.id))
    direccion = url_for("constancias.por_emitir", clave=red.clave)
    pendientes = []
    if cuantas:
        pendientes.append(
            Pendiente(
                contar(cuantas, "constancia por emitir", "constancias por emitir"),
                direccion,
                "Terminaron su formación y todavía no la tienen.",
            )
        )
    if sobran:
        pendientes.append(
            Pendiente(
                contar(sobran, "constancia por revisar", "constancias por revisar"),
                direccion,
                "Lo que dicen ya no es lo que consta.",
                tono="atencion",
            )
        )
    return pendientes


@duena_de_archivos
def _el_papel(archivo_id: int, quien: Identidad) -> bool:
    """El PDF lo lee quien lo tiene y quien lo emitió."""
    constancia = consultas.con_archivo(archivo_id)
    if constancia is None:
        return False
    suya = constancia.persona_id is not None and constancia.persona_id == quien.persona
    return suya or quien.puede(Permiso.EMITIR_CONSTANCIA, constancia.alcance)
