"""Lo que cualquiera probaría primero en una contraseña de esta plataforma: listas propias y breves.

No son una lista de contraseñas filtradas: son las palabras con que aquí se armarían las obvias. Con ellas se
rechazan las combinaciones, por largas que sean: «RedDeGenero2026Guadalajara» no agrega nada que adivinar.
"""

RENGLONES = (
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qazwsxedcrfvtgbyhnujmikolp",
)
"""Tramos que se teclean sin pensar."""

_DE_LA_RED = """
red redes genero redgenero redgen igualdad mujer mujeres hombre hombres equidad perspectiva violencia enlace
enlaces coordinadora coordinacion integrante instituto inmujeres inmujer secretaria direccion unidad uig omm
titular suplente curso cursos seminario conocer estandar competencia certificado constancia capacitacion
sororidad feminista feminismo derechos humanos politica publica publicas publico servidora servidoras
municipio municipal municipalidad ayuntamiento gobierno estado estatal federal comuna alcaldia intendencia
interinstitucional instituciones institucion plataforma sistema sistemas oficina trabajo
"""

_DE_LA_ENTRADA = """
contrasena contrasenia contra clave claves password passwd pass acceso entrar entrada usuario usuaria user
admin administrador administradora administracion root login cambiame temporal nueva nuevo segura seguro
seguridad secreto secreta prueba pruebas test demo ejemplo bienvenida bienvenido bienvenidas inicio cuenta
correo internet computadora welcome letmein iloveyou master dragon monkey sunshine princess
"""

_DEL_CARINO = """
amor amorcito teamo mivida corazon princesa reina estrella estrellita angel angelito bonita hermosa preciosa
chiquita muneca mariposa familia mama papa hija hijo hijas hijos abuela perro gato felicidad vida dios jesus
cristo virgen guadalupe siempre feliz libertad futbol
"""

_NOMBRES = """
maria guadalupe juana margarita josefina veronica leticia rosa francisca teresa alicia alejandra martha
patricia gabriela elizabeth claudia silvia adriana carmen ana laura sofia valentina camila isabella daniela
fernanda ximena jose juan luis carlos antonio francisco jesus miguel manuel jorge pedro alejandro santiago
sebastian mateo nicolas diego hernandez garcia martinez lopez gonzalez rodriguez perez sanchez ramirez
flores munoz rojas diaz silva contreras gomez torres vargas castro
"""

_LUGARES = """
mexico chile colombia guadalajara jalisco zapopan tlaquepaque tonala chiapas tuxtla gutierrez sancristobal
coquimbo laserena serena ovalle illapel vicuna bogota medellin cali monterrey puebla santiago valparaiso
america americas chivas atlas pumas colocolo nacional millonarios
"""

_CALENDARIO = """
enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre lunes
martes miercoles jueves viernes sabado domingo primavera verano otono invierno navidad cumpleanos
"""

_NUMEROS_Y_UNIONES = """
cero uno dos tres cuatro cinco seis siete ocho nueve diez cien mil primero hola adios gracias del los las
con para por que una unos mis
"""

COMUNES = frozenset(
    palabra
    for lista in (
        _DE_LA_RED,
        _DE_LA_ENTRADA,
        _DEL_CARINO,
        _NOMBRES,
        _LUGARES,
        _CALENDARIO,
        _NUMEROS_Y_UNIONES,
    )
    for palabra in lista.split()
)
