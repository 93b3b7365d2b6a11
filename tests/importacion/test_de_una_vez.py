"""Todo lo que hay que corregir en un renglón se dice de una vez, en cualquier lista; y un nombre es un nombre."""

import pytest
from flask import Flask

from red.importacion.modelos import Destino, Que, RenglonDePlan
from red.importacion.planeacion import suerte_de
from red.importacion.reglas.invitaciones import PersonasPorInvitar
from red.importacion.reglas.suerte import Entorno, Fila
from red.redes.modelos import Red
from red.reloj import ahora, hoy
from tests import fabricas
from tests.importacion.apoyo import ENCABEZADOS, destinos, libro, planear, renglones, una

NO_ES_NOMBRE = "Un nombre se escribe sólo con letras"

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


@pytest.fixture
def red(app: Flask) -> Red:
    tesoreria = fabricas.una_institucion(nombre="Tesorería")
    red = fabricas.una_red(instituciones=[tesoreria])
    fabricas.una_integrante(red, tesoreria, correo="ana@ejemplo.test")
    fabricas.una_unidad(tesoreria)
    return red


def _primero(red: Red, que: Que, encabezados: tuple[str, ...], *celdas: str) -> RenglonDePlan:
    return renglones(planear(libro(encabezados, celdas), que, red))[0]


@pytest.mark.parametrize(
    ("que", "encabezados", "malas", "dichas"),
    [
        (
            Que.INSTITUCIONES,
            ("Nombre", "Tipo", "Correo", "Sitio", "Depende de", "Desde"),
            ("", "castillo", "sin arroba", "no es sitio", "Nadie", "hace mucho"),
            ("Falta el nombre", "no es una de las opciones", "El correo no", "Revisa el sitio", "«Nadie» no",
             "No se entiende la fecha"),
        ),
        (
            Que.DESIGNACIONES,
            ("Institución", "Función", "Correo electrónico", "Desde", "Hasta"),
            ("No hay", "jefa", "nadie@ejemplo.test", "hace mucho", "2190"),
            ("no está entre las instituciones", "no es una de las opciones", "no es de nadie de tu Red",
             "No se entiende la fecha", "más de un año en adelante"),
        ),
        (
            Que.VINCULOS,
            ("Correo", "Correo de con quién colabora", "Intensidad", "Desde"),
            ("nadie@ejemplo.test", "tampoco@ejemplo.test", "mucha", "hace mucho"),
            ("no es de una integrante", "Correo de con quién colabora: ", "no es una de las opciones", "No se entiende la fecha"),
        ),
    ],
)  # fmt: skip
def test_las_faltas_de_un_renglon_se_dicen_todas_en_cualquier_lista(
    red: Red, que: Que, encabezados: tuple[str, ...], malas: tuple[str, ...], dichas: tuple[str, ...]
) -> None:
    renglon = _primero(red, que, encabezados, *malas)
    assert renglon.destino is Destino.CON_ERROR
    for dicha in dichas:
        assert dicha in (renglon.motivo or ""), (dicha, renglon.motivo)
    assert "\n" not in (renglon.motivo or "")


def test_una_sola_falta_se_dice_sola(red: Red) -> None:
    encabezados = ("Correo", "Correo de con quién colabora", "Intensidad", "Desde")
    renglon = _primero(red, Que.VINCULOS, encabezados, "ana@ejemplo.test", "x@ejemplo.test", "conoce", "2021")
    assert renglon.motivo == "Ese correo no es de una integrante de tu Red."


def test_lo_que_no_es_un_nombre_no_entra_por_una_lista(red: Red) -> None:
    malos = ("Ana 33", "Visita www.malo.test", "=cmd|x")
    filas = [una(f"p{n}@ejemplo.test", primero=malo) for n, malo in enumerate(malos)]
    plan = planear(libro(ENCABEZADOS, una("bien@ejemplo.test", primero="O'Reilly-Núñez"), *filas), red=red)
    assert destinos(plan) == [Destino.NUEVA, *[Destino.CON_ERROR] * 3]
    assert all(NO_ES_NOMBRE in (renglon.motivo or "") for renglon in renglones(plan)[1:])


def test_a_quien_se_invita_por_una_lista_tambien_se_le_dice_todo(red: Red) -> None:
    regla = PersonasPorInvitar(Entorno(dia=hoy(), ahora=ahora().isoformat(), red_id=red.id), None)
    malas = {
        "correo": "sin arroba",
        "nombre": "Gana en www.malo.test",
        "institucion": "No hay",
        "nivel": "altísimo",
    }
    fila = Fila(2, malas)
    regla.preparar([fila])
    suerte = suerte_de(regla, fila, {})
    assert (suerte.destino, suerte.columna) == (Destino.CON_ERROR, "correo")
    for dicha in (NO_ES_NOMBRE, "no está entre las instituciones", "no es una de las opciones"):
        assert dicha in (suerte.motivo or "")
    bien = suerte_de(regla, Fila(3, {"correo": "ma@ejemplo.test", "nombre": "Ma. del Carmen"}), {})
    assert bien.destino is Destino.NUEVA
