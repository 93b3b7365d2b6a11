"""Quién entra a un expediente: quien lleva la certificación de la Red y las personas nombradas en él.

Para las demás no existe (404). Nadie lleva su propio expediente: quien tiene el permiso y es la candidata, ante el suyo
es sólo la candidata.
"""

from dataclasses import dataclass

from red.certificacion.consultas_expediente import expediente_de_clave, papel_vigente
from red.certificacion.modelos_expediente import Expediente, PapelEnExpediente
from red.errores import ErrorDeDominio, NoEncontrado
from red.permisos import Identidad, Permiso


class EsSuya(ErrorDeDominio):
    """Nadie lleva su propia certificación, tampoco dentro de un lote ni en los registros."""

    def __init__(self) -> None:
        super().__init__("Es tu propia certificación: le toca a otra persona que lleve la de la Red.")


def exigir_ajena(persona_id: int, quien_id: int | None) -> None:
    """Lanza EsSuya si quien lo hace es la misma persona de quien se trata."""
    if persona_id == quien_id:
        raise EsSuya


@dataclass(frozen=True)
class Mirada:
    """Un expediente ante una persona: qué es en él y si lleva la certificación."""

    expediente: Expediente
    papel: PapelEnExpediente | None
    lleva: bool

    @property
    def es_candidata(self) -> bool:
        """Si es su propio expediente."""
        return self.papel is PapelEnExpediente.CANDIDATA

    @property
    def evalua(self) -> bool:
        """Si es hoy la evaluadora."""
        return self.papel is PapelEnExpediente.EVALUADORA

    @property
    def prepara(self) -> bool:
        """Si es hoy una de las capacitadoras."""
        return self.papel is PapelEnExpediente.CAPACITADORA

    @property
    def verifica(self) -> bool:
        """Si es hoy la verificadora."""
        return self.papel is PapelEnExpediente.VERIFICADORA

    @property
    def ve_la_ficha(self) -> bool:
        """Los datos del registro los ven ella, quien la evalúa, quien verifica y quien lleva la certificación."""
        return self.lleva or self.es_candidata or self.evalua or self.verifica

    @property
    def ve_la_evaluacion(self) -> bool:
        """Los reactivos y el puntaje: los mismos, menos la candidata, que recibe su cédula."""
        return self.lleva or self.evalua or self.verifica

    def exigir(self, *condiciones: bool) -> None:
        """Lanza NoEncontrado si ninguna se cumple: lo que no le toca, para ella no existe."""
        if not any(condiciones):
            raise NoEncontrado


def mirar(clave: str, quien: Identidad) -> Mirada:
    """El expediente, si esa persona entra a él; lanza NoEncontrado si no."""
    expediente = expediente_de_clave(clave)
    papel = papel_vigente(expediente.id, quien.persona) if quien.persona is not None else None
    candidata = expediente.persona_id == quien.persona
    lleva = not candidata and quien.puede(Permiso.CERTIFICAR, expediente.alcance)
    if papel is None and not lleva:
        raise NoEncontrado
    return Mirada(expediente, papel, lleva)
