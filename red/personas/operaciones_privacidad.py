"""Lo que una persona decide sobre sus datos, y los avisos de privacidad: escribirlos y publicarlos.

Lo publicado no cambia nunca; lo consentido se retira sin borrarse y queda con el texto exacto que se leyó.
"""

from collections.abc import Collection, Mapping
from datetime import date

from red.base import con_candado, db
from red.errores import ErrorDeDominio
from red.personas import avisos_de_privacidad, consultas
from red.personas.avisos_de_privacidad import Presentado, huella_de
from red.personas.modelos import Audiencia, CampoVisible, Persona
from red.personas.modelos_de_privacidad import (
    ELECTIVAS,
    AvisoLeido,
    AvisoPrivacidad,
    BorradorDeAviso,
    Consentimiento,
    Finalidad,
    juntar,
)
from red.reloj import ahora


class AvisoCambiado(ErrorDeDominio):
    """El texto cambió entre que se mostró y se respondió: nadie acepta lo que no leyó."""

    def __init__(self) -> None:
        super().__init__(
            "El aviso de privacidad cambió mientras lo leías. Aquí está como es ahora: léelo y decide otra vez."
        )


class TextoYaPublicado(ErrorDeDominio):
    """Esa versión del aviso ya se publicó con otro texto: quien la aceptó leyó otra cosa."""

    def __init__(self, jurisdiccion: str, version: str) -> None:
        super().__init__(
            f"La versión {version} del aviso de {jurisdiccion} ya se publicó con otro texto. "
            "Da otra versión al texto nuevo.",
            "version",
        )


class SinBorrador(ErrorDeDominio):
    """No hay nada escrito que publicar."""

    def __init__(self) -> None:
        super().__init__("No hay una versión escrita por publicar. Escríbela primero.")


class BorradorCambiado(ErrorDeDominio):
    """Alguien guardó otro texto mientras se revisaba."""

    def __init__(self) -> None:
        super().__init__(
            "Alguien cambió el texto mientras lo revisabas. Revísalo otra vez antes de publicarlo."
        )


class DesdeElPasado(ErrorDeDominio):
    """Publicar hacia atrás diría que alguien leyó lo que no estaba."""

    def __init__(self) -> None:
        super().__init__("Elige hoy o un día por venir: nadie pudo leer este texto antes.", "desde")


class SinCambios(ErrorDeDominio):
    """La versión nueva dice lo mismo que la vigente."""

    def __init__(self) -> None:
        super().__init__("El texto es igual al que ya está publicado: no hay nada que publicar.")


# Lo que decide una persona


def anotar_lo_leido(presentado: Presentado, huella_vista: str | None = None) -> AvisoLeido:
    """La fila del texto exacto que se mostró; lanza AvisoCambiado si lo que se vio ya no es eso."""
    if huella_vista is not None and huella_vista != presentado.huella:
        raise AvisoCambiado
    hallado = consultas.aviso_leido(presentado.aviso.id, presentado.huella)
    if hallado is None:
        con_candado(
            AvisoPrivacidad, presentado.aviso.id
        )  # dos primeras lectoras a la vez dejan una sola fila
        hallado = consultas.aviso_leido(presentado.aviso.id, presentado.huella)
    if hallado is not None:
        return hallado
    quien = presentado.responsable
    nuevo = AvisoLeido(
        aviso_id=presentado.aviso.id,
        responsable=quien.nombre,
        domicilio=quien.domicilio,
        contacto=quien.contacto,
        huella=presentado.huella,
    )
    db.session.add(nuevo)
    db.session.flush()
    return nuevo


def consentir(
    persona: Persona,
    aviso: AvisoPrivacidad,
    finalidades: Collection[Finalidad],
    leido: AvisoLeido | None = None,
) -> None:
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
            Consentimiento(
                persona_id=persona.id, aviso=aviso, finalidad=finalidad, otorgado_en=momento, leido=leido
            )
        )
    db.session.flush()


def retirar(persona: Persona, finalidad: Finalidad) -> None:
    """Retira el consentimiento de esa finalidad; si no lo había dado, no pasa nada.

    Quien sale del mapa con un aviso de los primeros sale también del análisis, que era lo mismo.
    """
    momento = ahora()
    for vivo in consultas.consentimientos_vivos(persona.id):
        if vivo.finalidad is finalidad:
            vivo.retirado_en = momento


def decidir_privacidad(
    persona: Persona,
    aviso: AvisoPrivacidad,
    finalidades: Collection[Finalidad],
    visibilidad: Mapping[CampoVisible, Audiencia] | None = None,
    leido: AvisoLeido | None = None,
) -> None:
    """Deja las finalidades electivas y, si se dice, la audiencia de cada dato tal como se piden aquí.

    Lo que ya consentía queda con el texto que leyó entonces, salvo que aquél separara otras finalidades:
    entonces decide con el de ahora. Lo nuevo, siempre con el de ahora.
    """
    con_candado(Persona, persona.id)
    vivos = {vivo.finalidad: vivo for vivo in consultas.consentimientos_vivos(persona.id)}
    pedidas = {finalidad for finalidad in ELECTIVAS if finalidad in finalidades and finalidad in aviso.separa}
    otorgar = {f for f in pedidas if f not in vivos or vivos[f].aviso.separa != aviso.separa}
    suya = vivos.get(Finalidad.PARTICIPAR)
    if suya is not None and suya.aviso.separa != aviso.separa:
        otorgar.add(Finalidad.PARTICIPAR)
    for finalidad in ELECTIVAS:
        if finalidad in vivos and finalidad not in pedidas:
            retirar(persona, finalidad)
    consentir(persona, aviso, otorgar, leido)
    persona.privacidad_decidida_en = ahora()
    if visibilidad is not None:
        persona.visibilidad = {
            campo.value: visibilidad[campo].value
            for campo in CampoVisible
            if visibilidad.get(campo, Audiencia.NADIE) is not Audiencia.NADIE
        }


def ocultar(persona: Persona) -> None:
    """La quita de la vista de una vez: directorio, mapa, análisis y cada dato suyo."""
    con_candado(Persona, persona.id)
    for finalidad in (Finalidad.DIRECTORIO, Finalidad.MAPA, Finalidad.ANALISIS):
        retirar(persona, finalidad)
    persona.visibilidad = {}


# Los avisos


def publicar_avisos(dia: date) -> list[AvisoPrivacidad]:
    """Publica, vigentes desde ese día, los avisos de la plataforma que falten; devuelve los recién publicados.

    Repetirlo no cambia nada. Donde la administración ya escribió el suyo, no se toca. Lanza TextoYaPublicado si un
    texto cambió sin cambiar de versión.
    """
    ya_estan = consultas.avisos_publicados()
    publicados = {(aviso.jurisdiccion, aviso.version): aviso for aviso in ya_estan}
    con_propio = {aviso.jurisdiccion for aviso in ya_estan if aviso.propio}
    nuevos = []
    for texto in avisos_de_privacidad.textos():
        ya = publicados.get((texto.jurisdiccion, texto.version))
        if texto.jurisdiccion in con_propio:
            continue
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
                    finalidades=juntar(Finalidad),
                )
            )
        elif ya.huella != texto.huella:
            raise TextoYaPublicado(texto.jurisdiccion, texto.version)
    db.session.add_all(nuevos)
    db.session.flush()
    return nuevos


def guardar_borrador(
    jurisdiccion: str,
    *,
    version: str,
    titulo: str,
    simplificado: str,
    integral: str,
    finalidades: Collection[Finalidad],
    quien_id: int | None,
) -> BorradorDeAviso:
    """Guarda lo que se va escribiendo; hay uno por país. Lanza TextoYaPublicado si la versión ya se usó."""
    version = " ".join(version.split())
    if any(a.jurisdiccion == jurisdiccion and a.version == version for a in consultas.avisos_publicados()):
        raise TextoYaPublicado(jurisdiccion, version)
    borrador = consultas.borrador_de(jurisdiccion, apartar=True) or BorradorDeAviso(jurisdiccion=jurisdiccion)
    borrador.version, borrador.titulo = version, " ".join(titulo.split())
    borrador.simplificado, borrador.integral = _limpio(simplificado), _limpio(integral)
    borrador.finalidades = juntar({Finalidad.PARTICIPAR, *finalidades})
    borrador.quien_id, borrador.guardado_en = quien_id, ahora()
    db.session.add(borrador)
    db.session.flush()
    return borrador


def publicar_borrador(
    jurisdiccion: str, desde: date, huella_vista: str, quien_id: int | None, hoy: date
) -> AvisoPrivacidad:
    """Publica lo escrito desde ese día, tal como se revisó; desde entonces no cambia.

    Lanza SinBorrador, BorradorCambiado, SinCambios, DesdeElPasado o TextoYaPublicado.
    """
    borrador = consultas.borrador_de(jurisdiccion, apartar=True)
    if borrador is None:
        raise SinBorrador
    huella = huella_de(borrador.simplificado, borrador.integral)
    if huella != huella_vista:
        raise BorradorCambiado
    if desde < hoy:
        raise DesdeElPasado
    anterior = consultas.ultimo_aviso(jurisdiccion)
    if anterior is not None and (anterior.huella, anterior.finalidades) == (huella, borrador.finalidades):
        raise SinCambios
    if anterior is not None and anterior.version == borrador.version:
        raise TextoYaPublicado(jurisdiccion, borrador.version)
    aviso = AvisoPrivacidad(
        jurisdiccion=jurisdiccion,
        version=borrador.version,
        titulo=borrador.titulo,
        simplificado=borrador.simplificado,
        integral=borrador.integral,
        huella=huella,
        vigente_desde=desde,
        finalidades=borrador.finalidades,
        propio=True,
        publicado_por_id=quien_id,
    )
    db.session.add(aviso)
    db.session.flush()
    borrador.aviso_id = aviso.id
    return aviso


def _limpio(texto: str) -> str:
    """Con renglones normales, sin espacios al final."""
    return "\n".join(renglon.rstrip() for renglon in texto.replace("\r\n", "\n").split("\n")).strip()
