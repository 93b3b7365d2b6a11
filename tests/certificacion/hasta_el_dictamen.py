"""Del portafolio al dictamen por su camino: subir lo que falta, integrar y verificar."""

from red.base import db, transaccion
from red.certificacion import operaciones_expediente, portafolio_operaciones
from red.certificacion.modelos import Etapa, Expediente, PapelEnExpediente
from red.certificacion.portafolio import portafolio_de
from tests.archivos.muestras import PDF
from tests.certificacion.escena import Escena


def completar(s: Escena, e: Expediente) -> None:
    """Sube un archivo por cada pieza que falta."""
    for pieza in portafolio_de(e).faltan:
        with transaccion():
            portafolio_operaciones.subir(
                e.id, pieza.clase, "", archivo=("pieza.pdf", PDF), quien_id=s.candidata.id
            )


def integrar(s: Escena, e: Expediente | None = None) -> Expediente:
    """Un expediente que espera verificación, con su verificadora."""
    e = e or s.hasta(Etapa.PORTAFOLIO)
    completar(s, e)
    with transaccion():
        portafolio_operaciones.integrar(e.id, s.evaluadora.id)
        operaciones_expediente.nombrar(
            e.id, s.verificadora.id, PapelEnExpediente.VERIFICADORA, s.coordinadora.id
        )
    db.session.refresh(e)
    return e


def verificar(s: Escena, e: Expediente) -> Expediente:
    """La verificadora lo da por conforme."""
    puntos = {pieza.clase.value: True for pieza in portafolio_operaciones.por_revisar(e)}
    with transaccion():
        portafolio_operaciones.verificar(e.id, s.verificadora.id, puntos, conforme=True)
    db.session.refresh(e)
    return e


def por_dictaminar(s: Escena) -> Expediente:
    """Un expediente verificado, que espera dictamen."""
    return verificar(s, integrar(s))
