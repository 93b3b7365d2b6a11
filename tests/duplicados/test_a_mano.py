"""«¿Es la misma que otra?»: cualquier par de registros se compara, con los mismos derechos que los que se hallan solos."""

import re

from sqlalchemy import func, select

from red.base import db, transaccion
from red.duplicados import operaciones
from red.duplicados.modelos import Clase, EstadoPar, ParDuplicado
from red.personas.modelos import Persona
from tests import fabricas
from tests.cliente import Cliente
from tests.duplicados.escena import como


def _pares() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(ParDuplicado.id))) or 0


def test_dos_personas_que_nada_propuso_se_buscan_se_comparan_y_se_juntan(cliente: Cliente) -> None:
    red = fabricas.una_red()
    una = fabricas.una_integrante(red, nombre="Guadalupe", primer_apellido="Ortiz")
    otra = fabricas.una_persona(nombre="Lupita", primer_apellido="Salas", correo="lupita@otra.test")
    fabricas.una_membresia(red, otra)
    clave, de_otra, otra_id = una.clave, otra.clave, otra.id
    cliente.entrar(fabricas.una_coordinadora(red))
    elegir = f"/duplicados/persona/{clave}"
    assert elegir in cliente.get(f"/personas/{clave}").text
    comparar = f"{elegir}/con/{de_otra}"
    assert comparar in cliente.get(f"{elegir}?q=salas").text
    assert comparar in cliente.get(f"{elegir}?q=lupita@otra.test").text
    assert clave not in re.findall(r"/con/([0-9a-f]+)", cliente.get(f"{elegir}?q=ortiz").text), (
        "No consigo misma"
    )
    assert _pares() == 0, "Buscar no deja nada"
    pagina = cliente.post(comparar, sigue=True).text
    assert "Alguien eligió compararlas" in pagina
    (par,) = db.session.scalars(select(ParDuplicado)).all()
    par_id = par.id
    cliente.post(f"/duplicados/{par_id}/ignorar")
    cliente.post(f"/duplicados/persona/{de_otra}/con/{clave}")
    assert _pares() == 1, "El mismo par, elegido desde la otra, es uno"
    vista = re.search(r'name="vista"[^>]*value="([^"]*)"', cliente.get(f"/duplicados/{par_id}/fusionar").text)
    assert vista is not None
    hecha = cliente.post(f"/duplicados/{par_id}/fusionar", {"vista": vista.group(1), "queda": str(una.id)})
    assert hecha.status_code == 303
    assert db.session.get_one(Persona, otra_id).fusionada_en_id == una.id


def test_la_de_otra_red_no_se_halla_ni_se_compara(cliente: Cliente) -> None:
    red, ajena = fabricas.una_red(), fabricas.una_red()
    mia, suya = fabricas.una_integrante(red, nombre="Ana"), fabricas.una_integrante(ajena, nombre="Ana")
    claves, instituciones = (mia.clave, suya.clave), (red.convocante_id, ajena.convocante_id)
    cliente.entrar(fabricas.una_coordinadora(red))
    assert claves[1] not in cliente.get(f"/duplicados/persona/{claves[0]}?q=ana").text
    for una, otra in (claves, claves[::-1]):
        assert cliente.post(f"/duplicados/persona/{una}/con/{otra}").status_code == 404
    assert cliente.get(f"/duplicados/persona/{claves[1]}").status_code == 404
    for primera, segunda in (instituciones, instituciones[::-1], (red.convocante_id,) * 2):
        assert cliente.post(f"/duplicados/institucion/{primera}/con/{segunda}").status_code == 404
    assert _pares() == 0
    cliente.entrar(fabricas.una_administradora())
    assert claves[1] in cliente.get(f"/duplicados/persona/{claves[0]}?q=ana").text, (
        "Control: a quien responde por las dos"
    )
    assert cliente.post(f"/duplicados/persona/{claves[0]}/con/{claves[1]}").status_code == 303


def test_dos_instituciones_se_comparan_desde_su_ficha(cliente: Cliente) -> None:
    una, otra = (fabricas.una_institucion(nombre=nombre) for nombre in ("Obras", "Infraestructura"))
    red = fabricas.una_red(instituciones=[una, otra])
    una_id, otra_id, quien = una.id, otra.id, como(fabricas.una_coordinadora(red))
    cliente.entrar(fabricas.una_coordinadora(red))
    elegir = f"/duplicados/institucion/{una_id}"
    assert elegir in cliente.get(f"/instituciones/{una_id}").text
    comparar = f"{elegir}/con/{otra_id}"
    assert comparar in cliente.get(f"{elegir}?q=infra").text
    assert "Infraestructura" in cliente.post(comparar, sigue=True).text
    with transaccion():
        par = operaciones.proponer(Clase.INSTITUCION, otra_id, una_id, quien, fabricas.hoy())
    assert (par.a_id, par.b_id, par.estado) == (*sorted((una_id, otra_id)), EstadoPar.PENDIENTE)
    assert _pares() == 1
