"""La página del territorio: qué municipios o comunas tratan entre sí, en un mapa que dibuja el servidor y en su tabla."""

from collections.abc import Iterable
from datetime import date

from flask import render_template, request, url_for

from red.a_la_fecha import a_la_fecha, dia_pedido
from red.analisis import consultas, consultas_territorio, territorio
from red.analisis.grafos import ClaseLazo, Grafo
from red.analisis.mapa import CLASES_DE_LAZO
from red.analisis.vistas import TOPE_DE_INTEGRANTES, bp
from red.permisos import Permiso
from red.portero import exigir, requiere
from red.redes.consultas import red_de_clave
from red.territorios.modelos import Nivel
from red.territorios.perfiles import Palabra, perfil_de


@bp.get("/<clave>/territorio", endpoint="territorio")
@requiere(Permiso.VER_MAPA)
@a_la_fecha
def por_territorio(clave: str) -> str:
    """La Red por lugares; quienes no aceptaron estar en el mapa y contar en el análisis no entran."""
    red = red_de_clave(clave)
    exigir(Permiso.VER_MAPA, red.alcance)
    dia = dia_pedido(red.zona)
    grafo, gente = _leer(red.id, dia)
    ubicadas = consultas_territorio.ubicar({str(datos.get("grupo")) for _, datos in grafo.nodes(data=True)})
    hay = {clase for *_, lazo in grafo.edges(data=True) for clase in lazo["clases"]}
    clases = [clase for clase in territorio.ENTRE_LUGARES if clase in hay]
    clase = next((c for c in clases if c == request.args.get("lazo")), None)
    red_de_lugares = territorio.por_lugares(grafo, ubicadas.lugar_de, ubicadas.lugares, clase, gente)
    elegido = next((id_ for id_ in ubicadas.lugares if str(id_) == request.args.get("lugar")), None)
    palabra = _palabra(red.territorio.pais, {lugar.territorio.nivel for lugar in ubicadas.lugares.values()})
    return render_template(
        "analisis/territorio.html",
        red=red,
        palabra=palabra,
        frase=territorio.frase(red_de_lugares, palabra),
        intermunicipal=red_de_lugares,
        flujos=[f for f in red_de_lugares.flujos if elegido in (None, f.uno, f.otro)],
        nombres=lambda flujo: territorio.nombres(red_de_lugares, flujo),
        lamina=territorio.laminar(red_de_lugares, red.territorio.pais, ubicadas.entidad_de, elegido),
        elegido=elegido,
        clases=_opciones(clases),
        lugares=sorted((str(id_), lugar.nombre) for id_, lugar in ubicadas.lugares.items()),
        por_instituciones=gente is not None,
        con_lugar=lambda id_: url_for("analisis.territorio", clave=red.clave, lugar=id_, lazo=clase),
    )


def _leer(red_id: int, dia: date) -> tuple[Grafo, dict[str, int] | None]:
    """Quienes se dibujan y cuentan; de una Red muy grande, sus instituciones y la gente de cada una."""
    if consultas.cuantas_integrantes(red_id, dia) > TOPE_DE_INTEGRANTES:
        doblada = consultas.red_doblada(red_id, dia)
        return doblada.grafo, dict(doblada.gente)
    en_grafo = consultas.grafo_de_red(red_id, dia)
    return en_grafo.grafo.subgraph(set(en_grafo.dibujo)), None


def _opciones(clases: Iterable[ClaseLazo]) -> list[tuple[str, str]]:
    return [(clase.value, CLASES_DE_LAZO[clase]) for clase in clases]


def _palabra(pais: str, niveles: set[Nivel]) -> Palabra:
    """Cómo se llaman los lugares del dibujo en ese país."""
    perfil = perfil_de(pais)
    if niveles <= {Nivel.MUNICIPIO}:
        return perfil.municipio
    return perfil.entidad if niveles == {Nivel.ENTIDAD} else Palabra("territorio", "territorios")
