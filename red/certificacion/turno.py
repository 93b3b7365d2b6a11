"""A quién le toca ahora un expediente: se sabe por su etapa y por lo que ya se firmó."""

from dataclasses import dataclass

from red.certificacion import consultas_expediente
from red.certificacion.cadena import A_QUIEN_LE_TOCA, LLEVA
from red.certificacion.modelos_expediente import AsuntoDeFirma, Etapa, Expediente, PapelEnExpediente
from red.personas.modelos import Persona

P = PapelEnExpediente
SE_FIRMA = {
    Etapa.DIAGNOSTICO: AsuntoDeFirma.DIAGNOSTICO,
    Etapa.PLAN: AsuntoDeFirma.PLAN,
    Etapa.CEDULA: AsuntoDeFirma.CEDULA,
}
"""En estas etapas primero firma la evaluadora lo que escribió y después lo acepta la candidata."""


@dataclass(frozen=True)
class Turno:
    """De quién se espera algo: su papel y, si ya tiene nombre, la persona."""

    papel: str
    persona: Persona | None

    @property
    def falta_nombrar(self) -> PapelEnExpediente | None:
        """El papel que nadie tiene y por eso detiene el expediente."""
        return PapelEnExpediente(self.papel) if self.persona is None and self.papel != LLEVA else None


def de(expediente: Expediente) -> Turno | None:
    """A quién le toca; None si nadie debe nada."""
    papel = _papel(expediente)
    if papel is None:
        return None
    if papel == LLEVA:
        return Turno(LLEVA, None)
    quien = consultas_expediente.en_funciones(expediente.id, PapelEnExpediente(papel))
    if quien is None and papel is P.CAPACITADORA:
        return Turno(LLEVA, None)
    return Turno(papel, quien.persona if quien is not None else None)


def _papel(expediente: Expediente) -> str | None:
    asunto = SE_FIRMA.get(expediente.etapa)
    if asunto is not None and consultas_expediente.firma_viva(expediente, asunto, P.EVALUADORA) is not None:
        return P.CANDIDATA
    return next(iter(A_QUIEN_LE_TOCA[expediente.etapa]), None)
