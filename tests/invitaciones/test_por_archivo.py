"""Una hoja de personas por invitar: la suerte de cada renglón, sus borradores, y repetirla no cambia nada."""

from collections import Counter

from flask import Flask
from sqlalchemy import func, select

from red.avisos.modelos import Aviso
from red.base import db, transaccion
from red.importacion import operaciones
from red.importacion.modelos import Decision, Destino, EstadoPlan, PlanDeImportacion, Que, RenglonDePlan
from red.invitaciones.modelos import Convocatoria, EstadoInvitacion, Invitacion
from red.redes.modelos import Red
from red.reloj import ahora
from tests.fabricas import (
    una_adscripcion,
    una_coordinadora,
    una_institucion,
    una_integrante,
    una_persona,
    una_red,
)
from tests.importacion.apoyo import libro
from tests.invitaciones.ayudas import una_invitacion
from tests.invitaciones.test_convocatorias import una_convocatoria

CABEZA = ("Nombre", "Correo electrónico", "Dependencia", "Nivel")


def plan_de(convocatoria: Convocatoria, quien_id: int, *renglones: tuple[str, ...]) -> PlanDeImportacion:
    recibido = operaciones.recibir(libro(CABEZA, *renglones), "lista.xlsx")
    with transaccion():
        plan = operaciones.subir(recibido, Que.INVITACIONES, convocatoria.red_id, quien_id, convocatoria.id)
        operaciones.mapear(plan, dict(plan.columnas))
    return plan


def suertes(plan: PlanDeImportacion) -> list[tuple[Destino, str]]:
    consulta = select(RenglonDePlan.destino, RenglonDePlan.motivo).where(RenglonDePlan.plan_id == plan.id)
    return [(d, m or "") for d, m in db.session.execute(consulta.order_by(RenglonDePlan.numero))]


def test_cada_renglon_tiene_su_suerte_y_repetir_el_archivo_no_cambia_nada(app: Flask) -> None:
    tesoreria = una_institucion(nombre="Tesorería")
    red: Red = una_red(instituciones=[tesoreria])
    quien, integrante = una_coordinadora(red), una_integrante(red, tesoreria)
    una_invitacion(red, "espera@x.mx")
    conocida = una_persona(nombre="Elena", primer_apellido="Paz")
    una_adscripcion(conocida, tesoreria)
    convocatoria = una_convocatoria(red)
    renglones = (
        ("Lucía Torres", "Lucia@X.mx", "Tesorería", "Mando medio"),
        ("Mala", "sin.arroba", "", ""),
        ("Lucía Torres", "lucia@x.mx", "", ""),
        ("Espera", "espera@x.mx", "", ""),
        ("Integra", integrante.correo, "", ""),
        ("Elena Paz", "elena.otra@x.mx", "", ""),
        ("Perdida", "perdida@x.mx", "No existe", ""),
    )
    plan = plan_de(convocatoria, quien.id, *renglones)
    assert [destino for destino, _ in suertes(plan)] == [
        Destino.NUEVA, Destino.CON_ERROR, Destino.OMITIDA, Destino.IGUAL, Destino.IGUAL, Destino.YA_EXISTE, Destino.CON_ERROR,
    ]  # fmt: skip
    motivos = [motivo for _, motivo in suertes(plan)]
    assert "arroba" in motivos[1]
    assert motivos[2].startswith("Repite el renglón")
    assert "sin respuesta" in motivos[3]
    assert "Ya integra" in motivos[4]
    assert "con otro correo" in motivos[5]
    assert conocida.correo not in motivos[5]
    with transaccion():
        operaciones.decidir(plan, {7: (Decision.CREAR, None)})
    with transaccion():
        operaciones.pedir_aplicar(plan, quien.id)
    assert plan.estado is EstadoPlan.APLICADO
    nuevas = db.session.scalars(select(Invitacion).where(Invitacion.convocatoria_id == convocatoria.id)).all()
    assert Counter(i.estado(ahora()) for i in nuevas) == {EstadoInvitacion.BORRADOR: 2}
    lucia = next(i for i in nuevas if i.correo == "lucia@x.mx")
    assert (lucia.nombre, lucia.institucion_id, lucia.nivel) == ("Lucía Torres", tesoreria.id, "mando_medio")
    assert db.session.scalar(select(func.count()).select_from(Aviso)) == 0
    otra_vez = plan_de(convocatoria, quien.id, *renglones)
    assert Destino.NUEVA not in {destino for destino, _ in suertes(otra_vez)}
    with transaccion():
        operaciones.pedir_deshacer(plan)
    assert db.session.scalar(select(func.count()).where(Invitacion.convocatoria_id == convocatoria.id)) == 0
