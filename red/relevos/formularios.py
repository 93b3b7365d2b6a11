"""Lo que se pregunta en un relevo: quién se va y por qué, quién llega y qué pasa con cada cosa."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from wtforms import StringField
from wtforms.validators import InputRequired, ValidationError

from red.base import llave
from red.formularios import CampoFecha, Formulario, RadioField, SelectField, hasta, llave_elegida
from red.relevos.consultas import ADMITE
from red.relevos.modelos import ComoSeCubre, Destino, Entrega
from red.relevos.operaciones import Decision
from red.reloj import hoy

ANTELACION = timedelta(days=120)


def _cercano(formulario: Formulario, campo: CampoFecha) -> None:
    if campo.data and campo.data > hoy(formulario.huso) + ANTELACION:
        raise ValidationError("Es más de cuatro meses en adelante: revisa la fecha.")


class FormularioSalida(Formulario):
    """Quién deja la función, desde cuándo y por qué."""

    ultimo_dia = CampoFecha(
        "Su último día en la función",
        [InputRequired("Di cuál es su último día."), _cercano],
        description="Puede ser un día que todavía no llega: el relevo se confirma cuando llegue.",
    )
    motivo = StringField(
        "Por qué deja la función",
        [InputRequired("Di por qué."), hasta(200)],
        description="Por ejemplo, «Cambio de adscripción». Aparece en el acta: no escribas nada delicado.",
    )


class FormularioRelevo(Formulario):
    """Quién llega y qué pasa con cada cosa; los campos de las entregas se añaden según las que haya."""

    cubre = RadioField(
        "Quién llega", choices=ComoSeCubre.opciones(), coerce=ComoSeCubre, default=ComoSeCubre.VACANTE.value
    )
    sucesora_id = SelectField(
        "Persona que llega",
        coerce=llave_elegida,
        description="Sólo si elegiste a alguien del registro. Si no aparece, regístrala primero o invítala.",
    )

    def decisiones(self, entregas: Sequence[Entrega]) -> dict[int, Decision]:
        """Lo elegido para cada entrega."""
        elegidas = {}
        for entrega in entregas:
            destino, _, recibe = str(self[f"entrega_{entrega.id}"].data).partition(":")
            elegidas[entrega.id] = Decision(Destino(destino), llave(recibe) if recibe else None)
        return elegidas


def formulario_de(
    entregas: Sequence[Entrega], personas: list[tuple[int, str]], **valores: Any
) -> FormularioRelevo:
    """El formulario con un campo por entrega y las personas que pueden recibir."""

    class ConEntregas(FormularioRelevo):
        """Este relevo, con lo suyo."""

    for entrega in entregas:
        opciones = [(d.value, d.etiqueta) for d in ADMITE[entrega.clase] if d is not Destino.PASA]
        if Destino.PASA in ADMITE[entrega.clase]:
            opciones += [(f"pasa:{id_}", f"Pasa a {nombre}") for id_, nombre in personas]
        actual = entrega.destino.value + (f":{entrega.recibe_id}" if entrega.recibe_id else "")
        setattr(
            ConEntregas, f"entrega_{entrega.id}", SelectField(entrega.que, choices=opciones, default=actual)
        )
    formulario = ConEntregas(**valores)
    formulario.sucesora_id.choices = [("", "Todavía no se sabe"), *personas]
    return formulario
