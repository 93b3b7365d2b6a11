"""Lo que la persona decidió mientras dos registros fueron uno: al separarlos se va con el que conserva su cuenta.

De lo que muestra vale siempre lo más reservado: separar dos registros nunca enseña lo que ella ya había ocultado.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from red.base import con_candado, db
from red.duplicados.diario import Paso
from red.duplicados.modelos import Clase, Fusion
from red.formacion.consultas import inscripcion_viva
from red.formacion.modelos import Edicion, Inscripcion
from red.formacion.operaciones import poner_cupo
from red.personas.modelos import Audiencia, CampoVisible, Consentimiento, Finalidad, Persona
from red.reloj import ahora

DEJADA = "visibilidad"
"""Dónde guarda el diario lo que mostraba el registro que quedó, recién juntados."""
OTRA_VEZ = "Volvió a inscribirse en la misma edición."


@dataclass(frozen=True)
class Decidido:
    """Lo que se decidió estando juntos, leído antes de separarlos."""

    visibilidad: dict[str, str] | None
    """Lo que mostraba al final, si lo cambió después de juntarlos."""
    consentidos: tuple[int, ...]
    retirados: frozenset[Finalidad]
    """Lo que retiró después y no ha vuelto a dar."""
    inscripciones: tuple[int, ...]
    decidida_en: datetime | None


def dejado(clase: Clase, queda_id: int) -> dict[str, dict[str, str]]:
    """Lo que el diario guarda para saber después si ella cambió lo que muestra."""
    if clase is not Clase.PERSONA:
        return {}
    return {DEJADA: dict(db.session.get_one(Persona, queda_id).visibilidad)}


def decidido(fusion: Fusion) -> Decidido | None:
    """Lo que decidió después de la fusión quien quedó; None si se juntaron instituciones."""
    if fusion.clase is not Clase.PERSONA:
        return None
    queda = db.session.get_one(Persona, fusion.queda_id)
    dejada = fusion.diario.get(DEJADA)
    vivos: set[Finalidad] = set()
    retirados: set[Finalidad] = set()
    nuevos: list[int] = []
    consulta = select(Consentimiento).where(Consentimiento.persona_id == fusion.queda_id)
    for uno in db.session.scalars(consulta.order_by(Consentimiento.id)):
        if uno.retirado_en is None:
            vivos.add(uno.finalidad)
        elif uno.retirado_en > fusion.hecha_en:
            retirados.add(uno.finalidad)
        if uno.otorgado_en > fusion.hecha_en:
            nuevos.append(uno.id)
    inscripciones = select(Inscripcion.id).where(
        Inscripcion.persona_id == fusion.queda_id, Inscripcion.pedida_en > fusion.hecha_en
    )
    cambio = queda.visibilidad != dejada
    return Decidido(
        dict(queda.visibilidad) if cambio else None,
        tuple(nuevos),
        frozenset(retirados - vivos),
        tuple(db.session.scalars(inscripciones.order_by(Inscripcion.id))),
        queda.privacidad_decidida_en,
    )


def llevar(fusion: Fusion, hecho: Decidido | None) -> list[str]:
    """Separados ya, pone lo decidido donde va su cuenta; devuelve lo que por eso no quedó como estaba."""
    if hecho is None:
        return []
    conserva = fusion.se_va_id if _se_lleva_la_cuenta(fusion) else fusion.queda_id
    suyos = sorted({fusion.queda_id, conserva})
    dichos = [
        *_visibilidad(suyos, hecho),
        *_consentimientos(suyos, hecho, conserva),
        *_inscripciones(hecho, conserva),
    ]
    suya = db.session.get_one(Persona, conserva)
    if dichos and hecho.decidida_en is not None:
        suya.privacidad_decidida_en = max(filter(None, (suya.privacidad_decidida_en, hecho.decidida_en)))
    db.session.flush()
    return dichos


def _se_lleva_la_cuenta(fusion: Fusion) -> bool:
    """Si la cuenta con que se entraba era del registro que se separa."""
    pasos: list[Paso] = fusion.diario.get("pasos", [])
    return any(
        paso["tabla"] == "cuenta"
        and paso.get("columnas", {}).get("persona_id") == [fusion.se_va_id, fusion.queda_id]
        for paso in pasos
    )


def _visibilidad(suyos: list[int], hecho: Decidido) -> list[str]:
    """Lo cambiado después vale para quien quedó y para quien se lleva la cuenta; de cada dato, lo más reservado."""
    if hecho.visibilidad is None:
        return []
    for id_ in suyos:
        persona = db.session.get_one(Persona, id_)
        persona.visibilidad = mas_reservada(persona.visibilidad, hecho.visibilidad)
    return ["persona.visibilidad"]


def mas_reservada(una: dict[str, str], otra: dict[str, str]) -> dict[str, str]:
    """De cada dato, la audiencia menor de las dos; lo que falta en alguna no se muestra a nadie.

    >>> mas_reservada({"correo": "red", "telefono": "red"}, {"correo": "institucion"})
    {'correo': 'institucion'}
    """
    orden = [audiencia.value for audiencia in Audiencia]
    menores = {
        campo.value: min(
            (quien.get(campo.value, Audiencia.NADIE.value) for quien in (una, otra)), key=orden.index
        )
        for campo in CampoVisible
    }
    return {campo: audiencia for campo, audiencia in menores.items() if audiencia != Audiencia.NADIE.value}


def _consentimientos(suyos: list[int], hecho: Decidido, conserva: int) -> list[str]:
    """Lo que dio después va con su cuenta; lo que retiró sigue retirado en ambos registros."""
    vivos = select(Consentimiento).where(
        Consentimiento.persona_id.in_(suyos), Consentimiento.retirado_en.is_(None)
    )
    for vivo in db.session.scalars(vivos).all():
        if vivo.finalidad in hecho.retirados:
            vivo.retirado_en = ahora()
    db.session.flush()
    ya = {vivo.finalidad for vivo in db.session.scalars(vivos) if vivo.persona_id == conserva}
    llevados = [
        dado
        for dado in (db.session.get_one(Consentimiento, id_) for id_ in hecho.consentidos)
        if dado.persona_id != conserva and (dado.retirado_en is not None or dado.finalidad not in ya)
    ]
    for dado in llevados:
        dado.persona_id = conserva
    db.session.flush()
    return ["consentimiento"] if llevados or hecho.retirados else []


def _inscripciones(hecho: Decidido, conserva: int) -> list[str]:
    """Lo que pidió después va con su cuenta; si al separar volvió a la vida otra suya en la edición, queda la nueva."""
    dichos = []
    for id_ in hecho.inscripciones:
        pedida = db.session.get_one(Inscripcion, id_)
        if pedida.persona_id == conserva:
            continue
        edicion = con_candado(Edicion, pedida.edicion_id)
        otra = inscripcion_viva(edicion.id, conserva) if pedida.cancelada_en is None else None
        if otra is not None:
            otra.soltar(ahora(), OTRA_VEZ)
            db.session.flush()
        pedida.persona_id = conserva
        db.session.flush()
        if otra is not None:  # si la que se dejó tenía lugar, pasa a quien espera
            poner_cupo(edicion, edicion.cupo)
        dichos.append("inscripcion")
    return dichos
