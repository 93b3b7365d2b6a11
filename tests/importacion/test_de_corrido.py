"""Lo que se aceleró para cien mil renglones da exactamente lo mismo que la manera sencilla."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from red.importacion.volumen import en_json
from red.textos import palabras, palabras_de, sin_acentos

JSONS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda otros: st.lists(otros) | st.dictionaries(st.text(), otros),
)


@given(JSONS)
def test_en_json_dice_lo_mismo_que_json_dumps(valor: object) -> None:
    assert json.loads(en_json(valor)) == json.loads(json.dumps(valor)) == valor


def test_una_llave_que_es_numero_se_escribe_como_en_json_dumps() -> None:
    assert json.loads(en_json({7: "x"})) == json.loads(json.dumps({7: "x"}))


def test_lo_que_no_cabe_en_json_se_dice() -> None:
    with pytest.raises(TypeError, match="set"):
        en_json({"a": {1}})


@given(st.text() | st.text("áéíóúüñÁÉÍÓÚÜÑçÇàâößﬁŚ abcEC0308-º"))
def test_sin_acentos_y_las_palabras_son_las_de_la_manera_sencilla(texto: str) -> None:
    descompuesto = unicodedata.normalize("NFKD", texto.casefold())
    assert sin_acentos(texto) == "".join(letra for letra in descompuesto if not unicodedata.combining(letra))
    assert palabras(texto) == palabras_de(sin_acentos(texto))
