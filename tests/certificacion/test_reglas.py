"""Las reglas que no dependen de la base: el camino, las cuentas y la lectura de un estándar."""

import csv
import doctest
import io
from itertools import product
from types import SimpleNamespace

import pytest
from wtforms.validators import ValidationError

from red.certificacion import calculo, lectura
from red.certificacion.cadena import (
    CAMINO,
    EN_ORDEN,
    SOLO_DE_VUELTA,
    TERMINADAS,
    Acto,
    NoSePuede,
    posibles,
    siguiente,
)
from red.certificacion.calculo import Peso, cuenta_de
from red.certificacion.de_la_casa import CODIGOS, texto
from red.certificacion.formularios_dictamen import publica_y_segura
from red.certificacion.lectura import ArchivoConErrores, leer
from red.certificacion.modelos import Etapa, Resultado, SegundoCriterio

ELEMENTO, CRITERIO, NINGUNO = SegundoCriterio


def test_los_ejemplos_son_ciertos() -> None:
    for modulo in (calculo, lectura):
        assert doctest.testmod(modulo).failed == 0


def test_lo_que_no_esta_en_el_camino_no_se_puede() -> None:
    """Cada acto en cada etapa: o lleva a donde dice el camino, o se dice que no."""
    pueden = 0
    for etapa, acto in product(Etapa, Acto):
        if etapa in CAMINO[acto]:
            assert siguiente(etapa, acto) is CAMINO[acto][etapa]
            pueden += 1
        else:
            with pytest.raises(NoSePuede):
                siguiente(etapa, acto)
    assert pueden < len(Etapa) * len(Acto) / 4, "El camino no es una puerta abierta"


def _alcanza(desde: Etapa, sin: frozenset[Etapa] = frozenset()) -> set[Etapa]:
    vistas, faltan = {desde}, [desde]
    while faltan:
        aqui = faltan.pop()
        for acto in posibles(aqui):
            destino = siguiente(aqui, acto)
            if (aqui, acto) in SOLO_DE_VUELTA:
                continue
            if destino not in vistas | sin:
                vistas.add(destino)
                faltan.append(destino)
    return vistas


def test_toda_etapa_se_alcanza_y_desde_toda_se_termina() -> None:
    assert _alcanza(Etapa.DIAGNOSTICO) == set(Etapa)
    for etapa in Etapa:
        assert etapa in TERMINADAS or _alcanza(etapa) & TERMINADAS


@pytest.mark.parametrize("obligada", [e for e in EN_ORDEN[2:-1] if e is not Etapa.ALINEACION])
def test_nadie_llega_al_certificado_sin_pasar_por_cada_etapa(obligada: Etapa) -> None:
    """Ni por la reevaluación ni volviendo atrás: quitando una etapa, el certificado no se alcanza."""
    assert Etapa.CERTIFICADA not in _alcanza(Etapa.DIAGNOSTICO, frozenset({obligada}))
    assert Etapa.CERTIFICADA in _alcanza(Etapa.DIAGNOSTICO, frozenset({Etapa.ALINEACION})), (
        "prepararse es opcional"
    )


def test_quien_todavia_no_es_competente_no_pasa_al_dictamen() -> None:
    assert set(posibles(Etapa.TODAVIA_NO)) == {Acto.REEVALUAR, Acto.CERRAR}


def _pesos(*filas: tuple[int, str, str, bool | None]) -> list[Peso]:
    return [Peso(*fila) for fila in filas]


@pytest.mark.parametrize(
    ("cumplidos", "segundo", "competente"),
    [
        ((True, True, True), ELEMENTO, True),
        ((True, True, False), ELEMENTO, False),
        ((True, True, False), NINGUNO, True),
        ((True, False, True), ELEMENTO, True),
        ((True, False, True), CRITERIO, False),
        ((True, False, False), NINGUNO, False),
    ],
)
def test_el_juicio_pide_los_dos_criterios(
    cumplidos: tuple[bool, bool, bool], segundo: SegundoCriterio, *, competente: bool
) -> None:
    """40 + 40 + 20 puntos en dos elementos; se piden 60. Con el puntaje y un elemento en cero, todavía no."""
    a, b, c = cumplidos
    pesos = _pesos((4000, "uno", "uno: a", a), (4000, "uno", "uno: b", b), (2000, "dos", "dos: c", c))
    cuenta = cuenta_de(pesos, 6000, segundo)
    assert (cuenta.resultado is Resultado.COMPETENTE) is competente
    assert cuenta.razon.startswith("Es competente" if competente else "Todavía no es competente")


def test_el_minimo_exacto_alcanza_y_una_centesima_menos_no() -> None:
    """Diez pesos de 0.1: con números de coma flotante no sumarían 1."""
    pesos = _pesos(*((10, "uno", "uno: a", True) for _ in range(10)))
    assert cuenta_de(pesos, 100, NINGUNO).resultado is Resultado.COMPETENTE
    assert cuenta_de(pesos, 101, NINGUNO).resultado is Resultado.TODAVIA_NO


BUENO = """estandar,eco308
titulo,Un título
minimo,1
elemento,clase,criterio,codigo,reactivo,peso
E,Desempeño,C,P1,Hace algo,0.5
E,producto,D,P2,Entrega algo,"1,25"
"""


def _leer(escrito: str, formulas: dict[int, list[int]] | None = None) -> lectura.EstandarLeido:
    filas = csv.reader(io.StringIO(escrito))
    return leer([(i, celdas, (formulas or {}).get(i, [])) for i, celdas in enumerate(filas, 1)])


def test_un_estandar_se_lee_con_su_codigo_corregido_y_sus_pesos_exactos() -> None:
    leido = _leer(BUENO)
    assert (leido.codigo, leido.minimo, leido.total) == ("EC0308", 100, 175)
    assert [len(e.criterios) for e in leido.elementos] == [2]
    assert leido.diagnostico[0]["desde"] == 0


@pytest.mark.parametrize(
    ("cambio", "dice"),
    [
        (("0.5", "medio"), "Renglón 5, columna peso: es un número con hasta dos decimales, por ejemplo 2.5."),
        (("Desempeño", "Otra"), "Renglón 5, columna clase: es desempeño, producto, conocimiento o actitud."),
        (("P2", "P1"), "Renglón 6, columna codigo: ya está en el renglón 5."),
        (("Hace algo", ""), "Renglón 5, columna reactivo: está vacía."),
        (("eco308", "308"), "Renglón 1, columna estandar: escribe el código como EC0308."),
        (("minimo,1", "minimo,99"), "Renglón 3, columna minimo: pide 99 puntos y los pesos suman 1.75: nadie lo alcanzaría."),
        (("codigo,reactivo", "reactivo"), "Renglón 4, columna codigo: falta esta columna."),
        (("titulo,", "titilo,"), "Renglón 2, columna 1: no conocemos «titilo»."),
    ],
)  # fmt: skip
def test_cada_error_dice_su_renglon_y_su_columna_y_no_se_carga_nada(
    cambio: tuple[str, str], dice: str
) -> None:
    with pytest.raises(ArchivoConErrores) as error:
        _leer(BUENO.replace(*cambio, 1))
    assert any(str(falta).startswith(dice) for falta in error.value.faltas), [
        str(f) for f in error.value.faltas
    ]


def test_se_dicen_todos_los_errores_y_una_formula_es_uno() -> None:
    with pytest.raises(ArchivoConErrores) as error:
        _leer(BUENO.replace("0.5", "x").replace("eco308", "z"), {6: [5]})
    assert {falta.renglon for falta in error.value.faltas} >= {1, 5, 6}


@pytest.mark.parametrize("codigo", CODIGOS)
def test_lo_que_trae_la_plataforma_se_lee_y_dice_que_no_es_oficial(codigo: str) -> None:
    leido = _leer(texto(codigo))
    assert (leido.codigo, leido.total) == (codigo, 10000)
    assert "no oficial" in leido.fuente


@pytest.mark.parametrize(
    ("direccion", "sirve"),
    [
        ("https://ejemplo.mx/video?v=1", True),
        ("http://ejemplo.mx/video", False),
        ("https://127.0.0.1/", False),
        ("https://localhost/", False),
        ("https://0x7f.0x1/", False),
        ("https://servidor.local/", False),
        ("https://quien:clave@ejemplo.mx/", False),
    ],
)
def test_la_direccion_de_una_evidencia_es_publica_y_segura(direccion: str, sirve: bool) -> None:
    campo = SimpleNamespace(data=direccion)
    if sirve:
        publica_y_segura(None, campo)
    else:
        with pytest.raises(ValidationError, match="https://"):
            publica_y_segura(None, campo)
