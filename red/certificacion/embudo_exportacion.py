"""El embudo y las réplicas como hoja de cálculo."""

import io
from collections.abc import Sequence

import xlsxwriter

from red.certificacion.embudo import PASOS, Embudo
from red.certificacion.replica import Replicadora, por_dependencia
from red.hojas import libro as nuevo_libro
from red.textos import fecha

Celda = str | int | float | None


def escribir_xlsx(embudo: Embudo, replicadoras: Sequence[Replicadora]) -> bytes:
    """Cinco hojas: los pasos, los días, las dependencias y quienes replican, por persona y por dependencia.

    Todo texto se escribe como texto: un nombre nunca es una fórmula.
    """
    salida = io.BytesIO()
    with nuevo_libro(salida) as libro:
        _hoja(
            libro,
            "Embudo",
            ["Paso", "Personas", "% del paso anterior", "% de las invitadas"],
            [(p.nombre, p.cuantas, p.del_anterior, p.del_total) for p in embudo.pasos],
        )
        _hoja(
            libro,
            "Días por etapa",
            [
                "Etapa",
                "Pasaron",
                "Mediana de días",
                "Décima parte más lenta",
                "Están ahí",
                "Llevan (mediana)",
            ],
            [
                (t.etapa.etiqueta, t.pasaron, _dias(t.mediana), _dias(t.lento), t.ahora, _dias(t.esperan))
                for t in embudo.tiempos
            ],
        )
        _hoja(
            libro,
            "Por dependencia",
            ["Dependencia", *(nombre for _clave, nombre in PASOS), "% certificadas"],
            [
                (d.institucion, *(d.cuentas[clave] for clave, _nombre in PASOS), d.porcentaje)
                for d in embudo.dependencias
            ],
        )
        _hoja(
            libro,
            "Replican",
            ["Persona", "Dependencia", "Certificada desde", "Cursos impartidos", "Personas formadas"],
            [
                (r.persona.nombre_completo, r.institucion, fecha(r.desde), r.cursos, r.personas)
                for r in replicadoras
            ],
        )
        _hoja(
            libro,
            "Replican por dependencia",
            ["Dependencia", "Certificadas", "Replican", "Cursos impartidos", "Personas formadas"],
            [
                (d.institucion, d.certificadas, d.replican, d.cursos, d.personas)
                for d in por_dependencia(replicadoras)
            ],
        )
    return salida.getvalue()


def _dias(dias: float | None) -> float | None:
    return None if dias is None else round(dias, 1)


def _hoja(
    libro: "xlsxwriter.Workbook", nombre: str, titulos: Sequence[str], filas: Sequence[Sequence[Celda]]
) -> None:
    pagina = libro.add_worksheet(nombre)
    fuerte = libro.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    for columna, titulo in enumerate(titulos):
        pagina.write_string(0, columna, titulo, fuerte)
    for renglon, fila in enumerate(filas, 1):
        for columna, valor in enumerate(fila):
            if isinstance(valor, str):
                pagina.write_string(renglon, columna, valor)
            elif valor is not None:
                pagina.write_number(renglon, columna, valor)
    pagina.set_column(0, 0, 36)
    pagina.set_column(1, len(titulos), 16)
    pagina.freeze_panes(1, 1)
