"""La página para traer un estudio hecho en otra parte: se lee, se cuenta y se muestra; no se guarda nada."""

from flask import render_template

from red.analisis import estudio_en_palabras as palabras
from red.analisis.entrada import FORMATOS
from red.analisis.estudio import frases
from red.analisis.estudio_aparte import Contado, abrir
from red.analisis.formularios import FormularioEstudio
from red.analisis.lectores.recogida import corto
from red.analisis.vistas import bp
from red.envios import recibe_hasta
from red.errores import ErrorDeDominio
from red.limites import limitador
from red.permisos import Permiso
from red.portero import identidad, requiere
from red.reloj import hoy


@bp.route("/estudio", methods=["GET", "POST"])
@requiere(Permiso.EXPORTAR_GRAFO)
@recibe_hasta(21)
@limitador.limit("60 per hour", key_func=lambda: f"estudio-{identidad().persona}", methods=["POST"])
def estudio() -> tuple[str, int]:
    """El formulario y, con un archivo que sirve, lo que dice."""
    formulario = FormularioEstudio()
    if formulario.validate_on_submit():
        subido = formulario.archivo.data
        try:
            return _resultado(subido.filename or "", abrir(subido.read(), subido.filename or "")), 200
        except ErrorDeDominio as razon:
            formulario.agregar_error(razon)
    codigo = 422 if formulario.hay_errores else 200
    return render_template("analisis/estudio.html", formulario=formulario), codigo


def _resultado(archivo: str, contado: Contado) -> str:
    hechos, cabe = palabras.hechos(contado), palabras.cabe(contado)
    return render_template(
        "analisis/estudio_resultado.html",
        archivo=corto(archivo),
        formato=FORMATOS[contado.formato],
        resumen=contado.resumen,
        frases=frases(contado.resumen),
        hechos=hechos,
        renglones=palabras.renglones(contado) if cabe else [],
        datos=palabras.mapa(contado, hechos, titulo="Estudio", dia=hoy())
        if cabe and contado.etiquetas
        else None,
    )
