"""Los correos se leen como la gente los pega, y lo que no se entiende se dice sin detener lo demás."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from red.invitaciones.direcciones import leer_direcciones, problema_de


def correos(texto: str) -> list[str]:
    return [direccion.correo for direccion in leer_direcciones(texto)]


@pytest.mark.parametrize(
    "texto",
    [
        "ana@uno.mx\nberta@dos.mx",
        "ana@uno.mx, berta@dos.mx",
        "ana@uno.mx; berta@dos.mx;",
        "ana@uno.mx berta@dos.mx",
        "ana@uno.mx\tberta@dos.mx",
        "ANA@UNO.MX,,\r\n\r\n  Berta@Dos.mx.",
        "mailto:ana@uno.mx, <berta@dos.mx>",
        "\ufeffana@uno.mx,\u200b berta@dos.mx\u00a0",
    ],
)
def test_cualquier_manera_de_separarlos_sirve(texto: str) -> None:
    assert correos(texto) == ["ana@uno.mx", "berta@dos.mx"]


@pytest.mark.parametrize(
    ("escrito", "nombre"),
    [
        ("Ana Ruiz <ana@uno.mx>", "Ana Ruiz"),
        ('"Ruiz López, Ana" <ana@uno.mx>', "Ana Ruiz López"),
        ("Ruiz López, Ana <ana@uno.mx>", "Ana Ruiz López"),
        ("Ana\tRuiz\tana@uno.mx", "Ana Ruiz"),
        ("ana@uno.mx <ana@uno.mx>", ""),
    ],
)
def test_el_nombre_que_acompana_se_conserva(escrito: str, nombre: str) -> None:
    (direccion,) = leer_direcciones(escrito)
    assert (direccion.correo, direccion.nombre) == ("ana@uno.mx", nombre)


@pytest.mark.parametrize(
    "nombre", ["=cmd|x", "http://malo.test entra ya", "Visita www.malo.test", "Llama al 33 1234"]
)
def test_lo_que_no_es_un_nombre_se_dice_y_no_se_invita(nombre: str) -> None:
    (direccion,) = leer_direcciones(f"{nombre} <ana@uno.mx>")
    assert not direccion.correo
    assert "Un nombre se escribe sólo con letras" in direccion.problema


@pytest.mark.parametrize(
    ("malo", "razon"),
    [
        ("ana.uno.mx", "arroba"),
        ("ana@@uno.mx", "más de una arroba"),
        ("ana ruiz@uno.mx", "espacio"),
        ("niña@uno.mx", "ñ"),
        ("ana(1)@uno.mx", "«(»"),
        ("@uno.mx", "antes de la arroba"),
        ("ana@", "después de la arroba"),
        ("ana@uno", "terminación"),
        ("ana@uno..mx", "punto de más"),
        (".ana@uno.mx", "punto de más"),
        ("ana@-uno.mx", "no es un sitio"),
        ("ana@uno.m", "demasiado corta"),
        ("a" * 65 + "@uno.mx", "demasiado largo"),
    ],
)
def test_una_mal_escrita_vuelve_tal_cual_con_su_razon_y_no_detiene_a_las_demas(malo: str, razon: str) -> None:
    primera, segunda = leer_direcciones(f"{malo}\nberta@dos.mx")
    assert (primera.escrito, primera.correo) == (malo, "")
    assert razon in primera.problema
    assert segunda.correo == "berta@dos.mx"


def test_un_apellido_suelto_no_se_traga_el_correo_que_sigue() -> None:
    assert correos("anaruiz.mx, berta@dos.mx") == ["", "berta@dos.mx"]


@given(st.text(max_size=300))
def test_ningun_texto_tropieza_y_lo_aceptado_es_un_correo_de_un_renglon(texto: str) -> None:
    for direccion in leer_direcciones(texto):
        assert bool(direccion.correo) != bool(direccion.problema)
        if direccion.correo:
            assert problema_de(direccion.correo) == ""
            assert direccion.correo.isascii()
            assert not set(direccion.correo) & set("\r\n\t <>,;:\"'()[]\\")
            assert direccion.correo == direccion.correo.lower()
