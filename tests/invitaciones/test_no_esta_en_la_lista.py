"""La institución que no estaba en la lista se registra en un paso, con el puesto de quien la escribió."""

from sqlalchemy import delete

from red.base import db, transaccion
from red.invitaciones.respuestas import decir_institucion
from red.personas.consultas import adscripcion_vigente
from red.personas.modelos import Adscripcion, NivelCargo
from red.redes.consultas import participacion_abierta
from red.reloj import ahora, hoy
from tests.cliente import Cliente
from tests.fabricas import una_coordinadora, una_institucion, una_integrante, una_red
from tests.invitaciones.ayudas import una_invitacion


def test_la_institucion_que_falta_y_el_puesto_se_registran_en_un_paso(cliente: Cliente) -> None:
    """Lo que escribió al aceptar vuelve en su perfil, cierra su primer paso y llega a su ficha como lo dijo."""
    red = una_red(instituciones=[una_institucion()])
    llega = una_integrante(red)
    db.session.execute(delete(Adscripcion))
    db.session.commit()
    invitacion = una_invitacion(red, correo=llega.correo)
    with transaccion():
        invitacion.aceptada_en, invitacion.persona_id = ahora(), llega.id
        llega.perfil_completo_en = None
        decir_institucion(invitacion, "Consejería Jurídica", "Jefa de unidad", NivelCargo.MANDO_MEDIO)
    cliente.entrar(llega)
    pagina = cliente.get("/personas/mi-perfil/puesto").text
    assert 'value="Consejería Jurídica"' in pagina
    assert 'value="Jefa de unidad"' in pagina
    datos = {"institucion_id": "0", "otra_institucion": "Consejería Jurídica", "puesto": "Jefa de unidad"}
    datos |= {"nivel": "mando_medio", "desde": "2026"}
    assert cliente.post("/personas/mi-perfil/puesto", {**datos, "otra_institucion": ""}).status_code == 422
    assert cliente.post("/personas/mi-perfil/puesto", datos).status_code == 303
    assert llega.perfil_completo_en is not None, "el panel deja de pedirle que complete su perfil"
    cliente.entrar(una_coordinadora(red))
    url = f"/invitaciones/{invitacion.id}/institucion"
    assert f'href="{url}"' in cliente.get(f"/invitaciones/{invitacion.id}").text
    assert 'value="Consejería Jurídica"' in cliente.get(url).text
    nueva = {
        "institucion_id": "",
        "nombre": "Consejería Jurídica",
        "tipo": "dependencia",
        "orden": "municipal",
    }
    assert cliente.post(url, {**nueva, "territorio_id": str(red.territorio_id)}).status_code == 303
    puesto = adscripcion_vigente(llega.id, hoy(red.zona))
    assert puesto is not None
    assert (puesto.puesto, puesto.nivel) == ("Jefa de unidad", NivelCargo.MANDO_MEDIO)
    assert puesto.institucion.nombre == "Consejería Jurídica"
    assert participacion_abierta(red.id, puesto.institucion_id) is not None
    assert cliente.get(url).status_code == 302, "el control: ya se atendió y no se repite"
