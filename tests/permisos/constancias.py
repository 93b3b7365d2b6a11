"""Las constancias de cada Red del mundo: una emitida, una por emitir, quien las firma, quien impartió y un lote."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from red.base import transaccion
from red.constancias import operaciones, sueltas
from red.constancias.modelos import EmisionDeConstancias, EstadoRenglon, RenglonDeEmision, ReporteDeElegibles
from red.formacion import logros
from red.formacion.modelos import Imparte
from red.formacion.modelos_logros import ClaseDeLogro
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.reloj import ahora, hoy
from tests import fabricas
from tests.fabricas import guardar

SIN_MARCA: dict[str, str] = {
    "constancia.codigo": "con él se busca",
    "constancia.contenido": "está firmado: no admite otra letra",
    "constancia.firma": "firma",
    "constancia.huella_codigo": "resumen; se busca por su valor",
    "constancia.huella_nombre": "resumen",
    "constancia.huella_pdf": "resumen; se busca por su valor",
    "constancia.insignia": "está firmada",
    "llave_de_firma.*": "las llaves son de la instalación y son públicas",
    "reporte_de_elegibles.por_edicion": "cuentas por edición",
}

_DE_EDICION = {"id": "edicion_con_constancias"}
DE_DOMINIO = {
    "constancias.id": "constancia",
    "constancias.clave": "clave",
    "constancias.codigo": "codigo_de_constancia",
    "constancias.ficha": "ficha",
    "constancias.nombre": "serie_de_constancias",
}
DE_PAGINA: dict[str, dict[str, str]] = {
    "constancias.emision": {"id": "emision_de_constancias"},
    "constancias.detener": {"id": "emision_en_curso"},
    "constancias.emitir": _DE_EDICION,
    "constancias.todas": _DE_EDICION,
    "constancias.emitir_una": {**_DE_EDICION, "persona_id": "persona_otra"},
    "constancias.emitir_a_quien_impartio": {"id": "imparte_y_acabo"},
}
_SOLO_CON_CODIGO = "quien trae el código lee lo que dice el papel: para eso es"
SIN_DUENA = {
    "constancias.resultado": _SOLO_CON_CODIGO,
    "constancias.corta_v": _SOLO_CON_CODIGO,
    "constancias.corta_V": _SOLO_CON_CODIGO,
    "constancias.con_enlace": "la ficha se comprueba sola, sin preguntar quién la trae",
    "constancias.estados": "la lista de estados la lee cualquier herramienta y no dice de quién es nada",
}
PERSONALES = {
    "constancias.mostrar": frozenset({"integrante"}),
    "constancias.credencial": frozenset({"integrante"}),
    "constancias.papel": frozenset({"integrante", "coordinadora", "administradora"}),
}
SIN_LLAVE = {"constancias.con_enlace": {404}}
CONTESTA: dict[str, dict[str, str] | Callable[[Any, str], dict[str, str]]] = {
    "constancias.mostrar": lambda escenario, _rol: {
        f"c{escenario.mundo.alfa['constancia']}-como": "completo"
    },
}


def crear_constancias(red: Red, coordinadora: Persona, integrante: Persona, otra: Persona) -> dict[str, Any]:
    """Una edición que acabó: la integrante tiene la suya, la otra la espera."""
    dia = hoy()
    edicion = fabricas.una_edicion(red, nombre="Acabada", inicia_el=dia - timedelta(days=9),
        termina_el=dia - timedelta(days=8), inscripcion_desde=dia - timedelta(days=30),
        inscripcion_hasta=dia - timedelta(days=10))  # fmt: skip
    imparte = guardar(Imparte(edicion_id=edicion.id, nombre="n", correo=f"imparte.{red.clave}@ejemplo.test", puesto="p",
        desde=edicion.inicia_el, hasta=edicion.termina_el))  # fmt: skip
    with transaccion():
        operaciones.nombrar_firmante(red.id, None, "F", "p", dia - timedelta(days=60), coordinadora.id)
        for persona in (integrante, otra):
            logros.otorgar(persona.id, edicion, ClaseDeLogro.ACREDITACION, 20, dia)
    hecha = sueltas.emitir(sueltas.de_quien_termino(edicion, integrante, coordinadora.id, dia))
    emision = guardar(EmisionDeConstancias(red_id=red.id, edicion_id=edicion.id, quien_id=coordinadora.id,
        pedida_en=ahora(), terminada_en=ahora()))  # fmt: skip
    de_otra = fabricas.una_edicion(red, nombre="Se están emitiendo")
    en_curso = guardar(EmisionDeConstancias(red_id=red.id, edicion_id=de_otra.id, quien_id=coordinadora.id,
        pedida_en=ahora()))  # fmt: skip
    guardar(RenglonDeEmision(emision_id=emision.id, persona_id=integrante.id, estado=EstadoRenglon.EMITIDA,
        dicho="d", constancia_id=hecha.id))  # fmt: skip
    guardar(ReporteDeElegibles(red_id=red.id, dia=dia, cuantas=1, por_edicion={str(edicion.id): 1}))
    return {
        "constancia": hecha.id,
        "codigo_de_constancia": hecha.codigo,
        "serie_de_constancias": f"{red.id}-{hecha.anio}-0-0",
        "edicion_con_constancias": edicion.id,
        "emision_de_constancias": emision.id,
        "emision_en_curso": en_curso.id,
        "imparte_y_acabo": imparte.id,
    }
