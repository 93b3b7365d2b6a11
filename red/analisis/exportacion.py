"""La Red en archivos que otros programas abren: GraphML, GEXF, Pajek y CSV, con nombres o con seudónimos.

Ley de este módulo: lo que sale se puede volver a abrir y es la misma Red; y ningún texto que
alguien haya escrito se vuelve fórmula en una hoja de cálculo ni rompe un archivo.
"""

import csv
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO, StringIO
from random import Random, SystemRandom
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import networkx as nx

from red.analisis.grafos import Atributo, Clase, Grafo, clases, nombre
from red.analisis.medidas import Medidas
from red.textos import celda_segura

# Los que XML no admite; un solo carácter así y el archivo no se puede volver a abrir.
_PROHIBIDOS_EN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RESERVADOS = frozenset({"id", "label", "weight", "type", "start", "end", "key", "pid", "viz"})
_FIGURA = {Clase.PERSONA: "disc", Clase.INSTITUCION: "square", Clase.UNIDAD: "diamond"}
_FIGURA_EN_PAJEK = {Clase.PERSONA: "ellipse", Clase.INSTITUCION: "box", Clase.UNIDAD: "diamond"}
_EN_EL_TIEMPO = {"desde": "start", "hasta": "end"}
MARCA_UTF8 = "\ufeff"

LEEME = """La Red, en dos tablas
=====================

nodos.csv   un renglón por persona, dependencia o unidad
lazos.csv   un renglón por cada par unido; «clases» dice qué los une

Las columnas que empiezan con «medida_» salen del análisis. «intermediacion» es la parte de los
caminos más cortos que pasan por ese nodo; «cercania», qué tan a la mano tiene a los demás;
«restriccion», qué tanto sus contactos se conocen entre sí; «separa», a cuántos dejaría sin camino
su salida.
"""
LEEME_CON_NOMBRES = """
Este archivo lleva nombres de personas: guárdalo y compártelo como cualquier dato personal.
"""
LEEME_CON_SEUDONIMOS = """
Las personas van con seudónimo. Un seudónimo no es anonimato: en una dependencia con una sola
persona se sabe de quién se trata. No lo publiques sin revisar eso.
"""


def con_medidas(grafo: Grafo, medidas: Medidas) -> Grafo:
    """Copia de la Red con sus medidas como atributos de cada nodo."""
    copia: Grafo = grafo.copy()
    for nodo, datos in copia.nodes(data=True):
        datos["medida_grado"] = medidas.grado[nodo]
        datos["medida_fuerza"] = round(medidas.fuerza[nodo], 6)
        datos["medida_intermediacion"] = round(medidas.intermediacion.valores[nodo], 6)
        datos["medida_cercania"] = round(medidas.cercania[nodo], 6)
        if nodo in medidas.restriccion:
            datos["medida_restriccion"] = round(medidas.restriccion[nodo], 6)
        if nodo in medidas.toca:
            datos["medida_dependencias_que_toca"] = len(medidas.toca[nodo])
        impacto = medidas.impactos.get(nodo)
        datos["medida_separa"] = sum(impacto.tamanos[1:]) if impacto else 0
    return copia


def seudonimizar(grafo: Grafo, conservar: Collection[str] = (), azar: Random | None = None) -> Grafo:
    """Copia de la Red donde cada persona es «Persona 001», y así en todos sus lazos.

    El número sale al azar: no sigue el nombre, ni el orden de registro, ni el del archivo. De las
    personas sólo quedan su clase, su dependencia, las medidas y los atributos que se pida
    conservar; de los lazos se quitan fecha y fuente, que bastarían para reconocer a alguien.
    """
    personas = [nodo for nodo, clase in clases(grafo).items() if clase == Clase.PERSONA]
    (azar or SystemRandom()).shuffle(personas)
    cifras = max(3, len(str(len(personas))))
    numero = {persona: f"{lugar:0{cifras}d}" for lugar, persona in enumerate(personas, 1)}
    nuevo = {nodo: f"persona-{numero[nodo]}" if nodo in numero else nodo for nodo in grafo}
    quedan = {"clase", "grupo", *conservar}

    copia: Grafo = nx.Graph()
    copia.add_nodes_from((nodo, grafo.nodes[nodo]) for nodo in grafo if nodo not in numero)
    for persona in personas:
        suyos = {
            clave: valor
            for clave, valor in grafo.nodes[persona].items()
            if clave in quedan or clave.startswith("medida_")
        }
        copia.add_node(nuevo[persona], **suyos, nombre=f"Persona {numero[persona]}")
    lazos = {
        (min(nuevo[uno], nuevo[otro]), max(nuevo[uno], nuevo[otro])): datos
        for uno, otro, datos in grafo.edges(data=True)
    }
    for (uno, otro), datos in sorted(lazos.items(), key=lambda lazo: lazo[0]):
        copia.add_edge(uno, otro, clases=datos["clases"], peso=datos["peso"])
    return copia


def aplanar(grafo: Grafo) -> Grafo:
    """La Red con valores que cualquier formato guarda: texto, número o sí/no.

    Lo que falta no se escribe; las clases y fuentes de un lazo van en un texto; el nombre y el
    peso toman los nombres que los demás programas esperan (`label`, `weight`). Un atributo que
    choca con una palabra reservada recibe el prefijo `dato_`.
    """
    plano: Grafo = nx.Graph()
    for nodo, datos in grafo.nodes(data=True):
        grupo = datos.get("grupo")
        propios = {
            "label": _en_un_renglon(str(datos.get("nombre") or "")) or nodo,
            "clase": str(datos["clase"]),
            "grupo": grupo,
            "dependencia": nombre(grafo, grupo) if grupo is not None else None,
        }
        ajenos = {
            f"dato_{clave}" if clave in _RESERVADOS or clave in propios else clave: valor
            for clave, valor in datos.items()
            if clave not in ("nombre", "clase", "grupo")
        }
        plano.add_node(nodo, **_limpios({**ajenos, **propios}))
    for uno, otro, datos in grafo.edges(data=True):
        lazo = {
            "weight": float(datos["peso"]),
            "clases": "|".join(datos["clases"]),
            "desde": datos.get("desde"),
            "hasta": datos.get("hasta"),
            "fuentes": " · ".join(datos.get("fuentes", ())),
        }
        plano.add_edge(uno, otro, **_limpios(lazo))
    _igualar_tipos(plano)
    return plano


def _limpios(datos: Mapping[str, Any]) -> dict[str, Atributo]:
    """Sin lo que falta, y con los textos en un renglón y sin caracteres que rompan un archivo."""
    limpios: dict[str, Atributo] = {}
    for clave, valor in datos.items():
        escrito = valor.isoformat() if isinstance(valor, date) else valor
        if isinstance(escrito, str):
            escrito = _en_un_renglon(str(escrito))
        if escrito is not None and escrito != "":
            limpios[clave] = escrito
    return limpios


def _en_un_renglon(texto: str) -> str:
    """Sin saltos, sin espacios de más y sin lo que XML prohíbe."""
    return " ".join(_PROHIBIDOS_EN_XML.sub("", texto).split())


def _igualar_tipos(plano: Grafo) -> None:
    """Una columna, un tipo: si un atributo es número en unos nodos y texto en otros, todo es texto."""
    tipos: dict[str, set[type]] = {}
    for _, datos in plano.nodes(data=True):
        for clave, valor in datos.items():
            tipos.setdefault(clave, set()).add(type(valor))
    comun = {c: float if t == {int, float} else str for c, t in tipos.items() if len(t) > 1}
    for _, datos in plano.nodes(data=True):
        for clave in comun.keys() & datos.keys():
            datos[clave] = comun[clave](datos[clave])


def a_graphml(grafo: Grafo) -> bytes:
    """GraphML, que abren networkx, Gephi, yEd, Cytoscape y R."""
    destino = BytesIO()
    nx.write_graphml_xml(aplanar(grafo), destino, encoding="utf-8")
    return destino.getvalue()


def a_gexf(grafo: Grafo, posiciones: Mapping[str, tuple[float, float]] | None = None) -> bytes:
    """GEXF, el formato de Gephi: con la línea de tiempo de los lazos y, si hay posiciones, acomodado como en el mapa."""
    plano = aplanar(grafo)
    for _, _, datos in plano.edges(data=True):
        datos |= {suyo: datos[nuestro] for nuestro, suyo in _EN_EL_TIEMPO.items() if nuestro in datos}
    for nodo, datos in plano.nodes(data=True):
        datos["viz"] = {"shape": _FIGURA.get(Clase(datos["clase"]), "disc")}
        if posiciones and nodo in posiciones:
            x, y = posiciones[nodo]
            datos["viz"]["position"] = {"x": x * 1000, "y": y * 1000, "z": 0.0}
    destino = BytesIO()
    nx.write_gexf(plano, destino, encoding="utf-8", version="1.2draft")
    return destino.getvalue()


def a_pajek(grafo: Grafo, posiciones: Mapping[str, tuple[float, float]] | None = None) -> bytes:
    """Pajek (.net): los nodos numerados desde uno, con su nombre entre comillas, y los lazos con su peso.

    Pajek no sabe de comillas dentro de un nombre: se vuelven apóstrofos, y las barras invertidas, diagonales. Dos nodos que
    se llamen igual llevan detrás su identificador, porque quien lo abre con networkx los distingue por su nombre.
    """
    plano = aplanar(grafo)
    numero = {nodo: lugar for lugar, nodo in enumerate(plano, 1)}
    renglones = [f"*Vertices {len(plano)}"]
    usados: set[str] = set()
    for nodo, datos in plano.nodes(data=True):
        rotulo = _sin_comillas(str(datos["label"]))
        while rotulo in usados:
            rotulo = f"{rotulo} ({_sin_comillas(nodo)})"
        usados.add(rotulo)
        lugar = ""
        if posiciones and nodo in posiciones:
            x, y = posiciones[nodo]
            lugar = f" {x:.4f} {1 - y:.4f} 0.5 {_FIGURA_EN_PAJEK.get(Clase(datos['clase']), 'ellipse')}"
        renglones.append(f'{numero[nodo]} "{rotulo}"{lugar}')
    renglones.append("*Edges")
    renglones += [
        f"{numero[uno]} {numero[otro]} {datos['weight']!r}" for uno, otro, datos in plano.edges(data=True)
    ]
    return ("\r\n".join(renglones) + "\r\n").encode("utf-8")


def _sin_comillas(texto: str) -> str:
    return _en_un_renglon(texto).replace('"', "'").replace("\\", "/")


def a_csv_nodos(grafo: Grafo) -> bytes:
    """Un renglón por nodo, con todas sus columnas; se abre en una hoja de cálculo."""
    plano = aplanar(grafo)
    primeras = ("clase", "dependencia", "grupo")
    presentes = {clave for _, datos in plano.nodes(data=True) for clave in datos}
    demas = sorted(presentes - {*primeras, "label"})
    renglones = (
        [nodo, datos["label"], *(datos.get(clave, "") for clave in (*primeras, *demas))]
        for nodo, datos in plano.nodes(data=True)
    )
    return _csv(["id", "nombre", *primeras, *demas], renglones)


def a_csv_lazos(grafo: Grafo) -> bytes:
    """Un renglón por par unido, con los nombres de ambos lados."""
    plano = aplanar(grafo)
    rotulo = {nodo: datos["label"] for nodo, datos in plano.nodes(data=True)}
    con_final = any("hasta" in datos for _, _, datos in plano.edges(data=True))
    columnas = ["clases", "weight", "desde", *(["hasta"] if con_final else []), "fuentes"]
    renglones = (
        [uno, rotulo[uno], otro, rotulo[otro], *(datos.get(clave, "") for clave in columnas)]
        for uno, otro, datos in plano.edges(data=True)
    )
    titulos = ["origen", "nombre_origen", "destino", "nombre_destino"]
    titulos += ["peso" if columna == "weight" else columna for columna in columnas]
    return _csv(titulos, renglones)


def a_zip(grafo: Grafo, *, con_seudonimos: bool = False) -> bytes:
    """Las dos tablas y un LEEME en un solo archivo; dos veces lo mismo da los mismos bytes."""
    contenido = {
        "nodos.csv": a_csv_nodos(grafo),
        "lazos.csv": a_csv_lazos(grafo),
        "LEEME.txt": (LEEME + (LEEME_CON_SEUDONIMOS if con_seudonimos else LEEME_CON_NOMBRES)).encode(),
    }
    destino = BytesIO()
    with ZipFile(destino, "w", ZIP_DEFLATED) as archivo:
        for titulo, datos in contenido.items():
            archivo.writestr(ZipInfo(titulo), datos, ZIP_DEFLATED)
    return destino.getvalue()


def _csv(titulos: Sequence[str], renglones: Iterable[Sequence[Atributo]]) -> bytes:
    """CSV en UTF-8 con marca, para que los acentos se vean bien al abrirlo."""
    destino = StringIO()
    escritor = csv.writer(destino, lineterminator="\r\n")
    escritor.writerow([celda_segura(titulo) for titulo in titulos])
    escritor.writerows([celda_segura(valor) for valor in renglon] for renglon in renglones)
    return (MARCA_UTF8 + destino.getvalue()).encode("utf-8")
