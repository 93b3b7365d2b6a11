"""Las páginas de quien coordina la formación: cursos, ediciones con sus jornadas, listas y archivos."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from red.base import db, transaccion
from red.bitacora.modelos import Cambio, Registro
from red.formacion import consultas, operaciones
from red.formacion.modelos import Curso, Edicion
from red.permisos import Rol
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.reloj import hoy
from tests import fabricas
from tests.cliente import Cliente
from tests.formacion.apoyo import ficha, ocupar, texto
from tests.preguntas import consultas_de


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
    fabricas.un_papel(coordinadora, Rol.COORDINADORA, red=santiago)
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
        ({"inicia_el": "0001-01-01"}, "Revisa el año"),
        ({"termina_el": "9999-12-31"}, "Revisa el año"),
        ({"cupo": "9" * 5000}, "Escribe un número entero"),
        ({"cupo": "9" * 30}, "Escribe un número entre 1 y 5000."),
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
    todo = encimadas | una_jornada(2, "2020-01-01", "14:00", "09:00")
    dicho = texto(cliente.post(direccion, una_oferta(red) | todo))
    for falta in ("se enciman", "termina antes de empezar", "queda fuera de las fechas"):
        assert falta in dicho, "Todo lo que no cuadra se dice de una vez"
    assert db.session.scalars(select(Edicion)).all() == []


def test_las_fechas_que_no_cuadran_se_dicen_todas(cliente: Cliente, red: Red, coordinadora: Persona) -> None:
    curso = fabricas.un_curso(red)
    cliente.entrar(coordinadora)
    mal = {"nombre": "", "termina_el": "2026-01-01", "inscripcion_hasta": "2026-02-01"}
    respuesta = cliente.post(f"/formacion/cursos/{curso.id}/ediciones/nueva", una_oferta(red) | mal)
    assert respuesta.status_code == 422
    for dicho in ("Escribe cómo se distingue", "Termina antes de empezar", "Cierra antes de abrir"):
        assert dicho in texto(respuesta), dicho


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
    for raro in ("77", "-1", "²", "9" * 5000, ""):
        assert texto(cliente.post(direccion, escrito | {"quitar": raro})).count("<legend>Jornada ") == 2
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
    dicho = (
        f"Sus jornadas suman 4 horas y el curso dice {curso.horas} horas: la constancia dirá {curso.horas}."
    )
    assert dicho in texto(cliente.get(ficha(edicion)))
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


def test_el_dia_en_que_se_cancelo_es_el_de_la_red(
    cliente: Cliente, edicion: Edicion, coordinadora: Persona
) -> None:
    """A las 8 de la noche del 9 en México ya es día 10 en el reloj común."""
    with transaccion():
        edicion.cancelada_en = datetime(2026, 11, 10, 2, tzinfo=UTC)
        edicion.motivo_cancelacion = "No hay sede"
    cliente.entrar(coordinadora)
    pagina = texto(cliente.get(f"{ficha(edicion)}/reanudar"))
    assert "9 de noviembre de 2026" in pagina
    assert "10 de noviembre" not in pagina


def test_la_lista_descargada_no_lleva_formulas(
    cliente: Cliente, red: Red, edicion: Edicion, coordinadora: Persona
) -> None:
    mala = fabricas.una_persona(nombre='=HYPERLINK("http://malo.test")', primer_apellido="@Suma")
    fabricas.una_membresia(red, mala)
    with transaccion():
        operaciones.inscribir(edicion.id, mala.id)
    ocupar(edicion, red, 1)
    respuesta = cliente.entrar(coordinadora).post(f"{ficha(edicion)}/inscritas.csv")
    assert respuesta.mimetype == "text/csv"
    cuerpo = respuesta.get_data(as_text=True)
    assert cuerpo.startswith("\ufeffSituación,Lugar,Nombre")
    renglones = cuerpo.splitlines()
    assert renglones[1].startswith("Con lugar,1,\"'=HYPERLINK")
    assert renglones[2].startswith("En lista de espera,1,")
    lectura = db.session.scalars(select(Registro).where(Registro.cambio == Cambio.LEER)).one()
    assert (lectura.quien_id, lectura.tabla, lectura.fila_id) == (coordinadora.id, "edicion", edicion.id)


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


def test_las_listas_de_quien_coordina_no_cuestan_mas_con_mas_gente(
    cliente: Cliente, red: Red, edicion: Edicion, coordinadora: Persona
) -> None:
    rutas = [
        "/formacion/cursos",
        f"{ficha(edicion)}/inscritas?lista=en_espera",
        f"{ficha(edicion)}/inscribir?q=prueba",
    ]
    cliente.entrar(coordinadora)
    costos = []
    for _ in range(2):
        ocupar(edicion, red, 3)
        fabricas.una_edicion(red)
        fabricas.una_membresia(red, fabricas.una_persona())
        costos.append([consultas_de(cliente, ruta) for ruta in rutas])
    assert costos[0] == costos[1]
