"""El portafolio para entregarse: un PDF con su portada, su índice y lo que escribe la plataforma, y un zip con todo en orden."""

import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import IO
from zoneinfo import ZoneInfo

from red.archivos import almacen
from red.certificacion import consultas_expediente as consultas
from red.certificacion.calculo import en_puntos
from red.certificacion.modelos_dictamen import EncuestaDeExpediente, PiezaDePortafolio
from red.certificacion.modelos_expediente import (
    AplicacionDelInstrumento,
    CedulaDeEvaluacion,
    Diagnostico,
    Expediente,
    FichaDeRegistro,
    Juicio,
    PapelEnExpediente,
    PlanDeEvaluacion,
)
from red.certificacion.operaciones_juicio import ESCALA, PREGUNTAS
from red.certificacion.portafolio import Portafolio, portafolio_de
from red.certificacion.portafolio_consultas import verificacion_vigente
from red.documentos.composicion import Bloque
from red.documentos.impresion import Hoja, imprimir
from red.reloj import ahora
from red.textos import contar, fecha, hora, sin_acentos

P = PiezaDePortafolio
EN_MEMORIA = 8 * 1024 * 1024
"""Hasta cuántos bytes se arma en memoria; lo demás, en un archivo provisional."""


def en_zip(expediente: Expediente) -> IO[bytes]:
    """El portafolio entero, con cada archivo numerado en el orden en que se entrega."""
    portafolio = portafolio_de(expediente)
    salida: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=EN_MEMORIA)  # noqa: SIM115  (lo cierra quien lo manda)
    try:
        with zipfile.ZipFile(salida, "w") as paquete:
            paquete.writestr("0.00 Portada e indice.pdf", en_pdf(portafolio))
            for pieza in portafolio.piezas:
                for lugar, evidencia in enumerate(pieza.evidencias, 1):
                    if evidencia.archivo is not None:
                        punto = evidencia.archivo.nombre.rpartition(".")[2]
                        nombre = f"{pieza.numero}-{lugar:02d} {_para_archivo(evidencia.titulo)}.{punto}"
                        paquete.writestr(nombre, almacen.leer(evidencia.archivo.huella))
    except BaseException:
        salida.close()
        raise
    salida.seek(0)
    return salida


def nombre_del_zip(expediente: Expediente) -> str:
    """Cómo se llama al descargarse, sin acentos."""
    return f"portafolio-{expediente.estandar.codigo}-{_para_archivo(expediente.persona.nombre_completo)}.zip"


def _para_archivo(escrito: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", sin_acentos(escrito)).strip("-")[:60] or "pieza"


def en_pdf(portafolio: Portafolio) -> bytes:
    """Portada, índice y lo que la plataforma escribe de cada pieza, en su orden."""
    e = portafolio.expediente
    zona = e.red.zona
    hoja = Hoja(
        titulo="Portafolio de evidencias",
        red=e.red.nombre,
        convoca=e.red.convocante.nombre,
        folio="",
        lugar_y_fecha=_dia(ahora(), zona),
        leyenda="" if e.version.oficial else "Los reactivos salen de una plantilla no oficial.",
    )
    bloques = [
        Bloque("tabla", puntos=(("Dato", ""), *_portada(e))),
        Bloque("subtitulo", "Índice"),
        Bloque("tabla", puntos=(("Número", "Pieza", "Situación", "Archivos"), *_indice(portafolio))),
    ]
    for pieza in portafolio.piezas:
        escribir = ESCRIBEN.get(pieza.clase)
        if pieza.esta and escribir is not None:
            bloques.append(Bloque("subtitulo", f"{pieza.numero} {pieza.clase.etiqueta}"))
            bloques.extend(escribir(e))
    return imprimir(hoja, bloques)


def _portada(e: Expediente) -> Iterator[tuple[str, str]]:
    yield "Candidata", e.persona.nombre_completo
    yield "Estándar", f"{e.estandar.codigo}, {e.estandar.titulo}"
    for papel in (PapelEnExpediente.EVALUADORA, PapelEnExpediente.VERIFICADORA):
        quien = consultas.en_funciones(e.id, papel)
        if quien is not None:
            yield papel.etiqueta, quien.persona.nombre_completo
    yield "Institución", e.institucion.nombre if e.institucion is not None else "Sin dato"
    yield "Evaluación", f"Intento {e.intento}"


def _indice(portafolio: Portafolio) -> Iterator[tuple[str, str, str, str]]:
    for pieza in portafolio.piezas:
        archivos = "; ".join(
            f"{uno.titulo}{f' ({uno.liga})' if uno.liga else ''}" for uno in pieza.evidencias
        )
        en_este = "En este documento" if pieza.de_la_plataforma and pieza.esta else ""
        yield pieza.numero, pieza.clase.etiqueta, pieza.dicho, archivos or en_este or "—"


# ------------------------------------------------------------------ Lo que escribe la plataforma


def _ficha(e: Expediente) -> Iterator[Bloque]:
    ficha = consultas.unico(FichaDeRegistro, e)
    if ficha is None:
        return
    yield _tabla(
        ("CURP", ficha.curp),
        ("Nacimiento", f"{fecha(ficha.nacimiento)}, {ficha.lugar_de_nacimiento}"),
        ("Género", ficha.genero),
        ("Nacionalidad", ficha.nacionalidad),
        ("Teléfono", ficha.telefono),
        ("Domicilio", ficha.domicilio),
        ("Escolaridad", ficha.escolaridad),
        ("Discapacidad", ficha.discapacidad or "Ninguna"),
        ("Trabaja", "Sí" if ficha.trabaja else "No"),
        ("Puesto", ficha.puesto or "Sin dato"),
        ("Experiencia", ficha.experiencia or "Sin dato"),
        ("Certificados previos", ficha.certificados_previos or "Ninguno"),
        ("Aparecer en el registro público", "Consiente" if ficha.publica_en_renap else "No consiente"),
    )
    yield from _firmas(e, "ficha")


def _diagnostico(e: Expediente) -> Iterator[Bloque]:
    hecho = consultas.unico(Diagnostico, e)
    if hecho is None:
        return
    yield _tabla(
        ("Se aplicó", fecha(hecho.aplicado_el)),
        ("Aciertos", f"{hecho.aciertos} de {hecho.total}"),
        ("Interpretación", hecho.interpretacion),
        ("Se sugirió", hecho.sugerencia.etiqueta),
        ("Decidió", hecho.decision.etiqueta if hecho.decision else "Sin dato"),
    )
    yield from _firmas(e, "diagnostico")


def _plan(e: Expediente) -> Iterator[Bloque]:
    plan = consultas.del_intento(PlanDeEvaluacion, e)
    if plan is None:
        return
    zona = e.red.zona
    yield _tabla(
        ("Evaluación", f"{_instante(plan.evaluacion_en, zona)}, {plan.evaluacion_lugar}"),
        ("Resultados", f"{_instante(plan.resultados_en, zona)}, {plan.resultados_lugar}"),
        ("Puntaje mínimo", en_puntos(plan.minimo)),
        ("Primer criterio", plan.criterio_uno),
        ("Segundo criterio", plan.criterio_dos),
    )
    yield Bloque(
        "tabla",
        puntos=(
            ("Técnica o instrumento", "Descripción"),
            *((a["tecnica"], a["descripcion"]) for a in plan.actividades),
        ),
    )
    yield from _firmas(e, "plan")


def _instrumento(e: Expediente) -> Iterator[Bloque]:
    calificados = consultas.calificados(e)
    version = consultas.version_completa(e.version_id)
    renglones = [
        (
            reactivo.codigo,
            reactivo.descripcion,
            en_puntos(reactivo.peso),
            _cumple(calificados[reactivo.id].cumple if reactivo.id in calificados else None),
        )
        for elemento in version.elementos
        for criterio in elemento.criterios
        for reactivo in criterio.reactivos
    ]
    yield Bloque("tabla", puntos=(("Reactivo", "Qué se comprueba", "Peso", "Resultado"), *renglones))
    aplicado = consultas.del_intento(AplicacionDelInstrumento, e)
    if aplicado is not None and aplicado.emergentes:
        yield Bloque("parrafo", f"Situaciones emergentes: {aplicado.emergentes}")
    juicio = consultas.del_intento(Juicio, e)
    if juicio is not None:
        yield _tabla(
            ("Juicio", juicio.resultado.etiqueta),
            ("Puntaje", f"{en_puntos(juicio.puntos)} de un mínimo de {en_puntos(juicio.minimo)}"),
            ("Razón", juicio.razon),
        )
    yield from _firmas(e, "juicio")


def _cumple(valor: bool | None) -> str:
    return "Sin calificar" if valor is None else "Cumple" if valor else "No cumple"


def _cedula(e: Expediente) -> Iterator[Bloque]:
    cedula = consultas.del_intento(CedulaDeEvaluacion, e)
    if cedula is None:
        return
    yield _tabla(
        ("Mejores prácticas", cedula.mejores_practicas or "Ninguna"),
        ("Áreas de oportunidad", cedula.areas_de_oportunidad or "Ninguna"),
        ("Criterios no cubiertos", cedula.criterios_no_cubiertos or "Ninguno"),
        ("Incidencias", cedula.incidencias or "Ninguna"),
        ("Recomendaciones", cedula.recomendaciones or "Ninguna"),
        ("Otros estándares", cedula.otros_estandares or "Ninguno"),
    )
    yield from _firmas(e, "cedula")


def _encuesta(e: Expediente) -> Iterator[Bloque]:
    encuesta = consultas.del_intento(EncuestaDeExpediente, e)
    if encuesta is None:
        return
    yield Bloque(
        "tabla",
        puntos=(
            ("Pregunta", "Respuesta"),
            *((dice, ESCALA.get(encuesta.respuestas.get(clave, 0), "—")) for clave, dice in PREGUNTAS),
        ),
    )
    if encuesta.comentario:
        yield Bloque("parrafo", f"Comentario: {encuesta.comentario}")


def _verificacion(e: Expediente) -> Iterator[Bloque]:
    hecha = verificacion_vigente(e)
    if hecha is None:
        return
    yield _tabla(
        ("Verificó", hecha.verificadora.nombre_completo),
        ("Cuándo", _instante(hecha.hecha_en, e.red.zona)),
        ("Resultado", hecha.resultado.etiqueta),
        ("Revisó", contar(sum(hecha.revisado.values()), "pieza", "piezas")),
        ("Observaciones", hecha.observaciones or "Ninguna"),
    )


ESCRIBEN: dict[PiezaDePortafolio, Callable[[Expediente], Iterator[Bloque]]] = {
    P.FICHA: _ficha,
    P.AUTODIAGNOSTICO: _diagnostico,
    P.PLAN: _plan,
    P.INSTRUMENTO: _instrumento,
    P.CEDULA: _cedula,
    P.ENCUESTA: _encuesta,
    P.VERIFICACION: _verificacion,
}
"""Quién escribe cada pieza de la plataforma."""


def _tabla(*pares: tuple[str, str]) -> Bloque:
    return Bloque("tabla", puntos=(("Dato", ""), *pares))


def _firmas(e: Expediente, asunto: str) -> Iterator[Bloque]:
    """Quién lo firmó con su cuenta y cuándo; no es una firma autógrafa."""
    firmas = [
        f"{f.papel.etiqueta}: {f.persona.nombre_completo}, {_instante(f.firmada_en, e.red.zona)}."
        for f in consultas.firmas_de(e.id)
        if f.asunto.value == asunto
    ]
    if firmas:
        yield Bloque("parrafo", "Aceptado con su cuenta por:")
        yield Bloque("lista", puntos=tuple(firmas))


def _instante(instante: datetime, zona: str) -> str:
    return f"{_dia(instante, zona)}, {hora(instante.astimezone(ZoneInfo(zona)))}"


def _dia(instante: datetime, zona: str) -> str:
    return fecha(instante.astimezone(ZoneInfo(zona)).date())
