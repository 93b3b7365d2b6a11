"""La convocatoria en marcha de la demostración: invitaciones en todos los estados y algo que decidir.

Las personas son inventadas. Reúne las invitaciones recientes de la Red de Guadalajara, dice qué se supo de sus correos,
y añade unos borradores, un puesto por llenar y un envío que espera la aprobación de otra persona.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from red.acceso.modelos import Asignacion
from red.avisos.modelos import CuotaDeCorreo, EstadoLote, Lote
from red.avisos.operaciones import encolar_muchos
from red.base import db
from red.demostracion.personas_inventadas import NOMBRES_POR_INVITAR, simple
from red.demostracion.tipos import NOTA_INVENTADA
from red.invitaciones import consultas_convocatoria
from red.invitaciones.consultas import referencia
from red.invitaciones.modelos import (
    Acto,
    ActoDelLibro,
    Convocatoria,
    EnvioDeInvitaciones,
    EstadoInvitacion,
    Invitacion,
)
from red.invitaciones.respuestas import decir_institucion
from red.permisos import Rol
from red.personas.modelos import Adscripcion, NivelCargo, Persona, Puesto
from red.redes.consultas import opciones_de_institucion, red_de_clave
from red.redes.modelos import Red
from red.reloj import ahora, dia_de
from red.textos import sin_acentos

RED = "guadalajara"
HACE = timedelta(days=75)
NIVELES = (NivelCargo.SUPERIOR, NivelCargo.MANDO_MEDIO)
MENSAJE = (
    "Buscamos a quienes deciden o llevan a la práctica las políticas de su dependencia. La Red da formación, contacto con "
    "otras áreas y respaldo para instalar su unidad de género."
)
REGISTRADAS = (
    ("Alma Delia", "Ceballos", "Jefa de presupuesto", "Administración"),
    ("Nora Isabel", "Figueroa", "Subdirectora operativa", "Operación"),
)
"""Quienes ya constan en el registro y no integran la Red: inventadas."""
REBOTE = "Esa dirección no existe. Puede tener una letra mal o ser de alguien que ya se fue."
E = EstadoInvitacion


def abrir_una_convocatoria(clave: str, dia: date) -> Convocatoria | None:
    """En la Red de Guadalajara, una convocatoria con su camino andado; en las demás, nada."""
    if clave != RED:
        return None
    red = red_de_clave(clave)
    coordina = db.session.scalars(
        select(Asignacion.persona_id).where(
            Asignacion.rol == Rol.COORDINADORA, Asignacion.red_id == red.id, Asignacion.vigente(dia)
        )
    ).first()
    convocatoria = Convocatoria(
        red_id=red.id,
        nombre="Mandos medios y superiores",
        meta=red.meta,
        niveles=[nivel.value for nivel in NIVELES],
        trabajo="presupuesto, planeación, igualdad",
        mensaje=MENSAJE,
        desde=dia - HACE,
        hasta=dia + timedelta(days=120),
        coordina_id=coordina,
        creada_en=ahora() - HACE,
        creada_por_id=coordina,
    )
    db.session.add(convocatoria)
    db.session.flush()
    suyas = db.session.scalars(
        select(Invitacion)
        .where(Invitacion.red_id == red.id, Invitacion.nivel.in_(NIVELES))
        .where(Invitacion.creada_en >= ahora() - HACE)
        .order_by(Invitacion.id)
    ).all()
    for invitacion in suyas:
        invitacion.convocatoria_id = convocatoria.id
    _lo_que_se_supo(suyas)
    _registradas_sin_invitar(convocatoria, dia)
    _un_acto(convocatoria, coordina, suyas)
    _por_enviar(red, convocatoria, coordina)
    return convocatoria


def _lo_que_se_supo(invitaciones: Sequence[Invitacion]) -> None:
    """De los correos enviados, unos llegaron y uno se devolvió; quien dijo que no, propone a alguien."""
    momento = ahora()
    enviadas = [i for i in invitaciones if i.estado(momento) is E.ENVIADA]
    for n, invitacion in enumerate(enviadas):
        sabido = min(invitacion.creada_en + timedelta(hours=1), momento)
        if n == 0:
            invitacion.rebotada_en, invitacion.rebote = sabido, REBOTE
        elif n % 2:
            invitacion.entregada_en = sabido
    de_nuevo = next((i for i in invitaciones if i.estado(momento) is E.VENCIDA), None)
    if de_nuevo is not None:
        de_nuevo.nueva_pedida_en = momento - timedelta(hours=20)
    rechazada = next((i for i in invitaciones if i.estado(momento) is E.RECHAZADA), None)
    if rechazada is not None:
        rechazada.propuesta = "propuesta.relevo@guadalajara.ejemplo.test"
    aceptada = next((i for i in invitaciones if i.estado(momento) is E.ACEPTADA and i.persona_id), None)
    if aceptada is not None:
        decir_institucion(
            aceptada, "Agencia Metropolitana de Bosques Urbanos", "Jefa de brigadas", NivelCargo.MANDO_MEDIO
        )


def _un_acto(convocatoria: Convocatoria, quien: int | None, invitaciones: Sequence[Invitacion]) -> None:
    """Hace unas semanas se reenviaron juntas las que habían vencido; una ya se había aceptado."""
    elegidas = [i for i in invitaciones if i.estado(ahora()) in {E.VENCIDA, E.ACEPTADA}][:3]
    filas = [
        [i.id, "Está aceptada: no hacía falta", False]
        if i.aceptada_en
        else [i.id, "Sale otro correo, con más tiempo", True]
        for i in elegidas
    ]
    db.session.add(
        ActoDelLibro(
            red_id=convocatoria.red_id,
            quien_id=quien,
            acto=Acto.REENVIAR,
            hecho_en=ahora() - timedelta(days=20),
            cuantas=len(elegidas),
            resultados={"filas": filas},
        )
    )


def _registradas_sin_invitar(convocatoria: Convocatoria, dia: date) -> None:
    """Donde no hay nadie, alguien ya está registrada y todavía no se le invita."""
    sin_nadie = [una for una in consultas_convocatoria.cobertura(convocatoria, dia) if not una.integrantes]
    for institucion, (nombre, apellido, puesto, area) in zip(sin_nadie, REGISTRADAS, strict=False):
        persona = Persona(
            nombre=nombre,
            primer_apellido=apellido,
            correo=f"{simple(nombre)}.{simple(apellido)}@guadalajara.ejemplo.test",
            ofrece=f"{NOTA_INVENTADA}.",
            visibilidad={},
        )
        db.session.add(persona)
        db.session.flush()
        db.session.add(
            Adscripcion(
                persona_id=persona.id,
                institucion_id=institucion.id,
                puesto=puesto,
                area=area,
                nivel=NivelCargo.MANDO_MEDIO,
                desde=dia - timedelta(days=300),
                confirmada_el=ahora() - timedelta(days=200),
            )
        )


def _por_enviar(red: Red, convocatoria: Convocatoria, coordina: int | None) -> None:
    """Tres borradores con correo, un puesto sin nombre todavía y un envío que espera aprobación."""
    instituciones = opciones_de_institucion(red.id, limite=40)
    momento, ayer = ahora(), ahora() - timedelta(days=1)
    nuevas = [
        _una(red, convocatoria, coordina, nombre, instituciones[n * 3 % len(instituciones)][0], ayer)
        for n, nombre in enumerate(NOMBRES_POR_INVITAR)
    ]
    de_vacante = db.session.scalars(
        select(Puesto).where(Puesto.institucion_id.in_([id_ for id_, _ in instituciones])).order_by(Puesto.id)
    ).first()
    puesto = de_vacante or Puesto(
        institucion_id=instituciones[0][0],
        nombre="Jefatura de la unidad de género",
        nivel=NivelCargo.MANDO_MEDIO,
        termina_con_gobierno=False,
        desde=dia_de(momento, red.zona) - timedelta(days=40),
    )
    db.session.add_all([*nuevas, puesto])
    db.session.flush()
    por_llenar = _una(red, convocatoria, coordina, "", puesto.institucion_id, momento)
    por_llenar.puesto_id, por_llenar.nivel = puesto.id, puesto.nivel
    db.session.add(por_llenar)
    if coordina is not None:
        _que_espera_aprobacion(red, convocatoria, coordina, nuevas[3:], ayer)


def _una(
    red: Red, convocatoria: Convocatoria, quien: int | None, nombre: str, institucion_id: int, en: datetime
) -> Invitacion:
    usuario = ".".join(sin_acentos(nombre).split())
    return Invitacion(
        red_id=red.id,
        convocatoria_id=convocatoria.id,
        borrador=True,
        correo=f"{usuario}@guadalajara.ejemplo.test" if nombre else "",
        nombre=nombre or None,
        institucion_id=institucion_id,
        nivel=NivelCargo.MANDO_MEDIO,
        creada_en=en,
        creada_por_id=quien,
        vence_en=en + convocatoria.vigencia,
    )


def _que_espera_aprobacion(
    red: Red, convocatoria: Convocatoria, quien: int, salen: Sequence[Invitacion], ayer: datetime
) -> None:
    """Ayer ya había escrito a doscientas personas: las últimas esperan que otra persona las apruebe."""
    db.session.add(
        CuotaDeCorreo(
            persona_id=quien, dia=dia_de(ayer, red.zona), gastadas=200 + len(salen), sin_aprobar=200
        )
    )
    lote = Lote(
        que=f"Invitaciones de «{convocatoria.nombre}»",
        red_id=red.id,
        por_id=quien,
        cuantos=len(salen),
        estado=EstadoLote.POR_APROBAR,
        abierto_en=ayer,
    )
    db.session.add(lote)
    db.session.flush()
    envio = EnvioDeInvitaciones(
        red_id=red.id,
        convocatoria_id=convocatoria.id,
        quien_id=quien,
        pedido_en=ayer,
        total=len(salen),
        hechas=len(salen),
        terminado_en=ayer,
        lote_id=lote.id,
    )
    db.session.add(envio)
    db.session.flush()
    for invitacion in salen:
        invitacion.borrador, invitacion.envio_id = False, envio.id
    db.session.flush()
    filas = [(i.correo, {"invitacion_id": i.id}, referencia(i.id)) for i in salen]
    encolar_muchos("invitacion", filas, lote)
