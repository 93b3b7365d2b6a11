"""Los papeles oficiales y los archivos de cada Red del mundo: lo que otra no debe leer."""

from typing import Any

from red.archivos import operaciones as archivos
from red.archivos.modelos import Archivo
from red.base import transaccion
from red.documentos import operaciones as documentos
from red.documentos.modelos import Papel
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.relevos.modelos import ClaseDeEntrega, Destino, Entrega, EstadoRelevo, Relevo
from red.reloj import ahora, hoy
from red.unidades import operaciones_vida as vida
from red.unidades.consultas import designaciones
from red.unidades.modelos import Cumple, Requisito, Unidad
from red.unidades.operaciones import anotar_paso
from tests import fabricas
from tests.archivos.muestras import PDF
from tests.fabricas import ANTES

SIN_MARCA = {
    "archivo.huella": "con ella se encuentran sus bytes",
    "evidencia.asunto": "nombre de un paso o de un requisito",
    "documento.referencia": "une el documento con su objeto",
}
"""Columnas de texto de estas tablas que no llevan marca, y por qué."""


def un_archivo(nombre: str, quien: Persona) -> Archivo:
    """Un archivo guardado, distinto para cada Red."""
    with transaccion():
        archivo = archivos.guardar("acta.pdf", PDF + f"%{nombre}%%EOF".encode(), quien.id)
    return archivo


def un_relevo_hecho(unidad: Unidad, quien: Persona) -> Relevo:
    """El de otra función, ya confirmado y sin acta."""
    deja = designaciones(unidad.id)[-1]
    relevo: Relevo = fabricas.guardar(
        Relevo(
            designacion_id=deja.id,
            ultimo_dia=hoy(),
            motivo="m",
            estado=EstadoRelevo.CONFIRMADO,
            abierto_por_id=quien.id,
            abierto_en=ahora(),
            confirmado_por_id=quien.id,
            confirmado_en=ahora(),
        )
    )
    return relevo


def un_relevo(unidad: Unidad, quien: Persona) -> Relevo:
    """El de quien es titular, por confirmar y con algo que entregar."""
    titular = designaciones(unidad.id)[0]
    relevo = fabricas.guardar(
        Relevo(
            designacion_id=titular.id,
            ultimo_dia=hoy(),
            motivo="m",
            abierto_por_id=quien.id,
            abierto_en=ahora(),
        )
    )
    fabricas.guardar(
        Entrega(
            relevo_id=relevo.id,
            clase=ClaseDeEntrega.DESIGNACION,
            fila_id=titular.id,
            que="q",
            destino=Destino.SIGUE,
        )
    )
    return relevo


def crear_papeles(nombre: str, red: Red, unidad: Unidad, quien: Persona) -> dict[str, Any]:
    """Un modelo propio y un documento emitido; devuelve con qué se llenan sus direcciones."""
    with transaccion():
        documentos.guardar_modelo(
            red.id, Papel.CARTA_ACEPTACION, "Carta", f"De {nombre}: {{titular}}.", quien.id
        )
        documento = documentos.emitir(
            red.id,
            Papel.CARTA_ACEPTACION,
            {"titular": nombre},
            referencia=f"unidad:{unidad.id}",
            institucion_id=unidad.institucion_id,
            quien_id=quien.id,
            dia=hoy(),
        )
        evidencia = vida.guardar_evidencia(
            unidad,
            "paso:acta",
            "acta.pdf",
            PDF + f"%evidencia {nombre}%%EOF".encode(),
            nota="n",
            quien_id=quien.id,
        )
        vida.responder(unidad, Requisito.JERARQUIA, Cumple.NO, hoy(), nota="n", quien_id=quien.id)
        anotar_paso(unidad, unidad.estado, hoy() - ANTES, quien_id=quien.id, nota="n")
        anotar_paso(unidad, unidad.estado, hoy() - ANTES, quien_id=quien.id, nota="n")
    relevo, hecho = un_relevo(unidad, quien), un_relevo_hecho(unidad, quien)
    return {
        "relevo": relevo.id,
        "relevo_hecho": hecho.id,
        "evidencia": evidencia.id,
        "clave_de_paso": "acta",
        "clave_de_paso_que_sigue": "plan",
        "clave_de_asunto": "requisito:jerarquia",
        "clave_de_requisito": "jerarquia",
        "documento": documento.id,
        "archivo": documento.archivo_id,
        "clave_de_papel": Papel.CARTA_ACEPTACION.value,
    }
