"""La vida de una unidad: avanzar de etapa, deshacer lo anotado por error, guardar evidencia y responder requisitos."""

from datetime import date

from red.archivos import operaciones as archivos
from red.base import con_candado, db
from red.errores import ErrorDeDominio
from red.reloj import ahora
from red.textos import fecha
from red.unidades import consultas
from red.unidades.modelos import (
    Cumple,
    EstadoUnidad,
    Evidencia,
    Funcion,
    PasoDeUnidad,
    Requisito,
    RespuestaDeRequisito,
    Unidad,
)
from red.unidades.operaciones import anotar_paso, unidad_abierta
from red.unidades.protocolo import admite, que_sigue


class TransicionImposible(ErrorDeDominio):
    """No se saltan etapas: dice cuál sigue."""

    def __init__(self, antes: EstadoUnidad, despues: EstadoUnidad) -> None:
        sigue = que_sigue(antes)
        pista = f" Lo que sigue es «{sigue.etiqueta}»." if sigue else ""
        super().__init__(
            f"De «{antes.etiqueta}» no se pasa a «{despues.etiqueta}».{pista} "
            "Si la unidad ya estaba más adelante cuando se registró, corrige su registro.".strip()
        )


class FaltaTitular(ErrorDeDominio):
    """Sin titular no hay a quién instalar."""

    def __init__(self) -> None:
        super().__init__(
            "Antes registra quién es titular de la unidad: sin titular no puede pasar a esta etapa."
        )


class FechaFueraDeOrden(ErrorDeDominio):
    """Una etapa no llega antes que la anterior."""

    def __init__(self, el: date) -> None:
        super().__init__(f"La etapa anterior es del {fecha(el)}: esta fecha no puede ser anterior.", "el")


class FaltaDiaProgramado(ErrorDeDominio):
    """Programar la instalación es decir qué día será."""

    def __init__(self) -> None:
        super().__init__(
            "Di qué día será la sesión: el mismo día en que se anota o uno posterior.", "para_el"
        )


class NadaQueDeshacer(ErrorDeDominio):
    """Lo primero que se anotó es el registro mismo."""

    def __init__(self) -> None:
        super().__init__("No hay ninguna etapa que deshacer: la unidad sigue como se registró.")


class YaRetirada(ErrorDeDominio):
    """La evidencia ya no contaba."""

    def __init__(self) -> None:
        super().__init__("Esta evidencia ya se había retirado.")


def avanzar(
    unidad: Unidad,
    a: EstadoUnidad,
    el: date,
    *,
    quien_id: int | None,
    para_el: date | None = None,
    nota: str | None = None,
) -> PasoDeUnidad:
    """Pasa la unidad a la etapa que sigue, con su fecha.

    Lanza TransicionImposible si se salta una, FaltaTitular, FechaFueraDeOrden o FaltaDiaProgramado.
    """
    unidad = unidad_abierta(unidad)
    if a in (EstadoUnidad.EN_RELEVO, EstadoUnidad.INACTIVA) or not admite(unidad.estado, a):
        raise TransicionImposible(unidad.estado, a)
    ultimo = consultas.pasos(unidad.id)[-1:]
    if ultimo and el < ultimo[0].el:
        raise FechaFueraDeOrden(ultimo[0].el)
    if a in (EstadoUnidad.DESIGNADA, EstadoUnidad.INSTALADA) and not consultas.abiertas_de(
        unidad.id, Funcion.TITULAR, el
    ):
        raise FaltaTitular
    if a is EstadoUnidad.INSTALACION_PROGRAMADA and (para_el is None or para_el < el):
        raise FaltaDiaProgramado
    if a is EstadoUnidad.INSTALADA and unidad.instalada_el is None:  # al salir del relevo ya lo estaba
        unidad.instalada_el = el
    para = para_el if a is EstadoUnidad.INSTALACION_PROGRAMADA else None
    return anotar_paso(unidad, a, el, para_el=para, nota=nota, quien_id=quien_id)


def deshacer(unidad: Unidad, motivo: str, quien_id: int | None) -> PasoDeUnidad:
    """Deshace la última etapa anotada por error: la unidad vuelve a la anterior y queda dicho por qué."""
    unidad = unidad_abierta(unidad)
    historia = consultas.pasos(unidad.id)
    if len(historia) < 2:
        raise NadaQueDeshacer
    ultimo, anterior = historia[-1], historia[-2]
    ultimo.deshecho_en, ultimo.deshecho_por_id, ultimo.motivo = ahora(), quien_id, motivo.strip()
    unidad.estado = anterior.estado
    if not any(paso.estado.cuenta_como_instalada for paso in historia[:-1]):
        unidad.instalada_el = None
    return ultimo


def guardar_evidencia(
    unidad: Unidad, asunto: str, nombre: str, contenido: bytes, *, nota: str | None, quien_id: int | None
) -> Evidencia:
    """Guarda el archivo y lo deja como evidencia de ese asunto; lanza ArchivoRechazado con su razón."""
    unidad = unidad_abierta(unidad)
    evidencia = Evidencia(
        unidad_id=unidad.id,
        asunto=asunto,
        archivo_id=archivos.guardar(nombre, contenido, quien_id).id,
        nota=nota,
    )
    db.session.add(evidencia)
    db.session.flush()
    return evidencia


def retirar_evidencia(evidencia: Evidencia, motivo: str, quien_id: int | None) -> None:
    """La evidencia deja de contar y de poder leerse; se conserva con su motivo. Lanza YaRetirada."""
    con_candado(Unidad, evidencia.unidad_id)
    evidencia = con_candado(Evidencia, evidencia.id)
    if evidencia.retirada_en is not None:
        raise YaRetirada
    evidencia.retirada_en, evidencia.retirada_por_id = ahora(), quien_id
    evidencia.motivo = motivo.strip()


def responder(
    unidad: Unidad,
    requisito: Requisito,
    cumple: Cumple,
    el: date,
    *,
    nota: str | None,
    quien_id: int | None,
) -> RespuestaDeRequisito:
    """Anota la respuesta de ese día; las anteriores se conservan."""
    unidad = unidad_abierta(unidad)
    respuesta = RespuestaDeRequisito(
        unidad_id=unidad.id,
        requisito=requisito,
        cumple=cumple,
        el=el,
        nota=nota,
        quien_id=quien_id,
        anotada_en=ahora(),
    )
    db.session.add(respuesta)
    db.session.flush()
    return respuesta
