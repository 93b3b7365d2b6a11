"""Lo que una regla de los lugares dice que no, con las palabras de quien lo lee."""

from collections.abc import Sequence

from red.errores import ErrorDeDominio
from red.formacion.modelos import Edicion
from red.textos import contar, enumerar, fecha


class InscripcionCerrada(ErrorDeDominio):
    """Hoy no se puede pedir lugar: todavía no abre, ya cerró o la edición se canceló."""


class NoIntegraLaRed(ErrorDeDominio):
    """Sólo tiene lugar quien integra la Red que ofrece el curso."""

    def __init__(self) -> None:
        super().__init__("Sólo quien integra la Red puede inscribirse en sus cursos.")


class NoCumpleRequisitos(ErrorDeDominio):
    """El curso pide algo que la persona todavía no tiene."""

    def __init__(self, faltas: Sequence[str], *, propia: bool = True) -> None:
        super().__init__(f"{'Te' if propia else 'Le'} falta {enumerar(faltas)}.")


class EdicionCerrada(ErrorDeDominio):
    """La edición terminó o se canceló: quién estuvo en ella ya es historia."""

    def __init__(self, edicion: Edicion) -> None:
        super().__init__(
            "Esta edición se canceló: nadie tiene que dejar su lugar."
            if edicion.cancelada_en
            else f"Esta edición terminó el {fecha(edicion.termina_el)}: sus lugares ya no cambian."
        )


class CupoMenorQueOcupados(ErrorDeDominio):
    """Bajar el cupo dejaría fuera a quien ya tiene lugar o se le ofreció uno."""

    def __init__(self, con_lugar: int, ofrecidos: int = 0) -> None:
        todos = con_lugar + ofrecidos
        dichos = f"{contar(con_lugar, 'persona', 'personas')} con lugar"
        if ofrecidos:
            dichos += f" y {contar(ofrecidos, 'lugar ofrecido', 'lugares ofrecidos')} por correo"
        super().__init__(
            f"Ya hay {dichos}: el cupo no puede bajar de {todos}. Para bajarlo más, primero cancela "
            "inscripciones en la lista de la edición.",
            campo="cupo",
        )


class FaltaMotivo(ErrorDeDominio):
    """Quitar algo a otras personas, o dejarlo tarde, se explica."""

    def __init__(self, mensaje: str = "Escribe el motivo: se lo diremos por correo.") -> None:
        super().__init__(mensaje, campo="motivo")


class FaltaJefatura(ErrorDeDominio):
    """La edición pide el visto bueno de la jefatura y no se dijo a quién pedírselo, o esa dirección no sirve."""

    def __init__(
        self, mensaje: str = "Escribe el correo de tu jefatura: le pediremos su visto bueno."
    ) -> None:
        super().__init__(mensaje, campo="jefatura_correo")


class OfertaVencida(ErrorDeDominio):
    """El plazo para aceptar el lugar pasó, o el lugar ya no se ofrece."""

    def __init__(self) -> None:
        super().__init__("El plazo para aceptar este lugar ya pasó.")


class EnlaceUsado(ErrorDeDominio):
    """El enlace ya se usó, venció o es de otra vez."""

    def __init__(self) -> None:
        super().__init__("Este enlace ya no sirve para responder.")


class NoPuedePasar(ErrorDeDominio):
    """La espera no puede pasar a esa edición, o ya no es la que se confirmó."""
