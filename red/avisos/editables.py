"""Los correos que cada Red puede decir a su manera: qué huecos llevan y qué no puede faltarles ni sobrarles.

Se escriben en texto llano. Los huecos van entre llaves («{nombre}») y al enviar se llenan con su dato, siempre como
texto; un párrafo cuyo hueco no tiene dato no sale. La acción es un renglón que empieza con «→» y termina con {enlace}:
no se puede quitar ni poner otra dirección. Del mismo texto salen la forma llana y la de HTML.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from red.avisos.carta import Carta, Parrafo, en_un_renglon, enlace
from red.errores import ErrorDeDominio
from red.textos import sin_acentos

LARGO_DEL_ASUNTO, LARGO_DEL_CUERPO = 100, 4000
_HUECO = re.compile(r"\{(\w*)\}")
_ACCION = re.compile(r"^→\s*([^:{}]{1,60}):\s*\{enlace\}$")
_DIRECCION = re.compile(r"https?:|www\.|\b[\w-]+\.(com|org|net|mx|cl|co|gob|info|link|ly)\b", re.IGNORECASE)
_SALUDO = re.compile(r",?\s*\{nombre\}")

REVELAN = (
    "genero", "mujer", "femini", "igualdad", "violen", "acoso", "acosad", "hostig", "agresi", "abus", "victim", "denunci",
    "machis", "patriarc", "sexual", "derechos humanos", "refugio", "aborto", "presupuesto con perspectiva", "red de",
)  # fmt: skip
"""Principios de palabra que en un asunto dirían a quien mire el teléfono de qué se trata."""

DELICADAS = (
    "violen", "acoso", "acosad", "hostig", "agresi", "abus", "victim", "denunci", "aborto", "vih", "embaraz", "discapacidad",
    "orientacion sexual", "identidad de genero", "indigena", "afrodescend", "sindical", "contrasena",
)  # fmt: skip
"""Lo que un correo no dice de nadie: lo puede leer otra persona."""


@dataclass(frozen=True)
class Editable:
    """Un correo que la Red puede decir a su manera."""

    plantilla: str
    nombre: str
    cuando: str
    huecos: Mapping[str, tuple[str, str]]
    """Por hueco: qué es y un ejemplo."""
    titulo: str
    cuerpo: str
    a_donde: Callable[[Mapping[str, Any]], str]
    en_el_asunto: tuple[str, ...] = ()
    """Huecos que también caben en el asunto: los que no revelan nada."""


class TextoNoSirve(ErrorDeDominio):
    """Lo escrito no puede salir así; dice por qué y en qué campo."""


_RED = ("el nombre de la Red", "la Red de Tonalá")
_NOMBRE = ("cómo se llama quien lo recibe; si no se sabe, no sale", "Ana Lucía")
_VENCE = ("hasta qué día sirve el enlace", "28 de noviembre de 2026")
_DE_UNA_INVITACION = {
    "nombre": _NOMBRE,
    "quien": ("quién invita", "Lucía Ramírez"),
    "red": _RED,
    "convocante": ("la institución que convoca", "el Instituto Municipal"),
    "vence": _VENCE,
}


def _a_la_invitacion(datos: Mapping[str, Any]) -> str:
    return enlace("invitaciones.abrir", ficha=datos["ficha"])


def _a_su_cuenta(datos: Mapping[str, Any]) -> str:
    if datos["ficha"]:
        return enlace("invitaciones.abrir", ficha=datos["ficha"])
    return enlace("redes.ver", clave=datos["clave"])


EDITABLES: dict[str, Editable] = {
    uno.plantilla: uno
    for uno in (
        Editable(
            "invitacion",
            "Invitación",
            "Llega a quien se invita a la Red.",
            {**_DE_UNA_INVITACION, "mensaje": ("lo que se escribió al invitar, si se escribió", "Nos vendría bien tu experiencia.")},
            "{quien} te envió una invitación",
            """Hola, {nombre}:

{quien} te invita a integrar {red}, que convoca {convocante}.

Te escribe: «{mensaje}»

Antes de decidir verás de qué se trata, qué se hará con tus datos y qué puedes dejar sin compartir. Responder toma unos tres minutos y se puede desde el teléfono.

→ Ver la invitación: {enlace}

El enlace es sólo para ti y sirve hasta el {vence}. Si lo abres después, ahí mismo podrás pedir otro.

Si no puedes o no quieres, dilo en esa misma página: no necesitas cuenta ni dar explicaciones.

Si no esperabas este correo, ignóralo. De ti sólo guardamos esta dirección y, si lo escribieron, el nombre con que te invitaron.""",
            _a_la_invitacion,
            ("quien", "vence"),
        ),
        Editable(
            "invitacion_recordatorio",
            "Recordatorio de una invitación",
            "Llega unos días antes de que venza, a quien no ha respondido.",
            _DE_UNA_INVITACION,
            "Tu invitación vence el {vence}",
            """Hola, {nombre}:

Hace unos días {quien} te invitó a integrar {red}, que convoca {convocante}. Sirve hasta el {vence}.

→ Ver la invitación: {enlace}

También los enlaces de correos anteriores siguen sirviendo. Si no puedes o no quieres, dilo en esa misma página y no te escribiremos más sobre esto.""",
            _a_la_invitacion,
            ("quien", "vence"),
        ),
        Editable(
            "bienvenida",
            "Bienvenida",
            "Llega a quien acaba de integrarse.",
            {"nombre": _NOMBRE},
            "Tu lugar está listo",
            """Hola, {nombre}:

Ya está todo para que empieces. Preparamos una guía corta con lo primero que conviene hacer y con quién puedes contar.

→ Ver la guía: {enlace}""",
            lambda datos: enlace("bienvenida.ver", clave=datos["clave"]),
        ),
        Editable(
            "solicitud_aprobada",
            "Solicitud aceptada",
            "Llega a quien pidió integrar la Red, cuando se acepta.",
            {"nombre": _NOMBRE, "red": _RED},
            "Respuesta a tu solicitud",
            """Hola, {nombre}:

Tu solicitud para integrar {red} se aceptó. Lo que sigue toma unos tres minutos y se puede desde el teléfono.

→ Seguir: {enlace}

El enlace es sólo para ti.""",
            _a_su_cuenta,
        ),
    )
}  # fmt: skip
"""Por plantilla. Los demás correos dicen lo mismo en todas las Redes: son de la cuenta o de un trámite."""


def revisar(correo: Editable, titulo: str, cuerpo: str, temas: Iterable[str] = ()) -> None:
    """Lanza TextoNoSirve si el texto no puede salir así; `temas` son los nombres de los cursos de la Red."""
    _revisar_asunto(correo, titulo, temas)
    if len(cuerpo) > LARGO_DEL_CUERPO:
        raise TextoNoSirve(
            f"Son más de {LARGO_DEL_CUERPO} letras: nadie lo leería entero. Acórtalo.", "cuerpo"
        )
    acciones = [bloque for bloque in _bloques(cuerpo) if _ACCION.match(bloque)]
    if len(acciones) != 1 or cuerpo.count("{enlace}") != 1 or cuerpo.count("→") != 1:
        raise TextoNoSirve(
            "Tiene que llevar su enlace una sola vez, en un párrafo aparte como éste: «→ Ver la invitación: {enlace}».",
            "cuerpo",
        )
    _revisar_huecos(cuerpo, {*correo.huecos, "enlace"}, "cuerpo")
    if _DIRECCION.search(cuerpo) or "@" in cuerpo:
        raise TextoNoSirve(
            "No puede llevar otra dirección que su enlace: así nadie confunde un correo nuestro con uno falso.",
            "cuerpo",
        )
    if dicha := _empieza_con(cuerpo, DELICADAS):
        raise TextoNoSirve(
            f"Quita «{dicha}»: un correo lo puede leer otra persona. Lo delicado se dice dentro de la plataforma.",
            "cuerpo",
        )


def _revisar_asunto(correo: Editable, titulo: str, temas: Iterable[str]) -> None:
    if not titulo.strip() or "\n" in titulo.strip():
        raise TextoNoSirve("Escribe el asunto en un renglón.", "titulo")
    if len(titulo) > LARGO_DEL_ASUNTO:
        raise TextoNoSirve(
            f"En el teléfono no se leería entero: que no pase de {LARGO_DEL_ASUNTO} letras.", "titulo"
        )
    if _DIRECCION.search(titulo) or "@" in titulo:
        raise TextoNoSirve("En el asunto no van direcciones.", "titulo")
    _revisar_huecos(titulo, set(correo.en_el_asunto), "titulo")
    plano = sin_acentos(titulo)
    dicho = _empieza_con(titulo, REVELAN) or next(
        (t for t in temas if len(t) > 3 and sin_acentos(t) in plano), ""
    )
    if dicho:
        raise TextoNoSirve(
            f"Quita «{dicho}» del asunto: se lee en la pantalla bloqueada del teléfono y por encima del hombro.",
            "titulo",
        )


def _revisar_huecos(texto: str, admitidos: set[str], campo: str) -> None:
    for hueco in _HUECO.findall(texto):
        if hueco not in admitidos:
            lista = ", ".join(f"{{{uno}}}" for uno in sorted(admitidos)) or "ninguno"
            raise TextoNoSirve(
                f"Aquí no hay un dato que se llame «{{{hueco}}}». Puedes usar: {lista}.", campo
            )
    if re.search(r"[{}]", _HUECO.sub("", texto)):
        raise TextoNoSirve("Hay una llave sin su pareja: los datos se escriben así, {nombre}.", campo)


def _empieza_con(texto: str, principios: tuple[str, ...]) -> str:
    """La palabra del texto que empieza con alguno de esos principios; vacía si ninguna."""
    plano = sin_acentos(texto)
    for principio in principios:
        if hallado := re.search(rf"\b{principio}\w*", plano):
            return texto[hallado.start() : hallado.end()] if len(plano) == len(texto) else hallado[0]
    return ""


def redactar(correo: Editable, titulo: str, cuerpo: str, datos: Mapping[str, Any]) -> Carta:
    """La carta con esos datos; la acción lleva siempre a donde el correo debe llevar."""
    return _armar(correo, titulo, cuerpo, datos, correo.a_donde(datos))


def muestra(correo: Editable, titulo: str, cuerpo: str) -> Carta:
    """La carta con datos de ejemplo y un enlace que no abre nada de nadie."""
    ejemplo = {hueco: dicho for hueco, (_, dicho) in correo.huecos.items()}
    return _armar(correo, titulo, cuerpo, ejemplo, enlace("portal.inicio"))


def _armar(correo: Editable, titulo: str, cuerpo: str, datos: Mapping[str, Any], url: str) -> Carta:
    valores = {hueco: str(en_un_renglon(datos.get(hueco) or "")) for hueco in correo.huecos}
    parrafos = []
    for bloque in _bloques(cuerpo):
        if accion := _ACCION.match(bloque):
            parrafos.append(Parrafo(accion[1].strip(), url))
        elif (dicho := _llenar(bloque, valores)) is not None:
            parrafos.append(Parrafo(dicho))
    return Carta(" ".join((_llenar(titulo, valores) or correo.nombre).split()), tuple(parrafos))


def _llenar(texto: str, valores: Mapping[str, str]) -> str | None:
    """El texto con sus datos; None si le falta uno. Sin nombre, el saludo queda en «Hola:»."""
    if not valores.get("nombre"):
        texto = _SALUDO.sub("", texto)
    if any(not valores.get(hueco) for hueco in _HUECO.findall(texto)):
        return None
    return _HUECO.sub(lambda hallado: valores[hallado[1]], texto)


def _bloques(cuerpo: str) -> list[str]:
    """Los párrafos, separados por un renglón vacío."""
    limpio = cuerpo.replace("\r\n", "\n").strip()
    return [bloque.strip() for bloque in re.split(r"\n\s*\n", limpio) if bloque.strip()]
