"""Las casillas con que se pregunta para qué se consiente, iguales en la puerta y en «Mi privacidad»."""

from typing import Any

from wtforms import BooleanField

from red.personas.modelos_de_privacidad import ELECTIVAS, AvisoPrivacidad, Finalidad

EXPLICA = {
    Finalidad.DIRECTORIO: "Las demás integrantes te encuentran por tu nombre y ven en qué institución trabajas. "
    "De lo demás ven sólo lo que tú abras, dato por dato.",
    Finalidad.MAPA: "La coordinación y el personal del instituto te ven dibujada, con tu nombre, junto a tu "
    "institución y a quienes tienen trato contigo.",
    Finalidad.ANALISIS: "Entras en las cuentas que dicen quién une instituciones y cuáles están lejos. La "
    "coordinación y el personal del instituto leen esas conclusiones, que pueden nombrarte. Nadie decide sobre tu "
    "trabajo con ellas.",
    Finalidad.CORREOS: "Resúmenes y noticias de la Red. Los necesarios, como los de tu cuenta, tus cursos y tus "
    "funciones, te llegan siempre.",
}


def casillas_de_finalidades() -> tuple[Any, ...]:
    """Una casilla por finalidad electiva, en su orden y sin marcar."""
    return tuple(BooleanField(finalidad.etiqueta, description=EXPLICA[finalidad]) for finalidad in ELECTIVAS)


class ConFinalidades:
    """Un formulario con las casillas de las finalidades; sólo pregunta las que el aviso separa."""

    def solo_las_de(self: Any, aviso: AvisoPrivacidad) -> None:
        """Quita las que ese aviso no pide: nadie consiente lo que el texto no dice."""
        for finalidad in ELECTIVAS:
            if finalidad not in aviso.separa:
                delattr(self, finalidad.value)

    def opcionales(self: Any) -> list[Any]:
        """Las casillas que se preguntan."""
        return [self[finalidad.value] for finalidad in ELECTIVAS if finalidad.value in self]

    def elegidas(self: Any) -> set[Finalidad]:
        """Las finalidades marcadas."""
        return {f for f in ELECTIVAS if f.value in self and self[f.value].data}
