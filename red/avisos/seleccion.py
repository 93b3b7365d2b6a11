"""Qué correos salen ahora: los que tocan, menos los que esperan la mañana, van en un resumen o ya no se escriben."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from red.avisos import consultas, destinatarias, operaciones
from red.avisos.clases import Clase, clase_de, es_urgente
from red.avisos.horario import Horario, decidir
from red.avisos.modelos import Aviso, DireccionCaida, EstadoAviso
from red.base import db
from red.reloj import ZONA_POR_OMISION, dia_de
from red.textos import fecha


@dataclass
class Tomados:
    """Los correos que quedaron en mano y cuántos de los que tocaban no salen ahora."""

    salen: list[Aviso] = field(default_factory=list)
    descartados: int = 0
    aplazados: int = 0

    def __bool__(self) -> bool:
        """Si había alguno que tocara."""
        return bool(self.salen or self.descartados or self.aplazados)


def tomar(momento: datetime, cuantos: int, silencio: tuple[int, int] | None = None) -> Tomados:
    """Toma por el plazo los siguientes correos que salen; a los demás les dice cuándo, o los descarta."""
    tomados = Tomados()
    avisos = consultas.siguientes_con_candado(momento, cuantos)
    caidas = consultas.caidas_entre({a.para for a in avisos}) if avisos else {}
    horarios = _horarios(avisos, silencio)
    for aviso in avisos:
        if aviso.resumen_id is not None or aviso.estado is not EstadoAviso.PENDIENTE:
            continue  # entró a un resumen en esta misma vuelta
        if aviso.para in caidas and clase_de(aviso.plantilla) is not Clase.SEGURIDAD:
            operaciones.anotar_descarte(aviso, _por_que_no(caidas[aviso.para]))
            tomados.descartados += 1
            continue
        decision = decidir(aviso.plantilla, aviso.creado_en, momento, horarios[aviso.id])
        if decision.en_resumen and _resumir(aviso, momento):
            tomados.aplazados += 1
        elif decision.sale or decision.en_resumen:
            tomados.salen.append(aviso)
        elif decision.hasta is not None:
            aviso.siguiente_en = decision.hasta
            tomados.aplazados += 1
        else:
            operaciones.anotar_descarte(aviso, decision.porque_no)
            tomados.descartados += 1
    operaciones.apartar(tomados.salen, momento)
    return tomados


def _por_que_no(caida: DireccionCaida) -> str:
    return f"{consultas.NO_SE_LE_ESCRIBE} el {fecha(dia_de(caida.desde))}: no se le escribe hasta que alguien la corrija o diga que ya funciona."


def _horarios(avisos: Sequence[Aviso], silencio: tuple[int, int] | None) -> dict[int, Horario]:
    """Las horas de quien recibe cada correo; lo urgente no las necesita."""
    sin_prisa = [a for a in avisos if not es_urgente(a.plantilla)]
    if not sin_prisa:
        return dict.fromkeys((a.id for a in avisos), Horario(ZONA_POR_OMISION))
    personas = destinatarias.personas_de({a.para for a in sin_prisa})
    preferencias = consultas.preferencias_de({p.persona_id for p in personas.values()}) if personas else {}
    zonas = destinatarias.zonas_de({a.red_id for a in sin_prisa if a.red_id is not None})
    horarios = {}
    for aviso in avisos:
        persona = personas.get(aviso.para)
        zona = zonas.get(aviso.red_id or 0) or (persona.zona if persona else ZONA_POR_OMISION)
        suya = preferencias.get(persona.persona_id) if persona else None
        horarios[aviso.id] = Horario.de(zona, silencio, suya)
    return horarios


def _resumir(aviso: Aviso, momento: datetime) -> bool:
    """Junta en un solo correo todo lo que espera esa persona; falso si es uno solo, que entonces sale como es."""
    juntos = [a for a in consultas.por_resumir(aviso.para) if not es_urgente(a.plantilla)]
    if len(juntos) < 2 or aviso not in juntos:
        return False
    persona = destinatarias.personas_de({aviso.para}).get(aviso.para)
    resumen = operaciones.encolar(
        "resumen", aviso.para, {"nombre": persona.nombre if persona else "", "avisos": [a.id for a in juntos]}
    )
    db.session.flush()
    for uno in juntos:
        uno.resumen_id = resumen.id
    return True
