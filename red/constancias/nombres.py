"""De quién es el nombre que se corrige, y que un motivo no diga el de nadie.

Corregir un nombre no es darle la constancia a otra persona: sólo se acepta el de su registro, que tiene su historia.
"""

from red.constancias.contenido import parejo
from red.constancias.modelos import Constancia
from red.errores import ErrorDeDominio

_PARTICULAS = frozenset({"de", "del", "la", "las", "lo", "los", "el", "y", "e", "i", "da", "dos"})
_LARGO = 4
"""Las palabras de un nombre que se buscan en un motivo; las más cortas también son otras palabras."""


class NoEsSuNombre(ErrorDeDominio):
    """El nombre escrito no es el de quien la tiene."""

    def __init__(self, registrado: str) -> None:
        super().__init__(
            f"En su registro se llama «{registrado}». Si ahí está mal, corrige primero su registro (si tiene cuenta, "
            "lo hace ella). Si la constancia era para otra persona, revócala y emite la que corresponde.",
            "nombre",
        )


class MotivoConNombre(ErrorDeDominio):
    """El motivo, que cualquiera lee, dice cómo se llama."""

    def __init__(self, palabra: str) -> None:
        super().__init__(
            f"El motivo dice «{palabra}», que es parte de su nombre, y lo leerá cualquiera que compruebe la "
            "constancia aunque ella haya preferido no mostrarlo. Escríbelo sin su nombre.",
            "motivo",
        )


def exigir_que_sea_suyo(constancia: Constancia, nombre: str) -> None:
    """Que sea el nombre de su registro, con otros acentos, en otro orden o sin un apellido. Lanza NoEsSuNombre."""
    persona, imparte = constancia.persona, constancia.imparte
    if persona is not None:
        registrado = persona.nombre_completo
        apellidos = [persona.primer_apellido, persona.segundo_apellido] if persona.segundo_apellido else []
    else:
        registrado = (imparte.nombre if imparte is not None else None) or constancia.nombre or ""
        apellidos = []
    if not es_variante(nombre, registrado, [apellido for apellido in apellidos if apellido]):
        raise NoEsSuNombre(registrado)


def es_variante(escrito: str, registrado: str, apellidos: list[str]) -> bool:
    """Si es el mismo nombre escrito de otra manera, o sin uno de sus apellidos.

    >>> suyos = ["Núñez", "Ávila"]
    >>> [es_variante(n, "María Núñez Ávila", suyos) for n in ("NUNEZ de Avila, Maria", "María Núñez", "María Ávila")]
    [True, True, True]
    >>> [es_variante(n, "María Núñez Ávila", suyos) for n in ("Núñez Ávila", "María Núñez Ruiz", "María", "", "Ж")]
    [False, False, False, False, False]
    """
    todas, escritas = _palabras(registrado), _palabras(escrito)
    aceptadas = [todas, *(_sin(todas, _palabras(apellido)) for apellido in apellidos)]
    return bool(escritas) and sorted(escritas) in map(sorted, aceptadas)


def exigir_sin_nombres(constancia: Constancia, motivo: str, nuevo: str = "") -> None:
    """Que el motivo no diga ninguno de sus nombres ni apellidos, con acentos o sin ellos. Lanza MotivoConNombre."""
    persona, imparte = constancia.persona, constancia.imparte
    nombres = [constancia.nombre, nuevo, imparte.nombre if imparte is not None else None]
    if persona is not None:
        nombres += [persona.nombre_completo, persona.nombre_preferido]
    suyas = {palabra for uno in nombres for palabra in _palabras(uno or "") if len(palabra) >= _LARGO}
    for palabra in motivo.split():
        if suyas & set(_palabras(palabra)):
            raise MotivoConNombre(palabra.strip("«»\"'“”.,;:()¿?"))


def _palabras(texto: str) -> list[str]:
    plano = "".join(letra if letra.isalnum() else " " for letra in parejo(texto))
    return [palabra for palabra in plano.split() if palabra not in _PARTICULAS]


def _sin(todas: list[str], quitadas: list[str]) -> list[str]:
    quedan = list(todas)
    for palabra in quitadas:
        if palabra in quedan:
            quedan.remove(palabra)
    return quedan
