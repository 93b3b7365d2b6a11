"""Un proceso que nace de otro que ya componía documentos no se queda esperando: lo dice."""

import subprocess
import sys
from pathlib import Path

import pytest

DIVIDIRSE = """
import os, sys
from red.documentos import impresion
from red.documentos.composicion import componer

def componer_uno():
    impresion.imprimir(impresion.Hoja("Acta", "Red", "Instituto", "A/1", "Guadalajara"), componer("Texto.", {}))

if sys.argv[1] == "compone antes":
    componer_uno()
hijo = os.fork()
if hijo == 0:
    try:
        componer_uno()
    except RuntimeError:
        os._exit(3)
    os._exit(0)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(hijo, 0)[1]))
"""


@pytest.mark.parametrize(("antes", "sale_con"), [("compone antes", 3), ("no compone", 0)])
def test_quien_se_divide_despues_de_componer_lo_dice_en_vez_de_colgarse(antes: str, sale_con: int) -> None:
    orden = [sys.executable, "-c", DIVIDIRSE, antes]
    assert subprocess.run(orden, cwd=Path(__file__).parents[2], timeout=60).returncode == sale_con
