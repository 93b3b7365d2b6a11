"""Lo que cambia de una persona: registrarla, adscribirla, consentir y retirar."""

from datetime import date, timedelta

from red import textos
from red.base import con_candado, db
from red.errores import ErrorDeDominio
from red.instituciones.modelos import Institucion
from red.personas import avisos_de_privacidad, consultas
from red.personas.modelos import (
    Adscripcion,
    AvisoPrivacidad,
    Consentimiento,
    Finalidad,
    NivelCargo,
    Persona,
)
from red.reloj import ahora


class CorreoRegistrado(ErrorDeDominio):
    """Ese correo ya es de otra persona."""

    def __init__(self) -> None:
        super().__init__("Ese correo ya está registrado con otra persona.", "correo")


class PuestoTraslapado(ErrorDeDominio):
    """El puesto nuevo empezaría antes que el que ya consta."""

    def __init__(self, anterior: date) -> None:
        super().__init__(
            f"Ya consta un puesto que empezó el {textos.fecha(anterior)}: "
            "el nuevo tiene que empezar después de ese día.",
            "desde",
        )


def registrar_persona(
    nombre: str,
    primer_apellido: str,
    segundo_apellido: str | None,
    correo: str,
    *,
    nombre_preferido: str | None = None,
    telefono: str | None = None,
) -> Persona:
    """Registra a una persona, con o sin cuenta; lanza CorreoRegistrado si el correo ya es de alguien."""
    persona = Persona(
        nombre=sin_sobras(nombre) or "",
        primer_apellido=sin_sobras(primer_apellido) or "",
        segundo_apellido=sin_sobras(segundo_apellido),
        nombre_preferido=sin_sobras(nombre_preferido),
        correo=correo_libre(correo, None),
        telefono=sin_sobras(telefono),
    )
    db.session.add(persona)
    db.session.flush()
    return persona


def sin_sobras(texto: str | None) -> str | None:
    """El texto sin espacios de más; lo vacío es None, no un texto vacío.

    >>> sin_sobras("  María   Elena "), sin_sobras("  ")
    ('María Elena', None)
    """
    return " ".join(texto.split()) or None if texto else None


def correo_libre(correo: str, de: Persona | None) -> str:
    """El correo en minúsculas, si no es de otra persona; si lo es, lanza CorreoRegistrado."""
    correo = correo.strip().lower()
    duena = consultas.persona_de_correo(correo)
    if duena is not None and duena is not de:
        raise CorreoRegistrado
    return correo


def adscribir(
    persona: Persona,
    institucion_id: int,
    puesto: str,
    nivel: NivelCargo,
    desde: date,
    area: str | None = None,
) -> Adscripcion:
    """Da a la persona un puesto desde ese día; el que tenía se cierra la víspera y queda en su historia.

    Si ya consta exactamente ese puesto, lo devuelve sin cambiar nada. Aparta a la persona, de modo que
    dos cambios a la vez no dejen dos puestos abiertos. Lanza PuestoTraslapado si empezaría antes que
    otro que ya consta.
    """
    con_candado(Persona, persona.id)
    puesto, area = sin_sobras(puesto) or "", sin_sobras(area)
    posteriores = consultas.adscripciones_desde(persona.id, desde)
    for anterior in posteriores:
        if (
            anterior.hasta is None
            and anterior.desde <= desde
            and _es(anterior, institucion_id, puesto, nivel, area)
        ):
            return anterior
    for anterior in posteriores:
        if anterior.desde >= desde:
            raise PuestoTraslapado(anterior.desde)
        anterior.cerrar(desde - timedelta(days=1))
    db.session.flush()
    nueva = Adscripcion(
        persona=persona,
        institucion=db.session.get_one(Institucion, institucion_id),
        puesto=puesto,
        nivel=nivel,
        area=area,
        desde=desde,
    )
    db.session.add(nueva)
    db.session.flush()
    return nueva


def _es(
    adscripcion: Adscripcion, institucion_id: int, puesto: str, nivel: NivelCargo, area: str | None
) -> bool:
    """Si la adscripción ya dice exactamente eso."""
    return (adscripcion.institucion_id, adscripcion.puesto, adscripcion.nivel, adscripcion.area) == (
        institucion_id,
        puesto,
        nivel,
        area,
    )


def consentir(persona: Persona, aviso: AvisoPrivacidad, finalidades: set[Finalidad]) -> None:
    """Guarda que la persona consiente esas finalidades con ese texto.

    Lo que ya consentía con el mismo texto queda igual; lo que consentía con un texto anterior se
    retira y se vuelve a otorgar, para que siempre se sepa qué leyó y cuándo.
    """
    momento = ahora()
    vivos = {vivo.finalidad: vivo for vivo in consultas.consentimientos_vivos(persona.id)}
    for finalidad in Finalidad:
        vivo = vivos.get(finalidad)
        if finalidad not in finalidades or (vivo is not None and vivo.aviso_id == aviso.id):
            continue
        if vivo is not None:
            vivo.retirado_en = momento
            db.session.flush()
        db.session.add(
            Consentimiento(persona_id=persona.id, aviso=aviso, finalidad=finalidad, otorgado_en=momento)
        )
    db.session.flush()


def retirar(persona: Persona, finalidad: Finalidad) -> None:
    """Retira el consentimiento de esa finalidad; si no lo había dado, no pasa nada."""
    momento = ahora()
    for vivo in consultas.consentimientos_vivos(persona.id):
        if vivo.finalidad is finalidad:
            vivo.retirado_en = momento


class TextoYaPublicado(ErrorDeDominio):
    """Esa versión del aviso ya se publicó con otro texto: quien la aceptó leyó otra cosa."""

    def __init__(self, jurisdiccion: str, version: str) -> None:
        super().__init__(
            f"La versión {version} del aviso de {jurisdiccion} ya se publicó con otro texto. "
            "Da otra versión al texto nuevo."
        )


def publicar_avisos(dia: date) -> list[AvisoPrivacidad]:
    """Publica, vigentes desde ese día, los avisos que aún no lo estén; devuelve los recién publicados.

    Repetirlo no cambia nada. Lanza TextoYaPublicado si un texto cambió sin cambiar de versión.
    """
    publicados = {(aviso.jurisdiccion, aviso.version): aviso for aviso in consultas.avisos_publicados()}
    nuevos = []
    for texto in avisos_de_privacidad.textos():
        ya = publicados.get((texto.jurisdiccion, texto.version))
        if ya is None:
            nuevos.append(
                AvisoPrivacidad(
                    jurisdiccion=texto.jurisdiccion,
                    version=texto.version,
                    titulo=texto.titulo,
                    simplificado=texto.simplificado,
                    integral=texto.integral,
                    huella=texto.huella,
                    vigente_desde=dia,
                )
            )
        elif ya.huella != texto.huella:
            raise TextoYaPublicado(texto.jurisdiccion, texto.version)
    db.session.add_all(nuevos)
    db.session.flush()
    return nuevos
