"""Todo cambio que pasa por la sesión queda anotado, en la misma transacción, y lo reservado nunca en claro."""

import pytest
from sqlalchemy import inspect

from red.base import Modelo, db, transaccion
from red.bitacora.escritura import Contexto, actuando, contexto
from red.bitacora.modelos import Cambio, Registro
from red.errores import ErrorDeDominio
from tests import fabricas as f


def _registros(tabla):
    db.session.rollback()
    return db.session.scalars(db.select(Registro).where(Registro.tabla == tabla).order_by(Registro.id)).all()


def test_crear_cambiar_y_borrar_quedan_con_su_antes_y_su_despues(app):
    persona = f.una_persona(nombre="Ana", telefono=None)
    with transaccion():
        persona.telefono = "33 1111 2222"
    with transaccion():
        db.session.delete(persona)
    creada, cambiada, borrada = _registros("persona")
    assert (creada.cambio, cambiada.cambio, borrada.cambio) == (Cambio.CREAR, Cambio.CAMBIAR, Cambio.BORRAR)
    assert creada.cambios["nombre"] == [None, "Ana"]
    assert cambiada.cambios == {"telefono": [None, "33 1111 2222"]}
    assert borrada.cambios["nombre"] == ["Ana", None]


def test_todas_las_tablas_del_dominio_se_anotan(app):
    """Se crea un mundo y se cuenta: por cada fila nueva hay un renglón que dice que se creó."""
    red = f.una_red(instituciones=[f.una_institucion()])
    edicion = f.una_edicion(red)
    persona = f.una_integrante(red)
    f.un_papel(persona, f.Rol.ENLACE, institucion=red.convocante)
    f.una_designacion(f.una_unidad(red.convocante), persona)
    f.un_consentimiento(persona, f.Finalidad.MAPA, f.un_aviso_de_privacidad())
    assert edicion.id
    db.session.rollback()
    miradas = 0
    for mapeador in Modelo.registry.mappers:
        clase = mapeador.class_
        if clase.__tablename__ in {"registro", "freno"}:
            continue
        ids = set(db.session.scalars(db.select(clase.id)))
        anotados = {r.fila_id for r in _registros(clase.__tablename__) if r.cambio is Cambio.CREAR}
        assert anotados == ids, clase.__tablename__
        miradas += bool(ids)
    assert miradas >= 12


def test_lo_que_no_se_confirma_no_se_anota(app):
    class Regla(ErrorDeDominio):
        pass

    def hacer_y_fallar():
        with transaccion():
            db.session.add(f.Territorio(pais="MX", nivel=f.Nivel.MUNICIPIO, codigo="1", nombre="X"))
            db.session.flush()
            raise Regla("No")

    with pytest.raises(Regla):
        hacer_y_fallar()
    assert _registros("territorio") == []


def test_guardar_sin_cambiar_nada_no_anota(app):
    persona = f.una_persona(nombre="Ana")
    with transaccion():
        persona.nombre = "Ana"
    assert len(_registros("persona")) == 1


def test_lo_que_hace_una_misma_accion_va_unido_y_dice_quien(app):
    quien = f.una_persona()
    with actuando("orden de prueba", quien.id), transaccion():
        for n in range(3):
            db.session.add(f.Territorio(pais="MX", nivel=f.Nivel.MUNICIPIO, codigo=f"{n:05d}", nombre="X"))
    filas = _registros("territorio")
    assert len({fila.solicitud for fila in filas}) == 1
    assert {(fila.accion, fila.quien_id) for fila in filas} == {("orden de prueba", quien.id)}
    assert (contexto().accion, contexto().quien) == (Contexto().accion, None), "al salir, nadie actúa"


def test_lo_que_se_hace_en_una_pagina_dice_quien_y_desde_cual(app, cliente):
    persona = f.una_persona()
    f.una_cuenta(persona)
    cliente.entrar(persona).post(
        "/acceso/contrasena",
        {
            "actual": f.CONTRASENA,
            "contrasena": "tres gansos bajo el puente",
            "repetir": "tres gansos bajo el puente",
        },
    )
    assert contexto().quien is None, "terminada la petición, nadie actúa"
    cambio = _registros("cuenta")[-1]
    assert (cambio.accion, cambio.quien_id) == ("acceso.contrasena", persona.id)


def test_ninguna_columna_reservada_ni_omitida_se_escribe_en_claro(app):
    """Se llena cada columna reservada de texto con un canario y se busca en toda la bitácora."""
    canario = "canario-que-no-debe-verse"
    persona = f.una_persona()
    cuenta = f.una_cuenta(persona, contrasena=canario + "-1", sello=canario + "-2")
    with transaccion():
        cuenta.contrasena, cuenta.sello = canario + "-3", canario + "-4"
    with transaccion():
        db.session.delete(cuenta)
    filas = _registros("cuenta")
    assert len(filas) == 3
    assert canario not in str([fila.cambios for fila in filas])
    assert filas[1].cambios["contrasena"] == ["(reservado)", "(reservado)"]


def test_las_llaves_y_los_secretos_estan_marcados_como_reservados():
    """Quien agregue una columna con un secreto debe marcarla: aquí se nota si lo olvida."""
    sospechosas = ("contrasena", "sello", "huella", "ficha", "marca", "secreto", "clave_secreta", "token")
    for mapeador in Modelo.registry.mappers:
        for propiedad in inspect(mapeador.class_).column_attrs:
            if propiedad.key in sospechosas and mapeador.class_.__tablename__ != "aviso_privacidad":
                assert propiedad.columns[0].info.get("bitacora") in {"reservado", "omitir"}, (
                    f"{mapeador.class_.__name__}.{propiedad.key} parece un secreto: "
                    'márcala con info={"bitacora": "reservado"}'
                )


def test_control_lo_escrito_por_fuera_de_la_sesion_no_se_anota(app):
    """El límite de la bitácora: una orden SQL directa no pasa por la sesión. Las pruebas de arriba lo notarían."""
    persona = f.una_persona(nombre="Ana")
    with transaccion():
        db.session.execute(db.text("UPDATE persona SET nombre = 'Otra' WHERE id = :id"), {"id": persona.id})
    assert len(_registros("persona")) == 1
