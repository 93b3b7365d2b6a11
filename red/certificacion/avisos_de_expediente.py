"""Los correos de un expediente: a quien le toca el paso que sigue. No llevan ningún dato de la ficha ni del resultado."""

from typing import Any

from red.avisos.modelos import Aviso
from red.avisos.operaciones import encolar
from red.avisos.redaccion import NoHaceFalta, redactor
from red.base import db
from red.certificacion import turno
from red.certificacion.consultas_expediente import papel_vigente
from red.certificacion.modelos_estandar import AcreditacionDeEvaluadora
from red.certificacion.modelos_expediente import Expediente
from red.personas.modelos import Persona
from red.textos import fecha

PLANTILLA = "certificacion_te_toca"


def avisar_a_quien_toca(expediente: Expediente, solo: int | None = None) -> None:
    """Le escribe a la persona de quien se espera el paso que sigue; con `solo`, únicamente si es esa."""
    ahora_toca = turno.de(expediente)
    if ahora_toca is None or ahora_toca.persona is None:
        return
    if solo is None or solo == ahora_toca.persona.id:
        avisar(expediente, ahora_toca.persona)


def avisar(expediente: Expediente, persona: Persona) -> None:
    """Deja por enviar el correo que le dice que un expediente espera algo de ella."""
    encolar(
        PLANTILLA,
        persona.correo,
        {
            "nombre": persona.nombre_preferido or persona.nombre,
            "clave": expediente.clave,
            "expediente_id": expediente.id,
            "persona_id": persona.id,
            "etapa": expediente.etapa.value,
        },
        referencia=f"expediente:{expediente.id}",
        red_id=expediente.red_id,
    )


@redactor(PLANTILLA)
def _redactar(aviso: Aviso) -> dict[str, Any]:
    """Si el expediente ya avanzó, o ella dejó de participar, no se le escribe."""
    expediente = db.session.get(Expediente, aviso.datos["expediente_id"])
    if expediente is None or expediente.etapa.value != aviso.datos["etapa"]:
        raise NoHaceFalta("El expediente ya avanzó.")
    espera = turno.de(expediente)
    if espera is None or espera.persona is None or espera.persona.id != aviso.datos["persona_id"]:
        raise NoHaceFalta("Ya no le toca a ella.")
    papel = papel_vigente(expediente.id, espera.persona.id)
    return {"papel": papel.etiqueta.lower() if papel else ""}


def avisar_que_vence(acreditacion: AcreditacionDeEvaluadora) -> None:
    """Le dice a la evaluadora que su acreditación está por vencer."""
    persona = acreditacion.persona
    encolar(
        "certificacion_vence",
        persona.correo,
        {
            "nombre": persona.nombre_preferido or persona.nombre,
            "codigo": acreditacion.estandar.codigo,
            "hasta": fecha(acreditacion.hasta),
        },
        referencia=f"acreditacion:{acreditacion.id}",
        red_id=acreditacion.red_id,
    )
