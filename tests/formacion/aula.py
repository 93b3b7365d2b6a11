"""Contenidos, cursos con horas por contenido y formaciones terminadas, para las pruebas."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from red.archivos.modelos import Archivo, TipoDeArchivo
from red.base import transaccion
from red.formacion import catalogo, logros
from red.formacion.catalogo import DatosDeCurso
from red.formacion.modelos import Contenido, Curso, Edicion, TipoCurso
from red.formacion.modelos_logros import ClaseDeLogro, FormacionExterna, Logro
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.reloj import ahora, hoy
from tests import fabricas


def datos_de_curso(codigo: str = "SEM-90", nombre: str = "Seminario", **otros: Any) -> DatosDeCurso:
    """Un seminario de veinte horas."""
    return DatosDeCurso(
        **{"codigo": codigo, "nombre": nombre, "tipo": TipoCurso.SEMINARIO, "horas": 20, **otros}
    )


def unos_contenidos(red: Red, *nombres: str) -> list[Contenido]:
    with transaccion():
        return [catalogo.crear_contenido(red.id, nombre) for nombre in nombres]


def un_curso_que_cubre(red: Red, horas: Mapping[int, int], codigo: str = "SEM-90", **otros: Any) -> Curso:
    with transaccion():
        return catalogo.crear_curso(red.id, datos_de_curso(codigo, contenidos=horas, **otros))


def que_termina(
    persona: Persona,
    edicion: Edicion,
    *,
    clase: ClaseDeLogro = ClaseDeLogro.ACREDITACION,
    dia: date | None = None,
) -> Logro:
    with transaccion():
        if edicion.version_id is None:
            catalogo.fijar_version(edicion)
        return logros.otorgar(persona.id, edicion, clase, edicion.version.horas, dia or hoy())


def pedir(curso: Curso, *grupos: Sequence[Mapping[str, Any]]) -> None:
    with transaccion():
        catalogo.poner_requisitos(curso.id, grupos)


def una_externa(persona: Persona, red: Red, contenidos: Sequence[int] = (), **otros: Any) -> FormacionExterna:
    """Lo que alguien dice haber tomado en otra parte, con su comprobante."""
    archivo = fabricas.guardar(
        Archivo(
            nombre="constancia.pdf",
            tipo=TipoDeArchivo.PDF,
            tamano=9,
            huella="0" * 64,
            quien_id=persona.id,
            guardado_en=ahora(),
        )
    )
    datos = {
        "nombre": "Género y políticas",
        "impartida_por": "Universidad",
        "horas": 12,
        "terminada_el": hoy(),
    }
    with transaccion():
        return logros.declarar(
            persona.id, red.id, logros.DatosDeExterna(**{**datos, **otros}, contenidos=contenidos), archivo.id
        )
