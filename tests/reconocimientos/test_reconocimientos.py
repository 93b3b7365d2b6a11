"""Reconocer: lo proponen las fechas, lo confirma quien coordina y lo muestra sólo quien quiere."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from red.avisos.modelos import Aviso
from red.base import db, transaccion
from red.encargos import operaciones as encargos
from red.fechas import mas_meses
from red.permisos import Rol
from red.personas.modelos import Finalidad
from red.reconocimientos import consultas, operaciones
from red.reconocimientos.modelos import ClaseDeReconocimiento, Decision, Reconocimiento
from red.redes.modelos import Red
from red.reloj import hoy
from red.vinculos.modelos import Colaboracion, Intensidad
from tests import fabricas
from tests.cliente import Cliente


def _clases(red: Red) -> dict[str, ClaseDeReconocimiento]:
    with transaccion():
        operaciones.empezar_con_los_de_siempre(red.id)
    return {clase.nombre: clase for clase in consultas.clases_de(red.id)}


def test_las_fechas_proponen_a_quien_lo_cumplio_y_a_nadie_mas(app: Flask) -> None:
    red, dia = fabricas.una_red(), hoy()
    primera, vieja, nueva, salio = (fabricas.una_persona() for _ in range(4))
    fabricas.una_membresia(red, primera, desde=mas_meses(dia, -12) - timedelta(days=90))
    fabricas.una_membresia(red, vieja, desde=mas_meses(dia, -12))
    fabricas.una_membresia(red, nueva, desde=mas_meses(dia, -12) + timedelta(days=1))
    fabricas.una_membresia(red, salio, desde=mas_meses(dia, -24) + timedelta(days=300), hasta=dia - timedelta(days=1))  # fmt: skip
    clases = _clases(red)

    def quienes(nombre: str) -> set[int]:
        return {p.persona_id for p in consultas.propuestas(clases[nombre], dia)}

    assert quienes("Un año en la Red") == {primera.id, vieja.id}
    assert quienes("Fundadora") == {primera.id}
    assert quienes("Mentora") == quienes("Proyecto compartido") == set()
    with transaccion():
        acompana = encargos.definir(red.id, "Mentora", "", acompana=True)
        otro = encargos.definir(red.id, "Vocera", "", acompana=False)
        encargos.dar(acompana, vieja, mas_meses(dia, -6), None, None)
        encargos.dar(otro, primera, mas_meses(dia, -6), None, None)
        db.session.add_all(
            Colaboracion(red_id=red.id, persona_id=quien.id, con_institucion_id=red.convocante_id,
                intensidad=fuerza, desde=mas_meses(dia, -7))
            for quien, fuerza in ((nueva, Intensidad.INTEGRA), (vieja, Intensidad.COORDINA))
        )  # fmt: skip
    assert quienes("Mentora") == {vieja.id}
    assert quienes("Proyecto compartido") == {nueva.id}
    with transaccion():
        operaciones.decidir(
            clases["Un año en la Red"], [vieja.id], Decision.DESCARTADO, None, dia, "Licencia"
        )
    assert quienes("Un año en la Red") == {primera.id}, "lo decidido no se vuelve a proponer"
    with pytest.raises(operaciones.YaNoSePropone), transaccion():
        operaciones.decidir(clases["Un año en la Red"], [primera.id, nueva.id], Decision.OTORGADO, None, dia)
    assert db.session.scalars(select(Reconocimiento.persona_id)).all() == [vieja.id], "todo o nada"


def test_se_confirma_se_imprime_con_folio_y_la_red_lo_ve_solo_si_ella_quiere(
    app: Flask, cliente: Cliente
) -> None:
    red = fabricas.una_red()
    persona, colega, callada = (fabricas.una_integrante(red) for _ in range(3))
    coordina = fabricas.una_coordinadora(red)
    aviso = fabricas.un_aviso_de_privacidad()
    for finalidad in (Finalidad.DIRECTORIO, Finalidad.CORREOS):
        fabricas.un_consentimiento(persona, finalidad, aviso)
    clase = _clases(red)["Fundadora"]
    cliente.entrar(coordina)
    assert "Fundadora" in cliente.get(f"/reconocimientos/red/{red.clave}").get_data(as_text=True)
    ruta = f"/reconocimientos/clase/{clase.id}/decidir"
    cliente.post(ruta, {"accion": "otorgar", "personas": [persona.id, callada.id]})
    suyo = consultas.de_persona(persona.id)[0]
    enviados = db.session.scalars(select(Aviso.para).where(Aviso.plantilla == "reconocimiento")).all()
    assert enviados == [persona.correo], "a quien no quiso correos no se le escribe"

    ficha = f"/personas/{persona.clave}"
    cliente.entrar(colega)
    assert "Fundadora" not in cliente.get(ficha).get_data(as_text=True)
    assert cliente.post(f"/reconocimientos/{suyo.id}/mostrar").status_code == 404
    assert cliente.post(f"/reconocimientos/{suyo.id}/papel").status_code == 404
    cliente.entrar(persona)
    assert "Fundadora" in cliente.get("/reconocimientos/mios").get_data(as_text=True)
    cliente.post(f"/reconocimientos/{suyo.id}/mostrar")
    cliente.post(f"/reconocimientos/{suyo.id}/papel")
    cliente.post(f"/reconocimientos/{suyo.id}/papel")
    documento = db.session.get_one(Reconocimiento, suyo.id).documento
    assert documento is not None
    assert documento.numero == 1, "pedirlo dos veces no gasta otro folio"
    papel = f"/archivos/{documento.archivo.clave}"
    assert cliente.get(papel).data.startswith(b"%PDF")
    cliente.entrar(colega)
    assert "Fundadora" in cliente.get(ficha).get_data(as_text=True)
    assert cliente.get(papel).status_code == 404
    cliente.entrar(persona)
    cliente.post(f"/reconocimientos/{suyo.id}/mostrar")
    cliente.entrar(colega)
    assert "Fundadora" not in cliente.get(ficha).get_data(as_text=True)


def test_quien_coordina_no_se_reconoce_a_si_misma(app: Flask, cliente: Cliente) -> None:
    red = fabricas.una_red()
    quien, otra = fabricas.una_integrante(red), fabricas.una_coordinadora(red)
    fabricas.un_papel(quien, Rol.COORDINADORA, red=red)
    clase = _clases(red)["Fundadora"]
    ruta = f"/reconocimientos/clase/{clase.id}/decidir"
    cliente.entrar(quien)
    pagina = cliente.get(f"/reconocimientos/red/{red.clave}").get_data(as_text=True)
    assert "te lo reconoce otra persona" in pagina
    for accion in ("otorgar", "descartar"):
        cliente.post(ruta, {"accion": accion, "personas": [quien.id]})
    assert consultas.de_persona(quien.id) == []
    cliente.entrar(otra)
    cliente.post(ruta, {"accion": "otorgar", "personas": [quien.id]})
    assert len(consultas.de_persona(quien.id)) == 1, "Control: otra persona sí"
