"""Las páginas de formación: quién las ve, qué dicen y qué pasa al oprimir cada botón."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from red.base import db, transaccion
from red.formacion import consultas, operaciones
from red.formacion.modelos import Curso, Edicion, Inscripcion, Jornada, Modalidad, TipoCurso
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.reloj import hoy
from tests import fabricas
from tests.cliente import Cliente


@pytest.fixture(name="red")
def _red(app: Flask) -> Red:
    return fabricas.una_red()


@pytest.fixture(name="edicion")
def _edicion(red: Red) -> Edicion:
    return fabricas.una_edicion(red, cupo=1)


@pytest.fixture(name="ana")
def _ana(red: Red) -> Persona:
    return fabricas.una_integrante(red)


@pytest.fixture(name="coordinadora")
def _coordinadora(red: Red) -> Persona:
    return fabricas.una_coordinadora(red)


def ocupar(edicion: Edicion, red: Red, cuantas: int = 1) -> list[Inscripcion]:
    """Otras personas piden lugar antes."""
    hechas = []
    for _ in range(cuantas):
        persona = fabricas.una_persona()
        fabricas.una_membresia(red, persona)
        with transaccion():
            hechas.append(operaciones.inscribir(edicion.id, persona.id).inscripcion)
    return hechas


def texto(respuesta: Any) -> str:
    return " ".join(respuesta.get_data(as_text=True).split())


def ficha(edicion: Edicion) -> str:
    return f"/formacion/ediciones/{edicion.id}"


# ------------------------------------------------------------------ Buscar


@pytest.mark.parametrize("escrito", ["EC0308", "ECO308", "ec 0308", "eco-308", "EC308", "alineacion ec 0308"])
def test_el_estandar_se_encuentra_como_se_escriba(
    cliente: Cliente, red: Red, ana: Persona, escrito: str
) -> None:
    estandar = fabricas.un_curso(
        red, codigo="eco308", nombre="Alineación a la capacitación", tipo=TipoCurso.ALINEACION
    )
    fabricas.una_edicion(red, curso=estandar)
    otro = fabricas.un_curso(red, codigo="EC0779", nombre="Otro estándar")
    fabricas.una_edicion(red, curso=otro)
    pagina = texto(cliente.entrar(ana).get("/formacion/", query_string={"q": escrito}))
    assert "Alineación a la capacitación" in pagina
    assert "Otro estándar" not in pagina


def test_buscar_no_distingue_acentos_y_halla_por_el_principio_de_las_palabras(
    cliente: Cliente, red: Red, ana: Persona
) -> None:
    fabricas.una_edicion(red, curso=fabricas.un_curso(red, nombre="Género y presupuesto público"))
    cliente.entrar(ana)
    assert "presupuesto público" in texto(cliente.get("/formacion/?q=PUBL+genero"))
    assert "Nada coincide" in texto(cliente.get("/formacion/?q=supuesto"))


def test_los_filtros_dejan_solo_lo_pedido(cliente: Cliente, red: Red, ana: Persona) -> None:
    dia = hoy(red.zona)
    ayer, manana = dia - timedelta(days=1), dia + timedelta(days=1)
    en_curso = {"inicia_el": ayer, "termina_el": manana, "inscripcion_hasta": ayer, "nombre": "EN CURSO"}
    pasada = {
        "inicia_el": dia - timedelta(days=20),
        "termina_el": ayer,
        "inscripcion_desde": dia - timedelta(days=30),
        "inscripcion_hasta": dia - timedelta(days=20),
        "nombre": "PASADA",
    }
    fabricas.una_edicion(red, **en_curso)
    fabricas.una_edicion(red, **pasada)
    fabricas.una_edicion(red, nombre="EN LINEA", modalidad=Modalidad.EN_LINEA)
    llena = fabricas.una_edicion(red, nombre="LLENA", cupo=1)
    ocupar(llena, red)
    taller = fabricas.un_curso(red, tipo=TipoCurso.TALLER)
    fabricas.una_edicion(red, nombre="TALLER", curso=taller)
    cliente.entrar(ana)
    for filtro, nombres in {
        "": {"EN CURSO", "EN LINEA", "LLENA", "TALLER"},
        "cuando=proximas": {"EN LINEA", "LLENA", "TALLER"},
        "cuando=en_curso": {"EN CURSO"},
        "cuando=pasadas": {"PASADA"},
        "modalidad=en_linea": {"EN LINEA"},
        "tipo=taller": {"TALLER"},
        "lugares=con_lugar": {"EN LINEA", "TALLER"},
        "tipo=nada&modalidad=nada&cuando=nada": {"EN CURSO", "EN LINEA", "LLENA", "TALLER"},
    }.items():
        pagina = texto(cliente.get(f"/formacion/?{filtro}"))
        hallados = {n for n in ("EN CURSO", "PASADA", "EN LINEA", "LLENA", "TALLER") if f"· {n}<" in pagina}
        assert hallados == nombres, filtro


def test_cada_edicion_dice_lo_que_queda_y_mi_situacion(
    cliente: Cliente, red: Red, edicion: Edicion, ana: Persona
) -> None:
    cliente.entrar(ana)
    assert "1 lugar libre de 1" in texto(cliente.get("/formacion/"))
    ocupar(edicion, red, 3)
    cliente.post(f"{ficha(edicion)}/inscribirme")
    pagina = texto(cliente.get("/formacion/"))
    assert "Sin lugares; 3 personas esperan" in pagina
    assert "Lugar 3 de 3 en la lista de espera" in pagina


def test_la_lista_no_hace_mas_consultas_cuando_hay_mas_ediciones(
    app: Flask, cliente: Cliente, red: Red, ana: Persona
) -> None:
    def consultas_de(ruta: str, cuantas: int) -> int:
        for _ in range(cuantas):
            edicion = fabricas.una_edicion(red, cupo=1)
            ocupar(edicion, red, 1)
            with transaccion():
                operaciones.inscribir(edicion.id, ana.id)
        vistas: list[str] = []

        def anotar(_c: Any, _cursor: Any, orden: str, *_resto: Any) -> None:
            vistas.append(orden)

        event.listen(db.engine, "before_cursor_execute", anotar)
        try:
            assert cliente.get(ruta).status_code == 200
        finally:
            event.remove(db.engine, "before_cursor_execute", anotar)
        return len(vistas)

    cliente.entrar(ana)
    for ruta in ("/formacion/", "/formacion/mias"):
        assert consultas_de(ruta, 2) == consultas_de(ruta, 6)


# ------------------------------------------------------------------ Pedir y dejar lugar


def test_inscribirse_y_que_la_ficha_lo_diga(cliente: Cliente, edicion: Edicion, ana: Persona) -> None:
    cliente.entrar(ana)
    assert "Inscribirme" in texto(cliente.get(ficha(edicion)))
    respuesta = cliente.post(f"{ficha(edicion)}/inscribirme")
    assert (respuesta.status_code, respuesta.location) == (303, ficha(edicion))
    pagina = texto(cliente.get(ficha(edicion)))
    assert "Tienes tu lugar. Te escribimos un correo" in pagina
    assert "Cancelar mi lugar" in pagina
    assert ">Inscribirme<" not in pagina


def test_inscribirse_dos_veces_es_lo_mismo_que_una(cliente: Cliente, edicion: Edicion, ana: Persona) -> None:
    cliente.entrar(ana)
    for _ in range(2):
        assert cliente.post(f"{ficha(edicion)}/inscribirme").status_code == 303
    assert "Ya tenías tu lugar" in texto(cliente.get(ficha(edicion)))
    assert len(db.session.scalars(select(Inscripcion)).all()) == 1


def test_en_espera_la_ficha_dice_el_lugar_y_la_regla(
    cliente: Cliente, red: Red, edicion: Edicion, ana: Persona
) -> None:
    ocupar(edicion, red, 3)
    cliente.entrar(ana)
    assert "estarías en el lugar 3" in texto(cliente.get(ficha(edicion)))
    cliente.post(f"{ficha(edicion)}/inscribirme")
    ocupar(edicion, red, 1)
    pagina = texto(cliente.get(ficha(edicion)))
    assert "Lugar 3 de 4 en la lista de espera" in pagina
    assert "Los lugares se dan en orden de llegada" in pagina


def test_fuera_de_plazo_la_pagina_vuelve_y_dice_cuando(cliente: Cliente, red: Red, ana: Persona) -> None:
    cerrada = fabricas.una_edicion(red, inscripcion_hasta=hoy(red.zona) - timedelta(days=1))
    cliente.entrar(ana)
    assert "Las inscripciones cerraron el" in texto(cliente.get(ficha(cerrada)))
    respuesta = cliente.post(f"{ficha(cerrada)}/inscribirme")
    assert respuesta.status_code == 422
    assert "Las inscripciones cerraron el" in texto(respuesta)


def test_cancelar_mi_lugar_pide_confirmar_y_avisa_que_pasara(
    cliente: Cliente, red: Red, edicion: Edicion, ana: Persona
) -> None:
    cliente.entrar(ana)
    cliente.post(f"{ficha(edicion)}/inscribirme")
    ocupar(edicion, red, 1)
    mia = consultas.inscripcion_viva(edicion.id, ana.id)
    assert mia is not None
    direccion = f"/formacion/inscripciones/{mia.id}/cancelar"
    assert "El lugar pasa enseguida a la persona en espera" in texto(cliente.get(direccion))
    assert cliente.post(direccion).status_code == 303
    db.session.refresh(mia)
    assert mia.cancelada_en is not None
    assert consultas.ocupacion(edicion).con_lugar == 1
    assert "Cancelamos la inscripción" in texto(cliente.get("/formacion/mias"))


def test_mias_separa_lo_que_viene_lo_pasado_y_lo_cancelado(cliente: Cliente, red: Red, ana: Persona) -> None:
    viene, pasa, cancela = (fabricas.una_edicion(red, nombre=n) for n in ("VIENE", "PASA", "CANCELA"))
    for edicion in (viene, pasa, cancela):
        with transaccion():
            operaciones.inscribir(edicion.id, ana.id)
    mia = consultas.inscripcion_viva(cancela.id, ana.id)
    assert mia is not None
    with transaccion():
        operaciones.cancelar(mia.id, por_id=ana.id)
    with transaccion():
        edicion = db.session.get_one(Edicion, pasa.id)
        edicion.inicia_el = edicion.termina_el = hoy(red.zona) - timedelta(days=1)
    pagina = texto(cliente.entrar(ana).get("/formacion/mias"))
    orden = [pagina.index(f"· {nombre}<") for nombre in ("VIENE", "PASA", "CANCELA")]
    assert orden == sorted(orden)
    assert "1 edición con lugar." in pagina
    assert "Tuviste lugar" in pagina


def test_el_calendario_no_nombra_el_curso(cliente: Cliente, red: Red, edicion: Edicion, ana: Persona) -> None:
    from datetime import UTC, datetime

    cuando = datetime(2027, 3, 8, 15, 30, tzinfo=UTC)
    with transaccion():
        db.session.add(
            Jornada(
                edicion_id=edicion.id,
                inicia_en=cuando,
                termina_en=cuando + timedelta(hours=4),
                lugar="Sala 3, ala norte; piso 2",
            )
        )
    respuesta = cliente.entrar(ana).get(f"{ficha(edicion)}/calendario.ics")
    assert respuesta.mimetype == "text/calendar"
    cuerpo = respuesta.get_data(as_text=True)
    assert "DTSTART:20270308T153000Z\r\nDTEND:20270308T193000Z\r\n" in cuerpo
    assert "LOCATION:Sala 3\\, ala norte\\; piso 2\r\n" in cuerpo
    assert "género" not in cuerpo
    assert all(len(renglon.encode()) <= 75 for renglon in cuerpo.split("\r\n"))


# ------------------------------------------------------------------ Quién puede


def test_lo_de_otra_red_no_existe(cliente: Cliente, red: Red, edicion: Edicion) -> None:
    otra = fabricas.una_red()
    ajena, coordina = fabricas.una_integrante(otra), fabricas.una_coordinadora(otra)
    (inscripcion,) = ocupar(edicion, red)
    cliente.entrar(ajena)
    assert edicion.curso.nombre not in texto(cliente.get("/formacion/"))
    assert cliente.get(ficha(edicion)).status_code == 404
    assert cliente.get(f"{ficha(edicion)}/calendario.ics").status_code == 404
    assert cliente.post(f"{ficha(edicion)}/inscribirme").status_code == 404
    assert cliente.post(f"/formacion/inscripciones/{inscripcion.id}/cancelar").status_code == 404
    cliente.entrar(coordina)
    for parte in ("", "/editar", "/inscritas", "/inscritas.csv", "/inscribir", "/cancelar", "/reanudar"):
        assert cliente.get(ficha(edicion) + parte).status_code == 404, parte
    assert cliente.get(f"/formacion/cursos/{edicion.curso_id}/editar").status_code == 404
    assert cliente.get(f"/formacion/cursos/{edicion.curso_id}/ediciones/nueva").status_code == 404
    motivo = {"motivo": "porque sí"}
    assert cliente.post(f"/formacion/inscripciones/{inscripcion.id}/cancelar", motivo).status_code == 404
    assert cliente.post(f"{ficha(edicion)}/cancelar", motivo).status_code == 404


def test_una_integrante_no_cancela_lo_de_otra_ni_ve_la_lista(
    cliente: Cliente, red: Red, edicion: Edicion, ana: Persona
) -> None:
    (de_otra,) = ocupar(edicion, red)
    cliente.entrar(ana)
    assert cliente.post(f"/formacion/inscripciones/{de_otra.id}/cancelar").status_code == 404
    assert cliente.get(f"{ficha(edicion)}/inscritas").status_code == 403
    assert db.session.get_one(Inscripcion, de_otra.id).cancelada_en is None


def test_quien_dejo_la_red_todavia_puede_dejar_su_lugar(
    cliente: Cliente, edicion: Edicion, ana: Persona, red: Red
) -> None:
    cliente.entrar(ana)
    cliente.post(f"{ficha(edicion)}/inscribirme")
    with transaccion():
        from red.redes.modelos import EstadoMembresia, Membresia

        membresia = db.session.scalars(select(Membresia).where(Membresia.persona_id == ana.id)).one()
        membresia.estado, membresia.hasta = EstadoMembresia.CONCLUIDA, hoy(red.zona) - timedelta(days=1)
    mia = consultas.inscripcion_viva(edicion.id, ana.id)
    assert mia is not None
    assert cliente.post(f"/formacion/inscripciones/{mia.id}/cancelar").status_code == 303
    assert cliente.get("/formacion/mias").status_code == 200


def test_lo_que_no_existe_es_404(cliente: Cliente, coordinadora: Persona) -> None:
    cliente.entrar(coordinadora)
    for direccion in (
        "/formacion/ediciones/999999",
        "/formacion/ediciones/99999999999999999999",
        "/formacion/ediciones/0/inscritas",
        "/formacion/cursos/999999/editar",
        "/formacion/inscripciones/999999/cancelar",
    ):
        assert cliente.get(direccion).status_code == 404, direccion


def test_el_analista_ve_la_oferta_pero_no_puede_pedir_lugar(
    cliente: Cliente, red: Red, edicion: Edicion
) -> None:
    cliente.entrar(fabricas.una_analista(red))
    pagina = texto(cliente.get(ficha(edicion)))
    assert "para quienes integran la Red" in pagina
    assert cliente.post(f"{ficha(edicion)}/inscribirme").status_code == 403


# ------------------------------------------------------------------ Coordinar


def test_registrar_un_curso_lleva_a_abrir_su_edicion(
    cliente: Cliente, red: Red, coordinadora: Persona
) -> None:
    cliente.entrar(coordinadora)
    datos = {"codigo": " eco308 ", "nombre": "Alineación", "tipo": "alineacion", "horas": "40"}
    respuesta = cliente.post("/formacion/cursos/nuevo", datos)
    curso = db.session.scalars(select(Curso)).one()
    assert (curso.codigo, curso.red_id, curso.horas) == ("EC0308", red.id, 40)
    assert respuesta.location == f"/formacion/cursos/{curso.id}/ediciones/nueva"


def test_el_codigo_repetido_se_dice_junto_a_su_campo_y_no_se_pierde_lo_escrito(
    cliente: Cliente, red: Red, coordinadora: Persona
) -> None:
    fabricas.un_curso(red, codigo="EC0308", nombre="El primero")
    cliente.entrar(coordinadora)
    datos = {"codigo": "ECO308", "nombre": "El segundo", "tipo": "taller", "horas": "8"}
    respuesta = cliente.post("/formacion/cursos/nuevo", datos)
    assert respuesta.status_code == 422
    pagina = texto(respuesta)
    assert "La Red ya tiene un curso con el código EC0308: «El primero»" in pagina
    assert 'value="El segundo"' in pagina


def una_oferta(red: Red, **cambios: Any) -> dict[str, Any]:
    """Lo que se escribe para abrir una edición."""
    dia = hoy(red.zona)
    return {
        "nombre": "Grupo B",
        "modalidad": "presencial",
        "lugar": "Aula 2",
        "cupo": "12",
        "inicia_el": str(dia + timedelta(days=10)),
        "termina_el": str(dia + timedelta(days=17)),
        "inscripcion_desde": str(dia),
        "inscripcion_hasta": str(dia + timedelta(days=8)),
        **cambios,
    }


def una_jornada(n: int, dia: object, desde: str = "09:00", hasta: str = "14:00") -> dict[str, str]:
    return {f"jornadas-{n}-dia": str(dia), f"jornadas-{n}-desde": desde, f"jornadas-{n}-hasta": hasta}


def test_abrir_una_edicion_con_sus_jornadas_a_la_hora_de_la_red(
    cliente: Cliente, coordinadora: Persona
) -> None:
    santiago = fabricas.una_red(zona="America/Santiago")
    fabricas.un_papel(coordinadora, fabricas.Rol.COORDINADORA, red=santiago)
    curso = fabricas.un_curso(santiago)
    dia = hoy(santiago.zona) + timedelta(days=10)
    cliente.entrar(coordinadora)
    datos = una_oferta(santiago) | una_jornada(0, dia) | una_jornada(3, dia + timedelta(days=7))
    respuesta = cliente.post(
        f"/formacion/cursos/{curso.id}/ediciones/nueva",
        datos | {"jornadas-1-dia": "", "jornadas-1-lugar": " "},
    )
    edicion = db.session.scalars(select(Edicion)).one()
    assert respuesta.location == ficha(edicion)
    primera, segunda = consultas.jornadas_de(edicion.id)
    assert segunda.inicia_en - primera.inicia_en == timedelta(days=7)
    assert "09:00 a 14:00" in texto(cliente.get(ficha(edicion)))


@pytest.mark.parametrize(
    ("cambios", "dicho"),
    [
        ({"cupo": "muchos"}, "Escribe un número entero"),
        ({"cupo": "0"}, "Escribe un número entre 1 y 5000."),
        ({"inicia_el": "mañana"}, "Elige el día en el calendario"),
        ({"termina_el": "2020-01-01"}, "Termina antes de empezar"),
        ({"inscripcion_hasta": "2020-01-01"}, "Cierra antes de abrir"),
        ({"inscripcion_hasta": "2099-01-01"}, "no puede cerrar después"),
        ({"nombre": ""}, "Escribe cómo se distingue"),
        ({"modalidad": "otra"}, ""),
        (una_jornada(0, "", "09:00", ""), "Falta el día."),
        (una_jornada(0, "2027-01-01", "9 en punto", "10:00"), "Escribe la hora con 24 horas"),
        (una_jornada(0, "2020-01-01"), "queda fuera de las fechas"),
    ],
)
def test_lo_mal_escrito_se_dice_en_su_lugar(
    cliente: Cliente, red: Red, coordinadora: Persona, cambios: dict[str, str], dicho: str
) -> None:
    curso = fabricas.un_curso(red)
    cliente.entrar(coordinadora)
    respuesta = cliente.post(f"/formacion/cursos/{curso.id}/ediciones/nueva", una_oferta(red) | cambios)
    assert respuesta.status_code == 422
    assert dicho in texto(respuesta)
    assert 'value="Aula 2"' in texto(respuesta)
    assert db.session.scalars(select(Edicion)).all() == []


def test_jornadas_encimadas_o_al_reves_no_pasan(cliente: Cliente, red: Red, coordinadora: Persona) -> None:
    curso = fabricas.un_curso(red)
    dia = hoy(red.zona) + timedelta(days=10)
    cliente.entrar(coordinadora)
    direccion = f"/formacion/cursos/{curso.id}/ediciones/nueva"
    encimadas = una_jornada(0, dia) | una_jornada(1, dia, "13:00", "15:00")
    assert "se enciman" in texto(cliente.post(direccion, una_oferta(red) | encimadas))
    al_reves = una_jornada(0, dia, "14:00", "09:00")
    assert "termina antes de empezar" in texto(cliente.post(direccion, una_oferta(red) | al_reves))


def test_los_renglones_se_agregan_y_se_quitan_sin_guardar_ni_perder_lo_escrito(
    cliente: Cliente, red: Red, coordinadora: Persona
) -> None:
    curso = fabricas.un_curso(red)
    cliente.entrar(coordinadora)
    direccion = f"/formacion/cursos/{curso.id}/ediciones/nueva"
    dia = hoy(red.zona) + timedelta(days=10)
    escrito = una_oferta(red) | una_jornada(0, dia) | una_jornada(1, dia + timedelta(days=1))
    mas = cliente.post(direccion, escrito | {"agregar": "1"})
    assert mas.status_code == 200
    assert "Jornada 3" in texto(mas)
    menos = texto(cliente.post(direccion, escrito | {"quitar": "0"}))
    assert str(dia + timedelta(days=1)) in menos
    assert "Jornada 2" not in menos
    assert 'value="Aula 2"' in menos
    assert texto(cliente.post(direccion, escrito | {"quitar": "77"})).count("<legend>Jornada ") == 2
    assert db.session.scalars(select(Edicion)).all() == []


def test_editar_muestra_lo_que_hay_y_guarda_lo_que_cambia(
    cliente: Cliente, red: Red, coordinadora: Persona
) -> None:
    curso = fabricas.un_curso(red)
    cliente.entrar(coordinadora)
    dia = hoy(red.zona) + timedelta(days=10)
    cliente.post(
        f"/formacion/cursos/{curso.id}/ediciones/nueva",
        una_oferta(red) | una_jornada(0, dia, "16:00", "20:00"),
    )
    edicion = db.session.scalars(select(Edicion)).one()
    pagina = texto(cliente.get(f"{ficha(edicion)}/editar"))
    assert 'value="16:00"' in pagina
    jornada = consultas.jornadas_de(edicion.id)[0].id
    respuesta = cliente.post(
        f"{ficha(edicion)}/editar", una_oferta(red, cupo="30") | una_jornada(0, dia, "16:00", "20:00")
    )
    assert respuesta.status_code == 303
    db.session.refresh(edicion)
    assert edicion.cupo == 30
    assert [j.id for j in consultas.jornadas_de(edicion.id)] == [jornada]


def test_bajar_el_cupo_de_mas_dice_por_que_no(
    cliente: Cliente, red: Red, edicion: Edicion, coordinadora: Persona
) -> None:
    grande = fabricas.una_edicion(red, cupo=3)
    ocupar(grande, red, 3)
    cliente.entrar(coordinadora)
    respuesta = cliente.post(f"{ficha(grande)}/editar", una_oferta(red, cupo="2"))
    assert respuesta.status_code == 422
    assert "Ya hay 3 personas con lugar" in texto(respuesta)
    assert db.session.get_one(Edicion, grande.id).lugar != "Aula 2"


def test_la_lista_va_en_orden_y_cuenta_cada_grupo(
    cliente: Cliente, red: Red, edicion: Edicion, coordinadora: Persona
) -> None:
    uno, dos, tres = ocupar(edicion, red, 3)
    cliente.entrar(coordinadora)
    pagina = texto(cliente.get(f"{ficha(edicion)}/inscritas"))
    assert uno.persona.nombre_visible in pagina
    assert dos.persona.nombre_visible not in pagina
    espera = texto(cliente.get(f"{ficha(edicion)}/inscritas?lista=en_espera"))
    assert espera.index(dos.persona.nombre_visible) < espera.index(tres.persona.nombre_visible)
    assert "Nadie ha cancelado" in texto(cliente.get(f"{ficha(edicion)}/inscritas?lista=canceladas"))


def test_la_coordinacion_inscribe_a_otra_y_cancela_con_motivo(
    cliente: Cliente, red: Red, edicion: Edicion, ana: Persona, coordinadora: Persona
) -> None:
    cliente.entrar(coordinadora)
    pagina = texto(cliente.get(f"{ficha(edicion)}/inscribir?q={ana.primer_apellido}"))
    assert ana.clave in pagina
    cliente.post(f"{ficha(edicion)}/inscribir", {"persona": ana.clave})
    assert "tiene lugar" in texto(cliente.get(f"{ficha(edicion)}/inscritas"))
    assert "Nadie coincide" in texto(cliente.get(f"{ficha(edicion)}/inscribir?q={ana.primer_apellido}"))
    suya = consultas.inscripcion_viva(edicion.id, ana.id)
    assert suya is not None
    direccion = f"/formacion/inscripciones/{suya.id}/cancelar"
    assert cliente.post(direccion).status_code == 422
    respuesta = cliente.post(direccion, {"motivo": "Cambió de área"})
    assert respuesta.location == f"{ficha(edicion)}/inscritas"
    db.session.refresh(suya)
    assert suya.motivo == "Cambió de área"


def test_no_se_inscribe_a_quien_no_integra_la_red(
    cliente: Cliente, edicion: Edicion, coordinadora: Persona
) -> None:
    ajena = fabricas.una_persona()
    cliente.entrar(coordinadora)
    respuesta = cliente.post(f"{ficha(edicion)}/inscribir", {"persona": ajena.clave})
    assert respuesta.status_code == 422
    assert "Sólo quien integra la Red" in texto(respuesta)
    assert cliente.post(f"{ficha(edicion)}/inscribir", {"persona": "nadie"}).status_code == 404


def test_cancelar_y_reanudar_una_edicion_desde_sus_paginas(
    cliente: Cliente, red: Red, edicion: Edicion, coordinadora: Persona
) -> None:
    ocupar(edicion, red, 2)
    cliente.entrar(coordinadora)
    assert "avisar a 2 personas" in texto(cliente.get(f"{ficha(edicion)}/cancelar"))
    assert cliente.post(f"{ficha(edicion)}/cancelar").status_code == 422
    assert cliente.post(f"{ficha(edicion)}/cancelar", {"motivo": "No hay sede"}).status_code == 303
    pagina = texto(cliente.get(ficha(edicion)))
    assert "Motivo: No hay sede" in pagina
    assert "Reanudar la edición" in pagina
    assert cliente.get(f"{ficha(edicion)}/reanudar").status_code == 200
    assert cliente.post(f"{ficha(edicion)}/reanudar").status_code == 303
    assert db.session.get_one(Edicion, edicion.id).cancelada_en is None


def test_la_lista_descargada_no_lleva_formulas(
    cliente: Cliente, red: Red, edicion: Edicion, coordinadora: Persona
) -> None:
    mala = fabricas.una_persona(nombre='=HYPERLINK("http://malo.test")', primer_apellido="@Suma")
    fabricas.una_membresia(red, mala)
    with transaccion():
        operaciones.inscribir(edicion.id, mala.id)
    ocupar(edicion, red, 1)
    respuesta = cliente.entrar(coordinadora).get(f"{ficha(edicion)}/inscritas.csv")
    assert respuesta.mimetype == "text/csv"
    cuerpo = respuesta.get_data(as_text=True)
    assert cuerpo.startswith("\ufeffSituación,Lugar,Nombre")
    renglones = cuerpo.splitlines()
    assert renglones[1].startswith("Con lugar,1,\"'=HYPERLINK")
    assert renglones[2].startswith("En lista de espera,1,")


def test_la_administracion_elige_la_red_del_curso(cliente: Cliente, red: Red) -> None:
    otra = fabricas.una_red()
    cliente.entrar(fabricas.una_administradora())
    datos = {"codigo": "TAL-1", "nombre": "Taller", "tipo": "taller", "horas": "8", "red_id": str(otra.id)}
    assert cliente.post("/formacion/cursos/nuevo", datos).status_code == 303
    assert db.session.scalars(select(Curso.red_id)).one() == otra.id
    assert cliente.post("/formacion/cursos/nuevo", datos | {"red_id": "99999"}).status_code == 422
    assert cliente.get("/formacion/cursos?q=taller").status_code == 200


def test_la_coordinacion_no_abre_cursos_en_otra_red(
    cliente: Cliente, red: Red, coordinadora: Persona
) -> None:
    otra = fabricas.una_red()
    cliente.entrar(coordinadora)
    datos = {"codigo": "TAL-1", "nombre": "Taller", "tipo": "taller", "horas": "8", "red_id": str(otra.id)}
    cliente.post("/formacion/cursos/nuevo", datos)
    assert db.session.scalars(select(Curso.red_id)).one() == red.id
