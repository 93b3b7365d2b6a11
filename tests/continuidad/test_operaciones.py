"""Lo que le pasa a una institución se hace con fecha, no pierde nada y se deshace entero mientras nadie construya encima."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from red.acceso.modelos import Asignacion
from red.base import Modelo, db, transaccion
from red.continuidad import consultas, operaciones
from red.continuidad.diario import HayAlgoEncima
from red.continuidad.operaciones import (
    AntesDeEmpezar,
    CambioLoRevisado,
    ConvocaUnaRed,
    EsElMismoNombre,
    SucesoraImposible,
    YaCerrada,
)
from red.fechas import FechaParcial
from red.instituciones.modelos import ClaseDeNombre, Institucion
from red.instituciones.operaciones import YaExiste
from red.permisos import Rol
from red.personas.modelos import Adscripcion, Puesto
from red.personas.operaciones import adscribir
from red.redes.consultas import alcance_de_institucion
from red.redes.modelos import Membresia, Participacion
from red.reloj import hoy
from red.unidades.modelos import Designacion, EstadoUnidad, Funcion, Unidad
from tests.fabricas import (
    de_una_vez,
    guardar,
    un_papel,
    un_territorio,
    una_adscripcion,
    una_designacion,
    una_institucion,
    una_integrante,
    una_persona,
    una_red,
    una_unidad,
)

SIN_HISTORIA = {"registro", "reorganizacion", "sucesion", "freno"}
"""Lo que sí queda después de deshacer: qué se hizo y que se deshizo."""


def foto() -> dict[str, list[dict[str, Any]]]:
    """Todo lo guardado, tabla por tabla."""
    db.session.rollback()
    return {
        tabla.name: [dict(f._mapping) for f in db.session.execute(select(tabla).order_by(tabla.c.id))]
        for tabla in Modelo.metadata.sorted_tables
        if tabla.name not in SIN_HISTORIA
    }


@de_una_vez
def _mundo() -> tuple[Institucion, Institucion, Institucion]:
    """Dos dependencias que se juntarán y la que las sigue; la primera tiene de todo."""
    lugar = un_territorio()
    una, otra, nueva = (
        una_institucion(nombre=nombre, siglas=siglas, territorio_id=lugar.id)
        for nombre, siglas in (
            ("Dirección de Cultura", "DC"),
            ("Dirección de Deporte", None),
            ("Bienestar", "B"),
        )
    )
    red = una_red(instituciones=[una, otra])
    persona = una_integrante(red, una)
    plaza = guardar(
        Puesto(institucion_id=una.id, nombre="Jefatura", nivel="mando_medio", termina_con_gobierno=False,
               desde=hoy() - timedelta(days=400))
    )  # fmt: skip
    suya = db.session.scalars(select(Adscripcion).where(Adscripcion.persona_id == persona.id)).one()
    suya.puesto_id = plaza.id
    una_integrante(red, otra)
    una_designacion(una_unidad(una), persona)
    un_papel(persona, Rol.ENLACE, institucion=una)
    una_institucion(nombre="Área de museos", madre_id=una.id, territorio_id=lugar.id)
    return una, otra, nueva


def _fusionar(una: Institucion, otra: Institucion, nueva: Institucion, **mas: Any) -> Any:
    with transaccion():
        return operaciones.fusionar([una, otra], nueva, hoy(), "Acuerdo 12/2026", None, **mas)


def test_renombrar_conserva_la_ficha_y_se_encuentra_por_el_nombre_que_tuvo(app: Flask) -> None:
    institucion = una_institucion(nombre="Secretaría de Igualdad", siglas="SEI")
    with transaccion():
        operaciones.renombrar(
            institucion, "Secretaría de las Mujeres", "SEM", FechaParcial.leer("2026"), None, None
        )
    assert [(n.nombre, n.clase, str(n.hasta_dicho)) for n in institucion.nombres] == [
        ("Secretaría de Igualdad", ClaseDeNombre.ANTERIOR, "2026"),
        ("SEI", ClaseDeNombre.SIGLAS, "2026"),
    ]
    for escrito in ("igualdad", "sei", "SEM", "secretaria de las mujeres"):
        assert db.session.scalars(select(Institucion).where(Institucion.coincide(escrito))).all() == [
            institucion
        ]
    assert institucion.llamada_el(date(2026, 1, 1)) == "Secretaría de Igualdad"
    assert institucion.llamada_el(date(2027, 1, 1)) == "Secretaría de las Mujeres"


def test_deshacer_un_cambio_de_nombre_deja_todo_como_estaba(app: Flask) -> None:
    institucion = una_institucion(nombre="Secretaría de Igualdad", siglas="SEI")
    antes = foto()
    with transaccion():
        hecha = operaciones.renombrar(institucion, "Otra", None, FechaParcial(hoy()), "f", None)
    assert foto() != antes
    with transaccion():
        operaciones.deshacer_cambio(hecha)
    assert foto() == antes


def test_no_se_renombra_con_el_mismo_nombre_ni_con_el_de_otra_ni_antes_de_existir(app: Flask) -> None:
    institucion = una_institucion(nombre="Una")
    una_institucion(nombre="Otra", territorio_id=institucion.territorio_id)
    for nombre, cuando, error in (
        ("Una", FechaParcial(hoy()), EsElMismoNombre),
        ("OTRA", FechaParcial(hoy()), YaExiste),
        ("Nueva", FechaParcial.leer("2001"), AntesDeEmpezar),
    ):
        with pytest.raises(error), transaccion():
            operaciones.renombrar(institucion, nombre, None, cuando, None, None)


def test_al_fusionarse_todo_pasa_con_fecha_y_lo_de_antes_queda(app: Flask) -> None:
    una, otra, nueva = _mundo()
    ayer = hoy() - timedelta(days=1)
    membresias = [(m.id, m.desde, m.hasta) for m in db.session.scalars(select(Membresia))]
    _fusionar(una, otra, nueva)
    assert (una.hasta, otra.hasta, nueva.hasta) == (ayer, ayer, None)
    for dia, donde in ((ayer, {una.id, otra.id}), (hoy(), {nueva.id})):
        suyas = db.session.scalars(
            select(Adscripcion).where(
                Adscripcion.vigente(dia), Adscripcion.institucion_id.in_([una.id, otra.id, nueva.id])
            )
        ).all()
        assert {a.institucion_id for a in suyas} == donde
        assert len(suyas) == 2
        assert all(a.confirmada_el for a in suyas)
        (unidad,) = db.session.scalars(select(Unidad).where(Unidad.vigente(dia))).all()
        assert unidad.institucion_id == (una.id if dia == ayer else nueva.id)
        (designacion,) = db.session.scalars(select(Designacion).where(Designacion.vigente(dia))).all()
        assert designacion.unidad_id == unidad.id
        (plaza,) = db.session.scalars(select(Puesto).where(Puesto.vigente(dia))).all()
        assert any(a.puesto_id == plaza.id for a in suyas)
        participan = db.session.scalars(
            select(Participacion.institucion_id).where(Participacion.vigente(dia))
        ).all()
        assert donde <= set(participan)
    assert [(m.id, m.desde, m.hasta) for m in db.session.scalars(select(Membresia))] == membresias
    assert (
        db.session.scalars(select(Institucion).where(Institucion.madre_id == nueva.id)).one().nombre
        == "Área de museos"
    )
    assert db.session.scalars(
        select(Institucion).where(Institucion.coincide("cultura"), Institucion.hasta.is_(None))
    ).all() == [nueva]
    assert [p.institucion.id for p in consultas.antecesoras(nueva.id)] == [una.id, otra.id]
    assert [p.institucion.id for p in consultas.sucesoras(una.id)] == [nueva.id]


def test_los_papeles_no_pasan_a_la_que_sigue(app: Flask) -> None:
    una, otra, nueva = _mundo()
    _fusionar(una, otra, nueva)
    assert not db.session.scalars(select(Asignacion).where(Asignacion.institucion_id == nueva.id)).all()
    assert not db.session.scalars(
        select(Asignacion).where(Asignacion.institucion_id == una.id, Asignacion.vigente(hoy()))
    ).all()


def test_si_la_que_sigue_ya_tiene_unidad_la_otra_se_cierra(app: Flask) -> None:
    una, otra, nueva = _mundo()
    suya = una_unidad(nueva)
    _fusionar(una, otra, nueva)
    vigentes = db.session.scalars(select(Unidad).where(Unidad.vigente(hoy()))).all()
    assert [u.id for u in vigentes] == [suya.id]
    (cerrada,) = db.session.scalars(select(Unidad).where(Unidad.institucion_id == una.id)).all()
    assert cerrada.estado is EstadoUnidad.INACTIVA
    assert not db.session.scalars(select(Designacion).where(Designacion.vigente(hoy()))).all()


def test_fusionar_y_deshacer_deja_todo_como_estaba(app: Flask) -> None:
    una, otra, nueva = _mundo()
    antes = foto()
    hecha = _fusionar(una, otra, nueva)
    assert foto() != antes
    with transaccion():
        operaciones.deshacer_cambio(hecha)
    assert foto() == antes


def test_no_se_deshace_lo_que_perderia_algo(app: Flask) -> None:
    una, otra, nueva = _mundo()
    hecha = _fusionar(una, otra, nueva)
    unidad = db.session.scalars(select(Unidad).where(Unidad.institucion_id == nueva.id)).one()
    una_designacion(unidad, una_persona(), funcion=Funcion.SUPLENTE)
    antes = foto()
    with pytest.raises(HayAlgoEncima), transaccion():
        operaciones.deshacer_cambio(hecha)
    assert foto() == antes


def test_no_se_deshace_si_alguien_cambio_lo_que_se_movio(app: Flask) -> None:
    una, otra, nueva = _mundo()
    hecha = _fusionar(una, otra, nueva)
    suya = db.session.scalars(select(Adscripcion).where(Adscripcion.institucion_id == nueva.id)).first()
    assert suya is not None
    with transaccion():
        suya.puesto = "Subdirección"
    with pytest.raises(HayAlgoEncima), transaccion():
        operaciones.deshacer_cambio(hecha)


def test_lo_que_se_reviso_es_lo_que_se_hace(app: Flask) -> None:
    una, otra, nueva = _mundo()
    revisado = operaciones.huella_de([consultas.lo_suyo(i, hoy(), None) for i in (una, otra)])
    una_adscripcion(una_persona(), una)
    with pytest.raises(CambioLoRevisado):
        _fusionar(una, otra, nueva, revisado=revisado)
    assert una.hasta is None
    revisado = operaciones.huella_de([consultas.lo_suyo(i, hoy(), None) for i in (una, otra)])
    _fusionar(una, otra, nueva, revisado=revisado)
    assert una.hasta is not None


def test_nadie_se_sigue_a_si_misma_ni_se_fusiona_dos_veces(app: Flask) -> None:
    una, otra, nueva = _mundo()
    with pytest.raises(SucesoraImposible), transaccion():
        operaciones.fusionar([una, nueva], nueva, hoy(), None, None)
    _fusionar(una, otra, nueva)
    with pytest.raises(YaCerrada):
        _fusionar(una, otra, nueva)


def test_quien_absorbe_a_su_madre_deja_de_depender_de_ella(app: Flask) -> None:
    abuela = una_institucion()
    madre = una_institucion(madre_id=abuela.id)
    hija = una_institucion(madre_id=madre.id)
    with transaccion():
        operaciones.fusionar([madre], hija, hoy(), None, None)
    assert hija.madre_id == abuela.id


def test_al_dividirse_cada_quien_va_a_donde_se_dijo_y_lo_demas_espera(app: Flask) -> None:
    una, otra, nueva = _mundo()
    quedara = una_adscripcion(una_persona(), una)
    suyo = consultas.lo_suyo(una, hoy(), None)
    primera = next(a for a in suyo.adscripciones if a.id != quedara.id)
    with transaccion():
        hecha = operaciones.dividir(
            una, [otra, nueva], hoy(), {f"adscripcion:{primera.id}": otra.id, f"unidad:{suyo.unidades[0].id}": nueva.id},
            None, None,
        )  # fmt: skip
    assert una.hasta == hoy() - timedelta(days=1)
    assert [i.id for i in consultas.por_repartir(None, hoy())] == [una.id]
    pendiente = consultas.lo_suyo(una, hecha.el, None)
    assert [a.id for a in pendiente.adscripciones] == [quedara.id]
    assert pendiente.unidades == []
    with transaccion():
        operaciones.repartir_pendientes(hecha, {f"adscripcion:{quedara.id}": nueva.id})
    assert consultas.por_repartir(None, hoy()) == []


def test_dividir_repartir_y_deshacer_deja_todo_como_estaba(app: Flask) -> None:
    una, otra, nueva = _mundo()
    quedara = una_adscripcion(una_persona(), una)
    antes = foto()
    suyo = consultas.lo_suyo(una, hoy(), None)
    reparto = {f"adscripcion:{a.id}": otra.id for a in suyo.adscripciones if a.id != quedara.id}
    with transaccion():
        hecha = operaciones.dividir(una, [otra, nueva], hoy(), reparto, None, None)
    with transaccion():
        operaciones.repartir_pendientes(hecha, {f"adscripcion:{quedara.id}": nueva.id})
    with transaccion():
        operaciones.deshacer_cambio(hecha)
    assert foto() == antes


def test_cerrar_termina_lo_que_dependia_de_ella_y_se_deshace(app: Flask) -> None:
    una, *_ = _mundo()
    antes = foto()
    with transaccion():
        hecha = operaciones.cerrar(una, FechaParcial(hoy()), "Decreto", None)
    manana = hoy() + timedelta(days=1)
    for modelo in (Adscripcion, Puesto, Unidad, Participacion, Asignacion):
        condicion = modelo.institucion_id == una.id
        assert not db.session.scalars(select(modelo).where(condicion, modelo.vigente(manana))).all(), modelo
    assert una.esta_vigente(hoy())
    assert not una.esta_vigente(manana)
    assert alcance_de_institucion(una.id, manana).redes
    with transaccion():
        operaciones.deshacer_cambio(hecha)
    assert foto() == antes


def test_quien_convoca_una_red_no_se_cierra_sin_quien_la_siga(app: Flask) -> None:
    red = una_red()
    with pytest.raises(ConvocaUnaRed), transaccion():
        operaciones.cerrar(red.convocante, FechaParcial(hoy()), None, None)
    sigue = una_institucion(territorio_id=red.territorio_id)
    antigua = red.convocante
    with transaccion():
        operaciones.fusionar([antigua], sigue, hoy(), None, None)
    assert red.convocante_id == sigue.id


def test_despues_de_fusionarse_se_puede_seguir_trabajando_en_la_nueva(app: Flask) -> None:
    una, otra, nueva = _mundo()
    _fusionar(una, otra, nueva)
    persona = (
        db.session.scalars(select(Adscripcion).where(Adscripcion.institucion_id == nueva.id)).first().persona
    )  # type: ignore[union-attr]
    with transaccion():
        adscribir(persona, nueva.id, "Dirección", "superior", hoy() + timedelta(days=30))  # type: ignore[arg-type]
