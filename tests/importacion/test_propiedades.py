"""Lo que siempre se cumple, sea cual sea el archivo: nada se pierde, lo revisado es lo hecho, y se puede deshacer."""

from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from red.base import Modelo, db, transaccion
from red.bitacora.modelos import Cambio, Registro
from red.directorio.mirada import Mirada
from red.errores import ErrorDeDominio
from red.importacion import exportacion, operaciones
from red.importacion.modelos import Decision, Destino, PlanDeImportacion, Que
from red.importacion.volumen import ultimo_registro
from red.redes.modelos import Membresia, Red
from red.reloj import hoy
from red.unidades.modelos import Funcion
from tests import fabricas
from tests.importacion.apoyo import (
    ENCABEZADOS,
    PAPELES_DE_TRABAJO,
    aplicar,
    decidir,
    deshacer_plan,
    destinos,
    libro,
    planear,
    renglones,
    texto,
    una,
    volcado,
)

MUCHOS = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
NOMBRES = st.sampled_from(
    ["Ana", "Eva María", "JOSÉ", "ñandú", "O'Higgins", "=1+1", "", "123", "María\u0301 José"]
)
CORREOS = st.sampled_from(
    [
        "ana@ejemplo.test",
        "EVA@ejemplo.test",
        "rosa@ejemplo.test",
        "ajena@ejemplo.test",
        "mal",
        "",
        "luz@ejemplo.test",
    ]
)
FILAS = st.lists(
    st.builds(
        una,
        CORREOS,
        nombre=NOMBRES,
        primero=st.sampled_from(["Ruiz", "de la Cruz", "Soto"]),
        segundo=st.sampled_from(["", "Núñez"]),
        telefono=st.sampled_from(["", "33 1234 5678", "no"]),
        institucion=st.sampled_from(["Tesorería", "TM", "Obras", "", "Otra que no hay"]),
        puesto=st.sampled_from(["Jefa", "Directora", ""]),
        nivel=st.sampled_from(["Mando medio", "titular", "", "raro"]),
        desde=st.sampled_from(["", "2021", "2024-05", "01/02/2025", "ayer"]),
    ),
    min_size=1,
    max_size=8,
)
GEMELAS = st.lists(
    st.builds(
        una,
        st.sampled_from(["uno@ejemplo.test", "dos@ejemplo.test", "la.otra.ana@ejemplo.test"]),
        segundo=st.just(""),
        institucion=st.sampled_from(["Tesorería", "TM", ""]),
        desde=st.sampled_from(["", "2026-11-01", "2026-11-10"]),
    ),
    max_size=3,
)
"""Renglones que se parecen todos a la misma registrada, con correos distintos."""


@pytest.fixture
def red(app: Flask) -> Red:
    lugar = fabricas.un_territorio(nombre="Zapopan")
    tesoreria = fabricas.una_institucion(nombre="Tesorería", siglas="TM", territorio_id=lugar.id)
    obras = fabricas.una_institucion(nombre="Obras", territorio_id=lugar.id)
    red = fabricas.una_red(instituciones=[tesoreria, obras])
    fabricas.una_integrante(red, tesoreria, nombre="Rosa", correo="rosa@ejemplo.test")
    luz = fabricas.una_persona(nombre="Luz", primer_apellido="Soto", correo="luz@ejemplo.test")
    fabricas.una_adscripcion(luz, obras)
    gemela = fabricas.una_persona(nombre="Ana", primer_apellido="Ruiz", correo="la.otra.ana@ejemplo.test")
    fabricas.una_adscripcion(gemela, tesoreria)
    fabricas.una_persona(correo="ajena@ejemplo.test")
    return red


def _limpiar_planes() -> None:
    with db.engine.connect().execution_options(escribe=True) as conexion, conexion.begin():
        for tabla in reversed(Modelo.metadata.sorted_tables):
            if tabla.name in PAPELES_DE_TRABAJO - {"registro"}:
                conexion.execute(tabla.delete())


def _decidir_todo(plan: PlanDeImportacion, como: Decision) -> None:
    # Decidir uno puede cambiar la suerte de los que lo repetían: se miran de nuevo cada vez.
    for numero in [renglon.numero for renglon in renglones(plan)]:
        actual = next(renglon for renglon in renglones(plan) if renglon.numero == numero)
        if actual.destino is Destino.YA_EXISTE:
            decidir(plan, numero, como, actual.candidatas[0][0] if actual.candidatas else None)


@MUCHOS
@given(filas=FILAS, gemelas=GEMELAS, como=st.sampled_from(list(Decision)), uno_por_uno=st.booleans())
def test_la_suma_cuadra_lo_revisado_es_lo_hecho_y_se_deshace(
    red: Red, filas: list[list[str]], gemelas: list[list[str]], como: Decision, uno_por_uno: bool
) -> None:
    filas = [*filas, *gemelas]
    _limpiar_planes()
    antes = volcado()
    plan = planear(libro(ENCABEZADOS, *filas), red=red)
    assert sum(plan.cuentas.values()) == len(filas) == len(renglones(plan)) == plan.renglones
    assert volcado() == antes, "planear no cambia nada"
    if uno_por_uno:
        _decidir_todo(plan, como)
    elif plan.cuantos(Destino.YA_EXISTE):
        with transaccion():
            operaciones.decidir_todos(plan, Destino.YA_EXISTE, como)
    if plan.cuantos(Destino.YA_EXISTE):
        return
    prometido, desde = _prometido(plan), ultimo_registro()
    try:
        aplicar(plan)
    except ErrorDeDominio:
        assert prometido == {"crear": [], "cambiar": []}
        assert volcado() == antes
        return
    assert _hecho(desde) == prometido
    otra_vez = planear(libro(ENCABEZADOS, *filas), red=red)
    assert otra_vez.cuantos(Destino.NUEVA) == 0, [r.motivo for r in renglones(otra_vez)]
    deshacer_plan(plan)
    assert plan.nota is None
    assert volcado() == antes


def _prometido(plan: PlanDeImportacion) -> dict[str, list[Any]]:
    efectos = [
        e for r in renglones(plan) for e in r.efectos or () if r.destino in (Destino.NUEVA, Destino.ACTUALIZA)
    ]
    crear = sorted(
        (
            e[1],
            sorted((c, v) for c, v in e[2].items() if c not in SIN_PROMETER),
        )
        for e in efectos
        if e[0] == "+"
    )
    return {
        "crear": crear,
        "cambiar": sorted((e[1], e[2], sorted(e[3].items())) for e in efectos if e[0] == "~"),
    }


def _hecho(desde: int) -> dict[str, list[Any]]:
    """Lo que la bitácora dice que se hizo desde entonces, sin lo que el modelo pone por omisión."""
    suyos = db.session.scalars(
        select(Registro).where(Registro.id > desde, Registro.tabla.in_(("persona", "adscripcion")))
    ).all()
    return {
        "crear": sorted(
            (r.tabla, sorted((c, par[1]) for c, par in r.cambios.items() if c not in SIN_PROMETER))
            for r in suyos
            if r.cambio is Cambio.CREAR
        ),
        "cambiar": sorted(
            (r.tabla, r.fila_id, sorted(r.cambios.items())) for r in suyos if r.cambio is Cambio.CAMBIAR
        ),
    }


SIN_PROMETER = {"clave", "visibilidad", "persona_id", "busqueda", "orden"}
"""Lo que el modelo pone por omisión o calcula, y la llave que se conoce al escribir."""


@MUCHOS
@given(
    filas=FILAS, cual=st.integers(0, 3), columna=st.sampled_from(["nombre", "telefono", "puesto", "desde"])
)
def test_lo_que_se_exporta_vuelve_a_entrar_igual(
    red: Red, filas: list[list[str]], cual: int, columna: str
) -> None:
    _limpiar_planes()
    plan = planear(libro(ENCABEZADOS, una("fija@ejemplo.test", nombre="Fija"), *filas), red=red)
    _decidir_todo(plan, Decision.OMITIR)
    aplicar(plan)
    with transaccion():
        # Todas integran la Red y nadie más que Rosa tiene cuenta: de cada una salen, y se comparan, todos sus datos.
        integran = set(db.session.scalars(select(Membresia.persona_id)))
        sumadas = [
            Membresia(red_id=red.id, persona_id=id, desde=hoy())
            for id in db.session.scalars(select(fabricas.Persona.id))
            if id not in integran
        ]
        db.session.add_all(sumadas)
    lista = exportacion.personas(Mirada(frozenset({red.id}), True, hoy()))
    assert {renglon[3] for renglon in lista} == set(db.session.scalars(select(fabricas.Persona.correo)))
    for formato in (exportacion.Formato.XLSX, exportacion.Formato.CSV):
        archivo = exportacion.escribir(Que.PERSONAS, formato, lista)
        vuelta = planear(archivo, red=red, archivo=f"p.{formato.value}")
        assert set(destinos(vuelta)) == {Destino.IGUAL}, [r.motivo for r in renglones(vuelta)]
    # El control: un dato cambiado en cualquiera de ellas se nota.
    sin_cuenta = [r for r in lista if r[3] != "rosa@ejemplo.test" and r[5]]
    alterada = sin_cuenta[cual % len(sin_cuenta)]
    alterada[exportacion.DE_PERSONAS.index(columna)] = {
        "nombre": "Otra", "telefono": "55 9999 9999", "puesto": "Otro", "desde": "1999"
    }[columna]  # fmt: skip
    vuelta = planear(
        exportacion.escribir(Que.PERSONAS, exportacion.Formato.CSV, lista), red=red, archivo="p.csv"
    )
    assert destinos(vuelta).count(Destino.ACTUALIZA) == 1, [r.motivo for r in renglones(vuelta)]
    with db.engine.connect().execution_options(escribe=True) as conexion, conexion.begin():
        tabla = Modelo.metadata.tables["membresia"]
        conexion.execute(tabla.delete().where(tabla.c.id.in_([sumada.id for sumada in sumadas])))
    deshacer_plan(plan)
    assert plan.nota is None


def test_instituciones_y_designaciones_tambien_van_y_vuelven(red: Red) -> None:
    lista = [
        ["Nombre", "Siglas", "Tipo", "Orden", "Municipio", "Depende de", "Nombre anterior", "Desde"],
        [
            "Secretaría de Igualdad",
            "SI",
            "Dependencia",
            "Municipal",
            red.territorio.codigo,
            "",
            "Instituto viejo",
            "2019",
        ],
        [
            "Dirección de Redes",
            "",
            "Dirección o área",
            "Municipal",
            red.territorio.codigo,
            "Secretaría de Igualdad",
            "",
            "2020-03",
        ],
    ]
    antes = volcado()
    plan = planear(libro(*lista), Que.INSTITUCIONES, red)
    assert destinos(plan) == [Destino.NUEVA, Destino.NUEVA], [r.motivo for r in renglones(plan)]
    aplicar(plan)
    assert destinos(planear(libro(*lista), Que.INSTITUCIONES, red)) == [Destino.IGUAL] * 2
    for formato in (exportacion.Formato.XLSX, exportacion.Formato.CSV):
        archivo = exportacion.escribir(Que.INSTITUCIONES, formato, exportacion.instituciones(red.id, hoy()))
        vuelta = planear(archivo, Que.INSTITUCIONES, red, archivo=f"i.{formato.value}")
        assert set(destinos(vuelta)) == {Destino.IGUAL}, [r.motivo for r in renglones(vuelta)]
    deshacer_plan(plan)
    assert volcado() == antes


def test_las_designaciones_van_vuelven_y_se_deshacen(red: Red) -> None:
    unidad = fabricas.una_unidad(
        db.session.scalars(select(fabricas.Institucion).where(fabricas.Institucion.nombre == "Obras")).one()
    )
    luz = db.session.scalars(
        select(fabricas.Persona).where(fabricas.Persona.correo == "luz@ejemplo.test")
    ).one()
    fabricas.una_designacion(unidad, luz)
    antes = volcado()
    lista = [
        ["Dependencia", "Función", "Correo", "Oficio", "Desde"],
        ["Obras", "Titular", "rosa@ejemplo.test", "O/1", hoy().isoformat()],
        ["Obras", "Enlace", "luz@ejemplo.test", "", "2024"],
    ]
    plan = planear(libro(*lista), Que.DESIGNACIONES, red)
    assert destinos(plan) == [Destino.NUEVA, Destino.NUEVA], [r.motivo for r in renglones(plan)]
    assert renglones(plan)[0].motivo == "Releva a quien está hoy, que termina la víspera."
    aplicar(plan)
    assert destinos(planear(libro(*lista), Que.DESIGNACIONES, red)) == [Destino.IGUAL] * 2
    archivo = exportacion.escribir(
        Que.DESIGNACIONES, exportacion.Formato.CSV, exportacion.designaciones(red.id, hoy())
    )
    assert set(destinos(planear(archivo, Que.DESIGNACIONES, red, archivo="d.csv"))) == {Destino.IGUAL}
    assert Funcion.TITULAR.etiqueta in archivo.decode("utf-8-sig")
    deshacer_plan(plan)
    assert volcado() == antes


def test_los_vinculos_van_y_se_deshacen(red: Red) -> None:
    fabricas.una_integrante(red, nombre="Sol", correo="sol@ejemplo.test")
    antes = volcado()
    lista = [
        ["Correo", "Con quién", "Con institución", "Intensidad", "Propósito"],
        ["rosa@ejemplo.test", "sol@ejemplo.test", "", "coordina", "Datos"],
        ["sol@ejemplo.test", "", "Obras", "Conoce", ""],
        ["sol@ejemplo.test", "ajena@ejemplo.test", "", "Conoce", ""],
        ["sol@ejemplo.test", "sol@ejemplo.test", "", "Conoce", ""],
    ]
    plan = planear(libro(*lista), Que.VINCULOS, red)
    assert destinos(plan) == [Destino.NUEVA, Destino.NUEVA, Destino.CON_ERROR, Destino.CON_ERROR]
    aplicar(plan)
    assert destinos(planear(libro(*lista), Que.VINCULOS, red))[:2] == [Destino.IGUAL] * 2
    deshacer_plan(plan)
    assert volcado() == antes


def test_lo_peligroso_para_una_hoja_sale_protegido_y_vuelve_entero(red: Red) -> None:
    filas = [["Zoila", "Vega", "", "f@ejemplo.test", "", "Tesorería", "", "-1+cmd", "Mando medio", "@x", ""]]
    archivo = exportacion.escribir(Que.PERSONAS, exportacion.Formato.CSV, filas)
    assert ",'-1+cmd,Mando medio,'@x," in archivo.decode("utf-8-sig")
    plan = planear(archivo, red=red, archivo="p.csv")
    puesto = renglones(plan)[0].efectos[1][2]
    assert (puesto["puesto"], puesto["area"]) == ("-1+cmd", "@x")


def test_deshacer_respeta_lo_que_alguien_cambio_o_ya_usa(red: Red) -> None:
    plan = aplicar(
        planear(
            libro(
                ENCABEZADOS,
                una(),
                una("eva@ejemplo.test", nombre="Eva"),
                una("sol@ejemplo.test", nombre="Sol"),
            ),
            red=red,
        )
    )
    ana, eva = (
        db.session.scalars(
            select(fabricas.Persona).where(fabricas.Persona.correo == f"{quien}@ejemplo.test")
        ).one()
        for quien in ("ana", "eva")
    )
    fabricas.una_membresia(red, eva)
    with fabricas.transaccion():
        ana.telefono = "55 0000 0000"
    deshacer_plan(plan)
    assert plan.nota is not None
    assert plan.nota.startswith("2 renglones se quedaron")
    quedan = set(db.session.scalars(select(fabricas.Persona.correo)))
    assert {"ana@ejemplo.test", "eva@ejemplo.test"} <= quedan
    assert "sol@ejemplo.test" not in quedan
    assert (
        db.session.scalar(
            select(func.count())
            .select_from(fabricas.Adscripcion)
            .where(fabricas.Adscripcion.persona_id == eva.id)
        )
        == 1
    )
    assert [bool(r.motivo) for r in renglones(plan)] == [True, True, False]


def test_cada_texto_del_archivo_conserva_sus_mayusculas(red: Red) -> None:
    aplicar(
        planear(
            texto(ENCABEZADOS, una(nombre="MARÍA de la LUZ", primero="mcDonald")), red=red, archivo="l.csv"
        )
    )
    persona = db.session.scalars(
        select(fabricas.Persona).where(fabricas.Persona.correo == "ana@ejemplo.test")
    ).one()
    assert (persona.nombre, persona.primer_apellido) == ("MARÍA de la LUZ", "mcDonald")


def test_las_tarjetas_de_contacto_se_leen_en_cualquier_telefono(red: Red) -> None:
    largo = "Dirección de Planeación; Evaluación, Seguimiento y Transparencia del Municipio de San Cristóbal"
    fila = ["Ñandú", "de la O", "", "n@ejemplo.test", "33 1234 5678", largo, "", "Jefa", "Titular", "", ""]
    tarjeta = exportacion.escribir(Que.PERSONAS, exportacion.Formato.VCF, [fila]).decode()
    assert all(len(renglon.encode()) <= 75 for renglon in tarjeta.split("\r\n"))
    entero = tarjeta.replace("\r\n ", "")
    assert entero.startswith("BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ñandú de la O\r\nN:de la O;Ñandú;;;\r\n")
    assert "EMAIL;TYPE=work:n@ejemplo.test\r\n" in entero
    assert f"ORG:{largo.replace(';', chr(92) + ';').replace(',', chr(92) + ',')}\r\n" in entero
    assert entero.endswith("END:VCARD\r\n")
