"""El final de la certificación en la demostración: un portafolio por verificar, un lote dictaminado y un certificado.

Se añade después de abrir los expedientes de una Red. Las personas, los folios y la entidad que dictamina son inventados. Cada
expediente hace su camino con las mismas operaciones que una persona; después se reparten sus días hacia atrás.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, select

from red.acceso.modelos import Cuenta
from red.avisos.modelos import Aviso
from red.base import db
from red.certificacion import certificados, consultas, dictamen
from red.certificacion import consultas_expediente as preguntas
from red.certificacion import operaciones_evaluacion as evaluar
from red.certificacion import operaciones_expediente as expedientes
from red.certificacion import operaciones_juicio as juzgar
from red.certificacion import portafolio_operaciones as portafolios
from red.certificacion.modelos import (
    AcreditacionDeEvaluadora,
    CedulaDeEvaluacion,
    Diagnostico,
    Expediente,
    PapelEnExpediente,
    ParticipanteDeExpediente,
    PasoDeExpediente,
    PlanDeEvaluacion,
    ResultadoDeDictamen,
    Sugerencia,
)
from red.certificacion.portafolio import portafolio_de
from red.demostracion.personas_inventadas import azar
from red.formacion.modelos import Curso, Edicion, Imparte, Inscripcion
from red.formacion.modelos_logros import Logro
from red.personas.consultas import persona_de_correo
from red.personas.modelos import Persona
from red.redes.consultas import red_de_clave
from red.redes.modelos import EstadoMembresia, Membresia, Red
from red.reloj import ahora, hoy

P = PapelEnExpediente
PAPEL = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
"""Un PDF vacío: en la demostración nadie es de verdad y sus papeles tampoco."""

ENTIDAD = "Entidad de ejemplo"
HASTA = (9, 9, 9, 8)
"""Cuántos pasos da cada expediente: uno llega al certificado, uno al trámite, uno espera lote y otro, verificación."""

FICHA: dict[str, Any] = {
    "curp": "XEXX010101MNEXXXA4", "nacimiento": date(1985, 5, 15), "lugar_de_nacimiento": "Guadalajara",
    "genero": "Mujer", "nacionalidad": "Mexicana", "telefono": "33 0000 0000", "domicilio": "Calle de ejemplo 1",
    "escolaridad": "Licenciatura", "discapacidad": "", "trabaja": True, "puesto": "Enlace", "experiencia": "",
    "certificados_previos": "",
}  # fmt: skip


def culminar(clave: str, dia: date) -> None:
    """Lleva hasta el final unos expedientes de esa Red, si ya tiene quien evalúe."""
    red = red_de_clave(clave)
    estandar = consultas.estandar_o_nada("EC0308")
    acreditadas = consultas.acreditadas_para(red.id, estandar.id, dia) if estandar is not None else []
    libres = _sin_expediente(red)
    if not acreditadas or len(libres) < len(HASTA) + 2:
        return
    equipo = (acreditadas[0], libres[0], libres[1])
    instituto = persona_de_correo(f"instituto@{clave}.ejemplo.test")
    hechos = [
        _llevar(red, candidata, pasos, equipo, instituto)
        for candidata, pasos in zip(libres[2:], HASTA, strict=False)
    ]
    _dictaminar(red, hechos[:2], dia, libres[1])
    sorteo = azar("certificación", clave)
    for e in hechos:
        _repartir_los_dias(e, sorteo.randint)
    _que_imparta(red, acreditadas[0], dia)
    db.session.execute(delete(Aviso).where(Aviso.referencia.like("expediente:%"), Aviso.red_id == red.id))


def _sin_expediente(red: Red) -> Sequence[Persona]:
    """Integrantes sin cuenta y sin papel en ningún expediente, siempre las mismas."""
    return db.session.scalars(
        select(Persona)
        .join(Membresia, Membresia.persona_id == Persona.id)
        .where(
            Membresia.red_id == red.id,
            Membresia.estado == EstadoMembresia.ACTIVA,
            Membresia.hasta.is_(None),
            ~exists().where(Cuenta.persona_id == Persona.id),
            ~exists().where(ParticipanteDeExpediente.persona_id == Persona.id),
            ~exists().where(AcreditacionDeEvaluadora.persona_id == Persona.id),
        )
        .order_by(Persona.id)
        .limit(len(HASTA) + 2)
    ).all()


def _que_imparta(red: Red, evaluadora: Persona, dia: date) -> None:
    """Quien ya está certificada formó a otras en la última edición que terminó, sin nadie a quien evalúe."""
    suyas = (
        select(Expediente.persona_id)
        .join(ParticipanteDeExpediente, ParticipanteDeExpediente.expediente_id == Expediente.id)
        .where(ParticipanteDeExpediente.persona_id == evaluadora.id)
    )
    edicion = db.session.scalars(
        select(Edicion)
        .join(Curso, Curso.id == Edicion.curso_id)
        .where(
            Curso.red_id == red.id,
            Edicion.termina_el < dia,
            Edicion.cancelada_en.is_(None),
            exists().where(Logro.edicion_id == Edicion.id),
            ~exists().where(Imparte.edicion_id == Edicion.id, Imparte.persona_id == evaluadora.id),
            ~exists().where(Inscripcion.edicion_id == Edicion.id, Inscripcion.persona_id.in_(suyas)),
        )
        .order_by(Edicion.termina_el.desc())
        .limit(1)
    ).first()
    if edicion is not None:
        db.session.add(
            Imparte(
                edicion_id=edicion.id, persona_id=evaluadora.id, puesto="Facilitadora certificada",
                desde=edicion.inicia_el, hasta=edicion.termina_el,
            )
        )  # fmt: skip
        db.session.flush()


Equipo = tuple[Persona, Persona, Persona]


def _llevar(
    red: Red, candidata: Persona, pasos: int, equipo: Equipo, instituto: Persona | None
) -> Expediente:
    """Un expediente hasta donde le toca; el que espera verificación, de quien entra como instituto si puede ser ella."""
    evaluadora, verificadora, quien = equipo
    estandar = consultas.estandar_de_codigo("EC0308")
    e = expedientes.abrir(red.id, candidata.id, estandar.id, quien.id)
    expedientes.nombrar(e.id, evaluadora.id, P.EVALUADORA, quien.id)
    for paso in PASOS[: min(pasos, len(PASOS))]:
        paso(e, candidata, evaluadora)
    if pasos >= 8:
        _portafolio(e, candidata, evaluadora)
        if pasos == 8 and instituto is not None and not preguntas.papeles_ante(e, instituto.id):
            verificadora = instituto
        expedientes.nombrar(e.id, verificadora.id, P.VERIFICADORA, quien.id)
    if pasos >= 9:
        puntos = {pieza.clase.value: True for pieza in portafolios.por_revisar(e)}
        portafolios.verificar(e.id, verificadora.id, puntos, conforme=True)
    return e


def _diagnosticar(e: Expediente, candidata: Persona, evaluadora: Persona) -> None:
    evaluar.diagnosticar(e.id, evaluadora.id, aplicado_el=hoy(e.red.zona), aciertos=17, total=20)
    hecho = preguntas.unico(Diagnostico, e)
    assert hecho is not None
    visto = expedientes.huella_de(evaluar.lo_del_diagnostico(hecho))
    evaluar.decidir(e.id, candidata.id, Sugerencia.EVALUARSE, visto)


def _llenar(e: Expediente, candidata: Persona, _evaluadora: Persona) -> None:
    evaluar.llenar_ficha(e.id, candidata.id, FICHA)


def _planear(e: Expediente, candidata: Persona, evaluadora: Persona) -> None:
    cuando = ahora() + timedelta(days=5)
    evaluar.planear(
        e.id,
        evaluadora.id,
        evaluar.PlanEscrito(
            cuando, "Sala de capacitación", cuando + timedelta(days=3), "Sala de capacitación",
            [{"tecnica": "Guía de observación", "descripcion": "Conduce una sesión de una hora"},
             {"tecnica": "Lista de cotejo", "descripcion": "Entrega su carta descriptiva"}],
            "Sumar el puntaje mínimo", "Que ningún elemento quede en cero",
        ),
    )  # fmt: skip
    plan = preguntas.del_intento(PlanDeEvaluacion, e)
    assert plan is not None
    evaluar.aceptar_plan(e.id, candidata.id, expedientes.huella_de(evaluar.lo_del_plan(plan)))


def _calificar(e: Expediente, _candidata: Persona, evaluadora: Persona) -> None:
    version = preguntas.version_completa(e.version_id)
    dichos = {
        reactivo.id: juzgar.Calificado(True, None, "")
        for elemento in version.elementos
        for criterio in elemento.criterios
        for reactivo in criterio.reactivos
    }
    juzgar.calificar(e.id, evaluadora.id, dichos, "", termina=True)


def _juzgar(e: Expediente, _candidata: Persona, evaluadora: Persona) -> None:
    juzgar.juzgar(e.id, evaluadora.id)


def _cedula(e: Expediente, candidata: Persona, evaluadora: Persona) -> None:
    juzgar.escribir_cedula(
        e.id, evaluadora.id, {"mejores_practicas": "Escucha al grupo y parte de sus ejemplos."}
    )
    cedula = preguntas.del_intento(CedulaDeEvaluacion, e)
    assert cedula is not None
    juzgar.aceptar_cedula(e.id, candidata.id, expedientes.huella_de(juzgar.lo_de_la_cedula(cedula)))


def _responder(e: Expediente, candidata: Persona, _evaluadora: Persona) -> None:
    juzgar.responder(e.id, candidata.id, {clave: 4 for clave, _dice in juzgar.PREGUNTAS}, "")


PASOS: tuple[Callable[[Expediente, Persona, Persona], None], ...] = (
    _diagnosticar, _llenar, _planear, _calificar, _juzgar, _cedula, _responder,
)  # fmt: skip


def _portafolio(e: Expediente, candidata: Persona, evaluadora: Persona) -> None:
    for pieza in portafolio_de(e).faltan:
        portafolios.subir(e.id, pieza.clase, "", archivo=("ejemplo.pdf", PAPEL), quien_id=candidata.id)
    portafolios.integrar(e.id, evaluadora.id)


def _dictaminar(red: Red, verificados: Sequence[Expediente], dia: date, quien: Persona) -> None:
    """Un lote dictaminado, con uno que ya tiene su certificado y otro en trámite."""
    estandar = consultas.estandar_de_codigo("EC0308")
    lote = dictamen.armar(red.id, estandar.id, ENTIDAD, [e.id for e in verificados], quien.id)
    dictamen.enviar(lote.id, dia - timedelta(days=40))
    renglones = {uno.id: dictamen.Renglon(ResultadoDeDictamen.PROCEDENTE) for uno in dictamen.vivos(lote)}
    dictamen.resolver(
        lote.id, dia - timedelta(days=25), renglones, referencia="EJEMPLO-LOTE-1", quien_id=quien.id
    )
    certificados.registrar(
        verificados[0].id,
        folio=f"EJEMPLO-{red.id}-0001",
        emitido_el=dia - timedelta(days=5),
        recibido_el=dia - timedelta(days=2),
        quien_id=quien.id,
    )


def _repartir_los_dias(e: Expediente, entre: Callable[[int, int], int]) -> None:
    """Sus pasos, hacia atrás desde hoy, con días de por medio."""
    momento: datetime = ahora() - timedelta(days=entre(2, 9))
    pasos = db.session.scalars(
        select(PasoDeExpediente)
        .where(PasoDeExpediente.expediente_id == e.id)
        .order_by(PasoDeExpediente.id.desc())
    ).all()
    e.etapa_desde = momento
    for paso in pasos:
        paso.en = momento
        momento -= timedelta(days=entre(2, 14))
    e.abierto_en = pasos[-1].en
    db.session.flush()
