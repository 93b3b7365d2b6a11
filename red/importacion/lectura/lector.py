"""El proceso aparte que abre un archivo ajeno: con memoria y tiempo contados, escribe sus celdas y termina.

Se corre con `python -m red.importacion.lectura.lector NOMBRE`, recibe el archivo por la entrada y escribe por la
salida un renglón JSON con lo que supo; después, uno por cada renglón de la hoja, con su número, las columnas que
traen fórmula y sus celdas, separados por tabuladores; y al final cuántos fueron. Si el archivo no se puede leer,
lo último que escribe es la razón.
"""

import csv
import io
import json
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from red.importacion.lectura.formato import Formato, reconocer
from red.importacion.lectura.libro import revisar
from red.importacion.lectura.limites import (
    MAS_COLUMNAS,
    MAS_LETRAS,
    MAS_RENGLONES,
    MAYOR_ARCHIVO,
    MAYOR_CELDA,
    MEMORIA,
    SEGUNDOS,
    ArchivoRechazado,
)

Renglon = tuple[int, list[str], list[int]]
_MUCHAS_LETRAS = (
    f"Sus celdas suman más de {MAS_LETRAS // 1_000_000} millones de letras. Quita las columnas que no son de la lista, "
    "o divídela en varios archivos."
)


def principal() -> int:
    """Lee la entrada y escribe la salida; devuelve 0 si se pudo."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORIA, MEMORIA))
    resource.setrlimit(resource.RLIMIT_CPU, (SEGUNDOS, SEGUNDOS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    salida = sys.stdout
    try:
        datos = sys.stdin.buffer.read(MAYOR_ARCHIVO + 1)
        for escrito in leer(datos, sys.argv[1]):
            salida.write(escrito)
    except ArchivoRechazado as razon:
        salida.write(json.dumps({"error": str(razon)}) + "\n")
        return 3
    except (MemoryError, RecursionError):
        salida.write(
            json.dumps({"error": "Al abrirlo ocupa demasiada memoria. Divide la lista en varios archivos."})
            + "\n"
        )
        return 3
    finally:
        salida.flush()
    return 0


def leer(datos: bytes, archivo: str) -> Iterator[str]:
    """Lo que se supo del archivo, cada uno de sus renglones y cuántos fueron; lanza ArchivoRechazado."""
    if len(datos) > MAYOR_ARCHIVO:
        raise ArchivoRechazado(
            "El archivo pesa más de 20 MB. Quita imágenes y hojas que no se usan, o divídelo."
        )
    formato = reconocer(datos, archivo)
    if formato.nombre == "csv":
        hoja, renglones = None, _de_csv(datos, formato)
    else:
        hoja, renglones = _de_libro(datos, formato.nombre)
    del datos
    supo = {
        "formato": formato.nombre,
        "hoja": hoja,
        "separador": formato.separador,
        "codificacion": formato.codificacion,
    }
    yield json.dumps(supo) + "\n"
    total = letras = 0
    en_json = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode
    for numero, celdas, formulas in renglones:
        total += 1
        letras += sum(map(len, celdas))
        if letras > MAS_LETRAS:
            raise ArchivoRechazado(_MUCHAS_LETRAS)
        yield f"{numero}\t{','.join(map(str, formulas))}\t{en_json(celdas)}\n"
    yield json.dumps({"total": total}) + "\n"


def _de_csv(datos: bytes, formato: Formato) -> Iterator[Renglon]:
    try:
        texto = datos.decode(formato.codificacion or "utf-8")
    except UnicodeDecodeError:
        raise ArchivoRechazado(
            "El archivo está cortado o mezcla dos maneras de guardar los acentos. Guárdalo otra vez."
        ) from None
    lector = csv.reader(io.StringIO(texto, newline=""), delimiter=formato.separador or ",")
    try:
        for celdas in lector:
            if not any(celdas):
                continue
            if lector.line_num > MAS_RENGLONES or len(celdas) > MAS_COLUMNAS:
                raise ArchivoRechazado(
                    f"Tiene más de {MAS_RENGLONES:,} renglones o de {MAS_COLUMNAS} columnas. Divídelo en varios archivos."
                )
            yield lector.line_num, [_recortar(celda) for celda in celdas], []
    except csv.Error:
        raise ArchivoRechazado(
            "Las comillas del archivo no cierran donde deben. Guárdalo otra vez desde la hoja de cálculo."
        ) from None


def _de_libro(datos: bytes, formato: str) -> tuple[str, Iterator[Renglon]]:
    import python_calamine as calamine

    revision = revisar(datos, formato)
    try:
        libro = calamine.CalamineWorkbook.from_filelike(io.BytesIO(datos))
        visibles = [
            hoja.name
            for hoja in libro.sheets_metadata
            if hoja.visible == calamine.SheetVisibleEnum.Visible
            and hoja.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        if not visibles:
            raise ArchivoRechazado(
                "El libro no tiene ninguna hoja a la vista. Muestra la que trae la lista y guárdalo otra vez."
            )
        hoja = libro.get_sheet_by_name(visibles[0])
    except calamine.CalamineError:
        raise ArchivoRechazado(
            "El libro está dañado o lo guardó un programa que no sigue el formato. Ábrelo y guárdalo otra vez."
        ) from None
    formulas = _formulas_de(revision.formulas, formato, hoja.name, datos)
    return hoja.name, _renglones(hoja, formulas)


def _formulas_de(
    todas: dict[str, dict[int, list[int]]], formato: str, hoja: str, datos: bytes
) -> dict[int, list[int]]:
    if not any(todas.values()):
        return {}
    if formato == "ods":
        return todas.get(hoja, {})
    from red.importacion.lectura.libro import parte_de_la_hoja

    return todas.get(parte_de_la_hoja(datos, hoja), {})


def _renglones(hoja: Any, formulas: dict[int, list[int]]) -> Iterator[Renglon]:
    """Las filas con algo escrito; la primera es la primera de la hoja aunque arriba esté en blanco."""
    for numero, fila in enumerate(hoja.iter_rows(), 1):
        celdas = [v if type(v) is str and len(v) <= MAYOR_CELDA else _decir(v) for v in fila]
        con_formula = formulas.get(numero, [])
        if con_formula or any(celdas):
            if len(celdas) <= max(con_formula, default=-1):
                celdas += [""] * (max(con_formula) + 1 - len(celdas))
            yield numero, celdas, con_formula


def _decir(valor: Any) -> str:
    """La celda como texto: los números enteros sin decimales, las fechas como 2021-10-04."""
    if isinstance(valor, str):
        return _recortar(valor)
    if isinstance(valor, bool):
        return "sí" if valor else "no"
    if isinstance(valor, float):
        return str(int(valor)) if valor.is_integer() and abs(valor) < 1e15 else repr(valor)
    if isinstance(valor, datetime):
        return valor.date().isoformat() if valor.time() == time() else valor.isoformat(" ")
    if isinstance(valor, (date, time)):
        return valor.isoformat()
    if isinstance(valor, timedelta):
        return str(valor)
    return str(valor)


def _recortar(celda: str) -> str:
    if len(celda) > MAYOR_CELDA:
        raise ArchivoRechazado(
            f"Hay una celda con más de {MAYOR_CELDA:,} letras. Revisa que la columna correcta esté en su lugar."
        )
    return celda


if __name__ == "__main__":
    sys.exit(principal())
