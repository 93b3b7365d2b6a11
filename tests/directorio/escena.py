"""La escena de las pruebas del directorio: una Red con dos instituciones y quienes la miran."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from red.instituciones.modelos import Institucion
from red.personas.modelos import (
    Audiencia,
    AvisoPrivacidad,
    CampoVisible,
    Finalidad,
    Interes,
    NivelCargo,
    Persona,
    Sentido,
    Tema,
)
from red.redes.modelos import Red
from red.reloj import hoy
from tests.fabricas import (
    de_una_vez,
    guardar,
    un_aviso_de_privacidad,
    un_consentimiento,
    una_adscripcion,
    una_institucion,
    una_integrante,
    una_membresia,
    una_persona,
    una_red,
)

SECRETOS = {
    CampoVisible.CORREO: "secreto@canario.test",
    CampoVisible.TELEFONO: "3312345678",
    CampoVisible.PUESTO: "Puesto canario",
    CampoVisible.INTERESES: "Palabras canario",
}


@dataclass
class Escena:
    """Una Red, dos de sus instituciones y el aviso con que se consiente."""

    red: Red
    obras: Institucion
    salud: Institucion
    aviso: AvisoPrivacidad


@de_una_vez
def una_escena() -> Escena:
    """Red con Obras y Salud."""
    obras, salud = una_institucion(nombre="Obras"), una_institucion(nombre="Salud")
    return Escena(una_red(instituciones=[obras, salud]), obras, salud, un_aviso_de_privacidad())


@de_una_vez
def un_miembro(
    escena: Escena,
    *,
    en: Institucion | None = None,
    consiente: bool = True,
    audiencia: Audiencia = Audiencia.NADIE,
    ofrece: tuple[Tema, ...] = (),
    busca: tuple[Tema, ...] = (),
    nivel: NivelCargo = NivelCargo.MANDO_MEDIO,
    **valores: Any,
) -> Persona:
    """Integrante sin cuenta, con todos sus datos abiertos a la misma audiencia."""
    persona = una_persona(visibilidad={campo.value: audiencia.value for campo in CampoVisible}, **valores)
    una_adscripcion(persona, en or escena.obras, puesto=SECRETOS[CampoVisible.PUESTO], nivel=nivel)
    una_membresia(escena.red, persona)
    for sentido, temas in ((Sentido.OFRECE, ofrece), (Sentido.BUSCA, busca)):
        for tema in temas:
            guardar(Interes(persona_id=persona.id, sentido=sentido, tema=tema))
    if consiente:
        un_consentimiento(persona, Finalidad.DIRECTORIO, escena.aviso)
    return persona


def una_colega(escena: Escena, en: Institucion) -> Persona:
    """Integrante con cuenta, que mira; ella no aparece en el directorio."""
    return una_integrante(escena.red, en, nombre="Mirona", primer_apellido="Zúñiga")


AYER = hoy() - timedelta(days=1)
