"""Números y fechas con letras, como se escriben en un acta."""

from datetime import date

from red.textos import MESES, sin_acentos

_HASTA_29 = [
    "cero",
    "uno",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciséis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veinte",
    "veintiuno",
    "veintidós",
    "veintitrés",
    "veinticuatro",
    "veinticinco",
    "veintiséis",
    "veintisiete",
    "veintiocho",
    "veintinueve",
]
_DECENAS = {
    3: "treinta",
    4: "cuarenta",
    5: "cincuenta",
    6: "sesenta",
    7: "setenta",
    8: "ochenta",
    9: "noventa",
}
_CENTENAS = {1: "ciento", 2: "doscientos", 3: "trescientos", 4: "cuatrocientos", 5: "quinientos",
    6: "seiscientos", 7: "setecientos", 8: "ochocientos", 9: "novecientos"}  # fmt: skip


def en_letras(numero: int) -> str:
    """Un número de 0 a 9,999 con letras.

    >>> [en_letras(n) for n in (0, 21, 30, 45, 100, 101, 1900, 2026, 2199)]
    ['cero', 'veintiuno', 'treinta', 'cuarenta y cinco', 'cien', 'ciento uno', 'mil novecientos', 'dos mil veintiséis', 'dos mil ciento noventa y nueve']
    """
    if not 0 <= numero <= 9999:
        raise ValueError("Fuera de lo que se escribe con letras")
    if numero < 30:
        return _HASTA_29[numero]
    if numero < 100:
        decena, unidad = divmod(numero, 10)
        return _DECENAS[decena] + (f" y {_HASTA_29[unidad]}" if unidad else "")
    if numero == 100:
        return "cien"
    if numero < 1000:
        centena, resto = divmod(numero, 100)
        return _CENTENAS[centena] + (f" {en_letras(resto)}" if resto else "")
    millar, resto = divmod(numero, 1000)
    return ("mil" if millar == 1 else f"{_HASTA_29[millar]} mil") + (f" {en_letras(resto)}" if resto else "")


def fecha_en_letras(dia: date) -> str:
    """La fecha con letras.

    >>> fecha_en_letras(date(2026, 11, 21)), fecha_en_letras(date(2027, 1, 1))
    ('veintiuno de noviembre de dos mil veintiséis', 'primero de enero de dos mil veintisiete')
    """
    numero = "primero" if dia.day == 1 else en_letras(dia.day)
    return f"{numero} de {MESES[dia.month - 1]} de {en_letras(dia.year)}"


_FEMENINAS = frozenset(
    [
        "administracion",
        "agencia",
        "alcaldia",
        "asociacion",
        "circular",
        "auditoria",
        "camara",
        "casa",
        "comisaria",
        "comision",
        "consejeria",
        "contraloria",
        "coordinacion",
        "corporacion",
        "defensoria",
        "delegacion",
        "direccion",
        "empresa",
        "entidad",
        "escuela",
        "facultad",
        "fiscalia",
        "fundacion",
        "gerencia",
        "gobernacion",
        "institucion",
        "jefatura",
        "junta",
        "ley",
        "municipalidad",
        "oficina",
        "organizacion",
        "presidencia",
        "procuraduria",
        "promotora",
        "red",
        "regiduria",
        "resolucion",
        "secretaria",
        "sindicatura",
        "sociedad",
        "subdireccion",
        "subsecretaria",
        "tesoreria",
        "unidad",
        "universidad",
    ]
)
_MASCULINOS = frozenset(
    [
        "acuerdo",
        "archivo",
        "ayuntamiento",
        "banco",
        "cabildo",
        "centro",
        "colegio",
        "comite",
        "concejo",
        "congreso",
        "consejo",
        "convenio",
        "decreto",
        "departamento",
        "fideicomiso",
        "fondo",
        "gobierno",
        "grupo",
        "hospital",
        "instituto",
        "mecanismo",
        "ministerio",
        "municipio",
        "museo",
        "observatorio",
        "oficio",
        "organismo",
        "organo",
        "parque",
        "patronato",
        "poder",
        "programa",
        "regimen",
        "registro",
        "reglamento",
        "secretariado",
        "servicio",
        "sistema",
        "tecnologico",
        "tribunal",
    ]
)


def con_articulo(nombre: str) -> str:
    """El nombre de una institución, unidad o acto como se dice dentro de una frase; si no se sabe su género, tal cual.

    >>> con_articulo("Dirección de Cultura"), con_articulo("Instituto del Deporte"), con_articulo("Ciudad Niñez")
    ('la Dirección de Cultura', 'el Instituto del Deporte', 'Ciudad Niñez')
    """
    primera = sin_acentos(nombre.partition(" ")[0])
    if primera in _FEMENINAS:
        return f"la {nombre}"
    return f"el {nombre}" if primera in _MASCULINOS else nombre
