"""El portafolio de un expediente: qué reúne, en qué orden, qué ya está y qué falta.

Unas piezas las escribe la plataforma (la ficha, el plan, la cédula…) y están cuando se firmaron; las demás se suben. El
orden es el que se entrega: quién es, cómo se evaluó, qué resultó y lo que lo acompaña.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from red.certificacion import consultas_expediente as consultas
from red.certificacion.modelos_dictamen import (
    EncuestaDeExpediente,
    EvidenciaDeExpediente,
    PiezaDePortafolio,
    ResultadoDeVerificacion,
)
from red.certificacion.modelos_expediente import (
    AplicacionDelInstrumento,
    AsuntoDeFirma,
    Diagnostico,
    Etapa,
    Expediente,
    PapelEnExpediente,
)
from red.certificacion.portafolio_consultas import verificacion_vigente

P = PiezaDePortafolio

PARTES: tuple[tuple[str, tuple[PiezaDePortafolio, ...]], ...] = (
    ("Quién es", (P.FICHA, P.CURP, P.IDENTIFICACION, P.AUTODIAGNOSTICO, P.DERECHOS)),
    ("Cómo se evaluó", (P.PLAN, P.INSTRUMENTO, P.PRODUCTO, P.VIDEO)),
    ("Qué resultó", (P.CEDULA, P.ENCUESTA, P.SERVICIO, P.VERIFICACION, P.ATENCION)),
    ("Firma y entrega", (P.FIRMA, P.ACUSES, P.FOTOS, P.CERTIFICADO)),
)
"""El portafolio en su orden."""

DE_LA_PLATAFORMA = frozenset(
    {P.FICHA, P.AUTODIAGNOSTICO, P.PLAN, P.INSTRUMENTO, P.CEDULA, P.ENCUESTA, P.VERIFICACION}
)
"""Las que salen de lo que ya está en el expediente; las demás se suben."""

OPCIONALES = frozenset({P.VIDEO, P.SERVICIO, P.ATENCION, P.ACUSES})
DESPUES = frozenset({P.VERIFICACION, P.CERTIFICADO})
"""Las que llegan cuando el portafolio ya se integró: no hacen falta para integrarlo."""

SE_SUBEN = tuple(p for _parte, piezas in PARTES for p in piezas if p not in DE_LA_PLATAFORMA)

DE_ELLA = frozenset({P.CURP, P.IDENTIFICACION, P.PRODUCTO, P.VIDEO, P.FIRMA})
"""Lo que la candidata puede subir."""

ADMITEN: dict[Etapa, frozenset[PiezaDePortafolio]] = {
    **dict.fromkeys(
        (
            Etapa.FICHA, Etapa.PLAN, Etapa.EVALUACION, Etapa.JUICIO, Etapa.CEDULA, Etapa.ENCUESTA, Etapa.PORTAFOLIO,
        ),
        frozenset(SE_SUBEN),
    ),
    Etapa.TRAMITE: frozenset({P.ACUSES, P.FOTOS, P.CERTIFICADO}),
    Etapa.CERTIFICADA: frozenset({P.ACUSES, P.FOTOS, P.CERTIFICADO}),
}  # fmt: skip
"""Qué se puede subir en cada etapa: lo que se verifica o se dictamina ya no cambia."""


@dataclass(frozen=True)
class Pieza:
    """Una parte del portafolio, con lo que la sustenta."""

    clase: PiezaDePortafolio
    numero: str
    """«1.03»: parte y lugar."""
    esta: bool
    evidencias: Sequence[EvidenciaDeExpediente] = ()

    @property
    def de_la_plataforma(self) -> bool:
        """Si sale de lo que ya está en el expediente."""
        return self.clase in DE_LA_PLATAFORMA

    @property
    def hace_falta(self) -> bool:
        """Si sin ella no se integra."""
        return self.clase not in OPCIONALES | DESPUES

    @property
    def falta(self) -> bool:
        """Si hace falta y no está."""
        return self.hace_falta and not self.esta

    @property
    def dicho(self) -> str:
        """Cómo va, en palabras."""
        if self.esta:
            return "Está"
        if self.clase in DESPUES:
            return "Llegará después"
        return "Si la hay" if self.clase in OPCIONALES else "Falta"


@dataclass(frozen=True)
class Portafolio:
    """Todo lo que un expediente reúne."""

    expediente: Expediente
    partes: Sequence[tuple[str, Sequence[Pieza]]]

    @property
    def piezas(self) -> list[Pieza]:
        """Todas, en su orden."""
        return [pieza for _titulo, piezas in self.partes for pieza in piezas]

    @property
    def faltan(self) -> list[Pieza]:
        """Las que impiden integrarlo."""
        return [pieza for pieza in self.piezas if pieza.falta]

    @property
    def hacen_falta(self) -> int:
        """Cuántas pide."""
        return sum(pieza.hace_falta for pieza in self.piezas)


def portafolio_de(expediente: Expediente) -> Portafolio:
    """El portafolio del intento que corre; lo que se subió en otro intento vale si no depende de la evaluación."""
    subidas: dict[PiezaDePortafolio, list[EvidenciaDeExpediente]] = {}
    for evidencia in consultas.evidencias_de(expediente.id):
        if evidencia.pieza in DE_ESTE_INTENTO and evidencia.intento != expediente.intento:
            continue
        subidas.setdefault(evidencia.pieza, []).append(evidencia)
    escritas = _escritas(expediente)
    partes = [
        (
            titulo,
            [
                Pieza(
                    clase,
                    f"{parte}.{lugar:02d}",
                    clase in escritas if clase in DE_LA_PLATAFORMA else clase in subidas,
                    subidas.get(clase, ()),
                )
                for lugar, clase in enumerate(piezas, 1)
            ],
        )
        for parte, (titulo, piezas) in enumerate(PARTES, 1)
    ]
    return Portafolio(expediente, partes)


DE_ESTE_INTENTO = frozenset({P.PRODUCTO, P.VIDEO, P.SERVICIO, P.FOTOS})
"""Lo que sustenta una evaluación y no otra."""


def _escritas(expediente: Expediente) -> set[PiezaDePortafolio]:
    """Las piezas de la plataforma que ya están firmadas o terminadas."""
    firmadas = {
        firma.asunto
        for firma in consultas.firmas_de(expediente.id)
        if firma.papel is PapelEnExpediente.CANDIDATA
        and (firma.intento == expediente.intento or firma.asunto in _UNA_VEZ)
    }
    hallado = consultas.unico(Diagnostico, expediente)
    instrumento = consultas.del_intento(AplicacionDelInstrumento, expediente)
    verificacion = verificacion_vigente(expediente)
    hay = {
        P.FICHA: AsuntoDeFirma.FICHA in firmadas,
        P.AUTODIAGNOSTICO: hallado is not None and hallado.decidida_en is not None,
        P.PLAN: AsuntoDeFirma.PLAN in firmadas,
        P.INSTRUMENTO: instrumento is not None and instrumento.terminada_en is not None,
        P.CEDULA: AsuntoDeFirma.CEDULA in firmadas,
        P.ENCUESTA: consultas.del_intento(EncuestaDeExpediente, expediente) is not None,
        P.VERIFICACION: verificacion is not None
        and verificacion.resultado is ResultadoDeVerificacion.CONFORME,
    }
    return {pieza for pieza, esta in hay.items() if esta}


_UNA_VEZ = frozenset({AsuntoDeFirma.FICHA, AsuntoDeFirma.DIAGNOSTICO})
"""Lo que se firma una vez, aunque haya otro intento."""
