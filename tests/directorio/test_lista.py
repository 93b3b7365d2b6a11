"""La lista: encuentra sin acentos, filtra, pagina y pregunta siempre lo mismo, sean diez o quinientas."""

import pytest
from flask import Flask

from red.base import db, transaccion
from red.directorio import condiciones
from red.directorio.consultas import Filtros, Situacion, pagina_de_personas
from red.directorio.mirada import Mirada
from red.personas.modelos import Adscripcion, Audiencia, Consentimiento, Finalidad, NivelCargo, Persona, Tema
from red.personas.vistas import filtros
from red.redes.modelos import EstadoMembresia, Membresia
from red.reloj import ahora, hoy
from tests.cliente import Cliente
from tests.directorio.escena import Escena, un_miembro, una_colega, una_escena
from tests.fabricas import una_coordinadora, una_institucion, una_participacion, una_red
from tests.preguntas import contando

SIN_NADA = Filtros()


def _registro(escena: Escena) -> Mirada:
    return Mirada(frozenset({escena.red.id}), True, hoy())


def _directorio(escena: Escena) -> Mirada:
    return Mirada(frozenset({escena.red.id}), False, hoy(), frozenset({escena.obras.id}))


def _nombres(mirada: Mirada, filtros: Filtros = SIN_NADA) -> list[str]:
    return [visible.nombre.split()[0] for visible in pagina_de_personas(mirada, filtros, 1).filas]


def _muchas(escena: Escena, cuantas: int, desde: int = 0) -> None:
    """Integrantes de una vez, numeradas: los modelos se guardan juntos."""
    with transaccion():
        personas = [
            Persona(
                nombre=f"Nombre{n:04d}",
                primer_apellido=f"Apellido{n:04d}",
                correo=f"muchas{n}@ejemplo.test",
                visibilidad={"puesto": "red", "intereses": "red"},
            )
            for n in range(desde, desde + cuantas)
        ]
        db.session.add_all(personas)
        db.session.flush()
        for persona in personas:
            db.session.add_all(
                [
                    Membresia(
                        red_id=escena.red.id,
                        persona_id=persona.id,
                        desde=hoy(),
                        estado=EstadoMembresia.ACTIVA,
                    ),
                    Adscripcion(
                        persona_id=persona.id,
                        institucion_id=escena.obras.id,
                        puesto="Jefatura",
                        nivel=NivelCargo.OPERATIVO,
                        desde=hoy(),
                    ),
                    Consentimiento(
                        persona_id=persona.id,
                        aviso_id=escena.aviso.id,
                        finalidad=Finalidad.DIRECTORIO,
                        otorgado_en=ahora(),
                    ),
                ]
            )


def test_se_ordena_por_apellido_sin_que_cuenten_los_acentos(app: Flask) -> None:
    escena = una_escena()
    for nombre, apellido in (("Tres", "Zea"), ("Uno", "Álvarez"), ("Dos", "Beltrán")):
        un_miembro(escena, nombre=nombre, primer_apellido=apellido)
    assert _nombres(_registro(escena)) == ["Uno", "Dos", "Tres"]


@pytest.mark.parametrize("escrito", ["jose ram", "RAMÍREZ", "María ramírez", "  maria,ramirez "])
def test_se_encuentra_por_el_principio_de_cada_palabra_y_sin_acentos(app: Flask, escrito: str) -> None:
    escena = una_escena()
    un_miembro(escena, nombre="María José", primer_apellido="Ramírez")
    un_miembro(escena, nombre="Ana", primer_apellido="Mora")
    for mirada in (_registro(escena), _directorio(escena)):
        assert _nombres(mirada, Filtros(texto=escrito)) == ["María"]


@pytest.mark.parametrize("escrito", ["amirez", "maria zea", "%", "¿?", "_", "\\", "' OR 1=1 --"])
def test_lo_que_no_empieza_ninguna_palabra_no_encuentra_a_nadie(app: Flask, escrito: str) -> None:
    escena = una_escena()
    un_miembro(escena, nombre="María", primer_apellido="Ramírez")
    for mirada in (_registro(escena), _directorio(escena)):
        assert _nombres(mirada, Filtros(texto=escrito)) == []


def test_el_correo_solo_sirve_para_buscar_en_el_registro(app: Flask) -> None:
    escena = una_escena()
    un_miembro(escena, nombre="Ana", correo="ana.mora@gobierno.test", audiencia=Audiencia.RED)
    filtros = Filtros(texto="ANA.MORA@gob")
    assert _nombres(_registro(escena), filtros) == ["Ana"]
    assert _nombres(_directorio(escena), filtros) == []


def test_cada_filtro_deja_a_quien_le_toca(app: Flask) -> None:
    escena = una_escena()
    un_miembro(escena, nombre="Obrera", en=escena.obras, nivel=NivelCargo.TITULAR, ofrece=(Tema.DATOS,))
    un_miembro(escena, nombre="Sana", en=escena.salud, busca=(Tema.DATOS, Tema.AGENDAS))
    registro = _registro(escena)
    assert _nombres(registro, Filtros(institucion_id=escena.salud.id)) == ["Sana"]
    assert _nombres(registro, Filtros(nivel=NivelCargo.TITULAR)) == ["Obrera"]
    assert _nombres(registro, Filtros(ofrece=frozenset({Tema.DATOS}))) == ["Obrera"]
    assert _nombres(registro, Filtros(busca=frozenset({Tema.AGENDAS, Tema.PRESUPUESTO}))) == ["Sana"]
    assert _nombres(registro, Filtros(ofrece=frozenset())) == []
    assert _nombres(registro, Filtros(texto="sana", institucion_id=escena.obras.id)) == []


def test_la_situacion_de_la_membresia_filtra_el_registro(app: Flask) -> None:
    escena = una_escena()
    estados = {
        "Activa": {"estado": EstadoMembresia.ACTIVA},
        "Pausada": {"estado": EstadoMembresia.EN_PAUSA},
        "Antigua": {"estado": EstadoMembresia.CONCLUIDA, "hasta": hoy()},
    }
    for nombre, estado in estados.items():
        persona = un_miembro(escena, nombre=nombre)
        with transaccion():
            membresia = db.session.query(Membresia).filter_by(persona_id=persona.id).one()
            for columna, valor in estado.items():
                setattr(membresia, columna, valor)
    registro = _registro(escena)
    assert set(_nombres(registro)) == {"Activa", "Pausada"}
    assert _nombres(registro, Filtros(situacion=Situacion.EN_PAUSA)) == ["Pausada"]
    assert _nombres(registro, Filtros(situacion=Situacion.CONCLUIDA)) == ["Antigua"]


def test_quien_integra_dos_redes_se_cuenta_una_vez(app: Flask) -> None:
    escena = una_escena()
    otra = una_red()
    persona = un_miembro(escena)
    with transaccion():
        db.session.add(
            Membresia(red_id=otra.id, persona_id=persona.id, desde=hoy(), estado=EstadoMembresia.ACTIVA)
        )
    for redes in (frozenset({escena.red.id, otra.id}), None):
        pagina = pagina_de_personas(Mirada(redes, True, hoy()), SIN_NADA, 1)
        assert (pagina.total, len(pagina.filas)) == (1, 1)


def test_las_dos_maneras_de_armar_la_pagina_dan_lo_mismo(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    escena = una_escena()
    _muchas(escena, 60)
    for mirada in (_registro(escena), _directorio(escena)):
        juntando = [v.clave for n in (1, 2, 3) for v in pagina_de_personas(mirada, SIN_NADA, n).filas]
        monkeypatch.setattr(condiciones, "POCAS", 0)
        recorriendo = [v.clave for n in (1, 2, 3) for v in pagina_de_personas(mirada, SIN_NADA, n).filas]
        monkeypatch.undo()
        assert juntando == recorriendo
        assert len(set(juntando)) == 60


def test_quien_integra_no_se_lleva_el_directorio_entero(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    escena = una_escena()
    _muchas(escena, 60)
    monkeypatch.setattr(condiciones, "TOPE", 30)
    directorio, registro = _directorio(escena), _registro(escena)
    assert pagina_de_personas(directorio, SIN_NADA, 1).total == 30
    assert pagina_de_personas(registro, SIN_NADA, 1).total == 60
    vistas = {v.clave for n in range(1, 9) for v in pagina_de_personas(directorio, SIN_NADA, n).filas}
    assert len(vistas) <= 50, "Ninguna página pasa del tope"
    assert _nombres(directorio, Filtros(texto="nombre0059")) == ["Nombre0059"]


def test_las_preguntas_a_la_base_no_dependen_de_cuantas_personas_hay(app: Flask) -> None:
    escena = una_escena()
    mirona, coordinadora = una_colega(escena, escena.obras), una_coordinadora(escena.red)
    clientes = [Cliente(app).entrar(mirona), Cliente(app).entrar(coordinadora)]
    consultas = ("", "?q=nombre", "?nivel=operativo&ofrece=datos", "?pagina=2")

    def contar() -> dict[str, list[int]]:
        veces: dict[str, list[int]] = {consulta: [] for consulta in consultas}
        for consulta in consultas:
            for cliente in clientes:
                with contando() as hechas:
                    assert cliente.get(f"/personas/{consulta}").status_code == 200
                veces[consulta].append(len(hechas))
        return veces

    _muchas(escena, 60)
    pocas = contar()
    _muchas(escena, 440, desde=1000)
    assert contar() == pocas
    assert max(max(veces) for veces in pocas.values()) <= 14


def test_la_lista_de_instituciones_se_ofrece_solo_si_cabe(
    app: Flask, cliente: Cliente, monkeypatch: pytest.MonkeyPatch
) -> None:
    escena = una_escena()
    un_miembro(escena, nombre="Ana", en=escena.obras)
    obras = escena.obras.id
    una_participacion(escena.red, una_institucion(nombre="Parques y Jardines"))
    cliente.entrar(una_coordinadora(escena.red))
    assert "Parques y Jardines" in cliente.get("/personas/").get_data(as_text=True)
    monkeypatch.setattr(filtros, "PARA_ELEGIR", 2)
    assert "Parques y Jardines" not in cliente.get("/personas/").get_data(as_text=True)
    html = cliente.get(f"/personas/?institucion={obras}").get_data(as_text=True)
    assert "Ana" in html
    assert "Quitar el filtro" in html


@pytest.mark.parametrize(
    "direccion",
    [
        "?pagina=0",
        "?pagina=-5",
        "?pagina=99999999999999999999",
        "?pagina=dos",
        "?institucion=99999999999999999999",
        "?institucion=-1",
        "?institucion=obras",
        "?nivel=jefaza&ofrece=nada&busca=nada&situacion=x&vista=x",
        "?q=" + "a" * 2000,
        "?q=%F0%9F%8C%B8",
    ],
)
def test_una_direccion_mal_escrita_no_rompe_la_lista(app: Flask, cliente: Cliente, direccion: str) -> None:
    escena = una_escena()
    mirona, coordinadora = una_colega(escena, escena.obras), una_coordinadora(escena.red)
    for quien in (mirona, coordinadora):
        cliente.entrar(quien)
        assert cliente.get(f"/personas/{direccion}").status_code == 200


@pytest.mark.parametrize("clave", ["nadie", "%00", "a" * 300, "..", "ñandú", "' OR 1=1"])
def test_una_clave_que_no_es_de_nadie_no_existe(app: Flask, cliente: Cliente, clave: str) -> None:
    escena = una_escena()
    cliente.entrar(una_coordinadora(escena.red))
    assert cliente.get(f"/personas/{clave}").status_code in {400, 404, 308}
    assert cliente.get(f"/personas/{clave}/editar").status_code in {400, 404, 308}


def test_quien_ofrece_lo_que_busco(app: Flask, cliente: Cliente) -> None:
    escena = una_escena()
    un_miembro(escena, nombre="Ofrecida", audiencia=Audiencia.RED, ofrece=(Tema.DATOS,))
    un_miembro(escena, nombre="Distinta", audiencia=Audiencia.RED, ofrece=(Tema.AGENDAS,))
    yo = una_colega(escena, escena.salud)
    cliente.entrar(yo)
    assert "Todavía no dices qué buscas" in cliente.get("/personas/?ofrece=mios").get_data(as_text=True)
    cliente.post("/personas/mi-perfil/temas", {"temas_busca": ["datos"]})
    html = cliente.get("/personas/?ofrece=mios").get_data(as_text=True)
    assert "Ofrecida" in html
    assert "Distinta" not in html
