"""El catálogo y los trayectos en cada Red del mundo: un contenido, lo que pide un curso, un trayecto y lo terminado."""

from typing import Any

from red.archivos.modelos import Archivo, TipoDeArchivo
from red.formacion.modelos import (
    ClaseDeRequisito,
    Contenido,
    Curso,
    ParaQuien,
    RequisitoDeCurso,
    VersionDeCurso,
)
from red.formacion.modelos_catalogo import SE_CONGELA, HorasDeContenido
from red.formacion.modelos_logros import ClaseDeLogro, ContenidoExterno, FormacionExterna, Logro
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.reloj import ahora, hoy
from red.trayectos.modelos import PasoDeTrayecto, Trayecto
from tests import fabricas
from tests.fabricas import guardar


def crear_trayectos(red: Red, curso: Curso, integrante: Persona) -> dict[str, Any]:
    """Lo que la Red pide a sus titulares y lo que una integrante terminó en otra parte, confirmado y por confirmar."""
    contenido = guardar(Contenido(red_id=red.id, nombre="c", que_abarca="q", orden=1))
    otro = fabricas.un_curso(red, descripcion="d", para_quien="p")
    version = guardar(
        VersionDeCurso(
            curso_id=otro.id, numero=1, hecha_en=ahora(), **{c: getattr(otro, c) for c in SE_CONGELA}
        )
    )
    guardar(HorasDeContenido(version_id=version.id, contenido_id=contenido.id, horas=2))
    requisito = guardar(
        RequisitoDeCurso(curso_id=curso.id, grupo=1, clase=ClaseDeRequisito.CURSO, pide_curso_id=otro.id)
    )
    trayecto = guardar(Trayecto(red_id=red.id, para=ParaQuien.TITULAR, nombre="t", descripcion="d"))
    paso = guardar(PasoDeTrayecto(trayecto_id=trayecto.id, orden=1, curso_id=curso.id, plazo_meses=6))
    guardar(PasoDeTrayecto(trayecto_id=trayecto.id, orden=2, curso_id=otro.id, plazo_meses=6))
    abierta = fabricas.una_edicion(red, curso=otro, nombre="Sin requisitos")
    por_decidir = _externa(red, integrante, 0)
    guardar(ContenidoExterno(externa_id=por_decidir.id, contenido_id=contenido.id))
    decidida = _externa(red, integrante, 1, decidida_en=ahora(), aceptada=True, motivo="m")
    guardar(
        Logro(
            persona_id=integrante.id,
            red_id=red.id,
            externa_id=decidida.id,
            clase=ClaseDeLogro.ACREDITACION,
            horas=4,
            obtenido_el=hoy(),
            motivo="m",
        )
    )
    return {
        "contenido": contenido.id,
        "edicion_abierta": abierta.id,
        "requisito": requisito.id,
        "externa": por_decidir.id,
        "paso_de_trayecto": paso.id,
        "clave_de_funcion": trayecto.para.value,
        "clave_de_acto": "quitar",
    }


def _externa(red: Red, persona: Persona, cual: int, **otros: Any) -> FormacionExterna:
    archivo = guardar(
        Archivo(
            nombre="constancia.pdf",
            tipo=TipoDeArchivo.PDF,
            tamano=9,
            huella=f"{cual}" * 64,
            quien_id=persona.id,
            guardado_en=ahora(),
        )
    )
    externa: FormacionExterna = guardar(
        FormacionExterna(
            persona_id=persona.id,
            red_id=red.id,
            nombre="n",
            impartida_por="i",
            horas=4,
            terminada_el=hoy(),
            archivo_id=archivo.id,
            declarada_en=ahora(),
            **otros,
        )
    )
    return externa
