"""Lo que cambia de una persona: registrarla y adscribirla; lo que decide sobre sus datos va aparte."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from red import textos
from red.base import con_candado, db
from red.errores import ErrorDeDominio
from red.fechas import FechaParcial
from red.instituciones.modelos import Institucion
from red.instituciones.operaciones import en_pie
from red.personas import consultas
from red.personas.modelos import (
    Adscripcion,
    Correccion,
    Interes,
    NivelCargo,
    Persona,
    Sentido,
    Tema,
)
from red.personas.operaciones_privacidad import consentir as consentir
from red.reloj import ahora


class CorreoRegistrado(ErrorDeDominio):
    """Ese correo ya es de otra persona."""

    def __init__(self) -> None:
        super().__init__("Ese correo ya está registrado con otra persona.", "correo")


class TieneCuenta(ErrorDeDominio):
    """Su nombre y su correo ya sólo los cambia ella."""

    def __init__(self) -> None:
        super().__init__(
            "Acaba de abrir su cuenta: su nombre y su correo ya sólo los cambia ella. Vuelve a abrir esta página."
        )


class PuestoTraslapado(ErrorDeDominio):
    """Dos puestos no pueden constar el mismo día."""

    def __init__(self, mensaje: str) -> None:
        super().__init__(mensaje, "desde")


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
    persona = Persona(correo=correo_libre(correo, None), visibilidad={})
    nombrar(persona, nombre, primer_apellido, segundo_apellido)
    presentar(persona, nombre_preferido, telefono)
    db.session.add(persona)
    db.session.flush()
    return persona


def nombrar(persona: Persona, nombre: str, primer_apellido: str, segundo_apellido: str | None) -> None:
    """Escribe su nombre legal, el de los papeles."""
    persona.nombre = sin_sobras(nombre) or ""
    persona.primer_apellido = sin_sobras(primer_apellido) or ""
    persona.segundo_apellido = sin_sobras(segundo_apellido)


def presentar(persona: Persona, nombre_preferido: str | None, telefono: str | None) -> None:
    """Cómo quiere que la llamen y a qué teléfono; ambos pueden faltar."""
    persona.nombre_preferido = sin_sobras(nombre_preferido)
    persona.telefono = sin_sobras(telefono)


def sin_sobras(texto: str | None) -> str | None:
    """El texto en un renglón, sin espacios de más ni letras que no se ven; lo vacío es None.

    >>> sin_sobras("  María\\x00   Elena "), sin_sobras("  ")
    ('María Elena', None)
    """
    return textos.legible(texto or "") or None


def correo_libre(correo: str, de: Persona | None) -> str:
    """El correo en minúsculas, si no es de otra persona; si lo es, lanza CorreoRegistrado."""
    correo = correo.strip().lower()
    duena = consultas.persona_de_correo(correo)
    if duena is not None and duena is not de:
        raise CorreoRegistrado
    return correo


def cambiar_correo(persona: Persona, correo: str) -> None:
    """Le pone otro correo; lanza CorreoRegistrado si es de otra persona.

    El de un registro que se juntó con el suyo también es suyo: si vuelve a usarlo, cambian de lugar y ninguno se suelta.
    """
    nuevo, anterior = correo_libre(correo, persona), persona.correo
    lapida = consultas.lapida_con_correo(persona.id, nuevo)
    if lapida is not None:
        lapida.correo = f"{persona.clave}@cambio.invalid"
        db.session.flush()
    persona.correo = nuevo
    if lapida is not None:
        db.session.flush()
        lapida.correo = anterior
    db.session.flush()


def adscribir(
    persona: Persona,
    institucion_id: int,
    puesto: str,
    nivel: NivelCargo,
    desde: date | FechaParcial,
    area: str | None = None,
) -> Adscripcion:
    """Da a la persona un puesto desde esa fecha, entera o a medias; el que tenía se cierra la víspera y queda en su historia.

    Si ya consta exactamente ese puesto, lo devuelve sin cambiar nada. Aparta a la persona, de modo que
    dos cambios a la vez no dejen dos puestos abiertos. Lanza PuestoTraslapado si empezaría antes que
    otro que ya consta, y YaNoExiste si la institución terminó. Nace sin confirmar, salvo que siga a un puesto confirmado en la misma institución.
    """
    institucion = en_pie(institucion_id, "institucion_id")
    con_candado(Persona, persona.id)
    cuando = FechaParcial.de(desde)
    desde = cuando.primero
    puesto, area = sin_sobras(puesto) or "", sin_sobras(area)
    confirmada_el: datetime | None = None
    confirmada_por_id: int | None = None
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
            raise PuestoTraslapado(
                f"Ya consta un puesto que empezó el {textos.fecha(anterior.desde)}: "
                "el nuevo tiene que empezar después de ese día."
            )
        anterior.cerrar(desde - timedelta(days=1), cuando.precision)
        if anterior.institucion_id == institucion_id:
            confirmada_el, confirmada_por_id = anterior.confirmada_el, anterior.confirmada_por_id
    db.session.flush()
    nueva = Adscripcion(
        persona=persona,
        institucion=institucion,
        puesto=puesto,
        nivel=nivel,
        area=area,
        desde=desde,
        desde_precision=cuando.precision,
        confirmada_el=confirmada_el,
        confirmada_por_id=confirmada_por_id,
    )
    db.session.add(nueva)
    db.session.flush()
    return nueva


def confirmar_adscripcion(adscripcion: Adscripcion, por_id: int | None) -> None:
    """Alguien más responde por que trabaja ahí: nadie por lo suyo; lo ya confirmado conserva quién y cuándo."""
    if adscripcion.confirmada_el is None and (por_id is None or por_id != adscripcion.persona_id):
        adscripcion.confirmada_el, adscripcion.confirmada_por_id = ahora(), por_id


def corregir_adscripcion(
    adscripcion: Adscripcion,
    institucion_id: int,
    puesto: str,
    nivel: NivelCargo,
    desde: date | FechaParcial,
    area: str | None = None,
) -> None:
    """Corrige lo que dice un puesto, sin hacer historia: nunca fue de otro modo.

    Si cambia de institución deja de estar confirmado, porque nadie respondió por que trabaje en la otra, y deja la
    plaza que ocupaba.
    Lanza PuestoTraslapado si con la fecha corregida se encimaría con el anterior, y YaNoExiste si la otra terminó.
    """
    if adscripcion.institucion_id != institucion_id:
        en_pie(institucion_id, "institucion_id")
    con_candado(Persona, adscripcion.persona_id)
    cuando = FechaParcial.de(desde)
    desde = cuando.primero
    for otra in consultas.adscripciones_desde(adscripcion.persona_id, desde):
        if otra.id != adscripcion.id and otra.desde <= adscripcion.desde:
            raise PuestoTraslapado(
                f"El puesto anterior terminó el {textos.fecha(otra.hasta)}: éste tiene que empezar después."
            )
    if adscripcion.hasta is not None and desde > adscripcion.hasta:
        raise PuestoTraslapado(
            f"Este puesto terminó el {textos.fecha(adscripcion.hasta)}: no pudo empezar después."
        )
    if adscripcion.institucion_id != institucion_id:
        adscripcion.confirmada_el = adscripcion.confirmada_por_id = None
        adscripcion.puesto_id = None
    adscripcion.institucion = db.session.get_one(Institucion, institucion_id)
    adscripcion.puesto, adscripcion.nivel = sin_sobras(puesto) or "", nivel
    adscripcion.area = sin_sobras(area)
    adscripcion.empezar(cuando)
    db.session.flush()


def poner_puesto(persona: Persona, *, hace_historia: bool, dia: date, **datos: Any) -> Adscripcion:
    """Da un puesto nuevo o corrige el de hoy, según se pida; `datos` son los de `adscribir`."""
    actual = consultas.adscripcion_vigente(persona.id, dia)
    if actual is None or hace_historia:
        return adscribir(persona, **datos)
    corregir_adscripcion(actual, **datos)
    return actual


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


def declarar_intereses(
    persona: Persona, temas: Mapping[Sentido, Collection[Tema]], palabras: Mapping[Sentido, str | None]
) -> None:
    """Deja los temas que ofrece y busca, y lo que dice con sus palabras, tal como se piden aquí."""
    con_candado(Persona, persona.id)
    pedidos = {(sentido, tema) for sentido, suyos in temas.items() for tema in suyos}
    for interes in consultas.intereses_de(persona.id):
        if (interes.sentido, interes.tema) in pedidos:
            pedidos.remove((interes.sentido, interes.tema))
        else:
            db.session.delete(interes)
    db.session.add_all(
        Interes(persona_id=persona.id, sentido=sentido, tema=tema) for sentido, tema in sorted(pedidos)
    )
    persona.ofrece = sin_sobras(palabras.get(Sentido.OFRECE))
    persona.busca = sin_sobras(palabras.get(Sentido.BUSCA))


def completar_perfil(persona: Persona) -> None:
    """Anota que ya dijo lo necesario para que la Red la conozca, la primera vez; y que sus datos son de hoy, siempre."""
    if persona.perfil_completo_en is None:
        persona.perfil_completo_en = ahora()
    persona.datos_confirmados_en = ahora()


def corregir_como_coordinacion(persona: Persona, quien_id: int, motivo: str) -> Correccion:
    """Deja dicho a la persona que la coordinación cambió sus datos y por qué."""
    correccion = Correccion(
        persona_id=persona.id, quien_id=quien_id, hecha_en=ahora(), motivo=sin_sobras(motivo) or ""
    )
    db.session.add(correccion)
    return correccion
