"""Lo que dice un levantamiento: por institución a quien ve el mapa; lo de cada quien, sólo a la coordinación."""

from flask import render_template

from red.levantamientos import avance, consultas, cuentas, lectura
from red.levantamientos.modelos import Aporte, Etapa, Proposito
from red.levantamientos.recuento import MINIMO
from red.levantamientos.vistas import Pagina, bp, de_id, en_que_va
from red.permisos import Permiso
from red.portero import identidad, requiere
from red.redes.consultas import palabra_de_instituciones
from red.reloj import hoy


@bp.get("/<int:id>/resultados")
@requiere(Permiso.VER_MAPA)
def resultados(id: int) -> str:
    """Cuántas contestaron, qué lazos hay, hasta dónde se sabe, qué se quisiera y qué cambió desde el anterior."""
    este = de_id(id, Permiso.VER_MAPA)
    dia = hoy(este.red.zona)
    etapa = este.etapa(dia)
    coordina = identidad().puede(Permiso.EDITAR_RED, este.alcance)
    cuadro = cuentas.cuadro(este, dia)
    anterior = consultas.el_anterior(este) if este.abierto_en else None
    temas, aportan, necesitan = cuentas.lo_que_se_pide(este)
    return render_template(
        "levantamientos/resultados.html",
        este=este,
        red=este.red,
        etapa=etapa,
        frase=en_que_va(este, etapa),
        coordina=coordina,
        va=avance.avance(este, dia) if este.abierto_en else None,
        cuadro=cuadro,
        se_publica=cuadro.respuestas >= MINIMO and (coordina or etapa is Etapa.CERRADO),
        minimo=MINIMO,
        lectura=lectura.de(cuadro, palabra_de_instituciones(este.red, dia)),
        lazos=lectura.lazos(cuadro) if coordina else [],
        deseos=lectura.deseos(cuentas.deseos(este), cuadro),
        otras=cuentas.otras_nombradas(este) if coordina else {},
        propositos=[
            (p.etiqueta, cuadro.propositos[p.value], "") for p in Proposito if cuadro.propositos[p.value]
        ],
        temas=lectura.por_personas(temas),
        aportan=lectura.por_personas({a.etiqueta: aportan[a.value] for a in Aporte}),
        necesitan=lectura.por_personas({a.etiqueta: necesitan[a.value] for a in Aporte}),
        anterior=anterior,
        cambio=lectura.cambio(cuentas.cuadro(anterior, dia), cuadro) if anterior else None,
        abierto=etapa is Etapa.ABIERTO,
    )


@bp.get("/<int:id>/respuestas/<int:consultada_id>")
@requiere(Permiso.USAR)
def respuesta(id: int, consultada_id: int) -> Pagina:
    """Lo que una persona contestó: lo ve la coordinación de esa Red; para nadie más existe."""
    este = de_id(id, Permiso.EDITAR_RED)
    suya = consultas.respuesta(id, consultada_id)
    return render_template(
        "levantamientos/respuesta.html",
        este=este,
        red=este.red,
        mia=suya,
        propositos={p.value: p.etiqueta for p in Proposito},
        aportes={a.value: a.etiqueta for a in Aporte},
    )
