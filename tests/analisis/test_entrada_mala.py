"""Cada archivo que no sirve se rechaza con su renglón y su razón, en memoria contada; el que sirve, no."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from red.analisis import estudio_aparte
from red.analisis.entrada import ArchivoNoSirve, Limites, leer

RAIZ = Path(__file__).parents[2]
MEGAS, SEGUNDOS = 120, 60
"""Lo que puede crecer quien lee: medio millón de nodos con su identificador caben en la mitad."""


def graphml(dentro: str, antes: str = "") -> bytes:
    return f'<?xml version="1.0"?>{antes}\n<graphml>\n{dentro}\n</graphml>'.encode()


def gexf(nodos: str, lazos: str = "") -> bytes:
    return f"<gexf><graph>\n<nodes>{nodos}</nodes>\n<edges>{lazos}</edges></graph></gexf>".encode()


def zip_con(**partes: str | bytes) -> bytes:
    salida = io.BytesIO()
    with zipfile.ZipFile(salida, "w", zipfile.ZIP_DEFLATED) as paquete:
        for nombre, contenido in partes.items():
            paquete.writestr(nombre.replace("__", "."), contenido)
    return salida.getvalue()


PESO = '<key id="w" for="edge" attr.name="weight" attr.type="double"/>'
AB = '<node id="a"/><node id="b"/>'
MIL_RISAS = '<!DOCTYPE graphml [<!ENTITY a "ja"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
TABLA = "origen,destino,peso\na,b,1\n"


def con_peso(peso: str) -> bytes:
    return graphml(
        f'{PESO}<graph>{AB}\n<edge source="a" target="b"><data key="w">{peso}</data></edge></graph>'
    )


MALOS: dict[str, tuple[bytes, str, int | None, str]] = {
    "vacío": (b" \n", "x.graphml", None, "vacío"),
    "con DTD": (graphml("<graph/>", "<!DOCTYPE graphml>"), "x.graphml", 1, "DTD"),
    "con entidades": (graphml("<graph>&b;</graph>", MIL_RISAS), "x.graphml", 1, "DTD"),
    "con DTD de otro archivo": (
        graphml("<graph/>", '<!DOCTYPE graphml SYSTEM "file:///etc/passwd">'), "x.graphml", 1, "DTD",
    ),
    "con DTD en UTF-16": (graphml("<graph/>", MIL_RISAS).decode().encode("utf-16"), "x.graphml", 1, "DTD"),
    "entidad sin declarar": (graphml("<graph>&x;</graph>"), "x.graphml", 3, "DTD"),
    "DTD en un GEXF": (MIL_RISAS.replace("graphml", "gexf").encode() + gexf(""), "x.gexf", 1, "DTD"),
    "parte en otro archivo": (graphml('<graph><node id="a"><graph><locator/></graph></node></graph>'), "x.graphml", 3, "otro archivo"),
    "demasiado hondo": (graphml("<graph>" + "<node>" * 0 + "<desc>" * 60), "x.graphml", 3, "uno dentro de otro"),
    "una etiqueta sin fin": (graphml(f'<graph><node id="{"a" * 3_000_000}"/>'), "x.graphml", 3, "etiqueta de más"),
    "un dato sin fin": (
        graphml('<key id="k" for="node"/><graph><node id="a"><data key="k">' + "a" * 9_000 + "</data></node></graph>"), "x.graphml", 3, "dato de más",
    ),
    "cortado": (graphml(f"<graph>{AB}")[:-20], "x.graphml", 3, "cortado"),
    "mal cerrado": (graphml("<graph></node>"), "x.graphml", 3, "dañado"),
    "codificación que no hay": (b'<?xml version="1.0" encoding="klingon"?><graphml/>', "x.graphml", 1, "codificación"),
    "dos grafos": (graphml("<graph/>\n<graph/>"), "x.graphml", 4, "más de un grafo"),
    "ningún grafo": (graphml(""), "x.graphml", 4, "ningún grafo"),
    "nodo repetido": (graphml('<graph><node id="a"/>\n<node id="a"/></graph>'), "x.graphml", 4, "renglón 3"),
    "nodo sin identificador": (graphml("<graph><node/></graph>"), "x.graphml", 3, "identificador"),
    "lazo a nadie": (graphml(f'<graph>{AB}\n\n<edge source="a" target="z"/></graph>'), "x.graphml", 5, "«z»"),
    "lazo sin extremo": (graphml(f'<graph>{AB}\n<edge source="a"/></graph>'), "x.graphml", 4, "a quién une"),
    "lazo de muchos": (graphml("<graph><hyperedge/></graph>"), "x.graphml", 3, "más de dos"),
    "dato que no se declara": (graphml('<graph><node id="a"><data key="q">1</data></node></graph>'), "x.graphml", 3, "«q»"),
    "peso NaN": (con_peso("NaN"), "x.graphml", 4, "NaN"),
    "peso infinito": (con_peso("-inf"), "x.graphml", 4, "menos que nada"),
    "peso enorme": (con_peso("1e999"), "x.graphml", 4, "infinito"),
    "peso negativo": (con_peso("-1"), "x.graphml", 4, "menos que nada"),
    "peso que no es número": (con_peso("mucho"), "x.graphml", 4, "no es un número"),
    "GEXF: nodo repetido": (gexf('<node id="1"/>\n<node id="1"/>'), "x.gexf", 3, "ya estaba"),
    "GEXF: peso NaN": (gexf('<node id="1"/><node id="2"/>', '\n<edge source="1" target="2" weight="nan"/>'), "x.gexf", 4, "NaN"),
    "GEXF: lazo a nadie": (gexf('<node id="1"/>', '<edge source="1" target="2"/>'), "x.gexf", 3, "«2»"),
    "GEXF: cortado": (gexf('<node id="1"/>')[:-9], "x.gexf", 3, "cortado"),
    "XML de otra cosa": (b"<svg/>", "x.xml", 1, "no GraphML ni GEXF"),
    "raíz que no es": (b"<nada><graphml/></nada>", "x.graphml", 1, "empieza con"),
    "Pajek: cortado": (b"*Vertices 3\n1 \"a\"\n2 \"b\"\n", "x.net", 3, "cortado"),
    "Pajek: nodo repetido": (b'*Vertices 2\n1 "a"\n1 "b"\n', "x.net", 3, "ya estaba"),
    "Pajek: lazo a nadie": (b'*Vertices 1\n1 "a"\n*Edges\n1 2 1\n', "x.net", 4, "nodo 2"),
    "Pajek: peso NaN": (b"*Vertices 2\n*Edges\n1 2 nan\n", "x.net", 3, "NaN"),
    "Pajek: comillas abiertas": (b'*Vertices 1\n1 "a\n', "x.net", 2, "comillas"),
    "Pajek: un millón declarado": (b"*Vertices 1000000\n", "x.net", 1, "1,000,000"),
    "Pajek: matriz": (b"*Vertices 1\n*Matrix\n0\n", "x.net", 2, "matriz"),
    "CSV: sin encabezados": (b"ana,eva\nsol,luz\n", "x.csv", 1, "«origen» y «destino»"),
    "CSV: comillas abiertas": ((TABLA + 'a,"b,1\n').encode(), "x.csv", 3, "comillas"),
    "CSV: peso NaN": ((TABLA + "b,c,NaN\n").encode(), "x.csv", 3, "NaN"),
    "CSV: sin destino": ((TABLA + "b\n").encode(), "x.csv", 3, "a quién une"),
    "CSV: renglón sin fin": (TABLA.encode() + b"a" * 1_500_000, "x.csv", 3, "1,000,000 letras"),
    "CSV: bytes": (b"origen,destino\n\x00\x01", "x.csv", None, "no es texto"),
    "un PDF": (b"%PDF-1.7", "x.net", None, "un PDF"),
    "un GEXF con nombre de GraphML": (gexf(""), "x.graphml", None, "por dentro es GEXF"),
    "un CSV con nombre de GEXF": (TABLA.encode(), "x.gexf", None, "por dentro es texto"),
    "un GraphML con nombre de CSV": (graphml("<graph/>"), "x.csv", None, "por dentro es GraphML"),
    "un zip con nombre de Pajek": (zip_con(lazos__csv=TABLA), "x.net", None, "un archivo zip"),
    "un zip sin lazos": (zip_con(hola__pdf=b"x"), "x.zip", None, "no trae lazos.csv"),
    "un zip cortado": (zip_con(lazos__csv=TABLA)[:-20], "x.zip", None, "cortado"),
    "un zip que crece": (zip_con(lazos__csv=TABLA + "a,b,1\n" * 4_000_000), "x.zip", None, "sin medida"),
    "en un zip, nodo repetido": (
        zip_con(nodos__csv="id\na\nb\na\n", lazos__csv=TABLA), "x.zip", 4, "renglón 2",
    ),
    "en un zip, lazo a nadie": (zip_con(nodos__csv="id\na\n", lazos__csv=TABLA), "x.zip", 2, "«b»"),
    "gzip": (b"\x1f\x8b\x08", "x.graphml", None, "un archivo comprimido"),
}  # fmt: skip


@pytest.mark.parametrize("cual", MALOS)
def test_lo_que_no_sirve_se_rechaza_con_renglon_y_razon(cual: str):
    datos, nombre, linea, motivo = MALOS[cual]
    with pytest.raises(ArchivoNoSirve) as razon:
        leer(datos, nombre=nombre)
    assert (razon.value.linea, motivo in razon.value.motivo) == (linea, True), str(razon.value)
    assert razon.value.campo == "archivo"


BUENOS: dict[str, bytes] = {
    "x.graphml": con_peso("2.5"),
    "x.gexf": gexf('<node id="1"/>\n<node id="2"/>', '<edge source="1" target="2" weight="1"/>'),
    "x.net": b'*Vertices 2\n1 "a"\n2 "b"\n*Edges\n1 2 1\n',
    "x.csv": TABLA.encode(),
    "x.zip": zip_con(nodos__csv="id\na\nb\n", lazos__csv=TABLA),
    "xx.zip": zip_con(grafo__gexf=gexf('<node id="1"/><node id="2"/>', '<edge source="1" target="2"/>')),
}


@pytest.mark.parametrize("nombre", BUENOS)
def test_lo_mismo_sin_el_defecto_si_se_lee(nombre: str):
    leido = leer(BUENOS[nombre], nombre=nombre)
    assert (len(leido.nodos), len(leido.unos)) == (2, 1)


def test_un_millon_de_nodos_y_una_bomba_se_rechazan_en_memoria_contada(tmp_path: Path):
    nodos = "".join(f'<node id="n{n}"/>\n' for n in range(1_000_000))
    (tmp_path / "millon.graphml").write_text(f"<graphml><graph>\n{nodos}</graph></graphml>")
    with zipfile.ZipFile(tmp_path / "bomba.zip", "w", zipfile.ZIP_DEFLATED) as bomba:
        bomba.writestr("lazos.csv", b"origen,destino\n" + b"a,b\n" * 25_000_000)

    rutas = [str(tmp_path / nombre) for nombre in ("millon.graphml", "bomba.zip")]
    corrida = subprocess.run(
        [sys.executable, "-m", "tests.analisis.leer_ajenos", *rutas],
        cwd=RAIZ,
        check=True,
        capture_output=True,
        text=True,
    )
    millon, bombazo = map(json.loads, corrida.stdout.splitlines())

    assert millon["linea"] == 500_002
    assert "al pasar de 500,000" in millon["motivo"]
    assert "sin medida" in bombazo["motivo"]
    for uno in (millon, bombazo):
        assert uno["megas"] < MEGAS
        assert uno["segundos"] < SEGUNDOS


def test_el_tope_se_puede_subir_y_entonces_el_mismo_archivo_si_se_lee():
    datos = graphml("<graph>" + "".join(f'<node id="{n}"/>' for n in range(3_000)) + "</graph>")

    assert len(leer(datos, limites=Limites(nodos=3_000)).nodos) == 3_000
    with pytest.raises(ArchivoNoSirve, match="al pasar de 2,999"):
        leer(datos, limites=Limites(nodos=2_999))


def test_lo_que_llega_por_el_navegador_se_abre_en_otro_proceso():
    contado = estudio_aparte.abrir(BUENOS["x.zip"], "../../raro;nombre.zip")
    assert (contado.etiquetas, contado.lazos) == (["a", "b"], [(0, 1, 1.0)])

    with pytest.raises(ArchivoNoSirve) as razon:
        estudio_aparte.abrir(MALOS["en un zip, lazo a nadie"][0], "x.zip")
    assert str(razon.value).startswith("lazos.csv, renglón 2: ")
    with pytest.raises(ArchivoNoSirve, match="más de 20 MB"):
        estudio_aparte.abrir(b"a" * (20 * 1024 * 1024 + 1), "x.csv")
