"""La cobertura se cuenta por clase, por territorio y cualquier día, y dice a quién llamar."""

import csv
import gzip
import io
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from red.base import db, transaccion
from red.bitacora.modelos import Cambio, Registro
from red.instituciones.modelos import TipoInstitucion
from red.reloj import hoy
from red.territorios.modelos import Nivel, Territorio
from red.unidades import consultas, consultas_cobertura, mapa, operaciones
from red.unidades.modelos import EstadoUnidad, Funcion
from tests.cliente import Cliente
from tests.fabricas import (
    un_territorio,
    una_analista,
    una_coordinadora,
    una_designacion,
    una_institucion,
    una_integrante,
    una_persona,
    una_red,
    una_unidad,
)


def _sumas(red_id: int, dia: date) -> tuple[int, int]:
    filas = consultas.cobertura(red_id, dia)
    return sum(f.participan for f in filas), sum(f.instaladas for f in filas)


def test_un_dia_pasado_se_cuenta_lo_que_habia_aunque_despues_se_cerrara(app: Flask) -> None:
    dia = hoy()
    una, otra = una_institucion(), una_institucion()
    red = una_red(instituciones=[una, otra])
    hace = [dia - timedelta(days=n) for n in range(101)]
    cerrada = una_unidad(una, instalada_el=hace[90])
    una_unidad(otra, instalada_el=hace[30])
    with transaccion():
        operaciones.cerrar(cerrada, hace[10])
    instaladas = {n: _sumas(red.id, hace[n])[1] for n in (95, 90, 50, 30, 10, 9, 0)}
    assert instaladas == {95: 0, 90: 1, 50: 1, 30: 2, 10: 2, 9: 1, 0: 1}
    assert len(db.session.scalars(consultas_cobertura.por_llamar(red.id, hace[50])).all()) == 1


def test_los_territorios_suman_lo_mismo_que_las_clases(app: Flask) -> None:
    pais = un_territorio(nivel=Nivel.PAIS, codigo="MX", nombre="México", latitud=23.0, longitud=-102.0)
    con = un_territorio(nombre="Con", madre_id=pais.id, latitud=20.0, longitud=-103.0)
    sin = un_territorio(nombre="Sin", madre_id=pais.id)
    instituciones = [
        una_institucion(territorio_id=con.id),
        una_institucion(territorio_id=con.id, tipo=TipoInstitucion.OPD),
        una_institucion(territorio_id=sin.id),
    ]
    red = una_red(convocante=una_institucion(territorio_id=con.id, tipo=TipoInstitucion.INSTITUTO_MUJERES),
        instituciones=instituciones)  # fmt: skip
    una_unidad(instituciones[0])
    lugares = {lugar.nombre: lugar for lugar in consultas_cobertura.por_territorio(red.id, hoy())}
    assert (lugares["Con"].participan, lugares["Con"].instaladas, lugares["Con"].situacion) == (
        2,
        1,
        "parcial",
    )
    assert (lugares["Sin"].latitud, lugares["Sin"].longitud) == (23.0, -102.0), (
        "toma las de quien lo contiene"
    )
    assert sum(lugar.participan for lugar in lugares.values()) == _sumas(red.id, hoy())[0]
    dibujo = mapa.dibujar("MX", list(lugares.values()))
    assert dibujo is not None
    assert len(dibujo.marcas) == 2
    assert dibujo.contornos
    for marca in dibujo.marcas:
        assert 0 <= marca.x <= dibujo.ancho
        assert 0 <= marca.y <= dibujo.alto
    assert mapa.dibujar("MX", []) is None


@pytest.mark.parametrize(
    ("pais", "cuantas", "punto", "donde"),
    [
        ("MX", 32, (-99.13, 19.43), "Ciudad de México"),
        ("CL", 16, (-71.2, -30.6), "Coquimbo"),
        ("CO", 33, (-74.1, 4.62), "Bogotá, D. C."),
    ],
)
def test_el_mapa_lleva_los_estados_del_pais_y_senala_los_que_tienen_lugares(
    pais: str, cuantas: int, punto: mapa.Punto, donde: str
) -> None:
    assert len(mapa.entidades_de(pais)) == cuantas
    assert mapa.entidades_de("XX") == [], "Control: sin atlas no hay contornos"
    lejos = (-109.4, -27.1) if pais == "CL" else punto
    lugares = [
        consultas_cobertura.Lugar(Territorio(nombre="Uno", pais=pais, nivel=Nivel.MUNICIPIO), y, x, 3, 1)
        for x, y in (punto, lejos)
    ]
    dibujo = mapa.dibujar(pais, lugares)
    assert dibujo is not None
    assert [c.nombre for c in dibujo.contornos if c.con_lugares] == [donde]
    assert len(dibujo.marcas) == (1 if pais == "CL" else 2), "Rapa Nui se lee en la tabla"
    todos = mapa.dibujar(pais, [_en_la_orilla(pais, 0), _en_la_orilla(pais, -1)])
    assert todos is not None
    assert len(gzip.compress("".join(c.trazo for c in todos.contornos).encode())) < 30_000


def _en_la_orilla(pais: str, cual: int) -> consultas_cobertura.Lugar:
    """Un lugar en la punta de más al norte o de más al sur."""
    puntos = sorted((p for e in mapa.entidades_de(pais) for p in e.anillos[0]), key=lambda p: p[1])
    x, y = puntos[cual]
    return consultas_cobertura.Lugar(
        Territorio(nombre="Orilla", pais=pais, nivel=Nivel.MUNICIPIO), y, x, 1, 0
    )


def test_si_son_muchos_se_juntan_por_entidad_y_suman_lo_mismo(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consultas_cobertura, "CABEN", 3)
    entidad = un_territorio(nivel=Nivel.ENTIDAD, codigo="14", nombre="Jalisco")
    instituciones = []
    for n in range(4):
        municipio = un_territorio(madre_id=entidad.id, latitud=20.0 + n, longitud=-103.0)
        instituciones.append(una_institucion(territorio_id=municipio.id))
    red = una_red(convocante=una_institucion(territorio_id=entidad.id, tipo=TipoInstitucion.INSTITUTO_MUJERES),
        instituciones=instituciones)  # fmt: skip
    una_unidad(instituciones[0])
    (lugar,) = consultas_cobertura.por_territorio(red.id, hoy())
    assert (lugar.nombre, lugar.participan, lugar.instaladas) == ("Jalisco (estado)", 4, 1)
    assert (lugar.latitud, lugar.longitud) == (21.5, -103.0)
    monkeypatch.undo()
    assert len(consultas_cobertura.por_territorio(red.id, hoy())) == 4


def test_el_norte_queda_arriba_y_el_este_a_la_derecha(app: Flask) -> None:
    lugares = [
        consultas_cobertura.Lugar(un_territorio(nombre=n), lat, lon, 1, 0)
        for n, lat, lon in (("norte", 22.0, -103.0), ("sur", 18.0, -103.0), ("este", 20.0, -99.0))
    ]
    dibujo = mapa.dibujar("MX", lugares)
    assert dibujo is not None
    donde = {m.lugar.territorio.nombre: (m.x, m.y) for m in dibujo.marcas}
    assert donde["norte"][1] < donde["sur"][1]
    assert donde["este"][0] > donde["norte"][0]


def test_los_nombres_del_mapa_no_se_enciman(app: Flask) -> None:
    """Doce municipios pegados y uno lejos: se escriben el mayor de los pegados y el que está solo."""
    lugares = [
        consultas_cobertura.Lugar(un_territorio(nombre=f"Junto {n}"), 20.0 + n / 500, -103.0, 12 - n, 0)
        for n in range(12)
    ]
    lugares.append(consultas_cobertura.Lugar(un_territorio(nombre="Lejos"), 25.0, -103.0, 1, 0))
    dibujo = mapa.dibujar("MX", lugares)
    assert dibujo is not None
    assert [m.lugar.territorio.nombre for m in dibujo.marcas if m.con_nombre] == ["Junto 0", "Lejos"]


def test_dice_a_quien_llamar_y_se_descarga_con_su_fecha(cliente: Cliente) -> None:
    falta = una_institucion(nombre="Cultura", telefono="33 1234", correo="cultura@ejemplo.test")
    red = una_red(instituciones=[falta])
    una_designacion(
        una_unidad(falta, estado=EstadoUnidad.DESIGNADA), una_persona(nombre="Luz"), funcion=Funcion.ENLACE
    )
    cliente.entrar(una_coordinadora(red))
    url = f"/unidades/cobertura/{red.clave}"
    assert url in cliente.get(f"/unidades/?red={red.clave}").text
    pagina = cliente.get(url).text
    for dicho in ("Cultura", "Luz", "33 1234", "Designada", "Faltan"):
        assert dicho in pagina, dicho
    antes = (hoy() - timedelta(days=500)).isoformat()
    assert "Todavía no participa ninguna institución" in cliente.get(f"{url}?fecha={antes}").text
    respuesta = cliente.post(f"{url}/faltan.csv")
    filas = list(csv.DictReader(io.StringIO(respuesta.get_data(as_text=True).lstrip("\ufeff"))))
    assert [(f["Institución"], f["A quién llamar"].split(" ")[0], f["A la fecha"]) for f in filas] == [
        ("Cultura", "Luz", hoy().isoformat())
    ]
    assert hoy().isoformat() in respuesta.headers["Content-Disposition"]
    lecturas = db.session.scalars(select(Registro).where(Registro.cambio == Cambio.LEER)).all()
    assert [(r.tabla, r.red_id) for r in lecturas] == [("red", red.id)]


def test_la_integrante_la_ve_y_no_se_la_lleva(cliente: Cliente) -> None:
    red, ajena = una_red(instituciones=[una_institucion()]), una_red()
    cliente.entrar(una_integrante(red))
    url = f"/unidades/cobertura/{red.clave}"
    assert "Descargar" not in cliente.get(url).text
    assert cliente.post(f"{url}/faltan.csv").status_code == 403
    assert cliente.get(f"/unidades/cobertura/{ajena.clave}").status_code == 404
    cliente.entrar(una_analista(red))
    assert cliente.post(f"/unidades/cobertura/{ajena.clave}/faltan.csv").status_code == 404
