"""Lo que se revisa de cada página se revisa aunque otra parecida ya se haya revisado."""

import pytest

from tests.cliente import esqueleto, revisar_html

BIEN = (
    '<!doctype html><html lang="es"><head><title>Hola</title></head><body><h1>Hola</h1>'
    '<form><label for="uno">Uno</label><input id="uno" name="uno" value="1"><p title="a">Texto</p>'
    '<label for="dos">Dos</label><input id="dos" name="dos"></form></body></html>'
)


def test_una_pagina_que_solo_dice_otra_cosa_no_se_lee_dos_veces() -> None:
    otra = BIEN.replace("Texto", "«Otro» &amp; más").replace('value="1"', 'value="2"').replace("dos", "tres")
    assert otra != BIEN
    assert esqueleto(otra) == esqueleto(BIEN)


@pytest.mark.parametrize(
    ("esto", "en_lugar_de"),
    [
        ('id="uno"', 'id="dos"'),
        ('for="dos"', 'for="otro"'),
        ('for="dos"', 'for="uno"'),
        ("<h1>Hola</h1>", "<h1>Hola</h1><h1>Otra</h1>"),
        ("<title>Hola</title>", "<title> </title>"),
        ("<title>Hola</title>", "<title> · </title>"),
        ("<p title", '<p style="x" title'),
        ("<p title", '<p onclick="x" title'),
        ("</p>", "</p></p>"),
        ("Texto", "a &nada; b"),
        ("Texto", "a &copy b"),
        ("Texto", "a \x01 b"),
        ('title="a"', 'title="a &copy b"'),
        ('title="a"', 'title="a" title="b"'),
    ],
)
def test_lo_que_esta_mal_se_dice_despues_de_una_que_esta_bien(esto: str, en_lugar_de: str) -> None:
    revisar_html(BIEN)
    assert esto in BIEN
    with pytest.raises(AssertionError):
        revisar_html(BIEN.replace(esto, en_lugar_de, 1))
    with pytest.raises(AssertionError):
        revisar_html(BIEN.replace(esto, en_lugar_de, 1))


def test_un_campo_sin_nombre_se_dice_aunque_su_gemelo_lo_tuviera() -> None:
    con_nombre = BIEN.replace("<p title", '<input name="z" aria-label="Z"><p title')
    revisar_html(con_nombre)
    revisar_html(con_nombre.replace('aria-label="Z"', 'aria-label=" "'))
    for sin_nombre in ('aria-label=""', ""):
        with pytest.raises(AssertionError, match="«z»"):
            revisar_html(con_nombre.replace('aria-label="Z"', sin_nombre))
    with pytest.raises(AssertionError, match="«z»"):
        revisar_html(con_nombre.replace('aria-label="Z"', 'type="text"'))
    revisar_html(con_nombre.replace('aria-label="Z"', 'type="hidden"'))
