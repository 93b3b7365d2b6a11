"""Qué direcciones no son páginas y dónde se halla lo que sólo se ofrece en cierto estado."""

import re

from tests.navegador.chromium import Ventana

NO_SON_PAGINAS = {
    "portal.salud": "responde a quien vigila el servicio",
    "portal.salida_rapida": "lleva a otro sitio",
    "personas.mi_comprobante": "un PDF para guardarse",
    "formacion.calendario": "un archivo para el calendario",
    "formacion.abrir_oferta": "guarda el enlace y lleva a «formacion.lugar_ofrecido»",
    "formacion.abrir_visto_bueno": "guarda el enlace y lleva a «formacion.visto_bueno»",
    "formacion.lugares_json": "datos para otros programas",
    "agenda.calendario": "lo que lee el calendario de un teléfono",
    "archivos.descargar": "un archivo para guardarse",
    "asistencias.estado": "datos para la pantalla de la sala",
    "asistencias.hoja_pdf": "un PDF para imprimirse",
    "certificacion.embudos": "lleva a «certificacion.embudo»",
    "certificacion.plantilla": "una hoja de cálculo para llenarse",
    "constancias.con_enlace": "un PDF para guardarse",
    "constancias.corta_V": "lleva a «constancias.resultado»",
    "constancias.corta_sin_codigo_V": "lleva a «constancias.verificar»",
    "constancias.corta_sin_codigo_v": "lleva a «constancias.verificar»",
    "constancias.corta_v": "lleva a «constancias.resultado»",
    "constancias.credencial": "un archivo para guardarse",
    "constancias.did": "datos para otros programas",
    "constancias.estados": "datos para otros programas",
    "constancias.jwks": "datos para otros programas",
    "constancias.papel": "un PDF para guardarse",
    "documentos.muestra": "un PDF para guardarse",
    "importacion.con_error": "una hoja de cálculo para corregirse",
    "importacion.descargar_plantilla": "una hoja de cálculo para llenarse",
    "invitaciones.abrir": "guarda el enlace y lleva a «invitaciones.aceptar»",
    "solicitudes.abrir": "guarda el enlace y lleva a «solicitudes.mia»",
    "solicitudes.abrir_respaldo": "guarda el enlace y lleva a «solicitudes.respaldo»",
}
"""Direcciones GET que no muestran una página."""

ACEPTAN_VACIO = {
    "personas.mi_privacidad": "no marcar nada también es una respuesta",
    "avisos.mis_correos": "siempre hay algo elegido",
}
"""Formularios con campos obligatorios que siempre llevan respuesta."""

SIN_ENLACE = {
    "integrante": ["/personas/mi-privacidad/aviso-nuevo"],
    "administradora": ["/avisos/salida/reintentar"],
    "coordinadora": [
        "/continuidad/instituciones/3/repartir",
        "/avisos/textos/guadalajara/invitacion/restablecer",
        "/certificacion/red/guadalajara/embudo/EC0308",
        "/levantamientos/1/reabrir",
        "/levantamientos/2/abrir",
    ],
}
"""Páginas a las que lleva otra, o cuyo enlace sólo aparece si algo salió mal, algo se dividió o un aviso cambió."""

MUESTRAS: dict[str, list[tuple[str, ...]]] = {
    "coordinadora": [
        ("/invitaciones/?red=guadalajara&estado=enviada", r"/invitaciones/\d+ "),
        ("/invitaciones/?red=guadalajara&estado=borrador", r"/invitaciones/\d+/borrador "),
        (
            "/invitaciones/?red=guadalajara&atender=si&estado=aceptada",
            r"/invitaciones/\d+ ",
            r"/institucion ",
        ),
        ("/formacion/?q=CUR-06", r"/formacion/ediciones/\d+ "),
        ("/formacion/", r"/formacion/ediciones/\d+ ", r"/inscritas ", r"/pasar-la-espera "),
        ("/formacion/?lugares=con_lugar", r"/formacion/ediciones/\d+ ", r"/inscritas "),
        (
            "/formacion/?q=SEM-02",
            r"/formacion/ediciones/\d+ ",
            r"/inscritas ",
            r"/inscribir ",
            "+?q=reynoso",
            r"/excepcion/",
        ),
        (
            "/formacion/?q=CUR-07",
            r"/formacion/ediciones/\d+ ",
            r"/asistencias/ediciones/\d+ ",
            r"/asistencias/jornadas/\d+ ",
            r"/reabrir ",
        ),
        (
            "/constancias/red/guadalajara/por-emitir",
            r"/formacion/ediciones/\d+ ",
            r"/acreditaciones/ediciones/\d+ ",
            r"/reabrir ",
        ),
        ("/evaluaciones/cuestionarios", r"/evaluaciones/cuestionarios/\d+ .*Borrador"),
        ("/certificacion/?etapa=alineacion", r"/certificacion/expedientes/\S+ ", r"/preparacion "),
        ("/personas/?red=guadalajara&q=reynoso", r"/personas/[\w-]{20,} "),
        ("/personas/?q=mar", r"/busqueda/filtros/nuevo"),
        (
            "/unidades/?red=guadalajara&estado=instalacion_programada",
            r"/unidades/\d+ ",
            r"/instalacion ",
        ),
        ("/relevos/?estado=borrador", r"/relevos/\d+ ", "+/confirmar"),
        ("/continuidad/vacantes/guadalajara", r"/continuidad/puestos/\d+ "),
    ],
    "enlace": [
        ("/certificacion/mia", r"/certificacion/expedientes/\S+ .*Diagnóstico"),
        ("/certificacion/mia", r"/certificacion/expedientes/\S+ .*Evaluación"),
        ("/certificacion/mia", r"/certificacion/expedientes/\S+ .*Juicio"),
        ("/certificacion/mia", r"/certificacion/expedientes/\S+ .*Cédula"),
    ],
    "integrante": [
        ("/formacion/mias", r"/formacion/ediciones/\d+ ", r"/evaluaciones/mi-resultado/\d+ "),
    ],
    "administradora": [
        ("/instituciones/?q=seigen", r"/instituciones/\d+ "),
        ("/territorios/?q=jalisco", r"/territorios/\d+ "),
    ],
}
"""Lo que ofrece más según su estado: la lista donde se busca y, de página en página, cómo es el enlace que se sigue.

De cada enlace se mira su dirección y, tras un espacio, lo que dice su renglón; lo que sigue a «+» se agrega a ella.
"""

ENLACES_DE = """async (url) => {
  const leida = new DOMParser().parseFromString(await (await fetch(url)).text(), 'text/html');
  return [...leida.querySelectorAll('main a[href]')].map((a) =>
    `${a.getAttribute('href')} ${(a.closest('tr') ?? a).textContent.replace(/\\s+/g, ' ')}`);
}"""
"""Los enlaces de una página sin abrirla, cada uno con lo que dice su renglón."""


def muestras_de(ventana: Ventana, caminos: list[tuple[str, ...]]) -> list[str]:
    """A dónde llega cada camino; una página por la que pasan varios se abre una sola vez."""
    leidas: dict[str, list[str]] = {}
    ventana.pagina.goto("/salud")  # La más ligera: desde ella se piden las demás.

    def enlaces(url: str) -> list[str]:
        if url not in leidas:
            leidas[url] = ventana.pagina.evaluate(ENLACES_DE, url)
        return leidas[url]

    def seguir(url: str, camino: tuple[str, ...]) -> str | None:
        """La primera dirección a la que lleva; si un enlace no lleva a ninguna, se prueba con el siguiente."""
        if not camino:
            return url
        como, *resto = camino
        if como.startswith("+"):
            return seguir(url + como[1:], tuple(resto))
        siguientes = (enlace.split(" ")[0] for enlace in enlaces(url) if re.search(como, enlace))
        return next(filter(None, (seguir(una, tuple(resto)) for una in siguientes)), None)

    halladas = []
    for desde, *camino in caminos:
        hallada = seguir(desde, tuple(camino))
        assert hallada is not None, f"Desde {desde} no se llega por {' → '.join(camino)}"
        halladas.append(hallada)
    return halladas
