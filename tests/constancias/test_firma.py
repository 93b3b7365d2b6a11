"""Lo firmado: cualquier byte que cambie se nota, y el código no se adivina."""

import json
import os
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from red.base import db
from red.configuracion import ConfiguracionInvalida, leer
from red.constancias import codigos, comprobacion, consultas, contenido, llaves
from red.constancias.modelos import ClaseDeConstancia, Constancia
from red.formacion.modelos import Modalidad, TipoCurso
from tests import fabricas as f
from tests.constancias.conftest import emitir, terminan

LLAVE = llaves.Llave(bytes(range(32)))
CURSO = contenido.Curso("PG-01", "Perspectiva de género", TipoCurso.ALINEACION, 2, 20, Modalidad.EN_LINEA,
    date(2026, 3, 3), date(2026, 3, 5), [("Igualdad sustantiva", 8)])  # fmt: skip
CUANTOS = int(os.environ.get("RED_PRUEBAS_CODIGOS", "3000"))


def _hechos(clase=ClaseDeConstancia.ACREDITACION, curso=CURSO):
    return contenido.Hechos(clase, curso, "Instituto de las Mujeres", "Red de Tonalá", "Tonalá, Jalisco",
        date(2026, 11, 21), "MX", "Mtra. Laura Ejemplo", "Directora", "https://redes.ejemplo.test")  # fmt: skip


def _uno(nombre="María Ñúñez"):
    return contenido.componer(_hechos(), nombre, "TONALA/C/2026/0001", codigos.nuevo(), LLAVE.clave, "")


def test_cambiar_un_bit_de_cualquier_byte_de_lo_firmado_se_rechaza():
    escrito = contenido.canonico(_uno())
    firma = LLAVE.firmar(escrito)
    assert llaves.vale(LLAVE.publica, escrito, firma), "sin cambios, vale"
    for lugar in range(len(escrito)):
        alterado = bytearray(escrito)
        alterado[lugar] ^= 1 << (lugar % 8)
        assert not llaves.vale(LLAVE.publica, bytes(alterado), firma), lugar
    for lugar in range(len(firma)):
        otra = firma[:lugar] + ("A" if firma[lugar] != "A" else "B") + firma[lugar + 1 :]
        assert not llaves.vale(LLAVE.publica, escrito, otra), lugar
    assert not llaves.vale(llaves.Llave(bytes(32)).publica, escrito, firma), "con otra llave tampoco"
    assert not llaves.vale(LLAVE.publica, escrito, "no es base64 ñ")


def test_todo_lo_que_se_imprime_esta_en_lo_firmado():
    dicho = json.loads(contenido.canonico(_uno()))
    assert dicho["dice"]["por"] == (
        "por haber acreditado la alineación al estándar de competencia «Perspectiva de género», con una duración de 20 "
        "horas, impartida en línea del 3 al 5 de marzo de 2026."
    )
    assert dicho["dice"]["lugar_y_fecha"] == "Tonalá, Jalisco, a veintiuno de noviembre de dos mil veintiséis"
    assert "certificado de competencia" in dicho["dice"]["notas"][0]
    assert dicho["curso"]["contenidos"] == [["Igualdad sustantiva", "8 horas"]]
    assert dicho["nombre"] not in json.dumps(dicho["dice"], ensure_ascii=False), (
        "el nombre se puede borrar solo"
    )


@given(st.binary(min_size=17, max_size=17), st.sampled_from([" ", "-", ".", ""]), st.booleans())
def test_un_codigo_se_lee_como_se_escriba(azar, separa, minusculas):
    numero = int.from_bytes(azar, "big") & (2**130 - 1)
    codigo = "".join(codigos.LETRAS[(numero >> 5 * n) & 31] for n in range(codigos.LARGO))
    escrito = codigos.en_grupos(codigo).replace("-", separa).replace("0", "O").replace("1", "l")
    assert codigos.leer(escrito.lower() if minusculas else escrito) == codigo
    assert comprobacion.codigo_escrito(f"https://redes.ejemplo.test/v/{escrito}") == codigo


@settings(max_examples=60)
@given(st.text(max_size=60))
def test_lo_que_no_es_un_codigo_no_se_lee(texto):
    leido = codigos.leer(texto)
    assert leido is None or (len(leido) == codigos.LARGO and set(leido) <= set(codigos.LETRAS))


@pytest.mark.sqlite
def test_ningun_codigo_al_azar_es_de_nadie(app, red, edicion, firmante):
    gente = [f.una_persona() for _ in range(3)]
    terminan(edicion, gente)
    suyos = [emitir(edicion, persona).codigo for persona in gente]
    for _ in range(min(CUANTOS, 300)):
        assert consultas.por_codigo(codigos.nuevo()) is None
    for _ in range(0, CUANTOS, 500):
        huellas = [codigos.huella(codigos.nuevo()) for _ in range(500)]
        assert (
            db.session.scalars(db.select(Constancia.id).where(Constancia.huella_codigo.in_(huellas))).all()
            == []
        )
    assert [consultas.por_codigo(codigo).codigo for codigo in suyos] == suyos, "el control: los de verdad sí"
    assert len({codigos.nuevo() for _ in range(CUANTOS)}) == CUANTOS


def test_la_llave_del_entorno_ha_de_ser_de_verdad(tmp_path):
    def con(valor):
        return leer(
            {"RED_ENTORNO": "pruebas", "RED_INSTANCIA": str(tmp_path), "RED_LLAVE_CONSTANCIAS": valor}
        )

    buena = llaves.a_base64(os.urandom(32))
    assert con(buena).llave_constancias == buena
    for mala in ("corta", "A" * 43, buena + "=="):
        with pytest.raises(ConfiguracionInvalida, match="RED_LLAVE_CONSTANCIAS"):
            con(mala)
    assert buena not in repr(con(buena))


def test_la_llave_de_la_instancia_se_crea_una_vez_y_solo_la_lee_su_duena(tmp_path):
    archivo = tmp_path / "llave_constancias"
    una = llaves._de_instancia(archivo)
    assert llaves._de_instancia(archivo) == una
    assert archivo.stat().st_mode & 0o777 == 0o600
    assert [hijo.name for hijo in tmp_path.iterdir()] == ["llave_constancias"]
