"""Lo que se hace con el portafolio: subir y retirar evidencias, integrarlo y verificarlo."""

from collections.abc import Mapping

from red.archivos.operaciones import guardar as guardar_archivo
from red.base import buscar, con_candado, db
from red.certificacion.cadena import Acto
from red.certificacion.modelos_dictamen import (
    EvidenciaDeExpediente,
    PiezaDePortafolio,
    ResultadoDeVerificacion,
    VerificacionInterna,
)
from red.certificacion.modelos_expediente import AsuntoDeFirma, Etapa, Expediente, PapelEnExpediente
from red.certificacion.operaciones_evaluacion import en_etapa, exigir_papel
from red.certificacion.operaciones_expediente import apartar, exigir_un_papel, firmar, huella_de, mover
from red.certificacion.portafolio import ADMITEN, DESPUES, Pieza, portafolio_de
from red.certificacion.portafolio_consultas import evidencia_de, verificacion_vigente
from red.errores import ErrorDeDominio
from red.personas.modelos import Persona
from red.reloj import ahora
from red.textos import contar, enumerar

P = PapelEnExpediente


class YaNoCambia(ErrorDeDominio):
    """Lo que se está verificando o dictaminando no se toca."""

    def __init__(self, etapa: Etapa) -> None:
        super().__init__(
            f"El expediente está en «{etapa.etiqueta}»: esta parte del portafolio ya no cambia. "
            "Si falta algo, quien verifica o dictamina lo devuelve."
        )


class ArchivoOLiga(ErrorDeDominio):
    """Una evidencia es un archivo o una dirección, y no las dos."""

    def __init__(self) -> None:
        super().__init__("Elige un archivo o escribe una dirección: una de las dos.", campo="archivo")


class FaltanPiezas(ErrorDeDominio):
    """El portafolio no está completo."""

    def __init__(self, faltan: list[Pieza]) -> None:
        nombres = enumerar([f"«{pieza.clase.etiqueta}»" for pieza in faltan])
        super().__init__(f"Todavía {'falta' if len(faltan) == 1 else 'faltan'} {nombres}.")


class FaltaRevisar(ErrorDeDominio):
    """No se da por conforme lo que no se revisó."""

    def __init__(self, cuantas: int) -> None:
        super().__init__(
            f"Para darlo por conforme, marca todo lo que revisaste: "
            f"{contar(cuantas, 'pieza queda', 'piezas quedan')} sin marcar. Si algo no está bien, devuélvelo con "
            "observaciones.",
            campo="revisado",
        )


class FaltanObservaciones(ErrorDeDominio):
    """Devolverlo sin decir por qué no deja corregir."""

    def __init__(self) -> None:
        super().__init__("Escribe qué hay que corregir.", campo="observaciones")


def subir(
    expediente_id: int,
    pieza: PiezaDePortafolio,
    titulo: str,
    *,
    archivo: tuple[str, bytes] | None = None,
    liga: str = "",
    reservada: bool = False,
    quien_id: int | None,
) -> EvidenciaDeExpediente:
    """Suma una evidencia; lanza YaNoCambia, ArchivoOLiga o ArchivoRechazado."""
    expediente = apartar(expediente_id)
    if pieza not in ADMITEN.get(expediente.etapa, frozenset()):
        raise YaNoCambia(expediente.etapa)
    if (archivo is None) == (not liga.strip()):
        raise ArchivoOLiga
    guardado = guardar_archivo(*archivo, quien_id) if archivo is not None else None
    fila = EvidenciaDeExpediente(
        expediente_id=expediente.id,
        pieza=pieza,
        intento=expediente.intento,
        titulo=titulo.strip() or pieza.etiqueta,
        archivo_id=guardado.id if guardado is not None else None,
        liga=liga.strip() or None,
        reservada=reservada,
        subida_por_id=quien_id,
        subida_en=ahora(),
    )
    db.session.add(fila)
    db.session.flush()
    return fila


def retirar_evidencia(expediente_id: int, evidencia_id: int, quien_id: int | None) -> None:
    """La evidencia deja de contar; consta quién la retiró. Lanza YaNoCambia."""
    expediente = apartar(expediente_id)
    fila = evidencia_de(expediente.id, evidencia_id)
    if fila.pieza not in ADMITEN.get(expediente.etapa, frozenset()):
        raise YaNoCambia(expediente.etapa)
    fila.retirada_en, fila.retirada_por_id = ahora(), quien_id


def integrar(expediente_id: int, quien_id: int | None) -> None:
    """El portafolio está completo y pasa a quien verifica; lanza FaltanPiezas."""
    expediente = apartar(expediente_id)
    en_etapa(expediente, Etapa.PORTAFOLIO)
    faltan = portafolio_de(expediente).faltan
    if faltan:
        raise FaltanPiezas(faltan)
    mover(expediente, Acto.INTEGRAR_PORTAFOLIO, quien_id)


def verificar(
    expediente_id: int,
    verificadora_id: int,
    revisado: Mapping[str, bool],
    *,
    observaciones: str = "",
    conforme: bool,
) -> VerificacionInterna:
    """Lo que encontró la verificadora: conforme pasa al dictamen; con observaciones vuelve al portafolio.

    Quien la preparó o la evaluó no verifica: se comprueba otra vez, porque pudo saberse después de nombrarla.
    """
    expediente = apartar(expediente_id)
    en_etapa(expediente, Etapa.VERIFICACION)
    exigir_papel(expediente, verificadora_id, P.VERIFICADORA)
    exigir_un_papel(expediente, buscar(Persona, verificadora_id), P.VERIFICADORA)
    puntos = {pieza.clase.value: bool(revisado.get(pieza.clase.value)) for pieza in por_revisar(expediente)}
    if conforme and not all(puntos.values()):
        raise FaltaRevisar(sum(not hecho for hecho in puntos.values()))
    if not conforme and not observaciones.strip():
        raise FaltanObservaciones
    anterior = verificacion_vigente(expediente)
    if anterior is not None:
        con_candado(VerificacionInterna, anterior.id).archivada_en = ahora()
    fila = VerificacionInterna(
        expediente_id=expediente.id,
        intento=expediente.intento,
        verificadora_id=verificadora_id,
        revisado=puntos,
        resultado=ResultadoDeVerificacion.CONFORME if conforme else ResultadoDeVerificacion.CON_OBSERVACIONES,
        observaciones=observaciones.strip(),
        hecha_en=ahora(),
    )
    db.session.add(fila)
    db.session.flush()
    firmar(
        expediente,
        AsuntoDeFirma.VERIFICACION,
        P.VERIFICADORA,
        verificadora_id,
        {
            "revisado": puntos,
            "resultado": fila.resultado,
            "observaciones": huella_de({"o": fila.observaciones}),
        },
    )
    mover(expediente, Acto.VERIFICAR if conforme else Acto.OBSERVAR, verificadora_id)
    return fila


def por_revisar(expediente: Expediente) -> list[Pieza]:
    """Lo que se revisa: cada pieza que está, menos la propia verificación y lo que llega después."""
    return [p for p in portafolio_de(expediente).piezas if p.esta and p.clase not in DESPUES]
