"""Las 29 funciones con que la estadística nacional de México clasifica a las instituciones de gobierno.

Es el catálogo del Censo Nacional de Gobierno. Decir la función es opcional: sirve para comparar con las
cifras oficiales, y quien no está en México la deja vacía.
"""

from red.base import Opcion


class FuncionPublica(Opcion):
    """Función de gobierno de una institución, con la clave de su catálogo."""

    AGRICULTURA = "1", "Agricultura y desarrollo rural"
    CULTURA = "2", "Arte, cultura y otras manifestaciones sociales"
    HACIENDA = "3", "Asuntos financieros y hacendarios"
    ASUNTOS_INDIGENAS = "4", "Asuntos indígenas"
    ASUNTOS_JURIDICOS = "5", "Asuntos jurídicos"
    CIENCIA = "6", "Ciencia, tecnología e innovación"
    ENERGIA = "7", "Combustibles y energía"
    COMUNICACIONES = "8", "Comunicaciones y transportes"
    DEPORTE = "9", "Cultura física y deporte"
    DESARROLLO_URBANO = "10", "Desarrollo agrario, territorial, urbano y vivienda"
    DESARROLLO_SOCIAL = "11", "Desarrollo social"
    DESPACHO_DEL_EJECUTIVO = "12", "Despacho del ejecutivo"
    ECONOMIA = "13", "Economía"
    EDUCACION = "14", "Educación"
    FUNCION_PUBLICA = "15", "Función pública"
    GOBIERNO = "16", "Gobierno y política interior"
    IGUALDAD = "17", "Igualdad de género y derechos de las mujeres"
    JUSTICIA = "18", "Justicia"
    MEDIO_AMBIENTE = "19", "Medio ambiente y ecología"
    PROTECCION_CIVIL = "20", "Protección civil"
    SEGURIDAD_SOCIAL = "21", "Protección y seguridad social"
    REINSERCION = "22", "Reinserción social"
    SALUD = "23", "Salud"
    SEGURIDAD_PUBLICA = "24", "Seguridad pública o seguridad ciudadana"
    SERVICIOS_PUBLICOS = "25", "Servicios públicos"
    SERVICIOS_REGISTRALES = "26", "Servicios registrales, administrativos y patrimoniales"
    TRABAJO = "27", "Trabajo"
    TURISMO = "28", "Turismo"
    OTRA = "29", "Otra función"
