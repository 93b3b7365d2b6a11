"""La certificación en la demostración: unos cuantos expedientes, cada uno en otra etapa, y quién puede evaluar.

Sólo en las Redes de México, porque el estándar y su certificado son mexicanos. Las personas, las cédulas y los folios
son inventados y lo dicen; los elementos son la plantilla no oficial que trae la plataforma. Cada expediente recorre su
camino con las mismas operaciones que las páginas y después se le ponen sus fechas.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from sqlalchemy import delete, exists, select

from red.acceso.modelos import Cuenta
from red.avisos.modelos import Aviso
from red.base import db
from red.certificacion import consultas, consultas_expediente, de_la_casa, operaciones
from red.certificacion import operaciones_evaluacion as evaluar
from red.certificacion import operaciones_expediente as llevar
from red.certificacion import operaciones_juicio as juzgar
from red.certificacion.modelos import (
    AplicacionDelInstrumento,
    CedulaDeEvaluacion,
    Diagnostico,
    Estandar,
    Etapa,
    Expediente,
    Juicio,
    PapelEnExpediente,
    PlanDeEvaluacion,
    Sugerencia,
)
from red.certificacion.operaciones_evaluacion import PlanEscrito
from red.certificacion.operaciones_juicio import PREGUNTAS, Calificado
from red.demostracion.personas_inventadas import azar
from red.personas.modelos import Persona
from red.redes.consultas import red_de_clave
from red.redes.modelos import EstadoMembresia, Membresia, Red

P = PapelEnExpediente
EJEMPLO = "EJEMPLO"
"""Con qué empiezan los folios y las cédulas inventadas."""
HASTA = (
    Etapa.ENCUESTA,
    Etapa.PLAN,
    Etapa.EVALUACION,
    Etapa.CEDULA,
    Etapa.PORTAFOLIO,
    Etapa.TODAVIA_NO,
    Etapa.DIAGNOSTICO,
    Etapa.ALINEACION,
    Etapa.FICHA,
    Etapa.JUICIO,
)
"""A qué etapa llega cada expediente; el primero es de quien entra como integrante, para que lea lo suyo y responda."""
FICHA = {
    "nacimiento": date(1985, 5, 5), "lugar_de_nacimiento": "Inventado", "genero": "Mujer", "nacionalidad": "Mexicana",
    "telefono": "00 0000 0000", "domicilio": "Domicilio inventado", "escolaridad": "Licenciatura", "discapacidad": "",
    "trabaja": True, "puesto": "", "experiencia": "", "certificados_previos": "", "curp": "XEXX850505MNEXXXA0",
}  # fmt: skip


def certificar(clave: str, dia: date) -> None:
    """Abre los expedientes de esa Red, si es de México."""
    red = red_de_clave(clave)
    if red.territorio.pais != "MX":
        return
    de_la_casa.cargar_los_que_falten(None)
    estandar = consultas.estandar_de_codigo("EC0308")
    con_cuenta, demas = _integrantes(red, dia)
    if len(demas) < len(HASTA) + 3:
        return
    evaluadora, por_vencer, capacitadora = con_cuenta.get("enlace", demas[0]), demas[1], demas[2]
    for persona in (evaluadora, por_vencer):
        _acreditar(red, persona, estandar, dia)
    plazo = consultas.estandar_de_codigo("EC0779")
    operaciones.poner_plazo(
        red.id, plazo.id, 12, "Norma de ejemplo: la que pida la certificación en tu estado"
    )
    candidatas = [con_cuenta.get("integrante", demas[2 + len(HASTA)]), *demas[3 : 2 + len(HASTA)]]
    for candidata, etapa in zip(candidatas, HASTA, strict=True):
        e = llevar.abrir(red.id, candidata.id, estandar.id, None)
        llevar.nombrar(e.id, evaluadora.id, P.EVALUADORA, None)
        llevar.nombrar(e.id, capacitadora.id, P.CAPACITADORA, None)
        _recorrer(e, candidata.id, evaluadora.id, etapa, dia)
        _fechar(e, dia)
    db.session.execute(delete(Aviso).where(Aviso.referencia.like("expediente:%"), Aviso.red_id == red.id))


def _integrantes(red: Red, dia: date) -> tuple[dict[str, Persona], Sequence[Persona]]:
    """Quienes integran la Red y entran con su cuenta, por su papel, y unas cuantas que no tienen."""
    integra = exists().where(
        Membresia.persona_id == Persona.id,
        Membresia.red_id == red.id,
        Membresia.vigente(dia),
        Membresia.estado == EstadoMembresia.ACTIVA,
    )
    suyas = select(Persona).where(integra).order_by(Persona.id)
    con_cuenta = exists().where(Cuenta.persona_id == Persona.id)
    return (
        {
            persona.correo.partition("@")[0]: persona
            for persona in db.session.scalars(suyas.where(con_cuenta))
        },
        db.session.scalars(suyas.where(~con_cuenta).limit(len(HASTA) + 6)).all(),
    )


def _acreditar(red: Red, persona: Persona, estandar: Estandar, dia: date) -> None:
    for codigo in ("EC0076", estandar.codigo):
        suyo = consultas.estandar_de_codigo(codigo)
        operaciones.registrar_certificado_ajeno(
            red.id, persona.id, suyo.id, folio=f"{EJEMPLO}-{codigo}-{persona.id}", emitido_el=dia - timedelta(days=900),
            quien_id=None,
        )  # fmt: skip
    operaciones.acreditar(
        red.id, persona.id, estandar.id, cedula=f"{EJEMPLO}-{persona.id}", acredita="Entidad de ejemplo",
        desde=max(dia - timedelta(days=120), date(dia.year if dia.month > 6 else dia.year - 1, 7, 1)), quien_id=None,
    )  # fmt: skip


def _recorrer(e: Expediente, candidata: int, evaluadora: int, etapa: Etapa, dia: date) -> None:
    """Lleva el expediente hasta esa etapa, por su camino."""
    if etapa is Etapa.DIAGNOSTICO:
        return
    fila = evaluar.diagnosticar(
        e.id, evaluadora, aplicado_el=dia, aciertos=azar("diagnostico", str(e.id)).randint(8, 10), total=10
    )
    assert isinstance(fila, Diagnostico)
    decide = Sugerencia.CAPACITARSE if etapa is Etapa.ALINEACION else Sugerencia.EVALUARSE
    evaluar.decidir(e.id, candidata, decide, llevar.huella_de(evaluar.lo_del_diagnostico(fila)))
    if etapa in {Etapa.ALINEACION, Etapa.FICHA}:
        return
    evaluar.llenar_ficha(e.id, candidata, FICHA)
    if etapa is Etapa.PLAN:
        return
    zona = ZoneInfo(e.red.zona)
    dentro_de = 3 if etapa is Etapa.EVALUACION else -25
    cuando = datetime.combine(dia + timedelta(days=dentro_de), time(10), tzinfo=zona)
    plan: PlanDeEvaluacion = evaluar.planear(e.id, evaluadora, PlanEscrito(
        cuando, "Aula de ejemplo", cuando + timedelta(days=4), "Aula de ejemplo",
        [{"tecnica": "Guía de observación", "descripcion": "Conduce una sesión de dos horas"},
         {"tecnica": "Lista de cotejo", "descripcion": "Entrega la carta descriptiva y el informe"}],
        "Que la suma de los pesos cumplidos sea de 85 puntos o más", "Que ningún elemento quede en cero",
    ))  # fmt: skip
    evaluar.aceptar_plan(e.id, candidata, llevar.huella_de(evaluar.lo_del_plan(plan)))
    version = consultas_expediente.version_completa(e.version_id)
    llaves = [r.id for elemento in version.elementos for c in elemento.criterios for r in c.reactivos]
    if etapa is Etapa.EVALUACION:
        juzgar.calificar(
            e.id, evaluadora, {k: Calificado(True, None, "") for k in llaves[:7]}, "", termina=False
        )
        return
    cumple = etapa is not Etapa.TODAVIA_NO
    dichos = {k: Calificado(cumple or i % 3 > 0, None, "") for i, k in enumerate(llaves)}
    juzgar.calificar(e.id, evaluadora, dichos, "", termina=True)
    if etapa is Etapa.JUICIO:
        return
    juzgar.juzgar(e.id, evaluadora)
    cedula: CedulaDeEvaluacion = juzgar.escribir_cedula(e.id, evaluadora, {
        "mejores_practicas": "Escucha a todas las personas y usa ejemplos del trabajo del grupo.",
        "areas_de_oportunidad": "Cuidar el tiempo del cierre.",
        "recomendaciones": "Seguir practicando con grupos de otras dependencias.",
    })  # fmt: skip
    if etapa is Etapa.CEDULA:
        return
    juzgar.aceptar_cedula(e.id, candidata, llevar.huella_de(juzgar.lo_de_la_cedula(cedula)))
    if etapa is Etapa.ENCUESTA:
        return
    juzgar.responder(e.id, candidata, {clave: 4 if clave != "tiempo" else 3 for clave, _ in PREGUNTAS}, "")


def _fechar(e: Expediente, dia: date) -> None:
    """Le pone fechas de las últimas semanas: cada etapa tomó unos días y cada firma es de cuando terminó la suya."""
    pasos = consultas_expediente.pasos_de(e.id)
    suerte, zona = azar("expediente", str(e.id)), ZoneInfo(e.red.zona)
    cuando = datetime.combine(dia - timedelta(days=suerte.randint(1, 9)), time(11), tzinfo=zona)
    e.etapa_desde = cuando
    for paso in reversed(pasos):
        paso.en = cuando
        cuando -= timedelta(days=suerte.randint(2, 9))
    e.abierto_en = pasos[0].en
    empezo = {paso.etapa: paso.en for paso in pasos}
    termino = {paso.etapa: sigue.en for paso, sigue in pairwise(pasos)}
    for firma in consultas_expediente.firmas_de(e.id):
        etapa = Etapa(firma.asunto.value)
        firma.firmada_en = termino.get(etapa, empezo.get(etapa, e.etapa_desde))
    for participante in consultas_expediente.participantes_de(e.id):
        participante.nombrada_en = e.abierto_en
    diagnostico = consultas_expediente.unico(Diagnostico, e)
    if diagnostico is not None:
        diagnostico.aplicado_el = e.abierto_en.astimezone(zona).date()
        diagnostico.decidida_en = termino.get(Etapa.DIAGNOSTICO)
    plan = consultas_expediente.del_intento(PlanDeEvaluacion, e)
    instrumento = consultas_expediente.del_intento(AplicacionDelInstrumento, e)
    juicio = consultas_expediente.del_intento(Juicio, e)
    if instrumento is not None:
        instrumento.iniciada_en = instrumento.guardada_en = empezo[Etapa.EVALUACION]
        instrumento.terminada_en = termino.get(Etapa.EVALUACION)
    if juicio is not None:
        juicio.emitido_en = termino[Etapa.JUICIO]
    if plan is not None and Etapa.EVALUACION in termino:
        plan.evaluacion_en = termino[Etapa.EVALUACION] - timedelta(hours=3)
        plan.resultados_en = termino.get(Etapa.JUICIO, e.etapa_desde) + timedelta(days=1)
    db.session.flush()
