"""El informe de un corte para la titular: qué se ve, qué hacer y con qué se midió, en dos páginas de papel oficial."""

from red.analisis.hallazgos import AVISO
from red.analisis.recetas import Lente
from red.analisis.redaccion import Palabras
from red.cortes import lectura
from red.cortes.modelos import Corte
from red.documentos.composicion import Bloque
from red.documentos.impresion import Hoja, imprimir
from red.textos import fecha, numero

EN_PAPEL = 6
"""Cuántos hallazgos caben sin dejar de leerse."""


def componer(corte: Corte, palabras: Palabras) -> bytes:
    """El PDF de un corte listo."""
    red, numeros = corte.red, corte.numeros or {}
    hoja = Hoja(
        titulo="Cómo está la Red",
        red=red.nombre,
        convoca=red.convocante.nombre,
        folio="",
        lugar_y_fecha=f"La Red como era el {fecha(corte.dia)}",
        pais=red.territorio.pais,
        leyenda=AVISO,
    )
    cifras = lectura.cifras(numeros, palabras)
    bloques = [
        Bloque("tabla", puntos=(("Qué se contó", "Cuánto", "Qué significa"), *(
            (cifra.etiqueta, cifra.valor, cifra.significa) for cifra in cifras
        ))),
        Bloque("subtitulo", "Qué conviene hacer"),
        Bloque("numerada", puntos=tuple(
            f"{hallazgo['titulo']}. {hallazgo['frase']} {hallazgo['que_hacer']['texto']}"
            for hallazgo in (corte.hallazgos or [])[:EN_PAPEL]
        )) if corte.hallazgos else Bloque("parrafo", "Nada urge: sigan como van."),
        Bloque("subtitulo", "Con qué se midió"),
        Bloque("parrafo", como_se_midio(corte)),
    ]  # fmt: skip
    return imprimir(hoja, bloques)


def como_se_midio(corte: Corte) -> str:
    """Lo que hace falta para repetir la cuenta y llegar a lo mismo."""
    numeros = corte.numeros or {}
    pivotes = numeros.get("pivotes")
    caminos = (
        "Los caminos más cortos se contaron todos."
        if pivotes is None
        else f"Los caminos más cortos se estimaron desde {numero(pivotes)} puntos al azar; cada valor se guardó con lo que puede variar."
    )
    return (
        f"Se miró «{Lente(corte.receta['lente']).etiqueta}» con la versión {corte.version} de las medidas y la semilla "
        f"{corte.semilla}. {caminos} Huella de los hechos: {(corte.huella or '')[:16]}. Con la misma receta, los mismos hechos "
        "y la misma semilla salen los mismos números."
    )
