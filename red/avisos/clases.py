"""Qué tan pronto ha de salir cada correo: de eso depende si espera a la mañana, si va en el resumen o si no se manda."""

from collections.abc import Callable

from red.base import Opcion


class Clase(Opcion):
    """Para qué se escribe un correo."""

    SEGURIDAD = "seguridad", "De la cuenta: sale siempre y en el acto"
    PEDIDO = "pedido", "Lo acaba de pedir quien lo recibe: sale en el acto"
    ESPERA_ALGO = "espera_algo", "Espera algo de quien lo recibe"
    INFORMA = "informa", "Sólo cuenta algo"


CLASES: dict[str, Clase] = {
    "recuperar": Clase.SEGURIDAD,
    "contrasena_cambiada": Clase.SEGURIDAD,
    "papeles_cambiados": Clase.SEGURIDAD,
    "prueba_de_correo": Clase.PEDIDO,
    "resumen": Clase.PEDIDO,
    "formacion_cancelada": Clase.PEDIDO,
    "formacion_con_lugar": Clase.PEDIDO,
    "formacion_declinada": Clase.PEDIDO,
    "formacion_en_espera": Clase.PEDIDO,
    "formacion_oferta": Clase.PEDIDO,
    "formacion_por_aprobar": Clase.PEDIDO,
    "solicitud_confirmar": Clase.PEDIDO,
    "carta": Clase.INFORMA,
    "constancia_lista": Clase.INFORMA,
    "constancia_revocada": Clase.INFORMA,
    "formacion_edicion_cancelada": Clase.INFORMA,
    "formacion_edicion_reanudada": Clase.INFORMA,
    "invitaciones_vencidas": Clase.INFORMA,
    "pausa_terminada": Clase.INFORMA,
    "reconocimiento": Clase.INFORMA,
    "registros_juntos": Clase.INFORMA,
}
"""La clase de cada plantilla; la que falta espera algo de quien la recibe."""


class ParaQue(Opcion):
    """Por qué se le escribe a alguien: de eso depende que llegue siempre o sólo si lo aceptó."""

    CUENTA = "cuenta", "De tu cuenta"
    PEDISTE = "pediste", "De lo que pides o haces"
    FUNCION = "funcion", "De tus funciones"
    DATOS = "datos", "De tus datos"
    NOTICIAS = "noticias", "Noticias de la Red"


POR_QUE: dict[ParaQue, str] = {
    ParaQue.CUENTA: "Entrar otra vez, cambiar la contraseña o lo que puedes hacer: sin ellos no podrías cuidar tu acceso.",
    ParaQue.PEDISTE: "Tu invitación, tu solicitud, tus cursos, tus constancias y lo que otra persona te responde: los causas tú.",
    ParaQue.FUNCION: "Lo que espera tu decisión o tu trabajo: cuando coordinas, enlazas, evalúas, suples a alguien o tu Red pregunta por tu área.",
    ParaQue.DATOS: "Que confirmes tus datos o que cambiaron: la ley pide que estén al día y que lo sepas.",
    ParaQue.NOTICIAS: "Reconocimientos, resúmenes de la Red y campañas: te llegan sólo si los aceptas.",
}
"""Lo que se le dice a quien los recibe."""

PARA_QUE: dict[str, ParaQue] = {
    **dict.fromkeys(("recuperar", "contrasena_cambiada", "papeles_cambiados"), ParaQue.CUENTA),
    **dict.fromkeys(("confirmar_datos", "registros_juntos"), ParaQue.DATOS),
    **dict.fromkeys(
        (
            "bandeja_atrasada", "bandeja_vence", "certificacion_te_toca", "constancias_por_emitir",
            "formacion_visto_bueno", "invitacion_pedida", "invitaciones_vencidas", "levantamiento_abierto",
            "levantamiento_recordatorio", "prueba_de_correo",
            "solicitud_nueva", "solicitud_respaldo", "suplencia",
        ),
        ParaQue.FUNCION,
    ),
    "reconocimiento": ParaQue.NOTICIAS,
}  # fmt: skip
"""Para qué es cada plantilla; la que falta responde a algo que pidió o hizo quien la recibe.

La que cuenta algo que no hace falta va en NOTICIAS: así la gobierna lo que cada quien consintió, sin que nadie más lo cuide.
"""

ACEPTAN: list[Callable[[str], bool]] = []
"""Quien sabe si la dueña de un correo aceptó las noticias; lo registra el dominio de las personas."""


def sabe_si_acepta(funcion: Callable[[str], bool]) -> Callable[[str], bool]:
    """Registra a quien sabe si la dueña de un correo aceptó las noticias."""
    ACEPTAN.append(funcion)
    return funcion


def para_que(plantilla: str) -> ParaQue:
    """Por qué se escribe ese correo."""
    return PARA_QUE.get(plantilla, ParaQue.PEDISTE)


def acepta(correo: str) -> bool:
    """Si la dueña de esa dirección aceptó las noticias; mientras nadie lo sepa, no se le mandan."""
    return any(aceptan(correo) for aceptan in ACEPTAN)


def se_le_manda(plantilla: str, correo: str) -> bool:
    """Si ese correo puede salir a esa dirección: las noticias, sólo a quien las aceptó."""
    return para_que(plantilla) is not ParaQue.NOTICIAS or acepta(correo)


def clase_de(plantilla: str) -> Clase:
    """Para qué es ese correo."""
    return CLASES.get(plantilla, Clase.ESPERA_ALGO)


def es_urgente(plantilla: str) -> bool:
    """Si sale a cualquier hora."""
    return clase_de(plantilla) in {Clase.SEGURIDAD, Clase.PEDIDO}
