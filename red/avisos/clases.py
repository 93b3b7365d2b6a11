"""Qué tan pronto ha de salir cada correo: de eso depende si espera a la mañana, si va en el resumen o si no se manda."""

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
    "registros_juntos": Clase.INFORMA,
}
"""La clase de cada plantilla; la que falta espera algo de quien la recibe."""


def clase_de(plantilla: str) -> Clase:
    """Para qué es ese correo."""
    return CLASES.get(plantilla, Clase.ESPERA_ALGO)


def es_urgente(plantilla: str) -> bool:
    """Si sale a cualquier hora."""
    return clase_de(plantilla) in {Clase.SEGURIDAD, Clase.PEDIDO}
