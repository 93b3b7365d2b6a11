"""Lo que cada Red del mundo certifica: un expediente por etapa, con su estándar, quién participa y lo que lleva dentro."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from sqlalchemy import func, select, update

from red.archivos import operaciones as archivos
from red.base import db, transaccion
from red.certificacion.modelos import (
    AcreditacionDeEvaluadora,
    AplicacionDelInstrumento,
    AsuntoDeFirma,
    CedulaDeEvaluacion,
    Certificado,
    ClaseDeCriterio,
    CriterioDeEstandar,
    Diagnostico,
    Dictamen,
    ElementoDeEstandar,
    EncuestaDeExpediente,
    Estandar,
    Etapa,
    EvidenciaDeExpediente,
    Expediente,
    FichaDeRegistro,
    FirmaDeExpediente,
    Juicio,
    LoteDeDictamen,
    PapelEnExpediente,
    ParticipanteDeExpediente,
    PasoDeExpediente,
    PiezaDePortafolio,
    PlanDeEvaluacion,
    PlazoDeCertificacion,
    ReactivoCalificado,
    ReactivoDeEstandar,
    Resultado,
    ResultadoDeDictamen,
    ResultadoDeVerificacion,
    SegundoCriterio,
    Sugerencia,
    VerificacionInterna,
    VersionDeEstandar,
)
from red.certificacion.portafolio import DESPUES, OPCIONALES, SE_SUBEN
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.reloj import ahora, hoy
from tests.archivos.muestras import PDF
from tests.fabricas import guardar

P = PapelEnExpediente
SIN_MARCA = {
    "encuesta_de_expediente.respuestas": "números",
    "evidencia_de_expediente.liga": "o archivo o liga, nunca las dos",
    "estandar.*": "el registro de CONOCER es el mismo para todas",
    "firma_de_expediente.huella": "resumen de lo que se aceptó",
    "plan_de_evaluacion.actividades": "lista con forma",
    "verificacion_interna.revisado": "sí o no por punto",
    "version_de_estandar.diagnostico": "tabla con forma",
    "version_de_estandar.huella": "resumen de un archivo",
}
"""Columnas de texto de estas tablas que no llevan marca, y por qué."""
ETAPAS = (
    Etapa.DIAGNOSTICO, Etapa.ALINEACION, Etapa.FICHA, Etapa.PLAN, Etapa.EVALUACION, Etapa.JUICIO, Etapa.CEDULA,
    Etapa.ENCUESTA, Etapa.PORTAFOLIO, Etapa.VERIFICACION, Etapa.DICTAMEN, Etapa.TRAMITE, Etapa.TODAVIA_NO,
)  # fmt: skip


LOTES = {"lote_enviado": None, "lote_dictaminado": ResultadoDeDictamen.PROCEDENTE}
APARTE = {
    "portafolio_completo": Etapa.PORTAFOLIO,
    "lote_enviado": Etapa.DICTAMEN,
    "lote_dictaminado": Etapa.TRAMITE,
}
"""Expedientes que no están en su etapa como cualquiera, y en cuál están."""


def estandar(codigo: str) -> Estandar:
    """El del catálogo, o nuevo."""
    hallado = db.session.scalars(select(Estandar).where(Estandar.codigo == codigo)).one_or_none()
    return hallado or guardar(Estandar(codigo=codigo, titulo="Título del registro"))  # type: ignore[no-any-return]


def crear_certificacion(
    nombre: str, red: Red, candidata: Persona, evaluadora: Persona, otra: Persona
) -> dict[str, Any]:
    """Uno de cada, y un expediente en cada etapa; devuelve con qué se llenan sus direcciones."""
    llaves: dict[str, Any] = {}
    with transaccion():
        archivo_id = archivos.guardar("n.pdf", PDF + f"%certificación {nombre}%%EOF".encode(), otra.id).id
    de_evaluar = estandar("EC0076")
    _certificar(red, evaluadora, de_evaluar, archivo_id)
    codigos = (f"EC9{1 if nombre == 'alfa' else 2}{i:02d}" for i in count())
    for que, etapa in [*((etapa.value, etapa) for etapa in ETAPAS), *APARTE.items()]:
        suyo = estandar(next(codigos))
        _certificar(red, evaluadora, suyo, None)
        e = _expediente(red, candidata, evaluadora, otra, suyo, etapa)
        llaves[f"expediente_en_{que}"] = e.id
        llaves.setdefault("estandar_con_version", suyo.id)
        if que == Etapa.PORTAFOLIO.value:
            _lo_demas(llaves, red, e, archivo_id, otra)
        elif que == "portafolio_completo":
            _completar(e, archivo_id)
        elif que == Etapa.DICTAMEN.value:
            llaves |= _por_sumar(red, e)
        elif que in LOTES:
            llaves[que] = _lote_de(red, e, LOTES[que])
    guardar(PlazoDeCertificacion(red_id=red.id, estandar_id=de_evaluar.id, meses=12, fundamento="f"))
    return {
        **llaves,
        "version_de_estandar": _ultima(VersionDeEstandar, red),
        "acreditacion_de_evaluadora": _ultima(AcreditacionDeEvaluadora, red),
        "plazo_de_certificacion": _ultima(PlazoDeCertificacion, red),
        "clave_de_papel_de_expediente": "plan",
        "codigo_de_estandar": de_evaluar.codigo,
    }


def _completar(e: Expediente, archivo_id: int) -> None:
    """Todo lo que un portafolio pide para integrarse."""
    momento = ahora()
    with transaccion():
        for clase, columna in ((Diagnostico, "decidida_en"), (AplicacionDelInstrumento, "terminada_en")):
            db.session.execute(update(clase).where(clase.expediente_id == e.id).values({columna: momento}))
    guardar(FirmaDeExpediente(expediente_id=e.id, asunto=AsuntoDeFirma.FICHA, papel=P.CANDIDATA, intento=1,
        persona_id=e.persona_id, firmada_en=momento, huella="h"))  # fmt: skip
    guardar(EncuestaDeExpediente(expediente_id=e.id, intento=1, respuestas={"trato": 4}, comentario="c",
        respondida_en=momento))  # fmt: skip
    for pieza in sorted(set(SE_SUBEN) - OPCIONALES - DESPUES):
        guardar(EvidenciaDeExpediente(expediente_id=e.id, pieza=pieza, intento=1, titulo="t", archivo_id=archivo_id,
            subida_en=momento))  # fmt: skip


def _un_lote(red: Red, estandar_id: int, **valores: Any) -> LoteDeDictamen:
    ultimo = db.session.scalar(select(func.max(LoteDeDictamen.numero)).where(LoteDeDictamen.red_id == red.id))
    lote: LoteDeDictamen = guardar(LoteDeDictamen(red_id=red.id, estandar_id=estandar_id, numero=(ultimo or 0) + 1,
        entidad="e", creado_en=ahora(), **valores))  # fmt: skip
    return lote


def _por_sumar(red: Red, e: Expediente) -> dict[str, Any]:
    """Un lote abierto y vacío, y quién podría ir en él."""
    return {
        "lote_abierto": _un_lote(red, e.estandar_id).id,
        "codigo_de_estandar_por_dictaminar": e.estandar.codigo,
    }


def _lote_de(red: Red, e: Expediente, resuelto: ResultadoDeDictamen | None) -> int:
    """Un lote que ya se mandó con ese expediente, y lo que se resolvió."""
    dia, momento = hoy(), ahora()
    lote = _un_lote(red, e.estandar_id, enviado_el=dia, dictaminado_el=dia if resuelto else None)
    guardar(Dictamen(lote_id=lote.id, expediente_id=e.id, intento=1, motivo="m", sumado_en=momento, resultado=resuelto,
        resuelto_en=momento if resuelto else None))  # fmt: skip
    if resuelto:
        guardar(
            PasoDeExpediente(
                expediente_id=e.id, anterior=Etapa.DICTAMEN, etapa=e.etapa, intento=1, en=momento
            )
        )
    return lote.id


def _ultima(clase: Any, red: Red) -> int:
    return int(
        db.session.scalars(select(clase.id).where(clase.red_id == red.id).order_by(clase.id.desc())).first()
        or 0
    )


def _certificar(red: Red, evaluadora: Persona, suyo: Estandar, archivo_id: int | None) -> None:
    guardar(Certificado(red_id=red.id, persona_id=evaluadora.id, estandar_id=suyo.id, folio=f"F{suyo.codigo}",
        emitido_el=date(2020, 1, 1), registrado_en=ahora(), archivo_id=archivo_id))  # fmt: skip
    guardar(AcreditacionDeEvaluadora(red_id=red.id, persona_id=evaluadora.id, estandar_id=suyo.id, cedula="c",
        acredita="a", desde=hoy() - timedelta(days=9), hasta=hoy() + timedelta(days=90), registrada_en=ahora()))  # fmt: skip


def _expediente(
    red: Red, candidata: Persona, evaluadora: Persona, otra: Persona, suyo: Estandar, etapa: Etapa
) -> Expediente:
    dia, momento = hoy(), ahora()
    version = guardar(VersionDeEstandar(estandar_id=suyo.id, red_id=red.id, numero=1, minimo=100,
        segundo_criterio=SegundoCriterio.NINGUNO, fuente="f", huella="h", cargada_en=momento,
        diagnostico=[{"desde": 0, "dice": "Depende", "sugiere": "evaluarse"}]))  # fmt: skip
    elemento = guardar(ElementoDeEstandar(version_id=version.id, orden=1, nombre="e"))
    criterio = guardar(
        CriterioDeEstandar(elemento_id=elemento.id, orden=1, clase=ClaseDeCriterio.PRODUCTO, nombre="c")
    )
    reactivo = guardar(
        ReactivoDeEstandar(criterio_id=criterio.id, orden=1, codigo="c", descripcion="d", peso=100)
    )
    e: Expediente = guardar(Expediente(red_id=red.id, persona_id=candidata.id, estandar_id=suyo.id, version_id=version.id,
        etapa=etapa, etapa_desde=momento, intento=1, abierto_en=momento, alineacion_externa="x"))  # fmt: skip
    guardar(PasoDeExpediente(expediente_id=e.id, etapa=Etapa.DIAGNOSTICO, intento=1, en=momento))
    su_papel = P.VERIFICADORA if etapa is Etapa.VERIFICACION else P.EVALUADORA
    for persona, papel in ((candidata, P.CANDIDATA), (evaluadora, su_papel), (otra, P.CAPACITADORA)):
        guardar(ParticipanteDeExpediente(expediente_id=e.id, persona_id=persona.id, papel=papel,
            nombrada_en=momento, motivo="m"))  # fmt: skip
    guardar(Diagnostico(expediente_id=e.id, aplicado_el=dia, aciertos=8, total=10, interpretacion="i",
        sugerencia=Sugerencia.EVALUARSE))  # fmt: skip
    guardar(FirmaDeExpediente(expediente_id=e.id, asunto=AsuntoDeFirma.DIAGNOSTICO, papel=P.EVALUADORA, intento=1,
        persona_id=evaluadora.id, firmada_en=momento, huella="h"))  # fmt: skip
    if etapa not in {Etapa.DIAGNOSTICO, Etapa.ALINEACION, Etapa.FICHA}:
        guardar(FichaDeRegistro(expediente_id=e.id, curp="c", nacimiento=date(1980, 1, 1), lugar_de_nacimiento="l",
            genero="g", nacionalidad="n", telefono="3312345678", domicilio="d", escolaridad="e", discapacidad="d", trabaja=True,
            puesto="p", experiencia="e", certificados_previos="c", llenada_en=momento))  # fmt: skip
        guardar(PlanDeEvaluacion(expediente_id=e.id, intento=1, evaluacion_en=momento, evaluacion_lugar="l",
            resultados_en=momento, resultados_lugar="l", actividades=[{"tecnica": "t", "descripcion": "d"}], minimo=100,
            criterio_uno="u", criterio_dos="d", guardado_en=momento))  # fmt: skip
        for asunto in (AsuntoDeFirma.PLAN, AsuntoDeFirma.CEDULA):
            for persona, papel in ((candidata, P.CANDIDATA), (evaluadora, P.EVALUADORA)):
                guardar(FirmaDeExpediente(expediente_id=e.id, asunto=asunto, papel=papel, intento=1,
                    persona_id=persona.id, firmada_en=momento, huella="h"))  # fmt: skip
    if etapa not in ETAPAS[:5]:
        guardar(AplicacionDelInstrumento(expediente_id=e.id, intento=1, evaluadora_id=evaluadora.id, iniciada_en=momento,
            guardada_en=momento, emergentes="e"))  # fmt: skip
        guardar(
            ReactivoCalificado(expediente_id=e.id, intento=1, reactivo_id=reactivo.id, cumple=True, nota="n")
        )
    if etapa not in ETAPAS[:6]:
        guardar(Juicio(expediente_id=e.id, intento=1, resultado=Resultado.COMPETENTE, puntos=100, minimo=100, razon="r",
            emitido_en=momento, evaluadora_id=evaluadora.id))  # fmt: skip
        guardar(CedulaDeEvaluacion(expediente_id=e.id, intento=1, mejores_practicas="m", areas_de_oportunidad="a",
            criterios_no_cubiertos="c", incidencias="i", recomendaciones="r", otros_estandares="o", guardada_en=momento))  # fmt: skip
    return e


def _lo_demas(llaves: dict[str, Any], red: Red, e: Expediente, archivo_id: int, otra: Persona) -> None:
    """Lo que hay del portafolio en adelante."""
    momento = ahora()
    guardar(
        EncuestaDeExpediente(
            expediente_id=e.id, intento=1, respuestas={"trato": 4}, comentario="c", respondida_en=momento
        )
    )
    guardar(EvidenciaDeExpediente(expediente_id=e.id, pieza=PiezaDePortafolio.PRODUCTO, intento=1, titulo="t",
        liga="https://ejemplo.test/l", subida_en=momento))  # fmt: skip
    evidencia = guardar(EvidenciaDeExpediente(expediente_id=e.id, pieza=PiezaDePortafolio.CURP, intento=1, titulo="t",
        archivo_id=archivo_id, subida_por_id=e.persona_id, subida_en=momento))  # fmt: skip
    guardar(VerificacionInterna(expediente_id=e.id, intento=1, verificadora_id=otra.id, revisado={"ficha": True},
        resultado=ResultadoDeVerificacion.CON_OBSERVACIONES, observaciones="o", hecha_en=momento, archivada_en=momento))  # fmt: skip
    lote = _un_lote(red, e.estandar_id, referencia="r")
    dictamen = guardar(Dictamen(lote_id=lote.id, expediente_id=e.id, intento=1, motivo="m", sumado_en=momento))  # fmt: skip
    participante = db.session.scalars(
        select(ParticipanteDeExpediente.id).where(
            ParticipanteDeExpediente.expediente_id == e.id, ParticipanteDeExpediente.papel == P.CAPACITADORA
        )
    ).one()
    certificado = db.session.scalars(
        select(Certificado.id).where(Certificado.red_id == red.id).order_by(Certificado.id)
    ).first()
    llaves |= {
        "evidencia_de_expediente": evidencia.id,
        "lote_de_dictamen": lote.id,
        "dictamen": dictamen.id,
        "certificado": certificado,
        "participante_de_expediente": participante,
    }


LLEVAN = frozenset({"analista", "coordinadora", "administradora"})
CANDIDATA, EVALUADORA = frozenset({"integrante"}), frozenset({"enlace"})

DE_PAGINA: dict[str, dict[str, str]] = {
    **{f"certificacion.{pagina}": {"clave": "clave"} for pagina in
       ("nuevo", "cargar", "acreditar", "certificado_ajeno", "plazo_nuevo", "embudo", "embudo_xlsx")},
    **{f"certificacion.{pagina}": {"clave": f"clave_de_expediente_en_{etapa}"} for pagina, etapa in {
        "diagnostico": "diagnostico", "decidir": "diagnostico", "preparacion": "alineacion", "ficha": "ficha",
        "plan": "plan", "aceptar_plan": "plan", "instrumento": "evaluacion", "juicio": "juicio",
        "volver_a_evaluar": "juicio", "cedula": "cedula", "aceptar_cedula": "cedula", "encuesta": "encuesta",
        "reevaluar": "todavia_no", "papel": "evaluacion", "verificar": "verificacion", "registrar_certificado": "tramite",
        "integrar": "portafolio_completo", "cerrar": "plan",
    }.items()},
    **{f"certificacion.{pagina}": {"lote_id": lote} for pagina, lote in {
        "lote_sumar": "lote_abierto", "lote_no_enviado": "lote_enviado", "lote_resolver": "lote_enviado",
        "lote_deshacer": "lote_dictaminado",
    }.items()},
    "certificacion.lote_nuevo": {"clave": "clave", "codigo": "codigo_de_estandar_por_dictaminar"},
}  # fmt: skip
"""El expediente con que se llena cada página: el que está en su etapa."""
DE_DOMINIO = {
    "certificacion.clave": "clave_de_expediente_en_portafolio",
    "certificacion.version_id": "version_de_estandar",
    "certificacion.acreditacion_id": "acreditacion_de_evaluadora",
    "certificacion.plazo_id": "plazo_de_certificacion",
    "certificacion.participante_id": "participante_de_expediente",
    "certificacion.cual": "clave_de_papel_de_expediente",
    "certificacion.evidencia_id": "evidencia_de_expediente",
    "certificacion.lote_id": "lote_de_dictamen",
    "certificacion.dictamen_id": "dictamen",
    "certificacion.certificado_id": "certificado",
    "certificacion.codigo": "codigo_de_estandar",
}
PERSONALES: dict[str, frozenset[str]] = {
    "certificacion.ver": CANDIDATA | EVALUADORA | LLEVAN,
    "certificacion.reactivos": EVALUADORA | LLEVAN,
    "certificacion.papel": EVALUADORA | LLEVAN,
    "certificacion.reevaluar": CANDIDATA | EVALUADORA | LLEVAN,
    **{f"certificacion.{pagina}": CANDIDATA | EVALUADORA | LLEVAN for pagina in ("portafolio", "retirar_evidencia")},
    **{f"certificacion.{pagina}": EVALUADORA | LLEVAN for pagina in ("integrar", "portafolio_zip")},
    "certificacion.verificar": EVALUADORA,
    "certificacion.registrar_certificado": LLEVAN,
    **{f"certificacion.{pagina}": LLEVAN for pagina in ("nombrar", "retirar", "cerrar", "preparacion")},
    **{f"certificacion.{pagina}": EVALUADORA for pagina in
       ("diagnostico", "plan", "instrumento", "juicio", "volver_a_evaluar", "cedula")},
    **{f"certificacion.{pagina}": CANDIDATA for pagina in
       ("decidir", "ficha", "renap", "aceptar_plan", "aceptar_cedula", "encuesta")},
}  # fmt: skip
"""Quiénes alcanzan cada página: en estos expedientes la integrante es la candidata y la enlace, la evaluadora (la verificadora, donde se verifica)."""

CONTESTA: dict[str, dict[str, str]] = {
    "certificacion.ficha": {
        "curp": "OEAL800101MJCRRZ09",
        "nacimiento": "1980-01-01",
        "telefono": "33 1234 5678",
    },
    "certificacion.nombrar": {"papel": "verificadora"},
    "certificacion.preparacion": {"terminada_el": "2026-01-15"},
    "certificacion.certificado_ajeno": {"emitido_el": "2024-01-15", "vence_el": ""},
    "certificacion.portafolio": {"liga": ""},
    "certificacion.registrar_certificado": {
        "emitido_el": hoy().isoformat(),
        "vence_el": "",
        "recibido_el": "",
    },
    "certificacion.renap": {"publica": "y"},
    "certificacion.verificar": {"resultado": "con_observaciones"},
}
"""Respuestas que no se adivinan leyendo la página."""
LO_ENVIADO: dict[str, dict[str, str]] = {
    "certificacion.nombrar": {"persona_id": "persona_oculta"},
    "certificacion.nuevo": {"estandar_id": "estandar_con_version", "persona_id": "persona_otra"},
}
"""A quién y de qué, para que el formulario hable de alguien."""
