"""Entra quien se aprobó: lo que leyeron quien respaldó y quien decidió no cambia al abrir la cuenta."""

from red.base import db, transaccion
from red.personas.modelos import Adscripcion, NivelCargo
from red.redes.modelos import Membresia
from red.solicitudes import operaciones
from red.solicitudes.bandeja import Orden
from tests.cliente import Cliente
from tests.fabricas import una_coordinadora, una_institucion
from tests.invitaciones.ayudas import formulario_de_alta
from tests.solicitudes.ayudas import enlace_de, una_red_abierta, una_solicitud

CORREO = "lucia@ejemplo.test"


def test_al_abrir_la_cuenta_valen_el_nombre_y_el_puesto_aprobados(cliente: Cliente) -> None:
    red = una_red_abierta()
    otra, decide = una_institucion(), una_coordinadora(red)
    solicitud = una_solicitud(red)
    with transaccion():
        operaciones.aprobar(Orden(solicitud.id, decide.id, version=1))
    cliente.get(enlace_de("solicitud_aprobada", CORREO))
    cliente.post("/invitaciones/aceptar", {"acepto": "y"})
    pagina = cliente.get("/invitaciones/registrarse").text
    assert "Lucía Torres" in pagina
    assert "Jefa de unidad" in pagina
    assert 'name="nombre"' not in pagina
    assert 'name="puesto"' not in pagina
    suplanta = formulario_de_alta(
        nombre="Otra", nombre_preferido="La jefa", puesto="Síndica", nivel="direccion",
        institucion_id=str(otra.id),
    )  # fmt: skip
    respuesta = cliente.post("/invitaciones/registrarse", suplanta)
    assert respuesta.status_code == 303, respuesta.text
    db.session.rollback()
    puesto = db.session.scalars(db.select(Adscripcion).where(Adscripcion.puesto == "Jefa de unidad")).one()
    assert puesto.persona.nombre_visible == "Lucía Torres"
    assert puesto.nivel is NivelCargo.MANDO_MEDIO
    assert puesto.institucion_id == red.convocante_id
    entro = db.session.scalars(db.select(Membresia).where(Membresia.persona_id == puesto.persona_id)).one()
    assert entro.como_entro == "Por solicitud"
