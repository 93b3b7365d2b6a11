"""El comprobante de lo que una persona ha aceptado: qué, con qué texto, cuándo, y lo que retiró."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from red.documentos.composicion import Bloque
from red.documentos.impresion import Hoja, imprimir
from red.personas.avisos_de_privacidad import Responsable
from red.personas.modelos import Consentimiento, Persona
from red.redes.modelos import Red
from red.reloj import ZONA_POR_OMISION
from red.textos import fecha, hora


def imprimir_comprobante(
    persona: Persona,
    consentimientos: Sequence[Consentimiento],
    red: Red | None,
    responsable: Responsable,
    dia: date,
) -> bytes:
    """El PDF, con una fila por cada cosa que aceptó alguna vez."""
    hoja = Hoja(
        titulo="Comprobante de lo que aceptaste",
        red=red.nombre if red else "",
        convoca=responsable.nombre,
        folio="",
        lugar_y_fecha=fecha(dia),
        pais=red.territorio.pais if red else "MX",
        leyenda="Lo que dice es lo que consta en la plataforma ese día.",
    )
    return imprimir(hoja, _bloques(persona, consentimientos, responsable, dia))


def _bloques(
    persona: Persona, consentimientos: Sequence[Consentimiento], responsable: Responsable, dia: date
) -> list[Bloque]:
    vivos = [dado for dado in consentimientos if dado.retirado_en is None]
    retirados = [dado for dado in consentimientos if dado.retirado_en is not None]
    bloques = [
        Bloque(
            "parrafo",
            f"Al {fecha(dia)}, {persona.nombre_completo} tiene aceptado lo que sigue. Responde por sus datos "
            f"{responsable.nombre}, con domicilio en {responsable.domicilio}. Para cualquier asunto: {responsable.contacto}.",
        ),
        Bloque("subtitulo", "Lo que está aceptado"),
        _tabla(vivos, "Aceptado") if vivos else Bloque("parrafo", "Nada por ahora."),
    ]
    if retirados:
        bloques += [Bloque("subtitulo", "Lo que se retiró"), _tabla(retirados, "Aceptado y retirado")]
    textos = {(d.aviso.jurisdiccion, d.aviso.version): d for d in consentimientos}
    if textos:
        bloques.append(Bloque("subtitulo", "Los textos que se leyeron"))
        bloques.append(
            Bloque(
                "lista",
                puntos=tuple(
                    f"{d.aviso.titulo} ({pais}), versión {version}. Huella SHA-256: "
                    f"{d.leido.huella if d.leido else d.aviso.huella}"
                    for (pais, version), d in textos.items()
                ),
            )
        )
    return bloques


def _cuando(instante: datetime) -> str:
    local = instante.astimezone(ZoneInfo(ZONA_POR_OMISION))
    return f"{fecha(local.date())}, {hora(local)}"


def _tabla(dados: Sequence[Consentimiento], cuando: str) -> Bloque:
    filas = [
        (
            dado.finalidad.etiqueta,
            f"{dado.aviso.jurisdiccion}, versión {dado.aviso.version}",
            "; retirado el ".join(
                _cuando(instante) for instante in (dado.otorgado_en, dado.retirado_en) if instante
            ),
        )
        for dado in dados
    ]
    return Bloque("tabla", puntos=(("Para qué", "Texto", cuando), *filas))
