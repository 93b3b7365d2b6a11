"""Producción no arranca con una configuración débil, y dice cuál variable y qué hacer."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from red.configuracion import ConfiguracionInvalida, leer

RAIZ = Path(__file__).resolve().parents[2]
BUENA = {
    "RED_ENTORNO": "produccion",
    "RED_CLAVE_SECRETA": "Zk3-uq8Vn_1rT5yWc7Bx0Lm2Pd9Sf4Gh6JaQe",
    "RED_URL_PUBLICA": "https://red.ejemplo.test",
    "RED_CORREO": "smtp://usuaria:secreto@correo.ejemplo.test:587",
}


def test_con_una_configuracion_buena_arranca(tmp_path: Path) -> None:
    configuracion = leer({**BUENA, "RED_INSTANCIA": str(tmp_path)})
    assert configuracion.es_produccion
    assert configuracion.usa_https
    assert configuracion.anfitrion == "red.ejemplo.test"
    assert not (tmp_path / "clave_secreta").exists()


@pytest.mark.parametrize(
    ("variable", "valor"),
    [
        ("RED_CLAVE_SECRETA", ""),
        ("RED_CLAVE_SECRETA", "corta"),
        ("RED_CLAVE_SECRETA", "a" * 64),
        ("RED_CLAVE_SECRETA", "abcabcabcabcabcabcabcabcabcabcabcabcabc"),
        ("RED_URL_PUBLICA", "http://red.ejemplo.test"),
        ("RED_URL_PUBLICA", "red.ejemplo.test"),
        ("RED_URL_PUBLICA", "https://"),
        ("RED_URL_PUBLICA", ""),
        ("RED_CORREO", "correo.ejemplo.test"),
        ("RED_CORREO", "http://correo.ejemplo.test"),
        ("RED_CORREO", "smtp://"),
        ("RED_CORREO", "smtp://usuaria:secreto@:587"),
        ("RED_CORREO", "smtp://correo.ejemplo.test:puerto"),
        ("RED_COLA", "amqp://cola"),
        ("RED_ENTORNO", "producción"),
        ("RED_PROXIES", "dos"),
        ("RED_PROXIES", "-1"),
        ("FLASK_DEBUG", "1"),
    ],
)
def test_con_una_mala_no_arranca_y_dice_cual(variable: str, valor: str, tmp_path: Path) -> None:
    with pytest.raises(ConfiguracionInvalida) as dicho:
        leer({**BUENA, "RED_INSTANCIA": str(tmp_path), variable: valor})
    assert variable in str(dicho.value)
    if valor and len(valor) > 12:
        assert valor not in str(dicho.value) or "SECRETA" not in variable


def test_el_servidor_mismo_no_arranca(tmp_path: Path) -> None:
    entorno = {
        **{clave: valor for clave, valor in os.environ.items() if not clave.startswith("RED_")},
        **BUENA,
        "RED_INSTANCIA": str(tmp_path),
        "RED_CLAVE_SECRETA": "debil",
    }
    resultado = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        cwd=RAIZ, env=entorno, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert resultado.returncode != 0
    assert "RED_CLAVE_SECRETA" in resultado.stderr


def test_fuera_de_produccion_la_clave_nace_al_azar_y_es_solo_de_su_duena(tmp_path: Path) -> None:
    primera = leer({"RED_ENTORNO": "demo", "RED_INSTANCIA": str(tmp_path)})
    segunda = leer({"RED_ENTORNO": "demo", "RED_INSTANCIA": str(tmp_path)})
    assert len(primera.clave_secreta) >= 48
    assert primera.clave_secreta == segunda.clave_secreta
    assert (tmp_path / "clave_secreta").stat().st_mode & 0o077 == 0
