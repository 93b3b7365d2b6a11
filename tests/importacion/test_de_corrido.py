"""Lo que se aceleró para cien mil renglones da exactamente lo mismo que la manera sencilla."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from red.importacion.volumen import en_json
from red.textos import palabras, palabras_de, sin_acentos

JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda otros: st.lists(otros) | st.dictionaries(st.text(), otros),
)


@given(JSONS)
def test_en_json_es_json_dumps(valor: object) -> None:
    assert en_json(valor) == json.dumps(valor)


def test_lo_que_no_cabe_en_json_se_dice() -> None:
    with pytest.raises(TypeError, match="No cabe en JSON: set"):
        en_json({"a": {1}})


@given(st.text() | st.text("áéíóúüñÁÉÍÓÚÜÑçÇàâößﬁŚ abcEC0308-º"))
def test_sin_acentos_y_las_palabras_son_las_de_la_manera_sencilla(texto: str) -> None:
    descompuesto = unicodedata.normalize("NFKD", texto.casefold())
    assert sin_acentos(texto) == "".join(letra for letra in descompuesto if not unicodedata.combining(letra))
    assert palabras(texto) == palabras_de(sin_acentos(texto))
