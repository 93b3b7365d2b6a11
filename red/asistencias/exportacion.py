"""El cuadro de asistencia de una edición como hoja de cálculo."""

import io
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import xlsxwriter

from red.asistencias import calculo
from red.asistencias.cuadros import Fila
from red.asistencias.modelos import Asistencia
from red.formacion.modelos import Edicion, Jornada
from red.hojas import libro as nuevo_libro
from red.textos import fecha_corta, hora


def escribir_xlsx(edicion: Edicion, jornadas: Sequence[Jornada], filas: Sequence[Fila]) -> bytes:
    """Una hoja con la letra de cada quien en cada jornada y sus horas; otra con las horas de entrada y salida.

    Todo texto se escribe como texto: lo que alguien puso en su nombre nunca es una fórmula.
    """
    zona = ZoneInfo(edicion.curso.red.zona)
    titulos = [
        f"{fecha_corta(una.inicia_en.astimezone(zona).date())}, {hora(una.inicia_en.astimezone(zona))}"
        for una in jornadas
    ]
    salida = io.BytesIO()
    with nuevo_libro(salida) as libro:
        fuerte = libro.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        numero = libro.add_format({"num_format": "0.00"})
        cuadro = libro.add_worksheet("Asistencia")
        _encabezar(cuadro, fuerte, ["Nombre", "Institución", "Calidad", *titulos, "Horas"])
        detalle = libro.add_worksheet("Horas")
        _encabezar(
            detalle,
            fuerte,
            ["Nombre", "Jornada", "Asistencia", "Entrada", "Salida", "Horas", "Cómo se supo", "Motivo"],
        )
        renglon_de_detalle = 1
        for renglon, fila in enumerate(filas, 1):
            quien = fila.renglon
            calidad = "Con lugar" if quien.con_lugar else "Visita"
            for columna, texto in enumerate((quien.nombre, quien.institucion, calidad)):
                cuadro.write_string(renglon, columna, texto)
            for columna, una in enumerate(jornadas, 3):
                asistencia = fila.asistencias.get(una.id)
                cuadro.write_string(renglon, columna, asistencia.estado.letra if asistencia else "")
                if asistencia is not None:
                    _detalle(
                        detalle, renglon_de_detalle, quien.nombre, titulos[columna - 3], una, asistencia, zona
                    )
                    renglon_de_detalle += 1
            cuadro.write_number(renglon, 3 + len(jornadas), calculo.horas(fila.tiempo), numero)
        nota = len(filas) + 2
        cuadro.write_string(nota, 0, "P presente, R retardo, F falta, J justificada; en blanco, sin marca.")
    return salida.getvalue()


def _encabezar(
    pagina: "xlsxwriter.worksheet.Worksheet", fuerte: "xlsxwriter.format.Format", titulos: Sequence[str]
) -> None:
    for columna, titulo in enumerate(titulos):
        pagina.write_string(0, columna, titulo, fuerte)
    pagina.set_column(0, 1, 32)
    pagina.set_column(2, len(titulos), 14)
    pagina.freeze_panes(1, 1)


def _detalle(
    pagina: "xlsxwriter.worksheet.Worksheet",
    renglon: int,
    nombre: str,
    titulo: str,
    jornada: Jornada,
    una: Asistencia,
    zona: ZoneInfo,
) -> None:
    tramo = calculo.Tramo(jornada.inicia_en, jornada.termina_en)
    textos = (
        nombre,
        titulo,
        una.estado.etiqueta,
        hora(una.entrada.astimezone(zona)) if una.entrada else "",
        hora(una.salida.astimezone(zona)) if una.salida else "",
    )
    for columna, texto in enumerate(textos):
        pagina.write_string(renglon, columna, texto)
    tiempo = calculo.tiempo_asistido(tramo, una.estado, una.entrada, una.salida)
    pagina.write_number(renglon, 5, calculo.horas(tiempo))
    pagina.write_string(renglon, 6, una.via.etiqueta)
    pagina.write_string(renglon, 7, una.motivo or "")
