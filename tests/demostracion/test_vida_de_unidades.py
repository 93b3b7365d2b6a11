"""En la demostración cada unidad tiene una historia que concuerda con su etapa, y hay algo que atender."""

from itertools import pairwise

from flask import Flask
from sqlalchemy import func, select

from red.acceso.operaciones import resumir
from red.archivos import almacen
from red.base import db, transaccion
from red.bitacora.escritura import actuando
from red.demostracion.carga import cargar
from red.demostracion.redes_demo import componer
from red.demostracion.vida_de_unidades import dar_vida
from red.documentos.modelos import Documento
from red.personas.operaciones_privacidad import publicar_avisos
from red.relevos.modelos import EstadoRelevo, Relevo
from red.reloj import hoy
from red.unidades.consultas import pasos
from red.unidades.consultas_vida import etapas
from red.unidades.modelos import (
    DesignacionPorConfirmar,
    EstadoUnidad,
    Evidencia,
    Funcion,
    PasoDeUnidad,
    RespuestaDeRequisito,
    Unidad,
)
from red.unidades.protocolo import admite


def test_la_historia_concuerda_con_la_etapa_y_hay_que_atender(app: Flask) -> None:
    dia = hoy()
    redes = componer("guadalajara", dia)
    with actuando("demo cargar"), transaccion():
        publicar_avisos(min(red.creada_el for red in redes))
        cargar(redes, dia, resumir("camino largo entre jacarandas"))
        for red in redes:
            dar_vida(red.clave, dia)
    unidades = db.session.scalars(select(Unidad)).all()
    ese_dia = etapas(unidades, dia)
    for unidad in unidades:
        historia = pasos(unidad.id)
        assert ese_dia[unidad.id] is unidad.estado, unidad.nombre
        assert all(paso.el <= dia for paso in historia)
        anteriores = [EstadoUnidad.NO_INICIADA, *(paso.estado for paso in historia)]
        for antes, despues in pairwise(anteriores):
            assert antes is despues or admite(antes, despues), (unidad.nombre, antes, despues)
    for documento in db.session.scalars(select(Documento)):
        assert almacen.leer(documento.archivo.huella).startswith(b"%PDF-")
    cuentas = {
        modelo: db.session.scalar(select(func.count()).select_from(modelo))
        for modelo in (PasoDeUnidad, Evidencia, RespuestaDeRequisito, Documento)
    }
    assert all(cuentas.values()), cuentas
    assert db.session.scalars(select(Relevo.estado)).all() == [EstadoRelevo.BORRADOR]
    pedida = db.session.scalars(select(DesignacionPorConfirmar)).one()
    assert (pedida.decidida_en, pedida.funcion) == (None, Funcion.TITULAR)
    assert pedida.pedida_por_id is not None
